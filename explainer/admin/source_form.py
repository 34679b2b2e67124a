"""The small form beside a source's text: what was marked becomes a statement.

It must not save anything; ``desk.from_source`` does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model

from explainer.desk.from_source import Piece
from explainer.desk.source_proposals import Dated, Named, dated, issue_of, named_near, told_on, topic_of, unknown_near
from explainer.desk.source_texts import not_there
from explainer.language.dates import parse
from explainer.language.marked_words import PARAPHRASE, PARTIAL, Marked, sentence_around
from explainer.language.said_dates import read
from explainer.models import Actor, Involvement, Issue, Source, SourceText, Statement, StatementLink, Story
from explainer.models.base import date_is_readable
from explainer.models.source_texts import cast_of, last_marked
from explainer.models.stories import Part

from .forms import is_key
from .typed import ModelChoiceField

MOST_PIECES = 12
NOBODYS = (Actor.Kind.PERSON, Actor.Kind.UNNAMED)  # kinds of those to whom nobody belongs
MOST_OFFERED = 500  # statements that one may answer, the latest first
KINDS = [("", "---------"), *Actor.Kind.choices]
PARTS = [("", "---------"), *Part.choices]
NEW = "+"  # before a name that is offered, and that nobody of the story has
DRAWN = [("", "---------"), *StatementLink.DrawnBy.choices]


class RowField(ModelChoiceField[Any]):
    """A list of rows; what is no number of a row is answered with a sentence."""

    def to_python(self, value: Any) -> Any:
        if value not in self.empty_values and not isinstance(value, Model) and not is_key(value):
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice", params={"value": "?"})
        return super().to_python(value)


class WordsForm(forms.Form):
    """``marked`` stands in the text of ``kept``; what is proposed is there from the beginning."""

    wording = forms.ChoiceField(choices=Statement.Wording.choices, widget=forms.RadioSelect)
    who = forms.ChoiceField(required=False, widget=forms.RadioSelect)
    speaker = forms.CharField(required=False, max_length=240)
    kind = forms.ChoiceField(required=False, choices=KINDS)
    of = RowField(Actor.objects.none(), required=False, label="Belongs to")
    part = forms.ChoiceField(required=False, choices=PARTS, label="Part in the story")
    lead_in = forms.CharField(required=False, max_length=600, widget=forms.Textarea({"rows": 2}))
    tail = forms.CharField(required=False, max_length=600, label="Our words after the quotation")
    when_reported = forms.CharField(required=False, max_length=80, label="When, in the source’s words")
    when = forms.CharField(required=False, max_length=40, label="Read as", validators=[date_is_readable])
    topic = forms.CharField(max_length=80)
    issue = RowField(Issue.objects.none(), required=False)
    answers = RowField(Statement.objects.none(), required=False, label="Answers")
    drawn_by = forms.ChoiceField(required=False, choices=DRAWN, label="Who says that it answers this")
    act = forms.ChoiceField(
        required=False, choices=Statement.Act.choices, initial=Statement.Act.SAID, label="What the speaker did"
    )
    slug = forms.SlugField(required=False, max_length=80, label="Address name")
    offered = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)  # words whose date was shown

    def __init__(self, data: Mapping[str, Any] | None, *, kept: SourceText, marked: Marked, story: Story) -> None:
        super().__init__(data, auto_id="words-%s", label_suffix="")
        self.kept, self.marked, self.story = kept, marked, story
        self.source: Source = kept.source
        self.cast = cast_of(story)
        self.last = last_marked(self.source, story)
        self.near: list[Named] = named_near(kept.text, marked, self.cast)
        self.date: Dated | None = dated(kept.text, marked, self.source)
        self.new_name = ""  # of somebody who has no part in the story yet
        self._offer(story)
        if data is None:
            self._propose()
        self._pieces()

    def _offer(self, story: Story) -> None:
        lists: Any = self.fields
        lists["issue"].queryset = Issue.objects.of(story).order_by("order", "slug")
        there = Statement.objects.of(story).select_related("speaker").order_by("-pk")
        lists["answers"].queryset = there
        lists["answers"].choices = [
            ("", "---------"),
            *((row.pk, f"{row}, {row.when or 'no date'}") for row in there[:MOST_OFFERED]),
        ]
        offered = {near.actor.pk: f"{near.actor}, named in this {near.where}" for near in self.near}
        if self.last and self.last.speaker_id not in offered:
            offered[self.last.speaker_id] = f"{self.last.speaker}, as before"
        new = [
            (NEW + name, f"{name}, new to the story") for name in unknown_near(self.kept.text, self.marked, self.cast)
        ]
        sent = self["who"].data or ""
        kept = (
            [(sent, sent)] if sent.startswith(NEW) and sent not in dict(new) else []
        )  # the text may be another by now
        lists["who"].choices = [*offered.items(), *new, *kept]
        lists["of"].queryset = Actor.objects.filter(pk__in=[each.pk for each in self.cast])
        bodies = sorted((each for each in self.cast if each.kind not in NOBODYS), key=lambda each: each.name)
        lists["of"].choices = [("", "---------"), *((each.pk, each.name) for each in bodies)]

    def _propose(self) -> None:
        issues: Any = self.fields["issue"]
        around = sentence_around(self.kept.text, self.marked.start, self.marked.end)
        issue = issue_of(around, list(issues.queryset))
        if issue is None and self.last:
            issue = next(iter(self.last.issues.all()), None)
        self.initial["wording"] = self.marked.wording
        self.initial["issue"] = issue.pk if issue else None
        self.initial["topic"] = topic_of(self.kept.text, self.marked, issue)[:80]
        if self.date:
            self.initial["when_reported"] = self.initial["offered"] = self.date.words
            self.initial["when"] = self.date.reading.when

    def _pieces(self) -> None:
        """A box for each quoted piece; for a paraphrase one, should it be called a quote."""
        spans = self.marked.pieces[:MOST_PIECES] or ((self.marked.start, self.marked.end),)
        self.pieces = len(spans)
        for number, (start, end) in enumerate(spans):
            words = self.kept.text[start:end]
            area = forms.Textarea({"rows": 2, "lang": self.source.language})
            self.fields[f"piece_{number}"] = forms.CharField(
                required=False, widget=area, initial=words, label=f"Words {number + 1}" if len(spans) > 1 else "Words"
            )
            if number:
                before = f"Our words before words {number + 1}"
                self.fields[f"before_{number}"] = forms.CharField(required=False, max_length=300, label=before)
                cut = "The source breaks the sentence there (…)"
                self.fields[f"cut_{number}"] = forms.BooleanField(required=False, label=cut)

    @property
    def piece_rows(self) -> Iterator[dict[str, Any]]:
        for number in range(self.pieces):
            row = {"words": self[f"piece_{number}"]}
            yield row | ({"before": self[f"before_{number}"], "cut": self[f"cut_{number}"]} if number else {})

    @property
    def names(self) -> list[str]:
        """Whom the list beside the box for the speaker offers."""
        names = [actor.name for actor in self.cast]
        return [f"{a.name} ({a.slug})" if names.count(a.name) > 1 else a.name for a in self.cast]

    # What was sent.

    def clean(self) -> dict[str, Any]:
        super().clean()
        data = self.cleaned_data
        if len(self.marked.pieces) > MOST_PIECES:
            self.add_error(None, f"Mark fewer quotations at once: at most {MOST_PIECES}.")
        self._clean_speaker(data)
        self._clean_words(data)
        self._clean_date(data)
        if data.get("answers") and not data.get("drawn_by"):
            self.add_error("drawn_by", "Say who draws the link: none is the source’s for want of a choice.")
        return data

    def _clean_speaker(self, data: dict[str, Any]) -> None:
        typed, chosen = " ".join(data.get("speaker", "").split()), data.get("who")
        if not typed and chosen and chosen.startswith(NEW):
            typed = chosen.removeprefix(NEW)
        if not typed:
            actor = next((each for each in self.cast if str(each.pk) == chosen), None)
            if actor is None and self.last and str(self.last.speaker_id) == chosen:
                actor = self.last.speaker
            if actor is None:
                self.add_error("speaker", "Say who said it.")
            else:
                self._must_be_of_this_report(actor)
            data["actor"] = actor
            return
        found = [actor for actor in self.cast if typed.casefold() in _known_as(actor)]
        data["actor"] = found[0] if len(found) == 1 else None
        if len(found) == 1:
            self._must_be_of_this_report(found[0])
        elif found:
            names = " or ".join(f"“{actor.name} ({actor.slug})”" for actor in found[:4])
            self.add_error("speaker", f"More than one is called so: write {names}.")
        else:
            self.new_name = typed
            data["part"] = data.get("part") or self._part_of(data.get("of"), data.get("kind", ""))
            if not (data.get("kind") and data["part"]):
                self.add_error(
                    "speaker",
                    f"Nobody with a part in this story is called “{typed}”. Choose one from the list, or say below of "
                    "what kind they are and which part they have.",
                )

    def _part_of(self, body: Actor | None, kind: str) -> str:
        """Who belongs to somebody has the same part, and an unnamed source that of one, unless another is chosen."""
        if kind == Actor.Kind.UNNAMED:
            return Involvement.Part.UNNAMED
        there = Involvement.objects.filter(story=self.story, actor=body).first() if body else None
        return there.part if there else ""

    def _must_be_of_this_report(self, actor: Actor) -> None:
        if actor.kind == Actor.Kind.UNNAMED and actor.described_in_id != self.source.pk:
            self.add_error(
                "speaker",
                "This unnamed source belongs to another report; one of this report is somebody else. Write a name that "
                "says so (“a second official”), with the kind “unnamed source”.",
            )

    def _clean_words(self, data: dict[str, Any]) -> None:
        wording = data.get("wording")
        pieces: list[Piece] = []
        if wording == PARAPHRASE and not data.get("lead_in", "").strip():
            self.add_error("lead_in", "Write what was said, in our own words: a paraphrase is nothing else.")
        for number in range(self.pieces if wording and wording != PARAPHRASE else 0):
            words = data.get(f"piece_{number}", "")
            if not words.strip():
                continue
            if problem := not_there(words, self.kept.text):
                self.add_error(f"piece_{number}", problem)
            before = data.get(f"before_{number}", "") if wording == PARTIAL else ""
            pieces.append(Piece(words, before if pieces else "", bool(data.get(f"cut_{number}")) and bool(pieces)))
        if wording and wording != PARAPHRASE and not pieces and not self.errors:
            self.add_error("piece_0", "A quote needs words of the speaker’s; without them it is a paraphrase.")
        if wording != PARTIAL:
            data["tail"] = ""
        data["pieces"] = pieces

    def _clean_date(self, data: dict[str, Any]) -> None:
        """Words that say when are never turned into a date unseen: what they were read as is offered first."""
        said, when = data.get("when_reported", ""), data.get("when", "")
        if not said or when or "when" in self.errors or data.get("offered") == said:
            return
        reading = read(said, told_on=told_on(self.source), language=self.source.language, ahead=False)
        if reading:
            self.add_error("when", f"Read as {reading.when}: {reading.why}. Save again to take it, or change it.")
            sent: Any = dict(self.data.items())
            self.data = sent | {"when": reading.when, "offered": said}

    @property
    def how_read(self) -> str:
        return how_read(self["when_reported"].value() or "", self.source)


def how_read(words: str, source: Source) -> str:
    """“Wednesday before Friday 30 August 2024”; empty where words say no date that can be read."""
    reading = read(words, told_on=told_on(source), language=source.language, ahead=False) if words else None
    return f"{parse(reading.when)}: {reading.why}." if reading else ""


def _known_as(actor: Actor) -> set[str]:
    names = (actor.name, actor.short_name, actor.slug, f"{actor.name} ({actor.slug})")
    return {name.casefold() for name in (*names, *(each.name for each in actor.former_names.all())) if name}
