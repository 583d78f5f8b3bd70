"""The lock: nothing of a page is in sight, and nothing that was typed is lost."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from coding.page.finding import Place
from tests.ui.people.conftest import CODER, PAGES, PASSWORD, USER, keys
from ui import settings


@pytest.fixture
def window(house, sign_in_as):
    window = house.start(sign_in_as(USER, PASSWORD))
    window.pages.open(next(i for i in window.worklist.ids if window.session.store.page(i).case_no == "000001"))
    return window


def visible_texts():
    for top in QApplication.topLevelWidgets():
        if top.isVisible():
            yield top.windowTitle()
            for one in (top, *top.findChildren(QWidget)):
                if one.isVisible():
                    yield one.toolTip()
                    yield one.text() if isinstance(one, QLabel) or hasattr(one, "echoMode") else ""


def unlock(house, window, password=PASSWORD):
    view = window.people.lock.view
    keys(view.password, password)
    QTest.keyClick(view.password, Qt.Key.Key_Return)
    house.wait(lambda: not view.is_working)


def test_ctrl_l_hides_the_page_and_all_that_stands_over_it(house, window):
    window.actions_["page_history"].trigger()
    dealing = window.review.deal()
    window.actions_["lock"].trigger()
    view = window.people.lock.view
    assert view.isVisible()
    assert not window.isVisible()
    assert not dealing.isVisible()
    shown = " ".join(visible_texts())
    for page in PAGES:
        assert page.case_no not in shown
        assert page.text("patient_name") not in shown
    unlock(house, window)
    assert window.isVisible()
    assert dealing.isVisible()
    dealing.close()


def test_what_was_typed_is_there_after_unlocking(house, window):
    window.form.focus_place(Place("employer"))
    field = QApplication.focusWidget()
    field.selectAll()
    keys(field, "示例市第二机床厂")
    QTest.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert window.people.lock.is_locked
    unlock(house, window)
    assert field.text() == "示例市第二机床厂"
    house.wait(lambda: not window.session.held.unsaved)
    assert house.store().page(window.session.page_id).text("employer") == "示例市第二机床厂"


def test_a_wrong_password_unlocks_nothing(house, window):
    window.actions_["lock"].trigger()
    unlock(house, window, "不是这一个口令吧")
    assert window.people.lock.is_locked
    assert not window.isVisible()
    assert window.people.lock.view.told.text()
    unlock(house, window)
    assert not window.people.lock.is_locked


def test_it_locks_by_itself_unless_the_department_has_said_never(house, window):
    lock = window.people.lock
    assert lock.minutes == 10
    assert lock._timer.isActive()
    settings.IDLE_LOCK.write(window.session.store, "0")
    lock.begin()
    assert not lock._timer.isActive()
    lock._idle()
    assert not lock.is_locked
    settings.IDLE_LOCK.write(window.session.store, "1")
    lock._idle()
    assert lock.is_locked


def test_somebody_else_signs_in_at_the_locked_window(house, window, sign_in_as):
    from tests.ui.people.conftest import Hands

    own = house.let_in("zhoumin", "周敏", CODER)
    window.actions_["lock"].trigger()
    with Hands(house.qtbot, sign_in_as("zhoumin", own)):
        window.people.lock.view.other_button.click()
    assert house.program.window is not window
    assert house.program.window.session.author == "周敏"
    assert house.program.window.isVisible()


def test_a_clear_store_is_never_locked(coder):
    window = coder.start()
    assert window.people.lock is None
    assert not window.actions_["lock"].isEnabled()
    assert "未加密" in window.windowTitle()
    assert "未加密" in window.status.author.text()
