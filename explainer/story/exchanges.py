"""Who answers whom: the statements that links join, and others on the same issues.

It must not know how links are found; ``indexes`` joins them.
"""

from __future__ import annotations

from functools import cached_property

from .resolved import Event, EventLink, Link, Statement

ANSWERING = ("answers", "denies", "stands-against")


class Exchanges:
    """Of all the statements of a story, in order, and each by its slug."""

    statements: list[Statement]
    statement: dict[str, Statement]

    def exchange(self, statement: Statement) -> list[Statement]:
        """The statements that links join to it, directly or by way of others, in order; it alone where none does. That
        one was said after the other joins nothing."""
        found, ahead = {statement}, [statement]
        while ahead:
            here = ahead.pop()
            onward = [link.to_statement for link in here.links if link.joins]
            for other in (*onward, *(link.statement for link in here.links_in if link.joins)):
                if other is not None and other not in found:
                    found.add(other)
                    ahead.append(other)
        return [each for each in self.statements if each in found]

    def beside(self, statement: Statement) -> tuple[list[Link], list[Link]]:
        """Its links, and those that lead to it, which its exchange does not tell: of each statement in that all that
        it leads to is told, so that what comes from elsewhere is left; and everything where there is no other."""
        exchange = self.exchange(statement)
        ahead = statement.links if len(exchange) == 1 else []
        return ahead, [link for link in statement.links_in if link.statement not in exchange]

    def exchange_of(self, slug: str) -> Statement | None:
        """The first statement of the exchange that a statement belongs to; None where nothing is joined to it."""
        exchange = self.exchange(self.statement[slug]) if slug in self.statement else []
        return exchange[0] if len(exchange) > 1 else None

    def our_reading(self, exchange: Statement) -> str:
        """How much of the links of the exchange that it belongs to is drawn by us: “all”, “some” or nothing."""
        said = self.exchange(exchange)
        links: list[Link | EventLink] = [link for each in said for link in each.links]
        links += [link for each in said for link in each.events_in]
        drawn = [link.value.drawn_by == "us" for link in links if link.joins]
        return ("all" if all(drawn) else "some") if any(drawn) else ""

    @cached_property
    def opposed(self) -> Link | None:
        """The link that shows best how two sides stand to each other in their own words, by a rule that knows none of
        them: between speakers who are named before others, then the latest."""

        def place(link: Link) -> tuple[int, ...]:
            both = [each for each in (link.statement, link.to_statement) if each]
            named = all(each.naming == "named" for each in both)
            return (named, link.statement.rank)

        found = [
            link
            for each in self.statements
            for link in each.links
            if link.value.relation in ANSWERING and link.to_statement and _apart(each, link.to_statement)
        ]
        return max(found, key=place, default=None)

    def events_of(self, exchange: list[Statement]) -> set[Event]:
        """The events that the statements of an exchange answer, and those that answer or came of one of them."""
        answered = {link.to_event for each in exchange for link in each.links if link.joins and link.to_event}
        return answered | {link.event for each in exchange for link in each.events_in if link.joins}

    def others_on(self, statement: Statement, most: int = 4) -> list[Statement]:
        """Other statements on the same issues, in order, without its exchange and what else a link joins to it."""
        linked = {link.to_statement for link in statement.links} | {link.statement for link in statement.links_in}
        linked.update(self.exchange(statement))
        issues = set(statement.value.issues)
        others = [
            other
            for other in self.statements
            if other is not statement and other not in linked and not issues.isdisjoint(other.value.issues)
        ]
        return others[:most]


def _apart(one: Statement, other: Statement) -> bool:
    """Whether two statements are of two sides, and both in the speakers' own words and no others."""
    return one.speaker.side is not other.speaker.side and one.wording == other.wording == "direct"
