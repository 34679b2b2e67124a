"""A story after six months and thirty editions, polled after each as readers, subscribers and calendars do.

Each test is a row of what whoever comes back must find; the months are lived once for all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from explainer.language.dates import parse, words

from .conftest import NOON, Clock
from .crawl import text_of
from .months import WRONG, Diary, Months, Subscriber

pytestmark = pytest.mark.django_db
SIDES = {0: "without phases", 2: "with phases"}
MARKUP = re.compile("<head>.*?</head>|<[^>]+>", re.DOTALL)


def shown(body: str) -> str:
    """The words of a page without its markup."""
    return " ".join(MARKUP.sub(" ", body).split()).replace(" .", ".")


@dataclass
class Lived:
    """What came of the months. ``news``: what a subscriber was shown as new after each act. ``then``: what readers of
    the stale translation read after an act. ``places``: which act it was, from 1."""

    months: Months
    feed: Subscriber
    news: dict[str, list[str]]
    then: dict[str, dict[str, Any]]
    places: dict[str, int]
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


def today(lived: Lived) -> str:
    return f"{lived.months.editions['paused'].published_at:%A} {words(parse(lived.day('paused')))}"


def read_in_arabic(client: Client) -> dict[str, Any]:
    line = client.get("/ar/truce/statements/day-2/")
    item, body = client.get("/ar/truce/statements/day-3/"), text_of(client.get("/ar/truce/statements/").content)
    said = re.search('hreflang="en"[^>]*>([^<]+)<', text_of(line.content).partition("<h1")[2])
    return {"item": text_of(line.content), "line": said[1] if said else "", "status": item.status_code, "list": body}


@pytest.fixture(scope="module", params=SIDES, ids=SIDES.values())
def lived(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> Iterator[Lived]:
    """Lived once for the module, in a transaction that is rolled back at its end."""
    patch = pytest.MonkeyPatch()
    clock = Clock([NOON])
    patch.setattr(timezone, "now", lambda: clock[0])
    with django_db_blocker.unblock(), transaction.atomic():
        client = Client()
        months = Months(clock, request.param)
        feed, diary = Subscriber(client, "/truce/feed.atom"), Diary(client, "/truce/events.ics")
        news, then, places = {}, {}, {}
        for act in months.live():
            news[act], places[act] = feed.ask(), months.number
            diary.ask()
            if act in ("corrected", "taken_out"):
                then[act] = read_in_arabic(client)
        yield Lived(months, feed, news, then, places, diary, client)
        transaction.set_rollback(True)
    patch.undo()


# ---- what was known by a day, and who held which office ------------------------------------------


def test_a_position_is_in_the_words_of_the_day(lived):
    body = shown(lived.page(f"/truce/positions/?known_by={lived.day('first')}"))
    assert "Says it keeps the gate" in body
    assert "leaves the gate" not in body
    assert "nobody’s" not in body


def test_nothing_reads_as_held_before_it_was(lived):
    body = lived.page(f"/truce/timeline/?known_by={lived.day('mistaken')}")
    hearing = body[body.index('id="hearing"') :][:600]
    assert "Expected" in hearing
    assert "8 March" not in hearing
    assert WRONG not in lived.page("/truce/timeline/?known_by=2026-01-10")


def test_a_role_stands_beside_the_statements_of_its_time_alone(lived):
    assert "Speaker 0" in lived.page("/truce/statements/day-2/").partition("More on this")[0]
    assert "Speaker 0" not in lived.page("/truce/statements/day-6/").partition("More on this")[0]
    assert "Speaker 0" in lived.page("/truce/statements/heir-speaks/")


def test_two_holders_of_one_office_have_their_dates(lived):
    body = shown(lived.page("/truce/actors/"))
    assert "Side 0 Speaker 0 from 2020 until 31 January 2026" in body
    assert "Ada Reyes Speaker 0 from 31 January 2026" in body


# ---- latest, next, and what should have been -----------------------------------------------------


def test_what_was_expected_on_a_day_that_passed_says_so(lived):
    body = shown(lived.page("/truce/"))
    assert (
        "Should have been by then Was expected on Saturday 25 April 2026 · put back from 14 March 2026 The vote" in body
    )
    latest = body.partition("Latest")[2].partition("Should have been by then")[0]
    assert "A round is held on day 30" in latest
    assert "The vote" not in latest
    assert "Cancelled" in shown(lived.page("/truce/events/visit/"))


def test_a_paused_story_says_so_on_every_page_and_in_its_feed(lived):
    for place in ("", "timeline/", "statements/day-6/", "actors/", "events/vote/", "open-questions/"):
        body = shown(lived.page(f"/truce/{place}"))
        assert f"Paused after {today(lived)}" in body, place
        assert "September 2026" in body, place
    assert "(as of " in lived.client.get("/truce/feed.atom").content.decode().partition("<entry>")[0]


# ---- corrections where the words are -------------------------------------------------------------


def test_a_correction_stands_at_the_item_and_in_lists(lived):
    body = lived.page("/truce/statements/day-2/")
    assert f"<del>{WRONG}.</del>" in body
    assert "We had the doors wrong." in body
    assert "Corrected 18 February 2026" in shown(lived.page("/truce/statements/"))
    assert "Corrected 18 February 2026" in shown(lived.page("/truce/timeline/"))


def test_an_older_edition_says_what_was_corrected_or_taken_out_later(lived):
    before = lived.number("mistaken")
    body = shown(lived.page(f"/truce/editions/{before}/statements/day-2/"))
    assert f"Corrected later, in version {lived.number('corrected')}" in body
    body = shown(lived.page(f"/truce/editions/{before}/statements/day-3/"))
    assert f"Taken out later, in version {lived.number('taken_out')} (15 April 2026) because: Nobody said so." in body


def test_an_older_edition_leads_to_the_same_page(lived):
    body = lived.page(f"/truce/editions/{lived.number('mistaken')}/statements/day-2/")
    assert 'href="/truce/statements/day-2/"' in body


def test_what_was_taken_out_says_why_and_warns_of_the_words(lived):
    body = shown(lived.page("/truce/statements/day-3/", status=410))
    assert f"It was taken out in version {lived.number('taken_out')}" in body
    assert "Nobody said so." in body
    assert "which still says what was taken out as wrong" in body


def test_corrections_stand_first_and_alone_and_a_part_of_a_larger_edition_counts_as_one(lived):
    found = re.split('<h2 class="t1"', lived.page("/corrections/"))[1:]
    told = [shown("<h2" + each).partition(" in version")[0].partition(",")[0] for each in found]
    assert [words for words in told if "withdrawn" not in words] == [
        "Correction", "Correction", "Withdrawal of a part", "Clarification", "Correction",
    ]  # fmt: skip
    renewed, mixed, *_others = found
    assert 'href="/ar/truce/' in renewed, "the translation, which put right what the original had"
    assert "place changed" in mixed.partition("<details")[0]
    assert "It was short" not in mixed.partition("<details")[0]
    assert "It was short" in mixed.partition("<details")[2]


def test_no_code_is_told(lived):
    for place in ("changes/", "changes/?since=1", "issues/issue-3/history/"):
        assert not re.search("not-in-force|not-begun|partly-done|not-known", shown(lived.page(f"/truce/{place}"))), (
            place
        )


def test_words_that_were_never_so_are_nowhere_without_saying_so(lived):
    for place in ("", "timeline/", "statements/", "actors/truce-side-0/", "issues/issue-2/", "sources/"):
        assert WRONG not in re.sub("<del>.*?</del>", "", lived.page(f"/truce/{place}"), flags=re.DOTALL), place


# ---- translations --------------------------------------------------------------------------------


def test_a_stale_translation_says_what_the_original_corrected_and_leaves_out_what_it_took_out(lived):
    assert "/ar/" in lived.then["corrected"]["item"]
    assert "8" in lived.then["corrected"]["line"]
    assert lived.then["taken_out"]["status"] == 410
    assert "day 3" not in lived.then["taken_out"]["list"]


def test_a_renewed_translation_says_no_more_of_it_and_is_a_correction_itself(lived):
    assert 'hreflang="en"' not in lived.page("/ar/truce/statements/day-2/").partition("<h1")[2].partition("<footer")[0]
    assert lived.months.editions["retold"].rights


# ---- coming back ---------------------------------------------------------------------------------


def test_who_comes_back_reads_what_matters_first(lived):
    body = shown(lived.page(f"/truce/changes/?since={lived.number('put_back')}"))
    told = [
        "What the editors say", "Settled, and where issues stand", "Questions answered or closed", "Changed positions",
        "Put right", "Who holds which office", "New Statements",
    ]  # fmt: skip
    places = [body.index(words) for words in told]
    assert places == sorted(places)
    assert "Says it keeps the gate. Became Says the gate is nobody’s." in body
    assert len(re.findall(r"\w+", body[: body.index("New Statements")])) < 1_000, "a minute, skimmed"


def test_a_moved_date_is_told_to_who_was_away(lived):
    body = shown(lived.page(f"/truce/changes/?since={lived.number('expected')}"))
    assert "The date was put back from 14 March 2026 to 25 April 2026" in body or "put back" in body
    assert "The vote" in body


def test_who_read_a_withdrawn_edition_is_told(lived):
    body = shown(lived.page(f"/truce/changes/?since={lived.number('withdrawn')}"))
    assert f"Version {lived.number('withdrawn')} was withdrawn" in body
    assert "A draft went out." in body
    assert WRONG not in body


def test_what_was_settled_and_answered_stays_in_sight(lived):
    body = shown(lived.page("/truce/open-questions/"))
    assert "Settled , Friday 20 March 2026 The gate is shared." in body
    assert "Answered , Monday 2 March 2026 The keeper has the key." in body
    assert "New In version" in shown(lived.page("/truce/"))


# ---- feeds and calendar --------------------------------------------------------------------------


def test_every_feed_tells_each_thing_once(lived):
    anew = [title for title in lived.news["again"] if not title.startswith("Version")]
    assert anew == ["A round is held on day 2"], "what the withdrawn version said otherwise, and nothing else"
    wanted = {
        "put_back": "Put back: The vote", "replaced": "Ada Reyes, Speaker 0: since 31 January 2026",
        "position": "Side 0 on Gate 1", "answered": "Who has the key?: Answered", "happened": "The hearing",
        "cancelled": "Cancelled: The visit", "settled": "Gate 3: Settled", "changed_again": "Side 0 on Gate 1",
        "clarified": f"Version {lived.number('clarified')}: clarification",
        "mixed": f"Version {lived.number('mixed')}: update, with a correction",
    }  # fmt: skip
    assert {act: title for act, title in wanted.items() if title not in lived.news[act]} == {}
    for title in ("Who has the key?: Answered", "Gate 3: Settled", "Put back: The vote", "Cancelled: The visit"):
        assert sum(titles.count(title) for titles in lived.news.values()) == 1, title
    if lived.months.phases:
        assert any(title.startswith("Phase 1, Step 1: Done") for title in lived.news["begun"])


def test_what_gets_another_address_is_no_news_and_of_who_was_merged_only_their_words_are(lived):
    for act, news in (("renamed", []), ("moved", []), ("merged", ["Ada Reyes on the key"])):
        others = [title for title in lived.news[act] if not re.search(f"day {lived.places[act]}$|^Version", title)]
        assert others == news, act


def test_a_subscriber_has_what_can_be_read(lived):
    gone = [key for key in lived.feed.first if key not in lived.feed.has]
    assert gone == ["http://testserver/truce/statements/day-3/"]


def test_the_calendar_keeps_every_move(lived):
    assert lived.diary.told == {
        "The visit": [(0, "TENTATIVE", "20260202"), (1, "CANCELLED", "20260202")],
        "The hearing": [(0, "TENTATIVE", "20260222"), (1, "CONFIRMED", "20260308")],
        "The vote": [(0, "TENTATIVE", "20260314"), (1, "TENTATIVE", "20260425")],
    }


# ---- names and addresses that change --------------------------------------------------------------


def test_a_renamed_actor_is_found_under_its_former_name(lived):
    assert "The Yard Board" in lived.page("/truce/search/?q=%22Side+1%22")
    assert "Formerly" in lived.page("/truce/actors/truce-side-1/")


def test_a_merged_actor_leads_to_whom_it_went_into_and_older_editions_keep_it(lived):
    answer = lived.client.get("/truce/actors/a-reyes/")
    assert (answer.status_code, answer["Location"]) == (301, "/truce/actors/heir/")
    answer = lived.client.get("/truce/actors/a-reyes/feed.atom")
    assert (answer.status_code, answer["Location"]) == (301, "/truce/actors/heir/feed.atom")
    assert "A. Reyes" in lived.page(f"/truce/editions/{lived.number('answered')}/statements/reyes-speaks/")
    assert "A. Reyes" not in shown(lived.page("/truce/statements/reyes-speaks/")).partition("Cite this")[0]


def test_a_statement_that_moved_is_found_where_it_was(lived):
    answer = lived.client.get("/truce/statements/day-1/")
    assert (answer.status_code, answer["Location"]) == (301, "/truce/statements/the-first-day/")
    lived.page(f"/truce/editions/{lived.number('first')}/statements/day-1/")


# ---- histories -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "acts"),
    [
        ("statements/day-2/", ["corrected", "mistaken", "expected"]),
        ("events/vote/", ["put_back", "expected"]),
        ("issues/issue-1/", ["changed_again", "position", "first"]),
    ],
)
def test_a_history_has_each_wording_with_its_edition(lived, place, acts):
    body = shown(lived.page(f"/truce/{place}history/"))
    assert [int(number) for number in re.findall(r"Version (\d+): ", body)] == [lived.number(act) for act in acts]
