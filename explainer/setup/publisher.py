"""Who publishes the site, how they are reached, by what policies they work and what they ask of crawlers.

Nothing of it is made up where it is not set: pages then say that it is not said. It must not know a page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from .environment import refuse

_MAIL = re.compile(r"[^\s@<>\"'?&]+@[^\s@<>\"'?&]+\.[^\s@<>\"'?&]+")
_ADDRESS = re.compile(r"https://[^\s<>\"']+")
POLICIES = ("principles", "corrections", "unnamed-sources", "ownership")
# What crawlers come for → those that say so of themselves, by the names that their makers publish (November 2026).
# Robots.txt asks (RFC 9309); it bars nobody who does not obey.
PURPOSES: Mapping[str, tuple[str, ...]] = {
    "search": ("Googlebot", "Bingbot", "Applebot", "DuckDuckBot", "YandexBot", "Baiduspider"),
    "answers": (
        *("OAI-SearchBot", "ChatGPT-User", "Claude-SearchBot", "Claude-User", "PerplexityBot", "Perplexity-User"),
        *("DuckAssistBot", "MistralAI-User"),
    ),
    "training": (
        *("GPTBot", "ClaudeBot", "Google-Extended", "Applebot-Extended", "CCBot", "meta-externalagent", "Bytespider"),
        *("Amazonbot", "cohere-training-data-crawler"),
    ),
}


class Publisher(NamedTuple):
    """Empty is what is not said. ``contact`` and ``corrections``: an e-mail address or an https one."""

    name: str
    address: str
    contact: str
    corrections: str


def publisher(name: str, address: str, contact: str, corrections: str) -> Publisher:
    if address and not _ADDRESS.fullmatch(address):
        raise refuse(f"PUBLISHER_URL is {address!r}; it must be an https address.")
    reached("CONTACT", contact)
    reached("CORRECTIONS_TO", corrections)
    return Publisher(name, address, contact, corrections or contact)


def reached(variable: str, value: str) -> str:
    """An e-mail address or an https one; empty is what is not said."""
    if value and not (_MAIL.fullmatch(value) or _ADDRESS.fullmatch(value)):
        raise refuse(f"{variable} is {value!r}; it must be an e-mail address or an https one.")
    return value


def policies(folder: str, base: Path) -> dict[str, str]:
    """The site's own words for a policy, in Markdown, by name: “principles.md” and so on; what has no file is not among
    them."""
    if not folder:
        return {}
    place = base / folder
    try:
        found = {file.stem: file.read_text(encoding="utf-8").strip() for file in sorted(place.glob("*.md"))}
    except (OSError, UnicodeDecodeError) as error:
        raise refuse(f"POLICIES {folder!r} has a file that cannot be read ({error}).") from None
    if not found or found.keys() - set(POLICIES):
        names = ", ".join(f"{name}.md" for name in POLICIES)
        raise refuse(f"POLICIES is {folder!r}; it must be a folder with some of {names}, and no other .md file.")
    return {name: words for name, words in found.items() if words}


def purposes(refused: Iterable[str]) -> tuple[str, ...]:
    """For what crawlers are asked to stay away."""
    found = tuple(refused)
    if unknown := [name for name in found if name not in PURPOSES]:
        raise refuse(f"CRAWLERS_REFUSED has {unknown[0]!r}; the purposes known are {', '.join(PURPOSES)}.")
    return found
