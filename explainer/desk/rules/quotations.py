"""Rules of what is said about a quotation: our words between, what the source changed, originals, caveats, checks.

It must not compare words with an excerpt, nor judge a quotation mark; ``attribution`` does.
"""

from __future__ import annotations

from collections.abc import Iterator

from ...edition import document as shape
from ...edition.chronology import unordered
from ...language.alterations import named
from ...language.languages import short
from ..compose import Draft
from .problems import Problem, Rule

_RESTING = (shape.Position, shape.KeyPoint, shape.Background, shape.Provision, shape.Gate, shape.Figure)


def our_words_stand_between_pieces(draft: Draft) -> Iterator[Problem]:
    """Only in a partial quote: a direct one is the speaker's alone, and the first has what stands before it all."""
    for at, statement in _said(draft):
        for number, passage in enumerate(statement.passages):
            if passage.before and (number == 0 or statement.wording != "partial"):
                place = "they belong before the quotation" if number == 0 else "only a partial quote has such"
                yield Problem(
                    f"{at}: words of ours, “{passage.before}”, stand before a passage that can have none; {place}.", at
                )


def what_a_source_changed_is_in_the_passage(draft: Draft) -> Iterator[Problem]:
    for at, statement in _said(draft):
        for passage in statement.passages:
            for words in (*named(passage.inserted), *named(passage.emphasised)):
                if (count := passage.text.count(words)) != 1:
                    how_often = "is not in" if count == 0 else f"stands {count} times in"
                    yield Problem(
                        f"{at}: “{words}”, said to be put in or emphasised by the source, {how_often} "
                        f"“{passage.text}”; name words that stand there once, to the letter.",
                        at,
                    )


def an_original_is_in_the_language_spoken(draft: Draft) -> Iterator[Problem]:
    for at, statement in _said(draft):
        if not any(passage.original for passage in statement.passages):
            continue
        if not statement.language:
            yield Problem(f"{at} has words as first spoken, and no language spoken; say which it was.", at)
        elif short(statement.language) == short(statement.quoted_in):
            yield Problem(
                f"{at} has words as first spoken in the language in which it is quoted ({statement.quoted_in}); "
                "where nothing is translated, the passage itself has them.",
                at,
            )


def a_caveat_has_evidence(draft: Draft) -> Iterator[Problem]:
    for at, statement in _said(draft):
        for caveat in statement.caveats:
            if statement.slug in caveat.statements:
                yield Problem(f"{at} is its own evidence for being {caveat.kind}; add another.", at)
            elif not (caveat.statements or caveat.sources):
                yield Problem(f"{at} is called {caveat.kind} without evidence; add the statement or the report.", at)


def pieces_do_not_run_together(draft: Draft) -> Iterator[Problem]:
    for at, statement in _said(draft):
        for passage in statement.passages[1:] if statement.wording == "partial" else ():
            if not (passage.before or passage.cut_before):
                yield Problem(
                    f"{at}: “{passage.text}” runs on from the passage before it. Should words of ours stand between, "
                    "or does the source break the sentence there (“cut before”)?",
                    at,
                )


def checks_are_of_the_words_as_they_are(draft: Draft) -> Iterator[Problem]:
    for lapsed in draft.lapsed:
        yield Problem(
            f"{lapsed.at}: {lapsed.by} checked other words, or another source, on {lapsed.checked_on}; readers are not "
            f"told of it any more. Should the words be compared again, with {lapsed.source}? (In files, the digest of "
            f"the words is now {lapsed.now}.)",
            lapsed.at,
        )


def evidence_stands(draft: Draft) -> Iterator[Problem]:
    """A position, a key point and the like should not rest on words that were misattributed or taken back."""
    fallen = {
        statement.slug: caveat.kind
        for statement in draft.document.statements
        for caveat in statement.caveats
        if caveat.kind != "disputed"
    }
    for at, row in shape.rows(draft.document):
        if isinstance(row, _RESTING):
            for slug in row.statements:
                if slug in fallen:
                    yield Problem(f"{at} rests on statements/{slug}, which is {fallen[slug]}. Does it still hold?", at)


def a_day_has_an_order(draft: Draft) -> Iterator[Problem]:
    story = draft.document
    for day, rows in unordered(story.statements, story.events, story.links, story.event_links):
        places = [f"{'statements' if said else 'events'}/{slug}" for said, slug in rows]
        yield Problem(
            f"On {day} nothing says in which order these come: {', '.join(places)}. If the sources do, give each its "
            "order within its date, or say what answers what.",
            places[-1],
        )


def _said(draft: Draft) -> Iterator[tuple[str, shape.Statement]]:
    return ((shape.place("statements", statement), statement) for statement in draft.document.statements)


RULES: tuple[Rule, ...] = (
    our_words_stand_between_pieces,
    what_a_source_changed_is_in_the_passage,
    an_original_is_in_the_language_spoken,
    a_caveat_has_evidence,
)
QUESTIONS: tuple[Rule, ...] = (
    pieces_do_not_run_together,
    checks_are_of_the_words_as_they_are,
    evidence_stands,
    a_day_has_an_order,
)
