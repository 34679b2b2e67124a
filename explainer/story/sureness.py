"""How sure it is that these are somebody’s words: one sentence for a statement, and one of four steps beside it.

It must not judge what was said, nor who said it. It follows from the wording, the source, who is named and who
compared the words, and from nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ..edition.naming import NOBODY_NAMED
from ..language.labels import ACT_NAMES, TRANSLATED
from .record import Statement

STEPS = {
    4: _("The speaker’s own words, which a person here compared with the source itself."),
    3: _("The speaker’s own words, as the source quotes them."),
    2: _("What the source says that they said, in our words; or the speaker repeats what someone else said."),
    1: _("The source names nobody who said it; or the words were given to the wrong speaker."),
}
REPEATS = pgettext_lazy("how sure", "Repeats what someone else said")
# By its wording and whether somebody is named (``edition.naming``). Editions know nobody’s pronoun.
SENTENCES = {
    ("direct", "named"): pgettext_lazy("how sure", "Their words, quoted by %(source)s"),
    ("direct", "unnamed"): pgettext_lazy("how sure", "Words of a source not named by %(source)s"),
    ("direct", "group"): pgettext_lazy("how sure", "Words of a group of whom no one is named by %(source)s"),
    ("direct", "whole"): pgettext_lazy("how sure", "Words of %(speaker)s as a whole, quoted by %(source)s"),
    ("partial", "named"): pgettext_lazy("how sure", "Partly in their words, quoted by %(source)s"),
    ("partial", "unnamed"): pgettext_lazy("how sure", "Partly in the words of a source not named by %(source)s"),
    ("partial", "group"): pgettext_lazy(
        "how sure", "Partly in the words of a group of whom no one is named by %(source)s"
    ),
    ("partial", "whole"): pgettext_lazy(
        "how sure", "Partly in the words of %(speaker)s as a whole, quoted by %(source)s"
    ),
    ("paraphrase", "named"): pgettext_lazy("how sure", "In our words, as reported by %(source)s"),
    ("paraphrase", "unnamed"): pgettext_lazy("how sure", "In our words, from a source not named by %(source)s"),
    ("paraphrase", "group"): pgettext_lazy(
        "how sure", "In our words, from a group of whom no one is named by %(source)s"
    ),
    ("paraphrase", "whole"): pgettext_lazy(
        "how sure", "In our words, as reported by %(source)s of %(speaker)s as a whole"
    ),
}


def step_of(said: Statement) -> int:
    """From 1 to 4, as ``STEPS`` says."""
    if said.naming in NOBODY_NAMED or any(each.value.kind == "misattributed" for each in said.caveats):
        return 1
    if not said.quoted or said.value.second_hand:
        return 2
    with_the_source = any(row["check"].against in ("source", "copy") for row in said.verifications)
    return 4 if with_the_source and not said.translated else 3


def sentences_of(said: Statement) -> Iterator[str]:
    """What kind of act it is, whose words these are, with places for source and speaker, what else must be known."""
    if said.value.act in ACT_NAMES:
        yield str(ACT_NAMES[said.value.act])
    yield str(SENTENCES[said.wording, said.naming])
    if said.value.second_hand:
        yield str(REPEATS)
    if said.translated:
        yield str(TRANSLATED)
