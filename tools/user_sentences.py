"""The sentences that the program refuses with, read from the source: every text of an error that a user can cause.

A sentence is found where an error of the family of ``CodingError`` is made, and where a window refuses in words. What
is put in at run time (a file's name, a number) becomes 〈…〉. A name is followed to what it was set to in the file.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
#: What stands for a part that is known at run time only.
GAP: Final = "〈…〉"
_ROOMS: Final = ("coding", "db", "ui")
_FIRST: Final = "CodingError"
#: Functions of the window that show a sentence, and which argument it is.
_SHOWN: Final = {"refuse": 0, "show_message": 1}
_CHINESE: Final = re.compile("[\u4e00-\u9fff]")
#: A function whose answers are shown as they are, and its file.
_SAID: Final = ("ui/unexpected.py", "in_words")
#: A file without one of these words shows no sentence: it is not read.
_TELLING: Final = ("Error(", f"def {_SAID[1]}(", *(f"{name}(" for name in _SHOWN))
#: A sentence has at least so many Chinese signs of its own; of the others nobody could look up anything.
_LEAST: Final = 4
#: Of a text that is put together out of many branches no more than so many are told.
_MOST: Final = 24


@dataclass(frozen=True, slots=True, order=True)
class Sentence:
    """``file``: where it stands in the source, with ``/``; ``words``: the sentence, with its gaps."""

    file: str
    words: str


def sentences() -> tuple[Sentence, ...]:
    """All of them, each once a file, in the order of the files and of their lines."""
    family = error_names()
    found: dict[Sentence, None] = {}
    for path, tree in _trees().items():
        for words in _in_file(path, tree, family):
            if len(_CHINESE.findall(words.replace(GAP, ""))) >= _LEAST:
                found[Sentence(path, words)] = None
    return tuple(found)


def error_names() -> frozenset[str]:
    """The classes of the family of ``CodingError``, by name."""
    bases = {
        node.name: {base.id for base in node.bases if isinstance(base, ast.Name)}
        for tree in _trees().values()
        for node in tree.body
        if isinstance(node, ast.ClassDef)
    }
    family = {_FIRST}
    while more := {name for name, above in bases.items() if above & family} - family:
        family |= more
    return frozenset(family)


@cache
def _trees() -> dict[str, ast.Module]:
    """The files that may hold one, read."""
    found = {}
    for path in (path for room in _ROOMS for path in sorted((ROOT / room).rglob("*.py"))):
        text = path.read_text(encoding="utf-8")
        if any(word in text for word in _TELLING):
            found[path.relative_to(ROOT).as_posix()] = ast.parse(text)
    return found


def _in_file(path: str, tree: ast.Module, family: frozenset[str]) -> Iterator[str]:
    outside = _settings_of(tree.body)
    for scope in [tree, *(node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))]:
        inside = _settings_of(list(_own_statements(scope)))
        for call in (node for node in _own_nodes(scope) if isinstance(node, ast.Call)):
            at = _argument(call, family)
            if at is not None and len(call.args) > at and not _is_news(call):
                yield from _texts(call.args[at], {**outside, **inside})
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and node.name in family:
            yield from _made_by_itself(node, outside)
        if isinstance(node, ast.FunctionDef) and (path, node.name) == _SAID:
            for given in (one for one in ast.walk(node) if isinstance(one, ast.Return) and one.value is not None):
                yield from _texts(given.value, outside)


def _argument(call: ast.Call, family: frozenset[str]) -> int | None:
    """Which argument of a call is a sentence, if one is."""
    called = call.func
    name = called.id if isinstance(called, ast.Name) else called.attr if isinstance(called, ast.Attribute) else ""
    return 0 if name in family else _SHOWN.get(name)


def _is_news(call: ast.Call) -> bool:
    """Whether a sentence is shown as news, not as a refusal: ``show_message(parent, sentence, "info")``."""
    shown = isinstance(call.func, ast.Name) and call.func.id == "show_message"
    return shown and not any(isinstance(told, ast.Constant) and told.value == "error" for told in call.args[2:])


def _made_by_itself(kind: ast.ClassDef, outside: dict[str, list[ast.expr]]) -> Iterator[str]:
    """An error that words its own sentence: ``super().__init__(…)``."""
    for call in (node for node in ast.walk(kind) if isinstance(node, ast.Call)):
        called = call.func
        if isinstance(called, ast.Attribute) and called.attr == "__init__" and call.args:
            yield from _texts(call.args[0], outside)


def _own_nodes(scope: ast.AST) -> Iterator[ast.AST]:
    """What stands in a function or file, not in a function within."""
    waiting = list(ast.iter_child_nodes(scope))[::-1]
    while waiting:
        node = waiting.pop()
        if not isinstance(node, ast.FunctionDef):
            yield node
            waiting += list(ast.iter_child_nodes(node))[::-1]


def _own_statements(scope: ast.AST) -> Iterator[ast.stmt]:
    yield from (node for node in _own_nodes(scope) if isinstance(node, ast.stmt))


def _settings_of(statements: list[ast.stmt]) -> dict[str, list[ast.expr]]:
    """Name → all that it is set to, and what a function of that name gives back."""
    found: dict[str, list[ast.expr]] = {}
    for one in statements:
        if isinstance(one, ast.Assign):
            for target in one.targets:
                if isinstance(target, ast.Name):
                    found.setdefault(target.id, []).append(one.value)
        elif isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name) and one.value is not None:
            found.setdefault(one.target.id, []).append(one.value)
        elif isinstance(one, ast.FunctionDef):
            given = [node.value for node in ast.walk(one) if isinstance(node, ast.Return) and node.value is not None]
            found.setdefault(f"{one.name}()", []).extend(given)
    return found


def _texts(told: ast.expr, known: dict[str, list[ast.expr]], depth: int = 0) -> list[str]:
    """The texts that an expression can be, with gaps; the one gap alone where nothing is known of it."""
    if depth > 4:
        return [GAP]
    deeper = depth + 1
    match told:
        case ast.Constant(value=str(words)):
            return [words]
        case ast.JoinedStr(values=parts):
            return _joined([_texts(part, known, depth) for part in parts])
        case ast.FormattedValue(value=inner):
            return _put_in(inner, known, deeper)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _joined([_texts(left, known, depth), _texts(right, known, depth)])
        case ast.IfExp(body=one, orelse=other):
            return [*_texts(one, known, depth), *_texts(other, known, depth)]
        case ast.BoolOp(values=values):
            return [text for value in values for text in _texts(value, known, depth)]
        case ast.Name(id=name) if name in known:
            return [text for value in known[name] for text in _texts(value, known, deeper)] or [GAP]
        case ast.Subscript(value=ast.Name(id=name)) if name in known:
            return [text for value in known[name] for text in _values(value, known, deeper)] or [GAP]
        case ast.Call(func=ast.Attribute(value=ast.Constant() | ast.Name() as form, attr="format")):
            return [re.sub(r"\{[^{}]*\}", GAP, text) for text in _texts(form, known, depth)]
        case ast.Call(func=ast.Name(id=name)) if f"{name}()" in known:
            return [text for value in known[f"{name}()"] for text in _texts(value, known, deeper)] or [GAP]
    return [GAP]


def _values(table: ast.expr, known: dict[str, list[ast.expr]], depth: int) -> list[str]:
    values = table.values if isinstance(table, ast.Dict) else []
    return [text for value in values for text in _texts(value, known, depth)]


def _put_in(inner: ast.expr, known: dict[str, list[ast.expr]], depth: int) -> list[str]:
    """A part that is put in: written out where it is words of ours in a few branches, else a gap."""
    if isinstance(inner, ast.Constant | ast.IfExp):
        return [text if _CHINESE.search(text) or not text else GAP for text in _texts(inner, known, depth)]
    return [GAP]


def _joined(parts: list[list[str]]) -> list[str]:
    if not parts:
        return [""]
    kept = parts
    while _many(kept) > _MOST:  # too many branches: the part with most of them becomes a gap
        widest = max(range(len(kept)), key=lambda at: len(kept[at]))
        kept = [[GAP] if at == widest else part for at, part in enumerate(kept)]
    return [re.sub(f"(?:{GAP})+", GAP, "".join(one)) for one in product(*kept)]


def _many(parts: list[list[str]]) -> int:
    count = 1
    for part in parts:
        count *= len(part)
    return count
