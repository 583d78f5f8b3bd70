"""Native charts of a month's workbook: drawn by the spreadsheet from the cells of a table, so that they follow them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from coding.reports.chart_parts import SERIES, TONES
from coding.reports.report_page import Figure, Kind
from coding.reports.workbook_forms import FONT

if TYPE_CHECKING:
    from coding.reports.report_page import Chart, Table

#: Points that a chart is wide; what its axes and its title take; what a row and each of its bars take.
WIDE, _FRAME, _GAP, _BAR = 700, 84, 7, 9
_MOST = 30


def native_chart(book: Any, table: Table, sheet: str, top: int) -> tuple[Any, int] | None:
    """The chart and its height in points; None where a table has none, or a heat map, which is colours of cells.

    ``top``: the row of the sheet in which the rows of the table begin, from 0.
    """
    chart, rows = table.chart, len(table.rows) - table.total
    if chart is None or chart.form == "heat" or rows < 1:
        return None
    shown = min(rows, _MOST)
    made = _LineUp(book, table, chart, sheet, top, shown)
    drawn = {"bar": made.bars, "line": made.line, "pareto": made.pareto}[chart.form]()
    high = (
        230
        if chart.form == "line"
        else 290
        if chart.form == "pareto"
        else _FRAME + shown * (_GAP + _BAR * len(chart.values))
    )
    drawn.set_title({"name": chart.title, "name_font": {"name": FONT, "size": 12}, "overlay": False})
    drawn.set_size({"width": WIDE / 0.75, "height": high / 0.75})
    drawn.set_legend({"position": "top", "font": {"name": FONT}} if len(chart.values) > 1 else {"none": True})
    return drawn, high


def heat_colours(page: Any, table: Table, top: int) -> None:
    """The cells of a heat map, the darker the more."""
    chart, last = table.chart, top + len(table.rows) - table.total - 1
    if chart is None or chart.form != "heat" or last < top:
        return
    scale = {"type": "2_color_scale", "min_color": "#F2F6FB", "max_color": "#6FA0D8"}
    page.conditional_format(top, min(chart.values), last, max(chart.values), scale)


class _LineUp:
    """The series of a chart in a sheet."""

    def __init__(self, book: Any, table: Table, chart: Chart, sheet: str, top: int, rows: int) -> None:
        self._book, self._table, self._chart = book, table, chart
        self._sheet, self._top, self._last = sheet, top, top + rows - 1

    def bars(self) -> Any:
        """Bars that lie, the first row above."""
        drawn = self._book.add_chart({"type": "bar"})
        for at, column in enumerate(self._chart.values):
            fill = {"fill": {"color": _colour(at)}, "gap": 60, "overlap": 0}
            labels = {"value": True, "font": {"name": FONT, "size": 8}}
            drawn.add_series({**self._series(column), **fill, "data_labels": labels})
        drawn.set_y_axis({"reverse": True, "num_font": {"name": FONT, "size": 9}, "label_position": "low"})
        drawn.set_x_axis({**self._axis(self._chart.values[0]), "label_position": "high"})
        return drawn

    def line(self) -> Any:
        """A course of time; what is empty breaks it."""
        drawn = self._book.add_chart({"type": "line"})
        for at, column in enumerate(self._chart.values):
            line = {"line": {"color": _colour(at), "width": 2}, "marker": {"type": "circle", "size": 6}}
            labels = {"value": True, "position": "above", "font": {"name": FONT, "size": 8}}
            drawn.add_series({**self._series(column), **line, "data_labels": labels})
        drawn.show_blanks_as("gap")
        drawn.set_x_axis({"num_font": {"name": FONT, "size": 9}})
        drawn.set_y_axis(self._axis(self._chart.values[0]))
        return drawn

    def pareto(self) -> Any:
        """Columns, and the share so far as a line on an axis of its own."""
        counts, shares = self._chart.values[:2]
        drawn = self._book.add_chart({"type": "column"})
        labels = {"value": True, "font": {"name": FONT, "size": 8}}
        drawn.add_series({**self._series(counts), "fill": {"color": _colour(0)}, "gap": 40, "data_labels": labels})
        line = self._book.add_chart({"type": "line"})
        mark = {"line": {"color": _colour(1), "width": 2}, "marker": {"type": "circle", "size": 5}, "y2_axis": True}
        line.add_series({**self._series(shares), **mark})
        line.set_y2_axis({"min": 0, "max": 1, "num_format": "0%", "num_font": {"name": FONT}})
        drawn.combine(line)
        drawn.set_x_axis({"num_font": {"name": FONT, "size": 9, "rotation": -45}})
        drawn.set_y_axis({**self._axis(counts), "min": 0})
        return drawn

    def _series(self, column: int) -> dict[str, Any]:
        return {
            "name": self._table.columns[column].title,
            "categories": [self._sheet, self._top, self._chart.names, self._last, self._chart.names],
            "values": [self._sheet, self._top, column, self._last, column],
        }

    def _axis(self, column: int) -> dict[str, Any]:
        form = _axis_form(self._table, column)
        grid = {"visible": True, "line": {"color": "#D9DEE4"}}
        return {"num_format": form, "num_font": {"name": FONT, "size": 9}, "major_gridlines": grid}


def _axis_form(table: Table, column: int) -> str:
    """The number format of an axis."""
    kind = table.columns[column].kind
    if kind in (Kind.SHARE, Kind.CHANGE):
        return "0%"
    units = {cell.unit for row in table.rows if isinstance(cell := row[column], Figure)}
    if units == {"%"}:
        return 'General"%"'
    return "#,##0" if kind is Kind.YUAN or units == {"元"} else "General"


def _colour(at: int) -> str:
    return "#{:02X}{:02X}{:02X}".format(*TONES[SERIES[at % len(SERIES)]])
