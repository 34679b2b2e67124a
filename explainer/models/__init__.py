"""The desk and, in ``editions``, the frozen side."""

from .comparisons import Approval, Comparison
from .editions import Edition
from .editor_notes import EditorNote, NoteAnswer
from .facts import Agreement, EarlierDate, Event, Figure, Issue, OpenQuestion, Term
from .framework import Gate, Phase, Provision
from .held_editions import HeldEdition
from .links import EventLink, StatementLink
from .links_looked_at import LinkLook
from .loaded import LoadedRow
from .mergers import Apart, Merger
from .notices import Notice
from .packages import Package
from .people import Actor, FormerName, Role
from .pictures import Map, MapFeature
from .presence import FormOpen
from .preview_links import PreviewLink, TypedCopy
from .publish_requests import PublishRequest
from .quotations import Caveat, Passage, Verification
from .review_by import ReviewBy
from .sign_ins import SignInCount
from .source_texts import SourceMark, SourceText
from .sources import Source
from .statements import Position, Relay, Statement
from .stories import Background, CastGroup, Involvement, KeyPoint, StateRow, Story
from .takedowns import Original, Takedown
from .texts import Text, TextAnswer
from .translation_credits import TranslationCredit
from .translations import TranslatedText, Translation
from .turns import Turn

__all__ = [
    "Actor",
    "Agreement",
    "Apart",
    "Approval",
    "Background",
    "CastGroup",
    "Caveat",
    "Comparison",
    "EarlierDate",
    "Edition",
    "EditorNote",
    "Event",
    "EventLink",
    "Figure",
    "FormOpen",
    "FormerName",
    "Gate",
    "HeldEdition",
    "Involvement",
    "Issue",
    "KeyPoint",
    "LinkLook",
    "LoadedRow",
    "Map",
    "MapFeature",
    "Merger",
    "NoteAnswer",
    "Notice",
    "OpenQuestion",
    "Original",
    "Package",
    "Passage",
    "Phase",
    "Position",
    "PreviewLink",
    "Provision",
    "PublishRequest",
    "Relay",
    "ReviewBy",
    "Role",
    "SignInCount",
    "Source",
    "SourceMark",
    "SourceText",
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
    "TranslationCredit",
    "Turn",
    "TypedCopy",
    "Verification",
]
