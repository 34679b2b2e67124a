"""How far down a phone's page what readers come for stands, in screens of 844 pixels, and what leads there.

The bounds are promises: a change that breaks one should make room elsewhere."""

from __future__ import annotations

import re

import pytest

from .browse import browsing
from .pages import ERRORS, READER, STATUS

pytestmark = pytest.mark.browser
STORY = READER["overview"]
PHONE = {"width": 390, "height": 844}
LONGEST = {"positions/": 4.5, "phases/": 4}  # in screens
STATEMENT = 3
SCREENS = """(asked) => asked.map((one) => {
    const {top, bottom} = document.querySelector(one).getBoundingClientRect();
    return [top / innerHeight, bottom / innerHeight];
})"""


@pytest.fixture(scope="module")
def phone(chromium, desk):
    """A page of a phone's size, on a site with nothing but the first edition of the first story."""
    with browsing(chromium, desk, viewport=PHONE) as page:
        yield page


def screens(page, address, *asked):
    page.goto(address)
    page.evaluate("document.fonts.ready")
    return page.evaluate(SCREENS, [*asked, "html"])


def test_the_overview_earns_its_first_screens(phone):
    where = ".stops", "h1", ".intro", ".start", ".state", "#path", "#la", "#nx", "#un", "#wd", "#ww", "#ba"
    found = screens(phone, STORY, *where)
    tops = [top for top, _bottom in found[:-1]]
    assert tops == sorted(tops), "they do not come in this order"
    at = dict(zip(where, tops, strict=False))
    assert at[".start"] < 1
    assert at["#path"] < 1.6
    assert at["#la"] <= 2.5, "the latest"
    assert at["#un"] <= 3
    assert found[-1][1] <= 5, "the whole page"


def height(page, address):
    return screens(page, address)[-1][1]


def test_half_a_minute_is_the_answer_and_two_folds(phone):
    *_others, whole = screens(phone, f"{STORY}?depth=short")
    assert whole[1] < 2
    shown = phone.locator("main :is(h1, h2)").evaluate_all(
        "all => all.filter((one) => one.checkVisibility()).map((one) => one.textContent)"
    )
    assert len(shown) == 2, "the question, and the state of play"
    assert phone.locator("main summary").evaluate_all("all => all.filter((one) => one.checkVisibility()).length") == 2
    phone.get_by_text("Read more").click()
    assert phone.get_by_role("heading", name="Latest").is_visible()


def test_four_sticking_points_say_where_they_stand_and_the_rest_is_one_tap_away(phone):
    phone.goto(STORY)
    lines = phone.locator("section:has(#un) span.line")
    assert lines.evaluate_all("all => all.filter((one) => one.checkVisibility()).length") == 4
    phone.get_by_text("6 more").click()
    assert lines.evaluate_all("all => all.filter((one) => one.checkVisibility()).length") == lines.count() == 10


TABS = """() => {
    const row = document.querySelector(".tabs"), all = [...row.querySelectorAll(":scope > ul > li, summary")];
    const marked = [...row.querySelectorAll("[aria-current]")].filter((one) => one.checkVisibility());
    const box = marked.length && marked[0].getBoundingClientRect();
    return {
        rows: new Set(all.map((one) => Math.round(one.getBoundingClientRect().top))).size,
        current: marked.map((one) => one.textContent.trim()),
        seen: marked.every(() => box.left >= 0 && box.right <= innerWidth),
    };
}"""


def test_the_tabs_are_one_row_and_say_where_one_is_on_every_page_of_the_story(chromium, site):
    faults = []
    with browsing(chromium, site, expect=STATUS, viewport=PHONE) as page:
        for name, address in READER.items():
            if not address.startswith(STORY):
                continue
            page.goto(address)
            found = page.evaluate(TABS)
            if found["rows"] != 1 or not found["seen"] or (len(found["current"]) != 1 and name not in ERRORS):
                faults.append(f"{name}: {found}")
    assert not faults, "\n".join(faults)


def test_what_more_holds_is_a_tap_away_without_a_script(chromium, site):
    with browsing(chromium, site, java_script_enabled=False, viewport=PHONE) as page:
        page.goto(STORY)
        page.locator(".tabs summary").click()
        page.locator(".tabs details").get_by_role("link", name="Words explained").click()
        assert page.get_by_role("heading", level=1).inner_text() == "Words explained"


@pytest.mark.parametrize("name", LONGEST)
def test_a_page_of_many_things_is_a_digest_on_a_phone(phone, name):
    assert height(phone, f"{STORY}{name}") <= LONGEST[name]


def test_every_statement_with_its_context_chain_and_thread_is_three_screens(phone):
    phone.goto(f"{STORY}statements/")
    links = phone.locator("article.st a.date").evaluate_all("all => all.map((one) => one.getAttribute('href'))")
    assert len(links) >= 28
    long = {link: found for link in links if (found := height(phone, link)) > STATEMENT}
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
def test_links_beside_each_other_differ_in_words(phone, name):
    phone.goto(f"{STORY}{name}")
    assert phone.evaluate(BESIDE) == []


def test_nothing_is_alone_on_a_line_below_a_statement(phone):
    """What is said of how sure it is runs on as one text: no label stands by itself where the line is full."""
    phone.goto(f"{STORY}statements/")
    apart = phone.locator(".sts .sure").evaluate_all(
        """all => all.filter((one) => ["flex", "grid"].includes(getComputedStyle(one).display)
            || [...one.children].some((part) => getComputedStyle(part).display === "block"))
            .map((one) => one.textContent)"""
    )
    assert apart == []
    assert not re.search("permalink", phone.content(), re.IGNORECASE)
