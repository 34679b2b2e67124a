"""The order in which a story is made, from its sources to its overview: what is done, what comes next, what can wait.

It must not forbid another order: every form is open at every moment.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Exists, ManyToOneRel, OuterRef
from django.urls import reverse
from django.utils.http import urlencode

from explainer.models import Edition, Source, Story

from .looks import Look
from .others_here import way_to_ask
from .source_places import text_url
from .work_rows import May, form_of_story

SHOWN = 8  # of them
LATEST = 20  # sources that are asked whether anything cites them
DONE, NEXT, LATER, WITHOUT = "done", "next", "later", "without"


@dataclass(slots=True)
class Step:
    title: str
    says: str
    count: str
    done: bool
    address: str = ""
    button: str = ""
    optional: bool = False
    state: str = LATER
    theirs: str = ""  # whose it is to do, where it is not the reader's own
    ways: tuple[tuple[str, str], ...] = ()  # (name, address) of what is to be gone on with


def steps(
    story: Story, look: Look, counts: Mapping[str, int], newest: Edition | None, may: May, *, publishes: bool
) -> list[Step]:
    """What is to be done, in order; one of them is next, unless all is done."""
    made = [
        _sources(story, counts, may),
        _cast(story, counts, may),
        _phases(story, counts, may),
        _statements(story, counts, may),
        _positions(story, counts, may),
        _overview(story, counts, may),
        _publishing(story, look, newest, publishes=publishes),
    ]
    for place, step in enumerate(made):
        if step.done:
            step.state = DONE
        elif step.optional and any(later.done for later in made[place + 1 : -1]):
            step.state = WITHOUT
        elif not any(each.state == NEXT for each in made):
            step.state = NEXT
    return made


def _add(model: str, may: May, **given: int) -> str:
    return f"{reverse(f'admin:explainer_{model}_add')}?{urlencode(given)}" if may("add", model) else ""


def _counted(number: int, one: str, several: str) -> str:
    return f"{number} {one if number == 1 else several}"


def _sources(story: Story, counts: Mapping[str, int], may: May) -> Step:
    cited = counts.get("sources", 0)
    waiting = uncited()
    says = "The articles and documents that it rests on. Everything else cites one."
    if waiting and not cited:
        says = "Entered, and nothing cites them yet. A source is in the story once something cites it."
    address = _add("source", may, story=story.pk)
    count = _counted(cited, "source", "sources")
    step = Step("Sources", says, count, bool(cited or waiting), address, "Add a source")
    if may("view", "sourcetext"):
        step.ways = tuple((f"{each}: mark its words", text_url(each)) for each in waiting)
    return step


def _cast(story: Story, counts: Mapping[str, int], may: May) -> Step:
    address = form_of_story(story.pk, "involvements") if may("change", "story") else ""
    says = "Who takes part, and as what: a side, a go-between, people affected. Make a person or body, then its part."
    count = _counted(counts.get("actors", 0), "with a part", "with a part")
    return Step("Cast", says, count, counts.get("actors", 0) > 0, address, "Give somebody a part")


def _phases(story: Story, counts: Mapping[str, int], may: May) -> Step:
    says = "The steps of what is agreed or planned, and what is owed in each. Where there are none, go on."
    done = counts.get("phases", 0) > 0
    count = _counted(counts.get("phases", 0), "phase", "phases")
    return Step("Phases", says, count, done, _add("phase", may, story=story.pk), "Add a phase", optional=True)


def _statements(story: Story, counts: Mapping[str, int], may: May) -> Step:
    says = "Who said what, to the letter of a source; beside them the events that happened."
    said = _counted(counts.get("statements", 0), "statement", "statements")
    count = f"{said}, {_counted(counts.get('events', 0), 'event', 'events')}"
    done = counts.get("statements", 0) > 0
    return Step("Statements", says, count, done, _add("statement", may, story=story.pk), "Add a statement")


def _positions(story: Story, counts: Mapping[str, int], may: May) -> Step:
    held = counts.get("positions", 0)
    count = f"{_counted(counts.get('issues', 0), 'issue', 'issues')}, {_counted(held, 'position', 'positions')}"
    if not counts.get("issues", 0):
        says = "First an issue: a question on which the sides differ. Then what each of them holds."
        address, button = _add("issue", may, story=story.pk), "Add an issue"
    else:
        says = "For each issue what each side holds, with the statements that bear it out. Empty cells have a link."
        address, button = _add("position", may, story=story.pk), "Add a position"
    return Step("Positions", says, count, held > 0, address, button, optional=True)


def _overview(story: Story, counts: Mapping[str, int], may: May) -> Step:
    lacking = [
        words
        for name, words in (("state", "where things stand"), ("key_points", "key points"))
        if not counts.get(name, 0)
    ]
    says = f"Still without {' and '.join(lacking)}." if lacking else "The answer, where things stand, key points."
    rows = counts.get("state", 0) + counts.get("key_points", 0) + counts.get("backgrounds", 0)
    address = form_of_story(story.pk, "staterows") if may("change", "story") else ""
    return Step("Overview", says, _counted(rows, "row", "rows"), not lacking, address, "Write the overview")


def _publishing(story: Story, look: Look, newest: Edition | None, *, publishes: bool) -> Step:
    done = bool(newest and not newest.withdrawn_at and look.same)
    if look.stopped:
        says = f"{_counted(look.stopped, 'thing', 'things')} to put right first, listed at the parts that have them."
    elif done:
        says = "Readers see what the desk says."
    else:
        says = "Nothing stops it. Look at the preview first."
    count = f"edition {newest.number}" if newest else "no edition yet"
    step = Step("Publishing", says, count, done, button="Publish…")
    if publishes:
        step.address = "" if look.stopped or done else reverse("admin:explainer_story_publish", args=(story.pk,))
    else:
        step.theirs = "An editor publishes, schedules and withdraws; that is not yours to do."
        step.address = "" if look.stopped or done else way_to_ask(story.pk)
        step.button = "Ask for it"
    return step


def uncited() -> list[Source]:
    """The latest sources that nothing at the desk cites, the first entered first. Two queries."""
    latest = list(Source.objects.order_by("-pk").values_list("pk", flat=True)[:LATEST])
    rows = Source.objects.filter(pk__in=latest)
    for relation in Source._meta.get_fields(include_hidden=True):
        if type(relation) is ManyToOneRel:  # what a source has one of, its text and the last look at it, cites nothing
            near: object = relation.related_model
            citing = near._base_manager.filter(**{relation.field.name: OuterRef("pk")})  # type: ignore[attr-defined]
            rows = rows.filter(~Exists(citing))
    return list(rows.order_by("-pk")[:SHOWN])[::-1] if latest else []
