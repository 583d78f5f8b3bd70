"""Changes in SQLite: appended, read, and which of them can be taken back."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from coding.store.course import course_of
from coding.store.kept_history import Applied, Entry
from coding.store.kept_json import change_of
from coding.store.kept_worklist import Trade
from coding.store.store_errors import StoreCorruptError, UnknownPageError
from coding.suggest.lessons import lessons
from db.sqlite import person_marks
from db.sqlite import term_tables as term_table
from db.sqlite.connections import Connections
from db.sqlite.imports import insert_change, update_columns
from db.sqlite.pagetext import light_columns, mark
from db.sqlite.revisions import next_revision
from db.sqlite.sums import SUMMED, intact, require_intact

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

    from coding.page.change import Change

_DAMAGED = "数据文件中编号为 {page_id} 的病案的修改记录已损坏，其他病案不受影响：请从备份恢复数据文件。"


class HistoryTrade(Connections):
    """``coding.store.kept_history`` in SQLite."""

    def append(
        self, page_id: int, change: Change, author: str, undoes: int | None = None, *, wait: bool = True
    ) -> Applied:
        """Apply a Change to the stored page and keep it; committed when this returns. ``wait`` False: while something
        else is being written this raises StoreBusyError at once.

        What the Change teaches the term book is kept with it, and forgotten when it is taken back.
        The verdict of the page is taken away, it was given for another page. Raises StaleChangeError
        when the stored page is not the one the Change was made for; nothing is written then.
        """
        with self._transaction(wait=wait) as connection:
            state = self._written.state(page_id)
            before = self._at_hand.get(page_id, state) or self._written.current(page_id)
            page = before.apply(change)
            at = self._clock()
            if undoes is not None:
                require_entry(connection, undoes, page_id)
                term_table.forget(connection, page, undoes)
            term_table.add(connection, lessons(before, change), author, at, "use", approve=False)
            self._written.put_current(page_id, page)
            state = (mark(page), state[1])
            columns = {**light_columns(page), "mark": state[0], "touched": 1, "progress": "edited"}
            columns["revision"] = next_revision(connection, Trade.PAGES)
            update_columns(connection, page_id, columns)
            beside = person_marks.replace(connection, page_id, page)
            entry_id = insert_change(connection, page_id, change, author, at, undoes)
        self._at_hand.put(page_id, state, page)
        entry = Entry(entry_id, page_id, change, author, at, undoes)
        return Applied(entry, before, page, change.touches(), beside)

    def history(self, page_id: int) -> list[Entry]:
        """All changes of a page, oldest first."""
        with self._reading() as connection:
            require_page(connection, page_id)
            rows = connection.execute(
                f"SELECT {intact('changes')}, {SUMMED['changes']} FROM changes WHERE page_id = ? ORDER BY id",
                (page_id,),
            ).fetchall()
        require_intact(rows, _DAMAGED.format(page_id=page_id))
        try:
            return [
                Entry(i, page, change_of(change), author, datetime.fromisoformat(at), undoes)
                for _, i, page, change, author, at, undoes in rows
            ]
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise StoreCorruptError(_DAMAGED.format(page_id=page_id)) from error

    def undoable(self, page_id: int) -> Sequence[Entry]:
        """The entries that can be taken back, in their order: the last one is next."""
        return course_of(self.history(page_id)).undoable

    def redoable(self, page_id: int) -> Sequence[Entry]:
        """The entries that took something back which can be made again: the last one is next."""
        return course_of(self.history(page_id)).redoable


def require_page(connection: sqlite3.Connection, page_id: int) -> None:
    """Raise UnknownPageError unless the store holds the page."""
    if connection.execute("SELECT 1 FROM pages WHERE id = ?", (page_id,)).fetchone() is None:
        raise UnknownPageError(f"数据文件中没有编号为 {page_id} 的病案：请刷新病案列表后再试。")


def require_entry(connection: sqlite3.Connection, entry_id: int, page_id: int) -> None:
    """Raise UnknownPageError unless the entry stands in the history of the page."""
    found = connection.execute("SELECT 1 FROM changes WHERE id = ? AND page_id = ?", (entry_id, page_id))
    if found.fetchone() is None:
        raise UnknownPageError("要撤销的修改不在该病案的修改记录中：请重新打开该病案后再试。")
