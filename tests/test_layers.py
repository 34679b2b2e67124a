"""House rules: which room may import which, how long a module may be, where a query is written."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

HOUSE = Path(__file__).parent.parent / "explainer"
README = HOUSE.parent / "README.md"
LONGEST = 300

# The rooms, in the order in which data flows: one imports only what stands above it. A room is a package, but for
# ``kept``, which stands at the ground, and the settings and addresses, for which Django looks by name.
ROOMS = (
    "kept", "setup", "settings", "language", "models", "edition", "story", "search", "data", "desk", "serving",
    "reading", "following", "pages", "templatetags", "admin", "management", "urls",
)  # fmt: skip
# What Django or the server asks for by name: they stand outside, and import of ours no more than these.
AROUND = {"apps": {"desk", "serving"}, "asgi": {"kept", "language", "serving"}, "wsgi": {"serving"}}
# Rooms of the reader's side. Of the desk they know the frozen side of the models, and nothing else.
READERS = (
    "kept", "language", "edition", "story", "search", "data", "serving", "reading", "following", "pages",
    "templatetags",
)  # fmt: skip
FROZEN = {"models.editions", "models.packages", "models.takedowns", "models.turns"}
DESK = {"models", "desk", "admin", "management"}
# A module of a reader's room that reads the desk, with the reason.
AT_THE_DESK = {
    "pages.preview": "shows an editor the desk's copy, as readers would see it",
    "pages.preview_copies": "shows copies of the desk to whom they are for",
    "pages.translation_preview": "shows the same of a translation",
}
# Where a query may be written, with the reason.
QUERIES = {
    "models": "names its own querysets",
    "desk.compose": "reads the desk",
    "desk.near": "reads one row of the desk and what it refers to",
    "desk.going_back": "looks up what a version refers to, whatever its model",
    "desk.merging": "finds whatever refers to a row, whatever its model",
    "desk.unmerging": "finds the rows that a merger touched, whatever their model",
    "desk.authorship": "finds whose versions of rows there are, whatever their model",
    "desk.removing": "finds whatever goes with a story, whatever its model",
    "desk.history": "finds versions of rows, whatever their model",
    "desk.versions": "finds the version before each, whatever its model",
    "admin": "shows the desk's lists",
    "reading.readings": "finds editions",
    "desk.many.references": "looks rows up by what they are called, whatever their model",
    "desk.files.fixture_rows": "looks rows up by natural key, whatever their model",
    "desk.files.fixtures": "looks up what it loaded before",
    "management": "looks up what was typed",
    "migrations": "history",
}
# Longer than LONGEST, with the reason. None is.
LONG: dict[str, str] = {}


def modules() -> list[Path]:
    return sorted(path for path in HOUSE.rglob("*.py") if "migrations" not in path.parts)


def name_of(path: Path) -> str:
    """“admin.panel”; of a package its own name."""
    parts = path.relative_to(HOUSE).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(path: Path) -> Iterator[str]:
    """Our own modules that ``path`` imports, without “explainer.”: “models.editions”."""
    package = ["explainer", *path.relative_to(HOUSE).parts[:-1]]
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name[len("explainer.") :] for alias in node.names if alias.name.startswith("explainer."))
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            whole = ".".join([*base, *filter(None, [node.module])])
            if whole.partition(".")[0] != "explainer":
                continue
            for alias in node.names:
                found = f"{whole}.{alias.name}".partition(".")[2]
                yield found if exists(found) else whole.partition(".")[2]


def exists(name: str) -> bool:
    place = HOUSE.joinpath(*name.split("."))
    return place.with_suffix(".py").exists() or (place / "__init__.py").exists()


def room(name: str) -> str:
    return name.partition(".")[0]


def within(name: str, places: dict[str, str]) -> bool:
    """Whether one of ``places`` is ``name`` or a package that holds it."""
    return any(name == place or name.startswith(f"{place}.") for place in places)


NAMES = {name_of(path): path for path in modules()}


@cache
def edges() -> list[tuple[str, str]]:
    """Who imports whom. Read when a test asks: every process collects this file, and one of them runs it."""
    return [(name, there) for name, path in NAMES.items() for there in imports(path)]


def test_imports_are_read_rightly():
    assert ("desk.publishing", "edition.document") in edges()
    assert ("reading.readings", "models.editions") in edges()
    assert ("pages.views.story", "pages.views.answers") in edges()
    assert ("models.base", "language.dates") in edges()
    assert ("admin.stories", "desk.publishing") in edges()
    assert ("desk.rules.checks", "desk.rules.wording") in edges()


def test_every_module_stands_in_a_room():
    found = {room(name) for name in NAMES} - {""}
    assert found == set(ROOMS) | set(AROUND)
    assert len(ROOMS) == len(set(ROOMS))


@pytest.mark.parametrize("here", [*ROOMS, *AROUND])
def test_a_room_imports_only_what_stands_above_it(here):
    above = AROUND[here] if here in AROUND else {here, *ROOMS[: ROOMS.index(here)]}
    for name, there in edges():
        assert room(name) != here or room(there) in above, f"{name} imports {there}, which stands below {here}"


def test_no_two_modules_import_each_other():
    """Not even by way of others, within a room or across."""
    inside: dict[str, set[str]] = {}
    for here, there in edges():
        inside.setdefault(here, set()).add(there)

    def reach(start: str, seen: set[str]) -> set[str]:
        for name in inside.get(start, set()) - seen:
            seen.add(name)
            reach(name, seen)
        return seen

    for name in inside:
        assert name not in reach(name, set()), f"{name} imports itself by way of others"


@pytest.mark.parametrize("here", READERS)
def test_the_readers_side_cannot_reach_the_desk(here):
    for name, there in edges():
        if room(name) == here and name not in AT_THE_DESK:
            assert there in FROZEN or room(there) not in DESK, f"{name} imports {there}"


def test_what_the_readers_side_stands_on_cannot_reach_the_desk_either():
    """By way of any other module: everything that a reader's page loads, but the models' own package."""
    ahead = {name for name in NAMES if room(name) in READERS and name not in AT_THE_DESK}
    seen: set[str] = set()
    while ahead:
        name = ahead.pop()
        seen.add(name)
        if not name.startswith("models"):
            ahead |= {there for here, there in edges() if here == name} - seen
    assert {name for name in seen if room(name) in DESK} == FROZEN


def test_only_what_reads_the_desk_is_excused_for_it():
    for name in AT_THE_DESK:
        assert any(here == name and room(there) in DESK - {"models"} for here, there in edges()), f"{name} need not be"


def test_the_door_knows_no_model_but_the_count_of_publications():
    knowing = {name for name, there in edges() if room(name) == "serving" and room(there) == "models"}
    assert knowing == {"serving.publication_counter"}


def test_the_frozen_side_of_the_models_knows_no_other_model():
    ground = {"models.base", "models.first_reads", "models.edition_moments"}
    assert {there for here, there in edges() if here in FROZEN} == ground
    assert not {there for here, there in edges() if here == "models.first_reads"}


def test_the_readme_tells_of_each_room_in_order():
    """One row of its table may tell of several: “`admin/`, `management/`”."""
    table = re.findall(r"^\| (`.+?) \| \S", README.read_text(encoding="utf-8"), re.MULTILINE)
    told = [name for row in table for name in re.findall(r"`([a-z_]+)(?:/|\.py)`", row)]
    assert [name for name in told if name in ROOMS] == list(ROOMS)
    assert set(AROUND) <= set(told)


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_no_module_is_long(path):
    if name_of(path) not in LONG:
        lines = path.read_text(encoding="utf-8").count("\n")
        assert lines <= LONGEST, f"{name_of(path)} has {lines} lines; cut it along the seam that its contents show."


def test_only_long_modules_are_excused():
    lengths = {name_of(path): path.read_text(encoding="utf-8").count("\n") for path in modules()}
    assert all(lengths[name] > LONGEST and reason for name, reason in LONG.items())


def filters(path: Path) -> Iterator[int]:
    """The lines that call ``.filter(``, but for registering a filter of templates."""
    calls = (node for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call))
    for call in calls:
        match call.func:
            case ast.Attribute(attr="filter", value=ast.Name(id="register")):
                continue
            case ast.Attribute(attr="filter"):
                yield call.lineno


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_queries_are_written_where_they_have_names(path):
    if not within(name_of(path), QUERIES):
        assert list(filters(path)) == [], "give the query a name in models/"


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_every_module_says_what_it_is_for(path):
    said = ast.get_docstring(tree_of(path))
    assert said or not path.read_text(encoding="utf-8").strip(), f"{name_of(path)} has no docstring"


def test_no_module_is_named_after_nothing():
    empty = {"utils", "util", "helpers", "helper", "common", "misc", "services", "tools", "lib", "core"}
    assert not {part for path in modules() for part in name_of(path).split(".")} & empty


def test_the_names_of_modules_hide_none_of_pythons():
    ours = set(ROOMS) | set(AROUND)
    assert ours & sys.stdlib_module_names <= set()
