"""The pages of the first story: every address of the contract, every quotation to the letter, nothing invented."""

from __future__ import annotations

import gzip
import re
from html import unescape
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from django.conf import settings
from django.templatetags.static import static
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from explainer.language.text import render_line
from explainer.models import Event, Issue, Phase, Statement
from explainer.pages.views.answers import FRESH
from explainer.serving.routes import UNKEPT
from explainer.serving.style_storage import packed

from .crawl import Page, crawl, html_of, links_of, text_of

pytestmark = pytest.mark.django_db

STORY = "/gaza-ceasefire/"
PAGE, TWO_SCRIPTS = 25 * 1024, 27 * 1024  # bytes of HTML and CSS, compressed; a page in two scripts packs worse
INNER = (
    "", "timeline/", "phases/", "phases/1/", "phases/2/", "phases/3/", "statements/", "actors/", "issues/",
    "positions/", "sources/", "glossary/", "balance/", "open-questions/", "changes/",
    "statements/netanyahu-partial-deal/", "actors/benjamin-netanyahu/", "issues/philadelphi-corridor/",
    "texts/", "texts/framework-31-may/",
)  # fmt: skip
HEAD = re.compile(
    r'<(?:link rel="alternate" type="application/(?:atom\+xml|feed\+json)" title="[^"]*" href|link rel="manifest" href'
    r'|meta property="og:image" content)="([^"]+)"'
)
CONTRACT = ("/", "/about/", *(STORY + page for page in INNER), *(f"{STORY}editions/1/{page}" for page in INNER))


@pytest.fixture(scope="module")
def site(first_story, django_db_blocker):
    """``client`` and what can be crawled."""
    with django_db_blocker.unblock():
        client = Client()
        return client, crawl(client)


@pytest.fixture
def reader(site, django_db_blocker):
    with django_db_blocker.unblock():
        yield site[0]


@pytest.fixture
def pages(site) -> dict[str, bytes]:
    return site[1]


@pytest.mark.parametrize("address", CONTRACT)
def test_every_address_of_the_contract_answers(reader, address):
    response = reader.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/html; charset=utf-8"


def test_a_crawl_follows_what_a_parser_finds(pages):
    parsed = {path: Page(body.decode()).links for path, body in pages.items() if b"<html" in body}
    assert all(parsed.values())
    assert parsed == {path: links_of(pages[path].decode()) for path in parsed}
    assert len(parsed) > 100


def test_every_reader_address_is_reached_by_some_link(reader, pages):
    """Each pattern of the site map below a story, except the preview, is found by following links; a feed and a
    picture by those in the head of a page, which programs follow; data by the page that tells of them."""

    def patterns(resolver: URLResolver, above: str = "") -> list[str]:
        found = []
        for row in resolver.url_patterns:
            route = above + str(row.pattern)
            found += patterns(row, route) if isinstance(row, URLResolver) else [route]
        return found

    unlinked = (*UNKEPT, "/favicon")
    wanted = {route for route in patterns(get_resolver()) if not f"/{route}".startswith(unlinked)}
    wanted = {route for route in wanted if not route.endswith("/history/")}  # of a story of several editions alone
    wanted = {route for route in wanted if not route.endswith(".xml")}  # sitemaps, to which robots.txt leads
    wanted = {route for route in wanted if not route.endswith(".txt")}  # which machines look for by their names
    wanted = {route for route in wanted if "feed/<number:part>" not in route}  # an archive, which feeds lead to
    wanted = {route for route in wanted if not route.endswith("card.png") or "/editions/" in route}  # which are named
    wanted = {route for route in wanted if "search/feed" not in route}  # of a search: a crawl asks nothing
    # What programs are told of by headers, and forms and frames lead to; what is not current any more leads to a
    # comparison.
    asked = re.compile("/(?:timegate|timemap|on|editions/compare|editions/<number:number>/compare)/")
    wanted = {route for route in wanted if not asked.search(route)}
    wanted = {route for route in wanted if not route.endswith(("oembed", "/embed/"))}
    heads = {path for body in pages.values() for path in HEAD.findall(body.decode(errors="replace"))}
    told = re.findall(rf"{re.escape(settings.SITE_URL)}(/[^\s<]*)", pages["/data/"].decode())
    told += [re.sub("/editions/[0-9]+", "", path) for path in told]  # the current one, as that page says
    named = {*pages, *told, *(path.removeprefix(settings.SITE_URL) for path in heads)}
    missing = []
    for route in wanted:
        expression = re.sub(r"<number:\w+>", r"[0-9]+", re.sub(r"<(?:slug|said):\w+>", "[-a-zA-Z0-9_]+", route))
        if not any(re.fullmatch("/" + expression, address.partition("?")[0]) for address in named):
            missing.append(route)
    assert not missing


def test_no_link_leads_to_nothing(pages):
    """Every fragment that a page links to is there, once."""
    seen = {address: Page(body.decode()) for address, body in html_of(pages).items()}
    broken = []
    for address, page in seen.items():
        assert len(page.ids) == len(set(page.ids)), f"an id twice on {address}"
        for link in page.links:
            target = urlsplit(urljoin(address, link))
            place = target.path + (f"?{target.query}" if target.query else "")
            if target.fragment and place in seen and target.fragment not in seen[place].ids:
                broken.append((address, link))
    assert not broken


def test_every_quotation_stands_to_the_letter_on_its_page_and_on_who_said_what(pages, django_db_blocker):
    def as_read(page: str) -> str:
        """Without what sets apart the words that the source changed."""
        return re.sub("</?(span|em)[^>]*>", "", text_of(pages[f"{STORY}{page}"]))

    everyone = as_read("statements/")
    with django_db_blocker.unblock():
        rows = [(row.slug, [passage.text for passage in row.passages.all()]) for row in Statement.objects.all()]
    quoted = [(slug, text) for slug, texts in rows for text in texts]
    assert len(quoted) >= 11
    for slug, text in quoted:
        assert f"“{text}”" in as_read(f"statements/{slug}/")
        assert f"“{text}”" in everyone


def test_a_paraphrase_never_stands_in_quotation_marks(pages):
    articles = re.findall(r'<article class="st".*?</article>', pages[f"{STORY}statements/"].decode(), re.DOTALL)
    paraphrases = [article for article in articles if "In our words, " in article]
    assert len(articles) == 29
    assert len(paraphrases) == 18
    for article in paraphrases:
        assert not re.search("<blockquote|<q|“|”|&quot;", article)
    for article in articles:
        if article not in paraphrases:
            assert "<blockquote" in article or "<q " in article


def test_whose_words_they_are_is_told_by_the_type():
    """Serif is set for quotations alone (and for the mark of the brand)."""
    css = re.sub(r"/\*.*?\*/", "", Path("static/style.css").read_text(encoding="utf-8"), flags=re.DOTALL)
    rules = re.findall(r"([^{}]+)\{[^{}]*var\(--serif\)", css)
    assert {rule.strip() for rule in rules} == {"q, blockquote, .theirs", ".brand i"}


def test_no_side_has_a_colour_and_nothing_is_physical():
    css = re.sub(r"/\*.*?\*/", "", Path("static/style.css").read_text(encoding="utf-8"), flags=re.DOTALL)
    assert not re.search(r"(margin|padding|border|inset)-(left|right|top|bottom)|text-align: *(left|right)|float:", css)
    colours = {value.lower() for value in re.findall(r"#[0-9a-fA-F]{3,8}\b", css)}
    tokens = set(re.findall(r"#[0-9a-f]{3,8}\b", css[css.index("@layer tokens") : css.index("@layer base")].lower()))
    assert colours <= tokens | {"#fff", "#000", "#333", "#bbb"}, "colours live in the tokens; print is black and white"


def test_the_facts_of_the_story_are_all_there(pages, django_db_blocker):
    timeline, phases = text_of(pages[f"{STORY}timeline/"]), text_of(pages[f"{STORY}phases/"])
    positions = text_of(pages[f"{STORY}positions/"])
    with django_db_blocker.unblock():
        for event in Event.objects.all():
            assert event.title in timeline
        for phase in Phase.objects.prefetch_related("provisions"):
            assert phase.name in phases
            for provision in phase.provisions.all():
                own = text_of(pages[f"{STORY}texts/{provision.of_text.slug}/"]) if provision.of_text else phases
                assert provision.what in own
        for issue in Issue.objects.prefetch_related("positions"):
            assert issue.name in positions
            for position in issue.positions.all():
                assert text_of(render_line(position.sentence).encode()) in positions
    assert "Expected, not confirmed" in timeline
    assert "Nothing dated in our sources for the four months before" in timeline
    assert "No date that can be placed" in timeline
    assert "Not in our sources" in positions


def test_a_vague_date_is_never_shown_as_a_day(pages):
    page = pages[f"{STORY}statements/netanyahu-partial-deal/"].decode()
    assert '<time datetime="2024-06">Late June 2024</time>' in page
    assert "“late June”; no day is given" in text_of(page.encode())
    undated = pages[f"{STORY}statements/source-near-hopeless/"].decode()
    assert 'data-edtf="[..2024-08-23]">By 23\u00a0August 2024<' in undated
    assert 'datetime="2024-08-23">By' not in undated


def test_no_reader_page_sets_a_cookie_or_varies_by_one(reader, pages):
    for address in (*CONTRACT, "/nowhere/", "/robots.txt"):
        response = reader.get(address)
        assert not response.cookies
        assert "cookie" not in response.get("Vary", "").lower()


def test_no_page_has_a_style_of_its_own_and_two_scripts_are_all_there_is(pages):
    """The current pages of a story have one, pages with words to share or a citation the other; they come from the
    site's own files, and nothing is inline."""
    for address, body in html_of(pages).items():
        html = body.decode()
        for tag, attributes in Page(html).tags:
            shown = tag == "iframe" and address.endswith("/embedding/")  # how it looks on another site
            assert tag not in ("style", "iframe", "img") or shown, address
            assert not [name for name in attributes if name == "style" or name.startswith("on")], address
        current = re.match(rf"(/[a-z]{{2}})?{STORY}", address) and not re.search("/editions/[0-9]|since=", address)
        path = address.partition("?")[0]
        handed_on = re.search(r"/(statements|events)/[\w-]+/$|/cite/$", path)
        wanted = {"last-read.js": bool(current), "share-words.js": bool(handed_on)}
        for name, there in wanted.items():
            script = f'<script type="module" async fetchpriority="low" src="{static(name)}"></script>'
            assert html.count(script) == int(there), address
        linked = html.count('<script type="application/ld+json">')  # which is data: no browser runs it
        assert linked <= 1, address
        assert html.count("<script") - linked == sum(wanted.values()), address


@pytest.mark.parametrize("name", ["last-read.js", "share-words.js"])
def test_a_script_is_small_and_tells_nobody_anything(name):
    script = Path("static", name).read_bytes()
    assert len(script) <= 1_800
    assert not re.search(rb"fetch|XMLHttp|sendBeacon|cookie|import|WebSocket|\.src|innerHTML|eval", script)


def test_a_page_is_whole_without_its_script(pages):
    """What the script can show is one link, to a page that the navigation leads to as well."""
    body = pages[f"{STORY}timeline/"].decode()
    offer = re.search(r"<last-read [^>]*>(.*?)</last-read>", body)
    assert " hidden>" in offer[0]
    assert offer[1] == f'<a href="{STORY}changes/">Changed since you last read</a>'
    assert body.count(f'href="{STORY}changes/"') > 1


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
@pytest.mark.parametrize(
    "address", ["/", "/about/", STORY, f"{STORY}statements/", f"{STORY}editions/1/", "/robots.txt"]
)
def test_readers_may_only_read(reader, method, address):
    response = getattr(Client(enforce_csrf_checks=True), method)(address)
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD"


def test_head_says_what_get_says_without_the_body(reader):
    whole, head = reader.get(STORY), reader.head(STORY)
    assert head.content == b""
    assert head["ETag"] == whole["ETag"]


def test_a_page_that_has_not_changed_is_not_sent_again(reader):
    first = reader.get(STORY)
    again = reader.get(STORY, headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    assert first["Cache-Control"] == FRESH


def test_a_page_with_its_style_is_small(pages):
    """25 KB of HTML and CSS, compressed, is the most that any page of the first story takes in English, and 27 where
    what is round it is in Arabic or Hebrew."""
    css = len(gzip.compress(packed(Path("static/style.css").read_bytes()), 9))
    sizes = {address: css + len(gzip.compress(body, 9)) for address, body in html_of(pages).items()}
    most = {address: TWO_SCRIPTS if address.startswith(("/ar/", "/he/")) else PAGE for address in sizes}
    assert {address: size for address, size in sizes.items() if size > most[address]} == {}
    assert set(most.values()) == {PAGE, TWO_SCRIPTS}


def test_unknown_addresses_are_answered_calmly(reader):
    for address in (
        "/nowhere/", f"{STORY}nowhere/", f"{STORY}statements/nobody/", f"{STORY}phases/9/", f"{STORY}editions/2/",
        f"{STORY}editions/0/", f"{STORY}editions/{'9' * 400}/", f"{STORY}phases/01/", f"{STORY}actors/nobody/",
        f"{STORY}issues/x/",
    ):  # fmt: skip
        response = reader.get(address)
        assert response.status_code == 404
        assert "There is no page here" in response.content.decode()


def test_site_addresses_do_not_come_from_the_request(reader):
    page = reader.get(STORY, headers={"host": "localhost"}).content.decode()
    assert f'<link rel="canonical" href="{settings.SITE_URL}{STORY}">' in page
    assert "localhost" not in page


def test_counts_on_the_pages_are_true(pages):
    page = Page(pages[f"{STORY}statements/"].decode())
    body = pages[f"{STORY}statements/"].decode()
    facets = re.findall(r'<a href="([^"]+)"><bdi>([^<]+)</bdi> <span class="n">(\d+)</span></a>', body)
    assert len(facets) > 20
    for href, label, count in facets:
        shown = pages[unescape(href)].decode().count('<article class="st"')
        assert shown == int(count), f"{label} says {count} and shows {shown}"
    assert page.ids


def test_unknown_filters_lead_to_the_canonical_address(reader):
    for query, wanted in {
        "?side=nobody": "",
        "?utm_source=x": "",
        "?issue=outlook&side=israel": "?side=israel&issue=outlook",
        "?side=israel&side=hamas": "side/israel/",
        "?wording=direct&page=2": "wording/direct/",
        "?side=": "",
        "?phase=%F0%9F%98%80": "",
    }.items():
        response = reader.get(f"{STORY}statements/{query}")
        assert (response.status_code, response["Location"]) == (302, f"{STORY}statements/{wanted}")
    response = reader.get(f"{STORY}timeline/?order=newest&show=events&x=1")
    assert response["Location"] == f"{STORY}timeline/?show=events&order=newest"


def test_every_pattern_is_named(reader):
    def unnamed(resolver: URLResolver) -> list[URLPattern]:
        rows = [row for row in resolver.url_patterns if not str(row.pattern).startswith("admin/")]
        return [
            found
            for row in rows
            for found in (unnamed(row) if isinstance(row, URLResolver) else [] if row.name else [row])
        ]

    assert unnamed(get_resolver()) == []
