"""A table whose rows may have several lines: where each cell lies, how high a row is, and what is drawn.

The model knows nothing of it: one row a row of the page, one column an attribute, in reading order. Where all columns
stand in one line it is Qt's own table; where they stand in more, cells are placed by their ``CellSpan``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QItemSelection, QModelIndex, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QRegion, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QSizePolicy,
    QStyle,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from ui.form.column_widths import column_width, least_name
from ui.form.form_cells import line_height, row_height, stands_beside
from ui.form.line_header import LineHeader
from ui.form.row_header import RowHeader
from ui.form.row_lines import CellSpan, is_lined, spans
from ui.form.rows_model import STANDARD_NAME
from ui.theme.spacing import ROW_HEIGHT
from ui.theme.theme import current_theme

if TYPE_CHECKING:
    from ui.form.rows_model import RowsModel

_OTHER_FONT = (QEvent.Type.FontChange, QEvent.Type.ApplicationFontChange, QEvent.Type.StyleChange)


class LinedTable(QTableView):
    """As high as all of its rows: the form around it scrolls. ``height_changed`` tells that it has another height.

    Whoever makes it gives it the model when he is ready to be told of the current cell.
    """

    height_changed = Signal()

    def __init__(self, rows: RowsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = rows
        self._given: list[int] = []
        self._spans: tuple[CellSpan, ...] = ()
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._fix_height)
        self._behind = QTimer(self, singleShot=True, interval=0)
        self._behind.timeout.connect(self._share_width)
        self._across = LineHeader(self)
        self._down = RowHeader(rows, self)
        self.setHorizontalHeader(self._across)
        self.setVerticalHeader(self._down)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self._across.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self._down.setDefaultSectionSize(ROW_HEIGHT)
        self._down.setMinimumSectionSize(ROW_HEIGHT)
        self._down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._down.fit()
        for signal in (rows.modelReset, rows.rowsInserted, rows.rowsRemoved, rows.dataChanged):
            signal.connect(self._fit)
        rows.modelReset.connect(self._share_width)

    @property
    def lines(self) -> int:
        """How many lines a row has."""
        return 1 + max((span.line for span in self._spans), default=0)

    # -- where the cells lie

    def visualRect(self, index: QModelIndex) -> QRect:
        if not self._spans or not index.isValid() or index.column() >= len(self._spans):
            return super().visualRect(index)
        span = self._spans[index.column()]
        top = self.rowViewportPosition(index.row())
        if self._is_short(index.row()):
            return QRect(span.left, top, span.width, self.rowHeight(index.row()) if span.line == 0 else 0)
        height = line_height()
        if span.line == 0:  # what is over stands below the words of the name: its line is the first one's
            height += self.rowHeight(index.row()) - self.lines * line_height()
            return QRect(span.left, top, span.width - 1, height - 1)
        top += self.rowHeight(index.row()) - (self.lines - span.line) * height
        return QRect(span.left, top, span.width - 1, height - 1)

    def indexAt(self, point: QPoint) -> QModelIndex:
        if not self._spans:
            return super().indexAt(point)
        row = self.rowAt(point.y())
        cells = (self.rows.index(row, column) for column in range(len(self._spans)) if row >= 0)
        return next(
            (cell for cell in cells if self.visualRect(cell).adjusted(0, 0, 1, 1).contains(point)), QModelIndex()
        )

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        if not self._spans:
            return super().visualRegionForSelection(selection)
        region = QRegion()
        for index in selection.indexes():
            region += self.visualRect(index)
        return region

    def setSelection(self, rect: QRect, command: object) -> None:
        if not self._spans:
            super().setSelection(rect, command)
            return
        index = self.indexAt(rect.topLeft())
        if index.isValid() and (selected := self.selectionModel()) is not None:
            selected.select(index, command)

    def scrollTo(
        self, index: QModelIndex, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        if not self._spans:  # all of its lines are in the table's width: the form scrolls
            super().scrollTo(index, hint)

    # -- what is drawn

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._spans:
            super().paintEvent(event)
            return
        painter = QPainter(self.viewport())
        current, selected = self.currentIndex(), self.selectionModel()
        line = current_theme().colour("line")
        for row in range(self.rows.rowCount()):
            top = self.rowViewportPosition(row)
            whole = QRect(0, top, self.viewport().width(), self.rowHeight(row))
            if self.isRowHidden(row) or not event.rect().intersects(whole):
                continue
            for column in range(len(self._spans)):
                index = self.rows.index(row, column)
                option = QStyleOptionViewItem()
                self.initViewItemOption(option)
                option.rect = self.visualRect(index)
                if option.rect.height() <= 0 or not event.rect().intersects(option.rect.adjusted(0, 0, 2, 1)):
                    continue
                if selected is not None and selected.isSelected(index):
                    option.state |= QStyle.StateFlag.State_Selected
                if index == current and self.hasFocus():
                    option.state |= QStyle.StateFlag.State_HasFocus
                self.itemDelegate().paint(painter, option, index)
                painter.setPen(line)
                edge = option.rect.right() + 1
                painter.drawLine(edge, option.rect.top(), edge, option.rect.bottom() + 1)
            painter.setPen(line)
            bottom = top + self.rowHeight(row) - 1
            painter.drawLine(0, bottom, self.viewport().width(), bottom)
        painter.end()

    # -- size

    def sizeHint(self) -> QSize:
        return QSize(500, self._height())

    def _height(self) -> int:
        bar = self.horizontalScrollBar()
        extra = bar.sizeHint().height() if bar.maximum() > 0 and not self._spans else 0
        return self._across.sizeHint().height() + self._down.length() + 2 * self.frameWidth() + extra

    def _is_short(self, row: int) -> bool:
        """A blank row shows its first line alone until she is in it."""
        is_blank = row >= self.rows.length and row == self.rows.rowCount() - 1
        return is_blank and self.currentIndex().row() != row

    def _fit(self) -> None:
        name = self.rows.column_of("name")
        room = self._spans[name].width - 1 if self._spans else self.columnWidth(name)
        for row in range(self.rows.rowCount()):
            if self.isRowHidden(row):
                continue
            index = self.rows.index(row, name)
            tall = bool(index.data(STANDARD_NAME)) and not stands_beside(index, room)
            height = row_height(is_tall=tall, lines=1 if self._is_short(row) else self.lines)
            if self.rowHeight(row) != height:
                self.setRowHeight(row, height)
        self._behind.start()

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:
        super().currentChanged(current, previous)
        if self._spans and self.rows.rowCount() - 1 in (current.row(), previous.row()):
            self._fit()
            self._fix_height()

    def refit(self) -> None:
        """Rows were hidden, or are shown again."""
        self._fix_height()

    def settle(self) -> None:
        """Take the height of the rows at once."""
        self._share_width()
        self._fix_height()

    def _fix_height(self) -> None:
        self._down.place_title(self.frameWidth(), self._across.height())
        if self.height() != self._height():
            self.setFixedHeight(self._height())
            self.height_changed.emit()

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)
        self._share_width()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in _OTHER_FONT and hasattr(self, "_down"):
            self._down.fit()
            self._fit()

    def _share_width(self) -> None:
        """Codes and dates get what they need, names what is left; where that is too little the table scrolls, or its
        rows get another line.
        """
        head = self._across.fontMetrics()
        columns = self.rows.columns
        widths = [column_width(self.rows.group, c, self.rows.cells(i), head) for i, c in enumerate(columns)]
        room = self.viewport().width()
        if is_lined(columns):
            self._spans = spans(columns, widths, room, least_name())
            given = [span.width for span in self._spans]
        else:
            self._spans = ()
            shared = max(least_name(), (room - sum(widths)) // widths.count(0)) if 0 in widths else 0
            given = [width or shared for width in widths]
        self._across.show_lines(self._spans)
        bar = Qt.ScrollBarPolicy.ScrollBarAlwaysOff if self._spans else Qt.ScrollBarPolicy.ScrollBarAsNeeded
        self.setHorizontalScrollBarPolicy(bar)
        if given != self._given:  # what she has drawn wider stays so until something else is needed
            self._given = given
            for i, width in enumerate(given):
                self.setColumnWidth(i, width)
            self._fit()
            self.updateEditorGeometries()
            self.viewport().update()
        self._later.start()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The form scrolls, not the table; sideways the table does."""
        if not self._spans and (event.angleDelta().x() or event.modifiers() & Qt.KeyboardModifier.ShiftModifier):
            super().wheelEvent(event)
        else:
            event.ignore()
