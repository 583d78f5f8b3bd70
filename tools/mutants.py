"""Would the tests notice? Single changes of logic, each tried against the tests that reach it.

``python tools/mutants.py coding/codes [MORE PACKAGES] [--sample 60] [--seed 1] [--without-seed 1] [--list]``

The changes are those of cosmic-ray (MIT) and a few of ours (``tools/mutation/operators.py``). cosmic-ray's own runner
starts the same command for every mutant of a whole package; this one draws a seeded sample, every file by the number
of its places, and runs of the tests only those that reach the changed line (coverage contexts, collected once and kept
in the temporary folder), the quickest first, up to the first that fails. The work tree is never changed: copies are.
Regular expressions, resources and the order of statements are not changed.

Which tests: the folder that mirrors the package (``tests/codes`` for ``coding/codes``), without the public reference
tables, which not everyone has; so the figure is a lower bound of what the whole suite notices. ``--tests`` names
further folders, ``--instead`` other tests, ``--slowest`` leaves slow ones out. Known equivalents
(``tools/mutants_equivalent.csv``: file, line before, line after, reason) are matched by their text, are left out of the
count, and are printed.
Needs the extra ``mutants`` of pyproject.toml. Not part of CI: minutes a package.
"""

from __future__ import annotations

import argparse
import csv
import math
import queue
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

if TYPE_CHECKING:
    from tools.mutation.covering import Covering
    from tools.mutation.sites import Mutant

EQUIVALENTS = ROOT / "tools" / "mutants_equivalent.csv"
FURTHER_TESTS = {
    "coding/words": ("tests/suggest",),
    "coding/payment": ("tests/payment",),
    "coding": ("tests",),
    "db": ("tests/db", "tests/store"),  # what every store is held to
}
KILLED, SURVIVED, TIMEOUT, NOT_COVERED = "killed", "survived", "timeout", "not covered"
SAMPLE = 60
_Z = 1.959964
_SECONDS_BESIDE_TESTS = 30.0
_SLOWER_AT_MOST = 5.0


@dataclass(frozen=True, slots=True)
class Trial:
    """What became of a mutant."""

    mutant: Mutant
    outcome: str


def wilson_lower_bound(killed: int, total: int) -> float:
    """The lower end of the 95 % interval of a share (Wilson 1927); 0 for nothing."""
    if not total:
        return 0.0
    share, z2 = killed / total, _Z**2
    spread = _Z * math.sqrt(share * (1 - share) / total + z2 / (4 * total**2))
    return (share + z2 / (2 * total) - spread) / (1 + z2 / total)


def main(arguments: Sequence[str] | None = None) -> int:
    asked = _arguments().parse_args(arguments)
    rows = [_measure(package.rstrip("/"), asked) for package in asked.packages]
    if not asked.list:
        print("\npackage                mutants  killed  survived  timeout  not covered  score  at least (95 %)")
        print("\n".join(rows))
    return 0


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Would the tests notice? Mutants of a package, sampled.")
    parser.add_argument("packages", nargs="+", metavar="PACKAGE", help="coding/codes, db, or a single file")
    parser.add_argument("--sample", type=int, default=SAMPLE)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--without-seed", nargs="*", default=[], metavar="SEED[:SAMPLE]", help="not what they draw")
    parser.add_argument("--tests", nargs="*", default=[], help="further folders of tests")
    parser.add_argument("--instead", nargs="*", default=[], help="these tests and no others")
    parser.add_argument("--slowest", type=float, default=math.inf, help="seconds; slower tests are not asked")
    parser.add_argument("--jobs", type=int, choices=(1, 2), default=1)
    parser.add_argument("--only", nargs="*", default=[], help="only mutants of FILE or FILE:LINE")
    parser.add_argument("--list", action="store_true", help="print the mutants, run nothing")
    return parser


def _measure(package: str, asked: argparse.Namespace) -> str:
    from tools.mutation.covering import covering
    from tools.mutation.sites import sample

    seen = {mutant for other in asked.without_seed for mutant in sample(ROOT, package, *_seed_and_count(other))}
    mutants = sample(ROOT, package, asked.seed, asked.sample, seen)
    if asked.only:
        mutants = [m for m in mutants if {m.file, f"{m.file}:{m.line}"} & set(asked.only)]
    known = _equivalents()
    equivalent = [m for m in mutants if (m.file, m.before, m.after) in known]
    for mutant in equivalent:
        print(f"equivalent   {_told(mutant)}   ({known[mutant.file, mutant.before, mutant.after]})", flush=True)
    tried = [m for m in mutants if m not in equivalent]
    if asked.list:
        print("\n".join(map(_told, tried)))
        return ""
    folders = tuple(asked.instead) or _folders(package, asked.tests)
    known = covering(ROOT, package, folders).without_slower_than(asked.slowest)
    trials = _tried(tried, known, asked.jobs)
    return _row(package, Counter(trial.outcome for trial in trials))


def _seed_and_count(text: str) -> tuple[int, int]:
    seed, _, count = text.partition(":")
    return int(seed), int(count or SAMPLE)


def _folders(package: str, further: Sequence[str]) -> tuple[str, ...]:
    """The tests that mirror a package; ``coding/rules/kinds/row_kinds.py`` has those of ``coding/rules``."""
    parts = package.split("/")
    own = parts[0] if parts[0] != "coding" else parts[1] if len(parts) > 1 else ""
    mirrored = FURTHER_TESTS.get("/".join(parts[:2]), (f"tests/{own}",))
    return tuple(dict.fromkeys([*mirrored, *further]))


def _tried(mutants: Sequence[Mutant], known: Covering, jobs: int) -> list[Trial]:
    from tools.mutation.covering import copy_tree

    with tempfile.TemporaryDirectory(prefix="mutants-") as folder, ThreadPoolExecutor(jobs) as pool:
        trees: queue.SimpleQueue[Path] = queue.SimpleQueue()
        for number in range(jobs):
            trees.put(copy_tree(known.tree, Path(folder) / str(number), compiled=True))
        _must_pass_unchanged(trees, known)
        trials = []
        for trial in pool.map(lambda mutant: _try(mutant, known, trees), mutants):
            trials.append(trial)
            print(f"{trial.outcome:12} {_told(trial.mutant)}", flush=True)
        return trials


def _try(mutant: Mutant, known: Covering, trees: queue.SimpleQueue[Path]) -> Trial:
    tests = known.tests(mutant)
    if not tests:
        return Trial(mutant, NOT_COVERED)
    tree = trees.get()
    path = tree / mutant.file
    original = path.read_text(encoding="utf-8")
    try:
        path.write_text(mutant.source(original), encoding="utf-8")
        for stale in (path.parent / "__pycache__").glob(f"{path.stem}.*"):
            stale.unlink()
        return Trial(mutant, _outcome(tree, tests, known))
    finally:
        path.write_text(original, encoding="utf-8")
        trees.put(tree)


def _must_pass_unchanged(trees: queue.SimpleQueue[Path], known: Covering) -> None:
    """Else every mutant would count as killed. RuntimeError where a test fails in the copy."""
    tree = trees.get()
    if _outcome(tree, sorted(known.seconds), known) != SURVIVED:
        raise RuntimeError("the tests do not pass in an unchanged copy; MUTANTS_SHOW=1 shows them")
    trees.put(tree)


def _outcome(tree: Path, tests: list[str], known: Covering) -> str:
    from tools.mutation.trial import run

    files = list(dict.fromkeys(test.partition("::")[0] for test in tests))
    seconds = _SECONDS_BESIDE_TESTS + _SLOWER_AT_MOST * sum(known.seconds.get(test, 0.0) for test in tests)
    status = run(tree, ["-x", *files], tests, seconds)
    if status is None:
        return TIMEOUT
    return SURVIVED if status == 0 else KILLED


def _row(package: str, count: Counter[str]) -> str:
    total, noticed = count.total(), count[KILLED] + count[TIMEOUT]
    score = noticed / total if total else 0.0
    return (
        f"{package:22} {total:7} {count[KILLED]:7} {count[SURVIVED]:9} {count[TIMEOUT]:8} {count[NOT_COVERED]:12}"
        f"  {score:4.0%}   {wilson_lower_bound(noticed, total):4.0%}"
    )


def _told(mutant: Mutant) -> str:
    return f"{mutant.file}:{mutant.line}: {mutant.before} -> {mutant.after}"


def _equivalents() -> dict[tuple[str, str, str], str]:
    with EQUIVALENTS.open(encoding="utf-8-sig", newline="") as file:
        return {(row["file"], row["before"], row["after"]): row["reason"] for row in csv.DictReader(file)}


if __name__ == "__main__":
    sys.exit(main())
