"""Pages: one, many, and what figures need of them."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from coding.review.people import Command
from coding.store.kept_audit import Deed
from coding.store.kept_pages import PageFigures
from coding.store.store_errors import StoreCorruptError, StoreError
from db.shared.tables.incoming import hidden_from
from db.shared.tables.sums import intact
from db.shared.trades.connections import Act, Connections

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from coding.page.front_page import FrontPage

#: Pages whose texts are read at once.
_BLOCK = 200
_FIGURES = (
    f"SELECT {intact('pages')},"
    " id, case_no, discharge_date, dept, ward, team, doctor, coder, insured, cost, stay, drg, weight, payment"
    " FROM pages"
)

_DAMAGED = "数据文件中编号为 {page_id} 的病案（病案号 {case_no}）的数字已损坏，不能汇总：请从备份恢复数据文件。"


class PageTrade(Connections):
    """``coding.store.kept_pages``."""

    def page(self, page_id: int) -> FrontPage:
        """The page as it stands now, all its changes applied."""
        with self._reading() as connection:
            self._sight.require(connection, page_id)
            state = self._read.state(page_id)
            shown_to = self._shown_to(connection)
            page = self._at_hand.get(page_id, state, shown_to)
            if page is None:
                page = self._read.current(page_id)
                self._at_hand.put(page_id, state, shown_to, page)
        return self._sight.page(page)

    def show_identities(self, page_id: int, reason: str) -> FrontPage:
        """The page with the identities of its patient, for who is not shown them otherwise; it is in the audit."""
        if not self._sight.identities:
            if not reason.strip():
                raise StoreError("请写明查看身份的原因：它会留在审计记录中。")
            with self._reading() as connection:
                self._sight.require(connection, page_id)
            with self._transaction(Act(Command.SHOW_IDENTITIES, Deed.IDENTITIES, {"reason": reason}, page_id)):
                pass
        with self._reading() as connection:
            return self._unmasked(connection, page_id)

    def pages(self, ids: Iterable[int]) -> Iterator[tuple[int, FrontPage]]:
        """The pages as they stand now, in the order of the ids; each block of them is of one moment."""
        return self._in_blocks(ids, original=False)

    def original(self, page_id: int) -> FrontPage:
        """The page as it was imported; after a newer export took its place, as that one has it."""
        with self._reading() as connection:
            self._sight.require(connection, page_id)
            return self._sight.page(self._read.original(page_id))

    def originals(self, ids: Iterable[int]) -> Iterator[tuple[int, FrontPage]]:
        """The pages as they were imported, in the order of the ids."""
        return self._in_blocks(ids, original=True)

    def figures(self, since: str = "", until: str = "") -> list[PageFigures]:
        """What figures need of the pages discharged in a span of days, oldest discharge first."""
        conditions, bounds = [], []
        if since or until:
            conditions.append("discharged <> ''")
        if since:
            conditions.append("discharged >= ?")
            bounds.append(since)
        if until:
            conditions.append("discharged < ?")
            bounds.append(f"{until}U")  # behind every time of that day: "T" follows the date
        where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
        seen = self._sight.condition
        if seen is not None:
            conditions.append(seen.sql)
            bounds += seen.parameters
            where = f" WHERE {' AND '.join(conditions)}"
        with self._searching() as connection:
            before = hidden_from(connection)
            if before is not None:
                where += f"{' AND' if where else ' WHERE'} id < {before}"
            rows: list[tuple[Any, ...]] = connection.execute(
                f"{_FIGURES}{where} ORDER BY discharged, id", bounds
            ).fetchall()
        for is_intact, page_id, case_no, *_ in rows:
            if not is_intact:
                raise StoreCorruptError(_DAMAGED.format(page_id=page_id, case_no=case_no))
        figures = [PageFigures(*row[1:]) for row in rows]
        return figures if self._sight.money else [replace(one, weight=None, payment=None) for one in figures]

    def _in_blocks(self, ids: Iterable[int], *, original: bool) -> Iterator[tuple[int, FrontPage]]:
        left = iter(ids)
        while block := list(islice(left, _BLOCK)):
            with self._reading() as connection:
                shown = self._sight.seen(connection, block)
                found = self._read.many([page_id for page_id in block if page_id in shown], original=original)
            yield from ((page_id, self._sight.page(found[page_id])) for page_id in block if page_id in found)
