"""Backups from the window: asked for in the menu 用户, and made by itself when the window is left or once a day."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QFileDialog

from coding.base.errors import CodingError
from coding.review.people import Command
from coding.work.backing_up import FAILED, FOLDER, back_up_if_due, backed_up_words, backup_folder
from ui.dialogs.message import show_message
from ui.unexpected import in_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from coding.store.kept_backups import BackedUp
    from coding.store.store import Clock
    from ui.tasks import Task
    from ui.workplace import Workplace

_TITLE = "备份"
_NOT_HERE = "不是这个数据文件的加密备份，没有恢复：请选它自己的备份，其他情况用命令行 main.py restore。"
#: How often it is looked whether a backup is due, in milliseconds.
_LOOK = 600_000


class BackupActions(QObject):
    """``begin`` once the window stands; ``at_leaving`` while the store is still open. ``restore_wanted`` carries the
    backup that is to take the place of the store.
    """

    restore_wanted = Signal(object)

    def __init__(self, place: Workplace, path: Path, *, is_sample: bool, clock: Clock = datetime.now) -> None:
        super().__init__(place.parent)
        self._place, self._path, self._is_sample, self._clock = place, path, is_sample, clock
        self._timer = QTimer(self, interval=_LOOK)
        self._timer.timeout.connect(self._look)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Action id → what it does."""
        return {"back_up": self.ask, "restore": self.ask_restore}

    def begin(self) -> None:
        """Tell of a backup that could not be made when the window was left last, and look from now on."""
        store = self._place.store
        if failed := FAILED.read(store):
            FAILED.write(store, "")
            self._place.refuse(f"上次关闭时没有备份成：{failed}")
        if not self._is_sample:
            self._timer.start()

    def ask(self) -> None:
        """Ask for the folder and back up, behind the window. The folder is kept for the department."""
        store = self._place.store
        before = backup_folder(store)
        chosen = QFileDialog.getExistingDirectory(
            self._place.parent, "备份到哪个文件夹（移动硬盘、网络盘）", str(before or "")
        )
        if not chosen:
            return
        if store.me.may(Command.SET_DEPARTMENT):
            FOLDER.write(store, chosen)
        self.back_up(Path(chosen))

    def ask_restore(self) -> None:
        """Ask for a backup of this data file."""
        before = str(backup_folder(self._place.store) or "")
        chosen, _ = QFileDialog.getOpenFileName(self._place.parent, "恢复哪一份备份", before, "备份 (*.fpb)")
        if chosen:
            self.restore(Path(chosen))

    def restore(self, backup: Path) -> None:
        """Have a backup restored, where it is a sealed one of this data file."""
        found = [one for one in self._place.store.backups(backup.parent) if one.path == backup]
        why = next((one.trouble for one in found if one.trouble), "")
        if why or self._is_sample or not (found and found[0].is_ours and found[0].is_sealed):
            self._place.refuse(why or _NOT_HERE)
            return
        self._place.write_down()
        self.restore_wanted.emit(backup)

    def back_up(self, folder: Path) -> None:
        """Back up into a folder; what was made is told in a box."""
        store = self._place.store
        self._place.write_down()

        def work(task: Task[BackedUp]) -> BackedUp:
            return store.back_up(folder, task.report)

        self._place.runner.run(_TITLE, work, self._tell, foreground=True)

    def at_leaving(self) -> None:
        """Make the backup that is due when the window is left; what goes wrong is told at the next start."""
        self._timer.stop()
        if self._is_sample:
            return
        try:
            back_up_if_due(self._place.store, self._clock(), leaving=True)
        except CodingError as error:
            with suppress(CodingError):  # the folder has gone: nobody can be told of anything
                FAILED.write(self._place.store, str(error))

    def _look(self) -> None:
        store = self._place.store  # even to look into the folder may take long: it may be a network drive
        self._place.runner.run(
            _TITLE,
            lambda _: back_up_if_due(store, self._clock(), leaving=False),
            self._say,
            lambda error: self._place.say(in_words(error)),
        )

    def _say(self, made: BackedUp | None) -> None:
        if made is not None:
            self._place.say(backed_up_words(made, self._path))

    def _tell(self, made: BackedUp) -> None:
        show_message(self._place.parent, backed_up_words(made, self._path), "warning" if made.complaints else "info")
