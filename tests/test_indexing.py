"""A crawler finds the story and not its filters: what search engines may list, and under which address."""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import urljoin, urlsplit

import pytest
from django.conf import settings
from django.test import Client

from explainer.models import Event
from explainer.pages.indexing import Listing, listing, with_nofollow
from explainer.reading.came_out import came_out
from explainer.reading.readings import current

from .crawl import Page
from .publish import publish, publish_translation
from .translate import translate

pytestmark = pytest.mark.django_db
MOST = 250  # pages of one story that are listed, in each language; those of the site among them
STORY = "/gaza-ceasefire/"
LOC = re.compile("<loc>([^<]+)</loc>")
UNLISTED = "noindex, nofollow"


class Crawler:
    """What obeys robots.txt (RFC 9309), ``rel=nofollow`` and what a page says of itself. ``found``: each address that
    it was answered HTML at, with what the page says of listing it."""

    def __init__(self, client: Client) -> None:
        self.client, self.found = client, dict[str, Listing]()
        lines = client.get("/robots.txt").content.decode().splitlines()
        rules = [line.partition(": ")[2] for line in lines if line.startswith("Disallow: ")]
        self.barred = re.compile("|".join(re.escape(rule).replace(r"\*", ".*") for rule in rules))
        self.seen: set[str] = set()

    def crawl(self, start: str) -> None:
        ahead = [start]
        while ahead:
            address = ahead.pop()
            if address in self.seen or self.barred.match(address):
                continue
            self.seen.add(address)
            response = self.client.get(address)
            assert response.status_code == 200, address
            if not response["Content-Type"].startswith("text/html"):
                continue
            page = Page(response.content.decode())
            self.found[address] = told = told_by(page)
            if "nofollow" not in told.robots:
                ahead += followed(page, address)


def told_by(page: Page) -> Listing:
    robots = [found["content"] for tag, found in page.tags if tag == "meta" and found.get("name") == "robots"]
    canonical = [found["href"] for tag, found in page.tags if tag == "link" and found.get("rel") == "canonical"]
    assert len(robots) <= 1
    assert len(canonical) <= 1
    return Listing(*("".join(each or "" for each in one) for one in (robots, canonical)))


def followed(page: Page, address: str) -> list[str]:
    """The links of ours that crawlers may follow, as paths with their queries."""
    links = [found["href"] for tag, found in page.tags if tag == "a" and "nofollow" not in (found.get("rel") or "")]
    targets = [urlsplit(urljoin(settings.SITE_URL + address, link or "")) for link in links]
    ours = [target for target in targets if f"{target.scheme}://{target.netloc}" == settings.SITE_URL]
    return [target.path + (f"?{target.query}" if target.query else "") for target in ours]


def locations(client: Client, address: str) -> list[str]:
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (200, "application/xml; charset=utf-8")
    return [place.removeprefix(settings.SITE_URL) for place in LOC.findall(response.content.decode())]


@pytest.mark.slow
def test_a_crawler_finds_the_story_and_not_its_filters(first_story, client):
    crawler = Crawler(client)
    crawler.crawl("/")
    found = crawler.found
    assert [address for address in found if re.search(r"\?|/editions/|/history/", address)] == []
    listed = {address for address, told in found.items() if told == Listing("", settings.SITE_URL + address)}
    counts = Counter(re.match("/(?:ar/|he/)?", address)[0] for address in listed)
    assert set(counts) == {"/", "/ar/", "/he/"}
    assert 100 < counts["/"] <= MOST
    assert max(counts.values()) <= MOST
    again = {told.canonical for address, told in found.items() if address not in listed and not told.robots}
    assert {address.removeprefix(settings.SITE_URL) for address in again} <= listed, "each stands for a page"

    known = {page for place in locations(client, "/sitemap.xml") for page in locations(client, place)}
    known = {page for page in known if not re.search(r"\.(json|jsonld|csv)$", page)}  # data, which is no page
    assert listed - known == set(), "what is found is in a sitemap"
    unlinked = known - listed
    assert [address for address in unlinked if not re.search("/(statements|timeline)/[^/]+/[^/]+/$", address)] == []
    for address in unlinked:
        response = client.get(address)
        assert response.status_code == 200
        assert told_by(Page(response.content.decode())) == Listing("", settings.SITE_URL + address)


@pytest.mark.parametrize(
    ("address", "robots", "canonical"),
    [
        ("", "", ""),
        ("?depth=whole", UNLISTED, ""),
        ("timeline/", "", "timeline/"),
        ("timeline/?order=newest", UNLISTED, "timeline/"),
        ("timeline/?known_by=2024-08-23", UNLISTED, "timeline/"),
        ("timeline/?lanes=side", UNLISTED, "timeline/"),
        ("timeline/side/israel/", UNLISTED, "timeline/"),
        ("timeline/side/israel/?show=statements&order=newest", UNLISTED, "timeline/"),
        ("timeline/month/2024-08/", "", "timeline/month/2024-08/"),
        ("timeline/month/2024-08/?show=events", UNLISTED, "timeline/month/2024-08/"),
        ("statements/", "", "statements/"),
        ("statements/side/israel/", "", "statements/side/israel/"),
        ("statements/issue/outlook/", "", "statements/issue/outlook/"),
        ("statements/actor/joe-biden/", UNLISTED, "statements/"),
        ("statements/wording/direct/", UNLISTED, "statements/"),
        ("statements/?side=israel&wording=paraphrase", UNLISTED, "statements/"),
        ("statements/netanyahu-partial-deal/", "", "statements/netanyahu-partial-deal/"),
        ("statements/netanyahu-partial-deal/history/", UNLISTED, None),
        ("positions/?actors=hamas,israel", UNLISTED, "positions/"),
        ("texts/?texts=framework-31-may,agreement-under-discussion", UNLISTED, "texts/"),
        ("search/?q=corridor", UNLISTED, None),
        ("editions/1/", UNLISTED, ""),
        ("editions/1/actors/hamas/", UNLISTED, "actors/hamas/"),
        ("editions/1/statements/wording/direct/", UNLISTED, "statements/"),
    ],
)
@pytest.mark.parametrize("prefix", ["", "/ar"])
def test_what_a_page_says_of_itself(first_story, client, prefix, address, robots, canonical):
    """Under a prefix the story is the original, which is listed without."""
    response = client.get(prefix + STORY + address)
    assert response.status_code == 200
    wanted = "" if canonical is None else f"{settings.SITE_URL}{STORY}{canonical}"
    assert told_by(Page(response.content.decode())) == Listing(robots, wanted)


def test_a_translation_stands_for_itself(published, client):
    publish_translation(translate(published), note="First.")
    own = f"{settings.SITE_URL}/ar/truce/"
    assert told_by(Page(client.get("/ar/truce/").content.decode())) == Listing("", own)
    assert told_by(Page(client.get("/ar/truce/editions/1/").content.decode())) == Listing(UNLISTED, own)
    assert told_by(Page(client.get("/he/truce/").content.decode())).canonical == f"{settings.SITE_URL}/truce/"


def test_the_next_part_of_a_list_is_listed_and_stands_for_itself():
    assert listing("/?before=truce-2", None) == Listing("", "/?before=truce-2")
    assert listing("/truce/changes/?before=5&since=2", None) == Listing(UNLISTED, "/truce/changes/")


def test_an_address_where_nothing_is_stands_for_nothing(published, desk):
    for address in ("/truce/statements/nothing/", "/truce/editions/7/", "/preview/truce/", "/preview/truce/timeline/"):
        assert told_by(Page(desk.get(address).content.decode())) == Listing(UNLISTED, ""), address


@pytest.mark.parametrize(
    "link",
    [
        '<a href="/truce/?depth=short">',
        '<a class="more" href="/ar/truce/timeline/?order=newest" aria-current="true">',
        '<a data-n="3" href="/truce/statements/wording/direct/">',
        '<a href="/truce/timeline/side/a/#x">',
        '<a href="/truce/editions/3/statements/a/">',
        f'<a href="{settings.SITE_URL}/truce/editions/3/">',
        '<a href="/truce/statements/a/history/">',
        '<a href="/?before=truce-2&amp;since=3">',
    ],
)
def test_a_link_to_what_is_not_listed_is_not_followed(link):
    found = with_nofollow(f"<p>{link}a</a></p>", settings.SITE_URL)
    assert Page(found).tags[1][1] == Page(link).tags[0][1] | {"rel": "nofollow"}


@pytest.mark.parametrize(
    "link",
    [
        '<a href="/truce/">',
        '<a href="/?before=truce-2">',
        '<a href="/truce/statements/side/a/">',
        '<a href="/truce/timeline/month/2024-08/">',
        '<a href="/truce/statements/side/">',
        '<a href="https://example.com/editions/3/?a=b">',
        '<a rel="noopener" href="https://example.com/?a=b">',
        '<a href="#editions/3/?a=b">',
    ],
)
def test_any_other_link_is_left_as_it_is(link):
    assert with_nofollow(link, settings.SITE_URL) == link


def test_what_has_no_end_is_barred_and_what_forbids_itself_is_not(client):
    """A page that says “noindex” must be read to be obeyed."""
    barred = Crawler(client).barred
    for address in ("/search/?q=a", "/truce/search/?q=a&in=statements", "/truce/timeline/?show=events&order=newest"):
        assert barred.match(address), address
    for address in ("/", "/truce/timeline/?order=newest", "/truce/?since=2", "/truce/editions/1/", "/search/"):
        assert not barred.match(address), address


def test_machines_are_told_whose_a_page_is_and_when_it_came_out(client, clock, truce):
    first = publish(truce, note="First.")
    clock(days=1)
    Event.objects.filter(slug="event-0").update(title="Another title")
    second = publish(truce, note="Second.")
    for address, moved in (("/truce/", second), ("/truce/timeline/", second)):
        tags = Page(client.get(address).content.decode()).tags
        metas = [found for tag, found in tags if tag == "meta"]
        named = {found.get("name") or found.get("property"): found.get("content") for found in metas}
        assert (named["author"], named["application-name"]) == ("Explainer", "Explainer")
        assert named["article:published_time"] == f"{first.published_at:%Y-%m-%dT%H:%M:%SZ}"
        assert named["article:modified_time"] == f"{moved.published_at:%Y-%m-%dT%H:%M:%SZ}"


def test_what_was_taken_from_an_edition_moves_it(published, client):
    edition = current("truce").edition
    assert came_out(edition).last == edition.published_at
    edition.redacted_at = edition.published_at.replace(year=2031)
    assert came_out(edition).last.year == 2031
