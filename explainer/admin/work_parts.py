"""A story's parts in the order in which readers meet them: which rows each has, how they are called and sorted.

It must not compose the story; what differs and what is wrong comes from a look at it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Model, QuerySet

from explainer.language.dates import readable, words
from explainer.language.text import excerpt
from explainer.models import (
    Background,
    CastGroup,
    Comparison,
    Event,
    Figure,
    Gate,
    Involvement,
    Issue,
    KeyPoint,
    Map,
    OpenQuestion,
    Phase,
    Source,
    Statement,
    StateRow,
    Story,
    Term,
    Text,
    Translation,
)

Note = Callable[[Any], str]


@dataclass(frozen=True, slots=True)
class Kind:
    """A part of a story. ``inline``: the part of the story's own form in which its rows are edited, by its prefix."""

    name: str  # as changes and problems call its rows
    title: str
    model: type[Model]
    order: tuple[str, ...] = ("order", "slug")
    related: tuple[str, ...] = ()
    inline: str = ""
    add: str = ""  # what the link says; empty where nothing is added by itself
    note: Note = lambda row: ""
    key: str = "slug"
    by_date: bool = False
    empty: str = ""
    also: tuple[str, ...] = ()  # other sections whose problems stand here
    dates: tuple[str, ...] = ()

    def rows(self, story: Story) -> QuerySet[Any]:
        return self.model._default_manager.filter(story=story).order_by(*self.order)

    def some(self, story: Story, keys: Iterable[Any]) -> dict[Any, Any]:
        rows = self.model._default_manager.filter(pk__in=list(keys)).select_related(*self.related)
        return {row.pk: row for row in rows}


def said_when(edtf: str) -> str:
    when = readable(edtf)
    return words(when) if when else "no date"


def _joined(*words: str) -> str:
    return "; ".join(filter(None, words))


def _figure(row: Figure) -> str:
    number = " to ".join(f"{each.normalize():f}" for each in (row.low, row.high) if each is not None)
    return " ".join(filter(None, (row.qualifier, number, row.unit)))


def _issue(row: Issue) -> str:
    return str(row.get_status_display()).partition(":")[0].partition(" (")[0]


def _question(row: OpenQuestion) -> str:
    return row.get_ended_display() if row.ended else "no answer yet"


def _phase(row: Phase) -> str:
    return _joined(row.get_state_display() if row.state else "state not said", row.duration)


def _text(row: Text) -> str:
    return _joined(row.get_kind_display(), row.get_state_display(), "the one that the story tells" if row.told else "")


KINDS = (
    Kind(
        "key_points", "Key points", KeyPoint, inline="keypoints", add="Add a key point",
        note=lambda row: excerpt(row.meaning),
        empty="What a reader should know after half a minute, each with the statement or report behind it.",
    ),
    Kind(
        "state", "Where things stand", StateRow, inline="staterows", add="Add a row",
        note=lambda row: said_when(row.when) if row.when else "",
        empty="Short lines: what is in force, what comes next, what it waits for.",
    ),
    Kind(
        "backgrounds", "Background", Background, inline="backgrounds", add="Add background",
        note=lambda row: excerpt(row.text or row.not_known),
        empty="Why it matters, how it came to this, who is affected.",
    ),
    Kind(
        "groups", "Groups of the cast", CastGroup, inline="castgroups", add="Add a group",
        empty="Headings of your own for who’s who: “Government”, “Advisers”. A story need not have any.",
    ),
    Kind(
        "actors", "Cast", Involvement, order=("order", "actor__slug", "pk"), related=("actor", "group"),
        inline="involvements", add="Give somebody a part", key="actor__slug", also=("involvements",),
        note=lambda row: _joined(row.actor.descriptor, dict(Involvement.Part.choices).get(row.plays, "")),
        empty="Who takes part: sides, go-betweens, people affected, unnamed sources.",
    ),
    Kind(
        "texts", "Texts on the table", Text, add="Add a text", note=_text,
        empty="Proposals, drafts and agreements, if the story has any.",
    ),
    Kind(
        "phases", "Phases", Phase, order=("number",), add="Add a phase", note=_phase, key="number",
        also=("provisions",), empty="The steps, if what is agreed has any. A story need not have phases.",
    ),
    Kind(
        "gates", "From phase to phase", Gate, related=("from_phase",), add="Add a way on",
        empty="What must hold before one phase follows another, or what ends one.",
    ),
    Kind(
        "statements", "Statements", Statement, order=("slug",), related=("speaker",), add="Add a statement",
        note=lambda row: _joined(said_when(row.when), row.get_wording_display()), by_date=True,
        empty="Who said what, in their own words, each with its source.",
    ),
    Kind(
        "issues", "Issues", Issue, add="Add an issue", note=_issue,
        empty="What is open or disputed, each as a question.",
    ),
    Kind(
        "comparisons", "Then and now", Comparison, order=("slug",), related=("issue", "earlier__speaker", "later"),
        add="Compare two statements", note=lambda row: row.get_relation_display(),
        empty="Two statements of one speaker beside each other; two editors approve it.",
    ),
    Kind(
        "events", "Events", Event, order=("slug",), add="Add an event", by_date=True,
        note=lambda row: _joined(said_when(row.when), "" if row.status == "happened" else row.get_status_display()),
        empty="What happened and what is expected.",
    ),
    Kind("figures", "Figures", Figure, add="Add a figure", note=_figure, empty="Numbers that the sources give."),
    Kind(
        "open_questions", "Open questions", OpenQuestion, add="Add an open question", note=_question,
        empty="What nobody knows yet.",
    ),
    Kind(
        "terms", "Glossary", Term, order=("name", "slug"), add="Add a term", note=lambda row: row.aliases,
        empty="Words that a reader may not know, each from what a source says.",
    ),
    Kind("maps", "Maps", Map, add="Add a map", empty="Places that matter, drawn from their positions."),
)  # fmt: skip
SOURCES = Kind(
    "sources", "Sources", Source, order=("slug",), add="Add a source", note=lambda row: row.title,
    empty="What the story cites. A source belongs to a story as soon as something cites it.",
)  # fmt: skip
TRANSLATIONS = Kind(
    "translations", "Translations", Translation, order=("language",), add="Add a translation", key="language",
    note=lambda row: f"read by {row.read_by}" if row.read_by else "no native editor has read it",
    empty="Our own words of an edition in another language. The first edition comes before it.",
)  # fmt: skip
BY_NAME = {kind.name: kind for kind in (*KINDS, SOURCES, TRANSLATIONS)}


def in_order_of_dates(rows: QuerySet[Any], key: str) -> list[tuple[Any, str]]:
    """(number, key) of each, by what its date says and not by how it is written; undated ones last. One query."""
    found = rows.values_list("pk", key, "when", "order_in_day")

    def place(row: tuple[Any, str, str, int]) -> tuple[Any, ...]:
        when = readable(row[2])
        return (when.sort_key if when else (date.max, 9, date.max, ""), row[3], row[1])

    return [(pk, str(slug)) for pk, slug, _when, _order in sorted(found, key=place)]
