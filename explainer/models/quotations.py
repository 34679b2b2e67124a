"""The desk's quotations: the words themselves, what became of them afterwards, and who compared them with what.

It must not judge: a caveat is a date, a sentence of ours and its evidence; a check says what a person did, and when.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from explainer.language.quotations import outer

from .base import CitedField, LineField, WhenField, WordsField
from .statements import Statement, StatementPart


class Passage(StatementPart):
    """Words of the speaker, to the letter. An interrupted quotation is several passages, never joined."""

    text = WordsField(
        help_text="Without the outer quotation marks, and without the comma that typesetting puts before them."
    )
    before = LineField(
        "our words before it",
        blank=True,
        help_text="Our words between the passage before and this one, in a partial quote: “, but strain is”.",
    )
    cut_before = models.BooleanField(
        "the source breaks the sentence before it",
        default=False,
        help_text="Between the passage before and this one. It is shown as …",
    )
    inserted = WordsField(
        blank=True,
        help_text="Words in the passage that the source put in, as printed: “(the council’s)”. One on each line. "
        "What stands in square brackets, and “…”, is found without.",
    )
    emphasised = WordsField(
        blank=True,
        help_text="Words in the passage that the source, not the speaker, stressed (italics, say). One on each line.",
    )
    original = WordsField(
        blank=True,
        help_text="The same words as first spoken, in the language spoken (below, “How it was said”). "
        "The passage is then shown as a translation.",
    )

    class Meta(StatementPart.Meta):
        constraints = [
            *StatementPart.Meta.constraints,
            models.CheckConstraint(condition=~Q(text=""), name="passage_has_words"),
            models.CheckConstraint(
                condition=Q(before="") | Q(cut_before=False),
                name="passage_has_our_words_or_a_cut_before_it",
                violation_error_message="Words of ours before it already part it from the passage before: "
                "untick that the source breaks the sentence there.",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    def clean(self) -> None:
        if outer(self.text):
            raise ValidationError({"text": "Leave the outer quotation marks out; the page adds them."})


class Caveat(StatementPart):
    """What became of a statement: it stays on record, with this beside its words wherever they stand."""

    class Kind(models.TextChoices):
        DISPUTED = "disputed", "disputed: it is contested that this was said, or said so"
        MISATTRIBUTED = "misattributed", "misattributed: it was not this speaker who said it"
        TAKEN_BACK = "taken-back", "taken back by the speaker"

    kind = models.CharField(max_length=20, choices=Kind)
    when = WhenField()
    sentence = LineField(help_text="What happened, in our words: “The council’s minutes do not have these words.”")
    statements = CitedField(
        Statement, blank=True, related_name="caveats_in", help_text="Statements that show it: the speaker's own, say."
    )
    sources = CitedField(
        "explainer.Source", blank=True, related_name="caveats", help_text="Reports or documents that show it."
    )

    class Meta(StatementPart.Meta):
        constraints = [
            *StatementPart.Meta.constraints,
            models.CheckConstraint(condition=~Q(sentence="") & ~Q(when=""), name="caveat_says_what_happened_and_when"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}, {self.when}"


class Verification(StatementPart):
    """That a person compared the words with something. It holds for the words that ``seen`` is the digest of."""

    class Against(models.TextChoices):
        SOURCE = "source", "the source itself"
        EXCERPT = "excerpt", "our excerpt of the source"
        COPY = "copy", "a copy of the source"

    by = LineField(max_length=120, help_text="Who compared them, as readers will see it.")
    checked_on = models.DateField(help_text="The day on which they were compared.")
    against = models.CharField(max_length=20, choices=Against)
    source = models.ForeignKey(
        "explainer.Source", models.PROTECT, related_name="verifications", help_text="The source that was compared."
    )
    seen = models.CharField(
        max_length=64,
        blank=True,
        editable=False,
        help_text="SHA-256 of the words that were compared, in hexadecimal (desk.quotations).",
    )

    class Meta(StatementPart.Meta):
        verbose_name = "check by a person"
        verbose_name_plural = "checks by a person"
        constraints = [
            *StatementPart.Meta.constraints,
            models.CheckConstraint(condition=~Q(by=""), name="check_is_somebodys"),
        ]

    def __str__(self) -> str:
        return f"{self.by}, {self.checked_on}"
