"""What readers are shown for codes, languages and numbers.

It must not know a document. The tables are of words in the language of the moment, whenever they are read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.conf import settings
from django.utils.translation import get_language_info, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

RIGHT_TO_LEFT = frozenset(["ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"])
ACT_NAMES = {
    "denied": _("Denial"),
    "accused": _("Accusation"),
    "asked": _("Request"),
    "announced": _("Announcement"),
    "refused": _("Refusal"),
    "believed": _("Belief"),
}
WORDING_NAMES = {"direct": _("Direct quote"), "partial": _("Partial quote"), "paraphrase": _("In our words")}
PART_NAMES = {
    "party": _("Sides and their people"),
    "mediator": _("Mediators and their people"),
    "affected": _("People affected"),
    "heard": _("Others who are heard"),
    "spoken-about": _("Mentioned, not quoted"),
    "unnamed": _("Unnamed sources"),
    "medium": _("News outlets and platforms"),
}
SOURCE_KINDS = {
    "report": pgettext_lazy("kind of source", "News report"),
    "document": pgettext_lazy("kind of source", "Document"),
    "broadcast": pgettext_lazy("kind of source", "Broadcast"),
    "post": pgettext_lazy("kind of source", "Post"),
    "interview": pgettext_lazy("kind of source", "Interview"),
    "other": pgettext_lazy("kind of source", "Other"),
}
PARTS = {
    "party": pgettext_lazy("part", "A side"),
    "mediator": _("Mediator"),
    "affected": _("Person affected"),
    "heard": pgettext_lazy("part", "Heard"),
    "spoken-about": _("Mentioned, not quoted"),
    "unnamed": _("Unnamed source"),
    "medium": _("News outlet or platform"),
}
OF_MEDIATOR = pgettext_lazy("part", "On the mediators’ side")  # who belongs to one, and need not mediate
# Kinds of actors that readers are told; of others a name or the line beside it says enough.
INSTITUTIONS = {
    "agency": pgettext_lazy("kind of actor", "Agency"),
    "political-party": pgettext_lazy("kind of actor", "Political party"),
    "parliament": pgettext_lazy("kind of actor", "Parliament"),
    "court": pgettext_lazy("kind of actor", "Court"),
    "company": pgettext_lazy("kind of actor", "Company"),
    "union": pgettext_lazy("kind of actor", "Union"),
    "international-body": pgettext_lazy("kind of actor", "International body"),
}
EVENT_TITLES = {
    "expected": pgettext_lazy("event", "Expected: %(event)s"),
    "was-expected": pgettext_lazy("event", "Was expected: %(event)s"),
    "back": pgettext_lazy("event", "Put back: %(event)s"),
    "forward": pgettext_lazy("event", "Brought forward: %(event)s"),
    "anew": pgettext_lazy("event", "Date changed: %(event)s"),
    "cancelled": pgettext_lazy("event", "Cancelled: %(event)s"),
    "not-known": pgettext_lazy("event", "Not known whether it happened: %(event)s"),
}
TEXT_KINDS = {
    "proposal": pgettext_lazy("kind of text", "Proposal"),
    "draft": pgettext_lazy("kind of text", "Draft"),
    "agreement": pgettext_lazy("kind of text", "Agreement"),
    "plan": pgettext_lazy("kind of text", "Plan"),
    "map": pgettext_lazy("kind of text", "Map"),
    "other": pgettext_lazy("kind of text", "Other text"),
}
TEXT_STATES = {
    "put-forward": pgettext_lazy("text", "Put forward"),
    "under-discussion": pgettext_lazy("text", "Under discussion"),
    "accepted-in-outline": pgettext_lazy("text", "Accepted in outline"),
    "rejected": pgettext_lazy("text", "Rejected"),
    "replaced": pgettext_lazy("text", "Replaced"),
    "agreed": pgettext_lazy("text", "Agreed to"),
    "not-known": pgettext_lazy("text", "Where it stands is not known"),
}
TEXT_ANSWERS = {
    "accepted": pgettext_lazy("answer to a text", "Agreed to it"),
    "accepted-in-outline": pgettext_lazy("answer to a text", "Agreed to it in outline"),
    "rejected": pgettext_lazy("answer to a text", "Rejected"),
    "asks-for-changes": pgettext_lazy("answer to a text", "Asks for changes"),
    "not-yet": pgettext_lazy("answer to a text", "Had not yet agreed to it"),
    "not-known": pgettext_lazy("answer to a text", "No answer of its own is known"),
}
FORMS = {
    "spoken": pgettext_lazy("statement", "Spoken"),
    "written": pgettext_lazy("statement", "Written"),
    "not-stated": pgettext_lazy("statement", "Not stated in our source"),
}
ISSUE_STATUSES = {
    "unclear": pgettext_lazy("issue", "Unclear"),
    "under-discussion": pgettext_lazy("issue", "Under discussion"),
    "disputed": pgettext_lazy("issue", "Disputed"),
    "agreed": pgettext_lazy("issue", "Agreed"),
    "settled": pgettext_lazy("issue", "Settled"),
    "open": pgettext_lazy("issue", "Open"),
    "narrowed": pgettext_lazy("issue", "Narrowed"),
}
# What is told of how a story came about, in the order in which it is.
BACKGROUNDS = {
    "why-it-matters": pgettext_lazy("background", "Why it matters"),
    "how-it-came": pgettext_lazy("background", "How it came to this"),
    "who-is-affected": pgettext_lazy("background", "Who is affected"),
}
# What has happened is told as such, without a label.
EVENT_STATUSES = {
    "expected": pgettext_lazy("event", "Expected"),
    "was-expected": pgettext_lazy("event", "Was expected"),
    "cancelled": pgettext_lazy("event", "Cancelled"),
    "not-known": pgettext_lazy("event", "Not known whether it happened"),
}
TRANSLATED = pgettext_lazy("statement", "Translated")
CAVEATS = {
    "disputed": pgettext_lazy("caveat", "Disputed"),
    "misattributed": pgettext_lazy("caveat", "Misattributed"),
    "taken-back": pgettext_lazy("caveat", "Taken back by the speaker"),
}
AGAINST = {
    "source": pgettext_lazy("compared with", "the source itself"),
    "excerpt": pgettext_lazy("compared with", "our excerpt of the source"),
    "copy": pgettext_lazy("compared with", "a copy of the source"),
}
# What was taken back, on what ground, and what stands in its place.
THINGS = {
    "statement": pgettext_lazy("taken back", "A statement"),
    "event": pgettext_lazy("taken back", "An event"),
    "actor": pgettext_lazy("taken back", "A person or side"),
    "position": pgettext_lazy("taken back", "A position"),
    "key-point": pgettext_lazy("taken back", "A key point"),
    "background": pgettext_lazy("taken back", "A piece of background"),
    "provision": pgettext_lazy("taken back", "A provision"),
    "gate": pgettext_lazy("taken back", "A way on"),
    "figure": pgettext_lazy("taken back", "A figure"),
    "issue": pgettext_lazy("taken back", "An issue"),
    "phase": pgettext_lazy("taken back", "A part of the framework"),
    "text": pgettext_lazy("taken back", "A text on the table"),
    "group": pgettext_lazy("taken back", "A group"),
    "source": pgettext_lazy("taken back", "A source"),
    "open-question": pgettext_lazy("taken back", "An open question"),
    "term": pgettext_lazy("taken back", "A term"),
    "state": pgettext_lazy("taken back", "A line on where things stand"),
}
GROUNDS = {
    "court-order": pgettext_lazy("taken back", "by order of a court"),
    "safety": pgettext_lazy("taken back", "for somebody’s safety"),
    "error": pgettext_lazy("taken back", "because it was wrong"),
}
ENDED = {
    "answered": pgettext_lazy("open question", "Answered"),
    "closed": pgettext_lazy("open question", "Closed without an answer"),
}
SECOND_HAND = _("Repeats someone else")
# Whether a speaker is named (``edition.naming``), alone; then in a row of counts.
NAMINGS = {
    "named": _("Named source"),
    "unnamed": _("Unnamed source"),
    "group": _("A group, no one named"),
    "whole": _("A body as a whole"),
}
WAYS = {
    "named": _("named"),
    "unnamed": _("from a source not named"),
    "group": _("from a group, no one named"),
    "whole": _("of a body as a whole"),
}
# Links between statements, from one to the other and the other way.
LINKS = {
    "answers": pgettext_lazy("link", "Answers"),
    "denies": pgettext_lazy("link", "Denies"),
    "stands-against": pgettext_lazy("link", "Differs from"),
    "bears-out": pgettext_lazy("link", "In line with"),
    "restates": pgettext_lazy("link", "Restates"),
    "narrows": pgettext_lazy("link", "Narrows"),
    "reverses": pgettext_lazy("link", "Reverses"),
    "after": pgettext_lazy("link", "After"),
    "because": pgettext_lazy("link", "Because of"),
}
LINKS_BACK = {
    "answers": pgettext_lazy("link", "Answered by"),
    "denies": pgettext_lazy("link", "Denied by"),
    "stands-against": pgettext_lazy("link", "Differs from"),
    "bears-out": pgettext_lazy("link", "In line with"),
    "restates": pgettext_lazy("link", "Restated by"),
    "narrows": pgettext_lazy("link", "Narrowed by"),
    "reverses": pgettext_lazy("link", "Reversed by"),
    "after": pgettext_lazy("link", "Followed by"),
    "because": pgettext_lazy("link", "Led to"),
}
# Those of links from an event; the other way they are the same. That one came after the other is no reason, and must
# not read as one.
EVENT_LINKS = {
    "answers": pgettext_lazy("link", "In answer to"),
    "after": pgettext_lazy("link", "After"),
    "because": pgettext_lazy("link", "Because of"),
}
DRAWN = {"speaker": _("Drawn by the speaker"), "us": _("Our reading")}
# A translation whose numbers agree with what they count may write digits here: “3”.
NUMBERS = (
    pgettext_lazy("number", "no"),
    pgettext_lazy("number", "one"),
    pgettext_lazy("number", "two"),
    pgettext_lazy("number", "three"),
    pgettext_lazy("number", "four"),
    pgettext_lazy("number", "five"),
    pgettext_lazy("number", "six"),
    pgettext_lazy("number", "seven"),
    pgettext_lazy("number", "eight"),
    pgettext_lazy("number", "nine"),
    pgettext_lazy("number", "ten"),
    pgettext_lazy("number", "eleven"),
    pgettext_lazy("number", "twelve"),
)


# Those of the site, as its own words are spelt; others as Django has them.
SPOKEN = {
    "en": pgettext_lazy("language", "English"),
    "ar": pgettext_lazy("language", "Arabic"),
    "he": pgettext_lazy("language", "Hebrew"),
}


def direction(language: str) -> str:
    """``rtl`` or ``ltr`` for a BCP 47 language."""
    return "rtl" if language.split("-")[0] in RIGHT_TO_LEFT else "ltr"


def language_name(language: str) -> str:
    """“English” for “en”, “الإنجليزية” to a reader of Arabic; the code itself where Django does not know it."""
    if own := SPOKEN.get(language.split("-")[0]):
        return str(own)
    try:
        return str(get_language_info(language)["name_translated"])
    except KeyError:
        return language


def thousands(number: str) -> str:
    """Decimal text with its thousands apart: “1200.5” → “1,200.5”."""
    whole, dot, rest = number.partition(".")
    return f"{int(whole):,}{dot}{rest}" if whole.lstrip("-").isdigit() else number


def number_words(number: int) -> str:
    """“three”, up to twelve; then digits."""
    return str(NUMBERS[number]) if number < len(NUMBERS) else str(number)


def joined(texts: Iterable[str], *, long: bool = False) -> str:
    """Texts in a row: “a, b”; “a; b” where they are ``long`` and may hold commas."""
    return (pgettext("list", "; ") if long else pgettext("list", ", ")).join(texts)


def statements_counted(number: int) -> str:
    """“3 statements”."""
    return ngettext("%(n)s statement", "%(n)s statements", number) % {"n": number}


def ways_counted(found: Mapping[str, int]) -> str:
    """“3 named, 1 of a body as a whole”; of one way alone, its words without a number. In the order of ``WAYS``."""
    ways = [way for way in WAYS if found.get(way)]
    if len(ways) < 2:
        return "".join(str(WAYS[way]) for way in ways)
    each = pgettext("how many, and in what way", "%(n)s %(way)s")
    return joined(each % {"n": found[way], "way": WAYS[way]} for way in ways)


def events_counted(number: int) -> str:
    return ngettext("%(n)s event", "%(n)s events", number) % {"n": number}


def spoken(language: str) -> str:
    """The language in which our words stand beside a text in ``language``: that one where we speak it, else English."""
    ours = {code for code, _name in settings.LANGUAGES}
    return next((code for code in (language, language.split("-")[0]) if code in ours), settings.LANGUAGE_CODE)


def taken_back_words(kind: str, basis: str, reason: str) -> str:
    """“A statement: taken back by order of a court. The reason.”"""
    said = {"thing": THINGS.get(kind, ""), "ground": GROUNDS.get(basis, ""), "reason": reason}
    return pgettext("taken back", "%(thing)s: taken back %(ground)s. %(reason)s") % said
