"""Rows found by what people call them: by name, or by the name in their address; and what comes nearest.

It must not guess: a name that two rows have is told, with both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from difflib import get_close_matches
from typing import Any

from django.db.models import Model

from ...models import Actor, Event, Issue, Phase, Role, Source, Statement, Story, Text

Rows = Iterable[Any]
MOST_GUESSES = 40  # names for which the nearest is looked for in one table; each look compares with every name
MOST_NAMED = 4
MOST_TOLD = 10  # of so few, all are named where none comes near


class Wrong(Exception):
    """What is wrong in a cell, in a sentence. ``later``: a row that stands further down may put it right."""

    def __init__(self, sentence: str, *, later: bool = False) -> None:
        super().__init__(sentence)
        self.later = later


def folded(text: str) -> str:
    return " ".join(text.casefold().replace("’", "'").split())


def _names(row: Any) -> list[str]:
    """What a row is called, its own name first."""
    match row:
        case Actor():
            return [row.name, row.short_name, *(each.name for each in row.former_names.all())]
        case Source():
            titled = f"{row.publisher}: {row.title}" if row.title else ""
            return [row.title, titled, str(row), row.address]
        case Issue():
            return [row.name, row.short_name]
        case Phase():
            return [row.name, row.short_name, f"phase {row.number}", str(row)]
        case Text():
            return [row.name, row.short_name]
        case Role():
            return [row.title]
        case Event():
            return [row.title]
    return [str(row)]


def slug_of(row: Any) -> str:
    """The name in its address; a phase has its number."""
    return str(row.number) if isinstance(row, Phase) else str(row.slug)


class Named:
    """The rows of one model that a cell may name, read once."""

    def __init__(self, model: type[Model], rows: Rows) -> None:
        self.noun = str(model._meta.verbose_name)
        self.slugs: dict[str, Any] = {}
        self.names: dict[str, list[Any]] = {}
        self.known: dict[str, str] = {}  # folded → as it is written
        for row in rows:
            self.add(row)

    def add(self, row: Any) -> None:
        slug = slug_of(row)
        self.slugs[slug] = row
        self.known.setdefault(slug, slug)
        for name in filter(None, _names(row)):
            there = self.names.setdefault(folded(name), [])
            if all(each.pk != row.pk for each in there):
                there.append(row)
            self.known.setdefault(folded(name), name)

    def find(self, text: str) -> list[Any]:
        """By its address first: that is nobody else's."""
        if row := self.slugs.get(text):
            return [row]
        return self.names.get(folded(text), [])

    def label(self, row: Any) -> str:
        """A name that leads back to this row and no other."""
        name = next(iter(_names(row)), "")
        plain = name and not isinstance(row, Source | Statement | Phase) and ";" not in name and "\n" not in name
        return name if plain and [each.pk for each in self.find(name)] == [row.pk] else slug_of(row)


class Lookup:
    """Every row that a table's cells may name, of one story and of what stories share."""

    def __init__(self, story: Story | None) -> None:
        self.story = story
        self._named: dict[type[Model], Named] = {}
        self._roles: dict[Any, Named] = {}
        self._said: dict[tuple[type[Model], str], str] = {}
        self.awaited: Callable[[type[Model], str], bool] = lambda model, text: False

    def named(self, model: type[Model]) -> Named:
        if model not in self._named:
            self._named[model] = Named(model, self._rows(model))
        return self._named[model]

    def _rows(self, model: type[Model]) -> Rows:
        every = model._default_manager
        if model is Actor:
            return every.prefetch_related("former_names").order_by("pk")
        if model is Source:
            return every.defer("excerpt", "note").order_by("pk")
        mine = every.filter(story=self.story) if self.story else every.none()
        return mine.select_related("speaker").order_by("pk") if model is Statement else mine.order_by("pk")

    def roles(self, speaker: Any) -> Named:
        if not self._roles:
            self._roles = {}
            for role in Role.objects.select_related("actor").order_by("pk"):
                self._roles.setdefault(role.actor_id, Named(Role, ())).add(role)
        return self._roles.get(getattr(speaker, "pk", None)) or Named(Role, ())

    def one(self, model: type[Model], text: str, among: Named | None = None) -> Any:
        named = among or self.named(model)
        found = named.find(text)
        if len(found) == 1:
            return found[0]
        if found:
            told = ", ".join(f"“{slug_of(row)}”" for row in found[:MOST_NAMED])
            raise Wrong(f"“{text}” is the name of {len(found)}: write the address name of one, {told}.")
        here = "" if model in (Actor, Source) else " in this story" if among is None else " of the speaker"
        raise Wrong(
            f"There is no {named.noun} “{text[:80]}”{here}.{self._nearest(model, text, named)}",
            later=self.awaited(model, text),
        )

    def _nearest(self, model: type[Model], text: str, named: Named) -> str:
        key = (model, text)
        if key not in self._said:
            near = []
            if len(self._said) < MOST_GUESSES and len(text) <= 120:
                near = get_close_matches(folded(text), named.known, n=2, cutoff=0.6)
            rows = {row.pk: named.known[each] for each in reversed(near) for row in named.find(named.known[each])}
            told = " or ".join(f"“{name}”" for name in reversed(rows.values()))
            every = ", ".join(map(named.label, named.slugs.values())) if len(named.slugs) <= MOST_TOLD else ""
            self._said[key] = f" The nearest is {told}." if told else f" There are: {every}." if every else ""
        return self._said[key]


def nearest_of(text: str, known: Iterable[str]) -> str:
    """A sentence with what comes nearest among a few words, or with all of them."""
    words = list(known)
    near = get_close_matches(folded(text)[:80], list(map(folded, words)), n=1, cutoff=0.6)
    if near:
        return f"The nearest is “{next(word for word in words if folded(word) == near[0])}”."
    return f"It is one of: {', '.join(words)}."
