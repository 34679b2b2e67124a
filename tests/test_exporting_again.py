"""An export that goes on: where it was broken off, and from what an earlier one wrote. What stands there in the end is
what a fresh one would have written, to the byte."""

from __future__ import annotations

import re
from io import StringIO

import pytest
from django.core.management import call_command

from explainer.desk.publishing import withdraw
from explainer.models import Statement
from explainer.pages.exporting import addresses, parts, records
from explainer.pages.exporting.addresses import LEFT_OUT
from explainer.pages.exporting.folder import LIST
from explainer.pages.exporting.progress import Progress
from explainer.pages.exporting.records import Log, Record
from explainer.pages.exporting.states import State, of_story
from explainer.pages.exporting.walking import export

from .publish import publish
from .test_exporting import files
from .test_former import rename


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "site"


@pytest.fixture(autouse=True)
def in_english(monkeypatch):
    """A third of the files."""
    monkeypatch.setattr(addresses, "LEFT_OUT", re.compile(f"{LEFT_OUT.pattern}|/(ar|he)/"))


def public(folder):
    return {name: body for name, body in files(folder).items() if not name.startswith(f"{LIST}/s")}


def test_where_nothing_changed_nothing_is_asked_for_but_what_is_never_kept(published, folder):
    first = export(folder)
    again = export(folder)
    assert (again.files, again.pages, again.changed, again.removed) == (first.files, first.pages, 0, 0)
    assert again.asked <= 3 < first.asked


def test_another_setting_that_pages_say_has_all_of_it_made_anew(published, folder, settings):
    export(folder)
    settings.SITE_NAME = "The Lantern"
    assert export(folder).changed > 20
    assert "The Lantern" in (folder / "truce" / "index.html").read_text()


def test_a_file_that_somebody_changed_or_lost_is_mended_and_no_other_is_asked_for(published, folder):
    export(folder)
    before = public(folder)
    (folder / "truce/index.html").write_text("not this")
    (folder / "truce/sources.csv").unlink()
    again = export(folder)
    assert (again.changed, again.removed) == (2, 0)
    assert again.asked <= 5
    assert public(folder) == before


@pytest.mark.slow
def test_what_it_comes_to_is_what_a_fresh_one_writes(published, folder, editor):
    """An update, a correction, another name, a withdrawal: each is told on pages of other editions, too."""

    def as_fresh(number: int) -> int:
        report = export(folder)
        export(folder.with_name(f"fresh-{number}"))
        assert public(folder) == public(folder.with_name(f"fresh-{number}"))
        return report.asked

    as_fresh(0)
    published.question = "Who has its key?"
    published.save()
    publish(published, note="More.")
    as_fresh(1)
    published.title = "The truce talks, again"
    published.save()
    publish(published, note="And more.")
    assert (
        as_fresh(2) < export(folder.with_name("whole"), heard=lambda *_: None).asked - 20
    )  # of the first, pages alone
    rename(Statement.objects.get(slug="statement-0"), "said-first")
    published.short_answer = "Nobody."
    published.save()
    publish(published, note="We had it wrong.", kind="correction")
    as_fresh(3)
    withdraw(published.editions.get(number=2), because="It was wrong.")
    as_fresh(4)
    withdraw(published.editions.get(number=4), because="All of it was.")
    as_fresh(5)


class Killed(BaseException):
    """Nobody hears of it."""


def test_it_goes_on_where_it_was_killed(published, folder, monkeypatch):
    """Before a file, after one, and in the middle: what is there by then is whole, and is not asked for again."""
    whole = export(folder.with_name("fresh"))
    fresh, written = public(folder.with_name("fresh")), 0
    real = parts.replace

    def killed(file, content):
        nonlocal written
        written += 1
        if written % 40 == 0:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.with_name(f".{file.name}.99.new").write_bytes(content[: len(content) // 2])
            raise Killed
        return real(file, content)

    monkeypatch.setattr(parts, "replace", killed)
    for _ in range(100):
        try:
            report = export(folder)
        except Killed:
            there = {name: body for name, body in public(folder).items() if not name.endswith(".99.new")}
            assert there.items() <= fresh.items()
            continue
        break
    assert written > whole.files
    assert report.asked < 60
    assert public(folder) == fresh


def test_what_was_written_before_it_was_killed_is_removed_once_it_is_not_public(folder):
    log = Log(folder, "story-x", "then")
    log.begin(anew=True)
    (folder / "x").mkdir()
    for name in ("x/one.html", "x/two.html"):
        log.add("files", name, "0" * 64)
        (folder / name).write_text("1")
    log._open.write('["files","x/thr')  # the process is gone
    log.close()
    (folder / "x" / ".two.html.77.new").write_text("2")
    with parts.Part(folder, "story-x", State("now"), parts.Report()):
        pass
    assert list(files(folder)) == [f"{LIST}/story-x"]
    assert records.read(folder, "story-x") == Record(of="now")


def test_a_list_of_an_earlier_version_is_heeded(folder):
    (folder / LIST).mkdir(parents=True)
    (folder / LIST / "story-x").write_text("x/one.html\nx/two.html\n")
    (folder / "x").mkdir()
    (folder / "x/one.html").write_text("1")
    report = parts.Report()
    with parts.Part(folder, "story-x", State("now"), report):
        pass
    assert report.removed == 1
    assert not (folder / "x").exists()


def test_the_state_of_a_story_moves_with_all_that_its_pages_say(published):
    states = [of_story("truce")]
    published.question = "Who has its key?"
    published.save()
    publish(published, note="More.")
    states.append(of_story("truce"))
    published.editions.filter(number=1).update(note="Another note.")
    states.append(of_story("truce"))
    assert len({state.of for state in states}) == len(states)
    assert len({state.editions["1"] for state in states}) == len(states)


class Terminal(StringIO):
    def isatty(self):
        return True


def test_progress_is_one_line_in_a_terminal_and_few_in_a_log(monkeypatch):
    clock = iter(number / 10 for number in range(10_000))
    monkeypatch.setattr("explainer.pages.exporting.progress.monotonic", lambda: next(clock))
    for out, lines in ((Terminal(), 0), (StringIO(), 3)):
        progress = Progress(out)
        progress.begin("truce", 2, 3, 1_200)
        for _ in range(1_000):
            progress.file()
        progress.end()
        said = out.getvalue()
        assert said.count("\n") == lines
        assert said.endswith("\r" if isinstance(out, Terminal) else " s\n")
        assert "truce (2 of 3): " in said
        assert "of some 1200 files" in said


def test_the_command_says_nothing_of_its_way_where_nobody_asks(published, folder, capsys):
    call_command("export_site", folder, verbosity=0)
    assert capsys.readouterr().err == ""
