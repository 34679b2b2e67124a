"""The newcomer's question of docs/try-the-data.md has the answer that stands there, in the data of the first story."""

from __future__ import annotations

import io
import re
import sqlite3
import zipfile
from pathlib import Path

import pytest

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
PAGE = Path("docs/try-the-data.md")
SHELL = re.compile(r'^sqlite3 story\.sqlite "([^"\n]+)"\n```\n\n```\n(.+?)\n```', re.MULTILINE | re.DOTALL)
SQL = re.compile(r"```sql\n(.+?)\n```", re.DOTALL)
LINES = re.compile(r"^ *(\w+) = (.*)$", re.MULTILINE)


@pytest.fixture
def database(first_story, client) -> sqlite3.Connection:
    """That of the package, as somebody downloads it."""
    package = client.get(f"/{first_story.slug}/editions/1/data.zip").content
    found = sqlite3.connect(":memory:")
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        found.deserialize(archive.read(f"{first_story.slug}-1/story.sqlite"))
    found.row_factory = sqlite3.Row
    return found


def test_the_short_lines_answer_what_stands_below_them(database):
    lines = SHELL.findall(PAGE.read_text(encoding="utf-8"))
    assert len(lines) == 2
    for sql, answer in lines:
        assert ["|".join(row) for row in database.execute(sql)] == answer.split("\n")


def test_the_question_has_one_answer_and_it_is_as_shown(database):
    text = PAGE.read_text(encoding="utf-8")
    [row] = database.execute(SQL.findall(text)[0])
    assert dict(row) == dict(LINES.findall(text.partition("## pandas")[0]))
    assert not re.search("[“”]", row["whole"])
    ((earliest, latest),) = database.execute(
        "SELECT said_on_earliest, said_on_latest FROM statements WHERE whole = ?", [row["whole"]]
    )
    assert (earliest, latest) == (None, "2024-08-21")
    assert list(database.execute("SELECT * FROM statements WHERE speaker = 'egypt'")) == []
    assert database.execute("SELECT licence, rights FROM about").fetchone()["rights"]
