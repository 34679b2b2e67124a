"""Looking back: a page as it was at a moment, for machines (RFC 7089) and for people, and two editions compared."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from django.utils.http import http_date

from explainer.desk.publishing import publish_again, withdraw
from explainer.following.mementos import moment_of
from explainer.models import Edition, Event, Statement, Story

from .conftest import Clock
from .crawl import Page, text_of
from .publish import publish, publish_translation
from .test_taking_back import story, take  # noqa: F401
from .translate import translate

pytestmark = pytest.mark.usefixtures("clock")
SITE = settings.SITE_URL
STATEMENT = "statements/statement-0/"


@pytest.fixture
def clock(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A second goes by with each look at it: no two editions are of one moment."""
    monkeypatch.setattr(timezone, "now", lambda: clock(seconds=1))
    return clock


@pytest.fixture
def three(published: Story, clock: Clock) -> list[Edition]:
    """Editions 1 to 3 of a story, ten days apart, and some days since."""
    found = [Edition.objects.get()]
    for title in ("Another round", "A third round"):
        clock(days=10)
        Event.objects.filter(slug="event-0").update(title=title)
        found.append(publish(published, note=f"{title}."))
    clock(days=5)
    return found


def at(client: Client, moment: datetime | str, rest: str = "", prefix: str = "") -> str:
    """Where the TimeGate leads."""
    said = moment if isinstance(moment, str) else http_date(moment.timestamp())
    response = client.get(f"{prefix}/truce/timegate/{rest}", headers={"Accept-Datetime": said})
    assert response.status_code == 302, response.content
    return response["Location"].removeprefix(SITE)


def links(response) -> dict[str, str]:
    """The addresses in its ``Link``, by relation, those of Memento alone."""
    rows = re.findall(r'<([^>]+)>; rel="([^"]+)"', response["Link"])
    return {rel: place.removeprefix(SITE) for place, rel in rows}


# ---- what pages say of their past ----


@pytest.mark.parametrize(
    "rest", ["", "timeline/", STATEMENT, "story.json", "statements.csv", "timeline/side/truce-side-0/"]
)
def test_what_is_read_now_says_where_its_past_is(three, client, rest):
    response = client.get(f"/truce/{rest}")
    assert "Memento-Datetime" not in response
    assert "Vary" not in response or "accept-datetime" not in response["Vary"]
    told = links(response)
    assert told["timegate"] == f"/truce/timegate/{rest}"
    assert told["timemap"] == f"/truce/timemap/{rest}"
    assert "original" not in told


@pytest.mark.parametrize("rest", ["", "timeline/", STATEMENT, "story.json", "statements.csv", "phases/1/"])
def test_a_page_of_an_edition_is_a_memento(three, client, rest):
    response = client.get(f"/truce/editions/2/{rest}")
    assert response["Memento-Datetime"] == http_date(three[1].published_at.timestamp())
    told = links(response)
    assert told["original"] == f"/truce/{rest}"
    assert told["timegate"] == f"/truce/timegate/{rest}"
    assert told["memento"] == f"/truce/editions/2/{rest}"
    for place in (told["original"], told["timemap"], told["memento"]):
        assert client.get(place).status_code == 200, place


def test_a_view_of_a_page_has_no_past_of_its_own(three, client):
    told = links(client.get("/truce/editions/2/timeline/?order=newest"))
    assert told["original"] == "/truce/timeline/?order=newest"
    assert "timegate" not in told
    assert "Memento-Datetime" in client.get("/truce/editions/2/timeline/?order=newest")


@pytest.mark.parametrize(
    "place", ["/", "/truce/statements/statement-0/history/", "/truce/editions/1/compare/2/", "/truce/card.png"]
)
def test_what_no_edition_has_says_nothing_of_it(three, client, place):
    response = client.get(place)
    assert "original" not in response.get("Link", "")
    assert "Memento-Datetime" not in response


def test_what_was_not_found_is_no_memento(three, client):
    for place in ("/truce/editions/2/statements/none/", "/truce/statements/none/"):
        response = client.get(place)
        assert response.status_code == 404
        assert "Memento-Datetime" not in response


# ---- the TimeGate ----


@pytest.mark.parametrize("rest", ["", "timeline/", STATEMENT, "story.json"])
def test_the_timegate_leads_to_what_was_current(three, client, rest):
    first, second, third = (edition.published_at.replace(microsecond=0) for edition in three)
    second_less = timedelta(seconds=1)
    asked = [first, second - second_less, second, third - second_less, third, third + timedelta(days=3)]
    assert [at(client, moment, rest) for moment in asked] == [
        f"/truce/editions/{number}/{rest}" for number in (1, 1, 2, 2, 3, 3)
    ]


def test_before_the_first_edition_the_timegate_leads_to_it(three, client):
    assert at(client, "Fri, 01 Jan 1999 00:00:00 GMT") == "/truce/editions/1/"
    assert at(client, "Mon, 01 Jan 0001 00:00:00 GMT") == "/truce/editions/1/"


def test_what_is_to_come_is_not_known(three, client, published, clock):
    Event.objects.filter(slug="event-0").update(title="A fourth round")
    publish(published, note="News.", at=clock() + timedelta(days=1))
    assert at(client, "Fri, 31 Dec 9999 23:59:59 GMT") == "/truce/editions/3/"
    assert client.get("/truce/timegate/")["Location"] == f"{SITE}/truce/editions/3/"
    assert "editions/4/" not in client.get("/truce/timemap/").content.decode()
    clock(days=2)
    assert client.get("/truce/timegate/")["Location"] == f"{SITE}/truce/editions/4/"
    assert "editions/4/" in client.get("/truce/timemap/").content.decode()


def test_the_timegate_alone_depends_on_a_header_and_no_cache_keeps_it(three, client):
    response = client.get("/truce/timegate/", headers={"Accept-Datetime": "Fri, 01 Jan 1999 00:00:00 GMT"})
    assert response["Vary"] == "accept-datetime"
    assert response["Cache-Control"] == "no-store"
    assert "Memento-Datetime" not in response
    assert links(response) == {"original": "/truce/", "timegate": "/truce/timegate/", "timemap": "/truce/timemap/"}
    head = client.head("/truce/timegate/")
    assert (head.status_code, head["Location"]) == (302, f"{SITE}/truce/editions/3/")
    assert client.post("/truce/timegate/").status_code == 405


@pytest.mark.parametrize(
    "said",
    [
        "", "yesterday", "2024-08-20", "Tue, 30 Feb 2024 00:00:00 GMT", "Tue, 20 Aug 2024 12:00:00 +0100",
        "Tuesday, 20-Aug-24 12:00:00 GMT", "Tue Aug 20 12:00:00 2024", "Tue, 20 Aug 2024 25:00:00 GMT",
        "Tue, 20 Aug 0000 12:00:00 GMT", "Tue, 1 Aug 2024 12:00:00 GMT", "Tue, 20 Aug 12024 12:00:00 GMT",
        "\u0660" * 29,
    ],
)  # fmt: skip
def test_no_date_of_its_form_is_a_bad_request(three, client, said):
    response = client.get("/truce/timegate/", headers={"Accept-Datetime": said})
    assert response.status_code == 400
    assert "Tue, 20 Aug 2024 12:00:00 GMT" in response.content.decode()
    assert (response["Vary"], response["Cache-Control"]) == ("accept-datetime", "no-store")


def test_a_date_of_its_form_is_read():
    assert moment_of("Tue, 20 Aug 2024 12:00:00 GMT") == datetime(2024, 8, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "place",
    ["none/", "statements/none/", "search/", "statements/statement-0/history/", "card.png", "timegate/", "on/x/"],
)
def test_what_no_edition_has_has_no_past(three, client, place):
    assert client.get(f"/truce/timegate/{place}").status_code == 404
    assert client.get(f"/truce/timemap/{place}").status_code == 404


def test_what_is_no_story_has_no_past(client, published):
    for place in ("timegate/", "timemap/", "on/2026-01-01/"):
        assert client.get(f"/nowhere/{place}").status_code == 404


# ---- the TimeMap ----


def test_the_timemap_lists_every_edition(three, client):
    response = client.get("/truce/timemap/timeline/")
    assert response["Content-Type"] == "application/link-format"
    first, second, third = (http_date(edition.published_at.timestamp()) for edition in three)
    assert response.content.decode().splitlines() == [
        f'<{SITE}/truce/timeline/>; rel="original",',
        f'<{SITE}/truce/timegate/timeline/>; rel="timegate",',
        f'<{SITE}/truce/timemap/timeline/>; rel="self"; type="application/link-format"; '
        f'from="{first}"; until="{third}",',
        f'<{SITE}/truce/editions/1/timeline/>; rel="first memento"; datetime="{first}",',
        f'<{SITE}/truce/editions/2/timeline/>; rel="memento"; datetime="{second}",',
        f'<{SITE}/truce/editions/3/timeline/>; rel="last memento"; datetime="{third}"',
    ]


def test_an_only_edition_is_the_first_and_the_last(published, client):
    assert 'rel="first last memento"' in client.get("/truce/timemap/").content.decode()


def test_an_item_is_listed_where_it_was_and_under_the_name_that_it_had(published, client, clock):
    clock(days=1)
    Statement.objects.filter(slug="statement-1").delete()
    publish(published, note="Taken out.")
    clock(days=1)
    Statement.objects.filter(slug="statement-0").update(slug="gate", former_slugs="statement-0")
    publish(published, note="Called otherwise.")
    listed = re.compile(r"<[^>]+?(/truce/editions/[^>]+)>")
    wanted = [
        f"/truce/editions/{number}/statements/{slug}/"
        for number, slug in ((1, "statement-0"), (2, "statement-0"), (3, "gate"))
    ]
    for name in ("gate", "statement-0"):
        found = listed.findall(client.get(f"/truce/timemap/statements/{name}/").content.decode())
        assert found == wanted
    for place in wanted:
        assert client.get(place).status_code == 200, place
    gone = "statements/statement-1/"
    assert listed.findall(client.get(f"/truce/timemap/{gone}").content.decode()) == [f"/truce/editions/1/{gone}"]
    assert at(client, clock(), gone) == f"/truce/editions/1/{gone}"
    assert at(client, clock() - timedelta(days=3), "statements/gate/") == "/truce/editions/1/statements/statement-0/"


def test_a_filter_is_listed_where_it_is_a_page(published, client, clock):
    clock(days=1)
    Statement.objects.filter(slug="statement-1").update(when="2024-03-05")
    publish(published, note="Said later.")
    clock(days=1)
    Statement.objects.filter(slug="statement-1").update(when="2024-02-02")
    publish(published, note="Said when it was said.")
    for rest, wanted in (
        ("statements/month/2024-03/", [2, 3]), ("timeline/month/2024-03/", [2, 3]),
        ("statements/month/2024-02/", [1, 2, 3]),
        ("statements/wording/paraphrase/", [1, 2, 3]), ("timeline/month/none/", []),
    ):  # fmt: skip
        response = client.get(f"/truce/timemap/{rest}")
        found = re.findall(r"/truce/editions/([0-9]+)/", response.content.decode())
        assert [int(number) for number in found] == wanted, rest
        assert response.status_code == (200 if wanted else 404)
        for number in (1, 2, 3):
            place = f"/truce/editions/{number}/{rest}"
            assert client.get(place).status_code == (200 if number in wanted else 404), place


def test_what_was_taken_back_is_gone_at_every_door(story, editor, second_editor, client):  # noqa: F811
    place = "statements/statement-0/"
    take("statement", "statement-0", editor, second_editor)
    assert client.get(f"/truce/{place}").status_code == 410
    for door in ("timegate", "timemap"):
        response = client.get(f"/truce/{door}/{place}")
        assert response.status_code == 410, door
        assert response["Content-Type"] == "application/problem+json"
    assert client.get("/truce/timegate/statements/nobody/").status_code == 404


# ---- withdrawn ----


def test_where_a_withdrawn_edition_was_current_it_is_led_to_and_says_why(three, client, published, clock):
    withdraw(three[1], because="It named somebody.", by=None)
    between = three[1].published_at + timedelta(days=1)
    assert at(client, between) == "/truce/editions/2/"
    response = client.get("/truce/editions/2/")
    assert response.status_code == 410
    assert "It named somebody." in response.content.decode()
    assert "Memento-Datetime" not in response
    assert links(response)["timemap"] == "/truce/timemap/"
    told = client.get("/truce/timemap/").content.decode()
    assert "editions/2/" not in told
    assert told.count("memento") == 2
    assert client.get(f"/truce/on/{between.date()}/")["Location"] == f"{SITE}/truce/editions/2/"


def test_of_a_withdrawn_story_the_past_can_be_found(three, client, published):
    withdraw(three[2], because="All of it is in doubt.", by=None)
    response = client.get("/truce/timeline/")
    assert response.status_code == 410
    assert links(response)["timemap"] == "/truce/timemap/timeline/"
    assert client.get("/truce/timegate/timeline/")["Location"] == f"{SITE}/truce/editions/3/timeline/"
    assert at(client, three[1].published_at, "timeline/") == "/truce/editions/2/timeline/"
    assert at(client, three[1].published_at, STATEMENT) == f"/truce/editions/2/{STATEMENT}"
    withdraw(three[0], because="This too.", by=None)
    assert at(client, "Fri, 01 Jan 1999 00:00:00 GMT") == "/truce/editions/2/"
    told = client.get("/truce/timemap/").content.decode()
    assert 'editions/2/>; rel="first last memento"' in told
    withdraw(three[1], because="And this.", by=None)
    assert "memento" not in client.get("/truce/timemap/").content.decode()
    assert (
        client.get("/truce/timegate/", headers={"Accept-Datetime": "Fri, 01 Jan 1999 00:00:00 GMT"}).status_code == 404
    )


# ---- on a day ----


@pytest.mark.parametrize("rest", ["", STATEMENT, "statements.csv"])
def test_a_day_leads_to_the_edition_that_was_current_at_its_end(three, client, rest):
    days = [edition.published_at.date() for edition in three]
    asked = [days[0], days[1] - timedelta(days=1), days[1], days[2] + timedelta(days=2)]
    found = [client.get(f"/truce/on/{day}/{rest}") for day in asked]
    assert [response["Location"] for response in found] == [
        f"{SITE}/truce/editions/{number}/{rest}" for number in (1, 1, 2, 3)
    ]
    assert {response.status_code for response in found} == {302}


def test_before_the_first_edition_a_day_says_when_that_came_out(three, client):
    for day in ("2025-12-31", "0001-01-01"):
        response = client.get(f"/truce/on/{day}/")
        assert response.status_code == 404
        said = text_of(response.content)
        assert "nothing had been published here" in said
        assert "1 January 2026" in said
        assert "/truce/editions/1/" in Page(response.content.decode()).links


@pytest.mark.parametrize(
    "day", ["2024-02-30", "2024-8-20", "20240820", "2024-W34-2", "yesterday", "2024", "0000-01-01"]
)
def test_what_is_no_day_says_so(three, client, day):
    response = client.get(f"/truce/on/{day}/timeline/")
    assert response.status_code == 404
    assert f"{day}</bdi> is not a day" in response.content.decode()


@pytest.mark.parametrize("day", ["2026-02-20", "9999-12-31"])
def test_a_day_to_come_says_so(three, client, day):
    response = client.get(f"/truce/on/{day}/")
    assert response.status_code == 404
    assert "is still to come" in text_of(response.content)


def test_an_item_is_led_to_by_the_name_that_it_had_that_day(published, client, clock):
    then = clock().date()
    clock(days=1)
    Statement.objects.filter(slug="statement-0").update(slug="gate", former_slugs="statement-0")
    publish(published, note="Called otherwise.")
    clock(days=1)
    assert client.get(f"/truce/on/{then}/statements/gate/")["Location"] == f"{SITE}/truce/editions/1/{STATEMENT}"
    absent = client.get(f"/truce/on/{then}/statements/never/")["Location"].removeprefix(SITE)
    assert client.get(absent).status_code == 404


def test_the_day_chosen_in_a_form_has_an_address(three, client):
    body = client.get("/truce/changes/").content.decode()
    assert 'action="/truce/on/"' in body
    assert client.get("/truce/on/?date=2026-01-05")["Location"] == "/truce/on/2026-01-05/"
    for asked in ("", "?date=", "?date=5.1.2026", "?date=//evil.example"):
        assert client.get(f"/truce/on/{asked}")["Location"] == "/truce/changes/"


# ---- in another language ----


def test_a_translation_has_a_past_of_its_own(published, client, clock):
    clock(days=10)
    told = publish_translation(translate(published, "ar"), note="First.")
    clock(days=1)
    assert links(client.get("/ar/truce/"))["timegate"] == "/ar/truce/timegate/"
    assert at(client, clock(), "timeline/", "/ar") == "/ar/truce/editions/1/timeline/"
    assert client.get("/ar/truce/timemap/").content.decode().count("memento") == 1
    before = told.published_at.date() - timedelta(days=2)
    assert client.get(f"/ar/truce/on/{before}/")["Location"] == f"/truce/on/{before}/"
    assert links(client.get("/he/truce/"))["timegate"] == "/truce/timegate/"
    assert client.get("/he/truce/timegate/")["Location"] == "/truce/timegate/"
    assert client.get("/he/truce/timemap/")["Location"] == "/truce/timemap/"
    assert client.get("/he/truce/on/2026-01-05/")["Location"] == "/truce/on/2026-01-05/"


# ---- two compared ----


def test_any_two_editions_are_compared_in_words(three, client):
    body = client.get("/truce/editions/1/compare/3/").content.decode()
    said = text_of(body.encode())
    assert "Versions 1 and 3 compared" in said
    assert "<ins>A third round</ins>" in said
    assert "Another round" not in said.partition("<dl")[0]
    page = Page(body)
    assert {"/truce/editions/1/", "/truce/editions/3/"} <= set(page.links)
    assert 'content="noindex, nofollow"' in body
    assert "canonical" not in body


def test_the_older_stands_first(three, client):
    assert client.get("/truce/editions/3/compare/1/")["Location"] == "/truce/editions/1/compare/3/"
    assert client.get("/truce/editions/2/compare/2/")["Location"] == "/truce/editions/2/"


def test_two_that_say_the_same_differ_in_nothing(three, client, clock):
    publish_again(three[0], note="As it was.", by=None)
    assert "Nothing differs from version 1" in text_of(client.get("/truce/editions/1/compare/4/").content)


def test_nothing_of_what_was_withdrawn_is_compared(three, client):
    withdraw(three[1], because="It named somebody.", by=None)
    for place in ("1/compare/2", "2/compare/3"):
        response = client.get(f"/truce/editions/{place}/")
        assert response.status_code == 410
        assert "It named somebody." in response.content.decode()
        assert "Another round" not in response.content.decode()


def test_what_never_was_cannot_be_compared(three, client):
    for place in ("1/compare/4", "4/compare/1", "1/compare/0", "1/compare/1000000"):
        assert client.get(f"/truce/editions/{place}/").status_code == 404, place


def test_the_two_chosen_in_a_form_have_an_address(three, client):
    assert 'action="/truce/editions/compare/"' in client.get("/truce/changes/").content.decode()
    for asked in ("from=1&to=3", "from=3&to=1"):
        assert client.get(f"/truce/editions/compare/?{asked}")["Location"] == "/truce/editions/1/compare/3/"
    for asked in ("", "?from=1", "?from=0&to=2", "?from=1&to=x", "?from=%D9%A1&to=2", "?from=1&to=1000000"):
        assert client.get(f"/truce/editions/compare/{asked}")["Location"] == "/truce/changes/"


def test_where_a_version_ends_it_leads_to_the_comparison_and_to_its_date(three, client):
    links = set(Page(client.get("/truce/editions/1/timeline/").content.decode()).links)
    assert {"/truce/editions/1/compare/3/", "/truce/editions/1/changes/#on"} <= links
    assert "/truce/editions/3/compare/3/" not in Page(client.get("/truce/editions/3/").content.decode()).links


def test_the_history_of_what_is_called_otherwise_is_at_its_address(published, client, clock):
    clock(days=1)
    Statement.objects.filter(slug="statement-0").update(slug="gate", former_slugs="statement-0")
    publish(published, note="Called otherwise.")
    response = client.get("/truce/statements/statement-0/history/")
    assert (response.status_code, response["Location"]) == (301, "/truce/statements/gate/history/")
