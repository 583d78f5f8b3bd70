"""The data file is moved from the window, whoever is signed in: the next one opens at its new place."""

import logging

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from coding.store.kept_audit import AuditQuery, Deed
from coding.work.support_bundle import bundle_pieces
from db.sqlite import moving, network_drives
from tests.ui.people.conftest import CODER, OFFICER, PASSWORD, USER, Hands, dialog_of, keys, told
from ui.care.bundle_facts import asked_of_window
from ui.care.move_dialog import MovedDialog
from ui.private_log import log_to


def sign(dialog):
    dialog.user.clear()
    keys(dialog.user, USER)
    keys(dialog.password, PASSWORD)
    QTest.keyClick(dialog.password, "\r")


def test_the_data_file_is_moved_and_the_next_start_opens_it_there(house, window, sign_in_as, tmp_path):
    there = tmp_path / "新处"
    there.mkdir()
    page = window.worklist.ids[0]
    window.care.move(there)
    with Hands(house.qtbot, sign, sign_in_as(USER, PASSWORD)):
        house.wait(lambda: house.program.window not in (window, None))
    again = house.program.window
    assert again.store_path == there / house.path.name
    house.wait(lambda: again.session.knowledge is not None)
    assert again.session.store.page(page).case_no
    assert again.session.store.audit(AuditQuery(frozenset({Deed.MOVE})))
    moved = dialog_of(house, again, MovedDialog)
    assert not moved.remove.isChecked(), "nothing goes without a yes"
    QTest.keyClick(moved.agree, Qt.Key.Key_Return)
    assert list(house.path.parent.glob("*.moved-*.sqlite"))
    assert house.keeper.place(house.path).path == there / house.path.name


def test_the_old_files_go_with_a_yes(house, window, sign_in_as, tmp_path):
    there = tmp_path / "新处"
    there.mkdir()
    window.care.move(there)
    with Hands(house.qtbot, sign, sign_in_as(USER, PASSWORD)):
        house.wait(lambda: house.program.window not in (window, None))
    moved = dialog_of(house, house.program.window, MovedDialog)
    QTest.keyClick(moved.remove, Qt.Key.Key_Space)
    QTest.keyClick(moved.agree, Qt.Key.Key_Return)
    house.wait(lambda: not list(house.path.parent.glob("*.moved-*.sqlite")))


def test_the_log_goes_along_and_the_bundle_of_the_same_day_tells_both_parts(house, window, sign_in_as, tmp_path):
    there, log = tmp_path / "新处", logging.getLogger("ui.test")
    there.mkdir()
    first = log_to(house.path.parent)
    (handler,) = [one for one in logging.getLogger().handlers if getattr(one, "path", None) == first]
    try:
        log.warning("移动以前")
        window.care.move(there)
        with Hands(house.qtbot, sign, sign_in_as(USER, PASSWORD)):
            house.wait(lambda: house.program.window not in (window, None))
        dialog_of(house, house.program.window, MovedDialog).accept()
        log.warning("移动以后")
        assert "移动以后" in (there / first.name).read_text("utf-8")
        assert "移动以后" not in first.read_text("utf-8")
        asked = asked_of_window(house.program.window.store_path, None)
        (told,) = [one.text for one in bundle_pieces(asked, None) if one.name == "日志-窗口.txt"]
        assert 0 < told.index("移动以前") < told.index("移动以后")
    finally:
        logging.getLogger().removeHandler(handler)


def test_who_leaves_the_dialog_has_moved_nothing(house, window, sign_in_as, tmp_path):
    there = tmp_path / "新处"
    there.mkdir()
    window.care.move(there)
    with Hands(house.qtbot, lambda dialog: dialog.leave.click(), sign_in_as(USER, PASSWORD)):
        house.wait(lambda: house.program.window not in (window, None))
    assert house.program.window.store_path == house.path
    assert not list(there.iterdir())


def test_a_move_that_is_stopped_in_the_switch_is_finished_when_the_window_opens_again(
    house, window, sign_in_as, tmp_path, monkeypatch
):
    there, held, real = tmp_path / "新处", [], moving.take_place
    there.mkdir()

    def take_place(source, target):
        if ".moved-" in target.name and not held:
            held.append(source)
            raise PermissionError(13, "held", str(source))
        real(source, target)

    def stopped(dialog):
        sign(dialog)
        house.wait(lambda: "没有移动成" in dialog.told.text())
        dialog.leave.click()

    monkeypatch.setattr(moving, "take_place", take_place)
    window.care.move(there)
    with Hands(house.qtbot, stopped, sign_in_as(USER, PASSWORD)):
        house.wait(lambda: house.program.window not in (window, None))
    assert house.program.window.store_path == there / house.path.name
    assert not house.path.exists(), "no new one was made there"


def test_a_network_drive_is_refused_while_the_window_stands(house, window, tmp_path, monkeypatch):
    monkeypatch.setattr(network_drives, "network_kind", lambda _path: "cifs")
    window.care.move(tmp_path)
    assert "多台电脑同时写会损坏数据" in told(window)[-1]
    assert house.program.window is window


def test_only_an_administrator_moves(house, sign_in_as):
    own = house.let_in("zhoumin", "周敏", CODER, OFFICER)
    action = house.start(sign_in_as("zhoumin", own)).actions_["move_store"]
    assert not action.isEnabled()
    assert "管理员" in action.statusTip()


def test_a_move_can_be_given_up_in_its_dialog(house, window, sign_in_as, tmp_path, monkeypatch):
    there = tmp_path / "新处"
    there.mkdir()

    def endless(_path, _folder, _used, step):
        while True:
            step(1, 10)

    monkeypatch.setattr(house.keeper, "move", endless)

    def give_up(dialog):
        sign(dialog)
        house.wait(lambda: dialog.progress.value() == 100)
        dialog.leave.click()
        house.wait(lambda: "已取消" in dialog.told.text())
        assert dialog.enter.isEnabled()
        dialog.leave.click()

    window.care.move(there)
    with Hands(house.qtbot, give_up, sign_in_as(USER, PASSWORD)):
        house.wait(lambda: house.program.window not in (window, None))
    assert house.program.window.store_path == house.path
