"""Templates without the line ends that only who reads the template needs: indentation is for us, and not on the page.

It must not know any template, nor touch those of others: it reads our own folder, and Django keeps what it has read.

A line end, with the blanks around it, is nothing on the page. But
- within a tag, ``<…>``, ``{% … %}`` or ``{{ … }}``, and between two words, it is one blank, as a browser has it; yet
  within ``<…>`` nothing before ``{%``, whose attributes bring their own, and before ``>``;
- an empty line is a line end on the page, two are two, and so is the file's last line end;
- ``{##}`` at a line's end keeps the blank before it, and at the file's end leaves out that last line end;
- what stands in ``blocktranslate`` is left as it is: with ``trimmed`` Django does the like.

``makemessages`` reads the file and not what is made of it, so a tag with words to translate stands on one line.
Where an error page shows a template, it shows it as it was read: without these line ends, and so with other numbers.
"""

from __future__ import annotations

import re

from django.template import Origin
from django.template.loaders import filesystem

KEEP = "{##}"
_PIECES = re.compile(
    r"(?P<ends>(?:{##}|[ \t]*)\n[ \t\n]*)"
    r"|(?P<whole>{%\s*(?P<name>blocktranslate|comment)\b.*?{%\s*end(?P=name)\s*%}|{#[^\n]*?#})"
    r"|(?P<tag>{%.*?%}|{{.*?}})"
    r"|(?P<edge>[<>])",
    re.DOTALL,
)
_END = re.compile(r"[ \t]*\n[ \t\n]*")
_EDGES = "<>{}"


class Loader(filesystem.Loader):
    def get_contents(self, origin: Origin) -> str:
        return joined(super().get_contents(origin))


def joined(source: str) -> str:
    """``source`` with its lines as they are on the page."""
    body = source.removesuffix("\n")
    last = source[len(body) :]
    if body.endswith(KEEP):
        body, last = body.removesuffix(KEEP), ""
    inside = False  # an HTML tag

    def piece(found: re.Match[str]) -> str:
        nonlocal inside
        if found["ends"]:
            if inside:
                return "" if body.startswith(("{%", ">"), found.end()) else " "
            return "\n" * (found[0].count("\n") - 1) or _between(body, *found.span())
        if found["edge"]:
            inside = found[0] == "<"
        return _END.sub(" ", found[0]) if found["tag"] else found[0]

    return _PIECES.sub(piece, body) + last


def _between(text: str, start: int, end: int) -> str:
    """The blank between two words, or nothing beside a tag."""
    before, after = text[start - 1 : start], text[end : end + 1]
    words = before.strip(_EDGES + " ") and after.strip(_EDGES)
    return " " if words else ""
