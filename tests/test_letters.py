"""Words as they are read, letters as they are compared, and where two texts differ."""

from __future__ import annotations

import time

import pytest

from explainer.language.letters import as_read, letters, nearest, reads_the_same, says
from explainer.language.text import LONGEST


@pytest.mark.parametrize(
    "text",
    [
        "the last\nweek", "the last  week", "the last\xa0week",
        "the last&nbsp;week", "the *last* week", "the la*st* week",
        "the la\xadst week", "the la&shy;st we\u200bek", "the last\u2028week", "the last\x0bweek", "the last\u3164week",
        "the l\u200dast week", "the last we\ufe0fek", "[the last](https://example.org/a) week", "the last\\\nweek",
    ],
)  # fmt: skip
def test_words_are_read_as_readers_get_them(text):
    assert as_read(text)[0] == "the last week"


def test_what_markdown_hides_is_read_too():
    assert any("the last week" in words for words in as_read('[x](https://example.org "the last week")'))
    assert any("the last week" in words for words in as_read("[a]: the last week"))
    assert any("the last week" in words for words in as_read('[x](https://example.org "the last&nbsp;week")'))
    assert len(as_read("a plain text")) == 1


def test_a_joiner_that_a_script_needs_hides_no_word():
    assert as_read("الأسـ\u200dبوع") == ("الأسـبوع",)


def test_hyphens_are_one():
    assert as_read("last\u2011week") == ("last-week",)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a b", "a\xa0b"), ("a b", "a  b"), ("a b", "a\nb"), ("é", "e\u0301"), ("ab", "a\xadb"), ("ab", "a\u200fb"),
        ("שָׁ", "ש\u05b8\u05c1"), ("a b", "\ufeffa b "),
    ],
)  # fmt: skip
def test_what_nobody_sees_makes_no_difference(one, other):
    assert letters(one) == letters(other)
    assert reads_the_same(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("a b", "ab"), ("é", "e"), ("a’b", "a'b"), ("aа", "aa"), ("a b", "a\n\nb"), ("a - b", "a\n- b"), ("*a*", "a"),
     ("می\u200cخواهم", "میخواهم")],
)  # fmt: skip
def test_what_is_seen_makes_one(one, other):
    assert not reads_the_same(one, other)


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("We hold the gate", "hold the", True),
        ("We hold the gate", "old the", False), ("We hold the gate", "hold t", False),
        ("the engineers’ return", "the engineers", True),
        ("Ann's gate", "Ann", True), ("We can’t leave", "We can", False),
        ("We can't leave", "We can", False), ("non-negotiable", "negotiable", False), ("30,000 men", "30", False),
        ("30, 000 men", "30", True), ("at 1.5", "5", False), ("l’accord", "accord", True), ("ההסכם", "הסכם", False),
        ("שָׁלוֹם", "ש", False), ("和平协议", "和平", True), ("old, hold the", "old", True), ("told old", "old", True),
        ("in 2024.Then we go", "Then", True), ("here,5 men", "here", True), ("it calls“peace”so", "“peace”", True),
        ("和平agreed", "和平", True), ("\U00020000\U00020001\U00020002", "\U00020001", True),
    ],
)  # fmt: skip
def test_words_are_whole_words(text, words, found):
    assert says(text, words) is found


@pytest.mark.parametrize(
    ("words", "text", "near", "differences"),
    [
        ("we stay at noon", "He said we stay at moon, he", "we stay at moon", [("we stay at ", "n", "m")]),
        ("we will never stay here", "and we will stay here, he", "we will stay here", [("we will ", "never ", "")]),
        ("we stay here", "that we also stay here", "we also stay here", [("we", "", " also")]),
        ("We stay", "we stay", "we stay", [("", "W", "w")]),
        ("ملك البلاد قال", "إن ملك البلد قال هذا", "ملك البلد قال", [("ملك البل", "ا", "")]),
        ("和平协议已经签", "他说和平协定已经签署", "他说和平协定已经签署", [("和平协", "议", "定")]),
    ],
)
def test_a_difference_is_told_letter_by_letter(words, text, near, differences):
    found = nearest(words, "Something else.", text)
    assert found is not None
    assert (found.words, found.differences) == (near, differences)


def test_where_nothing_comes_near_nothing_is_told():
    assert nearest("we stay", "x y z") is None
    assert nearest("", "x") is None


@pytest.mark.parametrize("piece", ["a", "ab ", "We stay here ", "a-", "“", "é\u0301"])
def test_a_hostile_excerpt_does_not_hang(piece):
    excerpt = letters((piece * 200_000)[:200_000])
    start = time.process_time()
    for words in ("a" * 31 + "b", "We stay heer " * 40, "ab" * 400 + "c", "aaaa"):
        nearest(words, excerpt)
        says(excerpt, words)
    assert time.process_time() - start < 10


def test_no_more_is_read_than_is_shown():
    assert as_read(f"{'a' * LONGEST} last week") == ("a" * LONGEST,)
