"""A story to take along: its document to the byte, its tables, one of its statements, a package of all; and what each
of these is.

A translation has its own, and where there is none, the addresses of a language lead to the original's. It must not make
a package.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.cache import set_response_etag

from explainer.data import csv_files, package, schema, statement_file, terms, web_annotations
from explainer.data.columns import Place
from explainer.data.linked import nodes
from explainer.data.linked import story as linked
from explainer.data.tables import TABLES
from explainer.edition.document import SCHEMA, version_of
from explainer.language.languages import speaks
from explainer.pages.dated import dated
from explainer.pages.linked_data import whence
from explainer.reading.copies import Missing
from explainer.reading.documents import digest_now, example, package_of, text_of
from explainer.reading.readings import Reading
from explainer.serving.rendering import Answer

from .answers import FRESH, Address, Finder, View, page, plain, reader

JSON = "application/json"
Told = Callable[..., HttpResponse]


def taken_along(view: Told, find: Finder) -> View:
    """``view(reading, …)`` of what can be read in the language of the address."""

    @wraps(view)
    def answer(address: Address, reading: Reading, **kwargs: str) -> HttpResponse:
        own = speaks(reading.edition.stream) == reading.language
        return view(reading, **kwargs) if own else address.unprefixed()

    return reader(answer, find)


def files(find: Finder) -> list[URLPattern]:
    """What can be taken along, below a story's own address or an edition's."""
    tables = [
        path(f"{name}.csv", taken_along(table, find), {"name": name}, f"{name}-csv")
        for name in TABLES
    ]  # fmt: skip
    return [
        path("story.json", taken_along(story, find), name="story-json"),
        path("story.jsonld", taken_along(linked_story, find), name="story-jsonld"),
        path(web_annotations.NAME, taken_along(annotated, find), name="annotations-jsonld"),
        path("statements/<slug:slug>.json", taken_along(statement, find), name="statement-json"),
        *tables,
    ]


def packages(find: Finder) -> list[URLPattern]:
    """Of an edition alone: it is made when that is published."""
    return [path("data.zip", taken_along(packed, find), name="data-zip")]


def story(reading: Reading) -> HttpResponse:
    text = text_of(reading)
    described = schema.address(version_of(text), settings.SITE_URL)
    return sent(text.encode(), f"{JSON}; charset=utf-8", reading, "story-json", described=described)


def linked_story(reading: Reading) -> HttpResponse:
    """The whole in the words of schema.org (JSON-LD 1.1)."""
    body = linked.graph(linked.everything(whence(reading)))
    return sent(body, nodes.TYPE, reading, "story-jsonld")


def annotated(reading: Reading) -> HttpResponse:
    """What is quoted, as W3C Web Annotations of the reports that it is from."""
    body = web_annotations.annotations_of(reading.index, _place(reading), reading.edition.published_at)
    return sent(body, web_annotations.TYPE, reading, "annotations-jsonld")


def statement(reading: Reading, slug: str) -> HttpResponse:
    found = reading.find("statement", slug)
    body = statement_file.statement_of(found, reading.index, _place(reading), reading.edition.published_at)
    described = schema.address(reading.story.schema, settings.SITE_URL)
    return sent(body, f"{JSON}; charset=utf-8", reading, "statement-json", slug, described=described)


def table(reading: Reading, name: str) -> HttpResponse:
    known = TABLES[name]
    body = csv_files.csv_of(known, known.of(reading.index, _place(reading)))
    return sent(body, f"{csv_files.TYPE}; charset=utf-8; header=present", reading, f"{name}-csv")


def packed(reading: Reading) -> HttpResponse:
    content = package_of(reading)
    if content is None:
        raise Missing("data.zip")
    response = sent(content, package.TYPE, reading, "data-zip")
    name = f"{reading.story.slug}-{reading.edition.number}.zip"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _place(reading: Reading) -> Place:
    return Place(reading.lasting("overview"), reading.edition.number)


def sent(body: bytes, kind: str, reading: Reading, page: str, *args: str, described: str = "") -> HttpResponse:
    """As fresh as a page. Its tag is its SHA-256, which of an edition's document is the edition's digest; where its
    lasting address is (RFC 9110, section 8.7; to cite it by: RFC 8574), and a digest for machines (RFC 9530)."""
    digest = sha256(body)
    described = described or f"{settings.SITE_URL}{reverse('data')}"
    response = Answer(body, lasting=True, content_type=kind)
    response["Cache-Control"] = FRESH
    response["ETag"] = f'"{digest.hexdigest()}"'
    response["Repr-Digest"] = f"sha-256=:{b64encode(digest.digest()).decode()}:"
    address = reading.lasting(page, *args)
    response["Content-Location"] = address.removeprefix(settings.SITE_URL)
    response["Link"] = f'{terms.link()}, <{described}>; rel="describedby", <{address}>; rel="cite-as"'
    edition = reading.edition
    put_back = edition.revision and not edition.redacted_at  # when, it does not say
    if edition.stream or put_back:  # what its original has taken out since is no moment of its own
        return response
    return dated(response, {edition.published_at, edition.redacted_at or edition.published_at})


@plain
def shape(address: Address, version: int) -> HttpResponse:
    """The JSON Schema of a version of the shape."""
    if version not in schema.versions():
        raise Http404
    response = Answer(schema.schema(version, settings.SITE_URL), lasting=True, content_type=schema.TYPE)
    response["Cache-Control"] = FRESH
    response["Link"] = terms.link()
    set_response_etag(response)
    return response


@plain
def about(address: Address) -> HttpResponse:
    """What can be taken along, with a story of this site as the example."""
    return page("data.html", **_example(example()), tables=TABLES.values(), version=SCHEMA, licence=settings.LICENCE)


def _example(reading: Reading | None) -> dict[str, Any]:
    """Addresses of a story of this site; what stands for them where it has none."""
    if reading is None:
        then = f"{settings.SITE_URL}/<story>/editions/<number>"
        return {
            "now": f"{settings.SITE_URL}/<story>",
            "then": then,
            "statement": "<slug>",
            "again": _again(then, "<digest>"),
        }
    then, digest = reading.lasting("overview").rstrip("/"), digest_now(reading)
    said = reading.index.statements
    return {
        "now": reading.absolute("story-json").removesuffix("/story.json"),  # where no prefix leads away from it
        "then": then,
        "digest": digest,
        "statement": said[0].slug if said else "<slug>",
        "again": _again(then, digest),
    }


def _again(then: str, digest: str) -> str:
    """Ask whether it is still what one has (RFC 9110, section 13.1.2)."""
    return f"curl -s -o /dev/null -w '%{{http_code}}' -H 'If-None-Match: \"{digest}\"' {then}/story.json"
