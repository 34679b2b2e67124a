"""What happened and is expected, and what is on the table, as schema.org has it: events, phases, texts, terms.

It must not know what was said of them.
"""

from __future__ import annotations

from ...edition import document as shape
from ...language.dates import readable
from ...language.text import plain
from ...story.resolved import Event, Phase, Text
from . import people
from .nodes import Node, Whence, iso, node, ref, same_as
from .words import issue_at, source_at

STATUS = "https://schema.org/Event"


def event_at(whence: Whence, slug: str) -> str:
    return f"{whence.things}events/{slug}/"


def event(whence: Whence, row: Event) -> Node:
    """``previousStartDate`` is of one that was put back, or brought forward, and has dates that it had before."""
    value, when = row.value, row.when
    lasts = when is not None and when.shape == "interval" and not when.qualifier
    first = (when.earliest.isoformat() if lasts and not when.open_start else iso(when)) if when else ""
    last = when.latest.isoformat() if when and lasts and not when.open_end else ""
    place = node("Place", name=value.place, sameAs=same_as(value.place_wikidata)) if value.place else {}
    about = [*people.refs(whence, row.actors), *(ref(issue_at(whence, slug)) for slug in value.issues)]
    return node(
        "Event",
        at=event_at(whence, value.slug),
        name=value.title,
        description=" ".join(plain(value.body).split()),
        url=f"{whence.now}events/{value.slug}/",
        startDate=first,
        endDate=last,
        eventStatus=_status(value),
        previousStartDate=[day for each in value.dates if (day := iso(readable(each.when)))],
        location=place,
        about=about,
        recordedIn=[ref(source_at(whence, each.slug)) for each in row.sources],
    )


def _status(value: shape.Event) -> str:
    """Of what is called expected, whether or not its day has passed; of what happened, only that its date was another:
    that it was held as it was planned we do not know."""
    if value.status == "cancelled":
        return f"{STATUS}Cancelled"
    if value.status == "happened":
        return f"{STATUS}Rescheduled" if value.dates else ""
    if value.status == "expected" and value.dates:
        return f"{STATUS}Rescheduled" if value.when else f"{STATUS}Postponed"
    return f"{STATUS}Scheduled" if value.status == "expected" else ""


def phase_at(whence: Whence, number: int) -> str:
    return f"{whence.then}phases/{number}/"


def phase(whence: Whence, row: Phase) -> Node:
    value, here = row.value, phase_at(whence, row.number)
    return node(
        "CreativeWork",
        at=here,
        name=value.name,
        description=" ".join(plain(value.summary or value.gist).split()),
        url=f"{whence.now}phases/{value.number}/",
        position=value.number,
        creativeWorkStatus=value.state,
        isPartOf=ref(whence.then),
        hasPart=[_provision(here, number, each) for number, each in enumerate(value.provisions, 1)],
        version=str(whence.number),
    )


def _provision(here: str, number: int, value: shape.Provision) -> Node:
    return node(
        "CreativeWork",
        at=f"{here}#owed-{value.slug}",
        identifier=value.slug,
        text=value.what,
        position=number,
        creativeWorkStatus=value.status,
    )


def text_at(whence: Whence, slug: str) -> str:
    return f"{whence.things}texts/{slug}/"


def text(whence: Whence, row: Text) -> Node:
    value = row.value
    by = [whence.index.actor[slug] for slug in value.put_forward_by]
    return node(
        "CreativeWork",
        at=text_at(whence, value.slug),
        name=value.name,
        url=f"{whence.now}texts/{value.slug}/",
        creator=people.refs(whence, by),
        dateCreated=iso(readable(value.when)),
        creativeWorkStatus=value.state,
        subjectOf=[ref(source_at(whence, slug)) for slug in value.sources],
    )


def glossary(whence: Whence) -> Node:
    """All terms as one set."""
    here = f"{whence.then}glossary/"
    return node(
        "DefinedTermSet",
        at=here,
        name=whence.index.story.title,
        isPartOf=ref(whence.then),
        hasDefinedTerm=[
            node(
                "DefinedTerm",
                at=f"{here}#{term.slug}",
                name=term.name,
                alternateName=term.aliases,
                description=" ".join(plain(term.definition).split()),
            )
            for term in whence.index.story.terms
        ],
    )


def places(whence: Whence) -> list[Node]:
    """What maps show and is known at Wikidata, each once."""
    known = {each.wikidata: each.label for shown in whence.index.story.maps for each in shown.features if each.wikidata}
    return [node("Place", name=label, sameAs=same_as(wikidata)) for wikidata, label in known.items()]
