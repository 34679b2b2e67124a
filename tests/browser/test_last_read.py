"""A reader comes back: the browser remembers which edition was read, tells nobody, and offers what has changed."""

from __future__ import annotations

import re

import pytest

from .browse import browsing, to_changes
from .measures import sideways, small_targets, violations

pytestmark = pytest.mark.browser
STORY = "/gaza-ceasefire/"
OFFER = "Changed since you last read"
READY = "customElements.whenDefined('last-read').then(() => true)"
SHIFTS = """
    window.shifts = [];
    new PerformanceObserver((list) => {
        for (const one of list.getEntries()) window.shifts.push(one.value);
    }).observe({type: "layout-shift", buffered: true});
"""


@pytest.fixture(scope="module")
def changing(chromium, prepared, tmp_path_factory):
    site = prepared.copy(tmp_path_factory.mktemp("changing"))
    site.start()
    yield site
    site.stop()


def test_what_changed_since_the_last_visit_is_offered_once_there_is_something(chromium, changing):
    with browsing(chromium, changing, viewport={"width": 320, "height": 640}) as page:
        page.goto(STORY)
        page.evaluate(READY)
        assert not page.get_by_text(OFFER).is_visible()
        kept = page.context.storage_state()

    changing.run("editions")  # the newest is edition 3

    with browsing(chromium, changing, storage_state=kept, viewport={"width": 320, "height": 640}) as page:
        page.add_init_script(SHIFTS)
        page.goto(f"{STORY}timeline/")
        offer = page.get_by_role("link", name=OFFER)
        offer.wait_for()
        page.evaluate("document.fonts.ready.then(() => new Promise((done) => requestAnimationFrame(done)))")
        assert sum(page.evaluate("window.shifts")) < 0.001, "the offer takes no room from the page"
        assert not sideways(page) + small_targets(page) + violations(page)
        assert not page.context.cookies()
        page.goto(f"{STORY}phases/")
        offer.click()
        page.wait_for_url(f"**{STORY}changes/?since=1")
        assert page.get_by_role("heading", name="What the editors say").is_visible()
        page.get_by_role("link", name=re.compile("^See it on the page")).first.click()
        page.wait_for_url("**?since=1")
        assert page.get_by_text("Marked: what changed since version 1").is_visible()
        assert not sideways(page) + small_targets(page) + violations(page)
        assert all("since" not in (one.post_data or "") for one in page.requests)
        kept = page.context.storage_state()

    with browsing(chromium, changing, storage_state=kept) as page:
        page.goto(STORY)
        page.evaluate(READY)
        assert not page.get_by_text(OFFER).is_visible(), "the newest version has been read"


def test_without_scripts_nothing_is_odd(chromium, site):
    with browsing(chromium, site, java_script_enabled=False) as page:
        page.goto(STORY)
        assert not page.get_by_text(OFFER).is_visible()
        to_changes(page)
        page.wait_for_url(f"**{STORY}changes/")


def test_where_storage_is_refused_nothing_is_said(chromium, site):
    refuse = """for (const name of ["localStorage", "sessionStorage"]) Object.defineProperty(
        window, name, {get() { throw new DOMException("no", "SecurityError") }})"""
    with browsing(chromium, site) as page:
        page.add_init_script(refuse)
        page.goto(STORY)
        page.evaluate(READY)
        assert not page.get_by_text(OFFER).is_visible()


def test_the_words_that_a_depth_shows_are_those_that_are_counted(chromium, site):
    """The browser's own reckoning of what is visible, against ours."""
    with browsing(chromium, site) as page:
        for query, most in {"?depth=short": 150, "": 750}.items():
            page.goto(STORY + query)
            shown = page.locator("main").inner_text().split()
            assert sum(any(map(str.isalnum, word)) for word in shown) <= most


def test_what_is_folded_is_printed(chromium, site):
    with browsing(chromium, site) as page:
        page.goto(f"{STORY}?depth=short")
        figures = page.locator(".figures li").first
        assert not figures.is_visible()
        page.emulate_media(media="print")
        assert figures.bounding_box()["height"] > 10
