"""House rules: what may import what, how long a module may be, where a query is written."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

HOUSE = Path(__file__).parent.parent / "explainer"
LONGEST = 300

# In the order in which data flows; a module imports only what stands above it. A package stands for all in it.
ORDER = (
    "environment", "databases", "settings",
    "date_words", "dates", "text", "folding", "labels",
    "models",
    "parts", "document",
    "findable", "search_index",
    "values", "approvals", "compose",
    "archive_words", "archives",
    "prose",
    "problems", "wholeness", "chronology", "attribution", "wording", "comparisons", "checks",
    "change_words", "diffs",
    "translations", "publishing", "approving",
    "languages", "record", "resolved",
    "indexes", "kept",
    "turns", "ready", "watching", "rendering", "caching",
    "known", "timelines", "paths", "facet_values", "facets", "profiles", "comparing", "balance",
    "mentions", "marks", "depths",
    "streams", "reading", "front", "search",
    "substance", "ledger", "corrections", "feeds", "entries", "calendars",
    "paper", "hints",
    "templatetags", "views",
    "preview",
    "fixture_files", "fixture_rows", "fixtures",
    "admin",
    "exporting",
    "management",
    "urls",
)  # fmt: skip
# What Django or the server asks for by name. They import nothing of ours but what is given here.
AROUND = {"apps": {"logins", "turns"}, "caches": set(), "headers": set(), "logins": set(), "replicas": set(),
          "line_ends": set(),
          "protocol": set(),
          "asgi": {"turns", "caching", "languages", "rendering", "replicas", "shared_pages", "watching"},
          "requests": set(), "shared_pages": set(), "static": set(), "wsgi": set()}  # fmt: skip
READERS = (
    "labels", "languages", "record", "resolved", "indexes", "kept", "turns", "ready", "watching", "rendering",
    "caching", "known", "timelines", "paths", "facet_values", "facets", "profiles", "comparing", "balance", "mentions",
    "marks", "depths", "streams", "reading", "front", "search", "substance", "ledger", "corrections", "feeds",
    "entries", "calendars", "paper", "hints", "templatetags", "views", "exporting",
)  # fmt: skip
DESK = {"models", "values", "compose", "archives", "problems", "wholeness", "chronology", "attribution", "wording",
        "checks", "approvals", "approving", "comparisons", "translations", "publishing", "preview", "fixtures",
        "fixture_files", "fixture_rows", "admin", "management"}  # fmt: skip
# Where a query may be written, with the reason.
QUERIES = {
    "models": "names its own querysets",
    "compose": "reads the desk",
    "admin": "shows the desk's lists",
    "reading": "finds editions",
    "fixture_rows": "looks rows up by natural key, whatever their model",
    "fixtures": "looks up what it loaded before",
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


def layer(name: str) -> str:
    return name.partition(".")[0]


EDGES = [(name_of(path), name) for path in modules() for name in imports(path)]


def test_imports_are_read_rightly():
    assert ("publishing", "document") in EDGES
    assert ("reading", "models.editions") in EDGES
    assert ("views.story", "views.answers") in EDGES
    assert ("models.base", "dates") in EDGES
    assert ("admin.stories", "publishing") in EDGES


def test_every_module_has_its_place():
    found = {layer(name_of(path)) for path in modules()} - {""}
    assert found == set(ORDER) | set(AROUND)
    assert len(ORDER) == len(set(ORDER))


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_a_module_imports_only_what_stands_above_it(path):
    here = layer(name_of(path))
    for name in imports(path):
        there = layer(name)
        if here in AROUND:
            assert there in AROUND[here], f"{name_of(path)} imports {name}"
        elif here != there:
            assert there in ORDER[: ORDER.index(here)], f"{name_of(path)} imports {name}"


@pytest.mark.parametrize("package", ["models", "admin", "views", "management", "templatetags"])
def test_no_two_modules_of_a_package_import_each_other(package):
    inside: dict[str, set[str]] = {}
    for here, there in EDGES:
        if here.startswith(f"{package}.") and there.startswith(f"{package}."):
            inside.setdefault(here, set()).add(there)

    def reach(start: str, seen: set[str]) -> set[str]:
        for name in inside.get(start, set()) - seen:
            reach(name, seen | {name})
            seen.add(name)
        return seen

    for name in inside:
        assert name not in reach(name, set()), f"{name} imports itself by way of others"


@pytest.mark.parametrize("path", [path for path in modules() if layer(name_of(path)) in READERS], ids=name_of)
def test_the_readers_side_cannot_reach_the_desk(path):
    for name in imports(path):
        assert name == "models.editions" or layer(name) not in DESK, f"{name_of(path)} imports {name}"


def test_what_the_readers_side_stands_on_cannot_reach_the_desk_either():
    """By way of any other module: everything that a reader's page loads, but the models' own package."""
    ahead = {name_of(path) for path in modules() if layer(name_of(path)) in READERS}
    seen: set[str] = set()
    while ahead:
        name = ahead.pop()
        seen.add(name)
        if not name.startswith("models"):
            ahead |= {there for here, there in EDGES if here == name} - seen
    assert {name for name in seen if layer(name) in DESK} == {"models.editions"}


def test_the_frozen_side_of_the_models_knows_no_other_model():
    assert {there for here, there in EDGES if here == "models.editions"} == {
        "models.base",
        "models.first_reads",
    }
    assert not {there for here, there in EDGES if here == "models.first_reads"}


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
    if layer(name_of(path)) not in QUERIES:
        assert list(filters(path)) == [], "give the query a name in models/"


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_every_module_says_what_it_is_for(path):
    said = ast.get_docstring(tree_of(path))
    assert said or not path.read_text(encoding="utf-8").strip(), f"{name_of(path)} has no docstring"


def test_no_module_is_named_after_nothing():
    empty = {"utils", "util", "helpers", "helper", "common", "misc", "services", "tools", "lib", "core", "base_utils"}
    assert not {part for path in modules() for part in name_of(path).split(".")} & empty


def test_the_names_of_modules_hide_none_of_pythons():
    ours = {name_of(path) for path in modules() if "." not in name_of(path)}
    assert ours & sys.stdlib_module_names <= set()
