"""Whatever a parameter holds, a reader gets a page, is led to one, or is told calmly that there is none."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote_from_bytes, urlencode

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytestmark = pytest.mark.django_db
CALM = {200, 301, 302, 304, 400, 404, 410, 414}
TABLE = re.compile(r"^\| `([^|]+)` \| [^|]+ \| ((?:`\w+` ?)+)\|", re.MULTILINE)
DOCS = Path("docs/addresses.md").read_text(encoding="utf-8")
PARAMETERS = sorted({name for _address, names in TABLE.findall(DOCS) for name in re.findall(r"\w+", names)})
PAGES = (
    "/", "/search/", "/corrections/", "/changes.atom", "/search/feed.atom", "/truce/", "/truce/timeline/",
    "/truce/timeline/side/north/", "/truce/statements/", "/truce/statements/wording/direct/",
    "/truce/statements/statement-0/", "/truce/positions/", "/truce/phases/", "/truce/actors/", "/truce/issues/",
    "/truce/texts/", "/truce/glossary/", "/truce/sources/", "/truce/balance/", "/truce/open-questions/",
    "/truce/changes/", "/truce/search/", "/truce/editions/1/", "/truce/editions/1/timeline/", "/truce/feed.atom",
    "/truce/events.ics", "/ar/truce/", "/he/search/",
)  # fmt: skip
YEARS = st.integers(-2, 99_999)
SIGNS = "~?%./,-:;'\"*()[]{}<>&=+#|\\ \t\u00a0\u200f\u202e٣३Ⅷ²ﷺ😀"
VALUES = st.one_of(
    st.text(max_size=30),
    st.text(SIGNS, max_size=12),
    st.builds("{:04d}-{:02d}-{:02d}".format, YEARS, st.integers(0, 13), st.integers(0, 32)),
    st.builds("{:04d}-{:02d}".format, YEARS, st.integers(0, 13)),
    st.builds("{}".format, YEARS),
    st.integers(-(2**70), 2**70).map(str),
    st.sampled_from(["", "0", "-1", "1e9", "NaN", "Infinity", "1" * 4_400, "true", "none", "%", "truce", "direct"]),
    st.sampled_from(["north", "statement-0", "north,south", "0001-01-01", "9999-12-31", "2024-02-30", "10000-01-01"]),
    st.text("aAzZ'\"*-^:()", max_size=200),
)


kept = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # one story for all: they are only read
QUERIES = st.lists(st.tuples(st.sampled_from(PARAMETERS), VALUES), min_size=1, max_size=3)


def test_the_table_of_addresses_names_them():
    assert {"known_by", "since", "q", "before", "depth", "actors", "texts"} <= set(PARAMETERS)


@kept
@given(address=st.sampled_from(PAGES), query=QUERIES)
def test_a_reader_gets_a_page_or_a_calm_no(published, address, query):
    answer = Client().get(f"{address}?{urlencode(query, errors='surrogatepass')}")
    assert answer.status_code in CALM, (address, query, answer.status_code)


@kept
@given(address=st.sampled_from(PAGES), name=st.sampled_from(PARAMETERS), raw=st.binary(max_size=20))
def test_so_does_one_whose_browser_sends_what_is_no_text(published, address, name, raw):
    answer = Client().get(f"{address}?{name}={quote_from_bytes(raw)}")
    assert answer.status_code in CALM, (address, name, raw, answer.status_code)


@pytest.mark.parametrize("value", ["0001-01-01", "0999-12-31", "9999-12-31", "2024-02-30", "-1", "10000-01-01"])
@pytest.mark.parametrize("name", ["known_by", "since", "before", "month"])
def test_no_day_is_too_far_away(published, name, value):
    for address in PAGES:
        assert Client().get(f"{address}?{urlencode({name: value})}").status_code in CALM, address
