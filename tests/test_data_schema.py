"""The JSON Schema of a published story: every edition keeps to it, every field is described, codes are the desk's."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings

from explainer.data.codes import CODES
from explainer.data.schema import DRAFT, HOLDS, WHOLE, schema, versions
from explainer.edition import document as shape
from explainer.edition.fields import fields_of

EDITIONS = sorted([*Path("tests/editions").glob("*.json"), *Path("fixtures").glob("*/editions/*.json")])
# Where the desk has the same list under another name.
AT_THE_DESK = {
    "Link": "StatementLink", "Document": "Story", ("Actor", "part"): "Involvement", ("Tombstone", "basis"): "Takedown",
}  # fmt: skip
# What a document alone can have.
BESIDE = {("Tombstone", "basis"): {"taken-out"}}


def problems(value: Any, told: dict[str, Any], defs: dict[str, Any], at: str = "") -> list[str]:
    """What is wrong by the words of JSON Schema (draft 2020-12) that ours has; any other word fails."""
    if "$ref" in told:
        return problems(value, defs[told["$ref"].rpartition("/")[2]], defs, at)
    known = {
        "type", "properties", "required", "items", "anyOf", "enum", "const", "default", "additionalProperties",
        "title", "description",
    }  # fmt: skip
    assert set(told) <= known, set(told) - known
    found = []
    if "anyOf" in told and all(problems(value, each, defs, at) for each in told["anyOf"]):
        found.append(f"{at}: none of {told['anyOf']}")
    if "enum" in told and value not in told["enum"]:
        found.append(f"{at}: {value!r} is no code")
    if "const" in told and value != told["const"]:
        found.append(f"{at}: {value!r}")
    types = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool, "null": type(None)}
    if "type" in told:
        right = type(value) is types[told["type"]]
        if not right:
            return [*found, f"{at}: {value!r} is no {told['type']}"]
    if isinstance(value, dict):
        found += [f"{at}.{name} is missing" for name in told.get("required", ()) if name not in value]
        for name, inner in value.items():
            if name in told["properties"]:
                found += problems(inner, told["properties"][name], defs, f"{at}.{name}")
            elif told.get("additionalProperties") is False:
                found.append(f"{at}.{name} is not known")
    if isinstance(value, list):
        for place, inner in enumerate(value):
            found += problems(inner, told["items"], defs, f"{at}[{place}]")
    return found


def read(version: int) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(schema(version, settings.SITE_URL))
    return found


def judged(document: dict[str, Any], version: int) -> list[str]:
    told = read(version)
    return problems(document, {"$ref": told["$ref"]}, told["$defs"])


@pytest.mark.parametrize("file", EDITIONS, ids=lambda file: file.name)
def test_every_edition_keeps_to_the_schema_of_its_version(file):
    document = json.loads(file.read_text(encoding="utf-8"))
    if "statements" in document:
        assert judged(document, document["schema"]) == []


def test_there_are_editions_of_most_versions():
    found = {json.loads(file.read_text(encoding="utf-8")).get("schema") for file in EDITIONS}
    assert set(range(1, shape.SCHEMA)) <= found


def test_the_schema_refuses_what_is_not_one():
    document = json.loads(Path("tests/editions/sixth.json").read_text(encoding="utf-8"))
    version = document["schema"]
    assert judged(document | {"schema": version + 1}, version)
    assert judged(document | {"more": 1}, version)
    assert judged({name: value for name, value in document.items() if name != "title"}, version)
    event = document["events"][0]
    assert judged(document | {"events": [event | {"status": "perhaps"}]}, version)


@pytest.mark.parametrize("version", versions())
def test_every_field_is_described(version):
    told = read(version)
    assert told["$schema"] == DRAFT
    assert told["$id"] == f"{settings.SITE_URL}/schema/story-{version}.json"
    for name, kind in told["$defs"].items():
        for field, each in kind["properties"].items():
            assert len(each["description"]) > 10, f"{name}.{field}"
            assert "``" not in each["description"] + kind.get("description", ""), f"{name}.{field}"


def test_every_code_is_in_it_and_means_what_it_does_at_the_desk():
    coded = {
        (kind.__name__, name)
        for kind in shape.KINDS
        for name, known in fields_of(kind).items()
        if known.holds == "code"
    }
    assert CODES.keys() == coded
    for (kind, name), codes in CODES.items():
        model = AT_THE_DESK.get((kind, name)) or AT_THE_DESK.get(kind, kind)
        field = apps.get_model("explainer", model)._meta.get_field(name)
        choices = {str(value) for value, _label in field.choices} | ({""} if field.blank else set())
        assert set(codes) == choices | BESIDE.get((kind, name), set()), (kind, name)
        for value, label in field.choices:
            assert codes[str(value)] == str(label), (kind, name, value)


def test_every_section_is_described_and_all_that_a_field_can_hold():
    assert {"schema", *shape.SECTIONS} == WHOLE.keys()
    held = {known.holds for kind in shape.KINDS for known in fields_of(kind).values() if not known.to}
    assert held <= HOLDS.keys()


@pytest.mark.django_db
def test_each_version_has_an_address_and_no_other_has(client):
    for version in versions():
        response = client.get(f"/schema/story-{version}.json")
        assert response["Content-Type"] == "application/schema+json"
        assert response.json()["$id"] == f"{settings.SITE_URL}/schema/story-{version}.json"
    assert client.get(f"/schema/story-{shape.SCHEMA + 1}.json").status_code == 404


def test_no_name_of_ours_for_a_model_stands_in_it():
    assert not re.search(r"models\.|language\.|naming\.", schema(shape.SCHEMA, settings.SITE_URL).decode())
