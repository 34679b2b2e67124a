"""Many rows at once: what a table would do is shown row by row, and then done as it was shown, or not at all."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from reversion.models import Revision, Version

from explainer.admin import table_work
from explainer.desk.many.kinds import KINDS
from explainer.models import Actor, Event, Statement, Story

from .desk_forms import fields_of

ALL = list(KINDS)
EVENT = "title\tdate\tsources\tactors\n"


def address(model, page: str = "", *args) -> str:
    return reverse(f"admin:explainer_{model._meta.model_name}_many{page}", args=args)


@pytest.fixture(name="story")
def a_story(make_story) -> Story:
    return make_story()


@pytest.fixture(name="desk")
def a_desk(client, reporter, story):
    client.force_login(reporter)
    return client


def look(client, model, text, **more):
    """The page after pasting ``text``."""
    sent = {"story": Story.objects.order_by("pk").first().pk, "text": text} | more
    return client.post(address(model), sent)


def lines(page) -> list:
    return page.context["plan"].lines


def doing(page) -> list[str]:
    return [line.doing for line in lines(page)]


def troubles(page) -> list[str]:
    return [f"{each.column}: {each.sentence}" for line in lines(page) for each in line.troubles]


def press(client, page, model, **more):
    """Press the page's button."""
    sent = fields_of(page) | ({} if page.context["plan"].refused else {"_do": "1"})
    return client.post(address(model), sent | more)


def refusal(page) -> str:
    return unescape(
        re.sub("<[^>]+>", " ", " ".join(re.findall(r'<ul class="errorlist.*?</ul>', page.content.decode(), re.S)))
    )


# ---- what is shown, and done ---------------------------------------------------------------------


def test_a_pasted_table_is_shown_and_nothing_is_written(desk):
    before = Event.objects.count(), Version.objects.count(), LogEntry.objects.count()
    page = look(desk, Event, EVENT + "The bridge opens\t2024-05-31\ttruce-report\tSide 0; Side 1\n")
    assert page.status_code == 200
    assert doing(page) == ["new"]
    assert lines(page)[0].slug == "the-bridge-opens"
    assert (Event.objects.count(), Version.objects.count(), LogEntry.objects.count()) == before


def test_what_was_shown_is_done_with_a_log_entry_and_a_revision_for_each_row(desk):
    text = EVENT + "The bridge opens\t2024-05-31\ttruce-report\tSide 0; Side 1\nIt shuts\t\t\t\n"
    text += "Round 0 is held\t2024-01-06\ttruce-report\tSide 0; Side 1\n"
    page = look(desk, Event, text)
    assert doing(page) == ["new", "new", "changes"]
    revisions = Revision.objects.count()
    done = press(desk, page, Event)
    assert done.status_code == 302, troubles(done)
    opened = Event.objects.get(slug="the-bridge-opens")
    assert [each.slug for each in opened.actors.order_by("slug")] == ["truce-side-0", "truce-side-1"]
    assert Event.objects.get(slug="event-0").when == "2024-01-06"
    assert Revision.objects.count() == revisions + 3
    assert [entry.change_message for entry in LogEntry.objects.order_by("pk")] == [
        "Added as row 2 of a table.", "Added as row 3 of a table.", "Changed date, as row 4 of a table says.",
    ]  # fmt: skip
    assert "2 added, 1 changed" in desk.get(done["Location"]).content.decode()


# ---- mistakes ------------------------------------------------------------------------------------

SAID = "speaker\twording\ttopic\tour words before\tpassages\tdate\tsources\tissues\tphases\twhat the speaker did\n"
GOOD = (
    "Side 0\tpartial quote\tthe bridge\tSide 0 said that it\twill open in time\t2024-05-31\ttruce-report\t\t1\tsaid\n"
)
MISTAKES = {
    "a name that nobody has": ("Side O", "speaker: There is no actor “Side O”. The nearest is "),
    "a wording that is none": ("paraphrased quote", "wording: “paraphrased quote” is none of them. The nearest is"),
    "no topic": ("", "topic: This field is required."),
    "no words of ours": ("", "our words before: This field is required."),
    "no passage of a quote": ("", "passages: A direct or partial quote needs at least one passage"),
    "a date that is none": ("2024-13-01", "date: “2024-13-01”"),
    "a source that nobody has": ("Daily Tesst", "sources: There is no source “Daily Tesst”."),
    "an issue of no story": ("Nothing", "issues: There is no sticking point"),
    "a phase too many": ("7", "phases: There is no phase “7” in this story."),
    "an act that is none": ("claimed", "what the speaker did: “claimed” is none of them. It is one of: said, denied"),
}


@pytest.mark.parametrize("place", range(len(MISTAKES)), ids=list(MISTAKES))
def test_a_mistake_is_told_at_its_cell_with_the_nearest_right_thing(desk, place):
    wrong, told = list(MISTAKES.values())[place]
    cells = GOOD.rstrip("\n").split("\t")
    cells[place] = wrong
    page = look(desk, Statement, SAID + "\t".join(cells) + "\n" + GOOD.replace("the bridge", "the piers"))
    assert doing(page) == ["refused", "new"]
    said = troubles(page)
    assert any(each.startswith(told.replace("sticking point", "issue")) for each in said), said
    assert f'name="cell-2-{place}"'.encode() in page.content
    assert b'name="_do"' not in page.content


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"passages": "“will open in time”"}, "passages: Passage 1: Leave the outer quotation marks out"),
        ({"wording": "paraphrase"}, "passages: A paraphrase is in our words only"),
        ({"wording": "paraphrase", "our words before": "She said “no”.", "passages": ""}, "our words before: A para"),
        ({"topic": "x" * 81}, "topic: Ensure this value has at most 80 characters (it has 81)."),
        ({"address name": "No Such!"}, "address name: “No Such!” cannot stand in an address"),
        ({"role": "President"}, "role: There is no role “President” of the speaker."),
        ({"order in the day": "first"}, "order in the day: “first” is no whole number."),
        ({"relays somebody else": "perhaps"}, "relays somebody else: “perhaps”: write yes or no."),
        ({"sources": "#REF!"}, "sources: “#REF!” is what a spreadsheet says where a formula failed."),
        ({"language spoken": "English!"}, "language spoken: Write the code of a language"),
        ({"story": "another"}, "story: It is of “another”, and this is “The truce talks”."),
        ({"our words after": ".", "wording": "direct quote"}, "our words after: Only a partial quote"),
        ({"cut before passages": "3"}, "cut before passages: There is no passage 3"),
    ],
)
def test_what_a_form_would_refuse_is_refused_in_its_words(desk, change, told):
    row = dict(zip(SAID.rstrip("\n").split("\t"), GOOD.rstrip("\n").split("\t"), strict=True)) | change
    page = look(desk, Statement, "\t".join(row) + "\n" + "\t".join(row.values()))
    assert doing(page) == ["refused"]
    assert any(each.startswith(told) for each in troubles(page)), troubles(page)


def test_two_rows_of_one_address_and_a_row_too_long_are_refused(desk):
    page = look(desk, Event, "address name\ttitle\nx-day\tOne\nx-day\tTwo\ny-day\tThree\tfour\n")
    assert doing(page) == ["new", "refused", "refused"]
    assert "Row 2 has this address name already" in troubles(page)[0]
    assert "more cells than there are columns" in troubles(page)[1]


def test_a_name_that_two_have_is_told_with_both(desk):
    Actor.objects.create(slug="other-side", name="Side 0", kind="group")
    page = look(desk, Event, "title\tactors\nRound 9\tSide 0\n")
    assert (
        "“Side 0” is the name of 2: write the address name of one, “truce-side-0”, “other-side”." in troubles(page)[0]
    )


def test_a_column_that_is_unknown_is_told_with_the_nearest_and_can_be_left_out(desk):
    page = look(desk, Event, "titel\tdate\tcolour\nRound 9\t2024\tred\n")
    assert [each.sentence.partition(" Empty")[0] for each in page.context["plan"].headings] == [
        "“titel” is no column of events. The nearest is “title”.",
        "“colour” is no column of events. It is one of: address name, title, text, place, date, date as reported, "
        "how we worked the date out, order in the day, has it happened, what it depends on, phase, issues, actors, "
        "sources, date set on, date set by, id of the place at Wikidata.",
    ]
    again = press(desk, page, Event, **{"cell-0-0": "title", "cell-0-2": ""})
    assert doing(again) == ["new"]
    assert press(desk, again, Event).status_code == 302
    assert Event.objects.filter(title="Round 9", when="2024").exists()


def test_a_cell_is_mended_on_the_page_and_another_row_left_out(desk):
    page = look(desk, Event, "title\tactors\nRound 8\tSide O\nRound 9\tNobody\n")
    again = press(desk, page, Event, **{"cell-2-1": "Side 0", "leave-3": "on"})
    assert doing(again) == ["new"]
    assert press(desk, again, Event).status_code == 302
    assert Event.objects.get(slug="round-8").actors.get().name == "Side 0"


def test_an_actor_may_belong_to_one_that_stands_below(desk):
    page = look(desk, Actor, "name\tkind\tbelongs to\nAna Reyes\tperson\tTarn Council\nTarn Council\tgovernment\t\n")
    assert doing(page) == ["new", "new"], troubles(page)
    press(desk, page, Actor)
    assert Actor.objects.get(slug="ana-reyes").affiliation.slug == "tarn-council"


def test_what_would_stop_publication_is_told_at_its_row_and_stops_no_save(desk):
    page = look(desk, Statement, SAID + GOOD.replace("truce-report", ""))
    assert doing(page) == ["new"], troubles(page)
    assert any("source" in each for each in lines(page)[0].warnings)
    assert press(desk, page, Statement).status_code == 302


# ---- passages ------------------------------------------------------------------------------------


def test_passages_stand_on_a_line_each_with_ours_between_them(desk, story):
    row = "address name\tspeaker\twording\ttopic\tour words before\tpassages\tbetween\tcut_before\n"
    cells = 'two-of-them\tSide 0\tpartial\tgates\tSide 0 said that\t"one⏎two\nthree\nfour"\t2: , and that\t3\n'
    page = look(desk, Statement, row + cells)
    assert press(desk, page, Statement).status_code == 302, troubles(page)
    there = list(Statement.objects.get(slug="two-of-them").passages.order_by("order"))
    assert [(each.text, each.before, each.cut_before) for each in there] == [
        ("one\ntwo", "", False), ("three", ", and that", False), ("four", "", True),
    ]  # fmt: skip


def test_what_else_a_passage_has_stays_with_its_words(desk, story):
    said = Statement.objects.order_by("pk").first()
    words = said.passages.get()
    words.original = "Im Original"
    words.save()
    said.wording = "partial"
    said.save()
    page = look(desk, Statement, f'address name\tpassages\n{said.slug}\t"entirely new here\n{words.text}"\n')
    assert press(desk, page, Statement).status_code == 302, troubles(page)
    there = said.passages.order_by("order")
    assert [(each.text, each.original) for each in there] == [("entirely new here", ""), (words.text, "Im Original")]


@pytest.mark.parametrize(("kept", "words"), [("Im Original", "{}, and more"), ("", "Wholly other!")])
def test_words_that_are_mended_keep_what_they_have_and_other_words_do_not_get_it(desk, story, kept, words):
    said = Statement.objects.order_by("pk").first()
    said.passages.update(original="Im Original")
    text = words.format(said.passages.get().text)
    assert (
        press(desk, look(desk, Statement, f"address name\tpassages\n{said.slug}\t{text}\n"), Statement).status_code
        == 302
    )
    assert [(each.text, each.original) for each in said.passages.all()] == [(text, kept)]


# ---- seen, or nothing ----------------------------------------------------------------------------


def test_where_the_desk_changed_meanwhile_nothing_is_saved_and_it_is_shown_anew(desk):
    page = look(desk, Event, "address name\tplace\nevent-0\tTarn\n")
    Event.objects.filter(slug="event-0").update(body="Changed by somebody else.")
    again = press(desk, page, Event)
    assert again.status_code == 200
    assert "Somebody changed the desk after this was looked at" in again.content.decode()
    assert Event.objects.get(slug="event-0").place == ""
    assert press(desk, again, Event).status_code == 302
    assert Event.objects.get(slug="event-0").place == "Tarn"


def test_one_row_that_cannot_be_saved_keeps_all_from_being(desk):
    page = look(desk, Event, "title\tplace\nRound 8\tTarn\nRound 9\tTarn\n")
    Event.objects.create(story=Story.objects.get(), slug="round-9", title="Round 9", place="Weir")
    assert press(desk, page, Event).status_code == 200
    assert not Event.objects.filter(slug="round-8").exists()


@pytest.mark.parametrize("change", ["x", "", None])
def test_a_table_that_was_tampered_with_is_not_read(desk, change):
    page = look(desk, Event, "title\nRound 9\n")
    table = fields_of(page)["table"][0]
    sent = {"table": table[:-4] + "AAAA" if change is None else change, "seen": page.context["plan"].digest, "_do": "1"}
    assert desk.post(address(Event), sent).status_code == 302
    assert not Event.objects.filter(title="Round 9").exists()


def test_a_table_is_its_senders_own(desk, client, editor):
    page = look(desk, Event, "title\nRound 9\n")
    client.force_login(editor)
    assert press(client, page, Event).status_code == 302
    assert not Event.objects.filter(title="Round 9").exists()


def test_going_back_concerns_one_row_of_a_table(desk, story):
    press(desk, look(desk, Event, "address name\tplace\nevent-0\tTarn\nevent-1\tTarn\n"), Event)
    press(desk, look(desk, Event, "address name\tplace\nevent-0\tWeir\nevent-1\tWeir\n"), Event)
    row = Event.objects.get(slug="event-0")
    version = Version.objects.get_for_object(row).order_by("pk").first()
    page = reverse("admin:explainer_event_revision", args=(row.pk, version.pk))
    desk.post(page, fields_of(desk.get(page)))
    assert [each.place for each in Event.objects.order_by("slug")[:2]] == ["Tarn", "Weir"]


# ---- who may -------------------------------------------------------------------------------------


def rights(user, *names: str) -> None:
    from django.contrib.auth.models import Permission

    user.groups.clear()
    user.user_permissions.set(Permission.objects.filter(codename__in=names))


def test_who_may_only_add_changes_nothing_and_the_other_way_round(desk, reporter):
    text = "address name\ttitle\nevent-0\tRenamed\nround-9\tRound 9\n"
    rights(reporter, "add_event", "view_event")
    assert doing(look(desk, Event, text)) == ["refused", "new"]
    rights(reporter, "change_event", "view_event")
    page = look(desk, Event, text)
    assert doing(page) == ["changes", "refused"]
    assert troubles(page) == [": You may not add events."]


@pytest.mark.parametrize("model", ALL, ids=lambda model: model._meta.model_name)
def test_who_has_no_right_sees_no_page_and_no_file(desk, reporter, model):
    rights(reporter)
    for page in (address(model), address(model, "_template", "csv"), address(model, "_rows", "csv")):
        assert desk.get(page).status_code == 403
    assert look(desk, model, "title\nx\n").status_code == 403


def test_passages_need_their_own_right(desk, reporter):
    rights(reporter, "add_statement", "view_statement")
    page = look(desk, Statement, SAID + GOOD)
    assert troubles(page) == ["passages: You may not add, change and delete passages."]
    rights(reporter, "change_statement", "view_statement")
    page = look(desk, Statement, f"address name\tpassages\n{Statement.objects.first().slug}\tOther words\n")
    assert troubles(page) == ["passages: You may not add, change and delete passages."]


@pytest.mark.parametrize(
    ("words", "when"),
    [
        ("14 June 2024", "2024-06-14"), ("late June 2024", "[2024-06-21..2024-06-30]"), ("Wednesday", "2024-08-21"),
        ("[..2024-08-23]", "[..2024-08-23]"), ("2024-05-31", "2024-05-31"),
    ],
)  # fmt: skip
def test_a_date_is_read_as_people_say_it_against_its_source(desk, words, when):
    page = look(desk, Statement, SAID + GOOD.replace("2024-05-31", words))  # the source is of 23 August 2024, a Friday
    assert doing(page) == ["new"], troubles(page)
    assert press(desk, page, Statement).status_code == 302
    assert Statement.objects.get(topic="the bridge").when == when


def test_a_date_that_could_be_two_is_told_and_not_chosen(desk):
    page = look(desk, Event, "title\tdate\nRound 9\t06/07/2024\nRound 10\tsoon\n")
    assert doing(page) == ["refused", "refused"]
    assert "could be 2024-0" in troubles(page)[0]
    assert "soon" in troubles(page)[1]


def test_more_rows_than_can_be_saved_at_once_are_refused_in_words(desk, monkeypatch):
    monkeypatch.setattr(table_work, "MOST_SAVED", 2)
    text = "title\nRound 7\nRound 8\nRound 9\n"
    assert "More than 2 of its rows are new" in refusal(look(desk, Event, text))
    assert doing(look(desk, Event, text.replace("Round 7", ""))) == ["new", "new"]
