"""The table ``person_marks``: what tells whose a page is, and which pages say the same."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from coding.page.neighbour_index import MOST_NEIGHBOURS, marks
from db.shared.tables.incoming import hidden_from

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from coding.page.front_page import FrontPage
    from db.shared.sql.engine import Connection

#: Every engine takes at least 999 parameters in one statement.
_AT_ONCE = 500
_SHARING = (
    "SELECT own.mark, one.page_id FROM (SELECT DISTINCT mark FROM person_marks WHERE page_id IN ({})) AS own"
    " CROSS JOIN person_marks AS one ON one.mark = own.mark AND one.page_id <= coalesce("
    f"(SELECT page_id FROM person_marks WHERE mark = own.mark ORDER BY page_id LIMIT 1 OFFSET {MOST_NEIGHBOURS}),"
    f" {2**63 - 1})"
)
_MARKS = "SELECT page_id, mark FROM person_marks WHERE page_id IN ({})"


def asked_at_replacing(page_id: int) -> list[tuple[str, tuple[int]]]:
    """What ``replace`` asks of a page whose marks stay as they are."""
    marks = (_MARKS.format("?"), (page_id,))
    return [marks, (_SHARING.format("?"), (page_id,)), marks]


def add(connection: Connection, page_id: int, page: FrontPage) -> None:
    """Keep the marks of a page that has none yet."""
    found = {(mark, page_id) for mark in marks(page)}
    connection.executemany("INSERT INTO person_marks (mark, page_id) VALUES (?, ?)", found)


def replace(connection: Connection, page_id: int, page: FrontPage) -> frozenset[int]:
    """Keep the marks of a page that is another one now. The ids of its neighbours before and after."""
    before = neighbours(connection, [page_id])[page_id]
    if set(marks(page)) == {mark for _, mark in _marks_of(connection, [page_id])}:
        return frozenset(before)
    connection.execute("DELETE FROM person_marks WHERE page_id = ?", (page_id,))
    add(connection, page_id, page)
    return frozenset((*before, *neighbours(connection, [page_id])[page_id]))


def neighbours(connection: Connection, ids: Collection[int]) -> dict[int, tuple[int, ...]]:
    """For each of these ids the ids of the other pages with one of its marks, ascending."""
    found: dict[int, set[int]] = {page_id: set() for page_id in ids}
    before = hidden_from(connection)
    left = iter(found)
    while block := list(islice(left, _AT_ONCE)):
        own = _marks_of(connection, block)
        sharing = _sharing(connection, block)
        for page_id, mark in own:
            found[page_id].update(sharing[mark])
    return {
        page_id: tuple(sorted(other for other in others - {page_id} if before is None or other < before))
        for page_id, others in found.items()
    }


def _marks_of(connection: Connection, ids: Sequence[int]) -> list[tuple[int, int]]:
    places = ",".join("?" * len(ids))
    return connection.execute(_MARKS.format(places), ids).fetchall()


def _sharing(connection: Connection, ids: Sequence[int]) -> dict[int, list[int]]:
    """For every mark of these pages the first pages that bear it; what half the pages share (0, 无) is no identity."""
    places = ",".join("?" * len(ids))
    found: dict[int, list[int]] = {}
    for mark, page_id in connection.execute(_SHARING.format(places), ids):
        found.setdefault(mark, []).append(page_id)
    return found
