"""How a chart is put on a plot: lines, bars, Pareto and heat map in the colours of a theme."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from PySide6.QtGui import QColor, QFontMetrics, QPen

from coding.work.month_charts import Chart, ChartKind, number_text
from ui.month.first_use import pyqtgraph
from ui.theme.fonts import POINTS_SMALL, text_font

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QPointF

    from ui.theme.theme import Theme

#: Width of a bar; two side by side share it.
_BAR: Final = 0.7
#: Labels longer than this are cut on the axis; the line below tells them whole.
_LABEL: Final = 10
#: How far apart labels stand before every second one is left out.
_MOST_LABELS: Final = 16
#: Between a label and its axis.
_GAP: Final = 14
_ROOM_ABOVE: Final = 1.12
_DARK_INK: Final = 0.55
#: So many series want to be told apart.
_TOLD_APART: Final = 2
#: Lines and bars are told apart by more than their colour: the second line is broken, the second bars are pale.
_ROLES: Final = ("accent", "warning", "info", "clean")


def draw(plot: Any, chart: Chart, theme: Theme, chosen: tuple[int, int] | None = None, finer: int = 1) -> None:
    """Draw a chart anew; ``chosen``: series and point that bear the mark of the keyboard. ``finer``: device points to
    one of the plot, by which lines are made wider.
    """
    item = plot.getPlotItem()
    plot.clear()
    plot.setBackground(theme.colour("field"))
    item.setMenuEnabled(False)
    item.hideButtons()
    item.setMouseEnabled(x=False, y=False)
    item.showAxis("right", chart.kind is ChartKind.PARETO)
    item.showGrid(x=False, y=chart.kind is not ChartKind.HEAT, alpha=0.15)
    _colour_axes(item, theme)
    if chart.is_empty:
        item.getAxis("bottom").setTicks([[]])
        item.getAxis("left").setTicks([[]])
        return
    if chart.kind is ChartKind.LINE:
        _lines(item, chart, theme, chosen, finer)
    elif chart.kind is ChartKind.BARS:
        _bars(item, chart, theme, chosen)
    elif chart.kind is ChartKind.PARETO:
        _pareto(item, chart, theme, chosen, finer)
    else:
        _heat(item, chart, theme, chosen)
    _label_points(item, [point.label for point in chart.series[0].points])


def nearest(plot: Any, chart: Chart, place: QPointF) -> tuple[int, int] | None:
    """Series and point under the mouse; None beside the plot."""
    view = plot.getPlotItem().getViewBox()
    at = view.mapSceneToView(plot.mapToScene(place.toPoint()))
    count = len(chart.series[0].points) if chart.series else 0
    point = round(at.x())
    if not 0 <= point < count:
        return None
    if chart.kind is ChartKind.HEAT:
        series = len(chart.series) - 1 - round(at.y())
        return (series, point) if 0 <= series < len(chart.series) else None
    if chart.kind is ChartKind.BARS and len(chart.series) > 1:
        return (0 if at.x() < point else 1), point
    heights = [one.points[point].value for one in chart.series]
    if chart.kind is ChartKind.PARETO:
        return 0, point
    apart = [abs(at.y() - value) if value is not None else float("inf") for value in heights]
    return apart.index(min(apart)), point


def _lines(item: Any, chart: Chart, theme: Theme, chosen: tuple[int, int] | None, finer: int) -> None:
    pg = pyqtgraph()
    top, low = 0.0, 0.0
    for number, one in enumerate(chart.series):
        ink = theme.colour(_ROLES[number % len(_ROLES)])
        values = _numbers(one.points)
        pen = pg.mkPen(ink, width=2 * finer, style=pg.QtCore.Qt.PenStyle.SolidLine if not number else _dashed(pg))
        symbol = "o" if not number else "s"
        item.plot(
            range(len(values)),
            values,
            pen=pen,
            symbol=symbol,
            symbolSize=7,
            symbolBrush=ink,
            symbolPen=pg.mkPen(ink),
            connect="finite",
        )
        top, low = max(top, np.nanmax(values, initial=0.0)), min(low, np.nanmin(values, initial=0.0))
    if chosen is not None:
        value = chart.series[chosen[0]].points[chosen[1]].value
        _mark_spot(item, theme, chosen[1], value if value is not None else 0.0)
    _range(item, len(chart.series[0].points), low, top)
    _legend(item, chart, [theme.colour(role) for role in _ROLES], "●■▲◆")
    _plain_values(item)


def _bars(item: Any, chart: Chart, theme: Theme, chosen: tuple[int, int] | None) -> None:
    pg = pyqtgraph()
    count = len(chart.series)
    width = _BAR / count
    top = 0.0
    for number, one in enumerate(chart.series):
        values = np.nan_to_num(_numbers(one.points))
        middle = np.arange(len(values)) + (number - (count - 1) / 2) * width
        ink = theme.colour("accent") if not number else theme.colour("line_strong")
        item.addItem(pg.BarGraphItem(x=middle, height=values, width=width * 0.92, brush=ink, pen=pg.mkPen(None)))
        for at, value in zip(middle, values, strict=True):
            if value and (count == 1 or len(values) <= _MOST_LABELS // 2):
                _write(item, theme, number_text(float(value)), at, value, anchor=(0.5, 1.0))
        if chosen is not None and chosen[0] == number:
            _mark_bar(item, theme, float(middle[chosen[1]]), float(values[chosen[1]]), width)
        top = max(top, float(values.max(initial=0.0)))
    _range(item, len(chart.series[0].points), 0.0, top)
    _legend(item, chart, [theme.colour("accent"), theme.colour("line_strong")], "■■")
    _plain_values(item)


def _pareto(item: Any, chart: Chart, theme: Theme, chosen: tuple[int, int] | None, finer: int) -> None:
    pg = pyqtgraph()
    bars, shares = chart.series
    values = np.nan_to_num(_numbers(bars.points))
    top = float(values.max(initial=1.0))
    item.addItem(
        pg.BarGraphItem(
            x=range(len(values)), height=values, width=_BAR, brush=theme.colour("accent"), pen=pg.mkPen(None)
        )
    )
    for at, value in enumerate(values):
        _write(item, theme, number_text(float(value)), at, value, anchor=(0.5, 1.0))
    scaled = _numbers(shares.points) * top / 100.0
    ink = theme.colour("warning")
    item.plot(
        range(len(values)),
        scaled,
        pen=pg.mkPen(ink, width=2 * finer),
        symbol="s",
        symbolSize=6,
        symbolBrush=ink,
        symbolPen=pg.mkPen(ink),
    )
    item.getAxis("right").setTicks([[(top * part / 100, f"{part}%") for part in range(0, 101, 20)]])
    if chosen is not None:
        if chosen[0] == 0:
            _mark_bar(item, theme, float(chosen[1]), float(values[chosen[1]]), _BAR)
        else:
            _mark_spot(item, theme, chosen[1], float(scaled[chosen[1]]))
    _range(item, len(values), 0.0, top)
    _plain_values(item)


def _heat(item: Any, chart: Chart, theme: Theme, chosen: tuple[int, int] | None) -> None:
    pg = pyqtgraph()
    rows = len(chart.series)
    columns = len(chart.series[0].points)
    cells = np.array([[point.value or 0.0 for point in one.points] for one in chart.series])
    top = float(cells.max(initial=1.0)) or 1.0
    low, high = theme.colour("field"), theme.colour("accent")
    for row in range(rows):
        for column in range(columns):
            value, y = cells[row, column], rows - 1 - row
            share = value / top
            ground = _mixed(low, high, 0.0 if not value else 0.12 + 0.88 * share)
            box = pg.QtWidgets.QGraphicsRectItem(column - 0.48, y - 0.46, 0.96, 0.92)
            box.setBrush(ground)
            box.setPen(pg.mkPen(theme.colour("line"), width=1))
            item.addItem(box)
            if value:
                ink = theme.colour("accent_text") if share > _DARK_INK else theme.colour("text")
                _write(item, theme, number_text(float(value)), column, y, anchor=(0.5, 0.5), ink=ink)
    if chosen is not None:
        pen = _cosmetic(theme, 3)
        frame = pg.QtWidgets.QGraphicsRectItem(chosen[1] - 0.48, rows - 1 - chosen[0] - 0.46, 0.96, 0.92)
        frame.setPen(pen)
        item.addItem(frame)
    item.setXRange(-0.5, columns - 0.5, padding=0)
    item.setYRange(-0.5, rows - 0.5, padding=0)
    names = [(rows - 1 - row, one.name[: _LABEL + 2]) for row, one in enumerate(chart.series)]
    item.getAxis("left").setTicks([names])
    room = QFontMetrics(text_font(POINTS_SMALL))
    item.getAxis("left").setWidth(max(room.horizontalAdvance(name) for _, name in names) + _GAP)


# -- small parts


def _colour_axes(item: Any, theme: Theme) -> None:
    pg = pyqtgraph()
    for name in ("left", "bottom", "right"):
        axis = item.getAxis(name)
        axis.setPen(pg.mkPen(theme.colour("line_strong")))
        axis.setTextPen(pg.mkPen(theme.colour("text_muted")))
        axis.setStyle(tickFont=text_font(POINTS_SMALL), tickLength=-4)


def _label_points(item: Any, labels: Sequence[str]) -> None:
    step = -(-len(labels) // _MOST_LABELS)
    shown = [(at, label[:_LABEL]) for at, label in enumerate(labels) if at % step == 0]
    item.getAxis("bottom").setTicks([shown])


def _plain_values(item: Any) -> None:
    """Values as they are: no prefix of a thousand, no power of ten."""
    axis = item.getAxis("left")
    axis.setTicks(None)
    axis.setWidth(None)
    axis.enableAutoSIPrefix(False)


def _range(item: Any, count: int, low: float, top: float) -> None:
    item.setXRange(-0.6, count - 0.4, padding=0)
    item.setYRange(low * _ROOM_ABOVE, (top or 1.0) * _ROOM_ABOVE, padding=0)


def _legend(item: Any, chart: Chart, inks: Sequence[QColor], signs: str) -> None:
    """What is what, in the upper right corner. The legend of the library leaves a dangling item when it is drawn anew,
    and the next change of the theme would run into it.
    """
    if len(chart.series) < _TOLD_APART:
        return
    (_, right), (_, top) = item.getViewBox().viewRange()
    words = "　".join(f"{sign} {one.name}" for sign, one in zip(signs, chart.series, strict=False))
    html = "　".join(
        f'<span style="color:{ink.name()}">{sign} {escape(one.name)}</span>'
        for sign, ink, one in zip(signs, inks, chart.series, strict=False)
    )
    label = pyqtgraph().TextItem(words, anchor=(1.0, 0.0))
    label.setFont(text_font(POINTS_SMALL))
    label.setHtml(html)
    label.setPos(right, top)
    item.addItem(label, ignoreBounds=True)


def _numbers(points: Sequence[Any]) -> Any:
    return np.array([np.nan if point.value is None else float(point.value) for point in points])


def _dashed(pg: Any) -> Any:
    return pg.QtCore.Qt.PenStyle.DashLine


def _write(
    item: Any, theme: Theme, text: str, x: float, y: float, *, anchor: tuple[float, float], ink: QColor | None = None
) -> None:
    words = pyqtgraph().TextItem(text, color=ink or theme.colour("text"), anchor=anchor)
    words.setFont(text_font(POINTS_SMALL))
    words.setPos(x, y)
    item.addItem(words)


def _cosmetic(theme: Theme, width: int) -> QPen:
    pen = QPen(theme.colour("focus"))
    pen.setWidth(width)
    pen.setCosmetic(True)
    return pen


def _mark_bar(item: Any, theme: Theme, x: float, height: float, width: float) -> None:
    box = pyqtgraph().QtWidgets.QGraphicsRectItem(x - width / 2, 0.0, width, height)
    box.setPen(QPen(_contrast_pen(theme)))
    item.addItem(box)


def _contrast_pen(theme: Theme) -> QPen:
    pen = _cosmetic(theme, 3)
    pen.setColor(theme.colour("text"))
    return pen


def _mark_spot(item: Any, theme: Theme, x: float, y: float) -> None:
    pg = pyqtgraph()
    item.plot(
        [x],
        [y],
        pen=None,
        symbol="o",
        symbolSize=15,
        symbolBrush=None,
        symbolPen=pg.mkPen(theme.colour("text"), width=2),
    )


def _mixed(low: QColor, high: QColor, share: float) -> QColor:
    return QColor(*(round(a + (b - a) * share) for a, b in zip(low.getRgb()[:3], high.getRgb()[:3], strict=True)))
