"""At the door: who comes in with what, what is told of a wrong password, and what is never told."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from coding.store.kept_audit import AuditQuery, Deed
from coding.store.kept_people import SignIn
from coding.store.store_errors import KeyFileError, WrongPasswordError
from tests.ui.people.conftest import CODER, NAME, PASSWORD, USER, keys
from ui.people.admission import Admission, LeftAtDoorError
from ui.people.new_password import NewPasswordDialog
from ui.people.people_window import PeopleDialog
from ui.people.person_dialog import FirstPasswordDialog, ReasonDialog
from ui.people.sign_in import SignInDialog


@pytest.fixture
def dialog(house, qtbot):
    def make():
        dialog = SignInDialog(house.keeper, house.keeper.door(house.path))
        qtbot.addWidget(dialog)
        dialog.show()
        return dialog

    return make


def enter(house, dialog, user, password):
    dialog.user.clear()
    keys(dialog.user, user)
    dialog.password.clear()
    keys(dialog.password, password)
    QTest.keyClick(dialog.password, Qt.Key.Key_Return)
    house.wait(lambda: not dialog.is_working)


def test_user_password_enter(house, dialog):
    one = dialog()
    enter(house, one, USER, PASSWORD)
    assert one.result() == one.DialogCode.Accepted
    assert one.store.me.name == NAME
    one.store.close()


def test_the_user_is_remembered_and_the_focus_is_in_the_password(house, dialog):
    house.store().close()
    one = dialog()
    assert one.user.text() == USER
    assert one.focusWidget() is one.password


def test_it_is_not_told_whether_the_user_or_the_password_is_wrong(house, dialog):
    one = dialog()
    enter(house, one, USER, "不是这一个口令吧")
    wrong_password = one.told.text()
    enter(house, one, "zhangsan", PASSWORD)
    assert one.told.text() == wrong_password != ""
    assert one.store is None
    assert one.password.text() == ""
    assert one.focusWidget() is one.password


def test_after_three_wrong_passwords_one_has_to_wait_and_is_told_how_long(house, dialog):
    one = dialog()
    house.clock.stop()  # the first wait is two seconds, and trying may take longer than that
    for _ in range(3):
        enter(house, one, USER, "不是这一个口令吧")
    enter(house, one, USER, PASSWORD)
    assert one.store is None
    assert "秒后再试" in one.told.text()
    house.clock.ahead = timedelta(minutes=6)
    enter(house, one, USER, PASSWORD)
    assert one.store is not None
    wrong = one.store.audit(AuditQuery(deeds=frozenset({Deed.WRONG_PASSWORD})))
    assert [len(entry.about["times"]) for entry in wrong] == [3]
    one.store.close()


def test_capitals_that_are_locked_are_told(dialog):
    one = dialog()
    QTest.keyClick(one.password, "A")  # a capital without Shift
    assert "大写锁定" in one.caps.text()
    QTest.keyClick(one.password, "a")
    assert one.caps.text() == ""


def test_who_leaves_at_the_door_has_opened_nothing(house):
    from tests.ui.people.conftest import Hands

    with Hands(house.qtbot, lambda dialog: dialog.reject()), pytest.raises(LeftAtDoorError):
        Admission(house.keeper, house.path.with_name("示例.sqlite"))(house.path)


def test_a_key_file_that_has_gone_is_told_with_its_name(house):
    house.path.with_suffix(".keys").unlink()
    with pytest.raises(KeyFileError, match=r"病案\.keys"):
        Admission(house.keeper, house.path.with_name("示例.sqlite"))(house.path)


def test_a_password_set_by_somebody_else_is_changed_before_the_window_opens(house, sign_in_as):
    store = house.store()
    from coding.store.kept_people import NewPerson

    store.add_person(NewPerson("zhoumin", "周敏", frozenset({CODER}), "首次登录的口令啊"))
    seen = []

    def change(dialog):
        seen.append(type(dialog))
        keys(dialog.password, "春天的第一场小雨")
        keys(dialog.again, "春天的第一场小雨")
        QTest.keyClick(dialog.again, Qt.Key.Key_Return)

    window = house.start(sign_in_as("zhoumin", "首次登录的口令啊"), change)
    assert seen == [NewPasswordDialog]
    assert window.session.author == "周敏"
    with pytest.raises(WrongPasswordError):
        house.keeper(house.path, SignIn("zhoumin", "首次登录的口令啊"))


def test_a_lost_password_is_recovered_with_the_printed_key(house, sign_in_as):
    """Recovery key → reset of the password of a colleague → that one signs in and changes it."""
    house.let_in("zhoumin", "周敏", CODER)
    made = []

    def recover(dialog):
        assert isinstance(dialog, SignInDialog)
        dialog.other.click()
        keys(dialog.recovery, house.words.lower())
        QTest.keyClick(dialog.recovery, Qt.Key.Key_Return)

    def reset(dialog):
        assert isinstance(dialog, PeopleDialog)
        dialog.choose("zhoumin")
        dialog.reset_button.click()

    def reason(dialog):
        assert isinstance(dialog, ReasonDialog)
        keys(dialog.reason, "本人忘记口令，当面核实")
        QTest.keyClick(dialog.reason, Qt.Key.Key_Return)

    def read(dialog):
        assert isinstance(dialog, FirstPasswordDialog)
        made.append(dialog.password.text())
        dialog.accept()
        dialog.parent().reject()

    def come(dialog):
        sign_in_as("zhoumin", made[0])(dialog)

    def change(dialog):
        keys(dialog.password, "秋天的最后一片叶")
        keys(dialog.again, "秋天的最后一片叶")
        QTest.keyClick(dialog.again, Qt.Key.Key_Return)

    window = house.start(recover, reset, reason, read, come, change)
    assert window.session.author == "周敏"
    entries = house.store().audit(AuditQuery(deeds=frozenset({Deed.PASSWORD})))
    assert "本人忘记口令，当面核实" in [entry.about.get("reason") for entry in entries]
