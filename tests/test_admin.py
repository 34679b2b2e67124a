"""The desk's forms: every page opens, what is saved stands, and what makes no sense is refused with a sentence."""

from __future__ import annotations

from html import unescape

import pytest
from django.contrib import admin
from django.urls import reverse

from explainer.models import (
    Actor,
    Issue,
    KeyPoint,
    Passage,
    Phase,
    Position,
    Provision,
    Source,
    Statement,
    Story,
)

from .desk_forms import at, change, fields_of, fill_in, said

OURS = [model for model in admin.site._registry if model._meta.app_label in ("explainer", "admin", "auth")]
READ_ONLY = ("edition", "logentry", "takedown", "provision")
# Asked for beside the texts that were read, which is no form of the framework's; of the day nobody is asked.
BESIDE_ITS_TEXTS = {"translation": {"read_by", "read_on"}}


@pytest.fixture
def desk(client, reporter, make_story):
    """A reporter at the desk, with a small story on it."""
    make_story()
    client.force_login(reporter)
    return client


@pytest.fixture
def statement(desk) -> Statement:
    return Statement.objects.of(Story.objects.get()).order_by("slug").first()


# ---- every page opens ----------------------------------------------------------------------------


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.model_name)
def test_every_list_and_form_opens(client, administrator, make_story, model):
    make_story()
    client.force_login(administrator)
    assert client.get(at(model, "changelist"), {"q": "a"}).status_code == 200
    added = client.get(at(model, "add"))
    assert added.status_code == (403 if model._meta.model_name in READ_ONLY else 200)
    for row in model._default_manager.order_by("pk")[:1]:
        assert client.get(change(row)).status_code == 200
        assert client.get(at(model, "history", row.pk)).status_code == 200


def test_the_index_is_in_an_editors_order(desk):
    page = desk.get(reverse("admin:index")).content.decode().partition("Everything at the desk</h2>")[2]
    names = [
        "Stories",
        "Editions",
        "Statements",
        "Positions",
        "Actors",
        "Sources",
        "Phases",
        "Ways on from phases",
        "Issues",
    ]
    places = [page.index(f"/{name}/") for name in ("story", "edition", "statement", "actor", "phase", "event")]
    assert places == sorted(places)
    assert all(name in page for name in names)
    assert desk.get(reverse("admin:app_list", args=["explainer"])).status_code == 200


@pytest.mark.parametrize(
    "query",
    ["q=%25_%5B", "p=99999", "p=x", "o=99.-1.x", "story__id__exact=x", "id__exact=99999999999999999999999",
        "id__in=99999999999999999999999",
     "pk__regex=(((", "slug__iregex=[", "nonsense=1", "q=" + "%27" * 300, "e=1", "_facets=1", "all="],
)  # fmt: skip
@pytest.mark.parametrize("model", [Statement, Story], ids=lambda model: model._meta.model_name)
def test_no_list_breaks_on_an_odd_query(desk, model, query):
    assert desk.get(f"{at(model, 'changelist')}?{query}").status_code < 500


# ---- saving --------------------------------------------------------------------------------------


def test_a_save_says_that_readers_see_nothing_of_it_yet_and_where_to_go(desk, statement):
    response = fill_in(desk, change(statement), topic="a partial deal")
    statement.refresh_from_db()
    assert statement.topic == "a partial deal"
    (message,) = said(desk, response)
    assert "Saved at the desk. Not public yet." in message
    assert reverse("preview:overview", kwargs={"story": statement.story.slug}) in message
    assert change(statement.story) + "#publishing" in message


@pytest.mark.parametrize("model", [Actor, Source], ids=["actor", "source"])
def test_a_save_of_what_stories_share_names_each_of_them(desk, make_story, model):
    other = make_story(slug="second")
    row = model.objects.order_by("pk").first()
    if model is Actor:
        other.involvements.create(actor=row, part="mediator", mark="XX")
    else:
        other.issues.first().sources.add(row)
    (message,) = said(desk, fill_in(desk, change(row)))
    for story in Story.objects.all():
        assert change(story) + "#publishing" in message


@pytest.mark.parametrize(
    "model",
    [m for m in OURS if m._meta.app_label == "explainer" and m._meta.model_name not in READ_ONLY],
    ids=lambda m: m.__name__,
)
def test_a_form_saved_as_it_is_changes_nothing(desk, model):
    for row in model._default_manager.order_by("pk")[:1]:
        before = {field.attname: getattr(row, field.attname) for field in model._meta.concrete_fields}
        assert fill_in(desk, change(row)).status_code == 302
        row.refresh_from_db()
        assert before == {field.attname: getattr(row, field.attname) for field in model._meta.concrete_fields}


def test_a_new_statement_is_saved_with_its_passages_in_their_order(desk):
    story, speaker, source = Story.objects.get(), Actor.objects.first(), Source.objects.first()
    response = fill_in(
        desk,
        at(Statement, "add"),
        **{
            "story": story.pk, "speaker": speaker.pk, "topic": "a deal", "slug": "a-deal", "wording": "direct",
            "act": "said", "lead_in": "He said:", "sources": [source.pk], "passages-TOTAL_FORMS": 2,
            "passages-0-text": "First.", "passages-1-text": "Second.",
        },
    )  # fmt: skip
    assert response.status_code == 302
    passages = Passage.objects.filter(statement__slug="a-deal").order_by("order")
    assert [(row.order, row.text) for row in passages] == [(1, "First."), (2, "Second.")]


def test_passages_can_change_places(desk, statement):
    Passage.objects.filter(statement=statement).delete()
    for order, text in ((1, "One"), (2, "Two"), (3, "Three")):
        Passage.objects.create(statement=statement, order=order, text=text)
    response = fill_in(desk, change(statement), **{"passages-0-order": "2", "passages-1-order": "1"})
    assert response.status_code == 302
    assert list(statement.passages.order_by("order").values_list("text", flat=True)) == ["Two", "One", "Three"]
    again = fill_in(desk, change(statement), **{"passages-0-order": "3"})
    assert "Two passages have the number 3" in again.content.decode()


@pytest.mark.parametrize(
    ("wording", "passage", "sentence"),
    [("direct", False, "needs at least one passage"), ("partial", False, "needs at least one passage"),
     ("paraphrase", True, "A paraphrase is in our words only"), ("paraphrase", False, ""), ("direct", True, "")],
)  # fmt: skip
def test_only_a_quotation_has_passages(desk, statement, wording, passage, sentence):
    page = desk.get(change(statement))
    fields = fields_of(page) | {"wording": wording, "_save": "1"}
    if not passage:
        fields["passages-0-DELETE"] = "on"
    response = desk.post(change(statement), fields)
    assert response.status_code == (200 if sentence else 302)
    if sentence:
        body = response.content.decode()
        assert body.index(sentence) < body.index("Who said it, and about what"), "it stands at the top of the form"


def test_the_outer_quotation_marks_stay_out(desk, statement):
    assert "Without the outer quotation marks" in desk.get(change(statement)).content.decode()
    response = fill_in(desk, change(statement), **{"passages-0-text": "“We will not agree.”"})
    assert "Leave the outer quotation marks out" in response.content.decode()


@pytest.mark.parametrize("field", ["issues", "phases"])
def test_a_statement_cannot_refer_to_another_story(desk, make_story, statement, field):
    other = make_story(slug="second")
    stranger = getattr(other, field).first() or Issue.objects.create(
        story=other, slug="odd", name="Odd", short_name="Odd", question="Odd?"
    )
    response = fill_in(desk, change(statement), **{field: [stranger.pk]})
    assert response.status_code == 200
    assert "belongs to another story" in response.content.decode()


def test_a_part_of_a_story_cannot_refer_to_another_story(desk, make_story):
    story, other = Story.objects.get(), make_story(slug="second")
    KeyPoint.objects.filter(story=story).delete()
    KeyPoint.objects.create(story=story, slug="point", sentence="It is so.")
    stranger = Statement.objects.of(other).first()
    response = fill_in(desk, change(story), **{"keypoints-0-statements": [stranger.pk]})
    assert "belongs to another story" in response.content.decode()
    phase = Phase.objects.filter(story=story).first()
    Provision.objects.filter(phase=phase).delete()
    Provision.objects.create(story=story, phase=phase, slug="one", what="Withdraws")
    response = fill_in(desk, change(phase), **{"provisions-0-statements": [stranger.pk]})
    assert "belongs to another story" in response.content.decode()


def test_a_provisions_slug_used_twice_is_a_sentence_and_no_crash(desk):
    first, second = Phase.objects.order_by("number")[:2]
    Provision.objects.all().delete()
    Provision.objects.create(story=first.story, phase=first, slug="taken", what="Withdraws")
    new = {"provisions-TOTAL_FORMS": 1, "provisions-0-what": "Frees", "provisions-0-status": "not-begun"}
    response = fill_in(desk, change(second), **new, **{"provisions-0-slug": "taken"})
    assert response.status_code == 200
    assert fill_in(desk, change(second), **new, **{"provisions-0-slug": "free"}).status_code == 302
    assert Provision.objects.get(slug="free").story == second.story


def test_lists_to_choose_from_offer_the_storys_own_rows(desk, make_story, statement):
    other = make_story(slug="second")
    ask = {"app_label": "explainer", "model_name": "statement", "field_name": "issues", "term": ""}
    for row in (statement.story, other):
        Issue.objects.get_or_create(story=row, slug="only", name=f"Of {row}", short_name="x", question="?")
    assert f"autocomplete/?story={statement.story_id}" in desk.get(change(statement)).content.decode()
    found = desk.get(reverse("admin:autocomplete"), ask | {"story": other.pk}).json()["results"]
    assert {int(row["id"]) for row in found} == set(Issue.objects.of(other).values_list("pk", flat=True))
    for odd in ("x", "9" * 40, "-1", ""):
        assert desk.get(reverse("admin:autocomplete"), ask | {"story": odd}).status_code == 200


def test_a_position_is_edited_without_leaving_its_story(desk, make_story):
    other = make_story(slug="second")
    position = Position.objects.get(story__slug="truce")
    response = fill_in(desk, change(position), story=str(other.pk))
    assert response.status_code == 302
    position.refresh_from_db()
    assert position.story.slug == "truce", "a row stays in its story"


NASTY = {
    "nul": "\x00",
    "script": "<script>alert(1)</script>",
    "override": "\u202etxt",
    "digits": "9" * 400,
    "emoji": "🙂" * 90,
}


@pytest.mark.parametrize("text", NASTY)
@pytest.mark.parametrize("model", [Statement, Story, Phase, Source], ids=lambda model: model.__name__)
def test_nasty_text_is_refused_or_kept_but_breaks_nothing(desk, model, text):
    row = model.objects.order_by("pk").first()
    fields = fields_of(desk.get(change(row)))
    kept = [name for name in fields if name.startswith("_") or "_FORMS" in name or name.endswith("-id")]
    everywhere = {name: NASTY[text] for name in fields if name not in kept}
    assert desk.post(change(row), fields | everywhere | {"_save": "1"}).status_code == 200
    words = {name: NASTY[text] for name in fields if name.rpartition("-")[2] in WORDS}
    assert desk.post(change(row), fields | words | {"_save": "1"}).status_code in (200, 302)
    assert b"<script>alert(1)" not in desk.get(change(row)).content


WORDS = (
    "topic", "lead_in", "context", "note", "text", "label", "title", "question", "short_answer", "sentence", "meaning",
    "name", "what", "summary", "publisher", "excerpt",
)  # fmt: skip


# ---- no field is forgotten -----------------------------------------------------------------------

EDITED = [model for model in OURS if model._meta.app_label == "explainer" and model._meta.model_name not in READ_ONLY]


@pytest.mark.parametrize("model", EDITED, ids=lambda model: model._meta.model_name)
def test_every_field_that_an_editor_can_fill_in_is_on_its_form(rf, admin_user, model):
    request = rf.get("/")
    request.user = admin_user
    fields = {field.name for field in (*model._meta.fields, *model._meta.many_to_many) if field.editable}
    shown = set(admin.utils.flatten_fieldsets(admin.site._registry[model].get_fieldsets(request)))
    missing = sorted(fields - shown - {"id"} - BESIDE_ITS_TEXTS.get(model._meta.model_name, set()))
    assert not missing, f"{model.__name__}: {', '.join(missing)} is on no form; put it into explainer/admin/"


def test_the_slug_of_a_position_is_made_from_its_sentence(desk):
    page = unescape(desk.get(reverse("admin:explainer_position_add")).content.decode())
    assert '"dependency_list": ["sentence"]' in page
