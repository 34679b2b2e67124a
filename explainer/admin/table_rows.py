"""Which row of the desk a row of a table is about: by the name in its address, else by what tells it from others.

It must not guess between two, and must not write.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Model, QuerySet
from django.utils.text import slugify

from explainer.desk.many.kinds import Kind
from explainer.desk.many.plans import Headings, Line, Said, Trouble
from explainer.desk.many.references import folded
from explainer.desk.many.tables import Table
from explainer.models import Story

LONGEST_SLUG = 80


class AtTheDesk:
    """``rows`` by slug. Of what stories share, only those that the table can be about are read whole."""

    def __init__(self, every: QuerySet[Any], kind: Kind, story: Story | None, table: Table, found: Headings) -> None:
        self.kind, self.found = kind, found
        self.columns = [column for column in kind.columns if column.name in kind.known_by]
        self.told = " and ".join(column.label for column in self.columns)
        if kind.in_a_story:
            rows = every.filter(story=story)
            slugs = list(rows.order_by().values_list("slug", flat=True))
        else:
            first = kind.known_by[0]
            light = list(every.order_by().values_list("pk", "slug", first))
            asked = {
                folded(row[place]) for row in table.rows for place in map(found.place, ("slug", first)) if place >= 0
            }
            rows = every.filter(pk__in=[pk for pk, slug, name in light if slug in asked or folded(name) in asked])
            slugs = [slug for _pk, slug, _name in light]
        self.rows: dict[str, Any] = {row.slug: row for row in kind.rows(rows)}
        self.taken = set(slugs)
        self.used: dict[Any, int] = {}  # what tells a row → the number of the line that has it already
        self.by_key: dict[tuple[str, ...], list[Any]] = {}
        for row in self.rows.values():
            self.by_key.setdefault(self._key({each.name: each.of(row) for each in self.columns}), []).append(row)

    def _key(self, values: dict[str, Any]) -> tuple[str, ...]:
        told = (values.get(name) for name in self.kind.known_by)
        return tuple(str(each.pk) if isinstance(each, Model) else folded(str(each or "")) for each in told)

    def row_of(self, line: Line, read: Said) -> Any:
        """The row that ``line`` is about; None for a new one, whose slug is settled here."""
        slug = read.values.get("slug", "")
        if slug:
            line.slug = slug
            self._once(("slug", slug), line, read, "this address name")
            return self.rows.get(slug)
        if not read.values.get(self.kind.known_by[0]):
            return None  # what it must have is missing, which is said there
        key, place = self._key(read.values), self.found.place("slug")
        self._once(("key", *key), line, read, f"this {self.told}")
        rows = self.by_key.get(key, [])
        if len(rows) > 1:
            names = ", ".join(f"“{row.slug}”" for row in rows[:4])
            said = f"{len(rows)} have this {self.told}: {names}. Write which."
            read.troubles.append(Trouble("address name", said, place))
            return None
        if rows:
            self._once(("slug", rows[0].slug), line, read, "this address name")
            line.slug = rows[0].slug
            return rows[0]
        line.slug = read.values["slug"] = self._slug(read)
        if not line.slug and all(read.values.get(name) for name in self.kind.slug_from) and not read.troubles:
            said = "No address name can be made of its name: write one, in small letters, digits and hyphens."
            read.troubles.append(Trouble("address name", said, place))
        self.taken.add(line.slug)
        return None

    def _once(self, key: Any, line: Line, read: Said, what: str) -> None:
        first = self.used.setdefault(key, line.number)
        if first != line.number:
            read.troubles.append(
                Trouble("", f"Row {first} has {what} already. Each row needs an address name of its own.")
            )

    def _slug(self, read: Said) -> str:
        values = [read.values.get(name) for name in self.kind.slug_from]
        made = slugify(" ".join(str(getattr(value, "slug", value) or "") for value in values))
        made = made[: LONGEST_SLUG - 5].strip("-")
        if not made or made not in self.taken:
            return made
        more = (f"{made}-{number}" for number in range(2, len(self.taken) + 3))
        return next(each for each in more if each not in self.taken)
