"""Measure whether operation and diagnosis are set side by side rightly: silent on right pairs, speaking on wrong ones.

    python -m tools.measure_indications [--pairs CSV] [--cases CSV …] [--misses] [--shown N]

The pairs are those of ``tests/rules/indications/pairs.csv`` (``due`` silent or speaks, operations and diagnoses by
category or subcategory, the main one first). ``--cases``: grouped cases of the reference (``dx`` and ``px`` parted by
``|``); their operations are often drawn at random, so the share is told and the first N rows are shown to be read.
"""

from __future__ import annotations

import argparse
import csv
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from coding.knowledge.knowledge import KnowledgeSource, load_knowledge  # noqa: E402
from coding.page.context import Context  # noqa: E402
from coding.rules.engine import missing_inputs, run_rules, summed  # noqa: E402
from coding.rules.example import read_example  # noqa: E402
from coding.rules.rule_book import RuleBook  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coding.knowledge.knowledge import Knowledge

#: The rules that say "operation and diagnosis do not belong together", those of single organs included.
RULES = ("FP-COD-240", "FP-COD-133", "FP-COD-166", "FP-COD-123", "FP-COD-124", "FP-COD-125", "FP-COD-126")
RULES += ("FP-COD-128", "FP-COD-129", "FP-COD-910", "FP-COD-911", "FP-COD-912", "FP-COD-913")
PAIRS = ROOT / "tests" / "rules" / "indications" / "pairs.csv"
_PAGE = "sex={sex} | age_years=50 | {rows}"
_WOMEN = ("65", "66", "67", "68", "69", "70", "71", "72", "73", "74", "75")


def main() -> int:
    """Print the figures; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pairs", type=Path, default=PAIRS)
    parser.add_argument("--cases", type=Path, action="append", default=[])
    parser.add_argument("--misses", action="store_true", help="tell every miss")
    parser.add_argument("--shown", type=int, default=0, help="of the cases, so many rows that speak")
    options = parser.parse_args()
    knowledge = load_knowledge(KnowledgeSource())
    rows = _read(options.pairs)
    for due in ("silent", "speaks"):
        asked = [r for r in rows if r["due"] == due]
        missed = [r for r in asked if _speaks(knowledge, r) != (due == "speaks")]
        print(f"{due:8} {len(asked) - len(missed)} of {len(asked)}  {1 - len(missed) / len(asked):.1%}")
        for row in missed if options.misses else ():
            print(f"  missed: {row['operations']} | {row['diagnoses']}")
    for path in options.cases:
        _tell_cases(knowledge, path, options.shown)
    return 0


def _speaks(knowledge: Knowledge, row: dict[str, str]) -> bool:
    return bool(told(knowledge, row["operations"].split(), row["diagnoses"].split()))


def told(knowledge: Knowledge, operations: Sequence[str], diagnoses: Sequence[str]) -> list[str]:
    """What the rules say of a page with these operations and diagnoses; codes of any length."""
    sex = "2" if any(o[:2] in _WOMEN for o in operations) else "1"
    parts = [*(f"dx={_six(d)} 诊断" for d in diagnoses), *(f"op={_six(o)} 手术" for o in operations)]
    text = _PAGE.format(sex=sex, rows=" | ".join(parts))
    page = read_example(text)[0]
    grouping = knowledge.reference.group(page)
    context, book = Context(), _book(knowledge)
    said = run_rules(page, book, knowledge.reference, context, grouping, knowledge.reference.price(page, grouping))
    found, _ = summed(said, page, book, missing_inputs(context, grouping))
    return [f"{f.rule} {f.place.field} {f.place.index}: {f.message}" for f in found]


@cache
def _book(knowledge: Knowledge) -> RuleBook:
    return RuleBook(tuple(r for r in knowledge.rules.rules if r.rule.id in RULES), "")


def _six(code: str) -> str:
    """``79.35`` → ``79.3500``, ``M45`` → ``M45.x00``: a page has whole codes."""
    if "x" in code or len(code) > 6:
        return code
    head, dot, rest = code.partition(".")
    if not dot:
        return f"{head}.x00"
    if head[0].isdigit() and len(rest) == 1:
        rest += "x"
    return f"{head}.{rest.ljust(3 if head[0].isalpha() else 4, '0')}"


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _tell_cases(knowledge: Knowledge, path: Path, shown: int) -> None:
    speaking = []
    rows = [r for r in _read(path) if r["dx"] and r["px"]]
    for row in rows:
        said = told(knowledge, row["px"].split("|"), row["dx"].split("|"))
        if said:
            speaking.append((row, said))
    print(f"{path.name}: speaks on {len(speaking)} of {len(rows)}  {len(speaking) / len(rows):.1%}")
    for row, said in speaking[:shown]:
        print(f"  {row['case_id']} {row['tag']} dx={row['dx']} px={row['px']}\n    " + "\n    ".join(said))


if __name__ == "__main__":
    sys.exit(main())
