"""Quoted words as Web Annotations: at the words of the report, to the letter, and of nothing that nobody quoted."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from explainer.models import Source, Statement, Story

from .publish import publish

pytestmark = pytest.mark.django_db
REPORT = "https://news.example/report"
THEN = "http://testserver/truce/editions/1/"


@pytest.fixture
def linked(make_story) -> Story:
    """A direct quotation, a partial one and a paraphrase, from a report that has an address."""
    story = make_story(statements=3)
    Source.objects.update(address=REPORT, archived="https://archive.example/report")
    publish(story, note="First.")
    return story


def told(client: Client, place: str = "") -> dict[str, Any]:
    response = client.get(f"/truce/{place}annotations.jsonld")
    assert response["Content-Type"] == 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"'
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Content-Location"] == "/truce/editions/1/annotations.jsonld"
    found: dict[str, Any] = json.loads(response.content)
    return found


def test_each_quoted_passage_points_at_its_words_in_the_report(linked, client):
    page = told(client)
    assert page == told(client, "editions/1/")
    assert (page["@context"], page["type"]) == ("http://www.w3.org/ns/anno.jsonld", "AnnotationPage")
    said = {
        row.slug: [each.text for each in row.passages.all()] for row in Statement.objects.exclude(wording="paraphrase")
    }
    found: dict[str, list[str]] = {}
    for each in page["items"]:
        assert each["type"] == "Annotation"
        assert each["target"]["source"] == REPORT
        assert each["target"]["selector"]["type"] == "TextQuoteSelector"
        assert each["target"]["state"] == {"type": "TimeState", "cached": "https://archive.example/report"}
        slug = each["body"].removeprefix(f"{THEN}statements/").rstrip("/")
        assert client.get(each["body"].removeprefix("http://testserver")).status_code == 200
        found.setdefault(slug, []).append(each["target"]["selector"]["exact"])
    assert found == said
    assert len(said) == 2
    assert len({each["id"] for each in page["items"]}) == len(page["items"])


def test_what_stands_around_the_words_finds_them_among_others_alike(linked, client):
    source = Source.objects.get()
    source.excerpt = "He sat down. " + "\n".join(
        f"“{row.passages.get().text}” He rose." for row in Statement.objects.exclude(wording="paraphrase")
    )
    source.save()
    publish(linked, note="With what stands around.")
    around = json.loads(client.get("/truce/story.json").content)["statements"][0]["around"]
    page = json.loads(client.get("/truce/annotations.jsonld").content)
    selector = page["items"][0]["target"]["selector"]
    assert around
    assert selector.get("prefix", "") == around[0]["preceding"]
    assert selector.get("suffix", "") == around[0]["following"]


def test_a_report_without_an_address_has_no_place_to_point_at(published, client):
    assert told(client)["items"] == []


def test_the_sources_lead_to_them(linked, client):
    html = client.get("/truce/sources/").content.decode()
    assert '<link rel="alternate" type="application/ld+json" href="http://testserver/truce/annotations.jsonld">' in html
