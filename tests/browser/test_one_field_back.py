"""A person brings one field of a statement back by clicking, and what else was changed since stays."""

import pytest

from .browse import browsing, log_in
from .measures import WCAG, violations

pytestmark = pytest.mark.browser
STATEMENT = "/admin/explainer/statement/1/"


def save(page, **typed):
    page.goto(f"{STATEMENT}change/")
    for label, text in typed.items():
        page.get_by_label(f"{label}:").first.fill(text)
    page.get_by_role("button", name="Save and continue editing").first.click()
    page.get_by_text("Saved at the desk. Not public yet.").wait_for()


def test_one_field_is_brought_back_and_the_other_stays(chromium, desk):
    with browsing(chromium, desk, viewport={"width": 1280, "height": 900}) as page:
        log_in(page, "editor")
        save(page, Topic="the first topic", Context="The first context.")
        save(page, Topic="the second topic", Context="The second context.")
        page.get_by_role("link", name="History", exact=True).click()
        page.get_by_role("heading", name="History", exact=True).wait_for()
        assert page.locator("del", has_text="the first topic").is_visible()
        assert page.locator("ins", has_text="the second topic").is_visible()
        assert not violations(page, WCAG)

        page.get_by_role("button", name="Compare the two").click()
        page.get_by_role("heading", name="Two versions beside each other").wait_for()
        assert page.get_by_role("cell", name="The second context.").is_visible()
        page.go_back()

        page.locator(".desk-version h2 a").nth(1).click()
        page.get_by_role("button", name="Bring back topic").click()
        page.get_by_text("All else is as it was.").wait_for()
        page.goto(f"{STATEMENT}change/")
        assert page.get_by_label("Topic:").first.input_value() == "the first topic"
        assert page.get_by_label("Context:").first.input_value() == "The second context."
