"""What is sent ahead of a page, and what a proxy that rewrites pages may do to them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.templatetags.static import static
from django.test import Client

from explainer.pages.preload_header import FONT, SERIF, STYLE, early, quotes

from .publish import publish

pytestmark = pytest.mark.django_db
ADDRESSES = (
    "/",
    "/about/",
    "/truce/",
    "/truce/statements/",
    "/search/",
    "/nowhere/",
    "/ar/truce/",
    "/he/truce/timeline/",
)


@pytest.fixture
def reader(make_story) -> Client:
    publish(make_story("truce"), note="First edition.")
    return Client()


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_names_its_style_and_its_fonts(reader, address):
    """The head asks for the same: a browser fetches each once, whichever it reads first."""
    response = reader.get(address)
    html = response.content.decode()
    fonts = [FONT, SERIF] if quotes(html) else [FONT]
    assert response["Link"].partition(f", <{settings.SITE_URL}")[0] == early(*fonts)  # then where its past is
    assert re.findall(r'<link rel="preload" href="([^"]+)" as="font" type="font/woff2" crossorigin>', html) == [
        static(font) for font in fonts
    ]
    assert html.count('rel="preload"') == len(fonts)
    assert f'<link rel="stylesheet" href="{static(STYLE)}">' in html


@pytest.mark.parametrize(
    ("html", "quoting"),
    [
        ("<main><p>Ours.</p><blockquote>Theirs</blockquote></main>", True),
        ('<main><p>Ours <q lang="en">theirs</q></p></main>', True),
        ("<p><q>Before</q></p><main><p>Ours.</p></main><footer><q>this</q></footer>", False),
        ("<p>No main <q>theirs</q></p>", False),
        ("<main><quiz></quiz></main>", False),
    ],
)
def test_a_page_quotes_where_its_main_part_does(html, quoting):
    assert quotes(html) is quoting


@pytest.mark.parametrize(("address", "quoting"), [("/truce/statements/", True), ("/truce/sources/", False)])
def test_theirs_is_asked_for_where_they_are_heard(reader, address, quoting):
    assert (static(SERIF) in reader.get(address)["Link"]) is quoting


def test_what_is_named_is_there():
    assert re.findall("<([^>]+)>", early(FONT, SERIF)) == [static(STYLE), static(FONT), static(SERIF)]
    assert all(Path("static", name).is_file() for name in (STYLE, FONT, SERIF))


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_proxy_may_minify_and_repack_a_page(reader, address):
    """Nothing holds a page to its exact bytes: no hash of a script or a style, nothing inline, and, as soon as it is
    packed, a tag for what the page says (RFC 9110, section 8.8.1)."""
    response = reader.get(address, headers={"accept-encoding": "gzip"})
    assert "no-transform" not in response["Cache-Control"]
    assert "sha256-" not in response["Content-Security-Policy"]
    if response.get("Content-Encoding") == "gzip":
        assert response["ETag"].startswith("W/")
    html = reader.get(address).content.decode()
    html = html.replace('<script type="application/ld+json">', "")  # is data, and is not run
    assert not re.search(r"\bintegrity=|<style|<pre|<script(?![^>]+src=)|\son[a-z]+=|\sstyle=", html)


@pytest.mark.parametrize("address", ["/truce/feed.atom", "/robots.txt"])
def test_what_has_no_style_names_none(reader, address):
    assert "as=style" not in reader.get(address).headers.get("Link", "")
