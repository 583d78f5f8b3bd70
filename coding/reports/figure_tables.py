"""Tables of figures: an indicator a row with all that it says of itself, or a part of the hospital a row."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from coding.indicators.figures import Scope
from coding.indicators.indicator import indicators
from coding.reports.cell_text import rounded
from coding.reports.report_page import Chart, Column, Figure, Kind, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from coding.indicators.figures import FigureRow, MonthFigures
    from coding.reports.month_plan import TablePlan
    from coding.reports.report_page import Cell

#: The sheet of the workbook that computes the figures.
FIGURES_SHEET = "指标"
BASE_NOTE = "同比 =（本期 − 去年同期）÷ 去年同期。“—”表示没有分母或没有数据，不是 0。计算见工作簿的“指标”表。"


def figure_table(
    figures: MonthFigures, plan: TablePlan, *, money: bool, scope_value: str = "", brief: bool = False
) -> Table:
    """One row an indicator: numerator, denominator, value, period before, last year, change, reference, source.

    ``scope_value``: of the ward that is told of; "" = of the hospital. ``brief``: of the source the clause alone, for a
    table that has to stand on one page.
    """
    scope = Scope.WARD if scope_value else Scope.HOSPITAL
    found = {row.id: row for row in figures.rows if row.scope is scope and row.scope_value == scope_value}
    rows = [found[id_] for id_ in plan.shown(money=money) if id_ in found]
    columns = (
        Column("指标", width=11),
        Column(_titled("本期", figures.period.name), Kind.FIGURE, width=7),
        Column("分子", Kind.FIGURE, width=7),
        Column("分母", Kind.FIGURE, width=6),
        Column(_titled("上期", figures.before), Kind.FIGURE, width=7),
        Column(_titled("去年同期", figures.last_year), Kind.FIGURE, width=7),
        Column("同比", Kind.CHANGE, width=5),
        Column("参考值", Kind.FIGURE, width=6),
        Column("未评判", Kind.COUNT, width=4),
        Column("依据" if brief else "定义和依据", width=30 if brief else 24),
    )
    notes = (BASE_NOTE, *((plan.note,) if plan.note else ()))
    return Table(
        plan.key, plan.title, columns, tuple(_cells(row, brief=brief) for row in rows), notes, sheet=FIGURES_SHEET
    )


def parts_table(figures: MonthFigures, plan: TablePlan, titles: Mapping[str, str], *, money: bool) -> Table:
    """One row a part of the scope, one column an indicator; ``titles``: part → its word, where the part is a code."""
    found = {(row.id, row.scope_value): row for row in figures.rows if row.scope is plan.scope}
    ids = [id_ for id_ in plan.shown(money=money) if any(key[0] == id_ for key in found)]
    parts = _parts(found, plan.shown(money=money))
    names = {id_: next(row.name for key, row in found.items() if key[0] == id_) for id_ in ids}
    wide = max((len(titles.get(part, part)) for part in parts), default=4)
    columns = (
        Column(plan.scope.label, width=min(max(wide, 5), 12)),
        *(Column(names[id_], Kind.FIGURE, width=6) for id_ in ids),
    )
    rows = tuple((titles.get(part, part), *(_figure(found.get((id_, part))) for id_ in ids)) for part in parts)
    notes = (f"各格的分子、分母、同比和依据见工作簿的“{FIGURES_SHEET}”表。", *((plan.note,) if plan.note else ()))
    return Table(plan.key, plan.title, columns, rows, notes, _chart(plan, ids), sheet=FIGURES_SHEET)


def _parts(found: Mapping[tuple[str, str], FigureRow], ids: Sequence[str]) -> list[str]:
    """The parts, those with the most pages first."""
    first = ids[0] if ids else ""
    parts = {part for _, part in found}

    def weight(part: str) -> tuple[Decimal, str]:
        row = found.get((first, part))
        return (-(row.value or Decimal(0)) if row is not None else Decimal(0), part)

    return sorted(parts, key=weight)


def _chart(plan: TablePlan, ids: Sequence[str]) -> Chart | None:
    """The chart that the plan names, where all of its indicators are there."""
    if not plan.chart or not set(plan.drawn) <= set(ids):
        return None
    return Chart(plan.chart, 0, tuple(ids.index(id_) + 1 for id_ in plan.drawn), plan.chart_title)


def _titled(word: str, name: str) -> str:
    return f"{word} {name}" if name else f"{word}（未提供）"


def _cells(row: FigureRow, *, brief: bool) -> tuple[Cell, ...]:
    one = indicators().get(row.id)
    source = one.clause if brief and one is not None else row.source
    reference = None if row.reference is None else Figure(row.reference, row.unit)
    return (
        row.name,
        _figure(row),
        told(row.numerator),
        told(row.denominator),
        _then(row.last_period, row),
        _then(row.last_year, row),
        row.change,
        reference,
        row.not_judged,
        source,
    )


def _figure(row: FigureRow | None) -> Figure | None:
    return None if row is None else Figure(row.value, row.unit, (row.id, row.scope.value, row.scope_value))


def _then(value: Decimal | None, row: FigureRow) -> Figure | None:
    return None if value is None else Figure(value, row.unit)


def told(number: Decimal | None) -> Figure | None:
    """A numerator or denominator: a whole number as such, any other to two digits, a small one to four."""
    if number is None:
        return None
    if number == number.to_integral_value():
        return Figure(rounded(number, 0))
    return Figure(rounded(number, 2 if abs(number) >= 1000 else 4))


def listed(words: Iterable[str]) -> str:
    """甲、乙、丙."""
    return "、".join(words)
