"""The insurer's results in the tables."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from coding.payment.paid_result import PaidResult
from coding.review.people import Command
from coding.store.kept_audit import Deed
from coding.store.kept_paid import KeptPaid
from coding.store.kept_worklist import Trade
from db.shared.tables.revisions import next_revision
from db.shared.tables.sums import SUMMED, intact, require_intact, seal
from db.shared.trades.connections import Act, Connections

if TYPE_CHECKING:
    from collections.abc import Sequence

_COLUMNS = SUMMED["paid_results"]
_DAMAGED = "结算结果中有损坏的记录：请从备份恢复数据文件，或重新读入结算结果。"


class PaidTrade(Connections):
    """``coding.store.kept_paid``."""

    def keep_paid(self, results: Sequence[PaidResult], batch: str) -> int:
        """Keep the results of a file, all or none; how many. 0 where the same content was read before."""
        with self._transaction(
            Act(Command.BRING_PAID, Deed.PAID, {"results": len(results), "batch": batch})
        ) as connection:
            if connection.execute("SELECT 1 FROM paid_results WHERE batch = ?", (batch,)).fetchone():
                return 0
            next_revision(connection, Trade.PAID)
            now = self._clock().isoformat(timespec="seconds")
            names = _COLUMNS.removeprefix("id, ")
            marks = ", ".join("?" * len(names.split(",")))
            connection.executemany(
                f"INSERT INTO paid_results ({names}) VALUES ({marks})",
                [_values(result, batch, now, self.me.name) for result in results],
            )
            seal(connection, "paid_results", "batch = ?", (batch,))
            return len(results)

    def paid_results(self, case_no: str | None = None) -> list[KeptPaid]:
        """All results, oldest first, or those of one record number as the insurer writes it."""
        self._require(Command.SEE_MONEY)
        where, given = ("", ()) if case_no is None else (" WHERE case_no = ?", (case_no,))
        with self._reading() as connection:
            rows = connection.execute(
                f"SELECT {intact('paid_results')}, {_COLUMNS} FROM paid_results{where} ORDER BY id", given
            ).fetchall()
        require_intact(rows, _DAMAGED)
        return [_kept(row[1:]) for row in rows]


def _values(result: PaidResult, batch: str, now: str, author: str) -> tuple[Any, ...]:
    return (
        batch, result.case_no, result.settlement_no, result.admission_times, _text(result.discharged),
        _text(result.settled), result.drg, result.weight, result.paid, result.fund, result.denied, result.reason,
        _text(result.told), result.file, result.row, now, author,
    )  # fmt: skip


def _kept(row: Sequence[Any]) -> KeptPaid:
    (
        number, batch, case_no, settlement_no, times, discharged, settled, drg, weight, paid, fund, denied, reason,
        told, file, place, read_at, read_by,
    ) = row  # fmt: skip
    result = PaidResult(
        case_no, settlement_no, times, _day(discharged), _day(settled), drg, weight, paid, fund, denied, reason,
        _day(told), file, place,
    )  # fmt: skip
    return KeptPaid(number, result, batch, datetime.fromisoformat(read_at), read_by)


def _text(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
