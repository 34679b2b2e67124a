"""A form that was sent after somebody else saved: what only one of the two changed is put together, the rest is asked.

It must not save anything, and must not choose for the editor where both changed the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from django.http import QueryDict

from .boxes import alike_in, in_words, label_of, sent
from .carried import Base, signed
from .threeway import Clash, MergedParts, Part, Sheaf, Values, settle, settle_parts

CHOICE = "_keep:"  # what an editor chose for a clash: “theirs” or “mine”
MOST_PARTS = 2_000  # of one kind, in one form
MOST_WORDS = 3_000  # that are compared; a longer text is shown whole
TOKENS = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Shown:
    """A clash as its page asks about it. Pieces are a text and whether only this version has it."""

    key: str
    label: str
    box: str  # the name of the box in the whole form; empty for a whole part
    theirs: list[tuple[str, bool]]
    mine: list[tuple[str, bool]]
    theirs_went: bool = False  # they took the part out
    mine_went: bool = False

    @property
    def choice(self) -> str:
        return CHOICE + self.key


@dataclass(slots=True)
class Together:
    """What is to be read in place of what was sent, and what the next page carries and asks."""

    data: QueryDict
    base: str
    clashes: list[Shown] = field(default_factory=list)
    theirs: list[str] = field(default_factory=list)  # what only somebody else changed, in words
    of: str = ""  # the fingerprint of the row with which it was put together


class Putting:
    """``before`` is what the form held when it was opened, if that is known; ``now`` what it would hold now."""

    def __init__(self, before: Base | None, now: Base, typed: QueryDict) -> None:
        self.before, self.now, self.typed = before, now, typed
        self.data = typed.copy()
        self.clashes: list[Shown] = []
        self.theirs: list[str] = []

    def together(self, form: Any, formsets: list[Any]) -> Together:
        """``form`` and ``formsets`` are the row's as it is now, with nothing typed."""
        self._own_boxes(form)
        for formset in formsets:
            if f"{formset.prefix}-TOTAL_FORMS" in self.typed:
                self._parts(formset)
        for name in ("_seen", "_base", *(key for key in self.typed if key.startswith(CHOICE))):
            self.data.pop(name, None)
        return Together(self.data, signed(self.now), self.clashes, self.theirs)

    # What was asked before.

    def _asked(self, prefix: str = "") -> dict[str, Any]:
        """The clashes that the page asked about, of one set of parts (“12:text”) or of the row itself (“topic”)."""
        open_then = self.before.open if self.before else {}
        if not prefix:
            return {key: was for key, was in open_then.items() if ":" not in key}
        start = f"{prefix}:"
        return {key.removeprefix(start): was for key, was in open_then.items() if key.startswith(start)}

    def _chosen(self, key: str) -> str:
        return str(self.typed.get(CHOICE + key, ""))

    def _answered(self, key: str, box: str, was: Any, here: Values, shown_then: Values, alike: Any) -> bool:
        """Whether the editor decided about one box: took theirs, kept the box, or wrote something else into it."""
        if self._chosen(key) == "theirs":
            here[box] = shown_then.get(box, [])
            return True
        return self._chosen(key) == "mine" or not alike(box, here.get(box, []), was)

    # The row itself.

    def _own_boxes(self, form: Any) -> None:
        alike, here = alike_in(form), sent(form, self.typed)
        then = self.before.form if self.before else {}
        unsettled = {
            key for key, was in self._asked().items() if not self._answered(key, key, was, here, then, alike)
        }  # fmt: skip
        merged = settle(alike, self.before.form if self.before else None, self.now.form, here, "", frozenset(unsettled))
        for name, value in merged.values.items():
            self.data.setlist(name, value)
        self.theirs += [label_of(form, name) for name in merged.theirs]
        for clash in merged.clashes:
            self._ask(clash.box, label_of(form, clash.box), clash.box, clash, form)

    # Its parts.

    def _parts(self, formset: Any) -> None:
        blank, prefix = formset.empty_form, formset.prefix
        alike = alike_in(blank)
        base = self.before.parts.get(prefix) if self.before else None
        theirs = self.now.parts[prefix]
        sheaf = self._sheaf(formset, blank, {*theirs, *(base or {})})
        unsettled, settled = self._answers(formset, sheaf, base or {}, alike)
        merged = settle_parts(alike, base, theirs, sheaf, frozenset(unsettled), frozenset(settled))
        self._write(formset, merged.parts)
        self._tell(formset, blank, merged)

    def _sheaf(self, formset: Any, blank: Any, known: set[str]) -> Sheaf:
        prefix, own_key = formset.prefix, formset.model._meta.pk.name
        sheaf = Sheaf()
        for number in range(self._total(prefix)):
            start = f"{prefix}-{number}-"
            values, key = sent(blank, self.typed, start), self.typed.get(f"{start}{own_key}", "")
            if key in known or (key and self.before is None):
                sheaf.known[key] = values
                if f"{start}DELETE" in self.typed:
                    sheaf.deleted.add(key)
            elif any(name.startswith(start) for name in self.typed):
                sheaf.new.append(Part("", values, deleted=f"{start}DELETE" in self.typed))
        return sheaf

    def _total(self, prefix: str) -> int:
        total = self.typed.get(f"{prefix}-TOTAL_FORMS", "")
        return min(int(total), MOST_PARTS) if total.isascii() and total.isdecimal() and len(total) < 9 else 0

    def _answers(
        self, formset: Any, sheaf: Sheaf, base: dict[str, Values], alike: Callable[..., bool]
    ) -> tuple[set[str], set[str]]:
        """Which of the clashes that the page asked about are open still, and of which whole parts was decided."""
        unsettled, settled = set[str](), set[str]()
        for key, was in self._asked(formset.prefix).items():
            part, _, box = key.partition(":")
            chosen = self._chosen(f"{formset.prefix}:{key}")
            if box:
                here = sheaf.known.get(part, {})
                if not self._answered(f"{formset.prefix}:{key}", box, was, here, base.get(part, {}), alike):
                    unsettled.add(key)
            elif was is None:  # the editor took out what they had changed
                if chosen == "theirs":
                    sheaf.deleted.discard(part)
                (settled if chosen == "mine" else unsettled).add(part)
            else:
                self._about_what_went(sheaf, part, was, chosen, unsettled, alike)
        return unsettled, settled

    def _about_what_went(
        self, sheaf: Sheaf, part: str, was: Values, chosen: str, unsettled: set[str], alike: Callable[..., bool]
    ) -> None:
        """They took out what the editor had changed: it stands among the new ones, and goes or stays as chosen."""
        same = (
            new for new in sheaf.new
            if not new.again and all(alike(name, value, new.values.get(name, [])) for name, value in was.items())
        )  # fmt: skip
        found = next(same, None)
        if found is None:
            return  # written anew, or taken out by hand
        if chosen == "theirs":
            sheaf.new.remove(found)
        elif chosen != "mine":
            found.again = part
            unsettled.add(part)

    def _write(self, formset: Any, parts: list[Part]) -> None:
        prefix, own_key = formset.prefix, formset.model._meta.pk.name
        numbered = re.compile(rf"{re.escape(prefix)}-\d+-({'|'.join(map(re.escape, formset.empty_form.fields))})\Z")
        for name in [name for name in self.data if numbered.match(name)]:
            del self.data[name]
        self.data[f"{prefix}-TOTAL_FORMS"] = str(len(parts))
        self.data[f"{prefix}-INITIAL_FORMS"] = str(sum(1 for part in parts if part.key))
        for number, part in enumerate(parts):
            start = f"{prefix}-{number}-"
            self.data[f"{start}{own_key}"] = part.key
            for name, value in part.values.items():
                self.data.setlist(start + name, value)
            if part.deleted:
                self.data[f"{start}DELETE"] = "on"

    def _tell(self, formset: Any, blank: Any, merged: MergedParts) -> None:
        kind, now = str(formset.model._meta.verbose_name), self.now.parts[formset.prefix]
        numbers = {part.key or part.again: number for number, part in enumerate(merged.parts) if part.key or part.again}
        before = (self.before.parts.get(formset.prefix) if self.before else None) or {}
        for key, box in merged.theirs:
            if box:
                self.theirs.append(f"{kind} {numbers[key] + 1}, {label_of(blank, box)}")
            else:
                done = "taken out" if key not in now else "kept" if key in before else "added"
                self.theirs.append(f"a {kind} {done}")
        for clash in merged.clashes:
            number = numbers[clash.part]
            where, place = f"{kind} {number + 1}", f"{formset.prefix}-{number}-{clash.box}"
            label = f"{where}: {label_of(blank, clash.box)}" if clash.box else where
            self._ask(f"{formset.prefix}:{clash.key}", label, place if clash.box else "", clash, blank)

    def _ask(self, key: str, label: str, box: str, clash: Clash, form: Any) -> None:
        theirs, mine = (self._words(form, clash, values) for values in (clash.theirs, clash.mine))
        self.clashes.append(Shown(
            key, label, box, *differing(theirs, mine), theirs_went=clash.theirs is None, mine_went=clash.mine is None
        ))  # fmt: skip
        stood = clash.mine if not clash.box else (clash.mine or {}).get(clash.box, [])
        self.now.open[key] = stood

    def _words(self, form: Any, clash: Clash, values: Values | None) -> str:
        if values is None:
            return ""
        if clash.box:
            return in_words(form.fields[clash.box], values[clash.box])
        said = ((label_of(form, name), in_words(form.fields[name], value)) for name, value in values.items() if value)
        return "\n".join(f"{label}: {words}" for label, words in said)


def differing(theirs: str, mine: str) -> tuple[list[tuple[str, bool]], list[tuple[str, bool]]]:
    """Both texts in pieces, word by word; what stands only in the one is marked there."""
    one, other = TOKENS.findall(theirs), TOKENS.findall(mine)
    if len(one) + len(other) > MOST_WORDS:
        return [(theirs, True)], [(mine, True)]
    left: list[tuple[str, bool]] = []
    right: list[tuple[str, bool]] = []
    for what, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        for pieces, tokens in ((left, one[a:b]), (right, other[c:d])):
            if tokens:
                pieces.append(("".join(tokens), what != "equal"))
    return left, right
