"""The desk's sources: the reports that everything else cites.

It must not know who spoke or what was said.
"""

from __future__ import annotations

from django.db import models

from .base import LANGUAGE_CODE, LineField, ProseField, SlugManager, WhenField, WordsField


class Source(models.Model):
    class Kind(models.TextChoices):
        REPORT = "report", "news report"
        DOCUMENT = "document", "document"
        BROADCAST = "broadcast", "broadcast"
        POST = "post", "post"
        INTERVIEW = "interview", "interview"
        OTHER = "other", "other"

    slug = models.SlugField("address name", max_length=80, unique=True)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.REPORT)
    title = LineField(blank=True, help_text="As printed. Leave empty when we do not have it.")
    publisher = LineField(max_length=120, help_text="Who published it: “Valley Post”.")
    byline = LineField(blank=True, help_text="Who wrote it, as printed.")
    contributors = LineField(blank=True, help_text="Who is named as having contributed.")
    address = models.URLField("link", max_length=500, blank=True, help_text="Leave empty when we do not have it.")
    archived = models.URLField("link to a lasting copy", max_length=500, blank=True, help_text="If there is one.")
    published = WhenField(blank=True)
    accessed = models.DateField(null=True, blank=True, help_text="The day on which we read it.")
    language = models.CharField("language code", max_length=20, default="en", validators=[LANGUAGE_CODE])
    excerpt = WordsField(
        blank=True,
        help_text="Its quoted words, to the letter. Quotations are checked against it. Readers see of it at most a "
        "sentence before and after a quotation.",
    )
    show_around = models.BooleanField(
        "show what stands around",
        default=True,
        help_text="Readers may see the sentence before and after a quotation, where the excerpt has it in one line.",
    )
    note = ProseField(blank=True, help_text="What readers should know of it, in our words.")

    objects = SlugManager()

    class Meta:
        verbose_name = "source"

    def __str__(self) -> str:
        return f"{self.publisher}, {self.published or 'undated'}"

    def natural_key(self) -> tuple[str, ...]:
        return (self.slug,)
