"""Every answer of an export with its headers, in one file that archives of the web take (WARC, ISO 28500).

It must not be imported for an export without one: the package is an extra (requirements/archive.txt). What stands in it
is what the site answered, to the byte, and not what files of it have.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import responses
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.http import HttpResponse

from .addresses import CannotExport


@contextmanager
def web_archive(file: Path) -> Iterator[Callable[[str, HttpResponse], None]]:
    """What each answer is to be told to. The file is there when all is in it, and not before."""
    try:
        from warcio.statusandheaders import StatusAndHeaders
        from warcio.warcwriter import WARCWriter
    except ImportError:
        raise CannotExport("A WARC needs the package warcio; install requirements/archive.txt first.") from None
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(f".{file.name}.{os.getpid()}.new")
    try:
        with fresh.open("wb") as out:
            writer = WARCWriter(out, gzip=file.name.endswith(".gz"))
            about = {
                "software": "Explainer export_site",
                "format": "WARC File Format 1.0",
                "isPartOf": settings.SITE_URL,
            }
            writer.write_record(writer.create_warcinfo_record(file.name, about))

            def heard(address: str, response: HttpResponse) -> None:
                status = f"{response.status_code} {responses.get(response.status_code, '')}".strip()
                head = StatusAndHeaders(status, list(response.items()), protocol="HTTP/1.1")
                body = BytesIO(response.content)
                uri = settings.SITE_URL + address
                record = writer.create_warc_record(uri, "response", payload=body, http_headers=head)
                writer.write_record(record)
                record.raw_stream.close()  # warcio leaves it open

            yield heard
        fresh.replace(file)
    finally:
        fresh.unlink(missing_ok=True)
