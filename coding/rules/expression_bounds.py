"""What a condition may cost: seen in its text before it is kept, and held while it is evaluated.

A rule over its bounds is refused in words where the text shows it, and *not judged* where only a page shows it.
"""

from __future__ import annotations

import ast
from decimal import Decimal
from typing import TYPE_CHECKING

from coding.page.fields import ROW_ATTRIBUTES, field_catalogue
from coding.rules.rule_value import VALUE_KINDS, Value, ValueKind
from coding.rules.unjudged import NotComputableError, TooMuchError

if TYPE_CHECKING:
    from collections.abc import Callable

#: Signs, parts, and parts within parts of a condition; any(…) within any(…).
MOST_SIGNS, MOST_PARTS, MOST_DEPTH, MOST_FOLDS = 10_000, 2_000, 60, 2
#: The greatest number that is written in a condition.
MOST_NUMBER = 10**18
#: Signs of a text, or items of a list, that a condition puts together; bits and places of a number that it reckons.
MOST_TEXT, MOST_BITS, MOST_PLACES = 10_000, 200, 60
_TEXT_FUNCTIONS = frozenset({"text", "category", "fourth", "chapter", "listed"})
_SEQUENCES = (str, list, tuple, frozenset)


def too_much(tree: ast.expr) -> str:
    """What of a condition is more than may be reckoned, in Chinese with what to do; "" where nothing is."""
    parts = depth = folds = 0
    todo: list[tuple[ast.AST, int, int]] = [(tree, 1, 0)]
    while todo:
        node, level, inside = todo.pop()
        inside += isinstance(node, ast.GeneratorExp)
        parts, depth, folds = parts + 1, max(depth, level), max(folds, inside)
        if parts > MOST_PARTS:
            return f"内容太多（超过{MOST_PARTS}项），请拆成几条规则"
        if depth > MOST_DEPTH:
            return f"括号或运算套得太深（超过{MOST_DEPTH}层），请拆成几条规则"
        if folds > MOST_FOLDS:
            return f"any、all、count、total 套了{folds}层，行数一多就算不完，请减到{MOST_FOLDS}层以内或拆成几条规则"
        if said := _wrong_number(node) or _wrong_product(node):
            return said
        todo += [(child, level + 1, inside) for child in ast.iter_child_nodes(node)]
    return ""


def _wrong_number(node: ast.AST) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and abs(node.value) > MOST_NUMBER:
        return "有一个过大的数字，请写19位以内的数字"
    return ""


def _wrong_product(node: ast.AST) -> str:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
        return f"“{_shown(node)}”用了乘方，请改用加减乘除"
    if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Mult | ast.Mod):
        return ""
    if _is_text(node.left) or _is_text(node.right):
        return f"“{_shown(node)}”拿文字做乘除，文字只能比较或用 + 连接，请改正"
    return ""


def _is_text(node: ast.expr) -> bool:
    match node:
        case ast.Constant(value=str()):
            return True
        case ast.Call(func=ast.Name(id=name)):
            return name in _TEXT_FUNCTIONS
        case ast.Name(id=name):
            is_field = name in field_catalogue() and name not in ROW_ATTRIBUTES
            return is_field and VALUE_KINDS[name] is ValueKind.TEXT
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _is_text(left) or _is_text(right)
        case ast.IfExp(body=body, orelse=orelse):
            return _is_text(body) or _is_text(orelse)
        case _:
            return False


def _shown(node: ast.expr) -> str:
    text = ast.unparse(node)
    return text if len(text) <= 60 else text[:60] + "…"


def parts_of(*nodes: ast.AST) -> int:
    """How many parts there are, which is what evaluating them once may cost in steps."""
    return sum(1 for node in nodes for _ in ast.walk(node))


def bounded_product(operate: Callable[[Value, Value], Value]) -> Callable[[Value, Value], Value]:
    """Multiplication or remainder of numbers alone: of a text it would be a longer text, or a format."""

    def evaluate(a: Value, b: Value) -> Value:
        if isinstance(a, _SEQUENCES) or isinstance(b, _SEQUENCES):
            raise NotComputableError
        return operate(a, b)

    return evaluate


def bounded(value: Value) -> Value:
    """A value that was reckoned, where it is no larger than a page can ask for. Raises TooMuchError."""
    match value:
        case bool() | float() | None:
            return value
        case int():
            is_too_much = value.bit_length() > MOST_BITS
        case Decimal():
            is_too_much = value.is_finite() and value.adjusted() > MOST_PLACES
        case str() | list() | tuple() | frozenset():
            is_too_much = len(value) > MOST_TEXT
        case _:
            return value
    if is_too_much:
        raise TooMuchError
    return value
