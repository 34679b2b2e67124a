"""What is added for paper: numbers on links, and one list of where they lead."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.conf import settings
from django.test import Client

from explainer.pages.paper import with_addresses
from explainer.reading.readings import current

from .crawl import crawl
from .publish import publish


def on_paper(main: str, own: str = "/here/", reading=None) -> tuple[list[tuple[str, str]], list[str]]:
    """(what the links carry, the list at the end)"""
    page = f'<body><a href="/top/">top</a><main>{main}</main><a href="/foot/">foot</a></body>'
    html = with_addresses(page, own, reading)
    assert html.index("/foot/") < html.index("<section") < html.index("</body>")
    listed = re.findall("<li>(.*?)</li>", html[html.index("<section") :])
    return re.findall(r'data-n="(\d+)" href="([^"]*)"', html), listed


def test_each_address_is_written_once_whole_and_in_the_order_of_its_number():
    numbers, listed = on_paper(
        '<a href="/b/">b</a> <a class="x" href="https://example.org/?a=1&amp;b=2">out</a> <a href="/b/#place">again</a>'
    )
    assert numbers == [("1", "/b/"), ("2", "https://example.org/?a=1&amp;b=2"), ("1", "/b/#place")]
    assert listed == [f"{settings.SITE_URL}/b/", "https://example.org/?a=1&amp;b=2"]


@pytest.mark.parametrize(
    "main",
    [
        '<a href="#below">below</a>',
        '<a href="/here/#below">below</a>',
        '<nav aria-label="x"><a href="/b/">b</a></nav>',
        '<form><a href="/b/">b</a></form>',
        '<p class="meta mt4 noprint"><a href="/b/">b</a></p>',
        '<share-words class="share noprint"><a href="/b/">b</a></share-words>',
        '<details class="facets noprint"><a href="/b/">b</a></details>',
    ],
)
def test_what_leads_nowhere_else_or_is_not_printed_has_no_number(main):
    assert on_paper(main) == ([], [])


def test_the_list_is_hidden_from_screens_and_screen_readers():
    assert '<section class="paper" hidden>' in with_addresses("<main></main></body>", "/here/", None)


def test_what_is_no_page_is_left_alone():
    assert with_addresses("no page", "/here/", None) == "no page"


@pytest.mark.django_db
def test_a_page_is_printed_with_lasting_addresses_but_for_what_is_only_of_now(published):
    main = '<a href="/truce/">o</a> <a href="/truce/sources/">s</a> <a href="/truce/search/">q</a>'
    main += ' <a href="/truce/feed.atom">f</a> <a href="/truce/issues/issue-1/history/">h</a>'
    assert on_paper(main, "/truce/timeline/", current("truce"))[1] == [
        f"{settings.SITE_URL}/truce/editions/1/",
        f"{settings.SITE_URL}/truce/editions/1/sources/",
        f"{settings.SITE_URL}/truce/search/",
        f"{settings.SITE_URL}/truce/feed.atom",
        f"{settings.SITE_URL}/truce/issues/issue-1/history/",
    ]


@pytest.mark.slow
@pytest.mark.django_db
def test_every_address_written_out_is_one_that_answers(published):
    published.title = "Other talks"
    published.save()
    publish(published, note="Another title.")
    client = Client()
    written = set()
    for body in crawl(client).values():
        found = re.search('<section class="paper" hidden>(.*?)</section>', body.decode(errors="replace"), re.DOTALL)
        written |= set(re.findall(r"(?:<li>|: )(https?://[^<]*)", found[1])) if found else set()
    ours = {address.removeprefix(settings.SITE_URL) for address in written if address.startswith(settings.SITE_URL)}
    assert "/truce/editions/2/statements/statement-0/" in ours
    answers = {address: client.get(unescape(address)).status_code for address in ours}
    assert {address: status for address, status in answers.items() if status != 200} == {}


@pytest.mark.django_db
def test_edition_and_date_go_with_every_sheet(published):
    client = Client()
    running = re.compile(r'<html [^>]*data-running="([^"]*)"')
    when = current("truce").edition.published_at
    edition = f"Explainer · The truce talks · Version 1, {when.day}\u00a0{when:%B %Y}"
    for address in ("/truce/", "/truce/statements/statement-0/", "/truce/editions/1/timeline/"):
        assert running.search(client.get(address).content.decode())[1] == edition
    assert running.search(client.get("/about/").content.decode())[1] == "Explainer"
