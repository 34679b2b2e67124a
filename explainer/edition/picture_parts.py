"""Locator maps as published: a frame, and what is drawn in it, as positions with labels.

It must not draw anything; ``story.maps`` works out the drawing.
"""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import pgettext_lazy

from .fields import Struct, holds, ours, refers
from .parts import Slug


class MapFeature(Struct):
    """``kind``: one of ``models.MapFeature.Kind``.

    Positions are degrees, as an editor writes them (``language.coordinates``)."""

    kind: Annotated[str, holds("code", pgettext_lazy("field", "kind"), "counted")]
    label: Annotated[str, ours(pgettext_lazy("field", "label"), "label", "more")]
    positions: Annotated[str, holds("positions", pgettext_lazy("field", "positions"), "counted")]
    label_at: Annotated[str, holds("positions", pgettext_lazy("field", "place of the label"), "label")]
    issue: Annotated[str | None, refers("issue", pgettext_lazy("field", "issue"), "counted")]
    term: Annotated[str | None, refers("term", pgettext_lazy("field", "term"), "label")]
    wikidata: Annotated[str, holds("wikidata", pgettext_lazy("field", "id at Wikidata"), "counted")] = ""


class Map(Struct):
    """The frame is in degrees; where it crosses 180 degrees, ``east`` is less than ``west``."""

    slug: Slug
    title: Annotated[str, ours(pgettext_lazy("field", "title"), "label", "title", needed=True)]
    alternative: Annotated[str, ours(pgettext_lazy("field", "text alternative"), "counted", "text", needed=True)]
    credit: Annotated[str, ours(pgettext_lazy("field", "credit"), "counted", "more", needed=True)]
    west: Annotated[str, holds("decimal", pgettext_lazy("field", "west"), "counted")]
    south: Annotated[str, holds("decimal", pgettext_lazy("field", "south"), "counted")]
    east: Annotated[str, holds("decimal", pgettext_lazy("field", "east"), "counted")]
    north: Annotated[str, holds("decimal", pgettext_lazy("field", "north"), "counted")]
    features: Annotated[list[MapFeature], holds("rows", pgettext_lazy("field", "what it shows"), "counted")]
