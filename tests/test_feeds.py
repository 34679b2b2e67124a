"""What followers get: every rule of Atom and JSON Feed kept, and news only where the substance changed."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta
from unittest.mock import patch

import pytest
from django.utils.translation import override

from explainer.desk.publishing import publish_again, withdraw
from explainer.following import archive, entries, ledger
from explainer.following.feeds import TYPES, Feed, FeedEntry, Tombstone, atom, json_feed
from explainer.language.date_words import MONTHS
from explainer.models import (
    Actor,
    Edition,
    Event,
    Issue,
    KeyPoint,
    OpenQuestion,
    Passage,
    Position,
    Source,
    Statement,
    StateRow,
    Story,
)
from explainer.pages.views.answers import FRESH
from explainer.reading import readings

from .crawl import Page
from .first_story import first_story
from .formats import ATOM, moment, read_atom, read_json_feed, told_by_atom, told_by_json
from .publish import publish
from .subscriber import Subscriber

SITE = "http://testserver/truce/"
STATEMENT = f"{SITE}statements/statement-0/"
FEEDS = ("feed", "actors/truce-side-0/feed", "issues/issue-1/feed")


@pytest.fixture
def published(clock, truce):
    """As everywhere, but published at the clock's noon."""
    publish(truce, note="First edition.")
    return truce


@pytest.fixture
def told(client):
    """``told()`` reads the story's feed in both forms, which must tell the same, or another: “issues/x/feed”."""

    def read(place: str = "feed"):
        found = told_by_atom(client.get(f"/truce/{place}.atom").content)
        again = told_by_json(client.get(f"/truce/{place}.json").content)
        assert list(again.entries.items()) == list(found.entries.items())
        assert again.stones == found.stones
        return found

    return read


def change(words: str = "We hold another gate") -> None:
    source = Source.objects.get()
    source.excerpt += f"\n“{words}”"
    source.save()
    Passage.objects.filter(statement__slug="statement-0").update(text=words)


# ---- language ----


@pytest.mark.parametrize("place", [f"truce/{feed}" for feed in FEEDS])
@pytest.mark.parametrize("form", ["atom", "json"])
def test_a_feed_that_is_not_translated_is_followed_in_the_original(published, client, place, form):
    assert client.get(f"/{place}.{form}").status_code == 200
    for language in ("ar", "he"):
        answer = client.get(f"/{language}/{place}.{form}")
        assert (answer.status_code, answer["Location"]) == (302, f"/{place}.{form}")


def test_a_feed_speaks_the_language_of_its_story_and_keeps_its_names(published, told, clock):
    before = told().entries
    clock(hours=1)
    Story.objects.update(language="ar")
    Statement.objects.update(when="2024-06-03")
    publish(published, note="In Arabic.")
    found = told().entries
    assert set(before) < set(found)
    with override("ar"):
        assert str(MONTHS[6]) in found[STATEMENT].html
    assert "3 June 2024" not in found[STATEMENT].html


def test_what_changed_is_told_in_the_language_of_the_feed(published, told, clock):
    clock(hours=1)
    Statement.objects.update(when="2024-06-03")
    publish(published, note="Later.")
    assert "3 June 2024" in told().entries[f"{SITE}editions/2/"].html
    clock(hours=1)
    Story.objects.update(language="he")
    publish(published, note="In Hebrew.")
    with override("he"):
        assert str(MONTHS[6]) in told().entries[f"{SITE}editions/2/"].html


# ---- form ----


@pytest.mark.parametrize("place", [*(f"truce/{feed}" for feed in FEEDS), "corrections/feed"])
def test_every_feed_keeps_the_rules_of_its_format(published, client, place):
    for form, kind, read in (
        ("atom", "application/atom+xml", read_atom),
        ("json", "application/feed+json", read_json_feed),
    ):
        response = client.get(f"/{place}.{form}")
        assert response.status_code == 200
        assert response["Content-Type"] == f"{kind}; charset=utf-8"
        read(response.content)
        assert f"http://testserver/{place}.{form}".encode() in response.content


def as_read(html: str) -> str:
    """Without what sets apart the words that the source changed."""
    return re.sub("</?(span|em)[^>]*>", "", html)


def test_the_feeds_of_the_first_story_hold_it_all(db, client):
    first_story()
    found = Subscriber(client, "gaza-ceasefire/feed")
    found.poll()
    rows = Statement.objects.count() + Event.objects.count() + Position.objects.count()
    assert len(found.entries) == rows + 1, "and the version itself"
    for row in Statement.objects.prefetch_related("passages"):
        entry = found.entries[f"http://testserver/gaza-ceasefire/statements/{row.slug}/"]
        for passage in row.passages.all():
            assert f"“{passage.text}”" in as_read(entry.html)
        if row.wording == "paraphrase":
            assert not re.search("<blockquote|<q|“|”|&quot;|&ldquo;", entry.html)
            assert "In our words" in entry.tags
            assert "<p>In our words" in entry.html
        else:
            assert ("<blockquote" in entry.html) == (row.wording == "direct")
        assert "Source: " in entry.html
        assert "CNN, 23\u00a0August 2024" in entry.html
        assert "Date: " in entry.html
        assert "2024-" not in entry.html, "the day it was said is told in words"


def test_a_date_that_is_vague_stays_so_and_is_no_time_of_the_feed(published, told, clock):
    clock(days=1)
    Statement.objects.filter(slug="statement-0").update(when="[2024-01-21..2024-01-31]", when_reported="late January")
    publish(published, note="")
    entry = told().entries[STATEMENT]
    assert "Date: late January 2024. As the source puts it: late January." in entry.html
    newest = Edition.objects.get(number=2).published_at
    assert moment(entry.updated) == newest
    assert moment(entry.published) == Edition.objects.get(number=1).published_at


def test_hostile_characters_do_no_harm(published, told, clock):
    clock(days=1)
    hostile = "</content>]]>&<script>alert(1)</script>\0\x0b\x1b\ufffe\u202e\ud800 é"
    Statement.objects.filter(slug="statement-0").update(topic=hostile.encode("utf-8", "ignore").decode())
    change("We <b>hold</b> & “hide” ]]> it")
    publish(published, note="A <b>note</b> & \x0c more.")
    found = told()
    entry = found.entries[STATEMENT]
    assert "<script" not in entry.html
    assert "We &lt;b&gt;hold&lt;/b&gt; &amp; “hide” ]]&gt; it" in entry.html
    assert "<script>alert(1)</script>" in entry.title, "titles are text, not HTML"
    assert "A &lt;b&gt;note&lt;/b&gt;" in found.entries[f"{SITE}editions/2/"].html


def test_what_xml_cannot_hold_is_dropped_wherever_it_stands():
    bad = "a\0\x01\x08\x0b\x0c\x0d\x1f\x7f\x85\ud800\udfff\ufffe\uffffb\U0001f600"
    now = datetime(2026, 1, 1, tzinfo=UTC)
    at = "http://example.org/x"
    feed = Feed(
        entries=[FeedEntry(at, at, bad, now, now, bad, ((bad, bad),))], tombstones=[Tombstone(at, now, bad)],
        updated=now, title=bad, subtitle=bad, language="en", site="http://example.org", page=at, place=at,
    )  # fmt: skip
    found = told_by_atom(atom(feed))
    assert found.entries[at].title == "ab\U0001f600"
    assert told_by_json(json_feed(feed)).entries[at].html == "ab\U0001f600"


def test_links_inside_an_entry_are_absolute(published, told, clock):
    clock(days=1)
    Event.objects.filter(slug="event-0").update(body="See [here](/about/), [there](#event-1): “gate number 0”.")
    publish(published, note="")
    html = told().entries[f"{SITE}timeline/#event-0"].html
    assert 'href="http://testserver/about/"' in html
    assert f'href="{SITE}events/event-0/#event-1"' in html
    assert "“gate number 0”" in html
    assert "<q" not in html, "browsers would draw the marks twice"
    for entry in told().entries.values():
        assert all(link.startswith("http") for link in Page(entry.html).links)


# ---- what moves, and when ----


def test_a_change_of_words_moves_its_entry_and_the_feed_and_nothing_else(published, told, clock):
    before = told()
    change()
    assert told() == before, "a draft moves nothing"
    clock(hours=1)
    publish(published, note="Another gate.")
    after = told()
    moved = {key for key in after.entries if key not in before.entries or after.entries[key] != before.entries[key]}
    assert moved == {STATEMENT, f"{SITE}editions/2/"}
    assert after.entries[STATEMENT].published == before.entries[STATEMENT].published
    assert after.entries[STATEMENT].updated == after.updated == "2026-01-01T13:00:00Z"
    assert "“We hold another gate”" in after.entries[STATEMENT].html
    assert "Another gate." in after.entries[f"{SITE}editions/2/"].html
    assert "We hold gate number 0" in after.entries[f"{SITE}editions/2/"].html, "what it said before, struck out"


SUBSTANCE = {
    "wording": lambda: Statement.objects.filter(slug="statement-2").update(lead_in="The speaker said it would open."),
    "speaker": lambda: Statement.objects.filter(slug="statement-2").update(
        speaker=Actor.objects.get(slug="truce-side-1"), role=None
    ),
    "date": lambda: Statement.objects.filter(slug="statement-2").update(when="2024-02"),
    "act": lambda: Statement.objects.filter(slug="statement-2").update(act="denied"),
    "source": lambda: Statement.objects.get(slug="statement-2").sources.add(
        Source.objects.create(slug="second", publisher="The Other Test", published="2024-08-24")
    ),
    "title": lambda: Event.objects.filter(slug="event-1").update(title="Another title"),
    "body": lambda: Event.objects.filter(slug="event-1").update(body="Another body."),
    "sentence": lambda: Position.objects.update(sentence="Says it gives the gate up."),
}
LABELS = {
    "order in a day": lambda: Statement.objects.filter(slug="statement-1").update(order_in_day=7),
    "topic": lambda: Statement.objects.update(topic="the gate"),
    "name of an issue": lambda: Issue.objects.update(name="The gate", short_name="The gate"),
    "name of an actor": lambda: Actor.objects.filter(slug="truce-side-0").update(name="The first side"),
    "label of a state row": lambda: StateRow.objects.update(label="A deal", on_every_page=False),
    "title of the story": lambda: Story.objects.update(title="The talks", short_title="Talks"),
    "order of key points": lambda: KeyPoint.objects.filter(slug="point").update(order=90),
    "date of the page": lambda: Story.objects.update(as_of=date(2024, 8, 24)),
    "issues of a statement": lambda: Statement.objects.get(slug="statement-1").issues.clear(),
}


@pytest.mark.parametrize("what", SUBSTANCE)
def test_substance_moves_one_entry(make_story, told, clock, what):
    story = make_story(statements=3)
    publish(story, note="First.")
    before = told()
    clock(days=1)
    SUBSTANCE[what]()
    publish(story, note="")
    after = told()
    moved = {key for key, entry in before.entries.items() if after.entries[key].updated != entry.updated}
    assert len(moved) == 1
    assert after.updated > before.updated


@pytest.mark.parametrize("what", LABELS)
def test_order_and_labels_move_nothing(make_story, told, clock, what):
    story = make_story(statements=3)
    second = KeyPoint.objects.create(story=story, slug="second", sentence="A second.", meaning="It is.", order=50)
    second.sources.add(Source.objects.get())
    publish(story, note="First.")
    before = told()
    clock(days=1)
    LABELS[what]()
    assert publish(story, note="Tidied."), "it is another version"
    after = told()
    assert after.updated == before.updated
    assert {key: entry.updated for key, entry in after.entries.items()} == {
        key: entry.updated for key, entry in before.entries.items()
    }


def test_what_has_no_entry_of_its_own_is_told_by_its_edition(published, told, clock):
    clock(days=1)
    OpenQuestion.objects.update(why="Nobody said.")
    publish(published, note="")
    entry = told().entries[f"{SITE}editions/2/"]
    assert "Nobody said." in entry.html
    assert told().updated == entry.updated


def test_a_correction_is_news_even_where_only_a_label_changed(published, told, clock):
    clock(days=1)
    Issue.objects.update(short_name="The gate")
    publish(published, note="We had its name wrong.", kind="correction")
    entry = told().entries[f"{SITE}editions/2/"]
    assert entry.title == "Version 2: correction"
    assert "We had its name wrong." in entry.html


def test_publishing_the_same_words_again_moves_no_entry(published, told, clock):
    first = told()
    clock(days=1)
    change()
    publish(published, note="")
    clock(days=1)
    change("We hold gate number 0")
    publish(published, note="")
    entry = told().entries[STATEMENT]
    assert entry.published == first.entries[STATEMENT].published
    assert entry.updated == told().updated


# ---- what is gone ----


def test_what_is_taken_out_becomes_a_tombstone(published, told, clock, client):
    clock(days=1)
    Statement.objects.get(slug="statement-1").delete()
    publish(published, note="Taken out.", kind="withdrawal")
    gone = f"{SITE}statements/statement-1/"
    for place in ("feed", "actors/truce-side-1/feed", "issues/issue-1/feed"):
        found = told(place)
        assert gone not in found.entries
        assert found.stones == {gone: "2026-01-02T12:00:00Z"}
        assert found.updated == "2026-01-02T12:00:00Z"
    assert gone not in told("actors/truce-side-0/feed").entries
    assert "We hold gate number 1" not in client.get("/truce/actors/truce-side-1/feed.atom").content.decode()


def test_what_comes_back_is_an_entry_again(published, told, clock):
    first = told()
    clock(days=1)
    Position.objects.all().delete()
    publish(published, note="")
    place = f"{SITE}issues/issue-1/#position-truce-side-0"
    assert list(told().stones) == [place]
    clock(days=1)
    publish_again(Edition.objects.get(number=1), note="Back.")
    found = told()
    assert found.stones == {}
    assert found.entries[place].published == first.entries[place].published
    assert found.entries[place].updated == "2026-01-03T12:00:00Z"


def test_a_withdrawn_story_is_told_by_tombstones_and_its_reason_and_no_word_of_it(published, told, clock, client):
    clock(days=1)
    change("Words that were never said")
    second = publish(published, note="A note that goes too.")
    clock(days=1)
    withdraw(second, because="The quotation was not theirs.")
    assert client.get("/truce/").status_code == 410
    for place in FEEDS:
        found = told(place)
        assert found.updated == "2026-01-03T12:00:00Z"
        assert set(found.stones.values()) == {"2026-01-03T12:00:00Z"}
        assert STATEMENT in found.stones
        body = client.get(f"/truce/{place}.atom").content.decode()
        assert "never said" not in body
        assert "goes too" not in body
        assert "was withdrawn: The quotation was not theirs." in body
    assert list(told().entries) == [f"{SITE}editions/2/", f"{SITE}editions/1/"]
    assert told().entries[f"{SITE}editions/2/"].title == "Version 2: withdrawn"
    assert told("actors/truce-side-0/feed").entries == {}

    clock(days=1)
    publish_again(Edition.objects.get(number=1), note="Back to the first.")
    found = told()
    assert found.stones == {}
    assert found.entries[STATEMENT].updated == "2026-01-04T12:00:00Z"
    assert "We hold gate number 0" in found.entries[STATEMENT].html
    assert "never said" not in client.get("/truce/feed.atom").content.decode()


def test_a_story_whose_only_edition_was_withdrawn_has_no_words_left(published, told, client):
    withdraw(Edition.objects.get(), because="All of it was wrong.")
    assert set(told().entries) == {f"{SITE}editions/1/"}
    body = client.get("/truce/feed.atom").content.decode()
    assert "truce talks" not in body
    assert "<title>Withdrawn</title>" in body
    assert client.get("/truce/actors/truce-side-0/feed.atom").status_code == 200


def test_an_older_edition_that_was_withdrawn_says_why_and_nothing_else(published, told, clock):
    clock(days=1)
    change("Words that were never said")
    second = publish(published, note="A note that goes too.")
    clock(days=1)
    change("We hold gate number 0")
    publish(published, note="")
    before = told()
    clock(days=1)
    withdraw(second, because="Not theirs.")
    after = told()
    assert after.stones == {}
    assert {key for key in after.entries if after.entries[key] != before.entries.get(key)} == {
        f"{SITE}editions/2/", f"{SITE}editions/3/",
    }  # fmt: skip
    assert "Not theirs." in after.entries[f"{SITE}editions/2/"].html
    assert not [entry for entry in after.entries.values() if "never said" in entry.html]


# ---- what is not shown ----


def test_what_is_scheduled_is_in_no_feed_before_its_time(published, told, clock, client):
    before = {place: client.get(f"/truce/{place}.atom").content for place in FEEDS}
    change()
    publish(published, note="Later.", at=clock(hours=1) + timedelta(hours=2), kind="correction")
    assert {place: client.get(f"/truce/{place}.atom").content for place in FEEDS} == before
    assert b"Later." not in client.get("/corrections/feed.atom").content
    clock(hours=2)  # the very moment
    assert "We hold another gate" in told().entries[STATEMENT].html
    assert told().entries[STATEMENT].updated == Edition.objects.get(number=2).published_at.isoformat().replace(
        "+00:00", "Z"
    )
    assert b"Later." in client.get("/corrections/feed.atom").content


def test_a_draft_and_an_unpublished_story_are_in_no_feed(published, make_story, client):
    make_story("secret")
    unknown = client.get("/nowhere/feed.atom")
    assert unknown.status_code == 404
    for place in ("feed.atom", "feed.json", "events.ics", "actors/secret-side-0/feed.atom", "issues/issue-1/feed.json"):
        response = client.get(f"/secret/{place}")
        assert (response.status_code, response.content) == (404, unknown.content)
    assert client.get("/truce/actors/secret-side-0/feed.atom").status_code == 404
    assert client.get("/truce/issues/nowhere/feed.atom").status_code == 404
    assert client.get("/truce/feed.rss").status_code == 404


# ---- facets ----


def test_a_feed_of_an_actor_holds_what_its_page_gathers(make_story, client, told):
    publish(make_story(statements=6, actors=3), note="")
    found = told("actors/truce-side-2/feed").entries
    page = client.get("/truce/actors/truce-side-2/").content.decode()
    statements = set(re.findall(r"/truce/statements/(statement-\d)/", page))
    assert statements
    assert {key.split("/")[-2] for key in found if "/statements/" in key} == statements
    assert {key.split("#")[1] for key in found if "/timeline/" in key} == set(re.findall(r"timeline/#(event-\d)", page))
    assert not [key for key in found if "/editions/" in key]


def test_a_feed_of_an_issue_holds_its_statements_and_positions(make_story, told):
    story = make_story(statements=4, issues=2)
    Statement.objects.get(slug="statement-3").issues.set(Issue.objects.filter(slug="issue-2"))
    publish(story, note="")
    one, two = told("issues/issue-1/feed").entries, told("issues/issue-2/feed").entries
    assert set(two) == {f"{SITE}statements/statement-3/"}
    assert f"{SITE}issues/issue-1/#position-truce-side-0" in one
    assert not set(one) & set(two)


def test_pages_name_their_feeds(published, client):
    def feeds(address: str) -> set[str]:
        tags = Page(client.get(address).content.decode()).tags
        found = [one for tag, one in tags if tag == "link" and one.get("rel") == "alternate" and "type" in one]
        found = [one for one in found if one["type"] in TYPES.values()]  # the others are data
        assert all(client.get(one["href"])["Content-Type"].startswith(one["type"]) for one in found)
        return {one["href"].removeprefix("http://testserver") for one in found}

    story = {"/truce/feed.atom", "/truce/feed.json"}
    assert feeds("/truce/") == feeds("/truce/statements/") == story
    assert feeds("/truce/actors/truce-side-0/") == story | {
        "/truce/actors/truce-side-0/feed.atom", "/truce/actors/truce-side-0/feed.json",
    }  # fmt: skip
    assert len(feeds("/truce/issues/issue-1/")) == 4
    assert feeds("/corrections/") == {"/corrections/feed.atom", "/corrections/feed.json"}
    assert feeds("/truce/editions/1/") == set()


# ---- answers ----


@pytest.mark.parametrize(
    "address", ["/truce/feed.atom", "/truce/feed.json", "/truce/events.ics", "/corrections/feed.atom"]
)
def test_a_feed_is_answered_as_a_page_is(published, client, address):
    first = client.get(address)
    assert first["Cache-Control"] == FRESH
    assert not first.cookies
    assert "cookie" not in first.get("Vary", "").lower()
    assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 304
    assert client.head(address)["ETag"] == first["ETag"]
    for method in ("post", "put", "patch", "delete", "options"):
        assert getattr(client, method)(address).status_code == 405
    elsewhere = client.get(address, headers={"host": "localhost"}).content
    assert elsewhere == first.content, "addresses do not come from the request"


def test_the_same_editions_give_the_same_bytes(make_story, client):
    publish(make_story(statements=9), note="")
    found = client.get("/truce/feed.atom").content
    ledger._prints.clear()
    readings.kept_changes.clear()
    assert client.get("/truce/feed.atom").content == found


def test_an_entry_is_written_once_for_all_feeds_that_have_it(published, client):
    client.get("/truce/feed.atom")
    with patch.object(entries, "_item", side_effect=entries._item) as written:
        client.get("/truce/feed.json")
        client.get("/truce/actors/truce-side-0/feed.atom")
    assert written.call_count == 0


def test_who_subscribes_gets_each_edition_and_the_ten_newest_items(make_story, told, clock):
    story = make_story(statements=150, events=60)
    publish(story, note="First.")
    clock(days=1)
    change()
    publish(story, note="")
    found = told()
    assert list(found.entries)[:3] == [f"{SITE}editions/2/", STATEMENT, f"{SITE}editions/1/"]
    others = list(found.entries)[3:]
    assert len(others) == archive.RECENT - 1, "the last of which something is told as said or done"
    days = {each.slug: each.when for each in (*Statement.objects.all(), *Event.objects.all())}
    told_of = {days[name.strip("/").split("/")[-1].removeprefix("#")] for name in others}
    assert min(told_of) >= sorted(days.values())[-2 * archive.RECENT], "not the first in the order of the story"


def test_the_newest_of_an_edition_go_by_the_days_they_are_of(make_story, told):
    story = make_story(statements=20, events=3)
    Event.objects.filter(slug="event-0").update(when="2024-08-23")
    publish(story, note="First.")
    assert list(told().entries)[1] == f"{SITE}timeline/#event-0"


@pytest.mark.parametrize("language", ["en", "ar"])
def test_an_entry_says_its_language_and_which_way_it_runs(published, told, clock, language):
    clock(hours=1)
    Story.objects.update(language=language)
    publish(published, note="In its language.")
    run = {"en": "ltr", "ar": "rtl"}[language]
    for entry in told().entries.values():
        assert entry.html.startswith(f'<div lang="{language}" dir="{run}">')


def test_a_note_in_another_language_than_the_feed_says_so(published, client, clock):
    clock(hours=1)
    Story.objects.update(language="ar")
    publish(published, note="ملاحظة")
    entry = told_by_atom(client.get("/feed.atom").content).entries[f"{SITE}editions/2/"]
    assert entry.html.startswith('<div lang="en" dir="ltr">')
    assert '<p lang="ar" dir="rtl">ملاحظة</p>' in entry.html


@pytest.mark.parametrize(
    ("place", "anything"),
    [
        *[("feed", False), ("corrections/feed", False), ("corrections/feed", True)],
        *[("search/feed", False), ("search/feed", True), ("truce/search/feed", True)],
    ],
)
def test_a_feed_of_nothing_says_since_when(make_story, client, clock, place, anything):
    if anything:
        publish(make_story(), note="First.")
    asked = "?q=nobodysaidthis" if "search" in place else ""
    told_at = moment(told_by_atom(client.get(f"/{place}.atom{asked}").content).updated)
    assert told_at.year >= 2026, "and no moment that was made up"
    if anything:
        assert told_at == Edition.objects.get().published_at


def test_a_feed_says_under_what_terms_it_may_be_used(published, client):
    assert "CC BY 4.0" in read_atom(client.get("/truce/feed.atom").content).findtext(f"{ATOM}rights")
    assert json.loads(client.get("/truce/feed.json").content)["_rights"]["text"]


@pytest.mark.parametrize("size", [2, 40])
def test_a_feed_costs_the_same_whatever_its_size(make_story, client, django_assert_num_queries, clock, size):
    story = make_story(statements=size, events=size, actors=3)
    publish(story, note="")
    for number in range(size // 2):
        clock(hours=1)
        change(f"We hold gate {number}")
        publish(story, note="")
    for place in FEEDS:
        client.get(f"/truce/{place}.atom")
        with django_assert_num_queries(2):  # which edition is current, and the editions up to it
            client.get(f"/truce/{place}.atom")
    ledger._prints.clear()
    readings.kept_changes.clear()
    with django_assert_num_queries(4):  # and documents: once to remember them, once to compare them
        client.get("/truce/feed.atom")


@pytest.mark.parametrize("place", FEEDS)
def test_what_a_feed_has_no_room_for_is_not_put_into_words(make_story, client, monkeypatch, place):
    publish(make_story(statements=240, events=60, actors=3), note="")
    made: list[str] = []
    render = entries.render
    monkeypatch.setattr(entries, "render", lambda kind, *args, **rest: made.append(kind) or render(kind, *args, **rest))
    assert client.get(f"/truce/{place}.atom").status_code == 200
    assert 1 <= len(made) <= 100


def test_authors_are_ours_and_never_the_speaker(published, client):
    assert json.loads(client.get("/truce/feed.json").content)["authors"][0]["name"] == "Explainer"
    assert client.get("/truce/feed.atom").content.count(b"<author>") == 1


@pytest.mark.parametrize(
    "address",
    [
        *("feed.atom", "feed.json", "actors/truce-side-0/feed.atom", "events.ics", "story.json", "statements.csv"),
        *("statements/statement-0.json", "editions/1/story.json"),
    ],
)
def test_who_asks_by_a_moment_is_told_that_nothing_changed(published, client, clock, address):
    first = client.get(f"/truce/{address}")
    assert first["Last-Modified"] == "Thu, 01 Jan 2026 12:00:00 GMT"
    asked = {"if-modified-since": first["Last-Modified"]}
    assert client.get(f"/truce/{address}", headers=asked).status_code == 304
    clock(days=1)
    Issue.objects.update(short_name="The gate")
    publish(published, note="A label alone.")
    again = client.get(f"/truce/{address}", headers=asked)
    assert again.status_code == (304 if address.startswith("editions/") else 200), "a label moves it as well"
    clock(days=1)
    withdraw(Edition.objects.get(number=2), because="Wrong.")
    if address.startswith(("feed", "actors", "events")):
        assert client.get(f"/truce/{address}")["Last-Modified"] == "Sat, 03 Jan 2026 12:00:00 GMT"


@pytest.mark.parametrize("address", ["feed.atom", "feed.json", "actors/truce-side-0/feed.atom", "events.ics"])
def test_a_copy_from_between_two_changes_of_one_second_is_not_confirmed(published, client, clock, address):
    first = client.get(f"/truce/{address}")
    clock(milliseconds=300)
    change()
    publish(published, note="")
    again = client.get(f"/truce/{address}", headers={"if-modified-since": first["Last-Modified"]})
    assert again.status_code == 200
    assert "Last-Modified" not in again
    clock(seconds=1)
    Issue.objects.update(short_name="The gate")
    publish(published, note="A label alone.")
    assert client.get(f"/truce/{address}")["Last-Modified"] == "Thu, 01 Jan 2026 12:00:01 GMT"
