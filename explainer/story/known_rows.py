"""What was out by a day, and each row as far as that bears it out: today's words, those of the edition then, or none.

It must not know which rows a story has, nor look for an edition: ``known_by`` goes through the one and is handed the
other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, TypeVar

import msgspec

from ..edition import document as shape
from ..edition.fields import fields_of
from ..language.dates import When, readable, surely_after

S = TypeVar("S", bound=shape.Struct)
EVIDENCE = ("statements", "sources")  # what a row rests on
CLAIMS = ("status", "status_on", "state_on", "ended", "ended_on")  # what is not said where our sentence is not


def out_by(sources: Iterable[shape.Source], day: date) -> frozenset[str]:
    """Those that were surely published by ``day``; one without a date was out by no day."""
    return frozenset(source.slug for source in sources if _published(source, day))


def _published(source: shape.Source, day: date) -> bool:
    published = readable(source.published)
    return published is not None and published.latest <= day


def day_is_over(text: str, day: date) -> bool:
    """Whether what is dated so can have been by ``day``; what has no date can."""
    when = readable(text)
    return when is None or when.earliest <= day


class Known:
    """What was known of a story by ``day``. ``older``: what its readers read at the end of that day, if anything.

    ``sources``: those that were out. ``said``: each statement that was, with the reports of it. ``later``: the rows, by
    their ``id``, whose words are not shown, for they rest on what was not out. ``brought``: the sources of what is
    taken from the older edition that the story has no longer.
    """

    def __init__(self, story: shape.Document, day: date, older: shape.Document | None) -> None:
        self.story, self.day, self.older = story, day, older
        rows = {source.slug: source for source in [*(older.sources if older else ()), *story.sources]}
        self._source = rows
        self.sources = out_by(rows.values(), day)
        self._published = {slug: readable(rows[slug].published) for slug in self.sources}
        self._said_then = self._reports(older) if older else {}
        self.said = self._reports(story)
        had = by_slug(older.statements) if older else {}
        for row in story.statements:  # those of which other reports were cited then
            then = same(row, had)
            if row.slug not in self.said and then and self.whole(then) and then.slug in self._said_then:
                self.said[row.slug] = self._said_then[then.slug]
        self.later: dict[int, shape.Struct] = {}
        self.brought: dict[str, shape.Source] = {}
        self._had = {source.slug for source in story.sources}
        self._names: dict[str, set[Any]] = {
            "statement": set(self.said),
            "event": {row.slug for row in story.events},
            "actor": {row.slug for row in story.actors},
            "issue": {row.slug for row in story.issues},
            "phase": {row.number for row in story.phases},
            "text": {row.slug for row in story.texts if self.out(row.sources)},
            "group": {row.slug for row in story.groups},
            "term": {row.slug for row in story.terms},
            "provision": {row.slug for phase in story.phases for row in phase.provisions},
        }

    def _reports(self, story: shape.Document) -> dict[str, list[str]]:
        rows = ((row, self.out(row.sources)) for row in story.statements if day_is_over(row.when, self.day))
        return {row.slug: reports for row, reports in rows if reports}

    def out(self, sources: Iterable[str]) -> list[str]:
        return [slug for slug in sources if slug in self.sources]

    def borne_out(self, reports: Iterable[str], *days: str) -> bool:
        """Whether one of these reports was published late enough to tell of all these days."""
        told = [day for day in map(readable, days) if day]
        return any(
            published is not None and not any(surely_after(day, published) for day in told)
            for published in map(self._published.get, reports)
        )

    def published(self, slug: str) -> When | None:
        return self._published.get(slug)

    def whole(self, row: shape.Struct, *, then: bool = False) -> bool:
        """Whether all that a row rests on was out; ``then``: as the older edition has it."""
        said = self._said_then if then else self.said
        return all(slug in said for slug in getattr(row, "statements", ())) and all(
            slug in self.sources for slug in getattr(row, "sources", ())
        )

    def rests(self, row: shape.Struct) -> bool:
        """Whether anything that it rests on was out."""
        return bool(
            self.out(getattr(row, "sources", ()))
            or [each for each in getattr(row, "statements", ()) if each in self.said]
        )

    def row(self, row: S, then: S | None, *, always: bool = False) -> S | None:
        """The row as it was known. ``then``: the same of the older edition. None where nothing of it was; unless
        ``always``, for what is a part of the frame."""
        if not any(getattr(row, name, ()) for name in EVIDENCE):
            return self.without_evidence(row, then) or (self.withheld(row) if always else None)
        if self.whole(row):
            return row
        if then is not None and (taken := self.taken(then, row)):
            return taken
        return self.withheld(row) if always or self.rests(row) else None

    def without_evidence(self, row: S, then: S | None) -> S | None:
        """What rests on nothing is as the edition of that day has it; where there was none, as it is."""
        if self.older is None:
            return row
        return self.fitted(then, row) if then is not None else None

    def taken(self, then: S, row: S) -> S | None:
        """The row of the older edition, where all that it rests on was out, and the story still has some of that."""
        if not self.whole(then, then=True):
            return None
        taken = self.fitted(then, row)
        return taken if self.rests(taken) else None

    def withheld(self, row: S) -> S:
        """The row without our sentence: it says who, on what, and what bore it out."""
        changes: dict[str, Any] = {
            name: ""
            for name, field in fields_of(type(row)).items()
            if field.holds in ("ours", "names", "theirs", "decimal") and field.substance != "label"
        }
        changes |= {name: "" for name in CLAIMS if hasattr(row, name)}
        return self.marked(msgspec.structs.replace(self.cut(row), **changes))

    def marked(self, row: S) -> S:
        """As one whose words are from later."""
        self.later[id(row)] = row
        return row

    def cut(self, row: S) -> S:
        """``row`` without the statements and sources that were not out yet."""
        out: Mapping[str | None, Any] = {"statement": self.said, "source": self.sources}
        changes: dict[str, list[str]] = {}
        for name, field in fields_of(type(row)).items():
            value = getattr(row, name)
            if field.to in out and isinstance(value, list):
                changes[name] = [slug for slug in value if slug in out[field.to]]
        cut = msgspec.structs.replace(row, **changes)
        return self.marked(cut) if id(row) in self.later else cut

    def fitted(self, then: S, row: S) -> S:
        """A row of the older edition as a part of this story: it refers to what there still is."""
        changes: dict[str, Any] = {}
        for name, field in fields_of(type(then)).items():
            value = getattr(then, name)
            if field.holds == "rows":
                changes[name] = [self.fitted(each, each) for each in value]
            elif field.to == "source":
                changes[name] = self._bring(value)
            elif field.to in self._names:
                known = self._names[field.to]
                if isinstance(value, list):
                    changes[name] = [each for each in value if each in known]
                elif value not in known:
                    changes[name] = getattr(row, name) if getattr(row, name) in known else None
        changes |= {name: getattr(row, name) for name in ("slug", "number") if hasattr(row, name)}
        return msgspec.structs.replace(then, **changes)

    def _bring(self, value: list[str] | str | None) -> list[str] | str | None:
        slugs = self.out(value if isinstance(value, list) else [value] if value else [])
        for slug in slugs:
            if slug not in self._had:
                self.brought[slug] = self._source[slug]
        return slugs if isinstance(value, list) else next(iter(slugs), None)


def by_slug(rows: Iterable[Any]) -> dict[str, Any]:
    """Each row by what it goes by."""
    return {row.slug: row for row in rows}


def same(row: Any, older: Mapping[str, Any]) -> Any:
    """The row of the older edition under this one's slug, or under one that it had."""
    names = [row.slug, *getattr(row, "former_slugs", ())]
    return next((older[name] for name in names if name in older), None)
