"""A statement shows what it answers and what answers it, in order, as one exchange."""

from __future__ import annotations

from explainer.desk.compose import compose
from explainer.models import Event, Source, StatementLink
from explainer.story.indexes import StoryIndex

from .crawl import text_of
from .publish import publish


def test_an_exchange_holds_all_that_links_join_in_order(make_story):
    make_story(statements=4)
    index = StoryIndex(compose("truce").document)
    everyone = [row.slug for row in index.statements]
    assert [row.slug for row in index.exchange(index.statement["statement-2"])] == everyone
    assert index.exchange_of("statement-2") is index.statements[0]


def test_a_statement_without_links_is_no_exchange(make_story):
    make_story(statements=3)
    StatementLink.objects.all().delete()
    index = StoryIndex(compose("truce").document)
    assert index.exchange(index.statements[0]) == [index.statements[0]]
    assert index.exchange_of("statement-0") is None


def test_the_page_shows_the_exchange_and_the_timeline_can_show_it_alone(make_story, client):
    story = make_story(statements=4, events=3)
    StatementLink.objects.filter(statement__slug="statement-3").delete()
    first = StatementLink.objects.get(statement__slug="statement-1")
    StatementLink.objects.create(
        statement=first.statement, order=2, relation="answers", to_event=Event.objects.get(slug="event-0"),
        source=Source.objects.get(),
    )  # fmt: skip
    publish(story, note="")
    body = text_of(client.get("/truce/statements/statement-1/").content)
    assert body.count("Replies") == 1
    assert 'aria-current="true"' in body
    assert 'href="/truce/timeline/?exchange=statement-0"' in body

    assert client.get("/truce/timeline/?exchange=statement-2")["Location"] == "/truce/timeline/?exchange=statement-0"
    alone = text_of(client.get("/truce/timeline/?exchange=statement-0").content)
    assert "Linked statements." in alone
    assert alone.count('id="said-') == 3
    assert "Round 0 is held" in alone
    assert "Round 1 is held" not in alone
    for alone in ("nobody", "statement-3"):
        assert client.get(f"/truce/timeline/?exchange={alone}")["Location"] == "/truce/timeline/"
