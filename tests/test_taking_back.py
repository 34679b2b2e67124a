"""One thing taken back from every edition: no page has its words, a tombstone stands there, and two people did it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from msgspec.structs import replace

from explainer.desk import taking_back
from explainer.desk.compose import compose
from explainer.desk.publishing import publish_again, withdraw
from explainer.desk.taken import concerns, taken_from
from explainer.desk.taking_back import NotTaken
from explainer.edition import document as shape
from explainer.edition.taking_back import Taken, take_back
from explainer.models import (
    Edition,
    Event,
    KeyPoint,
    Original,
    Passage,
    Position,
    Source,
    Statement,
    StatementLink,
    Story,
    Takedown,
)
from explainer.models.turns import Turn
from explainer.search import search_index
from explainer.story.indexes import StoryIndex

from .conftest import forget_editions
from .crawl import crawl, text_of
from .desk_forms import change
from .publish import publish, publish_translation
from .test_publishing import at_once, together
from .test_publishing import desk as shared  # noqa: F401 -- a fixture
from .translate import translate

pytestmark = pytest.mark.usefixtures("nothing_kept")
SAID = "The quetzal ledger stays sealed until spring"  # of statement-0, in edition 1
LATER = "The quetzal ledger opens at dawn instead"  # of the same, in edition 2
WHERE = "/truce/statements/statement-0/"


def take(kind: str, slug: str, one: Any, other: Any, story: str = "truce", basis: str = "court-order") -> Takedown:
    forget_editions()
    row = taking_back.ask(kind, story, slug, basis=basis, reason="A court in Utrecht ordered it.", by=one)
    return taking_back.confirm(row, by=other)


def say(words: str) -> None:
    Passage.objects.filter(statement__slug="statement-0").update(text=words)
    source = Source.objects.get()
    source.excerpt += f"\n“{words}”"
    source.save()


def leave_out(slug: str) -> None:
    """From the desk, with what rests on it."""
    KeyPoint.objects.filter(slug="rests").delete()
    Position.objects.all().delete()
    StatementLink.objects.filter(to_statement__slug=slug).delete()
    Statement.objects.get(slug=slug).delete()


def secrets_in(pages: dict[str, bytes], *secrets: str) -> list[str]:
    texts = {page: text_of(body).casefold() for page, body in pages.items()}
    return [page for page, text in texts.items() if any(secret.casefold() in text for secret in secrets)]


@pytest.fixture
def story(make_story: Any) -> Story:
    """Two editions with other words of statement-0 in each, which others link to, rest on and quote."""
    story = make_story(statements=4, events=3)
    say(SAID)
    quoting = KeyPoint.objects.get()
    quoting.sentence = "One speaker wants “quetzal ledger” kept."
    quoting.save()
    own = KeyPoint.objects.create(story=story, slug="rests", order=2, sentence="A seal holds.", meaning="Till spring.")
    own.statements.add(Statement.objects.get(slug="statement-0"))
    own.sources.add(Source.objects.get())
    publish(story, note=f"With “{SAID}”.")
    say(LATER)
    publish(story, note="Corrected words.", kind="correction")
    return story


@pytest.fixture
def taken(story: Story, editor: Any, second_editor: Any) -> Takedown:
    return take("statement", "statement-0", editor, second_editor)


# ---- nowhere -------------------------------------------------------------------------------------


def test_the_words_are_nowhere_and_no_link_dangles(story, editor, second_editor, client):
    before = crawl(client)
    assert secrets_in(before, "quetzal ledger"), "the words must be there to go"
    take("statement", "statement-0", editor, second_editor)
    after = crawl(client)  # each answers with 200
    assert secrets_in(after, "quetzal") == []
    assert {WHERE, "/truce/editions/1/statements/statement-0/"} <= set(before) - set(after)
    assert not [row for row in Edition.objects.all() if "uetzal" in f"{row.document}{row.note}"]


@pytest.mark.parametrize("page", ["", "editions/1/", "editions/2/"])
def test_its_addresses_answer_with_the_tombstone(taken, client, page):
    answer = client.get(f"/truce/{page}statements/statement-0/")
    assert answer.status_code == 410
    text = text_of(answer.content)
    assert "A court in Utrecht ordered it." in text
    assert "by order of a court" in text
    assert "quetzal" not in text


def test_a_line_stands_in_its_place(taken, client):
    for page in ("/truce/statements/", "/truce/timeline/", "/truce/editions/1/statements/", "/truce/?depth=whole"):
        text = text_of(client.get(page, follow=True).content)
        assert "A court in Utrecht ordered it." in text, page
    text = text_of(client.get("/truce/statements/").content)
    assert text.index("A court in Utrecht") < text.index('id="statement-1"'), "it stood first"


def test_what_rested_on_it_alone_is_gone_and_what_referred_to_it_says_so(taken, client):
    document = compose("truce").document
    assert [point.slug for point in document.key_points] == ["point"]
    assert ["key-point", "rests"] in [row.key for row in document.tombstones]
    page = text_of(client.get("/truce/statements/statement-1/").content)
    assert "referred to it, was taken back" in page
    assert WHERE not in page


def test_search_finds_nothing_of_it(story, editor, second_editor, client):
    assert b"quetzal" in client.get("/search/?q=ledger").content
    take("statement", "statement-0", editor, second_editor)
    for page in ("/search/?q=ledger", "/truce/search/?q=quetzal", "/search/?q=quetzl"):
        assert b"uetzal ledger" not in client.get(page).content
        assert b"statement-0" not in client.get(page).content


def test_feeds_tell_that_the_entry_is_gone(taken, client):
    feed = client.get("/truce/feed.atom").content.decode()
    assert (
        'deleted-entry ref="http://testserver/truce/statements/statement-0/"'
        in feed.replace("https://testserver", "http://testserver")
        or "truce/statements/statement-0/" in feed
    )
    assert "at:deleted-entry" in feed
    assert "A court in Utrecht ordered it." in feed
    assert "uetzal" not in feed
    assert client.get("/truce/actors/truce-side-0/feed.json").status_code == 200


def test_an_expected_event_leaves_the_calendar(story, editor, second_editor, client):
    Event.objects.filter(slug="event-2").update(title="The quetzal vote is held", status="expected", when="2024-09-01")
    publish(story, note="")
    assert b"quetzal vote" in client.get("/truce/events.ics").content.replace(b"\r\n ", b"")
    take("event", "event-2", editor, second_editor)
    assert b"uetzal" not in client.get("/truce/events.ics").content
    assert secrets_in(crawl(client), "quetzal vote") == []
    assert "An event" in text_of(client.get("/truce/timeline/").content)


def test_an_actor_goes_with_what_it_said_and_with_its_name(make_story, editor, second_editor, client):
    story = make_story(statements=4, events=2, actors=3)
    actor = Statement.objects.get(slug="statement-1").speaker
    actor.name, actor.short_name = "Quetzal Umbrage", "Umbrage"
    actor.save()
    Event.objects.filter(slug="event-0").update(body="Mr Umbrage’s car is seen.")
    Story.objects.update(short_answer="Quetzal  Umbrage says nothing.")
    publish(story, note="Umbrage speaks.")
    assert len(secrets_in(crawl(client), "umbrage")) > 5
    take("actor", actor.slug, editor, second_editor, basis="safety")
    after = crawl(client)
    assert secrets_in(after, "umbrage", "quetzal") == []
    assert client.get(f"/truce/actors/{actor.slug}/").status_code == 410
    assert client.get("/truce/statements/statement-1/").status_code == 410
    assert "for somebody’s safety" in text_of(after["/truce/actors/"])
    document = shape.thaw(Edition.objects.get().document)
    assert not [event for event in document.events if actor.slug in event.actors]
    assert all(actor.slug not in statement.about for statement in document.statements)


def test_a_translation_loses_it_too(story, editor, second_editor, client):
    publish_translation(translate(story, "ar"), note="Told in Arabic.")
    assert client.get("/ar" + WHERE).status_code == 200
    take("statement", "statement-0", editor, second_editor)
    assert client.get("/ar" + WHERE).status_code == 410
    pages = {page: body for page, body in crawl(client, "/ar/truce/").items() if page.startswith("/ar/")}
    assert secrets_in(pages, "quetzal") == []


def test_what_is_kept_in_memory_is_not_served_again(story, editor, second_editor, client):
    """Indexes, differences, prints, fragments and feeds are kept by edition."""
    asked = (
        "/",
        "/truce/",
        "/truce/changes/",
        "/truce/changes/?since=1",
        "/truce/feed.json",
        "/corrections/",
        "/truce/positions/",
    )
    for page in asked:
        client.get(page)
    take("statement", "statement-0", editor, second_editor)
    assert secrets_in({page: client.get(page).content for page in asked}, "quetzal") == []


# ---- editions ------------------------------------------------------------------------------------


def test_an_edition_keeps_its_digest_and_says_that_it_is_not_whole(story, editor, second_editor, client):
    before = dict(Edition.objects.values_list("number", "digest"))
    take("statement", "statement-0", editor, second_editor)
    assert dict(Edition.objects.values_list("number", "digest")) == before
    page = text_of(client.get("/truce/editions/1/").content)
    assert before[1] in page
    assert "can no longer be checked against" in page
    original = Original.objects.get(edition__number=1)
    assert shape.digest_of(original.document) == before[1]


def test_the_next_edition_is_without_it_and_says_so(taken, story, client):
    Story.objects.update(standfirst="Something else is new.")
    edition = publish(story, note="")
    assert "uetzal" not in edition.document
    assert edition.redacted_at is None
    assert shape.digest_of(edition.document) == edition.digest
    assert client.get(WHERE).status_code == 410
    assert publish(story, note="") is None, "a tombstone is no difference"


def test_nothing_is_to_be_published_when_nothing_else_has_changed(taken, story):
    assert publish(story, note="") is None


def test_an_older_edition_published_again_is_without_it(taken, story, client):
    Story.objects.update(standfirst="Something else is new.")
    publish(story, note="")
    publish_again(Edition.objects.get(number=1), note="Back to the first.")
    assert "uetzal" not in Edition.objects.get(number=4).document
    assert client.get(WHERE).status_code == 410


def test_an_edition_that_loses_nothing_more_stays_as_it_is(story, editor, second_editor):
    """What is kept of it in memory, here and in browsers, stays good."""
    Event.objects.create(story=story, slug="late", title="Held late", when="2024-01-09", status="happened")
    Event.objects.get(slug="late").sources.add(Source.objects.get())
    publish(story, note="")
    take("statement", "statement-0", editor, second_editor)
    before = list(Edition.objects.filter(number__lt=3).order_by("number").values())
    take("event", "late", editor, second_editor)
    assert list(Edition.objects.filter(number__lt=3).order_by("number").values()) == before
    assert Edition.objects.get(number=3).revision == 2


@pytest.mark.parametrize("earlier", [False, True])
@pytest.mark.parametrize("field", ["note", "withdrawn_because"])
def test_a_note_or_a_reason_alone_loses_the_words_and_has_them_again(story, editor, second_editor, field, earlier):
    """Of an edition that never had the statement; ``earlier``: something else was taken from it before."""
    leave_out("statement-0")
    KeyPoint.objects.update(sentence="There is a gate.")
    edition = publish(story, note=f"It lacks “{SAID}”." if field == "note" else "")
    if field == "withdrawn_because":
        withdraw(edition, because=f"It lacks “{SAID}”.")
    if earlier:
        take("event", "event-0", editor, second_editor)
    edition.refresh_from_db()
    before = edition.document
    row = take("statement", "statement-0", editor, second_editor)
    edition.refresh_from_db()
    assert (getattr(edition, field), edition.document) == ("It lacks […].", before)
    assert edition.revision == (2 if earlier else 1)
    taking_back.bring_back(taking_back.ask_back(row, reason="Lifted.", by=editor), by=second_editor)
    edition.refresh_from_db()
    assert (getattr(edition, field), edition.document) == (f"It lacks “{SAID}”.", before)


def test_a_scheduled_edition_is_without_it_when_it_comes_out(story, editor, second_editor):
    Story.objects.update(standfirst="Something else is new.")
    edition = publish(story, note="", at=timezone.now() + timedelta(hours=1))
    take("statement", "statement-0", editor, second_editor)
    edition.refresh_from_db()
    assert "uetzal" not in edition.document


def test_what_the_desk_no_longer_has_is_still_answered_for(taken, story, client):
    leave_out("statement-0")
    publish(story, note="")
    assert client.get(WHERE).status_code == 410
    assert "A court in Utrecht" in text_of(client.get(WHERE).content)


def test_a_story_without_takedowns_costs_no_query_more(published, client, django_assert_num_queries):
    client.get("/truce/statements/")
    with django_assert_num_queries(1):
        client.get("/truce/statements/")


def test_two_people_are_shown_every_edition_that_loses_words(story, editor, desk):
    leave_out("statement-0")
    Story.objects.update(short_answer=f"{SAID}, they said.")
    publish(story, note=f"It is not theirs that {SAID}.")
    Story.objects.update(short_answer="Nobody knows.")
    KeyPoint.objects.update(sentence="There is a gate.")
    publish(story, note="This one says nothing of it.")
    found = taking_back.survey("statement", "truce", "statement-0")
    assert found.count == 2
    assert [edition.number for edition in found.elsewhere] == [3]
    assert [edition.number for edition in found.notes] == [1, 3]
    withdraw(Edition.objects.get(number=2), because=f"It does not say “{SAID}”.")
    assert [edition.number for edition in taking_back.survey("statement", "truce", "statement-0").notes] == [1, 2, 3]
    row = taking_back.ask("statement", "truce", "statement-0", basis="error", reason="Not said.", by=editor)
    page = text_of(desk.get(change(row)).content)
    assert "Editions that do not have it, and lose its words where they say them again: truce, edition 3." in page
    assert "Notes to readers that lose words: truce, edition 1; truce, edition 2; truce, edition 3." in page


# ---- two people, and back ------------------------------------------------------------------------


def test_neither_alone(story, editor, second_editor, client):
    row = taking_back.ask("statement", "truce", "statement-0", basis="error", reason="Not said.", by=editor)
    assert client.get(WHERE).status_code == 200
    with pytest.raises(NotTaken, match="somebody else"):
        taking_back.confirm(row, by=editor)
    assert client.get(WHERE).status_code == 200
    with pytest.raises(IntegrityError), transaction.atomic():
        Takedown.objects.filter(pk=row.pk).update(confirmed_by=editor)
    with pytest.raises(NotTaken, match="already"):
        taking_back.ask("statement", "truce", "statement-0", basis="error", reason="Again.", by=second_editor)
    taking_back.confirm(row, by=second_editor)
    assert client.get(WHERE).status_code == 410


def test_what_nobody_asked_for_is_not_done(story, editor, second_editor):
    """Nor what was asked for and done, dropped or made needless meanwhile."""
    row = taking_back.ask("statement", "truce", "statement-0", basis="error", reason="Not said.", by=editor)
    with pytest.raises(NotTaken, match="not taken back"):
        taking_back.ask_back(row, reason="Said.", by=editor)
    with pytest.raises(NotTaken, match="Nobody has asked"):
        taking_back.bring_back(row, by=second_editor)
    with pytest.raises(NotTaken, match="somebody else"):
        taking_back.confirm(row, by=None)
    taking_back.drop(row, by=editor)
    with pytest.raises(NotTaken, match="dropped meanwhile"):
        taking_back.confirm(row, by=second_editor)
    row = take("statement", "statement-0", editor, second_editor)
    with pytest.raises(NotTaken, match="already"):
        taking_back.confirm(row, by=second_editor)
    with pytest.raises(NotTaken, match="no request"):
        taking_back.drop(row, by=editor)
    assert Takedown.objects.get().state == "taken"


def test_its_return_can_be_dropped_and_asked_for_again(taken, editor, second_editor, client):
    taking_back.ask_back(taken, reason="The order was lifted.", by=editor)
    taking_back.drop(taken, by=editor)
    row = Takedown.objects.get()
    assert (row.state, row.return_reason, row.return_asker_name, row.return_asked_by) == ("taken", "", "", None)
    assert client.get(WHERE).status_code == 410
    taking_back.ask_back(row, reason="Lifted indeed.", by=second_editor)
    taking_back.bring_back(row, by=editor)
    assert client.get(WHERE).status_code == 200


def test_what_went_with_something_else_meanwhile_is_not_taken_back_once_more(story, editor, second_editor):
    row = taking_back.ask("statement", "truce", "statement-0", basis="error", reason="Not said.", by=editor)
    take("actor", Statement.objects.get(slug="statement-0").speaker.slug, editor, second_editor)
    with pytest.raises(NotTaken, match="any more"):
        taking_back.confirm(row, by=second_editor)


def test_a_reason_does_not_say_what_something_else_took_away(story, editor, second_editor):
    """Not even one that was given before that: it is looked at again."""
    reason = f"They said “{SAID}” there."
    row = taking_back.ask("event", "truce", "event-0", basis="error", reason=reason, by=editor)
    taken = take("statement", "statement-0", editor, second_editor)
    for act in (
        lambda: taking_back.confirm(row, by=second_editor),
        lambda: taking_back.ask("event", "truce", "event-1", basis="error", reason=reason, by=editor),
        lambda: taking_back.ask_back(taken, reason=reason, by=editor),
    ):
        with pytest.raises(NotTaken, match="in other words"):
            act()


def test_the_reason_why_something_came_back_loses_the_words(story, editor, second_editor):
    row = take("event", "event-0", editor, second_editor)
    taking_back.bring_back(taking_back.ask_back(row, reason=f"They did say “{SAID}”.", by=editor), by=second_editor)
    take("statement", "statement-0", editor, second_editor)
    row.refresh_from_db()
    assert row.return_reason == "They did say […]."


def test_an_actor_is_taken_from_every_story_that_has_it_or_had_it(make_story):
    """One that has it no more must not say its name again."""
    make_story()
    has_it = compose("truce").document
    had_it = replace(has_it, actors=[])
    new, known = (Takedown(kind="actor", slug="truce-side-0", stories=stories) for stories in ([], ["truce"]))
    assert [concerns(new, has_it), concerns(new, had_it)] == [True, False]
    assert [concerns(known, has_it), concerns(known, had_it)] == [True, True]
    renamed = Takedown(kind="actor", slug="called-so-now", words={"slugs": ["truce-side-0"]})
    assert [concerns(renamed, has_it), concerns(renamed, had_it)] == [True, False]
    said = (Takedown(kind="statement", story=story, slug="statement-0") for story in ("truce", "sequel"))
    assert [concerns(row, has_it) for row in said] == [True, False]


def test_of_those_that_are_known_none_is_asked_for_again(taken):
    document = compose("truce").document
    assert [(row.slug, row.language) for row in taken_from(document)] == [("statement-0", "en")]
    assert taken_from(document, []) == []


def test_a_namesake_in_another_story_is_not_meant(story, make_story):
    publish(make_story("sequel", actors=3), note="")
    found = taking_back.survey("statement", "truce", "statement-0")
    assert {edition.slug for editions, _places in found.editions for edition in editions} == {"truce"}
    assert "sequel" not in {edition.slug for edition in found.elsewhere}


def test_another_story_keeps_the_same_words(story, make_story, editor, second_editor):
    other = make_story("border")
    Story.objects.filter(slug="border").update(short_answer=f"{SAID}, they said.")
    publish(other, note=f"With “{SAID}”.")
    before = Edition.objects.filter(slug="border").values().get()
    take("statement", "statement-0", editor, second_editor)
    assert Edition.objects.filter(slug="border").values().get() == before
    assert SAID in compose("border").document.short_answer
    take("actor", "border-side-0", editor, second_editor)
    assert SAID in Edition.objects.get(slug="border").document


def test_what_is_not_what_was_published_is_not_brought_back(taken, editor, second_editor):
    asked = taking_back.ask_back(taken, reason="Lifted.", by=editor)
    kept = Original.objects.get(edition__number=2)
    Original.objects.filter(pk=kept.pk).update(document=kept.document.replace("dawn", "dusk"))
    before = list(Edition.objects.order_by("pk").values())
    with pytest.raises(NotTaken, match="truce, edition 2 is not what was published"):
        taking_back.bring_back(asked, by=second_editor)
    assert list(Edition.objects.order_by("pk").values()) == before
    assert Takedown.objects.get().state == "return-asked"


def test_an_older_edition_does_not_come_into_search(story, editor, second_editor):
    """Though the newest loses nothing, and stays in it as it is."""
    leave_out("statement-0")
    KeyPoint.objects.update(sentence="There is a gate.")
    newest = publish(story, note="")
    take("statement", "statement-0", editor, second_editor)
    assert Edition.objects.get(number=3).revision == 0
    assert {edition for _key, edition, *_words in search_index.everything()} == {newest.pk}


@together
def test_two_who_confirm_at_the_same_moment_take_it_back_once(shared, django_user_model):  # noqa: F811
    def begin() -> tuple[Takedown, list[Any]]:
        first, *others = [django_user_model.objects.create_user(name) for name in ("one", "two", "three")]
        publish(shared, note="")
        ask = taking_back.ask("statement", "truce", "statement-0", basis="error", reason="Not said.", by=first)
        return ask, others

    ((row, others),) = at_once(begin)
    found = at_once(*[lambda by=by: taking_back.confirm(row, by=by) for by in others])
    assert sorted(type(one).__name__ for one in found) == ["NotTaken", "Takedown"], found
    assert at_once(lambda: (Original.objects.count(), Edition.objects.get().revision)) == [(1, 1)]


@pytest.mark.parametrize(
    "reason", ["", "  ", "He said “quetzal ledger”.", "The quetzal ledger […] stays sealed until spring", "x" * 501]
)
def test_a_reason_is_needed_that_does_not_say_it(story, editor, reason):
    with pytest.raises(NotTaken):
        taking_back.ask("statement", "truce", "statement-0", basis="error", reason=reason, by=editor)
    assert not Takedown.objects.exists()


def test_what_no_edition_has_is_not_taken_back(story, editor):
    with pytest.raises(NotTaken, match="No edition"):
        taking_back.ask("event", "truce", "nothing", basis="error", reason="Wrong.", by=editor)


def test_it_is_brought_back_to_the_letter_by_two_people(story, editor, second_editor, client):
    before = list(Edition.objects.order_by("pk").values_list("document", "digest", "note", "schema"))
    pages = crawl(client)
    row = take("statement", "statement-0", editor, second_editor)
    row = taking_back.ask_back(row, reason="The order was lifted.", by=editor)
    with pytest.raises(NotTaken, match="somebody else"):
        taking_back.bring_back(row, by=editor)
    taking_back.bring_back(row, by=second_editor)
    assert list(Edition.objects.order_by("pk").values_list("document", "digest", "note", "schema")) == before
    assert not Original.objects.exists()
    again = crawl(client)
    apart = {
        "/corrections/",
        "/corrections/feed.atom",
        "/corrections/feed.json",
        "/ar/corrections/",
        "/he/corrections/",
    }
    assert {page for page, body in again.items() if pages.get(page) != body} <= apart
    assert "The order was lifted." in text_of(again["/corrections/"])


def test_two_things_come_back_one_by_one(story, editor, second_editor, client):
    first = take("statement", "statement-0", editor, second_editor)
    take("event", "event-1", editor, second_editor)
    taking_back.bring_back(taking_back.ask_back(first, reason="Lifted.", by=editor), by=second_editor)
    assert client.get(WHERE).status_code == 200
    document = shape.thaw(Edition.objects.get(number=1).document)
    assert [row.key for row in document.tombstones] == [["event", "event-1"]]
    assert "event-1" not in [event.slug for event in document.events]


def test_a_line_stays_in_its_place_when_what_stood_before_it_goes_too(story, editor, second_editor, client):
    Story.objects.update(standfirst="Two lines stand here.")
    publish(story, note="")
    take("statement", "statement-1", editor, second_editor)
    take("statement", "statement-0", editor, second_editor)
    text = text_of(client.get("/truce/statements/").content)
    assert text.count("A court in Utrecht ordered it.") == 2
    assert text.rindex("A court in Utrecht") < text.index('id="statement-2"')


def test_words_go_in_full_though_something_else_hid_a_part_of_them(story, editor, second_editor):
    """When that comes back, it does not bring them back."""
    Story.objects.update(short_answer="One says “The quetzal ledger opens at dawn instead”.")
    named = Statement.objects.get(slug="statement-1").speaker
    named.name = named.short_name = "Opens"
    named.save()
    publish(story, note="")
    first = take("actor", named.slug, editor, second_editor, basis="safety")
    row = take("statement", "statement-0", editor, second_editor)
    assert set(row.words["said"]) == {SAID, LATER}
    taking_back.bring_back(taking_back.ask_back(first, reason="Safe.", by=editor), by=second_editor)
    assert "uetzal" not in "".join(Edition.objects.values_list("document", flat=True))


def test_corrections_list_it(taken, client):
    page = text_of(client.get("/corrections/").content)
    assert "A statement: taken back from every version, by order of a court" in page
    assert "A court in Utrecht ordered it." in page
    feed = client.get("/corrections/feed.atom").content.decode()
    assert "A court in Utrecht ordered it." in feed


def test_the_count_of_publications_moves(story, editor, second_editor):
    before = Turn.objects.number_of("truce")
    row = take("statement", "statement-0", editor, second_editor)
    taken = Turn.objects.number_of("truce")
    assert taken > before
    taking_back.bring_back(taking_back.ask_back(row, reason="Lifted.", by=editor), by=second_editor)
    assert Turn.objects.number_of("truce") > taken


def test_a_load_of_files_does_not_bring_it_back(taken, story, client, tmp_path):
    from django.core.management import call_command

    call_command("dump_story", "truce", to=tmp_path, verbosity=0)
    call_command("load_story", str(tmp_path), overwrite=True, verbosity=0)
    assert "statement-0" not in [row.slug for row in compose("truce").document.statements]
    Story.objects.update(as_of=date(2024, 8, 24))
    publish(story, note="")
    assert secrets_in(crawl(client), "quetzal") == []


def test_the_preview_is_without_it(taken, editor):
    staff = Client()
    staff.force_login(editor)
    assert staff.get("/preview/truce/statements/statement-0/").status_code == 410
    assert b"uetzal" not in staff.get("/preview/truce/statements/").content


# ---- what a claim rests on -----------------------------------------------------------------------


def test_what_sides_agree_on_is_not_said_without_the_evidence_of_each(story):
    document = compose("truce").document
    evidence = [
        shape.Agreement(actor=f"truce-side-{side}", statements=[f"statement-{side}"], sources=["truce-report"])
        for side in (0, 1)
    ]
    issue = replace(document.issues[0], agreed="The gate stays.", agreed_by=evidence)
    question = replace(
        document.open_questions[0], ended="answered", ended_on="2024-08-20", answer="One has.",
        answer_statements=["statement-0"], answer_sources=["truce-report"],
    )  # fmt: skip
    left = take_back(replace(document, issues=[issue], open_questions=[question]), [gone("statement", "statement-0")])
    assert (left.issues[0].agreed, left.issues[0].agreed_by) == ("", [])
    assert (left.open_questions[0].ended, left.open_questions[0].answer) == ("", "")
    assert {"issues/issue-1", "open-questions/open"} <= {at for row in left.tombstones for at in row.touched}


def test_what_has_other_evidence_stays_and_loses_the_reference(story):
    document = compose("truce").document
    point = replace(document.key_points[0], statements=["statement-0", "statement-1"])
    left = take_back(replace(document, key_points=[point]), [gone("statement", "statement-0")])
    assert left.key_points[0].statements == ["statement-1"]
    assert "key-points/point" in {at for row in left.tombstones for at in row.touched}
    assert StoryIndex(left).key_points[0].lost


def test_those_whose_side_is_gone_are_a_side_of_their_own(story):
    document = compose("truce").document
    member = replace(document.actors[1], affiliation="truce-side-0", side="truce-side-0")
    left = take_back(replace(document, actors=[document.actors[0], member]), [gone("actor", "truce-side-0")])
    assert [(row.slug, row.side, row.affiliation) for row in left.actors] == [("truce-side-1", "truce-side-1", None)]


def test_taking_back_again_changes_nothing(story):
    once = take_back(compose("truce").document, [gone("statement", "statement-0")])
    assert take_back(once, [gone("statement", "statement-0")]) == once


def gone(kind: str, slug: str) -> Taken:
    return Taken(kind=kind, slug=slug, at="2026-01-01T12:00:00+00:00", basis="error", reason="Wrong.", language="en")
