"""Counting by the expressions over a frame of facts: whole numbers in every step, exact fractions at the end."""

from __future__ import annotations

import math
import operator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from coding.indicators.columns import fact_columns
from coding.indicators.expression import EMPTY
from coding.indicators.quotient import Exact, exact

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy as np
    import pandas as pd

    from coding.indicators.expression import Condition, Expression, Term

    Flags = np.ndarray[Any, np.dtype[np.bool_]]
    Numbers = np.ndarray[Any, np.dtype[np.int64]]

_COMPARE: Mapping[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """The parts of a scope: their values, and for every page the number of its part (-1: in none)."""

    values: tuple[str, ...]
    numbers: Numbers


class Sum(NamedTuple):
    """What an expression came to in one part, in natural units; ``pages``: how many rows told something to it."""

    value: Exact
    pages: int


class Tally:
    """A frame whose columns and conditions are read once, however many figures ask for them."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame = frame
        self._columns: dict[str, tuple[Numbers, Flags, Mapping[str, int] | None]] = {}
        self._met: dict[Condition, Flags] = {}
        self._all_met: dict[tuple[Condition, ...], Flags] = {}

    def __len__(self) -> int:
        return len(self._frame)

    def whole(self) -> Parts:
        """The one part that holds every page."""
        import numpy as np

        return Parts(("",), np.zeros(len(self), dtype=np.int64))

    def parts(self, column: str, blank: str, *, named_only: bool = False) -> Parts:
        """The parts by a column of texts, in the order of their values. Pages without one are together as ``blank``, or
        in no part where only what is named is one.
        """
        import numpy as np

        numbers, _, known = self._column(column)
        assert known is not None, "parts are made by texts"
        shown = {number: text or blank for text, number in known.items()}
        used = {shown[number] for number in np.unique(numbers).tolist()} if len(self) else set()
        values = tuple(sorted(used - {""} if named_only else used))
        place = {text: at for at, text in enumerate(values)}
        to = np.array([place.get(shown.get(number, ""), -1) for number in range(len(shown))], dtype=np.int64)
        return Parts(values, to[numbers] if len(self) else numbers)

    def sums(self, expression: Expression, parts: Parts) -> list[Sum]:
        """What an expression comes to in each part, in their order."""
        terms = [self._term(term, parts) for term in expression]
        signs = [term.sign for term in expression]
        return [_added(signs, of_part) for of_part in zip(*terms, strict=True)]

    # -- terms

    def _term(self, term: Term, parts: Parts) -> list[Sum]:
        met = self.met(term.conditions) & (parts.numbers >= 0)
        if term.kind == "count":
            return [Sum(Exact(number), number) for number in self._counts(met, parts)]
        _, known, _ = self._column(term.column)
        if term.kind == "ratio":
            return self._ratio(term, met, parts)
        if term.kind == "distinct":
            return self._distinct(term, met & known, parts)
        told = met & known
        scale = fact_columns()[term.column].scale
        totals = self._totals(term.column, told, parts)
        counts = self._counts(told, parts)
        return [Sum(Exact(total, scale), count) for total, count in zip(totals, counts, strict=True)]

    def _counts(self, met: Flags, parts: Parts) -> list[int]:
        import numpy as np

        counted: list[int] = np.bincount(parts.numbers[met], minlength=len(parts.values)).tolist()
        return counted

    def _totals(self, column: str, met: Flags, parts: Parts) -> list[int]:
        """Sums of whole numbers, exact: they are added as such, never as floating numbers."""
        import numpy as np

        values, _, _ = self._column(column)
        totals = np.zeros(len(parts.values), dtype=np.int64)
        np.add.at(totals, parts.numbers[met], values[met])
        found: list[int] = totals.tolist()
        return found

    def _distinct(self, term: Term, met: Flags, parts: Parts) -> list[Sum]:
        import numpy as np

        values, _, _ = self._column(term.column)
        pairs = np.unique(np.stack([parts.numbers[met], values[met]]), axis=1)[0]
        found = np.bincount(pairs, minlength=len(parts.values)).tolist()
        return [Sum(Exact(number), number) for number in found]

    def _ratio(self, term: Term, met: Flags, parts: Parts) -> list[Sum]:
        """Σ column ÷ reference. Pages with the same reference are summed first: there are few references."""
        import numpy as np

        values, known, _ = self._column(term.column)
        references, has, _ = self._column(term.reference)
        told = met & known & has & (references > 0)
        scales = (fact_columns()[term.reference].scale, fact_columns()[term.column].scale)
        found, at = np.unique(references[told], return_inverse=True)
        keys = parts.numbers[told] * max(len(found), 1) + at
        cells, cell_of = np.unique(keys, return_inverse=True)
        totals = np.zeros(len(cells), dtype=np.int64)
        np.add.at(totals, cell_of, values[told])
        sums = [Fraction(0)] * len(parts.values)
        for cell, total in zip(cells.tolist(), totals.tolist(), strict=True):
            part, reference = divmod(cell, max(len(found), 1))
            sums[part] += Fraction(total * scales[0], int(found[reference]) * scales[1])
        counts = self._counts(told, parts)
        return [Sum(exact(total), count) for total, count in zip(sums, counts, strict=True)]

    # -- conditions and columns

    def met(self, conditions: tuple[Condition, ...]) -> Flags:
        """Which pages meet all conditions."""
        import numpy as np

        found = self._all_met.get(conditions)
        if found is None:
            found = np.ones(len(self), dtype=bool)
            for condition in conditions:
                found = found & self._meets(condition)
            self._all_met[conditions] = found
        return found

    def _meets(self, condition: Condition) -> Flags:
        found = self._met.get(condition)
        if found is None:
            found = self._met[condition] = self._compared(condition)
        return found

    def _compared(self, condition: Condition) -> Flags:
        values, known, words = self._column(condition.column)
        if condition.constant == EMPTY:
            return known if condition.op == "!=" else ~known
        constant = int(condition.constant) if words is None else words.get(condition.constant, -1)
        met: Flags = known & _COMPARE[condition.op](values, constant)
        return met

    def _column(self, name: str) -> tuple[Numbers, Flags, Mapping[str, int] | None]:
        """Values as whole numbers, which of them are known, and of texts the number of each."""
        found = self._columns.get(name)
        if found is None:
            found = self._columns[name] = _read(self._frame[name])
        return found


def _read(series: pd.Series[Any]) -> tuple[Numbers, Flags, Mapping[str, int] | None]:
    import numpy as np
    import pandas as pd

    if isinstance(series.dtype, pd.CategoricalDtype):
        numbers = series.cat.codes.to_numpy().astype(np.int64)
        words = {str(text): at for at, text in enumerate(series.cat.categories)}
        blank = words.get("", -1)
        return numbers, (numbers >= 0) & (numbers != blank), words
    known = series.notna().to_numpy()
    return series.fillna(0).to_numpy(dtype=np.int64), known, None


def _added(signs: Sequence[int], sums: Sequence[Sum]) -> Sum:
    """The sum of the terms of an expression in one part."""
    if len(sums) == 1 and signs[0] > 0:
        return sums[0]
    below = math.lcm(*(found.value.below for found in sums))
    above = sum(
        sign * found.value.above * (below // found.value.below) for sign, found in zip(signs, sums, strict=True)
    )
    return Sum(Exact(above, below), sum(found.pages for found in sums))
