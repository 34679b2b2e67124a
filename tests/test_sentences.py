"""Each sentence and each passage of a page has an address that follows from its words, and stays with them."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explainer.models import Statement
from explainer.pages.sentences import LENGTH, LONGER, PREFIX, name_of, with_sentences

from .crawl import Page, crawl
from .publish import publish


def within(main: str) -> str:
    return (
        with_sentences(f"<body><main>{main}</main></body>").removeprefix("<body><main>").removesuffix("</main></body>")
    )


def named(html: str) -> dict[str, str]:
    """{the words of each element with such an address: the address}"""
    found = re.findall(r'<(\w+)[^>]* id="(s\.\w+)"[^>]*>((?:(?!<(?:span|p|li|dd)\b).)*?)</\1>', html)
    return {unescape(re.sub("<[^>]+>", "", inside)): name for _tag, name, inside in found}


def test_a_sentence_alone_is_its_paragraph_and_several_are_told_apart():
    assert within("<p>They met today.</p>") == f'<p id="{name_of("They met today.")}">They met today.</p>'
    both = within('<p class="x">They met. “Nothing came of it,” he said.</p>')
    first, second = name_of("They met."), name_of("“Nothing came of it,” he said.")
    said = f'<span id="{first}">They met.</span> <span id="{second}">“Nothing came of it,” he said.</span>'
    assert both == f'<p class="x">{said}</p>'


def test_a_sentence_is_never_cut_within_an_element():
    html = within(
        '<p>He <a href="/x">went. Then</a> he left. And <q>this. That.</q> <b>Who</b> knows? &amp; so on.</p>'
    )
    assert list(named(html)) == ["He went. Then he left.", "And this. That.", "Who knows?", "& so on."]
    assert re.sub(r"</?span[^>]*>", "", html) == (
        '<p>He <a href="/x">went. Then</a> he left. And <q>this. That.</q> <b>Who</b> knows? &amp; so on.</p>'
    )


def test_what_is_no_sentence_or_has_an_address_has_none():
    for html in (
        "<p>Word.</p>", "<p>Who said what</p>", '<p id="x">They met today.</p>', '<p class="kicker">They met.</p>',
        "<nav><p>They met today.</p></nav>", "<li><p>No end</p></li>", '<p class="cite mt2">They met.</p>', "<p></p>",
    ):  # fmt: skip
        assert within(html) == html


def test_only_what_is_told_on_the_page_is_touched():
    frame = "<header><p>They met today.</p></header>{}<footer><p>They met today.</p></footer>"
    html = with_sentences(frame.format("<main><p>They met today.</p></main>"))
    assert html.count(PREFIX) == 1
    assert with_sentences(frame.format("")) == frame.format("")


def test_the_same_sentence_twice_has_one_address_and_two_never_share_one(monkeypatch):
    assert within("<p>They met today.</p><p>They met today.</p>").count("id=") == 1
    monkeypatch.setattr("explainer.pages.sentences.name_of", lambda _words, length=LENGTH: "s." + "a" * length)
    html = within("<p>They met today.</p><p>They left today.</p><p>They slept today.</p>")
    assert re.findall(r'id="(.*?)"', html) == [f"s.{'a' * LENGTH}", f"s.{'a' * LONGER}"]


@given(st.lists(st.sampled_from(["They met.", "<b>Who?</b>", "He &amp; she.", "<q>", "</q>", " ", "x"]), max_size=12))
def test_nothing_of_a_page_is_lost(parts):
    html = f"<p>{''.join(parts)}</p>"
    assert re.sub(r"</?span[^>]*>", "", re.sub(r' id="[^"]*"', "", within(html))) == html


# Given out: it never changes, whatever becomes of the pages.
def test_an_address_that_was_given_out_stays():
    assert name_of("They met today.") == "s.qw4cy"


@pytest.mark.django_db
def test_each_page_has_no_address_twice_and_each_passage_has_one(published, client):
    found = crawl(client, "/truce/", under="/truce/").items()
    pages = {address: body.decode() for address, body in found if b"<!doctype html>" in body[:40]}
    for address, html in pages.items():
        ids = Page(html).ids
        assert len(ids) == len(set(ids)), address
    said = pages["/truce/statements/statement-0/"]
    assert "“We hold gate number 0”" in named(said)
    assert (
        f'href="http://testserver/truce/editions/1/statements/statement-0/#{name_of("“We hold gate number 0”")}"'
        in said
    )


@pytest.mark.django_db
def test_a_sentence_keeps_its_address_while_others_change(published, client):
    before = named(client.get("/truce/statements/statement-0/").content.decode())
    Statement.objects.filter(slug="statement-0").update(context="Said between two rounds. It rained.")
    publish(published, note="It rained.")
    after = named(client.get("/truce/statements/statement-0/").content.decode())
    assert after["Said between two rounds."] == before["Said between two rounds."]
    assert after["It rained."] not in before.values()
