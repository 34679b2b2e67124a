"""Which language a reader reads: the translation at the addresses of its language, the original everywhere else."""

from __future__ import annotations

import re
from html import unescape

import pytest

from explainer.models import Edition, Event, Issue, Statement, Story, Translation
from explainer.publishing import publish, publish_translation, withdraw

from .crawl import Page, crawl
from .translate import WORDS, translate

pytestmark = pytest.mark.django_db
NOT_YET = "This explainer is not in"


def read(client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, f"{address} answered {response.status_code}"
    return unescape(response.content.decode())


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
    assert "Translated from edition 1 of the original, published" in body
    assert '<a href="/truce/timeline/">This page in the original</a>' in body
    assert "The original is now" not in body
    edit(published, "Second")
    edit(published, "Third")
    assert "The original is now at edition 3." in read(client, "/ar/truce/timeline/")
    assert "Translated from" not in read(client, "/truce/timeline/")


def test_a_translated_page_says_that_the_original_was_withdrawn(client, published, arabic):
    edit(published, "Second")
    withdraw(Edition.objects.get(stream="", number=2), because="Wrong.")
    assert "Edition 2 of the original was withdrawn." in read(client, "/ar/truce/")


def test_the_original_never_speaks_of_its_translations(client, published):
    before = read(client, "/truce/"), read(client, "/truce/editions/1/")
    publish_translation(translate(published), note="")
    assert (read(client, "/truce/"), read(client, "/truce/editions/1/")) == before


# ---- without one ---------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["", "timeline/", "statements/statement-0/", "phases/1/", "changes/", "search/"])
def test_a_page_that_is_not_translated_says_so_and_leads_to_the_original(client, published, page):
    body = read(client, f"/ar/truce/{page}")
    assert f"{NOT_YET} Arabic yet." in body
    assert "You are reading the original, in English." in body
    assert f'<a href="/truce/{page}">' in body
    assert NOT_YET not in read(client, f"/truce/{page}")


def test_a_story_written_in_that_language_needs_no_translation(client, make_story):
    story = make_story("hudna")
    Story.objects.filter(pk=story.pk).update(language="ar")
    publish(story, note="")
    assert NOT_YET not in read(client, "/ar/hudna/")
    assert "You are reading the original, in Arabic." in read(client, "/he/hudna/")
    assert NOT_YET not in read(client, "/hudna/")


def test_a_translation_that_is_not_published_is_nowhere(client, published):
    before = crawl(client, "/ar/")
    translate(published)
    after = crawl(client, "/ar/")
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
    assert "This page is not in Arabic yet." in body
    assert f'<a href="/truce/{page}">Go to the original</a>' in body
    assert '<html lang="ar" dir="rtl">' in body
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
    return dict(re.findall(r'<link rel="alternate" hreflang="([^"]*)" href="http://testserver([^"]*)">', body))


def test_each_stream_counts_its_own_editions(client, published, arabic):
    edit(published, "Second")
    edit(published, "Third")
    translate(published)
    publish_translation(arabic, note="")
    assert WORDS["ar"] in read(client, "/ar/truce/editions/2/")
    assert "Translated from edition 3 of the original" in read(client, "/ar/truce/editions/2/")
    assert "Translated from edition 1 of the original" in read(client, "/ar/truce/editions/1/timeline/")
    assert "Second" in read(client, "/truce/editions/2/")
    numbered = re.findall(r"Edition (\d): ", read(client, "/ar/truce/changes/"))
    assert numbered == ["2", "1"]


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
        "ar": "/ar/truce/editions/2/phases/",
        "he": "/he/truce/editions/3/phases/",
    }
    assert links(read(client, "/truce/editions/3/"))["ar"] == "/ar/truce/editions/2/"
    assert "ar" not in links(read(client, "/truce/editions/2/")), "it was never translated, and Arabic has another 2"
    assert '<a href="/truce/editions/3/phases/">This page in the original</a>' in read(
        client, "/ar/truce/editions/2/phases/"
    )


def test_a_withdrawn_translation_says_why_and_leads_to_the_original(client, arabic):
    withdraw(Edition.objects.get(stream="ar"), because="Badly translated.")
    for address in ("/ar/truce/", "/ar/truce/statements/statement-0/", "/ar/truce/editions/1/"):
        body = read(client, address, 410)
        assert "Badly translated." in body
        assert '<a href="/truce/">Go to the original</a>' in body
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
    pages = crawl(client, "/ar/")
    assert len([page for page in pages if page.startswith("/ar/truce/")]) > 20
    for page, body in pages.items():
        if page.startswith("/ar/truce/") and b"<html" in body:
            assert Page(body.decode()).links
