"""What stops a story, each rule by a story that breaks it: the sentence says what is wrong, the place says where."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import transaction
from msgspec.structs import replace as changed

from explainer.desk.compose import Draft, compose
from explainer.desk.rules import (
    attribution,
    checks,
    chronology,
    comparisons,
    framework,
    links,
    moved_dates,
    pictures,
    questions,
    quotations,
    references,
    standing,
    taken_back,
    texts,
    wikidata,
    wording,
)
from explainer.desk.rules.checks import Problem, check
from explainer.edition import document as shape
from explainer.edition.taking_back import Taken

from .stories import build_story

pytestmark = pytest.mark.django_db  # run alone, a file without it is given no database to compose in
Change = Callable[..., Draft]


@pytest.fixture(scope="module")
def draft(django_db_setup, django_db_blocker) -> Draft:
    """Composed once for all: nothing can change it."""
    with django_db_blocker.unblock(), transaction.atomic():
        build_story(statements=3, events=2, actors=3)
        found = compose("truce")
        transaction.set_rollback(True)
    return found


def having(draft: Draft, section: str, place: int = 0, **fields: Any) -> Draft:
    """The draft with other values in one row of a section."""
    rows = list(getattr(draft.document, section))
    rows[place] = changed(rows[place], **fields)
    return replace(draft, document=changed(draft.document, **{section: rows}))


def story_having(draft: Draft, **fields: Any) -> Draft:
    return replace(draft, document=changed(draft.document, **fields))


def problems(draft: Draft) -> list[tuple[str, str]]:
    return [(problem.at, problem.sentence) for problem in check(draft)]


def at(draft: Draft) -> list[str]:
    return [problem.at for problem in check(draft)]


def test_a_sound_story_has_no_problem(draft):
    assert check(draft) == []


def test_a_problem_reads_as_its_sentence():
    assert str(Problem("It has no name.", "actors/x")) == "It has no name."


def test_every_rule_is_in_the_list_once():
    written = {
        name
        for module in (
            references,
            chronology,
            links,
            attribution,
            moved_dates,
            pictures,
            questions,
            quotations,
            wording,
            comparisons,
            framework,
            standing,
            taken_back,
            texts,
            wikidata,
        )
        for name, value in vars(module).items()
        if callable(value) and getattr(value, "__module__", "") == module.__name__ and not name.startswith("_")
    }
    assert sorted(written) == sorted(rule.__name__ for rule in (*checks.RULES, *checks.QUESTIONS))


def test_problems_come_in_the_order_of_the_rules(draft):
    broken = having(having(draft, "statements", sources=[]), "events", title="He claims it")
    assert at(broken) == ["statements/statement-0", "events/event-0"]


# ---- ids at Wikidata -----------------------------------------------------------------------------


def test_what_is_no_wikidata_id_is_not_published(draft):
    said = problems(having(draft, "actors", wikidata="Hamlet"))
    where = f"actors/{draft.document.actors[0].slug}"
    assert said == [(where, f"{where} has the id “Hamlet” at Wikidata; an item there has one like “Q79”.")]
    assert not problems(having(draft, "actors", wikidata="Q41567"))


def test_a_wikidata_id_is_of_one_actor(draft):
    twice = having(having(draft, "actors", wikidata="Q42"), "actors", 1, wikidata="Q42")
    one, other = draft.document.actors[:2]
    assert problems(twice) == [
        (f"actors/{other.slug}", f"{other.name} and {one.name} have the same id at Wikidata, Q42.")
    ]


def test_a_place_has_one_wikidata_id_in_a_story_and_one_name(draft):
    def named(*places: tuple[str, str]) -> Draft:
        rows = list(draft.document.events)
        for number, (place, value) in enumerate(places):
            rows[number] = changed(rows[number], place=place, place_wikidata=value)
        return story_having(draft, events=rows)

    assert not problems(named(("Tarn", "Q79"), ("Tarn", "Q79")))
    assert not problems(named(("Tarn", "Q79"), ("Elsewhere", "")))
    assert [said for _at, said in problems(named(("Tarn", "Q79"), ("Tarn", "Q80")))] == [
        "Tarn has two ids at Wikidata, Q79 and Q80. Which one is it?"
    ]
    assert [said for _at, said in problems(named(("Tarn", "Q79"), ("Tarn town", "Q79")))] == [
        "Tarn town and Tarn have the same id at Wikidata, Q79. Call the place by one name."
    ]


# ---- wholeness -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("section", "field", "value", "noun"),
    [
        ("statements", "speaker", "nobody", "actor"),
        ("statements", "medium", "nobody", "actor"),
        ("statements", "addressee", "nobody", "actor"),
        ("statements", "about", ["nobody"], "actor"),
        ("statements", "issues", ["nothing"], "issue"),
        ("statements", "phases", [7], "phase"),
        ("statements", "sources", ["nowhere"], "source"),
        ("actors", "affiliation", "nobody", "actor"),
        ("actors", "side", "nobody", "actor"),
        ("actors", "described_in", "nowhere", "source"),
        ("links", "to_statement", "nothing", "statement"),
        ("links", "to_event", "nothing", "event"),
        ("links", "source", "nowhere", "source"),
        ("positions", "actor", "nobody", "actor"),
        ("positions", "issue", "nothing", "issue"),
        ("positions", "statements", ["nothing"], "statement"),
        ("events", "actors", ["nobody"], "actor"),
        ("events", "phase", 7, "phase"),
        ("gates", "from_phase", 7, "phase"),
        ("gates", "to_phase", 7, "phase"),
        ("issues", "phases", [7], "phase"),
        ("figures", "phase", 7, "phase"),
        ("figures", "statements", ["nothing"], "statement"),
        ("open_questions", "issue", "nothing", "issue"),
        ("key_points", "sources", ["nowhere"], "source"),
        ("state", "sources", ["nowhere"], "source"),
        ("terms", "sources", ["nowhere"], "source"),
    ],
)
def test_a_reference_that_leads_nowhere_is_named(draft, section, field, value, noun):
    broken = having(draft, section, **{field: value})
    missing = value[0] if isinstance(value, list) else value
    assert any(f"the {noun} “{missing}”, which is not in this story" in said for _at, said in problems(broken))


def test_references_inside_rows_are_followed_too(draft):
    phase = draft.document.phases[0]
    owing = changed(phase.provisions[0], owed_to=["nobody"])
    relayed = having(draft, "statements", relays=[shape.Relay(actor="nobody", label="X", seen_by_us=False)])
    assert at(having(draft, "phases", provisions=[owing])) == ["phases/1/provision-1"]
    assert at(relayed) == ["statements/statement-0"]


def test_a_missing_actor_comes_with_a_hint(draft):
    said = problems(having(draft, "events", actors=["nobody"]))
    assert said == [
        (
            "events/event-0",
            "events/event-0 refers to the actor “nobody”, which is not in this story. "
            "Give that actor a part in this story.",
        )
    ]


@pytest.mark.parametrize(
    ("section", "sentence"),
    [
        ("statements", "statements/statement-0 has no source; add the report that it comes from."),
        ("events", "events/event-0 has no source; add the report that it comes from."),
        ("terms", "terms/gate has no source; add the report that it comes from."),
        ("open_questions", "open-questions/open has no source; add the report that it comes from."),
        ("key_points", "key-points/point has neither a statement nor a source behind it; add one."),
        ("gates", "gates/gate-1 has neither a statement nor a source behind it; add one."),
        ("figures", "figures/figure has neither a statement nor a source behind it; add one."),
    ],
)
def test_what_has_no_source_is_not_published(draft, section, sentence):
    assert [said for _at, said in problems(having(draft, section, sources=[]))] == [sentence]


def test_a_provision_without_a_source_is_not_published(draft):
    bare = [changed(row, sources=[], statements=[]) for row in draft.document.phases[0].provisions]
    assert at(having(draft, "phases", provisions=bare)) == ["phases/1/provision-1"]


def test_a_position_without_evidence_is_not_published(draft):
    said = problems(having(draft, "positions", statements=[], sources=[]))
    assert said == [
        (
            "positions/position",
            "positions/position has no evidence; add the statements that bear it out, or the report.",
        )
    ]
    assert not problems(having(draft, "positions", sources=[]))
    assert not problems(having(draft, "positions", statements=[]))


def test_evidence_is_about_the_issue(draft):
    said = problems(having(draft, "statements", issues=[]))
    assert said == [
        (
            "positions/position",
            "positions/position rests on statements/statement-0, which is not about the issue “issue-1”.",
        )
    ]


@pytest.mark.parametrize("numbers", [(1, 3), (2, 3), (2, 1)])
def test_phases_run_without_gaps(draft, numbers):
    phases = [changed(row, number=number) for row, number in zip(draft.document.phases, numbers, strict=True)]
    said = [said for place, said in problems(story_having(draft, phases=phases)) if place == "phases"]
    assert said == [f"Phases are numbered {[*numbers]}; they must run 1, 2, 3 without gaps."]


@pytest.mark.parametrize(("start", "end"), [(None, 2), (1, 2), (2, 1)])
def test_a_gate_may_lead_on_past_others_or_back(draft, start, end):
    assert not problems(having(draft, "gates", from_phase=start, to_phase=end))


@pytest.mark.parametrize(("start", "end"), [(1, 1), (1, None), (None, None)])
def test_a_gate_that_goes_on_leads_to_a_phase_that_is_not_its_own(draft, start, end):
    ((at, said),) = problems(having(draft, "gates", from_phase=start, to_phase=end))
    assert (at, said) == (
        "gates/gate-1",
        "gates/gate-1 goes on to no phase but its own; say to which it leads.",
    )


@pytest.mark.parametrize("kind", ["extend", "end", "collapse"])
@pytest.mark.parametrize(("start", "end"), [(None, None), (1, 2), (None, 1)])
def test_what_extends_or_ends_a_phase_starts_from_it_and_leads_to_none(draft, kind, start, end):
    broken = having(draft, "gates", kind=kind, from_phase=start, to_phase=end, outcome="It stops")
    assert problems(broken) == [
        ("gates/gate-1", "gates/gate-1 is no way to another phase: it starts from a phase and leads to none.")
    ]
    assert not problems(having(draft, "gates", kind=kind, from_phase=1, to_phase=None, outcome="It stops"))


@pytest.mark.parametrize("address", ["javascript:alert(1)", "/relative", "ftp://example.org/x", "https://"])
@pytest.mark.parametrize("field", ["address", "archived"])
def test_an_address_is_a_web_address(draft, field, address):
    assert problems(having(draft, "sources", **{field: address})) == [
        ("sources/truce-report", f"“{address}” is not an http or https address.")
    ]


def test_two_sides_do_not_share_a_mark(draft):
    said = problems(having(draft, "actors", 1, mark=draft.document.actors[0].mark))
    assert said == [("actors/truce-side-1", "Side 1 and Side 0 have the same letters, AA.")]


def test_those_of_one_side_share_its_mark(draft):
    aide = changed(draft.document.actors[0], slug="aide", name="Aide", affiliation="truce-side-0")
    assert not problems(story_having(draft, actors=[*draft.document.actors, aide]))


@pytest.mark.parametrize(
    ("section", "field"),
    [
        ("state", "label"), ("state", "text"), ("key_points", "sentence"), ("actors", "name"), ("phases", "name"),
        ("gates", "label"), ("issues", "name"), ("issues", "short_name"), ("issues", "question"),
        ("statements", "lead_in"), ("statements", "topic"), ("positions", "sentence"), ("events", "title"),
        ("figures", "label"), ("open_questions", "question"), ("terms", "name"), ("terms", "definition"),
        ("sources", "publisher"),
    ],
)  # fmt: skip
def test_what_a_row_cannot_do_without_is_there(draft, section, field):
    found = problems(having(draft, section, **{field: " "}))
    called = {"lead_in": "our words before the quotation"}.get(field, field.replace("_", " "))
    assert [said.rpartition(" has no ")[2] for _at, said in found] == [f"{called}."]


@pytest.mark.parametrize("field", ["title", "question", "short_answer"])
def test_what_a_story_cannot_do_without_is_there(draft, field):
    assert problems(story_having(draft, **{field: ""})) == [
        ("stories/truce", f"stories/truce has no {field.replace('_', ' ')}.")
    ]


# ---- dates ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("section", "field"), [("statements", "when"), ("events", "when"), ("state", "when"), ("sources", "published")]
)
def test_a_date_can_be_read(draft, section, field):
    found = problems(having(draft, section, **{field: "late June"}))
    assert any("“late June” is not a date we can read" in said for _at, said in found)


def test_the_dates_of_a_role_can_be_read(draft):
    role = changed(draft.document.actors[0].roles[0], held_to="some day")
    assert at(having(draft, "actors", roles=[role])) == ["actors/truce-side-0"]


def test_the_date_of_the_story_can_be_read(draft):
    assert at(story_having(draft, as_of="0999-01-01")) == ["stories/truce"]


def test_nothing_is_said_after_it_was_reported(draft):
    later = story_having(draft, as_of="2024-08-24")
    said = problems(having(later, "statements", 2, when="2024-08-24"))
    assert said == [
        ("statements/statement-2", "statements/statement-2 is dated 2024-08-24, after every source that reports it.")
    ]


@pytest.mark.parametrize("when", ["2024-08-23", "2024-08", "[2024-08-20..2024-08-30]", "2024", ""])
def test_a_date_that_may_be_before_the_report_is_no_problem(draft, when):
    assert not any("after every source" in said for _at, said in problems(having(draft, "statements", 2, when=when)))


def test_a_statement_of_two_reports_is_judged_by_the_later_one(draft):
    later = changed(draft.document.sources[0], slug="later", published="2024-09-01")
    both = story_having(draft, sources=[*draft.document.sources, later], as_of="2024-09-01")
    assert not problems(having(both, "statements", 2, when="2024-08-24", sources=["truce-report", "later"]))


def test_what_happened_is_not_after_the_date_of_the_story(draft):
    found = problems(having(draft, "events", when="2024-08-24"))
    assert found[0][0] == "events/event-0"
    assert "mark it as expected or move the date" in found[0][1]
    alone = story_having(draft, event_links=[])  # of which one says that it came first
    assert not problems(having(alone, "events", when="2024-08-24", status="expected"))
    assert not problems(having(alone, "events", when="2024-08"))


@pytest.mark.parametrize(("since", "until"), [("2024-03", ""), ("", "2024-01-31"), ("2025", "2026")])
def test_a_role_was_held_that_day(draft, since, until):
    role = changed(draft.document.actors[0].roles[0], held_from=since, held_to=until)
    found = problems(having(draft, "actors", roles=[role]))
    assert found == [
        (
            "statements/statement-0",
            "statements/statement-0: the role “Speaker 0” was not held on that day (2024-02-01).",
        )
    ]


@pytest.mark.parametrize(("since", "until"), [("2024-02-20", ""), ("", "2024-02-10"), ("2024-02-10", "2024-02-20")])
def test_a_role_that_may_have_been_held_that_day_is_no_problem(draft, since, until):
    role = changed(draft.document.actors[0].roles[0], held_from=since, held_to=until)
    assert not problems(having(having(draft, "statements", when="2024-02"), "actors", roles=[role]))


def test_a_role_is_one_of_the_speaker(draft):
    found = problems(having(draft, "statements", role="prophet"))
    assert found == [
        ("statements/statement-0", "statements/statement-0: the role “prophet” is not one of the speaker's.")
    ]


def test_an_answer_comes_after_what_it_answers(draft):
    found = problems(having(draft, "statements", 0, when="2024-03-01"))
    assert ("statements/statement-1", "statements/statement-1 answers something later than itself.") in found


def test_an_answer_to_an_event_comes_after_it(draft):
    late = having(story_having(draft, event_links=[]), "events", when="2024-08-01")
    broken = having(late, "links", to_statement=None, to_event="event-0")
    assert at(broken) == ["statements/statement-1"]


@pytest.mark.parametrize("relation", ["stands-against", "bears-out"])
def test_what_holds_both_ways_holds_at_any_time(draft, relation):
    assert not problems(
        having(having(draft, "links", relation=relation), "statements", 0, when="2024-02-03", order_in_day=1)
    )


def loop(draft: Draft, *pairs: tuple[int, int], relation: str = "answers") -> Draft:
    links = [
        shape.Link(
            statement=f"statement-{one}",
            relation=relation,
            to_statement=f"statement-{other}",
            to_event=None,
            to_report="",
            note="",
            source="truce-report",
        )
        for one, other in pairs
    ]
    same_day = [changed(row, when="2024-02-01") for row in draft.document.statements]
    return story_having(draft, links=links, statements=same_day)


@pytest.mark.parametrize("pairs", [[(0, 0)], [(0, 1), (1, 0)], [(0, 1), (1, 2), (2, 0)]])
def test_a_loop_of_replies_is_broken_by_an_editor(draft, pairs):
    found = problems(loop(draft, *pairs))
    assert found == [
        (
            f"statements/statement-{one}",
            f"statements/statement-{one} answers itself by way of other statements; break the loop.",
        )
        for one, _other in pairs
    ]


def test_two_answers_to_one_statement_are_no_loop(draft):
    assert not problems(loop(draft, (1, 0), (2, 0), (2, 1)))
    assert not problems(loop(draft, (0, 1), (1, 0), relation="stands-against"))


def test_a_loop_further_on_is_not_blamed_on_what_leads_to_it(draft):
    assert at(loop(draft, (0, 1), (1, 2), (2, 1))) == ["statements/statement-1", "statements/statement-2"]


# ---- attribution ---------------------------------------------------------------------------------


def test_a_paraphrase_has_no_quoted_words(draft):
    words = [shape.Passage(text="We hold gate number 0", cut_before=False)]
    assert at(having(draft, "statements", 2, passages=words)) == ["statements/statement-2"]


def test_a_quotation_has_words(draft):
    found = problems(having(draft, "statements", passages=[]))
    assert found == [
        (
            "statements/statement-0",
            "statements/statement-0 is a quotation without words; add a passage or make it a paraphrase.",
        )
    ]


@pytest.mark.parametrize("text", ["It speaks of “a wall”.", "It speaks of “a wall and so on"])
def test_quotation_marks_in_our_words_are_earned_by_a_statement(draft, text):
    found = problems(having(draft, "events", body=text))
    assert found[0][0] == "events/event-0"
    assert "in quotation marks, which no statement says" in found[0][1]


def test_words_that_a_statement_says_may_be_quoted_in_ours(draft):
    assert not problems(having(draft, "events", body="It says “We hold gate number 0,” and “gate number 1”."))
    assert not problems(story_having(draft, short_answer="They “hold gate number 1”."))


def test_the_title_of_a_source_is_not_ours_to_mend(draft):
    assert not problems(having(draft, "sources", title="Minister slams “secret” deal today"))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            "We hold gate number O",
            "Nearest there: “We hold gate number 0”. After “We hold gate number ”, “O” here, “0” there.",
        ),
        ("we hold gate number 0", "At its beginning, “w” here, “W” there."),
        ("We hоld gate number 0", "“о” (cyrillic small letter o) here, “o” there."),
        ("We hold the gate number 0", "After “We hold”, “ the” here, nothing there."),
        ("e hold gate number 0", "It begins or ends within a word there."),
        ("Not so", "Nothing there comes near it."),
    ],
)
def test_a_quotation_is_letter_for_letter_in_its_sources_excerpt(draft, words, told):
    (found,) = problems(having(draft, "statements", passages=[shape.Passage(text=words, cut_before=False)]))
    assert found[0] == "statements/statement-0"
    assert f"“{words}” is not letter for letter in its source's excerpt." in found[1]
    assert told in found[1]


@pytest.mark.parametrize(
    "words",
    [
        "We hold  gate number 0",
        "We hold\ngate number\xa00",
        "We h\xadold gate\u200b number 0",
        "We hold gate\u2028number 0",
    ],
)
def test_what_nobody_can_see_is_no_difference_from_the_excerpt(draft, words):
    assert not problems(having(draft, "statements", passages=[shape.Passage(text=words, cut_before=False)]))


def test_without_an_excerpt_there_is_nothing_to_compare_with(draft):
    other = having(draft, "statements", passages=[shape.Passage(text="Not so", cut_before=False)])
    assert not problems(replace(other, excerpts={}))


def test_an_unnamed_source_stays_in_its_report(draft):
    reports = [*draft.document.sources, changed(draft.document.sources[0], slug="another")]
    unnamed = having(story_having(draft, sources=reports), "actors", kind="unnamed", described_in="another")
    assert at(unnamed) == ["statements/statement-0"]
    assert not problems(having(draft, "actors", kind="unnamed", described_in="truce-report"))


# ---- our own words -------------------------------------------------------------------------------

OURS = [
    ("events", "title"), ("events", "body"), ("statements", "lead_in"), ("statements", "context"), ("state", "text"),
    ("key_points", "meaning"), ("actors", "descriptor"), ("issues", "standing"), ("positions", "sentence"),
    ("open_questions", "why"), ("terms", "definition"), ("gates", "condition"), ("phases", "summary"),
    ("sources", "note"), ("links", "to_report"), ("figures", "note"),
]  # fmt: skip


@pytest.mark.parametrize(("section", "field"), OURS)
def test_our_verbs_carry_no_opinion(draft, section, field):
    found = problems(having(draft, section, **{field: "The speaker claimed this."}))
    assert [said.partition(" uses ")[2] for _at, said in found] == [
        "“claimed”, which carries an opinion; write “said”."
    ]


@pytest.mark.parametrize(("section", "field"), OURS)
def test_our_dates_do_not_go_stale(draft, section, field):
    found = problems(having(draft, section, **{field: "It was held last week."}))
    assert [said.partition(" says ")[2] for _at, said in found] == ["“last week”, which goes stale; give the date."]


@pytest.mark.parametrize("field", ["title", "question", "short_answer", "standfirst", "limits"])
def test_the_storys_own_lines_are_read_too(draft, field):
    assert at(story_having(draft, **{field: "He insists, as of today."})) == ["stories/truce", "stories/truce"]


@pytest.mark.parametrize("word", ["Claims", "admitted", "CONCEDES", "insisted", "slammed", "reneging", "alleged"])
def test_a_slanted_verb_is_found_in_every_form(draft, word):
    assert at(having(draft, "events", body=f"He {word} it.")) == ["events/event-0"]


@pytest.mark.parametrize("word", ["reclaimed", "allegiance", "today's", "yesterdays", "admittance"])
def test_other_words_are_let_be(draft, word):
    expected = ["events/event-0"] if word == "today's" else []
    assert at(having(draft, "events", body=f"The {word} matter.")) == expected


def test_their_own_words_may_say_anything(draft):
    theirs = [shape.Passage(text="He claimed today that we insist", cut_before=False)]
    spoken = replace(having(draft, "statements", passages=theirs), excerpts={})
    assert not problems(having(spoken, "events", body="Of it he said “He claimed today that we insist”."))


# ---- what was taken back -------------------------------------------------------------------------


@pytest.mark.parametrize(("basis", "stopped"), [("court-order", True), ("safety", True), ("error", False)])
def test_words_that_were_taken_back_do_not_come_back_under_another_name(draft, basis, stopped):
    first = draft.document.statements[0]
    said = first.passages[0].text
    gone = Taken(
        kind="statement",
        slug="gone",
        at="",
        basis=basis,
        reason="Ordered.",
        language="en",
        said=(f"{said}, all of it",),
    )
    found = at(replace(draft, taken=[gone]))
    assert found == (["statements/statement-0"] if stopped else [])
    spoken = [changed(passage, text="In other words", original=passage.text) for passage in first.passages]
    anew = replace(having(draft, "statements", passages=spoken), taken=[gone])
    assert any("was taken back from every edition" in sentence for _at, sentence in problems(anew)) == stopped


@pytest.mark.parametrize(
    "text",
    [
        "The speaker cl*aim*ed it, last\nweek.",
        "He cl&shy;aimed it &#108;ast&nbsp;week.",
        "He claim\xaded it la\u200bst  week.",
    ],
)
def test_loaded_and_stale_words_are_found_as_readers_get_them(draft, text):
    assert at(having(draft, "events", body=text)) == ["events/event-0", "events/event-0"]


def test_an_address_is_no_word_of_ours(draft):
    assert not problems(having(draft, "events", body="It is [here](https://example.org/claims-today)."))


def test_a_story_in_another_language_goes_stale_in_its_own_words(draft):
    hebrew = story_having(draft, language="he", short_answer="הצדדים נפגשו אתמול.")
    assert problems(hebrew) == [("stories/truce", "stories/truce says “אתמול”, which goes stale; give the date.")]
