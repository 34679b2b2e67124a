"""Take one thing back from every edition, and bring it back: one person asks, another confirms, and both leave a trace.

The editions as they were published are kept aside (``models.takedowns.Original``): a digest that readers have cited can
be proved to whoever may ask for it, and what was taken back by mistake can be brought back to the letter. Nothing that
readers can reach reads them. It must not decide what goes with a thing; ``edition.taking_back`` does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain
from typing import Any

from django.utils import timezone

from ..edition import document as shape
from ..edition.recurring_words import Words
from ..edition.taking_back import Places, Taken, holds, places_of, take_back, words_of
from ..language.text import tidy
from ..models import Edition, Original, Takedown
from ..models.takedowns import REASON_LENGTH
from ..search import search_index
from .announcing import announce_taken
from .one_at_a_time import alone
from .packing import pack
from .taken import all_words, slugs_of, taken, taken_from
from .traces import log, name_of


class NotTaken(Exception):
    """Why nothing was done, in one sentence."""


@dataclass(frozen=True, slots=True)
class Survey:
    """Where a thing stands, as two people are shown it before they confirm. ``editions``: each with what goes with it,
    what loses a reference or words, the newest first. ``elsewhere``: others of these stories whose texts lose words."""

    editions: list[tuple[list[Edition], Places]]
    elsewhere: list[Edition] = field(default_factory=list)
    notes: list[Edition] = field(default_factory=list)  # whose note to readers, or reason, loses words
    names: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        return sum(len(editions) for editions, _places in self.editions)


def survey(kind: str, story: str, slug: str) -> Survey:
    """Every edition that holds it, public or not, in whatever language. Reads them all: for the desk alone."""
    slugs = slugs_of(kind, story, slug)
    found = list(_holding(kind, story, slugs))
    names, said = _words(found, kind, slugs)
    told = Taken(kind=kind, slug=slug, at="", basis="", reason="", language="", names=names, said=said)
    grouped: dict[str, tuple[list[Edition], Places]] = {}
    for edition, document in reversed(found):
        known = next(each for each in slugs if holds(document, kind, each))
        places = places_of(document, replace(told, slug=known))
        grouped.setdefault(f"{edition.slug}{places}", ([], places))[0].append(edition)
    every = Survey(list(grouped.values()), names=list(names), said=list(said))
    words, have_it = Words(names, said), {edition.pk for edition, _document in found}
    same = Edition.objects.at_address(*(edition.slug for edition, _document in found))
    for edition in same.order_by("pk").iterator(chunk_size=1):
        if _reworded(edition, words):
            every.notes.append(edition)
        if edition.pk not in have_it and places_of(shape.thaw(edition.document), told).reworded:
            every.elsewhere.append(edition)
    return every


def ask(kind: str, story: str, slug: str, *, basis: str, reason: str, by: Any) -> Takedown:
    """Note that ``by`` wants it taken back. Nothing changes for readers until somebody else confirms it.

    Raises NotTaken without a reason or a ground, or where no edition holds it, or where it is asked for already."""
    with alone():
        if basis not in Takedown.Basis.values:
            raise NotTaken("Say on what ground it is taken back.")
        story = "" if kind == Takedown.Kind.ACTOR else story
        if Takedown.objects.of_thing(kind, story, slug).open().exists():
            raise NotTaken("It is asked for, or taken back, already.")
        slugs = slugs_of(kind, story, slug)
        found = list(_holding(kind, story, slugs))
        if not found:
            raise NotTaken("No edition has it; change it at the desk.")
        names, said = _words(found, kind, slugs)
        row = Takedown.objects.create(
            kind=kind, story=story, slug=slug, basis=basis, reason=_reason(reason, _hidden_words(names, said)),
            language=found[0][0].language,  # the oldest is the original's
            asked_at=timezone.now(), asked_by=by, asker_name=name_of(by),
        )  # fmt: skip
        log(row, by, f"Asked to take back {row}, {row.get_basis_display()}: {row.reason}")
        return row


def confirm(row: Takedown, *, by: Any) -> Takedown:
    """Take it back, now, from every edition. NotTaken where ``by`` asked for it, or nobody asks for it any more."""
    with alone():
        row = _now(row)
        if row.state != "asked":
            raise NotTaken("It is taken back already.")
        _must_be_another(row.asked_by_id, by)
        slugs = slugs_of(row.kind, row.story, row.slug)
        found = list(_holding(row.kind, row.story, slugs))
        if not found:
            raise NotTaken("No edition has it any more.")
        names, said = _words(found, row.kind, slugs)
        _reason(row.reason, _hidden_words(names, said))
        row.words = {"names": list(names), "said": list(said), "slugs": slugs[1:]}
        row.stories = sorted({edition.slug for edition, _document in found})
        row.taken_at, row.confirmed_by, row.confirmer_name = timezone.now(), by, name_of(by)
        row.save()
        _hide_in_other_reasons(row, Words(names, said))
        _write_anew(row.stories)
        log(row, by, f"Confirmed: took back {row}, {row.get_basis_display()}: {row.reason}")
        announce_taken(row.stories, row.taken_at)
        return row


def drop(row: Takedown, *, by: Any) -> None:
    """Forget that it was asked for; of what is taken back, that its return was."""
    with alone():
        row = _now(row)
        if row.state == "asked":
            log(row, by, f"Dropped the request to take back {row}: {row.reason}")
            row.delete()
        elif row.state == "return-asked":
            row.return_asked_at = row.return_asked_by = None
            row.return_asker_name = row.return_reason = ""
            row.save()
            log(row, by, f"Dropped the request to bring back {row}.")
        else:
            raise NotTaken("There is no request to drop.")


def ask_back(row: Takedown, *, reason: str, by: Any) -> Takedown:
    """Note that ``by`` wants it brought back, with a reason for readers."""
    with alone():
        row = _now(row)
        if row.state != "taken":
            raise NotTaken("It is not taken back, or its return is asked for already.")
        row.return_reason = _reason(reason, _hidden_words())
        row.return_asked_at, row.return_asked_by, row.return_asker_name = timezone.now(), by, name_of(by)
        row.save()
        log(row, by, f"Asked to bring back {row}: {row.return_reason}")
        return row


def bring_back(row: Takedown, *, by: Any) -> Takedown:
    """Show it again in every edition that had it. What was published meanwhile stays without it.

    NotTaken where ``by`` asked for it, or where an edition could not be shown to the letter."""
    with alone():
        row = _now(row)
        if row.state != "return-asked":
            raise NotTaken("Nobody has asked to bring it back.")
        _must_be_another(row.return_asked_by_id, by)
        row.returned_at, row.returned_by, row.returner_name = timezone.now(), by, name_of(by)
        row.save()
        _write_anew(row.stories)
        log(row, by, f"Confirmed: brought back {row}: {row.return_reason}")
        announce_taken(row.stories, row.returned_at)
        return row


# ---- editions ------------------------------------------------------------------------------------


def _write_anew(stories: Iterable[str]) -> None:
    """Every edition of these stories as it is to be read: as it was published, without what is taken back now.

    The triggers of the count of publications see each, and so every process of every machine does, within a second.
    """
    active, now = list(Takedown.objects.active()), timezone.now()
    indexed = set(Edition.objects.at_address(*stories).to_index(now).values_list("pk", flat=True))
    for pk in list(Edition.objects.at_address(*stories).order_by("pk").values_list("pk", flat=True)):
        edition = Edition.objects.get(pk=pk)
        original = Original.objects.of([edition]).first()
        source = original or edition
        whole = shape.thaw(source.document)
        gone = taken_from(whole, active)
        read, words = take_back(whole, gone), all_words(gone)
        note, because = words.hidden(source.note), words.hidden(source.withdrawn_because)
        if (read, note, because) != (whole, source.note, source.withdrawn_because):
            _redact(edition, original, read, note, because, now)
        elif original:
            _put_back(edition, original)
        else:
            continue
        pack(edition)
        if edition.pk in indexed:
            search_index.forget(edition)
            search_index.write(edition, read, at=now)


def _redact(
    edition: Edition, original: Original | None, read: shape.Document, note: str, because: str, now: datetime
) -> None:
    text = shape.freeze(read)
    if (text, note, because) == (edition.document, edition.note, edition.withdrawn_because):
        return
    if original is None:
        Original.objects.create(
            edition=edition,
            schema=edition.schema,
            document=edition.document,
            note=edition.note,
            withdrawn_because=edition.withdrawn_because,
        )
    edition.document, edition.schema, edition.redacted_at = text, read.schema, now
    edition.note, edition.withdrawn_because = note, because
    _save(edition)


def _put_back(edition: Edition, original: Original) -> None:
    edition.document, edition.schema = original.document, original.schema
    edition.note, edition.withdrawn_because = original.note, original.withdrawn_because
    if shape.digest_of(edition.document) == edition.digest:
        edition.redacted_at = None
    elif not (edition.withdrawn_at or shape.thaw(edition.document).tombstones):  # came here with less
        raise NotTaken(f"What was kept of {edition} is not what was published; nothing is brought back.")
    _save(edition)
    original.delete()


def _save(edition: Edition) -> None:
    edition.revision += 1
    edition.save(update_fields=["document", "schema", "redacted_at", "revision", "note", "withdrawn_because"])


def _holding(kind: str, story: str, slugs: list[str]) -> Iterator[tuple[Edition, shape.Document]]:
    """Every edition that has it under any of these, oldest first, with what it says to readers now."""
    editions = Edition.objects.having(*slugs) if kind == "actor" else Edition.objects.at_address(story)
    for edition in editions.order_by("pk").iterator(chunk_size=1):
        document = shape.thaw(edition.document)
        if any(holds(document, kind, slug) for slug in slugs):
            yield edition, document


def _words(
    found: Iterable[tuple[Edition, shape.Document]], kind: str, slugs: list[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """In every wording that an edition has had, in every language: as it was published, for what hides or took along a
    part of it now may come back first."""
    found, names, said = list(found), dict[str, None](), dict[str, None]()
    originals = Original.objects.at_address(*(edition.slug for edition, _document in found))
    kept = set(originals.values_list("edition_id", flat=True))
    wholes = (shape.thaw(original.document) for original in originals.iterator(chunk_size=1))
    for document in chain((document for edition, document in found if edition.pk not in kept), wholes):
        for called, spoken in (words_of(document, kind, slug) for slug in slugs):
            names.update(dict.fromkeys(called))
            said.update(dict.fromkeys(spoken))
    return tuple(names), tuple(said)


def _hidden_words(names: Iterable[str] = (), said: Iterable[str] = ()) -> Words:
    """These, and all that is taken back now: one reason must not say what another took away."""
    return all_words(map(taken, Takedown.objects.active()), names=names, said=said)


def _hide_in_other_reasons(row: Takedown, words: Words) -> None:
    """Readers are shown them in tombstones and among the corrections; the admin's log keeps them as they were given."""
    for other in Takedown.objects.told().exclude(pk=row.pk):
        reason, back = words.hidden(other.reason), words.hidden(other.return_reason)
        if (reason, back) != (other.reason, other.return_reason):
            other.reason, other.return_reason = reason, back
            other.save(update_fields=["reason", "return_reason"])


def _reworded(edition: Edition, words: Words) -> bool:
    return any(words.hidden(text) != text for text in (edition.note, edition.withdrawn_because))


# ---- people --------------------------------------------------------------------------------------


def _now(row: Takedown) -> Takedown:
    try:
        return Takedown.objects.get(pk=row.pk)
    except Takedown.DoesNotExist:
        raise NotTaken("The request was dropped meanwhile.") from None


def _must_be_another(first: int | None, by: Any) -> None:
    if by is None or first == by.pk:
        raise NotTaken("You have asked for it; somebody else confirms it.")


def _reason(text: str, words: Words) -> str:
    """One line for readers, which must not say what is taken back."""
    text = tidy(text)
    if not text:
        raise NotTaken("Say why; readers are shown the reason.")
    if len(text) > REASON_LENGTH:
        raise NotTaken(f"The reason has {len(text)} characters; it can have {REASON_LENGTH}.")
    if words.hidden(text) != text:
        raise NotTaken("The reason says what is taken back; readers are shown it, so say it in other words.")
    return text
