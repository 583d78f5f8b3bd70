"""Suspected violations by class, and what was not judged: the last two pages."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from coding.indicators.figures import Scope
from coding.indicators.indicator import indicators, tells_money
from coding.reports.month_plan import missing
from coding.reports.report_page import Chart, Column, Figure, Kind, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from coding.indicators.atypia import Atypical
    from coding.indicators.figures import MonthFigures
    from coding.reports.report_inputs import ReportInputs, SuspectedLine
    from coding.reports.report_page import Cell

_ALL = "全部"
_COST = "cost"
_UNITS = {"stay": "天", "cost": "元", "age": "岁"}
#: So many pages unlike the earlier ones are listed.
_MOST = 60
_RULE = re.compile(r"[A-Z]{2,}-[A-Z0-9]+-\d+( |$)")
#: Rules with the same remedy that still stand in rows of their own, and the most numbers in one row.
_FEW, _IN_A_ROW = 2, 24


def suspected_tables(figures: MonthFigures, inputs: ReportInputs) -> tuple[tuple[str, ...], list[Table]]:
    """By class of violation, and by class and rule; clear and suspected apart, both directions alike."""
    lead: list[str] = []
    tables: list[Table] = []
    if inputs.suspected is None:
        lead.append(missing("suspected").words)
    else:
        tables += [_by_class(inputs.suspected, figures), _by_rule(inputs.suspected)]
    if inputs.atypical is None:
        lead.append(missing("atypical").words)
    else:
        tables.append(_atypical(inputs.atypical, money=inputs.money))
    return tuple(lead), tables


def _by_class(lines: Sequence[SuspectedLine], figures: MonthFigures) -> Table:
    classes = sorted({line.violation for line in lines})
    columns = (
        Column("违规类别", width=14),
        Column("明确", Kind.COUNT, width=6),
        Column("疑似", Kind.COUNT, width=6),
        Column("已答复", Kind.COUNT, width=6),
        Column("未答复", Kind.COUNT, width=6),
    )
    rows = [(name, *_sums([line for line in lines if line.violation == name])) for name in classes]
    whole = ("合计", *_sums(lines))
    notes = (f"各规则病案数之和；一份病案可以有几条规则，可计几次。本期出院病案 {figures.pages:,} 份。",)
    chart = Chart("bar", 0, (1, 2), "各类别：明确与疑似") if rows else None
    return Table("violations", "疑似与答复", columns, (*rows, whole), notes, chart, total=True)


def _sums(lines: Sequence[SuspectedLine]) -> tuple[Cell, ...]:
    clear, suspected = sum(line.clear for line in lines), sum(line.suspected for line in lines)
    known = [line for line in lines if line.answered is not None]
    if not known:
        return clear, suspected, None, None
    answered = sum(line.answered or 0 for line in known)
    return clear, suspected, answered, sum(line.suspected for line in known) - answered


def _by_rule(lines: Sequence[SuspectedLine]) -> Table:
    columns = (
        Column("违规类别", width=10),
        Column("问题", width=16),
        Column("规则", width=7),
        Column("方向", width=5),
        Column("明确", Kind.COUNT, width=4),
        Column("疑似", Kind.COUNT, width=4),
        Column("已答复", Kind.COUNT, width=5),
        Column("依据", width=18),
    )
    ordered = sorted(lines, key=lambda one: (one.violation, -one.clear - one.suspected, one.rule))
    rows = tuple((o.violation, o.title, o.rule, o.way, o.clear, o.suspected, o.answered, o.clause) for o in ordered)
    return Table("violation_rules", "按类别和规则", columns, rows, ("方向：多记（高）或少记（低）。",))


def _atypical(lines: Sequence[Atypical], *, money: bool) -> Table:
    """Pages unlike the hospital's own earlier ones, with the numbers; those that lie the furthest off come first."""
    columns = (
        Column("病案号", width=9),
        Column("主要诊断", width=7),
        Column("病组", width=5),
        Column("项目", width=6),
        Column("本例", Kind.FIGURE, width=8),
        Column("既往均值", Kind.FIGURE, width=8),
        Column("标准差", Kind.FIGURE, width=8),
        Column("既往例数", Kind.COUNT, width=6),
    )
    seen = sorted((one for one in lines if money or one.item != _COST), key=lambda one: (-_apart(one), one.case_no))
    rows = tuple(
        (one.case_no, one.principal, one.drg, one.name, *_beside_history(one), one.pages) for one in seen[:_MOST]
    )
    notes = ["与本院同一主要诊断、同一病组的既往病案相比，只提示核对，不是问题。"]
    if len(seen) > _MOST:
        notes.append(f"共 {len(seen):,} 条，列出相差最大的 {_MOST} 条。")
    return Table("atypical", "与本院历史相比少见", columns, rows, tuple(notes))


def _apart(one: Atypical) -> Decimal:
    """How many times the spread it lies from the mean; of an operation, which has none, the least that is told."""
    return abs(one.own - one.mean) / one.spread if one.spread else Decimal(0)


def _beside_history(one: Atypical) -> tuple[Cell, Cell, Cell]:
    if one.spread is None:
        return Figure(one.own, "例"), Figure(one.mean, "%"), None
    unit = _UNITS.get(one.item, "")
    return Figure(one.own, unit), Figure(one.mean, unit), Figure(one.spread, unit)


def unjudged_tables(figures: MonthFigures, inputs: ReportInputs) -> tuple[tuple[str, ...], list[Table]]:
    """What was not judged of how many pages; figures without a denominator; what was not given at all."""
    lines: list[tuple[Cell, ...]] = [
        (_named(what), pages, _of(pages, figures), remedy)
        for what, (pages, remedy) in figures.unjudged.items()
        if inputs.money or not tells_money(what)
    ]
    columns = (
        Column("规则或指标", width=14),
        Column("病案数", Kind.COUNT, width=5),
        Column("范围", width=6),
        Column("补上什么可以评判", width=26),
    )
    # what could be judged of some pages comes first: there something is missing that others have
    lines.sort(key=lambda cells: (cells[2] == _ALL, -int(str(cells[1])), str(cells[0])))
    lines = list(_together(lines))
    notes = (f"本期出院病案 {figures.pages:,} 份。", "因同一原因没有评判的规则写在一行，只写编号；名称见规则库。")
    tables = [Table("unjudged", "未评判的规则和指标", columns, tuple(lines), notes)]
    if empty := list(_without(figures, money=inputs.money)):
        of_figure = (
            Column("指标", width=12),
            Column("未评判病案", Kind.COUNT, width=6),
            Column("定义和依据", width=28),
        )
        told = ("这些指标没有分母或没有数据，报告中为“—”，不是 0。",)
        tables.append(Table("empty", "没有数值的指标", of_figure, tuple(empty), told))
    absent = tuple((one.what, one.state, one.remedy) for one in map(missing, _absent(figures, inputs)))
    if absent:
        of_part = (Column("内容", width=10), Column("状态", width=5), Column("怎样补上", width=32))
        tables.append(Table("absent", "没有提供的材料", of_part, absent, ()))
    received = inputs.received
    if received is not None:
        of_file = (
            Column("文件", width=18),
            Column("收下", Kind.COUNT, width=6),
            Column("拒收行", Kind.COUNT, width=6),
            Column("缺号", width=20),
        )
        files = tuple((one.file, one.pages, one.rejects, one.gaps or "没有") for one in received)
        tables.append(Table("received", "收到的文件", of_file, files, ()))
    return (), tables


def _together(lines: Sequence[tuple[Cell, ...]]) -> Iterator[tuple[Cell, ...]]:
    """Lines of rules in which the same is missing on as many pages as one, by number; at the place of the first."""
    rules: dict[tuple[Cell, ...], list[str]] = {}
    for what, *rest in lines:
        if _RULE.match(str(what)):
            rules.setdefault(tuple(rest), []).append(str(what))
    told: set[tuple[Cell, ...]] = set()
    for what, *rest in lines:
        alike = rules.get(tuple(rest), []) if _RULE.match(str(what)) else []
        if len(alike) <= _FEW:
            yield (what, *rest)
        elif tuple(rest) not in told:
            told.add(tuple(rest))
            numbers = [one.split(" ")[0] for one in alike]
            for at in range(0, len(numbers), _IN_A_ROW):
                yield ("、".join(numbers[at : at + _IN_A_ROW]), *rest)


def _named(what: str) -> str:
    """An indicator by its name; a rule as it is."""
    one = indicators().get(what)
    return what if one is None else one.name


def _of(pages: int, figures: MonthFigures) -> str:
    return _ALL if pages >= figures.pages else "部分"


def _without(figures: MonthFigures, *, money: bool) -> Iterable[tuple[Cell, ...]]:
    """Figures without a value that the first table does not tell of."""
    for row in figures.rows:
        if row.scope is not Scope.HOSPITAL or row.value is not None or row.id in figures.unjudged:
            continue
        if money or not tells_money(row.id):
            yield row.name, row.not_judged, row.source


def _absent(figures: MonthFigures, inputs: ReportInputs) -> Iterable[str]:
    """What was not given, in the order of the pages."""
    if not inputs.hospital:
        yield "hospital"
    for key in ("before", "last_year"):
        if not getattr(figures, key):
            yield key
    if not figures.groups:
        yield "groups"
    if not figures.of("pages", Scope.TEAM):
        yield "team"
    parts = (
        "trend",
        "rules",
        "ward_rules",
        "fines",
        "slips",
        "written_back",
        "sampling",
        "payment",
        "paid",
        "suspected",
        "atypical",
        "received",
    )
    for key in parts:
        if getattr(inputs, key) is None:
            yield key
