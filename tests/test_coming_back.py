"""Somebody comes back after some editions, and learns in a minute what matters of what came in between."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from explainer.desk.publishing import withdraw
from explainer.edition import document as shape
from explainer.edition.coming_back import CLASSES, classed
from explainer.edition.diffs import compare
from explainer.models import (
    Actor,
    Edition,
    Event,
    Involvement,
    Issue,
    KeyPoint,
    OpenQuestion,
    Phase,
    Position,
    Role,
    Source,
    Statement,
    Story,
)
from explainer.reading import readings
from explainer.reading.coming_back import MOST, last_read, since_then
from explainer.reading.readings import current
from explainer.story.depths import told
from explainer.story.news import RECENT

from .any_document import documents
from .crawl import Page, text_of
from .publish import publish, publish_translation
from .test_depths import words_shown
from .test_document import FIRST
from .translate import translate

STORY = shape.thaw(FIRST.read_text(encoding="utf-8"))
slow = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


# ---- what matters ---------------------------------------------------------------------------------


@slow
@given(documents(), documents(), st.data())
def test_every_change_stands_in_exactly_one_class(old, new, data):
    changes = compare(old, new)
    righted = [data.draw(st.lists(st.sampled_from(changes), max_size=4))] if changes else []
    found = classed(changes, new, righted)
    assert tuple(found) == CLASSES
    placed = [change for rows in found.values() for change in rows]
    assert sorted(map(id, placed)) == sorted(map(id, changes))


def rows_of(**changed: object) -> dict[str, set[tuple[str, str]]]:
    """The classes that are not empty when the story is changed so, each with sections and fields."""
    found = classed(compare(STORY, new := replace(STORY, **changed)), new)
    return {name: {(row.at[0] if row.at else "", row.of) for row in rows} for name, rows in found.items() if rows}


def first(section: str, **fields: object) -> dict[str, list[object]]:
    row, *others = getattr(STORY, section)
    return {section: [replace(row, **fields), *others]}


@pytest.mark.parametrize(
    ("section", "fields", "name"),
    [
        ("issues", {"status": "settled", "status_on": "2024-12-04", "standing": "Signed."}, "settled"),
        ("issues", {"question": "Another?"}, "others"),
        ("open_questions", {"ended": "answered", "ended_on": "2024-12-04", "answer": "He."}, "answered"),
        ("open_questions", {"why": "Nobody."}, "others"),
        ("positions", {"sentence": "Else."}, "positions"),
        ("positions", {"sources": []}, "others"),
        ("actors", {"roles": []}, "roles"),
        ("actors", {"descriptor": "Else"}, "others"),
        ("phases", {"state": "done", "ended_on": "2024-12-04"}, "phases"),
        ("phases", {"not_before": "2024-12-24"}, "dates"),
        ("phases", {"summary": "Else."}, "others"),
        ("statements", {"topic": "else"}, "others"),
    ],
)  # fmt: skip
def test_a_change_is_told_as_what_it_is(section, fields, name):
    row = getattr(STORY, section)[0]
    wanted = {field for field, value in fields.items() if getattr(row, field) != value}
    assert wanted
    assert rows_of(**first(section, **fields)) == {name: {(section, field) for field in wanted}}


def test_a_date_was_moved_only_of_what_is_awaited():
    event, *others = STORY.events
    happened = replace(event, status="happened", when="2024-08-01")
    moved = replace(happened, when="2024-08-02")
    old = replace(STORY, events=[happened, *others])
    assert classed(compare(old, new := replace(STORY, events=[moved, *others])), new)["others"]
    awaited = replace(STORY, events=[replace(happened, status="expected"), *others])
    later = replace(STORY, events=[replace(moved, status="expected"), *others])
    off = replace(STORY, events=[replace(moved, status="cancelled"), *others])
    for new, fields in ((later, {"when"}), (off, {"when", "status"}), (old, {"status"})):
        assert {change.of for change in classed(compare(awaited, new), new)["dates"]} == fields


def test_what_came_and_ended_in_between_is_told_as_ended():
    issue, question = STORY.issues[0], STORY.open_questions[0]
    new = replace(
        STORY,
        issues=[*STORY.issues, replace(issue, slug="new", status="settled")],
        open_questions=[*STORY.open_questions, replace(question, slug="new", ended="closed")],
    )
    found = classed(compare(STORY, new), new)
    assert [len(found[name]) for name in ("settled", "answered", "added")] == [1, 1, 0]


def test_a_change_that_only_put_something_right_is_told_as_that_and_other_news_as_news():
    def saying(sentence: str) -> shape.Document:
        return replace(STORY, **first("positions", sentence=sentence))

    right, news = saying("Says no."), saying("Says maybe.")
    correction = compare(STORY, right)
    assert list(classed(correction, right, [correction])["corrected"]) == correction
    later = compare(STORY, news)
    assert classed(later, news, [correction])["positions"] == later, "it was put right, and changed after that"
    twice = [correction, compare(right, news)]
    assert classed(later, news, twice)["corrected"] == later, "it was put right twice"
    back = saying("Says yes.")
    between = [correction, compare(news, back)]
    whole = compare(STORY, back)
    assert classed(whole, back, between)["positions"] == whole, "news stands between what was put right twice"
    without = replace(STORY, statements=STORY.statements[1:])
    gone = [change for change in compare(STORY, without) if change.at[:1] == ("statements",)]
    assert classed(gone, without, [gone])["corrected"] == gone


# ---- on the page ----------------------------------------------------------------------------------


def expected(story: Story, *slugs: str) -> None:
    for slug in slugs:
        event = Event.objects.create(
            story=story, slug=slug, title=f"The {slug} is held", body="In public.", when="2024-09-10", status="expected"
        )
        event.sources.set(Source.objects.all())


def settle(slug: str, on: str = "2024-08-20") -> None:
    Issue.objects.filter(slug=slug).update(status="settled", status_on=on, standing=f"Signed on {slug}.")


def answer(story: Story, on: str = "2024-08-19") -> None:
    question = OpenQuestion.objects.get(story=story)
    question.ended, question.ended_on, question.answer = "answered", on, "The gatekeeper has it."
    question.save()
    question.answer_sources.set(Source.objects.all())


@pytest.fixture
def months(make_story) -> Story:
    """Edition 1, and eight more in which all happens that matters."""
    story = make_story(issues=2, statements=3)
    Role.objects.filter(actor__slug="truce-side-1").update(title="Minister of gates")
    expected(story, "hearing", "vote", "count")
    publish(story, note="First edition.")
    settle("issue-1")
    publish(story, note="Gate 1 is settled.")
    answer(story)
    publish(story, note="The question of the key is answered.")
    Position.objects.update(sentence="Says it lets the gate go.")
    publish(story, note="Side 0 changed its position.")
    Statement.objects.filter(slug="statement-2").update(context="Said after two rounds.")
    publish(story, note="It was said after two rounds.", kind="correction")
    Event.objects.filter(slug="hearing").update(when="2024-10-10")
    Event.objects.filter(slug="vote").update(status="cancelled")
    Event.objects.filter(slug="count").update(status="happened", when="2024-08-21")
    publish(story, note="The hearing was put back, the vote is off.")
    Role.objects.filter(title="Minister of gates").update(held_to="2024-08-15")
    new = Actor.objects.create(slug="new", name="Dana Lund", kind="person", descriptor="Minister")
    Role.objects.create(actor=new, slug="minister", title="Minister of gates", held_from="2024-08-16")
    Involvement.objects.create(story=story, actor=new, part="mediator", mark="DL", order=90)
    publish(story, note="A new minister.")
    Phase.objects.filter(number=1).update(state="done", ended_on="2024-08-18")
    KeyPoint.objects.update(meaning="It is open.")
    publish(story, note="Step 1 is over.")
    expected(story, *(f"round-{number}" for number in range(23)))
    publish(story, note="Rounds are set.")
    return story


def sections_of(html: str) -> dict[str, str]:
    """What each section of a page of changes says, by its id."""
    found = re.findall(r'<section class="row" aria-labelledby="([\w-]+)">(.*?)</section>', html, flags=re.DOTALL)
    return {name: re.sub(r"<[^>]+>", "", text_of(inner.encode())) for name, inner in found}


def test_what_matters_comes_first_and_what_is_new_is_counted(months, client):
    html = client.get("/truce/changes/?since=1").content.decode()
    said = sections_of(html)
    assert list(said) == [
        "notes", "settled", "answered", "positions", "righted", "dates", "roles", "phases", "new", "others",
    ]  # fmt: skip
    notes = said["notes"]
    assert notes.index("Rounds are set.") < notes.index("Step 1 is over.") < notes.index("Gate 1 is settled.")
    assert "First edition." not in notes
    assert "Settled, Tuesday 20 August 2024 (before: Open)" in said["settled"]
    assert "Signed on issue-1." in said["settled"]
    assert "Answered, Monday 19 August 2024" in said["answered"]
    assert "The gatekeeper has it." in said["answered"]
    assert "Says it keeps the gate." in said["positions"]
    assert "Says it lets the gate go." in said["positions"]
    assert "In version 5" in said["righted"]
    assert "Said after two rounds." in said["righted"]
    assert "The date was put back from 10 September 2024 to 10 October 2024" in said["dates"]
    assert "Cancelled. It had been expected: Tuesday 10 September 2024The vote is held" in said["dates"]
    assert "Happened, Wednesday 21 August 2024" in said["dates"]
    assert "Side 1, to Thursday 15 August 2024" in said["roles"]
    assert "Dana Lund, from Friday 16 August 2024" in said["roles"]
    assert "Done, 18 August 2024 (before: In force)" in said["phases"]
    assert "Events: 23" in said["new"]
    assert "3 more, by version" in said["new"]
    assert "1 other change" in said["others"]
    assert "Said after two rounds." not in said["others"]


def test_the_text_of_a_removed_position_is_told(months, client):
    Position.objects.all().delete()
    publish(months, note="")
    assert "No longer given here" in sections_of(client.get("/truce/changes/?since=9").content.decode())["positions"]


def test_a_question_that_is_open_again_says_so(months, client):
    OpenQuestion.objects.update(ended="", ended_on="", answer="")
    OpenQuestion.objects.get().answer_sources.clear()
    publish(months, note="")
    assert "Open again" in sections_of(client.get("/truce/changes/?since=9").content.decode())["answered"]


def test_what_is_new_and_all_else_is_folded(months, client):
    html = client.get("/truce/changes/?since=1").content.decode()
    for name in ("new", "others"):
        section = html[html.index(f'aria-labelledby="{name}"') :].partition("</section>")[0]
        assert re.sub(r"<details.*?</details>", "", section, flags=re.DOTALL).count("<li") == 0


def test_what_changed_has_its_place_on_the_page_once(months, client):
    page = Page(client.get("/truce/changes/?since=1").content.decode())
    assert len(page.ids) == len(set(page.ids))
    assert {"issues-issue-1", "open_questions-open", "actors-truce-side-1", "phases-1", "events-vote"} <= set(page.ids)


def test_thirty_editions_are_read_in_a_minute_on_a_phone(months, client):
    for number in range(21):
        row = Statement.objects.get(slug=f"statement-{number % 3}")
        row.context = f"Said between {number + 2} rounds."
        row.save()
        Event.objects.filter(slug=f"round-{number}").update(when="2024-11-10")
        kind = "correction" if number % 4 == 0 else "update"
        publish(months, note=f"Round {number} was put back to November, said both.", kind=kind)
    assert Edition.objects.count() == 30
    answer = client.get("/truce/changes/?since=1")
    html = answer.content.decode()
    assert told(words_shown(html)) == "1 minute"
    assert len(answer.content) < 60_000
    since = sections_of(client.get("/truce/changes/?since=9").content.decode())
    assert "And 12 more" in since["dates"]
    assert "And 5 more" in since["righted"]


def test_nothing_is_told_where_nothing_changed(published, client):
    html = client.get("/truce/changes/?since=1").content.decode()
    assert sections_of(html) == {"c0": sections_of(html)["c0"]}
    assert "Nothing." in text_of(html.encode())


def test_what_changed_is_asked_for_since_a_day_and_up_to_an_older_edition(months, client):
    day = Edition.objects.get(number=9).published_at.date()
    assert "to version 9" in text_of(client.get(f"/truce/changes/?since={day.isoformat()}").content)
    older = sections_of(client.get("/truce/editions/3/changes/?since=1").content.decode())
    assert list(older) == ["notes", "settled", "answered"]
    assert client.get("/truce/editions/3/changes/?since=4").status_code == 302
    before = (Edition.objects.get(number=1).published_at.date() - timedelta(days=1)).isoformat()
    assert client.get(f"/truce/changes/?since={before}")["Location"] == "/truce/changes/"


def test_a_preview_has_no_editions_to_come_back_from(months, desk):
    assert desk.get("/preview/truce/changes/?since=1")["Location"] == "/preview/truce/changes/"
    assert desk.get("/preview/truce/").status_code == 200


# ---- a withdrawn edition ---------------------------------------------------------------------------


@pytest.fixture
def taken(months) -> Story:
    withdraw(Edition.objects.get(number=4), because="Another side said so.")
    return months


def test_who_last_read_a_withdrawn_edition_is_told_so_and_not_a_word_of_it(taken, client):
    answer = client.get("/truce/changes/?since=4")
    assert answer.status_code == 200
    body = text_of(answer.content)
    assert "Version 4 was withdrawn" in body
    assert "Another side said so." in body
    assert "this compares with version 3, the last one before it that can be read" in body
    assert "Side 0 changed its position." not in body, "its note"
    assert "From version 3" in body
    assert "Version 4" in sections_of(answer.content.decode())["notes"]
    assert '"/truce/events/hearing/?since=3"' in answer.content.decode()


def test_where_nothing_before_it_can_be_read_that_is_said(taken, client):
    for number in (1, 2, 3):
        withdraw(Edition.objects.get(number=number), because="All wrong.")
    body = text_of(client.get("/truce/changes/?since=2").content)
    assert "Version 2 was withdrawn" in body
    assert "nothing to compare with" in body
    assert "Rounds are set." in body
    assert "Gate 1 is settled." not in body


def test_a_day_on_which_a_withdrawn_edition_was_current_is_told_so_too(published, client, clock):
    Edition.objects.update(published_at=clock(hours=1))
    clock(days=2)
    KeyPoint.objects.update(meaning="It is open.")
    publish(published, note="Open.")
    clock(days=2)
    KeyPoint.objects.update(meaning="It is ajar.")
    publish(published, note="Ajar.")
    withdraw(Edition.objects.get(number=2), because="It was not.")
    body = text_of(client.get("/truce/changes/?since=2026-01-04").content)
    assert "Version 2 was withdrawn" in body
    assert "From version 1" in body
    assert "Open." not in body


# ---- what is new, on the overview; what ended, for good ----------------------------------------------


def new_of(client, address: str = "/truce/") -> str:
    return sections_of(client.get(address).content.decode()).get("nw", "")


def test_the_first_edition_brought_nothing_new(published, client):
    assert 'id="nw"' not in client.get("/truce/").content.decode()


def test_the_overview_says_what_its_edition_brought_and_leads_to_the_changes(months, client):
    said = new_of(client)
    assert "In version 9" in said
    assert "Rounds are set." in said
    assert "New in it: 23 events." in said
    assert "In version 3" in new_of(client, "/truce/editions/3/")
    assert "Answered, Monday 19 August 2024: Who has the key?" in new_of(client, "/truce/editions/3/")


def test_what_was_settled_or_answered_is_in_sight_as_long_as_it_is_new(months, client):
    assert "Settled, Tuesday 20 August 2024: Who keeps gate 1?" in new_of(client)
    assert "Answered, Monday 19 August 2024: Who has the key?" in new_of(client)
    months.as_of += timedelta(days=RECENT)
    Story.objects.update(as_of=months.as_of)
    publish(months, note="A month later.")
    said = new_of(client)
    assert "Settled" not in said
    assert "Answered" not in said
    assert "1 issue is settled or agreed" in text_of(client.get("/truce/").content), "it does not vanish"
    since = new_of(client, "/truce/?since=1")
    assert "Settled, Tuesday 20 August 2024: Who keeps gate 1?" in since
    assert "Answered, Monday 19 August 2024: Who has the key?" in since
    assert "Settled" not in new_of(client, "/truce/?since=2"), "who read version 2 knows"
    assert "Answered" in new_of(client, "/truce/?since=2")


def test_what_the_edition_settled_is_new_whatever_its_date(published, client):
    settle("issue-1", "2023")
    publish(published, note="Settled long ago.")
    assert "Settled, 2023: Who keeps gate 1?" in new_of(client)
    Story.objects.update(title="Another title")
    publish(published, note="")
    assert "Settled" not in new_of(client)


def test_where_everything_is_settled_the_list_says_so_and_does_not_go(published, client):
    settle("issue-1", "2023")
    publish(published, note="")
    html = client.get("/truce/").content.decode()
    assert '<h2 class="key" id="un">Settled or agreed</h2>' in html
    assert "/truce/open-questions/#settled" in Page(html).links


def test_what_was_settled_stays_on_the_page_of_open_questions(months, client):
    said = sections_of(client.get("/truce/open-questions/").content.decode())
    assert list(said) == ["q", "e", "settled"]
    assert "Who keeps gate 1?" in said["settled"]
    assert "Settled, Tuesday 20 August 2024" in said["settled"]
    assert "Signed on issue-1." in said["settled"]
    assert "Who keeps gate 2?" not in said["settled"]


def test_a_story_without_questions_leads_to_what_was_settled(published, client):
    OpenQuestion.objects.all().delete()
    publish(published, note="")
    assert 'href="/truce/open-questions/"' not in client.get("/truce/sources/").content.decode()
    settle("issue-1")
    publish(published, note="")
    assert 'href="/truce/open-questions/"' in client.get("/truce/sources/").content.decode()


def test_what_ended_stands_open_and_other_news_is_folded(months, client):
    folded = '<summary><h2 class="key" id="nw">'
    assert folded in client.get("/truce/?depth=short").content.decode()
    for address in ("/truce/", "/truce/?depth=whole", "/truce/editions/3/"):
        assert folded not in client.get(address).content.decode()
    Story.objects.update(as_of=months.as_of + timedelta(days=2 * RECENT))
    publish(months, note="Months later.")
    html = client.get("/truce/").content.decode()
    assert folded in html
    assert html.count("<details") == html.count("</details>")
    assert folded not in client.get("/truce/?depth=whole").content.decode()
    assert "Months later." in new_of(client)


# ---- the list of all editions -------------------------------------------------------------------------


@pytest.fixture
def many(published) -> Story:
    for number in range(2, MOST + 5):
        Story.objects.update(title=f"Title {number}")
        publish(published, note=f"Note {number}.")
    return published


def numbers_of(client, address: str) -> list[int]:
    return [int(number) for number in re.findall(r'<h2 class="t1" id="c(\d+)"', client.get(address).content.decode())]


def test_editions_are_paged_and_each_stands_on_one_page(many, client):
    first, second = "/truce/changes/", "/truce/changes/?before=5"
    assert numbers_of(client, first) == [*range(MOST + 4, 4, -1)]
    assert numbers_of(client, second) == [4, 3, 2, 1]
    assert numbers_of(client, "/truce/editions/20/changes/?before=3") == [2, 1]
    html = client.get(first).content.decode()
    assert second in Page(html).links
    assert "Title 4" in text_of(html.encode()), "the last on a page is compared, too"
    html = client.get(second).content.decode()
    assert "Older versions" not in text_of(html.encode())
    assert '<link rel="canonical" href="http://testserver/truce/changes/?before=5">' in html
    assert "What changed since" in text_of(html.encode())
    assert "See it on the page" not in text_of(html.encode())
    for asked in ("0", "1", "25", "03", "x", "", "9999999", "%D9%A3", "2&before=1"):
        assert client.get(f"/truce/changes/?before={asked}")["Location"] == "/truce/changes/"
    for asked, wanted in {
        "before=3&x=1": "before=3",
        "before=3&since=2": "since=2",
        "since=99&before=3": "before=3",
    }.items():
        assert client.get(f"/truce/changes/?{asked}")["Location"] == f"/truce/changes/?{wanted}"


@pytest.mark.parametrize("count", [3, 12])
def test_coming_back_costs_the_same_however_many_editions_there_were(published, django_assert_num_queries, count):
    for number in range(count):
        Story.objects.update(title=f"Title {number}")
        publish(published, note="", kind="correction" if number < 2 else "update")
    readings.kept_changes.clear()
    readings._indexes.clear()
    reading = current("truce")
    with django_assert_num_queries(3):  # which was read, which there are, documents
        then = last_read(reading, "1")
        found = since_then(reading, then)
    assert [step.edition.number for step in found.righted] == [3, 2]
    assert len(found.editions) == count


# ---- languages ------------------------------------------------------------------------------------


def test_a_device_remembers_each_stream_by_itself(months, client):
    translation = translate(months)
    publish_translation(translation, note="الأولى")
    here = client.get("/ar/truce/").content.decode()
    assert 'data-edition="1" data-stream="ar"' in " ".join(here.split())
    assert 'data-edition="9" data-stream=""' in " ".join(client.get("/truce/").content.decode().split())
    assert 'data-edition="9" data-stream=""' in " ".join(client.get("/he/truce/").content.decode().split())


def test_where_a_translation_lacks_a_page_no_number_of_the_original_is_remembered(months, client):
    publish_translation(translate(months), note="الأولى")
    Issue.objects.create(story=months, slug="late", order=9, name="The late one", short_name="Late", question="When?")
    Issue.objects.get(slug="late").sources.set(Source.objects.all())
    publish(months, note="")
    html = client.get("/ar/truce/issues/late/")
    assert html.status_code == 200
    assert "<last-read" not in html.content.decode()
    assert "<last-read" in client.get("/truce/issues/late/").content.decode()


@pytest.mark.parametrize("language", ["ar", "he"])
def test_a_reader_of_a_translation_comes_back_to_its_own_editions(months, client, language):
    publish_translation(translate(months, language), note="الأولى")
    settle("issue-2")
    publish(months, note="Gate 2 is settled.")
    publish_translation(translate(months, language), note="الثانية")
    address = f"/{language}/truce/changes/?since=1"
    html = client.get(address).content.decode()
    assert list(sections_of(html)) == ["notes", "settled"]
    assert "الثانية" in sections_of(html)["notes"]
    assert client.get(f"/{language}/truce/changes/?since=9")["Location"] == f"/{language}/truce/changes/"
    assert "Settled" in sections_of(client.get("/truce/changes/?since=9").content.decode())["settled"]
