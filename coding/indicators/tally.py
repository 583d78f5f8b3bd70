"""Counting by the expressions over a frame of facts: whole numbers in every step, exact fractions at the end."""

from __future__ import annotations

import math
import operator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from coding.indicators.columns import fact_columns
from coding.indicators.expression import EMPTY, Condition
from coding.indicators.quotient import Exact

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import numpy as np
    import pandas as pd

    from coding.indicators.expression import Expression, Term

    Flags = np.ndarray[Any, np.dtype[np.bool_]]
    Numbers = np.ndarray[Any, np.dtype[Any]]

_COMPARE: Mapping[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


#: Places of a sum of quotients, and of its terms beyond them.
_PLACES, _SPARE = 30, 10
#: Comparisons that are kept for the next figures.
_MOST_KEPT = 64


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """The parts of a scope: their values, and for every page the number of its part (-1: in none).

    ``order``: the pages of all parts, one part after the other, and where in it each begins; every part has a page.
    ``order`` None: all pages, in one part.
    """

    values: tuple[str, ...]
    numbers: Numbers
    order: Numbers | None
    begins: Numbers


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
        self._counted: dict[tuple[int, tuple[Condition, ...]], list[int]] = {}
        self._held: list[Parts] = []  # so that the numbers of parts that were counted stay their own

    def __len__(self) -> int:
        return len(self._frame)

    def whole(self) -> Parts:
        """The one part that holds every page."""
        import numpy as np

        return self._hold(Parts(("",), np.zeros(len(self), dtype=np.int32), None, np.zeros(1, dtype=np.int64)))

    def _hold(self, parts: Parts) -> Parts:
        self._held.append(parts)
        return parts

    def parts(self, column: str, blank: str, *, named_only: bool = False) -> Parts:
        """The parts by a column of texts, in the order of their values. Pages without one are together as ``blank``, or
        in no part where only what is named is one.
        """
        import numpy as np

        codes, _, known = self._column(column)
        assert known is not None, "parts are made by texts"
        used = np.unique(codes).tolist()
        texts = {number: text for text, number in known.items()}
        shown = {number: texts[number] or blank for number in used if texts[number] or not named_only}
        values = tuple(sorted(set(shown.values())))
        place = {text: at for at, text in enumerate(values)}
        to = np.full(len(texts) + 1, -1, dtype=np.int32)
        for number, text in shown.items():
            to[number] = place[text]
        numbers = to[codes]
        order = np.argsort(numbers, kind="stable")[np.count_nonzero(numbers < 0) :]
        begins = np.searchsorted(numbers[order], np.arange(len(values)))
        return self._hold(Parts(values, numbers, order, begins))

    def sums(self, expression: Expression, parts: Parts) -> list[Sum]:
        """What an expression comes to in each part, in their order."""
        terms = [self._term(term, parts) for term in expression]
        signs = [term.sign for term in expression]
        return [added(signs, of_part) for of_part in zip(*terms, strict=True)]

    # -- terms

    def _term(self, term: Term, parts: Parts) -> list[Sum]:
        if not parts.values:
            return []
        if term.kind == "count":
            return [Sum(Exact(number), number) for number in self._count(term.conditions, parts)]
        if term.kind == "distinct":
            return [Sum(Exact(number), number) for number in self._distinct(term, parts)]
        if term.kind == "ratio":
            return self._ratio(term, parts)
        told = (*term.conditions, Condition(term.column, "!=", EMPTY))
        values, _, _ = self._column(term.column)
        scale = fact_columns()[term.column].scale
        totals = _by_part(values * self.met(told), parts)
        return [Sum(Exact(t, scale), count) for t, count in zip(totals, self._count(told, parts), strict=True)]

    def _count(self, conditions: tuple[Condition, ...], parts: Parts) -> list[int]:
        """How many pages of each part meet the conditions; many figures ask for the same."""
        key = (id(parts), conditions)
        found = self._counted.get(key)
        if found is None:
            found = self._counted[key] = _by_part(self.met(conditions), parts)
        return found

    def _distinct(self, term: Term, parts: Parts) -> list[int]:
        import numpy as np

        values, _, _ = self._column(term.column)
        met = self.met((*term.conditions, Condition(term.column, "!=", EMPTY)))
        return [len(np.unique(values[pages][met[pages]])) for pages in _pages_of(parts, len(self))]

    def _ratio(self, term: Term, parts: Parts) -> list[Sum]:
        """Σ column ÷ reference. Pages with the same reference are summed first: there are few references."""
        import numpy as np

        values, _, _ = self._column(term.column)
        references, _, _ = self._column(term.reference)
        known = tuple(Condition(name, "!=", EMPTY) for name in (term.column, term.reference))
        met = self.met((*term.conditions, *known))
        found = []
        for pages in _pages_of(parts, len(self)):
            told = pages[met[pages]]
            single, at = np.unique(references[told], return_inverse=True)
            totals = np.zeros(len(single), dtype=np.int64)
            np.add.at(totals, at, values[told])
            found.append(ratio_sum(term, totals.tolist(), single.tolist(), len(told)))
        return found

    # -- conditions and columns

    def met(self, conditions: tuple[Condition, ...]) -> Flags:
        """Which pages meet all conditions."""
        import numpy as np

        found = self._all_met.get(conditions)
        if found is None:
            found = np.ones(len(self), dtype=bool)
            for condition in conditions:
                found = found & self._meets(condition)
            _keep(self._all_met, conditions, found)
        return found

    def _meets(self, condition: Condition) -> Flags:
        found = self._met.get(condition)
        if found is None:
            found = self._compared(condition)
            _keep(self._met, condition, found)
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
    """In the width of the frame: a frame of 300,000 pages is not to be held once more at eight bytes a cell."""
    import pandas as pd

    if isinstance(series.dtype, pd.CategoricalDtype):
        numbers = series.cat.codes.to_numpy()
        words = {str(text): at for at, text in enumerate(series.cat.categories)}
        blank = words.get("", -1)
        return numbers, (numbers >= 0) & (numbers != blank), words
    width = series.dtype.type if not hasattr(series.dtype, "numpy_dtype") else series.dtype.numpy_dtype
    return series.to_numpy(dtype=width, na_value=0), series.notna().to_numpy(), None


def _keep(held: dict[Any, Flags], key: Any, found: Flags) -> None:
    """Keep what was compared for the next figures; all of it would be more than the frame."""
    if len(held) >= _MOST_KEPT:
        held.clear()
    held[key] = found


def _by_part(cells: Any, parts: Parts) -> list[int]:
    """Sums of whole numbers, or of what is true, exact: never added as floating numbers."""
    import numpy as np

    if parts.order is None:
        return [int(cells.sum(dtype=np.int64))]
    found: list[int] = np.add.reduceat(cells[parts.order], parts.begins, dtype=np.int64).tolist()
    return found


def _pages_of(parts: Parts, number: int) -> Iterator[Any]:
    """The numbers of the pages of each part."""
    import numpy as np

    if parts.order is None:
        yield np.arange(number)
    else:
        yield from np.split(parts.order, parts.begins[1:])


def ratio_sum(term: Term, totals: Sequence[int], references: Sequence[int], pages: int) -> Sum:
    """What a ratio comes to, from the sums of its column by reference, each reference once."""
    scale = Fraction(fact_columns()[term.reference].scale, fact_columns()[term.column].scale)
    whole = _quotients(totals, references)
    return Sum(Exact(whole.above * scale.numerator, whole.below * scale.denominator), pages)


def _quotients(totals: Sequence[int], references: Sequence[int]) -> Exact:
    """Σ total ÷ reference, to thirty places: hundreds of exact fractions have a denominator of a thousand digits. With
    ten places more in each term, a sum that ends within thirty places, half a unit too, comes out as it is.
    """
    more = 10 ** (_PLACES + _SPARE)
    whole = sum((2 * t * more + r) // (2 * r) for t, r in zip(totals, references, strict=True))
    return Exact((whole + 10**_SPARE // 2) // 10**_SPARE, 10**_PLACES)


def added(signs: Sequence[int], sums: Sequence[Sum]) -> Sum:
    """The sum of the terms of an expression in one part."""
    if len(sums) == 1 and signs[0] > 0:
        return sums[0]
    below = math.lcm(*(found.value.below for found in sums))
    above = sum(
        sign * found.value.above * (below // found.value.below) for sign, found in zip(signs, sums, strict=True)
    )
    return Sum(Exact(above, below), sum(found.pages for found in sums))
