"""The insurer's results beside the estimates as the sheets of a workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.payment.price import NO_CLAUSE
from coding.reports.sheet_book import BookCell, BookSheet

if TYPE_CHECKING:
    from coding.payment.paid_comparison import Denial, PaidComparison, PaidMonth
    from coding.payment.paid_difference import PaidDifference

DIFFERENCES = (
    "病案号", "出院日期", "病房", "结算号", "对应", "原因", "本院病组", "医保病组", "支付估算", "医保支付", "差额",
    "说明",
)  # fmt: skip
DENIALS = ("病案号", "出院日期", "病房", "拒付额", "原因（医保原文）", "拒付日期", "申诉截止", "期限", "依据")
_MONTHS = ("出院月份", "结果行数", "对应到病案", "存疑", "支付估算", "医保支付", "差额", "拒付", "拒付行数")
_NOTE = "支付估算保留不变；差异只说明哪里不同，不说明谁对。差额 = 医保支付 − 支付估算，只含两者都有的。"


def paid_sheets(found: PaidComparison) -> list[BookSheet]:
    """The sheets: differences, by cause, denials, months."""
    return [
        BookSheet(
            "差异",
            DIFFERENCES,
            map(difference_cells, found.differences),
            notes=(_NOTE,),
            money=frozenset({8, 9, 10}),
            widths=(14, 12, 16, 14, 8, 22, 10, 10, 12, 12, 12, 70),
        ),
        BookSheet("原因", ("原因", "份数"), [(c.value, n) for c, n in found.by_cause.items()], widths=(30, 10)),
        BookSheet(
            "拒付和申诉",
            DENIALS,
            map(denial_cells, found.denials),
            money=frozenset({3}),
            widths=(14, 12, 16, 12, 50, 12, 12, 20, 40),
        ),
        BookSheet("按月", _MONTHS, map(_month, found.months), money=frozenset({4, 5, 6, 7})),
    ]


def difference_cells(one: PaidDifference) -> tuple[BookCell, ...]:
    """One line of the differences."""
    matched = one.matched
    result = None if matched is None else matched.result
    stay = None if one.paid_stay is None else one.paid_stay.stay
    day = (stay.day if stay is not None else None) or (result.discharged if result is not None else None)
    return (
        stay.case_no if stay is not None else (result.case_no if result is not None else ""),
        str(day or ""),
        "" if stay is None else stay.ward,
        "" if result is None else result.settlement_no,
        "" if matched is None else matched.kind.value,
        one.cause.value,
        "" if stay is None else stay.drg,
        "" if result is None else result.drg,
        one.estimated,
        one.paid,
        one.difference,
        one.sentence,
    )


def denial_cells(one: Denial) -> tuple[BookCell, ...]:
    """One line of the denials."""
    line = difference_cells(one.difference)
    result = None if one.difference.matched is None else one.difference.matched.result
    return (
        *line[:3],
        None if result is None else result.denied,
        "" if result is None else result.reason or "没有写明",
        str(one.told or ""),
        str(one.due or ""),
        one.statement,
        (one.clause or NO_CLAUSE) if one.due is not None else "",
    )


def _month(month: PaidMonth) -> tuple[BookCell, ...]:
    return (
        month.month, month.results, month.matched, month.doubtful, month.estimated, month.paid, month.difference,
        month.denied, month.denials,
    )  # fmt: skip
