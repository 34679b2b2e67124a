"""The desk's stories: the question, its short answer, the state of play, key points, background and who takes part.

It must not say anything that is only true of one story.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse

from .base import (
    LANGUAGE_CODE,
    CitedField,
    InStory,
    LineField,
    ProseField,
    SlugManager,
    WhenField,
    depends_on,
    story_slug_is_free,
)


class Story(models.Model):
    class Coverage(models.TextChoices):
        LIVE = "live", "live: kept up to date"
        PAUSED = "paused", "paused: not kept up to date for now"
        CLOSED = "closed", "closed: told to its end"

    slug = models.SlugField(
        "address name",
        max_length=80,
        unique=True,
        validators=[story_slug_is_free],
        help_text="The first part of every address of this story. It stays once published.",
    )
    title = LineField(max_length=160, help_text="“The reopening of the Tarn bridge”.")
    short_title = LineField(max_length=80, blank=True, help_text="For the titles of pages.")
    question = LineField(help_text="The question that the story answers; it is the headline.")
    short_answer = ProseField(help_text="Two or three sentences that answer it, as things stand.")
    standfirst = LineField(blank=True, help_text="One line for the list of stories and for search engines.")
    limits = ProseField(blank=True, help_text="What our sources leave out: shown with the sources.")
    language = models.CharField("language code", max_length=20, default="en", validators=[LANGUAGE_CODE])
    as_of = models.DateField(help_text="The day up to which the story is told. Nothing later is covered.")
    coverage = models.CharField(
        max_length=20,
        choices=Coverage,
        default=Coverage.LIVE,
        help_text="Whether readers can expect more of it.",
    )
    next_update = WhenField(blank=True)
    phase_word = LineField(
        max_length=40,
        blank=True,
        help_text="What a phase is called in this story, within a sentence: “step”, “stage”, “round”, “track”. "
        "Empty: “phase”, in every language.",
    )
    phases_word = LineField(max_length=40, blank=True, help_text="And several of them: “steps”.")
    byline = LineField(
        blank=True,
        help_text="Who wrote it, as readers are told: names, with semicolons between them. Empty: nobody is named.",
    )
    editor = LineField(
        "responsible editor",
        blank=True,
        help_text="Who answers for it, as readers are told. Each edition keeps who that was then.",
    )

    objects = SlugManager()

    class Meta:
        verbose_name_plural = "stories"
        permissions = [
            ("publish_story", "Can publish, schedule and publish again"),
            ("withdraw_story", "Can withdraw an edition"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(phase_word="", phases_word="") | (~Q(phase_word="") & ~Q(phases_word="")),
                name="word_for_a_phase_has_a_plural",
                violation_error_message="Give the word for one and the word for several, or neither.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("story:overview", kwargs={"story": self.slug})

    def clean(self) -> None:
        if self.coverage == self.Coverage.CLOSED and self.next_update:
            raise ValidationError({"next_update": "A story that is closed has no update to come."})

    def natural_key(self) -> tuple[str, ...]:
        return (self.slug,)


class StateRow(InStory):
    """One line of “State of play”: what is true, and how old that is, before anything else."""

    order = models.PositiveSmallIntegerField(default=0)
    label = LineField(max_length=40, help_text="“In force”, “Next”, “Waiting for”, “Not covered”.")
    text = LineField(help_text="One short line: “Stage 3, for buses”.")
    when = WhenField(blank=True)
    on_every_page = models.BooleanField(default=False, help_text="Also shown under the heading of inner pages.")
    sources = CitedField("explainer.Source", blank=True, related_name="state_rows")

    class Meta(InStory.Meta):
        verbose_name = "state of play row"

    def __str__(self) -> str:
        return f"{self.label}: {self.text}"


class KeyPoint(InStory):
    order = models.PositiveSmallIntegerField(default=0)
    sentence = LineField(help_text="One plain sentence.")
    meaning = ProseField(blank=True, help_text="What it means, in a sentence or two.")
    statements = CitedField("explainer.Statement", blank=True, related_name="key_points")
    sources = CitedField("explainer.Source", blank=True, related_name="key_points")

    def __str__(self) -> str:
        return self.sentence


class Background(InStory):
    """Why a story matters, how it came to this, or who is affected: what our sources say, and what they do not."""

    class Kind(models.TextChoices):
        WHY = "why-it-matters", "why it matters"
        HOW = "how-it-came", "how it came to this"
        WHO = "who-is-affected", "who is affected"

    order = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=20, choices=Kind)
    text = ProseField(blank=True, help_text="What our sources say, in a sentence or two of ours.")
    not_known = ProseField(
        blank=True, help_text="What our sources do not say of it: “How the war began is not in our source.”"
    )
    statements = CitedField("explainer.Statement", blank=True, related_name="backgrounds")
    sources = CitedField("explainer.Source", blank=True, related_name="backgrounds")

    class Meta(InStory.Meta):
        verbose_name = "piece of background"
        verbose_name_plural = "background"
        constraints = [
            *InStory.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(text="") | ~Q(not_known=""),
                name="background_says_something",
                violation_error_message="Say what is known of it, or what is not.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class Part(models.TextChoices):
    PARTY = "party", "a side, or of a side"
    MEDIATOR = "mediator", "a go-between"
    AFFECTED = "affected", "people affected"
    SPOKEN_ABOUT = "spoken-about", "mentioned, not quoted"
    UNNAMED = "unnamed", "unnamed source"
    MEDIUM = "medium", "carried the words"


class CastGroup(InStory):
    """Some of those who take part, under a heading of the editor's: “Government”, “Advisers”."""

    order = models.PositiveSmallIntegerField(default=0)
    heading = LineField(max_length=80, help_text="“Government”, “Advisers”, “Unions and employers”.")
    part = models.CharField(max_length=20, choices=Part, help_text="What its members are in this story.")

    class Meta(InStory.Meta):
        verbose_name = "group of those who take part"
        verbose_name_plural = "groups of those who take part"

    def __str__(self) -> str:
        return self.heading


class InvolvementManager(models.Manager["Involvement"]):
    def get_by_natural_key(self, story: str, actor: str) -> Involvement:
        return self.get(story__slug=story, actor__slug=actor)


class Involvement(models.Model):
    """An actor's part in one story. Its mark and its place in the order are the same on every page."""

    Part = Part

    story = models.ForeignKey(Story, models.CASCADE, related_name="involvements")
    actor = models.ForeignKey("explainer.Actor", models.PROTECT, related_name="involvements")
    part = models.CharField(
        max_length=20,
        choices=Part,
        blank=True,
        help_text="A side and a go-between have a column in the table of positions, with everyone who belongs to them. "
        "“Mentioned, not quoted” is for who has no statement. Empty: what the group says.",
    )
    group = models.ForeignKey(CastGroup, models.RESTRICT, null=True, blank=True, related_name="involvements")
    mark = models.CharField(
        "letters",
        max_length=4,
        validators=[RegexValidator(r"^(\w{2,4}|\?\?)\Z", "Two to four letters, or ?? where no side is given.")],
        help_text="Two to four letters; those of the side for everyone who belongs to it. Empty in the form: made from "
        "the name.",
    )
    order = models.PositiveSmallIntegerField(default=0)

    objects = InvolvementManager()

    class Meta:
        verbose_name = "part in a story"
        verbose_name_plural = "parts in a story"
        constraints = [
            models.UniqueConstraint(fields=["story", "actor"], name="actor_has_one_part_in_a_story"),
            models.CheckConstraint(condition=~Q(mark=""), name="mark_is_not_empty"),
            models.CheckConstraint(
                condition=~Q(part="") | Q(group__isnull=False),
                name="actor_has_a_part_or_a_group",
                violation_error_message="Say what part it has, or which group it is in.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.actor} ({Part(self.plays).label})"

    @property
    def plays(self) -> str:
        """Its part: its own, else that of its group."""
        return self.part or (self.group.part if self.group else "")

    @depends_on("explainer.story", "explainer.actor")
    def natural_key(self) -> tuple[str, ...]:
        return (self.story.slug, self.actor.slug)

    def clean(self) -> None:
        if self.group and self.group.story_id != self.story_id:
            raise ValidationError({"group": f"“{self.group}” belongs to another story."})
        if self.group and self.part and self.part != self.group.part:
            raise ValidationError({"part": f"Those under “{self.group}” are: {self.group.get_part_display()}."})
