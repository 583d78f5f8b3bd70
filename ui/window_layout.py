"""How the main window is laid out: areas under the strip, the toolbar above; and how it was left.

Worklist | (form | what is known) over the drawer: the drawer never takes room from the worklist.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QByteArray, QDataStream, Qt, Signal
from PySide6.QtWidgets import QSplitter, QToolBar, QWidget

from ui import settings
from ui.screen_fit import available, first_geometry, fit_window, is_small, least_size
from ui.theme.fonts import text_percent
from ui.theme.spacing import FORM_WIDTH, ICON, KNOWLEDGE_WIDTH, WORKLIST_WIDTH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

    from coding.store.store import Store
    from ui.officer.side import Side

#: The least widths of worklist, form and knowledge, in pixels.
_LEAST_WIDTHS = (200, 470, 270)
_FIRST_WIDTHS = (WORKLIST_WIDTH, FORM_WIDTH, KNOWLEDGE_WIDTH)
#: The areas, as the window counts them; the form takes the room that is left.
_WORKLIST, _FORM, _KNOWLEDGE = range(3)
#: Least and greatest height of the drawer, in pixels.
DRAWER_HEIGHTS: Final = (260, 420)
#: The height of the first day, and what stays above the drawer of form and knowledge: the bar and a row or two.
_FIRST_HEIGHT: Final = 300
_LEAST_ABOVE: Final = 100
#: What Qt takes for a height without limit.
_NO_LIMIT: Final = 16_777_215
#: What stands before the widths in the state of a splitter of three: Qt's mark, its version, how many.
_STATE_HEAD: Final = (0xFF, 1, 3)
_WIDTHS_IN_WORDS = re.compile(r"\d{1,5}( \d{1,5}){2}")


class Areas(QSplitter):
    """Worklist, form, knowledge and the drawer. Until a border is drawn the first three have the widths of the first
    day, of whatever width the window comes to be: it is told its size long after it is made, and a screen that is
    filled makes it larger.

    ``column`` holds all but the worklist, one above the other; ``pair`` the form and what is known beside it.
    ``drawer_changed``: it was opened, closed, raised or given back.
    """

    drawer_changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.column = QSplitter(Qt.Orientation.Vertical)
        self.pair = QSplitter(Qt.Orientation.Horizontal)
        for splitter in (self, self.column, self.pair):
            splitter.setChildrenCollapsible(False)
        self._form: Side | None = None
        self.as_on_first_day = False
        self._drawn: tuple[int, int] | None = None  # widths of worklist and knowledge, as she drew them
        self._alone: int | None = None  # the same of the only one that stands beside the form
        self.drawer_height = _FIRST_HEIGHT
        self.is_raised = False  # she asked for the drawer at all the height
        self._is_short = False
        self._is_tall = False
        self.splitterMoved.connect(lambda _place, _border: self._on_drawn())
        self.pair.splitterMoved.connect(lambda _place, _border: self._on_drawn())
        self.column.splitterMoved.connect(lambda _place, _border: self._on_raised())

    def hold(self, worklist: QWidget, form: Side, knowledge: QWidget, drawer: QWidget) -> None:
        """Take the areas."""
        self._form, self._sides, self._drawer = form, (worklist, knowledge), drawer
        for area, least in zip((worklist, form, knowledge), _LEAST_WIDTHS, strict=True):
            area.setMinimumWidth(least)
        self.pair.addWidget(form)
        self.pair.addWidget(knowledge)
        self.pair.setStretchFactor(0, 1)
        # what is known and the form scroll: the window must not grow with the drawer that opens under them, nor with it
        self.pair.setMinimumHeight(1)
        drawer.setMinimumWidth(1)
        self.column.addWidget(self.pair)
        self.column.addWidget(drawer)
        self.column.setStretchFactor(0, 1)
        self.addWidget(worklist)
        self.addWidget(self.column)
        self.setStretchFactor(1, 1)
        drawer.hide()

    # -- widths

    def widths(self) -> list[int]:
        """The widths of worklist, form and knowledge in pixels; 0 of one that is folded."""
        return [self.sizes()[0], *self.pair.sizes()]

    def set_widths(self, widths: Sequence[int]) -> None:
        """Draw the borders between worklist, form and knowledge."""
        self.as_on_first_day = False
        self._drawn = (widths[_WORKLIST], widths[_KNOWLEDGE])
        self._lay_out(*self._drawn)

    def set_first_widths(self) -> None:
        """The widths of the first day: on a small window all of them are narrower."""
        self.as_on_first_day = True
        self._drawn = self._alone = None
        self.lay_out()

    def lay_out(self) -> None:
        """Give the areas that are on the screen their widths; the form takes what is left."""
        shown = [not side.isHidden() for side in self._sides]
        if all(shown):
            self._alone = None
            if self._drawn is not None:
                self._lay_out(*self._drawn)
            elif self.as_on_first_day:
                self._lay_out(*self._first_sides())
        elif any(shown):
            area = _WORKLIST if shown[0] else _KNOWLEDGE
            width = self._alone if self._alone is not None else self._width_alone(area)
            self._lay_out(*((width, 0) if area == _WORKLIST else (0, width)))

    @property
    def form_wants(self) -> int:
        """The width at which no box of the form is cut."""
        return self._form.wanted_width if self._form is not None else 0

    def _lay_out(self, worklist: int, knowledge: int) -> None:
        room = self._room((worklist > 0) + (knowledge > 0))
        column = self.width() - (worklist + self.handleWidth() if worklist else 0)
        super().setSizes([worklist, column])
        self.pair.setSizes([max(1, room - worklist - knowledge), knowledge])

    def _first_sides(self) -> tuple[int, int]:
        share = min(1.0, self.width() / sum(_FIRST_WIDTHS))
        sides = [max(least, round(first * share)) for least, first in zip(_LEAST_WIDTHS, _FIRST_WIDTHS, strict=True)]
        given = self._giving_way(sides)
        return given[_WORKLIST], given[_KNOWLEDGE]

    def _width_alone(self, area: int) -> int:
        """Of an area that stands alone beside the form: as drawn, or that of the first day where the form has what it
        needs.
        """
        if self._drawn is not None:
            first = self._drawn[0 if area == _WORKLIST else 1]
        else:
            first = _FIRST_WIDTHS[area]
        return max(_LEAST_WIDTHS[area], min(first, self._room(1) - self.form_wants))

    def _giving_way(self, sides: Sequence[int]) -> list[int]:
        """The widths of the areas beside the form, made less by what the form lacks: the knowledge first, whose lines
        are broken, then the list, whose lines are cut.
        """
        given = list(sides)
        for area in (_KNOWLEDGE, _WORKLIST):
            lack = self.form_wants - (self._room(2) - given[_WORKLIST] - given[_KNOWLEDGE])
            spare = given[area] - round(_LEAST_WIDTHS[area] * max(100, text_percent()) / 100)
            given[area] -= min(max(0, lack), max(0, spare))
        return given

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.lay_out()
        self.lay_out_drawer()

    def _on_drawn(self) -> None:
        widths = self.widths()
        self.as_on_first_day = False
        if self.is_whole():
            self._drawn = (widths[_WORKLIST], widths[_KNOWLEDGE])
        else:
            self._alone = widths[_WORKLIST] or widths[_KNOWLEDGE]

    def _room(self, borders: int) -> int:
        """The width that the areas have between so many borders."""
        return self.width() - borders * self.handleWidth()

    def is_whole(self) -> bool:
        """Whether all three stand beside each other."""
        return not any(side.isHidden() for side in self._sides)

    # -- the drawer

    @property
    def is_drawer_open(self) -> bool:
        """Whether the drawer is on the screen, or will be with the window."""
        return not self._drawer.isHidden()

    @property
    def covers(self) -> bool:
        """Whether the drawer has all the height: form and knowledge are behind it."""
        return self.is_drawer_open and (self.is_raised or self._is_short)

    def show_drawer(self, shown: bool) -> None:
        """Open the drawer at the height that it had last, or close it."""
        self.is_raised = self.is_raised and shown
        self._drawer.setVisible(shown)
        self._fit_drawer()

    def raise_drawer(self, raised: bool) -> None:
        """Give the drawer all the height, or its own again."""
        self.is_raised = raised
        self._fit_drawer()

    def uncover(self) -> None:
        """She goes to what is behind the drawer: it takes its own height again, or goes where there is none for it."""
        if not self.covers:
            return
        if self._is_short:
            self.show_drawer(False)
        else:
            self.raise_drawer(False)

    def set_short(self, on: bool) -> None:
        """The window has no height for both: the drawer stands in the place of the form while it is open."""
        self._is_short = on
        self._fit_drawer()

    def set_tall(self, on: bool) -> None:
        """What is in the drawer wants all the height that it may have beside the form."""
        if on != self._is_tall:
            self._is_tall = on
            self.lay_out_drawer()

    def _fit_drawer(self) -> None:
        least, greatest = self._drawer_heights()
        self._drawer.setMinimumHeight(0 if self.covers else least)
        self._drawer.setMaximumHeight(_NO_LIMIT if self.covers else greatest)
        self.pair.setVisible(not self.covers)
        self.lay_out_drawer()
        self.drawer_changed.emit()

    def lay_out_drawer(self) -> None:
        """Give the drawer the height that it had last."""
        if self.covers:
            self.column.setSizes([0, self.height()])
        if not self.is_drawer_open or self.covers:
            return
        least, greatest = self._drawer_heights()
        room = self.height() - self.column.handleWidth()
        greatest = max(least, min(greatest, room - _LEAST_ABOVE))
        self._drawer.setMaximumHeight(greatest)
        height = greatest if self._is_tall else max(least, min(self.drawer_height, greatest))
        self.column.setSizes([max(1, room - height), height])

    def _drawer_heights(self) -> tuple[int, int]:
        least, greatest = DRAWER_HEIGHTS
        return least, round(greatest * max(100, text_percent()) / 100)

    def _on_raised(self) -> None:
        if not self.covers and not self._is_tall:
            self.drawer_height = self.column.sizes()[1]


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
    widths = splitter.widths()
    if 0 not in widths and widths[_FORM] < splitter.form_wants:
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
    if (widths := kept_widths(settings.SPLITTER.read(store))) is not None:
        splitter.set_widths(widths)
    else:
        splitter.set_first_widths()
    height = settings.DRAWER_HEIGHT.read(store)
    if height.isdecimal():
        splitter.drawer_height = int(height)


def keep_frame(window: QWidget, splitter: Areas, store: Store) -> None:
    """Remember them for the next start; the widths of the areas only where all of them are on the screen, and none
    where nobody has drawn a border: the next screen has its own.
    """
    settings.GEOMETRY.write(store, window.saveGeometry().toBase64().data().decode())
    settings.DRAWER_HEIGHT.write(store, str(splitter.drawer_height))
    if splitter.as_on_first_day:
        settings.SPLITTER.write(store, "")
    elif splitter.is_whole() and not splitter.covers:
        settings.SPLITTER.write(store, " ".join(map(str, splitter.widths())))


def keep_top(store: Store, *above: QWidget) -> None:
    """Remember how much room there is above the areas."""
    settings.TOP.write(store, str(sum(part.height() for part in above if part.isVisible())))


def kept_top(store: Store) -> int:
    """Pixels above the areas, as they were at the end; 0 where nobody knows."""
    kept = settings.TOP.read(store)
    return int(kept) if kept.isdecimal() and len(kept) < 4 else 0


def kept_widths(kept: str) -> list[int] | None:
    """The widths that were written down: in words, or as the one splitter of three of the versions before had them."""
    if _WIDTHS_IN_WORDS.fullmatch(kept):
        return [int(width) for width in kept.split()]
    if not kept:
        return None
    stream = QDataStream(QByteArray.fromBase64(kept.encode()))
    head = (stream.readInt32(), stream.readInt32(), stream.readUInt32())
    widths = [stream.readInt32() for _ in range(3)]
    return widths if head == _STATE_HEAD and all(width > 0 for width in widths) else None
