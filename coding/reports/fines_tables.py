"""The statement of late archiving as tables to be printed and signed: by ward, by doctor, and record by record."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from coding.reports.report_page import Column, Kind, Report, ReportPage, Table
from coding.review.archiving import Late
from coding.review.fines import NAMELESS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from coding.reports.report_page import Cell
    from coding.review.archiving import FineLine
    from coding.review.fines import FinesStatement, FineSum

KEY: Final = "fines"
TITLE: Final = "归档逾期与扣罚"
#: Who signs it.
_SIGNED: Final = ("制表", "病案科", "科主任", "分管院长")
_OWN: Final = "归档天数、每天金额、封顶为本院约定，不是国家规定。"
_SUMS: Final = (
    Column("判断份数", Kind.COUNT),
    Column("逾期归档", Kind.COUNT),
    Column("未归档已逾期", Kind.COUNT),
    Column("免责", Kind.COUNT),
    Column("逾期整天数", Kind.COUNT),
)
_YUAN: Final = "扣罚（元）"


def fines_page(statement: FinesStatement) -> ReportPage:
    """The page of a report: what holds, the sums by ward and by doctor, every record that is late."""
    return ReportPage(KEY, TITLE, lead_sentences(statement), fines_tables(statement), notes_of(statement))


def fines_report(statement: FinesStatement, hospital: str, made_at: datetime) -> Report:
    """The statement as a paper of its own, to be signed."""
    return Report(TITLE, hospital, statement.period, made_at, (fines_page(statement),), (), _SIGNED)


def fines_tables(statement: FinesStatement, *, money: bool = True, brief: bool = False) -> tuple[Table, ...]:
    """By ward, by doctor, line by line. ``money`` False: no yuan; ``brief``: whoever has nothing late is counted only
    in the sum.
    """
    return (
        _sums("fines_wards", "逾期归档：按病区", "病区", statement.by_ward(), money=money, brief=brief),
        _sums("fines_doctors", "逾期归档：按医师", "医师", statement.by_doctor(), money=money, brief=brief),
        _line_table(statement, money=money),
    )


def lead_sentences(statement: FinesStatement, *, money: bool = True) -> tuple[str, ...]:
    """What holds and what came out, in sentences."""
    count = statement.count
    told = (
        f"共判断 {statement.stays:,} 份：按时归档 {count(Late.IN_TIME):,}，逾期归档 {count(Late.LATE):,}，"
        f"未归档未到期 {count(Late.OPEN):,}，未归档已逾期 {count(Late.OPEN_LATE):,}，免责 {count(Late.EXCUSED):,}。"
    )
    if not money:
        return (told, f"逾期共 {statement.days:,} 整天。")
    return (f"{statement.terms.words}。", told, f"逾期共 {statement.days:,} 整天，扣罚合计 {statement.yuan:,.2f} 元。")


def notes_of(statement: FinesStatement) -> tuple[str, ...]:
    """What the reader must know of the figures."""
    notes = [_OWN]
    if statement.count(Late.OPEN) or statement.count(Late.OPEN_LATE):
        moves = "" if statement.frozen else "，以后还会变动"
        notes.append(f"尚未归档的算到 {_moment(statement.as_of)} 为止{moves}。")
    if statement.by_day:
        notes.append(f"{statement.by_day:,} 份的出院或归档只有日期、没有时刻（或缓至某日），按日期相差的天数计。")
    notes += [f"未判断 {count:,} 份：{why}。" for why, count in statement.unjudged.items()]
    notes.append(f"已冻结：{statement.frozen}。" if statement.frozen else "尚未冻结。")
    return tuple(notes)


def _sums(key: str, title: str, first: str, sums: Sequence[FineSum], *, money: bool, brief: bool) -> Table:
    shown = [one for one in sums if not brief or one.late or one.open_late or one.excused]
    rows = [_sum(one.name, [one], money=money) for one in shown]
    if sums:
        rows.append(_sum("合计", sums, money=money))
    left = len(sums) - len(shown)
    notes = (f"没有逾期、没有免责的 {left:,} 个不列，计入合计。",) if left else ()
    columns = (Column(first, width=10), *_SUMS, *((Column(_YUAN, Kind.YUAN),) if money else ()))
    return Table(key, title, columns, tuple(rows), notes, total=bool(rows))


def _sum(name: str, sums: Sequence[FineSum], *, money: bool) -> tuple[Cell, ...]:
    counts = (sum(getattr(one, part) for one in sums) for part in ("judged", "late", "open_late", "excused", "days"))
    yuan = (sum((one.yuan for one in sums), Decimal(0)),) if money else ()
    return (name, *counts, *yuan)


def _line_table(statement: FinesStatement, *, money: bool) -> Table:
    """Every record that is late or excused."""
    columns = (
        Column("病区", width=8),
        Column("医师", width=6),
        Column("病案号", width=9),
        Column("出院时间", width=9),
        Column("应归档", width=9),
        Column("归档时间", width=9),
        Column("逾期整天数", Kind.COUNT, width=5),
        *((Column(_YUAN, Kind.YUAN, width=6),) if money else ()),
        Column("说明", width=12),
    )
    rows = tuple(_line(line, money=money) for line in statement.lines)
    return Table("fines_lines", "逾期归档逐份明细", columns, rows)


def _line(line: FineLine, *, money: bool) -> tuple[Cell, ...]:
    stay = line.stay
    said = line.why or (line.state.label if line.state is not Late.LATE else "")
    return (
        stay.ward.strip() or NAMELESS,
        stay.doctor.strip() or NAMELESS,
        stay.case_no,
        _moment(stay.discharged),
        _moment(line.due),
        _moment(stay.archived) or "未归档",
        line.days,
        *((line.yuan,) if money else ()),
        f"免责：{said}" if line.state is Late.EXCUSED else said,
    )


def _moment(moment: datetime | None) -> str:
    """Day and minute; the day alone where no hour is known."""
    if moment is None:
        return ""
    known = (moment.hour, moment.minute, moment.second) != (0, 0, 0)
    return f"{moment:%Y-%m-%d %H:%M}" if known else f"{moment:%Y-%m-%d}"
