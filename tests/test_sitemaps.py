"""Sitemaps: what may be listed, in each language that it is there in, and when its substance changed last."""

from __future__ import annotations

import re

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from explainer.desk.publishing import withdraw
from explainer.models import Actor, Edition, Event, Story
from explainer.pages.exporting.walking import export

from .publish import publish, publish_translation
from .translate import translate

SITE = "http://testserver"
ROW = re.compile(r"<(?:url|sitemap)><loc>([^<]+)</loc>\s*(?:<lastmod>([^<]+)</lastmod>\s*)?</(?:url|sitemap)>")


def dates(client, address: str = "/truce/sitemap.xml") -> dict[str, str]:
    """Path → day, as the file has it."""
    body = client.get(address).content.decode()
    rows = ROW.findall(body)
    assert len(rows) == body.count("<loc>")
    return {place.removeprefix(SITE): moved for place, moved in rows}


@pytest.fixture
def first(clock, truce) -> Story:
    """Edition 1 came out on 1 January 2026."""
    publish(truce, note="First.")
    clock(days=1)
    return truce


def test_what_changed_has_the_day_of_its_edition_and_nothing_else_moves(first, client):
    before = dates(client)
    assert set(before.values()) == {"2026-01-01"}
    Event.objects.filter(slug="event-0").update(title="Another title")
    publish(first, note="More.")
    moved = {page for page, day in dates(client).items() if day != before[page]}
    assert moved >= {"/truce/", "/truce/timeline/", "/truce/events/event-0/", "/truce/changes/"}
    assert not moved & {"/truce/events/event-1/", "/truce/statements/statement-0/"}
    assert {dates(client)[page] for page in moved} == {"2026-01-02"}


def test_a_label_moves_nothing(first, client):
    before = dates(client)
    Actor.objects.filter(slug="truce-side-0").update(short_name="T0")
    assert publish(first, note="A label.").number == 2
    assert dates(client) == before


def test_what_is_gone_is_no_longer_there_and_what_is_new_is(first, client):
    Event.objects.filter(story=first, slug="event-1").delete()
    Event.objects.filter(story=first, slug="event-0").update(slug="another", title="Another")
    publish(first, note="Less.")
    found = dates(client)
    assert "/truce/events/event-1/" not in found
    assert "/truce/events/event-0/" not in found
    assert "/truce/events/another/" in found


def test_a_language_has_a_list_once_it_has_the_story(first, client):
    assert client.get("/ar/truce/sitemap.xml")["Location"] == "/truce/sitemap.xml"
    assert set(dates(client, "/sitemap.xml")) == {"/sitemap/site.xml", "/truce/sitemap.xml"}
    publish_translation(translate(first), note="First.")
    there = dates(client, "/sitemap.xml")
    assert there == {
        "/sitemap/site.xml": "",
        "/ar/truce/sitemap.xml": "2026-01-02T12:00:00+00:00",
        "/truce/sitemap.xml": "2026-01-01T12:00:00+00:00",
    }
    assert {page.removeprefix("/ar") for page in dates(client, "/ar/truce/sitemap.xml")} == set(dates(client))
    assert set(dates(client, "/ar/truce/sitemap.xml").values()) == {"2026-01-02"}
    assert client.get("/he/truce/sitemap.xml")["Location"] == "/truce/sitemap.xml"


def test_a_story_that_was_withdrawn_or_never_was_has_none(first, client):
    withdraw(Edition.objects.get(), because="A mistake.")
    assert set(dates(client, "/sitemap.xml")) == {"/sitemap/site.xml"}
    assert client.get("/truce/sitemap.xml").status_code == 404
    assert client.get("/nothing/sitemap.xml").status_code == 404


def test_the_sites_own_pages_are_in_every_language(first, client):
    found = dates(client, "/sitemap/site.xml")
    assert set(found) == {
        f"{prefix}/{page}"
        for prefix in ("", "/ar", "/he")
        for page in ("", "about/", "corrections/", "data/", "publisher/")
    }
    assert (found["/ar/"], found["/about/"], found["/corrections/"]) == ("2026-01-01", "", "")
    Event.objects.filter(slug="event-0").update(title="Another title")
    publish(first, note="Wrong.", kind="correction")
    found = dates(client, "/sitemap/site.xml")
    assert (found["/"], found["/he/corrections/"]) == ("2026-01-02", "2026-01-02")


@pytest.mark.django_db
def test_where_the_lists_are_costs_the_same_however_many_stories(client):
    call_command("make_archive", stories=3, statements=4, verbosity=0)
    client.get("/sitemap.xml")
    with CaptureQueriesContext(connection) as queries:
        assert len(dates(client, "/sitemap.xml")) == 4
    few = len(queries)
    call_command("make_archive", stories=12, statements=4, verbosity=0)
    with CaptureQueriesContext(connection) as queries:
        assert len(dates(client, "/sitemap.xml")) == 13
    assert len(queries) == few == 1


def test_a_list_is_answered_as_a_page_is(first, client):
    for address in ("/sitemap.xml", "/sitemap/site.xml", "/truce/sitemap.xml"):
        response = client.get(address)
        assert response["Content-Type"] == "application/xml; charset=utf-8"
        assert response["Cache-Control"].startswith("public, max-age=1,")
        assert client.get(address, headers={"if-none-match": response["ETag"]}).status_code == 304
        assert client.get(f"{address}?a=b")["Location"] == address


def test_files_have_sitemaps_and_what_they_name(published, settings, tmp_path):
    settings.SITE_URL = "https://example.org"
    settings.ALLOWED_HOSTS = ["example.org"]
    export(tmp_path)
    places = re.findall("<loc>https://example.org([^<]+)</loc>", (tmp_path / "sitemap.xml").read_text())
    assert places == ["/sitemap/site.xml", "/truce/sitemap.xml"]
    for place in places:
        for page in re.findall("<loc>https://example.org([^<]+)</loc>", (tmp_path / place[1:]).read_text()):
            file = tmp_path / page[1:] / "index.html" if page.endswith("/") else tmp_path / page[1:]
            assert file.is_file(), page


def test_no_host_but_the_sites_own_is_named(published, client, settings):
    settings.ALLOWED_HOSTS = ["testserver", "other.example"]
    for address in ("/sitemap.xml", "/sitemap/site.xml", "/truce/sitemap.xml", "/robots.txt"):
        body = client.get(address, headers={"host": "other.example"}).content
        assert b"other.example" not in body
        assert b"http://testserver/" in body
