"""Rules of quotation: marks are earned, words are to the letter, an unnamed source stays in its report.

It must not judge what was said.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from ...edition.naming import NOBODY_NAMED, naming_of_actor
from ...edition.own_words import our_words
from ...language.letters import letters, nearest, says
from ...language.quotations import outer
from ..compose import Draft
from .earning import earned, marked, paraphrased, said_by_others
from .problems import Problem, Rule

MOST_NAMED, LONGEST_SHOWN = 4, 60  # letters of a difference that are called by name, and that are shown


def quotation_marks_are_earned(draft: Draft) -> Iterator[Problem]:
    for statement in draft.document.statements:
        at = f"statements/{statement.slug}"
        if statement.wording == "paraphrase" and statement.passages:
            yield Problem(f"{at} is a paraphrase but has quoted words; change its wording or remove them.", at)
        if statement.wording != "paraphrase" and not statement.passages:
            yield Problem(f"{at} is a quotation without words; add a passage or make it a paraphrase.", at)
        for passage in statement.passages:
            if outer(letters(passage.text)):
                yield Problem(f"{at}: “{passage.text}” has outer quotation marks; the page adds them.", at)
    paraphrases = paraphrased(draft.document)
    spoken = said_by_others(draft.document, draft.excerpts.values())
    for at, field, readings in our_words(draft.document, "names"):
        for words in marked(readings):
            if (at, field) in paraphrases:
                yield Problem(f"{at} is a paraphrase and has no quotation marks: “{words}”.", at)
            elif not earned(words, spoken):
                yield Problem(f"{at} has “{words}” in quotation marks, which no statement says.", at)


def quotations_are_to_the_letter(draft: Draft) -> Iterator[Problem]:
    excerpts = {slug: letters(text) for slug, text in draft.excerpts.items()}
    for statement in draft.document.statements:
        texts = [excerpts[slug] for slug in statement.sources if slug in excerpts]
        for passage in statement.passages:
            words = letters(passage.text)
            if texts and not any(says(text, words) for text in texts):
                at = f"statements/{statement.slug}"
                found = f"{at}: “{words}” is not letter for letter in its source's excerpt."
                yield Problem(f"{found} {_how_it_differs(words, texts)}", at)


def _how_it_differs(words: str, texts: list[str]) -> str:
    """What of ``texts`` comes nearest to ``words``, and the letters that differ. All are as ``letters`` gives them."""
    near = nearest(words, *texts)
    if near is None:
        return "Nothing there comes near it."
    told = [f"after “{before}”, " if before else "at its beginning, " for before, _here, _there in near.differences]
    shown = [f"{_letters(here)} here, {_letters(there)} there" for _before, here, there in near.differences]
    said = "; ".join(where + what for where, what in zip(told, shown, strict=True))
    return f"Nearest there: “{near.words}”. {said[:1].upper()}{said[1:] or 'It begins or ends within a word there'}."


def _letters(text: str) -> str:
    """Letters as they are, with their names (Unicode) where they may look like others."""
    if not text:
        return "nothing"
    named = len(text) <= MOST_NAMED and not (text.isascii() and text.strip())
    names = ", ".join(unicodedata.name(letter, f"U+{ord(letter):04X}").lower() for letter in text if named)
    short = text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
    return f"“{short}”" + (f" ({names})" if names else "")


def unnamed_sources_stay_in_their_report(draft: Draft) -> Iterator[Problem]:
    home = {actor.slug: actor.described_in for actor in draft.document.actors if naming_of_actor(actor) in NOBODY_NAMED}
    for statement in draft.document.statements:
        if home.get(statement.speaker) and home[statement.speaker] not in statement.sources:
            at = f"statements/{statement.slug}"
            yield Problem(
                f"{at}: its unnamed speaker belongs to another report; an unnamed source of another report is "
                "another actor.",
                at,
            )


RULES: tuple[Rule, ...] = (
    quotation_marks_are_earned,
    quotations_are_to_the_letter,
    unnamed_sources_stay_in_their_report,
)
