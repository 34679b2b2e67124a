"""Nothing typed is lost: ended sessions, refused saves, closed tabs, a server that is gone, and two at one form."""

from __future__ import annotations

import re
from contextlib import contextmanager

import pytest

from .browse import browsing, log_in
from .site import PASSWORD
from .test_desk import faults_of

pytestmark = pytest.mark.browser
STATEMENT = "/admin/explainer/statement/1/change/"
TERM = "/admin/explainer/term/1/change/"
ADD = "/admin/explainer/statement/add/"
MARKUP = "<img src=x onerror=\"document.title='run'\"><b>bold</b>"
DARK = {"width": 1280, "height": 900}


@contextmanager
def at_desk(chromium, desk, name="editor", **options):
    with browsing(chromium, desk, viewport=DARK, **options) as page:
        log_in(page, name)
        yield page


def kept(page):
    """Wait until what was typed last is on the device: the script says when it kept the form."""
    before = page.evaluate("Date.now()")
    page.wait_for_function("since => Number(document.documentElement.dataset.kept || 0) >= since - 50", arg=before)


def type_into(page, box, text):
    page.locator(f"#id_{box}").fill(text)
    kept(page)


def offers(page):
    return page.get_by_role("region", name="What you typed here and did not save")


def save(page):
    page.get_by_role("button", name="Save", exact=True).first.click()


def test_a_closed_tab_offers_what_was_typed_as_text_with_what_differs(chromium, desk):
    with at_desk(chromium, desk) as page:
        page.goto(STATEMENT)
        was = page.locator("#id_topic").input_value()
        type_into(page, "topic", MARKUP)
        page.close()
        page = page.context.new_page()
        page.goto(STATEMENT)
        offer = offers(page)
        assert MARKUP in offer.locator("ins").inner_text()
        assert was in offer.locator("del").inner_text()
        assert re.search(r"Typed at \d\d:\d\d, kept on this device", offer.inner_text())
        assert offer.locator("img, b").count() == 0
        assert not faults_of(page)
        assert page.title() != "run"
        offer.get_by_role("button", name="Bring it back").click()
        page.get_by_text("This is what you had typed.").wait_for()
        assert page.locator("#id_topic").input_value() == MARKUP
        page.goto(STATEMENT)
        offers(page).get_by_role("button", name="Throw it away").click()
        offers(page).wait_for(state="detached")
        page.goto(STATEMENT)
        page.wait_for_function("() => document.documentElement.dataset.heard")
        assert offers(page).count() == 0


def test_parts_lists_ticks_and_markdown_come_back_with_their_names(chromium, desk):
    with at_desk(chromium, desk) as page:
        page.goto(ADD)
        choose(page, "story", "Gaza")
        choose(page, "speaker", "Kirby")
        page.locator("#id_topic").fill("a typed topic")
        page.locator("#id_when").fill("2024-06")
        page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
        page.locator("#id_context").fill("Some *Markdown*\n\nand more.")
        page.get_by_role("button", name="Add another Passage").click()
        page.locator("#id_passages-0-text").fill("words of theirs")
        page.locator("#id_passages-0-cut_before").check()
        kept(page)
        page.close()
        page = page.context.new_page()
        page.goto(ADD)
        offer = offers(page).inner_text()
        for words in ("Kirby", "a typed topic", "words of theirs", "yes"):
            assert words in offer
        offers(page).get_by_role("button", name="Bring it back").click()
        page.get_by_text("This is what you had typed.").wait_for()
        assert page.locator("#id_when").input_value() == "2024-06"
        assert page.locator("#id_context").input_value() == "Some *Markdown*\n\nand more."
        assert page.locator("#id_passages-0-text").input_value() == "words of theirs"
        assert page.locator("#id_passages-0-cut_before").is_checked()
        assert "Kirby" in page.locator("#select2-id_speaker-container").inner_text()


def choose(page, box, words):
    page.locator(f"[aria-labelledby=select2-id_{box}-container]").click()
    page.locator(".select2-search__field").last.fill(words)
    page.locator(".select2-results__option", has_text=words).first.click()


def test_a_save_that_went_through_leaves_nothing_to_offer(chromium, desk):
    with at_desk(chromium, desk) as page:
        page.goto(TERM)
        type_into(page, "name", "a saved name")
        save(page)
        page.get_by_text("Saved at the desk.").wait_for()
        page.goto(TERM)
        page.wait_for_function("() => document.documentElement.dataset.heard")
        assert page.locator("#id_name").input_value() == "a saved name"
        assert offers(page).count() == 0
        assert stored(page) == []


def stored(page):
    return page.evaluate(
        """() => new Promise((resolve) => {
            const asked = indexedDB.open("explainer-desk", 1);
            asked.onsuccess = () => {
                const all = asked.result.transaction("kept").objectStore("kept").getAll();
                all.onsuccess = () => { asked.result.close(); resolve(all.result); };
            };
        })"""
    )


def test_no_password_token_or_guard_is_ever_kept(chromium, desk):
    with at_desk(chromium, desk) as page:
        page.goto("/admin/explainer/story/1/change/")
        page.evaluate(
            """() => {
                const box = document.createElement("input");
                box.type = "password"; box.name = "secret"; box.value = "very secret";
                document.querySelector("#story_form").append(box);
            }"""
        )
        token = page.locator("#story_form input[name=csrfmiddlewaretoken]").input_value()
        type_into(page, "title", "typed")
        (record,) = stored(page)
        names = {name for name, _value in record["pairs"]}
        assert "title" in names
        assert not names & {"csrfmiddlewaretoken", "_shown", "_seen", "_base", "secret"}
        assert token not in str(record)
        assert "very secret" not in str(record)


def test_a_refused_save_keeps_the_text_here_and_on_the_device(chromium, desk):
    with at_desk(chromium, desk) as page:
        page.goto(TERM)
        type_into(page, "definition", "a long definition, typed")
        page.locator("#id_name").fill("")
        save(page)
        page.get_by_role("heading", name="nothing was saved").wait_for()
        assert page.locator("#id_definition").input_value() == "a long definition, typed"
        page.close()
        page = page.context.new_page()
        page.goto(TERM)
        assert "a long definition, typed" in offers(page).inner_text()


def test_leaving_a_changed_form_asks_and_an_untouched_one_does_not(chromium, desk):
    with at_desk(chromium, desk) as page:
        asked = []
        page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
        page.goto(TERM)
        page.locator("#id_name").click()
        page.goto("/admin/")
        assert asked == []
        page.goto(TERM)
        page.locator("#id_name").press_sequentially("x")
        kept(page)
        page.goto("/admin/")
        assert asked == ["beforeunload"]
        assert "What you typed and did not save" in page.locator("#desk-offers").inner_text()
        page.goto(TERM)
        offers(page).get_by_role("button", name="Throw it away").click()
        type_into(page, "name", "saved without a question")
        save(page)
        page.get_by_text("Saved at the desk.").wait_for()
        assert asked == ["beforeunload"]


@contextmanager
def in_trouble(chromium, desk, name="editor"):
    """A window in which answers of all kinds are expected; an error that a script throws is none of them."""
    context = chromium.new_context(base_url=desk.origin, viewport=DARK)
    context.set_default_timeout(15_000)
    thrown = []
    context.on("weberror", lambda error: thrown.append(str(error.error)))
    try:
        page = context.new_page()
        log_in(page, name)
        yield page
        assert not thrown
    finally:
        context.close()


def sign_in(page, name="editor"):
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()


def heard(page, what):
    page.wait_for_function("what => document.documentElement.dataset.heard === what", arg=what)


def test_a_post_that_met_an_ended_session_comes_back_after_signing_in(chromium, desk):
    with in_trouble(chromium, desk) as page:
        page.goto(TERM)
        heard(page, "well")
        type_into(page, "name", "typed before it ended")
        page.context.clear_cookies(name="session")
        save(page)
        page.get_by_text("Your session has ended").first.wait_for()
        assert "What you typed is safe." in page.locator("#content-main").inner_text()
        page.get_by_role("link", name="Sign in again").click()
        sign_in(page)
        page.get_by_text("This is what you had typed.").wait_for()
        assert page.locator("#id_name").input_value() == "typed before it ended"
        save(page)
        page.get_by_text("Saved at the desk.").wait_for()
        assert stored(page) == []


def test_a_session_that_ends_meanwhile_is_said_and_signing_in_elsewhere_mends_it(chromium, desk):
    with in_trouble(chromium, desk) as page:
        page.goto(TERM)
        heard(page, "well")
        type_into(page, "name", "typed while it ended")
        page.context.clear_cookies(name="session")
        page.evaluate("window.dispatchEvent(new Event('online'))")
        alarm = page.get_by_role("alert")
        alarm.get_by_text("Your session has ended.").wait_for()
        save(page)
        assert page.locator("#id_name").input_value() == "typed while it ended"
        with page.context.expect_page() as other:
            alarm.get_by_role("link", name="Sign in in another tab").click()
        sign_in(other.value)
        other.value.get_by_role("button", name="Log out").wait_for()
        save(page)
        page.get_by_text("Saved at the desk.").wait_for()


def test_without_script_the_text_of_an_ended_session_is_in_the_page(chromium, desk):
    context = chromium.new_context(base_url=desk.origin, java_script_enabled=False)
    context.set_default_timeout(15_000)
    page = context.new_page()
    log_in(page, "editor")
    page.goto(TERM)
    page.locator("#id_name").fill("typed without script")
    context.clear_cookies(name="session")
    save(page)
    page.get_by_text("What you typed is safe.").wait_for()
    other = context.new_page()
    log_in(other, "editor")
    page.get_by_role("button", name="Bring the form back").click()
    page.get_by_text("The form was opened before you last signed in").first.wait_for()
    page.get_by_role("button", name="Bring the form back").click()
    page.get_by_text("This is what you had typed.").wait_for()
    assert page.locator("#id_name").input_value() == "typed without script"
    save(page)
    page.get_by_text("Saved at the desk.").wait_for()
    context.close()


def test_a_server_that_is_gone_is_said_on_the_page_and_the_save_waits(chromium, desk):
    with in_trouble(chromium, desk) as page:
        page.goto(TERM)
        heard(page, "well")
        type_into(page, "name", "typed while it was away")
        desk.stop()
        try:
            page.evaluate("window.dispatchEvent(new Event('online'))")
            page.get_by_role("alert").get_by_text("The server does not answer.").wait_for()
            save(page)
            heard(page, "gone")
            assert page.locator("#id_name").input_value() == "typed while it was away"
        finally:
            desk.start()
        save(page)
        page.get_by_text("Saved at the desk.").wait_for()


def test_a_post_whose_connection_died_comes_back_when_the_form_is_opened(chromium, desk):
    with in_trouble(chromium, desk) as page:
        page.goto(TERM)
        heard(page, "well")
        type_into(page, "name", "typed before it died")
        page.route("**" + TERM, lambda route: route.abort("connectionreset"))
        save(page)
        page.wait_for_url("chrome-error://**")
        page.unroute("**" + TERM)
        page.goto(TERM)
        page.get_by_text("This is what you had typed.").wait_for()
        assert page.locator("#id_name").input_value() == "typed before it died"
        page.locator("#id_name").fill("thrown away")


def test_what_one_person_typed_is_never_shown_to_another_on_the_device(chromium, desk):
    with in_trouble(chromium, desk) as page:
        page.goto(TERM)
        type_into(page, "definition", "only the editor’s")
        page.context.clear_cookies(name="session")
        page.close()
        page = page.context.new_page()
        log_in(page, "reporter")
        page.goto(TERM)
        heard(page, "well")
        assert offers(page).count() == 0
        assert "only the editor’s" not in page.content()
        page.get_by_role("button", name="Log out").click()
        page.get_by_role("link", name="Log in again").wait_for()
        assert len(stored(page)) == 1, "what another typed is theirs to lose"
        log_in(page, "editor")
        page.goto(TERM)
        assert "only the editor’s" in offers(page).inner_text()
        page.once("dialog", lambda dialog: dialog.dismiss())
        page.get_by_role("button", name="Log out").click()
        assert offers(page).is_visible()
        page.once("dialog", lambda dialog: dialog.accept())
        page.get_by_role("button", name="Log out").click()
        page.get_by_role("link", name="Log in again").wait_for()
        assert stored(page) == []


def test_two_browsers_at_one_form_see_each_other_and_lose_nothing(chromium, desk):
    with at_desk(chromium, desk) as one, at_desk(chromium, desk, "reporter") as other:
        one.goto(STATEMENT)
        heard(one, "well")
        other.goto(STATEMENT)
        assert re.search(r"editor has this open, too, since \d\d:\d\d", other.locator("#desk-here").inner_text())
        heard(other, "well")
        one.evaluate("window.dispatchEvent(new Event('online'))")
        one.get_by_text("reporter has this open, too").wait_for()
        one.locator("#id_topic").fill("the new gate of the port")
        one.locator("#id_note").fill("only one of them")
        other.locator("#id_topic").fill("the old gate of the port")
        other.locator("#id_context").fill("only the other")
        save(one)
        one.get_by_text("Saved at the desk.").wait_for()
        save(other)
        clashes = other.get_by_role("region", name="Both of you changed this")
        assert clashes.locator("mark").all_inner_texts() == ["new", "old"]
        assert not faults_of(other)
        assert other.locator("#id_note").input_value() == "only one of them"
        assert other.locator("#id_context").input_value() == "only the other"
        assert other.locator("#id_topic").input_value() == "the old gate of the port"
        clashes.get_by_label("Take theirs").check()
        save(other)
        other.get_by_text("Saved at the desk.").wait_for()
        one.goto(STATEMENT)
        assert one.locator("#id_topic").input_value() == "the new gate of the port"
        assert one.locator("#id_context").input_value() == "only the other"


def test_what_was_typed_before_somebody_else_saved_is_put_together_when_brought_back(chromium, desk):
    with at_desk(chromium, desk) as one, at_desk(chromium, desk, "reporter") as other:
        one.goto(STATEMENT)
        type_into(one, "note", "typed and not saved")
        one.close()
        other.goto(STATEMENT)
        other.locator("#id_topic").fill("saved since")
        save(other)
        other.get_by_text("Saved at the desk.").wait_for()
        one = one.context.new_page()
        one.goto(STATEMENT)
        assert "It was saved since you opened it." in offers(one).inner_text()
        offers(one).get_by_role("button", name="Bring it back").click()
        one.get_by_text("This is what you had typed.").wait_for()
        assert one.locator("#id_topic").input_value() == "saved since"
        assert one.locator("#id_note").input_value() == "typed and not saved"


def test_what_another_tab_is_typing_is_not_offered_in_this_one(chromium, desk):
    with at_desk(chromium, desk) as page:
        page.goto(ADD)
        type_into(page, "topic", "in the first tab")
        second = page.context.new_page()
        second.goto(ADD)
        heard(second, "well")
        type_into(second, "topic", "in the second tab")
        assert offers(second).count() == 0
        page.close()
        second.close()
        third = page.context.new_page()
        third.goto(ADD)
        text = offers(third).inner_text()
        assert "in the first tab" in text
        assert "in the second tab" in text


def test_a_reason_on_a_page_of_the_desks_own_is_filled_in_again(chromium, desk):
    with at_desk(chromium, desk) as page:
        page.goto("/admin/explainer/story/1/withdraw/")
        reason = page.get_by_label("Reason")
        reason.fill("a reason that was typed")
        kept(page)
        page.close()
        page = page.context.new_page()
        page.goto("/admin/explainer/story/1/withdraw/")
        assert "a reason that was typed" in offers(page).inner_text()
        offers(page).get_by_role("button", name="Bring it back").click()
        assert page.get_by_label("Reason").input_value() == "a reason that was typed"
        assert offers(page).count() == 0


def test_a_form_that_is_sent_by_the_enter_key_leaves_nothing_to_offer(chromium, desk):
    with at_desk(chromium, desk) as page:
        page.goto(TERM)
        page.locator("#id_name").press_sequentially(" by enter")
        kept(page)
        page.locator("#id_name").press("Enter")
        page.get_by_text("Saved at the desk.").wait_for()
        page.goto(TERM)
        heard(page, "well")
        assert offers(page).count() == 0
