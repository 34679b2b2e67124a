"""The folder that an export is written to: each file whole or not at all, and nothing touched that is not ours.

It must not know what is in a file.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from .addresses import CannotExport

LIST = ".exported"  # a folder with a record for each story, and one for the rest


@dataclass
class Report:
    """``asked``: how many answers the site had to make. ``left``: addresses that were linked and not written, with the
    status that they were answered with. ``unsaid``: what is led elsewhere and does not fit into a host's own file."""

    pages: int = 0
    files: int = 0
    changed: int = 0
    removed: int = 0
    asked: int = 0
    left: dict[str, int] = field(default_factory=dict)
    unsaid: int = 0


def check(folder: Path) -> None:
    host = urlsplit(settings.SITE_URL).hostname or ""
    try:
        local = ip_address(host).is_loopback
    except ValueError:
        local = host == "localhost"
    if local:
        raise CannotExport(f"SITE_URL is {settings.SITE_URL}; set it to the address that the files will have.")
    if folder.exists() and not folder.is_dir():
        raise CannotExport(f"{folder} is no folder.")
    if folder.exists() and not (folder / LIST).is_dir() and any(folder.iterdir()):
        raise CannotExport(f"{folder} holds files that no export wrote; give an empty folder.")


def digest(content: bytes) -> str:
    return sha256(content).hexdigest()


def is_as_written(folder: Path, name: str, told: str) -> bool:
    """Whether the file is there and whole: one that was cut short, or that somebody changed, is not."""
    try:
        return digest((folder / name).read_bytes()) == told
    except OSError:
        return False


def replace(file: Path, content: bytes) -> bool:
    """Whole or not at all; False where the file was the same already, and is left as it is."""
    if file.is_file() and file.read_bytes() == content:
        return False
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(f".{file.name}.{os.getpid()}.new")
    try:
        fresh.write_bytes(content)
        fresh.replace(file)
    finally:
        fresh.unlink(missing_ok=True)
    return True


def remove(folder: Path, names: Iterable[str]) -> int:
    """How many there were. Folders that are left empty go with them: a host lists no more than there is."""
    root, removed = folder.resolve(), 0
    for name in sorted(names):
        file = folder / name
        if root not in file.resolve().parents or not file.is_file():
            continue
        file.unlink()
        removed += 1
        for parent in file.resolve().parents:
            if root not in parent.parents or any(parent.iterdir()):
                break
            parent.rmdir()
    return removed


def sweep(folder: Path, name: str) -> None:
    """What a process that was killed had begun of a file: no address has a name like that."""
    file = folder / name
    if file.parent.is_dir():
        for begun in file.parent.iterdir():
            if re.fullmatch(rf"\.{re.escape(file.name)}\.[0-9]+\.new", begun.name):
                begun.unlink()
