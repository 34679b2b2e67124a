"""The feed of a search: what is found, told as the feed of its story tells it; bounded, and never of what is gone."""

from __future__ import annotations

from urllib.parse import quote_plus, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from explainer.desk import taking_back
from explainer.desk.publishing import withdraw
from explainer.following import searched
from explainer.models import Edition
from explainer.pages.views.answers import FRESH

from .crawl import Page
from .formats import read_atom, read_json_feed, told_by_atom, told_by_json
from .publish import publish, publish_translation
from .test_search import reword
from .translate import WORDS, translate

pytestmark = pytest.mark.django_db


def ids(client, address: str) -> set[str]:
    return set(told_by_atom(client.get(address).content).entries)


@pytest.mark.parametrize("place", ["/search/", "/truce/search/"])
@pytest.mark.parametrize("asked", ["q=gate", "q=quokka", "q=gate&in=statements&by=truce-side-0&from=2024", "q=%3F", ""])
def test_every_search_has_a_feed_that_keeps_the_rules_of_its_format(published, client, place, asked):
    suffix = f"?{asked}" if asked else ""
    for form, read in (("atom", read_atom), ("json", read_json_feed)):
        answer = client.get(f"{place}feed.{form}{suffix}")
        assert answer.status_code == 200
        assert answer["Cache-Control"] == FRESH
        assert answer.lasting == (not asked), "there is no end to what can be searched for"
        read(answer.content)
        again = client.get(f"{place}feed.{form}{suffix}", headers={"if-none-match": answer["ETag"]})
        assert again.status_code == 304


def test_it_tells_what_is_found_as_the_feed_of_the_story_does(published, client):
    told = told_by_atom(client.get("/truce/feed.atom").content).entries
    for address in ("/truce/search/feed.atom?q=gate", "/search/feed.atom?q=gate"):
        found = told_by_atom(client.get(address).content).entries
        assert found
        assert all(told[name] == entry for name, entry in found.items())
    assert told_by_json(client.get("/truce/search/feed.json?q=gate").content).entries == found
    body = client.get("/truce/search/?q=gate&in=statements").content.decode()
    found = ids(client, "/truce/search/feed.atom?q=gate&in=statements")
    assert {urlsplit(name).path for name in found} == {
        link for link in Page(body).links if link.startswith("/truce/statements/statement-")
    }


def test_a_search_without_a_result_is_followed_until_there_is_one(published, client):
    address = "/truce/search/feed.atom?q=quokka"
    assert ids(client, address) == set()
    reword("The quokka stays")
    publish(published, note="")
    (entry,) = ids(client, address)
    assert entry.endswith("/truce/statements/statement-0/")


def test_a_feed_has_a_name_of_its_own_for_each_search(published, client):
    one, other = (read_atom(client.get(f"/search/feed.atom?q={word}").content) for word in ("gate", "way"))
    spot = "{http://www.w3.org/2005/Atom}"
    assert one.findtext(f"{spot}id") == "http://testserver/search/feed.atom?q=gate"
    assert one.findtext(f"{spot}id") != other.findtext(f"{spot}id")
    feed = read_json_feed(client.get("/search/feed.json?q=gate").content)
    assert feed["feed_url"] == "http://testserver/search/feed.json?q=gate"
    assert feed["home_page_url"] == "http://testserver/search/?q=gate"


@pytest.mark.parametrize(
    ("sent", "canonical"),
    [
        ("q=gate&sort=best", "?q=gate"),
        ("q=gate&before=5&in=events", "?q=gate&in=events"),
        ("q=++a+", "?q=a"),
        ("x=1", ""),
    ],
)
def test_every_feed_has_one_address(published, client, sent, canonical):
    for place in ("/search/", "/truce/search/"):
        for form in ("atom", "json"):
            answer = client.get(f"{place}feed.{form}?{sent}")
            assert (answer.status_code, answer["Location"]) == (302, f"{place}feed.{form}{canonical}")


def test_the_page_of_a_search_leads_to_its_feeds(published, client):
    for place in ("/search/", "/truce/search/"):
        for asked in ("q=gate", "q=quokka"):
            body = client.get(f"{place}?{asked}").content.decode()
            for form in ("atom", "json"):
                assert f'href="http://testserver{place}feed.{form}?{asked}"' in body
                assert f"{place}feed.{form}?{asked}" in Page(body).links
        assert f"{place}feed.atom" not in client.get(place).content.decode()


def test_what_is_taken_back_leaves_a_tombstone_and_no_word(published, client, editor, second_editor):
    reword("The quokka stays at the gate")
    publish(published, note="")
    address = "/truce/search/feed.atom?q=quokka"
    (name,) = ids(client, address)
    row = taking_back.ask(
        "statement", "truce", "statement-0", basis="court-order", reason="A court ordered it.", by=editor
    )
    taking_back.confirm(row, by=second_editor)
    told = told_by_atom(client.get(address).content)
    assert told.entries == {}
    assert name in told.stones
    assert b"quokka" not in client.get(address).content.replace(b"q=quokka", b"").replace("“quokka”".encode(), b"")


def test_a_feed_ends_somewhere(make_story, client, monkeypatch):
    monkeypatch.setattr(searched, "MOST", 3)
    monkeypatch.setattr(searched, "MOST_STORIES", 1)
    for slug in ("truce", "pact"):
        publish(make_story(slug, statements=8), note="")
    names = ids(client, "/search/feed.atom?q=gate")
    assert len(names) == 3
    assert len({urlsplit(name).path.split("/")[1] for name in names}) == 1


def test_a_feed_costs_the_same_whatever_there_is(make_story, client):
    costs = []
    for slug, size in (("truce", 3), ("pact", 60)):
        publish(make_story(slug, statements=size, events=size), note="")
        address = f"/{slug}/search/feed.atom?q=gate"
        client.get(address)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(address)
        costs.append(len(asked))
    assert costs[0] == costs[1] <= 5


def test_a_translation_is_followed_in_its_language(published, client):
    publish_translation(translate(published), note="")
    (word, *_rest) = WORDS["ar"].split()
    names = ids(client, f"/ar/truce/search/feed.atom?q={quote_plus(word)}")
    assert names
    assert all(urlsplit(name).path.startswith("/ar/truce/") for name in names)
    assert ids(client, f"/truce/search/feed.atom?q={quote_plus(word)}") == set()


def test_what_is_gone_has_no_feed(published, client):
    assert client.get("/nowhere/search/feed.atom?q=gate").status_code == 404

    withdraw(Edition.objects.get(), because="A mistake.")
    assert client.get("/truce/search/feed.atom?q=gate").status_code == 410
    assert ids(client, "/search/feed.atom?q=gate") == set()
