"""Rows of a DIP catalogue that no case can reach: another row takes whatever they would take."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from coding.dip.items import ANYTHING, CATEGORY, WHOLE
from coding.dip.packet_catalogue import IN_ORDER
from coding.dip.row_index import categories_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coding.dip.items import DiagnosisItem
    from coding.dip.packet_catalogue import Catalogue, CoreRow

_BARRED = frozenset({"conservative", "never"})
#: So many pairs of rows are compared; a pack that has more in one category was made to take the time.
_MOST_PAIRS = 3_000_000


def never_taken(catalogue: Catalogue) -> Iterator[tuple[CoreRow, str]]:
    """(row, why no case reaches it), in the order of the layers. Not for catalogues that ask every procedure."""
    if catalogue.settings.any_procedure:
        return
    left = _MOST_PAIRS
    before: dict[str, list[CoreRow]] = defaultdict(list)
    for layer in catalogue.layers:
        rows = catalogue.core.get(layer, ())
        here: dict[str, list[CoreRow]] = defaultdict(list)
        for row in rows:
            for category in _categories(row):
                here[category].append(row)
        for row in rows:
            category = min(_categories(row))
            left -= sum(len(rows) for rows in (before[category], before["*"], here[category], here["*"]))
            if left < 0:
                return
            why = _excluded(row, catalogue) or _beaten(row, before, here)
            if why:
                yield row, why
        for category, found in here.items():
            before[category] += found


def _categories(row: CoreRow) -> set[str]:
    return {category for item in row.dx for category in categories_of(item)}


def _excluded(row: CoreRow, catalogue: Catalogue) -> str:
    """Why no diagnosis or procedure of a row can be a principal one; "" where one can."""
    if all(item.closeness == WHOLE and item.text in catalogue.excluded for item in row.dx) and not row.looks_at_all_dx:
        return "主要诊断都在“不纳入分组的主要诊断”表内"
    if row.px and not row.looks_at_all_px:
        if all(len(codes) > 1 for codes in row.px):
            return "要求几个主要手术操作同时存在，而主要手术操作只有一个"
        bars = [catalogue.bars.get(code) for codes in row.px for code in codes]
        if all(bar is not None and bar.rule in _BARRED for bar in bars):
            return "手术操作都不可作为主要手术操作"
    return ""


def _beaten(row: CoreRow, before: dict[str, list[CoreRow]], here: dict[str, list[CoreRow]]) -> str:
    """The row that takes every case of another one; "" for none."""
    category = min(_categories(row))
    for other in (*before.get(category, ()), *before.get("*", ())):
        if _always_with(other, row):
            return f"符合它的病案都先归入 {other.layer} 层的 {other.seq}"
    for other in (*here.get(category, ()), *(here.get("*", ()) if category != "*" else ())):
        if other.place < row.place and _always_with(other, row) and (row.layer == IN_ORDER or _not_lower(other, row)):
            return f"符合它的病案都归入排在前面的 {other.seq}"
    return ""


def _always_with(other: CoreRow, row: CoreRow) -> bool:
    """Whether ``other`` holds of every case that ``row`` holds of."""
    if not all(any(_covers(wide, narrow) for wide in other.dx) for narrow in row.dx):
        return False
    takes_all = any(item.closeness == ANYTHING for item in other.dx)
    if row.looks_at_all_dx and not (other.looks_at_all_dx or takes_all):
        return False
    if other.sdx is not None and (row.sdx is None or other.sdx.groups != row.sdx.groups):
        return False
    if other.below_days is not None and (row.below_days is None or row.below_days > other.below_days):
        return False
    if other.weight is not None and (
        row.weight is None or not other.weight[0] <= row.weight[0] <= row.weight[1] <= other.weight[1]
    ):
        return False
    if other.resistant is not None and row.resistant is not other.resistant:
        return False
    return _procedures_with(other, row) and (not other.rpx or _each_within(other.rpx, row.rpx))


def _procedures_with(other: CoreRow, row: CoreRow) -> bool:
    if other.px is None:
        return True
    if not other.px:
        return row.px == ()
    if not row.px or (row.looks_at_all_px and not other.looks_at_all_px):
        return False
    return _each_within(other.px, row.px)


def _each_within(wide: Sequence[frozenset[str]], narrow: Sequence[frozenset[str]]) -> bool:
    """Whether each alternative of ``narrow`` holds one of ``wide``."""
    return bool(narrow) and all(any(one <= codes for one in wide) for codes in narrow)


def _not_lower(other: CoreRow, row: CoreRow) -> bool:
    """Whether ``other``, which stands before, is at least as close wherever both hold."""
    return set(row.dx) <= set(other.dx) and set(row.px or ()) <= set(other.px or ()) and set(row.rpx) <= set(other.rpx)


def _covers(wide: DiagnosisItem, narrow: DiagnosisItem) -> bool:
    """Whether an item meets every code that another one meets."""
    if wide == narrow or wide.closeness == ANYTHING:
        return True
    if narrow.closeness == ANYTHING or wide.closeness > narrow.closeness:
        return False
    if wide.closeness == CATEGORY:
        first, last = (narrow.first, narrow.last) if narrow.first else (narrow.text[:3], narrow.text[:3])
        return wide.first <= first and last <= wide.last
    return wide.closeness < WHOLE and narrow.text.startswith(wide.text)
