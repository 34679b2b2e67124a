"""Which stories moved at the desk since this process last asked: by the versions and the log that each save leaves.

It must not be the only guard of what is shown: a change that leaves neither is found only when a look is old.
"""

from __future__ import annotations

from collections import defaultdict
from threading import Lock
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from reversion.models import Version

from explainer.models import Edition, Story

from .where_used import story_path

MOST = 500  # versions, and as many entries of the log: after more at once, whatever there is has moved
# What stands in no story by itself, and may stand in any: when one is saved, every story has moved.
ANYWHERE = "explainer"


class Moves:
    """``mark`` of a story is another number whenever it moved. One for each process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._turn = self._all = 0
        self._of: dict[int, int] = {}
        self.forget()

    def forget(self) -> None:
        """As if this process had seen no save yet: everything has moved."""
        self._known = False
        self._version = self._entry = 0

    def mark(self, story: int) -> int:
        return max(self._of.get(story, 0), self._all)

    def look(self) -> None:
        """Ask what was saved. Two queries while nothing was."""
        with self._lock:
            versions = list(_after(Version, self._version))
            entries = list(_after(LogEntry, self._entry))
            if not versions and not entries and self._known:
                return
            first, self._known, self._turn = not self._known, True, self._turn + 1
            self._version = versions[-1][0] if versions else self._version
            self._entry = entries[-1][0] if entries else self._entry
            moved = None if first or MOST in (len(versions), len(entries)) else stories_of_rows([*versions, *entries])
            if moved is None:
                self._version = newest(Version) if len(versions) == MOST else self._version
                self._entry = newest(LogEntry) if len(entries) == MOST else self._entry
                self._all = self._turn
            else:
                self._of.update(dict.fromkeys(moved, self._turn))


def _after(model: type[Version] | type[LogEntry], pk: int) -> Any:
    rows = model.objects.filter(pk__gt=pk).order_by("pk")
    return rows.values_list("pk", "content_type_id", "object_id")[:MOST]


def newest(model: type[Version] | type[LogEntry]) -> int:
    return model.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def stories_of_rows(rows: list[tuple[int, int | None, str | None]]) -> set[int] | None:
    """Keys of the stories that these rows are of; None where one of them may be of any."""
    by_kind: dict[int, set[int]] = defaultdict(set)
    for _pk, kind, key in rows:
        if kind and key and key.isascii() and key.isdecimal() and len(key) < 19:
            by_kind[kind].add(int(key))
    found: set[int] = set()
    for kind, keys in by_kind.items():
        model = ContentType.objects.get_for_id(kind).model_class()
        if model is None or model._meta.app_label != ANYWHERE or model is Edition:
            continue  # an account, say; an edition is asked for whenever a story is looked at
        if model is Story:
            found |= keys
            continue
        near = story_path(model)
        stories = dict(model._base_manager.filter(pk__in=keys).values_list("pk", near)) if near else {}
        if keys - stories.keys():
            return None  # of any story, or deleted by now
        found |= set(stories.values())
    return found


moves = Moves()
