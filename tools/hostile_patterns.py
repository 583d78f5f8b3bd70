"""Every regular expression of the program against the most hostile texts that can be made out of itself.

    python -m tools.hostile_patterns [--above-only]

Prints every pattern, where it stands, how it is used, how its time grows with the text, and a verdict; exit 1 where
one grows faster than linear or cannot be measured. Patterns are found by program: in code by walking its syntax, in
data by compiling every embedded rule and reading the tables that hold patterns, so that a new one needs no listing.

The texts: for every repeat of a pattern, what it repeats, and every sort of character that the pattern names, again
and again; with and without what stands before the repeat, and behind it what makes the match fail. Texts grow by
doubling and stop as soon as one takes long: neither a quadratic nor an exponential pattern can hang the tool. The
time is that of this thread on the processor, so other work on the machine does not count.
"""

from __future__ import annotations

import argparse
import ast
import gc
import importlib
import math
import re
import sys
import time
import unicodedata
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))


from coding.review.slip_wording import withheld_patterns
from coding.rules import expression, params
from coding.rules.local import compile_row, embedded_rows
from coding.rules.text_pattern import TextPattern, text_pattern
from tools.hostile_texts import MOST_PUMPS, hostile_texts

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parent.parent
Run = Callable[[str], object]

_CODE = ("coding", "ui", "db", "main.py")
_USES = frozenset({"compile", "match", "search", "fullmatch", "sub", "subn", "split", "findall", "finditer"})
#: Other engines, which nothing here measures: not used in the program.
_OTHER_ENGINES = frozenset({"QRegularExpression", "QRegularExpressionValidator", "QRegExp"})
#: What stands for a part that is known only when the program runs: a tag, a name, words that are escaped.
_SOME_WORDS = "ab"
#: The patterns that stand in tables and come to ``re.compile`` by a name: file and function → where they stand, they.
_TABLES: dict[tuple[str, str], Callable[[], Iterator[tuple[str, str]]]] = {
    ("coding/suggest/ranking.py", "_patterns"): lambda: _qualities(),
    ("coding/drg/group_names.py", "_template"): lambda: _names_of_groups(),
    ("coding/words/qualities.py", "saying"): lambda: _said_words(),
    ("coding/words/opposites.py", "_rows"): lambda: _said_words(),
    ("coding/words/concepts.py", "_concept"): lambda: _concept_words(),
    ("coding/review/slip_wording.py", "_withheld"): lambda: (("", p.pattern) for p in withheld_patterns()),
}
#: The lengths of text that are compared, and how many seconds a short one may take: an exponential one takes more.
_FEW, _MANY, _PATIENCE = 4096, 16_384, 0.05
#: The seconds of the long one that no busy machine makes of a linear pattern: it is not measured again.
_SURE = 0.5
#: Below this many seconds a character nothing quadratic hides; below so many in all nothing depends on the length.
_QUICK, _CONSTANT = 40e-9, 4e-6
#: The growth of a linear pattern as measured, with what the machine adds; a quadratic one has 2.
_LINEAR = 1.7


@dataclass(frozen=True, slots=True)
class FoundPattern:
    """A pattern, where it stands, and what is done with it."""

    where: str
    source: str
    runs: tuple[tuple[str, Run], ...]


@dataclass(frozen=True, slots=True)
class Growth:
    """How the time of a pattern grows with the text: the exponent, inf for exponential; the text that showed it."""

    exponent: float
    use: str = ""
    text: str = ""

    @property
    def is_linear(self) -> bool:
        """Whether nothing above linear was met."""
        return self.exponent <= _LINEAR

    @property
    def words(self) -> str:
        """The class of growth."""
        if math.isinf(self.exponent):
            return "exponential"
        return "constant" if self.exponent < 0.5 else "linear" if self.is_linear else f"n^{self.exponent:.1f}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure all patterns; 1 where one is above linear."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--above-only", action="store_true", help="print only what is above linear")
    options = parser.parse_args(arguments)
    patterns, unknown = all_patterns()
    above = 0
    for pattern in patterns:
        growth = measured(pattern)
        above += not growth.is_linear
        if growth.is_linear and options.above_only:
            continue
        verdict = "ok" if growth.is_linear else f"ABOVE LINEAR: {growth.use} on {growth.text}"
        uses = "/".join(use for use, _ in pattern.runs)
        print(f"{growth.words:12} {pattern.where}  {uses}  {_shown(pattern.source)}  {verdict}")
    for place in unknown:
        print(f"{'unknown':12} {place}  NOT MEASURED: no pattern to be read there")
    print(f"{len(patterns)} patterns, {above or 'none'} above linear, {len(unknown) or 'none'} not measured")
    return 1 if above or unknown else 0


# -- finding them


def all_patterns() -> tuple[list[FoundPattern], list[str]]:
    """Every pattern of the program, and the places where there is one that cannot be read."""
    found: list[FoundPattern] = []
    unknown: list[str] = []
    files = [path for part in _CODE for path in _files(ROOT / part)]
    used = _uses_of_names(files)
    for path in files:
        place = path.relative_to(ROOT).as_posix()
        for node, function in _calls(ast.parse(path.read_text(encoding="utf-8"))):
            where = f"{place}:{node.lineno}"
            sources = list(_sources(node, place, function))
            if not sources:
                unknown.append(where)
            found += [_of_code(f"{where}{at}", source, node, used) for at, source in sources]
    return found + list(_of_rules()), unknown


def _files(path: Path) -> list[Path]:
    return [path] if path.is_file() else sorted(path.rglob("*.py"))


def _calls(tree: ast.Module) -> Iterator[tuple[ast.Call, str]]:
    """Every use of the ``re`` module, or of another engine, with the function around it."""

    def walk(node: ast.AST, function: str) -> Iterator[tuple[ast.Call, str]]:
        for child in ast.iter_child_nodes(node):
            name = child.name if isinstance(child, ast.FunctionDef) else function
            if isinstance(child, ast.Call) and _is_use(child.func):
                yield child, name
            yield from walk(child, name)

    yield from walk(tree, "")


def _is_use(function: ast.expr) -> bool:
    match function:
        case ast.Attribute(value=ast.Name(id="re"), attr=name):
            return name in _USES
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name in _OTHER_ENGINES
        case _:
            return False


def _sources(call: ast.Call, place: str, function: str) -> Iterator[tuple[str, str | bytes]]:
    """The patterns of a call: as written, with words put in for what only the running program knows."""
    if (place, function) in _TABLES:
        yield from _TABLES[place, function]()
        return
    if not call.args or not _is_of_re(call.func):
        return
    source = _written(call.args[0], place)
    if source is not None:
        yield "", source


def _concept_words() -> Iterator[tuple[str, str]]:
    """What a name asserts, and what of the doctor's words holds it."""
    from coding.base.resources import resource_table

    for row in resource_table("terms/concepts.csv", "kind", "concept", "asserts", "without", "holds", "denies"):
        for column in ("asserts", "without", "holds", "denies"):
            if row[column]:
                yield f" concepts.csv {row['kind']} {row['concept']} {column}", row[column]


def _said_words() -> Iterator[tuple[str, str]]:
    """Of the words of qualities, which are alternatives of escaped words and nothing else, the longest patterns."""
    from coding.codes.entry import CodeKind
    from coding.words.qualities import qualities

    patterns = sorted({q.pattern.pattern for q in qualities(CodeKind.DIAGNOSIS)}, key=lambda p: (-len(p), p))
    yield from ((f" {number}", pattern) for number, pattern in enumerate(patterns[:3], 1))


def _is_of_re(function: ast.expr) -> bool:
    return isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) and function.value.id == "re"


def _written(node: ast.expr, place: str) -> str | bytes | None:
    match node:
        case ast.Constant(value=str() | bytes() as text):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(str(_written(part, place)) for part in parts)
        case ast.FormattedValue(value=inner):
            known = _known(inner, place)
            return _SOME_WORDS if known is None else str(known)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            both = _written(left, place), _written(right, place)
            return None if None in both else f"{both[0]!s}{both[1]!s}"
        case ast.BoolOp(values=[first, *_]):
            return _written(first, place)
    known = _known(node, place)
    if isinstance(known, str | bytes):
        return known
    text = ast.unparse(node)
    if ".join(" in text and ("re.escape" in text or "_bounded" in text):  # fixed words side by side
        return "甲乙|甲丙丁|ab"
    return _SOME_WORDS if "re.escape" in text else None


def _known(node: ast.expr, place: str) -> object:
    """What an expression is in its module, where that is known without running a function."""
    if not isinstance(node, ast.Name | ast.Attribute):
        return None
    module = importlib.import_module(place.removesuffix(".py").replace("/", "."))
    value: object = module
    for name in ast.unparse(node).split("."):
        value = getattr(value, name, None)
    return value


def _uses_of_names(files: Sequence[Path]) -> dict[tuple[str, str], set[str]]:
    """What is done with a compiled pattern by its file and name: ``_NAME.sub(…)``; a public name is used anywhere."""
    used: dict[tuple[str, str], set[str]] = {}
    for path in files:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Attribute(value=ast.Name(id=name) | ast.Attribute(attr=name), attr=use) if use in _USES:
                    place = path.relative_to(ROOT).as_posix() if name.startswith("_") else ""
                    used.setdefault((place, name), set()).add(use)
    return used


def _of_code(where: str, source: str | bytes, call: ast.Call, used: dict[tuple[str, str], set[str]]) -> FoundPattern:
    """A pattern of the code with its uses; searched for where it is kept under no name that tells."""
    assert isinstance(call.func, ast.Attribute)
    compiled = re.compile(source, _flags(call))
    uses = {call.func.attr}
    if "compile" in uses:
        name = _target(where, call)
        place = where.partition(":")[0] if name.startswith("_") else ""
        uses = used.get((place, name), set()) - {"compile"} or {"search", "fullmatch"}
    text = source if isinstance(source, str) else source.decode("latin-1")
    return FoundPattern(where, text, tuple((use, _run(compiled, use)) for use in sorted(uses)))


def _target(where: str, call: ast.Call) -> str:
    """The name that a compiled pattern is kept under; "" where that is none."""
    return _targets(ROOT / where.partition(":")[0]).get((call.lineno, call.col_offset), "")


@cache
def _targets(path: Path) -> dict[tuple[int, int], str]:
    """Where a call stands → the name that its result, or what it is a part of, is kept under."""
    found: dict[tuple[int, int], str] = {}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Assign(targets=[ast.Name(id=name) | ast.Attribute(attr=name)], value=value):
                for held in ast.walk(value):
                    if isinstance(held, ast.Call):
                        found.setdefault((held.lineno, held.col_offset), name)
    return found


def _flags(call: ast.Call) -> int:
    names = {"compile": 1, "sub": 4, "subn": 4, "split": 3}
    assert isinstance(call.func, ast.Attribute)
    at = names.get(call.func.attr, 2)
    given = [k.value for k in call.keywords if k.arg == "flags"] or call.args[at : at + 1]
    named = [getattr(re, n.attr, 0) for g in given for n in ast.walk(g) if isinstance(n, ast.Attribute)]
    return sum({int(flag) for flag in named if isinstance(flag, re.RegexFlag)})


def _run(compiled: re.Pattern[str] | re.Pattern[bytes], use: str) -> Run:
    is_text = isinstance(compiled.pattern, str)
    is_scan = use not in ("match", "search", "fullmatch")  # sub, split, findall look for one match behind the other
    call = compiled.finditer if is_scan else getattr(compiled, use)

    def run(text: str) -> object:
        given = text if is_text else text.encode("latin-1", "replace")
        return deque(call(given), maxlen=0) if is_scan else call(given)

    return run


def _names_of_groups() -> Iterator[tuple[str, str]]:
    """The words of names of groups as patterns, in the order of their table."""
    group_names = importlib.import_module("coding.drg.group_names")
    for at, template in enumerate(group_names.name_templates(), 1):
        yield f" {group_names.WORDS} part {at}", template.whole.pattern


def _qualities() -> Iterator[tuple[str, str]]:
    from coding.codes.entry import CodeKind
    from coding.suggest.ranking import ranking

    for kind in CodeKind:
        for word in ranking(kind).qualities:
            yield f" ranking.csv {kind.value}", word


def _of_rules() -> Iterator[FoundPattern]:
    """The patterns of the embedded rules, switched off ones too, with what the program matches them with."""
    found: dict[str, str] = {}
    place = ""

    def noted(source: str) -> TextPattern:
        found.setdefault(source, place)
        return text_pattern(source)

    kept = params.text_pattern, expression.text_pattern
    params.text_pattern = expression.text_pattern = noted
    try:
        for rule_id, row in embedded_rows().items():
            place = f"resources/rules {rule_id}"
            compile_row(row, place)
    finally:
        params.text_pattern, expression.text_pattern = kept
    for source, where in found.items():
        pattern = text_pattern(source)
        yield FoundPattern(where, source, (("search", pattern.search), ("fullmatch", pattern.fullmatch)))


# -- measuring


def measured(pattern: FoundPattern, most_pumps: int = MOST_PUMPS) -> Growth:
    """The worst growth that the hostile texts of a pattern bring out of it; quicker with fewer different ones."""
    is_collecting = gc.isenabled()
    gc.disable()  # the garbage of others is no time of the pattern
    try:
        return _worst(pattern, most_pumps)
    finally:
        if is_collecting:
            gc.enable()


def _worst(pattern: FoundPattern, most_pumps: int) -> Growth:
    worst = Growth(0.0)
    for use, run in pattern.runs:
        for before, pump, behind in hostile_texts(pattern.source, most_pumps):
            exponent = _exponent(run, before, pump, behind)
            if exponent > worst.exponent:
                worst = Growth(exponent, use, _shown(f"{before} + {pump} × n + {behind}"))
            if exponent > _LINEAR:
                return worst
    return worst


def _exponent(run: Run, before: str, pump: str, behind: str) -> float:
    for times in range(6, 41, 2):  # what doubles with every repeat shows itself here, and is left alone at once
        if _seconds(run, before + pump * times + behind) > _PATIENCE:
            return math.inf

    def at(length: int, tries: int = 1) -> float:
        text = before + pump * max(length // len(pump), 1) + behind
        return min(_seconds(run, text) for _ in range(tries))

    shorter = at(_FEW // 64)
    for length in (_FEW // 16, _FEW // 4):  # what takes long already is cubic or worse
        taken = at(length)
        if taken > _PATIENCE:
            return max(math.log(taken / max(shorter, 1e-7), 4), 2.0)
        shorter = taken
    few = at(_FEW)
    if few < _QUICK * _FEW:
        return 0.0 if few < _CONSTANT else 1.0
    many = at(_MANY)
    exponent = math.log(many / few, _MANY / _FEW)
    for _ in range(4 if many < _SURE else 0):  # a busy machine is no growth: what is above linear is so every time
        if exponent > _LINEAR:
            exponent = min(exponent, math.log(at(_MANY, 3) / at(_FEW, 3), _MANY / _FEW))
    return max(exponent, 0.0)


def _seconds(run: Run, text: str) -> float:
    began = time.thread_time()
    run(text)
    return time.thread_time() - began


def _shown(text: str) -> str:
    plain = "".join(c if unicodedata.category(c)[0] != "C" else f"\\x{ord(c):02x}" for c in text)
    return plain if len(plain) <= 100 else plain[:100] + "…"


if __name__ == "__main__":
    sys.exit(main())
