"""Which tests reach which line of a package: collected once, kept in the temporary folder until a file changes."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path

from tools.mutation.sites import Mutant
from tools.mutation.trial import run

_PARTS = ("coding", "db", "ui", "tests", "tools", "resources", "docs", "main.py", "pyproject.toml", "README.md")
_NOT_COPIED = shutil.ignore_patterns("__pycache__", ".hypothesis", ".git", "*.pyc")
_HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class Covering:
    """The tests of a package.

    ``seconds`` of every test; ``lines``: file → line → tests that ran it; ``entered``: file → tests that ran any line;
    ``shared``: (file, line) that ran at import or in a fixture, so that any test may rest on it.
    """

    tree: Path
    seconds: dict[str, float]
    lines: dict[str, dict[int, frozenset[str]]]
    entered: dict[str, frozenset[str]]
    shared: frozenset[tuple[str, int]]

    def without_slower_than(self, seconds: float) -> Covering:
        """Only the tests that took so long at most: quicker, and what they notice is a lower bound again."""
        quick = frozenset(test for test, took in self.seconds.items() if took <= seconds)
        return replace(
            self,
            seconds={test: self.seconds[test] for test in self.seconds if test in quick},
            lines={f: {line: tests & quick for line, tests in of.items()} for f, of in self.lines.items()},
            entered={file: tests & quick for file, tests in self.entered.items()},
        )

    def tests(self, mutant: Mutant) -> list[str]:
        """Tests that reach the line, the quickest first; then those that enter its file (a cache may have hidden the
        line from them); then, where the line ran before any test, all others. Empty where nothing reaches the line.
        """
        span = range(mutant.first, mutant.last + 1)
        of_file = self.lines.get(mutant.file, {})
        near = frozenset().union(*(of_file.get(line, frozenset()) for line in span))
        is_shared = any((mutant.file, line) in self.shared for line in span)
        if not near and not is_shared:
            return []
        rest = frozenset(self.seconds) if is_shared else frozenset()
        entering = self.entered.get(mutant.file, frozenset())
        return [t for tests in (near, entering - near, rest - entering - near) for t in self._quickest_first(tests)]

    def _quickest_first(self, tests: frozenset[str]) -> list[str]:
        return sorted(tests, key=lambda test: (self.seconds.get(test, 0.0), test))


def copy_tree(source: Path, target: Path, *, compiled: bool = False) -> Path:
    """A copy of the project, without the reference tables that may lie beside it; gives the copy."""
    tree = target / "tree"
    tree.mkdir(parents=True)
    for part in _PARTS:
        if (source / part).is_dir():
            shutil.copytree(source / part, tree / part, ignore=None if compiled else _NOT_COPIED)
        elif (source / part).is_file():
            shutil.copy2(source / part, tree / part)
    return tree


def covering(root: Path, package: str, folders: tuple[str, ...]) -> Covering:
    """Run the tests of a package once with coverage, or take what an earlier run kept. RuntimeError where they fail."""
    name = f"{package.replace('/', '-')}-{_digest(root, package, folders)}"
    kept = Path(tempfile.gettempdir()) / "frontpage-mutants" / name
    if not (kept / "durations.json").is_file():
        shutil.rmtree(kept, ignore_errors=True)
        _collect(copy_tree(root, kept), package, folders)
    return _read(kept)


def _collect(tree: Path, package: str, folders: tuple[str, ...]) -> None:
    kept = tree.parent
    os.environ["COVERAGE_FILE"] = str(kept / "coverage.sqlite")
    os.environ["MUTANTS_DURATIONS"] = str(kept / "unfinished.json")
    where = package.removesuffix(".py").rpartition("/")[0] if package.endswith(".py") else package
    status = run(tree, [*folders, f"--cov={where}", "--cov-context=test", "--cov-report="], None, _HOUR)
    if status != 0:
        raise RuntimeError(f"the tests of {package} do not pass unchanged (status {status}); MUTANTS_SHOW=1 shows them")
    (kept / "unfinished.json").rename(kept / "durations.json")


def _read(kept: Path) -> Covering:
    from coverage import CoverageData

    data = CoverageData(str(kept / "coverage.sqlite"))
    data.read()
    tree = kept / "tree"
    lines: dict[str, dict[int, frozenset[str]]] = {}
    entered: dict[str, frozenset[str]] = {}
    shared: set[tuple[str, int]] = set()
    for measured in data.measured_files():
        file = Path(measured).relative_to(tree).as_posix()
        of_line: dict[int, frozenset[str]] = defaultdict(frozenset)
        for line, contexts in data.contexts_by_lineno(measured).items():
            of_line[line] = frozenset(c.rpartition("|")[0] for c in contexts if c)
            if any(not c or c.endswith("|setup") for c in contexts):
                shared.add((file, line))
        lines[file] = of_line
        entered[file] = frozenset().union(*of_line.values())
    seconds = json.loads((kept / "durations.json").read_text(encoding="utf-8"))
    return Covering(tree, seconds, lines, entered, frozenset(shared))


def _digest(root: Path, package: str, folders: tuple[str, ...]) -> str:
    found = hashlib.sha256(repr((package, folders)).encode())
    parts = [root / part for part in ("coding", "db", "resources", "tests/conftest.py", *folders)]
    for part in parts:
        for path in sorted(part.rglob("*")) if part.is_dir() else [part]:
            if path.is_file() and "__pycache__" not in path.parts and ".hypothesis" not in path.parts:
                found.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return found.hexdigest()[:16]
