"""The line below the form: what to fill into the field she is in, by which clause, and what often goes wrong.

It has one height whatever it says, so that nothing above it moves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from ui.manual.field_help import FieldHelp, field_help
from ui.plain import plain_tip
from ui.theme.fonts import POINTS_SMALL, text_font
from ui.theme.spacing import MEDIUM, SMALL
from ui.theme.theme import current_theme

if TYPE_CHECKING:
    from coding.page.finding import Place


class HintLine(QFrame):
    """One quiet line. Its text is told to who cannot see it, as a description of the line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("hintLine")
        self.setAccessibleName("填写提示")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._label = ""
        self._told: list[str] = []

    @property
    def text(self) -> str:
        """The whole line."""
        return "　".join(self._told)

    def show_place(self, place: Place | None) -> None:
        """Tell of the field at a place; nothing where nothing is known."""
        known = field_help(place.field) if place is not None else None
        self._label = known.label if known is not None else ""
        self._told = _parts(known) if known is not None else []
        self.setAccessibleDescription("：".join(filter(None, (self._label, self.text))))
        self.setToolTip(plain_tip("\n".join((f"{self._label}（F1 打开手册）", *self._told)) if self._told else ""))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(0, QFontMetrics(text_font(POINTS_SMALL)).height() + 2 * SMALL)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.ApplicationFontChange, QEvent.Type.StyleChange):
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("panel"))
        painter.setPen(theme.colour("line"))
        painter.drawLine(self.rect().topLeft(), self.rect().topRight())
        left = MEDIUM
        painter.setFont(text_font(POINTS_SMALL))
        for number, words in enumerate(self._told):
            painter.setPen(theme.colour("text_muted" if number else "text"))
            room = self.width() - left - MEDIUM
            if room <= 0:
                break
            shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room)
            painter.drawText(self.rect().adjusted(left, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, shown)
            left += painter.fontMetrics().horizontalAdvance(shown) + 2 * MEDIUM
        painter.end()


def _parts(known: FieldHelp) -> list[str]:
    told = [known.what]
    told += [f"常见错误：{known.mistake}"] if known.mistake else []
    return [*told, f"依据：{known.clause}"] if known.clause else told
