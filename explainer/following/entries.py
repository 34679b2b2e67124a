"""What the feeds say: one entry for each statement, event, position and state of a phase, and one for each edition that
matters.

Times are those of editions; when something was said is told in words, as vague as it is. It must not put a
quotation mark round words that are not the speaker's own. Our words are in the story's language where we speak it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, override, pgettext
from django.utils.translation import gettext as _

from ..edition.diffs import Change
from ..edition.former import key_now, lasting
from ..kept import Kept
from ..language.labels import EVENT_TITLES, spoken, taken_back_words
from ..language.languages import speaks
from ..models.editions import Edition
from ..reading.copies import Missing, address_of
from ..reading.readings import Reading, changes_of
from ..story.moves import moved_way
from ..story.resolved import Event, Phase, Position, Statement
from .corrections import Correction, TakenBack, corrections
from .feeds import MOST, NEVER, Feed, FeedEntry, Head, Tombstone, bounded
from .ledger import Item, Ledger, follow
from .substance import Key

NOTHING = gettext_lazy("Withdrawn")  # the title of a feed of which nothing can be read any more
_LINK = re.compile(r'href="([/#][^"]*)"')
_QUOTE_TAG = re.compile(r"</?q\b[^>]*>")  # browsers draw marks round it, and the marks are in the text


def of_story(slug: str) -> Feed:
    """Its statements, events and positions, and its editions with their notes. Missing when it was never published."""
    reading, ledger = follow(slug)
    newest = _newest(ledger)
    with override(language_of(reading, ledger)):
        return bounded(
            [*_editions(newest, ledger), *_items(newest, reading, ledger)],
            _tombstones(newest, ledger),
            otherwise=ledger.opened,
            **_head(reading, ledger, ledger.title or str(NOTHING), "overview"),
        )


def of_topic(slug: str, page: str, key: str) -> Feed:
    """What has to do with one actor or issue (``page`` is “actor” or “issue”), as its page gathers it.

    Missing when the story never had it. Where it has it no more, tombstones are what is left.
    """
    reading, ledger = follow(slug)
    found = getattr(reading.index, page).get(key) if reading else None
    topic = f"{page}s/{lasting(found.value) if found else key}"
    if found is None and topic not in ledger.topics:
        raise Missing(topic)
    with override(language_of(reading, ledger)):
        title = ledger.title or str(NOTHING)
        if found:
            title = pgettext("feed", "%(topic)s: %(story)s") % {"topic": found.name, "story": title}
        newest = _newest(ledger, topic)
        return bounded(
            _items(newest, reading, ledger),
            _tombstones(newest, ledger),
            otherwise=ledger.opened,
            **_head(reading, ledger, title, page, key),
        )


def of_corrections() -> Feed:
    """Corrections, clarifications and withdrawals of all stories, in English."""
    with override(settings.LANGUAGE_CODE):
        page, found = settings.SITE_URL + reverse("corrections"), corrections()
        return bounded(
            [*map(_correction, found.rows), *(_taken_back(row, page) for row in found.taken)],
            (),
            otherwise=NEVER,
            title=_("Corrections"),
            subtitle=_("What was corrected, clarified or withdrawn, in every explainer."),
            language="en",
            site=settings.SITE_URL,
            page=page,
            place=page + "feed",
        )


def place_of(key: Key, reading: Reading) -> str:
    """The absolute address of a statement, event, position or phase: where it is read in the language of the moment."""
    key = key_now(key, reading.index.former)
    if key[0] == "event":
        return settings.SITE_URL + replace(reading, language=get_language()).event(key[1])
    return _place(key, reading.story.slug)


def _place(key: Key, story: str, language: str | None = None) -> str:
    kind, slug, *actor = key
    if kind == "phase":
        return _at("phase", story, int(slug), language=language)
    if kind == "statement":
        return _at("statement", story, slug, language=language)
    if kind == "event":
        return f"{_at('timeline', story, language=language)}#{slug}"
    return f"{_at('issue', story, slug, language=language)}#position-{actor[0]}"


def name_of(key: Key, story: str, stream: str) -> str:
    """Its lasting name: that address in English, whatever languages we come to speak; a translation's in its own."""
    return _place(key, story, speaks(stream))


def language_of(reading: Reading | None, ledger: Ledger) -> str:
    return spoken(reading.story.language) if reading else speaks(ledger.stream)


def _head(reading: Reading | None, ledger: Ledger, title: str, page: str, *args: str) -> Head:
    """``page`` and ``args``: what the feed belongs to."""
    return {
        "title": title,
        "subtitle": reading.story.question if reading else _("This explainer was withdrawn."),
        "language": reading.story.language if reading else ledger.stream or "en",
        "site": settings.SITE_URL,
        "page": _at(page, ledger.slug, *args),
        "place": _at(page, ledger.slug, *args, language=speaks(ledger.stream)) + "feed",
    }


def _newest(ledger: Ledger, topic: str = "") -> list[Edition | Item]:
    """What a feed has room for, before any of it is put into words: of a topic, items alone."""
    items = [item for item in ledger.items.values() if not topic or topic in item.trace.topics]
    notable = [] if topic else reversed(ledger.notable)
    told: list[tuple[datetime, Edition | Item]] = [(_told(edition), edition) for edition in notable]
    told += [(item.changed, item) for item in reversed(items) if item.gone is None]
    told += [(item.gone, item) for item in items if item.gone]
    return [each for _moment, each in sorted(told, key=lambda dated: dated[0], reverse=True)[:MOST]]


def _told(edition: Edition) -> datetime:
    return edition.withdrawn_at or edition.published_at


def _items(newest: list[Edition | Item], reading: Reading | None, ledger: Ledger) -> Iterator[FeedEntry]:
    """Each is written once for each language, for all feeds that have it."""
    if reading is None:
        return
    made = (settings.SITE_URL, get_language(), ledger.editions[-1].key, ledger.stream)
    for item in newest:
        if isinstance(item, Edition) or item.gone:
            continue
        name = (*made, item.key, item.first, item.changed, item.edition.number)
        entry = _kept.get(name)
        if entry is None:
            entry = _item(item.key, item, reading)
            _kept.put(name, entry, weight=1_000 + len(entry.html))
        yield entry


def _item(key: Key, item: Item, reading: Reading) -> FeedEntry:
    index = reading.index
    key = key_now(key, index.former)
    if key[0] == "statement":
        return _statement(index.statement[key[1]], item, reading)
    if key[0] == "event":
        return _event(index.event[key[1]], item, reading)
    if key[0] == "phase":
        return _phase(index.phase[int(key[1])], item, reading)
    return _position(index.issue[key[1]].positions[key[2]], item, reading)


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
    state = moved_way(event.value) or event.status
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


def _entry(
    kind: str, item: Item, reading: Reading, title: str, tags: tuple[tuple[str, str], ...], **context: Any
) -> FeedEntry:
    url = place_of(item.key, reading)
    html = _render(kind, url, item=item, changes=_at("changes", reading.story.slug), **context)
    return FeedEntry(
        name_of(item.key, reading.story.slug, item.edition.stream), url, title, item.first, item.changed, html, tags
    )


def _tombstones(newest: list[Edition | Item], ledger: Ledger) -> Iterator[Tombstone]:
    for row in ledger.taken:
        if row.key[0] in ("statement", "event", "position"):
            comment = taken_back_words(row.key[0], row.basis, row.reason)
            name = name_of(tuple(row.key), ledger.slug, ledger.stream)
            yield Tombstone(name, datetime.fromisoformat(row.at), comment)
    for item in newest:
        if isinstance(item, Item) and item.gone:
            why = {"number": item.edition.number, "reason": item.edition.withdrawn_because}
            if item.gone == item.edition.withdrawn_at:
                comment = _("Edition %(number)s was withdrawn: %(reason)s") % why
            else:
                comment = _("Edition %(number)s no longer has it.") % why
            yield Tombstone(name_of(item.key, ledger.slug, ledger.stream), item.gone, comment)


def _editions(newest: list[Edition | Item], ledger: Ledger) -> Iterator[FeedEntry]:
    """The notable editions among them, with what each changed."""
    shown = [edition for edition in newest if isinstance(edition, Edition)]
    before: dict[int, Edition] = {}
    last: Edition | None = None
    for edition in ledger.editions:
        if edition.withdrawn_at is None:
            if last:
                before[edition.pk] = last
            last = edition
    pairs = [(before[edition.pk], edition) for edition in shown if edition.pk in before]
    changes = dict(zip((new.pk for _old, new in pairs), changes_of(pairs), strict=True))
    for edition in shown:
        title = _("Edition %(number)s: %(kind)s") % {"number": edition.number, "kind": edition.get_kind_display()}
        yield _of_edition(edition, title, _told(edition), changes.get(edition.pk, []))


def _correction(correction: Correction) -> FeedEntry:
    edition = correction.edition
    title = _("%(story)s, edition %(number)s: %(kind)s") % {
        "story": correction.title or NOTHING,
        "number": edition.number,
        "kind": pgettext("edition", "withdrawn") if edition.withdrawn_at else edition.get_kind_display(),
    }
    return _of_edition(edition, title, correction.moment, correction.changes)


def _taken_back(row: TakenBack, page: str) -> FeedEntry:
    url = f"{page}#taken-back-{row.number}"
    title = taken_back_words(row.kind, row.basis, "").strip()
    kind = ("taken-back", _("Taken back"))
    html = _render("taken-back", url, row=row)
    return FeedEntry(url, url, title, row.moment, row.told_at, html, (kind,))


def _of_edition(edition: Edition, title: str, moment: datetime, changes: list[Change]) -> FeedEntry:
    at = partial(_at, "overview", edition.slug, number=edition.number)
    url = at(language=edition.stream)
    kind = ("withdrawn", _("Withdrawn")) if edition.withdrawn_at else (edition.kind, edition.get_kind_display())
    html = _render("edition", url, edition=edition, changes=changes)
    return FeedEntry(at(language=speaks(edition.stream)), url, title, edition.published_at, moment, html, (kind,))


def _render(kind: str, url: str, **context: Any) -> str:
    """The template's HTML with absolute links, on one line for each of its lines."""
    html: str = render_to_string(f"feed/{kind}.html", {"url": url, **context})
    html = _LINK.sub(lambda found: f'href="{_absolute(found[1], url)}"', _QUOTE_TAG.sub("", html))
    return "\n".join(filter(None, (line.strip() for line in html.split("\n"))))


def _absolute(href: str, url: str) -> str:
    return f"{url.partition('#')[0]}{href}" if href.startswith("#") else settings.SITE_URL + href


def _at(page: str, story: str, *args: Any, language: str | None = None, number: int | None = None) -> str:
    """The absolute address of a page, in the language of the moment where none is given. Names are given that of the
    editions, so that no language of ours changes them. ``number``: of an edition, for a page of its own."""
    space = "edition" if number else "story"
    return settings.SITE_URL + address_of(language or get_language(), space, page, story, number, args)


_kept: Kept[tuple[Any, ...], FeedEntry] = Kept(lambda: settings.READING_BYTES // 8)
