"""A made-up story of any size that passes every check, written to the desk's tables with one statement a table.

It must not publish it, nor say who works on it: ``conftest`` does."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TypeVar

from django.db.models import Model

from explainer.models import (
    Actor,
    Agreement,
    Background,
    CastGroup,
    EarlierDate,
    Event,
    EventLink,
    Figure,
    FormerName,
    Gate,
    Involvement,
    Issue,
    KeyPoint,
    Map,
    MapFeature,
    OpenQuestion,
    Passage,
    Phase,
    Position,
    Provision,
    Relay,
    Role,
    Source,
    Statement,
    StatementLink,
    StateRow,
    Story,
    Term,
    Text,
    TextAnswer,
)

Row = TypeVar("Row", bound=Model)


class Rows:
    """Rows as they are named, and what they are linked to; ``write`` saves them a table at a time, in that order.

    Half of the tests begin with a story: saved row by row it took four times as long as what many of them try.
    """

    def __init__(self) -> None:
        self._rows: dict[type[Model], list[Model]] = {}
        self._links: list[tuple[Model, str, list[Model]]] = []

    def add(self, row: Row, **links: Iterable[Model]) -> Row:
        """``links`` are its many-to-many fields."""
        self._rows.setdefault(type(row), []).append(row)
        self._links += [(row, name, list(targets)) for name, targets in links.items()]
        return row

    def of(self, model: type[Row]) -> list[Row]:
        return self._rows.get(model, [])

    def write(self) -> None:
        for model, rows in self._rows.items():
            model.objects.bulk_create(rows)
        linked: dict[type[Model], list[Model]] = {}
        for row, name, targets in self._links:
            field = row._meta.get_field(name)
            through, ours, theirs = field.remote_field.through, field.m2m_field_name(), field.m2m_reverse_field_name()
            linked.setdefault(through, []).extend(through(**{ours: row, theirs: target}) for target in targets)
        for through, rows in linked.items():
            through.objects.bulk_create(rows)


def build_story(
    slug: str = "truce",
    *,
    statements: int = 2,
    events: int = 2,
    actors: int = 2,
    phases: int = 2,
    issues: int = 1,
    as_of: date = date(2024, 8, 23),
) -> Story:
    """A whole story with one of everything at least, unless a count is 0. Its texts are made up and pass the checks."""
    rows = Rows()
    story = rows.add(
        Story(
            slug=slug,
            title=f"The {slug} talks",
            question=f"Does the {slug} hold?",
            short_answer="Nobody can say **yet**.",
            standfirst="What is on paper, and what is not.",
            limits="One report, made up for a test.",
            as_of=as_of,
        )
    )
    source = rows.add(
        Source(slug=f"{slug}-report", publisher="The Daily Test", byline="A. Reporter", published=as_of.isoformat())
    )
    rows.add(CastGroup(story=story, slug="keepers", heading="Those who keep a gate", part="party"))
    cast = [_actor(rows, story, number) for number in range(actors)]
    _text(rows, story, source, cast)
    steps = [_phase(rows, story, source, cast, number) for number in range(1, phases + 1)]
    disputes = [_issue(rows, story, source, steps, number) for number in range(1, issues + 1)]
    said = [
        _statement(rows, story, source, cast, disputes, steps, number) for number in range(statements if cast else 0)
    ]
    source.excerpt = "\n".join(f"“{passage.text}”" for passage in rows.of(Passage))
    for number in range(1, len(said)):
        rows.add(
            StatementLink(
                statement=said[number], order=1, relation="answers", to_statement=said[number - 1], source=source
            )
        )
    for number in range(events):
        event = Event(
            story=story, slug=f"event-{number}", title=f"Round {number} is held", body="Behind closed doors.",
            when=(date(2024, 1, 5) + timedelta(days=3 * number)).isoformat() if number < 60 else "[..2024-08-23]",
        )  # fmt: skip
        rows.add(event, sources=[source], actors=cast[:2])
    _moved(rows, source, cast)
    _rest(rows, story, source, disputes, said)
    rows.write()
    return story


def _actor(rows: Rows, story: Story, number: int) -> Actor:
    slug = f"{story.slug}-side-{number}"
    actor = rows.add(Actor(slug=slug, name=f"Side {number}", kind="government", descriptor="Government"))
    rows.add(Role(actor=actor, slug="speaker", title=f"Speaker {number}", held_from="2020"))
    rows.add(FormerName(actor=actor, order=1, name=f"Party {number}", until="2019"))
    mark = f"{chr(65 + number // 26 % 26)}{chr(65 + number % 26)}"
    part = "party" if number < 2 else "mediator"
    group = rows.of(CastGroup)[0] if number == 0 else None
    rows.add(Involvement(story=story, actor=actor, part=part, group=group, mark=mark, order=10 * number))
    return actor


def _text(rows: Rows, story: Story, source: Source, cast: list[Actor]) -> None:
    text = Text(
        story=story, slug="paper", name="The first paper", short_name="Paper", kind="draft", when="2024-01-04",
        when_reported="early this year", state="put-forward", state_on="2024-01-05", told=True,
        known="It has two steps.", not_known="Nobody says who wrote it.",
    )  # fmt: skip
    rows.add(text, sources=[source], put_forward_by=cast[:1], put_forward_to=cast[1:2], handed_on_by=cast[1:2])
    for actor in cast[1:2]:
        rows.add(TextAnswer(text=text, actor=actor, answer="asks-for-changes", when="2024-01-06"), sources=[source])


def _moved(rows: Rows, source: Source, cast: list[Actor]) -> None:
    """The second event was to be held before."""
    for event in rows.of(Event)[1:2]:
        event.set_on, event.set_by = "2024-01-06", next(iter(cast), None)
        was = EarlierDate(event=event, order=1, when="2024-01-07", when_reported="on Sunday", set_on="2024-01-04")
        was.set_by = event.set_by
        rows.add(was, sources=[source])


def link_events(story: Story) -> EventLink:
    """The second event came after the first, says the report. Not a part of every story: it holds both in place."""
    first, second = story.events.order_by("slug")[:2]
    source = first.sources.get()
    return EventLink.objects.create(event=second, order=1, relation="after", to_event=first, source=source)


def _phase(rows: Rows, story: Story, source: Source, cast: list[Actor], number: int) -> Phase:
    before = rows.of(Phase)[-1] if number > 1 else None
    phase = rows.add(
        Phase(
            story=story,
            number=number,
            name=f"Step {number}",
            gist="Something stops.",
            duration="Six weeks",
            duration_days=42,
            of_text=rows.of(Text)[0],
            state="in-force" if number == 1 else "not-begun",
            state_on="2024-01-09",
            begun_on="2024-01-08" if number == 1 else "",
            not_before="2024-02-08" if number == 2 else "",
        ),
        state_sources=[source],
    )
    provision = Provision(
        story=story, slug=f"provision-{number}", phase=phase, what="Stops what it does", due="2024-06",
        short_name="What it does", amount="about 2 of 5", drawn=2, drawn_of=5,
        status="begun" if number == 1 else "not-in-force", status_on="2024-01-10",
    )  # fmt: skip
    rows.add(provision, owed_by=cast[:1], sources=[source], status_sources=[source])
    gate = Gate(
        story=story, slug=f"gate-{number}", kind="proceed", to_phase=phase, label="They agree", settled=number > 1,
        from_phase=before,
    )  # fmt: skip
    rows.add(gate, sources=[source])
    return phase


def _issue(rows: Rows, story: Story, source: Source, phases: list[Phase], number: int) -> Issue:
    issue = Issue(
        story=story, slug=f"issue-{number}", order=number, name=f"The matter of gate {number}",
        short_name=f"Gate {number}", question=f"Who keeps gate {number}?", standing="Both want it.",
    )  # fmt: skip
    return rows.add(issue, phases=phases[:1], sources=[source])


def _statement(
    rows: Rows, story: Story, source: Source, cast: list[Actor], issues: list[Issue], phases: list[Phase], number: int
) -> Statement:
    speaker, role = cast[number % len(cast)], rows.of(Role)[number % len(cast)]
    wording = ("direct", "partial", "paraphrase")[number % 3]
    lead_in = {"direct": "Asked about it, the speaker said:", "partial": "The speaker called it"}
    row = Statement(
        story=story, slug=f"statement-{number}", speaker=speaker, role=role, wording=wording,
        topic=f"gate {number}", lead_in=lead_in.get(wording, "The speaker said the gate would stay shut."),
        context="Said between two rounds.",
        when=(date(2024, 2, 1) + timedelta(days=min(number, 150))).isoformat(),
    )  # fmt: skip
    about = [cast[(number + 1) % len(cast)]]
    rows.add(row, sources=[source], issues=issues[:1], phases=phases[:1], about=about)
    if wording != "paraphrase":
        rows.add(Passage(statement=row, order=1, text=f"We hold gate number {number}"))
        rows.add(Relay(statement=row, order=1, label="Press conference"))
    return row


def _map(rows: Rows, story: Story, issues: list[Issue]) -> None:
    drawn = rows.add(
        Map(
            story=story, slug="gates", title="The gates and the yard", alternative="The gates lie around the yard.",
            credit="Outline: made up for a test.", west="10", south="50", east="11", north="50.5",
        )
    )  # fmt: skip
    yard = "10.2,50.1 10.8,50.1 10.8,50.4 10.2,50.1"
    rows.add(MapFeature(map=drawn, order=1, kind="area", label="Yard", positions=yard, issue=next(iter(issues), None)))
    rows.add(MapFeature(map=drawn, order=2, kind="place", label="Gate 1", positions="10.5,50.2", term=rows.of(Term)[0]))


def _rest(rows: Rows, story: Story, source: Source, issues: list[Issue], said: list[Statement]) -> None:
    rows.add(StateRow(story=story, slug="agreement", label="Agreement", text="None reached", on_every_page=True))
    for row in (
        KeyPoint(story=story, slug="point", sentence="There is a gate.", meaning="It is shut."),
        Background(story=story, slug="why", kind="why-it-matters", text="Two yards.", not_known="Whose they are."),
        Figure(story=story, slug="figure", label="gates", low=3, qualifier="about", unit="gates"),
        OpenQuestion(story=story, slug="open", question="Who has the key?", why="Nobody says."),
        Term(story=story, slug="gate", name="Gate", definition="A way through.", aliases="door, way"),
    ):
        rows.add(row, sources=[source])
    _map(rows, story, issues)
    for issue in issues[:1]:
        issue.agreed = "Both keep out of the yard."
        for actor in rows.of(Actor)[:2]:
            rows.add(Agreement(issue=issue, actor=actor), sources=[source])
    for issue in issues[: 1 if said else 0]:
        position = Position(
            story=story, slug="position", issue=issue, actor=said[0].speaker, sentence="Says it keeps the gate."
        )
        rows.add(position, sources=[source], statements=said[:1])
