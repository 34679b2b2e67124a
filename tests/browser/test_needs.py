"""Every page for readers who zoom in, space text out, force colours, want nothing to move, or have only a keyboard."""

from __future__ import annotations

import re

import pytest

from .browse import browsing
from .measures import clipped, sideways, small_targets
from .pages import LANGUAGES, LONG, PAGES, READER, STATUS

pytestmark = pytest.mark.browser


@pytest.fixture
def read(chromium, site):
    """A reader's page in a fresh profile; options are Playwright's."""
    return lambda **options: browsing(chromium, site, expect=STATUS, **options)


WORDS = """() => {
    const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT), found = new Set();
    while (walker.nextNode()) {
        const one = walker.currentNode.parentElement;
        if (walker.currentNode.data.trim() && one.checkVisibility({visibilityProperty: true, opacityProperty: true}))
            found.add(walker.currentNode.data.trim());
    }
    return [...found];
}"""
# What may differ by width: a link within the page beside a list, a heading of a table that stands in each of its cells,
# a question that its short name leads to, silence that one line tells of all sides together.
OPTIONAL = ".jump, .mx .lbl, .mx .asked, .mx .none, .mx thead, .facets, details:not(.beyond)"


def test_nothing_is_lost_when_zoomed_in(read):
    """WCAG 2.2, 1.4.4 and 1.4.10: a window of 1280 by 900 at that zoom has so many CSS pixels."""
    faults = []
    with read(viewport={"width": 1280, "height": 900}) as page:
        for name, address in LONG.items():
            page.set_viewport_size({"width": 1280, "height": 900})
            page.goto(address)
            optional = set(page.locator(f"main :is({OPTIONAL})").all_inner_texts())
            optional |= set(page.locator("main .pic > .map").all_text_contents())  # then a link leads to it
            whole = set(page.evaluate(WORDS))
            for zoom, width, height in (("200%", 640, 450), ("400%", 320, 225)):
                page.set_viewport_size({"width": width, "height": height})
                lost = whole - set(page.evaluate(WORDS))
                lost = {text for text in lost if not any(text in more for more in optional)}
                found = sideways(page) + clipped(page) + small_targets(page) + [f"lost: {text}" for text in lost]
                faults += [f"{name} at {zoom}: {fault}" for fault in found]
    assert not faults, "\n".join(faults)


SPACED = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
p { margin-block-end: 2em !important }"""


def test_spaced_text_is_never_clipped(read):
    """WCAG 2.2, 1.4.12. A reader's own style is let past the site's policy."""
    faults = []
    with read(bypass_csp=True) as page:
        for name, address in LONG.items():
            page.goto(address)
            page.add_style_tag(content=SPACED)
            for width in (320, 640, 1280):
                page.set_viewport_size({"width": width, "height": 900})
                faults += [f"{name} at {width}: {fault}" for fault in sideways(page) + clipped(page)]
    assert not faults, "\n".join(faults)


MOVES = """() => {
    const long = /[1-9]/;
    return [...document.querySelectorAll("*")].flatMap((one) => ["", "::before", "::after"].filter((part) => {
        const style = getComputedStyle(one, part || null);
        const runs = long.test(style.animationDuration) && style.animationName !== "none";
        return runs || long.test(style.transitionDuration) || (!part && style.scrollBehavior === "smooth");
    }).map((part) => `${one.tagName}.${one.className}${part}`));
}"""
CROSSING = """() => {
    const asked = (rule) => !rule.media || matchMedia(rule.media.mediaText).matches;
    const walk = (rules) => [...rules].flatMap((rule) => {
        if (rule.constructor.name === "CSSViewTransitionRule") return [rule];
        return rule.cssRules && asked(rule) ? walk(rule.cssRules) : [];
    });
    return [...document.styleSheets].flatMap((sheet) => walk(sheet.cssRules)).length;
}"""


def test_nothing_moves_for_who_asked_for_less_motion(read):
    """No animation, no transition, no smooth scrolling, no transition between pages; others do get the last."""
    with read(reduced_motion="reduce") as page:
        moving = []
        for name, address in LONG.items():
            page.goto(address)
            page.keyboard.press("Tab")
            moving += [f"{name}: {one}" for one in page.evaluate(MOVES)]
            moving += [f"{name}: the way to the next page"] * page.evaluate(CROSSING)
    assert moving == []
    with read(reduced_motion="no-preference") as page:
        page.goto(READER["overview"])
        assert page.evaluate(CROSSING) == 1


def test_marks_and_focus_show_in_forced_colours(read):
    """What a fill or a shape says is still drawn when the reader's own few colours replace ours."""
    fill = "one => getComputedStyle(one).backgroundColor"
    with read(forced_colors="active", viewport={"width": 1280, "height": 900}) as page:
        page.goto(READER["statements"])
        paper = page.locator("body").evaluate(fill)
        filled, open_ = page.locator(".u .f").first, page.locator(".u i:not(.f)").first
        assert filled.evaluate(fill) != paper
        assert open_.evaluate(fill) != filled.evaluate(fill)
        assert page.locator(".mk").first.evaluate("one => getComputedStyle(one).borderTopStyle") != "none"
        for _ in range(4):
            page.keyboard.press("Tab")
            assert page.evaluate(SEEN) == ""
            assert page.evaluate("getComputedStyle(document.activeElement).outlineColor") != paper
        page.goto(READER["timeline"])
        marks = page.locator(".tl li").first
        assert marks.evaluate("one => getComputedStyle(one, '::after').backgroundColor") != paper
        page.goto(READER["phases"])
        assert page.locator(".path .now > .box").first.evaluate(fill) != paper


HEADED = """() => [...document.querySelectorAll("table")].flatMap((table) => {
    const headings = [...table.querySelectorAll("th")], faults = [];
    if (!headings.length) faults.push("a table without headings");
    faults.push(...headings.filter((one) => !["col", "row", "colgroup", "rowgroup"].includes(one.scope)).map((one) =>
        `without scope: ${one.textContent.trim()}`));
    const rows = [...table.tBodies].flatMap((body) => [...body.rows]);
    const bare = rows.filter((row) => !row.querySelector("th[scope=row]"));
    faults.push(...bare.map((row) => `a row without a heading: ${row.textContent.trim()}`));
    return faults;
})"""


def test_tables_say_what_each_cell_belongs_to(read):
    tables, faults = 0, []
    with read() as page:
        for name, address in LONG.items():
            page.goto(address)
            tables += page.locator("table").count()
            faults += [f"{name}: {fault}" for fault in page.evaluate(HEADED)]
    assert faults == []
    assert tables >= 3


SEEN = """() => {
    const one = document.activeElement, style = getComputedStyle(one);
    if (one.type === "date" && one.matches(":focus-within")) return "";  // the browser marks its day, month and year
    const {left, top, right, bottom} = one.getClientRects()[0];
    const upon = document.elementFromPoint(Math.min(left + 8, (left + right) / 2), (top + bottom) / 2);
    const drawn = one instanceof SVGElement ? getComputedStyle(one.querySelector("path")) : null;
    const outlined = drawn ? drawn.stroke !== "none" && parseFloat(drawn.strokeWidth) >= 2
        : style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    return outlined && right > left && bottom > top && one.contains(upon) ? "" : one.outerHTML.slice(0, 120);
}"""


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("name", ["overview", "timeline", "statements", "direct quote"])
def test_focus_is_seen_at_every_stop_and_leaves_the_page(read, name, width):
    """Nothing hides what has the focus (WCAG 2.2, 2.4.7 and 2.4.11), and nothing keeps it (2.1.2)."""
    with read(viewport={"width": width, "height": 844}) as page:
        page.goto(READER[name])
        unseen, stops = [], 0
        page.keyboard.press("Tab")
        while not page.evaluate("document.activeElement === document.body") and stops < 400:
            unseen.append(page.evaluate(SEEN))
            stops += 1
            page.keyboard.press("Tab")
    assert list(filter(None, unseen)) == []
    assert 10 < stops < 400


NAME = """() => {
    const {ariaLabel, innerText} = document.activeElement;
    return (ariaLabel || innerText || "").replace(/\\s+/g, " ").trim();
}"""


def go_to(page, name: str) -> None:
    """Press Tab until a link or a control with that name has the focus."""
    for _ in range(300):
        page.keyboard.press("Tab")
        if re.search(name, page.evaluate(NAME)):
            assert page.evaluate(SEEN) == ""
            return
    raise AssertionError(f"Tab never came to “{name}” on {page.url}")


def follow(page, name: str, address: str) -> None:
    go_to(page, name)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(address))


def test_from_search_to_a_statement_its_exchange_and_the_positions_with_a_keyboard_alone(read):
    with read(viewport={"width": 1280, "height": 900}) as page:
        page.goto("/")
        follow(page, "^Search$", r"/search/$")
        for _ in range(30):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.matches('main input[type=search]')"):
                break
        page.keyboard.type("near hopeless")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search/?q=near+hopeless")
        follow(page, "^A source familiar", r"/statements/source-near-hopeless/$")
        follow(page, "These statements on the timeline", r"/timeline/\?exchange=")
        assert page.get_by_role("main").get_by_text("Linked statements.").is_visible()
        follow(page, "^Sticking points$", r"/issues/$")
        follow(page, "^All positions", r"/positions/$")
        assert page.get_by_role("heading", level=1, name="Positions").is_visible()
        go_to(page, "^Compare two sides$")
        page.keyboard.press("Enter")
        follow(page, "^Compare$", r"/positions/\?actors=")
        assert page.get_by_role("heading", level=1).inner_text().count(" and ") == 1
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.querySelector('main').contains(document.activeElement)"), "the skip link"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_stop_of_every_page_leads_past_what_all_pages_share(read, language):
    faults = []
    with read() as page:
        for name in (name for spoken, name in PAGES if spoken == language):
            page.goto(language + READER[name])
            page.keyboard.press("Tab")
            first = page.evaluate("[document.activeElement.getAttribute('href'), document.activeElement.className]")
            if first != ["#main", "skip"] or page.locator("#main").count() != 1:
                faults.append(f"{name}: {first}")
    assert faults == []
