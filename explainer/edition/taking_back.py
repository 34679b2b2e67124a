"""A document without something that was taken back, with a tombstone where it stood: document → document.

What rests on it alone goes with it; what refers to it among others loses the reference; our words that say its words
again lose them. Which fields refer to what is read from the catalogue of fields. It must not ask who decided it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, TypeVar, get_args, get_type_hints

import msgspec

from . import document as shape
from .fields import fields_of, names_of
from .recurring_words import Words

NOUNS = {"statements": "statement", "events": "event", "actors": "actor"}  # what can be referred to and goes
RESTS_ON = ("statements", "owed_by")  # a list that is emptied takes its row along
# Leave no tombstone: what they joined says that it lost a reference.
PASSED_OVER = ("links", "event_links", "comparisons")
S = TypeVar("S", bound=shape.Struct)


@dataclass(frozen=True, kw_only=True)
class Taken:
    """``kind`` and ``slug``: what. ``names``, ``said``: its words, in every edition. The rest as in ``Tombstone``."""

    kind: str
    slug: str
    at: str
    basis: str
    reason: str
    language: str
    names: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    formerly: tuple[str, ...] = ()  # the slugs that older documents know it by

    @property
    def key(self) -> list[str]:
        return [self.kind, self.slug]


def take_back(story: shape.Document, taken: Iterable[Taken]) -> shape.Document:
    """The story without any of them. Done again it changes nothing."""
    for each in taken:
        for slug in (each.slug, *each.formerly):
            story = _without(story, replace(each, slug=slug))
    return story


def holds(story: shape.Document, kind: str, slug: str) -> bool:
    return any(row.slug == slug for section, noun in NOUNS.items() if noun == kind for row in getattr(story, section))


def words_of(story: shape.Document, kind: str, slug: str) -> tuple[list[str], list[str]]:
    """The names by which it goes, and the passages that go with it."""
    fates = _Fates(story, kind, slug)
    gone = [row for row in story.statements if row.slug in fates.gone["statement"]]
    people = [row for row in story.actors if row.slug == slug]
    called = [name for row in people for name in (row.name, row.short_name, *(was.name for was in row.former_names))]
    titles = [row.title for row in story.events if row.slug == slug]
    said = [text for row in gone for passage in row.passages for text in (passage.text, passage.original) if text]
    return ([*filter(None, called)] if kind == "actor" else []), [*said, *(titles if kind == "event" else [])]


@dataclass(frozen=True)
class Places:
    """Where it stands in a document: what goes with it, what loses a reference, and the texts that lose words."""

    with_it: list[str]
    touched: list[str]
    reworded: list[tuple[str, str]] = field(default_factory=list)


def places_of(story: shape.Document, taken: Taken) -> Places:
    fates = _Fates(story, taken.kind, taken.slug)
    left = fates.left()
    words = _words(left, taken)
    rows = ((_top(left), left), *shape.rows(left))
    reworded = [(at, name) for at, row in rows for name in _texts(row) if _reworded(row, name, words)]
    itself = [f"{section}/{taken.slug}" for section, noun in NOUNS.items() if noun == taken.kind]
    return Places([at for at in fates.removed if at not in itself], list(fates.touched), reworded)


def _without(story: shape.Document, taken: Taken) -> shape.Document:
    fates = _Fates(story, taken.kind, taken.slug)
    left = fates.left() if fates.removed else story
    left = _hide(left, _words(left, taken))
    stones = [*(fates.moved(stone) for stone in left.tombstones), *_tombstones(fates, taken)]
    return msgspec.structs.replace(left, tombstones=stones)


def _tombstones(fates: _Fates, taken: Taken) -> Iterator[shape.Tombstone]:
    told = {"at": taken.at, "basis": taken.basis, "reason": taken.reason, "language": taken.language}
    for at, key in fates.removed.items():
        if key:
            itself, after = key == taken.key, fates.after.get(at, "")
            touched = list(fates.touched) if itself else []
            yield shape.Tombstone(key=key, after=after, went_with=[] if itself else taken.key, touched=touched, **told)


class _Fates:
    """What becomes of each row. ``removed``: place → key of its tombstone, empty where it leaves none. ``after``: place
    → the slug of the row before it that stays. ``touched``: the places of rows that stay and referred to what is gone.
    """

    def __init__(self, story: shape.Document, kind: str, slug: str) -> None:
        self.story = story
        self.gone: dict[str, set[str]] = {noun: set() for noun in NOUNS.values()}
        self.removed: dict[str, list[str]] = {}
        self.after: dict[str, str] = {}
        self.touched: dict[str, None] = {}
        self._lost_sources: set[str] = set()
        if not holds(story, kind, slug):
            return
        self.gone[kind].add(slug)
        before = -1
        while before != sum(map(len, self.gone.values())):
            before = sum(map(len, self.gone.values()))
            said = [row for row in story.statements if row.slug in self.gone["statement"]]
            self._lost_sources = {source for row in said for source in row.sources}
            for section, noun in NOUNS.items():
                rows = getattr(story, section)
                self.gone[noun] |= {row.slug for row in rows if self._kept(row) is None}
        self._note()

    def _note(self) -> None:
        for section in shape.SECTIONS:
            last = ""
            for row in getattr(self.story, section):
                at = shape.place(section, row)
                self._note_row(at, row, _key(section, row))
                if at in self.removed:
                    self.after[at] = last
                else:
                    last = getattr(row, "slug", "")
                for inner in row.provisions if isinstance(row, shape.Phase) else ():
                    self._note_row(f"{at}/{inner.slug}", inner, ["provision", str(row.number), inner.slug])

    def _note_row(self, at: str, row: shape.Struct, key: list[str]) -> None:
        kept = self._kept(row)
        if kept is None:
            self.removed[at] = key
            for other in (getattr(row, name, None) for name in ("statement", "to_statement", "earlier", "later")):
                if other and other not in self.gone["statement"]:
                    self.touched[f"statements/{other}"] = None
            for other in (getattr(row, name, None) for name in ("event", "to_event")):
                if other and other not in self.gone["event"]:
                    self.touched[f"events/{other}"] = None
        elif kept is not row:
            self.touched[at] = None

    def moved(self, stone: shape.Tombstone) -> shape.Tombstone:
        """A tombstone of before: where it stood after a row that goes now, it stands after the one before that."""
        for at, key in self.removed.items():
            if key[:1] == [stone.kind] and at.rpartition("/")[2] == stone.after:
                return msgspec.structs.replace(stone, after=self.after.get(at, ""))
        return stone

    def left(self) -> shape.Document:
        """The story of what stays, with references to nothing that is gone, and without sources that nothing cites."""
        sections = {
            name: [kept for row in getattr(self.story, name) if (kept := self._kept(row)) is not None]
            for name in shape.SECTIONS
        }
        left = msgspec.structs.replace(self.story, **sections)
        left = msgspec.structs.replace(left, actors=sided(left.actors))
        uncited = cited(self.story) - cited(left)
        return msgspec.structs.replace(left, sources=[row for row in left.sources if row.slug not in uncited])

    def _kept(self, row: S) -> S | None:
        """The row as it stays; itself where nothing of it changes, None where it goes."""
        kind: type[shape.Struct] = type(row)
        changed: dict[str, Any] = {}
        known_by = {"Statement": "statement", "Event": "event", "Actor": "actor"}.get(kind.__name__)
        if known_by and row.slug in self.gone[known_by]:  # type: ignore[attr-defined]  # these have slugs
            return None
        for name, known in fields_of(kind).items():
            if known.holds == "rows":
                inner = [self._kept(each) for each in getattr(row, name)]
                left: Any = [each for each in inner if each is not None]
                if any(one is not other for one, other in zip(inner, getattr(row, name), strict=True)):
                    changed[name] = left
                continue
            gone = self.gone.get(known.to or "", set())
            value = getattr(row, name)
            if isinstance(value, list):
                if gone.isdisjoint(value):
                    continue
                left = [slug for slug in value if slug not in gone]
                if not left and name in RESTS_ON and not self._has_more(row, name):
                    return None
                changed[name] = left
            elif value in gone:
                if name == "side":
                    continue  # worked out again
                if kind in (shape.Link, shape.EventLink, shape.Comparison) or not may_be_none(kind.__name__, name):
                    return None
                if kind is shape.Relay and not row.label:  # type: ignore[attr-defined]  # a relay has one
                    return None
                changed[name] = None
        return msgspec.structs.replace(row, **changed | self._no_longer(row, changed)) if changed else row

    def _no_longer(self, row: shape.Struct, changed: dict[str, Any]) -> dict[str, Any]:
        """What is said of a row no more without what it loses: that sides agree, one of which has no evidence left; an
        answer, or a status, of which nothing is left to bear it out."""
        if isinstance(row, shape.Issue) and len(changed.get("agreed_by", row.agreed_by)) < len(row.agreed_by):
            return {"agreed": "", "agreed_by": []}
        unproven = isinstance(row, shape.Provision) and self._lost_sources.issuperset(row.status_sources)
        if unproven and changed.get("status_statements") == []:
            return {"status": "not-known", "status_on": "", "status_sources": []}
        borne_out = isinstance(row, shape.OpenQuestion) and not self._lost_sources.issuperset(row.answer_sources)
        if changed.get("answer_statements") == [] and not borne_out:
            return {"answer": "", "ended": "", "ended_on": "", "answer_sources": []}
        return {}

    def _has_more(self, row: shape.Struct, name: str) -> bool:
        """Whether it rests on a report that none of the lost statements came from."""
        return name == "statements" and not self._lost_sources.issuperset(getattr(row, "sources", ()))


def _key(section: str, row: Any) -> list[str]:
    if section in PASSED_OVER:
        return []
    if isinstance(row, shape.Position):
        return ["position", row.issue, row.actor]
    noun = {"key_points": "key-point", "backgrounds": "background", "gates": "gate", "figures": "figure", **NOUNS}
    return [noun.get(section, section), str(getattr(row, "slug", ""))]


@cache
def may_be_none(kind: str, name: str) -> bool:
    return type(None) in get_args(get_type_hints(getattr(shape, kind))[name])


def sided(actors: list[shape.Actor]) -> list[shape.Actor]:
    """With the sides that follow from the affiliations that are left, where a side is gone."""
    known = {actor.slug: actor for actor in actors}

    def head(actor: shape.Actor) -> str:
        seen = {actor.slug}
        while actor.affiliation in known and actor.affiliation not in seen:
            actor = known[actor.affiliation]
            seen.add(actor.slug)
        return actor.slug

    return [
        actor if actor.side in known else msgspec.structs.replace(actor, side=head(actor)) for actor in actors
    ]  # fmt: skip


def cited(story: shape.Document) -> set[str]:
    found: set[str] = set()
    for _at, row in shape.rows(story):
        for name, known in fields_of(type(row)).items():
            if known.to == "source" and (value := getattr(row, name)):
                found |= {value} if isinstance(value, str) else set(value)
    return found


# ---- words ---------------------------------------------------------------------------------------


def _words(left: shape.Document, taken: Taken) -> Words:
    kept = tuple(passage.text for row in left.statements for passage in row.passages)
    return Words(taken.names, taken.said, kept)


def _top(story: shape.Document) -> str:
    return f"stories/{story.slug}"


def _texts(row: shape.Struct) -> tuple[str, ...]:
    """The fields that hold words; the reason why something else was taken back is one of them."""
    return names_of(type(row), "ours", "names", "theirs")


def _said_anew(row: shape.Struct, name: str, words: Words) -> Any:
    """What somebody else said stays, but for a name: two people may have said the same."""
    value, ours = getattr(row, name), not isinstance(row, shape.Passage)
    if isinstance(value, list):
        return [words.hidden(text, said=ours) for text in value]
    return words.hidden(value, said=ours)


def _reworded(row: shape.Struct, name: str, words: Words) -> bool:
    return bool(_said_anew(row, name, words) != getattr(row, name))


def _hide(row: S, words: Words) -> S:
    """The row, and every row in it, without these words."""
    if not (words.names or words.said):
        return row
    changed: dict[str, Any] = {name: _said_anew(row, name, words) for name in _texts(row)}
    parts = (*shape.SECTIONS, "tombstones") if isinstance(row, shape.Document) else names_of(type(row), "rows")
    changed |= {part: [_hide(inner, words) for inner in getattr(row, part)] for part in parts}
    return msgspec.structs.replace(row, **changed)
