"""The worklist : windows, light rows, verdicts, and what changed since."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from coding.review.people import Command
from coding.store.kept_audit import Deed
from coding.store.kept_knowledge import knowledge_part
from coding.store.kept_worklist import (
    EVERYTHING,
    LATEST,
    MONEY_SORTS,
    Changed,
    Marked,
    Sort,
    Tally,
    Trade,
    Verdict,
    WorklistQuery,
    WorklistRow,
    WorklistWindow,
)
from coding.store.page_filter import MONEY
from db.shared.sql.select import NONE
from db.shared.tables import fact_rows, groupings, moved_rows, rule_tables
from db.shared.tables.incoming import hidden_from
from db.shared.tables.revisions import mark_pages, newest_revision, next_revision, read_changed
from db.shared.tables.sums import intact, seal
from db.shared.tables.word_index import ENDED_IN_A_GROUP, GROUPS
from db.shared.trades.connections import Act, Connections
from db.shared.trades.knowledge_trade import see_stamps
from db.shared.worklist import tallies
from db.shared.worklist.worklist_query import Asked, asked, count_pages, page_ids, page_window

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from coding.store.page_filter import By
    from db.shared.sql.engine import Connection
    from db.shared.sql.select import Select

#: Every engine takes at least 999 parameters in one statement.
_AT_ONCE = 500
_ROW = (
    f"SELECT {intact('pages')},"
    " id, case_no, patient_name, discharge_date, dept, principal, state, errors, warnings, drg, weight, score,"
    " progress, stamp, unproved, list_differs, overdue, mark <> original_mark,"
    f" state <> '' AND status NOT IN ({ENDED_IN_A_GROUP}), {moved_rows.MOVED} FROM pages WHERE id IN ({{}})"
)
#: Between so many columns of a row stand its marks, 0 or 1 each.
_MARKS = slice(14, 19)
_VERDICT = (
    "UPDATE pages SET state = :state, errors = :errors, warnings = :warnings, infos = :infos,"
    " not_judged = :not_judged, status = :status, drg = :drg, weight = :weight, payment = :payment,"
    " score = :score, stamp = :stamp, unproved = :unproved, list_differs = :list_differs, overdue = :overdue,"
    " held = :held"
    f" WHERE id = :id AND {intact('pages')}"  # a damaged row is not made whole
    # nor is a page judged by what was found on it before somebody else edited it
    " AND (CAST(:seen AS BIGINT) IS NULL OR NOT EXISTS (SELECT 1 FROM changes WHERE page_id = :id AND id > :seen))"
)
#: Of a verdict what stands in tables of its own.
_BESIDE = ("fired", "facts", "weight_moved", "payment_moved")
_VERDICT_FIELDS = tuple(name for name in Verdict.__dataclass_fields__ if name not in _BESIDE)


@dataclass(slots=True)
class _Known:
    """What was asked since a write, and holds until the next one."""

    revision: int
    counted: dict[tuple[int | None, Select | None], int] = field(default_factory=dict)
    groups: tuple[str, ...] | None = None


class WorklistTrade(Connections):
    """``coding.store.kept_worklist``."""

    #: Whoever searches holds the lock of it.
    _since: _Known | None = None

    def worklist(self, query: WorklistQuery = EVERYTHING) -> Sequence[int]:
        """Ids of all pages that answer, in the order asked for; pages without a readable discharge come last."""
        with self._searching() as connection:
            asked_so = self._asked(query, connection)
            return page_ids(connection, asked_so, self._everything(connection, asked_so))

    def listed(self, query: WorklistQuery = EVERYTHING, start: int = 0, limit: int = 64) -> WorklistWindow:
        """One window of the worklist: ``limit`` rows from ``start`` on."""
        with self._searching() as connection:
            asked_so = self._asked(query, connection)
            everything = self._everything(connection, asked_so)
            ids, total = page_window(connection, asked_so, everything, start, limit)
            return WorklistWindow(tuple(map(self._sight.row, _rows(connection, ids))), start, total, everything)

    def count(self, query: WorklistQuery = EVERYTHING) -> int:
        """How many pages answer the query."""
        with self._searching() as connection:
            return count_pages(connection, self._asked(query, connection))

    def _everything(self, connection: Connection, query: Asked) -> int:
        """How many pages there are for whoever asks; counted once between two writes, whatever is asked of them."""
        counted = self._known(connection).counted
        key = query.before, query.shown
        if key not in counted:
            counted[key] = count_pages(connection, query.everything)
        return counted[key]

    def _known(self, connection: Connection) -> _Known:
        """What is known since the last write."""
        revision = newest_revision(connection)
        if self._since is None or self._since.revision != revision:
            self._since = _Known(revision)
        return self._since

    def _groups(self, connection: Connection) -> Sequence[str]:
        """The groups that stand on a page."""
        known = self._known(connection)
        if known.groups is None:
            known.groups = tuple(row[0] for row in connection.execute(GROUPS) if row[0])
        return known.groups

    def _asked(self, query: WorklistQuery, connection: Connection) -> Asked:
        """The question as whoever sits here may ask it: an order by weights would tell them, and a list of losses."""
        if query.sort in MONEY_SORTS and not self._sight.money:
            query = replace(query, sort=Sort.DISCHARGE)
        groups = self._groups(connection) if query.text.strip() else ()
        made = asked(query, connection.engine.words, groups, hidden_from(connection), self._sight.condition)
        tells = query.marked is Marked.LOSS or any(one.by in MONEY for one in query.filters)
        if tells and not self._sight.money:
            return replace(made, conditions=(*made.conditions, NONE))
        return made

    def tally(self, query: WorklistQuery = EVERYTHING, whose: int | None = None) -> Tally:
        """How many of the pages that answer bear each mark, and how many are assigned to a person."""
        with self._searching() as connection:
            return tallies.tally(connection, lambda one: self._asked(one, connection), replace(query, mine=whose))

    def values(self, by: By) -> Sequence[tuple[str, int]]:
        """What stands on the pages, by which a filter finds some, and on how many."""
        with self._searching() as connection:
            return tallies.values(connection, by, self._asked(EVERYTHING, connection))

    def finished(self, who: int, since: datetime) -> int:
        """How many pages a person has brought to review or past it since a moment."""
        with self._searching() as connection:
            return tallies.finished(connection, who, since)

    def rows(self, ids: Iterable[int]) -> list[WorklistRow]:
        """Light rows for these ids, in the same order; unknown ids are left out."""
        wanted = list(ids)
        with self._reading() as connection:
            if self._sight.condition is not None:
                shown = {i for part in _parts(wanted) for i in self._sight.seen(connection, part)}
                wanted = [page_id for page_id in wanted if page_id in shown]
            return list(map(self._sight.row, _rows(connection, wanted)))

    def keep_verdicts(self, verdicts: Iterable[tuple[int, Verdict]], *, wait: bool = True) -> int:
        """Keep the outcome of examinations for the worklist; unknown ids are passed over. The revision of that write.
        ``wait`` False: while something else is being written this raises StoreBusyError at once.

        Verdicts can be made again from the pages, so this does not wait for the disk. They are gathered
        before the file is locked: a slow examination must not hold up another window.
        """
        given = list(verdicts)
        rows = [{"id": i, **{f: getattr(v, f) for f in _VERDICT_FIELDS}} for i, v in given]
        act = Act(Command.KEEP_VERDICTS, Deed.VERDICT, {"pages": len(rows)}, _only(given), by_program=True)
        with self._transaction(act, durable=False, wait=wait) as connection:
            kept = {row["id"] for row in rows if connection.execute(_VERDICT, row).rowcount}
            for page_id in sorted(kept):
                seal(connection, "pages", "id = ?", (page_id,))
            given = [(page_id, verdict) for page_id, verdict in given if page_id in kept]
            groupings.keep(connection, given, self._clock())
            rule_tables.keep_fired(connection, given)
            moved_rows.keep(connection, given)
            fact_rows.keep(
                connection, ((page_id, verdict.facts, fact_rows.stamp_of(verdict.stamp)) for page_id, verdict in given)
            )
            see_stamps(connection, {knowledge_part(v.stamp) for _, v in given}, self._clock())
            revision = next_revision(connection, Trade.PAGES)
            mark_pages(connection, [i for i, _ in given], revision)
        return self._as_told(revision)

    def changed_since(self, revision: int) -> Changed:
        """What any window or program wrote after that revision."""
        with self._reading() as connection:
            ahead = self._ahead
            since = revision if revision == LATEST else revision - ahead
            changed = read_changed(connection, since, is_set_back=revision < ahead)
        told = self._as_told(changed.revision)
        if ahead != self._ahead:  # another thread found that out, and what was read here is of before
            return self.changed_since(revision)
        return replace(changed, revision=told)

    def _set_back(self) -> None:
        super()._set_back()
        self._since = None


def _parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), _AT_ONCE):
        yield ids[start : start + _AT_ONCE]


def _only(given: Sequence[tuple[int, Verdict]]) -> int | None:
    """The page, where it is one."""
    return given[0][0] if len(given) == 1 else None


def _damaged(page_id: int) -> WorklistRow:
    """A row that says nothing but that it is damaged: the others of the list are shown all the same."""
    return WorklistRow(page_id, "", "（已损坏，请从备份恢复）", "", "", "")


def _rows(connection: Connection, wanted: Sequence[int]) -> list[WorklistRow]:
    found: dict[int, WorklistRow] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        chunk = wanted[start : start + _AT_ONCE]
        for is_intact, *row in connection.execute(_ROW.format(",".join("?" * len(chunk))), chunk):
            row[_MARKS] = map(bool, row[_MARKS])
            found[row[0]] = WorklistRow(*row) if is_intact else _damaged(row[0])
    return [found[i] for i in wanted if i in found]
