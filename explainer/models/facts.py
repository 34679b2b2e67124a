"""The desk's facts that are not words: sticking points, events, figures, open questions and glossary terms.

It must not hold what somebody said; that is a statement.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from .base import CitedField, InStory, LineField, ProseField, WhenField


class Issue(InStory):
    """A sticking point: a question on which the sides differ."""

    class Status(models.TextChoices):
        OPEN = "open", "open"
        NARROWED = "narrowed", "narrowed"
        SETTLED = "settled", "settled"

    order = models.PositiveSmallIntegerField(default=0)
    name = LineField(max_length=120, help_text="“Israeli troops in the Philadelphi corridor”.")
    short_name = LineField(max_length=60, help_text="“Philadelphi corridor”.")
    question = LineField(help_text="“Do Israeli troops stay on the border with Egypt?”")
    explanation = ProseField(blank=True, help_text="What it is about, neutrally.")
    standing = LineField(blank=True, help_text="Where it stands, in a sentence or two.")
    status = models.CharField(max_length=20, choices=Status, default=Status.OPEN)
    phases = CitedField("explainer.Phase", blank=True, related_name="issues")
    sources = CitedField("explainer.Source", blank=True, related_name="issues")

    def __str__(self) -> str:
        return self.name


class Event(InStory):
    class Status(models.TextChoices):
        HAPPENED = "happened", "happened"
        EXPECTED = "expected", "expected"
        CANCELLED = "cancelled", "cancelled"
        NOT_KNOWN = "not-known", "not known"

    title = LineField(max_length=160)
    body = ProseField(blank=True)
    when = WhenField(blank=True)
    when_reported = LineField(max_length=80, blank=True, help_text="The source's own words: “late June”.")
    when_note = LineField(blank=True, help_text="How we worked the date out, if we did.")
    place = LineField(max_length=120, blank=True, help_text="Where, if the source says: “Cairo”.")
    order_in_day = models.PositiveSmallIntegerField(
        default=0, help_text="Among entries of the same date, when the source gives an order (“hours later”)."
    )
    status = models.CharField(max_length=20, choices=Status, default=Status.HAPPENED)
    condition = LineField(blank=True, help_text="For an expected event: what it depends on.")
    phase = models.ForeignKey("explainer.Phase", models.RESTRICT, null=True, blank=True, related_name="events")
    issues = CitedField(Issue, blank=True, related_name="events")
    actors = CitedField("explainer.Actor", blank=True, related_name="events")
    sources = CitedField("explainer.Source", blank=True, related_name="events")

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        self.must_share_story(phase=self.phase)


class Figure(InStory):
    order = models.PositiveSmallIntegerField(default=0)
    label = LineField(max_length=120, help_text="What is counted: “hostages expected to be released first”.")
    low = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    high = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    qualifier = LineField(max_length=40, blank=True, help_text="“about”, “more than”, “almost”.")
    unit = LineField(max_length=40, blank=True, help_text="“weeks”, “hostages”.")
    out_of = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    out_of_qualifier = LineField(max_length=40, blank=True)
    note = LineField(blank=True)
    phase = models.ForeignKey("explainer.Phase", models.RESTRICT, null=True, blank=True, related_name="figures")
    statements = CitedField("explainer.Statement", blank=True, related_name="figures")
    sources = CitedField("explainer.Source", blank=True, related_name="figures")

    class Meta(InStory.Meta):
        constraints = [
            *InStory.Meta.constraints,
            models.CheckConstraint(
                condition=Q(low=None) | Q(high=None) | Q(low__lte=F("high")),
                name="figure_low_is_not_above_high",
            ),
            models.CheckConstraint(condition=Q(low__isnull=False) | Q(high__isnull=False), name="figure_has_a_number"),
        ]

    def __str__(self) -> str:
        return self.label

    def clean(self) -> None:
        self.must_share_story(phase=self.phase)


class OpenQuestion(InStory):
    order = models.PositiveSmallIntegerField(default=0)
    question = LineField(help_text="What is not known.")
    why = ProseField(blank=True, help_text="Why it is not known, as far as our source says.")
    issue = models.ForeignKey(Issue, models.RESTRICT, null=True, blank=True, related_name="open_questions")
    sources = CitedField("explainer.Source", blank=True, related_name="open_questions")

    def __str__(self) -> str:
        return self.question

    def clean(self) -> None:
        self.must_share_story(issue=self.issue)


class Term(InStory):
    name = LineField(max_length=80)
    aliases = LineField(blank=True, help_text="Other spellings, separated by commas.")
    definition = ProseField(help_text="What the word means here, from what a source says.")
    sources = CitedField("explainer.Source", blank=True, related_name="terms")

    def __str__(self) -> str:
        return self.name
