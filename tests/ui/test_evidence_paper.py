"""F7 keeps who asked, prints one sheet, and shows again later what was written."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtPrintSupport import QPrinter

from coding.knowledge.knowledge import load_knowledge
from coding.page.edits import move_row
from coding.page.front_page import FrontPage
from coding.page.reading import Reading
from coding.page.rows import Diagnosis, Procedure
from db.sqlite.sqlite_store import SqliteStore
from ui.open_evidence import OpenEvidence
from ui.panels.asking import ask_for_evidence
from ui.panels.basis import BasisView
from ui.panels.evidence_opened import show_sheets
from ui.panels.evidence_paper import EvidencePaper
from ui.session import Session

PAGE = FrontPage(
    {"case_no": "000001", "sex": "2", "age_years": "54", "admission_times": "1", "los_days": "5", "fee_total": "9000"},
    (Diagnosis("J18.900", "肺炎", "1"), Diagnosis("K35.800", "急性阑尾炎", "1")),
    (Procedure("47.0100", "腹腔镜阑尾切除术", "2024-03-02", "3"),),
)


@pytest.fixture
def session(tmp_path):
    store = SqliteStore(tmp_path / "paper.sqlite")
    session = Session(store, load_knowledge())
    session.open(store.import_reading(Reading("试.csv", "n041", "utf-8", (), (PAGE,))).added[0])
    yield session
    session.close_page()
    store.close()


@pytest.fixture
def basis(qtbot, session):
    basis = BasisView(session, OpenEvidence(session))
    qtbot.addWidget(basis)
    session.apply(move_row(session.page, "diagnosis", 1, 0))
    return basis


def written(basis, *, who="physician", name="张三", prints=False):
    dialog = ask_for_evidence(basis.evidence, basis)
    dialog.words.setPlainText("3月2日手术记录")
    dialog.who.setCurrentIndex(dialog.who.findData(who))
    dialog.name.setText(name)
    dialog.paper.setChecked(prints)
    dialog.accept()


def test_f7_keeps_at_whose_request(basis, session):
    dialog = ask_for_evidence(basis.evidence, basis)
    assert [dialog.who.itemText(n) for n in range(dialog.who.count())] == [
        *("自己发现", "医师", "科室", "质控", "医保办", "其他"),
    ]
    assert not dialog.name.isEnabled(), "whoever found it herself needs no name"
    dialog.reject()
    written(basis)
    kept = session.store.history(session.page_id)[-1].change
    assert (kept.asked.who, kept.asked.name) == ("physician", "张三")
    assert kept.why == "3月2日手术记录（应医师 张三要求）"
    assert basis.button.isHidden()
    assert not basis.sheet_button.isHidden()


def test_the_sheet_opens_when_it_is_asked_for_and_can_be_seen_again(basis, session):
    written(basis, prints=True)
    paper = basis.findChild(EvidencePaper)
    assert paper is not None
    assert paper.sheet.asked_by == "医师 张三"
    paper.reject()
    assert ask_for_evidence(basis.evidence, basis) is None, "all is written: F7 shows it"
    again = show_sheets(session, basis, session.store.history(session.page_id)[-1].id)
    assert again.sheet.reason == "3月2日手术记录"
    assert "3月2日手术记录" in again.view.accessibleDescription()


def test_without_evidence_f7_says_so(basis, session):
    session.undo()
    said = []
    session.failed.connect(said.append)
    assert ask_for_evidence(basis.evidence, basis) is None
    assert "没有需要补写依据" in said[-1]
    assert show_sheets(session, basis) is None


def test_it_is_printed_as_it_is_shown(basis, session, tmp_path):
    written(basis)
    paper = show_sheets(session, basis)
    assert paper.view.paper.count == 1
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    assert paper.print_on(printer)
    assert (tmp_path / "printed.pdf").read_bytes().startswith(b"%PDF")
    assert paper.save(tmp_path / "saved.pdf")
    assert (tmp_path / "saved.pdf").stat().st_size > 2000
    image = paper.view.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    ink = sum(image.pixelColor(x, y).value() < 128 for x in range(0, image.width(), 3) for y in range(0, 400, 3))
    assert ink > 200, "words are painted"


def test_a_folder_that_cannot_be_written_to_is_said(qtbot, basis, session, tmp_path):
    written(basis)
    paper = show_sheets(session, basis)
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert not paper.save(tmp_path / "file" / "saved.pdf")


def test_the_dialog_goes_by_key(qtbot, basis, session):
    written(basis)
    paper = show_sheets(session, basis)
    qtbot.keyClick(paper, Qt.Key.Key_Escape)
    assert not paper.isVisible()
