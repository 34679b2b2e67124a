"""What was put right stays in sight: all corrections on one page, and the open questions of a story on another."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from explainer.desk.publishing import publish_again, withdraw
from explainer.following import corrections as module
from explainer.following import ledger
from explainer.following.corrections import corrections
from explainer.models import Edition, Event, Issue, OpenQuestion, Source, Story
from explainer.reading import readings

from .crawl import Page, crawl, text_of
from .formats import told_by_atom, told_by_json
from .publish import publish

pytestmark = pytest.mark.usefixtures("clock")


def retitle(story: Story, title: str, **kwargs: str) -> Edition:
    Event.objects.filter(story=story, slug="event-0").update(title=title)
    return publish(story, **kwargs)


def headings(html: bytes) -> list[str]:
    return re.findall(r'<h2 class="t1"[^>]*>([^<]+)</h2>', html.decode())


def test_corrections_of_all_stories_stand_there_newest_first_with_what_changed(make_story, client, clock):
    truce, border = make_story("truce"), make_story("border")
    publish(truce, note="")
    publish(border, note="")
    assert "Nothing has been corrected" in text_of(client.get("/corrections/").content)
    clock(days=1)
    retitle(truce, "A second title", note="The title was wrong.", kind="correction")
    clock(days=1)
    retitle(border, "A clear title", note="It was not clear.", kind="clarification")
    clock(days=1)
    retitle(truce, "News", note="Only news.", kind="update")
    clock(days=1)
    Event.objects.filter(story=truce, slug="event-1").delete()
    publish(truce, note="Taken out.", kind="withdrawal")
    page = client.get("/corrections/").content
    assert headings(page) == [
        "Withdrawal of a part, in version 4", "Clarification, in version 2", "Correction, in version 2",
    ]  # fmt: skip
    body = text_of(page)
    assert "The title was wrong." in body
    assert "<del>Round 0 is held</del>" in body
    assert "<ins>A second title</ins>" in body
    assert "Event removed</b>: <bdi>Round 1 is held</bdi>" in body
    assert "Only news." not in body
    assert "The border talks" in body
    assert '<time datetime="2026-01-02T12:00:00Z">2 January 2026, 12:00 UTC</time>' in body


def test_a_withdrawn_edition_stands_there_by_the_day_it_was_withdrawn_without_its_words(make_story, client, clock):
    truce = make_story("truce")
    publish(truce, note="")
    clock(days=1)
    second = retitle(truce, "Words never said", note="A note that goes too.", kind="correction")
    clock(days=1)
    withdraw(second, because="It was not so.")
    page = client.get("/corrections/").content
    assert headings(page) == ["Version 2 was withdrawn"]
    body = text_of(page)
    assert "It was not so." in body
    assert "2026-01-03T12:00:00Z" in body
    assert "never said" not in body
    assert "goes too" not in body
    assert "/truce/" not in Page(page.decode()).links, "it would answer 410"
    (row,) = corrections().rows
    assert (row.changes, row.since, row.current) == ([], 0, False), "no word of it is handed on"
    publish_again(Edition.objects.get(number=1), note="Back.")
    page = client.get("/corrections/").content.decode()
    assert "/truce/" in Page(page).links
    assert crawl(client, "/corrections/")


def test_an_only_edition_that_was_withdrawn_stands_there_without_a_title(make_story, client):
    publish(make_story("truce"), note="")
    withdraw(Edition.objects.get(), because="All of it was wrong.")
    body = text_of(client.get("/corrections/").content)
    assert "All of it was wrong." in body
    assert "truce talks" not in body


def test_scheduled_corrections_and_drafts_are_not_there(make_story, client, clock):
    truce = make_story("truce")
    publish(truce, note="")
    make_story("secret")
    before = client.get("/corrections/").content
    retitle(truce, "Another", note="Later.", kind="correction", at=clock(hours=1) + timedelta(hours=1))
    assert client.get("/corrections/").content == before
    assert told_by_atom(client.get("/corrections/feed.atom").content).entries == {}
    clock(hours=1)
    assert "Later." in text_of(client.get("/corrections/").content)


def test_the_feed_of_corrections_says_what_the_page_says(make_story, client, clock):
    truce = make_story("truce")
    publish(truce, note="")
    empty = told_by_atom(client.get("/corrections/feed.atom").content)
    assert (empty.entries, empty.updated) == ({}, "2026-01-01T12:00:00Z"), "when there first was something to put right"
    clock(days=1)
    second = retitle(truce, "A second title", note="The title was wrong.", kind="correction")
    found = told_by_atom(client.get("/corrections/feed.atom").content)
    (entry,) = found.entries.values()
    assert list(found.entries) == ["http://testserver/truce/editions/2/"]
    assert entry.title == "The truce talks, version 2: correction"
    assert "The title was wrong." in entry.html
    assert "<ins>A second title</ins>" in entry.html
    assert entry.tags == ["correction"]
    assert told_by_json(client.get("/corrections/feed.json").content).entries == found.entries
    clock(days=1)
    withdraw(second, because="That was wrong too.")
    then = told_by_atom(client.get("/corrections/feed.atom").content)
    (again,) = then.entries.values()
    assert again.published == entry.published
    assert again.updated == then.updated == "2026-01-03T12:00:00Z"
    assert "That was wrong too." in again.html
    assert "second title" not in again.html


def test_older_ones_are_a_link_away_and_none_is_lost_or_told_twice(make_story, client, clock, monkeypatch):
    monkeypatch.setattr(module, "MOST", 3)
    stories = [make_story(slug) for slug in ("truce", "border", "a-b-1-2")]
    for story in stories:
        publish(story, note="")
    for number in range(3):
        clock(days=1)
        for story in stories:  # all at one moment
            retitle(story, f"Title {number}", note=f"{story.slug} {number}.", kind="correction")
    seen: list[str] = []
    address = "/corrections/"
    while address:
        page = client.get(address).content.decode()
        seen += re.findall(r'<p class="measure mt2">([^<]+)</p>', page)
        older = [link for link in Page(page).links if link.startswith("/corrections/?before=")]
        address = older[0] if older else ""
    assert seen == [f"{slug} {number}." for number in (2, 1, 0) for slug in ("a-b-1-2", "border", "truce")]


@pytest.mark.parametrize(
    "query",
    ["?before=", "?before=truce", "?before=truce-9", "?before=truce-1", "?before=%C3%A9-1", "?before=nowhere-2",
     "?utm_source=x", f"?before=truce-{'9' * 30}", "?before=truce-02"],
)  # fmt: skip
def test_unknown_parameters_lead_to_the_canonical_address(make_story, client, clock, query):
    truce = make_story("truce")
    publish(truce, note="")
    clock(days=1)
    retitle(truce, "Another", note="", kind="correction")
    assert client.get("/corrections/?before=truce-2").status_code == 200
    response = client.get(f"/corrections/{query}")
    assert (response.status_code, response["Location"]) == (302, "/corrections/")


@pytest.mark.parametrize("size", [1, 8])
def test_corrections_cost_the_same_however_many_there_are(make_story, client, clock, django_assert_num_queries, size):
    for slug in ("truce", "border"):
        story = make_story(slug)
        publish(story, note="")
        for number in range(size):
            clock(hours=1)
            retitle(story, f"Title {number}", note="", kind="correction")
    client.get("/corrections/")
    for address, count in (("/corrections/", 3), ("/corrections/feed.atom", 4)):  # and how long its archive is
        with django_assert_num_queries(count):
            client.get(address)
    ledger._titles.clear()
    readings.kept_changes.clear()
    with django_assert_num_queries(5):
        client.get("/corrections/")
    assert len(corrections().rows) == 2 * size


def test_corrections_may_only_be_read_and_are_linked_from_everywhere(make_story, client):
    publish(make_story("truce"), note="")
    for address in ("/", "/about/", "/truce/", "/truce/balance/", "/truce/statements/", "/nowhere/"):
        assert "/corrections/" in Page(client.get(address).content.decode()).links
    assert client.post("/corrections/").status_code == 405
    first = client.get("/corrections/")
    assert client.get("/corrections/", headers={"if-none-match": first["ETag"]}).status_code == 304


# ---- open questions ----


def test_open_questions_have_a_page_with_why_and_their_issue(make_story, client):
    story = make_story("truce")
    tied = OpenQuestion.objects.create(
        story=story, slug="tied", question="Who pays?", why="Nobody *says*.", issue=Issue.objects.get(), order=90
    )
    tied.sources.add(Source.objects.get())
    publish(story, note="")
    page = client.get("/truce/open-questions/").content
    body = text_of(page)
    assert "Who has the key?" in body
    assert "Nobody says." in body
    assert "<em>says</em>" in body
    assert "/truce/issues/issue-1/" in Page(page.decode()).links
    assert "Tied to no one issue" in body
    for address in ("/truce/", "/truce/balance/", "/truce/statements/"):
        assert "/truce/open-questions/" in Page(client.get(address).content.decode()).links
    assert client.get("/truce/editions/1/open-questions/").status_code == 200
    assert "#open-questions" not in client.get("/truce/").content.decode()
    assert 'id="open-questions"' in client.get("/truce/balance/").content.decode(), "the old address still leads there"


def test_a_story_without_open_questions_says_what_that_means(make_story, client):
    story = make_story("truce")
    OpenQuestion.objects.all().delete()
    publish(story, note="")
    assert "That is not the same as everything being known." in text_of(client.get("/truce/open-questions/").content)
    assert "/truce/open-questions/" not in Page(client.get("/truce/").content.decode()).links
