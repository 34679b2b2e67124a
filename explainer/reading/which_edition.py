"""Which edition an address leads to: that of the translation in its language, where there is one; else the original's.

It must not open a document.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils import timezone

from ..language.languages import PREFIXED, stream
from ..models.editions import Edition, EditionQuerySet

_PLACE = re.compile(r"([-a-zA-Z0-9_]+)(?:\.([-a-z0-9]+))?-([1-9][0-9]{0,5})")


class Elsewhere(LookupError):
    """It is read at the same address without a prefix, and nowhere else."""


@dataclass(frozen=True, slots=True)
class Found:
    """``edition`` is what is read, without its document; it may have been withdrawn.

    ``original``: beside a translation, what readers of the original read. ``numbers``: under an edition's own address,
    the number that the same edition has in each language, by its prefix; a language that cannot show it is left out.
    ``told_in``: of what a story's own address leads to, the languages in which readers read a translation.
    """

    edition: Edition
    newest: int
    original: Edition | None = None
    numbers: Mapping[str, int] = field(default_factory=dict)
    told_in: frozenset[str] = frozenset()


def newest(slug: str) -> Found | None:
    """What a story's own address leads to. One query, two at an address with a prefix; three where what readers read
    there translates another edition than readers of the original read."""
    now = timezone.now()
    found = Edition.objects.original(slug, now)
    if found is None:
        return None
    original, told_in = found
    here = Edition.objects.newest(slug, stream(), now) if stream() else None
    if here is None:
        return Found(original, original.number, told_in=told_in)
    here.translates = original if here.translates_id == original.pk else _translated_by(here)
    return Found(here, here.number, original, told_in=told_in)


def _translated_by(edition: Edition) -> Edition:
    """The edition that this one, of a translation, translates: a constraint of the database holds that there is one."""
    assert edition.translates_id is not None
    return Edition.objects.keyed(edition.translates_id)


def recent(before: str, most: int) -> tuple[list[Found], str, str]:
    """What stories' own addresses lead to and can be read there, the most recently published first, at most ``most``.

    ``before`` is the ``place`` of the one that they come after; empty for the first. Returned with them are ``before``,
    emptied where there is no such edition, and the place to go on from, empty at the end. One query, one more with
    ``before`` and one more at an address with a prefix.
    """
    now = timezone.now()
    rows = Edition.objects.newest_of_each_stream(now).readable().read_in(stream(), now).to_read()
    last = at_place(before)
    found = list((rows.published_before(last) if last else rows)[: most + 1])
    shown, originals = found[:most], {}
    if told := [edition.slug for edition in shown if edition.stream]:
        same = Edition.objects.at_address(*told).in_streams("").newest_of_each_stream(now).to_read()
        originals = {edition.slug: edition for edition in same}
    older = place_of(shown[-1]) if len(found) > most else ""
    readings = [
        Found(edition, edition.number, originals.get(edition.slug) if edition.stream else None) for edition in shown
    ]
    return readings, before if last else "", older


def place_of(edition: Edition) -> str:
    """Its name in a list of editions of all stories: “story-2”, story and number; “story.ar-2”."""
    return f"{edition.slug}{f'.{edition.stream}' if edition.stream else ''}-{edition.number}"


def at_place(text: str) -> Edition | None:
    """The public edition of that name. One query, none for a text that is no name."""
    asked = _PLACE.fullmatch(text)
    return _public(asked[1], asked[2] or "").numbered(int(asked[3])).without_document().first() if asked else None


def numbered(slug: str, number: int) -> Found | None:
    """What the address of an edition leads to. Two queries, three for a translation.

    Elsewhere where the language of the address has editions of its own, and only the original has that number.
    """
    known = {(row[0], row[1]): row[2:] for row in Edition.objects.numbers(slug, timezone.now())}
    newest = {code: max(each for stream, each in known if stream == code) for code, _number in known}
    here = stream() if stream() in newest else ""
    if (here, number) not in known:
        if ("", number) in known:
            raise Elsewhere
        return None
    key, translated = known[here, number]
    base = translated or number
    numbers = {"": base}
    for code in PREFIXED:
        same = [each for (stream, each), (_key, of) in known.items() if stream == code and of == base]
        if here == code:
            numbers[code] = number
        elif same or code not in newest:
            numbers[code] = max(same, default=base)
    edition = Edition.objects.keyed(key)
    if here:
        edition.translates = _translated_by(edition)
    return Found(edition, newest[here], None, numbers)


def has_its_own(slug: str) -> bool:
    """Whether the language of the address has had an edition of the story. One query, none without a prefix."""
    return bool(stream()) and _public(slug, stream()).exists()


def with_their_own(slugs: Iterable[str]) -> set[str]:
    """Those of the stories of which the same is true. One query, none without a prefix."""
    if not stream():
        return set()
    rows = Edition.objects.at_address(*slugs).in_streams(stream()).public_at(timezone.now())
    return set(rows.order_by().values_list("slug", flat=True).distinct())


def _public(slug: str, code: str) -> EditionQuerySet:
    return Edition.objects.of_story(slug, code).public_at(timezone.now())
