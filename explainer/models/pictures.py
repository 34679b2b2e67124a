"""The desk's locator maps: a frame, and what is drawn in it, as positions with labels.

It must not draw anything, nor hold a picture: readers' pages draw a map from these rows.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from explainer.language.coordinates import CoordinateProblem, frame_problem, shape_of

from .base import InStory, LineField, depends_on
from .wikidata import WikidataField

LONGEST = 3_000  # characters of a shape: more than the most positions need
FRAME = ("west", "south", "east", "north")
_POSITIONS = "Longitude,latitude in degrees, with blanks between positions: 34.25,31.22 34.23,31.26. “;” between parts."


class Map(InStory):
    order = models.PositiveSmallIntegerField(default=0)
    title = LineField(max_length=120, help_text="“The Tarn bridge and the two counties”.")
    alternative = LineField(
        max_length=500, help_text="What it shows, in words, for whoever does not see it: what lies where."
    )
    credit = LineField(
        max_length=200, help_text="Where the outlines are from: “Outline: Natural Earth; not from The Daily Test”."
    )
    west = models.DecimalField(
        max_digits=7,
        decimal_places=4,
        help_text="The frame, in degrees. Where it crosses 180 degrees, the east is less than the west.",
    )
    south = models.DecimalField(max_digits=7, decimal_places=4)
    east = models.DecimalField(max_digits=7, decimal_places=4)
    north = models.DecimalField(max_digits=7, decimal_places=4)

    class Meta(InStory.Meta):
        constraints = [
            *InStory.Meta.constraints,
            models.CheckConstraint(
                condition=Q(south__lt=F("north")),
                name="map_south_is_below_its_north",
                violation_error_message="The south of a map is below its north.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        super().clean()
        frame = [getattr(self, name) for name in FRAME]
        if None not in frame and (problem := frame_problem(*map(float, frame))):
            raise ValidationError(problem)


class MapFeatureManager(models.Manager["MapFeature"]):
    def get_by_natural_key(self, story: str, map: str, order: int) -> MapFeature:
        return self.get(map__story__slug=story, map__slug=map, order=order)


class MapFeature(models.Model):
    """One thing on a map. What comes later in the order is drawn above what comes before."""

    class Kind(models.TextChoices):
        LAND = "land", "land around: an outline, drawn faintly"
        AREA = "area", "area that the map is about: an outline, drawn strongly"
        BORDER = "border", "border: a thin broken line"
        LINE = "line", "line that the map is about, as a corridor: thick and hatched"
        PLACE = "place", "place: a dot"
        NAME = "name", "name alone, as of a sea"

    map = models.ForeignKey(Map, models.CASCADE, related_name="features")
    order = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=20, choices=Kind)
    label = LineField(max_length=60, blank=True, help_text="Its name, as on a map. Empty: none is written.")
    positions = LineField(max_length=LONGEST, help_text=_POSITIONS)
    label_at = LineField(
        max_length=40, blank=True, help_text="Where the middle of the label is. Empty: beside it, or inside."
    )
    issue = models.ForeignKey(
        "explainer.Issue",
        models.RESTRICT,
        null=True,
        blank=True,
        related_name="map_features",
        help_text="The issue that it is about. The map stands on its page.",
    )
    term = models.ForeignKey(
        "explainer.Term",
        models.RESTRICT,
        null=True,
        blank=True,
        related_name="map_features",
        help_text="The glossary term that it is. The map stands there.",
    )
    wikidata = WikidataField("id at Wikidata")

    objects = MapFeatureManager()

    class Meta:
        verbose_name = "feature of a map"
        verbose_name_plural = "features of a map"
        constraints = [
            models.UniqueConstraint(fields=["map", "order"], name="map_feature_has_its_own_place"),
            models.UniqueConstraint(
                fields=["map", "wikidata"],
                condition=~Q(wikidata=""),
                name="wikidata_id_is_of_one_feature_of_a_map",
                violation_error_message="Something else on this map has this id at Wikidata.",
            ),
            models.CheckConstraint(
                condition=~Q(label="") | Q(wikidata=""),
                name="wikidata_id_is_of_a_feature_that_is_named",
                violation_error_message="An id at Wikidata needs the name of what it is of.",
            ),
        ]

    def __str__(self) -> str:
        return self.label or self.get_kind_display().partition(":")[0]

    @depends_on("explainer.map", "explainer.issue", "explainer.term")
    def natural_key(self) -> tuple[str | int, ...]:
        return (*self.map.natural_key(), self.order)

    def clean(self) -> None:
        super().clean()
        if self.map_id:
            self.map.must_share_story(issue=self.issue, term=self.term)
        problems = {}
        for name in ("positions", "label_at"):
            try:
                if text := getattr(self, name):
                    shape_of(self.kind if name == "positions" else "place", text)
            except CoordinateProblem as problem:
                problems[name] = str(problem)
        if problems:
            raise ValidationError(problems)
