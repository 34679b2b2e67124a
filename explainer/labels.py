"""What readers are shown for codes, languages and numbers.

It must not know a document; a translation replaces these words.
"""

from __future__ import annotations

from django.utils.translation import get_language_info

RIGHT_TO_LEFT = frozenset(["ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"])
ACT_NAMES = {"denied": "Denial", "accused": "Accusation", "asked": "Request", "announced": "Announcement"}
WORDING_NAMES = {"direct": "Direct quote", "partial": "Partial quote", "paraphrase": "Paraphrase"}
PART_NAMES = {
    "party": "Parties to the talks",
    "mediator": "Mediators",
    "affected": "People affected",
    "spoken-about": "Spoken about, not quoted",
    "unnamed": "Unnamed sources",
    "medium": "Carried the words",
}
SOURCE_KINDS = {
    "report": "News report", "document": "Document", "broadcast": "Broadcast", "post": "Post",
    "interview": "Interview", "other": "Other",
}  # fmt: skip
PARTS = {
    "party": "Party to the talks", "mediator": "Mediator", "affected": "Person affected",
    "spoken-about": "Spoken about, not quoted", "unnamed": "Unnamed source", "medium": "Carried the words",
}  # fmt: skip
STATUSES = {
    "not-in-force": "Not yet in force", "not-begun": "Not begun", "begun": "Begun", "partly-done": "Partly done",
    "done": "Done", "contested": "Contested",
}  # fmt: skip


def direction(language: str) -> str:
    """``rtl`` or ``ltr`` for a BCP 47 language."""
    return "rtl" if language.split("-")[0] in RIGHT_TO_LEFT else "ltr"


def language_name(language: str) -> str:
    """“English” for “en”; the code itself where Django does not know it."""
    try:
        return get_language_info(language)["name"]
    except KeyError:
        return language


def thousands(number: str) -> str:
    """Decimal text with its thousands apart: “1200.5” → “1,200.5”."""
    whole, dot, rest = number.partition(".")
    return f"{int(whole):,}{dot}{rest}" if whole.lstrip("-").isdigit() else number


def counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
