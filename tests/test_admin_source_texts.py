"""The desk's page for the text of a source, without script: paste, mark, make a statement, be told what to do."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse

from explainer.desk.source_texts import read
from explainer.language.source_texts import kept
from explainer.models import Actor, Event, Involvement, Position, Source, SourceMark, SourceText, Statement, Story

from .desk_forms import at, change, fields_of, said
from .publish import publish

pytestmark = pytest.mark.django_db

TEXT = kept(
    """“We hold the gate,” Side 0 said on Wednesday. Nobody answered. The yard was quiet.

Side 1 called it “a disgrace”, and said strain is “still very high” at the border."""
)
SCRIPT = {"HTTP_X_REQUESTED_WITH": "source-text"}


@pytest.fixture
def source(truce) -> Source:
    return Source.objects.get()


@pytest.fixture
def page(source) -> str:
    return reverse("admin:explainer_source_text", args=(source.pk,))


@pytest.fixture
def text(source) -> SourceText:
    return SourceText.objects.create(source=source, text=TEXT)


def mark(words: str) -> dict[str, int]:
    start = TEXT.index(words)
    return {"start": start, "end": start + len(words)}


def filled(client: Client, page: str, words: str, **changed: object) -> dict:
    """The form for these words as the page fills it in, with what an editor adds."""
    answer = client.get(page, mark(words))
    assert answer.status_code == 200
    assert answer.context["form"], answer.context["problem"]
    fields = fields_of(answer)
    own = {"start", "end", "words", "print", "story"}
    sent = {name: values[0] for name, values in fields.items() if name in own or name in answer.context["form"].fields}
    return sent | changed


def new_statement() -> Statement:
    return Statement.objects.order_by("-pk")[0]


def errors(answer) -> str:
    return unescape(re.sub("<[^>]*>", " ", answer.content.decode()))


# ---- keeping ------------------------------------------------------------------------------------


def test_the_text_is_linked_from_the_form_and_the_list_of_its_source(source, desk, page):
    assert f'href="{page}"' in desk.get(change(source)).content.decode()
    assert f'href="{page}"' in desk.get(at(Source, "changelist")).content.decode()
    assert "Paste its text" in desk.get(change(source)).content.decode()
    SourceText.objects.create(source=source, text=TEXT)
    assert "Paste its text" not in desk.get(change(source)).content.decode()


def test_a_text_is_pasted_once_replaced_and_deleted(source, desk, page):
    answer = desk.post(f"{page}keep/", {"text": "One.\r\n\r\nTwo.\u200b\0", "print": ""})
    assert "Nobody else sees it" in said(desk, answer)[0]
    row = SourceText.objects.get()
    assert (row.text, row.kept_by.username) == ("One.\nTwo.", "editor")
    desk.post(f"{page}keep/", {"text": "Three.", "print": row.print})
    assert SourceText.objects.get().text == "Three."
    assert desk.get(f"{page}delete/").status_code == 200
    assert SourceText.objects.exists(), "looking deletes nothing"
    desk.post(f"{page}delete/")
    assert not SourceText.objects.exists()
    assert desk.get(f"{page}delete/").status_code == 302


def test_of_two_who_paste_the_second_overwrites_nothing_and_keeps_what_was_pasted(desk, page, text):
    answer = desk.post(f"{page}keep/", {"text": "Mine.", "print": ""})
    assert SourceText.objects.get().text == TEXT
    assert "Nothing of yours was kept" in errors(answer)
    assert "Mine." in answer.content.decode()


@pytest.mark.parametrize(("pasted", "sentence"), [("  \u200b ", "no words here"), ("a" * 200_001, "Too long: 200,001")])
def test_what_is_no_text_is_refused_with_a_sentence(desk, page, pasted, sentence):
    assert sentence in errors(desk.post(f"{page}keep/", {"text": pasted, "print": ""}))
    assert not SourceText.objects.exists()


def test_what_is_pasted_is_shown_as_words_and_is_no_markup(desk, page, source):
    desk.post(f"{page}keep/", {"text": "“<script>alert(1)</script>” & <b>x</b>", "print": ""})
    shown = desk.get(page).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown
    assert "<script>alert" not in shown


def test_marks_that_a_new_text_does_not_have_are_told(desk, page, text, source):
    SourceMark.objects.create(source=source, statement=new_statement(), start=0, words="“We hold the gate,”")
    statement = Statement.objects.get(slug="statement-1")
    statement.passages.all().delete()
    SourceMark.objects.update(statement=statement)
    answer = desk.post(f"{page}keep/", {"text": "Something else.", "print": text.print})
    assert any("1 marks" in line or "1 mark " in line for line in said(desk, answer))
    shown = errors(desk.get(page))
    assert "not in the text any more" in shown
    assert "We hold the gate" in shown


# ---- marking ------------------------------------------------------------------------------------


def test_the_form_comes_filled_in_with_what_the_text_says(desk, page, text):
    answer = desk.get(page, mark("“We hold the gate,” Side 0 said on Wednesday."))
    form = answer.context["form"]
    assert form.initial["wording"] == "direct"
    assert form["piece_0"].value() == "We hold the gate"
    assert [(near.actor.name, near.where) for near in form.near] == [("Side 0", "sentence")]
    assert (form.initial["when_reported"], form.initial["when"]) == ("on Wednesday", "2024-08-21")
    assert form.initial["topic"]
    assert form["who"].value() is None, "who said it is never chosen unseen"


def test_words_are_marked_by_numbers_of_sentences_and_by_themselves(desk, page, text):
    by_number = desk.get(page, {"first": 2, "last": 3}).context["marked"]
    assert by_number.words == "Nobody answered. The yard was quiet."
    assert desk.get(page, {"first": 2}).context["marked"].words == "Nobody answered."
    assert desk.get(page, {"words": "yard  was"}).context["marked"].words == "yard was"
    assert "Nearest there" in errors(desk.get(page, {"words": "The yard was quite."}))
    assert "has 4 sentences" in errors(desk.get(page, {"first": 99}))


@pytest.mark.parametrize(
    "asked",
    [
        {"start": "x", "end": "y"}, {"start": "-1", "end": "99999999999999999999"}, {"start": "5", "end": "5"},
        {"start": "900", "end": "100000"}, {"first": "0"}, {"first": "٣"}, {"words": "a" * 900},
        {"story": "99999999999999999999999"}, {"story": "x", "start": 0, "end": 9}, {"first": "1", "last": "9" * 12},
        {"print": "zzz", "start": 0, "end": 9},
    ],
)  # fmt: skip
def test_nonsense_in_an_address_is_no_error(desk, page, text, asked):
    assert desk.get(page, asked).status_code == 200


def test_a_source_that_is_not_there_has_no_page(desk, source):
    for end in ("", "delete/", "look/"):
        assert desk.get(f"/admin/explainer/source/999999/text/{end}").status_code == 404
        assert desk.get(f"/admin/explainer/source/99999999999999999999999/text/{end}").status_code == 404


# ---- a statement --------------------------------------------------------------------------------


def test_marked_words_become_a_statement_with_all_that_belongs_to_it(desk, page, text, source, truce):
    sent = filled(desk, page, "“We hold the gate,” Side 0 said on Wednesday.", speaker="side 0")
    sent |= {"answers": truce.statements.get(slug="statement-0").pk, "drawn_by": "source"}
    answer = desk.post(page, sent)
    assert answer.status_code == 302, errors(answer)
    assert answer["Location"].endswith("#s1"), "back to the same place"
    made = new_statement()
    assert (made.speaker.name, made.wording, made.lead_in) == ("Side 0", "direct", "Side 0 said:")
    assert [passage.text for passage in made.passages.all()] == ["We hold the gate"]
    assert list(made.sources.all()) == [source]
    assert (made.when, made.when_reported, made.quoted_in) == ("2024-08-21", "on Wednesday", "en")
    assert made.slug == f"side-0-{made.topic.lower().replace(' ', '-')}"
    link = made.links.get()
    assert (link.relation, link.to_statement.slug, link.source) == ("answers", "statement-0", source)
    source.refresh_from_db()
    assert "Side 0 said on Wednesday" in source.excerpt
    assert any("Not public yet" in line for line in said(desk, answer))
    shown = desk.get(page).content.decode()
    assert '<mark data-at="1">We hold the gate</mark>' in shown
    assert f'href="{change(made)}"' in shown


def test_several_quoted_pieces_become_several_passages(desk, page, text):
    words = "Side 1 called it “a disgrace”, and said strain is “still very high” at the border."
    sent = filled(desk, page, words, speaker="Side 1", lead_in="Side 1 called it", before_1="and said strain is")
    assert desk.post(page, sent).status_code == 302
    passages = [(each.order, each.before, each.text) for each in new_statement().passages.order_by("order")]
    assert new_statement().wording == "partial"
    assert passages == [(1, "", "a disgrace"), (2, "and said strain is", "still very high")]


def test_a_paraphrase_marks_the_words_that_it_rests_on(desk, page, text, source):
    words = "The yard was quiet."
    refused = desk.post(page, filled(desk, page, words, speaker="Side 0"))
    assert "Write what was said, in our own words" in errors(refused)
    sent = filled(desk, page, words, speaker="Side 0", lead_in="Side 0 said nothing moved.")
    assert desk.post(page, sent).status_code == 302
    made = new_statement()
    assert (made.wording, made.passages.count()) == ("paraphrase", 0)
    kept_mark = made.source_marks.get()
    assert (kept_mark.words, kept_mark.start) == (words, TEXT.index(words))
    assert "<mark" in desk.get(page).content.decode()


def test_the_words_of_a_paraphrase_have_no_quotation_marks(desk, page, text):
    sent = filled(desk, page, "The yard was quiet.", speaker="Side 0", lead_in="It is “quiet”.")
    assert "no quotation marks" in errors(desk.post(page, sent))


def test_passages_are_to_the_letter_or_refused_with_the_nearest_right_thing(desk, page, text):
    count = Statement.objects.count()
    sent = filled(desk, page, "“We hold the gate,”", speaker="Side 0", piece_0="We hold teh gate")
    answer = desk.post(page, sent)
    assert "Not letter for letter" in errors(answer)
    assert "Nearest there" in errors(answer)
    assert "We hold teh gate" in answer.content.decode(), "what was typed stays"
    assert Statement.objects.count() == count


def test_words_that_say_when_are_read_and_offered_and_never_taken_unseen(desk, page, text):
    sent = filled(desk, page, "The yard was quiet.", speaker="Side 0", lead_in="Side 0 said so.")
    sent |= {"when_reported": "late June", "when": ""}
    answer = desk.post(page, sent)
    assert "Save again to take it" in errors(answer)
    again = fields_of(answer)
    assert again["when"] == ["[2024-06-21..2024-06-30]"]
    sent |= {"when": again["when"][0], "offered": again["offered"][0]}
    assert desk.post(page, sent).status_code == 302
    assert (new_statement().when, new_statement().when_reported) == ("[2024-06-21..2024-06-30]", "late June")


def test_a_date_that_was_offered_can_be_left_out(desk, page, text):
    sent = filled(desk, page, "“We hold the gate,” Side 0 said on Wednesday.", speaker="Side 0", when="")
    assert desk.post(page, sent).status_code == 302
    assert (new_statement().when, new_statement().when_reported) == ("", "on Wednesday")


def test_what_is_typed_is_looked_at_while_it_is_typed(desk, page, text):
    told = desk.get(f"{page}look/", {"date": "last week"}).json()
    assert told["when"].startswith("[2024-08-") or "/" in told["when"] or told["when"].startswith("2024-08-")
    assert told["why"]
    assert desk.get(f"{page}look/", {"date": "at some time or other"}).json()["when"] == ""
    assert "Not letter for letter" in desk.get(f"{page}look/", {"words": "We hold teh gate"}).json()["problem"]
    assert desk.get(f"{page}look/", {"words": "We hold the gate"}).json()["problem"] == ""


# ---- who speaks ---------------------------------------------------------------------------------


def test_the_speaker_is_found_by_any_of_its_names_in_the_story_only(desk, page, text, make_story):
    make_story("other")
    for name in ("SIDE 0", "Party 0", "truce-side-0"):
        sent = filled(desk, page, "Nobody answered.", speaker=name, lead_in=f"Said by {name.lower()}.", topic=name)
        answer = desk.post(page, sent)
        if answer.status_code == 302:
            assert new_statement().speaker.slug == "truce-side-0"
            new_statement().delete()
    stranger = Actor.objects.get(slug="other-side-1")
    Actor.objects.filter(pk=stranger.pk).update(name="A Stranger")
    refused = desk.post(page, filled(desk, page, "Nobody answered.", speaker="A Stranger", lead_in="Said."))
    assert "Nobody with a part in this story" in errors(refused)
    assert "A Stranger" not in errors(desk.get(page, mark("Nobody answered.")))


def test_two_of_one_name_are_told_apart(desk, page, text):
    Actor.objects.filter(slug="truce-side-1").update(name="Side 0")
    refused = desk.post(page, filled(desk, page, "Nobody answered.", speaker="Side 0", lead_in="Said."))
    assert "Side 0 (truce-side-1)" in errors(refused)
    sent = filled(desk, page, "Nobody answered.", speaker="Side 0 (truce-side-1)", lead_in="Said.")
    assert desk.post(page, sent).status_code == 302
    assert new_statement().speaker.slug == "truce-side-1"


def test_somebody_new_is_made_with_a_part_in_the_story(desk, page, text, truce):
    sent = filled(desk, page, "“We hold the gate,”", speaker="Ana Reyes", kind="person", part="party")
    assert desk.post(page, sent).status_code == 302
    actor = Actor.objects.get(name="Ana Reyes")
    part = Involvement.objects.get(actor=actor)
    assert (actor.slug, part.story, part.part, part.mark) == ("ana-reyes", truce, "party", "AR")
    assert new_statement().speaker == actor


def test_an_unnamed_source_is_of_this_report_and_of_no_other(desk, page, text, source, truce):
    sent = filled(desk, page, "Nobody answered.", speaker="An official", kind="unnamed", part="unnamed", lead_in="So.")
    assert desk.post(page, sent).status_code == 302
    official = new_statement().speaker
    assert official.described_in == source
    Actor.objects.filter(pk=official.pk).update(described_in=Source.objects.create(slug="else", publisher="Else"))
    refused = desk.post(page, filled(desk, page, "The yard was quiet.", speaker="An official", lead_in="So."))
    assert "belongs to another report" in errors(refused)


def test_somebody_whom_the_desk_has_from_another_story_is_not_made_twice(desk, page, text, truce):
    there = Actor.objects.create(slug="ana", name="Ana Reyes", kind="person")
    sent = filled(desk, page, "“We hold the gate,”", speaker="Ana Reyes", kind="person", part="party")
    assert desk.post(page, sent).status_code == 302
    assert new_statement().speaker == there
    assert Involvement.objects.get(actor=there).story == truce


def test_nothing_of_a_refused_save_stays(desk, page, text):
    actors, parts = Actor.objects.count(), Involvement.objects.count()
    sent = filled(
        desk, page, "“We hold the gate,”", speaker="Ana Reyes", kind="person", part="party", slug="statement-0"
    )
    assert "already exists" in errors(desk.post(page, sent))
    assert (Actor.objects.count(), Involvement.objects.count()) == (actors, parts)


# ---- remembered ---------------------------------------------------------------------------------


def test_the_story_is_chosen_once_and_remembered(desk, page, text, make_story):
    other = make_story("other")
    assert desk.get(page).context["story"].slug == "truce", "something is said in this source already"
    assert desk.get(page, {"story": other.pk}).context["story"] == other
    chosen = {"story": other.pk, **mark("“We hold the gate,”")}
    fields = fields_of(desk.get(page, chosen))
    sent = {name: values[0] for name, values in fields.items()} | {"speaker": "Side 0", "story": other.pk}
    answer = desk.post(page, sent | mark("“We hold the gate,”") | {"words": "“We hold the gate,”"})
    assert answer.status_code == 302, errors(answer)
    assert new_statement().story == other
    assert desk.get(page).context["story"] == other


def test_the_story_is_remembered_for_the_next_source_too(desk, page, text, make_story):
    make_story("other")
    fresh = Source.objects.create(slug="fresh", publisher="Fresh")
    SourceText.objects.create(source=fresh, text=TEXT)
    address = reverse("admin:explainer_source_text", args=(fresh.pk,))
    assert desk.get(address).context["story"] is None
    desk.post(page, filled(desk, page, "“We hold the gate,”", speaker="Side 0"))
    assert desk.get(address).context["story"].slug == "truce"


def test_the_last_speaker_and_issue_are_offered_again(desk, page, text, truce):
    desk.post(page, filled(desk, page, "“We hold the gate,”", speaker="Side 0", issue=truce.issues.get().pk))
    form = desk.get(page, mark("The yard was quiet.")).context["form"]
    assert [label for _pk, label in form.fields["who"].choices] == ["Side 0, named in this paragraph"]
    form = desk.get(page, mark("strain is")).context["form"]
    assert "Side 0, as before" in [label for _pk, label in form.fields["who"].choices]
    assert form.initial["issue"] == truce.issues.get().pk


# ---- two at once --------------------------------------------------------------------------------


def test_a_text_replaced_meanwhile_is_told_with_what_to_do_and_nothing_is_saved(desk, page, text):
    count = Statement.objects.count()
    sent = filled(desk, page, "“We hold the gate,”", speaker="Side 0", topic="what I typed")
    SourceText.objects.update(text=f"A new line before it.\n{TEXT}")
    answer = desk.post(page, sent)
    assert "The text was replaced" in errors(answer)
    assert "The same words stand in it" in errors(answer)
    assert "what I typed" in answer.content.decode()
    assert Statement.objects.count() == count
    again = {name: values[0] for name, values in fields_of(answer).items()}
    start = len("A new line before it.\n")
    again |= {
        "start": start,
        "end": start + len("“We hold the gate,”"),
        "words": "“We hold the gate,”",
        "speaker": "Side 0",
    }
    again["story"] = sent["story"]
    assert desk.post(page, again).status_code == 302


def test_a_text_replaced_by_one_without_the_words_asks_for_others(desk, page, text):
    sent = filled(desk, page, "“We hold the gate,”", speaker="Side 0", topic="what I typed")
    SourceText.objects.update(text="Something else.")
    answer = desk.post(page, sent)
    assert "Mark the words again; what you typed stays." in errors(answer)
    assert "what I typed" in answer.content.decode()


def test_a_text_deleted_meanwhile_is_told(desk, page, text):
    sent = filled(desk, page, "“We hold the gate,”", speaker="Side 0")
    SourceText.objects.all().delete()
    assert "was deleted while you had it open" in said(desk, desk.post(page, sent))[0]
    assert "was deleted" in desk.post(page, sent, **SCRIPT).json()["problem"]


def test_the_same_words_are_not_made_a_statement_twice(desk, page, text, second_editor):
    sent = filled(desk, page, "“We hold the gate,”", speaker="Side 0")
    other = Client()
    other.force_login(second_editor)
    assert desk.post(page, sent).status_code == 302
    count = Statement.objects.count()
    assert "These words are a statement already" in errors(other.post(page, sent))
    assert Statement.objects.count() == count


def test_two_editors_mark_at_once_and_each_sees_what_the_other_made(desk, page, text, second_editor):
    other = Client()
    other.force_login(second_editor)
    mine = filled(desk, page, "“We hold the gate,”", speaker="Side 0", topic="it")
    theirs = filled(other, page, "“a disgrace”", speaker="Side 0", topic="it")
    assert desk.post(page, mine).status_code == 302
    told = other.post(page, theirs, **SCRIPT).json()
    assert "We hold the gate</mark>" in told["text"]
    assert sorted(Statement.objects.filter(topic="it").values_list("slug", flat=True)) == ["side-0-it", "side-0-it-2"]


# ---- by script ----------------------------------------------------------------------------------


def test_the_script_gets_the_form_alone_and_then_the_text_with_its_marks(desk, page, text):
    form = desk.get(page, mark("“We hold the gate,”"), **SCRIPT).content.decode()
    assert form.lstrip().startswith("<form")
    assert "<html" not in form
    sent = filled(desk, page, "“We hold the gate,”", speaker="Side 0")
    refused = desk.post(page, sent | {"topic": ""}, **SCRIPT).json()
    assert "Not saved yet" in refused["form"]
    told = desk.post(page, sent, **SCRIPT).json()
    assert told["sentence"] == 1
    assert "Not public yet" in told["message"]
    assert "2 of 3 quotations" not in told["text"]
    assert "1 of 3 quotations" in re.sub("<[^>]*>", "", told["text"])
    json.dumps(told)


# ---- who may ------------------------------------------------------------------------------------


def test_who_may_not_edit_sources_does_not_see_a_text(client, page, text, source):
    nobody = get_user_model().objects.create_user("nobody", password="a-long-enough-password", is_staff=True)
    looks = get_user_model().objects.create_user("looks", password="a-long-enough-password", is_staff=True)
    looks.user_permissions.add(Permission.objects.get(codename="view_source"))
    stranger = client.get(page)
    assert (stranger.status_code, "/login/" in stranger["Location"]) == (302, True)
    for user in (nobody, looks):
        client.force_login(user)
        for end in ("", "delete/", "look/"):
            assert client.get(f"{page}{end}").status_code == 403
        assert client.post(f"{page}keep/", {"text": "x", "print": text.print}).status_code == 403
        assert client.post(f"{page}delete/").status_code == 403
        assert client.post(page, {"start": 0, "end": 9}).status_code == 403
    assert SourceText.objects.get().text == TEXT


@pytest.mark.parametrize("group", ["reporter", "editor", "administrator"])
def test_every_group_of_the_desk_writes_from_a_source(client, page, text, group, django_user_model):
    user = django_user_model.objects.create_user("one", password="a-long-enough-password", is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    client.force_login(user)
    assert client.post(page, filled(client, page, "“We hold the gate,”", speaker="Side 0")).status_code == 302


def test_each_right_is_asked_for_where_it_is_used(client, page, text, django_user_model):
    user = django_user_model.objects.create_user("one", password="a-long-enough-password", is_staff=True)
    for right in ("view_source", "change_source", "view_sourcetext"):
        user.user_permissions.add(Permission.objects.get(codename=right))
    client.force_login(user)
    assert client.get(page).status_code == 200
    assert client.post(page, {"start": 0, "end": 9}).status_code == 403
    assert client.post(f"{page}keep/", {"text": "x", "print": text.print}).status_code == 403
    assert client.post(f"{page}delete/").status_code == 403
    user.user_permissions.add(Permission.objects.get(codename="add_statement"))
    client.force_login(django_user_model.objects.get(pk=user.pk))
    sent = filled(client, page, "“We hold the gate,”", speaker="Ana Reyes", kind="person", part="party")
    assert "You may not add anybody" in errors(client.post(page, sent))


def test_every_change_asks_for_the_token_of_the_session(page, text, editor):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(editor)
    for end in ("", "keep/", "delete/"):
        assert strict.post(f"{page}{end}", {"text": "x"}).status_code == 403
    assert SourceText.objects.get().text == TEXT


# ---- other rows ---------------------------------------------------------------------------------


def test_an_event_begun_from_marked_words_comes_filled_in_and_marks_them(desk, page, text, source, truce):
    shown = desk.get(page, mark("Side 0 said on Wednesday.")).content.decode()
    address = unescape(re.search(r'href="(/admin/explainer/event/add/[?][^"]*)"', shown)[1])
    form = desk.get(address)
    assert "Begun from these words" in form.content.decode()
    fields = fields_of(form)
    assert fields["story"] == [str(truce.pk)]
    assert fields["sources"] == [str(source.pk)]
    assert (fields["when"], fields["when_reported"]) == (["2024-08-21"], ["on Wednesday"])
    assert "Side 0 said" not in "".join(fields["title"] + fields["body"])
    answer = desk.post(address, fields | {"title": "A day", "slug": "a-day", "body": "It was held.", "_save": "1"})
    assert answer.status_code == 302, list(re.findall(r"errorlist[^/]*</li>", answer.content.decode()))
    assert answer["Location"].startswith(page), "back to the text"
    event = Event.objects.get(slug="a-day")
    assert event.source_marks.get().words == "Side 0 said on Wednesday."
    assert "event: A day" in errors(desk.get(page))


def test_a_position_begun_from_marked_words_marks_them_too(desk, page, text, source, truce):
    shown = desk.get(page, mark("The yard was quiet.")).content.decode()
    address = unescape(re.search(r'href="(/admin/explainer/position/add/[?][^"]*)"', shown)[1])
    fields = fields_of(desk.get(address))
    changed = {"actor": Actor.objects.get(slug="truce-side-1").pk, "issue": truce.issues.get().pk, "_save": "1"}
    answer = desk.post(address, fields | changed | {"sentence": "Says it is quiet.", "slug": "quiet"})
    assert answer.status_code == 302, list(re.findall(r"errorlist[^/]*</li>", answer.content.decode()))
    assert Position.objects.get(slug="quiet").source_marks.get().words == "The yard was quiet."


@pytest.mark.parametrize("begun", ["", "x", "1:2", "1:2:3:4", "999999999999999999999:0:5:x", "1:0:99999999999:x"])
def test_a_form_begun_from_nothing_is_as_ever(desk, text, begun, truce):
    form = desk.get(at(Event, "add"), {"_from_source": begun})
    assert form.status_code == 200
    assert "Begun from these words" not in form.content.decode()


def test_a_statement_that_comes_back_has_its_mark_again(desk, page, text, source):
    from reversion.models import Version

    desk.post(page, filled(desk, page, "The yard was quiet.", speaker="Side 0", lead_in="Side 0 said so."))
    made = new_statement()
    desk.post(at(Statement, "delete", made.pk), {"post": "yes"})
    assert read(text).rows == 0
    assert not SourceMark.objects.exists()
    version = Version.objects.get_deleted(Statement).first()
    desk.post(at(Statement, "recover", version.pk))
    assert SourceMark.objects.get().words == "The yard was quiet."


# ---- what it leads to ---------------------------------------------------------------------------


def test_what_is_made_from_a_text_can_be_published(desk, page, text, truce):
    desk.post(page, filled(desk, page, "“We hold the gate,” Side 0 said on Wednesday.", speaker="Side 0"))
    edition = publish(truce, note="First edition.")
    assert "We hold the gate" in edition.document
    assert "source_marks" not in edition.document
    assert "yard was quiet" not in edition.document


def test_the_page_costs_the_same_however_much_the_story_has(desk, make_story):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for slug, size in (("small", 2), ("large", 40)):
        story = make_story(slug, statements=size, actors=size)
        source = Source.objects.get(slug=f"{slug}-report")
        SourceText.objects.create(source=source, text=TEXT)
        page = reverse("admin:explainer_source_text", args=(source.pk,))
        desk.get(page, mark("Nobody answered."))
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert desk.get(page, mark("Nobody answered.") | {"story": story.pk}).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_text_from_right_to_left_says_so(desk, page, source):
    source.language = "he"
    source.save()
    SourceText.objects.create(source=source, text='הוא אמר: "אנחנו נשארים כאן."')
    shown = desk.get(page, {"first": 1}).content.decode()
    assert 'lang="he" dir="rtl" role="group"' in shown
    assert desk.get(page, {"first": 1}).context["form"].initial["wording"] == "direct"


def test_no_story_is_chosen_for_an_editor_where_there_are_two(desk, make_story):
    make_story("one-story", statements=0)
    make_story("two-stories", statements=0)
    source = Source.objects.create(slug="fresh", publisher="Fresh")
    SourceText.objects.create(source=source, text=TEXT)
    answer = desk.get(reverse("admin:explainer_source_text", args=(source.pk,)), {"start": 0, "end": 20})
    assert answer.context["story"] is None
    assert "Choose the story first" in errors(answer)
    assert Story.objects.count() == 2
