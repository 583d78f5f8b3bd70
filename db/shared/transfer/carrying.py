"""Carrying a store over: verified, copied, read back, verified again, and only then closed where it was.

Cut off anywhere, the store stands whole where it was, and there is nothing in the new place, or a whole store that the
next attempt recognises: it then closes the old one, which is all that was missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from coding.store.kept_audit import Deed, Head
from coding.store.store_errors import StoreCorruptError, StoreError
from coding.store.transferred import Transferred
from db.shared.audit.chain import Hand, add_entry, head_of
from db.shared.transfer.tables import TABLES, Tally, without_sums

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

    from coding.store.kept_audit import Verified
    from coding.store.kept_people import SignIn
    from coding.store.store import Clock
    from coding.store.transferred import Step
    from db.shared.seat import Seat
    from db.shared.transfer.ends import Arriving, Leaving, Side, Source, Target

#: After so many rows the progress is told.
_OFTEN: Final = 500
#: What somebody does who only looks whether a store that was to leave is still there.
_COMING_AND_GOING: Final = frozenset({Deed.SIGN_IN, Deed.SIGN_OUT, Deed.WRONG_PASSWORD, Deed.REFUSED})


def carry(source: Source, target: Target, sign_in: SignIn | None, clock: Clock, step: Step) -> Transferred:
    """Carry a store over, as whoever signs in to it. See ``coding.store.doorkeeper``."""
    seat = source.enter(sign_in)
    with source.alone(seat) as leaving:
        before = leaving.verify(lambda done, total: step("校验原来的数据", done, total))
        if before.complaints:
            raise StoreCorruptError(
                f"原来的数据有 {len(before.complaints):,} 处与审计记录不符，没有迁移：请先校验，查明以后再迁移。"
            )
        left = head_of(leaving.connection)
        with target.standing(seat) as standing:
            arrived = _arrived(standing, leaving, target.place)
            rows = 0 if standing is None else sum(standing.count(table) for table in TABLES)
        was_there = arrived is not None
        if arrived is None:
            arrived, rows = _copied(_Carrying(source, target, seat, clock, step), leaving, before, left)
        at = clock().isoformat(timespec="seconds")
        leaving.close_for_good({"to": target.place, "at": at, "head": {"id": arrived.id, "hash": arrived.hash}})
    return Transferred(source.place, target.place, arrived, rows, was_there)


@dataclass(frozen=True, slots=True)
class _Carrying:
    """Who carries what where."""

    source: Source
    target: Target
    seat: Seat
    clock: Clock
    step: Step


def _arrived(standing: Side | None, leaving: Side, place: str) -> Head | None:
    """The end of a store that an earlier attempt has brought there; None: there is none. Raises StoreError where
    another one stands there, or where anything was done since in the one that is to leave.
    """
    if standing is None:
        return None
    moves = standing.connection.execute("SELECT id FROM audit WHERE deed = ? ORDER BY id DESC", (Deed.MOVE.value,))
    for (number,) in moves.fetchall():
        parted = [_hash(standing, at) != _hash(leaving, at) for at in (number - 1, number)]
        if parted != [False, True]:
            continue
        if not _is_idle_since(leaving, number):
            raise StoreError(
                f"“{place}”已有上次迁移过去的数据，而原来的数据后来又有改动，没有迁移：请核对以哪一份为准，不要的那份先移走。"
            )
        return head_of(standing.connection)
    raise StoreError(f"“{place}”已有另一份数据，没有迁移：程序不覆盖已有的数据，请换一个空的位置。")


def _hash(side: Side, number: int) -> bytes | None:
    row = side.connection.execute("SELECT hash FROM audit WHERE id = ?", (number,)).fetchone()
    return bytes(row[0]) if row else None


def _is_idle_since(side: Side, number: int) -> bool:
    """Whether nobody has done more than come and go from this entry on."""
    rows = side.connection.execute("SELECT count(*) FROM audit_rows WHERE entry >= ?", (number,)).fetchone()[0]
    deeds = side.connection.execute("SELECT DISTINCT deed FROM audit WHERE id >= ?", (number,)).fetchall()
    return not rows and {Deed(deed) for (deed,) in deeds} <= _COMING_AND_GOING


def _copied(one: _Carrying, leaving: Leaving, before: Verified, left: Head) -> tuple[Head, int]:
    keys = one.source.keys()
    with one.target.new(one.seat, keys) as arriving:
        rows = _copy_tables(one, leaving, arriving)
        arriving.shelve(leaving.shelves())
        added = arriving.finish()
        written = [*added, *leaving.kept_otherwise()]
        about = {"from": one.source.place, "to": one.target.place, "rows": rows}
        hand = Hand(one.seat.person.id, one.seat.person.name, one.seat.signer)
        moved = add_entry(arriving.connection, hand, Deed.MOVE, about, written, one.clock())
        head = Head(moved.id, moved.hash.hex())
        after = arriving.verify(lambda done, total: one.step("校验迁移后的数据", done, total))
        grown = after.rows - before.rows, after.entries - before.entries, moved.id - left.id
        if after.complaints or grown != (len(added), 1, 1):
            raise StoreCorruptError(
                f"迁移后的数据校验有 {len(after.complaints):,} 处不符，没有迁移：原来的数据没有动，请检查新位置的磁盘。"
            )
        arriving.keep(keys, head)
    return head, rows


def _copy_tables(one: _Carrying, leaving: Leaving, arriving: Arriving) -> int:
    """Copy every table and read it back; how many rows there are."""
    total = 2 * sum(leaving.count(table) for table in TABLES)
    told = _Told(one, total)
    for table, order in TABLES.items():
        columns = _same_columns(leaving, arriving, table)
        there, here = Tally(), Tally()
        arriving.take(table, columns, told.going(there.counting(leaving.rows(table, columns, order)), table))
        for _ in told.going(here.counting(arriving.rows(table, columns, order)), table):
            pass
        if (there.rows, there.sum) != (here.rows, here.sum):
            raise StoreCorruptError(
                f"“{table}”在新位置读出来与写入的不同，没有迁移：原来的数据没有动，请检查新位置的磁盘。"
            )
    return total // 2


class _Told:
    """How far it is."""

    def __init__(self, one: _Carrying, total: int) -> None:
        self._one, self._total, self._done = one, total, 0

    def going(self, rows: Iterator[Sequence[Any]], table: str) -> Iterator[Sequence[Any]]:
        """The same rows; the progress is told at the first one, and every some hundred."""
        self._one.step(f"复制 {table}", self._done, self._total)
        for row in rows:
            self._done += 1
            if self._done % _OFTEN == 0:
                self._one.step(f"复制 {table}", self._done, self._total)
            yield row


def _same_columns(leaving: Side, arriving: Side, table: str) -> tuple[str, ...]:
    """The columns of a table on both sides. Raises StoreError where they differ: one is of another version."""
    columns = without_sums(table, leaving.columns(table))
    if not columns or sorted(columns) != sorted(without_sums(table, arriving.columns(table))):
        raise StoreError(f"两边的“{table}”不同，没有迁移：请先把两边都升级到同一个版本的程序。")
    return columns
