"""How judging grows with the rows of a page and with the length of its texts: ``python -m tools.growth``.

For every embedded rule the page of its own failing example, with its rows repeated 150 and 600 times (what an export
gone wrong brings) and, in another run, its texts made 16 and 64 times longer; then whole pages of 500, 1,000, 2,000
and 4,000 diagnoses and procedures, and a batch in which all pages carry one identity number. Prints seconds of this
thread on the processor, and every rule that grows faster than its page; exit 1 if any.
"""

from __future__ import annotations

import random
import sys
import time
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from coding.base.resources import resource_table
from coding.examine.examine import examine
from coding.knowledge.knowledge import Knowledge, load_knowledge
from coding.page.context import Context
from coding.page.rows import Diagnosis, Procedure
from coding.rules.engine import judged
from coding.rules.example import read_example
from coding.rules.facts import Facts
from coding.rules.local import compile_row, embedded_rows

if TYPE_CHECKING:
    from coding.page.front_page import FrontPage
    from coding.rules.rule import CompiledRule

#: Four times the page may take so many times as long: four, and what the machine adds. Quadratic is sixteen.
MOST = 9.0
#: Below so many seconds nothing is said.
_LEAST = 0.004
AS_OF = datetime(2026, 11, 1)


def longer_page(page: FrontPage, times: int) -> FrontPage:
    """The page with each of its rows so many times, the first diagnosis and procedure in front."""
    return replace(page, diagnoses=page.diagnoses * times, procedures=page.procedures * times)


def longer_texts(page: FrontPage, times: int) -> FrontPage:
    """The page with each of its longer texts so many times."""

    def long(text: str) -> str:
        return text * times if len(text) > 3 and not text[:2].isdigit() else text

    return replace(
        page,
        values={key: long(text) for key, text in page.values.items()},
        diagnoses=tuple(replace(row, name=long(row.name)) for row in page.diagnoses),
        procedures=tuple(replace(row, name=long(row.name)) for row in page.procedures),
    )


def seconds_of(rule: CompiledRule, page: FrontPage, knowledge: Knowledge, context: Context) -> float:
    """What judging one rule on a page takes, without what all rules share."""
    grouping = knowledge.reference.group(page)
    facts = Facts(page, knowledge.reference, context, grouping, knowledge.reference.price(page, grouping))
    began = time.thread_time()
    judged(rule, facts)
    return time.thread_time() - began


def growth_of(rule_id: str, knowledge: Knowledge) -> list[tuple[str, float, float]]:
    """The two ways a page grows in which a rule takes much longer than it should: which, seconds before and after."""
    row = embedded_rows()[rule_id]
    found = []
    for text in (row["fails"], row["near"]):
        if not text:
            continue
        page, neighbours, as_of = read_example(text)
        context, rule = Context(as_of=as_of, neighbours=neighbours), compile_row(row, rule_id)
        for name, larger, few in (("rows", longer_page, 150), ("texts", longer_texts, 16)):
            small, large = larger(page, few), larger(page, 4 * few)
            seconds_of(rule, small, knowledge, context)
            before, after = (seconds_of(rule, p, knowledge, context) for p in (small, large))
            if after > _LEAST and after > MOST * before:
                before, after = (min(seconds_of(rule, p, knowledge, context) for _ in "abc") for p in (small, large))
                if after > MOST * before:
                    found.append((name, before, after))
    return found


def random_page(diagnoses: int, procedures: int) -> FrontPage:
    """A page of so many embedded codes with their names, taken at random, the same in every run."""
    chance = random.Random(5)
    dx = resource_table("codes/icd10.csv", "code", "name")
    px = resource_table("codes/icd9cm3.csv", "code", "name")
    dx_rows, px_rows = list(dx), list(px)
    page = read_example("sex=1 | age_years=40 | los_days=3 | dx=K80.200 胆囊结石 poa=1")[0]
    return replace(
        page,
        diagnoses=tuple(Diagnosis(r["code"], r["name"], "1") for r in chance.choices(dx_rows, k=diagnoses)),
        procedures=tuple(Procedure(r["code"], r["name"]) for r in chance.choices(px_rows, k=procedures)),
    )


def main() -> int:
    """Print the figures; 1 where a rule grows faster than its page."""
    knowledge = load_knowledge()
    context = Context(as_of=AS_OF)
    examine(random_page(3, 3), knowledge, context)
    for rows in (500, 1000, 2000, 4000):
        taken = []
        for page in (random_page(rows, 5), random_page(5, rows)):
            began = time.thread_time()
            examine(page, knowledge, context)
            taken.append(time.thread_time() - began)
        print(f"{rows:5} diagnoses {taken[0]:6.2f} s   {rows:5} procedures {taken[1]:6.2f} s")
    above = 0
    for rule_id in embedded_rows():
        for name, before, after in growth_of(rule_id, knowledge):
            above += 1
            print(f"{rule_id}: four times the {name} take {after / before:.0f} times as long ({after:.3f} s)")
    print(f"{len(embedded_rows())} rules, {above or 'none'} above linear")
    return 1 if above else 0


if __name__ == "__main__":
    sys.exit(main())
