"""The timeline as a picture, in a browser: it fits, its words do not meet, it grows with the text, its links lead to
entries that can be seen, and the first entry of the list is on the first screen."""

from __future__ import annotations

import pytest

from .browse import browsing
from .measures import sideways

pytestmark = pytest.mark.browser
TIMELINES = ("/gaza-ceasefire/timeline/", "/artemis/timeline/")
SIZES = {320: 640, 390: 844, 1280: 900}


@pytest.fixture
def read(chromium, site):
    return lambda **options: browsing(chromium, site, **options)


OUTSIDE = """() => {
    const faults = [], picture = document.querySelector(".to-scale"), box = picture.getBoundingClientRect();
    for (const one of picture.querySelectorAll("path, text, foreignObject, a")) {
        const {left, right, top, bottom} = one.getBoundingClientRect();
        const about = one.textContent.trim() || one.outerHTML.slice(0, 60);
        if (left < box.left - 6 || right > box.right + 6) faults.push(`beside the picture: ${about}`);
        if (top < box.top - 6 || bottom > box.bottom + 6) faults.push(`above or below the picture: ${about}`);
    }
    const said = [...picture.querySelectorAll("text, foreignObject")].map((one) => [one, one.getBoundingClientRect()]);
    said.forEach(([one, a], place) => {
        for (const [other, b] of said.slice(place + 1))
            if (a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1)
                faults.push(`words on words: ${one.textContent}, ${other.textContent}`);
    });
    return faults;
}"""


@pytest.mark.parametrize("language", ["", "/ar"])
@pytest.mark.parametrize("address", TIMELINES)
def test_the_picture_fits_and_no_words_of_it_meet(read, address, language):
    faults = []
    with read() as page:
        page.goto(language + address)
        for width, height in SIZES.items():
            page.set_viewport_size({"width": width, "height": height})
            faults += [f"{width}: {fault}" for fault in sideways(page) + page.evaluate(OUTSIDE)]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("address", TIMELINES)
@pytest.mark.parametrize("width", [390, 1280])
def test_the_first_entry_is_on_the_first_screen(read, address, width):
    with read(viewport={"width": width, "height": SIZES[width]}) as page:
        page.goto(address)
        top = page.locator(".tl li").first.evaluate("one => one.getBoundingClientRect().top")
        assert top < SIZES[width] - 24, "a line of it can be read"


def test_time_runs_the_way_that_is_read(read):
    """The last mark is nearest to the end of the line: on the left, where that is read from the right."""
    ends = {}
    with read(viewport={"width": 1280, "height": 900}) as page:
        for language in ("", "/ar", "/he"):
            page.goto(f"{language}/gaza-ceasefire/timeline/")
            way = page.locator(".to-scale").evaluate("one => getComputedStyle(one).direction")
            left = page.locator(".to-scale .r").evaluate("one => one.getBoundingClientRect().left")
            ends[language] = (way, left > 640)
    assert all(late == (way == "ltr") for way, late in ends.values()), ends


def test_a_tap_on_a_step_shows_its_entry_even_where_that_was_folded(read):
    with read(viewport={"width": 390, "height": 844}) as page:
        page.goto("/gaza-ceasefire/timeline/")
        steps = page.locator(".to-scale a[aria-label]")
        assert steps.count() > 2
        for place in range(steps.count()):
            there = steps.nth(place).get_attribute("href").removeprefix("#")
            steps.nth(place).focus()
            page.keyboard.press("Enter")
            assert page.url.endswith(f"#{there}")
            entry = page.locator(f'[id="{there}"]')
            assert entry.evaluate("one => one.checkVisibility()"), there
        page.goto("/gaza-ceasefire/timeline/#said-source-near-hopeless")
        assert page.locator("#said-source-near-hopeless").evaluate("one => one.checkVisibility()")


def test_the_picture_grows_with_the_text(read):
    with read(viewport={"width": 390, "height": 844}, bypass_csp=True) as page:
        page.goto("/gaza-ceasefire/timeline/")
        height = "one => one.getBoundingClientRect().height"
        before = page.locator(".to-scale").evaluate(height)
        page.add_style_tag(content="html { font-size: 200% !important }")
        # As far as the labels fit: on a phone not quite to twice its size. The list below has them at twice theirs.
        assert 1.5 * before < page.locator(".to-scale").evaluate(height) <= 2.02 * before
        assert sideways(page) == []


MARKED = "all => [...new Set(all.map((one) => getComputedStyle(one, '::after').insetInlineStart))]"


@pytest.mark.parametrize("width", [390, 1280])
def test_every_mark_of_the_list_stands_on_its_line(read, width):
    """What is folded as well as what is told."""
    with read(viewport={"width": width, "height": 900}) as page:
        page.goto("/gaza-ceasefire/timeline/")
        assert page.locator(".tl > ol > li.between").count() > 2
        assert len(page.locator(".tl > ol > li").evaluate_all(MARKED)) == 1


def test_marks_are_seen_in_forced_colours_and_on_paper(read):
    """In the system's own ink, on its own ground."""
    drawn = "one => [getComputedStyle(one).stroke, getComputedStyle(document.body).backgroundColor]"
    with read(forced_colors="active") as page:
        page.goto("/gaza-ceasefire/timeline/")
        for mark in (".to-scale .d", ".to-scale .s", ".to-scale .r"):
            ink, ground = page.locator(mark).evaluate(drawn)
            assert ink not in (ground, "none")
    with read() as page:
        page.goto("/gaza-ceasefire/timeline/")
        page.emulate_media(media="print")
        assert page.locator(".to-scale").is_visible()
        assert not page.locator(".telling").is_visible()
        hidden = "all => all.filter((one) => !one.checkVisibility()).length"
        assert page.locator(".tl li[id]").evaluate_all(hidden) == 0, "on paper all is told"
