"""A region's scheme in the real window: questions answered by keys, nothing lost, used like any scheme."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from coding.work.region_draft import draft_place, drafted
from coding.work.region_lists import ListText
from tests.commands.test_scheme_command import write
from tests.work.test_region_scheme import LIST, OPEN
from ui.grouping.region_dialog import RegionDialog
from ui.grouping.scheme_dialog import SchemeDialog


@pytest.fixture
def window(coder):
    return coder.start()


def opened(coder, window):
    window.grouping.handlers()["region_scheme"]()
    coder.wait(lambda: isinstance(QApplication.activeModalWidget(), RegionDialog))
    return QApplication.activeModalWidget()


@pytest.fixture
def dialog(coder, window, tmp_path):
    dialog = opened(coder, window)
    dialog.begin.use_base(write(tmp_path / "base"))
    dialog.begin.pasted.setPlainText(OPEN)
    dialog.begin.name.setText("某市")
    dialog.start()
    coder.wait(lambda: dialog.plan is not None and not dialog._place.runner.running)
    return dialog


def press(dialog, *keys):
    table = dialog.groups.pane.table
    for key in keys:
        QTest.keyClick(table, key)


def verdicts(dialog):
    return {g.code: g.verdict for f in dialog.plan.families for g in f.groups if g.verdict}


def test_without_a_list_there_is_nothing_to_begin_with(coder, window):
    dialog = opened(coder, window)
    assert not dialog.start_button.isEnabled()
    dialog.begin.pasted.setPlainText(LIST)
    assert dialog.start_button.isEnabled()


def test_questions_are_answered_by_keys_one_after_the_other(dialog):
    assert dialog.groups.pane.shown == ("FR10", "FR13", "FR15", "FR18", "FX19")
    press(dialog, Qt.Key.Key_Y, Qt.Key.Key_N, Qt.Key.Key_1)
    assert verdicts(dialog) == {"FR10": "yes", "FR13": "no", "FR15": "yes"}
    assert dialog.groups.pane.current.key == "FR18"


def test_an_answer_is_seen_in_its_row_and_can_be_taken_back(dialog):
    press(dialog, Qt.Key.Key_N, Qt.Key.Key_Up)
    table = dialog.groups.pane.table
    assert [table.item(0, 4).text(), table.item(0, 5).text()] == ["否", "已答“否”：不能入组"]
    press(dialog, Qt.Key.Key_Delete)
    assert verdicts(dialog) == {}
    assert table.item(0, 4).text() == ""


def test_a_condition_of_ones_own_is_said_in_words_before_it_is_taken(dialog):
    pane = dialog.groups.pane
    pane.choose("FR18")
    press(dialog, Qt.Key.Key_Return)
    QTest.keyClicks(pane.own, "LOS>30")
    assert pane.meaning.text() == "意思是：住院天数 > 30 天"
    QTest.keyClick(pane.own, Qt.Key.Key_Return)
    assert verdicts(dialog) == {"FR18": "own"}
    assert pane.current.key == "FX19"


def test_a_condition_that_nobody_can_read_is_refused_where_it_is_written(dialog):
    pane = dialog.groups.pane
    pane.choose("FR18")
    press(dialog, Qt.Key.Key_3)
    QTest.keyClicks(pane.own, "ZHUYUAN>3")
    QTest.keyClick(pane.own, Qt.Key.Key_Return)
    assert "不认识" in pane.meaning.text()
    assert verdicts(dialog) == {}
    QTest.keyClick(pane.own, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert pane.own.text() == ""


def test_only_what_is_not_answered_is_listed_when_it_is_asked_anew(dialog):
    press(dialog, Qt.Key.Key_Y)
    assert "FR10" in dialog.groups.pane.shown
    dialog.groups.list_anew()
    assert "FR10" not in dialog.groups.pane.shown
    dialog.groups.filter.setCurrentIndex(dialog.groups.filter.findData("unknown"))
    assert dialog.groups.pane.shown == ("FR18",)


def test_the_answers_outlive_the_program(coder, window, dialog, tmp_path):
    press(dialog, Qt.Key.Key_Y)
    dialog.codes.text.setPlainText("I21.900 还没有读入")
    coder.wait(lambda: drafted(draft_place(window.session.store)).answers.given)
    again = RegionDialog(dialog._place)
    assert not again.again_button.isHidden()
    again._go_on()
    coder.wait(lambda: again.plan is not None)
    assert verdicts(again) == {"FR10": "yes"}
    assert again.codes.text.toPlainText() == "I21.900 还没有读入"
    again.close()


def test_a_pasted_list_shows_its_repairs_for_a_yes(dialog):
    dialog.codes.pasted.emit(ListText("FR1", "", "I21.900 I5O.900 共 2 个"))
    table = dialog.codes.repairs.table
    assert [table.item(0, at).text() for at in range(4)] == ["FR1", "D1", "I5O.900", "I50.900"]
    table.setCurrentCell(0, 0)
    QTest.keyClick(table, Qt.Key.Key_Y)
    assert dialog.plan.lists[0].codes == ("I21.900", "I50.900")
    QTest.keyClick(dialog.codes.lists, Qt.Key.Key_Delete)
    assert dialog.plan.lists == ()


def test_a_list_without_an_owner_is_not_read(dialog):
    dialog.codes.text.setPlainText("I21.900")
    dialog.codes.read_button.click()
    assert "属于哪个 ADRG" in dialog.codes.trouble.text()
    assert dialog.codes.text.toPlainText() == "I21.900"


def test_the_saved_pack_is_checked_and_used_like_any_scheme(coder, window, dialog, tmp_path):
    press(dialog, Qt.Key.Key_Y, Qt.Key.Key_Y, Qt.Key.Key_Y)
    dialog.save(tmp_path / "某市.zip", use=True)
    coder.wait(lambda: isinstance(QApplication.activeModalWidget(), SchemeDialog))
    coder.press("Return")
    coder.wait(lambda: window.session.knowledge.scheme.title == "某市")
    assert drafted(draft_place(window.session.store)) is None


def test_the_other_tabs_tell_differences_and_open_questions(dialog):
    dialog.tabs.setCurrentWidget(dialog.differences)
    assert dialog.differences.rowCount() > 3
    dialog.tabs.setCurrentWidget(dialog.questions)
    assert any("FR18" in dialog.questions.item(at, 1).text() for at in range(dialog.questions.rowCount()))
    assert dialog.adrgs.shown == ("FX1",)


def test_what_is_no_list_is_refused_and_the_first_page_stays(coder, window):
    dialog = opened(coder, window)
    dialog.begin.pasted.setPlainText("没有病组的文字")
    dialog.start()
    coder.wait(lambda: "没有找到病组" in getattr(QApplication.activeModalWidget(), "sentence", ""))
    assert dialog.pages.currentIndex() == 0
