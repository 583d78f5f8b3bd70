"""The data sheet of a month's workbook: one row a page, no name, no number of an identity; ranges named for formulas.

Columns are those of the facts. Behind them stand the numbers of ward, team, doctor …: formulas count by numbers, since
spreadsheets take texts such as 001 and 1, or a*, for the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coding.indicators.columns import FactColumn, fact_columns
from coding.indicators.compute import BLANK, SCOPE_COLUMNS
from coding.indicators.figures import Scope
from coding.reports.book_text import book_text
from coding.reports.month_plan import MONEY_KINDS
from coding.reports.report_page import Column, Kind
from coding.reports.workbook_formulas import DIGITS, Ranges

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from coding.reports.workbook_forms import Forms

DATA_SHEET, GROUPS_NAME = "病案", "病组_号"
#: Who looks for a page finds it by these, whether a formula reads them or not.
_ALWAYS = (
    "case_no", "discharged", "admitted", "ward", "team", "doctor", "coder", "payer", "status", "drg", "weight", "stay",
    "cost", "payment", "balance", "multiple", "state",
)  # fmt: skip
#: What the ratios of the indicators divide.
_RATIOS = (("cost", "reference_cost"), ("stay", "reference_stay"))
_BLOCK = 2048
_NO_RANGE = re.compile(r"\W")
_FORMATS = {"when": "yyyy-mm-dd hh:mm", "money": "#,##0.00", "weight": "0.0000", "score": "0.0", "micro": "#,##0.00"}


@dataclass(frozen=True, slots=True)
class DataPlan:
    """What stands in the data sheet. ``numbers``: scope → its value → number, from 1. ``rows``: how many pages."""

    columns: tuple[FactColumn, ...]
    numbers: Mapping[Scope, Mapping[str, int]]
    ratios: tuple[tuple[str, str], ...]
    rows: int

    @property
    def ranges(self) -> Ranges:
        """The names that formulas use."""
        columns = {column.name: range_name(column.label) for column in self.columns}
        ratios = {pair: range_name(_ratio_title(pair)) for pair in self.ratios}
        lists = {"drg": (number_range(Scope.GROUP), GROUPS_NAME)}
        return Ranges(columns, ratios, lists, range_name(fact_columns()["case_no"].label))


def data_plan(frame: pd.DataFrame, needed: Iterable[str], *, money: bool) -> DataPlan:
    """What is to be written of a frame of facts; ``needed``: columns that formulas read."""
    wanted = {*_ALWAYS, *needed}
    seen = [c for c in fact_columns().values() if c.name in wanted and (money or c.kind not in MONEY_KINDS)]
    names = {column.name for column in seen}
    ratios = tuple(pair for pair in _RATIOS if set(pair) <= names)
    numbers = {scope: _numbered(frame[column]) for scope, column in SCOPE_COLUMNS.items() if column in frame}
    return DataPlan(tuple(seen), numbers, ratios, len(frame))


def range_name(title: str) -> str:
    """The name of the range of a column of the data sheet."""
    return f"{DATA_SHEET}_{_NO_RANGE.sub('', title)}"


def number_range(scope: Scope) -> str:
    """The name of the range of the numbers of a scope."""
    return range_name(f"{scope.label}号")


def write_data(book: Any, page: Any, frame: pd.DataFrame, plan: DataPlan, forms: Forms) -> None:
    """Write the rows and name the ranges."""
    titles = [column.label for column in plan.columns]
    titles += [f"{scope.label}号" for scope in plan.numbers] + [_ratio_title(pair) for pair in plan.ratios]
    for at, title in enumerate(titles):
        text = at < len(plan.columns) and plan.columns[at].kind in ("text", "when")
        page.set_column(at, at, 18 if text else max(10, len(title) * 2.1))
    page.set_row(0, 32)
    for at, title in enumerate(titles):
        page.write_string(0, at, title, forms.head(Column(title, Kind.TEXT)))
    page.freeze_panes(1, 1)
    page.repeat_rows(0)
    _rows(page, frame, plan, forms)
    last = plan.rows + 1
    for at, title in enumerate(titles):
        letter = column_letters(at)
        book.define_name(range_name(title), f"='{DATA_SHEET}'!${letter}$2:${letter}${last}")
    page.autofilter(0, 0, last - 1, len(titles) - 1)


def _rows(page: Any, frame: pd.DataFrame, plan: DataPlan, forms: Forms) -> None:
    plain = forms.of()
    formats = [forms.of(num_format=_FORMATS[c.kind]) if c.kind in _FORMATS else plain for c in plan.columns]
    # a list is of one column: the writers of a row are asked for once, not for every cell
    number, text = page.write_number, page.write_string
    first = len(plan.columns) + len(plan.numbers)
    places = {column.name: column_letters(at) for at, column in enumerate(plan.columns)}
    for start in range(0, plan.rows, _BLOCK):
        block = frame.iloc[start : start + _BLOCK]
        cells = [_cells(block[column.name], column) for column in plan.columns]
        cells += [_part_numbers(block[SCOPE_COLUMNS[scope]], known) for scope, known in plan.numbers.items()]
        for at in range(len(block)):
            row = start + at + 1
            for place, column in enumerate(cells):
                cell = column[at]
                if cell is None:
                    continue
                form = formats[place] if place < len(formats) else plain
                (text if cell.__class__ is str else number)(row, place, cell, form)
            for beyond, pair in enumerate(plan.ratios):
                above, below = (f"{places[name]}{row + 1}" for name in pair)
                cached = _quotient(cells, plan, pair, at)
                page.write_formula(
                    row, first + beyond, f'=IF(OR({above}="",{below}=""),"",{above}/{below})', plain, cached
                )


def _quotient(cells: Sequence[list[Any]], plan: DataPlan, pair: tuple[str, str], at: int) -> float | str:
    above, below = (
        next(column for column, of in zip(cells, plan.columns, strict=False) if of.name == name)[at] for name in pair
    )
    return "" if above is None or not below else above / below


def _cells(series: pd.Series[Any], column: FactColumn) -> list[Any]:
    """The cells of a column in natural units: text, figure or None."""
    import pandas as pd

    if column.kind == "text":
        words = [book_text(str(word)) or None for word in series.cat.categories]
        return [words[code] if code >= 0 else None for code in series.cat.codes.tolist()]
    if column.kind == "when":
        days = (series - pd.Timestamp(1899, 12, 30)) / pd.Timedelta(days=1)
        return [None if missing else day for day, missing in zip(days.tolist(), days.isna().tolist(), strict=True)]
    scale = column.scale
    missing = series.isna().tolist()
    values = series.fillna(0).tolist()
    if scale == 1:
        return [None if no else int(value) for value, no in zip(values, missing, strict=True)]
    digits = DIGITS[column.kind]
    return [None if no else round(value / scale, digits) for value, no in zip(values, missing, strict=True)]


def _numbered(series: pd.Series[Any]) -> dict[str, int]:
    """Every value of a column of texts with its number, in the order of the values."""
    return {value: at for at, value in enumerate(sorted({str(word) or BLANK for word in series.cat.categories}), 1)}


def _part_numbers(series: pd.Series[Any], known: Mapping[str, int]) -> list[int]:
    numbers = [known[str(word) or BLANK] for word in series.cat.categories]
    return [numbers[code] for code in series.cat.codes.tolist()]


def _ratio_title(pair: tuple[str, str]) -> str:
    above, below = (fact_columns()[name].label for name in pair)
    return f"{above}÷{below}"


def column_letters(at: int) -> str:
    """A, B, … of a column from 0."""
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
