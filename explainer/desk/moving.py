"""A story's editions on the way to another site: taken out of this one, and put in where the story has none.

What was taken back does not travel: editions go as readers read them, those that were withdrawn without a word. It must
not read or write files (``files.edition_files`` does), and publishes nothing: every moment, number and digest stays.
"""

from __future__ import annotations

from pathlib import Path

from django.utils import timezone
from msgspec import structs

from ..edition import document as shape
from ..edition.taking_back import words_of
from ..models import Edition, Story, Takedown
from ..search import search_index
from .addresses import retired
from .compose import compose
from .files.edition_files import Archive, Index, TakenBack, Told, schema_of
from .files.fixture_files import BrokenFixture
from .packing import pack


def take_out(slug: str) -> tuple[Archive, int]:
    """The public editions of a story, as they may travel; and how many scheduled ones stay here."""
    now = timezone.now()
    editions = list(Edition.objects.at_address(slug).order_by("published_at", "stream", "number"))
    public = [edition for edition in editions if edition.published_at <= now]
    numbers = {edition.pk: edition.number for edition in public}
    texts, told = {}, []
    for edition in public:
        text = _hollow(edition) if edition.withdrawn_at else edition.document
        less = edition.redacted_at or edition.withdrawn_at
        known = Told(
            **{name: getattr(edition, name) for name in _SAME},
            travels_as=shape.digest_of(text) if shape.digest_of(text) != edition.digest else "",
            redacted_at=less if shape.digest_of(text) != edition.digest else None,
            translates=numbers.get(edition.translates_id or 0, 0),
            republishes=numbers.get(edition.republishes_id or 0, 0),
        )
        told.append(known)
        texts[known.file] = text
    index = Index(story=slug, editions=told, taken_back=[_told_of(row) for row in _concerning(slug)])
    return Archive(Path(), index, texts), len(editions) - len(public)


_SAME = (
    "number", "stream", "kind", "note", "puts_right", "corrects", "published_at", "digest", "revision", "retired",
    "withdrawn_at", "withdrawn_because", "read_by", "read_on",
)  # fmt: skip


def _hollow(edition: Edition) -> str:
    """A withdrawn edition answers with its reason and nothing else; so nothing else goes with it."""
    whole = shape.thaw(edition.document)
    own = ("short_title", "short_answer", "standfirst", "limits", "phase_word", "phases_word", "byline", "editor")
    words = dict.fromkeys(own, "")
    return shape.freeze(structs.replace(whole, **words, **{section: [] for section in shape.SECTIONS}))


def _concerning(slug: str) -> list[Takedown]:
    return [row for row in Takedown.objects.active() if slug in (row.story, *row.stories)]


def _told_of(row: Takedown) -> TakenBack:
    assert row.taken_at  # it is active
    return TakenBack(
        kind=row.kind, slug=row.slug, basis=row.basis, reason=row.reason, language=row.language, taken_at=row.taken_at
    )


def restore(archive: Archive, slug: str) -> int:
    """Put the editions of the story ``slug`` in, within the transaction of who calls; how many that were: 0 where each
    is here already. BrokenFixture where the story has others, or one of these is not public yet by our clock.
    """
    index, now = archive.index, timezone.now()
    if index.story != slug:
        raise BrokenFixture(archive.folder, 0, f"these are editions of “{index.story}”, and the files tell “{slug}”")
    here = {(row.stream, row.number): row for row in Edition.objects.at_address(index.story).without_document()}
    if here:
        for told in index.editions:
            same = here.get((told.stream, told.number))
            if same is None or (same.digest, same.published_at) != (told.digest, told.published_at):
                reason = f"“{index.story}” has other editions here than this {told.words}; none is ever written over"
                raise archive.broken(told, reason)
        return 0
    story = Story.objects.get(slug=index.story)
    _take_back(story, index)
    originals: dict[int, Edition] = {}
    last: dict[str, tuple[Edition, shape.Document]] = {}
    for told in index.editions:
        if told.published_at > now:
            raise archive.broken(told, f"it was published at {told.published_at.isoformat()}, which is to come")
        edition, document = _put(story, told, archive.texts[told.file], originals, last.get(told.stream))
        if not told.withdrawn_at:  # which has come without a word
            last[told.stream] = edition, document
        if not told.stream:
            originals[told.number] = edition
    for edition in Edition.objects.at_address(index.story).to_index(now):
        search_index.write(edition, shape.thaw(edition.document), at=now)
    return len(index.editions)


def _put(
    story: Story, told: Told, text: str, originals: dict[int, Edition], last: tuple[Edition, shape.Document] | None
) -> tuple[Edition, shape.Document]:
    """An edition as it was, and what it says. What it lacks of those before it is worked out anew: a release may give
    addresses to more than one before it did."""
    document = shape.thaw(text)
    before, said = last or (None, None)
    gone = told.retired if told.withdrawn_at else retired(before, said, document, told.retired)
    edition = Edition.objects.create(
        story=story,
        slug=story.slug,
        language=document.language,
        schema=schema_of(text),
        document=text,
        redacted_at=told.redacted_at,
        translates=originals.get(told.translates),
        republishes=originals.get(told.republishes),
        **{name: getattr(told, name) for name in _SAME} | {"retired": gone},
    )
    pack(edition, document)
    return edition, document


def _take_back(story: Story, index: Index) -> None:
    """What was taken back there stays so here. Its words did not travel: those that the desk has are known again."""
    whole = compose(story.slug).document if index.taken_back else None
    for row in index.taken_back:
        of = "" if row.kind == Takedown.Kind.ACTOR else story.slug
        if whole is None or Takedown.objects.of_thing(row.kind, of, row.slug).open().exists():
            continue
        names, said = words_of(whole, row.kind, row.slug)
        Takedown.objects.create(
            **structs.asdict(row), story=of, stories=[story.slug], asked_at=row.taken_at,
            words={"names": names, "said": said},
        )  # fmt: skip
