"""Dates typed as people say them, in every date field of the desk: read before the form looks at them.

It must not choose between two days: it asks back, with both. What was read is told, and the words are kept where the
row has a field for them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.forms import DateField
from django.forms.utils import ErrorList
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from explainer.language.dates import parse, readable, words
from explainer.language.said_dates import Reading, readings
from explainer.models import Source, Story
from explainer.models.base import WhenField

from .choices import is_key
from .typed import RowForm

if TYPE_CHECKING:
    from collections.abc import Mapping

HELP = "As exact as the source: “14 June 2021”, “late June”, “by 1 September”."
FORMS = "“14 June 2021”, “late June”, “the week of 12 August”, “by 1 September” or “2024-06”."
OF_A_DAY = "“14 June 2021”, “yesterday” or 2021-06-14."
MOST_SOURCES = 20  # against whose dates words are read
# What has been said or printed does not lie ahead of the day on which it is told.
PAST = frozenset(["statement", "caveat", "source", "formername", "verification"])
ToldOn = dict[tuple[date, str], None]  # days, each with the language that the words are in


class SaidDates(RowForm):
    """``told``: what was read as what, in sentences for the editor."""

    told: list[str]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.told = []
        for name in self.date_names():
            field = self.fields[name]
            field.widget.attrs.pop("maxlength", None)  # words may be longer than what they are read as
            if not isinstance(field, DateField):
                field.widget.attrs["data-desk-date"] = "said"
                field.help_text = HELP

    def date_names(self) -> list[str]:
        fields = {field.name: field for field in self._meta.model._meta.concrete_fields}
        said = {name for name, field in fields.items() if isinstance(field, WhenField)}
        return [name for name, field in self.fields.items() if name in said or isinstance(field, DateField)]

    def full_clean(self) -> None:
        self.told = []
        unsettled = dict(self.read_said_dates()) if self.is_bound else {}
        super().full_clean()
        for name, sentence in unsettled.items():
            if name in self.errors:
                self.errors[name] = ErrorList([ValidationError(sentence)], renderer=self.renderer)

    def read_said_dates(self) -> Iterator[tuple[str, str]]:
        """Put what was typed as words into the desk's notation; where that cannot be, which field, and a sentence."""
        told_on: ToldOn | None = None
        for name in self.date_names():
            field, key = self.fields[name], self.add_prefix(name)
            typed = (self.data.get(key) or "").strip() if isinstance(self.data.get(key), str) else ""
            of_a_day = isinstance(field, DateField)
            if not typed or field.disabled or (_is_a_day(field, typed) if of_a_day else readable(typed)):
                continue
            if told_on is None or of_a_day:
                told_on = {(timezone.localdate(), "en"): None} if of_a_day else self.told_on()
            found = self.found(typed, told_on)
            if of_a_day:
                found = {when: reading for when, reading in found.items() if parse(when).exact}
                told_on = None
            if len(found) == 1:
                self.take(name, typed, next(iter(found.values())))
            elif found:
                yield name, _asked_back(typed, found, str(self[name].id_for_label))
            elif any(letter.isalpha() for letter in typed):
                yield name, _unread(typed, of_a_day, bool(told_on))

    def found(self, typed: str, told_on: ToldOn) -> dict[str, Reading]:
        ahead = self._meta.model._meta.model_name not in PAST
        found: dict[str, Reading] = {}
        known: list[tuple[date | None, str]] = [*told_on] or [(None, "en")]
        for day, language in known:
            for reading in readings(typed, told_on=day, language=language, ahead=ahead):
                found.setdefault(reading.when, reading)
        return found

    def take(self, name: str, typed: str, reading: Reading) -> None:
        data: Any = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict, or a dict
        self.data = data
        data[self.add_prefix(name)] = reading.when
        label = self.fields[name].label or name
        sentence = f"{label}: “{typed}” was read as {words(parse(reading.when))} ({reading.why})."
        self.fields[name].help_text = format_html("<strong>{}</strong> {}", sentence, self.fields[name].help_text)
        reported = f"{name}_reported"
        free = reported in self.fields and not (data.get(self.add_prefix(reported)) or "").strip()
        if free and len(typed) <= (getattr(self.fields[reported], "max_length", None) or len(typed)):
            data[self.add_prefix(reported)] = typed
            sentence += " The words are kept as the source's own."
        self.told.append(sentence)

    # Against which days.

    def told_on(self) -> ToldOn:
        """Those of the sources that are chosen here, or for the whole row; else the story's own date."""
        if self._meta.model in (Source, Story):
            return {(timezone.localdate(), "en"): None}
        for data in (self.keys("source", "sources", "said_in", own=True), self.keys("source", "sources", own=False)):
            if data and (found := _days_of(data)):
                return found
        story: Any = self.data.get("story") or getattr(self.instance, "story_id", None)
        parent = getattr(self, "parent", lambda: None)()
        story = story or getattr(parent, "story_id", None)
        if is_key(story):
            as_of = Story.objects.filter(pk=int(story)).values_list("as_of", flat=True).first()
            return {(as_of, "en"): None} if as_of else {}
        return {}

    def keys(self, *names: str, own: bool) -> list[str]:
        data: Mapping[str, Any] = self.data
        sent = [key for name in names for key in _all(data, self.add_prefix(name) if own else name)]
        return [key for key in sent if is_key(key)][:MOST_SOURCES]


def _all(data: Any, name: str) -> list[str]:
    return list(data.getlist(name)) if hasattr(data, "getlist") else [data[name]] if name in data else []


def _days_of(keys: list[str]) -> ToldOn:
    rows = Source.objects.filter(pk__in=keys).order_by("pk").values_list("published", "language")
    known = [(readable(published), language) for published, language in rows]
    return {(when.earliest, language): None for when, language in known if when and when.exact}


def _is_a_day(field: Any, typed: str) -> bool:
    try:
        field.to_python(typed)
    except ValidationError:
        return False
    return True


def _asked_back(typed: str, found: dict[str, Reading], key: str) -> SafeString:
    ways = format_html_join(
        " ",
        '<button type="button" class="desk-take" data-desk-field="{}" data-desk-value="{}">{}</button> ({})',
        ((key, reading.when, words(parse(reading.when)), reading.when) for reading in found.values()),
    )
    return format_html("“{}” may be more than one date. Which one is meant? {}", typed, ways)


def _unread(typed: str, of_a_day: bool, anchored: bool) -> str:
    hint = "" if anchored or of_a_day else " Choose the source first if the words go by its day (“Wednesday”)."
    shown = typed if len(typed) <= 80 else f"{typed[:80]}…"
    return f"“{shown}” is not a date that we can read. Write {OF_A_DAY if of_a_day else FORMS}{hint}"
