"""Texts on the table as published: proposals, drafts and agreements, and what each was answered.

It must not know what they ask of anybody: provisions do, and say which text they are of.
"""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import pgettext_lazy

from .fields import Struct, holds, ours, refers
from .parts import Former, Slug, Sources, Statements


class TextAnswer(Struct):
    """What one actor has answered: one of ``models.TextAnswer.Answer``."""

    actor: Annotated[str, refers("actor", pgettext_lazy("field", "person or side"), "counted")]
    answer: Annotated[str, holds("code", pgettext_lazy("field", "answer"), "counted")]
    when: Annotated[str, holds("date", pgettext_lazy("field", "date"), "counted")]
    statements: Statements
    sources: Sources


class Text(Struct):
    """``state``: one of ``models.Text.State``. ``told``: whether it is the one that the phases tell; one is at most."""

    slug: Slug
    name: Annotated[str, ours(pgettext_lazy("field", "name"), "label", "title", needed=True)]
    short_name: Annotated[str, ours(pgettext_lazy("field", "short name"), "label", "more")]
    kind: Annotated[str, holds("code", pgettext_lazy("field", "kind"), "counted")]
    put_forward_by: Annotated[list[str], refers("actor", pgettext_lazy("field", "put forward by"), "counted")]
    put_forward_to: Annotated[list[str], refers("actor", pgettext_lazy("field", "put forward to"), "counted")]
    when: Annotated[str, holds("date", pgettext_lazy("field", "date"), "counted")]
    when_reported: Annotated[
        str, holds("theirs", pgettext_lazy("field", "date as the source gives it"), "counted", found="more")
    ]
    state: Annotated[str, holds("code", pgettext_lazy("field", "state"), "counted")]
    state_on: Annotated[str, holds("date", pgettext_lazy("field", "state on"), "counted")]
    replaces: Annotated[str | None, refers("text", pgettext_lazy("field", "replaces"), "counted")]
    told: Annotated[bool, holds("flag", pgettext_lazy("field", "the story tells this one"), "counted")]
    known: Annotated[str, ours(pgettext_lazy("field", "what is known of it"), "counted", "prose")]
    not_known: Annotated[str, ours(pgettext_lazy("field", "what is not known of it"), "counted", "more")]
    sources: Sources
    answers: Annotated[list[TextAnswer], holds("rows", pgettext_lazy("field", "answers"), "counted")]
    former_slugs: Former = []
    handed_on_by: Annotated[list[str], refers("actor", pgettext_lazy("field", "handed on by"), "counted")] = []
    handed_on_to: Annotated[list[str], refers("actor", pgettext_lazy("field", "handed on to"), "counted")] = []
