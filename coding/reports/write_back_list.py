"""What to write back into the HIS, as a list to be printed. No name of a patient stands in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from coding.reports.report_page import Column, Report, ReportPage, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from coding.reports.report_page import Cell
    from coding.review.write_back import ChangedHere

_NO_WARD: Final = "未填科室"


def write_back_report(changes: Iterable[ChangedHere], hospital: str, period: str, made_at: datetime) -> Report:
    """What was changed here, a page a ward, for those who put it into the HIS; to be ticked off and signed."""
    by_ward: dict[str, list[ChangedHere]] = {}
    for one in changes:
        by_ward.setdefault(one.ward or _NO_WARD, []).append(one)
    lead = ("请按本单在 HIS 中改正首页，改完后在“已改”一栏打勾；下次导出时逐项核对。",)
    pages = tuple(
        ReportPage(f"write_back_{at}", f"首页修改清单（回写 HIS）　{ward}", lead, (_table(own),))
        for at, (ward, own) in enumerate(sorted(by_ward.items()), 1)
    )
    if not pages:
        pages = (ReportPage("write_back_1", "首页修改清单（回写 HIS）", ("本期没有修改过的首页。",), ()),)
    return Report("首页修改清单", hospital, period, made_at, pages, (), ("制表", "病案科", "病区改正人", "核对人"))


def _table(changes: Sequence[ChangedHere]) -> Table:
    """The changes of one ward, record by record."""
    columns = (
        Column("病案号", width=9),
        Column("出院日期", width=7),
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
