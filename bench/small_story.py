"""What an editor types and marks who makes a small story of six sources: 13 statements, 11 people and bodies.

It must not say how any of it is entered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

TITLE = "The merger of the Vale’s two hospitals"
STORY = {
    "title": TITLE,
    "short_title": "Vale hospitals",
    "question": "Do the hospitals of Aldmere and Thornby become one?",
    "short_answer": "Both trusts agree on a first phase, which was put back to January. What follows is open.",
    "as_of": "21 October 2026",
}


@dataclass(frozen=True)
class Source:
    publisher: str
    title: str
    published: str
    file: str
    kind: str = ""

    @property
    def day(self) -> str:
        """As lists show it."""
        return f"{datetime.strptime(self.published, '%d %B %Y'):%Y-%m-%d}"


SOURCES = (
    Source("Vale Health Board", "One hospital in the Vale", "7 September 2026", "notice-7-september", "document"),
    Source(
        "Thornby Gazette", "Two hospitals would become one in three steps", "8 September 2026", "gazette-8-september"
    ),
    Source("Thornby Town Council", "To the two trusts", "18 September 2026", "letter-18-september", "document"),
    Source("Vale Post", "Council wants a promise for the night ward", "25 September 2026", "vale-post-25-september"),
    Source(
        "Thornby Gazette", "First step of hospital merger put back to January", "20 October 2026", "gazette-20-october"
    ),
    Source("Vale Radio", "The morning talk", "21 October 2026", "radio-21-october", "broadcast"),
)
NOTICE, FIRST, LETTER, SECOND, THIRD, TALK = range(6)


@dataclass(frozen=True)
class Actor:
    """``of``: the body that somebody belongs to."""

    name: str
    kind: str
    part: str
    of: str = ""


SIDE, GO_BETWEEN, AFFECTED, UNNAMED = "a side, or of a side", "a go-between", "people affected", "unnamed source"
BOARD, ALDMERE, THORNBY = "Vale Health Board", "Aldmere Hospital Trust", "Thornby Hospital Trust"
COUNCIL, UNION = "Thornby Town Council", "Vale Nurses’ Union"
BODIES = (
    Actor(BOARD, "agency", GO_BETWEEN),
    Actor(ALDMERE, "company", SIDE),
    Actor(THORNBY, "company", SIDE),
    Actor(COUNCIL, "government", AFFECTED),
    Actor(UNION, "union", AFFECTED),
)
FARROW = Actor("Mina Farrow", "person", GO_BETWEEN, BOARD)
CALDER = Actor("Ruth Calder", "person", SIDE, ALDMERE)
OSEI = Actor("Daniel Osei", "person", SIDE, THORNBY)
OFFICIAL = Actor("An official of the board", "unnamed source", UNNAMED)
LINDQVIST = Actor("Petra Lindqvist", "person", AFFECTED, UNION)
WHITBY = Actor("Joan Whitby", "person", AFFECTED, COUNCIL)
PEOPLE = (FARROW, CALDER, OSEI, OFFICIAL, LINDQVIST, WHITBY)


@dataclass(frozen=True)
class Said:
    """Words that are marked in a source. ``typed``: what the form cannot know, by the name of its box."""

    source: int
    words: str
    speaker: Actor
    typed: tuple[tuple[str, str], ...] = ()
    issue: str = ""
    answers: str = ""


NIGHT, REVIEW = "The night ward at Thornby", "How long the review takes"
STATEMENTS = (
    Said(NOTICE, "“Nothing in the second phase is decided by the first,” said Mina Farrow", FARROW),
    Said(
        FIRST,
        "“No ward closes before another one opens,” Mina Farrow, the board’s commissioner, said on Monday.",
        FARROW,
    ),
    Said(
        FIRST,
        "Ruth Calder, chief executive of the Aldmere Hospital Trust, called the plan on Tuesday “the only honest way "
        "forward” and said that both hospitals were “short of nurses on every night of the week”.",
        CALDER,
        (("lead_in", "Calder called the plan"), ("before_1", "and said that both hospitals were")),
    ),
    Said(FIRST, "“We will share a laboratory. We have not agreed to share a roof,” Osei said.", OSEI),
    Said(
        FIRST,
        "said that the two trusts had been “close to walking away” in late August.",
        OFFICIAL,
        (("lead_in", "An official of the board said that the two trusts had been"), ("tail", "in late August")),
    ),
    Said(FIRST, "“A night ward is not a line in a table,” Petra Lindqvist", LINDQVIST, issue=NIGHT),
    Said(
        LETTER,
        "“The council asks both trusts to promise in writing that the night ward stays open.”",
        BODIES[3],
        issue=NIGHT,
    ),
    Said(
        SECOND,
        "“A promise that is not written down is a hope,” Joan Whitby, the mayor, said on Thursday",
        WHITBY,
        issue=NIGHT,
    ),
    Said(
        SECOND,
        "“I will not sign for a ward that I may not be able to staff,” Calder said.",
        CALDER,
        (("when_reported", "on Thursday"),),
        issue=NIGHT,
        answers="Joan Whitby",
    ),
    Said(
        SECOND,
        "He said that the ward had closed on four nights, and on each of them for want of a doctor and not of a nurse.",
        OSEI,
        (("lead_in", "Daniel Osei said that the ward had closed on four nights, each time for want of a doctor."),),
        issue=NIGHT,
    ),
    Said(
        THIRD,
        "Mina Farrow, the board’s commissioner, said on Monday that the telephone line for patients was “not ready and "
        "not safe to begin with”.",
        FARROW,
        (("lead_in", "Farrow said that the telephone line for patients was"),),
    ),
    Said(THIRD, "“Ten weeks are ten more weeks without an answer,” Petra Lindqvist", LINDQVIST),
    Said(
        TALK,
        "“We found out in the third week of September, and we should have said so then,” Mina Farrow said",
        FARROW,
    ),
)

PHASES = (
    ("Shared services", "The two hospitals share their laboratories and one telephone line for patients.", "not begun"),
    ("Two houses", "Surgery moves to Aldmere and rehabilitation to Thornby, over six months.", ""),
    ("One trust", "One trust takes the place of two. The plan gives no date.", ""),
)
GATE = ("Review passed", "An independent review has found that the first phase was safe.")
ISSUES = (
    (NIGHT, "Night ward", "Does the night ward at Thornby stay open?"),
    (REVIEW, "Length of the review", "How long may the review of the first phase take?"),
)


@dataclass(frozen=True)
class Held:
    """A position, begun from the words of a report that describe it."""

    source: int
    words: str
    actor: str
    issue: str
    sentence: str


POSITIONS = (
    Held(
        SECOND,
        "“I will not sign for a ward that I may not be able to staff,”",
        "Ruth Calder",
        NIGHT,
        "Says that she will not promise a ward that she may not be able to staff.",
    ),
    Held(
        SECOND,
        "the night ward of the town’s hospital stays open",
        "Joan Whitby",
        NIGHT,
        "Wants a promise in writing that the ward stays open.",
    ),
    Held(
        SECOND,
        "In Aldmere’s view the review that has to come before the second phase should last no longer",
        ALDMERE,
        REVIEW,
        "Wants the review to last no longer than four weeks.",
    ),
    Held(
        SECOND,
        "Thornby wants it to last as long as it takes",
        THORNBY,
        REVIEW,
        "Wants the review to last as long as it takes.",
    ),
)


@dataclass(frozen=True)
class Happened:
    """An event, begun from words of a report."""

    source: int
    words: str
    title: str
    when: str = ""
    status: str = ""
    before: tuple[str, int] | None = None  # the date that it had, and the source of that


EVENTS = (
    Happened(
        FIRST, "under a plan that the Vale Health Board published on Monday", "The Vale Health Board publishes its plan"
    ),
    Happened(
        LETTER,
        "The Thornby Town Council decided on Friday, by nine votes to two",
        "The council of Thornby asks for a promise in writing",
    ),
    Happened(
        THIRD,
        "It is now to begin on 11 January, ten weeks late.",
        "The first phase begins",
        "11 January 2027",
        "expected",
        ("November 2026", NOTICE),
    ),
)
BEDS = ("beds at Aldmere", "240", "204", "beds")
WHO_KNEW = ("Who knew of the delay in September?", "The commissioner did not say.")
STATE = (
    ("Next", "The first phase is to begin on 11 January 2027.", "20 October 2026", THIRD),
    ("Open", "Nobody has promised in writing that the night ward stays open.", "20 October 2026", THIRD),
)
POINTS = (
    ("Both trusts take part in the first phase.", SECOND),
    ("They differ on the review that comes before the second.", SECOND),
)
