"""A quotation as readers get it: its passages with what stands between them, what the source changed, what was spoken.

It must not join two passages, nor let our words stand inside the marks of the speaker's.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Protocol, TypedDict

from django.utils.functional import Promise

from ..edition import document as shape
from ..edition.naming import Naming
from ..language.alterations import Alteration, Pieces, pieces
from ..language.dates import When, readable
from ..language.labels import ACT_NAMES, FORMS, NAMINGS, SECOND_HAND, WORDING_NAMES, direction, language_name
from ..language.languages import short
from .shown import Resolved, Shown, Source

_CLOSES = {"Po", "Pe", "Pf"}  # Unicode categories of what stands right after a word: , . ; ! ) ” ’
_OPENS = {"Ps", "Pi"}  # and right before one: ( “
_HYPHENS = "-\u05be"


@dataclass(frozen=True, slots=True)
class Around(Shown):
    """What the excerpt of ``source`` has before and after a passage: its words, not ours."""

    preceding: str
    following: str
    source: Source


@dataclass(frozen=True, slots=True)
class Quoted(Shown):
    """A passage. ``between``: what of ours, blanks and all, parts it from the passage before, or from the lead-in."""

    text: str
    between: str
    cut_before: bool
    pieces: Pieces
    original: str
    around: Around | None = None


def passages_of(value: shape.Statement, around: dict[int, Around]) -> list[Quoted]:
    """The passages of a statement in order. ``around``: by number of the passage."""
    found: list[Quoted] = []
    said = ""
    for number, passage in enumerate(value.passages, 1):
        ours = f"{follows(passage.before, said)}{passage.before}" if found else value.lead_in[-1:]
        gap = "" if ours and _joins(ours[-1]) else " "
        found.append(
            Quoted(
                passage.text,
                f"{ours}{gap}" if found else gap,
                passage.cut_before,
                pieces(passage.text, passage.inserted, passage.emphasised),
                passage.original,
                around.get(number),
            )
        )
        said = passage.text
    return found


class InPieces(Protocol):
    @property
    def pieces(self) -> Pieces: ...


def altered(said: Iterable[InPieces]) -> list[tuple[Alteration, str]]:
    """What the source changed in them, each once: (what it did, the words)."""
    return list(dict.fromkeys(piece for each in said for piece in each.pieces if piece[0]))


def closing(tail: str, said: str) -> str:
    """``tail`` as it follows the words ``said``; a full stop where nothing does."""
    if not tail:
        return "" if said.endswith((".", "!", "?", "؟", "…")) else "."
    return f"{follows(tail, said)}{tail}"


def follows(ours: str, said: str) -> str:
    """What parts our words from the quotation before them: nothing before a comma, else a blank."""
    if not ours or (said and (unicodedata.category(ours[0]) in _CLOSES or ours[0] in _HYPHENS)):
        return ""
    return " "


def _joins(last: str) -> bool:
    """Whether a quotation follows this character without a blank."""
    return unicodedata.category(last) in _OPENS or last in _HYPHENS


class Checked(TypedDict):
    """That a person compared the words, and with what."""

    check: shape.Verification
    source: Source
    against_words: Promise


class Words(Resolved[shape.Statement]):
    """A statement as far as its words go, ours and theirs."""

    wording: shape.Wording
    around: dict[int, Around]  # by number of the passage

    @property
    def direction(self) -> str:
        return direction(self.value.quoted_in)

    @property
    def quoted(self) -> bool:
        return self.value.wording != "paraphrase"

    @property
    def quoted_in_words(self) -> str:
        return language_name(self.value.quoted_in)

    @property
    def language_words(self) -> str:
        return language_name(self.value.language)

    @property
    def closing(self) -> str:
        """Our words after a partial quote, joined as English joins them; a full stop where nothing follows."""
        return closing(self.value.tail, self.value.passages[-1].text if self.value.passages else "")

    @cached_property
    def said(self) -> list[Quoted]:
        """Its passages, as readers get them."""
        return passages_of(self.value, self.around)

    @cached_property
    def altered(self) -> list[tuple[Alteration, str]]:
        """What the source changed in them."""
        return altered(self.said)

    @property
    def cut(self) -> bool:
        """Whether the source breaks a sentence between two of them."""
        return any(each.cut_before for each in self.said)

    @property
    def has_original(self) -> bool:
        return any(each.original for each in self.said)

    @property
    def translated(self) -> bool:
        """Whether what is quoted is not in the language in which it was said."""
        spoken = self.value.language
        return self.quoted and bool(spoken) and short(spoken) != short(self.value.quoted_in)

    @property
    def original_direction(self) -> str:
        return direction(self.value.language)

    @cached_property
    def when(self) -> When | None:
        return readable(self.value.when)

    @cached_property
    def dated(self) -> bool:
        return self.when is not None and not self.when.undated

    @property
    def form_words(self) -> str:
        return str(FORMS.get(self.value.form, self.value.form))


@lru_cache(maxsize=1_000)
def kinds_of(wording: str, act: str, naming: Naming, second_hand: bool, _language: str | None) -> tuple[str, ...]:
    """``kinds``, kept by language: the last argument is there to be told apart by."""
    labels = [WORDING_NAMES[wording]]
    if act in ACT_NAMES:
        labels.append(ACT_NAMES[act])
    if naming != "named":
        labels.append(NAMINGS[naming])
    if second_hand:
        labels.append(SECOND_HAND)
    return tuple(map(str, labels))
