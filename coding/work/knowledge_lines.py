"""What is imported and in force, a line for each file: for whoever wants to see what the hospital judges by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from coding.store.kept_copies import SHOWN_DIGITS, ImportedCopy
from coding.work.hospital_knowledge import INSTEAD, PARTS, PartTrouble, days_words, shelves_of
from coding.work.shelf import UNDATED, days_of, in_order, used
from coding.work.shelf_words import doubts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from coding.store.store import Store
    from coding.work.shelf import Shelf

_UNITS: Final = {
    "dx_table": "条编码",
    "px_table": "条编码",
    "scheme": "个病组",
    "amendments": "处更正",
    "tariff": "个病组",
    "terms": "对",
    "dx_map": "条对照",
    "px_map": "条对照",
    "policy": "行",
    "calendar": "年",
    "sex_table": "条编码",
    "tcm_sheet": "项",
}


@dataclass(frozen=True, slots=True)
class PartLine:
    """One file of the hospital's knowledge in words, or a part of which there is none (``number`` 0).

    ``days``: for which days of discharge it is used; ``valid``: what the file itself says. ``trouble``: why it is not
    used, or what its shelf leaves open. ``is_imported``: there is something that can be given up; ``is_used``: for any
    day.
    """

    part: str
    title: str
    state: str
    original: str = ""
    edition: str = ""
    count: str = ""
    valid: str = ""
    brought_at: str = ""
    brought_by: str = ""
    digest: str = ""
    is_imported: bool = False
    trouble: str = ""
    days: str = ""
    number: int = 0
    is_used: bool = False
    history: str = ""

    @property
    def takes_days(self) -> bool:
        """Whether days can be given to it."""
        return bool(self.number and self.original) and self.part not in UNDATED


def knowledge_lines(store: Store, troubles: Sequence[PartTrouble], today: date | None = None) -> list[PartLine]:
    """Every file, by kind in the order of the menu and by day; a kind that has none in use has a line that says what
    holds. ``troubles``: what could not be used when it was loaded last; ``today``: what begins later is 将启用.
    """
    shelves = shelves_of(store)
    told = {(trouble.part, trouble.number): trouble for trouble in troubles}
    return [line for part in PARTS for line in _lines(part, shelves.get(part, ()), told, today)]


def _lines(part: str, shelf: Shelf, told: dict[tuple[str, int], PartTrouble], today: date | None) -> Iterator[PartLine]:
    record = told.get((part, 0))
    if record is not None or not used(shelf):
        state = f"记录损坏，现用{INSTEAD[part]}" if record else f"未导入，现用{INSTEAD[part]}"
        if shelf and not record:
            state = f"已全部停用，现用{INSTEAD[part]}"
        yield PartLine(part, PARTS[part], state, is_imported=record is not None, trouble=str(record or ""))
    open_ones = "\n".join(doubts(part, shelf))
    for copy in in_order(shelf):
        trouble = str(told.get((part, copy.number)) or (open_ones if copy.is_used else ""))
        yield _line(part, copy, trouble, _state(part, copy, told, today))


def _state(part: str, copy: ImportedCopy, told: dict[tuple[str, int], PartTrouble], today: date | None) -> str:
    """在用, 将启用, 已停用, or that it cannot be used and what is in its stead."""
    trouble = told.get((part, copy.number))
    if copy.is_damaged:
        return "有问题：记录损坏"
    if copy.stopped_at:
        return "已停用"
    if trouble is not None:
        return f"不能使用，现用{trouble.instead or INSTEAD[part]}"
    first, _ = days_of(copy)
    return "将启用" if first and today and first > today else "在用"


def _line(part: str, copy: ImportedCopy, trouble: str, state: str) -> PartLine:
    spell = f"{copy.valid_from} 至 {copy.valid_to}" if copy.valid_from or copy.valid_to else ""
    days = days_words(*days_of(copy)).strip() if copy.has_days else "始终"
    return PartLine(
        part,
        PARTS[part],
        state,
        copy.original or copy.file,
        copy.edition,
        f"{copy.count:,} {_UNITS.get(part, '条')}" if copy.count else "",
        spell.strip(),
        copy.brought_at.replace("T", " ")[:16],
        copy.brought_by or "（升级前导入）",
        copy.digest[:SHOWN_DIGITS],
        is_imported=copy.is_used,
        trouble=trouble,
        days=days + "（追溯）" * copy.is_retroactive,
        number=copy.number,
        is_used=copy.is_used,
        history=_history(copy),
    )


def _history(copy: ImportedCopy) -> str:
    """Who has changed its days or stopped it, and when."""
    told = []
    if copy.days_at:
        what = "追溯使用" if copy.is_retroactive else "改生效日期"
        told.append(f"{copy.days_by} {copy.days_at.replace('T', ' ')[:16]} {what}")
    if copy.stopped_at:
        told.append(f"{copy.stopped_by} {copy.stopped_at.replace('T', ' ')[:16]} 停用")
    return "；".join(told)
