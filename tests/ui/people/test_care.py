"""Care of the data, in the window over a sealed data file: verify, settings, recent files, bundle, versions."""

import json
import threading
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog

from coding.review.people import Command
from coding.store.kept_audit import AuditQuery, Deed
from coding.work.newer_version import FOLDER, FOUND, LOOKED
from coding.work.recent_files import keep_in_mind, recent_files
from db.sqlite.driver import sqlite3, unlock
from tests.ui.people.conftest import ADMINISTRATOR, READER, dialog_of
from ui.care import recent_menu
from ui.care.about_dialog import AboutDialog
from ui.care.aside import Aside
from ui.care.bundle_dialog import BundleDialog
from ui.care.not_started import NotStartedDialog
from ui.care.settings_dialog import SettingsDialog
from ui.care.verify_dialog import VerifyDialog
from ui.care.version_dialog import VersionDialog

# -- 校验


def test_a_sound_file_is_verified_behind_the_window_and_told_plainly(house, window):
    window.actions_["verify_store"].trigger()
    dialog = dialog_of(house, window, VerifyDialog)
    house.wait(lambda: dialog.found is not None)
    assert dialog.verdict.text().startswith("✓ 没有发现不符")
    assert "条审计记录" in dialog.told.text()
    dialog.copy.click()
    assert "没有发现不符" in QGuiApplication.clipboard().text()


def test_what_was_altered_past_the_program_is_told_and_written_into_a_file(house, window, tmp_path):
    store = window.session.store
    with sqlite3.connect(house.path) as other:
        unlock(other, store._seat.data_key)
        names = [row[0] for row in other.execute("SELECT name FROM sqlite_master WHERE type='trigger'")]
        for name in names:
            other.execute(f'DROP TRIGGER "{name}"')
        other.execute("UPDATE settings SET value = value || '1'")
        other.execute("DELETE FROM audit WHERE id = 3")
    window.actions_["verify_store"].trigger()
    dialog = dialog_of(house, window, VerifyDialog)
    house.wait(lambda: dialog.found is not None)
    assert dialog.verdict.text().startswith("▲ 有 ")
    assert "请先不要再修改" in dialog.nothing.text()
    assert dialog.table.rowCount() == len(dialog.found.complaints) + len(dialog.found.not_judged)
    for name in ("结果.xlsx", "结果.csv"):
        dialog.export(tmp_path / name)
        assert (tmp_path / name).stat().st_size
    assert dialog.found.complaints[0].told in (tmp_path / "结果.csv").read_text("utf-8-sig")


def test_a_verification_can_be_given_up(house, window, monkeypatch):
    began = []

    def slow(_store, step):
        began.append(1)
        while True:
            step(1, 10)

    monkeypatch.setattr("ui.care.verify_dialog.verified", slow)
    window.actions_["verify_store"].trigger()
    dialog = dialog_of(house, window, VerifyDialog)
    house.wait(lambda: began)
    house.wait(lambda: "1 / 10" in dialog.verdict.text())
    QTest.keyClick(dialog.stop, Qt.Key.Key_Space)
    house.wait(lambda: dialog.verdict.text() == "校验没有做完")
    assert not dialog.copy.isEnabled()


# -- 设置


def settings_of(house, window):
    window.actions_["settings"].trigger()
    return dialog_of(house, window, SettingsDialog)


def test_each_choice_holds_at_once(house, window):
    dialog = settings_of(house, window)
    store = window.session.store
    dialog.idle.setValue(25)
    assert window.people.lock.minutes == 25
    dialog.tabs.setCurrentIndex(2)
    dialog.size.setCurrentIndex(dialog.size.findData(120))
    dialog.size.activated.emit(dialog.size.currentIndex())
    assert window.actions_["text_120"].isChecked()
    before = window.form.has_hints
    dialog.hints.click()
    assert window.form.has_hints is not before
    dialog.tabs.setCurrentIndex(1)
    dialog.when.setCurrentIndex(dialog.when.findData("12"))
    dialog.when.activated.emit(dialog.when.currentIndex())
    assert store.setting("backup.when") == "12"
    dialog.size.setCurrentIndex(dialog.size.findData(100))
    dialog.size.activated.emit(dialog.size.currentIndex())


def test_a_folder_that_is_typed_is_kept_when_it_is_left(house, window):
    dialog = settings_of(house, window)
    dialog.tabs.setCurrentIndex(4)
    edit = dialog.update.focusProxy()
    edit.setFocus()
    QTest.keyClicks(edit, "/mnt/share")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert FOLDER.read(window.session.store) == "/mnt/share"


def test_what_one_may_not_choose_rests_and_says_who_may(house, sign_in_as):
    own = house.let_in("yuedu", "岳读", READER, wards=frozenset({"内科"}))
    window = house.start(sign_in_as("yuedu", own))
    dialog = settings_of(house, window)
    for widget in (dialog.idle, dialog.when, dialog.backup.focusProxy(), dialog.update.focusProxy()):
        assert not widget.isEnabled()
        assert "须由" in widget.toolTip()
    for button in (dialog.move_button, dialog.back_up_button, dialog.verify_button):
        assert not button.isEnabled()
        assert "须由" in button.toolTip()
    assert dialog.appearance.isEnabled()
    assert dialog.money.isEnabled(), "her own eyes are hers"
    assert dialog.password.isEnabled()


def test_who_does_not_want_to_see_money_has_it_hidden_at_once_in_another_window_on_the_same_store(house, window):
    store = window.session.store
    assert store.me.may(Command.SEE_MONEY)
    dialog = settings_of(house, window)
    dialog.tabs.setCurrentIndex(3)
    QTest.keyClick(dialog.money, Qt.Key.Key_Space)
    house.wait(lambda: house.program.window is not window)
    again = house.program.window
    house.wait(lambda: again.session.knowledge is not None)
    assert again.session.store is store, "nobody had to sign in again"
    assert not again.session.sees_money
    assert not again.actions_["own_weights"].isEnabled()
    assert again.session.store.page(again.worklist.ids[0])
    dialog = settings_of(house, again)
    assert dialog.money.isEnabled()
    dialog.money.click()
    house.wait(lambda: house.program.window is not again)
    house.wait(lambda: house.program.window.session.knowledge is not None)
    assert house.program.window.session.sees_money


# -- 最近打开


def test_recent_files_are_chosen_by_a_digit_and_the_gone_ones_are_grey(house, window, tmp_path):
    store = window.session.store
    there, gone = tmp_path / "七月.csv", tmp_path / "八月.csv"
    there.write_text("x", "utf-8")
    for path in (gone, there):
        keep_in_mind(store, path)
    menu = window.actions_.menus["文件/最近打开"]
    menu.aboutToShow.emit()
    lines = [action for action in menu.actions() if action.text().startswith("&")]
    assert [line.text().split("　")[0] for line in lines] == ["&1", "&2"]
    house.wait(lambda: not lines[1].isEnabled())
    assert lines[0].isEnabled()
    assert "找不到" in lines[1].text()
    opened = []
    window.care.recent.wanted.connect(opened.append)
    window.opening.open = lambda *_: None
    lines[0].trigger()
    assert opened == [there]
    window.actions_["recent_clear"].trigger()
    assert recent_files(store) == ()
    menu.aboutToShow.emit()
    assert not window.actions_["recent_clear"].isEnabled()
    assert "还没有打开过" in window.actions_["recent_clear"].toolTip()


def test_a_share_that_does_not_answer_greys_its_own_file_and_no_other(house, window, tmp_path, monkeypatch):
    """It is looked at once while it does not answer, however often the menu opens; nothing is left of the looks."""
    there, gone, silent = tmp_path / "七月.csv", tmp_path / "八月.csv", tmp_path / "网络盘.csv"
    there.write_text("x", "utf-8")
    for path in (silent, gone, there):
        keep_in_mind(window.session.store, path)
    answers, asked = threading.Event(), []

    def is_there(path):
        asked.append(path)
        if path == silent:
            answers.wait(600)
        return path == there

    monkeypatch.setattr(recent_menu, "_is_there", is_there)
    monkeypatch.setattr(recent_menu, "_PATIENCE", 600)
    menu, recent = window.actions_.menus["文件/最近打开"], window.care.recent

    def lines():
        return {action.text()[3:6]: action.isEnabled() for action in menu.actions() if action.text().startswith("&")}

    try:
        menu.aboutToShow.emit()
        house.wait(lambda: lines() == {"七月.": True, "八月.": False, "网络盘": True})
        recent._looking[silent]._until = 0.0  # so long nobody waits
        house.wait(lambda: lines() == {"七月.": True, "八月.": False, "网络盘": False})
        menu.aboutToShow.emit()
        house.wait(lambda: asked.count(there) == 2)
        assert asked.count(silent) == 1
    finally:
        answers.set()
    house.wait(lambda: not recent.findChildren(Aside))


def test_a_file_that_is_opened_is_the_first_of_them(house, window, tmp_path):
    path = tmp_path / "九月.csv"
    path.write_text("不是首页", "utf-8")
    window.open_file(path)
    house.wait(lambda: recent_files(window.session.store) == (path,))


# -- 求助包


def test_the_bundle_is_read_before_it_is_saved_and_what_is_not_wanted_stays_out(house, window, tmp_path):
    window.actions_["support"].trigger()
    dialog = dialog_of(house, window, BundleDialog)
    house.wait(lambda: dialog.list.count() == 8)
    assert "Qt\t" in dialog.text.toPlainText()
    dialog.list.setCurrentRow(1)
    assert "屏幕 1" in dialog.text.toPlainText()
    dialog.list.item(0).setCheckState(Qt.CheckState.Unchecked)
    dialog.save(tmp_path / "包.zip")
    with zipfile.ZipFile(tmp_path / "包.zip") as packed:
        assert "版本.txt" not in packed.namelist()
        told = "".join(packed.read(name).decode("utf-8-sig") for name in packed.namelist())
    for word in ("示例甲", "示例厂", "林青", "胆囊", "linqing", "病案.sqlite"):
        assert word not in told
    assert "病案\t2" in told
    assert "知识版本\t" in told
    entries = window.session.store.audit(AuditQuery(frozenset({Deed.EXPORT})))
    assert entries[0].about["what"] == "求助包"


def test_where_the_data_file_does_not_open_there_is_a_bundle_too(house, qtbot, tmp_path):
    from coding.store.store_errors import StoreCorruptError

    dialog = NotStartedDialog(StoreCorruptError("数据文件损坏：示例甲"), tmp_path / "示例甲.sqlite")
    qtbot.addWidget(dialog)
    bundle = dialog.show_bundle()
    house.wait(lambda: bundle.list.count() == 8)
    bundle.save(tmp_path / "包.zip")
    with zipfile.ZipFile(tmp_path / "包.zip") as packed:
        told = "".join(packed.read(name).decode("utf-8-sig") for name in packed.namelist())
    assert "StoreCorruptError" in told
    assert "示例甲" not in told


# -- 新版本


@pytest.fixture
def share(tmp_path):
    folder = tmp_path / "共享"
    folder.mkdir()
    (folder / "frontpage-coding-9.1.0-setup.exe").write_bytes(b"setup")
    (folder / "latest.json").write_text(json.dumps({"version": "9.1.0", "notes": "新的说明"}), "utf-8")
    return folder


def test_a_newer_version_is_said_quietly_once_a_day(house, window, share):
    store = window.session.store
    FOLDER.write(store, str(share))
    window.care.begin()
    house.wait(lambda: LOOKED.read(store) == datetime.now().date().isoformat())
    assert window.actions_["new_version"].text().startswith("有新版本 9.1.0")
    assert not window.findChildren(VersionDialog), "nothing is put before the work"
    (share / "latest.json").unlink()
    window.care.begin()
    assert not window.care.versions.is_looking, "today it was looked"
    assert FOUND.read(store) == "9.1.0"


def test_what_there_is_is_shown_with_its_digest_and_never_run(house, window, share):
    FOLDER.write(window.session.store, str(share))
    window.actions_["new_version"].trigger()
    dialog = dialog_of(house, window, VersionDialog)
    assert dialog.head.text() == "有新版本 9.1.0"
    assert dialog.notes.toPlainText() == "新的说明"
    house.wait(lambda: "SHA-256 是" in dialog.checked.text())
    assert dialog.open_button.isEnabled()


def test_a_share_that_does_not_answer_holds_up_neither_the_window_nor_its_end(house, window, monkeypatch):
    import threading

    never = threading.Event()
    asked = []
    monkeypatch.setattr("ui.care.version_watch.offered_in", lambda _folder: (asked.append(1), never.wait())[0])
    FOLDER.write(window.session.store, "//server/share")
    window.care.begin()
    house.wait(lambda: asked)
    assert window.care.versions.is_looking
    window.close()
    assert not window.isVisible()
    never.set()


def test_without_a_folder_it_is_said_how_to_name_one(house, window):
    window.actions_["new_version"].trigger()
    dialog = dialog_of(house, window, VersionDialog)
    assert "没有设更新文件夹" in dialog.told.text()


# -- 关于, 文件夹


def test_about_tells_version_and_licences(house, window, monkeypatch):
    from coding.work.licences import Licence

    shipped = (Licence("numpy", "2.1.3", "BSD-3-Clause", "n.txt"), Licence("Qt", "6.8.3", "LGPL-3.0-only", "q.txt"))
    monkeypatch.setattr("ui.care.about_dialog.shipped_licences", lambda: shipped)
    monkeypatch.setattr("ui.care.about_dialog.licence_text", lambda one: f"text of {one.name}")
    window.actions_["about"].trigger()
    dialog = dialog_of(house, window, AboutDialog)
    assert "版本 0." in dialog.version.text()
    assert "知识版本" in dialog.version.text()
    dialog.tabs.setCurrentIndex(1)
    assert dialog.licences.text.toPlainText() == "text of numpy"
    QTest.keyClicks(dialog.licences.search, "lgpl")
    assert dialog.licences.table.rowCount() == 1
    assert dialog.licences.text.toPlainText() == "text of Qt"


def test_the_folder_of_the_data_file_is_shown(house, window, monkeypatch):
    opened = []
    monkeypatch.setattr("ui.care.verify_dialog.open_folder", lambda folder: opened.append(folder) or True)
    window.actions_["open_data_folder"].trigger()
    assert opened == [house.path.parent]


def test_nothing_of_this_stands_in_the_way_of_an_administrator_alone(house, sign_in_as, monkeypatch):
    own = house.let_in("guanli", "关立", ADMINISTRATOR)
    window = house.start(sign_in_as("guanli", own))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_of, **_more: "")
    for id_ in ("settings", "verify_store", "move_store", "support", "new_version", "about", "back_up", "restore"):
        assert window.actions_[id_].isEnabled(), id_
    window.actions_["support"].trigger()
    dialog = dialog_of(house, window, BundleDialog)
    house.wait(lambda: dialog.list.count() == 8)
    assert isinstance(QApplication.activeModalWidget(), QDialog)
    assert Path(house.path).exists()


def test_how_long_the_start_took_is_kept_for_the_bundle(house, window):
    from coding.base.timings import timings
    from ui.app import Readiness, application

    before = timings()  # of which the oldest goes
    readiness = Readiness(application(), window, ends=False)
    window.centralWidget().update()
    house.wait(lambda: any(one.what == "启动" and one not in before for one in timings()))
    assert readiness is not None
    assert window.isVisible(), "nobody's start ends by being measured"
