"""The sheet 病组: every group counted by formulas over the data sheet, beside last year and the reference."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coding.indicators.expression import read_expression
from coding.indicators.figures import Scope
from coding.reports.book_text import book_text
from coding.reports.report_page import Column, Kind
from coding.reports.workbook_data import GROUPS_NAME, column_letters, number_range
from coding.reports.workbook_formulas import formula, told_formula

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from decimal import Decimal

    from coding.indicators.figures import GroupRow
    from coding.reports.workbook_data import DataPlan
    from coding.reports.workbook_forms import Forms
    from coding.reports.workbook_formulas import Ranges

GROUPS_SHEET = "病组"
_FIRST = 4
_YUAN, _COUNT, _WEIGHT, _MEAN, _SHARE = "#,##0.00", "#,##0", "#,##0.0000", "#,##0.00", "0.00%"


@dataclass(frozen=True, slots=True)
class _Counted:
    """A column: an expression, or one divided by another, rounded; its value as it was computed.

    ``told``: how many pages say something to a count; where none does, there is no figure.
    """

    title: str
    above: str
    below: str
    form: str
    value: Callable[[GroupRow], Decimal | int | None]
    digits: int = 2
    money: bool = False
    told: str = ""


def _of_kind(kind: str) -> Callable[[GroupRow], int | None]:
    return lambda row: row.insured.get(kind)


def _of_multiple(title: str, multiple: str, value: Callable[[GroupRow], int | None]) -> _Counted:
    found = f"count(grouped = 1, multiple = {multiple})"
    return _Counted(title, found, "", _COUNT, value, told=f"{found} + count(grouped = 1, thresholds = 1)")


def _columns(kinds: Sequence[str]) -> list[_Counted]:
    return [
        _Counted("例数", "count(grouped = 1)", "", _COUNT, lambda row: row.cases),
        *(
            _Counted(
                kind, f"count(grouped = 1, payer = {kind})", "", _COUNT, _of_kind(kind),
                told="count(grouped = 1, payer != empty)",
            )
            for kind in kinds
        ),
        _Counted(
            "权重", "sum(weight; grouped = 1)", "count(grouped = 1, weight != empty)", _WEIGHT,
            lambda row: row.weight, 4, money=True,
        ),
        _Counted("总权重", "sum(weight; grouped = 1)", "", _WEIGHT, lambda row: row.total_weight, money=True),
        _Counted("费用", "sum(cost; grouped = 1)", "", _YUAN, lambda row: row.cost, money=True),
        _Counted(
            "次均费用", "sum(cost; grouped = 1)", "count(grouped = 1, cost != empty)", _YUAN,
            lambda row: row.mean_cost, money=True,
        ),
        _Counted(
            "平均住院日", "sum(stay; grouped = 1)", "count(grouped = 1, stay != empty)", _MEAN,
            lambda row: row.mean_stay,
        ),
        _Counted("支付估算", "sum(payment; grouped = 1)", "", _YUAN, lambda row: row.payment, money=True),
        _Counted("差额", "sum(balance; grouped = 1)", "", _YUAN, lambda row: row.balance, money=True),
        _of_multiple("高倍率", "high", lambda row: row.multiples[0]),
        _of_multiple("低倍率", "low", lambda row: row.multiples[1]),
        _Counted(
            "死亡", "count(grouped = 1, died = 1)", "", _COUNT, lambda row: row.deaths,
            told="count(grouped = 1, died != empty)",
        ),
    ]  # fmt: skip


def columns_of_groups() -> frozenset[str]:
    """The columns of the facts that the sheet's formulas read."""
    return frozenset(
        {"grouped", "payer", "weight", "cost", "stay", "payment", "balance", "multiple", "thresholds", "died", "drg"}
    )


def write_groups(
    book: Any, page: Any, groups: Sequence[GroupRow], plan: DataPlan | None, forms: Forms, *, money: bool
) -> None:
    """Write the groups; ``plan`` None: as values."""
    kinds = sorted({kind for row in groups for kind in row.insured}, key=lambda kind: (kind == "其他", kind))
    counted = [column for column in _columns(kinds) if money or not column.money]
    titles = ["病组", "名称", "号", "去年同期例数", *(column.title for column in counted), "同比"]
    titles += ["参考费用", "参考住院日"] if money else ["参考住院日"]
    for at, title in enumerate(titles):
        page.set_column(at, at, {0: 10, 1: 34, 2: 6}.get(at, 13))
        page.write_string(0, at, title, forms.head(Column(title, Kind.TEXT if at < 2 else Kind.COUNT)))
    page.freeze_panes(1, 2)
    page.repeat_rows(0)
    for at, row in enumerate(groups, 1):
        _write(page, at, row, counted, plan, forms, money=money)
    if groups:
        book.define_name(GROUPS_NAME, f"='{GROUPS_SHEET}'!$C$2:$C${len(groups) + 1}")
        page.autofilter(0, 0, len(groups), len(titles) - 1)


def _write(
    page: Any,
    at: int,
    row: GroupRow,
    counted: Sequence[_Counted],
    plan: DataPlan | None,
    forms: Forms,
    *,
    money: bool,
) -> None:
    text = forms.of()
    page.write_string(at, 0, book_text(row.drg), text)
    page.write_string(at, 1, book_text(row.name), text)
    number = None if plan is None else plan.numbers[Scope.GROUP].get(row.drg)
    if number is not None:
        page.write_number(at, 2, number, text)
    plain = forms.of(num_format=_COUNT, align="right")
    if row.last_year is not None:
        page.write_number(at, 3, row.last_year, plain)
    for place, column in enumerate(counted, _FIRST):
        form = forms.of(num_format=column.form, align="right")
        cached = column.value(row)
        if plan is not None and number is not None:
            said = _formula(column, plan.ranges, at)
            page.write_formula(at, place, f"={said}", form, "" if cached is None else float(cached))
        elif cached is not None:
            page.write_number(at, place, float(cached), form)
    place = _FIRST + len(counted)
    this, then = f"{column_letters(_FIRST)}{at + 1}", f"D{at + 1}"
    share = forms.of(num_format="+0.00%;-0.00%;0.00%", align="right")
    change = f'=IF(OR({then}="",{then}=0),"",ROUND(({this}-{then})/{then},4))'
    page.write_formula(at, place, change, share, "" if row.change is None else float(row.change))
    references = (row.reference_cost, row.reference_stay) if money else (row.reference_stay,)
    for beyond, reference in enumerate(references, 1):
        if reference is not None:
            page.write_number(at, place + beyond, float(reference), forms.of(num_format=_MEAN, align="right"))


def _formula(column: _Counted, ranges: Ranges, at: int) -> str:
    part = (number_range(Scope.GROUP), f"$C{at + 1}")
    expression = read_expression(column.above)
    above = formula(expression, ranges, part)
    if column.below:
        below = formula(read_expression(column.below), ranges, part)
        return f'IF({below}=0,"",ROUND({above}/{below},{column.digits}))'
    if any(term.kind == "sum" for term in expression):
        return f'IF({told_formula(expression, ranges, part)}=0,"",{above})'
    if column.told:
        return f'IF({formula(read_expression(column.told), ranges, part)}=0,"",{above})'
    return above
