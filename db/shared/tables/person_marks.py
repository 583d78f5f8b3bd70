"""The table ``person_marks``: what tells whose a page is, and which pages say the same."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from coding.page.neighbour_index import MOST_NEIGHBOURS, marks
from db.shared.tables.incoming import ask_hidden, hidden_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from coding.page.front_page import FrontPage
    from db.shared.sql.engine import Connection, Cursor

#: What was asked of some pages: from where on pages are hidden, their marks, who shares them.
AskedNear = tuple["Cursor", "Cursor", "Cursor"]
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


def replace(connection: Connection, page_id: int, page: FrontPage, asked: AskedNear | None = None) -> frozenset[int]:
    """Keep the marks of a page that is another one now. The ids of its neighbours before and after. ``asked``: what
    ``ask_near`` asked of the page before it was written.
    """
    before, own = _near_of([page_id], [asked or ask_near(connection, [page_id])])
    if set(marks(page)) == {mark for _, mark in own}:
        return frozenset(before[page_id])
    connection.execute("DELETE FROM person_marks WHERE page_id = ?", (page_id,))
    add(connection, page_id, page)
    return frozenset((*before[page_id], *neighbours(connection, [page_id])[page_id]))


def neighbours(connection: Connection, ids: Collection[int]) -> dict[int, tuple[int, ...]]:
    """For each of these ids the ids of the other pages with one of its marks, ascending."""
    left = iter(dict.fromkeys(ids))
    blocks = iter(lambda: list(islice(left, _AT_ONCE)), [])
    return _near_of(ids, (ask_near(connection, block) for block in blocks))[0]


def ask_near(connection: Connection, ids: Sequence[int]) -> AskedNear:
    """Ask for the marks of some pages and who shares them."""
    return ask_hidden(connection), _ask_marks(connection, ids), _ask_sharing(connection, ids)


def _near_of(
    ids: Collection[int], asked: Iterable[AskedNear]
) -> tuple[dict[int, tuple[int, ...]], list[tuple[int, int]]]:
    """The neighbours, and the marks of these pages: page and mark."""
    found: dict[int, set[int]] = {page_id: set() for page_id in ids}
    all_own: list[tuple[int, int]] = []
    before = None
    for hidden, marked, shared in asked:
        own, sharing, before = marked.fetchall(), _sharing(shared), hidden_of(hidden)
        for page_id, mark in own:
            found[page_id].update(sharing[mark])
        all_own += own
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
