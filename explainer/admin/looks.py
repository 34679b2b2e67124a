"""What a look at a story finds: what differs from its edition and by whom, what stops it, and what has gone stale.

A look is kept, for composing is dear; whatever moves the story makes another. It must not change anything.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial

from django.db.models import Model
from django.utils import timezone

from explainer.desk.approvals import NEEDED, Waiting
from explainer.desk.compose import Draft, compose
from explainer.desk.row_checks import plainly, titles_of
from explainer.desk.rules import moved_dates, passed_days
from explainer.desk.rules.checks import ask, check
from explainer.desk.rules.problems import Problem
from explainer.edition.diffs import Change, compare
from explainer.edition.document import Document, Unreadable, thaw
from explainer.edition.reads_alike import reads_alike
from explainer.kept import Kept
from explainer.models import (
    Actor,
    Background,
    CastGroup,
    Comparison,
    Edition,
    Event,
    Figure,
    Gate,
    Involvement,
    Issue,
    KeyPoint,
    Map,
    OpenQuestion,
    Phase,
    Position,
    Provision,
    Source,
    Statement,
    StateRow,
    Story,
    Term,
    Text,
)

from .moved import moves
from .who_changed import FROM_FILES, Key, who_changed

MOST_PROBLEMS = 200  # sentences kept of each kind; counts are whole
TRUSTED = timedelta(minutes=5)  # what moved without leaving a version or an entry of the log is found after that
# What a row of the desk is called where changes and problems name it.
SECTION: dict[type[Model], str] = {
    StateRow: "state", KeyPoint: "key_points", Background: "backgrounds", CastGroup: "groups", Actor: "actors",
    Involvement: "actors", Text: "texts", Phase: "phases", Provision: "provisions", Gate: "gates",
    Statement: "statements", Issue: "issues", Position: "positions", Comparison: "comparisons", Event: "events",
    Figure: "figures", OpenQuestion: "open_questions", Term: "terms", Map: "maps", Source: "sources",
}  # fmt: skip
_ALIAS = {"links": "statements", "event_links": "events"}


@dataclass(frozen=True, slots=True)
class Found:
    """A sentence, and the key of the row that it is about."""

    sentence: str
    key: Key


@dataclass(frozen=True, slots=True)
class Pending:
    """A comparison that waits: who has approved it, by number."""

    sentence: str
    key: Key
    given: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Look:
    at: datetime
    differs: bool
    changes: int  # in words, as the panel counts them
    states: dict[Key, str]  # of rows that differ: new or changed
    removed: list[str]
    people: list[tuple[str, int]]  # who saved what differs, and how much of it
    by: dict[Key, str]
    problems: list[Found]
    stopped: int
    questions: list[Found]
    asked: int
    stale: list[Found]
    open_questions: int
    waiting: list[Pending]
    sources: list[str]  # that the story cites, as readers find them
    unreadable: str = ""
    parts: Counter[str] = field(default_factory=Counter)  # problems by section

    @property
    def same(self) -> bool:
        return not self.differs


def key_of(at: str) -> Key:
    """Of “statements/slug”, as a problem names its place."""
    section, _, rest = at.partition("/")
    section = section.replace("-", "_")
    section, key = _ALIAS.get(section, section), rest.partition("/")[0]
    return () if section == "stories" else (section, key) if key else (section,)


def _key_of_change(change: Change, positions: dict[tuple[str, str], str]) -> Key:
    if not change.at:
        return ()
    section, *known_by = change.at
    if section == "positions":
        return (section, positions.get((known_by[0], known_by[1]), ""))
    if section == "provisions":
        return ("phases", str(known_by[0]))
    return (_ALIAS.get(section, section), str(known_by[0]))


_looks: Kept[tuple[object, ...], Look] = Kept(lambda: 50_000)


def kept(story: Story, newest: Edition | None, *, within: timedelta = TRUSTED) -> Look | None:
    """The look that was had and still holds. Ask ``moves`` to look first."""
    found = _looks.get(_name(story, newest))
    return found if found and timezone.now() - found.at <= within else None


def look(story: Story, newest: Edition | None, *, within: timedelta = TRUSTED) -> Look:
    """The one that is kept, or a new one; Story.DoesNotExist where the story has gone. ``newest`` is its latest public
    edition, without its document if you like."""
    name = _name(story, newest)
    if found := kept(story, newest, within=within):
        return found
    made = _look(story, newest)
    _looks.put(
        name, made, weight=1 + len(made.states) + len(made.sources) + 2 * len(made.problems) + 2 * len(made.questions)
    )
    return made


def _name(story: Story, newest: Edition | None) -> tuple[object, ...]:
    own = tuple(getattr(story, each.attname) for each in Story._meta.concrete_fields)
    edition = newest and (newest.pk, newest.key, newest.withdrawn_at)
    return (*own, edition, moves.mark(story.pk), timezone.localdate())


def _look(story: Story, newest: Edition | None) -> Look:
    now = timezone.now()
    draft = compose(story.slug)
    then, unreadable = _published(newest)
    changes = compare(then, draft.document) if then and not reads_alike(then, draft.document) else []
    differs = newest is None or bool(unreadable) or (newest.digest != draft.digest and bool(changes))
    keyed = _keyed(changes, then, draft.document)
    states: dict[Key, str] = {}
    for key, change in keyed:
        if change.verb != "reordered" and (change.verb != "removed" or change.at[0] in ("links", "event_links")):
            whole = change.verb == "added" and change.at[0] not in ("links", "event_links", "provisions")
            states[key] = "new" if whole else states.get(key, "changed")
    wanted = [key for key, _change in keyed] if newest else []
    by = who_changed(story, wanted, newest.recorded_at if newest else None, SECTION)
    saved = Counter(by.get(key, FROM_FILES) for key, _change in keyed)
    problems, asked = check(draft), ask(draft, then, timezone.localdate())
    titles = titles_of(draft.document)
    found = partial(_found, story=draft.document, titles=titles)
    return Look(
        at=now,
        differs=differs,
        changes=len(changes),
        states=states,
        removed=[f"{change.thing} “{change.name}”" for change in changes if change.verb == "removed"],
        people=saved.most_common(),
        by=by,
        problems=[found(each) for each in problems[:MOST_PROBLEMS]],
        stopped=len(problems),
        questions=[found(each) for each in asked[:MOST_PROBLEMS]],
        asked=len(asked),
        stale=[found(each) for each in stale(draft, timezone.localdate())[:MOST_PROBLEMS]],
        open_questions=sum(not each.ended for each in draft.document.open_questions),
        waiting=[_pending(each, titles) for each in draft.waiting],
        sources=[source.slug for source in draft.document.sources],
        unreadable=unreadable,
        parts=Counter(key[0] if (key := key_of(each.at)) else "story" for each in problems),
    )


def stale(draft: Draft, today: date) -> list[Problem]:
    """What the rules of the record ask since a day has passed, by the story's own date or by today."""
    asked = [problem for each in passed_days.QUESTIONS for problem in each(draft, today)]
    return [*moved_dates.a_day_that_came_is_told(draft), *asked]


def _published(newest: Edition | None) -> tuple[Document | None, str]:
    try:
        return (thaw(newest.document) if newest else None), ""
    except Unreadable as problem:
        return None, str(problem)


def _keyed(changes: list[Change], old: Document | None, new: Document) -> list[tuple[Key, Change]]:
    rows = [*(old.positions if old else ()), *new.positions]
    positions = {(row.issue, row.actor): row.slug for row in rows}
    return [(_key_of_change(change, positions), change) for change in changes]


def _found(problem: Problem, story: Document, titles: dict[str, str]) -> Found:
    return Found(plainly(problem.sentence, story, titles=titles), key_of(problem.at))


def _pending(waiting: Waiting, titles: dict[str, str]) -> Pending:
    given = tuple(approval.by_id for approval in waiting.given)
    names = ", ".join(approval.name for approval in waiting.given)
    lacks = f"approved by {names}, waits for the second approval" if given else f"waits for {NEEDED} approvals"
    pair = titles.get(f"statements/{waiting.pair.later}") or waiting.pair.slug
    return Pending(f"The comparison “{pair}” {lacks}.", key_of(waiting.at), given)
