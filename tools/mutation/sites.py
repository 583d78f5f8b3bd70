"""Where logic stands in a file, and a seeded sample of it."""

from __future__ import annotations

import difflib
import random
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import parso
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.operators.operator import Operator

from tools.mutation.operators import operators

_NOT_LOGIC = frozenset({"import_name", "import_from", "decorator", "decorators", "assert_stmt"})
_DECLARATIONS = ("__all__", "__slots__")
_STATEMENTS = frozenset({"simple_stmt", "if_stmt", "for_stmt", "while_stmt", "try_stmt", "with_stmt", "funcdef"})


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change of one place.

    ``occurrence`` counts the places of one operator in a file; ``first`` to ``last`` are the lines of the statement,
    ``before`` and ``after`` the line that changes, without indentation.
    """

    file: str
    line: int
    column: int
    operator: int
    occurrence: int
    first: int
    last: int
    before: str
    after: str

    @property
    def spot(self) -> tuple[str, int, int]:
        """One place may be changed in several ways; it is drawn once."""
        return self.file, self.line, self.column

    def source(self, original: str) -> str:
        """The file with the change in it."""
        return str(mutate_code(original, operators()[self.operator], self.occurrence))


@dataclass(frozen=True, slots=True)
class _Site:
    operator: int
    occurrence: int
    line: int
    column: int
    first: int
    last: int


def sample(root: Path, package: str, seed: int, count: int, seen: Container[Mutant] = ()) -> list[Mutant]:
    """``count`` mutants of a package (fewer where it has not so many), every file by the number of its places.

    The same seed gives the same mutants of the same files; those that were ``seen`` are left out.
    """
    spots = {file: _spots(root, file) for file in _files(root, package)}
    chance = random.Random(f"{package} {seed}")
    drawn: list[Mutant] = []
    for file, share in _shares({file: len(places) for file, places in spots.items()}, count).items():
        order = chance.sample(spots[file], len(spots[file]))
        fresh = (mutant for site in order if (mutant := _mutant(root, file, chance.choice(site))) not in seen)
        drawn += _first_that_compile(root, fresh, share)
    return sorted(drawn, key=lambda mutant: mutant.spot)


def _files(root: Path, package: str) -> list[str]:
    where = root / package
    found = [where] if where.suffix == ".py" else sorted(where.rglob("*.py"))
    return [path.relative_to(root).as_posix() for path in found]


def _shares(sizes: dict[str, int], count: int) -> dict[str, int]:
    """Largest remainders; a file with any logic gives one at least."""
    total = sum(sizes.values())
    if total <= count:
        return sizes
    exact = {file: size * count / total for file, size in sizes.items()}
    shares = {file: min(sizes[file], max(1, int(share))) if share else 0 for file, share in exact.items()}
    for file in sorted(exact, key=lambda f: (int(exact[f]) - exact[f], f)):
        if sum(shares.values()) < count and shares[file] < sizes[file]:
            shares[file] += 1
    return shares


def _first_that_compile(root: Path, mutants: Iterable[Mutant], count: int) -> list[Mutant]:
    kept: list[Mutant] = []
    for mutant in mutants:
        if len(kept) == count:
            break
        if mutant.before != mutant.after and _compiles(mutant.source(_text(root / mutant.file))):
            kept.append(mutant)
    return kept


def _compiles(source: str) -> bool:
    try:
        compile(source, "mutant", "exec")
    except (SyntaxError, ValueError):
        return False
    return True


@cache
def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def _spots(root: Path, file: str) -> list[list[_Site]]:
    grouped: dict[tuple[int, int], list[_Site]] = defaultdict(list)
    tree = get_ast(_text(root / file))
    for number, operator in enumerate(operators()):
        for site in _sites(tree, number, operator):
            grouped[site.line, site.column].append(site)
    return [grouped[place] for place in sorted(grouped)]


def _sites(tree: Any, number: int, operator: Operator) -> Iterator[_Site]:
    occurrence = -1
    for node in ast_nodes(tree):
        for start, _ in operator.mutation_positions(node):
            occurrence += 1
            if _is_logic(node):
                yield _Site(number, occurrence, *start, *_lines_of_statement(node, start[0]))


def _mutant(root: Path, file: str, site: _Site) -> Mutant:
    original = _text(root / file)
    changed = mutate_code(original, operators()[site.operator], site.occurrence)
    before, after = _difference(original, str(changed))
    return Mutant(file, site.line, site.column, site.operator, site.occurrence, site.first, site.last, before, after)


def _difference(original: str, changed: str) -> tuple[str, str]:
    lines = list(difflib.unified_diff(original.splitlines(), changed.splitlines(), lineterm="", n=0))[3:]
    before = " ".join(line[1:].strip() for line in lines if line.startswith("-"))
    after = " ".join(line[1:].strip() for line in lines if line.startswith("+"))
    return before, after


def _is_logic(node: Any) -> bool:
    """False in docstrings, annotations, imports, decorators, declarations, messages of errors and logs, and what
    only the type checker or a debugger sees.
    """
    if node.type == "if_stmt" and _is_for_type_checker(node):
        return False
    child = node
    while (parent := child.parent) is not None:
        if _hides(parent, child, node):
            return False
        child = parent
    return not _is_union_of_types(node) and not _is_mark_of_parameters(node)


def _hides(parent: Any, child: Any, node: Any) -> bool:
    if parent.type in _NOT_LOGIC or (parent.type == "if_stmt" and _is_for_type_checker(parent)):
        return True
    if parent.type == "funcdef":
        return child is parent.annotation or parent.name.value == "__repr__"
    if parent.type in ("tfpdef", "annassign"):
        return child is parent.children[2 if parent.type == "tfpdef" else 1]
    if parent.type == "param":
        return child is parent.annotation
    if parent.type == "argument" and parent.children[0].get_code().strip() == "repr":
        return True
    if parent.type == "expr_stmt" and parent.children[0].get_code().strip() in _DECLARATIONS:
        return True
    if parent.type == "raise_stmt":
        return node.type == "string"
    if parent.type in ("atom_expr", "power"):
        return parent.get_code().strip().startswith(("logging.", "_log.", "log.", "logger.", "_logger.", "TypeVar("))
    return parent.type == "simple_stmt" and parent.children[0].type == "string"


def _is_for_type_checker(node: Any) -> bool:
    return "TYPE_CHECKING" in node.children[1].get_code()


def _is_union_of_types(node: Any) -> bool:
    """``int | str`` outside an annotation: another operator fails at import, which says nothing about the tests."""
    if getattr(node, "value", "") != "|":
        return False
    statement = parso.tree.search_ancestor(node, "expr_stmt")
    call = parso.tree.search_ancestor(node, "atom_expr")
    at_top = statement is not None and parso.tree.search_ancestor(statement, "funcdef") is None
    return at_top or (call is not None and call.get_code().strip().startswith(("isinstance(", "cast(")))


def _is_mark_of_parameters(node: Any) -> bool:
    """The bare star or slash between parameters, and the stars that unpack, are no arithmetic."""
    if node.type != "operator" or node.value not in ("*", "/", "**"):
        return False
    return node.parent.type not in ("term", "power", "factor", "expr", "arith_expr")


def _lines_of_statement(node: Any, line: int) -> tuple[int, int]:
    statement = node
    while statement.parent is not None and statement.type not in _STATEMENTS:
        statement = statement.parent
    if statement.type == "simple_stmt":
        return statement.start_pos[0], statement.end_pos[0] - (statement.end_pos[1] == 0)
    return line, line
