"""What machines that show our links are told: the tags in the head of each page, icons, and the manifest."""

from __future__ import annotations

import json
import re
import struct
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.templatetags.static import static
from django.test import Client

from explainer.models import Caveat, Passage, Source, Statement
from explainer.pages.shared_links import ALTERNATIVE, DESCRIPTION, PICTURE, TITLE, quotation
from explainer.reading import readings

from .publish import publish

pytestmark = pytest.mark.usefixtures("nothing_kept")
EVERY = {
    "og:site_name", "og:type", "og:locale", "og:title", "og:description", "og:url", "og:image", "og:image:type",
    "og:image:width", "og:image:height", "og:image:alt", "twitter:card",
}  # fmt: skip
OF_STORIES = {
    "": "card.png",
    "timeline/": "card.png",
    "statements/": "card.png",
    "positions/": "card.png",
    "sources/": "card.png",
    "phases/": "card.png",
    "phases/1/": "phases/1/card.png",
    "statements/statement-0/": "statements/statement-0/card.png",
    "issues/issue-1/": "issues/issue-1/card.png",
    "actors/truce-side-0/": "card.png",
    "events/event-0/": "card.png",
}
OF_THE_SITE = ("/", "/about/", "/search/", "/corrections/", "/ar/", "/he/about/")


class Head(HTMLParser):
    """The tags of a head, each of which stands there once."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.meta: dict[str, str] = {}
        self.links: dict[str, list[str]] = {}
        self.feed(html.partition("</head>")[0])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "meta" and (name := found.get("property") or found.get("name", "")):
            name += f" {found['media']}" if "media" in found else ""
            assert name not in self.meta, f"{name} twice"
            self.meta[name] = found["content"]
        if tag == "link":
            self.links.setdefault(found["rel"], []).append(found["href"])


def head(address: str, status: int = 200) -> Head:
    response = Client().get(address)
    assert response.status_code == status, address
    return Head(response.content.decode())


@pytest.mark.parametrize("prefix", ["", "/ar", "/he"])
@pytest.mark.parametrize("page", OF_STORIES)
def test_each_page_of_a_story_says_what_it_is_and_has_a_picture(published, prefix, page):
    told = head(f"{prefix}/truce/{page}")
    assert set(told.meta) >= EVERY
    assert 0 < len(told.meta["og:title"]) <= TITLE
    assert 0 < len(told.meta["og:description"]) <= DESCRIPTION
    assert 0 < len(told.meta["og:image:alt"]) <= ALTERNATIVE
    assert told.meta["og:type"] == "article"
    assert told.meta["twitter:card"] == "summary_large_image"
    assert [told.meta["og:url"]] == told.links["canonical"]
    assert told.meta["og:locale"] == {"": "en_GB", "/ar": "ar_AR", "/he": "he_IL"}[prefix]
    assert told.meta["og:image"] == f"{settings.SITE_URL}/truce/editions/1/{OF_STORIES[page]}"
    picture = Client().get(urlsplit(told.meta["og:image"]).path)
    assert (picture.status_code, picture["Content-Type"]) == (200, told.meta["og:image:type"])
    size = struct.unpack_from(">LL", picture.content, 16)
    assert size == (int(told.meta["og:image:width"]), int(told.meta["og:image:height"])) == (1200, 630)


@pytest.mark.parametrize("address", OF_THE_SITE)
def test_a_page_beside_the_stories_has_the_sites_own_picture(published, address):
    told = head(address)
    assert set(told.meta) >= EVERY
    assert told.meta["og:type"] == "website"
    assert told.meta["og:image"] == settings.SITE_URL + static(PICTURE)
    assert told.meta["og:url"].startswith(f"{settings.SITE_URL}/")
    picture = Path("static", PICTURE).read_bytes()
    assert struct.unpack_from(">LL", picture, 16) == (1200, 630)
    assert len(picture) < 300_000


def test_an_edition_shows_its_own_picture_and_address(published):
    published.question = "Who guards the gate?"
    published.save()
    publish(published, note="Anew.")
    told = head("/truce/editions/1/")
    assert told.meta["og:title"] == "Does the truce hold? (as of 23 August 2024)"
    assert told.meta["og:url"] == f"{settings.SITE_URL}/truce/editions/1/"
    assert told.meta["og:image"].endswith("/truce/editions/1/card.png")
    assert told.links["canonical"] == [f"{settings.SITE_URL}/truce/"]  # search engines list the newest
    assert head("/truce/editions/1/?depth=whole").meta["og:url"] == told.meta["og:url"]
    assert head("/truce/").meta["og:image"].endswith("/truce/editions/2/card.png")


def test_a_story_is_told_by_its_question_and_its_answer(published):
    told = head("/truce/")
    assert told.meta["og:title"].startswith("Does the truce hold?")
    assert told.meta["og:description"] == "Nobody can say yet."


def test_a_statement_is_told_by_its_words_their_speaker_and_date(published):
    told = head("/truce/statements/statement-0/").meta["og:description"]
    statement = readings.current("truce").find("statement", "statement-0")
    assert statement.speaker.name in told
    assert f"“{statement.value.passages[0].text}”" in told


def long(published) -> None:
    said = "It is a long and winding sentence about tests " * 12
    Passage.objects.filter(statement__slug="statement-0").update(text=said.strip())
    source = Source.objects.get()
    source.excerpt += f"\n“{said.strip()}”"
    source.save()
    published.question = "Does what was agreed on paper hold for as long as everybody who signed it said that it would?"
    published.short_answer = "Nobody can say, for " + "many reasons and " * 30 + "more."
    published.save()
    publish(published, note="Longer.")


def test_what_is_long_is_cut_at_a_word_and_their_mark_closes(published):
    long(published)
    told = head("/truce/")
    assert re.fullmatch(r"Does what was agreed .*\w…", told.meta["og:title"])
    assert published.question.startswith(told.meta["og:title"][:-1] + " ")
    assert re.fullmatch(r"Nobody can say, .*(?:reasons|many|and)…", told.meta["og:description"])
    said = head("/truce/statements/statement-0/").meta["og:description"]
    assert re.search(r"“It is a long .*\w” …$", said)
    assert said.count("“") == said.count("”") == 1


def test_a_few_words_in_a_sentence_of_ours_are_told_whole_or_left_out(first_story):
    """A mark that closes over half a sentence makes a promise of half of it."""
    statement = readings.current("gaza-ceasefire").find("statement", "baruch-promise")
    told = quotation(statement, DESCRIPTION)
    assert told.endswith("Benjamin Netanyahu was …")
    assert "“" not in told
    assert "returns.”" in quotation(statement, ALTERNATIVE)
    two = quotation(readings.current("gaza-ceasefire").find("statement", "netanyahu-partial-deal"), DESCRIPTION)
    assert two.endswith("some of the people” …")


@pytest.mark.parametrize("length", range(40, 120))
def test_a_quotation_of_any_length_is_no_longer_and_its_marks_are_pairs(published, length):
    statement = readings.current("truce").find("statement", "statement-0")
    told = quotation(statement, length)
    assert len(told) <= length
    assert told.count("“") == told.count("”")


def test_what_became_of_a_statement_comes_before_its_words(published):
    statement = Statement.objects.get(slug="statement-0")
    caveat = Caveat.objects.create(
        statement=statement, order=1, kind="disputed", when="2024-08-23", sentence="The other side denies it."
    )
    caveat.sources.set(Source.objects.all())
    publish(published, note="Disputed.")
    assert head("/truce/statements/statement-0/").meta["og:description"].startswith("Disputed. ")


def test_words_cannot_leave_their_attribute(published):
    published.question = 'Is "this" <b>a tag</b> & more?'
    published.save()
    publish(published, note="Anew.")
    html = Client().get("/truce/").content.decode()
    assert "<b>a tag" not in html
    assert head("/truce/").meta["og:title"].startswith('Is "this" <b>a tag</b> & more?')


@pytest.mark.parametrize("address", ["/nowhere/", "/truce/statements/never/"])
def test_what_is_not_there_is_not_told(published, address):
    assert not [name for name in head(address, 404).meta if name.startswith("og:")]


def test_a_preview_tells_machines_nothing(published, desk):
    html = desk.get("/preview/truce/").content.decode()
    assert "og:" not in html


# ---- icons and the manifest ---------------------------------------------------------------------


@pytest.mark.parametrize("size", [32, 180, 192, 512])
def test_icons_are_as_large_as_their_names_say(size):
    icon = Path("static", f"icon-{size}.png").read_bytes()
    assert struct.unpack_from(">LL", icon, 16) == (size, size)
    assert len(icon) < 10_000


def test_a_page_names_its_icons_its_manifest_and_the_colour_of_each_theme(published):
    told = head("/truce/")
    assert told.links["icon"] == [static("icon-32.png"), static("icon.svg")]
    assert told.links["apple-touch-icon"] == [static("icon-180.png")]
    assert told.links["manifest"] == ["/manifest.webmanifest"]
    style = Path("static/style.css").read_text(encoding="utf-8")
    for scheme, place in (("light", 1), ("dark", 2)):
        colour = told.meta[f"theme-color (prefers-color-scheme: {scheme})"]
        assert colour == re.search(r"--paper: light-dark\((#\w+), (#\w+)\)", style)[place]


def test_the_manifest_names_what_is_there(published):
    response = Client().get("/manifest.webmanifest")
    assert response["Content-Type"] == "application/manifest+json"
    told = json.loads(response.content)
    assert told["start_url"] == "/"
    for icon in told["icons"]:
        assert icon["src"] == static(f"icon-{icon['sizes'].partition('x')[0]}.png")
    assert unescape(told["name"]) == "Explainer"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        (PICTURE, "cross-origin"),
        ("icon-512.png", "cross-origin"),
        ("icon.svg", "cross-origin"),
        ("style.css", "same-origin"),
    ],
)
def test_pictures_may_be_shown_by_other_sites_and_nothing_else_may(published, name, told):
    assert Client().get(static(name))["Cross-Origin-Resource-Policy"] == told
