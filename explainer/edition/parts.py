"""What a published story is made of: one plain typed value for each kind of row, with what is known of each field.

It must not know the whole: ``document`` puts the parts together, and is where they are imported from.
"""

from __future__ import annotations

from typing import Annotated, Literal

from django.utils.translation import pgettext_lazy

from .fields import Struct, holds, ours, refers
from .quotations import Around, Caveat, Passage, Verification

SCHEMA = 7  # goes up with every change of these shapes; a new field has a default, with which older editions are read

Wording = Literal["direct", "partial", "paraphrase"]
Slug = Annotated[str, holds("key", pgettext_lazy("field", "address name"), "counted")]
Former = Annotated[list[str], holds("keys", pgettext_lazy("field", "former addresses"), "label")]
Sources = Annotated[list[str], refers("source", pgettext_lazy("field", "sources"), "counted")]
Statements = Annotated[list[str], refers("statement", pgettext_lazy("field", "statements"), "counted")]


class Source(Struct):
    slug: Slug
    kind: Annotated[str, holds("code", pgettext_lazy("field", "kind"), "counted")]
    title: Annotated[str, holds("theirs", pgettext_lazy("field", "title"), "counted", found="title")]
    publisher: Annotated[
        str, holds("theirs", pgettext_lazy("field", "publisher"), "counted", found="more", needed=True)
    ]
    byline: Annotated[str, holds("theirs", pgettext_lazy("field", "byline"), "counted", found="more")]
    contributors: Annotated[str, holds("theirs", pgettext_lazy("field", "contributors"), "counted", found="more")]
    address: Annotated[str, holds("address", pgettext_lazy("field", "address"), "counted")]
    archived: Annotated[str, holds("address", pgettext_lazy("field", "lasting copy"), "counted")]
    published: Annotated[str, holds("date", pgettext_lazy("field", "published"), "counted")]
    accessed: Annotated[str, holds("date", pgettext_lazy("field", "accessed"), "counted")]
    language: Annotated[str, holds("language", pgettext_lazy("field", "language"), "counted")]
    note: Annotated[str, ours(pgettext_lazy("field", "note"), "counted", "more")]


class StateRow(Struct):
    slug: Slug
    label: Annotated[str, ours(pgettext_lazy("field", "label"), "label", "title", needed=True)]
    text: Annotated[str, ours(pgettext_lazy("field", "text"), "counted", "text", needed=True)]
    when: Annotated[str, holds("date", pgettext_lazy("field", "date"), "counted")]
    on_every_page: Annotated[bool, holds("flag", pgettext_lazy("field", "shown on every page"), "label")]
    sources: Sources


class KeyPoint(Struct):
    slug: Slug
    sentence: Annotated[str, ours(pgettext_lazy("field", "sentence"), "counted", "title", needed=True)]
    meaning: Annotated[str, ours(pgettext_lazy("field", "what it means"), "counted", "prose")]
    statements: Statements
    sources: Sources


class Background(Struct):
    """``kind``: one of ``models.Background.Kind``. ``text`` or ``not_known`` may be empty, and not both."""

    slug: Slug
    kind: Annotated[str, holds("code", pgettext_lazy("field", "kind"), "counted")]
    text: Annotated[str, ours(pgettext_lazy("field", "text"), "counted", "prose")]
    not_known: Annotated[str, ours(pgettext_lazy("field", "what is not known of it"), "counted", "more")]
    statements: Statements
    sources: Sources


class Agreement(Struct):
    """One side's evidence for what the sides of an issue agree on."""

    actor: Annotated[str, refers("actor", pgettext_lazy("field", "person or side"), "counted")]
    statements: Statements
    sources: Sources


class Issue(Struct):
    slug: Slug
    name: Annotated[str, ours(pgettext_lazy("field", "name"), "label", "title", needed=True)]
    short_name: Annotated[str, ours(pgettext_lazy("field", "short name"), "label", "more", needed=True)]
    question: Annotated[str, ours(pgettext_lazy("field", "question"), "counted", "text", needed=True)]
    explanation: Annotated[str, ours(pgettext_lazy("field", "explanation"), "counted", "more")]
    standing: Annotated[str, ours(pgettext_lazy("field", "standing"), "told", "more")]
    status: Annotated[str, holds("code", pgettext_lazy("field", "status"), "told")]
    phases: Annotated[list[int], refers("phase", pgettext_lazy("field", "phases"), "label")]
    sources: Sources
    agreed: Annotated[str, ours(pgettext_lazy("field", "what the sides agree on"), "told", "more")] = ""
    agreed_by: Annotated[list[Agreement], holds("rows", pgettext_lazy("field", "agreed to by"), "counted")] = []
    status_on: Annotated[str, holds("date", pgettext_lazy("field", "status on"), "told")] = ""
    former_slugs: Former = []


class Relay(Struct):
    actor: Annotated[str | None, refers("actor", pgettext_lazy("field", "person or side"), "counted")]
    label: Annotated[str, ours(pgettext_lazy("field", "label"), "label", "more")]
    seen_by_us: Annotated[bool, holds("flag", pgettext_lazy("field", "seen by us"), "counted")]


class Statement(Struct):
    slug: Slug
    speaker: Annotated[str, refers("actor", pgettext_lazy("field", "speaker"), "told")]
    role: Annotated[str | None, refers("role", pgettext_lazy("field", "role"), "told")]
    attributed_as: Annotated[str, ours(pgettext_lazy("field", "attributed as"), "told", "more")]
    wording: Annotated[Wording, holds("code", pgettext_lazy("field", "wording"), "told")]
    act: Annotated[str, holds("code", pgettext_lazy("field", "what the speaker did"), "told")]
    topic: Annotated[str, ours(pgettext_lazy("field", "topic"), "label", "more", needed=True)]
    lead_in: Annotated[str, ours(pgettext_lazy("field", "our words before the quotation"), "told", "text", needed=True)]
    passages: Annotated[list[Passage], holds("rows", pgettext_lazy("field", "words"), "told")]
    tail: Annotated[str, ours(pgettext_lazy("field", "our words after the quotation"), "told", "tail")]
    context: Annotated[str, ours(pgettext_lazy("field", "context"), "counted", "more")]
    note: Annotated[str, ours(pgettext_lazy("field", "note"), "counted", "more")]
    alterations: Annotated[str, ours(pgettext_lazy("field", "alterations"), "told", "more")]
    second_hand: Annotated[bool, holds("flag", pgettext_lazy("field", "repeats someone else"), "told")]
    checked: Annotated[bool, holds("flag", pgettext_lazy("field", "checked word for word"), "label")]
    form: Annotated[str, holds("code", pgettext_lazy("field", "form"), "counted")]
    medium: Annotated[str | None, refers("actor", pgettext_lazy("field", "medium"), "counted")]
    setting: Annotated[str, ours(pgettext_lazy("field", "setting"), "counted", "more")]
    addressee: Annotated[str | None, refers("actor", pgettext_lazy("field", "addressee"), "counted")]
    language: Annotated[str, holds("language", pgettext_lazy("field", "language"), "counted")]
    quoted_in: Annotated[str, holds("language", pgettext_lazy("field", "language quoted in"), "told")]
    translator: Annotated[str, holds("theirs", pgettext_lazy("field", "translator"), "counted", found="more")]
    when: Annotated[str, holds("date", pgettext_lazy("field", "date"), "told")]
    when_reported: Annotated[
        str, holds("theirs", pgettext_lazy("field", "date as the source gives it"), "told", found="more")
    ]
    when_note: Annotated[str, ours(pgettext_lazy("field", "note on the date"), "told", "more")]
    order_in_day: Annotated[int, holds("number", pgettext_lazy("field", "order within its date"), "label")]
    relays: Annotated[list[Relay], holds("rows", pgettext_lazy("field", "steps to our source"), "counted")]
    issues: Annotated[list[str], refers("issue", pgettext_lazy("field", "issues"), "label")]
    phases: Annotated[list[int], refers("phase", pgettext_lazy("field", "phases"), "label")]
    about: Annotated[list[str], refers("actor", pgettext_lazy("field", "about"), "label")]
    sources: Annotated[list[str], refers("source", pgettext_lazy("field", "sources"), "told")]
    naming: Annotated[str, holds("code", pgettext_lazy("field", "named or not"), "told")] = ""
    caveats: Annotated[list[Caveat], holds("rows", pgettext_lazy("field", "what became of it"), "told")] = []
    verifications: Annotated[
        list[Verification], holds("rows", pgettext_lazy("field", "checks by a person"), "label")
    ] = []
    around: Annotated[list[Around], holds("rows", pgettext_lazy("field", "what stands around it"), "label")] = []
    texts: Annotated[list[str], refers("text", pgettext_lazy("field", "texts on the table"), "label")] = []
    former_slugs: Former = []


class Link(Struct):
    """From a statement to exactly one of: another statement, an event, a report not on record.

    ``drawn_by``: “source” (which is cited), “speaker”, or “us” (our reading, which cites nobody).
    """

    statement: Annotated[str, refers("statement", pgettext_lazy("field", "statement"), "counted")]
    relation: Annotated[str, holds("code", pgettext_lazy("field", "relation"), "counted")]
    to_statement: Annotated[str | None, refers("statement", pgettext_lazy("field", "answered statement"), "counted")]
    to_event: Annotated[str | None, refers("event", pgettext_lazy("field", "answered event"), "counted")]
    to_report: Annotated[
        str, ours(pgettext_lazy("field", "report that is not among the statements"), "counted", "more")
    ]
    note: Annotated[str, ours(pgettext_lazy("field", "note"), "counted", "more")]
    source: Annotated[str | None, refers("source", pgettext_lazy("field", "source"), "counted")]
    drawn_by: Annotated[str, holds("code", pgettext_lazy("field", "drawn by"), "counted")] = "source"


class EventLink(Struct):
    """From an event to exactly one of: another event, a statement.

    ``drawn_by``: “source” (which is cited), “statement” (the one of ``said_in``), or “us” (our reading).
    """

    event: Annotated[str, refers("event", pgettext_lazy("field", "event"), "counted")]
    relation: Annotated[str, holds("code", pgettext_lazy("field", "relation"), "counted")]
    to_event: Annotated[str | None, refers("event", pgettext_lazy("field", "answered event"), "counted")]
    to_statement: Annotated[str | None, refers("statement", pgettext_lazy("field", "answered statement"), "counted")]
    note: Annotated[str, ours(pgettext_lazy("field", "note"), "counted", "more")]
    drawn_by: Annotated[str, holds("code", pgettext_lazy("field", "drawn by"), "counted")]
    said_in: Annotated[str | None, refers("statement", pgettext_lazy("field", "said in"), "counted")]
    source: Annotated[str | None, refers("source", pgettext_lazy("field", "source"), "counted")]


class Position(Struct):
    slug: Slug
    issue: Annotated[str, refers("issue", pgettext_lazy("field", "issue"), "told")]
    actor: Annotated[str, refers("actor", pgettext_lazy("field", "person or side"), "told")]
    sentence: Annotated[str, ours(pgettext_lazy("field", "sentence"), "told", "prose", needed=True)]
    statements: Annotated[list[str], refers("statement", pgettext_lazy("field", "statements"), "told")]
    sources: Annotated[list[str], refers("source", pgettext_lazy("field", "sources"), "told")]


class Comparison(Struct):
    """An earlier and a later statement of one speaker on one issue: “later”, ``relation``, “earlier”.

    ``approved_on``: the day (UTC, ISO 8601) on which the second of two people approved it.
    """

    slug: Slug
    issue: Annotated[str, refers("issue", pgettext_lazy("field", "issue"), "counted")]
    earlier: Annotated[str, refers("statement", pgettext_lazy("field", "earlier statement"), "counted")]
    relation: Annotated[str, holds("code", pgettext_lazy("field", "relation"), "counted")]
    later: Annotated[str, refers("statement", pgettext_lazy("field", "later statement"), "counted")]
    approved_on: Annotated[str, holds("date", pgettext_lazy("field", "approved on"), "counted")]


class EarlierDate(Struct):
    """A date that an event had, and when and by whom it was set; the first is the oldest."""

    when: Annotated[str, holds("date", pgettext_lazy("field", "date"), "told")]
    when_reported: Annotated[str, holds("theirs", pgettext_lazy("field", "date as the source gives it"), "told")]
    set_on: Annotated[str, holds("date", pgettext_lazy("field", "date set on"), "told")]
    set_by: Annotated[str | None, refers("actor", pgettext_lazy("field", "date set by"), "told")]
    sources: Annotated[list[str], refers("source", pgettext_lazy("field", "sources"), "told")]


class Event(Struct):
    """``set_on`` and ``set_by``: when and by whom its date was set; ``dates``: those that it had before."""

    slug: Slug
    title: Annotated[str, ours(pgettext_lazy("field", "title"), "told", "title", needed=True)]
    body: Annotated[str, ours(pgettext_lazy("field", "body"), "told", "prose")]
    when: Annotated[str, holds("date", pgettext_lazy("field", "date"), "told")]
    when_reported: Annotated[
        str, holds("theirs", pgettext_lazy("field", "date as the source gives it"), "told", found="more")
    ]
    when_note: Annotated[str, ours(pgettext_lazy("field", "note on the date"), "told", "more")]
    order_in_day: Annotated[int, holds("number", pgettext_lazy("field", "order within its date"), "label")]
    status: Annotated[str, holds("code", pgettext_lazy("field", "status"), "told")]
    condition: Annotated[str, ours(pgettext_lazy("field", "condition"), "told", "more")]
    phase: Annotated[int | None, refers("phase", pgettext_lazy("field", "phase"), "counted")]
    issues: Annotated[list[str], refers("issue", pgettext_lazy("field", "issues"), "label")]
    actors: Annotated[list[str], refers("actor", pgettext_lazy("field", "people and sides"), "counted")]
    sources: Annotated[list[str], refers("source", pgettext_lazy("field", "sources"), "told")]
    place: Annotated[str, ours(pgettext_lazy("field", "place"), "told", "more")] = ""
    set_on: Annotated[str, holds("date", pgettext_lazy("field", "date set on"), "told")] = ""
    set_by: Annotated[str | None, refers("actor", pgettext_lazy("field", "date set by"), "told")] = None
    dates: Annotated[list[EarlierDate], holds("rows", pgettext_lazy("field", "earlier dates"), "told")] = []
    former_slugs: Former = []
    place_wikidata: Annotated[
        str, holds("wikidata", pgettext_lazy("field", "id of the place at Wikidata"), "counted")
    ] = ""


class Figure(Struct):
    """Numbers are decimal text, as an editor wrote them: “30”, “1.5”."""

    slug: Slug
    label: Annotated[str, ours(pgettext_lazy("field", "label"), "label", "title", needed=True)]
    low: Annotated[str, holds("decimal", pgettext_lazy("field", "low"), "counted")]
    high: Annotated[str, holds("decimal", pgettext_lazy("field", "high"), "counted")]
    qualifier: Annotated[str, ours(pgettext_lazy("field", "qualifier"), "counted", "text")]
    unit: Annotated[str, ours(pgettext_lazy("field", "unit"), "counted", "text")]
    out_of: Annotated[str, holds("decimal", pgettext_lazy("field", "out of"), "counted")]
    out_of_qualifier: Annotated[str, ours(pgettext_lazy("field", "out of qualifier"), "counted", "text")]
    note: Annotated[str, ours(pgettext_lazy("field", "note"), "counted", "more")]
    phase: Annotated[int | None, refers("phase", pgettext_lazy("field", "phase"), "counted")]
    statements: Statements
    sources: Sources


class OpenQuestion(Struct):
    """``ended``: empty while it is open, else “answered” or “closed”, with why in ``answer``."""

    slug: Slug
    question: Annotated[str, ours(pgettext_lazy("field", "question"), "told", "title", needed=True)]
    why: Annotated[str, ours(pgettext_lazy("field", "why"), "counted", "prose")]
    issue: Annotated[str | None, refers("issue", pgettext_lazy("field", "issue"), "counted")]
    sources: Sources
    status: Annotated[str, holds("code", pgettext_lazy("field", "status"), "counted")] = ""
    ended: Annotated[str, holds("code", pgettext_lazy("field", "how it ended"), "told")] = ""
    ended_on: Annotated[str, holds("date", pgettext_lazy("field", "ended on"), "told")] = ""
    answer: Annotated[str, ours(pgettext_lazy("field", "answer"), "told", "more")] = ""
    answer_statements: Annotated[
        list[str], refers("statement", pgettext_lazy("field", "statements behind the answer"), "told")
    ] = []
    answer_sources: Annotated[list[str], refers("source", pgettext_lazy("field", "sources of the answer"), "told")] = []


class Term(Struct):
    slug: Slug
    name: Annotated[str, ours(pgettext_lazy("field", "name"), "label", "title", needed=True)]
    aliases: Annotated[list[str], ours(pgettext_lazy("field", "aliases"), "label", "more", names=True)]
    definition: Annotated[str, ours(pgettext_lazy("field", "definition"), "counted", "prose", needed=True)]
    sources: Sources
