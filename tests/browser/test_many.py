"""Many rows at once, by clicking: paste twenty, mend one, save all; and set something for several of a list."""

import re

import pytest

from .browse import browsing, log_in
from .measures import COLOUR, WCAG
from .test_desk import faults_of

pytestmark = pytest.mark.browser
EVENTS = "/admin/explainer/event/"
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 800}
ROW = "Meeting {} is held\t2024-05-{:02}\tDoha\tQatar; Egypt\tcnn-2024-08-23\n"
ROWS = "title\tdate\tplace\tactors\tsources\n" + "".join(ROW.format(number, number) for number in range(1, 21))


@pytest.fixture
def editor(chromium, desk):
    with browsing(chromium, desk, viewport=WIDE) as page:
        log_in(page, "editor")
        yield page


def sound(page):
    faults = []
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        for scheme, rules in (("light", WCAG), ("dark", COLOUR)):
            page.emulate_media(color_scheme=scheme)
            page.wait_for_function("() => document.getAnimations().length === 0")  # colours of links fade
            faults += [f"{size['width']} px, {scheme}: {fault}" for fault in faults_of(page, rules)]
    page.set_viewport_size(WIDE)
    page.emulate_media(color_scheme="light")
    return faults


def test_twenty_rows_are_pasted_one_is_mended_and_all_are_saved_and_then_set(editor):
    editor.goto(EVENTS)
    editor.get_by_role("link", name="Many at once").click()
    editor.get_by_role("rowheader", name="date as reported").wait_for()
    assert sound(editor) == []
    editor.get_by_label("Paste the rows here").fill(
        ROWS.replace("Meeting 7 is held\t2024-05-07", "Meeting 7 is held\t7 Mai")
    )
    editor.get_by_role("button", name="Show what it would do").click()

    editor.get_by_role("heading", name=re.compile("Nothing is saved yet")).wait_for()
    assert editor.locator(".desk-line.new").count() == 19
    assert sound(editor) == []
    cell = editor.get_by_label("date, row 8")
    assert cell.input_value() == "7 Mai"
    assert editor.get_by_role("button", name=re.compile("^Add")).count() == 0
    cell.fill("7 May 2024")
    editor.get_by_role("button", name="Look again").click()
    editor.get_by_role("button", name="Add 20").click()
    assert "20 added. Not public yet." in editor.locator(".messagelist").inner_text()

    editor.goto(f"{EVENTS}?q=Meeting&edition=new")
    assert editor.locator("#result_list tbody tr").count() == 20
    assert editor.locator("#result_list .field-stands").all_inner_texts() == ["new"] * 20
    days = editor.locator("#result_list .field-on_day").all_inner_texts()
    assert days == [f"2024-05-{day:02}" for day in range(1, 21)]
    set_a_phase_for_three(editor)


def set_a_phase_for_three(editor):
    for place in range(3):
        editor.locator("#result_list .action-select").nth(place).check()
    editor.get_by_label("Action:").select_option(label="Set issues, phases, sources or date…")
    editor.get_by_role("button", name="Go").click()
    editor.get_by_label("Phase:", exact=True).select_option(label="this instead")
    editor.get_by_label("Which phase").select_option(index=0)
    assert sound(editor) == []
    editor.get_by_role("button", name="Show what would change").click()
    editor.get_by_role("button", name="Change 3").click()
    assert "3 changed. Not public yet." in editor.locator(".messagelist").inner_text()


def test_without_a_script_a_file_is_sent_and_saved(chromium, desk, tmp_path):
    file = tmp_path / "actors.csv"
    file.write_text(
        "name;kind;belongs to\nTarn Council;government;\nAna Reyes;person;Tarn Council\n", encoding="utf-8-sig"
    )
    with browsing(chromium, desk, viewport=NARROW, java_script_enabled=False) as page:
        log_in(page, "editor")
        page.goto("/admin/explainer/actor/many/")
        page.get_by_label("Or a file").set_input_files(file)
        page.get_by_role("button", name="Show what it would do").click()
        page.get_by_role("button", name="Add 2").click()
        assert "2 added" in page.locator(".messagelist").inner_text()
        page.goto("/admin/explainer/actor/?q=Reyes")
        assert page.get_by_text("Tarn Council").is_visible()
