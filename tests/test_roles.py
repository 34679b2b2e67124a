"""Roles and their dates: beside a statement that of its day, in lists that of the day to which the story is told."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from msgspec.structs import replace

from explainer.desk.compose import compose
from explainer.desk.rules.checks import ask
from explainer.edition import document as shape
from explainer.language.dates import parse
from explainer.models import Actor, FormerName, Role, Statement, Story
from explainer.story.indexes import StoryIndex
from explainer.story.roles import Tenures, surely_at_once

from .crawl import Page
from .publish import publish

AS_OF = "2024-12-01"


def role(title: str = "Minister of Transport", since: str = "", until: str = "", slug: str = "") -> shape.Role:
    return shape.Role(slug=slug or title.lower().replace(" ", "-"), title=title, held_from=since, held_to=until)


def told(*roles: shape.Role, seen: str = "", shared: tuple[str, ...] = (), as_of: str = AS_OF) -> list[str]:
    tenures = Tenures(list(roles), parse(as_of), shared=shared)
    for each in roles if seen else ():
        tenures.note(each.slug, parse(seen))
    return [*map(str, tenures.now())]


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [
        ("2022", "", "Minister of Transport"),
        ("2022", "2024-09-27", "Minister of Transport until 27 September 2024"),
        ("", "2024-09-27", "Minister of Transport until 27 September 2024"),
        ("2025-01-20", "", "Minister of Transport from 20 January 2025"),
        ("2022", "2025", "Minister of Transport"),
        ("2024-12", "", "Minister of Transport from December 2024"),  # begun or not by the first of the month
        ("2022", "2024-12", "Minister of Transport"),  # not ended before the day
        ("2022", "2024", "Minister of Transport until 2024"),  # whether it has ended by then is not known
        ("[..2023-05-01]", "[2024-11-05..2024-11-20]", "Minister of Transport until between 5 and 20 November 2024"),
        ("", "[..2024-08-23]", "Minister of Transport until 23 August 2024 or before"),
        ("", "[2024-08-23..]", "Minister of Transport until 23 August 2024 or later"),
    ],
)
def test_a_list_shows_the_role_of_the_day_to_which_the_story_is_told(since, until, words):
    assert told(role(since=since, until=until)) == [words]


def test_of_roles_that_are_over_the_last_is_shown_and_of_those_to_come_the_first():
    past = [role("Mayor", "2010", "2015"), role("Minister", "2016", "2020")]
    ahead = [role("Judge", "2026"), role("Envoy", "2025")]
    assert told(*past) == ["Minister until 2020"]
    assert told(*past, *ahead) == ["Minister until 2020", "Envoy from 2025"]
    assert told(*past, *ahead, role("Deputy", "2021")) == ["Deputy"]


def test_a_role_without_dates_says_when_something_said_carries_it():
    assert told(role(), seen="2019-03-26") == ["Minister of Transport, as of March 2019"]
    assert told(role(), seen="[2024-05-15..2024-06-05]") == ["Minister of Transport, as of 2024"]
    assert told(role(), seen="[..2024-06-05]") == told(role()) == ["Minister of Transport"]


def test_in_the_very_month_to_which_the_story_is_told_a_role_needs_no_date():
    assert told(role(), seen="2024-12-01") == ["Minister of Transport"]


def test_two_who_hold_or_held_one_office_each_show_their_dates():
    shared = ("minister of transport",)
    assert told(role(since="2024-09-28"), shared=shared) == ["Minister of Transport from 28 September 2024"]
    ended = "Minister of Transport from 2022 until 27 September 2024"
    assert told(role(since="2022", until="2024-09-27"), shared=shared) == [ended]
    assert told(role(), shared=shared) == ["Minister of Transport, dates not known"]
    assert told(role(), seen="2024-12-01", shared=shared) == ["Minister of Transport, as of December 2024"]


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [
        ("2022", "2024-11-05", "Minister of Transport, from 2022 to 5 November 2024"),
        ("2022", "", "Minister of Transport, from 2022; our sources give no end"),
        ("", "2024-11-05", "Minister of Transport, until 5 November 2024; our sources give no beginning"),
        ("", "", "Minister of Transport; our sources give no beginning and no end"),
    ],
)
def test_an_actors_own_page_says_what_is_not_known(since, until, words):
    assert [*map(str, Tenures([role(since=since, until=until)], parse(AS_OF)).all())] == [words]


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("2023-05-01", "Minister"),
        ("2020-05-01", ""),
        ("2024-09-27", "Minister"),  # the last day
        ("2024-09-28", ""),
        ("2024", ""),  # it may have been after
        ("[2024-09-20..2024-09-27]", "Minister"),
    ],
)
def test_a_role_is_held_on_a_day_only_if_it_surely_was(said, title):
    held = Tenures([role("Minister", "2022", "2024-09-27")]).on(parse(said))
    assert (held.title if held else "") == title


def test_of_two_roles_of_a_day_none_is_chosen_and_a_role_without_a_beginning_never():
    assert Tenures([role("Minister", "2022"), role("Mayor", "2021")]).on(parse("2023")) is None
    assert Tenures([role("Minister")]).on(parse("2023")) is None
    assert Tenures([role("Minister", "", "2024")]).on(parse("2023")) is None
    assert Tenures([role("Minister", "2022")]).on(None) is None


def speaker_of(story: Story, **fields: Any) -> tuple[Statement, Actor]:
    """The first statement, with no role chosen and no line beside its speaker; and the speaker, without roles."""
    statement = story.statements.get(slug="statement-0")
    story.statements.filter(speaker=statement.speaker).update(role=None)
    Statement.objects.filter(pk=statement.pk).update(**fields)
    statement.speaker.roles.all().delete()
    Actor.objects.filter(pk=statement.speaker_id).update(descriptor="")
    return statement, statement.speaker


def beside(story: Story) -> str:
    return StoryIndex(compose(story.slug).document).statement["statement-0"].role


def test_beside_a_statement_stands_the_role_of_its_day_or_none(truce):
    _statement, speaker = speaker_of(truce, when="2024-02-01")
    Role.objects.create(actor=speaker, slug="before", title="Mayor", held_from="2010", held_to="2023-12-31")
    assert beside(truce) == ""
    Role.objects.create(actor=speaker, slug="then", title="Minister", held_from="2024-01-01", held_to="2024-06-30")
    assert beside(truce) == "Minister"


def test_the_only_role_that_somebody_ever_had_does_not_stand_beside_every_date(truce):
    statement, speaker = speaker_of(truce, when="2024-02-01")
    Role.objects.create(actor=speaker, slug="later", title="Minister", held_from="2024-03-01")
    assert beside(truce) == ""
    Statement.objects.filter(pk=statement.pk).update(when="")
    assert beside(truce) == ""


def test_a_role_that_the_editor_chose_stands_there_whatever_its_dates(truce):
    statement, speaker = speaker_of(truce, when="")
    chosen = Role.objects.create(actor=speaker, slug="once", title="Envoy", held_to="2024")
    Role.objects.create(actor=speaker, slug="then", title="Minister", held_from="2020")
    Statement.objects.filter(pk=statement.pk).update(role=chosen)
    assert beside(truce) == "Envoy"


def test_a_descriptor_has_no_date_and_stays(truce):
    _statement, speaker = speaker_of(truce, when="2024-02-01")
    Actor.objects.filter(pk=speaker.pk).update(descriptor="A neighbour")
    Role.objects.create(actor=speaker, slug="later", title="Minister", held_from="2024-03-01")
    assert beside(truce) == "A neighbour"


@pytest.fixture
def handed_over(truce: Story) -> Story:
    """One office, handed over on 1 July 2024; the story is told to 23 August."""
    first, second = Actor.objects.order_by("slug")[:2]
    Role.objects.filter(actor=first).update(title="Gatekeeper", held_from="2022", held_to="2024-07-01")
    Role.objects.filter(actor=second).update(title="Gatekeeper", held_from="2024-07-01")
    truce.statements.update(role=None)
    FormerName.objects.filter(actor=first).update(name="The Old Guard", until="2019-05-02")
    publish(truce, note="First.")
    return truce


def test_whos_who_never_has_two_holders_of_one_office_at_once(client: Client, handed_over):
    people = Page(client.get("/truce/actors/").content.decode()).text
    assert "Gatekeeper from 2022 until 1 July 2024" in people
    assert "Gatekeeper from 1 July 2024" in people


def test_an_actors_page_has_its_roles_and_former_names_with_dates(client: Client, handed_over):
    page = Page(client.get("/truce/actors/truce-side-0/").content.decode()).text
    assert "Gatekeeper, from 2022 to 1 July 2024" in page
    assert "Formerly The Old Guard, until 2 May 2019" in page
    other = Page(client.get("/truce/actors/truce-side-1/").content.decode()).text
    assert "Gatekeeper, from 1 July 2024; our sources give no end" in other


def test_search_finds_an_actor_by_an_office_and_a_former_name_and_says_when(client: Client, handed_over):
    found = Page(client.get("/search/?q=gatekeeper").content.decode()).text
    assert "Office, from 2022, to 1 July 2024: Gatekeeper" in found
    assert "Office, from 1 July 2024: Gatekeeper" in found
    found = Page(client.get("/search/?q=old+guard").content.decode()).text
    assert "Side 0" in found
    assert "Formerly, to 2 May 2019: The Old Guard" in found


def questions(story: Story) -> list[str]:
    return [str(each) for each in ask(compose(story.slug)) if "same time" in each.sentence]


def test_it_is_asked_of_two_who_hold_one_office_at_the_same_time(truce):
    first, second = Actor.objects.order_by("slug")[:2]
    Role.objects.filter(actor=first).update(title="Gatekeeper", held_from="2022", held_to="2024-07-01")
    Role.objects.filter(actor=second).update(title="Gatekeeper", held_from="2024-07-01")
    assert questions(truce) == []
    Role.objects.filter(actor=second).update(held_from="2024-06-01", title="gatekeeper")
    assert questions(truce) == [
        "Side 0 and Side 1 are both “Gatekeeper” at the same time, by the dates of their roles. Has one of them ended?"
    ]


def test_what_is_vague_is_not_asked():
    as_of = parse("2024-08-23")
    assert surely_at_once(role(since="2022"), role(since="2023"), as_of)
    assert not surely_at_once(role(since="2022", until="2024"), role(since="2024"), as_of)
    assert not surely_at_once(role(since="2022"), role(), as_of)
    assert not surely_at_once(role(since="2022"), role(since="2025"), as_of)  # which the story does not tell


def test_an_edition_of_before_shows_its_roles_so_too(truce):
    document = compose(truce.slug).document
    assert date.fromisoformat(document.as_of) == truce.as_of
    actors = [replace(actor, descriptor="", roles=[role(since="2022", until="2023")]) for actor in document.actors]
    line = "Minister of Transport from 2022 until 2023"  # both had it
    assert {actor.line for actor in StoryIndex(replace(document, actors=actors)).actors} == {line}


def test_a_role_has_a_place_of_its_own_to_which_feeds_lead(truce: Story, client: Client):
    publish(truce, note="")
    assert 'id="role-speaker"' in client.get("/truce/actors/truce-side-0/").content.decode()
