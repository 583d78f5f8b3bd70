"""Pages in and out of the tables ``contents`` and ``shapes``."""

from __future__ import annotations

import json
import sqlite3

from coding.page.front_page import FrontPage
from db.sqlite.errors import StoreCorruptError, UnknownPageError
from db.sqlite.pagetext import page_of, page_text


class Contents:
    """The stored texts of pages. ``current`` is empty while a page is as it was imported.

    Works inside the transaction of whoever calls; each distinct ``supplied`` is a row of ``shapes``.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._shape_ids: dict[frozenset[str], int] = {}
        self._shapes: dict[int, frozenset[str]] = {}

    def current(self, page_id: int) -> FrontPage:
        """The page as it stands."""
        return self._page(page_id, "coalesce(current, original), iif(current IS NULL, original_shape, current_shape)")

    def original(self, page_id: int) -> FrontPage:
        """The page as it was imported."""
        return self._page(page_id, "original, original_shape")

    def add_original(self, page_id: int, page: FrontPage) -> None:
        """Keep a page that came from a file."""
        self._connection.execute(
            "INSERT INTO contents (page_id, original, original_shape) VALUES (?, ?, ?)",
            (page_id, page_text(page), self._shape_id(page.supplied)),
        )

    def replace_original(self, page_id: int, page: FrontPage) -> None:
        """Put a newer export in the place of a page that nobody has touched."""
        self._connection.execute(
            "UPDATE contents SET original = ?, original_shape = ?, current = NULL, current_shape = NULL"
            " WHERE page_id = ?",
            (page_text(page), self._shape_id(page.supplied), page_id),
        )

    def put_current(self, page_id: int, page: FrontPage) -> None:
        """Keep the page as it stands after a change; the original stays."""
        self._connection.execute(
            "UPDATE contents SET current = ?, current_shape = ? WHERE page_id = ?",
            (page_text(page), self._shape_id(page.supplied), page_id),
        )

    def forget(self) -> None:
        """Forget what was read: a transaction was rolled back, its shapes are gone."""
        self._shape_ids.clear()
        self._shapes.clear()

    def _page(self, page_id: int, columns: str) -> FrontPage:
        row = self._connection.execute(f"SELECT {columns} FROM contents WHERE page_id = ?", (page_id,)).fetchone()
        if row is None:
            raise UnknownPageError(f"数据文件中没有编号为 {page_id} 的病案：请刷新病案列表后再试。")
        try:
            return page_of(row[0], self._shape(row[1]))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise StoreCorruptError(
                f"数据文件中编号为 {page_id} 的病案内容已损坏：请从备份恢复数据文件，或重新导入该病案。"
            ) from error

    def _shape(self, shape_id: int) -> frozenset[str]:
        if shape_id not in self._shapes:
            row = self._connection.execute("SELECT keys FROM shapes WHERE id = ?", (shape_id,)).fetchone()
            self._shapes[shape_id] = frozenset(json.loads(row[0]))
        return self._shapes[shape_id]

    def _shape_id(self, supplied: frozenset[str]) -> int:
        if supplied not in self._shape_ids:
            keys = json.dumps(sorted(supplied), ensure_ascii=False)
            self._connection.execute("INSERT OR IGNORE INTO shapes (keys) VALUES (?)", (keys,))
            found = self._connection.execute("SELECT id FROM shapes WHERE keys = ?", (keys,)).fetchone()
            self._shape_ids[supplied] = found[0]
        return self._shape_ids[supplied]
