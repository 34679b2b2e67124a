"""Reading a translation at the desk: a second person marks texts as read, one by one, by the page, or all of them.

It must not change a word; what readers are told of it follows from the texts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from explainer.desk.traces import name_of as name_of_account
from explainer.desk.translation_credits import note_read, note_unread, one_by_one, say_who_read_all
from explainer.desk.translation_work import Works
from explainer.language.text import one_line, tidy
from explainer.models import TranslatedText, Translation

from .translation_form import name_of

PAGE = "_read_page"  # a button: all that stand here
OWN = "Whoever gave a text its words does not read it as the second; somebody else does."


@dataclass(slots=True)
class Marked:
    """What was marked: how many texts, and what was left alone and why."""

    read: int = 0
    unread: int = 0
    refused: list[str] = field(default_factory=list)


def mark(translation: Translation, works: Works, posted: Mapping[str, str], *, by: Any) -> Marked:
    """Read and not read, as the ticks of the page say. ``works``: as they are after the words were saved."""
    made, name = Marked(), _line(posted, "_reader") or name_of_account(by)
    here = [work for work in works.rows if f"seen:{name_of(work.text.slot)}" in posted]
    wanted = [work for work in here if PAGE in posted or f"read:{name_of(work.text.slot)}" in posted]
    back = [work for work in here if f"unread:{name_of(work.text.slot)}" in posted and work.read]
    fresh = [work for work in wanted if work.text.state == "done" and not (work.read and PAGE in posted)]
    allowed = [work for work in fresh if work.translator.casefold() != name.casefold()]
    if len(allowed) < len(fresh):
        made.refused.append(OWN)
    if any(work.text.state != "done" for work in wanted) and PAGE not in posted:
        made.refused.append("What is missing or has changed cannot have been read.")
    rows = _rows(translation)
    note_read([rows[work.text.slot] for work in allowed], name, by=by)
    if back:
        one_by_one(translation)
        note_unread(rows[work.text.slot] for work in back)
    made.read, made.unread = len(allowed), len(back)
    return made


def mark_all(translation: Translation, works: Works, posted: Mapping[str, str], *, by: Any) -> Marked:
    """That one person has read all of it, by the name at the foot of the page. Nothing where nobody is named."""
    made, name = Marked(), _line(posted, "_read_by")
    if not name:
        return made
    if works.whole.todo or not works.rows:
        made.refused.append("Nobody can have read all of it while a text is missing or has changed.")
    elif any(work.translator.casefold() == name.casefold() for work in works.rows):
        made.refused.append(OWN)
    else:
        rows = _rows(translation)
        note_read([rows[work.text.slot] for work in works.rows], name, by=by)
        made.read = len(works.rows)
    return made


def told(translation: Translation, works: Works, *, by: Any) -> bool:
    """Let what readers are told follow from the texts. Whether somebody is named now who was not."""
    return say_who_read_all(translation, [work.read for work in works.rows], by=by)


def _rows(translation: Translation) -> dict[tuple[str, str], TranslatedText]:
    return {(row.place, row.field): row for row in translation.texts.all()}


def _line(posted: Mapping[str, str], name: str) -> str:
    return one_line(tidy(posted.get(name, "")))[:160]
