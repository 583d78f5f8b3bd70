"""A scheme with conditions that nobody understands is asked about before it is used, and told of later."""

import csv

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.drg.small_pack import SMALL
from ui.grouping.scheme_dialog import SchemeDialog
from ui.knowledge.knowledge_desk import KnowledgeDesk

RULES = SMALL["drg_rules"]
BROKEN = [*RULES[:2], (*RULES[2][:4], "MCCX", ""), RULES[3]]


@pytest.fixture
def window(coder):
    window = coder.start()
    window.show_offer(False)
    coder.rest()
    return window


def write_pack(folder, **changed):
    folder.mkdir()
    for table, rows in {**SMALL, **changed}.items():
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    return folder


def dialog_of(coder, window, pack):
    window.grouping.import_scheme(pack)
    coder.wait(lambda: isinstance(QApplication.activeModalWidget(), SchemeDialog))
    return QApplication.activeModalWidget()


def test_a_broken_scheme_is_used_only_when_the_person_says_so(coder, window, tmp_path):
    dialog = dialog_of(coder, window, write_pack(tmp_path / "某市", drg_rules=BROKEN))
    shown = [dialog.table.item(row, 2).text() for row in range(dialog.table.rowCount())]
    assert any("MCCX" in words for words in shown)
    assert not dialog.use_button.isEnabled()
    before = window.session.knowledge.scheme.title
    coder.press("Return")  # the default is to leave it
    coder.wait(lambda: QApplication.activeModalWidget() is None)
    assert window.session.knowledge.scheme.title == before

    dialog = dialog_of(coder, window, tmp_path / "某市")
    dialog.sure.setFocus()
    coder.press("Space")
    assert dialog.use_button.isEnabled()
    dialog.use_button.click()
    coder.wait(lambda: window.session.knowledge.scheme.title == "小方案")
    tip = window.status.knowledge.toolTip()
    assert "1 个病组因条件不认识" in tip
    assert "drg_rules.csv 第3行" in tip


def test_the_hospitals_knowledge_tells_what_is_wrong_with_its_scheme(coder, window, tmp_path):
    dialog = dialog_of(coder, window, write_pack(tmp_path / "某市", drg_rules=BROKEN))
    dialog.sure.setChecked(True)
    dialog.use_button.click()
    coder.wait(lambda: window.session.knowledge.scheme.title == "小方案")
    desk = KnowledgeDesk(window.grouping._place)
    line = next(at for at, line in enumerate(desk.lines) if line.part == "scheme")
    desk.table.setCurrentCell(line, 0)
    assert "MCCX" in desk.trouble.text()
    assert desk.trouble.textFormat() is Qt.TextFormat.PlainText
    desk.table.setCurrentCell(next(at for at, line in enumerate(desk.lines) if line.part == "terms"), 0)
    assert desk.trouble.text() == ""


def test_a_sound_scheme_is_used_by_enter(coder, window, tmp_path):
    dialog = dialog_of(coder, window, write_pack(tmp_path / "某市"))
    assert not dialog.sure.isVisible()
    coder.press("Return")
    coder.wait(lambda: window.session.knowledge.scheme.title == "小方案")


def test_settings_that_mean_nothing_are_refused_in_words(coder, window, tmp_path):
    pack = write_pack(tmp_path / "某市", scheme=[*SMALL["scheme"][:2], ("checks", "sex,age")])
    window.grouping.import_scheme(pack)
    coder.wait(lambda: QApplication.activeModalWidget() is not None)
    assert "scheme.csv 第3行 checks" in QApplication.activeModalWidget().sentence
