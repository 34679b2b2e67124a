"""The interface's language is that of the address: no cookie and no header has a say."""

from __future__ import annotations

import re
from html import unescape

import pytest

from explainer.desk.publishing import withdraw
from explainer.language.languages import split
from explainer.models import Edition, Event, KeyPoint, Story

from .publish import publish, publish_translation
from .translate import translate

LINK = re.compile(r'<link rel="alternate" hreflang="([^"]*)" href="([^"]*)">')
CANONICAL = re.compile(r'<link rel="canonical" href="([^"]*)">')
SCRIPTS = {"/ar": "\u0600-\u06ff", "/he": "\u0590-\u05ff"}
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
    offered = {code: href for href, code, _lang, _dir in SWITCH.findall(body)}
    own = prefix.strip("/") or "en"
    assert offered == {code: href.removeprefix("http://testserver") for code, href in here.items() if code != own}


def test_an_edition_last_read_is_not_handed_on_to_another_language(client, published):
    """A translation counts its own editions: a number means another one there."""
    KeyPoint.objects.update(sentence="There is none.")
    publish(published, note="")
    body = read(client, "/truce/?depth=whole&since=1")
    assert ("/ar/truce/?depth=whole", "ar") in [row[:2] for row in SWITCH.findall(body)]


def alternates(client, address: str) -> dict[str, str]:
    return {code: href.removeprefix("http://testserver") for code, href in LINK.findall(read(client, address))}


def canonical(client, address: str) -> str:
    return unescape(CANONICAL.search(read(client, address))[1]).removeprefix("http://testserver")


@pytest.mark.parametrize("page", ["/", "/about/", "/corrections/"])
def test_pages_of_ours_are_in_every_language_and_each_names_itself(client, published, page):
    here = {"en": page, "ar": f"/ar{page}", "he": f"/he{page}", "x-default": page}
    for address in here.values():
        assert alternates(client, address) == here
        assert canonical(client, address) == address


PAGES = ["/truce/", "/truce/timeline/", "/truce/statements/statement-0/", "/truce/timeline/?show=events"]


@pytest.mark.parametrize("page", PAGES[:3])  # the last is not listed at all
def test_a_story_is_told_to_machines_in_the_languages_that_it_is_in(client, published, page):
    assert alternates(client, page) == {"en": page, "x-default": page}
    for prefix in ("/ar", "/he"):
        assert alternates(client, prefix + page) == {}
        assert canonical(client, prefix + page) == canonical(client, page), "it is the original, at another address"
    publish_translation(translate(published), note="")
    told = {"en": page, "ar": f"/ar{page}", "x-default": page}
    assert alternates(client, page) == alternates(client, f"/ar{page}") == told
    assert canonical(client, f"/ar{page}") == "/ar" + canonical(client, page)
    assert canonical(client, f"/he{page}") == canonical(client, page)
    withdraw(Edition.objects.get(stream="ar"), because="Badly translated.")
    assert alternates(client, page) == {"en": page, "x-default": page}


def test_an_edition_is_not_told_to_machines(client, published):
    assert alternates(client, "/truce/editions/1/phases/") == {}


# ---- a story without a translation ---------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("prefix", ["/ar", "/he"])
def test_what_is_not_translated_is_of_one_piece(client, published, prefix, page):
    """As the original has it, dates and labels too; the frame around it, and every address, is of the language."""
    body, original = read(client, prefix + page), read(client, page)
    _head, _title, main = re.split("<title[^>]*>|</title>", body)
    assert f'<html lang="{prefix.strip("/")}" dir="rtl" ' in body
    assert '<title lang="en" dir="ltr">' in body
    assert re.search("<title>(.*?)</title>", original)[1].removesuffix(" – Explainer") in body
    inside = main[main.index("<main") : main.index("</main>")]
    assert inside.startswith('<main id="main" class="wrap content" lang="en" dir="ltr">')
    assert not re.search(f"[{SCRIPTS[prefix]}]", inside)
    assert re.search(f"[{SCRIPTS[prefix]}]", main[: main.index("<main")]), "the tabs and the banner"
    assert re.search(f"[{SCRIPTS[prefix]}]", main[main.index("</main>") :])
    there = original[original.index("<main") : original.index("</main>")]
    assert [text.split() for text in re.split("<[^>]+>", inside)] == [
        text.split() for text in re.split("<[^>]+>", there)
    ]
    own = [href for href in re.findall('<a [^>]*href="(/[^"]*)"', inside) if not href.startswith(f"{prefix}/")]
    assert not [href for href in own if "/cite." not in href], "a file is the original's"


def test_a_page_that_a_translation_lacks_is_of_one_piece_too(client, published):
    publish_translation(translate(published), note="")
    later = Event.objects.create(story=published, slug="later", title="Something later", body="", when="2024-02-20")
    later.sources.set(Event.objects.get(slug="event-0").sources.all())
    publish(published, note="")
    body = read(client, "/ar/truce/events/later/")
    assert '<main id="main" class="wrap content" lang="en" dir="ltr">' in body
    assert '<main id="main" class="wrap content">' in read(client, "/ar/truce/")


def test_a_story_in_a_language_that_we_do_not_speak_keeps_our_words_around_it(client, published):
    Story.objects.update(language="fr")
    publish(published, note="")
    assert '<main id="main" class="wrap content">' in read(client, "/ar/truce/")


def test_a_search_is_ours(client, published):
    assert '<main id="main" class="wrap content">' in read(client, "/ar/truce/search/?q=truce")


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
    others |= {
        "/truce/",
        "/truce/feed.atom",
        "/truce/feed.json",
        "/truce/events.ics",
        "/truce/story.json",
    }  # the original's own
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
