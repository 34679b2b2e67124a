"""What a phase is called in a story, and every sentence that says so.

It must not know a document. Templates and modules name a sentence of ``SENTENCES`` and never say “phase” themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, npgettext, pgettext_lazy

from .labels import number_words
from .languages import interface

# In some languages a number has a gender and an article: these stand with our word for a phase.
COUNTED: Mapping[int, Promise | str] = {
    3: pgettext_lazy("number of phases", "three"),
    4: pgettext_lazy("number of phases", "four"),
    5: pgettext_lazy("number of phases", "five"),
    6: pgettext_lazy("number of phases", "six"),
    7: pgettext_lazy("number of phases", "seven"),
    8: pgettext_lazy("number of phases", "eight"),
    9: pgettext_lazy("number of phases", "nine"),
    10: pgettext_lazy("number of phases", "ten"),
}

# Each with our word for a phase, and with a story's own. Nobody knows the gender of somebody else's word, how it takes
# an article or agrees with a number: a language that has to, says the second so that it need not. %(nth)s is “stage 3”.
# What begins a sentence gets its capital from ``PhaseWords``; what is named “field …” stands inside one.
SENTENCES: Mapping[str, tuple[Promise, Promise | str]] = {
    "one": (_("Phase"), "%(phase)s"),
    "all": (_("Phases"), "%(phases)s"),
    "nth": (_("Phase %(number)s"), "%(nth)s"),
    "nth of": (_("Phase %(number)s of %(all)s"), pgettext_lazy("own word", "%(nth)s of %(all)s")),
    "titled": (_("Phase %(number)s, %(name)s"), pgettext_lazy("own word", "%(nth)s, %(name)s")),
    "named": (_("Phase %(number)s: %(name)s"), pgettext_lazy("own word", "%(nth)s: %(name)s")),
    "standing": (
        _("Phase %(number)s, %(name)s: %(state)s"),
        pgettext_lazy("own word", "%(nth)s, %(name)s: %(state)s"),
    ),
    "told": (_("The one that the phases tell"), pgettext_lazy("own word", "The one that the %(phases)s tell")),
    "in order": (_("Phases in order"), pgettext_lazy("own word", "%(phases)s in order")),
    "about one": (
        _("Who is to do what in phase %(number)s, and the issues that it raises: %(title)s."),
        pgettext_lazy("own word", "Who is to do what in %(nth)s, and the issues that it raises: %(title)s."),
    ),
    "about all": (
        _("Who is to do what in each phase, and the issues that each raises: %(title)s."),
        pgettext_lazy("own word", "Who is to do what in each %(phase)s, and the issues that each raises: %(title)s."),
    ),
    "more": (
        _("Who is to do what in each phase, and what it depends on"),
        pgettext_lazy("own word", "Who is to do what in each %(phase)s, and what it depends on"),
    ),
    "not named": (
        _("Our source names no phase for it"),
        pgettext_lazy("own word", "Our source names no %(phase)s for it"),
    ),
    "none": (_("Not tied to a phase"), pgettext_lazy("own word", "Not tied to a %(phase)s")),
    "last": (_("This is the last phase."), pgettext_lazy("own word", "This is the last %(phase)s.")),
    "no issue": (
        _("Our sources name no issue of this phase. That is not the same as agreement."),
        pgettext_lazy("own word", "Our sources name no issue of this %(phase)s. That is not the same as agreement."),
    ),
    "thing": (pgettext_lazy("thing", "Phase"), "%(phase)s"),
    "field phase": (pgettext_lazy("field", "phase"), "%(phase)s"),
    "field phases": (pgettext_lazy("field", "phases"), "%(phases)s"),
    "field from_phase": (
        pgettext_lazy("field", "phase it starts from"),
        pgettext_lazy("own word", "%(phase)s it starts from"),
    ),
    "field no_phase": (
        pgettext_lazy("field", "our source names no phase"),
        pgettext_lazy("own word", "our source names no %(phase)s"),
    ),
    "field to_phase": (
        pgettext_lazy("field", "phase it leads to"),
        pgettext_lazy("own word", "%(phase)s it leads to"),
    ),
}


class PhaseWords:
    """``one`` and ``many``: the story's own word and its plural, in its ``language`` (BCP 47); empty where it has none,
    and ``own`` is false."""

    def __init__(self, one: str = "", many: str = "", language: str = "") -> None:
        self.own = bool(one)
        self._one, self._many, self._language = one, many or one, language

    def pattern(self, sentence: str) -> str:
        """The sentence in the language of the moment, with placeholders for what ``words`` gives and for the rest."""
        return str(SENTENCES[sentence][self.own])

    def words(self, sentence: str, number: Any = None) -> dict[str, str]:
        """What of the sentence is in the story's language: its own word and the plural, and with the ``number`` of a
        phase; nothing where the word is ours."""
        return {} if sentence.startswith("field") else self._begun(self.pattern(sentence), self._forms(number))

    def say(self, sentence: str, **values: Any) -> str:
        """As plain text."""
        return self.pattern(sentence) % {**self._forms(), **self.words(sentence, values.get("number")), **values}

    def are(self, text: str) -> bool:
        """Whether ``text`` is the story's own word, or its plural, and nothing else."""
        return self.own and text in (self._one, self._many, self.say("one"), self.say("all"))

    def counted(self, count: int) -> tuple[str, dict[str, str]]:
        """“The five stages”: the pattern, and what of it is in the story's language."""
        if not self.own:
            number = str(COUNTED.get(count) or number_words(count))
            return ngettext("The one phase", "The %(number)s phases", count) % {"number": number}, {}
        number = number_words(count) if interface() == "en" else str(count)  # where “five” agrees with no word
        pattern = npgettext("own word", "The one %(phases)s", "The %(number)s %(phases)s", count)
        pattern = pattern % {"number": number, "phases": "%(phases)s"}
        return pattern, self._begun(pattern, {"phases": self._one if count == 1 else self._many})

    def _forms(self, number: Any = None) -> dict[str, str]:
        if not self.own:
            return {}
        return {"phase": self._one, "phases": self._many, "nth": f"{self._one} {number}"}

    def _begun(self, pattern: str, forms: dict[str, str]) -> dict[str, str]:
        """With a capital for what begins the pattern; i has one of its own in Turkish and Azerbaijani."""
        first = next((name for name in forms if pattern.startswith(f"%({name})s")), "")
        if not first:
            return forms
        word, dotted = forms[first], self._language.split("-")[0] in ("tr", "az")
        return {**forms, first: ("İ" if dotted and word[0] == "i" else word[0].title()) + word[1:]}
