"""Ctrl+P: what is in focus on paper, looked at first, printed or kept as PDF; by right, and in the audit."""

import re
import shutil
import subprocess
from unicodedata import normalize

import pytest
from PySide6.QtGui import QTextDocument
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication

from coding.drg.scheme import load_embedded
from coding.grouping.page_case import case_of
from coding.page.edits import set_field
from coding.reports.paper import Sheet
from coding.reports.printed import Printed
from coding.review.people import Role
from coding.store.kept_audit import AuditQuery, Deed
from tests.ui.exports_told import taken_out
from tests.ui.people.conftest import clock as clock
from tests.ui.people.conftest import house as house
from tests.ui.people.conftest import sign_in_as as sign_in_as
from ui.dialogs.message import MessageDialog
from ui.panels.evidence_paper import EvidencePaper
from ui.printing.jobs import card_job, page_job, slip_job, trace_job
from ui.printing.papers import SheetPaper, TextPaper, paint_on
from ui.printing.print_dialog import PrintDialog, show_print


def words_of(path):
    """What another program reads in a file; None where there is none here."""
    if shutil.which("pdftotext") is None:
        return None
    told = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, text=True, check=True).stdout
    return normalize("NFKC", told)  # what Qt writes names some signs as the radicals that are drawn alike


def pages_in(path):
    return len(re.findall(rb"/Type\s*/Page\b", path.read_bytes()))


def printed(path, paper):
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    printer.setFullPage(True)
    assert paint_on(printer, paper)
    return path


@pytest.fixture
def window(coder):
    window = coder.start(sample=True)
    coder.rest()
    return window


def dialog_of(coder):
    coder.wait(lambda: isinstance(QApplication.activeModalWidget(), PrintDialog))
    return QApplication.activeModalWidget()


def test_ctrl_p_shows_the_page_and_it_is_printed_and_kept(coder, window, tmp_path):
    page = window.session.page
    coder.press("Alt+2")
    coder.press("Ctrl+P")
    dialog = dialog_of(coder)
    assert dialog.windowTitle() == f"打印：病案首页 {page.case_no}"
    assert dialog.count.text() == "共 2 页"
    told = dialog.view.accessibleDescription()
    assert page.text("patient_name") in told
    assert "含患者信息，用后按规定销毁" in told
    path = printed(tmp_path / "打印.pdf", dialog.view.paper)
    assert pages_in(path) == 2
    assert (words := words_of(path)) is None or page.case_no in words
    saved = tmp_path / "首页.pdf"
    dialog.save(saved)
    coder.wait(lambda: dialog.told.text() == f"已存为 {saved}")
    assert pages_in(saved) == 2
    assert (words := words_of(saved)) is None or page.text("patient_name") in words
    assert taken_out(window.session.store) == [(f"病案首页 {page.case_no}", "首页.pdf", False)]
    coder.press("Esc")
    coder.wait(lambda: QApplication.activeModalWidget() is None)


def test_without_the_person_and_with_what_was_changed(coder, window, tmp_path):
    session = window.session
    name = session.page.text("patient_name")
    session.apply(set_field(session.page, "abo_blood", "3" if session.page.text("abo_blood") != "3" else "1"))
    dialog = show_print(session, page_job(session), window)
    dialog.person_box.setChecked(True)
    dialog.marked.setChecked(True)
    told = dialog.view.accessibleDescription()
    assert name not in told
    assert session.page.text("id_no") not in told
    assert "已去除患者身份" in told
    assert "◆" in told
    dialog.save(tmp_path / "首页.pdf")
    coder.wait((tmp_path / "首页.pdf").exists)
    assert taken_out(session.store)[0][2] is True, "masked, and so it stands in the audit"
    dialog.reject()


def test_no_printer_is_said_in_a_sentence_and_a_file_is_offered(coder, window, monkeypatch):
    monkeypatch.setattr("PySide6.QtPrintSupport.QPrinterInfo.availablePrinterNames", lambda: [])
    dialog = show_print(window.session, page_job(window.session), window)
    coder.wait(dialog.isActiveWindow)
    dialog.print_button.click()
    assert "没有打印机" in dialog.told.text()
    assert dialog.told.isVisible()
    assert dialog.save_button.hasFocus()
    assert taken_out(window.session.store) == [], "nothing has gone out"
    dialog.reject()


def test_a_place_that_cannot_be_written_to_is_said(coder, window, tmp_path):
    (tmp_path / "datei").write_text("", encoding="utf-8")
    dialog = show_print(window.session, page_job(window.session), window)
    dialog.save(tmp_path / "datei" / "首页.pdf")
    coder.wait(lambda: isinstance(QApplication.activeModalWidget(), MessageDialog))
    QApplication.activeModalWidget().close()
    coder.wait(dialog.save_button.isEnabled)
    dialog.reject()


def test_the_way_to_the_group_is_printed_from_where_it_stands(coder, window, tmp_path):
    window.actions_["drg"].trigger()
    view = window.drawer.view("drg")
    view.take_focus()
    coder.wait(view.tree.hasFocus)
    coder.press("Ctrl+P")
    dialog = dialog_of(coder)
    told = dialog.view.accessibleDescription()
    assert dialog.windowTitle().startswith("打印：分组过程")
    assert window.session.examination.grouping.drg in told
    assert "符合" in told
    assert window.session.page.text("patient_name") not in told
    assert pages_in(printed(tmp_path / "过程.pdf", dialog.view.paper)) == dialog.view.paper.count
    dialog.reject()


def test_a_card_is_printed_between_head_and_foot_and_is_no_export(coder, window, tmp_path):
    window.cards.show_group(window.session.examination.grouping.drg)
    coder.rest()
    coder.press("Ctrl+P")
    dialog = dialog_of(coder)
    told = dialog.view.accessibleDescription()
    assert dialog.windowTitle().startswith("打印：病组卡")
    assert window.session.examination.grouping.drg in told
    assert "第 1 页" in told
    assert "患者" not in dialog.view.paper._printed.foot
    dialog.save(tmp_path / "卡.pdf")
    coder.wait((tmp_path / "卡.pdf").exists)
    assert pages_in(tmp_path / "卡.pdf") == dialog.view.paper.count
    assert taken_out(window.session.store) == []
    dialog.reject()


def test_rich_text_of_many_sides_loses_no_line(coder, window, tmp_path):
    document = QTextDocument()
    document.setHtml("".join(f"<p>第{at}行，一张很长的卡片</p>" for at in range(300)))
    paper = TextPaper(document, "长卡", Printed("示例医院", "林青", window.session.clock()))
    assert paper.count > 3
    path = printed(tmp_path / "长.pdf", paper)
    assert pages_in(path) == paper.count
    if (words := words_of(path)) is not None:
        assert all(f"第{at}行" in words for at in (0, 150, 299))


def test_a_side_that_lies_among_standing_ones_is_turned(coder, window, tmp_path):
    sheets = [Sheet(landscape=False), Sheet(landscape=True)]
    paper = SheetPaper(lambda _measure: sheets, Printed("", "", window.session.clock()))
    assert pages_in(printed(tmp_path / "混.pdf", paper)) == 2


def test_evidence_in_the_ledger_keeps_its_key(coder, window):
    from coding.page.edits import move_row

    session = window.session
    if len(session.page.diagnoses) < 2:
        pytest.skip("the page has one diagnosis")
    session.apply(move_row(session.page, "diagnosis", 1, 0))
    coder.press("Ctrl+Shift+H")
    view = window.drawer.view("history") if window.drawer.has("history") else None
    assert view is None or callable(getattr(view, "print_paper", None))
    assert not isinstance(QApplication.activeModalWidget(), EvidencePaper)


def test_who_sees_masks_prints_masks(house, sign_in_as, tmp_path):
    window = house.start(sign_in_as("guan", house.let_in("guan", "关", Role.INSURANCE)))
    session = window.session
    window.pages.open(window.worklist.ids[0])
    house.wait(lambda: session.page is not None and not window.runner.running)
    dialog = show_print(session, page_job(session), window)
    assert not dialog.person_box.isEnabled()
    assert dialog.person_box.isChecked()
    told = dialog.view.accessibleDescription()
    assert "示例甲" not in told
    assert "已去除患者身份" in told
    dialog.save(tmp_path / "首页.pdf")
    house.wait((tmp_path / "首页.pdf").exists)
    house.wait(dialog.save_button.isEnabled)
    assert not dialog.person_box.isEnabled(), "it is barred afterwards, too"
    dialog.reject()


def test_a_slip_names_nobody_unless_somebody_asks_for_it(coder, window):
    from datetime import date

    from coding.review.slips import Slip, SlipLine

    session = window.session
    page = session.page
    line = SlipLine(
        1, page.case_no, "1", "2026-08-08", "心内科", "卫医丙", "abo_blood", None, "3", "3 O型", "血型与检验不符",
        "条款", "请核对检验单", "FP-1", page_id=session.page_id,
    )  # fmt: skip
    slip = Slip("2026-08-心内科-1", 1, "心内科", "2026-08", date(2026, 9, 10), (line,))
    dialog = show_print(session, slip_job(session, slip, lambda: {}, 1), window)
    assert not dialog.person_box.isChecked()
    assert dialog.person_box.text().startswith("写姓名")
    told = dialog.view.accessibleDescription()
    for word in ("病案首页反馈单", "心内科", "卫医丙", page.case_no, "血型与检验不符", "□"):
        assert word in told
    assert page.text("patient_name") not in told
    dialog.reject()
    assert not session.store.audit(AuditQuery(frozenset({Deed.EXPORT})))
    assert card_job(session, "卡", QTextDocument).pages == 0
    root = load_embedded().trace(case_of(page, session.knowledge.codes))
    assert trace_job(session, root, lambda _step: "").pages == 1
