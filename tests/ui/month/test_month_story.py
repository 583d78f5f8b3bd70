"""A month from opening to the ward's page, in the real window, by keyboard, with two people at one store."""

from datetime import datetime

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog

from coding.base.resources import resource_path
from coding.exchange.read import read_file
from coding.page.reading import Reading
from coding.page.step import PageState
from coding.store.kept_months import MonthKind
from coding.work.months import the_month
from coding.work.slip_answers import answers_at
from db.sqlite.sqlite_store import SqliteStore
from tests.ui.review.people import opener
from ui.grouping.paid_window import PaidDialog
from ui.month.month_desk import MonthDesk
from ui.review.sampling_desk import SamplingDesk

MONTH = "2026-10"
NOW = datetime(2026, 11, 3, 9, 0)
#: Of the sample: a page without its way of leaving, two of one ward that ask its doctor, three that are clean.
ASKED = "00310163"
CASES = (ASKED, "00310194", "00310174", "00310267", "00310389", "00310047")


def at_the_store(name):
    """Opens the store as the coder or as the officer; who closes the month again is the officer, too."""
    return opener(name, lambda: NOW)


@pytest.fixture(scope="module")
def pages():
    found = {page.case_no: page for page in read_file(resource_path("sample/sample_n041.csv")).pages}
    return tuple(found[case] for case in CASES)


@pytest.fixture
def dialogs(monkeypatch, tmp_path):
    """What file dialogs answer: a folder, a new file, files that are there."""

    class Dialogs:
        folder = tmp_path / "out"
        files = ()

    Dialogs.folder.mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(Dialogs.folder))
    new = lambda *told: (str(Dialogs.folder / told[2].split("/")[-1]), "")  # noqa: E731
    monkeypatch.setattr(QFileDialog, "getSaveFileName", new)
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(one) for one in Dialogs.files], ""))
    return Dialogs


class Month:
    """The officer in front of the desk."""

    def __init__(self, coder):
        self.coder = coder
        self.desk = None

    def open(self):
        """F12, and the figures are there."""
        self.coder.press("F12")
        self.desk = self.coder.window.findChild(MonthDesk)
        self.coder.wait(self.desk.isActiveWindow)
        self.rest()

    def rest(self):
        self.coder.wait(lambda: self.desk.reading is not None and not self.coder.window.runner.running)

    def press(self, keys):
        self.coder.press(keys)
        self.rest()

    def go(self, step):
        """Alt+1, arrows to the step, Enter into its view."""
        self.coder.press("Alt+1")
        keys = self.desk.steps.keys
        here = self.desk.steps.currentRow()
        for _ in range(abs(keys.index(step) - here)):
            self.coder.press("Down" if keys.index(step) > here else "Up")
        self.rest()
        self.coder.press("Return")
        return self.desk.stack.currentWidget()


def come(coder, who):
    coder.end()
    coder.start(opener=at_the_store(who))
    coder.rest()
    coder.wait(lambda: not coder.window.batch.is_running)


def state_of(coder, page_id):
    return PageState(coder.session.store.rows([page_id])[0].progress)


def answered(path, value):
    """The doctor fills in the slip: changed to a value, with a reason."""
    book = load_workbook(path)
    sheet = book.worksheets[0]
    head = next(row for row in sheet.iter_rows() if any(cell.value == "答复" for cell in row))
    at = {cell.value: cell.column for cell in head if cell.value}
    line = head[0].row + 1
    for name, text in (("答复", "已改为"), ("新值", value), ("理由", "按出院小结")):
        sheet.cell(line, at[name]).value = text
    book.save(path)
    return path


def test_a_month_from_opening_to_the_page_of_a_ward_by_keyboard_with_two_people(coder, pages, dialogs):
    store = SqliteStore(coder.path, lambda: NOW)
    added = store.import_reading(Reading("十月.csv", "n041", "utf-8", (), pages)).added
    store.close()
    by_case = dict(zip(CASES, added, strict=True))

    # the officer: 1 opens the month with what the HIS counts
    coder.start(opener=at_the_store("质控员"))
    coder.rest()
    coder.wait(lambda: not coder.window.batch.is_running)
    month = Month(coder)
    month.open()
    assert month.desk.period.name == MONTH
    month.go("open")
    coder.type("7")
    month.press("Return")
    assert the_month(coder.session.store, MONTH).label == "进行中"
    assert "少 1 份" in month.desk.view("open").gaps.text()

    # 2 what was found, ward by ward; a tile opens its pages in the list, F12 comes back
    view = month.go("check")
    assert view.found.lines[0].pages["pages"] == tuple(sorted(added, key=view.found.lines[0].pages["pages"].index))
    coder.press("Alt+2")
    while month.desk.focusWidget().tile.key != "mandatory":
        coder.press("Right")
    coder.press("Return")
    coder.wait(lambda: coder.window.worklist.those.isVisible())
    assert by_case[ASKED] in coder.window.worklist.ids
    assert set(coder.window.worklist.ids) < set(added)
    coder.press("F12")
    coder.wait(month.desk.isActiveWindow)

    # 4 slips for the wards, written and sent
    view = month.go("ask")
    month.press("Ctrl+Return")
    number = next(row.number for row in view.rows if "产科" in row.ward)
    month.press("Ctrl+2")
    assert list(dialogs.folder.glob("反馈单_产科*.xlsx"))
    for _ in view.rows:
        month.press("Ctrl+3")
    assert {row.state.label for row in view.rows} == {"已发"}

    # 5 the answer of a doctor comes back and is accepted: a change of the page, nothing before
    dialogs.files = (answered(next(dialogs.folder.glob("反馈单_产科*.xlsx")), "1"),)
    view = month.go("answer")
    month.press("Ctrl+1")
    assert [at.slip.number for at in view.shown] == [number]
    assert coder.session.store.page(by_case[ASKED]).text("discharge_way") == ""
    coder.press("Alt+3")
    month.press("Y")
    assert coder.session.store.page(by_case[ASKED]).text("discharge_way") == "1"
    assert answers_at(coder.session.store, MONTH)[0].answer.judged.is_accepted
    assert month.desk.tiles.buttons["answered"].tile.value.startswith("1/")

    # 3 the coder mends what is left and passes the pages
    come(coder, "编码员")
    assert not coder.window.actions_["month"].isVisible() or coder.window.actions_["month"].isEnabled()
    for case in CASES:
        coder.find(case)
        coder.press("Ctrl+Return")
        if QApplication.activeModalWidget() is not None:
            coder.press("Escape")
            coder.wait(lambda: QApplication.activeModalWidget() is None)
    passed = [page_id for page_id in added if state_of(coder, page_id) is PageState.PASSED]
    assert len(passed) >= 3

    # 7 the officer: uploads what has passed, takes the receipt, closes with a word, exports what the HIS has to enter
    come(coder, "质控员")
    month.open()
    # 6 a sample of the month is drawn at the sampling desk, from the pages that the step lists for it
    view = month.go("sample")
    month.press("Ctrl+1")
    sampling = coder.window.findChild(SamplingDesk)
    coder.wait(sampling.isActiveWindow)
    sampling.label.setFocus(Qt.FocusReason.OtherFocusReason)
    coder.type("2026年10月抽查")
    coder.press("Return")
    coder.wait(lambda: sampling.at is not None and not coder.window.runner.running)
    sampling.close()
    coder.window.activateWindow()
    coder.wait(coder.window.isActiveWindow)
    coder.press("F12")
    coder.wait(month.desk.isActiveWindow)
    month.press("F5")
    view = month.go("sample")
    assert [one.sample.label for one in view.samples] == ["2026年10月抽查"]
    assert {drawn.page_id for drawn in view.samples[0].drawn} <= set(added)

    view = month.go("upload")
    month.press("Ctrl+1")
    assert [len(one.pages) for one in view.made] == [len(passed)]
    view.receipt.setFocus(Qt.FocusReason.OtherFocusReason)
    coder.type("HZ-1")
    month.press("Return")
    assert view.made[0].receipt == "HZ-1"
    view = month.go("close")
    month.press("Ctrl+1")
    assert not the_month(coder.session.store, MONTH).is_closed, "steps are open: a word is wanted"
    coder.wait(lambda: QApplication.activeModalWidget() is not None)
    coder.press("Return")
    coder.wait(lambda: QApplication.activeModalWidget() is None)
    month.desk.activateWindow()
    coder.wait(month.desk.isActiveWindow)
    view.closing.words.setFocus(Qt.FocusReason.OtherFocusReason)
    coder.type("三份待补")
    month.press("Return")
    assert the_month(coder.session.store, MONTH).is_closed
    assert "已关账" in month.desk.state.text()

    # 8 the results of the insurer: their window opens
    month.go("paid")
    coder.press("Ctrl+1")
    coder.wait(lambda: coder.window.findChild(PaidDialog) is not None)
    coder.window.findChild(PaidDialog).close()
    month.desk.activateWindow()
    coder.wait(month.desk.isActiveWindow)

    # 9 the report of the closed month is looked at and written; 10 the page of a ward
    view = month.go("report")
    assert len(view.report.pages) == 9
    month.press("Ctrl+1")
    for suffix in ("xlsx", "docx", "pdf", "html"):
        assert (dialogs.folder / f"质控月报_{MONTH}.{suffix}").stat().st_size > 1000
    view = month.go("ward_page")
    assert view.whose.currentText() in view.report.pages[0].title
    month.press("Ctrl+1")
    assert list(dialogs.folder.glob(f"科室页_*_{MONTH}.pdf"))
    kinds = [entry.kind for entry in coder.session.store.month_entries(MONTH)]
    assert kinds.count(MonthKind.REPORT) == 2
    month.desk.close()
