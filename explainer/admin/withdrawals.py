"""What the page before a withdrawal tells: for each edition that can be withdrawn, what readers will meet where.

It must not withdraw.
"""

from __future__ import annotations

from typing import Any

from explainer.desk.after_withdrawal import after_withdrawal, last_sound

from .publishing_forms import ActForm, EditionForm, in_words

MOST = 20  # editions that are told of; older ones are like the last of these


def consequences(form: ActForm) -> list[dict[str, Any]]:
    if not isinstance(form, EditionForm):
        return []
    story, newest = form.stands.story, form.stands.newest
    found = []
    for edition in form.offered[:MOST]:
        edition.story = story
        current = newest is not None and edition.pk == newest.pk
        sound = last_sound(story) if current else None
        found.append(
            {
                "called": f"Edition {edition.number}, {in_words(edition.published_at)}",
                "current": current,
                "meets": after_withdrawal(edition),
                "sound": sound,
                "instead": after_withdrawal(edition, instead=sound) if sound else [],
            }
        )
    return found
