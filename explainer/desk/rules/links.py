"""Rules of links: an answer comes after what it answers, and an order that nobody knows is claimed by nobody.

It must not judge what was said, nor whether two statements bear each other out.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...edition import document as shape
from ...edition.chronology import BOTH_WAYS
from ...language.dates import When, readable, surely_after
from ..compose import Draft
from .problems import Problem, Rule

_SAID = {"after": "comes after", "because": "comes because of"}  # relations that are no verbs


def answers_come_after_what_they_answer(draft: Draft) -> Iterator[Problem]:
    onward: dict[str, list[str]] = {}
    for at, link, own, first in _in_order(draft.document):
        if first and _follows(first, own):
            yield Problem(f"{at} {_SAID.get(link.relation, link.relation)} something later than itself.", at)
        if first:
            onward.setdefault(_place(own), []).append(_place(first))
    for start in onward:
        if _comes_back(start, onward):
            what = "statements" if start.startswith("statements/") else "events or statements"
            yield Problem(f"{start} answers itself by way of other {what}; break the loop.", start)


def an_answer_has_dates(draft: Draft) -> Iterator[Problem]:
    """Whoever draws it: readers take an answer for something said after something else was."""
    for at, link, own, first in _in_order(draft.document):
        undated = [row for row in (own, first) if row and not _day(row)]
        if link.relation == "answers" and undated:
            names = " and ".join(_place(row) for row in undated)
            yield Problem(
                f"{at} answers {_place(first) if first else 'a report'}: an answer cannot be claimed where one of them "
                f"has no date of its own ({names}). Find the date, or choose another relation.",
                at,
            )


def our_reading_knows_the_order(draft: Draft) -> Iterator[Problem]:
    """A source that says “denied the report” says with it that the report came first, and so does a speaker; the two
    are then in that order on their word, unless their dates say otherwise. We have nothing but the dates."""
    for at, link, own, first in _in_order(draft.document):
        if link.drawn_by == "us" and not (first and (_follows(own, first) or _follows(first, own))):
            yield Problem(
                f"{at} {link.relation} {_place(first) if first else 'a report that has no date here'} in our reading, "
                "and which of the two came first is not known. “Stands against” and “bears out” claim no order.",
                at,
            )


Said = shape.Statement | shape.Event


def _in_order(story: shape.Document) -> Iterator[tuple[str, shape.Link | shape.EventLink, Said, Said | None]]:
    """(place, link, what it is drawn from, what came first) of links that say so, of statements and of events; None: a
    report not on record. One whose ends are not in the story is another rule's problem."""
    said = {statement.slug: statement for statement in story.statements}
    happened = {event.slug: event for event in story.events}
    for link in story.links:
        own = said.get(link.statement)
        first = said.get(link.to_statement or "") or happened.get(link.to_event or "")
        if own and link.relation not in BOTH_WAYS and (first or link.to_report):
            yield f"statements/{link.statement}", link, own, first
    for joined in story.event_links:
        event = happened.get(joined.event)
        before = said.get(joined.to_statement or "") or happened.get(joined.to_event or "")
        if event and before:
            yield f"events/{joined.event}", joined, event, before


def _follows(then: Said, first: Said) -> bool:
    """Whether ``then`` surely came after ``first``: by their dates or, on the same one, by the source's order in it."""
    days = _day(then), _day(first)
    if days[0] and days[1] and surely_after(days[0], days[1]):
        return True
    return bool(then.when) and then.when == first.when and 0 < first.order_in_day < then.order_in_day


def _day(row: Said) -> When | None:
    """Its date, if it has one that gives it a place; “by 23 August” does not."""
    when = readable(row.when)
    return when if when and not when.undated else None


def _place(row: Said) -> str:
    return shape.place("statements" if isinstance(row, shape.Statement) else "events", row)


def _comes_back(start: str, onward: dict[str, list[str]]) -> bool:
    seen: set[str] = set()
    ahead = list(onward[start])
    while ahead:
        here = ahead.pop()
        if here == start:
            return True
        if here not in seen:
            seen.add(here)
            ahead.extend(onward.get(here, ()))
    return False


RULES: tuple[Rule, ...] = (answers_come_after_what_they_answer, an_answer_has_dates, our_reading_knows_the_order)
