"""What a month is paid, as the sheets of a workbook: every figure with what it is a sum of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.payment.payment_sum import supplement
from coding.payment.price import NO_CLAUSE
from coding.payment.price_words import policy_sentences, with_clause
from coding.reports.sheet_book import BookCell, BookSheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from coding.payment.payment_sum import HighCap, PaymentLine, PaymentOfMonth, PricedStay, Quota

ESTIMATE = "支付额为估算，不是医保结算结果；差额 = 支付估算 − 费用，只含两者都有的病例。"
LINE_HEADER = (
    "", "病例", "不按病组付费", "有估算", "未估算", "权重合计", "费用", "支付估算", "差额", "高倍率", "低倍率",
    "特例候选",
)  # fmt: skip
_CASES = (
    "病案号", "出院日期", "病房", "参保", "病组", "名称", "天数", "费用", "权重", "倍率", "支付估算", "差额", "说明",
)  # fmt: skip
_CAP = ("月份", "按病组付费病例", "高倍率", "占比", "上限", "可补差", "超出上限", "扣减补差", "依据")
_BEYOND = ("月份", "病案号", "病房", "病组", "倍率", "支付估算", "扣减补差")
_QUOTA = ("周期", "出院病例", "候选", "占比", "比例上限", "名额", "依据")
_CANDIDATES = ("周期", "病案号", "出院日期", "病房", "病组", "天数", "费用", "支付估算", "倍率", "条件和依据")


def payment_sheets(found: PaymentOfMonth, title: str, by: Sequence[str] = ()) -> list[BookSheet]:
    """The sheets. ``title``: which pages; ``by``: sentences on whose scheme, tariff and policy speak."""
    return [
        _lines("合计", (found.whole,), (title, *by, ESTIMATE), "项目"),
        _lines("病房", found.wards, (), "病房"),
        _lines("参保", found.insured, (), "参保类别"),
        _lines("病组", found.groups, (), "病组"),
        BookSheet("高倍率", _CAP, map(cap_cells, found.months), shares=frozenset({3, 4}), money=frozenset({7})),
        BookSheet("超出上限", _BEYOND, _beyond(found), money=frozenset({5, 6}), weights=frozenset({4})),
        BookSheet("特例名额", _QUOTA, map(quota_cells, found.quotas), shares=frozenset({3, 4})),
        BookSheet("特例候选", _CANDIDATES, _candidates(found), money=frozenset({6, 7}), widths=(14,) * 9 + (60,)),
        BookSheet("不按病组付费", ("原因", "依据", "病例"), reason_cells(found), widths=(40, 40, 10)),
        BookSheet("未估算未判断", ("原因", "病例"), unknown_cells(found), widths=(80, 10)),
        BookSheet("年度清算", ("项目", "元／比例"), account_cells(found), money=frozenset({1}), widths=(50, 18)),
        BookSheet(
            "病例",
            _CASES,
            map(_case, found.stays),
            money=frozenset({7, 10, 11}),
            weights=frozenset({8, 9}),
            widths=(14, 12, 16, 10, 10, 30, 8, 12, 10, 10, 12, 12, 60),
        ),
    ]


def line_cells(line: PaymentLine) -> tuple[BookCell, ...]:
    """One line of sums."""
    return (
        line.title,
        line.cases,
        line.excluded,
        line.priced,
        line.unknown,
        line.weight,
        line.cost if line.settled else None,
        line.payment if line.settled else None,
        line.balance if line.settled else None,
        line.high,
        line.low,
        line.candidates,
    )


def _lines(name: str, lines: Sequence[PaymentLine], notes: Sequence[str], first: str) -> BookSheet:
    return BookSheet(
        name,
        (first, *LINE_HEADER[1:]),
        map(line_cells, lines),
        notes=notes,
        money=frozenset({6, 7, 8}),
        counts=frozenset({1, 2, 3, 4, 9, 10, 11}),
        weights=frozenset({5}),
        widths=(32,),
    )


def cap_cells(cap: HighCap) -> tuple[BookCell, ...]:
    """The high multiples of a month against their cap."""
    return (
        cap.month,
        cap.cases,
        cap.high,
        cap.high / cap.cases if cap.cases else None,
        cap.cap,
        cap.allowed,
        len(cap.beyond) if cap.allowed is not None else None,
        cap.reduction if cap.allowed is not None else None,
        cap.clause or (NO_CLAUSE if cap.cap is not None else "政策没有上限"),
    )


def quota_cells(quota: Quota) -> tuple[BookCell, ...]:
    """The candidates of a period against their quota."""
    return (
        quota.period,
        quota.discharged,
        len(quota.candidates),
        len(quota.candidates) / quota.discharged if quota.discharged else None,
        quota.share,
        quota.allowed,
        quota.clause or (NO_CLAUSE if quota.share is not None else "政策没有比例"),
    )


def reason_cells(found: PaymentOfMonth) -> list[tuple[BookCell, ...]]:
    """Exclusions by reason and clause, most cases first."""
    ordered = sorted(found.exclusions.items(), key=lambda pair: (-pair[1], pair[0]))
    return [(word, clause or NO_CLAUSE, count) for (word, clause), count in ordered]


def unknown_cells(found: PaymentOfMonth) -> list[tuple[BookCell, ...]]:
    """Why there is no estimate, then what the pages could not answer."""
    unknown = sorted(found.unknowns.items(), key=lambda pair: (-pair[1], pair[0]))
    unjudged = sorted(found.unjudged.items(), key=lambda pair: (-pair[1], pair[0]))
    return [*((f"未估算：{w}", n) for w, n in unknown), *((f"条件未判断：{w}", n) for w, n in unjudged)]


def account_cells(found: PaymentOfMonth) -> list[tuple[BookCell, ...]]:
    """The year account; one line that says there is none where the policy speaks of none."""
    account = found.account
    if account is None:
        return [("政策没有预算、结余留用或超支分担", None)]
    used = "—" if account.use is None else f"{account.use:.2%}"
    lines: list[tuple[BookCell, ...]] = [
        ("费用合计（按病组付费、有估算的病例）", account.cost),
        ("支付估算合计（扣减超出上限的补差后）", account.payment),
        ("年度预算", account.budget if account.budget is not None else "政策没有预算"),
        (f"对比基数（{'预算 × 已过月份占比' if account.budget is not None else '支付估算'}）", account.base),
        ("使用率 = 费用 ÷ 对比基数", used),
        ("结余留用", account.kept),
        ("超支分担", account.shared),
        ("清算估算", account.result),
        (f"全年费用推算（已过月份占全年 {account.share:.2%}）", account.projected_cost),
        ("全年支付推算", account.projected_payment),
    ]
    return [*lines, *((f"依据：{clause}", None) for clause in account.clauses)]


def _beyond(found: PaymentOfMonth) -> Iterable[tuple[BookCell, ...]]:
    for cap in found.months:
        for stay in cap.beyond:
            price = stay.price
            yield cap.month, stay.case_no, stay.ward, stay.drg, price.multiple, price.payment, supplement(stay)


def _candidates(found: PaymentOfMonth) -> Iterable[tuple[BookCell, ...]]:
    for quota in found.quotas:
        for stay in quota.candidates:
            words = "；".join(with_clause(ground) for ground in stay.price.candidates)
            yield (
                quota.period, stay.case_no, str(stay.day or ""), stay.ward, stay.drg, stay.los, stay.cost,
                stay.price.payment, stay.price.multiple, words,
            )  # fmt: skip


def _case(stay: PricedStay) -> tuple[BookCell, ...]:
    price = stay.price
    return (
        stay.case_no, str(stay.day or ""), stay.ward, stay.insured, stay.drg, stay.name, stay.los, stay.cost,
        price.weight, price.multiple, price.payment, price.balance, "".join((*policy_sentences(price), price.note)),
    )  # fmt: skip
