"""Fixture files as text: YAML to rows that know their lines, and rows to YAML that reads well in a diff.

It must not ask the database, and knows no model by name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias

import yaml
from django.core.exceptions import ValidationError
from django.db import models
from yaml.constructor import SafeConstructor

from ...language.text import tidy

Key = tuple[str | int, ...]  # a natural key
Field: TypeAlias = "models.Field[Any, Any]"
Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # loaddata makes the same choice

WIDTH = 90  # columns after which a text is folded at the next space
# What some reader of YAML takes for a number, a date or a yes: 12, 1e3, 0x1F, 12:30, 2024-06, y.
# (no, true, null and the like are quoted by PyYAML itself.)
_LOOKS_TYPED = re.compile(r"[-+.]?[0-9][0-9a-fA-F_.:xoXO+~?%/-]*|[yYnN]")


class BrokenFixture(Exception):
    """Why nothing was loaded, in one sentence, with its ``file`` and ``line`` (0: the file as a whole)."""

    def __init__(self, file: Path, line: int, reason: str) -> None:
        self.file, self.line, self.reason = file, line, reason
        place = f"{file}, line {line}" if line else f"{file}"
        super().__init__(f"{place}: {' '.join(reason.split()).rstrip('.')}.")


@dataclass(frozen=True, slots=True)
class WrittenRow:
    """One row as written: its model, its fields still as YAML nodes, and where it stands."""

    model: str
    fields: dict[str, yaml.Node]
    file: Path
    line: int

    def broken(self, reason: str, name: str = "") -> BrokenFixture:
        """``reason``, at the line of the field ``name`` if it is written, else of the row."""
        return self._broken_at(self.fields.get(name), reason)

    def value(self, field: Field) -> Any:
        """What ``field`` holds here. A text is taken to the letter: ``no``, ``12`` and ``1e3`` stay text."""
        node = self.fields[field.name]
        if not isinstance(node, yaml.ScalarNode):
            raise self.broken(f"“{field.name}” must be one value; put it in quotation marks", field.name)
        if _is_null(node):
            self._may_be_nothing(field)
            return None
        try:
            return field.to_python(_typed(field, node))
        except ValidationError as error:
            raise self.broken(f"{field.name}: {' '.join(error.messages)}", field.name) from None

    def key(self, field: Field, types: tuple[type, ...]) -> Key | None:
        """The natural key that the foreign key ``field`` holds, its parts being of ``types``."""
        node = self.fields[field.name]
        if not _is_null(node):
            return self._key(field, node, types)
        self._may_be_nothing(field)
        return None

    def keys(self, field: Field, types: tuple[type, ...]) -> list[Key]:
        """The natural keys that the many-to-many ``field`` holds, sorted."""
        node = self.fields[field.name]
        if not isinstance(node, yaml.SequenceNode):
            raise self.broken(f"“{field.name}” must be a list of natural keys, such as [[one], [two]]", field.name)
        return sorted({self._key(field, item, types) for item in node.value})

    def _may_be_nothing(self, field: Field) -> None:
        if not field.null:
            raise self.broken(f"“{field.name}” is empty; leave it out, or put the word in quotation marks", field.name)

    def _key(self, field: Field, node: yaml.Node, types: tuple[type, ...]) -> Key:
        parts = node.value if isinstance(node, yaml.SequenceNode) else []
        if len(parts) != len(types) or not all(isinstance(part, yaml.ScalarNode) for part in parts):
            shape = ", ".join("number" if kind is int else "text" for kind in types)
            raise self._broken_at(node, f"“{field.name}” must name a row by its natural key, [{shape}]")
        try:
            return tuple(
                int(_construct(part)) if kind is int else part.value for part, kind in zip(parts, types, strict=True)
            )
        except (TypeError, ValueError, OverflowError):
            raise self._broken_at(node, f"“{field.name}” must end in a whole number") from None

    def _broken_at(self, node: yaml.Node | None, reason: str) -> BrokenFixture:
        return BrokenFixture(self.file, node.start_mark.line + 1 if node else self.line, reason)


# ---- reading ------------------------------------------------------------------------------------


def rows_in(folder: Path) -> list[WrittenRow]:
    """The rows of every ``*.yaml`` file of ``folder``, by file name; BrokenFixture if there is none."""
    files = sorted(file for file in folder.glob("*.yaml") if file.is_file())
    if not files:
        raise BrokenFixture(folder, 0, "there is no *.yaml file in this folder")
    return [row for file in files for row in rows_in_file(file)]


def rows_in_file(file: Path) -> list[WrittenRow]:
    """The rows of one file, in its order."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BrokenFixture(file, 0, f"it cannot be read as UTF-8 text ({error})") from None
    try:
        loader = Loader(text)
        root = loader.get_single_node()
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise BrokenFixture(file, line, f"it is not YAML: {error.reason}") from None
    except yaml.MarkedYAMLError as error:
        spot = error.problem_mark or error.context_mark
        raise BrokenFixture(file, spot.line + 1 if spot else 0, f"it is not YAML: {error.problem}") from None
    except RecursionError:
        raise BrokenFixture(file, 0, "it is nested too deeply") from None
    if not isinstance(root, yaml.SequenceNode):
        raise BrokenFixture(file, root.start_mark.line + 1 if root else 1, "it must be a list of rows")
    return [_row(file, loader, node) for node in root.value]


def _row(file: Path, loader: Any, node: yaml.Node) -> WrittenRow:
    line = node.start_mark.line + 1
    parts = _pairs(file, loader, node)
    model, fields = parts.pop("model", None), parts.pop("fields", None)
    if not isinstance(model, yaml.ScalarNode) or not isinstance(fields, yaml.MappingNode):
        raise BrokenFixture(file, line, "a row needs a “model” and its “fields”")
    if not _is_null(parts.pop("pk", None)):
        raise BrokenFixture(file, line, "a row is known by its natural key; leave “pk” out")
    if parts:
        raise BrokenFixture(file, line, f"a row has a “model” and “fields”, and no “{next(iter(parts))}”")
    return WrittenRow(model.value, _pairs(file, loader, fields), file, line)


def _pairs(file: Path, loader: Any, node: yaml.Node) -> dict[str, yaml.Node]:
    """A mapping by name; a name that is written twice is a mistake, which plain YAML loaders pass over."""
    if not isinstance(node, yaml.MappingNode):
        raise BrokenFixture(file, node.start_mark.line + 1, "it must be names with values, “name: value”")
    names = set()
    for name, _ in node.value:
        if not isinstance(name, yaml.ScalarNode):
            raise BrokenFixture(file, name.start_mark.line + 1, "a name must be one word")
        if name.value in names:
            raise BrokenFixture(file, name.start_mark.line + 1, f"“{name.value}” is given twice")
        names.add(name.value)
    try:
        loader.flatten_mapping(node)  # “<<”, which loaddata understands too
    except yaml.MarkedYAMLError as error:
        raise BrokenFixture(file, node.start_mark.line + 1, f"it is not YAML: {error.problem}") from None
    return {name.value: value for name, value in node.value}


def _is_null(node: yaml.Node | None) -> bool:
    return node is None or node.tag == "tag:yaml.org,2002:null"


def _construct(node: yaml.ScalarNode) -> Any:
    """The scalar as standard YAML types it, or its text where it cannot (2024-13-45)."""
    try:
        return SafeConstructor().construct_document(node)
    except (yaml.MarkedYAMLError, ValueError, OverflowError, LookupError, AttributeError):
        return node.value


def _typed(field: Field, node: yaml.ScalarNode) -> Any:
    if isinstance(field, (models.CharField, models.TextField)):
        return node.value
    value = _construct(node)
    if isinstance(field, models.DateField):
        return value if isinstance(value, date) else node.value
    if isinstance(value, float):  # 0.1 is to the letter; and 1.5 is no whole number
        return node.value.replace("_", "")
    if isinstance(field, models.IntegerField) and isinstance(value, bool):
        return node.value
    return value


# ---- writing ------------------------------------------------------------------------------------


def write(model: str, rows: Iterable[Mapping[str, Any]]) -> str:
    """The rows of one file: a list of ``model`` and ``fields``, with a blank line between rows.

    Values are texts, numbers, dates, natural keys (tuples) and lists of them. What ``loaddata``, or another
    reader of YAML, would take for something other than text is quoted; a long text is a block.
    """
    return "\n".join(_write_row(model, fields) for fields in rows)


def write_folder(folder: Path, files: Mapping[str, str]) -> list[Path]:
    """Make ``files`` (name → text) the ``*.yaml`` files of ``folder``; the ones that it removed.

    Each file is replaced whole or not at all. A file in the way that holds no fixtures is not ours to remove:
    BrokenFixture, and nothing is written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    old = [file for file in sorted(folder.glob("*.yaml")) if file.name not in files]
    for file in old:
        rows_in_file(file)
    fresh = {folder / f".{name}.new": folder / name for name in files}
    try:
        for new, file in fresh.items():
            new.write_text(files[file.name], encoding="utf-8", newline="\n")
        for new, file in fresh.items():
            new.replace(file)
    finally:
        for new in fresh:
            new.unlink(missing_ok=True)
    for file in old:
        file.unlink()
    return old


def _write_row(model: str, fields: Mapping[str, Any]) -> str:
    pairs = [(_scalar("str", name), _node(value, column=len(name) + 6)) for name, value in fields.items()]
    row = [(_scalar("str", "model"), _scalar("str", model)), (_scalar("str", "fields"), _mapping(pairs))]
    root = yaml.SequenceNode("tag:yaml.org,2002:seq", [_mapping(row)], flow_style=False)
    return yaml.serialize(root, Dumper=yaml.SafeDumper, allow_unicode=True, width=WIDTH)


def _node(value: Any, column: int) -> yaml.Node:
    match value:
        case bool():
            return _scalar("bool", "true" if value else "false")
        case int() | Decimal():
            text = format(value, "f") if isinstance(value, Decimal) else str(value)
            return _scalar("float" if "." in text else "int", text)
        case date():
            return _scalar("timestamp", value.isoformat())
        case tuple() | list():
            items = [_node(item, column) for item in value]
            return yaml.SequenceNode("tag:yaml.org,2002:seq", items, flow_style=isinstance(value, tuple))
    return _scalar("str", value, _style(value, column))


def _style(text: str, column: int) -> str | None:
    """How a text is written: quoted (``'``, ``"``), folded (``>``), line by line (``|``) or as PyYAML sees fit.

    A block holds tidy text only: spaces at its ends, tabs and exotic line ends do not survive one.
    """
    if _LOOKS_TYPED.fullmatch(text):
        return "'"
    if text != tidy(text) or any(character in text for character in "\t\x85\u2028\u2029"):
        return '"'
    lines = text.split("\n")
    if len(lines) > 1 and (max(map(len, lines)) <= WIDTH or any(line[:1] == " " for line in lines)):
        return "|"
    return ">" if len(lines) > 1 or (column + len(text) > WIDTH and " " in text) else None


def _scalar(kind: str, text: str, style: str | None = None) -> yaml.ScalarNode:
    return yaml.ScalarNode(f"tag:yaml.org,2002:{kind}", text, style=style)


def _mapping(pairs: Sequence[tuple[yaml.Node, yaml.Node]]) -> yaml.MappingNode:
    return yaml.MappingNode("tag:yaml.org,2002:map", list(pairs), flow_style=False)
