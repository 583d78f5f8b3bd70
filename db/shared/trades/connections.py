"""What every trade works on: the connections of an engine to one store, who is at it, and what is written down."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from coding.store.kept_audit import Deed
from coding.store.store_errors import NotAllowedError, StoreError
from db.shared.audit.chain import Hand, add_entry, matters
from db.shared.cipher import DataKeyCipher, NoCipher
from db.shared.seat import PROGRAM, PROGRAM_NAME
from db.shared.tables.contents import PagesAtHand
from db.shared.tables.people_tables import ask_row_of, read_people
from db.shared.worklist.sight import Sight

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager
    from datetime import datetime
    from pathlib import Path

    from coding.page.front_page import FrontPage
    from coding.review.people import Command, Person
    from coding.store.kept_audit import Complaint
    from coding.store.kept_people import KeepsPeople
    from coding.store.store import Clock
    from db.shared.audit.chain import Link
    from db.shared.audit.guards import RowDigest
    from db.shared.cipher import Cipher
    from db.shared.head_file import HeadFile
    from db.shared.key_file import KeyKeeper
    from db.shared.seat import Seat, Signer
    from db.shared.sql.engine import Connection, Cursor, Made
    from db.shared.tables.contents import Contents

_ANOTHER: Final = "登录的不是{name}的这一处数据：请关闭程序，再重新登录；输入都在本机的草稿中。"


@dataclass(slots=True)
class Act:
    """What a transaction does, as the audit will tell it: which command it needs, what is done, and on which page.

    ``about`` may be added to inside the transaction. ``link``: the entry, once it is written.
    ``by_program``: the program did it, whoever sits there. ``asks``: asks what is read inside; it is called as soon as
    the transaction has begun, before any answer is read: to a server all is one way. ``made``: the line of the history.
    """

    command: Command | None
    deed: Deed
    about: dict[str, Any] = field(default_factory=dict)
    page_id: int | None = None
    by_program: bool = False
    asks: Callable[[Connection], None] = lambda _: None
    made: Made | None = None
    link: Link | None = None

    @property
    def told(self) -> Mapping[str, Any]:
        """All that the audit tells of it; once everything was written."""
        return self.about if self.made is None else {**self.about, "change": self.made.number}


class Connections(ABC):
    """What every trade of the store works on; an engine says how it reads, searches and writes.

    ``path``: what lies at this machine of the store lies beside it. ``seat`` says who is at the store.
    """

    #: The pages as they are written, and as they are read.
    _written: Contents
    _read: Contents
    #: The end of the chain, as it is known at this machine.
    _head: HeadFile
    _keys: KeyKeeper

    def __init__(self, path: Path, clock: Clock, seat: Seat) -> None:
        self.path = path
        self._clock = clock
        self._seat = seat
        self._seating = threading.Lock()  # whoever reads may find her roles anew while she changes her key
        self._seen_by: tuple[Person, Sight] | None = None
        self._row_of_me: tuple[Any, ...] | None = None
        self._hides_money = False
        self._at_hand = PagesAtHand()
        self._telling = threading.Lock()
        self._furthest = 0  # the highest revision that was told here
        self._ahead = 0  # by so much revisions are told higher than they stand in a store that was set back meanwhile

    def now(self) -> datetime:
        """See ``coding.store.store``."""
        return self._clock()

    def close(self) -> None:
        """Close the store; idempotent. Waits for a write that is under way."""
        self._close()

    @abstractmethod
    def _close(self) -> None:
        """See ``close``."""

    @abstractmethod
    def wait_for_change(self, seen: int, seconds: float) -> int:
        """See ``coding.store.kept_worklist``."""

    @abstractmethod
    def _reading(self) -> AbstractContextManager[Connection]:
        """A connection that reads: everything that is read inside is of one moment, whoever writes meanwhile."""

    @abstractmethod
    def _searching(self) -> AbstractContextManager[Connection]:
        """The same for what takes long."""

    @abstractmethod
    def _comparing(self) -> AbstractContextManager[Connection]:
        """The same for what reads every row of every table: no table is taken into memory whole."""

    @abstractmethod
    def _reading_apart(self) -> AbstractContextManager[Connection]:
        """A connection of its own that reads beside everybody else."""

    @abstractmethod
    def _alone(self, act: Act, *, durable: bool, wait: bool) -> AbstractContextManager[Connection]:
        """What is written inside is written together with its entry of the audit, or not at all; nobody else writes
        meanwhile. Not ``durable``: a power cut may take it back. Raises StoreBusyError.
        """

    @abstractmethod
    def _require_whole_sight(self) -> None:
        """Raise NotAllowedError where who keeps the store does not show all of it to whoever wants to compare it."""

    @abstractmethod
    def _let_sign_in(self, connection: Connection, person: Person, password: str) -> None:
        """A password for somebody, where who keeps the store asks for one itself; inside a transaction."""

    @abstractmethod
    def _require_open(self) -> None:
        """Raise StoreError where the store was closed."""

    @abstractmethod
    def _require_same_place(self) -> None:
        """Raise StoreGoneError where what was opened does not stand in its place any more."""

    @abstractmethod
    def _import_lock(self) -> Callable[[], None] | None:
        """Be the only one who imports; what gives that back. None while another window or program does."""

    @abstractmethod
    def _forget_removed(self) -> None:
        """See to it that nothing keeps what was removed just now."""

    @abstractmethod
    def _clear_former(self) -> Sequence[Path]:
        """Destroy what lies in clear of the time before the sealing; what could not be destroyed."""

    @abstractmethod
    def _schema_complaints(self, connection: Connection) -> Sequence[Complaint]:
        """What is said against tables and guards: whether they stand as the program made them."""

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

    @property
    def seat(self) -> Seat:
        """As whom the store is open, with the keys that they have."""
        return self._seat

    @property
    def signer(self) -> Signer:
        """The key of the person at the store."""
        return self._seat.signer

    def require(self, command: Command) -> None:
        """Raise NotAllowedError unless the person at the store may do this."""
        self._require(command)

    def come_again(self, other: KeepsPeople) -> None:
        """See ``coding.store.kept_people``."""
        assert isinstance(other, Connections)
        now, was = other.seat, self._seat
        if (now.person.id, now.person.user, now.data_key) != (was.person.id, was.person.user, was.data_key):
            raise StoreError(_ANOTHER.format(name=was.person.name))
        self._sit(person=now.person, signer=now.signer, wrong=now.wrong)

    def _sit(self, **other: Any) -> None:
        """Be here as she is from now on, in all else as before."""
        with self._seating:
            self._seat = replace(self._seat, **other)

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

    def _ask_who(self, connection: Connection) -> Cursor | None:
        """Ask for whoever sits here; ``_look_who`` reads the answer."""
        return ask_row_of(connection, self.me.id) if self._is_somebody else None

    def _look_who(self, connection: Connection, asked: Cursor | None) -> tuple[Any, ...] | None:
        """Roles, wards and leaving hold from the moment that an administrator writes them, not from the next sign-in:
        whoever sits here may have been at the window for days. The row of hers that this connection sees.
        """
        row: tuple[Any, ...] | None = None if asked is None else asked.fetchone()
        if row == self._row_of_me:
            return row
        person = next((one for one in read_people(connection) if one.id == self.me.id), None)
        if person is None or person.user != self.me.user:  # somebody who is not there may do nothing
            person = replace(self.me, roles=frozenset())
        self._sit(person=person)
        self._row_of_me = row
        self._at_hand.forget()  # what they were shown so far may have been masked
        return row

    def _shown_to(self, connection: Connection) -> Hashable:  # noqa: ARG002 - see PostgresConnections
        """For whom it was chosen what this connection shows, where who keeps the store shows it to each otherwise."""
        return None

    def _set_back(self) -> None:
        """The store was restored while it was open: all that was read so far may be another one, and what is told from
        now on is behind every revision that was told before.
        """
        with self._telling:
            self._ahead = self._furthest + 1

    def _as_told(self, revision: int) -> int:
        """A revision of the store as it stands now, as it is told."""
        with self._telling:
            told = revision + self._ahead
            self._furthest = max(self._furthest, told)
        return told

    def hide_money(self, hidden: bool) -> None:
        """Have weights and yuan hidden from the person at the store, who wants it so, or not any more."""
        self._hides_money = hidden

    @contextmanager
    def _transaction(self, act: Act, *, durable: bool = True, wait: bool = True) -> Iterator[Connection]:
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

    def _hand(self, act: Act) -> Hand:
        """Whose name and key the entry of an act bears, and who signs beside the program."""
        seat = self._seat
        person = Hand(seat.person.id, seat.person.name, seat.signer)
        return Hand(PROGRAM, PROGRAM_NAME, seat.program, person) if act.by_program else person

    def _unmasked(self, connection: Connection, page_id: int) -> FrontPage:  # noqa: ARG002 - see PostgresConnections
        """The page as it stands, to who has said why she has to see it; called while the store is being read."""
        return self._read.current(page_id)

    def _write_down(
        self, connection: Connection, act: Act, rows: Sequence[RowDigest], end: Cursor | None = None
    ) -> Link | None:
        """The entry of what was done: these rows were written; None where nothing was. ``end``: see ``add_entry``."""
        if not matters(act.deed, rows):
            return None
        act.link = add_entry(connection, self._hand(act), act.deed, act.told, rows, self._clock(), act.page_id, end)
        return act.link
