"""Notes between editors: on a form, in the panel, on the preview; assigned, answered, closed; and never public."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from explainer.desk import editor_notes
from explainer.desk.editor_notes import NotNoted
from explainer.models import Edition, EditorNote, NoteAnswer, Notice, Statement

from .crawl import crawl
from .desk_forms import change, fill_in
from .publish import publish

SECRET = "Between-us-alone"


@pytest.fixture
def statement(truce) -> Statement:
    return Statement.objects.get(slug="statement-0")


def add_at(row) -> str:
    return f"{reverse('editor_note_add')}?kind={row._meta.model_name}&row={row.pk}"


@pytest.fixture
def note(statement, reporter, editor) -> EditorNote:
    return editor_notes.write(
        place="statement “x”", words=SECRET, by=reporter, story=statement.story, kind="statement", row=statement.pk,
        to=editor,
    )  # fmt: skip


def test_a_note_on_a_field_stands_at_the_form_and_in_the_panel(desk, statement, editor, reporter):
    assert "Write a note" in desk.get(change(statement)).content.decode()
    response = fill_in(desk, add_at(statement), words=f"{SECRET} <i>really</i>", field="topic", to=str(reporter.pk))
    assert response["Location"] == change(statement)
    note = EditorNote.objects.get()
    assert (note.story, note.field, note.assigned_to) == (statement.story, "topic", reporter)
    body = desk.get(change(statement)).content.decode()
    assert "1 open note between editors" in body
    assert f"{SECRET} &lt;i&gt;really" in body
    assert SECRET in desk.get(change(statement.story)).content.decode()
    assert "assigned a note to you" in Notice.objects.get(user=reporter).sentence


def test_it_is_answered_assigned_and_closed(desk, note, editor, reporter):
    page = reverse("editor_note", args=(note.pk,))
    desk.post(page, {"words": "I think so.", "_answer": "1"})
    assert NoteAnswer.objects.get().answerer_name == "editor"
    assert "answered a note" in Notice.objects.of(reporter).first().sentence
    desk.post(page, {"to": str(reporter.pk), "_assign": "1"})
    desk.post(page, {"words": "Done.", "_close": "1"})
    note.refresh_from_db()
    assert (note.assigned_to, note.closer_name, note.answers.count()) == (reporter, "editor", 2)
    assert "open note" not in desk.get(change(Statement.objects.get(pk=note.row))).content.decode()
    desk.post(page, {"_open": "1"})
    note.refresh_from_db()
    assert note.closed_at is None


def test_the_list_has_mine_first(desk, note, editor, reporter):
    body = desk.get(reverse("editor_notes")).content.decode()
    assert "For you (1)" in body
    assert "For you (1)" in desk.get(reverse("editor_notes"), {"story": note.story_id}).content.decode()
    for nonsense in ("0", "x", "9" * 30):
        assert desk.get(reverse("editor_notes"), {"story": nonsense}).status_code == 404


def test_a_page_of_the_preview_shows_its_notes_to_staff(desk, statement, note):
    page = reverse("preview:statement", args=("truce", statement.slug))
    body = desk.get(page).content.decode()
    assert "Notes between editors on this page: 1" in body
    assert SECRET in body
    add = reverse("editor_note_add") + f"?page={page}"
    assert fill_in(desk, add, words="On this place.")["Location"] == page
    assert "Notes between editors on this page: 2" in desk.get(page).content.decode()
    other = reverse("preview:timeline", args=("truce",))
    assert "Write a note on this page" in desk.get(other).content.decode()
    assert SECRET not in desk.get(other).content.decode()


@pytest.mark.parametrize(
    "query",
    ["", "kind=statement&row=0", "kind=statement&row=x", "kind=user&row=1", "kind=edition", "kind=%00&row=1",
     "page=/elsewhere/", "page=/preview/none/", f"page=/preview/truce/{'x' * 500}",
     "page=//evil.example/preview/truce/",
     "kind=passage&row=1", f"kind=story&row={'9' * 40}"],
)  # fmt: skip
def test_a_note_on_nothing_is_not_found(desk, truce, query):
    assert desk.get(f"{reverse('editor_note_add')}?{query}").status_code in (400, 404)


@pytest.mark.parametrize("words", ["", "   ", "x" * 4001])
def test_a_note_says_something_and_not_too_much(desk, statement, words):
    response = fill_in(desk, add_at(statement), words=words)
    assert response.status_code == 200
    assert not EditorNote.objects.exists()
    with pytest.raises(NotNoted):
        editor_notes.write(place="x", words=words, by=None, story=None, page="/preview/truce/")


def test_a_nul_gets_no_error_page(desk, statement, note):
    assert desk.post(add_at(statement), {"words": "a\x00b", "field": "", "to": ""}).status_code in (200, 302)
    answer = desk.post(reverse("editor_note", args=(note.pk,)), {"words": "a\x00b\ud7ff", "_answer": "1"})
    assert answer.status_code == 302
    assert desk.post(reverse("editor_note", args=(note.pk,)), {"words": "", "_answer": "1"}).status_code == 302


def test_a_note_whose_row_is_gone_says_so(desk, note):
    note.row = 987_654
    note.save()
    assert "is not there any more" in desk.get(reverse("editor_note", args=(note.pk,))).content.decode()


def test_a_note_is_nowhere_public(client, note, reporter, tmp_path):
    """In no page, feed, edition or file of the story, and for nobody outside the desk."""
    editor_notes.answer(note, words=f"{SECRET} too", by=reporter)
    truce = note.story
    publish(truce, note="")
    assert SECRET not in Edition.objects.get().document
    call_command("dump_story", "truce", "--to", str(tmp_path), "--with-editions", stdout=StringIO())
    assert all(SECRET not in file.read_text() for file in tmp_path.rglob("*") if file.is_file())
    for path, answer in crawl(client, "/truce/", few=2).items():
        assert SECRET.encode() not in answer, path
    assert client.get(reverse("preview:overview", args=("truce",))).status_code == 302
    for name, args in (("editor_notes", ()), ("editor_note", (note.pk,)), ("editor_note_add", ())):
        assert reverse("admin:login") in client.get(reverse(name, args=args))["Location"]


def test_the_form_costs_the_same_however_many_notes_there_are(desk, statement, reporter, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost() -> int:
        with CaptureQueriesContext(connection) as found:
            desk.get(change(statement))
            desk.get(reverse("editor_notes"))
        return len(found)

    def more(count: int) -> None:
        for number in range(count):
            row = editor_notes.write(
                place="x",
                words=f"Note {number}",
                by=reporter,
                story=statement.story,
                kind="statement",
                row=statement.pk,
            )
            editor_notes.answer(row, words="Yes.", by=reporter)

    more(2)
    few = cost()
    more(15)
    assert cost() == few
