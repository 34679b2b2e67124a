"""Merging: everything that referred to either refers to the survivor; nothing is lost unsaid; addresses lead there."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.test import Client
from reversion.models import Version

from explainer.desk.compose import compose
from explainer.desk.merging import NotMerged, merge, plan
from explainer.edition import document as shape
from explainer.edition.diffs import compare
from explainer.edition.put_right import items_of, put_right
from explainer.models import (
    Actor,
    Edition,
    Event,
    FormerName,
    Involvement,
    Issue,
    Position,
    Relay,
    Role,
    Source,
    Statement,
    Story,
    Takedown,
    Text,
)

from .desk_forms import at, change, fill_in, said
from .publish import publish


@pytest.fixture
def twice(published: Story) -> tuple[Actor, Actor]:
    """Somebody who was entered twice: (one who goes, one who stays). Both are in the story, and published."""
    stays = Actor.objects.create(slug="ada-reyes", name="Ada Reyes", kind="person", descriptor="Keeper")
    goes = Actor.objects.create(slug="a-reyes", name="A. Reyes", kind="person", description="She has a key.")
    for order, actor in enumerate((stays, goes), 50):
        Involvement.objects.create(story=published, actor=actor, part="affected", mark="AR", order=order)
    Role.objects.create(actor=stays, slug="keeper", title="Keeper", held_from="2020")
    same = Role.objects.create(actor=goes, slug="keeper", title="Keeper", held_from="2020")
    Role.objects.create(actor=goes, slug="mayor", title="Mayor", held_to="2019")
    FormerName.objects.create(actor=goes, order=1, name="Ada Stone", until="2001")
    spoken = published.statements.get(slug="statement-0")
    Statement.objects.filter(pk=spoken.pk).update(speaker=goes, role=same)
    Relay.objects.create(statement=spoken, order=2, actor=goes, label="A letter")
    other = published.statements.get(slug="statement-1")
    other.about.add(goes, stays)
    published.events.get(slug="event-0").actors.add(goes)
    Event.objects.filter(slug="event-1").update(set_by=goes)
    Actor.objects.filter(slug="truce-side-1").update(affiliation=None)
    publish(published, note="With both.")
    return goes, stays


def merged(goes: Any, stays: Any) -> Any:
    merge(goes, stays, seen=plan(goes, stays).seen)
    return type(stays).objects.get(pk=stays.pk)


def test_everything_that_referred_to_one_refers_to_the_other(twice, published):
    goes, stays = twice
    now = merged(goes, stays)
    assert not Actor.objects.filter(pk=goes.pk).exists()
    spoken = published.statements.get(slug="statement-0")
    assert (spoken.speaker, spoken.role.actor, spoken.role.title) == (now, now, "Keeper")
    assert spoken.relays.get(order=2).actor == now
    assert list(published.statements.get(slug="statement-1").about.filter(kind="person")) == [now]
    assert now in published.events.get(slug="event-0").actors.all()
    assert Event.objects.get(slug="event-1").set_by == now
    assert sorted(now.roles.values_list("title", flat=True)) == ["Keeper", "Mayor"]
    assert list(now.former_names.order_by("order").values_list("name", flat=True)) == ["Ada Stone", "A. Reyes"]
    assert now.description == "She has a key."  # the survivor had none
    assert now.formerly == ["ada-reyes", "a-reyes"]  # the first is what it began with
    assert publish(published, note="Merged.")


def test_no_reference_in_any_model_is_left_out(twice):
    """Whatever refers to an actor is found by what the models say, not by a list."""
    goes, _stays = twice
    found = {(type(row).__name__, name) for row, name in plan(*twice).moved}
    assert {("Statement", "speaker"), ("Statement", "about"), ("Event", "actors"), ("Relay", "actor")} <= found
    assert {(type(row), row.pk) for row, _name in plan(*twice).moved} >= {(Role, row.pk) for row in goes.roles.all()}


def test_what_is_lost_is_told_before_anything_is_done(twice, published):
    goes, stays = twice
    found = plan(goes, stays)
    involved = Involvement.objects.get(story=published, actor=goes)
    assert found.lost == [f"its part in “{published}”: {involved}, AR"]
    assert found.over == {"description": "She has a key."}
    Actor.objects.filter(pk=stays.pk).update(description="She keeps it.")
    stays.refresh_from_db()
    assert "description: “She has a key.”" in plan(goes, stays).lost
    assert Actor.objects.filter(pk=goes.pk).exists()


def test_what_was_not_seen_is_not_done(twice):
    goes, stays = twice
    seen = plan(goes, stays).seen
    Statement.objects.filter(slug="statement-1").update(speaker=goes, role=None)
    with pytest.raises(NotMerged, match="after this was looked at"):
        merge(goes, stays, seen=seen)
    assert Actor.objects.filter(pk=goes.pk).exists()


def test_two_positions_on_one_issue_are_not_merged(twice, published):
    goes, stays = twice
    issue, source = published.issues.get(), Source.objects.get()
    for actor in twice:
        row = Position.objects.create(
            story=published, slug=f"of-{actor.slug}", issue=issue, actor=actor, sentence=f"Says it is {actor}."
        )
        row.sources.add(source)
    with pytest.raises(NotMerged, match=r"Both have a position.*delete the other first"):
        merged(goes, stays)
    assert Position.objects.filter(actor=goes).exists()


def test_roles_of_one_slug_that_say_something_else_both_stay(twice):
    goes, stays = twice
    goes.roles.filter(slug="keeper").update(held_from="2018")
    now = merged(goes, stays)
    assert sorted(now.roles.values_list("slug", "held_from")) == [
        ("keeper", "2020"),
        ("keeper-2", "2018"),
        ("mayor", ""),
    ]
    assert Statement.objects.get(slug="statement-0").role.slug == "keeper-2"


def test_people_on_its_side_follow_and_nobody_belongs_to_themselves(twice):
    goes, stays = twice
    aide = Actor.objects.create(slug="aide", name="Aide", kind="person", affiliation=goes)
    Actor.objects.filter(pk=stays.pk).update(affiliation=goes)
    stays.refresh_from_db()
    now = merged(goes, stays)
    aide.refresh_from_db()
    assert (aide.affiliation, now.affiliation) == (now, None)


def test_an_unnamed_source_is_never_joined_with_another(truce):
    source, stays = Source.objects.get(), Actor.objects.order_by("slug").first()
    goes = Actor.objects.create(slug="voice", name="A voice", kind="unnamed", described_in=source)
    with pytest.raises(NotMerged, match="never joined"):
        merged(goes, stays)


def test_what_is_taken_back_is_not_merged(twice, clock):
    goes, stays = twice
    Takedown.objects.create(
        kind="actor", slug=goes.slug, basis="error", reason="Wrong.", language="en", asked_at=clock[0], asker_name="x"
    )
    with pytest.raises(NotMerged, match="taken back"):
        merged(goes, stays)
    with pytest.raises(NotMerged, match="Choose another"):
        merged(stays, stays)


def test_who_was_in_no_edition_leaves_no_address_and_no_former_name(truce):
    stays = Actor.objects.order_by("slug").first()
    goes = Actor.objects.create(slug="slip", name="Sdie 0", kind="government")
    assert plan(goes, stays).lost == ["name: “Sdie 0”"]
    now = merged(goes, stays)
    assert (now.former_slugs, now.former_names.count()) == ("", 1)


# ---- readers ------------------------------------------------------------------------------------


def test_old_addresses_lead_to_the_survivor_and_old_editions_say_what_they_said(client: Client, twice, published):
    goes, stays = twice
    merged(goes, stays)
    publish(published, note="Merged.")
    answer = client.get("/truce/actors/a-reyes/")
    assert (answer.status_code, answer["Location"]) == (301, "/truce/actors/ada-reyes/")
    before = client.get("/truce/editions/2/statements/statement-0/").content.decode()
    assert "A. Reyes" in before
    assert "Ada Reyes" not in before.split("<main")[1].split("</article>")[0]
    assert client.get("/truce/editions/2/actors/a-reyes/").status_code == 200
    now = client.get("/truce/actors/ada-reyes/").content.decode()
    assert "Also called A. Reyes" in now


def test_a_merger_is_told_as_one_who_is_gone_and_statements_of_another(twice, published):
    goes, stays = twice
    merged(goes, stays)
    publish(published, note="Merged.")
    old, new = (shape.thaw(edition.document) for edition in Edition.objects.order_by("number")[1:])
    found = compare(old, new)
    assert [change.at for change in found if change.verb == "removed"] == [("actors", "a-reyes")]
    told = [change for change in found if change.at == ("statements", "statement-0") and change.field == "speaker"]
    assert [(change.was, change.now) for change in told] == [("A. Reyes", "Ada Reyes")]
    (gone,) = [change for change in found if change.verb == "removed"]
    assert gone.told == "it was merged with Ada Reyes"
    (led,) = [change for change in found if change.of == "former_slugs"]
    assert (led.at, led.told) == (("actors", "ada-reyes"), "it is found at other addresses too")


def test_a_merger_in_a_correction_takes_nothing_back(twice, published):
    goes, stays = twice
    merged(goes, stays)
    edition = publish(published, note="They are one.", kind="correction")
    old, new = (shape.thaw(each.document) for each in Edition.objects.order_by("number")[1:])
    righted = put_right(compare(old, new), edition.puts_right, whole=True)
    assert ("actors", "a-reyes") not in [change.at for change in righted]
    assert "former_slugs" not in [change.of for change in righted]
    assert ("statements", "statement-0") in [change.at for change in righted]
    assert ("actors", "a-reyes") not in items_of(compare(old, new))


# ---- the desk -----------------------------------------------------------------------------------


def test_the_page_shows_what_would_move_and_asks(desk: Client, twice):
    goes, stays = twice
    assert at(Actor, "merge", goes.pk) in desk.get(change(goes)).content.decode()
    page = desk.get(at(Actor, "merge", goes.pk), {"into": stays.pk}).content.decode()
    assert "1 statement (speaker)" in page
    assert "The truce talks" in page
    assert Actor.objects.filter(pk=goes.pk).exists()
    answer = desk.post(at(Actor, "merge", goes.pk), {"into": stays.pk, "seen": plan(goes, stays).seen})
    assert answer["Location"] == change(stays)
    assert "is merged into “Ada Reyes”" in " ".join(said(desk, answer))
    log = LogEntry.objects.filter(object_id=str(stays.pk)).latest("pk").change_message
    assert "Merged “A. Reyes” (a-reyes) into this. Moved:" in log
    assert "statement truce/statement-0 (speaker)" in log
    assert "Lost: its part in" in log


def test_without_a_token_of_what_was_shown_nothing_is_done(desk: Client, twice):
    goes, stays = twice
    answer = desk.post(at(Actor, "merge", goes.pk), {"into": stays.pk})
    assert "after this was looked at" in answer.content.decode()
    assert Actor.objects.filter(pk=goes.pk).exists()


def test_it_takes_the_right_to_change_and_to_delete(client: Client, twice, django_user_model):
    goes, stays = twice
    user = django_user_model.objects.create_user("half", password="a-long-enough-password", is_staff=True)
    user.user_permissions.add(*Permission.objects.filter(codename__in=("change_actor", "view_actor")))
    client.force_login(user)
    address = at(Actor, "merge", goes.pk)
    assert client.get(address).status_code == 403
    assert client.post(address, {"into": stays.pk, "seen": plan(goes, stays).seen}).status_code == 403
    assert address not in client.get(change(goes)).content.decode()
    user.user_permissions.add(Permission.objects.get(codename="delete_actor"))
    assert client.get(address).status_code == 200


def test_the_list_leads_to_the_page_for_one(desk: Client, twice):
    goes, stays = twice
    chosen = {"action": "merge_into_another", "_selected_action": [goes.pk]}
    assert desk.post(at(Actor, "changelist"), chosen)["Location"] == at(Actor, "merge", goes.pk)
    both = {"action": "merge_into_another", "_selected_action": [goes.pk, stays.pk]}
    assert "Choose one" in " ".join(said(desk, desk.post(at(Actor, "changelist"), both)))


def test_until_it_is_published_it_can_be_undone_from_the_history(desk: Client, twice, published):
    goes, stays = twice
    before = compose("truce").document
    desk.post(at(Actor, "merge", goes.pk), {"into": stays.pk, "seen": plan(goes, stays).seen})
    # The survivor first, whose address and name it has; then the one that went; then what moved.
    undo(desk, stays)
    recovered = Version.objects.get_for_object_reference(Actor, goes.pk).first()
    fill_in(desk, at(Actor, "recover", recovered.pk))
    again = Actor.objects.get(pk=goes.pk)
    assert (again.slug, again.name) == ("a-reyes", "A. Reyes")
    undo(desk, published.statements.get(slug="statement-0"))
    after = compose("truce").document
    assert {row.slug: row.speaker for row in after.statements} == {row.slug: row.speaker for row in before.statements}


def undo(desk: Client, row: Any) -> None:
    """Go back to what it was just before it was merged."""
    versions = Version.objects.get_for_object(row)
    version = next(each for each in versions if each.revision.comment.startswith("Before"))
    assert fill_in(desk, at(type(row), "revision", row.pk, version.pk)).status_code == 302


# ---- issues and others --------------------------------------------------------------------------


def test_issues_are_merged_too(truce):
    stays = truce.issues.get()
    goes = Issue.objects.create(story=truce, slug="gates", name="The gates", short_name="Gates", question="Who?")
    goes.phases.set(truce.phases.filter(number=2))
    said_on = truce.statements.get(slug="statement-1")
    said_on.issues.set([goes])
    found = plan(goes, stays)
    assert {"name: “The gates”", "short name: “Gates”", "question: “Who?”"} <= set(found.lost)
    now = merged(goes, stays)
    assert list(said_on.issues.all()) == [now]
    assert set(now.phases.values_list("number", flat=True)) == {1, 2}


def test_issues_of_two_stories_stay_two(truce, make_story):
    other = make_story("bridge").issues.get()
    with pytest.raises(NotMerged, match="different stories"):
        merged(other, truce.issues.get())


def test_texts_answered_by_both_are_not_merged(twice, published):
    goes, stays = twice
    text = Text.objects.get()
    for actor in twice:
        text.answers.create(actor=actor, answer="accepts" if actor is goes else "rejects")
    with pytest.raises(NotMerged, match="Both have a"):
        merged(goes, stays)


def test_once_it_is_published_its_address_leads_there_for_good(desk: Client, twice, published):
    goes, stays = twice
    desk.post(at(Actor, "merge", goes.pk), {"into": stays.pk, "seen": plan(goes, stays).seen})
    publish(published, note="Merged.")
    undo(desk, stays)
    assert Actor.objects.get(pk=stays.pk).formerly == ["ada-reyes", "a-reyes"]
    gone = Version.objects.get_for_object_reference(Actor, goes.pk).first()
    page = fill_in(desk, at(Actor, "recover", gone.pk)).content.decode()
    assert "“a-reyes” was the address of “Ada Reyes”" in page
    assert not Actor.objects.filter(pk=goes.pk).exists()
