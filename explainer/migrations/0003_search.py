"""The index of search: a table of entries, and beside it what each database looks words up with.

Words come folded and split, so FTS5's plain ``ascii`` tokenizer (which takes every character beyond ASCII for
a letter) and a ``tsvector`` that we write ourselves find the same. ``rebuild_search`` fills the tables.
"""

from __future__ import annotations

from django.db import migrations

TABLE = """
CREATE TABLE explainer_search (
    id bigint NOT NULL PRIMARY KEY,
    edition_id bigint NOT NULL,
    name text NOT NULL,
    heading text NOT NULL,
    words text NOT NULL,
    shown text NOT NULL
)
"""
BY_EDITION = "CREATE INDEX explainer_search_by_edition ON explainer_search (edition_id)"
# FTS5 addresses a row by rowid, and only “integer primary key” is one (SQLite, “ROWIDs and the INTEGER PRIMARY KEY”).
SQLITE = (
    TABLE.replace("bigint NOT NULL PRIMARY KEY", "integer NOT NULL PRIMARY KEY"),
    BY_EDITION,
    "CREATE VIRTUAL TABLE explainer_search_words USING fts5("
    "words, content='explainer_search', content_rowid='id', tokenize='ascii', columnsize=0)",
)
POSTGRESQL = (
    TABLE.replace("shown text NOT NULL", "shown text NOT NULL,\n    vector tsvector NOT NULL"),
    BY_EDITION,
    "CREATE INDEX explainer_search_words ON explainer_search USING gin (vector)",
)


def make(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE explainer_search_words")
    schema_editor.execute("DROP TABLE explainer_search")


class Migration(migrations.Migration):
    dependencies = [("explainer", "0002_groups")]

    operations = [migrations.RunPython(make, remove)]
