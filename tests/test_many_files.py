"""Tables as files: there and back without a change, templates, and what is hostile or spoilt refused in words."""

from __future__ import annotations

import io
import os
import random
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from explainer.desk.files.fixture_rows import KINDS as FILES
from explainer.desk.many import files
from explainer.desk.many.spreadsheets import spreadsheet
from explainer.desk.many.tables import MOST_BYTES, MOST_ROWS, pasted
from explainer.language.formulas import escaped, unescaped
from explainer.models import Event

from .test_many import (  # the fixtures among them
    ALL,
    a_desk,  # noqa: F401
    a_story,  # noqa: F401
    address,
    doing,
    lines,
    look,
    press,
    refusal,
    troubles,
)

ROOT = Path(__file__).parent.parent


# ---- there and back ------------------------------------------------------------------------------


def sent(client, model, data: bytes, name: str):
    return look(client, model, "", file=SimpleUploadedFile(name, data))


@pytest.mark.parametrize("form", ["csv", "xlsx", "yaml"])
@pytest.mark.parametrize("model", ALL, ids=lambda model: model._meta.model_name)
def test_what_is_sent_back_as_it_came_changes_nothing(desk, story, model, form):
    got = desk.get(address(model, "_rows", form), {"story": story.pk})
    assert got.status_code == 200
    page = sent(desk, model, got.content, f"rows.{form}")
    assert set(doing(page)) == {"same"}, [line for line in lines(page) if line.doing != "same"]
    assert len(lines(page)) == model.objects.count()
    assert b'name="_do"' not in page.content


@pytest.mark.parametrize("model", ALL, ids=lambda model: model._meta.model_name)
def test_the_template_is_read_and_its_row_would_be_saved_where_it_names_what_is_there(desk, story, model):
    got = desk.get(address(model, "_template", "csv"))
    page = sent(desk, model, got.content, "template.csv")
    assert not page.context["plan"].headings
    strangers = [each for each in troubles(page) if "There is no " not in each]
    assert strangers == []


# ---- hostile and spoilt --------------------------------------------------------------------------


def packed(**parts: bytes) -> bytes:
    """A spreadsheet with some of its parts replaced: “sheet=…”."""
    there = {"sheet": "xl/worksheets/sheet1.xml", "book": "xl/workbook.xml", "more": "xl/more.xml"}
    made, source = io.BytesIO(), zipfile.ZipFile(io.BytesIO(spreadsheet("x", ["title"], [["Round 9"]])))
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        other = {there[name]: data for name, data in parts.items()}
        for name in source.namelist():
            target.writestr(name, other.pop(name, None) or source.read(name))
        for name, data in other.items():
            target.writestr(name, data)
    return made.getvalue()


SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'
CELL = b'<row r="1"><c r="A1" t="inlineStr"><is><t>title</t></is></c></row>'
LAUGHS = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>' + SHEET % b""
HIDDEN = b'<?xml version="1.0" encoding="cp037"?>' + "<!DOCTYPE x>".encode("cp037")
HOSTILE = {
    "random bytes": ("x.csv", random.Random(1).randbytes(5_000), "no text"),
    "random bytes called a spreadsheet": ("x.xlsx", b"PK" + random.Random(2).randbytes(5_000), "no spreadsheet"),
    "nothing": ("x.csv", b"\n\n \n", "nothing in it"),
    "10 MB": ("x.csv", b"title\n" + b"x" * 10_000_000, "bytes; at most"),
    "a NUL": ("x.csv", b"title\nRound\0 9\n", "bytes of nothing"),
    "Windows-1252": ("x.csv", "title\nCafé\n".encode("cp1252"), "not in UTF-8: line 2"),
    "UTF-16": ("x.csv", "title\tx\nRound\t9\n".encode("utf-16"), "UTF-16"),
    "50,000 columns": ("x.csv", b"title" + b",x" * 50_000 + b"\nRound 9\n", "50,001 columns"),
    "too many rows": ("x.csv", b"title\n" + b"x\n" * (MOST_ROWS + 1), "more than 2,000 rows"),
    "a cell without end": ("x.csv", b"title\n" + b"x" * 100_000, "100,000 characters"),
    "a quotation mark without end": ("x.csv", b'title,place\n"Round 9,Tarn\n', "quotation mark"),
    "only a heading": ("x.csv", b"title\n", "no row below"),
    "an old spreadsheet": ("x.xls", b"\xd0\xcf\x11\xe0" + b"x" * 600, "old kind"),
    "a zip bomb": ("x.xlsx", packed(more=b" " * 40_000_000), "unpacks to far more"),
    "entities in each other": ("x.xlsx", packed(sheet=LAUGHS), "no spreadsheet has"),
    "a document type in another encoding": ("x.xlsx", packed(sheet=HIDDEN), "no spreadsheet has"),
    "XML that is none": ("x.xlsx", packed(sheet=b"<worksheet"), "no spreadsheet"),
    "a sheet without end": (
        "x.xlsx",
        packed(sheet=SHEET % b"".join(b"<row r='%d'/>" % n for n in range(1, 25_000))),
        "rows",
    ),
    "a column far out": (
        "x.xlsx",
        packed(sheet=SHEET % (CELL + b'<row r="2"><c r="XFD2"><v>1</v></c></row>')),
        "16,384 columns",
    ),
    "a zip of something else": ("x.xlsx", packed(book=b"<a/>"), "no spreadsheet"),
    "YAML with anchors": ("x.yaml", b"- &a {title: x}\n- *a\n", "references within it"),
    "YAML that is no list": ("x.yaml", b"title: x\n", "a list of rows"),
    "YAML that is none": ("x.yaml", b"- title: [x\n", "not YAML, from line"),
    "YAML too deep": ("x.yaml", b"- title: " + b"[" * 5_000, "nested too deeply"),
    "YAML of another kind": ("x.yaml", b"- model: explainer.term\n  fields: {name: x}\n", "row of “explainer.term”"),
    "YAML with a name twice": ("x.yaml", b"- title: x\n  title: y\n", "each name stands once"),
    "YAML with a lone surrogate": ("x.yaml", b'- title: "Round \\ud800 9"\n', "not YAML"),
    "YAML with a tag to run": ("x.yaml", b"- !!python/object/apply:os.system ['true']\n", "a row is"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_hostile_or_spoilt_is_refused_with_a_sentence(desk, name):
    called, data, told = HOSTILE[name]
    page = sent(desk, Event, data, called)
    assert page.status_code == 200
    assert told in refusal(page), refusal(page)


@pytest.mark.parametrize("text", ["title\nRound \0 9\n", "title\nRound \ud800 9\n", "\ufeff\n", "title"])
def test_a_text_that_is_none_is_refused_with_a_sentence(text):
    with pytest.raises(files.Refused):
        pasted(text)


def test_random_bytes_of_every_kind_are_never_an_error(desk):
    source = random.Random(int(os.environ.get("SEED", 7)))
    sound = spreadsheet("x", ["title"], [["Round 9"]])
    for _turn in range(60):
        place = source.randrange(len(sound))
        spoilt = sound[:place] + source.randbytes(3) + sound[place + 3 :]
        for name, data in (("x.xlsx", spoilt), ("x.yaml", source.randbytes(60)), ("x.csv", source.randbytes(60))):
            with suppress(files.Refused):
                assert files.read(data, name).rows


def test_a_formula_is_a_text_and_is_never_evaluated(desk):
    formula = b'<row r="2"><c r="A2"><f>1+1</f><v>2</v></c></row>'
    page = sent(desk, Event, packed(sheet=SHEET % (CELL + formula)), "x.xlsx")
    assert doing(page) == ["new"]
    assert press(desk, page, Event).status_code == 302
    assert Event.objects.filter(title="=1+1").exists()


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "'=1", "''+1", "'", "x=1", "", "'quoted'"])
def test_a_formula_is_escaped_and_comes_back(text):
    assert not escaped(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert unescaped(escaped(text)) == text


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_no_file_of_ours_has_a_formula(desk, story, form):
    Event.objects.filter(slug="event-0").update(title="=HYPERLINK(1)", place="@x", body="- a\n- b")
    data = desk.get(address(Event, "_rows", form), {"story": story.pk}).content
    if form == "csv":
        assert b"'=HYPERLINK(1)" in data
        assert b",=" not in data
    else:
        sheet = zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")
        assert b"<f" not in sheet
    assert set(doing(sent(desk, Event, data, f"x.{form}"))) == {"same"}


def test_numbers_and_days_of_a_spreadsheet_are_read_as_they_look():
    from datetime import date, datetime

    from openpyxl import Workbook

    book, made = Workbook(), io.BytesIO()
    book.active.append(["title", "date", "order in the day", "place", "condition"])
    book.active.append([True, datetime(2024, 5, 31), 3.0, 1.5, date(2024, 6, 1)])
    book.save(made)
    assert files.read(made.getvalue(), "x.xlsx").rows == [["yes", "2024-05-31", "3", "1.5", "2024-06-01"]]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("a\tb\n1\t2\n", [["1", "2"]]),
        ("a\tb\r\n1\t2\r\n\r\n", [["1", "2"]]),
        ('a\tb\n"one\ntwo"\tx\n', [["one\ntwo", "x"]]),
        ('a\tb\n"say ""no""\nagain"\tx\n', [['say "no"\nagain', "x"]]),
        ('a\tb\n"No," she said\tx\n', [['"No," she said', "x"]]),
        ('a\tb\n"No"\tx\n', [['"No"', "x"]]),
        ('"a"\t"b"\n"No"\t"x"\n', [["No", "x"]]),
        ('a\tb\n5" pipe\tx\n', [['5" pipe', "x"]]),
        ("a,b\n1,2\n", [["1", "2"]]),
        ("a;b\n1,5;2\n", [["1,5", "2"]]),
        ('\ufeffa,b\n"x\ny",2\n', [["x\ny", "2"]]),
        ("a\n1\n", [["1"]]),
        ("a\tb\n\n1\n", [["1", ""]]),
    ],
)
def test_a_paste_is_read_as_a_spreadsheet_copies_it(text, rows):
    assert pasted(text).rows == rows


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_csv_is_read_with_and_without_its_mark(mark):
    assert files.read(mark + "name;kind\nCafé;person\n".encode(), "x.csv").names == ["name", "kind"]


def test_a_text_too_long_for_a_spreadsheet_is_told_and_not_cut(desk, story):
    Event.objects.filter(slug="event-0").update(body="x" * 40_000)
    got = desk.get(address(Event, "_rows", "xlsx"), {"story": story.pk}, follow=True)
    assert "longer than a cell of a spreadsheet can be" in got.content.decode()


def test_nobody_keeps_what_was_sent(desk, settings):
    from django.contrib.sessions.models import Session

    before = [each.session_data for each in Session.objects.all()]
    page = sent(desk, Event, b"title\nRound 9\n", "x.csv")
    assert doing(page) == ["new"]
    assert [each.session_data for each in Session.objects.all()] == before
    assert MOST_BYTES < settings.DATA_UPLOAD_MAX_MEMORY_SIZE


# ---- the first story: last, for it stays with the module ----


@pytest.mark.parametrize("model", ALL, ids=lambda model: model._meta.model_name)
def test_the_first_storys_own_file_changes_nothing(client, administrator, first_story, model):
    """Its names of fields and natural keys are taken as well as ours."""
    client.force_login(administrator)
    data = (ROOT / "fixtures/gaza-ceasefire" / f"{FILES[model].file}.yaml").read_bytes()
    page = sent(client, model, data, "rows.yaml")
    assert set(doing(page)) == {"same"}, [line for line in lines(page) if line.doing != "same"]
    got = client.get(address(model, "_rows", "csv"), {"story": first_story.pk})
    page = sent(client, model, got.content, "rows.csv")
    assert set(doing(page)) == {"same"}, [line for line in lines(page) if line.doing != "same"]
