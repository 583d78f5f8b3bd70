"""The chart of a table as simple shapes, the same for every writer: ``chart_shapes`` is all that a writer needs."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from coding.reports.cell_text import cell_text
from coding.reports.chart_bars import bar_shapes, pareto_shapes
from coding.reports.chart_data import ChartData
from coding.reports.chart_heat import heat_shapes
from coding.reports.chart_lines import line_shapes
from coding.reports.chart_parts import SERIES, Rect, Text, shortened, text_width
from coding.reports.report_page import Figure

if TYPE_CHECKING:
    from collections.abc import Callable

    from coding.reports.chart_parts import Shape
    from coding.reports.report_page import Table

_FORMS: dict[str, Callable[[ChartData, float, float, float], list[Shape]]] = {
    "bar": bar_shapes,
    "pareto": pareto_shapes,
    "line": line_shapes,
    "heat": heat_shapes,
}
_TITLE, _LEGEND = 10.0, 8.0


def chart_shapes(table: Table, width: float, height: float) -> tuple[Shape, ...]:
    """What is drawn of a table within ``width`` × ``height`` points; nothing where it has no chart or no figure."""
    data = chart_data(table)
    if data is None:
        return ()
    shapes: list[Shape] = [Text(0, _TITLE, shortened(data.title, _TITLE, width), _TITLE, bold=True)]
    top = _TITLE + 6
    if len(data.series) > 1 and data.form in ("bar", "line"):
        top = _legend(shapes, data, top, width)
    shapes += _FORMS[data.form](data, top, width, height)
    return tuple(shapes)


def wanted_height(table: Table) -> float:
    """How many points of height a chart needs to show every row, within what a page holds (90 to 420)."""
    data = chart_data(table)
    if data is None:
        return 0.0
    if data.form == "line":
        return 190.0
    bars = len(data.series) if data.form == "bar" else 1
    return min(max(60.0 + len(data.names) * (7.0 + 8.0 * bars), 90.0), 420.0)


def chart_data(table: Table) -> ChartData | None:
    """The names, series and figures of the chart of a table; None where there is nothing to draw."""
    chart = table.chart
    if chart is None or chart.form not in _FORMS:
        return None
    rows = table.rows[:-1] if table.total else table.rows
    figures = tuple(tuple(_figure(row[at]) for at in chart.values) for row in rows)
    if not any(figure is not None for row in figures for figure in row):
        return None
    names = tuple(str(row[chart.names] if row[chart.names] is not None else "") for row in rows)
    columns = tuple(table.columns[at] for at in chart.values)
    words = tuple(tuple(cell_text(row[at], table.columns[at]) for at in chart.values) for row in rows)
    units = {cell.unit for row in rows for at in chart.values if isinstance(cell := row[at], Figure)}
    unit = units.pop() if len(units) == 1 else ""
    return ChartData(chart.form, chart.title, names, columns, figures, words, unit)


def _figure(cell: object) -> float | None:
    if isinstance(cell, Figure):
        cell = cell.value
    return float(cell) if isinstance(cell, int | float | Decimal) else None


def _legend(shapes: list[Shape], data: ChartData, top: float, width: float) -> float:
    x = 0.0
    for at, name in enumerate(data.series):
        long = text_width(name, _LEGEND) + 22
        if x and x + long > width:
            x, top = 0.0, top + 12
        shapes.append(Rect(x, top + 1, 8, 8, SERIES[at % len(SERIES)]))
        shapes.append(Text(x + 11, top + 8, name, _LEGEND, "soft"))
        x += long
    return top + 14
