"""Every width and way: words of any length, text twice as large, browsers that lack what the stylesheet is made of."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest

from .browse import browsing
from .measures import clipped, sideways
from .pages import LONG, READER, STATUS

pytestmark = pytest.mark.browser
WIDTHS = (320, 390, 1280)
LARGER = "html { font-size: 200% !important }"


def faults_of(page, name):
    faults = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        cut = [fault for fault in clipped(page) if not fault.startswith("INPUT")]  # what is typed in scrolls within it
        faults += [f"{name} at {width}: {fault}" for fault in sideways(page) + cut]
    return faults


def within(page, start):
    """Every page of a story, by its links, but lists of filters, feeds and editions."""
    found, left = {start}, [start]
    while left:
        page.goto(left.pop())
        for href in page.evaluate(
            "[...document.querySelectorAll('main a[href], .tabs a, .foot a')].map((a) => a.href)"
        ):
            path = urlsplit(str(href)).path
            known = re.fullmatch(rf"{start}([\w-]+/){{0,2}}", path) and "/editions/" not in path
            if known and path not in found:
                found.add(path)
                left.append(path)
    return sorted(found)


def test_no_word_is_so_long_that_a_page_scrolls(chromium, desk):
    desk.run("long_words")
    faults = []
    with browsing(chromium, desk, bypass_csp=True) as page:
        addresses = within(page, "/long/")
        assert len(addresses) > 20
        for address in [*addresses, "/", "/search/?q=gate"]:
            page.goto(address)
            faults += faults_of(page, address)
            page.add_style_tag(content=LARGER)
            faults += faults_of(page, f"{address} with larger text")
    assert not faults, "\n".join(faults)


def test_text_twice_as_large_stays_in_its_boxes(chromium, site):
    faults = []
    with browsing(chromium, site, expect=STATUS, bypass_csp=True) as page:
        for name, address in LONG.items():
            page.goto(address)
            page.add_style_tag(content=LARGER)
            faults += faults_of(page, name)
    assert not faults, "\n".join(faults)


def test_no_line_ends_between_a_day_and_its_month(chromium, site):
    """A date that is cut in two there is read twice."""
    cut = """() => [...document.querySelectorAll("main time, main [data-edtf], main h1, main a")].flatMap((one) => {
        const walker = document.createTreeWalker(one, NodeFilter.SHOW_TEXT), found = [];
        while (walker.nextNode()) {
            for (const day of walker.currentNode.data.matchAll(/\\b\\d{1,2}\\s(?=[A-Z][a-z]{2,8}\\b)/g)) {
                const range = document.createRange();
                range.setStart(walker.currentNode, day.index);
                range.setEnd(walker.currentNode, day.index + day[0].length + 3);
                if (range.getClientRects().length > 1) found.push(one.textContent.trim());
            }
        }
        return found;
    })"""
    broken, seen = [], 0
    with browsing(chromium, site, viewport={"width": 320, "height": 640}) as page:
        for name in ("overview", "timeline", "statements", "positions", "direct quote", "sources"):
            page.goto(READER[name])
            seen += page.locator("main time").count()
            broken += [f"{name}: {one}" for one in page.evaluate(cut)]
    assert seen >= 50
    assert broken == []


# What a browser of before that knows none of it makes of the stylesheet: it drops the rules that it cannot read.
LACKING = {
    "layers": (("@layer", "@unknown"), ("revert-layer", "unknown-word")),
    ":has()": ((":has(", ":unknown("),),
    ":has() and containers": ((":has(", ":unknown("), ("@container", "@unknown"), ("container-type", "unknown-type")),
}
TYPES = (
    "home", "overview", "timeline", "phases", "phase", "statements", "direct quote", "person", "issue", "positions",
    "two sides", "texts", "search", "sources", "glossary", "balance", "changes",
)  # fmt: skip
READABLE = """() => {
    const told = document.querySelectorAll("main :is(p, dd, li, summary, blockquote, h1, h2, h3)");
    const thin = [...told].filter((one) => {
        const {width} = one.getBoundingClientRect(), text = (one.innerText || "").trim();
        return one.checkVisibility() && width && width < 48 && text.length > 12 && !one.closest(".vh, .jump, .scroll");
    });
    return thin.map((one) => `${one.tagName}.${one.className} is thin: ${one.textContent.trim().slice(0, 40)}`);
}"""


@pytest.fixture
def older(chromium, site):
    """A page in a browser that lacks something, by the name of what."""

    def open_page(lacking, **options):
        def answer(route):
            css = route.fetch().text()
            for word, other in LACKING[lacking]:
                assert word in css, f"nothing hangs on {word}"
                css = css.replace(word, other)
            route.fulfill(body=css, content_type="text/css; charset=utf-8")

        browser = browsing(chromium, site, expect=STATUS, **options)
        page = browser.__enter__()
        page.route(re.compile(r"/style\.[0-9a-f]+\.css$"), answer)
        return browser, page

    return open_page


@pytest.mark.parametrize("lacking", LACKING)
def test_an_older_browser_gets_pages_that_can_be_read(older, lacking):
    browser, page = older(lacking)
    faults = []
    try:
        for name in TYPES:
            page.goto(READER[name])
            page.evaluate("for (const fold of document.querySelectorAll('main details')) fold.open = true")
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 844})
                faults += [f"{name} at {width}: {one}" for one in sideways(page) + page.evaluate(READABLE)]
    finally:
        browser.__exit__(None, None, None)
    assert not faults, "\n".join(faults)


def test_without_layers_there_is_still_a_page_and_with_them_none_of_it_shows(older, chromium, site):
    looks = """() => {
        const style = (one) => getComputedStyle(document.querySelector(one));
        const {width} = document.querySelector("main").getBoundingClientRect();
        return {width, font: style("body").fontFamily, theirs: style("blockquote").fontFamily, ink: style("body").color,
                paper: style("body").backgroundColor};
    }"""
    browser, page = older("layers", viewport={"width": 1280, "height": 900}, color_scheme="dark")
    try:
        page.goto(READER["statements"])
        bare = page.evaluate(looks)
    finally:
        browser.__exit__(None, None, None)
    assert bare["width"] < 760, "lines that can be read"
    assert "Schibsted" in bare["font"]
    assert "Newsreader" in bare["theirs"]
    assert bare["paper"] == "rgb(19, 18, 23)"
    assert bare["ink"] != bare["paper"]
    with browsing(chromium, site, viewport={"width": 1280, "height": 900}) as page:
        page.goto(READER["statements"])
        whole = page.evaluate(looks)
    assert whole["width"] > 1100


def test_the_dot_of_now_is_a_dot_in_forced_colours(chromium, site):
    with browsing(chromium, site, forced_colors="active") as page:
        page.goto(READER["overview"])
        now = page.locator(".strip .now:not([data-n])").first
        assert "radial-gradient" in now.evaluate("one => getComputedStyle(one, '::before').backgroundImage")
