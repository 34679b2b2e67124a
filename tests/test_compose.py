"""Desk rows → document: at one price whatever the size, and always in the same order."""

from __future__ import annotations

from datetime import date

import pytest
from django.apps import apps

from explainer.desk.citations import CITING, PARTS
from explainer.desk.compose import compose
from explainer.desk.rules.checks import check
from explainer.edition import document as shape
from explainer.language.dates import parse
from explainer.models import (
    Actor,
    Agreement,
    Caveat,
    Event,
    Figure,
    Gate,
    Involvement,
    Issue,
    Phase,
    Role,
    Source,
    Statement,
    Story,
    Term,
)

from .stories import link_events

COMPOSE_QUERIES = 36


# ---- cost ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [2, 60])
def test_composing_a_story_costs_the_same_whatever_its_size(make_story, django_assert_num_queries, size):
    story = make_story(statements=size, events=size, actors=size, phases=min(size, 6), issues=size)
    for said in story.statements.all():
        Caveat.objects.create(statement=said, kind="disputed", when="2024-03-01", sentence="The minutes lack it.")
    with django_assert_num_queries(COMPOSE_QUERIES):
        compose("truce")


def test_composing_costs_the_same_however_long_the_chains_of_affiliation(truce, django_assert_num_queries):
    above = Actor.objects.get(slug="truce-side-0")
    for number in range(12):
        above = Actor.objects.create(slug=f"aide-{number}", name=f"Aide {number}", kind="person", affiliation=above)
        Involvement.objects.create(story=truce, actor=above, part="party", mark="AA", order=100 + number)
    with django_assert_num_queries(COMPOSE_QUERIES):
        story = compose("truce").document
    assert {row.side for row in story.actors if row.slug.startswith("aide")} == {"truce-side-0"}


def test_composing_costs_the_same_whatever_else_is_at_the_desk(make_story, django_assert_num_queries):
    for slug in ("truce", "ceasefire", "border"):
        make_story(slug, statements=8, actors=4)
    with django_assert_num_queries(COMPOSE_QUERIES):
        compose("truce")


def test_all_that_cites_is_asked_for_at_once():
    models = apps.get_app_config("explainer").get_models()
    assert {*CITING, *PARTS} == {model for model in models if model._meta.many_to_many}


# ---- the same desk gives the same document ---------------------------------------------------------


def test_the_order_in_which_rows_were_made_does_not_show(truce):
    before = compose("truce").document
    for model in (Statement, Event, Figure, Gate, Term, Issue):
        for row in model.objects.of(truce):
            sources = list(row.sources.all())
            row.sources.clear()
            row.sources.add(*reversed(sources))
    source = Source.objects.get()
    statement = Statement.objects.get(slug="statement-0")
    links, passages = list(statement.links_in.all()), list(statement.passages.all())
    for row in (*links, *passages):
        type(row).objects.filter(pk=row.pk).delete()
        row.pk = None
        row.save()
    assert shape.freeze(compose("truce").document) == shape.freeze(before)
    assert [row.slug for row in before.sources] == [source.slug]


def test_two_desks_with_the_same_rows_give_the_same_bytes(make_story):
    def frozen() -> str:
        return shape.freeze(compose("truce").document)

    make_story(statements=9, events=5, actors=3)
    first = frozen()
    Story.objects.get().delete()
    Actor.objects.all().delete()
    Source.objects.all().delete()
    make_story("another")  # moves every number of the database on
    make_story(statements=9, events=5, actors=3)
    assert frozen() == first


def test_order_does_not_depend_on_the_language_of_the_database(truce):
    source = Source.objects.get()
    for slug in ("a-b", "ab", "a-c", "aa"):
        Term.objects.create(story=truce, slug=slug, name=slug.upper(), definition="A word.").sources.add(source)
        Figure.objects.create(story=truce, slug=slug, label=slug, low=1, unit="keys").sources.add(source)
    story = compose("truce").document
    assert [row.slug for row in story.terms] == ["a-b", "a-c", "aa", "ab", "gate"]
    assert [row.slug for row in story.figures] == ["a-b", "a-c", "aa", "ab", "figure"]


def test_terms_stand_in_the_order_of_the_alphabet_whatever_their_case(truce):
    for name in ("zone", "Corridor", "IDF", "keys"):
        Term.objects.create(story=truce, slug=name.lower(), name=name, definition="A word.")
    assert [row.name for row in compose("truce").document.terms] == ["Corridor", "Gate", "IDF", "keys", "zone"]


def test_statements_and_events_stand_in_the_order_of_their_dates(make_story):
    make_story(statements=5, events=0)
    for number, (when, place) in enumerate(
        [("2024-03", 0), ("2024-03-01", 2), ("2024-03-01", 1), ("", 0), ("[..2024-02-01]", 0)]
    ):
        Statement.objects.filter(slug=f"statement-{number}").update(when=when, order_in_day=place)
    found = [row.slug for row in compose("truce").document.statements]
    assert found == ["statement-4", "statement-2", "statement-1", "statement-0", "statement-3"]


def test_a_date_that_cannot_be_read_stands_last_and_is_named_by_the_checks(truce):
    Statement.objects.filter(slug="statement-0").update(when="some day")
    draft = compose("truce")
    assert [row.slug for row in draft.document.statements] == ["statement-1", "statement-0"]
    assert any("some day" in problem.sentence for problem in check(draft))


def test_sources_stand_in_the_order_in_which_they_were_published(truce):
    cited = Statement.objects.get(slug="statement-0").sources
    for slug, published in (("undated", ""), ("later", "2024-08-24"), ("earlier", "2024-06")):
        cited.add(Source.objects.create(slug=slug, publisher="Another", published=published))
    assert [row.slug for row in compose("truce").document.sources] == ["earlier", "truce-report", "later", "undated"]


# ---- what is in it -------------------------------------------------------------------------------


def test_a_whole_story_is_composed_with_nothing_left_out(truce):
    link_events(truce)
    story = compose("truce").document
    assert [section for section in shape.SECTIONS if not getattr(story, section)] == ["comparisons", "tombstones"]
    assert (story.slug, story.as_of, story.schema) == ("truce", "2024-08-23", shape.SCHEMA)
    assert check(compose("truce")) == []


def test_only_what_the_story_cites_is_in_it(make_story):
    make_story()
    make_story("another")
    Source.objects.create(slug="uncited", publisher="Nobody")
    story = compose("truce").document
    assert [row.slug for row in story.sources] == ["truce-report"]
    assert not [place for place, _row in shape.rows(story) if "another" in place]


def test_a_source_is_in_it_wherever_it_is_cited(truce):
    rows = {
        "phase": truce.phases.first(),
        "provision": truce.phases.first().provisions.first(),
        "state": truce.staterows.first(),
        "term": truce.terms.first(),
        "gate": truce.gates.first(),
    }
    for slug, row in rows.items():
        row.sources.add(Source.objects.create(slug=slug, publisher="Another"))
    link = Statement.objects.get(slug="statement-1").links.get()
    link.source = Source.objects.create(slug="link", publisher="Another")
    link.save()
    Actor.objects.filter(slug="truce-side-0").update(described_in=Source.objects.create(slug="actor", publisher="X"))
    one = Agreement.objects.get(actor__slug="truce-side-0")
    one.sources.add(Source.objects.create(slug="agreement", publisher="Another"))
    truce.openquestions.get().answer_sources.add(Source.objects.create(slug="answer", publisher="Another"))
    caveat = Caveat.objects.create(
        statement=link.statement, kind="disputed", when="2024-03-01", sentence="It is denied."
    )
    caveat.sources.add(Source.objects.create(slug="caveat", publisher="Another"))
    assert {*rows, "link", "actor", "agreement", "answer", "caveat"} <= {
        row.slug for row in compose("truce").document.sources
    }


def test_the_saved_excerpt_of_a_source_is_never_in_the_document(truce):
    Source.objects.update(excerpt="The words nobody may see. So it is. We hold gate number 0. We hold gate number 1.")
    draft = compose("truce")
    assert "nobody may see" not in shape.freeze(draft.document)
    assert "nobody may see" in draft.excerpts["truce-report"]


def test_a_statement_is_checked_when_all_its_words_are_in_the_excerpt_of_a_source(truce):
    def checked() -> list[bool]:
        return [row.checked for row in compose("truce").document.statements]

    assert checked() == [True, True]
    Source.objects.update(excerpt="We hold gate number 1")
    assert checked() == [False, True]
    Source.objects.update(excerpt="")
    assert checked() == [False, False]


def test_a_paraphrase_has_no_words_to_check(make_story):
    make_story(statements=3)
    assert [row.checked for row in compose("truce").document.statements] == [True, True, False]


def test_a_circle_of_affiliations_ends(truce):
    one, other = Actor.objects.order_by("slug")
    Actor.objects.filter(pk=one.pk).update(affiliation=other)
    Actor.objects.filter(pk=other.pk).update(affiliation=one)
    assert {row.slug: row.side for row in compose("truce").document.actors} == {
        one.slug: other.slug,
        other.slug: one.slug,
    }


def test_roles_stand_in_the_order_in_which_they_were_held(truce):
    actor = Actor.objects.get(slug="truce-side-0")
    Role.objects.create(actor=actor, slug="deputy", title="Deputy", held_from="2018", held_to="2020")
    Role.objects.create(actor=actor, slug="adviser", title="Adviser")
    story = compose("truce").document
    roles = next(row.roles for row in story.actors if row.slug == actor.slug)
    assert [role.slug for role in roles] == ["deputy", "speaker", "adviser"]


def test_numbers_are_written_as_an_editor_would(truce):
    Figure.objects.update(low="3.00", high="1200.50", out_of="100")
    figure = compose("truce").document.figures[0]
    assert (figure.low, figure.high, figure.out_of) == ("3", "1200.5", "100")


def test_phases_and_provisions_stand_in_order(truce):
    first = Phase.objects.get(number=1)
    truce.provisions.create(slug="zero", phase=first, what="Waits", order=0)
    truce.provisions.filter(slug="provision-1").update(order=1)
    story = compose("truce").document
    assert [phase.number for phase in story.phases] == [1, 2]
    assert [row.slug for row in story.phases[0].provisions] == ["zero", "provision-1"]


def test_a_story_that_is_not_there_is_said_to_be_missing(db):
    with pytest.raises(Story.DoesNotExist):
        compose("nowhere")


def test_a_story_with_nothing_in_it_can_be_composed(db):
    Story.objects.create(slug="empty", title="Empty", question="?", short_answer="!", as_of=date(2024, 1, 1))
    story = compose("empty").document
    assert not any(getattr(story, section) for section in shape.SECTIONS)
    assert parse(story.as_of).exact
