"""The language of numerators and denominators: small enough to be turned into the formulas of a workbook as well.

An expression is one term, or several joined by ``+`` and ``-``:

- ``count(condition, …)``: pages that meet all conditions; ``count()``: all pages.
- ``sum(column; condition, …)``: the sum of a column over these pages; a page that lacks the column adds nothing.
- ``distinct(column; condition, …)``: how many different values of a column there are on these pages; a blank is none.
- ``ratio(column, reference; condition, …)``: Σ over groups of n × (own mean ÷ reference mean), that is the sum of
  column ÷ reference, over the pages that have a group, the column and a reference.

A condition is ``column op constant``: ``=``, ``!=``, ``<``, ``<=``, ``>``, ``>=`` and a number or a word without
blanks, comma or bracket; yes and no are 1 and 0. ``column = empty`` and ``column != empty`` ask whether the page says
it. Any other condition never holds where the page does not say it, ``!=`` neither. Constants stand in the units of the
frame: fen, ten-thousandths of a weight, tenths of a point. Of a sum the units are natural ones: yuan, weights, points.

In a workbook ``count`` is COUNTIFS, ``sum`` SUMIFS; ``= empty`` is the criterion "=", ``!= empty`` is "<>", and
``!= constant`` needs both "<>constant" and "<>".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from coding.base.errors import KnowledgeError

EMPTY = "empty"
OPERATORS = ("<=", ">=", "!=", "=", "<", ">")
_TERM = re.compile(r"([+-]?)\s*(count|sum|distinct|ratio)\(([^()]*)\)", re.ASCII)
_CONDITION = re.compile(r"\s*([a-z][a-z0-9_]*)\s*(<=|>=|!=|=|<|>)\s*([^\s,;()]+)\s*")
_NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Condition:
    """``column op constant``; the constant as it is written, ``empty`` for what is not said."""

    column: str
    op: str
    constant: str


@dataclass(frozen=True, slots=True)
class Term:
    """One count or sum. ``sign`` 1 or -1; ``kind``: count, sum, distinct, ratio; ``column`` "" of a count;
    ``reference``: of a ratio.
    """

    sign: int
    kind: str
    column: str
    reference: str
    conditions: tuple[Condition, ...]


Expression = tuple[Term, ...]


@cache
def read_expression(text: str) -> Expression:
    """The terms of an expression; none of "". Raises KnowledgeError with what cannot be read."""
    terms: list[Term] = []
    rest = text.strip()
    while rest:
        match = _TERM.match(rest)
        if match is None or bool(match[1]) != bool(terms):
            raise KnowledgeError(f"指标表达式“{text}”从“{rest}”起看不懂，请改正。")
        terms.append(_term(-1 if match[1] == "-" else 1, match[2], match[3], text))
        rest = rest[match.end() :].lstrip()
    return tuple(terms)


def columns_in(expression: Expression) -> frozenset[str]:
    """The columns of the frame that an expression reads."""
    named = {name for term in expression for name in (term.column, term.reference) if name}
    return frozenset(named | {condition.column for term in expression for condition in term.conditions})


def _term(sign: int, kind: str, inside: str, text: str) -> Term:
    head, semicolon, rest = inside.partition(";")
    if kind == "count":
        head, rest = "", inside
    names = [name.strip() for name in head.split(",")] if head else []
    wanted = {"count": 0, "ratio": 2}.get(kind, 1)
    if len(names) != wanted or (kind == "count" and semicolon) or not all(map(_NAME.fullmatch, names)):
        raise KnowledgeError(f"指标表达式“{text}”中 {kind}(…) 的栏目看不懂，请改正。")
    names += ["", ""]
    conditions = tuple(_condition(part, text) for part in rest.split(",") if rest.strip())
    return Term(sign, kind, names[0], names[1], conditions)


def _condition(part: str, text: str) -> Condition:
    match = _CONDITION.fullmatch(part)
    if match is None or (match[3] == EMPTY and match[2] not in ("=", "!=")):
        raise KnowledgeError(f"指标表达式“{text}”中的条件“{part.strip()}”看不懂，请改正。")
    return Condition(match[1], match[2], match[3])
