"""How a timeline is told: key events in full and the rest folded between, what is known only to be from before some
day in its place, and nothing lost."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from explainer.models import Source, Statement
from explainer.story.facet_values import on_line
from explainer.story.telling import Block, Reported, Telling, tell
from explainer.story.timelines import timeline as lay_out

from .crawl import Page, text_of
from .publish import publish
from .test_timelines import rows, told

pytestmark = pytest.mark.django_db
STORY = "/gaza-ceasefire/"


def telling(*whens: tuple[str, str, int], keys: tuple[str, ...] = (), newest_first: bool = False) -> Telling:
    index = told(*whens)
    line = lay_out(on_line(index), newest_first=newest_first)
    return tell(line, [index.event[slug] for slug in keys], newest_first=newest_first)


def blocks(parts: list[Block | Reported]) -> list[Block]:
    return [block for part in parts for block in (part.blocks if isinstance(part, Reported) else [part])]


def slugs(found: Telling) -> list[str]:
    told = [entry.row.slug for month in found.months for block in blocks(month.parts) for entry in block.entries]
    return told + [entry.row.slug for entry in found.loose]


# ---- nothing is lost ----


@given(rows, st.booleans(), st.booleans())
def test_every_entry_is_told_once_whatever_is_folded(given_rows, newest_first, with_keys):
    keys = tuple(f"e{place}" for place, row in enumerate(given_rows) if row[0] == "e")[:1] if with_keys else ()
    found = telling(*given_rows, keys=keys, newest_first=newest_first)
    assert sorted(slugs(found)) == sorted(f"{kind}{place}" for place, (kind, _when, _order) in enumerate(given_rows))


@given(rows, st.booleans())
def test_months_have_one_heading_each_in_order(given_rows, newest_first):
    months = [(month.year, month.month) for month in telling(*given_rows, newest_first=newest_first).months]
    assert months == sorted(set(months), reverse=newest_first)


# ---- what is folded ----


def test_what_is_no_key_event_is_folded_where_it_stands():
    line = (("s", "2024-01-01", 0), ("e", "2024-01-02", 0), ("e", "2024-01-03", 0), ("s", "2024-01-04", 0))
    (month,) = telling(*line, keys=("e1",)).months
    found = [(block.folded, [entry.row.slug for entry in block.entries]) for block in blocks(month.parts)]
    assert found == [(True, ["s0"]), (False, ["e1"]), (True, ["e2", "s3"])]
    assert [block.counted for block in blocks(month.parts)][-1] == "1 statement and 1 event"


def test_without_key_events_nothing_is_folded():
    (month,) = telling(("s", "2024-01-01", 0), ("e", "2024-01-02", 0)).months
    assert [block.folded for block in blocks(month.parts)] == [False]


# ---- what is known only to be from before some day ----


@pytest.mark.parametrize("newest_first", [False, True])
def test_what_is_known_by_a_day_stands_before_what_is_of_that_day(newest_first):
    line = (("e", "2024-03-01", 0), ("s", "[..2024-03-02]", 0), ("e", "2024-03-02", 0), ("s", "[..2024-03-02]", 0))
    found = telling(*line, newest_first=newest_first)
    order = ["e0", "s1", "s3", "e2"]
    assert slugs(found) == (["e2", "s1", "s3", "e0"] if newest_first else order)
    (group,) = [part for part in found.months[0].parts if isinstance(part, Reported)]
    assert group.by.edtf == "[..2024-03-02]"


def test_of_a_month_without_another_entry_it_has_the_heading_and_a_gap_is_counted_from_there():
    found = telling(("e", "2024-01-01", 0), ("s", "[..2024-03-10]", 0), ("e", "2024-06-01", 0))
    assert [(month.id, month.gap) for month in found.months] == [("m2024-01", 0), ("m2024-03", 1), ("m2024-06", 2)]


def test_what_has_no_bound_either_stands_apart():
    found = telling(("e", "2024-01-01", 0), ("s", "", 0))
    assert [entry.row.slug for entry in found.loose] == ["s1"]


# ---- on the page ----


@pytest.fixture
def reader(first_story):
    return Client()


def test_a_timeline_opens_with_its_key_events_and_everything_is_one_link_away(reader):
    body = reader.get(f"{STORY}timeline/").content.decode()
    assert (
        '<a href="/gaza-ceasefire/timeline/?show=everything" rel="nofollow">Everything <span class="n">47</span></a>'
        in body
    )
    assert "A rule picks the key events" in text_of(body.encode())
    assert re.search("<summary>[0-9]+ statements[<,: ]", body)
    everything = reader.get(f"{STORY}timeline/?show=everything").content.decode()
    assert 'class="between"' not in everything
    assert "A rule picks" not in everything
    entries = [set(re.findall('<li (?:class="[a-z]+" )?id="([^"]+)"', page)) for page in (body, everything)]
    assert entries[0] == entries[1], "each has its lasting fragment on the timeline, folded or not"
    assert len(entries[0]) == 47


def test_what_is_counted_in_folds_and_told_in_full_is_all_there_is(reader):
    body = reader.get(f"{STORY}timeline/").content.decode()
    folds = re.findall(r"<summary>((?:\d+ statements?)?(?: and )?(?:\d+ events?)?)(?=<)", body)
    folded = sum(int(number) for fold in folds for number in re.findall(r"\d+", fold))
    assert folded + 10 == 47, "ten key events"


def test_a_filter_tells_everything_and_everything_has_one_address(reader):
    for place in ("side/israel/", "?show=statements", "?lanes=side", "?exchange=source-near-hopeless"):
        assert 'class="between"' not in reader.get(f"{STORY}timeline/{place}").content.decode()
    for sent, wanted in (
        ("?side=israel&show=everything", "side/israel/"), ("?lanes=side&show=everything", "?lanes=side"),
        ("?order=newest&show=everything", "?show=everything&order=newest"), ("?show=all", ""),
    ):  # fmt: skip
        assert reader.get(f"{STORY}timeline/{sent}")["Location"] == f"{STORY}timeline/{wanted}"


def test_a_story_that_is_told_whole_has_no_such_choice(make_story, client):
    publish(make_story(), note="")
    assert "Key events" not in client.get("/truce/timeline/").content.decode()
    assert client.get("/truce/timeline/?show=everything")["Location"] == "/truce/timeline/"


def test_undated_statements_are_told_before_the_bound_that_is_known(reader):
    body = reader.get(f"{STORY}timeline/?show=everything").content.decode()
    text = text_of(body.encode())
    assert "Day not given" in text
    for slug in ("source-near-hopeless", "hamas-terms-changed"):
        assert f'id="said-{slug}"' in body
    assert "near hopeless" in text, "the words themselves"
    places = [body.index(f'id="{slug}"') for slug in ("said-source-near-hopeless", "burns-lands-in-cairo")]
    assert places == sorted(places), "some time before the end of the day on which he landed"


def test_folds_are_open_where_changes_are_marked(make_story, client):
    story = make_story(statements=12, events=3)
    publish(story, note="")
    Statement.objects.filter(slug="statement-3").update(lead_in="She said:")
    publish(story, note="")
    folds = re.compile('class="between"><details([^>]*)>')
    assert set(folds.findall(client.get("/truce/timeline/").content.decode())) == {""}
    assert set(folds.findall(client.get("/truce/timeline/?since=1").content.decode())) == {" open"}


# ---- what was known by a day ----


@pytest.mark.parametrize("page", ["timeline", "statements", "positions"])
def test_where_all_sources_came_out_on_one_day_nobody_is_asked_for_a_day(reader, page):
    assert 'name="known_by"' not in reader.get(f"{STORY}{page}/").content.decode()
    assert "Only what was known on 22 August 2024." in text_of(
        reader.get(f"{STORY}{page}/?known_by=2024-08-22").content
    )


def test_where_sources_came_out_on_several_days_those_can_be_chosen(make_story, client):
    story = make_story(statements=4, events=2)
    Source.objects.update(published="2024-08-10")
    later = Source.objects.create(slug="later", publisher="The Late Test", published="2024-08")
    Statement.objects.get(slug="statement-2").sources.set([later])
    publish(story, note="")
    for page in ("timeline", "statements", "positions"):
        body = client.get(f"/truce/{page}/").content.decode()
        choice = body.partition('name="known_by"')[2].partition("</select>")[0]
        assert re.findall('<option value="([^"]*)"', choice) == ["", "2024-08-31", "2024-08-10"]
        between = client.get(f"/truce/{page}/?known_by=2024-08-19").content.decode()
        assert '<option value="2024-08-19" selected>19\u00a0August 2024</option>' in between
        assert client.get(f"/truce/{page}/?known_by=")["Location"] == f"/truce/{page}/"


def test_an_id_is_there_once(reader):
    ids = Page(reader.get(f"{STORY}timeline/").content.decode()).ids
    assert len(ids) == len(set(ids))
