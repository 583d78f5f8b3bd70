"""The data sheet of a month's workbook: one row a page, no name, no number of an identity; ranges named for formulas.

Columns are those of the facts. Behind them stand the numbers of ward, team, doctor …: formulas count by numbers, since
spreadsheets take texts such as 001 and 1, or a*, for the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coding.indicators.columns import FactColumn, fact_columns
from coding.indicators.figure_rows import BLANK, SCOPE_COLUMNS
from coding.indicators.figures import Scope
from coding.reports.book_text import book_text
from coding.reports.month_plan import MONEY_KINDS
from coding.reports.report_page import Column, Kind
from coding.reports.workbook_formulas import DIGITS, Ranges, data_word
from coding.reports.workbook_rows import formula_cell, text_tail

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
    """What stands in the data sheet. ``numbers``: scope → its value → number, from 1. ``rows``: how many pages.

    ``has_groups``: beside it stands the sheet of the groups.
    """

    columns: tuple[FactColumn, ...]
    numbers: Mapping[Scope, Mapping[str, int]]
    ratios: tuple[tuple[str, str], ...]
    rows: int
    has_groups: bool = True

    @property
    def titles(self) -> list[str]:
        """The heads of the columns."""
        found = [column.label for column in self.columns]
        return found + [f"{scope.label}号" for scope in self.numbers] + [_ratio_title(pair) for pair in self.ratios]

    @property
    def ranges(self) -> Ranges:
        """The names that formulas use."""
        columns = {column.name: range_name(column.label) for column in self.columns}
        ratios = {pair: range_name(_ratio_title(pair)) for pair in self.ratios}
        lists = {"drg": (number_range(Scope.GROUP), GROUPS_NAME)} if self.has_groups else {}
        return Ranges(columns, ratios, lists, range_name(fact_columns()["case_no"].label))


def data_plan(frame: pd.DataFrame, needed: Iterable[str], *, money: bool, has_groups: bool = True) -> DataPlan:
    """What is to be written of a frame of facts; ``needed``: columns that formulas read."""
    wanted = {*_ALWAYS, *needed}
    order = [*_ALWAYS, *(name for name in fact_columns() if name not in _ALWAYS)]
    every = (fact_columns()[name] for name in order if name in wanted)
    seen = [column for column in every if money or column.kind not in MONEY_KINDS]
    names = {column.name for column in seen}
    ratios = tuple(pair for pair in _RATIOS if set(pair) <= names)
    numbers = {scope: _numbered(frame[column]) for scope, column in SCOPE_COLUMNS.items() if column in frame}
    return DataPlan(tuple(seen), numbers, ratios, len(frame), has_groups)


def of_ward(frame: pd.DataFrame, ward: str) -> pd.DataFrame:
    """The pages of a ward alone; ``ward`` as the figures name it."""
    met = (frame["ward"] == ("" if ward == BLANK else ward)).to_numpy()
    return frame.iloc[met.nonzero()[0]].reset_index(drop=True)


def range_name(title: str) -> str:
    """The name of the range of a column of the data sheet."""
    return f"{DATA_SHEET}_{_NO_RANGE.sub('', title)}"


def number_range(scope: Scope) -> str:
    """The name of the range of the numbers of a scope."""
    return range_name(f"{scope.label}号")


def write_data_head(book: Any, page: Any, plan: DataPlan, forms: Forms) -> str:
    """Write the head and a row of blank cells in the formats of the columns; name the ranges. The last cell."""
    titles = plan.titles
    plain = forms.of()
    for at, title in enumerate(titles):
        column = plan.columns[at] if at < len(plan.columns) else None
        wide = column is not None and column.kind in ("text", "when")
        page.set_column(at, at, 18 if wide else max(10, len(title) * 2.1))
    page.set_row(0, 32)
    for at, title in enumerate(titles):
        page.write_string(0, at, title, forms.head(Column(title, Kind.TEXT)))
    for at in range(len(titles)):
        kind = plan.columns[at].kind if at < len(plan.columns) else ""
        page.write_blank(1, at, None, forms.of(num_format=_FORMATS[kind]) if kind in _FORMATS else plain)
    page.freeze_panes(1, 1)
    page.repeat_rows(0)
    last = plan.rows + 1
    # on paper what a reader looks a page up by; what formulas read beyond it is for the screen
    page.print_area(0, 0, last - 1, sum(column.name in _ALWAYS for column in plan.columns) - 1)
    for at, title in enumerate(titles):
        letter = column_letters(at)
        book.define_name(range_name(title), f"='{DATA_SHEET}'!${letter}$2:${letter}${last}")
    page.autofilter(0, 0, last - 1, len(titles) - 1)
    return f"{column_letters(len(titles) - 1)}{last}"


def data_rows(frame: pd.DataFrame, plan: DataPlan, styles: Sequence[str]) -> Iterable[str]:
    """The rows of the sheet, block by block; ``styles``: of each column."""
    letters = [column_letters(at) for at in range(len(styles))]
    places = {column.name: at for at, column in enumerate(plan.columns)}
    pairs = [(places[above], places[below]) for above, below in plan.ratios]
    first = len(plan.columns) + len(plan.numbers)
    for start in range(0, plan.rows, _BLOCK):
        block = frame.iloc[start : start + _BLOCK]
        cells: list[list[Any]] = [_cells(block[column.name], column) for column in plan.columns]
        cells += [_part_numbers(block[SCOPE_COLUMNS[scope]], known) for scope, known in plan.numbers.items()]
        opened = [(f'<c r="{letter}', f'"{style}') for letter, style in zip(letters, styles, strict=True)]
        for at, of_row in enumerate(zip(*cells, strict=True)):
            row = start + at + 2
            made = [f'<row r="{row}">']
            for (before, behind), cell in zip(opened, of_row, strict=False):
                if cell.__class__ is str:
                    made.append(f"{before}{row}{behind}{cell}")
                elif cell is not None:
                    made.append(f"{before}{row}{behind}><v>{cell!r}</v></c>")
            for beyond, (above, below) in enumerate(pairs):
                place = f"{letters[first + beyond]}{row}"
                one, other = f"{letters[above]}{row}", f"{letters[below]}{row}"
                value = _quotient(of_row[above], of_row[below])
                said = f'IF(OR({one}="",{other}=""),"",{one}/{other})'
                made.append(formula_cell(place, styles[first + beyond], said, value))
            made.append("</row>")
            yield "".join(made)


def _quotient(above: float | None, below: float | None) -> float | str:
    return "" if above is None or not below else above / below


def _cells(series: pd.Series[Any], column: FactColumn) -> list[Any]:
    """The cells of a column in natural units: what follows the place of a text, a figure, or None."""
    import pandas as pd

    if column.kind == "text":
        said = [data_word(column.name, str(word)) for word in series.cat.categories]
        words = [text_tail(book_text(word)) if word else None for word in said]
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
