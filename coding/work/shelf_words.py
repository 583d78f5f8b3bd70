"""What a shelf leaves open and where two of its files meet, in words: before it is agreed to, and ever after."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from coding.work.hospital_knowledge import INSTEAD, PARTS
from coding.work.shelf import ADDED, days_of, used

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coding.store.kept_copies import ImportedCopy
    from coding.work.shelf import Shelf

#: What follows where nothing of the hospital's own holds.
_MEANS: Final = {
    "scheme": "，不是本地区的方案",
    "tariff": "：权重和支付额是演示数字，靠权重判断的规则显示为未判断",
    "dx_table": "：扩展码不能判断对错，灰码不判断",
    "px_table": "：手术操作只按内置表判断",
}


def name_of(copy: ImportedCopy) -> str:
    """What people call a file: its title or edition, else its name."""
    return copy.edition or copy.original or copy.file or "（记录已损坏）"


def gaps(shelf: Shelf) -> list[tuple[date | None, date | None]]:
    """The days for which no file of a shelf is used, from the first to the last of each gap; none where the whole part
    is embedded.
    """
    spans = sorted((days_of(copy) for copy in used(shelf)), key=lambda span: span[0] or date.min)
    found: list[tuple[date | None, date | None]] = []
    covered: date | None = None  # up to and with this day; None before the first
    for at, (first, last) in enumerate(spans):
        if first is not None and (at == 0 or (covered is not None and first > covered + timedelta(days=1))):
            found.append((covered + timedelta(days=1) if covered else None, first - timedelta(days=1)))
        if last is None:
            return found
        covered = last if covered is None else max(covered, last)
    return [*found, (covered + timedelta(days=1), None)] if covered else found


def overlaps(shelf: Shelf) -> Iterator[tuple[ImportedCopy, ImportedCopy]]:
    """Two files that are both used on some day and have days both: the one that begins later holds, and comes first."""
    held = sorted((copy for copy in used(shelf) if copy.has_days), key=lambda copy: (copy.holds_from, copy.number))
    for at, later in enumerate(held):
        for earlier in held[:at]:
            first, _ = days_of(later)
            _, ends = days_of(earlier)
            if ends is None or first is None or ends >= first:
                yield later, earlier


def doubts(part: str, shelf: Shelf) -> list[str]:
    """Gaps and overlaps of a shelf as Chinese sentences."""
    told = [_gap_words(part, first, last) for first, last in (() if part in ADDED else gaps(shelf))]
    for later, earlier in overlaps(shelf):
        words = f"“{name_of(later)}”和“{name_of(earlier)}”的日期有重叠：重叠的日子用开始较晚的“{name_of(later)}”。"
        told.append(words)
    return told


def _gap_words(part: str, first: date | None, last: date | None) -> str:
    if first is None:
        when = f"{last} 及以前"
    elif last is None:
        when = f"{first - timedelta(days=1)} 之后"
    else:
        when = f"{first} 至 {last} "
    return f"{when}没有{PARTS[part]}：按{INSTEAD[part]}{_MEANS.get(part, '')}。"


def closing_words(copies: Sequence[ImportedCopy], first: date) -> str:
    """“二〇二六方案”用到 2026-12-31 为止"""
    names = "、".join(f"“{name_of(copy)}”" for copy in copies)
    return f"{names}用到前一天（{first - timedelta(days=1)}）为止"
