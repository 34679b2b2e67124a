"""The first sentence of a short text of ours, and the rest of it.

It must not cut a text of which it cannot tell where a sentence ends: that is one sentence then.
"""

from __future__ import annotations

import re

# A mark that ends a sentence, what closes with it, a blank, and no small letter after: “U.S. troops” goes on, and so
# does “St. Malo”, for what ends there has but two letters.
_END = re.compile(r"(?<=\w{3})(?:[.!?؟]|(?<=…))[”’»\")\]]*(?=\s+(?![a-zà-ÿ]))")
_MARKED = re.compile(r"[*_`\[\]<>#|\\\n]")  # Markdown may reach across


def first_sentence(text: str) -> tuple[str, str]:
    """(“The gate is shut.”, “Nobody has the key.”); the rest is empty where there is but one."""
    if _MARKED.search(text):
        return text, ""
    found = _END.search(text)
    return (text[: found.end()], text[found.end() :].strip()) if found else (text, "")
