"""What was put right is told where the words stand: in lists, on an item's page, on older editions, and in a 410."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils import timezone

from explainer.desk.publishing import NotPublishable, publish_again, withdraw
from explainer.edition.diffs import Change
from explainer.models import (
    Edition,
    Event,
    Issue,
    KeyPoint,
    OpenQuestion,
    Passage,
    Position,
    Provision,
    Source,
    Statement,
    StateRow,
    Story,
)
from explainer.reading import readings
from explainer.reading.copies import Preview
from explainer.reading.readings import at_edition, current
from explainer.reading.rightings import NONE, righted, righting_pairs
from explainer.story.indexes import StoryIndex

from .conftest import Clock
from .crawl import Page, crawl, html_of, text_of
from .publish import publish

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def clock(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A second goes by with each look at it: no two editions are of one moment."""
    monkeypatch.setattr(timezone, "now", lambda: clock(seconds=1))
    return clock


SAID = "/truce/statements/statement-0/"


def reword(words: str) -> None:
    source = Source.objects.get()
    source.excerpt += f"\n“{words}”"
    source.save()
    Passage.objects.filter(statement__slug="statement-0").update(text=words)


def correct(story: Story, words: str = "We hold no gate", **kwargs: str) -> Edition:
    reword(words)
    return publish(story, **{"note": "We misheard.", "kind": "correction"} | kwargs)


def name(edition: Edition, *items: tuple[str, ...]) -> None:
    """As the desk does: these of its changes put something right, beside other news."""
    Edition.objects.filter(pk=edition.pk).update(puts_right=[list(item) for item in items], corrects=True)


def shown(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return text_of(response.content)


def marks(client: Client, address: str) -> list[tuple[str, str]]:
    """(address, words) of each quiet line on a page."""
    body = client.get(address).content.decode()
    found = re.findall(r'<small class="since"><a [^>]*?href="([^"]+)"[^>]*>(.*?)</small>', body, re.DOTALL)
    return [(place.replace("&amp;", "&"), re.sub("<.*?>", "", words).strip()) for place, words in found]


# ---- on the page of an item, and in lists ----


def test_the_page_of_what_was_corrected_says_what_was_said_before_and_why(published, client, clock):
    assert "We misheard." not in shown(client, SAID)
    clock(days=1)
    correct(published)
    body = shown(client, SAID)
    assert "Corrected 2 January 2026, in version 2" in body
    assert "We misheard." in body
    assert "“Was” is what stood here up to version 1." in body
    assert "<del>“We hold gate number 0”</del>" in body
    assert "<ins>“We hold no gate”</ins>" in body
    assert "We misheard." not in shown(client, "/truce/statements/statement-1/")


def test_wherever_it_is_listed_a_quiet_line_leads_to_it(published, client, clock):
    clock(days=1)
    correct(published)
    line = (f"{SAID}#corrected", "Corrected 2 January 2026")
    for page in ("", "timeline/", "statements/", "actors/truce-side-0/", "issues/issue-1/", "phases/1/"):
        assert line in marks(client, f"/truce/{page}"), page
        assert len(set(marks(client, f"/truce/{page}"))) == 1, page


@pytest.mark.parametrize(
    ("model", "fields", "page", "place"),
    [
        (Event, {"title": "Round zero is held"}, "timeline/", "/truce/events/event-0/history/"),
        (Issue, {"standing": "Neither wants it."}, "issues/", "/truce/issues/issue-1/#corrected"),
        (Position, {"sentence": "Says it has no gate."}, "positions/", "/truce/issues/issue-1/#corrected"),
        (KeyPoint, {"sentence": "There is none."}, "", "/truce/editions/2/changes/?since=1#key_points-point"),
        (StateRow, {"text": "Nothing is agreed"}, "", "/truce/editions/2/changes/?since=1#state-agreement"),
        (OpenQuestion, {"why": "So."}, "open-questions/", "/truce/editions/2/changes/?since=1#open_questions-open"),
        (Provision, {"what": "Goes on"}, "phases/1/", "/truce/editions/2/changes/?since=1#provisions-1-provision-1"),
    ],
)  # fmt: skip
def test_each_kind_of_item_says_that_it_was_corrected(published, client, clock, model, fields, page, place):
    row = model.objects.order_by("pk").first()
    model.objects.filter(pk=row.pk).update(**fields)
    clock(days=1)
    publish(published, note="It was wrong.", kind="correction")
    assert marks(client, f"/truce/{page}")[:1] == [(place, "Corrected 2 January 2026")]
    target, _hash, fragment = place.partition("#")
    answer = client.get(target)
    assert answer.status_code == 200
    assert not fragment or fragment in Page(answer.content.decode()).ids


def test_an_issue_tells_what_was_corrected_of_its_positions(published, client):
    Position.objects.update(sentence="Says it has no gate.")
    publish(published, note="It was wrong.", kind="correction")
    body = shown(client, "/truce/issues/issue-1/")
    assert "<del>Says it keeps the gate.</del>" in body
    assert "It was wrong." in body


def test_of_several_the_newest_stands_open_and_the_others_folded(published, client, clock):
    for number, note in enumerate(("First fault.", "Second fault.", "Third fault."), 1):
        clock(days=1)
        correct(published, f"We hold gate and {number}", note=note)
    body = shown(client, SAID).partition("<main ")[2]
    folded = body.index("2 earlier corrections")
    assert body.index("Third fault.") < folded < body.index("Second fault.") < body.index("First fault.")
    assert "Corrected 4 January 2026" in dict.fromkeys(words for _place, words in marks(client, "/truce/statements/"))


@pytest.mark.parametrize(
    ("kind", "words"),
    [("clarification", "Clarified 1 January 2026"), ("withdrawal", "Partly taken out 1 January 2026")],
)
def test_the_kind_of_edition_is_told(published, client, kind, words):
    correct(published, kind=kind)
    assert [said for _place, said in marks(client, "/truce/statements/")] == [words]
    assert f"{words}, in version 2" in shown(client, SAID)


def test_a_correction_within_a_larger_edition_counts_and_its_other_news_does_not(published, client):
    Event.objects.filter(slug="event-0").update(title="Round zero is held")
    reword("We hold no gate")
    edition = publish(published, note="News, and one fault.")
    assert marks(client, "/truce/timeline/") == []
    name(edition, ("statements", "statement-0"))
    assert [place for place, _words in marks(Client(), "/truce/timeline/?order=newest")] == [f"{SAID}#corrected"]
    assert "“Was” is what stood here up to version 1." in shown(client, f"/truce/editions/2{SAID[6:]}")


def test_what_an_older_edition_undid_no_longer_stands_as_put_right(published, client, clock):
    clock(days=1)
    correct(published)
    clock(days=1)
    with pytest.raises(NotPublishable, match="Put right since edition 1 was something in 2"):
        publish_again(Edition.objects.get(number=1), note="")
    publish_again(Edition.objects.get(number=1), note="We had heard well.")
    body = shown(client, SAID)
    assert "“We hold gate number 0”" in body
    assert "We misheard." not in body
    assert marks(client, "/truce/statements/") == []
    assert "We misheard." in shown(client, "/truce/editions/2/statements/statement-0/"), "which it did put right"
    publish(published, note="It is as edition 2 had it.", kind="correction")
    assert "It is as edition 2 had it." in shown(client, SAID)


def test_without_a_correction_since_an_older_edition_needs_no_note(published, clock):
    Event.objects.filter(slug="event-0").update(title="It is opened")
    clock(days=1)
    publish(published, note="")
    assert publish_again(Edition.objects.get(number=1), note="")


def test_an_update_that_puts_something_right_is_called_so_wherever_it_is_told(published, client, clock):
    clock(days=1)
    name(correct(published, kind="update"), ("statements", "statement-0"))
    for page in ("changes/", "statements/statement-0/history/"):
        assert "Version 2: Update, with a correction" in shown(client, f"/truce/{page}"), page


def test_a_page_of_an_event_says_that_it_was_put_right_later(published, client, clock):
    Event.objects.filter(slug="event-0").update(title="Round zero is held")
    clock(days=1)
    publish(published, note="It was held.", kind="correction")
    later = "Corrected later"
    assert later in shown(client, "/truce/editions/1/events/event-0/")
    assert later not in shown(client, "/truce/editions/1/events/event-1/")


def test_news_is_no_correction(published, client):
    correct(published, kind="update")
    assert marks(client, "/truce/statements/") == []
    assert "Was" not in Page(client.get(SAID).content.decode()).text


def test_what_is_put_back_in_another_language_of_the_interface_has_words(published, client):
    correct(published)
    body = client.get(f"/ar{SAID}").content.decode()
    main = body.partition("<main ")[2].partition("</main>")[0]
    assert 'lang="en" dir="ltr"' in main.partition(">")[0], "what is not translated stands whole in its own language"
    assert '<p class="measure"><b>Corrected 1\xa0January 2026, in version 2</b></p>' in main
    assert re.search(r'<p class="measure"( id="s\.\w+")?>We misheard\.</p>', main)


def test_a_preview_has_none_of_it(published, client, editor):
    correct(published)
    client.force_login(editor)
    assert marks(client, "/preview/truce/statements/") == []
    body = shown(client, f"/preview{SAID}")
    assert "We misheard." not in body
    assert not hasattr(Preview(StoryIndex(current("truce").story)), "rightings")


# ---- on older editions ----


def test_an_older_edition_says_at_the_item_that_it_was_corrected_later(published, client, clock):
    clock(days=1)
    correct(published)
    body = shown(client, f"/truce/editions/1{SAID[6:]}")
    assert "Corrected later, in version 2 (2 January 2026)" in body
    assert "because: We misheard." in body
    assert f'href="{SAID}"' in body
    assert "We hold no gate" not in body
    line = (SAID, "Corrected later, in version 2 (2 January 2026): We misheard.")
    for page in ("statements/", "timeline/"):
        assert marks(client, f"/truce/editions/1/{page}") == [line]
    assert marks(client, "/truce/editions/2/statements/") == [
        (f"/truce/editions/2{SAID[6:]}#corrected", "Corrected 2 January 2026")
    ]


def test_an_older_edition_says_at_the_item_that_it_was_taken_out_later(published, client):
    Statement.objects.get(slug="statement-1").delete()
    publish(published, note="They never said it.", kind="withdrawal")
    body = shown(client, "/truce/editions/1/statements/statement-1/")
    assert "Taken out later, in version 2 (1 January 2026)" in body
    assert "because: They never said it." in body
    assert "As it stands in the current version" not in body
    found = dict(marks(client, "/truce/editions/1/statements/"))
    place = "/truce/editions/2/changes/?since=1#statements-statement-1"
    assert found[place] == "Taken out later, in version 2 (1 January 2026): They never said it."
    assert "statements-statement-1" in Page(client.get(place).content.decode()).ids


@pytest.mark.parametrize("page", ["statements/", "timeline/"])
def test_what_was_kept_of_a_page_while_it_was_current_learns_of_it(published, client, page):
    """Parts of pages are kept ready for an edition: those of its items must not be kept without what came later."""
    client.get(f"/truce/{page}")
    client.get(f"/truce/editions/1/{page}")
    correct(published)
    assert "Corrected later" in shown(client, f"/truce/editions/1/{page}")


def test_a_withdrawn_edition_hands_on_no_word(published, client):
    second = correct(published, "Words never said")
    client.get("/truce/statements/")
    withdraw(second, because="It was not so.")
    for page in ("statements/", "statements/statement-0/", "timeline/"):
        body = shown(client, f"/truce/editions/1/{page}")
        assert "Words never said" not in body
        assert "We misheard." not in body
        assert "Corrected" not in body.partition("<footer")[0].replace("Corrections", "")
    correct(published, "Third time", note="At last.")
    body = shown(client, SAID)
    assert "<del>“We hold gate number 0”</del>" in body
    assert "Words never said" not in body


@pytest.mark.parametrize(
    "page", ["", "timeline/", "statements/", "statements/statement-0/", "statements/actor/truce-side-0/", "changes/"]
)
def test_the_way_to_the_current_edition_is_to_the_same_page(published, client, page):
    assert f'<a href="/truce/{page}">The page that is kept up to date</a>' in shown(client, f"/truce/editions/1/{page}")
    correct(published)
    body = shown(client, f"/truce/editions/1/{page}")
    assert f'<a href="/truce/{page}">Read the current version (2)</a>' in re.sub(r"> | <", lambda m: m[0].strip(), body)
    assert client.get(f"/truce/{page}").status_code == 200


def test_the_way_leaves_the_query_behind_and_keeps_the_language(published, client):
    correct(published)
    body = client.get("/ar/truce/editions/1/statements/?side=truce-side-0&wording=direct").content.decode()
    assert 'href="/ar/truce/statements/"' in body.partition("<main")[0]


def test_the_way_from_what_was_taken_out_is_to_the_overview(published, client):
    Statement.objects.filter(slug="statement-1").delete()
    publish(published, note="Taken out.", kind="withdrawal")
    body = client.get("/truce/editions/1/statements/statement-1/").content.decode().partition("<main")[0]
    assert '<a href="/truce/">' in body
    assert '<a href="/truce/statements/statement-1/">' not in body


def test_the_way_from_a_filter_of_which_nothing_is_left_is_to_the_list(published, client):
    Statement.objects.filter(slug="statement-1").delete()
    publish(published, note="Taken out.")
    for page in ("statements/actor/truce-side-0/", "statements/actor/truce-side-1/", "timeline/side/truce-side-1/"):
        body = client.get(f"/truce/editions/1/{page}").content.decode().partition("<main")[0]
        (there,) = re.findall(r'<a href="(.+?)">\s*Read the current version', body)
        assert client.get(there).status_code == 200, page
    assert there == "/truce/timeline/side/truce-side-1/"
    body = client.get("/truce/editions/1/statements/actor/truce-side-1/").content.decode()
    assert re.search(r'<a href="/truce/statements/">\s*Read the current version', body)


# ---- 410 ----


def test_what_was_taken_out_as_wrong_says_so_and_does_not_send_readers_to_it_without_a_word(published, client, clock):
    Statement.objects.get(slug="statement-1").delete()
    clock(days=1)
    publish(published, note="They never said it.", kind="withdrawal")
    clock(days=1)
    correct(published)
    gone = client.get("/truce/statements/statement-1/")
    assert gone.status_code == 410
    body = text_of(gone.content)
    assert "It was taken out in version 2 (withdrawal of a part), published" in body
    assert "2 January 2026, 12:" in body
    assert "They never said it." in body
    assert "Version 1, which still says what was taken out as wrong" in body
    page = Page(gone.content.decode())
    assert "http://testserver/truce/editions/1/statements/statement-1/" in page.links
    assert "/truce/statements/statement-1/history/" in page.links


def test_what_is_only_no_longer_there_is_told_neutrally(published, client):
    Statement.objects.get(slug="statement-1").delete()
    publish(published, note="It is told elsewhere now.")
    gone = client.get("/truce/statements/statement-1/")
    body = text_of(gone.content)
    assert gone.status_code == 410
    assert "It has not been there since version 2 (update)" in body
    assert "It is told elsewhere now." in body
    assert "Version 1, the last that has it" in body
    assert "wrong" not in body


def test_a_410_in_a_larger_edition_goes_by_what_that_put_right(published, client):
    Statement.objects.get(slug="statement-1").delete()
    edition = publish(published, note="News, and one fault.")
    name(edition, ("statements", "statement-1"))
    assert "taken out as wrong" in text_of(client.get("/truce/statements/statement-1/").content)


def test_a_410_tells_no_note_of_an_edition_that_was_withdrawn(published, client):
    Statement.objects.get(slug="statement-1").delete()
    second = publish(published, note="A note that goes too.", kind="withdrawal")
    withdraw(second, because="A mistake.")
    correct(published, note="Another.")
    body = text_of(client.get("/truce/statements/statement-1/").content)
    assert "goes too" not in body
    assert "in version 3 (correction)" in body


# ---- what is found, and what it costs ----


def test_only_editions_that_put_something_right_are_compared(published, monkeypatch):
    for number in range(3):
        correct(published, f"We hold {number}", kind="update")
    correct(published)
    asked: list[list[tuple[int, int]]] = []
    changes_of = readings.changes_of
    monkeypatch.setattr(
        readings,
        "changes_of",
        lambda pairs: asked.append([(a.number, b.number) for a, b in pairs]) or changes_of(pairs),
    )
    assert list(at_edition("truce", 2).rightings.later) == [("statements", "statement-0")]
    assert asked == [[(4, 5)]]


def test_a_link_of_an_event_is_put_right_at_the_event():
    pair = (Edition(number=1, kind="first"), Edition(number=2, kind="correction"))
    change = Change(
        "removed", "Link", "x", "", "", "", "overview", at=("event_links", "event-1", "after", "event-0", None)
    )
    assert ("events", "event-1") in {row.item for row in righted(pair, [change])}
    assert righting_pairs(pair[::-1]) == [pair]


@pytest.mark.parametrize("corrections", [0, 1, 12])
def test_a_page_costs_one_query_more_whatever_was_put_right(published, client, django_assert_num_queries, corrections):
    for number in range(corrections):
        correct(published, f"We hold gate and {number}")
    reword("And then this")
    publish(published, note="News.")
    pages = ("timeline/", "statements/", "statements/statement-0/", "issues/issue-1/", "positions/", "sources/")
    for page in pages:
        client.get(f"/truce/{page}")
        client.get(f"/truce/editions/1/{page}")
    for page in pages:
        with django_assert_num_queries(2):
            client.get(f"/truce/{page}")
        with django_assert_num_queries(3):  # two find an edition at its address
            client.get(f"/truce/editions/1/{page}")


def test_of_an_only_edition_nothing_is_asked(published, django_assert_num_queries):
    reading = current("truce")
    with django_assert_num_queries(0):
        assert reading.rightings is NONE


def test_every_link_to_what_was_put_right_leads_to_it(published, client):
    correct(published)
    Event.objects.filter(slug="event-0").update(title="Round zero is held")
    Position.objects.update(sentence="Says it has no gate.")
    Statement.objects.get(slug="statement-1").delete()
    KeyPoint.objects.update(sentence="There is none.")
    publish(published, note="Faults.", kind="correction")
    pages = {
        address: Page(body.decode()) for address, body in html_of(crawl(client, "/truce/", under="/truce/")).items()
    }
    for address, page in pages.items():
        assert len(page.ids) == len(set(page.ids)), address
        for link in page.links:
            place, _hash, fragment = link.partition("#")
            if fragment == "corrected" or (fragment and "?since=" in link):
                assert fragment in pages[place].ids, (address, link)
