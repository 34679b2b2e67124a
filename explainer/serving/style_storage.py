"""Keeps the static files with a digest in their names, and the site's own stylesheets without comments and blanks.

It must not change what a stylesheet says: comments and lines are for whoever reads the source, and no reader is sent
them.
"""

from __future__ import annotations

import re
from typing import Any

from django.core.files.base import ContentFile, File
from whitenoise.storage import CompressedManifestStaticFilesStorage

# CSS Syntax Module Level 3, 4.3.2 and 4.3.5: a comment is none within a string. A blank says nothing beside a brace, a
# semicolon, a comma or ">", nor after a colon, and as much as several anywhere else.
_COMMENT = re.compile(rb"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|/\*.*?\*/\n?""", re.DOTALL)
_BLANK = re.compile(rb"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|\s*([{};,>])\s*|(:)\s+|\s+""", re.DOTALL)


def packed(css: bytes) -> bytes:
    bare = _COMMENT.sub(lambda found: found[1] or b"", css)
    return _BLANK.sub(lambda found: found[1] or found[2] or found[3] or b" ", bare)


class StyleStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # WhiteNoise's says no types
    def _save(self, name: str, content: File[Any]) -> str:
        """What is copied and what gets a digest in its name both come this way; the digest is that of the source.

        Files of others lie in folders; they keep their comments, which may be licences."""
        if name.endswith(".css") and "/" not in name:
            content.seek(0)  # it was read for its digest
            content = ContentFile(packed(content.read()))
        saved: str = super()._save(name, content)
        return saved
