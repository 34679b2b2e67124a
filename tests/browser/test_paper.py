"""Every page on paper: all that it says, nothing that only works on a screen, and on each sheet what edition it is.

The sheets are read back as text with Poppler's tools."""

from __future__ import annotations

import re
import shutil
import subprocess
import unicodedata

import pytest

from .browse import browsing
from .conftest import missing
from .pages import LONG, STATUS

pytestmark = pytest.mark.browser
MOST = 16  # sheets; the longest page of the first story takes about ten

ON_PAGE = """() => {
    const chrome = ".mast, nav, form, .facets, .foot a:not([rel]), .skip, .noprint";
    const words = (within, wanted) => {
        const walker = document.createTreeWalker(within, NodeFilter.SHOW_TEXT), found = [];
        while (walker.nextNode()) {
            const one = walker.currentNode.parentElement, text = walker.currentNode.data.trim();
            if (!text || one.closest(".vh, svg, [hidden], .mx .silent, .mx .lbl")) continue;
            if (one.closest("details:is(.ev, .beyond) > summary, .mx td > .mk")) continue;
            if (one.matches(".between summary")) continue;
            if (Boolean(one.closest(chrome)) === wanted) found.push(text);
        }
        return found;
    };
    return {
        running: document.documentElement.dataset.running,
        said: words(document.querySelector("main"), false),
        printed: words(document.body, false),
        chrome: words(document.body, true),
        statements: [...document.querySelectorAll("article.st")].map((one) => words(one, false)),
        addresses: [...document.querySelectorAll(".paper li")].map((one) => one.textContent),
        own: document.querySelector(".paper p")?.textContent,
    };
}"""


def squeezed(text: str) -> str:
    """Without spaces, numbers of links, capitals and marks of direction, which a sheet sets as it likes."""
    text = unicodedata.normalize("NFKC", re.sub(r"\[\d+\]", "", text)).casefold()
    return "".join(one for one in text if not one.isspace() and unicodedata.category(one) != "Cf")


RIGHT_TO_LEFT = re.compile("[\u0590-\u06ff]")


def in_order(text, *, page):
    """What of ``text`` is in the file in the order that it is read in: where it, or the ``page`` by its line at the
    foot, is read from the right, only single words from the left."""
    if not RIGHT_TO_LEFT.search(text + page):
        return [text]
    return [word for word in text.split() if word.isalnum() and not RIGHT_TO_LEFT.search(word)]


def without_feet(found, sheets):
    """The text of each sheet, squeezed, without the line at its foot, which must be there.

    A line that is read from the right has its words in another order in the file: there its letters are compared."""
    if RIGHT_TO_LEFT.search(found["running"]):
        for number, sheet in enumerate(sheets, 1):
            foot = sorted(squeezed(f"{found['running']} · {number} / {len(sheets)}"))
            assert foot in [sorted(squeezed(line)) for line in sheet.splitlines()]
        return [squeezed(sheet) for sheet in sheets]
    feet = [f"{found['running']} · {number} / {len(sheets)}" for number in range(1, len(sheets) + 1)]
    pages = [squeezed(sheet) for sheet in sheets]
    assert [foot for foot, page in zip(feet, pages, strict=True) if squeezed(foot) not in page] == []
    return [page.replace(squeezed(foot), "") for foot, page in zip(feet, pages, strict=True)]


@pytest.fixture
def printed(chromium, site, tmp_path):
    """Print a page by its name: (what is on the page, the text of each sheet)."""
    for tool in ("pdftotext", "pdftoppm"):
        if shutil.which(tool) is None:
            missing(f"{tool} is missing; on Debian: apt install poppler-utils")

    def put_on_paper(name, size="A4", **options):
        with browsing(chromium, site, expect=STATUS, color_scheme="dark", **options) as page:
            page.goto(LONG[name])
            found = page.evaluate(ON_PAGE)
            page.pdf(path=tmp_path / "page.pdf", format=size, prefer_css_page_size=False)
        command = ["pdftotext", "-raw", "-enc", "UTF-8", tmp_path / "page.pdf", "-"]
        text = subprocess.run(command, capture_output=True, check=True, timeout=60).stdout.decode()
        return found, text.split("\f")[:-1]

    return put_on_paper


@pytest.mark.parametrize("name", LONG)
def test_a_page_prints_whole_and_without_what_only_a_screen_can_use(printed, name):
    found, sheets = printed(name)
    assert 1 <= len(sheets) <= MOST
    pages = without_feet(found, sheets)
    assert all(pages), "an empty sheet"
    whole = "".join(pages)
    said = [text for one in found["said"] for text in in_order(one, page=found["running"])]
    assert [text for text in said if squeezed(text) not in whole] == []
    shown = squeezed("".join([*found["printed"], found["running"]]))
    chrome = {
        text for text in found["chrome"] if len(text) > 3 and squeezed(text) not in shown + squeezed(found["running"])
    }
    words = squeezed(re.sub(r"(?m)^.*(https?://\S*| · \d+ / \d+)$", "", "".join(sheets)))
    assert {text for text in chrome if squeezed(text) in words} == set()


@pytest.mark.parametrize("size", ["A4", "Letter"])
def test_no_statement_is_split_between_two_sheets(printed, size):
    found, sheets = printed("statements", size)
    pages = [squeezed(sheet) for sheet in sheets]
    split = []
    for texts in found["statements"]:
        if not any(all(squeezed(text) in page for text in texts) for page in pages):
            split.append(" ".join(texts))
    assert len(found["statements"]) > 20
    assert split == []


@pytest.mark.parametrize("name", ["overview", "statements", "sources", "direct quote"])
def test_where_the_links_lead_is_written_out_once_at_the_end(printed, name):
    found, sheets = printed(name)
    whole = squeezed("".join(sheets))  # the list is in two columns, where a long address takes two lines
    listed = [f"{number}. {address}" for number, address in enumerate(found["addresses"], 1)]
    assert len(set(found["addresses"])) == len(listed) > 0
    assert [line for line in [found["own"], *listed] if squeezed(line) not in whole] == []
    marks = {int(mark) for mark in re.findall(r"\[(\d+)\]", "".join(sheets))}
    assert marks == set(range(1, len(listed) + 1))
    assert squeezed(listed[-1]) in squeezed(sheets[-1])


@pytest.mark.parametrize("name", ["overview", "timeline", "direct quote", "this edition"])
def test_each_sheet_of_a_story_says_its_edition_and_date(printed, name):
    _found, sheets = printed(name, "Letter")
    assert [sheet for sheet in sheets if not re.search(r"· Version 3, \d+\s\w+ \d{4} · \d+ / \d+", sheet)] == []


def test_a_dark_page_prints_light_and_its_filled_marks_stay_filled(printed, chromium, site, tmp_path):
    printed("statements")
    command = ["pdftoppm", "-gray", "-r", "20", "-f", "1", "-l", "1", tmp_path / "page.pdf"]
    image = subprocess.run(command, capture_output=True, check=True, timeout=60).stdout
    pixels = image.split(b"\n", 3)[3]
    assert sum(pixels) / len(pixels) > 225, "white paper, nearly"
    with browsing(chromium, site, color_scheme="dark") as page:
        page.emulate_media(media="print")
        page.goto(LONG["statements"])
        looks = "one => [getComputedStyle(one).backgroundColor, getComputedStyle(one).printColorAdjust]"
        assert page.locator(".u .f").first.evaluate(looks) == ["rgb(0, 0, 0)", "exact"]


@pytest.mark.parametrize("name", ["direct quote", "older edition"])
def test_the_foot_on_paper_says_under_what_terms_and_ends_no_sentence_open(printed, name):
    _found, sheets = printed(name)
    words = " ".join("".join(sheets).split())
    assert "Everything else is ours, under CC BY 4.0." in words
    assert not re.search(r"under \.|To cite this page:|UTC\. ·|this version: ,", words)
