"""A citation as programs read it: CSL-JSON, BibTeX, RIS, and wikitext for a page of Wikipedia.

Each field stands on a line of its own, and nothing in a value can end it or begin another. A file says no day of
access, which is its reader's. It must not know what is cited.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import NamedTuple
from urllib.parse import quote

from ..language.text import one_line
from .citations import Cited

# In a value of BibTeX braces must pair, escaped or not, and TeX must read its own characters as text.
_TEX = str.maketrans(
    {
        "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}", "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}", **{mark: f"\\{mark}" for mark in "&%$#_"},
    }
)  # fmt: skip
# What wikitext reads as markup: of templates, links, elements and characters; of emphasis, magic words, signatures.
_WIKI = re.compile(r"[|{}\[\]<>&]|'(?=')|(?<=')'|_(?=_)|~(?=~)")
_ADDRESS = re.compile("(https?):(?=//)")


class Written(NamedTuple):
    """The lines up to the one with the address, and those after it. Between them a day of access may stand."""

    before: list[str]
    after: list[str]

    @property
    def text(self) -> str:
        return "\n".join([*self.before, *self.after]) + "\n"


class Form(NamedTuple):
    """``ending``: of its file. ``read_on``: the line for a day of access, with “*” for the day as ``share-words.js``
    has it, “#” for the same with slashes."""

    name: str
    ending: str
    type: str
    write: Callable[[Cited], Written]
    read_on: str


def line(text: str) -> str:
    """A value on one line, without control characters."""
    return " ".join("".join(c for c in one_line(text) if unicodedata.category(c) != "Cc" or c == "\t").split())


# ---- CSL-JSON (Citation Style Language 1.0.2, csl-data.json) -------------------------------------


def csl(cited: Cited) -> Written:
    """A list of one item. Names are literal: which part of one is the family's, nobody told us."""
    day = cited.issued
    item: dict[str, object] = {
        "id": cited.key,
        "type": "webpage",
        "title": cited.title,
        "author": [{"literal": author} for author in cited.authors],
        "container-title": cited.container,
        "publisher": cited.publisher,
        "version": str(cited.version),
        "issued": {"date-parts": [[day.year, day.month, day.day]]},
        "original-date": {"date-parts": [[*cited.said_on.timetuple()[:3]]]} if cited.said_on else None,
        "language": cited.language,
        "abstract": cited.quote,
        "note": cited.note,
        "URL": cited.address,
    }
    told = {json.dumps(name): json.dumps(_clean(value), ensure_ascii=False) for name, value in item.items() if value}
    rows = [f"  {name}: {value}" for name, value in told.items()]
    head, last = [f"{row}," for row in rows[:-1]], rows[-1]
    return Written(["[{", *head], [last, "}]"])


def _clean(value: object) -> object:
    if isinstance(value, str):
        return line(value)
    if isinstance(value, list):
        return [{name: line(each) for name, each in one.items()} for one in value]
    return value


# ---- BibTeX --------------------------------------------------------------------------------------


def bibtex(cited: Cited) -> Written:
    """``@misc``, which every style has. An author in double braces is one name (BibTeXing, section 4)."""
    day = cited.issued
    before = {
        "author": " and ".join(f"{{{_tex(author)}}}" for author in cited.authors),
        "title": f"{{{_tex(cited.title)}}}",
        "howpublished": f"{_tex(cited.container)}, version {cited.version}",
        "publisher": _tex(cited.publisher),
        "year": str(day.year),
        "month": str(day.month),
        "day": str(day.day),
        "url": cited.address,
    }
    after = {
        "version": str(cited.version),
        "language": cited.language,
        "abstract": _tex(cited.quote),
        "note": _tex(cited.note),
    }
    rows = [[f"  {name} = {{{value}}}," for name, value in each.items() if value] for each in (before, after)]
    return Written([f"@misc{{{cited.key},", *rows[0]], [*rows[1], "}"])


def _tex(text: str) -> str:
    return line(text).translate(_TEX)


# ---- RIS -----------------------------------------------------------------------------------------


def ris(cited: Cited) -> Written:
    """A web page: a tag, two blanks, a hyphen, a blank, a value; the end of a line ends the value."""
    day = cited.issued.strftime("%Y/%m/%d")
    before = [
        ("TY", "ELEC"), *(("AU", author) for author in cited.authors), ("TI", cited.title), ("T2", cited.container),
        ("PB", cited.publisher), ("ET", str(cited.version)), ("PY", str(cited.issued.year)), ("DA", day),
        ("UR", cited.address),
    ]  # fmt: skip
    after = [("LA", cited.language), ("AB", cited.quote), ("N1", cited.note)]
    rows = [[f"{tag}  - {line(value)}" for tag, value in each if value] for each in (before, after)]
    return Written(rows[0], [*rows[1], "ER  - "])


# ---- wikitext ------------------------------------------------------------------------------------


def wikitext(cited: Cited) -> Written:
    """``{{cite web}}`` of the English Wikipedia, whose names of parameters many others take; then where it is from."""
    before = {
        **_wiki_authors(cited.authors),
        "title": _wiki(cited.title),
        "url": quote(cited.address, safe=":/?=&,%-"),
        "website": _wiki(cited.site),
        "publisher": _wiki(cited.publisher) if cited.publisher != cited.site else "",
        "date": cited.issued.isoformat(),
    }
    after = {"edition": str(cited.version), "language": cited.language, "quote": _wiki(cited.quote)}
    rows = [[f"| {name} = {value}" for name, value in each.items() if value] for each in (before, after)]
    return Written(["{{cite web", *rows[0]], [*rows[1], "}}", *([_wiki(cited.note, links=True)] if cited.note else [])])


def _wiki_authors(authors: tuple[str, ...]) -> dict[str, str]:
    """“author”, or “author1” and so on: each takes one name."""
    if len(authors) == 1:
        return {"author": _wiki(authors[0])}
    return {f"author{place}": _wiki(author) for place, author in enumerate(authors, 1)}


def _wiki(text: str, *, links: bool = False) -> str:
    """As character references. ``links``: addresses may become links, as they do where they stand bare."""
    plain = _WIKI.sub(lambda found: f"&#{ord(found[0])};", line(text))
    return plain if links else _ADDRESS.sub(r"\1&#58;", plain)


FORMS: Mapping[str, Form] = {
    "csl": Form(
        "CSL-JSON", "json", "application/vnd.citationstyles.csl+json", csl, '  "accessed": {"raw": "*"},'
    ),
    "bibtex": Form("BibTeX", "bib", "application/x-bibtex", bibtex, "  urldate = {*},"),
    "ris": Form("RIS", "ris", "application/x-research-info-systems", ris, "Y2  - #"),
    "wikitext": Form("Wikitext", "txt", "text/plain", wikitext, "| access-date = *"),
}  # fmt: skip
CITED = tuple(f"{of}{name}-cited" for of in ("", "statement-", "event-") for name in FORMS)  # in the site map
