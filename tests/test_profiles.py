"""What the page of an actor gathers: of a carrier of words, what it carried."""

from __future__ import annotations

import re

import pytest

from explainer.models import Actor, Involvement, Relay, Statement, Story

from .publish import publish


@pytest.fixture
def carrier(make_story) -> Story:
    """Of four statements the first was posted on a wall, and the second reached us by way of it."""
    story = make_story(statements=4)
    wall = Actor.objects.create(slug="wall", name="The Wall", kind="medium", descriptor="A wall")
    Involvement.objects.create(story=story, actor=wall, part="medium", mark="WA", order=100)
    Statement.objects.filter(slug="statement-0").update(medium=wall)
    Relay.objects.create(statement=story.statements.get(slug="statement-1"), order=2, actor=wall, label="Poster")
    return story


def section(client, title: str) -> str:
    page = client.get("/truce/actors/wall/").content.decode()
    return page.partition(f">{title}</h2>")[2].partition("<h2")[0]


def test_the_page_of_a_carrier_lists_what_was_posted_there_and_what_came_by_way_of_it(carrier, client):
    publish(carrier, note="")
    shown = section(client, "What it carried")
    assert re.findall(r'class="date"[^>]* href="/truce/statements/([\w-]+)/"', shown) == ["statement-0", "statement-1"]
    assert "Own statements" not in client.get("/truce/actors/wall/").content.decode(), "it has not been silent"


def test_what_it_said_itself_was_not_carried(carrier, client):
    Statement.objects.filter(slug="statement-0").update(speaker=Actor.objects.get(slug="wall"), role=None)
    publish(carrier, note="")
    assert "statements/statement-0/" not in section(client, "What it carried")


def test_who_carried_nothing_and_said_nothing_is_said_to_have_said_nothing(carrier, client):
    Statement.objects.update(medium=None)
    Relay.objects.all().delete()
    publish(carrier, note="")
    assert section(client, "What it carried") == ""
    assert "Not in our sources." in section(client, "Own statements")


def test_where_not_all_of_it_is_shown_a_line_leads_to_all(carrier, client):
    publish(carrier, note="")
    to_all = 'class="more"[^>]* href="/truce/statements/"'
    assert not re.search(to_all, section(client, "What it carried"))
    first = Statement.objects.get(slug="statement-0")
    rows = [Statement(story=carrier, slug=f"more-{number}", speaker=first.speaker, wording="paraphrase", topic="t",
                      lead_in="The speaker said no.", when="2024-03-01", medium=first.medium)
            for number in range(100)]  # fmt: skip
    Statement.objects.bulk_create(rows)
    for row in Statement.objects.filter(slug__startswith="more-"):
        row.sources.set(first.sources.all())
    publish(carrier, note="")
    assert re.search(to_all, section(client, "What it carried"))
