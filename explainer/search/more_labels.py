"""What the texts are called that a result shows only if a word was found in them: “Office, from 2022”, “Also called”.

It must not know a result, nor what was looked for.
"""

from __future__ import annotations

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ..edition.change_words import field_words, role_words
from ..language.dates import readable, words

MORE = {
    "also-called": _("Also called"),
    "topic": pgettext_lazy("search", "On"),
    "context": pgettext_lazy("search", "Context"),
    "note": pgettext_lazy("search", "Note"),
    "condition": _("Depends on"),
    "explanation": _("What it is"),
    "standing": _("Where it stands"),
    "agreed": _("What the sides agree on"),
    "office": pgettext_lazy("search", "Office"),
    "formerly": pgettext_lazy("search", "Formerly"),
    "original": pgettext_lazy("search", "As first spoken"),
    "caveat": pgettext_lazy("search", "What became of it"),
    "description": pgettext_lazy("search", "About"),
}


def label_of(code: str) -> str:
    """A text has a name of its own here, else that of its field. ``code`` may have two dates with it (``findable``)."""
    code, *dates = code.split("|")
    label = str(MORE[code]) if code in MORE else capfirst(field_words(code))
    since, until = (words(when) if (when := readable(date)) else "" for date in dates or ("", ""))
    return role_words(label, since, until)
