"""What changed between two documents: nothing is passed over, and everything is said in words."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from msgspec import inspect
from msgspec.structs import replace

from explainer.desk.compose import compose
from explainer.edition import diffs
from explainer.edition import document as shape
from explainer.edition.diffs import Change, compare
from explainer.language.date_words import MONTHS
from explainer.reading.copies import Copy
from explainer.story.indexes import StoryIndex

from .any_document import documents
from .test_document import FIRST

slow = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@pytest.fixture(scope="module")
def story() -> shape.Document:
    first = shape.thaw(FIRST.read_text(encoding="utf-8"))
    earlier, later = (row.slug for row in first.statements[:2])
    pair = shape.Comparison(
        slug="gates", issue=first.issues[0].slug, earlier=earlier, relation="narrows", later=later,
        approved_on="2024-08-30",
    )  # fmt: skip
    stood = shape.Tombstone(
        key=["statement", "gone"], after="", went_with=[], at="2024-09-01T00:00:00+00:00", basis="error",
        reason="Nobody said it.", language="en", touched=[],
    )  # fmt: skip
    group = shape.CastGroup(slug="keepers", heading="Those who keep a gate", part="party")
    text = shape.Text(
        slug="paper", name="The first paper", short_name="", kind="draft", put_forward_by=[], put_forward_to=[],
        when="2024-01-04", when_reported="", state="put-forward", state_on="", replaces=None, told=True,
        known="It has two steps.", not_known="", sources=[first.sources[0].slug], answers=[],
    )  # fmt: skip
    one, two = (row.slug for row in first.events[:2])
    because = shape.EventLink(
        event=two, relation="because", to_event=one, to_statement=None, note="", drawn_by="us", said_in=None,
        source=None,
    )  # fmt: skip
    yard = shape.MapFeature(kind="place", label="Yard", positions="10.5,50.2", label_at="", issue=None, term=None)
    drawn = shape.Map(
        slug="yard", title="The yard", alternative="It lies there.", credit="Made up.", west="10", south="50",
        east="11", north="50.5", features=[yard],
    )  # fmt: skip
    why = shape.Background(
        slug="why", kind="why-it-matters", text="Two yards.", not_known="", statements=[],
        sources=[first.sources[0].slug],
    )  # fmt: skip
    return replace(
        first, comparisons=[pair], tombstones=[stood], groups=[group], texts=[text], event_links=[because],
        backgrounds=[why], maps=[drawn],
    )  # fmt: skip


def having(story: shape.Document, section: str, number: int = 0, /, **fields: Any) -> shape.Document:
    rows = list(getattr(story, section))
    rows[number] = replace(rows[number], **fields)
    return replace(story, **{section: rows})


def only(found: list[Change]) -> Change:
    assert len(found) == 1, found
    return found[0]


def test_where_something_on_a_map_is_said_to_be_is_told(story):
    yard = replace(story.maps[0].features[0], positions="10.6,50.2")
    change = only(compare(story, having(story, "maps", features=[yard])))
    assert (change.thing, change.name) == ("Map", "The yard")
    assert ("10.5,50.2" in change.was, "10.6,50.2" in change.now) == (True, True)


# ---- nothing and everything ------------------------------------------------------------------------


@slow
@given(documents())
def test_a_document_does_not_differ_from_itself(document):
    assert compare(document, document) == []
    assert compare(document, shape.thaw(shape.freeze(document))) == []


@slow
@given(documents(), documents())
def test_any_two_documents_can_be_compared(old, new):
    assert all(change.verb in {"added", "removed", "changed", "reordered"} for change in compare(old, new))


def other(kind: inspect.Type, value: Any) -> Any:
    """Another value that the field can hold."""
    match kind:
        case inspect.BoolType():
            return not value
        case inspect.IntType():
            return value + 1
        case inspect.StrType():
            return f"{value}x"
        case inspect.LiteralType():
            return next(choice for choice in kind.values if choice != value)
        case inspect.ListType(item_type=inspect.StructType(fields=fields, cls=cls)):
            return [*value, cls(**{field.name: example(field.type) for field in fields})]
        case inspect.ListType():
            return [*value, example(kind.item_type)]
        case inspect.Metadata():
            return other(kind.type, value)
        case inspect.UnionType():
            inner = next(each for each in kind.types if not isinstance(each, inspect.NoneType))
            return example(inner) if value is None else other(inner, value)
    raise NotImplementedError(kind)


def example(kind: inspect.Type) -> Any:
    match kind:
        case inspect.IntType():
            return 9
        case inspect.StrType():
            return "x"
        case inspect.BoolType():
            return True
        case inspect.Metadata():
            return example(kind.type)
        case inspect.UnionType():
            return None
        case inspect.ListType():
            return []
    raise NotImplementedError(kind)


KEYS = {
    "links": {"statement", "relation", "to_statement", "to_event", "to_report"},
    "positions": {"issue", "actor"},
    "phases": {"number"},
    "event_links": {"event", "relation", "to_event", "to_statement"},
}  # by which rows are told apart, where that is not the slug
FIELDS = [
    (section.name, field.name)
    for section in inspect.type_info(shape.Document).fields
    if isinstance(section.type, inspect.ListType) and section.name != "tombstones"  # which is there or not
    for field in section.type.item_type.fields
]


@pytest.mark.parametrize(("section", "field"), FIELDS)
def test_every_field_that_changes_is_reported_once_in_different_words(story, section, field):
    kinds = {each.name: each.type for each in inspect.type_info(type(getattr(story, section)[0])).fields}
    value = getattr(getattr(story, section)[0], field)
    new = having(story, section, **{field: other(kinds[field], value)})
    found = compare(story, new)
    if field in KEYS.get(section, {"slug"}):
        assert {"added", "removed"} <= {change.verb for change in found}
    elif (section, field) == ("phases", "provisions"):
        assert [change.verb for change in found] == ["added"]
    else:
        change = only(found)
        assert change.verb == "changed"
        assert change.was != change.now
        assert all((change.thing, change.name, change.field, change.was, change.now))


@pytest.mark.parametrize("field", [name for name in shape.Document.__struct_fields__ if name not in shape.SECTIONS])
def test_every_line_of_the_story_that_changes_is_reported(story, field):
    new = replace(story, **{field: "2023-01-01" if field == "as_of" else f"{getattr(story, field)}x"})
    if field in ("schema", "slug"):  # one is ours, and the other never changes once published
        assert compare(story, new) == []
        return
    change = only(compare(story, new))
    assert (change.thing, change.page, change.args) == ("Story", "overview", ())


@pytest.mark.parametrize("section", shape.SECTIONS)
def test_what_is_added_and_what_is_removed_is_said(story, section):
    without = replace(story, **{section: getattr(story, section)[1:]})
    assert compare(without, story)[0].verb == "added"
    assert compare(story, without)[0].verb == "removed"
    gone = compare(story, without)[0]
    assert gone.page == "overview"
    assert gone.name


@pytest.mark.parametrize("section", ["issues", "gates", "figures", "links"])
def test_another_order_is_said_where_an_editor_made_it(story, section):
    change = only(compare(story, replace(story, **{section: getattr(story, section)[::-1]})))
    assert (change.verb, change.name, change.args) == ("reordered", "", ())


def test_another_order_of_provisions_is_said(story):
    one = story.phases[0].provisions[0]
    both = having(story, "phases", provisions=[one, replace(one, slug="second")])
    back = having(both, "phases", provisions=both.phases[0].provisions[::-1])
    change = only(compare(both, back))
    assert (change.verb, change.thing) == ("reordered", "Provision")


def test_a_change_of_order_that_follows_from_a_date_is_not_said_twice(story):
    when = having(story, "statements", when="2024-03-01")
    moved = replace(when, statements=sorted(when.statements, key=lambda row: row.when))
    assert only(compare(story, moved)).field == "date"


def test_two_links_of_one_kind_between_the_same_two_are_both_compared(story):
    twin = replace(story.links[0], note="in part")
    both = replace(story, links=[*story.links, twin])
    assert only(compare(story, both)).verb == "added"
    assert only(compare(both, replace(both, links=[*story.links, replace(twin, note="in full")]))).now == "in full"


# ---- in words ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("section", "field", "value", "was", "now"),
    [
        ("statements", "speaker", "truce-side-1", "Side 0", "Side 1"),
        ("statements", "when", "2024-03~", "1 February 2024", "About March 2024"),
        ("statements", "when", "", "1 February 2024", "nothing"),
        ("statements", "second_hand", True, "no", "yes"),
        ("statements", "sources", [], "The Daily Test, 23 August 2024", "nothing"),
        ("statements", "issues", ["issue-1", "issue-2"], "Gate 1", "Gate 1, Gate 2"),
        ("statements", "phases", [], "1", "nothing"),
        ("positions", "statements", ["statement-1"], "Side 0 on gate 0", "Side 1 on gate 1"),
        ("figures", "high", "4", "nothing", "4"),
    ],
)
def test_values_are_said_in_words(story, section, field, value, was, now):
    change = only(compare(story, having(story, section, **{field: value})))
    assert (change.was, change.now) == (was, now)


def test_words_of_a_statement_are_compared_with_their_marks_and_cuts(story):
    words = [shape.Passage(text="One", cut_before=False), shape.Passage(text="two", cut_before=True)]
    change = only(compare(story, having(story, "statements", passages=words)))
    assert change.field == "words"
    assert (change.was, change.now) == ("“We hold gate number 0”", "“One” … “two”")


def test_whether_we_have_seen_a_relay_is_said(story):
    seen = [replace(story.statements[0].relays[0], seen_by_us=True)]
    change = only(compare(story, having(story, "statements", relays=seen)))
    assert (change.was, change.now) == ("Press conference, not seen by us", "Press conference, seen by us")


def test_when_a_role_was_held_is_said(story):
    held = [replace(story.actors[0].roles[0], held_to="2024-06")]
    change = only(compare(story, having(story, "actors", roles=held)))
    assert (change.was, change.now) == ("Speaker 0, from 2020", "Speaker 0, from 2020, to June 2024")


def test_where_only_the_markup_changes_the_markup_is_shown(story):
    change = only(compare(story, replace(story, short_answer="Nobody can say yet.")))
    assert (change.was, change.now) == ("Nobody can say **yet**.", "Nobody can say yet.")


# ---- in words ------------------------------------------------------------------------------------


def test_changes_are_told_in_the_language_of_the_moment(story):
    new = replace(story, as_of="2024-09-01")
    assert only(compare(story, new)).now == "1 September 2024"
    with override("ar"):
        assert str(MONTHS[9]) in only(compare(story, new)).now
    assert only(compare(story, new)).now == "1 September 2024"


def test_a_code_a_language_and_a_role_are_told_in_words(story):
    """Readers never meet what only the document calls them by: “partly-done”, “en”, a slug."""
    phase = story.phases[0]
    owed = replace(phase.provisions[0], status="partly-done")
    change = only(compare(story, having(story, "phases", provisions=[owed, *phase.provisions[1:]])))
    assert change.now == "partly done"
    change = only(compare(story, having(story, "sources", language="ar")))
    assert (change.was, change.now) == ("English", "Arabic")
    actor = story.actors[0]
    role = replace(actor.roles[0], slug="minister-of-gates", title="Minister of gates")
    roled = having(story, "actors", roles=[*actor.roles, role])
    change = only(compare(roled, having(roled, "statements", role="minister-of-gates")))
    assert change.now == "Minister of gates"


def test_a_link_is_named_by_what_it_joins(story):
    change = only(compare(story, having(story, "links", note="Something else.")))
    assert change.name == "Side 1 on gate 1 answers Side 0 on gate 0"


# ---- where it shows ------------------------------------------------------------------------------


@pytest.mark.parametrize("section", shape.SECTIONS)
def test_every_change_has_an_address(story, section):
    reading = Copy(StoryIndex(story), "story")
    rows = getattr(story, section)
    ours = (
        "sentence",
        "note",
        "body",
        "summary",
        "text",
        "why",
        "standing",
        "condition",
        "name",
        "relation",
        "heading",
    )
    field = next(name for name in (*ours, "reason", "alternative") if hasattr(rows[0], name))
    changed = having(story, section, **{field: "Something else."})
    for new in (changed, replace(story, **{section: rows[::-1]}), replace(story, **{section: rows[1:]})):
        for change in compare(story, new):
            assert reading.address(change.page, *change.args).startswith("/truce/")


def test_a_provision_shows_on_the_page_of_its_phase(story):
    owing = [replace(row, what="Stops at noon") for row in story.phases[1].provisions]
    change = only(compare(story, having(story, "phases", 1, provisions=owing)))
    assert (change.thing, change.page, change.args) == ("Provision", "phase", (2,))


def test_the_desk_is_compared_without_the_database(truce, django_assert_num_queries):
    document = compose("truce").document
    with django_assert_num_queries(0):
        compare(document, replace(document, title="Another"))


def test_what_is_the_same_in_both_is_not_gone_through(story, monkeypatch):
    looked: list[str] = []
    fields = diffs._fields
    monkeypatch.setattr(diffs, "_fields", lambda section, *rest: looked.append(section.field) or fields(section, *rest))
    assert only(compare(story, having(story, "statements", 3, context="Put right."))).field == "context"
    assert looked == ["", "statements"]  # the story's own fields, and one row


def test_who_was_counted_by_kind_is_not_told_to_have_counted_as_nothing(story):
    source = replace(story.actors[0], slug="unnamed", kind="unnamed", naming="")
    old = replace(story, actors=[*story.actors, source])
    change = only(compare(old, replace(old, actors=[*story.actors, replace(source, naming="group")])))
    assert (change.was, change.now, change.values) == ("unnamed", "group", ("unnamed", "group"))
    said = only(compare(old, replace(old, actors=[*story.actors, replace(source, naming="unnamed")])))
    assert (said.was, said.now) == ("nothing", "unnamed")
