"""Forms that remember and narrow, by clicking: lists, what is kept, dates asked back, errors, folds, and how high."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest

from .browse import browsing, log_in
from .test_desk import faults_of

pytestmark = pytest.mark.browser
ADD = "/admin/explainer/statement/add/"
HIGHEST = 1200  # px of a statement's form, at 1280 px wide, above its folded parts


class Hands:
    """Clicks and types as a person does, and counts both; a key that moves on counts as no click."""

    def __init__(self, page):
        self.page, self.clicks, self.typed = page, 0, 0

    def click(self, target):
        self.clicks += 1
        target.click()

    def write(self, name, text):
        """A field that one comes to by its label or by Tab."""
        self.typed += 1
        self.page.locator(f"[name='{name}']").fill(text)

    def choose(self, name, term):
        """One of a list: opened, searched by typing, taken with Enter."""
        with self.page.expect_response(re.compile("autocomplete")):
            self.click(self.page.locator(f"#id_{name} + .select2"))
        self.page.locator(".select2-results__option--highlighted").wait_for()
        self.typed += 1
        with self.page.expect_response(re.compile(f"term={quote(term)}(&|$)")):
            self.page.locator(".select2-search__field:focus").press_sequentially(term)
        self.page.locator(".select2-results__option--highlighted", has_text=re.compile(re.escape(term))).wait_for()
        self.page.keyboard.press("Enter")
        self.page.locator(f"#id_{name} option:checked", has_text=re.compile(re.escape(term))).wait_for(state="attached")

    def pick(self, name, code):
        self.clicks += 1
        self.page.locator(f"[name='{name}']").select_option(code)

    def save(self, words="Save and add another"):
        self.click(self.page.get_by_role("button", name=words, exact=True).first)


def chosen(page, name):
    return page.locator(f"#id_{name} option:checked").all_inner_texts()


def test_the_tenth_statement_takes_few_clicks_and_fields(chromium, desk):
    with browsing(chromium, desk, viewport={"width": 1280, "height": 900}) as page:
        log_in(page, "editor")
        page.goto(ADD)
        hands = Hands(page)
        for number in (9, 10):
            hands.clicks = hands.typed = 0
            if not chosen(page, "speaker"):
                hands.choose("speaker", "Benjamin Netanyahu")
                hands.choose("sources", "CNN")
                hands.choose("issues", "What happens after week six")
                hands.write("when", "late June")
            hands.write("topic", f"matter {number}")
            hands.pick("wording", "paraphrase")
            hands.write("lead_in", f"Benjamin Netanyahu said that the matter {number} stands.")
            if number == 9:
                hands.save()
                page.get_by_role("heading", name="Kept from the one before").wait_for()
                assert chosen(page, "speaker") == ["Benjamin Netanyahu"]
                assert chosen(page, "sources") == ["CNN, 2024-08-23"]
                assert chosen(page, "issues") == ["What happens after week six"]
                assert page.locator("#id_when").input_value() == "[2024-06-21..2024-06-30]"
                assert page.locator("#id_when_reported").input_value() == "late June"
                assert page.get_by_text("“late June” was read as late June 2024").is_visible()
                assert not faults_of(page)
                page.reload()  # what was said of the save is said once
                top = page.locator("details > summary", has_text="More about it").bounding_box()["y"]
                top += page.evaluate("scrollY")
                assert top <= HIGHEST, top
            else:
                hands.save("Save")
        print(f"the tenth statement: {hands.clicks} clicks, {hands.typed} typed fields, {top:.0f} px")
        assert (hands.clicks, hands.typed) <= (3, 2)


def test_lists_narrow_as_the_story_and_the_speaker_are_chosen(chromium, desk):
    with browsing(chromium, desk) as page:
        log_in(page, "editor")
        page.goto(ADD)
        hands = Hands(page)
        with page.expect_request(re.compile("autocomplete")) as asked:
            page.locator("#id_issues + .select2").click()
        assert "story=1" in asked.value.url
        page.keyboard.press("Escape")
        hands.choose("speaker", "Benjamin Netanyahu")
        with page.expect_response(re.compile("field_name=role")) as told:
            page.locator("#id_role + .select2").click()
        roles = told.value.json()["results"]
        assert roles
        assert all(row["text"].startswith("Benjamin Netanyahu: ") for row in roles), (told.value.url, roles)
        page.locator(".select2-results__option").first.click()
        assert chosen(page, "role")[0].startswith("Benjamin Netanyahu: ")
        hands.choose("speaker", "Joe Biden")
        page.get_by_text("Emptied, since it was of another speaker: Role.").wait_for()
        assert chosen(page, "role") in ([], [""], ["---------"])


def test_a_date_that_may_be_two_is_settled_with_a_click(chromium, desk):
    with browsing(chromium, desk) as page:
        log_in(page, "editor")
        page.goto(ADD)
        page.locator("#id_when").fill("06/07/2024")
        page.get_by_role("button", name="Save", exact=True).first.click()
        page.get_by_role("button", name="7 June 2024").click()
        assert page.locator("#id_when").input_value() == "2024-06-07"


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scripted", [True, False], ids=["with script", "without"])
def test_errors_have_the_focus_and_lead_to_their_fields(chromium, desk, width, scripted):
    options = {"viewport": {"width": width, "height": 900}, "java_script_enabled": scripted}
    with browsing(chromium, desk, **options) as page:
        log_in(page, "editor")
        page.goto(ADD)
        page.locator("input[name='_save']").first.click()
        summary = page.locator("#desk-errors")
        if scripted:  # without, the browser's own “autofocus” does it, which cannot be asked for here
            page.wait_for_function("document.activeElement?.id === 'desk-errors'")
            assert not faults_of(page)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        summary.get_by_role("link", name="Topic").click()
        page.locator("#id_topic").fill("x") if not scripted else page.keyboard.type("x")
        assert page.locator("#id_topic").input_value() == "x"


def test_a_way_to_a_field_opens_its_fold(chromium, desk):
    with browsing(chromium, desk) as page:
        log_in(page, "editor")
        page.goto(f"{ADD}#id_note")
        page.wait_for_function("document.activeElement?.id === 'id_note'")
        assert page.locator("#id_note").is_visible()


def test_without_script_a_statement_can_be_entered_with_whole_lists(chromium, desk):
    with browsing(chromium, desk, java_script_enabled=False) as page:
        log_in(page, "editor")
        page.goto(ADD)
        page.get_by_role("link", name="Open this form with whole lists").click()
        page.locator("#id_speaker").select_option(label="Joe Biden")
        page.locator("#id_sources").select_option(label="CNN, 2024-08-23")
        page.locator("#id_topic").fill("without script")
        page.locator("#id_wording").select_option("paraphrase")
        page.locator("#id_lead_in").fill("Joe Biden said so.")
        page.locator("input[name='_save']").first.click()
        assert page.get_by_text("was added successfully").is_visible()


def test_what_stops_publication_is_told_at_the_field_after_a_save(chromium, desk):
    with browsing(chromium, desk) as page:
        log_in(page, "editor")
        page.goto("/admin/explainer/statement/1/change/")
        page.locator("#id_lead_in").fill("He claimed:")
        page.get_by_role("button", name="Save", exact=True).first.click()
        page.get_by_role("link", name="Our words before the quotation").click()
        page.wait_for_function("document.activeElement?.id === 'id_lead_in'")
        assert page.locator("#id_lead_in_helptext").get_by_text("carries an opinion").is_visible()
        assert not faults_of(page)
