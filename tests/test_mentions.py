"""The first mention of a term on a page leads to the glossary, and only the first, and only in our own words."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explainer.edition.parts import Term as FrozenTerm
from explainer.language import text
from explainer.models import Event, Story, Term
from explainer.pages.mentions import Mentions, line, mentioning, prose

from .publish import publish


def term(slug: str, *names: str) -> FrozenTerm:
    return FrozenTerm(slug=slug, name=names[0], aliases=list(names[1:]), definition="", sources=[])


TERMS = [
    term("gate", "Gate", "door"),
    term("gate-keeper", "gate keeper"),
    term("cpp", "C++"),
    term("truce", "هدنة"),
    term("peace", "שלום"),
    term("hostile", '"><script>alert(1)</script>'),
    term("amp", "amp"),
]


def linked(markdown: str, made=prose) -> str:
    with mentioning(Mentions(TERMS, "/t/glossary/")):
        return made(markdown)


def to(slug: str, words: str) -> str:
    return f'<a class="term" href="/t/glossary/#{slug}">{words}</a>'


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("A gate, a GATE, a door.", f"A {to('gate', 'gate')}, a GATE, a door."),
        ("The Door by the gate", f"The {to('gate', 'Door')} by the gate"),
        ("gates, subgate, gate_1", "gates, subgate, gate_1"),
        ("The gate’s end", f"The {to('gate', 'gate')}’s end"),
        ("the gate keeper at the gate", f"the {to('gate-keeper', 'gate keeper')} at the {to('gate', 'gate')}"),
        ("the gate\nkeeper", f"the {to('gate-keeper', 'gate keeper')}"),
        ("“The gate” is a gate", f'<q class="theirs">“The gate”</q> is a {to("gate", "gate")}'),
        ("“The *gate*” a gate", f'<q class="theirs">“The <em>gate</em>”</q> a {to("gate", "gate")}'),
        ("[a gate](/b) `gate` gate", f'<a href="/b" rel="noopener">a gate</a> <code>gate</code> {to("gate", "gate")}'),
        ("a **gate**", f"a <strong>{to('gate', 'gate')}</strong>"),
        ("in C++ & C", f"in {to('cpp', 'C++')} &amp; C"),
        ("a & b <amp>", f"a &amp; b &lt;{to('amp', 'amp')}&gt;"),
        ("a & b", "a &amp; b"),
        ("وقف هدنة، هدنة", f"وقف {to('truce', 'هدنة')}، هدنة"),
        ("الهدنة", "الهدنة"),
        ("هدنةً", "هدنةً"),
        ("רק שלום.", f"רק {to('peace', 'שלום')}."),
        ("בשלום ושלוםָ", "בשלום ושלוםָ"),
    ],
)  # fmt: skip
def test_what_is_a_mention(markdown, html):
    assert linked(markdown, line) == html


def test_a_hostile_name_is_only_words():
    html = linked('He wrote "><script>alert(1)</script> twice.')
    assert to("hostile", "&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;") in html
    assert "<script" not in html


@pytest.mark.parametrize("names", [[], [""], [" "], ["("], ["a|b", "\\"], ["İ", "ſ", "ß"]])
def test_any_name_may_be_typed(names):
    with mentioning(Mentions([term("odd", *names)] if names else [], "/g/")):
        assert re.sub(r"<[^>]*>", "", prose("A ( a|b \\\\ i s ss ß İ ſ")) == "A ( a|b \\ i s ss ß İ ſ"


@given(st.text("gate door“”[]()*`<>&;\"' \n", max_size=60))
def test_links_add_nothing_but_links(markdown):
    html = linked(markdown)
    bare = re.sub(r'<a class="term" href="/t/glossary/#[a-z-]+">([^<]*)</a>', r"\1", html)
    assert text.plain(bare) == text.plain(str(text.render(markdown)))
    assert html.count('<a class="term"') <= len(TERMS)


def test_without_a_page_nothing_is_linked():
    assert prose("A gate") == text.render("A gate") == "<p>A gate</p>"
    assert linked("A gate") != "<p>A gate</p>"
    assert prose("A gate") == "<p>A gate</p>", "what is kept of a text knows no page"


def test_each_page_has_first_mentions_of_its_own_even_at_the_same_time():
    def make(number: int) -> list[bool]:
        with mentioning(Mentions(TERMS, f"/{number}/")):
            return [f"/{number}/#gate" in prose("A gate") for _ in range(50)]

    with ThreadPoolExecutor(4) as pool:
        for found in pool.map(make, range(20)):
            assert found == [True] + [False] * 49


def test_a_page_that_fails_leaves_nothing_behind():
    with pytest.raises(RuntimeError), mentioning(Mentions(TERMS, "/x/")):
        raise RuntimeError
    assert "<a" not in prose("A gate")


@pytest.fixture
def gated(truce: Story) -> Story:
    Event.objects.update(body="The gate was shut, then the door. “We hold gate number 0”, they said.")
    Term.objects.update(definition="A gate in a wall.")
    publish(truce, note="")
    return truce


def test_on_every_page_the_first_mention_leads_to_the_glossary_of_the_same_edition(gated, client, reporter):
    for start in ("/truce/", "/truce/editions/1/"):
        html = re.sub(' data-n="[0-9]+"', "", client.get(f"{start}timeline/").content.decode())
        assert html.count(f'<a class="term" href="{start}glossary/#gate">gate</a>') == html.count('class="term"') == 1
        assert 'class="term"' not in client.get(f"{start}glossary/").content.decode()
        assert 'id="gate"' in client.get(f"{start}glossary/").content.decode()
    client.force_login(reporter)
    assert 'href="/preview/truce/glossary/#gate"' in client.get("/preview/truce/timeline/").content.decode()


def test_only_pages_of_a_story_link_to_its_terms(gated, client):
    Story.objects.update(short_answer="The gate is shut.")
    publish(gated, note="")
    assert 'class="term"' in client.get("/truce/").content.decode()
    for address in ("/", "/truce/feed.atom", "/truce/feed.json", "/search/?q=gate", "/truce/search/?q=gate"):
        assert 'class="term"' not in client.get(address).content.decode(), address
