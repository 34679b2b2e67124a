"""What the README, CONTRIBUTING and docs/ say is true: every variable, command, module and file that they name exists,
and docs/addresses.md is what the site answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from pkgutil import resolve_name
from typing import NamedTuple
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.conf.urls.i18n import LocalePrefixPattern
from django.core.management import get_commands
from django.test import Client
from django.urls import URLResolver, get_resolver

from explainer.models import Event, Source, Story, Text
from explainer.pages.views.answers import FRESH
from explainer.search.index_ids import span
from explainer.story.facets import FORMER, ORDER
from explainer.templatetags.reader import when

from .publish import publish

PAGES = [Path("README.md"), Path("CONTRIBUTING.md"), Path("SECURITY.md"), *sorted(Path("docs").rglob("*.md"))]
SETTINGS = Path("explainer/settings.py").read_text(encoding="utf-8")
CODE = SETTINGS + Path("run").read_text(encoding="utf-8") + Path("gunicorn.conf.py").read_text(encoding="utf-8")
# Words in capitals that are no environment variable: names of ours, and others.
CONSTANTS = {
    name
    for file in (*Path("explainer").rglob("*.py"), *Path("tests").glob("*.py"))
    for name in re.findall(r"^([A-Z_]+)\b.* = ", file.read_text(encoding="utf-8"), re.MULTILINE)
} - set(re.findall(r"^([A-Z_]+) = ", SETTINGS, re.MULTILINE))
NOT_VARIABLES = {"MIT", "CSP", "LGPL", "DESK", "EDITION", "ASGI", "EDTF", "RESTRICT", "IMMEDIATE", "CHANGELOG"}


# By a start, by an export.
MADE = {"var/", "404.html", "ar/404.html", "he/404.html", "index.html", ".exported/hosts/nginx/"}


def read_by_settings() -> set[str]:
    return set(re.findall(r'\b(?:text|boolean|items|whole|path|origin)\("([A-Z_]+)"', SETTINGS))


def test_every_variable_is_in_the_readme():
    readme = PAGES[0].read_text(encoding="utf-8")
    assert len(read_by_settings()) > 10
    assert not [name for name in read_by_settings() if f"`{name}`" not in readme]


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_every_variable_that_is_named_exists(page):
    named = set(re.findall(r"`([A-Z][A-Z_]{3,})`", page.read_text(encoding="utf-8"))) - NOT_VARIABLES
    commands = Path("explainer/management/commands/prepare.py").read_text(encoding="utf-8")
    assert not [name for name in named - CONSTANTS if name not in CODE + commands]


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_every_command_that_is_named_exists(page):
    named = re.findall(r"python3 run ([a-z_]+)", page.read_text(encoding="utf-8"))
    known = {*get_commands(), "test", "bench", "demo"}
    assert not [name for name in named if name not in known]


def test_our_own_commands_are_all_in_the_readme():
    ours = {file.stem for file in Path("explainer/management/commands").glob("[a-z]*.py")} - {"prepare"}
    readme = PAGES[0].read_text(encoding="utf-8")
    assert not [name for name in ours if f"`{name}`" not in readme]


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_every_file_that_is_linked_exists(page):
    links = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8"))
    assert not [link for link in links if not (page.parent / link).exists()]


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_every_path_that_is_named_exists(page):
    """From the top, or from a package of ours: “`tests/browser/`”, “`serving/protocol.py`”."""
    named = re.findall(r"`([\w.-]+(?:/[\w.-]+)*(?:/|\.(?:py|md|html|css|js|sh)))`", page.read_text(encoding="utf-8"))
    above = (Path(), Path("explainer"), Path("explainer/desk"))
    assert not [path for path in set(named) - MADE if not any((place / path).exists() for place in above)]


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_every_object_of_ours_that_is_named_exists(page):
    """“`models.base.CitedField`”, with or without “explainer.” before it."""
    rooms = {path.name for path in Path("explainer").iterdir() if path.is_dir()}
    named = re.findall(r"`((?:explainer\.)?([a-z]+)\.[\w.]+)`", page.read_text(encoding="utf-8"))
    for name, room in named:
        if room in rooms and not name.endswith((".py", ".md", ".json", ".zip")):
            assert resolve_name("explainer." + name.removeprefix("explainer."))


CONTRIBUTING = Path("CONTRIBUTING.md").read_text(encoding="utf-8")


def test_what_is_named_beside_a_path_is_in_that_file():
    """“`explainer/urls.py` (`pages`)”."""
    beside = re.findall(r"`([\w./-]+)` \((`[^)]+`)\)", CONTRIBUTING)
    assert len(beside) > 10
    for path, names in beside:
        text = Path(path).read_text(encoding="utf-8")
        for name in re.findall("`(.+?)`", names):
            assert re.search(rf"\b{name}\b", text), f"{name} is not in {path}"


def test_ten_common_changes_say_where_they_are_made():
    rows = [line.split("|") for line in CONTRIBUTING.partition("## Where do I change")[2].splitlines()[4:]]
    assert len(rows) >= 10
    assert all("`" in where for _edge, _what, where, *_also in rows)


def test_what_ci_installs_is_told():
    told = re.findall("`(.+?)`", " ".join(re.findall(r"^\| (`.+`) \| [^`|]+ \|$", CONTRIBUTING, re.MULTILINE)))
    script = Path(".ci/run").read_text(encoding="utf-8")
    assert set(told) == set(re.findall(r"(?:apt_install |needs [\w-]+ |lacking\+=\()([a-z][\w-]+)", script))


def test_the_picture_has_every_room():
    picture = CONTRIBUTING.partition("## The house in one picture")[2].partition("## ")[0]
    rooms = {path.stem for path in Path("explainer").iterdir()} - {"__init__", "__pycache__", "migrations"}
    assert rooms <= set(re.findall(r"\w+", picture))


def test_editors_are_shown_dates_as_readers_see_them():
    text = Path("docs/guide/dates.md").read_text(encoding="utf-8")
    table = re.findall(r"^\| .+? \| `(.+?)` \| (.+?) \|$", text, re.MULTILINE)
    assert len(table) > 5
    assert {edtf: re.sub("<.+?>", "", when(edtf)).replace("\u00a0", " ") for edtf, _said in table} == dict(table)


# docs/addresses.md: the contract of what is public.

COPIES = ("/preview/~typed/<story>/<number>", "/preview/~lent/<story>/<number>", "/preview/in/<language>/<story>")
PLACES = ("/<story>", "/<story>/editions/<number>", "/preview/<story>", *COPIES)  # what “…” stands for
TOLD = {"fresh": FRESH, "never": "no-store", "–": None}


class Row(NamedTuple):
    """One row of its tables of addresses; ``addresses`` as they are written, “…” among them."""

    addresses: list[str]
    parameters: set[str]
    languages: str
    caches: str


def rows() -> list[Row]:
    text = Path("docs/addresses.md").read_text(encoding="utf-8")
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines() if line.startswith("|")]
    found = [
        Row(re.findall("`(.+?)`", first), set(re.findall("`(.+?)`", asked)), languages, caches)
        for first, _what, asked, languages, caches in (row for row in cells if len(row) == 5)
        if "`" in first
    ]
    takes = {row.addresses[0]: row.parameters for row in found}
    same = {address: takes[address] for address in takes if address in ("…/timeline/", "…/statements/")}
    return [row._replace(parameters=same.get("".join(row.parameters), row.parameters)) for row in found]


def written(row: Row) -> Iterator[str]:
    """Its addresses, those with “…” once for each place."""
    for address in row.addresses:
        yield from (place + address[1:] for place in PLACES) if address.startswith("…") else (address,)


def patterns(resolver: URLResolver, above: str = "/", languages: str = "1") -> Iterator[tuple[str, str]]:
    """(address, “3” where it has a prefix for languages, else “1”); of Django's admin only where it begins."""
    for each in resolver.url_patterns:
        prefixed = isinstance(each.pattern, LocalePrefixPattern)
        address, count = above + ("" if prefixed else str(each.pattern)), "3" if prefixed else languages
        if isinstance(each, URLResolver) and each.app_name != "admin":
            yield from patterns(each, address, count)
        else:
            yield re.sub(r"<\w+:(\w+)>", r"<\1>", address), count


def test_every_pattern_of_the_site_map_is_in_the_contract_with_its_languages():
    here = {(address, row.languages) for row in rows() for address in written(row)}
    here = {(address, "1" if address.startswith("/preview/") else count) for address, count in here}
    there = set(patterns(get_resolver()))
    assert sorted(there - here) == [], "say in docs/addresses.md what stands there"
    assert sorted(here - there) == [], "docs/addresses.md tells of what is not in explainer/urls.py"


@pytest.fixture
def corrected(published: Story) -> Story:
    """A story of which edition 2 is a correction, so that every list has a place to go on from."""
    Event.objects.filter(slug="event-0").update(title="Round zero is held")
    plan = Text.objects.create(story=published, slug="plan", name="The plan", order=2)
    plan.sources.set(Source.objects.all())
    publish(published, note="It was round zero.", kind="correction")
    return published


# Something that each parameter can ask for in that story.
KNOWN = {
    "story": "truce", "language": "ar", "pk": "1", "day": "2026-01-05", "rest": "statements/", "other": "2",
    "number": "2", "part": "1", "phase": "1", "facet": "side", "value": "truce-side-0",
    "depth": "short",
    "since": "1", "known_by": "2024-12-31", "side": "truce-side-0", "actor": "truce-side-0", "issue": "issue-1",
    "wording": "direct", "act": "said", "named": "named", "carried": "second-hand", "month": "2024-02",
    "show": "events", "exchange": "statement-0", "order": "newest", "lanes": "side",
    "actors": "truce-side-0,truce-side-1", "texts": "paper,plan",
    "version": "7", "q": "gate", "in": "statements", "by": "truce-side-0", "from": "2024-01",
    "to": "2024-12-31", "sort": "best", "who": "truce-side-0", "kind": "direct", "neither": "of them",
    "url": "http://testserver/truce/statements/statement-0/", "maxwidth": "300", "maxheight": "200", "format": "json",
}  # fmt: skip
SLUGS = {
    "actors": "truce-side-0",
    "events": "event-0",
    "issues": "issue-1",
    "statements": "statement-0",
    "texts": "paper",
}


def filled(address: str) -> str:
    for name, value in KNOWN.items():
        address = address.replace(f"<{name}>", value)
    return re.sub(r"(\w+)/<slug>", lambda found: f"{found[1]}/{SLUGS[found[1]]}", address)


LISTS = re.compile("changes/$|/editions/$")  # that go on from the number of an edition


def asked_of(client: Client, address: str) -> set[str]:
    """The parameters that are left of all that there are: what an address does not know, it leads away from."""
    below = span("statements")[1] if "search" in address else "2" if LISTS.search(address) else "truce-2"
    asked = KNOWN | {"before": below}
    found = _left_of(client, address, asked)
    if "search" in address:  # what is best goes on nowhere
        found |= _left_of(client, address, {name: value for name, value in asked.items() if name != "sort"})
    if "changes" in address:  # what changed since an edition does not go on
        found |= _left_of(client, address, {name: value for name, value in asked.items() if name != "since"})
    return found


def _left_of(client: Client, address: str, asked: dict[str, str]) -> set[str]:
    response = client.get(f"{address}?{urlencode(asked)}")
    return set(parse_qs(urlsplit(response.get("Location", "")).query)) if response.status_code == 302 else set()


def test_every_address_takes_the_parameters_that_the_contract_says(corrected, client):
    asking = [row for row in rows() if row.caches != "never"]
    told = {filled(row.addresses[0].replace("…", "/<story>")): row.parameters for row in asking}
    assert {address: asked_of(client, address) for address in told} == told


def test_every_parameter_is_explained():
    text = Path("docs/addresses.md").read_text(encoding="utf-8")
    table = re.findall(r"^\| (`.+?) \|", text.partition("## Parameters")[2].partition("\n## ")[0], re.MULTILINE)
    explained = {name for cell in table for name in re.findall("`(.+?)`", cell)}
    taken = {name for row in rows() for name in row.parameters}
    assert explained == taken
    assert set(ORDER) <= taken
    assert taken <= {*KNOWN, "before"}, "say in KNOWN what it can ask for"
    assert [name for name in FORMER.values() if f"`{name}`" not in text] == []


def test_caches_are_told_what_the_contract_says(corrected, desk):
    told = {(filled(address), row.caches) for row in rows() for address in written(row)}
    told = {(address, "never" if address.startswith("/preview/") else caches) for address, caches in told}
    found = {address: desk.get(address).get("Cache-Control") for address, _caches in told}
    assert found == {address: TOLD[caches] for address, caches in told}
