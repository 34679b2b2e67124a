"""What was published, scheduled or withdrawn since one last looked: a number that every change of an edition moves on.

The database itself counts, by triggers, so that a change by hand is seen as well. It must not know who asks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from ..models.editions import Edition
from ..models.turns import Turn

LAST = 2  # stories that a first look names
SITE = ""  # the slug of the row that counts the changes of every story
_SQLITE = """
CREATE TRIGGER IF NOT EXISTS edition_{act}_turns AFTER {act} ON explainer_edition BEGIN
    INSERT INTO explainer_turn (slug, number) VALUES ('', 1) ON CONFLICT (slug) DO UPDATE SET number = number + 1;
    INSERT INTO explainer_turn (slug, number) SELECT {row}.slug, number FROM explainer_turn WHERE slug = ''
        ON CONFLICT (slug) DO UPDATE SET number = excluded.number;
END
"""
_POSTGRESQL = (
    """
CREATE OR REPLACE FUNCTION explainer_turn() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    moved bigint;
BEGIN
    INSERT INTO explainer_turn (slug, number) VALUES ('', 1)
        ON CONFLICT (slug) DO UPDATE SET number = explainer_turn.number + 1 RETURNING number INTO moved;
    INSERT INTO explainer_turn (slug, number) VALUES (CASE TG_OP WHEN 'DELETE' THEN OLD.slug ELSE NEW.slug END, moved)
        ON CONFLICT (slug) DO UPDATE SET number = excluded.number;
    RETURN NULL;
END $$
""",
    """
CREATE OR REPLACE TRIGGER edition_turns AFTER INSERT OR UPDATE OR DELETE ON explainer_edition
    FOR EACH ROW EXECUTE FUNCTION explainer_turn()
""",
)


def keep_counting(connection: Any) -> None:
    """Make the triggers, unless they are there. Django drops SQLite's without a word when it rebuilds a table."""
    if Turn._meta.db_table not in connection.introspection.table_names():
        return
    made = [_SQLITE.format(act=act, row="OLD" if act == "DELETE" else "NEW") for act in ("INSERT", "UPDATE", "DELETE")]
    with connection.cursor() as cursor:
        for statement in _POSTGRESQL if connection.vendor == "postgresql" else made:
            cursor.execute(statement)


@dataclass(frozen=True, slots=True)
class Look:
    """``number``: how far the site's count is. ``slugs``: the stories that moved since; None: any may have.

    A first look, which knows of nothing before, names those that moved last.

    ``due``: when the next scheduled edition comes out, in seconds since 1970; None while none is scheduled.
    """

    number: int
    slugs: frozenset[str] | None
    due: float | None


def look(since: int | None, after: float, now: float) -> Look:
    """What moved since the count was at ``since`` (None: not known yet), and what came out between two moments.

    Moments are seconds since 1970. Two queries, three where ``since`` is known and time has passed.
    """
    moment = datetime.fromtimestamp(now, UTC)
    turns = Turn.objects.moved_last(LAST + 1) if since is None else Turn.objects.moved_since(since, beside=SITE)
    rows = dict(turns)
    number = rows.pop(SITE, 0)
    next_moment = Edition.objects.scheduled_after(moment).next_moment()
    due = next_moment.timestamp() if next_moment else None
    if since is None:
        return Look(number, frozenset(rows), due)
    if number < since or (number > since and not rows):  # another database stands there, or the count was touched
        return Look(number, None, due)
    came_out = Edition.objects.came_out(datetime.fromtimestamp(after, UTC), moment) if after < now else []
    return Look(number, frozenset(rows) | frozenset(came_out), due)


def state_of(slug: str, now: float) -> str:
    """What tells one state of what readers read from another: of a story, or with SITE of all of them. Two queries."""
    moment = datetime.fromtimestamp(now, UTC)
    number = Turn.objects.number_of(slug)
    last = Edition.objects.last_moment(slug, moment)
    return f"{number}-{int(last.timestamp() * 1_000_000) if last else 0}"
