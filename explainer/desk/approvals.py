"""Whether two people have approved a comparison as it stands.

It must not ask the database or record anything; ``approving`` does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Any

import msgspec

from ..edition import document as shape
from ..edition.fields import fields_of
from ..edition.reads_alike import as_seen
from ..models import Approval

NEEDED = 2
# What of a statement two people approve in a comparison: its words, whose, when, and where from, which is what an entry
# of a feed tells. Not the role beside the speaker: that follows from who held it. In the order in which the digest has
# had them from the first, since another order would take approvals away.
_FIRST = (
    "slug", "speaker", "attributed_as", "wording", "act", "second_hand", "lead_in", "passages", "tail", "alterations",
    "quoted_in", "when", "when_reported", "when_note", "order_in_day", "sources",
)  # fmt: skip
_OF_A_PASSAGE = ("text", "cut_before")
_SINCE = tuple(
    name
    for name, field in fields_of(shape.Statement).items()
    if field.substance == "told" and name not in (*_FIRST, "role")
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A comparison that is not published yet: as it would be, the digest to approve, and who has approved that."""

    pair: shape.Comparison
    seen: str
    given: tuple[Approval, ...]

    @property
    def at(self) -> str:
        return shape.place("comparisons", self.pair)


def seen(pair: shape.Comparison, statements: Mapping[str, shape.Statement], *, as_typed: bool = False) -> str:
    """The digest of what is approved: the pair with both statements; empty where one is not in the story.

    What nobody can see makes no difference to it; ``as_typed``, as the first approvals have it, it does."""
    if pair.earlier not in statements or pair.later not in statements:
        return ""
    said = [_said(statements[slug]) for slug in (pair.earlier, pair.later)]
    approved = said if as_typed else as_seen(said)
    return shape.digest_of(msgspec.json.encode([pair.issue, pair.relation, approved]).decode())


def _said(statement: shape.Statement) -> list[Any]:
    """Of fields that came later, those with something in them: what was approved before them stays approved."""
    later = [(name, value) for name in _SINCE if (value := getattr(statement, name))]
    first = (getattr(statement, name) if name != "passages" else _words(statement) for name in _FIRST)
    return [*first, *later]


def _words(statement: shape.Statement) -> list[dict[str, Any]]:
    """The passages, likewise."""
    return [
        {name: value for name in each.__struct_fields__ if (value := getattr(each, name)) or name in _OF_A_PASSAGE}
        for each in statement.passages
    ]


def counted(approvals: Iterable[Approval], *digests: str) -> tuple[Approval, ...]:
    """Those given to what the comparison says now."""
    return tuple(approval for approval in approvals if approval.seen and approval.seen in digests)


def approved_on(approvals: tuple[Approval, ...]) -> str:
    """The day (UTC, ISO 8601) of the second approval; empty while one is lacking."""
    if len(approvals) < NEEDED:
        return ""
    return max(approval.at for approval in approvals).astimezone(UTC).date().isoformat()
