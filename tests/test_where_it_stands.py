"""Where a framework stands: states and statuses with their days and what says so, and none before it was known."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override
from msgspec.structs import replace as changed

from explainer.desk.compose import Draft, compose
from explainer.desk.rules.checks import ask, check
from explainer.edition import document as shape
from explainer.edition.taking_back import Taken, take_back
from explainer.following.subscriptions import of_story
from explainer.models import Gate, Phase, Provision, Source, Statement, StateRow, Story
from explainer.story.indexes import StoryIndex
from explainer.story.known_by import known_by
from explainer.story.where_it_stands import days, scales

from .crawl import words_of
from .publish import publish

pytestmark = pytest.mark.django_db
EARLY, LATE = date(2024, 5, 1), date(2024, 8, 23)


@pytest.fixture
def draft(make_story: Any) -> Draft:
    """The truce with three phases, of which the first is in force, and an early report beside the late one."""
    make_story(phases=3)
    found = compose("truce")
    early = changed(found.document.sources[0], slug="early", published="2024-05-01")
    return replace(found, document=changed(found.document, sources=[early, *found.document.sources]))


def with_phase(draft: Draft, place: int = 0, **fields: Any) -> Draft:
    phases = list(draft.document.phases)
    phases[place] = changed(phases[place], **fields)
    return replace(draft, document=changed(draft.document, phases=phases))


def with_owed(draft: Draft, place: int = 0, **fields: Any) -> Draft:
    (owed,) = draft.document.phases[place].provisions
    return with_phase(draft, place, provisions=[changed(owed, **fields)])


def stopped(draft: Draft) -> list[str]:
    return [str(problem) for problem in check(draft)]


def asked(draft: Draft) -> list[str]:
    return [str(problem) for problem in ask(draft) if problem.at.startswith("phases/")]


def states(index: StoryIndex) -> list[str]:
    return [phase.value.state for phase in index.phases]


# ---- in words --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "In force since 8 January 2024"),
        ({"begun_on": "2024-01"}, "In force since January 2024"),
        ({"begun_on": "[..2024-01-20]"}, "In force, begun by 20 January 2024"),
        ({"begun_on": "2024-01-08~"}, "In force, begun about 8 January 2024"),
        ({"begun_on": ""}, "In force, as of 9 January 2024"),
        ({"begun_on": "", "state_on": "[..2024-01-09]"}, "In force (by 9 January 2024)"),
        ({"begun_on": "", "state_on": ""}, "In force"),
        ({"state": "begun"}, "Begun, 8 January 2024"),
        ({"state": "done", "ended_on": "2024-02"}, "Done, February 2024"),
        ({"state": "done"}, "Done, as of 9 January 2024"),
        ({"state": "suspended"}, "Suspended, as of 9 January 2024"),
        ({"state": ""}, ""),
    ],
)
def test_a_state_is_as_exact_as_its_day(draft, fields, said):
    assert StoryIndex(with_phase(draft, **fields).document).phases[0].state_words == said


@pytest.mark.parametrize("language", ["ar", "he"])
def test_a_state_is_said_in_every_language(draft, language):
    phase = StoryIndex(draft.document).phases[0]
    with override(language):
        assert not re.search("[A-Za-z]", phase.state_words)


@pytest.mark.parametrize(
    ("given", "here"),
    [
        (("done", "in-force", "not-begun"), [2]),
        (("done", "in-force", "begun"), [2, 3]),
        (("done", "done", "not-begun"), [2]),
        (("done", "suspended", ""), [2]),
        (("not-begun", "not-begun", ""), [1]),
        (("", "", ""), []),
    ],
)
def test_the_story_stands_where_something_is_under_way(draft, given, here):
    for place, state in enumerate(given):
        draft = with_phase(draft, place, state=state)
    assert [phase.number for phase in StoryIndex(draft.document).here] == here


# ---- on the pages ----------------------------------------------------------------------------------------------------


def page(path: str) -> str:
    return words_of(Client().get(path).content)


def test_a_phase_tells_its_state_its_days_and_its_source(published):
    assert "Length: Six weeks · In force since 8 January 2024" in page("/truce/phases/")
    said = page("/truce/phases/1/")
    assert re.search(r"State In force Reported by The Daily Test, 23 August 2024", said)
    assert "As of Tuesday 9 January 2024" in said
    assert "Began Monday 8 January 2024" in said or "Began 8 January 2024" in said
    assert re.search("Was not to begin before .*8 February 2024", page("/truce/phases/2/"))


def test_where_the_story_stands_is_on_its_overview_and_in_the_list(published):
    for path in ("/truce/", "/"):
        assert "Step 1: In force since 8 January 2024" in page(path)


def test_what_must_have_a_day_and_has_none_is_a_gap(truce):
    Phase.objects.filter(number=1).update(begun_on="", state_on="", state="done")
    Phase.objects.filter(number=2).update(state="", state_on="", not_before="")
    publish(truce, note="First.")
    assert re.search(
        "As of Not stated in our source Began Not stated in our source Ended Not stated", page("/truce/phases/1/")
    )
    assert "State Not stated in our source" in page("/truce/phases/2/")


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"state": "in-force", "begun_on": "", "state_on": ""}, [("As of", ""), ("Began", "")]),
        ({"state": "in-force", "state_on": ""}, [("Began", "2024-01-08")]),
        ({"state": "done", "begun_on": "", "ended_on": "2024-02-01", "state_on": ""},
         [("Began", ""), ("Ended", "2024-02-01")]),
        ({"state": "abandoned", "begun_on": "", "state_on": ""}, [("As of", "")]),
        ({"state": "not-known", "begun_on": "", "state_on": ""}, []),
    ],
)  # fmt: skip
def test_the_day_of_a_state_is_missed_only_where_neither_its_beginning_nor_its_end_is_known(draft, fields, shown):
    phase = with_phase(draft, **fields).document.phases[0]
    assert [(name, day.edtf if day else "") for name, day in days(phase)] == shown


def test_a_scale_is_explained_where_the_story_uses_it():
    assert [str(title) for title, _scale in scales(phases=True, provisions=False)] == ["Where it stands"]
    assert [str(title) for title, _scale in scales(phases=False, provisions=True)] == ["How far it has come"]


def test_that_nothing_has_begun_needs_no_day(draft):
    ahead = StoryIndex(with_phase(draft, 1, state_on="", not_before="").document).phases[1]
    assert (ahead.days, ahead.state_words) == ([], "Not begun")


def test_a_story_that_says_nothing_of_states_shows_no_gap_for_them(truce):
    Phase.objects.update(state="", state_on="", begun_on="", ended_on="", not_before="")
    publish(truce, note="First.")
    assert "State" not in page("/truce/phases/1/").split("Who is to do what")[1].split("Issues")[0]
    assert "Suspended" not in page("/truce/phases/")


def test_what_is_owed_says_by_when_and_its_status_its_day_and_its_evidence(truce):
    statement = Statement.objects.get(slug="statement-0")
    Provision.objects.get(slug="provision-1").status_statements.set([statement])
    publish(truce, note="First.")
    said = page("/truce/phases/1/")
    assert "By when: June 2024 Status: Begun (Wednesday 10 January 2024) · Statements: Side 0, 1 February 2024" in said


def test_a_due_date_that_is_not_stated_is_a_gap_beside_one_that_is(truce):
    first = Provision.objects.get(slug="provision-1")
    first.pk, first.slug, first.due = None, "another", ""
    first.save()
    first.sources.set(Source.objects.all())
    publish(truce, note="First.")
    assert "By when: not stated in our source" in page("/truce/phases/1/")
    Provision.objects.update(due="")
    publish(truce, note="Second.")
    assert "By when" not in page("/truce/phases/1/")


def test_both_scales_are_explained_word_by_word_without_a_script(published):
    said = page("/truce/phases/").split("What the words mean")[1]
    for state in Phase.State.labels + Provision.Status.labels:
        assert state.capitalize() in said
    assert "It had begun and does not apply for the time being." in said
    body = Client().get("/truce/phases/").content.decode()
    assert "<details" not in body.split('id="sc"')[1].split("</section>")[0]


def test_a_phase_that_is_entered_from_two_or_parts_says_where(draft):
    gate = draft.document.gates[1]
    skip = changed(gate, slug="skip", label="They skip one", from_phase=1, to_phase=3)
    back = changed(gate, slug="back", label="They begin again", from_phase=3, to_phase=1)
    index = StoryIndex(changed(draft.document, gates=[*draft.document.gates, skip, back]))
    first, second, third = index.phases
    assert (first.entered_anyhow, second.entered_anyhow, third.entered_anyhow) == (True, False, True)
    assert [gate.leaves.number for gate in third.ways_in if gate.leaves] == [2, 1]
    assert (first.parts, second.parts, third.parts) == (True, False, True)
    assert [gate.slug for gate in index.gates if gate.leads_back] == ["back"]


def test_a_way_that_skips_a_phase_is_told_on_the_pages(truce):
    last = Phase.objects.create(story=truce, number=3, name="Step 3")
    gate = Gate(story=truce, slug="skip", kind="proceed", label="They skip one", to_phase=last)
    gate.from_phase = Phase.objects.get(number=1)
    gate.save()
    gate.sources.set(Source.objects.all())
    publish(truce, note="First.")
    assert "How it is reached From Step 1: They skip one" in page("/truce/phases/3/")
    said = page("/truce/phases/1/")
    assert "Leads to: Step 2." in said
    assert "Leads to: Step 3." in said


def test_a_way_that_leads_back_is_not_one_to_move_on(truce):
    second = Phase.objects.get(number=2)
    gate = Gate(story=truce, slug="back", kind="proceed", label="No", from_phase=second, settled=True)
    gate.to_phase = Phase.objects.get(number=1)
    gate.save()
    gate.sources.set(Source.objects.all())
    publish(truce, note="First.")
    assert "To go back No." in page("/truce/phases/2/")


def test_what_has_begun_is_not_said_to_be_only_possible(draft):
    gate = changed(draft.document.gates[1], from_phase=1, to_phase=2, settled=False)
    loop = changed(gate, slug="loop", from_phase=2, to_phase=1)
    for state, possible in (("not-begun", [True, True]), ("in-force", [False, True]), ("done", [False, True])):
        document = with_phase(draft, 1, state=state).document
        index = StoryIndex(changed(document, gates=[gate, loop]))
        assert [gate.may_come for gate in index.gates] == possible, state


def test_how_far_what_is_owed_is_does_not_read_as_the_state_of_the_phase(truce):
    Provision.objects.filter(phase__number=1).update(status="not-begun", status_on="")
    owed = Provision.objects.get(phase__number=1)
    owed.status_statements.clear()
    owed.status_sources.clear()
    Phase.objects.filter(number=1).update(state="", state_on="", begun_on="")
    publish(truce, note="First.")
    assert "What is owed:" not in page("/truce/phases/1/")
    phase = Phase.objects.get(number=1)
    phase.state = "abandoned"
    phase.save()
    phase.state_sources.set(Source.objects.all())
    publish(truce, note="Second.")
    assert "What is owed: Not begun" in page("/truce/phases/1/")


def test_a_phase_that_was_given_up_is_not_asked_how_to_move_on(truce):
    Gate.objects.all().delete()
    phase = Phase.objects.get(number=1)
    phase.state = "abandoned"
    phase.save()
    phase.state_sources.set(Source.objects.all())
    publish(truce, note="First.")
    assert "To move on" not in page("/truce/phases/1/")


def test_a_date_after_a_comma_has_no_capital(truce):
    StateRow.objects.update(when="2024-05-16/..")
    publish(truce, note="First.")
    for path in ("/truce/", "/truce/phases/"):
        assert "None reached, from 16 May 2024" in page(path), path


# ---- at the desk -----------------------------------------------------------------------------------------------------


def test_a_sound_framework_is_neither_stopped_nor_asked_about(draft):
    assert (stopped(draft), asked(draft)) == ([], [])


@pytest.mark.parametrize("state", ["begun", "in-force", "done", "suspended", "abandoned"])
def test_a_state_that_claims_something_needs_a_source(draft, state):
    bare = {"state_sources": [], "begun_on": "", "ended_on": "2024-02-01"}
    (problem,) = stopped(with_phase(draft, state=state, **bare))
    assert problem == f"phases/1 is called “{state}”, and no source says so; add the report of its state."
    for nothing in ("not-begun", "not-known", ""):
        assert stopped(with_phase(draft, state=nothing, state_sources=[], begun_on="")) == []


def test_a_phase_does_not_begin_after_it_ends(draft):
    (problem,) = stopped(with_phase(draft, begun_on="2024-02-02", ended_on="2024-02-01"))
    assert problem.startswith("phases/1 began on 2024-02-02, after it ended (2024-02-01)")
    assert stopped(with_phase(draft, begun_on="2024-02", ended_on="2024-02-01")) == []


@pytest.mark.parametrize("name", ["state_on", "begun_on", "ended_on"])
def test_a_state_is_not_of_a_day_to_come(draft, name):
    assert any("after the story's own date" in each for each in stopped(with_phase(draft, **{name: "2024-08-24"})))
    assert any("its status is of 2024-08-24" in each for each in stopped(with_owed(draft, status_on="2024-08-24")))


@pytest.mark.parametrize("name", ["begun_on", "ended_on"])
def test_what_has_not_begun_has_no_day_on_which_it_began_or_ended(draft, name):
    (problem,) = stopped(with_phase(draft, 1, **{name: "2024-03-01"}))
    assert problem.startswith("phases/2 is called “not begun”, and has a day")


def test_what_is_done_should_say_when_it_ended(draft):
    (question,) = asked(with_phase(draft, state="done"))
    assert question.startswith("phases/1 is done, and no day says when it ended.")
    assert asked(with_phase(draft, state="done", ended_on="2024-02")) == []


def test_what_is_in_force_should_have_been_reached(draft):
    held = {"state": "in-force", "state_sources": ["truce-report"]}
    (question,) = asked(with_phase(draft, 2, **held))
    assert question.startswith("phases/3 is called “in-force”, and what leads to it has not begun (phases/2).")
    assert asked(with_phase(draft, 1, **held)) == []
    skip = changed(draft.document.gates[1], slug="skip", from_phase=1, to_phase=3)
    skipped = replace(draft, document=changed(draft.document, gates=[*draft.document.gates, skip]))
    assert asked(with_phase(skipped, 2, **held)) == []
    anyhow = changed(draft.document.gates[1], slug="anyhow", from_phase=None, to_phase=3)
    entered = replace(draft, document=changed(draft.document, gates=[*draft.document.gates, anyhow]))
    assert asked(with_phase(entered, 2, **held)) == [], "one way in is from no phase"
    without = replace(draft, document=changed(draft.document, gates=[]))
    assert len(asked(with_phase(without, 2, **held))) == 1


def test_what_is_owed_should_not_be_due_before_it_may_begin(draft):
    (question,) = asked(with_owed(draft, 1, due="2024-01"))
    assert question.startswith("phases/2/provision-2 is due 2024-01, and its phase may not begin before 2024-02-08.")
    for due in ("2024-02", ""):
        assert asked(with_owed(draft, 1, due=due)) == []


@pytest.mark.parametrize("status", ["begun", "partly-done", "done", "contested"])
def test_a_status_that_claims_something_should_have_evidence_of_its_own(draft, status):
    (question,) = asked(with_owed(draft, status=status, status_sources=[]))
    assert question.startswith(f"phases/1/provision-1 is called “{status}”, and nothing is given that says so.")
    assert asked(with_owed(draft, status=status, status_sources=[], status_statements=["statement-0"])) == []
    for nothing in ("not-in-force", "not-begun", "not-known"):
        assert asked(with_owed(draft, status=nothing, status_sources=[])) == []


# ---- what was known, and what was taken back -------------------------------------------------------------------------


def test_a_state_that_nothing_bore_out_yet_is_not_known(draft):
    index = StoryIndex(draft.document)
    assert states(known_by(index, EARLY)) == ["not-known", "not-known", "not-known"]
    first = known_by(index, EARLY).phases[0].value
    assert (first.state_on, first.begun_on, first.ended_on, first.state_sources) == ("", "", "", [])
    assert states(known_by(index, LATE)) == ["in-force", "not-begun", "not-begun"]


def test_a_state_that_an_early_report_has_was_known_then(draft):
    index = StoryIndex(with_phase(draft, state_sources=["early", "truce-report"]).document)
    first = known_by(index, EARLY).phases[0].value
    assert (first.state, first.begun_on, first.state_sources) == ("in-force", "2024-01-08", ["early"])


def test_a_state_of_a_later_day_is_not_lent_to_an_early_report(draft):
    both = ["early", "truce-report"]
    done = with_phase(draft, state="done", ended_on="2024-07-01", state_on="2024-07-02", state_sources=both)
    first = known_by(StoryIndex(done.document), EARLY).phases[0].value
    assert (first.state, first.ended_on, first.begun_on) == ("not-known", "", "2024-01-08")


def test_that_nothing_has_begun_needs_no_report(draft):
    index = StoryIndex(with_phase(draft, 1, state_sources=[], state_on="").document)
    assert states(known_by(index, EARLY))[1] == "not-begun"


def test_a_status_that_nothing_bore_out_yet_is_not_known(draft):
    def owed(**fields: Any) -> shape.Provision:
        return known_by(StoryIndex(with_owed(draft, **fields).document), EARLY).phases[0].provisions[0].value

    assert (owed().status, owed().status_on, owed().status_sources) == ("not-known", "", [])
    kept = owed(status_sources=["early", "truce-report"])
    assert (kept.status, kept.status_on, kept.status_sources) == ("begun", "2024-01-10", ["early"])
    assert owed(status_sources=["early"], status_on="2024-06-01").status == "not-known"
    assert owed(status_sources=[], sources=["early"]).status == "begun"
    assert owed(status_sources=[]).status == "not-known"
    assert owed(status_sources=[], status="not-begun", status_on="").status == "not-begun"


def without(story: shape.Document, slug: str) -> shape.Document:
    at = "2024-09-01T00:00:00+00:00"
    return take_back(story, [Taken(kind="statement", slug=slug, at=at, basis="error", reason="No.", language="en")])


def test_a_status_whose_only_evidence_is_taken_back_is_not_known(draft):
    proven = with_owed(draft, status_sources=[], status_statements=["statement-0"], sources=["early"]).document
    (owed,) = without(proven, "statement-0").phases[0].provisions
    assert (owed.status, owed.status_on, owed.status_statements) == ("not-known", "", [])
    also = with_owed(draft, status_sources=["early"], status_statements=["statement-0"], sources=["early"]).document
    (owed,) = without(also, "statement-0").phases[0].provisions
    assert (owed.status, owed.status_on, owed.status_sources) == ("begun", "2024-01-10", ["early"])
    other = with_owed(draft, status_sources=[], status_statements=["statement-0", "statement-1"]).document
    (owed,) = without(other, "statement-0").phases[0].provisions
    assert (owed.status, owed.status_statements) == ("begun", ["statement-1"])


# ---- for who follows -------------------------------------------------------------------------------------------------


def titles(story: Story) -> list[str]:
    return [html.unescape(entry.title) for entry in of_story("truce").entries if "/phases/" in entry.id]


def test_a_phase_that_begins_is_news_and_one_that_has_not_is_none(truce):
    publish(truce, note="First.")
    assert titles(truce) == ["Phase 1, Step 1: In force since 8 January 2024"]
    Phase.objects.filter(number=2).update(state="begun", begun_on="2024-08-20")
    publish(truce, note="Second.")
    assert titles(truce)[0] == "Phase 2, Step 2: Begun, 20 August 2024"
    Phase.objects.filter(number=1).update(state="done", ended_on="2024-08-19")
    publish(truce, note="Third.")
    (entry, _other) = (each for each in of_story("truce").entries if "/phases/" in each.id)
    assert entry.title == "Phase 1, Step 1: Done, 19 August 2024"
    assert "The Daily Test" in entry.html
    assert entry.updated > entry.published


def test_another_name_of_a_phase_is_no_news_of_its_state(truce):
    publish(truce, note="First.")
    Phase.objects.filter(number=1).update(gist="Otherwise said.", not_before="2024-01-01")
    publish(truce, note="Second.")
    (entry,) = (each for each in of_story("truce").entries if "/phases/" in each.id)
    assert entry.updated == entry.published


def test_a_state_that_is_said_no_more_leaves_a_tombstone(truce):
    publish(truce, note="First.")
    Phase.objects.filter(number=1).update(state="not-begun", begun_on="")
    publish(truce, note="Second.")
    assert titles(truce) == []
    assert [gone.id for gone in of_story("truce").tombstones if "/phases/1/" in gone.id]


# ---- whether it is said at all ---------------------------------------------------------------------------------------


def named(draft: Draft, row: str, *names: str, word: str = "") -> list[str]:
    """What is asked of a story whose phases say nothing of where they stand."""
    phases = [
        changed(phase, state="", short_name=name)
        for phase, name in zip(draft.document.phases[: len(names)], names, strict=True)
    ]
    state = [changed(draft.document.state[0], label=row, text="In force since May")]
    told = changed(draft.document, phases=phases, state=state, phase_word=word, phases_word=word and f"{word}s")
    return [
        str(problem)
        for problem in ask(replace(draft, document=told))
        if "As of" in str(problem) or "word" in str(problem)
    ]


def test_a_story_that_tells_where_a_phase_stands_is_asked_to_say_so_of_the_phase(draft):
    (question,) = named(draft, "STEP two", "Step one", "Step two")
    assert "names “Step two”, and no phase says where it stands" in question
    assert named(draft, "Agreement", "Step one", "Step two") == []
    assert asked(draft) == [], "one of them has a state"


def test_what_phases_are_named_by_is_proposed_as_their_word(draft):
    (question,) = named(draft, "Agreement", "Stage 1", "Stage 2")
    assert "Should the story’s word be “stage”?" in question
    assert named(draft, "Agreement", "Stage 1", "Stage 2", word="stage") == []
    for names in (("Stage 1", "Step 2"), ("Phase 1", "Phase 2"), ("Stage 2", "Stage 1"), ("", "")):
        assert named(draft, "Agreement", *names) == [], names
