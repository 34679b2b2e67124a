"""Dates as people say them, read against the day on which they were told: “late June”, “by 1 September”.

It never makes them more exact than the words, asks back rather than guess, and knows nothing of models or the clock.
``dates`` says what the notation means, ``said_words`` what is said in Arabic and Hebrew.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from . import said_days, said_months
from .dates import readable
from .said_months import is_part_of_month
from .said_spans import Asked, Span, lacks_year
from .said_words import in_english

_ONE = ("day", "month", "year")
LONGEST = 80  # characters; what is longer is a sentence, and no date
_ABOUT: Mapping[str, str] = {
    **dict.fromkeys(("about", "around", "circa", "c.", "ca.", "approximately", "roughly", "sometime around"), "~"),
    **dict.fromkeys(("perhaps", "possibly", "maybe", "probably", "likely"), "?"),
}
_SIDE: Mapping[str, tuple[str, str]] = {  # the word: what of the date it takes, and how it is written
    **dict.fromkeys(("by", "no later than", "not later than", "at the latest by", "at the latest on"), ("by", "")),
    **dict.fromkeys(("before", "prior to", "ahead of"), ("before", "")),
    **dict.fromkeys(("on or after", "no earlier than", "not before"), ("not before", "")),
    "after": ("after", ""),
    **dict.fromkeys(("since", "from", "starting", "starting on", "as of", "beginning on"), ("from", "")),
    **dict.fromkeys(("until", "till", "up to", "through"), ("until", "")),
}


def _one_of(words: Mapping[str, object]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_ABOUT_FIRST = re.compile(rf"({_one_of(_ABOUT)}) (.+)")
_SIDE_FIRST = re.compile(rf"({_one_of(_SIDE)}) (.+)")
_BEFORE_A_DATE = re.compile("^(?:on|in|during|sometime in|at some point in) ")
_BETWEEN = re.compile(r"(?:sometime )?between (.+?) and (.+)")
_EITHER = re.compile(r"(?:either )?(?:on )?(.+?) or (.+)")
_SPAN = re.compile(r"(?:from |on |in )?(.+?)(?: to | until | till | through | ?[–—] ?| - )(.+)")
_DAYS = re.compile(r"(?:from |on )?(\d{1,2}|[a-z]+\.? \d{1,2})-(\d{1,2}(?: .+|,? \d{4})?)")  # “3-5 June”, “June 3-5”


@dataclass(frozen=True, slots=True)
class Reading:
    """What words were read as: ``when`` as the desk's date fields take it, ``why`` one plain sentence without its stop:
    “Wednesday before Friday 30 August 2024”."""

    when: str
    why: str


def read(words: str, *, told_on: date | None, language: str = "en", ahead: bool = True) -> Reading | None:
    """The one thing that ``words`` say; None where they say nothing that we know, or one of two: ``readings`` has both.

    ``told_on`` is the day on which they were said or printed; without it, “Wednesday” and “14 June” say nothing.
    ``ahead``: whether what has no year may lie after that day, as it can not of something that was said by then."""
    found = readings(words, told_on=told_on, language=language, ahead=ahead)
    return found[0] if len(found) == 1 else None


def readings(words: str, *, told_on: date | None, language: str = "en", ahead: bool = True) -> tuple[Reading, ...]:
    """Everything that ``words`` may say, the likelier first: two for “06/07/2024”, none for what is no date."""
    if len(words) > LONGEST or not words.isprintable():
        return ()
    if known := readable(words.strip()):
        return (Reading(str(known), "as it is written"),)
    day_first = language.split("-")[0] != "en" or language == "en-GB"
    asked = Asked(told_on, language.split("-")[0], ahead, day_first)
    said = in_english(words)
    found: dict[str, Reading] = {}
    try:
        for reading in _whole(said, asked):
            if when := readable(reading.when):
                found.setdefault(str(when), Reading(str(when), reading.why))
    except (OverflowError, ValueError):  # a day that no calendar of ours has
        return ()
    return tuple(found.values())


def _whole(said: str, asked: Asked) -> Iterator[Reading]:
    """Of all that is said, the first way of reading that fits."""
    for way in (_plain, _about, _between, _sided, _joined):
        found = list(way(said, asked))
        if found:
            yield from found
            return


def _plain(said: str, asked: Asked) -> Iterator[Reading]:
    for span in spans(said, asked):
        yield Reading(written(span), span.why)


def _about(said: str, asked: Asked) -> Iterator[Reading]:
    """“about 14 June”. About a part of a month is about that month; about a week or a season, we can't write."""
    found = _ABOUT_FIRST.fullmatch(said)
    if not found:
        return
    mark = _ABOUT[found[1]]
    for span in spans(found[2], asked):
        said = "about" if mark == "~" else "perhaps"
        if span.kind in _ONE:
            yield Reading(written(span) + mark, f"{said}: {span.why}")
        elif mark == "~" and is_part_of_month(found[2]):
            yield Reading(f"{_cut(span.first, 'month')}~", f"about that month: {span.why}")


def _sided(said: str, asked: Asked) -> Iterator[Reading]:
    """“by 1 September”, “before 15 August”, “since June”."""
    found = _SIDE_FIRST.fullmatch(said)
    if not found:
        return
    side = _SIDE[found[1]][0]
    of_end = re.sub(r"^(?:the )?(?:end|close) of (?:the )?", "", found[2]) if side in ("by", "until") else found[2]
    onward = side in ("by", "before", "until", "not before", "after")
    for span in spans(of_end, replace(asked, ahead=True, onward=asked.ahead) if onward else asked):
        if side in ("from", "until") and span.kind not in _ONE:
            return  # nobody knows the day from which it ran
        yield Reading(_SIDES[side](span), f"{found[1]} {span.why}")


def _joined(said: str, asked: Asked) -> Iterator[Reading]:
    """“3 to 5 June” lasted; “3 or 5 June” is one of two, which only days that follow each other can say."""
    if found := _EITHER.fullmatch(said):
        for first, last in _pairs(found[1], found[2], asked):
            follow = last.first - first.last == timedelta(days=1)
            if follow and first.kind == last.kind and last.kind in _ONE:
                yield Reading(f"[{plainly(first)}..{plainly(last)}]", _both("", first, "or", last))
        return
    found = _DAYS.fullmatch(said) or _SPAN.fullmatch(said)
    for first, last in _pairs(found[1], found[2], asked) if found else ():
        if first.kind in _ONE and last.kind in _ONE:
            yield Reading(f"{plainly(first)}/{plainly(last)}", _both("from", first, "to", last))


def _between(said: str, asked: Asked) -> Iterator[Reading]:
    found = _BETWEEN.fullmatch(said)
    for first, last in _pairs(found[1], found[2], asked) if found else ():
        if first.kind == last.kind and last.kind in _ONE:
            yield Reading(f"[{plainly(first)}..{plainly(last)}]", _both("between", first, "and", last))
        else:
            yield Reading(f"[{first.first}..{last.last}]", _both("between", first, "and", last))


_MONTH_FIRST = re.compile(r"([a-z]+\.?) (\d{1,2})")
_REST_OF_DAYS = re.compile(r"(\d{1,2})((?:,? \d{4})?)")
_AFTER_DAY = re.compile(r"(?:the )?\d{1,2}( .+)")


def _pairs(one: str, other: str, asked: Asked) -> Iterator[tuple[Span, Span]]:
    """Two dates where the second says for both what the first leaves out: “3 and 5 June”, “June 3 and 5, 2024”."""
    month_first, days_alone = _MONTH_FIRST.fullmatch(one), _REST_OF_DAYS.fullmatch(other)
    if month_first and days_alone:
        other = f"{days_alone[1]} {month_first[1]}{days_alone[2].replace(',', '')}"
    after = _AFTER_DAY.fullmatch(other)
    if one.isdecimal() and len(one) < 3 and after:
        one += after[1]
    for last in spans(other, asked):
        beside = Asked(last.last, asked.language, False, asked.day_first)  # its year: the nearest before the second
        for first in spans(one, beside if lacks_year(one) else asked):
            if first.first < last.first and first.last < last.last:
                yield first, last


def _both(before: str, first: Span, between: str, last: Span) -> str:
    """“from 3 June 2024 to 5 June 2024, the nearest to Friday 30 August 2024”."""
    one, other = (span.what.removeprefix("one day ") for span in (first, last))
    said = f"{before} {one} {between} {other}".strip()
    return f"{said}, {last.how}" if last.how else said


def spans(said: str, asked: Asked) -> tuple[Span, ...]:
    """Every span that ``said`` may be, the likelier first; none for what is no date."""
    said = _BEFORE_A_DATE.sub("", said)
    for pattern, way in (*said_days.WAYS, *said_months.WAYS):
        if (found := pattern.fullmatch(said)) and (read := tuple(way(found, asked))):
            return read
    return ()


def written(span: Span) -> str:
    """A span as the desk's fields take it."""
    if span.kind in _ONE:
        return plainly(span)
    return f"[{_cut(span.first, span.kind)}..{_cut(span.last, span.kind)}]"


def plainly(span: Span) -> str:
    return _cut(span.first, span.kind)


def _cut(day: date, kind: str) -> str:
    """A day, or the month or year that it is of."""
    return day.isoformat()[: {"month": 7, "months": 7, "year": 4, "years": 4}.get(kind, 10)]


_BEFORE = timedelta(days=1)
_SIDES: Mapping[str, Callable[[Span], str]] = {
    "by": lambda span: f"[..{_cut(span.last, span.kind)}]",
    "before": lambda span: f"[..{_cut(span.first - _BEFORE, span.kind)}]",
    "not before": lambda span: f"[{_cut(span.first, span.kind)}..]",
    "after": lambda span: f"[{_cut(span.last + _BEFORE, span.kind)}..]",
    "from": lambda span: f"{_cut(span.first, span.kind)}/..",
    "until": lambda span: f"../{_cut(span.last, span.kind)}",
}
