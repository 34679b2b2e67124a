"""What the rules will say is told where the work is: after a save, at its field, by title; and errors at the top."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from explainer.desk.compose import compose
from explainer.desk.near import SECTIONS, near, place_of
from explainer.desk.row_checks import plainly, told_of
from explainer.desk.rules.causes import _FIELDS, cause_of
from explainer.desk.rules.checks import QUESTIONS, RULES, by_rule, check
from explainer.language.nearest_words import how_it_differs
from explainer.models import Actor, Event, Issue, Passage, Position, Source, Statement, Story

from .desk_forms import change, fill_in, said


@pytest.fixture
def desk(client, reporter, make_story):
    make_story()
    client.force_login(reporter)
    return client


@pytest.fixture
def story(desk) -> Story:
    return Story.objects.get()


@pytest.fixture
def statement(story) -> Statement:
    return Statement.objects.of(story).filter(wording="direct").order_by("slug").first()


def fields(row) -> dict[str, str]:
    return {told.field: told.sentence for told in told_of(row)}


# ---- one row -------------------------------------------------------------------------------------


def test_of_a_sound_story_no_row_is_told_anything_that_stops_it(story):
    assert check(compose(story.slug)) == []
    rows = [row for model in SECTIONS for row in model._base_manager.filter(story=story)]
    assert len(rows) > 10
    assert [(row, told) for row in rows for told in told_of(row) if told.stops] == []


def test_it_is_what_the_whole_story_is_told_of_that_row(story, statement):
    statement.sources.clear()
    Statement.objects.filter(pk=statement.pk).update(
        lead_in="He claimed last week that “nobody ever said so”:", when="2999-01-01"
    )
    statement.refresh_from_db()
    whole = {rule.__name__ for rule, problem in by_rule(compose(story.slug)) if problem.at == place_of(statement)}
    told = {told.cause for told in told_of(statement) if told.stops}
    assert told == {cause_of(rule) for rule in RULES if rule.__name__ in whole}
    assert len(told) >= 4


def test_each_is_told_at_the_field_that_it_concerns(statement):
    Statement.objects.filter(pk=statement.pk).update(lead_in="He claimed this:", when="2999-01-01", tail="")
    statement.refresh_from_db()
    told = fields(statement)
    assert "carries an opinion" in told["lead_in"]
    assert "1 January 2999" in told["when"]
    statement.sources.clear()
    assert "no source" in fields(statement)["sources"]


def test_it_speaks_by_title_and_not_by_code(story, statement):
    other = Statement.objects.of(story).exclude(pk=statement.pk).first()
    sentence = f"statements/{statement.slug} rests on statements/{other.slug}, of 2024-05-31."
    told = plainly(sentence, compose(story.slug).document, place_of(statement))
    assert told == f"This rests on the statement “{other.speaker} on {other.topic}”, of 31 May 2024."
    stranger = Actor.objects.create(slug="stranger-x", name="A Stranger", kind="person")
    statement.about.add(stranger)
    (told,) = [told for told in told_of(statement) if told.field == "about"]
    assert "A Stranger" in told.sentence
    assert "stranger-x" not in told.sentence


def test_one_cause_at_one_field_is_told_once(statement):
    statement.sources.clear()
    strangers = [Actor.objects.create(slug=f"stranger-{each}", name=f"S{each}", kind="person") for each in range(3)]
    statement.about.add(*strangers)
    found = [(told.cause, told.field, told.part) for told in told_of(statement)]
    assert len(found) == len(set(found))
    assert sum(field == "about" for _cause, field, _part in found) == 1


def test_words_in_quotation_marks_are_earned_by_any_statement_of_the_story(story, statement):
    elsewhere = Passage.objects.filter(statement__story=story).exclude(statement=statement).first()
    Source.objects.update(excerpt="")
    position = Position.objects.filter(story=story).exclude(statements=elsewhere.statement).first()
    Position.objects.filter(pk=position.pk).update(sentence=f"Says “{elsewhere.text}”.")
    position.refresh_from_db()
    assert not [told for told in told_of(position) if told.cause.startswith("Quotation marks")]
    Position.objects.filter(pk=position.pk).update(sentence="Says “nobody ever said so”.")
    position.refresh_from_db()
    assert "nobody ever said so" in fields(position)["sentence"]


@pytest.mark.parametrize("model", [Statement, Event, Issue])
def test_what_a_row_costs_does_not_go_by_the_size_of_its_story(make_story, model):
    counts = []
    for size in (2, 30):
        story = make_story(slug=f"story-{size}", statements=size, events=size)
        row = model._base_manager.filter(story=story).order_by("slug").first()
        near(row)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            draft, _names = near(row)
        counts.append(len(queries))
        assert len(draft.document.statements) <= 6
    assert abs(counts[0] - counts[1]) <= 3
    assert max(counts) < 60


def test_every_rule_has_a_name_and_every_field_named_is_of_a_rule():
    rules = {rule.__name__ for rule in (*RULES, *QUESTIONS)}
    assert set(_FIELDS) <= rules
    assert all(cause_of(rule)[0].isupper() and "_" not in cause_of(rule) for rule in (*RULES, *QUESTIONS))


# ---- to the letter -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "source", "said"),
    [
        ("I'm sure we can", "He said: “I’m sure we can do it.”", "has “I’m” with a round apostrophe here"),
        ("а partial deal", "it was a partial deal then", "has “a” with a plain a here"),
        ("some 30 people came", "some 40 people came back", "has “40” where this has “30”"),
        ("the deal is dead now", "the deal is nearly dead now", "has “nearly” more after “the deal is”"),
        ("the deal is nearly dead", "the deal is dead", "has no “nearly” after “the deal is”"),
        ("an entirely other thing", "зовсім інше", "nothing in the source comes near"),
    ],
)
def test_the_nearest_right_thing_is_said(words, source, said):
    assert said in how_it_differs(words, source)


def test_it_stands_at_the_passage(desk, statement):
    source = statement.sources.first()
    Source.objects.filter(pk=source.pk).update(excerpt="He said: “I’m sure of it, and so are they.”")
    passage = statement.passages.order_by("order").first()
    Passage.objects.filter(pk=passage.pk).update(text="I'm sure of it")
    page = desk.get(change(statement)).content.decode()
    sentence = "the source has “I’m” with a round apostrophe here"
    assert sentence in page
    assert sentence in page[page.index('id="id_passages-0-text_helptext"') :].partition("</div>")[0]
    assert 'href="#id_passages-0-text"' in page


# ---- the forms -----------------------------------------------------------------------------------


def test_a_save_stands_and_says_what_stops_publication_with_the_way_to_the_field(desk, statement):
    response = fill_in(desk, change(statement), lead_in="He claimed this:", sources=[])
    statement.refresh_from_db()
    assert statement.lead_in == "He claimed this:"
    (told,) = [message for message in said(desk, response) if "can be published" in message]
    assert f'{change(statement)}#id_lead_in">Our words before the quotation' in told
    assert f'{change(statement)}#id_sources">Sources' in told
    assert f"statements/{statement.slug}" not in told


def test_a_sound_save_says_nothing_of_it(desk, statement):
    assert not [message for message in said(desk, fill_in(desk, change(statement))) if "can be published" in message]


def test_the_form_tells_it_at_the_top_and_at_the_field(desk, statement):
    Statement.objects.filter(pk=statement.pk).update(lead_in="He claimed <b>this</b>:")
    page = desk.get(change(statement)).content.decode()
    assert "Before it can be published" in page
    assert '<a href="#id_lead_in">Our words before the quotation</a>' in page
    assert "carries an opinion" in page[page.index('id="id_lead_in_helptext"') :].partition("</div>")[0]


def test_errors_are_listed_at_the_top_with_the_way_to_each_field(desk, statement):
    response = fill_in(desk, change(statement), topic="", when="soon", **{"passages-0-text": "“Marked.”"})
    page = response.content.decode()
    top = page[page.index('id="desk-errors"') :].partition("</section>")[0]
    assert "3 things to put right; nothing was saved" in top
    assert '<a href="#id_topic">Topic</a>' in top
    assert '<a href="#id_when">When</a>' in top
    assert '<a href="#id_passages-0-text">Passage 1, text</a>' in top
    assert "autofocus" in top.partition(">")[0]


def test_errors_of_all_the_parts_lead_to_them(desk, statement):
    page = fill_in(desk, change(statement), wording="paraphrase", tail="").content.decode()
    assert '<a href="#passages-heading">Passages</a>: A paraphrase is in our words only' in page


def test_the_storys_list_says_each_cause_once_with_its_places_by_title(desk, story):
    for row in Statement.objects.of(story):
        row.sources.clear()
    page = desk.get(change(story)).content.decode()
    assert page.count("<b>Everything has a source</b>") == 1
    row = Statement.objects.of(story).first()
    assert f"“{row}”: This has no source" in page
    assert f'href="{change(row)}#id_sources"' in page
    assert f"statements/{row.slug} has no source" not in page
