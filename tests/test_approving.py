"""Then and now at the desk: two people approve what they have seen, and nothing else is ever published."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from django.contrib.admin.models import LogEntry
from django.core.exceptions import ValidationError
from django.db import connections
from django.urls import reverse
from django.utils import timezone
from reversion.models import Version

from explainer.desk.approvals import seen
from explainer.desk.approving import NotApproved, approve, waiting
from explainer.desk.compose import compose
from explainer.desk.files.fixtures import dump, load
from explainer.desk.rules.checks import check
from explainer.edition import document as shape
from explainer.models import Approval, Comparison, Edition, Passage, Source, Statement, StatementLink

from .conftest import approved
from .crawl import crawl, text_of
from .desk_forms import at, change, fill_in, said
from .publish import publish
from .test_document import FIRST
from .test_publishing import at_once, desk, together  # noqa: F401 -- a fixture

pytestmark = pytest.mark.django_db
BUTTON = "admin:explainer_comparison_approve"


def press(client, pair: Comparison, seen: str | None = None):
    seen = waiting(pair).seen if seen is None else seen
    return client.post(reverse(BUTTON, args=(pair.pk,)), {"seen": seen})


def published_pairs() -> list[dict]:
    return json.loads(Edition.objects.order_by("-number").first().document)["comparisons"]


# ---- two people ----------------------------------------------------------------------------------


def test_it_is_published_once_two_people_have_approved_it(pair, editor, second_editor, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: datetime(2024, 8, 30, 23, 30, tzinfo=UTC))
    assert compose("truce").document.comparisons == []
    approved(pair, editor)
    assert compose("truce").document.comparisons == []
    approved(pair, second_editor)
    assert check(compose("truce")) == []
    publish(pair.story, note="")
    assert published_pairs() == [
        {"slug": "gates", "issue": "issue-1", "earlier": "statement-0", "relation": "narrows",
         "later": "statement-2", "approved_on": "2024-08-30"}
    ]  # fmt: skip


def test_an_edition_names_nobody_who_approved(pair, editor, second_editor):
    editor.first_name = "Zqfirst"
    editor.save()
    approved(pair, editor, second_editor)
    publish(pair.story, note="")
    assert "Zqfirst" in [row.name for row in Approval.objects.all()]
    assert "Zqfirst" not in Edition.objects.get().document


def test_nobody_approves_twice(pair, editor, second_editor):
    approved(pair, editor)
    with pytest.raises(NotApproved, match="somebody else"):
        approved(pair, editor)
    assert Approval.objects.count() == 1
    approved(pair, second_editor)
    with pytest.raises(NotApproved, match="Two people"):
        approve(pair, seen="x", by=editor)


def test_names_and_times_stay_when_the_accounts_are_gone(pair, editor, second_editor):
    approved(pair, editor, second_editor)
    Approval.objects.update(at=datetime(2024, 8, 30, tzinfo=UTC))
    LogEntry.objects.all().delete()
    editor.delete()
    second_editor.delete()
    assert [(row.name, row.by) for row in Approval.objects.order_by("place")] == [("editor", None), ("second", None)]
    assert compose("truce").document.comparisons[0].approved_on == "2024-08-30"


@together
def test_one_who_approves_many_times_at_the_same_moment_has_approved_once(desk, django_user_model):  # noqa: F811
    one, other = (django_user_model.objects.create_user(name) for name in ("one", "other"))
    found = race(desk, one, one, one)
    assert sorted(type(each).__name__ for each in found) == ["Approval", "NotApproved", "NotApproved"]
    found = race(desk, other, other)
    assert sorted(type(each).__name__ for each in found) == ["Approval", "NotApproved"]
    assert at_once(lambda: sorted(Approval.objects.values_list("place", "name"))) == [[(1, "one"), (2, "other")]]


@together
def test_two_who_approve_at_the_same_moment_are_the_first_and_the_second(desk, django_user_model):  # noqa: F811
    people = [django_user_model.objects.create_user(name) for name in ("one", "other", "third")]
    found = race(desk, *people)
    assert sorted(type(each).__name__ for each in found) == ["Approval", "Approval", "NotApproved"]
    assert at_once(lambda: sorted(Approval.objects.values_list("place", flat=True))) == [[1, 2]]


def race(story, *people):
    """Everybody presses the button at once, in threads that share a database."""

    def ready() -> tuple[Comparison, str]:
        later = story.statements.get(slug="statement-1")
        StatementLink.objects.filter(statement=later).delete()
        Statement.objects.filter(pk=later.pk).update(
            speaker=story.statements.get(slug="statement-0").speaker, role=None
        )
        for user in people:
            type(user).objects.update_or_create(pk=user.pk, defaults={"username": user.username})
        row, _new = Comparison.objects.get_or_create(
            story=story, slug="gates", issue=story.issues.get(), later=later,
            earlier=story.statements.get(slug="statement-0"), relation="narrows",
        )  # fmt: skip
        return row, waiting(row).seen

    try:
        [(row, seen)] = at_once(ready)
        return at_once(*[lambda by=by: approve(row, seen=seen, by=by) for by in people])
    finally:
        connections.close_all()


# ---- as it stands --------------------------------------------------------------------------------


def reworded(pair: Comparison) -> None:
    Passage.objects.filter(statement=pair.earlier).update(text="We hold another gate")
    source = Source.objects.get()
    source.excerpt += "\n“We hold another gate”"
    source.save()


CHANGES = {
    "relation": lambda pair: Comparison.objects.filter(pk=pair.pk).update(relation="widens"),
    "words": reworded,
    "date": lambda pair: Statement.objects.filter(pk=pair.later_id).update(when="2024-03"),
    "order": lambda pair: Comparison.objects.filter(pk=pair.pk).update(earlier=pair.later, later=pair.earlier),
    "source": lambda pair: pair.later.sources.set([Source.objects.create(slug="other", publisher="Other")]),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_after_an_approval_clears_it_whatever_way_it_came(pair, editor, second_editor, what):
    approved(pair, editor, second_editor)
    CHANGES[what](pair)
    draft = compose("truce")
    assert draft.document.comparisons == []
    assert [one.given for one in draft.waiting] == [()]


def test_what_was_changed_is_approved_anew_by_both(pair, editor, second_editor):
    approved(pair, editor)
    CHANGES["relation"](pair)
    approved(pair, second_editor)
    assert list(Approval.objects.values_list("place", "name")) == [(1, "second")]
    approved(pair, editor)
    assert compose("truce").document.comparisons[0].relation == "widens"


def test_nobody_approves_what_they_have_not_seen(pair, editor):
    seen = waiting(pair).seen
    reworded(pair)
    for old in (seen, ""):
        with pytest.raises(NotApproved, match="changed after you opened"):
            approve(pair, seen=old, by=editor)
    assert not Approval.objects.exists()


def test_what_was_approved_with_an_earlier_release_stays_approved():
    """The digest is stored beside each approval, so what it is made of, and in which order, stays."""
    story = shape.thaw(FIRST.read_text(encoding="utf-8"))
    first, *_others, last = story.statements
    pair = shape.Comparison(
        slug="x", issue=story.issues[0].slug, earlier=first.slug, relation="narrows", later=last.slug, approved_on=""
    )
    digest = "5f2bad9c715be9a805b42c0692ae64cbd9d292204880389e4b69679213570467"
    assert seen(pair, {statement.slug: statement for statement in story.statements}) == digest


def test_a_change_elsewhere_in_the_story_clears_nothing(pair, editor, second_editor):
    approved(pair, editor, second_editor)
    Statement.objects.filter(pk=pair.later_id).update(context="Another context.")
    Comparison.objects.filter(pk=pair.pk).update(slug="another-address")
    assert [row.slug for row in compose("truce").document.comparisons] == ["another-address"]


# ---- its rules -----------------------------------------------------------------------------------


def both(**when: str):
    def edit(pair: Comparison) -> None:
        for name, value in when.items():
            Statement.objects.filter(pk=getattr(pair, f"{name}_id")).update(when=value)

    return edit


BREAKS = {
    "two speakers": (lambda pair: Statement.objects.filter(pk=pair.later_id).update(
        speaker=Statement.objects.get(slug="statement-1").speaker), "compares two speakers"),
    "another issue": (lambda pair: pair.later.issues.clear(), "not about the issue"),
    "the later first": (both(later="2024-01-01"), "exchange the two"),
    "the same day": (both(later="2024-02-01"), "order of the two is not known"),
    "dates that overlap": (both(earlier="[2024-02-01..2024-02-10]", later="2024-02-05"), "order of the two is not"),
    "no date": (both(later=""), "order of the two is not known"),
    "by a day": (both(later="[..2024-08-23]"), "order of the two is not known"),
}  # fmt: skip


@pytest.mark.parametrize("what", BREAKS)
def test_what_breaks_a_rule_is_not_approved_and_not_published(pair, editor, second_editor, what):
    breaks, sentence = BREAKS[what]
    breaks(pair)
    with pytest.raises(NotApproved, match=sentence):
        approved(pair, editor)
    seen = waiting(pair).seen
    for place, by in enumerate((editor, second_editor), start=1):
        Approval.objects.create(comparison=pair, place=place, by=by, name="x", at=timezone.now(), seen=seen)
    assert [problem.at for problem in check(compose("truce")) if sentence in problem.sentence] == ["comparisons/gates"]


@pytest.mark.parametrize(
    ("earlier", "later"),
    [("[..2024-02-01]", "2024-02-02"), ("[2024-02-01..2024-02-10]", "2024-02-11"), ("2024-01", "2024-02~")],
)
def test_vague_dates_will_do_where_the_order_is_sure(pair, editor, earlier, later):
    both(earlier=earlier, later=later)(pair)
    assert len(approved(pair, editor)) == 1


def test_on_one_day_the_order_that_the_source_gives_will_do(pair, editor):
    both(earlier="2024-02-01", later="2024-02-01")(pair)
    for row, place in ((pair.earlier, 1), (pair.later, 2)):
        Statement.objects.filter(pk=row.pk).update(order_in_day=place)
    assert len(approved(pair, editor)) == 1


def test_the_form_explains_what_cannot_be_compared(pair):
    pair.later = Statement.objects.get(slug="statement-1")
    with pytest.raises(ValidationError, match="same speaker"):
        pair.full_clean()
    pair.later = Statement.objects.get(slug="statement-2")
    pair.later.issues.clear()
    with pytest.raises(ValidationError, match="not about this issue"):
        pair.full_clean()


def test_a_statement_that_is_compared_is_not_deleted(pair, client, editor):
    client.force_login(editor)
    page = client.get(at(Statement, "delete", pair.later_id)).content.decode()
    assert "is in use, so it stays" in page
    assert change(pair) in page
    pair.story.delete()
    assert not Comparison.objects.exists()


# ---- the desk ------------------------------------------------------------------------------------


def test_the_button_records_who_and_the_form_and_the_list_say_it(pair, client, editor, second_editor):
    client.force_login(editor)
    assert "0 of 2" in client.get(at(Comparison, "changelist")).content.decode()
    page = client.get(change(pair)).content.decode()
    assert "We hold gate number 0" in page
    assert 'value="Approve"' in page
    assert said(client, press(client, pair)) == ["Approved. A second person is needed."]
    assert [entry.user for entry in LogEntry.objects.filter(change_message__contains="first of 2")] == [editor]
    page = client.get(change(pair)).content.decode()
    assert 'value="Approve"' not in page
    assert "You have approved it" in page
    assert "1 of 2: editor" in client.get(at(Comparison, "changelist")).content.decode()
    assert "somebody else" in said(client, press(client, pair))[0]

    client.force_login(second_editor)
    assert said(client, press(client, pair)) == ["Approved by two people. It is in the next edition."]
    assert "2 of 2: editor, second" in client.get(at(Comparison, "changelist")).content.decode()


def test_only_who_may_publish_approves_and_only_by_post(pair, client, reporter, editor):
    seen = waiting(pair).seen
    assert press(client, pair, seen)["Location"].startswith("/admin/login/")
    client.force_login(reporter)
    assert press(client, pair, seen).status_code == 403
    assert 'value="Approve"' not in client.get(change(pair)).content.decode()
    client.force_login(editor)
    assert client.get(reverse(BUTTON, args=(pair.pk,))).status_code == 405
    assert press(client, pair, "").status_code == 302
    assert not Approval.objects.exists()


def test_an_edit_at_the_desk_clears_the_approvals_and_says_so(pair, client, editor, second_editor):
    approved(pair, editor, second_editor)
    client.force_login(editor)
    fill_in(client, change(pair))
    assert Approval.objects.count() == 2
    response = fill_in(client, change(pair), relation="widens")
    assert any("two approvals were" in message for message in said(client, response))
    assert not Approval.objects.exists()


def test_an_older_version_that_is_brought_back_is_not_approved(pair, client, editor, second_editor):
    client.force_login(editor)
    for relation in ("widens", "repeats"):
        fill_in(client, change(pair), relation=relation)
    approved(pair, editor, second_editor)
    fill_in(client, at(Comparison, "revision", pair.pk, Version.objects.get_for_object(pair).last().pk))
    assert compose("truce").document.comparisons == []
    assert not Approval.objects.exists()


def test_the_panel_of_the_story_says_what_waits_and_stops_nothing(pair, client, editor):
    client.force_login(editor)
    page = text_of(client.get(change(pair.story)).content)
    assert "The comparison “Side 0 on gate 2” waits for 2 approvals." in page
    assert "Nothing stops publication." in page
    approved(pair, editor)
    page = client.get(change(pair.story)).content.decode()
    assert "approved by editor, waits for the second approval" in page
    assert change(pair) in page
    publish(pair.story, note="")
    assert published_pairs() == []


# ---- nowhere before ------------------------------------------------------------------------------


def test_what_is_not_approved_is_nowhere(pair, client, editor, reporter):
    publish(pair.story, note="")
    before = crawl(client, under="/truce/", start="/truce/")
    Comparison.objects.filter(pk=pair.pk).update(slug="zq-pair")
    pair.refresh_from_db()
    approved(pair, editor)
    publish(pair.story, note="")
    assert crawl(client, under="/truce/", start="/truce/") == before
    feeds = ("feed.atom", "issues/issue-1/feed.atom", "story.json", "actors/truce-side-0/feed.json", "search/?q=gates")
    pages = [client.get(f"/truce/{page}").content for page in feeds]
    client.force_login(reporter)
    pages += [client.get(f"/preview/truce/{page}").content for page in ("issues/issue-1/", "statements/statement-0/")]
    assert not [page for page in pages if b"zq-pair" in page or b"Then and now" in page]


# ---- files ---------------------------------------------------------------------------------------


def test_files_hold_the_pair_and_bring_no_approval(pair, editor, second_editor, tmp_path):
    approved(pair, editor, second_editor)
    files = dump("truce")
    assert "editor" not in files["21-comparisons.yaml"]
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    pair.delete()
    load(tmp_path, overwrite=True)
    assert Comparison.objects.get().relation == "narrows"
    assert not Approval.objects.exists()
    assert dump("truce") == files


# ---- editions of before --------------------------------------------------------------------------


def test_an_edition_in_the_older_shape_is_not_published_again_for_its_shape(truce, client, editor):
    edition = publish(truce, note="")
    raw = json.loads(edition.document)
    del raw["comparisons"]
    text = json.dumps(raw | {"schema": 1}, separators=(",", ":"), ensure_ascii=False)
    Edition.objects.update(document=text, digest=shape.digest_of(text), schema=1)
    assert publish(truce, note="") is None
    client.force_login(editor)
    assert "The same as what readers see" in client.get(change(truce)).content.decode()
    assert client.get("/truce/issues/issue-1/").status_code == 200


def test_composing_costs_the_same_however_many_pairs_there_are(make_story, editor, django_assert_num_queries):
    from .test_compose import COMPOSE_QUERIES

    story = make_story(statements=12)
    rows = list(Statement.objects.of(story).order_by("when"))
    for earlier, later in zip(rows, rows[2:], strict=False):
        pair = Comparison.objects.create(
            story=story, slug=later.slug, issue=story.issues.get(), earlier=earlier, relation="repeats", later=later
        )
        approved(pair, editor)
    with django_assert_num_queries(COMPOSE_QUERIES):
        assert len(compose("truce").waiting) == 10
