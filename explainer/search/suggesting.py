"""What may have been meant where nothing was found: queries in which names stand for words like them.

It must not suggest a name that nobody reads where it is asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from difflib import get_close_matches
from itertools import islice

from ..language.folding import words_of
from ..language.queries import Query, Term
from . import lookup

ALIKE = 0.75  # how alike two words must be (difflib's ratio) to suggest the one for the other
MOST_GUESSED = 3  # words of a query for which another is looked for


def suggestions(query: Query, where: lookup.Where) -> list[str]:
    """Queries that find something, in which names stand for words like them."""
    known: dict[str, str] = {}
    for name in lookup.names(where):
        for word in words_of(name):
            if len(word.text) > 2:
                known.setdefault(word.text, name[word.start : word.end])
    meant = dict(islice(_meant(query, known), MOST_GUESSED))
    if not meant:
        return []
    whole = replace(query, terms=tuple(_corrected(term, meant, known) for term in query.terms))
    text = " ".join(f'"{term.said}"' if term.exact or len(term.words) > 1 else term.said for term in whole.terms)
    if any(lookup.count(whole, where, where.kinds).values()):
        return [text]
    return [known[word] for word in meant.values()]


def _meant(query: Query, known: dict[str, str]) -> Iterator[tuple[str, str]]:
    """(word, the word of a name that is most like it) for the words that are in no name, with an answer each."""
    unknown = [word for word in dict.fromkeys(query.words) if word not in known and len(word) > 2]
    for word in unknown[:MOST_GUESSED]:
        near = [other for other in known if abs(len(other) - len(word)) <= 2]
        for other in get_close_matches(word, near, n=1, cutoff=ALIKE):
            yield word, other


def _corrected(term: Term, meant: dict[str, str], known: dict[str, str]) -> Term:
    if not set(term.words) & set(meant):
        return term
    words = tuple(meant.get(word, word) for word in term.words)
    said = known[words[0]] if len(words) == 1 else " ".join(known.get(word, word) for word in words)
    return Term(said, words, term.exact)
