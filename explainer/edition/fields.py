"""What is known of a published field, written once, beside the field: whose words it holds, what a change of it means,
where it can be found, what it is called.

All else is derived from it: what a translation says anew, what the rules of our own words read, what counts as news,
what search finds, which references must lead somewhere. It must not know a story, nor what is done with a field.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal, Protocol, dataclass_transform, get_args, get_origin, get_type_hints

import msgspec
from django.utils.functional import Promise

# Ours: our own words, which rules judge and a translation says anew; a title or a name of our giving is one.
# Names: what readers may call it, translated, and judged for quotation marks alone. Theirs: as somebody else said or
# printed it. A decimal is text, as the editor wrote the number. Keys: slugs, separated by commas at the desk.
# Positions: on the earth, as ``language.coordinates`` reads them. Wikidata: an item's identifier there, “Q79”.
Holds = Literal[
    "ours", "names", "theirs", "code", "language", "date", "reference", "address", "number", "decimal", "flag", "key",
    "keys", "rows", "positions", "wikidata",
]  # fmt: skip
# What a change of it is: told by an entry of a feed of its own; substance of the edition; or a label, order or layout.
Substance = Literal["told", "counted", "label"]
# Where search has it: the heading of a result; its text, plain or Markdown; our words after a quotation; what is shown
# only if a word was found in it; or nowhere.
Found = Literal["title", "text", "prose", "tail", "more", ""]
# What a reference leads to.
Noun = Literal["actor", "role", "statement", "issue", "event", "phase", "source", "text", "provision", "group", "term"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)  # ``typing`` compares annotations: no words are read for it
class Field:
    """``called`` is its name within a sentence, in the language of the moment; ``to`` is set of references alone.

    ``needed``: a story cannot do without it.
    """

    holds: Holds
    called: Promise
    substance: Substance
    found: Found = ""
    to: Noun | None = None
    needed: bool = False


@dataclass_transform(frozen_default=True, kw_only_default=True)  # msgspec hands both on; a type checker has to be told
class Struct(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """Immutable; unknown fields are an error, so that a misread edition never passes for a right one.

    A tree without cycles: the collector need not go through the thousands of rows of each edition that is kept."""


class Slugged(Protocol):
    """A row that is known by its slug."""

    @property
    def slug(self) -> str: ...


def ours(
    called: Promise, substance: Substance, found: Found, *, needed: bool = False, names: bool = False
) -> msgspec.Meta:
    """Our own words. What a change of them means, and where they are found, must be said of each."""
    what: Holds = "names" if names else "ours"
    return known(Field(holds=what, called=called, substance=substance, found=found, needed=needed))


def holds(
    what: Holds, called: Promise, substance: Substance, *, found: Found = "", needed: bool = False
) -> msgspec.Meta:
    """Something else than words of ours or a reference."""
    return known(Field(holds=what, called=called, substance=substance, found=found, needed=needed))


def refers(to: Noun, called: Promise, substance: Substance) -> msgspec.Meta:
    """The slugs of rows of the same story, or numbers of phases."""
    return known(Field(holds="reference", to=to, called=called, substance=substance))


def known(field: Field) -> msgspec.Meta:
    """As an annotation that msgspec passes over."""
    return msgspec.Meta(extra={"field": field})


@cache
def fields_of(kind: type[Struct]) -> dict[str, Field]:
    """Name → what is known of it, in the order of the struct; a field that says nothing of itself is not among them."""
    hints = get_type_hints(kind, include_extras=True)
    return {name: found for name in kind.__struct_fields__ if (found := _said(hints[name]))}


def _said(hint: Any) -> Field | None:
    metas = get_args(hint)[1:] if get_origin(hint) is Annotated else ()
    return next((meta.extra["field"] for meta in metas if isinstance(meta, msgspec.Meta) and meta.extra), None)


@cache
def names_of(kind: type[Struct], *wanted: Holds) -> tuple[str, ...]:
    """The fields of ``kind`` that hold one of these, in order."""
    return tuple(name for name, field in fields_of(kind).items() if field.holds in wanted)
