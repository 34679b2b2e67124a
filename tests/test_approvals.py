"""When two people have approved the same: the day of the second, and only what says something still."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from explainer.desk.approvals import approved_on, counted
from explainer.desk.compose import compose
from explainer.desk.rules.checks import check
from explainer.models import Actor, Approval, Event

from .conftest import approved

NOON = datetime(2024, 8, 30, 12, tzinfo=UTC)


def given(*hours: int) -> tuple[Approval, ...]:
    return tuple(Approval(at=NOON + timedelta(hours=hour), seen="a") for hour in hours)


@pytest.mark.parametrize(
    ("hours", "day"), [((), ""), ((0,), ""), ((0, 1), "2024-08-30"), ((0, 48), "2024-09-01"), ((48, 0), "2024-09-01")]
)
def test_it_is_approved_on_the_day_of_the_second(hours, day):
    assert approved_on(given(*hours)) == day


def test_the_day_is_that_of_utc():
    ahead = timezone(timedelta(hours=3))
    late = [Approval(at=datetime(2024, 9, 1, hour, tzinfo=ahead), seen="a") for hour in (1, 2)]
    assert approved_on(tuple(late)) == "2024-08-31"


def test_an_approval_counts_for_the_very_words_that_were_seen():
    approvals = [Approval(seen="a"), Approval(seen="b"), Approval(seen="")]
    assert counted(approvals, "a") == (approvals[0],)
    assert counted(approvals, "c") == counted(approvals, "") == (), "nothing was seen where a statement is missing"


def test_what_is_wrong_elsewhere_in_the_story_stops_no_approval(pair, editor):
    stranger = Actor.objects.create(slug="stranger", name="A stranger", kind="government")
    Event.objects.get(slug="event-0").actors.add(stranger)
    assert [problem.at for problem in check(compose("truce"))] == ["events/event-0"], "so it is not published"
    assert len(approved(pair, editor)) == 1
