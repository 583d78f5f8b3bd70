"""Denials of a month by root cause as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.reports.report_page import Column, Kind, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coding.review.denials import CauseCount


def causes_table(counts: Sequence[CauseCount], *, money: bool) -> Table:
    """Root cause → rule → what came the month after. A cause without a rule has no count of pages: nobody looks."""
    columns = (
        Column("根本原因", width=12),
        Column("条数", Kind.COUNT, width=4),
        Column("病案", Kind.COUNT, width=4),
        *((Column("金额（元）", Kind.YUAN, width=6),) if money else ()),
        Column("对应规则", width=14),
        Column("本月规则发现", Kind.COUNT, width=6),
        Column("下月规则发现", Kind.COUNT, width=6),
        Column("下月条数", Kind.COUNT, width=5),
    )
    rows = tuple(
        (
            one.label,
            one.items,
            one.pages,
            *((one.amount,) if money else ()),
            "、".join(one.rules) or "人工核对",
            one.found_then,
            one.found_next,
            one.items_next,
        )
        for one in counts
    )
    return Table(
        "denial_causes", "拒付的根本原因与下月情况", columns, rows, ("规则发现为病案份数；没有对应规则的不数。",)
    )
