"""What an export wrote of one story, or beside them all, and from which state: so that the next one can go on from it,
leave what is the same, and remove what is no longer public.

A record is written when its part is whole. Until then a log beside it has each file before the file is there, so that
nothing is forgotten, wherever the process is killed. It must not know what is public.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import IO, Any

import msgspec

from .folder import LIST, replace, sweep

LOG = ".log"


class Record(msgspec.Struct, kw_only=True):
    """``of``: the state of what was written; empty while it is not whole. ``files``: name → SHA-256. ``editions``: how
    each edition was. ``others``: what of other parts is linked, by their slugs. ``moved``: address → where it leads,
    and with which status. ``gone``: address → the file that says so. ``left``: address → how it was answered."""

    of: str = ""
    files: dict[str, str] = {}
    editions: dict[str, str] = {}
    others: dict[str, list[str]] = {}
    moved: dict[str, tuple[str, int]] = {}
    gone: dict[str, str] = {}
    left: dict[str, int] = {}


def read(folder: Path, name: str) -> Record:
    """An empty one where there is none. Before there were records there were lists of names."""
    try:
        content = (folder / LIST / name).read_bytes()
    except OSError:
        return Record()
    try:
        return msgspec.json.decode(content, type=Record)
    except msgspec.DecodeError:
        return Record(files=dict.fromkeys(filter(None, content.decode(errors="replace").split("\n")), ""))


def save(folder: Path, name: str, record: Record) -> None:
    replace(folder / LIST / name, msgspec.json.encode(record, order="deterministic"))


def names(folder: Path) -> list[str]:
    """Of all parts that there is a record of."""
    found = (folder / LIST).iterdir() if (folder / LIST).is_dir() else ()
    return sorted({file.name.removesuffix(LOG) for file in found if file.is_file() and not file.name.startswith(".")})


class Log:
    """Of a part that is being written. It goes on where the last one of the same state was broken off."""

    def __init__(self, folder: Path, name: str, of: str) -> None:
        self._folder, self._name, self.of = folder, name, of
        self._file = folder / LIST / f"{name}{LOG}"
        self._open: IO[str] | None = None

    def broken_off(self) -> Record:
        """What the last one says, which was not finished. A line that was cut short says nothing."""
        found, last = Record(), ""
        try:
            lines = self._file.read_text(encoding="utf-8", errors="replace").split("\n")
        except OSError:
            return found
        for line in lines:
            match _said(line):
                case ["of", str(of)]:
                    found.of = of
                case ["files", str(last), str(told)]:
                    found.files[last] = told
                case ["moved", str(address), str(place), int(status)]:
                    found.moved[address] = place, status
                case ["gone", str(address), str(place)]:
                    found.gone[address] = place
                case ["left", str(address), int(status)]:
                    found.left[address] = status
        if last:
            sweep(self._folder, last)
        return found

    def begin(self, *, anew: bool) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._open = self._file.open("w" if anew else "a", encoding="utf-8")
        self._open.write("\n")  # after a line that was cut short
        self.add("of", self.of)

    def add(self, *said: Any) -> None:
        assert self._open is not None
        self._open.write(json.dumps(said, separators=(",", ":")) + "\n")
        self._open.flush()

    def close(self) -> None:
        if self._open is not None:
            self._open.close()

    def end(self) -> None:
        self.close()
        self._file.unlink(missing_ok=True)


def _said(line: str) -> list[Any]:
    try:
        found = json.loads(line)
    except ValueError:
        return []
    return found if isinstance(found, list) else []
