"""Measure the search for terms against the public pairs.

    python tools/measure_suggest.py [--reference DIR] [--limit N] [--seeds 101,202,303] [--book 4000]
                                    [--without TABLE] [--alone]

Prints hit@1, hit@10 and MRR (in %) on rows with kind = single and in_table = 1, scored by name: NFKC, lower case,
letters and digits only; any code of that name counts. *cold* knows no pair of theirs; *book* plays the other four
of five folds as the hospital's term book.

Then, for each seed, the terms that ``terms/added_concept/gen.py`` makes of the names of the code tables: the share
whose first suggestion asserts a concept that the words do not hold (``forbidden``). Then the time of one search, cold
and with a term book of ``--book`` pairs, each with other words. ``--without terms/sites.csv`` leaves the rows of one
table of ``resources/`` out; ``--alone`` does that for each small table of ours, in turn.
"""

from __future__ import annotations

import argparse
import csv
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from coding.base.resources import resources  # noqa: E402
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
ADDED = (
    ("dx", "icd10_yibao2.csv", CodeKind.DIAGNOSIS),
    ("px", "icd9cm3_yibao2.csv", CodeKind.PROCEDURE),
)
SMALL_TABLES = ("concepts", "wider", "sites", "rewrites", "aliases")
FOLDS = 5
Pairs = list[tuple[str, str]]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reference", type=Path, default=ROOT.parent / "shared" / "reference")
    parser.add_argument("--limit", type=int, default=0, help="only so many pairs of each set, drawn with a fixed seed")
    parser.add_argument("--seeds", default="101,202,303", help="of gen.py; empty: no added concepts")
    parser.add_argument("--book", type=int, default=4000, help="pairs of the term book whose speed is measured")
    parser.add_argument("--without", default="", help="a table of resources/ whose rows are left out")
    parser.add_argument("--alone", action="store_true", help="leave each small table out in turn")
    options = parser.parse_args()
    if not (options.reference / "terms").is_dir():
        print(f"no reference terms at {options.reference}: nothing measured")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        if options.without:
            leave_out(options.without, Path(folder))
        measure(options, Path(folder))
    if options.alone:
        for table in SMALL_TABLES:
            again = [sys.executable, __file__, "--reference", str(options.reference), "--limit", str(options.limit)]
            again += ["--seeds", options.seeds, "--book", "0", "--without", f"terms/{table}.csv"]
            subprocess.run(again, check=True)
    return 0


def measure(options: argparse.Namespace, folder: Path) -> None:
    terms = options.reference / "terms"
    if options.without:
        print(f"without {options.without}")
    for title, (pairs_file, table, column, kind) in SETS.items():
        pairs = read_pairs(terms / pairs_file, column)
        random.Random(7).shuffle(pairs)
        pairs = pairs[: options.limit] if options.limit else pairs
        library = load_code_table(terms / table, kind)
        report(title, "cold", [rank(TermSearch(library, embedded_terms()), pairs)])
        if not options.without:
            report(title, "book", [rank(*fold_of(library, pairs, n)) for n in range(FOLDS)])
    for seed in filter(None, options.seeds.split(",")):
        report_added(options.reference, seed, options.limit, folder)
    if options.book:
        report_time(terms, options.book)


def leave_out(table: str, folder: Path) -> None:
    """Read the knowledge from a copy in which one table has no rows."""
    copy = folder / "resources"
    shutil.copytree(resources().root, copy)
    header = (copy / table).read_text("utf-8").split("\n", 1)[0]
    (copy / table).write_text(header + "\n", "utf-8")
    resources().root = copy


def report_added(reference: Path, seed: str, limit: int, folder: Path) -> None:
    """The share of generated terms whose first suggestion adds a concept, kind by kind."""
    maker = reference / "terms" / "added_concept" / "gen.py"
    if not maker.is_file():
        return
    files = {name: folder / f"{name}.csv" for name, _, _ in ADDED}
    subprocess.run([sys.executable, str(maker), seed, str(files["dx"]), str(files["px"])], check=True)
    for name, table, kind in ADDED:
        search = TermSearch(load_code_table(reference / "codes" / table, kind), embedded_terms())
        with files[name].open(encoding="utf-8-sig", newline="") as lines:
            rows = list(csv.DictReader(lines))
        for concept in dict.fromkeys(r["kind"] for r in rows):
            asked = [r for r in rows if r["kind"] == concept]
            asked = random.Random(7).sample(asked, min(limit, len(asked))) if limit else asked
            firsts = [(search.search(r["text"], 3), r["forbidden"]) for r in asked]
            bad = sum(bool(found) and re.search(forbidden, found[0].name) is not None for found, forbidden in firsts)
            none = sum(not found for found, _ in firsts)
            print(
                f"added concept  seed {seed}  {concept:9} {bad / len(asked):6.2%}  n {len(asked)}  none {none}",
                flush=True,
            )


def report_time(terms: Path, size: int) -> None:
    """The time of one search over the largest table: cold, and with a book of other words."""
    pairs_file, table, column, kind = SETS["dx → icd10_bj601"]
    library = load_code_table(terms / table, kind)
    pairs = read_pairs(terms / pairs_file, column)
    random.Random(7).shuffle(pairs)
    asked, known = pairs[:400], pairs[400:]
    names = [entry.name for entry in library]
    random.Random(7).shuffle(names)
    known += [(name[: len(name) // 2 + 2], name) for name in names[: max(0, size - len(known))]]
    book = TermBook(embedded_terms().aliases, tuple(TermPair(raw, (std,)) for raw, std in known[:size]))
    for words, search in (
        ("cold", TermSearch(library, embedded_terms())),
        (f"{size} pairs", TermSearch(library, book)),
    ):
        _, seconds = rank(search, asked)
        p50, p95, p99 = (1000 * sorted(seconds)[int(len(seconds) * p)] for p in (0.5, 0.95, 0.99))
        print(f"one search  {words:11} ms p50 {p50:.1f} p95 {p95:.1f} p99 {p99:.1f}", flush=True)


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
