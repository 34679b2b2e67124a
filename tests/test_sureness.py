"""How sure it is that somebody said it: one sentence beside one of four steps, wherever a statement stands."""

from __future__ import annotations

import re
from itertools import product
from typing import get_args

import pytest
from django.utils.translation import override
from msgspec.structs import replace

from explainer.edition import document as shape
from explainer.edition.naming import NAMINGS
from explainer.edition.parts import Wording
from explainer.models import Source, Statement
from explainer.story.indexes import StoryIndex
from explainer.story.sureness import SENTENCES, STEPS, sentences_of, step_of

from .crawl import text_of
from .publish import publish
from .test_document import FIRST

NOWHERE = ("/truce/statements/", "/truce/timeline/", "/truce/statements/statement-0/", "/truce/issues/issue-1/")


def said(**fields):
    """The first statement of a story, with these fields."""
    story = shape.thaw(FIRST.read_text(encoding="utf-8"))
    first = replace(story.statements[0], **fields)
    index = StoryIndex(replace(story, statements=[first, *story.statements[1:]]))
    return index.statement[first.slug]


def checked(against: str) -> list[shape.Verification]:
    story = shape.thaw(FIRST.read_text(encoding="utf-8"))
    return [shape.Verification("Ada Reyes", "2024-08-24", against, story.sources[0].slug)]


def caveat(kind: str) -> list[shape.Caveat]:
    return [shape.Caveat(kind, "2024-08-24", "It was another.", [], [])]


def test_every_wording_in_every_way_of_naming_has_a_sentence_with_a_place_for_its_source():
    assert set(SENTENCES) == set(product(get_args(Wording), NAMINGS))
    assert all(str(sentence).count("%(source)s") == 1 for sentence in SENTENCES.values())
    named = {naming for (_wording, naming), sentence in SENTENCES.items() if "%(speaker)s" in str(sentence)}
    assert named == {"whole"}
    assert len({str(sentence) for sentence in SENTENCES.values()}) == len(SENTENCES)


@pytest.mark.parametrize("language", ["en", "ar", "he"])
def test_a_sentence_keeps_the_place_of_its_source_in_every_language(language):
    with override(language):
        assert all(str(sentence).count("%(source)s") == 1 for sentence in SENTENCES.values())


DIRECT = {
    "wording": "direct",
    "naming": "named",
    "second_hand": False,
    "language": "",
    "verifications": [],
    "caveats": [],
}


@pytest.mark.parametrize(
    ("step", "fields"),
    [
        (4, {"verifications": checked("source")}),
        (4, {"verifications": checked("copy")}),
        (3, {"verifications": checked("excerpt")}),
        (3, {}),
        (3, {"verifications": checked("source"), "language": "he", "quoted_in": "en"}),
        (3, {"wording": "partial"}),
        (3, {"naming": "whole"}),
        (3, {"caveats": caveat("disputed")}),
        (2, {"wording": "paraphrase"}),
        (2, {"second_hand": True}),
        (1, {"naming": "unnamed"}),
        (1, {"naming": "group", "wording": "paraphrase"}),
        (1, {"caveats": caveat("misattributed")}),
        (1, {"naming": "unnamed", "second_hand": True, "verifications": checked("source")}),
    ],
)
def test_a_step_follows_from_wording_naming_and_who_compared_the_words(step, fields):
    assert step_of(said(**DIRECT | fields)) == step
    assert step in STEPS


def test_what_kind_of_act_it_is_and_what_else_must_be_known_stand_beside_it():
    told = said(**DIRECT | {"act": "denied", "second_hand": True, "language": "he", "quoted_in": "en"})
    assert list(sentences_of(told)) == [
        "Denial", "Their words, quoted by %(source)s", "Repeats what someone else said", "Translated",
    ]  # fmt: skip
    assert list(sentences_of(said(**DIRECT))) == ["Their words, quoted by %(source)s"]


def test_nobody_is_given_a_pronoun():
    told = " ".join(str(sentence) for sentence in SENTENCES.values())
    assert not re.search(r"\b(he|she|his|her|him)\b", told, re.IGNORECASE)


def test_a_line_says_how_sure_it_is_and_leads_to_the_very_words(make_story, client):
    story = make_story()
    Statement.objects.filter(slug="statement-0").update(naming="named")
    Source.objects.update(address="https://example.org/report", archived="https://archive.example/1", title="A report")
    publish(story, note="")
    body = client.get("/truce/statements/").content.decode()
    line = text_of(re.search(r'id="statement-0".*?<p class="sure">(.*?)</p>', body, re.DOTALL)[1].encode())
    assert 'aria-label="How sure: step 3 of 4"' in line
    assert re.search(r'Their words, quoted by <a [^>]*href="https://example\.org/report#:~:text=[^"]+"[^>]*>', line)
    assert 'title="A report"' in line
    assert re.search(r'\(<a [^>]*href="https://archive\.example/1#:~:text=[^"]+"[^>]*>kept copy</a>\)', line)
    alone = text_of(client.get("/truce/statements/statement-0/").content)
    assert re.search(r'href="https://example\.org/report#:~:text=[^"]+"[^>]*><cite[^>]*>A report</cite>', alone)


def test_a_source_without_an_address_is_told_where_it_is_listed_and_that_there_is_none(make_story, client):
    story = make_story()
    Statement.objects.filter(slug="statement-0").update(naming="named")
    publish(story, note="")
    source = Source.objects.get()
    assert not source.address
    body = text_of(client.get("/truce/statements/statement-0/").content)
    assert re.search(rf'quoted by <a [^>]*href="/truce/sources/#{source.slug}"', body)
    assert "no link recorded" in body


@pytest.mark.parametrize("address", NOWHERE)
def test_the_date_of_a_statement_is_the_way_to_it_and_nothing_is_called_a_permalink(make_story, client, address):
    publish(make_story(), note="")
    body = client.get(address).content.decode()
    assert "permalink" not in body.lower()
    if address != "/truce/statements/statement-0/":
        link = (
            r'<a class="date" rel="bookmark" [^>]*href="/truce/statements/statement-0/" aria-label="([^"]+)">(.*?)</a>'
        )
        label, date = re.search(link, body).groups()
        assert label.startswith(re.sub("<[^>]+>", "", date).replace("\xa0", " ") + ": ")
        assert "<time" in date


def test_an_issue_is_not_named_on_its_own_page(make_story, client):
    publish(make_story(), note="")
    lines = re.findall(r'<p class="sure">.*?</p>', client.get("/truce/issues/issue-1/").content.decode(), re.DOTALL)
    assert lines
    assert not any("/truce/issues/issue-1/" in line for line in lines)
    assert 'href="/truce/issues/issue-1/"' in client.get("/truce/statements/").content.decode()


def test_how_to_read_this_says_what_each_step_means(client, db):
    body = text_of(client.get("/about/").content)
    for step, meaning in STEPS.items():
        assert f"How sure: step {step} of 4" in body
        assert str(meaning) in body
