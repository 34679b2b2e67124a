"""The desk's statements: who said what, when, to whom, and how it reached us; and where somebody stands on an issue.

It must not judge: verbs come from closed, neutral lists. What answers what is in ``links``.
"""

from __future__ import annotations

from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import models

from explainer.language.letters import as_read
from explainer.language.quotations import quoted

from .base import LANGUAGE_CODE, Addressed, CitedField, InStory, LineField, ProseField, WhenField, depends_on
from .people import Actor


class Statement(Addressed):
    class Wording(models.TextChoices):
        DIRECT = "direct", "direct quote"
        PARTIAL = "partial", "partial quote"
        PARAPHRASE = "paraphrase", "paraphrase"

    class Act(models.TextChoices):
        SAID = "said", "said"
        DENIED = "denied", "denied"
        ACCUSED = "accused", "accused"
        ASKED = "asked", "asked"
        ANNOUNCED = "announced", "announced"
        REFUSED = "refused", "refused"
        BELIEVED = "believed", "believed"

    class Form(models.TextChoices):
        SPOKEN = "spoken", "spoken"
        WRITTEN = "written", "written"
        NOT_STATED = "not-stated", "not stated"

    speaker = models.ForeignKey("explainer.Actor", models.PROTECT, related_name="statements")
    role = models.ForeignKey(
        "explainer.Role",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="statements",
        help_text="The role held on that day.",
    )
    attributed_as = LineField(
        "named in the source as", max_length=160, blank=True, help_text="If otherwise than the speaker’s name."
    )
    naming = models.CharField(
        "named or not",
        max_length=20,
        choices=Actor.Naming,
        blank=True,
        help_text="Only where it differs here from what the speaker is otherwise.",
    )
    wording = models.CharField(max_length=20, choices=Wording)
    act = models.CharField("what the speaker did", max_length=20, choices=Act, default=Act.SAID)
    topic = LineField(max_length=80, help_text="What it is about, for its title: “the new date”.")
    lead_in = LineField(
        "our words before the quotation",
        max_length=600,
        help_text="For a paraphrase, the whole of it. The verb is “said”.",
    )
    tail = LineField("our words after the quotation", max_length=600, blank=True, help_text="Only of a partial quote.")
    context = ProseField(blank=True, help_text="What a reader needs to understand it, in our words.")
    note = ProseField(blank=True, help_text="What readers should know of how it is quoted.")
    alterations = LineField(
        blank=True,
        help_text="What readers should know of changes that the source made inside the quotation, in a sentence. That "
        "brackets and “…” are the source's is said without.",
    )
    second_hand = models.BooleanField(default=False, help_text="The speaker passes on what somebody else said.")

    form = models.CharField(max_length=20, choices=Form, default=Form.NOT_STATED)
    medium = models.ForeignKey(
        "explainer.Actor",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="carried",
        help_text="Where it was said or posted, if the source says: a channel, a network.",
    )
    setting = LineField(max_length=120, blank=True, help_text="“Interview”, “Post”, “Announcement of the plan”.")
    addressee = models.ForeignKey(
        "explainer.Actor",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="addressed",
        help_text="To whom.",
    )
    language = models.CharField(
        "language spoken",
        max_length=20,
        blank=True,
        validators=[LANGUAGE_CODE],
        help_text="Its code, as “en” or “ar”. Empty: not stated.",
    )
    quoted_in = models.CharField(
        "language quoted in",
        max_length=20,
        default="en",
        validators=[LANGUAGE_CODE],
        help_text="Its code, as “en” or “ar”.",
    )
    translator = LineField(max_length=120, blank=True, help_text="Empty: not stated.")

    when = WhenField(blank=True)
    when_reported = LineField(max_length=80, blank=True, help_text="The source's own words: “late June”.")
    when_note = LineField(blank=True, help_text="How we worked the date out, if we did.")
    order_in_day = models.PositiveSmallIntegerField(
        default=0, help_text="Among entries of the same date, when the source gives an order (“hours later”)."
    )

    issues = CitedField("explainer.Issue", blank=True, related_name="statements")
    phases = CitedField("explainer.Phase", blank=True, related_name="statements")
    about = CitedField("explainer.Actor", blank=True, related_name="spoken_about", help_text="Whom it is about.")
    sources = CitedField(
        "explainer.Source",
        blank=True,
        related_name="statements",
        help_text="Required before it can be published.",
    )
    texts = CitedField(
        "explainer.Text", blank=True, related_name="statements", help_text="The texts on the table that it is about."
    )

    def __str__(self) -> str:
        return f"{self.speaker} on {self.topic}"

    def clean(self) -> None:
        super().clean()
        if self.role and self.role.actor_id != self.speaker_id:
            raise ValidationError({"role": f"“{self.role.title}” is a role of {self.role.actor}, not of the speaker."})
        if self.tail and self.wording != self.Wording.PARTIAL:
            raise ValidationError({"tail": "Only a partial quote has words of ours after it."})
        if self.wording == self.Wording.PARAPHRASE and any(map(quoted, as_read(self.lead_in))):
            raise ValidationError({"lead_in": "A paraphrase is in our words and has no quotation marks."})


_Part = TypeVar("_Part", bound="StatementPart")


class StatementPartManager(models.Manager[_Part]):
    def get_by_natural_key(self, story: str, statement: str, order: int) -> _Part:
        return self.get(statement__story__slug=story, statement__slug=statement, order=order)


class StatementPart(models.Model):
    """A numbered part of a statement."""

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="%(class)ss")
    order = models.PositiveSmallIntegerField(default=1)

    objects = StatementPartManager()

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["statement", "order"], name="%(class)s_has_its_own_place"),
        ]

    @depends_on("explainer.statement")
    def natural_key(self) -> tuple[str | int, ...]:
        return (*self.statement.natural_key(), self.order)


class Relay(StatementPart):
    """One link of the chain between the speaker and our source: “Channel 14, interview, not seen by us”."""

    actor = models.ForeignKey("explainer.Actor", models.PROTECT, null=True, blank=True, related_name="relays")
    label = LineField(max_length=120, help_text="“Television interview”, “Post, 31 May 2024”.")
    seen_by_us = models.BooleanField(default=False)

    class Meta(StatementPart.Meta):
        verbose_name = "step between the speaker and our source"
        verbose_name_plural = "steps between the speaker and our source"

    def __str__(self) -> str:
        return f"{self.actor}: {self.label}" if self.actor else self.label


class Position(InStory):
    """Where an actor stands on an issue, in one neutral sentence, with the statements that are its evidence."""

    issue = models.ForeignKey("explainer.Issue", models.RESTRICT, related_name="positions")
    actor = models.ForeignKey("explainer.Actor", models.PROTECT, related_name="positions")
    sentence = LineField(help_text="Starts with “Says”, “Wants” or names who says so.")
    statements = CitedField(Statement, blank=True, related_name="positions")
    sources = CitedField(
        "explainer.Source",
        blank=True,
        related_name="positions",
        help_text="A report that describes the position in its own words, where no statement does.",
    )

    class Meta(InStory.Meta):
        constraints = [
            *InStory.Meta.constraints,
            models.UniqueConstraint(fields=["story", "issue", "actor"], name="actor_has_one_position_on_an_issue"),
        ]

    def __str__(self) -> str:
        return f"{self.actor} on {self.issue.short_name}"

    def clean(self) -> None:
        if self.issue_id:
            self.must_share_story(issue=self.issue)
