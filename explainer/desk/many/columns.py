"""What the columns of a table mean: how a cell is read, what a row has there, and how that is written.

It must not write to the desk. What ``show`` writes ``read`` takes for the same, so that a file that was made of rows
changes none of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db.models import Model

from ...language.dates import DateProblem, parse
from ...language.said_dates import readings
from ...language.text import one_line
from ...models import Statement
from .references import Lookup, Wrong, folded, nearest_of

YES, NO = ("yes", "true", "y", "1", "x", "on"), ("no", "false", "n", "0", "off", "")
# What a spreadsheet shows where a formula came to nothing.
ERRORS = ("#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!")


@dataclass(frozen=True)
class Column:
    """``name`` is the field's, ``label`` what editors call it; ``help`` says in a sentence what stands in it."""

    name: str
    label: str
    help: str = ""
    example: str = ""

    def field(self, model: type[Model]) -> Any:
        return model._meta.get_field(self.name)

    def read(self, text: str, model: type[Model], lookup: Lookup, row: dict[str, Any]) -> Any:
        """What the cell says. ``row``: what the columns before it say. Raises Wrong."""
        field, said = self.field(model), text.strip()
        return self.none(model) if not said and not field.blank and field.has_default() else field.to_python(said)

    def none(self, model: type[Model]) -> Any:
        """What a new row has that says nothing of it."""
        return self.field(model).get_default()

    def of(self, row: Any) -> Any:
        return getattr(row, self.name)

    def show(self, value: Any, model: type[Model], lookup: Lookup) -> str:
        return str(value)

    def posted(self, value: Any) -> Any:
        """As a form is sent it."""
        return value

    def same(self, one: Any, other: Any) -> bool:
        return bool(one == other)

    def many(self) -> bool:
        return False

    def is_reference(self) -> bool:
        return False


@dataclass(frozen=True)
class Code(Column):
    """One of a few, by its code or by what it is called."""

    def choices(self, model: type[Model]) -> list[tuple[str, str]]:
        return [(str(code), str(label)) for code, label in self.field(model).choices]

    def read(self, text: str, model: type[Model], lookup: Lookup, row: dict[str, Any]) -> Any:
        said = folded(text)
        if not said:
            return self.none(model)
        for code, label in self.choices(model):
            if said in (folded(code), folded(label), folded(label.partition(":")[0])):
                return code
        raise Wrong(f"“{text[:80]}” is none of them. {nearest_of(text, self.labels(model))}")

    def labels(self, model: type[Model]) -> list[str]:
        return [label.partition(":")[0] for _code, label in self.choices(model)]

    def show(self, value: Any, model: type[Model], lookup: Lookup) -> str:
        return next((label.partition(":")[0] for code, label in self.choices(model) if code == value), str(value))


@dataclass(frozen=True)
class YesNo(Column):
    def read(self, text: str, model: type[Model], lookup: Lookup, row: dict[str, Any]) -> Any:
        said = folded(text)
        if said in YES:
            return True
        if said == "":
            return self.none(model)
        if said in NO:
            return False
        raise Wrong(f"“{text[:80]}”: write yes or no.")

    def show(self, value: Any, model: type[Model], lookup: Lookup) -> str:
        return "yes" if value else "no"

    def posted(self, value: Any) -> Any:
        return "on" if value else ""


@dataclass(frozen=True)
class Number(Column):
    def read(self, text: str, model: type[Model], lookup: Lookup, row: dict[str, Any]) -> Any:
        said = text.strip()
        if not said:
            return self.none(model)
        if not (said.isascii() and said.isdecimal() and len(said) < 6):
            raise Wrong(f"“{text[:80]}” is no whole number.")
        return int(said)


def _told_on(source: Any) -> date | None:
    """The day of a report, where it is known to the day."""
    try:
        when = parse(source.published)
    except DateProblem:
        return None
    return when.earliest if when.exact else None


@dataclass(frozen=True)
class When(Column):
    """A date that admits doubt."""

    def read(self, text: str, model: type[Model], lookup: Lookup, row: dict[str, Any]) -> Any:
        said = one_line(text)
        if not said:
            return ""
        try:
            parse(said)
        except DateProblem as problem:
            return self._said(said, model, row, str(problem))
        return said

    def _said(self, said: str, model: type[Model], row: dict[str, Any], problem: str) -> str:
        """As people say it, against the day of the row's own source; two readings are told, and none is chosen."""
        told_on = next(filter(None, map(_told_on, row.get("sources", ()))), None)
        found = readings(said, told_on=told_on, ahead=model is not Statement)
        if len(found) > 1:
            told = " or ".join(each.when for each in found[:3])
            raise Wrong(f"“{said}” could be {told}: write which.")
        if not found:
            raise Wrong(problem)
        return found[0].when


@dataclass(frozen=True)
class Day(Column):
    """A day of the calendar, to the day."""

    def read(self, text: str, model: type[Model], lookup: Lookup, row: dict[str, Any]) -> Any:
        if not text.strip():
            return None
        try:
            return date.fromisoformat(text.strip())
        except ValueError:
            raise Wrong(f"“{text[:80]}” is no day: write 2024-05-31.") from None

    def show(self, value: Any, model: type[Model], lookup: Lookup) -> str:
        return value.isoformat() if value else ""

    def posted(self, value: Any) -> Any:
        return value.isoformat() if value else ""


@dataclass(frozen=True)
class One(Column):
    """Another row, by name or by the name in its address."""

    def far(self, model: type[Model]) -> type[Model]:
        return cast(type[Model], self.field(model).related_model)

    def is_reference(self) -> bool:
        return True

    def none(self, model: type[Model]) -> Any:
        return None

    def read(self, text: str, model: type[Model], lookup: Lookup, row: dict[str, Any]) -> Any:
        said = one_line(text)
        return lookup.one(self.far(model), said) if said else None

    def same(self, one: Any, other: Any) -> bool:
        return getattr(one, "pk", None) == getattr(other, "pk", None)

    def show(self, value: Any, model: type[Model], lookup: Lookup) -> str:
        return lookup.named(self.far(model)).label(value) if value else ""


@dataclass(frozen=True)
class RoleOf(One):
    """A role of whoever stands in the column ``speaker``."""

    def read(self, text: str, model: type[Model], lookup: Lookup, row: dict[str, Any]) -> Any:
        said, speaker = one_line(text), row.get("speaker")
        if not said:
            return None
        if speaker is None:
            raise Wrong("A role needs its speaker.")
        return lookup.one(self.far(model), said, among=lookup.roles(speaker))

    def show(self, value: Any, model: type[Model], lookup: Lookup) -> str:
        return str(value.slug) if value else ""


@dataclass(frozen=True)
class Many(One):
    """Other rows, one on each line or with semicolons between them."""

    def many(self) -> bool:
        return True

    def none(self, model: type[Model]) -> Any:
        return ()

    def of(self, row: Any) -> Any:
        return tuple(getattr(row, self.name).all())

    def same(self, one: Any, other: Any) -> bool:
        return {each.pk for each in one} == {each.pk for each in other}

    def read(self, text: str, model: type[Model], lookup: Lookup, row: dict[str, Any]) -> Any:
        parts = [part for line in text.split("\n") for part in line.split(";")]
        found = [lookup.one(self.far(model), said) for part in parts if (said := one_line(part))]
        return tuple({each.pk: each for each in found}.values())

    def show(self, value: Any, model: type[Model], lookup: Lookup) -> str:
        named = lookup.named(self.far(model))
        return "\n".join(sorted(map(named.label, value)))


@dataclass(frozen=True)
class Address(Column):
    """The name in a row's address, by which it is known."""

    def read(self, text: str, model: type[Model], lookup: Lookup, row: dict[str, Any]) -> Any:
        said = text.strip()
        try:
            if said:
                self.field(model).run_validators(said)
        except ValidationError:
            raise Wrong(f"“{said[:80]}” cannot stand in an address: small letters, digits and hyphens.") from None
        return said
