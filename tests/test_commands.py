"""The commands as an operator meets them: what they print, and what a mistake says.

It must not test what they call; that is the business of ``test_fixture_files`` and the like.
"""

import io
import shutil
from datetime import UTC, datetime

import pytest
import yaml
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from explainer.desk.files.fixture_files import write_folder
from explainer.desk.files.fixture_rows import KINDS
from explainer.desk.files.fixtures import dump, load
from explainer.models import Edition, Involvement, LoadedRow, Story, Term, Translation

from .publish import publish
from .translate import translate

pytestmark = pytest.mark.django_db


def run(*words, **options):
    """What the command printed, as lines."""
    out = io.StringIO()
    call_command(*map(str, words), stdout=out, **options)
    return out.getvalue().splitlines()


@pytest.fixture
def site(make_story, tmp_path, settings):
    """A fresh copy of the site: an empty desk, one story in fixtures/truce, nothing collected."""
    settings.BASE_DIR = settings.DATA_DIR = tmp_path
    settings.FIXTURE_DIRS = [tmp_path / "fixtures"]
    settings.STATIC_ROOT = tmp_path / "static"
    make_story()
    write_folder(tmp_path / "fixtures" / "truce", dump("truce"))
    for model in (Involvement, *reversed(KINDS)):
        model.objects.all().delete()
    return tmp_path


@pytest.fixture
def folder(site):
    return site / "fixtures" / "truce"


@pytest.fixture
def size(folder):
    """How many rows the files hold."""
    return sum(file.read_text(encoding="utf-8").count("- model: ") for file in folder.glob("*.yaml"))


# ---- load_story ---------------------------------------------------------------------------------


def test_load_story_says_how_much_it_did(folder, size):
    lines = run("load_story", folder, dry_run=True)
    assert lines[0] == "Created source truce-report."
    assert lines[-2:] == [
        f"Story truce: {size} created.",
        "This was a dry run: nothing was written.",
    ]
    assert not Story.objects.exists()
    assert run("load_story", folder) == [f"Story truce: {size} created."]
    assert run("load_story", folder) == [f"Story truce: {size} unchanged."]


def test_load_story_says_what_it_left_alone_and_what_is_gone(folder, size):
    load(folder)
    Term.objects.update(definition="The editor's.")
    (folder / "18-figures.yaml").unlink()
    assert run("load_story", folder) == [
        "Left alone term truce/gate: changed at the desk since the last load.",
        "No longer in the files, and still at the desk: figure truce/figure.",
        f"Story truce: {size - 2} unchanged, 1 left alone.",
    ]
    assert "Updated term truce/gate." in run("load_story", folder, overwrite=True, verbosity=2)
    assert Term.objects.get().definition == "A way through."


def test_load_story_says_what_is_broken(folder):
    (folder / "21-more.yaml").write_text("- {model: explainer.term, fields: {}}")
    with pytest.raises(CommandError, match=r"21-more\.yaml, line 1: “story” is missing.*Nothing was loaded\."):
        run("load_story", folder)


# ---- dump_story ---------------------------------------------------------------------------------


def test_dump_story_writes_its_files_and_removes_what_it_no_longer_writes(folder):
    load(folder)
    (folder / "20-terms.yaml").rename(folder / "20-glossary.yaml")
    (folder / "README.md").write_text("Kept.")
    lines = run("dump_story", "truce")
    assert lines[0] == f"Wrote {folder / '01-sources.yaml'}"
    assert lines[-1] == f"Removed {folder / '20-glossary.yaml'}"
    assert sorted(file.name for file in folder.iterdir()) == sorted([*dump("truce"), "README.md"])
    assert (folder / "20-terms.yaml").read_text(encoding="utf-8") == dump("truce")["20-terms.yaml"]


def test_dump_story_writes_where_it_is_told(truce, tmp_path):
    run("dump_story", "truce", to=tmp_path / "new" / "place")
    assert yaml.safe_load((tmp_path / "new" / "place" / "04-story.yaml").read_text(encoding="utf-8"))


def test_dump_story_touches_nothing_that_is_not_its_own(truce, tmp_path):
    (tmp_path / "compose.yaml").write_text("services: {}")
    with pytest.raises(CommandError, match="Nothing was written"):
        run("dump_story", "truce", to=tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["compose.yaml"]


def test_dump_story_says_what_it_cannot_do(truce, tmp_path):
    with pytest.raises(CommandError, match="no story “nowhere”"):
        run("dump_story", "nowhere")
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError, match="cannot be written to"):
        run("dump_story", "truce", to=tmp_path / "file")


# ---- translations -------------------------------------------------------------------------------


def test_publish_story_publishes_a_translation(truce):
    with pytest.raises(CommandError, match="There is no translation of “truce” into “ar”"):
        run("publish_story", "truce", language="ar")
    translation = Translation.objects.create(story=truce, language="ar")
    with pytest.raises(CommandError, match="Readers read no edition"):
        run("publish_story", "truce", language="ar")
    run("publish_story", "truce", note="Out.")
    with pytest.raises(CommandError, match="is not translated yet"):
        run("publish_story", "truce", language="ar")
    translate(truce)
    assert run("publish_story", "truce", language="ar") == ["Published truce, edition 1 in ar."]
    assert run("publish_story", "truce", language="ar") == ["Nothing has changed in truce in ar."]
    assert Edition.objects.of_story("truce", "ar").get().translates.number == 1
    assert translation.texts.exists()


def test_check_content_reads_translations_too(truce):
    run("publish_story", "truce", note="Out.")
    translation = translate(truce)
    assert stops(run("check_content")) == ["truce: nothing stops it from being published."]
    translation.texts.filter(place="stories/truce", field="question").delete()
    out = io.StringIO()
    with pytest.raises(CommandError, match=r"^1 problem in all\.$"):
        call_command("check_content", stdout=out)
    assert "truce in ar, stories/truce: stories/truce is not translated yet: question." in out.getvalue()


# ---- check_content ------------------------------------------------------------------------------


def stops(lines: list[str]) -> list[str]:
    """What is printed but for what is only to be looked at: of today much is asked of a story of 2024."""
    return [line for line in lines if ", to look at: " not in line]


def test_check_content_passes_a_sound_story(truce):
    assert stops(run("check_content")) == ["truce: nothing stops it from being published."]
    assert stops(run("check_content", "truce")) == ["truce: nothing stops it from being published."]


def test_check_content_asks_by_today(truce, clock):
    clock[0] = datetime(2024, 10, 22, tzinfo=UTC)
    assert not [line for line in run("check_content") if "is called live" in line]
    clock[0] = datetime(2024, 10, 23, tzinfo=UTC)
    assert len([line for line in run("check_content") if "is called live" in line]) == 1


def test_check_content_prints_every_problem_and_fails(truce, make_story):
    make_story("accord")
    truce.terms.get().sources.clear()
    out = io.StringIO()
    with pytest.raises(CommandError, match=r"1 problem in all\.") as failure:
        call_command("check_content", stdout=out)
    assert failure.value.returncode == 1
    assert stops(out.getvalue().splitlines()) == [
        "accord: nothing stops it from being published.",
        "truce, terms/gate: terms/gate has no source; add the report that it comes from.",
    ]


def test_check_content_of_nothing_is_no_success():
    with pytest.raises(CommandError, match="no story at the desk"):
        run("check_content")


def test_check_content_knows_the_stories(truce):
    with pytest.raises(CommandError, match="no story “nowhere” at the desk; there is truce"):
        run("check_content", "nowhere")


# ---- publish_story ------------------------------------------------------------------------------


def test_publish_story_publishes_once(truce):
    assert run("publish_story", "truce", note="Out.")[-1] == "Published truce, edition 1."
    assert run("publish_story", "truce", note="Out.")[-1] == "Nothing has changed in truce since its last edition."
    Term.objects.update(definition="Another way.")
    assert run("publish_story", "truce", note="A term.", kind="correction")[-1] == "Published truce, edition 2."
    assert Edition.objects.get(number=2).kind == "correction"


def test_publish_story_schedules(truce):
    lines = run("publish_story", "truce", note="Later.", at="2999-01-01T09:00")
    assert lines[-1] == "Scheduled truce, edition 1 for 2999-01-01T09:00:00+00:00."


@pytest.mark.parametrize("at", ["soon", "2999-02-30T09:00", "2024-01-01T09:00"])
def test_publish_story_refuses_a_time_that_is_none_or_gone(truce, at):
    with pytest.raises(CommandError, match=r"not a time|in the past"):
        run("publish_story", "truce", note="When?", at=at)
    assert not Edition.objects.exists()


def test_publish_story_says_what_stops_it(truce):
    truce.terms.get().sources.clear()
    with pytest.raises(CommandError, match="terms/gate has no source"):
        run("publish_story", "truce", note="Out.")
    with pytest.raises(CommandError, match="no story “nowhere”"):
        run("publish_story", "nowhere", note="Out.")
    with pytest.raises(CommandError, match="--note"):
        run("publish_story", "truce")


# ---- prepare ------------------------------------------------------------------------------------


def test_prepare_makes_a_site_once(site, settings, size):
    assert run("prepare") == [
        f"Story truce: {size} created.",
        "Published truce, edition 1.",
        "Collected the static files.",
    ]
    assert Edition.objects.get().kind == "first"
    assert (site / "static" / "admin").is_dir()
    assert run("prepare") == []
    settings.RELEASE = "another"
    assert run("prepare") == ["Collected the static files."]
    shutil.rmtree(site / "static")
    assert run("prepare") == ["Collected the static files."]


def test_prepare_leaves_a_desk_that_holds_a_story_as_it_is(site, make_story):
    make_story("accord")
    run("prepare")
    assert not Story.objects.filter(slug="truce").exists()
    assert not Edition.objects.exists()


def test_prepare_publishes_no_sample_where_the_public_may_come(site, settings):
    settings.FIRST_STORY = False
    assert run("prepare") == ["Collected the static files."]
    assert not Story.objects.exists()
    assert "Published truce, edition 1." in run("prepare", demo=True), "asked for in so many words"


def test_prepare_leaves_a_database_of_a_newer_version_as_it_is(site):
    MigrationRecorder(connection).record_applied("explainer", "9999_not_written_yet")
    with pytest.raises(CommandError, match=r"made by a newer version of the site \(9999_not_written_yet\)"):
        run("prepare")
    assert not Story.objects.exists()


def test_prepare_knows_its_migrations_by_the_names_that_they_had(site):
    replaced = {name for (app, _name), each in MigrationLoader(connection).disk_migrations.items()
                if app == "explainer" for _app, name in each.replaces}  # fmt: skip
    assert replaced
    for name in replaced:
        MigrationRecorder(connection).record_applied("explainer", name)
    assert "Published truce, edition 1." in run("prepare")


def test_prepare_leaves_a_database_of_something_else_as_it_is(site):
    MigrationRecorder.Migration.objects.filter(app="explainer").delete()
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE ledger_of_somebody (id integer)")
    with pytest.raises(CommandError, match="holds tables of something else"):
        run("prepare")


def test_prepare_needs_no_fixtures(site):
    shutil.rmtree(site / "fixtures")
    assert run("prepare") == ["Collected the static files."]


def test_a_story_with_editions_of_its_own_comes_when_it_is_asked_for(site, folder, make_story):
    run("load_story", folder)
    publish(Story.objects.get(), note="Published elsewhere.")
    run("dump_story", "truce", to=folder, with_editions=True)
    Edition.objects.all().delete()
    for model in (Involvement, *reversed(KINDS), LoadedRow):
        model.objects.all().delete()
    run("prepare")
    assert not Story.objects.exists()
    assert "Published truce, edition 1." not in run("prepare", demo=True)
    assert Edition.objects.get().note == "Published elsewhere."


def test_prepare_loads_all_stories_or_none(site, folder):
    text = (folder / "20-terms.yaml").read_text(encoding="utf-8")
    without, _, _ = text.partition("    sources:")
    (folder / "20-terms.yaml").write_text(without, encoding="utf-8")
    with pytest.raises(CommandError, match="terms/gate has no source"):
        run("prepare")
    (folder / "20-terms.yaml").write_text("nonsense", encoding="utf-8")
    with pytest.raises(CommandError, match=r"20-terms\.yaml, line 1"):
        run("prepare")
    assert not Story.objects.exists()
    (folder / "20-terms.yaml").write_text(text, encoding="utf-8")
    assert "Published truce, edition 1." in run("prepare")


def test_prepare_makes_the_first_account_and_never_changes_it(site, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_USERNAME", "desk")
    with pytest.raises(CommandError, match="set DJANGO_SUPERUSER_PASSWORD too"):
        run("prepare")
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "short")
    with pytest.raises(CommandError, match="too short"):
        run("prepare")
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "a-long-enough-password")
    monkeypatch.setenv("DJANGO_SUPERUSER_EMAIL", "desk@example.org")
    assert run("prepare")[0] == "Made the account “desk”, which may do everything."
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "another-long-password")
    assert run("prepare") == []
    user = get_user_model().objects.get()
    assert (user.email, user.is_superuser, user.check_password("a-long-enough-password")) == (
        "desk@example.org",
        True,
        True,
    )
