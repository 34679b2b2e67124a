"""What a published quotation is made of: its passages, what stands around them, what became of it, who checked it.

It must not know the statement that they belong to; ``parts`` has it, and is where they are imported from.
"""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import pgettext_lazy

from .fields import Struct, holds, ours, refers


class Passage(Struct):
    """Verbatim, without outer quotation marks; ``cut_before``: the source breaks the sentence here.

    ``before``: our words between the passage before and this one. ``inserted`` and ``emphasised``: words of the passage
    that the source put in or emphasised, one on each line. ``original``: the words as first spoken.
    """

    text: Annotated[str, holds("theirs", pgettext_lazy("field", "text"), "told", found="text")]
    cut_before: Annotated[bool, holds("flag", pgettext_lazy("field", "break in the source before it"), "told")]
    before: Annotated[str, ours(pgettext_lazy("field", "our words before it"), "told", "")] = ""
    inserted: Annotated[str, holds("theirs", pgettext_lazy("field", "put in by the source"), "told")] = ""
    emphasised: Annotated[str, holds("theirs", pgettext_lazy("field", "emphasised by the source"), "told")] = ""
    original: Annotated[str, holds("theirs", pgettext_lazy("field", "as first spoken"), "told", found="more")] = ""


class Around(Struct):
    """What stands before and after a passage in the excerpt of ``source``: a sentence at most, verbatim.

    ``passage``: which of the statement's, from 1.
    """

    passage: Annotated[int, holds("number", pgettext_lazy("field", "passage"), "label")]
    preceding: Annotated[str, holds("theirs", pgettext_lazy("field", "what stands before"), "label")]
    following: Annotated[str, holds("theirs", pgettext_lazy("field", "what stands after"), "label")]
    source: Annotated[str, refers("source", pgettext_lazy("field", "source"), "label")]


class Caveat(Struct):
    """What became of a statement: ``kind`` is disputed, misattributed or taken-back. It stays on record."""

    kind: Annotated[str, holds("code", pgettext_lazy("field", "kind"), "told")]
    when: Annotated[str, holds("date", pgettext_lazy("field", "date"), "told")]
    sentence: Annotated[str, ours(pgettext_lazy("field", "sentence"), "told", "more", needed=True)]
    statements: Annotated[list[str], refers("statement", pgettext_lazy("field", "statements"), "told")]
    sources: Annotated[list[str], refers("source", pgettext_lazy("field", "sources"), "told")]


class Verification(Struct):
    """That a person compared the words, as they still are, with ``against`` (source, excerpt or copy)."""

    by: Annotated[str, holds("theirs", pgettext_lazy("field", "checked by"), "label")]
    checked_on: Annotated[str, holds("date", pgettext_lazy("field", "checked on"), "label")]
    against: Annotated[str, holds("code", pgettext_lazy("field", "compared with"), "label")]
    source: Annotated[str, refers("source", pgettext_lazy("field", "source"), "label")]
