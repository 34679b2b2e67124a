"""What can be taken along of an edition: to the byte what was published, and in tables the same words."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import sqlite3
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from explainer.data.package import FORMULAS
from explainer.data.tables import TABLES
from explainer.desk.packing import pack, pack_missing
from explainer.desk.publishing import withdraw
from explainer.edition.document import digest_of, thaw
from explainer.models import Edition, Package, Passage, Source, Statement, Story
from explainer.pages.views.answers import FRESH

from .publish import publish, publish_translation
from .test_taking_back import SAID, secrets_in, story, take  # noqa: F401
from .test_views import change
from .translate import translate

pytestmark = pytest.mark.django_db
CITED = ("json", "bib", "ris", "txt")
NAMES = ("story.json", "statements/statement-0.json", *(f"{name}.csv" for name in TABLES))


def table(client: Client, address: str) -> list[dict[str, str]]:
    body = client.get(address).content.decode()
    return list(csv.DictReader(io.StringIO(body, newline="")))


def opened(body: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert archive.testzip() is None
        return {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}


def database(content: bytes, folder: Path) -> sqlite3.Connection:
    (folder / "story.sqlite").write_bytes(content)
    return sqlite3.connect(folder / "story.sqlite")


# ---- the document --------------------------------------------------------------------------------


def test_the_json_of_an_edition_is_what_was_published_to_the_byte(published, client):
    edition = published.editions.get()
    for address in ("/truce/editions/1/story.json", "/truce/story.json"):
        response = client.get(address)
        assert response.content == edition.document.encode()
        assert hashlib.sha256(response.content).hexdigest() == edition.digest
        assert response["ETag"] == f'"{edition.digest}"'
        assert response["Content-Type"] == "application/json; charset=utf-8"
        assert response["Content-Location"] == "/truce/editions/1/story.json"
    again = client.get("/truce/story.json", headers={"If-None-Match": f'"{edition.digest}"'})
    assert (again.status_code, again.content) == (304, b"")


def test_an_older_edition_keeps_its_json_and_the_storys_own_moves_on(published, client):
    first = client.get("/truce/story.json").content
    change()
    publish(published, note="The gate was another.", kind="correction")
    assert client.get("/truce/editions/1/story.json").content == first
    assert b"We hold another gate" in client.get("/truce/story.json").content


def test_each_file_says_under_what_terms_and_what_describes_it(published, client):
    for name in NAMES:
        response = client.get(f"/truce/editions/1/{name}")
        assert response.status_code == 200, name
        links = response["Link"]
        assert f'<{settings.LICENCE.address}>; rel="license"' in links
        described = links.partition(", <")[2].partition(">")[0]
        assert 'rel="describedby"' in links
        assert client.get(described.removeprefix(settings.SITE_URL)).status_code == 200


def test_pages_of_an_edition_show_its_digest_and_lead_to_its_data(published, client):
    edition = published.editions.get()
    for page in ("", "statements/", "changes/"):
        html = client.get(f"/truce/editions/1/{page}").content.decode()
        assert edition.digest in html
        assert 'href="/truce/editions/1/story.json"' in html
        assert 'href="/truce/editions/1/data.zip"' in html
    html = client.get("/truce/").content.decode()
    assert edition.digest not in html
    assert 'href="/truce/story.json"' in html
    assert f'<link rel="alternate" type="text/csv" href="{settings.SITE_URL}/truce/statements.csv">' in html
    alone = client.get("/truce/statements/statement-0/").content.decode()
    assert (
        f'<link rel="alternate" type="application/json" href="{settings.SITE_URL}/truce/statements/statement-0.json">'
        in alone
    )


def test_what_was_withdrawn_has_no_data_in_any_form(published, client):
    withdraw(published.editions.get(), because="It was wrong.")
    for name in NAMES:
        for place in ("/truce/", "/truce/editions/1/"):
            assert client.get(place + name).status_code == 410, place + name
    assert client.get("/truce/editions/1/data.zip").status_code == 410


def test_what_was_withdrawn_says_so_to_machines(published, client):
    """RFC 9457, whatever form was asked for; of the words that were withdrawn there is none in it."""
    edition = published.editions.get()
    withdraw(edition, because="It was “wrong”.")
    edition.refresh_from_db()
    for form in ("story.json", "story.jsonld", "statements.csv", "data.zip", *(f"cite.{each}" for each in CITED)):
        response = client.get(f"/truce/editions/1/{form}")
        assert response["Content-Type"] == "application/problem+json"
        assert response["Cache-Control"] == FRESH
        assert response["Access-Control-Allow-Origin"] == "*"
        assert json.loads(response.content) == {
            "type": "about:blank",
            "title": "Gone",
            "status": 410,
            "detail": "Edition 1 was withdrawn.",
            "story": "truce",
            "edition": 1,
            "published_at": edition.published_at.isoformat(),
            "withdrawn_at": edition.withdrawn_at.isoformat(),
            "reason": "It was “wrong”.",
            "reason_language": "en",
        }


def test_what_never_was_has_none(published, client):
    for address in (
        "/truce/statements/none.json",
        "/truce/editions/2/story.json",
        "/none/story.json",
        "/truce/data.zip",
    ):
        assert client.get(address).status_code == 404


def test_a_draft_is_in_none_of_them(published, client):
    change("A gate that nobody may hear of")
    for name in NAMES:
        assert b"nobody may hear" not in client.get(f"/truce/{name}").content


# ---- one statement -------------------------------------------------------------------------------


def test_a_statement_can_be_read_alone(published, client):
    told = json.loads(client.get("/truce/statements/statement-0.json").content)
    document = thaw(published.editions.get().document)
    assert told["statement"]["passages"][0]["text"] == document.statements[0].passages[0].text
    assert told["whole"] == "Asked about it, the speaker said: “We hold gate number 0”"
    assert [each["slug"] for each in told["sources"]] == told["statement"]["sources"]
    assert told["actors"][0]["slug"] == told["statement"]["speaker"]
    assert told["id"] == f"{settings.SITE_URL}/truce/editions/1/statements/statement-0/"
    assert "CC BY 4.0" in told["rights"]
    assert "speakers’ and publishers’" in told["rights"]


def test_a_statement_of_before_leads_to_what_it_is_called_now(published, client):
    Statement.objects.filter(slug="statement-0").update(slug="called-anew", former_slugs="statement-0")
    publish(published, note="")
    response = client.get("/truce/statements/statement-0.json")
    assert (response.status_code, response["Location"]) == (301, "/truce/statements/called-anew.json")
    assert response["Access-Control-Allow-Origin"] == "*"


# ---- tables --------------------------------------------------------------------------------------


def test_a_table_is_utf8_without_a_mark_and_its_header_stays(published, client):
    for name, made in TABLES.items():
        response = client.get(f"/truce/{name}.csv")
        assert response["Content-Type"].startswith("text/csv; charset=utf-8")
        head, _end, _rest = response.content.partition(b"\r\n")
        assert head.decode() == ",".join(column.name for column in made.columns)
        assert len({column.name for column in made.columns}) == len(made.columns)


# A contract: names stay and new ones come at the end.
HEADS = {
    "statements": "story edition statement address speaker speaker_name role named attributed_as wording act topic "
    "whole our_words_before their_words our_words_after as_first_spoken quoted_in spoken_in translator said_on "
    "said_on_earliest said_on_latest said_on_as_reported said_on_note form setting medium addressee relayed_by "
    "second_hand checked caveats issues phases texts about context sources source_titles source_publishers "
    "source_addresses speaker_wikidata",
    "timeline": "story edition kind slug address when when_earliest when_latest when_as_reported title status "
    "condition earlier_dates place phase issues actors actor_names body sources source_titles "
    "source_publishers source_addresses place_wikidata",
    "positions": "story edition issue issue_name question actor actor_name address position statements sources "
    "source_titles source_publishers source_addresses actor_wikidata",
    "provisions": "story edition phase phase_name provision address what amount condition owed_by owed_by_names "
    "owed_to owed_to_names due due_earliest due_latest status status_on status_on_earliest status_on_latest text "
    "same_as statements status_statements status_sources sources source_titles source_publishers source_addresses",
    "sources": "story edition source address kind title publisher byline contributors url lasting_copy published "
    "published_earliest published_latest accessed accessed_earliest accessed_latest language note",
}


def test_columns_that_were_ever_given_out_stay():
    assert TABLES.keys() == HEADS.keys()
    for name, made in TABLES.items():
        columns = [column.name for column in made.columns]
        assert columns[: len(HEADS[name].split())] == HEADS[name].split()


def test_what_a_page_of_a_statement_says_its_row_says(published, client):
    row = next(row for row in table(client, "/truce/statements.csv") if row["statement"] == "statement-0")
    assert row["whole"] == "Asked about it, the speaker said: “We hold gate number 0”"
    assert row["their_words"] == "We hold gate number 0"
    assert (row["wording"], row["speaker"], row["edition"]) == ("direct", "truce-side-0", "1")
    assert (row["said_on"], row["said_on_earliest"], row["said_on_latest"]) == ("2024-02-01",) * 3
    assert client.get(row["address"].removeprefix(settings.SITE_URL)).status_code == 200
    assert (row["sources"], row["source_publishers"]) == ("truce-report", "The Daily Test")


def test_our_own_telling_is_in_no_quotation_marks(published, client):
    Passage.objects.filter(statement__slug="statement-0").delete()
    Statement.objects.filter(slug="statement-0").update(
        wording="paraphrase", lead_in="The speaker said it holds the gate."
    )
    publish(published, note="")
    row = table(client, "/truce/statements.csv")[0]
    assert (row["whole"], row["their_words"]) == ("The speaker said it holds the gate.", "")


def test_a_vague_date_stays_vague(published, client):
    Statement.objects.filter(slug="statement-0").update(when="[2024-06-21..2024-06-30]")
    Statement.objects.filter(slug="statement-1").update(when="2024-05/..")
    publish(published, note="")
    rows = {row["statement"]: row for row in table(client, "/truce/statements.csv")}
    late = rows["statement-0"]
    assert (late["said_on"], late["said_on_earliest"], late["said_on_latest"]) == (
        "[2024-06-21..2024-06-30]", "2024-06-21", "2024-06-30",
    )  # fmt: skip
    assert rows["statement-1"]["said_on_latest"] == ""


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula(published, client, first):
    text = f'{first}HYPERLINK("https://evil.example")'
    Source.objects.update(title=text, excerpt=Source.objects.get().excerpt)
    edition = published.editions.get()
    document = edition.document.replace('"title":""', f'"title":{json.dumps(text)}')
    Edition.objects.update(document=document, digest=digest_of(document))
    body = client.get("/truce/sources.csv").content.decode()
    cell = next(csv.DictReader(io.StringIO(body, newline="")))["title"]
    assert cell == f"'{text}"
    assert text in client.get("/truce/story.json").json()["sources"][0]["title"]


def test_every_address_in_a_table_is_there(published, client):
    for name in TABLES:
        for row in table(client, f"/truce/{name}.csv"):
            path, _hash, fragment = row["address"].removeprefix(settings.SITE_URL).partition("#")
            html = client.get(path)
            assert html.status_code == 200
            assert not fragment or f'id="{fragment}"' in html.content.decode(), row["address"]


# ---- the package ---------------------------------------------------------------------------------


def test_a_package_holds_all_of_it_and_says_what_each_is(published, client, tmp_path):
    response = client.get("/truce/editions/1/data.zip")
    assert response["Content-Type"] == "application/zip"
    files = opened(response.content)
    edition = published.editions.get()
    assert files["story.json"] == edition.document.encode()
    for name in TABLES:
        assert files[f"{name}.csv"] == client.get(f"/truce/editions/1/{name}.csv").content
    manifest = json.loads(files["datapackage.json"])
    assert {each["path"] for each in manifest["resources"]} == files.keys() - {"datapackage.json"}
    for each in manifest["resources"]:
        assert each["hash"] == f"sha256:{hashlib.sha256(files[each['path']]).hexdigest()}"
        assert each["bytes"] == len(files[each["path"]])
    assert manifest["licenses"] == [
        {"name": "CC-BY-4.0", "title": "CC BY 4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}
    ]
    assert FORMULAS in manifest["description"]
    assert manifest["isAsPublished"] is True
    fields = next(each for each in manifest["resources"] if each["path"] == "statements.csv")["schema"]["fields"]
    assert next(each for each in fields if each["name"] == "their_words")["whose"] == "theirs"
    assert next(each for each in fields if each["name"] == "topic")["whose"] == "ours"


def test_the_database_holds_together_and_says_the_same(published, client, tmp_path):
    found = database(opened(client.get("/truce/editions/1/data.zip").content)["story.sqlite"], tmp_path)
    assert found.execute("PRAGMA foreign_key_check").fetchall() == []
    assert found.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    for name in TABLES:
        mine = found.execute(f"SELECT count(*) FROM {name}").fetchone()[0]  # noqa: S608
        assert mine == len(table(client, f"/truce/editions/1/{name}.csv"))
    asked = (
        "SELECT s.whole FROM statements s JOIN statements_issues i USING (statement)"
        " WHERE i.issue = 'issue-1' AND s.speaker = 'truce-side-0'"
    )
    assert ("Asked about it, the speaker said: “We hold gate number 0”",) in found.execute(asked).fetchall()
    assert found.execute("SELECT sha256_as_published FROM about").fetchone() == (published.editions.get().digest,)


def test_a_package_is_made_when_an_edition_is_published_and_never_when_one_is_asked_for(published, client):
    assert Package.objects.get().edition == published.editions.get()
    Package.objects.all().delete()
    assert client.get("/truce/editions/1/data.zip").status_code == 404
    assert not Package.objects.exists()
    assert pack_missing() == 1
    assert client.get("/truce/editions/1/data.zip").status_code == 200
    assert pack_missing() == 0


def test_a_package_of_what_an_edition_was_before_is_never_sent(published, client):
    Edition.objects.update(revision=1)
    assert client.get("/truce/editions/1/data.zip").status_code == 404


# ---- taken back, translated ----------------------------------------------------------------------


def everywhere(client: Client, number: int = 1) -> dict[str, bytes]:
    found = {}
    for place in ("/truce/", f"/truce/editions/{number}/"):
        for name in ("story.json", "statements/statement-1.json", *(f"{name}.csv" for name in TABLES)):
            found[place + name] = client.get(place + name).content
    for name, body in opened(client.get(f"/truce/editions/{number}/data.zip").content).items():
        found[f"zip/{name}"] = body.decode("latin-1").encode() if name.endswith(".sqlite") else body
    return found


def test_what_was_taken_back_is_nowhere_in_the_data(story, editor, second_editor, client):  # noqa: F811
    before = everywhere(client)
    assert {"/truce/story.json", "zip/story.json", "zip/statements.csv", "zip/story.sqlite"} <= set(
        secrets_in(before, "quetzal")
    )
    take("statement", "statement-0", editor, second_editor)
    assert secrets_in(everywhere(client), "quetzal") == []
    gone = client.get("/truce/editions/1/statements/statement-0.json")
    assert (gone.status_code, gone["Content-Type"]) == (410, "application/problem+json")
    told = json.loads(gone.content)
    taken = Edition.objects.get(number=1).redacted_at
    assert (told["ground"], told["reason_language"]) == ("court-order", "en")
    assert told["reason"] == "A court in Utrecht ordered it."
    assert told["taken_back_at"][:16] == taken.isoformat()[:16]


def test_reduced_data_has_another_digest_and_says_why(story, editor, second_editor, client):  # noqa: F811
    take("statement", "statement-0", editor, second_editor)
    edition = Edition.objects.get(number=1)
    body = client.get("/truce/editions/1/story.json").content
    now = hashlib.sha256(body).hexdigest()
    assert now != edition.digest
    html = client.get("/truce/editions/1/").content.decode()
    assert now in html
    assert "its SHA-256 is not that of what was published" in html
    assert json.loads(body)["tombstones"][0]["reason"] == "A court in Utrecht ordered it."
    files = opened(client.get("/truce/editions/1/data.zip").content)
    manifest = json.loads(files["datapackage.json"])
    assert (manifest["isAsPublished"], manifest["sha256AsPublished"]) == (False, edition.digest)
    assert b"something was taken back from this edition" in files["README.txt"]


def test_a_translation_has_data_of_its_own(published, client):
    assert client.get("/ar/truce/story.json")["Location"] == "/truce/story.json"
    assert client.get("/ar/truce/editions/1/statements.csv")["Location"] == "/truce/editions/1/statements.csv"
    assert 'href="/truce/story.json"' in client.get("/ar/truce/").content.decode()
    publish_translation(translate(published, "ar"), note="Told in Arabic.")
    edition = Edition.objects.get(stream="ar")
    assert client.get("/ar/truce/story.json").content == edition.document.encode()
    assert client.get("/ar/truce/editions/1/story.json").content == edition.document.encode()
    assert 'href="/ar/truce/story.json"' in client.get("/ar/truce/").content.decode()
    files = opened(client.get("/ar/truce/editions/1/data.zip").content)
    for name in TABLES:
        assert files[f"{name}.csv"] == client.get(f"/ar/truce/editions/1/{name}.csv").content
    assert SAID not in files["story.json"].decode()


def test_the_first_and_the_second_story_say_the_same_in_every_form(tmp_path, client, both_stories):
    for edition in both_stories:
        document = thaw(edition.document)
        base = f"/{edition.slug}/editions/{edition.number}/"
        files = opened(client.get(f"{base}data.zip").content)
        found = database(files["story.sqlite"], tmp_path)
        assert found.execute("PRAGMA foreign_key_check").fetchall() == []
        rows = {row["statement"]: row for row in table(client, f"{base}statements.csv")}
        assert rows.keys() == {each.slug for each in document.statements}
        for value in document.statements:
            words = [passage.text for passage in value.passages]
            row = rows[value.slug]
            assert row["their_words"].split("\n") == (words or [""])
            assert (row["wording"], row["speaker"], row["said_on"]) == (value.wording, value.speaker, value.when)
            assert row["sources"].split("; ") == value.sources
            alone: dict[str, Any] = json.loads(client.get(f"{base}statements/{value.slug}.json").content)
            assert [each["text"] for each in alone["statement"]["passages"]] == words
            asked = "SELECT whole, speaker, said_on FROM statements WHERE statement = ?"
            mine = found.execute(asked, [value.slug]).fetchone()
            assert mine == (row["whole"], value.speaker, value.when or None)
            assert all(f"“{text}”" in row["whole"] for text in words)


@pytest.fixture
def both_stories(db):
    from explainer.desk.files.fixtures import load

    for folder in sorted(Path("fixtures").iterdir()):
        load(folder)
    for found in Story.objects.exclude(editions__gt=0):
        publish(found, note="")
    return list(Edition.objects.filter(stream=""))


@pytest.mark.parametrize("year", [1979, 2108, 9000])
def test_an_edition_of_any_year_is_packed(published, client, year):
    """The clock of a ZIP begins in 1980 and ends in 2107; a schedule knows no end."""
    edition = published.editions.get()
    edition.published_at = edition.published_at.replace(year=year)
    pack(edition)
    assert "story.json" in opened(bytes(Package.objects.get().content))
