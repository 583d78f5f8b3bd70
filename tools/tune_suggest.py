"""Tune the weights of the ranking on the public pairs; nothing of the pairs but the weights is kept.

    python tools/tune_suggest.py [--reference DIR] [--limit N] [--write]

A softmax over the candidates of each term, with a ridge. Each half is ranked by weights that are tuned on it and by
those tuned on the other half: what the weights are worth on terms that they have seen and have not seen. Candidates
that add a concept fall behind in any case and take no part. ``--write`` puts the weights of all pairs into
``resources/terms/ranking.csv``.
"""

from __future__ import annotations

import argparse
import csv
import random
import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from coding.codes.entry import CodeKind  # noqa: E402
from coding.codes.library import load_code_table  # noqa: E402
from coding.suggest.judge import Judge  # noqa: E402
from coding.suggest.ranking import ADDED, LACKED, ranking  # noqa: E402
from coding.suggest.term_book import embedded_terms  # noqa: E402
from coding.words.features import BOOK, FEATURES  # noqa: E402
from coding.words.normalising import exact_key  # noqa: E402
from tools.measure_suggest import FOLDS, SETS, Pairs, fold_of, read_pairs  # noqa: E402

WEIGHTS = ROOT / "resources" / "terms" / "ranking.csv"
TUNED_ON = {"dx": ("dx → icd10_bj601",), "px": ("px → icd9_xh2017", "px_yb2 → icd9_yb2")}
RIDGE = {"dx": 1e-2, "px": 2e-3}
FLOOR = 0.1  # a feature that seldom varies must not get a large weight
MOST = 60  # candidates of a term that are looked at
HALVES = 2
ROUNDS = 200
#: What the pairs hardly speak of, since few of them hold an alias whose standard words their table lacks.
AT_LEAST = {"alias_code": 1.0}


#: The features of all candidates of all terms, where each term's begin, and which of them is right.
Gathered = tuple[np.ndarray, np.ndarray, np.ndarray]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reference", type=Path, default=ROOT.parent / "shared" / "reference")
    parser.add_argument("--limit", type=int, default=0)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    columns: dict[str, dict[str, float]] = {}
    for kind in CodeKind:
        cold, book, asked = [], [], 0
        for title in TUNED_ON[kind.value]:
            file, table, column, _ = SETS[title]
            pairs = read_pairs(options.reference / "terms" / file, column)
            random.Random(7).shuffle(pairs)
            pairs = pairs[: options.limit] if options.limit else pairs
            asked += len(pairs)
            library = load_code_table(options.reference / "terms" / table, kind)
            cold.append((Judge(library, embedded_terms()), pairs))
            book += [(s.judge, p) for s, p in (fold_of(library, pairs, n) for n in range(FOLDS))]
        columns[kind.value] = tune(kind, "", gather(cold), asked)
        columns[f"{kind.value}_book"] = tune(kind, "_book", gather(book), asked)
    if options.write:
        write(columns)
    return 0


def tune(kind: CodeKind, mode: str, gathered: Gathered, asked: int) -> dict[str, float]:
    table, ends, right = gathered
    qualities = ranking(kind).qualities
    names = [*FEATURES, *(ADDED + q for q in qualities), *(LACKED + q for q in qualities)]
    used = np.array([bool(mode) or n not in BOOK for n in names])
    table[:, ~used] = 0
    order = np.random.default_rng(1).permutation(len(right))
    ranks, tops, seen = [], [], []
    for half in range(HALVES):
        held = order[half::HALVES]
        tuned_on = np.setdiff1d(order, held)
        weights = fit(table, ends, right, tuned_on, RIDGE[kind.value])
        ranked = [rank_of(table[ends[i] : ends[i + 1]] @ weights, right[i]) for i in held]
        ranks += [rank for rank, _ in ranked]
        tops += [top for _, top in ranked]
        seen += [rank_of(table[ends[i] : ends[i + 1]] @ weights, right[i])[0] for i in tuned_on]
    hits = np.array(ranks) == 1
    print(
        f"{kind.value}{mode}: recalled {len(right) / asked:.1%}; "
        f"tuned half hit@1 {shares(seen, asked)}; other half {shares(ranks, asked)}",
        flush=True,
    )
    lost = asked - len(right)
    scale, offset = fit_score(
        np.array(tops + tops[:lost]), np.concatenate([hits, np.zeros(min(lost, len(tops)), bool)])
    )
    weights = fit(table, ends, right, order, RIDGE[kind.value])
    found = {n: max(float(w), AT_LEAST.get(n, -99.0)) for n, w in zip(names, weights, strict=True)}
    return found | {"scale": scale, "offset": offset}


def rank_of(sums: np.ndarray, right: int) -> tuple[int, float]:
    """The rank from 1 of the right candidate, and the highest sum."""
    return 1 + int((sums > sums[right]).sum()), float(sums.max())


def shares(ranks: list[int], asked: int) -> str:
    return f"{sum(r == 1 for r in ranks) / asked:.1%} hit@10 {sum(r <= 10 for r in ranks) / asked:.1%}"


def gather(runs: list[tuple[Judge, Pairs]]) -> Gathered:
    """What the weights are tuned on; terms whose right name is not among the candidates are left out."""
    blocks, right = [], []
    for judge, pairs in runs:
        for raw, std in pairs:
            judged = [c for c in judge.judged(raw.strip()) if not c.adds][:MOST]
            names = [exact_key(judge.names.entries[c.number][0].name) for c in judged]
            if exact_key(std) not in names:
                continue
            rows = np.array([c.values for c in judged], dtype=np.float32)
            asked, named = np.stack([c.asked for c in judged]), np.stack([c.named for c in judged])
            blocks.append(np.concatenate([rows, named & ~asked, asked & ~named], axis=1, dtype=np.float32))
            right.append(names.index(exact_key(std)))
    ends = np.concatenate([[0], np.cumsum([len(b) for b in blocks])])
    return np.concatenate(blocks), ends, np.array(right)


def fit(table: np.ndarray, ends: np.ndarray, right: np.ndarray, terms: np.ndarray, ridge: float) -> np.ndarray:
    """Weights that make the right candidate likely: softmax regression with a ridge, by Adam."""
    counts = np.diff(ends)[terms]
    rows = table[np.concatenate([np.arange(ends[i], ends[i + 1]) for i in terms])]
    spread = rows.std(0) + FLOOR
    rows = rows / spread
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
    of_term = np.repeat(np.arange(len(terms)), counts)
    wanted = rows[starts + right[terms]].mean(0)
    weights, first, second = (np.zeros(rows.shape[1], np.float32) for _ in range(3))
    rounds = ROUNDS
    for step in range(1, rounds + 1):
        sums = rows @ weights
        chance = np.exp(sums - np.maximum.reduceat(sums, starts)[of_term])
        chance /= np.add.reduceat(chance, starts)[of_term]
        slope = (chance @ rows) / len(terms) - wanted + ridge * weights
        first, second = 0.9 * first + 0.1 * slope, 0.99 * second + 0.01 * slope**2
        rate = 0.08 if step < rounds * 0.6 else 0.02
        weights = weights - rate * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
    return weights / spread


def fit_score(tops: np.ndarray, hits: np.ndarray) -> tuple[float, float]:
    """Scale and offset of the logistic curve from the best sum to the chance that it is right."""
    centre, width = tops.mean(), tops.std() + 1e-6
    x = np.stack([(tops - centre) / width, np.ones(len(tops))], axis=1)
    line = np.zeros(2)
    for _ in range(30):
        chance = 1 / (1 + np.exp(-x @ line))
        curve = (x * (chance * (1 - chance))[:, None]).T @ x + 1e-6 * np.eye(2)
        line += np.linalg.solve(curve, x.T @ (hits - chance))
    return float(line[0] / width), float(line[1] - line[0] * centre / width)


def write(columns: dict[str, dict[str, float]]) -> None:
    """The data file: the features, then the words of quality that weigh something in any column."""
    order = ["dx", "px", "dx_book", "px_book"]
    with WEIGHTS.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out, lineterminator="\n")
        rows.writerow(("feature", *order))
        for name in dict.fromkeys(n for column in columns.values() for n in column):
            cells = [columns[c].get(name) for c in order]
            given = ["" if v is None else f"{v:.3f}" if name in ("scale", "offset") else f"{v:.2f}" for v in cells]
            rows.writerow((name, *given))


if __name__ == "__main__":
    raise SystemExit(main())
