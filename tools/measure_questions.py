"""Measure how often treatment without a diagnosis is asked about (FP-ACC-112) where nothing is wrong.

    python -m tools.measure_questions [--reference DIR]

Right pages carry no orders: each is given the ordinary ones of a ward, routine laboratory, imaging, prophylaxis. What
is asked then is a wrong alarm. Prints the share of pages that are asked about; at most 2 in 100 are accepted.
"""

from __future__ import annotations

import argparse
import csv
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from coding.base.resources import resource_path
from coding.examine.examine import examine
from coding.exchange.read import read_file
from coding.knowledge.knowledge import load_knowledge
from tests.cases.page_cases import load_cases

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coding.knowledge.knowledge import Knowledge
    from coding.page.front_page import FrontPage

ROOT = Path(__file__).resolve().parent.parent
RULE = "FP-ACC-112"
#: What is ordered and reported on many a right page and asks for nothing by itself.
ROUTINE = (
    "血常规；尿常规；肝功能；肾功能；电解质；凝血四项；胸部CT平扫；心电图；静脉采血；吸氧；0.9%氯化钠注射液；氯化钾注射液；"
    "头孢呋辛钠 术前30分钟；呋塞米；尿培养阴性；二甲双胍；胰岛素；低分子肝素"
)


def share_asked(pages: Sequence[FrontPage], knowledge: Knowledge) -> float:
    """The share of these pages that are asked about once they have the routine orders."""
    ordered = [_with_orders(page) for page in pages]
    asked = [page for page in ordered if any(f.rule == RULE for f in examine(page, knowledge).findings)]
    return len(asked) / len(ordered)


def right_pages(truth: Path) -> list[FrontPage]:
    """The clean pages and the mended twins of the truth."""
    with (truth / "expected.csv").open(encoding="utf-8-sig", newline="") as file:
        kinds = [row["kind"] for row in csv.DictReader(file)]
    pages = read_file(truth / "pages.csv").pages
    return [page for page, kind in zip(pages, kinds, strict=True) if kind in ("clean", "twin")]


def _with_orders(page: FrontPage) -> FrontPage:
    values = {**page.values, "wf_order_items": ROUTINE}
    return replace(page, values=values, supplied=page.supplied | {"wf_order_items"})


def main() -> None:
    parser = argparse.ArgumentParser(description="FP-ACC-112 on right pages with routine orders")
    parser.add_argument("--reference", type=Path, default=ROOT.parent / "shared" / "reference")
    arguments = parser.parse_args()
    knowledge = load_knowledge()
    sets = {
        "clean cases": [case.page for case in load_cases("clean")],
        "sample": read_file(resource_path("sample/sample_n041.csv")).pages,
    }
    if (arguments.reference / "truth").is_dir():
        sets["truth, clean and twins"] = right_pages(arguments.reference / "truth")
    for name, pages in sets.items():
        print(f"{name}: {share_asked(pages, knowledge):.1%} of {len(pages)} pages")


if __name__ == "__main__":
    main()
