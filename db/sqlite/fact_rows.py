"""Facts of pages in and out of their table: one short text a page, in the order of a shape that it names.

Facts can be found again, so a text of another shape is no facts: there is no reader for it, its page is examined again.
"""

from __future__ import annotations

import hashlib
import json
from collections import namedtuple
from dataclasses import fields
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

from coding.indicators.facts_of import facts_version
from coding.indicators.page_facts import PageFacts
from coding.store.store_errors import StoreCorruptError
from db.sqlite.pagetext import whole
from db.sqlite.sums import row_sum

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from db.sqlite.driver import sqlite3

_FIELDS: Final = fields(PageFacts)
_NAMES: Final = tuple(field.name for field in _FIELDS)
_READ: Final = attrgetter(*_NAMES)
#: Facts with the attributes of ``PageFacts`` that are made without looking at each.
Light = namedtuple("Light", _NAMES)  # type: ignore[misc]
#: The shape of today.
SHAPE: Final = hashlib.blake2b(" ".join(_NAMES).encode(), digest_size=6).hexdigest()
#: Weights, yuan, and what is judged by them: kept from whoever sees no money.
_MONEY: Final = frozenset(
    {
        "weight", "reference_cost", "cost", "payment", "drugs", "consumables", "services", "multiple", "thresholds",
        "candidate",
    }
)  # fmt: skip
_HIDDEN: Final = tuple((place, field.default) for place, field in enumerate(_FIELDS) if field.name in _MONEY)
#: What is of one page alone, and worth no place among what many have in common.
_OWN: Final = frozenset({"case_no", "discharged", "admitted"})
_LISTS: Final = tuple(place for place, field in enumerate(_FIELDS) if isinstance(field.default, tuple))
_COMMON: Final = tuple(place for place, name in enumerate(_NAMES) if name not in _OWN)
_DAMAGED: Final = "病案 {case} 的指标数据已损坏，不能计算月度指标：请重新质控这份病案。"
_KEEP: Final = (
    "INSERT INTO page_facts (page_id, mark, stamp, shape, suspected, facts)"
    " SELECT id, mark, ?, ?, ?, ? FROM pages WHERE id = ?"
    " ON CONFLICT (page_id) DO UPDATE SET mark = excluded.mark, stamp = excluded.stamp, shape = excluded.shape,"
    " suspected = excluded.suspected, facts = excluded.facts"
)
_SEAL: Final = "UPDATE page_facts SET sum = row_sum(page_id, mark, stamp, shape, suspected, facts) WHERE page_id = ?"


def keep(connection: sqlite3.Connection, facts: Iterable[tuple[int, PageFacts | None, str]]) -> None:
    """Keep the facts of pages as they stand (page, facts, stamp), inside the caller's transaction; those of a page of
    which none are known are taken away. Unknown pages are passed over.
    """
    for page_id, one, stamp in facts:
        if one is None:
            connection.execute("DELETE FROM page_facts WHERE page_id = ?", (page_id,))
        elif connection.execute(_KEEP, (stamp, SHAPE, len(one.suspected), facts_text(one), page_id)).rowcount:
            connection.execute(_SEAL, (page_id,))


def stamp_of(verdict: str) -> str:
    """The stamp of facts that were kept with a verdict of this stamp."""
    return f"{verdict}|{facts_version()}"


def facts_text(facts: PageFacts) -> str:
    """The facts as they are kept."""
    return whole(json.dumps(_READ(facts), ensure_ascii=False, separators=(",", ":")))


class FactReader:
    """Makes facts of rows; what many pages have in common is held once. ``money`` False: without weights and yuan."""

    def __init__(self, *, money: bool) -> None:
        self._hidden = () if money else _HIDDEN
        self._common: dict[Any, Any] = {}

    def read(self, row: Sequence[Any]) -> tuple[int, PageFacts]:
        """Page and facts of a row (sum, then the columns that the sum is over). Raises StoreCorruptError."""
        values = _values(row)
        common = self._common
        for place in _COMMON:
            value = values[place]
            if value.__class__ is list:
                value = _tuple(value)
            if value.__class__ is not int:
                value = common.setdefault((value.__class__, value), value)
            values[place] = value
        for place, nothing in self._hidden:
            values[place] = nothing
        return row[1], PageFacts(*values)

    def light(self, row: Sequence[Any]) -> tuple[int, Light]:
        """The same as a light row."""
        values = _values(row)
        for place in _LISTS:
            values[place] = _tuple(values[place])
        for place, nothing in self._hidden:
            values[place] = nothing
        return row[1], Light._make(values)


def _values(row: Sequence[Any]) -> list[Any]:
    total, *summed = row
    if total != row_sum(*summed):
        raise StoreCorruptError(_DAMAGED.format(case=summed[0]))
    values: list[Any] = json.loads(summed[-1])
    return values


def _tuple(value: list[Any]) -> tuple[Any, ...]:
    """A list, and the lists in it, as tuples."""
    return tuple([_tuple(one) if one.__class__ is list else one for one in value])
