"""The desk's actors: people, offices, governments, groups, media and unnamed sources, with their dated roles.

It must not say what part an actor plays in a story; that is ``stories.Involvement``.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from explainer.language.dates import DateProblem, parse, surely_after

from .base import LineField, ProseField, Renamable, SlugManager, WhenField, depends_on
from .wikidata import WikidataField


class Actor(Renamable):
    class Kind(models.TextChoices):
        PERSON = "person", "person"
        OFFICE = "office", "office"
        GOVERNMENT = "government", "government"
        AGENCY = "agency", "agency"
        PARTY = "political-party", "political party"
        PARLIAMENT = "parliament", "parliament"
        COURT = "court", "court"
        COMPANY = "company", "company"
        UNION = "union", "union"
        INTERNATIONAL_BODY = "international-body", "international body"
        ARMED_GROUP = "armed-group", "armed group"
        GROUP = "group", "group"
        MEDIUM = "medium", "medium"
        UNNAMED = "unnamed", "unnamed source"

    class Naming(models.TextChoices):
        NAMED = "named", "named"
        UNNAMED = "unnamed", "a source that is not named"
        GROUP = "group", "a group of whom nobody is named"
        WHOLE = "whole", "a whole: a state or party, and nobody of it"

    slug = models.SlugField(
        "address name", max_length=80, unique=True, help_text="Part of a lasting address: it stays."
    )
    name = LineField(max_length=160, help_text="As our source gives it, without title or epithet.")
    short_name = LineField(max_length=60, blank=True, help_text="For narrow places: “Reyes”.")
    kind = models.CharField(max_length=20, choices=Kind)
    naming = models.CharField(
        "named or not",
        max_length=20,
        choices=Naming,
        blank=True,
        help_text="Whether somebody is named when it speaks. Empty: by its kind. A person, an office and a medium are "
        "named; a government, an agency, a party, a company and their like are a whole; a group is one of whom nobody "
        "is named. “Senior officials” are an unnamed source and a group: choose the group.",
    )
    affiliation = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name="belongs to",
        null=True,
        blank=True,
        related_name="affiliates",
        help_text="Whom they belong to or speak for. Leave empty when our source does not say.",
    )
    descriptor = LineField(
        "line beside the name", max_length=160, blank=True, help_text="Neutral, where there is no role with dates."
    )
    description = ProseField(blank=True, help_text="Neutral; only what a source says.")
    described_in = models.ForeignKey(
        "explainer.Source",
        models.PROTECT,
        verbose_name="source that used it",
        null=True,
        blank=True,
        related_name="unnamed_sources",
        help_text="For an unnamed source: the one report that used it. Two reports mean two actors.",
    )
    unnamed_because = LineField(blank=True, help_text="Why it is not named, if the report says why.")
    wikidata = WikidataField("id at Wikidata")

    objects = SlugManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="unnamed") | Q(described_in__isnull=False),
                name="unnamed_source_is_scoped_to_one_report",
                violation_error_message="An unnamed source needs the report that used it (“source that used it”).",
            ),
            models.CheckConstraint(
                condition=Q(kind="unnamed") | Q(unnamed_because=""),
                name="only_an_unnamed_source_says_why_it_is_unnamed",
            ),
            models.CheckConstraint(
                condition=~Q(kind="person") | Q(naming__in=("", "named")),
                name="person_is_named",
                violation_error_message="A person is named; whom the source does not name is an unnamed source.",
            ),
            models.CheckConstraint(
                condition=~Q(kind="unnamed") | Q(naming__in=("", "unnamed", "group")),
                name="unnamed_source_is_not_named",
                violation_error_message="An unnamed source is not named, or a group of whom nobody is named.",
            ),
            models.CheckConstraint(
                condition=Q(affiliation__isnull=True) | ~Q(affiliation=models.F("id")),
                name="actor_is_not_affiliated_to_itself",
                violation_error_message="Nobody belongs to themselves.",
            ),
            models.UniqueConstraint(
                fields=["wikidata"],
                condition=~Q(wikidata=""),
                name="wikidata_id_is_of_one_actor",
                violation_error_message="Somebody else here has this id at Wikidata. If they are one, merge them.",
            ),
            models.CheckConstraint(
                condition=~Q(kind="unnamed") | Q(wikidata=""),
                name="unnamed_source_has_no_wikidata_id",
                violation_error_message="An unnamed source has no id at Wikidata: it would name them.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @depends_on("explainer.source")
    def natural_key(self) -> tuple[str, ...]:
        return (self.slug,)

    def clean(self) -> None:
        super().clean()
        above, seen = self.affiliation, {self.slug}
        while above is not None:
            if above.slug in seen:
                raise ValidationError({"affiliation": f"{self.name} would belong to itself."})
            seen.add(above.slug)
            above = above.affiliation


class RoleManager(models.Manager["Role"]):
    def get_by_natural_key(self, actor: str, slug: str) -> Role:
        return self.get(actor__slug=actor, slug=slug)


class Role(models.Model):
    """A title and when it was held: the role shown beside a statement is the one of that day."""

    actor = models.ForeignKey(Actor, models.CASCADE, related_name="roles")
    slug = models.SlugField("address name", max_length=80)
    title = LineField(max_length=160, help_text="“Leader of the county council”.")
    held_from = WhenField(blank=True)
    held_to = WhenField(blank=True)

    objects = RoleManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["actor", "slug"], name="role_slug_is_unique_for_its_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.actor}: {self.title}"

    @depends_on("explainer.actor")
    def natural_key(self) -> tuple[str, ...]:
        return (self.actor.slug, self.slug)

    def clean(self) -> None:
        try:
            ends_first = self.held_from and self.held_to and surely_after(parse(self.held_from), parse(self.held_to))
        except DateProblem:
            return  # each field says so for itself
        if ends_first:
            raise ValidationError({"held_to": "The role ends before it starts."})


class FormerNameManager(models.Manager["FormerName"]):
    def get_by_natural_key(self, actor: str, order: int) -> FormerName:
        return self.get(actor__slug=actor, order=order)


class FormerName(models.Model):
    """A name that an actor had before: it is found under it."""

    actor = models.ForeignKey(Actor, models.CASCADE, related_name="former_names")
    order = models.PositiveSmallIntegerField(default=1)
    name = LineField(max_length=160, help_text="As it was called: “County Transport Board”.")
    until = WhenField(blank=True)

    objects = FormerNameManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["actor", "order"], name="former_name_has_its_own_place"),
        ]

    def __str__(self) -> str:
        return f"{self.actor}, formerly {self.name}"

    @depends_on("explainer.actor")
    def natural_key(self) -> tuple[str | int, ...]:
        return (self.actor.slug, self.order)
