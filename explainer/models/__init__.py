"""The desk and, in ``editions``, the frozen side."""

from .comparisons import Approval, Comparison
from .editions import Edition
from .facts import Agreement, EarlierDate, Event, Figure, Issue, OpenQuestion, Term
from .framework import Gate, Phase, Provision
from .links import EventLink, StatementLink
from .loaded import LoadedRow
from .people import Actor, FormerName, Role
from .pictures import Map, MapFeature
from .quotations import Caveat, Passage, Verification
from .sources import Source
from .statements import Position, Relay, Statement
from .stories import Background, CastGroup, Involvement, KeyPoint, StateRow, Story
from .takedowns import Original, Takedown
from .texts import Text, TextAnswer
from .translations import TranslatedText, Translation
from .turns import Turn

__all__ = [
    "Actor",
    "Agreement",
    "Approval",
    "Background",
    "CastGroup",
    "Caveat",
    "Comparison",
    "EarlierDate",
    "Edition",
    "Event",
    "EventLink",
    "Figure",
    "FormerName",
    "Gate",
    "Involvement",
    "Issue",
    "KeyPoint",
    "LoadedRow",
    "Map",
    "MapFeature",
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
    "Text",
    "TextAnswer",
    "TranslatedText",
    "Translation",
    "Turn",
    "Verification",
]
