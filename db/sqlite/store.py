"""The store in one SQLite file on this machine."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from coding.page.change import Change
from coding.page.front_page import FrontPage
from coding.page.reading import Reading
from coding.page.waiver import Waiver
from coding.store.store import (
    Entry,
    Fired,
    ImportResult,
    ImportSource,
    KeptTerm,
    KeptWaiver,
    RuleEdit,
    Store,
    Verdict,
    WorklistRow,
)
from coding.suggest.lessons import lessons
from coding.suggest.term_book import TermPair
from db.sqlite import imports as importing
from db.sqlite import opening, rule_tables
from db.sqlite import term_tables as term_table
from db.sqlite.contents import Contents
from db.sqlite.errors import StoreBusyError, StoreCorruptError, StoreError, UnknownPageError, told_in_chinese
from db.sqlite.opening import open_database, open_reader
from db.sqlite.pagetext import light_columns, mark, whole

#: SQLite takes at least 999 parameters in one statement.
_AT_ONCE = 500
_PROGRESS = ("new", "edited", "done")

_ROW = (
    "SELECT id, case_no, patient_name, discharge_date, dept, principal, state, errors, warnings, drg, weight, score,"
    " progress, stamp FROM pages WHERE id IN ({})"
)
_VERDICT = (
    "UPDATE pages SET state = :state, errors = :errors, warnings = :warnings, infos = :infos,"
    " not_judged = :not_judged, status = :status, drg = :drg, weight = :weight, payment = :payment,"
    " score = :score, stamp = :stamp WHERE id = :id"
)
_VERDICT_FIELDS = tuple(name for name in Verdict.__dataclass_fields__ if name != "fired")


class SqliteStore(Store):
    """The store in one SQLite file.

    Every method is one transaction and is committed, on disk, when it returns (WAL, synchronous FULL).
    One store may be used from several threads: what reads never waits for what writes; a write waits
    ``BUSY_SECONDS`` for another, then raises StoreBusyError, be it in this process or another window.
    Raises StoreError and its kin, each with a Chinese sentence.
    """

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        self._is_open = True
        self._writer = open_database(self.path)
        self._reader = open_reader(self.path)
        self._write_lock = threading.Lock()
        self._read_lock = threading.Lock()
        self._written = Contents(self._writer)
        self._read = Contents(self._reader)

    # -- Store

    def import_reading(self, reading: Reading, step: Callable[[int, int], None] | None = None) -> ImportResult:
        """Keep all pages of a file, all or none.

        A page whose key is known is updated while nobody has touched it, and the update stands in its
        history; two pages of one file with one key are both kept.
        """
        prepared = importing.prepare(reading)
        with self._transaction() as connection:
            return importing.import_pages(connection, self._written, prepared, step)

    def sources(self, ids: Sequence[int]) -> list[tuple[ImportSource, tuple[int, ...]]]:
        """The files that these pages came with last, each with its pages, in their order."""
        with self._reading() as connection:
            return importing.sources(connection, ids)

    def worklist(self) -> Sequence[int]:
        """Ids of all pages, newest discharge first; pages without a readable discharge come last."""
        with self._reading() as connection:
            return [row[0] for row in connection.execute("SELECT id FROM pages ORDER BY discharged DESC, id")]

    def rows(self, ids: Iterable[int]) -> list[WorklistRow]:
        """Light rows for these ids, in the same order; unknown ids are left out."""
        wanted = list(ids)
        found: dict[int, WorklistRow] = {}
        with self._reading() as connection:
            for start in range(0, len(wanted), _AT_ONCE):
                chunk = wanted[start : start + _AT_ONCE]
                for row in connection.execute(_ROW.format(",".join("?" * len(chunk))), chunk):
                    found[row[0]] = WorklistRow(*row)
        return [found[i] for i in wanted if i in found]

    def page(self, page_id: int) -> FrontPage:
        """The page as it stands now, all its changes applied."""
        with self._reading():
            return self._read.current(page_id)

    def original(self, page_id: int) -> FrontPage:
        """The page as it was imported; after a newer export took its place, as that one has it."""
        with self._reading():
            return self._read.original(page_id)

    def append(self, page_id: int, change: Change, author: str, undoes: int | None = None) -> Entry:
        """Apply a Change to the stored page and keep it; committed when this returns.

        What the Change teaches the term book is kept with it, and forgotten when it is taken back.
        The verdict of the page is taken away, it was given for another page. Raises StaleChangeError
        when the stored page is not the one the Change was made for; nothing is written then.
        """
        with self._transaction() as connection:
            before = self._written.current(page_id)
            page = before.apply(change)
            if undoes is not None:
                _require_entry(connection, undoes, page_id)
                term_table.forget(connection, page, undoes)
            term_table.add(connection, lessons(before, change), author, "use", approve=False)
            self._written.put_current(page_id, page)
            importing.update_columns(
                connection,
                page_id,
                {**light_columns(page), "mark": mark(page), "touched": 1, "progress": "edited"},
            )
            at = datetime.now()
            entry_id = importing.insert_change(connection, page_id, change, author, at, undoes)
        return Entry(entry_id, page_id, change, author, at, undoes)

    def history(self, page_id: int) -> list[Entry]:
        """All changes of a page, oldest first."""
        with self._reading() as connection:
            _require_page(connection, page_id)
            rows = connection.execute(
                "SELECT id, page_id, change, author, at, undoes FROM changes WHERE page_id = ? ORDER BY id", (page_id,)
            ).fetchall()
        try:
            return [
                Entry(i, page, Change.from_dict(json.loads(change)), author, datetime.fromisoformat(at), undoes)
                for i, page, change, author, at, undoes in rows
            ]
        except (ValueError, TypeError, KeyError) as error:
            raise StoreCorruptError(f"数据文件 {self.path} 中的修改记录已损坏：请从备份恢复该文件。") from error

    def keep_verdicts(self, verdicts: Iterable[tuple[int, Verdict]]) -> None:
        """Keep the outcome of examinations for the worklist; unknown ids are passed over.

        Verdicts can be made again from the pages, so this does not wait for the disk. They are gathered
        before the file is locked: a slow examination must not hold up another window.
        """
        given = list(verdicts)
        rows = [{"id": i, **{f: getattr(v, f) for f in _VERDICT_FIELDS}} for i, v in given]
        with self._transaction(durable=False) as connection:
            connection.executemany(_VERDICT, rows)
            rule_tables.keep_fired(connection, given)

    def set_progress(self, page_id: int, progress: str) -> None:
        """Mark a page as new, edited or done."""
        if progress not in _PROGRESS:
            raise ValueError(progress)
        with self._transaction() as connection:
            _require_page(connection, page_id)
            connection.execute("UPDATE pages SET progress = ? WHERE id = ?", (progress, page_id))

    def setting(self, key: str, default: str = "") -> str:
        """A stored setting."""
        with self._reading() as connection:
            row = connection.execute("SELECT value FROM settings WHERE key = ?", (key,)).fetchone()
        return str(row[0]) if row else default

    def set_setting(self, key: str, value: str) -> None:
        """Keep a setting."""
        with self._transaction() as connection:
            connection.execute("INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)", (key, whole(value)))

    def edit_rules(
        self, edits: Iterable[tuple[str, Mapping[str, str] | None]], author: str, note: str = ""
    ) -> list[RuleEdit]:
        """Keep edits of rules, all or none: rule id, and what is said of it from now on (None = taken back)."""
        given = list(edits)
        with self._transaction() as connection:
            return rule_tables.insert_edits(connection, given, author, note)

    def rule_edits(self) -> list[RuleEdit]:
        """All edits of rules, oldest first; the last one of a rule is in force."""
        with self._reading() as connection:
            return rule_tables.read_edits(connection)

    def add_waiver(self, waiver: Waiver, page_id: int | None = None) -> KeptWaiver:
        """Keep a waiver for one page, or for all."""
        with self._transaction() as connection:
            if page_id is not None:
                _require_page(connection, page_id)
            return rule_tables.insert_waiver(connection, waiver, page_id)

    def end_waiver(self, waiver_id: int, author: str) -> None:
        """Withdraw a waiver; it stays in the list with who and when."""
        with self._transaction() as connection:
            rule_tables.end_waiver(connection, waiver_id, author)

    def waivers(self) -> list[KeptWaiver]:
        """All waivers, oldest first, withdrawn and expired ones included."""
        with self._reading() as connection:
            return rule_tables.read_waivers(connection)

    def fired(self) -> Mapping[str, Fired]:
        """How often each rule fired, by its id; rules that never did are left out."""
        with self._reading() as connection:
            return rule_tables.read_fired(connection)

    def pages_with(self, rule: str) -> Sequence[int]:
        """Ids of the pages on which a rule fired when they were examined last, newest discharge first."""
        with self._reading() as connection:
            return rule_tables.read_pages_with(connection, rule)

    def add_terms(self, pairs: Iterable[TermPair], author: str, origin: str = "use", *, approve: bool = False) -> None:
        """Count pairs in the term book, all or none; with ``approve`` the author approves them, too."""
        given = list(pairs)
        with self._transaction() as connection:
            term_table.add(connection, given, author, origin, approve=approve)

    def judge_terms(self, ids: Iterable[int], state: str, author: str) -> None:
        """Approve, refuse or set back (learned) terms."""
        if state not in ("learned", "approved", "refused"):
            raise ValueError(state)
        with self._transaction() as connection:
            term_table.judge(connection, ids, state, author)

    def remove_terms(self, ids: Iterable[int]) -> None:
        """Take terms out of the book."""
        with self._transaction() as connection:
            term_table.remove(connection, ids)

    def terms(self) -> list[KeptTerm]:
        """The term book, what was used last first."""
        with self._reading() as connection:
            return term_table.read(connection)

    def close(self) -> None:
        """Close the store; idempotent. Waits for a write that is under way."""
        with self._write_lock, self._read_lock, told_in_chinese(self.path):
            self._is_open = False
            self._reader.close()
            self._writer.close()

    # -- beneath

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with self._read_lock, told_in_chinese(self.path):
            self._require_open()
            yield self._reader

    @contextmanager
    def _transaction(self, *, durable: bool = True) -> Iterator[sqlite3.Connection]:
        """All or nothing. IMMEDIATE: what is read inside is what is written upon, whoever else writes."""
        if not self._write_lock.acquire(timeout=opening.BUSY_SECONDS):
            raise StoreBusyError("正在导入或保存其他病案，本次修改未写入：请稍候再试。")
        try:
            with told_in_chinese(self.path):
                self._require_open()
                self._writer.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
                self._writer.execute("BEGIN IMMEDIATE")
                try:
                    yield self._writer
                    self._writer.execute("COMMIT")
                except BaseException:
                    self._written.forget()
                    if self._writer.in_transaction:
                        self._writer.execute("ROLLBACK")
                    raise
        finally:
            self._write_lock.release()

    def _require_open(self) -> None:
        if not self._is_open:
            raise StoreError(f"数据文件 {self.path} 已关闭：请重新启动程序。")


def _require_page(connection: sqlite3.Connection, page_id: int) -> None:
    if connection.execute("SELECT 1 FROM pages WHERE id = ?", (page_id,)).fetchone() is None:
        raise UnknownPageError(f"数据文件中没有编号为 {page_id} 的病案：请刷新病案列表后再试。")


def _require_entry(connection: sqlite3.Connection, entry_id: int, page_id: int) -> None:
    found = connection.execute("SELECT 1 FROM changes WHERE id = ? AND page_id = ?", (entry_id, page_id))
    if found.fetchone() is None:
        raise UnknownPageError("要撤销的修改不在该病案的修改记录中：请重新打开该病案后再试。")
