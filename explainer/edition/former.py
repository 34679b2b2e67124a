"""Slugs that rows had before: what one leads to now, and which rows of two documents are one and the same.

It must not know the database, nor how a slug came to be another's; ``desk.renaming`` and ``desk.merging`` do. The first
former slug of a row is the one that it began with, where it had another: it is known by that for ever. What was merged
into it comes after.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol, TypeVar

import msgspec

from . import document as shape
from .fields import Struct, fields_of

SECTIONS = {"actor": "actors", "statement": "statements", "issue": "issues", "event": "events", "text": "texts"}
PAGES = tuple(SECTIONS)  # those with an address of their own
_KINDS = {
    shape.Actor: "actor", shape.Statement: "statement", shape.Issue: "issue", shape.Event: "event", shape.Text: "text",
}  # fmt: skip

Names = dict[str, dict[str, str]]  # kind → slug in one document → slug in another
S = TypeVar("S", bound=Struct)


class Addressed(Protocol):
    @property
    def slug(self) -> str: ...
    @property
    def former_slugs(self) -> list[str]: ...


def lasting(row: Addressed) -> str:
    """What it is known by whatever it is called: the slug that it began with."""
    return row.former_slugs[0] if row.former_slugs else row.slug


def moved(document: shape.Document) -> Names:
    """Where each former slug leads to."""
    return {
        kind: {former: row.slug for row in _rows(document, kind) for former in row.former_slugs if former != row.slug}
        for kind in SECTIONS
    }


def addresses(document: shape.Document) -> Iterator[str]:
    """Those that rows had before and that lead to them, as “statements/slug”."""
    names = moved(document)
    yield from (f"{SECTIONS[kind]}/{former}" for kind in PAGES for former in names[kind])


def renamed(old: shape.Document, new: shape.Document) -> Names:
    """What rows of ``old`` are called in ``new``, where that is another slug, whichever of the two came first.

    What was merged is not the same row: it is gone, and what it had is another's."""
    found: Names = {}
    for kind in SECTIONS:
        before, now = _rows(old, kind), _rows(new, kind)
        if any(row.former_slugs for row in (*before, *now)):
            there, kept = {lasting(row): row.slug for row in now}, {row.slug for row in now}
            names = {row.slug: there[lasting(row)] for row in before if lasting(row) in there and row.slug not in kept}
            if names:
                found[kind] = names
    return found


def as_in(new: shape.Document, old: shape.Document) -> shape.Document:
    """``old`` with the slugs of ``new`` for what is the same, so that a comparison finds what else changed."""
    names = renamed(old, new)
    return called(old, names) if names else old


def at_first(document: shape.Document) -> shape.Document:
    """``document`` with the slugs with which its rows began: what is known of it stays the same under any name."""
    names = {kind: _began(document, kind) for kind in SECTIONS}
    return called(document, names) if any(names.values()) else document


def key_now(key: tuple[str, ...], names: Names) -> tuple[str, ...]:
    """(“statement”, slug), (“position”, issue, actor) and their like, with the slugs that their rows have now.
    ``names``: as ``moved`` gives them."""
    kinds = {"position": ("issue", "actor"), "role": ("actor", "role")}.get(key[0], key[:1])
    slugs = (names.get(kind, {}).get(slug, slug) for kind, slug in zip(kinds, key[1:], strict=True))
    return (key[0], *slugs)


def _began(document: shape.Document, kind: str) -> dict[str, str]:
    return {row.slug: lasting(row) for row in _rows(document, kind) if lasting(row) != row.slug}


def called(document: shape.Document, names: Names) -> shape.Document:
    """``document`` with other slugs, of rows and of what refers to them. Lists that go by slug still do."""
    found = _called(document, names)
    if _in_order(link.statement for link in document.links):
        found = msgspec.structs.replace(found, links=sorted(found.links, key=lambda link: link.statement))
    return found


def _called(row: S, names: Mapping[str, Mapping[str, str]]) -> S:
    known, changes = fields_of(type(row)), {}
    for name in row.__struct_fields__:
        value = getattr(row, name)
        own = names.get(known[name].to or "") if name in known else None
        if own and value:
            changes[name] = _other(value, own)
        elif isinstance(value, list) and value and isinstance(value[0], Struct):
            changes[name] = [_called(each, names) for each in value]
    kinds: dict[Any, str] = _KINDS
    if own := names.get(kinds.get(type(row), "")):
        changes["slug"] = _other(getattr(row, "slug", ""), own)
    return msgspec.structs.replace(row, **changes) if changes else row


def _other(value: Any, names: Mapping[str, str]) -> Any:
    if not isinstance(value, list):
        return names.get(value, value)
    found = [names.get(slug, slug) for slug in value]
    return sorted(found) if _in_order(value) else found


def _in_order(slugs: Any) -> bool:
    given = list(slugs)
    return given == sorted(given)


def _rows(document: shape.Document, kind: str) -> list[Any]:
    rows: list[Any] = getattr(document, SECTIONS[kind])
    return rows
