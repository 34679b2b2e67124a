"""A statement is handed on: by its link alone, and with a script with its words, speaker, date, kind and address."""

from __future__ import annotations

import pytest

from .browse import browsing
from .measures import sideways, small_targets, violations
from .pages import READERS

pytestmark = pytest.mark.browser
READY = "customElements.whenDefined('share-words').then(() => true)"
PLACE = "/gaza-ceasefire/statements/netanyahu-partial-deal/"
SPOKEN = {
    "direct quote": "Benjamin Netanyahu",
    "direct quote, in ar": "بنيامين نتنياهو",
    "direct quote, in he": "בנימין נתניהו",
}
TOLD = """
    window.told = [];
    Object.defineProperty(navigator, "share", {value: (what) => (window.told.push(what), Promise.resolve())});
    Object.defineProperty(navigator, "clipboard", {value: {writeText: (what) =>
        window.refuse ? Promise.reject(new Error()) : (window.told.push(what), Promise.resolve())}});
"""


@pytest.fixture
def read(chromium, site):
    return lambda **options: browsing(chromium, site, **options)


def test_without_a_script_there_is_the_link_and_no_dead_button(read, site):
    with read(java_script_enabled=False, viewport={"width": 390, "height": 844}) as page:
        page.goto(PLACE)
        assert page.get_by_role("link", name="Link to this", exact=True).get_attribute("href").endswith(PLACE)
        assert page.locator(".share button:visible").count() == 0


def test_what_a_device_cannot_do_is_not_offered(read):
    with read(viewport={"width": 390, "height": 844}) as page:
        page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined});")
        page.goto(PLACE)
        page.evaluate(READY)
        assert page.locator(".share button:visible").count() == 0


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize(("name", "speaker"), SPOKEN.items())
def test_it_is_handed_on_with_its_speaker_date_kind_and_address(read, name, speaker, width):
    with read(viewport={"width": width, "height": 844}) as page:
        page.add_init_script(TOLD)
        page.goto(READERS[name])
        page.evaluate(READY)
        share, copy = page.locator(".share button:visible").all()
        assert not sideways(page) + small_targets(page) + violations(page)
        share.click()
        copy.click()
        page.wait_for_function("document.querySelector('.share [role=status]').textContent")
        (shared, copied) = page.evaluate("window.told")
        assert shared["url"].endswith(READERS[name])
        assert copied == f"{shared['text']}\n{shared['url']}"
        for part in (speaker, "“I am ready to do a partial deal", "2024", "CNN"):
            assert part in copied
        assert not sideways(page)
        page.evaluate("window.refuse = true; document.querySelectorAll('.share button')[1].click()")
        done = page.locator(".share").get_attribute("data-failed")
        page.wait_for_function(
            "(done) => document.querySelector('.share [role=status]').textContent === done", arg=done
        )
