"""Which categories a set of codes can lie in: rules are asked only of pages that have one of them."""

from __future__ import annotations

import ast

from coding.codes.ranges import categories_of as categories_of
from coding.rules.functions import CODE_FUNCTIONS


def triggers_of(node: ast.AST, in_rows: bool) -> frozenset[str] | None:
    """Categories one of which the page must have for the condition to hold; None when it may hold without any."""
    match node:
        case ast.BoolOp(op=ast.And(), values=values):
            found = [t for t in (triggers_of(v, in_rows) for v in values) if t is not None]
            return min(found, key=len) if found else None
        case ast.BoolOp(op=ast.Or(), values=values):
            found_all = [triggers_of(v, in_rows) for v in values]
            return None if None in found_all else frozenset().union(*(t for t in found_all if t is not None))
        case ast.Call(func=ast.Name(id=name), args=[ast.Constant(value=str() as text)]) if name in CODE_FUNCTIONS:
            return categories_of(text)
        case ast.Compare(
            ops=[ast.In()], comparators=[ast.Call(func=ast.Name(id="codes"), args=[ast.Constant(value=str() as text)])]
        ):
            return categories_of(text) if _is_row_code(node.left, in_rows) else None
        case ast.Call(func=ast.Name(id="any"), args=[ast.GeneratorExp(elt=element, generators=[generator])]):
            return triggers_of(ast.BoolOp(ast.And(), [*generator.ifs, element]), True)
        case _:
            return None


def _is_row_code(node: ast.expr, in_rows: bool) -> bool:
    return isinstance(node, ast.Attribute) or (in_rows and isinstance(node, ast.Name) and node.id in ("code", "tail"))
