"""Where words that were taken back could stay: each place that a reader of any kind can ask, before and after."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from explainer.desk import publishing, taking_back
from explainer.edition.recurring_words import Words
from explainer.models import Edition, Statement, Story

from .crawl import crawl
from .publish import publish, publish_translation
from .test_taking_back import SAID, WHERE, secrets_in, story, take  # noqa: F401
from .translate import translate

pytestmark = pytest.mark.usefixtures("nothing_kept")


def files_in(folder: Path) -> dict[str, bytes]:
    wanted = {".html", ".atom", ".json", ".csv", ".ics", ".txt", ".xml"}
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.suffix in wanted}


def export(folder: Path) -> dict[str, bytes]:
    call_command("export_site", str(folder), stdout=StringIO())
    return files_in(folder)


def test_a_ground_is_one_of_those_that_there_are(published, editor):
    with pytest.raises(taking_back.NotTaken, match="on what ground"):
        taking_back.ask("event", "truce", "event-0", basis="whim", reason="Why not.", by=editor)


@pytest.mark.slow
def test_an_export_brought_up_to_date_loses_the_words(story, editor, second_editor, tmp_path):  # noqa: F811
    publish_translation(translate(story, "ar"), note="Told in Arabic.")
    before = export(tmp_path / "site")
    assert secrets_in(before, "quetzal")
    assert [name for name in before if "statement-0" in name]
    take("statement", "statement-0", editor, second_editor)
    after = export(tmp_path / "site")
    assert secrets_in(after, "quetzal") == []
    here = [name for name in after if "statements/statement-0/" in name]
    assert here
    assert all(name.startswith("gone~/") for name in here)
    assert secrets_in(after, "A court in Utrecht ordered it.")


def test_what_a_browser_has_kept_is_not_confirmed(story, editor, second_editor, client):  # noqa: F811
    pages = (
        "/truce/",
        "/truce/editions/1/",
        "/truce/statements/",
        "/truce/feed.atom",
        "/truce/feed.json",
        WHERE,
        "/truce/changes/?since=1",
        "/truce/story.json",
        "/truce/editions/1/statements.csv",
        "/truce/editions/1/data.zip",
        "/search/?q=ledger",
        "/truce/events.ics",
        "/corrections/",
        "/corrections/feed.atom",
    )
    kept = {page: client.get(page) for page in pages}
    take("statement", "statement-0", editor, second_editor)
    for page, answer in kept.items():
        for name, header in (("ETag", "If-None-Match"), ("Last-Modified", "If-Modified-Since")):
            if answer.get(name):
                again = client.get(page, headers={header: answer[name]})
                if page != "/truce/events.ics":
                    assert again.status_code != 304, (page, header)


def test_a_note_after_it_does_not_say_the_words(story, editor, second_editor, client):  # noqa: F811
    take("statement", "statement-0", editor, second_editor)
    Story.objects.update(standfirst="Something else is new.")
    with pytest.raises(publishing.NotPublishable, match="taken back from every edition"):
        publish(story, note=f"No longer says “{SAID}”.")
    with pytest.raises(publishing.NotPublishable, match="taken back from every edition"):
        publishing.withdraw(Edition.objects.get(number=1), because=f"It said “{SAID}”.")


def test_the_reason_of_a_withdrawn_edition_loses_them(story, editor, second_editor, client):  # noqa: F811
    Edition.objects.filter(number=1).update(note="")
    publishing.withdraw(Edition.objects.get(number=1), because=f"It said “{SAID}”.")
    take("statement", "statement-0", editor, second_editor)
    assert not [row for row in Edition.objects.all() if "uetzal" in f"{row.document}{row.note}{row.withdrawn_because}"]


def test_the_reason_of_an_edition_that_never_had_it(story, editor, second_editor, client):  # noqa: F811
    take("event", "event-0", editor, second_editor)
    Story.objects.update(standfirst="Something else is new.")
    publish(story, note="")
    publishing.withdraw(Edition.objects.get(number=3), because=f"It said “{SAID}”.")
    take("statement", "statement-0", editor, second_editor)
    assert not [row for row in Edition.objects.all() if "uetzal" in f"{row.document}{row.note}{row.withdrawn_because}"]


def test_an_earlier_reason_loses_a_name(make_story, editor, second_editor, client):
    found = make_story(statements=4, events=2, actors=3)
    actor = Statement.objects.get(slug="statement-1").speaker
    actor.name, actor.short_name = "Quetzal Umbrage", "Umbrage"
    actor.save()
    publish(found, note="")
    row = taking_back.ask("event", "truce", "event-0", basis="error", reason="Mr Umbrage was not there.", by=editor)
    taking_back.confirm(row, by=second_editor)
    Story.objects.update(standfirst="Something else is new.")
    publish(found, note="")
    take("actor", actor.slug, editor, second_editor, basis="safety")
    assert secrets_in(crawl(client), "umbrage", "quetzal") == []
    assert not [row for row in Edition.objects.all() if "mbrage" in row.document]


def test_the_whole_preview_is_without_it(story, editor, second_editor):  # noqa: F811
    staff = Client()
    staff.force_login(editor)
    take("statement", "statement-0", editor, second_editor)
    found = {}
    for page in (
        "",
        "statements/",
        "timeline/",
        "changes/",
        "positions/",
        "issues/",
        "actors/",
        "phases/",
        "sources/",
        "?since=1",
        "changes/?since=1",
    ):
        answer = staff.get(f"/preview/truce/{page}", follow=True)
        found[page] = answer.content
    assert secrets_in(found, "uetzal") == []


@pytest.mark.parametrize(
    "text",
    [
        "He, Quetzal *Umbrage*, left.",
        "Quetzal&nbsp;Umbrage left.",
        "Quetzal&#160;Umbrage left.",
        "**Quetzal** **Umbrage** left",
        "[Quetzal](https://a.example) Umbrage",
        "Quetzal\u00a0Umbrage",
        "QUETZAL UMBRAGE",
        "Quetzal-Umbrage",
        "Quetzal\u00adUmbrage",
        "Quetzal&#32;Umbrage",
    ],
)
def test_a_name_goes_whatever_stands_between_its_parts(text):
    assert "mbrage" not in Words(names=("Quetzal Umbrage",)).hidden(text).lower()


@pytest.mark.parametrize(
    "text",
    [
        "“One wants ‘quetzal ledger’ kept.”",
        "One wants 'quetzal ledger' kept.",
        "‚quetzal ledger‘ kept",
        "‹quetzal ledger› x",
        "&lsquo;quetzal ledger&rsquo; x",
        "&#8216;quetzal ledger&#8217; x",
        "&#x201c;quetzal ledger&#x201d; x",
        "«One wants “quetzal ledger” kept»",
        "״One wants ׳quetzal ledger׳ x״",
        "“quetzal *ledger*” x",
        'the "quetzal" x',
    ],
)
def test_words_go_from_every_kind_of_quotation_mark(text):
    assert "quetzal" not in Words(said=(SAID,)).hidden(text).lower()


def test_what_was_brought_back_is_not_hidden_by_a_copy_of_before(clock, story, editor, second_editor, client):  # noqa: F811
    """The day of its last change would go backwards, and a copy without it would be confirmed."""
    clock(days=1)
    row = take("statement", "statement-0", editor, second_editor)
    pages = ("/truce/story.json", "/truce/editions/1/statements.csv", "/truce/feed.atom", "/truce/feed.json")
    without = {page: client.get(page) for page in pages}
    clock(days=1)
    taking_back.bring_back(taking_back.ask_back(row, reason="Lifted.", by=editor), by=second_editor)
    for page, answer in without.items():
        last = answer.get("Last-Modified", "Sun, 04 Jan 2026 12:00:00 GMT")
        again = client.get(page, headers={"If-Modified-Since": last})
        assert again.status_code == 200, page
        assert SAID.encode() in again.content or page.startswith("/truce/story"), page
        assert "Last-Modified" not in again, page
