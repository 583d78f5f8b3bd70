"""Proof against the insurer in the real window, by keyboard: a planted rule is found, taken over, the shares move."""

import openpyxl
import pytest
from PySide6.QtWidgets import QApplication, QFileDialog

from coding.exchange.read import read_file
from coding.work.hospital_knowledge import imported_copies
from tests.ui.exports_told import taken_out
from tests.ui.grouping.test_grouping_window import dialog_of
from tools.make_insurer_records import write_records
from ui.grouping.scheme_dialog import SchemeDialog
from ui.proof.adopt_dialog import AdoptDialog
from ui.proof.proof_dialog import ProofDialog
from ui.proof.proof_trace import ProofTrace


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    folder = tmp_path_factory.mktemp("医保")
    return folder, write_records(folder, 300, 1, "1-5", 4)


@pytest.fixture
def window(coder, planted):
    """The window with the altered scheme in force and the first forty records of the list as pages."""
    folder, _ = planted
    window = coder.start()
    reading = read_file(folder / "records.csv")
    few = type(reading)(reading.file, reading.layout, reading.encoding, reading.columns, tuple(reading.pages[:40]))
    window.session.store.import_reading(few)
    window.session.worklist_changed.emit()
    window.show_offer(False)
    before = window.session.knowledge
    window.knowledge_loading.import_part("scheme", folder / "pack")
    coder.wait(lambda: window.session.knowledge is not before)
    coder.rest()
    return window


def proved(coder, window, folder, monkeypatch):
    """The dialog after the list of the insurer was chosen."""
    chosen = ([str(folder / "records.csv")], "")
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_args: chosen)
    coder.press("Ctrl+Shift+J")
    return dialog_of(coder, ProofDialog)


def test_a_planted_rule_is_found_taken_over_and_the_proof_run_again(coder, window, planted, monkeypatch):
    folder, expected = planted
    dialog = proved(coder, window, folder, monkeypatch)
    wrong = expected["planted"] + expected["noise"]
    assert f"{300 - wrong} / 300 份" in dialog.tiles[2].accessibleName()
    assert "全部 55 个" in dialog.mends.item(0, 4).text()
    assert [dialog.mends.item(0, column).text() for column in (0, 1, 2)] == [str(expected["planted"])] * 2 + ["0"]
    dialog.mends.setFocus()
    coder.press("Return")
    adopt = dialog_of(coder, AdoptDialog)
    assert adopt.rows.rowCount() == 55
    assert not adopt.use_button.isEnabled()
    coder.type("已电话询问")
    coder.press("Return")
    coder.wait(lambda: "amendments" in imported_copies(window.session.store))
    coder.wait(
        lambda: (
            isinstance(QApplication.activeModalWidget(), ProofDialog) and QApplication.activeModalWidget() is not dialog
        )
    )
    again = QApplication.activeModalWidget()
    assert f"{300 - expected['noise']} / 300 份" in again.tiles[2].accessibleName()
    assert window.session.knowledge.source.amendments
    held = imported_copies(window.session.store)["amendments"].place(window.session.store.knowledge_folder)
    assert "已电话询问" in held.read_text(encoding="utf-8-sig")


def test_enter_opens_the_page_that_the_list_has_and_else_the_way_to_the_group(coder, window, planted, monkeypatch):
    folder, _ = planted
    dialog = proved(coder, window, folder, monkeypatch)
    shown = dialog.shown
    records = [one for pair in dialog.shown.proof.differences for one in pair.records]
    there = next(one for one in records if one.number in dialog.shown.pages)
    elsewhere = next(one for one in records if one.number not in dialog.shown.pages)

    def choose(record):
        pairs = dialog.shown.proof.differences
        at = next(n for n, pair in enumerate(pairs) if record in pair.records)
        dialog.differences.setCurrentCell(at, 0)
        dialog.records.setCurrentCell(pairs[at].records.index(record), 0)
        dialog.records.setFocus()

    choose(elsewhere)
    coder.press("Return")
    trace = dialog_of(coder, ProofTrace)
    assert elsewhere.ours.drg in trace.tree.topLevelItem(0).data(0, 0x101).title
    coder.press("Esc")
    coder.wait(lambda: QApplication.activeModalWidget() is dialog)
    dialog.activateWindow()
    coder.wait(lambda: QApplication.activeWindow() is dialog)
    choose(there)
    coder.wait(lambda: QApplication.focusWidget() is dialog.records)
    coder.press("Return")
    coder.wait(lambda: window.session.page is not None and window.session.page.case_no == there.number)
    assert QApplication.activeModalWidget() is None
    # what was found is still there
    coder.press("Ctrl+Shift+J")
    assert dialog_of(coder, ProofDialog).shown is shown


def test_the_workbook_for_the_insurer_is_written_from_the_dialog(coder, window, planted, monkeypatch, tmp_path):
    folder, _ = planted
    dialog = proved(coder, window, folder, monkeypatch)
    dialog.save(tmp_path / "核对.xlsx")
    assert "改一条规则" in openpyxl.load_workbook(tmp_path / "核对.xlsx").sheetnames
    assert taken_out(window.session.store) == [("结算核对", "核对.xlsx", True)]
    coder.press("Esc")


def test_a_file_without_the_insurers_group_is_refused_in_one_sentence(coder, window, planted, monkeypatch, tmp_path):
    folder, _ = planted
    lines = (folder / "records.csv").read_text(encoding="utf-8-sig").splitlines()[:5]
    path = tmp_path / "没有病组.csv"
    path.write_text("\n".join(line.rpartition(",")[0] for line in lines), encoding="utf-8")
    window.proof.prove([path])
    coder.wait(lambda: QApplication.activeModalWidget() is not None)
    assert "没有医保病组一列" in QApplication.activeModalWidget().sentence


def test_a_scheme_that_is_brought_tells_its_adrgs_without_a_middle_group(coder, window, planted):
    folder, _ = planted
    window.grouping.import_scheme(folder / "pack")
    dialog = dialog_of(coder, SchemeDialog)
    told = [dialog.table.item(row, 2).text() for row in range(dialog.table.rowCount())]
    assert any("有 55 个 ADRG 只有 1、5 两组" in words for words in told)
    assert not any(not words.startswith("提示：") for words in told)
    coder.press("Esc")
