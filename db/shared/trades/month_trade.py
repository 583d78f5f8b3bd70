"""The months : a journal that is only added to, and the facts of the pages.

Facts can be found again; they have their guard and their sum all the same, as the verdicts have: what is frozen in a
month is made of them, and it adds about a fifth to what keeping a verdict costs.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from coding.indicators.packed_facts import SHAPE, each_of
from coding.review.month_life import STATE_KINDS, closed_refusal, month_at
from coding.review.month_rights import kind_rights
from coding.review.people import Command
from coding.review.slip_wording import without_person
from coding.store.kept_audit import Deed
from coding.store.kept_months import MonthEntry, MonthKind
from coding.store.kept_worklist import Trade
from coding.store.store_errors import StoreCorruptError, StoreError, UnknownPageError
from db.shared.sql.engine import inserted
from db.shared.tables import fact_rows
from db.shared.tables.incoming import hidden_from
from db.shared.tables.month_said import DAMAGED, FIGURES, WithFigures, read_said, said_text
from db.shared.tables.page_rows import require_page
from db.shared.tables.pagetext import whole
from db.shared.tables.revisions import next_revision
from db.shared.tables.sums import SUMMED, fact_sum, intact, require_intact, seal
from db.shared.trades.connections import Act, Connections

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from coding.indicators.packed_facts import FactBlock
    from coding.indicators.page_facts import PageFacts
    from db.shared.sql.engine import Connection
    from db.shared.worklist.sight import Sight

#: Every engine takes at least 999 parameters in one statement.
_AT_ONCE: Final = 500
#: Pages whose facts are read before others may search: a reading of years holds up no window.
_UNTIL_OTHERS: Final = 5_000
#: Behind every moment of a day, as ISO writes it.
_END_OF_DAY: Final = "~"
_ENTRIES: Final = f"SELECT {intact('month_entries')}, {SUMMED['month_entries']} FROM month_entries"
_INSERT: Final = (
    "INSERT INTO month_entries (month, kind, subject, page_id, said, who, name, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
_FACTS: Final = (
    "SELECT f.page_id, f.sum, f.suspected, f.numbers, f.texts FROM page_facts AS f JOIN pages AS p ON p.id = f.page_id"
    " WHERE f.page_id IN ({}) AND f.shape = ? AND f.mark = p.mark"
)
_FIRED: Final = (
    "SELECT page_id, rule, findings - waived FROM fired WHERE page_id IN ({}) AND findings > waived ORDER BY rule"
)
#: Facts that were found with the page as it stands, under this stamp.
_KNOWN: Final = (
    "SELECT f.page_id, f.sum, f.suspected, f.numbers, f.texts FROM pages AS p JOIN page_facts AS f ON f.page_id = p.id"
    " WHERE p.id IN ({}) AND f.shape = ? AND f.mark = p.mark AND f.stamp = coalesce(?, p.stamp || ?)"
)
#: The same without the sums, of every page that has a verdict: quick enough for each look for what is outdated.
_LACKING: Final = (
    "SELECT p.id FROM pages AS p LEFT JOIN page_facts AS f ON f.page_id = p.id WHERE p.state <> ''"
    " AND (f.page_id IS NULL OR f.shape <> ? OR f.mark <> p.mark OR f.stamp <> p.stamp || ?)"
)


class MonthTrade(Connections):
    """``coding.store.kept_months``."""

    def note_month(
        self,
        kind: MonthKind,
        said: Mapping[str, Any],
        *,
        month: str = "",
        subject: str = "",
        page_id: int | None = None,
    ) -> MonthEntry:
        """Write one entry, by whoever is at the store."""
        at = self._clock().replace(microsecond=0)
        about = {"kind": kind.value, "month": month, "subject": subject}
        with self._transaction(Act(kind_rights(kind).command, Deed.MONTH, about, page_id)) as connection:
            if page_id is not None:
                require_page(connection, page_id)
            said = self._impersonal(kind, page_id, said)
            number = self._write_entry(connection, kind, (month, subject, page_id, said), at)
            next_revision(connection, Trade.MONTHS)
        return MonthEntry(number, month, kind, subject, page_id, dict(said), self.me.id, self.me.name, at)

    def note_months(self, kind: MonthKind, entries: Iterable[tuple[str, str, int | None, Mapping[str, Any]]]) -> int:
        """Write many (month, subject, page id, said), all or none, as one act; how many."""
        given = list(entries)
        if not given:
            return 0
        at = self._clock().replace(microsecond=0)
        about = {"kind": kind.value, "months": sorted({month for month, *_ in given}), "entries": len(given)}
        with self._transaction(Act(kind_rights(kind).command, Deed.MONTH, about)) as connection:
            _require_pages(connection, {page_id for _, _, page_id, _ in given if page_id is not None})
            asked: set[str] = set()
            for month, subject, page_id, said in given:
                entry = (month, subject, page_id, self._impersonal(kind, page_id, said))
                self._write_entry(connection, kind, entry, at, asked)
            next_revision(connection, Trade.MONTHS)
        return len(given)

    def month_entries(
        self, month: str | None = None, kinds: Collection[MonthKind] | None = None, subject: str | None = None
    ) -> list[MonthEntry]:
        """Entries, oldest first; each part that is given narrows. What whoever asks is not shown is left out; who may
        reopen a month and sees no other figures is told which are closed.
        """
        if not self.me.may(Command.SEE_MONTH) and self.me.may(Command.REOPEN_MONTH):
            states = {MonthKind(one) for one in STATE_KINDS}
            kinds = states if kinds is None else states & set(kinds)
        else:
            self._require(Command.SEE_MONTH)
        with self._reading() as connection:
            entries = _entries(connection, month, kinds, subject)
            return list(self._entries_shown(connection, entries))

    def keep_facts(self, facts: Iterable[tuple[int, PageFacts]], stamp: str) -> None:
        """Keep the facts of pages as they stand, found under this stamp; unknown ids are passed over. Facts can be
        found again, so this does not wait for the disk.
        """
        given = [(page_id, one, stamp) for page_id, one in facts]
        act = Act(Command.KEEP_VERDICTS, Deed.VERDICT, {"facts": len(given)}, by_program=True)
        with self._transaction(act, durable=False) as connection:
            fact_rows.keep(connection, given)

    def facts(self, since: str = "", until: str = "") -> list[tuple[int, PageFacts]]:
        """The facts of the pages discharged between two days, oldest discharge first."""
        return list(each_of(self.fact_blocks(since, until)))

    def fact_blocks(self, since: str = "", until: str = "") -> Iterator[FactBlock]:
        """The same as they are kept, some pages at a time."""
        self._require(Command.SEE_MONTH)
        money = self._sight.money
        for part in _parts(self._discharged(since, until), _UNTIL_OTHERS):
            found: dict[int, tuple[Any, ...]] = {}
            with self._searching() as connection:
                for few in _parts(part, _AT_ONCE):
                    rows = connection.execute(_FACTS.format(_places(few)), (*few, SHAPE))
                    found.update((row[0], row) for row in rows)
            yield fact_rows.read_block((found[page_id] for page_id in part if page_id in found), money=money)

    def each_fired(self, since: str = "", until: str = "") -> Iterator[tuple[int, str, int]]:
        """Page, rule and how many findings that are not waived, in the order of discharge."""
        self._require(Command.SEE_MONTH)
        for part in _parts(self._discharged(since, until), _UNTIL_OTHERS):
            fired: dict[int, list[tuple[int, str, int]]] = {}
            with self._searching() as connection:
                for few in _parts(part, _AT_ONCE):
                    for row in connection.execute(_FIRED.format(_places(few)), few):
                        fired.setdefault(row[0], []).append(row)
            for page_id in part:
                yield from fired.get(page_id, ())

    def without_facts(self, stamp: str = "", since: str = "", until: str = "") -> list[int]:
        """Pages of these days that have no facts, or such of another page, shape or stamp, or damaged ones."""
        self._require(Command.SEE_MONTH)
        ids = self._discharged(since, until)
        known: set[int] = set()
        for part in _parts(ids, _UNTIL_OTHERS):
            with self._searching() as connection:
                for few in _parts(part, _AT_ONCE):
                    given = (*few, SHAPE, stamp or None, fact_rows.stamp_of(""))
                    rows = connection.execute(_KNOWN.format(_places(few)), given)
                    known.update(page_id for page_id, total, *over in rows if total == fact_sum(*over))
        return [page_id for page_id in ids if page_id not in known]

    def lacking_facts(self) -> frozenset[int]:
        """Pages that have a verdict and no facts that were found with it, whoever sits here."""
        with self._searching() as connection:
            rows = connection.execute(_LACKING, (SHAPE, fact_rows.stamp_of("")))
            return frozenset(row[0] for row in rows)

    def _impersonal(self, kind: MonthKind, page_id: int | None, said: Mapping[str, Any]) -> Mapping[str, Any]:
        """What an entry says, with nobody of its page named in what people have written; inside the transaction."""
        written = {key: said[key] for key in kind_rights(kind).words if isinstance(said.get(key), str) and said[key]}
        if not written:
            return said
        page = None if page_id is None else self._written.current(page_id)
        return {**said, **{key: without_person(text, page) for key, text in written.items()}}

    def _write_entry(
        self,
        connection: Connection,
        kind: MonthKind,
        entry: tuple[str, str, int | None, Mapping[str, Any]],
        at: datetime,
        asked: set[str] | None = None,
    ) -> int:
        """Write an entry unless its month is closed to it; the number. ``asked``: months that are known to be open."""
        month, subject, page_id, said = entry
        if kind.value in STATE_KINDS or asked is None or month not in asked:
            self._require_open_month(connection, kind, month, said)
            if asked is not None:
                asked.add(month)
        values = (whole(month), kind.value, whole(subject), page_id, said_text(said), self.me.id, whole(self.me.name))
        number = inserted(connection, _INSERT, (*values, at.isoformat()))
        seal(connection, "month_entries", "id = ?", (number,))
        return number

    def _require_open_month(self, connection: Connection, kind: MonthKind, month: str, said: Mapping[str, Any]) -> None:
        states = [MonthKind(one) for one in STATE_KINDS]
        entries = _entries(connection, month, states, None) if month else []
        if why := closed_refusal(kind.value, said, month_at(month, entries), self.me):
            raise StoreError(why)

    def _entries_shown(self, connection: Connection, entries: Sequence[MonthEntry]) -> Iterator[MonthEntry]:
        """The entries as whoever sits here is shown them; called while the store is being read."""
        sight = self._sight
        everything = sight.pages and not sight.wards
        pages = sorted({entry.page_id for entry in entries if entry.page_id is not None})
        seen = frozenset() if everything else sight.all_seen(connection, pages)
        for entry in entries:
            rights = kind_rights(entry.kind)
            said = _with_shown_figures(entry, sight)
            said = rights.shown(said, money=sight.money, everything=everything)
            if everything or (entry.page_id in seen if entry.page_id is not None else rights.is_for(said, sight.wards)):
                yield entry if said is entry.said else replace(entry, said=said)

    def _discharged(self, since: str, until: str) -> list[int]:
        """The pages discharged between two days that whoever sits here is shown, oldest discharge first."""
        conditions: list[str] = []
        given: list[Any] = []
        if since or until:
            conditions.append("discharged >= ?")
            given.append(since or "0")  # what cannot be read is "" and in no spell
        if until:
            conditions.append("discharged < ?")
            given.append(until + _END_OF_DAY)
        with self._searching() as connection:
            if (before := hidden_from(connection)) is not None:
                conditions.append("id < ?")
                given.append(before)
            if (shown := self._sight.condition) is not None:
                conditions.append(shown.sql)
                given += shown.parameters
            where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
            # the index has the newest first
            order = "ORDER BY discharged DESC, id DESC"
            rows = connection.execute(f"SELECT id FROM pages{where} {order}", given).fetchall()
        return [row[0] for row in reversed(rows)]


def _entries(
    connection: Connection,
    month: str | None,
    kinds: Collection[MonthKind] | None,
    subject: str | None,
) -> list[MonthEntry]:
    conditions: list[str] = []
    given: list[Any] = []
    if month is not None:
        conditions.append("month = ?")
        given.append(whole(month))
    if kinds is not None:
        conditions.append(f"kind IN ({_places(sorted(kinds))})")
        given += [kind.value for kind in sorted(kinds)]
    if subject is not None:
        conditions.append("subject = ?")
        given.append(whole(subject))
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    rows = connection.execute(f"{_ENTRIES}{where} ORDER BY id", given).fetchall()
    require_intact(rows, DAMAGED)
    try:
        return [_entry(row) for row in rows]
    except (ValueError, TypeError) as error:
        raise StoreCorruptError(DAMAGED) from error


def _entry(row: tuple[Any, ...]) -> MonthEntry:
    _, number, month, kind, subject, page_id, said, who, name, at = row
    moment = datetime.fromisoformat(at)
    return MonthEntry(number, month, MonthKind(kind), subject, page_id, read_said(said), who, name, moment)


def _with_shown_figures(entry: MonthEntry, sight: Sight) -> Mapping[str, Any]:
    """What an entry says, the figures that a closing froze as whoever sits here is shown them."""
    if FIGURES not in entry.said or (sight.pages and sight.money and not sight.wards):
        return entry.said
    if not sight.pages:
        return {key: value for key, value in entry.said.items() if key != FIGURES}
    return WithFigures(entry.said, lambda frozen: _figures_shown(frozen, sight))


def _figures_shown(frozen: Any, sight: Sight) -> Mapping[str, Any] | None:
    """The part of frozen figures that whoever sits here is shown; None: nothing of them."""
    if not isinstance(frozen, dict):
        return None
    from coding.indicators.shown_figures import shown_figures  # figures are no part of a start

    return shown_figures(frozen, money=sight.money, wards=sight.wards) or None


def _require_pages(connection: Connection, ids: set[int]) -> None:
    """Raise UnknownPageError unless the store holds all of these pages."""
    for part in _parts(sorted(ids), _AT_ONCE):
        rows = connection.execute(f"SELECT count(*) FROM pages WHERE id IN ({_places(part)})", part)
        if rows.fetchone()[0] != len(part):
            raise UnknownPageError("数据文件中没有其中的一份病案，整批没有写入：请刷新病案列表后再试。")


def _parts(ids: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]


def _places(values: Sequence[Any]) -> str:
    return ",".join("?" * len(values))
