"""Made-up archives: the same from the same seed, whole by every rule, readable; and never beside anything real."""

from __future__ import annotations

import io
import re
import sys

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from bench import archives
from bench.archive_words import vocabulary
from explainer.desk.compose import Draft
from explainer.desk.rules.checks import check
from explainer.edition import document as shape
from explainer.models import Edition, Story
from explainer.search import search_index
from explainer.search.find import find, read_query

SCRIPTS = {"en": "[a-z]+", "ar": "[\u0621-\u064a]+", "he": "[\u05d0-\u05ea]+"}


def make(stories: int = 2, statements: int = 30, seed: int = 1) -> str:
    out = io.StringIO()
    call_command("make_archive", stories=stories, statements=statements, seed=seed, stdout=out)
    return out.getvalue()


def digests() -> list[tuple[str, int, str]]:
    return list(Edition.objects.order_by("slug", "number").values_list("slug", "number", "digest"))


# ---- what is made -------------------------------------------------------------------------------


@pytest.mark.parametrize("statements", [0, 1, 30, 250])
@pytest.mark.parametrize("number", [1, 6, 8])
def test_a_made_up_story_passes_every_rule_and_freezes(number, statements):
    for version in archives.versions(number, statements=statements, seed=1):
        assert check(Draft(version.document, {})) == []
        assert shape.thaw(shape.freeze(version.document)) == version.document
        assert len(version.document.statements) == statements


@pytest.mark.parametrize("statements", [0, 30])
def test_a_history_passes_every_rule_at_every_edition(statements):
    versions = list(archives.versions(1, statements=statements, seed=1, editions=32))
    assert [version.kind for version in versions[:1]] == ["first"]
    assert {version.kind for version in versions} > {"update", "correction" if statements else "update", "withdrawal"}
    for version in versions:
        assert check(Draft(version.document, {})) == []
    last = versions[-1].document
    assert {row.status for row in last.issues} >= {"settled"}
    assert any(row.ended for row in last.open_questions)
    assert any(row.dates for row in last.events)
    assert any(actor.former_names for actor in last.actors)
    assert any(role.held_to for actor in last.actors for role in actor.roles)


def test_a_story_is_its_seeds_and_its_numbers_and_no_others():
    first, again, other, next_to_it = (
        shape.freeze(archives.story(number, statements=9, seed=seed))
        for number, seed in ((1, 1), (1, 1), (1, 2), (2, 1))
    )
    assert first == again
    assert len({first, other, next_to_it}) == 3


def test_dates_are_vague_and_statements_are_linked_as_in_life():
    said = archives.story(2, statements=400, seed=1)
    exact = sum(bool(re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", row.when)) for row in said.statements)
    assert 200 < exact < 380
    assert len({re.sub("[0-9]", "0", row.when) for row in said.statements}) > 6
    assert 40 < len(said.links) < 120
    assert said.comparisons
    speakers = [row.speaker for row in said.statements]
    assert speakers.count(max(set(speakers), key=speakers.count)) > 40


@pytest.mark.parametrize("language", ["en", "ar", "he"])
def test_words_are_of_their_script_and_a_few_are_common(language):
    words, _often = vocabulary(language)
    assert len(words) == len(set(words)) == 8_000
    assert all(re.fullmatch(SCRIPTS[language], word) for word in words)


def test_an_archive_is_in_three_languages():
    assert {archives.story(number, statements=0, seed=1).language for number in range(1, 11)} == {"en", "ar", "he"}


# ---- the command --------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_same_seed_makes_the_same_archive():
    make()
    first = digests()
    assert len(first) > 4
    Edition.objects.all().delete()
    Story.objects.all().delete()
    make(stories=1)
    make()
    assert digests() == first


@pytest.mark.django_db
def test_search_knows_the_newest_edition_of_each_story_alone():
    make()
    newest = {edition.pk for edition in Edition.objects.newest_of_each_stream(timezone.now())}
    assert {row[1] for row in search_index.everything()} == newest
    assert search_index.is_whole(at=timezone.now())
    before = list(search_index.everything())
    search_index.rebuild(at=timezone.now())
    assert list(search_index.everything()) == before
    assert any(find(read_query("agreement"), at=timezone.now()).counts.values())


PAGES = (
    "", "timeline/", "timeline/side/side-1/", "phases/", "phases/1/", "statements/", "statements/side/side-1/",
    "statements/statement-1/", "actors/", "actors/side-1/", "issues/", "issues/issue-1/", "positions/",
    "positions/?actors=side-1,side-2", "sources/", "glossary/", "balance/", "open-questions/", "changes/",
)  # fmt: skip


@pytest.mark.django_db
def test_every_page_of_an_archive_can_be_read(client):
    make()
    story = "/archive-00001/"
    pages = [f"{place}{page}" for place in (story, f"{story}editions/2/") for page in PAGES]
    follow = [
        f"{story}{of}feed.{form}" for of in ("", "actors/side-1/", "issues/issue-1/") for form in ("atom", "json")
    ]
    rest = ["/", "/ar/", "/corrections/", "/corrections/feed.atom", "/search/?q=agreement", f"{story}search/?q=council"]
    for address in [*pages, *follow, *rest, f"{story}events.ics", f"{story}changes/?since=1"]:
        assert client.get(address).status_code == 200, address
    assert client.get("/nowhere/").status_code == 404


@pytest.mark.django_db
def test_a_site_that_holds_anything_else_is_left_alone(published):
    with pytest.raises(CommandError, match="holds other stories"):
        make()
    assert Story.objects.count() == 1


@pytest.mark.django_db
def test_an_archive_of_another_seed_or_length_is_left_alone():
    assert make(1, 3) == "The archive has 1 stories.\n"
    for statements, seed in ((3, 2), (4, 1)):
        with pytest.raises(CommandError, match="holds other stories"):
            make(2, statements, seed)


@pytest.mark.django_db
@pytest.mark.parametrize(("stories", "statements"), [(0, 1), (100_000, 1), (1, -1), (1, 30_000)])
def test_an_archive_has_bounds(stories, statements):
    with pytest.raises(CommandError, match="1 to 99,999"):
        make(stories, statements)


@pytest.mark.django_db
def test_without_the_source_code_it_says_what_it_needs(monkeypatch):
    monkeypatch.setitem(sys.modules, "bench", None)
    with pytest.raises(CommandError, match="needs the folder bench/"):
        make()
