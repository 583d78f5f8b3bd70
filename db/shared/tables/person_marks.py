"""The table ``person_marks``: what tells whose a page is, and which pages say the same."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from coding.page.neighbour_index import MOST_NEIGHBOURS, marks
from db.shared.tables.incoming import ask_hidden, hidden_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from coding.page.front_page import FrontPage
    from db.shared.sql.engine import Connection, Cursor

#: Every engine takes at least 999 parameters in one statement.
_AT_ONCE = 500
_SHARING = (
    "SELECT own.mark, one.page_id FROM (SELECT DISTINCT mark FROM person_marks WHERE page_id IN ({})) AS own"
    " CROSS JOIN person_marks AS one ON one.mark = own.mark AND one.page_id <= coalesce("
    f"(SELECT page_id FROM person_marks WHERE mark = own.mark ORDER BY page_id LIMIT 1 OFFSET {MOST_NEIGHBOURS}),"
    f" {2**63 - 1})"
)


def add(connection: Connection, page_id: int, page: FrontPage) -> None:
    """Keep the marks of a page that has none yet."""
    found = {(mark, page_id) for mark in marks(page)}
    connection.executemany("INSERT INTO person_marks (mark, page_id) VALUES (?, ?)", found)


def replace(connection: Connection, page_id: int, page: FrontPage) -> frozenset[int]:
    """Keep the marks of a page that is another one now. The ids of its neighbours before and after."""
    before, own = _near(connection, [page_id])
    if set(marks(page)) == {mark for _, mark in own}:
        return frozenset(before[page_id])
    connection.execute("DELETE FROM person_marks WHERE page_id = ?", (page_id,))
    add(connection, page_id, page)
    return frozenset((*before[page_id], *neighbours(connection, [page_id])[page_id]))


def neighbours(connection: Connection, ids: Collection[int]) -> dict[int, tuple[int, ...]]:
    """For each of these ids the ids of the other pages with one of its marks, ascending."""
    return _near(connection, ids)[0]


def _near(connection: Connection, ids: Collection[int]) -> tuple[dict[int, tuple[int, ...]], list[tuple[int, int]]]:
    """The neighbours, and the marks of these pages: page and mark."""
    found: dict[int, set[int]] = {page_id: set() for page_id in ids}
    hidden = ask_hidden(connection)
    all_own: list[tuple[int, int]] = []
    left = iter(found)
    while block := list(islice(left, _AT_ONCE)):
        marked, shared = _ask_marks(connection, block), _ask_sharing(connection, block)
        own, sharing = marked.fetchall(), _sharing(shared)
        for page_id, mark in own:
            found[page_id].update(sharing[mark])
        all_own += own
    before = hidden_of(hidden)
    near = {
        page_id: tuple(sorted(other for other in others - {page_id} if before is None or other < before))
        for page_id, others in found.items()
    }
    return near, all_own


def _ask_marks(connection: Connection, ids: Sequence[int]) -> Cursor:
    places = ",".join("?" * len(ids))
    return connection.execute(f"SELECT page_id, mark FROM person_marks WHERE page_id IN ({places})", ids)


def _ask_sharing(connection: Connection, ids: Sequence[int]) -> Cursor:
    return connection.execute(_SHARING.format(",".join("?" * len(ids))), ids)


def _sharing(asked: Cursor) -> dict[int, list[int]]:
    """For every mark of these pages the first pages that bear it; what half the pages share (0, 无) is no identity."""
    found: dict[int, list[int]] = {}
    for mark, page_id in asked:
        found.setdefault(mark, []).append(page_id)
    return found
