"""A merger can be undone while nothing that it touched changed; sources are merged, too, and no excerpt is lost."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.core import serializers
from django.test import Client

from explainer.desk.compose import compose
from explainer.desk.merging import merge, plan
from explainer.desk.unmerging import in_the_way, undo
from explainer.models import Actor, Apart, FormerName, Issue, LinkLook, Merger, Source, Statement, Story

from .desk_forms import at, change, said
from .publish import publish
from .test_merging import merged, twice  # noqa: F401

pytestmark = pytest.mark.django_db


def everything() -> list[dict[str, Any]]:
    """All rows of the desk that a merger can touch. What a row is linked with has no order."""
    models = (Actor, FormerName, Statement, Source, Issue, Story)
    rows = [row for model in models for row in model.objects.order_by("pk")]
    from explainer.models import Event, Involvement, Passage, Position, Relay, Role, StatementLink, Verification

    for model in (Role, Involvement, Relay, Event, Position, Passage, StatementLink, Verification):
        rows += model.objects.order_by("pk")
    written = serializers.serialize("python", rows)
    for row in written:
        row["fields"] = {name: sorted(said) if isinstance(said, list) else said for name, said in row["fields"].items()}
    return written


@pytest.fixture
def sources(truce) -> tuple[Source, Source]:
    """One report that was entered twice: (one that goes, one that stays)."""
    stays = Source.objects.get(slug="truce-report")
    goes = Source.objects.create(
        slug="daily-test", publisher="The Daily Test", title="Talks go on", excerpt="“One more sentence.”",
        address="https://example.org/a", published=stays.published, language="en", accessed=date(2024, 9, 1),
    )  # fmt: skip
    truce.statements.get(slug="statement-0").sources.set([goes])
    truce.events.get(slug="event-0").sources.add(goes)
    Actor.objects.create(slug="voice", name="A voice", kind="unnamed", described_in=goes)
    return goes, stays


# ---- sources -------------------------------------------------------------------------------------


def test_all_that_cites_one_cites_the_other_and_no_excerpt_is_lost(truce, sources):
    goes, stays = sources
    words = stays.excerpt
    found = plan(goes, stays)
    assert "title" in found.over
    assert found.lost == []
    now = merged(goes, stays)
    assert list(truce.statements.get(slug="statement-0").sources.all()) == [now]
    assert list(truce.events.get(slug="event-0").sources.all()) == [now]
    assert Actor.objects.get(slug="voice").described_in == now
    assert now.excerpt == f"{words}\n“One more sentence.”"
    assert (now.title, now.address, str(now.accessed)) == ("Talks go on", "https://example.org/a", "2024-09-01")
    assert publish(truce, note="Merged.")


def test_what_differs_of_two_sources_is_told_before_it_is_lost(sources):
    goes, stays = sources
    Source.objects.filter(pk=goes.pk).update(publisher="The Daily Tset", kind="document")
    Source.objects.filter(pk=stays.pk).update(address="https://example.org/b")
    goes.refresh_from_db()
    stays.refresh_from_db()
    assert set(plan(goes, stays).lost) == {
        "publisher: “The Daily Tset”", "kind: “document”", "link: “https://example.org/a”",
    }  # fmt: skip


def test_a_last_look_at_its_link_goes_with_a_source(sources, clock):
    goes, stays = sources
    for source in sources:
        LinkLook.objects.create(source=source, looked_at=clock[0], state="dead", copy_state="none")
    merged(goes, stays)
    assert LinkLook.objects.get().source_id == stays.pk


def test_sources_are_merged_at_the_desk_and_apart_again(desk: Client, truce, sources):
    goes, stays = sources
    before = everything()
    assert at(Source, "merge", goes.pk) in desk.get(change(goes)).content.decode()
    desk.post(at(Source, "merge", goes.pk), {"into": stays.pk, "seen": plan(goes, stays).seen})
    assert not Source.objects.filter(pk=goes.pk).exists()
    assert at(Source, "merged", stays.pk) in desk.get(change(stays)).content.decode()
    assert "Undo it" in desk.get(at(Source, "merged", stays.pk)).content.decode()
    answer = desk.post(at(Source, "merged", stays.pk), {"undo": Merger.objects.get().pk})
    assert answer["Location"] == change(goes)
    assert "at the desk again" in " ".join(said(desk, answer))
    assert everything() == before
    assert "was undone" in LogEntry.objects.latest("pk").change_message
    assert at(Source, "merged", stays.pk) not in desk.get(change(stays)).content.decode()


# ---- undoing -------------------------------------------------------------------------------------


def test_a_merger_undone_leaves_all_as_it_was(twice, published):  # noqa: F811
    before, document = everything(), compose("truce").document
    merged(*twice)
    assert everything() != before
    undo(Merger.objects.get(), by=None)
    assert everything() == before
    assert compose("truce").document == document


def test_roles_that_were_one_are_two_again_with_who_spoke_in_them(twice, published):  # noqa: F811
    goes, _stays = twice
    role = goes.roles.get(slug="keeper").pk
    merged(*twice)
    undo(Merger.objects.get(), by=None)
    assert Statement.objects.get(slug="statement-0").role_id == role


def test_issues_are_apart_again(truce):
    stays = truce.issues.get()
    goes = Issue.objects.create(story=truce, slug="gates", name="The gates", short_name="Gates", question="Who?")
    goes.phases.set(truce.phases.filter(number=2))
    truce.statements.get(slug="statement-1").issues.set([goes])
    before = everything()
    merged(goes, stays)
    undo(Merger.objects.get(), by=None)
    assert everything() == before
    assert list(Issue.objects.get(slug="gates").phases.values_list("number", flat=True)) == [2]


@pytest.mark.parametrize("what", ["survivor", "moved", "part", "deleted"])
def test_what_was_changed_since_is_told_and_nothing_is_undone(desk: Client, twice, published, what):  # noqa: F811
    _goes, stays = twice
    merged(*twice)
    spoken = Statement.objects.get(slug="statement-0")
    if what == "survivor":
        Actor.objects.filter(pk=stays.pk).update(description="Written since.")
    elif what == "moved":
        Statement.objects.filter(pk=spoken.pk).update(topic="written since")
    elif what == "part":
        stays.roles.create(slug="new", title="New")
    else:
        spoken.relays.all().delete()
    after = everything()
    (sentence,) = in_the_way(Merger.objects.get())
    assert sentence.startswith("Changed since: ")
    page = desk.get(at(Actor, "merged", stays.pk)).content.decode()
    assert "Changed since: " in page
    assert "Undo it" not in page
    answer = desk.post(at(Actor, "merged", stays.pk), {"undo": Merger.objects.get().pk})
    assert "Nothing was undone. Changed since" in " ".join(said(desk, answer))
    assert everything() == after


def test_what_came_later_stays_with_the_survivor(twice, published):  # noqa: F811
    _goes, stays = twice
    merged(*twice)
    later = Statement.objects.get(slug="statement-1")
    later.pk = None
    later.slug, later.speaker = "later", stays
    later.save()
    undo(Merger.objects.get(), by=None)
    assert Statement.objects.get(slug="later").speaker == stays


def test_once_readers_are_led_there_it_stays(twice, published):  # noqa: F811
    merged(*twice)
    publish(published, note="Merged.")
    assert in_the_way(Merger.objects.get()) == ["An edition leads readers from the one to the other by now, for good."]


def test_it_is_undone_once(twice, published):  # noqa: F811
    merged(*twice)
    undo(Merger.objects.get(), by=None)
    assert in_the_way(Merger.objects.get()) == ["It was undone already."]


def test_an_address_that_is_anothers_by_now_is_not_taken_away(sources):
    goes, stays = sources
    merged(goes, stays)
    Source.objects.create(slug="daily-test", publisher="Another")
    from explainer.desk.unmerging import NotUndone

    with pytest.raises(NotUndone, match="stands in its place"):
        undo(Merger.objects.get(), by=None)
    assert not Source.objects.filter(pk=goes.pk).exists()
    assert Merger.objects.get().undone_at is None


def test_undoing_takes_the_rights_to_change_add_and_delete(client, sources, django_user_model):
    goes, stays = sources
    merge(goes, stays, seen=plan(goes, stays).seen)
    user = django_user_model.objects.create_user("half", password="x", is_staff=True)
    user.user_permissions.add(
        *Permission.objects.filter(codename__in=("change_source", "view_source", "delete_source"))
    )
    client.force_login(user)
    address = at(Source, "merged", stays.pk)
    assert client.get(address).status_code == 403
    assert client.post(address, {"undo": Merger.objects.get().pk}).status_code == 403
    user.user_permissions.add(Permission.objects.get(codename="add_source"))
    assert client.get(address).status_code == 200
    for nonsense in ("x", "999999", "9" * 40):
        assert client.post(address, {"undo": nonsense}).status_code == 302
    assert Merger.objects.get().undone_at is None
    assert not Apart.objects.exists()
