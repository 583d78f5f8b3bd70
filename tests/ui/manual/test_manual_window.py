"""F1 opens the manual at what she is at; its pages, links, pictures, way back and search."""

import ast
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QVBoxLayout

from coding.base.resources import document_path
from coding.page.finding import Place
from coding.page.front_page import FrontPage
from coding.page.reading import Reading
from coding.page.rows import Diagnosis
from db.sqlite.sqlite_store import SqliteStore
from tests.ui.conftest import Coder
from ui.manual.manual_page import FIRST_PAGE, ManualPage, manual_pages
from ui.manual.manual_window import ManualWindow
from ui.manual.places import known_places

ROOT = Path(__file__).resolve().parents[3]
PAGE = FrontPage({"case_no": "000001", "sex": "1", "age_years": "60"}, (Diagnosis("J18.900", "肺炎", "1"),))


@pytest.fixture
def at_work(qtbot, tmp_path):
    coder = Coder(qtbot, tmp_path / "病案.sqlite")
    store = SqliteStore(coder.path)
    store.import_reading(Reading("试.csv", "n041", "utf-8", (), (PAGE,)))
    store.close()
    window = coder.start()
    coder.rest()
    window.pages.open(window.worklist.ids[0])
    yield coder
    coder.end()


@pytest.fixture
def manual(qtbot):
    window = ManualWindow()
    qtbot.addWidget(window)
    window.show()
    return window


def at(coder):
    return coder.window.helping.manual.stop


def test_f1_on_a_field_opens_it_and_stays_beside_the_work(at_work):
    at_work.window.form.focus_place(Place("sex"))
    at_work.press("F1")
    assert at(at_work) == ("fields.md", "性别")
    manual = at_work.window.helping.manual
    assert manual.isVisible()
    assert not manual.isModal()
    assert manual.view.textCursor().block().text() == "性别"
    at_work.wait(manual.isActiveWindow)
    at_work.press("Escape")
    at_work.wait(lambda: at_work.window.helping.manual is None)


def test_f1_on_a_cell_opens_its_column(at_work):
    at_work.window.activateWindow()
    at_work.window.form.focus_place(Place("other_dx_poa", 1))
    at_work.press("F1")
    assert at(at_work)[0] == "fields.md"
    assert "入院病情" in at(at_work)[1]


def test_f1_elsewhere_opens_what_tells_of_that_part(at_work):
    at_work.press("Alt+1")
    at_work.press("F1")
    assert at(at_work) == ("worklist.md", "")
    at_work.press("Escape")
    at_work.window.activateWindow()
    at_work.press("F8")
    at_work.press("F1")
    assert at(at_work)[0] == "suggestions.md"


def test_f1_in_a_dialog_that_locks_the_window(at_work, qtbot):
    class ReasonDialog(QDialog):
        """Named as one of the program's."""

    dialog = ReasonDialog(at_work.window)
    line = QLineEdit(dialog)
    QVBoxLayout(dialog).addWidget(line)
    dialog.setModal(True)
    dialog.show()
    dialog.activateWindow()
    at_work.wait(dialog.isActiveWindow)
    line.setFocus()
    qtbot.keyClick(line, Qt.Key.Key_F1)
    manual = at_work.window.helping.manual
    assert manual is not None
    assert manual.parentWidget() is dialog
    assert manual.stop[0] == known_places()["ReasonDialog"][0]
    manual.close()
    dialog.close()


def test_the_manual_of_a_dialog_takes_the_place_of_that_of_the_window(at_work, qtbot):
    dialog = QDialog(at_work.window)
    line = QLineEdit(dialog)
    QVBoxLayout(dialog).addWidget(line)
    at_work.press("F1")
    before = at_work.window.helping.manual
    gone = []
    before.destroyed.connect(lambda: gone.append(True))
    dialog.setModal(True)
    dialog.show()
    dialog.activateWindow()
    at_work.wait(dialog.isActiveWindow)
    line.setFocus()
    qtbot.keyClick(line, Qt.Key.Key_F1)
    manual = at_work.window.helping.manual
    at_work.wait(lambda: gone)
    assert at_work.window.helping.manual is manual, "what is deleted at last was the one before"
    at_work.window.helping.help()
    assert at_work.window.helping.manual is manual, "no second one is opened"
    manual.close()
    dialog.close()
    at_work.wait(lambda: at_work.window.helping.manual is None)


def test_the_sheet_of_keys_has_another_key(at_work):
    assert at_work.window.actions_["shortcuts"].shortcut().toString() == "Ctrl+F1"
    assert at_work.window.actions_["help"].shortcut().toString() == "F1"


def test_links_lead_on_and_back(manual):
    manual.go(FIRST_PAGE)
    manual.view.anchorClicked.emit(QUrl("form.md"))
    assert manual.view.page == "form.md"
    manual.view.anchorClicked.emit(QUrl("../rules.md"))
    assert "规则" in manual.view.toPlainText()
    manual.back.click()
    assert manual.view.page == "form.md"
    manual.back.click()
    assert manual.view.page == FIRST_PAGE
    assert not manual.back.isEnabled()
    manual.forth.click()
    assert manual.view.page == "form.md"
    manual.go("worklist.md")
    assert not manual.forth.isEnabled()


def test_alt_and_the_arrows_go_back_and_forth(manual, qtbot):
    manual.activateWindow()
    qtbot.waitUntil(manual.isActiveWindow)
    manual.go(FIRST_PAGE)
    manual.go("form.md")
    qtbot.keyClick(manual.view, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert manual.view.page == FIRST_PAGE
    qtbot.keyClick(manual.view, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert manual.view.page == "form.md"


def test_words_are_searched_over_all_pages(manual):
    manual.go(FIRST_PAGE)
    manual.search.setText("忘了口令")
    manual.find_next()
    assert manual.view.page == "people.md"
    assert manual.view.textCursor().selectedText() == "忘了口令"
    manual.search.setText("没有这几个字的地方")
    manual.find_next()
    assert manual.told.text() == "手册中没有"


def test_pictures_are_shown_no_wider_than_the_page(manual):
    manual.go("form.md")
    kind = QTextDocument.ResourceType.ImageResource.value
    picture = manual.view.loadResource(kind, QUrl("pictures/page_form.png"))
    assert 0 < picture.width() <= manual.view.viewport().width()


def test_nothing_outside_of_the_manual_is_read(manual, tmp_path):
    picture = tmp_path / "a.png"
    picture.write_bytes(document_path("manual/pictures/page_form.png").read_bytes())
    manual.go("form.md")
    kind = QTextDocument.ResourceType.ImageResource.value
    assert manual.view.loadResource(kind, QUrl.fromLocalFile(str(picture))) is None
    manual.go("../../pyproject.toml")
    assert "没有随程序安装" in manual.view.toPlainText()
    manual.view.anchorClicked.emit(QUrl("https://example.org/a"))
    assert manual.view.page == "../../pyproject.toml"


def test_a_page_that_is_not_installed_says_so(manual):
    manual.go("no-such-page.md")
    assert "没有随程序安装" in manual.view.toPlainText()


@pytest.mark.parametrize("name", manual_pages())
def test_every_page_has_its_headings_and_all_its_links_lead_somewhere(qtbot, name):
    view = ManualPage()
    qtbot.addWidget(view)
    view.show_page(name)
    assert view.headings
    block = view.document().begin()
    while block.isValid():
        for part in block.textFormats():
            target = part.format.anchorHref() if part.format.isAnchor() else ""
            if target and "://" not in target:
                assert (document_path("manual") / target.partition("#")[0]).resolve().exists(), (name, target)
        block = block.next()


def test_every_part_is_a_class_of_the_window_and_its_heading_is_there(qtbot):
    classes = {
        node.name
        for path in (ROOT / "ui").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    }
    assert set(known_places()) <= classes
    for page, heading in set(known_places().values()):
        view = ManualPage()
        qtbot.addWidget(view)
        view.show_page(page)
        assert "没有随程序安装" not in view.toPlainText(), page
        assert not heading or view.go_to_heading(heading), (page, heading)


def test_the_manual_goes_with_its_window(at_work):
    at_work.press("Alt+1")
    at_work.press("F1")
    manual = at_work.window.helping.manual
    assert manual.parentWidget() is at_work.window
    at_work.wait(lambda: QApplication.activeWindow() is manual)
