"""Own department numbers in the real window: one question by keyboard, and no page red for them afterwards."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel

from coding.base.resources import resource_path
from coding.work.local_habits import kept_local_values
from ui.dialogs.import_result import ImportResultDialog
from ui.files.local_values_dialog import LocalValuesDialog


def house_file(path, pages=40):
    """The first pages of the sample as a hospital writes them that numbers its departments itself."""
    lines = resource_path("sample/sample_n041.csv").read_text(encoding="gb18030").splitlines()
    header = lines[0].split(",")
    places = [header.index(name) for name in ("RYKB", "CYKB")]
    written = [lines[0]]
    for n, line in enumerate(lines[1 : pages + 1]):
        cells = line.split(",")
        assert len(cells) == len(header), "the sample quotes nothing in these rows"
        for place in places:
            cells[place] = f"K{n % 2 + 1:02}"
        written.append(",".join(cells))
    path.write_text("\n".join(written) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def at_work(coder):
    coder.start()
    coder.rest()
    return coder


def modal(coder, kind):
    coder.wait(lambda: isinstance(QApplication.activeModalWidget(), kind))
    return QApplication.activeModalWidget()


def depts_of(session):
    return [page.text("discharge_dept") for _, page in session.store.pages(session.store.worklist())]


def test_own_numbers_are_asked_about_and_chosen_by_keyboard(at_work, tmp_path):
    at_work.window.open_file(house_file(tmp_path / "三月.csv"))
    dialog = modal(at_work, LocalValuesDialog)
    assert len(at_work.session.store.worklist()) == 0
    assert [dialog.table.item(row, 1).text() for row in range(2)] == ["K01", "K02"]
    assert dialog.codes() == ["", ""]
    for row, typed in enumerate(("0301", "外科专业")):
        dialog.table.setCurrentCell(row, 4)
        QTest.keyClick(dialog.table, Qt.Key.Key_F2)
        editor = dialog.table.findChild(QComboBox)
        editor.lineEdit().selectAll()
        editor.lineEdit().insert(typed)
        QTest.keyClick(editor, Qt.Key.Key_Return)
    codes = dialog.codes()
    assert codes[0] == "0301"
    dialog.set_code(1, "0401")
    assert "2 种换成代码" in dialog.verdict.text()
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    at_work.wait(lambda: len(at_work.session.store.worklist()) == 40)
    at_work.rest()
    assert set(depts_of(at_work.session)) == {"0301", "0401"}
    result = modal(at_work, ImportResultDialog)
    top = [result.repairs.topLevelItem(i) for i in range(result.repairs.topLevelItemCount())]
    told = {(item.text(0), item.text(1)): item for item in top}
    line = told["出院科别", "K01"]
    assert (line.text(2), line.text(3), line.childCount()) == ("0301", "20", 20)
    [values] = kept_local_values(at_work.session.store)
    assert dict(values.codes) == {"K01": "0301", "K02": "0401"}


def test_the_next_file_of_that_layout_asks_nothing(at_work, tmp_path):
    at_work.window.open_file(house_file(tmp_path / "三月.csv"))
    dialog = modal(at_work, LocalValuesDialog)
    dialog.set_code(0, "0301")
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    at_work.wait(lambda: len(at_work.session.store.worklist()) == 40)
    at_work.rest()
    modal(at_work, ImportResultDialog).accept()
    at_work.window.open_file(house_file(tmp_path / "四月.csv", pages=20))
    result = modal(at_work, ImportResultDialog)
    told = [label.text() for label in result.findChildren(QLabel)]
    assert sum("本院自己的写法" in text and "K02" in text for text in told) == 2


def test_esc_reads_nothing_and_asks_again_next_time(at_work, tmp_path):
    path = house_file(tmp_path / "三月.csv")
    at_work.window.open_file(path)
    modal(at_work, LocalValuesDialog).reject()
    at_work.rest()
    assert len(at_work.session.store.worklist()) == 0
    assert kept_local_values(at_work.session.store) == []
    at_work.window.open_file(path)
    modal(at_work, LocalValuesDialog).reject()


def test_reading_as_it_is_leaves_the_findings(at_work, tmp_path):
    at_work.window.open_file(house_file(tmp_path / "三月.csv"))
    dialog = modal(at_work, LocalValuesDialog)
    dialog.leave_button.click()
    at_work.wait(lambda: len(at_work.session.store.worklist()) == 40)
    at_work.rest()
    assert set(depts_of(at_work.session)) == {"K01", "K02"}
