"""How the main window is laid out: three areas under the strip, the toolbar above; and how it was left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtWidgets import QSplitter, QToolBar, QVBoxLayout, QWidget

from ui import settings
from ui.screen_fit import available, first_geometry, fit_window, is_small, least_size
from ui.theme.fonts import text_percent
from ui.theme.spacing import FORM_WIDTH, ICON, KNOWLEDGE_WIDTH, WORKLIST_WIDTH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

    from coding.store.store import Store
    from ui.form.form_view import PageForm

#: The least widths of worklist, form and knowledge, in pixels.
_LEAST_WIDTHS = (200, 470, 270)
_FIRST_WIDTHS = (WORKLIST_WIDTH, FORM_WIDTH, KNOWLEDGE_WIDTH)
#: The area that takes the room that is left: the form.
_WIDEST = 1


class Areas(QSplitter):
    """Worklist, form and knowledge. Until a border is drawn they have the widths of the first day, of whatever width
    the window comes to be: it is told its size long after it is made, and a screen that is filled makes it larger.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setChildrenCollapsible(False)
        self._form: PageForm | None = None
        self.as_on_first_day = False
        self._beside: int | None = None  # the only area beside the form, where it has the width that was given to it
        self.splitterMoved.connect(lambda _place, _border: self._drawn())

    def hold(self, worklist: QWidget, form: PageForm, knowledge: QWidget) -> None:
        """Take the three areas, which were made in here."""
        self._form = form
        for area, least in zip((worklist, form, knowledge), _LEAST_WIDTHS, strict=True):
            area.setMinimumWidth(least)
            self.addWidget(area)
        self.setStretchFactor(_WIDEST, 1)

    def set_first_widths(self) -> None:
        """The widths of the first day: on a small window all of them are narrower."""
        self.as_on_first_day = True
        self._beside = None
        if self._is_whole():
            share = min(1.0, self.width() / sum(_FIRST_WIDTHS))
            sides = [
                max(least, round(first * share)) for least, first in zip(_LEAST_WIDTHS, _FIRST_WIDTHS, strict=True)
            ]
            sides = self._giving_way(sides)
            super().setSizes([sides[0], self._room(2) - sides[0] - sides[2], sides[2]])

    def share(self, area: int) -> None:
        """The widths for as long as only one area stands beside the form: that of the first day, where the form has
        what it needs.
        """
        self._beside = area
        sizes = [0, 0, 0]
        least = _LEAST_WIDTHS[area]
        sizes[area] = max(least, min(_FIRST_WIDTHS[area], self._room(1) - self.form_wants))
        sizes[_WIDEST] = self._room(1) - sizes[area]
        super().setSizes(sizes)

    @property
    def form_wants(self) -> int:
        """The width at which no box of the form is cut."""
        return self._form.wanted_width if self._form is not None else 0

    def _giving_way(self, sides: Sequence[int]) -> list[int]:
        """The widths of the areas beside the form, made less by what the form lacks: the knowledge first, whose lines
        are broken, then the list, whose lines are cut.
        """
        given = list(sides)
        for area in (2, 0):
            lack = self.form_wants - (self._room(2) - given[0] - given[2])
            spare = given[area] - round(_LEAST_WIDTHS[area] * max(100, text_percent()) / 100)
            given[area] -= min(max(0, lack), max(0, spare))
        return given

    def setSizes(self, sizes: Sequence[int]) -> None:
        self._drawn()
        super().setSizes(sizes)

    def restoreState(self, state: QByteArray | bytes | bytearray | memoryview) -> bool:
        restored = super().restoreState(state)
        self.as_on_first_day &= not restored
        return restored

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._is_whole():
            if self.as_on_first_day:
                self.set_first_widths()
        elif self._beside is not None:
            self.share(self._beside)

    def _drawn(self) -> None:
        self.as_on_first_day = False
        self._beside = None

    def _room(self, borders: int) -> int:
        """The width that the areas have between so many borders."""
        return self.width() - borders * self.handleWidth()

    def _is_whole(self) -> bool:
        return not any(self.widget(number).isHidden() for number in range(self.count()))


def one_above_the_other(work: QWidget, *strips: QWidget, below: QWidget) -> None:
    """Lay out the strips over the areas, without a gap."""
    column = QVBoxLayout(work)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    for strip in strips:
        column.addWidget(strip)
    column.addWidget(below, 1)


def empty_toolbar() -> QToolBar:
    """The toolbar, to be filled; it stays where it is."""
    bar = QToolBar("工具栏")
    bar.setObjectName("toolbar")
    bar.setMovable(False)
    bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
    bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    bar.setIconSize(bar.iconSize().scaled(ICON, ICON, Qt.AspectRatioMode.KeepAspectRatio))
    return bar


def keep_form_wide(splitter: Areas) -> None:
    """After the window has become smaller: the areas beside the form give way before its boxes are cut."""
    sizes = splitter.sizes()
    if 0 not in sizes and sizes[_WIDEST] < splitter.form_wants:
        splitter.set_first_widths()


def restore_frame(window: QWidget, splitter: Areas, store: Store) -> None:
    """Size and place of the window and the widths of the areas, as they were left; at first what the screen has."""
    room = available(window.screen())
    window.setMinimumSize(least_size(room))
    geometry = settings.GEOMETRY.read(store)
    if geometry and window.restoreGeometry(QByteArray.fromBase64(geometry.encode())):
        fit_window(window, available(window.screen()))  # the screen may be another one, or scaled otherwise
    else:
        window.setGeometry(first_geometry(room))
        if is_small(room.size()) and room == window.screen().availableGeometry():
            window.setWindowState(Qt.WindowState.WindowMaximized)
    sizes = settings.SPLITTER.read(store)
    if not sizes or not splitter.restoreState(QByteArray.fromBase64(sizes.encode())):
        splitter.set_first_widths()


def keep_frame(window: QWidget, splitter: Areas, store: Store) -> None:
    """Remember them for the next start; the widths of the areas only where all of them are on the screen, and none
    where nobody has drawn a border: the next screen has its own.
    """
    settings.GEOMETRY.write(store, window.saveGeometry().toBase64().data().decode())
    if splitter.as_on_first_day:
        settings.SPLITTER.write(store, "")
    elif all(not splitter.widget(number).isHidden() for number in range(splitter.count())):
        settings.SPLITTER.write(store, splitter.saveState().toBase64().data().decode())
