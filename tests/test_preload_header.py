"""What is sent ahead of a page, and what a proxy that rewrites pages may do to them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.templatetags.static import static
from django.test import Client

from explainer.pages.preload_header import FONT, STYLE, early

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
def test_every_page_names_its_style_and_the_one_font_that_matters(reader, address):
    """The head asks for the same two: a browser fetches each once, whichever it reads first."""
    response = reader.get(address)
    assert response["Link"] == early()
    html = response.content.decode()
    assert re.findall(r'<link rel="preload" href="([^"]+)" as="font" type="font/woff2" crossorigin>', html) == [
        static(FONT)
    ]
    assert html.count('rel="preload"') == 1
    assert f'<link rel="stylesheet" href="{static(STYLE)}">' in html


def test_what_is_named_is_there():
    assert re.findall("<([^>]+)>", early()) == [static(STYLE), static(FONT)]
    assert all(Path("static", name).is_file() for name in (STYLE, FONT))


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
    assert not re.search(r"\bintegrity=|<style|<pre|<script(?![^>]+src=)|\son[a-z]+=|\sstyle=", html)


@pytest.mark.parametrize("address", ["/truce/feed.atom", "/robots.txt"])
def test_what_has_no_style_names_none(reader, address):
    assert "as=style" not in reader.get(address).headers.get("Link", "")
