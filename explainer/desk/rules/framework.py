"""Rules of where a framework stands: its days follow one another, and how far something is has evidence.

It must not judge how far a story is, nor which way a framework may go: that is for its gates.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...edition import document as shape
from ...language.dates import readable, surely_after
from ...story.where_it_stands import HAS_BEGUN, UNPROVEN
from ..compose import Draft
from .problems import Problem, Rule


def a_phase_ends_after_it_begins(draft: Draft) -> Iterator[Problem]:
    for at, phase in _phases(draft):
        begun, ended = readable(phase.begun_on), readable(phase.ended_on)
        if begun and ended and surely_after(begun, ended):
            yield Problem(f"{at} began on {phase.begun_on}, after it ended ({phase.ended_on}); one is wrong.", at)


def nothing_stands_so_in_the_future(draft: Draft) -> Iterator[Problem]:
    """What is set for a day to come is “not before”, “by when” or an event that is expected."""
    as_of = readable(draft.document.as_of)
    for at, phase in _phases(draft):
        days = {"its state": phase.state_on, "its beginning": phase.begun_on, "its end": phase.ended_on}
        rows = [(at, name, day) for name, day in days.items()]
        rows += [(f"{at}/{each.slug}", "its status", each.status_on) for each in phase.provisions]
        for place, name, day in rows:
            when = readable(day)
            if when and as_of and surely_after(when, as_of):
                yield Problem(f"{place}: {name} is of {day}, after the story's own date ({as_of}).", place)


def what_has_begun_is_not_called_not_begun(draft: Draft) -> Iterator[Problem]:
    for at, phase in _phases(draft):
        if phase.state == "not-begun" and (phase.begun_on or phase.ended_on):
            yield Problem(f"{at} is called “not begun”, and has a day on which it began or ended; one is wrong.", at)


def what_is_done_has_ended(draft: Draft) -> Iterator[Problem]:
    for at, phase in _phases(draft):
        if phase.state == "done" and not phase.ended_on:
            yield Problem(f"{at} is done, and no day says when it ended. Do the sources say it?", at)


def what_is_in_force_was_reached(draft: Draft) -> Iterator[Problem]:
    """By one of the ways that lead to it; without any way in the story, from the phase before it."""
    story = draft.document
    phases = {phase.number: phase for phase in story.phases}
    for at, phase in _phases(draft):
        into = [gate for gate in story.gates if gate.to_phase == phase.number]
        came = {gate.from_phase for gate in into} if story.gates else {phase.number - 1}
        before = [phases[number] for number in came if number in phases]
        if (
            phase.state in HAS_BEGUN
            and before
            and all(each.state == "not-begun" for each in before)
            and None not in came
        ):
            names = ", ".join(f"phases/{each.number}" for each in before)
            yield Problem(
                f"{at} is called “{phase.state}”, and what leads to it has not begun ({names}). Is it so?", at
            )


def nothing_is_due_before_it_may_begin(draft: Draft) -> Iterator[Problem]:
    for at, phase in _phases(draft):
        first = readable(phase.not_before)
        for each in phase.provisions:
            due = readable(each.due)
            if first and due and surely_after(first, due):
                place = f"{at}/{each.slug}"
                yield Problem(
                    f"{place} is due {each.due}, and its phase may not begin before {phase.not_before}. Is it so?",
                    place,
                )


def a_status_has_evidence(draft: Draft) -> Iterator[Problem]:
    for at, phase in _phases(draft):
        for each in phase.provisions:
            if each.status not in UNPROVEN and not (each.status_statements or each.status_sources):
                place = f"{at}/{each.slug}"
                yield Problem(
                    f"{place} is called “{each.status}”, and nothing is given that says so. Which report has it?", place
                )


def it_is_said_where_phases_stand(draft: Draft) -> Iterator[Problem]:
    """Where a row of the state of play names one and no phase has a state, “As of …” stands before the first."""
    phases = draft.document.phases
    if any(phase.state for phase in phases):
        return
    for row in draft.document.state:
        told = f"{row.label} {row.text}".casefold()
        named = [
            phase
            for phase in phases
            if any(name and name.casefold() in told for name in (phase.short_name, phase.name))
        ]
        if named:
            yield Problem(
                f"The state of play names “{named[0].short_name or named[0].name}”, and no phase says where it stands: "
                "“As of …” stands before the first. Give the phases their states.",
                f"phases/{named[0].number}",
            )
            return


def phases_are_called_by_their_word(draft: Draft) -> Iterator[Problem]:
    """“Stage 1”, “Stage 2”: pages would say “Phase 1” all the same."""
    phases = draft.document.phases
    words = {_numbered(phase) for phase in phases}
    if not draft.document.phase_word and len(phases) > 1 and len(words) == 1 and (word := words.pop()):
        sentence = f"Phases are named “{word} 1” and so on, and pages call them phases."
        yield Problem(f"{sentence} Should the story’s word be “{word.lower()}”?", f"stories/{draft.document.slug}")


def _numbered(phase: shape.Phase) -> str:
    """“Stage” of the short name “Stage 3”; empty where it is not named so, or is called a phase."""
    word, _blank, rest = phase.short_name.partition(" ")
    return word if rest == str(phase.number) and word.casefold() != "phase" else ""


def _phases(draft: Draft) -> Iterator[tuple[str, shape.Phase]]:
    return ((f"phases/{phase.number}", phase) for phase in draft.document.phases)


RULES: tuple[Rule, ...] = (
    a_phase_ends_after_it_begins,
    what_has_begun_is_not_called_not_begun,
    nothing_stands_so_in_the_future,
)
QUESTIONS: tuple[Rule, ...] = (
    what_is_done_has_ended,
    what_is_in_force_was_reached,
    nothing_is_due_before_it_may_begin,
    a_status_has_evidence,
    it_is_said_where_phases_stand,
    phases_are_called_by_their_word,
)
