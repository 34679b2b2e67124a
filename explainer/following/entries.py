"""What the feeds say of a story's things: one entry for each statement, event, position and state of a phase, for each
issue of which it is news how it stands, each question that has ended, each role that began or ended.

Times are those of editions; when something was said is told in words, as vague as it is. It must not put a
quotation mark round words that are not the speaker's own. Our words are in the story's language where we speak it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from ..edition import document as shape
from ..edition.bylines import people
from ..edition.former import key_now
from ..kept import Kept
from ..language.dates import readable, words
from ..language.labels import EVENT_TITLES, taken_back_words
from ..models.editions import Edition
from ..reading.readings import Reading
from ..story.moves import moved_way
from ..story.resolved import Actor, Event, Issue, OpenQuestion, Phase, Position, Statement
from .edition_entries import changes_of_each, edition_entry
from .feeds import FeedEntry, Tombstone
from .ledger import Item, Ledger, prints_of
from .substance import Key
from .taken_out import words as taken_out_words
from .writing import at, name_of, place_of, render


def entries_of(told: Iterable[Edition | Item], reading: Reading | None, ledger: Ledger) -> list[FeedEntry]:
    """In their order, each item written once for each language, for all feeds that have it."""
    told = list(told)
    editions = [each for each in told if isinstance(each, Edition)]
    changes, prints = changes_of_each(editions, ledger), prints_of(editions)
    return [
        edition_entry(each, changes.get(each.pk, []), prints[each.key].byline)
        if isinstance(each, Edition)
        else _kept_item(each, reading, ledger)
        for each in told
        if isinstance(each, Edition) or reading
    ]


def tombstones_of(told: Iterable[Item | shape.Tombstone], ledger: Ledger) -> list[Tombstone]:
    return [_of_taken(each, ledger) if isinstance(each, shape.Tombstone) else _of_gone(each, ledger) for each in told]


def _kept_item(item: Item, reading: Reading | None, ledger: Ledger) -> FeedEntry:
    assert reading is not None  # what can be read stands in what is read
    made = (settings.SITE_URL, get_language(), ledger.editions[-1].key, ledger.stream, reading.key)
    name = (*made, item.key, item.first, item.changed, item.edition.number)
    entry = _kept.get(name)
    if entry is None:
        entry = _item(item.key, item, reading)
        _kept.put(name, entry, weight=1_000 + len(entry.html))
    return entry


def _item(key: Key, item: Item, reading: Reading) -> FeedEntry:
    index = reading.index
    match key_now(key, index.former):
        case ("statement", slug):
            return _statement(index.statement[slug], item, reading)
        case ("event", slug):
            return _event(index.event[slug], item, reading)
        case ("phase", number):
            return _phase(index.phase[int(number)], item, reading)
        case ("issue", slug):
            return _issue(index.issue[slug], item, reading)
        case ("question", slug):
            return _question(next(each for each in index.questions if each.slug == slug), item, reading)
        case ("role", actor, slug):
            return _role(index.actor[actor], slug, item, reading)
        case ("position", issue, holder):
            return _position(index.issue[issue].positions[holder], item, reading)
    raise KeyError(key)


def _statement(statement: Statement, item: Item, reading: Reading) -> FeedEntry:
    act = statement.value.act
    terms = [statement.wording, *([act] if act != "said" else [])]
    names = dict(zip(terms, statement.kinds, strict=False))
    tags = (*names.items(), *((issue.slug, issue.short_name) for issue in statement.issues))
    return _entry("statement", item, reading, statement.title, tags, statement=statement)


def _event(event: Event, item: Item, reading: Reading) -> FeedEntry:
    tags = (("event", _("Event")),)
    return _entry("event", item, reading, titled(event), tags, event=event, status=event.status_words)


def titled(event: Event) -> str:
    """“Cancelled: Talks”: no title says that something happened of which that is not known."""
    state = "was-expected" if event.passed else moved_way(event.value) or event.status
    return EVENT_TITLES[state] % {"event": event.title} if state in EVENT_TITLES else event.title


def _phase(phase: Phase, item: Item, reading: Reading) -> FeedEntry:
    words = reading.index.words
    title = words.say("standing", number=phase.number, name=phase.name, state=phase.state_words)
    return _entry("phase", item, reading, title, (("phase", words.say("one")),), phase=phase)


def _position(position: Position, item: Item, reading: Reading) -> FeedEntry:
    actor, issue = position.actor, position.issue
    title = pgettext("statement", "%(speaker)s on %(topic)s") % {"speaker": actor.name, "topic": issue.short_name}
    tags = (("position", _("Position")), (issue.slug, issue.short_name))
    return _entry("position", item, reading, title, tags, position=position)


def _issue(issue: Issue, item: Item, reading: Reading) -> FeedEntry:
    """Where it stands, by its status."""
    title = pgettext("feed", "%(topic)s: %(status)s") % {"topic": issue.short_name, "status": issue.status_words}
    tags = (("issue", pgettext("thing", "Issue")), (issue.slug, issue.short_name))
    proof = {"sources": reading.index.cited(issue.value.sources)}
    return _entry("issue", item, reading, title, tags, issue=issue, proof=proof, on=readable(issue.value.status_on))


def _question(question: OpenQuestion, item: Item, reading: Reading) -> FeedEntry:
    status = question.ended_words or pgettext("open question", "Open again")
    title = pgettext("feed", "%(topic)s: %(status)s") % {"topic": question.question, "status": status}
    tags, on = [("question", pgettext("thing", "Open question"))], readable(question.value.ended_on)
    if issue := question.issue:
        tags.append((issue.slug, issue.short_name))
    return _entry("question", item, reading, title, tuple(tags), question=question, status=status, on=on)


def _role(actor: Actor, slug: str, item: Item, reading: Reading) -> FeedEntry:
    role = next(each for each in actor.value.roles if each.slug == slug)
    held = {"held_from": readable(role.held_from), "held_to": readable(role.held_to)}
    said = {"actor": actor.name, "role": role.title, **{name: words(when) for name, when in held.items() if when}}
    if held["held_from"] and held["held_to"]:
        title = pgettext("feed", "%(actor)s, %(role)s: from %(held_from)s until %(held_to)s")
    elif held["held_to"]:
        title = pgettext("feed", "%(actor)s, %(role)s: until %(held_to)s")
    elif held["held_from"]:
        title = pgettext("feed", "%(actor)s, %(role)s: since %(held_from)s")
    else:
        title = pgettext("feed", "%(actor)s, %(role)s")
    tags = (("role", pgettext("feed", "Role")),)
    return _entry("role", item, reading, title % said, tags, actor=actor, role=role, **held)


def _entry(
    kind: str, item: Item, reading: Reading, title: str, tags: tuple[tuple[str, str], ...], **context: Any
) -> FeedEntry:
    url = place_of(item.key, reading)
    story = reading.story
    html = render(kind, url, story.language, item=item, changes=at("changes", story.slug), **context)
    name, authors = name_of(item.key, story.slug, item.edition.stream), tuple(people(story.byline))
    return FeedEntry(name, url, title, item.first, item.changed, html, tags, authors)


def _of_taken(row: shape.Tombstone, ledger: Ledger) -> Tombstone:
    comment = taken_back_words(row.key[0], row.basis, row.reason)
    return Tombstone(name_of(tuple(row.key), ledger.slug, ledger.stream), datetime.fromisoformat(row.at), comment)


def _of_gone(item: Item, ledger: Ledger) -> Tombstone:
    moment, edition = item.gone, item.went
    assert moment is not None
    if item.taken_out:
        comment = taken_out_words(item.taken_out)
    else:
        assert edition is not None  # what is gone went with an edition
        why = {"number": edition.number, "reason": edition.withdrawn_because}
        if moment == edition.withdrawn_at:
            comment = _("Version %(number)s was withdrawn: %(reason)s") % why
        else:
            comment = _("Version %(number)s no longer has it.") % why
    return Tombstone(name_of(item.key, ledger.slug, ledger.stream), moment, comment)


_kept: Kept[tuple[Any, ...], FeedEntry] = Kept(lambda: settings.READING_BYTES // 8)
