"""Which categories a set of codes can lie in: rules are asked only of pages that have one of them."""

from __future__ import annotations

import ast
import re
from functools import lru_cache

from coding.rules.functions import CODE_FUNCTIONS

_ITEM = re.compile(r"([A-Z]\d\d|\d\d)[\d.x]*(?:-([A-Z]\d\d|\d\d)[\d.x]*)?")


@lru_cache(maxsize=4096)
def categories_of(text: str) -> frozenset[str] | None:
    """The categories (``K80``; ``51``) of a set of codes; None where they cannot be told (morphology)."""
    found: set[str] = set()
    for part in re.split(r"[,，、;；|\s]+", re.sub(r" ?- ?", "-", " ".join(text.split()))):
        if not part or part.startswith("!"):
            continue
        match = _ITEM.fullmatch(part)
        if match is None:
            return None
        first, last = match[1], match[2] or match[1]
        if len(first) != len(last):
            return None
        found.update(_between(first, last))
    return frozenset(found)


def _between(first: str, last: str) -> list[str]:
    if len(first) == 2:
        return [f"{n:02d}" for n in range(int(first), int(last) + 1)]
    low = (ord(first[0]) - 65) * 100 + int(first[1:])
    high = (ord(last[0]) - 65) * 100 + int(last[1:])
    return [f"{chr(65 + n // 100)}{n % 100:02d}" for n in range(low, high + 1)]


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
