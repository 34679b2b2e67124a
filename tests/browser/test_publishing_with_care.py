"""By clicking: ask, send back, ask, approve, publish, undo; and something urgent before what is scheduled."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from .browse import browsing, log_in
from .measures import COLOUR, WCAG
from .test_desk import faults_of

pytestmark = pytest.mark.browser
STORY = "/admin/explainer/story/1/change/"
PUBLIC = "/gaza-ceasefire/"


@pytest.fixture
def people(chromium, desk):
    """A reporter's window and an editor's."""
    with browsing(chromium, desk) as reporter, browsing(chromium, desk) as editor:
        log_in(reporter, "reporter")
        log_in(editor, "editor")
        yield reporter, editor


def told(page):
    return page.locator(".messagelist").inner_text()


def change(page, field, words):
    page.goto(STORY)
    page.locator(f"#id_{field}").fill(words)
    page.get_by_role("button", name="Save", exact=True).first.click()
    assert "Saved at the desk" in told(page)


def ask(page, comment):
    page.goto(STORY)
    page.get_by_role("link", name="Ask for it to be published…").click()
    assert page.get_by_text("Nothing else changed.").is_visible()
    page.get_by_label("Comment").fill(comment)
    page.get_by_role("button", name="Ask for it").click()
    assert "Asked for." in told(page)


def look(page):
    page.goto(STORY)
    page.get_by_role("link", name="Look at the request").click()


def read(chromium, desk, words, there=True):
    with browsing(chromium, desk) as page:
        page.goto(PUBLIC)
        assert (page.get_by_text(words).count() > 0) is there, words


def test_asked_sent_back_asked_approved_published_and_undone(chromium, desk, people):
    reporter, editor = people
    change(reporter, "limits", "A first sentence on limits.")
    ask(reporter, "Please look.")
    look(editor)
    assert editor.get_by_text("Please look.").is_visible()
    assert not faults_of(editor, WCAG)
    editor.get_by_label("What is to be mended").fill("Say whose limits.")
    editor.get_by_role("button", name="Send it back").click()
    assert "Sent back" in told(editor)

    reporter.goto("/admin/")
    notices = reporter.get_by_role("region", name="What you were told")
    assert "Say whose limits." in notices.inner_text()
    assert not faults_of(reporter, WCAG)
    notices.get_by_role("button", name=re.compile("^Read")).first.click()
    change(reporter, "limits", "A second sentence on limits of ours.")
    ask(reporter, "Mended.")

    look(editor)
    editor.get_by_role("button", name="Approve exactly this").click()
    assert "Approved as it stands" in told(editor)
    change(reporter, "limits", "A third sentence on limits of ours.")
    look(editor)
    assert editor.get_by_text("no longer counts").is_visible()
    editor.get_by_role("button", name="Approve exactly this").click()
    read(chromium, desk, "A third sentence", there=False)
    editor.get_by_label("Note to readers").fill("Limits are told.")
    editor.get_by_role("button", name="Publish now").click()
    assert "Published: edition 2 is public." in told(editor)

    editor.goto(STORY)
    editor.get_by_role("link", name="Undo…").click()
    assert not faults_of(editor, WCAG)
    editor.get_by_role("button", name="Undo").click()
    assert "Undone: edition 3 says again" in told(editor)
    with browsing(chromium, desk) as page:
        page.goto(f"{PUBLIC}editions/2/")
        assert page.get_by_role("heading", level=1).is_visible(), "what was undone is not erased"


def test_urgent_before_what_is_scheduled(chromium, desk, people):
    _reporter, editor = people
    change(editor, "question", "What is scheduled to be asked?")
    editor.goto(STORY)
    editor.get_by_role("link", name="Schedule…").click()
    at = datetime.now(UTC) + timedelta(days=1)
    editor.get_by_label("Time").fill(f"{at:%Y-%m-%dT%H:%M}")
    editor.get_by_role("button", name="Schedule", exact=True).click()
    assert "Scheduled: readers see edition" in told(editor)

    change(editor, "short_answer", "An urgent answer, at once.")
    editor.goto(STORY)
    editor.get_by_role("link", name="Publish…").click()
    editor.get_by_label("Publish it before the edition that is scheduled").check()
    only = editor.locator("#id_only input[value*='short_answer']")
    only.check()
    editor.get_by_role("button", name="Publish now").click()
    part = editor.get_by_role("region", name=re.compile("exactly this goes out now"))
    assert "An urgent answer, at once." in part.inner_text()
    assert "scheduled to be asked" not in part.inner_text()
    assert not faults_of(editor, WCAG)
    editor.get_by_role("button", name="Publish now").click()
    assert "is public" in told(editor)
    read(chromium, desk, "What is scheduled to be asked?", there=False)
    read(chromium, desk, "An urgent answer, at once.")

    editor.get_by_role("link", name="What it lacks, and confirm it").click()
    assert "An urgent answer, at once." in editor.get_by_role("region", name=re.compile("What it lacks")).inner_text()
    for scheme, rules in (("light", WCAG), ("dark", COLOUR)):
        editor.emulate_media(color_scheme=scheme)
        editor.reload()
        assert not faults_of(editor, rules)
    editor.get_by_label("Time").fill("")
    editor.get_by_role("button", name="Confirm it").click()
    assert "is public" in told(editor)
    read(chromium, desk, "What is scheduled to be asked?")
    read(chromium, desk, "An urgent answer, at once.")


def test_a_note_is_written_assigned_and_answered_by_keyboard_and_on_a_phone(chromium, desk):
    with browsing(chromium, desk, viewport={"width": 390, "height": 800}) as page:
        log_in(page, "editor")
        page.goto("/admin/explainer/statement/1/change/")
        page.get_by_role("link", name="Write a note, or ask somebody to look").focus()
        page.keyboard.press("Enter")
        page.get_by_label("Note").fill("Is this letter for letter?")
        page.get_by_label("Assign to").select_option(label="reporter")
        page.get_by_role("button", name="Note it").click()
        assert "Noted." in told(page)
        page.get_by_role("region", name=re.compile("Notes between editors")).get_by_role("link").first.click()
        assert not faults_of(page, WCAG)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth + 1")
        page.get_by_label("Answer").fill("It is.")
        page.get_by_role("button", name="Close it").click()
        assert "Closed." in told(page)


@pytest.mark.parametrize(
    "address", ["/admin/requests/", "/admin/notes/", "/admin/notices/", "/admin/publish-several/?story=1"]
)
def test_each_page_is_sound_light_and_dark(chromium, desk, address):
    with browsing(chromium, desk) as page:
        log_in(page, "editor")
        for scheme, rules in (("light", WCAG), ("dark", COLOUR)):
            page.emulate_media(color_scheme=scheme)
            page.goto(address)
            assert page.get_by_role("heading", level=1).count() == 1
            assert not faults_of(page, rules)
