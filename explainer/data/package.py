"""All of an edition in one file to take along: a ZIP with its JSON, CSVs, a SQLite database and what each of them is.

It is made once, when the edition is published or taken from, never when somebody asks. It must not know the database,
nor look at the clock: the same edition gives the same bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import msgspec
from django.conf import settings

from ..edition.bylines import people
from ..edition.document import digest_of, version_of
from ..story.indexes import StoryIndex
from . import csv_files, schema, sqlite_file, terms
from .columns import Column, Place, Table
from .tables import TABLES

TYPE = "application/zip"
PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
EARLIEST, LATEST = 1980, 2107  # years that the clock of a ZIP can say (APPNOTE, 4.4.6)
FIELDS = {"text": "string", "list": "string", "address": "string", "date": "string", "day": "date", "whole": "integer",
          "flag": "boolean"}  # fmt: skip
FORMULAS = (
    "A cell that a spreadsheet would take for a formula (it begins with = + - @, a tab or a carriage return) has an "
    "apostrophe before it in the CSV files. The JSON and the SQLite database have every cell as it is."
)


@dataclass(frozen=True, slots=True)
class Packed:
    """An edition as it is packed. ``text``: its document as readers are sent it; ``digest``: of that as it was
    published, which is another where something was taken back since."""

    index: StoryIndex
    text: str
    digest: str
    place: Place
    published_at: datetime

    @property
    def is_whole(self) -> bool:
        return digest_of(self.text) == self.digest


def package(edition: Packed) -> bytes:
    files = dict(_files(edition))
    out = BytesIO()
    at = edition.published_at.astimezone(UTC)
    moment = min(max(at.year, EARLIEST), LATEST), at.month, at.day, at.hour, at.minute, at.second
    with ZipFile(out, "w", ZIP_DEFLATED, compresslevel=9) as archive:
        for name, (_kind, content) in {**files, "datapackage.json": ("", _manifest(edition, files))}.items():
            entry = ZipInfo(f"{edition.index.story.slug}-{edition.place.number}/{name}", moment)
            entry.compress_type, entry.external_attr = ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, content)
    return out.getvalue()


def _files(edition: Packed) -> Iterator[tuple[str, tuple[str, bytes]]]:
    """(name, (media type, content)) of each, but for the manifest."""
    yield "README.txt", ("text/plain", _readme(edition).encode())
    yield "story.json", ("application/json", edition.text.encode())
    version = version_of(edition.text)
    yield f"story-{version}.schema.json", (schema.TYPE, schema.schema(version, settings.SITE_URL))
    rows = {table.name: list(table.of(edition.index, edition.place)) for table in TABLES.values()}
    for table in TABLES.values():
        yield f"{table.name}.csv", (csv_files.TYPE, csv_files.csv_of(table, rows[table.name]))
    about = {**_said(edition), "rights": terms.rights()}
    yield "story.sqlite", (sqlite_file.TYPE, sqlite_file.sqlite_of(edition.index.story, rows, about))


def _said(edition: Packed) -> dict[str, Any]:
    """What it is, where it stands and whether it is whole."""
    story = edition.index.story
    return {
        "story": story.slug,
        "title": story.title,
        "language": story.language,
        "byline": story.byline,
        "editor": story.editor,
        "edition": edition.place.number,
        "published": edition.published_at.astimezone(UTC).isoformat(),
        "address": edition.place.base,
        "sha256_as_published": edition.digest,
        "sha256": digest_of(edition.text),
        "schema": schema.address(version_of(edition.text), settings.SITE_URL),
        "licence": settings.LICENCE.address,
    }


def _readme(edition: Packed) -> str:
    said = _said(edition)
    proof = "the SHA-256 of story.json is the digest of the edition as it was published"
    if not edition.is_whole:
        proof = (
            "something was taken back from this edition, so that story.json is not what was published and has another "
            "SHA-256; a tombstone in it says where, when and why"
        )
    files = [
        "story.json         the whole edition; " + proof + ".",
        f"story-{version_of(edition.text)}.schema.json  what each field of it is.",
        *(f"{f'{table.name}.csv':<18} {table.says}" for table in TABLES.values()),
        "story.sqlite       the same tables, all else, and what refers to what; it opens in sqlite3 and Datasette.",
        "datapackage.json   what each column is, and the SHA-256 of each file.",
    ]
    lines = [
        f"{said['title']}", f"Edition {said['edition']}, published {said['published']}", said["address"], "",
        *files, "", FORMULAS, "", terms.ours() + ".", terms.THEIRS, "", f"More: {settings.SITE_URL}/data/", "",
    ]  # fmt: skip
    return "\n".join(lines)


def _manifest(edition: Packed, files: dict[str, tuple[str, bytes]]) -> bytes:
    """Data Package 2.0 (datapackage.org)."""
    said, story = _said(edition), edition.index.story
    licence = {"name": settings.LICENCE.code, "title": settings.LICENCE.title, "path": settings.LICENCE.address}
    told = {
        "$schema": PROFILE,
        "name": story.slug,
        "id": said["address"],
        "title": story.title,
        "description": f"{story.question} {FORMULAS}",
        "homepage": said["address"],
        "version": str(said["edition"]),
        "created": said["published"],
        "licenses": [licence],
        **({"contributors": them} if (them := _contributors(edition)) else {}),
        "rights": terms.rights(),
        "language": story.language,
        "sha256AsPublished": edition.digest,
        "isAsPublished": edition.is_whole,
        "sources": [
            {"title": source.value.title or source.value.publisher, **({"path": source.link} if source.link else {})}
            for source in edition.index.sources
        ],
        "resources": [_resource(name, kind, content) for name, (kind, content) in files.items()],
    }
    return msgspec.json.format(msgspec.json.encode(told), indent=1)


def _contributors(edition: Packed) -> list[dict[str, Any]]:
    """Who wrote it, who answers for it, and who publishes the site, as far as that is said."""
    story = edition.index.story
    them = [{"title": name, "roles": ["author"]} for name in people(story.byline)]
    them += [{"title": name, "roles": ["editor"]} for name in people(story.editor)]
    return [*them, _publisher()] if settings.PUBLISHER.name else them


def _publisher() -> dict[str, Any]:
    address = {"path": settings.PUBLISHER.address} if settings.PUBLISHER.address else {}
    return {"title": settings.PUBLISHER.name, **address, "roles": ["publisher"]}


def _resource(name: str, kind: str, content: bytes) -> dict[str, Any]:
    stem, _dot, form = name.rpartition(".")
    table = TABLES.get(stem) if form == "csv" else None
    return {
        "name": name.lower().replace(".", "-"),
        "path": name,
        "format": form,
        "mediatype": kind,
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        **({"encoding": "utf-8"} if form != "sqlite" else {}),
        **(_tabular(table) if table else {}),
    }


def _tabular(table: Table) -> dict[str, Any]:
    return {
        "type": "table",
        "title": table.says,
        "schema": {
            "fields": [_field(column) for column in table.columns],
            "primaryKey": list(table.key),
            "missingValues": [""],
        },
    }


def _field(column: Column) -> dict[str, str]:
    """``whose``: of whose words, so under whose terms, its cells are; no property of the standard's."""
    return {"name": column.name, "type": FIELDS[column.kind], "description": f"{column.says}.", "whose": column.whose}
