"""One section of the panel beside the form: a header that folds it, and the view below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QToolButton, QWidget

from ui.elided_label import ElidedLabel
from ui.icons.icons import icon
from ui.panel_view import STANDS_FOR
from ui.theme.fonts import POINTS_SMALL, text_font
from ui.theme.spacing import ICON_SMALL, MEDIUM, SMALL, TINY

if TYPE_CHECKING:
    from ui.panels.panel import Panel, PanelView

#: Pixels at the upper edge of a header by which the border above it is drawn.
_EDGE = 5
#: Pixels that a key moves the border.
_STEP = 24
_LEAST_HEAD = 26


class FoldButton(QToolButton):
    """Enter and Space fold and unfold; Shift+↑ and Shift+↓ move the border above the section."""

    moved = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = {Qt.Key.Key_Up: -_STEP, Qt.Key.Key_Down: _STEP}
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            if not event.isAutoRepeat():
                self.click()
        elif event.key() in keys and event.modifiers() == Qt.KeyboardModifier.ShiftModifier:
            self.moved.emit(keys[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)


class SectionHead(QFrame):
    """Title, number, a sentence, and what the view puts beside them. A click anywhere folds; the upper edge is drawn.

    ``drawn`` carries by how many pixels the border above it was moved.
    """

    drawn = Signal(int)

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("sectionHead")
        self.setMouseTracking(True)
        self.title = title
        self.count = 0
        self._from: QPoint | None = None
        self._was_drawn = False
        self.button = FoldButton(self)
        self.button.setCheckable(True)
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.button.setIconSize(
            self.button.iconSize().scaled(ICON_SMALL, ICON_SMALL, Qt.AspectRatioMode.KeepAspectRatio)
        )
        self.button.setFont(text_font(bold=True))
        self.button.setProperty("kind", "section")
        self.button.moved.connect(self.drawn)
        self.button.toggled.connect(lambda _: self._tell())
        self.sentence = ElidedLabel()
        self.sentence.setProperty("role", "muted")
        self.sentence.setFont(text_font(POINTS_SMALL))
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(TINY, 0, SMALL, 0)
        self._line.setSpacing(MEDIUM)
        self._line.addWidget(self.button)
        self._line.addWidget(self.sentence, 1)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._tell()

    def add(self, widget: QWidget) -> None:
        """Something of the view that stands in the header."""
        self._line.addWidget(widget, 3)

    def say(self, words: str) -> None:
        """A sentence behind the title."""
        self.sentence.setText(words)
        self._tell()

    def show_count(self, count: int) -> None:
        """The number behind the title; 0 is not shown."""
        self.count = count
        self._tell()

    def wanted_height(self) -> int:
        """As high as its text, or what stands in it, needs."""
        return max(_LEAST_HEAD, QFontMetrics(text_font(bold=True)).height() + 2 * SMALL, self.sizeHint().height())

    def recolour(self) -> None:
        """The sign in the colours of the theme in force."""
        self._tell()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._from, self._was_drawn = event.globalPosition().toPoint(), event.position().y() <= _EDGE

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at_edge = event.position().y() <= _EDGE or self._was_drawn
        self.setCursor(Qt.CursorShape.SplitVCursor if at_edge else Qt.CursorShape.ArrowCursor)
        if self._from is not None and self._was_drawn:
            now = event.globalPosition().toPoint()
            self.drawn.emit(now.y() - self._from.y())
            self._from = now

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._from is not None and not self._was_drawn:
            self.button.click()
        self._from, self._was_drawn = None, False

    def _tell(self) -> None:
        self.button.setText(f"{self.title} {self.count}" if self.count else self.title)
        is_open = self.button.isChecked()
        self.button.setIcon(icon("chevron_down" if is_open else "chevron_right", "text_muted"))
        number = f"，{self.count} 条" if self.count else ""
        self.button.setAccessibleName(f"{self.title}{number}，{'已展开' if is_open else '已折叠'}")
        self.button.setAccessibleDescription(self.sentence.text())


class Section(QWidget):
    """A header with its view. ``wanted``: it was folded, unfolded, or its view wants another height."""

    wanted = Signal()

    def __init__(self, panel: Panel, view: PanelView, parent: QWidget) -> None:
        super().__init__(parent)
        self.panel, self.view = panel, view
        self.share = panel.share
        view.setParent(self)
        self.setProperty(STANDS_FOR, type(view).__name__)  # what stands in the head is the view's, too
        self.head = SectionHead(panel.title, self)
        if (beside := view.head_widget()) is not None:
            self.head.add(beside)
        self.head.button.setChecked(panel.is_open)
        self.head.button.toggled.connect(lambda _: self.wanted.emit())
        view.counted.connect(self.head.show_count)
        view.told.connect(self.head.say)
        view.resized.connect(self.wanted)
        self.body_height = 0

    @property
    def is_open(self) -> bool:
        """Whether it is unfolded; what is empty shows its header alone, all the same."""
        return self.head.button.isChecked()

    def unfold(self, on: bool = True) -> None:
        """Fold or unfold it."""
        self.head.button.setChecked(on)

    def wanted_body(self) -> int:
        """The height at which the view shows all that it has."""
        return self.view.wanted_height()

    def give(self, body: int) -> None:
        """The view has this height from now on; 0: it is not shown."""
        head = self.head.wanted_height()
        self.body_height = body
        self.head.setGeometry(0, 0, self.width(), head)
        self.view.setGeometry(0, head, self.width(), body)
        self.view.setVisible(body > 0)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "head"):
            self.head.recolour()
