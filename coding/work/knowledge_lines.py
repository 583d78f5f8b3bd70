"""What is imported and in force, a line for each part: for whoever wants to see what the hospital judges by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from coding.store.kept_copies import SHOWN_DIGITS, ImportedCopy
from coding.work.hospital_knowledge import INSTEAD, PARTS, PartTrouble, imported_copies

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coding.store.store import Store

_UNITS: Final = {
    "dx_table": "条编码",
    "px_table": "条编码",
    "scheme": "个病组",
    "amendments": "处修订",
    "tariff": "个病组",
    "terms": "对",
    "dx_map": "条对照",
    "px_map": "条对照",
    "policy": "行",
}


@dataclass(frozen=True, slots=True)
class PartLine:
    """One part of the hospital's knowledge in words. ``trouble``: why what was imported is not used."""

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


def knowledge_lines(store: Store, troubles: Sequence[PartTrouble]) -> list[PartLine]:
    """Every part in the order of the menu. ``troubles``: what could not be used when it was loaded last."""
    copies = imported_copies(store)
    told = {trouble.part: trouble for trouble in troubles}
    return [_line(part, copies.get(part), told.get(part)) for part in PARTS]


def _line(part: str, copy: ImportedCopy | None, trouble: PartTrouble | None) -> PartLine:
    title = PARTS[part]
    if copy is None:
        state = f"记录损坏，现用{INSTEAD[part]}" if trouble else f"未导入，现用{INSTEAD[part]}"
        return PartLine(part, title, state, is_imported=trouble is not None, trouble=str(trouble or ""))
    spell = f"{copy.valid_from} 至 {copy.valid_to}" if copy.valid_from or copy.valid_to else ""
    return PartLine(
        part,
        title,
        f"不能使用，现用{INSTEAD[part]}" if trouble else "在用",
        copy.original,
        copy.edition,
        f"{copy.count:,} {_UNITS[part]}" if copy.count else "",
        spell.strip(),
        copy.brought_at.replace("T", " ")[:16],
        copy.brought_by or "（升级前导入）",
        copy.digest[:SHOWN_DIGITS],
        is_imported=True,
        trouble=str(trouble or ""),
    )
