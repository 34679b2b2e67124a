"""The desk's texts on the table: proposals, drafts and agreements, who put them forward, and what became of them.

It must not hold what a text asks of anybody; a provision does, and says which text it is of.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from .base import Addressed, CitedField, LineField, ProseField, WhenField, depends_on


class Text(Addressed):
    class Kind(models.TextChoices):
        PROPOSAL = "proposal", "proposal"
        DRAFT = "draft", "draft"
        AGREEMENT = "agreement", "agreement"
        PLAN = "plan", "plan"
        MAP = "map", "map"
        OTHER = "other", "other"

    class State(models.TextChoices):
        PUT_FORWARD = "put-forward", "put forward"
        UNDER_DISCUSSION = "under-discussion", "under discussion"
        IN_OUTLINE = "accepted-in-outline", "accepted in outline"
        REJECTED = "rejected", "rejected"
        REPLACED = "replaced", "replaced by another"
        AGREED = "agreed", "agreed"
        NOT_KNOWN = "not-known", "not known"

    order = models.PositiveSmallIntegerField(default=0)
    name = LineField(max_length=120, help_text="“The plan of 22 February”.")
    short_name = LineField(max_length=60, blank=True)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.PROPOSAL)
    put_forward_by = CitedField("explainer.Actor", blank=True, related_name="texts_put_forward")
    put_forward_to = CitedField("explainer.Actor", blank=True, related_name="texts_received")
    handed_on_by = CitedField(
        "explainer.Actor",
        blank=True,
        related_name="texts_handed_on",
        help_text="Who handed it on, or is to, if a source says so.",
    )
    handed_on_to = CitedField("explainer.Actor", blank=True, related_name="texts_handed")
    when = WhenField("put forward on", blank=True)
    when_reported = LineField(max_length=80, blank=True, help_text="The source's own words: “late June”.")
    state = models.CharField(max_length=20, choices=State, default=State.NOT_KNOWN)
    state_on = WhenField(blank=True)
    replaces = models.ForeignKey("self", models.RESTRICT, null=True, blank=True, related_name="replaced_by")
    told = models.BooleanField(
        "the story tells this one", default=False, help_text="The page of the phases tells what this text says."
    )
    known = ProseField(blank=True, help_text="What is known of its content.")
    not_known = ProseField(blank=True, help_text="What our sources do not say of it.")
    sources = CitedField("explainer.Source", blank=True, related_name="texts")

    class Meta(Addressed.Meta):
        verbose_name = "text on the table"
        verbose_name_plural = "texts on the table"
        constraints = [
            *Addressed.Meta.constraints,
            models.UniqueConstraint(
                fields=["story"],
                condition=Q(told=True),
                name="story_tells_one_text",
                violation_error_message="Another text is the one that the story tells.",
            ),
            models.CheckConstraint(
                condition=Q(replaces__isnull=True) | ~Q(replaces=F("id")),
                name="text_does_not_replace_itself",
                violation_error_message="A text does not replace itself.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        self.must_share_story(replaces=self.replaces)
        above, seen = self.replaces, {self.pk}
        while above is not None:
            if above.pk in seen:
                raise ValidationError({"replaces": "Each would replace the other."})
            seen.add(above.pk)
            above = above.replaces


class TextAnswerManager(models.Manager["TextAnswer"]):
    def get_by_natural_key(self, story: str, text: str, actor: str) -> TextAnswer:
        return self.get(text__story__slug=story, text__slug=text, actor__slug=actor)


class TextAnswer(models.Model):
    """What one of those to whom it was put has answered: an answer is of whoever gives it."""

    class Answer(models.TextChoices):
        ACCEPTED = "accepted", "accepted"
        IN_OUTLINE = "accepted-in-outline", "accepted in outline"
        REJECTED = "rejected", "rejected"
        ASKS_FOR_CHANGES = "asks-for-changes", "asks for changes"
        NOT_YET = "not-yet", "not yet accepted"
        NOT_KNOWN = "not-known", "not known"

    text = models.ForeignKey(Text, models.CASCADE, related_name="answers")
    actor = models.ForeignKey("explainer.Actor", models.PROTECT, related_name="text_answers")
    answer = models.CharField(max_length=20, choices=Answer)
    when = WhenField(blank=True)
    statements = CitedField("explainer.Statement", blank=True, related_name="text_answers")
    sources = CitedField("explainer.Source", blank=True, related_name="text_answers")

    objects = TextAnswerManager()

    class Meta:
        verbose_name = "answer to a text"
        verbose_name_plural = "answers to a text"
        constraints = [
            models.UniqueConstraint(fields=["text", "actor"], name="actor_answers_a_text_once"),
        ]

    def __str__(self) -> str:
        return f"{self.actor} on {self.text}: {self.get_answer_display()}"

    @depends_on("explainer.text", "explainer.actor")
    def natural_key(self) -> tuple[str, ...]:
        return (*self.text.natural_key(), self.actor.slug)
