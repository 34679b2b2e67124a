"""How many screens of a phone the pages of the first story are long: what a reader has to scroll through to the end.

A bound that is passed is a page to look at, not a number to raise."""

from __future__ import annotations

import re

import pytest

from .browse import browsing

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}
STORY = "/gaza-ceasefire/"
LONGEST = {"positions/": 4.5, "phases/": 4}  # in screens
STATEMENT = 3
HEIGHT = "document.documentElement.scrollHeight"


@pytest.fixture
def read(chromium, desk):
    """A reader's page on a phone, with nothing but the first edition."""
    with browsing(chromium, desk, viewport=PHONE) as page:
        yield page


def screens(page, address: str) -> float:
    page.goto(address)
    page.evaluate("document.fonts.ready.then(() => true)")
    return page.evaluate(HEIGHT) / PHONE["height"]


@pytest.mark.parametrize("name", LONGEST)
def test_a_page_of_many_things_is_a_digest_on_a_phone(read, name):
    assert screens(read, f"{STORY}{name}") <= LONGEST[name]


def test_every_statement_with_its_context_chain_and_thread_is_three_screens(read):
    read.goto(f"{STORY}statements/")
    links = read.locator("article.st a.date").evaluate_all("all => all.map((one) => one.getAttribute('href'))")
    assert len(links) >= 28
    long = {link: found for link in links if (found := screens(read, link)) > STATEMENT}
    assert long == {}


BESIDE = """() => [...document.querySelectorAll("main a")].flatMap((one) => {
    let next = one.nextSibling;
    while (next && next.nodeType === Node.TEXT_NODE && !/[\\p{L}\\p{N}]/u.test(next.data)) next = next.nextSibling;
    const named = (link) => (link.getAttribute("aria-label") || link.textContent).trim();
    const same = next && next.nodeName === "A" && named(next) === named(one) && next.href !== one.href;
    return same ? [named(one)] : [];
})"""


NAMED = (
    "statements/", "positions/", "positions/?actors=hamas,israel", "phases/", "phases/1/", "phases/2/",
    "issues/philadelphi-corridor/", "issues/bridging-proposal/", "actors/israel/", "actors/benjamin-netanyahu/",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMED)
def test_links_beside_each_other_differ_in_words(read, name):
    read.goto(f"{STORY}{name}")
    assert read.evaluate(BESIDE) == []


def test_nothing_is_alone_on_a_line_below_a_statement(read):
    """What is said of how sure it is runs on as one text: no label stands by itself where the line is full."""
    read.goto(f"{STORY}statements/")
    apart = read.locator(".sts .sure").evaluate_all(
        """all => all.filter((one) => ["flex", "grid"].includes(getComputedStyle(one).display)
            || [...one.children].some((part) => getComputedStyle(part).display === "block"))
            .map((one) => one.textContent)"""
    )
    assert apart == []
    assert not re.search("permalink", read.content(), re.IGNORECASE)
