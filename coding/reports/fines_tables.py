"""The statement of late archiving as tables to be printed and signed: by ward, by doctor, and record by record."""

from __future__ import annotations

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
    Column("扣罚（元）", Kind.YUAN),
)
_LINES: Final = (
    Column("病区", width=8),
    Column("医师", width=6),
    Column("病案号", width=9),
    Column("出院时间", width=9),
    Column("应归档", width=9),
    Column("归档时间", width=9),
    Column("逾期整天数", Kind.COUNT, width=5),
    Column("扣罚（元）", Kind.YUAN, width=6),
    Column("说明", width=12),
)


def fines_page(statement: FinesStatement) -> ReportPage:
    """The page of a report: what holds, the sums by ward and by doctor, every record that is late."""
    return ReportPage(KEY, TITLE, lead_sentences(statement), fines_tables(statement), notes_of(statement))


def fines_report(statement: FinesStatement, hospital: str, made_at: datetime) -> Report:
    """The statement as a paper of its own, to be signed."""
    return Report(TITLE, hospital, statement.period, made_at, (fines_page(statement),), (), _SIGNED)


def fines_tables(statement: FinesStatement) -> tuple[Table, ...]:
    """By ward, by doctor, line by line."""
    return ward_table(statement), doctor_table(statement), line_table(statement)


def ward_table(statement: FinesStatement) -> Table:
    """A row a ward, with the sum below."""
    return _sums("fines_wards", "按病区", "病区", statement.by_ward())


def doctor_table(statement: FinesStatement) -> Table:
    """A row a doctor, with the sum below."""
    return _sums("fines_doctors", "按医师", "医师", statement.by_doctor())


def line_table(statement: FinesStatement, ward: str | None = None) -> Table:
    """Every record that is late or excused; of one ward where one is named."""
    lines = [line for line in statement.lines if ward is None or (line.stay.ward.strip() or NAMELESS) == ward]
    title = "逐份明细" if ward is None else f"逐份明细（{ward}）"
    return Table("fines_lines", title, _LINES, tuple(map(_line, lines)))


def lead_sentences(statement: FinesStatement) -> tuple[str, ...]:
    """What holds and what came out, in sentences."""
    count = statement.count
    told = (
        f"共判断 {statement.stays:,} 份：按时归档 {count(Late.IN_TIME):,}，逾期归档 {count(Late.LATE):,}，"
        f"未归档未到期 {count(Late.OPEN):,}，未归档已逾期 {count(Late.OPEN_LATE):,}，免责 {count(Late.EXCUSED):,}。"
    )
    return (f"{statement.terms.words}。", told, f"逾期共 {statement.days:,} 整天，扣罚合计 {statement.yuan:,.2f} 元。")


def notes_of(statement: FinesStatement) -> tuple[str, ...]:
    """What the reader must know of the figures."""
    notes = [_OWN]
    if statement.count(Late.OPEN) or statement.count(Late.OPEN_LATE):
        notes.append(f"尚未归档的算到 {_moment(statement.as_of)} 为止，以后还会变动。")
    if statement.by_day:
        notes.append(f"{statement.by_day:,} 份的出院或归档只有日期、没有时刻（或缓至某日），按日期相差的天数计。")
    notes += [f"未判断 {count:,} 份：{why}。" for why, count in statement.unjudged.items()]
    if statement.frozen:
        notes.append(f"已随关账固定：{statement.frozen}。")
    return tuple(notes)


def _sums(key: str, title: str, first: str, sums: Sequence[FineSum]) -> Table:
    rows: list[tuple[Cell, ...]] = [_sum(one.name, [one]) for one in sums]
    if rows:
        rows.append(_sum("合计", sums))
    return Table(key, title, (Column(first, width=10), *_SUMS), tuple(rows), total=bool(rows))


def _sum(name: str, sums: Sequence[FineSum]) -> tuple[Cell, ...]:
    counts = (sum(getattr(one, part) for one in sums) for part in ("judged", "late", "open_late", "excused", "days"))
    yuan = sum((one.yuan for one in sums[1:]), sums[0].yuan)
    return (name, *counts, yuan)


def _line(line: FineLine) -> tuple[Cell, ...]:
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
        line.yuan,
        f"免责：{said}" if line.state is Late.EXCUSED else said,
    )


def _moment(moment: datetime | None) -> str:
    """Day and minute; the day alone where no hour is known."""
    if moment is None:
        return ""
    return (
        f"{moment:%Y-%m-%d}" if (moment.hour, moment.minute, moment.second) == (0, 0, 0) else f"{moment:%Y-%m-%d %H:%M}"
    )
