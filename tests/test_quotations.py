"""What stands in quotation marks, in any script, and what only looks like one."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explainer.language.quotations import outer, quoted, unquoted

PAIRS = [
    "“”", "””", "„“", "„”", "‟”", "«»", "»«", "»»", '""', "״״",
    "＂＂", "″″", "「」", "『』", "｢｣", "❝❞", "〝〞", "‘’", "’’", "''", "‚‘",
    "‚’", "‛’", "‹›", "›‹", "׳׳", "＇＇", "´´", "′′", "❛❜", "ʻʼ",
]  # fmt: skip


@pytest.mark.parametrize("pair", PAIRS)
@pytest.mark.parametrize("words", ["we leave at noon", "نرحل ظهرا", "נעזוב בצהריים"])
def test_any_pair_of_marks_makes_a_quotation(pair, words):
    text = f"A, {pair[0]}{words}{pair[1]}. B."
    assert quoted(text) == [words]
    assert unquoted(text) == "A,  . B."
    assert outer(f"{pair[0]}{words}{pair[1]}")
    assert outer(f"{pair[0]}{words}.{pair[1]},")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("« on part » dit-il", ["on part"]),
        ("They ''go home'' and <<go on>>", ["go home", "go on"]),
        ("„geht“, »bleibt« und ‚ja‘", ["geht", "bleibt", "ja"]),
        ("“opened and left so", ["opened and left so"]),
        ("left so” and closed", ["left so"]),
        ("“a” and b” c", ["a", "and b"]),
        ("“She said “no” twice” to us", ["She said “no” twice"]),
        ("‘We call it “peace” here’", ["peace", "We call it “peace” here"]),
        ("‘The drivers’ union stops the buses’, she said", ["The drivers’ union stops the buses"]),
        ("‘stop’ and the drivers’ union", ["stop"]),
        ("The ‘drivers’ stop", ["drivers"]),
        ("ה״הסכם״ נחתם", ["הסכם"]),
        ('ב"הסכם השלום" נכתב', ["הסכם השלום"]),
        ("״דובר צה״ל ענה״ נכתב", ["דובר צה״ל ענה"]),
        ('و"نعم" هنا', ["نعم"]),
        ("第一段「はい」と", ["はい"]),
        ("“yes,” he said", ["yes"]),
        ("“…” and “”", []),
    ],
)
def test_what_a_reader_takes_for_a_quotation(text, found):
    assert quoted(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "don’t, it's, O’Brien's", "the drivers’ union and the nurses' pay", "in the ’90s the drivers’ union", "’tis so",
        "rock ’n’ roll", "l’accord d’Oslo, aujourd’hui", "Hans’ Haus",
        "’s avonds", "צה״ל ותנ\"ך", "ג׳ורג׳, פרופ׳ כהן ועמ׳ 5",
        "ארה\"ב וחז”ל", "5'10\" tall, a 12″ gun",
        "31° 46′ 8″ N, 35° 13' 10\" E", "Ṣanʿāʾ and ʿAbd", "‘Abd al-Malik came",
        "Home › News › Today", "f(x) > 3 << 2",
    ],
)  # fmt: skip
def test_what_is_no_quotation(text):
    assert quoted(text) == []
    assert unquoted(text) == text


@pytest.mark.parametrize(
    "text",
    ["They call it “peace”", "“Peace” is their word", "‘Peace’ or “war”", "’Tis late", "the drivers’", "צה״ל", "We"],
)
def test_a_passage_may_begin_or_end_with_a_nested_quotation(text):
    assert not outer(text)


@pytest.mark.parametrize("text", ["“We go", "We go”", "We go».", "“Peace” we go”", "« We go »", "«We call it “peace”»"])
def test_one_outer_mark_is_one_too_many(text):
    assert outer(text)


@given(st.text("ab '\"“”‘’«»„‚״׳‹›,.\n", max_size=60))
def test_any_text_is_read(text):
    for words in quoted(text):
        assert words == words.strip()
    assert len(unquoted(text)) <= len(text) + len(text)
    outer(text)


@pytest.mark.parametrize("piece", ["“", "'a ", "a'", "‘", 'ה"', "<<", ",,", "a "])
def test_a_long_text_takes_time_in_proportion(piece):
    def seconds(length: int) -> float:
        text = (piece * length)[:length]
        start = time.process_time()
        quoted(text), unquoted(text)
        return time.process_time() - start

    seconds(1_000)
    assert seconds(80_000) < 40 * max(seconds(10_000), 0.002), "8 times as long, and not 64 times"
