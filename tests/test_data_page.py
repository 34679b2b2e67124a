"""The page that explains the data: every line that it tells to try does what it says."""

from __future__ import annotations

import hashlib
import io
import re
import shutil
import subprocess
import zipfile
from html import unescape
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client, override_settings

from explainer.data.tables import TABLES
from explainer.models import Edition

LINE = re.compile(r"<code>(curl .+?)</code>")


def lines_of(html: bytes) -> list[str]:
    return [unescape(line) for line in LINE.findall(html.decode())]


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_every_line_that_it_tells_to_try_does_what_it_says(published, live_server, tmp_path):
    with override_settings(SITE_URL=live_server.url):
        lines = lines_of(Client().get("/data/").content)
        told = {line: run(line, tmp_path) for line in lines}
    edition = Edition.objects.get()
    assert len(lines) == 7 + len(TABLES)
    whole = f"curl -s {live_server.url}/truce/editions/1/story.json"
    assert told[f"{whole} | sha256sum"].split()[0].decode() == edition.digest
    assert told[f"curl -s {live_server.url}/truce/story.json"].decode() == edition.document
    for name, table in TABLES.items():
        body = told[f"curl -s {live_server.url}/truce/editions/1/{name}.csv"].decode()
        assert body.startswith(",".join(column.name for column in table.columns))
    assert told[f"curl -s {live_server.url}/truce/editions/1/statements/statement-0.json"].startswith(b'{"id":')
    assert told[f"curl -s {live_server.url}/truce/editions/1/story.jsonld"].startswith(
        b'{"@context":"https://schema.org"'
    )
    with zipfile.ZipFile(io.BytesIO((tmp_path / "story.zip").read_bytes())) as archive:
        assert hashlib.sha256(archive.read("truce-1/story.json")).hexdigest() == edition.digest
    assert told[lines[-1]] == b"304"


def run(line: str, folder: Path) -> bytes:
    found = subprocess.run(["/bin/bash", "-c", line], cwd=folder, capture_output=True, timeout=60, check=True)
    assert found.stderr == b""
    return found.stdout


@pytest.mark.django_db
def test_it_stands_without_a_story(client):
    html = client.get("/data/").content
    assert "<story>/editions/<number>/story.json" in lines_of(html)[0]


@pytest.mark.django_db
def test_it_says_under_what_terms_in_each_language(published, client):
    for place in ("", "/ar", "/he"):
        html = client.get(f"{place}/data/").content.decode()
        assert re.search(f'<a rel="license"[^>]* href="{settings.LICENCE.address}">CC BY 4.0</a>', html)
        assert f"{settings.SITE_URL}/truce/story.json" in html


@pytest.mark.django_db
def test_every_pages_foot_says_whose_words_are_whose(published, client):
    for address in ("/", "/about/", "/truce/", "/truce/editions/1/statements/", "/search/", "/none/"):
        html = client.get(address).content.decode()
        assert '<a rel="license" href="/data/">CC BY 4.0</a>' in html, address
