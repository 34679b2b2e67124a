"""The desk's labels, helps, headings, buttons, lists and errors are in a newsroom's words, not in those of its models.

docs/editing.md has the list: what is not said, and what is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client

from explainer.desk.compose import compose
from explainer.desk.many.kinds import KINDS
from explainer.desk.row_checks import plainly
from explainer.models import Event, Source, Statement

from .crawl import links_of
from .desk_forms import fields_of, fill_in
from .test_taking_back import take

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nothing_kept")]

# Anywhere; and as the whole of a label, where the word is plain enough within a sentence.
NEVER = re.compile(
    r"\b(slugs?|gates?|involvements?|relay(s|ed)?|lead[- _]in|tails?|cut before|descriptors?|bcp ?47)\b", re.IGNORECASE
)
ALONE = re.compile(r"(by )?(act|acts|through|through note|settled)", re.IGNORECASE)
SAYING = {"label", "legend", "button", "summary", "th", "h1", "h2", "h3", "h4", "option", "dt", "nav", "title"}
CLASSES = re.compile(
    r"\b(help|helptext|errornote|errorlist|messagelist|desk-\w+|object-tools|breadcrumbs|readonly-label|addlink|"
    r"paginator|submit-row|source-\w+)\b"
)
VOID = {"input", "img", "br", "hr", "meta", "link", "source", "wbr", "col"}
LEAVES = re.compile(r"/(logout|delete|typed|here)/|\.(csv|xlsx|yaml)\b|/jsi18n/|/r/\d+/")
COLUMNS = {name for kind in KINDS.values() for each in kind.columns for name in (each.label, each.name)}


class Said(HTMLParser):
    """What a page of the desk says of itself: the story's own words stand in other elements."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, bool]] = []
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        button = has.get("type") in ("submit", "button", "reset")
        self.found += [has[name] for name in ("placeholder", "aria-label", "title") if has.get(name)]
        if tag == "input" and button:
            self.found.append(has.get("value", ""))
        if tag not in VOID:
            says = tag in SAYING or bool(CLASSES.search(has.get("class", "")))
            self.open.append((tag, says or (bool(self.open) and self.open[-1][1] and tag != "td")))
            if says:
                self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        while self.open and tag in {each for each, _says in self.open}:
            if self.open.pop()[0] == tag:
                break

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1][1] and self.open[-1][0] not in ("script", "style", "textarea"):
            self.found.append(data)


def of_the_desk(client: Client) -> Iterator[tuple[str, str]]:
    """(address, page) of every kind of page to which links of the desk lead, the first of each; a form to add
    something is sent as it comes, too, for what it refuses."""
    ahead, seen = ["/admin/"], set()
    while ahead:
        address = ahead.pop(0)
        kind = re.sub(r"\d+", "1", urlsplit(address).path)
        if kind in seen or not kind.startswith("/admin/") or LEAVES.search(kind):
            continue
        seen.add(kind)
        answer = client.get(address)
        if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
            continue
        page = answer.content.decode()
        yield address, page
        ahead += [urljoin(address, link) for link in links_of(page)]
        if kind.endswith("/add/"):
            yield f"{address} (sent)", client.post(address, fields_of(answer) | {"_save": "1"}).content.decode()


def jargon(page: str) -> set[str]:
    """What is said in a word of the list; a column of a table of many rows is called as files have called it."""
    heard = {" ".join(said.split()) for said in Said(page).found}
    return {said for said in heard - COLUMNS if NEVER.search(said) or ALONE.fullmatch(said.rstrip(":"))}


@pytest.mark.slow
def test_no_page_of_the_desk_speaks_in_words_of_its_models(first_story, client, editor, second_editor):
    """With everything wrong that can be: what stops a story, asks, and is refused is told in plain words too."""
    take("event", Event.objects.of(first_story).earliest("pk").slug, editor, second_editor, first_story.slug)
    Statement.objects.update(lead_in="She claimed this:")
    first_story.gates.update(condition="She claimed this.")
    Source.objects.update(language="English, as BCP")
    client.force_login(editor)
    found = [(address, said) for address, page in of_the_desk(client) for said in sorted(jargon(page))]
    assert not found, "\n".join(f"{address}: {said}" for address, said in found)


def test_the_words_are_found_where_they_stand():
    """Or the test above would hold nothing: labels, helps, columns, buttons, errors; and not the story's own words."""
    for page in (
        '<label for="x">Slug:</label>',
        '<div class="help">Leave the lead-in out.</div>',
        "<table><tr><th>By act</th></tr></table>",
        '<input type="submit" value="Add gate">',
        '<ul class="errorlist"><li>Write it as BCP 47 does.</li></ul>',
        "<fieldset><legend>Involvements</legend></fieldset>",
        "<h1>Change gate</h1>",
        "<label>Through:</label>",
    ):
        assert jargon(page), page
    assert not jargon("<p>They met at the gate, and went through.</p><label>Cut before passages</label>") - {
        "Cut before passages"
    }
    assert not jargon("<label>What stands through the year</label>")


def test_the_list_of_words_is_told_to_editors():
    told = Path("docs/editing.md").read_text(encoding="utf-8").partition("## Words of the desk")[2]
    rows = [line.split("|") for line in told.splitlines() if line.startswith("|")]
    files = {name for row in rows for name in re.findall("`(.+?)`", row[3])}
    assert files >= {
        "slug",
        "gate",
        "settled",
        "through",
        "involvement",
        "relay",
        "lead_in",
        "tail",
        "act",
        "cut_before",
    }
    assert not [row[1] for row in rows[2:] if NEVER.search(row[1])]


# ---- rows are called by kind and title ------------------------------------------------------------

CODE = re.compile(r"\b(?:statements|events|issues|positions|phases|gates|texts|terms|figures|state|stories)/[\w-]+")


def spoken(client: Client, address: str) -> str:
    page = client.get(address)
    assert page.status_code == 200
    return " ".join(re.sub(r"<[^>]*>", " ", page.content.decode()).split())


def test_what_stops_a_story_is_told_by_kind_and_title(desk, truce):
    """On the front page, in the workplace, on its form and where it is published."""
    truce.phases.filter(number=1).update(begun_on="2024-03-01", ended_on="2024-02-01")
    truce.standfirst = "She claimed this."
    truce.save()
    for model in (Statement, Event):
        model.objects.of(truce).earliest("pk").sources.clear()
    story = f"/admin/explainer/story/{truce.pk}"
    for address in (f"/admin/?look={truce.pk}", f"{story}/work/", f"{story}/change/", f"{story}/publish/"):
        said = spoken(desk, address)
        assert CODE.findall(said) == [], address
        assert "has no source" in said
    work = spoken(desk, f"{story}/work/")
    assert "Statement “Side 0 on gate 0” has no source; add the report that it comes from." in work
    assert "Event “Round 0 is held” has no source" in work
    assert "The story uses “claimed”" in work
    assert re.search("Phase “[^”]+” began on 1 March 2024", work)


def test_what_is_refused_is_told_so_too(desk, truce):
    Statement.objects.get(story=truce, slug="statement-0").sources.clear()
    address = f"/admin/explainer/story/{truce.pk}/publish/"
    answer = fill_in(desk, address, note="First.")
    said = " ".join(re.sub(r"<[^>]*>", " ", answer.content.decode()).split())
    assert "“Side 0 on gate 0” has no source" in said
    assert CODE.findall(said) == []


@pytest.mark.parametrize("at", ["state", "key-points", "links", "event-links", "comparisons", "groups", "actors"])
def test_rows_without_a_page_of_their_own_have_a_kind_too(truce, at):
    told = plainly(f"{at}/some-row has nothing, as actors/truce-side-0 has.", compose("truce").document)
    assert told.endswith("“some-row” has nothing, as the actor “Side 0” has.")
    assert "/" not in told
