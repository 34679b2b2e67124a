"""The cast of the tests: a story of any size that passes every check, and the people who work on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone
from hypothesis import settings

from explainer.desk.approving import approve, waiting
from explainer.desk.publishing import publish
from explainer.models import (
    Actor,
    Approval,
    Comparison,
    Event,
    Figure,
    Gate,
    Involvement,
    Issue,
    KeyPoint,
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
)

MakeStory = Callable[..., Story]
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
settings.register_profile("untimed", deadline=None)  # no test is about time: a busy machine must not fail it
settings.load_profile("untimed")


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
    story = Story.objects.create(
        slug=slug,
        title=f"The {slug} talks",
        question=f"Does the {slug} hold?",
        short_answer="Nobody can say **yet**.",
        standfirst="What is on paper, and what is not.",
        limits="One report, made up for a test.",
        as_of=as_of,
    )
    source = Source.objects.create(
        slug=f"{slug}-report", publisher="The Daily Test", byline="A. Reporter", published=as_of.isoformat(), excerpt=""
    )
    cast = [_actor(story, source, number) for number in range(actors)]
    steps = [_phase(story, source, cast, number) for number in range(1, phases + 1)]
    disputes = [_issue(story, source, steps, number) for number in range(1, issues + 1)]
    said = [_statement(story, source, cast, disputes, steps, number) for number in range(statements if cast else 0)]
    source.excerpt = "\n".join(f"“{passage.text}”" for row in said for passage in row.passages.all())
    source.save()
    for number in range(1, len(said)):
        StatementLink.objects.create(
            statement=said[number], order=1, relation="answers", to_statement=said[number - 1], source=source
        )
    for number in range(events):
        event = Event.objects.create(
            story=story, slug=f"event-{number}", title=f"Round {number} is held", body="Behind closed doors.",
            when=(date(2024, 1, 5) + timedelta(days=3 * number)).isoformat() if number < 60 else "[..2024-08-23]",
        )  # fmt: skip
        event.sources.add(source)
        event.actors.add(*cast[:2])
    _rest(story, source, cast, disputes, said, steps)
    return story


def _actor(story: Story, source: Source, number: int) -> Actor:
    slug = f"{story.slug}-side-{number}"
    actor = Actor.objects.create(slug=slug, name=f"Side {number}", kind="government", descriptor="Government")
    Role.objects.create(actor=actor, slug="speaker", title=f"Speaker {number}", held_from="2020")
    mark = f"{chr(65 + number // 26 % 26)}{chr(65 + number % 26)}"
    part = "party" if number < 2 else "mediator"
    Involvement.objects.create(story=story, actor=actor, part=part, mark=mark, order=10 * number)
    return actor


def _phase(story: Story, source: Source, cast: list[Actor], number: int) -> Phase:
    phase = Phase.objects.create(
        story=story,
        number=number,
        name=f"Step {number}",
        gist="Something stops.",
        duration="Six weeks",
        duration_days=42,
    )
    provision = Provision.objects.create(
        story=story, slug=f"provision-{number}", phase=phase, what="Stops what it does"
    )
    provision.owed_by.add(*cast[:1])
    provision.sources.add(source)
    gate = Gate.objects.create(
        story=story, slug=f"gate-{number}", kind="proceed", to_phase=phase, label="They agree", settled=number > 1,
        from_phase=Phase.objects.filter(story=story, number=number - 1).first(),
    )  # fmt: skip
    gate.sources.add(source)
    return phase


def _issue(story: Story, source: Source, phases: list[Phase], number: int) -> Issue:
    issue = Issue.objects.create(
        story=story, slug=f"issue-{number}", order=number, name=f"The matter of gate {number}",
        short_name=f"Gate {number}", question=f"Who keeps gate {number}?", standing="Both want it.",
    )  # fmt: skip
    issue.phases.add(*phases[:1])
    issue.sources.add(source)
    return issue


def _statement(
    story: Story, source: Source, cast: list[Actor], issues: list[Issue], phases: list[Phase], number: int
) -> Statement:
    speaker = cast[number % len(cast)]
    wording = ("direct", "partial", "paraphrase")[number % 3]
    lead_in = {"direct": "Asked about it, the speaker said:", "partial": "The speaker called it"}
    row = Statement.objects.create(
        story=story, slug=f"statement-{number}", speaker=speaker, role=speaker.roles.first(), wording=wording,
        topic=f"gate {number}", lead_in=lead_in.get(wording, "The speaker said the gate would stay shut."),
        context="Said between two rounds.",
        when=(date(2024, 2, 1) + timedelta(days=min(number, 150))).isoformat(),
    )  # fmt: skip
    row.sources.add(source)
    row.issues.add(*issues[:1])
    row.phases.add(*phases[:1])
    row.about.add(cast[(number + 1) % len(cast)])
    if wording != "paraphrase":
        Passage.objects.create(statement=row, order=1, text=f"We hold gate number {number}")
        Relay.objects.create(statement=row, order=1, label="Press conference")
    return row


def _rest(
    story: Story, source: Source, cast: list[Actor], issues: list[Issue], said: list[Statement], phases: list[Phase]
) -> None:
    StateRow.objects.create(story=story, slug="agreement", label="Agreement", text="None reached", on_every_page=True)
    rows = [
        KeyPoint.objects.create(story=story, slug="point", sentence="There is a gate.", meaning="It is shut."),
        Figure.objects.create(story=story, slug="figure", label="gates", low=3, qualifier="about", unit="gates"),
        OpenQuestion.objects.create(story=story, slug="open", question="Who has the key?", why="Nobody says."),
        Term.objects.create(story=story, slug="gate", name="Gate", definition="A way through.", aliases="door, way"),
    ]
    for issue in issues[: 1 if said else 0]:
        rows.append(
            Position.objects.create(
                story=story, slug="position", issue=issue, actor=said[0].speaker, sentence="Says it keeps the gate."
            )
        )
        rows[-1].statements.add(said[0])
    for row in rows:
        row.sources.add(source)


@pytest.fixture
def make_story(db: None) -> MakeStory:
    return build_story


@pytest.fixture
def truce(make_story: MakeStory) -> Story:
    """A small story at the desk, not published."""
    return make_story()


@pytest.fixture
def published(truce: Story) -> Story:
    """The same story, with edition 1 out."""
    publish(truce, note="First edition.")
    return truce


@pytest.fixture
def pair(make_story: MakeStory) -> Comparison:
    """An earlier and a later statement of Side 0 at the gate, compared at the desk; nobody has approved it."""
    story = make_story(statements=3)
    return Comparison.objects.create(
        story=story,
        slug="gates",
        issue=story.issues.get(),
        earlier=story.statements.get(slug="statement-0"),
        relation="narrows",
        later=story.statements.get(slug="statement-2"),
    )


def approved(pair: Comparison, *people: object) -> list[Approval]:
    """Let each of ``people`` approve it as it stands."""
    return [approve(pair, seen=waiting(pair).seen, by=by) for by in people]


def _member(django_user_model: type, group: str) -> object:
    user = django_user_model.objects.create_user(group, f"{group}@example.org", "a-long-enough-password", is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    return user


@pytest.fixture
def reporter(django_user_model: type, db: None) -> object:
    return _member(django_user_model, "reporter")


@pytest.fixture
def editor(django_user_model: type, db: None) -> object:
    return _member(django_user_model, "editor")


@pytest.fixture
def second_editor(django_user_model: type, editor: object) -> object:
    user = django_user_model.objects.create_user("second", password="a-long-enough-password", is_staff=True)
    user.groups.set(editor.groups.all())
    return user


@pytest.fixture
def administrator(django_user_model: type, db: None) -> object:
    return _member(django_user_model, "administrator")


@pytest.fixture
def desk(client: Client, editor: Any) -> Client:
    """An editor at the desk."""
    client.force_login(editor)
    return client


class Clock(list[datetime]):
    """The time, as the one item: what is put there is now. ``clock(hours=2)`` moves it on."""

    def __call__(self, **kwargs: int) -> datetime:
        self[0] += timedelta(**kwargs)
        return self[0]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock that stands still until it is set."""
    now = Clock([NOON])
    monkeypatch.setattr(timezone, "now", lambda: now[0])
    return now
