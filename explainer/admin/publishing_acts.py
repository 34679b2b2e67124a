"""What an editor can do with a story's editions: what each act asks, what it does, and what it says then.

It must not touch editions itself; ``explainer.desk.publishing`` does, in a transaction of its own.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.formats import date_format

from explainer.desk import publishing
from explainer.edition.changed_items import Item
from explainer.edition.put_right import items_of
from explainer.edition.shown import digest_in
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
    field_order = ("kind", "at", "note", "puts_right")

    def __init__(self, data: QueryDict | None, *, stands: Standing) -> None:
        super().__init__(data, stands=stands)
        named = [(json.dumps(item), words) for item, words in items_of(stands.changes).items()]
        cast(forms.MultipleChoiceField, self.fields["puts_right"]).choices = named
        if not named:
            del self.fields["puts_right"]
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


class ScheduleForm(PublishForm):
    at = forms.DateTimeField(
        label="Time", widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
    )

    def __init__(self, data: QueryDict | None, *, stands: Standing) -> None:
        super().__init__(data, stands=stands)
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


class AgainForm(EditionForm, NoteForm):
    field_order = ("edition", "note")

    def __init__(self, data: QueryDict | None, *, stands: Standing) -> None:
        super().__init__(data, stands=stands)
        newest = self.stands.newest
        if newest and not newest.withdrawn_at:
            self.offer(self.offered.exclude(pk=newest.pk))


# ---- what is done --------------------------------------------------------------------------------


def publish(stands: Standing, said: dict[str, Any], by: Any) -> str:
    seen = digest_in(said["seen"])
    edition = publishing.publish(
        stands.story, seen=seen, note=said["note"], kind=said.get("kind"), by=by, puts_right=righted(said)
    )
    return published(edition)


def schedule(stands: Standing, said: dict[str, Any], by: Any) -> str:
    seen, at = digest_in(said["seen"]), said["at"]
    edition = publishing.publish(
        stands.story, seen=seen, note=said["note"], kind=said.get("kind"), at=at, by=by, puts_right=righted(said)
    )
    if edition is None:
        return published(edition)
    return f"Scheduled: readers see edition {edition.number} from {in_words(edition.published_at)}."


def righted(said: dict[str, Any]) -> set[Item]:
    return {tuple(json.loads(item)) for item in said.get("puts_right") or ()}


def again(stands: Standing, said: dict[str, Any], by: Any) -> str:
    edition = publishing.publish_again(said["edition"], note=said["note"], by=by)
    if edition is None:
        return published(edition)
    older = said["edition"].number
    return f"{published(edition)} It says again what edition {older} said; the desk is as it was."


def withdraw(stands: Standing, said: dict[str, Any], by: Any) -> str:
    edition = publishing.withdraw(said["edition"], because=said["because"], by=by)
    return f"Edition {edition.number} is withdrawn. Readers are told why."


def cancel(stands: Standing, said: dict[str, Any], by: Any) -> str:
    assert stands.scheduled  # without one, the page has nothing to do
    number = stands.scheduled.number
    publishing.cancel(stands.scheduled, by=by)
    return f"Edition {number} is no longer scheduled."


def published(edition: Edition | None) -> str:
    if edition is None:
        return "Nothing to publish: readers see what the desk says already."
    return f"Published: edition {edition.number} is public."


@dataclass(frozen=True, slots=True)
class Act:
    title: str
    explained: str
    button: str
    permission: str
    form: type[ActForm]
    do: Callable[[Standing, dict[str, Any], Any], str]
    from_desk: bool = False  # it publishes the desk's copy, and so shows what differs and what stops it
    of_edition: bool = False  # it needs an edition to choose


PUBLISH, WITHDRAW = "explainer.publish_story", "explainer.withdraw_story"
ACTS = {
    "publish": Act(
        title="Publish",
        explained="Readers see the desk's copy from now on, as a new edition.",
        button="Publish now",
        permission=PUBLISH,
        form=PublishForm,
        do=publish,
        from_desk=True,
    ),
    "schedule": Act(
        title="Schedule",
        explained="The desk's copy is frozen now, and readers see it from the time you give. "
        "What is saved at the desk after this is not part of it.",
        button="Schedule",
        permission=PUBLISH,
        form=ScheduleForm,
        do=schedule,
        from_desk=True,
    ),
    "again": Act(
        title="Publish an older edition",
        explained="Readers see again what an older edition said, as a new edition. The desk is left as it is.",
        button="Publish again",
        permission=PUBLISH,
        form=AgainForm,
        do=again,
        of_edition=True,
    ),
    "withdraw": Act(
        title="Withdraw an edition",
        explained="For good: its addresses answer with the reason instead of the page. "
        "To put something right, publish a correction instead.",
        button="Withdraw",
        permission=WITHDRAW,
        form=WithdrawForm,
        do=withdraw,
        of_edition=True,
    ),
    "cancel": Act(
        title="Cancel the schedule",
        explained="The scheduled edition is dropped; no reader has seen it.",
        button="Cancel the schedule",
        permission=PUBLISH,
        form=ActForm,
        do=cancel,
    ),
}
