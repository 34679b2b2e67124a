"""Which language a reader reads: the translation at the addresses of its language, the original everywhere else."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.utils import timezone
from django.utils.translation import gettext, override

from explainer.desk.publishing import withdraw
from explainer.language.labels import language_name
from explainer.models import Edition, Event, Issue, Statement, Story, Translation
from explainer.search import search_index

from .crawl import Page, crawl
from .publish import publish, publish_translation
from .translate import WORDS, translate

pytestmark = pytest.mark.django_db


def told(msgid: str, code: str = "ar", **values: object) -> re.Pattern[str]:
    """The interface's sentence in a language; what is not given can be anything."""
    with override(code):
        sentence = re.escape(gettext(msgid))
    for name, value in values.items():
        sentence = sentence.replace(re.escape(f"%({name})s"), re.escape(str(value)))
    return re.compile(re.sub(r"%\\\([a-z]+\\\)s", ".*?", sentence))


def name(language: str, code: str = "ar") -> str:
    with override(code):
        return language_name(language)


MADE_FROM = "Translated from version %(number)s of the original, published %(date)s."
MOVED_ON = "The original is now at version %(number)s."
NOT_YET = "This explainer is not in %(language)s yet."
THIS_NOT_YET = "This page is not in %(language)s yet."
READING = "You are reading the original, in %(language)s."


def read(client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, f"{address} answered {response.status_code}"
    return unescape(response.content.decode())


def leads_to(body: str, address: str) -> bool:
    """Whether a page links to an address, but for the switch between languages."""
    return bool(re.search(f'<a (?:class="more" )?(?:data-n="[0-9]+" )?href="{re.escape(address)}">', body))


def edit(story: Story, title: str) -> Edition | None:
    Story.objects.filter(pk=story.pk).update(title=title)
    return publish(story, note=title)


@pytest.fixture
def arabic(published: Story) -> Translation:
    """Edition 1 of the Arabic translation is public; Hebrew has none."""
    translation = translate(published)
    publish_translation(translation, note="بالعربية")
    return translation


# ---- with a translation --------------------------------------------------------------------------


def test_the_translation_is_read_in_its_language_and_the_original_elsewhere(client, published, arabic):
    told = f"{WORDS['ar']} Does the truce hold?"
    assert told in read(client, "/ar/truce/")
    assert told in read(client, "/ar/")
    for address in ("/truce/", "/", "/he/truce/", "/he/"):
        body = read(client, address)
        assert "Does the truce hold?" in body
        assert told not in body


def test_quotations_stay_in_the_language_in_which_they_are_quoted(client, arabic):
    body = read(client, "/ar/truce/statements/statement-0/")
    assert WORDS["ar"] in body
    assert re.search(r'<blockquote[^>]* lang="en" dir="ltr"[^>]*>', body)
    assert "“We hold gate number 0”" in re.sub("<[^>]*>", "", body)


def test_a_translated_page_says_what_it_was_made_from(client, published, arabic):
    body = read(client, "/ar/truce/timeline/")
    assert told(MADE_FROM, number=1).search(body)
    assert leads_to(body, "/truce/timeline/")
    assert not told(MOVED_ON).search(body)
    edit(published, "Second")
    edit(published, "Third")
    assert told(MOVED_ON, number=3).search(read(client, "/ar/truce/timeline/"))
    assert not told(MADE_FROM, "en").search(read(client, "/truce/timeline/"))


def test_a_translated_page_says_that_the_original_was_withdrawn(client, published, arabic):
    edit(published, "Second")
    withdraw(Edition.objects.get(stream="", number=2), because="Wrong.")
    assert told("Version %(number)s of the original was withdrawn.", number=2).search(read(client, "/ar/truce/"))


def test_the_original_never_speaks_of_its_translations(client, published):
    """But to machines, which are told the address of each."""
    before = read(client, "/truce/"), read(client, "/truce/editions/1/")
    publish_translation(translate(published), note="")
    told = '<link rel="alternate" hreflang="ar" href="http://testserver/ar/truce/">'
    assert told in read(client, "/truce/")
    assert told not in before[0]
    assert (read(client, "/truce/").replace(f"{told}\n", ""), read(client, "/truce/editions/1/")) == before


# ---- without one ---------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["", "timeline/", "statements/statement-0/", "phases/1/", "changes/", "search/"])
def test_a_page_that_is_not_translated_says_so_and_leads_to_the_original(client, published, page):
    body = read(client, f"/ar/truce/{page}")
    assert told(NOT_YET, language=name("ar")).search(body)
    assert told(READING, language=name("en")).search(body)
    assert leads_to(body, f"/truce/{page}")
    assert not told(NOT_YET, "en").search(read(client, f"/truce/{page}"))


def test_a_story_written_in_that_language_needs_no_translation(client, make_story):
    story = make_story("hudna")
    Story.objects.filter(pk=story.pk).update(language="ar")
    publish(story, note="")
    assert not told(NOT_YET).search(read(client, "/ar/hudna/"))
    assert told(READING, "he", language=name("ar", "he")).search(read(client, "/he/hudna/"))
    assert not told(NOT_YET, "en").search(read(client, "/hudna/"))


def test_a_translation_that_is_not_published_is_nowhere(client, published):
    before = crawl(client, "/ar/", few=9)
    translate(published)
    after = crawl(client, "/ar/", few=9)
    assert after == before
    assert WORDS["ar"].encode() not in b"".join(after.values())


# ---- what the translation does not have yet ------------------------------------------------------


@pytest.fixture
def newer(published: Story, arabic: Translation) -> Story:
    """The original has a statement and an issue that the translation has not."""
    first = Statement.objects.get(slug="statement-0")
    row = Statement.objects.create(
        story=published, slug="fresh", speaker=first.speaker, wording="paraphrase", topic="x", lead_in="He said so.",
        when="2024-03-01",
    )  # fmt: skip
    row.sources.set(first.sources.all())
    issue = Issue.objects.create(story=published, slug="new", name="A new one", short_name="New", question="Who?")
    issue.sources.set(first.sources.all())
    publish(published, note="")
    return published


@pytest.mark.parametrize("page", ["statements/fresh/", "issues/new/"])
def test_what_is_not_translated_yet_is_shown_as_the_original_has_it(client, newer, page):
    body = read(client, f"/ar/truce/{page}")
    assert told(THIS_NOT_YET, language=name("ar")).search(body)
    assert leads_to(body, f"/truce/{page}")
    assert '<html lang="ar" dir="rtl"' in body
    assert "http://testserver/truce/editions/2/" in body, "its lasting address is that of the original"


def test_what_neither_has_is_missing(client, newer):
    assert client.get("/ar/truce/statements/nothing/").status_code == 404


def test_what_the_translation_no_longer_has_is_gone_from_it(client, published, arabic):
    Event.objects.update(title="Another title")
    Statement.objects.get(slug="statement-1").delete()
    publish(published, note="")
    assert WORDS["ar"] in read(client, "/ar/truce/statements/statement-1/"), "it still has it"
    translate(published)
    publish_translation(arabic, note="")
    body = read(client, "/ar/truce/statements/statement-1/", 410)
    assert "http://testserver/ar/truce/editions/1/" in body


def test_what_was_gone_before_the_first_translation_leads_to_the_original(client, published):
    Statement.objects.get(slug="statement-1").delete()
    publish(published, note="")
    publish_translation(translate(published), note="")
    body = read(client, "/ar/truce/statements/statement-1/", 410)
    assert "http://testserver/truce/editions/1/" in body
    assert "/ar/truce/editions/1/" not in body


# ---- editions ------------------------------------------------------------------------------------


def links(body: str) -> dict[str, str]:
    """Where the page is in the other languages."""
    return {code: href for href, code in re.findall(r'<a href="([^"]*)" hreflang="([^"]*)" lang=', body)}


def test_each_stream_counts_its_own_editions(client, published, arabic):
    edit(published, "Second")
    edit(published, "Third")
    translate(published)
    publish_translation(arabic, note="")
    assert WORDS["ar"] in read(client, "/ar/truce/editions/2/")
    assert told(MADE_FROM, number=3).search(read(client, "/ar/truce/editions/2/"))
    assert told(MADE_FROM, number=1).search(read(client, "/ar/truce/editions/1/timeline/"))
    assert "Second" in read(client, "/truce/editions/2/")
    assert re.findall(r'id="c(\d)"', read(client, "/ar/truce/changes/")) == ["2", "1"]


def test_a_number_that_only_the_original_has_is_read_there(client, published, arabic):
    edit(published, "Second")
    response = client.get("/ar/truce/editions/2/timeline/?order=newest")
    assert (response.status_code, response["Location"]) == (302, "/truce/editions/2/timeline/?order=newest")
    assert client.get("/ar/truce/editions/9/").status_code == 404


def test_an_edition_leads_to_the_same_edition_in_other_languages(client, published, arabic):
    edit(published, "Second")
    edit(published, "Third")
    translate(published)
    publish_translation(arabic, note="")
    assert links(read(client, "/ar/truce/editions/2/phases/")) == {
        "en": "/truce/editions/3/phases/",
        "he": "/he/truce/editions/3/phases/",
    }
    assert links(read(client, "/truce/editions/3/"))["ar"] == "/ar/truce/editions/2/"
    assert "ar" not in links(read(client, "/truce/editions/2/")), "it was never translated, and Arabic has another 2"
    assert leads_to(read(client, "/ar/truce/editions/2/phases/"), "/truce/editions/3/phases/")


def test_a_withdrawn_translation_says_why_and_leads_to_the_original(client, arabic):
    withdraw(Edition.objects.get(stream="ar"), because="Badly translated.")
    for address in ("/ar/truce/", "/ar/truce/statements/statement-0/", "/ar/truce/editions/1/"):
        body = read(client, address, 410)
        assert "Badly translated." in body
        assert leads_to(body, "/truce/")
    assert read(client, "/truce/")
    assert WORDS["ar"] not in read(client, "/ar/")


def test_words_taken_back_are_read_in_no_language(client, published, arabic):
    edit(published, "Second")
    withdraw(Edition.objects.get(stream="", number=1), because="It named a child.")
    for address in ("/ar/truce/", "/ar/truce/editions/1/", "/truce/editions/1/"):
        assert "It named a child." in read(client, address, 410)
    assert read(client, "/truce/")


def test_a_citation_is_of_the_edition_that_is_read(client, published, arabic):
    assert "http://testserver/ar/truce/editions/1/statements/statement-0/" in read(
        client, "/ar/truce/statements/statement-0/"
    )
    body = read(client, "/he/truce/statements/statement-0/")
    assert "http://testserver/truce/editions/1/statements/statement-0/" in body
    assert "/he/truce/editions/1/statements/statement-0/" not in body


def test_every_link_of_a_translation_leads_somewhere(client, newer):
    pages = crawl(client, "/ar/", few=9)
    assert len([page for page in pages if page.startswith("/ar/truce/")]) > 20
    for page, body in pages.items():
        if page.startswith("/ar/truce/") and b"<html" in body:
            assert Page(body.decode()).links


# ---- search --------------------------------------------------------------------------------------


def hits(client, address: str, query: str) -> set[str]:
    """The addresses of what is found."""
    body = client.get(address, {"q": query}).content.decode()
    return set(re.findall(r'<h3[^>]*><a [^>]*href="([^"#]*)', body))


def test_search_looks_at_what_is_read_in_the_language(client, arabic):
    assert hits(client, "/search/", "speaker") == {
        "/truce/statements/statement-0/", "/truce/statements/statement-1/", "/truce/actors/truce-side-0/",
        "/truce/actors/truce-side-1/",
    }  # fmt: skip
    assert {address.removeprefix("/ar") for address in hits(client, "/ar/search/", "speaker")} == hits(
        client, "/search/", "speaker"
    )
    assert all(address.startswith("/ar/") for address in hits(client, "/ar/search/", "speaker"))


def test_the_same_words_are_found_once(client, arabic):
    assert len(hits(client, "/search/", '"hold gate number 0"')) == 1
    assert hits(client, "/ar/search/", '"hold gate number 0"') == {"/ar/truce/statements/statement-0/"}


def test_what_only_another_language_has_is_found_at_its_own_address(client, published, arabic):
    found = hits(client, "/search/", WORDS["ar"])
    assert found
    assert all(address.startswith("/ar/truce/") for address in found)
    assert hits(client, "/he/search/", WORDS["ar"]) == found
    Story.objects.update(short_title="Talks")
    Event.objects.update(title="An untranslated word")
    publish(published, note="")
    assert hits(client, "/ar/search/", "untranslated") == {"/truce/events/event-0/", "/truce/events/event-1/"}
    assert told("Found in other languages only.").search(read(client, "/ar/search/?q=untranslated"))


def test_an_untranslated_story_is_found_in_every_language(client, make_story, arabic):
    publish(make_story("border"), note="")
    assert "/ar/border/statements/statement-0/" in hits(client, "/ar/search/", "border speaker") | hits(
        client, "/ar/search/", "speaker"
    )


def test_search_within_a_translation_keeps_to_it(client, arabic):
    assert all(address.startswith("/ar/truce/") for address in hits(client, "/ar/truce/search/", "speaker"))
    assert hits(client, "/truce/search/", WORDS["ar"]) == set()


def test_a_withdrawn_translation_is_found_nowhere(client, arabic):
    withdraw(Edition.objects.get(stream="ar"), because="Badly translated.")
    assert hits(client, "/search/", WORDS["ar"]) == hits(client, "/ar/search/", WORDS["ar"]) == set()


def test_the_index_can_be_written_anew_with_its_translations(client, arabic):
    before = list(search_index.everything())
    search_index.rebuild(at=timezone.now())
    assert list(search_index.everything()) == before
    assert search_index.is_whole(at=timezone.now())


def test_a_newer_translation_takes_the_place_of_the_one_before(published, arabic):
    edit(published, "Second")
    translate(published)
    publish_translation(arabic, note="")
    held = {row[1] for row in search_index.everything()}
    assert held == {Edition.objects.get(stream="", number=2).pk, Edition.objects.get(stream="ar", number=2).pk}


# ---- following -----------------------------------------------------------------------------------

FOLLOWED = ["feed.atom", "feed.json", "actors/truce-side-0/feed.atom", "issues/issue-1/feed.json", "events.ics"]


@pytest.mark.parametrize("place", FOLLOWED)
def test_what_is_followed_is_one_stream(client, arabic, place):
    mine, theirs = client.get(f"/ar/truce/{place}"), client.get(f"/truce/{place}")
    assert mine.status_code == theirs.status_code == 200
    if place != "events.ics":
        assert WORDS["ar"] in mine.content.decode()
    assert WORDS["ar"] not in theirs.content.decode()


@pytest.mark.parametrize("place", FOLLOWED)
def test_what_is_not_translated_is_followed_in_the_original(client, arabic, place):
    response = client.get(f"/he/truce/{place}")
    assert (response.status_code, response["Location"]) == (302, f"/truce/{place}")
    assert client.get(f"/he/nothing/{place}")["Location"] == f"/nothing/{place}"
    assert client.get(f"/nothing/{place}").status_code == 404


def test_a_topic_that_is_not_translated_yet_is_followed_in_the_original(client, newer):
    assert client.get("/ar/truce/issues/new/feed.atom")["Location"] == "/truce/issues/new/feed.atom"


def test_no_two_streams_have_an_entry_of_the_same_name(client, published, arabic):
    mine, theirs = (client.get(f"{prefix}/truce/feed.json").json() for prefix in ("/ar", ""))
    names = [[item["id"] for item in feed["items"]] for feed in (mine, theirs)]
    assert len(names[0]) == len(names[1]) > 5
    assert not set(names[0]) & set(names[1])
    assert all(item.startswith("http://testserver/ar/truce/") for item in names[0])
    assert mine["feed_url"] == "http://testserver/ar/truce/feed.json"
    assert mine["language"] == "ar"
    before = client.get("/truce/feed.atom").content
    edit(published, "Second")
    translate(published)
    publish_translation(arabic, note="")
    assert client.get("/truce/feed.atom").content != before


def test_the_feed_of_the_original_does_not_change_with_a_translation(client, published):
    before = [client.get(f"/truce/{place}").content for place in FOLLOWED]
    publish_translation(translate(published), note="")
    assert [client.get(f"/truce/{place}").content for place in FOLLOWED] == before


def test_expected_events_have_a_name_of_their_own_in_each_language(client, published):
    Event.objects.filter(slug="event-0").update(status="expected", when="2024-09-01")
    publish(published, note="")
    publish_translation(translate(published), note="")
    mine, theirs = (client.get(f"{prefix}/truce/events.ics").content.decode() for prefix in ("/ar", ""))
    assert WORDS["ar"] in mine
    assert re.findall("UID:(.*)", mine) != re.findall("UID:(.*)", theirs)


def test_a_withdrawn_translation_leaves_tombstones_and_no_word(client, arabic):
    withdraw(Edition.objects.get(stream="ar"), because="Badly translated.")
    feed = client.get("/ar/truce/feed.json").json()
    assert WORDS["ar"] not in str(feed)
    assert {row["ref"].partition("/ar/")[1] for row in feed["_tombstones"]["items"]} == {"/ar/"}
    assert client.get("/truce/feed.json").json()["_tombstones"]["items"] == []


# ---- corrections ---------------------------------------------------------------------------------


def test_corrections_of_every_stream_stand_in_one_list(client, published, arabic):
    edit(published, "Second")
    Story.objects.update(title="Third")
    publish(published, note="It was wrong.", kind="correction")
    translate(published)
    publish_translation(arabic, note="تصحيح")
    for prefix in ("", "/he", "/ar"):
        body = read(client, f"{prefix}/corrections/")
        assert "/ar/truce/editions/2/" in body
        assert f"{'/he' if prefix == '/he' else ''}/truce/editions/3/" in body
        assert "/ar/truce/editions/3/" not in body
    ids = [item["id"] for item in client.get("/corrections/feed.json").json()["items"]]
    assert ids == ["http://testserver/ar/truce/editions/2/", "http://testserver/truce/editions/3/"]


def test_the_list_goes_on_after_a_row_of_any_stream(monkeypatch, client, published, arabic):
    hebrew = translate(published, "he")
    publish_translation(hebrew, note="")
    withdraw(Edition.objects.get(stream=""), because="Wrong.")
    monkeypatch.setattr("explainer.following.corrections.MOST", 1)
    seen, address = [], "/corrections/"
    while address:
        body = read(client, address)
        seen += re.findall(r'id="c1"', body)
        found = re.search(r'href="(/corrections/\?before=[^"]*)"', body.partition("</header>")[2])
        address = found[1] if found else ""
    assert len(seen) == 3
