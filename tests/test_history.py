"""History concerns one row with its parts: going back to a version, and bringing back what was deleted."""

from __future__ import annotations

import json
from typing import Any

import pytest
import reversion
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext
from reversion.models import Version

from explainer.desk.files.fixture_files import write_folder
from explainer.desk.files.fixtures import dump, load
from explainer.desk.going_back import NotBack, bring_back
from explainer.desk.history import Past, name_of, parts_of, whole_of
from explainer.models import (
    Actor,
    Approval,
    Comparison,
    Event,
    Gate,
    Issue,
    KeyPoint,
    Map,
    MapFeature,
    OpenQuestion,
    Passage,
    Phase,
    Position,
    Provision,
    Relay,
    Role,
    Source,
    Statement,
    StatementLink,
    StateRow,
    Story,
    Term,
    Text,
    TextAnswer,
    TranslatedText,
    Translation,
)

from .conftest import approved
from .desk_forms import at, change, fields_of, fill_in, said
from .translate import translate

TITLE, QUESTION = "text:stories/truce:title", "text:stories/truce:question"


@pytest.fixture
def loaded(truce, tmp_path, django_db_blocker) -> Story:
    """A story whose every row was loaded from files, onto an empty desk."""
    write_folder(tmp_path / "truce", dump("truce"))
    for model in (Comparison, Position, StatementLink, Event, Gate, OpenQuestion):
        model.objects.all().delete()
    truce.delete()
    for model in (Role, Actor, Source):
        model.objects.all().delete()
    load(tmp_path / "truce")
    return Story.objects.get()


@pytest.fixture
def statement(truce) -> Statement:
    return Statement.objects.get(slug="statement-0")


@pytest.fixture
def term(truce) -> Term:
    """The term of the glossary, which no map shows: what is in use stays."""
    MapFeature.objects.filter(term__isnull=False).delete()
    return Term.objects.get()


def versions(row: Model) -> list[Version]:
    """The oldest first."""
    return list(Version.objects.get_for_object(row).order_by("pk"))


def step(version: Version) -> str:
    return at(version._model, "revision", version.object_id, version.pk)


def together(*rows: Model) -> None:
    """One revision for all of them, as loads and translations once made it."""
    with reversion.create_revision():
        for row in rows:
            reversion.add_to_revision(row)
        reversion.set_comment("Loaded from files.")


# ---- what is kept --------------------------------------------------------------------------------


def test_history_knows_as_parts_what_is_edited_in_a_form():
    for model, form in admin.site._registry.items():
        if form.inlines:
            assert {part.model for part in parts_of(model)} == {inline.model for inline in form.inlines}


def test_a_load_keeps_each_row_by_itself_with_its_parts(loaded):
    for statement in Statement.objects.all():
        (version,) = versions(statement)
        beside = {each._model for each in version.revision.version_set.all()}
        assert beside <= {Statement, Passage, Relay, StatementLink}
        assert version.revision.version_set.count() == 1 + sum(
            getattr(statement, name).count() for name in ("passages", "relays", "links")
        )
        assert version.revision.comment == "Loaded from files."
    assert versions(loaded)[0].revision.version_set.count() > 1
    assert Version.objects.get_for_model(Term).count() == Term.objects.count()


def test_a_part_that_a_load_changes_is_kept_with_the_whole(truce, tmp_path):
    files = dump("truce")
    write_folder(tmp_path, files)
    load(tmp_path)
    Passage.objects.filter(statement__slug="statement-0").update(text="Changed at the desk")
    load(tmp_path, overwrite=True)
    (version,) = versions(Statement.objects.get(slug="statement-0"))
    assert Passage in {each._model for each in version.revision.version_set.all()}
    assert not versions(Statement.objects.get(slug="statement-1"))


def test_the_whole_of_a_part_is_where_it_is_edited(truce):
    passage = Passage.objects.first()
    assert whole_of(passage) == passage.statement
    assert whole_of(passage.statement) == passage.statement
    assert whole_of(Role.objects.first()) == Role.objects.first().actor


# ---- going back is for one -----------------------------------------------------------------------


def test_going_back_leaves_alone_what_else_was_loaded(desk, loaded):
    first, second = Statement.objects.order_by("slug")
    together(*Statement.objects.all(), *Term.objects.all(), *Event.objects.all())
    shared = versions(first)[-1]
    fill_in(desk, change(first), topic="changed since")
    fill_in(desk, change(second), topic="work of a colleague")
    Term.objects.update(name="Named anew")
    desk.post(at(Event, "delete", Event.objects.get(slug="event-0").pk), {"post": "yes"})
    assert fill_in(desk, step(shared)).status_code == 302
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.topic != "changed since"
    assert second.topic == "work of a colleague"
    assert Term.objects.get().name == "Named anew"
    assert not Event.objects.filter(slug="event-0").exists(), "what was deleted stays deleted"
    assert "Changed: topic." in LogEntry.objects.first().change_message


def test_the_difference_is_shown_first_and_looking_changes_nothing(desk, statement):
    fill_in(desk, change(statement), topic="as it was", **{"passages-0-text": "As it was"})
    fill_in(desk, change(statement), topic="as it is", **{"passages-0-text": "As it is"})
    response = desk.get(step(versions(statement)[0]))
    body = response.content.decode()
    assert {(each.field, each.now, each.then) for each in response.context["differences"]} == {
        ("topic", "as it is", "as it was"),
        ("text", "As it is", "As it was"),
    }
    for words in ("Side 0 on as it is", "Go back to this", "<del>as it is</del>", "<ins>as it was</ins>"):
        assert words in body
    statement.refresh_from_db()
    assert statement.topic == "as it is"
    assert not {"<script>", "onclick"} & set(body.split())


def test_a_reference_that_was_not_there_reads_as_nothing(desk, truce):
    event, phase = Event.objects.get(slug="event-0"), Phase.objects.get(number=1)
    fill_in(desk, change(event))
    Event.objects.filter(pk=event.pk).update(phase=phase)
    (difference,) = desk.get(step(versions(event)[0])).context["differences"]
    assert (difference.field, difference.now, difference.then) == ("phase", str(phase), "nothing")


def test_a_row_is_named_as_it_is_or_else_as_it_was_kept_or_else_by_its_number(term):
    together(term)
    Term.objects.update(name="Named anew")
    assert name_of(Term, term.pk) == "Named anew"
    name, pk = str(term), term.pk
    term.delete()
    assert (name_of(Term, pk), name_of(Term, 999_999)) == (f"{name} (deleted)", "999999 (deleted)")


def test_what_is_empty_and_what_is_yes_or_no_is_said_in_words(desk, truce):
    text = Text.objects.get()
    fill_in(desk, change(text))
    Text.objects.update(told=False, not_known="")
    shown = {each.field: (each.now, each.then) for each in desk.get(step(versions(text)[0])).context["differences"]}
    assert shown == {
        "the story tells this one": ("no", "yes"),
        "not known": ("nothing", "Nobody says who wrote it."),
    }


def test_parts_without_an_order_go_back(desk, truce):
    text = Text.objects.get()
    fill_in(desk, change(text))
    TextAnswer.objects.update(answer="accepted")
    assert fill_in(desk, step(versions(text)[0])).status_code == 302
    assert TextAnswer.objects.get().answer == "asks-for-changes"


def test_the_log_and_the_next_version_say_what_changed(desk, statement, editor):
    fill_in(desk, change(statement), topic="as it was", **{"passages-0-text": "As it was"})
    fill_in(desk, change(statement), topic="as it is", **{"passages-0-text": "As it is"})
    fill_in(desk, step(versions(statement)[0]))
    entry = LogEntry.objects.first()
    assert entry.user == editor
    assert "Went back to the version of" in entry.change_message
    assert "topic; passage “As it is”: text." in entry.change_message
    newest = versions(statement)[-1]
    assert newest.revision.comment == entry.change_message
    assert newest.field_dict["topic"] == "as it was"


def test_parts_come_back_go_and_change_places(desk, statement):
    Passage.objects.filter(statement=statement).delete()
    one, two = (Passage.objects.create(statement=statement, order=n, text=f"Text {n}") for n in (1, 2))
    fill_in(desk, change(statement), topic="as it was")
    moved = {"passages-0-order": "2", "passages-1-order": "1", "passages-TOTAL_FORMS": "3"}
    fill_in(desk, change(statement), topic="as it is", **moved, **{"passages-2-text": "Text 3"})
    two.refresh_from_db()
    assert two.order == 1
    Passage.objects.filter(pk=one.pk).delete()
    told = str(desk.get(step(versions(statement)[0])).context["differences"])
    assert "Text 3" in told
    assert fill_in(desk, step(versions(statement)[0])).status_code == 302
    rows = statement.passages.order_by("order").values_list("pk", "order", "text")
    assert list(rows) == [(one.pk, 1, "Text 1"), (two.pk, 2, "Text 2")]
    message = LogEntry.objects.first().change_message
    assert "passage “Text 3” taken out" in message
    assert "passage “Text 1” brought back" in message


def test_a_part_in_use_is_not_taken_out_by_going_back(desk, statement):
    actor = statement.speaker
    fill_in(desk, change(actor))
    statement.role = Role.objects.create(actor=actor, slug="later", title="Later title")
    statement.save()
    response = fill_in(desk, step(versions(actor)[0]))
    assert response.status_code == 200
    assert change(statement) in response.content.decode()
    assert actor.roles.filter(slug="later").exists()
    assert len(versions(actor)) == 1, "what was not done is not kept as done"


def test_what_is_there_no_more_is_left_out_or_needed_first(desk, statement, truce):
    issue = Issue.objects.create(story=truce, slug="odd", name="Odd", short_name="Odd", question="Odd?")
    position = Position.objects.first()
    fill_in(desk, change(statement), topic="as it was", issues=[issue.pk])
    Position.objects.filter(pk=position.pk).update(issue=issue)
    fill_in(desk, change(position))
    Position.objects.filter(pk=position.pk).update(issue=Issue.objects.exclude(pk=issue.pk).get())
    fill_in(desk, change(statement), topic="as it is", issues=[])
    assert desk.post(at(Issue, "delete", issue.pk), {"post": "yes"}).status_code == 302
    body = desk.get(step(versions(statement)[0])).content.decode()
    assert "Left out, since it is not there any more: Odd (deleted)." in body
    assert fill_in(desk, step(versions(statement)[0])).status_code == 302
    statement.refresh_from_db()
    assert (statement.topic, statement.issues.count()) == ("as it was", 0)
    response = fill_in(desk, step(versions(position)[-1]))
    assert "Issue “Odd (deleted)” is needed; bring that back first." in response.content.decode()


def test_a_version_that_makes_no_sense_any_more_is_refused_with_a_sentence(desk, truce):
    first, second = Event.objects.order_by("slug")
    fill_in(desk, change(first))
    Event.objects.filter(pk=first.pk).update(slug="moved")
    Event.objects.filter(pk=second.pk).update(slug="event-0")
    response = fill_in(desk, step(versions(first)[0]))
    assert response.status_code == 200
    assert "Nothing was changed." in response.content.decode()
    assert Event.objects.get(pk=first.pk).slug == "moved"


def test_what_is_refused_half_way_leaves_neither_a_change_nor_a_version(desk, statement):
    fill_in(desk, change(statement), topic="as it was")
    (version,) = versions(statement)
    part = version.revision.version_set.get(content_type__model="passage")
    data = json.loads(part.serialized_data)
    data[0]["fields"]["text"] = "“In marks that were allowed then”"
    Version.objects.filter(pk=part.pk).update(serialized_data=json.dumps(data))
    fill_in(desk, change(statement), topic="as it is")
    kept = Version.objects.count()
    assert "Nothing was changed. Leave the outer quotation marks out" in (fill_in(desk, step(version)).content.decode())
    assert Statement.objects.get(pk=statement.pk).topic == "as it is"
    assert Version.objects.count() == kept


def test_what_a_version_does_not_know_stays(desk, statement):
    fill_in(desk, change(statement), topic="as it was", context="Younger than the version.")
    (version,) = versions(statement)
    data = json.loads(version.serialized_data)
    del data[0]["fields"]["context"]
    data[0]["fields"]["older"] = "a field that is gone"
    Version.objects.filter(pk=version.pk).update(serialized_data=json.dumps(data))
    fill_in(desk, change(statement), topic="as it is")
    fill_in(desk, step(version))
    statement.refresh_from_db()
    assert (statement.topic, statement.context) == ("as it was", "Younger than the version.")


def test_a_version_that_cannot_be_read_is_not_found(desk, statement):
    fill_in(desk, change(statement))
    version = versions(statement)[0]
    Version.objects.filter(pk=version.pk).update(serialized_data="{")
    assert desk.get(step(version)).status_code == 404
    for odd in ("0", "9" * 30, "9" * 5_000):
        assert desk.get(f"{at(Statement, 'history', statement.pk)}{odd}/").status_code == 404


def test_a_version_of_another_row_is_not_found(desk, statement):
    """Going back to it would make the one what the other was."""
    other = Statement.objects.get(slug="statement-1")
    fill_in(desk, change(other))
    (version,) = versions(other)
    for act in (desk.get, desk.post):
        assert act(at(Statement, "revision", statement.pk, version.pk)).status_code == 404


def test_a_part_that_cannot_be_read_is_not_found_either(desk, statement):
    fill_in(desk, change(statement))
    (version,) = versions(statement)
    version.revision.version_set.filter(content_type__model="passage").update(serialized_data="{")
    assert desk.get(step(version)).status_code == 404


def test_a_slug_that_was_never_published_goes_back(desk, truce):
    event = Event.objects.get(slug="event-0")
    fill_in(desk, change(event))
    fill_in(desk, change(event), slug="moved")
    fill_in(desk, step(versions(event)[0]))
    assert Event.objects.get(pk=event.pk).slug == "event-0"


def test_the_published_slug_of_a_part_stays(desk, published):
    phase = Phase.objects.get(number=1)
    Provision.objects.filter(phase=phase).update(slug="older")
    together(phase)
    Provision.objects.filter(phase=phase).update(slug="provision-1", what="Something else")
    shown = [each.field for each in desk.get(step(versions(phase)[-1])).context["differences"]]
    assert (len(shown), "slug" in shown) == (1, False)
    fill_in(desk, step(versions(phase)[-1]))
    assert Provision.objects.get(phase=phase).slug == "provision-1"
    assert Provision.objects.get(phase=phase).what == "Stops what it does"


def test_what_is_deleted_while_a_version_is_looked_at_is_a_message(desk, term):
    fill_in(desk, change(term), name="As it was")
    address = step(versions(term)[0])
    term.delete()
    for act in (desk.get, desk.post):
        assert "not there any more" in said(desk, act(address))[-1]


def test_looking_opens_no_transaction(desk, statement):
    """On SQLite it would wait for whoever writes, and let nobody write meanwhile."""
    fill_in(desk, change(statement), topic="as it was")
    for page in (change(statement), step(versions(statement)[0]), at(Statement, "history", statement.pk)):
        with CaptureQueriesContext(connection) as asked:
            assert desk.get(page).status_code == 200
        assert not [query["sql"] for query in asked if "SAVEPOINT" in query["sql"]], page


def test_where_nothing_differs_there_is_no_button(desk, statement):
    fill_in(desk, change(statement))
    version = versions(statement)[0]
    assert "there is nothing to go back to" in desk.get(step(version)).content.decode()
    entries = LogEntry.objects.count()
    assert fill_in(desk, step(version)).status_code == 200
    insisted = desk.post(step(version), {"_seen": desk.get(step(version)).context["seen"]})
    assert "Nothing was changed: it is as it was then." in insisted.content.decode()
    assert LogEntry.objects.count() == entries


def test_who_may_not_change_a_row_may_not_go_back(client, django_user_model, desk, statement):
    fill_in(desk, change(statement), topic="as it was")
    fill_in(desk, change(statement), topic="as it is")
    client.force_login(django_user_model.objects.create_user("guest", password="x", is_staff=True))
    for act in (client.get, client.post):
        assert act(step(versions(statement)[0])).status_code == 403
    statement.refresh_from_db()
    assert statement.topic == "as it is"


def test_going_back_clears_the_approvals_of_a_comparison(desk, pair, editor, second_editor):
    fill_in(desk, change(pair), relation="widens")
    fill_in(desk, change(pair), relation="narrows")
    approved(pair, editor, second_editor)
    fill_in(desk, step(versions(pair)[0]))
    pair.refresh_from_db()
    assert pair.relation == "widens"
    assert not Approval.objects.exists()


# ---- a translation: one text at a time -----------------------------------------------------------


@pytest.fixture
def arabic(published) -> Translation:
    return Translation.objects.create(story=published, language="ar")


def test_a_save_of_a_translation_keeps_each_text_by_itself(desk, arabic, editor):
    fill_in(desk, change(arabic), **{TITLE: "عنوان", QUESTION: "هل"})
    kept = [[each._model for each in version.revision.version_set.order_by("pk")] for version in versions(arabic)]
    assert kept == [[Translation, TranslatedText]] * 2
    assert {version.revision.user for version in versions(arabic)} == {editor}
    fill_in(desk, change(arabic), **{TITLE: ""})
    assert versions(arabic)[-1].revision.comment == "Took out stories/truce, title."


def test_one_text_goes_back_and_the_others_stay(desk, arabic):
    fill_in(desk, change(arabic), **{TITLE: "عنوان", QUESTION: "هل"})
    together(arabic, *arabic.texts.all())
    old = versions(arabic)[-1]
    fill_in(desk, change(arabic), **{TITLE: "عنوان جديد", QUESTION: "هل تصمد"})
    body = desk.get(step(old))
    assert body.content.decode().count("Go back to this text") == 2
    one, other = body.context["texts"]
    stale = desk.post(step(old), {"text": one.name, "seen": "x"})
    assert "somebody changed this text" in stale.content.decode()
    desk.post(step(old), {"text": one.name, "seen": one.seen})
    texts = dict(arabic.texts.values_list("field", "text"))
    assert texts[one.text.slot[1]] == one.then
    assert texts[other.text.slot[1]] == other.text.text
    assert one.text.at in LogEntry.objects.first().change_message
    assert desk.get(step(old)).content.decode().count("Go back to this text") == 1


def test_an_older_text_keeps_what_it_was_made_from(desk, published, arabic):
    fill_in(desk, change(arabic), **{TITLE: "عنوان"})
    fill_in(desk, change(arabic), **{TITLE: "عنوان جديد"})
    TranslatedText.objects.update(made_from="Another title")
    old = versions(arabic)[0]
    (text,) = desk.get(step(old)).context["texts"]
    desk.post(step(old), {"text": text.name, "seen": text.seen})
    assert TranslatedText.objects.get().made_from == "The truce talks"


# ---- deleting ------------------------------------------------------------------------------------


def in_use() -> dict[str, tuple[Model, Model]]:
    """What is in use, and a row that uses it."""
    statement, phase, issue = (
        Statement.objects.get(slug="statement-0"),
        Phase.objects.get(number=1),
        Issue.objects.get(),
    )
    answer = Statement.objects.get(slug="statement-1")
    event = Event.objects.get(slug="event-0")
    StatementLink.objects.create(
        statement=answer, order=9, relation="answers", to_event=event, source=Source.objects.get()
    )
    gate = Gate.objects.create(
        story=phase.story, slug="out", kind="collapse", from_phase=phase, label="Ends", outcome="None"
    )
    later = Phase.objects.create(story=phase.story, number=9, name="Later")
    into = Gate.objects.create(story=phase.story, slug="in", kind="proceed", to_phase=later, label="Begins")
    asked = OpenQuestion.objects.create(story=phase.story, slug="asked", question="Who?", issue=issue)
    dated = Event.objects.create(story=phase.story, slug="dated", title="Held", phase=later)
    dated.issues.add(issue)
    compared = Comparison.objects.create(
        story=phase.story,
        slug="pair",
        issue=issue,
        earlier=statement,
        later=Statement.objects.last(),
        relation="repeats",
    )
    return {
        "an issue by a position": (issue, Position.objects.first()),
        "an issue by a statement": (issue, statement),
        "an issue by an event": (issue, dated),
        "an issue by an open question": (issue, asked),
        "an issue by a comparison": (issue, compared),
        "an issue by what a map shows of it": (issue, Map.objects.get()),
        "a term by what a map shows of it": (Term.objects.get(), Map.objects.get()),
        "a phase by the gate out of it": (phase, gate),
        "a phase by the gate into it": (later, into),
        "a phase by an event": (later, dated),
        "a phase by an issue": (phase, issue),
        "a statement by what answers it": (statement, answer),
        "a statement by a comparison": (statement, compared),
        "an event by what answers it": (event, answer),
    }


@pytest.mark.parametrize("how", ["page", "bulk"])
def test_what_is_in_use_stays_and_the_desk_says_where(desk, make_story, how):
    make_story(statements=3)
    for said_of, (row, user) in in_use().items():
        model = type(row)
        if how == "page":
            response = desk.post(at(model, "delete", row.pk), {"post": "yes"})
        else:
            wanted = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
            response = desk.post(at(model, "changelist"), wanted)
        assert response.status_code == 200, said_of
        assert f'<a href="{change(user)}">' in response.content.decode(), said_of
        assert model.objects.filter(pk=row.pk).exists(), said_of


def delete(desk: Any, row: Model) -> str:
    """The address at which it can be brought back."""
    assert desk.post(at(type(row), "delete", row.pk), {"post": "yes"}).status_code == 302
    assert not type(row).objects.filter(pk=row.pk).exists()
    version = Version.objects.get_deleted(type(row)).get(object_id=str(row.pk))
    return at(type(row), "recover", version.pk)


def everything(slug: str = "truce") -> dict[str, str]:
    return dump(slug)


def test_what_was_deleted_with_its_parts_comes_back_as_one(desk, term):
    source = Source.objects.get()
    answer = Statement.objects.get(slug="statement-1")
    Relay.objects.create(statement=answer, order=2, label="Interview")
    for model in (Position, Gate, Issue.phases.through, Statement.phases.through):
        model.objects.all().delete()
    before = everything()
    for row in (answer, Phase.objects.get(number=2), Event.objects.first(), term):
        address = delete(desk, row)
        page = desk.get(address).content.decode()
        assert "Bring it back" in page
        assert type(row).objects.filter(pk=row.pk).count() == 0, "looking brings nothing back"
        assert fill_in(desk, address).status_code == 302
        assert everything() == before
    assert answer.links.get().source == source
    assert "Brought back as it was on" in LogEntry.objects.first().change_message


def test_a_whole_story_comes_back_as_one(desk, pair, editor, second_editor):
    approved(pair, editor, second_editor)
    before = everything()
    rows = {model: model.objects.count() for model in (Statement, Passage, Provision, Position, Approval)}
    address = delete(desk, pair.story)
    assert not Statement.objects.exists()
    assert fill_in(desk, address).status_code == 302
    assert everything() == before
    assert rows == {model: model.objects.count() for model in rows}


def test_what_went_is_read_once_and_each_row_named_once(desk, truce, django_assert_num_queries):
    """A provision goes with its story and with its phase."""
    delete(desk, truce)
    past = Past(Version.objects.get_deleted(Story).get())
    rows = [(each.model, each.pk) for each in past.with_what_went()]
    assert len(rows) == len(set(rows))
    with django_assert_num_queries(0):
        past.with_what_went()


def test_a_comparison_comes_back_with_its_approvals(desk, pair, editor, second_editor):
    approved(pair, editor, second_editor)
    given = list(Approval.objects.order_by("place").values("place", "by", "name", "seen"))
    address = delete(desk, pair)
    assert not Approval.objects.exists()
    fill_in(desk, address)
    assert list(Approval.objects.order_by("place").values("place", "by", "name", "seen")) == given


def test_an_approval_by_an_account_that_is_gone_comes_back_with_the_name_alone(desk, pair, second_editor):
    approved(pair, second_editor)
    address = delete(desk, pair)
    second_editor.delete()
    fill_in(desk, address)
    approval = Approval.objects.get()
    assert (approval.by, approval.name) == (None, "second")


def test_many_deleted_at_once_come_back_one_by_one(desk, truce):
    StatementLink.objects.all().delete()
    Position.objects.all().delete()
    for model in (Provision, Gate):
        model.objects.all().delete()
    truce.keypoints.all().delete()
    rows = list(Statement.objects.order_by("slug"))
    for row in rows:
        row.figures.clear()
    wanted = {"action": "delete_selected", "_selected_action": [row.pk for row in rows], "post": "yes"}
    assert desk.post(at(Statement, "changelist"), wanted).status_code == 302
    assert not Passage.objects.exists()
    version = Version.objects.get_deleted(Statement).get(object_id=str(rows[0].pk))
    fill_in(desk, at(Statement, "recover", version.pk))
    assert list(Statement.objects.all()) == [rows[0]]
    assert rows[0].passages.count() == 1


def test_what_comes_back_is_shown_without_what_is_empty_or_known(desk, statement):
    for model in (StatementLink, Position):
        model.objects.all().delete()
    statement.story.keypoints.all().delete()
    statement.figures.clear()
    shown = [(each.thing, each.field, each.then) for each in desk.get(delete(desk, statement)).context["differences"]]
    assert ("", "topic", "gate 0") in shown
    assert ("", "speaker", "Side 0") in shown
    assert ("passage “We hold gate number 0”", "text", "We hold gate number 0") in shown
    assert not [row for row in shown if row[2] in ("", "nothing") or "id" in row[1].split()]
    assert not [row for row in shown if row[0] and row[1] == "statement"], "a part says not of what it is one"


def test_what_comes_back_is_what_went_and_nothing_that_was_beside_it(desk, truce):
    issue, position = Issue.objects.get(), Position.objects.get()
    together(issue, position)
    version = versions(issue)[-1]
    for model in (Position, Statement.issues.through, MapFeature):
        model.objects.all().delete()
    Issue.objects.filter(pk=issue.pk).delete()
    fill_in(desk, at(Issue, "recover", version.pk))
    assert Issue.objects.filter(pk=issue.pk).exists()
    assert not Position.objects.exists()


def test_a_row_comes_back_without_the_parts_of_others(desk, statement):
    """Loads once kept all that they brought as one revision."""
    together(*Statement.objects.all(), *Passage.objects.all())
    version = versions(statement)[-1]
    for model in (StatementLink, Position, StateRow, KeyPoint, Provision):
        model.objects.all().delete()
    Statement.objects.filter(pk=statement.pk).delete()
    assert fill_in(desk, at(Statement, "recover", version.pk)).status_code == 302
    assert list(Statement.objects.get(pk=statement.pk).passages.values_list("text", flat=True)) == [
        "We hold gate number 0"
    ]


def test_what_is_kept_of_a_deletion_is_each_row_once_and_none_that_has_no_history(desk, term):
    delete(desk, term)
    kept = [(each._model, each.object_id) for each in Version.objects.all()]
    assert len(kept) == len(set(kept))
    assert all(reversion.is_registered(model) for model, _pk in kept)


def test_all_comes_back_or_nothing(desk, truce, statement):
    """A part whose place is taken by now holds up the whole."""
    for model in (StatementLink, Position):
        model.objects.all().delete()
    truce.keypoints.all().delete()
    statement.figures.clear()
    part = statement.passages.get().pk
    address = delete(desk, statement)
    Passage.objects.create(pk=part, statement=Statement.objects.get(), order=9, text="In its place")
    assert "stands in its place" in fill_in(desk, address).content.decode()
    assert not Statement.objects.filter(pk=statement.pk).exists()
    assert Passage.objects.get(pk=part).text == "In its place"


def test_what_is_there_is_not_overwritten_by_what_comes_back(desk, term):
    """Of two who bring it back at once, one is told."""
    delete(desk, term)
    past = Past(Version.objects.get_deleted(Term).get())
    bring_back(past)
    Term.objects.update(name="Named anew")
    with pytest.raises(NotBack, match="stands in its place"):
        bring_back(past)
    assert Term.objects.get().name == "Named anew"


@pytest.mark.parametrize("right", ["add", "change"])
def test_one_right_is_not_enough_to_bring_back(client, django_user_model, desk, term, right):
    address = delete(desk, term)
    user = django_user_model.objects.create_user("half", password="x", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename=f"{right}_term"))
    client.force_login(user)
    assert client.post(address).status_code == 403
    assert not Term.objects.exists()


def test_what_is_back_already_is_not_brought_back_twice(desk, term):
    address = delete(desk, term)
    fill_in(desk, address)
    Term.objects.update(name="Named anew")
    for act in (desk.get, desk.post):
        response = act(address)
        assert response["Location"] == change(term)
    assert Term.objects.get().name == "Named anew"


def test_what_cannot_come_back_says_why(desk, truce, term):
    event = Event.objects.first()
    address = delete(desk, term)
    Term.objects.create(story=truce, slug=term.slug, name="Another", definition="In its place.")
    response = fill_in(desk, address)
    assert response.status_code == 200
    assert "Nothing was brought back." in response.content.decode()
    event_address = delete(desk, event)
    delete(desk, truce)
    assert "Story “The truce talks (deleted)” is needed; bring that back first." in (
        fill_in(desk, event_address).content.decode()
    )


def test_who_may_not_add_may_not_bring_back(client, django_user_model, desk, term):
    address = delete(desk, term)
    client.force_login(django_user_model.objects.create_user("guest", password="x", is_staff=True))
    for act in (client.get, client.post):
        assert act(address).status_code == 403
    assert not Term.objects.exists()


def test_a_part_taken_out_in_a_form_comes_back_by_going_back(desk, statement):
    fill_in(desk, change(statement))
    Statement.objects.filter(pk=statement.pk).update(wording="paraphrase")
    fill_in(desk, change(statement), **{"passages-0-DELETE": "on"})
    assert not statement.passages.exists()
    fill_in(desk, step(versions(statement)[0]))
    assert statement.passages.count() == 1


# ---- no list overwrites --------------------------------------------------------------------------


def test_no_list_of_the_desk_is_a_form():
    """What is changed in a list passes no guard: it would overwrite what somebody else saved meanwhile."""
    for form in admin.site._registry.values():
        assert not form.list_editable, form


def test_a_translation_comes_back_with_its_texts(desk, published):
    translation = translate(published)
    count = translation.texts.count()
    address = delete(desk, translation)
    assert not TranslatedText.objects.exists()
    response = fill_in(desk, address)
    assert "is back at the desk" in said(desk, response)[0]
    assert translation.texts.count() == count


def test_a_stale_deletion_loses_nothing(desk, statement):
    """What a colleague saved after the page was opened is in the version that comes back."""
    StatementLink.objects.all().delete()
    Position.objects.all().delete()
    for model in (Provision, Gate):
        model.objects.all().delete()
    statement.story.keypoints.all().delete()
    statement.figures.clear()
    desk.get(at(Statement, "delete", statement.pk))
    Statement.objects.filter(pk=statement.pk).update(topic="work of a colleague")
    fill_in(desk, delete(desk, statement))
    statement.refresh_from_db()
    assert statement.topic == "work of a colleague"
    assert fields_of(desk.get(change(statement)))["topic"] == ["work of a colleague"]
