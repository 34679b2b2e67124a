"""Lists of the desk: by day and not by the text of a date, with source, issue and state, and what lacks them."""

from __future__ import annotations

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.utils import timezone
from reversion.models import Revision

from explainer.desk.many.files import read
from explainer.language.date_forms import FORMS
from explainer.language.dates import parse
from explainer.models import Actor, Edition, Event, Issue, Phase, Position, Source, Statement, Story
from explainer.models.when_order import by_day

from .desk_forms import at, fields_of, said

DATES = [
    *(form for form, _said in FORMS), "2023", "2024-05", "2024-06-01", "2024-06-01~", "2024-06-10",
    "2024-05-31/2024-06-02",
    "[2023..2025]", "[2024-06..2024-07]", "2024/2025", "2024-06/2024-08", "../2024", "../2024-05", "[..2024]",
    "[2024..]",
    "2024-06-01?/2024-06-10", "2024-06/..", "1999-12-31",
]  # fmt: skip


def test_the_database_sorts_dates_as_their_reader_does(make_story):
    story = make_story(events=0)
    Event.objects.all().delete()
    for place, text in enumerate([*DATES, ""]):
        Event.objects.create(story=story, slug=f"d-{place}", title=text or "undated", when=text)
    rows = Event.objects.order_by(by_day("when"), "when").values_list("when", flat=True)
    assert list(rows) == [*sorted(DATES, key=lambda text: parse(text).sort_key), ""]


@pytest.fixture(name="desk")
def a_desk(client, reporter):
    client.force_login(reporter)
    return client


def rows(client, model, **asked) -> list[str]:
    page = client.get(at(model, "changelist"), asked)
    assert page.status_code == 200
    return [row.slug for row in page.context["cl"].result_list]


def test_a_list_is_sorted_by_day_and_the_undated_come_last(desk, make_story):
    story = make_story(events=0)
    Event.objects.all().delete()
    for slug, when in (
        ("in-june", "[2024-06-21..2024-06-30]"),
        ("in-may", "2024-05"),
        ("some-day", ""),
        ("by", "[..2024-06-01]"),
    ):
        Event.objects.create(story=story, slug=slug, title=slug, when=when)
    assert rows(desk, Event) == ["in-may", "by", "in-june", "some-day"]
    column = desk.get(at(Event, "changelist")).context["cl"].list_display.index("on_day")
    assert rows(desk, Event, o=f"-{column}") == ["some-day", "in-june", "by", "in-may"]


def test_a_list_says_what_readers_have(desk, published):
    Statement.objects.filter(slug="statement-1").update(topic="something else")
    new = Statement.objects.create(
        story=published,
        slug="fresh",
        topic="x",
        lead_in="Side 0 said so.",
        wording="paraphrase",
        speaker=Actor.objects.first(),
    )
    page = desk.get(at(Statement, "changelist"))
    assert {row.slug: row.stands_so for row in page.context["cl"].result_list} == {
        "statement-0": "as published", "statement-1": "changed", "fresh": "new",
    }  # fmt: skip
    assert rows(desk, Statement, edition="changed") == ["statement-1"]
    assert rows(desk, Statement, edition="new", story__id__exact=published.pk) == [new.slug]
    assert rows(desk, Statement, edition="as-published") == ["statement-0"]
    assert len(rows(desk, Statement, edition="nonsense")) == 3


def test_a_list_of_a_withdrawn_edition_says_that_nothing_is_public(desk, published):
    Edition.objects.update(withdrawn_at=timezone.now(), withdrawn_because="x")
    page = desk.get(at(Event, "changelist"))
    assert {row.stands_so for row in page.context["cl"].result_list} == {"not public"}


def test_a_list_finds_what_lacks_a_source_an_issue_or_a_date(desk, truce):
    Event.objects.create(story=truce, slug="bare", title="Bare")
    for lack in ("sources", "when"):
        assert rows(desk, Event, lacks=lack) == ["bare"]
    assert "bare" in rows(desk, Event, lacks="issues")
    assert rows(desk, Statement, lacks="issues") == []
    assert len(rows(desk, Event, lacks="nonsense")) == Event.objects.count()


@pytest.mark.parametrize("model", [Statement, Event, Position], ids=lambda model: model._meta.model_name)
def test_a_list_costs_the_same_whatever_its_length(desk, make_story, django_assert_max_num_queries, model):
    def cost() -> int:
        with django_assert_max_num_queries(200) as counted:
            desk.get(at(model, "changelist"))
        return len(counted)

    make_story("small", statements=2, events=2)
    cost()
    first = cost()
    Story.objects.all().delete()
    make_story("large", statements=30, events=30, actors=8, issues=4)
    assert cost() == first


# ---- setting for many ----------------------------------------------------------------------------


def choose(client, model, action="set_for_many", slugs=()):
    keys = list(model.objects.filter(slug__in=slugs).values_list("pk", flat=True))
    return client.post(at(model, "changelist"), {"action": action, "_selected_action": keys})


def send(client, page, **sent):
    return client.post(page.context["set"], fields_of(page) | sent)


def press(client, page):
    return client.post(page.context["again"], fields_of(page) | {"_do": "1"})


def test_an_issue_a_phase_and_a_date_are_set_for_many_after_they_were_shown(desk, truce):
    issue, phase = Issue.objects.get(), Phase.objects.first()
    page = choose(desk, Event, slugs=["event-0", "event-1"])
    assert page.status_code == 200
    shown = send(desk, page, issues_how="add", issues=[issue.pk], phase_how="instead", phase=[phase.pk], when="2024-06")
    plan = shown.context["plan"]
    assert [line.doing for line in plan.lines] == ["changes", "changes"]
    assert not Event.objects.filter(when="2024-06").exists()
    before = Revision.objects.count(), LogEntry.objects.count()
    assert press(desk, shown).status_code == 302
    assert {
        (each.when, each.phase, each.issues.get()) for each in Event.objects.filter(slug__in=["event-0", "event-1"])
    } == {("2024-06", phase, issue)}
    assert (Revision.objects.count(), LogEntry.objects.count()) == (before[0] + 2, before[1] + 2)


@pytest.mark.parametrize(
    ("how", "there"), [("add", {"truce-report", "other"}), ("instead", {"other"}), ("without", {"truce-report"})]
)
def test_sources_are_added_put_instead_or_taken_away(desk, truce, how, there):
    other = Source.objects.create(slug="other", publisher="Other")
    row = Event.objects.get(slug="event-0")
    if how == "without":
        row.sources.add(other)
    shown = send(desk, choose(desk, Event, slugs=["event-0"]), sources_how=how, sources=[other.pk])
    assert press(desk, shown).status_code == 302
    assert set(row.sources.values_list("slug", flat=True)) == there


def test_what_somebody_saved_meanwhile_is_not_overwritten(desk, truce):
    shown = send(desk, choose(desk, Event, slugs=["event-0", "event-1"]), when="2024-06")
    Event.objects.filter(slug="event-1").update(title="Saved by somebody else")
    again = press(desk, shown)
    assert again.status_code == 200
    assert not Event.objects.filter(when="2024-06").exists()


@pytest.mark.parametrize(
    "nonsense",
    [{}, {"issues_how": "add"}, {"issues": ["1"]}, {"when": "soon"}, {"issues_how": "add", "issues": ["x\0"]},
     {"phase_how": "instead", "phase": ["99999"]}, {"rows": "x"}, {"rows": "9" * 30}],
)  # fmt: skip
def test_nonsense_sets_nothing(desk, truce, nonsense):
    answer = send(desk, choose(desk, Event, slugs=["event-0"]), **nonsense)
    assert answer.status_code in (200, 302)
    assert "plan" not in (answer.context or {})


def test_rows_of_two_stories_are_not_set_together(desk, truce, make_story):
    make_story("other")
    page = choose(desk, Event, slugs=["event-0"])
    assert page.status_code == 302
    assert "Choose rows of one story" in said(desk, page)[0]


def test_who_may_not_change_may_not_set(desk, reporter, truce):
    page = choose(desk, Event, slugs=["event-0"])
    reporter.groups.clear()
    reporter.user_permissions.set(Permission.objects.filter(codename="view_event"))
    assert desk.post(page.context["set"], {"rows": "1"}).status_code == 403
    assert choose(desk, Event, slugs=["event-0"]).status_code in (200, 302)
    assert "set_for_many" not in desk.get(at(Event, "changelist")).content.decode()


@pytest.mark.parametrize("form", ["csv", "xlsx", "yaml"])
@pytest.mark.parametrize("model", [Statement, Event, Position, Source, Actor], ids=lambda model: model._meta.model_name)
def test_what_is_chosen_in_a_list_comes_as_a_file(desk, truce, model, form):
    slugs = list(model.objects.values_list("slug", flat=True)[:1])
    got = choose(desk, model, f"as_{form}", slugs)
    assert got["Content-Disposition"] == f'attachment; filename="{model._meta.model_name}-rows.{form}"'
    assert len(read(got.content, f"x.{form}").rows) == 1


def test_actors_can_still_be_merged(desk, truce):
    assert "merge_into_another" in desk.get(at(Actor, "changelist")).content.decode()
