"""Write from the source, by mouse, finger and keys: mark words, make a statement of them, and go on reading there."""

from __future__ import annotations

import re

import pytest

from .browse import browsing, log_in
from .measures import COLOUR, WCAG, sideways, violations
from .test_desk import DJANGO

pytestmark = pytest.mark.browser

FIRST = "“The gate will be shut by nightfall and it will stay so,” Netanyahu said on Wednesday."
FILLER = " ".join(f"The council counted carts for the {number}th time and found nothing new." for number in range(60))
TEXT = f"""{FIRST} Nobody answered him.

{FILLER}

The talks were “near enough to hopeless”, said one, and pressure was “growing by the day,” but he was “very strong.”

Joe Biden said on Thursday that both sides were closer than ever before.

“We hold,” Kirby said, “to what was agreed on paper.” “That would be the first of many,” said another."""
HEBREW = 'ראש הממשלה אמר: "אנחנו נישאר כאן עד הסוף." איש לא ענה לו.'
LAST = "“That would be the first of many,” said another."
PRESENT = """
import json
from explainer.models import Source, SourceText, Story
made = {}
for name, language, text in json.loads(%r):
    source = Source.objects.create(slug=name, publisher="The Test " + name, published="2024-08-23", language=language)
    SourceText.objects.create(source=source, text=text)
    made[name] = source.pk
print("made", json.dumps(made))
"""


@pytest.fixture(scope="module")
def sources(desk) -> dict[str, int]:
    """Sources with their texts, one for each test, by name."""
    import json

    english = (
        "counted",
        "keys",
        "phone",
        "axe",
        "plain",
        "ended",
        "replaced",
        "refused",
        "letters",
        "touch",
        "kept",
        "row",
    )
    given = json.dumps([*((name, "en", TEXT) for name in english), ("hebrew", "he", HEBREW)])
    told = desk.manage("shell", "--no-imports", "--command", PRESENT % given)
    return json.loads(told.partition("made ")[2])


@pytest.fixture(scope="module")
def signed_in(chromium, desk) -> dict:
    with browsing(chromium, desk) as page:
        log_in(page, "editor")
        return page.context.storage_state()


@pytest.fixture
def at_text(chromium, desk, sources, signed_in):
    """The page of a text, the story chosen."""

    def opened(name, **options):
        return browsing(
            chromium, desk, storage_state=signed_in, **({"viewport": {"width": 1280, "height": 900}} | options)
        )

    return opened


def go(page, sources, name):
    page.goto(f"/admin/explainer/source/{sources[name]}/text/?story=1")
    page.locator("#source-text").wait_for()


MARK = """(words) => {
    const parts = [...document.querySelectorAll("#source-text [data-at]")];
    const whole = parts.map((part) => part.textContent).join("");
    const range = document.createRange();
    let at = 0, from = whole.indexOf(words), to = from + words.length;
    for (const part of parts) {
        const node = part.firstChild, length = node.data.length;
        if (from >= at && from < at + length) range.setStart(node, from - at);
        if (to > at && to <= at + length) range.setEnd(node, to - at);
        at += length;
    }
    const [first, last] = [[...range.getClientRects()][0], [...range.getClientRects()].at(-1)];
    return [first.left, first.top + first.height / 2, last.right, last.top + last.height / 2];
}"""


def drag(page, words):
    """Mark words with the mouse, as a person does: press before the first, let go behind the last."""
    page.locator(".source-sentence", has_text=words[1:20]).first.scroll_into_view_if_needed()
    left, top, right, bottom = page.evaluate(MARK, words)
    page.mouse.move(left + 1, top)
    page.mouse.down()
    page.mouse.move((left + right) / 2, bottom, steps=3)
    page.mouse.move(right - 1, bottom, steps=3)
    page.mouse.up()
    page.locator("#words blockquote", has_text=words[:30]).wait_for()


def field(page, name):
    return page.locator(f'#words [name="{name}"]')


def marks(page):
    return page.locator("#source-text mark").all_inner_texts()


def save(page):
    page.get_by_role("button", name="Save the statement").click()


class Hand:
    """Counts what a person does."""

    def __init__(self, page):
        self.page, self.clicks, self.fields = page, 0, 0

    def mark(self, words):
        self.clicks += 1
        drag(self.page, words)

    def click(self, target):
        self.clicks += 1
        target.click()

    def fill(self, target, words):
        self.clicks += 1
        self.fields += 1
        target.click()
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(words)


def test_a_statement_takes_at_most_five_clicks_and_three_fields(at_text, sources):
    """A quotation and a paraphrase, counted; then one goes on reading at the same place."""
    with at_text("counted") as page:
        go(page, sources, "counted")
        quote = Hand(page)
        quote.mark(FIRST)
        assert field(page, "wording").locator("xpath=self::*[@value='direct']").is_checked()
        assert field(page, "piece_0").input_value() == "The gate will be shut by nightfall and it will stay so"
        assert (field(page, "when_reported").input_value(), field(page, "when").input_value()) == (
            "on Wednesday",
            "2024-08-21",
        )
        quote.click(page.get_by_label("Benjamin Netanyahu, named in this sentence"))
        quote.click(page.get_by_role("button", name="Save the statement"))
        page.get_by_text("Not public yet").wait_for()
        assert "The gate will be shut by nightfall and it will stay so" in marks(page)

        said = Hand(page)
        said.mark("Joe Biden said on Thursday that both sides were closer than ever before.")
        said.click(page.get_by_label("Joe Biden, named in this sentence"))
        said.fill(field(page, "lead_in"), "Joe Biden said that the two sides had come closer.")
        said.fill(field(page, "topic"), "how close the sides are")
        height = page.evaluate("scrollY")
        assert height > 200
        said.click(page.get_by_role("button", name="Save the statement"))
        page.get_by_text("Not public yet").wait_for()
        assert abs(page.evaluate("scrollY") - height) < 60, "one goes on reading at the same place"
        assert page.evaluate("document.activeElement.classList.contains('source-sentence')")
        assert "Joe Biden said on Thursday" in page.evaluate("document.activeElement.textContent")
        for hand in (quote, said):
            assert (hand.clicks <= 5, hand.fields <= 3) == (True, True), (hand.clicks, hand.fields)
        note = page.get_by_role("link", name="Biden").filter(has_text="Biden").last
        note.click()
        assert (
            page.get_by_label("Our words before the quotation").input_value()
            == "Joe Biden said that the two sides had come closer."
        )


def test_somebody_new_is_made_beside_the_text(at_text, sources):
    with at_text("row") as page:
        go(page, sources, "row")
        drag(page, "“That would be the first of many,”")
        assert not page.locator(".source-new").is_visible()
        field(page, "speaker").fill("Ana Reyes")
        assert page.locator(".source-new").is_visible()
        field(page, "kind").select_option("person")
        field(page, "part").select_option("mediator")
        save(page)
        page.get_by_text("Not public yet").wait_for()
        assert page.locator(".source-note", has_text="Ana Reyes").is_visible()


def test_keys_alone_mark_words_make_a_statement_and_lead_back(at_text, sources):
    with at_text("keys") as page:
        go(page, sources, "keys")
        page.locator("#s1").focus()
        page.keyboard.press("ArrowDown")
        assert page.evaluate("document.activeElement.id") == "s2"
        page.keyboard.press("ArrowUp")
        for _word in range(1):
            page.keyboard.press("ArrowRight")
        for _word in range(11):
            page.keyboard.press("Shift+ArrowRight")
        assert page.evaluate("getSelection().toString()") == "“The gate will be shut by nightfall and it will stay so,”"
        assert "Marked:" in page.locator("#source-said").inner_text()
        page.keyboard.press("Enter")
        page.locator("#words").wait_for()
        assert field(page, "wording").locator("xpath=self::*[@value='direct']").is_checked()
        page.wait_for_function("document.activeElement.id === 'words-heading'")
        page.keyboard.press("Escape")
        page.locator("#words").wait_for(state="detached")
        assert page.evaluate("document.activeElement.id") == "s1"
        page.keyboard.press("Enter")
        page.locator("#words").wait_for()
        page.wait_for_function("document.activeElement.id === 'words-heading'")
        for _tab in range(2):
            page.keyboard.press("Tab")
        page.keyboard.press("Space")
        assert field(page, "who").first.is_checked()
        while page.evaluate("document.activeElement.value") != "Save the statement":
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.get_by_text("Not public yet").wait_for()
        assert page.evaluate("document.activeElement.id") == "s1"
        drag(page, "said on Wednesday")
        assert field(page, "wording").locator("xpath=self::*[@value='paraphrase']").is_checked(), (
            "in what has the focus"
        )


def test_sentences_are_marked_with_shift_and_down(at_text, sources):
    with at_text("keys") as page:
        go(page, sources, "keys")
        page.locator("#s1").focus()
        page.keyboard.press("Shift+ArrowDown")
        page.keyboard.press("Shift+ArrowDown")
        chosen = page.evaluate("getSelection().toString()")
        assert chosen.startswith("“The gate")
        assert "Nobody answered him." in chosen


def test_on_a_phone_the_form_opens_below_the_words(at_text, sources):
    with at_text("phone", viewport={"width": 390, "height": 844}, has_touch=True) as page:
        go(page, sources, "phone")
        assert sideways(page) == []
        page.locator("#s2").tap()
        page.evaluate("""() => {
            const [first, last] = [...document.querySelectorAll("#s1 [data-at]")].slice(0, 2);
            getSelection().setBaseAndExtent(last.firstChild, 0, last.firstChild, 20);
        }""")
        page.get_by_role("button", name="Use the marked words").tap()
        page.locator("#words").wait_for()
        below = page.locator("#words").bounding_box()["y"]
        assert below > page.locator("#s1").bounding_box()["y"]
        assert below < page.locator("#s3").bounding_box()["y"], "below the paragraph, and not below the text"
        assert sideways(page) == []
        field(page, "speaker").fill("Benjamin Netanyahu")
        save(page)
        page.get_by_text("Not public yet").wait_for()
        assert page.locator("#source-text mark").count() == 1


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_is_wrong_with_the_page(at_text, sources, width):
    faults = []
    with at_text("axe", viewport={"width": width, "height": 900}) as page:
        for scheme, rules in (("light", WCAG), ("dark", COLOUR)):
            page.emulate_media(color_scheme=scheme)
            go(page, sources, "axe")
            faults += violations(page, rules)
            page.locator("#s1").focus()
            page.keyboard.press("Enter")
            page.locator("#words").wait_for()
            faults += violations(page, rules)
            save(page)
            page.get_by_text("Not saved yet").wait_for()
            faults += violations(page, rules)
        page.goto(f"/admin/explainer/source/{sources['axe']}/text/?replace=1")
        faults += violations(page, WCAG)
        page.goto(f"/admin/explainer/source/{sources['axe']}/text/delete/")
        faults += violations(page, WCAG)
    ours = [one for one in faults if DJANGO.get(one.partition(":")[0], " ") not in one]
    assert not ours, "\n".join(ours)


def test_a_text_from_right_to_left_is_marked_the_same_way(at_text, sources):
    with at_text("hebrew") as page:
        go(page, sources, "hebrew")
        assert page.locator("#source-text").evaluate("one => getComputedStyle(one).direction") == "rtl"
        page.locator("#s1").focus()
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("Shift+ArrowLeft")
        assert page.evaluate("getSelection().toString()") == "ראש הממשלה"
        page.keyboard.press("Escape")
        page.keyboard.press("Enter")
        page.locator("#words").wait_for()
        assert field(page, "piece_0").input_value() == "אנחנו נישאר כאן עד הסוף."
        assert field(page, "wording").locator("xpath=self::*[@value='direct']").is_checked()


def test_letters_are_compared_while_one_types(at_text, sources):
    with at_text("letters") as page:
        go(page, sources, "letters")
        drag(page, FIRST)
        field(page, "piece_0").fill("The gaet will be shut")
        page.get_by_text("Not letter for letter").wait_for()
        field(page, "piece_0").fill("The gate will be shut")
        page.get_by_text("Not letter for letter").wait_for(state="detached")
        field(page, "when_reported").fill("late June")
        page.get_by_text(re.compile(r"^\[2024-06-21\.\.2024-06-30\]:")).wait_for()
        assert field(page, "when").input_value() == "[2024-06-21..2024-06-30]"
        field(page, "when").fill("2024-06")
        field(page, "when_reported").fill("early June")
        page.get_by_text(re.compile(r"^\[2024-06-01\.\.2024-06-10\]:")).wait_for()
        assert field(page, "when").input_value() == "2024-06", "what somebody typed stays"


def test_what_is_typed_stays_when_other_words_are_marked_or_a_save_is_refused(at_text, sources):
    with at_text("refused") as page:
        go(page, sources, "refused")
        drag(page, FIRST)
        field(page, "topic").fill("my own topic")
        save(page)
        page.get_by_text("Not saved yet").wait_for()
        assert field(page, "topic").input_value() == "my own topic"
        drag(page, LAST)
        assert field(page, "topic").input_value() == "my own topic"
        assert field(page, "piece_0").input_value() == "That would be the first of many"
        field(page, "topic").press("Escape")
        page.locator("#words").wait_for(state="detached")
        drag(page, LAST)
        assert field(page, "topic").input_value() == "my own topic", "a form that is closed keeps it, too"


def test_a_text_replaced_meanwhile_is_told_at_the_form(at_text, sources):
    with at_text("replaced") as page, at_text("replaced") as other:
        go(page, sources, "replaced")
        drag(page, FIRST)
        field(page, "speaker").fill("Benjamin Netanyahu")
        other.goto(f"/admin/explainer/source/{sources['replaced']}/text/?replace=1")
        other.locator("#source-pasted").fill(f"A line before it.\n\n{TEXT}")
        other.get_by_role("button", name="Keep the text").click()
        save(page)
        page.get_by_text("The text was replaced").wait_for()
        assert page.locator("#s1").inner_text() == "A line before it."
        assert field(page, "speaker").input_value() == "Benjamin Netanyahu"
        save(page)
        page.get_by_text("Not public yet").wait_for()
        assert marks(page) == ["The gate will be shut by nightfall and it will stay so"]


def test_an_ended_session_is_told_and_what_was_typed_stays(at_text, sources):
    with at_text("ended") as page:
        go(page, sources, "ended")
        drag(page, FIRST)
        field(page, "topic").fill("my own topic")
        page.context.clear_cookies(name="session")
        save(page)
        page.get_by_text("Your session has ended").wait_for()
        assert field(page, "topic").input_value() == "my own topic"
        log_in(page.context.new_page(), "editor")
        field(page, "speaker").fill("Benjamin Netanyahu")
        save(page)
        page.get_by_text("Not public yet").wait_for()


def test_without_script_it_is_only_slower(at_text, sources):
    with at_text("plain", java_script_enabled=False) as page:
        go(page, sources, "plain")
        page.get_by_text("Mark without a mouse").click()
        page.get_by_label("From the sentence with the number").fill("1")
        page.get_by_role("button", name="Mark these sentences").click()
        assert field(page, "piece_0").input_value() == "The gate will be shut by nightfall and it will stay so"
        page.get_by_label("Benjamin Netanyahu, named in this sentence").check()
        save(page)
        assert "Not public yet" in page.locator(".messagelist").inner_text()
        assert page.url.endswith("#s1")
        assert marks(page) == ["The gate will be shut by nightfall and it will stay so"]
        page.get_by_text("Mark without a mouse").click()
        page.get_by_label("Or the words themselves").fill("Nobody answered him.")
        page.get_by_role("button", name="Mark these words").click()
        assert page.locator("#words blockquote").inner_text() == "Nobody answered him."


def test_an_event_is_begun_from_marked_words_and_leads_back(at_text, sources):
    with at_text("kept") as page:
        go(page, sources, "kept")
        drag(page, "Joe Biden said on Thursday that both sides were closer than ever before.")
        page.locator("#words").get_by_role("link", name="an event").click()
        page.get_by_text("Begun from these words of a source").wait_for()
        page.get_by_label("Title").fill("Both sides are close")
        page.get_by_role("button", name="Save", exact=True).first.click()
        page.get_by_text("event: Both sides are close").wait_for()
        assert "text/" in page.url
