"""How many keys an entry costs, counted in the real window: every key is pressed, none of them is a click."""

import pytest
from PySide6.QtWidgets import QApplication

from coding.codes.entry import CodeKind
from coding.page.front_page import FrontPage
from coding.page.rows import Diagnosis, Procedure
from db.sqlite.sqlite_store import SqliteStore
from tests.db.conftest import make_reading
from tests.ui.keys_per_task import COUNTED
from ui.form.candidates import EntryEdit

PAGE = FrontPage(
    {
        "case_no": "000777",
        "sex": "1",
        "age_years": "61",
        "birth_date": "1965-01-01",
        "admission_datetime": "2026-07-01 08:00:00",
        "discharge_datetime": "2026-07-09 10:00:00",
    },
    (Diagnosis("K80.200", "胆囊结石", "1"), Diagnosis("E11.900", "2型糖尿病", "")),
    (Procedure("51.2300", "腹腔镜胆囊切除", "2026-07-03", "3", surgeon="某医"),),
)


class Keys:
    """Counts the keys that are pressed; words, in any script, are counted by themselves."""

    def __init__(self, coder):
        self.coder = coder
        self.pressed = 0

    def __call__(self, keys):
        self.pressed += 1
        self._awake()
        self.coder.press(keys)
        QApplication.processEvents()

    def _awake(self):
        """Offscreen a list that closes may leave the window asleep; no window manager wakes it."""
        window = self.coder.window
        if QApplication.activePopupWidget() is None and not window.isActiveWindow():
            window.activateWindow()
            self.coder.wait(window.isActiveWindow)

    def words(self, text):
        self._awake()
        for part in text if text.isascii() else (text,):  # the first letter opens the cell, the others go into it
            self.coder.type(part)

    def search(self, text):
        """Words, and the list that answers them."""
        self.words(text)
        self.coder.wait(lambda: (edit := self.entry) is not None and edit.asked == text and edit.list_is_open())

    @property
    def entry(self):
        focus = QApplication.focusWidget()
        return focus if isinstance(focus, EntryEdit) else None


@pytest.fixture
def keys(coder):
    store = SqliteStore(coder.path)
    store.import_reading(make_reading(PAGE))
    store.close()
    coder.start()
    coder.rest()
    coder.wait(lambda: coder.session.page is not None and coder.session.is_search_ready)
    return Keys(coder)


def table(keys, group, row, attribute):
    found = keys.coder.window.form._tables[group]
    found.go(row, attribute)
    QApplication.processEvents()
    return found


def test_a_diagnosis_by_words_costs_four_keys(keys):
    rows = table(keys, "diagnosis", 1, "name")
    keys("Down")  # to the new line
    keys.search("慢阻肺")
    keys("Return")  # take it
    keys("1")
    keys("Return")  # on
    assert keys.pressed == COUNTED["diagnosis"].keys
    row = keys.coder.session.page.diagnoses[2]
    assert (row.code[:3], row.poa) == ("J44", "1")
    assert (rows.currentIndex().row(), rows.attribute) == (3, "name")
    keys.search("gxy")  # and the next one begins at once
    assert keys.entry.candidates[0].code.startswith("I10")
    keys("Escape")
    keys("Escape")
    assert len(keys.coder.session.store.history(keys.coder.session.page_id)) == 2


def test_a_procedure_with_date_level_and_surgeon_costs_no_more_than_eight_keys(keys):
    rows = table(keys, "procedure", 0, "name")
    keys("Down")
    keys.search("lwqc")
    keys("Return")
    keys.words("20260702")
    keys("Return")
    keys("3")
    keys("Return")
    keys.words("某医")
    keys("Return")
    assert keys.pressed == COUNTED["procedure"].keys
    row = keys.coder.session.page.procedures[1]
    assert (row.code[:5], row.date, row.level, row.surgeon) == ("47.09", "2026-07-02", "3", "某医")
    assert rows.currentIndex().row() == 2


def test_an_empty_coded_field_costs_no_more_than_four_keys(keys):
    table(keys, "diagnosis", 1, "code")
    keys("Right")
    keys("4")
    keys("Return")
    assert keys.pressed == COUNTED["empty_cell"].keys
    assert keys.coder.session.page.diagnoses[1].poa == "4"


@pytest.mark.parametrize("attribute", ["name", "code"])
def test_another_code_for_a_row_costs_three_keys(keys, attribute):
    table(keys, "diagnosis", 0, attribute)
    keys("F2")
    keys("Down")
    keys.coder.wait(lambda: keys.entry is not None and keys.entry.list_is_open())
    offered = keys.entry.candidates[keys.entry.list_view().currentIndex().row()]
    assert offered.code != "K80.200"
    keys("Return")
    assert keys.pressed == COUNTED["other_code"].keys
    row = keys.coder.session.page.diagnoses[0]
    assert (row.code, row.name) == (offered.code, "胆囊结石")
    [entry] = keys.coder.session.store.history(keys.coder.session.page_id)
    [term] = keys.coder.session.store.terms()
    assert (term.pair.raw, term.pair.code, term.pair.kind) == ("胆囊结石", offered.code, CodeKind.DIAGNOSIS)
    keys("Ctrl+Z")
    assert keys.coder.session.page == PAGE
    assert entry.change.edits


def test_keys_of_the_window_work_over_the_open_list(keys):
    told = []
    keys.coder.session.considered.connect(told.append)
    table(keys, "diagnosis", 1, "code")
    keys.search("gxb")
    keys.coder.wait(lambda: told)
    keys("F7")
    assert not keys.entry or not keys.entry.list_is_open()
    assert told[-1] is None
