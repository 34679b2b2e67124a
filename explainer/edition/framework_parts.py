"""The phased framework as published: phases with what each asks of whom, and the gates between them.

It must not know the whole: ``document`` puts the parts together, and is where they are imported from.
"""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import pgettext_lazy

from .fields import Struct, holds, ours, refers
from .parts import Slug, Sources, Statements


class Provision(Struct):
    """``short_name``: what is handed over or done, in a few words. ``drawn``, ``drawn_of``: its amount as dots."""

    slug: Slug
    owed_by: Annotated[list[str], refers("actor", pgettext_lazy("field", "who is to do it"), "counted")]
    owed_to: Annotated[list[str], refers("actor", pgettext_lazy("field", "for whom"), "counted")]
    what: Annotated[str, ours(pgettext_lazy("field", "what is to be done"), "counted", "title")]
    condition: Annotated[str, ours(pgettext_lazy("field", "condition"), "counted", "text")]
    status: Annotated[str, holds("code", pgettext_lazy("field", "status"), "counted")]
    statements: Statements
    sources: Sources
    due: Annotated[str, holds("date", pgettext_lazy("field", "by when"), "counted")] = ""
    status_on: Annotated[str, holds("date", pgettext_lazy("field", "status on"), "counted")] = ""
    status_statements: Annotated[
        list[str], refers("statement", pgettext_lazy("field", "statements behind the status"), "counted")
    ] = []
    status_sources: Annotated[
        list[str], refers("source", pgettext_lazy("field", "sources of the status"), "counted")
    ] = []
    of_text: Annotated[str | None, refers("text", pgettext_lazy("field", "text that it is of"), "counted")] = None
    same_as: Annotated[str | None, refers("provision", pgettext_lazy("field", "on the same point as"), "counted")] = (
        None
    )
    short_name: Annotated[str, ours(pgettext_lazy("field", "short name"), "label", "more")] = ""
    amount: Annotated[str, ours(pgettext_lazy("field", "amount"), "counted", "more")] = ""
    drawn: Annotated[int | None, holds("number", pgettext_lazy("field", "dots drawn full"), "label")] = None
    drawn_of: Annotated[int | None, holds("number", pgettext_lazy("field", "dots drawn"), "label")] = None
    no_phase: Annotated[bool, holds("flag", pgettext_lazy("field", "our source names no phase"), "counted")] = False


class Phase(Struct):
    """``state``: one of ``models.Phase.State``, or empty where nothing is said of it."""

    number: Annotated[int, holds("key", pgettext_lazy("field", "number"), "counted")]
    name: Annotated[str, ours(pgettext_lazy("field", "name"), "label", "title", needed=True)]
    short_name: Annotated[str, ours(pgettext_lazy("field", "short name"), "label", "more")]
    gist: Annotated[str, ours(pgettext_lazy("field", "gist"), "counted", "text")]
    duration: Annotated[str, ours(pgettext_lazy("field", "duration"), "counted", "more")]
    duration_days: Annotated[int | None, holds("number", pgettext_lazy("field", "length in days"), "counted")]
    summary: Annotated[str, ours(pgettext_lazy("field", "summary"), "counted", "more")]
    provisions: Annotated[list[Provision], holds("rows", pgettext_lazy("field", "provisions"), "counted")]
    sources: Sources
    of_text: Annotated[str | None, refers("text", pgettext_lazy("field", "text that it is of"), "counted")] = None
    state: Annotated[str, holds("code", pgettext_lazy("field", "state"), "told")] = ""
    state_on: Annotated[str, holds("date", pgettext_lazy("field", "state on"), "told")] = ""
    state_sources: Annotated[list[str], refers("source", pgettext_lazy("field", "sources of the state"), "told")] = []
    not_before: Annotated[str, holds("date", pgettext_lazy("field", "not before"), "counted")] = ""
    begun_on: Annotated[str, holds("date", pgettext_lazy("field", "begun on"), "told")] = ""
    ended_on: Annotated[str, holds("date", pgettext_lazy("field", "ended on"), "told")] = ""


class Gate(Struct):
    """``from_phase`` is None for “now”, ``to_phase`` where the gate leads to no phase."""

    slug: Slug
    kind: Annotated[str, holds("code", pgettext_lazy("field", "kind"), "counted")]
    from_phase: Annotated[int | None, refers("phase", pgettext_lazy("field", "phase it starts from"), "counted")]
    to_phase: Annotated[int | None, refers("phase", pgettext_lazy("field", "phase it leads to"), "counted")]
    settled: Annotated[bool, holds("flag", pgettext_lazy("field", "set out beforehand"), "counted")]
    through: Annotated[str, ours(pgettext_lazy("field", "what lies between"), "counted", "more")]
    through_note: Annotated[str, ours(pgettext_lazy("field", "note on what lies between"), "counted", "more")]
    label: Annotated[str, ours(pgettext_lazy("field", "label"), "label", "title", needed=True)]
    condition: Annotated[str, ours(pgettext_lazy("field", "condition"), "counted", "prose")]
    outcome: Annotated[str, ours(pgettext_lazy("field", "outcome"), "counted", "more")]
    outcome_note: Annotated[str, ours(pgettext_lazy("field", "outcome note"), "counted", "more")]
    statements: Statements
    sources: Sources
