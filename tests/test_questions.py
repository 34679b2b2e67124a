"""What the desk asks about a story: sentences to look at, which stop nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from msgspec.structs import replace

from explainer.desk.compose import Draft, compose
from explainer.desk.rules import questions
from explainer.desk.rules.checks import ask, check
from explainer.edition import document as shape
from explainer.models import Actor, Involvement

from .publish import publish
from .test_document import FIRST

STORY = shape.thaw(FIRST.read_text(encoding="utf-8"))


def asked(**fields: Any) -> list[tuple[str, str]]:
    return [(question.at, question.sentence) for question in ask(Draft(replace(STORY, **fields), {}))]


def with_actor(slug: str, **fields: Any) -> list[shape.Actor]:
    fields = {"name": slug.title(), "side": slug, "mark": "ZZ", "roles": [], **fields}
    return [*STORY.actors, replace(STORY.actors[0], slug=slug, **fields)]


def spoken_by(slug: str) -> list[shape.Statement]:
    return [*STORY.statements, replace(STORY.statements[0], slug="more", speaker=slug, role=None, when="")]


def test_a_sound_story_is_asked_nothing():
    assert asked() == []


def test_every_question_is_in_the_list_once():
    written = {
        name
        for name, value in vars(questions).items()
        if callable(value) and getattr(value, "__module__", "") == questions.__name__ and not name.startswith("_")
    }
    assert sorted(written) == sorted(question.__name__ for question in questions.QUESTIONS)


def test_it_is_asked_of_who_speaks_and_is_entered_as_only_spoken_about():
    actors = with_actor("olga", part="spoken-about")
    assert asked(actors=actors) == []
    at, sentence = asked(actors=actors, statements=spoken_by("olga"))[0]
    assert at == "involvements/olga"
    assert sentence == (
        "Olga is entered as “mentioned, not quoted”, and 1 statement is theirs. Should their part be another?"
    )
    twice = [*spoken_by("olga"), replace(spoken_by("olga")[-1], slug="again")]
    assert "and 2 statements are theirs" in asked(actors=actors, statements=twice)[0][1]


@pytest.mark.parametrize("part", ["party", "mediator"])
def test_it_is_asked_of_who_says_nothing_and_is_entered_as_speaking_for_a_side(part):
    aide = [replace(row, side="truce-side-0") if row.slug == "aide" else row for row in with_actor("aide", part=part)]
    assert [at for at, _sentence in asked(actors=aide)] == ["involvements/aide"]
    assert asked(actors=aide, statements=spoken_by("aide")) == []
    assert asked(actors=with_actor("aide", part=part)) == [], "a side that is silent is told as such"


@pytest.mark.parametrize("part", ["affected", "spoken-about", "unnamed", "medium"])
def test_who_speaks_for_no_side_may_be_silent(part):
    aide = [replace(row, side="truce-side-0") if row.slug == "aide" else row for row in with_actor("aide", part=part)]
    assert asked(actors=aide) == []


def test_it_is_asked_of_a_position_that_no_page_would_show():
    first = STORY.positions[0]
    twice = [first, replace(first, slug="again", sentence="Says another thing.")]
    assert asked(positions=twice) == [
        ("positions/position", "positions/position would be on no page; Side 0 has another on the same issue.")
    ]
    assert asked(positions=[replace(first, actor="nobody")]) == [], "what leads nowhere is stopped by a rule"


def test_what_is_asked_stops_nothing_and_is_told_at_the_desk(truce, client, django_user_model, capsys):
    actor = Actor.objects.create(slug="olga", name="Olga", kind="person", affiliation=Actor.objects.first())
    Involvement.objects.create(story=truce, actor=actor, part="party", mark="AA", order=300)
    assert check(compose("truce")) == []
    call_command("check_content")
    told = capsys.readouterr().out
    assert "truce: nothing stops it from being published." in told
    assert "truce, involvements/olga, to look at: Olga is entered as one who speaks for a side" in told
    client.force_login(django_user_model.objects.create_superuser("chief", password="a-long-enough-password"))
    panel = client.get(f"/admin/explainer/story/{truce.pk}/change/").content.decode()
    assert "To look at; it can be published as it is:" in panel
    assert "Olga is entered as one who speaks for a side" in panel
    assert publish(truce, note="").number == 1


@pytest.mark.parametrize(
    ("name", "naming", "said"),
    [
        ("Sources familiar with the talks", "", "reads as more than one"),
        ("Senior officials", "unnamed", "reads as more than one"),
        ("Other reports", "", "reads as more than one"),
        ("Some observers", "group", ""),
        ("A senior official", "", ""),
        ("A source close to the officials", "", ""),
        ("One of the officials", "", ""),
        ("A diplomat", "group", "reads as one, and counts as a group"),
        ("A group of officials", "group", ""),
    ],
)
def test_several_who_are_not_named_are_not_to_count_as_one_nor_one_as_several(name, naming, said):
    found = asked(actors=with_actor("olga", name=name, kind="unnamed", naming=naming))
    assert [at for at, _sentence in found] == (["actors/olga"] if said else [])
    assert all(said in sentence for _at, sentence in found)


def test_whom_a_source_names_is_asked_nothing_about_its_number():
    assert asked(actors=with_actor("olga", name="Council of Ministers", kind="government")) == []
    named = with_actor("olga", name="Officials", kind="unnamed")
    assert asked(actors=named, language="ar") == []
