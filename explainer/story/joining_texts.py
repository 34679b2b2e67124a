"""Joins texts on the table with who put them forward, what was answered, and the provisions that are of them.

It must not compare two texts; ``text_pairs`` does.
"""

from __future__ import annotations

from typing import Any

from .resolved import Phase, Provision, Text, TextAnswer


def join(index: Any) -> None:
    """The texts of a ``StoryIndex`` and its provisions. ``told``: the text that the phases tell, if the story has one.

    A provision that names no text is of that of its phase, or of the one that is told; one of which our source names no
    phase is shown by none. What is of another than its
    phase tells stands ``elsewhere``: its phase shows none of it as its own.
    """
    for text in index.texts:
        _resolve(index, text)
    index.told = next((text for text in index.texts if text.value.told), None)
    known = {provision.value.slug: provision for provision in index.provisions}
    for phase in index.phases:
        phase.of_text = index.text.get(phase.value.of_text or "")
        if phase.of_text:
            phase.of_text.phases.append(phase)
    for provision in index.provisions:
        provision.same_as = known.get(provision.value.same_as or "")
        _place(provision, provision.phase, index)


def _resolve(index: Any, text: Text) -> None:
    value = text.value
    text.put_forward_by = [index.actor[slug] for slug in value.put_forward_by]
    text.put_forward_to = [index.actor[slug] for slug in value.put_forward_to]
    text.handed_on_by = [index.actor[slug] for slug in value.handed_on_by]
    text.handed_on_to = [index.actor[slug] for slug in value.handed_on_to]
    text.sources = index.cited(value.sources)
    text.replaces = index.text.get(value.replaces or "")
    if text.replaces:
        text.replaces.replaced_by.append(text)
    text.answers = [index.borne_out(TextAnswer(answer)) for answer in value.answers]
    for given in text.answers:
        given.actor = index.actor[given.value.actor]
    text.answers.sort(key=lambda each: (each.actor.order, each.actor.slug))


def _place(provision: Provision, phase: Phase, index: Any) -> None:
    told = phase.of_text or index.told
    provision.of_text = index.text.get(provision.value.of_text or "", told)
    if provision.of_text:
        provision.of_text.provisions.append(provision)
    if provision.value.no_phase:
        if provision.of_text is None or provision.of_text is told:
            index.unphased.append(provision)
    elif provision.of_text is told:
        phase.provisions.append(provision)
    elif provision.of_text not in phase.elsewhere:
        phase.elsewhere.append(provision.of_text)
