"""Dates as people say them: what they are read as, that they never get more exact, and what is asked back."""

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from explainer.language.dates import MONTHS, parse
from explainer.language.said_dates import LONGEST, Reading, read, readings
from explainer.language.said_spans import WEEKDAYS

FRIDAY = date(2024, 8, 30)
days = st.dates(min_value=date(1001, 1, 8), max_value=date(9998, 12, 24))

READ = {
    "2021-06-14": "2021-06-14",
    " 2024-06~ ": "2024-06~",
    "14 June 2021": "2021-06-14",
    "June 14, 2021": "2021-06-14",
    "the 14th of June, 2021": "2021-06-14",
    "Sept. 3, 2023": "2023-09-03",
    "Monday, 14 June 2021": "2021-06-14",
    "14/06/2021": "2021-06-14",
    "06/14/2021": "2021-06-14",
    "06/06/2021": "2021-06-06",
    "14.6.2021": "2021-06-14",
    "2021/6/14": "2021-06-14",
    "June 2021": "2021-06",
    "in 2023": "2023",
    "14 June": "2024-06-14",
    "1 September": "2024-09-01",
    "Wednesday 28 August": "2024-08-28",
    "late June": "[2024-06-21..2024-06-30]",
    "the end of June": "[2024-06-21..2024-06-30]",
    "early July 2024": "[2024-07-01..2024-07-10]",
    "mid-May": "[2024-05-11..2024-05-20]",
    "mid May": "[2024-05-11..2024-05-20]",
    "late February 2023": "[2023-02-21..2023-02-28]",
    "the first half of June": "[2024-06-01..2024-06-15]",
    "the week of 12 August": "[2024-08-12..2024-08-18]",
    "the week of August 14": "[2024-08-12..2024-08-18]",
    "the week of August 11": "[2024-08-11..2024-08-17]",
    "Wednesday": "2024-08-28",
    "last Wednesday": "2024-08-28",
    "on Wednesday night": "2024-08-28",
    "early on Wednesday": "2024-08-28",
    "Friday": "2024-08-30",
    "last Friday": "2024-08-23",
    "next Wednesday": "2024-09-04",
    "yesterday": "2024-08-29",
    "today": "2024-08-30",
    "this morning": "2024-08-30",
    "tomorrow": "2024-08-31",
    "last night": "[2024-08-29..2024-08-30]",
    "three days ago": "2024-08-27",
    "two weeks ago": "[2024-08-12..2024-08-18]",
    "a month ago": "2024-07",
    "last week": "[2024-08-19..2024-08-25]",
    "this week": "[2024-08-26..2024-09-01]",
    "earlier this week": "[2024-08-26..2024-08-30]",
    "last month": "2024-07",
    "this month": "2024-08",
    "earlier this month": "[2024-08-01..2024-08-30]",
    "last year": "2023",
    "at the weekend": "[2024-08-24..2024-08-25]",
    "spring of 2024": "[2024-03..2024-06]",
    "early 2024": "[2024-01..2024-04]",
    "the second half of 2023": "[2023-07..2023-12]",
    "the first quarter of 2024": "[2024-01..2024-03]",
    "the 1990s": "[1990..1999]",
    "between 3 and 5 June": "[2024-06-03..2024-06-05]",
    "between June 3 and 5": "[2024-06-03..2024-06-05]",
    "between June 3 and July 5": "[2024-06-03..2024-07-05]",
    "between June and August 2024": "[2024-06..2024-08]",
    "between late June and mid-July": "[2024-06-21..2024-07-20]",
    "3 or 4 June": "[2024-06-03..2024-06-04]",
    "3 to 5 June 2024": "2024-06-03/2024-06-05",
    "from June 3 to June 5": "2024-06-03/2024-06-05",
    "June 3–5, 2024": "2024-06-03/2024-06-05",
    "28 December to 3 January 2025": "2024-12-28/2025-01-03",
    "by 1 September": "[..2024-09-01]",
    "by the end of June": "[..2024-06]",
    "by late June": "[..2024-06-30]",
    "before 15 August": "[..2024-08-14]",
    "before 2024": "[..2023]",
    "after 15 August": "[2024-08-16..]",
    "on or after 15 August": "[2024-08-15..]",
    "since June 2024": "2024-06/..",
    "until 10 June": "../2024-06-10",
    "about 14 June": "2024-06-14~",
    "around June 2024": "2024-06~",
    "about the end of June": "2024-06~",
    "perhaps 14 June 2021": "2021-06-14?",
}
OTHER_LANGUAGES = {
    "14 ביוני 2021": "2021-06-14",
    "ב-14 ביוני": "2024-06-14",
    "בסוף יוני": "[2024-06-21..2024-06-30]",
    "ביום רביעי": "2024-08-28",
    "ביום שישי שעבר": "2024-08-23",
    "אתמול": "2024-08-29",
    "בשבוע שעבר": "[2024-08-18..2024-08-24]",
    "בחודש שעבר": "2024-07",
    "בין 3 ל-5 ביוני": "[2024-06-03..2024-06-05]",
    "עד 1 בספטמבר": "[..2024-09-01]",
    "14 يونيو/حزيران 2021": "2021-06-14",
    "١٤ يونيو ٢٠٢١": "2021-06-14",
    "أواخر يونيو": "[2024-06-21..2024-06-30]",
    "يوم الأربعاء": "2024-08-28",
    "الأربعاء الماضي": "2024-08-28",
    "أمس": "2024-08-29",
    "الشهر الماضي": "2024-07",
    "بين 3 و5 يونيو": "[2024-06-03..2024-06-05]",
    "بحلول 1 سبتمبر": "[..2024-09-01]",
    "في عام 2023": "2023",
    "6/7/2024": "2024-07-06",
}
NO_DATE = (
    *("", " ", "soon", "recently", "June 31", "30 February 2024", "Tuesday 28 August 2024", "29 February 2023"),
    *("99/99/2024", "2024-13-01", "between 5 and 3 June 2024", "3 or 5 June", "since late June", "Wednesday\x00"),
    *("\ud800", "June\n2024", "0999", "14 June 0001", "he said it in June", "June " * 20, "about last week"),
)


@pytest.mark.parametrize(("words", "when"), READ.items())
def test_words_are_read_against_the_day_on_which_they_were_told(words, when):
    assert [reading.when for reading in readings(words, told_on=FRIDAY)] == [when]
    assert str(parse(when)) == when


@pytest.mark.parametrize(("words", "when"), OTHER_LANGUAGES.items())
def test_so_are_those_in_arabic_and_hebrew(words, when):
    language = "he" if any("א" <= letter <= "ת" for letter in words) else "ar"
    reading = read(words, told_on=FRIDAY, language=language)
    assert reading is not None
    assert reading.when == when


@pytest.mark.parametrize("words", NO_DATE)
def test_what_is_no_date_is_read_as_none(words):
    assert readings(words, told_on=FRIDAY) == ()


def test_it_is_said_why():
    assert read("on Wednesday", told_on=FRIDAY) == Reading("2024-08-28", "Wednesday before Friday 30 August 2024")
    reading = read("late June", told_on=FRIDAY)
    assert reading
    assert reading.why == "one day from 21 to 30 June 2024, the nearest to Friday 30 August 2024"


@pytest.mark.parametrize(
    ("words", "both"),
    {
        "06/07/2024": ("2024-07-06", "2024-06-07"),
        "in January": ("2025-01", "2024-01"),
        "by Wednesday": ("[..2024-09-04]", "[..2024-08-28]"),
    }.items(),
)
def test_what_may_be_two_is_read_as_neither_and_both_are_offered(words, both):
    assert tuple(reading.when for reading in readings(words, told_on=FRIDAY)) == both
    assert read(words, told_on=FRIDAY) is None


@pytest.mark.parametrize("words", ["Wednesday", "late June", "14 June", "yesterday", "last month", "by 1 September"])
def test_without_the_day_of_the_source_they_say_nothing(words):
    assert readings(words, told_on=None) == ()


def test_what_is_told_already_does_not_lie_ahead():
    assert read("in January", told_on=FRIDAY, ahead=False).when == "2024-01"
    assert read("1 September", told_on=FRIDAY, ahead=False).when == "2023-09-01"
    assert read("by Wednesday", told_on=FRIDAY, ahead=False).when == "[..2024-08-28]"


VAGUE = (
    *("late {month}", "early {month}", "mid-{month}", "{month}", "the first half of {month}", "about {month}"),
    *("the week of 12 {month}", "last week", "this week", "last month", "earlier this month", "later this month"),
    *("earlier this week", "later this week", "last year", "earlier this year", "last night", "two weeks ago"),
    *("three months ago", "by 1 {month}", "before 15 {month}", "between 3 and 5 {month}", "about 14 {month}"),
    *("since {month}", "until {month}", "late {year}", "spring of {year}", "{year}", "the {year}0s"[:-1]),
)


@given(st.sampled_from(VAGUE), st.sampled_from(MONTHS), days)
@example("earlier this month", "May", date(2024, 8, 1))
@example("later this week", "May", date(2024, 8, 31))
def test_they_never_become_more_exact_than_the_words(words, month, told_on):
    for reading in readings(words.format(month=month, year=told_on.year), told_on=told_on):
        assert not parse(reading.when).exact


@given(days, st.sampled_from(["{d} {m} {y:04}", "{m} {d}, {y:04}", "{w}, {d} {m} {y:04}", "on {w} {m} {d} {y:04}"]))
def test_a_day_that_is_written_out_is_that_day(day, shape):
    words = shape.format(d=day.day, m=MONTHS[day.month - 1], y=day.year, w=WEEKDAYS[day.weekday()])
    assert read(words, told_on=None).when == day.isoformat()


@given(days, st.sampled_from(WEEKDAYS))
def test_a_weekday_is_the_last_one_and_of_that_name(told_on, name):
    day = parse(read(f"on {name}", told_on=told_on).when).earliest
    assert timedelta(0) <= told_on - day < timedelta(7)
    assert WEEKDAYS[day.weekday()] == name


@given(days, st.sampled_from(MONTHS), st.booleans())
def test_what_has_no_year_is_near_the_day_on_which_it_was_told(told_on, month, ahead):
    found = [parse(reading.when) for reading in readings(f"late {month}", told_on=told_on, ahead=ahead)]
    assert found
    assert all(abs((when.earliest - told_on).days) < 366 for when in found)
    assert ahead or all((when.earliest - told_on).days < 22 for when in found)


@given(st.text(max_size=LONGEST + 3), st.one_of(st.none(), st.dates()), st.sampled_from(["en", "ar", "he", "fr", ""]))
@example("next year", date.max, "en")
@example("last week", date.min, "en")
@example("Wednesday", date.min, "en")
@example("999 years ago", date(1500, 1, 1), "en")
def test_any_text_is_answered_and_what_is_read_is_a_date_of_the_desk(words, told_on, language):
    for reading in readings(words, told_on=told_on, language=language):
        assert str(parse(reading.when)) == reading.when
        assert reading.why
