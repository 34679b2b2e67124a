"""Sides beside each other: what a cell rests on, how recent that is, how it moved, and then and now."""

from __future__ import annotations

import re
from datetime import date

import pytest
from msgspec.structs import replace

from explainer.desk.compose import compose
from explainer.edition import document as shape
from explainer.models import Actor, Comparison, Position, Statement, StatementLink
from explainer.story.comparing import Cell, cell, pairs, pairs_of, pairs_on, pairs_with, side_by_side, two_sides
from explainer.story.indexes import StoryIndex
from explainer.story.known_by import known_by

from .conftest import approved
from .crawl import text_of
from .publish import publish
from .test_document import FIRST

STORY = shape.thaw(FIRST.read_text(encoding="utf-8"))


def indexed(*whens: str, **changes: object) -> StoryIndex:
    """The story with a statement of Side 0 for each date, on its one issue; ``changes`` to all of them."""
    first = STORY.statements[0]
    said = [
        replace(first, slug=f"said-{place}", when=when, issues=["issue-1"], **changes)
        for place, when in enumerate(whens)
    ]
    position = replace(STORY.positions[0], statements=[row.slug for row in said[:1]])
    return StoryIndex(replace(STORY, statements=said, links=[], positions=[position], key_points=[], figures=[]))


def first_cell(index: StoryIndex) -> Cell:
    return cell(index.issue["issue-1"], index.columns[0])


# ---- what a cell rests on ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("whens", "newest"),
    [
        (["2024-06-01", "2024-08-20"], "20 August 2024"),
        (["2024-08-20", "2024-08-20"], "20 August 2024"),
        (["2024-06-01", "[2024-06-21..2024-06-30]"], "late June 2024"),
        (["2024-06-25", "[2024-06-21..2024-06-30]"], "late June 2024 or 25 June 2024"),
        (["2024-06", "2024-06-25", "[2024-06-21..2024-06-30]"], "June 2024, late June 2024 or 25 June 2024"),
        (["2024-06-25", "[..2024-08-23]"], "25 June 2024"),
        (["[..2024-08-23]"], "by 23 August 2024"),
        ([""], "no date given"),
        ([], "no date given"),
    ],
)
def test_the_newest_date_is_as_vague_as_it_is(whens, newest):
    assert first_cell(indexed(*whens)).newest_words == newest


def test_what_is_without_a_date_of_its_own_is_never_placed():
    found = first_cell(indexed("2024-06-25", "[..2024-08-23]", ""))
    assert [row.slug for row in found.dated] == ["said-0"]
    assert [row.slug for row in found.undated] == ["said-1", "said-2"]


def test_words_of_another_side_are_never_its_own():
    index = indexed("2024-06-01")
    other = index.columns[1].slug
    rows = [replace(row, speaker=other, role=None) for row in index.story.statements]
    found = first_cell(StoryIndex(replace(index.story, statements=rows)))
    assert (len(found.statements), found.own) == (1, [])


def test_a_statement_without_a_position_is_no_gap_and_nothing_is_one():
    index = indexed("2024-06-01")
    bare = StoryIndex(replace(index.story, positions=[]))
    assert not first_cell(bare).empty
    assert cell(bare.issue["issue-1"], bare.columns[1]).empty


def test_what_a_position_rests_on_besides_is_no_part_of_the_list_on_the_issue():
    index = indexed("2024-06-01", "2024-06-02")
    first, second = index.story.statements
    found = first_cell(StoryIndex(replace(index.story, statements=[replace(first, issues=[]), second])))
    assert [[row.slug for row in rows] for rows in (found.said, found.own)] == [["said-1"], ["said-1", "said-0"]]


# ---- two sides -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (["a,b"], "ab"), (["b,a"], "ab"), (["a", "b"], "ab"), (["b", "a"], "ab"),
        ([], ""), ([""], ""), (["a"], ""), (["a,a"], ""), (["a", "a"], ""), (["a,b,a"], ""), (["a,b", "b"], ""),
        (["a,nobody"], ""), (["a,b,nobody"], ""), (["a,b,"], ""),
    ],
)  # fmt: skip
def test_two_sides_are_two_that_have_a_column(asked, found):
    index = StoryIndex(STORY)
    names = {"a": index.columns[0].slug, "b": index.columns[1].slug}
    asked = [",".join(names.get(name, name) for name in text.split(",")) for text in asked]
    assert [side.slug for side in two_sides(index, asked)] == [names[name] for name in found]


PLAIN = "/truce/positions/"
BOTH = "/truce/positions/?actors=truce-side-0,truce-side-1"


@pytest.mark.parametrize(
    ("query", "leads"),
    [
        ("?actors=truce-side-1&actors=truce-side-0", BOTH),
        ("?actors=truce-side-0&actors=truce-side-1", BOTH),
        ("?actors=truce-side-1,truce-side-0", BOTH),
        ("?actors=truce-side-0%2Ctruce-side-1", BOTH),
        ("?actors=truce-side-0&actors=truce-side-1&known_by=2024-08-23", f"{BOTH}&known_by=2024-08-23"),
        ("?known_by=2024-08-23&actors=truce-side-0,truce-side-1&x=y", f"{BOTH}&known_by=2024-08-23"),
        ("?actors=truce-side-0&actors=truce-side-0", PLAIN),
        ("?actors=truce-side-0", PLAIN),
        ("?actors=nobody,truce-side-0", PLAIN),
        ("?actors=truce-side-0,truce-side-1&actors=truce-side-0", PLAIN),
        ("?actors=", PLAIN),
    ],
)
def test_every_other_way_to_ask_leads_to_the_one_address(published, client, query, leads):
    assert client.get(PLAIN + query)["Location"] == leads
    assert client.get(leads).status_code == 200


def unmarked(text: str) -> str:
    return re.sub(r"<[^>]+>", "", text)


def test_two_sides_stand_beside_each_other_on_every_issue(make_story, client):
    publish(make_story(statements=3, issues=2), note="")
    body = client.get(BOTH).content.decode()
    shown = text_of(body.encode())
    assert "Side 0 and Side 1" in shown
    assert shown.count("Not in our sources") == 2 + 1  # both on the second issue, and what the words mean
    assert "Says it keeps the gate." in unmarked(shown)
    assert 'rel="canonical" href="http://testserver/truce/positions/"' in body, "one of many ways to ask for it"
    assert re.findall(r'<option value="([^"]*)" selected', body) == ["truce-side-0", "truce-side-1"]
    assert "Answers" in shown, "what one said to the other"


def test_only_links_between_the_two_on_that_issue_are_shown(make_story):
    make_story(statements=4, actors=4, issues=2)
    index = StoryIndex(compose("truce").document)
    near, far = side_by_side(index, index.columns[:2]), side_by_side(index, [index.columns[0], index.columns[3]])
    assert [(row.issue.slug, [link.value.statement for link in row.links]) for row in near] == [
        ("issue-1", ["statement-1"]),
        ("issue-2", []),
    ]
    assert [row.links for row in far] == [[], []]
    elsewhere = [
        replace(row, issues=["issue-2"]) if row.slug == "statement-0" else row for row in index.story.statements
    ]
    index = StoryIndex(replace(index.story, statements=elsewhere))
    assert [row.links for row in side_by_side(index, index.columns[:2])] == [[], []], "each is on another issue"


def test_what_was_known_by_a_date_is_kept_beside_the_two(published, client):
    body = client.get(f"{BOTH}&known_by=2024-01-01").content.decode()
    shown = text_of(body.encode())
    assert "Only what was known on 1 January 2024." in shown
    assert "Says it keeps the gate." in unmarked(text_of(client.get(BOTH).content))
    assert "Says it keeps the gate." not in unmarked(shown)
    assert re.search(rf'<a [^>]*href="{re.escape(BOTH)}">All that is known', body)
    assert body.count('name="known_by" value="2024-01-01"') == 1  # carried by the form that chooses the two


# ---- the pages -----------------------------------------------------------------------------------


def test_a_cell_of_the_table_says_how_many_and_how_recent_and_no_more(make_story, client):
    story = make_story(statements=5)
    publish(story, note="")
    plain = re.sub(r"<[^>]+>", "", text_of(client.get(PLAIN).content))
    assert "3 statements, latest 5 February 2024" in plain
    assert not re.search("in own words|paraphrased|of a body as a whole|by another side", plain)


def test_a_cell_says_where_only_another_side_speaks_of_it(make_story, client):
    story = make_story(statements=2)
    Statement.objects.filter(slug="statement-0").update(speaker=Actor.objects.get(slug="truce-side-1"), role=None)
    publish(story, note="")
    assert "1 February 2024 · said by another side" in re.sub(r"<[^>]+>", "", text_of(client.get(PLAIN).content))


def test_silent_sides_are_told_in_one_line_and_so_is_an_issue_on_which_there_is_nothing(make_story, client):
    story = make_story(statements=2, issues=2, actors=3)
    Statement.objects.filter(slug="statement-1").delete()
    publish(story, note="")
    body = client.get(PLAIN).content.decode()
    first, second = (re.search(rf'<tr id="issue-{number}">(.*?)</tr>', body, re.DOTALL)[1] for number in (1, 2))
    assert "No position in our sources: Side 1, Side 2." in text_of(first.encode())
    assert first.count('<td class="none">') == 2
    assert re.findall("<td[^>]*>[^<]*", second) == [
        '<td class="none" colspan="3">No side’s position is in our sources.'
    ]


def test_a_position_over_time_is_a_list_in_order_with_its_marks(make_story, client):
    story = make_story(statements=5)
    for slug, when in (("statement-2", "[2024-02-01..2024-02-10]"), ("statement-4", "[..2024-08-23]")):
        Statement.objects.filter(story=story, slug=slug).update(when=when)
    StatementLink.objects.update(relation="bears-out")  # which undated statements can
    publish(story, note="")
    for page in ("issues/issue-1/", "positions/?actors=truce-side-0,truce-side-1"):
        body = client.get(f"/truce/{page}").content.decode()
        strip = body[re.search(r'<summary>\s*Over time<span class="vh">: Side 0 on Gate 1</span>', body).start() :]
        strip = strip[: strip.index("</details>")]
        placed, apart = strip.split("Without a date of their own")
        assert re.findall(r'<li class="(.*?)"', placed) == ["exact own", "approx"]
        assert re.findall(r"/statements/(statement-\d)/", placed) == ["statement-0", "statement-2"]
        assert re.findall(r"/statements/(statement-\d)/", apart) == ["statement-4"]
        assert "Early February 2024" in placed
        assert "By 23\u00a0August 2024" in apart


@pytest.mark.parametrize("page", ["issues/issue-1/", "positions/?actors=truce-side-0,truce-side-1"])
def test_the_marks_have_a_key_where_there_are_any(make_story, client, page):
    story = make_story(statements=3)
    StatementLink.objects.update(relation="bears-out")  # which undated statements can
    publish(story, note="")
    assert "shows one mark for each statement" in text_of(client.get(f"/truce/{page}").content)
    Statement.objects.update(when="[..2024-08-23]")
    publish(story, note="")
    body = text_of(client.get(f"/truce/{page}").content)
    assert "Without a date of their own" in body
    assert "shows one mark for each statement" not in body


def test_a_position_that_only_a_report_describes_says_so(published, client):
    position = Position.objects.get()
    position.statements.clear()
    Statement.objects.get(slug="statement-0").issues.clear()
    publish(published, note="")
    for page in ("positions/", "issues/issue-1/"):
        assert "no statement in our sources" in text_of(client.get(f"/truce/{page}").content)
    told = "Reported by The Daily Test; no statement in our sources"
    assert told in unmarked(text_of(client.get(PLAIN).content))
    assert 'href="/truce/sources/#truce-report"' in client.get(PLAIN).content.decode()


# ---- then and now --------------------------------------------------------------------------------


@pytest.fixture
def now(pair, editor, second_editor) -> Comparison:
    """The pair, approved by two and published."""
    approved(pair, editor, second_editor)
    publish(pair.story, note="")
    return pair


def test_then_and_now_stands_on_the_issue_with_both_words_dates_and_sources(now, client):
    body = client.get("/truce/issues/issue-1/").content.decode()
    part = body[body.index('id="then-and-now-gates"') :]
    part = part[: part.index("</li>")]
    shown = re.sub(r"<[^>]+>", "", text_of(part.encode()))
    for words in ("Earlier · 1 February 2024", "We hold gate number 0", "Later · 3 February 2024",
                  "The speaker said the gate would stay shut.", "The later statement narrows the earlier one.",
                  "Two people approved it"):  # fmt: skip
        assert words in shown
    assert shown.count("As The Daily Test has it, 23 August 2024") == 2
    assert shown.index("Earlier") < shown.index("Later ")


@pytest.mark.parametrize("relation", Comparison.Relation.values)
def test_every_relation_is_a_sentence_about_the_words(now, client, relation):
    story = compose("truce").document
    index = StoryIndex(replace(story, comparisons=[replace(story.comparisons[0], relation=relation)]))
    [found] = pairs(index)
    assert found.relation_words.startswith("The later statement ")
    assert found.relation_words.endswith(" the earlier one.")


def test_both_statements_and_the_speaker_lead_to_it(now, client):
    for slug in ("statement-0", "statement-2"):
        assert "/truce/issues/issue-1/#then-and-now-gates" in client.get(f"/truce/statements/{slug}/").content.decode()
    assert "Then and now" not in client.get("/truce/statements/statement-1/").content.decode()
    assert "then-and-now-gates" in client.get("/truce/actors/truce-side-0/").content.decode()
    assert "Then and now" not in client.get("/truce/actors/truce-side-1/").content.decode()


def test_it_is_found_by_issue_actor_and_statement(now):
    index = StoryIndex(compose("truce").document)
    [found] = pairs(index)
    said = index.statement
    assert pairs_on(index, index.issue["issue-1"]) == pairs_of(index, found.speaker) == [found]
    assert pairs_with(index, said["statement-0"]) == pairs_with(index, said["statement-2"]) == [found]
    assert pairs_with(index, said["statement-1"]) == pairs_of(index, index.actor["truce-side-1"]) == []


def test_the_head_of_a_side_has_what_its_people_said_and_its_people_what_they_said(now):
    story = compose("truce").document
    actors = [replace(row, side="truce-side-1") if row.slug == "truce-side-0" else row for row in story.actors]
    index = StoryIndex(replace(story, actors=[*actors, replace(actors[0], slug="third")]))
    [found] = pairs(index)
    assert pairs_of(index, index.actor["truce-side-0"]) == pairs_of(index, index.actor["truce-side-1"]) == [found]
    assert pairs_of(index, index.actor["third"]) == []


def test_it_was_known_once_both_were(now):
    index = StoryIndex(compose("truce").document)
    assert len(pairs(known_by(index, date(2024, 8, 23)))) == 1
    assert pairs(known_by(index, date(2024, 8, 22))) == []


def test_changes_tell_it_in_words(now, client, editor, second_editor):
    Comparison.objects.update(relation="differs-from")
    publish(now.story, note="")
    approved(now, editor, second_editor)
    publish(now.story, note="")
    shown = text_of(client.get("/truce/changes/").content)
    name = "<bdi>Side 0 on Gate 1, then and now</bdi>"
    assert f"<b>Comparison removed</b>: {name}" in shown
    assert f"<b>Comparison added</b>: {name}" in shown
