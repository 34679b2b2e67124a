"""What templates say of the dates that an event had, of its state beside its title, and of what was expected once.

It must not decide what is told: ``story.moves`` and ``edition.passed_days`` do.
"""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import pgettext

from explainer.language.dates import When, parse
from explainer.story.moves import Move, moved_from, moves
from explainer.story.resolved import Event

from .reader import filled, when

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


@register.filter
def after_day(event: Event) -> list[str]:
    """The same where its date is told with it: that it was expected then is said already."""
    return beside(event)[1:] if event.passed else beside(event)


@register.simple_tag
def was_expected(day: When | str, *, within: bool = False) -> SafeString:
    """“Was expected on 21 June 2031”; ``within``: for the middle of a sentence."""
    date = parse(day) if isinstance(day, str) else day
    if date.exact:
        said = (
            pgettext("event", "was expected on %(date)s") if within else pgettext("event", "Was expected on %(date)s")
        )
    else:
        said = pgettext("event", "was expected: %(date)s") if within else pgettext("event", "Was expected: %(date)s")
    return filled(said, date=when(date, within=True))
