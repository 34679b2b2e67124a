"""What a form carries beside its boxes: what they held when it was opened, and which opening it is.

What they held is signed, so that a form says only what the desk has shown. It must not save or decide anything.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import asdict, dataclass, field
from typing import Any

from django.core import signing
from django.db.models import Model
from django.http import HttpRequest

from .boxes import shown
from .threeway import Values

SALT = "explainer.admin.carried"
OPENING = re.compile(r"[0-9a-f]{32}\Z")
MOST_SAVED = 20  # openings whose save is remembered in a session


@dataclass(slots=True)
class Base:
    """What the form held. ``open`` are the clashes that its page asked about, each with what stood in its box."""

    row: str
    seen: str
    form: Values
    parts: dict[str, dict[str, Values]]  # by the prefix of their set, then by their key
    open: dict[str, Any] = field(default_factory=dict)


def name_of(row: Model) -> str:
    return f"{row._meta.label_lower} {row.pk}"


def base_of(row: Model, seen: str, form: Any, formsets: list[Any]) -> Base:
    """Of a form and its sets as they are before anything is typed."""
    parts = {each.prefix: {str(one.instance.pk): shown(one) for one in each.initial_forms} for each in formsets}
    return Base(name_of(row), seen, shown(form), parts)


def signed(base: Base) -> str:
    return signing.dumps(asdict(base), salt=SALT, compress=True)


def unsigned(text: str, row: Model, seen: str) -> Base | None:
    """None where it is missing, of another row or opening, or not of our making: then nobody knows what was shown."""
    try:
        base = Base(**signing.loads(text, salt=SALT))
    except (signing.BadSignature, TypeError, ValueError):
        return None
    return base if (base.row, base.seen) == (name_of(row), seen) else None


# ---- which opening ------------------------------------------------------------------------------


def opening_of(request: HttpRequest) -> str:
    """The opening that a form was sent from, or a new one: 32 hexadecimal digits."""
    sent = request.POST.get("_opened", "")
    return sent if OPENING.match(sent) else secrets.token_hex(16)


def went_through(request: HttpRequest) -> None:
    """Remember that what was sent is saved, so that the editor's own device lets go of it."""
    for name in ("_opened", "desk_typed"):
        sent = request.POST.get(name, "")
        if OPENING.match(sent):
            before = [one for one in request.session.get("desk_saved", []) if one != sent]
            request.session["desk_saved"] = [*before, sent][-MOST_SAVED:]
