"""Words as search compares them, and what a reader's typing asks for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explainer.language.folding import fold, words_of
from explainer.language.queries import LONGEST_QUERY, MOST_TERMS, read_query
from explainer.language.word_forms import _WORDS, forms


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Reyes’s", "reyes's"),
        ("Qurʾān, Ṣanʿāʾ", "quran sana"),
        ("ÉLYSÉE", "elysee"),
        ("Łódź, Ærø, Straße", "lodz aero strasse"),
        ("مُفَاوَضَات", "مفاوضات"),
        ("غـــزة", "غزه"),
        ("أحمد إلى آخر ٱلله", "احمد الي اخر الله"),
        ("فیلادلفی", "فيلادلفي"),
        ("١٧ يوليو", "17 يوليو"),
        ("עַזָּה", "עזה"),
        ('צה"ל', "צהל"),
        ("צה״ל", "צהל"),
        ("זא׳ב", "זאב"),
        ("cease\u00adfire", "ceasefire"),
        ("ｗｉｄｅ", "wide"),
        ("ΣΊΣΥΦΟΣ", "σισυφος"),
    ],
)
def test_what_is_written_and_what_is_typed_are_one_word(written, typed):
    assert fold(written) == fold(typed)


@given(st.text(max_size=80) | st.text("ab \"'“״’צהלأـ1_-", max_size=20))
def test_folding_is_the_words_with_a_space_between(text):
    assert fold(text) == " ".join(word.text for word in words_of(text))


@pytest.mark.parametrize(("text", "folded"), [("six-week pause", "six week pause"), ("3.5%", "3 5"), ("…—?", "")])
def test_what_stands_between_words_is_dropped(text, folded):
    assert fold(text) == folded


def test_a_word_says_where_it_stands():
    text = "In Élysée’s hall"
    assert [text[word.start : word.end] for word in words_of(text)] == ["In", "Élysée’s", "hall"]
    marked = "عن مُفَاوَضَاتٍ جديدة"
    assert [marked[word.start : word.end] for word in words_of(marked)] == marked.split()


@given(st.text())
def test_folding_never_fails_and_folding_twice_changes_nothing(text):
    folded = fold(text)
    assert fold(folded) == folded
    assert all(0 <= word.start < word.end <= len(text) for word in words_of(text))
    assert not set(folded) & set("'\"\\:*()^+-%_\ue000\ue001\n\t")


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("Bridge  talks", ["bridge", "talks"]),
        ('the "Eastern corridor" map', ["the", "eastern corridor", "map"]),
        ("“six weeks” „a b“ «c d»", ["six weeks", "a b", "c d"]),
        ('half "open phrase', ["half", "open", "phrase"]),
        ('צה"ל "נהר הירדן"', ["צהל", "נהר הירדן"]),
        ("״נהר הירדן״ ‟a b” 「c d」", ["נהר הירדן", "a b", "c d"]),
        ("a-b (c) NEAR/2 x* col:d", ["a b", "c", "near 2", "x", "col d"]),
        ("talks TALKS tálks", ["talks"]),
        ('"" \' * - …', []),
        ("", []),
    ],
)
def test_nothing_is_an_operator_but_quotation_marks(typed, terms):
    assert [" ".join(term.words) for term in read_query(typed).terms] == terms


def test_a_query_has_an_end():
    assert len(read_query("x" * 5_000).text) == LONGEST_QUERY
    long = read_query(" ".join(f"w{number}" for number in range(20)))
    assert (len(long.terms), long.dropped) == (MOST_TERMS, True)
    assert not read_query("one two").dropped


@given(st.text(max_size=400))
def test_what_was_read_reads_the_same_again(typed):
    query = read_query(typed)
    assert len(query.text) <= LONGEST_QUERY
    assert read_query(query.text) == query


def test_marks_stand_on_whole_words_and_phrases():
    query = read_query('"corridor" "six weeks"')
    text = "Corridors? The Corridor, for six  weeks; weeks of six."
    assert [piece for piece, found in query.pieces(text) if found] == ["Corridor", "six  weeks"]
    assert "".join(piece for piece, _found in query.pieces(text)) == text


@pytest.mark.parametrize(
    ("typed", "others"),
    [
        ("bridge", "bridges"), ("bridges", "bridge"), ("party", "parties"), ("parties", "party"),
        ("search", "searches"), ("boxes", "box"), ("talks", "talk"), ("days", "day"), ("اتفاق", "الاتفاق"),
        ("الاتفاق", "اتفاق"),
    ],
)  # fmt: skip
def test_a_word_stands_for_its_other_number_or_without_its_article(typed, others):
    assert forms(typed)[0] == typed
    assert others in forms(typed)
    assert [piece for piece, found in read_query(typed).pieces(f"x {others} {typed}") if found] == [others, typed]
    assert [piece for piece, found in read_query(f'"{typed}"').pieces(f"x {others} {typed}") if found] == [typed]


@pytest.mark.parametrize(
    ("typed", "all_forms"),
    [
        ("aid", ["aid"]), ("gas", ["gas"]), ("the", ["the"]), ("lava", ["lava", "lavas"]),
        ("day", ["day"]), ("days", ["days", "day"]), ("bus", ["bus"]), ("buses", ["buses", "buse", "bus"]),
        ("party", ["party", "parties", "partys"]), ("parties", ["parties", "party", "partie"]),
        ("movies", ["movies", "movy", "movie"]), ("envoys", ["envoys", "envoy"]),
        ("envoy", ["envoy", "envoies", "envoys"]),
        ("search", ["search", "searches"]), ("push", ["push", "pushes"]), ("pushes", ["pushes", "pushe", "push"]),
        ("waltz", ["waltz", "waltzes"]), ("waltzes", ["waltzes", "waltze", "waltz"]),
        ("boxes", ["boxes", "boxe", "box"]), ("gate", ["gate", "gates"]), ("gates", ["gates", "gate"]),
        ("من", ["من"]), ("שר", ["שר"]), ("2", list(_WORDS["2"])),
    ],
)  # fmt: skip
def test_short_words_and_plurals_stand_for_these_and_no_more(typed, all_forms):
    assert list(forms(typed)) == all_forms


@pytest.mark.parametrize("word", ["is", "press", "2024", "1990s", "hi", "ال", "cafés"])
def test_what_has_no_other_number_stands_for_few_words(word):
    assert forms(word) == (word,)


def test_marks_that_overlap_are_one():
    query = read_query('"a b" "b c"')
    assert query.pieces("x a b c y") == [("x ", False), ("a b c", True), (" y", False)]
