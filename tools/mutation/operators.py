"""The changes of logic that are tried: operators of cosmic-ray, and the few that it does not have.

Of cosmic-ray's operators only those pairs are taken that stay in the same trade (``<`` to ``<=``, ``+`` to ``-``,
``==`` to ``!=``): ``==`` to ``is`` or ``+`` to ``**`` give mutants that are equivalent or that any call notices.
"""

# ruff: noqa: D102, ARG002 -- the methods are cosmic-ray's, described there

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

import parso
from cosmic_ray.operators.keyword_replacer import KeywordReplacementOperator
from cosmic_ray.operators.number_replacer import OFFSETS, NumberReplacer
from cosmic_ray.operators.operator import Operator
from cosmic_ray.operators.provider import OperatorProvider

Position = tuple[tuple[int, int], tuple[int, int]]

_TAKEN = (
    *(f"ReplaceComparisonOperator_{a}_{b}" for a, b in (("Lt", "LtE"), ("LtE", "Lt"), ("Gt", "GtE"), ("GtE", "Gt"))),
    *(f"ReplaceComparisonOperator_{a}_{b}" for a, b in (("Eq", "NotEq"), ("NotEq", "Eq"))),
    *(f"ReplaceComparisonOperator_{a}_{b}" for a, b in (("Is", "IsNot"), ("IsNot", "Is"))),
    *(f"ReplaceBinaryOperator_{a}_{b}" for a, b in (("Add", "Sub"), ("Sub", "Add"), ("Mul", "Div"), ("Div", "Mul"))),
    *(f"ReplaceBinaryOperator_{a}_{b}" for a, b in (("FloorDiv", "Mul"), ("Mod", "Mul"), ("Pow", "Mul"))),
    *(f"ReplaceBinaryOperator_{a}_{b}" for a, b in (("BitOr", "BitAnd"), ("BitAnd", "BitOr"))),
    *(f"ReplaceBinaryOperator_{a}_{b}" for a, b in (("LShift", "RShift"), ("RShift", "LShift"), ("BitXor", "BitAnd"))),
    *(f"ReplaceUnaryOperator_Delete_{a}" for a in ("Not", "USub", "Invert")),
    "AddNot",
    "ReplaceTrueWithFalse",
    "ReplaceFalseWithTrue",
    "ReplaceAndWithOr",
    "ReplaceOrWithAnd",
    "ExceptionReplacer",
    "ZeroIterationForLoop",
)

_STEERING_CALLS = frozenset({
    "get", "pop", "setdefault", "startswith", "endswith", "removeprefix", "removesuffix", "split", "rsplit",
    "partition", "rpartition", "strip", "lstrip", "rstrip", "replace", "join", "getattr", "count", "find", "index",
})  # fmt: skip
_CHANGED = {"str": '"XX"', "int": "({}) + 1", "float": "({}) + 1", "bool": "not ({})", "tuple": "()", "list": "[]"}
_CHANGED |= {"dict": "{{}}", "set": "set()", "frozenset": "frozenset()"}


class ReplaceBreakWithPass(KeywordReplacementOperator):
    """A loop that goes on where it should end."""

    from_keyword = "break"
    to_keyword = "pass"


class ReplaceContinueWithPass(KeywordReplacementOperator):
    """A row that is not left out."""

    from_keyword = "continue"
    to_keyword = "pass"


class ReplaceNumber(NumberReplacer):
    """A constant one more or one less; the white space before it stays."""

    def mutate(self, node: Any, index: int) -> Any:
        node.value = str(ast.literal_eval(node.value) + OFFSETS[index])
        return node


class _OwnOperator(Operator):
    """One change of a node."""

    @classmethod
    def examples(cls) -> tuple[()]:
        return ()


class TurnMembership(_OwnOperator):
    """``in`` to ``not in`` and back."""

    def mutation_positions(self, node: Any) -> Iterator[Position]:
        if node.type == "comparison":
            for turned in filter(_turned, node.children[1::2]):
                yield turned.start_pos, turned.end_pos

    def mutate(self, node: Any, index: int) -> Any:
        places = [at for at, child in enumerate(node.children) if at % 2 and _turned(child)]
        at = places[index]
        node.children[at] = parso.parse(f" {_turned(node.children[at])}")
        return node


class ChangeReturn(_OwnOperator):
    """Another value of the type that the function promises; None where the promise is not simple."""

    def mutation_positions(self, node: Any) -> Iterator[Position]:
        if node.type == "return_stmt" and node.children[1].get_code().strip() not in ("True", "False", "None"):
            yield node.children[1].start_pos, node.children[1].end_pos

    def mutate(self, node: Any, index: int) -> Any:
        node.children[1] = parso.parse(" " + _other_value(node))
        return node


class ChangeSteeringString(_OwnOperator):
    """A string that something is compared with, looked up by, split by."""

    def mutation_positions(self, node: Any) -> Iterator[Position]:
        if node.type == "string" and _steers(node):
            yield node.start_pos, node.end_pos

    def mutate(self, node: Any, index: int) -> Any:
        node.value = '"XX"'
        return node


def operators() -> tuple[Operator, ...]:
    """All changes that are tried, in a fixed order."""
    of_cosmic_ray = OperatorProvider()
    return (
        *(of_cosmic_ray[name]() for name in _TAKEN),
        ReplaceNumber(),
        ReplaceBreakWithPass(),
        ReplaceContinueWithPass(),
        TurnMembership(),
        ChangeReturn(),
        ChangeSteeringString(),
    )


def _turned(node: Any) -> str:
    return {"in": "not in", "not in": "in"}.get(" ".join(node.get_code().split()), "")


def _other_value(node: Any) -> str:
    function = parso.tree.search_ancestor(node, "funcdef")
    promised = function.annotation.get_code().strip() if function is not None and function.annotation else ""
    expression = node.children[1].get_code().strip()
    other = _CHANGED.get(promised.partition("[")[0] if "|" not in promised else "", "None").format(expression)
    return "None" if other == expression else other


def _steers(node: Any) -> bool:
    parent = node.parent
    if parent.type == "comparison" or (parent.type == "trailer" and parent.children[0].value == "["):
        return True
    if parent.type == "dictorsetmaker":
        return bool(parent.get_next_leaf() is not None and _is_key_or_member(node))
    if parent.type in ("testlist_comp", "testlist_star_expr", "atom"):
        whole = parent if parent.type == "atom" else parent.parent
        return bool(whole.parent.type == "comparison")
    return _called(node) in _STEERING_CALLS


def _is_key_or_member(node: Any) -> bool:
    siblings = node.parent.children
    if ":" not in [getattr(child, "value", "") for child in siblings]:
        return bool(node.parent.parent.parent.type == "comparison")
    following = siblings[siblings.index(node) + 1 :][:1]
    return bool(following and getattr(following[0], "value", "") == ":")


def _called(node: Any) -> str:
    trailer = node.parent if node.parent.type != "arglist" else node.parent.parent
    if trailer.type != "trailer" or trailer.children[0].value != "(":
        return ""
    return str(trailer.get_previous_leaf().value)
