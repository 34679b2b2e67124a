"""A story and its data as schema.org has them, and the graphs that pages and files are given.

It must not know a request.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

import msgspec
from django.conf import settings

from ...language.text import plain
from .. import csv_files, terms
from ..tables import TABLES
from . import framework, people, words
from .nodes import CONTEXT, TYPE, Node, Whence, corrections, moment, node, ref, span, terms_at


def article(whence: Whence) -> Node:
    """The story as it stands in the edition (schema.org/BackgroundNewsArticle: “explainer or backgrounder”)."""
    index, story = whence.index, whence.index.story
    righted = {(each.note, each.on): each for found in whence.righted.values() for each in found}
    return node(
        **_stub(whence),
        alternativeHeadline=story.question,
        abstract=" ".join(plain(story.short_answer).split()),
        description=story.standfirst,
        backstory=" ".join(plain(story.limits).split()),
        about=[ref(words.issue_at(whence, each.slug)) for each in index.issues],
        mentions=people.refs(whence, index.actors),
        spatialCoverage=framework.places(whence),
        temporalCoverage=_covered(whence),
        translationOfWork=ref(whence.translates) if whence.translates else {},
        correction=corrections(sorted(righted.values(), key=lambda each: each.on)),
        usageInfo=terms_at(),
        sdPublisher=people.published_by(),
        sdDatePublished=moment(whence.published),
        sdLicense=settings.LICENCE.address,
        isAccessibleForFree=True,
    )


def whole_article(whence: Whence) -> Node:
    """With all that it is made of and rests on."""
    index = whence.index
    parts = [
        *(framework.phase_at(whence, each.number) for each in index.phases),
        *(words.at(whence, each.slug) for each in index.statements),
    ]
    return article(whence) | {
        "hasPart": [ref(each) for each in parts],
        "citation": [ref(words.source_at(whence, each.slug)) for each in index.sources],
    }


def _stub(whence: Whence) -> dict[str, Any]:
    """The story where something else is told of: what it is called, whose it is, and which edition."""
    return {
        "kind": "BackgroundNewsArticle",
        "at": whence.then,
        "url": whence.now,
        "headline": whence.index.story.title,
        "inLanguage": whence.index.story.language,
        "version": str(whence.number),
        "datePublished": moment(whence.first),
        "dateModified": moment(whence.last),
        "license": settings.LICENCE.address,
        "author": people.written_by(whence),
        "editor": people.edited_by(whence),
        "publisher": people.published_by(),
    }


def _covered(whence: Whence) -> str:
    events = [row.when for row in whence.index.events]
    return span([*events, *(row.when for row in whence.index.statements)])


def dataset(whence: Whence) -> Node:
    """The edition to take along. Its package is not among the files: not every edition has one."""
    story = whence.index.story
    files = [("story.json", "application/json"), ("story.jsonld", TYPE)]
    files += [(f"{name}.csv", csv_files.TYPE) for name in TABLES]
    return node(
        "Dataset",
        at=f"{whence.then}#data",
        name=f"{story.title}: data of version {whence.number}",
        description=f"“{story.title}” as data: who said what, when, to whom and where it is from; what happened; where "
        f"the sides stand; what is agreed and owed. {terms.rights()}",
        url=f"{settings.SITE_URL}/data/",
        license=settings.LICENCE.address,
        usageInfo=terms_at(),
        creator=people.published_by(),
        version=str(whence.number),
        inLanguage=story.language,
        datePublished=moment(whence.first),
        dateModified=moment(whence.last),
        temporalCoverage=_covered(whence),
        isBasedOn=ref(whence.then),
        isAccessibleForFree=True,
        distribution=[
            node("DataDownload", contentUrl=f"{whence.then}{name}", encodingFormat=kind) for name, kind in files
        ],
    )


Made = Callable[[], Node]


def known(whence: Whence) -> dict[str, Made]:
    """Every node that has an address, by that; each is made when it is asked for."""
    index = whence.index
    found: dict[str, Made] = {whence.then: lambda: node(**_stub(whence))}
    if settings.PUBLISHER.name:
        found[people.publisher_at()] = people.publisher
    for actor in index.actors:
        if people.is_somebody(actor):
            found[people.at(whence, actor.slug)] = partial(people.who, whence, actor)
    for phase in index.phases:
        found[framework.phase_at(whence, phase.number)] = partial(framework.phase, whence, phase)
    named: tuple[tuple[Iterable[Any], Callable[[Whence, str], str], Callable[[Whence, Any], Node]], ...] = (
        (index.issues, words.issue_at, words.issue),
        (index.statements, words.at, words.statement),
        (index.events, framework.event_at, framework.event),
        (index.texts, framework.text_at, framework.text),
        (index.sources, words.source_at, words.source),
    )
    for rows, at, made in named:
        found |= {at(whence, row.slug): partial(made, whence, row) for row in rows}
    return found


def with_named(whence: Whence, *nodes: Node) -> list[Node]:
    """``nodes``, and what they name, so that they can be read alone."""
    there, found = {each.get("@id") for each in nodes}, known(whence)
    named = dict.fromkeys(at for each in nodes for at in _named(each) if at in found and at not in there)
    return [*nodes, *(found[at]() for at in named)]


def _named(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for each in value:
            yield from _named(each)
    elif isinstance(value, dict):
        if value.keys() == {"@id"}:
            yield value["@id"]
        for each in value.values():
            yield from _named(each)


def everything(whence: Whence) -> list[Node]:
    """Of the whole story."""
    made = known(whence) | {whence.then: lambda: whole_article(whence)}
    positions = [words.position(whence, each) for each in whence.index.positions]
    loose = [framework.glossary(whence)] if whence.index.story.terms else []
    return [*(make() for make in made.values()), dataset(whence), *positions, *words.acts(whence), *loose]


def graph(nodes: list[Node]) -> bytes:
    return msgspec.json.encode({"@context": CONTEXT, "@graph": nodes})
