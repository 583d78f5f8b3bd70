"""The expressions of indicators as SQL over a table of facts: the meaning is that of ``coding.indicators.tally``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from coding.indicators.columns import fact_columns
from coding.indicators.expression import EMPTY, Condition
from db.duck.opening import text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coding.indicators.expression import Term

_OPERATORS: Final = {"=": "=", "!=": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="}


def condition(one: Condition) -> str:
    """What holds of a page; never true where the page does not say it, unless just that is asked."""
    column = name(one.column)
    is_text = fact_columns()[one.column].kind == "text"
    if one.constant == EMPTY:
        said = f"({column} IS NOT NULL AND {column} <> '')" if is_text else f"{column} IS NOT NULL"
        return said if one.op == "!=" else f"NOT ({said})"
    if is_text:
        return f"({column} <> '' AND {column} {_OPERATORS[one.op]} {text(one.constant)})"
    return f"{column} {_OPERATORS[one.op]} {int(one.constant)}"


def aggregates(term: Term) -> tuple[str, ...]:
    """What is asked of a part for a count, a sum or a number of different values; of a sum also how many pages."""
    if term.kind == "count":
        return (_count(term.conditions),)
    told = (*term.conditions, Condition(term.column, "!=", EMPTY))
    if term.kind == "distinct":
        return (f"count(DISTINCT {name(term.column)}) FILTER ({_all(told)})",)
    return f"sum({name(term.column)}::HUGEINT) FILTER ({_all(told)})", _count(told)


def ratio_query(term: Term, part: str, source: str) -> str:
    """Part, reference, sum of the column and pages, for a term that divides by references."""
    known = tuple(Condition(column, "!=", EMPTY) for column in (term.column, term.reference))
    met = _all((*term.conditions, *known)).removeprefix("WHERE ")
    return (
        f"SELECT {part} AS part, {name(term.reference)} AS reference, sum({name(term.column)}::HUGEINT), count(*) "
        f"FROM {source} WHERE {met} GROUP BY ALL"
    )


def name(column: str) -> str:
    """A column as SQL writes it."""
    return '"' + column.replace('"', '""') + '"'


def _count(conditions: Sequence[Condition]) -> str:
    return f"count(*) FILTER ({_all(conditions)})" if conditions else "count(*)"


def _all(conditions: Sequence[Condition]) -> str:
    return "WHERE " + (" AND ".join(map(condition, conditions)) or "true")
