"""Nothing unseen is published: what the editor's page showed, and this editor's own save, or nothing and the reason."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, connections
from django.db.models.signals import post_save
from django.test import Client
from django.urls import reverse

from explainer.desk import publishing
from explainer.desk.compose import compose
from explainer.desk.publishing import NotSeen
from explainer.desk.translations import drafted
from explainer.models import Edition, Event, Passage, Source, Statement, Story, Term

from .desk_forms import change, fields_of, fill_in, said
from .publish import publish, publish_translation
from .test_publishing import at_once, together
from .test_publishing import desk as shared  # noqa: F401 -- a fixture
from .translate import translate

ROUND = "text:events/event-0:title"


def numbers(story: Story) -> list[int]:
    return list(Edition.objects.filter(story=story).order_by("number").values_list("number", flat=True))


def page(story: Story, name: str) -> str:
    return reverse(f"admin:explainer_story_{name}", args=(story.pk,))


def somebody_saves(words: str = "Saved by somebody else.") -> None:
    Term.objects.update(definition=words)


# ---- where it is published -----------------------------------------------------------------------


def test_what_was_not_seen_is_not_published_and_nothing_is_written(truce, editor):
    seen = compose("truce").digest
    somebody_saves()
    for unseen in (seen, "", "0" * 64):
        with pytest.raises(NotSeen, match="after this was looked at"):
            publishing.publish(truce, seen=unseen, note="", by=editor)
    assert numbers(truce) == []
    assert publishing.publish(truce, seen=compose("truce").digest, note="").number == 1


def test_a_translation_is_published_as_seen(published):
    translation = translate(published)
    original = Edition.objects.get()
    seen = drafted(translation, original).digest
    translation.texts.filter(place="stories/truce", field="title").update(text="عنوان آخر")
    with pytest.raises(NotSeen):
        publishing.publish_translation(translation, seen=seen, note="")
    assert publish_translation(translation, note="").number == 1


# ---- the short way -------------------------------------------------------------------------------


def test_save_and_publish_does_not_publish_what_somebody_else_saved(desk, published):
    fields = fields_of(desk.get(page(published, "change")))
    somebody_saves()
    response = desk.post(page(published, "change"), fields | {"title": "Mine", "_publish": "1"})
    first, *new = said(desk, response)
    assert "Saved at the desk, but not published: somebody else saved at the desk" in first
    assert new == [sentence for sentence in new if "Saved by somebody else." in sentence] != []
    assert Story.objects.get().title == "Mine"
    assert numbers(published) == [1]
    fill_in(desk, page(published, "change"), "_publish", _note="Both.")
    assert '"title":"Mine"' in Edition.objects.get(number=2).document
    assert "Saved by somebody else." in Edition.objects.get(number=2).document


@pytest.mark.parametrize("shown", [None, "", "x"])
def test_a_page_that_does_not_say_what_it_showed_publishes_nothing(desk, published, shown):
    fields = fields_of(desk.get(page(published, "change"))) | {"title": "Mine", "_publish": "1"}
    fields.pop("_shown") if shown is None else fields.update(_shown=shown)
    desk.post(page(published, "change"), fields)
    assert numbers(published) == [1]


def test_beside_a_mistake_it_is_still_what_was_shown_first_that_counts(desk, published):
    fields = fields_of(desk.get(page(published, "change")))
    somebody_saves()
    again = desk.post(page(published, "change"), fields | {"title": "", "_publish": "1"})
    desk.post(page(published, "change"), fields_of(again) | {"title": "Mine", "_publish": "1"})
    assert numbers(published) == [1]


def test_a_story_deleted_meanwhile_is_a_message(desk, truce):
    fields = fields_of(desk.get(page(truce, "change")))
    address = page(truce, "change")
    truce.delete()
    assert "not there any more" in desk.post(address, fields | {"_publish": "1"}).content.decode()


def saved(kind: str) -> None:
    first = Statement.objects.get(slug="statement-0")
    if kind == "words":
        Passage.objects.filter(statement=first).update(text="We hold")
        Source.objects.update(excerpt="“We hold”\n“We hold gate number 1, and we do not leave it.”")
    elif kind == "date":
        Event.objects.filter(slug="event-0").update(when="2024-01-04")
    elif kind == "source":
        Source.objects.update(byline="Another Reporter")
    else:
        Event.objects.get(slug="event-1").delete()


WEIGHTY = ["words", "date", "source", "removal"]


@pytest.mark.parametrize("kind", WEIGHTY)
def test_the_short_way_asks_for_the_kind_and_a_note_where_readers_have_it_otherwise(desk, published, kind):
    saved(kind)
    assert 'name="_kind"' in desk.get(page(published, "change")).content.decode()
    for given in ({}, {"_note": "Mended."}, {"_kind": "correction"}, {"_kind": "x", "_note": "Mended."}):
        response = fill_in(desk, page(published, "change"), "_publish", **given)
        assert response["Location"].startswith(page(published, "publish"))
        assert numbers(published) == [1]
    fill_in(desk, page(published, "change"), "_publish", _kind="correction", _note="Mended.")
    edition = Edition.objects.get(number=2)
    assert (edition.kind, edition.note) == ("correction", "Mended.")


def test_what_this_save_itself_changes_is_asked_about_too(desk, published):
    row = published.staterows.first()
    source = Source.objects.create(slug="another", publisher="Another")
    row.sources.add(source)
    publish(published, note="", kind="update")
    row.sources.clear()
    row.sources.add(Source.objects.get(slug="truce-report"))
    publish(published, note="")
    assert 'name="_kind"' not in desk.get(page(published, "change")).content.decode()
    sources = {"staterows-0-sources": [source.pk]}
    response = fill_in(desk, page(published, "change"), "_publish", _note="Why not", **sources)
    assert "Why+not" in response["Location"]
    assert "not published yet: a source, which readers have already, changed." in said(desk, response)[0]
    assert "Why not" in desk.get(response["Location"]).content.decode()
    assert numbers(published) == [1, 2, 3]


def test_what_takes_nothing_back_needs_no_note(desk, published):
    Statement.objects.filter(slug="statement-0").update(topic="another word")
    assert 'name="_kind"' not in desk.get(page(published, "change")).content.decode()
    fill_in(desk, page(published, "change"), "_publish")
    assert numbers(published) == [1, 2]


# ---- the long way --------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", WEIGHTY)
def test_the_long_way_asks_for_the_kind_and_a_note_as_well(desk, published, kind):
    saved(kind)
    body = desk.get(page(published, "publish")).content.decode()
    assert "Choose one" in body
    assert "which readers have already, changed" in body
    for given in ({}, {"note": "Mended."}, {"kind": "update"}):
        assert fill_in(desk, page(published, "publish"), **given).status_code == 200
    assert numbers(published) == [1]
    fill_in(desk, page(published, "publish"), kind="update", note="It is another day.")
    assert Edition.objects.get(number=2).kind == "update"


def test_the_long_way_says_what_is_new_since_it_was_opened(desk, published):
    fields = fields_of(desk.get(page(published, "publish")))
    somebody_saves()
    body = desk.post(page(published, "publish"), fields).content.decode()
    assert "Somebody saved at the desk after you opened this page. Nothing was published." in body
    assert "the desk says “Saved by somebody else.”" in body
    for name in ("publish", "schedule"):
        fields = {"seen": "", "kind": "update", "note": "", "at": "2999-01-01T10:00"}
        desk.post(page(published, name), fields)
    assert numbers(published) == [1]


# ---- an empty story ------------------------------------------------------------------------------


def test_an_empty_story_is_not_published(desk):
    story = Story.objects.create(
        slug="empty", title="Empty", question="Is there anything?", short_answer="No.", as_of="2024-08-23"
    )
    assert "The story is empty" in desk.get(page(story, "change")).content.decode()
    fill_in(desk, page(story, "change"), "_publish")
    fill_in(desk, page(story, "publish"))
    assert numbers(story) == []


# ---- a translation -------------------------------------------------------------------------------


def test_a_translations_short_way_publishes_what_was_shown(desk, published):
    translation = translate(published)
    part = f"{change(translation)}?section=phases"
    fields = fields_of(desk.get(part))
    box = next(name for name in fields if name.startswith("text:"))
    assert "text:stories/truce:title" not in fields
    translation.texts.filter(place="stories/truce", field="title").update(text="عنوان آخر")
    response = desk.post(part, fields | {box: "الجولة", "_publish": "1"})
    messages = said(desk, response)
    assert any("Not published: the translation or its original is not what it was" in each for each in messages)
    assert any("عنوان آخر" in each for each in messages)
    assert not Edition.objects.of_story("truce", "ar").exists()
    _text, place, field = box.split(":")
    assert translation.texts.get(place=place, field=field).text == "الجولة"
    fill_in(desk, change(translation), "_publish")
    assert Edition.objects.of_story("truce", "ar").exists()


def test_an_original_published_meanwhile_stops_a_translation(desk, published):
    translation = translate(published)
    fields = fields_of(desk.get(change(translation)))
    Event.objects.filter(slug="event-0").update(when="2024-01-04")
    publish(published, note="")
    desk.post(change(translation), fields | {"_publish": "1"})
    assert not Edition.objects.of_story("truce", "ar").exists()


# ---- the command ---------------------------------------------------------------------------------


def run(*words: str, **options: Any) -> list[str]:
    out = StringIO()
    call_command("publish_story", *words, stdout=out, **options)
    return out.getvalue().splitlines()


def test_the_command_says_what_it_publishes(published):
    Story.objects.update(question="Does it still hold?")
    *lines, digest, last = run("truce", note="Asked anew.")
    assert lines == ["Story “The truce talks”: question: was “Does the truce hold?”, now “Does it still hold?”."]
    assert digest == f"Digest: {compose('truce').digest}"
    assert last == "Published truce, edition 2."


def test_the_command_publishes_what_its_dry_run_showed_or_nothing(truce):
    everything, digest = run("truce", dry_run=True)
    assert everything == "Everything is new."
    assert numbers(truce) == []
    somebody_saves()
    with pytest.raises(CommandError, match="after this was looked at"):
        run("truce", note="Out.", seen=digest.removeprefix("Digest: "))
    with pytest.raises(CommandError, match="--note"):
        run("truce")
    assert numbers(truce) == []
    run("truce", note="Out.", seen=compose("truce").digest)
    assert numbers(truce) == [1]


def test_the_command_asks_for_the_kind_where_readers_have_it_otherwise(published):
    saved("date")
    with pytest.raises(CommandError, match="a date: say what kind of edition it is"):
        run("truce", note="Mended.")
    with pytest.raises(CommandError, match="a date: say what kind of edition it is"):
        run("truce", note="", kind="correction")
    run("truce", note="Mended.", kind="correction")
    assert numbers(published) == [1, 2]


# ---- at the same moment --------------------------------------------------------------------------


@pytest.fixture
def site(shared, django_user_model) -> Iterator[tuple[Story, Client]]:  # noqa: F811
    """A story, and an editor at the desk, in a database that threads share."""

    def sign_in() -> Client:
        user = django_user_model.objects.create_user("quick", password="a-long-enough-password", is_staff=True)
        user.groups.add(Group.objects.get(name="editor"))
        client = Client()
        client.force_login(user)
        return client

    (client,) = at_once(sign_in)
    return shared, client


@contextmanager
def meanwhile(sender: type, act: Callable[[], Any]) -> Iterator[list[threading.Thread]]:
    """Begin ``act`` in another thread as soon as a row of ``sender`` is saved, within that transaction.

    On PostgreSQL it is done before the transaction goes on. On SQLite, where one writer waits for another, after.
    """
    begun: list[threading.Thread] = []

    def run() -> None:
        try:
            act()
        finally:
            connections.close_all()

    def begin(**_signal: Any) -> None:
        if not begun:
            begun.append(threading.Thread(target=run))
            begun[0].start()
            if connection.vendor == "postgresql":
                begun[0].join(timeout=30)

    post_save.connect(begin, sender=sender)
    try:
        yield begun
    finally:
        post_save.disconnect(begin, sender=sender)
        for thread in begun:
            thread.join(timeout=30)


@together
def test_what_is_saved_while_an_editor_saves_and_publishes_is_not_published_unseen(site):
    story, client = site
    at_once(lambda: publish(story, note=""))
    with meanwhile(Story, somebody_saves) as begun:
        (done,) = at_once(lambda: fill_in(client, page(story, "change"), "_publish", title="Mine"))
    assert begun
    assert done.status_code == 302
    (documents,) = at_once(lambda: list(Edition.objects.values_list("document", flat=True)))
    assert [document for document in documents if "Saved by somebody else." in document] == []
    assert at_once(lambda: Story.objects.get().title) == ["Mine"]


@together
def test_two_who_save_and_publish_the_same_story_at_once_lose_nothing(site):
    """Of two saves of one form, one is told; PostgreSQL refuses it while it is made, and it is made anew."""
    story, client = site
    (fields,) = at_once(lambda: fields_of(client.get(page(story, "change"))))

    def send(title: str) -> Callable[[], Any]:
        return lambda: client.post(page(story, "change"), fields | {"title": title, "_publish": "1"}).status_code

    assert sorted(at_once(send("One"), send("Two"))) == [200, 302]


@together
def test_saves_and_publications_at_the_same_moment_never_publish_what_no_page_showed(site):
    story, client = site

    def save_and_publish() -> list[int]:
        """Of each page what it showed of the term; what it publishes says the same."""
        wrong = []
        for number in range(8):
            response = client.get(page(story, "publish"))
            fields = fields_of(response)
            shown = response.context["stands"].document.terms[0].definition
            client.post(page(story, "publish"), fields | {"note": f"Round {number}"})
            edition = Edition.objects.filter(note=f"Round {number}").first()
            if edition and f'"definition":"{shown}"' not in edition.document:
                wrong.append(number)
        return wrong

    def save() -> None:
        for number in range(60):
            somebody_saves(f"Definition {number}.")

    assert at_once(save_and_publish, save) == [[], None]
