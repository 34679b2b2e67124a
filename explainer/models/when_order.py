"""Dates that admit doubt in the order of their days, told to the database: it has them as text only.

It must not read a date that ``language.dates`` refuses; of such a text the order means nothing.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Case, F, Q, TextField, Value, When
from django.db.models.functions import Concat, StrIndex, Substr
from django.db.models.lookups import Exact

LAST = "9999-12-31"  # of what has no end
UNDATED = "9999-99-99"  # after everything


def by_day(field: str = "when") -> Any:  # an expression; where a list is ordered, Django’s stubs know names alone
    """A text that sorts as ``dates.When.sort_key`` does: the day at which a date is put (its first; of “by” a day, that
    day), then how exact it is, then its last day. Undated rows come last."""

    def is_(**said: Any) -> Q:
        return Q(**{f"{field}__{lookup}": text for lookup, text in said.items()})

    when = F(field)
    open_start, in_set = is_(startswith="..") | is_(startswith="[.."), is_(startswith="[")
    by = _day(when, 4, "-12", "-31")
    put = Case(
        When(open_start, then=by),
        When(in_set, then=_day(when, 2, "-01", "-01")),
        default=_day(when, 1, "-01", "-01"),
        output_field=TextField(),
    )
    rank = Case(
        When(is_(regex="^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), then=Value(" 0 ")),
        When(is_(regex="^[0-9]{4}-[0-9]{2}-[0-9]{2}[~?%]$"), then=Value(" 1 ")),
        When(open_start, then=Value(" 3 ")),
        default=Value(" 2 "),
        output_field=TextField(),
    )
    last = Case(
        When(is_(endswith="/..") | is_(endswith="..]"), then=Value(LAST)),
        When(open_start, then=by),
        When(is_(contains="/"), then=_day(when, StrIndex(when, Value("/")) + 1, "-12", "-31")),
        When(in_set, then=_day(when, StrIndex(when, Value("..")) + 2, "-12", "-31")),
        default=_day(when, 1, "-12", "-31"),
        output_field=TextField(),
    )
    return Case(When(Q(**{field: ""}), then=Value(UNDATED)), default=Concat(put, rank, last), output_field=TextField())


def _day(when: F, place: Any, month: str, day: str) -> Concat:
    """The date that is written from ``place`` on, to the day: with ``month`` and ``day`` where it does not say them."""
    says_month: Any = Exact(Substr(when, place + 4, 1), Value("-"))
    says_day: Any = Exact(Substr(when, place + 7, 1), Value("-"))
    return Concat(
        Substr(when, place, 4),
        Case(When(says_month, then=Substr(when, place + 4, 3)), default=Value(month), output_field=TextField()),
        Case(
            When(Q(says_month, says_day), then=Substr(when, place + 7, 3)), default=Value(day), output_field=TextField()
        ),
        output_field=TextField(),
    )
