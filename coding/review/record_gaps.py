"""Gaps in the record numbers of a month against what the HIS counts: which stays have not come.

Record numbers that were given out one after another stand in a row; a stay that is missing among them leaves a gap. A
person who was here years ago has an old number: a wide gap is no gap, it is another row.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

#: A wider gap than this is taken for another row of numbers.
WIDEST: Final = 20
_NUMBER = re.compile(r"(.*?)(\d{1,12})", re.ASCII)


@dataclass(frozen=True, slots=True)
class RecordGaps:
    """What is missing. ``runs``: first and last number of each gap; ``his_count``: None = nobody has told it.

    ``missing``: record numbers that a list of the HIS has and the pages have not; ``surplus``: the other way round;
    both None where there is no list. ``unread``: numbers that end in no digit; ``troubles``: what of the list could
    not be read, in sentences.
    """

    pages: int
    runs: tuple[tuple[str, str], ...] = ()
    numbers: int = 0
    his_count: int | None = None
    missing: tuple[str, ...] | None = None
    surplus: tuple[str, ...] | None = None
    unread: int = 0
    troubles: tuple[str, ...] = ()

    @property
    def short(self) -> int | None:
        """How many pages fewer than the HIS counts, negative: more; None where nobody has told its count."""
        return None if self.his_count is None else self.his_count - self.pages

    def in_words(self) -> str:
        """One sentence: what came, what the HIS counts, where numbers are missing."""
        told = [f"病案 {self.pages:,} 份"]
        if self.short is None:
            told.append("没有 HIS 出院人次可核对")
        elif self.short:
            told.append(f"HIS 出院 {self.his_count:,} 人次，{'少' if self.short > 0 else '多'} {abs(self.short):,} 份")
        else:
            told.append(f"与 HIS 出院 {self.his_count:,} 人次相符")
        if self.missing is not None and self.surplus is not None:
            told.append(f"对照 HIS 出院名单缺 {len(self.missing):,} 份、多 {len(self.surplus):,} 份")
        if self.runs:
            told.append(f"病案号断号 {len(self.runs):,} 处共 {self.numbers:,} 个")
        if self.troubles:
            told.append(f"名单中 {len(self.troubles):,} 行不能读入")
        return "，".join(told) + "。"

    def as_said(self) -> dict[str, Any]:
        """What the entry says: JSON values."""
        return {
            "pages": self.pages,
            "runs": [list(run) for run in self.runs],
            "numbers": self.numbers,
            "his_count": self.his_count,
            "missing": None if self.missing is None else list(self.missing),
            "surplus": None if self.surplus is None else list(self.surplus),
            "unread": self.unread,
        }


def record_gaps(
    of_month: Collection[str],
    elsewhere: Iterable[str] = (),
    his_count: int | None = None,
    his_list: tuple[Iterable[str], Iterable[str]] | None = None,
    pages: int | None = None,
) -> RecordGaps:
    """The gaps among the record numbers of a month. ``elsewhere``: numbers of other months, which fill a gap.

    ``his_list``: the numbers that the HIS has and the pages have not, and the other way round. ``pages``: how many
    pages there are, by default as many as numbers.
    """
    own = _rows(of_month)
    known = _rows(elsewhere)
    widths = _widths(of_month)
    runs: list[tuple[str, str]] = []
    numbers = 0
    for prefix in sorted(own):
        there = sorted(own[prefix] | known.get(prefix, set()))
        for one, next_one in pairwise(there):
            between = next_one - one - 1
            if 0 < between <= WIDEST and not own[prefix].isdisjoint((one, next_one)):
                first, last = (f"{prefix}{number:0{widths.get(prefix, 0)}d}" for number in (one + 1, next_one - 1))
                runs.append((first, last))
                numbers += between
    missing, surplus = (tuple(sorted(told)) for told in his_list) if his_list is not None else (None, None)
    count = len(of_month) if pages is None else pages
    unread = sum(_NUMBER.fullmatch(number.strip().upper()) is None for number in of_month)
    return RecordGaps(count, tuple(runs), numbers, his_count, missing, surplus, unread)


def gaps_said(said: Mapping[str, Any]) -> RecordGaps:
    """The gaps as the entry of an opening tells them."""
    runs = tuple((str(first), str(last)) for first, last in said.get("runs", ()))
    missing, surplus = (None if said.get(key) is None else tuple(said[key]) for key in ("missing", "surplus"))
    count = said.get("his_count")
    return RecordGaps(
        int(said.get("pages", 0)),
        runs,
        int(said.get("numbers", 0)),
        None if count is None else int(count),
        missing,
        surplus,
        int(said.get("unread", 0)),
    )


def _rows(numbers: Iterable[str]) -> dict[str, set[int]]:
    """What stands before the digits at the end → the numbers; zeros that lead do not count, a spreadsheet eats them."""
    found: dict[str, set[int]] = {}
    for prefix, digits in _split(numbers):
        found.setdefault(prefix, set()).add(int(digits))
    return found


def _widths(numbers: Iterable[str]) -> dict[str, int]:
    """What stands before the digits → how many digits a number has that zeros lead."""
    found: dict[str, int] = {}
    for prefix, digits in _split(numbers):
        if digits.startswith("0"):
            found[prefix] = max(found.get(prefix, 0), len(digits))
    return found


def _split(numbers: Iterable[str]) -> Iterator[tuple[str, str]]:
    for number in numbers:
        match = _NUMBER.fullmatch(number.strip().upper())
        if match is not None:
            yield match.group(1), match.group(2)
