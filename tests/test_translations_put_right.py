"""Translations are no refuge for errors: what the original puts right is told in them at once, till they are anew."""

from __future__ import annotations

import re
from typing import Any

import msgspec
import pytest
from django.utils.translation import override

from explainer.desk.publishing import cancel
from explainer.desk.waiting import waiting
from explainer.edition import document as shape
from explainer.edition.leaving_out import Out, leave_out
from explainer.models import (
    Edition,
    Event,
    Figure,
    KeyPoint,
    MapFeature,
    OpenQuestion,
    Position,
    Statement,
    StatementLink,
    StateRow,
    Story,
    Term,
    Translation,
)
from explainer.reading import readings
from explainer.search import search_index
from explainer.story.indexes import StoryIndex

from .crawl import text_of
from .desk_forms import change
from .publish import publish, publish_translation
from .translate import translate

pytestmark = pytest.mark.django_db
NOTE = "It was never said: the tape is of another day."
OUT = Out(2, "2026-01-02T12:00:00+00:00", NOTE, "en")


@pytest.fixture
def story(make_story: Any) -> Story:
    """Edition 1 in English and in “Arabic”; edition 1 has three statements and two events."""
    story = make_story(statements=3)
    publish(story, note="")
    publish_translation(translate(story), note="")
    return story


def correct(story: Story, **fields: Any) -> Edition:
    edition = publish(story, note=NOTE, kind="correction", **fields)
    assert edition
    return edition


def remove(slug: str = "statement-2") -> None:
    StatementLink.objects.filter(statement__slug=slug).delete()
    StatementLink.objects.filter(to_statement__slug=slug).delete()
    Position.objects.get().statements.remove(Statement.objects.get(slug=slug))
    Statement.objects.get(slug=slug).delete()


def reword(slug: str = "statement-2") -> None:
    Statement.objects.filter(slug=slug).update(lead_in="The speaker said the gate would stay open.")


def words(client: Any, path: str) -> str:
    return text_of(client.get(f"/ar/truce/{path}").content)


# ---- what was corrected --------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["statements/statement-2/", "statements/", "timeline/"])
def test_what_the_original_corrected_says_so_at_the_item(story, client, page):
    assert "put-right" not in words(client, page), "and what is kept of the page is made anew"
    reword()
    edition = correct(story)
    text = words(client, page)
    assert text.count('class="since put-right"') == 1
    there = "/truce/statements/statement-2/"
    assert re.search(rf'<small class="since put-right"><a [^>]*href="{there}" hreflang="en">', text)
    assert f"{edition.published_at:%Y}" in text
    assert "put-right" not in words(client, "statements/statement-1/").replace("put-right-in", "")


def test_each_page_of_the_translation_says_that_the_original_was_put_right(story, client):
    reword()
    correct(story)
    for page in ("", "issues/", "glossary/"):
        assert 'href="/truce/changes/?since=1"' in words(client, page)


def test_an_event_and_a_position_lead_to_the_original_s(story, client):
    Event.objects.filter(slug="event-0").update(body="In the open.")
    Position.objects.update(sentence="Says it keeps the yard.")
    correct(story)
    assert 'href="/truce/events/event-0/" hreflang="en">' in words(client, "timeline/")
    assert 'href="/truce/issues/issue-1/#position-truce-side-0" hreflang="en">' in words(client, "positions/")


def test_a_plain_update_marks_nothing_and_hides_nothing(story, client):
    reword()
    remove("statement-1")
    publish(story, note="News.")
    reading = in_arabic()
    assert reading.put_right is None
    assert "statement-1" in reading.index.statement
    assert "put-right" not in words(client, "statements/")


def test_beside_other_news_what_was_named_is_put_right_and_no_more(story, client):
    reword()
    Event.objects.filter(slug="event-0").update(body="In the open.")
    publish(story, note=NOTE)
    Edition.objects.filter(stream="", number=2).update(corrects=True, puts_right=[["statements", "statement-2"]])
    assert set(in_arabic().put_right.changed) == {("statements", "statement-2")}


def test_a_correction_that_was_itself_undone_marks_nothing(story):
    was = Statement.objects.get(slug="statement-2").lead_in
    reword()
    correct(story)
    Statement.objects.filter(slug="statement-2").update(lead_in=was)
    correct(story)
    assert in_arabic().put_right is None


# ---- what was taken out --------------------------------------------------------------------------


def in_arabic() -> readings.Reading:
    with override("ar"):
        return readings.current("truce")


def test_what_the_original_took_out_is_nowhere_in_the_translation(story, client):
    said = Statement.objects.get(slug="statement-2").topic
    assert f"ضظغقثص {said}" in words(client, "statements/")
    remove()
    correct(story)
    for page in ("", "statements/", "timeline/", "positions/", "issues/issue-1/", "actors/truce-side-0/", "balance/"):
        text = words(client, page)
        assert f"ضظغقثص {said}" not in text, page
        assert "/ar/truce/statements/statement-2/" not in text, page
    assert len(in_arabic().index.statements) == 2


@pytest.mark.parametrize("page", ["statements/", "timeline/"])
def test_its_place_says_that_the_original_took_it_out_and_why(story, client, page):
    remove()
    correct(story)
    assert f'<bdi lang="en" dir="ltr">{NOTE}</bdi>' in words(client, page)


@pytest.mark.parametrize(
    ("kind", "pages"),
    [
        (KeyPoint, [""]), (Figure, [""]), (StateRow, [""]), (OpenQuestion, ["", "open-questions/"]),
        (Term, ["glossary/"]), (Position, ["positions/", "issues/issue-1/"]),
    ],
)  # fmt: skip
def test_so_does_that_of_whatever_else_it_took_out(story, client, kind, pages):
    MapFeature.objects.filter(term__isnull=False).delete()  # what is in use stays
    kind.objects.get().delete()
    correct(story)
    for page in pages:
        text = words(client, page)
        assert f'<bdi lang="en" dir="ltr">{NOTE}</bdi>' in text, page
        assert 'href="/truce/"' in text


def test_its_own_address_answers_410_with_that(story, client):
    remove()
    correct(story)
    response = client.get("/ar/truce/statements/statement-2/")
    assert response.status_code == 410
    assert NOTE in text_of(response.content)
    assert "The speaker said" not in text_of(response.content)


@pytest.mark.parametrize("form", ["atom", "json"])
def test_feeds_of_the_translation_tell_it_as_gone(story, client, form):
    name = "/ar/truce/statements/statement-2/"
    before = client.get(f"/ar/truce/feed.{form}").content.decode()
    remove()
    correct(story)
    feed = client.get(f"/ar/truce/feed.{form}").content.decode()
    assert name in before
    assert NOTE in feed
    assert "ضظغقثص gate 2" not in feed
    assert client.get("/ar/truce/feed.atom").status_code == 200


def test_what_is_left_of_a_feed_does_not_name_it(story, client):
    def entry() -> str:
        items = client.get("/ar/truce/feed.json").json()["items"]
        (found,) = [each for each in items if each["id"].endswith("#position-truce-side-0")]
        return found["content_html"]

    assert "1\xa0فبراير/شباط 2024" in entry(), "the day of the statement that the position rests on"
    remove("statement-0")
    correct(story)
    assert "1 فبراير 2024" not in entry()


def test_search_in_the_translation_does_not_find_it(story, client):
    Statement.objects.filter(slug="statement-2").update(topic="the zebra")
    publish(story, note="")
    translation = translate(story)
    publish_translation(translation, note="")
    ask = {"q": "zebra"}
    assert "statement-2" in text_of(client.get("/ar/truce/search/", ask).content)
    remove()
    correct(story)
    assert "/ar/truce/statements/statement-2/" not in text_of(client.get("/ar/truce/search/", ask).content)
    search_index.rebuild(at=Edition.objects.last().published_at)
    assert "/ar/truce/statements/statement-2/" not in text_of(client.get("/ar/truce/search/", ask).content)


def test_a_schedule_that_is_cancelled_leaves_search_as_it_was(clock, story, client):
    Statement.objects.filter(slug="statement-2").update(topic="the zebra")
    clock(hours=1)
    publish(story, note="")
    publish_translation(translate(story), note="")
    clock(hours=1)
    remove()
    later = correct(story, at=clock[0].replace(year=2027))
    cancel(later)
    assert "statement-2" in text_of(client.get("/ar/truce/search/", {"q": "zebra"}).content)


def test_the_calendar_of_the_translation_does_not_hold_it(story, client):
    Event.objects.filter(slug="event-0").update(status="expected", when="2024-09-30")
    publish(story, note="")
    publish_translation(translate(story), note="")
    assert b"20240930" in client.get("/ar/truce/events.ics").content
    Event.objects.filter(slug="event-0").delete()
    correct(story)
    assert b"20240930" not in client.get("/ar/truce/events.ics").content


def test_what_is_back_in_the_original_is_back_in_the_translation(story):
    KeyPoint.objects.update(sentence="There is a yard.")
    point = KeyPoint.objects.get()
    KeyPoint.objects.all().delete()
    correct(story)
    assert in_arabic().index.key_points == []
    point.save()
    point.sources.add(Event.objects.first().sources.first())
    publish(story, note="")
    assert len(in_arabic().index.key_points) == 1


def test_other_pages_and_editions_are_as_they_were(story, client):
    remove()
    correct(story)
    assert "ضظغقثص" in words(client, "editions/1/statements/statement-2/")
    assert client.get("/truce/statements/statement-1/").status_code == 200


def test_all_of_it_ends_when_the_translation_is_renewed(story, client):
    remove()
    reword("statement-1")
    correct(story)
    assert in_arabic().put_right
    publish_translation(translate(story), note=NOTE)
    assert in_arabic().put_right is None
    text = words(client, "statements/")
    assert "put-right" not in text
    assert NOTE not in text


# ---- what it costs -------------------------------------------------------------------------------


def test_it_costs_two_queries_on_a_cold_page_of_a_stale_translation(story, django_assert_num_queries):
    readings.current("truce")
    with django_assert_num_queries(1):
        readings.current("truce")
    in_arabic()
    with django_assert_num_queries(2):
        in_arabic()
    reword()
    correct(story)
    readings.current("truce")
    readings.kept_changes.clear()
    with django_assert_num_queries(4):  # which edition it is, three, then which are between, of documents that are kept
        in_arabic()
    with django_assert_num_queries(4):
        in_arabic()
    publish_translation(translate(story), note=NOTE)
    in_arabic()
    with django_assert_num_queries(2):
        in_arabic()


# ---- the device ----------------------------------------------------------------------------------


def whole() -> shape.Document:
    return shape.thaw(Edition.objects.get(stream="ar").document)


@pytest.mark.parametrize(
    "item",
    [
        ("statements", "statement-0"), ("events", "event-0"), ("actors", "truce-side-0"), ("issues", "issue-1"),
        ("phases", 1), ("texts", "paper"), ("positions", "issue-1", "truce-side-0"), ("provisions", 1, "provision-1"),
        ("key_points", "point"), ("figures", "figure"), ("gates", "gate-2"), ("terms", "gate"), ("state", "agreement"),
        ("open_questions", "open"), ("groups", "keepers"), ("sources", "truce-report"),
        ("links", "statement-1", "answers", "statement-0", None, ""),
    ],
)  # fmt: skip
def test_whatever_is_left_out_the_rest_holds_together(story, item):
    left = leave_out(whole(), {item: OUT})
    index = StoryIndex(left)
    kinds = {row.kind for row in index.tombstones.rows}
    assert bool(kinds) == (item[0] not in ("links",))
    assert all(row.thing and row.taken_out_in == "2" for row in index.tombstones.rows)
    assert leave_out(left, {}) is left


def test_what_rests_on_it_alone_goes_with_it(story):
    document = whole()
    bare = msgspec.structs.replace(document.positions[0], sources=[])
    left = leave_out(msgspec.structs.replace(document, positions=[bare]), {("statements", "statement-0"): OUT})
    assert left.positions == []
    assert [row.key for row in left.tombstones] == [
        ["statement", "statement-0"], ["position", "issue-1", "truce-side-0"],
    ]  # fmt: skip


# ---- the desk ------------------------------------------------------------------------------------


def test_the_desk_says_which_corrections_wait_before_anything_else(story, desk):
    translation = Translation.objects.get()
    assert "wait here" not in desk.get(change(translation)).content.decode()
    publish(story, note="")
    remove()
    reword("statement-1")
    edition = correct(story)
    body = desk.get(change(translation)).content.decode()
    heading = body.index("Corrections of the original that wait here")
    assert heading < body.index('id="progress-heading"')
    assert NOTE in body
    (each,) = waiting(translation)
    assert each.edition == edition
    assert {row.at for row in each.changes} >= {("statements", "statement-2"), ("statements", "statement-1")}
    publish_translation(translate(story), note=NOTE)
    assert "wait here" not in desk.get(change(translation)).content.decode()
