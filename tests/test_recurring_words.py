"""Words that were taken back, where our own words say them again: found whatever marks and markup stand around them."""

from __future__ import annotations

import pytest

from explainer.edition.recurring_words import Words

SAID = "The quetzal ledger stays sealed until spring"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("One wants the “quetzal ledger” kept.", "One wants the […] kept."),
        ("One wants the «Quetzal  ledger» kept.", "One wants the […] kept."),
        ("One wants the „quetzal ledger“ kept.", "One wants the […] kept."),
        ("One wants the ‘quetzal ledger’ kept.", "One wants the […] kept."),
        ('One wants the "quetzal ledger" kept.', "One wants the […] kept."),
        ("One wants the &ldquo;quetzal ledger&rdquo; kept.", "One wants the […] kept."),
        ("One wants the ״quetzal ledger״ kept.", "One wants the […] kept."),
        ("It says the quetzal *ledger* stays\nsealed, she holds.", "It says […], she holds."),
        ("A quetzal and a ledger.", "A quetzal and a ledger."),
        ("A ledger stays sealed.", "A ledger stays sealed."),
        ("", ""),
    ],
)
def test_what_was_said_goes_from_our_words(text, left):
    assert Words(said=(SAID,)).hidden(text) == left


def test_what_somebody_else_said_too_stays():
    words = Words(said=(SAID,), kept=("Our quetzal ledger is open",))
    assert words.hidden("One has a “quetzal ledger”.") == "One has a “quetzal ledger”."
    assert words.hidden("One has a “ledger stays sealed”.") == "One has a […]."


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Quetzal  Umbrage said so.", "[…] said so."),
        ("Umbrage’s car, UMBRAGE", "[…]’s car, […]"),
        ("Umbrageous trees", "Umbrageous trees"),
        ("“Umbrage lies”", "“[…] lies”"),
    ],
)
def test_a_name_goes_from_everything(text, left):
    words = Words(names=("Umbrage", "Quetzal Umbrage"))
    assert words.hidden(text) == left
    assert words.hidden(text, said=False) == left


@pytest.mark.parametrize(
    ("name", "text", "left"),
    [("ليفي", "وليفي قال", "و[…] قال"), ("לוי", "ולוי אמר", "ו[…] אמר"), ("לוי", "לויתן", "לויתן")],
)
def test_a_name_goes_from_under_a_joined_word(name, text, left):
    assert Words(names=(name,)).hidden(text) == left


@pytest.mark.parametrize(("passage", "text", "left"), [
    ("No deal", "They said no deal came.", "They said no deal came."),
    ("No deal", "They said “no deal”.", "They said […]."),
    ("We hold it", "Still, we hold it now.", "Still, […] now."),
])  # fmt: skip
def test_a_short_passage_goes_where_it_is_quoted_and_one_of_three_words_anywhere(passage, text, left):
    assert Words(said=(passage,)).hidden(text) == left
