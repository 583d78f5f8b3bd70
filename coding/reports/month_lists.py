"""The lists of a month as tables to be printed: what to write back, what was uploaded and turned back, compliance,
denials, questions, training. No name of a patient stands in any of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from coding.reports.report_page import Column, Kind, Report, ReportPage, Table
from coding.review.batches import platform_label
from coding.review.compliance import compliance_lists

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    from coding.reports.report_page import Cell
    from coding.review.batches import Batch, Rejection, ReportedAgain
    from coding.review.compliance import ComplianceList, ComplianceMonth
    from coding.review.denials import CauseCount, DenialItem
    from coding.review.grading import TrainingTopic
    from coding.review.month_records import Question
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
        Column("登记补报", width=8),
        Column("登记人", width=6),
        Column("理由", width=14),
        Column("改动", Kind.COUNT, width=4),
    )
    rows = tuple((o.ward, o.case_no, o.discharged, o.opened_at.date(), o.who, o.reason, o.changes) for o in found)
    dated = (*columns[:3], Column("登记补报", Kind.DAY, width=8), *columns[4:])
    return Table("reported_again", "补报清单", dated, rows, (f"共 {len(rows):,} 份，改正后需要再次上报。",))


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
            _answer_words(line.answer.label, line.answer.words)
            if line.answer is not None
            else "待答复" * line.wants_answer,
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


def _answer_words(label: str, words: str) -> str:
    return f"{label}：{words}" if words else label
