"""The compliance of a month as tables: its lists both ways, denials with their causes, questions, training.

No name of a patient stands in any of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from coding.reports.report_page import Column, Kind, Table
from coding.review.compliance import compliance_lists

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from coding.reports.report_page import Cell
    from coding.review.compliance import ComplianceLine, ComplianceList, ComplianceMonth
    from coding.review.denials import CauseCount, DenialItem
    from coding.review.grading import TrainingTopic
    from coding.review.month_records import Question

_RECORD: Final = Column("病案号", width=9)
_DAY: Final = Column("出院日期", width=7)


def compliance_tables(found: ComplianceMonth) -> tuple[Table, ...]:
    """A summary of the lists, then each list that holds anything, both ways alike."""
    lists = [_list_table(one, found) for one in compliance_lists()]
    return (_summary(found), *(table for table in lists if table.rows))


def _summary(found: ComplianceMonth) -> Table:
    columns = (
        Column("清单", width=14),
        Column("方向", width=6),
        Column("病案", Kind.COUNT, width=5),
        Column("条数", Kind.COUNT, width=5),
        Column("已答复", Kind.COUNT, width=5),
        Column("待答复", Kind.COUNT, width=5),
        Column("说明", width=16),
    )
    rows: list[tuple[Cell, ...]] = []
    for one in compliance_lists():
        lines = found.of_list(one.id)
        off = found.off.get(one.id, ())
        told = f"未启用：{'、'.join(off)}" if off else one.note
        if off and len(off) == len(one.rules):
            rows.append((one.label, one.way.label, None, None, None, None, told))
            continue
        answered = sum(line.answer is not None for line in lines)
        waiting = sum(line.wants_answer for line in lines)
        pages = len({line.page_id for line in lines})
        rows.append((one.label, one.way.label, pages, len(lines), answered, waiting, told))
    notes = (
        f"本期出院病案 {found.pages:,} 份。多记与少记同样列出、同样要答复；一份病案可以在几张清单上。",
        "规则未启用的清单没有数字，不是 0；未评判的见“未评判”一页。",
    )
    return Table("compliance", "合规清单汇总", columns, tuple(rows), notes)


def _list_table(one: ComplianceList, found: ComplianceMonth) -> Table:
    columns = (
        Column("病区", width=7),
        Column("医师", width=5),
        _RECORD,
        _DAY,
        Column("问题", width=22),
        Column("规则", width=7),
        Column("程度", width=4),
        Column("答复", width=8),
    )
    rows = tuple(
        (
            line.ward,
            line.doctor,
            line.case_no,
            line.discharged,
            line.finding.message,
            line.finding.rule,
            line.finding.strength.label,
            _answered(line),
        )
        for line in found.of_list(one.id)
    )
    return Table(
        f"compliance_{one.id}", f"{one.label}（{one.way.label}）", columns, rows, (one.note,) if one.note else ()
    )


def denials_table(items: Sequence[DenialItem], *, money: bool) -> Table:
    """The items of denials and negative lists; without amounts for whoever is shown none."""
    columns = (
        _RECORD,
        _DAY,
        Column("项目", width=8),
        Column("医保原文", width=18),
        *((Column("金额（元）", Kind.YUAN, width=6),) if money else ()),
        Column("根本原因", width=9),
        Column("规则", width=9),
        Column("申诉", width=8),
    )
    rows = tuple(
        (
            one.case_no,
            one.discharged,
            one.item,
            one.words,
            *((one.amount,) if money else ()),
            f"{one.cause_label}{'（人工）' if one.by_hand else ''}",
            "、".join(one.rules) or "人工核对",
            one.appeal or one.why,
        )
        for one in items
    )
    return Table("denials", "拒付与负面清单", columns, rows)


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


def questions_table(questions: Sequence[Question], today: date) -> Table:
    """The register of questions to the insurer: those that are open first."""
    columns = (
        Column("编号", width=7),
        Column("提问日期", Kind.DAY, width=7),
        Column("问谁", width=6),
        Column("问题", width=18),
        Column("关于", width=7),
        Column("答复", width=16),
        Column("答复日期", Kind.DAY, width=7),
        Column("等待天数", Kind.COUNT, width=5),
    )
    ordered = sorted(questions, key=lambda one: (not one.is_open, one.asked, one.number))
    rows = tuple(
        (o.number, o.asked, o.whom, o.text, o.about, o.answer or "未答复", o.answered, o.days_open(today))
        for o in ordered
    )
    return Table("questions", "向医保的提问", columns, rows)


def training_table(topics: Sequence[TrainingTopic], graded: int) -> Table:
    """What a training would be about, by the classes of error of the samples."""
    columns = (
        Column("错误类别", width=9),
        Column("病案", Kind.COUNT, width=5),
        Column("培训主题", width=26),
        Column("依据", width=16),
    )
    rows = tuple((one.label, one.pages, one.topic, one.clause) for one in topics)
    return Table("training", "培训主题", columns, rows, (f"已评分 {graded:,} 份；一份可以有几类错误。",))


def _answered(line: ComplianceLine) -> str:
    if line.answer is None:
        return "待答复" if line.wants_answer else ""
    return f"{line.answer.label}：{line.answer.words}" if line.answer.words else line.answer.label
