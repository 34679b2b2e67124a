"""The front page, a story's workplace and help, as somebody clicks through them: sound, at every width, by keyboard."""

from __future__ import annotations

import re

import pytest

from .browse import browsing, log_in
from .measures import COLOUR, WCAG, small_targets
from .test_desk import faults_of

pytestmark = pytest.mark.browser
WORK = "/admin/explainer/story/1/work/"
PAGES = {
    "front page": "/admin/", "workplace": WORK, "what stops it": f"{WORK}?only=stops", "help": "/admin/help/",
    "a page of the guide": "/admin/help/first-story/", "its tables": "/admin/help/dates/",
}  # fmt: skip
FORMS = {
    "statement": "/admin/explainer/statement/1/change/", "source": "/admin/explainer/source/1/change/",
    "text of a source": "/admin/explainer/source/1/text/", "publish": "/admin/explainer/story/1/publish/",
}  # fmt: skip
# What stands outside the page; a wide table scrolls inside itself.
OUTSIDE = """() => [...document.querySelectorAll("main *")].filter((one) => {
    const {width, right} = one.getBoundingClientRect();
    return width && right > innerWidth + 1 && !one.closest(".desk-wide, .visually-hidden");
}).map((one) => `${one.tagName}.${one.className}`)"""


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("name", [*PAGES, *FORMS])
def test_a_page_is_sound_light_and_dark(chromium, site, staff, name, width):
    faults = []
    with browsing(chromium, site, storage_state=staff, viewport={"width": width, "height": 900}) as page:
        for scheme, rules in (("light", WCAG), ("dark", COLOUR)):
            page.emulate_media(color_scheme=scheme)
            page.goto({**PAGES, **FORMS}[name])
            assert page.get_by_role("heading", level=1).count() == 1
            faults += [f"{scheme}: {fault}" for fault in faults_of(page, rules)]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_a_page_goes_on_downwards_and_not_sideways(chromium, site, staff, name, width):
    with browsing(chromium, site, storage_state=staff, viewport={"width": width, "height": 800}) as page:
        page.goto(PAGES[name])
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert not page.evaluate(OUTSIDE)
        small = [one for one in small_targets(page) if "desk-" in one]
        assert not small, "\n".join(small)


def test_a_new_story_is_led_from_its_question_to_its_first_source_by_clicks(chromium, desk):
    with browsing(chromium, desk, viewport={"width": 1280, "height": 900}) as page:
        log_in(page, "editor")
        page.goto("/admin/")
        page.get_by_role("link", name="Begin a story").first.click()
        page.get_by_label("Title:", exact=True).fill("The reopening of the Tarn bridge")
        page.get_by_label("Address name:").first.fill("tarn-bridge")
        page.get_by_label("Question:").first.fill("Does the bridge reopen?")
        page.locator("#id_short_answer").fill("Nobody says yet.")
        page.get_by_label("As of:").fill("2026-11-27")
        page.get_by_role("button", name="Save", exact=True).first.click()
        page.locator(".messagelist").get_by_role("link", name="Workplace").click()
        assert page.get_by_role("heading", name="How a story begins").is_visible()
        following = page.locator("li[aria-current=step]")
        assert "Sources" in following.inner_text()
        following.get_by_role("link", name="Add a source").click()
        page.get_by_role("link", name="The reopening of the Tarn bridge").first.click()  # one click back
        page.get_by_role("link", name="Add a person or body").click()
        assert re.search(r"/actor/add/\?story=\d+", page.url)
        page.go_back()
        page.get_by_role("link", name="Add a statement to this story").click()
        assert "Tarn bridge" in page.locator(".field-story").first.inner_text()


def test_a_problem_leads_from_the_front_page_to_its_form_and_back(chromium, desk):
    with browsing(chromium, desk, viewport={"width": 1280, "height": 900}) as page:
        log_in(page, "editor")
        page.goto("/admin/explainer/term/1/change/")
        name = page.get_by_label("Name:", exact=True).input_value()
        page.locator("#id_definition").fill("He said “never uttered anywhere”.")
        page.get_by_role("button", name="Save", exact=True).first.click()
        page.goto("/admin/")
        card = page.locator("#story-1")
        assert "1 difference from edition" in card.inner_text()
        assert "editor 1" in card.inner_text()
        card.locator(".is-stopped a").first.click()
        assert page.url.endswith("/admin/explainer/term/1/change/")
        page.get_by_role("link", name="Workplace").first.click()
        row = page.locator("#terms .desk-rows > li.is-stopped")
        assert name in row.inner_text()
        assert "To put right" in row.inner_text()


def test_a_story_that_was_not_looked_at_is_asked_for_by_the_script(chromium, site, staff):
    """The page as it is sent when there was no time: its script asks for the card, and puts it in its place."""
    with browsing(chromium, site, storage_state=staff) as page:

        def without_time(route):
            answer = route.fetch()
            html = answer.text()
            for number in (1, 2):
                card = f'id="story-{number}" '
                html = html.replace(card, f'{card}data-look="/admin/front/{number}/" ')
            route.fulfill(response=answer, body=html.replace("Looked at", "Was looked at"))

        page.route(re.compile(r"/admin/$"), without_time)
        page.goto("/admin/")
        page.wait_for_function("() => !document.querySelector('[data-look]')")
        assert page.get_by_text(re.compile(r"^Looked at \d\d:\d\d")).count() == 2


def test_everything_works_without_script_and_with_the_keyboard(chromium, site, staff):
    with browsing(chromium, site, storage_state=staff, java_script_enabled=False) as page:
        page.goto("/admin/")
        assert page.locator(".desk-story").count() == 2
        page.get_by_role("link", name="Workplace").first.click()
        assert page.get_by_role("heading", name="Statements").is_visible()
    with browsing(chromium, site, storage_state=staff) as page:
        page.goto(WORK)
        page.get_by_role("navigation", name="Parts of the story").get_by_role("link", name="Statements").focus()
        page.keyboard.press("Enter")
        assert page.url.endswith("#statements")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('section').id") == "statements"


def test_the_way_to_help_and_on_through_the_guide_is_walked_with_keys_alone(chromium, site, staff):
    """From a form to its part, to the next page of the guide, and back; a wide table is scrolled by keys."""
    with browsing(chromium, site, storage_state=staff, viewport={"width": 390, "height": 800}) as page:
        page.goto("/admin/explainer/event/1/change/")
        for _press in range(60):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.textContent") == "Help with this form":
                break
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("/admin/help/dates/#how-a-date-is-written$"))
        table = page.locator(".desk-wide").first
        table.focus()
        assert table.evaluate("(one) => one === document.activeElement")
        page.get_by_role("navigation", name="The guide").get_by_role("link", name="Positions and issues").focus()
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("/admin/help/positions/$"))
        assert page.locator("[aria-current=page]").inner_text() == "Positions and issues"


def test_a_day_of_review_is_set_by_hand(chromium, desk):
    with browsing(chromium, desk) as page:
        log_in(page, "reporter")
        page.goto(WORK)
        page.get_by_label("Look at it again by").fill("2026-01-01")
        page.get_by_label("What to look at").fill("Are the talks on?")
        page.get_by_role("button", name="Keep the day").click()
        assert page.get_by_text("It was to be looked at again by 1 January 2026").is_visible()
        page.goto("/admin/")
        assert page.get_by_text("To be looked at again since 1 January 2026").is_visible()
        assert page.get_by_role("link", name=re.compile("Publish")).count() == 0
