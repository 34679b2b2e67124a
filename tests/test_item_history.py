"""A statement, an event, an issue: each of its wordings stands on a page with the edition that brought it."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone

from explainer.desk.publishing import publish_again, withdraw
from explainer.edition import document as shape
from explainer.edition.row_prints import row_prints
from explainer.following import item_history as module
from explainer.following.item_history import item_history
from explainer.models import Actor, Edition, Event, Issue, Passage, Phase, Position, Source, Statement, Story, Text
from explainer.reading import readings
from explainer.reading.readings import current

from .conftest import Clock
from .crawl import Page, crawl, text_of
from .publish import publish, publish_translation
from .test_taking_back import take
from .translate import translate

pytestmark = pytest.mark.usefixtures("clock")
HISTORY = "/truce/statements/statement-0/history/"
SAID = ("statements", "statement-0")


@pytest.fixture
def clock(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A second goes by with each look at it: no two editions are of one moment."""
    monkeypatch.setattr(timezone, "now", lambda: clock(seconds=1))
    return clock


def reword(story: Story, words: str, **kwargs: str) -> Edition:
    source = Source.objects.get()
    source.excerpt += f"\n“{words}”"
    source.save()
    Passage.objects.filter(statement__slug="statement-0").update(text=words)
    return publish(story, **{"note": ""} | kwargs)


def news(story: Story, title: str) -> Edition:
    Event.objects.filter(slug="event-1").update(title=title)
    return publish(story, note="News.")


def steps(story: str = "truce", item: tuple[str, str] = SAID) -> list[tuple[int, str, int]]:
    return [(row.edition.number, row.verb, row.since) for row in item_history(current(story), item)]


def headings(body: str) -> list[str]:
    return re.findall(r'<h2 class="t1" id="e\d+">(.+?)</h2>', body)


# ---- what is told ----


def test_each_wording_stands_there_with_its_edition_newest_first(published, client, clock):
    clock(days=1)
    news(published, "Something else")
    clock(days=1)
    reword(published, "We hold no gate", note="We misheard.", kind="correction")
    clock(days=1)
    reword(published, "We hold two gates", note="They said more.")
    body = text_of(client.get(HISTORY).content)
    assert headings(body) == ["Version 4: Update", "Version 3: Correction", "Version 1: First version"]
    assert "<ins>“We hold two gates”</ins>" in body
    assert "<del>“We hold no gate”</del>" in body
    assert "<del>“We hold gate number 0”</del>" in body
    assert "We misheard." in body
    assert "3 January 2026, 12:" in body
    assert "Something else" not in body
    first = body.partition("Version 1: First version")[2]
    assert "Here for the first time" in first
    assert "We hold gate number 0" in first
    page = Page(client.get(HISTORY).content.decode())
    for number in (4, 3, 1):
        assert f"/truce/editions/{number}/statements/statement-0/" in page.links
    assert '<meta name="robots" content="noindex, nofollow">' in body


def test_it_begins_where_the_item_first_appeared(published, client):
    Event.objects.filter(slug="event-0").update(slug="another")
    publish(published, note="")
    assert steps(item=("events", "another")) == [(2, "first", 0)]
    assert headings(text_of(client.get("/truce/events/another/history/").content)) == ["Version 2: Update"]


def test_an_issue_is_told_with_its_positions(published, client):
    Position.objects.update(sentence="Says it has no gate.")
    publish(published, note="")
    Issue.objects.update(standing="Neither wants it.")
    publish(published, note="")
    body = text_of(client.get("/truce/issues/issue-1/history/").content)
    assert headings(body) == ["Version 3: Update", "Version 2: Update", "Version 1: First version"]
    assert "<ins>Says it has no gate.</ins>" in body
    assert "<ins>Neither wants it.</ins>" in body
    first = body.partition("Version 1: First version")[2]
    assert "Who keeps gate 1?" in first
    assert "Says it keeps the gate." in re.sub("<.*?>", "", first)


@pytest.mark.parametrize(
    ("model", "fields", "place"),
    [
        (Actor, {"descriptor": "A state"}, "actors/truce-side-0"),
        (Text, {"known": "It has three steps."}, "texts/paper"),
        (Phase, {"gist": "Nothing stops."}, "phases/1"),
        (Event, {"title": "Round zero is held"}, "events/event-0"),
    ],
)
def test_others_have_a_history_too(published, client, model, fields, place):
    row = model.objects.order_by("pk").first()
    before = next(iter(fields))
    was = getattr(row, before)
    model.objects.filter(pk=row.pk).update(**fields)
    publish(published, note="")
    body = text_of(client.get(f"/truce/{place}/history/").content)
    assert headings(body) == ["Version 2: Update", "Version 1: First version"]
    assert f"<ins>{fields[before]}</ins>" in body
    assert f"<del>{was}</del>" in body


def test_what_was_taken_out_and_brought_back_says_so(published, client):
    Statement.objects.get(slug="statement-1").delete()
    publish(published, note="They never said it.", kind="withdrawal")
    body = text_of(client.get("/truce/statements/statement-1/history/").content)
    assert "It is no longer part of the story." in body
    assert headings(body) == ["Version 2: Withdrawal of a part", "Version 1: First version"]
    assert "Statement removed" in body
    publish_again(Edition.objects.get(number=1), note="They did.")
    assert steps(item=("statements", "statement-1")) == [(3, "added", 2), (2, "removed", 1), (1, "first", 0)]
    body = text_of(client.get("/truce/statements/statement-1/history/").content)
    assert "Here again, after it had been taken out." in body


def test_a_withdrawn_edition_stands_there_without_its_words(published, client):
    second = reword(published, "Words never said", note="A note that goes too.")
    third = news(published, "Something else")
    reword(published, "We hold no gate", note="")
    withdraw(second, because="It was not so.")
    withdraw(third, because="That was not so either.")
    body = text_of(client.get(HISTORY).content)
    assert headings(body) == ["Version 4: Update", "Version 3: Update", "Version 2: Update", "Version 1: First version"]
    assert "It was not so." in body
    assert "<del>“We hold gate number 0”</del>" in body
    assert "never said" not in body
    assert "goes too" not in body
    assert "/truce/editions/2/statements/statement-0/" not in Page(client.get(HISTORY).content.decode()).links


def test_a_withdrawn_edition_that_left_it_alone_is_not_told(published, client):
    second = news(published, "Something else")
    news(published, "Another thing")
    withdraw(second, because="It was not so.")
    assert steps() == [(1, "first", 0)]


def test_it_begins_before_it_was_called_what_it_is_called_now(published, client):
    reword(published, "We hold no gate", note="")
    Statement.objects.filter(slug="statement-0").update(slug="renamed", former_slugs="statement-0")
    publish(published, note="")
    found = item_history(current("truce"), ("statements", "renamed"), SAID)
    assert [row.verb for row in found] == ["moved", "changed", "first"]
    body = text_of(client.get("/truce/statements/renamed/history/").content)
    assert "At the address that it has now, since then." in body
    assert "<ins>“We hold no gate”</ins>" in body
    for address in ("/truce/editions/3/statements/renamed/", "/truce/editions/1/statements/statement-0/"):
        assert address in Page(client.get("/truce/statements/renamed/history/").content.decode()).links
        assert client.get(address).status_code == 200


# ---- where it is, and is not ----


def test_it_is_linked_from_the_item_once_there_is_more_than_one_edition(published, client):
    items = ("statements/statement-0/", "issues/issue-1/", "actors/truce-side-0/", "texts/paper/", "phases/1/")
    for item in items:
        assert f"/truce/{item}history/" not in Page(client.get(f"/truce/{item}").content.decode()).links
    news(published, "Something else")
    for item in items:
        links = Page(client.get(f"/truce/{item}").content.decode()).links
        assert f"/truce/{item}history/" in links
        assert client.get(f"/truce/{item}history/").status_code == 200
        assert "history/" not in client.get(f"/truce/editions/1/{item}").content.decode().partition("<main")[2]


@pytest.mark.parametrize(
    "place", ["statements/never-was", "events/never-was", "issues/never-was", "phases/9", "actors/x", "texts/x"]
)
def test_what_never_was_has_none(published, client, place):
    news(published, "Something else")
    assert client.get(f"/truce/{place}/history/").status_code == 404


def test_what_only_withdrawn_editions_had_has_none(published, client):
    Event.objects.filter(slug="event-0").update(slug="another")
    second = publish(published, note="")
    Event.objects.filter(slug="another").update(slug="event-0")
    publish(published, note="")
    withdraw(second, because="It was not so.")
    assert client.get("/truce/events/another/history/").status_code == 410, "it was there, and no word of it is left"


def test_what_was_taken_back_is_gone_from_its_history_too(published, client, editor, second_editor):
    news(published, "Something else")
    page = client.get(HISTORY)
    assert page.status_code == 200
    take("statement", "statement-0", editor, second_editor)
    gone = client.get(HISTORY)
    assert gone.status_code == 410
    assert "We hold gate number 0" not in text_of(gone.content)


def test_neither_a_preview_nor_an_edition_has_one_of_its_own(published, client, editor):
    news(published, "Something else")
    client.force_login(editor)
    assert client.get(f"/preview{HISTORY}").status_code == 404
    assert client.get("/truce/editions/1/statements/statement-0/history/").status_code == 404


def test_a_filter_whose_value_is_called_history_stays_what_it_is(published, client):
    Actor.objects.filter(slug="truce-side-0").update(slug="history")
    publish(published, note="")
    body = text_of(client.get("/truce/statements/actor/history/").content)
    assert "Side 0" in body
    assert headings(body) == []


def test_what_a_translation_lacks_is_told_by_the_original_whose_editions_stand_without_a_prefix(published, client):
    publish_translation(translate(published, "ar"), note="Told in Arabic.")
    news(published, "Something else")
    Issue.objects.update(slug="renamed")
    publish(published, note="")
    page = Page(client.get("/ar/truce/issues/renamed/history/").content.decode())
    assert "/truce/editions/3/issues/renamed/" in page.links
    assert client.get("/truce/editions/3/issues/renamed/").status_code == 200
    assert client.get("/ar/truce/issues/issue-1/history/").status_code == 200
    assert (
        "/ar/truce/editions/1/issues/issue-1/"
        in Page(client.get("/ar/truce/issues/issue-1/history/").content.decode()).links
    )


def test_it_stands_at_one_address(published, client):
    response = client.get(f"{HISTORY}?since=1")
    assert (response.status_code, response["Location"]) == (302, HISTORY)


def test_all_of_them_can_be_read(published, client):
    reword(published, "We hold no gate", note="We misheard.", kind="correction")
    Event.objects.filter(slug="event-0").update(title="Round zero is held")
    publish(published, note="", kind="clarification")
    pages = crawl(client, "/truce/", under="/truce/")
    found = [address for address in pages if address.endswith("/history/")]
    assert {address.split("/")[2] for address in found} == {
        "statements", "events", "issues", "actors", "texts", "phases",
    }  # fmt: skip
    assert not [address for address in found if b"None" in pages[address].replace(b"None reached", b"")]


# ---- how it is found, and what it costs ----


def test_the_prints_of_a_document_tell_its_items_apart(published):
    text = Edition.objects.get().document
    document = shape.thaw(text)
    prints = row_prints(text)
    assert set(prints) == {
        *(("statements", row.slug) for row in document.statements),
        *(("events", row.slug) for row in document.events),
        *(("issues", row.slug) for row in document.issues),
        *(("actors", row.slug) for row in document.actors),
        *(("texts", row.slug) for row in document.texts),
        *(("phases", row.number) for row in document.phases),
    }
    Position.objects.update(sentence="Says it has no gate.")
    second = row_prints(publish(published, note="").document)
    assert [item for item in prints if prints[item] != second[item]] == [("issues", "issue-1")]


@pytest.mark.parametrize("count", [2, 12])
def test_only_editions_whose_item_differs_are_compared(published, monkeypatch, count):
    for number in range(count):
        news(published, f"News {number}")
    reword(published, "We hold no gate")
    asked: list[int] = []
    monkeypatch.setattr(module, "changes_of", lambda pairs: asked.append(len(pairs)) or readings.changes_of(pairs))
    assert steps() == [(count + 2, "changed", count + 1), (1, "first", 0)]
    assert asked == [1]


@pytest.mark.parametrize("count", [2, 12])
def test_a_history_costs_the_same_whatever_the_number_of_editions(published, django_assert_num_queries, count):
    for number in range(count):
        news(published, f"News {number}")
    reword(published, "We hold no gate")
    module._prints.clear()
    readings.kept_changes.clear()
    reading = current("truce")
    with django_assert_num_queries(3):  # which editions there are; documents, once to find it and once to compare
        item_history(reading, SAID)
    with django_assert_num_queries(1):
        item_history(reading, SAID)
