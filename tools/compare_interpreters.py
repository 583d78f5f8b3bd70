"""The program beside a second, plain interpreter of the national workbook, on cases drawn over the codes of the file.

``python -m tools.compare_interpreters WORKBOOK [--cases 100000] [--seed 1]``: prints how many cases agree, how many
different groups they reach, and the first that differ; the exit code is 1 where one does.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from pathlib import Path

from coding.base.sheets import read_workbook
from coding.drg.scheme import load_scheme
from tests.drg.plain_interpreter import PlainBook
from tests.drg.random_cases import draw_cases

_SET = re.compile(r"\b(?:DI|OP)\w+")


def plain_book(path: Path) -> PlainBook:
    """The workbook for the second interpreter."""
    return PlainBook({sheet.name: sheet.rows for sheet in read_workbook(path)})


def pools(book: PlainBook) -> tuple[list[str], list[str], list[tuple[list[str], list[str]]]]:
    """Diagnoses, procedures, and for every rule the codes that it asks for together."""
    codes = sorted({code for held in book.sets.values() for code in held} | {*book.levels})
    near = []
    for scope in book.adrgs.values():
        for row in scope:
            named = [sorted(book.sets[name]) for name in _SET.findall(row["ADRG规则"])]
            dx = [code for held in named for code in held if code[:1].isalpha()]
            near.append((dx, [code for held in named for code in held if code[:1].isdigit()]))
    return [c for c in codes if c[:1].isalpha()], [c for c in codes if c[:1].isdigit()], near


def main() -> int:
    """Compare; 1 where a case differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("workbook", type=Path)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    told = parser.parse_args()
    scheme, book = load_scheme(told.workbook), plain_book(told.workbook)
    diagnoses, procedures, near = pools(book)
    began = time.perf_counter()
    wrong, reached = 0, set()
    for case in draw_cases(diagnoses, procedures, told.cases, told.seed, near):
        mine, plain = scheme.group(case).drg, book.group(case)
        reached.add(plain)
        if mine != plain:
            wrong += 1
            if wrong <= 10:
                print(f"{case} program {mine}, plain interpreter {plain}")
    seconds = time.perf_counter() - began
    print(f"{told.cases - wrong} of {told.cases} cases agree, {len(reached)} groups reached, {seconds:.0f} s")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
