"""Tiles: a count in large figures that opens its pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from ui.plain import plain_tip
from ui.theme.fonts import POINTS_SMALL, scaled, text_font
from ui.theme.spacing import RADIUS, SMALL
from ui.theme.theme import current_theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent

    from coding.store.store import WorklistQuery

_HEIGHT: Final = 52
_LEAST: Final = 60
_FIGURE_POINTS: Final = 13.0


@dataclass(frozen=True, slots=True)
class Tile:
    """``value`` as it is shown (— where it is not known); ``told``: what is counted; ``role``: error, warning or "".

    It opens the pages that answer ``query``, or goes to a ``step``.
    """

    key: str
    label: str
    value: str
    told: str = ""
    role: str = ""
    query: WorklistQuery | None = None
    step: str = ""


class TileBar(QWidget):
    """A row of tiles. ←→ go from one to the next, Enter opens. ``wanted`` carries the Tile."""

    wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(SMALL)
        self.buttons: dict[str, TileButton] = {}

    def show_tiles(self, tiles: Sequence[Tile]) -> None:
        """Show these; a tile that stands already takes its new value."""
        if list(self.buttons) != [tile.key for tile in tiles]:
            for button in self.buttons.values():
                self._line.removeWidget(button)
                button.deleteLater()
            self.buttons = {tile.key: TileButton(self) for tile in tiles}
            for button in self.buttons.values():
                button.clicked.connect(lambda _=False, one=button: self.wanted.emit(one.tile))
                self._line.addWidget(button, 1)
        for tile in tiles:
            self.buttons[tile.key].show_tile(tile)

    def take_focus(self) -> None:
        """Go to the first tile."""
        for button in self.buttons.values():
            button.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        row = list(self.buttons.values())
        here = next((at for at, one in enumerate(row) if one.hasFocus()), None)
        if step is None or here is None:
            super().keyPressEvent(event)
            return
        row[max(0, min(here + step, len(row) - 1))].setFocus(Qt.FocusReason.OtherFocusReason)


def _fitting(text: str, room: int) -> QFont:
    """The large font, or the largest in which the figure has room."""
    points = _FIGURE_POINTS
    while points > POINTS_SMALL and QFontMetrics(text_font(points, bold=True)).horizontalAdvance(text) > room:
        points -= 1
    return text_font(points, bold=True)


class TileButton(QAbstractButton):
    """One tile."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.tile = Tile("", "", "")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(round(scaled(_HEIGHT)))
        self.setMinimumWidth(_LEAST)

    def show_tile(self, tile: Tile) -> None:
        """Another value."""
        self.tile = tile
        self.setAccessibleName(f"{tile.label} {tile.value}")
        opens = "Enter 打开这些病案" if tile.query is not None else "Enter 到这一步"
        self.setToolTip(plain_tip("\n".join(part for part in (tile.told, opens) if part)))
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            event.ignore()  # the row's
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, tile = current_theme(), self.tile
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = self.rect().adjusted(1, 1, -2, -2)
        ground = theme.colour("hover" if self.underMouse() else "raised")
        has_focus = self.hasFocus()
        painter.setPen(QPen(theme.colour("focus" if has_focus else "line"), 2 if has_focus else 1))
        painter.setBrush(ground)
        painter.drawRoundedRect(box, RADIUS, RADIUS)
        inner = box.adjusted(6, 4, -4, -4)
        painter.setFont(text_font(POINTS_SMALL))
        painter.setPen(theme.colour("text_muted"))
        painter.drawText(inner, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop), tile.label)
        painter.setFont(_fitting(tile.value, inner.width()))
        painter.setPen(theme.colour(tile.role or "text"))
        painter.drawText(inner, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom), tile.value)
        painter.end()
