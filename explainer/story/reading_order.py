"""In which order a reader meets the texts of a story, and on which page: the overview first, then page by page.

It must not know a translation, an address or a template: a page is its name in the site map.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from ..edition import document as shape
from ..edition.change_words import field_words
from ..edition.diffs import SECTIONS, STORY
from ..edition.own_words import Slot, texts
from .indexes import StoryIndex
from .openings import backgrounds, start, words
from .timelines import coming, latest, overdue

# The pages, in the order in which they are read; each text stands on the first that has it.
PAGES = (
    "overview", "phases", "timeline", "statements", "issues", "positions", "actors", "texts", "open-questions",
    "glossary", "sources",
)  # fmt: skip
# Where the rows of a section stand that no rule below places. What is not named stands on the overview.
_HOME = {
    "phases": "phases", "gates": "phases", "events": "timeline", "event_links": "timeline",
    "statements": "statements", "links": "statements", "comparisons": "issues", "issues": "issues",
    "positions": "positions", "groups": "actors", "actors": "actors", "texts": "texts",
    "open_questions": "open-questions", "terms": "glossary", "sources": "sources",
}  # fmt: skip
_OWN = {"phases": "phase", "events": "event", "statements": "statement", "issues": "issue", "actors": "actor",
        "texts": "text"}  # fmt: skip
_CALLED = {section.field: section for section in SECTIONS}
_PERSON = ("name", "short_name", "descriptor")


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a text stands. ``page`` is the section of the story's pages, ``shown`` the very page that has it with
    what it asks for, ``anchor`` the place on it. ``thing`` and ``name``: what it is of. ``row`` holds it, or the row
    around it."""

    page: str
    shown: tuple[str, tuple[Any, ...]]
    anchor: str
    thing: str
    name: str
    within: str  # which part of it: “provisions”
    row: shape.Struct

    @property
    def quoted(self) -> list[shape.Passage]:
        """The speaker's own words that our text stands around."""
        return list(self.row.passages) if isinstance(self.row, shape.Statement) else []


@dataclass(frozen=True, slots=True)
class _Claim:
    """That a page shows these fields of a row; all of them where none is named."""

    page: str
    row: Any
    fields: tuple[str, ...] = ()


def reading_order(document: shape.Document) -> dict[Slot, Spot]:
    """Every text that a translation says anew, in the order in which readers meet them."""
    rows = _by_row(document)
    index = StoryIndex(document)
    found: dict[Slot, Spot] = {}
    home = [_Claim(_HOME.get(section, "overview"), row) for _at, section, row, _slots in rows.values()]
    for claim in sorted([*_claims(index), *home], key=lambda claim: PAGES.index(claim.page)):
        at, section, row, slots = rows.get(id(claim.row), ("", "", None, []))
        for slot in _of(slots, at, claim.fields):
            if slot not in found:
                found[slot] = _spot(claim.page, section, row, slot, at, document)
    return found


def _by_row(document: shape.Document) -> dict[int, tuple[str, str, shape.Struct, list[Slot]]]:
    """Each row with its place, its section and its texts, those of the rows inside it among them."""
    listed = list(texts(document))
    found: dict[int, tuple[str, str, shape.Struct, list[Slot]]] = {}
    at = f"stories/{document.slug}"
    found[id(document)] = (at, "", document, [slot for slot, _text in listed if slot[0] == at])
    inside: dict[str, list[Slot]] = {}
    for slot, _text in listed:
        parts = slot[0].split("/")
        for depth in range(2, len(parts) + 1):
            inside.setdefault("/".join(parts[:depth]), []).append(slot)
    for section in shape.SECTIONS:
        seen: dict[str, int] = {}
        for row in getattr(document, section):
            place = shape.place(section, row)
            seen[place] = seen.get(place, 0) + 1
            named = hasattr(row, "slug") or hasattr(row, "number")
            place = place if named else f"{place}/{seen[place]}"  # as ``own_words`` tells them apart
            found[id(row)] = (place, section, row, inside.get(place, []))
    return found


def _of(slots: list[Slot], at: str, fields: tuple[str, ...]) -> Iterator[Slot]:
    """Those of these fields, in their order; of a field that holds rows, all in them."""
    if not fields:
        yield from slots
    for name in fields:
        yield from (slot for slot in slots if slot == (at, name) or slot[0].startswith(f"{at}/{name}/"))


def _spot(page: str, section: str, row: Any, slot: Slot, at: str, document: shape.Document) -> Spot:
    called = _CALLED.get(section, STORY)
    part = slot[0].removeprefix(at).strip("/").partition("/")[0]
    key = getattr(row, "slug", None)
    own = _OWN.get(section)
    shown: tuple[str, tuple[Any, ...]] = (page, ())
    anchor = str(key or "")
    if section in ("links", "event_links"):
        own, key = ("statement", row.statement) if section == "links" else ("event", row.event)
    if own and page != "overview":
        shown, anchor = (own, (row.number if section == "phases" else key,)), ""
    elif section == "positions":
        anchor = row.issue
    return Spot(
        page, shown, anchor if row is not document else "", str(called.thing), called.name(row, document),
        field_words(part) if part else "", row,
    )  # fmt: skip


def _claims(index: StoryIndex) -> Iterator[_Claim]:
    yield from _overview(index)
    yield from _framework(index)
    for event in index.events:
        yield _Claim("timeline", event.value)
        yield from (_Claim("timeline", link.value) for link in event.links)
    for said in index.statements:
        yield _Claim("statements", said.value)
        yield from (_Claim("statements", link.value) for link in said.links)
    yield from _all("issues", index.unresolved)
    yield from _all("issues", index.ended_issues)
    for issue in index.issues:
        yield from (_Claim("positions", position.value) for held in issue.held.values() for position in held)
    for group in index.cast:
        yield from _groups("actors", index, group)
        yield from _all("actors", group.people)
    yield from _all("open-questions", index.open_questions)


def _overview(index: StoryIndex) -> Iterator[_Claim]:
    """As ``overview.html`` has them, from top to bottom."""
    story, newest = index.story, latest(index, 3)
    yield _Claim("overview", story, ("title", "question", "short_answer", "short_title", "standfirst"))
    first = start(index, newest)
    if first.plan:
        yield _Claim("overview", first.plan.value, ("name", "short_name"))
    for side in (*first.sides, *first.between):
        if side.head:
            yield _Claim("overview", side.head.value, ("name", "short_name"))
    if first.agreed:
        yield _Claim("overview", first.agreed.value, ("agreed",))
    yield from (_Claim("overview", row) for row in story.state)
    yield _Claim("overview", story, ("phase_word", "phases_word"))
    yield from _all("overview", index.phases, "name", "short_name", "gist", "duration")
    yield from _all("overview", (*newest, *coming(index, 2), *overdue(index, 3)), "title", "body")
    yield from (_Claim("overview", map_of.value) for map_of in index.maps[:1])
    yield from _all("overview", (*index.unresolved, *index.ended_issues), "question", "standing", "short_name")
    yield from _all("overview", index.loose_questions[:3], "question", "why")
    yield from _all("overview", words(index), "attributed_as", "lead_in", "passages", "tail")
    yield from _all("overview", index.agreed, "agreed")
    for group in index.principal_cast:
        yield from _groups("overview", index, group)
        yield from _all("overview", group.people, *_PERSON)
    for _kind, rows in backgrounds(index):
        yield from _all("overview", rows)
    yield from _all("overview", index.key_points)
    yield from _all("overview", index.figures)
    yield _Claim("overview", story)


def _framework(index: StoryIndex) -> Iterator[_Claim]:
    for phase in index.phases:
        yield from _all("phases", phase.entries)
        yield _Claim("phases", phase.value)
        yield from _all("phases", phase.gates)


def _groups(page: str, index: StoryIndex, group: Any) -> Iterator[_Claim]:
    own = {actor.value.group for actor in group.people} if group.own else set()
    yield from (_Claim(page, row) for row in index.story.groups if row.slug in own)


def _all(page: str, rows: Iterable[Any], *fields: str) -> Iterator[_Claim]:
    yield from (_Claim(page, row.value, fields) for row in rows)
