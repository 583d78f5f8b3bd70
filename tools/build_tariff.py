"""The demonstration tariff: weights of the bundled sample under the built-in scheme.

    python tools/build_tariff.py [SAMPLE.csv] [OUT.csv]

Weight = mean cost of the group / mean cost of all grouped pages; rate = mean cost of all, so that payment
equals the mean cost of the group. Groups without a page get a derived weight, marked in ``estimated``.
"""

from __future__ import annotations

import csv
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from coding.base.resources import resource_path
from coding.drg.scheme import embedded_scheme
from coding.exchange.read import read_file
from coding.grouping.page_case import case_of
from coding.payment.weights import Cost, derived_weights, mean_cost, weights_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coding.page.front_page import FrontPage


def sample_costs(pages: Iterable[FrontPage]) -> list[Cost]:
    """Group and cost of every page that is grouped and has a total."""
    scheme = embedded_scheme()
    costs = []
    for page in pages:
        result = scheme.group(case_of(page))
        total = page.number("fee_total")
        if result.is_grouped and total:
            days = page.number("los_days")
            costs.append(Cost(result.drg, float(total), float(days) if days is not None else None))
    return costs


def main() -> None:
    sample = Path(sys.argv[1]) if len(sys.argv) > 1 else resource_path("sample/sample_n041.csv")
    out = Path(sys.argv[2]) if len(sys.argv) > 2 else resource_path("tariffs/demo.csv")
    scheme = embedded_scheme()
    pages = read_file(sample).pages
    costs = sample_costs(pages)
    (hospital,) = {page.text("org_code") for page in pages}
    own = weights_of(costs)
    derived = derived_weights(own, scheme.groups, scheme)
    with out.open("w", encoding="utf-8", newline="") as file:
        file.write(
            "# 名称: 演示费率（由随带样例计算，不是任何地区的费率）\n"
            "# 地区: 演示\n"
            f"# 机构: {hospital}\n"
            f"# 费率: {mean_cost(costs):.0f}\n"
            f"# 说明: 权重=样例中该组均费÷全部均费（{len(costs)} 份）；estimated=1 的组在样例中没有病例，"
            "按同 ADRG 或同 MDC 推算\n"
            "# 由 tools/build_tariff.py 生成\n"
        )
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("drg_code", "weight", "mean_cost", "mean_los", "pages", "estimated"))
        for drg in scheme.groups:
            if found := own.get(drg):
                cost = "" if found.mean_cost is None else f"{found.mean_cost:.0f}"
                days = "" if found.mean_los is None else f"{found.mean_los:.1f}"
                writer.writerow((drg, f"{found.weight:.4f}", cost, days, found.pages, ""))
            elif found := derived.get(drg):
                writer.writerow((drg, f"{found.weight:.2f}", "", "", "", 1))
    print(f"{date.today()}: {len(own)} groups from {len(costs)} pages, {len(derived)} derived -> {out}")


if __name__ == "__main__":
    main()
