"""Translating by keyboard alone: from text to text, taking what was translated before, beside the page that has it."""

from __future__ import annotations

import pytest

from .browse import browsing, log_in
from .measures import WCAG
from .test_desk import faults_of

pytestmark = pytest.mark.browser
WIDE = {"viewport": {"width": 1280, "height": 900}}
NARROW = {"viewport": {"width": 390, "height": 844}}
LIST = "/admin/explainer/translation/"
FIRST, SECOND = "state/agreement:label", "state/in-force:label"


def open_translation(page, language):
    """The translation of the first story; its address."""
    page.goto(LIST)
    page.locator("#result_list tbody tr").filter(has_text=language).get_by_role("link").first.click()
    page.get_by_role("heading", level=1, name=f"in {language}").wait_for()
    return page.url


def box(page, name):
    return page.locator(f"[id='t-{name}']")


def in_hand(page):
    return page.evaluate("document.activeElement.id")


def empty(page, *names):
    """Take these texts out, so that something is left to do."""
    for name in names:
        box(page, name).fill("")
    page.get_by_role("button", name="Save", exact=True).last.click()
    page.get_by_text("saved at the desk. Not public yet.").wait_for()


@pytest.mark.parametrize(("size", "language", "page_language"), [(WIDE, "Arabic", "ar"), (NARROW, "Hebrew", "he")])
def test_a_translator_needs_no_mouse(chromium, desk, size, language, page_language):
    with browsing(chromium, desk, **size) as page:
        log_in(page, "editor")
        address = open_translation(page, language)
        words = box(page, FIRST).input_value()
        assert page.evaluate("document.documentElement.scrollWidth") <= size["viewport"]["width"]
        empty(page, FIRST, SECOND)
        assert not faults_of(page, WCAG)

        page.goto(address)
        page.get_by_role("link", name="The first text that is left to do").focus()
        page.keyboard.press("Enter")
        page.wait_for_function("name => document.activeElement.id === name", arg=f"t-{FIRST}")
        page.keyboard.press("Alt+PageDown")
        assert in_hand(page) == f"t-{SECOND}"
        page.keyboard.press("Alt+PageUp")
        assert in_hand(page) == f"t-{FIRST}"
        page.keyboard.type(words)
        page.keyboard.press("Control+Enter")
        page.wait_for_function("name => document.activeElement.id === name", arg=f"t-{SECOND}")
        assert page.get_by_text("1 text saved at the desk. Not public yet.").is_visible()
        assert box(page, FIRST).input_value() == words
        assert page.get_by_text("Translated by editor").count() == 1

        page.keyboard.type("x")
        page.get_by_text("Not saved yet. Kept on this device").wait_for()
        page.keyboard.press("Backspace")
        page.get_by_text("Not saved yet. Kept on this device").wait_for(state="detached")
        page.locator("#desk-preview-above").focus()
        page.keyboard.press("Enter")
        frame = page.frame_locator("iframe[title='Preview of what is typed']")
        frame.locator(f"html[lang='{page_language}'][dir='rtl'] h1").first.wait_for()
        box(page, SECOND).focus()
        page.keyboard.type(words + words)
        frame.get_by_text(words + words).first.wait_for(state="attached")
        assert not faults_of(page, WCAG)


def test_what_was_translated_before_is_taken_with_one_key(chromium, desk):
    with browsing(chromium, desk, **WIDE) as page:
        log_in(page, "editor")
        page.goto(f"{open_translation(page, 'Arabic')}?section=overview")
        repeated = page.evaluate(
            """() => {
                const seen = new Map();
                for (const text of document.querySelectorAll('.desk-text')) {
                    const said = text.querySelector('p').textContent.trim();
                    const there = text.querySelector('textarea');
                    if (seen.has(said) && there.value) return [seen.get(said), there.value];
                    seen.set(said, there.name.replace('text:', ''));
                }
                return null;
            }"""
        )
        assert repeated, "the overview says something twice"
        name, words = repeated
        empty(page, name)
        box(page, name).focus()
        page.keyboard.press("Alt+Enter")
        assert box(page, name).input_value() == words
        assert in_hand(page) == f"t-{name}"
        box(page, name).fill("")
        page.locator(f"[id='text-{name}']").get_by_role("button", name="Take these words").first.click()
        assert box(page, name).input_value() == words
