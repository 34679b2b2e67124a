"""Nothing is lost to who polls seldom: archives of feeds (RFC 5005), and every tombstone."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

import pytest
from django.test import Client

from explainer.desk.publishing import publish_again, withdraw
from explainer.following import archive, corrections
from explainer.models import Actor, Edition, Event, Position, Statement, StatementLink, Story

from .formats import ATOM, read_atom, told_by_atom, told_by_json
from .publish import publish
from .subscriber import Subscriber, documents, links
from .test_taking_back import take

SITE = "http://testserver/truce/"
FEEDS = ("feed", "actors/truce-side-0/feed", "issues/issue-1/feed")
HISTORY = "{http://purl.org/syndication/history/1.0}"


@pytest.fixture
def small(monkeypatch):
    """Documents of three tellings."""
    for name in ("SIZE", "MOST", "RECENT"):
        monkeypatch.setattr(archive, name, 3)
    monkeypatch.setattr(archive, "MOST_STONES", 3)


@pytest.fixture
def lived(small, make_story, clock) -> Story:
    """Four editions, a day between each: whole, without a statement, another event, without a position."""
    story = make_story(statements=4, events=3)
    publish(story, note="First.")
    clock(days=1)
    Statement.objects.get(slug="statement-3").delete()
    publish(story, note="Second.")
    clock(days=1)
    Event.objects.filter(slug="event-0").update(body="In the open.")
    publish(story, note="Third.")
    clock(days=1)
    Position.objects.all().delete()
    publish(story, note="Fourth.")
    return story


# ---- archives ----


@pytest.mark.parametrize("place", FEEDS)
def test_a_feed_leads_back_to_all_that_was_told(lived, client, place):
    bodies = list(documents(client, f"truce/{place}"))
    assert len(bodies) >= 2
    current, *archived = bodies
    assert "current" not in links(current)
    assert read_atom(current).find(f"{HISTORY}archive") is None
    for number, body in enumerate(reversed(archived), 1):
        root, here = read_atom(body), links(body)
        assert root.find(f"{HISTORY}archive") is not None
        assert here["self"] == f"{SITE}{place}/{number}.atom"
        assert here["current"] == f"{SITE}{place}.atom"
        assert ("prev-archive" in here) == (number > 1)
        assert ("next-archive" in here) == (number < len(archived))
        assert root.findtext(f"{ATOM}id") == f"{SITE}{place}.atom", "one feed, whichever document"
    names = [name for body in archived for told in [told_by_atom(body)] for name in (*told.entries, *told.stones)]
    assert len(set(names)) == len(names), "nothing is told twice"


@pytest.mark.parametrize("place", [*(f"truce/{feed}" for feed in FEEDS), "corrections/feed"])
def test_there_is_nothing_before_the_first_and_after_the_last_of_an_archive(lived, client, place):
    for form in ("atom", "json"):
        for number in ("0", "01", "999"):
            assert client.get(f"/{place}/{number}.{form}").status_code == 404
    assert client.get("/nowhere/feed/1.atom").status_code == 404


def test_both_forms_say_the_same_in_every_document(lived, client):
    address, forms = "/truce/feed", []
    for body in documents(client, "truce/feed"):
        address = urlsplit(links(body)["self"]).path.removesuffix(".atom")
        again = client.get(f"{address}.json").content
        forms.append(json.loads(again))
        atom, json_feed = told_by_atom(body), told_by_json(again)
        assert (list(json_feed.entries.items()), json_feed.stones) == (list(atom.entries.items()), atom.stones)
    assert [form.get("next_url", "") for form in forms[:-1]] == [
        f"{SITE}feed/{number}.json" for number in range(len(forms) - 1, 0, -1)
    ]
    assert "next_url" not in forms[-1]
    assert {form["feed_url"] for form in forms} == {f"{SITE}feed.json"}


def test_a_document_of_the_archive_never_has_more_than_before(lived, client, clock):
    """What is told anew leaves it for a later one; nothing comes into it."""
    count = len(list(documents(client, "truce/feed"))) - 1
    before = [told_by_atom(client.get(f"/truce/feed/{number}.atom").content) for number in range(1, count + 1)]
    clock(days=1)
    Event.objects.filter(slug="event-1").update(body="In the yard.")
    fifth = publish(lived, note="Fifth.")
    clock(days=1)
    withdraw(fifth, because="Wrong.")
    clock(days=1)
    publish_again(Edition.objects.get(number=4), note="Back.")
    for number, then in enumerate(before, 1):
        now = told_by_atom(client.get(f"/truce/feed/{number}.atom").content)
        assert now.updated == then.updated
        assert set(now.entries) <= set(then.entries)
        assert set(now.stones) <= set(then.stones)
    assert f"{SITE}timeline/#event-1" not in now.entries


def test_who_polls_once_a_year_has_what_who_polls_always_has(lived, client, clock):
    seldom, often = Subscriber(client, "truce/feed"), Subscriber(client, "truce/feed")
    seldom.poll()
    for number in range(6):
        clock(days=1)
        Event.objects.filter(slug=f"event-{number % 3}").update(body=f"Round {number} of talks.")
        if number == 3:
            Statement.objects.get(slug="statement-2").delete()
        publish(lived, note="")
        often.poll()
    seldom.poll()
    assert seldom.entries == often.entries


def test_a_document_of_the_archive_is_answered_as_a_feed_is(lived, client):
    first, feed = client.get("/truce/feed/1.atom"), client.get("/truce/feed.atom")
    assert first["Cache-Control"] == feed["Cache-Control"]
    assert first["Content-Type"] == feed["Content-Type"]
    assert client.get("/truce/feed/1.atom", headers={"if-none-match": first["ETag"]}).status_code == 304
    assert client.get("/ar/truce/feed/1.atom")["Location"] == "/truce/feed/1.atom"
    assert client.get("/truce/feed/1.atom?x=1")["Location"] == "/truce/feed/1.atom"


def test_corrections_have_an_archive(truce, client, clock, monkeypatch):
    publish(truce, note="First.")
    monkeypatch.setattr(corrections, "MOST", 2)
    for number in range(5):
        clock(days=1)
        Event.objects.filter(slug="event-0").update(body=f"Round {number} of talks.")
        publish(truce, note=f"Correction {number}.", kind="correction")
    assert numbers_told(client) == [["5", "6"], ["4", "5"], ["2", "3"]]
    clock(days=1)
    withdraw(Edition.objects.get(number=3), because="Wrong.")
    assert numbers_told(client) == [["3", "6"], ["3", "6"], ["4", "5"], ["2"]]
    follower = Subscriber(client, "corrections/feed")
    follower.poll()
    assert len(follower.entries) == 5
    assert "Wrong." in follower.entries[f"{SITE}editions/3/"].html


def numbers_told(client: Client) -> list[list[str]]:
    """The numbers of the editions in each document of the feed of corrections."""
    kept = [told_by_atom(body) for body in documents(client, "corrections/feed")]
    return [sorted(name.split("/")[-2] for name in told.entries) for told in kept]


# ---- what is gone, and comes back ----


def test_every_item_that_went_has_its_tombstone_however_many(make_story, client, clock):
    story = make_story(statements=130, events=130)
    publish(story, note="First.")
    follower = Subscriber(client, "truce/feed")
    follower.poll()
    clock(days=1)
    Event.objects.exclude(slug__in=("event-0", "event-1")).delete()
    StatementLink.objects.all().delete()
    Statement.objects.filter(slug__endswith="9").delete()
    publish(story, note="Without most of it.")
    found = told_by_atom(client.get("/truce/feed.atom").content)
    assert len(found.stones) == 128 + 13
    assert len(found.entries) == 2 + archive.RECENT, "they take no room from what can be read"
    follower.poll()
    assert {name for name in follower.entries if "timeline" in name} == {
        f"{SITE}timeline/#event-0", f"{SITE}timeline/#event-1",
    }  # fmt: skip


def test_tombstones_beyond_the_bound_are_in_the_archive(lived, client, clock):
    follower = Subscriber(client, "truce/feed")
    follower.poll()
    clock(days=1)
    Event.objects.all().delete()
    StatementLink.objects.all().delete()
    Statement.objects.exclude(slug="statement-0").delete()
    publish(lived, note="Without most of it.")
    assert len(told_by_atom(client.get("/truce/feed.atom").content).stones) == 3
    follower.poll()
    kept = {name for name in follower.entries if "/editions/" not in name}
    assert kept == {f"{SITE}statements/statement-0/", f"{SITE}phases/1/"}


def test_an_edition_that_is_withdrawn_and_an_older_one_published_again_is_no_news_of_what_stayed(lived, client, clock):
    before = told_by_atom(client.get("/truce/feed.atom").content), Subscriber(client, "truce/feed")
    follower = before[1]
    follower.poll()
    then = dict(follower.entries)
    clock(days=1)
    Event.objects.filter(slug="event-1").update(body="In the yard.")
    fifth = publish(lived, note="Fifth.")
    clock(days=1)
    withdraw(fifth, because="Wrong.")
    follower.poll()
    assert not [name for name in follower.entries if "/editions/" not in name], "while it is withdrawn it is gone"
    clock(days=1)
    publish_again(Edition.objects.get(number=4), note="Back.")
    follower.poll()
    event = f"{SITE}timeline/#event-1"
    items = {name: entry for name, entry in follower.entries.items() if "/editions/" not in name}
    assert set(items) == {name for name in then if "/editions/" not in name}
    assert {name for name in items if items[name].updated != then[name].updated} == {event}
    assert items[event].updated == "2026-01-07T12:00:00Z"


def test_no_document_of_the_archive_buries_what_came_back_with_a_withdrawal(lived, client, clock):
    """A copy of it that said so would take the entry again, which was not updated since (RFC 6721, 3)."""
    clock(days=1)
    withdraw(Edition.objects.get(number=4), because="Wrong.")
    for body in list(documents(client, "truce/feed"))[1:]:
        assert not [when for when in told_by_atom(body).stones.values() if when == "2026-01-05T12:00:00Z"]


def test_what_an_edition_takes_out_and_another_brings_back_is_news(lived, client, clock):
    clock(days=1)
    publish_again(Edition.objects.get(number=3), note="It stands.")
    position = f"{SITE}issues/issue-1/#position-truce-side-0"
    entry = told_by_atom(client.get("/truce/issues/issue-1/feed.atom").content).entries[position]
    assert (entry.published, entry.updated) == ("2026-01-01T12:00:00Z", "2026-01-05T12:00:00Z")


@pytest.mark.parametrize("place", ["feed", "issues/issue-1/feed"])
def test_what_is_taken_back_moves_nothing_else_in_the_archive(lived, client, editor, second_editor, place):
    before = [told_by_atom(body) for body in documents(client, f"truce/{place}")]
    gone = f"{SITE}statements/statement-1/"
    assert [told for told in before[1:] if gone in told.entries]
    take("statement", "statement-1", editor, second_editor)
    after = [told_by_atom(body) for body in documents(client, f"truce/{place}")]
    assert gone in after[0].stones
    assert gone not in {name for told in after for name in told.entries}
    if place == "feed":  # in whose others it was is not known any more
        kept = [set(told.entries) - {gone} for told in before[1:]]
        assert [set(told.entries) for told in after[-len(kept) :]] == kept


def test_what_joins_an_issue_is_told_on_its_feed_and_no_news(small, make_story, client, clock):
    story = make_story(statements=9)
    Statement.objects.get(slug="statement-1").issues.clear()
    publish(story, note="First.")
    follower, whole = Subscriber(client, "truce/issues/issue-1/feed"), Subscriber(client, "truce/feed")
    for each in (follower, whole):
        each.poll()
    statement = f"{SITE}statements/statement-1/"
    then = whole.entries[statement]
    assert statement not in follower.entries
    Statement.objects.get(slug="statement-1").issues.set(story.issues.all())
    clock(days=1)
    publish(story, note="Second.")
    follower.poll()
    whole.poll()
    assert follower.entries[statement].updated == whole.entries[statement].updated == then.updated
    assert follower.entries[statement].html == then.html


# ---- merged and renamed ----


def test_the_feed_of_a_merged_actor_leads_to_that_of_whom_it_was_merged_into(lived, client, clock):
    clock(days=1)
    Actor.objects.filter(slug="truce-side-1").update(
        slug="truce-both", former_slugs="truce-both, truce-side-1", name="Both"
    )
    publish(lived, note="One and the same.")
    for last in (".atom", ".json", "/1.atom"):
        answer = client.get(f"/truce/actors/truce-side-1/feed{last}")
        assert (answer.status_code, answer["Location"]) == (301, f"/truce/actors/truce-both/feed{last}")
    feed = read_atom(client.get("/truce/actors/truce-both/feed.atom").content)
    assert feed.findtext(f"{ATOM}title") == "Both: The truce talks"
    assert "With what was followed as: Side 1." in feed.findtext(f"{ATOM}subtitle")


def test_the_feed_of_an_actor_says_what_it_was_called(lived, client):
    subtitle = read_atom(client.get("/truce/actors/truce-side-0/feed.atom").content).findtext(f"{ATOM}subtitle")
    assert subtitle == "Does the truce hold? (as of 23 August 2024) Formerly: Party 0 (until 2019)."


def test_the_feed_of_what_is_gone_stays_and_says_what_it_was(make_story, client, clock):
    story = make_story(issues=2)
    publish(story, note="First.")
    clock(days=1)
    story.issues.get(slug="issue-2").delete()
    publish(story, note="One issue.")
    feed = read_atom(client.get("/truce/issues/issue-2/feed.atom").content)
    assert feed.findtext(f"{ATOM}title") == "The matter of gate 2: The truce talks"


def test_who_asks_once_a_day_and_reads_no_archive_is_told_of_all_that_is_new(make_story, client, clock):
    story = make_story(statements=4, events=40)
    publish(story, note="First.")
    assert len(told_by_atom(client.get("/truce/feed.atom").content).entries) == 1 + archive.RECENT
    clock(days=1)
    for number in range(30):
        Event.objects.filter(slug=f"event-{number}").update(body="In the open.")
        if number in (17, 29):
            publish(story, note="")
            clock(hours=20)
    found = told_by_atom(client.get("/truce/feed.atom").content)
    assert {f"{SITE}timeline/#event-{number}" for number in range(30)} <= set(found.entries)
    clock(days=1)
    Event.objects.filter(slug="event-30").update(body="In the open.")
    publish(story, note="")
    found = told_by_atom(client.get("/truce/feed.atom").content)
    items = [name for name in found.entries if "/editions/" not in name]
    assert len(items) == archive.RECENT, "who subscribes later gets the newest"
    assert items[0] == f"{SITE}timeline/#event-30"


def test_nothing_falls_between_where_an_edition_is_cut(small, make_story, client, clock):
    """A position is of no day, and so the last in what is subscribed to, wherever it stands in the log."""
    story = make_story(statements=4, events=4)
    publish(story, note="First.")
    wanted = {name for body in documents(client, "truce/feed") for name in told_by_atom(body).entries}
    for count in range(1, 5):
        clock(days=2)
        Event.objects.filter(slug__in=[f"event-{number}" for number in range(count)]).update(body=f"Round {count}.")
        Position.objects.update(sentence=f"Says it {count} times.")
        publish(story, note="")
        found = {name for body in documents(client, "truce/feed") for name in told_by_atom(body).entries}
        assert wanted <= found, count
