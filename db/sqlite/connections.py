"""The connections to one data file: one that writes, one that reads, one for what takes long to look up."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from coding.store.kept_audit import Deed, Head
from coding.store.store_errors import NotAllowedError, StoreBusyError, StoreError, StoreFullError
from db.shared.cipher import DataKeyCipher, NoCipher
from db.shared.head_file import HeadFile
from db.shared.seat import PROGRAM, PROGRAM_NAME, alone
from db.sqlite import found_by, opening
from db.sqlite.chain import Hand, add_entry, has_head, matters
from db.sqlite.contents import Contents, PagesAtHand
from db.sqlite.file_place import FilePlace
from db.sqlite.guards import Written
from db.sqlite.people_tables import read_people, read_row_of
from db.sqlite.sight import Sight
from db.sqlite.sqlite_errors import told_in_chinese

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coding.review.people import Command, Person
    from coding.store.store import Clock
    from db.shared.cipher import Cipher
    from db.shared.seat import Seat, Signer
    from db.sqlite.chain import Link
    from db.sqlite.driver import sqlite3


@dataclass(slots=True)
class Act:
    """What a transaction does, as the audit will tell it: which command it needs, what is done, and on which page.

    ``about`` may be added to inside the transaction. ``link``: the entry, once it is written.
    ``by_program``: the program did it, whoever sits there.
    """

    command: Command | None
    deed: Deed
    about: dict[str, Any] = field(default_factory=dict)
    page_id: int | None = None
    by_program: bool = False
    link: Link | None = None


class Connections:
    """What every trade of the store works on. What reads never waits for what writes; what reads a row never waits
    for a search of the worklist; a write waits ``BUSY_SECONDS`` for another, then raises StoreBusyError.

    ``seat`` says who is at the store; without one it is the one person of a clear store.
    """

    def __init__(self, path: Path | str, clock: Clock = datetime.now, seat: Seat | None = None) -> None:
        self.path = Path(path)
        self._clock = clock
        self._seat = seat or alone()
        self._seen_by: tuple[Person, Sight] | None = None
        self._row_of_me: tuple[Any, ...] | None = None
        self._hides_money = False
        self._is_open = True
        self._writer = opening.open_database(self.path, clock, self._seat)
        self._reader = opening.open_reader(self.path, self._seat.data_key)
        self._searcher = opening.open_searcher(self.path, self._seat.data_key)
        self._write_lock = threading.Lock()
        self._read_lock = threading.Lock()
        self._search_lock = threading.Lock()
        self._watcher: sqlite3.Connection | None = None
        self._watch_lock = threading.Lock()
        self._closing = threading.Event()
        self._place = FilePlace(self.path)
        self._head = HeadFile(self.path.with_suffix(".head"))
        known = self._head.read()
        try:
            with told_in_chinese(self.path):
                found_by.fill(self._writer)
                if known is not None and known.id and not has_head(self._writer, known):
                    self._head.freeze()
        except StoreError:
            for connection in (self._searcher, self._reader, self._writer):
                connection.close()
            raise
        self._guarded = Written(self._writer)
        self._written = Contents(self._writer)
        self._read = Contents(self._reader)
        self._at_hand = PagesAtHand()

    @property
    def me(self) -> Person:
        """As whom the store is open, and what she wants to see."""
        person = self._seat.person
        return replace(person, is_money_blind=True) if self._hides_money else person

    @property
    def _sight(self) -> Sight:
        """What the person at the store is shown."""
        person = self.me
        if self._seen_by is None or self._seen_by[0] != person:
            self._seen_by = person, Sight.of(person)
        return self._seen_by[1]

    @property
    def _cipher(self) -> Cipher:
        """What lies beside a sealed file is sealed with its key; beside a clear one it is clear."""
        return NoCipher() if self._seat.data_key is None else DataKeyCipher(self._seat.data_key)

    @property
    def is_sealed(self) -> bool:
        """Whether the file is unreadable without a password."""
        return self._seat.data_key is not None

    def close(self) -> None:
        """Close the store; idempotent. Waits for a write that is under way."""
        self._closing.set()
        with self._write_lock, self._read_lock, self._search_lock, told_in_chinese(self.path):
            self._is_open = False
            self._end_watching()
            self._searcher.close()
            self._reader.close()
            self._writer.close()
            self._head.close()

    def _beat(self) -> int:
        """A number that is another one after every write to the file, by this program or another."""
        with self._watch_lock, self._told():
            self._require_open()
            if self._watcher is None:
                self._watcher = opening.open_reader(self.path, self._seat.data_key)
            found: int = self._watcher.execute("PRAGMA data_version").fetchone()[0]
        return found

    def _end_watching(self) -> None:
        with self._watch_lock:
            if self._watcher is not None:
                self._watcher.close()
                self._watcher = None

    @property
    def signer(self) -> Signer:
        """The key of the person at the store."""
        return self._seat.signer

    def require(self, command: Command) -> None:
        """Raise NotAllowedError unless the person at the store may do this."""
        self._require(command)

    def _require(self, command: Command) -> None:
        """Raise NotAllowedError unless the person at the store may do this; that it was tried is in the audit."""
        if self._is_somebody:
            with self._reading():  # what somebody else has made of them meanwhile counts
                pass
        if why := self.me.refusal(command):
            self._note_refused(command.value)
            raise NotAllowedError(why)

    def _note_refused(self, command: str) -> None:
        """Write down that somebody tried what they may not do; where that cannot be written they are refused too."""
        with suppress(StoreError), self._transaction(Act(None, Deed.REFUSED, {"command": command})):
            pass

    def _require_still(self, command: Command | None) -> None:
        """The same inside a transaction that has begun."""
        if command is not None and (why := self.me.refusal(command)):
            raise NotAllowedError(why)

    @property
    def _is_somebody(self) -> bool:
        """Whether who sits here stands in the table of people: not on a clear store, nor with the recovery key."""
        return self.is_sealed and self.me.id > 0

    def _look_who(self, connection: sqlite3.Connection) -> None:
        """Roles, wards and leaving hold from the moment that an administrator writes them, not from the next sign-in:
        whoever sits here may have been at the window for days.
        """
        row = read_row_of(connection, self.me.id) if self._is_somebody else None
        if row == self._row_of_me:
            return
        person = next((one for one in read_people(connection) if one.id == self.me.id), None)
        if person is None or person.user != self.me.user:  # somebody who is not there may do nothing
            person = replace(self.me, roles=frozenset())
        self._seat = replace(self._seat, person=person)
        self._row_of_me = row

    def hide_money(self, hidden: bool) -> None:
        """Have weights and yuan hidden from the person at the store, who wants it so, or not any more."""
        self._hides_money = hidden

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with self._read_lock, self._told():
            self._require_open()
            yield from self._at_one_moment(self._reader)

    @contextmanager
    def _searching(self) -> Iterator[sqlite3.Connection]:
        with self._search_lock, self._told():
            self._require_open()
            yield from self._at_one_moment(self._searcher)

    @contextmanager
    def _transaction(self, act: Act, *, durable: bool = True, wait: bool = True) -> Iterator[sqlite3.Connection]:
        """All or nothing, the entry of the audit among it. IMMEDIATE: what is read inside is what is written upon,
        whoever else writes. Whoever may not do it is refused inside, by the roles of this moment; that it was tried is
        an entry of its own.
        """
        try:
            with self._alone(act, durable=durable, wait=wait) as connection:
                yield connection
        except NotAllowedError:
            self._note_refused((act.command or act.deed).value)
            raise

    @contextmanager
    def _alone(self, act: Act, *, durable: bool, wait: bool) -> Iterator[sqlite3.Connection]:
        patience = opening.BUSY_SECONDS if wait else 0.0
        until = time.monotonic() + patience
        if not self._write_lock.acquire(timeout=patience):
            raise StoreBusyError("正在导入或保存其他病案，本次修改未写入：请稍候再试。")
        try:
            with self._told():
                self._require_open()
                self._place.require_same()
                self._writer.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
                left = max(0.0, until - time.monotonic())
                self._writer.execute(f"PRAGMA busy_timeout = {round(left * 1000)}")
                self._writer.execute("BEGIN IMMEDIATE")
                try:
                    self._look_who(self._writer)
                    self._require_still(act.command)
                    with self._guarded.gathering():
                        yield self._writer
                    written = self._write_down(act)
                    self._writer.execute("COMMIT")
                except BaseException:
                    self._written.forget()
                    if self._writer.in_transaction:
                        self._writer.execute("ROLLBACK")
                    raise
                if durable and written is not None:  # a power cut may take back what is not on the disk yet
                    self._head.write(Head(written.id, written.hash.hex()))
        finally:
            self._write_lock.release()

    def _write_down(self, act: Act) -> Link | None:
        """The entry of what was done; None where nothing was."""
        rows = self._guarded.digests()
        if not matters(act.deed, rows):
            return None
        seat = self._seat
        person = Hand(seat.person.id, seat.person.name, seat.signer)
        program = Hand(PROGRAM, PROGRAM_NAME, seat.program)
        hand, beside = (program, person) if act.by_program else (person, None)
        act.link = add_entry(self._writer, hand, act.deed, act.about, rows, self._clock(), act.page_id, beside)
        return act.link

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Errors in words; where the file has gone that is the word, whatever SQLite makes of it."""
        try:
            with told_in_chinese(self.path):
                yield
        except StoreFullError:
            self._place.require_same()
            raise

    def _require_open(self) -> None:
        if not self._is_open:
            raise StoreError(f"数据文件 {self.path} 已关闭：请重新启动程序。")

    def _at_one_moment(self, connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
        """Everything that is read inside is of one moment, whoever writes meanwhile."""
        connection.execute("BEGIN")
        try:
            self._look_who(connection)
            yield connection
        finally:
            if connection.in_transaction:
                connection.execute("COMMIT")
