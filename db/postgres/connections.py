"""The connections of one seat to a store on a server: one that writes, one that reads, one that searches."""

from __future__ import annotations

import threading
import time
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final, cast

from coding.review.people import Command
from coding.store.kept_audit import Head
from coding.store.store_errors import NotAllowedError, StoreAwayError, StoreBusyError, StoreError, StoreShutOutError
from db.postgres.key_table import KeyTable
from db.postgres.opening import BUSY_SECONDS, choose_path, require_schema
from db.postgres.postgres_errors import NOTHING_THERE, is_refused, told_in_chinese
from db.postgres.rights.names import SEEN, WRITING
from db.postgres.rights.signing import begin_act, end_act, set_password
from db.postgres.sealed_identities import SealedConnection, are_sealed
from db.postgres.server_clock import ServerClock
from db.postgres.streamed import Streamed
from db.postgres.told_writes import CHANNEL
from db.postgres.written import written_digests
from db.shared.audit.chain import ask_end, has_head, store_id
from db.shared.head_file import HeadFile
from db.shared.identity_cells import IdentityCells
from db.shared.tables import found_by
from db.shared.tables.contents import Contents
from db.shared.trades.connections import Connections

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Iterator, Sequence
    from pathlib import Path

    from coding.page.front_page import FrontPage
    from coding.review.people import Person
    from coding.store.kept_audit import Complaint, Deed
    from coding.store.kept_people import KeepsPeople
    from coding.store.store import Clock
    from db.postgres.engine import PostgresConnection
    from db.postgres.listening import Listening
    from db.postgres.opening import Way
    from db.shared.audit.chain import Link
    from db.shared.seat import Seat
    from db.shared.sql.engine import Connection, Cursor
    from db.shared.trades.connections import Act
    from db.shared.worklist.sight import Sight

_PARTLY: Final = "服务器只给{name}看一部分内容，不能逐行校验：请由看得到全部病案和审计记录的人（质控员）校验。"
_SHUT_OUT: Final = (
    "服务器 {name} 不再让您看到数据（登录已停用，或角色改了），没有写入：请重新登录，或联系管理员；输入会留在草稿中。"
)
_ANOTHER: Final = "服务器 {name} 上换成了另一份数据，不是打开时的那一份：请关闭程序，重新登录。"
#: One that was restored is another one, under the same name.
_DATABASE: Final = "SELECT oid FROM pg_database WHERE datname = current_database()"
_SHOWN: Final = (
    "SELECT coalesce(current, original), CASE WHEN current IS NULL THEN original_shape ELSE current_shape END"
    " FROM shown_page(?)"
)
#: Be the only one who writes: whether a commit waits for the disk, how long one waits for the others.
_ALONE: Final = (
    "SELECT set_config('synchronous_commit', ?, true), set_config('lock_timeout', ?, true), pg_advisory_xact_lock(?)"
)
#: Of more rows than these it is asked what they are, before they are read.
_FEW: Final = 20
#: A seat whose cable was pulled in the middle of a write holds up the others for so many seconds at most.
_IDLE_SECONDS: Final = 10
#: So long whoever listens waits for the first answers: nobody else finds out that there are none.
_COMING_SECONDS: Final = 5.0
_END_HOLDERS: Final = f"SELECT {SEEN}.end_holders()"


class PostgresConnections(Connections):
    """Who writes is alone with the store for the length of a transaction; others wait ``BUSY_SECONDS`` at most, then
    raise StoreBusyError. A connection that was lost is made anew by the next call.

    ``path``: what lies at this machine of the store lies beside it. Without a ``clock`` it is the server's that counts.
    """

    def __init__(self, path: Path, way: Way, seat: Seat, clock: Clock | None = None) -> None:
        self._way = way
        self._is_open = True
        self._lines: dict[str, PostgresConnection] = {}
        self._cells: IdentityCells | None = None
        self._made_at: dict[str, int] = {}  # how often the server had been lost when they were made
        self._is_by_rights = False  # as the line knows it that asked last who sits here
        self._listening: Listening | None = None
        self._store_id, self._database = "", 0
        writer = self._line("writer")
        super().__init__(path, clock or ServerClock(writer), seat)
        self._keys = KeyTable(way.name, self._using)
        self._write_lock = threading.Lock()
        self._read_lock = threading.Lock()
        self._search_lock = threading.Lock()
        self._import = threading.Lock()
        self._under_way: PostgresConnection | None = None  # of the thread that writes
        self._writes = 0
        self._usual: dict[Deed, Collection[str]] = {}  # what acts of a kind write, as the last one did
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._head = HeadFile(path.with_suffix(".head"))
        self._find_cells(seat.data_key)
        writer = self._line("writer")
        with told_in_chinese(way.name):
            self._look_at_head(writer)
            if not found_by.is_filled(writer):
                self._fill(writer)

    def wait_for_change(self, seen: int, seconds: float) -> int:
        """Wait for what the server tells on a connection of its own; see ``coding.store.kept_worklist``."""
        self._require_open()
        if self._listening is None:
            from db.postgres.listening import Listening

            self._listening = Listening(self._heard_by, self._way.reach)
        return self._listening.wait(seen, seconds)

    def come_again(self, other: KeepsPeople) -> None:
        """See ``coding.store.kept_people``."""
        super().come_again(other)
        assert isinstance(other, PostgresConnections)
        self._way.follow(other._way)  # noqa: SLF001 - another of its kind

    def _close(self) -> None:
        if self._listening is not None:
            self._listening.close()
        with self._write_lock, self._read_lock, self._search_lock:
            self._is_open = False
            for line in self._lines.values():
                with suppress(Exception):
                    line.raw.close()
            self._lines.clear()
            self._head.close()

    def _line(self, which: str, *, seeks: bool = False) -> PostgresConnection:
        """A connection of this seat, made anew where it was lost; called under the lock of its kind, as two that were
        made anew at once would share what belongs to one. Raises StoreAwayError at once while the server is away,
        unless this ``seeks`` it.
        """
        reach = self._way.reach
        if not seeks:
            reach.require()
        line = self._lines.get(which)
        if line is not None and self._made_at[which] != reach.losses:  # it ends in nowhere
            with suppress(Exception):
                line.raw.close()
        if line is None or line.raw.closed:
            is_again = line is not None
            with self._goes_on() if self._store_id else nullcontext():  # she has come in before
                line = self._connected(seeks=True)  # whether it is worth a try was asked above
                with self._told():
                    self._require_schema(line)
                    if is_again and which == "writer":
                        self._look_at_head(line)
            self._lines[which], self._made_at[which] = line, reach.losses
            self._is_by_rights = line.is_by_rights
            with self._told():
                line.execute(f"SET idle_in_transaction_session_timeout = '{_IDLE_SECONDS}s'")
            if which == "writer":
                self._written = Contents(line)
            elif which == "reader":
                self._read = Contents(line)
        return line

    def _connected(self, *, seeks: bool = False) -> PostgresConnection:
        """Another connection; where identities are sealed at the server it seals and opens them."""
        line = self._way.connect(seeks=seeks)
        return line if self._cells is None else SealedConnection(line, self._cells)

    def _heard_by(self) -> PostgresConnection:
        """The connection by which it hears of other seats, and finds the server again."""
        with self._goes_on():
            line = self._way.connect(seeks=True, seconds=_COMING_SECONDS)
            with self._told():
                self._require_schema(line)
        return line

    @contextmanager
    def _goes_on(self) -> Iterator[None]:
        """Where a server that is there does not go on with whoever was in, it is as good as away: what she types waits.
        Raises StoreShutOutError, a StoreAwayError, then.
        """
        try:
            yield
        except StoreBusyError:  # it is full, or locked: what is connected goes on
            raise
        except StoreError as error:
            told = StoreShutOutError(error)
            self._way.reach.lose(told)
            raise told from error

    def _require_schema(self, line: PostgresConnection) -> None:
        """While a connection was lost the store may have been upgraded, or another one put in its place, whose keys
        are others.
        """
        try:
            require_schema(line, self._way.name)
            self._require_same_store(line)
        except BaseException:
            line.raw.close()
            raise

    def _require_same_store(self, line: PostgresConnection) -> None:
        first = store_id(line)
        if self._store_id and first != self._store_id:
            raise StoreError(_ANOTHER.format(name=self._way.name))
        (database,) = line.execute(_DATABASE).fetchone()
        if self._store_id and database != self._database:
            self._set_back()
        self._store_id, self._database = first, database

    def _look_at_head(self, line: PostgresConnection) -> None:
        """A store whose end at this machine is unknown to it was set back: the file keeps that end, and tells."""
        known = self._head.read()
        if known is not None and known.id and not has_head(line, known):
            self._head.freeze()

    def _find_cells(self, data_key: bytes | None) -> None:
        """Whether identities are sealed here was said when the store was made."""
        if data_key is not None and are_sealed(self._line("writer")):
            self._cells = IdentityCells(data_key)
            line = self._lines["writer"] = SealedConnection(self._lines["writer"], self._cells)
            self._written = Contents(line)

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._read_lock, self._begun("reader", self._begin_to_read) as line:
            yield line

    @contextmanager
    def _searching(self) -> Iterator[Connection]:
        with self._search_lock, self._begun("searcher", self._begin_to_read) as line:
            yield line

    @contextmanager
    def _comparing(self) -> Iterator[Connection]:
        """Nobody else waits for it meanwhile: it has a connection of its own."""
        self._require_open()
        line = self._way.connect()
        try:
            with self._told():
                self._begin_to_read(line, False)
                streamed = Streamed(line)
                yield streamed if self._cells is None else SealedConnection(streamed, self._cells)
        finally:
            line.raw.close()

    @contextmanager
    def _reading_apart(self) -> Iterator[Connection]:
        line = self._connected()
        try:
            with self._told():
                yield line
        finally:
            line.raw.close()

    @contextmanager
    def _alone(self, act: Act, *, durable: bool, wait: bool) -> Iterator[Connection]:
        patience = BUSY_SECONDS if wait else 0.0
        until = time.monotonic() + patience
        if not self._write_lock.acquire(timeout=patience):
            raise StoreBusyError("正在导入或保存其他病案，本次修改未写入：请稍候再试。")
        written, is_sent = None, False
        try:
            try:
                begin = partial(self._begin, act=act, until=until, durable=durable)
                with self._begun("writer", begin) as line:
                    self._under_way, self._writes = line, threading.get_ident()
                    try:
                        yield line
                    finally:
                        self._under_way, self._writes = None, 0
                    written = self._closed(line, act)
                    line.execute(f"NOTIFY {CHANNEL}")
                    is_sent = True
            except BaseException as error:
                self._written.forget()
                if not (is_sent and isinstance(error, StoreBusyError) and self._has_come(written)):
                    raise
            if durable and written is not None:  # while no other thread writes there, or closes it
                self._head.write(Head(written.id, written.hash.hex()))
        finally:
            self._write_lock.release()

    def _closed(self, line: PostgresConnection, act: Act) -> Link | None:
        """The entry of what was done; None where nothing was."""
        if isinstance(line, SealedConnection) and act.page_id is not None:
            act.about = line.told_without(act.about, act.page_id)
        if not line.is_by_rights:
            end = ask_end(line)
            rows = written_digests(line, self._usual.get(act.deed, ()))
            self._usual[act.deed] = {name for name, *_ in rows} if len(rows) <= _FEW else ()
            return self._write_down(line, act, rows, end)
        act.link = end_act(line, self._hand(act), act.deed, lambda: act.told, act.page_id)
        return act.link

    def _look_who(self, connection: Connection, asked: Cursor | None) -> tuple[Any, ...] | None:
        """The same, and where she works: other roles are shown something else. It goes by what this connection sees:
        another one, on which another thread looks meanwhile, may see what she is from now on.
        """
        row = super()._look_who(connection, asked)
        line = cast("PostgresConnection", connection)
        if line.is_by_rights and line.chosen_for != row:
            if line.chosen_for is not None:
                choose_path(line)
            line.chosen_for = row
        self._is_by_rights = line.is_by_rights
        return row

    def _shown_to(self, connection: Connection) -> Hashable:
        return cast("PostgresConnection", connection).chosen_for

    @property
    def _sight(self) -> Sight:
        sight = super()._sight
        return replace(sight, is_masked=True) if self._is_by_rights else sight

    def _require_whole_sight(self) -> None:
        sees = self._sight
        if self._is_by_rights and not (
            sees.pages and sees.identities and sees.money and not sees.wards and self.me.may(Command.SEE_AUDIT)
        ):
            raise NotAllowedError(_PARTLY.format(name=self.me.name))

    def _unmasked(self, connection: Connection, page_id: int) -> FrontPage:
        line = cast("PostgresConnection", connection)
        if not line.is_by_rights or self._sight.identities:
            return super()._unmasked(connection, page_id)
        text, shape = connection.execute(_SHOWN, (page_id,)).fetchone()
        return self._read.of_texts(page_id, text, shape)

    def _let_sign_in(self, connection: Connection, person: Person, password: str) -> None:
        line = cast("PostgresConnection", connection)
        if line.has_rights:
            set_password(line, person, password, self._way.server.dbname)
            if line.is_by_rights and person.id == self._seat.person.id:
                self._way.with_password(password)

    def _begin(self, line: PostgresConnection, again: bool, *, act: Act, until: float, durable: bool) -> None:
        """Begin a transaction as the only one who writes, look who sits here, and ask what the act asks.

        All goes out before an answer is read. Where it is refused so, it is done ``again`` in order: who sits here may
        be allowed other things since.
        """
        line.execute("BEGIN")
        left = max(1, round((until - time.monotonic()) * 1000))
        line.execute(_ALONE, ("on" if durable else "off", f"{left}ms", WRITING))
        line.execute(f"SET LOCAL lock_timeout = '{round(BUSY_SECONDS * 1000)}ms'")
        who = self._ask_who(line)
        if again:
            self._look_who(line, who)
            self._require_still(act.command)
        if line.is_by_rights:
            begin_act(line, act.deed, act.command, by_program=act.by_program)
        act.asks(line)
        if not again:
            before = line.chosen_for
            self._look_who(line, who)
            self._require_still(act.command)
            if before is not None and before != line.chosen_for:
                act.asks(line)  # she is shown something else

    def _has_come(self, written: Link | None) -> bool:
        """Whether what was sent last has come to be, though the connection broke before it was said: the audit tells.
        Raises StoreAwayError where it cannot be asked.
        """
        if written is None or not self._lines["writer"].raw.closed:
            return False
        try:
            line = self._line("writer", seeks=not self._way.reach.is_watched)
            with self._told():
                return has_head(line, Head(written.id, written.hash.hex()))
        except StoreError as error:
            raise StoreAwayError(
                f"与服务器 {self._way.name} 的连接断了，还不知道本次修改写进去没有：连接恢复后请刷新病案核对；"
                "刚才的输入会留在草稿中。"
            ) from error

    @contextmanager
    def _begun(self, which: str, begin: Callable[[PostgresConnection, bool], None]) -> Iterator[PostgresConnection]:
        """A transaction on a connection: committed in the end, or nothing of it stays. One whose connection was lost
        while nobody used it begins again on another one. What is sent goes out in one pipeline.
        """
        self._require_open()
        with self._told():
            line = self._line(which)
            with ExitStack() as sent:
                try:
                    self._set_clock(line)
                    sent.enter_context(line.raw.pipeline())
                    begin(line, False)
                except BaseException as error:
                    self._take_back(line, sent)
                    if not line.raw.closed and not is_refused(error):
                        raise
                    line = self._line(which)
                    self._set_clock(line)
                    sent.enter_context(line.raw.pipeline())
                    begin(line, True)
                try:
                    yield line
                    line.execute("COMMIT")
                    sent.close()
                except BaseException:
                    self._take_back(line, sent)
                    raise

    def _set_clock(self, line: PostgresConnection) -> None:
        """Where this machine slept, or its clock was set, the server is asked for the time."""
        if isinstance(self._clock, ServerClock) and self._clock.is_astray:
            self._clock.measure(line)

    @staticmethod
    def _take_back(line: PostgresConnection, sent: ExitStack) -> None:
        """Nothing stays of a transaction that came to no end."""
        with suppress(Exception):  # what went wrong before is told
            sent.close()
        with suppress(Exception):
            line.raw.rollback()  # which forgets, too, what was to be prepared and never came to be
        if line.chosen_for is not None:
            line.chosen_for = ()  # where she works is what it was before

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Errors in words; where the server is away nobody else waits for it, and where somebody holds the store for
        much longer than a write takes, the next attempt does not wait for her.
        """
        try:
            with told_in_chinese(self._way.name):
                yield
        except StoreAwayError as error:
            if not self._way.reach.is_lost:  # who was refused without a try puts off nobody's
                self._way.reach.lose(error)
            raise
        except StoreBusyError:
            self._end_holders()
            raise
        except StoreError as error:
            if getattr(error.__cause__, "sqlstate", "") not in NOTHING_THERE:
                raise
            told = StoreShutOutError(StoreError(_SHUT_OUT.format(name=self._way.name)))
            self._way.reach.lose(told)  # whoever listens tries to come in again, and is told
            raise told from error

    def _end_holders(self) -> None:
        line = self._lines.get("writer")
        if line is None or not line.is_by_rights:
            return
        with suppress(Exception):  # that it was busy is told already
            other = self._way.connect(is_bare=True)
            try:
                other.execute(_END_HOLDERS)
            finally:
                other.raw.close()

    @contextmanager
    def _using(self) -> Iterator[PostgresConnection]:
        """The transaction that this thread has under way, or one of its own."""
        if self._writes == threading.get_ident() and self._under_way is not None:
            yield self._under_way
            return
        with self._write_lock:
            self._require_open()
            line = self._line("writer")
            with self._told(), line.raw.transaction():
                yield line

    def _begin_to_read(self, line: PostgresConnection, again: bool) -> None:  # noqa: ARG002 - see ``_begin``
        """Everything that is read from now on is of one moment, whoever writes meanwhile."""
        line.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
        self._look_who(line, self._ask_who(line))

    def _require_open(self) -> None:
        if not self._is_open:
            raise StoreError(f"与服务器 {self._way.name} 的连接已关闭：请重新启动程序。")

    def _require_same_place(self) -> None:
        """A database stands where it stands."""

    def _forget_removed(self) -> None:
        """What was removed is overwritten by the server in its own time."""

    def _clear_former(self) -> Sequence[Path]:
        return ()

    def _schema_complaints(self, connection: Connection) -> Sequence[Complaint]:  # noqa: ARG002
        return ()

    def _fill(self, writer: PostgresConnection) -> None:
        with writer.raw.transaction():
            writer.execute("SELECT pg_advisory_xact_lock(?)", (WRITING,))
            if not found_by.is_filled(writer):
                found_by.fill(writer)
