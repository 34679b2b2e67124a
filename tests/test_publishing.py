"""Publishing: one transaction, one at a time, with its trace; or a refusal in sentences and nothing at all."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection, connections, transaction
from django.urls import reverse

from explainer.desk import publishing
from explainer.desk.addresses import addresses
from explainer.desk.compose import compose
from explainer.desk.publishing import NotPublishable, NotSeen, cancel, publish_again, withdraw
from explainer.edition import document as shape
from explainer.models import Actor, Edition, Event, Source, Statement, Story, Term

from .conftest import NOON
from .publish import publish

# Six of them pack its data. On PostgreSQL one more, for the lock, and two less, for FTS5's own.
FIRST_QUERIES, NEXT_QUERIES = 55, 54
HOUR = timedelta(hours=1)


def edit(story: Story, **fields: Any) -> None:
    Story.objects.filter(pk=story.pk).update(**fields or {"title": "Another title"})


def numbers(story: Story) -> list[int]:
    return list(Edition.objects.of(story).values_list("number", flat=True))


def refusal(act: Callable[..., Any], *args: Any, **kwargs: Any) -> list[str]:
    with pytest.raises(NotPublishable) as stopped:
        act(*args, **kwargs)
    return [problem.sentence for problem in stopped.value.problems]


# ---- publish -------------------------------------------------------------------------------------


def test_the_first_edition_says_what_who_when_and_why(truce, editor, clock):
    edition = publish(truce, note="First edition.", by=editor)
    edition.refresh_from_db()
    assert (edition.number, edition.kind, edition.note) == (1, "first", "First edition.")
    assert (edition.story, edition.slug, edition.language) == (truce, "truce", "en")
    assert (edition.published_by, edition.publisher_name) == (editor, "editor")
    assert (edition.published_at, edition.recorded_at, edition.withdrawn_at) == (NOON, NOON, None)
    assert edition.schema == shape.SCHEMA
    assert edition.digest == shape.digest_of(edition.document)
    assert shape.thaw(edition.document) == compose("truce").document


def test_the_first_edition_is_the_first_whatever_it_is_called(truce):
    assert publish(truce, note="", kind=Edition.Kind.CORRECTION).kind == "first"


def test_the_next_edition_counts_on(published):
    edit(published)
    edition = publish(published, note="Title mended.", kind=Edition.Kind.CORRECTION)
    assert (edition.number, edition.kind) == (2, "correction")
    edit(published, title="A third title")
    assert publish(published, note="").kind == "update"


def test_nothing_happens_when_nothing_changed(published, editor):
    before = list(Edition.objects.values())
    assert publish(published, note="Again", by=editor) is None
    assert list(Edition.objects.values()) == before
    assert not LogEntry.objects.exists()


def test_what_a_check_finds_stops_it_and_nothing_is_written(published, editor):
    before = list(Edition.objects.values())
    Statement.objects.get(slug="statement-0").sources.clear()
    edit(published, title="")
    assert refusal(publish, published, note="", by=editor) == [
        "stories/truce has no title.",
        "statements/statement-0 has no source; add the report that it comes from.",
    ]
    assert list(Edition.objects.values()) == before
    assert not LogEntry.objects.exists()


def test_a_refusal_reads_as_its_sentences(truce):
    edit(truce, title="", question="")
    with pytest.raises(NotPublishable, match=r"has no title\. stories/truce has no question\."):
        publish(truce, note="")


def test_an_edition_never_changes_when_the_desk_does(published):
    before = Edition.objects.values().get()
    edit(published)
    publish(published, note="")
    Event.objects.all().delete()
    Actor.objects.update(name="Nobody")
    assert Edition.objects.of(published).values().get(number=1) == before


@pytest.mark.parametrize("size", [2, 60])
def test_publishing_costs_the_same_whatever_the_size(make_story, django_assert_num_queries, size):
    story = make_story(statements=size, events=size, actors=size)
    seen = compose("truce").digest
    with django_assert_num_queries(FIRST_QUERIES - (connection.vendor == "postgresql")):
        publishing.publish(story, seen=seen, note="")


@pytest.mark.parametrize("editions", [1, 12])
def test_publishing_costs_the_same_however_many_editions_there_are(published, django_assert_num_queries, editions):
    for number in range(editions):
        edit(published, title=f"Title {number}")
        publish(published, note="")
    edit(published)
    seen = compose("truce").digest
    with django_assert_num_queries(NEXT_QUERIES - (connection.vendor == "postgresql")):
        publishing.publish(published, seen=seen, note="")


def test_two_editions_are_never_of_the_same_moment(published, clock):
    clock[0] = Edition.objects.get().published_at
    edit(published)
    assert publish(published, note="").published_at > clock[0]


def test_the_trace_is_in_the_log_of_the_desk_too(truce, editor):
    publish(truce, note="First edition.", by=editor)
    entry = LogEntry.objects.get()
    assert (entry.user, entry.get_edited_object(), entry.change_message) == (
        editor,
        truce,
        "Published edition 1: First edition.",
    )


def test_a_command_without_an_account_leaves_the_edition_as_its_trace(truce):
    edition = publish(truce, note="")
    assert (edition.published_by, edition.publisher_name) == (None, "")
    assert not LogEntry.objects.exists()


def test_the_name_of_who_published_outlives_the_account(truce, django_user_model):
    leaver = django_user_model.objects.create_user("leaver", first_name="Noa", last_name="Editor")
    publish(truce, note="", by=leaver)
    leaver.delete()
    edition = Edition.objects.get()
    assert (edition.published_by, edition.publisher_name) == (None, "Noa Editor")


def test_the_row_at_the_desk_counts_and_not_an_older_copy_of_it(truce):
    stale = Story.objects.get()
    edit(truce, slug="ceasefire")
    assert publish(stale, note="").slug == "ceasefire"


def test_a_published_address_stays(published):
    edit(published, slug="ceasefire")
    assert refusal(publish, published, note="") == ["The address “truce” is published and stays; change the slug back."]


def test_an_address_that_was_another_storys_is_not_used_again(published, make_story):
    edit(published, slug="renamed")
    Source.objects.update(slug="older-report")
    for actor in Actor.objects.all():
        Actor.objects.filter(pk=actor.pk).update(slug=f"older-{actor.slug}")
    newcomer = make_story("truce")
    assert refusal(publish, newcomer, note="") == ["The address “truce” has been another story's; choose another slug."]


@pytest.mark.parametrize("note", ["  Mended.\r\n", "Mended.\x00\u202e"])
def test_a_note_is_kept_tidy(truce, note):
    assert publish(truce, note=note).note == "Mended."


def test_a_note_that_is_too_long_is_refused_on_every_database(truce):
    assert refusal(publish, truce, note="x" * 1001) == ["The note has 1001 characters; it can have 1000."]
    assert numbers(truce) == []


# ---- addresses that go -----------------------------------------------------------------------------


def test_an_address_that_a_new_edition_lacks_is_remembered(published):
    Statement.objects.filter(slug="statement-1").update(slug="renamed")
    assert publish(published, note="").retired == {"statements/statement-1": 1}
    edit(published)
    assert publish(published, note="").retired == {"statements/statement-1": 1}
    Statement.objects.filter(slug="renamed").update(slug="statement-1")
    assert publish(published, note="").retired == {"statements/renamed": 3}


def test_the_addresses_of_a_story_are_those_of_its_parts_and_the_places_where_they_stand(truce):
    assert sorted(addresses(compose("truce").document)) == [
        "actors/truce-side-0", "actors/truce-side-1", "events/event-0", "events/event-1", "issues/issue-1",
        "phases/1", "phases/2",
        "statements/act/said", "statements/month/2024-02",
        "statements/statement-0", "statements/statement-1", "texts/paper",
        "timeline/#event-0", "timeline/#event-1", "timeline/act/said",
        "timeline/month/2024-01", "timeline/month/2024-01/#event-0", "timeline/month/2024-01/#event-1",
        "timeline/month/2024-02",
    ]  # fmt: skip


# ---- schedule and cancel ---------------------------------------------------------------------------


def test_a_scheduled_edition_is_public_from_its_moment_on(client, truce, clock, editor):
    edition = publish(truce, note="Later.", by=editor, at=NOON + HOUR)
    assert edition.published_at == NOON + HOUR
    assert LogEntry.objects.get().change_message == "Scheduled edition 1: Later."
    page = reverse("story:overview", args=["truce"])
    assert client.get(page).status_code == 404
    clock[0] = NOON + HOUR - timedelta(microseconds=1)
    assert client.get(page).status_code == 404
    assert client.get(reverse("edition:overview", args=["truce", 1])).status_code == 404
    clock[0] = NOON + HOUR
    assert client.get(page).status_code == 200


def test_what_is_scheduled_is_frozen(truce, clock):
    publish(truce, note="", at=NOON + HOUR)
    edit(truce, title="Saved after that")
    assert "Saved after that" not in Edition.objects.get().document


@pytest.mark.parametrize("at", [NOON, NOON - HOUR])
def test_the_past_is_not_a_time_to_publish(truce, clock, at):
    assert refusal(publish, truce, note="", at=at) == ["The time to publish is in the past."]


def test_nothing_is_published_past_a_scheduled_edition(clock, published):
    clock[0] += HOUR
    edit(published)
    publish(published, note="", at=clock[0] + HOUR)
    edit(published, title="A third title")
    wanted = ["Edition 2 is scheduled; cancel that first, or wait for it."]
    first = Edition.objects.get(number=1)
    assert refusal(publish, published, note="") == wanted
    assert refusal(publish, published, note="", at=clock[0] + 2 * HOUR) == wanted
    assert refusal(publish_again, first, note="") == wanted


def test_a_schedule_can_be_cancelled_and_its_number_is_free_again(clock, published, editor):
    clock[0] += HOUR
    edit(published)
    cancel(publish(published, note="", at=clock[0] + HOUR), by=editor)
    assert numbers(published) == [1]
    assert LogEntry.objects.get().change_message.startswith("Cancelled edition 2, scheduled for 01 January 2026 14:00")
    assert publish(published, note="").number == 2


def test_what_readers_have_seen_cannot_be_cancelled(published, editor):
    assert refusal(cancel, Edition.objects.get(), by=editor) == [
        "Edition 1 is public; it can be withdrawn, not cancelled."
    ]
    assert numbers(published) == [1]


def test_cancelling_twice_is_a_sentence(truce, clock):
    edition = publish(truce, note="", at=NOON + HOUR)
    once, again = Edition.objects.get(pk=edition.pk), Edition.objects.get(pk=edition.pk)
    cancel(once)
    for act in (cancel, lambda row: withdraw(row, because="x"), lambda row: publish_again(row, note="")):
        assert refusal(act, again) == ["Edition 1 is gone: its schedule was cancelled."]


# ---- withdraw --------------------------------------------------------------------------------------


def every_page(space: str, *args: Any) -> list[str]:
    story = compose("truce").document
    found = {
        "statement": [row.slug for row in story.statements],
        "actor": [row.slug for row in story.actors],
        "issue": [row.slug for row in story.issues],
        "phase": [row.number for row in story.phases],
    }
    plain = (
        "overview", "timeline", "phases", "statements", "actors", "issues", "positions", "sources", "glossary",
        "balance", "changes",
    )  # fmt: skip
    pages = [reverse(f"{space}:{name}", args=args) for name in plain]
    return pages + [reverse(f"{space}:{name}", args=(*args, key)) for name, keys in found.items() for key in keys]


def test_a_withdrawn_edition_is_gone_at_once_from_every_address(client, published, editor):
    pages = every_page("story", "truce") + every_page("edition", "truce", 1)
    assert {client.get(page).status_code for page in pages} == {200}
    withdraw(Edition.objects.get(), because="It was about another gate.", by=editor)
    for page in pages:
        answer = client.get(page)
        assert answer.status_code == 410, page
        assert "It was about another gate." in answer.content.decode()
        assert "We hold gate number" not in answer.content.decode()


def test_a_withdrawal_says_who_when_and_why_and_changes_nothing_else(published, editor, clock):
    before = Edition.objects.values().get()
    clock[0] = before["published_at"] + HOUR
    withdraw(Edition.objects.get(), because=" It was wrong. ", by=editor)
    after = Edition.objects.values().get()
    assert after == before | {
        "withdrawn_at": clock[0],
        "told_at": clock[0],
        "withdrawn_because": "It was wrong.",
        "withdrawn_by_id": editor.pk,
        "withdrawer_name": "editor",
    }
    assert LogEntry.objects.get().change_message == "Withdrew edition 1: It was wrong."


def test_older_editions_stay_when_the_newest_is_withdrawn(client, published):
    edit(published)
    withdraw(publish(published, note=""), because="Too early.")
    assert client.get(reverse("story:overview", args=["truce"])).status_code == 410
    assert client.get(reverse("edition:overview", args=["truce", 1])).status_code == 200
    assert client.get(reverse("edition:overview", args=["truce", 2])).status_code == 410


def test_what_was_withdrawn_can_be_published_as_a_new_edition(client, published):
    withdraw(Edition.objects.get(), because="Too early.")
    edition = publish(published, note="Now it holds.")
    assert (edition.number, edition.kind) == (2, "update")
    assert client.get(reverse("story:overview", args=["truce"])).status_code == 200
    assert client.get(reverse("edition:overview", args=["truce", 1])).status_code == 410


@pytest.mark.parametrize("because", ["", "  ", "\n", "\u202e\x00"])
def test_a_withdrawal_needs_a_reason(published, because):
    assert refusal(withdraw, Edition.objects.get(), because=because) == [
        "Say why it is withdrawn; readers are shown the reason."
    ]
    assert Edition.objects.get().withdrawn_at is None


def test_an_edition_is_withdrawn_once(published):
    withdraw(Edition.objects.get(), because="One reason.")
    assert refusal(withdraw, Edition.objects.get(), because="Another.") == ["Edition 1 is withdrawn already."]
    assert Edition.objects.get().withdrawn_because == "One reason."


def test_what_is_only_scheduled_is_cancelled_and_not_withdrawn(truce, clock):
    edition = publish(truce, note="", at=NOON + HOUR)
    assert refusal(withdraw, edition, because="x") == ["Edition 1 is not public yet; cancel its schedule."]


# ---- publish again ---------------------------------------------------------------------------------


@pytest.fixture
def two(published) -> tuple[Edition, Edition]:
    edit(published)
    publish(published, note="")
    second, first = Edition.objects.of(published)
    return first, second


def test_an_older_edition_is_published_again_word_for_word(published, two, editor):
    first, _second = two
    edit(published, title="Not ready")
    edition = publish_again(first, note="Back to that.", by=editor)
    edition.refresh_from_db()
    assert (edition.number, edition.kind, edition.note) == (3, "update", "Back to that.")
    assert (edition.document, edition.digest, edition.schema) == (first.document, first.digest, first.schema)
    assert (edition.republishes, edition.published_by) == (first, editor)
    assert Story.objects.get().title == "Not ready"


def test_what_readers_read_already_is_not_published_again(two, published):
    assert publish_again(two[1], note="") is None
    assert numbers(published) == [2, 1]


def test_a_withdrawn_edition_is_not_published_again(two):
    withdraw(two[0], because="Wrong.")
    assert refusal(publish_again, two[0], note="") == ["Edition 1 was withdrawn and stays so."]


def test_what_is_not_public_yet_is_not_published_again(truce, clock):
    edition = publish(truce, note="", at=NOON + HOUR)
    assert refusal(publish_again, edition, note="") == ["Edition 1 is not public yet."]


def test_an_older_edition_is_not_judged_by_the_rules_of_today(two, published):
    Statement.objects.get(slug="statement-0").sources.clear()
    assert publish_again(two[0], note="").number == 3


# ---- at the same moment ----------------------------------------------------------------------------


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Do all of it at the same moment, each in a thread with a connection of its own; results or errors, in order."""
    ready, found = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        try:
            ready.wait(timeout=30)
            found[place] = act()
        except Exception as error:
            found[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return found


@pytest.fixture
def desk(transactional_db, make_story, tmp_path, monkeypatch) -> Story:
    """A story in a database that threads can share: on SQLite a file, as on a server, in place of the memory."""
    story = make_story()
    if connection.vendor == "sqlite":
        copy = Path(tmp_path) / "desk.sqlite3"
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(copy)])
        monkeypatch.setattr(connections, "settings", connections.settings | {"default": on_disk(copy)})
    return story


def on_disk(path: Path) -> dict[str, Any]:
    return connection.settings_dict | {"NAME": str(path)}


def publish_at_last(story: Story, *, note: str) -> Edition | None:
    """As somebody does who looks again as often as others save meanwhile."""
    while True:
        try:
            return publish(story, note=note)
        except NotSeen:
            continue


together = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@together
def test_two_who_publish_the_same_at_the_same_moment_make_one_edition(desk):
    found = at_once(*[lambda: publish(desk, note="")] * 4)
    assert sorted(str(one) for one in found) == ["None"] * 3 + ["truce, edition 1"]
    assert at_once(lambda: numbers(desk)) == [[1]]


@together
def test_two_who_save_and_publish_at_the_same_moment_make_consecutive_editions(desk):
    def act(field: str) -> Callable[[], Any]:
        def save_and_publish() -> Edition | None:
            edit(desk, **{field: f"{field} mended"})
            return publish_at_last(desk, note=field)

        return save_and_publish

    found = at_once(*[act(field) for field in ("title", "question", "standfirst", "short_title")])
    made = sorted(one.number for one in found if one is not None)
    assert made == list(range(1, len(made) + 1))
    (last,) = at_once(lambda: Edition.objects.of(desk).first())
    story = shape.thaw(last.document)
    assert (story.title, story.question, story.standfirst, story.short_title) == (
        "title mended",
        "question mended",
        "standfirst mended",
        "short_title mended",
    )


@together
def test_publishing_again_and_withdrawing_at_the_same_moment_never_clash(desk):
    (first,) = at_once(lambda: publish(desk, note=""))
    at_once(lambda: edit(desk))
    at_once(lambda: publish(desk, note=""))
    again, gone = at_once(lambda: publish_again(first, note=""), lambda: withdraw(first, because="Wrong."))
    assert gone.withdrawn_at
    assert isinstance(again, Edition) or "was withdrawn" in str(again)


@together
def test_what_is_published_while_an_editor_saves_is_of_one_moment(desk):
    """The editor's transaction writes one number into rows that are read by different queries."""
    published: list[Edition] = []
    ready = threading.Barrier(2)

    def save(number: int) -> None:
        with transaction.atomic():
            Story.objects.update(title=f"Title {number}")
            Statement.objects.filter(slug="statement-0").update(topic=f"topic {number}")
            Term.objects.update(name=f"Name {number}")
            Source.objects.update(note=f"Note {number}")

    def saves() -> None:
        for number in range(1, 21):
            ready.wait(timeout=30)
            save(number)

    def publishes() -> None:
        for _round in range(1, 21):
            ready.wait(timeout=30)
            if edition := publish_at_last(desk, note=""):
                published.append(edition)

    at_once(lambda: save(0))
    assert at_once(saves, publishes) == [None, None]
    assert published
    for edition in published:
        story = shape.thaw(edition.document)
        topic = next(row.topic for row in story.statements if row.slug == "statement-0")
        said = {text.split()[1] for text in (story.title, topic, story.terms[0].name, story.sources[0].note)}
        assert len(said) == 1, said
    assert [edition.number for edition in published] == list(range(1, len(published) + 1))
