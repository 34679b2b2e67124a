"""A reader of two languages comes back after some editions: each language has editions of its own, and what matters of
them is told in a minute."""

from __future__ import annotations

import pytest

from .browse import browsing
from .measures import sideways, small_targets, violations

pytestmark = pytest.mark.browser
STORY = "/gaza-ceasefire/"
PHONE = {"width": 390, "height": 844}
OFFER = "last-read a"
READY = "customElements.whenDefined('last-read').then(() => true)"
REMEMBERED = "Object.fromEntries(Object.entries(localStorage).filter(([key]) => key.startsWith('last-read')))"


@pytest.fixture(scope="module")
def changing(chromium, prepared, tmp_path_factory):
    site = prepared.copy(tmp_path_factory.mktemp("months"))
    site.run("translated")
    site.start()
    yield site
    site.stop()


def sound(page) -> None:
    assert not sideways(page) + small_targets(page) + violations(page)


def test_a_reader_comes_back_in_english_and_in_arabic(chromium, changing):
    with browsing(chromium, changing, viewport=PHONE) as page:
        for address in (STORY, f"/ar{STORY}"):
            page.goto(address)
            page.evaluate(READY)
            assert not page.locator(OFFER).is_visible()
        assert page.evaluate(REMEMBERED) == {"last-read:gaza-ceasefire": "1", "last-read:gaza-ceasefire.ar": "1"}
        kept = page.context.storage_state()

    changing.run("editions")  # of the original, the newest of which is edition 3
    changing.run("translated")  # edition 2 of the translation

    with browsing(chromium, changing, storage_state=kept, viewport=PHONE) as page:
        page.goto(STORY)
        page.locator(OFFER).click()
        page.wait_for_url(f"**{STORY}changes/?since=1")
        notes, righted = (page.get_by_role("region", name=name) for name in ("What the editors say", "Put right"))
        for part in (notes, righted):  # a correction's note says why what is listed there was put right
            assert part.get_by_text("A heading is put right; a statement that said nothing new is gone.").is_visible()
        assert notes.get_by_text("The heading used a word that our source does not use.").is_visible()
        assert not page.get_by_text("Another word in a heading.").count(), "the note of what was withdrawn"
        sound(page)

        page.goto(f"/ar{STORY}")
        page.locator(OFFER).click()
        page.wait_for_url(f"**/ar{STORY}changes/?since=1")
        assert page.locator("html").get_attribute("dir") == "rtl"
        assert [one.is_visible() for one in page.get_by_text("بالعربية.").all()] == [True, True], "as in the original"
        assert not page.get_by_text("A heading is put right").count()
        sound(page)
        page.goto(STORY)
        assert page.evaluate(REMEMBERED) == {"last-read:gaza-ceasefire": "3", "last-read:gaza-ceasefire.ar": "2"}


def test_who_last_read_an_edition_that_was_withdrawn_is_told(chromium, changing):
    with browsing(chromium, changing, viewport=PHONE) as page:
        page.add_init_script("localStorage['last-read:gaza-ceasefire'] ||= 2")  # as an older release kept it
        page.goto(f"{STORY}timeline/")
        page.locator(OFFER).click()
        page.wait_for_url(f"**{STORY}changes/?since=2")
        assert page.get_by_text("Version 2 was withdrawn").is_visible()
        assert page.get_by_text("this compares with version 1").is_visible()
        sound(page)


def test_a_mark_opens_the_fold_that_its_change_is_in(chromium, changing):
    with browsing(chromium, changing, viewport=PHONE) as page:
        page.goto(f"{STORY}statements/?since=1")
        mark = page.locator("small.since a").first
        name = mark.get_attribute("href").partition("#")[2]
        mark.click()
        page.wait_for_url(f"**#{name}")
        assert page.locator(f"[id='{name}']").is_visible()


def test_on_a_wide_screen_it_reads_as_well(chromium, changing):
    with browsing(chromium, changing, viewport={"width": 1280, "height": 900}) as page:
        for address in (f"{STORY}changes/?since=1", f"/ar{STORY}changes/?since=1", f"{STORY}changes/", STORY):
            page.goto(address)
            sound(page)
