"""What a translation is followed without: its original took it out, so that its feeds tell it as gone, and why.

It must not change what editions said: only what is told of them now.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from ..edition.leaving_out import Out
from ..reading.readings import Reading
from .substance import Key, imprint


def take_out(items: dict[Key, Any], reading: Reading) -> None:
    """Mark as gone, at the moment at which the original put it right, whatever of ``items`` is no longer shown."""
    removed = reading.put_right.removed if reading.put_right else {}
    if not removed:
        return
    left, first = imprint(reading.story).items, next(iter(removed.values()))
    for key, item in items.items():
        if item.gone is None and key not in left:
            item.taken_out = removed.get((f"{key[0]}s", *key[1:]), first)
            item.gone = datetime.fromisoformat(item.taken_out.at)


def words(out: Out) -> str:
    said = {"number": out.number, "reason": out.because}
    return _("The original took it out in version %(number)s: %(reason)s") % said
