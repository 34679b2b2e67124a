"""Who speaks and acts, as schema.org has them, and who publishes the site.

Whom nobody names is no person and no organisation: they get a line of credit, and no node. It must not know what
anybody said.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings

from ...edition import bylines
from ...edition.naming import NOBODY_NAMED, naming_of_actor
from ...language.dates import readable
from ...language.text import plain
from ...story.resolved import Actor, Statement
from .nodes import Node, Whence, iso, node, ref, same_as

# What schema.org has no word for is an organisation of no kind; a group that is no body is not there at all.
KINDS = {
    "person": "Person",
    "office": "Organization",
    "government": "GovernmentOrganization",
    "agency": "Organization",
    "political-party": "PoliticalParty",
    "parliament": "Organization",
    "court": "Organization",
    "company": "Organization",
    "union": "WorkersUnion",
    "international-body": "Organization",
    "armed-group": "Organization",
    "medium": "Organization",
}
POLICIES = {
    "principles": ("publishingPrinciples", "principles"),
    "corrections": ("correctionsPolicy", "corrections"),
    "unnamed-sources": ("unnamedSourcesPolicy", "unnamed"),
    "ownership": ("ownershipFundingInfo", "ownership"),
}  # policy → property, and its place on the page of the publisher


def is_somebody(actor: Actor | None) -> bool:
    """Whether it has a node: it is named, or a body as a whole."""
    return actor is not None and actor.value.kind in KINDS and naming_of_actor(actor.value) not in NOBODY_NAMED


def at(whence: Whence, slug: str) -> str:
    return f"{whence.things}actors/{slug}/"


def refs(whence: Whence, actors: list[Actor]) -> list[Node]:
    return [ref(at(whence, actor.slug)) for actor in actors if is_somebody(actor)]


def who(whence: Whence, actor: Actor) -> Node:
    value, above = actor.value, actor.affiliation
    kind = KINDS[value.kind]
    belongs = {"affiliation": ref(at(whence, above.slug))} if kind == "Person" and above and is_somebody(above) else {}
    return node(
        kind,
        at=at(whence, value.slug),
        name=value.name,
        alternateName=[name.name for name in value.former_names],
        description=" ".join(plain(value.description).split()) or value.descriptor,
        url=f"{whence.now}actors/{value.slug}/",
        sameAs=same_as(value.wikidata),
        **belongs,
    )


def speaking(whence: Whence, statement: Statement, name: str) -> Node:
    """Who said it under ``name`` (creator, author), in the role that they held that day (schema.org/Role); whom nobody
    names as a line of credit alone."""
    actor, value = statement.speaker, statement.value
    if statement.naming in NOBODY_NAMED or not is_somebody(actor):
        return {"creditText": value.attributed_as or actor.value.name}
    them: Any = ref(at(whence, actor.slug))
    chosen = next((role for role in actor.value.roles if role.slug == value.role), None)
    if held := chosen or actor.tenures.on(statement.when):
        days = {"startDate": iso(readable(held.held_from)), "endDate": iso(readable(held.held_to))}
        them = node("Role", roleName=held.title, **days, **{name: them})
    return {name: them, **({"creditText": value.attributed_as} if value.attributed_as else {})}


def publisher_at() -> str:
    return f"{settings.SITE_URL}/publisher/"


def published_by() -> Node:
    """A reference to who publishes the site; nothing where the site does not say."""
    return ref(publisher_at()) if settings.PUBLISHER.name else {}


def written_by(whence: Whence) -> list[Node] | Node:
    """Those whom the edition names as its authors; where it names none, who publishes the site."""
    return _persons(whence.index.story.byline) or published_by()


def edited_by(whence: Whence) -> list[Node]:
    """Who answers for the edition, where it says so."""
    return _persons(whence.index.story.editor)


def _persons(line: str) -> list[Node]:
    return [node("Person", name=name) for name in bylines.people(line)]


def publisher() -> Node:
    """Who publishes the site, with the policies that it has words of its own for."""
    told = settings.PUBLISHER
    own = [POLICIES[key] for key in POLICIES if key in settings.POLICIES]
    ways = {"newsroom": told.contact, "corrections": told.corrections}
    return node(
        "NewsMediaOrganization",
        at=publisher_at(),
        name=told.name,
        url=told.address or settings.SITE_URL,
        contactPoint=[
            node("ContactPoint", contactType=kind, **{"email" if "@" in way and "/" not in way else "url": way})
            for kind, way in ways.items()
            if way
        ],
        **{name: f"{publisher_at()}#{place}" for name, place in own},
    )
