"""Changes : appended, read, and which of them can be taken back."""

from __future__ import annotations

import json
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

from coding.page.step import PageState
from coding.review.people import Command
from coding.store.course import course_of
from coding.store.kept_audit import Deed
from coding.store.kept_history import Applied, Entry
from coding.store.kept_json import change_of
from coding.store.kept_worklist import Trade
from coding.store.store_errors import StoreCorruptError, UnknownPageError
from db.shared.tables import found_by, person_marks
from db.shared.tables import term_tables as term_table
from db.shared.tables.contents import unknown_page
from db.shared.tables.imports import insert_change, update_columns
from db.shared.tables.page_rows import require_page
from db.shared.tables.pagetext import light_columns, mark
from db.shared.tables.revisions import ask_revision, mark_pages, revision_of
from db.shared.tables.sums import SUMMED, intact, require_intact, seal
from db.shared.tables.taken import ask_taken, taken_of
from db.shared.trades.case_life_check import ask_release, release_of, require_allowed, require_free
from db.shared.trades.connections import Act, Connections

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from coding.page.change import Change
    from db.shared.sql.engine import Connection, Cursor
    from db.shared.tables.contents import State


#: Every engine takes at least 999 parameters in one statement.
_AT_ONCE = 500
_LINE = f"SELECT {intact('pages')}, mark, import_id, progress, stamp FROM pages WHERE id = ?"
_ENTRY = f"SELECT {intact('changes')}, {SUMMED['changes']} FROM changes"
_UNDONE = f"{_ENTRY} WHERE id = ? AND page_id = ?"
_HISTORY = f"{_ENTRY} WHERE page_id IN ({{}}) ORDER BY id"
_DAMAGED = "数据文件中编号为 {page_id} 的病案的修改记录已损坏，其他病案不受影响：请从备份恢复数据文件。"


class HistoryTrade(Connections):
    """``coding.store.kept_history``."""

    def append(
        self,
        page_id: int,
        change: Change,
        undoes: int | None = None,
        *,
        wait: bool = True,
        sent: str = "",
        again: bool = False,
    ) -> Applied:
        """Apply a Change to the stored page and keep it; committed when this returns. ``wait`` False: while something
        else is being written this raises StoreBusyError at once. ``sent``, ``again``: kept once, however often it is
        sent.

        What the Change teaches the term book is kept with it, and forgotten when it is taken back.
        The verdict of the page is taken away, it was given for another page; a step alone leaves it. Raises
        StaleChangeError when the stored page, or its state, is not the one the Change was made for; nothing is written
        then.
        """
        act = _act(page_id, change, undoes, sent)
        is_step = act.deed is Deed.STEP
        asked = _Asked(page_id, undoes, is_edit=not is_step)
        act.asks = asked.ask
        beside: frozenset[int] = frozenset()
        with self._transaction(act, wait=wait) as connection:
            revision = revision_of(asked.revision)  # read first: what writes is not left half done
            if again and sent and (kept := self._kept_as(connection, page_id, sent)) is not None:
                return kept
            author = self.me.name
            state, now, stamp = _line_of(asked.line, page_id)
            shown_to = self._shown_to(connection)
            before = self._at_hand.get(page_id, state, shown_to) or self._written.current(page_id)
            at = self._clock()
            undone = None if asked.undone is None else self._undone(asked.undone)
            require_free(taken_of(asked.taken, page_id, at), self.me)
            require_allowed(
                connection, page_id, self.me, release_of(asked.release), change, now, undone,
                lambda: self._of_page(connection, page_id),
            )  # fmt: skip
            change = change.on(now)
            page = before.apply(change)
            act.about |= {"case_no": before.case_no, "stamp": stamp}
            if change.step is not None:
                act.about |= {"from": change.step.before.value, "to": change.step.after.value}
            if is_step:
                page = before
                _keep_step(connection, page_id, change, revision)
            else:
                if undone is not None:
                    term_table.forget(connection, page, undone.change)
                from coding.suggest.lessons import lessons  # what it needs is no part of the start

                term_table.add(connection, lessons(before, change), author, at, "use", approve=False)
                self._written.put_current(page_id, page)
                former, state = state, (mark(page), state[1])
                progress = (change.step.after if change.step else now).value
                columns = {**light_columns(page), "mark": state[0], "touched": 1, "progress": progress}
                if mark(before) != former[0]:  # an early program made other marks: 已改动 is told by marks of one kind
                    columns["original_mark"] = mark(self._written.original(page_id))
                columns["revision"] = revision
                update_columns(connection, page_id, columns)
                beside = person_marks.replace(connection, page_id, page, asked.near)
                found_by.replace(connection, page_id, page, asked.found_by)
            act.made = insert_change(connection, page_id, change, author, at, undoes)
        if not is_step:
            self._at_hand.put(page_id, state, shown_to, page)
        entry = Entry(act.made.number, page_id, change, author, at, undoes)
        return Applied(entry, before, page, change.touches(), beside, self._as_told(revision))

    def _kept_as(self, connection: Connection, page_id: int, sent: str) -> Applied | None:
        """What a change has become that was sent before; None where it never came."""
        rows = connection.execute(
            "SELECT about FROM audit WHERE page_id = ? AND deed IN (?, ?)",
            (page_id, Deed.CHANGE.value, Deed.STEP.value),
        ).fetchall()
        told = (json.loads(text) for (text,) in rows if sent in text)
        found = next((about for about in told if about.get("sent") == sent), None)
        if found is None:
            return None
        (entry,) = self._entries(connection.execute(f"{_ENTRY} WHERE id = ?", (found["change"],)).fetchall())
        page = self._written.current(page_id)
        beside = frozenset(person_marks.neighbours(connection, [page_id])[page_id])
        return Applied(entry, page, page, entry.change.touches(), beside)

    def _undone(self, asked: Cursor) -> Entry | None:
        """The entry of the page that a change takes back; None where it cannot be read any more. Raises
        UnknownPageError where the page has none such.
        """
        rows = asked.fetchall()
        if not rows:
            raise UnknownPageError("要撤销的修改不在该病案的修改记录中：请重新打开该病案后再试。")
        try:
            return self._entries(rows)[0]
        except StoreCorruptError:
            return None

    def _of_page(self, connection: Connection, page_id: int) -> list[Entry]:
        return self._entries(connection.execute(_HISTORY.format("?"), (page_id,)).fetchall())

    def history(self, page_id: int) -> list[Entry]:
        """All changes of a page, oldest first."""
        with self._reading() as connection:
            require_page(connection, page_id)
            self._sight.require(connection, page_id)
            return self._shown(page_id, self._of_page(connection, page_id))

    def histories(self, ids: Collection[int]) -> Mapping[int, list[Entry]]:
        """The same of several pages; pages without any are left out."""
        rows: list[tuple[Any, ...]] = []
        left = iter(ids)
        with self._reading() as connection:
            while block := list(islice(left, _AT_ONCE)):
                block = sorted(self._sight.seen(connection, block))
                rows += connection.execute(_HISTORY.format(",".join("?" * len(block))), block).fetchall()
        found: dict[int, list[Entry]] = {}
        for entry in self._entries(rows):
            found.setdefault(entry.page_id, []).append(entry)
        if not self._sight.identities:
            with self._reading():
                found = {page_id: self._shown(page_id, entries) for page_id, entries in found.items()}
        return found

    def _shown(self, page_id: int, entries: list[Entry]) -> list[Entry]:
        """The entries of a page as they are shown; called while the store is being read."""
        if self._sight.identities or not entries:
            return entries
        page = self._read.current(page_id)
        return [self._sight.entry(entry, page) for entry in entries]

    def _entries(self, rows: Iterable[tuple[Any, ...]]) -> list[Entry]:
        return [_entry(row) for row in rows]

    def undoable(self, page_id: int) -> Sequence[Entry]:
        """The entries that can be taken back, in their order: the last one is next."""
        return course_of(self.history(page_id)).undoable

    def redoable(self, page_id: int) -> Sequence[Entry]:
        """The entries that took something back which can be made again: the last one is next."""
        return course_of(self.history(page_id)).redoable


def _entry(row: tuple[Any, ...]) -> Entry:
    is_intact, entry_id, page_id, change, author, at, undoes = row
    require_intact([(is_intact,)], _DAMAGED.format(page_id=page_id))
    try:
        return Entry(entry_id, page_id, change_of(change), author, datetime.fromisoformat(at), undoes)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise StoreCorruptError(_DAMAGED.format(page_id=page_id)) from error


def _act(page_id: int, change: Change, undoes: int | None, sent: str) -> Act:
    """What the audit tells of a change; what it was made of stands in the history, under the number it names."""
    only_step = change.step is not None and not change.edits
    about: dict[str, Any] = {"source": str(change.source)}
    told = {"reason": change.reason, "rule": change.rule, "undoes": undoes, "sent": sent}
    about |= {key: said for key, said in told.items() if said}
    # a step has commands of its own: the table of steps names them
    return Act(None if only_step else Command.EDIT_PAGE, Deed.STEP if only_step else Deed.CHANGE, about, page_id)


class _Asked:
    """What is asked of a page before a change of it is kept, for whoever reads the answers."""

    line: Cursor
    taken: Cursor
    release: Cursor
    revision: Cursor
    undone: Cursor | None = None
    near: person_marks.AskedNear | None = None
    found_by: found_by.Asked | None = None

    def __init__(self, page_id: int, undoes: int | None, *, is_edit: bool) -> None:
        self._page_id = page_id
        self._undoes = undoes
        self._is_edit = is_edit

    def ask(self, connection: Connection) -> None:
        """Ask all of it."""
        page_id = self._page_id
        self.line, self.taken = connection.execute(_LINE, (page_id,)), ask_taken(connection, page_id)
        self.release, self.revision = ask_release(connection), ask_revision(connection, Trade.PAGES)
        if self._undoes is not None:
            self.undone = connection.execute(_UNDONE, (self._undoes, page_id))
        if self._is_edit:
            self.near, self.found_by = person_marks.ask_near(connection, [page_id]), found_by.ask(connection, page_id)


def _keep_step(connection: Connection, page_id: int, change: Change, revision: int) -> None:
    """Keep a step alone: the page and what is known of it stay, and nobody has touched its content."""
    assert change.step is not None
    connection.execute("UPDATE pages SET progress = ? WHERE id = ?", (change.step.after.value, page_id))
    seal(connection, "pages", "id = ?", (page_id,))
    mark_pages(connection, [page_id], revision)


def _line_of(asked: Cursor, page_id: int) -> tuple[State, PageState, str]:
    """Of a page: which content it has, its state, and the stamp of its verdict."""
    rows = asked.fetchall()
    if not rows:
        raise unknown_page(page_id)
    require_intact(rows, f"病案列表中编号为 {page_id} 的一行已损坏，不能修改：请从备份恢复数据文件。")
    ((_, mark_now, import_id, progress, stamp),) = rows
    return (mark_now, import_id), PageState(progress), str(stamp or "")
