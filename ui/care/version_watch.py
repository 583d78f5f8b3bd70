"""Looks once a day whether a newer version lies in the folder of the hospital; a quiet line says so."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from coding.base.errors import CodingError
from coding.base.version import program_version
from coding.work.newer_version import FOLDER, FOUND, LOOKED, is_look_due, is_newer, offered_in
from ui.care.aside import Aside
from ui.care.version_dialog import PATIENCE, VersionDialog

if TYPE_CHECKING:
    from coding.store.store import Clock
    from coding.work.newer_version import Offered
    from ui.workplace import Workplace


class VersionWatch(QObject):
    """``seen`` carries the number of a newer version, "" where there is none. Nothing is ever run, and nothing asked of
    a network: the folder is a folder.
    """

    seen = Signal(str)

    def __init__(self, place: Workplace, clock: Clock = datetime.now) -> None:
        super().__init__(place.parent)
        self._place, self._clock = place, clock
        self._aside: Aside[Offered | None] | None = None

    @property
    def is_looking(self) -> bool:
        """Whether an answer is waited for."""
        return self._aside is not None and self._aside.is_waiting

    def begin(self) -> None:
        """Say what was seen before, and look where today nobody has."""
        store = self._place.store
        if is_newer(FOUND.read(store), program_version()):
            self.seen.emit(FOUND.read(store))
        if is_look_due(store, self._clock().date()):
            self._look(self._on_seen, lambda _told: None)

    def show(self) -> None:
        """Look now, and show what there is."""
        if not FOLDER.read(self._place.store).strip():
            self._show(None)
            return
        self._place.say("正在查看更新文件夹…")
        self._look(self._show, lambda told: self._show(None, told))

    def _look(self, done: object, failed: object) -> None:
        folder = Path(FOLDER.read(self._place.store).strip())
        self._aside = Aside(lambda: offered_in(folder), done, failed, self, PATIENCE)  # type: ignore[arg-type]

    def _on_seen(self, offered: Offered | None) -> None:
        found = offered.version if offered is not None and offered.is_newer_than(program_version()) else ""
        store = self._place.store
        with suppress(CodingError):  # it is looked again the next time
            LOOKED.write(store, self._clock().date().isoformat())
            FOUND.write(store, found)
        self.seen.emit(found)

    def _show(self, offered: Offered | None, trouble: str = "") -> None:
        if offered is not None:
            self._on_seen(offered)
        VersionDialog(self._place, offered, trouble).open()
