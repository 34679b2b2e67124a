"""The five tables of a published story, by name.

It must not know what is in one.
"""

from __future__ import annotations

from collections.abc import Mapping

from .columns import Table
from .standing_tables import POSITIONS, PROVISIONS, SOURCES
from .words_tables import STATEMENTS, TIMELINE

TABLES: Mapping[str, Table] = {each.name: each for each in (STATEMENTS, TIMELINE, POSITIONS, PROVISIONS, SOURCES)}
