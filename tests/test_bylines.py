"""Who wrote a story and who answers for it: said in every form, kept by the edition, and made up nowhere."""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.core.management import call_command
from django.test import Client, override_settings

from explainer.desk.publishing import withdraw
from explainer.edition.bylines import people
from explainer.models import Edition, Story
from explainer.setup.publisher import publisher

from .crawl import text_of
from .publish import publish, publish_translation
from .translate import translate

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def signed(make_story) -> Story:
    """Its first edition names nobody, its second two authors and an editor, its third somebody else."""
    story = make_story()
    publish(story, note="First.")
    for number, (byline, editor) in enumerate([("A. Reyes; B. Cohen", "C. Haddad"), ("D. Silva", "E. Brandt")], 2):
        Story.objects.filter(pk=story.pk).update(byline=byline, editor=editor, standfirst=f"As of version {number}.")
        publish(story, note="Who wrote it.")
    return story


def foot(client: Client, address: str) -> str:
    return text_of(client.get(address).content).partition("Everything else is ours")[2]


def node(client: Client, address: str, kind: str) -> dict[str, Any]:
    graph = json.loads(client.get(address).content)["@graph"]
    return next(each for each in graph if each["@type"] == kind)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("", []),
        (" ; ", []),
        ("A. Reyes", ["A. Reyes"]),
        ("A;  B C ;", ["A", "B C"]),
        ("أ. رييس؛ ب. كوهين", ["أ. رييس", "ب. كوهين"]),
    ],
)
def test_a_byline_is_names_with_semicolons_between_them(line, names):
    assert people(line) == names


def test_each_edition_says_who_stood_behind_it_then(signed, client):
    assert "Written by" not in foot(client, "/truce/editions/1/")
    assert "Responsible" not in foot(client, "/truce/editions/1/")
    then = foot(client, "/truce/editions/2/timeline/")
    assert "Written by A. Reyes, B. Cohen. Responsible editor: C. Haddad." in then
    now = foot(client, "/truce/")
    assert "Written by D. Silva. Responsible editor: E. Brandt." in now
    assert "Reyes" not in now


def test_the_head_of_a_page_names_them_and_else_the_site(signed, client):
    assert b'<meta name="author" content="D. Silva">' in client.get("/truce/").content
    Story.objects.update(byline="", standfirst="Nobody wrote it.")
    publish(signed, note="Nobody is named.")
    assert b'<meta name="author" content="Explainer">' in client.get("/truce/").content


def test_linked_data_names_them_and_else_who_publishes_it(signed, client):
    article = node(client, "/truce/editions/2/story.jsonld", "BackgroundNewsArticle")
    assert article["author"] == [{"@type": "Person", "name": name} for name in ("A. Reyes", "B. Cohen")]
    assert article["editor"] == [{"@type": "Person", "name": "C. Haddad"}]
    with override_settings(PUBLISHER=publisher("The House", "", "", "")):
        article = node(client, "/truce/editions/1/story.jsonld", "BackgroundNewsArticle")
        assert article["author"] == {"@id": "http://testserver/publisher/"}
    assert "editor" not in article


def test_a_story_and_an_event_are_cited_with_them_and_a_statement_is_not(signed, client):
    for place in ("", "events/event-0/"):
        here = f"/truce/editions/2/{place}"
        [item] = json.loads(client.get(f"{here}cite.json").content)
        assert item["author"] == [{"literal": "A. Reyes"}, {"literal": "B. Cohen"}]
        assert "author = {{A. Reyes} and {B. Cohen}}" in client.get(f"{here}cite.bib").content.decode()
        assert client.get(f"{here}cite.ris").content.decode().count("AU  - ") == 2
        wiki = client.get(f"{here}cite.txt").content.decode()
        assert "| author1 = A. Reyes" in wiki
        assert "| author2 = B. Cohen" in wiki
    [item] = json.loads(client.get("/truce/editions/2/statements/statement-0/cite.json").content)
    assert item["author"] == [{"literal": "Side 0"}]
    page = client.get("/truce/editions/2/cite/").content
    assert "A. Reyes, B. Cohen, The truce talks, version 2" in text_of(page)
    assert page.count(b'<meta name="citation_author"') == 2


def test_feeds_name_the_authors_of_each_version_and_of_what_stands_now(signed, client):
    told = client.get("/truce/feed.json").json()["items"]
    named = {each["title"]: [author["name"] for author in each.get("authors", ())] for each in told}
    assert named["Version 2: update"] == ["A. Reyes", "B. Cohen"]
    assert named["Version 3: update"] == ["D. Silva"]
    assert named["Version 1: first version"] == []
    entry = next(each for each in told if each["url"].endswith("/statements/statement-0/"))
    assert entry["authors"] == [{"name": "D. Silva"}]
    root = ET.fromstring(client.get("/truce/feed.atom").content)  # noqa: S314
    second = next(each for each in root.iter(f"{ATOM}entry") if each.findtext(f"{ATOM}title") == "Version 2: update")
    assert [name.text for name in second.findall(f"{ATOM}author/{ATOM}name")] == ["A. Reyes", "B. Cohen"]
    assert [each.text for each in root.findall(f"{ATOM}author/{ATOM}name")] == ["Explainer"]
    [newest, *_others] = client.get("/feed.json").json()["items"]
    assert newest["authors"] == [{"name": "D. Silva"}]


def test_a_package_names_them(signed, client):
    archive = zipfile.ZipFile(io.BytesIO(client.get("/truce/editions/2/data.zip").content))
    manifest = json.loads(archive.read("truce-2/datapackage.json"))
    assert manifest["contributors"] == [
        {"title": "A. Reyes", "roles": ["author"]},
        {"title": "B. Cohen", "roles": ["author"]},
        {"title": "C. Haddad", "roles": ["editor"]},
    ]
    database = sqlite3.connect(":memory:")
    database.deserialize(archive.read("truce-2/story.sqlite"))
    assert database.execute("SELECT byline, editor FROM about").fetchall() == [("A. Reyes; B. Cohen", "C. Haddad")]
    story = json.loads(client.get("/truce/editions/2/story.json").content)
    assert (story["byline"], story["editor"]) == ("A. Reyes; B. Cohen", "C. Haddad")


def test_they_travel_with_the_story(signed, tmp_path):
    call_command("dump_story", "truce", to=tmp_path / "truce")
    Story.objects.update(byline="", editor="")
    call_command("load_story", tmp_path / "truce", overwrite=True)
    signed.refresh_from_db()
    assert (signed.byline, signed.editor) == ("D. Silva", "E. Brandt")


def test_what_was_withdrawn_names_nobody(signed, client):
    withdraw(Edition.objects.of(signed).get(number=3), because="It was wrong.")
    for address in ("/truce/", "/truce/feed.json", "/truce/feed.atom", "/feed.json"):
        assert "Silva" not in client.get(address).content.decode(), address


def test_a_translation_has_the_names_in_its_own_letters(signed, client):
    translation = translate(signed)
    translation.texts.filter(field="byline").update(text="د. سيلفا؛ أ. رييس")
    publish_translation(translation, note="الأولى.")
    assert "بقلم د. سيلفا، أ. رييس." in text_of(client.get("/ar/truce/").content)
    assert client.get("/truce/").content.decode().count("سيلفا") == 0
