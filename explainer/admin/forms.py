"""The forms of the desk: room for prose, lists that offer the story's own rows only, and what is refused.

It must not know any model of the desk by name, save what it must ask of editions.
"""

from __future__ import annotations

import json
from collections.abc import Container
from functools import cached_property
from typing import Any

from django import forms
from django.contrib.admin import widgets
from django.core.exceptions import ValidationError
from django.db.models import Exists, F, Model, OuterRef, QuerySet
from django.forms.models import InlineForeignKeyField

from explainer.desk.renaming import is_anothers
from explainer.language.text import one_line
from explainer.models import Edition
from explainer.models.base import Renamable

from .choices import Choice, ChoiceOfMany, ChoiceOfOne, is_key
from .proposed import Proposed
from .said_dates import SaidDates
from .taken_back import is_taken_back, may_be_taken_back
from .typed import MarkdownWidget, RowForm, RowFormSet

__all__ = ["ChoiceOfMany", "ChoiceOfOne", "is_key"]

SLUG_STAYS = "Part of a published address: it stays."
SLUG_LEADS = "Part of a published address. Where you change it, the address of before leads to the new one for good."
AWAY = 10_000  # added to the numbers of parts while they change places


class ProseWidget(MarkdownWidget):
    """Markdown with its preview. ``static/admin/desk.js`` keeps files out and lets Tab leave."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"rows": 4, **(attrs or {})})


class LineWidget(widgets.AdminTextareaWidget):
    """A long line that is easier to read on two; line breaks become spaces."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"rows": 2, **(attrs or {})})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str | None:
        value = super().value_from_datadict(data, files, name)
        return one_line(value) if value else value


def newest_editions() -> QuerySet[Edition]:
    """The newest edition of each story in its own language, scheduled ones among them."""
    newer = Edition.objects.of(OuterRef("story")).filter(number__gt=OuterRef("number"))
    return Edition.objects.in_streams("").filter(~Exists(newer))


def slug_stays(row: Model) -> bool:
    """Whether the newest edition of the row's story (of any, if it has none) holds its slug, or would, were the row not
    taken back."""
    if row.pk is None or not hasattr(row, "slug"):
        return False
    if hasattr(row, "editions"):
        return bool(row.editions.exists())
    editions = newest_editions().filter(document__contains=f'"slug":"{row.slug}"')
    if story := getattr(row, "story_id", None):
        editions = editions.filter(story=story)
    return editions.exists() or is_taken_back(row)


def former_slugs_stay(row: Model) -> bool:
    """Whether the newest edition of a story leads from its former slugs to it."""
    if row.pk is None or not isinstance(row, Renamable) or not row.former_slugs:
        return False
    said = json.dumps(row.formerly, separators=(",", ":"))
    return newest_editions().filter(document__contains=f'"former_slugs":{said}').exists()


def may_be_renamed(row: Model) -> bool:
    """Whether its address of before could lead to the new one."""
    return isinstance(row, Renamable) and not may_be_taken_back(row)


class DeskForm(SaidDates, Proposed, RowForm):
    """A row of the desk. ``refusal`` is set by the admin when somebody else has saved it meanwhile."""

    refusal = ""
    stands_alone = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None and "story" in self.fields:
            self.fields["story"].disabled = True
        if "story" in self.fields:
            self.offer_rows_of(self.chosen("story"))
        if self.stands_alone and "slug" in self.fields and slug_stays(self.instance):
            self.fix_slug() if not may_be_renamed(self.instance) else self.warn_of_slug()

    def chosen(self, name: str) -> int | None:
        """The key that a choice has by now: in the row, as it is sent, or as it was kept from the one before."""
        sent = self.data.get(self.add_prefix(name)) if self.is_bound and not self.fields[name].disabled else None
        key = sent or getattr(self.instance, f"{name}_id", None) or self.initial.get(name)
        return int(str(key)) if is_key(key) else None

    def offer_rows_of(self, story: int | None) -> None:
        for name, field in self.fields.items():
            widget = getattr(field.widget, "widget", field.widget)
            if isinstance(widget, Choice):
                widget.story_id = story
                if name == "role" and "speaker" in self.fields:
                    widget.actor_id = self.chosen("speaker")

    def address_must_be_nobodys(self, story: Any) -> None:
        slug, row = self.cleaned_data.get("slug"), self.instance
        if not isinstance(row, Renamable) or not slug or slug == self.initial.get("slug"):
            return
        if is_anothers(row, slug, story):
            sentence = (
                f"“{slug}” is the address of something that editions have and the desk has no more. Choose another, "
            )
            self.add_error("slug", f"{sentence}or bring that back from what was deleted.")

    def fix_slug(self) -> None:
        self.fields["slug"].disabled = True
        self.fields["slug"].help_text = SLUG_STAYS

    def warn_of_slug(self) -> None:
        self.fields["slug"].help_text = SLUG_LEADS

    def clean(self) -> dict[str, Any]:
        super().clean()
        if self.refusal:
            raise ValidationError(self.refusal, code="stale")
        known, story = self.story()
        self.address_must_be_nobodys(story)
        for name, value in list(self.cleaned_data.items()) if known else ():
            rows = [value] if isinstance(value, Model) else value if isinstance(value, QuerySet) else ()
            strangers = [row for row in rows if getattr(row, "story_id", story) != story]
            if strangers and name != "story" and not self.is_parent(name):
                named = ", ".join(f"“{row}”" for row in strangers)
                verb = "belong" if len(strangers) > 1 else "belongs"
                self.add_error(name, f"{named} {verb} to another story.")
        return self.cleaned_data

    def is_parent(self, name: str) -> bool:
        return isinstance(self.fields.get(name), InlineForeignKeyField)

    def parent(self) -> Model | None:
        """The row in whose form this one stands; None when it stands alone."""
        parents = (field for field in self.fields.values() if isinstance(field, InlineForeignKeyField))
        return next((field.parent_instance for field in parents), None)

    def story(self) -> tuple[bool, int | None]:
        """Whether this row belongs to a story that is known by now, and which (None: one not saved yet)."""
        home = self.parent()
        if home is None:
            story = self.cleaned_data.get("story")
            return story is not None, story and story.pk
        if hasattr(home, "editions"):
            return True, home.pk
        return hasattr(home, "story_id"), getattr(home, "story_id", None)

    def inherit_story(self) -> bool:
        """Give a part that has a story of its own that of its parent: a provision that of its phase."""
        home = self.parent()
        if home is None or "story" in self.fields or not hasattr(self.instance, "story_id"):
            return False
        self.instance.story_id = getattr(home, "story_id", None)
        return self.instance.story_id is not None

    def _get_validation_exclusions(self) -> set[str]:
        exclude = super()._get_validation_exclusions()
        if self.inherit_story():
            exclude.discard("story")  # or a slug used twice would be found by the database only
        return exclude


class DeskFormSet(RowFormSet):
    """The parts of a row. A part without a number goes to the end; parts may change places."""

    story_begun: int | None = None  # with which the form of a new row begins

    @cached_property
    def numbered(self) -> bool:
        """Whether a number can be given only once, as the model says."""
        return any("order" in getattr(rule, "fields", ()) for rule in self.model._meta.constraints)

    @cached_property
    def published(self) -> str:
        """The newest edition's document, in which a slug of a part may stand; empty where there is none."""
        story = getattr(self.instance, "story_id", None)
        if hasattr(self.instance, "editions"):
            story = self.instance.pk
        found = newest_editions().filter(story=story).values_list("document", flat=True).first() if story else ""
        return found or ""

    def add_fields(self, form: DeskForm, index: int | None) -> None:
        super().add_fields(form, index)
        home = self.instance
        form.offer_rows_of(home.pk if hasattr(home, "editions") else self.story_chosen())
        if "order" in form.fields:
            new = form.instance.pk is None
            form.fields["order"] = forms.IntegerField(
                label="Number",
                min_value=0,
                max_value=AWAY - 1,
                required=False,
                widget=widgets.AdminIntegerFieldWidget,
                help_text="Its place. Empty: at the end.",
            )
            form.initial["order"] = None if new else form.instance.order
        if "slug" in form.fields and f'"slug":"{form.instance.slug}"' in self.published:
            form.fix_slug()

    def story_chosen(self) -> int | None:
        """That of the row whose parts they are; of a new one as it is sent, or as its form begins."""
        key = getattr(self.instance, "story_id", None) or self.data.get("story") or self.story_begun
        return int(str(key)) if is_key(key) else None

    def kept(self) -> list[DeskForm]:
        """The forms whose rows will stand after the save."""
        return [
            form
            for form in self.forms
            if form not in self.deleted_forms and (form.instance.pk is not None or form.has_changed())
        ]

    def clean(self) -> None:
        super().clean()
        if any(self.errors) or "order" not in self.form.base_fields:
            return
        kept = self.kept()
        given = [form.cleaned_data.get("order") for form in kept]
        last = max((number for number in given if number is not None), default=0)
        for form, number in zip(kept, given, strict=True):
            if number is None:
                last += 1
            form.instance.order = last if number is None else number
        numbers = [number for number in given if number is not None]
        twice = sorted({number for number in numbers if numbers.count(number) > 1})
        if self.numbered and twice:
            name = self.model._meta.verbose_name_plural
            raise ValidationError(f"Two {name} have the number {twice[0]}. Give each a number of its own.")

    def save(self, commit: bool = True) -> list[Model]:
        """Save the parts. Numbers that are unique are first moved out of each other's way."""
        before = dict(self.get_queryset().values_list("pk", "order")) if self.numbered else {}
        kept = self.kept() if self.numbered else []
        moved = any(before.get(form.instance.pk, form.instance.order) != form.instance.order for form in kept)
        if moved and commit:
            self.get_queryset().update(order=F("order") + AWAY)
        saved = super().save(commit)
        if moved and commit:
            for form in kept:
                self.model._base_manager.filter(pk=form.instance.pk).update(order=form.instance.order)
        return saved


def chosen_anew(form: DeskForm, name: str, without: Container[str] = ()) -> None:
    """Let a new row begin without a choice, so that none is made unseen. Codes in ``without`` are not offered."""
    field = form.fields.get(name)
    if isinstance(field, forms.ChoiceField):
        new = form.instance.pk is None
        known: list[tuple[str, str]] = list(field.widget.choices)
        offered = [(code, label) for code, label in known if code and code not in without]
        field.choices = [("", "---------"), *offered] if new else offered
        if new:
            form.initial[name] = ""


class PartForm(DeskForm):
    """A row inside another's form: the whole set says whether its slug stays and its number is free."""

    stands_alone = False

    def _get_validation_exclusions(self) -> set[str]:
        return super()._get_validation_exclusions() | {"order"}
