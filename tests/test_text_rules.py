"""What the desk refuses and asks of texts on the table: answers, points, dates, states."""

from __future__ import annotations

from typing import Any

import pytest

from explainer.desk.compose import compose
from explainer.desk.rules import checks, texts
from explainer.desk.rules.checks import ask, check
from explainer.models import Phase, Provision, Source, Story, Text, TextAnswer


@pytest.fixture
def story(make_story: Any) -> Story:
    """A paper that the phases tell, and a sketch before it with one point that the paper has too."""
    story = make_story()
    sketch = Text.objects.create(
        story=story, slug="sketch", name="The sketch", when="2024-01-01", state="replaced", known="A page."
    )
    sketch.sources.set(Source.objects.all())
    Text.objects.filter(slug="paper").update(replaces=sketch)
    halt = Provision.objects.create(
        story=story, slug="halt", what="Halts", phase=Phase.objects.get(number=1), of_text=sketch
    )
    halt.sources.set(Source.objects.all())
    Provision.objects.filter(slug="provision-1").update(same_as=halt)
    return story


def refused() -> list[str]:
    return [problem.sentence for problem in check(compose("truce"))]


def asked() -> list[str]:
    return [problem.sentence for problem in ask(compose("truce"))]


def test_they_are_in_the_lists():
    assert set(texts.RULES) <= set(checks.RULES)
    assert set(texts.QUESTIONS) <= set(checks.QUESTIONS)


def test_a_story_with_two_texts_passes_and_nothing_is_asked(story):
    assert refused() == []
    assert asked() == []


def test_an_answer_has_evidence_unless_none_is_known(story):
    TextAnswer.objects.get().sources.clear()
    (sentence,) = refused()
    assert "texts/paper: the answer of Side 1 has no evidence" in sentence
    TextAnswer.objects.update(answer="not-known")
    assert refused() == []


@pytest.mark.parametrize("evidence", ["statements", "sources"])
def test_a_statement_alone_or_a_report_alone_is_evidence_of_an_answer(story, evidence):
    answer = TextAnswer.objects.get()
    answer.sources.clear()
    getattr(answer, evidence).add((story.statements if evidence == "statements" else Source.objects).first())
    assert refused() == []


def test_a_point_is_that_of_another_text(story):
    Provision.objects.filter(slug="provision-1").update(same_as=Provision.objects.get(slug="provision-2"))
    (sentence,) = refused()
    assert "phases/1/provision-1 is said to be on the same point as “Stops what it does”" in sentence


def test_a_point_is_not_its_own_by_way_of_others(story):
    Provision.objects.filter(slug="halt").update(same_as=Provision.objects.get(slug="provision-1"))
    assert sum("by way of others" in sentence for sentence in refused()) == 2


def test_a_point_of_another_story_is_said_to_be_nowhere_here(story, make_story):
    make_story("sequel", actors=0)
    Provision.objects.filter(story__slug="sequel", slug="provision-2").update(slug="away")
    Provision.objects.filter(slug="halt").update(same_as=Provision.objects.get(slug="away"))
    (sentence,) = refused()
    assert "phases/1/halt" in sentence
    assert "away" in sentence


def test_nothing_becomes_of_a_text_before_it_is_put_forward(story):
    Text.objects.filter(slug="paper").update(state_on="2024-01-03")
    TextAnswer.objects.update(when="2024-01-03")
    first, second = refused()
    assert "has a state of 2024-01-03, before it was put forward (2024-01-04)" in first
    assert "Side 1 answers on 2024-01-03, before it was put forward" in second
    Text.objects.filter(slug="paper").update(when="2024-01")
    assert refused() == [], "a vague date may be that day"


def test_a_text_or_an_answer_without_a_day_is_before_nothing(story):
    TextAnswer.objects.update(when="")
    assert refused() == []
    TextAnswer.objects.update(when="2024-01-03")
    Text.objects.filter(slug="paper").update(when="", state_on="2024-01-03")
    assert refused() == []


def test_what_is_called_replaced_is_asked_about_where_nothing_replaces_it(story):
    Text.objects.filter(slug="paper").update(replaces=None)
    (sentence,) = asked()
    assert "texts/sketch is called replaced, and no text says that it replaces it" in sentence


@pytest.mark.parametrize(("state", "count"), [("put-forward", 1), ("agreed", 1), ("rejected", 0), ("replaced", 0)])
def test_what_another_replaces_should_be_called_so(story, state, count):
    Text.objects.filter(slug="sketch").update(state=state)
    answer = TextAnswer.objects.create(text=Text.objects.get(slug="sketch"), actor=story.involvements.first().actor)
    TextAnswer.objects.filter(pk=answer.pk).update(answer="rejected" if state == "rejected" else "accepted")
    answer.sources.set(Source.objects.all())
    assert len([sentence for sentence in asked() if "which is not called replaced" in sentence]) == count


def test_what_replaces_a_text_comes_after_it(story):
    Text.objects.filter(slug="sketch").update(when="2024-01-09")
    (sentence,) = asked()
    assert "which was put forward after it" in sentence


def test_something_is_said_of_every_text(story):
    Text.objects.filter(slug="sketch").update(known="")
    (sentence,) = asked()
    assert sentence.startswith("texts/sketch says neither what is known of it nor what is not.")
    Text.objects.filter(slug="sketch").update(not_known="Nobody has read it.")
    assert asked() == []


def test_states_and_answers_that_do_not_agree_are_asked_about(story):
    Text.objects.filter(slug="paper").update(state="agreed")
    (sentence,) = asked()
    assert "texts/paper is called agreed, and Side 1 has not accepted it" in sentence
    TextAnswer.objects.update(answer="rejected")
    (sentence,) = asked()
    assert "texts/paper is called agreed, and Side 1 has not accepted it" in sentence
    TextAnswer.objects.update(answer="accepted")
    assert asked() == []
    Text.objects.filter(slug="paper").update(state="rejected")
    (sentence,) = asked()
    assert "texts/paper is called rejected, and no answer is" in sentence
    TextAnswer.objects.update(answer="rejected")
    assert asked() == []
    TextAnswer.objects.all().delete()
    assert asked() == [], "nothing is known of any answer"


def test_two_texts_that_are_agreed_are_asked_about(story):
    TextAnswer.objects.update(answer="accepted")
    Text.objects.update(state="agreed")
    assert not [sentence for sentence in asked() if "both called agreed" in sentence], "one replaces the other"
    Text.objects.update(replaces=None)
    assert [sentence for sentence in asked() if "“The first paper” and “The sketch” are both called agreed" in sentence]


def test_which_text_the_phases_tell_is_asked_where_nothing_says_it(story):
    Text.objects.update(told=False)
    Phase.objects.update(of_text=None)
    assert [sentence for sentence in asked() if "Which text do the phases tell?" in sentence]


def test_a_story_without_texts_is_not_asked_which_it_tells(story):
    Provision.objects.update(same_as=None, of_text=None)
    Phase.objects.update(of_text=None)
    Text.objects.filter(slug="paper").delete()
    Text.objects.all().delete()
    assert asked() == []
