"""Ask for a story to be published, approve exactly that or send it back; and, where a site says so, never alone."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, transaction
from django.urls import reverse

from explainer.desk import publishing, requests
from explainer.desk.compose import compose
from explainer.desk.history import keep
from explainer.desk.requests import NotAsked, approve, ask, send_back
from explainer.desk.translations import drafted, original_of
from explainer.edition.shown import shown
from explainer.models import Edition, Notice, OpenQuestion, PublishRequest, Source, Statement, Story

from .conftest import NOON
from .desk_forms import change, fields_of, fill_in, said
from .publish import publish
from .translate import translate


def edit(story: Story, **fields) -> None:
    Story.objects.filter(pk=story.pk).update(**fields)


def seen(story: Story) -> str:
    return shown(compose(story.slug).document)


def asked(story: Story, by, **kwargs) -> PublishRequest:
    return ask(story, seen=seen(story), comment=kwargs.pop("comment", "Ready."), by=by, **kwargs)


@pytest.fixture
def changed(published) -> Story:
    edit(published, question="Does it still hold?")
    return published


@pytest.fixture
def request_(changed, reporter) -> PublishRequest:
    return asked(changed, reporter)


def address(row: PublishRequest) -> str:
    return reverse("publish_request", args=(row.pk,))


# ---- ask, approve, send back ---------------------------------------------------------------------


def test_open_ones_are_found_and_closed_ones_are_not(request_, editor):
    assert list(PublishRequest.objects.open()) == [request_]
    approve(request_, seen=request_.shown, by=editor)
    assert list(PublishRequest.objects.open()) == [request_]
    send_back(request_, reasons="The date.", by=editor)
    assert not PublishRequest.objects.open().exists()
    assert list(PublishRequest.objects.closed()) == [request_]


def test_what_the_page_did_not_show_is_not_asked_for(changed, reporter):
    before = seen(changed)
    edit(changed, question="Something else?")
    with pytest.raises(NotAsked, match="Somebody saved"):
        ask(changed, seen=before, comment="", by=reporter)


def test_a_story_is_asked_for_once_at_a_time(request_, changed, editor):
    with pytest.raises(NotAsked, match="already"):
        asked(changed, editor)
    row = PublishRequest.objects.get()
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_what_was_saved_after_the_page_was_opened_is_not_approved(request_, changed, editor):
    edit(changed, question="Not seen?")
    with pytest.raises(NotAsked, match="Nothing was approved"):
        approve(request_, seen=request_.shown, by=editor)
    assert PublishRequest.objects.get().state == "waiting"


def test_nobody_approves_what_they_asked_for(changed, editor):
    row = asked(changed, editor)
    with pytest.raises(NotAsked, match="Somebody else approves"):
        approve(row, seen=row.shown, by=editor)
    with pytest.raises(IntegrityError), transaction.atomic():
        PublishRequest.objects.update(state="approved", decided_by=editor)


def test_an_approval_is_of_what_was_seen_and_a_later_save_ends_it(request_, changed, editor, desk):
    approve(request_, seen=request_.shown, by=editor)
    body = desk.get(change(changed)).content.decode()
    assert "editor approved it" in body
    assert "no longer counts" not in body
    edit(changed, question="Saved after that?")
    assert "no longer counts" in desk.get(change(changed)).content.decode()
    body = desk.get(address(request_)).content.decode()
    assert "no longer counts" in body
    assert "Saved after that?" in body, "and what is new since is told"
    edit(changed, question="Does it still hold?")
    assert "no longer counts" not in desk.get(change(changed)).content.decode(), "it is what was approved again"


def test_whoever_asked_is_told_what_became_of_it(request_, changed, reporter, editor):
    approve(request_, seen=request_.shown, by=editor)
    publish(changed, note="", by=editor)
    told = [notice.sentence for notice in Notice.objects.of(reporter)]
    assert "is published: edition 2 is public" in told[0]
    assert "approved" in told[1]
    assert PublishRequest.objects.get().edition == Edition.objects.get(number=2)


def test_sending_back_needs_reasons_and_hands_them_on(request_, reporter, editor):
    with pytest.raises(NotAsked, match="Say what is to be mended"):
        send_back(request_, reasons="  ", by=editor)
    send_back(request_, reasons="The date is wrong.", by=editor)
    assert "The date is wrong." in Notice.objects.get(user=reporter).sentence


def test_a_closed_request_is_not_answered_again(request_, editor):
    send_back(request_, reasons="No.", by=editor)
    with pytest.raises(NotAsked, match="closed"):
        approve(request_, seen=request_.shown, by=editor)


def test_only_who_asked_takes_it_back(request_, reporter, editor):
    with pytest.raises(NotAsked):
        requests.take_back(request_, by=editor)
    requests.take_back(request_, by=reporter)
    assert PublishRequest.objects.get().state == "taken-back"


def test_another_story_is_not_answered_by_it(request_, make_story, editor):
    publish(make_story(slug="second"), note="", by=editor)
    assert PublishRequest.objects.get().state == "waiting"


# ---- the pages -----------------------------------------------------------------------------------


def test_a_reporter_asks_and_an_editor_approves_and_publishes_in_one_step(client, reporter, editor, changed):
    client.force_login(reporter)
    assert "Ask for it to be published" in client.get(change(changed)).content.decode()
    response = fill_in(client, reverse("publish_request_ask", args=(changed.pk,)), comment="Please <b>look</b>.")
    row = PublishRequest.objects.get()
    assert response["Location"] == address(row)
    body = client.get(address(row)).content.decode()
    assert "Please &lt;b&gt;look&lt;/b&gt;." in body
    assert "_approve" not in body
    client.force_login(editor)
    assert "reporter asked" in client.get(change(changed)).content.decode()
    sent = {"seen": row.shown, "note": "The question.", "kind": "update", "_publish": "1"}
    response = client.post(address(row), sent)
    assert said(client, response) == ["Published: edition 2 is public."]
    row.refresh_from_db()
    assert (row.state, row.decider_name) == ("published", "editor")


def test_a_refused_publication_approves_nothing_either(client, editor, request_):
    Statement.objects.get(slug="statement-0").sources.clear()
    client.force_login(editor)
    sent = {"seen": seen(request_.story), "note": "x", "kind": "update", "_publish": "1"}
    response = client.post(address(request_), sent)
    assert any("has no source" in each for each in said(client, response))
    request_.refresh_from_db()
    assert request_.state == "waiting"


def test_an_unseen_save_stops_the_one_step_too(client, editor, request_, changed):
    client.force_login(editor)
    edit(changed, question="Not seen?")
    client.post(address(request_), {"seen": request_.shown, "note": "", "kind": "update", "_publish": "1"})
    assert Edition.objects.count() == 1


@pytest.mark.parametrize("button", ["_approve", "_publish", "_send_back"])
def test_a_reporter_cannot_decide(client, reporter, editor, changed, button):
    row = asked(changed, editor)
    client.force_login(reporter)
    sent = {"seen": row.shown, "reasons": "x", "note": "", "kind": "update", button: "1"}
    assert client.post(address(row), sent).status_code == 403
    row.refresh_from_db()
    assert (row.state, Edition.objects.count()) == ("waiting", 1)


def test_the_list_has_open_ones_and_answered_ones(desk, request_, editor):
    body = desk.get(reverse("publish_requests")).content.decode()
    assert "Open (1)" in body
    send_back(request_, reasons="No.", by=editor)
    body = desk.get(reverse("publish_requests")).content.decode()
    assert "Open (0)" in body
    assert "sent back" in body


@pytest.mark.parametrize("comment", ["x" * 2001, "a\x00b", "\ud800"])
def test_odd_comments_get_a_sentence_and_no_error_page(client, reporter, changed, comment):
    client.force_login(reporter)
    page = reverse("publish_request_ask", args=(changed.pk,))
    sent = fields_of(client.get(page)) | {
        "comment": comment.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    }
    assert client.post(page, sent).status_code in (200, 302)


# ---- two people ----------------------------------------------------------------------------------


@pytest.fixture
def two_people(settings) -> None:
    settings.PUBLISH_NEEDS_TWO_PEOPLE = True


def save(client, row, **fields):
    response = fill_in(client, change(row), **fields)
    assert response.status_code == 302
    return response


def test_off_by_default_who_wrote_it_publishes(desk, published):
    save(desk, published, title="Mine")
    assert publish(published, note="", by=None)


def test_who_changed_the_story_cannot_publish_it_alone(desk, published, editor, second_editor, two_people):
    save(desk, published, title="Mine")
    with pytest.raises(publishing.NotPublishable, match="two people"):
        publishing.publish(published, seen=compose("truce").digest, note="", by=editor)
    assert publishing.publish(published, seen=compose("truce").digest, note="", by=second_editor).number == 2


@pytest.mark.parametrize("model", [Statement, Source])
def test_a_part_of_it_counts_as_much(desk, published, editor, two_people, model):
    row = model.objects.order_by("slug").first()
    save(desk, row, **({"topic": "Otherwise"} if model is Statement else {"title": "Otherwise"}))
    with pytest.raises(publishing.NotPublishable):
        publishing.publish(published, seen=compose("truce").digest, note="", by=editor)


def test_what_was_deleted_counts_too(desk, published, editor, two_people):
    row = OpenQuestion.objects.filter(story=published).first()
    desk.post(reverse("admin:explainer_openquestion_delete", args=(row.pk,)), {"post": "yes"})
    with pytest.raises(publishing.NotPublishable):
        publishing.publish(published, seen=compose("truce").digest, note="", by=editor)


def test_another_story_does_not_count(desk, published, editor, make_story, two_people):
    other = make_story(slug="second")
    save(desk, other, title="Elsewhere")
    edit(published, title="By a load")
    assert publishing.publish(published, seen=compose("truce").digest, note="", by=editor).number == 2


def test_what_was_changed_before_the_last_edition_does_not_count(desk, published, editor, two_people, settings):
    save(desk, published, title="Mine")
    settings.PUBLISH_NEEDS_TWO_PEOPLE = False
    publish(published, note="", by=editor)
    settings.PUBLISH_NEEDS_TWO_PEOPLE = True
    edit(published, title="By a load")
    assert publishing.publish(published, seen=compose("truce").digest, note="", by=editor).number == 3


def test_an_approval_by_another_of_exactly_this_is_enough(desk, published, editor, second_editor, two_people):
    save(desk, published, title="Mine")
    row = asked(published, editor)
    with pytest.raises(publishing.NotPublishable):
        publishing.publish(published, seen=compose("truce").digest, note="", by=editor)
    approve(row, seen=row.shown, by=second_editor)
    edit(published, question="Saved since?")
    with pytest.raises(publishing.NotPublishable):
        publishing.publish(published, seen=compose("truce").digest, note="", by=editor)
    edit(published, question=row.story.question)
    assert publishing.publish(published, seen=compose("truce").digest, note="", by=editor).number == 2


def test_who_only_asked_does_not_publish_alone_either(published, editor, two_people):
    edit(published, title="By a load")
    asked(published, editor)
    with pytest.raises(publishing.NotPublishable):
        publishing.publish(published, seen=compose("truce").digest, note="", by=editor)


def test_save_and_publish_obeys_it(desk, published, two_people):
    response = fill_in(desk, change(published), "_publish", title="Mine", _note="x")
    messages = said(desk, response)
    assert "Saved at the desk, but not published" in messages[0]
    assert any("two people" in message for message in messages)
    assert Edition.objects.count() == 1
    assert Story.objects.get().title == "Mine"


def test_the_long_page_obeys_it(desk, published, two_people):
    save(desk, published, title="Mine")
    page = reverse("admin:explainer_story_publish", args=(published.pk,))
    assert "two people" in fill_in(desk, page).content.decode()
    assert Edition.objects.count() == 1


def test_the_command_obeys_it(published, editor, reporter, two_people):
    edit(published, title="By a load")
    with pytest.raises(CommandError, match="two people"):
        call_command("publish_story", "truce", "--note", "x", stdout=StringIO())
    row = asked(published, reporter)
    approve(row, seen=row.shown, by=editor)
    call_command("publish_story", "truce", "--note", "x", stdout=StringIO())
    assert Edition.objects.count() == 2


def test_a_translation_obeys_it(desk, published, editor, second_editor, two_people):
    arabic = translate(published)
    keep([arabic.texts.first()], comment="Translated.", by=editor)
    digest = drafted(arabic, original_of(published, NOON.now(NOON.tzinfo))).digest
    with pytest.raises(publishing.NotPublishable):
        publishing.publish_translation(arabic, seen=digest, note="", by=editor)
    there = requests.stands(published, "ar")
    row = ask(published, seen=there.shown, comment="", by=editor, language="ar")
    assert desk.get(address(row)).status_code == 200
    approve(row, seen=there.shown, by=second_editor)
    assert publishing.publish_translation(arabic, seen=digest, note="", by=editor).number == 1
    row.refresh_from_db()
    assert row.state == "published"
