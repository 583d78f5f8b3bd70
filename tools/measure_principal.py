"""How often the rules doubt a principal diagnosis: on right pages they should not, in the situations they should.

    python -m tools.measure_principal [--reference DIR] [--misses]

Prints, for the clean pages of ``tests/cases/clean``, the sample, the right pages of the reference and of
``tests/cases/truth``: the share whose principal diagnosis is doubtful or forbidden, and by which rule; for
``tests/cases/principal_situations.csv``: the rows of which the verdict is that of the teaching. Last, pairs of codes of
which each gives way to the other: no order of the page would content the rules.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from coding.base.resources import resource_path  # noqa: E402
from coding.examine.choice import Choice, about_first, verdict_on  # noqa: E402
from coding.examine.examine import examine  # noqa: E402
from coding.examine.principals import principal_verdicts  # noqa: E402
from coding.knowledge.knowledge import Knowledge, KnowledgeSource, load_knowledge  # noqa: E402
from coding.page.finding import Severity  # noqa: E402
from coding.page.front_page import FrontPage  # noqa: E402
from coding.rules.example import read_example  # noqa: E402
from coding.rules.principal_comparison import WEIGHT, comparisons  # noqa: E402
from coding.work.reading_files import files_read  # noqa: E402
from tests.cases.page_cases import load_cases  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterable

_RIGHT = {"允": ("允许",), "疑": ("存疑", "禁止"), "或": ("允许", "存疑")}
#: The tables of comparison; in ``ties`` each of two may give way to the other.
TABLES = (
    "terminal",
    "cause",
    "symptom",
    "stable",
    "tumour",
    "factor",
    "obstetric",
    "newborn",
    "poisoning",
    "ward",
    "finding",
    "words",
    "trifle",
)


def main() -> int:
    """Print the figures; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reference", type=Path, default=ROOT.parent / "shared" / "reference")
    parser.add_argument("--misses", action="store_true", help="tell every page and row")
    options = parser.parse_args()
    knowledge = load_knowledge(_source(options.reference))
    _right_pages("clean cases", (case.page for case in load_cases("clean")), knowledge, misses=options.misses)
    _right_pages("sample", _pages(resource_path("sample/sample_n041.csv")), knowledge, misses=options.misses)
    for name, folder in (("reference", options.reference / "truth"), ("cases", ROOT / "tests" / "cases" / "truth")):
        if (folder / "pages.csv").is_file():
            _right_pages(f"right pages, {name}", _right_of(folder), knowledge, misses=options.misses)
    _situations(load_knowledge(), misses=options.misses)
    pairs = contradictions()
    print(f"pairs that give way to each other by the tables: {len(pairs)}", *pairs[:40], sep="\n")
    return 0


def _source(reference: Path) -> KnowledgeSource:
    codes, scheme = reference / "codes", reference / "drg" / "chs_drg_11"
    if not (codes.is_dir() and scheme.is_dir()):
        return KnowledgeSource()
    return KnowledgeSource(
        dx_table=str(codes / "icd10_yibao2.csv"), px_table=str(codes / "icd9cm3_yibao2.csv"), scheme=str(scheme)
    )


def _pages(file: Path) -> list[FrontPage]:
    return [page for read in files_read([file], datetime.now()) for page in read.reading.pages]


def _right_of(folder: Path) -> list[FrontPage]:
    """The clean pages and the errors put right."""
    with (folder / "expected.csv").open(encoding="utf-8-sig", newline="") as lines:
        right = {int(row["row"]) for row in csv.DictReader(lines) if row["kind"] in ("clean", "twin")}
    return [page for page in _pages(folder / "pages.csv") if page.origin.row in right]


def _right_pages(name: str, pages: Iterable[FrontPage], knowledge: Knowledge, *, misses: bool) -> None:
    rules: Counter[str] = Counter()
    told, of, doubted = [], 0, 0
    for page in pages:
        seen = examine(page, knowledge)
        of += 1
        if verdict_on(seen, "diagnosis") is Choice.ALLOWED:
            continue
        doubted += 1
        against = [f for f in about_first(seen, "diagnosis") if f.severity is not Severity.INFO]
        rules.update({f.rule for f in against})
        told.append(f"  {page.diagnoses[0].code} {page.diagnoses[0].name}: {[(f.rule, f.message) for f in against]}")
    print(f"{name}: principal doubted on {doubted} of {of}, {100 * doubted / max(of, 1):.1f} a 100  {dict(rules)}")
    if misses:
        print(*told, sep="\n")


def _situations(knowledge: Knowledge, *, misses: bool) -> None:
    with (ROOT / "tests" / "cases" / "principal_situations.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    right, of = 0, 0
    for row in rows:
        page = read_example(row["page"])[0]
        for verdict, letter in zip(principal_verdicts(page, knowledge), row["verdicts"], strict=False):
            of += 1
            said = verdict.choice.value if verdict.choice else ""
            right += said in _RIGHT[letter]
            if misses and said not in _RIGHT[letter]:
                print(f"  {row['title']} {verdict.index}: {said}, due {letter}")
    print(f"situations: {right} of {of} rows of {len(rows)} pages have the verdict of the teaching")


def contradictions() -> list[tuple[str, str, str, str]]:
    """Pairs of subcategories that give way to each other by the tables, and neither plainly: tables and codes.

    Between two tables of ``WEIGHT`` the weightier has the last word; pairs of one table have none.
    """
    codes = sorted({entry.code[:5] for entry in load_knowledge().codes.dx if "." in entry.code})
    every = [one for table in TABLES for rows in comparisons(table).values() for one in rows]
    unconditional = {
        id(one): one for one in every if not (one.with_op or one.wards or one.treated in ("better", "only"))
    }.values()
    asked = [one for one in unconditional if not one.is_plain]  # a row that plainly gives way is not named
    worse = {one: frozenset(c for c in codes if c in one.worse) for one in asked}
    better = {one: frozenset(c for c in codes if c in one.better) for one in asked}
    found = []
    for first in worse:
        for second in worse:
            if first.table != second.table and {first.table, second.table} <= set(WEIGHT):
                continue
            here, there = worse[first] & better[second], worse[second] & better[first]
            found += [(first.table, second.table, a, b) for a in sorted(here) for b in sorted(there) if a < b]
    return sorted(set(found))


if __name__ == "__main__":
    raise SystemExit(main())
