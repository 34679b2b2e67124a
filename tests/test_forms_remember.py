"""The desk's forms remember and narrow: lists, what is kept, what is proposed, and dates as people say them."""

from __future__ import annotations

import json
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from explainer.models import Actor, Event, Issue, Passage, Position, Role, Source, Statement, StatementLink, Story

from .desk_forms import at, change, fields_of, fill_in, said

LISTS = ("Story", "Statement", "Actor", "Role", "Source", "Issue", "Phase", "Event", "Text", "Term", "Provision")


@pytest.fixture
def desk(client, reporter, make_story):
    make_story()
    client.force_login(reporter)
    return client


@pytest.fixture
def story(desk) -> Story:
    return Story.objects.get()


@pytest.fixture
def source(story) -> Source:
    source = Source.objects.filter(statements__story=story).first()
    Source.objects.filter(pk=source.pk).update(published="2024-08-30", excerpt="")
    source.refresh_from_db()
    return source


@pytest.fixture
def new(desk, story, source):
    """Add a statement with these fields changed."""
    speaker = Actor.objects.filter(statements__story=story).first()

    def add(button: str = "_save", **changed):
        given = {
            "story": story.pk, "speaker": speaker.pk, "topic": "the new date", "wording": "paraphrase", "act": "said",
            "lead_in": "The speaker said that the date stands.", "sources": [source.pk],
        }  # fmt: skip
        return fill_in(desk, at(Statement, "add"), button, **{**given, **changed})

    return add


def listed(client, model, field, term="", **asked) -> list[str]:
    address = reverse("admin:autocomplete")
    query = {"app_label": "explainer", "model_name": model._meta.model_name, "field_name": field, "term": term, **asked}
    return [row["text"] for row in json.loads(client.get(address, query).content)["results"]]


# ---- lists ---------------------------------------------------------------------------------------


def test_every_list_finds_a_row_by_what_it_shows(desk, make_story):
    fields = [
        (model, field)
        for model, its_admin in admin.site._registry.items()
        for field in model._meta.get_fields()
        if field.name in getattr(its_admin, "autocomplete_fields", ()) and field.related_model.__name__ in LISTS
    ]
    assert len(fields) > 20
    sought = {}
    for model, field in fields:
        row = field.related_model._default_manager.order_by("pk").first()
        if row is not None and field.related_model not in sought:
            sought[field.related_model] = str(row)
            assert str(row) in listed(desk, model, field.name, str(row)), f"{field.related_model.__name__}: {row}"
    assert len(sought) >= 7


def test_a_form_begins_with_the_only_story_and_its_lists_follow_it(desk, story):
    page = desk.get(at(Statement, "add")).content.decode()
    assert f'<option value="{story.pk}" selected>' in page
    assert f"autocomplete/?story={story.pk}" in page


def test_of_several_stories_it_begins_with_the_one_last_worked_on(desk, story, make_story):
    other = make_story(slug="second")
    assert "selected>" not in field(desk.get(at(Event, "add")).content.decode(), "id_story")
    fill_in(desk, change(Issue.objects.filter(story=other).first()))
    assert f'<option value="{other.pk}" selected>' in desk.get(at(Event, "add")).content.decode()


def field(page: str, key: str) -> str:
    return page[page.index(f'id="{key}"') :].partition("</select>")[0]


def test_a_form_that_comes_back_offers_what_is_of_the_story_and_the_speaker_chosen_in_it(desk, story, make_story):
    other, speaker = make_story(slug="second"), Actor.objects.first()
    response = fill_in(desk, at(Statement, "add"), story=other.pk, speaker=speaker.pk)
    assert f"?story={other.pk}&amp;of_actor={speaker.pk}" in response.content.decode()
    links = response.context["inline_admin_formsets"][-1].formset
    assert links.empty_form.fields["to_statement"].widget.widget.story_id == other.pk


def test_roles_are_those_of_the_speaker(desk, story):
    mine, other = (Actor.objects.create(slug=slug, name=slug.title(), kind="person") for slug in ("xenia", "yael"))
    Role.objects.create(actor=mine, slug="a", title="Minister")
    Role.objects.create(actor=other, slug="a", title="Minister")
    assert listed(desk, Statement, "role", "Minister", of_actor=mine.pk) == [f"{mine}: Minister"]
    assert len(listed(desk, Statement, "role", "Minister", of_actor="x" * 50)) == 2


def test_who_is_in_the_story_comes_first(desk, story):
    Actor.objects.create(slug="aaa", name="Aaa who is in no story", kind="person")
    assert listed(desk, Statement, "speaker")[0].startswith("Aaa")
    assert not listed(desk, Statement, "speaker", story=story.pk)[0].startswith("Aaa")


def test_without_script_lists_are_whole_and_are_the_storys_once_it_is_saved(desk, story, make_story):
    other = make_story(slug="second")
    page = desk.get(at(Statement, "add"), {"_plain": "1", "story": other.pk})
    offered = fields_of_list(page, "issues")
    assert {str(pk) for pk in Issue.objects.filter(story=other).values_list("pk", flat=True)} == offered
    back = desk.post(at(Statement, "add"), fields_of(page) | {"story": story.pk})
    assert {str(pk) for pk in Issue.objects.filter(story=story).values_list("pk", flat=True)} == fields_of_list(
        back, "issues"
    )
    assert "Open this form with whole lists" in desk.get(at(Statement, "add")).content.decode()


def fields_of_list(page, name) -> set[str]:
    return set(re.findall('<option value="([0-9]+)"', field(page.content.decode(), f"id_{name}")))


# ---- what is kept --------------------------------------------------------------------------------


def test_save_and_add_another_keeps_what_the_next_one_has_in_common(desk, new, story, source):
    issue = Issue.objects.filter(story=story).first()
    response = new("_addanother", when="2024-08-28", issues=[issue.pk])
    kept = parse_qs(urlsplit(response["Location"]).query)
    statement = Statement.objects.get(topic="the new date")
    assert kept == {
        "story": [str(story.pk)], "speaker": [str(statement.speaker_id)], "sources": [str(source.pk)],
        "when": ["2024-08-28"], "issues": [str(issue.pk)], "_kept": ["1"],
    }  # fmt: skip
    page = desk.get(response["Location"])
    form = fields_of(page)
    assert (form["story"], form["speaker"], form["when"]) == (
        [str(story.pk)],
        [str(statement.speaker_id)],
        ["2024-08-28"],
    )
    assert form["topic"] == [""]
    body = page.content.decode()
    assert "Kept from the one before" in body
    assert str(source) in body
    without = next(each.without for each in page.context["kept"] if each.label == "Speaker")
    assert "speaker" not in fields_of(desk.get(without)) or fields_of(desk.get(without))["speaker"] == [""]


@pytest.mark.parametrize("query", ["story=x&_kept=1", "sources=1,x,99999999999999999999&_kept=1", "when=<b>&_kept=1"])
def test_what_an_address_says_was_kept_may_be_nonsense(desk, query):
    response = desk.get(f"{at(Statement, 'add')}?{query}")
    assert response.status_code == 200
    assert b"<b><b>" not in response.content


# ---- what is proposed ----------------------------------------------------------------------------


def test_an_address_is_made_of_the_speaker_and_the_topic_and_told(desk, new):
    response = new()
    statement = Statement.objects.get(topic="the new date")
    assert statement.slug.endswith("-the-new-date")
    assert any("Its address is made" in message for message in said(desk, response))


def test_a_second_one_of_the_same_words_gets_another_and_what_is_sent_twice_is_refused(desk, new):
    new()
    new(lead_in="The speaker said something else.")
    first, second = Statement.objects.filter(topic="the new date").order_by("pk")
    assert second.slug == f"{first.slug}-2"
    assert new().status_code == 200
    assert Statement.objects.filter(topic="the new date").count() == 2


def test_an_address_of_another_alphabet_is_made_all_the_same(desk, story):
    assert fill_in(
        desk, at(Issue, "add"), name="המסדרון", short_name="המסדרון", question="?", status="unclear", slug=""
    )
    assert Issue.objects.get(short_name="המסדרון").slug.startswith("issue")


def test_what_has_a_place_goes_to_the_end(desk, story):
    last = max(Issue.objects.filter(story=story).values_list("order", flat=True))
    fill_in(desk, at(Issue, "add"), name="Another", short_name="Another", question="Which?", status="unclear")
    assert Issue.objects.get(name="Another").order == last + 1


def test_a_quotation_is_in_the_language_of_its_source_unless_somebody_says_otherwise(desk, new, source):
    Source.objects.filter(pk=source.pk).update(language="he")
    response = new()
    assert Statement.objects.get(topic="the new date").quoted_in == "he"
    assert any("language of its source: he" in message for message in said(desk, response))
    new(topic="another", quoted_in="ar")
    assert Statement.objects.get(topic="another").quoted_in == "ar"


def test_a_link_that_the_source_draws_cites_the_only_source_there_is(desk, new, story, source):
    to = Statement.objects.of(story).first()
    link = {
        "links-TOTAL_FORMS": 1, "links-0-relation": "bears-out", "links-0-to_statement": to.pk,
        "links-0-drawn_by": "source", "links-0-order": "",
    }  # fmt: skip
    response = new(**link)
    assert StatementLink.objects.get(statement__topic="the new date").source == source
    assert any("the only one above" in message for message in said(desk, response))
    other = Source.objects.create(slug="other", publisher="Other")
    response = new(topic="another", sources=[source.pk, other.pk], **link)
    assert "A link that the source draws needs that source" in response.content.decode()


# ---- dates ---------------------------------------------------------------------------------------


def test_a_date_as_people_say_it_is_read_against_the_source_and_its_words_are_kept(desk, new):
    response = new(when="on Wednesday")
    statement = Statement.objects.get(topic="the new date")
    assert (statement.when, statement.when_reported) == ("2024-08-28", "on Wednesday")
    (told,) = [message for message in said(desk, response) if "was read as" in message]
    assert "28 August 2024 (Wednesday before Friday 30 August 2024)" in told


def test_words_that_are_there_already_stay(desk, new):
    new(when="late June", when_reported="in the last days of June")
    statement = Statement.objects.get(topic="the new date")
    assert (statement.when, statement.when_reported) == ("[2024-06-21..2024-06-30]", "in the last days of June")


def test_what_may_be_two_dates_is_asked_back_with_both(desk, new):
    page = new(when="06/07/2024").content.decode()
    assert "may be more than one date" in page
    assert 'data-desk-value="2024-07-06"' in page
    assert 'data-desk-value="2024-06-07"' in page
    assert 'value="06/07/2024"' in page
    assert not Statement.objects.filter(topic="the new date").exists()


@pytest.mark.parametrize(
    "typed", ["soon", "<script>alert(1)</script>", "x" * 5000, "late June\x00", "late June \ud800"]
)
def test_what_is_no_date_is_refused_in_a_sentence(desk, new, typed):
    response = new(when=typed.encode("utf-8", "surrogatepass").decode("utf-8", "replace"))
    assert response.status_code == 200
    assert "not a date that we can read" in response.content.decode()
    assert b"<script>alert" not in response.content


def test_parts_read_dates_too_and_a_day_takes_only_a_day(desk, new, story):
    event = Event.objects.filter(story=story).first()
    fill_in(desk, change(event), **{"dates-TOTAL_FORMS": 1, "dates-0-when": "14 June 2021", "dates-0-order": ""})
    assert event.dates.get().when == "2021-06-14"
    source = Source.objects.first()
    fill_in(desk, change(source), accessed="yesterday")
    source.refresh_from_db()
    assert (timezone.localdate() - source.accessed).days == 1
    assert "not a date that we can read" in fill_in(desk, change(source), accessed="last week").content.decode()


# ---- folds ---------------------------------------------------------------------------------------


def test_rare_fields_are_folded_and_open_where_they_are_filled(desk, story):
    statement = Statement.objects.of(story).first()
    Statement.objects.of(story).update(note="", context="", form="not-stated", setting="", order_in_day=0)
    statement.phases.clear()
    statement.about.clear()
    statement.texts.clear()
    statement.refresh_from_db()
    Statement.objects.filter(pk=statement.pk).update(
        medium=None,
        addressee=None,
        language="",
        translator="",
        alterations="",
        when_note="",
        attributed_as="",
        naming="",
    )
    folded = "<details><summary>"
    assert more(desk.get(change(statement)).content.decode()).count(folded) == 1
    Statement.objects.filter(pk=statement.pk).update(note="It is a note.")
    assert more(desk.get(change(statement)).content.decode()).count(folded) == 0


def more(page: str) -> str:
    """From the fieldset's beginning to its heading."""
    end = page.index(">More about it<")
    return page[page.rindex("<fieldset", 0, end) : end].replace("\n", "").replace("        ", "")


def test_a_new_statement_has_room_for_one_passage_and_a_position_an_address(desk, story):
    page = desk.get(at(Statement, "add"))
    assert page.context["inline_admin_formsets"][0].formset.total_form_count() == 1
    assert Passage.objects.count()
    Position.objects.all().delete()
    issue, actor = Issue.objects.filter(story=story).first(), Actor.objects.filter(involvements__story=story).first()
    statement = Statement.objects.of(story).first()
    fill_in(desk, at(Position, "add"), actor=actor.pk, issue=issue.pk, sentence="Wants it.", statements=[statement.pk])
    assert Position.objects.get().slug
