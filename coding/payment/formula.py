"""Formulas of tariffs and policies as data: ``总费用 > 3 * 均费`` and ``支付标准 + 总费用 - 3 * 均费``.

Numbers, the names below, ``+ - * /``, comparisons, ``and or not``, ``A if C else B``, ``min``, ``max``; no more. A
``Vocabulary`` may add names, and questions after codes: ``主要诊断("S52.5", "S52.6")``.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import isfinite
from typing import Protocol

from coding.base.errors import KnowledgeError

#: What a formula of a tariff may speak of: 总费用 cost of the stay, 均费 mean cost of its group, 倍率 the one ÷ the
#: other, 权重 weight, 费率 yuan per weight, 支付标准 payment without thresholds, 住院天数 days, 平均天数 mean stay of
#: the group.
NAMES = ("总费用", "均费", "倍率", "权重", "费率", "支付标准", "住院天数", "平均天数")
_CHOICES = ("min", "max")
#: No figure of a payment asks for more; what is longer is no formula that a person has written.
_MOST_SIGNS = 2_000


class Values(Protocol):
    """The figures that a formula speaks of; None where one is not known."""

    def get(self, name: str, /) -> float | None:
        """The figure of a name."""


#: Questions after codes by name: the beginnings asked for → how many codes of the stay begin so; None = not known.
Questions = Mapping[str, Callable[[tuple[str, ...]], float | None]]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What a formula may speak of: names of figures, and names of questions after codes."""

    names: tuple[str, ...] = NAMES
    questions: tuple[str, ...] = ()

    @property
    def in_words(self) -> str:
        """All of it, for a person who has misspelt one."""
        return "、".join((*self.names, *(f'{name}("编码")' for name in self.questions)))


TARIFF = Vocabulary()
_Number = float | bool
_ARITHMETIC: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_COMPARED: dict[type[ast.cmpop], Callable[[float, float], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}
_WIDE = str.maketrans("（）×÷，＞＜＋－＊／“”＂", '()*/,><+-*/"""')


class _MissingError(Exception):
    """A name without a value."""


def check_formula(text: str, vocabulary: Vocabulary = TARIFF) -> None:
    """Raises KnowledgeError when a formula cannot be read or speaks of something unknown."""
    tree = _parsed(text)
    asked = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            known = (*vocabulary.questions, *_CHOICES) if id(node) in asked else vocabulary.names
            if node.id not in known:
                raise KnowledgeError(f"公式“{text}”中的“{node.id}”不认识：可用的有{vocabulary.in_words}。")
    try:
        _worth(tree, dict.fromkeys(vocabulary.names, 1.0), dict.fromkeys(vocabulary.questions, _one))
    except ZeroDivisionError:
        pass
    except (TypeError, _MissingError, OverflowError, RecursionError) as error:
        raise KnowledgeError(f"公式“{text}”看不懂：只能用数字、四则运算、比较和{vocabulary.in_words}。") from error


def worth(text: str, values: Values, questions: Questions | None = None) -> float | None:
    """What a formula comes to; None when a value that it needs is missing. Raises KnowledgeError."""
    try:
        found = float(_worth(_parsed(text), values, questions or {}))
        return found if isfinite(found) else None
    except (_MissingError, ZeroDivisionError, OverflowError):
        return None
    except TypeError as error:
        raise KnowledgeError(f"公式“{text}”看不懂：只能用数字、四则运算、比较和{'、'.join(NAMES)}。") from error


def _one(_: tuple[str, ...]) -> float:
    return 1.0


@lru_cache(maxsize=1024)
def _parsed(text: str) -> ast.expr:
    if len(text) > _MOST_SIGNS:
        raise KnowledgeError(f"公式“{text[:40]}…”过长（超过 {_MOST_SIGNS} 个字符）：请改短。")
    try:
        return ast.parse(text.translate(_WIDE).replace("≥", ">=").replace("≤", "<=").strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise KnowledgeError(f"公式“{text}”写法有误：请按“总费用 > 3 * 均费”的样子改正。") from error


def _worth(node: ast.expr, values: Values, questions: Questions) -> _Number:
    match node:
        case ast.Constant(value=int() | float() as number):
            return number
        case ast.Name(id=name):
            return _known(values.get(name), name)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _ARITHMETIC:
            return _ARITHMETIC[type(op)](_worth(left, values, questions), _worth(right, values, questions))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_worth(operand, values, questions)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return not _worth(operand, values, questions)
        case ast.BoolOp(op=op, values=parts):
            return _joined(op, parts, values, questions)
        case ast.IfExp(test=test, body=body, orelse=orelse):
            return _worth(body if _worth(test, values, questions) else orelse, values, questions)
        case ast.Compare(left=left, ops=ops, comparators=rights) if all(type(o) in _COMPARED for o in ops):
            seen = [_worth(part, values, questions) for part in (left, *rights)]
            return all(_COMPARED[type(o)](a, b) for o, a, b in zip(ops, seen, seen[1:], strict=False))
        case ast.Call(func=ast.Name(id="min" | "max" as name), args=[_, *_] as args, keywords=[]):
            return (min if name == "min" else max)(_worth(arg, values, questions) for arg in args)
        case ast.Call(func=ast.Name(id=name), args=[_, *_] as args, keywords=[]) if name in questions:
            return _known(questions[name](tuple(map(_text, args))), name)
    raise TypeError(ast.dump(node))


def _joined(op: ast.boolop, parts: list[ast.expr], values: Values, questions: Questions) -> bool:
    """``and``, ``or``: a part that settles it counts wherever it stands, also beside one that is not known."""
    settling, missing = isinstance(op, ast.Or), None
    for part in parts:
        try:
            if bool(_worth(part, values, questions)) is settling:
                return settling
        except _MissingError as error:
            missing = error
    if missing is not None:
        raise missing
    return not settling


def _known(value: float | None, name: str) -> float:
    if value is None:
        raise _MissingError(name)
    return value


def _text(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    raise TypeError(ast.dump(node))


def texts_in(text: str) -> tuple[str, ...]:
    """The codes, and names of lists of codes, that a formula asks after. Raises KnowledgeError."""
    tree = _parsed(text)
    return tuple(n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str))
