"""The id of a row of the index: its kind, its day, its edition and its place in it, in this order, in 63 bits.

Reading the ids of a kind downwards is reading it newest first, and the ids of some days stand together. It must not
know the database.
"""

from __future__ import annotations

from .findable import DATED, KINDS

_DAY, _EDITION, _PLACE = 22, 22, 15  # bits of an id, below those of the kind
LAST = (1 << _PLACE) - 1  # place that there is room for
LAST_DAY = (1 << _DAY) - 1
_SCOPE, _BY = "\ue000", "\ue002"  # begin words that folding keeps out of those of readers
_KEPT = str.maketrans({"-": "\ue003", "_": "\ue004"})  # FTS5 ends a word at what is punctuation in ASCII


def key(kind: str, day: int, edition: int, place: int) -> int:
    """An edition's number in the database is taken modulo 4 million."""
    found = KINDS[kind]
    for value, bits in ((day, _DAY), (edition % (1 << _EDITION), _EDITION), (place, _PLACE)):
        found = (found << bits) | value
    return found


def span(kind: str, since: int = 0, until: int = LAST_DAY) -> tuple[int, int]:
    """The least and the greatest id of a kind; of a dated one between two days (proleptic ordinals)."""
    if kind not in DATED:
        since, until = 0, LAST_DAY
    bits = _EDITION + _PLACE
    first = KINDS[kind] << _DAY
    return (first | since) << bits, ((first | until) + 1 << bits) - 1


def edition_word(edition: int) -> str:
    """The word that stands for a row's edition."""
    return f"{_SCOPE}{edition}"


def speaker_word(slug: str) -> str:
    """The word that stands for who says it, or holds it."""
    return f"{_BY}{slug.lower().translate(_KEPT)}"
