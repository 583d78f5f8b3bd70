"""What a compiled condition does on a page: values compared, looked for, folded, each within its bounds.

Values that do not fit an operation or a function are the author's mistake: NotComputableError, raised where they meet
and nowhere else, so that an error in what reads the page still is one of the program.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from decimal import Decimal
from functools import reduce
from typing import TYPE_CHECKING

from coding.rules.expression_bounds import bounded
from coding.rules.facts import Facts
from coding.rules.page_rows import PageRow
from coding.rules.rule_value import Value
from coding.rules.unjudged import NotComputableError

if TYPE_CHECKING:
    from coding.rules.text_pattern import TextPattern

#: The rows that the names of a condition stand for: ``row`` of each, ``d`` of ``any(… for d in diagnoses)``.
Variables = dict[str, PageRow]
Evaluate = Callable[[Facts, Variables], Value]

_FOLDS: Mapping[str, Callable[[Iterator[Value]], Value]] = {"any": any, "all": all}
#: What an operation says of values that do not fit it: the condition is not computable, whoever wrote it.
MISFITS = (TypeError, ArithmeticError)
#: What a function says of them.
_WRONG_ARGUMENTS = (*MISFITS, ValueError, AttributeError)
#: Signs that the automaton of a pattern reads in the time of one step of a condition.
_SIGNS_A_STEP = 16


def among(left: Evaluate, allowed: frozenset[str | int | float]) -> Evaluate:
    """Whether a value is one of a set."""

    def evaluate(f: Facts, v: Variables) -> Value:
        found = left(f, v)
        try:
            return found is not None and found in allowed
        except TypeError as error:  # a list is not looked for in a set
            raise NotComputableError from error

    return evaluate


def as_text(value: Value) -> str:
    """A value that has to be a text. Raises NotComputableError."""
    if isinstance(value, str):
        return value
    raise NotComputableError


def holds(values: Value, wanted: Value) -> bool:
    """Whether a list holds a value, a text a part of it."""
    try:
        if isinstance(values, str):
            return as_text(wanted) in values
        if isinstance(values, frozenset | list | tuple):
            return wanted in values
    except TypeError as error:  # what cannot be looked for in a set
        raise NotComputableError from error
    raise NotComputableError


def negative(inner: Evaluate) -> Evaluate:
    """A number with its sign turned."""

    def evaluate(f: Facts, v: Variables) -> Value:
        value = inner(f, v)
        if isinstance(value, int | float | Decimal | timedelta):
            return -value
        raise NotComputableError

    return evaluate


def matching(text: Evaluate, pattern: TextPattern) -> Evaluate:
    """Whether a part of a text matches a pattern; a long text costs steps."""

    def evaluate(f: Facts, v: Variables) -> Value:
        found = text(f, v)
        if found is None:
            return False
        searched = str(found)
        f.spend(len(searched) // _SIGNS_A_STEP)
        return pattern.search(searched)

    return evaluate


def containing(text: Evaluate, words: tuple[str, ...]) -> Evaluate:
    """Whether a text, or a list, has one of these words."""

    def evaluate(f: Facts, v: Variables) -> Value:
        found = text(f, v)
        if isinstance(found, str):
            f.spend(len(words) * len(found) // 64)
        return found is not None and any(holds(found, w) for w in words)

    return evaluate


def for_all_rows(read: Evaluate) -> Evaluate:
    """What a condition on a row asks of the page: it is the same for every row, and reckoned once."""
    key = object()

    def evaluate(f: Facts, v: Variables) -> Value:
        if key not in f.reckoned:
            f.reckoned[key] = read(f, v)
        return f.reckoned[key]

    return evaluate


def applied(call: Callable[..., Value], arguments: tuple[Evaluate, ...], steps: int) -> Evaluate:
    """A function of the language on its arguments."""

    def evaluate(f: Facts, v: Variables) -> Value:
        f.spend(steps)
        given = [argument(f, v) for argument in arguments]
        try:
            return call(*given)
        except _WRONG_ARGUMENTS as error:
            raise NotComputableError from error

    return evaluate


def applied_by_calendar(call: Callable[..., Value], arguments: tuple[Evaluate, ...], steps: int) -> Evaluate:
    """A function that is handed the calendar of working days behind its own arguments."""

    def evaluate(f: Facts, v: Variables) -> Value:
        f.spend(steps)
        given = [argument(f, v) for argument in arguments]
        try:
            return call(*given, f.reference.calendar)
        except _WRONG_ARGUMENTS as error:
            raise NotComputableError from error

    return evaluate


def folded(name: str, values: Callable[[Facts, Variables], Iterator[Value]]) -> Evaluate:
    """Any, all, count or total of values."""
    if name == "count":
        return lambda f, v: sum(1 for x in values(f, v) if x)
    if name == "total":
        return lambda f, v: total(values(f, v))
    fold = _FOLDS[name]
    return lambda f, v: fold(values(f, v))


def total(values: Iterator[Value]) -> Value:
    """The sum of values, blanks left out."""
    found = [x for x in values if x is not None]
    try:
        return bounded(reduce(operator.add, found, 0))
    except MISFITS as error:
        raise NotComputableError from error
