"""Figures of a month in the words of the window: value, of how many, beside last year with both figures and base."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.indicators.shown_digits import shown_value
from coding.reports.cell_text import NO_FIGURE, figure_words, rounded
from coding.reports.report_page import Figure

if TYPE_CHECKING:
    from decimal import Decimal

    from coding.indicators.figures import FigureRow

_PERCENT = 100


def value_text(value: Decimal | None, row: FigureRow) -> str:
    """A value of the indicator of this row: 22.15% · 10,771.07 元 · 1.01; a dash where there is no figure."""
    return figure_words(Figure(shown_value(row.id, value), row.unit))


def of_text(row: FigureRow) -> str:
    """251 / 8,610; of a plain sum the sum alone; a dash where nothing was counted."""
    if row.numerator is None:
        return NO_FIGURE
    parts = [row.numerator] if row.denominator is None else [row.numerator, row.denominator]
    return " / ".join(_plain(part) for part in parts)


def change_text(row: FigureRow) -> str:
    """+31.29%（6,558 → 8,610，除以上年同期）; a dash where there is no year before."""
    if row.change is None or row.last_year is None:
        return NO_FIGURE
    share = rounded(row.change * _PERCENT, 2)
    then, now = (shown_value(row.id, value) for value in (row.last_year, row.value))
    return f"{share:+,}%（{_plain(then)} → {_plain(now)}，÷ 上年）"


def row_sentence(row: FigureRow) -> str:
    """心血管内科　首页完整率 98.2%（1,204 / 1,226）"""
    of = of_text(row)
    beside = f"（{of}）" if of != NO_FIGURE and row.denominator is not None else ""
    return f"{row.scope_value}　{row.name} {value_text(row.value, row)}{beside}".strip("　")


def _plain(number: Decimal | None) -> str:
    if number is None:
        return NO_FIGURE
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
