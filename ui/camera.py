"""A window that is gone through by program, and its pictures."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEventLoop, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QApplication

from ui.theme.fonts import text_percent
from ui.theme.spacing import WINDOW_HEIGHT, WINDOW_WIDTH
from ui.theme.theme import current_theme

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from PySide6.QtWidgets import QDialog, QWidget

    from coding.page.front_page import FrontPage
    from coding.store.doorkeeper import Doorkeeper
    from coding.store.store import Store, WorklistRow
    from ui.panels.panel import Panel

#: Seconds until something that should happen counts as broken.
_PATIENCE = 60.0
#: Milliseconds for the window to settle before its picture is taken.
_SETTLE = 80
#: The same after it has got another size and other colours: what wraps asks for its height a moment later.
_RESTYLED = 150
#: Turns of the loop for what was due by then, and for what that has asked for: a slow machine is behind.
_TURNS = 8


@dataclass(frozen=True, slots=True)
class Glass:
    """What the window is drawn on: pixels of the window, size of its text in per cent, light or dark."""

    width: int = WINDOW_WIDTH
    height: int = WINDOW_HEIGHT
    text: int = 100
    is_dark: bool = False


PLAIN_GLASS: Final = Glass()
#: Behind these every view is looked at: the screens that hospitals have less task bar and title, dark, large text.
GLASSES: Final[Mapping[str, Glass]] = MappingProxyType(
    {
        "1366x697": Glass(1366, 697),
        "1280x720": Glass(1280, 720),
        "1920x1080": Glass(1920, 1080),
        "dark": Glass(1366, 697, is_dark=True),
        "text130": Glass(1366, 697, 130),
    }
)
#: A picture behind a further glass is so many times smaller: it is compared, not read.
_SMALLER: Final = 8


class Camera:
    """The program on invented stores in a folder that goes away, and how a picture of it is taken."""

    def __init__(
        self,
        folder: Path,
        scratch: Path,
        open_store: Doorkeeper,
        panels: Sequence[Panel],
        glass: Glass = PLAIN_GLASS,
        others: Mapping[str, Glass] = MappingProxyType({}),
    ) -> None:
        """``others``: glasses behind which each view is drawn too, small, into a folder of their name."""
        from ui.app import Program, application

        self._folder, self._scratch, self._glass, self._others = folder, scratch, glass, others
        self._panels = tuple(panels)
        self._keeper = open_store
        self._sealed: Store | None = None
        self._changed: int | None = None
        self._app = application()
        self._program = Program(
            self._app, scratch / "病案.sqlite", scratch / "示例.sqlite", open_store, panels=self._panels
        )
        self._failed = False

    def _open_window(self) -> None:
        self._program.open()
        self._put_behind_glass()
        self._wait(lambda: self._window.session.is_search_ready and not self._window.runner.running)

    def _put_behind_glass(self) -> None:
        """The window as large as it is to be drawn, its text too."""
        window, glass = self._window, self._glass
        self._in_its_light()
        if glass.text != PLAIN_GLASS.text:  # every store has its own settings of the machine
            window.appearance.choose_size(glass.text)
        if glass != PLAIN_GLASS:
            window.showNormal()
            window.setMinimumSize(0, 0)
            window.resize(glass.width, glass.height)
            self._pause(200)  # what folds makes the least size smaller, a moment later
        window.resize(glass.width, glass.height)

    def _in_its_light(self) -> None:
        self._window.appearance.choose("dark" if self._glass.is_dark else "light", keep=False)

    @property
    def _window(self):  # noqa: ANN202 - the type would import the window before the platform is chosen
        assert self._program.window is not None
        return self._program.window

    def _open(self, wanted: Callable[[WorklistRow, FrontPage], bool]) -> None:
        """Open the first page that is wanted; the first of all where none is."""
        store, ids = self._window.session.store, self._window.worklist.ids
        found = next((r.id for r in store.rows(ids) if wanted(r, store.page(r.id))), ids[0])
        self._window.pages.open(found)
        self._pause(300)

    def save(self, name: str) -> None:
        """A picture of the window as it is now."""
        self._pause()
        self._draw(name, self._window.grab)

    def _draw(self, name: str, take: Callable[[], QPixmap]) -> None:
        """Take a picture, and one behind each of the other glasses."""
        self._write(take(), name)
        if name.endswith("dark"):
            return
        before = self._glass
        for other, glass in self._others.items():
            self._look_through(glass)
            picture = take()
            small = picture.scaled(
                picture.size() / _SMALLER,
                Qt.AspectRatioMode.IgnoreAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
            self._write(small, f"{other}/{name}")
        if self._others:
            self._look_through(before)

    def _look_through(self, glass: Glass) -> None:
        """The window as it stands, of another size, in another light."""
        self._glass = glass
        window = self._window
        self._in_its_light()
        if text_percent() != glass.text:
            window.appearance.choose_size(glass.text)
        window.resize(glass.width, glass.height)
        self._pause(_RESTYLED)
        self._rest()

    def _picture_of(self, dialog: QDialog, name: str, *, keep: bool = False) -> None:
        """The window with a dialog over it: without a window manager they are two pictures. ``keep`` it open."""
        dialog.show()
        self._pause()
        self._draw(name, lambda: self._with(dialog))
        if not keep:
            dialog.close()
            dialog.deleteLater()  # with every change of the theme what lives on is styled anew

    def _with(self, dialog: QDialog) -> QPixmap:
        picture = self._window.grab()
        over = dialog.grab()
        frame = QRect(QPoint(0, 0), over.deviceIndependentSize().toSize())
        frame.moveCenter(QPoint(self._glass.width // 2, self._glass.height // 2))
        painter = QPainter(picture)
        painter.setPen(current_theme().colour("line_strong"))
        painter.drawPixmap(frame.topLeft(), over)
        painter.drawRect(frame)
        painter.end()
        return picture

    def _picture_alone(self, view: QWidget, name: str) -> None:
        """What stands in the place of the window."""
        view.show()
        self._pause()
        self._write(view.grab(), name)

    def _write(self, picture: QPixmap, name: str) -> None:
        path = self._folder / f"{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        if picture.save(str(path)):
            print(path)
        else:
            print(f"无法写入“{path}”：请检查文件夹权限和磁盘空间。", file=sys.stderr)
            self._failed = True

    def _pause(self, milliseconds: int = _SETTLE) -> None:
        loop = QEventLoop()
        QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()
        for _ in range(_TURNS):
            QApplication.processEvents()

    def _wait(self, ready: Callable[[], bool]) -> None:
        end = time.monotonic() + _PATIENCE
        while not ready() and time.monotonic() < end:
            self._pause(20)

    def _rest(self) -> None:
        """Until nothing runs behind the window, and what came of it is drawn."""
        self._wait(lambda: not self._window.runner.running and not self._window.worklist.is_busy)
        self._pause()

    def _in_both(self, dialog: Callable[[], QDialog], name: str) -> None:
        """A dialog in light and in dark."""
        for dark in (False, True):
            self._window.appearance.choose("dark" if dark else "light", keep=False)
            self._pause()
            self._picture_of(dialog(), f"{name}{'_dark' * dark}")
        self._in_its_light()
