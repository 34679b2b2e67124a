"""The second story in the box: it comes with its editions, it is sound, and its pages keep what it says of missions.

It must not test what any story must pass; ``check`` does.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client

from explainer.desk.compose import compose
from explainer.desk.files.fixtures import dump, load
from explainer.desk.moving import take_out
from explainer.desk.rules.checks import ask, check
from explainer.edition.document import thaw
from explainer.models import Edition, Source, Statement

from .crawl import crawl, text_of
from .publish import publish

pytestmark = pytest.mark.django_db
FOLDER = Path(__file__).parent.parent / "fixtures" / "artemis"
STORY = "/artemis/"
# What is cited keeps meaning the same, for ever: (language, number) → SHA-256.
DIGESTS = {
    ("", 1): "076668a206f6bd3c6c769f8dd1fc7fe579d53dd7b85af2c7f37a401420d03cd0",
    ("", 2): "d5d9c9d816f957cdf1088e5a51419e71df341defc1396cd8f30f57457416f140",
    ("", 3): "ab7939ff2fb5f73c0a13c33e8a83d2f91750f74534ab6c46c3ad30c698dc7f18",
    ("ar", 1): "0a3dc6920312c7fc072de5394b3098c6fda61c0456e81cda39c9568f1e217599",
}
GOVERNMENT = ("gao-", "nasa-")  # sources that may be quoted at length
LONGEST = 330  # characters that anybody else is quoted with in a piece


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker):
    """The story, loaded once for this module."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_story", FOLDER, verbosity=0)
        yield Client()
        transaction.set_rollback(True)


@pytest.fixture
def reader(site, django_db_blocker):
    with django_db_blocker.unblock():
        yield site


def said(reader, page, prefix=""):
    return text_of(reader.get(f"{prefix}{STORY}{page}").content)


def words_on(reader, page, prefix=""):
    """What a page says, without its markup."""
    text = re.sub(r"<(style|script|head)\b.*?</\1>|<[^>]+>", " ", said(reader, page, prefix))
    return re.sub(r"\s+", " ", text)


def test_its_editions_have_their_digests(reader):
    assert {(row.stream, row.number): row.digest for row in Edition.objects.all()} == DIGESTS
    kinds = [row.kind for row in Edition.objects.of_story("artemis").order_by("number")]
    assert kinds == ["first", "correction", "update"]
    assert Edition.objects.get(stream="ar").translates.number == 3


def test_its_files_are_what_is_dumped(reader):
    files = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.yaml")}
    assert dump("artemis") == files
    archive, scheduled = take_out("artemis")
    frozen = {path.name: path.read_text(encoding="utf-8") for path in (FOLDER / "editions").glob("0*.json")}
    assert ({name: archive.texts[name] for name in frozen}, scheduled) == (frozen, 0)


def test_it_is_sound_and_says_what_its_last_edition_says(reader):
    draft = compose("artemis")
    assert [f"{problem.at}: {problem}" for problem in check(draft)] == []
    assert len(list(ask(draft))) <= 2
    with transaction.atomic():
        assert publish(Edition.objects.filter(stream="")[0].story, note="Nothing new.") is None
    assert load(FOLDER).editions == 0


def test_only_governments_are_quoted_at_length(reader):
    for source in Source.objects.exclude(excerpt=""):
        if not source.slug.startswith(GOVERNMENT):
            assert max(map(len, source.excerpt.split("\n\n"))) <= LONGEST, source.slug
    assert all(source.address for source in Source.objects.all())
    assert {row.wording for row in Statement.objects.all()} == {"direct", "partial", "paraphrase"}


@pytest.mark.slow
def test_every_page_answers_and_none_names_another_story(reader):
    pages = crawl(reader, STORY, under=STORY, few=12) | crawl(reader, f"/ar{STORY}", under=f"/ar{STORY}", few=4)
    assert len(pages) > 150
    told = {path: text_of(page).casefold() for path, page in pages.items()}
    assert [path for path, text in told.items() if re.search("gaza|hamas|ceasefire|truce", text)] == []


def test_the_correction_says_both_slips(reader):
    first, second = (thaw(Edition.objects.get(stream="", number=number).document) for number in (1, 2))
    figures = [next(row for row in story.figures if row.slug == "in-all").label for story in (first, second)]
    assert figures == [f"for the whole programme, in the fiscal years {years} to 2025" for years in ("2021", "2012")]
    spoken = [
        next(row for row in story.statements if row.slug == "free-different-mission") for story in (first, second)
    ]
    assert [row.when for row in spoken] == ["2023-08-09", "2023-08-08"]
    corrections = text_of(reader.get("/corrections/").content)
    assert "The 93 billion dollars are for the fiscal years 2012 to 2025" in corrections


def test_a_mission_keeps_its_name_in_the_edition_that_gave_it(reader):
    assert "Artemis III, the first landing" in said(reader, "editions/1/phases/3/")
    assert "Artemis III, docking practice in Earth orbit" in said(reader, "phases/3/")
    assert "Artemis IV, the first landing" in said(reader, "phases/")


def test_its_phases_are_called_missions(reader):
    page = words_on(reader, "phases/")
    assert "The five missions" in page
    assert all(f"Mission {number}" in page for number in range(1, 6))
    assert not re.search(r"\bPhase \d", page)
    assert "مهمة 3" in words_on(reader, "phases/", "/ar")


def test_a_date_that_moved_is_told_with_every_date_it_had(reader):
    page = words_on(reader, "timeline/")
    told = page[page.index("Artemis II lifts off At first May 2024, set on 9 November 2021") :]
    moves = ["put back to November 2024", "put back on 9 January 2024 to September 2025", "put back on 5 December 2024"]
    moves += ["brought forward to 8 February 2026", "put back on 3 February 2026 to 6 March 2026"]
    places = [told.index(move) for move in moves]
    assert places == sorted(places)
    calendar = reader.get(f"{STORY}events.ics").content.decode()
    [lifts_off] = [entry for entry in calendar.split("BEGIN:VEVENT") if ":Artemis II lifts off" in entry]
    assert "SEQUENCE:7" in lifts_off


def test_the_landing_of_artemis_three_is_cancelled_where_it_stands(reader):
    calendar = reader.get(f"{STORY}events.ics").content.decode()
    [landing] = [entry for entry in calendar.split("BEGIN:VEVENT") if "Artemis III lands" in entry]
    assert "STATUS:CANCELLED" in landing
    for page in ("", "timeline/"):
        text = words_on(reader, page)
        at = text.index("Artemis III lands astronauts on the Moon")
        assert "Cancelled" in text[max(0, at - 200) : at + 900], page


def test_each_schedule_stands_beside_the_one_before_it(reader):
    page = words_on(reader, "texts/")
    for name in ("November 2021", "January 2024", "December 2024"):
        assert f"The schedule of {name}" in page
    assert "Replaced, 27 February 2026" in page
    assert "Lands astronauts on the Moon" in words_on(reader, "texts/plan-2026/")


def test_the_arabic_pages_are_arabic(reader):
    page = reader.get(f"/ar{STORY}").content.decode()
    assert '<html lang="ar" dir="rtl"' in page
    assert "متى يهبط رواد فضاء على القمر من جديد" in page
