"""What stands on the screen is Chinese: windows, dialogs, menus, Qt's own words, and what is told of the pages."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDialog,
    QFileDialog,
    QGroupBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QMessageBox,
    QPlainTextEdit,
    QTableView,
    QTabWidget,
    QTextBrowser,
    QTreeView,
    QWidget,
)

from coding.base.resources import resource_path
from coding.examine.examine import examine
from coding.exchange.read import read_file
from coding.knowledge.knowledge import load_knowledge
from coding.rules.local import embedded_rows
from coding.rules.rule_language import spoken
from ui.app import application
from ui.drawer.registry import DRAWER
from ui.rules.guide_text import guide_html

LATIN = {
    word
    for line in Path(__file__).with_name("latin_words.txt").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
    for word in line.split()
}
#: Names of rules and of files, codes, what a person typed, and the digits of a Knowledge, a key or an audit entry.
NAMES = re.compile(
    r"[A-Z]{1,4}-[A-Z]{2,4}-\d+|\S*\.(?:csv|xlsx|json|sqlite|txt|xls|dbf|xml|zip)\b|/\S+|[A-Z]\d\w*[.\w+*/]*|\b\d+\w*|<[^>]+>"
    r"|&\w+;|https?://\S+|MDC[A-Z]\b|F\d{1,2}\b|[A-Z]{2}\d{2}\b|\b[0-9a-f]{12}(?:[0-9a-f]{4}|[0-9a-f]{52})?\b"
)


def strange(text):
    """The words of a text that no Chinese reader is asked to know."""
    return [w for w in re.findall(r"[A-Za-z_]{2,}", NAMES.sub(" ", text)) if w not in LATIN]


def texts_of(widget):
    """All that a widget and what is in it shows."""
    for each in (widget, *widget.findChildren(QWidget)):
        yield each.windowTitle()
        yield each.toolTip()
        match each:
            case QTextBrowser():
                yield each.toPlainText()
            case QLabel() | QAbstractButton():
                yield each.text()
            case QGroupBox() | QMenu():
                yield each.title()
            case QComboBox():
                yield from (each.itemText(n) for n in range(each.count()))
            case QLineEdit() | QPlainTextEdit():
                yield each.placeholderText()
            case QTabWidget():
                yield from (each.tabText(n) for n in range(each.count()))
            case QAbstractItemView():
                columns = each.model().columnCount() if isinstance(each, QTableView | QTreeView) and each.model() else 0
                yield from (str(each.model().headerData(n, Qt.Orientation.Horizontal) or "") for n in range(columns))
        for action in each.actions():
            yield action.text()
            yield action.toolTip()


def assert_chinese(widget, where):
    found = {(w, text[:80]) for text in texts_of(widget) for w in strange(text or "")}
    assert not found, (where, sorted(found)[:12])


@pytest.fixture
def at_work(coder):
    coder.start(sample=True)
    coder.wait(lambda: coder.window.worklist.ids)
    coder.rest()
    while (dialog := QApplication.activeModalWidget()) is not None:
        dialog.close()
    window = coder.window
    rows = window.session.store.rows(window.worklist.ids)
    window.pages.open(next(r.id for r in rows if r.errors > 0))
    coder.rest()
    return coder


def test_the_main_window_is_chinese(at_work):
    window = at_work.window
    for section in window.knowledge.column.sections:
        window.knowledge.column.bring(section)
        at_work.rest()
        assert_chinese(window, section.panel.key)
    for panel in DRAWER:
        if not panel.on_demand:
            window.show_panel(panel.key)
            at_work.rest()
            assert_chinese(window, panel.key)


DIALOGS = (
    "export", "export_findings", "versions", "compare_schemes", "own_weights", "grouping_options", "waive", "waivers",
    "term_book", "term_clusters", "shortcuts", "about",
)  # fmt: skip


def test_every_dialog_is_chinese(at_work):
    def seen():
        """In a window of its own, or in the drawer."""
        shown = [*QApplication.topLevelWidgets(), *at_work.window.findChildren(QDialog)]
        return [w for w in dict.fromkeys(shown) if isinstance(w, QDialog) and w.isVisible()]

    for id_ in DIALOGS:
        assert not seen(), id_
        if id_ == "waive":
            at_work.press("F4")
        at_work.window.actions_[id_].trigger()
        at_work.wait(seen)
        for dialog in seen():
            assert_chinese(dialog, id_)
            dialog.close()
        at_work.rest()


def test_the_rule_window_and_its_guide_are_chinese(at_work):
    at_work.window.rules.show()
    at_work.rest()
    rules = at_work.window.rules.window
    for rule_id in ("FP-ACC-033", "FP-STD-002", "FP-COD-012", "FP-DRG-027", "FP-TIM-001", "FP-ACC-007"):
        rules.choose(rule_id)
        for number in range(rules.side.count()):
            rules.side.setCurrentIndex(number)
            assert_chinese(rules, rule_id)
        form = rules.side.form
        for column in ("fields", "params", "when", "message", "hint"):
            box = form.inputs[column]
            text = box.text() if isinstance(box, QLineEdit) else box.toPlainText()
            assert not strange(re.sub(r'"[^"]*"', "", text)), (rule_id, column, text)
        assert form.row == {**form.row, **{c: rules.line.row[c] for c in ("params", "fields", "when", "message")}}
        assert not form.is_altered
    assert_chinese(rules.show_guide(), "guide")
    rules.guide.close()
    assert not strange(re.sub(r"<[^>]+>", " ", guide_html()))


def test_rules_are_listed_in_chinese():
    for row in embedded_rows().values():
        for column in ("message", "hint"):
            assert not strange(spoken(column, row[column])), (row["id"], column)


def test_what_is_found_on_the_sample_is_told_in_chinese():
    knowledge = load_knowledge()
    wrong = set()
    for page in read_file(resource_path("sample/sample_n041.csv")).pages:
        own = " ".join((*page.values.values(), *(d.name for d in page.diagnoses), *(p.name for p in page.procedures)))
        seen = examine(page, knowledge)
        for told in (*(f"{f.message} {f.hint}" for f in seen.findings), *(n.reason for n in seen.not_judged)):
            wrong |= {(w, told) for w in strange(told) if w not in own}
    assert not wrong, sorted(wrong)[:12]


def test_a_message_on_a_list_names_the_list_and_its_values():
    knowledge = load_knowledge()
    page = read_file(resource_path("sample/sample_n041.csv")).pages[0]
    told = [f.message for f in examine(page.apply(_set(page, "sex", "7")), knowledge).findings if "“7”" in f.message]
    assert any("“性别代码”" in m and "1 男、2 女" in m for m in told), told
    told = [f.message for f in examine(page.apply(_set(page, "occupation", "QQ")), knowledge).findings]
    assert any(re.search(r"可填：.* 等 \d+ 项", m) for m in told), told


def _set(page, key, value):
    from coding.page.edits import set_field

    return set_field(page, key, value)


# -- what Qt says itself


def test_the_menu_of_a_line_is_chinese(qtbot):
    application()
    line = QLineEdit("甲")
    qtbot.addWidget(line)
    menu = line.createStandardContextMenu()
    said = [action.text().split("\t")[0] for action in menu.actions() if action.text()]
    assert len(said) >= 6
    assert all(re.search(r"[\u4e00-\u9fff]", text) for text in said), said
    text = QPlainTextEdit("甲")
    qtbot.addWidget(text)
    said = [action.text().split("\t")[0] for action in text.createStandardContextMenu().actions() if action.text()]
    assert all(re.search(r"[\u4e00-\u9fff]", each) for each in said), said


def test_dialogs_for_files_and_standard_buttons_are_chinese(qtbot):
    application()
    dialog = QFileDialog(None, "打开")
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    qtbot.addWidget(dialog)
    dialog.show()
    said = [b.text() for b in dialog.findChildren(QAbstractButton) if b.text()]
    said += [label.text() for label in dialog.findChildren(QLabel) if label.text()]
    [header] = [h for h in dialog.findChildren(QHeaderView) if h.count() == 4]
    said += [str(header.model().headerData(n, Qt.Orientation.Horizontal)) for n in range(4)]
    assert all(re.search(r"[\u4e00-\u9fff]", text) for text in said if re.search(r"[A-Za-z]{2,}", text)), said
    buttons = QMessageBox.StandardButton
    box = QMessageBox(QMessageBox.Icon.NoIcon, "甲", "乙", buttons.Ok | buttons.Cancel | buttons.Yes | buttons.No)
    qtbot.addWidget(box)
    assert all(re.search(r"[\u4e00-\u9fff]", b.text()) for b in box.buttons()), [b.text() for b in box.buttons()]
