"""Facts of pages in and out of their table, packed in a shape that each row names.

Facts can be found again, so a row of another shape is no facts: there is no reader for it, its page is examined again.
"""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any, Final

from coding.indicators.facts_of import facts_version
from coding.indicators.packed_facts import SHAPE, FactBlock, packed, without
from coding.indicators.page_facts import PageFacts
from coding.store.store_errors import StoreCorruptError
from db.sqlite.pagetext import whole
from db.sqlite.sums import SUMMED, row_sum

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from db.sqlite.driver import sqlite3

#: Weights, yuan, and what is judged by them: kept from whoever sees no money.
_MONEY: Final = frozenset(
    {
        "weight", "reference_cost", "cost", "payment", "drugs", "consumables", "services", "multiple", "thresholds",
        "candidate",
    }
)  # fmt: skip
_HIDDEN: Final = {field.name: field.default for field in fields(PageFacts) if field.name in _MONEY}
_DAMAGED: Final = "病案 {case} 的指标数据已损坏，不能计算月度指标：请重新质控这份病案。"
_KEEP: Final = (
    "INSERT INTO page_facts (page_id, mark, stamp, shape, suspected, numbers, texts)"
    " SELECT id, mark, ?, ?, ?, ?, ? FROM pages WHERE id = ?"
    " ON CONFLICT (page_id) DO UPDATE SET mark = excluded.mark, stamp = excluded.stamp, shape = excluded.shape,"
    " suspected = excluded.suspected, numbers = excluded.numbers, texts = excluded.texts"
)
_SEAL: Final = f"UPDATE page_facts SET sum = row_sum({SUMMED['page_facts']}) WHERE page_id = ?"


def keep(connection: sqlite3.Connection, facts: Iterable[tuple[int, PageFacts | None, str]]) -> None:
    """Keep the facts of pages as they stand (page, facts, stamp), inside the caller's transaction; those of a page of
    which none are known are taken away. Unknown pages are passed over.
    """
    for page_id, one, stamp in facts:
        if one is None:
            connection.execute("DELETE FROM page_facts WHERE page_id = ?", (page_id,))
            continue
        numbers, texts = packed(one)
        if connection.execute(_KEEP, (stamp, SHAPE, len(one.suspected), numbers, whole(texts), page_id)).rowcount:
            connection.execute(_SEAL, (page_id,))


def stamp_of(verdict: str) -> str:
    """The stamp of facts that were kept with a verdict of this stamp."""
    return f"{verdict}|{facts_version()}"


def read_block(rows: Sequence[Sequence[Any]], *, money: bool) -> FactBlock:
    """The facts of rows (sum, then the columns that the sum is over). ``money`` False: without weights and yuan.
    Raises StoreCorruptError.
    """
    numbers, texts = [], []
    for total, *summed in rows:
        if total != row_sum(*summed):
            raise StoreCorruptError(_DAMAGED.format(case=summed[0]))
        one = summed[-2:] if money else without(summed[-2], summed[-1], _HIDDEN)
        numbers.append(one[0])
        texts.append(one[1])
    return FactBlock(tuple(row[1] for row in rows), b"".join(numbers), tuple(texts))
