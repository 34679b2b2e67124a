"""The diagram of any framework as a browser lays it out: no word runs into a box, no line through words, nothing leaves
the page, at any width and in both directions; and so the strip of its phases.

Frameworks are made up, so they are rendered here: no server knows them."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import get_language_bidi, override
from hypothesis import given
from hypothesis import settings as examples

from explainer.reading.copies import Copy
from explainer.story.phase_diagram import path, strip

from ..frameworks import WORDS, ending, framework, frameworks, onward

pytestmark = pytest.mark.browser
WIDTHS = (320, 700, 1280)

ON_PAGE = """() => {
    const faults = [], wide = innerWidth, about = (one) => one.textContent.trim().slice(0, 30);
    const rects = (one) => [...one.getClientRects()].filter(({width, height}) => width && height);
    const within = (a, b) => a.left > b.left && a.right < b.right && a.top > b.top && a.bottom < b.bottom;
    const meet = (a, b, by = 1) =>
        a.left < b.right - by && b.left < a.right - by && a.top < b.bottom - by && b.top < a.bottom - by;
    if (document.documentElement.scrollWidth > wide) faults.push("the page scrolls sideways");

    const boxes = [...document.querySelectorAll(".box")].map((one) => [one, one.getBoundingClientRect()]);
    boxes.forEach(([one, at], number) => {
        for (const [other, there] of boxes.slice(number + 1))
            if (meet(at, there)) faults.push(`box on box: ${about(one)}, ${about(other)}`);
        if (at.left < 0 || at.right > wide) faults.push(`off the page: ${about(one)}`);
    });

    const words = [], walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const node = walker.currentNode, range = document.createRange();
        if (!node.data.trim() || node.parentElement.closest(".vh")) continue;
        range.selectNodeContents(node);
        for (const at of rects(range)) words.push([node, at, node.parentElement.closest(".box")]);
    }
    for (const [node, at, own] of words) {
        if (at.left < -1 || at.right > wide + 1) faults.push(`words off the page: ${about(node)}`);
        for (const [one, there] of boxes) {
            const clear = one === own ? within(at, there) : !meet(at, there);
            if (!clear) faults.push(`words and box: ${about(node)}, ${about(one)}`);
        }
    }
    words.forEach(([node, at], number) => {
        for (const [other, there] of words.slice(number + 1))
            if (node !== other && meet(at, there, 6)) faults.push(`words on words: ${about(node)}, ${about(other)}`);
    });

    const placed = (name) => [...document.querySelectorAll(name)].map((one) => [one, one.getBoundingClientRect()]);
    const lanes = placed(".lane"), reaches = placed(".reach");
    for (const [one, at] of [...lanes, ...reaches]) {
        const line = {left: at.left, right: at.right + 2, top: at.top, bottom: at.bottom + 2};
        if (at.left < -1 || at.right > wide + 1) faults.push("a line off the page");
        for (const [box, there] of boxes) if (meet(line, there)) faults.push(`a line through a box: ${about(box)}`);
        for (const [node, there] of words) if (meet(line, there)) faults.push(`a line through words: ${about(node)}`);
        const goesOn = lanes.some(([_, there]) =>
            Math.abs(there.left - at.left) < .6 && Math.abs(there.top - at.bottom) < 1.5);
        if (one.matches(".whole, .down") && !goesOn) faults.push("a lane breaks off");
    }
    for (const [one, at] of reaches) {
        const far = getComputedStyle(one).direction === "rtl" ? at.left : at.right;
        const ends = lanes.some(([_, there]) =>
            Math.abs(there.left - far) < 2.5 && there.top < at.top + 2.5 && there.bottom > at.top - 2.5);
        if (!ends) faults.push("a line that reaches no lane");
    }
    return faults;
}"""


def page_of(*parts: str) -> str:
    """They stand where the pages have them: beside the gutter, in the body of a row."""
    style = (settings.BASE_DIR / "static/style.css").read_text(encoding="utf-8")
    rows = "".join(
        f'<section class="row"><h2 class="key" id="dg">How it could go</h2><div>{part}</div></section>'
        for part in parts
    )
    way = "rtl" if get_language_bidi() else "ltr"
    return (
        f'<!doctype html><html dir="{way}"><style>{style}</style><body class="wrap"><main>{rows}</main></body></html>'
    )


def diagram(index, places=None) -> str:
    return render_to_string("parts/path.html", {"reading": Copy(index, "story"), "path": path(index, places)})


def row_of(index, places=None) -> str:
    return render_to_string("parts/phase-strip.html", {"reading": Copy(index, "story"), "strip": strip(index, places)})


TALKS = {"through": "Talks on phase 2", "through_note": "Held during the pause."}
NOTICE = {"through": "A week’s notice", "through_note": "No earlier than 12 April."}
THREE = framework(
    3,
    onward(None, 1, condition="Hamas and Israel agree on the terms.", settled=False),
    onward(1, 2, **TALKS),
    ending(1, "extend", label="Talks continue", outcome="The truce continues", **TALKS),
    ending(1, outcome_note="Both sides could return to the fighting.", condition=WORDS[-1], **TALKS),
    onward(2, 3),
)
FIVE = framework(
    5,
    *(onward(number, number + 1, condition=WORDS[-1], **NOTICE) for number in range(1, 5)),
    ending(3, "extend", label="Put back", outcome="Stage 3 goes on until 19 July"),
    names=("Walkers", "Bicycles", "Buses", "Cars", "Everyone"),
)
NINE = framework(
    9,
    onward(None, 1), onward(1, 2), onward(2, 3, through="Award"), onward(2, 4, through="Award", condition=WORDS[-1]),
    onward(3, 5, label=WORDS[2]), onward(4, 5, settled=False), onward(5, 6), onward(5, 1, through="Inspection"),
    onward(6, 7), onward(7, 8), onward(7, 9, settled=False), onward(8, 9), onward(8, 7),
    ending(9, label=WORDS[3], outcome=WORDS[2]),
    names=WORDS,
)  # fmt: skip
MADE = {"three": THREE, "five": FIVE, "nine": NINE}


@pytest.fixture(scope="module")
def sheet(chromium):
    """A page to put frameworks on. Fonts are the system's: those of the site are a request away."""
    context = chromium.new_context()
    page = context.new_page()
    page.route("**/*", lambda route: route.abort())
    yield page
    context.close()


def faults(sheet, html: str, widths=WIDTHS) -> list[str]:
    sheet.set_content(html)
    found = []
    for width in widths:
        sheet.set_viewport_size({"width": width, "height": 900})
        found += [f"at {width}: {fault}" for fault in sheet.evaluate(ON_PAGE)]
    return found


@pytest.mark.parametrize("language", ["en-gb", "ar"])
@pytest.mark.parametrize("name", MADE)
@pytest.mark.parametrize("places", [{}, {1: "behind", 2: "current", 3: "current"}, {1: "behind"}])
def test_words_boxes_and_lines_keep_clear_of_one_another(sheet, language, name, places):
    with override(language):
        html = page_of(diagram(MADE[name], places), row_of(MADE[name], places))
    assert faults(sheet, html) == []


def test_they_do_so_with_the_spacing_that_a_reader_may_set(sheet):
    """WCAG 2.2, 1.4.12 Text Spacing."""
    wide = "<style>* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }"
    assert faults(sheet, page_of(diagram(NINE)).replace("<body", f"{wide}</style><body")) == []


@given(frameworks())
@examples(max_examples=25)
def test_they_do_so_in_any_framework(sheet, made):
    for language in ("en-gb", "ar"):
        with override(language):
            html = page_of(diagram(*made), row_of(*made))
        assert faults(sheet, html, (320, 1280)) == []


STRIP = """() => [...document.querySelectorAll(".strip li")].map((one) => {
    const {left, right, top} = one.getBoundingClientRect(), line = getComputedStyle(one, "::after");
    return {left, right, top, end: right - parseFloat(line.insetInlineEnd), drawn: line.display !== "none"};
})"""


@pytest.mark.parametrize(("phases", "in_a_row"), [(3, 4), (5, 6), (9, 6)])
def test_the_strip_takes_another_row_where_there_is_no_room_for_one(sheet, phases, in_a_row):
    sheet.set_viewport_size({"width": 1280, "height": 900})
    sheet.set_content(page_of(row_of(framework(phases, names=("Walkers",) * phases))))
    found = sheet.evaluate(STRIP)
    edge = sheet.locator(".strip").bounding_box()
    tops = [item["top"] for item in found]
    assert tops.count(tops[0]) == min(in_a_row, phases + 1)
    assert len(found) == phases + 1
    for item in found:
        assert item["left"] >= edge["x"] - 1
        assert item["end"] <= edge["x"] + edge["width"] + 1
    assert [item["drawn"] for item in found] == [True] * phases + [False]
