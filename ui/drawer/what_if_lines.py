"""The lines of a what-if: row, code, group, weight, what the rules say of it and why; and its details as rich text."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from coding.examine.choice import OF_CHOICE, Choice, about_first, verdict_on
from coding.page.change import ChangeSource, EditKind
from coding.page.fields import ROW_ATTRIBUTES, field_catalogue, field_key
from coding.page.finding import Place, Severity
from coding.page.rows import row_label
from ui.drawer.cells import Cell, Column
from ui.panels.shift_text import shift_html
from ui.theme.theme import severity_style
from ui.wording import finding_words as words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coding.examine.alternatives import WhatIf
    from coding.examine.examine import Examination
    from coding.examine.preview import Shift
    from coding.grouping.case import Grouping
    from coding.page.change import Change, Edit
    from coding.page.finding import Finding
    from coding.page.front_page import FrontPage

#: The columns, in their order.
ROW, CODE, NAME, GROUP, GROUP_NAME, WEIGHT, MOVED, OPINION, REASON = range(9)
#: What is not known yet.
_WAITING: Final = "…"
#: Shape and colour of a verdict on a choice.
_LOOKS = {Choice.FORBIDDEN: Severity.ERROR, Choice.DOUBTFUL: Severity.WARNING}
_NOW = "现主要"


def columns_of(group: str) -> tuple[Column, ...]:
    """The columns; ``group``: that whose first row is in question, "" where rows are taken away or changed."""
    return (
        Column("行", 62),
        Column("编码", 96, is_code=True),
        Column("名称", 130, grows=True),
        Column("病组", 56, is_code=True),
        Column("病组名称", 130, grows=True),
        Column("权重", 58, is_figure=True),
        Column("差", 66, is_figure=True),
        Column("规则意见" if group else "新增问题", 74),
        Column("理由", 130, grows=True),
    )


def line_of_now(page: FrontPage, group: str, now: Examination) -> tuple[Cell, ...]:
    """The choice that stands on the page, to compare with."""
    answers = about_first(now, group)
    row = page.rows(group)[0]
    return (
        Cell(_NOW, "首页上现在的选择"),
        Cell(getattr(row, "code", "")),
        Cell(getattr(row, "name", "")),
        *_group_cells(now.grouping),
        Cell(words.weight(now.price)),
        Cell(),
        _verdict_cell(now, group),
        _reason_cell(answers),
    )


def line_of(
    page: FrontPage,
    one: WhatIf,
    now: Examination,
    *,
    bold: bool = False,
    shift: Shift | None = None,
    answers: Sequence[Finding] = (),
    group: str = "",
) -> tuple[Cell, ...]:
    """A line of its change and of the group it leads to; what follows from it, once there is the ``shift``."""
    change, grouping = one
    label, code, name = _row_words(page, change)
    known: tuple[Cell, ...] = (Cell(_WAITING), Cell(_WAITING), Cell(_WAITING), Cell(_reason_words(change)))
    if shift is not None:
        opinion = _verdict_cell(shift.after, group) if group else _count_cell(answers)
        reason = _reason_cell(answers, _reason_words(change))
        known = (Cell(words.weight(shift.after.price)), Cell(moved_words(shift)), opinion, reason)
    tip = f"去除后为 {words.group_title(grouping)}：该行承载{now.words.group}" if bold else words.group_title(grouping)
    return (
        Cell(label.replace("诊断", "").replace("手术操作", ""), spoken=label),
        Cell(code),
        Cell(name),
        *_group_cells(grouping, tip=tip, bold=bold),
        *known,
    )


def moved_words(shift: Shift) -> str:
    """By how much the weight moves, up or down alike: ▲ 0.35; "" where it does not, — where it is not known."""
    delta = shift.weight_delta
    if delta is None:
        return words.UNKNOWN
    if not round(delta, 4):
        return "不变"
    return f"{'▲' if delta > 0 else '▼'} {abs(delta):.4f}".rstrip("0").rstrip(".")


def place_of(page: FrontPage, change: Change) -> Place:
    """Where the form shows what a change is about: the row that it moves or takes away, or the field that it sets."""
    edit = change.edits[0]
    if edit.kind is EditKind.SET:
        return Place(edit.field, edit.index if edit.field in ROW_ATTRIBUTES else None)
    index = _index(page, edit)
    return Place(field_key(edit.row_group, "code", index), index)


def carrier_words(found: Sequence[WhatIf], now: Examination) -> str:
    """Which rows carry the group, in the order of the page."""
    edits = [change.edits[0] for change, grouping in found if grouping != now.grouping]
    if not edits:
        return f"去除任何一行，{now.words.group}都不变。"
    named = "、".join(f"{row_label(e.row_group, e.index)} {getattr(e.row, 'code', '')}".strip() for e in edits)
    return f"承载{now.words.group}（去除后{now.words.group}改变）：{named}。请核对其病历依据。Enter 定位，空格看详情。"


def detail_of_now(now: Examination, group: str) -> str:
    """Of the choice that stands on the page, as rich text."""
    told = f"<p>现在的选择：{escape(words.group_title(now.grouping))}</p>"
    return f"{_verdict_html(now, group)}{told}{_clauses(about_first(now, group))}"


def detail_of(shift: Shift, answers: Sequence[Finding], group: str, *, money: bool) -> str:
    """All that follows from a what-if, as rich text."""
    change = shift.change
    moved = shift_html(shift, money=money, findings=not group)
    if not group:
        return f"<p>{escape(change.describe())}</p>{_reason_html(change)}{moved}"
    besides = [f for f in shift.come if f.dimension in OF_CHOICE and f not in answers]
    return f"{_verdict_html(shift.after, group)}{moved}{_clauses(answers)}{_clauses(besides)}"


def _row_words(page: FrontPage, change: Change) -> tuple[str, str, str]:
    """Label, code and name of the row of a change; of a field that it sets, what it was and what it will be."""
    edit = change.edits[0]
    if edit.kind is not EditKind.SET:
        index = _index(page, edit)
        row = page.rows(edit.row_group)[index]
        return row_label(edit.row_group, index), getattr(row, "code", ""), getattr(row, "name", "")
    found = ROW_ATTRIBUTES.get(edit.field)
    label = row_label(found[0], edit.index) if found else field_catalogue().label(edit.field)
    after = " ".join(e.after for e in change.edits if e.kind is EditKind.SET)
    return label, "", f"{edit.before or '（空）'} → {after or '（空）'}"


def _index(page: FrontPage, edit: Edit) -> int:
    return min(edit.index, len(page.rows(edit.row_group)) - 1)


def _group_cells(grouping: Grouping, *, tip: str = "", bold: bool = False) -> tuple[Cell, Cell]:
    title = tip or words.group_title(grouping)
    name = grouping.name if grouping.is_grouped else grouping.status.value
    return Cell(grouping.drg or words.UNKNOWN, title, bold=bold), Cell(name, title, bold=bold)


def _verdict_cell(examination: Examination, group: str) -> Cell:
    verdict = verdict_on(examination, group)
    severity = _LOOKS.get(verdict)
    if severity is None:
        return Cell(verdict.value, picture=("clean", "clean"))
    style = severity_style(severity)
    return Cell(verdict.value, picture=(style.icon, style.role))


def _count_cell(answers: Sequence[Finding]) -> Cell:
    if not answers:
        return Cell("无")
    style = severity_style(min((f.severity for f in answers), key=tuple(Severity).index))
    return Cell(f"{style.word} {len(answers)}", picture=(style.icon, style.role))


def _reason_cell(answers: Sequence[Finding], first: str = "") -> Cell:
    told = [first] if first else []
    told += [f"{f.message}（{f.rule}）" for f in answers]
    clauses = [f"{f.message}（{f.rule}{'，依据：' + f.basis if f.basis else ''}）" for f in answers]
    return Cell("；".join(told), "\n".join([first, *clauses] if first else clauses))


def _reason_words(change: Change) -> str:
    if change.source is ChangeSource.WHAT_IF:
        return ""
    return "，".join(part for part in (change.reason, change.rule) if part)


def _reason_html(change: Change) -> str:
    told = escape(_reason_words(change))
    return f"<p style='margin:2px 0 0 0'>由来：{told}</p>" if told else ""


def _verdict_html(examination: Examination, group: str) -> str:
    return f"<p style='margin:0 0 4px 0'>规则意见：<b>{verdict_on(examination, group).value}</b></p>"


def _clauses(answers: Sequence[Finding]) -> str:
    return "".join(
        f"<p style='margin:4px 0 0 0'><b>{f.severity.label}</b> {escape(f.message)}"
        + (f"<br>依据：{escape(f.basis)}（{escape(f.rule)}）" if f.basis else f"（{escape(f.rule)}）")
        + "</p>"
        for f in answers
    )
