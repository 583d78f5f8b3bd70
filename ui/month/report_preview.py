"""A report on the screen, page by page: sentences, tables, charts, as they will stand on paper."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from coding.reports.charts import chart_shapes, wanted_height
from ui.month.report_table import report_table
from ui.plain import PlainLabel, RichLabel, plain_tip
from ui.shape_painting import draw_shape, on_paper
from ui.theme.fonts import scaled
from ui.theme.spacing import LARGE, MEDIUM, ROW_HEIGHT, SMALL
from ui.theme.theme import current_theme

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from coding.reports.report_page import Report, ReportPage, Table
    from ui.grouping.group_table import ReadTable

_PAGES: Final = 190
#: A title that bears a number of its own: 一、缺陷.
_NUMBERED: Final = re.compile("[一二三四五六七八九十]{1,3}、")
#: Rows of a table that stand open on the page; longer ones scroll in themselves.
_OPEN_ROWS: Final = 16
_CHART_WIDTH: Final = 720
#: Points on paper to pixels on the screen.
_LARGER: Final = 1.2
#: Tones of a chart on paper → colours of the theme.
_TONES: Final = {
    "ink": "text",
    "soft": "text_muted",
    "grid": "line",
    "first": "accent",
    "second": "warning",
    "third": "clean",
    "mark": "error",
    "paper": "field",
}


class ReportPreview(QWidget):
    """The pages to the left, the one that is chosen to the right; ↑↓ go from page to page."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.report: Report | None = None
        self.pages = QListWidget(self)
        self.pages.setAccessibleName("报告的各页")
        self.pages.setFixedWidth(round(scaled(_PAGES)))
        self.pages.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroll = QScrollArea(self)
        self.scroll.setWidgetResizable(True)
        self.scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.scroll.setAccessibleName("报告预览")
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(SMALL)
        line.addWidget(self.pages)
        line.addWidget(self.scroll, 1)
        self.pages.currentRowChanged.connect(self._show_page)

    def show_report(self, report: Report | None) -> None:
        """Another report; the page stays chosen where there is one at its place."""
        chosen = max(self.pages.currentRow(), 0)
        self.report = report
        self.pages.blockSignals(True)
        self.pages.clear()
        for at, page in enumerate(report.pages if report is not None else (), 1):
            line = QListWidgetItem(page.title if _NUMBERED.match(page.title) else f"{at} {page.title}")
            line.setToolTip(plain_tip(page.title))
            self.pages.addItem(line)
        self.pages.blockSignals(False)
        if report is not None and report.pages:
            self.pages.setCurrentRow(min(chosen, len(report.pages) - 1))
            self._show_page(self.pages.currentRow())
        else:
            self.scroll.setWidget(QWidget())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        self.pages.setCurrentRow(max(0, min(self.pages.currentRow() + step, self.pages.count() - 1)))

    def _show_page(self, at: int) -> None:
        if self.report is None or not 0 <= at < len(self.report.pages):
            return
        self.scroll.setWidget(_sheet(self.report, self.report.pages[at]))


class ChartPicture(QWidget):
    """The chart of a table, drawn of the same shapes as on paper in the colours of the theme."""

    def __init__(self, table: Table, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        height = wanted_height(table)
        self._shapes = chart_shapes(table, _CHART_WIDTH, height)
        self._size = QSize(round(_CHART_WIDTH * _LARGER), round(height * _LARGER))
        self.setMinimumHeight(self._size.height())
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(table.chart.title if table.chart is not None else table.title)

    def sizeHint(self) -> QSize:
        return self._size

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        larger = min(_LARGER, self.width() / _CHART_WIDTH)
        painter.scale(larger, larger)
        for shape in self._shapes:
            draw_shape(painter, shape, _colour)
        painter.end()


def _sheet(report: Report, page: ReportPage) -> QWidget:
    sheet = QWidget()
    box = QVBoxLayout(sheet)
    box.setContentsMargins(LARGE, MEDIUM, LARGE, LARGE)
    box.setSpacing(MEDIUM)
    title = PlainLabel(page.title, sheet)
    title.setProperty("role", "large")
    box.addWidget(title)
    head = PlainLabel(f"{report.title}　{report.hospital}　{report.period}", sheet, wordWrap=True)
    head.setProperty("role", "muted")
    box.addWidget(head)
    if page.lead:
        lead = RichLabel("".join(f"<p style='margin:3px 0'>· {escape(said)}</p>" for said in page.lead), sheet)
        lead.setWordWrap(True)
        lead.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        box.addWidget(lead)
    for table in page.tables:
        _add_table(box, sheet, table)
    for note in page.notes:
        box.addWidget(_muted(note, sheet))
    box.addStretch(1)
    return sheet


def _add_table(box: QVBoxLayout, sheet: QWidget, table: Table) -> None:
    title = PlainLabel(table.title, sheet)
    title.setObjectName("panelTitle")
    box.addWidget(title)
    if table.chart is not None and wanted_height(table):
        box.addWidget(ChartPicture(table, sheet))
    if table.rows:
        made = report_table(table, sheet)
        _fit(made)
        box.addWidget(made)
    else:
        box.addWidget(_muted("没有", sheet))
    for note in table.notes:
        box.addWidget(_muted(note, sheet))


def _fit(table: ReadTable) -> None:
    """As high as its rows, up to some; columns as wide as their heads need."""
    header = table.horizontalHeader()
    header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
    table.resizeColumnsToContents()
    rows = min(table.rowCount(), _OPEN_ROWS)
    table.setFixedHeight(rows * ROW_HEIGHT + header.sizeHint().height() + 18)


def _muted(text: str, parent: QWidget) -> PlainLabel:
    label = PlainLabel(text, parent, wordWrap=True)
    label.setProperty("role", "muted")
    return label


def _colour(tone: str) -> QColor:
    role = _TONES.get(tone)
    return current_theme().colour(role) if role is not None else on_paper(tone)
