"""Chromium is killed while an editor types: started again, it offers every word that the form said it had kept.

How long it took to keep them is said, in seconds; a bound of it would be one of the machine, not of the form.

EXPLAINER_KILLS=100 in the environment kills a hundred, which takes a quarter of an hour or so; without it a few are.
The browser is killed with all its processes, at a random moment of which the seed is printed.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from .browse import log_in
from .conftest import FLAGS

pytestmark = [pytest.mark.browser, pytest.mark.slow]
KILLS = int(os.environ.get("EXPLAINER_KILLS", "8"))
FORMS = (
    ("/admin/explainer/term/1/change/", ("name", "definition")),
    ("/admin/explainer/statement/add/", ("topic", "lead_in", "context", "note")),
    ("/admin/explainer/statement/1/change/", ("topic", "lead_in", "note")),
)
LETTERS = "abcdefghijklmnopqrstuvwxyz"
SAID = "() => Number(document.documentElement.dataset.kept ?? 0) / 1000"  # when it kept what was there, of the epoch
UNBOUND = "document.querySelectorAll('[maxlength]').forEach((box) => box.removeAttribute('maxlength'))"  # or a word of
# those that are typed here in a few seconds, more than a title is long, would be lost in the box and not by the form
Typed = list[tuple[float, str]]  # when a word was there, in seconds of the epoch, and which


class Browser:
    """A Chromium of our own with a profile that stays; Playwright only speaks to it."""

    def __init__(self, kind: Any, profile: Path, cookies: list[Any]) -> None:
        path = os.environ.get("CHROMIUM") or "/usr/bin/chromium"
        port = profile / "DevToolsActivePort"
        port.unlink(missing_ok=True)
        self.process = subprocess.Popen(
            [path, "--headless=new", "--remote-debugging-port=0", f"--user-data-dir={profile}", *FLAGS, "about:blank"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        deadline = time.monotonic() + 60
        while not (port.exists() and "\n" in port.read_text()):
            assert time.monotonic() < deadline, "Chromium did not start"
            assert self.process.poll() is None, "Chromium ended by itself"
            time.sleep(0.02)  # the next look, not a guess at when it is ready
        context = kind.connect_over_cdp(f"http://127.0.0.1:{port.read_text().split()[0]}").contexts[0]
        context.set_default_timeout(20_000)
        context.add_cookies(cookies)  # the browser itself writes them only every half minute
        self.page = context.new_page()

    def kill(self) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def type_words(page: Any, boxes: tuple[str, ...], dice: random.Random, seconds: float) -> Typed:
    """Type made-up words into boxes by turns, in place of what is there; the browser is killed right after."""
    typed: Typed = []
    end, begun, here = time.monotonic() + seconds, set(), ""
    while time.monotonic() < end:
        if not here or dice.random() < 0.2:
            here = dice.choice(boxes)
            page.locator(f"#id_{here}").press("End" if here in begun else "ControlOrMeta+a")
            begun.add(here)
        word = "".join(dice.choices(LETTERS, k=7))
        page.keyboard.type(f"{word} ", delay=dice.choice((5, 20, 40)))
        typed.append((time.time(), word))
    return typed


def offered(page: Any, *, expected: bool) -> str:
    """What the form offers, which is then thrown away."""
    offer = page.get_by_role("region", name="What you typed here and did not save")
    page.wait_for_function("() => document.documentElement.dataset.heard === 'well'")
    if expected:
        offer.wait_for()
    if not offer.count():
        return ""
    text = offer.inner_text()
    offer.get_by_role("button", name="Throw it away").first.click()
    offer.wait_for(state="detached")
    return str(text)


def test_not_one_word_is_lost_in_browsers_that_are_killed(chromium, desk, tmp_path, capsys):
    seed = random.randrange(10**6)
    dice, began = random.Random(seed), time.monotonic()
    context = chromium.new_context(base_url=desk.origin)
    log_in(context.new_page(), "editor")
    cookies = context.cookies()
    context.close()
    words = younger = turn = 0
    unsaid: list[float] = []
    browser = Browser(chromium.browser_type, tmp_path, cookies)
    try:
        while turn < KILLS or words <= KILLS:  # a busy machine types little in the time of a turn
            turn += 1
            assert turn <= 4 * KILLS, "hardly anything that was typed was kept"
            address, boxes = dice.choice(FORMS)
            browser.page.goto(desk.origin + address)
            browser.page.wait_for_function("() => document.documentElement.dataset.heard === 'well'")
            browser.page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
            browser.page.evaluate(UNBOUND)
            typed = type_words(browser.page, boxes, dice, dice.uniform(0.5, 8.0))
            kept = browser.page.evaluate(SAID)
            browser.kill()
            unsaid.append(typed[-1][0] - max(kept, typed[0][0]))
            browser = Browser(chromium.browser_type, tmp_path, cookies)
            browser.page.goto(desk.origin + address)
            expected = [word for moment, word in typed if moment <= kept]
            there = offered(browser.page, expected=bool(expected))
            missing = [word for word in expected if word not in there]
            assert not missing, f"turn {turn} of seed {seed}: {missing} of {expected} are not offered: {there}"
            words += len(expected)
            younger += sum(word in there for moment, word in typed if moment > kept)
    finally:
        browser.kill()
    with capsys.disabled():
        took = f"{time.monotonic() - began:.0f} s, seed {seed}"
        print(f"\n{turn} browsers killed in {took}: of {words} words said to be kept, 0 are lost;", end=" ")
        print(f"{younger} younger ones were there, too; not kept yet: at most the last {max(unsaid):.1f} s of typing")
