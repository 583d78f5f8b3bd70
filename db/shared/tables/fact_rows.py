"""Facts of pages in and out of their table, packed in a shape that each row names.

Facts can be found again, so a row of another shape is no facts: there is no reader for it, its page is examined again.
"""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Final

from coding.indicators.facts_version import facts_version
from coding.indicators.packed_facts import SHAPE, FactBlock, packed, without
from coding.indicators.page_facts import PageFacts
from db.shared.tables.pagetext import whole
from db.shared.tables.sums import fact_sum

if TYPE_CHECKING:
    from collections.abc import Iterable

    from db.shared.sql.engine import Connection

#: Weights, yuan, and what is judged by them: kept from whoever sees no money.
_MONEY: Final = frozenset(
    {
        "weight", "reference_cost", "cost", "payment", "drugs", "consumables", "services", "multiple", "thresholds",
        "candidate",
    }
)  # fmt: skip
_HIDDEN: Final = {field.name: field.default for field in fields(PageFacts) if field.name in _MONEY}
_KEEP: Final = (
    "INSERT INTO page_facts (page_id, mark, stamp, shape, suspected, numbers, texts, sum)"
    " SELECT id, mark, ?, ?, ?, ?, ?, ? FROM pages WHERE id = ?"
    " ON CONFLICT (page_id) DO UPDATE SET mark = excluded.mark, stamp = excluded.stamp, shape = excluded.shape,"
    " suspected = excluded.suspected, numbers = excluded.numbers, texts = excluded.texts,"
    " sum = excluded.sum"
)


def keep(connection: Connection, facts: Iterable[tuple[int, PageFacts | None, str]]) -> None:
    """Keep the facts of pages as they stand (page, facts, stamp), inside the caller's transaction; those of a page of
    which none are known are taken away. Unknown pages are passed over.
    """
    for page_id, one, stamp in facts:
        if one is None:
            connection.execute("DELETE FROM page_facts WHERE page_id = ?", (page_id,))
            continue
        numbers, texts = packed(one)
        texts, suspected = whole(texts), len(one.suspected)
        total = fact_sum(suspected, numbers, texts)
        connection.execute(_KEEP, (stamp, SHAPE, suspected, numbers, texts, total, page_id))


def stamp_of(verdict: str) -> str:
    """The stamp of facts that were kept with a verdict of this stamp."""
    return f"{verdict}|{facts_version()}"


def read_block(rows: Iterable[tuple[int, int, int, bytes, str]], *, money: bool) -> FactBlock:
    """The facts of rows (page, sum, what the sum is over). ``money`` False: without weights and yuan. A damaged row is
    left out: its page has no facts, and is examined again.
    """
    ids: list[int] = []
    numbers: list[bytes] = []
    texts: list[str] = []
    for page_id, total, suspected, values, words in rows:
        if total != fact_sum(suspected, values, words):
            continue
        shown = (values, words) if money else without(values, words, _HIDDEN)
        ids.append(page_id)
        numbers.append(shown[0])
        texts.append(shown[1])
    return FactBlock(tuple(ids), b"".join(numbers), tuple(texts))
