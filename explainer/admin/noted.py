"""What is noted of a request on its way through the admin's methods, which hand on nothing but the request.

It must not outlive the request.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from django.db.models import Model
from django.http import HttpRequest, QueryDict

from explainer.models import Story

from .putting_together import Together


@dataclass
class Noted:
    seen: str = ""  # the row's fingerprint that the form carries
    typed: QueryDict | None = None  # what was sent, before anything was put together with it
    together: Together | None = None  # with what somebody else saved meanwhile
    looking: bool = False  # at the form as it is now, with nothing typed
    saved: Model | None = None  # what was saved, until it is told
    to_publish: Story | None = None  # once the save is committed: its story
    told: list[str] = field(default_factory=list)  # what was read of words, and proposed, in sentences


def noted(request: HttpRequest) -> Noted:
    return _noted.setdefault(request, Noted())


_noted: WeakKeyDictionary[HttpRequest, Noted] = WeakKeyDictionary()
