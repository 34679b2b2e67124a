"""The guide's pictures show what is at the desk; each page of it opens, stands still and is light."""

from __future__ import annotations

import re

import pytest

from explainer.admin.guide import PAGES
from explainer.admin.help_pages import blocks_of, file_of

from .browse import browsing, log_in
from .guide import FOLDER, HEIGHT, MOST, PICTURES, WIDTH, begin, cut_of, open_it

pytestmark = pytest.mark.browser
BY_NAME = {picture.name: picture for picture in PICTURES}


@pytest.fixture(scope="module")
def signed_in(chromium, desk) -> dict:
    with browsing(chromium, desk) as page:
        log_in(page, "editor")
        begin(page)
        return page.context.storage_state()


@pytest.mark.parametrize("name", BY_NAME)
def test_what_a_picture_shows_is_still_there(chromium, desk, signed_in, name):
    """On the page that it is of, and within what is cut out; else ``.ci/pictures`` takes it anew."""
    picture = BY_NAME[name]
    assert picture.shows
    with browsing(chromium, desk, storage_state=signed_in, viewport={"width": WIDTH, "height": HEIGHT}) as page:
        open_it(page, picture)
        cut = cut_of(page, picture)
        scrolled = page.evaluate("scrollY")
        for role, called in picture.shows:
            box = page.get_by_role(role, name=called).first.bounding_box()
            assert box, f"{role} “{called}” is not on {picture.of}"
            top = box["y"] + scrolled
            assert cut["y"] <= top <= cut["y"] + cut["height"], f"{role} “{called}” is outside of the picture"


def test_each_picture_is_in_the_guide_with_words_for_who_does_not_see_it_and_all_are_light():
    blocks = [block for name in PAGES for block in blocks_of(file_of(name).read_text(encoding="utf-8"))]
    shown = {block.words: block for block in blocks if block.kind == "picture"}
    assert set(shown) == {f"admin/guide/{name}.webp" for name in BY_NAME}
    assert {path.stem for path in FOLDER.iterdir()} == set(BY_NAME)
    for path, block in shown.items():
        width, height = block.size
        assert width == WIDTH, path
        assert 150 < height <= BY_NAME[path.split("/")[-1].removesuffix(".webp")].height
        assert len(block.title) > 50
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) <= MOST


@pytest.mark.parametrize("name", PAGES)
def test_pictures_come_with_their_page_and_nothing_moves(chromium, site, staff, name):
    with browsing(chromium, site, storage_state=staff, viewport={"width": 390, "height": 800}) as page:
        page.goto(f"/admin/help/{name}/")
        for picture in page.locator(".desk-shown img").all():
            picture.scroll_into_view_if_needed()
            page.wait_for_function("(one) => one.complete && one.naturalWidth", arg=picture.element_handle())
            ratio = picture.evaluate("(one) => [one.naturalWidth, one.naturalHeight, +one.width / one.height]")
            assert ratio[0] == WIDTH
            assert abs(ratio[0] / ratio[1] - ratio[2]) < 0.05, "its place is of its own shape"
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_form_leads_to_its_part_by_keyboard(chromium, site, staff):
    with browsing(chromium, site, storage_state=staff, viewport={"width": 1280, "height": 800}) as page:
        page.goto("/admin/explainer/gate/1/change/")
        page.get_by_role("link", name="Help with this form").focus()
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("/admin/help/framework/#ways-on$"))
        heading = page.get_by_role("heading", name="Ways on", exact=True)
        assert 0 <= heading.bounding_box()["y"] < 800
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('.desk-help') !== null")
