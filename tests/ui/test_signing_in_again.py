"""Whoever the server lets in no more signs in again over the window, and what was typed meanwhile is stored."""

# ruff: noqa: F811 - fixtures of another folder

import pytest
from PySide6.QtWidgets import QApplication

from coding.store.kept_people import SignIn
from tests.db.postgres.rights.conftest import ward  # noqa: F401 - fixtures
from tests.db.sealed import PASSWORD
from tests.ui.held_store import type_into
from ui.people.new_password import NewPasswordDialog
from ui.people.sign_in_again import SignInAgainDialog

NEW = "另一句好记的口令话"
OWN = "第三句只有我知道的"


@pytest.fixture
def window(coder, ward):
    """Of the first person, who is let in by her password alone."""
    coder.path = ward.seat
    window = coder.start(opener=lambda path: ward.stores(path, SignIn("zhang", PASSWORD)), keeper=ward.stores)
    coder.rest()
    return window


def shut_out(coder, ward, window):
    """Her connections break, and her password is another one; she goes on to type."""
    with ward.cluster.connected() as chief:
        chief.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (ward.database,))
    coder.wait(window.away.sign_in.isVisible)
    assert "重新登录" in window.away.words.text()
    type_into(window, "contact_name", "123")
    coder.wait(lambda: window.session.held.unsaved)


def sign_in(coder, window, password):
    """By keys alone."""
    coder.press("Alt+R")
    coder.wait(lambda: isinstance(QApplication.activeModalWidget(), SignInAgainDialog))
    dialog = QApplication.activeModalWidget()
    coder.wait(dialog.password.hasFocus)
    assert dialog.user.text() == "zhang"
    assert dialog.user.isReadOnly()
    coder.type(password)
    coder.press("Return")
    coder.wait(lambda: not dialog.is_working)
    return dialog


def is_stored(coder, ward, window, password):
    session = window.session
    coder.wait(lambda: not session.held.unsaved and not window.away.isVisible())
    other = ward.come("zhang", password)
    page_id = session.page_id
    assert other.page(page_id).text("contact_name") == "123"
    assert [entry.author for entry in other.history(page_id)][-1] == "张主任"
    assert not other.verify().complaints
    assert session.store.signer.id == other.signer.id, "what she does is signed by the key that is hers now"


def test_with_the_password_that_was_changed_elsewhere_she_works_on(coder, ward, window):
    ward.first.change_password(PASSWORD, NEW)
    shut_out(coder, ward, window)
    dialog = sign_in(coder, window, PASSWORD)
    assert "口令" in dialog.told.text(), "the former one opens nothing"
    assert window.session.held.unsaved
    coder.wait(dialog.password.hasFocus)
    coder.type(NEW)
    assert dialog.password.text() == NEW
    coder.press("Return")
    is_stored(coder, ward, window, NEW)


def test_one_that_an_administrator_has_set_is_changed_first_and_signs_from_then_on(coder, ward, window):
    chief = ward.add("li", "administrator")
    chief.reset_password(window.session.store.me.id, NEW, "忘了口令")
    shut_out(coder, ward, window)
    sign_in(coder, window, NEW)
    coder.wait(lambda: isinstance(QApplication.activeModalWidget(), NewPasswordDialog))
    dialog = QApplication.activeModalWidget()
    coder.wait(dialog.password.hasFocus)
    coder.type(OWN)
    coder.press("Tab")
    coder.type(OWN)
    coder.press("Return")
    is_stored(coder, ward, window, OWN)


def test_who_gives_it_up_has_all_that_was_typed_and_may_sign_in_later(coder, ward, window):
    ward.first.change_password(PASSWORD, NEW)
    shut_out(coder, ward, window)
    coder.press("Alt+R")
    coder.wait(lambda: isinstance(QApplication.activeModalWidget(), SignInAgainDialog))
    coder.press("Esc")
    coder.wait(lambda: QApplication.activeModalWidget() is None)
    assert window.session.held.unsaved
    assert window.away.sign_in.isVisible()
