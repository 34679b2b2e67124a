"""Quotation marks in our words: what earns them besides a statement."""

from __future__ import annotations

from dataclasses import replace

import pytest
from msgspec.structs import replace as changed

from explainer.desk.compose import Draft, compose
from explainer.desk.rules.attribution import (
    quotation_marks_are_earned,
    quotations_are_to_the_letter,
    unnamed_sources_stay_in_their_report,
)


@pytest.fixture
def draft(make_story) -> Draft:
    """The truce, whose report has words that no statement of the story says, quoted in ours."""
    make_story(statements=3)
    found = compose("truce")
    (slug, excerpt), *_ = found.excerpts.items()
    event = changed(found.document.events[0], body="The paper says “nothing is signed”.")
    document = changed(found.document, events=[event, *found.document.events[1:]])
    return replace(found, document=document, excerpts={slug: f"{excerpt}\nAs of today nothing is signed, it says."})


def test_words_of_a_report_may_be_quoted_in_ours(draft):
    assert list(quotation_marks_are_earned(draft)) == []


def test_they_are_not_earned_where_no_excerpt_has_them(draft):
    (problem,) = quotation_marks_are_earned(replace(draft, excerpts={}))
    assert (problem.at, "“nothing is signed”" in problem.sentence) == ("events/event-0", True)


MARKED = [
    "&ldquo;we go at noon&rdquo;", "&quot;we go at noon&quot;",
    "“we *go* at noon”", '"we go at noon"', "«we go at noon»",
    "‘we go at noon’", "„we go at noon“", "״we go at noon״",
    "「we go at noon」", "“we go\xa0at\nnoon”", "“we g\xado at noon”",
    "[this](https://example.org (“we go at noon”))", "&#8220;we go at noon&#8221;", "'we go at noon'",
]  # fmt: skip


@pytest.mark.parametrize("text", MARKED)
def test_marks_are_earned_whatever_they_look_like(draft, text):
    event = changed(draft.document.events[0], body=f"The envoy says {text}.")
    problems = list(quotation_marks_are_earned(replace(draft, document=changed(draft.document, events=[event]))))
    assert [problem.sentence for problem in problems][:1] == [
        "events/event-0 has “we go at noon” in quotation marks, which no statement says."
    ]


@pytest.mark.parametrize(
    ("section", "field", "value"),
    [
        ("terms", "aliases", ["the corridor", "the «road»"]), ("terms", "name", "The «road»"),
        ("actors", "descriptor", "of the «road»"),
        ("links", "note", "on the «road»"), ("issues", "short_name", "«road»"),
        ("figures", "unit", "«road»"), ("phases", "duration", "a «road»"),
        ("statements", "attributed_as", "a «road» man"),
    ],
)  # fmt: skip
def test_marks_are_earned_in_every_field_of_our_words(draft, section, field, value):
    first, *rest = getattr(draft.document, section)
    story = changed(draft.document, **{section: [changed(first, **{field: value}), *rest]})
    assert any(
        "“road” in quotation" in str(each) for each in quotation_marks_are_earned(replace(draft, document=story))
    )


@pytest.mark.parametrize("words", ["old gate number 0", "hold gate numb", "hold gate", "hold gate number 0"])
def test_marks_are_earned_by_whole_words(draft, words):
    event = changed(draft.document.events[0], body=f"They “{words}”.")
    story = changed(draft.document, events=[event, *draft.document.events[1:]])
    assert bool(list(quotation_marks_are_earned(replace(draft, document=story)))) is (
        words not in ("hold gate", "hold gate number 0")
    )


def test_what_sources_print_may_be_quoted(draft):
    source = changed(draft.document.sources[0], title="Talks go on at the road")
    event = changed(draft.document.events[0], body="As “Talks go on at the road” has it, in «late winter».")
    event = changed(event, when_reported="late winter")
    story = changed(draft.document, events=[event], sources=[source])
    assert not list(quotation_marks_are_earned(replace(draft, document=story)))


@pytest.mark.parametrize("mark", ["“{}”", "«{}»", '"{}"', "‘{}’", "&laquo;{}&raquo;", "״{}״"])
def test_a_paraphrase_has_no_marks_of_any_kind(draft, mark):
    at = next(place for place, row in enumerate(draft.document.statements) if row.wording == "paraphrase")
    rows = list(draft.document.statements)
    rows[at] = changed(rows[at], lead_in=f"The speaker said {mark.format('We hold gate number 0')}.")
    (problem,) = quotation_marks_are_earned(replace(draft, document=changed(draft.document, statements=rows)))
    assert problem.sentence.endswith("is a paraphrase and has no quotation marks: “We hold gate number 0”.")


@pytest.mark.parametrize(
    "text",
    [
        "«We hold gate number 0»",
        "‘We hold gate number 0’",
        "We hold gate number 0”",
        "\u200f“We hold gate\u200b”\u200f",
    ],
)
def test_a_passage_with_outer_marks_is_not_published(draft, text):
    first, *rest = draft.document.statements
    spoken = changed(first, passages=[changed(first.passages[0], text=text)])
    problems = quotation_marks_are_earned(replace(draft, document=changed(draft.document, statements=[spoken, *rest])))
    assert "has outer quotation marks; the page adds them" in next(problems).sentence


def test_nested_marks_may_change_with_the_outer_ones(draft):
    first, *rest = draft.document.statements
    spoken = changed(first, passages=[changed(first.passages[0], text="We will not call it “peace”")])
    event = changed(draft.document.events[0], body="They “will not call it ‘peace’”.")
    story = changed(draft.document, statements=[spoken, *rest], events=[event])
    assert not list(quotation_marks_are_earned(replace(draft, document=story)))


def test_words_stored_with_what_nobody_sees_earn_marks(draft):
    first, *rest = draft.document.statements
    spoken = changed(first, passages=[changed(first.passages[0], text="We\xa0hold  the\u200b wall")])
    event = changed(draft.document.events[0], body="They “hold the wall”.")
    story = changed(draft.document, statements=[spoken, *rest], events=[event])
    assert not list(quotation_marks_are_earned(replace(draft, document=story, excerpts={})))


@pytest.mark.parametrize("field", ["lead_in", "tail"])
def test_neither_part_of_a_paraphrase_has_marks(draft, field):
    first, *rest = draft.document.statements
    said = changed(first, wording="paraphrase", passages=[], **{field: "It is “gate number 1”."})
    (problem,) = quotation_marks_are_earned(replace(draft, document=changed(draft.document, statements=[said, *rest])))
    assert "is a paraphrase and has no quotation marks" in problem.sentence


def test_an_excerpt_is_compared_without_what_nobody_sees(draft):
    excerpts = {slug: text.replace("hold gate", "hold\xa0 ga\xadte") for slug, text in draft.excerpts.items()}
    assert list(quotations_are_to_the_letter(replace(draft, excerpts=excerpts))) == []


@pytest.mark.parametrize(
    ("words", "told"),
    [("We hоld gate number 0", "(cyrillic small letter o)"), ("We hold жзийклм gate number 0", "“ жзийклм” here")],
)
def test_a_few_letters_are_called_by_name_and_more_are_shown(draft, words, told):
    first, *rest = draft.document.statements
    spoken = changed(first, passages=[changed(first.passages[0], text=words)])
    story = changed(draft.document, statements=[spoken, *rest])
    (problem,) = quotations_are_to_the_letter(replace(draft, document=story))
    assert told in problem.sentence
    assert ("letter" in problem.sentence.partition("excerpt.")[2]) == ("letter" in told)


def test_a_long_difference_is_cut(draft):
    first, *rest = draft.document.statements
    spoken = changed(first, passages=[changed(first.passages[0], text=f"We hold gate {'x' * 90}")])
    story = changed(draft.document, statements=[spoken, *rest])
    (problem,) = quotations_are_to_the_letter(replace(draft, document=story))
    assert f"“{'x' * 60}…” here" in problem.sentence


@pytest.mark.parametrize(("kind", "sound"), [("government", True), ("unnamed", False), ("group", False)])
def test_only_who_is_not_named_stays_in_one_report(draft, kind, sound):
    first, *rest = draft.document.actors
    actor = changed(first, kind=kind, described_in="another")
    found = list(
        unnamed_sources_stay_in_their_report(replace(draft, document=changed(draft.document, actors=[actor, *rest])))
    )
    assert (found == []) == sound
