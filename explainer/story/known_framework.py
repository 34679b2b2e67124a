"""Phases, what is owed in them and the texts on the table, as far as they were known to stand by a day.

It must not say of a state that it was so on the word of a report to come: then it is not known.
"""

from __future__ import annotations

from typing import Any

import msgspec

from ..edition import document as shape
from .known_rows import Known, by_slug, day_is_over, same
from .where_it_stands import UNCLAIMED, UNPROVEN

STANDING = ("state", "state_on", "state_sources", "begun_on", "ended_on", "not_before", "of_text")
STATUS = ("status", "status_on", "status_statements", "status_sources", "due", "of_text", "same_as")


def texts_known(known: Known) -> list[shape.Text]:
    """The texts of which a source had told."""
    then = by_slug(known.older.texts) if known.older else {}
    tabled = [text for text in known.story.texts if known.out(text.sources)]
    return [_text(known, text, same(text, then), set(by_slug(tabled))) for text in tabled]


def _text(known: Known, text: shape.Text, then: shape.Text | None, tabled: set[str]) -> shape.Text:
    found = known.row(text, then, always=True)
    assert found is not None
    answers = {each.actor: each for each in then.answers} if then else {}
    replies = (_answer(known, each, answers.get(each.actor)) for each in text.answers)
    changes: dict[str, Any] = {
        "answers": [each for each in replies if each is not None],
        "replaces": found.replaces if found.replaces in tabled else None,
    }
    if id(found) in known.later or not day_is_over(found.state_on, known.day):
        changes |= {"state": "not-known", "state_on": ""}
    return msgspec.structs.replace(known.cut(found), **changes)


def _answer(known: Known, row: shape.TextAnswer, then: shape.TextAnswer | None) -> shape.TextAnswer | None:
    """An answer all of whose evidence was out: what it is cannot be said without."""
    if not (row.statements or row.sources):
        return None
    if known.whole(row) and day_is_over(row.when, known.day):
        return row
    return known.taken(then, row) if then and day_is_over(then.when, known.day) else None


def phases_known(known: Known) -> list[shape.Phase]:
    then = {phase.number: phase for phase in known.older.phases} if known.older else {}
    return [_phase(known, phase, then.get(phase.number)) for phase in known.story.phases]


def _phase(known: Known, phase: shape.Phase, then: shape.Phase | None) -> shape.Phase:
    texts = {text.slug for text in known.story.texts if known.out(text.sources)}
    owed = by_slug(then.provisions) if then else {}
    provisions = [_provision(known, each, same(each, owed)) for each in _of(phase, texts)]
    found = known.row(phase, then, always=True)
    assert found is not None
    kept: dict[str, Any] = {name: getattr(phase, name) for name in STANDING}
    return _stood(known, msgspec.structs.replace(known.cut(found), provisions=provisions, **kept), texts)


def _of(phase: shape.Phase, texts: set[str]) -> list[shape.Provision]:
    """The provisions of a phase but for those of a text that was not out: they would seem to be of another."""
    return [each for each in phase.provisions if each.of_text is None or each.of_text in texts]


def _stood(known: Known, phase: shape.Phase, texts: set[str]) -> shape.Phase:
    """``phase`` as far as it was known to stand. A state that no report had yet is not known: today's would be the word
    of a report to come. That nothing has begun needs no report."""
    reports = known.out(phase.state_sources)
    borne_out = known.borne_out(reports, phase.state_on, phase.ended_on)
    if not borne_out and (phase.state_sources or phase.state not in UNCLAIMED):
        begun = phase.begun_on if known.borne_out(reports, phase.begun_on) else ""
        state = "not-known" if phase.state else ""
        phase = msgspec.structs.replace(phase, state=state, state_on="", begun_on=begun, ended_on="")
        reports = reports if begun else []
    of_text = phase.of_text if phase.of_text in texts else None
    return msgspec.structs.replace(phase, state_sources=reports, of_text=of_text)


def _provision(known: Known, row: shape.Provision, then: shape.Provision | None) -> shape.Provision:
    """``row`` with a status only where evidence of it was out: its own or, without such, the provision’s."""
    found = known.row(row, then, always=True)
    assert found is not None
    own = row.status_statements or row.status_sources
    said = row.status_statements if own else row.statements
    reports = row.status_sources if own else row.sources
    told = [*(each for slug in said for each in known.said.get(slug, ())), *known.out(reports)]
    changes: dict[str, Any] = {name: getattr(row, name) for name in STATUS}
    if not known.borne_out(told, row.status_on) and (own or row.status not in UNPROVEN):
        changes |= {"status": "not-known", "status_on": "", "status_statements": [], "status_sources": []}
    return known.cut(msgspec.structs.replace(found, **changes))
