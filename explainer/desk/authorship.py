"""Who changed a story, or a translation, at the desk since a moment, by the versions that saves and deletions keep.

It must not judge what follows from that; ``two_people`` does.
"""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import datetime
from typing import Any, cast

from django.contrib.contenttypes.models import ContentType
from reversion.models import Version

from ..models import Actor, Involvement, Source, Statement, Story, TranslatedText, Translation

ELSEWHERE = (Translation, TranslatedText)  # of a translation, and of none of its original's words


def who_changed(story: Story, since: datetime | None) -> set[int]:
    """The ids of those who saved or deleted something of the story since then. Actors and sources are of a story that
    uses them. A row that went is known by its last version. Queries: one for each kind of row."""
    found: set[int] = set()
    touched: dict[type[Any], dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for kind, key, user in _saved(since):
        model = ContentType.objects.get_for_id(kind).model_class()
        if model is not None and model not in ELSEWHERE:
            touched[model][key].add(user)
    for model, rows in touched.items():
        keys = [int(key) for key in rows if key.isdecimal()]
        there = _there(model, keys, story)
        every = set(model._base_manager.filter(pk__in=keys).values_list("pk", flat=True)) if there is not None else ()
        for key, users in rows.items():
            number = int(key) if key.isdecimal() else None
            if there is not None and (number in there or (number not in every and _was_in(model, key, story))):
                found |= users
    return found


def who_translated(translation: Translation, since: datetime | None) -> set[int]:
    """The same of a translation and its texts."""
    texts = {str(pk) for pk in translation.texts.values_list("pk", flat=True)}
    own = {Translation: {str(translation.pk)}, TranslatedText: texts}
    kinds = {ContentType.objects.get_for_model(model).pk: keys for model, keys in own.items()}
    return {user for kind, key, user in _saved(since) if key in kinds.get(kind, ())}


def _saved(since: datetime | None) -> Any:
    rows = Version.objects.filter(revision__user__isnull=False)
    rows = rows.filter(revision__date_created__gte=since) if since else rows
    return rows.order_by().values_list("content_type_id", "object_id", "revision__user_id").distinct()


def _there(model: type[Any], keys: list[int], story: Story) -> set[int] | None:
    """Which rows of ``model`` are of the story; None of a part, whose whole is asked about."""
    every = model._base_manager.filter(pk__in=keys)
    if model is Story:
        return {pk for pk in keys if pk == story.pk}
    if any(field.name == "story" for field in model._meta.concrete_fields):
        return set(every.filter(story=story).values_list("pk", flat=True))
    if model is Actor:
        return set(Involvement.objects.filter(story=story, actor__in=keys).values_list("actor_id", flat=True))
    if model is Source:
        used = Statement.objects.filter(story=story, sources__in=keys).values_list("sources", flat=True)
        return set(used) | _cited(keys, story)
    return None


def _cited(keys: list[int], story: Story) -> set[int]:
    """Sources of the story's other rows."""
    found: set[int] = set()
    for relation in Source._meta.related_objects:
        near = cast("type[Any]", relation.related_model)
        if relation.many_to_many and any(field.name == "story" for field in near._meta.concrete_fields):
            name = relation.field.name
            rows = near._base_manager.filter(**{"story": story, f"{name}__in": keys})
            found |= set(rows.values_list(name, flat=True))
    return found


def _was_in(model: type[Any], key: str, story: Story) -> bool:
    version = Version.objects.get_for_object_reference(model, key).first()
    if version is None or not any(field.name == "story" for field in model._meta.concrete_fields):
        return False
    fields = json.loads(version.serialized_data)[0]["fields"]
    return fields.get("story") in (story.pk, [story.slug])
