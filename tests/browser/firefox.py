"""A real Firefox, driven by Mozilla's own client over Marionette: pages of any width, larger text, sheets of paper.

It must not know what is on a page. Firefox keeps its windows wider than a phone, so the page's own box is narrowed."""

from __future__ import annotations

import base64
import os
import time
import warnings
from pathlib import Path
from typing import Any

PATIENCE = 5  # seconds, for a page to have taken another width
BOX = """const box = gBrowser.selectedBrowser.style, [width, height] = arguments;
box.flex = "none";
for (const [side, size] of [["width", width], ["height", height]])
    box[side] = box[`min-${side}`] = box[`max-${side}`] = `${size}px`;"""


class Firefox:
    def __init__(self, path: str) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it asks its platform in ways that Python calls old
            from marionette_driver.marionette import Marionette

            # What follows takes prefixes and boxes of the browser itself, which is let only who asks for it.
            allowed = ["-remote-allow-system-access"]
            self.driver = Marionette(
                bin=path, headless=True, host="127.0.0.1", port=0, app_args=allowed, gecko_log=os.devnull
            )
            self.driver.start_session()
        self.driver.set_window_rect(width=1500, height=1100)
        self.driver.set_pref("ui.useOverlayScrollbars", 1)  # as on a phone: they take no room

    def stop(self) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self.driver.quit()
            self.driver.cleanup()

    def run(self, script: str) -> Any:
        """What a function without arguments, written in JavaScript, answers on the page."""
        return self.driver.execute_script(f"return ({script})()")

    def go(self, address: str) -> None:
        self.driver.navigate(address)

    def size(self, width: int, height: int = 844) -> None:
        with self.driver.using_context("chrome"):
            self.driver.execute_script(BOX, script_args=[width, height])
        deadline = time.monotonic() + PATIENCE
        while self.driver.execute_script("return innerWidth") != width:
            assert time.monotonic() < deadline, f"the page does not become {width} wide"
            time.sleep(0.01)  # the next look

    def text(self, percent: int) -> None:
        """Text as large as a reader's settings ask for, against the usual 16 pixels."""
        for script in ("x-western", "ar", "he"):
            self.driver.set_pref(f"font.size.variable.{script}", 16 * percent // 100)

    def print(self, file: Path) -> None:
        """What its “Save to PDF” writes on A4."""
        paper = {"page": {"width": 21.0, "height": 29.7}}
        file.write_bytes(base64.b64decode(self.driver._send_message("WebDriver:Print", paper, key="value")))


def path() -> str:
    return os.environ.get("FIREFOX") or "/usr/bin/firefox-esr"
