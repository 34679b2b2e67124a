"""Under what licence the site's own words and annotations are given away.

It must not speak of quoted words: they are their speakers' and publishers'.
"""

from __future__ import annotations

from typing import NamedTuple

from .environment import refuse


class Licence(NamedTuple):
    """``code``: its identifier at SPDX, or what the site calls it; ``address``: of its text."""

    code: str
    title: str
    address: str


KNOWN = {
    each.code: each
    for each in (
        Licence("CC-BY-4.0", "CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
        Licence("CC-BY-SA-4.0", "CC BY-SA 4.0", "https://creativecommons.org/licenses/by-sa/4.0/"),
        Licence("CC-BY-ND-4.0", "CC BY-ND 4.0", "https://creativecommons.org/licenses/by-nd/4.0/"),
        Licence("CC-BY-NC-4.0", "CC BY-NC 4.0", "https://creativecommons.org/licenses/by-nc/4.0/"),
        Licence("CC-BY-NC-SA-4.0", "CC BY-NC-SA 4.0", "https://creativecommons.org/licenses/by-nc-sa/4.0/"),
        Licence("CC-BY-NC-ND-4.0", "CC BY-NC-ND 4.0", "https://creativecommons.org/licenses/by-nc-nd/4.0/"),
        Licence("CC0-1.0", "CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
    )
}


def licence(code: str, address: str) -> Licence:
    """That of a known code; of any other, where its text is must be said."""
    if known := KNOWN.get(code):
        if address:
            raise refuse(f"LICENCE_URL is {address!r}, and {code} has an address of its own; leave LICENCE_URL out.")
        return known
    if not address.startswith("https://"):
        raise refuse(
            f"LICENCE is {code!r}; it must be one of {', '.join(KNOWN)}, or LICENCE_URL the https address of its text."
        )
    return Licence(code, code, address)
