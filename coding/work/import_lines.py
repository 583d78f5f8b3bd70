"""What was mended while a file was read, in the words of the form: one line for what is alike, with the count."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coding.exchange.layout import all_layouts
from coding.exchange.profile import SourceProfile
from coding.page.fields import field_catalogue

if TYPE_CHECKING:
    from collections.abc import Callable

    from coding.page.reading import Reading, Repair


@dataclass(frozen=True, slots=True)
class RepairLine:
    """Repairs that are alike: the field in Chinese, before, after, why, and the rows."""

    field: str
    before: str
    after: str
    reason: str
    repairs: tuple[Repair, ...]


def repair_lines(reading: Reading) -> list[RepairLine]:
    """The repairs of a file, those that are alike together, most rows first."""
    label = column_labels(reading)
    alike: dict[tuple[str, str, str, str], list[Repair]] = {}
    for repair in reading.repairs:
        key = (label(repair.column), repair.before, repair.after, repair.reason)
        alike.setdefault(key, []).append(repair)
    lines = [RepairLine(*key, tuple(repairs)) for key, repairs in alike.items()]
    return sorted(lines, key=lambda line: (-len(line.repairs), line.field, line.before))


def column_labels(reading: Reading) -> Callable[[str], str]:
    """The label of a column of a file by its header: GG → 籍贯; the header itself where no field knows it."""
    names: dict[str, str] = {}
    if reading.dialect.profile:
        profile = SourceProfile.from_json(reading.dialect.profile)
        names = {c.header: _label(c.key, c.index) for c in profile.columns}
    layout = next((each for each in all_layouts() if each.id == reading.layout), None)

    def label(header: str) -> str:
        if header in names:
            return names[header]
        column = layout.column(header) if layout is not None else None
        return _label(column.key, column.index) if column else header

    return label


def _label(key: str, index: int) -> str:
    """籍贯, 手术及操作日期 2: rows of a group are counted as people count them."""
    words = field_catalogue().label(key)
    if index and key.startswith("other_dx"):
        return f"{words} {index}"
    return f"{words} {index + 1}" if index else words
