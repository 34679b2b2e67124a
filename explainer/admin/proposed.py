"""What a form proposes where nothing was typed: an address, a place in the order, the language of a quotation.

It must not change what somebody typed, nor what is published.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Max, Model
from django.utils.text import slugify

from .typed import RowForm

MOST_ALIKE = 200  # rows whose addresses begin alike
LONGEST = 60  # characters of an address that is made; a field holds 80
SLUG_MADE = "Part of its lasting address. Empty: it is made from {}."
AT_THE_END = "Its place. Empty: at the end."


class Proposed(RowForm):
    slug_from: Sequence[str] = ()  # the fields that an address is made from
    stands_alone = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.told = [*getattr(self, "told", [])]
        if self.instance.pk is not None:
            return
        if self.slug_from and "slug" in self.fields:
            self.fields["slug"].required = False
            names = [str(self.fields[name].label or name).lower() for name in self.slug_from if name in self.fields]
            if names:
                self.fields["slug"].help_text = SLUG_MADE.format(" and ".join(names))
        if self.stands_alone and (numbered := self.numbered()):
            self.fields[numbered].required = False
            self.fields[numbered].help_text = AT_THE_END
            if self.initial.get(numbered) in (None, 0, "0"):
                self.initial[numbered] = None
                self.fields[numbered].initial = None

    def numbered(self) -> str:
        """The field that says where in its story a row stands; empty where it has none."""
        names = [name for name in ("order", "number") if name in self.fields and "story" in self.fields]
        return names[0] if names else ""

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.instance.pk is None:
            self.propose_address()
            if self.stands_alone and (numbered := self.numbered()):
                self.propose_place(numbered)
        return cleaned

    def propose_place(self, name: str) -> None:
        story = self.cleaned_data.get("story")
        if self.cleaned_data.get(name) is None and story is not None and name not in self.errors:
            last = self._meta.model._base_manager.filter(story=story).aggregate(last=Max(name))["last"]
            self.cleaned_data[name] = (last or 0) + 1

    def propose_address(self) -> None:
        """Make one where none was typed; one that a script made of the same words, and that is taken, is told apart."""
        if not self.slug_from or "slug" not in self.fields or "slug" in self.errors:
            return
        made = self.made()
        typed = self.cleaned_data.get("slug") or ""
        if typed and not (made and typed in (made, slugify(self.words_of(self.slug_from[-1]))[: len(typed)])):
            return
        if not typed and not any(self.words_of(name) for name in self.slug_from):
            self.add_error("slug", "Write an address: there are no words to make one from.")
            return
        free = self.free(typed or made or str(self._meta.model._meta.model_name))
        if free != typed:
            self.cleaned_data["slug"] = self.instance.slug = free
            self.told.append(f"Its address is made: {free}.")

    def words_of(self, name: str) -> str:
        value = self.cleaned_data.get(name)
        return str(getattr(value, "short_name", "") or value) if isinstance(value, Model) else str(value or "")

    def made(self) -> str:
        made = slugify(" ".join(self.words_of(name) for name in self.slug_from))
        return made if len(made) <= LONGEST else made[:LONGEST].rpartition("-")[0] or made[:LONGEST]

    def free(self, made: str) -> str:
        """The same, or with the first number that no other row has: one query. What is sent twice keeps its address."""
        rows = self._meta.model._base_manager.filter(slug__startswith=made)
        if story := self.cleaned_data.get("story"):
            rows = rows.filter(story=story)
        taken = {row.slug: row for row in rows[:MOST_ALIKE]}
        if any(self.is_the_same(row) for row in taken.values()):
            return str(next(slug for slug, row in taken.items() if self.is_the_same(row)))  # refused: it is sent twice
        number = 1
        while (free := made if number == 1 else f"{made}-{number}") in taken:
            number += 1
        return free

    def is_the_same(self, row: Any) -> bool:
        """Whether a row says already, field by field, what this form says."""
        fields = [field for field in row._meta.concrete_fields if field.name in self.cleaned_data]
        told = [field for field in fields if field.name not in ("slug", "order", "number")]
        return all(getattr(row, field.name) == self.cleaned_data[field.name] for field in told)
