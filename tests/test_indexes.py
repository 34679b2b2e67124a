"""A document with its references resolved: what pages ask of a story."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import pytest
from django.utils.functional import Promise
from django.utils.translation import override
from msgspec.structs import replace

from explainer.desk.compose import compose
from explainer.edition import document as shape
from explainer.story.comparing import table
from explainer.story.indexes import StoryIndex

from .test_document import FIRST


@pytest.fixture
def story() -> shape.Document:
    return shape.thaw(FIRST.read_text(encoding="utf-8"))


@pytest.fixture
def index(story) -> StoryIndex:
    return StoryIndex(story)


def having(story: shape.Document, section: str, place: int = 0, **fields: Any) -> shape.Document:
    rows = list(getattr(story, section))
    rows[place] = replace(rows[place], **fields)
    return replace(story, **{section: rows})


@pytest.mark.parametrize("size", [2, 60])
def test_an_index_and_all_that_pages_ask_of_it_cost_no_query(make_story, django_assert_num_queries, size):
    make_story(statements=size, events=size, actors=size)
    document = compose("truce").document
    with django_assert_num_queries(0):
        index = StoryIndex(document)
        assert len(index.statements) == size
        assert all((index.outside == [], index.cast, index.counts, index.voices, index.columns, index.as_of))
        index.others_on(index.statements[0])


def test_slugs_become_the_things_that_they_name(index):
    statement = index.statement["statement-0"]
    assert statement.speaker is index.actor["truce-side-0"]
    assert statement.about == [index.actor["truce-side-1"]]
    assert statement.issues == [index.issue["issue-1"]]
    assert statement in index.issue["issue-1"].statements
    assert statement in index.phase[1].statements
    assert statement.sources == index.sources
    assert index.event["event-0"].actors == [index.actor["truce-side-0"], index.actor["truce-side-1"]]


def test_what_a_value_does_not_have_is_not_made_up(index):
    with pytest.raises(AttributeError):
        _ = index.statements[0].nothing


def test_links_are_known_from_both_ends(index):
    one, other = index.statement["statement-1"], index.statement["statement-0"]
    assert [(link.wording, link.to_statement) for link in one.links] == [("Answers", other)]
    assert [(link.wording_back, link.statement) for link in other.links_in] == [("Answered by", one)]
    third = index.statement["statement-3"]
    assert [link.wording for link in third.links] == ["Answers", "Denies", "Denies"]
    assert third.links[1].to_event is index.event["event-0"]
    assert third.links[2].to_report == "A report that the gate is open"


def test_those_who_are_affiliated_share_a_side(index):
    voice = index.actor["official"]
    assert voice.side is index.actor["truce-side-0"].side
    assert voice.faint
    assert (voice.shape, voice.line) == ("party", "Not named by The Daily Test")


def test_the_unnamed_without_a_side_share_one_of_their_own(story):
    place = next(place for place, row in enumerate(story.actors) if row.slug == "official")
    index = StoryIndex(having(story, "actors", place, affiliation=None, side="official"))
    side = index.actor["official"].side
    assert (side.slug, side.mark, side.head, side.faint) == ("unnamed", "??", None, True)
    assert side in index.voices
    assert side not in index.columns


def test_sides_with_a_part_in_the_talks_have_a_column(index):
    assert [side.slug for side in index.columns] == ["truce-side-0", "truce-side-1", "truce-side-2"]


def test_whoever_is_only_spoken_about_has_no_voice(story):
    named = replace(story.actors[0], slug="absent", name="Absent", part="spoken-about", side="absent", mark="ZZ")
    index = StoryIndex(replace(story, actors=[*story.actors, named]))
    assert "absent" in index.side
    assert "absent" not in [side.slug for side in index.voices]


def test_statements_are_counted_by_how_they_are_worded(index):
    counts = index.counts
    assert counts["all"] == len(index.statements) == 6
    assert (counts["direct"], counts["partial"], counts["paraphrase"]) == (2, 2, 2)
    assert (counts["quoted"], counts["unnamed"]) == (4, 1)
    assert sum(side.quoted + side.paraphrased for side in index.voices) == counts["all"]


def test_nothing_on_record_is_an_empty_cell_and_not_a_position(index):
    row, _other = table(index)
    assert [cell.side for cell in row.cells] == index.columns
    assert [cell.position and cell.position.value.sentence for cell in row.cells] == [
        "Says it keeps the gate.",
        None,
        None,
    ]


def test_phases_know_their_neighbours_and_what_leads_out_of_them(index):
    first, second = index.phases
    assert (first.before, first.after, second.before, second.after) == (None, second, first, None)
    assert [gate.slug for gate in first.gates] == ["gate-2"]
    assert second.gates == []
    assert index.last_phase is second
    assert first.issues == index.issues


def test_provisions_stand_in_columns_of_who_owes_them(story):
    one = story.phases[0].provisions[0]
    several = [
        replace(one, slug="nobody", owed_by=[]),
        replace(one, slug="both", owed_by=["truce-side-0", "truce-side-1"]),
        replace(one, slug="other", owed_by=["truce-side-1"]),
        one,
    ]
    columns = StoryIndex(having(story, "phases", provisions=several)).phase[1].columns
    assert [[row.slug for row in column.provisions] for column in columns] == [
        ["provision-1"], ["other"], ["both"], ["nobody"],
    ]  # fmt: skip


def test_a_phase_says_how_far_it_is_when_all_of_it_is_as_far(story):
    one = story.phases[0].provisions[0]
    assert StoryIndex(story).phase[1].status_words == "Not yet in force"
    mixed = having(story, "phases", provisions=[one, replace(one, slug="x", status="done")])
    assert StoryIndex(mixed).phase[1].status_words == ""


def test_what_we_have_not_seen_ourselves_is_listed_with_what_came_that_way(index):
    ((words, statements),) = index.relayed
    assert words == "Press conference"
    assert len(statements) == 4


def test_questions_and_issues_that_are_still_open_are_told_apart(story):
    asked = having(having(story, "open_questions", issue="issue-1"), "issues", status="settled")
    index = StoryIndex(asked)
    assert index.loose_questions == []
    assert [issue.slug for issue in index.unresolved] == ["issue-2"]


def test_other_statements_on_the_same_issue_leave_out_its_exchange_and_what_is_linked_otherwise(story):
    """Links 1 → 0 and 2 → 1 make one exchange; that 3 came after 1 joins nothing, and is told beside it."""
    links = [link for link in story.links if link.statement in ("statement-1", "statement-2")]
    after = replace(links[0], statement="statement-3", to_statement="statement-1", relation="after")
    index = StoryIndex(replace(story, links=[*links, after]))
    others = index.others_on(index.statement["statement-1"])
    assert [row.slug for row in others] == ["statement-4", "statement-5"]
    assert index.others_on(index.statement["statement-1"], most=1) == others[:1]


def test_a_statement_is_told_what_its_exchange_does_not_tell(story):
    links = [link for link in story.links if link.statement == "statement-1"]
    after = replace(links[0], statement="statement-3", to_statement="statement-1", relation="after")
    index = StoryIndex(replace(story, links=[*links, after]))
    (ahead, behind) = index.beside(index.statement["statement-1"])
    assert (ahead, [link.statement.slug for link in behind]) == ([], ["statement-3"])
    (ahead, behind) = index.beside(index.statement["statement-3"])
    assert ([link.to_statement.slug for link in ahead], behind) == (["statement-1"], [])


def test_sources_know_how_much_rests_on_them(index):
    assert index.sources[0].uses_words == "6 statements and 3 events"


def test_the_role_beside_a_statement_is_the_one_of_that_day(story):
    roles = [shape.Role(slug=slug, title=slug.title(), held_from="", held_to="") for slug in ("then", "now")]
    held = having(having(story, "actors", roles=roles), "statements", role="then")
    assert StoryIndex(held).statements[0].role == "Then"
    assert StoryIndex(having(held, "statements", role=None)).statements[0].role == "Government"


@pytest.mark.parametrize(
    ("words", "tail", "closing"),
    [
        ("a wall", "", "."),
        ("a wall.", "", ""),
        ("a wall", "for now.", " for now."),
        ("a wall", ", he said.", ", he said."),
    ],
)
def test_a_partial_quote_is_closed_as_english_does(story, words, tail, closing):
    passages = [shape.Passage(text=words, cut_before=False)]
    assert StoryIndex(having(story, "statements", 1, passages=passages, tail=tail)).statements[1].closing == closing


def test_a_quotation_that_has_no_words_yet_can_be_previewed(story):
    assert StoryIndex(having(story, "statements", 1, passages=[])).statements[1].closing == "."


@pytest.mark.parametrize(
    ("low", "high", "span"),
    [
        ("3", "", "3"),
        ("3", "40", "3 to 40"),
        ("3", "3", "3"),
        ("", "1200", "up to 1,200"),
        ("1234567.5", "", "1,234,567.5"),
    ],
)
def test_figures_are_written_as_a_span(story, low, high, span):
    assert StoryIndex(having(story, "figures", low=low, high=high)).figures[0].span == span


def test_labels_of_a_statement_have_the_most_telling_first(index):
    assert index.statement["statement-5"].kinds == ["In our words", "Unnamed source", "Repeats someone else"]


# ---- languages -----------------------------------------------------------------------------------


def told(index: StoryIndex) -> list[tuple[str, str]]:
    """All that the things of an index say of themselves: the texts of their properties and their own."""
    rows = [
        *(index, *index.sources, *index.actors, *index.side.values(), *index.statements, *index.events, *index.issues),
        *(*index.phases, *index.gates, *index.figures, *index.positions),
        *(row for phase in index.phases for row in phase.provisions),
        *(link for statement in index.statements for link in statement.links),
    ]
    found = []
    for row in rows:
        own = [name for name in vars(row) if not name.startswith("_")]
        made = [name for name, it in vars(type(row)).items() if isinstance(it, property | cached_property)]
        found += [(name, str(getattr(row, name))) for name in sorted({*own, *made}) if is_text(getattr(row, name))]
    return found + [("cast", str(group.heading)) for group in index.cast]


def is_text(value: Any) -> bool:
    """A text, lazy or not, or a list of texts."""
    return isinstance(value, str | Promise) or (isinstance(value, list) and all(isinstance(row, str) for row in value))


def test_an_index_that_was_read_in_one_language_is_read_in_any_other(story):
    read, fresh = StoryIndex(story), StoryIndex(story)
    with override("ar"):
        arabic = told(read)
    assert told(read) == told(fresh)
    with override("he"):
        assert told(read) != arabic
    with override("ar"):
        assert told(read) == arabic
