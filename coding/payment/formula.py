"""Formulas of a tariff as data: ``总费用 > 3 * 均费`` and ``支付标准 + 总费用 - 3 * 均费``.

Numbers, the names below, ``+ - * /``, comparisons, ``and or not``, ``A if C else B``, ``min``, ``max``; no more.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from functools import lru_cache

from coding.base.errors import KnowledgeError

#: What a formula may speak of: 总费用 cost of the stay, 均费 mean cost of its group, 倍率 the one ÷ the other, 权重
#: weight, 费率 yuan per weight, 支付标准 payment without thresholds, 住院天数 days, 平均天数 mean stay of the group.
NAMES = ("总费用", "均费", "倍率", "权重", "费率", "支付标准", "住院天数", "平均天数")

Values = Mapping[str, float | None]
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
_WIDE = str.maketrans("（）×÷，＞＜＋－＊／", "()*/,><+-*/")


class _MissingError(Exception):
    """A name without a value."""


def check_formula(text: str) -> None:
    """Raises KnowledgeError when a formula cannot be read or speaks of something unknown."""
    tree = _parsed(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id not in (*NAMES, "min", "max"):
            raise KnowledgeError(f"公式“{text}”中的“{node.id}”不认识：可用的有{'、'.join(NAMES)}。")
    try:
        _worth(tree, dict.fromkeys(NAMES, 1.0))
    except ZeroDivisionError:
        pass
    except (TypeError, _MissingError) as error:
        raise KnowledgeError(f"公式“{text}”看不懂：只能用数字、四则运算、比较和{'、'.join(NAMES)}。") from error


def worth(text: str, values: Values) -> float | None:
    """What a formula comes to; None when a value that it needs is missing. Raises KnowledgeError."""
    try:
        return float(_worth(_parsed(text), values))
    except (_MissingError, ZeroDivisionError, OverflowError):
        return None
    except TypeError as error:
        raise KnowledgeError(f"公式“{text}”看不懂：只能用数字、四则运算、比较和{'、'.join(NAMES)}。") from error


@lru_cache(maxsize=256)
def _parsed(text: str) -> ast.expr:
    try:
        return ast.parse(text.translate(_WIDE).replace("≥", ">=").replace("≤", "<=").strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise KnowledgeError(f"公式“{text}”写法有误：请按“总费用 > 3 * 均费”的样子改正。") from error


def _worth(node: ast.expr, values: Values) -> _Number:
    match node:
        case ast.Constant(value=int() | float() as number):
            return number
        case ast.Name(id=name):
            value = values.get(name)
            if value is None:
                raise _MissingError(name)
            return value
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _ARITHMETIC:
            return _ARITHMETIC[type(op)](_worth(left, values), _worth(right, values))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_worth(operand, values)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return not _worth(operand, values)
        case ast.BoolOp(op=op, values=parts):
            # `any` and `all` stop where the answer is known, as `and` and `or` do
            tests = (bool(_worth(part, values)) for part in parts)
            return all(tests) if isinstance(op, ast.And) else any(tests)
        case ast.IfExp(test=test, body=body, orelse=orelse):
            return _worth(body if _worth(test, values) else orelse, values)
        case ast.Compare(left=left, ops=ops, comparators=rights) if all(type(o) in _COMPARED for o in ops):
            seen = [_worth(part, values) for part in (left, *rights)]
            return all(_COMPARED[type(o)](a, b) for o, a, b in zip(ops, seen, seen[1:], strict=False))
        case ast.Call(func=ast.Name(id="min" | "max" as name), args=[_, *_] as args, keywords=[]):
            return (min if name == "min" else max)(_worth(arg, values) for arg in args)
    raise TypeError(ast.dump(node))
