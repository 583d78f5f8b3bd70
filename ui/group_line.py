"""One line of pieces that never asks for more room: what matters least is cut first, and nothing around it moves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.plain import plain_tip
from ui.theme.fonts import POINTS, POINTS_LARGE, code_font, text_font
from ui.theme.spacing import LARGE, MEDIUM
from ui.theme.theme import current_theme

if TYPE_CHECKING:
    from collections.abc import Sequence

#: A piece that has less room than this is left out.
_LEAST = 28


@dataclass(frozen=True, slots=True)
class Piece:
    """Words with the colour of a role of the theme. ``gives``: pieces of the lowest number are cut first; 0: never, as
    long as another can be. ``is_code``: large, as codes are.
    """

    text: str
    role: str = "text"
    gives: int = 0
    is_code: bool = False
    is_bold: bool = False

    @property
    def font(self) -> QFont:
        """The font in the size that is in force."""
        return code_font(POINTS_LARGE, bold=True) if self.is_code else text_font(POINTS, bold=self.is_bold)


class GroupLine(QWidget):
    """Pieces beside each other, painted: no label is filled, so that nothing is laid out anew."""

    pressed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.pieces: tuple[Piece, ...] = ()
        self.setAccessibleName("病组")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(1)

    def show_pieces(self, pieces: Sequence[Piece], in_full: str) -> None:
        """Show these from the left; ``in_full`` is told by the tip and to a screen reader."""
        self.pieces = tuple(piece for piece in pieces if piece.text)
        self.setToolTip(plain_tip(in_full))
        self.setAccessibleDescription(in_full)
        self.update()

    def text(self) -> str:
        """All that stands in the line, cut or not."""
        return "　".join(piece.text for piece in self.pieces)

    def sizeHint(self) -> QSize:
        return QSize(1, max(QFontMetrics(Piece("", is_code=code).font).height() for code in (True, False)))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def shown(self) -> list[tuple[Piece, str]]:
        """The pieces that have room, each with as much of its words as is seen."""
        return [(piece, text) for piece, text, _width in self._fitted()]

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        self.pressed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme = current_theme()
        left, base = 0, self._base()
        for piece, text, width in self._fitted():
            painter.setFont(piece.font)
            painter.setPen(theme.colour(piece.role))
            painter.drawText(left, base, text)
            left += width + _gap(piece)
        painter.end()

    def _base(self) -> int:
        metrics = QFontMetrics(Piece("", is_code=True).font)
        return (self.height() - metrics.height()) // 2 + metrics.ascent()

    def _fitted(self) -> list[tuple[Piece, str, int]]:
        widths = [QFontMetrics(piece.font).horizontalAdvance(piece.text) for piece in self.pieces]
        over = sum(widths) + sum(map(_gap, self.pieces[:-1])) - self.width()
        order = sorted(range(len(widths)), key=lambda at: (self.pieces[at].gives or len(self.pieces) + 9, -at))
        for at in order:
            if over <= 0:
                break
            left = widths[at] - over
            kept = left if left >= _LEAST else 0
            over -= widths[at] - kept + (0 if kept else _gap(self.pieces[at]))
            widths[at] = kept
        fitted = []
        for piece, width in zip(self.pieces, widths, strict=True):
            metrics = QFontMetrics(piece.font)
            is_whole = width >= metrics.horizontalAdvance(piece.text)  # asked for its own width a bold text is cut
            if width:
                text = piece.text if is_whole else metrics.elidedText(piece.text, Qt.TextElideMode.ElideRight, width)
                fitted.append((piece, text, width))
        return fitted


def _gap(piece: Piece) -> int:
    return MEDIUM if piece.is_code else LARGE
