"""A slip as it is printed: a page a doctor, boxes to tick, room to write; the same words as its document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.reports.report_page import Column, Report, ReportPage, Table
from coding.reports.slip_book import head_words, name_key
from coding.review.slips import AnswerKind

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from coding.review.slips import Slip, SlipLine

#: What is written by hand wants room.
_TO_WRITE = "＿" * 6
_COLUMNS = (
    Column("行", width=2),
    Column("病案号、\n出院日期", width=7),
    Column("栏目", width=6),
    Column("现值", width=7),
    Column("问题", width=14),
    Column("请核对", width=10),
    Column("答复", width=6),
    Column("新值", width=7),
    Column("理由", width=7),
)


def slip_report(slip: Slip, hospital: str, made_at: datetime, names: Mapping[str, str] | None = None) -> Report:
    """The slip as a report. ``names``: ``name_key`` of a line → name of the patient; None: it names nobody."""
    pages = tuple(
        ReportPage(
            f"doctor{number}",
            f"{slip.ward}　{doctor}",
            (f"{head_words(slip)}　共 {len(slip.of(doctor))} 条",),
            (Table("lines", "", _COLUMNS, tuple(_row(line, names) for line in slip.of(doctor))),),
            ("答复请在方格中打勾；选“已改为”时写上新值。医师签名：＿＿＿＿＿＿　日期：＿＿＿＿年＿＿月＿＿日",),
        )
        for number, doctor in enumerate(slip.doctors, 1)
    )
    return Report("病案首页反馈单", hospital, f"{slip.number}　第 {slip.version} 版", made_at, pages, (), ())


def _row(line: SlipLine, names: Mapping[str, str] | None) -> tuple[str, ...]:
    whose = "\n".join(filter(None, (line.case_no, (names or {}).get(name_key(line), ""), line.discharged)))
    asked = f"{line.problem}\n（{line.basis}）" if line.basis else line.problem
    boxes = "\n".join(f"□ {kind.label}" for kind in AnswerKind)
    return (str(line.line), whose, line.label, line.shown, asked, line.check, boxes, _TO_WRITE, _TO_WRITE)
