"""One chart: drawn in the colours of the theme, walked over by the arrow keys; every point opens its pages."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QBuffer, QEvent, QIODevice, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from coding.base.whole_file import whole_binary
from coding.work.month_charts import Chart, ChartKind, Point
from ui.grouping.group_table import ReadTable
from ui.month.chart_drawing import draw, nearest
from ui.month.first_use import pyqtgraph
from ui.plain import PlainLabel
from ui.table_copy import put_on_clipboard
from ui.table_rows import shown_cell
from ui.theme.spacing import MEDIUM, SMALL
from ui.theme.theme import current_theme, theme_of

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QKeyEvent, QMouseEvent

#: A picture on paper, in points of the screen, and how much finer it is drawn.
_PAPER: Final = QSize(1000, 560)
_FINER: Final = 2
#: Behind every point of a chart.
_LAST: Final = 10_000


class ChartView(QWidget):
    """``pages_wanted``: words and ids of the pages of a point. ←→ a point, ↑↓ a row or line, Enter its pages, T the
    same figures as a table, Ctrl+C copies that table.
    """

    pages_wanted = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chart: Chart | None = None
        self.at = (0, 0)  # series, point
        self.table: ReadTable | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.plot = pyqtgraph().PlotWidget(self)
        self.plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.plot.viewport().installEventFilter(self)
        self.told = PlainLabel(self)
        self.told.setWordWrap(True)
        self.note = PlainLabel(self)
        self.note.setProperty("role", "muted")
        self.note.setWordWrap(True)
        self.stack = QStackedWidget(self)
        self.stack.addWidget(self.plot)
        box = QVBoxLayout(self)
        box.setContentsMargins(SMALL, MEDIUM, SMALL, 0)
        box.setSpacing(SMALL)
        box.addWidget(self.stack, 1)
        box.addWidget(self.told)
        box.addWidget(self.note)

    def show_chart(self, chart: Chart) -> None:
        """Show another chart. The place in the same one stays where there is one; a course begins at its end."""
        is_other = self.chart is None or self.chart.id != chart.id
        self.chart = chart
        self.setAccessibleName(chart.title)
        series, at = (0, _LAST if chart.kind is ChartKind.LINE else 0) if is_other else self.at
        rows = len(chart.series)
        self.at = (min(series, rows - 1), min(at, len(chart.series[0].points) - 1)) if rows else (0, 0)
        self._drop_table()
        self.redraw()

    def forget(self) -> None:
        """Show none."""
        self.chart = None
        self._drop_table()
        self.plot.clear()
        self.told.setText("")
        self.note.hide()

    @property
    def point(self) -> Point | None:
        """The point that is chosen."""
        series, at = self.at
        if self.chart is None or not self.chart.series or not self.chart.series[series].points:
            return None
        return self.chart.series[series].points[at]

    @property
    def is_table(self) -> bool:
        """Whether the figures are shown as a table."""
        return self.table is not None and self.stack.currentWidget() is self.table

    def toggle_table(self) -> None:
        """From the picture to the same figures as a table, and back."""
        if self.chart is None:
            return
        if self.is_table:
            self._drop_table()
            self.setFocus()
            return
        heads, rows = self.chart.table()
        self.table = ReadTable(heads, (170, *(110 for _ in heads[1:])), self, range(1, len(heads)))
        self.table.setAccessibleName(f"{self.chart.title}（表格）")
        self.table.fill(rows)
        self.table.setCurrentCell(self.at[1], 1 + self.at[0])
        self.table.currentCellChanged.connect(lambda row, column, *_: self._go(max(column - 1, 0), row))
        self.table.activated.connect(lambda _: self.open_pages())
        self.table.installEventFilter(self)
        self.stack.addWidget(self.table)
        self.stack.setCurrentWidget(self.table)
        self.table.setFocus()

    def copy_table(self) -> None:
        """Put the figures into the clipboard, as a sheet takes them."""
        if self.chart is not None:
            heads, rows = self.chart.table()
            cells = [[shown_cell(text, is_figure=at > 0) for at, text in enumerate(row)] for row in rows]
            put_on_clipboard(heads, cells)

    def open_pages(self) -> None:
        """Ask for the pages of the point that is chosen."""
        point = self.point
        if point is not None and point.pages:
            self.pages_wanted.emit(point.told, list(point.pages))

    def redraw(self) -> None:
        """Draw in the colours of the theme in force."""
        if self.chart is None:
            return
        draw(self.plot, self.chart, current_theme(), self.at if self.hasFocus() else None)
        self._tell()

    # -- on paper

    def paper(self) -> QImage:
        """The chart in the light colours, whatever the window wears, fine enough to be printed."""
        assert self.chart is not None
        light = theme_of(dark=False)
        plot = pyqtgraph().PlotWidget()
        plot.resize(_PAPER)
        draw(plot, self.chart, light, finer=_FINER)
        plot.setTitle(escape(self.chart.title), color=light.colours.text, size="12pt")
        plot.setBackground(QColor(light.colours.field))
        image = QImage(_PAPER * _FINER, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(_FINER)
        image.fill(QColor(light.colours.field))
        painter = QPainter(image)
        plot.grab()  # lays it out
        plot.render(painter, QRectF(0, 0, _PAPER.width(), _PAPER.height()), plot.viewport().rect())
        painter.end()
        plot.deleteLater()
        return image

    def save_paper(self, path: Path) -> None:
        """Write that picture as PNG, whole or not at all. Raises CodingError."""
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        self.paper().save(buffer, "PNG")
        with whole_binary(path) as file:
            file.write(bytes(buffer.data().data()))

    # -- inside

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._take_key(event):
            super().keyPressEvent(event)

    def _take_key(self, event: QKeyEvent) -> bool:
        chart, key = self.chart, event.key()
        if chart is None:
            return False
        if key == Qt.Key.Key_C and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            self.copy_table()
        elif key == Qt.Key.Key_T and not event.modifiers():
            self.toggle_table()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_pages()
        elif key in _MOVES and not self.is_table and chart.series:
            self._move(*_MOVES[key])
        else:
            return False
        return True

    def _move(self, by_series: int, by_point: int) -> None:
        chart = self.chart
        assert chart is not None
        upside = -1 if chart.kind is not ChartKind.HEAT else 1
        series = max(0, min(self.at[0] + upside * by_series, len(chart.series) - 1))
        self._go(series, self.at[1] + by_point)

    def _go(self, series: int, at: int) -> None:
        assert self.chart is not None
        self.at = (series, max(0, min(at, len(self.chart.series[series].points) - 1)))
        self.redraw()

    def _tell(self) -> None:
        chart, point = self.chart, self.point
        assert chart is not None
        if point is None or chart.is_empty:
            self.told.setText("这一时期没有可以画出的数。")
        else:
            keys = f"Enter 打开 {len(point.pages):,} 份病案" if point.pages else "没有可打开的病案"
            self.told.setText(f"{point.told}　·　{keys}")
        self.setAccessibleDescription(self.told.text())
        self.note.setText(chart.note)
        self.note.setVisible(bool(chart.note))

    def _drop_table(self) -> None:
        if self.table is not None:
            self.stack.removeWidget(self.table)
            self.table.deleteLater()
            self.table = None
        self.stack.setCurrentWidget(self.plot)

    def focusInEvent(self, event: Any) -> None:
        super().focusInEvent(event)
        self.redraw()

    def focusOutEvent(self, event: Any) -> None:
        super().focusOutEvent(event)
        self.redraw()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "stack"):
            self.redraw()

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if watched is self.table and event.type() == QEvent.Type.KeyPress:
            key = event.key()  # type: ignore[attr-defined]
            if key in (Qt.Key.Key_T, Qt.Key.Key_C):
                return self._take_key(event)  # type: ignore[arg-type]
        if watched is self.plot.viewport() and self.chart is not None:
            if event.type() == QEvent.Type.MouseButtonPress:
                self._choose(event)  # type: ignore[arg-type]
                return True
            if event.type() == QEvent.Type.MouseButtonDblClick:
                self._choose(event)  # type: ignore[arg-type]
                self.open_pages()
                return True
        return False

    def _choose(self, event: QMouseEvent) -> None:
        assert self.chart is not None
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        found = nearest(self.plot, self.chart, event.position())
        if found is not None:
            self._go(*found)


_MOVES: Final = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Home: (0, -_LAST),
    Qt.Key.Key_End: (0, _LAST),
}
