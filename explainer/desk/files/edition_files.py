"""A story's editions as files: the frozen bytes to the letter, and an index of what else is known of each.

It must not ask the database, and does not know what was taken back: it is handed what may travel.

``editions/index.json`` names them in the order of their publication; ``editions/0002.json`` is the document of
edition 2 of the original, ``editions/ar-0001.json`` that of edition 1 in Arabic, with no byte before or after it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import msgspec

from ...edition import document as shape
from ...models.editions import NOTE_LENGTH, Edition
from .fixture_files import BrokenFixture

FOLDER, INDEX = "editions", "index.json"


class Told(msgspec.Struct, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """What is known of one edition besides its document.

    ``digest``: of the document as it was published. ``travels_as``: of the file, where that is less: something was
    taken back from it, or the whole was. ``translates``, ``republishes``: numbers of the original.
    """

    number: int
    stream: str = ""
    kind: str
    note: str = ""
    puts_right: list[list[str | int | None]] = []
    corrects: bool = False
    published_at: datetime
    digest: str
    travels_as: str = ""
    redacted_at: datetime | None = None
    revision: int = 0
    translates: int = 0
    republishes: int = 0
    retired: dict[str, int] = {}
    withdrawn_at: datetime | None = None
    withdrawn_because: str = ""
    read_by: str = ""
    read_on: date | None = None

    @property
    def file(self) -> str:
        return f"{self.stream}-{self.number:04}.json" if self.stream else f"{self.number:04}.json"

    @property
    def words(self) -> str:
        return f"edition {self.number}" + (f" in “{self.stream}”" if self.stream else "")


class TakenBack(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What two people have taken back from every edition, as readers are told of it: without its words."""

    kind: str
    slug: str
    basis: str
    reason: str
    language: str
    taken_at: datetime


class Index(msgspec.Struct, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    story: str
    editions: list[Told]
    taken_back: list[TakenBack] = []


@dataclass(frozen=True, slots=True)
class Archive:
    """The editions of a story as they travel. ``texts``: file → frozen text."""

    folder: Path
    index: Index
    texts: Mapping[str, str]

    def broken(self, told: Told, reason: str) -> BrokenFixture:
        return BrokenFixture(self.folder / told.file, 0, reason)


def read(folder: Path) -> Archive | None:
    """The archive in ``folder``/editions, its digests verified; None when there is none.

    Raises BrokenFixture for whatever is missing, too much, changed, or does not follow from what stands before it.
    """
    folder = folder / FOLDER
    if not folder.is_dir():
        return None
    try:
        index = msgspec.json.decode((folder / INDEX).read_bytes(), type=Index)
    except OSError as error:
        raise BrokenFixture(folder / INDEX, 0, f"it cannot be read ({error.strerror})") from None
    except msgspec.MsgspecError as error:
        raise BrokenFixture(folder / INDEX, 0, f"it is not an index of editions: {error}") from None
    named, found = {told.file for told in index.editions}, {file.name for file in folder.iterdir()}
    for name in sorted(found - named - {INDEX}):
        raise BrokenFixture(folder / name, 0, "the index does not name this file")
    archive = Archive(folder, index, {told.file: _text(folder / told.file) for told in index.editions})
    _check(archive)
    return archive


def has_editions(folder: Path) -> bool:
    """Whether a story's folder brings its own editions: such a story comes when somebody asks for it."""
    return (folder / FOLDER).is_dir()


def write(folder: Path, archive: Archive) -> Iterator[Path]:
    """Make ``folder``/editions hold this archive and nothing else; the files written. The index comes last."""
    folder = folder / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    index = msgspec.json.format(msgspec.json.encode(archive.index), indent=1) + b"\n"
    files = {name: text.encode() for name, text in archive.texts.items()} | {INDEX: index}
    for name, content in files.items():
        fresh = folder / f".{name}.new"
        fresh.write_bytes(content)
        fresh.replace(folder / name)
        yield folder / name
    for old in folder.glob("*.json"):
        if old.name not in files:
            old.unlink()


class _Shaped(msgspec.Struct):
    schema: int


def schema_of(text: str) -> int:
    """The shape in which it was frozen; thawed, every document has the newest."""
    return msgspec.json.decode(text, type=_Shaped).schema


def _text(file: Path) -> str:
    try:
        return file.read_bytes().decode()
    except OSError as error:
        raise BrokenFixture(file, 0, f"it cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise BrokenFixture(file, 0, "it is not UTF-8 text") from None


def _check(archive: Archive) -> None:
    last: dict[str, Told] = {}
    before: Told | None = None
    for told in archive.index.editions:
        if reason := _why_not(told, before, last, archive):
            raise archive.broken(told, reason)
        last[told.stream] = before = told


def _why_not(told: Told, before: Told | None, last: Mapping[str, Told], archive: Archive) -> str:
    """What is wrong with an edition, after those that stand before it; empty when nothing is."""
    own, originals = last.get(told.stream), last.get("")
    text = archive.texts[told.file]
    if shape.digest_of(text) != (told.travels_as or told.digest):
        return "its bytes do not have the digest that the index gives; it was changed since it was published"
    if told.travels_as and not told.redacted_at:
        return "the index gives it two digests, and does not say since when something is missing"
    try:
        document = shape.thaw(text)
    except shape.Unreadable as problem:
        return str(problem)
    if document.slug != archive.index.story:
        return f"it tells “{document.slug}”, and the index is of “{archive.index.story}”"
    if told.stream and told.stream != document.language:
        return f"it is in “{document.language}”, and the index has it among those in “{told.stream}”"
    if told.number != (own.number + 1 if own else 1):
        return f"the editions must be counted 1, 2, 3 without gaps, and {told.words} stands out of order"
    if told.kind not in Edition.Kind.values or (told.kind == Edition.Kind.FIRST) != (told.number == 1):
        return f"{told.words} cannot be called “{told.kind}”"
    if told.published_at.tzinfo is None:
        return "the index gives its moment without a time zone"
    if (before and told.published_at < before.published_at) or (own and told.published_at == own.published_at):
        return "the index has it before one that was published earlier"
    if bool(told.withdrawn_at) != bool(told.withdrawn_because):
        return "what is withdrawn has a moment and a reason, or neither"
    if max(len(told.note), len(told.withdrawn_because)) > NOTE_LENGTH:
        return f"a note to readers has {NOTE_LENGTH} characters at most"
    if bool(told.translates) != bool(told.stream):
        return "a translation, and nothing else, says of which edition it is"
    highest = originals.number if originals else 0
    if max(told.translates, told.republishes) > highest:
        return "it refers to an edition that was published later, or never"
    return ""
