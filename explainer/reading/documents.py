"""What a reader may take along of a reading: its document as it is stored, to the byte, and its package.

It must not make a package, nor change a document: a translation without what its original took out is what its pages
show, and its digest is its own.
"""

from __future__ import annotations

from django.utils import timezone

from ..edition.document import digest_of, freeze
from ..models.editions import Edition
from ..models.packages import Package
from .readings import Reading, read
from .which_edition import Found


def text_of(reading: Reading) -> str:
    """The document as JSON text: the stored one. One query."""
    if reading.put_right and reading.put_right.removed:
        return freeze(reading.story)
    _pk, _key, text = next(Edition.objects.among([reading.edition.pk]).texts())
    return text


def digest_now(reading: Reading) -> str:
    """The SHA-256 of that text; without a query where it is what was published."""
    edition = reading.edition
    whole = not edition.redacted_at and not (reading.put_right and reading.put_right.removed)
    return edition.digest if whole else digest_of(text_of(reading))


def example() -> Reading | None:
    """The story that was published last, in its own language, to show addresses by. One query, or two."""
    rows = Edition.objects.in_streams("").newest_of_each_stream(timezone.now()).readable().to_read()
    edition = rows.first()
    return read(Found(edition, edition.number)) if edition else None


def package_of(reading: Reading) -> bytes | None:
    """The ZIP of the edition as it is now; None where none was made. One query."""
    found = Package.objects.holding(reading.edition, reading.edition.key).values_list("content", flat=True).first()
    return None if found is None else bytes(found)
