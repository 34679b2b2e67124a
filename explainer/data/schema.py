"""The shape of a published story as JSON Schema (draft 2020-12), in every version that an edition may have.

A field is described from the catalogue of fields, its codes from ``codes``. It must not know a story.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import msgspec
from django.utils.translation import override

from ..edition import document as shape
from ..edition.fields import Field, fields_of
from .codes import CODES

DRAFT = "https://json-schema.org/draft/2020-12/schema"
TYPE = "application/schema+json"
# What a field holds, in a sentence (``edition.fields.Holds``).
HOLDS: Mapping[str, str] = {
    "ours": "Our own words.",
    "names": "What it may be called; our own words.",
    "theirs": "Somebody else’s words, as they were said or printed.",
    "code": "A code.",
    "language": "A language (BCP 47); empty where it is not known.",
    "date": "A date (EDTF, ISO 8601-2), as exact as it is known and no more; empty where none is known.",
    "address": "An address (URL); empty where none is known.",
    "number": "A number.",
    "decimal": "A decimal number, as text.",
    "flag": "True or false.",
    "key": "What it is known by within the story.",
    "keys": "What it was known by in earlier editions.",
    "rows": "Rows, in the order in which they are shown.",
    "positions": "Positions on the earth: degrees of latitude and longitude.",
    "wikidata": "The identifier of the very same at Wikidata (“Q79”); empty where it has none or none is known.",
}
NOUNS: Mapping[str, str] = {
    "phase": "the number of a phase",
    **{noun: f"the slug of a {noun}" for noun in ["role", "statement", "source", "text", "provision", "group", "term"]},
    **{noun: f"the slug of an {noun}" for noun in ["actor", "issue", "event"]},
}
WHOLE: Mapping[str, str] = {
    "schema": "The version of this shape.",
    "state": "Where things stand, line by line.",
    "key_points": "What matters most, each with its evidence.",
    "backgrounds": "How the story came about, why it matters and to whom.",
    "groups": "The headings that people and sides stand under.",
    "actors": "People, sides, institutions, unnamed sources and media.",
    "texts": "Texts on the table: proposals, drafts, agreements.",
    "phases": "The phases of the framework, with what is owed in each.",
    "gates": "What must hold to go on from one phase to another, and what else may come of it.",
    "issues": "The sticking points.",
    "statements": "Who said what.",
    "links": "What answers, denies or follows what, and who says so.",
    "positions": "Where a side stands on an issue.",
    "comparisons": "What one speaker said then and later on one issue, as two people have approved it.",
    "events": "What happened, and what is expected.",
    "event_links": "What an event came after, answers or came of, and who says so.",
    "figures": "Numbers, each with how exact it is.",
    "open_questions": "What is not known, and what of it was answered.",
    "terms": "The glossary.",
    "maps": "Locator maps.",
    "sources": "Where all of it is from.",
    "tombstones": "Where something stood that was taken back: when, on what ground and why, and nothing of its words.",
}


def describe(kind: str, name: str, field: Field | None) -> str:
    """“Date as the source gives it. Somebody else’s words, as they were said or printed.”"""
    if field is None:
        return WHOLE.get(name, "")
    with override("en-gb"):
        called = str(field.called)
    holds = f"A reference: {NOUNS[field.to]}." if field.to else HOLDS[field.holds]
    if field.holds == "ours" and field.found == "prose":
        holds = "Our own words, in Markdown."
    codes = CODES.get((kind, name), {})
    meanings = "; ".join(f"“{code}”: {said}" for code, said in codes.items())
    return f"{called[:1].upper()}{called[1:]}. {holds}{f' {meanings}.' if meanings else ''}"


def versions() -> range:
    return range(1, shape.SCHEMA + 1)


@cache
def schema(version: int, site: str) -> bytes:
    """That of one version, as JSON. An older one lacks the sections that have come since; what else has come since has
    a default, and need not be there."""
    found = msgspec.json.schema(shape.Document)
    kinds: dict[str, Any] = found["$defs"]
    for kind in shape.KINDS:
        described(kind, kinds[kind.__name__])
        kinds[kind.__name__]["description"] = _plain(kinds[kind.__name__].get("description", ""))
    whole = kinds["Document"]
    whole["properties"]["schema"]["const"] = version
    for name in shape.came_after(version):
        del whole["properties"][name]
        whole["required"] = [each for each in whole["required"] if each != name]
    head = {
        "$schema": DRAFT,
        "$id": address(version, site),
        "title": f"A published story, version {version}",
        "description": "An edition of a story as it was published, byte for byte: its SHA-256 is the edition’s digest.",
    }
    return msgspec.json.format(msgspec.json.encode({**head, "$ref": found["$ref"], "$defs": kinds}), indent=1)


def described(kind: type[shape.Struct], of: dict[str, Any]) -> None:
    """Each property of ``of`` with a description and its codes; no others are allowed, as no edition has any."""
    fields = fields_of(kind)
    for name, told in of["properties"].items():
        told["description"] = describe(kind.__name__, name, fields.get(name))
        if codes := CODES.get((kind.__name__, name)):
            told["enum"] = list(codes)


def _plain(docstring: str) -> str:
    """What our code says of a kind of row, for whoever does not read our code."""
    words = re.sub(r" \(``[a-z_.]+``\)", "", " ".join(docstring.split()))
    words = re.sub("one of ``(models|naming)[^`]+``", "one of its codes", words)
    return re.sub("``([^`]+)``", r"“\1”", words)


def address(version: int, site: str) -> str:
    return f"{site}/schema/story-{version}.json"
