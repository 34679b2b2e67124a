"""What a search engine shows under a title: each page says what it has, and no two of a language say the same."""

from __future__ import annotations

import re
from collections import defaultdict
from html import unescape

import pytest

from .test_indexing import locations

pytestmark = pytest.mark.django_db
SAID = re.compile('<meta name="description" content="([^"]*)">')
LONGEST = 320  # characters; what is longer is cut by whoever shows it


@pytest.mark.parametrize("prefix", ["", "/ar", "/he"])
def test_no_two_pages_have_the_same_description(first_story, client, prefix):
    story = locations(client, "/gaza-ceasefire/sitemap.xml")
    pages = [*(prefix + page for page in story), *locations(client, "/sitemap/site.xml")]
    said = defaultdict(list)
    for page in dict.fromkeys(pages):
        if page.startswith(("/ar/", "/he/")) is not bool(prefix) or not page.startswith(prefix):
            continue
        if not page.endswith("/"):
            continue  # data, which is no page
        (description,) = SAID.findall(client.get(page).content.decode())
        said[unescape(description)].append(page)
    assert len(said) > 100
    assert {description: pages for description, pages in said.items() if len(pages) > 1} == {}
    for description in said:
        assert 20 < len(description) <= LONGEST
        assert description == re.sub(r"[^\S\xa0]+", " ", description).strip()
