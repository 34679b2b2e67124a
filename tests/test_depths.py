"""An overview in half a minute, in three minutes, or whole: one text, and a time that is true."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from django.test import Client

from explainer.reading.readings import current
from explainer.story.depths import DEPTHS as DEPTHS_OF_A_PAGE
from explainer.story.depths import PACE, USUAL, counted, shown, times, told
from explainer.story.indexes import StoryIndex

from .publish import publish

DEPTHS = {"short": "?depth=short", "usual": "", "whole": "?depth=whole"}


class Eye(HTMLParser):
    """What of ``main`` is seen on a page as it stands: ``details`` open or closed, nothing hidden, no marks."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.around = [("", False, False)]  # of each element its name, whether its summary is seen, whether the rest is

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = dict(attrs)
        _name, over, inside = self.around[-1]
        around = True if tag == "main" else over if tag == "summary" else inside
        if "hidden" in has or has.get("aria-hidden") == "true" or {"vh", "since"} & {*(has.get("class") or "").split()}:
            around = False
        if tag not in ("br", "img", "input", "hr", "wbr"):
            self.around.append((tag, around, around and (tag != "details" or "open" in has)))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        while len(self.around) > 1 and self.around.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self.around[-1][2]:
            self.seen.append(data)


def words_shown(html: str) -> int:
    eye = Eye()
    eye.feed(html)
    return sum(any(map(str.isalnum, word)) for word in " ".join(eye.seen).split())


@pytest.fixture(scope="module")
def pages(first_story, django_db_blocker) -> dict[str, str]:
    with django_db_blocker.unblock():
        return {name: Client().get(f"/gaza-ceasefire/{query}").content.decode() for name, query in DEPTHS.items()}


def test_the_first_story_is_read_in_the_time_that_is_claimed(pages):
    words = {name: words_shown(page) for name, page in pages.items()}
    assert words["short"] <= 150
    assert words["usual"] <= 780
    assert words["whole"] > words["usual"] > words["short"] > 100
    for name, chip in {"short": "30 seconds", "usual": "3 minutes"}.items():
        assert re.search(f'aria-current="true">{chip}</a>', pages[name])
        assert told(words[name]) == chip
    assert f'aria-current="true">{told(words["whole"])}</a>' in pages["whole"]


def test_every_depth_holds_the_same_words(pages):
    def said(page: str) -> list[str]:
        main = page[page.index("<main") : page.index("</main>")]
        main = re.sub(r'<nav class="depths noprint".*?</nav>', "", main, flags=re.DOTALL)
        return re.sub(r"<[^>]+>", " ", main).split()

    assert said(pages["short"]) == said(pages["usual"]) == said(pages["whole"])


def test_every_section_keeps_its_heading_and_its_name(pages):
    for page in pages.values():
        named = re.findall(r'<section class="row" aria-labelledby="(\w+)">', page)
        assert len(named) == 11
        assert named == re.findall(r'<h2 class="key" id="(\w+)">', page)


def test_what_is_closed_is_open_when_everything_is_asked_for(pages):
    assert "<details" in pages["short"]
    assert not re.search(r'<details class="(fold|atom|ev)">', pages["whole"])


def test_the_answer_and_the_state_of_play_stand_at_every_depth(pages):
    for page in pages.values():
        before = page[page.index("<main") : page.index("<section")]
        assert "Not by itself." in before
        assert "Where things stand" in before
        assert before.count("<details") == 2, "the start and all below, which begins here"


def test_a_depth_has_one_address(published, client):
    for asked, wanted in {
        "?depth=usual": "",
        "?depth=": "",
        "?depth=whole&x=1": "?depth=whole",
        "?depth=short&depth=whole": "?depth=whole",
        "?x=1": "",
    }.items():
        response = client.get(f"/truce/{asked}")
        assert (response.status_code, response["Location"]) == (302, f"/truce/{wanted}")
    assert (
        '<link rel="canonical" href="http://testserver/truce/">' in client.get("/truce/?depth=whole").content.decode()
    )


@pytest.mark.parametrize(
    ("words", "time"),
    [(0, "30 seconds"), (172, "30 seconds"), (173, "1 minute"), (344, "1 minute"), (346, "2 minutes"),
     (3 * PACE, "3 minutes"), (40 * PACE, "40 minutes")],
)  # fmt: skip
def test_a_time_is_told_to_the_nearest_half_minute_or_minute(words, time):
    assert told(words) == time


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>not here</p><main>one two</main><p>nor here</p>", 2),
        ("<main><details><summary>one</summary>two <p>three</p></details> four</main>", 2),
        ("<main><details open><summary>one</summary>two</details></main>", 2),
        ("<main><details><summary>one</summary><details open><summary>no</summary>no</details></details></main>", 1),
        ("<main><details open><summary>one</summary><details><summary>two</summary>no</details></details></main>", 2),
        ('<main><i aria-hidden="true">no</i><span class="a vh">no</span>one<br>· two – “three”.</main>', 3),
    ],
)
def test_only_words_that_are_shown_count(html, words):
    assert shown(counted(html), USUAL) == words_shown(html) == words


@pytest.mark.parametrize("page", DEPTHS)
def test_a_page_at_any_depth_tells_the_times_of_all(pages, page):
    for depth in DEPTHS_OF_A_PAGE:
        assert shown(counted(pages[page]), depth) == words_shown(pages[depth.name or "usual"])


def test_a_mark_takes_no_time():
    assert (
        shown(counted('<main>one<small class="since"><a href="/">New since version 1</a></small></main>'), USUAL) == 1
    )


def test_a_story_of_any_size_has_its_own_times(make_story, client):
    publish(make_story(statements=0, events=1, issues=0, phases=0, actors=0), note="")
    body = client.get("/truce/").content.decode()
    assert "30 seconds" in body
    assert "3 minutes" not in body


def test_counting_costs_a_reader_nothing_twice(published, client, django_assert_num_queries):
    client.get("/truce/")
    with django_assert_num_queries(1):
        client.get("/truce/?depth=whole")


def test_all_times_are_counted_on_one_page(published):
    drawn = []
    found = times(StoryIndex(current("truce").story), lambda: drawn.append(1) or "<main>one</main>")
    assert [time for _depth, time in found] == ["30 seconds"] * 3
    assert len(drawn) == 1
