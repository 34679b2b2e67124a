"""A marker of its own in every text of every row at the desk, to see where each is shown.

It must not know a page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.db.models import Q

from explainer.desk.publish_values import seen_now
from explainer.models import (
    Apart,
    Approval,
    CastGroup,
    Caveat,
    EarlierDate,
    Edition,
    EditorNote,
    Event,
    EventLink,
    FormerName,
    FormOpen,
    HeldEdition,
    Issue,
    LinkLook,
    LoadedRow,
    Merger,
    NoteAnswer,
    Notice,
    OpenQuestion,
    Original,
    Package,
    Passage,
    PreviewLink,
    PublishRequest,
    ReviewBy,
    SignInCount,
    Source,
    SourceMark,
    SourceText,
    Statement,
    StatementLink,
    Story,
    Takedown,
    TranslatedText,
    Translation,
    TranslationCredit,
    TypedCopy,
    Verification,
)
from explainer.models.base import WhenField

# Fields that are no text for readers: what they hold is chosen from a list or from the words, is an address, or is
# never published.
NOT_PROSE = {
    "positions", "label_at",  # numbers
    "slug", "former_slugs", "language", "quoted_in", "mark", "excerpt", "address", "archived", "seen", "inserted",
    "emphasised", "wikidata", "place_wikidata",
}  # fmt: skip
# What holds no words of a story: what is frozen, what was loaded, who approved, and what sources say (shown to nobody
# but the desk; tests/test_source_texts.py).
NOT_WORDS = (
    Edition, LoadedRow, Approval, Original, ReviewBy, Takedown, Translation, TranslatedText, TypedCopy, PreviewLink,
    LinkLook, Merger, Apart, FormOpen, SourceText, SourceMark, EditorNote, NoteAnswer, PublishRequest, HeldEdition,
    Notice, SignInCount, TranslationCredit, Package,
)  # fmt: skip


def desk_models() -> list[type[models.Model]]:
    return [model for model in apps.get_app_config("explainer").get_models() if model not in NOT_WORDS]


def prose_fields(model: type[models.Model]) -> Iterator[models.Field]:
    for field in model._meta.get_fields():
        text = isinstance(field, models.CharField | models.TextField) and not isinstance(field, WhenField)
        if text and not field.choices and field.name not in NOT_PROSE:
            yield field


def add_what_is_rare(story: Story) -> None:
    """One of each thing that the first story, which knows one report, has none of."""
    direct = story.statements.get(slug="kirby-six-weeks")
    source = direct.sources.get()
    caveat = Caveat.objects.create(statement=direct, kind="disputed", when="2024-08-23", sentence="It is contested.")
    caveat.sources.add(source)
    today = date(2024, 8, 23)
    Verification.objects.create(statement=direct, by="A. N. Editor", checked_on=today, against="copy", source=source)
    partial = story.statements.get(slug="baruch-promise")
    Passage.objects.create(statement=partial, order=2, before="and added that", text="it stands")
    question = OpenQuestion.objects.filter(story=story)[0]
    question.ended, question.ended_on, question.answer = "answered", "2024-08-22", "It is known."
    question.save()
    question.answer_sources.add(source)
    StatementLink.objects.create(
        statement=direct, order=9, relation="bears-out", to_report="A report of before", source=source
    )
    FormerName.objects.create(actor=direct.speaker, name="The spokesman of before", until="2020")
    _add_to_the_framework(story, source)


def _add_to_the_framework(story: Story, source: Source) -> None:
    story.phase_word, story.phases_word = "stage", "stages"
    story.byline, story.editor = "A. Reyes; B. Cohen", "C. Haddad"
    story.save()
    group = CastGroup.objects.create(story=story, slug="talking", heading="Those who talk", part="party")
    for row in story.involvements.filter(part="party").order_by("order")[:1]:
        row.group = group
        row.save()
    first, *_others, last = story.events.exclude(when="").order_by("when")
    was = EarlierDate.objects.create(event=last, when="2024-07-01", when_reported="in July", set_on="2024-06-01")
    was.sources.add(source)
    EventLink.objects.create(event=last, relation="after", to_event=first, note="in part", source=source)


def mark_every_text() -> dict[str, str]:
    """Write a marker of its own into every text field of every row that takes it; marker → “model.field”."""
    markers: dict[str, str] = {}
    for model in desk_models():
        for field in prose_fields(model):
            marker = f"zq{len(markers):03}qz"
            taken = [_mark(row, field, marker) for row in model.objects.all()]
            if any(taken):
                markers[marker] = f"{model._meta.model_name}.{field.name}"
    return markers


def _mark(row: models.Model, field: models.Field, marker: str) -> bool:
    value = f"{getattr(row, field.name)} {marker}".strip()
    if field.max_length and len(value) > field.max_length:
        return False
    try:
        with transaction.atomic():
            return bool(type(row).objects.filter(pk=row.pk).update(**{field.name: value}))
    except IntegrityError:
        return False  # a constraint keeps this field empty for this kind of row


def earn_the_marks() -> None:
    """What publishing needs once every text has changed: the quotations stand in the source's excerpt again, are
    checked again, words as first spoken have a language, and ours stand only where they may."""
    Statement.objects.filter(passages__original__gt="").update(language="he")
    Issue.objects.filter(agreements__isnull=True).update(agreed="")
    OpenQuestion.objects.filter(ended="").update(answer="")
    Event.objects.filter(status="happened").update(condition="")
    between = Q(statement__wording="partial", order__gt=1)
    Passage.objects.exclude(between, cut_before=False).update(before="")
    for check in Verification.objects.all():
        check.seen = seen_now(check.statement)
        check.save()
    for source in Source.objects.all():
        passages = source.statements.values_list("passages__text", flat=True)
        source.excerpt += "\n" + "\n".join(text for text in passages if text)
        source.save()
