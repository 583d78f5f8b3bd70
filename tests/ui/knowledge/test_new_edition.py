"""A new edition of a code table and the edition of a file, in the real window."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from coding.base.sheets import read_sheets
from coding.work.hospital_knowledge import KNOWLEDGE, shelves_of
from tests.work.test_file_editions import BOTH, HEAD, file_of, tables  # noqa: F401 - a fixture
from ui.files.edition_dialog import EditionDialog
from ui.knowledge.code_table_dialog import CodeTableDialog


def modal(coder, kind):
    coder.wait(lambda: isinstance(QApplication.activeModalWidget(), kind))
    return QApplication.activeModalWidget()


def settle(coder):
    coder.rest()
    while QApplication.activeModalWidget() is not None:
        coder.press("Return")
    coder.rest()


@pytest.fixture
def window(coder, tables):  # noqa: F811 - the fixture
    window = coder.start()
    for part, path in zip(("dx_table", "dx_map"), tables, strict=True):
        window.knowledge_loading.import_part(part, path)
    coder.wait(lambda: not window.knowledge_loading.is_busy and coder.session.knowledge.codes.dx_map is not None)
    coder.rest()
    return window


def test_a_file_whose_edition_is_not_clear_is_asked_about_once(coder, window, tmp_path):
    window.open_file(file_of(tmp_path, "少.csv", 1, count=2))
    dialog = modal(coder, EditionDialog)
    assert "看不出是哪一版" in dialog.findChildren(type(dialog.layout().itemAt(1).widget()))[1].text()
    coder.press("Esc")
    coder.rest()
    assert len(coder.session.store.worklist()) == 0
    window.open_file(file_of(tmp_path, "少.csv", 1, count=2))
    QTest.keyClick(modal(coder, EditionDialog).buttons["insurance"], Qt.Key.Key_Space)
    coder.wait(lambda: len(coder.session.store.worklist()) == 2)
    settle(coder)
    assert KNOWLEDGE["edition"].read(coder.session.store) == "n041=insurance"
    coder.wait(lambda: coder.session.knowledge.source.edition == "n041=insurance")
    window.open_file(file_of(tmp_path, "再.csv", 1, count=2))
    coder.wait(lambda: len(coder.session.store.worklist()) == 4)
    settle(coder)


def test_a_clear_file_is_told_in_the_status_line_and_in_force_at_once(coder, window, tmp_path):
    window.open_file(file_of(tmp_path, "医.csv", 1))
    coder.wait(lambda: len(coder.session.store.worklist()) == 5)
    coder.wait(lambda: coder.session.knowledge.source.edition == "n041=insurance")
    coder.rest()
    assert "编码是医保版" in window.status.currentMessage()


def test_a_new_edition_lists_its_changes_and_opens_the_pages_that_it_touches(coder, window, tmp_path, monkeypatch):
    pages = tmp_path / "页.csv"
    days = ("2026-12-31", "2027-01-01", "2027-02-01")
    lines = (f"{n},样例,1,{day} 10:00:00,{BOTH[n][2]},{BOTH[n][3]}\n" for n, day in enumerate(days))
    pages.write_text(HEAD + "".join(lines), encoding="utf-8")
    KNOWLEDGE["edition"].write(coder.session.store, "insurance")
    window.open_file(pages)
    coder.wait(lambda: len(coder.session.store.worklist()) == 3)
    settle(coder)
    table = tmp_path / "医保版2027年.csv"
    rows = [(code, name) for code, name, _, _ in BOTH] + [(t, f"新{name}") for _, _, t, name in BOTH]
    table.write_text("编码,名称\n" + "".join(f"{code},{name}\n" for code, name in rows), encoding="utf-8")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_a, **_k: (str(table), ""))
    before = {i: coder.session.store.page(i) for i in coder.session.store.worklist()}
    window.actions_["import_dx"].trigger()
    dialog = modal(coder, CodeTableDialog)
    assert dialog.days_form.first.text() == "2027-01-01"
    coder.wait(lambda: dialog.effect is not None and dialog.effect.touched_pages == 2)
    assert "同码改名 6" in dialog.change.text()
    titles = [dialog.tabs.tabText(i) for i in range(dialog.tabs.count())]
    assert titles[-2:] == ["编码变化 6", "涉及病案 2"]
    dialog.tabs.setCurrentIndex(len(titles) - 1)
    listed = dialog.tabs.currentWidget()
    case_no = listed.item(1, 0).text()
    listed.setCurrentCell(1, 0)
    QTest.keyClick(listed, Qt.Key.Key_Return)
    assert coder.session.page.case_no == case_no
    dialog.save_changes(tmp_path / "变化.xlsx")
    [sheet] = list(read_sheets(tmp_path / "变化.xlsx"))
    assert [row[0] for row in sheet.rows[1:]] == ["同码改名"] * 6 + ["涉及病案"] * 2
    dialog.days_form.first.setText("2027-02-01")
    coder.wait(lambda: dialog.effect is not None and dialog.effect.touched_pages == 1)
    QTest.keyClick(dialog.use_button, Qt.Key.Key_Return)
    coder.wait(lambda: coder.session.knowledge.spans)
    coder.rest()
    assert {i: coder.session.store.page(i) for i in coder.session.store.worklist()} == before
    assert [c.holds_to for c in shelves_of(coder.session.store)["dx_table"]] == ["2027-01-31", ""]
