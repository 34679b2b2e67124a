"""Rows that may be one and the same, entered twice: actors by their names, sources by their addresses and titles.

It must not merge anything, nor decide: it says why two look alike. It reads at most MOST rows, and tells of PAIRS.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.db import models

from ..language.folding import fold
from ..models import Actor, Apart, Source

MOST, PAIRS = 5_000, 100
CROWD = 12  # of more than so many that share something it says nothing: “The Daily Test, undated”
SHORTEST = 5  # letters of a name from which a slip of one letter is looked for
TRACKING = ("utm_", "fbclid", "gclid")


@dataclass
class Alike:
    one: Any
    other: Any
    reasons: list[str] = field(default_factory=list)


def actors_alike() -> list[Alike]:
    rows = Actor.objects.exclude(kind="unnamed").order_by("-pk").prefetch_related("former_names")[:MOST]
    return _alike(Actor, list(rows), _of_actor)


def sources_alike() -> list[Alike]:
    return _alike(Source, list(Source.objects.order_by("-pk")[:MOST]), _of_source)


def _of_actor(actor: Actor) -> Iterator[tuple[str, Hashable]]:
    now = fold(actor.name)
    former = {fold(name.name) for name in actor.former_names.all()}
    for name in {now, *former} - {""}:
        yield ("the same name" if name == now else "a name that one has, or had"), ("name", name)
        words = tuple(sorted(name.split()))
        yield "the same words in another order", ("words", words)
        if len(words) > 1:
            first, *rest = name.split()
            yield "the same name but for an initial", ("initial", first[0], *rest)
        yield from (("a name that differs by a letter", ("slip", each)) for each in _slips(name))


def _of_source(source: Source) -> Iterator[tuple[str, Hashable]]:
    for address in {_plain(source.address), _plain(source.archived)} - {""}:
        yield "the same address", ("address", address)
    publisher, title = fold(source.publisher), fold(source.title)
    if title:
        yield "the same title", ("title", title)
        yield from (("a title that differs by a letter", ("slip", publisher, each)) for each in _slips(title))
    elif source.published:
        yield "the same publisher and day, without a title", ("day", publisher, source.published)


def _slips(name: str) -> set[str]:
    """What is left without one letter: two names that differ by a letter, or by two that changed places, share one."""
    letters = name.replace(" ", "")
    if len(letters) < SHORTEST or any(each.isdigit() for each in letters):  # “Brigade 12” is not “Brigade 13”
        return set()
    return {letters} | {letters[:place] + letters[place + 1 :] for place in range(min(len(letters), 80))}


def _alike(model: type[models.Model], rows: list[Any], keys: Any) -> list[Alike]:
    shared: dict[Hashable, list[tuple[Any, str]]] = defaultdict(list)
    for row in rows:
        for reason, key in set(keys(row)):
            shared[key].append((row, reason))
    apart = set(Apart.objects.of_kind(str(model._meta.model_name)).values_list("one", "other"))
    found: dict[tuple[int, int], Alike] = {}
    for (one, reason), (other, weaker) in _pairs(shared.values()):
        why = max(reason, weaker, key=ORDER.index)
        low, high = sorted((one, other), key=lambda row: int(row.pk))
        if low.pk == high.pk or (low.pk, high.pk) in apart:
            continue
        pair = found.setdefault((low.pk, high.pk), Alike(low, high))
        if why not in pair.reasons:
            pair.reasons.append(why)
    return sorted(map(_strongest, found.values()), key=lambda pair: (_weight(pair), pair.one.pk, pair.other.pk))[:PAIRS]


def _pairs(shared: Iterable[list[tuple[Any, str]]]) -> Iterator[tuple[tuple[Any, str], tuple[Any, str]]]:
    for rows in shared:
        if 1 < len(rows) <= CROWD:
            yield from combinations(rows, 2)


ORDER = (
    "the same address", "the same name", "a name that one has, or had", "the same title",
    "the same words in another order", "the same name but for an initial", "a name that differs by a letter",
    "a title that differs by a letter", "the same publisher and day, without a title",
)  # fmt: skip


def _strongest(pair: Alike) -> Alike:
    """Its reasons in order; what follows from another is not said beside it."""
    reasons = sorted(pair.reasons, key=ORDER.index)
    by_name = [reason for reason in reasons if "name" in reason or "words" in reason or "title" in reason]
    pair.reasons = [reason for reason in reasons if reason not in by_name[1:]]
    return pair


def _weight(pair: Alike) -> int:
    return ORDER.index(pair.reasons[0])


def _plain(address: str) -> str:
    """An address without what does not make it another: how it is asked, “www.”, where somebody came from, a slash."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    if not parts.netloc:
        return ""
    asked = [(name, value) for name, value in parse_qsl(parts.query) if not name.startswith(TRACKING)]
    query = f"?{urlencode(sorted(asked))}" if asked else ""
    return f"{parts.netloc.casefold().removeprefix('www.')}{parts.path.rstrip('/')}{query}"
