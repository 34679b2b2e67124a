"""A person's hand at the desk in a browser: it clicks, types and pastes, and counts what that takes.

It must not know what is on a page, nor send anything that a person could not have clicked or typed."""

from __future__ import annotations

import time
from dataclasses import astuple, dataclass, replace
from typing import Any

# The keystroke-level model of Card, Moran and Newell (1980), in seconds.
K = 0.28  # a keystroke of somebody who types 40 words a minute
P = 1.1  # to point at something with the mouse
B = 0.1  # to press a button of the mouse, or to let go of it
M = 1.35  # to make up one's mind: once for each box, choice, mark and button
H = 0.4  # from the mouse to the keys, or back
COPIED = 6  # keystrokes: mark all, copy and change the window, where words come from elsewhere
PASTED = 2

FOCUSED = "(box) => box === document.activeElement"
ON_THE_NEXT = """(box) => {
    const all = [...document.querySelectorAll("a[href], input, select, textarea, button, summary, [tabindex]")].filter(
        (one) => one.tabIndex >= 0 && !one.disabled && one.type !== "hidden" && one.getClientRects().length);
    const at = all.indexOf(document.activeElement);
    return at >= 0 && all[at + 1] === box;
}"""


@dataclass
class Count:
    """What was done. ``waited``: seconds until pages and answers had come, measured."""

    clicks: int = 0
    drags: int = 0
    tabs: int = 0
    fields: int = 0
    keys: int = 0
    choices: int = 0
    turns: int = 0
    saves: int = 0
    loads: int = 0
    waited: float = 0.0

    @property
    def seconds(self) -> float:
        pointing = self.clicks * (P + 2 * B) + self.drags * P
        return self.keys * K + pointing + self.choices * M + self.turns * H + self.waited

    def __sub__(self, other: Count) -> Count:
        return Count(*(mine - theirs for mine, theirs in zip(astuple(self), astuple(other), strict=True)))


class Hand:
    """One person at one page. Boxes are clicked into, unless they have the focus or are the next by Tab."""

    def __init__(self, page: Any) -> None:
        self.page, self.count = page, Count()
        self.at_keys = False
        self.parts: list[tuple[str, Count]] = []

    # ---- what it takes ----

    def so_far(self) -> Count:
        return replace(self.count)

    def part(self, name: str, since: Count) -> Count:
        """What one part of the work took, kept under its name."""
        took = self.so_far() - since
        self.parts.append((name, took))
        return took

    def _mouse(self) -> None:
        self.count.turns += self.at_keys
        self.at_keys = False

    def _keys(self, number: int) -> None:
        self.count.turns += not self.at_keys
        self.at_keys = True
        self.count.keys += number

    def wait(self, there: Any) -> None:
        begun = time.monotonic()
        there.first.wait_for()
        self.count.waited += time.monotonic() - begun

    # ---- acts ----

    def click(self, target: Any) -> None:
        """One click that leads to no other page."""
        self._mouse()
        self.count.clicks += 1
        self.count.choices += 1
        target.first.click()

    def go(self, target: Any) -> None:
        """One click that leads to another page, which is waited for and counted."""
        begun = time.monotonic()
        with self.page.expect_navigation(wait_until="load"):
            self.click(target)
        self.count.loads += 1
        self.count.waited += time.monotonic() - begun

    def save(self, target: Any) -> None:
        self.count.saves += 1
        self.go(target)

    def send(self, target: Any, there: Any) -> None:
        """A save that leads to no other page: it is over when ``there`` is."""
        self.count.saves += 1
        self.click(target)
        self.wait(there)

    def into(self, box: Any) -> None:
        """Into a box by the cheapest way that there is: it has the focus, it is the next, or a click."""
        if box.evaluate(FOCUSED):
            return
        if box.evaluate(ON_THE_NEXT):
            self._keys(1)
            self.count.tabs += 1
            self.page.keyboard.press("Tab")
            return
        self._mouse()
        self.count.clicks += 1
        box.click()

    def type(self, box: Any, words: str) -> None:
        """Into a text box, in place of what stands there."""
        self.into(box)
        self.count.fields += 1
        self.count.choices += 1
        if box.input_value():
            self._keys(1)
            self.page.keyboard.press("Control+A")
        self._keys(len(words))
        self.page.keyboard.insert_text(words)

    def paste(self, box: Any, words: str) -> None:
        """Words that were copied elsewhere, such as an article; nothing of it is typed."""
        self.into(box)
        self.count.choices += 1
        self._keys(COPIED + PASTED)
        self.page.keyboard.insert_text(words)

    def choose(self, box: Any, begins: str) -> None:
        """From a list that the browser draws: it is opened, and the first line that begins so is taken."""
        self._mouse()
        self.count.clicks += 2
        self.count.choices += 1
        lines = box.locator("option").all_inner_texts()
        box.select_option(label=next(line for line in lines if line.strip().startswith(begins)))

    def find(self, box: Any, words: str, shown: str = "") -> None:
        """In a list of rows that is searched while one types: one click, some letters, then Enter or a click."""
        self._mouse()
        self.count.clicks += 1
        self.count.fields += 1
        self.count.choices += 1
        select = box.locator("xpath=following-sibling::span[contains(@class, 'select2')]").first
        select.locator(".select2-selection").click()
        open_ = self.page.locator(".select2-container--open")
        open_.locator(".select2-search__field").last.wait_for()
        self._keys(len(words) + 1)
        self.page.keyboard.insert_text(words)
        begun = time.monotonic()
        line = open_.locator(".select2-results__option:not(.loading-results)", has_text=shown or words).first
        line.wait_for()
        self.count.waited += time.monotonic() - begun
        if "select2-results__option--highlighted" in line.get_attribute("class"):
            self.page.keyboard.press("Enter")
        else:
            self._mouse()
            self.count.clicks += 1
            line.click()
        self.page.locator(".select2-container--open").wait_for(state="detached")

    def mark(self, text: Any, words: str) -> None:
        """Mark words of a text with the mouse: press before the first, let go behind the last."""
        self._mouse()
        self.count.clicks += 1
        self.count.drags += 1
        self.count.choices += 1
        left, top, right, bottom = _corners(text, words)
        mouse = self.page.mouse
        mouse.move(left + 1, top)
        mouse.down()
        mouse.move((left + right) / 2, bottom, steps=3)
        mouse.move(right - 1, bottom, steps=3)
        mouse.up()


CORNERS = """([text, words]) => {
    const walk = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
    const signs = [];  // all but the blanks, which sentences do not have between them
    for (let node = walk.nextNode(); node; node = walk.nextNode())
        if (node.parentElement.closest("[data-at]"))
            [...node.data].forEach((sign, at) => { if (sign.trim()) signs.push({ sign, node, at }); });
    const wanted = words.replace(/\\s+/g, "");
    const from = signs.map(({ sign }) => sign).join("").indexOf(wanted);
    if (from < 0) throw new Error(`not in the text: ${words}`);
    const first = signs[from], last = signs[from + wanted.length - 1];
    first.node.parentElement.scrollIntoView({ block: "center", behavior: "instant" });
    const range = document.createRange();
    range.setStart(first.node, first.at);
    range.setEnd(last.node, last.at + 1);
    const lines = [...range.getClientRects()].filter((one) => one.width > 0);
    const begin = lines[0], end = lines.at(-1);
    return [begin.left, begin.top + begin.height / 2, end.right, end.top + end.height / 2];
}"""


def _corners(text: Any, words: str) -> Any:
    return text.page.evaluate(CORNERS, [text.element_handle(), words])
