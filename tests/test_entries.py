"""What an entry or a tombstone says of an edition that was withdrawn, and when it was told."""

from __future__ import annotations

import pytest

from explainer.desk.publishing import withdraw
from explainer.language.labels import ACT_NAMES, WORDING_NAMES
from explainer.models import Actor, Edition, Source, Statement, Story

from .formats import told_by_atom
from .publish import publish

SITE = "http://testserver/truce/"


@pytest.fixture
def taken_out(clock, truce) -> Story:
    """Edition 2 took a statement out; edition 3 has another title. A day between each."""
    publish(truce, note="")
    clock(days=1)
    Statement.objects.get(slug="statement-1").delete()
    publish(truce, note="Taken out.")
    clock(days=1)
    Story.objects.update(question="Who has the key?")
    publish(truce, note="Another question.")
    return truce


def test_an_edition_moves_when_it_is_withdrawn_and_the_feed_with_it(taken_out, clock, client):
    clock(days=1)
    withdraw(Edition.objects.get(number=2), because="A reason.")
    feed = told_by_atom(client.get("/truce/feed.atom").content)
    entry = feed.entries[f"{SITE}editions/2/"]
    assert (entry.published, entry.updated) == ("2026-01-02T12:00:00Z", "2026-01-04T12:00:00Z")
    assert feed.updated == "2026-01-04T12:00:00Z"
    assert next(iter(feed.entries)) == f"{SITE}editions/2/", "the newest news is first"


def test_what_an_edition_took_out_did_not_go_because_it_was_withdrawn_later(taken_out, clock, client):
    clock(days=1)
    withdraw(Edition.objects.get(number=2), because="A reason.")
    body = client.get("/truce/feed.atom").content.decode()
    assert told_by_atom(body.encode()).stones == {f"{SITE}statements/statement-1/": "2026-01-02T12:00:00Z"}
    assert "Version 2 no longer has it." in body
    assert "<at:comment>Version 2 was withdrawn" not in body


def test_what_goes_with_a_withdrawn_edition_says_why(taken_out, clock, client):
    clock(days=1)
    withdraw(Edition.objects.get(number=3), because="A reason.")
    body = client.get("/truce/feed.atom").content.decode()
    assert "<at:comment>Version 3 was withdrawn: A reason.</at:comment>" in body
    assert told_by_atom(body.encode()).stones[f"{SITE}statements/statement-0/"] == "2026-01-04T12:00:00Z"
    assert "Version 2 no longer has it." in body, "that one was gone before"


def test_a_statement_is_tagged_as_what_it_is_and_never_by_another_label(truce, client):
    Actor.objects.filter(slug="truce-side-0").update(kind="unnamed", described_in=Source.objects.get())
    Statement.objects.filter(slug="statement-1").update(act="denied")
    publish(truce, note="")
    entries = told_by_atom(client.get("/truce/feed.atom").content).entries
    tags = [entries[f"{SITE}statements/statement-{number}/"].tags for number in (0, 1)]
    assert tags == [
        [str(WORDING_NAMES["direct"]), "Gate 1"],
        [str(WORDING_NAMES["partial"]), str(ACT_NAMES["denied"]), "Gate 1"],
    ]
