"""What readers meet as editions come and go, and stories of every size."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from explainer.desk.publishing import publish_again, withdraw
from explainer.models import Edition, Event, KeyPoint, Passage, Provision, Source, Statement, Story

from .crawl import crawl, html_of, text_of
from .publish import publish

PAGES = (
    "", "timeline/", "phases/", "phases/1/", "statements/", "statements/statement-0/", "actors/",
    "actors/truce-side-0/", "issues/", "issues/issue-1/", "texts/", "texts/paper/", "positions/",
    "sources/", "glossary/", "balance/", "changes/",
)  # fmt: skip


def change(words: str = "We hold another gate") -> None:
    """A quotation of the truce story is changed at the desk, with its source's excerpt."""
    source = Source.objects.get()
    source.excerpt += f"\n“{words}”"
    source.save()
    Passage.objects.filter(statement__slug="statement-0").update(text=words)


def test_readers_see_a_change_when_it_is_published_and_not_before(published, client):
    change()
    assert "We hold another gate" not in text_of(client.get("/truce/statements/statement-0/").content)
    publish(published, note="The gate was another.", kind="correction")
    assert "“We hold another gate”" in text_of(client.get("/truce/statements/statement-0/").content)


def test_an_older_edition_stays_as_it_was_and_says_that_it_is_older(published, client):
    before = {page: text_of(client.get(f"/truce/editions/1/{page}").content) for page in PAGES}
    assert "It is the current one" in before[""]
    change()
    publish(published, note="")
    for page in PAGES:
        body = text_of(client.get(f"/truce/editions/1/{page}").content)
        assert "You are reading version 1" in body
        assert "We hold another gate" not in body
        assert '<meta name="robots" content="noindex, nofollow">' in body
        strip = body.index("<main")
        assert body[strip:] == before[page][before[page].index("<main") :]


def test_changes_tells_what_changed_in_words(published, client):
    change()
    publish(published, note="The gate was another.", kind="correction")
    body = text_of(client.get("/truce/changes/").content)
    assert "Version 2: Correction" in body
    assert "The gate was another." in body
    assert "<del>“We hold gate number 0”</del>" in body
    assert "<ins>“We hold another gate”</ins>" in body
    assert body.index("Version 2") < body.index("Version 1: First version")

    Event.objects.filter(slug="event-0").update(title="Round zero is held")
    publish(published, note="")
    since = text_of(client.get("/truce/changes/?since=1").content)
    assert "<ins>“We hold another gate”</ins>" in since
    assert "<ins>Round zero is held</ins>" in since
    assert "<del>" not in text_of(client.get("/truce/changes/?since=3").content)
    for unknown in ("4", "0", "x", "9" * 40, "1&since=2"):
        response = client.get(f"/truce/changes/?since={unknown}")
        assert response.status_code == 302


def test_changes_can_be_asked_for_since_a_date(published, client, clock):
    Edition.objects.update(published_at=clock(hours=1))
    clock(days=2)
    change()
    publish(published, note="")
    clock(days=2)
    since = text_of(client.get("/truce/changes/?since=2026-01-02").content)
    assert "From version 1" in since
    assert "<ins>“We hold another gate”</ins>" in since
    assert "From version 2" in text_of(client.get("/truce/changes/?since=2026-01-04").content)
    for unknown in ("2025-12-31", "2026-02-30", "2026-1-1", ""):
        assert client.get(f"/truce/changes/?since={unknown}")["Location"] == "/truce/changes/"


def test_a_scheduled_edition_appears_at_its_time_and_not_before(published, client, clock):
    Edition.objects.update(published_at=clock(hours=1))
    change()
    publish(published, note="Later.", at=clock(seconds=1) + timedelta(hours=2))
    assert "another gate" not in text_of(client.get("/truce/statements/").content)
    assert client.get("/truce/editions/2/").status_code == 404
    assert "Later." not in text_of(client.get("/truce/changes/").content)
    clock(hours=2)
    assert "another gate" in text_of(client.get("/truce/statements/").content)
    assert client.get("/truce/editions/2/").status_code == 200
    assert "Later." in text_of(client.get("/truce/changes/").content)


def test_a_withdrawn_edition_answers_410_with_its_reason_on_every_address(published, client):
    etag = client.get("/truce/")["ETag"]
    change()
    second = publish(published, note="")
    withdraw(second, because="The quotation was not theirs.")
    for address in (f"/truce/{page}" for page in (*PAGES, *(f"editions/2/{page}" for page in PAGES))):
        response = client.get(address, headers={"if-none-match": etag})
        assert response.status_code == 410, address
        body = text_of(response.content)
        assert "The quotation was not theirs." in body
        assert "another gate" not in body
        assert "/truce/editions/1/" in body
    assert client.get("/truce/editions/1/statements/").status_code == 200
    assert b"The truce talks" not in client.get("/").content


def test_publishing_an_older_edition_again_brings_its_words_back(published, client):
    change()
    second = publish(published, note="")
    withdraw(second, because="A mistake.")
    publish_again(Edition.objects.get(number=1), note="Back to the first.")
    assert "We hold gate number 0" in text_of(client.get("/truce/statements/statement-0/").content)
    body = text_of(client.get("/truce/changes/").content)
    assert "An older version, published again." in body
    assert "Withdrawn" in body
    assert "A mistake." in body
    assert "another gate" not in body


def test_what_a_story_no_longer_holds_answers_410_and_says_where_it_was(published, client):
    Statement.objects.get(slug="statement-1").delete()
    publish(published, note="Taken out.", kind="withdrawal")
    gone = client.get("/truce/statements/statement-1/")
    assert gone.status_code == 410
    assert "It was last in version 1" in text_of(gone.content)
    assert client.get("/truce/editions/1/statements/statement-1/").status_code == 200
    assert client.get("/truce/statements/never-was/").status_code == 404
    Event.objects.filter(slug="event-0").update(title="Another title")
    publish(published, note="")
    assert client.get("/truce/statements/statement-1/").status_code == 410

    withdraw(Edition.objects.get(number=1), because="A mistake.")
    gone = text_of(client.get("/truce/statements/statement-1/").content)
    assert "The versions that had it were withdrawn." in gone
    assert "/editions/1/" not in gone


def test_a_statement_is_cited_by_an_address_that_never_changes(published, client):
    page = text_of(client.get("/truce/statements/statement-0/").content)
    assert "http://testserver/truce/editions/1/statements/statement-0/" in page
    assert "This address holds version 1 and never changes." in page


@pytest.mark.parametrize("phases", [0, 1, 2, 4])
@pytest.mark.parametrize("statements", [0, 1, 3])
def test_stories_of_any_shape_can_be_read(make_story, client, phases, statements):
    publish(make_story(statements=statements, phases=phases, events=statements or 1, issues=min(phases, 2)), note="")
    pages = crawl(client, "/truce/")
    assert ("/truce/phases/" in pages) == (phases > 0)
    assert ("/truce/statements/" in pages) == (statements > 0)
    assert (b'id="path"' in pages["/truce/"]) == (phases > 0)
    assert not [address for address, body in html_of(pages).items() if re.search(b"(?<!If-)None(?! reached)", body)]


def test_a_story_without_phases_has_no_page_of_phases(make_story, client):
    publish(make_story(phases=0, issues=0), note="")
    assert client.get("/truce/phases/").status_code == 404
    assert client.get("/truce/phases/1/").status_code == 404


def test_a_long_story_is_read_like_a_short_one(make_story, client, django_assert_max_num_queries):
    publish(make_story(statements=500, events=200, actors=12, issues=8, phases=3), note="")
    for page in ("", "timeline/", "statements/", "statements/side/truce-side-3/", "positions/", "balance/"):
        with django_assert_max_num_queries(2):  # which edition, and its document the first time
            response = client.get(f"/truce/{page}")
        assert response.status_code == 200


def test_reading_costs_one_query_once_an_edition_is_known(published, client, django_assert_num_queries):
    client.get("/truce/")
    for page in PAGES[:-1]:
        with django_assert_num_queries(1):
            client.get(f"/truce/{page}")


def test_names_and_quotations_carry_their_own_direction(make_story, client):
    story = make_story()
    Statement.objects.filter(slug="statement-0").update(quoted_in="ar")
    Passage.objects.filter(statement__slug="statement-0").update(text="نحن هنا")
    Source.objects.update(excerpt="“نحن هنا”\n“We hold gate number 1”")
    publish(story, note="")
    body = client.get("/truce/statements/statement-0/").content.decode()
    assert 'lang="ar" dir="rtl"' in body
    assert "“نحن هنا”" in body


def test_the_preview_shows_what_would_be_published_with_the_same_words(published, client, reporter):
    change()
    client.force_login(reporter)
    body = text_of(client.get("/preview/truce/statements/statement-0/").content)
    assert "“We hold another gate”" in body
    pending = text_of(client.get("/preview/truce/changes/").content)
    assert "Not published yet" in pending
    assert "<ins>“We hold another gate”</ins>" in pending
    for page in PAGES:
        response = client.get(f"/preview/truce/{page}")
        assert response.status_code == 200
        assert response["X-Robots-Tag"] == "noindex"
    assert client.get("/preview/nowhere/").status_code == 404


def test_a_preview_that_does_not_hold_together_says_what_to_mend(published, client, reporter):
    Story.objects.get().involvements.filter(actor__slug="truce-side-1").delete()
    client.force_login(reporter)
    response = client.get("/preview/truce/")
    assert response.status_code == 409
    assert "truce-side-1" in text_of(response.content)
    assert "Give that actor a part in the story" in text_of(response.content)


def test_health_is_told_without_a_story(client, db):
    assert client.get("/healthz/live").content == b"ok"
    assert client.get("/healthz/ready").status_code == 200
    assert client.get("/favicon.ico")["Location"] == "/static/icon.svg"
    assert "No explainer has been published" in text_of(client.get("/").content)


def seen(html: bytes) -> str:
    """What a page says, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", text_of(html)).split())


def test_what_rests_on_statements_and_on_a_report_names_both(published, client):
    KeyPoint.objects.get().statements.set(Statement.objects.filter(slug="statement-0"))
    publish(published, note="")
    body = seen(client.get("/truce/?depth=whole").content)
    assert "Statements: Side 0, 1 February 2024 · Reported by The Daily Test, 23 August 2024" in body


def test_what_an_actor_would_do_stands_with_its_condition(published, client):
    Provision.objects.update(condition="While the gate is shut")
    publish(published, note="")
    assert "Stops what it does While the gate is shut" in seen(client.get("/truce/actors/truce-side-0/").content)
