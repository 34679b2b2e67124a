"""The kinds of row that can be written many at once: their columns, by what they are known, and an example.

It must not read a cell: ``columns`` and ``passages`` do.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Prefetch, QuerySet

from ...models import Actor, Event, Position, Source, Statement
from .columns import Address, Code, Column, Day, Many, Number, One, RoleOf, When, YesNo
from .passages import Between, Cuts, Passages
from .references import folded

STORY = "story"  # a column that may stand there, and says where a row belongs


@dataclass(frozen=True)
class Kind:
    """``known_by``: the columns that tell one row from others where the name in its address is left out; that is then
    made of ``slug_from``. ``section``: where rules say that something is."""

    model: type[Model]
    columns: tuple[Column, ...]
    known_by: tuple[str, ...]
    slug_from: tuple[str, ...]
    section: str
    related: tuple[str, ...] = ()
    settable: tuple[str, ...] = ()  # what a list can set for many at once

    @property
    def name(self) -> str:
        return str(self.model._meta.model_name)

    @property
    def many(self) -> str:
        return str(self.model._meta.verbose_name_plural)

    @property
    def in_a_story(self) -> bool:
        return any(field.name == "story" for field in self.model._meta.concrete_fields)

    def column(self, heading: str) -> Column | None:
        """By what editors call it, or by the field's name."""
        said = folded(heading)
        by_field = (each for each in self.columns if each.name == heading)
        by_label = (each for each in self.columns if folded(each.label) == said)
        loosely = (each for each in self.columns if each.name == said.replace(" ", "_").replace("-", "_"))
        return next(by_field, None) or next(by_label, None) or next(loosely, None)

    def must_have(self, column: Column) -> bool:
        if column.name in ("passages", "between", "cut_before"):
            return False
        field: Any = self.model._meta.get_field(column.name)
        return column.name != "slug" and not (field.blank or field.null or field.has_default())

    def rows(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """With all that their columns show, in as many queries for one as for thousands."""
        ones = [each.name for each in self.columns if isinstance(each, One) and not each.many()]
        manies = [each.name for each in self.columns if each.many()]
        path = ["story", *ones] if self.in_a_story else ones
        found = rows.select_related(*path, *self.related) if path or self.related else rows
        cited = Prefetch("sources", queryset=Source.objects.defer("excerpt", "note"))  # long, and many times
        paths: list[Any] = [cited if name == "sources" else name for name in manies]
        return found.prefetch_related(*paths, *(["passages"] if self.model is Statement else []))

    def example(self) -> list[str]:
        return [each.example for each in self.columns]

    def headings(self) -> list[str]:
        return [each.label for each in self.columns]


ADDRESS = Address(
    "slug", "address name", "The row's name in its address. Leave it out for a new row, and it is made.", ""
)


def _dates() -> Iterator[Column]:
    yield When(
        "when",
        "date",
        "As the desk writes dates, or “late June 2031”; “Wednesday” is read against its source.",
        "[2031-06-21..2031-06-30]",
    )
    yield Column("when_reported", "date as reported", "The source’s own words for it.", "late June")
    yield Column("when_note", "how we worked the date out", "Only if we did.", "")
    yield Number("order_in_day", "order in the day", "Among rows of one date, if the source gives an order.", "")


SOURCES = Many("sources", "sources", "Their address names or titles, one on a line.", "valley-post-2031-06-30")
ISSUES = Many("issues", "issues", "Their names, one on a line.", "Lorries")
STATEMENTS = Kind(
    Statement,
    (
        ADDRESS,
        One("speaker", "speaker", "By name. The actor must be at the desk.", "Ana Reyes"),
        RoleOf("role", "role", "The title that the speaker held on that day, if it is at the desk.", ""),
        Column("attributed_as", "named in the source as", "If otherwise than the speaker’s name.", ""),
        Code("naming", "named or not", "Only where it differs here.", ""),
        Code("wording", "wording", "Direct quote, partial quote or paraphrase.", "partial quote"),
        Code("act", "what the speaker did", "Said, if it is left empty.", "said"),
        Column("topic", "topic", "What it is about, for its title.", "the new date"),
        Column("lead_in", "our words before", "Of a paraphrase, the whole of it.", "Ana Reyes said that the bridge"),
        Passages("passages", "passages", "The speaker’s own words, a line for each passage. A line that ends within "
                 "one is written ⏎.", "will open in time"),
        Between("between", "our words between passages", "“2: , and that” stands before passage 2.", ""),
        Cuts("cut_before", "cut before passages", "Their numbers, as “2, 3”.", ""),
        Column("tail", "our words after", "Only of a partial quote.", "."),
        *_dates(),
        SOURCES,
        ISSUES,
        Many("phases", "phases", "Their numbers or names, one on a line.", "1"),
        Many("about", "about whom", "Names of actors, one on a line.", ""),
        Many("texts", "texts on the table", "Their names, one on a line.", ""),
        Column("context", "what readers need to understand it", "Markdown.", ""),
        Column("note", "note on how it is quoted", "Markdown.", ""),
        Column("alterations", "changes that the source made", "Inside the quotation, in a sentence.", ""),
        YesNo("second_hand", "relays somebody else", "Yes or no.", "no"),
        Code("form", "spoken or written", "Only what the source says.", "spoken"),
        One("medium", "where it was said or posted", "An actor: a channel, a network.", ""),
        Column("setting", "setting", "“Interview”, “Post”.", "Interview"),
        One("addressee", "to whom", "An actor.", ""),
        Column("language", "language spoken", "Its code, as “en”. Empty: not stated.", ""),
        Column("quoted_in", "language quoted in", "Its code. “en”, if it is left empty.", "en"),
        Column("translator", "translator", "Empty: not stated.", ""),
    ),
    ("speaker", "topic", "when"),
    ("topic",),
    "statements",
    ("role__actor",),
    ("issues", "phases", "sources", "when"),
)  # fmt: skip
EVENTS = Kind(
    Event,
    (
        ADDRESS,
        Column("title", "title", "What happened, in a line.", "The bridge reopens to buses"),
        Column("body", "text", "Markdown.", "After two months of repairs."),
        Column("place", "place", "Where, if the source says.", "Tarn bridge"),
        *_dates(),
        Code("status", "has it happened", "Happened, if it is left empty.", "happened"),
        Column("condition", "what it depends on", "Of what is expected.", ""),
        One("phase", "phase", "Its number or name.", "1"),
        ISSUES,
        Many("actors", "actors", "Their names, one on a line.", "Ana Reyes"),
        SOURCES,
        When("set_on", "date set on", "If its date was moved.", ""),
        One("set_by", "date set by", "If its date was moved: an actor.", ""),
        Column("place_wikidata", "id of the place at Wikidata", "If that is certain: “Q79”.", ""),
    ),
    ("title",),
    ("title",),
    "events",
    (),
    ("issues", "phase", "sources", "when"),
)
ACTORS = Kind(
    Actor,
    (
        ADDRESS,
        Column("name", "name", "As the source gives it, without title or epithet.", "Ana Reyes"),
        Column("short_name", "short name", "For narrow places.", "Reyes"),
        Code("kind", "kind", "Person, office, government, group, …", "person"),
        Code("naming", "named or not", "Empty: by its kind.", ""),
        One("affiliation", "belongs to", "Another actor, who may stand in this table.", "Tarn County Council"),
        Column("descriptor", "line beside the name", "Where there is no role with dates.", "Engineer"),
        Column("description", "description", "Markdown. Only what a source says.", ""),
        One("described_in", "source that used it", "Of an unnamed source.", ""),
        Column("unnamed_because", "why it is not named", "If the report says why.", ""),
        Column("wikidata", "id at Wikidata", "Of the very same, if that is certain: “Q79”.", ""),
    ),
    ("name",),
    ("name",),
    "actors",
)
SOURCE_KIND = Kind(
    Source,
    (
        ADDRESS,
        Code("kind", "kind", "News report, if it is left empty.", "news report"),
        Column("title", "title", "As printed.", "Bridge to open in late June"),
        Column("publisher", "publisher", "Who published it.", "Valley Post"),
        Column("byline", "byline", "Who wrote it, as printed.", "A. Reporter"),
        Column("contributors", "contributors", "As printed.", ""),
        Column("address", "link", "Where it can be read.", "https://valleypost.example/bridge"),
        Column("archived", "link to a lasting copy", "", ""),
        When("published", "published", "As the desk writes dates, or “30 June 2031”.", "2031-06-30"),
        Day("accessed", "read on", "The day on which we read it.", "2031-07-01"),
        Column("language", "language", "Its code. “en”, if it is left empty.", "en"),
        Column("excerpt", "excerpt", "Its quoted words, to the letter. It is never published.", ""),
        YesNo("show_around", "show what stands around", "Yes or no. Yes, if it is left empty.", "yes"),
        Column("note", "note", "Markdown.", ""),
    ),
    ("publisher", "title", "published"),
    ("publisher", "title"),
    "sources",
    (),
    ("published",),
)
POSITIONS = Kind(
    Position,
    (
        ADDRESS,
        One("actor", "actor", "By name.", "Ana Reyes"),
        One("issue", "issue", "By name.", "Lorries"),
        Column("sentence", "sentence", "Starts with “Says”, “Wants” or names who says so.", "Wants lorries to wait."),
        Many("statements", "statements", "Their address names, one on a line.", ""),
        SOURCES,
    ),
    ("actor", "issue"),
    ("actor", "issue"),
    "positions",
    ("issue__story",),
    ("sources",),
)
KINDS: dict[type[Model], Kind] = {kind.model: kind for kind in (STATEMENTS, EVENTS, ACTORS, SOURCE_KIND, POSITIONS)}
