"""Where there is no page, or none any more: the answer names the story that one was in, and keeps its tabs."""

from __future__ import annotations

import pytest

from explainer.desk.publishing import withdraw
from explainer.models import Edition, Statement, Story

from .crawl import Page
from .publish import publish

pytestmark = pytest.mark.django_db
TABS = {"/truce/", "/truce/timeline/", "/truce/statements/", "/truce/issues/", "/truce/actors/"}


@pytest.mark.parametrize("place", ["statements/nobody/", "nowhere/", "phases/99/", "editions/9/", "feed.rss"])
def test_an_address_of_a_story_that_leads_nowhere_keeps_its_tabs_and_names_it(published, client, place):
    response = client.get(f"/truce/{place}")
    assert response.status_code == 404
    body = response.content.decode()
    assert set(Page(body).links) >= TABS
    assert "The truce talks" in body


@pytest.mark.parametrize("address", ["/nowhere/", "/nowhere/at/all/", "/static/none.css", "/secret/statements/x/"])
def test_an_address_of_no_published_story_names_none(published, make_story, client, address):
    make_story("secret")
    body = client.get(address).content.decode()
    assert 'class="tabs"' not in body


def test_in_another_language_its_addresses_are_of_that_language(published, client):
    links = set(Page(client.get("/ar/truce/nowhere/").content.decode()).links)
    assert {f"/ar{tab}" for tab in TABS} <= links


def test_what_is_gone_keeps_the_tabs(published, client):
    Statement.objects.filter(slug="statement-0").update(slug="another")
    Statement.objects.filter(slug="another").update(former_slugs="")
    publish(published, note="It has another name.", kind="update")
    gone = client.get("/truce/statements/statement-0/")
    assert gone.status_code == 410
    assert set(Page(gone.content.decode()).links) >= TABS
    assert "The truce talks" in gone.content.decode()


def test_a_withdrawn_edition_names_its_story_and_leads_to_what_can_be_read(published, client):
    Story.objects.update(standfirst="What is on paper.")
    publish(published, note="Put shorter.", kind="update")
    edition = Edition.objects.get(number=1)
    withdraw(edition, because="It was wrong.")
    body = client.get("/truce/editions/1/")
    assert body.status_code == 410
    assert set(Page(body.content.decode()).links) >= TABS
