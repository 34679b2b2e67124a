"""A story's workplace: its parts, what is wrong at each, what comes next, and the ways to and from it."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from urllib.parse import quote

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from explainer.admin.moved import moves
from explainer.models import (
    Actor,
    Event,
    Figure,
    FormOpen,
    Involvement,
    Issue,
    Position,
    ReviewBy,
    Source,
    Statement,
    Story,
    Term,
)

from .desk_forms import at, change, fields_of, fill_in, said
from .test_front_page import body, no_marks, words  # noqa: F401 -- a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nothing_kept", "no_marks")]
ORDER = [
    "overview", "key_points", "state", "backgrounds", "groups", "actors", "texts", "phases", "gates", "statements",
    "issues", "positions", "comparisons", "events", "figures", "open_questions", "terms", "maps", "sources",
    "translations", "review",
]  # fmt: skip


@pytest.fixture
def empty(db):
    return Story.objects.create(
        slug="bridge", title="The bridge", question="Does it reopen?", short_answer="Nobody says.", as_of="2026-11-27"
    )


def work(story, more=""):
    return f"/admin/explainer/story/{story.pk}/work/{more}"


def part(page, name):
    return re.search(rf'<section id="{name}" .*?</section>', page)[0]


# ---- its parts ----------------------------------------------------------------------------------


def test_all_parts_stand_there_in_the_order_in_which_readers_meet_them(desk, truce):
    page = body(desk, work(truce))
    assert re.findall(r'<section id="(\w+)" class="desk-part', page) == ORDER


def test_each_part_has_its_rows_with_the_way_to_their_form_and_their_count(desk, truce):
    page = body(desk, work(truce))
    for row in (Statement.objects.first(), Event.objects.first(), Term.objects.get(), Source.objects.get()):
        assert f'href="{change(row)}"' in page
    assert "Statements 2" in words(part(page, "statements"))
    assert "Sources 1" in words(part(page, "sources"))
    assert f'href="{change(truce)}#keypoints-group"' in part(page, "key_points")


def test_the_part_of_a_storys_own_form_to_which_a_row_leads_is_there(desk, truce):
    page = body(desk, work(truce))
    form = body(desk, change(truce))
    anchors = set(re.findall(rf'href="{change(truce)}#(\w+-group)"', page))
    assert anchors == {
        f"{name}-group" for name in ("keypoints", "staterows", "backgrounds", "castgroups", "involvements")
    }
    assert all(f'id="{anchor}"' in form for anchor in anchors)


def test_statements_stand_by_their_dates_and_not_by_how_these_are_written(desk, truce):
    first, second = Statement.objects.order_by("slug")
    Statement.objects.filter(pk=first.pk).update(when="[2024-08-12..2024-08-18]")
    Statement.objects.filter(pk=second.pk).update(when="2024-02")
    rows = part(body(desk, work(truce)), "statements")
    assert rows.index(f'id="statements-{second.slug}"') < rows.index(f'id="statements-{first.slug}"')


def test_what_is_new_or_changed_since_the_edition_says_so_and_by_whom(desk, published):
    page = body(desk, work(published))
    assert 'class="desk-state"' not in page
    fill_in(desk, change(Term.objects.get()), definition="Another way.")
    Figure.objects.create(story=published, slug="more", label="More", low=1).sources.add(Source.objects.get())
    page = body(desk, work(published))
    assert "changed by editor" in part(page, "terms")
    assert '<span class="desk-state">new' in part(page, "figures")
    assert page.count('class="desk-state"') == 2


def test_what_went_since_the_edition_is_named(desk, published):
    Figure.objects.all().delete()
    assert "Gone since edition 1: 1 Figure “gates”" in words(body(desk, work(published)))


def test_a_problem_stands_at_the_part_and_the_row_that_have_it(desk, truce):
    Statement.objects.get(slug="statement-1").sources.clear()
    page = body(desk, work(truce))
    statements = part(page, "statements")
    row = re.search(r'<li id="statements-statement-1".*?</ul> </li>|<li id="statements-statement-1".*', statements)[0]
    assert "To put right:" in row
    assert "has no source" in row
    assert "to put right" in statements.partition("<ul")[0]
    assert "to put right" not in part(page, "terms")


def test_only_what_something_is_said_of_can_be_shown(desk, truce):
    Statement.objects.get(slug="statement-1").sources.clear()
    page = body(desk, work(truce, "?only=stops"))
    assert 'id="statements-statement-1"' in page
    assert 'id="statements-statement-0"' not in page
    assert 'id="terms"' not in page


def test_the_two_that_readers_see_no_more_and_no_less_of_are_told_apart(desk, published):
    assert "the same as the desk" in body(desk, work(published))
    Story.objects.update(title="Another title")
    assert "the desk differs from it in 1 way" in body(desk, work(published))


# ---- adding -------------------------------------------------------------------------------------


def test_each_link_that_adds_opens_a_form_with_the_story_set(desk, truce):
    page = body(desk, work(truce))
    ways = set(re.findall(r'href="(/admin/explainer/\w+/add/\?story=\d+)"', page))
    assert len(ways) >= 12
    for way in ways - {at(Actor, "add") + f"?story={truce.pk}", at(Source, "add") + f"?story={truce.pk}"}:
        answer = desk.get(way)
        assert answer.status_code == 200
        assert fields_of(answer)["story"] == [str(truce.pk)], way


def test_a_cell_of_the_table_adds_a_position_with_its_issue_and_actor(desk, truce):
    issue, silent = Issue.objects.get(), Actor.objects.get(slug="truce-side-1")
    table = part(body(desk, work(truce)), "positions")
    assert "Says it keeps the gate." in table
    asked = f"?story={truce.pk}&issue={issue.pk}&actor={silent.pk}"
    assert asked in unescape(table)
    fields = fields_of(desk.get(at(Position, "add") + asked))
    assert (fields["issue"], fields["actor"]) == ([str(issue.pk)], [str(silent.pk)])


def test_a_position_of_who_belongs_to_a_side_stands_in_its_column_by_name(desk, truce):
    aide = Actor.objects.create(
        slug="aide", name="An aide", kind="person", affiliation=Actor.objects.get(slug="truce-side-1")
    )
    Involvement.objects.create(story=truce, actor=aide, part="party", mark="AB", order=50)
    Position.objects.create(story=truce, slug="aides", issue=Issue.objects.get(), actor=aide, sentence="Wants a key.")
    table = part(body(desk, work(truce)), "positions")
    heads = re.findall(r'<th scope="col">(.*?)</th>', table)
    cells = re.findall(r"<td>(.*?)</td>", table)
    assert heads == ["Issue", "Side 0", "Side 1"]
    assert "An aide:" in words(cells[1])
    assert "Wants a key." in cells[1]


# ---- what comes next ----------------------------------------------------------------------------


def step(desk, story):
    """The step that is next; what is written here past every form leaves no version, so the process forgets."""
    moves.forget()
    page = body(desk, work(story))
    return words(re.search(r'<li class="is-next".*?</li>', page)[0])


def test_a_new_story_is_told_at_every_moment_what_comes_next(desk, empty):
    page = body(desk, work(empty))
    assert "How a story begins" in page
    assert step(desk, empty).startswith("Sources")
    report = Source.objects.create(slug="report", publisher="Valley Post")
    assert step(desk, empty).startswith("Cast")
    assert "nothing cites them yet" in words(body(desk, work(empty)))
    mayor = Actor.objects.create(slug="mayor", name="The mayor", kind="person")
    Involvement.objects.create(story=empty, actor=mayor, part="party", mark="MA")
    assert step(desk, empty).startswith("Phases")
    said = Statement.objects.create(
        story=empty, slug="said", speaker=mayor, wording="paraphrase", topic="it", lead_in="The mayor said so."
    )
    said.sources.add(report)
    moves.forget()
    page = body(desk, work(empty))
    assert re.search(r'<li class="is-without">.*?Phases', page)
    assert step(desk, empty).startswith("Positions")
    assert "Add an issue" in step(desk, empty)
    issue = Issue.objects.create(story=empty, slug="issue", name="The day", short_name="Day", question="When?")
    assert "Add a position" in step(desk, empty)
    Position.objects.create(story=empty, slug="p", issue=issue, actor=mayor, sentence="Wants it.").statements.add(said)
    assert "where things stand and key points" in step(desk, empty)


def test_after_the_overview_an_editor_publishes_and_a_reporter_is_told_whose_that_is(client, desk, reporter, truce):
    page = body(desk, work(truce))
    assert step(desk, truce).startswith("Publishing")
    assert reverse("admin:explainer_story_publish", args=(truce.pk,)) in page
    client.force_login(reporter)
    page = body(client, work(truce))
    assert "that is not yours to do" in step(client, truce)
    for act in ("publish", "schedule", "withdraw", "again", "cancel"):
        assert f"/{act}/" not in page


def test_once_it_is_published_nothing_is_next(desk, published):
    page = body(desk, work(published))
    assert 'class="is-next"' not in page
    assert "all of it is done" in page


def test_an_approval_that_somebody_gave_is_not_theirs_to_give_again(desk, editor, pair):
    from .conftest import approved

    assert "Two editors approve it" not in body(desk, work(pair.story))
    approved(pair, editor)
    moves.forget()
    assert "You have approved it; the second approval is somebody else’s." in body(desk, work(pair.story))


# ---- looked at again ----------------------------------------------------------------------------


def test_a_day_of_review_is_kept_logged_and_taken_away(desk, truce):
    day = timezone.localdate() + timedelta(days=30)
    assert "errorlist" in desk.post(work(truce), {"day": day.isoformat(), "note": "Ask\0them"}).content.decode()
    desk.post(work(truce), {"day": day.isoformat(), "note": "Ask\nthem \u202eagain"})
    row = ReviewBy.objects.get()
    assert (row.day, row.note) == (day, "Ask them again")
    assert "To be looked at again by" in LogEntry.objects.first().change_message
    assert "Ask them again" in body(desk, work(truce))
    desk.post(work(truce), {"day": "", "note": ""})
    assert not ReviewBy.objects.exists()


@pytest.mark.parametrize("day", ["yesterday", "2024-02-30", "0001-01-01", "9999-12-31", "x" * 5000, "\ud800"])
def test_a_day_that_is_none_is_refused_in_a_sentence(desk, truce, day):
    sent = f"day={quote(day, errors='surrogatepass')}&note=y"
    answer = desk.post(work(truce), sent, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 200
    assert 'class="errorlist"' in answer.content.decode()
    assert not ReviewBy.objects.exists()


def test_a_note_that_is_too_long_is_refused_in_a_sentence(desk, truce):
    answer = desk.post(work(truce), {"day": "2030-01-01", "note": "x" * 100_000})
    assert answer.status_code == 200
    assert not ReviewBy.objects.exists()


def test_who_may_only_look_sees_no_way_to_add_and_sets_no_day(client, django_user_model, truce):
    user = django_user_model.objects.create_user("looker", password="a-long-enough-password", is_staff=True)
    user.user_permissions.add(
        *Permission.objects.filter(codename__startswith="view_", content_type__app_label="explainer")
    )
    client.force_login(user)
    page = body(client, work(truce))
    assert "/add/" not in page
    assert "Keep the day" not in page
    assert client.post(work(truce), {"day": "2030-01-01"}).status_code == 403
    assert not ReviewBy.objects.exists()


def test_a_day_is_set_with_a_token_alone(editor, truce):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(editor)
    assert strict.post(work(truce), {"day": "2030-01-01"}).status_code == 403
    assert not ReviewBy.objects.exists()


# ---- who may come in, and addresses that are nonsense --------------------------------------------


@pytest.mark.parametrize("more", ["", "at/", "at/statements", "at/statements/statement-0"])
def test_staff_in_no_group_are_refused_and_strangers_sent_to_log_in(client, django_user_model, truce, more):
    assert client.get(work(truce, more))["Location"].startswith("/admin/login/")
    client.force_login(django_user_model.objects.create_user("new", password="x", is_staff=True))
    assert client.get(work(truce, more)).status_code == 403


@pytest.mark.parametrize("key", ["0", "999999", "9" * 50])
@pytest.mark.parametrize("more", ["", "at/", "at/terms/gate"])
def test_a_workplace_of_no_story_is_not_found(desk, truce, key, more):
    assert desk.get(f"/admin/explainer/story/{key}/work/{more}").status_code == 404


@pytest.mark.parametrize(
    "asked",
    ["statements=x", "statements=0", "statements=-1", "statements=99999999999", "positions=x", "only=x", "events=½"],
)
def test_a_page_of_a_part_that_is_none_is_the_nearest(desk, truce, asked):
    assert desk.get(work(truce, f"?{asked}")).status_code == 200


@pytest.mark.parametrize(
    ("place", "form"),
    [
        ("statements/statement-0", lambda story: change(Statement.objects.get(slug="statement-0"))),
        ("actors/truce-side-0", lambda story: change(Actor.objects.get(slug="truce-side-0"))),
        ("involvements/truce-side-0", lambda story: change(Actor.objects.get(slug="truce-side-0"))),
        ("phases/2", lambda story: change(story.phases.get(number=2))),
        ("sources/truce-report", lambda story: change(Source.objects.get())),
        ("key_points/point", lambda story: f"{change(story)}#keypoints-group"),
        ("state/agreement", lambda story: f"{change(story)}#staterows-group"),
        ("maps/gates", lambda story: change(story.maps.get())),
        ("", change),
        ("phases", lambda story: f"{work(story)}#phases"),
        ("nonsense/x", change),
        ("statements/no-such", work),
        ("phases/x", work),
        ("phases/" + "9" * 60, work),
        ("terms/" + "x" * 3000, work),
    ],
)
def test_the_place_that_a_problem_names_leads_to_its_form(desk, truce, place, form):
    assert desk.get(work(truce, f"at/{place}"))["Location"] == form(truce)


def test_looking_writes_nothing(desk, published):
    with CaptureQueriesContext(connection) as asked:
        body(desk, work(published))
    assert not [each for each in asked if re.match(r"(?i)\s*(insert|update|delete)", each["sql"])]


# ---- from a form back, and on -------------------------------------------------------------------


def test_every_form_leads_back_to_the_workplace_in_one_click(desk, truce):
    rows = [
        truce, Statement.objects.first(), Position.objects.get(), Event.objects.first(), truce.phases.first(),
        truce.gates.first(), truce.texts.get(), Issue.objects.get(), Figure.objects.get(), Term.objects.get(),
        truce.openquestions.get(), truce.maps.get(), Actor.objects.first(), Source.objects.get(),
    ]  # fmt: skip
    for row in rows:
        assert f'href="{work(truce)}"' in body(desk, change(row)), row


def test_an_empty_form_for_a_story_leads_back_too_and_nonsense_leads_nowhere(desk, truce):
    add = at(Statement, "add")
    assert f'href="{work(truce)}"' in body(desk, f"{add}?story={truce.pk}")
    for odd in ("x", "999", "9" * 40, "-1"):
        assert "/work/" not in body(desk, f"{add}?story={odd}")


def test_after_each_save_and_in_the_list_is_the_way_to_the_workplace(desk, truce):
    told = said(desk, fill_in(desk, change(Term.objects.get()), definition="Again."))
    assert any(f'href="{work(truce)}"' in each for each in told)
    assert f'href="{work(truce)}"' in body(desk, at(Story, "changelist"))


def test_another_like_it_begins_with_what_the_two_have_in_common(desk, truce):
    row = Statement.objects.get(slug="statement-1")
    way = unescape(re.search(r'href="([^"]*)">Add another like it', body(desk, change(row)))[1])
    fields = fields_of(desk.get(way))
    assert fields["story"] == [str(truce.pk)]
    assert fields["speaker"] == [str(row.speaker_id)]
    assert fields["sources"] == [str(Source.objects.get().pk)]
    assert fields["when"] == [row.when]
    assert fields["topic"] == [""]
    assert fields["slug"] == [""]


def test_who_may_add_nothing_is_offered_no_other_like_it(client, django_user_model, truce):
    user = django_user_model.objects.create_user("looker", password="a-long-enough-password", is_staff=True)
    user.user_permissions.add(*Permission.objects.filter(codename="view_statement"))
    client.force_login(user)
    assert "Add another like it" not in body(client, change(Statement.objects.first()))


# ---- what it costs ------------------------------------------------------------------------------


def test_a_large_story_costs_no_more_queries_and_stands_on_pages(desk, make_story):
    counts = []
    for size in (3, 130):
        story = make_story(f"story-{size}", statements=size, events=size, actors=3, issues=3)
        Statement.objects.filter(story=story).first().sources.clear()
        desk.get(work(story))  # what a process asks once
        moves.forget()
        with CaptureQueriesContext(connection) as asked:
            page = body(desk, work(story))
        counts.append(len(asked))
        assert page.count('<li id="statements-') == min(size, 50)
    assert counts[0] == counts[1]
    assert "51 to 100 of 130" in words(part(body(desk, work(story, "?statements=2")), "statements"))
    Statement.objects.get(story=story, slug="statement-129").sources.clear()
    moves.forget()
    rows = part(body(desk, work(story)), "statements")
    assert "on gate 129” has no source" in rows  # though its row stands on another page
    assert f"{work(story)}at/statements/statement-129" in rows


def test_the_table_of_positions_is_cut_at_both_ends(desk, make_story):
    story = make_story("wide", issues=24, actors=12, statements=0)
    table = part(body(desk, work(story)), "positions")
    assert table.count('<th scope="row">') == 20
    assert table.count('<th scope="col">') <= 10
    assert "4 more sides" in words(table)
    assert part(body(desk, work(story, "?positions=2")), "positions").count('<th scope="row">') == 4


def test_no_two_words_run_together_where_it_says_who_is_here_and_on_the_way_back(client, editor, truce):
    client.force_login(editor)
    statement = truce.statements.first()
    now = timezone.now()
    FormOpen.objects.create(
        user=editor, content_type=ContentType.objects.get_for_model(statement), object_id=str(statement.pk),
        story_number=truce.pk,
        called="A statement", opening="0" * 32, since=now, seen_at=now, until=now + timedelta(minutes=1),
    )  # fmt: skip
    work = client.get(f"/admin/explainer/story/{truce.pk}/work/").content.decode()
    assert re.search(r"At work here now:\s+<b>you</b>", work)
    form = client.get(f"/admin/explainer/statement/{statement.pk}/change/").content.decode()
    assert re.search(r"</a>\s+&rsaquo; <a [^>]*>Statements</a>", form)


def test_what_is_owed_stands_below_its_phase_and_nothing_else(desk, truce):
    """A way on whose row has the number of a phase is no phase."""
    page = body(desk, work(truce))
    assert "owed in it" in part(page, "phases")
    assert "They agree" in part(page, "gates")
    assert "owed in it" not in part(page, "gates")
