"""最近打开: the files that were opened last, by a digit; those that are gone are greyed and say so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction

from coding.base.errors import CodingError
from coding.review.people import Command
from coding.work.recent_files import clear_recent, keep_in_mind, recent_files
from ui.care.aside import Aside
from ui.plain import plain_tip

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QMenu

    from ui.workplace import Workplace

#: Seconds after which a place that does not answer counts as gone.
_PATIENCE: Final = 5.0
_GONE: Final = "找不到这个文件（移走、改名，或移动硬盘、网络盘没有接上）"
_NOTHING: Final = "还没有打开过文件"


class RecentMenu(QObject):
    """Lives in a menu, above what stands in it. ``wanted`` carries the path that was chosen.

    Whether a file is there is looked up aside, whenever the menu opens, each by itself: a share may not answer for a
    minute, and greys no file but its own. While it does not, nobody asks it again.
    """

    wanted = Signal(object)

    def __init__(self, place: Workplace) -> None:
        super().__init__(place.parent)
        self._place = place
        self._menu: QMenu | None = None
        self._lines: dict[Path, QAction] = {}
        self._gone: set[Path] = set()
        self._looking: dict[Path, Aside[bool]] = {}  # the last look at each place

    def live_in(self, menu: QMenu) -> None:
        """Stand in this menu from now on."""
        self._menu = menu
        menu.setToolTipsVisible(True)
        menu.aboutToShow.connect(self.renew)

    def note(self, path: Path) -> None:
        """A file was opened."""
        store = self._place.store
        self._place.runner.run("记住最近打开", lambda _task: keep_in_mind(store, path), on_error=lambda _error: None)

    def clear(self) -> None:
        """Forget all."""
        try:
            clear_recent(self._place.store)
        except CodingError as error:
            self._place.refuse(str(error))
            return
        self._place.say("最近打开的文件列表已清空。")

    def renew(self) -> None:
        """The lines as they are now."""
        assert self._menu is not None
        for line in self._lines.values():
            self._menu.removeAction(line)
            line.deleteLater()
        first, *_, clear = self._menu.actions()  # a line, and what empties the list
        store = self._place.store
        # a name may be a patient's: it is for whoever sees those
        paths = recent_files(store) if store.me.may(Command.SEE_IDENTITIES) else ()
        self._lines = {path: self._line(number, path) for number, path in enumerate(paths, 1)}
        self._menu.insertActions(first, list(self._lines.values()))
        clear.setEnabled(bool(paths))
        clear.setToolTip(plain_tip("" if paths else _NOTHING))
        self._looking = {path: look for path, look in self._looking.items() if not look.has_come_back}
        for path in paths:
            self._show(path)
            if path not in self._looking:
                self._looking[path] = self._look(path)

    def _look(self, path: Path) -> Aside[bool]:
        return Aside(
            lambda: _is_there(path),
            lambda is_there: self._tell(path, is_there=is_there),
            lambda _silent: self._tell(path, is_there=False),
            self,
            _PATIENCE,
        )

    def _line(self, number: int, path: Path) -> QAction:
        line = QAction(f"&{number}　{path.name.replace('&', '&&')}", self)
        line.setObjectName(f"recent_{number}")
        line.triggered.connect(lambda _checked=False: self.wanted.emit(path))
        return line

    def _tell(self, path: Path, *, is_there: bool) -> None:
        (self._gone.discard if is_there else self._gone.add)(path)
        self._show(path)

    def _show(self, path: Path) -> None:
        line, is_there = self._lines.get(path), path not in self._gone
        if line is None:  # not among the last any more
            return
        line.setEnabled(is_there)
        line.setToolTip(plain_tip(str(path.parent) if is_there else f"{_GONE}\n{path.parent}"))
        text = line.text().removesuffix("（找不到）")
        line.setText(text if is_there else f"{text}（找不到）")


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # a share that lets nobody in
        return False
