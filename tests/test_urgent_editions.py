"""Something urgent before what is scheduled: readers never lose its words, whatever the schedule said."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from explainer.desk import publishing
from explainer.desk.held import proposal
from explainer.desk.publishing import NotPublishable, NotSeen, cancel, drop_held, publish_held
from explainer.edition.document import thaw
from explainer.models import Edition, Event, HeldEdition, Notice, Source, Statement, Story

from .conftest import NOON
from .desk_forms import fields_of, fill_in, said
from .publish import publish

HOUR = timedelta(hours=1)
pytestmark = pytest.mark.usefixtures("nothing_kept")


def edit(story: Story, **fields) -> None:
    Story.objects.filter(pk=story.pk).update(**fields)


def numbers(story: Story) -> list[int]:
    return list(Edition.objects.filter(story=story).order_by("number").values_list("number", flat=True))


def rename_event(slug: str, title: str) -> None:
    Event.objects.filter(slug=slug).update(title=title)


@pytest.fixture
def scheduled(clock, published, editor) -> Edition:
    """The question is to change at three."""
    clock[0] = NOON + HOUR
    edit(published, question="Will it hold until spring?")
    return publish(published, note="A new question.", at=NOON + 3 * HOUR, by=editor)


def item(name: str) -> tuple[str, str]:
    return ("events", name)


@pytest.fixture
def urgent(scheduled, published, second_editor) -> Edition:
    """At once, and without the question, an event is called otherwise."""
    rename_event("event-0", "An urgent title")
    return publish(published, note="Urgent.", by=second_editor, beside=scheduled, only=[item("event-0")])


def test_without_a_word_nothing_goes_past_what_is_scheduled(scheduled, published):
    rename_event("event-0", "An urgent title")
    with pytest.raises(NotPublishable, match="Edition 2 is scheduled"):
        publish(published, note="")


def test_only_what_was_chosen_goes_out(urgent, published):
    document = thaw(urgent.document)
    assert "An urgent title" in [event.title for event in document.events]
    assert document.question == published.question, "the scheduled words stay where they are"
    assert (urgent.number, numbers(published)) == (2, [1, 2])


def test_the_number_and_digest_of_each_edition_hold(urgent, published, client):
    from explainer.edition.document import digest_of

    assert all(digest_of(each.document) == each.digest for each in Edition.objects.all())
    assert client.get(reverse("edition:overview", args=["truce", 2])).status_code == 200
    assert client.get(reverse("edition:overview", args=["truce", 3])).status_code == 404


def test_when_the_schedule_comes_due_readers_keep_the_urgent_words(urgent, published, client, clock):
    page = reverse("story:event", args=["truce", "event-0"])
    for moment in (NOON + 2 * HOUR, NOON + 3 * HOUR, NOON + 30 * HOUR):
        clock[0] = moment
        assert "An urgent title" in client.get(page).content.decode()
        assert "until spring" not in client.get(reverse("story:overview", args=["truce"])).content.decode()


def test_whoever_scheduled_it_is_told_that_it_is_behind_and_what_it_lacks(urgent, editor, second_editor):
    notice = Notice.objects.get(user=editor)
    assert "is now behind: it lacks 1 change" in notice.sentence
    assert notice.address == reverse("held_edition", args=(HeldEdition.objects.get().pk,))
    assert not Notice.objects.filter(user=second_editor).exists()


def test_confirmed_before_its_time_it_comes_out_with_both(urgent, published, client, clock):
    held = HeldEdition.objects.get()
    found = proposal(held)
    assert [change.name for change in found.lacks] == ["An urgent title"]
    assert [change.at for change in found.adds] == [("story", "question")]
    edition = publish_held(held, seen=found.digest, note="A new question.", at=NOON + 3 * HOUR)
    assert (edition.number, edition.published_at) == (3, NOON + 3 * HOUR)
    clock[0] = NOON + 3 * HOUR
    body = client.get(reverse("story:overview", args=["truce"])).content.decode()
    assert "Will it hold until spring?" in body
    assert "An urgent title" in client.get(reverse("story:event", args=["truce", "event-0"])).content.decode()
    assert not HeldEdition.objects.exists()


def test_what_came_out_after_the_page_was_opened_is_looked_at_first(urgent, published, clock):
    held = HeldEdition.objects.get()
    seen = proposal(held).digest
    clock[0] += HOUR / 2
    rename_event("event-1", "Another urgent title")
    publish(published, note="", only=[item("event-1")])
    with pytest.raises(NotSeen):
        publish_held(held, seen=seen, note="")
    assert numbers(published) == [1, 2, 3]
    assert HeldEdition.objects.exists()


def test_what_both_changed_stays_as_readers_read_it_and_is_named(clock, published, editor):
    clock[0] = NOON + HOUR
    rename_event("event-0", "As scheduled")
    scheduled = publish(published, note="", at=NOON + 3 * HOUR, by=editor)
    rename_event("event-0", "As urgent")
    publish(published, note="", beside=scheduled)
    assert not HeldEdition.objects.exists(), "nothing else was in it"
    assert Edition.objects.count() == 2
    assert "with later words for Event “As urgent”" in Notice.objects.get(user=editor).sentence


def test_a_dispute_is_named_and_readers_words_stay(clock, published):
    clock[0] = NOON + HOUR
    edit(published, question="Another question?")
    rename_event("event-0", "As scheduled")
    scheduled = publish(published, note="", at=NOON + 3 * HOUR)
    rename_event("event-0", "As urgent")
    publish(published, note="", beside=scheduled, only=[item("event-0")])
    found = proposal(HeldEdition.objects.get())
    assert found.disputed == ["Event “As urgent”"]
    assert "As urgent" in [event.title for event in found.document.events]
    assert found.document.question == "Another question?"


def test_what_is_all_in_the_urgent_one_is_told_as_out(scheduled, published, editor, second_editor):
    rename_event("event-0", "An urgent title")
    publish(published, note="", by=second_editor, beside=scheduled)
    assert not HeldEdition.objects.exists()
    assert "came out as part of edition 2" in Notice.objects.get(user=editor).sentence


def test_a_first_edition_that_is_scheduled_can_be_passed(clock, truce):
    scheduled = publish(truce, note="", at=NOON + HOUR)
    rename_event("event-0", "Urgent")
    urgent = publish(truce, note="", beside=scheduled)
    assert (urgent.number, urgent.kind) == (1, "first")
    assert not HeldEdition.objects.exists(), "the desk had all of it, and later words for the event"


def test_another_schedule_than_the_page_showed_is_not_passed(scheduled, published, clock):
    cancel(scheduled)
    edit(published, question="A third question?")
    publish(published, note="", at=NOON + 4 * HOUR)
    with pytest.raises(NotPublishable, match="Edition 2 is scheduled"):
        publish(published, note="", beside=scheduled)


def test_what_a_chosen_item_refers_to_goes_with_it(clock, published, scheduled):
    source = Source.objects.create(slug="fresh", title="A fresh report", publisher="Wire", published="2024-06-01")
    statement = Statement.objects.get(slug="statement-0")
    statement.sources.add(source)
    urgent = publish(published, note="", beside=scheduled, only=[("statements", "statement-0")])
    assert "fresh" in [each.slug for each in thaw(urgent.document).sources]


def test_a_part_that_breaks_a_rule_does_not_go_out(clock, published, scheduled):
    Statement.objects.get(slug="statement-0").sources.clear()
    with pytest.raises(NotPublishable, match="has no source"):
        publish(published, note="", beside=scheduled, only=[("statements", "statement-0")])
    assert Edition.objects.get(number=2).pk == scheduled.pk


def test_an_older_edition_can_be_published_past_a_schedule(scheduled, published, clock):
    first = Edition.objects.get(number=1)
    edit(published, question=published.question, title="Second")
    assert publishing.publish_again(first, note="", beside=scheduled) is None, "readers read it already"
    assert Edition.objects.filter(pk=scheduled.pk).exists(), "what changes nothing sets nothing aside"


def test_an_older_edition_goes_past_a_schedule_at_a_tick(clock, published, desk):
    clock[0] += HOUR
    edit(published, title="Second")
    publish(published, note="")
    edit(published, question="Scheduled?")
    clock[0] += HOUR
    publish(published, note="", at=NOON + 9 * HOUR)
    page, first = reverse("admin:explainer_story_again", args=(published.pk,)), Edition.objects.get(number=1)
    assert "is scheduled" in fill_in(desk, page, edition=first.pk).content.decode()
    assert "Published: edition 3" in said(desk, fill_in(desk, page, edition=first.pk, beside="on"))[0]
    assert HeldEdition.objects.count() == 1


def test_what_was_set_aside_can_be_dropped(urgent, published, editor):
    drop_held(HeldEdition.objects.get(), by=editor)
    assert not HeldEdition.objects.exists()
    assert numbers(published) == [1, 2]


def test_what_was_taken_back_meanwhile_is_not_in_it(urgent, editor, second_editor):
    from explainer.desk import taking_back

    row = taking_back.ask("event", "truce", "event-1", by=editor, basis="safety", reason="A danger.")
    taking_back.confirm(row, by=second_editor)
    found = proposal(HeldEdition.objects.get())
    assert "event-1" not in [event.slug for event in found.document.events]


# ---- at the desk ---------------------------------------------------------------------------------


def test_the_publish_page_shows_exactly_the_part_before_it_goes_out(scheduled, published, desk, clock):
    rename_event("event-0", "An urgent title")
    page = reverse("admin:explainer_story_publish", args=(published.pk,))
    assert "Publish it before the edition that is scheduled" in desk.get(page).content.decode()
    body = desk.get(page).content.decode()
    early = body.partition("before the time for which it is scheduled")[2].partition("</ul>")[0]
    assert "Story: The truce talks" in early, "what would come out too early is named"
    assert "An urgent title" not in early
    sent = fields_of(desk.get(page)) | {"beside": "on", "only": ['["events","event-0"]'.replace(",", ", ")]}
    response = desk.post(page, sent)
    body = response.content.decode()
    assert "exactly this goes out now (1)" in body
    assert numbers(published) == [1, 2]
    assert Edition.objects.get(number=2).published_at > clock[0], "nothing is out yet"
    response = desk.post(page, fields_of(response))
    assert "Published: edition 2 is public." in said(desk, response)[0]
    assert "until spring" not in Edition.objects.get(number=2).document
    panel = desk.get(reverse("admin:explainer_story_change", args=(published.pk,))).content.decode()
    assert "is set aside" in panel


def test_without_the_tick_the_page_refuses(scheduled, published, desk):
    rename_event("event-0", "An urgent title")
    response = fill_in(desk, reverse("admin:explainer_story_publish", args=(published.pk,)))
    assert "Edition 2 is scheduled; tick this" in response.content.decode()
    assert numbers(published) == [1, 2]


def test_the_page_of_what_is_behind_confirms_it(urgent, published, desk):
    page = reverse("held_edition", args=(HeldEdition.objects.get().pk,))
    body = desk.get(page).content.decode()
    assert "What it lacks" in body
    assert "An <mark>urgent</mark>" in body or "An urgent title" in body
    response = fill_in(desk, page, "_confirm")
    assert said(desk, response)[0].startswith("Scheduled: readers see edition 3 from")
    assert Edition.objects.get(number=3).published_at == NOON + 3 * HOUR


def test_once_its_time_has_passed_it_is_published_at_once(urgent, published, desk, clock):
    clock[0] = NOON + 5 * HOUR
    response = fill_in(desk, reverse("held_edition", args=(HeldEdition.objects.get().pk,)), "_confirm")
    assert said(desk, response) == ["Published: edition 3 is public."]


def test_dropping_it_is_a_button(urgent, desk):
    desk.post(reverse("held_edition", args=(HeldEdition.objects.get().pk,)), {"_drop": "1"})
    assert not HeldEdition.objects.exists()


def test_it_is_at_no_address_of_readers(urgent, client):
    for page in ("story:overview", "story:changes"):
        assert "until spring" not in client.get(reverse(page, args=["truce"])).content.decode()
