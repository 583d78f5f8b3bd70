"""The lists of an upload as tables to be printed: what to write back into the HIS, batches, what was turned back.

No name of a patient stands in any of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from coding.reports.report_page import Column, Kind, Report, ReportPage, Table
from coding.review.batches import platform_label

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from coding.reports.report_page import Cell
    from coding.review.batches import Batch, Rejection, ReportedAgain
    from coding.review.write_back import ChangedHere, Checked, WriteBackCounts

_NO_WARD: Final = "未填科室"
_RECORD, _DAY = Column("病案号", width=9), Column("出院日期", width=7)


def write_back_report(changes: Iterable[ChangedHere], hospital: str, period: str, made_at: datetime) -> Report:
    """What was changed here, a page a ward, for those who put it into the HIS; to be ticked off and signed."""
    by_ward: dict[str, list[ChangedHere]] = {}
    for one in changes:
        by_ward.setdefault(one.ward or _NO_WARD, []).append(one)
    lead = ("请按本单在 HIS 中改正首页，改完后在“已改”一栏打勾；下次导出时逐项核对。",)
    pages = tuple(
        ReportPage(f"write_back_{at}", f"首页修改清单（回写 HIS）　{ward}", lead, (write_back_table(own),))
        for at, (ward, own) in enumerate(sorted(by_ward.items()), 1)
    )
    if not pages:
        pages = (ReportPage("write_back_1", "首页修改清单（回写 HIS）", ("本期没有修改过的首页。",), ()),)
    return Report("首页修改清单", hospital, period, made_at, pages, (), ("制表", "病案科", "病区改正人", "核对人"))


def write_back_table(changes: Sequence[ChangedHere]) -> Table:
    """The changes of one ward, record by record."""
    columns = (
        _RECORD,
        _DAY,
        Column("栏目", width=9),
        Column("原值（HIS）", width=14),
        Column("改为", width=14),
        Column("修改人", width=5),
        Column("修改日期", width=7),
        Column("已改", width=3),
    )
    rows: list[tuple[Cell, ...]] = []
    for one in sorted(changes, key=lambda one: (one.discharged, one.case_no, one.page_id)):
        day = one.at.date().isoformat() if one.at is not None else ""
        told = (one.change.label, one.change.old or "（空）", one.change.new or "（空）")
        rows.append((one.case_no, one.discharged, *told, one.who, day, ""))
    pages = len({one.page_id for one in changes})
    return Table("write_back", "修改清单", columns, tuple(rows), (f"共 {pages:,} 份病案、{len(rows):,} 处。",))


def written_back_table(checks: Sequence[tuple[ChangedHere, Checked]], counts: WriteBackCounts) -> Table:
    """Each change with what the export says of it: what is not written back first."""
    columns = (
        Column("病区", width=8),
        _RECORD,
        Column("栏目", width=9),
        Column("改为", width=13),
        Column("导出中为", width=13),
        Column("结果", width=5),
        Column("说明", width=8),
    )
    order = ["missing", "altered", "unknown", "written"]
    ordered = sorted(checks, key=lambda pair: (order.index(pair[1].outcome), pair[0].ward, pair[0].case_no))
    rows = tuple(
        (
            one.ward,
            one.case_no,
            one.change.label,
            one.change.new or "（空）",
            check.found,
            check.outcome.label,
            check.why,
        )
        for one, check in ordered
    )
    return Table("written_back", "回写核对", columns, rows, (counts.in_words(), "不能核对的不计入回写率。"))


def reported_again_table(found: Sequence[ReportedAgain]) -> Table:
    """Pages that were changed after they had been uploaded 补报."""
    columns = (
        Column("病区", width=8),
        _RECORD,
        _DAY,
        Column("登记补报", Kind.DAY, width=8),
        Column("登记人", width=6),
        Column("理由", width=14),
        Column("改动", Kind.COUNT, width=4),
    )
    rows = tuple((o.ward, o.case_no, o.discharged, o.opened_at.date(), o.who, o.reason, o.changes) for o in found)
    return Table("reported_again", "补报清单", columns, rows, (f"共 {len(rows):,} 份，改正后需要再次上报。",))


def batches_table(batches: Sequence[Batch]) -> Table:
    """The uploads with their receipts."""
    columns = (
        Column("批次号", width=10),
        Column("平台", width=10),
        Column("上报日期", Kind.DAY, width=7),
        Column("份数", Kind.COUNT, width=5),
        Column("其中补报", Kind.COUNT, width=5),
        Column("回执", width=10),
        Column("回执日期", Kind.DAY, width=7),
    )
    rows = tuple(
        (
            one.number,
            platform_label(one.platform),
            one.day,
            len(one.pages),
            len(one.again),
            one.receipt or "未收到",
            one.received,
        )
        for one in batches
    )
    return Table("batches", "上报批次", columns, rows)


def rejections_table(rejections: Sequence[Rejection], still_open: Iterable[Rejection] = ()) -> Table:
    """What the platforms turned back, in their own words; rows that fit no page say why."""
    waiting = {one.identity for one in still_open}
    columns = (
        Column("平台", width=9),
        _RECORD,
        _DAY,
        Column("栏目", width=8),
        Column("平台原文", width=18),
        Column("来源", width=12),
        Column("状态", width=8),
    )
    rows = tuple(
        (
            platform_label(one.platform),
            one.case_no,
            one.discharged,
            one.item,
            one.words,
            f"{one.file} 第 {one.row} 行",
            one.why or ("待改正" if one.identity in waiting else "已再次上报"),
        )
        for one in rejections
    )
    note = "平台退回按平台原文列出，不计入本程序规则发现的问题。"
    return Table("rejections", "平台退回", columns, rows, (note,))
