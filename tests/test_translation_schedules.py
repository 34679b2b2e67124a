"""A translation scheduled like an edition, cancelled, and looked at as a page before anybody reads it."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse
from django.utils import timezone

from explainer.desk.publishing import NotPublishable, cancel, withdraw
from explainer.models import Edition, Story, TranslatedText, Translation

from .conftest import NOON
from .crawl import links_of
from .desk_forms import change, fill_in, said
from .publish import publish, publish_translation
from .translate import WORDS, translate

HOUR = timedelta(hours=1)
HERE = "/ar/truce/"


@pytest.fixture
def arabic(clock, published) -> Translation:
    clock[0] = NOON + HOUR
    return translate(published)


def test_readers_of_the_language_read_it_from_its_moment_on(arabic, client, clock):
    edition = publish_translation(arabic, note="", at=NOON + 2 * HOUR)
    assert (edition.stream, edition.published_at) == ("ar", NOON + 2 * HOUR)
    assert WORDS["ar"] not in client.get(HERE).content.decode()
    clock[0] = NOON + 2 * HOUR
    assert WORDS["ar"] in client.get(HERE).content.decode()


def test_the_past_is_no_time(arabic, clock):
    with pytest.raises(NotPublishable, match="in the past"):
        publish_translation(arabic, note="", at=clock[0])


def test_nothing_goes_past_it_and_it_can_be_cancelled(arabic, clock):
    edition = publish_translation(arabic, note="", at=NOON + 2 * HOUR)
    TranslatedText.objects.filter(field="title").update(text="عنوان")
    with pytest.raises(NotPublishable, match="is scheduled"):
        publish_translation(arabic, note="")
    cancel(edition)
    assert publish_translation(arabic, note="").number == 1


def test_what_translates_a_withdrawn_edition_never_comes_out(arabic, client, clock, editor):
    publish_translation(arabic, note="", at=NOON + 2 * HOUR)
    withdraw(Edition.objects.get(stream=""), because="Wrong.", by=editor)
    assert not Edition.objects.filter(stream="ar").exists()
    clock[0] = NOON + 3 * HOUR
    assert WORDS["ar"] not in client.get(HERE).content.decode()


def test_an_original_that_moves_on_leaves_the_schedule_as_it_is(arabic, published, client, clock):
    publish_translation(arabic, note="", at=NOON + 3 * HOUR)
    Story.objects.update(question="Something else?")
    publish(published, note="")
    clock[0] = NOON + 3 * HOUR
    assert WORDS["ar"] in client.get(HERE).content.decode()


def test_an_editor_schedules_and_cancels_on_its_page(arabic, desk, clock):
    at = timezone.localtime() + timedelta(days=1)
    response = fill_in(desk, change(arabic), "_publish", _at=f"{at:%Y-%m-%dT%H:%M}")
    assert said(desk, response)[0].startswith("Scheduled: readers see edition 1 in Arabic from")
    body = desk.get(change(arabic)).content.decode()
    assert "Edition 1, scheduled for" in body
    assert "is scheduled for" in desk.get(change(arabic.story)).content.decode()
    response = desk.post(reverse("admin:explainer_translation_cancel", args=(arabic.pk,)))
    assert said(desk, response) == ["Edition 1 is no longer scheduled."]
    response = desk.post(reverse("admin:explainer_translation_cancel", args=(arabic.pk,)))
    assert said(desk, response) == ["Nothing is scheduled."]


@pytest.mark.parametrize("at", ["soon", "2001-01-01T10:00", "2026-02-30T10:00", "9999-12-31T23:59", "0001-01-01T00:00"])
def test_a_time_that_cannot_be_meant_publishes_nothing(arabic, desk, at):
    response = fill_in(desk, change(arabic), "_publish", _at=at)
    assert any(each.startswith("Not published") for each in said(desk, response))
    assert not Edition.objects.filter(stream="ar").exists()


def test_a_reporter_cancels_nothing(arabic, client, reporter):
    publish_translation(arabic, note="", at=NOON + 2 * HOUR)
    client.force_login(reporter)
    assert client.post(reverse("admin:explainer_translation_cancel", args=(arabic.pk,))).status_code == 403
    assert Edition.objects.filter(stream="ar").exists()


def test_the_command_schedules_a_translation(arabic, clock):
    words = ("publish_story", "truce", "--language", "ar", "--at", "2026-01-01T15:00+00:00")
    out = StringIO()
    call_command(*words, stdout=out)
    assert out.getvalue() == "Scheduled truce, edition 1 in ar for 2026-01-01T15:00:00+00:00.\n"
    with pytest.raises(CommandError, match="is not a time"):
        call_command(*words[:-1], "soon", stdout=out)


# ---- preview -------------------------------------------------------------------------------------


def preview(page: str = "overview", *args: str, language: str = "ar") -> str:
    return reverse(f"translation-preview:{page}", args=(language, "truce", *args))


def test_it_is_looked_at_as_a_page_before_it_is_published(arabic, desk, clock):
    assert preview() in desk.get(change(arabic)).content.decode()
    answer = desk.get(preview())
    body = answer.content.decode()
    assert WORDS["ar"] in body
    assert '<html lang="ar" dir="rtl"' in body
    assert answer["Cache-Control"] == "no-store"
    assert 'content="noindex' in body or "noindex" in answer.headers.get("X-Robots-Tag", "")
    assert not Edition.objects.filter(stream="ar").exists()


def test_each_of_its_links_stays_in_it_and_answers(arabic, desk):
    ahead, seen = [preview()], set()
    while ahead and len(seen) < 60:
        path = ahead.pop().partition("#")[0]
        if path in seen or not path.startswith("/preview/"):
            continue
        assert path.startswith("/preview/in/ar/"), path
        seen.add(path)
        answer = desk.get(path)
        assert answer.status_code in (200, 302), path
        ahead += links_of(answer.content.decode())
    assert preview("timeline") in seen


def test_what_is_not_translated_yet_stands_in_the_originals_words(arabic, desk):
    TranslatedText.objects.filter(field="question").delete()
    assert arabic.story.question in desk.get(preview()).content.decode()


def test_it_is_for_those_at_the_desk(arabic, client, django_user_model, reporter):
    answer = client.get(preview())
    assert reverse("admin:login") in answer["Location"]
    client.force_login(django_user_model.objects.create_user("nobody", password="x", is_staff=True))
    assert client.get(preview()).status_code == 403
    client.force_login(reporter)
    assert client.get(preview()).status_code == 200


def test_where_there_is_none_there_is_no_page(arabic, desk):
    assert desk.get(preview(language="he")).status_code == 404
    assert desk.get(preview(language="xx")).status_code == 404
    assert desk.get("/preview/in/ar/none/").status_code == 404
