"""Payment, multiples, special cases and what the insurer paid. Whoever sees no money gets the counts alone."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from coding.payment.price import NO_CLAUSE
from coding.payment.price_words import with_clause
from coding.reports.month_plan import missing
from coding.reports.report_page import Column, Kind, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coding.indicators.figures import MonthFigures
    from coding.payment.paid_comparison import PaidComparison
    from coding.payment.payment_sum import HighCap, PaymentLine, PaymentOfMonth, Quota
    from coding.reports.report_inputs import ReportInputs
    from coding.reports.report_page import Cell

_BLIND = "本报告不含权重和金额；只列例数。"


def payment_tables(_: MonthFigures, inputs: ReportInputs) -> tuple[tuple[str, ...], list[Table]]:
    """By kind of insured, multiples against their cap, candidates against their quota, paid beside estimated."""
    lead: list[str] = [] if inputs.money else [_BLIND]
    tables: list[Table] = []
    found = inputs.payment
    if found is None:
        lead.append(missing("payment").words)
    else:
        tables += _estimated(found, money=inputs.money)
    if inputs.paid is None:
        lead.append(missing("paid").words)
    else:
        tables += _paid(inputs.paid, money=inputs.money)
    return tuple(lead), tables


def _estimated(found: PaymentOfMonth, *, money: bool) -> list[Table]:
    tables = [_lines("payment_insured", "按参保类别", "参保类别", (*found.insured, found.whole), money=money)]
    tables.append(_caps(found.months, money=money))
    tables.append(_quotas(found.quotas))
    tables.append(_candidates(found.quotas, money=money))
    if found.exclusions:
        columns = (Column("原因", width=16), Column("依据", width=20), Column("病例", Kind.COUNT, width=6))
        ordered = sorted(found.exclusions.items(), key=lambda pair: (-pair[1], pair[0]))
        rows = tuple((word, clause or NO_CLAUSE, count) for (word, clause), count in ordered)
        tables.append(Table("excluded", "不按病组付费", columns, rows, ()))
    return tables


def _lines(key: str, title: str, of: str, lines: Sequence[PaymentLine], *, money: bool) -> Table:
    columns = [
        Column(of, width=10),
        Column("病例", Kind.COUNT, width=5),
        Column("不按病组付费", Kind.COUNT, width=6),
        Column("有估算", Kind.COUNT, width=5),
        Column("未估算", Kind.COUNT, width=5),
        Column("高倍率", Kind.COUNT, width=5),
        Column("低倍率", Kind.COUNT, width=5),
        Column("特例候选", Kind.COUNT, width=5),
    ]
    if money:
        columns += [Column(word, Kind.YUAN, 2, 9) for word in ("费用", "支付估算", "差额")]
    rows = tuple(_line(line, money=money) for line in lines)
    notes = ("费用、支付、差额只含两者都有的病例。",) if money else ()
    return Table(key, title, tuple(columns), rows, notes, total=True)


def _line(line: PaymentLine, *, money: bool) -> tuple[Cell, ...]:
    counts = (line.cases, line.excluded, line.priced, line.unknown, line.high, line.low, line.candidates)
    sums = (_yuan(line.cost), _yuan(line.payment), _yuan(line.balance)) if line.settled else (None, None, None)
    return (line.title, *counts, *(sums if money else ()))


def _caps(caps: Sequence[HighCap], *, money: bool) -> Table:
    columns = [
        Column("月份", width=6),
        Column("按病组付费病例", Kind.COUNT, width=7),
        Column("高倍率", Kind.COUNT, width=5),
        Column("占比", Kind.SHARE, 2, 5),
        Column("上限", Kind.SHARE, 2, 5),
        Column("可补差", Kind.COUNT, width=5),
        Column("超出上限", Kind.COUNT, width=5),
        Column("依据", width=20),
    ]
    if money:
        columns.insert(7, Column("扣减补差", Kind.YUAN, 2, 8))
    rows = tuple(_cap(cap, money=money) for cap in caps)
    return Table("high_cap", "高倍率与上限", tuple(columns), rows, ("占比 = 高倍率 ÷ 按病组付费病例。",))


def _cap(cap: HighCap, *, money: bool) -> tuple[Cell, ...]:
    known = cap.allowed is not None
    clause = cap.clause or (NO_CLAUSE if cap.cap is not None else "政策没有上限")
    return (
        cap.month,
        cap.cases,
        cap.high,
        Decimal(cap.high) / cap.cases if cap.cases else None,
        _number(cap.cap),
        cap.allowed,
        len(cap.beyond) if known else None,
        *((_yuan(cap.reduction) if known else None,) if money else ()),
        clause,
    )


def _quotas(quotas: Sequence[Quota]) -> Table:
    columns = (
        Column("周期", width=7),
        Column("出院病例", Kind.COUNT, width=6),
        Column("候选", Kind.COUNT, width=5),
        Column("占比", Kind.SHARE, 2, 5),
        Column("比例上限", Kind.SHARE, 2, 5),
        Column("名额", Kind.COUNT, width=5),
        Column("依据", width=20),
    )
    rows = tuple(
        (
            quota.period,
            quota.discharged,
            len(quota.candidates),
            Decimal(len(quota.candidates)) / quota.discharged if quota.discharged else None,
            _number(quota.share),
            quota.allowed,
            quota.clause or (NO_CLAUSE if quota.share is not None else "政策没有比例"),
        )
        for quota in quotas
    )
    return Table("quota", "特例单议名额", columns, rows, ("占比 = 候选 ÷ 出院病例。",))


def _candidates(quotas: Sequence[Quota], *, money: bool) -> Table:
    columns = [
        Column("病案号", width=8),
        Column("出院日期", Kind.DAY, width=7),
        Column("病区", width=9),
        Column("病组", width=5),
        Column("天数", Kind.NUMBER, 0, 4),
        Column("条件和依据", width=26),
    ]
    if money:
        columns[5:5] = [Column("费用", Kind.YUAN, 2, 8), Column("支付估算", Kind.YUAN, 2, 8)]
    rows: list[tuple[Cell, ...]] = []
    for stay in (stay for quota in quotas for stay in quota.candidates):
        words = "；".join(with_clause(ground) for ground in stay.price.candidates)
        amounts = (_yuan(stay.cost), _yuan(stay.price.payment)) if money else ()
        rows.append((stay.case_no, stay.day, stay.ward, stay.drg, _number(stay.los), *amounts, words))
    return Table("candidates", "特例单议候选", tuple(columns), tuple(rows), ())


def _paid(found: PaidComparison, *, money: bool) -> list[Table]:
    causes = tuple((cause.value, count) for cause, count in found.by_cause.items())
    columns = (Column("原因", width=18), Column("份数", Kind.COUNT, width=6))
    tables = [Table("paid_causes", "医保结算与估算：按原因", columns, causes, ())]
    if not money:
        return tables
    titles = ("出院月份", "结果行数", "对应到病案", "存疑", "拒付行数")
    amounts = ("支付估算", "医保支付", "差额", "拒付")
    of_month = (
        Column(titles[0], width=7),
        *(Column(word, Kind.COUNT, width=6) for word in titles[1:]),
        *(Column(word, Kind.YUAN, 2, 8) for word in amounts),
    )
    rows = tuple(
        (
            *(one.month, one.results, one.matched, one.doubtful, one.denials),
            *(_yuan(one.estimated), _yuan(one.paid), _yuan(one.difference), _yuan(one.denied)),
        )
        for one in found.months
    )
    notes = ("差额 = 医保支付 − 支付估算，只含两者都有的病例。",)
    return [*tables, Table("paid_months", "医保结算与估算：按月", of_month, rows, notes)]


def _yuan(amount: float | None) -> Decimal | None:
    return None if amount is None else Decimal(repr(round(amount, 2)))


def _number(figure: float | None) -> Decimal | None:
    return None if figure is None else Decimal(repr(figure))
