"""A story that moves to another site whole: editions out as files, and in where there are none, digests and all."""

from __future__ import annotations

import json
import re
from shutil import copytree

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from django.utils import timezone

from explainer.desk import publishing, taking_back
from explainer.desk.files import edition_files
from explainer.desk.files.fixture_files import BrokenFixture
from explainer.desk.files.fixture_rows import KINDS
from explainer.desk.files.fixtures import load
from explainer.desk.moving import restore
from explainer.edition.document import digest_of
from explainer.models import Edition, Involvement, LoadedRow, Statement, Story, Takedown
from explainer.search.search_index import is_whole

from .conftest import NOON, Clock
from .crawl import crawl
from .publish import publish, publish_translation
from .stories import build_story
from .test_taking_back import SAID, say, secrets_in, take
from .translate import translate

pytestmark = pytest.mark.django_db
NUMBERED = re.compile(rb"(?<=taken-back-)[0-9]+|(?<=[\" ][st])[0-9]+(?=[\" ])")  # by the database


@pytest.fixture
def abroad(clock, published):
    return unfold(published, clock)


def unfold(story, clock):
    """A story with an update, a translation of it, and a correction that the translation does not have."""
    said = Statement.objects.get(slug="statement-0")
    clock(hours=1)
    Story.objects.update(short_answer="Not yet, as things stand.")
    publish(story, note="What has changed since.")
    clock(hours=1)
    publish_translation(translate(story), note="الطبعة الأولى.")
    clock(hours=1)
    said.topic = "another name for it"
    said.save()
    publish(story, note="It was called by the wrong name.", kind="correction")
    return story


@pytest.fixture(scope="module")
def dumped(django_db_setup, django_db_blocker, tmp_path_factory):
    """The files of that story, for those who change a copy of them: written once for all."""
    folder, clock = tmp_path_factory.mktemp("dumped"), Clock([NOON])
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setattr(timezone, "now", lambda: clock[0])
        story = build_story()
        publish(story, note="First edition.")
        unfold(story, clock)
        dump(folder)
        transaction.set_rollback(True)
    return folder


def dump(folder):
    call_command("dump_story", "truce", to=folder, with_editions=True, verbosity=0)
    return {file.name: file.read_bytes() for file in (folder / "editions").iterdir()}


def forget_everything():
    """What an empty database would be."""
    Takedown.objects.all().delete()
    Edition.objects.exclude(translates=None, republishes=None).delete()
    Edition.objects.all().delete()
    for model in (Involvement, *reversed(KINDS), LoadedRow):
        model.objects.all().delete()


def pages(client):
    found = crawl(client)
    assert "/ar/truce/statements/" in found
    return {path: NUMBERED.sub(b"n", page) for path, page in found.items()}


def told(edition):
    """All that the database holds of an edition, but for its numbers there and the accounts of its people."""
    people = {"published_by", "publisher_name", "withdrawn_by", "withdrawer_name"}
    here = {"id", "story", "recorded_at", "told_at", *people}
    values = {field.name: getattr(edition, field.attname) for field in edition._meta.fields if field.name not in here}
    for name in ("translates", "republishes"):
        values[name] = str(getattr(edition, name))
    return values


def everything():
    return [told(edition) for edition in Edition.objects.order_by("published_at", "stream")]


@pytest.mark.stores
@pytest.mark.slow
def test_a_story_moves_whole(abroad, client, tmp_path):
    files, editions, before = dump(tmp_path / "truce"), everything(), pages(client)
    assert sorted(files) == ["0001.json", "0002.json", "0003.json", "ar-0001.json", "index.json"]
    forget_everything()
    report = load(tmp_path / "truce")
    assert (report.editions, str(report).endswith(", 4 editions as they were published.")) == (4, True)
    assert everything() == editions
    assert is_whole(at=Edition.objects.order_by("-published_at")[0].published_at)
    assert pages(client) == before
    assert dump(tmp_path / "again") == files
    assert publish(Story.objects.get(), note="Nothing is new.") is None


def test_without_being_asked_nothing_published_is_written(abroad, tmp_path):
    call_command("dump_story", "truce", to=tmp_path / "truce", verbosity=0)
    assert not (tmp_path / "truce" / "editions").exists()


def test_loading_again_leaves_editions_alone(abroad, tmp_path):
    dump(tmp_path / "truce")
    assert load(tmp_path / "truce").editions == 0
    Story.objects.update(short_answer="Something newer.")
    publish(abroad, note="Newer than the files.")
    assert load(tmp_path / "truce").editions == 0
    assert Edition.objects.count() == 5


def test_editions_are_never_written_over(abroad, tmp_path, clock):
    dump(tmp_path / "truce")
    forget_everything()
    load(tmp_path / "truce")
    Edition.objects.filter(number=3).delete()
    with pytest.raises(BrokenFixture, match="has other editions here than this edition 3"):
        load(tmp_path / "truce")
    clock(hours=1)
    Story.objects.update(short_answer="Other words.")
    publish(Story.objects.get(), note="Edition 3 of this site.")
    with pytest.raises(BrokenFixture, match="has other editions here than this edition 3"):
        load(tmp_path / "truce")
    assert Story.objects.get().short_answer == "Other words."


def edit_index(folder, place=1, **changed):
    """Change what the index says of an edition, of its second if nothing else is said; what it said."""
    path = folder / "editions" / "index.json"
    index = json.loads(path.read_text(encoding="utf-8"))
    before = dict(index["editions"][place])
    index["editions"][place] |= changed
    path.write_text(json.dumps(index), encoding="utf-8")
    return before


def rewrite(folder, **changed):
    """Another document in place of edition 2, with a digest of its own in the index."""
    path = folder / "editions" / "0002.json"
    text = json.dumps(json.loads(path.read_text(encoding="utf-8")) | changed)
    path.write_text(text, encoding="utf-8")
    edit_index(folder, digest=digest_of(text))


def rename(folder, old, new, place=1, **changed):
    (folder / "editions" / old).rename(folder / "editions" / new)
    edit_index(folder, place, **changed)


def give_two_digests(folder):
    edit_index(folder, travels_as=edit_index(folder, digest="0" * 64)["digest"])


def publish_at_once(folder):
    """The first and the second at the same moment."""
    edit_index(folder, published_at=edit_index(folder, 0)["published_at"])


def swap_words(folder):
    path = folder / "editions" / "0002.json"
    path.write_text(path.read_text(encoding="utf-8").replace("Not yet", "Not so"), encoding="utf-8")


def add_an_end_of_line(folder):
    with (folder / "editions" / "0002.json").open("a") as file:
        file.write("\n")


@pytest.mark.parametrize(
    ("tamper", "sentence"),
    [
        (swap_words, "do not have the digest"),
        (add_an_end_of_line, "do not have the digest"),
        (lambda folder: edit_index(folder, digest="0" * 64), "do not have the digest"),
        (lambda folder: edit_index(folder, travels_as="0" * 64), "do not have the digest"),
        (lambda folder: edit_index(folder, number=4), "does not name this file"),
        (lambda folder: edit_index(folder, stream="he"), "does not name this file"),
        (give_two_digests, "does not say since when something is missing"),
        (lambda folder: rewrite(folder, schema=999), "has shape 999"),
        (lambda folder: rewrite(folder, slug="peace"), "it tells “peace”, and the index is of “truce”"),
        (lambda folder: rename(folder, "ar-0001.json", "he-0001.json", 2, stream="he"), "it is in “ar”"),
        (lambda folder: rename(folder, "0002.json", "0004.json", number=4), "stands out of order"),
        (lambda folder: rename(folder, "ar-0001.json", "ar-0002.json", 2, number=2), "stands out of order"),
        (lambda folder: edit_index(folder, kind="scoop"), "cannot be called “scoop”"),
        (lambda folder: edit_index(folder, kind="first"), "edition 2 cannot be called “first”"),
        (lambda folder: edit_index(folder, 2, kind="update"), "edition 1 in “ar” cannot be called “update”"),
        (publish_at_once, "published earlier"),
        (lambda folder: edit_index(folder, published_at="2001-01-01T00:00:00Z"), "published earlier"),
        (lambda folder: edit_index(folder, published_at="2124-08-23T00:00:00Z"), "published earlier"),
        (lambda folder: edit_index(folder, published_at="2024-08-23T00:00:00"), "without a time zone"),
        (lambda folder: edit_index(folder, republishes=3), "published later, or never"),
        (lambda folder: edit_index(folder, 2, translates=3), "published later, or never"),
        (lambda folder: edit_index(folder, translates=1), "a translation, and nothing else"),
        (lambda folder: edit_index(folder, 2, translates=0), "a translation, and nothing else"),
        (lambda folder: edit_index(folder, withdrawn_because="Why not."), "a moment and a reason, or neither"),
        (lambda folder: edit_index(folder, withdrawn_at="2026-01-02T00:00:00Z"), "a moment and a reason, or neither"),
        (
            lambda folder: edit_index(folder, withdrawn_at="2026-01-02T00:00:00Z", withdrawn_because="x" * 1001),
            "1000 characters at most",
        ),
        (lambda folder: (folder / "editions" / "0002.json").write_bytes(b"\xff"), "is not UTF-8 text"),
        (lambda folder: edit_index(folder, note="x" * 1001), "1000 characters at most"),
        (lambda folder: edit_index(folder, headline="Extra!"), "not an index of editions"),
        (lambda folder: (folder / "editions" / "0003.json").unlink(), "cannot be read"),
        (lambda folder: (folder / "editions" / "0004.json").write_text("{}"), "does not name this file"),
        (lambda folder: (folder / "editions" / "index.json").unlink(), "cannot be read"),
    ],
)
def test_what_was_tampered_with_is_refused(dumped, tmp_path, tamper, sentence):
    folder = copytree(dumped, tmp_path / "truce")
    assert edition_files.read(folder)
    tamper(folder)
    with pytest.raises(BrokenFixture, match=sentence):
        edition_files.read(folder)


def test_a_folder_without_editions_is_no_archive_and_one_that_is_written_holds_nothing_older(dumped, tmp_path):
    assert edition_files.read(tmp_path) is None
    archive = edition_files.read(dumped)
    (tmp_path / "editions").mkdir()
    (tmp_path / "editions" / "0009.json").write_text("{}")
    assert sorted(edition_files.write(tmp_path, archive)) == sorted((tmp_path / "editions").iterdir())
    assert edition_files.read(tmp_path).texts == archive.texts


def test_where_one_edition_is_refused_nothing_is_loaded(abroad, tmp_path):
    dump(tmp_path / "truce")
    forget_everything()
    swap_words(tmp_path / "truce")
    with pytest.raises(CommandError, match=r"do not have the digest.*Nothing was loaded"):
        call_command("load_story", tmp_path / "truce", verbosity=0)
    assert not Story.objects.exists()
    assert not Edition.objects.exists()


def test_editions_of_another_story_are_refused(abroad, tmp_path):
    dump(tmp_path / "truce")
    archive = edition_files.read(tmp_path / "truce")
    forget_everything()
    with pytest.raises(BrokenFixture, match="editions of “truce”, and the files tell “peace”"):
        restore(archive, "peace")


def test_an_edition_that_is_to_come_neither_leaves_nor_comes(abroad, tmp_path, clock):
    Story.objects.update(short_answer="Scheduled words.")
    publish(abroad, note="", at=clock[0].replace(year=2030))
    files = dump(tmp_path / "truce")
    assert "0004.json" not in files
    assert b"Scheduled words" not in b"".join(files.values())
    forget_everything()
    clock(hours=-4)
    with pytest.raises(BrokenFixture, match="which is to come"):
        load(tmp_path / "truce")
    assert not Story.objects.exists()


def test_what_was_taken_back_does_not_travel(make_story, editor, second_editor, client, tmp_path):
    make_story(statements=3)
    story = Story.objects.get()
    say(SAID)
    publish(story, note="First.")
    take("statement", "statement-0", editor, second_editor)
    files, digest = dump(tmp_path / "truce"), Edition.objects.get().digest
    assert secrets_in(files, "quetzal") == []
    assert b"second" not in files["index.json"]
    before = pages(client)
    forget_everything()
    load(tmp_path / "truce")
    edition = Edition.objects.get()
    assert (edition.digest, bool(edition.redacted_at)) == (digest, True)
    assert pages(client) == before
    story = Story.objects.get()
    story.short_answer = "Something else."
    story.save()
    publish(story, note="It stays out of later editions.")
    assert secrets_in(pages(client), "quetzal") == []
    row = Takedown.objects.get()
    taking_back.bring_back(taking_back.ask_back(row, reason="It was right.", by=editor), by=second_editor)
    assert Edition.objects.get(number=1).redacted_at


def test_an_edition_that_came_with_less_can_lose_more_and_have_that_again(make_story, editor, second_editor, tmp_path):
    publish(make_story(statements=3), note="First.")
    take("statement", "statement-0", editor, second_editor)
    dump(tmp_path / "truce")
    forget_everything()
    load(tmp_path / "truce")
    came = Edition.objects.get().document
    row = take("event", "event-0", editor, second_editor)
    assert Edition.objects.get().document != came
    taking_back.bring_back(taking_back.ask_back(row, reason="It was right.", by=editor), by=second_editor)
    assert Edition.objects.get().document == came


def test_a_withdrawn_edition_travels_without_a_word(abroad, client, tmp_path):
    publishing.withdraw(Edition.objects.get(stream="", number=2), because="It should not be read.")
    files, history = dump(tmp_path / "truce"), client.get("/truce/editions/3/changes/").content
    assert b"as things stand" not in files["0002.json"] + files["ar-0001.json"]
    assert b"We hold gate number" not in files["0002.json"] + files["ar-0001.json"]
    forget_everything()
    load(tmp_path / "truce")
    for page in ("/truce/editions/2/", "/ar/truce/"):
        assert client.get(page).status_code == 410
        assert b"It should not be read." in client.get(page).content
    assert client.get("/truce/editions/3/changes/").content == history
    assert dump(tmp_path / "again") == files


def test_a_withdrawn_edition_that_moved_can_have_its_reason_again(abroad, editor, second_editor, tmp_path):
    """It came without its document, so what is brought back has not the digest of what was published."""
    reason = "It has “We hold gate number 0”, which is to be looked at."
    publishing.withdraw(Edition.objects.get(stream="", number=2), because=reason)
    dump(tmp_path / "truce")
    forget_everything()
    load(tmp_path / "truce")
    row = take("statement", "statement-0", editor, second_editor)
    edition = Edition.objects.get(stream="", number=2)
    assert "gate number 0" not in edition.withdrawn_because
    taking_back.bring_back(taking_back.ask_back(row, reason="It was right.", by=editor), by=second_editor)
    edition.refresh_from_db()
    assert edition.withdrawn_because == reason


def test_what_was_published_again_says_so_there_too(abroad, tmp_path, clock):
    clock(hours=1)
    publishing.publish_again(Edition.objects.get(stream="", number=1), note="As it was at first.")
    editions = everything()
    dump(tmp_path / "truce")
    forget_everything()
    load(tmp_path / "truce")
    assert everything() == editions
    assert Edition.objects.get(number=4).republishes.number == 1


def test_what_another_story_lost_is_no_matter_of_this_one(published, make_story, editor, second_editor, tmp_path):
    publish(make_story("border"), note="")
    take("statement", "statement-0", editor, second_editor, story="border")
    dump(tmp_path / "truce")
    assert edition_files.read(tmp_path / "truce").index.taken_back == []


@pytest.mark.parametrize(
    ("kind", "slug", "of"),
    [("statement", "statement-0", "truce"), ("event", "event-0", "truce"), ("actor", "truce-side-0", "")],
)
def test_what_was_taken_back_is_known_by_its_words_where_the_desk_has_them(
    kind, slug, of, make_story, editor, second_editor, tmp_path
):
    """So that no later edition there says them again. The files themselves do not have them."""
    publish(make_story(statements=3), note="First.")
    call_command("dump_story", "truce", to=tmp_path / "desk", verbosity=0)
    known = take(kind, slug, editor, second_editor).words
    dump(tmp_path / "truce")
    forget_everything()
    load(tmp_path / "desk")
    load(tmp_path / "truce")
    there = Takedown.objects.get()
    assert (there.kind, there.slug, there.story, there.stories) == (kind, slug, of, ["truce"])
    assert (there.words["names"], there.words["said"]) == (known["names"], known["said"])
    assert known["names"] or known["said"]


def test_what_is_taken_back_there_already_is_not_taken_twice(make_story, editor, second_editor, tmp_path):
    publish(make_story(statements=3), note="First.")
    row = take("statement", "statement-0", editor, second_editor)
    dump(tmp_path / "truce")
    forget_everything()
    row.pk = None
    row.save()
    load(tmp_path / "truce")
    assert Takedown.objects.get().pk == row.pk
