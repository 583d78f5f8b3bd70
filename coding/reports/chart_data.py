"""What a chart is drawn from: names, series and figures of a table, without its words."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from coding.reports.cell_text import number_text

if TYPE_CHECKING:
    from coding.reports.report_page import Column


@dataclass(frozen=True, slots=True)
class ChartData:
    """``figures``: one row a name, in it one figure a series; None where the table says nothing."""

    form: str
    title: str
    names: tuple[str, ...]
    columns: tuple[Column, ...]
    figures: tuple[tuple[float | None, ...], ...]

    @property
    def series(self) -> tuple[str, ...]:
        """The names of the series."""
        return tuple(column.title for column in self.columns)

    def all_figures(self) -> list[float]:
        """Every figure that is there."""
        return [figure for row in self.figures for figure in row if figure is not None]

    def said(self, figure: float, at: int = 0) -> str:
        """A figure of a series as it is written in the table."""
        return figure_text(figure, self.columns[at])


def figure_text(figure: float, column: Column) -> str:
    """A figure as its column writes it."""
    return number_text(Decimal(repr(figure)), column.kind, column.digits)


def tick_text(figure: float, column: Column, ticks: tuple[float, ...]) -> str:
    """A round figure at an axis: no more digits than the steps between the ticks need, a long one in 万."""
    if column.kind.value in ("share", "change"):
        return f"{figure * 100:.{_digits([tick * 100 for tick in ticks])}f}%"
    if max(abs(ticks[0]), abs(ticks[-1])) >= 100_000:
        return f"{figure / 10_000:,.{_digits([tick / 10_000 for tick in ticks])}f}万"
    return f"{figure:,.{_digits(list(ticks))}f}"


def _digits(ticks: list[float]) -> int:
    return next((n for n in range(5) if all(abs(tick - round(tick, n)) < 1e-9 for tick in ticks)), 5)
