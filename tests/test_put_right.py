"""What an edition puts right is told apart from its other news, at the desk and to readers."""

from __future__ import annotations

import json
import re

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from explainer.desk.publishing import NotPublishable
from explainer.edition.diffs import Change
from explainer.edition.put_right import items_of, other_than, put_right
from explainer.following.corrections import corrections
from explainer.models import Edition, Event, Story

from .crawl import text_of
from .publish import publish, publish_translation
from .translate import translate

pytestmark = pytest.mark.usefixtures("clock")
FIRST, SECOND = ("events", "event-0"), ("events", "event-1")


def change(verb: str, *at: str) -> Change:
    return Change(verb, "Event", "It", "", "", "", "timeline", at=at)


CHANGES = [change("changed", *FIRST), change("added", "events", "new"), change("removed", *SECOND), change("reordered")]


def retitled(story: Story) -> Story:
    """Two events with other titles at the desk."""
    for slug, title in (("event-0", "It is opened"), ("event-1", "It is shut")):
        Event.objects.filter(story=story, slug=slug).update(title=title)
    return story


# ---- which changes ------------------------------------------------------------------------------


def test_what_is_named_is_put_right_and_nothing_else_of_a_correction_either():
    assert put_right(CHANGES, [["events", "event-0"]], whole=True) == CHANGES[:1]
    assert put_right(CHANGES, [["events", "new"]], whole=False) == CHANGES[1:2], "also what was wrongly left out"


def test_a_correction_that_names_nothing_puts_right_all_that_it_changes_or_takes_out():
    assert put_right(CHANGES, [], whole=True) == [CHANGES[0], CHANGES[2]]
    assert put_right(CHANGES, [], whole=False) == []


def test_what_moves_on_with_a_story_was_not_wrong():
    moved = [change("changed", "story", "as_of"), change("changed", "story", "question")]
    assert put_right(moved, [], whole=True) == moved[1:]
    assert list(items_of(moved)) == [("story", "question")]


def test_an_editor_can_name_what_changes_or_goes_once_each():
    assert list(items_of([*CHANGES, CHANGES[0]])) == [FIRST, SECOND]
    assert list(other_than(CHANGES, CHANGES[:1])) == CHANGES[1:]


# ---- publishing ---------------------------------------------------------------------------------


def test_an_update_that_puts_one_thing_right_counts_as_one_correction(published, client, clock):
    clock(days=1)
    edition = publish(retitled(published), note="The gate was not shut.", puts_right=[SECOND])
    assert (edition.kind, edition.puts_right, edition.rights) == ("update", [list(SECOND)], True)
    (row,) = corrections().rows
    assert [each.at for each in row.changes] == [SECOND]
    assert [each.at for each in row.others] == [FIRST]
    body = text_of(client.get("/corrections/").content)
    assert "Correction, in version 2" in body
    corrected, _summary, other = body.partition("1 other change in this version")
    assert "It is shut" in corrected
    assert "It is opened" not in corrected
    assert "It is opened" in other


def test_an_update_that_names_nothing_is_no_correction(published, clock):
    clock(days=1)
    edition = publish(retitled(published), note="News.")
    assert (edition.puts_right, edition.rights, edition.told_at) == ([], False, None)
    assert corrections().rows == []


def test_what_stays_as_it_is_cannot_be_put_right_and_what_is_needs_a_note(published, clock):
    clock(days=1)
    Event.objects.filter(story=published, slug="event-0").update(title="It is opened")
    with pytest.raises(NotPublishable, match="nothing right of events/event-1"):
        publish(published, note="Wrong.", puts_right=[SECOND])
    with pytest.raises(NotPublishable, match="what was wrong"):
        publish(published, note="", puts_right=[FIRST])
    assert Edition.objects.count() == 1


def test_a_translation_puts_right_what_the_original_did(published, clock):
    translation = translate(published)
    publish_translation(translation, note="First.")
    clock(days=1)
    publish(retitled(published), note="The gate was not shut.", puts_right=[SECOND])
    clock(days=1)
    translate(published)
    with pytest.raises(NotPublishable, match="Edition 2 of the original puts something right"):
        publish_translation(translation, note="")
    edition = publish_translation(translation, note="The gate was not shut, in our words.")
    assert (edition.kind, edition.puts_right, edition.corrects) == ("update", [list(SECOND)], True)


@pytest.mark.parametrize("last", ["some", "all"])
def test_where_one_of_several_put_all_right_the_translation_does(published, clock, last):
    translation = translate(published)
    publish_translation(translation, note="First.")
    some, every = {"puts_right": [FIRST]}, {"kind": "correction"}
    for title, how in (
        ("It was opened", every if last == "some" else some),
        ("It is open", some if last == "some" else every),
    ):
        clock(days=1)
        Event.objects.filter(story=published, slug="event-0").update(title=title)
        publish(published, note="Before.", **how)
    clock(days=1)
    translate(published)
    edition = publish_translation(translation, note="Both.")
    assert (edition.kind, edition.puts_right, edition.corrects) == ("correction", [list(FIRST)], True)


def test_other_news_of_a_renewed_translation_is_no_correction(published, clock):
    translation = translate(published)
    publish_translation(translation, note="First.")
    clock(days=1)
    Event.objects.filter(story=published, slug="event-0").update(title="It was opened")
    publish(published, note="Wrong before.", kind="correction")
    clock(days=1)
    Event.objects.filter(story=published, slug="event-1").update(title="It is shut")
    publish(published, note="News.")
    translate(published)
    edition = publish_translation(translation, note="Both.")
    assert (edition.kind, edition.puts_right) == ("update", [list(FIRST)])
    assert [change.at for change in corrections().rows[0].changes] == [FIRST]


# ---- at the desk --------------------------------------------------------------------------------


def test_an_editor_ticks_what_was_wrong(published, desk, clock):
    clock(days=1)
    retitled(published)
    page = reverse("admin:explainer_story_publish", args=(published.pk,))
    shown = desk.get(page).content.decode()
    assert [label.strip() for label in re.findall(r'name="puts_right"[^>]*>([^<]+)<', shown)] == [
        "Event: It is opened", "Event: It is shut",
    ]  # fmt: skip
    seen = re.search(r'name="seen" value="([^"]*)"', shown)
    said = {"seen": seen[1], "kind": "update", "note": "", "puts_right": [json.dumps(SECOND)]}
    assert "Tell readers what" in desk.post(page, said).content.decode()
    assert Edition.objects.count() == 1
    desk.post(page, said | {"note": "The gate was not shut."})
    assert Edition.objects.get(number=2).puts_right == [list(SECOND)]


def test_where_nothing_changed_nothing_can_be_ticked(truce, desk):
    page = reverse("admin:explainer_story_publish", args=(truce.pk,))
    assert "puts_right" not in desk.get(page).content.decode()


def test_publish_story_is_told_what_was_wrong(published, clock, capsys):
    clock(days=1)
    retitled(published)
    told = {"note": "The gate was not shut.", "kind": "update"}
    with pytest.raises(CommandError, match="it changes or takes out events/event-0, events/event-1"):
        call_command("publish_story", "truce", puts_right=["events/event-9"], **told)
    call_command("publish_story", "truce", puts_right=["events/event-1"], **told)
    assert Edition.objects.get(number=2).puts_right == [list(SECOND)]
