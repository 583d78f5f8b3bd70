"""A backup is brought back from the window: who restores signs in to it; what stood there is kept beside it."""

from PySide6.QtTest import QTest

from coding.page.edits import set_field
from coding.store.kept_audit import AuditQuery, Deed
from tests.ui.people.conftest import PASSWORD, READER, USER, Hands, keys


def test_a_backup_takes_the_place_of_the_store(house, sign_in_as, tmp_path):
    window = house.start(sign_in_as(USER, PASSWORD))
    store, page = window.session.store, window.worklist.ids[0]
    before = store.page(page).text("patient_name")
    backup = store.back_up(tmp_path / "备份").path
    store.append(page, set_field(store.page(page), "patient_name", "后来"))

    def restoring(dialog):
        assert "管理员" in " ".join(label.text() for label in dialog.findChildren(type(dialog.told)))
        keys(dialog.user, USER)
        keys(dialog.password, PASSWORD)
        QTest.keyClick(dialog.password, "\r")

    window.backups.restore(backup)
    with Hands(house.qtbot, restoring, sign_in_as(USER, PASSWORD)):
        house.wait(lambda: house.program.window not in (window, None))
    again = house.program.window
    house.wait(lambda: again.session.knowledge is not None)
    assert again.session.store.page(page).text("patient_name") == before
    assert len(again.session.store.audit(AuditQuery(frozenset({Deed.RESTORE})))) == 1
    assert list(house.path.parent.glob("*before-restore*"))


def test_what_is_no_backup_of_this_file_is_refused(house, sign_in_as, tmp_path):
    window = house.start(sign_in_as(USER, PASSWORD))
    other = tmp_path / "别的.fpb"
    other.write_bytes(b"")
    window.backups.restore(other)
    assert house.program.window is window
    assert window.session.store.page(window.worklist.ids[0])


def test_only_an_administrator_may(house, sign_in_as):
    own = house.let_in("zhoumin", "周敏", READER)
    assert not house.start(sign_in_as("zhoumin", own)).actions_["restore"].isEnabled()
