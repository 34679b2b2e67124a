"""What a screen reader is given to find its way by: landmarks with their names, headings with their levels.

The outline of each page type is kept in ``outlines/``, taken from Chromium's accessibility tree. A change of it should
be meant. After one that is:

    REWRITE_OUTLINES=1 python3 run test -m browser tests/browser/test_outlines.py

and read the difference before it is committed."""

from __future__ import annotations

import os
import re
from itertools import pairwise
from pathlib import Path

import pytest
from django.utils.translation import gettext, override

from .browse import browsing
from .pages import PAGES, READER, STATUS

pytestmark = pytest.mark.browser
FOLDER = Path(__file__).parent / "outlines"
REWRITE = os.environ.get("REWRITE_OUTLINES") == "1"
LANDMARKS = {"banner", "complementary", "contentinfo", "form", "main", "navigation", "region", "search"}
ALONE = {"banner", "contentinfo", "main", "search"}  # there is one of each on a page; it needs no name
SHOWN = LANDMARKS | {"heading", "table", "figure"}


def file_name(name: str) -> str:
    return f"{name.replace(', ', '-').replace(' ', '-')}.txt"


def outline(page) -> list[tuple[int, str, str, int]]:
    """(depth among the rows shown, role, name, level of a heading or 0) for what ``SHOWN`` names, in reading order."""
    session = page.context.new_cdp_session(page)
    session.send("Accessibility.enable")
    nodes = {node["nodeId"]: node for node in session.send("Accessibility.getFullAXTree")["nodes"]}
    found = []

    def walk(node, depth):
        role = node.get("role", {}).get("value", "")
        shown = role in SHOWN and not node.get("ignored")
        if shown:
            level = next((row["value"]["value"] for row in node["properties"] if row["name"] == "level"), 0)
            found.append((depth, role, " ".join(node["name"]["value"].split()), level))
        for child in node.get("childIds", ()):
            if child in nodes:
                walk(nodes[child], depth + shown)

    walk(next(node for node in nodes.values() if "parentId" not in node), 0)
    return found


def written(rows) -> str:
    """One line for each; the moment at which the test published stands as “…”."""
    lines = (f"{'  ' * depth}{role}{level or ''}: {name}".rstrip(": ") for depth, role, name, level in rows)
    return "".join(re.sub(r"\d+ \w+ \d{4}, \d\d:\d\d UTC", "…", line) + "\n" for line in lines)


def shape(text: str) -> list[str]:
    """An outline without the names in it, which differ by language."""
    return [line.partition(":")[0] for line in text.splitlines()]


def faults_of(rows) -> list[str]:
    """One h1 and one main; no level skipped below it; no two landmarks that sound the same; none without a name."""
    levels = [level for _depth, role, _name, level in rows if role == "heading"]
    faults = [] if levels.count(1) == 1 else ["not one h1"]
    below = levels[levels.index(1) :] if 1 in levels else levels
    faults += [f"from a heading of level {one} to one of {two}" for one, two in pairwise(below) if two > one + 1]
    marks = [(role, name) for _depth, role, name, _level in rows if role in LANDMARKS]
    faults += [] if marks.count(("main", "")) == 1 else ["not one main"]
    faults += [f"twice {role} “{name}”" for role, name in set(marks) if marks.count((role, name)) > 1]
    return faults + [f"{role} without a name" for role, name in marks if not name and role not in ALONE]


@pytest.fixture
def look(chromium, site):
    return lambda **options: browsing(chromium, site, expect=STATUS, **options)


@pytest.mark.parametrize(("language", "name"), PAGES)
def test_a_page_has_the_outline_that_is_kept(look, language, name):
    """In another language than English the same one, with other names. On a phone it makes sense, too."""
    with look(viewport={"width": 320, "height": 640}) as page:
        page.goto(language + READER[name])
        assert faults_of(outline(page)) == []
        page.set_viewport_size({"width": 1280, "height": 900})
        rows = outline(page)
    assert faults_of(rows) == []
    kept = FOLDER / file_name(name)
    if language:
        with override(language.strip("/")):
            note = ("complementary", gettext("Translation"))  # what says that the page is not translated
            original = gettext("The original")  # what a translation that was withdrawn leads to, too
        apart = {note, ("region", original), ("heading", original)} if name == "edition withdrawn" else {note}
        same = [row for row in rows if row[1:3] not in apart]
        assert shape(written(same)) == shape(kept.read_text(encoding="utf-8"))
        return
    if REWRITE:
        FOLDER.mkdir(exist_ok=True)
        kept.write_text(written(rows), encoding="utf-8")
    assert written(rows) == kept.read_text(encoding="utf-8")


def test_the_outlines_kept_are_those_of_the_pages():
    assert {file.name for file in FOLDER.iterdir()} == {file_name(name) for name in READER}


def test_the_diagram_reads_as_a_list_in_the_order_of_the_path(look):
    """What is drawn as boxes and arrows is a figure with lists in it, its labels before what they lead to."""
    with look(viewport={"width": 1280, "height": 900}) as page:
        page.goto(READER["phases"])
        snapshot = page.locator("figure.path").first.aria_snapshot()
    lines = [line.strip() for line in snapshot.splitlines()]
    assert lines[0].startswith("- figure")
    assert sum(line.startswith("- list") and not line.startswith("- listitem") for line in lines) >= 3
    order = [
        "As of 23 August 2024", "An agreement is reached", "On to Phase 1", "A six-week pause", "Talks on phase 2",
        "can go 4 ways", "Talks continue", "Truce continues", "Back to Phase 1", "A side leaves",
        "War may resume", "Talks collapse", "The sides agree", "On to Phase 2",
        "A permanent end", "On to Phase 3", "Solid",
    ]  # fmt: skip
    places = [snapshot.find(word) for word in order]
    assert -1 not in places
    assert places == sorted(places)
