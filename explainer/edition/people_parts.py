"""Who takes part, as published: actors with what they were and are called, and the groups that they stand in.

It must not know what anybody said; that is in ``parts``.
"""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import pgettext_lazy

from .fields import Struct, holds, ours, refers
from .parts import Former, Slug


class Role(Struct):
    slug: Slug
    title: Annotated[str, ours(pgettext_lazy("field", "title"), "told", "more")]
    held_from: Annotated[str, holds("date", pgettext_lazy("field", "held from"), "told")]
    held_to: Annotated[str, holds("date", pgettext_lazy("field", "held to"), "told")]


class FormerName(Struct):
    """What an actor was called before, until a day that may not be known."""

    name: Annotated[str, ours(pgettext_lazy("field", "name"), "counted", "more", names=True)]
    until: Annotated[str, holds("date", pgettext_lazy("field", "until"), "counted")]


class Actor(Struct):
    """``side`` is the actor at the head of the chain of affiliations (itself, if it has none). ``naming``, if set, is
    one of ``naming.NAMINGS``; empty, it follows from the kind."""

    slug: Slug
    name: Annotated[str, ours(pgettext_lazy("field", "name"), "label", "title", needed=True)]
    short_name: Annotated[str, ours(pgettext_lazy("field", "short name"), "label", "more")]
    kind: Annotated[str, holds("code", pgettext_lazy("field", "kind"), "counted")]
    part: Annotated[str, holds("code", pgettext_lazy("field", "part"), "counted")]
    mark: Annotated[str, holds("key", pgettext_lazy("field", "mark"), "label")]
    order: Annotated[int, holds("number", pgettext_lazy("field", "place in the order"), "label")]
    affiliation: Annotated[str | None, refers("actor", pgettext_lazy("field", "affiliation"), "counted")]
    side: Annotated[str, refers("actor", pgettext_lazy("field", "side"), "counted")]
    descriptor: Annotated[str, ours(pgettext_lazy("field", "line beside the name"), "counted", "text")]
    description: Annotated[str, ours(pgettext_lazy("field", "description"), "counted", "more")]
    described_in: Annotated[str | None, refers("source", pgettext_lazy("field", "described in"), "counted")]
    unnamed_because: Annotated[str, ours(pgettext_lazy("field", "unnamed because"), "counted", "more")]
    roles: Annotated[list[Role], holds("rows", pgettext_lazy("field", "roles"), "told")]
    naming: Annotated[str, holds("code", pgettext_lazy("field", "named or not"), "counted")] = ""
    group: Annotated[str | None, refers("group", pgettext_lazy("field", "group"), "counted")] = None
    former_names: Annotated[list[FormerName], holds("rows", pgettext_lazy("field", "former names"), "counted")] = []
    former_slugs: Former = []
    wikidata: Annotated[str, holds("wikidata", pgettext_lazy("field", "id at Wikidata"), "counted")] = ""


class CastGroup(Struct):
    """Some of the actors under a heading of the editor's. ``part`` is that of each of them."""

    slug: Slug
    heading: Annotated[str, ours(pgettext_lazy("field", "heading"), "label", "more", needed=True)]
    part: Annotated[str, holds("code", pgettext_lazy("field", "part"), "counted")]
