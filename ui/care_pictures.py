"""The pictures of the care of data and program: settings, a verification, a move, the bundle, a newer version."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from coding.store.kept_audit import Complaint, Head, Verified
from coding.store.moved import Moved
from coding.work.newer_version import FOLDER, Offered
from ui.people_pictures import PeopleStops

if TYPE_CHECKING:
    from PySide6.QtWidgets import QDialog

#: An invented outcome: a row that was altered past the program, and backups that were out of reach.
_FOUND = Verified(
    18_421,
    96_310,
    Head(18_421, "0" * 64),
    (
        Complaint("病案 40127718", "修改了入院病情，审计记录中没有这一笔"),
        Complaint("审计记录第 1,204 条", "与前一条连不上"),
    ),
    ("备份文件夹 E:\\首页备份 中没有这个数据文件的备份：移动硬盘或网络盘要先接上；没有与备份中的记录比较",),
)
#: Where an invented data file lies.
_PLACE = Path("D:/病案/本院病案.sqlite")
_NOTES = "· 支付政策：2027 年的倍率\n· 打开大文件更快\n· 改正：月报中两处说明"


class CareStops(PeopleStops):
    """The stops at which somebody looks after the data and the program."""

    def settings(self) -> None:
        from ui.care.settings_dialog import SettingsDialog

        place = self._window.workplace

        def dialog(tab: int) -> QDialog:
            made = SettingsDialog(place, _PLACE, self._window.actions_, is_sample=True)
            made.tabs.setCurrentIndex(tab)
            return made

        for tab, name in enumerate(("who", "data", "looks", "money", "files")):
            self._picture_of(dialog(tab), f"settings_{name}")
        self._window.appearance.choose("dark", keep=False)
        self._picture_of(dialog(1), "settings_dark")
        self._in_its_light()

    def verify(self) -> None:
        from ui.care.verify_dialog import VerifyDialog

        def dialog(found: Verified) -> QDialog:
            made = VerifyDialog(self._window.workplace)
            made.show_found(found)
            made.stop.hide()
            return made

        self._in_both(partial(dialog, _FOUND), "verify_found")
        self._picture_of(dialog(replace(_FOUND, complaints=(), not_judged=())), "verify")

    def move(self) -> None:
        from ui.care.move_dialog import MovedDialog, MoveDialog

        store = self._sealed_store
        folder = Path("E:/病案数据")

        def dialog() -> QDialog:
            made = MoveDialog(self._keeper, self._keeper.door(store.path), folder, self._window)
            made.user.setText("linqing")
            return made

        self._in_both(dialog, "move")
        aside = _PLACE.with_name("本院病案.moved-20261129-080000.sqlite")
        moved = Moved(folder / _PLACE.name, _PLACE, (aside.with_suffix(".keys"), aside), 84_000_000)
        from coding.work.moving_told import moved_words

        self._picture_of(MovedDialog(moved, moved_words(moved), self._window), "moved")

    def support(self) -> None:
        from ui.care.bundle_dialog import BundleDialog
        from ui.care.bundle_facts import asked_of_window, gather

        window = self._window
        asked = asked_of_window(window.store_path, window.session.knowledge)

        def dialog() -> QDialog:
            made = BundleDialog(gather(asked, window.session.store), window.runner, window)
            self._wait(lambda: made.list.count() > 0)
            made.list.setCurrentRow(2)
            return made

        self._in_both(dialog, "support")

    def new_version(self) -> None:
        from ui.care.version_dialog import VersionDialog

        store = self._window.session.store
        FOLDER.write(store, str(self._scratch))
        setup = self._scratch / "frontpage-coding-9.1.0-setup.exe"
        setup.touch()
        empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

        def dialog() -> QDialog:
            made = VersionDialog(self._window.workplace, Offered("9.1.0", setup, empty, _NOTES))
            self._wait(lambda: "一致" in made.checked.text())
            made.where.setText("//fileserver/软件/frontpage-coding-9.1.0-setup.exe")
            return made

        self._in_both(dialog, "new_version")
        FOLDER.write(store, "")
