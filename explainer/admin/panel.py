"""Where a story stands between the desk and its readers: editions, differences, and what stops publication.

It must not change anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Model
from django.urls import reverse
from django.utils import timezone

from explainer.desk.approvals import NEEDED, Waiting
from explainer.desk.compose import compose
from explainer.desk.row_checks import plainly, titles_of
from explainer.desk.rules.checks import ask, by_rule
from explainer.edition.differences import Part, by_part
from explainer.edition.diffs import Change, compare
from explainer.edition.document import Document, Unreadable, thaw
from explainer.edition.reads_alike import reads_alike
from explainer.edition.shown import news, shown
from explainer.edition.weighty import weighty
from explainer.models import (
    Actor,
    Comparison,
    Edition,
    Event,
    Figure,
    Gate,
    Issue,
    OpenQuestion,
    Phase,
    Position,
    Source,
    Statement,
    Story,
    Term,
    Text,
    Translation,
)

from .causes import Cause, by_cause
from .panel_beside import Beside, beside

MOST_NEWS = 10  # sentences about what somebody else saved meanwhile
MOST_PROBLEMS = 50  # looked up and shown; an editor mends some and looks again
MODELS: dict[str, type[Model]] = {
    "statements": Statement, "links": Statement, "issues": Issue, "events": Event, "gates": Gate,
    "phases": Phase, "positions": Position, "figures": Figure, "open-questions": OpenQuestion, "terms": Term,
    "actors": Actor, "sources": Source, "comparisons": Comparison, "texts": Text, "event-links": Event,
}  # fmt: skip


@dataclass(slots=True)
class Standing:
    """``newest`` is the latest public edition, withdrawn or not; ``document`` is the desk's copy, with its ``digest``.

    ``seen`` is what a page carries of it, to be handed back when it is published; ``weighty`` names what readers have
    already and would have otherwise, so that a kind and a note are asked for.
    """

    story: Story
    newest: Edition | None
    scheduled: Edition | None
    document: Document
    digest: str
    seen: str
    weighty: list[str] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)  # a sentence, and the form where it is mended
    causes: list[Cause] = field(default_factory=list)  # the same by cause, by titles, each with its field
    more_problems: int = 0
    questions: list[tuple[str, str]] = field(default_factory=list)  # what stops nothing, and should be looked at
    unreadable: str = ""
    translations: list[tuple[Translation, Edition | None]] = field(default_factory=list)  # with its newest edition
    same: bool = False  # under another digest, the newest edition reads as the desk does
    waiting: list[tuple[str, str]] = field(default_factory=list)  # what no edition holds until it is approved
    moment: datetime | None = None  # of which all this is true
    beside: Beside = field(default_factory=Beside)  # what else is told of it at the desk

    @property
    def parts(self) -> list[Part]:
        """The difference as readers meet it."""
        return by_part(self.changes)

    @property
    def differs(self) -> bool:
        return self.newest is None or not (self.same or self.newest.digest == self.digest)


def standing(story: Story, now: datetime) -> Standing:
    """Where ``story`` stands at ``now``. Composes it, so ask once for a page."""
    editions = Edition.objects.of(story)
    draft = compose(story.slug)
    found = Standing(
        story,
        editions.public_at(now).first(),
        editions.scheduled_after(now).first(),
        draft.document,
        draft.digest,
        shown(draft.document),
    )
    then = None
    if found.newest and found.differs:
        try:
            then = thaw(found.newest.document)
            found.same = reads_alike(then, draft.document)
            found.changes = compare(then, draft.document)
            found.weighty = weighty(then, draft.document)
        except Unreadable as problem:
            found.unreadable = str(problem)
    translated = Edition.objects.translating(story).with_original().order_by("number")
    newest = {edition.stream: edition for edition in translated}
    found.translations = [(each, newest.get(each.language)) for each in Translation.objects.of(story)]
    found.moment = now
    found.beside = beside(story, draft.digest, found.newest, now)
    by_rules = by_rule(draft)
    problems, titles = [problem for _rule, problem in by_rules], titles_of(draft.document)
    found.causes = by_cause(by_rules[:MOST_PROBLEMS], draft, lambda at: form_at(story, at))
    told = partial(plainly, story=draft.document, titles=titles)
    found.problems = [(told(each.sentence), form_at(story, each.at)) for each in problems[:MOST_PROBLEMS]]
    found.more_problems = max(len(problems) - MOST_PROBLEMS, 0)
    asked = ask(draft, then, timezone.now().date())[:MOST_PROBLEMS]
    found.questions = [(told(each.sentence), form_at(story, each.at)) for each in asked]
    found.waiting = [(waits(pending, titles), form_at(story, pending.at)) for pending in draft.waiting]
    return found


def since(token: str, document: Document, newest: Edition | None) -> list[str]:
    """What ``document`` says otherwise than what the page that carries ``token`` showed, in sentences."""
    try:
        published = thaw(newest.document) if newest else None
    except Unreadable:
        published = None
    told = list(news(token, document, published))
    more = len(told) - MOST_NEWS
    return [*told[:MOST_NEWS], f"And {more} more."] if more > 0 else told


def waits(pending: Waiting, titles: Mapping[str, str]) -> str:
    """Which approval a comparison lacks, in a sentence."""
    pair = f"The comparison “{titles.get(f'statements/{pending.pair.later}') or pending.pair.slug}”"
    if not pending.given:
        return f"{pair} waits for {NEEDED} approvals."
    return f"{pair}, approved by {pending.given[0].name}, waits for the second approval."


def form_at(story: Story, at: str) -> str:
    """The address of the form in which “statements/slug” is edited; empty where it is the story's own."""
    section, _, key = at.partition("/")
    model, key = MODELS.get(section), key.partition("/")[0]
    if model is None or not key:
        return ""
    every = model._default_manager
    rows = every.all() if model in (Actor, Source) else every.filter(story=story)
    if model is Phase:
        rows = rows.filter(number=int(key)) if key.isdecimal() else rows.none()
    else:
        rows = rows.filter(slug=key)
    pk = rows.values_list("pk", flat=True).first()
    return reverse(f"admin:explainer_{model._meta.model_name}_change", args=(pk,)) if pk else ""


def may(user: User | AnonymousUser) -> dict[str, bool]:
    """What ``user`` may do with a story's editions, for templates."""
    return {
        "publish": user.has_perm("explainer.publish_story"),
        "withdraw": user.has_perm("explainer.withdraw_story"),
    }
