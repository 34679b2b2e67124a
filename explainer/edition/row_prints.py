"""What each item of a frozen document is, as a digest of its rows: to see in which editions one differs.

It must not thaw a document, nor say what differs: two shapes of one thing differ here, and not to a reader.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

import msgspec

from .changed_items import Item

# Each section whose rows are items, or parts of one: the section of the item, and which field says which it is.
_OF = {
    "statements": ("statements", "slug"),
    "links": ("statements", "statement"),
    "events": ("events", "slug"),
    "event_links": ("events", "event"),
    "issues": ("issues", "slug"),
    "positions": ("issues", "issue"),
    "actors": ("actors", "slug"),
    "texts": ("texts", "slug"),
    "phases": ("phases", "number"),
}
_SECTIONS = msgspec.json.Decoder(
    msgspec.defstruct("_Sections", [(name, list[msgspec.Raw], msgspec.field(default_factory=list)) for name in _OF])
)
# Learnt now: threads that learn a shape at once crash the interpreter.
_KEYS: Mapping[str, msgspec.json.Decoder[Any]] = {
    name: msgspec.json.Decoder(msgspec.defstruct(f"_Has_{name}", [(name, str | int)]))
    for name in {key for _section, key in _OF.values()}
}


def row_prints(text: str) -> dict[Item, bytes]:
    """A digest of each statement, event, issue, actor, text and phase, by its section and what it is known by there;
    an issue's is that of its positions too, and a link belongs to what it is of."""
    found: dict[Item, Any] = {}
    sections = _SECTIONS.decode(text)
    for name, (section, key) in _OF.items():
        for row in getattr(sections, name):
            known_by = getattr(_KEYS[key].decode(row), key)
            found.setdefault((section, known_by), blake2b(digest_size=16)).update(bytes(row))
    return {item: digest.digest() for item, digest in found.items()}
