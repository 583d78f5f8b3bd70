"""What the menus 数据 and 帮助 do for the data and the program: verify, move, settings, bundle, versions, about."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog

from coding.base.errors import CodingError
from coding.store.kept_audit import Deed
from ui.care.recent_menu import RecentMenu
from ui.care.version_watch import VersionWatch

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QDialog

    from coding.store.doorkeeper import Doorkeeper
    from ui.actions import ActionSet
    from ui.workplace import Workplace

_SAMPLE: Final = "示例不用移动：它随时可以重新生成。"


class CareActions(QObject):
    """``move_wanted`` carries the folder that the data file is to be moved to, ``renew_wanted``: the window is to be
    opened anew on the store that is open, ``idle_changed``: it is to be locked after another time.
    """

    move_wanted = Signal(object)
    renew_wanted = Signal()
    idle_changed = Signal()

    def __init__(self, place: Workplace, path: Path, keeper: Doorkeeper | None, *, is_sample: bool) -> None:
        super().__init__(place.parent)
        self._place, self._path, self._keeper, self._is_sample = place, path, keeper, is_sample
        self._actions: ActionSet | None = None
        self.recent = RecentMenu(place)
        self.versions = VersionWatch(place)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Action id → what it does."""
        return {
            "settings": self.show_settings,
            "recent_clear": self.recent.clear,
            "verify_store": self.verify,
            "move_store": self.ask_move,
            "open_data_folder": self.open_folder,
            "support": self.show_bundle,
            "new_version": self.versions.show,
            "about": self.show_about,
        }

    def unavailable(self) -> dict[str, str]:
        """Actions that there are not on this store, and why."""
        return {"move_store": _SAMPLE} if self._is_sample else {}

    def live_in(self, actions: ActionSet) -> None:
        """Stand in the menus from now on."""
        self._actions = actions
        self.recent.live_in(actions.menus["文件/最近打开"])
        self.versions.seen.connect(self._tell_version)

    def begin(self) -> None:
        """The window stands."""
        self.versions.begin()

    def show_settings(self) -> QDialog:
        """Everything that can be chosen, in one place."""
        from ui.care.settings_dialog import SettingsDialog

        assert self._actions is not None
        dialog = SettingsDialog(self._place, self._path, self._actions, is_sample=self._is_sample)
        dialog.renew_wanted.connect(self.renew_wanted)
        dialog.idle_changed.connect(self.idle_changed)
        return _shown(dialog)

    def verify(self) -> QDialog:
        """Compare the data file with what was written."""
        from ui.care.verify_dialog import VerifyDialog

        self._place.write_down()
        dialog = VerifyDialog(self._place)
        _shown(dialog)
        dialog.start()
        return dialog

    def ask_move(self) -> None:
        """Ask for the folder that the data file is to lie in."""
        chosen = QFileDialog.getExistingDirectory(
            self._place.parent, "数据文件移到哪个文件夹（本机磁盘）", str(self._path.parent)
        )
        if chosen:
            self.move(Path(chosen))

    def move(self, folder: Path) -> None:
        """Have the data file moved, where nothing speaks against it."""
        if self._keeper is None:
            return
        self._place.write_down()
        try:
            self._keeper.require_movable(self._path, folder)
        except CodingError as error:
            self._place.refuse(str(error))
            return
        self.move_wanted.emit(folder)

    def open_folder(self) -> None:
        """Show the folder of the data file in the file manager."""
        from ui.care.verify_dialog import open_folder

        if not open_folder(self._path.parent):
            self._place.refuse(f"这台机器上没有可用的文件管理程序；数据文件在“{self._path.parent}”。")

    def show_bundle(self) -> QDialog:
        """The bundle for whoever maintains the program, to be looked through before it is saved."""
        from ui.care.bundle_dialog import BundleDialog
        from ui.care.bundle_facts import asked_of_window, gather

        place = self._place
        asked = asked_of_window(self._path, place.session.knowledge)
        dialog = BundleDialog(gather(asked, place.store), place.runner, place.parent)
        dialog.saved.connect(self._saved)
        return _shown(dialog)

    def show_about(self) -> QDialog:
        """What the program is, and the licences of what ships with it."""
        from ui.care.about_dialog import AboutDialog

        knowledge = self._place.session.knowledge
        return _shown(AboutDialog(str(knowledge.stamp) if knowledge else "", self._place.parent))

    def _saved(self, path: Path) -> None:
        with suppress(CodingError):
            self._place.store.note(Deed.EXPORT, {"what": "求助包", "file": path.name})
        self._place.say(f"求助包已写到 {path}。")

    def _tell_version(self, version: str) -> None:
        assert self._actions is not None
        self._actions["new_version"].setText(f"有新版本 {version}…" if version else "新版本…")
        if version:
            self._place.say(f"有新版本 {version}：菜单“帮助”中可以查看。")


def _shown(dialog: QDialog) -> QDialog:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog
