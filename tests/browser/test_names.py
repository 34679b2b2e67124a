"""What assistive technology is given as the names of folds and of what the timeline tells."""

from collections import Counter

import pytest

from .browse import browsing
from .pages import LANGUAGES, READER, SECOND, STATUS

pytestmark = pytest.mark.browser
SIGNS = frozenset("+\N{MINUS SIGN}\N{BLACK DOWN-POINTING SMALL TRIANGLE}\N{BLACK UP-POINTING SMALL TRIANGLE}")
FOLDED = (
    "overview in 30 seconds", "overview, whole", "timeline", "timeline, filtered", "statements", "direct quote",
    "phases", "issue", "two sides", "open questions", "search", "changes since", "corrections",
)  # fmt: skip
ABROAD = ("overview, whole", "timeline", "statements")
PAGES = {f"{name}{language}": language + READER[name] for language in LANGUAGES for name in ABROAD if language}
PAGES |= {name: READER[name] for name in FOLDED}
PAGES |= {name: address for name, address in SECOND.items() if "/timeline/" in address or "depth" in address}
TIMELINES = {name: address for name, address in PAGES.items() if "/timeline/" in address}
OPEN = "document.querySelectorAll('details').forEach(fold => { fold.open = true })"


def names_of(page, role):
    """The names of everything on the page with a ``role`` of Chromium's own, as its accessibility tree has them."""
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    shown = [node for node in nodes if not node["ignored"] and node["role"]["value"].startswith(role)]
    return [node["name"]["value"].strip() for node in shown]


@pytest.fixture
def look(chromium, site):
    return lambda: browsing(chromium, site, expect=STATUS)


def more_than_once(names):
    return [name for name, times in Counter(names).items() if times > 1]


@pytest.mark.parametrize("name", PAGES)
def test_every_fold_has_a_name_of_its_own_without_the_sign_beside_it(look, name):
    with look() as page:
        page.goto(PAGES[name])
        page.evaluate(OPEN)
        folds = names_of(page, "DisclosureTriangle")
        assert len(folds) >= page.locator("summary:visible").count()
    assert "" not in folds
    assert more_than_once(folds) == []
    assert [fold for fold in folds if SIGNS & set(fold)] == []


@pytest.mark.parametrize("name", TIMELINES)
def test_no_two_entries_of_the_timeline_have_one_heading(look, name):
    with look() as page:
        page.goto(TIMELINES[name])
        page.evaluate(OPEN)
        entries = names_of(page, "heading")
        assert page.locator("main h3").count() > 2
    assert more_than_once(entries) == []


def test_that_the_framework_does_not_settle_a_way_on_is_said_too(look):
    """On the page a dashed line says it."""
    with look() as page:
        page.goto(READER["phases"])
        ways = page.locator("figure.path .way")
        dashed = page.locator("figure.path .way.open")
        assert 0 < dashed.count() < ways.count()
        assert {"Not set out beforehand." in text for text in dashed.all_text_contents()} == {True}
        assert page.locator("figure.path").get_by_text("Not set out beforehand.", exact=True).count() == dashed.count()
