"""How far something is, in words: what is owed, and phases; with what each word says.

It must not know a document, nor judge how far anything is.
"""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

STATUSES = {
    "not-in-force": pgettext_lazy("provision", "Not yet in force"),
    "not-begun": pgettext_lazy("provision", "Not begun"),
    "begun": pgettext_lazy("provision", "Begun"),
    "partly-done": pgettext_lazy("provision", "Partly done"),
    "done": pgettext_lazy("provision", "Done"),
    "contested": pgettext_lazy("provision", "Contested"),
    "lapsed": pgettext_lazy("provision", "No longer owed"),
    "not-known": pgettext_lazy("provision", "Not known"),
}
# What each step of a scale says, to whoever reads it; in the order of the scale.
STATUSES_EXPLAINED = {
    "not-in-force": pgettext_lazy("provision", "What it belongs to does not hold yet, so nobody owes it yet."),
    "not-begun": pgettext_lazy("provision", "It is owed, and nothing of it has been done."),
    "begun": pgettext_lazy("provision", "Something of it is being done."),
    "partly-done": pgettext_lazy("provision", "Some of it is done, and some is not."),
    "done": pgettext_lazy("provision", "All of it is done."),
    "contested": pgettext_lazy("provision", "Whether it is done is disputed."),
    "lapsed": pgettext_lazy("provision", "It was owed and is not any more, as what was skipped or given up."),
    "not-known": pgettext_lazy("provision", "Our sources do not say how far it is."),
}
PHASE_STATES = {
    "not-begun": pgettext_lazy("phase", "Not begun"),
    "begun": pgettext_lazy("phase", "Begun"),
    "in-force": pgettext_lazy("phase", "In force"),
    "done": pgettext_lazy("phase", "Done"),
    "suspended": pgettext_lazy("phase", "Suspended"),
    "abandoned": pgettext_lazy("phase", "Abandoned"),
    "not-known": pgettext_lazy("phase", "Not known"),
}
PHASE_STATES_EXPLAINED = {
    "not-begun": pgettext_lazy("phase", "It lies ahead, whether or not a day is set for it."),
    "begun": pgettext_lazy("phase", "It is on its way; not all of it applies yet."),
    "in-force": pgettext_lazy("phase", "All of it applies."),
    "done": pgettext_lazy("phase", "It has run its course."),
    "suspended": pgettext_lazy("phase", "It had begun and does not apply for the time being."),
    "abandoned": pgettext_lazy("phase", "It was given up, before it began or after."),
    "not-known": pgettext_lazy("phase", "Our sources do not say where it stands."),
}
# A state with its date: the day on which it began or ended, else the one for which the source says so. “Since” and “as
# of” are of a day, a month or a year; other dates, as “by 19 July”, have a word of their own in front.
PHASE_SINCE = pgettext_lazy("phase", "In force since %(date)s")
PHASE_BEGUN = pgettext_lazy("phase", "%(state)s, begun %(date)s")
PHASE_DATED = pgettext_lazy("phase", "%(state)s, %(date)s")
PHASE_AS_OF = pgettext_lazy("phase", "%(state)s, as of %(date)s")
PHASE_WHEN_SAID = pgettext_lazy("phase", "%(state)s (%(date)s)")
