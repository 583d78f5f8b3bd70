"""Groups of a spell of time: all of them with kinds of insured and last year, and the ten with the most cases."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from coding.reports.report_page import Chart, Column, Kind, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from coding.indicators.figures import GroupRow, MonthFigures
    from coding.reports.report_inputs import ReportInputs
    from coding.reports.report_page import Cell

#: The sheet of the workbook that counts the groups.
GROUPS_SHEET = "病组"
TOP = 10
_COUNTED = f"计算见工作簿的“{GROUPS_SHEET}”表。"
_REFERENCE = "参考费用、参考住院日：本机权重表所列的均值；没有的留空。"


def all_groups_table(figures: MonthFigures, inputs: ReportInputs) -> Table:
    """Every group: cases by kind of insured, last year, weight, cost and stay against the reference, payment."""
    kinds = sorted({kind for row in figures.groups for kind in row.insured})
    columns: list[tuple[Column, Callable[[GroupRow], Cell]]] = [
        (Column("病组", width=5), lambda row: row.drg),
        (Column("名称", width=14), lambda row: row.name),
        (Column("例数", Kind.COUNT, width=4), lambda row: row.cases),
    ]
    columns += [(Column(inputs.titles.get(kind, kind), Kind.COUNT, width=4), _kind(kind)) for kind in kinds]
    columns += _then(figures)
    if inputs.money:
        columns.append((Column("权重", Kind.NUMBER, 4, 5), lambda row: row.weight))
        columns.append((Column("总权重", Kind.NUMBER, 2, 5), lambda row: row.total_weight))
        columns += _cost()
    columns += _stay()
    if inputs.money:
        columns.append((Column("支付估算", Kind.YUAN, 2, 8), lambda row: row.payment))
        columns.append((Column("差额", Kind.YUAN, 2, 7), lambda row: row.balance))
    title = f"全部病组（{len(figures.groups):,} 组）"
    notes = (f"按例数排列。未入组的病案不在其中。{_COUNTED}", _REFERENCE)
    return _table("drg_groups", title, columns, figures.groups, notes, inputs)


def top_groups_table(figures: MonthFigures, inputs: ReportInputs) -> Table:
    """The ten groups with the most cases, with last year, drawn beside each other."""
    whole = sum(row.cases for row in figures.groups)
    columns: list[tuple[Column, Callable[[GroupRow], Cell]]] = [
        (Column("病组", width=5), lambda row: row.drg),
        (Column("名称", width=14), lambda row: row.name),
        (Column(f"例数 {figures.period.name}", Kind.COUNT, width=5), lambda row: row.cases),
        *_then(figures),
        (Column("占入组病例", Kind.SHARE, 2, 6), lambda row: Decimal(row.cases) / whole if whole else None),
    ]
    if inputs.money:
        columns.append((Column("总权重", Kind.NUMBER, 2, 6), lambda row: row.total_weight))
        columns += _cost()
        columns.append((Column("占总费用", Kind.SHARE, 2, 5), lambda row: row.cost_share))
    columns += _stay()
    columns.append((Column("高倍率", Kind.COUNT, width=4), lambda row: row.multiples[0]))
    columns.append((Column("低倍率", Kind.COUNT, width=4), lambda row: row.multiples[1]))
    columns.append((Column("死亡", Kind.COUNT, width=4), lambda row: row.deaths))
    notes = (f"占入组病例：÷ 入组病例 {whole:,} 例。{_COUNTED}", _REFERENCE)
    values = (2, 3) if figures.last_year else (2,)
    chart = Chart("bar", 1, values, "例数最多的十个病组" + ("与去年同期" if figures.last_year else ""))
    return _table("top_groups", "例数最多的十个病组", columns, figures.groups[:TOP], notes, inputs, chart)


def _kind(kind: str) -> Callable[[GroupRow], Cell]:
    return lambda row: row.insured.get(kind)


def _then(figures: MonthFigures) -> list[tuple[Column, Callable[[GroupRow], Cell]]]:
    if not figures.last_year:
        return []
    return [
        (Column(f"去年同期 {figures.last_year}", Kind.COUNT, width=5), lambda row: row.last_year),
        (Column("同比", Kind.CHANGE, 2, 5), lambda row: row.change),
    ]


def _cost() -> list[tuple[Column, Callable[[GroupRow], Cell]]]:
    return [
        (Column("次均费用", Kind.YUAN, 2, 6), lambda row: row.mean_cost),
        (Column("参考费用", Kind.YUAN, 2, 6), lambda row: row.reference_cost),
    ]


def _stay() -> list[tuple[Column, Callable[[GroupRow], Cell]]]:
    return [
        (Column("平均住院日", Kind.DAYS, 2, 5), lambda row: row.mean_stay),
        (Column("参考住院日", Kind.DAYS, 2, 5), lambda row: row.reference_stay),
    ]


def _table(
    key: str,
    title: str,
    columns: Sequence[tuple[Column, Callable[[GroupRow], Cell]]],
    groups: Sequence[GroupRow],
    notes: tuple[str, ...],
    inputs: ReportInputs,
    chart: Chart | None = None,
) -> Table:
    rows = tuple(tuple(read(row) for _, read in columns) for row in groups)
    told = notes if inputs.money else notes[:1]
    return Table(key, title, tuple(column for column, _ in columns), rows, told, chart, GROUPS_SHEET)
