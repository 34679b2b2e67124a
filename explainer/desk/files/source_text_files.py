"""The texts of a story's sources as one file beside its own, for whoever asks for them: another desk, a copy apart.

It must not be written unasked: the words are somebody else's, and no reader gets them.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from ...language.source_texts import LONGEST, kept
from ...models import Event, Position, SourceMark, SourceText, Statement
from ...models.source_texts import row_named, source_named
from .fixture_files import BrokenFixture

FILE = "source-texts.json"
_ROWS = {"statement": Statement, "event": Event, "position": Position}


class Mark(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Words on which a row of the story rests: ``kind`` and ``slug`` say which."""

    source: str
    kind: str
    slug: str
    start: int
    words: str


class Texts(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """By slug of the source, and the marks in them."""

    texts: dict[str, str] = {}
    marks: list[Mark] = []


def take_out(story: str, sources: list[str]) -> Texts:
    """The texts of ``sources`` that the desk has, and what of the story rests on them."""
    rows = SourceText.objects.of_slugs(sources)
    texts = {each.source.slug: each.text for each in rows}
    marks = [
        Mark(
            source=each.source.slug,
            kind=each.row._meta.model_name,
            slug=each.row.slug,
            start=each.start,
            words=each.words,
        )
        for each in SourceMark.objects.of_story(story)
    ]
    return Texts(texts=texts, marks=marks)


def write(folder: Path, texts: Texts | None) -> Path | None:
    """Write the file, or take away one that was written before; where it is now."""
    file = folder / FILE
    if texts is None or not (texts.texts or texts.marks):
        file.unlink(missing_ok=True)
        return None
    file.write_bytes(msgspec.json.format(msgspec.json.encode(texts), indent=1) + b"\n")
    return file


def read(folder: Path) -> Texts | None:
    file = folder / FILE
    if not file.is_file():
        return None
    try:
        return msgspec.json.decode(file.read_bytes(), type=Texts)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BrokenFixture(file, 0, f"it cannot be read ({error})") from None


def bring_in(folder: Path, texts: Texts, story: str, *, overwrite: bool) -> int:
    """Bring the texts and marks to the desk; how many texts. A text that the desk has stays, unless ``overwrite``."""
    brought = 0
    for slug, words in sorted(texts.texts.items()):
        source, text = source_named(slug), kept(words)
        if source is None or not text or len(text) > LONGEST:
            why = f"there is no source “{slug}”" if source is None else f"the text of “{slug}” is empty or too long"
            raise BrokenFixture(folder / FILE, 0, why)
        there = SourceText.objects.of(source)
        if there is None or (overwrite and there.text != text):
            row = there or SourceText(source=source)
            row.text = text
            row.save()
            brought += 1
    for mark in texts.marks:
        source, model = source_named(mark.source), _ROWS.get(mark.kind)
        found = row_named(model, story, mark.slug) if model else None
        if source is None or found is None or mark.start < 0 or not mark.words.strip():
            raise BrokenFixture(folder / FILE, 0, f"a mark names no row: {mark.source}, {mark.kind} {mark.slug}")
        of = {mark.kind: found}
        if not SourceMark.objects.has(source, mark.words, **of):
            SourceMark.objects.create(source=source, start=mark.start, words=mark.words, **of)
    return brought
