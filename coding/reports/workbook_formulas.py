"""Expressions of indicators as formulas of a spreadsheet over the data sheet: COUNTIFS, SUMIFS, SUMPRODUCT.

The data sheet holds natural units (yuan, weights, points) where the expressions count in small ones; a constant of a
condition is divided accordingly. Sums are rounded to the digits that their column has, so that nothing is left of the
binary fractions that a spreadsheet adds. Blank cells are what a page does not say.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from coding.base.resources import resource_table
from coding.indicators.columns import fact_columns
from coding.indicators.expression import EMPTY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coding.indicators.expression import Condition, Expression, Term

#: Digits behind the point of a natural unit, by the kind of a column.
DIGITS = {"money": 2, "weight": 4, "score": 1, "micro": 6}
_TEXTS = ("text",)


@dataclass(frozen=True, slots=True)
class Ranges:
    """Names of ranges of the data sheet. ``columns``: column → range; ``ratios``: (column, reference) → range of their
    quotients; ``lists``: column → (range of its numbers in the data, range of the list of all numbers); ``every``: a
    column that is filled on every page.
    """

    columns: Mapping[str, str]
    ratios: Mapping[tuple[str, str], str]
    lists: Mapping[str, tuple[str, str]]
    every: str

    def can_tell(self, expression: Expression) -> bool:
        """Whether everything that an expression reads stands in the data sheet."""
        return all(self._has(term) for term in expression)

    def _has(self, term: Term) -> bool:
        names = [condition.column for condition in term.conditions]
        if term.kind == "distinct":
            return term.column in self.lists and all(name in self.columns for name in names)
        if term.kind == "ratio":
            return (term.column, term.reference) in self.ratios and all(name in self.columns for name in names)
        return all(name in self.columns for name in (*names, *([term.column] if term.column else ())))


#: The range of the numbers of a scope, and the cell or number of the part that is counted; None = the hospital.
Part = tuple[str, str] | None


def formula(expression: Expression, ranges: Ranges, part: Part) -> str:
    """What an expression comes to in a part, without the ``=``."""
    terms = [f"{'-' if term.sign < 0 else '+'}{_term(term, ranges, part)}" for term in expression]
    return "".join(terms).removeprefix("+")


def told_formula(expression: Expression, ranges: Ranges, part: Part) -> str:
    """How many pages say something to the sums of an expression."""
    counted = [_counted(_criteria(term, ranges, part, said=True), ranges) for term in expression]
    return "+".join(counted)


def _term(term: Term, ranges: Ranges, part: Part) -> str:
    if term.kind == "count":
        return _counted(_criteria(term, ranges, part), ranges)
    if term.kind == "distinct":
        numbers, listed = ranges.lists[term.column]
        inside = ",".join([f"{numbers},{listed}", *_criteria(term, ranges, part)])
        return f"SUMPRODUCT(--(COUNTIFS({inside})>0))"
    if term.kind == "ratio":
        return _summed(ranges.ratios[term.column, term.reference], _criteria(term, ranges, part))
    digits = DIGITS.get(fact_columns()[term.column].kind, 0)
    return f"ROUND({_summed(ranges.columns[term.column], _criteria(term, ranges, part))},{digits})"


def _counted(criteria: list[str], ranges: Ranges) -> str:
    return f"COUNTIFS({','.join(criteria)})" if criteria else f"ROWS({ranges.every})"


def _summed(column: str, criteria: list[str]) -> str:
    return f"SUMIFS({','.join([column, *criteria])})" if criteria else f"SUM({column})"


def _criteria(term: Term, ranges: Ranges, part: Part, *, said: bool = False) -> list[str]:
    """Pairs of range and criterion; ``said``: and the page says the column that is summed."""
    found = [] if part is None else [f"{part[0]},{part[1]}"]
    for condition in term.conditions:
        found += [f'{ranges.columns[condition.column]},"{word}"' for word in _words(condition)]
    if said and term.kind == "sum":
        found.append(f'{ranges.columns[term.column]},"<>"')
    elif said and term.kind == "ratio":
        found.append(f'{ranges.ratios[term.column, term.reference]},">=0"')
    return found


def _words(condition: Condition) -> list[str]:
    if condition.constant == EMPTY:
        return ["="] if condition.op == "=" else ["<>"]
    constant = _constant(condition)
    if condition.op == "!=":
        return [f"<>{constant}", "<>"]
    return [f"{condition.op}{constant}"]


def data_word(column: str, word: str) -> str:
    """How the data sheet writes a word of the facts: high in 倍率 is 高倍率 there."""
    return _data_words().get((column, word), word)


@cache
def _data_words() -> Mapping[tuple[str, str], str]:
    rows = resource_table("reports/data_words.csv", "column", "word", "label")
    return {(row["column"], row["word"]): row["label"] for row in rows}


def _constant(condition: Condition) -> str:
    """The constant in the natural unit of its column."""
    column = fact_columns()[condition.column]
    if column.kind in _TEXTS:
        return data_word(column.name, condition.constant).replace('"', '""')
    found = Decimal(condition.constant) / column.scale
    return f"{found.normalize():f}"
