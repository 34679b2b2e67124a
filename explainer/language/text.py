"""What editors write, made safe to show: Markdown to a little HTML, to plain words and to excerpts.

It never lets through an element, attribute or address that is not named below. Nothing else calls what was
typed safe; who may call a string of ours safe is listed, each with its reason, in ``tests/test_templates.py``.

Markdown is CommonMark 0.31 without raw HTML. Markdown-it writes the HTML and nh3 cleans it again with an
allow-list of its own, so that a fault in either one is not a hole.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from html import unescape
from urllib.parse import urlsplit

import nh3
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

LONGEST = 20_000  # characters of Markdown; the rest is cut
SCHEMES = frozenset({"http", "https", "mailto"})

# What ends a line, whichever program wrote it (Unicode Standard, 5.8, and the separators of ASCII).
_LINE_END = re.compile("\r\n?|[\x0b\x0c\x1c-\x1f\x85\u2028\u2029]")
# Characters that no reader sees and that can break storage or reverse what is read: C0 and C1 controls
# but tab and newline, lone surrogates, byte order marks, bidirectional embeddings, overrides and isolates.
_BREAKING = "\0-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufeff\u202a-\u202e\u2066-\u2069"
_UNSEEN = re.compile(f"[{_BREAKING}]")
# Others that no reader sees: soft hyphens, zero-width spaces and word joiners, marks of direction, invisible operators,
# anchors of annotation, controls of shorthand and music, tags.
_HIDDEN = re.compile(
    f"[{_BREAKING}\xad\u034f\u061c\u180e\u200b\u200e\u200f\u2060-\u206f\ufff9-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e007f]"
)
# Zero-width joiners and non-joiners shape the letter before them in scripts that join (Arabic, Syriac, N'Ko, those of
# India and South-East Asia, Mongolian) and hold emoji together; elsewhere nobody sees them. A variation selector after
# a letter of Latin, Greek, Cyrillic, Armenian or Hebrew selects nothing.
_JOINING = (
    "\u0600-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u18af\u1a20-\u1cff\ua840-\uabff\ufb50-\ufdff\ufe70-\ufefc"
    "\U00010a00-\U00011fff\U0001e900-\U0001e95f\u2190-\u2bff\ufe0f\U0001f000-\U0001faff"
)
_STRAY = re.compile(
    '(?<=[!-"$-)+-/:-\u024f\u0370-\u05ff])[\u200c\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef]+'
    f"|(?<![{_JOINING}])[\u200c\u200d]"
)
_QUOTE_MARKS = re.compile("([“”])")
_HOST = re.compile(r"[\w.:-]*\w[\w.:-]*")  # a name in any script, or an IP address
_TAG = re.compile(r"""(<(?:[^<>"]|"[^"]*")*>)""")  # as nh3 writes them: attributes in double quotation marks
_NOT_OURS = ("a", "q", "code")  # links stay as they are, and so do their words

_cleaner = nh3.Cleaner(
    tags={"p", "br", "em", "strong", "ul", "ol", "li", "a", "code", "q"},
    attributes={"*": set(), "a": {"href"}, "ol": {"start"}},
    allowed_classes={"q": {"theirs"}},
    url_schemes=set(SCHEMES),
    link_rel="noopener",
)


def tidy(text: str) -> str:
    """``text`` as it is stored: without what nobody sees, trailing spaces and outer whitespace; lines end in ``\\n``.

    Letters, accents, spaces and quotation marks stay as typed. Tidying twice changes nothing more."""
    return _stripped(_STRAY.sub("", _HIDDEN.sub("", _LINE_END.sub("\n", text))))


def one_line(text: str) -> str:
    """``text`` with a space where a line ends."""
    return " ".join(filter(None, map(str.strip, _LINE_END.sub("\n", text).split("\n"))))


def _legible(text: str) -> str:
    """``text`` as it can be shown. Published editions hold what was stored once: only what does harm is taken out."""
    return _stripped(_UNSEEN.sub("", _LINE_END.sub("\n", text)))


def _stripped(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.split("\n")).strip()


def render(markdown: str) -> SafeString:
    """Paragraphs, lists, emphasis, links and code as HTML; “their words” become ``<q class="theirs">``.

    Headings and blockquotes become paragraphs (a blockquote on a page is always somebody's verbatim
    statement) and a picture becomes its alternative text. A text over LONGEST is cut, with an ellipsis."""
    return _render(markdown[: LONGEST + 1])


def render_line(markdown: str) -> SafeString:
    """As ``render``, for one line inside an element that is there already: no paragraph, no list."""
    return _render_line(markdown[: LONGEST + 1])


def linked(html: SafeString, find: Callable[[str], Iterable[tuple[str, str]]]) -> SafeString:
    """``html``, which ``render`` or ``render_line`` made, with links in our own words.

    ``find`` cuts plain text into (words, address) pairs; the address is empty where there is no link."""
    pieces, inside = [], 0
    for place, piece in enumerate(_TAG.split(html)):
        if place % 2:
            name = piece.strip("</>").partition(" ")[0]
            inside += (name in _NOT_OURS) * (-1 if piece.startswith("</") else 1)
        if place % 2 or inside or not piece:
            pieces.append(piece)
            continue
        rows = list(find(unescape(piece)))
        pieces.append("".join(_link(*row) for row in rows) if any(address for _words, address in rows) else piece)
    return mark_safe("".join(pieces))  # noqa: S308  (clean HTML, cut between its tags, and escaped text)


def _link(words: str, address: str) -> str:
    return format_html('<a class="term" href="{}">{}</a>', address, words) if address else escape(words)


def plain(markdown: str) -> str:
    """The words of ``markdown`` without its markup, one line for each paragraph or list item. Not HTML."""
    return _plain(markdown[: LONGEST + 1])


def excerpt(markdown: str, length: int = 160) -> str:
    """The first words of ``markdown`` on one line of at most ``length`` characters, ending in “…” if cut."""
    return cut(" ".join(plain(markdown).split()), length)


def cut(words: str, length: int) -> str:
    """The first of ``words``, at most ``length`` characters, cut at a blank and ending in “…” if cut."""
    if len(words) <= length:
        return words
    room = max(length - 1, 0)
    kept = words[: room + 1].rpartition(" ")[0] or words[:room]
    return kept.rstrip(" ,;:–—-") + "…"


def safe_url(url: str) -> str:
    """``url`` if it is an absolute http or https address with a host, else the empty string.

    Stricter than a browser (WHATWG URL, "URL parsing"), which skips tabs and newlines and reads a
    backslash as a slash: an address with a space, a control character or one of ``\\ < > "`` is refused."""
    url = url.strip(" ")
    if not url.isprintable() or any(character in url for character in ' \\<>"'):
        return ""
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises for a port that is no number
    except ValueError:
        return ""
    return url if parts.scheme in {"http", "https"} and _HOST.fullmatch(parts.hostname or "") else ""


def _may_link(url: str) -> bool:
    """Whether Markdown may link to ``url``: the web, an e-mail address, or a place on this site."""
    if url.startswith("#") or (url.startswith("/") and not url.startswith(("//", "/\\"))):
        return url.isprintable()
    return url.lower().startswith("mailto:") or bool(safe_url(url))


@lru_cache(maxsize=4096)
def _render(markdown: str) -> SafeString:
    return _safe(_parser.render(_cut(markdown)))


@lru_cache(maxsize=4096)
def _render_line(markdown: str) -> SafeString:
    return _safe(_parser.renderInline(_cut(markdown).replace("\n", " ")))


@lru_cache(maxsize=4096)
def _plain(markdown: str) -> str:
    lines = (_words(token.children or ()) for token in _parser.parse(_cut(markdown)) if token.type == "inline")
    return _legible("\n".join(lines))


def _safe(html: str) -> SafeString:
    # A character reference (&#x202e;) can bring back what is taken out of text. The cleaner comes last.
    return mark_safe(_cleaner.clean(_UNSEEN.sub("", _LINE_END.sub("\n", html))).strip())  # noqa: S308


def _cut(markdown: str) -> str:
    text = _legible(markdown)
    return f"{text[:LONGEST].rstrip()}…" if len(markdown) > LONGEST else text


def _words(children: Iterable[Token]) -> str:
    """The text of inline tokens; a line break is a space."""
    return "".join(" " if token.type in {"softbreak", "hardbreak"} else token.content for token in children)


def _house_rules(state: StateCore) -> None:
    """Turn what we don't show into what we do, and set quoted words apart."""
    for token in state.tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = "p"
        elif token.type == "inline":
            for child in token.children or ():
                if child.type == "image":
                    child.type, child.content = "text", _words(child.children or ())
            token.children = _quotes_marked(list(_split_at_quotes(token.children or ())))


def _split_at_quotes(children: Iterable[Token]) -> Iterator[Token]:
    """The same tokens, with each curly double quotation mark in a text token of its own."""
    for token in children:
        if token.type != "text":
            yield token
            continue
        for piece in filter(None, _QUOTE_MARKS.split(token.content)):
            yield Token("text", "", 0, content=piece, level=token.level)


def _quotes_marked(tokens: list[Token]) -> list[Token]:
    """Put ``q`` around each “…” that opens and closes inside the same element. Never nested, one pass."""
    before: dict[int, Token] = {}
    after: dict[int, Token] = {}
    depth, opened = 0, None
    for index, token in enumerate(tokens):
        depth += token.nesting
        if opened and depth < opened[1]:
            opened = None
        if token.type != "text":
            continue
        if token.content == "“":
            opened = (index, depth)
        elif token.content == "”" and opened and opened[1] == depth:
            before[opened[0]] = Token("q_open", "q", 1, attrs={"class": "theirs"})
            after[index] = Token("q_close", "q", -1)
            opened = None
    quoted: list[Token] = []
    for index, token in enumerate(tokens):
        quoted += filter(None, (before.get(index), token, after.get(index)))
    return quoted


class _Markdown(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # as markdown-it calls it
        return _may_link(url)


def _make_parser() -> MarkdownIt:
    parser = _Markdown("commonmark", {"html": False, "linkify": False, "typographer": False})
    # An indented line is a pasted paragraph, not a program; a fence is read as inline code.
    parser.disable(["html_block", "html_inline", "code", "fence"])
    parser.core.ruler.push("house_rules", _house_rules)
    return parser


_parser = _make_parser()
