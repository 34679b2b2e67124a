"""Search in the first story, which has more kinds of everything than a made one."""

from __future__ import annotations

import re
from urllib.parse import quote_plus

import pytest
from django.utils import timezone
from django.utils.translation import override

from explainer.edition.document import KINDS, thaw
from explainer.edition.fields import fields_of
from explainer.models import Edition, Passage
from explainer.search.entries import entries
from explainer.search.find import find, read_query
from explainer.search.findable import otherwise
from explainer.search.more_labels import MORE

from .crawl import Page
from .test_search import COUNTS, counts, look

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("first_story")]

FIRST_STORY = [
    ("corridor", (9, 6, 3, 1, 1, 1, 3, 3, 1, 1, 0)),
    ("CORRIDOR", (9, 6, 3, 1, 1, 1, 3, 3, 1, 1, 0)),
    ("Netanyahu", (12, 3, 5, 3, 0, 0, 2, 2, 1, 4, 0)),
    ("netanyahu’s", (12, 3, 5, 3, 0, 0, 2, 2, 1, 4, 0)),
    ('"Philadelphi corridor"', (5, 1, 3, 1, 1, 1, 2, 2, 1, 1, 0)),
    ("“philadelphi corridor”", (5, 1, 3, 1, 1, 1, 2, 2, 1, 1, 0)),
    ('"corridor Philadelphi"', (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)),
    ("corridor Philadelphi", (5, 1, 3, 1, 1, 1, 2, 2, 1, 1, 0)),
    ("hostages", (5, 1, 2, 3, 7, 1, 4, 0, 2, 2, 0)),
    ("six-week", (3, 0, 1, 1, 6, 0, 4, 0, 1, 0, 0)),
    ('"six weeks"', (2, 0, 1, 1, 5, 0, 3, 0, 0, 0, 0)),
    ("Cairo", (0, 3, 0, 0, 0, 1, 1, 0, 1, 2, 0)),
    ("referendum", (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)),
    ("corridor AND referendum", (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)),
]
MEANT = [
    ("Natanyahu", ["Netanyahu"]),
    ("Philadelfi coridor", ["Philadelphi corridor"]),
    ('"Philadelfi coridor"', ['"Philadelphi corridor"']),
    ("hizbullah", ["Hezbollah"]),
    ("Senwar", ["Sinwar"]),
    ("Benyamin referendum", ["Benjamin"]),
    ("referendum", []),
    ("q", []),
]


def test_the_first_story_is_found_alike_on_every_database():
    assert list(look("corridor").counts) == COUNTS.split()
    assert [(typed, counts(typed)) for typed, _counts in FIRST_STORY] == FIRST_STORY


def test_the_database_finds_what_the_words_hold():
    """Every tenth word of the story, and the pair of words that it begins, against a plain comparison."""
    found_in = [(kind, entry, entry.words) for kind, _day, entry in entries(thaw(Edition.objects.get().document))]
    known = {word for _kind, _entry, words in found_in for word in words.split()}
    held = [(kind, f" {' | '.join([words, *otherwise(entry, words, known)])} ") for kind, entry, words in found_in]
    words = [word for _kind, _entry, words in found_in for word in words.split() if word.isalnum()]
    for place in range(0, len(words) - 1, len(words) // 60):
        for typed in (words[place], f'"{words[place]}"', f'"{words[place]} {words[place + 1]}"'):
            (term,) = read_query(typed).terms
            phrases = [f" {' '.join(phrase)} " for phrase in term.phrases]
            found = [kind for kind, text in held if any(phrase in text for phrase in phrases)]
            assert counts(typed) == tuple(found.count(name) for name in COUNTS.split()), typed


def test_statements_and_events_come_newest_first():
    for group in look("the", kind="statements").groups + look("the", kind="events").groups:
        keys = [hit.when.anchor for hit in group.hits]
        assert len(keys) > 10
        assert keys == sorted(keys, reverse=True)
        assert [hit.row.id for hit in group.hits] == sorted((hit.row.id for hit in group.hits), reverse=True)


def test_the_order_of_a_day_is_that_of_the_timeline_turned_round():
    document = thaw(Edition.objects.get().document)
    order = [row.slug for row in document.events]
    found = [hit.entry.slug for hit in look("the", kind="events").groups[0].hits]
    assert found == [slug for slug in reversed(order) if slug in found]


def test_what_is_named_so_comes_first():
    (actors,) = look("Netanyahu", kind="actors").groups
    titles = [hit.entry.title for hit in actors.hits]
    named = ["Netanyahu" in title for title in titles]
    assert named == sorted(named, reverse=True)
    assert titles[0] == "Benjamin Netanyahu"


def test_a_misspelt_name_suggests_the_right_one(client):
    for typed, meant in MEANT:
        assert look(typed).suggestions == meant
        body = client.get("/search/", {"q": typed}).content.decode()
        for text in meant:
            assert f'href="/search/?q={quote_plus(text)}"' in body
            assert any(counts(text))
        assert ("Did you mean" in body) == bool(meant)


def test_every_result_leads_to_where_it_stands(client):
    pages: dict[str, Page] = {}
    kinds = set()
    for typed in ("the", "corridor", "hostages"):
        for group in look(typed).groups:
            kinds.add(group.kind)
            for hit in group.hits:
                path, _hash, part = hit.address.partition("#")
                if path not in pages:
                    response = client.get(path)
                    assert response.status_code == 200
                    pages[path] = Page(response.content.decode())
                assert not part or part in pages[path].ids
    assert kinds == set(COUNTS.split())


def test_words_are_marked_and_quotation_marks_are_earned(client):
    for address in ("/search/?q=corridor&in=statements", "/search/?q=war", "/search/?q=said&in=statements"):
        body = client.get(address).content.decode()
        assert "<mark>" in body
        for item in re.findall(r"<li lang=.*?</li>", body, re.DOTALL):
            assert "<mark>" in item
            if "In our words" in item:
                assert not re.search("<blockquote|<q|“|”", item)
    quotes = {text for texts in Passage.objects.values_list("text") for text in texts}
    shown = re.findall(r'<q lang="en" dir="ltr">“(.*?)”</q>', client.get("/search/?q=Netanyahu").content.decode())
    assert shown
    assert {re.sub("</?(mark|span|em)[^>]*>", "", text).replace("&#x27;", "'") for text in shown} <= quotes


def test_the_index_holds_codes_and_no_words_of_ours():
    document = thaw(Edition.objects.get().document)
    codes = {code.partition("|")[0] for _kind, _day, entry in entries(document) for code, _text in entry.more}
    assert codes <= {*MORE, *(name for kind in KINDS for name in fields_of(kind))}
    assert all(re.fullmatch("[a-z_-]+", code) for code in codes)


def test_what_is_found_is_labelled_in_the_language_of_whoever_asks():
    hit = find(read_query("Netanyahu"), at=timezone.now()).groups[0].hits[0]
    assert all(type(label) is str for label in hit.labels)
    with override("ar"):
        assert find(read_query("Netanyahu"), at=timezone.now()).groups[0].hits[0].entry == hit.entry
