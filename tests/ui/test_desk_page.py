"""docs/desk.md tells of the desk what is counted at it."""

import re
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from coding.page.finding import Place
from coding.page.front_page import FrontPage
from coding.page.rows import Diagnosis
from db.sqlite.sqlite_store import SqliteStore
from tests.db.conftest import make_reading
from tests.ui.keys_per_task import COUNTED
from ui.drawer.registry import DRAWER
from ui.panels.registry import PANELS

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "desk.md"
#: What the issue that asked for the desk promises, at most.
PROMISED = {
    "empty_field": 4,
    "empty_cell": 4,
    "offered_fix": 3,
    "diagnosis": 4,
    "procedure": 8,
    "filter": 2,
    "other_code": 3,
    "principals": 2,
    "next": 1,
}


def told():
    """The rows of the table of keys, cell by cell."""
    table = PAGE.read_text(encoding="utf-8").split("## 每件事按几个键")[1]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines() if line[:1] == "|"]
    return rows[2:]


def test_the_page_tells_the_numbers_that_are_counted():
    wanted = [[c.task, str(c.keys), "—" if c.most is None else str(c.most), c.pressed] for c in COUNTED.values()]
    assert told() == wanted


def test_no_task_costs_more_than_was_promised():
    assert {id_: c.most for id_, c in COUNTED.items() if c.most is not None} == PROMISED
    assert not [c.task for c in COUNTED.values() if c.most is not None and c.keys > c.most]


@pytest.mark.parametrize("id_", COUNTED)
def test_every_number_is_held_by_a_test_that_presses_the_keys(id_):
    file, name = COUNTED[id_].held_by.split("::")
    source = (HERE / file).read_text(encoding="utf-8")
    body = re.split(r"\ndef |\n@pytest", source.split(f"def {name}(")[1])[0]
    assert f'COUNTED["{id_}"].keys' in body


def test_the_page_names_every_part_of_the_window():
    text = PAGE.read_text(encoding="utf-8")
    assert not [panel.title for panel in (*PANELS, *DRAWER) if panel.title not in text]


def test_an_empty_coded_field_of_the_form_costs_three_keys(coder):
    store = SqliteStore(coder.path)
    values = {"case_no": "000777", "sex": "1", "abo_blood": "1", "rh_blood": "", "discharge_datetime": "2026-07-09"}
    store.import_reading(make_reading(FrontPage(values, (Diagnosis("K80.200", "胆囊结石", "1"),))))
    store.close()
    coder.start()
    coder.rest()
    form = coder.window.form
    form.focus_place(Place("abo_blood"))  # the field before it
    pressed = ("Tab", "2", "Return")
    for key in pressed:
        coder.press(key)
    assert coder.session.page.text("rh_blood") == "2"
    assert coder.session.store.page(coder.session.page_id).text("rh_blood") == "2"
    focus = QApplication.focusWidget()
    assert form.isAncestorOf(focus)
    assert focus is not form._edits["rh_blood"], "and on to the next one"
    assert len(pressed) == COUNTED["empty_field"].keys
