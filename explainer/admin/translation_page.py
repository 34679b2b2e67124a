"""The page of a translation: which texts stand on it, what is told of each, and the ways from one to the next.

It must not save anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.http import urlencode

from explainer.desk.translation_memory import Memory
from explainer.desk.translation_work import Progress, Work, Works, repeated, unlike
from explainer.models import Translation
from explainer.story.reading_order import Spot

from .preview_pages import OFFERED
from .translation_form import EACH, Field, Saved, counted, fields, name_of, progress, shown

MOST = 10  # sets of texts that say the same in different words, on one page
_TAKES = {"phase": "phase"}  # what an address of a page asks for, where it is no slug


@dataclass(frozen=True, slots=True)
class Item:
    """Texts of one thing that stand one after the other, with where they are shown to readers."""

    spot: Spot
    address: str
    fields: list[Field]


@dataclass(frozen=True, slots=True)
class Section:
    """Texts of one page of the story."""

    page: str
    name: str
    address: str
    items: list[Item]


def page_of(translation: Translation, works: Works, saved: Saved, asked: Mapping[str, str]) -> dict[str, Any]:
    """What the template shows. Four queries with those of the memory."""
    section, todo = asked.get("section", ""), asked.get("show") == "todo"
    left = [row for row in works.rows if row.text.slot in saved.kept_back]
    pages = Paginator(left or shown(works, section=section, todo=todo), EACH)
    here = pages.get_page(asked.get("page"))
    rows: list[Work] = list(here.object_list)
    offers = Memory(translation).offers(rows) if rows else {}
    kept = {"section": section} if section else {}
    filtered = {**kept, **({"show": "todo"} if todo else {})}
    last = rows[-1] if rows else None
    listed = fields(rows, saved.kept_back, offers)
    different = unlike(works.rows)
    return {
        "progress": progress(works),
        "done": not works.whole.todo,
        "whole": works.whole,
        "sections": [(each, _called(each.page), f"?{urlencode({'section': each.page})}") for each in works.pages],
        "section": section,
        "section_name": _called(section),
        "todo": todo,
        "all_href": f"?{urlencode(kept)}",
        "todo_href": f"?{urlencode({**kept, 'show': 'todo'})}",
        "page": here,
        "page_href": f"?{urlencode({**filtered, 'page': ''})}",
        "fields": listed,
        "groups": _groups(translation, listed),
        "shown_pages": [(name, label) for name, label in OFFERED.items() if _has(works, name)],
        "start": _preview(translation, rows[0].spot.page) if rows else "",
        "begin": address_of(works, works.rows, None),
        "onward": address_of(works, works.rows, last) if last else "",
        "repeats": len(repeated(works.rows)),
        "unlike": [_unlike(works, each) for each in different[:MOST]],
        "more_unlike": max(0, len(different) - MOST),
        "unread_here": sum(row.text.state == "done" and row.read is None for row in rows),
    }


def _called(page: str) -> str:
    return OFFERED.get(page, page)


def _has(works: Works, page: str) -> bool:
    return any(each.page == page for each in works.pages)


def _groups(translation: Translation, listed: list[Field]) -> list[Section]:
    """By page, and by what the texts are of, in the order in which they stand."""
    return [
        Section(page, _called(page), _preview(translation, page), [
            Item(those[0].work.spot, address_on(translation, those[0].work.spot), those)
            for _row, those in _together(list(of_page))
        ])
        for page, of_page in groupby(listed, key=lambda each: each.work.spot.page)
    ]  # fmt: skip


def _together(listed: list[Field]) -> list[tuple[int, list[Field]]]:
    return [(key, list(those)) for key, those in groupby(listed, key=lambda each: id(each.work.spot.row))]


def _preview(translation: Translation, page: str, *args: Any) -> str:
    where = {"language": translation.language, "story": translation.story.slug}
    named = {_TAKES.get(page, "slug"): args[0]} if args else {}
    return reverse(f"translation-preview:{page}", kwargs={**where, **named})


def address_on(translation: Translation, spot: Spot) -> str:
    """Where readers will find it: the page of the translation as it would be published now."""
    name, args = spot.shown
    return _preview(translation, name, *args) + (f"#{spot.anchor}" if spot.anchor else "")


def address_of(works: Works, among: list[Work], after: Work | None) -> str:
    """The first text that is to do after this one, or else the first of all; empty where nothing is to do."""
    start = among.index(after) + 1 if after in among else 0
    ahead = [*among[start:], *among[:start]]
    found = next((row for row in ahead if row.todo), None)
    return way_to(works, found) if found else ""


def address_after(works: Works, posted: Mapping[str, str]) -> str:
    """From the text at which somebody was, or else from the first that stands on the page."""
    here = posted.get("_next", "")
    listed = [row for row in works.rows if f"seen:{name_of(row.text.slot)}" in posted]
    at = next((row for row in listed if name_of(row.text.slot) == here), None)
    if at is None and listed:
        first = works.rows.index(listed[0])
        at = works.rows[first - 1] if first else None
    return address_of(works, works.rows, at)


def way_to(works: Works, work: Work) -> str:
    """The page of its section that has it, and its box there."""
    section = [row for row in works.rows if row.spot.page == work.spot.page]
    number = section.index(work) // EACH + 1
    asked = {"section": work.spot.page, **({"page": str(number)} if number > 1 else {})}
    return f"?{urlencode(asked)}#t-{name_of(work.text.slot)}"


def _unlike(works: Works, rows: list[Work]) -> dict[str, Any]:
    return {"original": rows[0].text.original, "rows": [(row.text.text, way_to(works, row), row.spot) for row in rows]}


def progress_note(progress: Progress | None) -> str:
    """For a line about a translation elsewhere at the desk."""
    if progress is None:
        return ""
    said = [f"{progress.done + progress.changed} of {counted(progress.count)} translated"]
    said += [f"{progress.changed} changed since"] if progress.changed else []
    return ", ".join([*said, f"{progress.read} read"])
