"""Keeps the static files with a digest in their names, and the site's own stylesheets without their comments.

It must not change what a stylesheet says: comments are for whoever reads the source, and no reader is sent them.
"""

from __future__ import annotations

import re
from typing import Any

from django.core.files.base import ContentFile, File
from whitenoise.storage import CompressedManifestStaticFilesStorage

# CSS Syntax Module Level 3, 4.3.2 and 4.3.5: a comment is none within a string.
_COMMENT = re.compile(rb"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|/\*.*?\*/\n?""", re.DOTALL)


def without_comments(css: bytes) -> bytes:
    return _COMMENT.sub(lambda found: found[1] or b"", css)


class StyleStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # WhiteNoise's says no types
    def _save(self, name: str, content: File[Any]) -> str:
        """What is copied and what gets a digest in its name both come this way; the digest is that of the source.

        Files of others lie in folders; they keep their comments, which may be licences."""
        if name.endswith(".css") and "/" not in name:
            content.seek(0)  # it was read for its digest
            content = ContentFile(without_comments(content.read()))
        saved: str = super()._save(name, content)
        return saved
