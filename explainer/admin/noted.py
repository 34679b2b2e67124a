"""What is noted of a request on its way through the admin's methods, which hand on nothing but the request.

It must not outlive the request.
"""

from __future__ import annotations

from dataclasses import dataclass
from weakref import WeakKeyDictionary

from django.db.models import Model
from django.http import HttpRequest

from explainer.models import Story


@dataclass
class Noted:
    seen: str = ""  # the row's fingerprint that the form carries
    saved: Model | None = None  # what was saved, until it is told
    to_publish: Story | None = None  # once the save is committed: its story


def noted(request: HttpRequest) -> Noted:
    return _noted.setdefault(request, Noted())


_noted: WeakKeyDictionary[HttpRequest, Noted] = WeakKeyDictionary()
