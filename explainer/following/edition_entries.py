"""What the feeds say of editions: of a story's own, of all that put something right, and of what was taken back.

It must not hand on a word of an edition that was withdrawn. What was put right stands first and alone: other news of
the same edition is counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ..edition.bylines import people
from ..edition.diffs import Change
from ..edition.put_right import put_right
from ..language.labels import taken_back_words
from ..language.languages import interface, speaks
from ..models.editions import Edition
from ..reading.readings import changes_of
from .corrections import Correction, TakenBack
from .feeds import FeedEntry
from .ledger import Ledger
from .writing import at, render


def changes_of_each(editions: Sequence[Edition], ledger: Ledger) -> dict[int, list[Change]]:
    """What each changed from the one before it that can be read, by its id; not those that were withdrawn."""
    before: dict[int, Edition] = {}
    last: Edition | None = None
    for edition in ledger.editions:
        if edition.withdrawn_at is None:
            if last:
                before[edition.pk] = last
            last = edition
    pairs = [(before[edition.pk], edition) for edition in editions if edition.pk in before]
    return dict(zip((new.pk for _old, new in pairs), changes_of(pairs), strict=True))


def edition_entry(edition: Edition, changes: list[Change], byline: str) -> FeedEntry:
    title = _("Version %(number)s: %(kind)s") % {"number": edition.number, "kind": _kind(edition)}
    return _of_edition(edition, title, edition.withdrawn_at or edition.published_at, changes, byline)


def correction_entry(correction: Correction, nothing: str) -> FeedEntry:
    edition = correction.edition
    title = _titled(edition, correction.title or nothing)
    return _of_edition(edition, title, correction.moment, [*correction.changes, *correction.others])


def entry_of_the_site(edition: Edition, story: str, changes: list[Change], byline: str) -> FeedEntry:
    """As ``edition_entry``, among those of other stories."""
    moment = edition.withdrawn_at or edition.published_at
    return _of_edition(edition, _titled(edition, story), moment, changes, byline)


def _titled(edition: Edition, story: str) -> str:
    told = {"story": story, "number": edition.number, "kind": _kind(edition)}
    return _("%(story)s, version %(number)s: %(kind)s") % told


def _kind(edition: Edition) -> str:
    return pgettext("edition", "withdrawn") if edition.withdrawn_at else edition.called


def taken_back_entry(row: TakenBack, page: str) -> FeedEntry:
    url = f"{page}#taken-back-{row.number}"
    title = taken_back_words(row.kind, row.basis, "").strip()
    kind = ("taken-back", _("Taken back"))
    html = render("taken-back", url, interface(), row=row)
    return FeedEntry(url, url, title, row.moment, row.told_at, html, (kind,))


def _of_edition(edition: Edition, title: str, moment: datetime, changes: list[Change], byline: str = "") -> FeedEntry:
    """``byline``: who wrote it, of which nothing is handed on once it was withdrawn."""
    there = partial(at, "overview", edition.slug, number=edition.number)
    url = there(language=edition.stream)
    shown = put_right(changes, edition.puts_right, whole=edition.kind in Edition.RIGHTING) if edition.rights else []
    others = len(changes) - len(shown) if shown else 0
    told = {"changes": shown or changes, "others": others, "rights": bool(shown)}
    html = render("edition", url, interface(), edition=edition, **told)
    name = there(language=speaks(edition.stream))
    authors = () if edition.withdrawn_at else tuple(people(byline))
    return FeedEntry(name, url, title, edition.published_at, moment, html, tuple(_tags(edition)), authors)


def _tags(edition: Edition) -> list[tuple[str, str]]:
    if edition.withdrawn_at:
        return [("withdrawn", _("Withdrawn"))]
    also = edition.corrects and edition.kind not in Edition.RIGHTING
    extra = [(str(Edition.Kind.CORRECTION), str(Edition.Kind.CORRECTION.label))] if also else []
    return [(edition.kind, edition.get_kind_display() if also else edition.called), *extra]
