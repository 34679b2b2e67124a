"""How the pages behave for readers with other needs: no script, no mouse, large text, forced colours."""

import re

import pytest

from .browse import browsing
from .measures import clipped, sideways, small_targets, violations
from .pages import READER, STATUS

pytestmark = pytest.mark.browser
STORY = READER["overview"]


@pytest.fixture
def read(chromium, site):
    """A reader's page in a fresh profile; options are Playwright's."""
    return lambda **options: browsing(chromium, site, expect=STATUS, **options)


LEAST = 0.001  # a layout shift score that no reader sees: the whole page moved by less than a pixel
SHIFTS = """
    window.shifts = [];
    new PerformanceObserver((list) => {
        for (const one of list.getEntries()) window.shifts.push(one.value);
    }).observe({type: "layout-shift", buffered: true});
"""


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_moves_while_a_page_loads_and_two_small_scripts_are_all_that_runs(read, width):
    faults = []
    with read(viewport={"width": width, "height": 844}) as page:
        page.add_init_script(SHIFTS)
        page.context.new_cdp_session(page).send("Network.setCacheDisabled", {"cacheDisabled": True})
        for name, address in READER.items():
            page.goto(address)
            page.evaluate("document.fonts.ready.then(() => new Promise((done) => requestAnimationFrame(done)))")
            if (moved := sum(page.evaluate("window.shifts"))) >= LEAST:
                faults.append(f"{name} moved by {moved}")
            if page.locator("script:not([src], [type='application/ld+json']), style, [style]").count():
                faults.append(f"{name} has a script or a style of its own")
        runs = {one.url.rpartition("/")[2] for one in page.requests if one.resource_type == "script"}
        faults += [f"runs {name}" for name in runs if not name.startswith(("last-read.", "share-words."))]
    assert not faults, "\n".join(faults)


def test_every_page_loads_with_colours_forced_and_with_motion(read):
    with read(viewport={"width": 390, "height": 844}, forced_colors="active", reduced_motion="no-preference") as page:
        for address in READER.values():
            page.goto(address)
            assert page.get_by_role("heading", level=1).count() == 1, address


def test_the_current_tab_and_a_chosen_filter_show_without_colour(read):
    """In forced colours a transparent border would be painted: only the current tab has a line of another colour.

    “More” is a tab too; what is folded in it has no line."""
    with read(forced_colors="active", viewport={"width": 1280, "height": 900}) as page:
        page.goto(READER["timeline, filtered"])
        lines = page.locator(".tabs > ul a, .tabs summary").evaluate_all(
            "all => all.map((one) => [one.ariaCurrent, getComputedStyle(one).borderBlockEndColor])"
        )
        folded = page.locator(".tabs details a")
        assert {one.evaluate("one => getComputedStyle(one).borderBlockEndWidth") for one in folded.all()} == {"0px"}
        current = {colour for mark, colour in lines if mark}
        others = {colour for mark, colour in lines if not mark}
        assert len(current) == len(others) == 1
        assert current != others
        chosen, other = page.locator(".chips [aria-current]").first, page.locator(".chips a:not([aria-current])").first
        background = "one => getComputedStyle(one).backgroundColor"
        assert chosen.evaluate(background) != other.evaluate(background)


def test_text_may_be_doubled(read):
    """WCAG 2.2, 1.4.4 Resize Text. A reader's own style is let past the site's policy."""
    faults = []
    with read(viewport={"width": 1280, "height": 844}, bypass_csp=True) as page:
        for name, address in READER.items():
            page.goto(address)
            page.add_style_tag(content="html { font-size: 200% !important }")
            faults += [f"{name}: {fault}" for fault in sideways(page) + clipped(page)]
    assert not faults, "\n".join(faults)


FOCUS = """() => {
    const one = document.activeElement, style = getComputedStyle(one);
    const {width, height, top, bottom} = one.getBoundingClientRect();
    const drawn = one instanceof SVGElement ? getComputedStyle(one.querySelector("path")) : null;
    const marked = drawn ? drawn.stroke !== "none" && parseFloat(drawn.strokeWidth) >= 2
        : style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    return {
        text: one.textContent.trim(),
        seen: marked && width > 0 && height > 0,
        inside: bottom > 0 && top < innerHeight,
    };
}"""


@pytest.mark.parametrize("name", ["overview", "timeline", "statements", "older edition"])
def test_the_keyboard_goes_from_the_top_down_and_is_seen(read, name):
    with read(viewport={"width": 1280, "height": 900}) as page:
        page.goto(READER[name])
        stops = []
        for _ in range(18):
            page.keyboard.press("Tab")
            stops.append(page.evaluate(FOCUS))
        words = [stop["text"] for stop in stops]
        assert words[:4] == ["Skip to content", "“explainer", "How to read this", "Search"]
        assert "Timeline" in words
        assert words.index("Overview") < words.index("Timeline") < words.index("Who’s who") < words.index("More")
        assert [stop for stop in stops if not (stop["seen"] and stop["inside"])] == []


def test_the_skip_link_leads_past_the_navigation(read):
    with read() as page:
        page.goto(READER["statements"])
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


@pytest.mark.parametrize("width", [390, 1280])
def test_the_filters_work_without_scripts(read, width):
    with read(java_script_enabled=False, viewport={"width": width, "height": 844}) as page:
        page.goto(STORY)
        page.get_by_role("navigation", name="This explainer").get_by_role("link", name="Timeline").click()
        page.locator("summary", has_text=re.compile("^Filter$")).click()
        sides = page.locator("details.pick").filter(
            has=page.get_by_role("heading", name="Side, by or about", exact=True)
        )
        sides.locator("summary").click()
        sides.get_by_role("link", name=re.compile("^Israel ")).click()
        page.wait_for_url("**/timeline/side/israel/")
        everything = page.locator(".tl li").count()
        page.locator("summary", has_text=re.compile("^Filter$")).click()
        page.get_by_role("link", name=re.compile("^Statements")).click()
        page.wait_for_url("**/timeline/side/israel/?show=statements")
        assert 0 < page.locator(".tl li").count() < everything
        assert page.get_by_role("heading", level=1).inner_text() == "Israel"


@pytest.mark.parametrize("name", ["statements, filtered", "timeline, events left out"])
def test_every_fold_of_the_filters_can_be_opened_and_fits(read, name):
    faults = []
    with read() as page:
        page.goto(READER[name])
        folds = page.locator("details.pick")
        assert folds.count() == 8  # what can be told apart by: the story has one source
        assert all(fold.locator("li").count() > 1 for fold in folds.all())
        page.evaluate("document.querySelectorAll('details').forEach((one) => one.open = true)")
        for width in (320, 390, 1280):
            page.set_viewport_size({"width": width, "height": 844})
            found = sideways(page) + small_targets(page) + violations(page)
            faults += [f"{width}: {fault}" for fault in found]
            assert folds.last.get_by_role("listitem").first.is_visible()
    assert not faults, "\n".join(faults)


def test_who_said_what_is_narrowed_and_widened_by_links(read):
    with read(java_script_enabled=False, viewport={"width": 1280, "height": 900}) as page:
        page.goto(READER["statements"])
        all_of_them = page.locator("article.st").count()
        page.locator("summary", has_text=re.compile("^Filter$")).click()
        facets = page.get_by_role("navigation", name="Filter statements")
        israel = facets.get_by_role("link", name=re.compile("^Israel "))
        count = int(israel.locator(".n").inner_text())
        israel.click()
        page.wait_for_url("**/statements/side/israel/")
        assert page.locator("article.st").count() == count < all_of_them
        page.get_by_role("link", name="Remove filter: Israel").click()
        page.wait_for_url("**/statements/")
        assert page.locator("article.st").count() == all_of_them
        page.locator("article.st").first.get_by_role("link", name=re.compile(r"20\d\d: ")).click()
        assert page.get_by_role("heading", name="Passed on by").is_visible()


def test_the_way_from_the_front_page_to_a_quotation_and_its_source(read):
    with read(java_script_enabled=False) as page:
        page.goto("/")
        page.get_by_role("heading", level=2).get_by_role("link").first.click()
        page.get_by_role("link", name=re.compile("^All \\d+ statements")).click()
        page.get_by_role("link", name=re.compile("^Late June 2024: Benjamin Netanyahu on ")).first.click()
        assert page.locator("blockquote").first.inner_text().startswith("“I am ready to do a partial deal")
        page.get_by_role("link", name="CNN", exact=True).first.click()
        assert page.get_by_role("heading", name="Sources", level=1).is_visible()


def test_a_page_of_an_older_edition_stays_in_that_edition(read):
    with read() as page:
        page.goto(READER["older edition"])
        page.get_by_role("navigation", name="This explainer").get_by_role("link", name="Who said what").click()
        page.wait_for_url("**/editions/1/statements/")
        banner = page.get_by_role("complementary", name="This version")
        assert "An older version." in banner.inner_text()
        banner.get_by_role("link", name="Read the current version").click()
        page.wait_for_url(f"**{STORY}statements/")
        assert banner.count() == 0
