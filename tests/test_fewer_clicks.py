"""What the desk spares who makes a story from articles: one form where there were two, and names that are offered."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from explainer.admin.work_order import uncited
from explainer.desk.source_proposals import unknown_near
from explainer.language.marked_words import marked
from explainer.language.source_texts import kept
from explainer.models import Actor, Involvement, Source, SourceText, Statement, Story

from .desk_forms import at, fields_of, fill_in, said

pytestmark = pytest.mark.django_db
TEXT = kept(
    """Joan Whitby, mayor of Tarn, spoke first. “Nobody asked Ada Bell,” Whitby said on Thursday.

“We hold,” said Side 0 in the Tarn Gazette.

ראש הממשלה אמר ביום חמישי."""
)


@pytest.fixture
def text(truce):
    source = Source.objects.get()
    source.published = "2024-06-14"
    source.save()
    return SourceText.objects.create(source=source, text=TEXT)


def beside(desk, text, words):
    """The address of the text's page, and its form for marked words as the page sends it."""
    page = reverse("admin:explainer_source_text", args=(text.source_id,))
    start = TEXT.index(words)
    answer = desk.get(page, {"start": start, "end": start + len(words)})
    own = {"start", "end", "words", "print", "story"}
    form = answer.context["form"]
    sent = {name: values[0] for name, values in fields_of(answer).items() if name in own or name in form.fields}
    return page, form, sent


# ---- a source and its text ----------------------------------------------------------------------


def test_a_source_is_made_with_its_text_in_one_form_and_leads_on_to_marking(desk, truce):
    answer = fill_in(desk, at(Source, "add"), publisher="The Tarn Gazette", published="14 June 2024", its_text=TEXT)
    made = Source.objects.latest("pk")
    assert made.published == "2024-06-14"
    assert (made.kept_text.text, made.kept_text.kept_by.username) == (TEXT, "editor")
    assert answer["Location"] == reverse("admin:explainer_source_text", args=(made.pk,))
    page = desk.get(answer["Location"])
    assert page.context["story"] is not None, "the only story there is"
    assert f"{at(Source, 'add')}?story={truce.pk}" in page.content.decode()


def test_a_source_without_a_text_is_made_as_ever(desk, truce):
    answer = fill_in(desk, at(Source, "add"), publisher="The Tarn Gazette", published="2024-06-14", its_text=" \n ")
    assert not SourceText.objects.exists()
    assert answer["Location"] == at(Source, "changelist")
    made = Source.objects.latest("pk")
    assert "its_text" not in fields_of(desk.get(at(Source, "change", made.pk)))


def test_a_text_that_is_too_long_is_refused_before_anything_is_saved(desk, truce, monkeypatch):
    monkeypatch.setattr("explainer.admin.pasted_text.LONGEST", 20)
    before = Source.objects.count()
    answer = fill_in(desk, at(Source, "add"), publisher="The Tarn Gazette", its_text=TEXT)
    assert "Too long" in answer.content.decode()
    assert Source.objects.count() == before


def test_who_may_not_keep_texts_is_not_offered_the_box(client, django_user_model, truce):
    user = django_user_model.objects.create_user("lent", is_staff=True)
    names = ("add_source", "view_source", "change_source")
    user.user_permissions.add(*Permission.objects.filter(codename__in=names))
    client.force_login(user)
    assert "its_text" not in fields_of(client.get(at(Source, "add")))
    fill_in(client, at(Source, "add"), publisher="The Tarn Gazette", its_text=TEXT)
    assert not SourceText.objects.exists()


def test_a_source_whose_text_is_kept_still_waits_to_be_cited_and_leads_to_its_text(desk, truce):
    source = Source.objects.create(slug="new", publisher="The Tarn Gazette", published="2024-06-14")
    SourceText.objects.create(source=source, text=TEXT)
    assert uncited() == [source]
    way = reverse("admin:explainer_source_text", args=(source.pk,))
    assert way in desk.get(reverse("story-work", args=(truce.pk,))).content.decode()


def test_one_text_leads_to_the_others(desk, text):
    other = Source.objects.create(slug="new", publisher="The Tarn Gazette", published="2024-06-14")
    way = reverse("admin:explainer_source_text", args=(other.pk,))
    here = reverse("admin:explainer_source_text", args=(text.source_id,))
    assert way not in desk.get(here).content.decode(), "it has none yet"
    SourceText.objects.create(source=other, text=TEXT)
    assert way in desk.get(here).content.decode()
    cited = Source.objects.exclude(pk=other.pk).get()
    work = desk.get(reverse("story-work", args=(Story.objects.get().pk,))).content.decode()
    assert reverse("admin:explainer_source_text", args=(cited.pk,)) in work, "a source of the story, beside its name"


# ---- somebody and their part --------------------------------------------------------------------


def test_somebody_is_made_with_a_part_in_one_form(desk, truce):
    other = Story.objects.create(
        slug="other", title="Another", question="Does it?", short_answer="Nobody says.", as_of="2024-06-14"
    )
    address = f"{at(Actor, 'add')}?story={other.pk}"
    fill_in(desk, address, "_addanother", name="The Tarn Council", kind="government", part="mediator")
    row = Involvement.objects.get(actor__name="The Tarn Council")
    assert (row.story, row.part, bool(row.mark)) == (other, "mediator", True)
    assert desk.get(at(Actor, "add")).context["adminform"].form["story_of_part"].value() == other.pk, "the next one too"


def test_no_part_is_given_where_none_is_chosen_and_none_without_a_story(desk, truce):
    fill_in(desk, at(Actor, "add"), name="The Tarn Council", kind="government")
    assert not Involvement.objects.filter(actor__name="The Tarn Council").exists()
    answer = fill_in(desk, at(Actor, "add"), name="A Body", kind="group", part="party", story_of_part="")
    assert "Say in which story" in answer.content.decode()
    assert fill_in(desk, at(Actor, "add"), name="A Body", kind="group", story_of_part="x").status_code == 200
    made = Actor.objects.get(name="The Tarn Council")
    assert "part" not in fields_of(desk.get(at(Actor, "change", made.pk)))


def test_a_window_of_another_form_gives_no_part(desk, truce):
    assert "part" not in fields_of(desk.get(f"{at(Actor, 'add')}?_popup=1"))


def test_who_may_not_give_parts_is_not_offered_one(client, django_user_model, truce):
    user = django_user_model.objects.create_user("lent", is_staff=True)
    user.user_permissions.add(*Permission.objects.filter(codename__in=("add_actor", "view_actor", "change_actor")))
    client.force_login(user)
    assert "part" not in fields_of(client.get(at(Actor, "add")))


# ---- somebody new, beside the text --------------------------------------------------------------


def unknown(words, cast=()):
    start = TEXT.index(words)
    return unknown_near(TEXT, marked(TEXT, start, start + len(words)), cast)


def test_names_that_nobody_has_are_offered_and_not_those_inside_quotations():
    assert unknown("“Nobody asked Ada Bell,” Whitby said") == ["Joan Whitby"]
    assert unknown("“Nobody asked Ada Bell,” Whitby said", [Actor(pk=1, name="Joan Whitby", kind="person")]) == []
    assert unknown("“We hold,” said Side 0") == ["Tarn Gazette"]
    assert unknown("ראש הממשלה") == [], "where there are no capitals nothing looks like a name"


def test_a_name_that_is_offered_becomes_somebody_who_belongs_to_a_body_with_its_part(desk, text):
    body = Involvement.objects.select_related("actor").filter(part="party").first()
    page, form, sent = beside(desk, text, "“Nobody asked Ada Bell,” Whitby said")
    assert ("+Joan Whitby", "Joan Whitby, new to the story") in form.fields["who"].choices
    desk.post(page, sent | {"who": "+Joan Whitby", "kind": "person", "of": str(body.actor_id), "part": ""})
    made = Statement.objects.latest("pk")
    assert (made.speaker.name, made.speaker.affiliation, made.when) == ("Joan Whitby", body.actor, "2024-06-13")
    part = Involvement.objects.get(actor=made.speaker)
    assert (part.part, part.mark) == (body.part, body.mark)


def test_an_unnamed_source_has_the_part_of_one(desk, text):
    page, _form, sent = beside(desk, text, "“Nobody asked Ada Bell,” Whitby said")
    desk.post(page, sent | {"speaker": "An official of Tarn", "kind": "unnamed"})
    assert Involvement.objects.get(actor__name="An official of Tarn").part == "unnamed"


def test_nobody_belongs_to_a_person_and_a_part_is_asked_for_where_none_follows(desk, text):
    page, form, sent = beside(desk, text, "“Nobody asked Ada Bell,” Whitby said")
    people = {str(each.pk) for each in Actor.objects.filter(kind="person")}
    assert not people & {str(key) for key, _name in form.fields["of"].choices}
    answer = desk.post(page, sent | {"who": "+Joan Whitby", "kind": "person"})
    assert "which part they have" in answer.content.decode()
    answer = desk.post(page, sent | {"who": "+Somebody Else", "kind": "person", "part": "party"})
    assert Actor.objects.filter(name="Somebody Else").exists(), "the text may be another by now; the name stands"
    assert said(desk, answer)
