"""Quality by rule and ward, timeliness with the fines, sampling: what their pages hold beside the figures."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from coding.reports.fines_tables import fines_tables, lead_sentences, notes_of
from coding.reports.month_plan import missing
from coding.reports.report_page import Chart, Column, Kind, Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coding.indicators.figures import MonthFigures
    from coding.reports.report_inputs import ReportInputs, RuleLine, SampleLine, SlipLine, WrittenBackLine
    from coding.reports.report_page import Cell

#: Rules of the heat map.
_ACROSS = 8
_RIGHT = "正确数 ÷ 抽查数；Wilson 95% 区间"


def quality_tables(figures: MonthFigures, inputs: ReportInputs) -> tuple[tuple[str, ...], list[Table]]:
    """By rule, from the most pages on; ward by rule."""
    lead: list[str] = []
    tables: list[Table] = []
    if inputs.rules is None:
        lead.append(missing("rules").words)
    else:
        tables.append(_rule_table(figures, inputs.rules))
    if inputs.ward_rules is None:
        lead.append(missing("ward_rules").words)
    elif inputs.ward_rules:
        tables.append(_ward_rule_table(inputs.ward_rules, inputs.rules or ()))
    return tuple(lead), tables


def _rule_table(figures: MonthFigures, rules: Sequence[RuleLine]) -> Table:
    ordered = sorted(rules, key=lambda one: (-one.pages, one.rule))
    columns = (
        Column("问题", width=14),
        Column("规则", width=8),
        Column("维度", width=5),
        Column("级别", width=4),
        Column("病案数", Kind.COUNT, width=5),
        Column("占出院病案", Kind.SHARE, 2, 6),
        Column("累计占比", Kind.SHARE, 1, 5),
        Column("问题数", Kind.COUNT, width=5),
        Column("去年同期病案数", Kind.COUNT, width=6),
        Column("依据", width=20),
    )
    rows = tuple(
        (
            one.title,
            one.rule,
            one.dimension,
            one.severity,
            one.pages,
            _share(one.pages, figures.pages),
            so_far,
            one.findings,
            one.last_year,
            one.clause,
        )
        for one, so_far in zip(ordered, shares_so_far([one.pages for one in ordered]), strict=True)
    )
    chart = Chart("pareto", 0, (4, 6), "按规则：有问题的病案数和累计占比")
    notes = (
        f"占出院病案：÷ 本期出院病案 {figures.pages:,} 份；累计占比：÷ 各规则病案数之和。一份病案可以有几个问题。",
    )
    return Table("quality_rule", "按规则", columns, rows, notes, chart if rows else None)


def _ward_rule_table(found: Mapping[tuple[str, str], int], rules: Sequence[RuleLine]) -> Table:
    """The rules with the most pages across, every ward down."""
    sums: dict[str, int] = {}
    for (_, rule), pages in found.items():
        sums[rule] = sums.get(rule, 0) + pages
    across = sorted(sums, key=lambda rule: (-sums[rule], rule))[:_ACROSS]
    wards = sorted({ward for ward, _ in found}, key=lambda ward: (-_of_ward(found, ward), ward))
    titles = {one.rule: one.title for one in rules}
    columns = (
        Column("病区", width=9),
        *(Column(titles.get(rule, rule), Kind.COUNT, width=7) for rule in across),
        Column("全部规则", Kind.COUNT, width=6),
    )
    rows = [_across(found, ward, across) for ward in wards]
    chart = Chart("heat", 0, tuple(range(1, len(across) + 1)), "病区 × 规则：有问题的病案数")
    notes = (f"列出病案数最多的 {len(across)} 条规则，共 {len(sums)} 条；“全部规则”为各条之和，一份病案可计几次。",)
    return Table("quality_ward_rule", "病区 × 规则", columns, tuple(rows), notes, chart)


def _across(found: Mapping[tuple[str, str], int], ward: str, rules: Sequence[str]) -> tuple[Cell, ...]:
    return (ward, *(found.get((ward, rule), 0) for rule in rules), _of_ward(found, ward))


def _of_ward(found: Mapping[tuple[str, str], int], ward: str) -> int:
    return sum(pages for (name, _), pages in found.items() if name == ward)


def timeliness_tables(_: MonthFigures, inputs: ReportInputs) -> tuple[tuple[str, ...], list[Table]]:
    """The fines by ward and doctor with every late record, open slips, written back."""
    lead: list[str] = []
    tables: list[Table] = []
    if inputs.fines is None:
        lead.append(missing("fines").words)
    else:
        lead += (*lead_sentences(inputs.fines, money=inputs.money), *notes_of(inputs.fines))
        tables += fines_tables(inputs.fines, money=inputs.money, brief=True)
    if inputs.slips is None:
        lead.append(missing("slips").words)
    else:
        tables.append(_slip_table(inputs.slips))
    if inputs.written_back is None:
        lead.append(missing("written_back").words)
    else:
        tables.append(_written_table(inputs.written_back))
    return tuple(lead), tables


def _slip_table(slips: Sequence[SlipLine]) -> Table:
    columns = (
        Column("单号", width=12),
        Column("病区", width=10),
        Column("截止日期", Kind.DAY, width=8),
        Column("条数", Kind.COUNT, width=5),
        Column("已答", Kind.COUNT, width=5),
        Column("状态", width=6),
    )
    ordered = sorted(slips, key=lambda one: (not one.is_overdue, str(one.due or "9"), one.number))
    rows = tuple((o.number, o.ward, o.due, o.lines, o.answered, "逾期" if o.is_overdue else "未到期") for o in ordered)
    return Table("slips", "未答完的反馈单", columns, rows, ("逾期：过了截止日期仍有未答的条目。",))


def _written_table(lines: Sequence[WrittenBackLine]) -> Table:
    columns = (
        Column("病区", width=10),
        Column("改动", Kind.COUNT, width=6),
        Column("已回写", Kind.COUNT, width=6),
        Column("未回写", Kind.COUNT, width=6),
        Column("又被改动", Kind.COUNT, width=6),
        Column("回写率", Kind.SHARE, 2, 6),
    )
    rows: list[tuple[Cell, ...]] = [
        (o.ward, o.changes, o.found, o.missing, o.altered, _share(o.found, o.changes)) for o in lines
    ]
    changes, found = sum(o.changes for o in lines), sum(o.found for o in lines)
    missed, altered = sum(o.missing for o in lines), sum(o.altered for o in lines)
    whole = ("合计", changes, found, missed, altered, _share(found, changes))
    notes = ("回写率 = 下一次 HIS 导出中找到的改动 ÷ 本程序中的改动。",)
    return Table("written_back", "回写核对", columns, (*rows, whole), notes, total=True)


def sampling_tables(_: MonthFigures, inputs: ReportInputs) -> tuple[tuple[str, ...], list[Table]]:
    """Right of sampled with the interval of Wilson, and the classes of error as topics of training."""
    if inputs.sampling is None:
        return (missing("sampling").words,), []
    tables = [_sample_table(inputs.sampling)]
    if inputs.errors:
        columns = (
            Column("错误类别", width=12),
            Column("病案数", Kind.COUNT, width=6),
            Column("累计占比", Kind.SHARE, 1, 6),
            Column("培训主题", width=24),
        )
        ordered = sorted(inputs.errors, key=lambda one: (-one.pages, one.label))
        shares = shares_so_far([one.pages for one in ordered])
        rows = tuple((one.label, one.pages, so_far, one.topic) for one, so_far in zip(ordered, shares, strict=True))
        chart = Chart("pareto", 0, (1, 2), "错误类别")
        tables.append(Table("sample_errors", "错误类别和培训主题", columns, rows, (), chart))
    return (), tables


def _sample_table(lines: Sequence[SampleLine]) -> Table:
    columns = (
        Column("项目", width=10),
        Column("范围", width=9),
        Column("正确", Kind.COUNT, width=5),
        Column("抽查", Kind.COUNT, width=5),
        Column("正确率", Kind.SHARE, 2, 6),
        Column("区间下限", Kind.SHARE, 1, 6),
        Column("区间上限", Kind.SHARE, 1, 6),
        Column("目标", Kind.SHARE, 1, 5),
        Column("定义和依据", width=16),
    )
    rows = tuple(_sample_cells(line) for line in lines)
    return Table("samples", "抽查结果", columns, rows, ("没有抽查的不计正确率，留空。",))


def _sample_cells(line: SampleLine) -> tuple[Cell, ...]:
    share, interval = line.share, line.share.interval
    low, high = (None, None) if interval is None else (Decimal(repr(bound)) for bound in interval)
    right = _share(share.right, share.of)
    return (line.what, line.whom, share.right, share.of, right, low, high, line.target, line.source or _RIGHT)


def shares_so_far(counts: Sequence[int]) -> list[Decimal | None]:
    """Of all that is counted, the share that is reached with each; None where nothing is."""
    return [_share(sum(counts[: at + 1]), sum(counts)) for at in range(len(counts))]


def _share(part: int, whole: int) -> Decimal | None:
    return Decimal(part) / whole if whole else None
