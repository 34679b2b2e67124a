"""Gives the first story people to work on it, and a past: editions of each kind, and something at the desk.

It is called inside the site under test and must not be imported by a test."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from explainer.desk.publishing import withdraw
from explainer.models import (
    Actor,
    Edition,
    Event,
    Figure,
    Issue,
    OpenQuestion,
    Phase,
    Position,
    Source,
    Statement,
    Story,
    Term,
)

from ..publish import publish, publish_translation
from ..stories import build_story
from ..translate import translate
from .site import PASSWORD

STORY = "gaza-ceasefire"
LONG = "Kraftfahrzeughaftpflichtversicherungsunterlagenprüfungskommission"
NAMES = {
    Actor: ("name", "short_name"), Event: ("title",), Figure: ("label",), Issue: ("name", "short_name", "question"),
    OpenQuestion: ("question",), Phase: ("name",), Position: ("sentence",), Statement: ("topic", "lead_in"),
    Term: ("name",),
}  # fmt: skip


def people() -> None:
    for group in ("reporter", "editor", "administrator"):
        user = get_user_model().objects.create_user(group, password=PASSWORD, is_staff=True)
        user.groups.add(Group.objects.get(name=group))


def editions() -> None:
    """Edition 2 is withdrawn, edition 3 lacks a statement of edition 1, and the desk has one more change."""
    _editions({})


def editions_in_each_language() -> None:
    """As ``editions``, and each is published in the story's translations too: they have the same past."""
    _editions({"ar": "بالعربية.", "he": "בעברית."})


def _editions(notes: dict[str, str]) -> None:
    story = Story.objects.get(slug=STORY)
    changed = Statement.objects.get(story=story, slug="netanyahu-partial-deal")
    changed.topic = "a partial bargain"
    changed.save()
    second = publish(story, note="Another word in a heading.", kind=Edition.Kind.CLARIFICATION)
    _translate(story, notes)
    withdraw(second, because="The heading used a word that our source does not use.")
    changed.topic = "part of a deal"
    changed.save()
    Statement.objects.get(story=story, slug="diplomat-plan-submitted").delete()
    publish(
        story, note="A heading is put right; a statement that said nothing new is gone.", kind=Edition.Kind.CORRECTION
    )
    _translate(story, notes)
    changed.topic = "a partial deal"
    changed.save()


def _translate(story: Story, notes: dict[str, str]) -> None:
    for language, note in notes.items():
        publish_translation(translate(story, language), note=note)


def translated() -> None:
    """What is published is published in Arabic, too, word for word with a word of that language before each text."""
    publish_translation(translate(Story.objects.get(slug=STORY)), note="بالعربية.")


def long_words() -> None:
    """A story of its own in which every name is one word of 66 letters, and its source an address without an end."""
    story = build_story("long", statements=3, events=3, actors=3, phases=3, issues=2)
    Source.objects.filter(slug="long-report").update(address=f"https://news.example/{LONG}/{LONG}", title=LONG)
    for model, names in NAMES.items():
        for number, row in enumerate(
            model.objects.filter(slug__startswith="long-") if model is Actor else model.objects.filter(story=story)
        ):
            for name in names:
                if hasattr(row, name):
                    setattr(row, name, f"{LONG}{number}")
            row.save()
    story.title, story.short_answer = LONG, f"{LONG} https://news.example/{LONG}/{LONG}."
    story.save()
    publish(story, note="First.")


def addresses() -> None:
    """Of mail, by which a sign-in elsewhere knows people."""
    for user in get_user_model().objects.all():
        user.email = f"{user.username}@example.org"
        user.save()
