"""The desk's links: what answers what among statements, events and reports, and who says so.

It must not judge: relations come from a closed, neutral list, and what we draw ourselves is called ours.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from .base import LineField, depends_on
from .statements import Statement


class LinkManager(models.Manager["StatementLink"]):
    def get_by_natural_key(self, story: str, statement: str, order: int) -> StatementLink:
        return self.get(statement__story__slug=story, statement__slug=statement, order=order)


class StatementLink(models.Model):
    """What one statement is to another, to an event, or to something reported that is not on record here."""

    class DrawnBy(models.TextChoices):
        SOURCE = "source", "the source, which is cited"
        SPEAKER = "speaker", "the speaker, in the statement itself"
        US = "us", "us: our reading"

    class Relation(models.TextChoices):
        ANSWERS = "answers", "answers"
        DENIES = "denies", "denies"
        STANDS_AGAINST = "stands-against", "stands against"
        BEARS_OUT = "bears-out", "bears out"
        RESTATES = "restates", "restates"
        NARROWS = "narrows", "narrows"
        REVERSES = "reverses", "reverses"

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="links")
    order = models.PositiveSmallIntegerField(default=1)
    relation = models.CharField(max_length=20, choices=Relation)
    to_statement = models.ForeignKey(Statement, models.RESTRICT, null=True, blank=True, related_name="links_in")
    to_event = models.ForeignKey("explainer.Event", models.RESTRICT, null=True, blank=True, related_name="links_in")
    to_report = LineField(blank=True, help_text="A report that is not on record here, in our words.")
    note = LineField(max_length=120, blank=True, help_text="“in part”.")
    source = models.ForeignKey(
        "explainer.Source",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="links",
        help_text="The report that draws the link. None for our reading.",
    )
    drawn_by = models.CharField(
        max_length=20,
        choices=DrawnBy,
        default=DrawnBy.SOURCE,
        help_text="Who says that the two belong together. Two reports side by side are not a link of the source's.",
    )

    objects = LinkManager()

    class Meta:
        verbose_name = "link to another statement"
        verbose_name_plural = "links to other statements"
        constraints = [
            models.UniqueConstraint(fields=["statement", "order"], name="link_has_its_own_place"),
            models.CheckConstraint(
                condition=Q(to_statement__isnull=False, to_event__isnull=True, to_report="")
                | Q(to_statement__isnull=True, to_event__isnull=False, to_report="")
                | (Q(to_statement__isnull=True, to_event__isnull=True) & ~Q(to_report="")),
                name="link_leads_to_one_thing",
                violation_error_message="A link leads to one statement, one event or one report.",
            ),
            models.CheckConstraint(
                condition=Q(to_statement__isnull=True) | ~Q(to_statement=F("statement")),
                name="statement_does_not_link_to_itself",
                violation_error_message="A statement cannot answer itself.",
            ),
            models.CheckConstraint(
                condition=~Q(drawn_by="source") | Q(source__isnull=False),
                name="link_that_a_source_draws_cites_it",
                violation_error_message="A link that the source draws needs that source.",
            ),
            models.CheckConstraint(
                condition=~Q(drawn_by="us") | Q(source__isnull=True),
                name="link_that_we_draw_cites_nobody",
                violation_error_message="Our reading is not cited in a source's name: take the source away.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_relation_display()} {self.to_statement or self.to_event or self.to_report}"

    @depends_on("explainer.statement", "explainer.event", "explainer.source")
    def natural_key(self) -> tuple[str | int, ...]:
        return (*self.statement.natural_key(), self.order)

    def clean(self) -> None:
        if self.statement_id:
            self.statement.must_share_story(to_statement=self.to_statement, to_event=self.to_event)
