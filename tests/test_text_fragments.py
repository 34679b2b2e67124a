"""An address leads to the very words, encoded as the WICG's “Scroll to Text Fragment” asks, or is left alone."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explainer.language.text_fragments import to_words

PAGE = "https://example.org/report"


def test_a_short_passage_is_named_whole_and_everything_in_it_is_encoded():
    words = "Not perfect, but manageable & on-going: 100% “so”"
    assert to_words(PAGE, [words]) == (
        f"{PAGE}#:~:text=Not%20perfect%2C%20but%20manageable%20%26%20on%2Dgoing%3A%20100%25%20%E2%80%9Cso%E2%80%9D"
    )


def test_a_long_passage_is_named_by_its_first_and_its_last_words():
    words = " ".join(f"word{number}" for number in range(40))
    assert to_words(PAGE, [words]) == (
        f"{PAGE}#:~:text=word0%20word1%20word2%20word3%20word4,word35%20word36%20word37%20word38%20word39"
    )


def test_every_passage_is_named():
    assert to_words(PAGE, ["one  thing", "another\nthing"]) == f"{PAGE}#:~:text=one%20thing&text=another%20thing"


@pytest.mark.parametrize(
    ("address", "passages"),
    [(f"{PAGE}#part", ["words"]), (PAGE, []), (PAGE, [""]), (PAGE, ["字" * 400])],
    ids=[
        "a place of its own",
        "nothing is quoted",
        "nothing is in it",
        "no word can be told from the next",
    ],
)
def test_an_address_is_left_as_it_is(address, passages):
    assert to_words(address, passages) == address


@given(st.text(min_size=1))
def test_a_directive_holds_no_sign_that_parts_one(words):
    """Grammar of the fragment directive: “,” parts terms, “-,” and “,-” make a prefix and a suffix, “&” ends it."""
    directive = to_words(PAGE, [words]).partition("#:~:text=")[2]
    assert not set(directive) & set("-&# <>\"'“”")
    assert directive.count(",") <= 1
    start, comma, end = (unquote(piece) for piece in directive.partition(","))
    flat = " ".join(words.split())
    assert not directive or (flat.startswith(start) and (flat.endswith(end) if comma else flat == start))
