"""Rules of identifiers at Wikidata: each is one, is of one thing, and a thing has one.

It must not ask Wikidata.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...edition import document as shape
from ...edition.fields import names_of
from ...models.wikidata import ID
from ..compose import Draft
from .problems import Problem, Rule


def wikidata_ids_are_ids(draft: Draft) -> Iterator[Problem]:
    """For what came in by another way than a form."""
    for at, row in shape.rows(draft.document):
        for name in names_of(type(row), "wikidata"):
            value = getattr(row, name)
            if value and not ID.fullmatch(value):
                yield Problem(f"{at} has the id “{value}” at Wikidata; an item there has one like “Q79”.", at)


def a_wikidata_id_is_of_one_actor(draft: Draft) -> Iterator[Problem]:
    names: dict[str, str] = {}
    for actor in draft.document.actors:
        if actor.wikidata and actor.wikidata in names:
            first = names[actor.wikidata]
            yield Problem(
                f"{actor.name} and {first} have the same id at Wikidata, {actor.wikidata}.", f"actors/{actor.slug}"
            )
        names.setdefault(actor.wikidata, actor.name)


def a_place_has_one_wikidata_id(draft: Draft) -> Iterator[Problem]:
    """The same name twice may be two places; in one story readers take it for one."""
    ids: dict[str, str] = {}
    names: dict[str, str] = {}
    for at, name, value in _places(draft.document):
        key = name.casefold()
        if ids.setdefault(key, value) != value:
            yield Problem(f"{name} has two ids at Wikidata, {ids[key]} and {value}. Which one is it?", at)
        elif names.setdefault(value, name).casefold() != key:
            yield Problem(
                f"{name} and {names[value]} have the same id at Wikidata, {value}. Call the place by one name.", at
            )


def _places(story: shape.Document) -> Iterator[tuple[str, str, str]]:
    for event in story.events:
        if event.place_wikidata:
            yield f"events/{event.slug}", event.place, event.place_wikidata
    for shown in story.maps:
        for feature in shown.features:
            if feature.wikidata:
                yield f"maps/{shown.slug}", feature.label, feature.wikidata


RULES: tuple[Rule, ...] = (wikidata_ids_are_ids, a_wikidata_id_is_of_one_actor, a_place_has_one_wikidata_id)
