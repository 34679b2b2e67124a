"""What of issues, questions and roles is news of its own, and what an edition that puts something right says first."""

from __future__ import annotations

from datetime import date

import pytest

from explainer.desk.publishing import withdraw
from explainer.models import Actor, Edition, Event, Issue, OpenQuestion, Role, Source, Statement, Story

from .formats import read_atom, told_by_atom
from .publish import publish

SITE = "http://testserver/truce/"
ISSUE, QUESTION = f"{SITE}issues/issue-1/", f"{SITE}open-questions/#open"
ROLE, OFFICE = f"{SITE}actors/truce-side-0/#role-speaker", f"{SITE}actors/truce-side-0/#role-minister"
ITS_LANGUAGE = '<div lang="en" dir="ltr">\n'


@pytest.fixture
def first(clock, truce) -> Story:
    """Edition 1 is out; the story's day is 23 August 2024."""
    publish(truce, note="First.")
    clock(days=1)
    return truce


@pytest.fixture
def told(client, clock, first):
    """``told()`` publishes what the desk says and reads the feed, or another, a day later: “actors/x/feed”."""

    def read(place: str = "feed", **fields):
        publish(first, note="", **fields)
        clock(days=1)
        body = client.get(f"/truce/{place}.atom").content
        read_atom(body)
        return told_by_atom(body).entries

    return read


# ---- issues ----


def test_an_issue_is_no_news_because_it_is_there(told):
    Issue.objects.update(explanation="It is about a gate.", short_name="The gate", status_on="2024-05")
    assert ISSUE not in told()


def test_an_issue_that_is_settled_is_told_with_its_day(told):
    Issue.objects.update(status="settled", status_on="2024-08-04", standing="The gate stays open.")
    entries = told()
    entry = entries[ISSUE]
    assert entry.title == "Gate 1: Settled"
    assert entry.html.startswith(f"{ITS_LANGUAGE}<p>Settled, 4\u00a0August 2024.</p>\n<p>The gate stays open.</p>")
    assert "In this form since version 2" in entry.html
    assert entry.tags == ["Issue", "Gate 1"]
    assert (entry.published, entry.updated) == ("2026-01-02T12:00:00Z", "2026-01-02T12:00:00Z")


def test_an_issue_that_is_settled_when_readers_meet_it_is_told(clock, truce, client):
    Issue.objects.update(status="agreed")
    publish(truce, note="First.")
    assert told_by_atom(client.get("/truce/issues/issue-1/feed.atom").content).entries[ISSUE].title == "Gate 1: Agreed"


@pytest.mark.parametrize("field", ["standing", "agreed", "status"])
def test_an_issue_is_told_when_how_it_stands_has_changed(told, field):
    Issue.objects.update(**{field: "under-discussion" if field == "status" else "Both want it open."})
    assert ISSUE in told("issues/issue-1/feed")


def test_an_issue_that_was_told_is_told_again_when_it_is_open_again_and_not_for_its_name(told):
    Issue.objects.update(status="settled")
    settled = told()[ISSUE]
    Issue.objects.update(short_name="The gate")
    renamed = told()[ISSUE]
    assert renamed.updated == settled.updated
    Issue.objects.update(status="unclear")
    again = told()[ISSUE]
    assert again.title == "The gate: Unclear"
    assert (again.published, again.updated) == (settled.published, "2026-01-04T12:00:00Z")


# ---- questions ----


def test_a_question_that_is_answered_is_told_with_its_answer(told):
    question = OpenQuestion.objects.get()
    question.ended, question.ended_on, question.answer = "answered", "2024-08-04", "The **guard** has it."
    question.save()
    question.answer_sources.set(Source.objects.all())
    question.answer_statements.set(Statement.objects.filter(slug="statement-0"))
    entry = told()[QUESTION]
    assert entry.title == "Who has the key?: Answered"
    answer = "<p>Answered, 4\u00a0August 2024.</p>\n<p>The <strong>guard</strong> has it.</p>"
    assert entry.html.startswith(ITS_LANGUAGE + answer)
    assert "Statements: Side 0, 1\u00a0February 2024." in entry.html
    assert "Source: The Daily Test, 23\u00a0August 2024." in entry.html


def test_a_question_is_no_news_while_it_is_open_and_told_when_it_is_open_again(told):
    OpenQuestion.objects.update(why="Nobody asked.")
    assert QUESTION not in told()
    OpenQuestion.objects.update(ended="closed", ended_on="2024-08", answer="There is no key.")
    OpenQuestion.objects.get().answer_sources.set(Source.objects.all())
    assert told()[QUESTION].title == "Who has the key?: Closed without an answer"
    OpenQuestion.objects.get().answer_sources.clear()
    OpenQuestion.objects.update(ended="", ended_on="", answer="")
    assert told()[QUESTION].title == "Who has the key?: Open again"


# ---- roles ----


def test_a_role_that_was_there_from_the_first_is_no_news_until_it_ends(told):
    Role.objects.filter(actor__slug="truce-side-0").update(title="Speaker of the gate", held_from="2021")
    assert ROLE not in told()
    Role.objects.filter(actor__slug="truce-side-0").update(held_to="2024-09-27")
    entry = told("actors/truce-side-0/feed")[ROLE]
    assert entry.title == "Side 0, Speaker of the gate: from 2021 until 27 September 2024"
    assert "Held until: 27\u00a0September 2024." in entry.html


def test_a_role_that_begins_is_told_on_its_actors_feed_and_the_storys(told):
    side = Actor.objects.get(slug="truce-side-0")
    Role.objects.create(actor=side, slug="minister", title="Minister", held_from="2024-09-27")
    assert told()[OFFICE].title == "Side 0, Minister: since 27 September 2024"
    Role.objects.filter(slug="minister").update(held_to="2024-11")
    assert told("actors/truce-side-0/feed")[OFFICE].updated == "2026-01-03T12:00:00Z"


@pytest.mark.parametrize(("held_from", "held_to"), [("2020", ""), ("", ""), ("2019", "2024-08-22")])
def test_a_role_of_before_the_story_is_no_news_whenever_it_is_written_down(told, held_from, held_to):
    side = Actor.objects.get(slug="truce-side-0")
    Role.objects.create(actor=side, slug="minister", title="Minister", held_from=held_from, held_to=held_to)
    assert OFFICE not in told()


def test_a_role_of_an_edition_that_was_withdrawn_is_told_once(told, first, client, clock):
    side = Actor.objects.get(slug="truce-side-0")
    Role.objects.create(actor=side, slug="minister", title="Minister", held_from="2024-09-27")
    then = told()[OFFICE]
    withdraw(Edition.objects.get(number=2), because="Wrong.")
    Event.objects.filter(slug="event-0").update(body="In the open.")
    assert told()[OFFICE].updated == then.updated


# ---- what an edition puts right ----


@pytest.mark.parametrize("kind", ["correction", "clarification"])
def test_what_is_put_right_stands_first_and_alone(told, kind):
    Event.objects.filter(slug="event-0").update(title="Round nought is held")
    source = Source.objects.create(slug="other", publisher="The Other Test", published="2024-08-24")
    assert source.pk
    Statement.objects.get(slug="statement-0").sources.add(source)
    edition = f"{SITE}editions/2/"
    told("feed", kind=kind)
    Edition.objects.filter(number=2).update(puts_right=[["events", "event-0"]])
    entry = told()[edition]
    assert "What it puts right:" in entry.html
    assert "Round nought is held" in entry.html
    assert "The Other Test" not in entry.html
    assert "Besides, 2 changes that are other news." in entry.html


def test_an_update_that_puts_something_right_counts_as_a_correction(told, client):
    Event.objects.filter(slug="event-0").update(title="Round nought is held")
    Statement.objects.filter(slug="statement-1").update(topic="the yard", context="Said at noon.")
    told()
    Edition.objects.filter(number=2).update(puts_right=[["events", "event-0"]], corrects=True)
    entry = told()[f"{SITE}editions/2/"]
    assert entry.title == "Version 2: update, with a correction"
    assert entry.tags == ["update", "correction"]
    assert "Round nought is held" in entry.html
    assert "Said at noon" not in entry.html
    kept = told_by_atom(client.get("/corrections/feed.atom").content).entries
    assert kept[f"{SITE}editions/2/"].title == "The truce talks, version 2: update, with a correction"


def test_an_update_that_puts_right_a_label_is_news(told):
    Issue.objects.update(short_name="The gate")
    told()
    Edition.objects.filter(number=2).update(corrects=True)
    assert f"{SITE}editions/2/" in told()


def test_the_day_of_a_story_is_not_the_day_of_a_role(told):
    """What began since the first edition's day is news, though the story's own day has moved on."""
    Story.objects.update(as_of=date(2025, 1, 1))
    side = Actor.objects.get(slug="truce-side-0")
    Role.objects.create(actor=side, slug="minister", title="Minister", held_from="2024-10")
    assert OFFICE in told()
