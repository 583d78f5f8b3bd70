"""The board of a spell of time: how many pages bear each mark, with the question that lists them.

Which marks stand on it, and in which words, is ``resources/month/board.csv``. Every count is asked of the worklist, so
that a tile and the list that it opens can never disagree.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from coding.base.resources import resource_table
from coding.review.people import Command
from coding.store.store import Marked, WorklistQuery

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coding.base.period import Period
    from coding.store.store import Store


@dataclass(frozen=True, slots=True)
class BoardTile:
    """One count. ``query`` lists its pages; ``told``: what is counted; ``role``: error, warning, "" = quiet."""

    key: str
    label: str
    told: str
    role: str
    count: int
    query: WorklistQuery


@dataclass(frozen=True, slots=True)
class _Row:
    key: str
    marked: Marked
    label: str
    told: str
    role: str
    is_money: bool


def month_board(store: Store, period: Period) -> tuple[BoardTile, ...]:
    """The tiles of the pages discharged in a period, in the order of the table. Raises NotAllowedError."""
    store.require(Command.SEE_MONTH)
    sees_money = store.me.may(Command.SEE_MONEY)
    since, until = period.first.isoformat(), period.last.isoformat()
    tiles = []
    for row in _rows():
        if row.is_money and not sees_money:
            continue
        query = WorklistQuery(marked=row.marked, since=since, until=until)
        tiles.append(BoardTile(row.key, row.label, row.told, row.role, store.count(query), query))
    return tuple(tiles)


@cache
def _rows() -> Sequence[_Row]:
    table = resource_table("month/board.csv", "key", "marked", "label", "told", "role", "money")
    return tuple(
        _Row(r["key"], Marked(r["marked"]), r["label"], r["told"], r["role"], r["money"].strip() == "1") for r in table
    )
