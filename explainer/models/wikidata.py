"""The identifier that a person, a body or a place has at Wikidata: how it is written, and what is no such thing.

It must not ask Wikidata: whether it is the right one, an editor knows.
"""

from __future__ import annotations

import re
from typing import Any

from django.core.validators import RegexValidator

from .base import Helped, LineField

ID = re.compile("Q[1-9][0-9]{0,11}")
_ADDRESS = re.compile(r"(?:https?://)?(?:www\.|m\.)?wikidata\.org/(?:wiki|entity)/(?:Special:EntityPage/)?(q\d+)", re.I)
HELP = "Of the very same, and only if that is certain: “Q79”, or the address of its page at Wikidata."


class WikidataField(Helped, LineField):
    """An item's identifier, “Q79” (wikidata.org/wiki/Wikidata:Identifiers); empty where none is known. The address of
    its page is taken for it."""

    default_validators = [RegexValidator(rf"^{ID.pattern}\Z", "Write the identifier of an item at Wikidata: “Q79”.")]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 100)  # as much as an address that is pasted may have
        kwargs.setdefault("blank", True)
        kwargs.setdefault("help_text", HELP)
        super().__init__(*args, **kwargs)

    def cleaned(self, text: str) -> str:
        line = super().cleaned(text).strip()
        found = _ADDRESS.match(line)
        return (found[1] if found else line).upper() if found or re.fullmatch(r"q\d+", line) else line
