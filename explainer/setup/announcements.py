"""Who is told when something is published: a WebSub hub, and addresses of other programs, as settings name them.

It must not ask anybody anything; a start must not wait for them.
"""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error
from collections.abc import Iterable
from typing import NamedTuple

from .environment import refuse

# In the clear within this machine alone.
_ADDRESS = re.compile(r"(https://[^\s<>\"'@/?#]+|http://(localhost|127\.0\.0\.1|\[::1\])(:[0-9]+)?)(/[^\s<>\"']*)?")
_SECRET = "whsec_"  # noqa: S105  # how a secret begins (Standard Webhooks, “Signature scheme”)


class Announcements(NamedTuple):
    """``hub``: empty where there is none. ``key``: what signs what is sent to ``hooks``."""

    hub: str
    hooks: tuple[str, ...]
    key: bytes


def announcements(hub: str, hooks: Iterable[str], secret: str) -> Announcements:
    found = tuple(hooks)
    for name, address in (("WEBSUB_HUB", hub), *(("WEBHOOKS", each) for each in found)):
        if address and not _ADDRESS.fullmatch(address):
            raise refuse(f"{name} has {address!r}; it must be an https address.")
    return Announcements(hub, found, _key(secret) if found else b"")


def _key(secret: str) -> bytes:
    try:
        key = b64decode(secret.removeprefix(_SECRET), validate=True) if secret.startswith(_SECRET) else b""
    except Error:
        key = b""
    if not 24 <= len(key) <= 64:
        raise refuse("WEBHOOK_SECRET must be “whsec_” and 24 to 64 random bytes in Base64, for WEBHOOKS to be signed.")
    return key
