"""依据单: one sheet for a change that moved the weight, so that it can be answered for years later."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from coding.reports.report_page import Column, Report, ReportPage, Table

if TYPE_CHECKING:
    from datetime import datetime

#: Where a rule names no clause, none is made up.
NO_CLAUSE: Final = "规则未注明条款"
#: More rules that could not be judged are told by their number alone.
_MOST_UNJUDGED: Final = 12
_HEAD: Final = "权重升高、降低同样要求写明依据；权重不是修改编码的理由，编码以病历为准。"


@dataclass(frozen=True, slots=True)
class RuleVerdict:
    """What a rule says of the change: ``word`` 消除, 新增 or 仍存; ``clause`` "" where the rule names none."""

    word: str
    rule: str
    severity: str
    message: str
    clause: str


@dataclass(frozen=True, slots=True)
class EvidenceSheet:
    """What is told of one change, or of several that one evidence bears. No name, no number of a card.

    ``changes``: in words. ``groups``: before and after, by code and name; ``weights``: as they are shown; ``share``:
    by which part of itself the weight moved, None where it is not known; ``called``: 权重 or 分值. ``unjudged``: rules
    that could not be judged. ``demands``: what the record must hold. ``entry``: id of the audit's entry.
    """

    entry: int
    case_no: str
    stay: str
    changes: tuple[str, ...]
    groups: tuple[str, str]
    called: str
    weights: tuple[str, str]
    share: float | None
    verdicts: tuple[RuleVerdict, ...]
    unjudged: tuple[str, ...]
    demands: tuple[str, ...]
    reason: str
    asked_by: str
    author: str
    at: datetime
    judged_by: tuple[str, ...] = ()


def evidence_report(sheet: EvidenceSheet, hospital: str, made_at: datetime, *, money: bool) -> Report:
    """The sheet as a report of one page; ``money``: whether weights are told."""
    lead = (
        f"病案号 {sheet.case_no or '（空）'}　{sheet.stay}".strip(),
        f"依据：{sheet.reason or '（未写）'}",
        f"应谁要求：{sheet.asked_by or '（未注明）'}",
        f"写依据人：{sheet.author or '（未注明）'}　时间：{sheet.at:%Y-%m-%d %H:%M}",
    )
    tables = (_changes(sheet), _groups(sheet, money=money), _verdicts(sheet), *_demands(sheet))
    page = ReportPage("evidence", "依据", lead, tables, (_HEAD,))
    signed = ("写依据人", "要求人", "科主任", "日期")
    period = f"病案号 {sheet.case_no or '（空）'}"
    return Report("编码修改依据单", hospital, period, made_at, (page,), sheet.judged_by, signed)


def _changes(sheet: EvidenceSheet) -> Table:
    rows = tuple((str(number), words) for number, words in enumerate(sheet.changes, 1))
    return Table("changes", "改动", (Column("序", width=3), Column("内容", width=44)), rows)


def _groups(sheet: EvidenceSheet, *, money: bool) -> Table:
    rows = [("病组", *sheet.groups)]
    if money:
        moved = "" if not sheet.share else f"（{'升' if sheet.share > 0 else '降'} {abs(sheet.share):.0%}）"
        rows.append((sheet.called, sheet.weights[0], f"{sheet.weights[1]}{moved}"))
    columns = (Column("项目", width=6), Column("改前", width=22), Column("改后", width=22))
    return Table("groups", "分组前后", columns, tuple(rows))


def _verdicts(sheet: EvidenceSheet) -> Table:
    rows = tuple((f"{v.word}{v.severity}", v.rule, v.message, v.clause or NO_CLAUSE) for v in sheet.verdicts)
    notes: tuple[str, ...] = () if rows else ("已判定的规则对改动没有意见。",)
    if sheet.unjudged:
        named = "、".join(sheet.unjudged[:_MOST_UNJUDGED]) + " 等" * (len(sheet.unjudged) > _MOST_UNJUDGED)
        notes += (f"{len(sheet.unjudged)} 条规则未判定（不等于通过）：{named}",)
    columns = (Column("结论", width=5), Column("规则", width=8), Column("内容", width=24), Column("条款", width=16))
    return Table("verdicts", "规则的结论和条款", columns, rows, notes)


def _demands(sheet: EvidenceSheet) -> tuple[Table, ...]:
    if not sheet.demands:
        return ()
    rows = tuple((words, "") for words in sheet.demands)
    return (Table("demands", "病历中须有", (Column("内容", width=36), Column("病历所在", width=12)), rows),)
