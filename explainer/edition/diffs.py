"""Two documents of a story → what changed, in words.

It must not know the database or a template, and it never says whether a change is good.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import pgettext, pgettext_lazy

from ..language.labels import THINGS
from ..language.letters import letters
from ..language.moved_dates import changed_date
from ..language.phase_words import PhaseWords
from . import document as shape
from .change_words import event_link_words, link_words
from .field_values import text_of
from .fields import Field, Slugged, fields_of
from .former import as_in
from .naming import naming_of_actor
from .reads_alike import reads_alike
from .row_names import (
    actor_name,
    background_name,
    event_name,
    issue_name,
    on_topic,
    source_name,
    statement_name,
    statement_named,
    text_of_provision,
)


@dataclass(frozen=True, slots=True)
class Change:
    """One change, in the language in which it was found. ``page`` and ``args`` name the address where it shows.

    ``verb`` is added, removed, changed or reordered; ``field``, ``was`` and ``now`` are empty unless it is changed.
    ``told`` says it in a sentence where there is one for it: “the date was put back from … to …”. ``of`` names the
    field as the document does; ``values`` are what it held, of a code and of roles.
    """

    verb: str
    thing: str
    name: str
    field: str
    was: str
    now: str
    page: str
    args: tuple[Any, ...] = ()
    at: tuple[Any, ...] = ()
    told: str = ""
    of: str = ""
    values: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    field: str
    thing: str | Promise
    key: Callable[[Any], Any]
    name: Callable[[Any, shape.Document], str]
    page: str
    args: Callable[[Any], tuple[Any, ...]] = lambda row: ()
    all_on: str = ""  # the page of all of them, where the editor orders them and no field says how


def _slug(row: Slugged) -> str:
    return row.slug


def _position_name(position: shape.Position, story: shape.Document) -> str:
    return on_topic(actor_name(position.actor, story), issue_name(position.issue, story))


def _link_name(link: shape.Link, story: shape.Document) -> str:
    target = statement_named(link.to_statement, story) or event_name(link.to_event, story) or link.to_report
    return link_words(statement_named(link.statement, story), link.relation, target, link.drawn_by)


def _own(row: Slugged) -> tuple[str]:
    return (row.slug,)


def _comparison_name(comparison: shape.Comparison, story: shape.Document) -> str:
    later = comparison.later
    speaker = next((statement.speaker for statement in story.statements if statement.slug == later), later)
    said = {"speaker": actor_name(speaker, story), "issue": issue_name(comparison.issue, story)}
    return pgettext("comparison", "%(speaker)s on %(issue)s, then and now") % said


def _label(field: str) -> Callable[[Any, shape.Document], str]:
    return lambda row, story: getattr(row, field)


def _one(field: str) -> Callable[[Any], tuple[Any, ...]]:
    return lambda row: (getattr(row, field),)


_said_in, _of_event, _on_issue = map(_one, ("statement", "event", "issue"))


def _link_key(link: shape.Link) -> tuple[str | None, ...]:
    return (link.statement, link.relation, link.to_statement, link.to_event, letters(link.to_report))


def _event_link_name(link: shape.EventLink, story: shape.Document) -> str:
    target = event_name(link.to_event, story) or statement_named(link.to_statement, story)
    drawn = statement_named(link.said_in, story)
    return event_link_words(event_name(link.event, story), link.relation, target, link.drawn_by, drawn)


def _event_link_key(link: shape.EventLink) -> tuple[str | None, ...]:
    return (link.event, link.relation, link.to_event, link.to_statement)


def _number(phase: shape.Phase) -> tuple[int]:
    return (phase.number,)


def _thing(row: shape.Tombstone, story: shape.Document) -> str:
    return str(THINGS.get(row.kind, ""))


OPEN = "open-questions"
SECTIONS = (
    Section(
        "state", pgettext_lazy("thing", "Where things stand"), _slug, _label("label"), "overview", all_on="overview"
    ),
    Section(
        "key_points", pgettext_lazy("thing", "Key point"), _slug, _label("sentence"), "overview", all_on="overview"
    ),
    Section("backgrounds", pgettext_lazy("thing", "Background"), _slug, background_name, "overview", all_on="overview"),
    Section("statements", pgettext_lazy("thing", "Statement"), _slug, statement_name, "statement", _own),
    Section("links", pgettext_lazy("thing", "Link"), _link_key, _link_name, "statement", _said_in, "statements"),
    Section(
        "positions",
        pgettext_lazy("thing", "Position"),
        lambda position: (position.issue, position.actor),
        _position_name,
        "positions",
    ),
    Section("comparisons", pgettext_lazy("thing", "Comparison"), _slug, _comparison_name, "issue", _on_issue),
    Section("events", pgettext_lazy("thing", "Event"), _slug, _label("title"), "event", _own),
    Section("event_links", pgettext_lazy("thing", "Link"), _event_link_key, _event_link_name, "event", _of_event),
    Section("texts", pgettext_lazy("thing", "Text on the table"), _slug, _label("name"), "text", _own, "texts"),
    Section("issues", pgettext_lazy("thing", "Issue"), _slug, _label("name"), "issue", _own, "issues"),
    Section("phases", pgettext_lazy("thing", "Phase"), _number, _label("name"), "phase", _number),
    Section("gates", pgettext_lazy("thing", "Way on"), _slug, _label("label"), "phases", all_on="phases"),
    Section("groups", pgettext_lazy("thing", "Group"), _slug, _label("heading"), "actors", all_on="actors"),
    Section("actors", pgettext_lazy("thing", "Person or side"), _slug, _label("name"), "actor", _own),
    Section("figures", pgettext_lazy("thing", "Figure"), _slug, _label("label"), "overview", all_on="overview"),
    Section("open_questions", pgettext_lazy("thing", "Open question"), _slug, _label("question"), OPEN, all_on=OPEN),
    Section("terms", pgettext_lazy("thing", "Term"), _slug, _label("name"), "glossary"),
    Section("maps", pgettext_lazy("thing", "Map"), _slug, _label("title"), "overview", all_on="overview"),
    Section("sources", pgettext_lazy("thing", "Source"), _slug, source_name, "sources"),
    # Known by its kind and its moment: no address of what is gone is written on a page.
    Section("tombstones", pgettext_lazy("thing", "Taken back"), lambda row: (row.kind, row.at), _thing, "changes"),
)
PROVISIONS = Section("", pgettext_lazy("thing", "Provision"), _slug, _label("what"), "phase", all_on="phases")
STORY = Section("", pgettext_lazy("thing", "Story"), _slug, _label("title"), "overview")
STORY_FIELDS = tuple(name for name, field in fields_of(shape.Document).items() if field.holds != "key")


def compare(old: shape.Document, new: shape.Document) -> list[Change]:
    """What changed from ``old`` to ``new``, section by section; empty when nothing did."""
    return list(_compare(old, new))


def _compare(old: shape.Document, new: shape.Document) -> Iterator[Change]:
    old = as_in(new, old)
    yield from _fields(STORY, STORY_FIELDS, old, new, old, new)
    for section in SECTIONS:
        if getattr(old, section.field) == getattr(new, section.field):
            continue
        before = _keyed((section.key(row), row, section.args(row)) for row in getattr(old, section.field))
        after = _keyed((section.key(row), row, section.args(row)) for row in getattr(new, section.field))
        yield from _rows(section, before, after, old, new)
    for change in _rows(PROVISIONS, _provisions(old), _provisions(new), old, new):
        elsewhere = text_of_provision(change.at[2], new) if change.at and change.page == PROVISIONS.page else None
        yield replace(change, page="text", args=(elsewhere,)) if elsewhere else change


# What a row is known by → the row, and where it shows.
Keyed = dict[tuple[Any, int], tuple[shape.Struct, tuple[Any, ...]]]


def _keyed(rows: Iterable[tuple[Any, shape.Struct, tuple[Any, ...]]]) -> Keyed:
    """Rows of the same key, as two links of one kind between the same two, are told apart by their place."""
    found: Keyed = {}
    seen: Counter[Any] = Counter()
    for key, row, args in rows:
        found[key, seen[key]] = (row, args)
        seen[key] += 1
    return found


def _provisions(story: shape.Document) -> Keyed:
    provisions = ((phase.number, provision) for phase in story.phases for provision in phase.provisions)
    return _keyed(((number, provision.slug), provision, (number,)) for number, provision in provisions)


def _rows(section: Section, before: Keyed, after: Keyed, old: shape.Document, new: shape.Document) -> Iterator[Change]:
    for key, (row, args) in after.items():
        if key not in before:
            name, at = section.name(row, new), _at(section, key)
            yield Change("added", _called(section, new), name, "", "", "", section.page, args, at)
    for key, (row, _args) in before.items():
        if key not in after:
            name, at = section.name(row, old), _at(section, key)
            told = _gone_into(section, row, new)
            yield Change("removed", _called(section, old), name, "", "", "", "overview", at=at, told=told)
    for key, (row, args) in after.items():
        if key in before and before[key][0] != row and section.field != "tombstones":  # of which no more is told
            names = (name for name in row.__struct_fields__ if name != "provisions")
            yield from _fields(section, names, before[key][0], row, old, new, args, _at(section, key))
    if section.all_on and [key for key in before if key in after] != [key for key in after if key in before]:
        yield Change("reordered", _called(section, new), "", "", "", "", section.all_on)


def _gone_into(section: Section, row: Any, new: shape.Document) -> str:
    """Of what was merged, into what; empty of what is gone."""
    for heir in getattr(new, section.field, ()) if section.field in ("actors", "issues") else ():
        if row.slug in heir.former_slugs:
            return pgettext("change", "it was merged with %(name)s") % {"name": section.name(heir, new)}
    return ""


def _called(section: Section, story: shape.Document) -> str:
    return _words(story).say("thing") if section.field == "phases" else str(section.thing)


def _field_called(name: str, field: Field, story: shape.Document) -> str:
    if field.to != "phase":
        return str(field.called)
    return _words(story).say(f"field {name}")


def _words(story: shape.Document) -> PhaseWords:
    return PhaseWords(story.phase_word, story.phases_word, story.language)


def _at(section: Section, key: tuple[Any, int]) -> tuple[Any, ...]:
    known_by = key[0] if isinstance(key[0], tuple) else (key[0],)
    return (section.field or "provisions", *known_by)


def _fields(
    section: Section,
    names: Iterable[str],
    first: shape.Struct,
    then: shape.Struct,
    old: shape.Document,
    new: shape.Document,
    args: tuple[Any, ...] = (),
    at: tuple[Any, ...] = (),
) -> Iterator[Change]:
    """The fields that differ. Where the words are the same, as when only markup changed, the bare values are shown."""
    known = fields_of(type(first))
    for name in names:
        values = getattr(first, name), getattr(then, name)
        if not reads_alike(*values):
            if name == "naming" and isinstance(first, shape.Actor) and isinstance(then, shape.Actor):
                values = _told_naming(first, then)
            was, now = text_of(known[name], values[0], old), text_of(known[name], values[1], new)
            if was == now:
                was, now = (str(value) for value in values)
            named, here = section.name(then, new), at or ("story", name)
            called = _field_called(name, known[name], new)
            told = changed_date(*values) if isinstance(first, shape.Event) and name == "when" else ""
            if known[name].holds == "keys":
                told = pgettext("change", "it is found at other addresses too")
            kept = values if known[name].holds == "code" or name == "roles" else ()
            said = (named, called, was, now, section.page, args, here, told, name, kept)
            yield Change("changed", _called(section, new), *said)


def _told_naming(first: shape.Actor, then: shape.Actor) -> tuple[str, str]:
    """What readers were told of it: where an actor is not said to be named or not, its kind says so."""
    told = naming_of_actor(first), naming_of_actor(then)
    return told if told[0] != told[1] else (first.naming, then.naming)
