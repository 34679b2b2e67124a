"""The desk's facts that are not words: sticking points, events, figures, open questions and glossary terms.

It must not hold what somebody said; that is a statement.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from .base import Addressed, CitedField, InStory, LineField, ProseField, WhenField, depends_on
from .wikidata import WikidataField


class Standing(models.TextChoices):
    """How a question stands. Only “disputed” says that somebody contradicts somebody."""

    UNCLEAR = "unclear", "unclear: our sources do not say"
    UNDER_DISCUSSION = "under-discussion", "under discussion: talked about, not said how the sides differ"
    DISPUTED = "disputed", "disputed: sides are on record against each other"
    AGREED = "agreed", "agreed: the sides are on record for the same"
    SETTLED = "settled", "settled: decided, and no longer talked about"


class Issue(Addressed):
    """A sticking point: a question that is open or disputed."""

    # Two that stories had before there was more to choose from, and still may have.
    BEFORE = [("open", "open (say which of those above)"), ("narrowed", "narrowed (say which of those above)")]

    order = models.PositiveSmallIntegerField(default=0)
    name = LineField(max_length=120, help_text="“Lorries on the Tarn bridge”.")
    short_name = LineField(max_length=60, help_text="“Lorries”.")
    question = LineField(help_text="“May lorries cross before the piers are repaired?”")
    explanation = ProseField(blank=True, help_text="What it is about, neutrally.")
    standing = LineField(blank=True, help_text="Where it stands, in a sentence or two.")
    status = models.CharField(max_length=20, choices=[*Standing.choices, *BEFORE], default="open")
    status_on = WhenField("since", blank=True)
    agreed = LineField(
        blank=True,
        help_text="What the sides agree on here, in one sentence, whatever else stands open. Each side's evidence "
        "stands below.",
    )
    phases = CitedField("explainer.Phase", blank=True, related_name="issues")
    sources = CitedField("explainer.Source", blank=True, related_name="issues")

    def __str__(self) -> str:
        return self.name


class AgreementManager(models.Manager["Agreement"]):
    def get_by_natural_key(self, story: str, issue: str, actor: str) -> Agreement:
        return self.get(issue__story__slug=story, issue__slug=issue, actor__slug=actor)


class Agreement(models.Model):
    """That one side agrees to what ``Issue.agreed`` says, with the evidence for it."""

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="agreements")
    actor = models.ForeignKey("explainer.Actor", models.PROTECT, related_name="agreements", help_text="The side.")
    statements = CitedField("explainer.Statement", blank=True, related_name="agreements")
    sources = CitedField(
        "explainer.Source",
        blank=True,
        related_name="agreements",
        help_text="A report that says so in its own words, where no statement does.",
    )

    objects = AgreementManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issue", "actor"], name="side_agrees_once_on_an_issue"),
        ]

    def __str__(self) -> str:
        return f"{self.actor} agrees on {self.issue.short_name}"

    @depends_on("explainer.issue", "explainer.actor")
    def natural_key(self) -> tuple[str, ...]:
        return (*self.issue.natural_key(), self.actor.slug)


class Event(Addressed):
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
    place = LineField(max_length=120, blank=True, help_text="Where, if the source says: “County hall”.")
    order_in_day = models.PositiveSmallIntegerField(
        default=0, help_text="Among entries of the same date, when the source gives an order (“hours later”)."
    )
    status = models.CharField(max_length=20, choices=Status, default=Status.HAPPENED)
    condition = LineField(blank=True, help_text="For an expected event: what it depends on.")
    phase = models.ForeignKey("explainer.Phase", models.RESTRICT, null=True, blank=True, related_name="events")
    issues = CitedField(Issue, blank=True, related_name="events")
    actors = CitedField("explainer.Actor", blank=True, related_name="events")
    sources = CitedField("explainer.Source", blank=True, related_name="events")
    set_on = WhenField("date set on", blank=True)
    set_by = models.ForeignKey(
        "explainer.Actor", models.PROTECT, verbose_name="date set by", null=True, blank=True, related_name="dates_set"
    )
    place_wikidata = WikidataField("id of the place at Wikidata")

    class Meta(Addressed.Meta):
        constraints = [
            *Addressed.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(place="") | Q(place_wikidata=""),
                name="wikidata_id_is_of_a_place_that_is_named",
                violation_error_message="An id at Wikidata needs the place that it is of.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        super().clean()
        self.must_share_story(phase=self.phase)


class EarlierDateManager(models.Manager["EarlierDate"]):
    def get_by_natural_key(self, story: str, event: str, order: int) -> EarlierDate:
        return self.get(event__story__slug=story, event__slug=event, order=order)


class EarlierDate(models.Model):
    """A date that an event had before it was put back, or brought forward."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="dates")
    order = models.PositiveSmallIntegerField(default=1)
    when = WhenField()
    when_reported = LineField(max_length=80, blank=True, help_text="The source's own words: “late June”.")
    set_on = WhenField(blank=True)
    set_by = models.ForeignKey(
        "explainer.Actor", models.PROTECT, null=True, blank=True, related_name="earlier_dates_set"
    )
    sources = CitedField("explainer.Source", blank=True, related_name="earlier_dates")

    objects = EarlierDateManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "order"], name="earlier_date_has_its_own_place"),
            models.CheckConstraint(condition=~Q(when=""), name="earlier_date_is_a_date"),
        ]

    def __str__(self) -> str:
        return f"{self.event}, before: {self.when}"

    @depends_on("explainer.event", "explainer.actor")
    def natural_key(self) -> tuple[str | int, ...]:
        return (*self.event.natural_key(), self.order)


class Figure(InStory):
    order = models.PositiveSmallIntegerField(default=0)
    label = LineField(max_length=120, help_text="What is counted: “cracks found in the first test”.")
    low = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    high = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    qualifier = LineField(max_length=40, blank=True, help_text="“about”, “more than”, “almost”.")
    unit = LineField(max_length=40, blank=True, help_text="“weeks”, “cracks”.")
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
    class Ended(models.TextChoices):
        ANSWERED = "answered", "answered"
        CLOSED = "closed", "closed without an answer"

    order = models.PositiveSmallIntegerField(default=0)
    question = LineField(help_text="What is not known.")
    why = ProseField(blank=True, help_text="Why it is not known, as far as our source says.")
    issue = models.ForeignKey(Issue, models.RESTRICT, null=True, blank=True, related_name="open_questions")
    sources = CitedField("explainer.Source", blank=True, related_name="open_questions")
    status = models.CharField(
        max_length=20, choices=Standing, blank=True, help_text="Empty: only that it is not known."
    )
    ended = models.CharField(
        max_length=20, choices=Ended, blank=True, help_text="Empty: it is open. What has ended stays readable."
    )
    ended_on = WhenField(blank=True)
    answer = ProseField(blank=True, help_text="The answer; of a closed question, why it is not asked any more.")
    answer_statements = CitedField("explainer.Statement", blank=True, related_name="answered_questions")
    answer_sources = CitedField("explainer.Source", blank=True, related_name="answered_questions")

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
