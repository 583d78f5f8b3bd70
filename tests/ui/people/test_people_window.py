"""用户与角色: added, changed, closed by an administrator; read by the others."""

from contextlib import closing

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from coding.review.people import Command
from coding.store.kept_audit import AuditQuery, Deed
from coding.store.kept_people import SignIn
from coding.store.store_errors import WrongPasswordError
from tests.ui.people.conftest import CODER, READER, USER, keys
from ui import settings
from ui.people.people_window import PeopleDialog
from ui.people.person_dialog import FirstPasswordDialog, PersonDialog, ReasonDialog


@pytest.fixture
def people(house, qtbot):
    def make(store=None):
        dialog = PeopleDialog(store or house.store())
        qtbot.addWidget(dialog)
        dialog.show()
        return dialog

    return make


def over(house, kind):
    """The dialog of a kind that is open now."""
    house.wait(lambda: any(isinstance(one, kind) and one.isVisible() for one in QApplication.topLevelWidgets()))
    return next(one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible())


def test_add_a_person_and_sign_in_as_them(house, people):
    dialog = people()
    QTest.keyClick(dialog, Qt.Key.Key_Insert)
    form = over(house, PersonDialog)
    keys(form.user, "zhoumin")
    keys(form.name, "周敏")
    form.wards.insert("心血管内科，一病区")
    form.blind.setChecked(True)
    QTest.keyClick(form.name, Qt.Key.Key_Return)
    password = over(house, FirstPasswordDialog).password.text()
    with closing(house.keeper(house.path, SignIn("zhoumin", password))) as store:
        assert store.me.name == "周敏"
        assert store.me.must_change
        assert store.me.wards == {"心血管内科", "一病区"}
        assert not store.me.may(Command.SEE_MONEY)
    assert [dialog.table.item(row, 0).text() for row in range(dialog.table.rowCount())] == [USER, "zhoumin"]


def test_close_with_a_reason_and_open_again(house, people):
    own = house.let_in("zhoumin", "周敏", CODER)
    dialog = people()
    dialog.choose("zhoumin")
    dialog.close_button.click()
    reason = over(house, ReasonDialog)
    assert not reason.agree.isEnabled()
    keys(reason.reason, "调往门诊部")
    QTest.keyClick(reason.reason, Qt.Key.Key_Return)
    house.wait(lambda: dialog.table.rowCount() == 1)
    with pytest.raises(WrongPasswordError):
        house.keeper(house.path, SignIn("zhoumin", own))
    dialog.closed.setChecked(True)
    dialog.choose("zhoumin")
    assert dialog.open_button.isEnabled()
    assert not dialog.close_button.isEnabled()
    entry = house.store().audit(AuditQuery(deeds=frozenset({Deed.PERSON})))[0]
    assert entry.about["reason"] == "调往门诊部"


def test_who_may_not_keep_people_reads_the_list_and_tries_nothing(house, people):
    own = house.let_in("xnzhuren", "心内科主任", READER)
    store = house.store("xnzhuren", own)
    dialog = people(store)
    assert dialog.table.rowCount() == 2
    for button in (dialog.add_button, dialog.change_button, dialog.reset_button, dialog.close_button):
        assert not button.isEnabled()
        assert "管理员" in button.toolTip()
    assert not dialog.idle.isEnabled()
    QTest.keyClick(dialog, Qt.Key.Key_Insert)
    QTest.keyClick(dialog.table, Qt.Key.Key_Return)
    assert not any(isinstance(one, PersonDialog) for one in QApplication.topLevelWidgets() if one.isVisible())
    assert house.store().audit_count(AuditQuery(deeds=frozenset({Deed.REFUSED}))) == 0


def test_the_minutes_until_the_lock_are_the_departments(house, people):
    dialog = people()
    dialog.idle.setValue(3)
    house.wait(lambda: not dialog.is_working)
    assert settings.IDLE_LOCK.read(house.store()) == "3"


def test_minutes_are_kept_as_they_were_typed_and_once(house, people):
    dialog = people()
    settings_kept = AuditQuery(deeds=frozenset({Deed.SETTINGS}))
    before = house.store().audit_count(settings_kept)
    dialog.idle.setFocus()
    dialog.idle.selectAll()
    QTest.keyClicks(dialog.idle, "15")
    dialog.close()
    store = house.store()
    assert settings.IDLE_LOCK.read(store) == "15"
    assert store.audit_count(settings_kept) == before + 1


def test_nobody_closes_or_resets_themselves(people):
    dialog = people()
    dialog.choose(USER)
    assert not dialog.close_button.isEnabled()
    assert not dialog.reset_button.isEnabled()
    assert dialog.change_button.isEnabled()
