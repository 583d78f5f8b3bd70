"""What a chart is drawn from: names, series and figures of a table, each with its words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coding.reports.report_page import Column


@dataclass(frozen=True, slots=True)
class ChartData:
    """``figures``: one row a name, in it one figure a series, None where the table says nothing; ``words``: the same as
    the table writes them; ``unit``: of figures that bring one.
    """

    form: str
    title: str
    names: tuple[str, ...]
    columns: tuple[Column, ...]
    figures: tuple[tuple[float | None, ...], ...]
    words: tuple[tuple[str, ...], ...]
    unit: str = ""

    @property
    def series(self) -> tuple[str, ...]:
        """The names of the series."""
        return tuple(column.title for column in self.columns)

    def all_figures(self) -> list[float]:
        """Every figure that is there."""
        return [figure for row in self.figures for figure in row if figure is not None]

    def tick_text(self, figure: float, ticks: tuple[float, ...]) -> str:
        """A round figure at an axis: no more digits than the steps between the ticks need, a long one in 万."""
        if self.columns[0].kind.value in ("share", "change"):
            return f"{figure * 100:,.{_digits([tick * 100 for tick in ticks])}f}%"
        unit = "%" if self.unit == "%" else ""
        if max(abs(ticks[0]), abs(ticks[-1])) >= 100_000:
            return f"{figure / 10_000:,.{_digits([tick / 10_000 for tick in ticks])}f}万" if figure else "0"
        return f"{figure:,.{_digits(list(ticks))}f}{unit}"


def _digits(ticks: list[float]) -> int:
    return next((n for n in range(5) if all(abs(tick - round(tick, n)) < 1e-9 for tick in ticks)), 5)
