"""The tables that go over, and what says that they came over as they were."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from db.shared.tables.sums import SUMMED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

#: Table → by what its rows are read, so that a row stands after the one that it names.
TABLES: Final = {
    "settings": "key",
    "imports": "id",
    "shapes": "id",
    "pages": "id",
    "contents": "page_id",
    "changes": "id",
    "rule_edits": "id",
    "waivers": "id",
    "fired": "rule, page_id",
    "terms": "id",
    "revisions": "trade",
    "knowledge": "stamp",
    "person_marks": "mark, page_id",
    "incoming": "import_id",
    "paid_results": "id",
    "people": "id",
    "audit": "id",
    "audit_rows": "entry, tbl",
    "groupings": "id",
    "reviews": "id",
    "assignments": "page_id",
    "samples": "id",
    "sample_words": "id",
    "page_codes": "page_id, code",
    "page_initials": "page_id, initials",
    "found_by": "version",
    "month_entries": "id",
    "page_facts": "page_id",
    "moved": "page_id",
}
#: Who works on a page at this moment: nobody does, once nobody has the store open.
LEFT_BEHIND: Final = frozenset({"taken"})
#: What rows say, as it is searched in: made of the rows.
MADE_ANEW: Final = frozenset({"said"})
#: Sums of rows, which each engine makes in its own way: they do not go over.
_SUMS: Final[Mapping[str, frozenset[str]]] = {
    **dict.fromkeys(SUMMED, frozenset({"sum"})),
    "contents": frozenset({"original_sum", "current_sum"}),
}
_WIDTH: Final = 1 << 256


def without_sums(table: str, columns: Sequence[str]) -> tuple[str, ...]:
    """The columns of a table that go over."""
    made = _SUMS.get(table, frozenset())
    return tuple(column for column in columns if column not in made)


@dataclass(slots=True)
class Tally:
    """How many rows a table has, and one number for all of them, in whatever order they come."""

    rows: int = 0
    sum: int = 0

    def counting(self, rows: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
        """The same rows, each counted as it goes by. Types count: 1 is not 1.0, and b"1" is neither."""
        for row in rows:
            said = repr(tuple(row)).encode("utf-8", "surrogatepass")
            self.sum = (self.sum + int.from_bytes(hashlib.sha256(said).digest(), "big")) % _WIDTH
            self.rows += 1
            yield row
