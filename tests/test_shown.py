"""What a page carries of a story that it showed: a digest, and enough to tell what is new since."""

from __future__ import annotations

import pytest
from msgspec.structs import replace as changed

from explainer.desk.compose import compose
from explainer.edition import document as shape
from explainer.edition.shown import digest_in, news, shown
from explainer.edition.weighty import NOUNS, weighty


@pytest.fixture
def document(make_story) -> shape.Document:
    make_story(statements=3, events=2, actors=2)
    return compose("truce").document


def having(document: shape.Document, section: str, **fields: object) -> shape.Document:
    """The document with other values in the first row of a section."""
    first, *others = getattr(document, section)
    return changed(document, **{section: [changed(first, **fields), *others]})


# ---- what is new ---------------------------------------------------------------------------------


def test_what_was_shown_begins_with_the_digest(document):
    assert digest_in(shown(document)) == shape.digest_of(shape.freeze(document))
    assert digest_in("") == ""


def test_nothing_is_new_in_what_was_shown(document):
    assert list(news(shown(document), document)) == []
    assert len(shown(document)) < 64 + 20 * len(list(shape.rows(document)))


def test_what_is_new_is_told_with_what_readers_see(document):
    now = having(document, "terms", definition="Something else.")
    (sentence,) = news(shown(document), now, document)
    assert sentence.startswith(f"Term “{document.terms[0].name}”, definition: readers see “")
    assert sentence.endswith("the desk says “Something else.”.")


def test_what_nobody_published_yet_is_told_by_name(document):
    now = changed(having(document, "events", title="Round X"), events=[*document.events[1:]])
    assert list(news(shown(document), having(document, "events", title="Round X"))) == ["Event “Round X” was changed."]
    assert list(news(shown(document), now)) == ["1 row that you saw is not there any more."]
    assert list(news(shown(now), document)) == [f"Event “{document.events[0].title}” was added."]
    fewer = changed(document, events=[])
    assert list(news(shown(document), fewer)) == ["2 rows that you saw are gone."]


def test_the_storys_own_words_and_provisions_count(document):
    assert list(news(shown(document), changed(document, title="Other"))) == ["Story “Other” was changed."]
    (phase,) = [phase for phase in document.phases if phase.provisions][:1]
    other = changed(phase, provisions=[changed(phase.provisions[0], what="Frees all")])
    now = changed(document, phases=[other if each is phase else each for each in document.phases])
    (sentence,) = news(shown(document), now, document)
    assert "what is to be done" in sentence
    assert "Frees all" in sentence


def test_long_words_are_cut(document):
    now = having(document, "terms", definition="x" * 900)
    (sentence,) = news(shown(document), now, document)
    assert "x" * 400 + "…" in sentence
    assert "x" * 401 not in sentence


# ---- what weighs ---------------------------------------------------------------------------------


def words(document: shape.Document) -> shape.Document:
    quoted = next(row for row in document.statements if row.passages)
    other = changed(quoted, passages=[changed(quoted.passages[0], text="Other words")])
    return changed(document, statements=[other if row is quoted else row for row in document.statements])


@pytest.mark.parametrize(
    ("change", "nouns"),
    [
        (words, ["quoted words"]),
        (lambda story: having(story, "statements", when="2020-01-01"), ["a date"]),
        (lambda story: having(story, "statements", when_reported="one day"), ["quoted words"]),
        (lambda story: having(story, "statements", speaker="truce-side-1"), ["a speaker"]),
        (lambda story: having(story, "statements", sources=[]), ["a source"]),
        (lambda story: having(story, "events", when="2020-01-01"), ["a date"]),
        (lambda story: having(story, "sources", byline="Somebody"), ["a source"]),
        (lambda story: having(story, "positions", sources=["x"]), ["a source"]),
        (lambda story: changed(story, statements=story.statements[1:]), list(NOUNS)),
        (lambda story: changed(story, sources=[]), ["a source"]),
        (lambda story: changed(story, terms=[], figures=[], links=[]), []),
        (lambda story: having(story, "statements", topic="another"), []),
        (lambda story: having(story, "statements", addressee="truce-side-1"), []),
        (lambda story: having(story, "statements", context="Explained."), []),
        (lambda story: changed(story, title="Other", as_of="2024-08-24"), []),
    ],
)  # fmt: skip
def test_what_readers_have_already_weighs_when_it_changes(document, change, nouns):
    assert weighty(document, change(document)) == nouns


def test_what_is_only_added_does_not_weigh(document):
    fewer = changed(document, statements=document.statements[1:], events=document.events[1:])
    assert weighty(fewer, document) == []
    assert weighty(document, document) == []


def test_what_is_worked_out_of_a_source_or_checked_by_a_person_does_not_weigh(document):
    check = shape.Verification(by="A. Reader", checked_on="2024-09-01", against="copy", source="truce-report")
    around = shape.Around(passage=1, preceding="He rose. ", following=" He sat.", source="truce-report")
    noted = having(document, "statements", verifications=[check], around=[around])
    again = having(document, "statements", verifications=[changed(check, by="B. Reader", checked_on="2024-09-02")])
    assert weighty(document, noted) == weighty(noted, again) == weighty(again, document) == []


def test_a_caveat_weighs(document):
    row = shape.Caveat(kind="disputed", when="2024-03", sentence="Denied.", statements=[], sources=["truce-report"])
    noted = having(document, "statements", caveats=[row])
    assert weighty(document, noted) == weighty(noted, document) == ["a date", "a source"]


def test_a_provision_weighs_by_what_of_it_changed(document):
    phase = next(phase for phase in document.phases if phase.provisions)

    def now(**fields: object) -> shape.Document:
        other = changed(phase, provisions=[changed(phase.provisions[0], **fields), *phase.provisions[1:]])
        return changed(document, phases=[other if each is phase else each for each in document.phases])

    assert weighty(document, now(what="Frees all")) == []
    assert weighty(document, now(sources=["another"])) == ["a source"]
