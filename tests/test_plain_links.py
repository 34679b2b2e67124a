"""What a page of files has of what needs a server: words without a link, and no form."""

from __future__ import annotations

import pytest

from explainer.pages.exporting.parts import in_a_file
from explainer.pages.exporting.plain_links import with_plain_links
from explainer.pages.exporting.records import Record

SITE = "http://testserver"


def plain(html: str, address: str = "/truce/", *known: Record) -> str:
    return with_plain_links(
        html, lambda link: in_a_file(address, link, known), dropped=lambda link: link.endswith("/search/")
    )[0]


@pytest.mark.parametrize(
    ("html", "told"),
    [
        ('<p>A <a href="/truce/?since=1" class="more" lang="ar">b</a> c</p>', '<p>A <span lang="ar">b</span> c</p>'),
        ('<p>A <a href="/truce/?a=1&amp;b=2"><b>b</b></a></p>', "<p>A <span><b>b</b></span></p>"),
        ('<p><a id="x" href="?order=newest">b</a></p>', '<p><span id="x">b</span></p>'),
        ('<p>&amp; <a href="/truce/">b</a>\u2028é</p>', None),
        ('<p><a href="#x">b</a> <a href="https://x.example/?a=1">c</a> <a href="mailto:a@x.example">d</a></p>', None),
        ('<ul><li>a</li><li><a href="/search/">Search</a></li></ul>', "<ul><li>a</li></ul>"),
        ('<nav><ul><li><a href="/search/">Search</a></li></ul></nav><p>a</p>', "<p>a</p>"),
        ('<p>One can <a href="/truce/search/">search</a> it.</p>', "<p>One can  it.</p>"),
        ('<section><h2>Find</h2>\n<form action="/search/"><input name="q"></form></section>a', "a"),
        ("<section><h2>A</h2><form></form><p>b</p></section>", "<section><h2>A</h2><p>b</p></section>"),
        ('<details><summary>Two</summary><form><p>x</p></form></details>a', "a"),
        ('<form id="on" action="/truce/on/"><input type="date"></form>', '<span id="on"></span>'),
        ('<div><form></form><img src="/x.png" alt=""></div>', '<div><img src="/x.png" alt=""></div>'),
        ('<link rel="search" href="/opensearch.xml"><link rel="x" href="/x.css">', '<link rel="x" href="/x.css">'),
        ('<last-read hidden><a href="/truce/changes/">Since</a></last-read>', ""),
        ('<svg><a href="?a=1"><path d="M0"/></a></svg>', '<svg><g><path d="M0"/></g></svg>'),
        ('<svg><text><a href="?a=1">b</a></text></svg>', "<svg><text><tspan>b</tspan></text></svg>"),
        ('<script>let a = "<a href=\'/search/\'>"</script>', None),
        ('<!-- <form> --><p>a</p>', None),
    ],
)  # fmt: skip
def test_what_leads_to_nothing_is_plain_and_no_other_byte_is_touched(html, told):
    assert plain(html) == (html if told is None else told)


THEN = "/truce/editions/2/statements"


@pytest.mark.parametrize(
    ("address", "link", "told"),
    [
        ("/truce/", f"{THEN}/side/a/", f"{THEN}/"),  # of now: the list that stands for it
        ("/truce/", f"{SITE}{THEN}/side/a/#s.x", f"{SITE}{THEN}/#s.x"),
        ("/truce/editions/2/", f"{THEN}/side/a/", None),
        ("/ar/truce/editions/2/", f"/ar{THEN}/side/a/", None),
        ("/truce/editions/2/", f"{THEN}/month/2024-06/", f"{THEN}/month/2024-06/"),  # a part of the list
        ("/truce/", "/truce/statements/side/a/", "/truce/statements/side/a/"),
        ("/truce/", "/truce/statements/old/#x", "/truce/statements/new/#x"),
        ("/truce/", "/truce/editions/3/", "/gone~/truce/editions/3/"),
        ("/truce/", "/truce/nothing/", None),
    ],
)
def test_a_link_as_it_stands_in_a_file(address, link, told):
    known = Record(
        moved={"/truce/statements/old/": ("/truce/statements/new/", 301)},
        gone={"/truce/editions/3/": "gone~/truce/editions/3/index.html"},
        left={"/truce/nothing/": 404},
    )
    assert in_a_file(address, link, [known]) == told
