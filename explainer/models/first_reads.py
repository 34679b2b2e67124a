"""What every first read asks of the editions, in SQL that is ready: to write it anew would take most of the time.

It must not know any model, nor hold a question that is asked less often.
"""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from django.conf import settings
from django.db import connections, models

READ = (
    *("id", "slug", "language", "stream", "translates_id", "number", "kind", "note"),
    *("published_at", "digest", "revision", "redacted_at", "retired", "withdrawn_at", "withdrawn_because"),
    *("read_by", "read_on"),
)
_ROW = f"SELECT {', '.join(READ)} FROM explainer_edition WHERE "  # noqa: S608
_NEWEST = _ROW + "slug = %s AND stream = %s AND published_at <= %s ORDER BY number DESC LIMIT 1"
# Beside the newest, for each language with addresses of its own: its code where readers read a translation there.
_TOLD_IN = tuple(code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE)
_OWN = (
    "(SELECT CASE WHEN o.withdrawn_at IS NULL THEN o.stream ELSE '' END FROM explainer_edition o WHERE o.slug = %s"
    " AND o.stream = %s AND o.published_at <= %s ORDER BY o.number DESC LIMIT 1) AS told_in_{}"
)
_ORIGINAL = _NEWEST.replace(" FROM", f", {', '.join(_OWN.format(place) for place in range(len(_TOLD_IN)))} FROM", 1)
_KEYED = _ROW + "id = %s"
_NUMBERS = (
    "SELECT e.stream, e.number, e.id, t.number FROM explainer_edition e"
    " LEFT JOIN explainer_edition t ON t.id = e.translates_id WHERE e.slug = %s AND e.published_at <= %s"
)


_Row = TypeVar("_Row", bound=models.Model)


class FirstReads(models.QuerySet[_Row]):
    """One query each. A row has what pages say of an edition; its document, and who published it, are left out."""

    def newest(self, slug: str, stream: str, moment: datetime) -> _Row | None:
        """Of those that readers can have seen by ``moment``; withdrawn or not. None when there is none."""
        return next(iter(self.raw(_NEWEST, [slug, stream, self._written(moment)])), None)

    def original(self, slug: str, moment: datetime) -> tuple[_Row, frozenset[str]] | None:
        """The same of a story's original, and the languages in which readers read a translation; no more than one."""
        at = self._written(moment)
        asked = [each for code in _TOLD_IN for each in (slug, code, at)]
        for row in self.raw(_ORIGINAL, [*asked, slug, "", at]):
            told_in = (getattr(row, f"told_in_{place}") for place in range(len(_TOLD_IN)))
            return row, frozenset(filter(None, told_in))
        return None

    def keyed(self, key: int) -> _Row:
        return next(iter(self.raw(_KEYED, [key])))

    def numbers(self, slug: str, moment: datetime) -> list[tuple[str, int, int, int | None]]:
        """(stream, number, key, number of what it translates) of all that readers can have seen by ``moment``."""
        with connections[self.db].cursor() as cursor:
            cursor.execute(_NUMBERS, [slug, self._written(moment)])
            found: list[tuple[str, int, int, int | None]] = cursor.fetchall()
        return found

    def _written(self, moment: datetime) -> str | None:
        return connections[self.db].ops.adapt_datetimefield_value(moment)
