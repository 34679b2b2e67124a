"""What the README and docs/ say is true: every variable, command, module and file that they name exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

PAGES = [Path("README.md"), *sorted(Path("docs").glob("*.md"))]
SETTINGS = Path("explainer/settings.py").read_text(encoding="utf-8")
CODE = SETTINGS + Path("run").read_text(encoding="utf-8") + Path("gunicorn.conf.py").read_text(encoding="utf-8")
# Words in capitals that are no environment variable.
NOT_VARIABLES = {"MIT", "CSP", "LGPL", "DESK", "EDITION", "ASGI", "EDTF", "RESTRICT", "IMMEDIATE", "CHANGELOG"}


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
    assert not [name for name in named if name not in CODE + commands]


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_every_command_that_is_named_exists(page):
    named = re.findall(r"python3 run ([a-z_]+)", page.read_text(encoding="utf-8"))
    known = {*get_commands(), "test", "bench"}
    assert not [name for name in named if name not in known]


def test_our_own_commands_are_all_in_the_readme():
    ours = {file.stem for file in Path("explainer/management/commands").glob("[a-z]*.py")} - {"prepare"}
    readme = PAGES[0].read_text(encoding="utf-8")
    assert not [name for name in ours if f"`{name}`" not in readme]


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_every_file_that_is_linked_exists(page):
    links = re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8"))
    assert not [link for link in links if not (page.parent / link).exists()]
