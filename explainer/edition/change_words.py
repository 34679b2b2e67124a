"""What changes are told with: the names of fields, of values that are codes, and of links.

It must not know what changed; ``diffs`` does.
"""

from __future__ import annotations

from django.utils.translation import pgettext, pgettext_lazy

FIELDS = {
    "about": pgettext_lazy("field", "about"),
    "accessed": pgettext_lazy("field", "accessed"),
    "act": pgettext_lazy("field", "kind of act"),
    "actors": pgettext_lazy("field", "actors"),
    "address": pgettext_lazy("field", "address"),
    "addressee": pgettext_lazy("field", "addressee"),
    "affiliation": pgettext_lazy("field", "affiliation"),
    "aliases": pgettext_lazy("field", "aliases"),
    "alterations": pgettext_lazy("field", "alterations"),
    "approved_on": pgettext_lazy("field", "approved on"),
    "archived": pgettext_lazy("field", "lasting copy"),
    "as_of": pgettext_lazy("field", "as of"),
    "attributed_as": pgettext_lazy("field", "attributed as"),
    "body": pgettext_lazy("field", "body"),
    "byline": pgettext_lazy("field", "byline"),
    "checked": pgettext_lazy("field", "checked word for word"),
    "condition": pgettext_lazy("field", "condition"),
    "context": pgettext_lazy("field", "context"),
    "contributors": pgettext_lazy("field", "contributors"),
    "definition": pgettext_lazy("field", "definition"),
    "described_in": pgettext_lazy("field", "described in"),
    "description": pgettext_lazy("field", "description"),
    "descriptor": pgettext_lazy("field", "descriptor"),
    "duration": pgettext_lazy("field", "duration"),
    "duration_days": pgettext_lazy("field", "length in days"),
    "earlier": pgettext_lazy("field", "earlier statement"),
    "explanation": pgettext_lazy("field", "explanation"),
    "form": pgettext_lazy("field", "form"),
    "from_phase": pgettext_lazy("field", "phase it starts from"),
    "gist": pgettext_lazy("field", "gist"),
    "high": pgettext_lazy("field", "high"),
    "issue": pgettext_lazy("field", "issue"),
    "issues": pgettext_lazy("field", "issues"),
    "kind": pgettext_lazy("field", "kind"),
    "label": pgettext_lazy("field", "label"),
    "language": pgettext_lazy("field", "language"),
    "later": pgettext_lazy("field", "later statement"),
    "lead_in": pgettext_lazy("field", "lead in"),
    "limits": pgettext_lazy("field", "limits"),
    "low": pgettext_lazy("field", "low"),
    "mark": pgettext_lazy("field", "mark"),
    "meaning": pgettext_lazy("field", "what it means"),
    "medium": pgettext_lazy("field", "medium"),
    "name": pgettext_lazy("field", "name"),
    "note": pgettext_lazy("field", "note"),
    "on_every_page": pgettext_lazy("field", "shown on every page"),
    "order": pgettext_lazy("field", "place in the order"),
    "order_in_day": pgettext_lazy("field", "order within its date"),
    "out_of": pgettext_lazy("field", "out of"),
    "out_of_qualifier": pgettext_lazy("field", "out of qualifier"),
    "outcome": pgettext_lazy("field", "outcome"),
    "outcome_note": pgettext_lazy("field", "outcome note"),
    "owed_by": pgettext_lazy("field", "owed by"),
    "owed_to": pgettext_lazy("field", "owed to"),
    "part": pgettext_lazy("field", "part"),
    "passages": pgettext_lazy("field", "words"),
    "phase": pgettext_lazy("field", "phase"),
    "phases": pgettext_lazy("field", "phases"),
    "published": pgettext_lazy("field", "published"),
    "publisher": pgettext_lazy("field", "publisher"),
    "qualifier": pgettext_lazy("field", "qualifier"),
    "question": pgettext_lazy("field", "question"),
    "quoted_in": pgettext_lazy("field", "language quoted in"),
    "relation": pgettext_lazy("field", "relation"),
    "relays": pgettext_lazy("field", "relays"),
    "role": pgettext_lazy("field", "role"),
    "roles": pgettext_lazy("field", "roles"),
    "second_hand": pgettext_lazy("field", "second-hand"),
    "sentence": pgettext_lazy("field", "sentence"),
    "setting": pgettext_lazy("field", "setting"),
    "settled": pgettext_lazy("field", "set out in the framework"),
    "short_answer": pgettext_lazy("field", "short answer"),
    "short_name": pgettext_lazy("field", "short name"),
    "short_title": pgettext_lazy("field", "short title"),
    "side": pgettext_lazy("field", "side"),
    "slug": pgettext_lazy("field", "slug"),
    "source": pgettext_lazy("field", "source"),
    "sources": pgettext_lazy("field", "sources"),
    "speaker": pgettext_lazy("field", "speaker"),
    "standfirst": pgettext_lazy("field", "standfirst"),
    "standing": pgettext_lazy("field", "standing"),
    "statements": pgettext_lazy("field", "statements"),
    "status": pgettext_lazy("field", "status"),
    "summary": pgettext_lazy("field", "summary"),
    "tail": pgettext_lazy("field", "tail"),
    "text": pgettext_lazy("field", "text"),
    "through": pgettext_lazy("field", "through"),
    "through_note": pgettext_lazy("field", "through note"),
    "title": pgettext_lazy("field", "title"),
    "to_phase": pgettext_lazy("field", "phase it leads to"),
    "topic": pgettext_lazy("field", "topic"),
    "translator": pgettext_lazy("field", "translator"),
    "unit": pgettext_lazy("field", "unit"),
    "unnamed_because": pgettext_lazy("field", "unnamed because"),
    "what": pgettext_lazy("field", "what is owed"),
    "when": pgettext_lazy("field", "date"),
    "when_note": pgettext_lazy("field", "note on the date"),
    "when_reported": pgettext_lazy("field", "date as the source gives it"),
    "why": pgettext_lazy("field", "why"),
    "wording": pgettext_lazy("field", "wording"),
}
# Fields whose value is a code, and the codes in words.
CODED = frozenset(["wording", "act", "form", "status", "kind", "part", "relation"])
VALUES = {
    "direct": pgettext_lazy("value", "direct"),
    "partial": pgettext_lazy("value", "partial"),
    "paraphrase": pgettext_lazy("value", "paraphrase"),
    "said": pgettext_lazy("value", "said"),
    "denied": pgettext_lazy("value", "denied"),
    "accused": pgettext_lazy("value", "accused"),
    "asked": pgettext_lazy("value", "asked"),
    "announced": pgettext_lazy("value", "announced"),
    "spoken": pgettext_lazy("value", "spoken"),
    "written": pgettext_lazy("value", "written"),
    "not-stated": pgettext_lazy("value", "not-stated"),
    "open": pgettext_lazy("value", "open"),
    "narrowed": pgettext_lazy("value", "narrowed"),
    "settled": pgettext_lazy("value", "settled"),
    "happened": pgettext_lazy("value", "happened"),
    "expected": pgettext_lazy("value", "expected"),
    "cancelled": pgettext_lazy("value", "cancelled"),
    "not-known": pgettext_lazy("value", "not-known"),
    "not-in-force": pgettext_lazy("value", "not-in-force"),
    "not-begun": pgettext_lazy("value", "not-begun"),
    "begun": pgettext_lazy("value", "begun"),
    "partly-done": pgettext_lazy("value", "partly-done"),
    "done": pgettext_lazy("value", "done"),
    "contested": pgettext_lazy("value", "contested"),
    "proceed": pgettext_lazy("value", "proceed"),
    "extend": pgettext_lazy("value", "extend"),
    "collapse": pgettext_lazy("value", "collapse"),
    "person": pgettext_lazy("value", "person"),
    "office": pgettext_lazy("value", "office"),
    "government": pgettext_lazy("value", "government"),
    "armed-group": pgettext_lazy("value", "armed-group"),
    "group": pgettext_lazy("value", "group"),
    "medium": pgettext_lazy("value", "medium"),
    "unnamed": pgettext_lazy("value", "unnamed"),
    "report": pgettext_lazy("value", "report"),
    "document": pgettext_lazy("value", "document"),
    "broadcast": pgettext_lazy("value", "broadcast"),
    "post": pgettext_lazy("value", "post"),
    "interview": pgettext_lazy("value", "interview"),
    "other": pgettext_lazy("value", "other"),
    "party": pgettext_lazy("value", "party"),
    "mediator": pgettext_lazy("value", "mediator"),
    "affected": pgettext_lazy("value", "affected"),
    "spoken-about": pgettext_lazy("value", "spoken-about"),
    "repeats": pgettext_lazy("value", "repeats"),
    "adds-to": pgettext_lazy("value", "adds to"),
    "narrows": pgettext_lazy("value", "narrows"),
    "widens": pgettext_lazy("value", "widens"),
    "differs-from": pgettext_lazy("value", "differs from"),
    "reverses": pgettext_lazy("value", "says the opposite of"),
}
LINKS = {
    "answers": pgettext_lazy("change", "%(statement)s answers %(target)s"),
    "denies": pgettext_lazy("change", "%(statement)s denies %(target)s"),
    "stands-against": pgettext_lazy("change", "%(statement)s stands against %(target)s"),
    "bears-out": pgettext_lazy("change", "%(statement)s bears out %(target)s"),
    "restates": pgettext_lazy("change", "%(statement)s restates %(target)s"),
    "narrows": pgettext_lazy("change", "%(statement)s narrows %(target)s"),
    "reverses": pgettext_lazy("change", "%(statement)s reverses %(target)s"),
}


def field_words(field: str) -> str:
    """“date as the source gives it” for “when_reported”."""
    return str(FIELDS[field]) if field in FIELDS else field.replace("_", " ")


def value_words(code: str) -> str:
    return str(VALUES.get(code, code))


def link_words(statement: str, relation: str, target: str) -> str:
    """“Netanyahu on the corridor denies Report of a deal”."""
    if relation in LINKS:
        return LINKS[relation] % {"statement": statement, "target": target}
    return f"{statement} {relation} {target}"


def role_words(title: str, since: str, until: str) -> str:
    """“Prime Minister, from December 2022, to June 2024”; the dates may be empty."""
    said = {"title": title, "since": since, "until": until}
    if since and until:
        return pgettext("role", "%(title)s, from %(since)s, to %(until)s") % said
    if since:
        return pgettext("role", "%(title)s, from %(since)s") % said
    return pgettext("role", "%(title)s, to %(until)s") % said if until else title
