"""A story of many statements: no page but the filtered lists, which are read by months, grows with their number."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.core.management import call_command
from django.test import Client

from explainer.reading.readings import current

STORY = "/archive-00001/"
ALL = re.compile(r'<a class="more"[^>]* href="([^"]+)"[^>]*>All (\d+) statements</a>')
COUNTED = re.compile(r"(\d+) of (\d+) statements\.")


@pytest.fixture
def long_story(db) -> Client:
    """Made up, of 900 statements."""
    call_command("make_archive", stories=1, statements=900, seed=1, verbosity=0)
    return Client()


@pytest.mark.parametrize(
    ("place", "lists", "whole"),
    [("actors/side-1/", 2, "side/side-1/"), ("issues/issue-1/", 1, "issue/issue-1/"), ("phases/1/", 1, "phase/1/")],
)
def test_a_page_shows_the_newest_hundred_of_a_list_and_leads_to_all(long_story, place, lists, whole):
    html = long_story.get(STORY + place).content.decode()
    assert html.count('<article class="st"') <= 100 * lists
    href = f"{STORY}statements/{whole}"
    number = dict(ALL.findall(html))[href]
    assert COUNTED.search(long_story.get(href).content.decode())[1] == number


def test_what_is_shown_is_the_newest_and_dated(long_story):
    html = long_story.get(f"{STORY}phases/1/").content.decode()
    index = current("archive-00001").index
    dated = [row.slug for row in index.phase[1].statements if row.dated]
    assert re.findall('<article class="st" id="([^"]+)"', html) == dated[-100:]


@pytest.mark.parametrize("place", ["positions/?actors=side-1,side-2", "issues/issue-1/"])
def test_a_cell_shows_the_newest_twenty_over_time_and_leads_to_all(long_story, place):
    html = long_story.get(STORY + place).content.decode()
    lists = re.findall('<ol class="marks">.*?</ol>', html, re.DOTALL)
    assert max(row.count("<li") for row in lists) == 20
    href, number = next((unescape(href), number) for href, number in ALL.findall(html) if "?" in href)
    assert COUNTED.search(long_story.get(href).content.decode())[1] == number
