"""What the pages of a story's editions ask before an act is done.

It must not do anything; ``publishing_acts`` does.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.formats import date_format

from explainer.desk.after_withdrawal import last_sound
from explainer.edition.changed_items import item
from explainer.edition.put_right import items_of
from explainer.models import Edition
from explainer.models.editions import NOTE_LENGTH

from .forms import LineWidget
from .panel import Standing
from .typed import ModelChoiceField

FARTHEST = timedelta(days=366)
KINDS = [(kind.value, kind.label) for kind in Edition.Kind if kind != Edition.Kind.FIRST]


def in_words(moment: datetime) -> str:
    """The moment in the site's own time, with the zone named."""
    return f"{date_format(timezone.localtime(moment), 'j F Y, H:i')} {zone()}"


def zone() -> str:
    name, short = timezone.get_current_timezone_name(), timezone.localtime().tzname()
    return name if short in (name, None) else f"{name} ({short})"


def changed(nouns: list[str]) -> str:
    """“quoted words and a date, which readers have already, changed”."""
    *others, last = nouns
    named = f"{', '.join(others)} and {last}" if others else last
    return f"{named}, which readers have already, changed"


# ---- what is asked -------------------------------------------------------------------------------


class ActForm(forms.Form):
    """What every act asks: nothing, unless it says so."""

    required_css_class = "required"

    data: MultiValueDict[str, Any]

    def __init__(self, data: QueryDict | None, *, stands: Standing) -> None:
        self.stands = stands
        super().__init__(data, initial={"seen": stands.seen})


class NoteForm(ActForm):
    note = forms.CharField(
        label="Note to readers",
        max_length=NOTE_LENGTH,
        required=False,
        widget=LineWidget,
        help_text="What changed and why.",
    )


class PublishForm(NoteForm):
    """``seen`` is what the page showed of the desk's copy. What readers have already must not change unexplained."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    part_seen = forms.CharField(required=False, widget=forms.HiddenInput)  # of what goes out, where not all of it does
    kind = forms.ChoiceField(
        label="Kind of edition",
        choices=KINDS,
        help_text="A correction mends what was wrong, a clarification what could be misread.",
    )
    puts_right = forms.MultipleChoiceField(
        label="Puts right what was wrong",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="What readers are told was wrong before, among other news. None: of a correction, clarification or "
        "withdrawal of a part it is all that changes or goes; of an update, nothing.",
    )
    beside = forms.BooleanField(label="Publish it before the edition that is scheduled")
    only = forms.MultipleChoiceField(
        label="Only these changes",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Where not all may come out before the scheduled time: tick what goes out now, with what it refers "
        "to. You are shown first exactly what readers would see. None: everything.",
    )
    field_order: tuple[str, ...] = ("beside", "only", "kind", "at", "note", "puts_right")

    def __init__(self, data: QueryDict | None, *, stands: Standing) -> None:
        super().__init__(data, stands=stands)
        named = [(json.dumps(item), words) for item, words in items_of(stands.changes).items()]
        cast(forms.MultipleChoiceField, self.fields["puts_right"]).choices = named
        if not named:
            del self.fields["puts_right"]
        if not stands.scheduled:
            del self.fields["beside"]
        else:
            number = stands.scheduled.number
            missing = f"Edition {number} is scheduled; tick this to publish before it, or cancel it first."
            self.fields["beside"].error_messages["required"] = missing
            self.fields["beside"].help_text = (
                f"It is scheduled for {in_words(stands.scheduled.published_at)}. It is set aside then, told that it is "
                "behind, and comes out only once somebody confirms it, with what you publish now. Readers lose nothing."
            )
        parts = {json.dumps(each): words for each, words in parts_of(stands).items()} if stands.scheduled else {}
        cast(forms.MultipleChoiceField, self.fields["only"]).choices = list(parts.items())
        if not parts or stands.newest is None or stands.newest.withdrawn_at:
            del self.fields["only"], self.fields["part_seen"]
        if stands.newest is None:
            del self.fields["kind"]
        elif stands.weighty:
            cast(forms.ChoiceField, self.fields["kind"]).choices = [("", "Choose one"), *KINDS]

    def clean(self) -> None:
        kind, note = self.cleaned_data.get("kind") or Edition.Kind.UPDATE, self.cleaned_data.get("note")
        if kind != Edition.Kind.UPDATE and not note:
            self.add_error("note", f"Tell readers what was wrong: a {Edition.Kind(kind).label} needs a note.")
        elif self.stands.weighty and not note:
            self.add_error("note", f"Tell readers what changed and why: {changed(self.stands.weighty)}.")
        elif self.cleaned_data.get("puts_right") and not note:
            self.add_error("note", "Tell readers what was wrong.")

    def show_again(self, stands: Standing) -> None:
        """Carry what the page shows now."""
        self.data = self.data.copy()
        self.data["seen"] = stands.seen


def parts_of(stands: Standing) -> dict[Any, str]:
    """What of the difference can be published by itself: each item, in words."""
    found: dict[Any, str] = {}
    for change in stands.changes:
        if change.at:
            found.setdefault(item(change), f"{change.thing}: {change.name}" if change.name else change.thing)
    return found


class ScheduleForm(PublishForm):
    at = forms.DateTimeField(
        label="Time", widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
    )

    def __init__(self, data: QueryDict | None, *, stands: Standing) -> None:
        super().__init__(data, stands=stands)
        for name in ("beside", "only", "part_seen"):
            self.fields.pop(name, None)
        self.fields["at"].help_text = f"In the site's time zone: {zone()}. It is now {in_words(timezone.now())}."

    def clean_at(self) -> datetime:
        at: datetime = self.cleaned_data["at"]
        now = timezone.now()
        if at <= now:
            raise ValidationError(f"This is in the past: it is now {in_words(now)}.")
        if at > now + FARTHEST:
            raise ValidationError("This is more than a year away; check the date.")
        return at


class EditionField(ModelChoiceField[Edition]):
    def label_from_instance(self, obj: Edition) -> str:
        return f"Edition {obj.number}, {obj.get_kind_display()}, {in_words(obj.published_at)}"


class EditionForm(ActForm):
    edition = EditionField(Edition.objects.none(), empty_label=None)

    def __init__(self, data: QueryDict | None, *, stands: Standing) -> None:
        super().__init__(data, stands=stands)
        editions = Edition.objects.of(self.stands.story).without_document().filter(withdrawn_at=None)
        self.offer(editions.public_at(timezone.now()))

    def offer(self, editions: QuerySet[Edition]) -> None:
        self.offered = editions
        cast(EditionField, self.fields["edition"]).queryset = editions


class WithdrawForm(EditionForm):
    because = forms.CharField(
        label="Reason",
        max_length=NOTE_LENGTH,
        widget=LineWidget,
        help_text="Readers are shown it in place of the page.",
    )
    instead = EditionField(
        Edition.objects.none(),
        label="Publish again in its place",
        required=False,
        empty_label="Nothing",
        help_text="If it is the edition that readers read now: in the same step the last sound edition before it "
        "becomes the newest one, and readers meet no gap. Else the story goes down until you publish again.",
    )

    def __init__(self, data: QueryDict | None, *, stands: Standing) -> None:
        super().__init__(data, stands=stands)
        sound = last_sound(stands.story)
        if sound is None:
            del self.fields["instead"]
        else:
            cast(EditionField, self.fields["instead"]).queryset = self.offered.filter(pk=sound.pk)

    def clean(self) -> None:
        edition, instead = self.cleaned_data.get("edition"), self.cleaned_data.get("instead")
        if instead and edition and self.stands.newest != edition:
            self.add_error("instead", "Readers do not read this edition now: what they read stays.")


class AgainForm(EditionForm, NoteForm):
    beside = forms.BooleanField(
        label="Publish it before the edition that is scheduled",
        required=False,
        help_text="That one is set aside then, and comes out only once somebody confirms it.",
    )
    field_order = ("edition", "beside", "note")

    def __init__(self, data: QueryDict | None, *, stands: Standing) -> None:
        super().__init__(data, stands=stands)
        if not stands.scheduled:
            del self.fields["beside"]
        newest = self.stands.newest
        if newest and not newest.withdrawn_at:
            self.offer(self.offered.exclude(pk=newest.pk))


class UndoForm(ActForm):
    """``edition``: the one that is undone; whatever came out since is not."""

    edition = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(
        label="Note to readers", max_length=NOTE_LENGTH, widget=LineWidget, help_text="Why; they are shown it."
    )

    def __init__(self, data: QueryDict | None, *, stands: Standing) -> None:
        super().__init__(data, stands=stands)
        if edition := stands.newest:
            self.initial["edition"] = edition.number
            self.initial["note"] = f"Edition {edition.number} was published by mistake."
