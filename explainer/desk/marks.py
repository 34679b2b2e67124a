"""The letters of a side, made from its name where nobody chose some.

It must not change letters that somebody chose.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from itertools import count

from ..models import Actor

NO_SIDE = "??"
_LONGEST = 4  # letters
_ARTICLE = re.compile(r"^(?:ال|ה)(?=\w{3})")  # of an Arabic or a Hebrew word: its initial is the letter after it


def marks_of(cast: Iterable[tuple[Actor, str]]) -> list[str]:
    """The mark of each of the cast of a story. ``cast``: who, and the mark given, or “”.

    Who belongs to a side has its letters; no two sides have the same."""
    rows = [(actor, head_of(actor), given) for actor, given in cast]
    found = {head.pk: given for actor, head, given in rows if given and actor == head}
    for _actor, head, given in rows:
        if given and given != NO_SIDE:
            found.setdefault(head.pk, given)
    for _actor, head, given in rows:
        if not given and head.pk not in found:
            unnamed = head.kind == Actor.Kind.UNNAMED
            found[head.pk] = NO_SIDE if unnamed else proposed(head.name, set(found.values()))
    return [given or found[head.pk] for _actor, head, given in rows]


def head_of(actor: Actor) -> Actor:
    """Whom the chain of affiliations leads to: itself, if it has none."""
    seen = {actor.pk}
    while actor.affiliation and actor.affiliation_id not in seen:
        actor = actor.affiliation
        seen.add(actor.pk)
    return actor


def proposed(name: str, taken: Collection[str]) -> str:
    """Two letters for the name if two are free, else up to four: initials before others."""
    return next(mark for mark in _candidates(name) if mark not in taken)


def _candidates(name: str) -> Iterator[str]:
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFC", name))
    words = [_ARTICLE.sub("", word) for word in words] if len(words) > 1 else words
    words = [word for word in words if not (word.islower() and len(word) <= 3)] or words  # without “of”, “and”
    letters = "".join(words).upper()[:20] or "X"
    initials = "".join(word[0] for word in words).upper()
    lengths = range(2, _LONGEST + 1)
    yield from (initials[:length] for length in lengths if len(initials) >= length)
    if len(initials) < 2:
        yield from (letters[:length] for length in lengths if len(letters) >= length)
    yield from (letters[0] + other for other in letters[1:])
    yield from (letters[:length] for length in lengths if len(letters) >= length)
    yield letters[0] * 2
    yield from (f"{letters[0]}{number}" for number in count(2))
