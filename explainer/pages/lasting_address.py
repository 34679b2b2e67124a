"""The address to cite a page by: the same page in the very edition that is read there.

It must not make up one for what tells all editions (search, a history, the list of editions): that is of now.
"""

from __future__ import annotations

from explainer.reading.copies import Copy
from explainer.reading.readings import Reading

from .paper import OF_NOW


def lasting_address(reading: Copy | None, own: str) -> str:
    """Absolute, with what the page is filtered by and without marks of what changed since; empty where there is none.

    ``own``: the canonical address of the page, a path with its query. It is what ``rel="cite-as"`` leads to (RFC 8574,
    section 4)."""
    if not isinstance(reading, Reading):
        return ""
    path, _mark, query = own.partition("?")
    base = reading.address("overview")
    below = path.removeprefix(base)
    if not path.startswith(base) or OF_NOW.match(below):
        return ""
    kept = "&".join(pair for pair in query.split("&") if pair and not pair.startswith("since="))
    return reading.lasting("overview") + below + (f"?{kept}" if kept else "")
