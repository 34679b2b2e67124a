"""What rows of a document are called where a change of them is told: “Ada Reyes on the tests”, and rows inside rows.

It must not know what changed; ``diffs`` does.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import pgettext

from ..language.dates import DateProblem, parse, sentence
from ..language.labels import joined
from . import document as shape
from .change_words import passage_words, role_words, value_words


def actor_name(slug: str | None, story: shape.Document) -> str:
    return next((actor.name for actor in story.actors if actor.slug == slug), slug or "")


def background_name(row: shape.Background, story: shape.Document) -> str:
    return value_words(row.kind)


def on_topic(speaker: str, topic: str) -> str:
    return pgettext("statement", "%(speaker)s on %(topic)s") % {"speaker": speaker, "topic": topic}


def statement_name(statement: shape.Statement, story: shape.Document) -> str:
    return on_topic(actor_name(statement.speaker, story), statement.topic)


def statement_named(slug: str | None, story: shape.Document) -> str:
    return next((statement_name(each, story) for each in story.statements if each.slug == slug), slug or "")


def issue_name(slug: str | None, story: shape.Document) -> str:
    return next((issue.short_name for issue in story.issues if issue.slug == slug), slug or "")


def event_name(slug: str | None, story: shape.Document) -> str:
    return next((event.title for event in story.events if event.slug == slug), slug or "")


def source_name(source: shape.Source, story: shape.Document) -> str:
    return source.title or joined((source.publisher, date_words(source.published)))


def source_named(slug: str | None, story: shape.Document) -> str:
    return next((source_name(each, story) for each in story.sources if each.slug == slug), slug or "")


def date_words(edtf: str) -> str:
    try:
        return sentence(parse(edtf)) if edtf else ""
    except DateProblem:
        return edtf


def inner_words(rows: list[Any], story: shape.Document) -> str:
    """Rows inside a row: the words of passages follow one another, others are a list."""
    if isinstance(rows[0], shape.Passage):
        return " ".join(map(passage_words, rows))
    return joined((_INSIDE[type(row)](row, story) for row in rows), long=True)


def _relay(relay: shape.Relay, story: shape.Document) -> str:
    seen = pgettext("relay", "seen by us") if relay.seen_by_us else pgettext("relay", "not seen by us")
    return joined(filter(None, (actor_name(relay.actor, story), relay.label, seen)))


def _role(role: shape.Role, story: shape.Document) -> str:
    return role_words(role.title, date_words(role.held_from), date_words(role.held_to))


def _former_name(name: shape.FormerName, story: shape.Document) -> str:
    return role_words(name.name, "", date_words(name.until))


def _proof(row: shape.Agreement | shape.Caveat | shape.TextAnswer, story: shape.Document) -> list[str]:
    said = (statement_named(slug, story) for slug in row.statements)
    return [*said, *(source_named(slug, story) for slug in row.sources)]


def _agreement(agreement: shape.Agreement, story: shape.Document) -> str:
    return joined([actor_name(agreement.actor, story), *_proof(agreement, story)])


def _caveat(caveat: shape.Caveat, story: shape.Document) -> str:
    return joined([value_words(caveat.kind), date_words(caveat.when), caveat.sentence, *_proof(caveat, story)])


def _verification(check: shape.Verification, story: shape.Document) -> str:
    against = [value_words(check.against), source_named(check.source, story)]
    return joined([check.by, date_words(check.checked_on), *against])


def _around(around: shape.Around, story: shape.Document) -> str:
    return " … ".join(filter(None, (around.preceding, around.following)))


def text_name(slug: str | None, story: shape.Document) -> str:
    return next((text.name for text in story.texts if text.slug == slug), slug or "")


def group_name(slug: str | None, story: shape.Document) -> str:
    return next((group.heading for group in story.groups if group.slug == slug), slug or "")


def term_name(slug: str | None, story: shape.Document) -> str:
    return next((term.name for term in story.terms if term.slug == slug), slug or "")


def _feature(feature: shape.MapFeature, story: shape.Document) -> str:
    leads_to = filter(None, (issue_name(feature.issue, story), term_name(feature.term, story)))
    return joined([value_words(feature.kind), *filter(None, [feature.label]), feature.positions, *leads_to])


def provision_name(slug: str | None, story: shape.Document) -> str:
    rows = (provision for phase in story.phases for provision in phase.provisions)
    return next((provision.what for provision in rows if provision.slug == slug), slug or "")


def role_title(slug: str | None, story: shape.Document) -> str:
    """Where two actors have roles of one slug and of different titles, which is meant is not known here."""
    titles = {role.title for actor in story.actors for role in actor.roles if role.slug == slug}
    return titles.pop() if len(titles) == 1 else slug or ""


def text_of_provision(slug: str, story: shape.Document) -> str | None:
    """The text that a provision is of, where that is another than its phase tells, or our source names no phase for
    it; only the page of the text shows it then."""
    for phase in story.phases:
        told = text_of_phase(phase, story)
        for each in phase.provisions:
            if each.slug == slug and (each.no_phase or each.of_text not in (None, told)):
                return each.of_text or told
    return None


def text_of_phase(phase: shape.Phase, story: shape.Document) -> str | None:
    """The text that it tells: its own, else the one that the story does."""
    return phase.of_text or next((text.slug for text in story.texts if text.told), None)


def _answer(answer: shape.TextAnswer, story: shape.Document) -> str:
    said = [actor_name(answer.actor, story), value_words(answer.answer), date_words(answer.when)]
    return joined([*filter(None, said), *_proof(answer, story)])


def _earlier_date(was: shape.EarlierDate, story: shape.Document) -> str:
    said = [was.when_reported or date_words(was.when)]
    if was.set_by:
        said.append(pgettext("date", "set by %(actor)s") % {"actor": actor_name(was.set_by, story)})
    if was.set_on:
        said.append(pgettext("date", "set on %(date)s") % {"date": date_words(was.set_on)})
    return joined([*said, *(source_named(slug, story) for slug in was.sources)])


_INSIDE: dict[type[shape.Struct], Callable[[Any, shape.Document], str]] = {
    shape.Relay: _relay, shape.Role: _role, shape.Caveat: _caveat, shape.Verification: _verification,
    shape.Around: _around, shape.Agreement: _agreement, shape.TextAnswer: _answer, shape.EarlierDate: _earlier_date,
    shape.FormerName: _former_name, shape.MapFeature: _feature,
}  # fmt: skip
