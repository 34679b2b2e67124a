"""Filters as readers meet them: every count is what its link shows, every filter has one address, a long list is
read by months."""

from __future__ import annotations

import gzip
import re
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.test import Client
from msgspec import structs

from explainer.edition import document as shape
from explainer.models import Edition, Story
from explainer.reading.readings import current
from explainer.serving.style_storage import packed
from explainer.story.facets import NAMES
from explainer.story.indexes import StoryIndex

from .crawl import Page, text_of
from .test_facets import LONG
from .test_facets import STORY as TRUCE
from .test_pages import PAGE

pytestmark = pytest.mark.django_db
STORY = "/gaza-ceasefire/"
NOTED = '(?: rel="nofollow")?(?: aria-current="true")?'
LINES = re.compile(rf'<a href="([^"]+)"{NOTED}><bdi>([^<]+)</bdi> <span class="n">(\d+)</span></a>')
KINDS = re.compile(rf'<a href="([^"]+)"{NOTED}>(\w+) <span class="n">(\d+)</span></a>')
ALONE = "carried"  # of the first story: a facet with one value
COMBINED = (
    "?side=israel&wording=paraphrase", "?side=united-states&month=2024-08", "?issue=philadelphi-corridor&named=unnamed",
    "?actor=benjamin-netanyahu&phase=1", "?act=denied&carried=second-hand", "?phase=none&month=none",
)  # fmt: skip


@pytest.fixture
def reader(first_story):
    return Client()


def freeze(story: Story, document: shape.Document) -> None:
    text = shape.freeze(document)
    Edition.objects.create(
        story=story, slug="truce", language="en", number=1, kind="first", note="", schema=1,
        document=text, digest=shape.digest_of(text),
        published_at=datetime(2024, 8, 24, tzinfo=UTC),
    )  # fmt: skip


@pytest.fixture
def long_story(truce):
    """A story with 160 statements in four months, frozen as it is."""
    freeze(truce, LONG.story)
    return Client()


def shown(body: str) -> int:
    """How many statements or entries are on the page."""
    entries = len(re.findall(r'<li (?:class="(?:exact|approx|expected)" )?id="', body))
    return body.count('<article class="st"') + entries


def checked(reader: Client, address: str, *, every: int = 1) -> list[str]:
    """Everything that the page's filters lead to, after each count (or one in ``every``) was found true, and the page
    small and valid."""
    response = reader.get(address)
    assert response.status_code == 200, address
    body = response.content.decode()
    page = Page(body)
    assert len(page.ids) == len(set(page.ids)), f"an id twice on {address}"
    css = len(gzip.compress(packed(Path("static/style.css").read_bytes()), 9))  # as it is served
    assert css + len(gzip.compress(response.content, 9)) <= PAGE, address
    links = LINES.findall(body) + (KINDS.findall(body) if "/timeline/" in address else [])
    assert len(links) >= 3  # of what is left together
    for href, label, count in links[::every]:
        body = reader.get(unescape(href)).content.decode()
        assert shown(body) == int(count), f"{address}: {label} says {count} and leads to {shown(body)}"
    return [unescape(href) for href, _label, _count in links]


@pytest.mark.parametrize("page", ["statements/", "timeline/", "timeline/?show=statements", "timeline/?order=newest"])
def test_every_filter_of_the_first_story_shows_what_it_counts(reader, page):
    links = checked(reader, STORY + page)
    assert {urlsplit(link).path.split("/")[3] for link in links} - {""} == set(NAMES) - {ALONE}
    assert all(urlsplit(link).path.count("/") in (3, 5) for link in links)


@pytest.mark.parametrize("page", ["statements/", "timeline/"])
@pytest.mark.parametrize("name", NAMES)
def test_inside_a_filter_the_counts_are_still_true(reader, page, name):
    inside = (
        unescape(href)
        for href, _label, count in LINES.findall(reader.get(STORY + page).content.decode())
        if f"/{name}/" in href and int(count) > 0
    )
    checked(reader, f"{STORY}{page}carried/second-hand/" if name == ALONE else next(inside), every=5)


@pytest.mark.parametrize("page", ["statements/", "timeline/"])
def test_a_facet_with_one_value_is_not_offered_and_its_address_goes_on(reader, page):
    """In the first story only “second-hand” is known of how a statement reached us."""
    assert "First-hand?" not in text_of(reader.get(STORY + page).content)
    body = text_of(reader.get(f"{STORY}{page}carried/second-hand/").content)
    assert "First-hand?" in body, "what is chosen can be taken off where it stands"


@pytest.mark.parametrize("page", ["statements/", "timeline/"])
@pytest.mark.parametrize("query", COMBINED)
def test_combined_filters_count_truly_and_can_be_taken_back(reader, page, query):
    checked(reader, STORY + page + query, every=3)
    body = reader.get(STORY + page + query).content.decode()
    removing = re.findall(r'<a href="([^"]+)" aria-label="Remove filter', body)
    assert len(removing) == 2
    for href in removing:
        assert reader.get(unescape(href)).status_code == 200


@pytest.mark.parametrize("page", ["statements/", "timeline/"])
@pytest.mark.parametrize(
    ("sent", "wanted"),
    [
        ("?actor=benjamin-netanyahu", "actor/benjamin-netanyahu/"),
        ("?side=israel&x=1", "side/israel/"),
        ("side/israel/?", "side/israel/"),
        ("side/israel/?x=1", "side/israel/"),
        ("side/israel/?side=hamas", "side/israel/"),
        ("side/israel/?side=israel", "side/israel/"),
        ("side/israel/?wording=direct", "?side=israel&wording=direct"),
        ("wording/direct/?side=israel", "?side=israel&wording=direct"),
        ("?wording=direct&side=israel", "?side=israel&wording=direct"),
        ("?month=2024-08&month=2024-05", "month/2024-08/"),
        ("?month=1999-01", ""),
        ("?known_by=2024-08-23&side=israel", "side/israel/?known_by=2024-08-23"),
        ("side/israel/?known_by=soon", "side/israel/"),
        ("?who=israel", "side/israel/"),
        ("?kind=denied", "act/denied/"),
        ("?who=israel&kind=paraphrase", "?side=israel&wording=paraphrase"),
        ("?kind=unnamed&issue=outlook", "?issue=outlook&named=unnamed"),
    ],
)
def test_a_filter_has_one_address(reader, page, sent, wanted):
    response = reader.get(STORY + page + sent)
    if sent.endswith("/?"):
        assert response.status_code == 200
        return
    assert (response.status_code, response["Location"]) == (302, STORY + page + wanted)
    assert reader.get(response["Location"]).status_code == 200


@pytest.mark.parametrize(
    ("sent", "wanted"),
    [
        ("?order=newest&side=israel&show=events", "side/israel/?show=events&order=newest"),
        ("side/israel/?order=newest&show=events", "side/israel/?show=events&order=newest"),
        ("?order=newest&side=israel&act=said&show=statements", "?show=statements&side=israel&act=said&order=newest"),
    ],
)
def test_what_else_the_timeline_can_do_goes_with_its_filters(reader, sent, wanted):
    response = reader.get(f"{STORY}timeline/{sent}")
    assert response["Location"] == f"{STORY}timeline/{wanted}"
    assert reader.get(response["Location"]).status_code == 200


@pytest.mark.parametrize("page", ["statements/", "timeline/"])
@pytest.mark.parametrize(
    "place",
    ["actor/nobody/", "who/israel/", "kind/direct/", "show/events/", "order/newest/", "month/2024-13/", "phase/9/",
     "side/israel", "x/y/", "known_by/2024-08-20/"],
)  # fmt: skip
def test_a_path_that_names_no_filter_is_not_found(reader, page, place):
    response = reader.get(STORY + page + place)
    assert response.status_code == (301 if place == "side/israel" else 404)


def test_a_filter_is_said_in_the_title_and_on_the_page(reader):
    for address, words in (
        ("statements/side/israel/", "Who said what, Israel: "),
        ("timeline/?side=israel&month=2024-08", "Timeline, Israel, August 2024: "),
    ):
        text = text_of(reader.get(STORY + address).content)
        assert f"<title>{words}" in text
        assert 'aria-label="Remove filter: Israel"' in text


def test_the_timeline_says_which_events_a_filter_of_words_leaves_out(reader):
    body = text_of(reader.get(f"{STORY}timeline/named/unnamed/").content)
    assert "18 events are left out: only a statement has" in body
    assert "left out" not in text_of(reader.get(f"{STORY}timeline/side/israel/").content)


@pytest.mark.parametrize("below", ["editions/1/", ""])
def test_filters_stay_in_their_edition(reader, below):
    body = reader.get(f"{STORY}{below}statements/side/israel/").content.decode()
    links = [href for href, _label, _count in LINES.findall(body)]
    assert links
    assert all(href.startswith((f"{STORY}{below}statements/", f"{STORY}{below}timeline/")) for href in links)
    assert reader.get(f"{STORY}{below}statements/?who=israel")["Location"] == f"{STORY}{below}statements/side/israel/"


def test_filters_stay_in_the_preview(published, client, reporter):
    client.force_login(reporter)
    for page in ("statements", "timeline"):
        body = client.get(f"/preview/truce/{page}/side/truce-side-0/").content.decode()
        links = [href for href, _label, _count in LINES.findall(body)]
        assert links
        assert all(href.startswith(f"/preview/truce/{page}/") for href in links)
        assert client.get(f"/preview/truce/{page}/side/nobody/").status_code == 404
        response = client.get(f"/preview/truce/{page}/?side=truce-side-0")
        assert response["Location"] == f"/preview/truce/{page}/side/truce-side-0/"


# ---- months of a long story ------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["statements/", "timeline/"])
def test_a_long_list_opens_where_the_story_stands_and_says_so(long_story, page):
    response = long_story.get(f"/truce/{page}")
    assert response.status_code == 200
    body = response.content.decode()
    assert shown(body) == 40
    assert "from where it stood on 23 August 2024: these are the 40 of February 2024." in text_of(response.content)
    assert f'<link rel="canonical" href="http://testserver/truce/{page}">' in body
    assert f'href="/truce/{page}month/2023-11/"><small>Earlier</small>' in body
    assert f'href="/truce/{page}month/none/"><small>Also</small>' in body


@pytest.mark.parametrize("page", ["statements/", "timeline/"])
def test_every_statement_of_a_long_story_is_reached_by_its_months(long_story, page):
    address, found, walked = f"/truce/{page}month/none/", 0, []
    while address:
        body = long_story.get(address).content.decode()
        walked.append(address.rsplit("/", 2)[1])
        found += shown(body)
        earlier = re.search(r'href="([^"]+)"><small>Earlier', body)
        address = unescape(earlier[1]) if earlier else ""
        assert "month by month" not in body
    assert walked == ["none", "2024-02", "2023-11", "2023"]
    assert found == 160


def test_the_months_of_a_filter_stay_in_the_filter(long_story):
    body = long_story.get("/truce/statements/?wording=direct&month=2023-11").content.decode()
    links = [unescape(href) for href in re.findall(r'href="([^"]+)"><small>', body)]
    assert links == [f"/truce/statements/?wording=direct&month={month}" for month in ("2023", "2024-02")]
    newest = long_story.get("/truce/timeline/?month=2023-11&order=newest")
    assert newest["Location"] == "/truce/timeline/month/2023-11/?order=newest"


def test_an_event_is_led_to_on_a_page_of_its_own_and_from_there_to_where_it_stands(reader, long_story):
    short, long = current("gaza-ceasefire"), current("truce")
    slug = short.index.events[0].slug
    assert short.event(slug) == f"{STORY}events/{slug}/"
    assert short.on_timeline(slug) == f"{STORY}timeline/#{slug}"
    index = StoryIndex(structs.replace(LONG.story, events=TRUCE.events))
    assert replace(long, index=index).on_timeline("event-0") == "/truce/timeline/month/2024-01/#event-0"


@pytest.mark.parametrize("query", ["", "?order=newest", "?lanes=side"])
def test_a_long_timeline_opens_where_it_stands_in_either_order_and_in_lanes(truce, query):
    months = ["2024-06-01", "2024-08-20", "2026"]
    one = TRUCE.statements[0]
    said = [structs.replace(one, slug=f"s{place}", when=months[place // 50]) for place in range(150)]
    freeze(truce, structs.replace(LONG.story, statements=said))
    text = text_of(Client().get(f"/truce/timeline/{query}").content)
    assert "these are the 50 of August 2024." in text


def test_a_long_list_as_known_by_a_day_opens_at_its_month(truce):
    one, source = TRUCE.statements[0], TRUCE.sources[0]
    days = [f"2024-0{month}-02" for month in (3, 4, 5)]
    reports = [structs.replace(source, slug=f"r{day}", published=day) for day in days]
    said = [
        structs.replace(one, slug=f"s{place}", when=days[place // 60], sources=[f"r{days[place // 60]}"])
        for place in range(180)
    ]
    freeze(truce, structs.replace(LONG.story, statements=said, sources=[*TRUCE.sources, *reports]))
    for page in ("statements", "timeline"):
        text = text_of(Client().get(f"/truce/{page}/?known_by=2024-04-30").content)
        assert "from where it stood on 30 April 2024: these are the 60 of April 2024." in text
