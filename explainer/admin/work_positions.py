"""The table of positions on a story's workplace: issue by side, each cell with its positions or the way to add one.

It must not show more of it than a page can hold; the issues go on on the next.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.core.paginator import Page, Paginator
from django.urls import reverse
from django.utils.http import urlencode

from explainer.models import Actor, Involvement, Issue, Position, Story

from .guard import change_url
from .looks import Look

ISSUES = 20  # on a page
COLUMNS = 8  # sides; who stands after them is under “others”
IN_A_CELL = 12
SIDES = ("party", "mediator")


@dataclass(slots=True)
class Held:
    anchor: str
    sentence: str
    address: str
    who: str = ""  # where it is not the column's own
    state: str = ""
    problems: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Cell:
    side: str
    held: list[Held] = field(default_factory=list)
    add: str = ""
    more: int = 0


@dataclass(slots=True)
class Line:
    issue: Issue
    address: str
    cells: list[Cell]
    others: Cell


@dataclass(slots=True)
class Table:
    columns: list[Actor]
    lines: list[Line]
    page: Page[Issue]
    count: int
    more_columns: int = 0
    stops: int = 0
    has_others: bool = False


def table(story: Story, look: Look, asked: str, *, may_add: bool) -> Table:
    """Five queries, whatever there is."""
    page = Paginator(Issue.objects.of(story).order_by("order", "slug"), ISSUES).get_page(asked[:6])
    cast = Involvement.objects.filter(story=story).select_related("actor", "group").order_by("order", "actor__slug")
    heads = [row.actor for row in cast if row.plays in SIDES and not row.actor.affiliation_id]
    columns = heads[:COLUMNS]
    above = dict(Actor.objects.exclude(affiliation=None).values_list("pk", "affiliation_id"))
    issues = list(page.object_list)
    rows: dict[int, list[Position]] = defaultdict(list)
    positions = Position.objects.filter(story=story, issue__in=issues).select_related("actor")
    for position in positions.order_by("actor__slug", "slug"):
        rows[position.issue_id].append(position)
    wrong: dict[str, list[str]] = defaultdict(list)
    for found in look.problems:
        if found.key[:1] == ("positions",):
            wrong[found.key[-1]].append(found.sentence)
    made = Table(columns, [], page, Position.objects.filter(story=story).count(), len(heads) - len(columns))
    made.stops = sum(map(len, wrong.values()))
    for issue in issues:
        line = _line(story, issue, columns, rows[issue.pk], above, look, wrong, may_add=may_add)
        made.has_others = made.has_others or bool(line.others.held)
        made.lines.append(line)
    return made


def _line(
    story: Story,
    issue: Issue,
    columns: list[Actor],
    positions: list[Position],
    above: Mapping[int, int | None],
    look: Look,
    wrong: dict[str, list[str]],
    *,
    may_add: bool,
) -> Line:
    cells = {actor.pk: Cell(str(actor)) for actor in columns}
    others = Cell("others")
    for position in positions:
        side = _side(position.actor_id, above, cells)
        cell = cells[side] if side else others
        if len(cell.held) == IN_A_CELL:
            cell.more += 1
        else:
            name = "" if position.actor_id == side else str(position.actor)
            state = look.states.get(("positions", position.slug), "")
            at = f"positions-{position.slug}"
            cell.held.append(Held(at, position.sentence, change_url(position), name, state, wrong[position.slug]))
    for pk, cell in cells.items() if may_add else ():
        asked = {"story": story.pk, "issue": issue.pk, "actor": pk}
        cell.add = f"{reverse('admin:explainer_position_add')}?{urlencode(asked)}"
    return Line(issue, change_url(issue), list(cells.values()), others)


def _side(actor: int, above: Mapping[int, int | None], cells: dict[int, Cell]) -> int:
    """The column in which it stands: its own, or that of whom it belongs to, however far up."""
    seen: set[int] = set()
    here: int | None = actor
    while here is not None and here not in seen:
        if here in cells:
            return here
        seen.add(here)
        here = above.get(here)
    return 0
