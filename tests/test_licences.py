"""What runs on a site that is not the newsroom's own to license: every package of the runtime, by its own word."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, distribution, metadata
from pathlib import Path

import pytest

LOCKS = ("base", "machines", "accounts", "watching")
# Of the permissive kinds; a new one is looked at before it is added. LGPL is dynamic here: a package that is imported.
KNOWN = re.compile(
    r"MIT|BSD|Apache|PSF|Python Software Foundation|ISC|MPL|Mozilla Public|LGPL|Lesser|Unlicense|0BSD"
    r"|Permission is hereby granted, free of charge"
)
STRICT = re.compile(r"\b(?:AGPL|Affero|GPL|GNU General Public)")


def packages(lock: str) -> set[str]:
    text = Path("requirements", f"{lock}.txt").read_text(encoding="utf-8")
    return set(re.findall(r"^([A-Za-z0-9_.-]+)(?:\[[^\]]*\])?==", text, re.MULTILINE))


def licence(name: str) -> str:
    """What the package says of itself, wherever it does."""
    told = metadata(name)
    said = [told.get("License-Expression", ""), (told.get("License") or "").split("\n", 1)[0]]
    said += [each for each in told.get_all("Classifier", []) if "License ::" in each]
    if not any(said):
        files = told.get_all("License-File", [])
        said = [distribution(name).read_text(f"licenses/{file}") or "" for file in files]
        said = [" ".join(text.split())[:200] for text in said]
    return "; ".join(filter(None, said))


def is_free_of_conditions(said: str) -> bool:
    """Whether it is of a kind that we know, and not of the GPL."""
    rest = re.sub(r"LGPL[\w.+-]*|GNU Lesser[^;]*", "", said)
    return bool(KNOWN.search(said)) and not STRICT.search(rest)


@pytest.mark.parametrize("lock", LOCKS)
def test_no_package_of_the_runtime_is_under_the_gpl(lock):
    found: dict[str, str] = {}
    for name in packages(lock) - (packages("test") - packages("base")):
        try:
            found[name] = licence(name)
        except PackageNotFoundError:
            continue  # of an extra that is not installed here; CI has them all
    assert "django" in {name.lower() for name in found}
    assert {name: said for name, said in found.items() if not is_free_of_conditions(said)} == {}


@pytest.mark.parametrize(
    "said", ["GPL-3.0-only", "GNU General Public License v3 (GPLv3)", "AGPL-3.0", "", "Proprietary"]
)
def test_what_is_not_free_is_seen(said):
    assert not is_free_of_conditions(said)


@pytest.mark.parametrize(
    "said", ["MIT", "GNU Lesser General Public License v3 (LGPLv3)", "LGPL-3.0-only", "BSD-3-Clause"]
)
def test_what_is_free_is_taken(said):
    assert is_free_of_conditions(said)
