"""What links of statements and of events have in common: in words, from either end, and who draws them.

It must not lend anybody a link: a source's is the source's, ours is ours, and to come after is no reason.
"""

from __future__ import annotations

from typing import TypeVar

from ..edition import document as shape
from ..language.labels import DRAWN, EVENT_LINKS, LINKS, LINKS_BACK
from .shown import Resolved

SEQUEL = ("after", "because")  # what does not answer and yet belongs beside it on the line
L = TypeVar("L", bound=shape.Link | shape.EventLink)


class Joined(Resolved[L]):
    """``wording`` reads from what the link is drawn from to what it leads to, ``wording_back`` the other way."""

    @property
    def joins(self) -> bool:
        """Whether it makes of the two one exchange."""
        return self.value.relation != "after"

    @property
    def wording(self) -> str:
        return str((LINKS if isinstance(self.value, shape.Link) else EVENT_LINKS)[self.value.relation])

    @property
    def wording_back(self) -> str:
        return str(LINKS_BACK[self.value.relation])

    @property
    def drawn(self) -> str:
        """Who draws it, in words; empty where a source does, or a statement, which is named instead."""
        return str(DRAWN.get(self.value.drawn_by, ""))
