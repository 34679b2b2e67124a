"""The interface's language is that of the address: no cookie and no header has a say."""

from __future__ import annotations

import re

import pytest

from explainer.language.languages import split
from explainer.models import KeyPoint

from .publish import publish

LINK = re.compile(r'<link rel="alternate" hreflang="([^"]*)" href="([^"]*)">')
SWITCH = re.compile(r'<a href="([^"]*)" hreflang="([^"]*)" lang="([^"]*)" dir="([^"]*)">')


def read(client, address, **headers):
    response = client.get(address, headers=headers)
    assert response.status_code == 200, address
    return response.content.decode()


@pytest.mark.parametrize(
    ("path", "language", "rest"),
    [
        ("/", "en-gb", "/"),
        ("/ar/", "ar", "/"),
        ("/he/truce/timeline/", "he", "/truce/timeline/"),
        ("/arc/", "en-gb", "/arc/"),
        ("/ar", "en-gb", "/ar"),
        ("/en/about/", "en-gb", "/en/about/"),
        ("//ar/", "en-gb", "//ar/"),
    ],
)
def test_only_a_whole_first_segment_is_a_language(path, language, rest):
    assert split(path) == (language, rest)


@pytest.mark.parametrize(
    ("prefix", "code", "direction"), [("", "en", "ltr"), ("/ar", "ar", "rtl"), ("/he", "he", "rtl")]
)
def test_a_page_says_its_language_and_direction(client, published, prefix, code, direction):
    for page in ("/", "/about/", "/truce/", "/truce/timeline/", "/truce/editions/1/", "/search/?q=truce"):
        assert f'<html lang="{code}" dir="{direction}" ' in read(client, prefix + page), page


@pytest.mark.parametrize("page", ["/", "/truce/", "/truce/statements/statement-0/"])
def test_neither_a_header_nor_a_cookie_changes_an_answer(client, published, page):
    plain = client.get(page)
    client.cookies["django_language"] = "ar"
    asked = client.get(page, headers={"accept-language": "ar"})
    assert asked.status_code == plain.status_code == 200
    assert asked.content == plain.content
    assert "Accept-Language" not in plain.get("Vary", "")


@pytest.mark.parametrize(
    "page", ["/truce/", "/truce/timeline/?show=events", "/corrections/", "/truce/editions/1/phases/"]
)
@pytest.mark.parametrize("prefix", ["", "/ar", "/he"])
def test_a_page_names_itself_in_every_language(client, published, prefix, page):
    body = read(client, prefix + page)
    here = {code: f"http://testserver{other}{page}" for code, other in (("en", ""), ("ar", "/ar"), ("he", "/he"))}
    assert dict(LINK.findall(body)) == here
    offered = {code: href for href, code, _lang, _dir in SWITCH.findall(body)}
    own = prefix.strip("/") or "en"
    assert offered == {code: href.removeprefix("http://testserver") for code, href in here.items() if code != own}


def test_an_edition_last_read_is_not_handed_on_to_another_language(client, published):
    """A translation counts its own editions: a number means another one there."""
    KeyPoint.objects.update(sentence="There is none.")
    publish(published, note="")
    body = read(client, "/truce/?depth=whole&since=1")
    links = dict(LINK.findall(body))
    assert links["en"] == "http://testserver/truce/?depth=whole&amp;since=1"
    assert links["ar"] == "http://testserver/ar/truce/?depth=whole"
    assert ("/ar/truce/?depth=whole", "ar") in [row[:2] for row in SWITCH.findall(body)]


def test_what_a_page_does_not_know_is_not_handed_on(client, published):
    for address in (
        "/",
        "/about/",
        "/truce/phases/",
        "/truce/statements/",
        "/truce/feed.atom",
        "/corrections/feed.json",
    ):
        response = client.get(f"{address}?evil=1")
        assert (response.status_code, response["Location"]) == (302, address)


@pytest.mark.parametrize("prefix", ["/ar", "/he"])
def test_links_stay_in_the_language(client, published, prefix):
    body = read(client, f"{prefix}/truce/")
    inside = [href for href in re.findall(r'<a[^>]* href="(/[^"]*)"', body) if "hreflang" not in href]
    others = {href for href, _code, _lang, _dir in SWITCH.findall(body)}
    others |= {"/truce/", "/truce/feed.atom", "/truce/feed.json", "/truce/events.ics"}  # the original's own
    assert [href for href in inside if not href.startswith(f"{prefix}/") and href not in others] == []


def test_the_desk_has_no_prefix_and_a_preview_no_other_languages(client, published, editor):
    assert client.get("/ar/admin/").status_code == 404
    assert client.get("/ar/preview/truce/").status_code == 404
    client.force_login(editor)
    body = read(client, "/preview/truce/")
    assert not LINK.search(body)
    assert not SWITCH.search(body)


def test_what_is_missing_is_missing_in_the_language(client, published):
    response = client.get("/ar/nothing-here/")
    assert response.status_code == 404
    body = response.content.decode()
    assert '<html lang="ar" dir="rtl" ' in body
    assert not LINK.search(body), "there is nothing there in any language"
    assert [href for href, _code, _lang, _dir in SWITCH.findall(body)] == ["/", "/he/"]


def test_an_address_without_its_slash_leads_on(client, published):
    assert client.get("/ar")["Location"] == "/ar/"
    assert client.get("/he/truce/timeline")["Location"] == "/he/truce/timeline/"
