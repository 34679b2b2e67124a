"""Desk rows → document, in a fixed number of queries whatever the size of the story.

It must not judge (``checks`` does) and must not write.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import msgspec
from django.db.models import Prefetch, QuerySet

from ..edition import document as shape
from ..edition.chronology import Key, chronology
from ..edition.taking_back import Taken, take_back
from ..language.letters import letters
from ..models import (
    Actor,
    Agreement,
    Approval,
    Background,
    CastGroup,
    Comparison,
    EarlierDate,
    Event,
    EventLink,
    Figure,
    Gate,
    Involvement,
    Issue,
    KeyPoint,
    Map,
    MapFeature,
    OpenQuestion,
    Phase,
    Position,
    Provision,
    Relay,
    Source,
    Statement,
    StatementLink,
    StateRow,
    Story,
    Term,
    Text,
    TextAnswer,
    Verification,
)
from ..models.base import InStory
from .approvals import Waiting, approved_on, counted, seen
from .citations import Citations
from .publish_values import (
    Chain,
    S,
    actor,
    by_issue,
    by_issue_and_date,
    by_name,
    by_order,
    by_part,
    by_place,
    by_publication,
    event,
    issue,
    map_of,
    phase,
    published,
    statement,
    term,
    text,
)
from .quotations import Lapsed
from .taken import taken_from

Row = TypeVar("Row", bound=InStory)


@dataclass(frozen=True, slots=True)
class Draft:
    """What would be published, and the excerpts of sources (by slug) against which its words are checked.

    ``waiting``: comparisons that would not be, because two people have not approved them yet. ``lapsed``: checks by a
    person that would not be, because the words are others by now. ``taken``: what is left out of it, since it was taken
    back from every edition.
    """

    document: shape.Document
    excerpts: dict[str, str]
    waiting: list[Waiting] = field(default_factory=list)
    lapsed: list[Lapsed] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)

    @property
    def digest(self) -> str:
        """Of the document, in hexadecimal. Whoever has looked at the draft hands it on to be published."""
        return shape.digest_of(shape.freeze(self.document))


def compose(slug: str) -> Draft:
    """The desk's copy of a story as it would be published; Story.DoesNotExist when there is none.

    The number of queries is fixed, and the same rows always give the same document.
    """
    story = Story.objects.get(slug=slug)
    cited = Citations(story)
    statements = sorted(cited.put(_statements(story), "caveats"), key=lambda each: each.slug)
    links = [link for each in statements for link in _all(shape.Link, by_place(each.links.all()))]
    happened = sorted(cited.put(_events(story), "dates"), key=lambda each: each.slug)
    events = [event(row) for row in happened]
    joined = _all(shape.EventLink, [link for row in happened for link in by_place(row.links.all())])
    involvements = by_part(_involvements(story))
    sources = by_publication(_sources(cited, involvements, [*happened, *statements]))
    excerpts = {source.slug: source.excerpt for source in sources if source.excerpt}
    chain = _affiliations()
    read = {source.slug: source for source in sources}
    words = {slug: letters(excerpt) for slug, excerpt in excerpts.items()}
    judged = [statement(row, read, words) for row in statements]
    places = chronology((value for value, _lapsed in judged), events, links, joined)
    judged.sort(key=lambda each: places[True, each[0].slug])
    said = [value for value, _lapsed in judged]
    pairs, waiting = _comparisons(story, said, places)
    document = published(
        story,
        shape.Document,
        schema=shape.SCHEMA,
        state=_all(shape.StateRow, by_order(cited.put(_rows(StateRow, story)))),
        key_points=_all(shape.KeyPoint, by_order(cited.put(_rows(KeyPoint, story)))),
        backgrounds=_all(shape.Background, by_order(cited.put(_rows(Background, story)))),
        groups=_all(shape.CastGroup, by_order(_rows(CastGroup, story))),
        actors=[actor(row, chain) for row in involvements],
        texts=[text(row) for row in by_order(cited.put(_texts(story), "answers"))],
        phases=[phase(row) for row in cited.put(_phases(story), "provisions")],
        gates=_all(shape.Gate, by_order(cited.put(_gates(story)))),
        issues=[issue(row) for row in by_order(cited.put(_issues(story), "agreements"))],
        statements=said,
        links=links,
        positions=_all(shape.Position, by_issue(cited.put(_positions(story)))),
        comparisons=pairs,
        events=sorted(events, key=lambda each: places[False, each.slug]),
        event_links=joined,
        figures=_all(shape.Figure, by_order(cited.put(_figures(story)))),
        open_questions=_all(shape.OpenQuestion, by_order(cited.put(_open_questions(story)))),
        terms=[term(row) for row in by_name(cited.put(_rows(Term, story)))],
        maps=[map_of(row) for row in by_order(_maps(story))],
        sources=_all(shape.Source, sources),
        tombstones=[],
    )
    gone = taken_from(document)
    lapsed = [each for _value, found in judged for each in found]
    return Draft(take_back(document, gone), excerpts, waiting, lapsed, gone)


def _all(kind: type[S], rows: list[Any]) -> list[S]:
    return [published(row, kind) for row in rows]


def _rows(model: type[Row], story: Story, *related: str | Prefetch[Any]) -> QuerySet[Row]:
    return model.objects.of(story).prefetch_related(*related)


def _statements(story: Story) -> QuerySet[Statement]:
    links = StatementLink.objects.select_related("to_statement", "to_event", "source")
    relays = Relay.objects.select_related("actor")
    checks = Verification.objects.select_related("source")
    parts = (
        "passages", "caveats", Prefetch("relays", queryset=relays), Prefetch("links", queryset=links),
        Prefetch("verifications", queryset=checks),
    )  # fmt: skip
    return _rows(Statement, story, *parts).select_related("speaker", "role", "medium", "addressee")


def _gates(story: Story) -> QuerySet[Gate]:
    return _rows(Gate, story).select_related("from_phase", "to_phase")


def _issues(story: Story) -> QuerySet[Issue]:
    return _rows(Issue, story, Prefetch("agreements", queryset=Agreement.objects.select_related("actor")))


def _figures(story: Story) -> QuerySet[Figure]:
    return _rows(Figure, story).select_related("phase")


def _open_questions(story: Story) -> QuerySet[OpenQuestion]:
    return _rows(OpenQuestion, story).select_related("issue")


def _events(story: Story) -> QuerySet[Event]:
    dates = EarlierDate.objects.select_related("set_by")
    links = EventLink.objects.select_related("to_event", "to_statement", "said_in", "source")
    parts = (Prefetch("dates", queryset=dates), Prefetch("links", queryset=links))
    return _rows(Event, story, *parts).select_related("phase", "set_by")


def _texts(story: Story) -> QuerySet[Text]:
    answers = TextAnswer.objects.select_related("actor")
    return _rows(Text, story, Prefetch("answers", queryset=answers)).select_related("replaces")


def _maps(story: Story) -> QuerySet[Map]:
    return _rows(Map, story, Prefetch("features", queryset=MapFeature.objects.select_related("issue", "term")))


def _positions(story: Story) -> QuerySet[Position]:
    return _rows(Position, story).select_related("issue", "actor")


def _comparisons(
    story: Story, said: list[shape.Statement], places: Mapping[Key, int]
) -> tuple[list[shape.Comparison], list[Waiting]]:
    """Those that two people have approved as they stand, and those that wait for it."""
    statements = {each.slug: each for each in said}
    given = defaultdict(list)
    for approval in Approval.objects.of(story):
        given[approval.comparison_id].append(approval)
    approved, waiting = [], []
    comparisons = Comparison.objects.of(story).select_related("issue", "earlier", "later")
    for comparison in by_issue_and_date(comparisons, places):
        pair = published(comparison, shape.Comparison, approved_on="")  # as nobody has approved it yet
        digest = seen(pair, statements)
        approvals = counted(given[comparison.pk], digest, seen(pair, statements, as_typed=True))
        if day := approved_on(approvals):
            approved.append(msgspec.structs.replace(pair, approved_on=day))
        else:
            waiting.append(Waiting(pair, digest, approvals))
    return approved, waiting


def _phases(story: Story) -> QuerySet[Phase]:
    provisions = Provision.objects.select_related("of_text", "same_as")
    phases = Phase.objects.filter(story=story).select_related("of_text").order_by("number")
    return phases.prefetch_related(Prefetch("provisions", queryset=provisions))


def _involvements(story: Story) -> QuerySet[Involvement]:
    involvements = Involvement.objects.filter(story=story).select_related("actor__described_in", "group")
    return involvements.prefetch_related("actor__roles", "actor__former_names")


def _affiliations() -> Chain:
    """For each affiliated actor, of whatever story, whom it is affiliated to: one query however long the chains."""
    members = Actor.objects.exclude(affiliation=None).values_list("pk", "affiliation__slug", "affiliation_id")
    return {pk: (slug, above) for pk, slug, above in members}


def _sources(
    cited: Citations, involvements: Iterable[Involvement], linked: Iterable[Event | Statement]
) -> QuerySet[Source]:
    """The sources that the story cites anywhere, as one query."""
    links = {link.source_id for row in linked for link in row.links.all()}
    described = {involvement.actor.described_in_id for involvement in involvements}
    return Source.objects.filter(pk__in=(cited.sources | links | described) - {None})
