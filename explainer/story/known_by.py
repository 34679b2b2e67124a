"""What was known by a date: a story without what its sources had not yet published.

It filters on the sources' own dates, never on ours: what this site said on a date is an edition. The two clocks are not
to be mixed: an edition of that day only lends words, where all that they rest on was out.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
from django.conf import settings

from ..edition import document as shape
from ..edition.changed_items import Item
from ..edition.former import as_in
from ..edition.leaving_out import without
from ..kept import Kept
from ..language.dates import When, readable
from .indexes import StoryIndex
from .known_events import event_known, is_told
from .known_framework import phases_known, texts_known
from .known_rows import Known, by_slug, day_is_over, out_by, same
from .shown import Resolved


def known_by(
    index: StoryIndex, day: date, older: StoryIndex | None = None, wrong: frozenset[Item] = frozenset()
) -> StoryIndex:
    """The index of the same story as its sources bear it out that were surely published by ``day``; one without a date
    is out by no day. ``older``: what its readers read at the end of that day, from which a row is taken that rests on
    later sources now; ``wrong``: which of it was put right since, and lends nothing. A row whose words are not borne
    out says ``later``, and has none."""
    story = index.story
    if _all_told(story, day):
        return index
    found = _kept.get((index, day, older, wrong))
    if found is None:
        lends = without(as_in(story, older.story), wrong) if older and wrong else older.story if older else None
        known = Known(story, day, lends)
        found = StoryIndex(_only(known), _last(known))
        _mark(found, known)
        _kept.put((index, day, older, wrong), found, weight=sum(map(_weight, filter(None, (index, found, older)))))
    return found


def _last(known: Known) -> When | None:
    """When the last of what was out came out: by then days had passed, as far as that can tell."""
    days = [when for slug in known.sources if (when := known.published(slug))]
    return max(days, key=lambda when: when.latest, default=None)


def _weight(index: StoryIndex) -> int:
    return len(shape.freeze(index.story))


def _all_told(story: shape.Document, day: date) -> bool:
    """Whether nothing rests on what came later, nor is said of a day after ``day``, or after all who could tell."""
    as_of = readable(story.as_of)
    if (as_of and as_of.latest > day) or len(out_by(story.sources, day)) < len(story.sources):
        return False
    known = Known(story, day, None)
    return len(known.said) == len(story.statements) and all(is_told(known, event) for event in story.events)


def _only(known: Known) -> shape.Document:
    story = known.story
    events = _each(known, "events", event_known)
    statements = _each(known, "statements", _statement)
    happened, said = {event.slug for event in events}, set(by_slug(statements))

    def stays(link: shape.Link | shape.EventLink) -> bool:
        return (
            (link.source is None or link.source in known.sources)
            and (link.to_statement is None or link.to_statement in said)
            and (link.to_event is None or link.to_event in happened)
        )

    links = [link for link in story.links if link.statement in said and stays(link)]
    joined = [
        link
        for link in story.event_links
        if link.event in happened and (link.said_in is None or link.said_in in said) and stays(link)
    ]
    pairs = [pair for pair in story.comparisons if pair.earlier in said and pair.later in said]
    whole = msgspec.structs.replace(
        story,
        **_of_the_story(known),
        statements=statements,
        events=events,
        event_links=joined,
        links=links,
        comparisons=pairs,
        texts=texts_known(known),
        phases=phases_known(known),
        positions=_positions(known),
        state=[row for row in _each(known, "state", _plain) if _state_stands(known, row)],
        actors=_each(known, "actors", _actor),
        gates=_each(known, "gates", _framed),
        key_points=_each(known, "key_points", _plain),
        backgrounds=_each(known, "backgrounds", _plain),
        figures=_each(known, "figures", _plain),
        terms=_each(known, "terms", _plain),
        issues=_each(known, "issues", _issue),
        open_questions=_each(known, "open_questions", _question),
    )
    return msgspec.structs.replace(whole, sources=[*story.sources, *known.brought.values()])


def _each(known: Known, section: str, row_known: Any) -> list[Any]:
    """The rows of a section, each as ``row_known(known, row, then)`` has it."""
    then = by_slug(getattr(known.older, section)) if known.older else {}
    rows = (row_known(known, row, same(row, then)) for row in getattr(known.story, section))
    return [row for row in rows if row is not None]


def _plain(known: Known, row: Any, then: Any) -> Any:
    found = known.row(row, then)
    return known.cut(found) if found is not None else None


def _framed(known: Known, row: Any, then: Any) -> Any:
    found: Any = known.row(row, then, always=True)
    return known.cut(found)


def _of_the_story(known: Known) -> dict[str, str]:
    """What is said of the whole: it has no evidence of its own, so it is that of the edition of the day, or nothing."""
    texts = ("short_answer", "standfirst", "limits", "question")
    as_of = readable(known.story.as_of)
    then = {"as_of": known.day.isoformat()} if as_of and as_of.latest > known.day else {}
    if known.older is None:
        return {"short_answer": "", "standfirst": "", **then}
    return {**{name: getattr(known.older, name) for name in texts}, **then}


def _state_stands(known: Known, row: shape.StateRow) -> bool:
    """Whether a line of the state of play was so by then. One that rests on nothing is of the edition that has it."""
    told = bool(row.sources) or known.older is not None
    return told and id(row) not in known.later and day_is_over(row.when, known.day)


def _statement(known: Known, row: shape.Statement, then: shape.Statement | None) -> shape.Statement | None:
    """``row`` with the caveats that were borne out, and with what was compared, excerpted or tabled by then."""
    if row.slug not in known.said:
        return None
    found = known.row(row, then)
    if found is None:
        return None
    if id(found) in known.later:
        bare: dict[str, Any] = {"passages": [], "relays": [], "verifications": [], "around": []}
        found = known.marked(msgspec.structs.replace(found, **bare))
    told = {(each.kind, each.when): each for each in then.caveats} if then else {}
    caveats = [_plain(known, each, told.get((each.kind, each.when))) for each in row.caveats]
    tabled = {text.slug for text in known.story.texts if known.out(text.sources)}
    changes: dict[str, Any] = {
        "caveats": [each for each in caveats if each is not None and (each.statements or each.sources)],
        "verifications": [check for check in found.verifications if check.source in known.sources],
        "around": [around for around in found.around if around.source in known.sources],
        "texts": [slug for slug in found.texts if slug in tabled],
    }
    cut = msgspec.structs.replace(known.cut(found), **changes)
    return known.marked(cut) if id(found) in known.later else cut


def _positions(known: Known) -> list[shape.Position]:
    then = {(row.issue, row.actor): row for row in known.older.positions} if known.older else {}
    found = (_position(known, row, then.get((row.issue, row.actor))) for row in known.story.positions)
    return [row for row in found if row is not None]


def _position(known: Known, row: shape.Position, then: shape.Position | None) -> shape.Position | None:
    if not (row.statements or row.sources):
        return None
    found: shape.Position | None = _plain(known, row, then)
    return found


def _issue(known: Known, row: shape.Issue, then: shape.Issue | None) -> shape.Issue:
    """``row`` with what its sides agree on, where all the evidence of that was out."""
    found: shape.Issue = _framed(known, row, then)
    if not day_is_over(found.status_on, known.day):
        found = known.withheld(found)
    agreed, by = "", list[shape.Agreement]()
    if row.agreed and all(map(known.whole, row.agreed_by)):
        agreed, by = row.agreed, row.agreed_by
    elif then and then.agreed and all(known.whole(each, then=True) for each in then.agreed_by):
        sides = set(by_slug(known.story.actors))
        by = [known.fitted(each, each) for each in then.agreed_by if each.actor in sides]
        by = [each for each in by if known.rests(each)]
        agreed, by = (then.agreed, by) if len(by) > 1 else ("", [])
    told = msgspec.structs.replace(found, agreed=agreed, agreed_by=by)
    return known.marked(told) if id(found) in known.later else told


def _question(known: Known, row: shape.OpenQuestion, then: shape.OpenQuestion | None) -> shape.OpenQuestion | None:
    """``row`` as it stood before all that bears out how it ended was out."""
    found: shape.OpenQuestion | None = _plain(known, row, then)
    if found is None or _answered(known, row):
        return found
    open_again: dict[str, Any] = {"answer_statements": [], "answer_sources": []}
    return msgspec.structs.replace(found, ended="", ended_on="", answer="", **open_again)


def _answered(known: Known, row: shape.OpenQuestion) -> bool:
    said = all(slug in known.said for slug in row.answer_statements)
    out = known.sources.issuperset(row.answer_sources)
    evidence = bool(row.answer_statements or row.answer_sources)
    return evidence and said and out and day_is_over(row.ended_on, known.day)


def _actor(known: Known, row: shape.Actor, then: shape.Actor | None) -> shape.Actor:
    """``row`` as it was described by then, with the roles that it had had and the names that it was no longer under."""
    described = row.described_in in known.sources if row.described_in else known.older is None
    held = [role for role in row.roles if day_is_over(role.held_from, known.day)]
    roles = [role if day_is_over(role.held_to, known.day) else _holding(role) for role in held]
    names = [name for name in row.former_names if day_is_over(name.until, known.day)]
    changes: dict[str, Any] = {"roles": roles, "former_names": names}
    if not described:
        source = then.described_in if then else None
        words = then if then and (source is None or source in known.sources) else None
        for name in ("descriptor", "description", "unnamed_because"):
            changes[name] = getattr(words, name, "")
        changes["described_in"] = source if words and source in by_slug(known.story.sources) else None
    return msgspec.structs.replace(row, **changes)


def _holding(role: shape.Role) -> shape.Role:
    return msgspec.structs.replace(role, held_to="")


def _mark(index: StoryIndex, known: Known) -> None:
    """The rows whose words are from later know it: they say so where they stand."""
    caveats = [caveat for statement in index.statements for caveat in statement.caveats]
    rows: list[Resolved[Any]] = [*index.statements, *index.events, *index.positions, *index.issues, *caveats]
    for row in rows:
        row.later = id(row.value) in known.later


# As many as ``readings`` keeps of whole stories. One holds the wholes that it is made of, so it weighs as much as all.
_kept: Kept[tuple[StoryIndex, date, StoryIndex | None, frozenset[Item]], StoryIndex] = Kept(
    lambda: settings.READING_BYTES
)
