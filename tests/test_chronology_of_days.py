"""The one order of what was said and what happened: within a day an answer stands after what it answers, everywhere."""

from __future__ import annotations

import re
from typing import Any

import pytest
from msgspec.structs import replace as changed

from explainer.desk.compose import Draft, compose
from explainer.desk.rules.checks import ask
from explainer.edition.chronology import chronology
from explainer.models import Event, Source, Statement, StatementLink, Story
from explainer.story.facet_values import on_line
from explainer.story.indexes import StoryIndex
from explainer.story.timelines import timeline

from .publish import publish

DAY = "2024-05-02"


@pytest.fixture
def day(make_story: Any) -> Story:
    """Four statements of one day. By slug, each answer but one would stand before what it answers: 0 → 3 → 1."""
    story = make_story(statements=4, events=1)
    StatementLink.objects.all().delete()
    Statement.objects.update(when=DAY)
    links(story, (0, 3), (3, 1))
    return story


def links(story: Story, *pairs: tuple[int, int], relation: str = "answers") -> None:
    said = {int(each.slug[-1]): each for each in story.statements.all()}
    for order, (answer, to) in enumerate(pairs, 1):
        StatementLink.objects.create(
            statement=said[answer], order=order, relation=relation, to_statement=said[to], source=Source.objects.get()
        )


def composed() -> list[str]:
    return [each.slug[-1] for each in compose("truce").document.statements]


def test_of_one_day_an_answer_stands_after_what_it_answers_whatever_the_slugs(day):
    assert composed() == ["1", "2", "3", "0"]


def test_the_order_that_is_given_comes_first(day):
    for number, order in ((0, 1), (3, 2)):
        Statement.objects.filter(slug=f"statement-{number}").update(order_in_day=order)
    assert composed() == ["1", "2", "0", "3"], "0 before 3, as given; 3 after 1, which it answers"


def test_an_answer_without_an_order_stands_after_what_has_one(day):
    StatementLink.objects.all().delete()
    Statement.objects.filter(slug="statement-3").update(order_in_day=2)
    Statement.objects.filter(slug="statement-2").update(order_in_day=1)
    links(day, (0, 3))
    assert composed() == ["1", "2", "3", "0"]


@pytest.mark.parametrize("relation", ["stands-against", "bears-out"])
def test_what_holds_both_ways_orders_nothing(day, relation):
    StatementLink.objects.update(relation=relation)
    assert composed() == ["0", "1", "2", "3"]


def test_dates_come_before_answers(day):
    Statement.objects.filter(slug="statement-1").update(when="2024-05-03")
    assert composed() == ["2", "3", "0", "1"]


def test_answers_in_a_circle_stay_as_they_were(day):
    links(day, (1, 2))
    StatementLink.objects.filter(statement__slug="statement-1").update(order=2)
    StatementLink.objects.create(
        statement=day.statements.get(slug="statement-1"), order=3, relation="answers",
        to_statement=day.statements.get(slug="statement-0"), source=Source.objects.get(),
    )  # fmt: skip
    assert sorted(composed()) == ["0", "1", "2", "3"]


def test_a_statement_that_answers_an_event_stands_after_it(day):
    event = Event.objects.get()
    Event.objects.update(when=DAY, order_in_day=1)
    Statement.objects.filter(slug="statement-1").update(order_in_day=2)
    said = day.statements.get(slug="statement-2")
    StatementLink.objects.create(
        statement=said, order=1, relation="answers", to_event=event, source=Source.objects.get()
    )
    index = StoryIndex(compose("truce").document)
    (month,) = timeline(on_line(index)).months
    assert [entry.row.slug[-1] for entry in month.entries if entry.row.when.edtf == DAY][0:2] == ["0", "2"]


def test_every_list_has_the_same_order(day, client):
    publish(day, note="First edition.")
    wanted = ["1", "2", "3", "0"]
    pages = {
        "statements/": r'<article class="st" id="statement-(\d)"',
        "timeline/": r'id="said-statement-(\d)"',
        "issues/issue-1/": r'<article class="st" id="statement-(\d)"',
        "statements/statement-2/": r'href="/truce/statements/statement-(\d)/">Side',
    }
    for page, pattern in pages.items():
        found = re.findall(pattern, client.get(f"/truce/{page}").content.decode())
        shown = [number for number in dict.fromkeys(found) if number in wanted]
        assert shown == [number for number in wanted if number in shown], page
        assert shown, page
    newest = re.findall(pages["timeline/"], client.get("/truce/timeline/?order=newest").content.decode())
    assert newest == wanted[::-1]
    hits = re.findall(r'href="/truce/statements/statement-(\d)/"', client.get("/search/?q=gate").content.decode())
    assert [*dict.fromkeys(hits)] == wanted[::-1], "newest first"
    feed = re.findall(r"<id>[^<]*/statements/statement-(\d)/</id>", client.get("/truce/feed.atom").content.decode())
    assert feed == wanted[::-1]


def test_an_edition_that_was_frozen_in_another_order_is_listed_in_this_one(day):
    story = compose("truce").document
    by_slug = changed(story, statements=sorted(story.statements, key=lambda each: each.slug))
    assert [each.slug[-1] for each in StoryIndex(by_slug).statements] == ["1", "2", "3", "0"]


def test_the_order_is_found_in_time_that_grows_as_the_day_does(make_story):
    make_story(statements=3)
    story = compose("truce").document
    said = [changed(story.statements[0], slug=f"s{number:05}", when=DAY) for number in range(4_000)]
    chain = [
        changed(story.links[0], statement=f"s{number:05}", to_statement=f"s{number + 1:05}") for number in range(3_999)
    ]
    places = chronology(said, [], chain)
    assert [slug for _said, slug in sorted(places, key=places.__getitem__)] == [each.slug for each in reversed(said)]


# ---- the desk asks -------------------------------------------------------------------------------


def asked(draft: Draft) -> list[str]:
    return [problem.sentence for problem in ask(draft) if "in which order" in problem.sentence]


def test_a_day_whose_order_nothing_gives_is_asked_about_and_stops_nothing(day):
    (sentence,) = asked(compose("truce"))
    assert sentence.startswith("On 2024-05-02 nothing says in which order these come: ")
    assert "statements/statement-2" in sentence
    assert publish(day, note="First edition.")


@pytest.mark.parametrize("by", ["links", "numbers", "both"])
def test_a_day_that_is_in_order_is_not_asked_about(day, by):
    StatementLink.objects.all().delete()
    if by == "links":
        links(day, (0, 3), (3, 1), (1, 2))
    else:
        for number in range(4 if by == "numbers" else 3):
            Statement.objects.filter(slug=f"statement-{number}").update(order_in_day=number + 1)
    if by == "both":
        links(day, (3, 2))
    assert asked(compose("truce")) == []


def test_what_happened_on_the_day_is_counted_and_what_is_only_expected_is_not(day):
    StatementLink.objects.all().delete()
    Statement.objects.exclude(slug="statement-0").update(when="")
    Event.objects.update(when=DAY)
    (sentence,) = asked(compose("truce"))
    assert "events/event-0" in sentence
    Event.objects.update(status="expected", when=DAY)
    assert asked(compose("truce")) == []


@pytest.mark.parametrize("when", ["2024-05", "", "[..2024-05-02]", "2024-05-02~"])
def test_only_an_exact_day_has_an_order_to_ask_for(day, when):
    Statement.objects.update(when=when)
    assert asked(compose("truce")) == []
