"""Two people at one form: what only one of them changed is put together, the rest is asked; nothing is lost."""

from __future__ import annotations

import pytest
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from explainer.admin.boxes import shown
from explainer.admin.carried import SALT
from explainer.admin.putting_together import differing
from explainer.admin.threeway import Part, Sheaf, settle, settle_parts
from explainer.models import Edition, Event, Issue, Statement, Story, Term

from .desk_forms import change, fields_of, fill_in, said


@pytest.fixture
def desk(client, reporter, truce) -> Client:
    client.force_login(reporter)
    return client


@pytest.fixture
def statement(desk) -> Statement:
    return Statement.objects.of(Story.objects.get()).order_by("slug").first()


def passages(row: Statement) -> list[str]:
    return list(row.passages.order_by("order").values_list("text", flat=True))


def send(desk: Client, row: object, fields: dict[str, object], **typed: object):
    return desk.post(change(row), fields | {"_save": "1"} | typed)


def partial(row: Statement, *texts: str) -> None:
    """Make it a partial quote of as many passages."""
    row.wording = "partial"
    row.save()
    row.passages.all().delete()
    for number, text in enumerate(texts):
        row.passages.create(order=number + 1, text=text, before="and" if number else "")


# ---- put together --------------------------------------------------------------------------------


def test_what_only_one_of_them_changed_is_put_together(desk, statement):
    mine = fields_of(desk.get(change(statement)))
    fill_in(desk, change(statement), topic="theirs")
    response = send(desk, statement, mine, note="mine")
    assert response.status_code == 302
    statement.refresh_from_db()
    assert (statement.topic, statement.note) == ("theirs", "mine")
    told = next(message for message in said(desk, response) if "while you had it open" in message)
    assert "Topic" in told
    assert "Note" not in told


def test_a_list_that_only_they_changed_stays_theirs(desk, statement):
    mine = fields_of(desk.get(change(statement)))
    other = Issue.objects.create(story=statement.story, slug="another", name="Another", order=9)
    statement.issues.set([other])
    assert send(desk, statement, mine, topic="mine").status_code == 302
    assert list(statement.issues.all()) == [other]


def test_the_same_by_both_is_no_clash(desk, statement):
    mine = fields_of(desk.get(change(statement)))
    fill_in(desk, change(statement), topic="the same")
    assert send(desk, statement, mine, topic="the same").status_code == 302


def test_line_ends_that_a_browser_sends_are_no_change(desk, truce):
    term = Term.objects.first()
    Term.objects.update(definition="One.\n\nTwo.")
    mine = fields_of(desk.get(change(term)))
    Term.objects.update(definition="Three.\n\nFour.")
    assert send(desk, term, mine, name="mine", definition="One.\r\n\r\nTwo.").status_code == 302
    term.refresh_from_db()
    assert (term.name, term.definition) == ("mine", "Three.\n\nFour.")


def test_a_box_that_is_cleared_by_one_stays_cleared(desk, statement):
    Statement.objects.update(note="as it was")
    mine = fields_of(desk.get(change(statement)))
    fill_in(desk, change(statement), topic="theirs")
    assert send(desk, statement, mine, note="").status_code == 302
    statement.refresh_from_db()
    assert (statement.topic, statement.note) == ("theirs", "")


# ---- asked ---------------------------------------------------------------------------------------


def test_what_both_changed_is_asked_with_both_versions_and_saves_nothing(desk, statement):
    mine = fields_of(desk.get(change(statement)))
    fill_in(desk, change(statement), topic="the old gate", note="theirs alone")
    body = (response := send(desk, statement, mine, topic="the new gate", context="mine alone")).content.decode()
    assert response.status_code == 200
    assert "Both of you changed this" in body
    assert "<mark>old</mark>" in body
    assert "<mark>new</mark>" in body
    again = fields_of(response)
    assert (again["topic"], again["note"], again["context"]) == (["the new gate"], ["theirs alone"], ["mine alone"])
    statement.refresh_from_db()
    assert statement.topic == "the old gate"
    assert statement.context != "mine alone"


@pytest.mark.parametrize(
    ("choice", "typed", "saved"),
    [("theirs", None, "theirs"), ("mine", None, "mine"), ("mine", "written", "written"), (None, "written", "written")],
)
def test_a_clash_ends_by_a_choice_or_by_writing(desk, statement, choice, typed, saved):
    mine = fields_of(desk.get(change(statement)))
    fill_in(desk, change(statement), topic="theirs")
    again = fields_of(send(desk, statement, mine, topic="mine", note="mine alone"))
    chosen = ({"_keep:topic": choice} if choice else {}) | ({"topic": typed} if typed else {})
    assert send(desk, statement, again, **chosen).status_code == 302
    statement.refresh_from_db()
    assert (statement.topic, statement.note) == (saved, "mine alone")


@pytest.mark.parametrize("choice", [None, "", "other"])
def test_without_a_choice_it_is_asked_again_however_often(desk, statement, choice):
    fields = fields_of(desk.get(change(statement)))
    fill_in(desk, change(statement), topic="theirs")
    for _ in range(3):
        response = send(
            desk, statement, fields, topic="mine", **({"_keep:topic": choice} if choice is not None else {})
        )
        assert response.status_code == 200
        fields = fields_of(response)
    assert Statement.objects.get(pk=statement.pk).topic == "theirs"


def test_a_third_save_meanwhile_is_asked_again(desk, statement):
    mine = fields_of(desk.get(change(statement)))
    fill_in(desk, change(statement), topic="theirs")
    again = fields_of(send(desk, statement, mine, topic="mine"))
    fill_in(desk, change(statement), topic="a third", note="a third")
    response = send(desk, statement, again, **{"_keep:topic": "mine"})
    assert response.status_code == 200, "what was chosen over is not what stands there now"
    again = fields_of(response)
    assert (again["topic"], again["note"]) == (["mine"], ["a third"])
    assert send(desk, statement, again, **{"_keep:topic": "mine"}).status_code == 302
    statement.refresh_from_db()
    assert (statement.topic, statement.note) == ("mine", "a third")


def test_words_of_both_are_shown_as_text(desk, statement):
    mine = fields_of(desk.get(change(statement)))
    fill_in(desk, change(statement), topic="<script>alert(1)</script>")
    body = send(desk, statement, mine, topic="<img src=x onerror=alert(2)>").content.decode()
    assert "<script>alert" not in body
    assert "<img src=x" not in body
    assert "&lt;script&gt;" in body


def test_a_form_that_does_not_say_what_it_was_asks_about_all_that_differs(desk, statement):
    fields = fields_of(desk.get(change(statement)))
    for base in (None, "nonsense", signing.dumps({"row": "explainer.statement 1"}, salt=SALT)):
        sent = {name: value for name, value in fields.items() if name not in ("_seen", "_base")}
        response = send(desk, statement, sent | ({"_base": base} if base else {}), topic="mine")
        assert response.status_code == 200
        assert "Both of you changed this" in response.content.decode()
    assert not Statement.objects.filter(topic="mine").exists()


def test_what_another_row_held_is_not_taken_for_what_this_one_held(desk, statement):
    other = Statement.objects.exclude(pk=statement.pk).first()
    fields = fields_of(desk.get(change(statement)))
    Statement.objects.filter(pk=other.pk).update(topic="theirs")
    stolen = fields_of(desk.get(change(other)))["_base"]
    fill_in(desk, change(statement), topic="theirs")
    assert send(desk, statement, fields, _base=stolen, topic="mine").status_code == 200
    assert not Statement.objects.filter(topic="mine").exists()


def test_what_a_form_held_cannot_be_forged(desk, statement):
    fields = fields_of(desk.get(change(statement)))
    fill_in(desk, change(statement), topic="theirs")
    held = signing.loads(fields["_base"][0], salt=SALT)
    held["form"]["topic"] = ["theirs"]
    forged = signing.dumps(held, key="somebody else's key", salt=SALT, compress=True)
    assert send(desk, statement, fields, _base=forged, topic="mine").status_code == 200
    assert Statement.objects.get(pk=statement.pk).topic == "theirs"


# ---- parts, row by row ---------------------------------------------------------------------------


def test_parts_are_put_together_row_by_row(desk, statement):
    partial(statement, "first", "second")
    mine = fields_of(desk.get(change(statement)))
    fill_in(desk, change(statement), **{"passages-0-text": "theirs"})
    response = send(desk, statement, mine, **{"passages-1-text": "mine"})
    assert response.status_code == 302
    assert passages(statement) == ["theirs", "mine"]
    assert "passage 1, Text" in "".join(said(desk, response))


def added(fields: dict[str, object], text: str) -> dict[str, object]:
    """A passage more, as the button makes it."""
    number = int(fields["passages-TOTAL_FORMS"][0])
    start = f"passages-{number}-"
    return {"passages-TOTAL_FORMS": number + 1, f"{start}text": text, f"{start}before": "and", f"{start}id": ""}


def test_both_add_a_part_and_both_stand(desk, statement):
    partial(statement, "first")
    mine = fields_of(desk.get(change(statement)))
    theirs = fields_of(desk.get(change(statement)))
    assert send(desk, statement, theirs, **added(theirs, "theirs")).status_code == 302
    assert send(desk, statement, mine, **added(mine, "mine")).status_code == 302
    assert passages(statement) == ["first", "theirs", "mine"]


def test_a_part_that_they_took_out_and_nobody_else_changed_is_gone(desk, statement):
    partial(statement, "first", "second")
    mine = fields_of(desk.get(change(statement)))
    statement.passages.get(text="second").delete()
    assert send(desk, statement, mine, topic="mine").status_code == 302
    assert passages(statement) == ["first"]


@pytest.mark.parametrize(("choice", "after"), [("theirs", ["first"]), ("mine", ["first", "mine"])])
def test_a_part_that_they_took_out_and_i_changed_is_asked(desk, statement, choice, after):
    partial(statement, "first", "second")
    mine = fields_of(desk.get(change(statement)))
    gone = statement.passages.get(text="second")
    key = f"_keep:passages:{gone.pk}"
    gone.delete()
    fields = mine | {"passages-1-text": "mine"}
    for _ in range(2):
        response = send(desk, statement, fields)
        assert response.status_code == 200
        assert "They took it out." in response.content.decode()
        fields = fields_of(response)
        assert fields["passages-1-text"] == ["mine"], "what was typed is still there"
        assert passages(statement) == ["first"]
    assert send(desk, statement, fields, **{key: choice}).status_code == 302
    assert passages(statement) == after


@pytest.mark.parametrize(("choice", "after"), [("theirs", ["first", "theirs"]), ("mine", ["first"])])
def test_a_part_that_i_took_out_and_they_changed_is_asked(desk, statement, choice, after):
    partial(statement, "first", "second")
    mine = fields_of(desk.get(change(statement)))
    changed = statement.passages.get(text="second")
    statement.passages.filter(pk=changed.pk).update(text="theirs")
    fields = mine | {"passages-1-DELETE": "on"}
    for _ in range(2):
        response = send(desk, statement, fields)
        assert response.status_code == 200
        assert "You took it out." in response.content.decode()
        fields = fields_of(response)
        assert passages(statement) == ["first", "theirs"]
    assert send(desk, statement, fields, **{f"_keep:passages:{changed.pk}": choice}).status_code == 302
    assert passages(statement) == after


def test_a_part_that_i_took_out_and_nobody_changed_goes(desk, statement):
    partial(statement, "first", "second")
    mine = fields_of(desk.get(change(statement)))
    fill_in(desk, change(statement), topic="theirs")
    assert send(desk, statement, mine, **{"passages-1-DELETE": "on"}).status_code == 302
    assert passages(statement) == ["first"]


def test_a_box_of_a_part_that_both_changed_is_asked_there(desk, statement):
    partial(statement, "first", "second")
    mine = fields_of(desk.get(change(statement)))
    second = statement.passages.get(text="second")
    statement.passages.filter(pk=second.pk).update(text="theirs")
    response = send(desk, statement, mine, **{"passages-1-text": "mine"})
    body = response.content.decode()
    assert response.status_code == 200
    assert f'name="_keep:passages:{second.pk}:text"' in body
    assert 'href="#id_passages-1-text"' in body
    again = fields_of(response)
    assert send(desk, statement, again, **{f"_keep:passages:{second.pk}:text": "mine"}).status_code == 302
    assert passages(statement) == ["first", "mine"]


def test_nonsense_in_the_numbers_of_parts_is_no_error_page(desk, statement):
    fields = fields_of(desk.get(change(statement)))
    fill_in(desk, change(statement), topic="theirs")
    for total in ("x", "-1", "9" * 30, "", "٣"):
        assert send(desk, statement, fields, **{"passages-TOTAL_FORMS": total}).status_code in (200, 302)
    for key in ("x", "9" * 40, "-1", "<b>"):
        assert send(desk, statement, fields, topic="mine", **{"passages-0-id": key}).status_code in (200, 302)


# ---- and publishing ------------------------------------------------------------------------------


def test_save_and_publish_publishes_nothing_that_was_put_together_unseen(client, editor, published):
    client.force_login(editor)
    fields = fields_of(client.get(change(published)))
    fill_in(client, change(published), short_answer="Saved by somebody else.")
    response = send(client, published, fields, _publish="1", title="Mine")
    assert any("not published" in message for message in said(client, response))
    published.refresh_from_db()
    assert (published.title, published.short_answer) == ("Mine", "Saved by somebody else.")
    assert Edition.objects.count() == 1


def test_nor_after_a_clash(client, editor, published):
    client.force_login(editor)
    fields = fields_of(client.get(change(published)))
    fill_in(client, change(published), title="Theirs", short_answer="Saved by somebody else.")
    again = send(client, published, fields, _publish="1", title="Mine")
    assert again.status_code == 200
    response = send(client, published, fields_of(again), _publish="1", **{"_keep:title": "mine"})
    assert response.status_code == 302
    published.refresh_from_db()
    assert (published.title, published.short_answer) == ("Mine", "Saved by somebody else.")
    assert Edition.objects.count() == 1


# ---- the rules alone -----------------------------------------------------------------------------


def alike(name: str, one: list[str], other: list[str]) -> bool:
    return one == other


def test_without_a_base_whatever_differs_clashes():
    merged = settle(alike, None, {"a": ["1"], "b": ["2"]}, {"a": ["1"], "b": ["3"]})
    assert [clash.box for clash in merged.clashes] == ["b"]
    assert merged.values == {"a": ["1"], "b": ["3"]}


def test_a_box_that_was_not_sent_stays_as_it_is_now():
    assert settle(alike, {"a": ["1"]}, {"a": ["2"]}, {}).values == {"a": ["2"]}


def test_what_both_took_out_is_no_clash():
    mine = Sheaf(known={"1": {"a": ["1"]}}, deleted={"1"}, new=[Part("", {"a": ["new"]})])
    merged = settle_parts(alike, {"1": {"a": ["1"]}}, {}, mine)
    assert [part.values for part in merged.parts] == [{"a": ["new"]}]
    assert not merged.clashes


def test_the_pieces_of_a_difference_are_the_whole_texts():
    theirs, mine = "one two  three\nfour", "one 2  three five\nfour"
    left, right = differing(theirs, mine)
    assert "".join(text for text, _ in left) == theirs
    assert "".join(text for text, _ in right) == mine
    assert [text for text, differs in left if differs] == ["two"]


@pytest.mark.parametrize("kind", [Statement, Event, Story, Term, Issue])
def test_what_a_form_is_said_to_send_is_what_it_sends(desk, rf, reporter, kind):
    """Else what nobody touched would be taken for a change."""
    from django.contrib import admin

    row = kind.objects.order_by("pk").first()
    fields = fields_of(desk.get(change(row)))
    request = rf.get("/")
    request.user = reporter
    form, formsets = admin.site._registry[kind].as_it_is(request, row)
    wanted = {name: [value for value in fields.get(name, []) if value] for name in shown(form)}
    assert {name: value for name, value in shown(form).items() if value != wanted[name]} == {}
    for formset in formsets:
        for number, part in enumerate(formset.initial_forms):
            for name, value in shown(part).items():
                box = f"{formset.prefix}-{number}-{name}"
                assert [one for one in fields.get(box, []) if one] == value, box


@pytest.mark.parametrize("size", [2, 30])
def test_putting_together_asks_for_no_more_of_more_parts(desk, statement, size):
    """Beside a save that is refused for a mistake, which Django itself checks part by part."""
    partial(statement, *(f"passage {number}" for number in range(size)))
    mine = fields_of(desk.get(change(statement)))
    with CaptureQueriesContext(connection) as refused:
        assert send(desk, statement, mine, topic="", **{"passages-0-text": "mine"}).status_code == 200
    Statement.objects.filter(pk=statement.pk).update(topic="theirs")
    with CaptureQueriesContext(connection) as asked:
        response = send(desk, statement, mine, topic="mine", **{"passages-0-text": "mine"})
    assert "Both of you changed this" in response.content.decode()
    assert len(asked) - len(refused) <= 40
