"""The language of the interface: that of the address's prefix, ``/ar/`` or ``/he/``; English has none.

It must not look at a cookie or a header: what an address answers is the same for everyone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.translation import get_language_info

from .labels import direction

PREFIXED = tuple(code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE)
_here: ContextVar[str] = ContextVar("here", default="/")
_others: ContextVar[str] = ContextVar("others", default="/")  # the same page, as it is asked for in another language
_SHADDA = "\u0651"  # nothing else is vocalised: “العربية”
_NUMBER = re.compile("(?<=/editions/)[1-9][0-9]*(?=/)")


@dataclass(frozen=True, slots=True)
class Language:
    """One language of the interface. ``href`` is the page being read in it, as a path with its query."""

    code: str  # BCP 47, without the region that only dates depend on: en, ar, he
    name: str  # in itself: “العربية”
    direction: str
    href: str
    current: bool


class FromAddress:
    """Middleware: the page is answered in the language that its first path segment names."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        code, path = split(request.path_info)
        token, others = _here.set(path), _others.set(path)
        try:
            with translation.override(code):
                return self.get_response(request)
        finally:
            _here.reset(token)
            _others.reset(others)


def split(path: str) -> tuple[str, str]:
    """(language, path without its prefix): ``/ar/about/`` → (``ar``, ``/about/``)."""
    first, slash, rest = path.removeprefix("/").partition("/")
    return (first, f"/{rest}") if first in PREFIXED and slash else (settings.LANGUAGE_CODE, path)


def short(code: str) -> str:
    """``en`` for ``en-gb``: readers are offered a language, not a country."""
    return code.partition("-")[0]


def interface() -> str:
    """The language of the page being answered: en, ar or he."""
    return short(translation.get_language() or settings.LANGUAGE_CODE)


def stream() -> str:
    """The language whose own editions are read at the address being answered; empty where the originals are."""
    code = translation.get_language() or ""
    return code if code in PREFIXED else ""


def speaks(stream: str) -> str:
    """The language in whose addresses the editions of a stream stand: its own, or that without a prefix."""
    return stream or settings.LANGUAGE_CODE


def asked(path: str, query: Mapping[str, str], *, safe: str = "") -> None:
    """Note the canonical address of the page being answered, for the links to its other languages. ``since`` is of one
    language: a number means another edition in another."""
    _code, here = split(path)
    common = {name: value for name, value in query.items() if name != "since"}
    _here.set(f"{here}?{urlencode(query, safe=safe)}" if query else here)
    _others.set(f"{here}?{urlencode(common, safe=safe)}" if common else here)


def languages(numbers: Mapping[str, int] | None = None, *, home: bool = False) -> list[Language]:
    """Every language of the interface, in the order of the settings, with the address of this page in it.

    ``numbers``: on a page of an edition, its number by prefix (``which_edition.Found``); other languages are left out.
    ``home``: of the first page instead, where there is no page at this address."""
    own = translation.get_language()
    found = []
    for code, _name in settings.LANGUAGES:
        prefix = code if code in PREFIXED else ""
        if numbers and prefix not in numbers:
            continue
        page = "/" if home else _here.get() if code == own else _others.get()
        page = _NUMBER.sub(str(numbers[prefix]), page, count=1) if numbers else page
        href = f"/{prefix}{page}" if prefix else page
        name = get_language_info(short(code))["name_local"].replace(_SHADDA, "")
        found.append(Language(short(code), name, direction(code), href, code == own))
    return found
