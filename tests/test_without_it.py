"""What becomes of every row of a document when one thing is taken from it: what goes with it, and what stays."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from explainer.desk.compose import compose
from explainer.edition import document as shape
from explainer.edition.taking_back import Taken, holds, places_of, take_back, words_of
from explainer.story.indexes import StoryIndex

FIRST, SECOND = "truce-side-0", "truce-side-1"


@pytest.fixture
def story(make_story: Any) -> shape.Document:
    """Four statements, of two sides in turn; each answers the one before it."""
    make_story(statements=4)
    document = compose("truce").document
    other = replace(document.sources[0], slug="other")
    return replace(document, sources=[*document.sources, other])


def taken(kind: str, slug: str, **words: Any) -> Taken:
    about = {"at": "2026-01-01T12:00:00+00:00", "basis": "error", "reason": "Wrong.", "language": "en"}
    return Taken(kind=kind, slug=slug, **about, **words)


def without(story: shape.Document, kind: str, slug: str, **words: Any) -> shape.Document:
    return take_back(story, [taken(kind, slug, **words)])


def having(story: shape.Document, section: str, slug: str, /, **fields: Any) -> shape.Document:
    rows = [replace(row, **fields) if row.slug == slug else row for row in getattr(story, section)]
    return replace(story, **{section: rows})


def row(story: shape.Document, section: str, slug: str) -> Any:
    return next((row for row in getattr(story, section) if row.slug == slug), None)


# ---- what goes -----------------------------------------------------------------------------------


def test_links_to_it_go_and_leave_no_tombstone(story):
    left = without(story, "statement", "statement-1")
    assert [(link.statement, link.to_statement) for link in left.links] == [("statement-3", "statement-2")]
    assert [stone.key for stone in left.tombstones] == [["statement", "statement-1"]]
    assert set(left.tombstones[0].touched) == {"statements/statement-0", "statements/statement-2"}


@pytest.mark.parametrize(("kind", "slug"), [("event", "event-0"), ("statement", "statement-0")])
def test_an_event_whose_link_goes_says_so(story, kind, slug):
    to = {"to_event": None, "to_statement": None, f"to_{kind}": slug}
    link = shape.EventLink(
        event="event-1", relation="after", note="", drawn_by="source", said_in=None, source="other", **to
    )
    left = without(replace(story, event_links=[link], links=[]), kind, slug)
    assert left.event_links == []
    assert [at for at in left.tombstones[0].touched if at.startswith("events/")] == ["events/event-1"]


def test_what_an_actor_said_and_alone_owes_goes_with_it_wherever_it_is_reported(story):
    phase = story.phases[0]
    owed = replace(phase.provisions[0], sources=["other"])
    left = without(replace(story, phases=[replace(phase, provisions=[owed]), *story.phases[1:]]), "actor", FIRST)
    assert [statement.slug for statement in left.statements] == ["statement-1", "statement-3"]
    assert left.phases[0].provisions == []
    assert left.links == [], "each led from or to something that went with it"
    by_key = {tuple(stone.key): stone for stone in left.tombstones}
    assert {("actor", FIRST), ("statement", "statement-2"), ("provision", "1", "provision-1")} <= set(by_key)
    assert by_key["statement", "statement-2"].went_with == ["actor", FIRST]
    assert by_key["actor", FIRST].went_with == []
    assert by_key["statement", "statement-2"].touched == []
    assert by_key["actor", FIRST].touched


def test_a_relay_that_is_nothing_else_goes(story):
    relays = [shape.Relay(actor=FIRST, label=label, seen_by_us=False) for label in ("", "A letter")]
    left = without(having(story, "statements", "statement-1", relays=relays), "actor", FIRST)
    assert row(left, "statements", "statement-1").relays == [replace(relays[1], actor=None)]


def test_a_source_that_nothing_else_cites_goes(story):
    story = having(story, "statements", "statement-1", sources=["other"])
    spare = replace(story.sources[0], slug="spare")
    left = without(replace(story, sources=[*story.sources, spare]), "statement", "statement-1")
    assert [source.slug for source in left.sources] == ["truce-report", "spare"]


def test_a_source_that_anything_else_cites_stays(story):
    """In a list, or as the one where somebody is described."""
    story = having(story, "statements", "statement-1", sources=["other"])
    left = without(having(story, "actors", SECOND, described_in="other"), "statement", "statement-1")
    assert [source.slug for source in left.sources] == ["truce-report", "other"]


def test_a_position_is_told_by_its_issue_and_whose_it_is(story):
    left = without(story, "statement", "statement-0")
    (position,) = story.positions
    assert ["position", position.issue, position.actor] in [stone.key for stone in left.tombstones]


def test_it_is_not_named_among_what_goes_with_it(story):
    places = places_of(story, taken("statement", "statement-0"))
    assert places.with_it == ["links/statement-1", "positions/position"]


# ---- what stays ----------------------------------------------------------------------------------


def test_a_list_that_nothing_rests_on_may_be_emptied(story):
    left = without(having(story, "statements", "statement-1", about=[FIRST]), "actor", FIRST)
    assert row(left, "statements", "statement-1").about == []


def test_what_rests_on_another_report_stays(story):
    points = {"statements": ["statement-0"], "sources": ["truce-report", "other"]}
    story = having(story, "key_points", "point", **points)
    story = having(story, "statements", "statement-1", sources=["other"])  # which is not lost
    story = having(story, "open_questions", "open", ended="answered", ended_on="2024-08-20", answer="One has.",
                   answer_statements=["statement-0"], answer_sources=["other"])  # fmt: skip
    left = without(story, "statement", "statement-0")
    assert row(left, "key_points", "point").statements == []
    assert row(left, "open_questions", "open").answer == "One has."


def test_what_sides_agree_on_stays_where_each_has_evidence_left(story):
    evidence = [shape.Agreement(actor=side, statements=["statement-0"], sources=["other"]) for side in (FIRST, SECOND)]
    left = without(replace(story, issues=[replace(story.issues[0], agreed_by=evidence)]), "statement", "statement-0")
    assert left.issues[0].agreed == story.issues[0].agreed
    assert [each.statements for each in left.issues[0].agreed_by] == [[], []]


def test_what_somebody_else_said_in_the_same_words_stays_and_may_be_quoted(story):
    said = row(story, "statements", "statement-0").passages
    story = having(story, "statements", "statement-1", passages=said)
    story = having(story, "key_points", "point", sentence=f"Both hold: “{said[0].text}”.")
    left = without(story, "statement", "statement-0", said=(said[0].text,))
    assert row(left, "statements", "statement-1").passages == said
    assert row(left, "key_points", "point").sentence == f"Both hold: “{said[0].text}”."


def sides(story: shape.Document, *others: shape.Actor) -> dict[str, str]:
    """Of these beside those of the story, once the first is gone."""
    left = without(replace(story, actors=[*story.actors, *others]), "actor", FIRST)
    return {actor.slug: actor.side for actor in left.actors}


def test_those_whose_side_is_gone_are_of_the_side_that_is_left_above_them(story):
    member = replace(story.actors[0], slug="member", affiliation=FIRST, side=FIRST)
    aide = replace(member, slug="aide", affiliation="member")
    assert sides(story, member, aide) == {SECOND: SECOND, "member": "member", "aide": "member"}
    one, two = replace(member, slug="one", affiliation="two"), replace(member, slug="two", affiliation="one")
    assert sides(story, one, two) == {SECOND: SECOND, "one": "two", "two": "one"}, "a circle ends"


def test_a_side_that_is_left_stays_what_it_was_published_as(story):
    guest = replace(story.actors[0], slug="guest", affiliation=None, side=SECOND)
    assert sides(story, guest) == {SECOND: SECOND, "guest": SECOND}


# ---- its words -----------------------------------------------------------------------------------


def test_its_words_are_its_own_and_no_namesakes(story):
    """Slugs are known by their kind alone."""
    first = row(story, "statements", "statement-0")
    spoken = replace(first.passages[0], original="אנחנו מחזיקים בשער מספר אפס")
    story = having(story, "statements", "statement-0", passages=[spoken])
    story = having(story, "actors", FIRST, slug="statement-0")
    story = having(story, "events", "event-0", slug="statement-0")
    assert words_of(story, "statement", "statement-0") == ([], [spoken.text, spoken.original])
    assert words_of(story, "statement", "nothing") == ([], [])
    assert [holds(story, kind, "statement-0") for kind in ("statement", "event", "actor")] == [True, True, True]
    assert [holds(story, kind, "statement-1") for kind in ("statement", "event", "actor")] == [True, False, False]


def test_the_words_of_an_actor_are_its_names_and_what_it_said(story):
    first = row(story, "statements", "statement-0").passages
    story = having(story, "statements", "statement-2", passages=[replace(first[0], text="We hold on")])
    said = ["We hold gate number 0", "We hold on"]
    assert words_of(story, "actor", FIRST) == (["Side 0", "Party 0"], said)
    story = having(story, "actors", FIRST, short_name="Zero")
    assert words_of(story, "actor", FIRST) == (["Side 0", "Zero", "Party 0"], said)


def test_the_words_of_an_event_are_its_title(story):
    assert words_of(story, "event", "event-0") == ([], ["Round 0 is held"])


def test_the_texts_that_lose_its_words_are_named_and_no_others(story):
    said = "We hold gate number 0"
    story = having(story, "events", "event-1", body=f"Before it: “{said}”.")
    places = places_of(story, taken("statement", "statement-0", said=(said,)))
    assert places.reworded == [("events/event-1", "body")]


@pytest.mark.parametrize("words", [{"said": ("We hold gate number 0",)}, {"names": ("We hold gate number 0",)}])
def test_its_words_or_its_names_go_from_every_text_and_every_reason(story, words):
    story = having(story, "events", "event-1", body="Before it: “We hold gate number 0”.", sources=["truce-report"])
    stone = replace(without(story, "event", "event-0").tombstones[0], reason="It said “We hold gate number 0”.")
    left = without(replace(story, tombstones=[stone]), "statement", "statement-0", **words)
    assert "gate number 0" not in row(left, "events", "event-1").body
    assert "gate number 0" not in left.tombstones[0].reason
    assert row(left, "events", "event-0") == row(story, "events", "event-0"), "nothing else changes"


def test_a_namesake_that_goes_with_it_is_named(story):
    story = having(story, "actors", FIRST, slug="statement-0", side="statement-0")
    story = having(story, "statements", "statement-0", speaker="statement-0", role=None)
    assert "statements/statement-0" in places_of(story, taken("actor", "statement-0")).with_it


# ---- where it stood ------------------------------------------------------------------------------


def test_a_tombstone_stands_after_what_stays(story):
    left = without(story, "actor", SECOND)
    after = {stone.key[1]: stone.after for stone in left.tombstones if stone.kind == "statement"}
    assert after == {"statement-1": "statement-0", "statement-3": "statement-2"}
    namesake = replace(left.tombstones[0], key=["event", "gone"], after="statement-2")
    left = without(replace(left, tombstones=[*left.tombstones, namesake]), "statement", "statement-2")
    assert namesake in left.tombstones
    after = {stone.key[1]: stone.after for stone in left.tombstones if stone.kind == "statement"}
    assert after == {"statement-1": "statement-0", "statement-3": "statement-0", "statement-2": "statement-0"}


def test_a_tombstone_of_before_stays_where_it_is_when_another_row_goes(story):
    left = without(without(story, "statement", "statement-1"), "statement", "statement-3")
    assert [(stone.key[1], stone.after) for stone in left.tombstones] == [
        ("statement-1", "statement-0"), ("statement-3", "statement-2"),
    ]  # fmt: skip


def test_each_kind_of_row_knows_that_it_lost_a_reference(story):
    sections = {
        "statements": "statements", "key_points": "key_points", "gates": "gates", "positions": "positions",
        "figures": "figures", "issues": "issues", "open_questions": "questions",
    }  # fmt: skip
    places = [shape.place(section, row) for section in sections for row in getattr(story, section)]
    places += [f"phases/{phase.number}/{each.slug}" for phase in story.phases for each in phase.provisions]
    stone = replace(without(story, "statement", "statement-1").tombstones[0], touched=places)
    index = StoryIndex(replace(story, tombstones=[stone]))
    rows = [row for name in sections.values() for row in getattr(index, name)]
    rows += [row for phase in index.phases for row in phase.provisions]
    assert len(rows) == len(places)
    assert [row for row in rows if not row.lost] == []
