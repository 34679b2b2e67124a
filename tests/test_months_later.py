"""A story after six months and thirty editions, polled after each as readers, subscribers and calendars do.

Each test is a row of what whoever comes back must find; the months are lived once for all of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from .conftest import NOON, Clock
from .crawl import text_of
from .months import Diary, Months, Subscriber

pytestmark = pytest.mark.django_db
SIDES = {0: "without phases", 2: "with phases"}


@dataclass
class Lived:
    """What came of the months. ``news``: what a subscriber was shown as new after each act."""

    months: Months
    feed: Subscriber
    news: dict[str, list[str]]
    diary: Diary
    client: Client

    def page(self, place: str, *, status: int = 200) -> str:
        answer = self.client.get(place)
        assert answer.status_code == status, (place, answer.status_code)
        return text_of(answer.content)

    def number(self, act: str) -> int:
        return self.months.editions[act].number

    def day(self, act: str) -> str:
        return f"{self.months.editions[act].published_at:%Y-%m-%d}"


@pytest.fixture(scope="module", params=SIDES, ids=SIDES.values())
def lived(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: object) -> Iterator[Lived]:
    """Lived once for the module, in a transaction that is rolled back at its end."""
    patch = pytest.MonkeyPatch()
    clock = Clock([NOON])
    patch.setattr(timezone, "now", lambda: clock[0])
    with django_db_blocker.unblock(), transaction.atomic():
        client = Client()
        months = Months(clock, request.param)
        feed, diary, news = Subscriber(client, "/truce/feed.atom"), Diary(client, "/truce/events.ics"), {}
        for act in months.live():
            news[act] = feed.ask()
            diary.ask()
        yield Lived(months, feed, news, diary, client)
        transaction.set_rollback(True)
    patch.undo()


def test_look(lived):
    print(lived.news)
