"""A date that was moved, in words: put back, brought forward or changed, when, and from what to what.

It must not know what was to happen on it, nor who moved it: a name is content, and these words are ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

from django.utils.translation import pgettext_lazy

from .date_words import Pattern
from .dates import When, readable, sentence, words

Way = Literal["back", "forward", "anew"]

# To a date that can follow “to”, and to one that cannot: “by 19 July 2031”, “between 3 and 9 July 2031”.
_MOVED: Mapping[tuple[str, bool, bool], Pattern] = {  # by way, whether the day is known on which, and whether “to” fits
    ("back", True, True): pgettext_lazy("moved date", "%(was)s, put back on %(day)s to %(date)s"),
    ("back", True, False): pgettext_lazy("moved date", "%(was)s, put back on %(day)s: %(date)s"),
    ("back", False, True): pgettext_lazy("moved date", "%(was)s, put back to %(date)s"),
    ("back", False, False): pgettext_lazy("moved date", "%(was)s, put back: %(date)s"),
    ("forward", True, True): pgettext_lazy("moved date", "%(was)s, brought forward on %(day)s to %(date)s"),
    ("forward", True, False): pgettext_lazy("moved date", "%(was)s, brought forward on %(day)s: %(date)s"),
    ("forward", False, True): pgettext_lazy("moved date", "%(was)s, brought forward to %(date)s"),
    ("forward", False, False): pgettext_lazy("moved date", "%(was)s, brought forward: %(date)s"),
    ("anew", True, True): pgettext_lazy("moved date", "%(was)s, changed on %(day)s to %(date)s"),
    ("anew", True, False): pgettext_lazy("moved date", "%(was)s, changed on %(day)s: %(date)s"),
    ("anew", False, True): pgettext_lazy("moved date", "%(was)s, changed to %(date)s"),
    ("anew", False, False): pgettext_lazy("moved date", "%(was)s, changed: %(date)s"),
}
_OFF: Mapping[bool, Pattern] = {  # to no date; by whether the day is known on which
    True: pgettext_lazy("moved date", "%(was)s, put back on %(day)s; no new date"),
    False: pgettext_lazy("moved date", "%(was)s, put back; no new date"),
}
_FIRST: Mapping[bool, Pattern] = {
    True: pgettext_lazy("moved date", "At first %(date)s, set on %(day)s"),
    False: pgettext_lazy("moved date", "At first %(date)s"),
}
_FROM: Mapping[tuple[str, bool], Pattern] = {  # by way, and whether “from” fits
    ("back", True): pgettext_lazy("moved date", "put back from %(date)s"),
    ("back", False): pgettext_lazy("moved date", "put back; before: %(date)s"),
    ("forward", True): pgettext_lazy("moved date", "brought forward from %(date)s"),
    ("forward", False): pgettext_lazy("moved date", "brought forward; before: %(date)s"),
    ("anew", True): pgettext_lazy("moved date", "changed from %(date)s"),
    ("anew", False): pgettext_lazy("moved date", "changed; before: %(date)s"),
}
_CHANGE: Mapping[tuple[str, bool], Pattern] = {  # between two editions; by way, and whether “from … to …” fits
    ("back", True): pgettext_lazy("moved date", "the date was put back from %(was)s to %(date)s"),
    ("back", False): pgettext_lazy("moved date", "the date was put back (before: %(was)s; then: %(date)s)"),
    ("forward", True): pgettext_lazy("moved date", "the date was brought forward from %(was)s to %(date)s"),
    ("forward", False): pgettext_lazy("moved date", "the date was brought forward (before: %(was)s; then: %(date)s)"),
    ("anew", True): pgettext_lazy("moved date", "the date was changed from %(was)s to %(date)s"),
    ("anew", False): pgettext_lazy("moved date", "the date was changed (before: %(was)s; then: %(date)s)"),
}
_SET_ABOUT = pgettext_lazy("moved date", "%(move)s (date set: %(date)s)")


def way(was: When, now: When | None) -> Way:
    """Which way a date was moved; to none at all is back. Where one is only told more exactly, or less, neither."""
    if now is None:
        return "back"
    (first, last), (then_first, then_last) = _days(was), _days(now)
    if (first <= then_first and then_last <= last) or (then_first <= first and last <= then_last):
        return "anew"
    return "back" if first < then_first else "forward"


def move_words(was: When, now: When | None, on: When | None) -> str:
    """“21 June 2031, put back on 14 June 2031 to 19 July 2031”; ``on`` is when that was decided, as vague as known."""
    exact = on is not None and on.exact
    pattern = _OFF[exact] if now is None else _MOVED[way(was, now), exact, can_follow(now)]
    return _set_about(pattern % {"was": sentence(was), "date": words(now) if now else "", **_day(on)}, on)


def first_words(date: When, on: When | None) -> str:
    """“At first 21 June 2031, set on 22 February 2031”."""
    pattern = _FIRST[on is not None and on.exact]
    return _set_about(pattern % {"date": words(date), **_day(on)}, on)


def from_words(was: When, now: When | None) -> str:
    """“put back from 21 June 2031”, beside the new date."""
    return _FROM[way(was, now), can_follow(was)] % {"date": words(was)}


def change_words(was: When, now: When) -> str:
    """“the date was put back from 21 June 2031 to 19 July 2031”, of two editions."""
    return _CHANGE[way(was, now), can_follow(was) and can_follow(now)] % {"was": words(was), "date": words(now)}


def changed_date(was: str, now: str) -> str:
    """The same of dates as written; empty where one of them is none."""
    before, after = readable(was), readable(now)
    return change_words(before, after) if before and after else ""


def _day(on: When | None) -> dict[str, str]:
    return {"day": words(on)} if on else {}


def _set_about(said: str, on: When | None) -> str:
    return said if on is None or on.exact else _SET_ABOUT % {"move": said, "date": words(on)}


def _days(when: When) -> tuple[date, date]:
    """The first and the last that it may be, as it is compared: “by” a day and “on or after” one are that day."""
    known = when.latest if when.open_start else when.earliest
    return (known, known) if when.open_start or when.open_end else (when.earliest, when.latest)


def can_follow(when: When) -> bool:
    """Whether its words can stand after “to”, “from” or “since” in a sentence: not “since by 19 July”."""
    return when.shape in ("day", "month", "year") and not when.qualifier
