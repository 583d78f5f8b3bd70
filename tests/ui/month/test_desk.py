"""The desk of the month: periods, pages behind a figure, what somebody may not do, files that came."""

from datetime import datetime

import pytest
from PySide6.QtWidgets import QApplication

from coding.base.period import read_period
from coding.base.resources import resource_path
from coding.exchange.read import read_file
from coding.indicators.figures import Scope
from coding.page.reading import Reading
from coding.store.kept_months import MonthKind
from coding.work.months import open_month
from db.sqlite.sqlite_store import SqliteStore
from tests.ui.month.test_month_story import Month
from tests.ui.review.people import opener
from ui.month.period_bar import in_kind, kind_of

NOW = datetime(2026, 11, 3, 9, 0)


@pytest.fixture(scope="module")
def pages():
    """A few pages of October, of several wards."""
    october = [
        p
        for p in read_file(resource_path("sample/sample_n041.csv")).pages
        if p.text("discharge_datetime")[:7] == "2026-10"
    ]
    return tuple(october[:8])


@pytest.fixture
def month(coder, pages):
    def come(who="质控员"):
        store = SqliteStore(coder.path, lambda: NOW)
        store.import_reading(Reading("十月.csv", "n041", "utf-8", (), pages))
        store.close()
        coder.start(opener=opener(who, lambda: NOW))
        coder.rest()
        coder.wait(lambda: not coder.window.batch.is_running)
        made = Month(coder)
        made.open()
        return made

    return come


@pytest.mark.parametrize(
    ("name", "kind", "wanted"),
    [("2026-10", 1, "2026-Q4"), ("2026-Q4", 0, "2026-12"), ("2026-10", 2, "2026-H2"), ("2026-H1", 3, "2026")],
)
def test_from_a_period_to_the_one_of_another_kind_that_holds_its_end(name, kind, wanted):
    assert in_kind(read_period(name).last, kind).name == wanted
    assert kind_of(read_period(wanted)) == kind


def test_every_figure_opens_its_pages_in_the_list_and_f12_comes_back_to_where_it_was(month, coder):
    here = month()
    desk = here.desk
    rows = desk.board.rows
    at = next(number for number, row in enumerate(rows) if row.id == "mandatory_pages")
    desk.board.take_focus()
    desk.board.table.setCurrentCell(at, 0)
    coder.press("Return")
    listed = coder.window.worklist
    coder.wait(listed.those.isVisible)
    assert len(listed.ids) == rows[at].numerator
    assert all(row.errors for row in coder.session.store.rows(listed.ids))
    coder.wait(coder.window.isActiveWindow)
    coder.press("Escape")
    coder.rest()
    assert len(listed.ids) == 8
    assert not listed.those.isVisible()
    coder.press("F12")
    coder.wait(desk.isActiveWindow)
    assert desk.board.table.currentRow() == at


def test_wards_side_by_side_open_the_pages_of_one_ward(month, coder):
    here = month()
    board = here.desk.board
    board.scope.setCurrentIndex(board.scope.findData(Scope.WARD))
    board.figure.setCurrentIndex(board.figure.findData("pages"))
    assert len(board.rows) > 1
    assert sum(row.value for row in board.rows) == 8
    ward = board.rows[0]
    board.table.setCurrentCell(0, 0)
    board.take_focus()
    coder.press("Return")
    coder.wait(coder.window.worklist.those.isVisible)
    store = coder.session.store
    assert {store.page(one).text("discharge_ward") for one in coder.window.worklist.ids} == {ward.scope_value}


def test_alt_and_arrows_change_the_month_and_a_year_says_that_opening_is_by_month(month, coder):
    here = month()
    here.press("Alt+Left")
    assert here.desk.period.name == "2026-09"
    assert here.desk.tiles.buttons["pages"].tile.value == "0"
    here.desk.bar.name.setFocus()
    coder.press("Ctrl+A")
    coder.type("2026")
    here.press("Return")
    view = here.go("open")
    assert not view.open_button.isEnabled()
    assert "选一个月" in view.told.text()


def test_a_coder_sees_the_month_and_is_told_who_opens_and_closes_it(month, coder):
    here = month("编码员")
    view = here.go("open")
    assert not view.open_button.isEnabled()
    assert "质控员" in view.open_button.toolTip()
    coder.press("Ctrl+1")
    assert "质控员" in view.told.text()
    assert coder.session.store.month_entries("2026-10") == [] or not coder.session.store.month_entries("2026-10")


def test_files_that_come_while_a_month_is_open_are_written_down(month, coder, tmp_path):
    here = month()
    open_month(coder.session.store, "2026-10")
    here.desk.close()
    path = tmp_path / "补充.csv"
    path.write_bytes(resource_path("sample/sample_n041.csv").read_bytes())
    coder.window.opening.open(path)
    coder.wait(lambda: coder.session.store.month_entries("2026-10", {MonthKind.RECEIVED}))
    entry = coder.session.store.month_entries("2026-10", {MonthKind.RECEIVED})[0]
    assert entry.said["file"] == "补充.csv"
    coder.rest()
    while QApplication.activeModalWidget() is not None:
        coder.press("Return")


def test_the_start_of_the_window_loads_no_library_that_draws():
    import subprocess
    import sys

    told = "import sys, ui.window; print([m for m in ('pyqtgraph', 'pandas', 'docx', 'fpdf') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
