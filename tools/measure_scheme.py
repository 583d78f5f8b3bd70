"""How often a scheme agrees with a full pack, on pages drawn by how often codes occur.

    python tools/measure_scheme.py FULL_PACK FREQUENCIES.csv [--scheme PACK] [--pages 12000] [--seed 1] [--as-published]

A page: principal diagnosis by ``as_principal`` + 0.2, 0-6 further diagnoses and 0-3 procedures by
``in_records``, age 1-91, either sex. The full pack is taken as insurers group by it: where an ADRG has only a group 1
and a group 5 the 1 takes ordinary complications too (decision 0023); ``--as-published`` leaves it as it stands.
Prints the share with the same MDC, ADRG and DRG, and the subcategories that cost most.
"""

from __future__ import annotations

import argparse
import copy
import csv
import random
import sys
from collections import Counter
from dataclasses import replace
from itertools import accumulate
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from coding.drg.scheme import Scheme, embedded_scheme, load_scheme
from coding.drg.without_middle import without_middle
from coding.grouping.case import Case, Grouping


def draw_pages(frequencies: Path, pages: int, seed: int) -> list[Case]:
    """Cases drawn by code frequency; the same seed gives the same cases."""
    with frequencies.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    dx = [r for r in rows if r["kind"] == "dx"]
    px = [r for r in rows if r["kind"] == "px"]
    chance = random.Random(seed)
    dx_codes, px_codes = [r["code"] for r in dx], [r["code"] for r in px]
    principal = list(accumulate(float(r["as_principal"]) + 0.2 for r in dx))
    further = list(accumulate(float(r["in_records"]) for r in dx))
    procedures = list(accumulate(float(r["in_records"]) for r in px))
    cases = []
    for _ in range(pages):
        first = chance.choices(dx_codes, cum_weights=principal)
        others = chance.choices(dx_codes, cum_weights=further, k=chance.randint(0, 6))
        done = chance.choices(px_codes, cum_weights=procedures, k=chance.randint(0, 3))
        age = chance.randint(1, 91)
        sex = chance.randint(1, 2)
        cases.append(Case(sex, age, age * 365, None, "", 8, "1", 0, (*first, *others), tuple(done)))
    return cases


def as_insurers_group(full: Scheme) -> tuple[Scheme, int]:
    """The full pack with MCC_OR_CC where an ADRG has only a 1 and a 5, and how many these are."""
    upper = {one.upper for one in without_middle(full.pack)}
    pack = copy.copy(full.pack)
    pack.drgs = {
        node: [(drg, name, "MCC_OR_CC" if drg in upper else rule, owner) for drg, name, rule, owner in drgs]
        for node, drgs in pack.drgs.items()
    }
    return Scheme(pack, f"{full.stamp}-1-5"), len(upper)


def agreement(
    full: Scheme, other: Scheme, cases: list[Case]
) -> tuple[Counter[str], list[tuple[Case, Grouping, Grouping]]]:
    """How many cases agree in mdc, adrg and drg, and those that do not."""
    same: Counter[str] = Counter()
    differing = []
    for case in cases:
        wanted, got = full.group(case), other.group(case)
        same["mdc"] += wanted.mdc == got.mdc
        same["adrg"] += wanted.adrg == got.adrg
        same["drg"] += wanted.drg == got.drg
        if wanted.drg != got.drg:
            differing.append((case, wanted, got))
    return same, differing


def ceiling(full: Scheme, frequencies: Path, cases: list[Case]) -> Counter[str]:
    """What no statement by subcategory can exceed: the share of a page's likeliest group among all codes of its
    principal's subcategory, everything else on the page known exactly.
    """
    with frequencies.open(encoding="utf-8-sig", newline="") as file:
        rows = [r for r in csv.DictReader(file) if r["kind"] == "dx"]
    same: dict[str, list[tuple[str, float]]] = {}
    for row in rows:
        same.setdefault(row["code"][:5], []).append((row["code"], float(row["as_principal"]) + 0.2))
    reached: Counter[str] = Counter()
    for case in cases:
        votes: dict[str, Counter[str]] = {"mdc": Counter(), "adrg": Counter(), "drg": Counter()}
        for code, weight in same[case.dx[0][:5]]:
            group = full.group(replace(case, dx=(code, *case.dx[1:])))
            for level, count in votes.items():
                count[getattr(group, level)] += weight  # type: ignore[assignment]
        for level, count in votes.items():
            reached[level] += max(count.values()) / sum(count.values())  # type: ignore[assignment]
    return reached


def worst(differing: list[tuple[Case, Grouping, Grouping]], pages: int, top: int = 25) -> list[str]:
    """Where the disagreement lies: by subcategory of the principal (and main procedure where the ADRG differs)."""
    places: Counter[tuple[str, str, str, str]] = Counter()
    for case, wanted, got in differing:
        px = case.px[0][:5] if case.px else ""
        if wanted.adrg == got.adrg:
            places["MCC/CC", case.dx[0][:5] if len(case.dx) < 2 else "", wanted.drg, got.drg] += 1
        elif wanted.mdc != got.mdc:
            places["MDC", case.dx[0][:5], wanted.mdc, got.mdc] += 1
        else:
            places["ADRG", f"{case.dx[0][:5]} {px}", wanted.adrg, got.adrg] += 1
    return [
        f"{kind:6} {where:12} {old:>5} -> {new:<5} {n:4} ({n / pages:.2%})"
        for (kind, where, old, new), n in places.most_common(top)
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("full", type=Path)
    parser.add_argument("frequencies", type=Path)
    parser.add_argument("--scheme", type=Path)
    parser.add_argument("--pages", type=int, default=12000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--as-published", action="store_true", help="do not amend the ADRGs of only a 1 and a 5")
    args = parser.parse_args()
    cases = draw_pages(args.frequencies, args.pages, args.seed)
    scheme = load_scheme(args.scheme) if args.scheme else embedded_scheme()
    full = load_scheme(args.full)
    if not args.as_published:
        full, amended = as_insurers_group(full)
        print(f"{amended} ADRGs of the full pack have only a 1 and a 5: MCC_OR_CC at the 1")
    same, differing = agreement(full, scheme, cases)
    most = ceiling(full, args.frequencies, cases)
    for level in ("mdc", "adrg", "drg"):
        bound = f"by the bare subcategory at most {most[level] / args.pages:.2%}"
        print(f"{level:5} {same[level] / args.pages:.2%}   ({bound})")
    print("\n".join(worst(differing, args.pages)))


if __name__ == "__main__":
    main()
