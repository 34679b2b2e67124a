"""What was known by a date: a story without what its sources had not yet published.

It filters on the sources' own dates, never on ours: what this site said on a date is an edition. The two clocks are not
to be mixed.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from datetime import date
from typing import TypeVar

import msgspec
from django.conf import settings

from ..edition import document as shape
from ..edition.fields import Noun, fields_of
from ..kept import Kept
from ..language.dates import When, readable, surely_after
from .indexes import StoryIndex
from .where_it_stands import UNCLAIMED, UNPROVEN

S = TypeVar("S", bound=shape.Struct)


def known_by(index: StoryIndex, day: date) -> StoryIndex:
    """The index of the same story with only the statements, events, positions and links that a source surely
    published by ``day`` bears out. A source without a date is not known by any day."""
    sources = frozenset(source.slug for source in index.story.sources if _out(source, day))
    if len(sources) == len(index.story.sources):
        return index
    known = _kept.get((index, sources))
    if known is None:
        known = StoryIndex(_only(index.story, sources), _last(index.story, sources))
        _kept.put((index, sources), known, weight=_weight(index) + _weight(known))
    return known


def _last(story: shape.Document, sources: frozenset[str]) -> When | None:
    """When the last of these sources came out: by then days had passed, as far as they can tell."""
    days = [when for row in story.sources if row.slug in sources and (when := readable(row.published))]
    return max(days, key=lambda when: when.latest, default=None)


def _weight(index: StoryIndex) -> int:
    return len(shape.freeze(index.story))


def _out(source: shape.Source, day: date) -> bool:
    published = readable(source.published)
    return published is not None and published.latest <= day


class Out:
    """What was out: ``sources``, and each statement with the reports of it that were."""

    def __init__(self, story: shape.Document, sources: frozenset[str]) -> None:
        self.sources = sources
        known = ((row.slug, [slug for slug in row.sources if slug in sources]) for row in story.statements)
        self.said = {slug: reports for slug, reports in known if reports}
        self._published = {row.slug: readable(row.published) for row in story.sources if row.slug in sources}

    def borne_out(self, reports: list[str], *days: str) -> bool:
        """Whether one of these reports was published late enough to tell of all these days."""
        told = [day for day in map(readable, days) if day]
        return any(
            published is not None and not any(surely_after(day, published) for day in told)
            for published in map(self._published.get, reports)
        )


def _only(story: shape.Document, sources: frozenset[str]) -> shape.Document:
    said = {statement.slug for statement in story.statements if not sources.isdisjoint(statement.sources)}
    out = Out(story, sources)
    reports = [source for source in story.sources if source.slug in sources]
    happened = {event.slug for event in story.events if not sources.isdisjoint(_reports(event))}

    def cut(rows: list[S]) -> list[S]:
        return [_cut(row, said, sources) for row in rows]

    def stays(link: shape.Link | shape.EventLink) -> bool:
        return (
            (link.source is None or link.source in sources)
            and (link.to_statement is None or link.to_statement in said)
            and (link.to_event is None or link.to_event in happened)
        )

    links = [link for link in story.links if link.statement in said and stays(link)]
    joined = [
        link
        for link in story.event_links
        if link.event in happened and (link.said_in is None or link.said_in in said) and stays(link)
    ]
    texts = {text.slug for text in story.texts if not sources.isdisjoint(text.sources)}
    pairs = [pair for pair in story.comparisons if pair.earlier in said and pair.later in said]
    return msgspec.structs.replace(
        story,
        statements=[
            _warned(statement, said, sources, texts)
            for statement in cut([statement for statement in story.statements if statement.slug in said])
        ],
        events=[_dated(event, reports) for event in story.events if event.slug in happened],
        event_links=joined,
        texts=[_answered(text, cut(text.answers), texts) for text in cut(story.texts) if text.slug in texts],
        positions=[position for position in cut(story.positions) if position.statements or position.sources],
        comparisons=pairs,
        links=links,
        phases=cut(
            [
                _stood(phase, cut([_status(each, out) for each in _of(phase, texts)]), out, texts)
                for phase in story.phases
            ]
        ),
        gates=cut(story.gates),
        key_points=cut(story.key_points),
        figures=cut(story.figures),
        issues=[_agreed(issue, cut(issue.agreed_by)) for issue in story.issues],
        open_questions=[_still_open(question) for question in cut(story.open_questions)],
    )


def _reports(event: shape.Event) -> Iterator[str]:
    """The sources of an event and of the dates that it had."""
    yield from event.sources
    for was in event.dates:
        yield from was.sources


def _dated(event: shape.Event, out: list[shape.Source]) -> shape.Event:
    """``event`` with what was out of its sources and of the dates that it had. Where the date that stands was not, the
    last before it stood, and the event was expected on it."""
    slugs = {source.slug for source in out}
    cut = [_cut(was, set(), frozenset(slugs)) for was in event.dates]
    dates = [was for was in cut if was.sources]
    known = _cut(event, set(), frozenset(slugs))
    if not event.dates or any(_knows(source, event) for source in out):
        return msgspec.structs.replace(known, dates=dates)
    last = dates.pop() if dates else None
    return msgspec.structs.replace(
        known,
        status="expected",
        when=last.when if last else "",
        when_reported=last.when_reported if last else "",
        when_note="",
        set_on=last.set_on if last else "",
        set_by=last.set_by if last else None,
        dates=dates,
        sources=known.sources or (last.sources if last else []),
    )


def _knows(source: shape.Source, event: shape.Event) -> bool:
    """Whether ``source`` can report the date that stands: it came out no earlier than that was set, or, where it is
    not known when that was, it is not one that reports an earlier date, if there are others."""
    if source.slug not in event.sources:
        return False
    set_on, published = readable(event.set_on), readable(source.published)
    if set_on and published:
        return not surely_after(set_on, published)
    before = {slug for was in event.dates for slug in was.sources}
    return source.slug not in before or before.issuperset(event.sources)


def _answered(text: shape.Text, answers: list[shape.TextAnswer], out: set[str]) -> shape.Text:
    return msgspec.structs.replace(
        text,
        answers=[each for each in answers if each.statements or each.sources],
        replaces=text.replaces if text.replaces in out else None,
    )


def _of(phase: shape.Phase, texts: set[str]) -> list[shape.Provision]:
    """The provisions of a phase but for those of a text that was not out: they would seem to be of another."""
    return [each for each in phase.provisions if each.of_text is None or each.of_text in texts]


def _stood(phase: shape.Phase, provisions: list[shape.Provision], out: Out, texts: set[str]) -> shape.Phase:
    """``phase`` as far as it was known to stand, with these of its provisions. A state that no report had yet is not
    known: today's would be the word of a report to come. That nothing has begun needs no report."""
    reports = [slug for slug in phase.state_sources if slug in out.sources]
    known = out.borne_out(reports, phase.state_on, phase.ended_on)
    if not known and (phase.state_sources or phase.state not in UNCLAIMED):
        begun = phase.begun_on if out.borne_out(reports, phase.begun_on) else ""
        state = "not-known" if phase.state else ""
        phase = msgspec.structs.replace(phase, state=state, state_on="", begun_on=begun, ended_on="")
        reports = reports if begun else []
    of_text = phase.of_text if phase.of_text in texts else None
    return msgspec.structs.replace(phase, provisions=provisions, state_sources=reports, of_text=of_text)


def _status(provision: shape.Provision, out: Out) -> shape.Provision:
    """``provision`` with a status only where evidence of it was out: its own or, without such, the provision’s."""
    own = provision.status_statements or provision.status_sources
    said = provision.status_statements if own else provision.statements
    reports = provision.status_sources if own else provision.sources
    told = [
        *(each for slug in said for each in out.said.get(slug, ())),
        *(each for each in reports if each in out.sources),
    ]
    if out.borne_out(told, provision.status_on) or not (own or provision.status not in UNPROVEN):
        return provision
    return msgspec.structs.replace(provision, status="not-known", status_on="", status_statements=[], status_sources=[])


def _agreed(issue: shape.Issue, by: list[shape.Agreement]) -> shape.Issue:
    """``issue`` with the evidence that was out; what sides agree on is not known while it bears out fewer than two."""
    borne_out = [each for each in by if each.statements or each.sources]
    agreed = issue.agreed if len(borne_out) > 1 else ""
    return msgspec.structs.replace(issue, agreed=agreed, agreed_by=borne_out if agreed else [])


def _still_open(question: shape.OpenQuestion) -> shape.OpenQuestion:
    """``question`` as it stood before anything that was out bore out how it ended."""
    if question.answer_statements or question.answer_sources:
        return question
    return msgspec.structs.replace(question, ended="", ended_on="", answer="")


def _warned(statement: shape.Statement, said: set[str], sources: frozenset[str], texts: set[str]) -> shape.Statement:
    """``statement`` with the caveats that were borne out, and with what was compared, excerpted or tabled by then."""
    cut = [_cut(caveat, said, sources) for caveat in statement.caveats]
    return msgspec.structs.replace(
        statement,
        caveats=[caveat for caveat in cut if caveat.statements or caveat.sources],
        verifications=[check for check in statement.verifications if check.source in sources],
        around=[around for around in statement.around if around.source in sources],
        texts=[slug for slug in statement.texts if slug in texts],
    )


def _cut(row: S, said: set[str], sources: frozenset[str]) -> S:
    """``row`` without the statements and sources that were not out yet."""
    out: dict[Noun | None, Set[str]] = {"statement": said, "source": sources}
    changes: dict[str, list[str]] = {}
    for name, field in fields_of(type(row)).items():
        value = getattr(row, name)
        if field.to in out and isinstance(value, list):
            changes[name] = [slug for slug in value if slug in out[field.to]]
    return msgspec.structs.replace(row, **changes)


# As many as ``readings`` keeps of whole stories. One holds the whole that it is part of, so it weighs as much as both.
_kept: Kept[tuple[StoryIndex, frozenset[str]], StoryIndex] = Kept(lambda: settings.READING_BYTES)
