"""By whom a story differs from its edition: the people whose saves the desk kept since it was published.

It must not judge what they changed, and reads no more than the latest of what is kept.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q
from reversion.models import Version

from explainer.models import Actor, Involvement, Source, Story

LATEST = 500  # versions that are read; who saved before that is not told
FROM_FILES = "files"
Key = tuple[str, ...]  # “statements”, “slug”; of the story itself nothing


def who_changed(
    story: Story, changed: Iterable[Key], since: datetime | None, sections: Mapping[type[Model], str]
) -> dict[Key, str]:
    """For each of ``changed`` the name of who saved it last since then, where that was kept. Three queries at most."""
    wanted = set(changed)
    if not wanted:
        return {}
    of_story = Q(serialized_data__contains=f'"story": {story.pk}')
    anywhere = ContentType.objects.get_for_models(Actor, Source, Story).values()
    rows = Version.objects.filter(of_story | Q(content_type__in=[kind.pk for kind in anywhere]))
    if since is not None:
        rows = rows.filter(revision__date_created__gte=since)
    user = ("revision__user__first_name", "revision__user__last_name", "revision__user__username")
    read = rows.order_by("-pk").values_list("content_type_id", "object_id", "serialized_data", *user)[:LATEST]
    cast = dict(Actor.objects.filter(involvements__story=story).values_list("pk", "slug"))
    found: dict[Key, str] = {}
    for kind, pk, data, *name in read:
        key = _key(ContentType.objects.get_for_id(kind).model_class(), pk, data, story, sections, cast)
        if key is not None and key in wanted:
            found.setdefault(key, name_of(*name))
    return found


def _key(
    model: type[Model] | None,
    pk: str,
    data: str,
    story: Story,
    sections: Mapping[type[Model], str],
    cast: Mapping[int, str],
) -> Key | None:
    if model is Story:
        return () if pk == str(story.pk) else None
    try:
        fields: dict[str, Any] = json.loads(data)[0]["fields"]
    except (ValueError, LookupError, TypeError):
        return None  # of an older shape; it names nobody
    if model is None or model not in sections or fields.get("story", story.pk) != story.pk:
        return None
    if model is Involvement:
        return ("actors", cast.get(fields.get("actor", 0), ""))
    return (sections[model], str(fields.get("number") or fields.get("slug")))


def name_of(first: str | None, last: str | None, username: str | None) -> str:
    """As people are called at the desk; what no account saved came from files or a command."""
    return " ".join(filter(None, (first, last))) or username or FROM_FILES
