"""Doors for machines: what they are told is true, leads to what is there, and says when it ends."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from explainer.models import Story
from explainer.pages.exporting.walking import export
from explainer.pages.views.machines import expiry
from explainer.setup.publisher import Publisher

from .publish import publish

pytestmark = pytest.mark.django_db
SITE = "http://testserver"
SPACE = "{http://a9.com/-/spec/opensearch/1.1/}"
TABLES = ("statements.csv", "timeline.csv", "positions.csv", "provisions.csv", "sources.csv")


# ---- llms.txt --------------------------------------------------------------------------------------


def test_llms_txt_is_as_its_format_has_it_and_each_link_of_it_leads_somewhere(published, client):
    response = client.get("/llms.txt")
    assert response["Content-Type"] == "text/markdown; charset=utf-8"
    lines = response.content.decode().splitlines()
    assert lines[0] == "# Explainer"
    assert lines[2].startswith("> ")
    assert [line for line in lines if line.startswith("#")][1:] == ["## Stories", "## Data", "## Optional"]
    (story,) = [line for line in lines if "/truce/" in line]
    assert story.startswith(f"- [The truce talks]({SITE}/truce/story.json): Does the truce hold?")
    links = re.findall(r"https?://[^\s)>,]+", "\n".join(lines))
    ours = [link.removeprefix(SITE) for link in links if link.startswith(SITE)]
    assert len(ours) >= 9
    assert {client.get(link).status_code for link in ours} == {200}


def test_llms_txt_says_whose_words_are_whose_and_what_is_no_quotation(published, client, settings):
    settings.SITE_NAME = "The Long View"
    told = " ".join(client.get("/llms.txt").content.decode().split())
    assert "# The Long View" in told
    assert "A paraphrase is in our words and must not be quoted." in told
    assert "CC BY 4.0" in told
    assert "this licence does not cover them" in told


def test_no_title_breaks_out_of_its_link(truce, client):
    Story.objects.filter(pk=truce.pk).update(title="Talks](https://evil.example) [x <b>", question="Why?\n# No")
    publish(truce, note="First")
    text = client.get("/llms.txt").content.decode()
    assert "](https://evil.example)" not in text
    assert "- [Talks)(https://evil.example) (x ‹b›](" in text
    assert "\n# No" not in text


def test_a_site_without_stories_has_one_too(client):
    text = client.get("/llms.txt").content.decode()
    assert "None yet." in text or "story.json): " in text


# ---- security.txt ----------------------------------------------------------------------------------


def test_security_txt_is_there_only_where_the_site_says_whom_to_tell(client, settings):
    settings.SECURITY_CONTACT = ""
    assert client.get("/.well-known/security.txt").status_code == 404


@pytest.mark.parametrize(
    ("contact", "said"),
    [("holes@test.example", "mailto:holes@test.example"), ("https://test.example/holes", "https://test.example/holes")],
)
def test_security_txt_is_as_rfc_9116_has_it(client, settings, contact, said):
    settings.SECURITY_CONTACT = contact
    response = client.get("/.well-known/security.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    rows = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    assert rows["Contact"] == said
    assert rows["Canonical"] == f"{SITE}/.well-known/security.txt"
    assert rows["Preferred-Languages"] == "en"
    ends = datetime.fromisoformat(rows["Expires"])
    assert 180 < (ends - timezone.now()).days < 366


@pytest.mark.parametrize(
    ("now", "ends"),
    [
        ("2026-01-01", "2026-08-01"),
        ("2026-05-31", "2026-12-01"),
        ("2026-06-01", "2027-01-01"),
        ("2026-12-31", "2027-07-01"),
    ],
)  # fmt: skip
def test_its_expiry_moves_by_itself_and_is_the_same_for_a_month(now, ends):
    moment = datetime.fromisoformat(f"{now}T12:00:00+00:00")
    assert expiry(moment) == datetime.fromisoformat(f"{ends}T00:00:00+00:00")
    assert 180 < (expiry(moment) - moment).days < 366
    assert expiry(datetime(2026, 3, 1, tzinfo=UTC)) == expiry(datetime(2026, 3, 31, 23, 59, tzinfo=UTC))


@pytest.mark.parametrize(
    ("environment", "found"),
    [
        ({}, ""), ({"CONTACT": "desk@test.example"}, "desk@test.example"),
        ({"CONTACT": "desk@test.example", "SECURITY_CONTACT": "https://test.example/holes"}, "https://test.example/holes"),
    ],
)  # fmt: skip
def test_who_is_told_of_holes_is_a_setting(environment, found):
    assert _settings(environment).stdout.strip() == found


def test_a_contact_that_is_none_is_refused():
    told = _settings({"SECURITY_CONTACT": "somebody"}).stderr
    assert "SECURITY_CONTACT is 'somebody'; it must be an e-mail address or an https one." in told


def _settings(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    code = "from explainer import settings; print(settings.SECURITY_CONTACT)"
    kept = {name: value for name, value in os.environ.items() if name not in ("CONTACT", "SECURITY_CONTACT")}
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=kept | environment)


# ---- OpenSearch ------------------------------------------------------------------------------------


@pytest.mark.parametrize("prefix", ["", "/ar", "/he"])
def test_a_browser_can_search_the_site_in_each_language(published, client, prefix):
    response = client.get(f"{prefix}/opensearch.xml")
    assert response["Content-Type"] == "application/opensearchdescription+xml"
    told = ElementTree.fromstring(response.content)  # noqa: S314 -- our own
    assert told.tag == f"{SPACE}OpenSearchDescription"
    assert len(told.findtext(f"{SPACE}ShortName")) <= 16
    places = {each.get("type"): each.get("template") for each in told.iter(f"{SPACE}Url")}
    for kind in ("text/html", "application/atom+xml"):
        assert places[kind].startswith(f"{SITE}{prefix}/search/")
        answer = client.get(places[kind].removeprefix(SITE).replace("{searchTerms}", "gate"))
        assert answer["Content-Type"].startswith(kind)
        assert b"gate" in answer.content
    assert places["application/opensearchdescription+xml"] == f"{SITE}{prefix}/opensearch.xml"
    assert f'href="{prefix}/opensearch.xml"' in client.get(f"{prefix}/").content.decode()


def test_its_name_is_the_sites_and_no_longer_than_it_may_be(client, settings):
    settings.SITE_NAME = "News & <Views> of a Very Long Name that no browser has room for in a box"
    settings.PUBLISHER = Publisher("", "", "desk@test.example", "")
    told = ElementTree.fromstring(client.get("/opensearch.xml").content)  # noqa: S314 -- our own
    assert told.findtext(f"{SPACE}ShortName").startswith("News & <Vi")
    assert len(told.findtext(f"{SPACE}ShortName")) <= 16
    assert len(told.findtext(f"{SPACE}LongName")) <= 48
    assert told.findtext(f"{SPACE}Contact") == "desk@test.example"


# ---- sitemaps, and files ---------------------------------------------------------------------------


def test_the_sitemap_of_a_story_has_its_data(published, client):
    body = client.get("/truce/sitemap.xml").content.decode()
    for name in ("story.json", "story.jsonld", *TABLES):
        assert f"<loc>{SITE}/truce/{name}</loc>" in body
        assert client.get(f"/truce/{name}").status_code == 200


def test_the_site_as_files_has_the_doors_that_files_can_be(published, tmp_path, settings):
    settings.SITE_URL, settings.SECURITY_CONTACT = "https://news.example", "holes@test.example"
    settings.ALLOWED_HOSTS = ["news.example"]
    export(tmp_path)
    assert (tmp_path / "llms.txt").read_text(encoding="utf-8").startswith("# Explainer")
    assert "Contact: mailto:holes@test.example" in (tmp_path / ".well-known/security.txt").read_text(encoding="utf-8")
    assert (tmp_path / "truce/story.jsonld").exists()
    assert not (tmp_path / "opensearch.xml").exists(), "files cannot search"
