"""A search that is narrowed: by who says it, by a span of days; and what comes first."""

from __future__ import annotations

from datetime import date

import pytest

from explainer.models import Event, Passage, Source, Statement, StatementLink
from explainer.search import lookup
from explainer.search.find import EACH, Narrowed

from .crawl import Page, text_of
from .publish import publish
from .test_search import look

pytestmark = pytest.mark.django_db


def slugs(typed: str, **options) -> dict[str, list[str]]:
    narrowed = Narrowed(**{name: options.pop(name) for name in list(options) if name in Narrowed.__annotations__})
    groups = look(typed, narrowed=narrowed, **options).groups
    return {group.kind: [hit.entry.slug for hit in group.hits] for group in groups}


@pytest.fixture
def dated(make_story):
    """Statements of 2024-03-01 to 2024-03-04, of two speakers in turn, and one without a date."""
    story = make_story(statements=5, actors=2)
    StatementLink.objects.all().delete()  # an answer needs its date
    for number in range(5):
        when = f"2024-03-0{number + 1}" if number < 4 else ""
        Statement.objects.filter(slug=f"statement-{number}").update(when=when, when_reported="")
    publish(story, note="")
    return story


def test_what_one_actor_says_or_holds_is_found_alone(dated):
    speakers = dict(Statement.objects.values_list("slug", "speaker__slug"))
    for speaker in set(speakers.values()):
        said = slugs("gate", by=speaker)
        assert set(said) <= {"statements", "positions"}
        assert sorted(said["statements"]) == sorted(slug for slug, who in speakers.items() if who == speaker)
    assert slugs("gate", by="nobody") == {}


def test_whoever_else_can_be_chosen_is_offered_still(dated):
    everyone = look("gate").speakers
    assert len(everyone) > 1
    for slug, _name, _language in everyone:
        assert sorted(look("gate", narrowed=Narrowed(by=slug)).speakers) == sorted(everyone)
    assert look("gate", narrowed=Narrowed(by="nobody")).speakers != []


@pytest.mark.parametrize(
    ("since", "until", "numbers"),
    [
        (2, None, [3, 2, 1]), (None, 2, [1, 0]), (2, 3, [2, 1]), (4, 4, [3]), (5, None, []), (3, 2, []),
    ],
)  # fmt: skip
def test_a_span_of_days_has_its_first_and_its_last(dated, since, until, numbers):
    span = {
        name: date(2024, 3, day) for name, day in (("since", since), ("until", until)) if day
    }  # fmt: skip
    found = slugs("gate", **span)
    assert found.get("statements", []) == [f"statement-{number}" for number in numbers]
    assert set(found) <= {"statements", "events", "sources"}, "what has no date is of no day"


def test_a_month_and_a_year_are_spans_of_days(dated, client):
    Statement.objects.filter(slug="statement-0").update(when="2023-12-31")
    publish(dated, note="")
    for asked, first, last in (("from=2024", False, True), ("to=2023", True, False), ("from=2023-12&to=2024-03", 1, 1)):
        body = client.get(f"/truce/search/?q=gate&in=statements&{asked}").content.decode()
        assert ("/statements/statement-0/" in body, "/statements/statement-3/" in body) == (bool(first), bool(last))


def test_the_best_comes_first_where_that_is_asked(make_story):
    story = make_story(statements=4)
    StatementLink.objects.all().delete()
    said = {0: "A quokka, and the quokka of quokkas, a quokka", 1: "The red and then the quokka", 3: "The red quokka"}
    source = Source.objects.get(slug="truce-report")
    for number, words in said.items():
        source.excerpt += f"\n“{words}”"
        Passage.objects.filter(statement__slug=f"statement-{number}").update(text=words)
        Statement.objects.filter(slug=f"statement-{number}").update(when=f"2024-03-0{number + 1}", when_reported="")
    source.save()
    publish(story, note="")
    assert slugs("quokka")["statements"] == ["statement-3", "statement-1", "statement-0"]
    assert slugs("quokka", best=True)["statements"][0] == "statement-0"
    assert slugs("red quokka", best=True)["statements"] == ["statement-3", "statement-1"]
    Event.objects.filter(slug="event-0").update(title="The quokka speaks", when="2001")
    Event.objects.filter(slug="event-1").update(body="A quokka is said to speak.", when="2024-03-02")
    publish(story, note="")
    assert slugs("quokka", best=True)["events"] == ["event-0", "event-1"]
    assert slugs("quokka")["events"] == ["event-1", "event-0"]


def test_what_is_best_stands_on_one_page(make_story, client):
    publish(make_story(statements=70), note="")
    assert look("gate", kind="statements").groups[0].older
    (group,) = look("gate", kind="statements", narrowed=Narrowed(best=True)).groups
    assert (len(group.hits), group.older) == (70, None)


def test_the_page_keeps_to_what_was_chosen(dated, client):
    address = "/truce/search/?q=gate&by=truce-side-0&from=2024-03-01&to=2024-12-31&sort=best"
    body = client.get(address).content.decode()
    assert body.count('<meta name="robots" content="noindex, nofollow">') == 1
    page = Page(body)
    assert '<option value="truce-side-0" selected>' in body
    assert 'value="2024-03-01"' in body
    assert '<option value="best" selected>' in body
    assert "What has no date is left out" in body
    kept = "by=truce-side-0&from=2024-03-01&to=2024-12-31"
    links = [href for href in page.links if "search/" in str(href) and "q=gate" in str(href)]
    assert links
    assert f"/truce/search/?q=gate&in=statements&{kept}&sort=best" in {str(link) for link in links}
    assert f"/truce/search/feed.atom?q=gate&{kept}" in {str(link) for link in links}


def test_nothing_within_what_was_chosen_is_said(dated, client):
    said = text_of(client.get("/truce/search/?q=gate&from=2031").content)
    assert "Nothing that you kept to contains" in said
    assert "everywhere and at any time" in said


def test_choosing_costs_no_more_than_it_says(dated, django_assert_num_queries):
    assert len(look("gate").groups[0].hits) <= EACH
    with django_assert_num_queries(2):
        look("gate", narrowed=Narrowed(by="truce-side-0", since=date(2024, 1, 1)))


def test_an_actor_of_another_story_is_not_asked_for(make_story, client):
    for slug in ("truce", "pact"):
        publish(make_story(slug), note="")
    assert client.get("/pact/search/?q=gate&by=truce-side-0")["Location"] == "/pact/search/?q=gate"
    assert client.get("/search/?q=gate&by=truce-side-0").status_code == 200
    assert {
        hit.row.story for group in look("gate", narrowed=Narrowed(by="truce-side-0")).groups for hit in group.hits
    } == {"truce"}


def test_what_cannot_be_there_is_not_looked_for():
    everything = lookup.Where(None)
    assert everything.kinds == list(lookup.KINDS)
    assert everything._replace(by="a").kinds == ["statements", "positions"]
    assert everything._replace(since=5).kinds == ["statements", "events", "sources"]
    assert everything._replace(by="a", until=5).kinds == ["statements"]
