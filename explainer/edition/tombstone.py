"""What is published of something that was taken back from every edition: where it stood, when and why.

It must not hold a word of it.
"""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import pgettext_lazy

from .fields import Struct, holds

TAKEN_OUT = "taken-out"  # the ground, where the original took something out that its translation still has


class Tombstone(Struct):
    """Where something stood that was taken back: what it was known by, and nothing of its words.

    ``key``: its kind and what it was known by, (“statement”, slug), (“position”, issue, actor) or (“provision”, phase,
    slug). ``after``: the slug of the row of its kind that stood before it and stays; empty where none did.
    ``went_with``: the kind and slug of what it went with; empty where it was taken back itself. ``at``: a moment in
    UTC (ISO 8601). ``language``: of the reason, which stays in it. ``touched``: the places of rows that referred to it.
    In a translation whose original took it out, ``basis`` is TAKEN_OUT and ``went_with`` the edition that did: no
    edition is published with such a one.
    """

    key: Annotated[list[str], holds("key", pgettext_lazy("field", "known by"), "label")]
    after: Annotated[str, holds("key", pgettext_lazy("field", "stood after"), "label")]
    went_with: Annotated[list[str], holds("key", pgettext_lazy("field", "taken back with"), "label")]
    at: Annotated[str, holds("key", pgettext_lazy("field", "taken back at"), "label")]
    basis: Annotated[str, holds("code", pgettext_lazy("field", "on what ground"), "label")]
    reason: Annotated[str, holds("theirs", pgettext_lazy("field", "reason"), "label")]
    language: Annotated[str, holds("language", pgettext_lazy("field", "language"), "counted")]
    touched: Annotated[list[str], holds("key", pgettext_lazy("field", "what referred to it"), "label")]

    @property
    def kind(self) -> str:
        return "".join(self.key[:1])
