"""Who changed which field, any two versions beside each other, and one field back with all else left alone."""

from __future__ import annotations

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from reversion.models import Version

from explainer.models import Actor, Event, Passage, Source, Statement, Story

from .desk_forms import at, change, fields_of, fill_in, said


@pytest.fixture
def statement(truce) -> Statement:
    return Statement.objects.get(slug="statement-0")


@pytest.fixture
def edited(desk, statement, second_editor) -> Statement:
    """Saved three times: as it is, with two other fields, and by somebody else with a third."""
    fill_in(desk, change(statement), topic="the first topic", context="The first context.")
    fill_in(desk, change(statement), topic="the second topic", **{"passages-0-text": "Other words"})
    other = Client()
    other.force_login(second_editor)
    fill_in(other, change(statement), context="The second context.")
    return statement


def versions(row) -> list[Version]:
    return list(Version.objects.get_for_object(row).order_by("pk"))


def history(row) -> str:
    return at(type(row), "history", row.pk)


def step(version: Version) -> str:
    return at(version._model, "revision", version.object_id, version.pk)


def only(client: Client, version: Version, key: str):
    """Press the button beside one difference."""
    seen = fields_of(client.get(step(version)))["_seen"]
    return client.post(step(version), {"_seen": seen, "_only": key})


def keys(client: Client, version: Version) -> dict[str, str]:
    return {each.field or each.thing: each.key for each in client.get(step(version)).context["differences"]}


# ---- who changed which field ---------------------------------------------------------------------


def test_each_version_says_who_changed_which_field_from_what_to_what(desk, edited):
    answer = desk.get(history(edited))
    told = [
        [(str(each.version.revision.user), change.field, change.was, change.now) for change in each.changes]
        for each, _when, _address in answer.context["steps"]
    ]
    assert told[0] == [("second", "context", "The first context.", "The second context.")]
    assert sorted(told[1]) == [
        (
            "editor",
            "text",
            versions(edited)[0].revision.version_set.get(content_type__model="passage").field_dict["text"],
            "Other words",
        ),
        ("editor", "topic", "the first topic", "the second topic"),
    ]
    body = answer.content.decode()
    assert "<del>The first context.</del>" in body
    assert "<ins>The second context.</ins>" in body
    assert "The first version that was kept." in body


def test_any_two_versions_stand_beside_each_other(desk, edited):
    first, _second, third = versions(edited)
    for query in ({"older": first.pk, "newer": third.pk}, {"older": third.pk, "newer": first.pk}):
        found = desk.get(history(edited), query).context["changes"]
        assert {(each.field, each.was, each.now) for each in found if not each.thing} == {
            ("context", "The first context.", "The second context."),
            ("topic", "the first topic", "the second topic"),
        }
    same = desk.get(history(edited), {"older": first.pk, "newer": first.pk}).content.decode()
    assert "They say the same." in same


@pytest.mark.parametrize(
    "query", [{"older": "x", "newer": "1"}, {"older": "9" * 40}, {"before": "-1"}, {"before": "²"}]
)
def test_nonsense_in_the_address_is_the_whole_history(desk, edited, query):
    assert len(desk.get(history(edited), query).context["steps"]) == 3


def test_a_version_of_another_row_is_not_compared(desk, edited):
    other = Statement.objects.get(slug="statement-1")
    fill_in(desk, change(other), topic="of another")
    query = {"older": versions(other)[0].pk, "newer": versions(edited)[0].pk}
    assert len(desk.get(history(edited), query).context["steps"]) == 3


def test_what_changed_without_a_version_is_told(desk, edited):
    Statement.objects.filter(pk=edited.pk).update(topic="written by a script")
    assert "no version tells of" in desk.get(history(edited)).content.decode()


@pytest.mark.parametrize("saves", [2, 8])
def test_a_history_costs_the_same_whatever_its_length(desk, statement, saves):
    for number in range(saves):
        fill_in(desk, change(statement), topic=f"topic {number}")
    desk.get(history(statement))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        desk.get(history(statement))
    assert len(queries) <= 40


def test_a_long_history_goes_on_on_another_page(desk, statement, monkeypatch):
    from explainer.admin import field_history

    monkeypatch.setattr(field_history, "PAGE", 2)
    for number in range(3):
        fill_in(desk, change(statement), topic=f"topic {number}")
    page = desk.get(history(statement))
    assert len(page.context["steps"]) == 2
    assert len(desk.get(history(statement), {"before": page.context["more"]}).context["steps"]) == 1


# ---- one field back ------------------------------------------------------------------------------


def test_one_field_comes_back_and_all_else_stays(desk, edited):
    first = versions(edited)[0]
    answer = only(desk, first, keys(desk, first)["topic"])
    edited.refresh_from_db()
    assert (edited.topic, edited.context) == ("the first topic", "The second context.")
    assert edited.passages.get().text == "Other words"
    assert "All else is as it was" in " ".join(said(desk, answer))
    assert "Brought one thing back" in LogEntry.objects.first().change_message
    newest = versions(edited)[-1]
    assert (newest.field_dict["topic"], str(newest.revision.user)) == ("the first topic", "editor")


def test_a_field_of_a_part_comes_back_alone(desk, edited):
    first = versions(edited)[0]
    only(desk, first, keys(desk, first)["text"])
    edited.refresh_from_db()
    assert edited.passages.get().text != "Other words"
    assert (edited.topic, edited.context) == ("the second topic", "The second context.")


def test_a_list_comes_back_alone(desk, truce):
    event = Event.objects.get(slug="event-0")
    fill_in(desk, change(event), title="A round")
    event.actors.clear()
    Event.objects.filter(pk=event.pk).update(title="Another")
    version = versions(event)[0]
    only(desk, version, keys(desk, version)["actors"])
    event.refresh_from_db()
    assert (event.title, event.actors.count()) == ("Another", 2)


def test_a_part_that_was_taken_out_comes_back_and_one_that_came_goes(desk, edited):
    first = versions(edited)[0]
    gone = edited.passages.get()
    pk = gone.pk
    gone.delete()
    Passage.objects.create(statement=edited, order=2, text="Came later")
    found = {key for key in keys(desk, first).values() if key.startswith("passage.") and key.endswith(".")}
    assert len(found) == 2
    only(desk, first, f"passage.{pk}.")
    assert edited.passages.count() == 2
    later = edited.passages.get(text="Came later")
    only(desk, first, f"passage.{later.pk}.")
    assert [each.pk for each in edited.passages.all()] == [pk]


def test_a_field_is_not_brought_back_over_what_somebody_saved_meanwhile(desk, edited):
    first = versions(edited)[0]
    seen = fields_of(desk.get(step(first)))["_seen"]
    Statement.objects.filter(pk=edited.pk).update(context="Somebody else's")
    answer = desk.post(step(first), {"_seen": seen, "_only": keys(desk, first)["topic"]})
    edited.refresh_from_db()
    assert edited.topic == "the second topic"
    assert "while you had it open" in " ".join(said(desk, answer))


@pytest.mark.parametrize(
    "key", ["statement.1.pk", "statement.1.story", "statement..", "x", "passage.999.text", "." * 300]
)
def test_what_is_no_difference_is_not_brought_back(desk, edited, key):
    before = Statement.objects.values().get(pk=edited.pk)
    answer = only(desk, versions(edited)[0], key)
    assert "Nothing was changed" in " ".join(said(desk, answer))
    assert Statement.objects.values().get(pk=edited.pk) == before


def test_what_would_break_a_rule_is_refused_whole(desk, edited):
    """A wording that no passage goes with comes back only with all else."""
    Passage.objects.filter(statement=edited).delete()
    first = versions(edited)[0]
    found = [key for key in keys(desk, first).values() if key.startswith("passage.")]
    Passage.objects.create(statement=edited, order=1, text="In its place")
    answer = only(desk, first, found[0])
    assert "Nothing was changed" in " ".join(said(desk, answer))
    assert edited.passages.get().text == "In its place"


def test_who_may_only_look_brings_nothing_back(edited, django_user_model):
    from django.contrib.auth.models import Permission

    looking = django_user_model.objects.create_user("looking", password="x", is_staff=True)
    looking.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    client = Client()
    client.force_login(looking)
    first = versions(edited)[0]
    assert client.post(step(first), {"_seen": "", "_only": "x"}).status_code == 403
    assert client.get(history(edited)).status_code == 200
    client.force_login(django_user_model.objects.create_user("nobody", password="x", is_staff=True))
    assert client.get(history(edited)).status_code == 403


# ---- of a whole story ----------------------------------------------------------------------------


def parts_history(story: Story) -> str:
    return at(Story, "parts_history", story.pk)


def test_the_story_tells_every_save_of_its_parts_and_of_no_other_story(desk, truce, make_story):
    other = make_story("bridge")
    fill_in(desk, change(Statement.objects.get(story=truce, slug="statement-0")), topic="of the truce")
    fill_in(desk, change(Statement.objects.get(story=other, slug="statement-0")), topic="of the bridge")
    fill_in(desk, change(truce), question="Will it hold?")
    fill_in(desk, change(Actor.objects.get(slug="truce-side-0")), descriptor="A keeper")
    fill_in(desk, change(Source.objects.get(slug="truce-report")), byline="B. Reporter")
    fill_in(desk, change(Source.objects.get(slug="bridge-report")), byline="C. Reporter")
    shown = desk.get(parts_history(truce)).context["steps"]
    assert [each["step"].version._model for each in shown] == [Source, Actor, Story, Statement]
    assert [each["step"].version._model for each in desk.get(parts_history(other)).context["steps"]] == [
        Source,
        Statement,
    ]
    fill_in(desk, change(Statement.objects.get(story=truce, slug="statement-0")), topic="once more of the truce")
    body = desk.get(parts_history(truce)).content.decode()
    assert "<del>of the truce</del>" in body
    assert parts_history(truce) in desk.get(change(truce)).content.decode()


def test_what_was_deleted_is_listed_until_it_is_back(desk, truce):
    event = Event.objects.get(slug="event-0")
    desk.post(at(Event, "delete", event.pk), {"post": "yes"})
    (gone,) = desk.get(parts_history(truce), {"deleted": ""}).context["gone"]
    assert gone[0].object_repr == str(event)
    assert fill_in(desk, gone[2]).status_code == 302
    assert desk.get(parts_history(truce), {"deleted": ""}).context["gone"] == []
    assert Event.objects.filter(slug="event-0").exists()


@pytest.mark.parametrize("size", [2, 30])
def test_the_history_of_a_story_costs_the_same_whatever_its_size(desk, make_story, size):
    story = make_story(statements=size, events=size)
    for row in list(story.statements.all())[:2]:
        fill_in(desk, change(row), topic="another topic")
    desk.get(parts_history(story))
    with CaptureQueriesContext(connection) as queries:
        desk.get(parts_history(story))
    assert len(queries) <= 25


def test_an_account_without_a_group_sees_no_history_of_a_story(truce, client, django_user_model):
    client.force_login(django_user_model.objects.create_user("nobody", password="x", is_staff=True))
    assert client.get(parts_history(truce)).status_code == 403
