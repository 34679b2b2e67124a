"""What templates say of the dates that an event had, and of its state beside its title.

It must not decide what is told: ``story.moves`` does.
"""

from __future__ import annotations

from django import template

from explainer.story.moves import Move, moved_from, moves
from explainer.story.resolved import Event

register = template.Library()


@register.simple_tag(name="moves")
def moves_of(event: Event) -> list[Move]:
    return moves(event)


@register.filter
def beside(event: Event) -> list[str]:
    """What stands beside its date in a list: “Expected”, “put back from 21 June 2031”. Of what has happened nothing."""
    if not event.status_words:
        return []
    return list(filter(None, (event.status_words, moved_from(event))))
