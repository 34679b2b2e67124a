"""Publishing from the desk: what the panel says, what each page does, and that nobody gets round a missing right."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from explainer.desk import publishing
from explainer.models import Edition, Statement, Story

from .desk_forms import fields_of, fill_in, said
from .publish import publish

ACTS = ("publish", "schedule", "again", "withdraw", "cancel")


def page(story: Story, name: str) -> str:
    return reverse(f"admin:explainer_story_{name}", args=(story.pk,))


def numbers(story: Story) -> list[int]:
    return list(Edition.objects.filter(story=story).order_by("number").values_list("number", flat=True))


@pytest.fixture
def scheduled(truce) -> Edition:
    return publish(truce, note="", at=timezone.now() + timedelta(hours=1))


# ---- the panel -----------------------------------------------------------------------------------


def test_the_panel_says_that_a_story_is_not_published_yet(desk, truce):
    body = desk.get(page(truce, "change")).content.decode()
    assert "Not published yet" in body
    assert "Nothing stops publication" in body
    assert "Save and publish" in body
    assert page(truce, "publish") in body
    assert page(truce, "withdraw") not in body, "there is nothing to withdraw"


def test_the_panel_says_what_differs_in_words(desk, published):
    Story.objects.filter(pk=published.pk).update(question="Does it still hold?")
    body = desk.get(page(published, "change")).content.decode()
    assert "1 difference from edition 1" in body
    assert "Does it still hold?" in body
    assert reverse("edition:overview", kwargs={"story": published.slug, "number": 1}) in body


def test_the_panel_says_what_stops_publication_and_where_it_is_mended(desk, truce):
    statement = Statement.objects.of(truce).first()
    statement.sources.clear()
    body = desk.get(page(truce, "change")).content.decode()
    assert "has no source" in body
    assert reverse("admin:explainer_statement_change", args=(statement.pk,)) in body


def test_the_panel_says_what_is_scheduled(desk, scheduled):
    body = desk.get(page(scheduled.story, "change")).content.decode()
    assert "Edition 1, for" in body
    assert page(scheduled.story, "cancel") in body


def test_the_panel_says_that_readers_no_longer_see_a_withdrawn_edition(desk, published):
    publishing.withdraw(Edition.objects.get(), because="It named a child.")
    body = desk.get(page(published, "change")).content.decode()
    assert "was withdrawn" in body
    assert "It named a child." in body


def test_a_reporter_sees_the_panel_without_buttons(client, reporter, published):
    client.force_login(reporter)
    body = client.get(page(published, "change")).content.decode()
    assert "Readers see" in body
    assert "Save and publish" not in body
    assert not any(page(published, act) in body for act in ACTS)


def test_the_list_says_what_is_public(desk, published, make_story):
    make_story(slug="second")
    body = desk.get(reverse("admin:explainer_story_changelist")).content.decode()
    assert "Edition 1, " in body
    assert "Not published yet" in body


def test_an_odd_stored_document_does_not_close_the_desk(desk, published):
    Edition.objects.update(document="{}", digest="0" * 64)
    assert desk.get(page(published, "change")).status_code == 200


# ---- the acts ------------------------------------------------------------------------------------


def test_an_editor_publishes(desk, truce):
    response = fill_in(desk, page(truce, "publish"), note="First.")
    assert said(desk, response) == ["Published: edition 1 is public."]
    edition = Edition.objects.get()
    assert (edition.kind, edition.note, edition.publisher_name) == ("first", "First.", "editor")
    assert LogEntry.objects.filter(object_id=str(truce.pk), change_message__contains="Published").exists()


def test_the_first_edition_has_no_kind_to_choose_and_later_ones_have(desk, truce):
    assert 'name="kind"' not in desk.get(page(truce, "publish")).content.decode()
    publish(truce, note="")
    assert 'name="kind"' in desk.get(page(truce, "publish")).content.decode()


def test_a_correction_needs_a_note(desk, published):
    Story.objects.filter(pk=published.pk).update(title="Corrected")
    response = fill_in(desk, page(published, "publish"), kind="correction")
    assert "Tell readers what was wrong" in response.content.decode()
    assert numbers(published) == [1]
    fill_in(desk, page(published, "publish"), kind="correction", note="The title was wrong.")
    assert Edition.objects.get(number=2).kind == "correction"


def test_nothing_new_is_not_published(desk, published):
    response = fill_in(desk, page(published, "publish"))
    assert "Nothing to publish" in said(desk, response)[0]
    assert numbers(published) == [1]


def test_what_stops_publication_is_listed(desk, truce):
    Statement.objects.of(truce).first().sources.clear()
    response = fill_in(desk, page(truce, "publish"))
    assert response.status_code == 200
    assert "has no source" in response.content.decode()
    assert numbers(truce) == []


def test_what_was_saved_after_the_page_was_opened_is_shown_before_it_is_published(desk, published):
    Story.objects.filter(pk=published.pk).update(title="Seen")
    fields = fields_of(desk.get(page(published, "publish")))
    Story.objects.filter(pk=published.pk).update(title="Not seen")
    response = desk.post(page(published, "publish"), fields)
    assert "Somebody saved at the desk after you opened this page" in response.content.decode()
    assert numbers(published) == [1]
    desk.post(page(published, "publish"), fields_of(response))
    assert numbers(published) == [1, 2]


def test_an_editor_schedules_and_cancels(desk, truce):
    at = timezone.localtime() + timedelta(days=2)
    assert timezone.get_current_timezone_name() in desk.get(page(truce, "schedule")).content.decode()
    response = fill_in(desk, page(truce, "schedule"), at=f"{at:%Y-%m-%dT%H:%M}")
    assert said(desk, response)[0].startswith("Scheduled: readers see edition 1 from")
    edition = Edition.objects.get()
    assert abs(edition.published_at - at) < timedelta(minutes=1)
    response = fill_in(desk, page(truce, "publish"))
    assert "Edition 1 is scheduled" in response.content.decode()
    response = fill_in(desk, page(truce, "cancel"))
    assert said(desk, response) == ["Edition 1 is no longer scheduled."]
    assert numbers(truce) == []


@pytest.mark.parametrize(
    ("at", "sentence"),
    [("2001-01-01T10:00", "in the past"), ("9999-12-31T23:59", "more than a year away"), ("soon", "valid date"),
     ("", "required"), ("0001-01-01T00:00", "in the past"), ("2026-02-30T10:00", "valid date")],
)  # fmt: skip
def test_a_time_that_cannot_be_meant_is_refused(desk, truce, at, sentence):
    response = fill_in(desk, page(truce, "schedule"), at=at)
    assert sentence in response.content.decode()
    assert numbers(truce) == []


def test_an_editor_withdraws_with_a_reason(desk, published):
    response = fill_in(desk, page(published, "withdraw"))
    assert response.status_code == 200, "without a reason it is refused"
    response = fill_in(desk, page(published, "withdraw"), because="It named a child.", edition=Edition.objects.get().pk)
    assert said(desk, response) == ["Edition 1 is withdrawn. Readers are told why."]
    edition = Edition.objects.get()
    assert (edition.withdrawn_because, edition.withdrawer_name) == ("It named a child.", "editor")


def test_an_editor_publishes_an_older_edition_again(desk, published):
    Story.objects.filter(pk=published.pk).update(title="Worse")
    publish(published, note="")
    older = Edition.objects.get(number=1)
    response = fill_in(desk, page(published, "again"), edition=older.pk, note="Back to the first.")
    assert "It says again what edition 1 said" in said(desk, response)[0]
    newest = Edition.objects.get(number=3)
    assert newest.digest == older.digest
    assert Story.objects.get().title == "Worse"


def test_an_edition_of_another_story_cannot_be_chosen(desk, published, make_story):
    other = make_story(slug="second")
    publish(other, note="")
    theirs = Edition.objects.get(slug="second")
    desk.post(page(published, "withdraw"), {"edition": theirs.pk, "because": "Mischief."})
    theirs.refresh_from_db()
    assert theirs.withdrawn_at is None


@pytest.mark.parametrize("act", ["again", "withdraw", "cancel"])
def test_with_nothing_to_act_on_a_page_says_so(desk, truce, act):
    response = desk.get(page(truce, act))
    assert response.status_code == 302
    assert said(desk, response)


@pytest.mark.parametrize("act", ACTS)
def test_looking_at_a_page_does_nothing(desk, published, act):
    before = list(Edition.objects.values())
    desk.get(page(published, act), {"note": "x", "because": "x", "edition": "1"})
    assert list(Edition.objects.values()) == before
    assert desk.put(page(published, act)).status_code == 405


@pytest.mark.parametrize("act", ACTS)
def test_a_story_that_is_not_there_is_not_found(desk, act):
    for pk in (0, 99, 10**30):
        assert desk.get(reverse(f"admin:explainer_story_{act}", args=(pk,))).status_code == 404


# ---- save and publish ----------------------------------------------------------------------------


def test_save_and_publish_does_both(desk, truce):
    response = fill_in(desk, page(truce, "change"), "_publish", title="As saved", _note="First.")
    assert said(desk, response) == ["Saved. Published: edition 1 is public."]
    edition = Edition.objects.get()
    assert '"title":"As saved"' in edition.document
    assert edition.note == "First."


def test_a_refused_publication_leaves_the_save_standing(desk, truce):
    Statement.objects.of(truce).first().sources.clear()
    response = fill_in(desk, page(truce, "change"), "_publish", title="As saved")
    messages = said(desk, response)
    assert "Saved at the desk, but not published" in messages[0]
    assert any("has no source" in message for message in messages[1:])
    assert Story.objects.get().title == "As saved"
    assert numbers(truce) == []


def test_a_form_with_a_mistake_is_neither_saved_nor_published(desk, truce):
    response = fill_in(desk, page(truce, "change"), "_publish", title="")
    assert response.status_code == 200
    assert numbers(truce) == []


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_publishing_begins_after_the_save_is_committed(client, django_user_model, make_story, monkeypatch):
    boss = django_user_model.objects.create_superuser("boss", password="x")
    story = make_story()
    client.force_login(boss)
    seen = []
    real = publishing.publish

    def watched(*args, **kwargs):
        seen.append(connection.in_atomic_block)
        return real(*args, **kwargs)

    monkeypatch.setattr(publishing, "publish", watched)
    fill_in(client, page(story, "change"), "_publish")
    assert seen == [False]


def test_a_published_slug_stays(desk, published):
    body = desk.get(page(published, "change")).content.decode()
    assert "Part of a published address" in body
    fill_in(desk, page(published, "change"), slug="another")
    assert Story.objects.get().slug == published.slug
    statement = Statement.objects.of(published).first()
    address = reverse("admin:explainer_statement_change", args=(statement.pk,))
    fill_in(desk, address, slug="another")
    renamed = Statement.objects.get(pk=statement.pk)
    assert (renamed.slug, renamed.former_slugs) == ("another", statement.slug), "readers find it where it was"


def test_a_slug_that_no_edition_has_can_still_be_changed(desk, published):
    statement = Statement.objects.of(published).first()
    fresh = Statement.objects.create(
        story=published, slug="fresh", speaker=statement.speaker, wording="paraphrase", topic="x", lead_in="He said so."
    )
    fill_in(desk, reverse("admin:explainer_statement_change", args=(fresh.pk,)), slug="fresher")
    fresh.refresh_from_db()
    assert fresh.slug == "fresher"
