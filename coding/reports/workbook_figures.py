"""The sheet 指标: every figure of the report as a formula over the data sheet, with the value as it was computed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coding.indicators.figures import Scope
from coding.indicators.indicator import indicators
from coding.reports.book_text import book_text
from coding.reports.cell_text import NO_FIGURE
from coding.reports.month_plan import table_plans, tells_money
from coding.reports.report_page import Column, Kind
from coding.reports.workbook_data import number_range
from coding.reports.workbook_forms import figure_form, lines_of
from coding.reports.workbook_formulas import formula, told_formula

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from coding.indicators.figures import FigureRow, MonthFigures
    from coding.indicators.indicator import Indicator
    from coding.reports.workbook_data import DataPlan
    from coding.reports.workbook_forms import Forms
    from coding.reports.workbook_formulas import Part, Ranges

FIGURES_SHEET = "指标"
#: Title, width in narrow signs, whether figures stand in it.
_HEAD = (
    ("编号", 30, False), ("指标", 42, False), ("范围", 9, False), ("对象", 18, False), ("号", 6, True),
    ("分子", 16, True),
    ("分母", 16, True), ("本期", 16, True), ("单位", 8, False), ("参考值", 12, True), ("上期", 16, True),
    ("去年同期", 16, True), ("同比", 10, True), ("未评判", 9, True), ("取值", 7, False), ("定义和依据", 90, False),
)  # fmt: skip
VALUE = "H"
_COMPUTED, _GIVEN = "公式", "数值"
_WHOLE, _BROKEN = "#,##0", "#,##0.00##"
_A_LINE = 16.0


def figure_rows(figures: MonthFigures, *, money: bool, ward: str = "") -> list[FigureRow]:
    """The rows of the sheet: all of the hospital, of its parts those that stand in a table of the report.

    Of a ward that is named all of its own, and no other.
    """
    if ward:
        own = (row for row in figures.rows if row.scope is Scope.WARD and row.scope_value == ward)
        return [row for row in own if money or not tells_money(row.id)]
    wanted = {(plan.scope, id_) for plan in table_plans().values() for id_ in plan.ids}
    return [
        row
        for row in figures.rows
        if (row.scope is Scope.HOSPITAL or (row.scope, row.id) in wanted) and (money or not tells_money(row.id))
    ]


@dataclass(slots=True)
class FiguresSheet:
    """Writes the rows; ``plan`` None: there is no data sheet, all figures stand as values. ``ward``: whose pages alone
    stand in the data sheet.
    """

    page: Any
    forms: Forms
    plan: DataPlan | None
    ward: str = ""

    def write(self, rows: Iterable[FigureRow], note: str) -> dict[tuple[str, str, str], int]:
        """The rows below the head; where each figure stands, by id, scope and its value."""
        page = self.page
        for at, (_, width, _figures) in enumerate(_HEAD):
            page.set_column(at, at, width)
        page.write_string(0, 0, note, self.forms.of(font_color="#5A6470"))
        for at, (title, _, figures) in enumerate(_HEAD):
            page.write_string(1, at, title, self.forms.head(Column(title, Kind.COUNT if figures else Kind.TEXT)))
        page.freeze_panes(2, 2)
        page.repeat_rows(1)
        placed: dict[tuple[str, str, str], int] = {}
        ranges = None if self.plan is None else self.plan.ranges
        for at, row in enumerate(rows, 2):
            self._row(at, row, ranges)
            placed[row.id, row.scope.value, row.scope_value] = at
        page.autofilter(1, 0, len(placed) + 1, len(_HEAD) - 1)
        return placed

    def _row(self, at: int, row: FigureRow, ranges: Ranges | None) -> None:
        one = indicators().get(row.id)
        part, number = self._part(row, at)
        text, plain = self.forms.of(), self.forms.of(num_format=_WHOLE, align="right")
        value = self.forms.of(num_format=figure_form(row.value, ""), align="right", bold=True)
        page = self.page
        page.set_row(at, _A_LINE * lines_of(row.source, _HEAD[-1][1]))
        words = (row.id, row.name, row.scope.label, row.scope_value)
        for place, word in enumerate(words):
            page.write_string(at, place, book_text(word), text)
        if number is not None:
            page.write_number(at, 4, number, text)
        computed = one is not None and ranges is not None and _computable(one, ranges) and (number or part is None)
        if computed and one is not None and ranges is not None:
            self._formulas(at, row, one, ranges, part, value)
        else:
            self._number(at, 5, row.numerator)
            self._number(at, 6, row.denominator)
            self._value(at, 7, row.value, value)
        page.write_string(at, 8, book_text(row.unit), text)
        self._number(at, 9, row.reference)
        self._number(at, 10, row.last_period)
        self._number(at, 11, row.last_year)
        this, then = f"H{at + 1}", f"L{at + 1}"
        change = f'=IF(OR({this}="{NO_FIGURE}",{then}="",{then}=0),"",ROUND(({this}-{then})/{then},4))'
        share = self.forms.of(num_format="+0.00%;-0.00%;0.00%", align="right")
        page.write_formula(at, 12, change, share, "" if row.change is None else float(row.change))
        if computed and one is not None and ranges is not None and one.not_judged and ranges.can_tell(one.not_judged):
            page.write_formula(at, 13, f"={formula(one.not_judged, ranges, part)}", plain, row.not_judged)
        else:
            page.write_number(at, 13, row.not_judged, plain)
        page.write_string(at, 14, _COMPUTED if computed else _GIVEN, text)
        page.write_string(at, 15, book_text(row.source), self.forms.of(text_wrap=True))

    def _part(self, row: FigureRow, at: int) -> tuple[Part, int | None]:
        """By what the pages of a row are picked, and its number."""
        if row.scope is Scope.HOSPITAL or self.ward or self.plan is None:
            return None, None
        number = self.plan.numbers.get(row.scope, {}).get(row.scope_value)
        return (number_range(row.scope), f"$E{at + 1}"), number

    def _formulas(self, at: int, row: FigureRow, one: Indicator, ranges: Ranges, part: Part, value: Any) -> None:
        above, this = formula(one.numerator, ranges, part), f"F{at + 1}"
        if any(term.kind in ("sum", "ratio") for term in one.numerator) and not one.denominator:
            above = f'IF({told_formula(one.numerator, ranges, part)}=0,"",{above})'
        page = self.page
        page.write_formula(
            at, 5, f"={above}", self._form(row.numerator), "" if row.numerator is None else float(row.numerator)
        )
        cached = NO_FIGURE if row.value is None else float(row.value)
        if not one.denominator:
            said = f'=IF({this}="","{NO_FIGURE}",ROUND({this}*{one.factor},{one.digits}))'
            page.write_formula(at, 7, said, value, cached)
            return
        below = f"G{at + 1}"
        denominator = formula(one.denominator, ranges, part)
        page.write_formula(at, 6, f"={denominator}", self._form(row.denominator), float(row.denominator or 0))
        said = f'=IF({below}=0,"{NO_FIGURE}",ROUND({this}*{one.factor}/{below},{one.digits}))'
        page.write_formula(at, 7, said, value, cached)

    def _number(self, at: int, place: int, number: Decimal | None) -> None:
        if number is not None:
            self.page.write_number(at, place, float(number), self._form(number))

    def _form(self, number: Decimal | None) -> Any:
        """Of a whole number and of one with places; in Excel one format for both would leave a point behind 900."""
        whole = number is None or number == number.to_integral_value()
        return self.forms.of(num_format=_WHOLE if whole else _BROKEN, align="right")

    def _value(self, at: int, place: int, number: Decimal | None, form: Any) -> None:
        if number is None:
            self.page.write_string(at, place, NO_FIGURE, form)
        else:
            self.page.write_number(at, place, float(number), form)


def _computable(one: Indicator, ranges: Ranges) -> bool:
    return not one.form and ranges.can_tell(one.numerator) and ranges.can_tell(one.denominator)
