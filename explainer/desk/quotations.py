"""What is worked out of a quotation when it is composed: what stands around it in its source, and which checks hold.

It must not ask the database. Of an excerpt it lets out a sentence at most before a passage and one after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import msgspec

from ..edition import document as shape
from ..edition.reads_alike import as_seen
from ..language.letters import whole

MOST_AROUND = 200  # characters of an excerpt shown on either side of a passage
_END = re.compile(r"""[.!?؟。…]["'”’»)\]]*\s+""")  # of a sentence, with what closes after it
_OPENING = re.compile(r"""[\s"'“‘«‹„‚(\[]*\Z""")  # what stands between the sentence before and a passage
_CLOSING = re.compile(r"""[\s"'”’»›)\],.;:!?؟。…]*""")  # and between it and what follows
_CUT = "[…]"  # where a sentence is longer than that


@dataclass(frozen=True, slots=True)
class Lapsed:
    """A check that holds no more: the words, or the sources, are others than ``by`` compared. ``now``: their digest."""

    at: str
    by: str
    checked_on: str
    source: str
    now: str


def seen(wording: str, lead_in: str, passages: Iterable[shape.Passage], tail: str) -> str:
    """The digest of the words of a statement, ours and theirs: what a check is a check of."""
    said = [wording, lead_in, [_words(each) for each in passages], tail]
    return shape.digest_of(msgspec.json.encode(as_seen(said)).decode())


def _words(passage: shape.Passage) -> dict[str, object]:
    """By name and without what is empty, so that a field that comes later takes no check away."""
    return {name: value for name in passage.__struct_fields__ if (value := getattr(passage, name))}


def around(passages: Iterable[shape.Passage], excerpts: Mapping[str, str]) -> Iterator[shape.Around]:
    """What stands before and after each passage in the first of the ``excerpts`` (by slug of the source) that has it,
    to the letter, marks and blanks among it.

    Within one line of the excerpt: what stands in another may be from elsewhere in the source."""
    for number, passage in enumerate(passages, 1):
        pattern = re.compile(r"\s+".join(map(re.escape, passage.text.split())))
        for slug, text in sorted(excerpts.items()):
            if found := next((each for each in pattern.finditer(text) if whole(text, *each.span())), None):
                before = _sentence_before(text[: found.start()].rpartition("\n")[2])
                after = _sentence_after(text[found.end() :].partition("\n")[0])
                if any(map(str.isalnum, before + after)):
                    yield shape.Around(passage=number, preceding=before, following=after, source=slug)
                break


def _sentence_before(text: str) -> str:
    opening = _OPENING.search(text)
    ends = [end.end() for end in _END.finditer(text, 0, opening.start() if opening else len(text))]
    words = text[ends[-1] if ends else 0 :].lstrip()
    return f"{_CUT} {words[-MOST_AROUND:].partition(' ')[2]}" if len(words) > MOST_AROUND else words


def _sentence_after(text: str) -> str:
    closing = _CLOSING.match(text)
    end = _END.search(text, closing.end() if closing else 0)
    words = text[: end.end() if end else len(text)].rstrip()
    return f"{words[:MOST_AROUND].rpartition(' ')[0]} {_CUT}" if len(words) > MOST_AROUND else words
