"""What rests on later sources is shown as of no earlier day: neither our words, nor what became of an event."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import RequestFactory
from django.urls import resolve
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from explainer.edition import document as shape
from explainer.models import Actor, Event, Issue, Position, Source, Statement, Story
from explainer.pages.views import lists, story
from explainer.pages.views.answers import Address
from explainer.reading import readings
from explainer.reading.copies import Preview
from explainer.story.indexes import StoryIndex
from explainer.story.known_by import known_by

from .crawl import text_of
from .publish import publish, publish_translation
from .test_document import FIRST
from .translate import translate

FIRST_STORY = shape.thaw(FIRST.read_text(encoding="utf-8"))
VIEWS = {"timeline": lists.timeline, "statements": lists.statements, "positions": story.positions}
PAGES = tuple(VIEWS)
DAYS = [f"2024-08-{day:02}" for day in range(10, 16)]


class Then(Preview):
    """A story, and what its readers read at the end of any day."""

    def current_on(self, day: date) -> StoryIndex | None:
        return self.older

    older: StoryIndex | None = None


def shown(today: shape.Document, older: shape.Document | None, day: str, page: str) -> str:
    """The text of a page of ``today``, as known by ``day``."""
    reading = Then(StoryIndex(today))
    object.__setattr__(reading, "older", StoryIndex(older) if older else None)
    path = f"/preview/{today.slug}/{page}/"
    request = RequestFactory().get(path, {"known_by": day})
    request.resolver_match = resolve(path)
    response = VIEWS[page](Address(request), reading)
    assert response.status_code == 200
    return text_of(response.content)


# ---- any story -----------------------------------------------------------------------------------


@st.composite
def editions(draw: Any) -> tuple[shape.Document, shape.Document, dict[str, set[str]]]:
    """A story today and in an older edition, and for each of its words the sources that it came from: of each row our
    words have one of their own in each edition."""
    source = FIRST_STORY.sources[0]
    published = {f"s{number}": draw(st.sampled_from(DAYS)) for number in range(4)}
    cited = st.lists(st.sampled_from(sorted(published)), min_size=1, max_size=3, unique=True)
    came_from: dict[str, set[str]] = {}
    people, issues = FIRST_STORY.actors[:3], FIRST_STORY.issues[:2]
    people = [replace(each, affiliation=None, side=each.slug, group=None, described_in=None) for each in people]

    def edition(name: str) -> shape.Document:
        told: dict[str, list[str]] = {}

        def words(of: str, sources: list[str]) -> str:
            word = f"{of}x{name}x"
            came_from[word] = set(sources)
            return word

        statements = []
        for number in range(3):
            told[f"said-{number}"] = sources = draw(cited)
            like = next(each for each in FIRST_STORY.statements if each.wording == "paraphrase")
            caveat = draw(cited)
            caveats = [
                shape.Caveat(
                    kind="disputed", when="2024-08-10", sentence=words(f"caveat{number}", caveat),
                    statements=[], sources=caveat,
                )
            ]  # fmt: skip
            row = replace(
                like, slug=f"said-{number}", speaker=people[0].slug, lead_in=words(f"lead{number}", sources),
                topic="it", context=words(f"context{number}", sources), when=draw(st.sampled_from(DAYS)),
                sources=sources, issues=[issues[0].slug], caveats=caveats if draw(st.booleans()) else [],
                texts=[], about=[], relays=[], medium=None, addressee=None, role=None, phases=[], note="",
            )  # fmt: skip
            statements.append(row)
        events = []
        for number in range(3):
            sources = draw(cited)
            dates = [
                shape.EarlierDate(
                    when=draw(st.sampled_from(DAYS)), when_reported="", set_on="", set_by=None, sources=draw(cited)
                )
                for _each in range(draw(st.integers(0, 1)))
            ]
            rests = [*sources, *(each for was in dates for each in was.sources)]
            row = replace(
                FIRST_STORY.events[0], slug=f"event-{number}", title=words(f"title{number}", rests), sources=sources,
                body=words(f"body{number}", rests), condition=words(f"condition{number}", rests), dates=dates,
                status=draw(st.sampled_from(["happened", "expected", "cancelled", "not-known"])), set_by=None,
                when=draw(st.sampled_from(DAYS)), set_on=draw(st.sampled_from(["", *DAYS])), phase=None,
                issues=[issues[1].slug], actors=[people[1].slug], order_in_day=0, when_reported="", when_note="",
            )  # fmt: skip
            events.append(row)
        positions = []
        for number, issue in enumerate(issues):
            sources, said = draw(cited), draw(st.lists(st.sampled_from(sorted(told)), max_size=2, unique=True))
            positions.append(
                shape.Position(
                    slug=f"position-{number}", issue=issue.slug, actor=people[0].slug, statements=said, sources=sources,
                    sentence=words(f"position{number}", sources),
                )
            )  # fmt: skip
        framed = []
        for number, issue in enumerate(issues):
            sources = draw(cited)
            framed.append(
                replace(
                    issue, question=words(f"question{number}", sources), standing=words(f"standing{number}", sources),
                    sources=sources, phases=[], agreed="", agreed_by=[],
                )
            )  # fmt: skip
        bare: dict[str, Any] = {name: [] for name in shape.SECTIONS}
        rows = [replace(source, slug=slug, published=day) for slug, day in published.items()]
        parts = {"statements": statements, "events": events, "positions": positions, "issues": framed}
        return replace(FIRST_STORY, **bare | parts | {"sources": rows, "actors": people})

    older, today = edition("then"), edition("now")
    return today, older, {word: {published[each] for each in sources} for word, sources in came_from.items()}


@settings(max_examples=25)  # three pages each
@given(editions(), st.sampled_from(DAYS), st.booleans())
def test_nothing_on_a_page_known_by_a_day_came_later(told, day, has_older):
    today, older, came_from = told
    later = [word for word, days in came_from.items() if max(days) > day]
    document = shape.freeze(known_by(StoryIndex(today), date.fromisoformat(day), StoryIndex(older)).story)
    assert not [word for word in later if word in document]
    for page in PAGES:
        text = shown(today, older if has_older else None, day, page)
        assert not [word for word in later if word in text]


@given(editions(), st.sampled_from(DAYS))
def test_no_event_reads_as_past_that_no_source_could_tell_of(told, day):
    today, older, _came_from = told
    known = known_by(StoryIndex(today), date.fromisoformat(day), StoryIndex(older))
    published = {source.slug: source.published for source in today.sources}
    for event in known.events:
        assert all(published[source.slug] <= day for source in event.sources)
        if event.status in ("happened", "not-known"):
            assert event.value.when <= day
            assert any(event.value.when <= published[source.slug] for source in event.sources)


# ---- each fault by itself ------------------------------------------------------------------------

EARLY, AUTUMN, LATE = "2024-08-10", "2024-08-30", "2024-12-10"


@pytest.fixture
def told(make_story: Any, clock: Any) -> Story:
    """The truce, of which one source was out in August, when it was published, and another in December."""
    clock[0] = datetime(2024, 8, 20, 12, tzinfo=UTC)
    story = make_story(statements=3)
    Source.objects.update(published=EARLY)
    Source.objects.create(slug="later", publisher="The Late Test", published=LATE)
    return story


def in_december(story: Story, clock: Any) -> None:
    clock[0] = datetime(2024, 12, 11, 12, tzinfo=UTC)
    story.as_of = date(2024, 12, 11)
    story.save()
    publish(story, note="")


def page_of(client: Any, page: str, day: str = AUTUMN) -> str:
    return text_of(client.get(f"/truce/{page}/?known_by={day}").content)


def rewritten(sentence: str, *slugs: str) -> None:
    position = Position.objects.get()
    position.sentence = sentence
    position.save()
    position.statements.clear()
    position.sources.set(Source.objects.filter(slug__in=slugs))


@pytest.mark.parametrize("page", ["positions", "positions of two"])
def test_a_position_written_in_december_does_not_stand_under_august(told, clock, client, page):
    rewritten("Says it gave the yard away.", "truce-report", "later")
    in_december(told, clock)
    page = "/truce/positions/?" + ("" if page == "positions" else "actors=truce-side-0,truce-side-1&")
    text = text_of(client.get(f"{page}known_by={AUTUMN}").content)
    assert "Says it gave the yard away." not in text
    assert "Our sentence is from later." in text
    assert 'href="/truce/issues/issue-1/">As it is told now</a>' in text
    assert "The Daily Test" in text
    assert "Says it gave the yard away." in text_of(client.get(f"{page}known_by={LATE}").content)


def test_the_sentence_of_the_edition_of_that_day_stands_if_its_evidence_was_out(told, clock, client):
    publish(told, note="")
    rewritten("Says it gave the yard away.", "truce-report", "later")
    in_december(told, clock)
    text = page_of(client, "positions")
    assert "Says it keeps the" in text
    assert "from later" not in text
    assert "Says it keeps" not in page_of(client, "positions", "2024-08-19"), "version 1 was not out"
    assert "Our sentence is from later." in page_of(client, "positions", "2024-08-19")


def test_an_edition_lends_no_sentence_that_was_put_right_since(told, clock, client):
    publish(told, note="")
    rewritten("Says it gave the yard away.", "truce-report", "later")
    clock[0] = datetime(2024, 12, 11, 12, tzinfo=UTC)
    told.as_of = date(2024, 12, 11)
    told.save()
    publish(told, note="It never said so.", kind="correction")
    text = page_of(client, "positions")
    assert "Says it keeps the" not in text
    assert "Our sentence is from later." in text


def test_a_translation_lends_only_what_it_translated_of_what_was_current(told, clock):
    publish(told, note="")
    publish_translation(translate(told, "ar"), note="")
    day = date(2024, 8, 30)
    with override("ar"):
        assert readings.current("truce").lent_on(day)[0]
    rewritten("Says it gave the yard away.", "truce-report")
    publish(told, note="")
    with override("ar"):
        assert readings.current("truce").lent_on(day) == (None, frozenset())


def test_an_edition_lends_no_sentence_of_which_some_evidence_may_not_have_been_out(told, clock, client):
    vague = Source.objects.create(slug="vague", publisher="The Vague Test", published="2024-08")
    Position.objects.get().sources.add(vague)
    publish(told, note="")
    rewritten("Says it gave the yard away.", "truce-report", "later")
    in_december(told, clock)
    assert "Says it keeps the" not in page_of(client, "positions", AUTUMN)
    assert "Says it keeps the" in page_of(client, "positions", "2024-08-31")


def test_there_was_a_position_though_today_s_rests_on_later_reports_alone(told, clock, client):
    early = Source.objects.create(slug="once", publisher="The Early Test", published=EARLY)
    position = Position.objects.get()
    position.statements.clear()
    position.sources.set([early])
    publish(told, note="")
    rewritten("Says it gave the yard away.", "later")
    in_december(told, clock)
    assert "once" not in [source.slug for source in readings.current("truce").story.sources]
    text = page_of(client, "positions")
    assert "Says it keeps the" in text
    assert "The Early Test" in text
    gaps = page_of(client, "positions", LATE).count("No position in our sources")
    assert text.count("No position in our sources") == gaps, "there was a position"
    assert "Says it keeps" not in page_of(client, "positions", "2024-08-19")


def test_a_withdrawn_edition_lends_no_words(told, clock, client):
    edition = publish(told, note="")
    rewritten("Says it gave the yard away.", "truce-report", "later")
    in_december(told, clock)
    edition.withdrawn_at, edition.withdrawn_because = clock[0], "It was wrong."
    edition.save()
    assert "Says it keeps the" not in page_of(client, "positions")


HEARING: dict[str, Any] = {"title": "The court hears both", "body": "It lasted all day.", "condition": "If it sits."}


def hearing(*slugs: str, when: str = "2024-11-05", status: str = "happened") -> None:
    said = HEARING | {"condition": HEARING["condition"] if status == "expected" else ""}
    Event.objects.filter(slug="event-0").update(**said | {"when": when, "status": status})
    Event.objects.get(slug="event-0").sources.set(Source.objects.filter(slug__in=slugs))


def test_a_hearing_does_not_read_as_held_before_it_was(told, clock, client):
    hearing("truce-report", "later")
    in_december(told, clock)
    text = page_of(client, "timeline")
    assert not [words for words in HEARING.values() if words in text]
    assert "An event" in text
    assert "Expected" in text
    assert 'href="/truce/events/event-0/">As it is told now</a>' in text
    now = page_of(client, "timeline", LATE)
    assert HEARING["title"] in now


def test_nobody_who_wrote_before_it_can_say_that_it_was_held(told, clock, client):
    hearing("truce-report")
    in_december(told, clock)
    for day in (AUTUMN, "2024-11-06"):
        text = page_of(client, "timeline", day)
        assert HEARING["body"] not in text
        assert "Our sentence is from later." in text


def test_it_was_expected_in_the_words_of_the_edition_of_that_day(told, clock, client):
    hearing("truce-report", status="expected")
    Event.objects.filter(slug="event-0").update(title="The court is to hear both", condition="", body="")
    publish(told, note="")
    hearing("truce-report", "later")
    in_december(told, clock)
    text = page_of(client, "timeline")
    assert "The court is to hear both" in text
    assert "Expected, not confirmed" in text
    assert HEARING["body"] not in text


@pytest.mark.parametrize("status", ["cancelled", "not-known"])
def test_what_became_of_an_event_is_told_by_who_could_tell(told, clock, client, status):
    hearing("truce-report", "later", status=status)
    in_december(told, clock)
    (event,) = [row for row in known_by(readings.current("truce").index, date(2024, 8, 30)).events if row.later]
    assert (event.slug, event.status) == ("event-0", "expected")


def test_an_issue_settled_in_december_was_not_settled_in_august(told, clock, client):
    Issue.objects.update(standing="They settled it.", question="Who kept the gate?", status="settled")
    Issue.objects.get().sources.add(Source.objects.get(slug="later"))
    in_december(told, clock)
    index = known_by(readings.current("truce").index, date(2024, 8, 30))
    assert (index.issues[0].value.status, index.issues[0].value.standing) == ("", "")
    assert "Who kept the gate?" not in page_of(client, "positions")
    assert "Who kept the gate?" in page_of(client, "positions", LATE)


def test_an_issue_that_is_dated_as_settled_later_was_not(told, clock):
    Issue.objects.update(standing="They settled it.", status="settled", status_on="2024-12-04")
    in_december(told, clock)
    assert known_by(readings.current("truce").index, date(2024, 8, 30)).issues[0].value.status == ""


def test_our_words_around_a_statement_are_from_when_all_its_reports_were_out(told, clock, client):
    row = Statement.objects.get(slug="statement-2")
    row.lead_in, row.context = "The speaker said later that it was open.", ""
    row.save()
    row.sources.add(Source.objects.get(slug="later"))
    in_december(told, clock)
    for page in ("statements", "timeline"):
        text = page_of(client, page)
        assert "said later that it was open" not in text
        assert 'href="/truce/statements/statement-2/">As it is told now</a>' in text


def test_as_of_is_no_later_than_the_day(told, clock, client):
    in_december(told, clock)
    hearing("later")
    publish(told, note="")
    assert "As of" in page_of(client, "timeline")
    assert known_by(readings.current("truce").index, date(2024, 8, 30)).story.as_of == AUTUMN


def test_a_role_of_later_and_a_description_of_later_are_not_told(told, clock):
    actor = Actor.objects.get(slug="truce-side-0")
    actor.roles.create(slug="head", title="Head of the gate", held_from="2024-12-01")
    actor.roles.update(held_to="2024-11-30") if not actor.roles.filter(held_from="") else None
    actor.descriptor, actor.described_in = "Former government", Source.objects.get(slug="later")
    actor.save()
    in_december(told, clock)
    row = known_by(readings.current("truce").index, date(2024, 8, 30)).actor["truce-side-0"].value
    assert ([role.slug for role in row.roles], row.descriptor) == (["speaker"], "")
    assert row.roles[0].held_to == ""


@pytest.mark.parametrize("prefix", ["", "/ar", "/he"])
@pytest.mark.parametrize("edition", ["", "editions/1/"])
@pytest.mark.parametrize("page", PAGES)
def test_a_year_before_1000_is_no_day(published, client, prefix, edition, page):
    for day in ("0001-01-01", "0999-12-31"):
        response = client.get(f"{prefix}/truce/{edition}{page}/?known_by={day}")
        assert (response.status_code, response["Location"].endswith(f"/truce/{edition}{page}/")) == (302, True)
    assert client.get(f"/truce/{edition}{page}/?known_by=1000-01-01").status_code == 200


def test_an_older_edition_is_looked_up_once_and_only_for_a_day(told, clock, client, django_assert_num_queries):
    publish(told, note="")
    in_december(told, clock)
    readings._indexes.clear()
    client.get("/truce/positions/")
    with django_assert_num_queries(1):
        readings.current("truce")
    reading = readings.current("truce")
    with django_assert_num_queries(2):  # that, and what was put right, which the page asks for anyway
        reading.lent_on(date(2024, 8, 30))
