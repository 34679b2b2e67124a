"""What a backup holds, in words.

It must not read a database.
"""

from __future__ import annotations

from .backups import About

NAMED = {
    "explainer_story": "Stories",
    "explainer_edition": "editions",
    "reversion_version": "versions of rows",
    "auth_user": "accounts",
}


def said(about: About) -> str:
    counts = [f"{name}: {about.tables[table].rows:,}" for table, name in NAMED.items() if table in about.tables]
    rows = sum(kept.rows for kept in about.tables.values())
    return f"{', '.join(counts)}; rows in all: {rows:,}"
