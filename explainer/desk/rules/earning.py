"""What earns quotation marks in our own words, in an original as in a translation of it.

It must not hold a rule.
"""

from __future__ import annotations

from collections.abc import Iterable

from ...edition import document as shape
from ...edition.fields import names_of
from ...language.letters import letters, says
from ...language.quotations import one_mark, quoted


def marked(readings: tuple[str, ...]) -> list[str]:
    """What stands in quotation marks in a text of ours, as ``letters.as_read`` gives it."""
    return list(dict.fromkeys(words for reading in readings for words in quoted(reading)))


def paraphrased(story: shape.Document) -> set[tuple[str, str]]:
    """The texts, by place and field, that say in our words what somebody said: no words in them are that person's."""
    paraphrases = (statement for statement in story.statements if statement.wording == "paraphrase")
    return {(f"statements/{statement.slug}", field) for statement in paraphrases for field in ("lead_in", "tail")}


def said_by_others(story: shape.Document, excerpts: Iterable[str] = ()) -> str:
    """Everything that may stand in quotation marks in our words: passages, what sources print, our excerpts of them."""
    rows = (row for _at, row in shape.rows(story))
    printed = [getattr(row, name) for row in rows for name in names_of(type(row), "theirs")]
    return "\n".join(one_mark(letters(text)) for text in (*printed, *excerpts))


def earned(words: str, spoken: str) -> bool:
    """Whether ``spoken``, which ``said_by_others`` gives, has these words: whole ones, whatever marks stand within."""
    return says(spoken, one_mark(words))
