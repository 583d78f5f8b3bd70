"""Data sets of checked pages, open for counting: an organisation at a time in a table, all of them as they lie."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from coding.base.errors import UnusableInputError
from coding.base.parquet_writer import NO_VALUE
from coding.base.period import read_period
from coding.indicators.columns import fact_columns
from coding.indicators.compute import counted_expressions
from coding.store.checked_set import BESIDE_FACTS, FACTS, Organisation
from db.duck.counted import CountedPages
from db.duck.expressions import name
from db.duck.opening import opened, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from duckdb import DuckDBPyConnection

    from coding.base.period import Period
    from coding.indicators.expression import Expression
    from coding.indicators.figures import Scope

_MONTH: Final = "month="
_COLUMNS: Final = (*fact_columns(), *BESIDE_FACTS)


@contextmanager
def rolled_up(folders: Sequence[Path]) -> Iterator[DataSets]:
    """The data sets of these folders, together. Raises UnusableInputError."""
    with opened(folders) as connection:
        yield DataSets(connection, folders)


class DataSets:
    """See ``coding.store.checked_set.RolledUp``."""

    def __init__(self, connection: DuckDBPyConnection, folders: Sequence[Path]) -> None:
        self._connection, self._folders = connection, folders
        self._wanted = counted_expressions()

    def organisations(self) -> list[Organisation]:
        """The organisations, in the order of their codes; the name and the region as the last page has them."""
        found = []
        for key in sorted({path.name for folder in self._folders for path in (folder / FACTS).glob("org=*")}):
            files = [str(path) for path in self._files(key)]
            if files:
                (row,) = self._connection.execute(
                    "SELECT any_value(organisation), arg_max(organisation_name, number), arg_max(region, number) "
                    f"FROM {_reading(files)}"
                ).fetchall()
                found.append(Organisation(key, *(str(cell or "") for cell in row)))
        return sorted(found, key=lambda one: (one.code, one.key))

    def spell(self, periods: Sequence[Period], organisation: Organisation | None = None) -> Spell:
        """The pages of the periods. One is open at a time: the one before it is given up."""
        key = None if organisation is None else organisation.key
        runs = [[p for p in self._files(key, periods) if p.is_relative_to(folder)] for folder in self._folders]
        return Spell(self._connection, runs, self._undated(key), periods, self._wanted, is_kept=key is not None)

    def _files(self, key: str | None = None, periods: Sequence[Period] = ()) -> list[Path]:
        """The files of an organisation, or of all, of the months that the periods touch."""
        found = [
            path for folder in self._folders for path in (folder / FACTS).glob(f"{key or 'org=*'}/month=*/*.parquet")
        ]
        if not periods:
            return sorted(found)
        return sorted(path for path in found if _touches(path.parent.name.removeprefix(_MONTH), periods))

    def _undated(self, key: str | None) -> list[str]:
        return [str(path) for path in self._files(key) if path.parent.name == f"{_MONTH}{NO_VALUE}"]


class Spell:
    """See ``coding.store.checked_set.CountedSpell``. ``is_kept``: laid out in a table, where it is asked much."""

    def __init__(
        self,
        connection: DuckDBPyConnection,
        runs: Sequence[Sequence[Path]],
        undated: Sequence[str],
        periods: Sequence[Period],
        wanted: Mapping[Scope, Sequence[Expression]],
        *,
        is_kept: bool,
    ) -> None:
        self._connection, self._wanted = connection, wanted
        held = " OR ".join(map(_within, periods))
        columns = ", ".join(map(name, _COLUMNS))
        parts = [
            f"SELECT {at} AS run, {columns} FROM {_reading([str(path) for path in files])} WHERE {held}"
            for at, files in enumerate(runs)
            if files
        ]
        empty = ", ".join(f"NULL::{_type(column)} AS {name(column)}" for column in _COLUMNS)
        facts = " UNION ALL ".join(parts) or f"SELECT 0 AS run, {empty} WHERE false"
        run = self._connection.execute
        run("DROP TABLE IF EXISTS kept")
        run(f"CREATE OR REPLACE TEMP VIEW facts AS {facts}")
        run(
            "CREATE OR REPLACE TEMP TABLE told_again AS SELECT run, number FROM (SELECT run, number, row_number() OVER "
            "(PARTITION BY same_stay ORDER BY run DESC, number DESC) AS place FROM facts WHERE same_stay IS NOT NULL) "
            "WHERE place > 1"
        )
        once = "SELECT *, '' AS ward_class FROM facts ANTI JOIN told_again USING (run, number)"
        run(f"CREATE TEMP TABLE kept AS {once}" if is_kept else f"CREATE OR REPLACE TEMP VIEW lying AS {once}")
        self._source = "kept" if is_kept else "lying"
        self._undated = self._one(f"SELECT count(*) FROM {_reading(undated)}") if undated else 0

    def counts(self, period: Period) -> CountedPages:
        """What figures ask of the pages discharged in a period."""
        return CountedPages(self._connection, f"(SELECT * {self._in(period)})", self._wanted)

    def rules(self, period: Period) -> list[tuple[str, int, int]]:
        """Of each rule that found something: pages and findings."""
        found = self._connection.execute(
            "SELECT rule, count(DISTINCT (run, number)), count(*) FROM "
            f"(SELECT unnest(found) AS rule, run, number {self._in(period)}) GROUP BY rule"
        ).fetchall()
        return [(str(rule), int(pages), int(findings)) for rule, pages, findings in found]

    def unjudged(self, period: Period) -> dict[str, int]:
        """Rule → pages on which it could not be judged. Most pages lack the same: they are counted together."""
        found: dict[str, int] = {}
        query = f"SELECT unjudged, count(*) {self._in(period)} GROUP BY unjudged"
        for rules, pages in self._connection.execute(query).fetchall():
            for rule in str(rules or "").split():
                found[rule] = found.get(rule, 0) + int(pages)
        return found

    def group_names(self, period: Period) -> dict[str, str]:
        """Group → its name, as the first page has it."""
        query = f"SELECT drg, arg_min(group_name, (run, number)) {self._in(period)} AND drg <> '' GROUP BY drg"
        return {str(drg): str(named or "") for drg, named in self._connection.execute(query).fetchall()}

    def told(self) -> tuple[int, int]:
        """Pages of no readable day of discharge, and pages whose stay a later one tells again."""
        return self._undated, self._one("SELECT count(*) FROM told_again")

    def _in(self, period: Period) -> str:
        return f"FROM {self._source} WHERE {_within(period)}"

    def _one(self, query: str) -> int:
        (row,) = self._connection.execute(query).fetchall()
        return int(row[0])


def _reading(files: Sequence[str]) -> str:
    return f"read_parquet([{', '.join(map(text, files))}], hive_partitioning = false)"


def _within(period: Period) -> str:
    first, last = (text(day.isoformat()) for day in (period.first, period.last))
    return f"(discharged >= DATE {first} AND discharged < DATE {last} + 1)"


def _touches(month: str, periods: Sequence[Period]) -> bool:
    try:
        days = read_period(month)
    except UnusableInputError:
        return False
    return any(one.first <= days.last and days.first <= one.last for one in periods)


def _type(column: str) -> str:
    kind = fact_columns()[column].kind if column in fact_columns() else "beside"
    if column == "found":
        return "VARCHAR[]"
    if kind == "when":
        return "TIMESTAMP"
    return "VARCHAR" if kind == "text" or column not in (*fact_columns(), "number", "same_stay") else "BIGINT"
