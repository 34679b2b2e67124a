"""Holds linked data to kept lists of schema.org: its names, which kinds of value they take, and what JSON-LD makes of
them (PyLD). Nothing is fetched.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

jsonld = pytest.importorskip("pyld.jsonld", reason="pyld comes with requirements/test.txt")
HERE = Path(__file__).parent
NAMES = json.loads((HERE / "names.json").read_text(encoding="utf-8"))
CONTEXT = json.loads((HERE / "context.json").read_text(encoding="utf-8"))
SCHEMA = "http://schema.org/"
PLAIN = {"Text", "URL", "Date", "DateTime", "Number", "Integer", "Boolean"}
DAY = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}\+00:00)?)?)?")
ADDRESS = re.compile(r"https?://[^\s<>\"]+")

Node = dict[str, Any]


def above(kind: str) -> Iterator[str]:
    """A type and all that it extends."""
    yield kind
    for each in NAMES["types"][kind]["extends"]:
        yield from above(each)


def problems(found: Node, under: str = "") -> Iterator[str]:
    """What schema.org does not have so. ``under``: the property that the node is a value of, which a role repeats."""
    kind = found.get("@type", "")
    if kind not in NAMES["types"]:
        yield f"no type {kind!r}"
        return
    takes = {name: of for each in above(kind) for name, of in NAMES["types"][each]["properties"].items()}
    if kind == "Role":
        takes[under] = ["Person", "Organization"]
    for name, value in found.items():
        if name in ("@type", "@id"):
            continue
        if name not in takes:
            yield f"{kind} has no {name}"
            continue
        for each in value if isinstance(value, list) else [value]:
            yield from _value(kind, name, each, takes[name])


def _value(kind: str, name: str, value: Any, takes: list[str]) -> Iterator[str]:
    if value in ("", None, [], {}):
        yield f"{kind}.{name} says nothing"
    elif isinstance(value, dict) and value.keys() == {"@id"}:
        if not ADDRESS.fullmatch(value["@id"]):
            yield f"{kind}.{name} refers to {value['@id']!r}"
    elif isinstance(value, dict):
        if value.get("@type") != "Role" and not set(above(value["@type"])) & set(takes):
            yield f"{kind}.{name} takes {takes}, not {value['@type']}"
        yield from problems(value, name)
    elif "EventStatusType" in takes:
        if value not in NAMES["EventStatusType"]:
            yield f"no status {value!r}"
    elif not PLAIN & set(takes):
        yield f"{kind}.{name} takes {takes}, not {value!r}"
    elif {"Date", "DateTime"} & set(takes) and "Text" not in takes and not DAY.fullmatch(value):
        yield f"{kind}.{name} is no date: {value!r}"
    elif "URL" in takes and "Text" not in takes and not ADDRESS.fullmatch(value):
        yield f"{kind}.{name} is no address: {value!r}"


def _load(address: str, _options: Any) -> Node:
    assert address == "https://schema.org"
    document = {"@context": CONTEXT["@context"]}
    return {"contextUrl": None, "documentUrl": address, "document": document, "contentType": "application/ld+json"}


def quads(document: Node) -> list[Node]:
    """What JSON-LD makes of it (JSON-LD 1.1 Processing Algorithms and API, 8.1), with the kept context."""
    found = jsonld.to_rdf(document, {"documentLoader": _load})
    return list(found["@default"])


def check(document: Node) -> None:
    """That every name is one of schema.org's, and that nothing is lost, or without an address, once it is read."""
    assert document["@context"] == "https://schema.org"
    assert [each for node in document["@graph"] for each in problems(node)] == []
    said = quads(document)
    predicates = {quad["predicate"]["value"] for quad in said} - {jsonld.RDF_TYPE}
    assert {each.removeprefix(SCHEMA) for each in predicates} == set(_names(document["@graph"]))
    nodes = {quad[end]["value"] for quad in said for end in ("subject", "object") if quad[end]["type"] == "IRI"}
    assert all(ADDRESS.fullmatch(each) for each in nodes)
    assert set(_ids(document["@graph"])) <= nodes


def _names(value: Any) -> Iterator[str]:
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, dict):
            yield from (name for name in each if not name.startswith("@"))
            yield from (name for inner in each.values() for name in _names(inner))


def _ids(value: Any) -> Iterator[str]:
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, dict):
            yield from ([each["@id"]] if "@id" in each else [])
            yield from (at for inner in each.values() for at in _ids(inner))
