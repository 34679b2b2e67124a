"""What joins statements and events, each with who says so: in words, from either end.

It must not lend anybody a link: a source's is the source's, ours is ours, and to come after is no reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..edition import document as shape
from ..language.labels import DRAWN, EVENT_LINKS, EVENT_LINKS_BACK, LINKS, LINKS_BACK
from .shown import Resolved, Source

if TYPE_CHECKING:
    from .record import Event, Statement

SEQUEL = ("after", "because")  # what does not answer and yet belongs beside it on the line


class Link(Resolved[shape.Link]):
    """``wording`` reads from the statement to what it links to, ``wording_back`` the other way."""

    statement: Statement
    to_statement: Statement | None
    to_event: Event | None
    source: Source | None
    said_in: Statement | None = None  # of links of events alone

    @property
    def joins(self) -> bool:
        """Whether it makes of the two one exchange."""
        return self.value.relation != "after"

    @property
    def wording(self) -> str:
        return str(LINKS[self.value.relation])

    @property
    def wording_back(self) -> str:
        return str(LINKS_BACK[self.value.relation])

    @property
    def drawn(self) -> str:
        """Who draws it, in words; empty where a source does, which is cited instead."""
        return str(DRAWN.get(self.value.drawn_by, ""))


class EventLink(Resolved[shape.EventLink]):
    """From an event to what came before it; ``said_in`` is the statement that draws it, where one does."""

    event: Event
    to_event: Event | None
    to_statement: Statement | None
    said_in: Statement | None
    source: Source | None

    @property
    def joins(self) -> bool:
        return self.value.relation != "after"

    @property
    def wording(self) -> str:
        return str(EVENT_LINKS[self.value.relation])

    @property
    def wording_back(self) -> str:
        return str(EVENT_LINKS_BACK[self.value.relation])

    @property
    def drawn(self) -> str:
        """That we draw it, in words; empty where a source or a statement does, which is named instead."""
        return str(DRAWN["us"]) if self.value.drawn_by == "us" else ""


Bond = tuple[str, Link | EventLink, "Event | None", "Statement | None"]  # its words, it, and what it leads to
