"""An answer as ready bytes: packed once, and sent in the encoding that a reader takes, or as 304.

It must not know what the answer is about, nor when it stops being right.
"""

from __future__ import annotations

import gzip
from collections.abc import Awaitable, Callable, Mapping
from functools import lru_cache
from http import HTTPStatus
from typing import Any

import msgspec

try:
    import brotli
except ImportError:  # it is optional
    brotli = None

# The parts of an ASGI call (ASGI specification, “Applications”).
Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

SHRINKS = (b"text/", b"image/svg", b"application/")  # the kinds that packing makes smaller
LEAST = 200  # bytes; less is not worth packing
GZIP, BROTLI = 6, 5  # levels: higher ones save a few bytes in a hundred, for many times the work
REWRITTEN = (b"content-length", b"vary", b"etag", b"age")


class Packed(msgspec.Struct, frozen=True, array_like=True):
    """What another process needs to answer with the same: the headers that every encoding has, and the bodies.

    ``etag`` is without its quotation marks. ``plain`` is empty where ``gzip`` is not, and made from it.
    """

    status: int
    headers: Headers
    etag: bytes
    plain: bytes
    gzip: bytes
    br: bytes


def pack(status: int, headers: Headers, body: bytes) -> Packed:
    """Of a whole answer, its headers in lower case."""
    told = dict(headers)
    kept = [pair for pair in headers if pair[0] not in REWRITTEN]
    etag = told.get(b"etag", b"").removeprefix(b"W/").strip(b'"')
    shrinks = told.get(b"content-type", b"").startswith(SHRINKS) and b"content-encoding" not in told
    if not shrinks or len(body) < LEAST:
        return Packed(status, kept, etag, body, b"", b"")
    br = brotli.compress(body, quality=BROTLI) if brotli else b""
    return Packed(status, kept, etag, b"", gzip.compress(body, GZIP, mtime=0), br)


class FinishedAnswer:
    """``lasting``: it is kept, and so it says its age (RFC 9111, section 5.1)."""

    __slots__ = ("_heads", "_tags", "etag", "last_modified", "lasting", "packed", "weight")

    def __init__(self, packed: Packed, *, lasting: bool) -> None:
        self.packed, self.lasting, self.etag = packed, lasting, packed.etag
        self.last_modified = dict(packed.headers).get(b"last-modified", b"")
        self._tags = (b'"%s"' % self.etag, b'W/"%s"' % self.etag) if self.etag else ()  # as nearly all send them
        self.weight = len(packed.plain) + len(packed.gzip) + len(packed.br) + 6_000  # bytes, with what holds them
        self._heads: dict[tuple[bytes, bool], bytes] = {}

    async def send(self, send: Send, *, head: bool, accepted: bytes, tags: bytes, since: bytes, age: int) -> None:
        """``accepted``, ``tags``, ``since``: the reader's Accept-Encoding, If-None-Match and If-Modified-Since."""
        encoding, known = self._choice(accepted, tags, since)
        headers = self._headers(encoding, known)
        if self.lasting:
            headers.append((b"age", b"%d" % age))
        await send({"type": "http.response.start", "status": self._status(known), "headers": headers})
        body = b"" if head or known else self._body(encoding)
        await send({"type": "http.response.body", "body": body})

    def wire(self, *, head: bool, accepted: bytes, tags: bytes, since: bytes, age: int) -> tuple[bytes, bytes]:
        """The same as HTTP/1.1 has it (RFC 9112, section 2.1): a head, to which more lines may be added, and a body.

        The empty line between them is left to whoever sends it. ValueError for a header that would break a line."""
        encoding, known = self._choice(accepted, tags, since)
        lines = self._heads.get((encoding, known))
        if lines is None:
            lines = self._heads[encoding, known] = self._lines(encoding, known)
        if self.lasting:
            lines += b"age: %d\r\n" % age
        return lines, b"" if head or known else self._body(encoding)

    def is_known(self, tags: bytes, since: bytes) -> bool:
        """Whether the reader has it already (RFC 9110, section 13.2.2)."""
        if self.packed.status != 200:
            return False
        if tags:
            if tags in self._tags:
                return True
            offered = {tag.strip().removeprefix(b"W/").strip(b'"') for tag in tags.split(b",")}
            return tags.strip() == b"*" or bool(self.etag and self.etag in offered)
        return bool(self.last_modified) and since == self.last_modified

    def _choice(self, accepted: bytes, tags: bytes, since: bytes) -> tuple[bytes, bool]:
        """The encoding that the reader gets, and whether they have it already."""
        takes = encodings(accepted) if self.packed.gzip else ()
        encoding = next((name for name in takes if name == b"gzip" or self.packed.br), b"")
        return encoding, bool(tags or since) and self.is_known(tags, since)

    def _status(self, known: bool) -> int:
        return 304 if known else self.packed.status

    def _body(self, encoding: bytes) -> bytes:
        """Few readers take nothing packed: for them it is unpacked each time, and kept once."""
        packed = self.packed
        if encoding:
            return packed.br if encoding == b"br" else packed.gzip
        return gzip.decompress(packed.gzip) if packed.gzip else packed.plain

    def _length(self, encoding: bytes) -> int:
        if encoding or not self.packed.gzip:
            return len(self._body(encoding))
        return int.from_bytes(self.packed.gzip[-4:], "little")  # RFC 1952, section 2.3.1

    def _headers(self, encoding: bytes, known: bool) -> Headers:
        """Packed bytes are not those that the tag was made of: there it is weak (RFC 9110, section 8.8.1)."""
        packed = self.packed
        if known:
            headers = [pair for pair in packed.headers if pair[0] != b"content-type"]
        else:
            headers = [*packed.headers, *([(b"content-encoding", encoding)] if encoding else [])]
            headers.append((b"content-length", b"%d" % self._length(encoding)))
        if packed.gzip:
            headers.append((b"vary", b"Accept-Encoding"))
        if self.etag:
            headers.append((b"etag", (b'W/"%s"' if encoding else b'"%s"') % self.etag))
        return headers

    def _lines(self, encoding: bytes, known: bool) -> bytes:
        lines = [b"%s: %s" % pair for pair in self._headers(encoding, known)]
        if any(b"\n" in line or b"\r" in line for line in lines):
            raise ValueError("a header with the end of a line in it")
        status = HTTPStatus(self._status(known))
        return b"\r\n".join([b"HTTP/1.1 %d %s" % (status, status.phrase.encode("ascii")), *lines, b""])


@lru_cache(maxsize=500)
def encodings(accepted: bytes) -> tuple[bytes, ...]:
    """Those of ours that an Accept-Encoding takes, the smallest first (RFC 9110, section 12.5.3)."""
    refused: set[bytes] = set()
    taken: set[bytes] = set()
    for part in accepted.lower().split(b","):
        name, _semicolon, weight = part.strip().partition(b";")
        quality = weight.strip().removeprefix(b"q=").strip()
        (refused if quality and not quality.strip(b"0.") else taken).add(name.strip())
    every = b"*" in taken
    return tuple(name for name in (b"br", b"gzip") if name in taken or (every and name not in refused))
