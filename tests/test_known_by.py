"""What was known by a date follows the sources' dates, and is never mixed with what this site said."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from explainer.desk.compose import compose
from explainer.edition import document as shape
from explainer.models import (
    Event,
    Figure,
    Gate,
    KeyPoint,
    OpenQuestion,
    Position,
    Provision,
    Source,
    Statement,
    StatementLink,
    StateRow,
)
from explainer.story import known_by as module
from explainer.story.indexes import StoryIndex
from explainer.story.known_by import known_by

from .crawl import text_of
from .publish import publish


@pytest.fixture
def two_sources(make_story):
    """The truce, with its second statement known only from a later report."""
    story = make_story(statements=4, events=2)
    Source.objects.update(published="2024-08-10")
    later = Source.objects.create(slug="later", publisher="The Late Test", published="2024-08-20")
    row = Statement.objects.get(slug="statement-2")
    row.sources.set([later])
    return story


def index_of(slug: str) -> StoryIndex:
    return StoryIndex(compose(slug).document)


def test_everything_is_known_by_the_day_the_last_source_came_out(two_sources):
    whole = index_of("truce")
    assert known_by(whole, date(2024, 8, 23)) is whole
    known = known_by(whole, date(2024, 8, 20))
    assert known.story.state == [], "it is of the edition, and rests on nothing"
    known = StoryIndex(replace(known.story, state=whole.story.state))
    assert replace(known.story, **dict.fromkeys(("as_of", "short_answer", "standfirst"), "")) == replace(
        whole.story, **dict.fromkeys(("as_of", "short_answer", "standfirst"), "")
    )
    assert known.story.as_of == "2024-08-20"
    assert known_by(whole, date(2030, 1, 1)) is whole


def test_what_a_later_source_says_is_not_known_before(two_sources):
    index = known_by(index_of("truce"), date(2024, 8, 19))
    assert [row.slug for row in index.statements] == ["statement-0", "statement-1", "statement-3"]
    assert not [link for row in index.statements for link in row.links if link.to_statement is None]


def test_nothing_is_known_before_the_first_source(two_sources):
    index = known_by(index_of("truce"), date(2024, 8, 9))
    assert (index.statements, index.events, index.positions) == ([], [], [])
    assert index.phases, "the framework keeps its shape"


@pytest.mark.parametrize(
    ("published", "day", "known"), [("2024-08", 30, False), ("2024-08", 31, True), ("", 31, False)]
)
def test_a_vague_source_is_known_when_it_is_sure_to_be_out(two_sources, published, day, known):
    Source.objects.filter(slug="later").update(published=published)
    index = known_by(index_of("truce"), date(2024, 8, day))
    assert ("statement-2" in index.statement) == known


def test_a_position_without_known_evidence_is_a_gap(two_sources):
    position = Position.objects.get()
    position.statements.set(Statement.objects.filter(slug="statement-2"))
    position.sources.set(Source.objects.filter(slug="later"))
    assert known_by(index_of("truce"), date(2024, 8, 19)).positions == []


def test_a_position_with_a_known_report_stays_without_the_words_that_are_not_known(two_sources):
    Position.objects.get().statements.set(Statement.objects.filter(slug="statement-2"))
    (position,) = known_by(index_of("truce"), date(2024, 8, 19)).story.positions
    assert (position.statements, position.sources) == ([], ["truce-report"])


def test_no_evidence_is_shown_that_was_not_out(two_sources):
    late, later = Statement.objects.get(slug="statement-2"), Source.objects.get(slug="later")
    kinds = (KeyPoint, Figure, Gate, Provision, Position)
    StateRow.objects.get().sources.set(Source.objects.filter(slug="truce-report"))
    for row in [row for kind in (*kinds, Event) for row in kind.objects.all()]:
        row.sources.add(later)
        if type(row) in kinds:
            row.statements.add(late)
    whole = index_of("truce")
    index = known_by(whole, date(2024, 8, 19))
    assert {at.partition("/")[0] for at, row in shape.rows(whole.story) if "later" in getattr(row, "sources", ())} == {
        "statements", "events", "positions", "phases", "gates", "key-points", "figures",
    }  # fmt: skip
    assert [at for at, _row in shape.rows(index.story)] == [
        at for at, row in shape.rows(whole.story) if "statement-2" not in (getattr(row, "slug", ""), *_ends(row))
    ]
    for at, row in shape.rows(index.story):
        assert "later" not in getattr(row, "sources", ()), at
        assert "statement-2" not in getattr(row, "statements", ()), at


def test_what_became_of_a_statement_was_not_known_before_it_was_reported(two_sources):
    document = compose("truce").document
    first, *rest = document.statements
    told = {"kind": "disputed", "when": "2024-08-19", "sentence": "It is denied."}
    late, both = (
        shape.Caveat(**told, statements=[], sources=["later"]),
        shape.Caveat(**told, statements=["statement-1", "statement-2"], sources=["later"]),
    )
    check = shape.Verification(by="A. Reader", checked_on="2024-09-01", against="copy", source="later")
    near = shape.Around(passage=1, preceding="It is late. ", following="", source="later")
    said = replace(first, caveats=[late, both], verifications=[check], around=[near], sources=["truce-report", "later"])
    whole = StoryIndex(replace(document, statements=[said, *rest]))
    known = known_by(whole, date(2024, 8, 19)).story.statements[0]
    assert [(each.statements, each.sources) for each in known.caveats] == [(["statement-1"], [])]
    assert (known.verifications, known.around) == ([], [])


@pytest.mark.parametrize("page", ["timeline", "statements", "positions"])
def test_a_question_was_open_until_the_evidence_for_its_answer_was_out(two_sources, client, page):
    question = OpenQuestion.objects.get()
    question.ended, question.ended_on, question.answer = "answered", "2024-08-20", "The **warden** has it."
    question.save()
    question.answer_statements.add(Statement.objects.get(slug="statement-2"))
    question.answer_sources.add(Source.objects.get(slug="later"))
    whole = index_of("truce")
    assert whole.open_questions == []
    (known,) = known_by(whole, date(2024, 8, 19)).open_questions
    assert (known.value.ended, known.value.ended_on, known.value.answer) == ("", "", "")
    question.answer_sources.add(Source.objects.get(slug="truce-report"))
    assert known_by(index_of("truce"), date(2024, 8, 19)).ended_questions == [], "the answer may be from later"
    question.answer_statements.clear()
    question.answer_sources.set(Source.objects.filter(slug="truce-report"))
    assert known_by(index_of("truce"), date(2024, 8, 19)).ended_questions == [], "it ended on the day after"
    OpenQuestion.objects.update(ended_on="2024-08-19")
    (ended,) = known_by(index_of("truce"), date(2024, 8, 19)).ended_questions
    assert ([source.slug for source in ended.sources], ended.statements) == (["truce-report"], [])
    publish(two_sources, note="")
    assert client.get(f"/truce/{page}/?known_by=2024-08-19").status_code == 200


def _ends(row: object) -> tuple[str, str]:
    """The statements that a link leads from and to; none of another row."""
    return getattr(row, "statement", ""), getattr(row, "to_statement", "")


def test_a_link_waits_for_the_report_of_the_event_that_it_leads_to(two_sources):
    event = Event.objects.get(slug="event-0")
    event.sources.set(Source.objects.filter(slug="later"))
    StatementLink.objects.create(
        statement=Statement.objects.get(slug="statement-0"), order=1, relation="answers", to_event=event,
        source=Source.objects.get(slug="truce-report"),
    )  # fmt: skip
    for day, links in ((19, []), (20, ["event-0"])):
        index = known_by(index_of("truce"), date(2024, 8, day))
        assert [link.value.to_event for link in index.statement["statement-0"].links] == links


def test_a_link_waits_for_the_report_that_draws_it(two_sources):
    link = StatementLink.objects.filter(statement__slug="statement-1")
    link.update(source=Source.objects.get(slug="later"))
    for day, links in ((19, []), (20, ["statement-0"])):
        index = known_by(index_of("truce"), date(2024, 8, day))
        assert [link.value.to_statement for link in index.statement["statement-1"].links] == links


@pytest.mark.parametrize(
    ("earlier", "later", "known"), [("0", "1", True), ("0", "2", False), ("2", "3", False), ("2", "2", False)]
)
def test_two_statements_are_compared_once_both_are_known(two_sources, earlier, later, known):
    pair = shape.Comparison(
        slug="pair", issue="issue-1", earlier=f"statement-{earlier}", relation="adds-to", later=f"statement-{later}",
        approved_on="2024-08-21",
    )  # fmt: skip
    whole = StoryIndex(replace(compose("truce").document, comparisons=[pair]))
    assert bool(known_by(whole, date(2024, 8, 19)).story.comparisons) == known
    assert known_by(whole, date(2024, 8, 20)).story.comparisons == [pair]


@pytest.mark.parametrize("page", ["timeline", "statements", "positions"])
def test_the_page_says_so_and_leads_to_the_other_clock(two_sources, client, page):
    publish(two_sources, note="")
    body = text_of(client.get(f"/truce/{page}/?known_by=2024-08-19").content)
    assert "Only what was known on 19 August 2024." in body
    assert 'href="/truce/changes/">versions</a>' in body
    assert "That is what our sources had published by then." not in text_of(client.get(f"/truce/{page}/").content)
    nothing = text_of(client.get(f"/truce/{page}/?known_by=2000-01-01").content)
    for tab in ("timeline", "statements", "issues", "sources"):
        assert f'href="/truce/{tab}/"' in nothing, "every way on stays"
    for odd in ("2024-02-30", "x", "2024-W01", "99999-01-01", "0", ""):
        response = client.get(f"/truce/{page}/?known_by={odd}")
        assert response.status_code in (302, 200)
        assert response.get("Location", f"/truce/{page}/") in (f"/truce/{page}/", f"/truce/{page}/?known_by=2024-01-01")


def test_filters_carry_the_date_along(two_sources, client):
    publish(two_sources, note="")
    body = client.get("/truce/statements/?known_by=2024-08-19").content.decode()
    assert "/truce/statements/side/truce-side-0/?known_by=2024-08-19" in body
    assert body.count('<article class="st"') == 3
    assert client.get("/truce/statements/?known_by=2024-08-19&side=truce-side-0").status_code == 302


def test_what_is_kept_of_days_is_bounded_in_bytes(two_sources, settings):
    whole, days = index_of("truce"), [date(2024, 8, 9), date(2024, 8, 19)]
    module._kept.clear()
    assert known_by(whole, days[0]) is known_by(whole, days[0])
    known_by(whole, days[1])
    assert len(module._kept) == 2
    settings.READING_BYTES = 1
    module._kept.clear()
    for day in days:
        known_by(whole, day)
    assert len(module._kept) == 1
