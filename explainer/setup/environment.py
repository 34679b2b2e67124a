"""What a variable of the environment says: one reader per type, which refuses what it does not understand.

It must not know which variables there are; ``settings`` names them, and nothing else asks."""

import os
import re
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

BASE_DIR = Path(__file__).resolve().parent.parent.parent

# A variable that is set but empty counts as not set.

YES, NO = ("true", "yes", "on", "1"), ("false", "no", "off", "0")


def refuse(sentence: str) -> SystemExit:
    return SystemExit(f"explainer: {sentence}")


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def boolean(name: str, *, default: bool) -> bool:
    value = text(name, str(default)).lower()
    if value not in (*YES, *NO):
        raise refuse(f"{name} is {value!r}; the words understood are {', '.join((*YES, *NO))}.")
    return value in YES


def items(name: str, default: list[str]) -> list[str]:
    return [item.strip() for item in text(name).split(",") if item.strip()] or default


def whole(name: str, default: int, *, least: int, most: int) -> int:
    value = text(name, str(default))
    if not re.fullmatch(r"[0-9]{1,9}", value) or not least <= int(value) <= most:
        raise refuse(f"{name} is {value!r}; it must be a whole number from {least} to {most}.")
    return int(value)


def path(name: str, default: Path) -> Path:
    """An absolute path; a relative one is taken from the project's folder, not from the caller's."""
    return BASE_DIR / Path(text(name, str(default))).expanduser()


def origin(name: str, value: str) -> SplitResult:
    """``value`` as the parts of ``http(s)://host[:port]``, lower-cased and without a trailing slash."""
    address = value.removesuffix("/").lower()
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    plain = re.fullmatch(r"https?://([a-z0-9.-]+|\[[0-9a-f:.]+\])(:[0-9]+)?", address)
    if not plain or not parts.hostname or port == 0:
        raise refuse(f"{name} is {value!r}; it must look like https://explainer.example, with no path.")
    return parts
