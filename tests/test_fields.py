"""The catalogue of fields: each published field says what is known of it, and what follows from that follows."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from django.db import transaction
from django.utils.translation import override
from msgspec import inspect
from msgspec.structs import replace

from explainer.desk.compose import Draft, compose
from explainer.desk.rules.checks import check
from explainer.edition import document as shape
from explainer.edition.change_words import field_words
from explainer.edition.fields import Field, Found, Holds, Noun, Substance, fields_of, names_of
from explainer.edition.own_words import retold, texts
from explainer.following.substance import imprint
from explainer.models import Event
from explainer.search.entries import entries

from .conftest import compare
from .publish import publish
from .stories import build_story, link_events

SECRET = "Zanzibar"  # a word that no rule objects to, and that stands nowhere
# Where a row of each kind is: the first of a section or, inside that, the first of a part.
WHERE: dict[type, tuple[str, str]] = {
    shape.Document: ("", ""),
    shape.Role: ("actors", "roles"),
    shape.FormerName: ("actors", "former_names"),
    shape.Provision: ("phases", "provisions"),
    shape.Relay: ("statements", "relays"),
    shape.Passage: ("statements", "passages"),
    shape.Caveat: ("statements", "caveats"),
    shape.Verification: ("statements", "verifications"),
    shape.Around: ("statements", "around"),
    shape.MapFeature: ("maps", "features"),
    shape.Agreement: ("issues", "agreed_by"),
    **{
        each.type.item_type.cls: (each.name, "")
        for each in inspect.type_info(shape.Document).fields
        if isinstance(each.type, inspect.ListType)
    },
}
EVERY = [(kind, name, field) for kind in shape.KINDS for name, field in fields_of(kind).items()]
OURS = [(kind, name) for kind, name, field in EVERY if field.holds == "ours"]
SEARCHED = [(kind, name) for kind, name, field in EVERY if field.found]
# Words that no search finds: what a phase is called in sentences, how the words were compared, why something is gone,
# who wrote the story and answers for it;
# and, found with what they are of already, what stands between passages and the former days of an event.
NOT_SEARCHED = {
    ("Document", "phase_word"), ("Document", "phases_word"), ("Verification", "by"), ("Around", "preceding"),
    ("Around", "following"), ("Passage", "inserted"), ("Passage", "emphasised"), ("Passage", "before"),
    ("EarlierDate", "when_reported"), ("Tombstone", "reason"), ("Document", "byline"), ("Document", "editor"),
}  # fmt: skip


def ids(value: Any) -> str:
    return value.__name__ if isinstance(value, type) else str(value)


@pytest.fixture(scope="module")
def draft(django_db_setup: None, django_db_blocker: Any) -> Draft:
    """A story with one of everything, as if two people had approved its comparison. Nothing can change it."""
    with django_db_blocker.unblock(), transaction.atomic():
        story = build_story(statements=3)
        compare(story)
        link_events(story)
        found = compose("truce")
        transaction.set_rollback(True)
    pairs = [replace(waiting.pair, approved_on="2024-09-01") for waiting in found.waiting]
    first, *others = found.document.statements
    (report,) = first.sources
    caveat = shape.Caveat(kind="disputed", when="2024-03", sentence="It is denied.", statements=[], sources=[report])
    check = shape.Verification(by="A. Reader", checked_on="2024-03-02", against="copy", source=report)
    around = shape.Around(passage=1, preceding="He sat. ", following="", source=report)
    first = replace(first, caveats=[caveat], verifications=[check], around=[around])
    figures = [replace(figure, out_of="100") for figure in found.document.figures]
    stood = shape.Tombstone(
        key=["statement", "gone"], after="", went_with=[], at="2024-09-01T00:00:00+00:00", basis="error",
        reason="Nobody said it.", language="en", touched=[],
    )  # fmt: skip
    document = replace(
        found.document, comparisons=pairs, statements=[first, *others], figures=figures, tombstones=[stood]
    )
    return Draft(document, found.excerpts)


def saying(draft: Draft, kind: type[shape.Struct], name: str, said: Any) -> Draft:
    """The draft in which this field of the first row of its kind says something else."""
    story = draft.document
    if kind is shape.Document:
        changed = replace(story, **{name: said})
    else:
        section, part = WHERE[kind]
        first, *others = getattr(story, section)
        if part:
            inner, *rest = getattr(first, part)
            first = replace(first, **{part: [replace(inner, **{name: said}), *rest]})
        else:
            first = replace(first, **{name: said})
        changed = replace(story, **{section: [first, *others]})
    return Draft(changed, draft.excerpts, draft.waiting)


def test_every_kind_of_row_is_in_the_list():
    found: set[type] = set()

    def visit(kind: inspect.Type) -> None:
        match kind:
            case inspect.StructType():
                found.add(kind.cls)
                for field in kind.fields:
                    visit(field.type)
            case inspect.ListType():
                visit(kind.item_type)
            case inspect.Metadata():
                visit(kind.type)

    visit(inspect.type_info(shape.Document))
    assert found == set(shape.KINDS)


@pytest.mark.parametrize("kind", shape.KINDS, ids=ids)
def test_every_field_says_what_is_known_of_it(kind):
    silent = set(kind.__struct_fields__) - set(fields_of(kind))
    allowed = {"schema", *shape.SECTIONS} if kind is shape.Document else set()
    assert silent <= allowed, f"{kind.__name__}: say in edition/parts.py what is known of {sorted(silent - allowed)}"


def test_the_sections_are_lists_of_rows_and_nothing_else():
    told = {field.name: field.type for field in inspect.type_info(shape.Document).fields}
    for section in shape.SECTIONS:
        assert isinstance(told[section], inspect.ListType), f"say in edition/document.py what is known of {section}"


@pytest.mark.parametrize(("kind", "name", "field"), EVERY, ids=ids)
def test_what_is_said_of_a_field_are_words_that_exist(kind: type, name: str, field: Field):
    assert field.holds in get_args(Holds)
    assert field.substance in get_args(Substance)
    assert field.found in get_args(Found)
    assert (field.to in get_args(Noun)) == (field.holds == "reference")
    assert str(field.called) == field_words(name), "two fields of one name are called two things"


def test_fields_are_called_something_in_every_language():
    english = {name: str(field.called) for _kind, name, field in EVERY}
    for language in ("ar", "he"):
        with override(language):
            lacking = {f"{kind.__name__}.{name}" for kind, name, field in EVERY if str(field.called) == english[name]}
        assert not lacking, f"locale/{language} does not say what these are called: {sorted(lacking)}"


@pytest.mark.parametrize(("kind", "name"), OURS, ids=ids)
def test_the_rules_read_all_words_of_ours(draft, kind, name):
    found = [str(problem) for problem in check(saying(draft, kind, name, "He claimed it last week."))]
    assert any("“claimed”" in each for each in found)
    assert any("“last week”" in each for each in found)


@pytest.mark.parametrize(("kind", "name"), OURS, ids=ids)
def test_a_translation_says_all_words_of_ours_anew(draft, kind, name):
    story = saying(draft, kind, name, SECRET).document
    (slot,) = (slot for slot, text in texts(story) if text == SECRET)
    assert slot[1] == name
    told = retold(story, {slot: "زنجبار"}, "ar")
    assert "زنجبار" in shape.freeze(told)
    assert SECRET not in shape.freeze(told)


@pytest.mark.parametrize(("kind", "name"), SEARCHED, ids=ids)
def test_search_finds_what_its_field_says_is_found(draft, kind, name):
    value = [SECRET] if kind is shape.Term and name == "aliases" else SECRET
    found = [entry for _kind, _day, entry in entries(saying(draft, kind, name, value).document)]
    assert any(SECRET.lower() in entry.words for entry in found)


def test_every_word_on_the_pages_is_found_or_it_is_said_why_not():
    silent = {
        (kind.__name__, name)
        for kind, name, field in EVERY
        if field.holds in ("ours", "names", "theirs") and not field.found
    }
    assert silent == NOT_SEARCHED


# What a row is, or was, known by is what tells one from another: ``test_former`` has what a renaming means.
@pytest.mark.parametrize(
    ("kind", "name", "field"),
    [each for each in EVERY if each[2].holds not in ("key", "keys") and each[0] in WHERE],
    ids=ids,
)
def test_a_change_is_news_as_its_field_says(draft, kind, name, field):
    story = draft.document
    before, after = imprint(story), imprint(saying(draft, kind, name, other(value_of(story, kind, name))).document)
    both = before.items.keys() & after.items.keys()
    told = any(before.items[key].substance != after.items[key].substance for key in both)
    gone = before.items.keys() != after.items.keys()
    assert (told or gone) == (field.substance == "told")
    assert (before.whole != after.whole) == (field.substance != "label")


def value_of(story: shape.Document, kind: type, name: str) -> Any:
    if kind is shape.Document:
        return getattr(story, name)
    section, part = WHERE[kind]
    row = getattr(story, section)[0]
    return getattr(getattr(row, part)[0] if part else row, name)


def other(value: Any) -> Any:
    """Something else of the same type."""
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case str():
            return value + "x"
        case [shape.Struct(), *_rest]:
            return []
        case list():
            return [*value, "x"]
    return "x"


@pytest.mark.parametrize("address", ["timeline/", "feed.atom", "events.ics"])
def test_all_words_of_ours_on_an_event_are_shown(truce, client, address):
    names = names_of(shape.Event, "ours")
    said = {name: f"Zanzibar{number}" for number, name in enumerate(names)}
    Event.objects.filter(slug="event-1").update(status="expected", when="2024-09-01", **said)
    publish(truce, note="First edition.")
    shown = client.get(f"/truce/{address}").content.decode().replace("\r\n ", "")  # RFC 5545, 3.1: folded lines
    assert [name for name in names if said[name] not in shown] == []
