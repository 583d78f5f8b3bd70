"""F1 opens the manual at what she is at; its pages, links, pictures, way back and search."""

import ast
import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QTextDocument
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QVBoxLayout

from coding.base.resources import document_path
from coding.page.finding import Place
from coding.page.front_page import FrontPage
from coding.page.reading import Reading
from coding.page.rows import Diagnosis
from db.sqlite.sqlite_store import SqliteStore
from tests.ui.conftest import Coder
from ui.manual.manual_page import ManualPage
from ui.manual.manual_window import ManualWindow
from ui.manual.pages import FIRST_PAGE, manual_pages
from ui.manual.places import known_places
from ui.people.door_dialog import DoorDialog
from ui.tasks import TaskRunner
from ui.theme.theme import apply_theme, resize_text

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
def runner():
    runner = TaskRunner()
    yield runner
    runner.shutdown()


@pytest.fixture
def manual(qtbot, runner):
    window = ManualWindow(runner)
    qtbot.addWidget(window)
    window.show()
    return window


@pytest.fixture
def search(manual, qtbot):
    """Types into the line and gives back what is listed."""

    def found(words):
        manual.look_for(words)
        qtbot.waitUntil(lambda: manual.told.text() != "")
        return manual.hits.hits

    return found


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


def test_f1_before_there_is_a_window(qtbot):
    """Who cannot sign in has no window to ask."""
    dialog = DoorDialog("登录")
    qtbot.addWidget(dialog)
    line = QLineEdit(dialog)
    dialog.box.addWidget(line)
    dialog.show()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    line.setFocus()
    qtbot.keyClick(line, Qt.Key.Key_F1)
    manual = dialog.helping.manual
    assert manual.stop == ("people.md", "登录")
    assert not dialog.is_working, "what the manual reads holds nobody up"
    dialog.reject()
    assert not manual.isVisible()


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


def test_words_are_found_on_all_pages_as_they_are_typed(manual, search, qtbot):
    manual.go(FIRST_PAGE)
    qtbot.keyClick(manual.view, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert manual.search.hasFocus()
    first = search("忘了口令")[0]
    assert (first.page, first.heading) == ("people.md", "忘了口令"), "a heading comes before a line that has the words"
    assert manual.view.page == FIRST_PAGE, "nothing is gone to before a line is chosen"
    qtbot.keyClick(manual.search, Qt.Key.Key_Return)
    assert manual.view.page == "people.md"
    assert manual.view.textCursor().selectedText() == "忘了口令"
    assert manual.search.hasFocus()
    assert search("没有这几个字的地方") == []
    assert manual.told.text() == "手册中没有"


def test_the_arrows_go_through_what_was_found_and_mark_it(manual, search, qtbot):
    found = search("恢复密钥")
    assert len(found) > 3
    seen = []
    for _ in found[:3]:
        qtbot.keyClick(manual.search, Qt.Key.Key_Down)
        cursor = manual.view.textCursor()
        assert cursor.selectedText() == "恢复密钥"
        seen.append((manual.view.page, cursor.position()))
    assert len(set(seen)) == 3
    marked = manual.view.extraSelections()
    assert {one.cursor.selectedText() for one in marked} == {"恢复密钥"}
    assert len(marked) == manual.view.toPlainText().count("恢复密钥")
    qtbot.keyClick(manual.search, Qt.Key.Key_Up)
    assert (manual.view.page, manual.view.textCursor().position()) == seen[1]


def test_the_hit_is_in_sight(manual, search, qtbot):
    hit = next(hit for hit in search("常见错误") if hit.page == "fields.md" and hit.heading != hit.title)
    manual.hits.setCurrentRow(manual.hits.hits.index(hit))
    assert manual.view.viewport().rect().contains(manual.view.cursorRect().center())


def test_several_words_all_stand_in_the_line(search):
    found = search("口令 恢复密钥")
    assert found
    assert all("口令" in hit.line and "恢复密钥" in hit.line for hit in found)


def test_a_heading_is_found_by_its_first_letters_and_by_english(search):
    assert ("people.md", "忘了口令") in [(hit.page, hit.heading) for hit in search("wlkl")]
    assert any("SQLCipher" in hit.line for hit in search("sqlcipher"))


def test_escape_brings_the_contents_back_and_then_closes(manual, search, qtbot):
    search("口令")
    assert manual.side.currentWidget() is manual.hits
    qtbot.keyClick(manual.search, Qt.Key.Key_Escape)
    assert manual.side.currentWidget() is manual.contents
    assert manual.isVisible()
    qtbot.keyClick(manual.search, Qt.Key.Key_Escape)
    assert not manual.isVisible()


def test_the_contents_lead_to_every_page_and_show_where_she_is(manual):
    assert set(manual_pages()) >= {path.name for path in document_path("manual").glob("*.md")}
    for page in manual_pages():
        manual.contents.wanted.emit(page, "")
        assert manual.view.page == page
        assert manual.contents.currentItem().text(0)
    manual.go("month.md", "十步")
    assert manual.contents.currentItem().text(0) == "十步"
    assert manual.contents.currentItem().parent().text(0) == "月末关账"


def test_the_way_back_leads_to_the_line_that_was_read(manual):
    manual.go("fields.md")
    manual.view.verticalScrollBar().setValue(2000)
    manual.go("form.md")
    manual.back.click()
    assert manual.view.page == "fields.md"
    assert manual.view.verticalScrollBar().value() == 2000


def test_pictures_are_shown_no_wider_than_the_page(manual, runner, qtbot):
    """At first there is room for a picture, then the picture; it takes each new width of the page."""
    manual.go("form.md")
    wide = picture_on(manual, "page_form")
    assert len({wide.pixel(x, wide.height() // 2) for x in range(wide.width())}) == 1, "it is not read in the window"
    qtbot.waitUntil(lambda: len({picture_on(manual, "page_form").pixel(x, 90) for x in range(200)}) > 5)
    assert picture_on(manual, "page_form").size() == wide.size(), "nothing moves when it comes"
    assert not manual.view.horizontalScrollBar().isVisible()
    manual.resize(620, 480)
    qtbot.waitUntil(lambda: picture_on(manual, "page_form").width() < wide.width())
    assert picture_on(manual, "page_form").width() <= manual.view.viewport().width()


def picture_on(manual, name):
    url = QUrl.fromLocalFile(str(document_path(f"manual/pictures/{name}.png").resolve()))
    return manual.view.document().resource(QTextDocument.ResourceType.ImageResource.value, url)


def test_no_page_has_to_be_moved_sideways(manual, qtbot, runner):
    """At the width of the window as it opens: pictures in lists, tables, lines of code."""
    for page in manual_pages():
        manual.go(page)
        QApplication.processEvents()
        over = manual.view.horizontalScrollBar().maximum()
        assert over == 0 or page.startswith("../"), (page, over)


def test_text_of_another_size_is_taken_over(manual, qapp):
    manual.go("form.md")
    before = manual.view.document().defaultFont().pointSizeF()
    resize_text(qapp, 130)
    try:
        assert manual.view.document().defaultFont().pointSizeF() == pytest.approx(before * 1.3)
        assert manual.view.page == "form.md"
    finally:
        resize_text(qapp, 100)


def test_a_page_is_printed_black_on_white_with_its_pictures(manual, tmp_path, qapp):
    apply_theme(qapp, True)
    try:
        manual.go("month.md")
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(tmp_path / "page.pdf"))
        manual.print_on(printer)
    finally:
        apply_theme(qapp, False)
    data = (tmp_path / "page.pdf").read_bytes()
    assert data.startswith(b"%PDF")
    assert len(re.findall(rb"/Width 1366\b", data)) >= 5, "the pictures, not the sign for one that was not found"


def test_f1_on_a_box_leads_to_the_sentence_that_it_says(at_work, qtbot):
    at_work.window.refuse("“王”不是发给您的（或文件开头已被改动）：请由收件人打开，或让发件人按您的公钥重新发送。")
    box = QApplication.activeModalWidget()
    at_work.wait(box.isActiveWindow)
    at_work.press("F1")
    manual = at_work.window.helping.manual
    assert manual.stop == ("messages.md", "“〈…〉”不是发给您的（或文件开头已被改动）")
    assert manual.view.textCursor().block().text() == manual.stop[1]
    manual.close()
    box.close()


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
def test_every_link_of_a_page_leads_on_in_the_window(manual, name):
    """Nobody is sent to what is not installed: another page that ships, and a heading on it."""
    manual.go(name)
    assert manual.view.headings
    for target in links_on(manual.view):
        manual.go(name)
        manual.view.anchorClicked.emit(QUrl(target))
        page, _, place = target.partition("#")
        assert "没有随程序安装" not in manual.view.toPlainText(), target
        assert not page or manual.view.page != name
        assert not place or manual.view.go_to_heading(place), target


def links_on(view):
    """Where the links of the page lead that is shown, each once, but for those to the outside."""
    found, block = {}, view.document().begin()
    while block.isValid():
        for part in block.textFormats():
            target = part.format.anchorHref() if part.format.isAnchor() else ""
            if target and "://" not in target:
                found[target] = None
        block = block.next()
    return list(found)


def test_every_part_is_a_class_of_the_window_and_its_heading_is_there(qtbot, runner):
    classes = {
        node.name
        for path in (ROOT / "ui").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    }
    assert set(known_places()) <= classes
    view = ManualPage(runner)
    qtbot.addWidget(view)
    missing = []
    for page, heading in sorted(set(known_places().values())):
        view.show_page(page)
        if "没有随程序安装" in view.toPlainText() or (heading and not view.go_to_heading(heading)):
            missing.append(f"{page}#{heading}")
    assert missing == []


def test_the_manual_goes_with_its_window(at_work):
    at_work.press("Alt+1")
    at_work.press("F1")
    manual = at_work.window.helping.manual
    assert manual.parentWidget() is at_work.window
    at_work.wait(lambda: QApplication.activeWindow() is manual)
