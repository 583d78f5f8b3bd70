"""体检: what one export says of itself, on two pages. The first tells its defects, the second its groups.

Everything comes from facts of pages; what was not given or could not be judged is said so, with what would help.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from coding.grouping.case import WITH_GROUP, GroupStatus
from coding.page.finding import Dimension
from coding.payment.scheme_switch import pairs_of
from coding.reports.report_page import Column, Kind, Report, ReportPage, Table
from coding.reports.switch_summary import moved_sentence, worth_sentences

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from coding.indicators.page_facts import PageFacts
    from coding.payment.scheme_switch import SchemeSwitch
    from coding.reports.report_inputs import RuleLine
    from coding.reports.report_page import Cell

#: The four qualities of the standard of 2016.
QUALITIES: Final = (
    Dimension.COMPLETENESS,
    Dimension.TIMELINESS,
    Dimension.ACCURACY,
    Dimension.STANDARDISATION,
)
#: Rows of a table: the two pages stay two.
_RULES, _WARDS, _PAIRS = 10, 8, 6
_TITLE = "病案首页体检"
_ONE_FILE = "只读这一份导出，没有作任何设置：没有给出的材料和知识不评判，也不算通过。"
_NO_SECOND = (
    "没有给出另一个分组方案（如国家 DRG 3.0），没有比较：加 --next-scheme 文件，或在窗口的“换用方案比较”中选定。"
)
_NO_INSURER = "文件中没有医保给出的病组一列，没有比较：导出时带上医保实际分组结果即可。"
_DEMO = "分组用的是内置通用方案，不是本地区的：病组、未入组和与医保的一致率只作参考，请给出本地区的方案包再看。"


@dataclass(frozen=True, slots=True)
class BriefInputs:
    """What a brief is made of. ``insurer``: (the insurer's group, ours) → pages, empty = the file does not hold it.

    ``switch``: the pages under a second scheme, None = there is none. ``is_general``: the scheme is the built-in one.
    ``money`` False: no weight and no yuan.
    ``states``: pages by state. ``received``: rows refused and what else was left out, as sentences.
    """

    period: str
    made_at: datetime
    facts: Sequence[PageFacts]
    rules: Sequence[RuleLine]
    hospital: str = ""
    states: Mapping[str, int] = field(default_factory=dict)
    unjudged_rules: int = 0
    insurer: Mapping[tuple[str, str], int] = field(default_factory=dict)
    switch: SchemeSwitch | None = None
    is_general: bool = False
    money: bool = True
    received: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


def brief_report(inputs: BriefInputs) -> Report:
    """The two pages."""
    pages = (_defects(inputs), _groups(inputs))
    return Report(_TITLE, inputs.hospital, inputs.period, inputs.made_at, pages, inputs.sources, ())


# -- page 1


def _defects(inputs: BriefInputs) -> ReportPage:
    states, count = inputs.states, len(inputs.facts)
    lead = [
        f"{inputs.period} 出院 {count:,} 份：有强制问题 {states.get('error', 0):,} 份，"
        f"仅有提示 {states.get('warning', 0):,} 份，没有问题 {states.get('clean', 0):,} 份。",
        *inputs.received,
        _ONE_FILE,
    ]
    if inputs.unjudged_rules:
        lead.append(f"另有 {inputs.unjudged_rules:,} 条规则因缺少栏目或材料没有评判。")
    tables = (quality_table(inputs.facts), _rule_table(inputs), _ward_table(inputs.facts))
    return ReportPage("brief_defects", "一、缺陷", tuple(lead), tuple(table for table in tables if table.rows))


def quality_table(facts: Sequence[PageFacts]) -> Table:
    """The four qualities: pages judged, pages without a defect, their share, defects a hundred pages judged."""
    columns = (
        Column("质量", width=6),
        Column("评判份数", Kind.COUNT, width=6),
        Column("无缺陷份数", Kind.COUNT, width=7),
        Column("无缺陷占比", Kind.SHARE, 2, 7),
        Column("缺陷数", Kind.COUNT, width=6),
        Column("每百份缺陷", Kind.NUMBER, 1, 7),
        Column("未评判份数", Kind.COUNT, width=7),
    )
    rows = tuple(_quality(dimension, facts) for dimension in QUALITIES) if facts else ()
    notes = ("缺陷：强制和提示问题，已豁免的不计；占比 = 无缺陷份数 ÷ 评判份数，一份也没有评判的留空，不是 0。",)
    return Table("brief_quality", "四个质量", columns, rows, notes)


def _quality(dimension: Dimension, facts: Sequence[PageFacts]) -> tuple[Cell, ...]:
    at = tuple(Dimension).index(dimension)
    judged = [one for one in facts if one.judged[at] or one.defects[at]]
    whole = sum(one.defects[at] == 0 for one in judged)
    defects = sum(one.defects[at] for one in judged)
    share = Decimal(whole) / len(judged) if judged else None
    each = Decimal(100 * defects) / len(judged) if judged else None
    return (dimension.label, len(judged), whole, share, defects, each, len(facts) - len(judged))


def _rule_table(inputs: BriefInputs) -> Table:
    columns = (
        Column("问题", width=20),
        Column("维度", width=5),
        Column("级别", width=4),
        Column("份数", Kind.COUNT, width=5),
        Column("占比", Kind.SHARE, 2, 6),
    )
    counted = [one for one in inputs.rules if one.severity != "信息"]
    ordered = sorted(counted, key=lambda one: (-one.pages, one.rule))[:_RULES]
    count = len(inputs.facts)
    rows = tuple((o.title, o.dimension, o.severity, o.pages, Decimal(o.pages) / count) for o in ordered)
    left = f"共 {len(counted)} 条规则有发现，列出份数最多的 {len(rows)} 条。"
    return Table("brief_rules", "最多的问题", columns, rows, (left,))


def _ward_table(facts: Sequence[PageFacts]) -> Table:
    columns = (
        Column("科室", width=12),
        Column("份数", Kind.COUNT, width=5),
        Column("有强制问题", Kind.COUNT, width=7),
        Column("占比", Kind.SHARE, 2, 6),
    )
    pages, errors = Counter(one.ward for one in facts), Counter(one.ward for one in facts if one.errors)
    ordered = sorted(pages, key=lambda ward: (-errors[ward], -pages[ward], ward))[:_WARDS]
    rows = tuple((ward or "未填写", pages[ward], errors[ward], Decimal(errors[ward]) / pages[ward]) for ward in ordered)
    left = f"共 {len(pages)} 个科室，列出有强制问题最多的 {len(rows)} 个。"
    return Table("brief_wards", "各科室", columns, rows, (left,))


# -- page 2


def _groups(inputs: BriefInputs) -> ReportPage:
    count = len(inputs.facts)
    ought = [one for one in inputs.facts if one.ought]
    grouped = sum(_is_grouped(one) for one in ought)
    lead = [f"应入组 {len(ought):,} 份，入组 {grouped:,} 份，没有入组 {len(ought) - grouped:,} 份。"]
    if count > len(ought):
        lead.append(f"另有 {count - len(ought):,} 份按范围不必入组。")
    if inputs.is_general:
        lead.append(_DEMO)
    tables = [_status_table(inputs.facts)]
    tables += _switch(inputs, lead)
    tables += _agreement(inputs, lead)
    title = "二、入组、换用新方案、与医保一致"
    return ReportPage("brief_groups", title, tuple(lead), tuple(table for table in tables if table.rows))


def _is_grouped(facts: PageFacts) -> bool:
    return facts.status in {status.value for status in WITH_GROUP}


def _status_table(facts: Sequence[PageFacts]) -> Table:
    columns = (Column("分组结果", width=10), Column("份数", Kind.COUNT, width=6), Column("占比", Kind.SHARE, 2, 6))
    counts = Counter(one.status for one in facts)
    known = [status.value for status in GroupStatus if counts[status.value]]
    rows = tuple((status, counts[status], Decimal(counts[status]) / len(facts)) for status in known)
    return Table("brief_status", "分组结果", columns, rows)


def _switch(inputs: BriefInputs, lead: list[str]) -> list[Table]:
    """Which groups a second scheme would change; nothing is advice to code otherwise."""
    if inputs.switch is None:
        lead.append(_NO_SECOND)
        return []
    switch = inputs.switch
    sentences = "；".join((moved_sentence(switch), *(worth_sentences(switch) if inputs.money else ())))
    lead.append(f"换用“{switch.new.title}”：{sentences}。")
    columns = (
        Column("原病组", width=6),
        Column("原名称", width=14),
        Column("新病组", width=6),
        Column("新名称", width=14),
        Column("份数", Kind.COUNT, width=5),
    )
    moved = [one for one in pairs_of(switch.cases) if one.moved]
    rows = tuple((one.old, one.old_name, one.new, one.new_name, one.sums.cases) for one in moved[:_PAIRS])
    left = f"共 {len(moved)} 种变化，列出前 {len(rows)} 种。这是方案之间的差别，不是改动编码的依据。"
    return [Table("brief_switch", f"换用“{switch.new.title}”后改变的病组", columns, rows, (left,))]


def _agreement(inputs: BriefInputs, lead: list[str]) -> list[Table]:
    """How often the insurer's group is ours, where the file holds it."""
    if not inputs.insurer:
        lead.append(_NO_INSURER)
        return []
    told = {(_code(theirs), ours): 0 for theirs, ours in inputs.insurer}
    for (theirs, ours), pages in inputs.insurer.items():
        told[_code(theirs), ours] += pages
    count = sum(told.values())
    same = sum(pages for (theirs, ours), pages in told.items() if theirs == ours.upper())
    lead.append(f"文件中有医保病组的 {count:,} 份：与本程序分组一致 {same:,} 份（{same / count:.2%}）。")
    columns = (Column("医保病组", width=8), Column("本程序病组", width=8), Column("份数", Kind.COUNT, width=5))
    others = sorted(
        ((pair, pages) for pair, pages in told.items() if pair[0] != pair[1].upper()), key=lambda one: (-one[1], one[0])
    )
    rows = tuple((theirs, ours or "未入组", pages) for (theirs, ours), pages in others[:_PAIRS])
    left = f"共 {len(others)} 种不一致，列出前 {len(rows)} 种；逐份核对用“与医保结算结果核对”（命令行 proof）。"
    return [Table("brief_agreement", "与医保不一致的病组", columns, rows, (left,))]


def _code(group: str) -> str:
    """The code of a cell that may go on with the name of the group."""
    return (group.split() or [""])[0].upper()
