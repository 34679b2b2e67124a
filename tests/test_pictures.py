"""Pictures on pages: where they stand, with what words beside them, and that nothing stands where there is none."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client

from explainer.desk.compose import compose
from explainer.desk.rules.checks import check
from explainer.models import Actor, Involvement, Map, MapFeature, Provision, Story, Term, Text

from .desk_forms import change, fill_in
from .publish import publish
from .test_checks import having

HOSTILE = '"><script>alert(1)</script>&amp;'
PAGES = (
    "/truce/",
    "/truce/issues/issue-1/",
    "/truce/glossary/",
    "/truce/actors/",
    "/truce/phases/",
    "/truce/phases/1/",
)
MAP, BETWEEN, HANDS = '<figure class="map"', '<figure class="sides-picture"', '<div class="hands"'


def shown(client: Client, story: Story, address: str) -> str:
    publish(story, note="An edition.")
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def preview(client: Client, editor: Any) -> Callable[[str], str]:
    """The desk's own view of a page: hostile words would not be published."""

    def page(address: str) -> str:
        client.force_login(editor)
        answer = client.get(f"/preview{address}")
        assert answer.status_code == 200
        return answer.content.decode()

    return page


@pytest.fixture
def both_give(truce) -> Story:
    """The other side is to give something as well."""
    owed = Provision.objects.create(
        story=truce, slug="other", phase=truce.phases.get(number=1), order=9, what="Opens a gate", short_name="A gate"
    )
    owed.owed_by.set([Actor.objects.get(slug="truce-side-1")])
    owed.sources.set(Term.objects.get().sources.all())
    return truce


# ---- maps ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["/truce/", "/truce/issues/issue-1/", "/truce/glossary/"])
def test_a_map_stands_once_where_it_belongs(client, truce, address):
    assert shown(client, truce, address).count(MAP) == 1


def test_a_map_has_a_name_and_its_words_for_whoever_does_not_see_it(client, truce):
    html = shown(client, truce, "/truce/issues/issue-1/")
    (drawing,) = re.findall(r"<svg viewBox.*?</svg>", html, re.DOTALL)
    assert 'role="img"' in drawing
    assert 'aria-label="The gates and the yard. The gates lie around the yard."' in drawing
    assert re.findall(r"<tspan[^>]*>(.*?)</tspan>", drawing) == ["Yard", "Gate 1"]
    assert "Outline: made up for a test." in html


def test_a_map_leads_to_its_issue_but_not_from_there_nor_from_beside_it(client, truce):
    html = shown(client, truce, "/truce/glossary/")
    assert 'href="/truce/issues/issue-1/"' in html.partition("<figcaption>")[2].partition("</figcaption>")[0]
    for address in ("/truce/", "/truce/issues/issue-1/"):
        (caption,) = re.findall(r"<figcaption>.*?</figcaption>", client.get(address).content.decode(), re.DOTALL)
        assert "href" not in caption


def test_the_glossary_has_a_map_of_two_words_once(client, truce):
    other = Term.objects.create(story=truce, slug="yard", name="Yard", definition="What lies between.")
    other.sources.set(Term.objects.get(slug="gate").sources.all())
    MapFeature.objects.filter(order=1).update(term=other)
    assert shown(client, truce, "/truce/glossary/").count(MAP) == 1


@pytest.mark.parametrize("address", ["/truce/", "/truce/issues/issue-1/", "/truce/glossary/"])
def test_words_on_a_map_are_words(preview, truce, address):
    Map.objects.update(title=HOSTILE, alternative=HOSTILE, credit=HOSTILE)
    MapFeature.objects.update(label=HOSTILE)
    html = preview(address)
    assert "<script>alert" not in html
    assert unescape(html).count(HOSTILE) >= 4


def test_a_map_is_in_one_language_with_what_is_around_it(client, truce):
    publish(truce, note="An edition.")
    html = client.get("/ar/truce/").content.decode()
    (figure,) = re.findall(r'<figure class="map">.*?</figure>', html, re.DOTALL)
    assert "lang=" not in figure
    assert re.search(r'<main[^>]* lang="en" dir="ltr"', html), "what is not translated is of one piece"


def test_a_map_travels_in_the_files_of_a_story(first_story):
    drawn = first_story.maps.get()
    assert {feature.kind for feature in drawn.features.all()} == {"land", "area", "line", "name"}
    assert "Natural Earth" in drawn.credit
    assert "not from CNN" in drawn.credit


def test_the_map_of_the_first_story_is_small(client, first_story):
    html = client.get("/gaza-ceasefire/issues/philadelphi-corridor/").content.decode()
    (drawing,) = re.findall(r"<svg viewBox.*?</svg>", html, re.DOTALL)
    assert len(drawing.encode()) < 2_500
    assert "Philadelphi" in drawing


# ---- what stops a story --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"east": "9"}, "has no frame"),
        ({"north": "49"}, "has no frame"),
        ({"features": []}, "shows nothing"),
    ],
)
def test_a_map_that_cannot_be_drawn_stops_a_story(truce, fields, said):
    (problem,) = check(having(compose("truce"), "maps", **fields))
    assert said in problem.sentence
    assert problem.at == "maps/gates"


@pytest.mark.parametrize(("name", "text"), [("positions", "200,1"), ("positions", "1,2 3,4"), ("label_at", "1,2 3,4")])
def test_what_is_no_shape_stops_a_story(truce, name, text):
    MapFeature.objects.filter(order=2).update(**{name: text})
    (problem,) = check(compose("truce"))
    assert "“Gate 1”" in problem.sentence


def test_a_map_of_too_many_positions_stops_a_story(truce):
    drawn = Map.objects.get()
    line = " ".join(["10.5,50.2"] * 150)
    for order in (3, 4, 5):
        MapFeature.objects.create(map=drawn, order=order, kind="line", positions=line)
    (problem,) = check(compose("truce"))
    assert "simplify" in problem.sentence


# ---- at the desk ---------------------------------------------------------------------------------


def test_the_desk_draws_a_map_as_it_is_saved(client, editor, truce):
    client.force_login(editor)
    html = client.get(change(Map.objects.get())).content.decode()
    assert 'aria-label="The gates and the yard. The gates lie around the yard."' in html
    MapFeature.objects.all().delete()
    assert "Nothing to draw yet" in client.get(change(Map.objects.get())).content.decode()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("west", "181", "Longitudes go from"),
        ("north", "40", "below its north"),
        ("features-0-positions", "10.2,50.1 10.8,50.1 10.8,50.4 10.3,50.1", "ends where it begins"),
        ("features-1-positions", "10,95", "is no latitude"),
        ("features-1-label_at", "here", "is no position"),
    ],
)
def test_the_desk_says_what_is_wrong_with_a_shape(client, editor, truce, name, value, said):
    client.force_login(editor)
    page = fill_in(client, change(Map.objects.get()), **{name: value})
    assert said in unescape(page.content.decode())


# ---- the sides, and what they give ---------------------------------------------------------------


@pytest.mark.parametrize("address", ["/truce/", "/truce/actors/"])
def test_the_sides_stand_beside_one_another(client, truce, address):
    html = shown(client, truce, address)
    assert html.count(BETWEEN) == 1
    assert ("The first paper" in html.partition(BETWEEN)[2].partition("</figure>")[0]) == (address != "/truce/")


def test_what_each_side_gives_stands_in_two_columns_with_amounts(client, both_give):
    html = shown(client, both_give, "/truce/phases/1/")
    assert html.count(HANDS) == 1
    picture = html.partition(HANDS)[2].partition("</div></div>")[0]
    assert re.sub(r"\s+", " ", picture).count("<dt>Is to give</dt>") == 2
    assert "about 2 of 5" in picture
    assert '<svg class="dots"' in picture
    assert 'href="/truce/phases/1/#owed-other"' in picture
    assert "about 2 of 5" not in html.partition(HANDS)[2].partition("</div></div>")[2].partition("<dl")[0]


def test_an_amount_that_is_in_no_picture_is_told_with_what_is_owed(client, truce):
    html = shown(client, truce, "/truce/phases/1/")
    assert HANDS not in html
    assert html.count("about 2 of 5") == 1


def test_words_of_what_is_given_are_words(preview, both_give):
    Provision.objects.update(short_name=HOSTILE[:60], amount=HOSTILE)
    html = preview("/truce/phases/1/")
    assert "<script>alert" not in html
    assert HOSTILE in unescape(html.partition(HANDS)[2])


def test_names_of_sides_are_words(preview, truce):
    Actor.objects.update(name=HOSTILE, short_name=HOSTILE[:60])
    Text.objects.update(name=HOSTILE)
    for address in ("/truce/", "/truce/actors/"):
        html = preview(address)
        assert "<script>alert" not in html
        assert HOSTILE[:60] in unescape(html.partition(BETWEEN)[2])


@pytest.mark.parametrize("address", PAGES)
def test_where_the_fields_are_empty_nothing_is_drawn(client, truce, address):
    Map.objects.all().delete()
    Provision.objects.update(short_name="", amount="", drawn=None, drawn_of=None)
    Involvement.objects.update(part="affected", group=None)
    html = shown(client, truce, address)
    assert not [each for each in (MAP, BETWEEN, HANDS, "<svg") if each in html]
    assert "Where it is" not in html
    assert "Who deals with whom" not in html
