"""The desk's phased framework: phases, what each asks of whom, and the gates between them.

It must not draw anything: the diagram is made from the gates.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from .base import CitedField, InStory, LineField, ProseField, WhenField, depends_on


class PhaseManager(models.Manager["Phase"]):
    def get_by_natural_key(self, story: str, number: int) -> Phase:
        return self.get(story__slug=story, number=number)


class Phase(models.Model):
    class State(models.TextChoices):
        NOT_BEGUN = "not-begun", "not begun"
        BEGUN = "begun", "begun"
        IN_FORCE = "in-force", "in force"
        DONE = "done", "done"
        SUSPENDED = "suspended", "suspended"
        ABANDONED = "abandoned", "abandoned"
        NOT_KNOWN = "not-known", "not known"

    story = models.ForeignKey("explainer.Story", models.CASCADE, related_name="phases")
    number = models.PositiveSmallIntegerField(help_text="1, 2, 3 without gaps.")
    name = LineField(max_length=120, help_text="“Buses may cross”.")
    short_name = LineField(max_length=60, blank=True)
    gist = LineField(blank=True, help_text="One line for the path on the overview.")
    duration = LineField(blank=True, help_text="As our source words it; empty when it does not say.")
    duration_days = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Only if stated.")
    summary = ProseField(blank=True)
    sources = CitedField("explainer.Source", blank=True, related_name="phases")
    of_text = models.ForeignKey(
        "explainer.Text",
        models.RESTRICT,
        null=True,
        blank=True,
        related_name="phases",
        help_text="The text that sets it out, if the story has texts.",
    )
    state = models.CharField(
        max_length=20,
        choices=State,
        blank=True,
        help_text="Where it stands. Empty: nothing is said of it, and it is drawn as ahead.",
    )
    state_on = WhenField(blank=True)
    state_sources = CitedField("explainer.Source", blank=True, related_name="phase_states")
    not_before = WhenField(blank=True)
    begun_on = WhenField(blank=True)
    ended_on = WhenField(blank=True)

    objects = PhaseManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["story", "number"], name="phase_number_is_unique_in_its_story"),
            models.CheckConstraint(condition=Q(number__gte=1), name="phases_are_counted_from_one"),
            models.CheckConstraint(
                condition=Q(duration_days=None) | Q(duration_days__gte=1), name="phase_lasts_a_day_or_more"
            ),
            models.CheckConstraint(
                condition=Q(duration_days=None) | ~Q(duration=""), name="phase_length_in_days_is_also_worded"
            ),
        ]

    def __str__(self) -> str:
        return f"Phase {self.number}: {self.name}"

    @depends_on("explainer.story", "explainer.text")
    def natural_key(self) -> tuple[str, int]:
        return (self.story.slug, self.number)

    def clean(self) -> None:
        if self.of_text and self.of_text.story_id != self.story_id:
            raise ValidationError({"of_text": f"“{self.of_text}” belongs to another story."})


class Provision(InStory):
    """Who is to do what in a phase, for whom, on what condition."""

    class Status(models.TextChoices):
        NOT_IN_FORCE = "not-in-force", "not yet in force"
        NOT_BEGUN = "not-begun", "not begun"
        BEGUN = "begun", "begun"
        PARTLY_DONE = "partly-done", "partly done"
        DONE = "done", "done"
        CONTESTED = "contested", "contested"
        LAPSED = "lapsed", "no longer owed"
        NOT_KNOWN = "not-known", "not known"

    phase = models.ForeignKey(Phase, models.CASCADE, related_name="provisions")
    order = models.PositiveSmallIntegerField(default=0)
    owed_by = CitedField(
        "explainer.Actor",
        verbose_name="who is to do it",
        blank=True,
        related_name="owes",
        help_text="One actor; two or more for all of them; none when our source does not say.",
    )
    owed_to = CitedField("explainer.Actor", verbose_name="for whom", blank=True, related_name="is_owed")
    what = LineField("what is to be done", help_text="Starts with a verb: “Reopens the bridge to buses”.")
    condition = LineField(blank=True, help_text="On what condition, if there is one.")
    short_name = LineField(
        max_length=60,
        blank=True,
        help_text="What is handed over or done, in a few words: “Buses”. With one, it stands in the picture of what "
        "each side gives and gets.",
    )
    amount = LineField(
        max_length=120,
        blank=True,
        help_text="How much, as our sources say: “about 20 of more than 50”, “number not known”.",
    )
    drawn = models.PositiveSmallIntegerField(
        "dots drawn full",
        null=True,
        blank=True,
        help_text="To draw the amount as dots: 20, of 50. The words stand beside.",
    )
    drawn_of = models.PositiveSmallIntegerField("dots drawn", null=True, blank=True, help_text="Of how many.")
    status = models.CharField(max_length=20, choices=Status, default=Status.NOT_IN_FORCE)
    statements = CitedField("explainer.Statement", blank=True, related_name="provisions")
    sources = CitedField("explainer.Source", blank=True, related_name="provisions")
    due = WhenField("by when", blank=True)
    status_on = WhenField(blank=True)
    status_statements = CitedField("explainer.Statement", blank=True, related_name="provision_statuses")
    status_sources = CitedField("explainer.Source", blank=True, related_name="provision_statuses")
    of_text = models.ForeignKey(
        "explainer.Text",
        models.RESTRICT,
        null=True,
        blank=True,
        related_name="provisions",
        help_text="The text that it is of. Empty: of the text that the story tells.",
    )
    same_as = models.ForeignKey(
        "self",
        models.RESTRICT,
        null=True,
        blank=True,
        related_name="said_again",
        help_text="The provision of an earlier text on the same point. The two stand side by side.",
    )
    no_phase = models.BooleanField(
        "our source names no phase",
        default=False,
        help_text="Readers are told so, and no phase shows it as its own. The phase above only keeps it here.",
    )

    class Meta(InStory.Meta):
        constraints = [
            *InStory.Meta.constraints,
            models.CheckConstraint(
                condition=Q(drawn=None, drawn_of=None)
                | (
                    Q(drawn__isnull=False, drawn_of__isnull=False, drawn_of__gte=F("drawn"), drawn_of__lte=1000)
                    & ~Q(amount="")
                ),
                name="provision_is_drawn_with_its_amount_in_words",
                violation_error_message="Dots are full of all there are, at most 1000, and the amount is in words.",
            ),
        ]

    def __str__(self) -> str:
        return self.what

    def clean(self) -> None:
        if self.phase_id:
            self.must_share_story(phase=self.phase)
        self.must_share_story(of_text=self.of_text, same_as=self.same_as)
        if self.same_as_id and self.same_as_id == self.pk:
            raise ValidationError({"same_as": "A provision is not on the same point as itself."})


class Gate(InStory):
    """What must hold to go from one phase to another, to extend one or end it, or what follows if it fails."""

    class Kind(models.TextChoices):
        PROCEED = "proceed", "goes on to another phase"
        EXTEND = "extend", "extends the phase"
        END = "end", "ends as intended"
        COLLAPSE = "collapse", "fails, and leads elsewhere"

    order = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=20, choices=Kind)
    from_phase = models.ForeignKey(
        Phase, models.RESTRICT, null=True, blank=True, related_name="gates_out", help_text="Empty: from now."
    )
    to_phase = models.ForeignKey(Phase, models.RESTRICT, null=True, blank=True, related_name="gates_in")
    settled = models.BooleanField(
        "set out beforehand", default=False, help_text="Drawn solid. Otherwise it could happen, and is drawn dashed."
    )
    through = LineField("what lies between", max_length=60, blank=True, help_text="“A week’s notice”.")
    through_note = LineField("note on it", max_length=120, blank=True, help_text="“No earlier than 12 April.”")
    label = LineField("case", max_length=60, help_text="The case, in two or three words: “Tests met”, “Funds run out”.")
    condition = ProseField(blank=True, help_text="What must hold. Empty: our source does not say.")
    outcome = LineField(
        max_length=60, blank=True, help_text="Where it leads, when not to a phase: “The old rules return”."
    )
    outcome_note = LineField(max_length=160, blank=True)
    statements = CitedField("explainer.Statement", blank=True, related_name="gates")
    sources = CitedField("explainer.Source", blank=True, related_name="gates")

    class Meta(InStory.Meta):
        verbose_name = "way on from a phase"
        verbose_name_plural = "ways on from phases"
        constraints = [
            *InStory.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(kind="proceed") | Q(to_phase__isnull=False),
                name="gate_that_proceeds_leads_to_a_phase",
                violation_error_message="A way on to another phase needs that phase.",
            ),
            models.CheckConstraint(
                condition=Q(kind="proceed") | (Q(to_phase__isnull=True) & Q(from_phase__isnull=False)),
                name="gate_that_extends_or_collapses_stays_at_its_phase",
                violation_error_message="What extends, ends or fails starts from a phase and leads to none.",
            ),
            models.CheckConstraint(
                condition=Q(kind="proceed") | ~Q(outcome=""),
                name="gate_that_leads_to_no_phase_says_where_it_leads",
                violation_error_message="What leads to no phase says where it leads (“outcome”).",
            ),
            models.CheckConstraint(
                condition=Q(to_phase__isnull=True) | Q(from_phase__isnull=True) | ~Q(to_phase=F("from_phase")),
                name="gate_does_not_lead_back_to_its_own_phase",
                violation_error_message="It does not lead back to the phase that it starts from.",
            ),
        ]

    def __str__(self) -> str:
        start = f"phase {self.from_phase.number}" if self.from_phase else "now"
        return f"From {start}: {self.label}"

    def clean(self) -> None:
        self.must_share_story(from_phase=self.from_phase, to_phase=self.to_phase)
