"""An editor's day by clicking: change a quotation, look at the preview, publish, read what changed, withdraw."""

import re

import pytest

from .browse import browsing, log_in, to_changes

pytestmark = pytest.mark.browser

WORDS = "That’s really what our goal is right now."
NEW = "That’s really what our goal is, right now."
NOTE = "A comma in John Kirby’s words was missing."
REASON = "The comma was not in the broadcast after all."
STORY = "/gaza-ceasefire"
QUOTE = f"{STORY}/statements/kirby-six-weeks/"


@pytest.fixture
def editor(chromium, desk):
    """The editor's window, open all day."""
    with browsing(chromium, desk, viewport={"width": 1280, "height": 900}) as page:
        log_in(page, "editor")
        yield page


@pytest.fixture
def reader(chromium, desk):
    """Somebody who has never been here; options are those of ``browsing``."""
    return lambda **options: browsing(chromium, desk, **options)


def open_form(page, kind, search, title):
    """From the desk's first page to the form of the row that the search finds."""
    page.goto("/admin/")
    page.get_by_role("rowheader", name=kind, exact=True).get_by_role("link").click()
    if search:
        page.locator("#searchbar").fill(search)
        page.get_by_role("button", name="Search").click()
    page.locator("#result_list").get_by_role("link", name=title).first.click()
    page.locator("form .submit-row").first.wait_for()


def save(page):
    page.get_by_role("button", name="Save", exact=True).first.click()
    message = page.locator(".messagelist")
    assert "Saved at the desk. Not public yet." in message.inner_text()
    return message


def open_story(page):
    open_form(page, "Stories", "", re.compile("Gaza ceasefire"))


def test_a_quotation_is_changed_published_found_again_and_withdrawn(editor, reader):
    save_words_that_the_source_does_not_have(editor, reader)
    put_the_source_right_and_look_at_the_preview(editor, reader)
    publish_with_a_note(editor, reader)
    read_what_changed_and_what_was_there_before(reader)
    withdraw_it_again(editor, reader)


def save_words_that_the_source_does_not_have(editor, reader):
    """They are saved, and kept from readers until the source bears them out."""
    open_form(editor, "Statements", "six weeks of calm", re.compile("Kirby"))
    passage = editor.get_by_label("Text").filter(visible=True).nth(1)
    assert passage.input_value() == WORDS
    passage.fill(NEW)
    message = save(editor)
    message.get_by_role("link", name="Publishing").click()
    panel = editor.get_by_role("region", name="Publishing")
    assert NEW in panel.inner_text()
    assert "to put right before it can be published" in panel.inner_text()
    panel.get_by_role("link", name="Publish…").click()
    say_what_it_is(editor)
    editor.get_by_role("button", name="Publish now").click()
    assert "Publish: not done yet." in editor.locator("#content").inner_text()
    with reader() as page:
        page.goto(QUOTE)
        assert page.locator("blockquote").get_by_text(WORDS).is_visible()


def say_what_it_is(editor):
    """Readers have other words already: they are told what kind of edition it is, and why."""
    editor.get_by_label("Kind of edition").select_option(label="correction")
    editor.get_by_label("Note to readers").fill(NOTE)


def put_the_source_right_and_look_at_the_preview(editor, reader):
    open_form(editor, "Sources", "", re.compile("CNN"))
    excerpt = editor.get_by_label("Excerpt")
    excerpt.fill(excerpt.input_value().replace(WORDS, NEW))
    message = save(editor)
    message.get_by_role("link", name="Preview").click()
    assert editor.get_by_role("complementary", name="Preview").is_visible()
    editor.get_by_role("navigation", name="This explainer").get_by_role("link", name="Who said what").click()
    assert editor.get_by_text(NEW).is_visible()
    to_changes(editor)
    assert WORDS in editor.locator("del").inner_text()
    with reader() as page:
        page.goto(QUOTE)
        assert page.locator("blockquote").get_by_text(WORDS).is_visible()
        page.goto(f"{STORY}/changes/")
        assert page.locator("del").count() == 0


def publish_with_a_note(editor, reader):
    open_story(editor)
    panel = editor.get_by_role("region", name="Publishing")
    assert "Nothing stops publication." in panel.inner_text()
    panel.get_by_role("link", name="Publish…").click()
    say_what_it_is(editor)
    editor.get_by_role("button", name="Publish now").click()
    assert "edition 2 is public" in editor.locator(".messagelist").inner_text()
    with reader() as page:
        page.goto(QUOTE)
        assert page.locator("blockquote").get_by_text(NEW).is_visible()
        assert WORDS in page.locator("del").inner_text(), "what was put right is told on the page"
        assert page.get_by_text("compared with our excerpt of the source, letter for letter").is_visible()


def read_what_changed_and_what_was_there_before(reader):
    with reader() as page:
        page.goto(QUOTE)
        to_changes(page)
        second = page.get_by_role("region", name="Version 2: Correction")
        assert NOTE in second.inner_text()
        assert WORDS in second.locator("del").inner_text()
        assert NEW in second.locator("ins").inner_text()
        second.get_by_role("link", name="See it on the page").click()
        assert page.locator("blockquote").get_by_text(NEW).is_visible()
        page.goto(f"{STORY}/changes/")
        page.get_by_role("link", name="Read version 1 as it was").click()
        assert "An older version." in page.get_by_role("complementary", name="This version").inner_text()
        page.get_by_role("link", name=re.compile("^All \\d+ statements")).click()
        assert page.locator("blockquote").get_by_text(WORDS).is_visible()
        assert page.get_by_text(NEW).count() == 0


def withdraw_it_again(editor, reader):
    open_story(editor)
    editor.get_by_role("region", name="Publishing").get_by_role("link", name="Withdraw…").click()
    choice = editor.get_by_label("Edition")
    choice.select_option(label=choice.locator("option", has_text="Edition 2,").inner_text())
    editor.get_by_label("Reason").fill(REASON)
    editor.get_by_role("button", name="Withdraw", exact=True).click()
    assert "Edition 2 is withdrawn." in editor.locator(".messagelist").inner_text()
    with reader(expect={QUOTE: 410, f"{STORY}/editions/2/": 410}) as page:
        for address in (f"{STORY}/editions/2/", QUOTE):
            page.goto(address)
            assert page.get_by_role("heading", name="This version was withdrawn").is_visible()
            assert page.get_by_text(REASON).is_visible()
        page.get_by_role("link", name=re.compile("^Version 1, published")).click()
        assert page.get_by_role("heading", level=1).inner_text().startswith("If a Gaza ceasefire")


def test_a_reporter_writes_but_does_not_publish(chromium, desk):
    with browsing(chromium, desk) as page:
        log_in(page, "reporter")
        open_story(page)
        assert page.get_by_role("button", name="Save", exact=True).first.is_visible()
        assert page.get_by_role("button", name=re.compile("ublish|Withdraw")).count() == 0
        assert page.get_by_role("link", name=re.compile("Publish…|Schedule…|Withdraw…")).count() == 0
        assert "An editor publishes it." in page.get_by_role("region", name="Publishing").inner_text()
        for act in ("publish", "withdraw"):
            assert page.request.get(page.url.replace("/change/", f"/{act}/")).status == 403
