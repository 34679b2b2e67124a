"""What dates are said with: one sentence pattern for each kind of date, in the language of the moment.

It must not know the notation: ``dates`` says which pattern a date takes. Every word is here but the names of weekdays,
which Django has in every language; of months, readers of Arabic need two (“أغسطس/آب”). A pattern is whole, so that a
translation may put its parts in another order or say them in another form: “31 במאי 2024”, but “מאי 2024”.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime

from django.utils.dates import WEEKDAYS
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

Pattern = str | Promise
_NUMBER = re.compile(r"(?<!\d)(\d{1,2}) (?=[^\W\d])")  # of a day, with the word after it

MONTHS: Mapping[int, Pattern] = {
    1: pgettext_lazy("month", "January"),
    2: pgettext_lazy("month", "February"),
    3: pgettext_lazy("month", "March"),
    4: pgettext_lazy("month", "April"),
    5: pgettext_lazy("month", "May"),
    6: pgettext_lazy("month", "June"),
    7: pgettext_lazy("month", "July"),
    8: pgettext_lazy("month", "August"),
    9: pgettext_lazy("month", "September"),
    10: pgettext_lazy("month", "October"),
    11: pgettext_lazy("month", "November"),
    12: pgettext_lazy("month", "December"),
}
DAY = pgettext_lazy("date", "%(day)s %(month)s %(year)s")
MONTH = pgettext_lazy("date", "%(month)s %(year)s")
ON_WEEKDAY = pgettext_lazy("date", "%(weekday)s %(date)s")
MOMENT = pgettext_lazy("date", "%(date)s, %(time)s UTC")

QUALIFIED: Mapping[str, Pattern] = {
    "~": pgettext_lazy("date", "about %(date)s"),
    "?": pgettext_lazy("date", "perhaps %(date)s"),
    "%": pgettext_lazy("date", "perhaps about %(date)s"),
}
# Days 1–10, 11–20 and 21–end of a month, by the first of them.
THIRDS: Mapping[int, Pattern] = {
    1: pgettext_lazy("date", "early %(month)s %(year)s"),
    11: pgettext_lazy("date", "mid-%(month)s %(year)s"),
    21: pgettext_lazy("date", "late %(month)s %(year)s"),
}
WEEK = pgettext_lazy("date", "week of %(date)s")
# Of a Saturday and the Sunday after it: one, or both.
WEEKEND: Mapping[str, Pattern] = {
    "month": pgettext_lazy("date", "weekend of %(first_day)s and %(last_day)s %(month)s %(year)s"),
    "year": pgettext_lazy("date", "weekend of %(first_day)s %(first_month)s and %(last_day)s %(last_month)s %(year)s"),
    "": pgettext_lazy("date", "weekend of %(first)s and %(last)s"),
}
UNTIL = pgettext_lazy("date", "until %(date)s")
FROM = pgettext_lazy("date", "from %(date)s")
BY: Mapping[str, Pattern] = {
    "day": pgettext_lazy("date", "by %(date)s"),
    "month": pgettext_lazy("date", "by the end of %(date)s"),
    "year": pgettext_lazy("date", "by the end of %(date)s"),
}
SINCE: Mapping[str, Pattern] = {
    "day": pgettext_lazy("date", "on or after %(date)s"),
    "month": pgettext_lazy("date", "in or after %(date)s"),
    "year": pgettext_lazy("date", "in or after %(date)s"),
}

# Two dates. What both share is said once: days of one month, days of one year, months of one year; else nothing.
SPAN: Mapping[str, Pattern] = {
    "month": pgettext_lazy("date", "%(first_day)s to %(last_day)s %(month)s %(year)s"),
    "year": pgettext_lazy("date", "%(first_day)s %(first_month)s to %(last_day)s %(last_month)s %(year)s"),
    "year of months": pgettext_lazy("date", "%(first_month)s to %(last_month)s %(year)s"),
    "": pgettext_lazy("date", "%(first)s to %(last)s"),
}
EITHER: Mapping[str, Pattern] = {
    "month": pgettext_lazy("date", "%(first_day)s or %(last_day)s %(month)s %(year)s"),
    "year": pgettext_lazy("date", "%(first_day)s %(first_month)s or %(last_day)s %(last_month)s %(year)s"),
    "year of months": pgettext_lazy("date", "%(first_month)s or %(last_month)s %(year)s"),
    "": pgettext_lazy("date", "%(first)s or %(last)s"),
}
BETWEEN: Mapping[str, Pattern] = {
    "month": pgettext_lazy("date", "between %(first_day)s and %(last_day)s %(month)s %(year)s"),
    "year": pgettext_lazy("date", "between %(first_day)s %(first_month)s and %(last_day)s %(last_month)s %(year)s"),
    "year of months": pgettext_lazy("date", "between %(first_month)s and %(last_month)s %(year)s"),
    "": pgettext_lazy("date", "between %(first)s and %(last)s"),
}


def day_words(day: date) -> str:
    """“31 May 2024”."""
    return DAY % {"day": day.day, "month": MONTHS[day.month], "year": day.year}


def month_words(year: int, month: int) -> str:
    """“May 2024”."""
    return MONTH % {"month": MONTHS[month], "year": year}


def weekday_words(day: date) -> str:
    """“Friday 31 May 2024”."""
    return ON_WEEKDAY % {"weekday": WEEKDAYS[day.weekday()], "date": day_words(day)}


def moment_words(moment: datetime) -> str:
    """“31 May 2024, 10:00 UTC”, of a time in UTC."""
    return MOMENT % {"date": day_words(moment.date()), "time": f"{moment:%H:%M}"}


def third_words(day: date) -> str:
    """“late June 2024”, for the first day of a third."""
    return THIRDS[day.day] % {"month": MONTHS[day.month], "year": day.year}


def pair_words(patterns: Mapping[str, Pattern], shared: str, first: date, last: date) -> str:
    """Two dates that share something, as ``SPAN``, ``EITHER`` or ``BETWEEN`` say it: “19 to 22 August 2024”."""
    return patterns[shared] % {
        "first_day": first.day,
        "last_day": last.day,
        "first_month": MONTHS[first.month],
        "last_month": MONTHS[last.month],
        "month": MONTHS[last.month],
        "year": last.year,
    }


def unbroken(said: str) -> str:
    """A date in words for a page: no line ends between a day's number and its month (a no-break space, U+00A0)."""
    return _NUMBER.sub("\\1\u00a0", said)
