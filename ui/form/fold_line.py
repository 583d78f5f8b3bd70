"""The head of a section that can be folded: its title and state, and below them what it says in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui.icons.icons import pixmap
from ui.plain import plain_tip
from ui.theme.fonts import POINTS_SMALL, text_font
from ui.theme.spacing import ICON_SMALL, MEDIUM, SMALL
from ui.theme.theme import current_theme, severity_style

if TYPE_CHECKING:
    from coding.page.finding import Severity

_KEYS_ON = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class FoldLine(QAbstractButton):
    """Enter, Space or a click folds and unfolds (``clicked``); → unfolds, ← folds (``wanted`` carries which)."""

    wanted = Signal(bool)

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = title
        self.is_folded = True
        self._summary = ""
        self._judged = False
        self._worst: tuple[Severity | None, int] = (None, 0)
        self._altered = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(lambda: self.wanted.emit(not self.is_folded))
        self._tell()

    @property
    def summary(self) -> str:
        """The line below the title."""
        return self._summary

    def show_folded(self, folded: bool) -> None:
        """Whether the section is folded: unfolded, its fields say what the line would."""
        if folded != self.is_folded:
            self.is_folded = folded
            self.updateGeometry()
            self._tell()

    def show_summary(self, words: str) -> None:
        """What stands in the section."""
        self._summary = words
        self._tell()

    def show_worst(self, severity: Severity | None, count: int, *, judged: bool) -> None:
        """The worst finding of the section and how many there are; ``judged``: False = not examined yet."""
        self._worst, self._judged = (severity, count), judged
        self._tell()

    def show_altered(self, count: int) -> None:
        """How many fields of the section say another thing than when the page was imported."""
        self._altered = count
        self._tell()

    def sizeHint(self) -> QSize:
        first = QFontMetrics(text_font(bold=True)).height() + SMALL
        second = QFontMetrics(text_font(POINTS_SMALL)).height() + 1 if self.is_folded else 0
        return QSize(200, first + second)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif event.key() in _KEYS_ON:
            self.wanted.emit(not self.is_folded)
        elif event.key() in (Qt.Key.Key_Right, Qt.Key.Key_Left):
            self.wanted.emit(event.key() == Qt.Key.Key_Left)
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.ApplicationFontChange, QEvent.Type.StyleChange):
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        if self.underMouse() or self.isDown():
            painter.fillRect(self.rect(), theme.colour("hover"))
        ratio = self.devicePixelRatioF()
        font = text_font(bold=True)
        height = QFontMetrics(font).height() + SMALL
        middle = (height - ICON_SMALL) // 2
        arrow = "chevron_right" if self.is_folded else "chevron_down"
        painter.drawPixmap(QPoint(0, middle), pixmap(arrow, "text_muted", ICON_SMALL, ratio))
        left = ICON_SMALL + SMALL
        style = severity_style(self._worst[0] or ("clean" if self._judged else ""))
        painter.drawPixmap(QPoint(left, middle), pixmap(style.icon, style.role, ICON_SMALL, ratio))
        left += ICON_SMALL + SMALL
        painter.setFont(font)
        painter.setPen(theme.colour("text"))
        painter.drawText(QRect(left, 0, self.width() - left, height), Qt.AlignmentFlag.AlignVCenter, self.title)
        beside = left + QFontMetrics(font).horizontalAdvance(self.title) + MEDIUM
        painter.setFont(text_font(POINTS_SMALL))
        painter.setPen(theme.colour("text_muted"))
        box = QRect(beside, 0, self.width() - beside, height)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, "　".join(self._counts()))
        if self.is_folded:
            box = QRect(left, height - 1, self.width() - left - SMALL, self.height() - height)
            words = painter.fontMetrics().elidedText(self._summary, Qt.TextElideMode.ElideRight, box.width())
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, words)
        if self.hasFocus():
            painter.setPen(theme.colour("focus"))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
            painter.drawRect(self.rect().adjusted(1, 1, -2, -2))
        painter.end()

    def _counts(self) -> list[str]:
        severity, count = self._worst
        told = [f"{severity_style(severity).word} {count}"] if severity is not None else []
        return [*told, f"已改 {self._altered} 处"] if self._altered else told

    def _tell(self) -> None:
        state = "已折叠，按 Enter 展开" if self.is_folded else "已展开，按 Enter 收起"
        self.setAccessibleName(f"{self.title}，{state}")
        self.setAccessibleDescription("，".join(filter(None, (*self._counts(), self._summary))))
        self.setToolTip(plain_tip(f"{state}\n{self._summary}" if self.is_folded and self._summary else state))
        self.update()
