"""The published shape: what is frozen comes back, for ever, and what is not a story is refused with a reason."""

from __future__ import annotations

import gc
import json
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from explainer.desk.compose import compose
from explainer.edition import document as shape
from explainer.edition.naming import naming_of_actor
from explainer.story.balance import balance
from explainer.story.facet_values import on_line
from explainer.story.facets import choose
from explainer.story.indexes import StoryIndex
from explainer.story.phase_diagram import path
from explainer.story.timelines import timeline

from .any_document import documents

EDITIONS = Path(__file__).parent / "editions"
FIRST = EDITIONS / "first.json"
# Never to change: it is the digest under which readers may have cited that edition.
FIRST_DIGEST = "73484c80841234e6687e0cd9e1684165a131ef140fcbb68b8d0f1dba38e14f50"
FIFTH_DIGEST = "372d9faa684324d6c55416b35c452619d11c4aadd4af45d16b4c7ea114312377"
SIXTH_DIGEST = "e9a16d3ecab7a380c921f13eabd6cbe94baa823fc945c6fb9105963d79a618c6"
SEVENTH_DIGEST = "621a26e6ec99ea96a9bd2abe0c98c2113d14e08edae6da0576e6b908b56e352c"
FOURTH_DIGEST = "8e4c1594ee3bfa221fe8d0e8c73d35d1b129bccd523f10c9a1db8d898d54d48a"
THIRD_DIGEST = "08281a23f584ab6f3a7e6d50c01369f7cbfd06c7f1f4471c7c466aed8644973f"


@pytest.fixture
def first() -> str:
    """An edition frozen with the first release, schema 1."""
    return FIRST.read_text(encoding="utf-8")


# ---- an edition is readable for ever -------------------------------------------------------------


def test_an_edition_of_the_first_release_has_its_digest_still(first):
    assert shape.digest_of(first) == FIRST_DIGEST
    assert json.loads(first)["schema"] == 1


def test_an_edition_of_the_first_release_can_be_read_in_every_section(first):
    story = shape.thaw(first)
    assert story.schema == shape.SCHEMA
    later = {"comparisons", "tombstones", *FIFTH_SECTIONS, *SEVENTH_SECTIONS}
    assert {section for section in shape.SECTIONS if not getattr(story, section)} == later
    assert {type(row) for _place, row in shape.rows(story)} == {
        shape.StateRow, shape.KeyPoint, shape.Actor, shape.Role, shape.Phase, shape.Provision, shape.Gate,
        shape.Issue, shape.Statement, shape.Passage, shape.Relay, shape.Link, shape.Position, shape.Event, shape.Figure,
        shape.OpenQuestion, shape.Term, shape.Source,
    }  # fmt: skip
    assert story.question == "Does the truce hold?"
    assert story.statements[0].passages[0].text == "We hold gate number 0"


def test_an_edition_of_the_first_release_can_be_shown(first):
    index = StoryIndex(shape.thaw(first))
    assert timeline(on_line(index)).months
    assert [stop.box.kind for stop in path(index).stops] == ["now", "phase", "phase"]
    assert len(choose(index, {}).rows) == len(index.statements)
    assert balance(index).single_source
    assert index.columns


# What came since each shape: nothing, as it is read now. Sections, then fields of rows by section; a dot is before a
# field of a row's rows.
FOURTH = {
    "actors": {"naming"},
    "issues": {"agreed", "agreed_by"},
    "statements": {
        "naming", "caveats", "verifications", "around", "passages.before", "passages.inserted", "passages.emphasised",
        "passages.original",
    },
    "links": {"drawn_by"},
    "open_questions": {"status", "ended", "ended_on", "answer", "answer_statements", "answer_sources"},
}  # fmt: skip
FIFTH_SECTIONS = {"groups", "texts", "event_links"}
FIFTH_WORDS = {"phase_word", "phases_word"}
FIFTH = {
    "actors": {"group"},
    "statements": {"texts"},
    "events": {"set_on", "set_by", "dates"},
    "phases": {
        "of_text", "state", "state_on", "state_sources", "not_before", "begun_on", "ended_on", "provisions.due",
        "provisions.status_on", "provisions.status_statements", "provisions.status_sources", "provisions.of_text",
        "provisions.same_as",
    },
}  # fmt: skip
SIXTH_WORDS = {"coverage": "live", "next_update": ""}
SEVENTH_SECTIONS = {"backgrounds", "maps"}
SIXTH = {
    "actors": {"former_names", "former_slugs"},
    "issues": {"status_on", "former_slugs"},
    "statements": {"former_slugs"},
    "events": {"former_slugs"},
}


SEVENTH_TEXTS = {"texts": {"handed_on_by", "handed_on_to"}}
SEVENTH_PHASES = {
    "phases": {
        "provisions.short_name",
        "provisions.amount",
        "provisions.drawn",
        "provisions.drawn_of",
        "provisions.no_phase",
    }
}


CREDITS = {"byline", "editor"}
WIKIDATA = {"actors": {"wikidata"}, "events": {"place_wikidata"}}


def both(*came: dict[str, set[str]]) -> dict[str, set[str]]:
    names = {name for each in came for name in each}
    return {name: set().union(*(each.get(name, ()) for each in came)) for name in names}


SINCE: dict[str, tuple[set[str], dict[str, set[str]]]] = {
    "first": (
        {"comparisons", "tombstones", *FIFTH_SECTIONS},
        both({"events": {"place"}}, FOURTH, FIFTH, SIXTH, SEVENTH_PHASES, WIKIDATA),
    ),
    "second": (
        {"tombstones", *FIFTH_SECTIONS},
        both({"events": {"place"}}, FOURTH, FIFTH, SIXTH, SEVENTH_PHASES, WIKIDATA),
    ),
    "third": ({"tombstones", *FIFTH_SECTIONS}, both(FOURTH, FIFTH, SIXTH, SEVENTH_PHASES, WIKIDATA)),
    "fourth": (FIFTH_SECTIONS, both(FIFTH, SIXTH, SEVENTH_PHASES, WIKIDATA)),
    "fifth": (set(), both(SIXTH, {"texts": {"former_slugs"}}, SEVENTH_TEXTS, SEVENTH_PHASES, WIKIDATA)),
    "sixth": (set(), both(SEVENTH_TEXTS, SEVENTH_PHASES, WIKIDATA)),
    "seventh": (set(), {}),  # of today; what comes into it before its release
}
NOTHING = ("", [], None, False, "source")  # a link that says no more was published as the source's


@pytest.mark.parametrize("name", SINCE)
def test_an_edition_of_an_older_shape_differs_from_that_of_today_only_in_what_is_new(name):
    text = (EDITIONS / f"{name}.json").read_text(encoding="utf-8")
    raw = json.loads(shape.freeze(shape.thaw(text)))
    sections, fields = SINCE[name]
    words = {word: "" for word in FIFTH_WORDS if name not in ("fifth", "sixth", "seventh")}
    words |= dict.fromkeys(CREDITS, "") | (SIXTH_WORDS if name not in ("sixth", "seventh") else {})
    lacked = sections if name == "seventh" else sections | SEVENTH_SECTIONS
    assert all(raw.pop(section) == [] for section in lacked)
    for section, names in fields.items():
        for name in names:
            part, _dot, field = name.rpartition(".")
            rows = [inner for row in raw[section] for inner in row[part]] if part else raw[section]
            assert rows
            assert all(row.pop(field) in NOTHING for row in rows)
    assert {word: raw.pop(word) for word in words} == words
    assert raw.pop("schema") == shape.SCHEMA
    before = json.loads(text)
    del before["schema"]
    came = {section for section in raw if section not in before} | {
        f"{section}.{field}"
        for section in shape.SECTIONS
        for new, old in zip(raw.get(section, ()), before.get(section, ()), strict=False)
        for field in new.keys() - old.keys()
    }
    assert not came, f"came since the {name} edition: put {sorted(came)} into SINCE"
    assert raw == before


def test_there_is_an_edition_of_every_shape():
    found = {json.loads(file.read_text(encoding="utf-8"))["schema"] for file in EDITIONS.glob("*.json")}
    assert found == set(range(1, shape.SCHEMA + 1))
    assert {file.stem for file in EDITIONS.glob("*.json")} == set(SINCE)


def test_an_edition_of_shape_3_has_its_digest_still_and_counts_nobody_named_as_it_should():
    text = (EDITIONS / "third.json").read_text(encoding="utf-8")
    assert shape.digest_of(text) == THIRD_DIGEST
    story = shape.thaw(text)
    assert {actor.slug: naming_of_actor(actor) for actor in story.actors} == {
        "truce-side-0": "whole", "truce-side-1": "whole", "truce-official": "unnamed", "truce-envoys": "group",
        "truce-envoy": "named", "truce-office": "named",
    }  # fmt: skip
    assert {link.drawn_by for link in story.links} == {"source"}


def test_an_edition_of_shape_4_has_its_digest_still_and_no_phase_of_it_is_said_to_stand_anywhere():
    text = (EDITIONS / "fourth.json").read_text(encoding="utf-8")
    assert shape.digest_of(text) == FOURTH_DIGEST
    story = shape.thaw(text)
    assert {phase.state for phase in story.phases} == {""}
    assert (story.phase_word, story.groups) == ("", [])


def test_an_edition_of_shape_5_has_its_digest_still_and_is_told_as_live():
    text = (EDITIONS / "fifth.json").read_text(encoding="utf-8")
    assert shape.digest_of(text) == FIFTH_DIGEST
    story = shape.thaw(text)
    assert (story.coverage, story.next_update) == ("live", "")


def test_an_edition_of_shape_6_has_its_digest_still_and_no_background_nor_map():
    text = (EDITIONS / "sixth.json").read_text(encoding="utf-8")
    assert shape.digest_of(text) == SIXTH_DIGEST
    story = shape.thaw(text)
    assert (story.backgrounds, story.maps) == ([], [])


def test_an_edition_of_shape_7_has_its_digest_still_and_all_that_came_with_it():
    text = (EDITIONS / "seventh.json").read_text(encoding="utf-8")
    assert shape.digest_of(text) == SEVENTH_DIGEST
    story = shape.thaw(text)
    assert [row.kind for row in story.backgrounds] == ["why-it-matters"]
    assert [(row.label, row.wikidata) for row in story.maps[0].features] == [("Gate 1", "Q1")]
    assert story.texts[0].handed_on_by == ["truce-side-1"]
    first, *_more, loose = story.phases[0].provisions
    assert (first.amount, first.drawn, first.drawn_of, loose.no_phase) == ("three of five gates", 3, 5, True)
    assert (story.actors[0].wikidata, story.events[0].place_wikidata) == ("Q3", "Q2")
    index = StoryIndex(story)
    assert path(index)
    assert timeline(on_line(index)).months


def test_an_older_shape_is_brought_up_step_by_step(first, monkeypatch):
    def renamed(raw: dict) -> dict:
        return raw | {"title": raw["title"].upper()}

    monkeypatch.setattr(shape, "SCHEMA", shape.SCHEMA + 2)
    monkeypatch.setitem(shape._UPGRADES, shape.SCHEMA - 2, renamed)
    monkeypatch.setitem(shape._UPGRADES, shape.SCHEMA - 1, lambda raw: raw | {"standfirst": "Said later."})
    story = shape.thaw(first)
    assert (story.title, story.standfirst, story.schema) == ("THE TRUCE TALKS", "Said later.", shape.SCHEMA)


# ---- the round trip ------------------------------------------------------------------------------


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(documents())
def test_any_document_comes_back_as_it_was(document):
    text = shape.freeze(document)
    assert shape.thaw(text) == document
    assert shape.freeze(shape.thaw(text.encode())) == text


def test_the_shape_of_today_is_read_at_once_and_an_older_one_by_way_of_dictionaries(truce, first, monkeypatch):
    ways: list[int] = []
    monkeypatch.setattr(shape, "_upgraded", lambda raw: ways.append(raw["schema"]))
    said = compose("truce").document
    assert shape.thaw(shape.freeze(said)) == said
    assert ways == []
    shape.thaw(first)
    assert ways == [1]


def test_the_collector_passes_over_the_rows_of_an_edition(truce):
    thawed = shape.thaw(shape.freeze(compose("truce").document))
    assert thawed.statements
    assert not any(map(gc.is_tracked, [thawed, *thawed.statements, *thawed.sources]))


def test_the_same_desk_gives_the_same_bytes(truce):
    once, again = (shape.freeze(compose("truce").document) for _ in range(2))
    assert once == again
    assert shape.digest_of(once) == shape.digest_of(again)


def test_a_digest_is_sha_256_of_the_text_in_utf_8():
    assert shape.digest_of("é") == "4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c"


def test_a_document_cannot_be_changed(truce):
    with pytest.raises(AttributeError):
        compose("truce").document.title = "Something else"


# ---- what is not a story -------------------------------------------------------------------------


@pytest.mark.parametrize("version", [0, -1, 3, 99, "1", None, 1.0, True])
def test_a_shape_of_another_release_is_refused_with_the_reason(first, version):
    with pytest.raises(shape.Unreadable) as refusal:
        shape.thaw(json.dumps(json.loads(first) | {"schema": version}))
    assert str(refusal.value)


def test_an_unknown_field_is_not_passed_over(first):
    with pytest.raises(shape.Unreadable, match=r"not a frozen story.*surprise"):
        shape.thaw(json.dumps(json.loads(first) | {"surprise": 1}))


@pytest.mark.parametrize("field", [name for name in shape.Document.__struct_fields__ if name not in CREDITS])
def test_a_missing_field_is_not_made_up(first, field):
    raw = json.loads(shape.freeze(shape.thaw(first)))
    del raw[field]
    with pytest.raises(shape.Unreadable):
        shape.thaw(json.dumps(raw))


@pytest.mark.parametrize("field", sorted(CREDITS))
def test_an_edition_from_before_there_were_bylines_names_nobody(first, field):
    raw = json.loads(shape.freeze(shape.thaw(first)))
    del raw[field]
    assert getattr(shape.thaw(json.dumps(raw)), field) == ""


@given(st.one_of(st.text(), st.binary(), st.sampled_from(["[]", "{}", '{"schema": []}', '{"schema": 1}', "\ud800"])))
def test_anything_else_is_unreadable_and_nothing_worse(text):
    with pytest.raises(shape.Unreadable):
        shape.thaw(text)


def test_a_text_nested_without_end_is_unreadable():
    text = '{"schema": 1, "title": ' + "[" * 100_000
    with pytest.raises(shape.Unreadable):
        shape.thaw(text)


# ---- places --------------------------------------------------------------------------------------


def test_every_row_has_a_place(first):
    places = [place for place, _row in shape.rows(shape.thaw(first))]
    assert {"state/agreement", "key-points/point", "phases/1", "phases/1/provision-1", "links/statement-1"} <= {*places}
    assert all(section and key for section, _, key in (place.partition("/") for place in places))


def test_sections_are_the_lists_of_the_document():
    lists = [field.name for field in msgspec.structs.fields(shape.Document) if "list" in str(field.type)]
    assert list(shape.SECTIONS) == lists


# ---- the contract --------------------------------------------------------------------------------


def test_the_contract_names_every_field_and_allows_no_other():
    schema = shape.json_schema()
    for struct in (shape.Document, shape.Statement, shape.Source, shape.Position):
        described = schema["$defs"][struct.__name__]
        assert list(described["properties"]) == list(struct.__struct_fields__)
        assert described["required"] == [field.name for field in msgspec.structs.fields(struct) if field.required]
        assert described["additionalProperties"] is False
    assert schema["$defs"]["Statement"]["properties"]["wording"]["enum"] == ["direct", "paraphrase", "partial"]


def test_many_readers_can_be_the_first_of_a_process():
    """Without what the module does at import, half of such processes crash (msgspec 0.22)."""
    code = f"""
import sys, threading
from explainer.edition.document import thaw
text = open({str(FIRST)!r}, "rb").read()
sys.setswitchinterval(1e-6)
ready = threading.Barrier(8)
threads = [threading.Thread(target=lambda: (ready.wait(), thaw(text))) for _ in range(8)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
"""
    for _ in range(3):
        assert subprocess.run([sys.executable, "-c", code], cwd=FIRST.parent.parent.parent).returncode == 0
