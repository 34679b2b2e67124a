"""Dates that admit doubt: what they accept, how they sort and what they say."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils.dates import WEEKDAYS
from django.utils.translation import override
from hypothesis import example, given, settings
from hypothesis import strategies as st

from explainer.language.date_words import MONTHS, moment_words
from explainer.language.dates import DateProblem, parse, readable, sentence, surely_after, words

days = st.dates(min_value=date(1000, 1, 1))
marks = st.sampled_from(["", "~", "?", "%"])
part = st.builds(lambda day, cut: day.isoformat()[:cut], days, st.sampled_from([4, 7, 10]))
marked = st.builds(str.__add__, part, marks)


@st.composite
def ranges(draw):
    """Intervals and sets, closed or open, short or long."""
    start = draw(days)
    longest = min(draw(st.sampled_from([1, 10, 400, 10**7])), (date.max - start).days)
    end = start + timedelta(days=draw(st.integers(0, longest)))
    cut = draw(st.sampled_from([4, 7, 10]))
    a, b = start.isoformat()[:cut], end.isoformat()[:cut]
    if draw(st.booleans()):
        a, b = a + draw(marks), b + draw(marks)
        return draw(st.sampled_from([f"{a}/{b}", f"../{b}", f"{a}/.."]))
    return draw(st.sampled_from([f"[{a}..{b}]", f"[..{b}]", f"[{a}..]"]))


whens = st.one_of(marked, ranges()).map(parse)

WORDS = {
    "2024-05-31": "31 May 2024",
    "2024-06-01": "1 June 2024",
    "2024-06": "June 2024",
    "2024": "2024",
    "2023-12~": "about December 2023",
    "2024-06?": "perhaps June 2024",
    "2024-06%": "perhaps about June 2024",
    "2024-05-31~": "about 31 May 2024",
    "2024~": "about 2024",
    "[2024-06-01..2024-06-10]": "early June 2024",
    "[2024-06-11..2024-06-20]": "mid-June 2024",
    "[2024-06-21..2024-06-30]": "late June 2024",
    "[2024-02-21..2024-02-29]": "late February 2024",
    "[2023-02-21..2023-02-28]": "late February 2023",
    "[2024-02-21..2024-02-28]": "between 21 and 28 February 2024",
    "[2024-08-12..2024-08-16]": "week of 12 August 2024",
    "[2024-08-12..2024-08-17]": "week of 12 August 2024",
    "[2024-08-12..2024-08-18]": "week of 12 August 2024",
    "[2024-12-30..2025-01-05]": "week of 30 December 2024",
    "[2024-08-12..2024-08-15]": "between 12 and 15 August 2024",
    "[2024-08-13..2024-08-18]": "between 13 and 18 August 2024",
    "[2024-08-12..2024-08-19]": "between 12 and 19 August 2024",
    "[2024-08-24..2024-08-25]": "weekend of 24 and 25 August 2024",
    "[2024-08-31..2024-09-01]": "weekend of 31 August and 1 September 2024",
    "[2024-08-25..2024-08-26]": "25 or 26 August 2024",
    "[2024-09-30..2024-10-01]": "30 September or 1 October 2024",
    "[2024-12-31..2025-01-01]": "31 December 2024 or 1 January 2025",
    "[2024-08-19..2024-08-22]": "between 19 and 22 August 2024",
    "[2024-08-30..2024-09-03]": "between 30 August and 3 September 2024",
    "[2024-12-20..2025-01-03]": "between 20 December 2024 and 3 January 2025",
    "[2024-06..2024-07]": "June or July 2024",
    "[2024-06..2024-09]": "between June and September 2024",
    "[2023..2024]": "2023 or 2024",
    "[2024-06-05..2024-07]": "between 5 June 2024 and July 2024",
    "[..2024-08-23]": "by 23 August 2024",
    "[..2024-08]": "by the end of August 2024",
    "[..2024]": "by the end of 2024",
    "[2024-08-23..]": "on or after 23 August 2024",
    "[2024-08..]": "in or after August 2024",
    "2024-08-19/2024-08-22": "19 to 22 August 2024",
    "2024-08-30/2024-09-03": "30 August to 3 September 2024",
    "2024-12-20/2025-01-03": "20 December 2024 to 3 January 2025",
    "2024-06/2024-07": "June to July 2024",
    "2023/2024": "2023 to 2024",
    "2024-06-05/2024-07": "5 June 2024 to July 2024",
    "2024-06-01~/2024-06-10": "about 1 June 2024 to 10 June 2024",
    "2024-06-01/2024-06-10?": "1 June 2024 to perhaps 10 June 2024",
    "../2024-08-23": "until 23 August 2024",
    "2024-08-23/..": "from 23 August 2024",
    "2024-08~/..": "from about August 2024",
}


@pytest.mark.parametrize(("edtf", "said"), WORDS.items())
def test_every_kind_of_date_has_its_words(edtf, said):
    assert words(parse(edtf)) == said


def test_the_weekday_is_named_only_where_the_day_is_known():
    assert words(parse("2024-05-31"), weekday=True) == "Friday 31 May 2024"
    for vague in ("2024-05-31~", "2024-05", "[..2024-05-31]", "2024-05-30/2024-05-31"):
        assert words(parse(vague), weekday=True) == words(parse(vague))


def test_a_sentence_begins_with_a_capital():
    assert sentence(parse("[2024-06-11..2024-06-20]")) == "Mid-June 2024"
    assert sentence(parse("2024-05-31"), weekday=True) == "Friday 31 May 2024"
    assert sentence(parse("[..2024-08-23]")) == "By 23 August 2024"


LANGUAGES = ("en-gb", "ar", "he")


def told(said: str) -> tuple[set[str], set[int]]:
    """The numbers in a date's words, and the months, by their names."""
    return set(re.findall("[0-9]+", said)), {number for number, name in MONTHS.items() if str(name) in said}


@pytest.mark.parametrize("edtf", WORDS)
def test_a_date_loses_nothing_in_another_language(edtf):
    english = told(WORDS[edtf])
    for language in LANGUAGES:
        with override(language):
            said = words(parse(edtf))
            assert told(said) == english, said


@settings(deadline=None)  # the first word in a language reads its catalogue
@given(whens, st.permutations([*LANGUAGES, *LANGUAGES]))
def test_what_was_said_in_one_language_is_never_said_in_another(when, languages):
    said = {language: set() for language in LANGUAGES}
    for language in languages:
        with override(language):
            said[language].add(words(when, weekday=True))
    assert all(len(found) == 1 for found in said.values())
    assert len(set.union(*said.values())) == 3 or "-" not in when.edtf


@pytest.mark.parametrize("language", LANGUAGES)
def test_months_and_weekdays_are_named_in_the_language_of_the_moment(language):
    with override(language):
        said = words(parse("2024-05-31"), weekday=True)
        assert str(MONTHS[5]) in said
        assert str(WEEKDAYS[4]) in said


def test_readers_of_arabic_are_told_both_names_of_a_month():
    with override("ar"):
        assert words(parse("2024-08-23")) == "23 أغسطس/آب 2024"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_moment_is_exact_in_every_language(language):
    with override(language):
        said = moment_words(datetime(2024, 5, 31, 10, 5, tzinfo=UTC))
        assert str(MONTHS[5]) in said
    assert re.findall("[0-9]+", said) == ["31", "2024", "10", "05"]
    assert said == "31 May 2024, 10:05 UTC" or language != "en-gb"


@given(whens)
def test_only_an_exact_date_reads_as_an_exact_date(when):
    day = when.earliest if not when.open_start else when.latest
    assert (words(when) == words(parse(day.isoformat()))) == when.exact


@pytest.mark.parametrize(
    ("edtf", "machine"),
    [
        ("2024-05-31", "2024-05-31"),
        ("2024-05-31?", "2024-05-31"),
        ("2024-06~", "2024-06"),
        ("2024", "2024"),
        ("[2024-08-12..2024-08-18]", "2024-W33"),
        ("[2024-08-12..2024-08-15]", "2024-W33"),
        ("[2024-08-13..2024-08-14]", "2024-W33"),
        ("2024-08-12/2024-08-16", "2024-W33"),
        ("[2024-08-18..2024-08-19]", "2024-08"),
        ("[2024-07-29..2024-08-04]", "2024-W31"),
        ("[2024-06-21..2024-06-30]", "2024-06"),
        ("[2024-06-21..2024-07-31]", "2024"),
        ("[2024-12-30..2024-12-31]", "2025-W01"),
        ("[2024-12-30..2025-01-05]", None),
        ("2023/2024", None),
        ("[..2024-06-01]", None),
        ("[2024-06-01..]", None),
        ("../2024-06-01", None),
        ("2024-06-01/..", None),
    ],
)
def test_the_machine_value_is_the_smallest_unit_that_holds_every_day(edtf, machine):
    assert parse(edtf).machine == machine


@pytest.mark.parametrize(
    ("edtf", "shape", "qualifier"),
    [
        ("2024-05-31", "day", ""),
        ("2024-06?", "month", "?"),
        ("2024%", "year", "%"),
        ("2024-06~/2024-07", "interval", "~"),
        ("2024-06~/2024-07?", "interval", "%"),
        ("[2024-06-01..2024-06-02]", "set", ""),
    ],
)
def test_shape_and_mark_are_read(edtf, shape, qualifier):
    when = parse(edtf)
    assert (when.shape, when.qualifier) == (shape, qualifier)
    assert when.exact == (edtf == "2024-05-31")


OPEN = ("[..2024-06-02]", "[2024-06-02..]", "../2024-06-02", "2024-06-02/..")


def test_open_ends_and_what_is_undated():
    by, since, until, start = map(parse, ("[..2024-06-02]", "[2024-06-02..]", "../2024-06-02", "2024-06-02/.."))
    assert [when.open_start for when in (by, since, until, start)] == [True, False, True, False]
    assert [when.open_end for when in (by, since, until, start)] == [False, True, False, True]
    assert [when.undated for when in (by, since, until, start)] == [True, False, False, False]
    assert by.earliest == date.min
    assert since.latest == date.max
    assert not parse("[2024-06-02..9999-12-31]").open_end


def test_a_date_without_doubt_is_written_without_brackets():
    assert str(parse("[2024-06-01..2024-06-01]")) == "2024-06-01"
    assert str(parse("2024-06~/2024-06~")) == "2024-06~"
    assert str(parse("  2024-06 ")) == "2024-06"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("late june", "“late june” is not a date we can read: write 2024-05-31,"),
        ("", "is not a date we can read"),
        ("2024-02-30", "February 2024 has 29 days"),
        ("2023-02-29", "February 2023 has 28 days"),
        ("2024-06-00", "June 2024 has 30 days"),
        ("2024-13", "months run from 01 to 12"),
        ("2024-00-10", "months run from 01 to 12"),
        ("0999-01-01", "years run from 1000 to 9999"),
        ("2024-06-10/2024-06-01", "ends before it starts"),
        ("[2024-06..2024-05-31]", "ends before it starts"),
        ("2024/2023-12-31", "ends before it starts"),
        ("../..", "open at both ends"),
        ("[..]", "open at both ends"),
        ("2024-6-1", "is not a date"),
        ("20240601", "is not a date"),
        ("31/05/2024", "is not a date"),
        ("2024-06-", "is not a date"),
        ("2024-06~~", "is not a date"),
        ("[2024-06-01]", "is not a date"),
        ("[2024-06-01/2024-06-02]", "is not a date"),
        ("[2024-06-01~..2024-06-02]", "is not a date"),
        ("2024-06-01..2024-06-02", "is not a date"),
        ("2024-06-01\n", "is not a date"),
        ("2024-06\0", "is not a date"),
        ("٢٠٢٤-٠٦", "is not a date"),
        ("２０２４", "is not a date"),
        ("2024-0²", "is not a date"),
        ("2024-06-01" + " " * 50, "is not a date"),
        ("9" * 5000, "is not a date"),
        ("\ud800\u202e", "is not a date"),
    ],
)
def test_what_is_no_date_is_refused_with_a_sentence(text, reason):
    with pytest.raises(DateProblem, match=reason) as problem:
        parse(text)
    message = str(problem.value)
    assert message.isprintable()
    assert message.endswith(".")
    assert len(message) < 200


def test_an_editor_is_told_in_english():
    with override("ar"), pytest.raises(DateProblem, match="February 2023 has 28 days"):
        parse("2023-02-29")


@given(st.one_of(st.text(), st.text("0123456789-~?%./[]", max_size=26)))
@example("[" * 41)
def test_any_text_is_a_date_or_a_date_problem(text):
    try:
        when = parse(text)
    except DateProblem:
        return
    assert when.edtf == text.strip(" ") or "/" in text or ".." in text


@given(whens)
def test_a_date_survives_being_written_and_read(when):
    assert parse(str(when)) == when
    assert parse(str(when)).edtf == str(when)


@given(whens)
def test_a_date_never_ends_before_it_starts(when):
    assert when.earliest <= when.latest


@given(whens, whens, whens)
def test_dates_have_one_total_order(a, b, c):
    assert (a.sort_key < b.sort_key) + (b.sort_key < a.sort_key) + (a == b) == 1
    if a.sort_key <= b.sort_key <= c.sort_key:
        assert a.sort_key <= c.sort_key


@given(whens)
def test_an_exact_day_comes_before_a_vague_date_that_starts_with_it(when):
    day = parse((when.latest if when.open_start else when.earliest).isoformat())
    assert when.exact or day.sort_key < when.sort_key
    assert day.month == when.month


def test_dates_are_read_in_the_order_that_a_reader_expects():
    expected = [
        "[..2024-05-31]",
        "2024-06-01",
        "2024-06-01~",
        "2024-06-01/2024-06-02",
        "[2024-06-01..2024-06-10]",
        "2024-06",
        "2024-06-01/..",
        "2024-06-02",
        "2024-06-02/2024-06-09",
        "[..2024-06-02]",
        "2024-06-03",
    ]
    assert [str(when) for when in sorted(map(parse, expected[::-1]), key=lambda when: when.sort_key)] == expected


@given(whens, whens)
def test_one_date_is_surely_after_another_when_no_day_is_in_both(a, b):
    assert surely_after(a, b) + surely_after(b, a) == (max(a.earliest, b.earliest) > min(a.latest, b.latest))
    assert not surely_after(a, a)


def test_a_month_is_not_surely_after_one_of_its_days():
    assert not surely_after(parse("2024-06-15"), parse("2024-06"))
    assert not surely_after(parse("2024-06"), parse("2024-06-01"))
    assert surely_after(parse("2024-07"), parse("2024-06-30"))
    assert surely_after(parse("[2024-07-01..]"), parse("[..2024-06-30]"))


@given(st.text() | part)
def test_what_cannot_be_read_is_no_date_where_nobody_can_be_asked(text):
    try:
        assert readable(text) == parse(text)
    except DateProblem:
        assert readable(text) is None


def test_no_text_is_no_date():
    assert readable("") is None
