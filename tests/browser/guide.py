"""The pictures of the editors' guide: of which page each is, what it shows, and how it is taken.

``.ci/pictures`` takes them, and ``test_guide`` looks whether what they show is still there. It must not change a story
but by what an editor would do to get there."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[2] / "static" / "admin" / "guide"
MOST = 600_000  # bytes of all of them
WIDTH, HEIGHT = 1000, 1200
QUALITY = 72
ADDED = "The word is used here as our source uses it."
STORY = "/admin/explainer/story/1/"
TEXT = "“We will keep the bridge open,” the council said on Friday.\n\nNobody answered it that day."


@dataclass(frozen=True)
class Picture:
    """``of``: the page; ``at``: what stands at the upper edge; ``shows``: by role and name, all of it in the picture.
    ``before``: what is done on the page first."""

    name: str
    of: str
    shows: tuple[tuple[str, str], ...]
    at: str = "#content"
    height: int = 640
    before: Callable[[Any], None] | None = None


def _open_text(page: Any) -> None:
    """A source that is made up gets its text, where that is not there yet; then a sentence is marked, by its number."""
    page.goto("/admin/explainer/source/?q=Valley+Post")
    if page.locator("#result_list tbody th a").count():
        page.locator("#result_list tbody th a").first.click()
    else:
        page.goto("/admin/explainer/source/add/")
        page.get_by_label("Publisher:").fill("Valley Post")
        page.get_by_label("Published:").fill("2031-06-30")
        page.get_by_role("button", name="Save and continue editing").first.click()
        page.locator(".messagelist").wait_for()
    page.goto(f"{page.url.partition('change')[0]}text/?story=1")
    if page.locator("#source-pasted").count():
        page.locator("#source-pasted").fill(TEXT)
        page.get_by_role("button", name="Keep the text").click()
    page.locator("#source-text").wait_for()
    page.get_by_text("Mark without a mouse and without keys").click()
    page.locator("#source-first").fill("1")
    page.get_by_role("button", name="Mark these sentences").click()
    page.get_by_role("group", name="Who said it").wait_for()


def _paste_table(page: Any) -> None:
    page.get_by_label("Story:").select_option(index=1)
    page.locator("textarea[name=text]").fill(
        "title\tdate\nThe council meets\t30 August 2024\nThe council votes\tone of these days\n"
    )
    page.get_by_role("button", name="Show what it would do").click()
    page.get_by_role("heading", name="Nothing is saved yet").wait_for()


PICTURES = (
    Picture("front", "/admin/", (("link", "Workplace"), ("link", "Preview"), ("link", "Publish…"))),
    Picture("workplace", f"{STORY}work/", (("link", "The story’s form"), ("heading", "Next: Publishing"))),
    Picture(
        "source", "/admin/explainer/source/",
        (("group", "Who said it"), ("group", "How it is quoted")), before=_open_text, height=700,
    ),
    Picture(
        "statement", "/admin/explainer/statement/1/change/",
        (("link", "Help with this form"), ("textbox", "Topic:"), ("textbox", "Our words before the quotation:")),
        height=900,
    ),
    Picture(
        "dates", "/admin/explainer/event/1/change/", (("textbox", "When:"), ("textbox", "When reported:")),
        at=".field-when", height=420,
    ),
    Picture("framework", f"{STORY}work/", (("heading", "Phases"), ("link", "Add a phase")), at="#phases", height=560),
    Picture("positions", f"{STORY}work/", (("heading", "Positions"),), at="#positions", height=560),
    Picture("many", "/admin/explainer/event/many/", (("heading", "Nothing is saved yet"),), before=_paste_table),
    Picture("checks", f"{STORY}work/", (("heading", "Nothing stops publication"),), at="#stops", height=420),
    Picture(
        "publishing", f"{STORY}publish/", (("button", "Publish"), ("textbox", "Note to readers")), height=1200
    ),
    Picture(
        "history", "/admin/explainer/term/1/history/", (("heading", "History"), ("columnheader", "Before")), height=520
    ),
)  # fmt: skip


def begin(page: Any) -> None:
    """One change at the desk, so that something differs; and the list of all kinds at the side is folded."""
    page.add_init_script("localStorage.setItem('django.admin.navSidebarIsOpen', 'false')")
    page.goto("/admin/explainer/term/1/change/")
    said = page.locator("#id_definition")
    if ADDED not in said.input_value():
        said.fill(f"{said.input_value()} {ADDED}")
        page.get_by_role("button", name="Save", exact=True).first.click()
        page.locator(".messagelist").wait_for()


def open_it(page: Any, picture: Picture) -> None:
    page.goto(picture.of)
    if picture.before:
        picture.before(page)
    page.locator(picture.at).first.wait_for()


def cut_of(page: Any, picture: Picture) -> dict[str, float]:
    """What of the page is in the picture."""
    box = page.locator(picture.at).first.bounding_box()
    top = max(box["y"] + page.evaluate("scrollY") - 8, 0)
    whole = page.evaluate("document.documentElement.scrollHeight")
    return {"x": 0, "y": top, "width": WIDTH, "height": min(picture.height, whole - top), "scale": 1}


def take(page: Any, picture: Picture) -> bytes:
    """As WebP, which Playwright's own screenshots are not."""
    open_it(page, picture)
    session = page.context.new_cdp_session(page)
    asked = {"format": "webp", "quality": QUALITY, "clip": cut_of(page, picture), "captureBeyondViewport": True}
    return base64.b64decode(session.send("Page.captureScreenshot", asked)["data"])
