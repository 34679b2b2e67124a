"""Which edition a reader reads: the newest public one, or the one asked for; never the desk."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.translation import override

from explainer.desk.compose import compose
from explainer.desk.publishing import publish_again, withdraw
from explainer.edition import document as shape
from explainer.language.date_words import MONTHS
from explainer.models import Actor, Edition, Statement, Story
from explainer.reading import readings
from explainer.reading.coming_back import MOST, steps
from explainer.reading.copies import Missing, Preview
from explainer.reading.gone import Retired, Withdrawn
from explainer.reading.home_list import front, latest_words
from explainer.reading.readings import at_edition, current
from explainer.story.indexes import StoryIndex

from .conftest import NOON
from .publish import publish

HOUR = timedelta(hours=1)
FOUND_QUERIES = 1


@pytest.fixture(autouse=True)
def empty_shelf() -> None:
    """What a process has read before does not count in a test."""
    readings._indexes.clear()
    readings.kept_changes.clear()


def edit(story: Story, title: str) -> Edition | None:
    Story.objects.filter(pk=story.pk).update(title=title)
    return publish(story, note=title)


# ---- which edition -------------------------------------------------------------------------------


def test_a_story_without_an_edition_is_missing(truce):
    for find in (lambda: current("truce"), lambda: at_edition("truce", 1), lambda: current("nowhere")):
        with pytest.raises(Missing):
            find()
    assert front().cards == []


def test_the_current_reading_is_the_newest_public_edition(clock, published):
    clock[0] += HOUR
    edit(published, "Second")
    Story.objects.update(title="Scheduled")
    publish(published, note="", at=clock[0] + HOUR)
    Story.objects.update(title="Only at the desk")
    assert (current("truce").story.title, current("truce").newest) == ("Second", 2)
    clock[0] += HOUR
    assert (current("truce").story.title, current("truce").newest) == ("Scheduled", 3)


def test_an_edition_is_read_under_its_own_number(published):
    edit(published, "Second")
    first = at_edition("truce", 1)
    assert (first.story.title, first.newest, first.is_older) == ("The truce talks", 2, True)
    assert not at_edition("truce", 2).is_older
    assert not current("truce").is_older
    with pytest.raises(Missing):
        at_edition("truce", 3)


def test_an_edition_that_is_not_public_yet_is_missing_under_its_number(clock, truce):
    publish(truce, note="", at=NOON + HOUR)
    with pytest.raises(Missing):
        at_edition("truce", 1)
    clock[0] += HOUR
    assert at_edition("truce", 1).edition.number == 1


def test_a_withdrawn_edition_is_withdrawn_everywhere(published):
    edit(published, "Second")
    withdraw(Edition.objects.get(number=2), because="Wrong.")
    for find in (lambda: current("truce"), lambda: at_edition("truce", 2)):
        with pytest.raises(Withdrawn) as gone:
            find()
        assert gone.value.edition.withdrawn_because == "Wrong."
    assert at_edition("truce", 1).newest == 2
    assert front().cards == []
    assert [edition.number for edition in readings.published_before("truce")] == [1]


def test_the_list_of_stories_has_the_latest_published_first(clock, make_story):
    for slug in ("truce", "border", "harvest"):
        clock[0] += HOUR
        publish(make_story(slug), note="")
    make_story("draft")
    clock[0] += HOUR
    edit(Story.objects.get(slug="truce"), "Again")
    assert [card.reading.story.slug for card in front().cards] == ["truce", "harvest", "border"]
    assert {card.reading.space for card in front().cards} == {"story"}


def test_reading_shows_nothing_of_the_desk(published, django_assert_num_queries):
    Story.objects.update(title="A secret", question="A secret?")
    Statement.objects.update(topic="a secret")
    Actor.objects.update(name="Secret")
    with django_assert_num_queries(2) as asked:
        found = current("truce")
    assert "ecret" not in repr(found.story)
    assert {query["sql"].partition("FROM ")[2].split()[0].strip('"') for query in asked.captured_queries} == {
        "explainer_edition"
    }


# ---- cost ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [2, 60])
def test_finding_what_was_read_before_costs_one_query_whatever_the_size(make_story, django_assert_num_queries, size):
    publish(make_story(statements=size, events=size, actors=size), note="")
    current("truce")
    with django_assert_num_queries(FOUND_QUERIES):
        found = current("truce")
        assert len(found.index.statements) == size


@pytest.mark.parametrize("count", [2, 8, 30])
def test_the_history_costs_the_same_once_its_editions_were_compared(published, django_assert_num_queries, count):
    for number in range(count):
        edit(published, f"Title {number}")
    reading = current("truce")
    steps(reading)
    with django_assert_num_queries(1 if count < MOST else 2):  # one more for the edition before the last on the page
        assert len(steps(reading).rows) == min(count + 1, MOST)


@pytest.mark.parametrize("count", [2, 19])
def test_comparing_a_page_of_editions_costs_one_query_more_and_reads_each_once(
    published, django_assert_num_queries, monkeypatch, count
):
    for number in range(count):
        edit(published, f"Title {number}")
    reading = current("truce")
    readings.kept_changes.clear()
    read: list[str] = []
    thaw = shape.thaw
    monkeypatch.setattr(shape, "thaw", lambda text: read.append(text) or thaw(text))
    with django_assert_num_queries(2):
        found = steps(reading).rows
    assert [len(step.changes) for step in found] == [1] * count + [0]
    assert len(read) == len(set(read)) == count, "what is read stands in memory already"


def test_a_page_of_editions_compares_no_more_than_it_shows(published, monkeypatch):
    for number in range(44):
        edit(published, f"Title {number}")
    reading = current("truce")
    compared: list[object] = []
    compare = readings.compare
    monkeypatch.setattr(readings, "compare", lambda *pair: compared.append(pair) or compare(*pair))
    seen = []
    before = ""
    for size in (MOST, MOST, 5):
        compared.clear()
        found = steps(reading, before)
        assert len(found.rows) == size
        assert len(compared) == size - (not found.older)
        assert [step.since for step in found.rows] == [max(step.edition.number - 1, 0) for step in found.rows]
        seen += [step.edition.number for step in found.rows]
        before = str(found.older)
    assert before == "0"
    assert seen == list(range(45, 0, -1))


def test_the_same_document_is_indexed_once(published):
    edit(published, "Second")
    first = at_edition("truce", 1).index
    publish_again(Edition.objects.get(number=1), note="")
    assert current("truce").index is first


def test_what_is_kept_is_bounded_in_bytes_and_the_least_used_goes_first(published, settings):
    for title in ("Second", "Third"):
        edit(published, title)
    settings.READING_BYTES = 2 * len(Edition.objects.first().document) + 100
    one, two = at_edition("truce", 1).index, at_edition("truce", 2).index
    assert at_edition("truce", 1).index is one
    at_edition("truce", 3)
    assert at_edition("truce", 1).index is one
    assert at_edition("truce", 2).index is not two


def test_the_newest_is_kept_however_small_the_bound(published, settings):
    settings.READING_BYTES = 1
    assert current("truce").index is current("truce").index


# ---- addresses -----------------------------------------------------------------------------------


def test_addresses_stay_in_the_edition_being_read(published):
    edit(published, "Second")
    now, then = current("truce"), at_edition("truce", 1)
    assert now.address("statement", "statement-0") == "/truce/statements/statement-0/"
    assert then.address("statement", "statement-0") == "/truce/editions/1/statements/statement-0/"
    assert then.address("phase", 2) == "/truce/editions/1/phases/2/"
    assert now.absolute("overview") == "http://testserver/truce/"
    assert now.lasting("overview") == "http://testserver/truce/editions/2/"
    assert then.lasting("issue", "issue-1") == "http://testserver/truce/editions/1/issues/issue-1/"


@pytest.mark.parametrize(
    ("page", "args", "asked"),
    [
        ("overview", (), {}),
        ("statement", ("700000",), {"slug": "700000"}),
        ("phase", (2,), {"phase": 2}),
        ("timeline-by", ("month", "2024-08"), {"facet": "month", "value": "2024-08"}),
    ],
)
@pytest.mark.parametrize("language", ["en-gb", "ar"])
def test_an_address_is_the_one_of_the_site_map(published, page, args, asked, language):
    with override(language):
        assert current("truce").address(page, *args) == reverse(f"story:{page}", kwargs={"story": "truce", **asked})
        kwargs = {"story": "truce", "number": 1, **asked}
        assert at_edition("truce", 1).address(page, *args) == reverse(f"edition:{page}", kwargs=kwargs)


def test_a_preview_has_no_lasting_address(truce):
    preview = Preview(StoryIndex(compose("truce").document))
    assert preview.address("timeline") == "/preview/truce/timeline/"
    assert preview.lasting("timeline") == "http://testserver/preview/truce/timeline/"
    assert not preview.is_older


# ---- one part of a story -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "key"), [("statement", "statement-0"), ("actor", "truce-side-0"), ("issue", "issue-1"), ("phase", 1)]
)
def test_a_part_is_found_by_its_name(published, kind, key):
    found = current("truce").find(kind, key)
    assert key in (getattr(found, "slug", None), getattr(found, "number", None))


@pytest.mark.parametrize(
    ("kind", "key"), [("statement", "nothing"), ("actor", "nobody"), ("issue", "nothing"), ("phase", 9)]
)
def test_a_part_that_never_was_is_missing(published, kind, key):
    with pytest.raises(Missing):
        current("truce").find(kind, key)


def test_a_part_that_is_gone_says_in_which_edition_it_was_last(client, published):
    Statement.objects.filter(slug="statement-1").update(slug="renamed")
    publish(published, note="")
    edit(published, "Third")
    with pytest.raises(Retired) as gone:
        current("truce").find("statement", "statement-1")
    assert gone.value.number == 1
    assert at_edition("truce", 1).find("statement", "statement-1").slug == "statement-1"
    with pytest.raises(Missing):
        at_edition("truce", 1).find("statement", "renamed")
    answer = client.get(reverse("story:statement", args=["truce", "statement-1"]))
    assert answer.status_code == 410
    assert "/truce/editions/1/" in answer.content.decode()


# ---- history -------------------------------------------------------------------------------------


def test_the_history_is_newest_first_with_what_each_edition_changed(published):
    edit(published, "Second")
    edit(published, "Third")
    found = steps(current("truce")).rows
    assert [(step.edition.number, step.since) for step in found] == [(3, 2), (2, 1), (1, 0)]
    assert [[change.now for change in step.changes] for step in found] == [["Third"], ["Second"], []]


def test_the_history_is_told_in_the_language_of_whoever_reads(published):
    Story.objects.update(as_of="2024-09-01")
    publish(published, note="Newer.")

    def told() -> str:
        return steps(current("truce")).rows[0].changes[0].now

    assert told() == "1 September 2024"
    with override("ar"):
        assert str(MONTHS[9]) in told()
    with override("he"):
        assert str(MONTHS[9]) in told()
    assert told() == "1 September 2024"


def test_an_older_edition_does_not_know_what_came_after(published):
    edit(published, "Second")
    assert [step.edition.number for step in steps(at_edition("truce", 1)).rows] == [1]


def test_a_withdrawn_edition_is_in_the_history_without_its_changes(published):
    edit(published, "A mistake")
    withdraw(Edition.objects.get(number=2), because="Wrong.")
    edit(published, "Third")
    found = steps(current("truce")).rows
    assert [(step.edition.number, step.since) for step in found] == [(3, 1), (2, 0), (1, 0)]
    assert "A mistake" not in repr([step.changes for step in found])


def test_a_scheduled_edition_is_not_in_the_history(clock, published):
    Story.objects.update(title="Later")
    publish(published, note="", at=NOON + HOUR)
    assert [step.edition.number for step in steps(current("truce")).rows] == [1]


def test_the_latest_words_of_all_stories_are_the_newest_direct_quotations(make_story):
    for slug, count in (("truce", 4), ("border", 1)):
        publish(make_story(slug, statements=count), note="")
    found = latest_words(2)
    assert [(where.story.slug, row.slug) for where, row in found] == [
        ("truce", "statement-3"),
        (found[1][0].story.slug, "statement-0"),
    ]
    assert {row.wording for _where, row in found} == {"direct"}
