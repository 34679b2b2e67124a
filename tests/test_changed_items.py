"""What changed since an edition is marked where it stands, and only for who asks."""

from __future__ import annotations

import re

import pytest
from msgspec.structs import replace

from explainer.desk.publishing import withdraw
from explainer.edition import document as shape
from explainer.edition.changed_items import Places, changed_items, item
from explainer.edition.diffs import compare
from explainer.models import (
    Edition,
    Event,
    KeyPoint,
    OpenQuestion,
    Position,
    Provision,
    Statement,
    StatementLink,
    Story,
    Term,
)

from .crawl import Page, text_of
from .publish import publish
from .test_document import FIRST

STORY = shape.thaw(FIRST.read_text(encoding="utf-8"))


def test_every_change_but_an_order_says_of_what_it_is():
    changed = replace(
        STORY,
        title="Another",
        statements=[replace(STORY.statements[0], topic="else"), *STORY.statements[2:]],
        links=STORY.links[1:],
        positions=[replace(row, sentence="Else.") for row in STORY.positions],
        phases=[replace(STORY.phases[0], provisions=[]), *STORY.phases[1:]],
    )
    found = changed_items(compare(STORY, changed))
    position, phase = STORY.positions[0], STORY.phases[0]
    assert found["story", "title"] == "changed"
    assert found["statements", STORY.statements[0].slug] == "changed"
    assert found["statements", STORY.statements[1].slug] in ("removed", "changed")
    assert found["positions", position.issue, position.actor] == "changed"
    assert found["phases", phase.number] == "changed", "its provision is gone"
    assert (
        changed_items(compare(replace(STORY, statements=STORY.statements[1:]), STORY))[
            "statements", STORY.statements[0].slug
        ]
        == "added"
    )


def test_another_order_is_no_item():
    assert changed_items(compare(STORY, replace(STORY, issues=STORY.issues[::-1]))) == {}


def test_the_first_change_of_each_item_can_be_linked_to():
    row = replace(STORY.statements[0], topic="else", context="Elsewhere.")
    changes = compare(STORY, replace(STORY, statements=[row, *STORY.statements[1:]]))
    places = Places()
    assert [places.of(change) for change in changes] == [f"statements-{row.slug}", ""]
    assert {item(change) for change in changes} == {("statements", row.slug)}


@pytest.fixture
def third(published) -> Story:
    """Edition 2 adds an event, changes a statement, a position and more; edition 3 changes only the question."""
    Statement.objects.filter(slug="statement-0").update(topic="the north gate")
    Event.objects.create(story=published, slug="new", title="A new round", body="It is held.", when="2024-08-20")
    Event.objects.get(slug="new").sources.add(Event.objects.get(slug="event-0").sources.get())
    Position.objects.update(sentence="Says it keeps both gates.")
    Provision.objects.filter(slug="provision-1").update(what="Stops at once")
    Term.objects.update(definition="Another way through.")
    OpenQuestion.objects.update(why="Nobody will say.")
    KeyPoint.objects.update(meaning="It is locked.")
    publish(published, note="")
    Story.objects.update(question="Will the truce hold?")
    publish(published, note="")
    return published


SHOWN = {
    "": "key_points-point",
    "timeline/": "events-new",
    "statements/": "statements-statement-0",
    "statements/statement-0/": "statements-statement-0",
    "phases/": "provisions-1-provision-1",
    "phases/1/": "provisions-1-provision-1",
    "positions/": "positions-issue-1-truce-side-0",
    "issues/issue-1/": "positions-issue-1-truce-side-0",
    "actors/truce-side-0/": "positions-issue-1-truce-side-0",
    "open-questions/": "open_questions-open",
    "glossary/": "terms-gate",
}


@pytest.mark.parametrize(("page", "place"), SHOWN.items())
def test_an_item_that_changed_is_marked_on_its_page_and_the_mark_leads_to_the_change(third, client, page, place):
    body = re.sub(' data-n="[0-9]+"', "", client.get(f"/truce/{page}?since=1").content.decode())
    words = "New" if place == "events-new" else "Changed"
    address = f"/truce/changes/?since=1#{place}"
    assert f'<small class="since"><a href="{address}">{words} since version 1</a></small>' in body
    assert place in Page(client.get("/truce/changes/?since=1").content.decode()).ids
    assert "Marked: what changed since version 1" in body
    assert 'class="since"' not in client.get(f"/truce/{page}").content.decode(), "no marks unless asked for"
    later = client.get(f"/truce/{page}?since=2").content.decode()
    assert f"#{place}" not in later
    assert "1 item changed." in text_of(later.encode())


@pytest.mark.parametrize("page", ["actors/", "issues/", "sources/"])
def test_every_page_of_items_takes_since(third, client, page):
    assert "Marked: what changed since version 1" in text_of(client.get(f"/truce/{page}?since=1").content)


def test_the_count_on_the_page_is_that_of_the_items_that_changed(third, client):
    body = text_of(client.get("/truce/timeline/?since=1").content)
    changes = client.get("/truce/changes/?since=1").content.decode()
    ids = [name for name in Page(changes).ids if re.match("[a-z_]+-", name)]
    assert f"{len(ids)} items changed." in body


def test_a_link_is_marked_on_its_statement(published, client):
    StatementLink.objects.update(relation="denies")
    publish(published, note="")
    assert "#statements-statement-1" in client.get("/truce/statements/statement-1/?since=1").content.decode()


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ("statements/?since=9", "statements/"),
        ("statements/?since=", "statements/"),
        ("phases/?since=x", "phases/"),
        ("phases/1/?since=1&since=2", "phases/1/?since=2"),
        ("issues/?since=1&x=2", "issues/?since=1"),
        ("timeline/?since=1&order=newest&x=1", "timeline/?order=newest&since=1"),
        ("?since=1&depth=whole", "?depth=whole&since=1"),
        ("statements/?since=2001-01-01", "statements/"),
        ("search/?q=gate&since=1", "search/?q=gate"),
        ("glossary/?since=%F0%9F%98%80", "glossary/"),
    ],
)
def test_since_has_one_canonical_form(third, client, asked, wanted):
    response = client.get(f"/truce/{asked}")
    assert (response.status_code, response["Location"]) == (302, f"/truce/{wanted}")
    assert client.get(f"/truce/{wanted}").status_code == 200


def test_a_page_without_items_marks_nothing(third, client):
    assert "Marked: what changed" not in text_of(client.get("/truce/balance/?since=1").content)


def test_since_may_be_a_date(third, client):
    day = Edition.objects.get(number=3).published_at.date().isoformat()
    response = client.get(f"/truce/timeline/?since={day}")
    assert response.status_code == 200
    assert "Marked: what changed since version 3" in text_of(response.content)
    assert "0 items changed." in text_of(response.content)


def test_an_older_edition_marks_what_changed_up_to_itself(third, client):
    body = client.get("/truce/editions/2/timeline/?since=1").content.decode()
    assert 'href="/truce/editions/2/changes/?since=1#events-new"' in body
    assert client.get("/truce/editions/1/timeline/?since=2").status_code == 302


def test_what_changed_since_a_withdrawn_edition_is_marked_since_the_last_before_it(third, client):
    withdraw(Edition.objects.get(number=2), because="A mistake.")
    body = text_of(client.get("/truce/timeline/?since=2").content)
    assert "Version 2 was withdrawn." in body
    assert "Marked: what changed since version 1" in body
    assert '<a href="/truce/changes/?since=2">' in client.get("/truce/timeline/?since=2").content.decode()
    withdraw(Edition.objects.get(number=1), because="A mistake, too.")
    assert client.get("/truce/timeline/?since=2")["Location"] == "/truce/timeline/", "nothing is left to compare with"


def test_the_page_of_changes_leads_to_marked_pages(third, client):
    links = Page(client.get("/truce/changes/?since=1").content.decode()).links
    assert "/truce/events/new/?since=1" in links
    assert "/truce/statements/statement-0/?since=1" in links
    assert not [link for link in Page(client.get("/truce/changes/").content.decode()).links if "/events/new/?" in link]


def test_a_marked_page_names_the_page_without_marks_as_the_one_to_keep(third, client):
    body = client.get("/truce/timeline/?since=1").content.decode()
    assert '<link rel="canonical" href="http://testserver/truce/timeline/">' in body
    assert "<last-read" not in body
