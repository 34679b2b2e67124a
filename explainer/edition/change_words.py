"""What changes are told with: what fields are called, and codes and links in words.

It must not know what changed; ``diffs`` does.
"""

from __future__ import annotations

from django.utils.translation import pgettext, pgettext_lazy

from ..language.labels import joined
from . import document as shape
from .fields import fields_of

# Codes in words.
VALUES = {
    "direct": pgettext_lazy("value", "direct"),
    "partial": pgettext_lazy("value", "partial"),
    "paraphrase": pgettext_lazy("value", "in our words"),
    "said": pgettext_lazy("value", "said"),
    "denied": pgettext_lazy("value", "denied"),
    "accused": pgettext_lazy("value", "accused"),
    "asked": pgettext_lazy("value", "asked"),
    "announced": pgettext_lazy("value", "announced"),
    "refused": pgettext_lazy("value", "refused"),
    "believed": pgettext_lazy("value", "believed"),
    "misattributed": pgettext_lazy("value", "misattributed"),
    "taken-back": pgettext_lazy("value", "taken back by the speaker"),
    "source": pgettext_lazy("value", "the source"),
    "excerpt": pgettext_lazy("value", "our excerpt of the source"),
    "copy": pgettext_lazy("value", "a copy of the source"),
    "spoken": pgettext_lazy("value", "spoken"),
    "written": pgettext_lazy("value", "written"),
    "not-stated": pgettext_lazy("value", "not stated"),
    "open": pgettext_lazy("value", "open"),
    "narrowed": pgettext_lazy("value", "narrowed"),
    "settled": pgettext_lazy("value", "settled"),
    "why-it-matters": pgettext_lazy("value", "why it matters"),
    "how-it-came": pgettext_lazy("value", "how it came to this"),
    "who-is-affected": pgettext_lazy("value", "who is affected"),
    "unclear": pgettext_lazy("value", "unclear"),
    "under-discussion": pgettext_lazy("value", "under discussion"),
    "disputed": pgettext_lazy("value", "disputed"),
    "agreed": pgettext_lazy("value", "agreed"),
    "answered": pgettext_lazy("value", "answered"),
    "closed": pgettext_lazy("value", "closed"),
    "happened": pgettext_lazy("value", "happened"),
    "expected": pgettext_lazy("value", "expected"),
    "cancelled": pgettext_lazy("value", "cancelled"),
    "not-known": pgettext_lazy("value", "not known"),
    "not-in-force": pgettext_lazy("value", "not yet in force"),
    "not-begun": pgettext_lazy("value", "not begun"),
    "begun": pgettext_lazy("value", "begun"),
    "partly-done": pgettext_lazy("value", "partly done"),
    "done": pgettext_lazy("value", "done"),
    "contested": pgettext_lazy("value", "contested"),
    "proceed": pgettext_lazy("value", "to move on"),
    "extend": pgettext_lazy("value", "to extend it"),
    "end": pgettext_lazy("value", "ends as intended"),
    "lapsed": pgettext_lazy("value", "no longer owed"),
    "collapse": pgettext_lazy("value", "if it fails"),
    "land": pgettext_lazy("value", "land"),
    "area": pgettext_lazy("value", "area"),
    "border": pgettext_lazy("value", "border"),
    "line": pgettext_lazy("value", "line"),
    "place": pgettext_lazy("value", "place"),
    "name": pgettext_lazy("value", "name"),
    "person": pgettext_lazy("value", "person"),
    "office": pgettext_lazy("value", "office"),
    "government": pgettext_lazy("value", "government"),
    "armed-group": pgettext_lazy("value", "armed group"),
    "group": pgettext_lazy("value", "group"),
    "medium": pgettext_lazy("value", "medium"),
    "unnamed": pgettext_lazy("value", "unnamed"),
    "named": pgettext_lazy("value", "named"),
    "whole": pgettext_lazy("value", "as a whole"),
    "speaker": pgettext_lazy("value", "the speaker"),
    "us": pgettext_lazy("value", "us"),
    "report": pgettext_lazy("value", "report"),
    "document": pgettext_lazy("value", "document"),
    "broadcast": pgettext_lazy("value", "broadcast"),
    "post": pgettext_lazy("value", "post"),
    "interview": pgettext_lazy("value", "interview"),
    "other": pgettext_lazy("value", "other"),
    "party": pgettext_lazy("value", "a side"),
    "mediator": pgettext_lazy("value", "mediator"),
    "affected": pgettext_lazy("value", "affected"),
    "spoken-about": pgettext_lazy("value", "mentioned, not quoted"),
    "repeats": pgettext_lazy("value", "repeats"),
    "adds-to": pgettext_lazy("value", "adds to"),
    "narrows": pgettext_lazy("value", "narrows"),
    "widens": pgettext_lazy("value", "widens"),
    "differs-from": pgettext_lazy("value", "differs from"),
    "reverses": pgettext_lazy("value", "says the opposite of"),
    "in-force": pgettext_lazy("value", "in force"),
    "suspended": pgettext_lazy("value", "suspended"),
    "abandoned": pgettext_lazy("value", "abandoned"),
    "agency": pgettext_lazy("value", "agency"),
    "political-party": pgettext_lazy("value", "political party"),
    "parliament": pgettext_lazy("value", "parliament"),
    "court": pgettext_lazy("value", "court"),
    "company": pgettext_lazy("value", "company"),
    "union": pgettext_lazy("value", "union"),
    "international-body": pgettext_lazy("value", "international body"),
    "proposal": pgettext_lazy("value", "proposal"),
    "draft": pgettext_lazy("value", "draft"),
    "agreement": pgettext_lazy("value", "agreement"),
    "plan": pgettext_lazy("value", "plan"),
    "map": pgettext_lazy("value", "map"),
    "put-forward": pgettext_lazy("value", "put forward"),
    "accepted-in-outline": pgettext_lazy("value", "accepted in outline"),
    "accepted": pgettext_lazy("value", "accepted"),
    "rejected": pgettext_lazy("value", "rejected"),
    "replaced": pgettext_lazy("value", "replaced"),
    "asks-for-changes": pgettext_lazy("value", "asks for changes"),
    "not-yet": pgettext_lazy("value", "not yet accepted"),
    "statement": pgettext_lazy("value", "a statement"),
    "answers": pgettext_lazy("value", "answers"),
    "after": pgettext_lazy("value", "after"),
    "because": pgettext_lazy("value", "because of"),
    "live": pgettext_lazy("value", "kept up to date"),
    "paused": pgettext_lazy("value", "paused"),
}
LINKS = {
    "answers": pgettext_lazy("change", "%(statement)s answers %(target)s"),
    "denies": pgettext_lazy("change", "%(statement)s denies %(target)s"),
    "stands-against": pgettext_lazy("change", "%(statement)s differs from %(target)s"),
    "bears-out": pgettext_lazy("change", "%(statement)s is in line with %(target)s"),
    "restates": pgettext_lazy("change", "%(statement)s restates %(target)s"),
    "narrows": pgettext_lazy("change", "%(statement)s narrows %(target)s"),
    "reverses": pgettext_lazy("change", "%(statement)s reverses %(target)s"),
    "after": pgettext_lazy("change", "%(statement)s came after %(target)s"),
    "because": pgettext_lazy("change", "%(statement)s came because of %(target)s"),
}
DRAWN = {
    "speaker": pgettext_lazy("change", "%(link)s (drawn by the speaker)"),
    "us": pgettext_lazy("change", "%(link)s (our reading)"),
}

_CALLED = {name: field.called for kind in shape.KINDS for name, field in fields_of(kind).items()}


def field_words(name: str) -> str:
    """“date as the source gives it” for “when_reported”, whatever kind of row has it."""
    return str(_CALLED[name])


def value_words(code: str) -> str:
    return str(VALUES.get(code, code))


def link_words(statement: str, relation: str, target: str, drawn_by: str = "source") -> str:
    """“Ada Reyes on the tests denies Report of a delay”; “… (our reading)” where no source says so."""
    if relation in LINKS:
        words = LINKS[relation] % {"statement": statement, "target": target}
    else:
        words = f"{statement} {relation} {target}"
    return DRAWN[drawn_by] % {"link": words} if drawn_by in DRAWN else words


def event_link_words(event: str, relation: str, target: str, drawn_by: str, said_in: str) -> str:
    """“The launch is put back came because of The test fails (says A. Lee on the test)”."""
    words = link_words(event, relation, target, drawn_by)
    if drawn_by != "statement":
        return words
    return pgettext("change", "%(link)s (says %(statement)s)") % {"link": words, "statement": said_in}


def role_words(title: str, since: str, until: str) -> str:
    """“Prime Minister, from December 2022, to June 2024”; the dates may be empty."""
    said = {"title": title, "since": since, "until": until}
    if since and until:
        return pgettext("role", "%(title)s, from %(since)s, to %(until)s") % said
    if since:
        return pgettext("role", "%(title)s, from %(since)s") % said
    return pgettext("role", "%(title)s, to %(until)s") % said if until else title


def passage_words(passage: shape.Passage) -> str:
    """“, but strain is “still very high””, with a cut before it and what was first spoken, where there is such."""
    said = f"{'… ' if passage.cut_before else ''}“{passage.text}”"
    said = f"{passage.before} {said}" if passage.before else said
    if passage.original:
        words = {"words": said, "original": passage.original}
        said = pgettext("passage", "%(words)s (as first spoken: “%(original)s”)") % words
    marked = {
        pgettext("passage", "put in by the source: %(words)s"): passage.inserted,
        pgettext("passage", "emphasised by the source: %(words)s"): passage.emphasised,
    }
    notes = [pattern % {"words": joined(lines.split("\n"))} for pattern, lines in marked.items() if lines]
    return f"{said} ({joined(notes, long=True)})" if notes else said
