"""The ledger as lines of the drawer: when, who, from where, what, why, and what it did to the group."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ui.drawer.cells import Cell, Column
from ui.worklist.worklist_model import weight_text

if TYPE_CHECKING:
    from coding.work.page_ledger import Effect, Ledger, LedgerLine, Placed

NUMBER, WHEN, WHO, SOURCE, PLACE, BEFORE, AFTER, REASON, GROUP, WEIGHT = range(10)
_WAITING: Final = "…"
_NOTHING: Final = "—"


def ledger_columns() -> tuple[Column, ...]:
    """The columns, in their order."""
    return (
        Column("步", 40, is_figure=True),
        Column("时间", 104),
        Column("用户", 64),
        Column("来源", 70),
        Column("栏目", 110, grows=True),
        Column("原值", 100, grows=True),
        Column("现值", 100, grows=True),
        Column("原因、依据", 90, grows=True),
        Column("病组", 112),
        Column("权重", 96),
    )


def import_line(ledger: Ledger) -> tuple[Cell, ...]:
    """The page as it came, before all changes."""
    origin = ledger.original.origin
    place = f"第 {origin.row} 行" if origin.row else ""
    came = f"{origin.file} {place}".strip()
    at, by = ledger.came.at, ledger.came.by
    when = Cell(f"{at:%y-%m-%d %H:%M}", f"{at:%Y-%m-%d %H:%M:%S}")
    return (Cell("0"), when, Cell(by), Cell("导入"), Cell("整份首页"), Cell(), Cell(came), Cell(), Cell(), Cell())


def entry_line(number: int, line: LedgerLine, effect: Effect | None, seen: str) -> tuple[Cell, ...]:
    """An entry; ``effect``: None while it is worked out; ``seen``: the group as it was kept at that time."""
    entry = line.entry
    group = Cell(_WAITING if entry.change.edits else _NOTHING)
    weight = group
    if effect is not None and entry.change.edits:
        group = Cell(_group_words(effect), f"{_group_tip(effect)}\n当时记录：{seen}", bold=effect.moves)
        weight = Cell(_weight_words(effect), bold=effect.moves)
    struck = line.is_struck
    told = (
        Cell(str(number)),
        Cell(f"{entry.at:%y-%m-%d %H:%M}", f"{entry.at:%Y-%m-%d %H:%M:%S}"),
        Cell(entry.author),
        Cell(line.source),
        Cell(line.place, struck=struck),
        Cell(line.before, struck=struck),
        Cell(line.after, "\n".join(filter(None, (line.after, line.reason))), struck=struck),
        Cell(line.reason),
        group,
        weight,
    )
    spoken = "已撤销" if struck else ""
    return (Cell(told[0].text, spoken, f"第 {number} 步 {spoken}".strip()), *told[1:])


def _group_words(effect: Effect) -> str:
    was, will = _placed_words(effect.before), _placed_words(effect.after)
    return f"{was} → {will}" if was != will else f"{will} 不变"


def _group_tip(effect: Effect) -> str:
    groups = [one.grouping for one in (effect.before, effect.after)]
    titles = [f"{one.drg} {one.name or one.status.value}".strip() for one in groups]
    return "按现用方案：" + (" → ".join(titles) if titles[0] != titles[1] else f"{titles[0]} 不变")


def _placed_words(one: Placed) -> str:
    return one.grouping.drg or one.grouping.status.value


def _weight_words(effect: Effect) -> str:
    was, will = effect.before.weight, effect.after.weight
    if was == will:
        return weight_text(will)
    if was is None or will is None:
        return f"{weight_text(was)} → {weight_text(will)}"
    return f"{'▲' if will > was else '▼'} {weight_text(was)} → {weight_text(will)}"
