"""The site as files: whole, nothing but what is public, and kept in step with it."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client

from explainer.data.tables import TABLES
from explainer.desk.publishing import withdraw
from explainer.following import archive
from explainer.models import Package, Story
from explainer.pages.exporting import addresses, parts, records, walking
from explainer.pages.exporting import folder as folders
from explainer.pages.exporting.addresses import LEFT_OUT, CannotExport
from explainer.pages.exporting.folder import LIST
from explainer.pages.exporting.walking import export
from explainer.reading import home_list

from .crawl import Page
from .publish import publish

CANARY = "canary-that-no-reader-may-hear"


def files(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "site"


@pytest.fixture
def in_english(monkeypatch):
    """For what is not about languages: a third of the files."""
    monkeypatch.setattr(addresses, "LEFT_OUT", re.compile(f"{LEFT_OUT.pattern}|/(ar|he)/"))


def nowhere(found: dict[str, bytes]) -> set[str]:
    """What links of the pages lead to nothing in these files: an address with a query does, for files have none."""
    ids = {name: set(Page(body.decode()).ids) for name, body in found.items() if name.endswith(".html")}
    lost = set()
    for name in ids:
        page = Page(found[name].decode())
        linked = page.links + [value for _tag, of in page.tags for key in ("src", "href") if (value := of.get(key))]
        linked += [of["action"] or "" for tag, of in page.tags if tag == "form"]
        base = name.removeprefix("gone~/").removesuffix("index.html")
        for link in linked:
            target = urlsplit(urljoin(f"{settings.SITE_URL}/{base}", link))
            if f"{target.scheme}://{target.netloc}" != settings.SITE_URL:
                continue
            path = unquote(target.path).strip("/")
            file = next((end for end in (path, f"{path}/index.html".lstrip("/")) if end in found), None)
            if link.startswith("#"):
                file = name
            if target.query or not file or (target.fragment and target.fragment not in ids.get(file, ())):
                lost.add((name, link))
    return lost


def test_every_link_leads_to_a_file_and_a_place_in_it(published, folder):
    export(folder)
    found = files(folder)
    assert {"index.html", "truce/index.html", "ar/truce/timeline/index.html", "404.html", "he/404.html"} <= set(found)
    assert nowhere(found) == set()


def test_a_file_is_what_a_reader_is_sent(published, folder):
    export(folder)
    for path in ("/truce/feed.atom", "/truce/feed.json", "/truce/events.ics", "/robots.txt", "/truce/sitemap.xml"):
        assert (folder / path[1:]).read_bytes() == Client().get(path).content
    assert any(name.startswith("static/") and name.endswith(".woff2") for name in files(folder))


def test_a_page_is_what_a_reader_is_sent_but_for_what_leads_to_nothing(published, folder):
    """All that is not a link, nor a form, is there to the byte: words, order, blanks."""
    export(folder)
    for path in ("/", "/truce/", "/he/truce/statements/", "/truce/changes/", "/truce/editions/1/"):
        there, sent = (folder / path[1:] / "index.html").read_text(), Client().get(path).content.decode()
        for form in re.findall(r"<form.*?</form>|<last-read.*?</last-read>", sent, re.DOTALL):
            assert form not in there
        lines = set(sent.split("\n"))
        for line in there.split("\n"):
            if line not in lines:
                bare = re.sub("<[^>]*>", "", line)
                assert any(bare in re.sub("<[^>]*>", "", old) for old in lines), line
        assert '<a class="brand" href="' in there


def test_the_data_is_in_it_to_the_byte(published, folder, in_english):
    Package.objects.all().delete()
    call_command("export_site", folder)
    found = files(folder)
    edition = published.editions.get()
    assert found["truce/editions/1/story.json"].decode() == found["truce/story.json"].decode() == edition.document
    assert found["truce/editions/1/data.zip"] == bytes(Package.objects.get().content)
    for name in TABLES:
        for place in ("truce", "truce/editions/1"):
            assert found[f"{place}/{name}.csv"] == Client().get(f"/{place}/{name}.csv").content
    for place in ("truce", "truce/editions/1"):
        assert (
            found[f"{place}/statements/statement-0.json"]
            == Client().get(f"/{place}/statements/statement-0.json").content
        )
    assert f"schema/story-{edition.schema}.json" in found


def test_the_archives_of_feeds_are_in_it_to_the_oldest(published, folder, in_english, monkeypatch):
    monkeypatch.setattr(archive, "SIZE", 2)
    export(folder)
    for place in ("feed", "actors/truce-side-0/feed", "issues/issue-1/feed"):
        for form in ("atom", "json"):
            assert (folder / f"truce/{place}/1.{form}").read_bytes() == Client().get(f"/truce/{place}/1.{form}").content
    assert (folder / "truce/feed/3.atom").exists()


def test_no_draft_and_nothing_of_the_desk_is_in_it(published, folder, in_english):
    Story.objects.update(question=f"Is this the {CANARY}?")
    export(folder)
    found = files(folder)
    assert not [name for name, body in found.items() if CANARY.encode() in body]
    assert not [name for name in found if name.startswith(("admin", "preview", "healthz"))]


def test_an_export_again_writes_what_changed_and_removes_what_is_gone(published, folder, in_english):
    first = export(folder)
    assert (first.changed, first.removed) == (first.files, 0)
    assert export(folder).changed == 0
    (folder / "mine.txt").write_text("not of the export")
    withdraw(published.editions.get(), because="It was wrong.")
    again = export(folder)
    assert again.removed > 10
    assert not (folder / "truce").exists()
    assert "It was wrong." in (folder / "gone~" / "truce" / "index.html").read_text()
    assert (folder / "mine.txt").exists()
    published.question = "Who guards the gate?"
    published.save()
    publish(published, note="Anew.")
    export(folder)
    assert b"Who guards the gate?" in (folder / "truce" / "index.html").read_bytes()


def test_an_export_that_breaks_off_leaves_whole_files(published, folder, in_english, monkeypatch):
    export(folder)
    before = {name: body for name, body in files(folder).items() if not name.startswith(LIST)}
    monkeypatch.setattr(folders.Path, "replace", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left")))
    Story.objects.update(question="Who has its key?")
    publish(Story.objects.get(), note="Anew.")
    with pytest.raises(CommandError, match="No space left"):
        call_command("export_site", folder)
    assert {name: body for name, body in files(folder).items() if not name.startswith(LIST)} == before


@pytest.mark.parametrize(
    ("link", "path"),
    [
        ("../about/#top", "/about/"), ("http://testserver/x.css", "/x.css"), ("//testserver/x.css", "/x.css"),
        ("https://testserver/x.css", None), ("http://other.example/x.css", None), ("http://[", None),
        ("?order=newest", None), ("/truce/?since=1", None), ("mailto:a@example.org", None), ("/admin/", None),
        ("/preview/truce/", None), ("/healthz/", None), ("/search/", None), ("/ar/truce/search/", None),
        ("/truce/searching/", "/truce/searching/"), ("/administer/", "/administer/"),
    ],
)  # fmt: skip
def test_a_link_is_followed_where_a_file_can_stand_for_what_it_leads_to(link, path):
    assert addresses.own("/truce/", link) == path


@pytest.mark.parametrize(
    "address", ["/truce/../x", "/%2e%2e/x", "/truce/.hidden", f"/{LIST}/site", "/a%5Cb", "/a%00b", "/.exported/"]
)
def test_an_address_that_cannot_be_the_name_of_a_file_stops_the_export(address):
    with pytest.raises(CannotExport, match="cannot be the name of a file"):
        addresses.named(address)


@pytest.mark.parametrize(
    ("address", "slug"),
    [("/truce/", "truce"), ("/ar/truce/x/", "truce"), ("/ar/", ""), ("/about/", ""), ("/ar/about/", ""), ("/", "")],
)
def test_an_address_is_of_the_story_that_it_names(address, slug):
    assert parts.story_of(address, {"truce": None}) == slug


@pytest.mark.parametrize("site", ["http://localhost:8000", "http://127.0.0.1:8000", "http://[::1]:8000"])
def test_files_must_not_lead_to_this_machine(folder, settings, site):
    settings.SITE_URL = site
    with pytest.raises(CommandError, match="set it to the address that the files will have"):
        call_command("export_site", folder)
    assert not folder.exists()


def test_a_folder_with_other_things_in_it_is_left_alone(folder):
    folder.mkdir()
    (folder / "mine.txt").write_text("mine")
    with pytest.raises(CommandError, match="holds files that no export wrote"):
        call_command("export_site", folder)
    assert list(files(folder)) == ["mine.txt"]


def test_a_list_that_was_tampered_with_removes_nothing_outside(published, folder, in_english, tmp_path):
    export(folder)
    (tmp_path / "outside.txt").write_text("mine")
    for name in records.names(folder):
        record = records.read(folder, name)
        record.of, record.files["../outside.txt"] = "", "0" * 64
        records.save(folder, name, record)
    assert export(folder).removed == 0
    assert (tmp_path / "outside.txt").exists()


def test_the_command_says_what_it_did(published, folder, in_english, capsys):
    call_command("export_site", folder)
    assert "of them pages" in capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.django_db
def test_no_more_is_held_than_the_addresses_of_one_story(folder, in_english, monkeypatch):
    held = []

    class Watched(parts.Part):
        def __exit__(self, *error):
            held.append((self.name, len(self.seen)))
            super().__exit__(*error)

    monkeypatch.setattr(walking, "Part", Watched)
    sizes = {}
    for stories in (1, 4):
        call_command("make_archive", stories=stories, statements=0, verbosity=0)
        held.clear()
        export(folder / str(stories))
        sizes[stories] = dict(held)
    many, few = sizes[4], sizes[1]
    assert len(many) == len(few) + 3
    assert max(many.values()) <= 1.5 * max(few.values())
    assert many["site"] <= few["site"] + 20  # the first page and the corrections name the newest alone


@pytest.mark.slow
@pytest.mark.django_db
def test_every_story_is_written_though_the_first_page_names_only_the_newest(folder, in_english, monkeypatch):
    monkeypatch.setattr(home_list, "MOST", 2)
    call_command("make_archive", stories=5, statements=0, verbosity=0)
    export(folder)
    named = [f"archive-{number:05}" for number in range(1, 6)]
    assert sum(f"/{name}/" in (folder / "index.html").read_text() for name in named) == 2
    assert all((folder / name / "index.html").is_file() for name in named)


def test_the_pictures_that_pages_name_are_in_it_and_go_with_them(published, folder, in_english):
    export(folder)
    for name in ("card.png", "phases/1/card.png", "statements/statement-0/card.png", "issues/issue-1/card.png"):
        place = folder / "truce/editions/1" / name
        assert place.read_bytes() == Client().get(f"/truce/editions/1/{name}").content
    found = files(folder)
    assert b'"icons"' in found["manifest.webmanifest"]
    for size in (32, 180, 192, 512):
        assert [name for name in found if re.fullmatch(rf"static/icon-{size}(\.\w+)?\.png", name)]
    assert [name for name in found if re.fullmatch(r"static/card(\.\w+)?\.png", name)]
    withdraw(published.editions.get(), because="It was wrong.")
    export(folder)
    assert not list((folder / "truce").rglob("card.png"))
