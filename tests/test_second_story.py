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
    ("", 1): "d5abcab260b7e3f8e842acd3ee24b2b4d8a932e2433bc3a4ee60b0c4021b60e3",
    ("", 2): "b2b8489d4fb2c4d88ebedc12b8d67f1945fab10d8f9c5f9ffcca4e254e782206",
    ("", 3): "22c2639640976d75de360a9b00bbfeebd39759197cb247cc49b6ad6d4f5c7b6e",
    ("ar", 1): "4b3b6d77ebe2e2ceef61c11cdcbef7a356677412944f6d7d8366a197d9fc8565",
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


def test_the_arabic_pages_are_arabic(reader):
    page = reader.get(f"/ar{STORY}").content.decode()
    assert '<html lang="ar" dir="rtl"' in page
    assert "متى يهبط رواد فضاء على القمر من جديد" in page
    assert "مهمة" in said(reader, "phases/", "/ar") or "مهام" in said(reader, "phases/", "/ar")


def test_what_moved_and_what_was_cancelled_is_known_of_the_events(reader):
    story = thaw(Edition.objects.get(stream="", number=3).document)
    events = {event.slug: event for event in story.events}
    assert [date.when for date in events["artemis-two-lifts-off"].dates] == [
        "2024-05", "2024-11", "2025-09", "2026-04", "2026-02-08", "2026-03-06", "2026-04",
    ]  # fmt: skip
    assert events["artemis-three-lands"].status == "cancelled"
    assert (story.phase_word, story.phases_word) == ("mission", "missions")
