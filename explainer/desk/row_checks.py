"""What the rules of publishing will say of one row, at the field that it concerns, and by titles.

It must not hold a rule, nor stop a save: what is refused, the form refuses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..edition import document as shape
from ..edition.row_names import actor_name, background_name
from ..language.dates import readable, words
from ..language.nearest_words import how_it_differs
from .compose import Draft
from .near import near, place_of
from .rules.attribution import quotations_are_to_the_letter
from .rules.causes import cause_of, field_of
from .rules.checks import QUESTIONS, RULES
from .rules.problems import Problem, Rule

# What a row is called in a sentence, by its section; a provision is told by its place below a phase.
_NOUNS = {
    "statements": "statement", "events": "event", "issues": "issue", "positions": "position", "phases": "phase",
    "gates": "way on", "texts": "text", "terms": "term", "figures": "figure", "open-questions": "open question",
    "maps": "map", "actors": "actor", "sources": "source", "state": "line of the state of play",
    "key-points": "key point", "backgrounds": "piece of background", "groups": "group", "comparisons": "comparison",
    "links": "link of the statement", "event-links": "link of the event",
}  # fmt: skip
_PLACE = re.compile(rf"(?<![\w/“-])(stories|{'|'.join(_NOUNS)})/([\w/-]*)")
_OWN = re.compile(r"^[a-z-]+/[\w/-]+:? ?")
_NAMED = re.compile(r"\b(actor|issue|source|event|text|term|statement) “([\w-]+)”")
_HINT = ("Give that actor a part in this story.", "Give that actor a part in the story, in its form.")
_DATE = re.compile(r"\[[\d.-]+\]|\b\d{4}-\d{2}(?:-\d{2})?[~?%]?(?:/[\d.-]+)?")


@dataclass(frozen=True, slots=True)
class Told:
    """``field``: of the form, as “when” or “passages”, and of a part which one, counted from 0; ``stops``: whether it
    stops a publication, or asks to be looked at."""

    cause: str
    sentence: str
    field: str
    part: int | None
    stops: bool


def told_of(row: Any) -> list[Told]:
    """What rules and questions say of ``row``, which is saved, each cause at a field once."""
    at = place_of(row)
    if not at:
        return []
    draft, names = near(row)
    found: dict[tuple[str, str, int | None], Told] = {}
    for stops, rules in ((True, RULES), (False, QUESTIONS)):
        for rule in rules:
            for problem in _of(rule, draft, at):
                field, part = field_of(rule, problem, draft.document)
                key = (rule.__name__, field, part)
                sentence = _nearest(row, draft, part) if rule is quotations_are_to_the_letter else ""
                sentence = sentence or plainly(problem.sentence, draft.document, at, names)
                told = Told(cause_of(rule), sentence, field, part, stops)
                found.setdefault(key, told)
    return list(found.values())


def _of(rule: Rule, draft: Draft, at: str) -> Iterator[Problem]:
    for problem in rule(draft):
        if problem.at == at or problem.at.startswith(f"{at}/"):
            yield problem


def _nearest(row: Any, draft: Draft, part: int | None) -> str:
    """How a passage differs from the nearest words of its sources."""
    said = next((each for each in draft.document.statements if each.slug == row.slug), None)
    if said is None or part is None:
        return ""
    texts = [draft.excerpts[slug] for slug in said.sources if slug in draft.excerpts]
    return how_it_differs(said.passages[part].text, *texts)


def plainly(
    sentence: str,
    story: shape.Document,
    at: str = "",
    names: Mapping[str, str] | None = None,
    titles: Mapping[str, str] | None = None,
) -> str:
    """A sentence of a rule by kinds and titles and not by codes; what it says of the row at ``at``, without naming it.
    ``titles``: those of the story, from whoever asks for many."""
    titles = titles_of(story) if titles is None else titles
    if at and (found := _OWN.match(sentence)) and at in found[0]:
        rest = sentence[found.end() :]
        sentence = f"{rest[:1].upper()}{rest[1:]}" if found[0].rstrip().endswith(":") else f"This {rest}"
    sentence = _PLACE.sub(lambda place: _titled(place, titles), sentence)
    sentence = _NAMED.sub(lambda named: _called(named, titles, names or {}), sentence).replace(*_HINT)
    return _DATE.sub(lambda date: _in_words(date[0]), sentence)


def _titled(place: re.Match[str], titles: Mapping[str, str]) -> str:
    """“Statement “Ada Reyes on the tests”” where a sentence begins with it, else “the statement …”."""
    section, key = place.groups()
    if section == "stories":
        return "The story" if place.start() == 0 else "the story"
    known = place[0] if place[0] in titles else place[0].rpartition("/")[0]
    noun = "provision" if section == "phases" and known == place[0] and "/" in key else _NOUNS[section]
    named = f"{noun} “{titles.get(known) or key}”"
    return f"{named[:1].upper()}{named[1:]}" if place.start() == 0 else f"the {named}"


def _called(named: re.Match[str], titles: Mapping[str, str], names: Mapping[str, str]) -> str:
    kind, slug = named.groups()
    title = titles.get(f"{kind}s/{slug}") or (names.get(slug) if kind == "actor" else None)
    return f"{kind} “{title or slug}”"


def _in_words(date: str) -> str:
    when = readable(date)
    return words(when) if when else date


def titles_of(story: shape.Document) -> dict[str, str]:
    """What each row of a story is called, by its place."""
    issues = {row.slug: row.short_name for row in story.issues}
    found = {f"statements/{row.slug}": f"{actor_name(row.speaker, story)} on {row.topic}" for row in story.statements}
    found |= {
        f"positions/{row.slug}": f"{actor_name(row.actor, story)} on {issues.get(row.issue or '', row.issue)}"
        for row in story.positions
    }
    for section, name in _TITLES.items():
        for row in getattr(story, section):
            found[shape.place(section, row)] = getattr(row, name)
    found |= {f"backgrounds/{row.slug}": background_name(row, story) for row in story.backgrounds}
    found |= {f"comparisons/{row.slug}": found.get(f"statements/{row.later}", "") for row in story.comparisons}
    for links, section in (("links", "statements"), ("event-links", "events")):
        found |= {
            f"{links}/{key.partition('/')[2]}": title for key, title in found.items() if key.startswith(f"{section}/")
        }
    for phase in story.phases:
        found |= {f"phases/{phase.number}/{each.slug}": each.what for each in phase.provisions}
    return found


_TITLES = {
    "events": "title", "issues": "name", "phases": "name", "gates": "label", "texts": "name", "terms": "name",
    "figures": "label", "open_questions": "question", "maps": "title", "actors": "name", "sources": "publisher",
    "state": "label", "key_points": "sentence", "groups": "heading",
}  # fmt: skip
