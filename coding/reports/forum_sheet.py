"""The sheet of one group for the weight conference: what the hospital brings, for raising and for lowering alike."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from coding.base.resources import resource_table
from coding.reports.booklet import code_table, family_table, group_table
from coding.reports.cell_text import rounded
from coding.reports.report_page import Chart, Column, Figure, Kind, Report, ReportPage, Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from coding.indicators.figures import GroupRow
    from coding.reports.booklet import CodeCount, FamilyLine
    from coding.reports.report_page import Cell

#: Fewer stays than this prove little.
_FEW = 30


@dataclass(frozen=True, slots=True)
class FeeLine:
    """A fee item: its word, yuan of all stays, stays that fill it; ``is_part``: it is within the item above."""

    label: str
    yuan: Decimal
    cases: int
    is_part: bool


@dataclass(frozen=True, slots=True)
class ForumData:
    """What the hospital has of a group. ``ratios``: cost ÷ reference of each stay that has both, ascending.

    ``by_ward``: (ward, row of the group there). ``judged``: stays of which both multiples could be judged.
    """

    row: GroupRow
    hospital: str
    period: str
    made_at: datetime
    ratios: Sequence[Decimal]
    fees: Sequence[FeeLine]
    by_ward: Sequence[tuple[str, GroupRow]]
    principals: Sequence[CodeCount]
    family: Sequence[FamilyLine]
    judged: int
    sources: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class _Measure:
    id: str
    label: str
    kind: Kind
    digits: int
    up_from: Decimal
    down_to: Decimal
    up: str
    down: str
    between: str


def forum_report(data: ForumData) -> Report:
    """The sheet as pages for any writer."""
    row = data.row
    lead = [
        f"{data.period} 本院 {row.cases:,} 例。本表为权重谈判（调整会议）准备，提高和降低两个方向的依据一并列出，"
        "不因有利于本院而取舍。",
    ]
    if row.cases < _FEW:
        lead.append(f"例数不足 {_FEW} 例，均值受个别病例影响大，只作参考。")
    pages = (
        ReportPage(
            "forum", f"{row.drg} {row.name}".strip(), tuple(lead),
            (
                group_table([row], money=True, title="本院与参照"),
                argument_table(data),
                band_table(data.ratios, row.cases),
                family_table(data.family, money=True, whose="本院"),
            ),
        ),
        ReportPage(
            "structure", "费用结构与病例构成", (),
            (
                fee_table(data),
                _ward_table(data.by_ward),
                code_table(data.principals, "主要诊断", "主要诊断", row.cases),
            ),
        ),
    )  # fmt: skip
    return Report(
        title="病组权重调整意见准备表",
        hospital=data.hospital,
        period=data.period,
        made_at=data.made_at,
        pages=pages,
        sources=tuple(data.sources),
        signatures=("制表", "科主任", "医保办", "分管院长"),
    )


def argument_table(data: ForumData) -> Table:
    """What the figures speak for, each judged by limits that are the same in both directions."""
    figures = _figures(data)
    rows: list[tuple[Cell, ...]] = []
    for one in _measures():
        figure = figures.get(one.id)
        shown = None if figure is None else Figure(*_shown(figure, one))
        limits = f"≥ {_limit(one.up_from, one)} 支持提高，≤ {_limit(one.down_to, one)} 支持降低"
        rows.append((one.label, shown, limits, _verdict(figure, one)))
    return Table(
        "arguments",
        "数据支持哪个方向",
        (
            Column("项目", width=12), Column("本院", Kind.FIGURE), Column("界限", width=16), Column("说明", width=26),
        ),
        tuple(rows),
        ("界限是本程序的约定，当地谈判规则另有规定的，以规则为准。没有参照或没有可算病例的，写“不能判断”。",),
    )  # fmt: skip


def band_table(ratios: Sequence[Decimal], cases: int) -> Table:
    """How many stays stand in each band of cost ÷ reference."""
    rows: list[tuple[Cell, ...]] = []
    for low, high, label in _bands():
        count = sum((low is None or one >= low) and (high is None or one < high) for one in ratios)
        rows.append((label, count, Decimal(count) / len(ratios) if ratios else None))
    without = cases - len(ratios)
    return Table(
        "bands",
        "费用÷参照的分布",
        (Column("费用÷参照例均费用", width=12), Column("例数", Kind.COUNT), Column("占比", Kind.SHARE, 1)),
        tuple(rows),
        (
            f"分母为费用和参照都知道的 {len(ratios):,} 例；另有 {without:,} 例不能计算。",
        ),
        Chart("bar", 0, (1,), "费用÷参照的分布（例）") if ratios else None,
    )  # fmt: skip


def fee_table(data: ForumData) -> Table:
    """The fee items: mean of a stay and share of all cost."""
    whole, cases = data.row.cost, data.row.cases
    rows = tuple(
        (
            f"　{one.label}" if one.is_part else one.label, one.cases, one.yuan / cases if cases else None,
            one.yuan / whole if whole else None,
        )
        for one in data.fees
    )  # fmt: skip
    return Table(
        "fees",
        "费用结构（首页费用项目）",
        (
            Column("项目", width=16), Column("填写例数", Kind.COUNT), Column("例均（元）", Kind.YUAN),
            Column("占总费用", Kind.SHARE, 1),
        ),
        rows,
        ("例均为该项合计÷本组全部例数；“其中”各项已包含在它的上一项里，不另相加；合计为 0 的项目未列。",),
    )  # fmt: skip


def _ward_table(by_ward: Sequence[tuple[str, GroupRow]]) -> Table:
    return Table(
        "wards",
        "各病区",
        (
            Column("病区", width=12), Column("例数", Kind.COUNT), Column("例均费用（元）", Kind.YUAN),
            Column("平均住院日", Kind.NUMBER, 1), Column("支付－费用（元）", Kind.YUAN),
        ),
        tuple((ward, row.cases, row.mean_cost, row.mean_stay, row.balance) for ward, row in by_ward),
    )  # fmt: skip


def _figures(data: ForumData) -> Mapping[str, Decimal | None]:
    row = data.row
    high, low = (count or 0 for count in row.multiples)
    return {
        "cost_ratio": _ratio(row.mean_cost, row.reference_cost),
        "stay_ratio": _ratio(row.mean_stay, row.reference_stay),
        "median_ratio": _median(data.ratios),
        "high_less_low": Decimal(high - low) / data.judged if data.judged else None,
    }


def _ratio(own: Decimal | None, reference: Decimal | None) -> Decimal | None:
    return own / reference if own is not None and reference else None


def _median(values: Sequence[Decimal]) -> Decimal | None:
    """The middle of ascending values."""
    if not values:
        return None
    half = len(values) // 2
    return values[half] if len(values) % 2 else (values[half - 1] + values[half]) / 2


def _shown(figure: Decimal, one: _Measure) -> tuple[Decimal, str]:
    if one.kind is Kind.SHARE:
        return rounded(figure * 100, one.digits), "%"
    return rounded(figure, one.digits), ""


def _limit(limit: Decimal, one: _Measure) -> str:
    number, unit = _shown(limit, one)
    return f"{number.normalize():f}{unit}"


def _verdict(figure: Decimal | None, one: _Measure) -> str:
    if figure is None:
        return "不能判断"
    return one.up if figure >= one.up_from else one.down if figure <= one.down_to else one.between


@cache
def _measures() -> tuple[_Measure, ...]:
    columns = ("measure", "label", "kind", "digits", "up_from", "down_to", "up", "down", "between")
    return tuple(
        _Measure(
            row["measure"], row["label"], Kind(row["kind"]), int(row["digits"]), Decimal(row["up_from"]),
            Decimal(row["down_to"]), row["up"], row["down"], row["between"],
        )
        for row in resource_table("reports/forum_arguments.csv", *columns)
    )  # fmt: skip


@cache
def _bands() -> tuple[tuple[Decimal | None, Decimal | None, str], ...]:
    rows = resource_table("reports/cost_bands.csv", "from", "below", "label")
    return tuple((_bound(row["from"]), _bound(row["below"]), row["label"]) for row in rows)


def _bound(text: str) -> Decimal | None:
    return Decimal(text) if text else None
