"""What a first visit costs and how it looks while it comes: bytes, requests, fonts that are late, the largest text."""

from __future__ import annotations

import gzip
import http.client
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from explainer.pages.preload_header import FONT

from .browse import browsing
from .pages import READER, READERS, STATUS

pytestmark = pytest.mark.browser
STYLE = Path(__file__).parents[2] / "static" / "style.css"
PAGE, TRANSLATED = 25 * 1024, 27 * 1024  # bytes of HTML and CSS, compressed; a page in two scripts packs worse
FIRST = 60 * 1024  # bytes of everything that a first visit is sent, headers too
MOST = 7  # the page, its style, two fonts, the icon, two scripts that can be done without
# The largest pages there are, in each language, and those without a story.
HEAVY = ("home", "about", "overview", "timeline", "statements", "positions", "direct quote", "balance", "search")
VISITS = {name: address for name, address in READERS.items() if name.partition(", in ")[0] in HEAVY}


@pytest.fixture
def read(chromium, site):
    return lambda **options: browsing(chromium, site, expect=STATUS, **options)


def fetch(connection: http.client.HTTPConnection, address: str) -> tuple[http.client.HTTPMessage, bytes]:
    connection.request("GET", address, headers={"Accept-Encoding": "gzip"})
    response = connection.getresponse()
    return response.headers, response.read()


def test_every_page_and_its_style_are_small_as_they_are_sent(site, read):
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=60)
    head, _body = fetch(connection, "/")
    headers, style = fetch(connection, head["Link"].partition(">")[0].removeprefix("<"))
    assert headers["Content-Encoding"] == "gzip"
    sizes = {name: len(fetch(connection, address)[1]) + len(style) for name, address in READERS.items()}
    connection.close()
    most = {name: TRANSLATED if ", in " in name else PAGE for name in sizes}
    assert {name: size for name, size in sizes.items() if size > most[name]} == {}


RULES = """([written, sent]) => [written, sent].map((css) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    return [...sheet.cssRules].map((rule) => rule.cssText).join("\\n");
})"""


def test_the_style_that_is_sent_says_what_is_written(site, read):
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=60)
    head, _body = fetch(connection, "/")
    _headers, style = fetch(connection, head["Link"].partition(">")[0].removeprefix("<"))
    connection.close()
    with read() as page:
        page.goto("/")
        written, sent = page.evaluate(RULES, [STYLE.read_text(encoding="utf-8"), gzip.decompress(style).decode()])
    # A browser hands on the values of properties of ours, and what @supports asks, as they are written.
    sent, written = (
        re.sub(r"([,:>]) | (?=>)", r"\1", re.sub(r"\.[0-9a-f]{12}\.", ".", css)) for css in (sent, written)
    )
    assert [pair for pair in zip(sent.splitlines(), written.splitlines(), strict=True) if pair[0] != pair[1]] == []
    assert sent.count("\n") > 20


@pytest.mark.parametrize(("width", "visits"), [(390, VISITS), (1280, {name: READER[name] for name in HEAVY})])
def test_a_first_visit_is_small_and_asks_for_little(read, width, visits):
    """Bytes are counted by the browser, on the wire; each page is met with an empty cache. What is asked for hangs on
    the width alike in every language."""
    faults = []
    for name, address in visits.items():
        with read(viewport={"width": width, "height": 844}) as page:
            session = page.context.new_cdp_session(page)
            session.send("Network.enable")
            sent: list[float] = []
            session.on("Network.loadingFinished", lambda event, sent=sent: sent.append(event["encodedDataLength"]))
            page.goto(address, wait_until="networkidle")
            paths = [urlsplit(request.url).path for request in page.requests]
        if sum(sent) > FIRST:
            faults.append(f"{name} is sent {sum(sent)} bytes")
        if len(paths) > MOST or len(paths) != len(set(paths)):
            faults.append(f"{name} asks for {paths}")
    assert not faults, "\n".join(faults)


SEEN = """
    window.shifts = [];
    window.largest = [];
    new PerformanceObserver((list) => {
        for (const one of list.getEntries()) window.shifts.push(one.value);
    }).observe({type: "layout-shift", buffered: true});
    window.painted = new Promise((painted) => new PerformanceObserver((list) => {
        for (const one of list.getEntries()) window.largest.push(one.element);
        painted();
    }).observe({type: "largest-contentful-paint", buffered: true}));
"""
FRAMES = (
    "document.fonts.ready.then(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))"
)


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize(
    "name", ["home", "overview", "timeline", "statements", "direct quote", "positions", "overview, in ar"]
)
def test_nothing_moves_when_the_fonts_come_after_the_text(read, name, width):
    """The fonts are held until the largest text is painted; then they come, and the page stays where it is."""
    with read(viewport={"width": width, "height": 844}) as page:
        held = []
        page.route("**/fonts/*.woff2", lambda route: held.append(route))
        page.add_init_script(SEEN)
        page.goto(READERS[name], wait_until="commit")
        page.wait_for_load_state("domcontentloaded")
        page.evaluate("window.painted")
        assert held, "no font was asked for"
        for route in tuple(held):
            route.continue_()
        page.wait_for_load_state("networkidle")
        page.evaluate(FRAMES)
        assert sum(page.evaluate("window.shifts")) == 0


def test_the_font_that_is_asked_for_early_is_that_of_the_largest_text(read):
    """On nearly every page; a page of one statement is about its words, which are set in the other."""
    serif = []
    with read(viewport={"width": 390, "height": 844}) as page:
        page.add_init_script(SEEN)
        for name, address in READER.items():
            page.goto(address)
            page.evaluate("window.painted")
            family = page.evaluate(
                "getComputedStyle(window.largest.at(-1)).fontFamily.split(',')[0].replaceAll('\"', '')"
            )
            if family.lower().replace(" ", "-") not in FONT:
                serif.append(f"{name}: {family}")
    assert len(serif) * 4 <= len(READER), "\n".join(serif)


QUOTATION = "main :is(blockquote p, q)"
SLOW = {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 0.75e6 / 8}


@pytest.mark.parametrize("line", ["fast", "slow"])
@pytest.mark.parametrize("name", ["statements", "direct quote", "partial quote", "overview", "direct quote, in ar"])
def test_a_first_visit_shows_quotations_in_their_own_face(read, name, line):
    """Each in a browser that has been here never before; slow: as Lighthouse has a phone."""
    with read(viewport={"width": 390, "height": 844}) as page:
        session = page.context.new_cdp_session(page)
        for domain in ("Network", "DOM", "CSS"):
            session.send(f"{domain}.enable")
        if line == "slow":
            session.send("Network.emulateNetworkConditions", SLOW)
        page.goto(READERS[name], wait_until="networkidle")
        root = session.send("DOM.getDocument")["root"]["nodeId"]
        node = session.send("DOM.querySelector", {"nodeId": root, "selector": QUOTATION})["nodeId"]
        fonts = session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
        assert [font["familyName"] for font in fonts if font["isCustomFont"]], fonts
        assert all("Newsreader" in font["familyName"] for font in fonts), fonts
