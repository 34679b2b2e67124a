"""The preview beside a form: a person clicks it, types on, changes its width and page, and nothing is saved."""

import re

import pytest

from .browse import browsing, log_in
from .measures import WCAG, violations

pytestmark = pytest.mark.browser
WIDE = {"viewport": {"width": 1440, "height": 900}}
NARROW = {"viewport": {"width": 390, "height": 844}}


def form(page):
    page.goto("/admin/explainer/story/1/change/")
    page.get_by_label("Question:").wait_for()


def test_what_is_typed_is_shown_beside_the_form_and_kept_up_with(chromium, desk):
    with browsing(chromium, desk, **WIDE) as page:
        log_in(page, "editor")
        form(page)
        question = page.get_by_label("Question:")
        was = question.input_value()
        question.fill("Does the lantern burn?")
        page.get_by_role("button", name="Show the preview").click()
        frame = page.frame_locator("iframe[title='Preview of what is typed']")
        frame.get_by_role("heading", name="Does the lantern burn?").wait_for()
        assert frame.get_by_text("Not saved.").is_visible()

        question.fill("Does the second lantern burn?")
        frame.get_by_role("heading", name="Does the second lantern burn?").wait_for()

        box = page.locator(".desk-preview-box iframe")
        assert box.evaluate("each => each.clientWidth") == 390
        page.get_by_role("button", name="Desktop").click()
        assert box.evaluate("each => each.clientWidth") == 1280
        edge, beside = page.locator(".desk-preview-box").bounding_box(), question.bounding_box()
        assert beside["x"] + beside["width"] <= edge["x"], "it stands beside the form, not over it"

        frame.get_by_role("link", name="Timeline", exact=True).click()
        frame.get_by_role("heading", level=1, name=re.compile("Timeline", re.I)).wait_for()
        question.fill("")
        page.get_by_text("Question: This field is required.").wait_for()
        question.fill("Is there a third lantern?")
        page.get_by_text("Question: This field is required.").wait_for(state="detached")
        inside = page.frames[-1].url
        assert inside.endswith("/timeline/"), "it stays at the page that was being read"

        page.get_by_label("Page", exact=True).select_option("Who’s who")
        frame.get_by_role("heading", level=1, name="Who’s who").wait_for()
        assert not [each for each in violations(page, WCAG) if "desk-preview" in each]
        page.get_by_role("button", name="Close the preview").click()
        assert page.locator("iframe").count() == 0
        form(page)
        assert page.get_by_label("Question:").input_value() == was


def test_on_a_phone_it_stands_below_the_form(chromium, desk):
    with browsing(chromium, desk, **NARROW) as page:
        log_in(page, "editor")
        form(page)
        page.get_by_role("button", name="Show the preview").click()
        page.frame_locator("iframe[title='Preview of what is typed']").get_by_text("Not saved.").wait_for()
        top = page.locator(".desk-preview-box").bounding_box()
        assert top["x"] >= 0
        assert top["x"] + top["width"] <= 390
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_without_script_the_button_opens_a_tab(chromium, desk):
    with browsing(chromium, desk, java_script_enabled=False, **WIDE) as page:
        log_in(page, "editor")
        form(page)
        page.get_by_label("Question:").fill("Does the lantern burn?")
        with page.context.expect_page() as opened:
            page.get_by_role("button", name="Show the preview").click()
        opened.value.get_by_role("heading", name="Does the lantern burn?").wait_for()
        assert page.get_by_label("Question:").input_value() == "Does the lantern burn?"
