"""Whether a page is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.store.store_errors import UnknownPageError

if TYPE_CHECKING:
    from db.shared.sql.engine import Connection


def require_page(connection: Connection, page_id: int) -> None:
    """Raise UnknownPageError unless the store holds the page."""
    if connection.execute("SELECT 1 FROM pages WHERE id = ?", (page_id,)).fetchone() is None:
        raise UnknownPageError(f"数据文件中没有编号为 {page_id} 的病案：请刷新病案列表后再试。")
