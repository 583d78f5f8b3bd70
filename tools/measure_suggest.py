"""Measure the search for terms against the public pairs.

    python tools/measure_suggest.py [--reference DIR] [--limit N]

Prints hit@1, hit@10 and MRR (in %) on rows with kind = single and in_table = 1, scored by name: NFKC, lower case,
letters and digits only; any code of that name counts. *cold* knows no pair of theirs; *book* plays the other four
of five folds as the hospital's term book.
"""

from __future__ import annotations

import argparse
import csv
import random
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from coding.codes.entry import CodeKind  # noqa: E402
from coding.codes.library import CodeLibrary, load_code_table  # noqa: E402
from coding.suggest.search import TermSearch  # noqa: E402
from coding.suggest.term_book import TermBook, TermPair, embedded_terms  # noqa: E402
from coding.words.normalising import exact_key  # noqa: E402

SETS = {
    "dx → icd10_bj601": ("dx_dev.csv", "icd10_bj601.csv", "in_table", CodeKind.DIAGNOSIS),
    "px → icd9_xh2017": ("px_dev.csv", "icd9_xh2017.csv", "in_table", CodeKind.PROCEDURE),
    "px_yb2 → icd9_yb2": ("px_yb2_dev.csv", "icd9_yb2.csv", "code_name_in_yb2", CodeKind.PROCEDURE),
}
FOLDS = 5
Pairs = list[tuple[str, str]]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reference", type=Path, default=ROOT.parent / "shared" / "reference")
    parser.add_argument("--limit", type=int, default=0, help="only so many pairs of each set, drawn with a fixed seed")
    options = parser.parse_args()
    terms = options.reference / "terms"
    if not terms.is_dir():
        print(f"no reference terms at {terms}: nothing measured")
        return 0
    for title, (pairs_file, table, column, kind) in SETS.items():
        pairs = read_pairs(terms / pairs_file, column)
        random.Random(7).shuffle(pairs)
        pairs = pairs[: options.limit] if options.limit else pairs
        library = load_code_table(terms / table, kind)
        report(title, "cold", [rank(TermSearch(library, embedded_terms()), pairs)])
        report(title, "book", [rank(*fold_of(library, pairs, n)) for n in range(FOLDS)])
    return 0


def read_pairs(path: Path, column: str) -> Pairs:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = [r for r in csv.DictReader(lines) if r["kind"] == "single" and r[column] == "1"]
    return [(r["raw"], r["std"]) for r in rows]


def fold_of(library: CodeLibrary, pairs: Pairs, number: int) -> tuple[TermSearch, Pairs]:
    """The search that knows the other folds, and the fold to ask it."""
    known = [p for i, p in enumerate(pairs) if i % FOLDS != number]
    book = TermBook(embedded_terms().aliases, tuple(TermPair(raw, (std,)) for raw, std in known))
    return TermSearch(library, book), [p for i, p in enumerate(pairs) if i % FOLDS == number]


def rank(search: TermSearch, pairs: Pairs) -> tuple[list[int], list[float]]:
    """The rank from 1 at which each pair's name is found (0: not), and the seconds each took."""
    search.prepare()
    ranks, seconds = [], []
    for raw, std in pairs:
        start = time.perf_counter()
        found = search.search(raw, 10)
        seconds.append(time.perf_counter() - start)
        wanted = exact_key(std)
        ranks.append(next((i for i, m in enumerate(found, 1) if exact_key(m.name) == wanted), 0))
    return ranks, seconds


def report(title: str, mode: str, runs: list[tuple[list[int], list[float]]]) -> None:
    ranks = [r for run in runs for r in run[0]]
    seconds = sorted(s for run in runs for s in run[1])
    hit1 = sum(r == 1 for r in ranks) / len(ranks)
    hit10 = sum(r > 0 for r in ranks) / len(ranks)
    mrr = sum(1 / r for r in ranks if r) / len(ranks)
    p50, p95, p99 = (1000 * seconds[int(len(seconds) * p)] for p in (0.5, 0.95, 0.99))
    print(
        f"{title:20} {mode}  hit@1 {hit1:6.1%}  hit@10 {hit10:6.1%}  MRR {mrr:.3f}  n {len(ranks)}"
        f"  ms p50 {p50:.1f} p95 {p95:.1f} p99 {p99:.1f}",
        flush=True,
    )


if __name__ == "__main__":
    raise SystemExit(main())
