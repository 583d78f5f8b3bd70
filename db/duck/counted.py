"""Pages that DuckDB counts, asked as a frame is: whole numbers in every step, exact fractions at the end.

All that the figures ask of the parts of a scope is counted in one go, with the first of them: a question a figure
would read the data two thousand times.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from coding.indicators.columns import fact_columns
from coding.indicators.figure_rows import SCOPE_COLUMNS
from coding.indicators.figures import Scope
from coding.indicators.quotient import Exact
from coding.indicators.tally import Sum, added, ratio_sum
from db.duck.expressions import aggregates, name, ratio_query
from db.duck.opening import text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from duckdb import DuckDBPyConnection

    from coding.indicators.expression import Expression, Term

#: Where a scope has a part that no page of it tells anything to.
_NOTHING = Sum(Exact(0), 0)


@dataclass(eq=False)
class CountedParts:
    """The parts of a scope; ``by``: what tells the part of a page, ``sums``: term → part → what it came to."""

    values: tuple[str, ...]
    scope: Scope
    by: str
    source: str
    sums: dict[Term, dict[str, Sum]] = field(default_factory=dict)


class CountedPages:
    """The rows of a table or view ``source`` of facts. ``wanted``: by scope, what will be asked of its parts."""

    def __init__(
        self, connection: DuckDBPyConnection, source: str, wanted: Mapping[Scope, Sequence[Expression]]
    ) -> None:
        self._connection, self._source, self._wanted = connection, source, wanted
        self._count: int | None = None
        self._parts: dict[tuple[str, str, bool], CountedParts] = {}

    def __len__(self) -> int:
        if self._count is None:
            self._count = int(self._rows(f"SELECT count(*) FROM {self._source}")[0][0])
        return self._count

    def whole(self) -> CountedParts:
        """The one part that holds every page."""
        whole = CountedParts(("",), Scope.HOSPITAL, "''", self._source)
        return self._parts.setdefault(("", "", False), whole)

    def parts(self, column: str, blank: str, *, named_only: bool = False) -> CountedParts:
        """The parts by a column of texts, in the order of their values; see ``coding.indicators.counts``."""
        key = (column, blank, named_only)
        if key not in self._parts:
            self._parts[key] = self._parted(column, blank, named_only=named_only)
        return self._parts[key]

    def _parted(self, column: str, blank: str, *, named_only: bool) -> CountedParts:
        scope = next(scope for scope, of_scope in SCOPE_COLUMNS.items() if of_scope == column)
        told = f"coalesce({name(column)}, '')"
        by, source = f"coalesce(nullif({name(column)}, ''), {text(blank)})", self._source
        if named_only:
            by, source = name(column), f"(SELECT * FROM {self._source} WHERE {told} <> '')"
        found = self._rows(f"SELECT DISTINCT {by} FROM {source}")
        return CountedParts(tuple(sorted(str(one) for (one,) in found)), scope, by, source)

    def sums(self, expression: Expression, parts: CountedParts) -> list[Sum]:
        """What an expression comes to in each part, in their order."""
        if not parts.values:
            return []
        if missing := [term for term in expression if _plain(term) not in parts.sums]:
            wanted = self._wanted.get(parts.scope, ()) if not parts.sums else ()
            terms = (_plain(term) for asked in wanted for term in asked)
            self._count_all(list(dict.fromkeys((*terms, *map(_plain, missing)))), parts)
        signs = [term.sign for term in expression]
        of_terms = [parts.sums[_plain(term)] for term in expression]
        return [added(signs, [sums.get(value, _NOTHING) for sums in of_terms]) for value in parts.values]

    def _count_all(self, terms: Sequence[Term], parts: CountedParts) -> None:
        """Everything in one question; a ratio, which needs its references apart, in one of its own."""
        together = [term for term in terms if term.kind != "ratio"]
        asked = {term: aggregates(term) for term in together}
        places = {one: at for at, one in enumerate(dict.fromkeys(one for each in asked.values() for one in each))}
        found = self._rows(
            f"SELECT {parts.by} AS part{''.join(f', {one}' for one in places)} FROM {parts.source} GROUP BY part"
        )
        for term, aggregate in asked.items():
            at = [places[one] for one in aggregate]
            parts.sums[term] = {str(row[0]): _sum(term, [row[1 + place] for place in at]) for row in found}
        for term in terms:
            if term.kind == "ratio":
                parts.sums[term] = self._ratio(term, parts)

    def _ratio(self, term: Term, parts: CountedParts) -> dict[str, Sum]:
        by_part: dict[str, list[tuple[int, int, int]]] = {}
        for part, reference, total, pages in self._rows(ratio_query(term, parts.by, parts.source)):
            by_part.setdefault(str(part), []).append((int(reference), int(total), int(pages)))
        return {
            part: ratio_sum(term, [t for _, t, _ in found], [r for r, _, _ in found], sum(n for _, _, n in found))
            for part, found in by_part.items()
        }

    def _rows(self, query: str) -> list[tuple[Any, ...]]:
        return self._connection.execute(query).fetchall()


def _plain(term: Term) -> Term:
    """A term without its sign: what is added and what is taken away is counted alike."""
    return term if term.sign > 0 else type(term)(1, term.kind, term.column, term.reference, term.conditions)


def _sum(term: Term, cells: Sequence[Any]) -> Sum:
    value = int(cells[0] or 0)
    if term.kind == "sum":
        return Sum(Exact(value, fact_columns()[term.column].scale), int(cells[1]))
    return Sum(Exact(value), value)
