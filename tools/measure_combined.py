"""Measure how often the rules on combined codes and on morphology speak: a noise check, not a test.

    python -m tools.measure_combined [--reference DIR] [--show]

Prints for each set of pages the share with a warning and with a question of these rules, and the rules that spoke.
Right pages: the clean cases, the clean pages and put-right twins of the truth. The sample has seeded defects; the
cases of the grouping are mostly codes put together at random. ``--show`` prints every message.
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from coding.base.resources import resource_path
from coding.examine.examine import examine
from coding.exchange.read import read_file
from coding.knowledge.knowledge import KnowledgeSource, load_knowledge
from coding.page.finding import Severity
from coding.page.front_page import FrontPage
from coding.page.rows import Diagnosis, Procedure
from tests.cases.page_cases import load_cases
from tools.measure_questions import right_pages

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from coding.knowledge.knowledge import Knowledge
    from coding.page.finding import Finding

ROOT = Path(__file__).resolve().parent.parent
KINDS = frozenset({"combined", "unfollowed_pathology", "histology_and_site", "histology_and_code"})


def told(pages: Sequence[FrontPage], knowledge: Knowledge) -> list[list[Finding]]:
    """What these rules say of each page."""
    rules = {c.rule.id for c in knowledge.rules.rules if c.rule.kind in KINDS}
    return [[f for f in examine(page, knowledge).findings if f.rule in rules] for page in pages]


def grouped_cases(path: Path) -> Iterator[FrontPage]:
    """The cases of the grouping as pages: codes alone, without words."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            yield FrontPage(
                values={"sex": row["sex"], "age_years": row["age"], "age_days": row["age_days"]},
                diagnoses=tuple(Diagnosis(code=code, poa="1") for code in row["dx"].split("|") if code),
                procedures=tuple(Procedure(code=code) for code in row["px"].split("|") if code),
            )


def main() -> None:
    parser = argparse.ArgumentParser(description="how often the rules on combined codes and morphology speak")
    parser.add_argument("--reference", type=Path, default=ROOT.parent / "shared" / "reference")
    parser.add_argument("--show", action="store_true", help="print every message")
    arguments = parser.parse_args()
    reference = arguments.reference
    table = reference / "codes" / "icd10_yibao2.csv"
    knowledge = load_knowledge(KnowledgeSource(dx_table=str(table)) if table.exists() else KnowledgeSource())
    sets: dict[str, Sequence[FrontPage]] = {
        "clean cases": [case.page for case in load_cases("clean")],
        "sample": read_file(resource_path("sample/sample_n041.csv")).pages,
    }
    for name, folder in (("truth", reference / "truth"), ("truth of our own", ROOT / "tests" / "cases" / "truth")):
        if (folder / "pages.csv").is_file():
            sets[f"{name}, clean and twins"] = right_pages(folder)
    if (reference / "drg" / "cases_dev.csv").is_file():
        sets["cases of the grouping"] = list(grouped_cases(reference / "drg" / "cases_dev.csv"))
    for name, pages in sets.items():
        _report(name, told(pages, knowledge), show=arguments.show)


def _report(name: str, findings: list[list[Finding]], *, show: bool) -> None:
    shares = [
        sum(any(f.severity is severity for f in said) for said in findings) / len(findings)
        for severity in (Severity.WARNING, Severity.INFO)
    ]
    print(f"{name}: {len(findings)} pages, warning on {shares[0]:.1%}, question on {shares[1]:.1%}")
    counted = Counter(f.rule for said in findings for f in said)
    print("  " + ", ".join(f"{rule} {count}" for rule, count in counted.most_common(12)))
    if show:
        for said in findings:
            for finding in said:
                print(f"  {finding.rule} {finding.severity.value} {finding.message}")


if __name__ == "__main__":
    main()
