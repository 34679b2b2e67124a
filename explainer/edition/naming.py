"""Whether a statement has a named speaker: one of four, and the one place that decides which.

It must not guess: what is not said of an actor or a statement follows from the kind of actor alone.
"""

from __future__ import annotations

from typing import Literal, cast, get_args

from .parts import Statement
from .people_parts import Actor

# A person, office or outlet by name; a source that is not named; a group of whom nobody is named (“officials”); or a
# whole to which a source gives the words (a state, a company).
Naming = Literal["named", "unnamed", "group", "whole"]
NAMINGS: tuple[Naming, ...] = get_args(Naming)
NOBODY_NAMED: tuple[Naming, ...] = ("unnamed", "group")

# What holds where nothing else is said, so for every edition of shapes 1 to 3.
_BY_KIND: dict[str, Naming] = {
    "government": "whole",
    "agency": "whole",
    "political-party": "whole",
    "parliament": "whole",
    "court": "whole",
    "company": "whole",
    "union": "whole",
    "international-body": "whole",
    "armed-group": "whole",
    "group": "group",
    "unnamed": "unnamed",
}


def naming_of_actor(actor: Actor) -> Naming:
    return cast(Naming, actor.naming) if actor.naming else _BY_KIND.get(actor.kind, "named")


def naming_of(statement: Statement, speaker: Actor) -> Naming:
    """That of its speaker, unless the statement itself says another."""
    return cast(Naming, statement.naming) if statement.naming else naming_of_actor(speaker)


def has_no_side(head: Actor) -> bool:
    """Whether an actor without affiliation stands for no side: a source that is described and not identified."""
    return head.kind == "unnamed"
