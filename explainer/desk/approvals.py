"""Whether two people have approved a comparison as it stands.

It must not ask the database or record anything; ``approving`` does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC

import msgspec

from ..edition import document as shape
from ..models import Approval

NEEDED = 2
# What of a statement two people approve in a comparison: its words, whose, when, and where from.
SAID = (
    "slug", "speaker", "attributed_as", "wording", "act", "second_hand", "lead_in", "passages", "tail", "alterations",
    "quoted_in", "when", "when_reported", "when_note", "order_in_day", "sources",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Waiting:
    """A comparison that is not published yet: as it would be, the digest to approve, and who has approved that."""

    pair: shape.Comparison
    seen: str
    given: tuple[Approval, ...]

    @property
    def at(self) -> str:
        return shape.place("comparisons", self.pair)


def seen(pair: shape.Comparison, statements: Mapping[str, shape.Statement]) -> str:
    """The digest of what is approved: the pair with both statements; empty where one is not in the story."""
    if pair.earlier not in statements or pair.later not in statements:
        return ""
    said = [[getattr(statements[slug], field) for field in SAID] for slug in (pair.earlier, pair.later)]
    return shape.digest_of(msgspec.json.encode([pair.issue, pair.relation, said]).decode())


def counted(approvals: Iterable[Approval], digest: str) -> tuple[Approval, ...]:
    """Those given to what the comparison says now."""
    return tuple(approval for approval in approvals if digest and approval.seen == digest)


def approved_on(approvals: tuple[Approval, ...]) -> str:
    """The day (UTC, ISO 8601) of the second approval; empty while one is lacking."""
    if len(approvals) < NEEDED:
        return ""
    return max(approval.at for approval in approvals).astimezone(UTC).date().isoformat()
