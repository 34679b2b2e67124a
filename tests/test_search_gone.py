"""What is taken back or put right is not found as it was, wherever it stood: in a statement, a key point, a source."""

from __future__ import annotations

import re
from typing import Any

import pytest

from explainer.desk.publishing import publish_again
from explainer.models import Edition, Event, KeyPoint, OpenQuestion, Passage, Phase, Source, Statement, StateRow, Story
from explainer.search import search_index

from .crawl import text_of
from .publish import publish
from .test_search import is_found, look, reword
from .test_taking_back import story, take  # noqa: F401

pytestmark = pytest.mark.django_db


def test_no_row_of_the_index_keeps_a_word_that_was_taken_back(story, editor, second_editor, client):  # noqa: F811
    assert is_found("quetzal", client)
    assert any("quetzal" in row[4] for row in search_index.everything())
    take("statement", "statement-0", editor, second_editor)
    for row in search_index.everything():
        assert "quetzal" not in f"{row[2]}{row[3]}{row[4]}{row[5]}".casefold()
    for typed in ("quetzal", "ledger", '"quetzal ledger"', "quetzal-ledger", "quetzalledger"):
        assert not is_found(typed, client)


def test_a_name_that_was_taken_back_is_in_no_source_and_no_key_point(make_story, editor, second_editor, client):
    found = make_story(statements=4, actors=3)
    actor = Statement.objects.get(slug="statement-1").speaker
    actor.name, actor.short_name = "Quetzal Umbrage", "Umbrage"
    actor.save()
    Source.objects.update(byline="Quetzal Umbrage, in Utrecht")
    KeyPoint.objects.filter(slug="point").update(meaning="Quetzal Umbrage shut it.")
    OpenQuestion.objects.update(why="Umbrage does not say.")
    publish(found, note="")
    assert {hit.entry.page for group in look("Umbrage").groups for hit in group.hits} >= {
        "sources", "overview", "open-questions", "actor",
    }  # fmt: skip
    take("actor", actor.slug, editor, second_editor, basis="safety")
    assert not is_found("Umbrage", client)
    assert look("Umbrege").suggestions == []
    assert is_found("Utrecht", client)


# The rows of a story that are found since all of it is, the field that says something, and the page of the hit.
SAID = [
    (Story, "short_answer", "overview"), (Story, "question", "overview"), (Story, "title", "overview"),
    (StateRow, "text", "overview"), (KeyPoint, "sentence", "overview"), (Phase, "summary", "phase"),
    (OpenQuestion, "question", "open-questions"), (Source, "byline", "sources"), (Event, "title", "event"),
]  # fmt: skip


@pytest.mark.parametrize(("model", "field", "page"), SAID)
def test_what_was_put_right_is_found_as_it_reads_now(make_story, client, model: Any, field: str, page: str):
    found = make_story()
    for number, (word, other) in enumerate((("quokka", "wombat"), ("wombat", "quokka"), ("quokka", "wombat"))):
        row = model.objects.order_by("pk").first()
        model.objects.filter(pk=row.pk).update(**{field: f"It is the {word} there"})
        if number < 2:
            publish(Story.objects.get(pk=found.pk), note="Put right.", kind="correction" if number else "")
        else:
            publish_again(Edition.objects.get(number=1), note="Back.")
        (hit,) = [hit for group in look(word).groups for hit in group.hits if hit.entry.page == page][:1]
        assert word in text_of(client.get(hit.address.partition("#")[0]).content)
        assert not is_found(other, client)


def test_a_hit_whose_words_were_put_right_leads_to_those_of_now(published, client):
    reword("The quokka stays")
    publish(published, note="")
    reword("The wombat stays")
    publish(published, note="The animal was another.", kind="correction")
    assert not is_found("quokka", client)
    (hit,) = look("wombat", kind="statements").groups[0].hits
    body = client.get(hit.address).content.decode()
    assert re.search("wombat", body)
    assert Passage.objects.get(statement__slug="statement-0").text == "The wombat stays"
