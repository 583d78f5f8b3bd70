"""审计记录 and 历史: what was done, told with before and after, and a page as it stood."""

from dataclasses import replace

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from coding.page.edits import move_row, set_field
from coding.page.finding import Place
from coding.store.kept_audit import AuditQuery, Deed
from tests.ui.people.conftest import CODER, INSURANCE, NAME, PASSWORD, USER
from ui.people.audit_window import AuditDialog


@pytest.fixture
def window(house, sign_in_as):
    window = house.start(sign_in_as(USER, PASSWORD))
    window.pages.open(next(i for i in window.worklist.ids if window.session.store.page(i).case_no == "000001"))
    session = window.session
    assert session.apply(replace(set_field(session.page, "employer", "示例市机床厂"), reason="按入院登记更正"))
    house.wait(lambda: not window.runner.running and not session.held.unsaved)
    return window


def choose(dialog, deed):
    dialog.deeds.setCurrentIndex(dialog.deeds.findData(deed))


def test_the_change_is_shown_with_before_after_and_reason(window):
    dialog = window.people.show_audit()
    choose(dialog, Deed.CHANGE)
    assert dialog.model.rowCount() == 1
    told = dialog.detail.toPlainText()
    for words in ("示例厂", "示例市机床厂", "按入院登记更正", "000001", NAME):
        assert words in told, words
    dialog.close()


def test_filters_by_page_and_person(house, window):
    dialog = window.people.show_audit()
    dialog.show_page("000001")
    assert {dialog.model.entry(row).page_id for row in range(dialog.model.rowCount())} == {window.session.page_id}
    dialog.show_page("999999")
    assert "没有病案号" in dialog.count.text()
    dialog.case_no.clear()
    dialog.people.setCurrentIndex(dialog.people.findData(0))
    assert {dialog.model.entry(row).who for row in range(dialog.model.rowCount())} == {0}
    dialog.close()


def test_verified_in_the_background_with_its_outcome_in_sentences(house, window):
    dialog = window.people.show_audit()
    dialog.verify()
    house.wait(lambda: dialog.verified is not None)
    assert dialog.verified.complaints == ()
    assert "没有发现问题" in dialog.detail.toPlainText()
    dialog.close()


def test_closed_while_it_verifies(house, window):
    dialog = window.people.show_audit()
    dialog.verify()
    dialog.close()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    house.wait(lambda: not window.runner.running)


@pytest.mark.parametrize("identities", [False, True])
def test_exported_with_or_without_what_stands_on_pages_and_noted(house, window, tmp_path, identities):
    dialog = AuditDialog(window.workplace)
    path = tmp_path / "审计.xlsx"
    dialog.export(path, identities=identities)
    house.wait(lambda: dialog._task is None and path.exists())
    cells = [str(cell) for row in load_workbook(path).active.iter_rows(values_only=True) for cell in row if cell]
    has = any("示例市机床厂" in cell for cell in cells)
    assert has is identities
    assert any("000001" in cell for cell in cells) is identities
    assert any("工作单位" in cell for cell in cells)
    noted = window.session.store.audit(AuditQuery(deeds=frozenset({Deed.EXPORT})))
    assert noted[0].about["identities"] is identities
    dialog.close()


def test_the_action_is_barred_for_who_may_not_see_the_audit(house, sign_in_as):
    own = house.let_in("zhoumin", "周敏", CODER)
    window = house.start(sign_in_as("zhoumin", own))
    audit = window.actions_["audit"]
    assert not audit.isEnabled()
    assert "质控员、管理员" in audit.toolTip()
    assert not window.actions_["recovery_key"].isEnabled()
    assert window.actions_["done"].isEnabled()


def test_a_page_as_it_stood_before_a_change_with_the_group_it_had(house, window):
    session = window.session
    before = house.store().groups_of(session.page_id)[-1]
    assert session.apply(replace(move_row(session.page, "diagnosis", 1, 0), reason="出院小结"))
    house.wait(lambda: not window.runner.running and not session.held.unsaved)
    window.actions_["page_history"].trigger()
    view = window.drawer.view("changes")
    house.wait(lambda: view.table.cells.rowCount() == 3)
    assert [line.entry.author for line in view.ledger.lines] == [NAME, NAME]
    view.split.turn_details()
    view.table.choose(1)  # after the employer, before the principal
    assert view.then.then.page.text("employer") == "示例市机床厂"
    assert view.then.then.page.diagnoses[0].code == "K80.100"
    assert view.then.then.grouped.drg == before.drg
    assert before.drg in view.then.told.text()
    assert view.ledger.lines[0].seen.drg == before.drg
    house.wait(lambda: view.ledger.lines[1].seen is not None and view.ledger.lines[1].seen.drg != before.drg)
    view.then.show_moment(view.ledger.lines[0].entry.at.replace(year=2020))
    assert view.then.then is None
    assert "还没有导入" in view.then.told.text()
    house.wait(lambda: not window.runner.running)


def test_who_may_not_edit_tries_nothing(house, sign_in_as):
    own = house.let_in("fangyb", "方怡", INSURANCE)
    window = house.start(sign_in_as("fangyb", own))
    session = window.session
    window.pages.open(window.worklist.ids[0])
    assert not session.apply(set_field(session.page, "employer", "别处"))
    assert not session.held.unsaved
    assert "须由编码员、质控员" in window.status.currentMessage()
    assert not window.actions_["undo"].isEnabled()
    window.form.focus_place(Place("employer"))
    QTest.keyClicks(QApplication.focusWidget(), "X")
    assert QApplication.focusWidget().text() == session.page.text("employer")
    assert house.store().audit_count(AuditQuery(deeds=frozenset({Deed.REFUSED}))) == 0
