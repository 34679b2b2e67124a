"""What was said, taken out of every form in which readers and programs get it: the same words, of the same kind, by the
same speakers, with the same dates and sources, in the stories in the box.

What is true is read from the stored text of an edition and from nothing else of ours.
"""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree as ET

import pytest
from django.test import Client

from explainer.desk.files.fixtures import load
from explainer.language.dates import readable
from explainer.language.dates import words as in_words
from explainer.models import Edition, Story
from explainer.pages.exporting import addresses
from explainer.pages.exporting.walking import export

from .publish import publish

html = pytest.importorskip("lxml.html", reason="it comes with requirements/test.txt")
pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ATOM = "{http://www.w3.org/2005/Atom}"
KINDS = {"direct": "Direct quote", "partial": "Partial quote", "paraphrase": "In our words"}
# What reader mode leaves away, as ``.ci/readable`` has it, and a heading for who listens.
UNREAD = (
    "nav", "form", "aside", "*[@hidden]", "*[@aria-hidden='true']", "h1",
    *(f"*[contains(concat(' ', @class, ' '), ' {name} ')]" for name in ("noprint", "facets", "vh", "strip-box")),
)  # fmt: skip


class Told(NamedTuple):
    """``when`` as EDTF; ``lead_in``: our words before theirs, of a paraphrase all."""

    wording: str
    lead_in: str
    words: tuple[str, ...]
    speaker: str
    when: str
    sources: tuple[str, ...]


class Truth(NamedTuple):
    """An edition as it is stored."""

    slug: str
    number: int
    said: dict[str, Told]
    names: dict[str, str]  # of actors
    unnamed: set[str]  # statements by nobody who is named, or by a body as a whole
    doubted: set[str]  # statements that were put into a mouth
    reports: dict[str, dict[str, Any]]
    originals: dict[str, set[str]]

    def __str__(self) -> str:
        return self.slug


def truth(edition: Edition) -> Truth:
    raw = json.loads(edition.document)
    said = {each["slug"]: told(each) for each in raw["statements"]}
    return Truth(
        edition.slug,
        edition.number,
        said,
        {each["slug"]: each["name"] for each in raw["actors"]},
        set(),
        {each["slug"] for each in raw["statements"] if any(row["kind"] == "misattributed" for row in each["caveats"])},
        {each["slug"]: each for each in raw["sources"]},
        {each["slug"]: {row["original"] for row in each["passages"]} - {""} for each in raw["statements"]},
    )


def told(row: dict[str, Any]) -> Told:
    passages = tuple(passage["text"] for passage in row["passages"])
    return Told(row["wording"], row["lead_in"], passages, row["speaker"], row["when"], tuple(row["sources"]))


@pytest.fixture
def stories(db) -> list[Truth]:
    for folder in sorted(Path("fixtures").iterdir()):
        load(folder)
    for found in Story.objects.exclude(editions__gt=0):
        publish(found, note="")
    newest = [Edition.objects.of(story).order_by("-number")[0] for story in Story.objects.order_by("slug")]
    return [truth(edition) for edition in newest]


# ---- data: each field as it is -------------------------------------------------------------------


def in_json(of: Truth, client: Client) -> dict[str, Told]:
    return {each["slug"]: told(each) for each in json.loads(client.get(f"/{of}/story.json").content)["statements"]}


def alone(of: Truth, client: Client) -> dict[str, Told]:
    found = {slug: client.get(f"/{of}/statements/{slug}.json").json() for slug in of.said}
    for slug, each in found.items():
        assert {row["slug"] for row in each["sources"]} == set(of.said[slug].sources)
        assert of.names[of.said[slug].speaker] in {row["name"] for row in each["actors"]}
    return {slug: told(each["statement"]) for slug, each in found.items()}


def of_rows(rows: Iterable[dict[str, Any]]) -> dict[str, Told]:
    return {
        row["statement"]: Told(
            row["wording"], row["our_words_before"], tuple(filter(None, row["their_words"].split("\n"))),
            row["speaker"], row["said_on"] or "", tuple(row["sources"].split("; ")),
        )
        for row in rows
    }  # fmt: skip


def in_csv(of: Truth, client: Client) -> dict[str, Told]:
    return of_rows(csv_rows(client.get(f"/{of}/statements.csv").content))


def csv_rows(body: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body.decode(), newline="")))


def packed(of: Truth, client: Client) -> dict[str, bytes]:
    body = client.get(f"/{of}/editions/{of.number}/data.zip").content
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}


def in_zip(of: Truth, client: Client) -> dict[str, Told]:
    files = packed(of, client)
    found = {each["slug"]: told(each) for each in json.loads(files["story.json"])["statements"]}
    assert of_rows(csv_rows(files["statements.csv"])) == found
    return found


def in_sqlite(of: Truth, client: Client) -> dict[str, Told]:
    database = sqlite3.connect(":memory:")
    database.deserialize(packed(of, client)["story.sqlite"])
    database.row_factory = sqlite3.Row
    cited: dict[str, set[str]] = {}
    for slug, source in database.execute("SELECT statement, source FROM statements_sources"):
        cited.setdefault(slug, set()).add(source)
    found = of_rows(map(dict, database.execute("SELECT * FROM statements")))
    assert {slug: set(each.sources) for slug, each in found.items()} == cited
    return found


def in_linked_data(of: Truth, body: bytes) -> Iterator[str]:
    """Each that it tells, once it is what it should be."""
    nodes = {each["@id"]: each for each in json.loads(body)["@graph"] if "@id" in each}
    for slug, what in of.said.items():
        node = nodes[f"http://testserver/{of}/editions/{of.number}/statements/{slug}/"]
        assert node["@type"] == ("Claim" if what.wording == "paraphrase" else "Quotation")
        assert node["text"] == (what.lead_in if what.wording == "paraphrase" else " … ".join(what.words))
        who = node.get("creator") or node.get("author") or {"name": node["creditText"]}
        who = who.get("creator") or who.get("author") or who
        name = nodes[who["@id"]]["name"] if "@id" in who else who["name"]
        assert name in (of.names[what.speaker], node.get("creditText"))
        day = node.get("dateCreated", "")
        assert (node.get("temporal") or day) == what.when
        when = readable(what.when)
        assert when is None or not day or when.earliest.isoformat().startswith(day) or day in what.when
        assert {each["@id"].partition("#")[2] for each in node["isBasedOn"]} == set(what.sources)
        yield slug


# ---- pages and feeds: as they are read -----------------------------------------------------------


def bare(text: str) -> str:
    """Without blanks, which layout makes, and the large letter that a line begins with."""
    return re.sub(r"\s+", "", text).casefold()


def parsed(body: bytes | str) -> Any:
    return html.fromstring(body.decode() if isinstance(body, bytes) else body)


def theirs(element: Any) -> list[str]:
    """What it has in quotation marks as somebody's words: in an element that says their language."""
    found = element.xpath(".//blockquote//p | .//q | .//p/span[@lang][starts-with(normalize-space(.), '“')]")
    texts = [re.sub(r"\s+", " ", each.text_content()).strip() for each in found]
    assert all(re.fullmatch("(… ?)?“.*”", text) for text in texts), texts
    return [text.removeprefix("…").strip()[1:-1] for text in texts]


def is_told(of: Truth, slug: str, element: Any, *, whole: bool = True) -> None:
    """Its words, theirs marked as theirs and no others; its kind, as marks of the text say it; who, when, from where:
    of a list, whose entries lead to the whole, the source’s name alone."""
    what, text = of.said[slug], bare(element.text_content())
    quoted = [words for words in theirs(element) if words not in of.originals[slug]]
    assert [bare(words) for words in quoted] == [bare(words) for words in what.words], slug
    assert bool(element.xpath(".//blockquote")) == (what.wording == "direct"), slug
    assert bare(what.lead_in) in text, slug
    assert bare(of.names[what.speaker]) in text, slug
    dated(what.when, text, slug)
    for each in what.sources:
        source = of.reports[each]
        assert bare(source["publisher"]) in text, slug
        if whole:
            dated(source["published"], text, slug)


def dated(when: str, text: str, slug: str) -> None:
    found = readable(when)
    assert found is None or bare(in_words(found)) in text, (slug, in_words(found))


def on_its_page(of: Truth, slug: str, body: bytes) -> None:
    page = parsed(body)
    described = page.xpath("string(//meta[@name='description']/@content)")
    assert described.startswith(KINDS[of.said[slug].wording]), slug
    [entry] = page.xpath("//article[contains(@class, 'one')]/div")
    is_told(of, slug, entry)
    text = bare(entry.text_content())
    assert all(bare(of.reports[each]["title"]) in text for each in of.said[slug].sources), slug


def in_the_list(of: Truth, body: bytes) -> set[str]:
    """The list of who said what, in reader mode: what is left of its ``main``."""
    main = parsed(body).xpath("//main")[0]
    for path in UNREAD:
        for each in main.xpath(f".//{path}"):
            each.drop_tree()
    found = {each.get("id"): each for each in main.xpath(".//article[@id]")}
    for slug in of.said.keys() & found.keys():
        is_told(of, slug, found[slug], whole=False)
    return set(found)


def in_an_entry(of: Truth, slug: str, content: str, kinds: Iterable[str]) -> None:
    assert KINDS[of.said[slug].wording] in kinds, slug
    entry = parsed(content)
    assert bare(f"{KINDS[of.said[slug].wording]}") in bare(entry.text_content())
    is_told(of, slug, entry)


def in_json_feed(of: Truth, client: Client) -> set[str]:
    address, found = f"/{of}/feed.json", set()
    while address:
        feed = client.get(address).json()
        for each in feed["items"]:
            if slug := said_at(of, each["url"]):
                in_an_entry(of, slug, each["content_html"], each["tags"])
                found.add(slug)
        address = feed.get("next_url", "").removeprefix("http://testserver")
    return found


def in_atom(of: Truth, client: Client) -> set[str]:
    address, found = f"/{of}/feed.atom", set()
    while address:
        feed = ET.fromstring(client.get(address).content)  # noqa: S314  # our own
        for each in feed.iter(f"{ATOM}entry"):
            if slug := said_at(of, each.find(f"{ATOM}link[@rel='alternate']").get("href")):
                kinds = [tag.get("label") for tag in each.iter(f"{ATOM}category")]
                in_an_entry(of, slug, each.findtext(f"{ATOM}content"), kinds)
                found.add(slug)
        before = feed.find(f"{ATOM}link[@rel='prev-archive']")
        address = "" if before is None else before.get("href").removeprefix("http://testserver")
    return found


def said_at(of: Truth, url: str) -> str:
    found = re.fullmatch(rf"http://testserver/{of}/statements/([^/]+)/", url)
    return found[1] if found else ""


def is_cited(of: Truth, slug: str, body: bytes) -> None:
    """As CSL-JSON: an author only of their own words, a day only where one is known."""
    what, [item] = of.said[slug], json.loads(body)
    when = readable(what.when)
    if "author" in item:
        assert item["author"] == [{"literal": of.names[what.speaker]}]
        assert what.wording != "paraphrase"
    assert bare(of.names[what.speaker]) in bare(item["title"]) or what.wording == "paraphrase"
    assert when is None or bare(in_words(when)) in bare(item["title"]), slug
    day = item.get("original-date", {}).get("date-parts")
    assert day == ([[*when.earliest.timetuple()[:3]]] if when and re.fullmatch(r"\d{4}-\d\d-\d\d", what.when) else None)
    assert re.findall("“(.*?)”", item["abstract"]) == list(what.words) or any("“" in words for words in what.words)
    assert item["abstract"].startswith(what.lead_in)
    for each in what.sources:
        assert of.reports[each]["publisher"] in item["note"]
        assert of.reports[each]["title"] in item["note"]
    assert ("Quoted by" in item["note"]) == (what.wording != "paraphrase")


def only_what_was_said(of: list[Truth]) -> re.Pattern[str]:
    """All addresses but those at which one reads what was said: the others have tests of their own."""
    slugs = "|".join(map(str, of))
    kept = rf"/$|/({slugs})/($|statements/($|[^/]+/$)|statements\.csv|story\.json)"
    return re.compile(rf"(?!{kept})")


# ---- and all of it -------------------------------------------------------------------------------

DATA: tuple[Callable[[Truth, Client], dict[str, Told]], ...] = (in_json, alone, in_csv, in_zip, in_sqlite)


def test_every_face_tells_the_same_of_what_was_said(stories, client, tmp_path, monkeypatch):
    assert [len(of.said) > 20 for of in stories] == [True, True]
    for of in stories:
        assert {what.wording for what in of.said.values()} == set(KINDS)
        for face in DATA:
            assert face(of, client) == of.said, face.__name__
        for place in ("", f"editions/{of.number}/"):
            body = client.get(f"/{of}/{place}story.jsonld").content
            assert set(in_linked_data(of, body)) == of.said.keys()
        assert in_the_list(of, client.get(f"/{of}/statements/").content) == of.said.keys()
        assert in_json_feed(of, client) == in_atom(of, client) == of.said.keys()
        for slug in of.said:
            here = f"/{of}/statements/{slug}/"
            on_its_page(of, slug, client.get(here).content)
            is_told(of, slug, parsed(client.get(f"/{of}/editions/{of.number}/statements/{slug}/embed/").content))
            is_cited(of, slug, client.get(f"{here}cite.json").content)
    monkeypatch.setattr(addresses, "LEFT_OUT", only_what_was_said(stories))
    export(tmp_path)
    for of in stories:
        folder = tmp_path / of.slug
        for slug in of.said:
            on_its_page(of, slug, (folder / "statements" / slug / "index.html").read_bytes())
        assert in_the_list(of, (folder / "statements" / "index.html").read_bytes()) == of.said.keys()
        assert of_rows(csv_rows((folder / "statements.csv").read_bytes())) == of.said
        assert {row["slug"] for row in json.loads((folder / "story.json").read_bytes())["statements"]} == of.said.keys()
