"""Who publishes, under what terms, by what policies, what crawlers are asked: as it is set, and honest where not."""

from __future__ import annotations

import os
import subprocess
import sys
from urllib.parse import parse_qs, unquote, urlsplit
from urllib.robotparser import RobotFileParser

import pytest
from django.conf import settings
from django.test import Client

from explainer.setup.publisher import PURPOSES, Publisher

from .formats import read_atom

pytestmark = pytest.mark.django_db
SAID = Publisher("The Evening Test", "https://test.example/", "desk@test.example", "errors@test.example")


def test_what_is_not_set_is_said_to_be_not_said(client):
    html = client.get("/publisher/").content.decode()
    for sentence in (
        "This site does not say who publishes it.",
        "This site does not say how its publisher can be reached.",
        "This site does not say where an error can be reported.",
        "This site does not say who owns it or pays for it.",
        "No crawler is asked to stay away",
    ):
        assert sentence in html


def test_what_is_set_is_shown(client, settings):
    settings.PUBLISHER, settings.SITE_NAME = SAID, "The Long View"
    settings.POLICIES = {"ownership": "Owned by *its readers*.", "principles": "Our **own** rules."}
    html = client.get("/publisher/").content.decode()
    assert "The Evening Test" in html
    assert 'href="mailto:desk@test.example"' in html
    assert 'href="mailto:errors@test.example"' in html
    assert "Owned by <em>its readers</em>." in html
    assert "<strong>own</strong>" in html
    assert "does not say" not in html
    assert "– The Long View</title>" in html


def test_the_name_of_the_site_stands_in_feeds_too(published, client, settings):
    settings.SITE_NAME = "The Long View"
    feed = read_atom(client.get("/truce/feed.atom").content)
    assert feed.findtext("{*}author/{*}name") == "The Long View"
    assert client.get("/truce/feed.json").json()["authors"][0]["name"] == "The Long View"


def test_feeds_say_under_what_terms(published, client):
    rights = read_atom(client.get("/truce/feed.atom").content).findtext("{*}rights") or ""
    assert "CC BY 4.0" in rights
    assert "speakers’ and publishers’" in rights
    assert client.get("/truce/feed.json").json()["_rights"]["about"] == settings.LICENCE.address


def links(client: Client, path: str) -> list[str]:
    html = client.get(path).content.decode().replace("&amp;", "&").replace("&#x27;", "'")
    return [part.partition('"')[0] for part in html.split('href="') if "Report an error" in part.partition("</a>")[0]]


def test_an_error_is_reported_with_the_page_and_its_version(published, client, settings):
    settings.PUBLISHER = SAID
    for path in ("/truce/statements/statement-0/", "/truce/editions/1/statements/statement-0/"):
        (link,) = links(client, path)
        asked = parse_qs(urlsplit(link).query)
        assert urlsplit(link).path == "errors@test.example"
        assert asked["body"] == [f"{settings.SITE_URL}/truce/editions/1/statements/statement-0/"]
        assert "version 1" in unquote(asked["subject"][0])
    settings.PUBLISHER = SAID._replace(corrections="https://test.example/report?from=explainer")
    (link,) = links(client, "/truce/issues/issue-1/")
    assert parse_qs(urlsplit(link).query) == {
        "from": ["explainer"], "address": [f"{settings.SITE_URL}/truce/editions/1/issues/issue-1/"], "edition": ["1"],
    }  # fmt: skip


def test_no_page_offers_to_report_where_nothing_is_said_of_it(published, client):
    assert links(client, "/truce/statements/statement-0/") == []


def test_crawlers_are_asked_by_what_they_come_for(client, settings):
    free = RobotFileParser()
    free.parse(client.get("/robots.txt").content.decode().splitlines())
    assert free.can_fetch("GPTBot", "/truce/")
    settings.CRAWLERS_REFUSED = ("training",)
    asked = RobotFileParser()
    asked.parse(client.get("/robots.txt").content.decode().splitlines())
    for name in PURPOSES["training"]:
        assert not asked.can_fetch(name, "/truce/"), name
    for name in (*PURPOSES["search"], *PURPOSES["answers"], "Somebody"):
        assert asked.can_fetch(name, "/truce/"), name
    assert not asked.can_fetch("Somebody", "/admin/")
    assert "train models are asked to stay away" in client.get("/publisher/").content.decode()


@pytest.mark.parametrize(
    ("env", "sentence"),
    [
        ({"CONTACT": "me"}, "CONTACT is 'me'; it must be an e-mail address or an https one."),
        ({"CORRECTIONS_TO": "http://a.example"}, "CORRECTIONS_TO is"),
        ({"PUBLISHER_URL": "a.example"}, "PUBLISHER_URL is"),
        ({"CRAWLERS_REFUSED": "search, ads"}, "CRAWLERS_REFUSED has 'ads'; the purposes known are search"),
        ({"LICENCE": "Ours"}, "LICENCE is 'Ours'; it must be one of CC-BY-4.0"),
        ({"LICENCE_URL": "https://a.example"}, "LICENCE_URL is 'https://a.example'"),
        ({"POLICIES": "docs"}, "POLICIES is 'docs'; it must be a folder with some of principles.md"),
    ],
)
def test_a_start_with_nonsense_is_refused(env, sentence, tmp_path):
    found = run(tmp_path, "import explainer.settings", **env)
    assert (found.returncode, found.stdout) == (1, "")
    assert sentence in found.stderr


def test_policies_are_read_from_their_files(tmp_path):
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "ownership.md").write_text("Owned by its readers.\n")
    code = "from explainer.settings import *; print(POLICIES, LICENCE.address, CRAWLERS_REFUSED)"
    env = {"POLICIES": str(tmp_path / "policies"), "LICENCE": "Ours", "LICENCE_URL": "https://a.example/terms"}
    found = run(tmp_path, code, CRAWLERS_REFUSED="training,answers", **env)
    told = "{'ownership': 'Owned by its readers.'} https://a.example/terms ('training', 'answers')\n"
    assert (found.stdout, found.stderr) == (told, "")


def run(folder, code, **env):
    given = {"PATH": os.environ["PATH"], "DATA_DIR": str(folder), "DEBUG": "1", **env}
    return subprocess.run(
        [sys.executable, "-c", code], env=given, cwd=settings.BASE_DIR, capture_output=True, text=True, timeout=60
    )
