"""What was changed here, ward by ward, as a list to be printed: the HIS keeps the old page until somebody enters it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from coding.reports.report_page import Column, Report, ReportPage, Table

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

_COLUMNS: Final = (
    Column("病案号", width=8),
    Column("出院日期", width=8),
    Column("栏目", width=9),
    Column("HIS 中现在是", width=16),
    Column("请改为", width=16),
    Column("修改人", width=6),
    Column("已改", width=4),
)
_LEAD: Final = "以下内容已在病案首页系统中改正，HIS 仍是原来的内容：请在 HIS 中逐条改正后打勾，下次导出时核对。"
_NO_WARD: Final = "未填病区"


@dataclass(frozen=True, slots=True)
class WriteBackLine:
    """One place of one page: what the HIS says and what it is to say. No name, no identity, no amount."""

    ward: str
    case_no: str
    discharged: str
    place: str
    old: str
    new: str
    who: str


def write_back_report(lines: Iterable[WriteBackLine], period: str, hospital: str, made_at: datetime) -> Report:
    """A page a ward."""
    by_ward: dict[str, list[WriteBackLine]] = {}
    for line in lines:
        by_ward.setdefault(line.ward or _NO_WARD, []).append(line)
    pages = tuple(_page(number, ward, found) for number, (ward, found) in enumerate(sorted(by_ward.items()), 1))
    return Report("HIS 回写清单", hospital, period, made_at, pages, signatures=("交单", "改正", "核对"))


def _page(number: int, ward: str, lines: list[WriteBackLine]) -> ReportPage:
    rows = tuple((one.case_no, one.discharged, one.place, one.old or "（空）", one.new or "（空）", one.who, None) for one in lines)
    table = Table(f"write_back_{number}", f"{ward}：{len(lines):,} 处", _COLUMNS, rows)
    return ReportPage(f"ward_{number}", ward, (_LEAD,), (table,))
