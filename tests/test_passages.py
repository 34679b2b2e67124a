"""What is worked out of a quotation: what the source changed, what parts its pieces, what stands around it, checks."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace as changed

from explainer.desk.compose import Draft, compose
from explainer.desk.quotations import MOST_AROUND, around, seen
from explainer.desk.rules.checks import ask, check
from explainer.edition import document as shape
from explainer.language.alterations import pieces
from explainer.models import Passage, Source, Statement, Verification
from explainer.story.quotation import closing, passages_of

# ---- what the source changed ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "named", "found"),
    [
        ("We hold the gate", {}, [("", "We hold the gate")]),
        ("all of [Side 0’s] gates", {}, [("", "all of "), ("inserted", "[Side 0’s]"), ("", " gates")]),
        ("[The gate] holds", {}, [("inserted", "[The gate]"), ("", " holds")]),
        ("We hold … it", {}, [("", "We hold "), ("left-out", "…"), ("", " it")]),
        ("We hold ... it", {}, [("", "We hold "), ("left-out", "..."), ("", " it")]),
        ("We hold . . . it", {}, [("", "We hold "), ("left-out", ". . ."), ("", " it")]),
        ("We hold […] it", {}, [("", "We hold "), ("left-out", "[…]"), ("", " it")]),
        ("We hold (...) it", {}, [("", "We hold "), ("left-out", "(...)"), ("", " it")]),
        ("The (northern) gate", {}, [("", "The (northern) gate")]),
        (
            "The (northern) gate",
            {"inserted": "(northern)"},
            [("", "The "), ("inserted", "(northern)"), ("", " gate")],
        ),
        ("We hold it", {"emphasised": "hold"}, [("", "We "), ("emphasised", "hold"), ("", " it")]),
        (
            "We hold it all",
            {"emphasised": "hold\nall"},
            [("", "We "), ("emphasised", "hold"), ("", " it "), ("emphasised", "all")],
        ),
        (
            "We hold [it] all",
            {"emphasised": "hold [it] all"},
            [("", "We "), ("emphasised", "hold "), ("inserted", "[it]"), ("emphasised", " all")],
        ),
        ("We hold it", {"emphasised": "them", "inserted": "\n"}, [("", "We hold it")]),
    ],
)
def test_what_the_source_changed_is_found_in_the_words(text, named, found):
    assert list(pieces(text, **named)) == found


@given(st.text(alphabet="ab […](). \n"), st.text(alphabet="ab ["), st.text(alphabet="ab \n"))
def test_the_pieces_are_the_words_to_the_letter(text, inserted, emphasised):
    assert "".join(words for _what, words in pieces(text, inserted, emphasised)) == text


# ---- our words between ---------------------------------------------------------------------------


def passage(text: str, before: str = "", cut: bool = False) -> shape.Passage:
    return shape.Passage(text=text, cut_before=cut, before=before)


def told(lead_in: str, *said: shape.Passage, tail: str = "") -> str:
    """A partial quote as its page has it."""
    value = shape.Statement(
        slug="s", speaker="a", role=None, attributed_as="", wording="partial", act="said", topic="t", lead_in=lead_in,
        passages=list(said), tail=tail, context="", note="", alterations="", second_hand=False, checked=False,
        form="spoken", medium=None, setting="", addressee=None, language="", quoted_in="en", translator="", when="",
        when_reported="", when_note="", order_in_day=0, relays=[], issues=[], phases=[], about=[], sources=[],
    )  # fmt: skip
    words = "".join(f"{each.between}“{each.text}”" for each in passages_of(value, {}))
    return f"{lead_in}{words}{closing(tail, said[-1].text)}"


@pytest.mark.parametrize(
    ("said", "page"),
    [
        ([passage("rises"), passage("high", ", but the wind is")], "She said it “rises”, but the wind is “high”."),
        ([passage("rises"), passage("high", "and is")], "She said it “rises” and is “high”."),
        ([passage("rises"), passage("high", "(it is")], "She said it “rises” (it is “high”."),
        ([passage("rises"), passage("high", "– it is")], "She said it “rises” – it is “high”."),
        ([passage("rises"), passage("high", "; that is (")], "She said it “rises”; that is (“high”."),
        ([passage("rises"), passage("high")], "She said it “rises” “high”."),
        ([passage("rises"), passage("high", "، لكن الريح")], "She said it “rises”، لكن الريح “high”."),
    ],
)
def test_our_words_stand_between_two_pieces_with_the_blanks_that_a_reader_expects(said, page):
    assert told("She said it", *said) == page


@pytest.mark.parametrize(("lead_in", "page"), [("She said (", "She said (“x”."), ("היא אמרה ש־", "היא אמרה ש־“x”.")])
def test_a_quotation_follows_a_bracket_or_a_hyphen_at_once(lead_in, page):
    assert told(lead_in, passage("x")) == page


@pytest.mark.parametrize(("tail", "page"), [("and left.", "A “x” and left."), (", then left.", "A “x”, then left.")])
def test_the_tail_follows_as_our_words_between_do(tail, page):
    assert told("A", passage("x"), tail=tail) == page


# ---- what stands around --------------------------------------------------------------------------


def context(text: str, excerpt: str) -> tuple[str, str]:
    found = [*around([passage(text)], {"report": excerpt})]
    return (found[0].preceding, found[0].following) if found else ("", "")


@pytest.mark.parametrize(
    ("excerpt", "before", "after"),
    [
        ("One. Two comes. We hold. Three goes. Four.", "Two comes. ", ". Three goes."),
        ("He rose and said: “We hold,” and sat. He left.", "He rose and said: “", ",” and sat."),
        ("“We hold.” Then he sat. He left.", "“", ".” Then he sat."),
        ("“Go!” he said. “We hold.” He sat.", "he said. “", ".” He sat."),
        ("“We hold”", "", ""),
        ("Elsewhere in it\n“We hold”\nAnother place", "", ""),
        ("We hold the gate, he said.", "", " the gate, he said."),
        ("And we say: We  hold", "And we say: ", ""),
        ("Nothing of the kind.", "", ""),
        ("“And so we hold.” He sat. Awe holds him. We holder none. There we say: We hold.", "There we say: ", "."),
        ("We holders go.", "", ""),
    ],
)
def test_of_an_excerpt_a_sentence_on_either_side_is_let_out(excerpt, before, after):
    assert context("We hold", excerpt) == (before, after)


def test_a_long_sentence_is_cut_and_says_so():
    before, after = context("We hold", f"Hidden {'much ' * 100}We hold {'more ' * 100}secret.")
    assert before.startswith("[…] much")
    assert after.endswith("more […]")
    assert max(len(before), len(after)) <= MOST_AROUND + 5
    assert "Hidden" not in before
    assert "secret" not in after


def test_each_passage_has_its_own_and_names_its_source():
    found = [*around([passage("One"), passage("Two")], {"b": "Then Two.", "a": "Now One."})]
    assert [(each.passage, each.source) for each in found] == [(1, "a"), (2, "b")]


def test_what_stands_around_is_in_the_edition_unless_its_source_says_no(truce):
    Source.objects.update(excerpt="A dog barks far off. It is late. We hold gate number 0. Go home. A cat sleeps.")
    document = compose("truce").document
    (found,) = document.statements[0].around
    assert (found.preceding, found.following) == ("It is late. ", ". Go home.")
    assert not any(beast in shape.freeze(document) for beast in ("barks", "sleeps"))
    Source.objects.update(show_around=False)
    document = compose("truce").document
    assert document.statements[0].checked
    assert document.statements[0].around == []


# ---- checks by a person --------------------------------------------------------------------------


@pytest.fixture
def checked(truce: Any) -> Statement:
    """The first statement, with a check of its words as they are."""
    statement = truce.statements.get(slug="statement-0")
    now = compose("truce").document.statements[0]
    Verification.objects.create(
        statement=statement, by="A. Reader", checked_on="2024-09-01", against="copy", source=Source.objects.get(),
        seen=seen(now.wording, now.lead_in, now.passages, now.tail),
    )  # fmt: skip
    return statement


def lapsed(draft: Draft) -> list[str]:
    return [problem.at for problem in ask(draft) if "checked other words" in problem.sentence]


def test_a_check_of_the_words_as_they_are_is_published_with_whom_when_and_what(checked):
    draft = compose("truce")
    (check_,) = draft.document.statements[0].verifications
    assert (check_.by, check_.checked_on, check_.against) == ("A. Reader", "2024-09-01", "copy")
    assert check_.source == "truce-report"
    assert lapsed(draft) == []


CHANGES = {
    "a letter": lambda s: s.passages.update(text="We hold gate number 0!"),
    "the lead-in": lambda s: Statement.objects.filter(pk=s.pk).update(lead_in="Asked, the speaker said:"),
    "the original": lambda s: s.passages.update(original="نحن"),
    "another passage": lambda s: Passage.objects.create(statement=s, order=2, text="We do."),
    "another source": lambda s: s.sources.set([Source.objects.create(slug="other", publisher="Other")]),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_check_made_before_the_words_were_changed_holds_no_more_and_the_desk_says_so(checked, change):
    CHANGES[change](checked)
    draft = compose("truce")
    assert draft.document.statements[0].verifications == []
    assert lapsed(draft) == ["statements/statement-0"]
    assert "A. Reader" not in shape.freeze(draft.document)


def test_a_check_holds_whatever_else_is_changed(checked):
    Statement.objects.update(topic="another gate", context="Said at night.", when="2024-02-03")
    assert compose("truce").document.statements[0].verifications


def test_words_that_were_changed_back_are_those_that_were_checked(checked):
    checked.passages.update(text="We held it")
    checked.passages.update(text="We hold gate number 0")
    assert compose("truce").document.statements[0].verifications


# ---- what stops a story, and what is asked -------------------------------------------------------


def having(draft: Draft, number: int = 0, **fields: Any) -> Draft:
    said = list(draft.document.statements)
    said[number] = changed(said[number], **fields)
    return Draft(changed(draft.document, statements=said), draft.excerpts)


def stopped(draft: Draft) -> list[str]:
    return [problem.sentence for problem in check(draft)]


@pytest.fixture
def draft(make_story: Any) -> Draft:
    """A direct, a partial quote and a paraphrase."""
    make_story(statements=3)
    return compose("truce")


def pieces_of(draft: Draft, number: int, *more: shape.Passage, **first: Any) -> Draft:
    said = draft.document.statements[number].passages[0]
    excerpts = {slug: f"{text}\nWe do." for slug, text in draft.excerpts.items()}
    return Draft(having(draft, number, passages=[changed(said, **first), *more]).document, excerpts)


def test_our_words_stand_between_the_pieces_of_a_partial_quote_only(draft):
    assert stopped(pieces_of(draft, 1, passage("We do.", "and"))) == []
    (first,) = stopped(pieces_of(draft, 1, before="and"))
    assert "belong before the quotation" in first
    (direct,) = stopped(pieces_of(draft, 0, passage("We do.", "and")))
    assert "only a partial quote" in direct


@pytest.mark.parametrize("field", ["inserted", "emphasised"])
@pytest.mark.parametrize(("words", "how_often"), [("gates", "is not in"), ("e", "stands 3 times in"), ("gate", "")])
def test_what_the_source_changed_must_be_in_the_passage_once(draft, field, words, how_often):
    found = stopped(pieces_of(draft, 0, **{field: words}))
    assert [how_often in sentence for sentence in found] == [True] * bool(how_often)


@pytest.mark.parametrize(("language", "sentence"), [("", "say which it was"), ("en-GB", "nothing is translated")])
def test_an_original_needs_another_language(draft, language, sentence):
    spoken = having(pieces_of(draft, 0, original="نحن"), language=language)
    (found,) = stopped(spoken)
    assert sentence in found
    assert stopped(having(spoken, language="ar")) == []


def test_a_caveat_needs_evidence_other_than_the_statement_itself(draft):
    def caveat(*statements: str) -> Draft:
        row = shape.Caveat(
            kind="disputed", when="2024-03", sentence="It is denied.", statements=[*statements], sources=[]
        )
        return having(draft, caveats=[row])

    assert ["without evidence" in each for each in stopped(caveat())] == [True]
    assert ["its own evidence" in each for each in stopped(caveat("statement-0"))] == [True]
    assert ["which is not in this story" in each for each in stopped(caveat("nowhere"))] == [True]
    assert stopped(caveat("statement-2")) == []
    (reported,) = caveat().document.statements[0].caveats
    assert stopped(having(draft, caveats=[changed(reported, sources=["truce-report"])])) == []


def test_pieces_that_run_together_are_asked_about(draft):
    def asked(*more: shape.Passage, number: int = 1) -> list[bool]:
        return ["runs on from" in problem.sentence for problem in ask(pieces_of(draft, number, *more))]

    assert asked(passage("We do.")) == [True]
    assert asked(passage("We do.", "and")) == asked(passage("We do.", cut=True)) == asked() == []
    assert asked(passage("We do."), number=0) == [], "a direct quote has a paragraph for each"


@pytest.mark.parametrize(("kind", "fallen"), [("taken-back", 1), ("misattributed", 1), ("disputed", 0)])
def test_what_rests_on_words_that_fell_is_asked_about(draft, kind, fallen):
    row = shape.Caveat(kind=kind, when="2024-03", sentence="So.", statements=["statement-2"], sources=[])
    found = [problem.at for problem in ask(having(draft, caveats=[row])) if "still hold" in problem.sentence]
    assert found == ["positions/position"] * fallen


def test_whatever_rests_on_words_that_fell_is_asked_about(draft):
    row = shape.Caveat(kind="misattributed", when="2024-03", sentence="So.", statements=["statement-2"], sources=[])
    story = having(draft, 1, caveats=[row]).document
    evidence = {"statements": ["statement-1"]}
    sections = {
        name: [changed(each, **evidence) for each in getattr(story, name)]
        for name in ("positions", "key_points", "gates", "figures")
    }
    owing = [changed(each, provisions=[changed(one, **evidence) for one in each.provisions]) for each in story.phases]
    found = ask(Draft(changed(story, **sections, phases=owing), draft.excerpts))
    kinds = {problem.at.partition("/")[0] for problem in found if "still hold" in problem.sentence}
    assert kinds == {"positions", "key-points", "gates", "figures", "phases"}


# ---- what is compared with an excerpt ------------------------------------------------------------


@pytest.mark.parametrize(
    ("passages", "same"),
    [
        (["We hold gate number 0"], True), (["e hold gate"], False), (["We hold", "Not so"], False),
        (["We hold", "number 0"], True),
    ],
)  # fmt: skip
def test_words_are_checked_where_all_of_them_stand_whole_in_an_excerpt(truce, passages, same):
    statement = truce.statements.get(slug="statement-0")
    statement.passages.all().delete()
    for order, text in enumerate(passages, 1):
        Passage.objects.create(statement=statement, order=order, text=text)
    assert compose("truce").document.statements[0].checked is same


def test_a_paraphrase_has_nothing_to_check(make_story):
    make_story(statements=3)
    assert [row.checked for row in compose("truce").document.statements] == [True, True, False]


def test_what_stands_around_is_from_one_source():
    (found,) = around([passage("We hold")], {"b": "There we hold. We hold it.", "a": "Here: We hold."})
    assert (found.source, found.preceding) == ("a", "Here: ")


def test_the_digest_of_what_was_checked_is_that_of_every_release():
    """Else every check that files hold would lapse at once."""
    words = [passage("We hold"), shape.Passage(text="it", cut_before=True, before=", and", original="نحن")]
    assert seen("partial", "She said they", words, "at last") == (
        "a70fc674f4dd2e6e8ff695b19d435eb18577a5ff109ae6344016dcbcf0ec04d3"
    )


def test_a_quotation_without_a_lead_in_has_a_blank_before_it():
    assert told("", passage("x")) == " “x”."


@pytest.mark.parametrize("said", ["x!", "x?", "x؟", "x…", "x."])
def test_what_ends_like_a_sentence_gets_no_second_full_stop(said):
    assert closing("", said) == ""


@pytest.mark.parametrize(("tail", "page"), [("-based", "-based"), ("־", "־"), ("based", " based")])
def test_our_words_follow_a_hyphen_at_once(tail, page):
    assert closing(tail, "Tarn") == page
