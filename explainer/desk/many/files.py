"""A table as a file and back: CSV, XLSX, or YAML as a list of rows, the project's own files among them.

It must not keep a file, nor know what a column means.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

import yaml

from ...language.formulas import escaped
from .spreadsheets import grid_of, is_spreadsheet, spreadsheet
from .tables import MOST_BYTES, MOST_ROWS, Refused, Table, pasted, table_of

Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "yaml": "application/yaml",
}
DEEPEST = 8  # lists and names within each other; a row of ours has five
_NULL = "tag:yaml.org,2002:null"


def read(data: bytes, name: str = "", *, model: str = "") -> Table:
    """The table in a file called ``name``. ``model`` is what rows of YAML may say they are: “explainer.statement”."""
    if len(data) > MOST_BYTES:
        raise Refused(f"The file has {len(data):,} bytes; at most {MOST_BYTES:,} are read. Send it in parts.")
    if is_spreadsheet(data):
        return table_of(grid_of(data))
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refused(
            "It is a spreadsheet of the old kind (XLS), or one with a password. Save it as XLSX, without one."
        )
    text = _decoded(data)
    if name.lower().endswith((".yaml", ".yml")):
        return _from_yaml(text, model)
    return pasted(text)


def _decoded(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise Refused("It is saved as UTF-16 (“Unicode text”). Save it as “CSV UTF-8”, or as XLSX.")
    if b"\0" in data:
        raise Refused("It is no text: there are bytes of nothing in it. Send CSV, XLSX or YAML.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Refused(
            f"It is not in UTF-8: line {line} has a letter in another encoding (Windows-1252, perhaps), and guessing "
            "would spoil names and quotation marks. Save it as “CSV UTF-8”, or as XLSX."
        ) from None


# ---- YAML -----------------------------------------------------------------------------------------


def _from_yaml(text: str, model: str) -> Table:
    """A list of rows, “name: value”; or as the files of a story have them, with “model” and “fields”.

    Each value is taken to the letter, and nothing is made of it but text. Anchors are refused: with them a short file
    can stand for a huge one.
    """
    try:
        depth = 0
        for event in yaml.parse(text, Loader=Loader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise Refused("It has references within it (& and *). Write each value where it stands.")
            if depth > DEEPEST:
                raise Refused("It is nested too deeply.")
        root = yaml.compose(text, Loader=Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise Refused(f"It is not YAML, from line {mark.line + 1 if mark else 1} on: {error.problem}.") from None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise Refused("It is not YAML: there is a character in it that no text has.") from error
    if not isinstance(root, yaml.SequenceNode):
        raise Refused("It must be a list of rows: each begins with “- ”, and has “name: value” on its lines.")
    if len(root.value) > MOST_ROWS:
        raise Refused(f"It has more than {MOST_ROWS:,} rows. Send it in parts.")
    rows = [(node.start_mark.line + 1, _cells(node, model)) for node in root.value]
    names = list(dict.fromkeys(name for _line, cells in rows for name in cells))
    if not names:
        raise Refused("There is nothing in it.")
    table = table_of([names, *([cells.get(name, "") for name in names] for _line, cells in rows)])
    kept = [line for line, cells in rows if any(cell.strip() for cell in cells.values())]
    table.numbers = kept
    return table


def _cells(node: yaml.Node, model: str) -> dict[str, str]:
    pairs = _pairs(node)
    if set(pairs) <= {"model", "fields", "pk"} and "fields" in pairs:
        said = getattr(pairs.get("model"), "value", "")
        if said != model:
            raise Refused(f"Line {node.start_mark.line + 1}: it is a row of “{said}”; here “{model}” is read.")
        return {name: _keys(value) for name, value in _pairs(pairs["fields"]).items()}
    return {name: "\n".join(_flat(value)) for name, value in pairs.items()}


def _pairs(node: yaml.Node) -> dict[str, yaml.Node]:
    if not isinstance(node, yaml.MappingNode):
        raise Refused(f"Line {node.start_mark.line + 1}: a row is “name: value”, a line for each.")
    found: dict[str, yaml.Node] = {}
    for name, value in node.value:
        if not isinstance(name, yaml.ScalarNode) or name.value in found:
            raise Refused(f"Line {name.start_mark.line + 1}: each name stands once, and is one word or some.")
        found[name.value] = value
    return found


def _flat(node: yaml.Node) -> Iterator[str]:
    if isinstance(node, yaml.ScalarNode):
        yield "" if node.tag == _NULL else node.value
    elif isinstance(node, yaml.SequenceNode):
        for each in node.value:
            yield from _flat(each)
    else:
        raise Refused(f"Line {node.start_mark.line + 1}: a value is a text or a list of texts.")


def _keys(node: yaml.Node) -> str:
    """Of “[story, name]” the name; of a list of such their names, one on each line."""
    if not isinstance(node, yaml.SequenceNode):
        return "\n".join(_flat(node))
    if node.value and all(isinstance(each, yaml.SequenceNode) for each in node.value):
        return "\n".join(filter(None, map(_keys, node.value)))
    return (list(_flat(node)) or [""])[-1]


# ---- writing --------------------------------------------------------------------------------------


def write(form: str, title: str, names: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A file of one of ``FORMATS``. Raises Refused where it cannot hold a text."""
    if form == "xlsx":
        return spreadsheet(title, names, rows)
    if form == "yaml":
        told = [{name: cell for name, cell in zip(names, cells, strict=True) if cell} for cells in rows]
        return yaml.dump(told, Dumper=Dumper, allow_unicode=True, sort_keys=False, width=90).encode()
    lines = StringIO(newline="")
    writer = csv.writer(lines)  # with CRLF (RFC 4180, 2.1)
    writer.writerows([escaped(cell) for cell in cells] for cells in [names, *rows])
    return lines.getvalue().encode("utf-8-sig")  # the mark by which Excel knows UTF-8
