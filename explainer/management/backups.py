"""A whole site in one file: every row of one moment, in a form that SQLite and PostgreSQL give and take alike.

A backup is a ZIP: ``backup.json`` says what it is, ``tables/<table>.jsonl`` has the rows in the order of their keys, a
JSON list of values each. It must not know what a row means, nor make a database.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import zlib
from base64 import b64encode
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import IO, Any, TypeAlias
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from django.db import connection, models, transaction

FORMAT = 1
ABOUT = "backup.json"
LEFT_OUT = {
    "django_session": "a backup signs nobody in",
    "usersessions_usersession": "a backup signs nobody in",
    "explainer_signincount": "it is of the last minutes",
    "explainer_turn": "it is counted anew, ahead of what any cache has seen",
}
AT_ONCE = 500  # rows
PARSED = (models.DateField, models.TimeField, models.DecimalField, models.BinaryField, models.UUIDField)
Model = type[models.Model]
Column: TypeAlias = "models.Field[Any, Any]"


class Broken(Exception):
    """A file that is no backup, or no longer the one that was made; its sentence says how."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One table: its columns, how many rows it has, the SHA-256 of their lines, the highest key it ever gave."""

    columns: list[str]
    rows: int
    sha256: str
    last_key: int = 0


@dataclass(frozen=True, slots=True)
class About:
    """What a backup is. ``migrations``: (app, name) of each that the database had, in the order of names."""

    made_at: str
    release: str
    migrations: list[tuple[str, str]]
    tables: dict[str, Kept] = field(default_factory=dict)
    format: int = FORMAT


# What is kept.


def tables_of(found: Iterable[Model]) -> dict[str, Model]:
    """Table → model of those whose rows a backup has."""
    kept = (model for model in found if model._meta.managed and not model._meta.proxy)
    return {model._meta.db_table: model for model in kept if model._meta.db_table not in LEFT_OUT}


def columns_of(model: Model) -> list[Column]:
    """What is written of a row, by name: an older model may have them in another order. The database makes the rest."""
    return sorted((each for each in model._meta.concrete_fields if not each.generated), key=lambda each: each.column)


@contextlib.contextmanager
def one_moment() -> Iterator[None]:
    """What is read within is as it was at its start, and nobody who writes has to wait."""
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")  # Django's own would be IMMEDIATE, and keep writers out
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def lines(model: Model) -> Iterator[bytes]:
    """The rows of a table, each as a line."""
    names = [column.attname for column in columns_of(model)]
    rows = model._base_manager.order_by("pk").values_list(*names)
    for row in rows.iterator(chunk_size=AT_ONCE):
        values = [_written(value) for value in row]
        yield json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def _written(value: Any) -> Any:
    """As JSON has it, exactly: a moment to the microsecond, an amount to its last digit."""
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date():
            return value.isoformat()
        case Decimal():
            return str(value)
        case bytes() | memoryview():
            return b64encode(value).decode()
    return value


def write(file: IO[bytes], about: About, found: dict[str, Model]) -> About:
    """The backup of all that is there at one moment; what it says of itself."""
    with ZipFile(file, "w", ZIP_DEFLATED) as archive, one_moment():
        for table, model in found.items():
            with archive.open(_entry(table), "w", force_zip64=True) as out:
                about.tables[table] = _kept(model, out)
        archive.writestr(ABOUT, json.dumps(asdict(about), indent=1))
    return about


def as_it_is(found: dict[str, Model]) -> dict[str, Kept]:
    """What a backup would say of the tables that are there."""
    with one_moment():
        return {table: _kept(model) for table, model in found.items()}


def _entry(table: str) -> str:
    return f"tables/{table}.jsonl"


def _kept(model: Model, out: IO[bytes] | None = None) -> Kept:
    digest, rows = hashlib.sha256(), 0
    for line in lines(model):
        digest.update(line)
        rows += 1
        if out:
            out.write(line)
    return Kept([column.column for column in columns_of(model)], rows, digest.hexdigest(), _last_key(model))


# What is brought back.


def read_about(archive: ZipFile) -> About:
    try:
        raw = json.loads(archive.read(ABOUT))
        if raw["format"] != FORMAT:
            raise Broken(f"The backup is of another form ({raw['format']}) than this version reads ({FORMAT}).")
        kept = {table: Kept(**told) for table, told in raw.pop("tables").items()}
        return About(**{**raw, "migrations": [(app, name) for app, name in raw["migrations"]], "tables": kept})
    except (KeyError, TypeError, ValueError, BadZipFile, zlib.error) as error:
        raise Broken(f"It is no backup of this site, or damaged ({' '.join(str(error).split())}).") from None


def opened(file: Path) -> ZipFile:
    try:
        return ZipFile(file)
    except BadZipFile:
        raise Broken(f"{file} is no backup of this site, or only a part of one.") from None


def check(archive: ZipFile, about: About) -> None:
    """Raises ``Broken`` for a table that is not, line by line, what was written."""
    for table, kept in about.tables.items():
        digest, rows = hashlib.sha256(), 0
        try:
            with archive.open(_entry(table)) as file:
                for line in file:
                    digest.update(line)
                    rows += 1
        except (KeyError, BadZipFile, zlib.error, EOFError):
            raise Broken(f"The backup is damaged in {table}.") from None
        if (rows, digest.hexdigest()) != (kept.rows, kept.sha256):
            raise Broken(f"The backup is damaged in {table}: it does not have the digest that it was made with.")


def bring(archive: ZipFile, about: About, found: dict[str, Model]) -> None:
    """Put the rows in the place of those that are there, all or none.

    Raises ``Broken`` where the tables are not those that were kept, and ``DatabaseError``."""
    _compare(about, found)
    with transaction.atomic(), connection.cursor() as cursor:
        for table in found:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")  # noqa: S608 -- the name of a model's
        for table, model in found.items():
            with archive.open(_entry(table)) as file:
                _insert(cursor, model, file)
        _set_last_keys(cursor, about, found)


def _compare(about: About, found: dict[str, Model]) -> None:
    for table, kept in about.tables.items():
        if table not in found and kept.rows:
            raise Broken(f"The backup has rows of {table}, and this site no such table; is an extra of it off here?")
        if table in found and kept.columns != (here := [column.column for column in columns_of(found[table])]):
            raise Broken(f"The backup has other columns of {table}: {sorted({*kept.columns} ^ {*here})}.")
    for table in set(found) - set(about.tables):  # of an extra that the other site had not: they stay empty
        del found[table]


def _insert(cursor: Any, model: Model, file: IO[bytes]) -> None:
    columns, quote = columns_of(model), connection.ops.quote_name
    into = f"{quote(model._meta.db_table)} ({', '.join(quote(column.column) for column in columns)})"
    sql = f"INSERT INTO {into} VALUES ({', '.join(['%s'] * len(columns))})"  # noqa: S608 -- the names of a model's
    rows: list[list[Any]] = []
    for line in file:
        values = zip(columns, json.loads(line), strict=True)
        rows.append([column.get_db_prep_save(_read(column, value), connection) for column, value in values])
        if len(rows) == AT_ONCE:
            cursor.executemany(sql, rows)
            rows.clear()
    if rows:
        cursor.executemany(sql, rows)


def _read(column: Column, value: Any) -> Any:
    """Only what JSON has no form for is parsed: a text is taken as it is, whatever its field would make of it."""
    return column.to_python(value) if isinstance(column, PARSED) else value


# A key that was given once is given to nothing else: the history of rows that were deleted goes by it.


def _counts(model: Model) -> bool:
    return isinstance(model._meta.pk, models.AutoField)


def _last_key(model: Model) -> int:
    if not _counts(model):
        return 0
    table, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_sequence_last_value(pg_get_serial_sequence(%s, %s)::regclass)", [table, column])
        else:
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        found = cursor.fetchone()
    highest = model._base_manager.aggregate(highest=models.Max("pk"))["highest"]
    return max(int(found[0] or 0) if found else 0, highest or 0)


def _set_last_keys(cursor: Any, about: About, found: dict[str, Model]) -> None:
    counting = {table: about.tables[table].last_key for table, model in found.items() if _counts(model)}
    if connection.vendor == "postgresql":
        for table, last in counting.items():
            if last:
                column = found[table]._meta.pk.column
                cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [table, column, last])
        return
    for table, last in counting.items():
        cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
        if last:
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last])
