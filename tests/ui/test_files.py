"""Files in the window: a sheet of unknown columns, export in a chosen family, findings for the wards."""

import shutil

import pytest
from PySide6.QtWidgets import QApplication

from coding.exchange.read import read_file
from coding.work.column_maps import kept_profiles
from coding.work.interrupted import RUNNING
from db.sqlite.sqlite_store import SqliteStore
from tests.exchange.make_files import FOLDER, PAGES
from ui.files.column_map import ColumnMapDialog
from ui.status import Pace

UNKNOWN = "编号,病人,主诊,再入院,甲,乙\n" + "".join(f"00{n},王某某,K80.000,{n % 2 + 1},x,y\n" for n in range(6))


def wizard():
    dialog = QApplication.activeModalWidget()
    return dialog if isinstance(dialog, ColumnMapDialog) else None


@pytest.fixture
def at_work(coder, tmp_path):
    """The window on a store with the pages of a JSON file."""
    store = SqliteStore(coder.path)
    shutil.copy(FOLDER / "n041.json", tmp_path / "三月.json")
    store.import_reading(read_file(tmp_path / "三月.json"))
    store.close()
    coder.start()
    coder.rest()
    return coder


def test_columns_are_mapped_once_and_remembered(at_work, tmp_path):
    path = tmp_path / "某公司.csv"
    path.write_text(UNKNOWN, encoding="utf-8")
    window = at_work.window
    before = len(window.worklist.model.ids)
    window.open_file(path)
    at_work.wait(wizard)
    dialog = wizard()
    assert not dialog.read.isEnabled() or dialog.profile().columns
    dialog.set_field(0, "case_no")
    dialog.set_field(2, "principal_dx_code")
    dialog.set_field(3, "readmit_plan_31d", 0, "reversed")
    assert dialog.read.isEnabled()
    dialog.read.click()
    at_work.wait(lambda: len(window.worklist.model.ids) == before + 6)
    at_work.rest()
    at_work.press("Return") if QApplication.activeModalWidget() else None
    store = at_work.session.store
    [profile] = kept_profiles(store)
    assert profile.name == "某公司"
    pages = {p.case_no: p for p in (store.page(i) for i in store.worklist())}
    assert pages["001"].text("readmit_plan_31d") == "1"
    again = tmp_path / "四月.csv"
    again.write_text(UNKNOWN.replace("00", "10"), encoding="utf-8")
    window.open_file(again)
    at_work.wait(lambda: len(window.worklist.model.ids) == before + 12)
    assert wizard() is None


def test_a_workflow_sheet_joins_the_pages_that_are_there(at_work, tmp_path):
    at_work.window.open_file(FOLDER / "workflow.csv")
    store = at_work.session.store
    at_work.wait(lambda: store.page(store.worklist()[0]).is_supplied("wf_admission_record_time"))
    assert len(store.worklist()) == PAGES
    at_work.rest()


def test_a_cancelled_import_leaves_nothing(at_work, tmp_path):
    window = at_work.window
    before = list(window.worklist.model.ids)
    window.open_file(FOLDER / "hqms2020.xml")
    for task in window.runner.running:
        task.cancel()
    at_work.wait(lambda: not window.runner.running)
    assert list(at_work.session.store.worklist()) == before
    assert "一份也没有入库" in window.status.currentMessage()


def test_the_pace_of_long_work_is_told():
    moments = iter([0.0, 0.0, 2.0, 3.0, 4.0])
    pace = Pace(lambda: next(moments))
    assert pace.in_words("读入 a.csv", 0, 100_000) == "读入 a.csv：0 / 100,000"
    assert pace.in_words("读入 a.csv", 20_000, 100_000) == "读入 a.csv：20,000 / 100,000，每秒 10,000，约剩 8 秒"
    assert pace.in_words("读入 a.csv", 0, 100_000) == "读入 a.csv：0 / 100,000"


def test_an_import_that_was_cut_off_is_told_at_the_next_start(at_work):
    RUNNING.write(at_work.session.store, f"{PAGES}|四月.csv")
    at_work.end()
    at_work.start()
    assert "四月.csv" in at_work.window.status.currentMessage()
    assert "没有新增任何病案" in at_work.window.status.currentMessage()
