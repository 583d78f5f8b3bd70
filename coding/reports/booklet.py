"""The booklet of a ward 科室白皮书: group by group what leads into it, what the ward has in it, and what moves it.

Nothing is recommended: what raises a group and what lowers it stand in tables of one form, with what the record must
hold either way. Without ``money`` there is no weight and no yuan in it, and no list of losses.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from coding.reports.report_page import Chart, Column, Kind, Report, ReportPage, Table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from coding.indicators.figures import GroupRow
    from coding.reports.report_page import Cell

NEUTRAL: Final = (
    "本手册只说明分组方案怎样分、本科室的病案怎样写，不建议增加或减少任何诊断和手术操作：编码以病历为依据，"
    "高编、低编都是错误。"
)
_HELD: Final = "“病历须有”是编码站得住所要的记录：有才编，没有就不编；不是“应当补编”。"
_ALIKE: Final = "升高和降低两表取法、列数相同，按例数排列，不按权重或金额排列。"
_MONEY_NOTES: Final = (
    "参照为权重表所列的病组均费和平均住院日；空格为没有参照或没有可算的病案。",
    "支付为估算；支付－费用只计两者都知道的病案。",
)
#: Rows of a table of diagnoses, companions or what-ifs; how many more there are is told.
_MOST: Final = 15


@dataclass(frozen=True, slots=True)
class CodeCount:
    """A code with its name and the stays that have it; ``needs``: what the record must hold for it."""

    code: str
    name: str
    cases: int
    needs: str = ""


@dataclass(frozen=True, slots=True)
class Companion:
    """A further diagnosis or procedure seen in a group: on how many stays, and without it how many were elsewhere."""

    what: str
    code: str
    name: str
    cases: int
    carries: int
    needs: str


@dataclass(frozen=True, slots=True)
class Shift:
    """A what-if on own pages: what was supposed, for which code, where the stays would be, how many of them.

    ``direction``: 升高, 降低, 不变 or 无法比较, by weight where that is seen, else by the complications of the family.
    """

    supposed: str
    code: str
    name: str
    to: str
    to_name: str
    cases: int
    direction: str
    before: Decimal | None = None
    after: Decimal | None = None
    needs: str = ""


@dataclass(frozen=True, slots=True)
class FamilyLine:
    """A group of the same family: what it asks of its own, own stays in it."""

    drg: str
    name: str
    asks: str
    cases: int
    weight: Decimal | None = None


@dataclass(frozen=True, slots=True)
class DefectLine:
    """What a rule found on the pages: its words, its dimension, pages, clause."""

    rule: str
    title: str
    dimension: str
    pages: int
    clause: str


@dataclass(frozen=True, slots=True)
class LossLine:
    """A reason of loss: stays and yuan."""

    reason: str
    cases: int
    yuan: Decimal


@dataclass(frozen=True, slots=True)
class GroupPart:
    """All that the booklet says of one group. ``ways``: (chapter and family, condition, the list it names, codes)."""

    row: GroupRow
    ways: Sequence[tuple[str, str]]
    family: Sequence[FamilyLine]
    principals: Sequence[CodeCount]
    procedures: Sequence[CodeCount]
    companions: Sequence[Companion]
    shifts: Sequence[Shift]
    defects: Sequence[DefectLine]
    losses: Sequence[LossLine] = ()
    tried: int = 0


@dataclass(frozen=True, slots=True)
class Booklet:
    """A booklet. ``rows``: all groups of the ward; ``parts``: those that are told, most stays first.

    ``pages`` of the ward, ``outside``: those without a group, ``unseen``: further ones that nobody has examined;
    ``unpriced``: stays of which nobody can say whether they lose. ``sources``: scheme, tariff, policy with their dates.
    """

    ward: str
    hospital: str
    period: str
    made_at: datetime
    money: bool
    pages: int
    outside: int
    rows: Sequence[GroupRow]
    parts: Sequence[GroupPart]
    defects: Sequence[DefectLine]
    losses: Sequence[LossLine] = ()
    unpriced: int = 0
    unseen: int = 0
    sources: Sequence[str] = ()


def booklet_report(booklet: Booklet) -> Report:
    """The booklet as pages for any writer."""
    pages = [_ward_page(booklet), *(_group_page(part, money=booklet.money) for part in booklet.parts)]
    return Report(
        title=f"{booklet.ward}病案与分组手册（科室白皮书）",
        hospital=booklet.hospital,
        period=booklet.period,
        made_at=booklet.made_at,
        pages=tuple(pages),
        sources=tuple(booklet.sources),
        signatures=("制表", "审核", "科主任"),
    )


def _ward_page(booklet: Booklet) -> ReportPage:
    told = len(booklet.parts)
    lead = [
        f"{booklet.period} 出院病案 {booklet.pages:,} 份，入组 {booklet.pages - booklet.outside:,} 份，"
        f"未入组 {booklet.outside:,} 份，涉及 {len(booklet.rows):,} 个病组。",
        NEUTRAL,
    ]
    if told < len(booklet.rows):
        lead.append(f"以下按例数逐一说明前 {told} 个病组，其余病组只列在本页的表里。")
    if booklet.unseen:
        lead.append(f"另有 {booklet.unseen:,} 份病案还没有质控，不在以下数字里：重新质控后再写出本手册。")
    if not booklet.money:
        lead.append("按查看人的权限，本手册不含权重和金额。")
    tables = [
        group_table(booklet.rows, money=booklet.money),
        defect_table(booklet.defects, booklet.pages, "本科室常见问题"),
    ]
    notes = []
    if booklet.money:
        tables.append(loss_table(booklet.losses, "亏损原因（亏损清单各步填写的结果）"))
        if booklet.unpriced:
            notes.append(f"{booklet.unpriced:,} 份病案的费用或支付额不明，没有判断是否亏损。")
    return ReportPage("ward", f"{booklet.ward}概况", tuple(lead), tuple(tables), tuple(notes))


def group_table(rows: Sequence[GroupRow], *, money: bool, title: str = "病组一览") -> Table:
    """Groups with own figures beside those of reference; of whom money is hidden from, stays and days alone."""
    columns = [Column("病组", width=6), Column("名称", width=18), Column("例数", Kind.COUNT)]
    if money:
        columns += [
            Column("权重", Kind.NUMBER, 4),
            Column("例均费用（元）", Kind.YUAN),
            Column("参照例均费用（元）", Kind.YUAN),
        ]
    columns += [Column("平均住院日", Kind.NUMBER, 1), Column("参照住院日", Kind.NUMBER, 1)]
    if money:
        columns += [Column("支付估算合计（元）", Kind.YUAN), Column("支付－费用合计（元）", Kind.YUAN)]
    return Table(
        key="groups",
        title=title,
        columns=tuple(columns),
        rows=tuple(tuple(_group_cells(row, money=money)) for row in rows),
        notes=(*(_MONEY_NOTES if money else ("参照住院日为病组的平均住院日标准；空格为没有参照或没有可算的病案。",)),),
        chart=Chart("bar", 1, (2,), "各病组例数") if len(rows) > 1 else None,
    )


def _group_cells(row: GroupRow, *, money: bool) -> list[Cell]:
    cells: list[Cell] = [row.drg, row.name, row.cases]
    if money:
        cells += [row.weight, row.mean_cost, row.reference_cost]
    cells += [row.mean_stay, row.reference_stay]
    return [*cells, row.payment, row.balance] if money else cells


def defect_table(lines: Sequence[DefectLine], pages: int, title: str) -> Table:
    """Rules that fired, most pages first, each with its clause."""
    shown = lines[:_MOST]
    return Table(
        key="defects",
        title=title,
        columns=(
            Column("规则", width=9), Column("问题", width=22), Column("维度", width=5), Column("病案数", Kind.COUNT),
            Column("占比", Kind.SHARE, 1), Column("依据", width=16),
        ),
        rows=tuple(
            (one.rule, one.title, one.dimension, one.pages, Decimal(one.pages) / pages if pages else None, one.clause)
            for one in shown
        ),
        notes=(f"占比的分母为 {pages:,} 份病案；已豁免的问题不计。", *_rest(lines, "条规则")),
    )  # fmt: skip


def loss_table(lines: Sequence[LossLine], title: str) -> Table:
    """Reasons of loss with stays and yuan."""
    return Table(
        key="losses",
        title=title,
        columns=(Column("原因", width=20), Column("例数", Kind.COUNT), Column("费用－支付（元）", Kind.YUAN)),
        rows=tuple((one.reason, one.cases, one.yuan) for one in lines),
        notes=("亏损＝住院总费用大于支付估算；原因由医疗组、病组专管员、医保办依次填写，以最后一步为准。",),
    )


def _group_page(part: GroupPart, *, money: bool) -> ReportPage:
    row = part.row
    tables = [
        Table("ways", "怎样进入这个病组（由分组方案倒推）", (Column("项目", width=8), Column("内容", width=40)),
              tuple(part.ways)),
        family_table(part.family, money=money),
        group_table([row], money=money, title="本科室与参照"),
        code_table(part.principals, "本科室的主要诊断", "主要诊断", row.cases),
        code_table(part.procedures, "本科室的主要手术操作", "主要手术操作", row.cases),
        companion_table(part.companions, row.cases),
        *(shift_table(part, direction, money=money) for direction in ("升高", "降低", "不变或无法比较")),
        defect_table(part.defects, row.cases, "常见问题"),
    ]  # fmt: skip
    if money:
        tables.append(loss_table(part.losses, "亏损原因"))
    notes: tuple[str, ...] = (_HELD, _ALIKE)
    if part.tried < row.cases:
        notes = (*notes, f"“假设”取出院最近的 {part.tried} 例逐例试算，不是全部 {row.cases} 例。")
    lead = (f"本科室 {row.cases:,} 例。",)
    return ReportPage(f"group_{row.drg}", f"{row.drg} {row.name}".strip(), lead, tuple(tables), notes)


def family_table(lines: Sequence[FamilyLine], *, money: bool, whose: str = "本科室") -> Table:
    """The groups that differ by complication alone, in the order in which the scheme asks for them."""
    columns = [
        Column("病组", width=6),
        Column("名称", width=20),
        Column("方案要求", width=20),
        Column(f"{whose}例数", Kind.COUNT),
    ]
    if money:
        columns.append(Column("权重", Kind.NUMBER, 4))
    return Table(
        "family",
        "同一类病组（按方案询问的次序）",
        tuple(columns),
        tuple((one.drg, one.name, one.asks, one.cases, *((one.weight,) if money else ())) for one in lines),
    )


def code_table(lines: Sequence[CodeCount], title: str, word: str, cases: int) -> Table:
    """Codes with their stays."""
    return Table(
        "codes",
        title,
        (
            Column(word, width=8), Column("名称", width=18), Column("例数", Kind.COUNT), Column("占比", Kind.SHARE, 1),
            Column("病历须有", width=24),
        ),
        tuple(
            (one.code, one.name, one.cases, Decimal(one.cases) / cases if cases else None, one.needs)
            for one in lines[:_MOST]
        ),
        _rest(lines, "种编码"),
    )  # fmt: skip


def companion_table(lines: Sequence[Companion], cases: int) -> Table:
    """Further diagnoses and procedures seen, with what the record must hold for each."""
    return Table(
        "companions",
        "见到的其他诊断和手术操作，及病历须有什么",
        (
            Column("类别", width=5), Column("编码", width=7), Column("名称", width=16), Column("例数", Kind.COUNT),
            Column("占比", Kind.SHARE, 1), Column("去掉后病组改变", Kind.COUNT), Column("病历须有", width=24),
        ),
        tuple(
            (
                one.what, one.code, one.name, one.cases, Decimal(one.cases) / cases if cases else None, one.carries,
                one.needs,
            )
            for one in lines[:_MOST]
        ),
        _rest(lines, "种编码"),
    )  # fmt: skip


def shift_table(part: GroupPart, direction: str, *, money: bool) -> Table:
    """What would move own stays in one direction; the tables of both directions are alike."""
    lines = [one for one in part.shifts if one.direction in direction.split("或")]
    columns = [
        Column("假设", width=10), Column("编码", width=7), Column("名称", width=14), Column("病组变为", width=6),
        Column("病组名称", width=14), Column("例数", Kind.COUNT),
    ]  # fmt: skip
    if money:
        columns += [Column("现权重", Kind.NUMBER, 4), Column("变后权重", Kind.NUMBER, 4)]
    columns.append(Column("病历须有", width=20))
    rows = tuple(
        (
            one.supposed, one.code, one.name, one.to, one.to_name, one.cases,
            *((one.before, one.after) if money else ()), one.needs,
        )
        for one in lines[:_MOST]
    )  # fmt: skip
    word = "权重" if money else "病组层级"
    title = f"使{word}{direction}的假设" if direction in ("升高", "降低") else f"{word}{direction}的假设"
    return Table(f"shifts_{direction}", title, tuple(columns), rows, _rest(lines, "种假设"))


def _rest(lines: Sequence[object], word: str) -> tuple[str, ...]:
    """How many lines are not shown."""
    return (f"另有 {len(lines) - _MOST} {word}未列。",) if len(lines) > _MOST else ()
