"""What the rows of a story cite, of all their many-to-many fields in one query: Django asks, and thinks, once for each.

It must not order nor judge, nor fetch a row: ``compose`` has the rows, and is told what they lead to.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, NamedTuple

from django.db import connection

from ..models import (
    Agreement,
    Background,
    Caveat,
    EarlierDate,
    Event,
    Figure,
    Gate,
    Issue,
    KeyPoint,
    OpenQuestion,
    Phase,
    Position,
    Provision,
    Source,
    Statement,
    StateRow,
    Story,
    Term,
    Text,
    TextAnswer,
)

CITING: tuple[type[Any], ...] = (
    StateRow, KeyPoint, Background, Text, Phase, Provision, Gate, Issue, Statement, Position, Event, Figure,
    OpenQuestion, Term,
)  # fmt: skip
# These are parts of a row of the story, which is the one in this field.
PARTS: dict[type[Any], str] = {Agreement: "issue", TextAnswer: "text", EarlierDate: "event", Caveat: "statement"}


class Cited(NamedTuple):
    """What a row leads to: a phase is known by its number, all else by its slug."""

    slug: str
    number: int


class Citations:
    """``sources``: the ids of those that are cited."""

    def __init__(self, story: Story) -> None:
        self.sources: set[int] = set()
        self._found: dict[tuple[type[Any], str], dict[int, list[Cited]]] = defaultdict(lambda: defaultdict(list))
        fields, sql = _fields(), _sql()
        with connection.cursor() as cursor:
            cursor.execute(sql, [story.pk] * len(fields))
            for place, citing, cited, slug, number in cursor:
                field = fields[place]
                self._found[field.model, field.name][citing].append(Cited(slug, number))
                if field.related_model is Source:
                    self.sources.add(cited)

    def put(self, rows: Iterable[Any], *parts: str) -> list[Any]:
        """``rows``, and what belongs to them under the names ``parts``, with what they cite as if it was prefetched."""
        known = list(rows)
        for row in known:
            kept = row.__dict__.setdefault("_prefetched_objects_cache", {})  # where Django has what it prefetched
            for field in row._meta.many_to_many:
                kept[field.name] = self._found[field.model, field.name].get(row.pk, [])
            for part in parts:
                self.put(getattr(row, part).all())
        return known


@cache
def _fields() -> list[Any]:
    return [field for model in (*CITING, *PARTS) for field in model._meta.many_to_many]


@cache
def _sql() -> str:
    return " UNION ALL ".join(_selects())


def _selects() -> Iterator[str]:
    """For each field its place among them all, and the two ends of each of its links in a story."""
    for place, field in enumerate(_fields()):
        cited, ours, theirs = field.related_model, field.m2m_column_name(), field.m2m_reverse_name()
        known = "'', cited.number" if cited is Phase else "cited.slug, 0"
        whole, join = "citing", ""
        if name := PARTS.get(field.model):
            belongs = field.model._meta.get_field(name)
            whole = "whole"
            join = f"JOIN {belongs.related_model._meta.db_table} whole ON whole.id = citing.{belongs.column} "
        yield (
            f"SELECT {place}, link.{ours}, link.{theirs}, {known} FROM {field.m2m_db_table()} link "  # noqa: S608
            f"JOIN {field.model._meta.db_table} citing ON citing.id = link.{ours} {join}"
            f"JOIN {cited._meta.db_table} cited ON cited.id = link.{theirs} WHERE {whole}.story_id = %s"
        )
