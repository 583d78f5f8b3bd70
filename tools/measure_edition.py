"""How many files of pages are guessed to be of the right edition, of the wrong one, or are left open.

    python tools/measure_edition.py /path/to/reference/codes [--files 1000] [--pages 30] [--mixed 0.0]

Files are drawn with a fixed seed: diagnoses and procedures by how often they stand in real records
(code_frequency_sample.csv), and ``--flat`` from the whole crosswalk alike. A clinical file has the clinical codes with
the names of what they mean, an insurance file the codes and names of the insurance table. ``--mixed``: the share of the
rows that come from the other edition all the same; ``--nameless``: the share of rows without a name.
"""

from __future__ import annotations

import argparse
import csv
import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from coding.codes.code_tables import CodeTables
from coding.codes.crosswalk import load_crosswalk
from coding.codes.edition import CLINICAL, INSURANCE
from coding.codes.edition_guess import guessed_edition, signs_of
from coding.codes.entry import CodeKind
from coding.codes.library import load_code_table

_PER_PAGE = {CodeKind.DIAGNOSIS: 5, CodeKind.PROCEDURE: 2}


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--files", type=int, default=1000)
    parser.add_argument("--pages", type=int, default=30)
    parser.add_argument("--mixed", type=float, default=0.0)
    parser.add_argument("--nameless", type=float, default=0.0)
    parser.add_argument("--flat", action="store_true")
    given = parser.parse_args()
    codes = _tables(given.folder)
    both = {kind: len(signs.names) if (signs := signs_of(codes, kind)) else 0 for kind in CodeKind}
    print(f"codes of both editions with another meaning: {both[CodeKind.DIAGNOSIS]} + {both[CodeKind.PROCEDURE]}")
    draw = {kind: _weights(given.folder, codes, kind, flat=given.flat) for kind in CodeKind}
    chance = random.Random(20261128)
    print(f"{'edition':10} {'right':>6} {'wrong':>6} {'open':>6}  of them: no code differs by edition")
    for edition in (CLINICAL, INSURANCE):
        told = {"right": 0, "wrong": 0, "open": 0, "same": 0}
        for _ in range(given.files):
            guess = guessed_edition(_file(chance, edition, codes, draw, given), codes)
            told["right" if guess.edition == edition else "wrong" if guess.edition else "open"] += 1
            told["same"] += not guess.edition and not guess.matters
        print(f"{edition:10} {told['right']:6} {told['wrong']:6} {told['open']:6}  {told['same']}")
    return 0


def _tables(folder: Path) -> CodeTables:
    return CodeTables(
        load_code_table(folder / "icd10_yibao2.csv", CodeKind.DIAGNOSIS),
        load_code_table(folder / "icd9cm3_yibao2.csv", CodeKind.PROCEDURE),
        load_crosswalk(folder / "dx_map_clinical_to_yibao2.csv", CodeKind.DIAGNOSIS),
        load_crosswalk(folder / "px_map_clinical_to_yibao2.csv", CodeKind.PROCEDURE),
    )


def _weights(folder: Path, codes: CodeTables, kind: CodeKind, *, flat: bool) -> tuple[list[str], list[int]]:
    crosswalk = codes.crosswalk(kind)
    assert crosswalk is not None
    if flat:
        found = list(crosswalk.targets)
        return found, [1] * len(found)
    with (folder / "code_frequency_sample.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["kind"] == kind.value and crosswalk.knows(row["code"])]
    return [row["code"] for row in rows], [int(row["in_records"]) for row in rows]


def _file(
    chance: random.Random,
    edition: str,
    codes: CodeTables,
    draw: dict[CodeKind, tuple[list[str], list[int]]],
    given: argparse.Namespace,
) -> dict[CodeKind, list[tuple[str, str]]]:
    pairs: dict[CodeKind, list[tuple[str, str]]] = {}
    for kind, (sources, weights) in draw.items():
        crosswalk, library = codes.crosswalk(kind), codes.library(kind)
        assert crosswalk is not None
        rows = []
        for source in chance.choices(sources, weights, k=given.pages * _PER_PAGE[kind]):
            target = crosswalk.carry(source)
            is_clinical = (edition == CLINICAL) != (chance.random() < given.mixed)
            name = "" if chance.random() < given.nameless else library.name(target)
            rows.append((source if is_clinical else target, name))
        pairs[kind] = rows
    return pairs


if __name__ == "__main__":
    sys.exit(main())
