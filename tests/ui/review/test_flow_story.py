"""A page on its way between people, in the real window, by keyboard."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu

from coding.page.edits import set_field
from coding.page.finding import Place
from coding.page.step import PageState
from coding.review.gate import GateResult, Way, answers_of
from coding.store.store import Marked
from tests.ui.review.people import clean_pages, fill, opener
from ui.header import PageStrip
from ui.review.gate_dialog import GateDialog
from ui.review.release_options import ReleaseOptions
from ui.review.step_dialog import StepDialog
from ui.worklist.worklist_model import BESIDE_ROLE


def state_of(coder, page_id):
    return PageState(coder.session.store.rows([page_id])[0].progress)


def take_step(coder, label, reason=""):
    """Ctrl+G, the digit of the step, and the reason where one is asked for."""
    coder.press("Ctrl+G")
    coder.wait(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    menu = QApplication.activePopupWidget()
    words = [action.text().partition("\t")[0] for action in menu.actions()]
    number = next(n for n, text in enumerate(words, 1) if label in text)
    coder.press(str(number))
    if reason:
        coder.wait(lambda: isinstance(QApplication.activeModalWidget(), StepDialog))
        coder.wait(QApplication.activeModalWidget().isActiveWindow)
        coder.type(reason)
        coder.press("Ctrl+Return")


def come(coder, who):
    """Whoever it was goes, and another person signs in."""
    coder.end()
    coder.start(opener=opener(who))
    coder.rest()


def closed_words(coder):
    return coder.window.findChild(PageStrip)._closed.text()


def test_two_people_one_page_sent_back_mended_passed_uploaded_and_reported_again(coder):
    here, *_ = fill(coder.path, clean_pages(1), two_stage=True)
    coder.start(opener=opener("编码员"))
    coder.rest()
    coder.press("Ctrl+Return")
    assert state_of(coder, here) is PageState.SUBMITTED
    assert "已提交质控" in coder.window.status.currentMessage()
    assert "收回提交" in closed_words(coder), "what is submitted is not edited before it is taken back"

    come(coder, "质控员")
    take_step(coder, "退回", "主要诊断请按入院目的核对")
    assert state_of(coder, here) is PageState.RETURNED

    come(coder, "编码员")
    coder.window.worklist.chips.choose(Marked.RETURNED)
    coder.wait(lambda: coder.window.worklist.ids == [here])
    assert closed_words(coder) == ""
    coder.window.form.focus_place(Place("contact_name"))
    coder.press("Ctrl+A")
    coder.type("李联系人")
    coder.press("Return")
    assert state_of(coder, here) is PageState.CODING
    coder.press("Ctrl+Return")
    assert state_of(coder, here) is PageState.SUBMITTED

    come(coder, "质控员")
    coder.press("Ctrl+Return")
    assert state_of(coder, here) is PageState.PASSED
    assert "退回" in closed_words(coder)
    take_step(coder, "登记上报")
    assert state_of(coder, here) is PageState.UPLOADED
    assert "补报" in closed_words(coder)
    name = coder.session.page.text("contact_name")
    coder.window.form.focus_place(Place("contact_name"))
    coder.type("X")
    coder.press("Return")
    assert coder.session.page.text("contact_name") == name, "the form of an uploaded page takes no typing"

    take_step(coder, "登记补报", "医保反馈主要诊断有误")
    assert state_of(coder, here) is PageState.CODING
    assert closed_words(coder) == ""
    model = coder.window.worklist.model
    assert model.index(model.place(here), 0).data(BESIDE_ROLE).is_again
    assert "补报" in model.index(model.place(here), 0).data(Qt.ItemDataRole.ToolTipRole)


def test_nobody_passes_her_own_page_in_two_stages_and_is_told_so(coder):
    here, *_ = fill(coder.path, clean_pages(1), two_stage=True)
    coder.start(opener=opener("质控员"))
    coder.rest()
    coder.press("Ctrl+Return")
    assert state_of(coder, here) is PageState.SUBMITTED
    coder.press("Ctrl+Return")
    assert state_of(coder, here) is PageState.SUBMITTED
    assert "不能自己通过" in coder.window.status.currentMessage()
    coder.press("Ctrl+Z")
    assert state_of(coder, here) is PageState.NEW or state_of(coder, here) is PageState.CODING


def test_a_department_of_one_woman_presses_one_key_as_before(coder):
    fill(coder.path, clean_pages(3))
    coder.start()
    coder.rest()
    here = coder.session.page_id
    coder.press("Ctrl+Return")
    assert QApplication.activeModalWidget() is None, "the gate is open: nothing is asked"
    assert state_of(coder, here) is PageState.PASSED
    assert coder.session.page_id != here
    assert "已标为完成" in coder.window.status.currentMessage()
    coder.press("Ctrl+Z")
    assert coder.session.page_id == here
    assert state_of(coder, here) is not PageState.PASSED


@pytest.fixture
def held(coder):
    """One clean page with a mandatory item taken out, on which the gate stands."""
    (page,) = clean_pages(1)
    fill(coder.path, [replace(page, values={**page.values, "sex": ""})])
    coder.start()
    coder.rest()
    return coder


def gate_of(coder):
    coder.wait(lambda: isinstance(QApplication.activeModalWidget(), GateDialog))
    coder.wait(QApplication.activeModalWidget().isActiveWindow)
    return QApplication.activeModalWidget()


def test_the_gate_lists_what_holds_and_enter_goes_to_the_field(held):
    here = held.session.page_id
    held.press("Ctrl+Return")
    dialog = gate_of(held)
    rules = [item.rule for item in dialog.result_now.standing]
    assert rules
    assert dialog.items.count() == len(rules)
    assert all(rule in dialog.items.item(n).text() for n, rule in enumerate(rules))
    place = dialog.current.finding.place
    held.press("Return")
    held.wait(lambda: QApplication.activeModalWidget() is None)
    assert state_of(held, here) is not PageState.PASSED
    held.window.activateWindow()  # offscreen no window manager does
    held.wait(lambda: held.window.form.place == place)


def test_what_is_mended_lets_the_page_pass_at_once(held):
    here = held.session.page_id
    held.session.apply(set_field(held.session.page, "sex", clean_pages(1)[0].text("sex")))
    held.press("Ctrl+Return")
    assert QApplication.activeModalWidget() is None
    assert state_of(held, here) is PageState.PASSED


def test_the_gate_is_passed_over_with_a_reason_that_is_kept_with_the_rules(held):
    here = held.session.page_id
    held.press("Ctrl+Return")
    dialog = gate_of(held)
    rules = {item.rule for item in dialog.result_now.standing}
    held.press("O")
    held.press("Ctrl+Return")
    assert state_of(held, here) is not PageState.PASSED, "without a reason nothing is passed over"
    held.type("患者身份无法核实")
    held.press("Ctrl+Return")
    assert state_of(held, here) is PageState.PASSED
    change = held.session.store.history(here)[-1].change
    assert change.reason == "患者身份无法核实"
    assert rules == set(change.rule.removeprefix("override:").split("|"))


def test_esc_leaves_the_words_first_and_the_gate_then(held):
    here = held.session.page_id
    held.press("Ctrl+Return")
    dialog = gate_of(held)
    held.press("O")
    held.press("Esc")
    assert dialog.isVisible()
    held.press("Esc")
    held.wait(lambda: QApplication.activeModalWidget() is None)
    assert state_of(held, here) is not PageState.PASSED


def test_what_is_being_written_outlives_a_waiver_of_another_window(held):
    held.press("Ctrl+Return")
    dialog = gate_of(held)
    held.press("O")
    held.type("患者身份无法核实")
    held.session.contexts_changed.emit()
    assert dialog.words.toPlainText() == "患者身份无法核实"
    assert dialog.words.isVisible()
    assert dialog.words.hasFocus()


def test_words_are_kept_of_the_item_they_were_begun_for(held):
    session = held.session
    held.press("Ctrl+Return")
    gate = gate_of(held)
    first = replace(gate.result_now.standing[0], ways=(Way.MEND, Way.ANSWER))
    second = replace(first, finding=replace(first.finding, rule="HX-1"))
    gate.reject()
    dialog = GateDialog(session, held.window.flow.key(), lambda: GateResult(asks=(first, second)), held.window)
    dialog.open()
    dialog.take(Way.ANSWER)
    dialog.words.setPlainText("住院证上没有")
    dialog.items.setCurrentRow(1)  # with the mouse, to compare
    dialog.keep_words()
    assert answers_of(session.course.standing) == {first.subject: "住院证上没有"}
    dialog.reject()


def test_a_page_that_somebody_else_is_at_is_read_only_until_it_is_given_back(coder):
    here, *_ = fill(coder.path, clean_pages(1))
    coder.start(opener=opener("编码员"))
    coder.rest()
    coder.window.taking.take()
    other = opener("李编码")(coder.path)
    try:
        taken = other.take(here)
        assert taken.name == "编码员", "the page that is open in the window is taken"
        coder.session.access.open(None)
        assert other.take(here).name == "李编码"
        coder.session.access.open(here)
        coder.window.taking.take()
        assert closed_words(coder).startswith("正在由李编码编辑（至 ")
        coder.window.form.focus_place(Place("contact_name"))
        assert QApplication.focusWidget().isReadOnly()
        assert not coder.session.apply(set_field(coder.session.page, "contact_name", "王某"))
        assert "正在由李编码编辑" in coder.window.status.currentMessage()
        assert [one.change.edits[0].after for one in coder.session.held.unsaved] == ["王某"], "what was typed is kept"
        coder.session.discard_unsaved()
        other.give_back(here)
        coder.window.taking.take()
        assert closed_words(coder) == ""
        assert coder.session.apply(set_field(coder.session.page, "contact_name", "王某"))
        assert not any(edit.isReadOnly() for edit in coder.window.form.findChildren(QLineEdit) if edit.isVisible())
    finally:
        other.close()


def test_the_stages_are_chosen_in_the_window_and_hold_at_once(coder):
    here, *_ = fill(coder.path, clean_pages(1))
    coder.start()
    coder.rest()
    coder.press("Ctrl+Return")
    assert state_of(coder, here) is PageState.PASSED
    assert closed_words(coder) == "", "in one stage what is done is edited as before"
    coder.window.actions_["release_options"].trigger()
    dialog = coder.window.findChild(ReleaseOptions)
    dialog.two.setChecked(True)
    dialog.keep()
    assert "退回" in closed_words(coder)
    assert coder.session.store.setting("release.stages") == "two"


def test_a_coder_does_not_choose_the_stages(coder):
    fill(coder.path, clean_pages(1))
    coder.start(opener=opener("编码员"))
    coder.rest()
    assert not coder.window.actions_["release_options"].isEnabled(), "and the menu does not offer it"
    dialog = coder.window.review.release_options()
    dialog.two.setChecked(True)
    dialog.keep()
    assert coder.session.store.setting("release.stages") == ""
    assert dialog.isVisible()
