"""Search: the same on both databases, of current editions only, at a cost that does not grow."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from itertools import pairwise

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from explainer.desk.publishing import cancel, publish_again, withdraw
from explainer.management.commands.prepare import Command as Prepare
from explainer.models import Actor, Edition, Event, Passage, Source, Statement, Story, Term
from explainer.pages.views.answers import FRESH
from explainer.search import lookup, search_index
from explainer.search.find import EACH, ONE_KIND, excerpt, find, older_than, read_query
from explainer.search.index_ids import span

from .crawl import Page, text_of
from .publish import publish

pytestmark = pytest.mark.django_db

# Of find(); a page of one story asks one more, for the story. Where there are more hits than are shown: two more.
FOUND_QUERIES, MORE, NOT_FOUND_QUERIES = 1, 2, 4
COUNTS = "statements events positions issues phases questions overview texts terms actors sources"

# What a reader types, and how many of each kind are found in the first story.
# Words of the made-up Arabic and Hebrew story, and whether they find it.
MARKS = [
    ("غزة", "غزه"), ("مُفَاوَضَات", "مفاوضات"), ("مـفـاوضـات", "مفاوضات"), ("احمد", "احمد"), ("أَحْمَد", "احمد"),
    ('"مفاوضات القاهرة"', "phrase"), ("عזה", ""), ("עזה", "עזה"), ("עַזָּה", "עזה"), ('צה"ל', "צהל"), ("צה״ל", "צהל"),
    ("Élysée", "elysee"), ("elysee", "elysee"), ("ELYSÉE", "elysee"), ("Lodz", "łódź"), ("٢٠٢٤", "2024"),
]  # fmt: skip
HOSTILE = [
    '"', '""', '"a', 'a"b"c"', "'", "''; DROP TABLE explainer_search; --", "(", ")", "((a", "a AND", "AND", "OR NOT",
    "NOT a", "a NEAR/3 b", "NEAR(a b)", "x -y", "-y", "+y", "^a", "a*", "*", "words:a", "{words}:a", "a:b", "a:*",
    "a&b", "a & ", "!a", "a | b", "a <-> b", "<->", "\\", "\\'", "a\\", "%", "%s", "%(x)s", "_", "LIKE '%'", "$1",
    "?1", ":a", "\u0000", "a\u0000b", "\ue0001", "\ue000\ue001", "\ud800", "\u202etxet", "😀", "ﷺ", "½", "٠",
    "a" * 5_000, "a " * 900, "a-" * 2_000, '"' * 999, "é" * 999, "\u0301" * 200, "<script>alert(1)</script>", "<mark>",
    "&lt;", "../../etc/passwd",
]  # fmt: skip


def look(typed: str, **options):
    return find(read_query(typed), at=timezone.now(), **options)


def counts(typed: str, **options) -> tuple[int, ...]:
    return tuple(look(typed, **options).counts.values())


def reword(words: str, slug: str = "statement-0", story: str = "truce") -> None:
    """Other words of a statement at the desk, with its source's excerpt."""
    for source in Source.objects.filter(slug=f"{story}-report"):
        source.excerpt += f"\n“{words}”"
        source.save()
    Passage.objects.filter(statement__slug=slug, statement__story__slug=story).update(text=words)


def is_found(words: str, client) -> bool:
    """On the page of all stories; that of the story and every count must say the same."""
    everywhere = client.get("/search/", {"q": words})
    found = "No results" not in text_of(everywhere.content)
    within = client.get("/truce/search/", {"q": words})
    assert (within.status_code == 200 and "No results" not in text_of(within.content)) == found
    assert any(counts(words)) == found
    return found


# ---- what is found ------------------------------------------------------------------------------


def test_marks_and_forms_of_letters_do_not_matter(make_story):
    story = make_story()
    Event.objects.filter(slug="event-0").update(
        title="مُفَاوَضَات القاهِرة", body="سافر أحمد إلى غـــزة في ٢٠٢٤. צה״ל יצא מעַזָּה, עזה. Au palais de l’Élysée, à Łódź."
    )
    publish(story, note="")
    for typed, kept in MARKS:
        assert counts(typed)[1] == bool(kept), typed
        hits = [hit for group in look(typed).groups for hit in group.hits]
        assert all(hit.query.spans(hit.entry.title) or hit.query.spans(hit.text) for hit in hits)


def test_a_kind_goes_on_where_its_page_ends(make_story):
    publish(make_story(statements=120), note="")
    seen: list[str] = []
    below = None
    while True:
        (group,) = look("speaker", kind="statements", below=below).groups
        seen += [hit.entry.slug for hit in group.hits]
        assert len(group.hits) <= ONE_KIND
        if group.older is None:
            break
        assert older_than("statements", str(group.older)) == group.older
        below = group.older
    assert len(seen) == len(set(seen)) == 120
    assert group.count == lookup.MOST_COUNTED + 1
    assert len(look("speaker").groups[0].hits) == EACH


def test_counting_stops_somewhere(make_story, monkeypatch):
    monkeypatch.setattr(lookup, "MOST_COUNTED", 5)
    publish(make_story(statements=20), note="")
    found = look("gate")
    assert ("statements", "Statements", "5+") in found.kinds
    assert found.total.endswith("+")


def test_one_story_is_searched_apart(make_story, client):
    for slug in ("truce", "pact"):
        publish(make_story(slug), note="")
    truce, pact = (Edition.objects.get(slug=slug).pk for slug in ("truce", "pact"))
    apart = zip(counts("gate", edition=truce), counts("gate", edition=pact), strict=True)
    assert counts("gate") == tuple(a + b for a, b in apart)
    body = client.get("/pact/search/?q=gate").content.decode()
    assert "/pact/statements/" in body
    assert "/truce/" not in body
    assert look("gate").several_stories
    assert "The pact talks" in text_of(client.get("/search/?q=gate").content)


# ---- what may have been meant -------------------------------------------------------------------


def test_no_name_of_a_draft_is_suggested(published):
    Actor.objects.filter(slug="truce-side-0").update(name="Zanzibar")
    Term.objects.update(name="Zanzibar")
    assert look("Zanzibra").suggestions == []
    publish(published, note="")
    assert look("Zanzibra").suggestions == ["Zanzibar"]


# ---- only what is current -----------------------------------------------------------------------


def test_a_draft_is_not_found_until_it_is_published(published, client):
    assert is_found("gate", client)
    before = client.get("/search/?q=quokka").content
    reword("The quokka stays")
    assert client.get("/search/?q=quokka").content == before
    assert not is_found("quokka", client)
    publish(published, note="")
    assert is_found("quokka", client)


def test_an_old_edition_is_not_found(published, client):
    reword("The quokka stays")
    publish(published, note="")
    reword("The wombat stays")
    publish(published, note="")
    assert is_found("wombat", client)
    assert not is_found("quokka", client)
    publish_again(Edition.objects.get(number=2), note="Back.")
    assert is_found("quokka", client)
    assert not is_found("wombat", client)


def test_a_scheduled_edition_is_found_from_its_moment_on(published, client, clock):
    Edition.objects.update(published_at=clock(hours=1))
    reword("The quokka stays")
    publish(published, note="", at=clock(hours=1) + timedelta(hours=2))
    clock(minutes=119)
    assert not is_found("quokka", client)
    assert is_found('"gate number 0"', client)
    clock(minutes=1)
    assert is_found("quokka", client)
    assert not is_found('"gate number 0"', client)


def test_a_cancelled_edition_is_never_found(published, client, clock):
    Edition.objects.update(published_at=clock(hours=1))
    reword("The quokka stays")
    scheduled = publish(published, note="", at=clock(hours=1) + timedelta(hours=2))
    cancel(scheduled)
    clock(hours=3)
    assert not is_found("quokka", client)
    assert is_found('"gate number 0"', client)
    assert {row[1] for row in search_index.everything()} == {Edition.objects.get().pk}


def test_a_withdrawn_edition_is_gone_at_once(published, client):
    reword("The quokka stays")
    second = publish(published, note="")
    withdraw(second, because="A mistake.")
    assert not is_found("quokka", client)
    assert not is_found("gate", client)  # nor does the edition before it come back
    assert client.get("/truce/search/?q=gate").status_code == 410
    assert list(search_index.everything()) == []


def test_nothing_is_found_whose_rows_outlived_it(published, client):
    """The index is not trusted: a withdrawal behind its back counts too."""
    Edition.objects.update(withdrawn_at=timezone.now(), withdrawn_because="By hand.")
    assert list(search_index.everything())
    assert not is_found("gate", client)


def test_what_fails_to_be_published_leaves_no_trace(published, client):
    reword("The quokka stays")
    with transaction.atomic():
        publish(published, note="")
        assert any(counts("quokka"))
        transaction.set_rollback(True)
    assert not is_found("quokka", client)
    assert is_found("gate", client)


# ---- the index ----------------------------------------------------------------------------------


def test_a_rebuilt_index_is_what_publishing_wrote(make_story, clock):
    for slug in ("truce", "pact"):
        publish(make_story(slug), note="")
    clock(hours=1)
    reword("The quokka stays")
    publish(Story.objects.get(slug="truce"), note="", at=clock(minutes=1) + timedelta(hours=2))
    before = list(search_index.everything())
    assert len({row[1] for row in before}) == 3
    for damage in ("", "DELETE FROM explainer_search"):
        if damage:
            with connection.cursor() as cursor:
                cursor.execute(damage)
        out = io.StringIO()
        call_command("rebuild_search", stdout=out)
        assert out.getvalue() == "Search knows 3 editions.\n"
        assert list(search_index.everything()) == before
        assert any(counts("gate"))
        _check_fts()
    clock(hours=3)
    assert counts("quokka")[0] == 1


def test_the_words_that_were_forgotten_are_forgotten_whole(published):
    for number in range(3):
        reword(f"The quokka stays {number}")
        publish(published, note="")
        _check_fts()
    withdraw(Edition.objects.get(number=4), because="A mistake.")
    _check_fts()


def _check_fts() -> None:
    """SQLite's own comparison of the words with the table that they are of."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO explainer_search_words (explainer_search_words, rank) VALUES ('integrity-check', 1)"
            )


def test_a_site_from_before_search_is_indexed_at_its_next_start(published):
    assert search_index.is_whole(at=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM explainer_search")
    assert not search_index.is_whole(at=timezone.now())
    out = io.StringIO()
    Prepare(stdout=out).prepare_search()
    assert any(counts("gate"))
    Prepare(stdout=out).prepare_search()
    assert out.getvalue() == "Search knows 1 edition.\n"


def test_ids_fit_the_database_and_keep_kinds_apart():
    ends = sorted(span(kind) for kind in COUNTS.split())
    assert all(high < low for (_, high), (low, _) in pairwise(ends))
    assert ends[-1][1] < 2**63
    assert older_than("statements", str(ends[0][1])) == ends[0][1]
    for text in ("", "0", "x", "-1", "٣", "1" * 30, str(ends[1][0]), "0" + str(ends[0][1])):
        assert older_than("statements", text) is None
    assert older_than("actors", str(span("actors")[1])) is None


# ---- what it costs ------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [2, 60])
def test_searching_costs_the_same_whatever_there_is(make_story, django_assert_num_queries, size):
    for slug in ["truce", "pact", "accord"][: 1 if size == 2 else 3]:
        publish(make_story(slug, statements=size, events=size, actors=size), note="")
    with django_assert_num_queries(FOUND_QUERIES + MORE * (size > EACH)):
        for group in look("gate").groups:
            assert all(hit.address and hit.more is not None for hit in group.hits)
    with django_assert_num_queries(FOUND_QUERIES + 1):
        look("gate", kind="statements")
    with django_assert_num_queries(NOT_FOUND_QUERIES):
        assert look("Spaeker gatte").suggestions
    with django_assert_num_queries(0):
        look('"" -')


@pytest.mark.parametrize(
    ("address", "queries"), [("/search/?q=gate", 1), ("/truce/search/?q=gate", 2), ("/search/", 0)]
)
def test_a_page_costs_a_fixed_number_of_queries(published, client, django_assert_num_queries, address, queries):
    client.get(address)
    with django_assert_num_queries(queries):
        client.get(address)


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="the plan is SQLite's")
def test_newest_first_is_read_from_the_index_and_not_sorted(published):
    where = lookup.Where(timezone.now())
    sql, params = lookup._hits("r.id", read_query("gate"), where, span("statements"))
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql} ORDER BY w.rowid DESC LIMIT 10", params)
        plan = " ".join(row[3] for row in cursor.fetchall())
    assert "TEMP B-TREE" not in plan
    assert plan.startswith("SCAN w VIRTUAL TABLE")
    assert not re.search(r"SCAN (r|e|newer)\b", plan)


# ---- the page -----------------------------------------------------------------------------------


def test_nothing_that_is_typed_is_an_error(published):
    edition = Edition.objects.get().pk
    for typed in HOSTILE:
        look(typed)
        look(typed, edition=edition, kind="terms")


def test_hostile_addresses_are_answered(published):
    client = Client(raise_request_exception=True)
    for typed in HOSTILE:
        for name in ("/search/", "/truce/search/"):
            response = client.get(name, {"q": typed.encode("utf-8", "ignore").decode()}, follow=True)
            assert response.status_code in (200, 400, 414), typed
            assert response.content.count(b"<script") == response.content.count(b"</last-read>")


@pytest.mark.parametrize(
    ("sent", "canonical"),
    [
        ("q=gate&x=1", "?q=gate"),
        ("q=", ""),
        ("q=++", ""),
        ("q=gate&q=way", "?q=way"),
        ("q=+two++words+", "?q=two+words"),
        ("q=gate&in=nothing", "?q=gate"),
        ("in=events&q=gate", "?q=gate&in=events"),
        ("q=gate&in=actors&before=9", "?q=gate&in=actors"),
        ("q=gate&before=9", "?q=gate"),
        ("q=gate*", "?q=gate%2A"),
        ("in=events", ""),
        ("before=x&q=gate&in=events", "?q=gate&in=events"),
        ("sort=best&q=gate", "?q=gate&sort=best"),
        ("sort=newest&q=gate", "?q=gate"),
        ("by=&from=&to=&sort=&q=gate", "?q=gate"),
        ("to=2024-06&from=2024&by=truce-side-0&q=gate", "?q=gate&by=truce-side-0&from=2024&to=2024-06"),
        ("from=2024-13&q=gate&to=0001-01-01&by=a/b", "?q=gate"),
        ("from=2024-06-31&q=gate&to=2024-06~", "?q=gate"),
        ("by=truce-side-0&sort=best", ""),
    ],
)
@pytest.mark.parametrize("path", ["/search/", "/truce/search/"])
def test_every_search_has_one_address(published, client, path, sent, canonical):
    response = client.get(f"{path}?{sent}")
    assert response.status_code == 302
    assert response["Location"] == path + canonical
    assert client.get(path + canonical).status_code == 200


def test_the_page_is_as_other_pages_are_and_for_no_other_index(published, client):
    for address in ("/search/", "/search/?q=gate", "/search/?q=quokka", "/truce/search/", "/truce/search/?q=gate"):
        response = client.get(address)
        assert response["Cache-Control"] == FRESH
        assert not response.cookies
        assert client.get(address, headers={"if-none-match": response["ETag"]}).status_code == 304
        body = response.content.decode()
        assert body.count('<meta name="robots" content="noindex, nofollow">') == 1
        assert 'rel="canonical"' not in body
        assert client.head(address)["ETag"] == response["ETag"]
        assert client.post(address).status_code == 405
        page = Page(body)
        assert len(page.ids) == len(set(page.ids))
        assert not [tag for tag, _attributes in page.tags if tag == "style"]


def test_what_was_searched_is_said(published, client):
    said = text_of(client.get("/search/").content)
    assert "Search looks for whole words" in said
    for text in (said, text_of(client.get("/search/?q=quokka").content)):
        assert "question and answer, where things stand, key points, statements" in text
        assert "It does not look at earlier versions, at what was taken back" in text
    assert "exact words" not in said + text_of(client.get("/search/?q=quokka").content), "plurals are found too"
    said = text_of(client.get("/search/?q=quokka").content)
    assert "Nothing here contains “<bdi>quokka</bdi>”" in said
    assert 'value="quokka"' in said
    said = text_of(client.get("/search/", {"q": 'gate "red quokka"'}).content)
    assert "“<bdi>gate</bdi>” and “<bdi>red quokka</bdi>” together" in said
    assert "There is no word in" in text_of(client.get("/search/", {"q": "?!"}).content)
    assert "Only the first ten" in text_of(client.get("/search/", {"q": "a b c d e f g h i j k"}).content)


def test_what_a_reader_typed_is_only_text(published, client):
    body = client.get("/search/", {"q": '"><img src=x onerror=alert(1)>'}).content.decode()
    assert "<img" not in body
    Statement.objects.filter(slug="statement-2").update(lead_in="The speaker said <b>quokka</b> & “none”.")
    publish(published, note="")
    body = client.get("/search/?q=quokka").content.decode()
    assert "&lt;b&gt;<mark>quokka</mark>&lt;/b&gt; &amp;" in body or "<b>quokka" not in body


def test_there_is_a_way_to_search_on_every_page(published, client):
    for address in ("/", "/about/", "/truce/", "/truce/editions/1/", "/nowhere/"):
        assert '<a href="/search/">Search</a>' in client.get(address).content.decode()
    for address in ("/", "/nowhere/", "/search/"):
        assert '<form class="find' in client.get(address).content.decode()
    assert '<a href="/truce/search/">' in client.get("/truce/").content.decode()
    assert '<a href="/truce/search/">' not in client.get("/truce/editions/1/").content.decode()


def test_search_is_of_what_is_current_and_so_has_no_edition_and_no_preview(published, client, reporter):
    assert client.get("/truce/editions/1/search/").status_code == 404
    client.force_login(reporter)
    assert client.get("/preview/truce/search/").status_code == 404
    assert client.get("/nowhere/search/?q=gate").status_code == 404


def test_an_excerpt_shows_what_was_found_and_cuts_no_quotation():
    query = read_query("quokka")
    text = f"{'Words before it. ' * 40}“{'Their words ' * 30}quokka” said. {'Words after it. ' * 40}"
    shown = excerpt(text, query)
    assert "quokka" in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert shown.count("“") == shown.count("”")
    assert excerpt("Short.", query) == "Short."
    assert len(excerpt("x" * 5_000, query)) < 600


def test_an_actor_is_found_by_what_it_was_called_before(published, client):
    page = client.get("/truce/search/?q=party").content.decode()
    assert 'href="/truce/actors/truce-side-0/"' in page
    assert "Formerly" in page
