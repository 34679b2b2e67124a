"""What readers see of who draws a link, who is named, what is agreed and what has been answered."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from explainer.desk.compose import compose
from explainer.models import Actor, Agreement, Issue, OpenQuestion, Source, Statement, StatementLink, Story
from explainer.search.entries import entries
from explainer.story.indexes import StoryIndex
from explainer.story.known_by import known_by

from .crawl import text_of
from .publish import publish

READING, CITED = "Our reading", "According to The Daily Test, 23 August 2024"


def page(client: Client, address: str) -> str:
    """The words of a page, without its markup."""
    answer = client.get(f"/truce/{address}")
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", text_of(answer.content)).split())


def squeezed(text: str) -> str:
    return re.sub(r" (?=[.,:;])", "", text)


# ---- links ---------------------------------------------------------------------------------------


@pytest.fixture
def drawn(truce: Story, request: pytest.FixtureRequest) -> Story:
    """The truce with its one link drawn by whoever is asked for."""
    source = Source.objects.get() if request.param == "source" else None
    StatementLink.objects.update(drawn_by=request.param, source=source)
    publish(truce, note="")
    return truce


@pytest.mark.parametrize("drawn", ["source", "speaker", "us"], indirect=True)
@pytest.mark.parametrize(
    "address",
    ["statements/statement-0/", "statements/statement-1/", "positions/?actors=truce-side-0,truce-side-1"],
)
def test_a_link_says_who_draws_it_from_both_ends_and_between_sides(drawn, client, address):
    shown = squeezed(page(client, address))
    says = {
        "source": CITED in shown, "speaker": "Drawn by the speaker" in shown, "us": READING in shown
    }  # fmt: skip
    by = StatementLink.objects.get().drawn_by
    assert says == {each: each == by for each in says}


def test_our_reading_is_told_as_ours_in_a_thread_on_the_timeline_and_in_changes(make_story, client):
    story = make_story(statements=3)
    publish(story, note="")
    assert READING not in page(client, "statements/statement-0/") + page(client, "timeline/?exchange=statement-0")
    StatementLink.objects.filter(statement__slug="statement-2").delete()
    publish(story, note="")
    StatementLink.objects.create(
        statement=Statement.objects.get(slug="statement-2"), relation="bears-out", drawn_by="us",
        to_statement=Statement.objects.get(slug="statement-1"),
    )  # fmt: skip
    publish(story, note="A link.")
    thread = squeezed(page(client, "statements/statement-0/"))
    assert "In line with Side 1 on gate 1 · Our reading" in thread
    assert "are our reading" in page(client, "timeline/?exchange=statement-0")
    told = "Side 0 on gate 2 is in line with Side 1 on gate 1 (our reading)"
    assert told in page(client, "changes/")


def test_a_thread_says_what_a_link_leads_to_whatever_it_is(make_story, client):
    story = make_story(statements=3)
    said = Statement.objects.get(slug="statement-2")
    for order, there in ((2, {"to_report": "a report of a deal"}), (3, {"to_event": story.events.get(slug="event-0")})):
        StatementLink.objects.create(
            statement=said, order=order, relation="denies", drawn_by="speaker", note="in part", **there
        )
    publish(story, note="")
    thread = squeezed(page(client, "statements/statement-0/"))
    assert "Denies a report of a deal, in part · Drawn by the speaker" in thread
    assert "Denies Round 0 is held, 5 January 2024, in part · Drawn by the speaker" in thread


def test_our_reading_is_known_by_a_day_as_soon_as_both_its_ends_are(truce):
    StatementLink.objects.update(drawn_by="us", source=None)
    truce.terms.get().sources.add(Source.objects.create(slug="late", publisher="The Late Test", published="2024-08-30"))
    index = known_by(StoryIndex(compose("truce").document), date(2024, 8, 25))
    assert [link.drawn_by for link in index.story.links] == ["us"]


# ---- named or not --------------------------------------------------------------------------------


@pytest.fixture
def group(truce: Story) -> Story:
    """The truce, whose second statement is that of a group, though its speaker is a whole."""
    Statement.objects.filter(slug="statement-1").update(naming="group")
    publish(truce, note="")
    return truce


def test_every_count_and_label_has_the_naming_of_the_statement(group, client):
    counts = "1 from a group, no one named, 1 of a body as a whole"
    assert f"2 statements: {counts}." in squeezed(page(client, ""))
    assert f"2 statements: {counts}." in squeezed(page(client, "sources/"))
    assert "All 2 2 0 0 0 1 1" in page(client, "balance/")
    statement = page(client, "statements/statement-1/")
    assert "Partly in the words of a group of whom no one is named by The Daily Test" in statement
    assert "Speakers, a group, no one named" in statement
    assert "names Side 1 as a whole" not in statement
    whole = squeezed(page(client, "statements/statement-0/"))
    assert "Our source gives it to Side 0 as a whole and names no one." in whole
    body = client.get("/truce/statements/statement-1/").content.decode()
    assert re.search(r'class="mk party faint"', body)


def test_the_filter_and_search_have_it_too(group, client):
    assert "Side 1" in page(client, "statements/named/group/")
    assert client.get("/truce/statements/named/group/").content.count(b'<article class="st"') == 1
    assert client.get("/truce/statements/named/unnamed/").content.count(b'<article class="st"') == 0
    said = [entry for kind, _day, entry in entries(compose("truce").document) if kind == "statements"]
    assert [entry.labels for entry in said] == [["direct", "said", "whole"], ["partial", "said", "group"]]
    found = page(client, "search/?q=gate")
    assert "Direct quote · A body as a whole" in found
    assert "Partial quote · A group, no one named" in found


def test_an_office_is_named_in_search(truce):
    Actor.objects.update(kind="office")
    Statement.objects.filter(slug="statement-1").update(naming="group")
    document = compose("truce").document
    assert [said.naming for said in StoryIndex(document).statements] == ["named", "group"]
    labels = [entry.labels for kind, _day, entry in entries(document) if kind == "statements"]
    assert labels == [["direct", "said"], ["partial", "said", "group"]]


# ---- agreed --------------------------------------------------------------------------------------

AGREED = "Both keep out of the yard. AA Side 0 Reported by The Daily Test, 23 August 2024 AB Side 1 Reported by"


@pytest.mark.parametrize("address", ["", "issues/", "issues/issue-1/"])
def test_what_sides_agree_on_is_shown_with_the_evidence_of_each(truce, client, address):
    Issue.objects.update(status="agreed")
    publish(truce, note="")
    assert AGREED in squeezed(page(client, address))


def test_beside_positions_what_sides_agree_on_leads_to_its_evidence(truce, client):
    Issue.objects.update(status="agreed")
    publish(truce, note="")
    assert "Agreed Gate 1 Both keep out of the yard." in squeezed(page(client, "positions/"))
    body = client.get("/truce/positions/").content.decode().partition('id="agreed-on"')[2]
    assert 'href="/truce/issues/issue-1/"' in body


def test_what_is_agreed_is_not_unresolved(truce, client):
    Issue.objects.update(status="under-discussion")
    publish(truce, note="")
    assert "Under discussion · Compare positions" in page(client, "")
    Issue.objects.update(status="agreed")
    publish(truce, note="")
    assert "Unresolved" not in page(client, "")
    assert "Agreed" in page(client, "phases/1/")


def test_what_is_agreed_was_not_known_before_there_was_evidence_of_each(truce, client):
    late = Source.objects.create(slug="late", publisher="The Late Test", published="2024-08-30")
    Agreement.objects.get(actor__slug="truce-side-1").sources.set([late])
    publish(truce, note="")
    assert "Both keep out of the yard." in page(client, "positions/")
    assert "Both keep out of the yard." not in page(client, "positions/?known_by=2024-08-25")


# ---- answered ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("ended", "word"), [("answered", "Answered"), ("closed", "Closed without an answer")])
def test_a_question_that_has_ended_stays_readable_with_its_answer_its_date_and_its_evidence(truce, client, ended, word):
    question = OpenQuestion.objects.get()
    question.status, question.issue = "unclear", Issue.objects.get()
    question.save()
    publish(truce, note="")
    assert "Who has the key? Nobody says. Unclear · Issue: The matter of gate 1" in squeezed(
        page(client, "open-questions/")
    )
    assert "1 open question" in page(client, "")
    assert "All 1" not in page(client, "")
    question.ended, question.ended_on, question.answer = ended, "2024-08-20", "The **warden** has it."
    question.save()
    question.answer_statements.add(Statement.objects.get(slug="statement-0"))
    publish(truce, note="")
    told = f"Who has the key? {word}, Tuesday 20 August 2024 The warden has it. Statements: Side 0, 1 February 2024"
    for address in ("open-questions/", "issues/issue-1/"):
        assert told in squeezed(page(client, address))
    assert "Nobody says." in page(client, "open-questions/")
    assert "Questions that were answered or closed" in page(client, "")
    assert "open question" not in page(client, "balance/").lower().replace("open questions", "", 1)


# ---- at the desk ---------------------------------------------------------------------------------


def test_nobody_draws_a_link_or_says_how_an_issue_stands_without_choosing(truce, desk):
    sets = desk.get("/admin/explainer/statement/add/").context["inline_admin_formsets"]
    form = next(each.formset.empty_form for each in sets if each.formset.model is StatementLink)
    assert form["drawn_by"].value() == ""
    assert [code for code, _name in form.fields["drawn_by"].choices] == ["", "source", "speaker", "us"]
    codes = ["unclear", "under-discussion", "disputed", "agreed", "settled"]
    new = desk.get("/admin/explainer/issue/add/").context["adminform"].form
    assert (new["status"].value(), [code for code, _name in new.fields["status"].choices]) == ("", ["", *codes])
    old: Any = desk.get(f"/admin/explainer/issue/{Issue.objects.get().pk}/change/").context["adminform"].form
    assert [code for code, _name in old.fields["status"].choices] == [*codes, "open"]
