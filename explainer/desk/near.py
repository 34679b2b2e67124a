"""One row of the desk and what it refers to, as a draft: what the rules say of the row, without composing its story.

It must not be published, nor judged but for that row: what is farther away is not in it. What it costs goes by what
the row refers to, not by the size of the story.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, cast

from django.db.models import Model, Q

from ..edition import document as shape
from ..edition.own_words import our_words
from ..language.letters import letters
from ..models import (
    Actor,
    Agreement,
    Caveat,
    EarlierDate,
    Event,
    EventLink,
    Figure,
    Gate,
    Involvement,
    Issue,
    Map,
    MapFeature,
    OpenQuestion,
    Passage,
    Phase,
    Position,
    Provision,
    Relay,
    Source,
    Statement,
    StatementLink,
    Story,
    Term,
    Text,
    TextAnswer,
    Verification,
)
from . import compose as whole
from .compose import Draft
from .publish_values import actor, event, issue, map_of, phase, published, statement, term, text
from .rules.earning import marked

SECTIONS: dict[type[Model], str] = {
    Statement: "statements", Event: "events", Issue: "issues", Position: "positions", Figure: "figures", Gate: "gates",
    OpenQuestion: "open-questions", Term: "terms", Text: "texts", Phase: "phases", Map: "maps",
}  # fmt: skip
# Rows that are parts of another, by the field that says of which.
PARTS: dict[Any, str] = {
    Passage: "statement", Caveat: "statement", Relay: "statement", Verification: "statement",
    StatementLink: "statement", Agreement: "issue", TextAnswer: "text", EarlierDate: "event", EventLink: "event",
    Provision: "phase", MapFeature: "map",
}  # fmt: skip
MOST_NEAR = 200  # rows of one kind
LONGEST_CHAIN = 6  # of those to whom an actor belongs
Keys = dict[type[Model], set[int]]


def place_of(row: Model) -> str:
    """As the rules name it: “statements/slug”; empty for a row that they name in no story."""
    section = SECTIONS.get(type(row), "")
    key = getattr(row, "number", "") if isinstance(row, Phase) else getattr(row, "slug", "")
    return f"{section}/{key}" if section else ""


def near(row: Any) -> tuple[Draft, dict[str, str]]:
    """``row``, which is in a story, with its parts and everything that these refer to; and what the actors among these
    are called, by slug, who may have no part in the story. The number of queries goes by the kinds of what is near."""
    story: Story = row.story
    keys = _neighbours(row)
    said = _fetched(whole._statements(story), keys, Statement)
    happened = _fetched(whole._events(story), keys, Event)
    involved = _involvements(story, keys)
    links = [link for each in said for link in each.links.all()]
    joined = [link for each in happened for link in each.links.all()]
    sources = {each.slug: each for each in _sources(keys, [*links, *joined], involved)}
    excerpts = {slug: each.excerpt for slug, each in sources.items() if each.excerpt}
    words = {slug: letters(excerpt) for slug, excerpt in excerpts.items()}
    judged = [statement(each, sources, words) for each in said]
    chain = _chain(involved)
    rows = {model: _fetched(query, keys, model) for model, query in _others(story).items()}
    document = published(
        story,
        shape.Document,
        schema=shape.SCHEMA,
        statements=[value for value, _lapsed in judged],
        links=[published(each, shape.Link) for each in links],
        events=[event(each) for each in happened],
        event_links=[published(each, shape.EventLink) for each in joined],
        actors=[actor(each, chain) for each in involved],
        issues=[issue(each) for each in rows[Issue]],
        phases=[phase(each) for each in rows[Phase]],
        texts=[text(each) for each in rows[Text]],
        terms=[term(each) for each in rows[Term]],
        maps=[map_of(each) for each in rows[Map]],
        positions=[published(each, shape.Position) for each in rows[Position]],
        gates=[published(each, shape.Gate) for each in rows[Gate]],
        figures=[published(each, shape.Figure) for each in rows[Figure]],
        open_questions=[published(each, shape.OpenQuestion) for each in rows[OpenQuestion]],
        sources=[published(each, shape.Source) for each in sources.values()],
        **{name: [] for name in ("state", "key_points", "backgrounds", "groups", "comparisons", "tombstones")},
    )
    if _quotes(document, place_of(row)):
        excerpts[""] = _said_anywhere(story)
    names = dict(Actor.objects.filter(pk__in=keys.get(Actor, ())).values_list("slug", "name"))
    return Draft(document, excerpts, lapsed=[each for _value, found in judged for each in found]), names


def _neighbours(row: Model) -> Keys:
    """The row, what it and its parts refer to, and what the rules of its kind look at besides."""
    keys: Keys = {type(row): {row.pk}}
    for model, rows in _row_and_parts(row):
        for field in model._meta.concrete_fields:
            if field.related_model and field.related_model is not Story:
                found = {getattr(each, field.attname) for each in rows} - {None}
                keys.setdefault(cast("type[Model]", field.related_model), set()).update(found)
        for many in model._meta.many_to_many if rows else ():
            joins: Any = many.remote_field.through
            links = joins._base_manager.filter(**{f"{many.m2m_field_name()}__in": rows})
            found = set(links.values_list(f"{many.m2m_reverse_field_name()}_id", flat=True)[:MOST_NEAR])
            keys.setdefault(cast("type[Model]", many.related_model), set()).update(found)
    issue_of = row.pk if isinstance(row, Issue) else getattr(row, "issue_id", None)
    if issue_of and isinstance(row, Issue | OpenQuestion):
        held = Position.objects.filter(issue=issue_of).order_by("pk").values_list("pk", "actor")[:MOST_NEAR]
        keys.setdefault(Position, set()).update(pk for pk, _actor in held)
        keys.setdefault(Actor, set()).update(actor for _pk, actor in held)
    return keys


def _row_and_parts(row: Model) -> Iterator[tuple[type[Model], list[Any]]]:
    yield type(row), [row]
    for relation in row._meta.related_objects:
        if relation.one_to_many and relation.field.name == PARTS.get(relation.related_model):
            parts: Any = cast("type[Model]", relation.related_model)
            yield parts, list(parts._base_manager.filter(**{relation.field.name: row}).order_by("pk")[:MOST_NEAR])


def _fetched(query: Any, keys: Keys, model: type[Model]) -> list[Any]:
    """Those of ``query`` that are near, with all that they cite."""
    if not keys.get(model):
        return []
    cited = [field.name for field in model._meta.many_to_many]
    return list(query.filter(pk__in=keys[model]).prefetch_related(*cited).order_by("pk")[:MOST_NEAR])


def _others(story: Story) -> dict[type[Model], Any]:
    return {
        Issue: whole._issues(story).prefetch_related("agreements__statements", "agreements__sources"),
        Phase: whole._phases(story),
        Text: whole._texts(story).prefetch_related("answers__statements", "answers__sources"),
        Term: Term.objects.of(story),
        Map: whole._maps(story),
        Position: whole._positions(story),
        Gate: whole._gates(story),
        Figure: whole._figures(story),
        OpenQuestion: whole._open_questions(story),
    }


def _involvements(story: Story, keys: Keys) -> list[Involvement]:
    """The part in the story of each actor that is near."""
    if not keys.get(Actor):
        return []
    found = whole._involvements(story).filter(actor__in=keys[Actor]).select_related("actor__affiliation")
    return list(found.order_by("pk")[:MOST_NEAR])


def _chain(involved: Iterable[Involvement]) -> dict[int, tuple[str, int]]:
    """For each of those actors to whom they belong, a step at a time."""
    chain: dict[int, tuple[str, int]] = {}
    ahead = {each.actor_id for each in involved}
    for _step in range(LONGEST_CHAIN):
        if not ahead:
            break
        found = Actor.objects.filter(pk__in=ahead).exclude(affiliation=None)
        known: Any = found.values_list("pk", "affiliation__slug", "affiliation_id")
        steps: dict[int, tuple[str, int]] = {pk: (slug, above) for pk, slug, above in known}
        ahead = {above for _slug, above in steps.values()} - set(chain)
        chain |= steps
    return chain


def _sources(keys: Keys, links: Iterable[Any], involved: Iterable[Involvement]) -> list[Source]:
    cited: set[int | None] = {*keys.get(Source, set()), *(each.source_id for each in links)}
    cited |= {each.actor.described_in_id for each in involved}
    return list(Source.objects.filter(pk__in=cited - {None}).order_by("pk")[:MOST_NEAR])


def _quotes(story: shape.Document, at: str) -> bool:
    """Whether something stands in quotation marks in our own words of that row."""
    return any(marked(readings) for place, _field, readings in our_words(story, "names") if place == at)


def _said_anywhere(story: Story) -> str:
    """Every passage of the story, and what its sources print: what may earn quotation marks."""
    passages = Passage.objects.filter(statement__story=story).values_list("text", flat=True)
    cited = Q(statements__story=story) | Q(events__story=story)
    printed = Source.objects.filter(cited).distinct().values_list("title", "excerpt")
    return "\n".join([*passages, *(words for row in printed for words in row)])
