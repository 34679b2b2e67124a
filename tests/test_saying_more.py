"""What a statement says more of, in every face: pages, the timeline, feeds, search, paper, files and the desk."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from explainer.desk.compose import compose
from explainer.desk.files.fixtures import dump, load
from explainer.desk.rules.checks import check
from explainer.edition.own_words import texts
from explainer.models import Caveat, Edition, Passage, Source, Statement, Story, Verification
from explainer.search.findable import decode

from .desk_forms import change, fill_in
from .publish import publish

# Each page where words of the statement are quoted.
FACES = {
    "its page": "/truce/statements/statement-1/",
    "who said what": "/truce/statements/",
    "the timeline": "/truce/timeline/",
    "an edition": "/truce/editions/1/statements/",
    "a filter": "/truce/statements/wording/partial/",
    "its issue": "/truce/issues/issue-1/",
    "its speaker": "/truce/actors/truce-side-1/",
    "in Arabic": "/ar/truce/statements/",
    "a feed": "/truce/feed.atom",
    "a feed of a topic": "/truce/issues/issue-1/feed.json",
    "search": "/search/?q=falling",
}


@pytest.fixture
def said(make_story: Any) -> Statement:
    """A partial quote in two pieces, the second in part from Hebrew, altered by the source, and taken back since."""
    story = make_story(statements=3)
    statement = story.statements.get(slug="statement-1")
    Statement.objects.filter(pk=statement.pk).update(
        language="he", translator="The Daily Test", act="refused", tail=", at last"
    )
    statement.passages.update(text="is … falling", original="יורד")
    Passage.objects.create(
        statement=statement, order=2, before=", but the wind is", text="[still] very (too) high",
        inserted="(too)", emphasised="very", original="עדיין גבוה",
    )  # fmt: skip
    Source.objects.update(
        excerpt="We hold gate number 0\nHe rose. It is … falling, but [still] very (too) high. He sat."
    )
    caveat = Caveat.objects.create(
        statement=statement, kind="taken-back", when="2024-03-05", sentence="The speaker took it back in a letter."
    )
    caveat.statements.add(story.statements.get(slug="statement-2"))
    caveat.sources.add(Source.objects.get())
    Statement.objects.update(note="")
    publish(story, note="First edition.")
    return Statement.objects.get(pk=statement.pk)


def shown(client: Any, face: str) -> str:
    """What the face shows, as one line of text with its markup; feeds as their readers see them."""
    page = client.get(FACES[face]).content.decode()
    if FACES[face].endswith(".json"):
        page = page.encode().decode("unicode_escape", "ignore").encode("latin-1", "ignore").decode("utf-8", "ignore")
    return " ".join(page.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').split())


def words_of(html: str) -> str:
    return " ".join(re.sub("<[^>]*>", "", html).replace("\\", "").split())


@pytest.mark.parametrize("face", FACES)
def test_our_words_stand_between_the_two_pieces(said, client, face):
    assert "“is … falling”, but the wind is “[still] very (too) high”, at last" in words_of(shown(client, face))


@pytest.mark.parametrize("face", FACES)
def test_what_the_source_changed_is_set_apart_in_the_words_and_explained(said, client, face):
    html = re.sub("</?mark>", "", shown(client, face)).replace("\\", "")
    for words in ("…", "[still]", "(too)"):
        assert f'<span class="altered">{words}</span>' in html
    assert '<em class="altered">very</em>' in html
    if face != "in Arabic":
        told = words_of(html)
        assert "[still]: put in by the source." in told
        assert "(too): put in by the source." in told
        assert "…: printed so by the source." in told
        assert "very: emphasised by the source." in told


@pytest.mark.parametrize("face", FACES)
def test_what_became_of_it_is_said_where_it_is_quoted(said, client, face):
    told = words_of(shown(client, face))
    assert "Taken back by the speaker" in told, "in English where the story is in English only, whatever is around it"
    if face != "search":
        assert "The speaker took it back in a letter." in told


@pytest.mark.parametrize("face", [face for face in FACES if face != "search"])
def test_the_words_as_first_spoken_stand_beside_the_translation(said, client, face):
    html = shown(client, face).replace("\\", "")
    assert re.search(r'<blockquote lang="he" dir="rtl">\s*(<p[^>]*>)?“יורד”', html)
    if face != "in Arabic":
        told = words_of(html)
        assert "The quotation is a translation from Hebrew into English." in told
        assert "Translator: The Daily Test." in told
        assert "Translated" in told
        assert "Refusal" in told


def test_the_evidence_of_a_caveat_is_linked(said, client):
    (caveat,) = re.findall(r'<p class="caveat">.*?</p>', client.get(FACES["its page"]).content.decode(), re.DOTALL)
    assert 'href="/truce/statements/statement-2/"' in caveat
    assert 'href="/truce/sources/#truce-report"' in caveat
    assert '<time datetime="2024-03-05">' in caveat


def test_a_statement_that_was_taken_back_is_kept(said, client):
    assert said.slug in {each.slug for each in compose("truce").document.statements}
    assert client.get(FACES["its page"]).status_code == 200


@pytest.mark.parametrize(
    ("asked", "found"), [("wind", True), ("יורד", True), ("letter", True), ('"falling but"', False)]
)
def test_search_finds_our_words_between_the_original_and_the_caveat_apart(said, client, asked, found):
    page = client.get("/search/", {"q": asked}).content.decode()
    assert ("/truce/statements/statement-1/" in page) == found


def test_a_phrase_is_marked_across_what_the_source_changed(said, client):
    page = client.get("/search/", {"q": '"still very"'}).content.decode()
    assert '<span class="altered">[<mark>still] </mark>' not in page
    assert re.search(r'<span class="altered">\[<mark>still.*?</mark></span>', page)
    assert '<em class="altered"><mark>very</mark></em>' in page


def test_an_index_entry_of_an_older_release_can_be_shown():
    old = '{"page":"statement","slug":"s","story":"S","title":"A","quotes":[["We hold",false],["it",true]]}'
    entry = decode(old)
    assert [(quote.between, quote.text, quote.cut) for quote in entry.quotes] == [
        (" ", "We hold", False),
        (" ", "it", True),
    ]
    assert "we hold" in entry.words


def test_what_stands_around_is_folded_on_its_page_and_nowhere_else(said, client):
    page = client.get(FACES["its page"]).content.decode()
    assert page.count('<details class="around">') == 2
    told = " ".join(re.sub("<[^>]*>", "", page).split())
    assert "It is … falling, but [still] very (too) high." in told
    assert "Words of The Daily Test, 23 August 2024" in told
    others = [face for face in FACES if face != "its page"]
    assert not [face for face in others if 'class="around"' in shown(client, face)]


def test_its_page_says_with_what_the_words_are_compared(said, client):
    now = compose("truce").document
    page = client.get(FACES["its page"]).content.decode()
    assert "The quoted words are compared with our excerpt of the source, letter for letter." in page
    assert "Compared by" not in page
    Source.objects.update(excerpt="")
    publish(said.story, note="Without.")
    page = client.get(FACES["its page"]).content.decode()
    assert "We hold no excerpt of the source’s words." in page
    assert now.statements[1].checked


# ---- at the desk ---------------------------------------------------------------------------------


@pytest.fixture
def desk(client: Any, administrator: Any) -> Any:
    client.force_login(administrator)
    return client


def test_a_check_that_is_entered_is_of_the_words_that_are_saved_with_it(desk, truce):
    statement, source = truce.statements.get(slug="statement-0"), Source.objects.get()
    entered = {
        "verifications-TOTAL_FORMS": 1, "verifications-0-by": "A. Reader", "verifications-0-checked_on": "2024-09-01",
        "verifications-0-against": "source", "verifications-0-source": source.pk,
        "lead_in": "Asked again, the speaker said:", "passages-0-text": "We hold gate number",
    }  # fmt: skip
    assert fill_in(desk, change(statement), **entered).status_code == 302
    (check,) = compose("truce").document.statements[0].verifications
    assert (check.by, check.checked_on, check.against, check.source) == (
        "A. Reader", "2024-09-01", "source", "truce-report"
    )  # fmt: skip
    publish(truce, note="First edition.")
    page = desk.get("/truce/statements/statement-0/").content.decode()
    told = " ".join(re.sub("<[^>]*>", "", page).split())
    assert "Compared by A. Reader with the source itself (The Daily Test, 23 August 2024), 1 September 2024." in told

    assert fill_in(desk, change(statement), **{"passages-0-text": "We hold gate"}).status_code == 302
    assert compose("truce").document.statements[0].verifications == []
    panel = desk.get(change(truce)).content.decode()
    assert "A. Reader checked other words" in panel

    assert fill_in(desk, change(statement), **{"verifications-0-checked_on": "2024-09-02"}).status_code == 302
    (check,) = compose("truce").document.statements[0].verifications
    assert check.checked_on == "2024-09-02"


def test_a_save_that_touches_no_check_renews_none(desk, truce):
    statement = truce.statements.get(slug="statement-0")
    Verification.objects.create(
        statement=statement, by="A. Reader", checked_on=date(2024, 9, 1), against="copy", source=Source.objects.get()
    )
    assert fill_in(desk, change(statement), topic="another gate").status_code == 302
    assert Verification.objects.get().seen == ""


@pytest.mark.parametrize(("wording", "taken"), [("partial", True), ("direct", False)])
def test_the_form_takes_our_words_between_pieces_of_a_partial_quote(desk, truce, wording, taken):
    statement = truce.statements.get(slug="statement-0")
    Passage.objects.create(statement=statement, order=2, text="We do.")
    response = fill_in(desk, change(statement), wording=wording, **{"passages-1-before": ", and"})
    assert (response.status_code == 302) == taken
    assert taken or "No words of ours can stand here" in response.content.decode()


def test_the_first_piece_has_no_words_of_ours_but_the_lead_in(desk, truce):
    statement = truce.statements.get(slug="statement-1")
    response = fill_in(desk, change(statement), **{"passages-0-before": "and"})
    assert "No words of ours can stand here" in response.content.decode()


def test_the_first_piece_is_the_one_with_the_lowest_number(desk, truce):
    statement = truce.statements.get(slug="statement-1")
    Passage.objects.create(statement=statement, order=2, text="We do.")
    moved = {"passages-0-order": 2, "passages-1-order": 1, "passages-0-before": ", and"}
    assert fill_in(desk, change(statement), **moved).status_code == 302
    assert [*statement.passages.order_by("order").values_list("before", flat=True)] == ["", ", and"]


def test_a_translation_says_our_words_between_and_our_caveat_anew_and_nothing_of_theirs(said):
    slots = dict(texts(compose("truce").document))
    assert slots["statements/statement-1/passages/2", "before"] == ", but the wind is"
    assert slots["statements/statement-1/caveats/1", "sentence"] == "The speaker took it back in a letter."
    assert not [text for text in slots.values() if "falling" in text or "יורד" in text]


def test_the_rules_of_our_own_words_read_what_stands_between(said):
    Passage.objects.filter(order=2).update(before="and he claimed")
    assert ["“claimed”" in problem.sentence for problem in check(compose("truce"))] == [True]


def test_files_hold_all_of_it(said, tmp_path):
    Verification.objects.create(
        statement=said, by="A. Reader", checked_on=date(2024, 9, 1), against="copy", source=Source.objects.get(),
        seen="0" * 64,
    )  # fmt: skip
    files = dump("truce")
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    before = compose("truce").document
    Edition.objects.all().delete()
    Story.objects.get().delete()
    load(tmp_path)
    assert compose("truce").document == before
    assert dump("truce") == files
