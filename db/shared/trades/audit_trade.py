"""The audit : written down, read, verified; a page as it stood."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from coding.page.step import PageState
from coding.review.people import Command
from coding.store.kept_audit import AuditEntry, AuditQuery, Came, Deed, Grouped, Head, PageThen, Verified
from coding.store.store_errors import StoreCorruptError, UnknownPageError
from db.shared.audit.chain import COLUMNS, Link, head_of
from db.shared.audit.key_register import KeyRegister
from db.shared.audit.verifying import verify_chain
from db.shared.tables.page_rows import require_page
from db.shared.trades.connections import Act
from db.shared.trades.history_trade import HistoryTrade
from db.shared.trades.page_trade import PageTrade
from db.shared.trades.worklist_trade import WorklistTrade

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from coding.page.change import Change

_EVERYTHING = AuditQuery()
#: What is done outside the store, and is for others to write down.
_OUTSIDE = frozenset({Deed.EXPORT, Deed.PACKAGE, Deed.BACKUP, Deed.KNOWLEDGE, Deed.IDENTITIES, Deed.SIGN_OUT})


class AuditTrade(PageTrade, HistoryTrade, WorklistTrade):
    """``coding.store.kept_audit``."""

    def note(self, deed: Deed, about: Mapping[str, Any], page_id: int | None = None) -> AuditEntry:
        """Write down what was done outside the store."""
        if deed not in _OUTSIDE:
            raise ValueError(deed)  # the store writes down itself what it does
        act = Act(None, deed, dict(about), page_id)
        with self._transaction(act):
            pass
        assert act.link is not None
        return act.link.entry()

    def audit(self, query: AuditQuery = _EVERYTHING, start: int = 0, limit: int = 200) -> Sequence[AuditEntry]:
        """Entries that answer, newest first."""
        self._require(Command.SEE_AUDIT)
        where, given = _asked(query)
        with self._searching() as connection:
            register = KeyRegister.of(connection)
            rows = connection.execute(
                f"SELECT {COLUMNS} FROM audit{where} ORDER BY id DESC LIMIT ? OFFSET ?", (*given, limit, start)
            ).fetchall()
        try:
            links = [Link(*row) for row in rows]
            return [link.entry(register.note(link)) for link in links]
        except (ValueError, TypeError, KeyError) as error:
            raise StoreCorruptError("审计记录中有损坏的条目：请用“校验数据文件”查明，并从备份恢复。") from error

    def audit_count(self, query: AuditQuery = _EVERYTHING) -> int:
        """How many entries answer."""
        self._require(Command.SEE_AUDIT)
        where, given = _asked(query)
        with self._searching() as connection:
            found: int = connection.execute(f"SELECT count(*) FROM audit{where}", given).fetchone()[0]
        return found

    def head(self) -> Head:
        """The end of the chain now."""
        with self._reading() as connection:
            return head_of(connection)

    def verify(self, heads: Sequence[Head] = (), step: Callable[[int, int], None] | None = None) -> Verified:
        """Compare every entry with the one before, its signature and its rows, and every row with its last entry."""
        self._require(Command.VERIFY)
        self._require_whole_sight()
        return self.verify_unasked(heads, step)

    def verify_unasked(self, heads: Sequence[Head] = (), step: Callable[[int, int], None] | None = None) -> Verified:
        """The same by the program itself, whoever sits here: a backup is verified before anybody may see it."""
        outside = [*heads, *self._heads_beside()]
        with self._comparing() as connection:
            complaints = self._schema_complaints(connection)
            return verify_chain(connection, outside, is_sealed=self.is_sealed, complaints=complaints, step=step)

    def _heads_beside(self) -> list[Head]:
        """The ends of the chain that stand beside the store: in the head file and in the key file."""
        found = [self._head.read()]
        if self.is_sealed:
            found.append(self._keys.read().head)
        return [head for head in found if head is not None]

    def page_on(self, page_id: int, moment: datetime) -> PageThen:
        """A page as it stood at a moment: what was changed since is taken back, the last one first."""
        with self._reading() as connection:
            require_page(connection, page_id)
            self._sight.require(connection, page_id)
            # what is masked cannot be taken back: the page is masked when it stands as it did
            page, entries = self._read.current(page_id), self._of_page(connection, page_id)
        if moment < self.came(page_id).at:
            raise UnknownPageError("那时这份病案还没有导入：请选择较晚的日期。")
        state = PageState(self.rows([page_id])[0].progress)
        for entry in reversed(entries):
            if entry.at <= moment:
                break
            page = page.apply(_edits_back(entry.change))
            state = entry.change.step.before if entry.change.step else state
        grouped = [one for one in self.groups_of(page_id) if one.at <= moment]
        return PageThen(self._sight.page(page), state.value, grouped[-1] if grouped else None, moment)

    def groups_of(self, page_id: int) -> Sequence[Grouped]:
        """The groups that a page has had, oldest first; weights and yuan for those who may see them."""
        sees_money = self._sight.money
        with self._reading() as connection:
            self._sight.require(connection, page_id)
            rows = connection.execute(
                "SELECT id, at, status, drg, weight, payment, stamp FROM groupings WHERE page_id = ? ORDER BY id",
                (page_id,),
            ).fetchall()
        return [
            Grouped(
                number, datetime.fromisoformat(at), status, drg, weight if sees_money else None,
                paid if sees_money else None, stamp,
            )
            for number, at, status, drg, weight, paid, stamp in rows
        ]  # fmt: skip

    def came(self, page_id: int) -> Came:
        """When a page was imported first, by the store's clock, and by whom; of one older than the audit, the import
        it bears.
        """
        with self._reading() as connection:
            self._sight.require(connection, page_id)
            row = connection.execute(
                "SELECT a.at, a.name FROM audit_rows AS r JOIN audit AS a ON a.id = r.entry"
                " WHERE r.tbl = 'pages' AND r.row = ? AND a.deed = ? ORDER BY r.entry LIMIT 1",
                (page_id, Deed.IMPORT.value),
            ).fetchone()
            if row is not None:
                return Came(datetime.fromisoformat(row[0]).astimezone().replace(tzinfo=None), row[1])
            row = connection.execute(
                "SELECT i.at FROM pages AS p JOIN imports AS i ON i.id = p.import_id WHERE p.id = ?", (page_id,)
            ).fetchone()
        return Came(datetime.fromisoformat(row[0]) if row else datetime(1, 1, 1))


def _edits_back(change: Change) -> Change:
    return replace(change.inverse(), step=None)


def _asked(query: AuditQuery) -> tuple[str, list[Any]]:
    conditions: list[str] = []
    given: list[Any] = []
    if query.deeds:
        conditions.append(f"deed IN ({','.join('?' * len(query.deeds))})")
        given += sorted(deed.value for deed in query.deeds)
    if query.who is not None:
        conditions.append("who = ?")
        given.append(query.who)
    if query.page_id is not None:
        conditions.append("page_id = ?")
        given.append(query.page_id)
    if query.since is not None:
        conditions.append("at >= ?")
        given.append(_utc(datetime.combine(query.since, time.min)))
    if query.until is not None:
        conditions.append("at < ?")
        given.append(_utc(datetime.combine(query.until + timedelta(days=1), time.min)))
    return (f" WHERE {' AND '.join(conditions)}" if conditions else ""), given


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
