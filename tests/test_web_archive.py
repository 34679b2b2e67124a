"""Every answer of an export in one file for archives of the web, read back by what they read it with."""

from __future__ import annotations

import sys

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client

from explainer.desk.publishing import withdraw
from explainer.pages.exporting.addresses import CannotExport
from explainer.pages.exporting.web_archive import web_archive

from .publish import publish
from .test_exporting import files, in_english  # noqa: F401

NEEDED = "warcio is not installed (requirements/archive.txt)"


def records(file) -> dict[str, tuple[str, dict[str, str], bytes]]:
    reader = pytest.importorskip("warcio.archiveiterator", reason=NEEDED)
    with file.open("rb") as stream:
        return {
            record.rec_headers["WARC-Target-URI"]: (
                record.http_headers.get_statuscode(),
                dict(record.http_headers.headers),
                record.content_stream().read(),
            )
            for record in reader.ArchiveIterator(stream, check_digests="raise")
            if record.rec_type == "response"
        }


@pytest.mark.slow
@pytest.mark.parametrize("name", ["site.warc", "site.warc.gz"])
def test_it_holds_what_readers_are_sent_with_its_headers(published, tmp_path, in_english, name):  # noqa: F811
    pytest.importorskip("warcio", reason=NEEDED)
    published.question = "Who has its key?"
    published.save()
    publish(published, note="More.")
    withdraw(published.editions.get(number=1), because="It was wrong.")
    folder, file = tmp_path / "site", tmp_path / name
    call_command("export_site", folder, verbosity=0)
    call_command("export_site", folder, warc=file, verbosity=0)
    assert file.read_bytes()[:2] == (b"\x1f\x8b" if name.endswith(".gz") else b"WA")
    found = records(file)
    written = [name for name in files(folder) if not name.startswith((".", "_", "gone~"))]
    addresses = {f"{settings.SITE_URL}/{name.removesuffix('index.html')}" for name in written}
    assert addresses <= set(found)
    for path in ("/truce/", "/truce/editions/2/timeline/", "/truce/story.json", "/truce/feed.atom", "/robots.txt"):
        status, headers, body = found[settings.SITE_URL + path]
        sent = Client().get(path)
        assert (status, body) == ("200", sent.content)
        assert headers == dict(sent.headers)
    status, _headers, body = found[f"{settings.SITE_URL}/truce/editions/1/"]
    assert (status, b"It was wrong." in body) == ("410", True)
    status, headers, _body = found[f"{settings.SITE_URL}/favicon.ico"]
    assert (status, headers["Location"][:8]) == ("301", "/static/")


def test_where_the_package_is_missing_it_says_so_and_writes_nothing(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "warcio.statusandheaders", None)
    with pytest.raises(CommandError, match=r"needs the package warcio; install requirements/archive.txt first"):
        call_command("export_site", tmp_path / "site", warc=tmp_path / "site.warc")
    assert list(tmp_path.iterdir()) == []


def test_one_that_breaks_off_leaves_the_last(tmp_path):
    pytest.importorskip("warcio", reason=NEEDED)
    file = tmp_path / "site.warc"
    file.write_bytes(b"the last")

    def broken() -> None:
        with web_archive(file):
            raise CannotExport("No.")

    with pytest.raises(CannotExport):
        broken()
    assert file.read_bytes() == b"the last"
    assert list(tmp_path.iterdir()) == [file]
