"""The frozen side: editions, which readers read.

Readers' modules may import this module of ``explainer.models``, ``takedowns`` and ``turns``, and no other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import reduce
from operator import or_

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import pgettext, pgettext_lazy

from .base import LineField
from .edition_moments import Moments
from .first_reads import READ

NOTE_LENGTH = 1000  # characters that a note to readers, or a reason, can have


class EditionQuerySet(Moments["Edition"]):
    """A story stands in a Q here: by its type ``filter(story=…)`` takes a Story, which this side must not know."""

    def of(self, story: models.Model | OuterRef, stream: str | OuterRef = "") -> EditionQuerySet:
        """Those of the original, or of a translation; newest first, scheduled and withdrawn ones among them."""
        return self.filter(Q(story=story), stream=stream).order_by("-number")

    def of_story(self, slug: str, stream: str = "") -> EditionQuerySet:
        return self.filter(slug=slug, stream=stream)

    def in_streams(self, *streams: str) -> EditionQuerySet:
        return self.filter(stream__in=set(streams))

    def at_address(self, *slugs: str) -> EditionQuerySet:
        """Those of a story, or of several, in whatever language."""
        return self.filter(slug__in=set(slugs))

    def saying(self, text: str) -> EditionQuerySet:
        """Those whose document has this text in it, case and all."""
        return self.filter(document__contains=text)

    def having(self, *slugs: str) -> EditionQuerySet:
        """Those with a row, of whatever kind, that has one of these slugs."""
        return self.filter(reduce(or_, (Q(document__contains=f'"slug":"{slug}"') for slug in slugs)))

    def translating(self, story: models.Model) -> EditionQuerySet:
        """Those of its translations, in whatever language."""
        return self.filter(Q(story=story)).exclude(stream="")

    def made_from(self, edition: Edition) -> EditionQuerySet:
        """Its translations that can be read."""
        return self.filter(translates=edition, withdrawn_at=None).order_by("pk")

    def public_at(self, moment: datetime) -> EditionQuerySet:
        """Those that readers can have seen by ``moment``, newest first; withdrawn ones among them."""
        return self.filter(published_at__lte=moment).order_by("-number")

    def current_at(self, moment: datetime, upto: int) -> EditionQuerySet:
        """What could be read at ``moment`` and still can, of no higher number than ``upto``; one at most."""
        return self.public_at(moment).readable().filter(number__lte=upto)[:1]

    def scheduled_after(self, moment: datetime) -> EditionQuerySet:
        return self.filter(published_at__gt=moment).order_by("number")

    def without_document(self) -> EditionQuerySet:
        """The row without its document, which can be large."""
        return self.defer("document")

    def with_original(self) -> EditionQuerySet:
        """The row with the edition that it translates, both without their documents."""
        return self.select_related("translates").defer("document", "translates__document")

    def to_read(self) -> EditionQuerySet:
        """What pages say of an edition, with the number and the moment of the one that it translates."""
        original = "translates__number", "translates__published_at"
        return self.select_related("translates").only(*READ, *original)

    def newest_of_each_stream(self, moment: datetime) -> EditionQuerySet:
        """What readers read, or what was taken back: one edition of each story in each language, newest first."""
        newer = _newer().filter(published_at__lte=moment)
        return self.public_at(moment).filter(~models.Exists(newer)).order_by("-published_at", "slug", "stream")

    def readable(self) -> EditionQuerySet:
        return self.filter(withdrawn_at=None)

    def read_in(self, stream: str, moment: datetime) -> EditionQuerySet:
        """Those at the addresses of a language: its own, and the originals of stories that it has never had any of."""
        if not stream:
            return self.filter(stream="")
        own = Edition.objects.filter(slug=OuterRef("slug"), stream=stream, published_at__lte=moment)
        return self.filter(Q(stream=stream) | (Q(stream="") & ~models.Exists(own)))

    def published_before(self, edition: Edition) -> EditionQuerySet:
        """Those of ``newest_of_each_stream`` that come after ``edition``. The first bound is for the index."""
        here = Q(published_at=edition.published_at) & _after(edition)
        return self.filter(published_at__lte=edition.published_at).filter(
            Q(published_at__lt=edition.published_at) | here
        )

    def up_to(self, number: int) -> EditionQuerySet:
        """Those with that number or a lower one, oldest first."""
        return self.filter(number__lte=number).order_by("number")

    def numbered_after(self, number: int) -> EditionQuerySet:
        return self.filter(number__gt=number)

    def after(self, number: int) -> EditionQuerySet:
        """Those of higher numbers that can be read, oldest first, without their documents."""
        return self.readable().numbered_after(number).without_document().order_by("number")

    def put_right_after(self, number: int) -> EditionQuerySet:
        """Corrections, clarifications and withdrawals of a part, of higher numbers."""
        return self.that_right().numbered_after(number)

    def that_right(self) -> EditionQuerySet:
        """Those that put something right, alone or beside other news."""
        return self.filter(Q(kind__in=Edition.RIGHTING) | Q(corrects=True))

    def numbered(self, number: int) -> EditionQuerySet:
        return self.filter(number=number)

    def among(self, keys: Iterable[int]) -> EditionQuerySet:
        return self.filter(pk__in=list(keys))

    def texts(self) -> Iterator[tuple[int, str, str]]:
        """(id, ``key``, document) of each, asked for at once: what is kept by a key is what that key says."""
        rows = self.values_list("pk", "digest", "revision", "document")
        return ((pk, key_of(digest, revision), text) for pk, digest, revision, text in rows.iterator(chunk_size=1))

    def that_put_right(self, moment: datetime) -> EditionQuerySet:
        """Corrections, clarifications, withdrawals of a part and withdrawn editions, the latest told first.

        ``since_id``: the edition before it that can be read. ``readable_id``: the newest of its story that can.
        ``story_withdrawn_at``: set while the story has no current edition.
        """
        same = Edition.objects.filter(slug=OuterRef("slug"), stream=OuterRef("stream")).public_at(moment)
        return (
            self.filter(told_at__lte=moment)
            .annotate(
                since_id=Subquery(same.readable().filter(number__lt=OuterRef("number")).values("pk")[:1]),
                readable_id=Subquery(same.readable().values("pk")[:1]),
                story_withdrawn_at=Subquery(same.values("withdrawn_at")[:1]),
            )
            .order_by("-told_at", "slug", "stream", "-number")
        )

    def log_of_what_was_put_right(self, moment: datetime) -> models.QuerySet[Edition, tuple[int, datetime]]:
        """(id, moment) of each time that readers were told of one, the oldest first: what puts something right as it
        comes out, and whatever is withdrawn then. What is in it once stays in its place."""
        told = self.filter(told_at__isnull=False, published_at__lte=moment)
        righting = told.that_right().values_list("pk", "published_at")
        withdrawn = told.exclude(withdrawn_at=None).values_list("pk", "withdrawn_at")
        return righting.union(withdrawn, all=True).order_by("published_at", "pk")

    def told_before(self, edition: Edition) -> EditionQuerySet:
        """Those of ``that_put_right`` that come after ``edition``. The first bound is for the index."""
        own = Q(slug=edition.slug, stream=edition.stream, number__lt=edition.number)
        here = Q(told_at=edition.told_at) & (_after(edition) | own)
        return self.filter(told_at__lte=edition.told_at).filter(Q(told_at__lt=edition.told_at) | here)

    def to_index(self, moment: datetime) -> EditionQuerySet:
        """What readers read at ``moment`` and what is scheduled after it: what search must know."""
        newer = _newer().filter(published_at__lte=moment)
        return self.filter(~models.Exists(newer), withdrawn_at=None).order_by("pk")


def _newer() -> EditionQuerySet:
    """Of an outer edition: those of the same story and language with a higher number."""
    return Edition.objects.filter(slug=OuterRef("slug"), stream=OuterRef("stream"), number__gt=OuterRef("number"))


def _after(edition: Edition) -> Q:
    """Of editions of one moment: those whose story and language come after its own."""
    return Q(slug__gt=edition.slug) | Q(slug=edition.slug, stream__gt=edition.stream)


class Edition(models.Model):
    """A story as it was published: numbered, never changed but where something is taken back: the whole, or a thing.

    The original and each translation are streams of their own, numbered from 1."""

    class Kind(models.TextChoices):
        FIRST = "first", "first edition"
        UPDATE = "update", pgettext_lazy("edition", "update")
        CORRECTION = "correction", pgettext_lazy("edition", "correction")
        CLARIFICATION = "clarification", pgettext_lazy("edition", "clarification")
        WITHDRAWAL = "withdrawal", pgettext_lazy("edition", "withdrawal of a part")

    RIGHTING = (Kind.CORRECTION, Kind.CLARIFICATION, Kind.WITHDRAWAL)

    story = models.ForeignKey("explainer.Story", models.PROTECT, related_name="editions")
    slug = models.SlugField(max_length=80, help_text="The story's slug: the first part of the address.")
    language = models.CharField(max_length=20)
    stream = models.CharField(
        max_length=20, blank=True, default="", help_text="Empty: the original. Of a translation, its language."
    )
    translates = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="translations",
        help_text="The edition of the original that it was made from.",
    )  # fmt: skip
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=Kind)
    note = LineField(max_length=NOTE_LENGTH, blank=True, help_text="To readers: what changed and why.")
    puts_right = models.JSONField(
        default=list, blank=True,
        help_text="What of its changes puts something right, as the places of items: [[“statements”, “x”]]. Empty: of "
        "a correction, clarification or withdrawal of a part, whatever it changes or takes out; of others, nothing.",
    )  # fmt: skip
    corrects = models.BooleanField(default=False, help_text="Whether it puts something right beside other news.")
    published_at = models.DateTimeField(help_text="From this moment on readers see it.")
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="editions"
    )
    publisher_name = LineField(max_length=160, blank=True, help_text="Kept when the account is gone.")
    recorded_at = models.DateTimeField(auto_now_add=True)
    republishes = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="republished_as")
    schema = models.PositiveSmallIntegerField(help_text="Version of the document's shape.")
    document = models.TextField(help_text="The story as JSON (explainer.edition.document), as readers read it.")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the document as it was published, in hexadecimal.")
    revision = models.PositiveIntegerField(default=0, help_text="How often a thing was taken from it, or put back.")
    redacted_at = models.DateTimeField(null=True, blank=True, help_text="Since when it lacks what was taken back.")
    retired = models.JSONField(
        default=dict, blank=True, help_text="Addresses that earlier editions had: {“statements/x”: last edition}."
    )  # fmt: skip
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = LineField(max_length=NOTE_LENGTH, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="withdrawals"
    )
    withdrawer_name = LineField(max_length=160, blank=True)
    read_by = LineField(max_length=160, blank=True, default="", help_text="Of a translation: its native editor.")
    read_on = models.DateField(null=True, blank=True)
    told_at = models.GeneratedField(
        expression=models.Case(
            models.When(withdrawn_at__isnull=False, then="withdrawn_at"),
            models.When(kind__in=RIGHTING, then="published_at"),
            models.When(corrects=True, then="published_at"),
        ),
        output_field=models.DateTimeField(null=True),
        db_persist=True,
        help_text="When readers were told of what it puts right, or that it was withdrawn; empty for others.",
    )

    objects = EditionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["slug", "stream", "-number"], name="edition_by_address"),
            models.Index(fields=["-published_at", "slug", "stream"], name="edition_by_time"),
            models.Index(fields=["-told_at", "slug", "stream", "-number"], name="edition_by_what_it_puts_right"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["story", "stream", "number"], name="edition_number_is_unique_in_its_story"),
            models.UniqueConstraint(
                fields=["slug", "stream", "number"], name="edition_number_is_unique_at_its_address"
            ),
            models.CheckConstraint(
                condition=Q(stream="", translates__isnull=True)
                | (Q(stream=models.F("language"), translates__isnull=False) & ~Q(stream="")),
                name="translation_is_of_an_edition",
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="editions_are_counted_from_one"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_because="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_because="")),
                name="edition_is_withdrawn_with_a_reason",
            ),
            models.CheckConstraint(
                condition=(Q(number=1) & Q(kind="first")) | (Q(number__gt=1) & ~Q(kind="first")),
                name="only_edition_one_is_the_first",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.slug}, edition {self.number}" + (f" in {self.stream}" if self.stream else "")

    @property
    def rights(self) -> bool:
        """Whether it puts something right, alone or beside other news."""
        return self.corrects or self.kind in self.RIGHTING

    @property
    def called(self) -> str:
        """Its kind in words, as readers are told; that an update puts something right too."""
        mixed = self.corrects and self.kind not in self.RIGHTING
        kind = pgettext("edition", "first version") if self.kind == "first" else str(self.get_kind_display())
        return pgettext("edition", "%(kind)s, with a correction") % {"kind": kind} if mixed else kind

    @property
    def key(self) -> str:
        """What is made of its document is kept by this: never the same for two documents."""
        return key_of(self.digest, self.revision)


def key_of(digest: str, revision: int) -> str:
    return f"{digest}.{revision}" if revision else digest
