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
        AFTER = "after", "was said after"
        BECAUSE = "because", "was said because of"

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


class EventLinkManager(models.Manager["EventLink"]):
    def get_by_natural_key(self, story: str, event: str, order: int) -> EventLink:
        return self.get(event__story__slug=story, event__slug=event, order=order)


class EventLink(models.Model):
    """What one event has to do with another, or with a statement."""

    class DrawnBy(models.TextChoices):
        SOURCE = "source", "the source, which is cited"
        STATEMENT = "statement", "somebody on record, in the statement given"
        US = "us", "us: our reading"

    class Relation(models.TextChoices):
        ANSWERS = "answers", "was in answer to"
        AFTER = "after", "came after"
        BECAUSE = "because", "came because of"

    event = models.ForeignKey("explainer.Event", models.CASCADE, related_name="links")
    order = models.PositiveSmallIntegerField(default=1)
    relation = models.CharField(max_length=20, choices=Relation)
    to_event = models.ForeignKey("explainer.Event", models.RESTRICT, null=True, blank=True, related_name="events_in")
    to_statement = models.ForeignKey(Statement, models.RESTRICT, null=True, blank=True, related_name="events_in")
    note = LineField(max_length=120, blank=True, help_text="“in part”.")
    drawn_by = models.CharField(
        max_length=20,
        choices=DrawnBy,
        default=DrawnBy.SOURCE,
        help_text="Who says that the two belong together. That one came after the other is no reason of itself.",
    )
    said_in = models.ForeignKey(
        Statement,
        models.RESTRICT,
        null=True,
        blank=True,
        related_name="event_links_drawn",
        help_text="The statement that says so: “because, says …”.",
    )
    source = models.ForeignKey("explainer.Source", models.PROTECT, null=True, blank=True, related_name="event_links")

    objects = EventLinkManager()

    class Meta:
        verbose_name = "link to what came before"
        verbose_name_plural = "links to what came before"
        constraints = [
            models.UniqueConstraint(fields=["event", "order"], name="event_link_has_its_own_place"),
            models.CheckConstraint(
                condition=Q(to_statement__isnull=False, to_event__isnull=True)
                | Q(to_statement__isnull=True, to_event__isnull=False),
                name="event_link_leads_to_one_thing",
                violation_error_message="A link leads to one statement or one event.",
            ),
            models.CheckConstraint(
                condition=Q(to_event__isnull=True) | ~Q(to_event=F("event")),
                name="event_does_not_link_to_itself",
                violation_error_message="An event is not the reason for itself.",
            ),
            models.CheckConstraint(
                condition=Q(drawn_by="source", source__isnull=False, said_in__isnull=True)
                | Q(drawn_by="statement", said_in__isnull=False, source__isnull=True)
                | Q(drawn_by="us", said_in__isnull=True, source__isnull=True),
                name="event_link_says_who_draws_it",
                violation_error_message="A link of the source's cites that source and no statement; one that somebody "
                "draws, the statement alone; our reading, neither.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event}: {self.get_relation_display()} {self.to_event or self.to_statement}"

    @depends_on("explainer.event", "explainer.statement")
    def natural_key(self) -> tuple[str | int, ...]:
        return (*self.event.natural_key(), self.order)

    def clean(self) -> None:
        if self.event_id:
            self.event.must_share_story(to_event=self.to_event, to_statement=self.to_statement, said_in=self.said_in)
