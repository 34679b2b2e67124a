"""In Firefox: every page fits at each width, with text twice as large too, and sheets of paper cut nothing.

Few and quick; what holds in any browser is tried in Chromium."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

from . import firefox as firefoxes
from .conftest import missing
from .measures import SIDEWAYS
from .pages import READER

pytestmark = pytest.mark.browser
SIZES = (320, 390, 1280)
TYPES = (
    "home", "about", "overview", "timeline", "phases", "phase", "statements", "direct quote", "paraphrase", "event",
    "actors", "person", "side", "issues", "issue", "texts", "text", "positions", "two sides", "search",
    "open questions", "sources", "glossary", "balance", "changes", "history of a statement",
)  # fmt: skip
ABROAD = ("/ar", ("overview", "timeline", "statements", "positions", "search"))
QUOTES = """() => [...document.querySelectorAll("main blockquote")].map((one) =>
    [...one.childNodes].map((part) => part.textContent).join(" "))"""
HEADINGS = """() => [...document.querySelectorAll("main :is(h2, h3, h4), main h2 small")].map((one) =>
    one.textContent.trim().split(/\\s+/).join(" ")).filter(Boolean)"""
# Of some headings sheets give back the small print alone.
PRINTED = ("overview", "timeline", "phases", "positions")


@pytest.fixture(scope="module")
def firefox(site):
    path = firefoxes.path()
    if shutil.which(path) is None:
        missing(f"there is no Firefox at {path}; FIREFOX may say where it is")
    try:
        browser = firefoxes.Firefox(path)
    except ImportError as error:
        missing(f"the tests in Firefox need {error.name}")
    yield browser
    browser.stop()


@pytest.mark.parametrize("percent", [100, 200])
def test_no_page_scrolls_sideways(firefox, site, percent):
    faults = []
    addresses = [READER[name] for name in TYPES] + [ABROAD[0] + READER[name] for name in ABROAD[1]]
    firefox.text(percent)
    try:
        for address in addresses:
            firefox.go(site.origin + address)
            for width in SIZES:
                firefox.size(width)
                faults += [f"{address} at {width}: {fault}" for fault in firefox.run(SIDEWAYS)]
    finally:
        firefox.text(100)
    assert not faults, "\n".join(faults)


def test_text_is_as_large_as_a_reader_asks_for(firefox, site):
    """Else the test above would look at nothing."""
    firefox.go(site.origin + READER["overview"])
    shown = "() => parseFloat(getComputedStyle(document.querySelector('.intro')).fontSize)"
    usual = firefox.run(shown)
    firefox.text(200)
    larger = firefox.run(shown)
    firefox.text(100)
    assert larger > 1.8 * usual


@pytest.fixture(scope="module")
def sheets(firefox, site, tmp_path_factory):
    """By name of page: its size of paper, the text of its sheets, its quotations, how much of each sheet has ink from
    the top, 0 to 1, and its headings."""
    folder, found = tmp_path_factory.mktemp("sheets"), {}
    for name in PRINTED:
        file = folder / f"{name}.pdf"
        firefox.go(site.origin + READER[name])
        firefox.print(file)
        text = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, check=True, text=True).stdout
        size = subprocess.run(["pdfinfo", file], capture_output=True, check=True, text=True).stdout
        quotes, headings = firefox.run(QUOTES), firefox.run(HEADINGS)
        found[name] = (size, text.split("\f")[:-1], quotes, inked(file), headings)
    return found


def words(text: str) -> set[str]:
    """Those that a sheet gives back as they are: a font may set “fi” and “tt” as one sign."""
    return {word for word in re.findall(r"\w{3,}", text) if not re.search("f|tt|ti", word)}


def pattern(heading: str) -> re.Pattern[str]:
    """At the end of a sheet. What a font sets as one sign may be read back as another."""
    return re.compile(r"(?:^|\s)" + re.sub("ff?i?|tti?|ti", ".{1,3}", re.escape(heading)) + r"\W*$")


def inked(file) -> list[float]:
    """Of each sheet how far down there is ink, as a share of its height."""
    command = ["pdftoppm", "-gray", "-r", "20", file, file.with_suffix("")]
    subprocess.run(command, capture_output=True, check=True, timeout=60)
    shares = []
    for image in sorted(file.parent.glob(f"{file.stem}-*.pgm")):
        _magic, size, _most, pixels = image.read_bytes().split(b"\n", 3)
        width, height = (int(part) for part in size.split())
        rows = [row for row in range(height) if min(pixels[row * width : (row + 1) * width]) < 160]
        shares.append((rows[-1] + 1) / height if rows else 0.0)
    return shares


@pytest.mark.parametrize("name", PRINTED)
def test_no_quotation_is_cut_between_sheets_and_none_is_nearly_empty(sheets, name):
    _size, texts, quotes, shares, _headings = sheets[name]
    assert len(texts) == len(shares) > 1
    cut = [quote for quote in quotes if not any(words(quote) <= words(sheet) for sheet in texts)]
    assert cut == []
    assert shares[0] > 0.6, "the first sheet is nearly empty"
    assert min(shares[:-1]) > 0.25
    assert len(quotes) > 5 or name != "timeline", "else nothing was looked at"


@pytest.mark.parametrize("name", PRINTED)
def test_no_heading_stands_alone_at_the_foot_of_a_sheet(sheets, name):
    _size, texts, _quotes, _shares, headings = sheets[name]
    ends = [" ".join(text.split())[-200:] for text in texts[:-1]]
    found = [(end, heading) for end in ends for heading in headings if pattern(heading).search(end)]
    assert not found
    assert headings
    assert ends


def test_an_overview_is_four_sheets_and_positions_are_a_table_on_sheets_laid_across(sheets):
    assert len(sheets["overview"][1]) <= 4
    width, height = map(float, re.search(r"Page size: +([\d.]+) x ([\d.]+)", sheets["positions"][0]).groups())
    assert width > height
    first = sheets["positions"][1][0]
    beside = "Has been pushing", "Says the war"  # what two sides hold, in cells of one row
    assert any(all(words in line for words in beside) for line in first.splitlines())
