"""Who reads without layout (a text browser, a screen reader, a search excerpt) reads no two words as one."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from explainer.pages.words_apart import words_apart

from .browser.pages import READERS, STATUS

pytestmark = pytest.mark.django_db
BLOCKS = re.compile(
    "html|head|title|body|main|header|footer|nav|section|article|aside|div|p|ul|ol|li|dl|dt|dd|table|thead|tbody|tr|th|td"
    "|h[1-6]|blockquote|pre|figure|figcaption|form|fieldset|legend|details|summary|hr|br|button|input|select|option|svg|text"
)
ENDS = ".,:;!?”»)"  # after which a word has a blank before it
JOINED = (" و", " ו")  # “and”, which is written at the word it stands before


class Read(HTMLParser):
    """A page as it is read aloud; ``joined``: what runs together across the border of an element in a line."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.before, self.crossed, self.joined = "", "", list[str]()
        self.feed(html[html.index("<body") :] if "<body" in html else html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.cross(tag, f"<{tag}>")

    def handle_endtag(self, tag: str) -> None:
        self.cross(tag, f"</{tag}>")

    def cross(self, tag: str, written: str) -> None:
        if BLOCKS.fullmatch(tag):
            self.before = ""
        self.crossed += written

    def handle_data(self, data: str) -> None:
        before, self.before = self.before, data
        crossed, self.crossed = self.crossed, ""
        if not before or not crossed or before.endswith(JOINED):
            return
        last, first = before[-1], data[0]
        if (last.isalnum() or last in ENDS) and (first.isalnum() or first in "“«("):
            self.joined.append(f"{before[-20:]}{crossed}{data[:20]}")


@pytest.mark.slow
def test_no_two_words_of_any_page_run_together(first_story, client):
    found = {}
    for address in READERS.values():
        response = client.get(address)
        assert response.status_code in (200, STATUS.get(address, 404), 404), address
        if joined := Read(response.content.decode()).joined:
            found[address] = joined
    assert found == {}


@pytest.mark.parametrize(
    ("html", "read"),
    [
        ("<span>spokesman</span><span>Week</span>", "<span>spokesman</span> <span>Week</span>"),
        ("<bdi>A</bdi></a><small><bdi>b</bdi>", "<bdi>A</bdi></a> <small><bdi>b</bdi>"),
        ("<span>A</span><span><i></i>3</span>", "<span>A</span> <span><i></i>3</span>"),
        ("</span><time>1 May</time><small>“May”</small>", "</span> <time>1 May</time> <small>“May”</small>"),
        ("June<small>4</small>then", "June <small>4</small> then"),
        ("<a>A</a><span>, B</span>", "<a>A</a><span>, B</span>"),
        ("<mark>cease</mark>fire", "<mark>cease</mark>fire"),
        ("<b>one</b>s", "<b>one</b>s"),
        (
            "<span>[the]</span><span class='altered'>gates</span>",
            "<span>[the]</span><span class='altered'>gates</span>",
        ),
        ("<li>A</li><li>B</li>", "<li>A</li><li>B</li>"),
    ],
)
def test_a_blank_stands_between_neighbours_and_nowhere_else(html, read):
    assert words_apart(html) == read


@pytest.mark.parametrize(
    "html", ["<p>a</p><p>b</p>", "<b>a</b> <b>b</b>", "a<br>b", "(<b>a</b>)", "<td>a</td><td>b</td>"]
)
def test_what_is_apart_is_read_so(html):
    assert Read(html).joined == []


def test_what_runs_together_is_heard():
    assert Read("<p><b>spokesman</b><span>Week</span></p>").joined == ["spokesman</b><span>Week"]
