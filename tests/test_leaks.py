"""Drafts do not leak: the reader's side is the same byte for byte until something is published."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from explainer.models import Edition, Source, Story

from .crawl import crawl, text_of
from .marking import add_what_is_rare, desk_models, earn_the_marks, mark_every_text, prose_fields
from .publish import publish

FEW = 9  # pages made by the same view: what it must not show, it would show on any of them


@pytest.fixture
def first_story(db: None) -> Story:
    call_command("load_story", "fixtures/gaza-ceasefire", verbosity=0)
    story = Story.objects.get()
    add_what_is_rare(story)
    earn_the_marks()
    publish(story, note="First edition.")
    return story


@pytest.mark.stores
@pytest.mark.slow
def test_a_draft_is_nowhere_and_then_everywhere_it_belongs(first_story, client):
    before = crawl(client, few=FEW)
    markers = mark_every_text()
    every_field = {f"{model._meta.model_name}.{field.name}" for model in desk_models() for field in prose_fields(model)}
    assert set(markers.values()) == every_field, "some text field took no marker"

    after = crawl(client, few=FEW)
    assert after == before, "an unpublished change shows"
    assert not [page for page, body in after.items() if b"zq" in body and b"qz" in body]

    earn_the_marks()
    publish(Story.objects.get(), note="Everything changed.", kind="update")
    published = crawl(client, "/gaza-ceasefire/", under="/gaza-ceasefire/", few=40)
    pages = {page: text_of(body) for page, body in published.items() if "/editions/1/" not in page}
    shown = {page: text for page, text in pages.items() if "/changes/" not in page}
    silent = {name for marker, name in markers.items() if not any(marker in text for text in shown.values())}
    # Who translated is said only where a language is known, a tail only stands after a partial quote.
    assert silent <= {"statement.translator"}, f"not in edition/parts.py, or shown on no page: {sorted(silent)}"

    names = {name: marker for marker, name in markers.items()}
    for slug, texts in {
        "netanyahu-partial-deal": ("passage.text", "statement.lead_in", "relay.label", "statement.context"),
        "official-clarifications": ("passage.text", "statement.lead_in", "statement.when_reported"),
    }.items():
        page = pages[f"/gaza-ceasefire/statements/{slug}/"]
        assert not [name for name in texts if names[name] not in page]
    assert names["term.definition"] in pages["/gaza-ceasefire/glossary/"]
    assert names["position.sentence"] in pages["/gaza-ceasefire/positions/"]
    assert names["event.title"] in pages["/gaza-ceasefire/timeline/"]

    old = {page: body for page, body in published.items() if "/editions/1/" in page}
    assert old, "edition 1 can be found from the changes page"
    assert not [page for page, body in old.items() if b"zq0" in body], "edition 1 changed"


@pytest.mark.stores
@pytest.mark.slow
def test_an_excerpt_is_never_published(first_story, client):
    Source.objects.update(excerpt="zq-excerpt\n" + Source.objects.get().excerpt)
    Story.objects.update(standfirst="Something new.")
    publish(first_story, note="")
    assert not [page for page, body in crawl(client, few=FEW).items() if b"zq-excerpt" in body]
    assert "zq-excerpt" not in Edition.objects.get(number=2).document


def test_an_unpublished_story_answers_like_an_unknown_one(published, make_story, client):
    unknown = client.get("/nowhere-at-all/")
    make_story("secret")
    hidden = client.get("/secret/")
    assert (hidden.status_code, hidden.content) == (404, unknown.content)
    assert client.get("/secret/statements/statement-0/").content == unknown.content
    assert b"secret" not in client.get("/").content


def test_a_preview_is_for_staff_only_and_never_kept(published, client, reporter):
    Story.objects.update(question="Is this the new question?")
    stranger = client.get("/preview/truce/")
    assert stranger.status_code == 302
    assert stranger["Location"].startswith("/admin/login/")
    assert b"new question" not in stranger.content

    client.force_login(reporter)
    page = client.get("/preview/truce/")
    assert b"Is this the new question?" in page.content
    assert b"Readers do not see this" in page.content
    assert page["Cache-Control"] == "no-store"
    assert b"Is this the new question?" not in client.get("/truce/").content


def test_readers_get_the_same_bytes_signed_in_or_out(published, client, editor):
    out = client.get("/truce/")
    client.force_login(editor)
    inside = client.get("/truce/")
    assert inside.content == out.content
    assert "Cookie" not in inside.get("Vary", "")
