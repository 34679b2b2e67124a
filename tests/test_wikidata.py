"""Ids at Wikidata: written as an editor has them, kept as an item's identifier, of one thing, and in every file."""

from __future__ import annotations

import csv
import io
import json

import pytest
from django.core.exceptions import ValidationError

from explainer.desk.compose import compose
from explainer.edition import document as shape
from explainer.models import Actor, Event, MapFeature

from .publish import publish


@pytest.mark.parametrize(
    "written",
    [
        "Q79", " Q79 ", "q79", "https://www.wikidata.org/wiki/Q79", "http://www.wikidata.org/entity/Q79",
        "wikidata.org/wiki/q79", "https://m.wikidata.org/wiki/Q79#P31",
    ],
)  # fmt: skip
def test_an_id_and_the_address_of_its_page_are_the_same(db, written):
    who = Actor(slug="egypt", name="Egypt", kind="government", wikidata=written)
    who.full_clean()
    who.save()
    assert Actor.objects.get().wikidata == "Q79"


@pytest.mark.parametrize("written", ["79", "Q", "Q0", "Q079", "P31", "L7", "Q79 Q80", "https://example.org/Q79", "٧٩"])
def test_what_is_no_id_is_refused_with_how_one_looks(db, written):
    who = Actor(slug="egypt", name="Egypt", kind="government", wikidata=written)
    with pytest.raises(ValidationError) as refused:
        who.full_clean()
    assert refused.value.message_dict == {"wikidata": ["Write the identifier of an item at Wikidata: “Q79”."]}


def test_two_are_not_the_same_at_wikidata(db):
    Actor.objects.create(slug="one", name="One", kind="person", wikidata="Q42")
    with pytest.raises(ValidationError, match="Somebody else here has this id at Wikidata"):
        Actor(slug="other", name="Other", kind="person", wikidata="Q42").full_clean()
    Actor(slug="other", name="Other", kind="person").full_clean()


def test_an_unnamed_source_gets_no_id_since_it_would_name_them(truce):
    who = Actor(slug="x", name="An official", kind="unnamed", wikidata="Q42")
    with pytest.raises(ValidationError, match="it would name them"):
        who.full_clean()


@pytest.fixture
def identified(truce):
    """The story with an id of an actor, of an event's place, and of something on a map."""
    speaker = compose("truce").document.statements[0].speaker
    Actor.objects.filter(slug=speaker).update(wikidata="Q42")
    first = Event.objects.order_by("slug").first()
    Event.objects.filter(pk=first.pk).update(place="Tarn", place_wikidata="Q79")
    feature = MapFeature.objects.order_by("order").first()
    MapFeature.objects.filter(pk=feature.pk).update(label="Tarn", wikidata="Q79")
    return speaker, first.slug


def test_ids_are_published_and_told_in_the_data(truce, identified, client):
    speaker, event = identified
    publish(truce, note="First")
    story = shape.thaw(client.get("/truce/story.json").content)
    assert {actor.slug: actor.wikidata for actor in story.actors}[speaker] == "Q42"
    assert {row.slug: row.place_wikidata for row in story.events}[event] == "Q79"
    assert [each.wikidata for shown in story.maps for each in shown.features if each.wikidata] == ["Q79"]

    def rows(name: str) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(client.get(f"/truce/{name}.csv").content.decode())))

    assert {row["speaker_wikidata"] for row in rows("statements") if row["speaker"] == speaker} == {"Q42"}
    assert [row["place_wikidata"] for row in rows("timeline") if row["slug"] == event] == ["Q79"]
    assert {row["actor_wikidata"] for row in rows("positions") if row["actor"] == speaker} == {"Q42"}
    told = json.loads(client.get("/schema/story-7.json").content)["$defs"]["Actor"]["properties"]["wikidata"]
    assert "at Wikidata" in told["description"]


def test_a_changed_id_is_a_change_in_words(truce, identified, client):
    speaker, _event = identified
    publish(truce, note="First")
    Actor.objects.filter(slug=speaker).update(wikidata="Q43")
    publish(truce, note="Second")
    page = client.get("/truce/changes/").content.decode()
    assert "id at Wikidata" in page
    assert "Q42" in page
    assert "Q43" in page


def test_the_desk_asks_for_ids_of_people_places_and_what_maps_show(desk, truce):
    for model, name in (("actor", "wikidata"), ("event", "place_wikidata"), ("map", "features-0-wikidata")):
        row = {"actor": Actor, "event": Event}.get(model, MapFeature).objects.first()
        key = row.map_id if model == "map" else row.pk
        assert f'name="{name}"' in desk.get(f"/admin/explainer/{model}/{key}/change/").content.decode()
