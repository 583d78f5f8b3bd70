"""A comparison of two schemes as tables: the same rows for the CSV files, the workbook and the window.

A cell is a text, a number or None for what is not known; a column says in which form its numbers are shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from itertools import chain
from typing import TYPE_CHECKING

from coding.payment.compared_case import PROVISIONAL_WORDS, Basis
from coding.payment.group_fates import group_fates
from coding.payment.provisional import FEW_PAGES
from coding.payment.scheme_switch import Sums, carried_by, pairs_of, reasons_of, steps_of, sums_by

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from coding.grouping.carrying import CarryingCode
    from coding.payment.compared_case import ComparedCase
    from coding.payment.scheme_switch import SchemeSwitch

#: What stands in a cell.
Cell = str | int | float | None
#: How many winners, losers, reasons are named where the largest are asked for.
LARGEST = 10


class Form(Enum):
    """How a column is shown: digits behind the point, or as text."""

    TEXT = "text"
    COUNT = "0"
    WEIGHT = "4"
    MONEY = "2"
    SHARE = "%"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name in a CSV file, its Chinese title, its form and its width in characters."""

    key: str
    title: str
    form: Form = Form.TEXT
    width: int = 12


@dataclass(frozen=True, slots=True)
class SwitchTable:
    """Columns and rows."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


_SUMS = (
    Column("cases", "例数", Form.COUNT, 8),
    Column("moved", "改变病组", Form.COUNT, 10),
    Column("moved_share", "改变占比", Form.SHARE, 10),
    Column("weighed", "计权重例数", Form.COUNT, 11),
    Column("weight_a", "原权重合计", Form.WEIGHT, 13),
    Column("weight_b", "新权重合计", Form.WEIGHT, 13),
    Column("weight_diff", "权重差", Form.WEIGHT, 12),
    Column("paid", "计支付例数", Form.COUNT, 11),
    Column("payment_a", "原支付测算", Form.MONEY, 15),
    Column("payment_b", "新支付测算", Form.MONEY, 15),
    Column("payment_diff", "支付测算差", Form.MONEY, 15),
)
#: The same where all pages of a line move, or none.
_FIGURES = (_SUMS[0], *_SUMS[3:])
CASE_COLUMNS = (
    Column("file", "文件", width=16),
    Column("row", "行", Form.COUNT, 7),
    Column("case_no", "病案号", width=12),
    Column("discharge", "出院日期", width=11),
    Column("ward", "科室", width=14),
    Column("team", "医疗组", width=12),
    Column("doctor", "主治医师", width=10),
    Column("insured", "参保", width=8),
    Column("cost", "总费用", Form.MONEY, 12),
    Column("moved", "改变", width=6),
    Column("status_a", "原状态", width=10),
    Column("group_a", "原病组", width=9),
    Column("name_a", "原病组名称", width=28),
    Column("status_b", "新状态", width=10),
    Column("group_b", "新病组", width=9),
    Column("name_b", "新病组名称", width=28),
    Column("weight_a", "原权重", Form.WEIGHT, 9),
    Column("weight_b", "新权重", Form.WEIGHT, 9),
    Column("weight_diff", "权重差", Form.WEIGHT, 9),
    Column("payment_a", "原支付测算", Form.MONEY, 13),
    Column("payment_b", "新支付测算", Form.MONEY, 13),
    Column("payment_diff", "支付测算差", Form.MONEY, 13),
    Column("step_kind", "原因", width=14),
    Column("step_code", "关系编码", width=13),
    Column("step", "第一个不同的步骤", width=64),
    Column("note", "说明", width=30),
)


def case_table(cases: Sequence[ComparedCase]) -> SwitchTable:
    """One row a page, of some of them."""
    return SwitchTable(CASE_COLUMNS, tuple(_case_rows(cases)))


def case_rows(switch: SchemeSwitch) -> Iterable[tuple[Cell, ...]]:
    """One row a page, in the order of the pages."""
    return _case_rows(switch.cases)


def _case_rows(cases: Iterable[ComparedCase]) -> Iterable[tuple[Cell, ...]]:
    for case in cases:
        was, will, why = case.was, case.will, case.why
        yield (
            case.file, case.row, case.case_no, case.day, case.ward, case.team, case.doctor, case.insured, case.cost,
            "是" if case.moved else "", was.status, was.drg, was.name, will.status, will.drg, will.name,
            was.weight, will.weight, case.weight_delta, was.payment, will.payment, case.payment_delta,
            why.kind.label if why else "", why.code if why else "", why.text if why else "", _note(case),
        )  # fmt: skip


def _note(case: ComparedCase) -> str:
    """Which weights of the page rest on few pages, and what is to be said of the page."""
    few = "、".join(side.drg for side in (case.was, case.will) if side.few)
    told = [f"{few} 不足 {FEW_PAGES} 份，{PROVISIONAL_WORDS}不稳"] if few else []
    return "；".join([*told, case.note] if case.note else told)


def speaking(switch: SchemeSwitch, columns: Sequence[Column]) -> list[int]:
    """The places of the columns that are not empty, or the same in all rows, throughout a comparison."""
    silent = set()
    if len({case.file for case in switch.cases}) == 1:
        silent.add("file")
    if not any(case.team for case in switch.cases):
        silent.add("team")
    if switch.payment_basis is Basis.NONE:
        silent.update(("paid", "payment_a", "payment_b", "payment_diff"))
    if switch.weight_basis is Basis.NONE:
        silent.update(("weighed", "weight_a", "weight_b", "weight_diff"))
    return [at for at, column in enumerate(columns) if column.key not in silent]


def titled(switch: SchemeSwitch, column: Column) -> str:
    """The title of a column; weights that are no tariff's are called provisional in it."""
    if switch.weight_basis is Basis.PROVISIONAL and column.form is Form.WEIGHT:
        return column.title.replace("权重", "暂定权重")
    return column.title if switch.old.method == "DRG" else column.title.replace("权重", "分值").replace("病组", "病种")


def by_table(switch: SchemeSwitch, key: str, title: str, pick: Callable[[ComparedCase], str]) -> SwitchTable:
    """Sums by ward, team, doctor or insured; pages that do not say it stand last, as 未填."""
    rows = [(word or "未填", *_sums(sums)) for word, sums in sums_by(switch.cases, pick)]
    return SwitchTable((Column(key, title, width=22), *_SUMS), tuple(rows))


def ward_table(switch: SchemeSwitch) -> SwitchTable:
    """Sums by ward."""
    return by_table(switch, "ward", "科室", lambda case: case.ward)


def team_table(switch: SchemeSwitch) -> SwitchTable:
    """Sums by ward, team and attending physician, as far as the pages say them."""
    columns = (Column("ward", "科室", width=18), Column("team", "医疗组", width=16), Column("doctor", "主治医师"))
    cells = {(c.ward, c.team, c.doctor): "\0".join((c.ward, c.team, c.doctor)) for c in switch.cases}
    found = sums_by(switch.cases, lambda c: cells[c.ward, c.team, c.doctor])
    rows = [(*(word or "未填" for word in key.split("\0")), *_sums(sums)) for key, sums in found]
    return SwitchTable((*columns, *_SUMS), tuple(rows))


def insured_table(switch: SchemeSwitch) -> SwitchTable:
    """Sums by the kind of insured."""
    return by_table(switch, "insured", "参保类别", lambda case: case.insured)


def old_group_table(switch: SchemeSwitch) -> SwitchTable:
    """Sums by the group under the old scheme: which groups win and lose most."""
    names = {case.was.drg: case.was.name or case.was.status for case in switch.cases}
    found = sums_by(switch.cases, lambda case: case.was.drg)
    rows = [(drg, names[drg], *_sums(sums)) for drg, sums in found]
    return SwitchTable((Column("group_a", "原病组", width=9), Column("name_a", "名称", width=34), *_SUMS), tuple(rows))


def pair_table(switch: SchemeSwitch) -> SwitchTable:
    """One row a pair of groups."""
    columns = (
        Column("group_a", "原病组", width=9),
        Column("name_a", "原病组名称", width=30),
        Column("group_b", "新病组", width=9),
        Column("name_b", "新病组名称", width=30),
        Column("share_of_a", "占原病组", Form.SHARE, 10),
        Column("reason", "多数原因", width=16),
        *_FIGURES,
    )
    rows = [
        (p.old, p.old_name, p.new, p.new_name, p.share, p.reason.label if p.reason else "", *_figures(p.sums))
        for p in pairs_of(switch.cases)
    ]
    return SwitchTable(columns, tuple(rows))


def reason_table(switch: SchemeSwitch) -> SwitchTable:
    """Why pages stand in another group, counted."""
    rows = [(reason.kind.label, *_figures(reason.sums)) for reason in reasons_of(switch.cases)]
    return SwitchTable((Column("reason", "原因", width=18), *_FIGURES), tuple(rows))


def step_table(switch: SchemeSwitch) -> SwitchTable:
    """The reasons by the code that they turn on, with the step of the first such page."""
    columns = (
        Column("reason", "原因", width=16),
        Column("code", "关系编码", width=16),
        Column("name", "编码名称", width=24),
        Column("cases", "例数", Form.COUNT, 8),
        Column("step", "例：第一个不同的步骤", width=100),
    )
    names = switch.code_names
    rows = [(kind.label, code, names.get(code, ""), pages, text) for kind, code, text, pages in steps_of(switch.cases)]
    return SwitchTable(columns, tuple(rows))


def fate_table(switch: SchemeSwitch) -> SwitchTable:
    """Groups that vanish, appear, split, merge, or only have another code."""
    columns = (
        Column("fate", "变化", width=16),
        Column("group", "病组", width=10),
        Column("name", "名称", width=44),
        Column("cases", "例数", Form.COUNT, 8),
        Column("others", "去向或来源（例数，占比）", width=80),
    )
    rows = [
        (one.fate.label, one.drg, one.name, one.pages, "、".join(_shares(one.others, one.pages)))
        for one in group_fates(switch)
    ]
    return SwitchTable(columns, tuple(rows))


def _shares(others: Sequence[tuple[str, int]], pages: int) -> Iterable[str]:
    return (f"{drg or '未入组'} {count}（{count / pages:.0%}）" for drg, count in others)


def carried_table(switch: SchemeSwitch) -> SwitchTable:
    """Codes that carry groups under one of the schemes alone."""
    columns = (
        Column("direction", "哪个方案看它", width=26),
        Column("kind", "类别", width=12),
        Column("code", "编码", width=18),
        Column("name", "名称", width=40),
        Column("cases", "病案数", Form.COUNT, 8),
    )
    rows = chain(
        (("只在原方案中影响病组", *line) for line in _carried(switch, lambda case: case.lost)),
        (("只在新方案中影响病组", *line) for line in _carried(switch, lambda case: case.gained)),
    )
    return SwitchTable(columns, tuple(rows))


def _carried(
    switch: SchemeSwitch, pick: Callable[[ComparedCase], Iterable[CarryingCode]]
) -> Iterable[tuple[str, str, str, int]]:
    for code, pages in carried_by(switch.cases, pick):
        yield "手术操作" if code.is_procedure else "其他诊断", code.code, switch.code_names.get(code.code, ""), pages


def _sums(sums: Sums) -> tuple[Cell, ...]:
    weighed, paid = bool(sums.weighed), bool(sums.paid)
    return (
        sums.cases,
        sums.moved,
        sums.moved / sums.cases if sums.cases else None,
        sums.weighed,
        sums.weight_was if weighed else None,
        sums.weight_will if weighed else None,
        sums.weight_delta,
        sums.paid,
        sums.payment_was if paid else None,
        sums.payment_will if paid else None,
        sums.payment_delta,
    )


def _figures(sums: Sums) -> tuple[Cell, ...]:
    told = _sums(sums)
    return (told[0], *told[3:])


_DIGITS = {Form.COUNT: 0, Form.WEIGHT: 4, Form.MONEY: 2, Form.SHARE: 4, Form.TEXT: 4}


def cell_text(cell: Cell, form: Form) -> str:
    """A cell as text for a CSV file: numbers plain, a share as a part of 1; "" for what is not known."""
    if cell is None or isinstance(cell, str):
        return cell or ""
    if isinstance(cell, int):
        return str(cell)
    text = f"{cell:.{_DIGITS[form]}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def text_rows(
    switch: SchemeSwitch, columns: Sequence[Column], rows: Iterable[Sequence[Cell]]
) -> Iterable[tuple[str, ...]]:
    """The header and the rows of a CSV file; the last column says what the weights rest on."""
    yield (*(column.key for column in columns), "weight_basis")
    forms = [column.form for column in columns]
    basis = switch.weight_basis.label
    for row in rows:
        yield (*map(cell_text, row, forms), basis)


@dataclass(frozen=True, slots=True)
class Standing:
    """A ward, team, group or kind of insured with what it gains (less than 0: loses), and its pages."""

    word: str
    gain: float
    sums: Sums


def winners_and_losers(
    switch: SchemeSwitch, pick: Callable[[ComparedCase], str], most: int = LARGEST
) -> tuple[list[Standing], list[Standing]]:
    """Who gains most and who loses most; nobody where no weight and no payment is known."""
    known = [
        Standing(word or "未填", gain, sums)
        for word, sums in sums_by(switch.cases, pick)
        if (gain := switch.gain(sums)) is not None and gain
    ]
    up = sorted((one for one in known if one.gain > 0), key=lambda one: (-one.gain, one.word))
    down = sorted((one for one in known if one.gain < 0), key=lambda one: (one.gain, one.word))
    return up[:most], down[:most]
