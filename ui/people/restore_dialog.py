"""恢复备份: who restores signs in to what is in the backup; what stands in its place now is moved aside whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.store.kept_people import Door
from ui.people.door_dialog import muted
from ui.people.sign_in import SignInDialog

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from coding.store.doorkeeper import Doorkeeper
    from coding.store.kept_backups import Restored
    from coding.store.kept_people import SignIn

_TOLD = (
    "恢复以后，数据文件是备份那一刻的内容，其后的工作不在里面。现有的文件改名留在旁边，不删除。\n"
    "请由备份里的一位管理员登录，口令是备份时的；也可以用恢复密钥。"
)


class RestoreDialog(SignInDialog):
    """``restored`` says what came of it when it was accepted. Esc leaves everything as it was."""

    def __init__(self, keeper: Doorkeeper, backup: Path, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(keeper, Door(backup, is_there=True, is_sealed=True), parent)
        self._restoring, self._place = keeper, path
        self.restored: Restored | None = None
        self.setWindowTitle("恢复备份")
        self.enter.setText("恢复")
        self.box.insertWidget(1, muted(_TOLD))

    def begin(self, used: SignIn, focus: QWidget) -> None:
        backup, path = self._path, self._place
        self.work("恢复备份", lambda: self._restoring.restore(backup, path, used), self._done, focus)

    def _done(self, restored: Restored) -> None:
        self.restored = restored
        self.accept()
