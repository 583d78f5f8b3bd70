"""Pages in and out of the tables ``contents`` and ``shapes``."""

from __future__ import annotations

import json
from collections import OrderedDict
from typing import TYPE_CHECKING

from coding.store.kept_json import page_json, page_of
from coding.store.store_errors import StoreCorruptError, UnknownPageError
from db.shared.sql.engine import inserted
from db.shared.tables import sums

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from coding.page.front_page import FrontPage
    from db.shared.sql.engine import Connection

#: Pages that stay as they were read or written last: those that somebody works on.
_AT_HAND = 16
_ORIGINAL = f"c.original, c.original_shape, (c.original_sum IS NULL OR c.original_sum = {sums.ORIGINAL})"
_CURRENT = (
    "coalesce(c.current, c.original), CASE WHEN c.current IS NULL THEN c.original_shape ELSE c.current_shape END,"
    f" CASE WHEN c.current IS NULL THEN c.original_sum IS NULL OR c.original_sum = {sums.ORIGINAL}"
    f" ELSE c.current_sum IS NULL OR c.current_sum = {sums.CURRENT} END"
)

#: What tells a state of a page from every other: the hash of its content, and the import it came with.
State = tuple[str, int | None]


class PagesAtHand:
    """The pages in work as they were kept last, so that no page is made from its text again after an edit.

    A page is given only for the state that stands in the store at that moment, whoever wrote it, and only to whom it
    was shown so (``shown_to``).
    """

    def __init__(self) -> None:
        self._pages: OrderedDict[int, tuple[State, Hashable, FrontPage]] = OrderedDict()

    def get(self, page_id: int, state: State, shown_to: Hashable) -> FrontPage | None:
        """The page in that state, where it is at hand."""
        found = self._pages.get(page_id)
        return found[2] if found is not None and found[:2] == (state, shown_to) else None

    def put(self, page_id: int, state: State, shown_to: Hashable, page: FrontPage) -> None:
        """Keep a page that stands in the store, committed."""
        self._pages[page_id] = (state, shown_to, page)
        self._pages.move_to_end(page_id)
        while len(self._pages) > _AT_HAND:
            self._pages.popitem(last=False)

    def forget(self) -> None:
        """Have none at hand."""
        self._pages.clear()


class Contents:
    """The stored texts of pages. ``current`` is empty while a page is as it was imported.

    Works inside the transaction of whoever calls; each distinct ``supplied`` is a row of ``shapes``.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._shape_ids: dict[frozenset[str], int] = {}
        self._shapes: dict[int, frozenset[str]] = {}

    def state(self, page_id: int) -> State:
        """The state in which the page stands."""
        row = self._connection.execute("SELECT mark, import_id FROM pages WHERE id = ?", (page_id,)).fetchone()
        if row is None:
            raise unknown_page(page_id)
        return row[0], row[1]

    def current(self, page_id: int) -> FrontPage:
        """The page as it stands."""
        return self._page(page_id, _CURRENT)

    def of_texts(self, page_id: int, text: str, shape: int) -> FrontPage:
        """The page that a text and its shape are."""
        return self._made(page_id, text, shape, 1)

    def original(self, page_id: int) -> FrontPage:
        """The page as it was imported."""
        return self._page(page_id, _ORIGINAL)

    def many(self, ids: Sequence[int], *, original: bool = False) -> dict[int, FrontPage]:
        """These pages by their id, at most some hundred at once; unknown ids are left out."""
        columns = _ORIGINAL if original else _CURRENT
        rows = self._connection.execute(
            f"SELECT c.page_id, {columns} FROM contents c WHERE c.page_id IN ({','.join('?' * len(ids))})", list(ids)
        ).fetchall()
        return {page_id: self._made(page_id, *kept) for page_id, *kept in rows}

    def add_original(self, page_id: int, page: FrontPage) -> None:
        """Keep a page that came from a file."""
        self._connection.execute(
            "INSERT INTO contents (page_id, original, original_shape, original_sum) VALUES (?, ?, ?, ?)",
            self._kept(page_id, page),
        )

    def replace_original(self, page_id: int, page: FrontPage) -> None:
        """Put a newer export in the place of a page that nobody has touched."""
        self._connection.execute(
            "UPDATE contents SET original = ?2, original_shape = ?3, original_sum = ?4, current = NULL,"
            " current_shape = NULL, current_sum = NULL WHERE page_id = ?1",
            self._kept(page_id, page),
        )

    def put_current(self, page_id: int, page: FrontPage) -> None:
        """Keep the page as it stands after a change; the original stays."""
        self._connection.execute(
            "UPDATE contents SET current = ?2, current_shape = ?3, current_sum = ?4 WHERE page_id = ?1",
            self._kept(page_id, page),
        )

    def forget(self) -> None:
        """Forget what was read: a transaction was rolled back, its shapes are gone."""
        self._shape_ids.clear()
        self._shapes.clear()

    def _page(self, page_id: int, columns: str) -> FrontPage:
        row = self._connection.execute(f"SELECT {columns} FROM contents c WHERE c.page_id = ?", (page_id,)).fetchone()
        if row is None:
            raise unknown_page(page_id)
        return self._made(page_id, *row)

    def _made(self, page_id: int, text: str, shape: int, is_intact: int) -> FrontPage:
        if not is_intact:
            raise self._damaged(page_id)
        try:
            return page_of(text, self._shape(shape))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise self._damaged(page_id) from error

    def _kept(self, page_id: int, page: FrontPage) -> tuple[int, str, int, int]:
        text, shape = self._connection.engine.askable(page_json(page)), self.shape_id(page.supplied)
        return page_id, text, shape, sums.row_sum(page_id, text, shape)

    def _damaged(self, page_id: int) -> StoreCorruptError:
        row = self._connection.execute("SELECT case_no FROM pages WHERE id = ?", (page_id,)).fetchone()
        case = f"病案号 {row[0]}，" if row and row[0] else ""
        return StoreCorruptError(
            f"数据文件中编号为 {page_id} 的病案内容已损坏（{case}其他病案不受影响）："
            "请从备份恢复数据文件，或重新导入该病案。"
        )

    def _shape(self, shape_id: int) -> frozenset[str]:
        if shape_id not in self._shapes:
            row = self._connection.execute(
                f"SELECT keys FROM shapes WHERE id = ? AND {sums.intact('shapes')}", (shape_id,)
            ).fetchone()
            self._shapes[shape_id] = frozenset(json.loads(row[0]))  # none, or a damaged one: TypeError
        return self._shapes[shape_id]

    def shape_id(self, supplied: frozenset[str]) -> int:
        """The number of a shape, kept if it is a new one."""
        if supplied not in self._shape_ids:
            keys = json.dumps(sorted(supplied), ensure_ascii=False)
            found = self._connection.execute("SELECT id FROM shapes WHERE keys = ?", (keys,)).fetchone()
            number = found[0] if found else inserted(self._connection, "INSERT INTO shapes (keys) VALUES (?)", (keys,))
            if not found:
                sums.seal(self._connection, "shapes", "id = ?", (number,))
            self._shape_ids[supplied] = number
        return self._shape_ids[supplied]


def unknown_page(page_id: int) -> UnknownPageError:
    """What is told of a page that the store does not hold."""
    return UnknownPageError(f"数据文件中没有编号为 {page_id} 的病案：请刷新病案列表后再试。")
