"""The front page of the desk: what it says of each story, what comes on which day, and who is told what."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from explainer.admin import front, guide, help_pages, looks
from explainer.admin.moved import Moves, moves, stories_of_rows
from explainer.desk.compose import compose
from explainer.models import Edition, Event, Figure, OpenQuestion, Phase, ReviewBy, Source, Statement, Story, Term

from .desk_forms import change, fill_in
from .publish import publish
from .test_desk_rights import routes

FRONT = "/admin/"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nothing_kept", "no_marks")]


@pytest.fixture
def no_marks() -> None:
    """A process that has seen no save: tests that are undone use numbers again."""
    moves.forget()


def body(client, address=FRONT):
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return " ".join(answer.content.decode().split())


def words(html):
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def card(client, story):
    """What the front page says of a story, in words."""
    found = re.search(rf'<article class="desk-story" id="story-{story.pk}".*?</article>', body(client))
    return words(found[0])


# ---- a story ------------------------------------------------------------------------------------


def test_a_story_that_nobody_published_says_so_and_leads_to_its_workplace(desk, truce):
    assert "Not published yet." in card(desk, truce)
    assert f'href="/admin/explainer/story/{truce.pk}/work/"' in body(desk)


def test_what_differs_is_counted_and_told_by_whose_save_it_was(desk, editor, published):
    assert "The same as what readers see" in card(desk, published)
    editor.first_name, editor.last_name = "Noor", "Haddad"
    editor.save()
    fill_in(desk, change(Term.objects.get()), definition="A way out.")
    assert "1 difference from edition 1 : Noor Haddad 1" in card(desk, published).replace("1: ", "1 : ")
    Figure.objects.update(label="doors")  # as a command does it: no version is kept, and a look that is old finds it
    fill_in(desk, change(Event.objects.first()), title="Another round is held")
    assert "3 differences from edition 1 : Noor Haddad 2, files 1" in card(desk, published).replace("1: ", "1 : ")


def test_what_stops_it_is_counted_and_each_leads_to_its_form(desk, truce):
    Statement.objects.get(slug="statement-0").sources.clear()
    said = card(desk, truce)
    assert "to put right before it can be published" in said
    assert "Statement “Side 0 on gate 0” has no source" in said
    way = re.search(r'href="(/admin/explainer/story/\d+/work/at/statements/statement-0)"', body(desk))[1]
    assert desk.get(way)["Location"] == change(Statement.objects.get(slug="statement-0"))


def test_what_is_scheduled_says_the_day_and_the_time(desk, published):
    Story.objects.update(title="Another title")
    publish(published, note="", at=timezone.now() + timedelta(days=2))
    at = timezone.localtime(Edition.objects.get(number=2).published_at)
    assert f"Edition 2 , {at:%A} {at.day} {at:%B %Y, %H:%M}" in card(desk, published)


def test_a_withdrawn_edition_is_told(desk, published):
    Edition.objects.update(withdrawn_at=timezone.now(), withdrawn_because="Wrong.")
    assert "Edition 1 was withdrawn" in card(desk, published)


# ---- what has gone stale ------------------------------------------------------------------------


def test_a_day_that_passed_an_old_date_and_open_questions_are_stale(desk, truce):
    Phase.objects.update(not_before="")
    Event.objects.filter(slug="event-0").update(status="expected", when="2024-10-01")
    said = card(desk, truce)
    assert "Gone stale" in said
    assert "Event “Round 0 is held” is expected on 1 October 2024" in said
    assert "1 open question without an answer" in said


def test_a_story_told_up_to_today_with_everything_answered_is_not_stale(desk, truce):
    Story.objects.update(as_of=timezone.localdate())
    Phase.objects.update(not_before="", state="in-force", begun_on="2024-02-09")
    Phase.objects.get(number=1).provisions.update(due="")
    Phase.objects.get(number=2).provisions.update(due="")
    OpenQuestion.objects.all().delete()
    assert "stale" not in card(desk, truce)
    assert "Unanswered" not in card(desk, truce)


@pytest.mark.parametrize(("days", "due"), [(-1, True), (0, True), (1, False)])
def test_a_day_of_review_is_due_when_it_has_come(desk, truce, days, due):
    ReviewBy.objects.create(story=truce, day=timezone.localdate() + timedelta(days=days), note="<b>Ask & look</b>")
    page = body(desk)
    assert ("To be looked at again since" in page) is due
    assert "&lt;b&gt;Ask &amp; look&lt;/b&gt;" in page


def test_a_day_of_review_is_in_no_edition_and_no_file(truce, tmp_path):
    before = compose(truce.slug).digest
    ReviewBy.objects.create(story=truce, day=date(2030, 1, 1), note="zq-secret")
    assert compose(truce.slug).digest == before
    call_command("dump_story", truce.slug, "--to", str(tmp_path), verbosity=0)
    assert not [file for file in tmp_path.rglob("*") if file.is_file() and "zq-secret" in file.read_text("utf-8")]


# ---- the calendar -------------------------------------------------------------------------------


def test_the_calendar_has_the_next_sixty_days_and_what_passed_undone(desk, truce):
    today = timezone.localdate()

    def expected(slug, when):
        Event.objects.create(story=truce, slug=slug, title=f"Round {slug}", when=when, status="expected")

    expected("soon", (today + timedelta(days=60)).isoformat())
    expected("far", (today + timedelta(days=61)).isoformat())
    expected("gone", (today - timedelta(days=1)).isoformat())
    expected("vague", f"[..{today + timedelta(days=3)}]")
    Event.objects.create(story=truce, slug="held", title="Round held", when=today.isoformat())
    page = body(desk)
    days, passed = page.partition("Passed, and nothing said of it</h2>")[::2]
    days = days.partition("The next 60 days</h2>")[2]
    assert "Round soon" in days
    assert "expected by " in days.partition("Round vague")[2][:200]
    assert "Round gone" in passed.partition("Recent work")[0]
    for absent in ("Round far", "Round held"):
        assert absent not in days
        assert absent not in passed.partition("Everything at the desk")[0]


def test_a_scheduled_edition_stands_in_the_calendar_with_its_time(desk, truce):
    publish(truce, note="", at=timezone.now() + timedelta(days=1))
    at = timezone.localtime(Edition.objects.get().published_at)
    days = words(body(desk).partition("The next 60 days</h2>")[2])
    assert f"{at:%H:%M} Edition 1 comes out" in days


# ---- who sees what ------------------------------------------------------------------------------


def test_a_reporter_sees_no_button_that_publishes(client, reporter, published):
    client.force_login(reporter)
    page = body(client)
    assert published.title in page
    for act in ("publish", "schedule", "withdraw", "again", "cancel"):
        assert f"/{act}/" not in page


def test_staff_in_no_group_see_nothing_of_any_story(client, django_user_model, published):
    user = django_user_model.objects.create_user("new", password="a-long-enough-password", is_staff=True)
    client.force_login(user)
    page = body(client)
    assert published.title not in page
    assert "in no group yet" in page
    assert client.get(f"/admin/front/{published.pk}/").status_code == 403
    assert client.get("/admin/help/").status_code == 403


def test_a_stranger_is_sent_to_log_in(client, published):
    for address in (FRONT, f"/admin/front/{published.pk}/", "/admin/help/"):
        answer = client.get(address)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/admin/login/")


def test_looking_writes_nothing(desk, published):
    desk.get(FRONT)
    with CaptureQueriesContext(connection) as asked:
        body(desk)
    assert not [each for each in asked if re.match(r"(?i)\s*(insert|update|delete)", each["sql"])]


def test_recent_work_is_mine_and_everybodys_and_leaves_accounts_out(desk, editor, administrator, client, truce):
    fill_in(desk, change(Term.objects.get()), definition="Mine.")
    client.force_login(administrator)
    fill_in(client, change(editor), first_name="Renamed")
    fill_in(client, change(Figure.objects.get()), label="somebody else's")
    client.force_login(editor)
    page = body(client).partition("Recent work</h2>")[2].partition("Everything at the desk")[0]
    mine, everybody = page.partition("Everybody’s")[::2]
    assert "Gate" in mine
    assert "somebody else" not in mine
    assert "somebody else" in everybody
    assert LogEntry.objects.filter(content_type__app_label="auth").exists()
    assert "/auth/user/" not in everybody


# ---- what was typed, and addresses that are nonsense ---------------------------------------------


def test_what_was_typed_is_shown_and_not_run(desk, truce):
    Story.objects.update(title="<script>alert(1)</script>", question="<img src=x onerror=alert(2)>")
    Event.objects.create(story=truce, slug="x", title="<b>Bold</b>", when="2099", status="expected")
    assert "<script>alert" not in body(desk)
    work = body(desk, f"/admin/explainer/story/{truce.pk}/work/")
    assert "<script>alert" not in work
    assert "<img src=x" not in work


@pytest.mark.parametrize(
    "asked", ["?page=0", "?page=x", "?page=99999999999999", "?look=x%20y", "?look=9" * 30, "?look=-1"]
)
def test_a_page_that_is_none_is_the_nearest(desk, truce, asked):
    assert truce.title in body(desk, f"{FRONT}{asked}")


@pytest.mark.parametrize("key", ["0", "999", "9" * 40])
def test_a_card_of_no_story_is_not_found(desk, key):
    assert desk.get(f"/admin/front/{key}/").status_code == 404


def test_an_empty_desk_says_how_a_story_begins(desk):
    page = body(desk)
    assert "There is no story yet" in page
    assert "/admin/explainer/story/add/" in page


# ---- what it costs ------------------------------------------------------------------------------


def queries(client, address=FRONT):
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_a_second_look_composes_nothing_until_something_moves(desk, published, monkeypatch):
    made = []
    monkeypatch.setattr(looks, "compose", lambda slug: made.append(slug) or compose(slug))
    body(desk)
    body(desk)
    assert made == ["truce"]
    fill_in(desk, change(Term.objects.get()), definition="Another.")
    made.clear()
    body(desk)
    assert made == ["truce"]


@pytest.mark.parametrize(
    "model", [*apps.get_app_config("explainer").get_models()], ids=lambda each: each._meta.model_name
)
def test_a_save_of_any_kind_of_row_says_which_story_moved(model, truce):
    """Of a row that is none by now it may be any; a slug or words may have the name of what leads to a story."""
    kind = ContentType.objects.get_for_model(model).pk
    assert stories_of_rows([(1, kind, "999999999")]) == {Story: {999999999}, Edition: set()}.get(model)
    row = model._base_manager.order_by("pk").first()
    if row is not None and hasattr(row, "story_id"):
        assert stories_of_rows([(1, kind, str(row.pk))]) == ({row.story_id} if model is not Edition else set())


def test_a_save_in_one_story_leaves_the_look_at_another(desk, make_story, monkeypatch):
    make_story("first-one"), make_story("second-one")
    body(desk)
    made = []
    monkeypatch.setattr(looks, "compose", lambda slug: made.append(slug) or compose(slug))
    fill_in(desk, change(Term.objects.get(story__slug="second-one")), definition="Another.")
    body(desk)
    assert made == ["second-one"]
    made.clear()
    fill_in(desk, change(Source.objects.first()), note="It may be in any story.")
    body(desk)
    assert sorted(made) == ["first-one", "second-one"]


def test_marks_are_asked_for_with_two_queries(django_assert_num_queries, truce):
    process = Moves()
    process.look()
    with django_assert_num_queries(2):
        process.look()


def test_more_stories_on_a_page_cost_no_more_queries_once_they_were_looked_at(desk, make_story, monkeypatch):
    monkeypatch.setattr(front, "SECONDS", 60)
    counts = []
    for wanted in (1, 8):
        while Story.objects.count() < wanted:
            make_story(f"story-{Story.objects.count()}")
        body(desk)
        counts.append(queries(desk))
    assert counts[0] == counts[1]


def test_ten_stories_stand_on_a_page_and_the_rest_on_the_next(desk):
    for number in range(front.STORIES + 1):
        Story.objects.create(
            slug=f"story-{number:02}", title=f"Story {number:02}", question="Q?", short_answer="A.", as_of="2026-01-01"
        )
    assert body(desk).count('class="desk-story"') == front.STORIES
    assert body(desk, "/admin/?page=2").count('class="desk-story"') == 1


def test_without_time_a_story_is_not_looked_at_and_has_the_way_to_it(desk, published, monkeypatch):
    monkeypatch.setattr(front, "SECONDS", -1)
    page = body(desk)
    assert "Not looked at yet" in page
    assert f'data-look="/admin/front/{published.pk}/"' in page
    assert "The same as what readers see" in body(desk, f"/admin/?look={published.pk}")


def test_a_card_alone_is_looked_at_and_is_no_whole_page(desk, published):
    page = body(desk, f"/admin/front/{published.pk}/")
    assert "The same as what readers see" in page
    assert "<html" not in page


# ---- help ---------------------------------------------------------------------------------------


def test_help_is_the_editors_guide_with_headings_that_have_addresses(desk):
    page = body(desk, "/admin/help/first-story/")
    assert '<h2 id="who-may-do-what"><a href="#who-may-do-what">' in page
    assert 'href="#who-may-do-what"' in page.partition("</nav>")[2]
    assert '<th scope="col">group</th>' in page
    assert 'href="/admin/help/modelling/"' in page
    assert page.count("<h1") == 1


def test_each_page_of_help_opens_and_no_other_file_does(desk):
    assert len(guide.PAGES) == 10
    assert {path.stem for path in Path("docs/guide").glob("*.md")} == set(guide.PAGES)
    for name, title in (("editing", "For editors"), *guide.PAGES.items(), ("modelling", "How a story is modelled")):
        page = body(desk, f"/admin/help/{name}/")
        assert f"<h1>{title}</h1>" in page
        assert 'aria-current="page"' in page
        assert ".md" not in page, "a link of the file leads to a page here"
    for name in ("decisions", "x"):
        assert desk.get(f"/admin/help/{name}/").status_code == 404


def test_help_is_one_click_from_every_page_of_the_desk(desk, truce):
    for address in (FRONT, change(truce), "/admin/explainer/statement/", f"/admin/explainer/story/{truce.pk}/work/"):
        assert 'href="/admin/help/"' in body(desk, address)


def headings_of(name):
    return {block.anchor for block in help_pages.read(help_pages.file_of(name)) if block.kind == "heading"}


def test_every_form_of_the_desk_has_its_part_of_the_guide():
    models = {f"{model._meta.app_label}_{model._meta.model_name}" for model in admin.site._registry}
    assert models == set(guide.FORMS)
    parts = [part.partition("#") for part in (*guide.FORMS.values(), *guide.OTHERS.values())]
    assert [(page, heading) for page, _, heading in parts if heading not in headings_of(page)] == []


def test_every_other_part_is_of_a_page_of_the_desk():
    names = {name for name, _route in routes()}
    assert [each for each in guide.OTHERS if not any(re.fullmatch(each, name) for name in names)] == []


@pytest.mark.parametrize("model", [model for model in admin.site._registry if model._meta.app_label == "explainer"])
def test_a_form_leads_to_its_part_from_its_top(desk, published, model):
    row = model._base_manager.first()
    name = f"explainer_{model._meta.model_name}"
    address = reverse(f"admin:{name}_change", args=(row.pk,)) if row else reverse(f"admin:{name}_add")
    answer = desk.get(address)
    if answer.status_code == 403:
        assert row is None, "only what somebody made can be looked at"
        return
    page = " ".join(answer.content.decode().split())
    link = f'<a href="/admin/help/{guide.FORMS[name].replace("#", "/#")}">Help with this form</a>'
    assert link in page.partition('id="content-main"')[0]
    assert link not in " ".join(desk.get(f"{address}?_popup=1").content.decode().split())


def test_other_pages_lead_to_theirs(desk, published):
    page = body(desk, f"/admin/explainer/story/{published.pk}/withdraw/")
    assert '<a href="/admin/help/publishing/#when-something-must-go">Help with this page</a>' in page
    assert "Help with this" not in body(desk, "/admin/help/")


def test_links_within_the_guide_lead_to_headings_that_are_there():
    lost = []
    for path in (*Path("docs/guide").glob("*.md"), Path("docs/editing.md"), Path("docs/modelling.md")):
        for name, heading in re.findall(
            r"\]\((?:\.\./|guide/)?([a-z-]+)\.md#([\w-]+)\)", path.read_text(encoding="utf-8")
        ):
            lost += [] if heading in headings_of(name) else [(path.name, name, heading)]
    assert lost == []


# ---- who is here, and what is asked for ---------------------------------------------------------


def test_who_has_a_form_open_is_told_on_both_pages_and_of_accounts_nothing_is(client, desk, reporter, editor, truce):
    row = Statement.objects.first()
    open_form(reporter, row, truce.pk)
    open_form(reporter, editor, None)
    for address in (FRONT, f"/admin/explainer/story/{truce.pk}/work/"):
        page = body(desk, address)
        assert f'<b>reporter</b> (<a href="{change(row)}"' in page or f'<b>reporter</b> <a href="{change(row)}"' in page
        assert "/auth/user/" not in page.partition("Everything at the desk")[0]
    client.force_login(reporter)
    assert "<b>You</b>" in body(client)


def test_a_request_to_publish_is_told_and_whose_it_is_to_answer(client, desk, reporter, truce):
    model = model_or_skip("PublishRequest")
    model.objects.create(
        story=truce, seen="0" * 64, shown="", asked_at=timezone.now(), asked_by=reporter, asker_name="R. Porter"
    )
    for address in (FRONT, f"/admin/explainer/story/{truce.pk}/work/"):
        page = body(desk, address)
        assert "by R. Porter" in page
        assert "An editor’s to do" not in page
    client.force_login(reporter)
    assert "An editor’s to do" in body(client)


def model_or_skip(name):
    model = apps.all_models["explainer"].get(name.lower())
    if model is None:
        pytest.skip(f"the desk has no {name}")
    return model


def open_form(user, row, story):
    now = timezone.now()
    model_or_skip("FormOpen").objects.create(
        user=user, content_type=ContentType.objects.get_for_model(row), object_id=str(row.pk), story_number=story,
        called=str(row), opening=f"{row._meta.model_name}{row.pk}", since=now, seen_at=now,
        until=now + timedelta(minutes=1),
    )  # fmt: skip
