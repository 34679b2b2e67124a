"""Addresses that lead to the very words on a page, as the WICG’s “Scroll to Text Fragment” has them.

It must not change what an address leads to: a browser that knows nothing of this, or does not find the words, opens
the page as ever.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

LONG = 80  # characters; of a longer passage its first and its last words are named, which stand for all between them
ENDS = 5  # how many words those are
LONGEST = 300  # of a script without blanks, where no word can be told from the next


def to_words(address: str, passages: Iterable[str]) -> str:
    """``address``, leading to ``passages``; as it is where it leads to a place of its own, or where no words are given.

    A browser marks every passage and goes to the first."""
    directives = [f"text={found}" for passage in passages if (found := _terms(" ".join(passage.split())))]
    if not directives or "#" in address:
        return address
    return f"{address}#:~:{'&'.join(directives)}"


def _terms(passage: str) -> str:
    """“textStart” or “textStart,textEnd” (“Syntax”): the whole passage, or where it begins and where it ends."""
    words = passage.split(" ")
    if len(passage) <= LONG or len(words) < 2 * ENDS:
        return _encoded(passage) if len(passage) <= LONGEST else ""
    return f"{_encoded(' '.join(words[:ENDS]))},{_encoded(' '.join(words[-ENDS:]))}"


def _encoded(term: str) -> str:
    """Percent-encoded throughout: a comma parts terms, “&” directives, and “-” marks a prefix and a suffix."""
    return quote(term, safe="").replace("-", "%2D")
