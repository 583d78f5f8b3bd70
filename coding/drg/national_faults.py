"""What is wrong with the national workbook: told by sheet and row, alike faults together, with what would mend them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coding.drg.national_sheets import SheetRow

#: Rows of one kind of fault that are shown with what stands in them, and rows named after these.
_SHOWN, _NAMED = 3, 20
#: table, key, column, old, new, source, date, reason, by: an amendment that would mend a fault.
Offer = tuple[str, str, str, str, str, str, str, str, str]


def offer(table: str, key: str, column: str, old: str, new: str, reason: str) -> Offer:
    """An amendment that the program proposes of its own reading of the file."""
    return (table, key, column, old, new, "程序按文件自身推断", "", reason, "")


@dataclass(slots=True)
class _Alike:
    """Rows with the same fault: what stands in each, and what would mend it."""

    rows: list[tuple[int, str]] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)


@dataclass(slots=True)
class Faults:
    """Complaints in the making: (sheet, line, sentence); ``offers`` end with the sentence that they answer to."""

    complaints: list[tuple[str, int, str]] = field(default_factory=list)
    offers: list[tuple[str, ...]] = field(default_factory=list)
    _alike: dict[tuple[str, str], _Alike] = field(default_factory=lambda: defaultdict(_Alike))

    def tell(self, row: SheetRow, sentence: str, *offers: Offer) -> None:
        """A fault of one row."""
        self.tell_at(row.sheet, row.line, sentence, *offers)

    def tell_at(self, sheet: str, line: int, sentence: str, *offers: Offer) -> None:
        """A fault at a place; line 0 = the whole sheet."""
        self.complaints.append((sheet, line, sentence))
        self.offers += [(*one, sentence) for one in offers]

    def count(self, row: SheetRow, fault: str, shown: str, *offers: Offer) -> None:
        """A fault that many rows may have; ``shown`` is what stands in this one."""
        alike = self._alike[row.sheet, fault]
        alike.rows.append((row.line, shown))
        alike.offers += offers

    def close(self) -> None:
        """Put what was counted into words, one sentence a kind of fault."""
        for (sheet, fault), alike in self._alike.items():
            rows = alike.rows
            shown = "、".join(text for _, text in rows[:_SHOWN])
            sentence = f"{shown}：{fault}。"
            if len(rows) > 1:
                named = "、".join(str(line) for line, _ in rows[:_NAMED]) + ("……" if len(rows) > _NAMED else "")
                more = "等" if len(rows) > _SHOWN else ""
                sentence = f"{shown}{more}（共 {len(rows):,} 行：第 {named} 行）：{fault}。"
            self.tell_at(sheet, rows[0][0], sentence, *alike.offers)
        self._alike.clear()
        self.complaints.sort(key=lambda told: (told[0], told[1]))
