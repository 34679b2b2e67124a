"""The desk and, in ``editions``, the frozen side."""

from .comparisons import Approval, Comparison
from .editions import Edition, Turn
from .facts import Agreement, Event, Figure, Issue, OpenQuestion, Term
from .framework import Gate, Phase, Provision
from .links import StatementLink
from .loaded import LoadedRow
from .people import Actor, Role
from .quotations import Caveat, Passage, Verification
from .sources import Source
from .statements import Position, Relay, Statement
from .stories import Involvement, KeyPoint, StateRow, Story
from .takedowns import Original, Takedown
from .translations import TranslatedText, Translation

__all__ = [
    "Actor",
    "Agreement",
    "Approval",
    "Caveat",
    "Comparison",
    "Edition",
    "Event",
    "Figure",
    "Gate",
    "Involvement",
    "Issue",
    "KeyPoint",
    "LoadedRow",
    "OpenQuestion",
    "Original",
    "Passage",
    "Phase",
    "Position",
    "Provision",
    "Relay",
    "Role",
    "Source",
    "StateRow",
    "Statement",
    "StatementLink",
    "Story",
    "Takedown",
    "Term",
    "TranslatedText",
    "Translation",
    "Turn",
    "Verification",
]
