"""Put each kind of defect into clean pages and tell, rule by rule, what is found: ``python -m tools.seed_defects``.

The clean pages are those of the sample that bear no seeded defect. A defect is the failing example of a rule, laid
over a clean page: its fields, its diagnoses and procedures; what the example leaves open stays as the clean page has
it. Printed: the rules found and missed, what else is said beside them, and what the clean pages raise as they are.
With ``--dx-table`` … the same under a hospital's tables; with ``--codes`` (kind, code, in_records) further diagnoses
are drawn onto the clean pages by how often they occur.
"""

from __future__ import annotations

import argparse
import csv
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from datetime import datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from coding.base.resources import resource_path
from coding.commands.inputs import knowledge_source
from coding.examine.examine import examine
from coding.exchange.read import read_file
from coding.knowledge.knowledge import Knowledge, load_knowledge
from coding.page.context import Context
from coding.page.fields import field_key
from coding.page.finding import Finding, Severity
from coding.page.front_page import FrontPage
from coding.page.rows import Diagnosis, Procedure
from coding.rules.example import read_example
from coding.rules.rule import CompiledRule

AS_OF = datetime(2026, 12, 31)


def clean_pages() -> list[FrontPage]:
    """The pages of the sample without a seeded defect."""
    with resource_path("sample/defects.csv").open(encoding="utf-8-sig", newline="") as file:
        seeded = {row["case_no"] for row in csv.DictReader(file)}
    pages = read_file(resource_path("sample/sample_n041.csv")).pages
    return [page for page in pages if page.case_no not in seeded]


def laid_over(page: FrontPage, compiled: CompiledRule) -> tuple[FrontPage, Context]:
    """A clean page with the defect of an example, and what it is judged with."""
    rule, example = compiled.rule, compiled.rule.fails
    wrong, others, as_of = read_example(example)
    emptied = {part.split("=")[0].strip() for part in example.split(" // ")[0].split("|") if part.strip().endswith("=")}
    emptied |= (compiled.reads or frozenset()) - set(wrong.values)  # what the rule reads and the example leaves blank
    values = {key: text for key, text in page.values.items() if key not in emptied} | dict(wrong.values)
    read = {key for item in rule.fields for key in item} | set(rule.optional)
    diagnoses = tuple(_filled(d, page.diagnoses[:1], "diagnosis", i, read) for i, d in enumerate(wrong.diagnoses))
    procedures = tuple(_filled(p, page.procedures[:1], "procedure", i, read) for i, p in enumerate(wrong.procedures))
    seeded = replace(
        page,
        values=values,
        diagnoses=diagnoses or page.diagnoses,
        procedures=procedures or (() if "procedure" in (compiled.reads or ()) else page.procedures),
        intensive_cares=wrong.intensive_cares or page.intensive_cares,
        supplied=page.supplied | wrong.supplied | frozenset(emptied),
        origin=wrong.origin if wrong.origin.layout else page.origin,
    )
    return seeded, Context(as_of or AS_OF, others or ())


def _filled(
    row: Diagnosis | Procedure, like: Sequence[Diagnosis | Procedure], group: str, index: int, read: set[str]
) -> Diagnosis | Procedure:
    """A row of an example with what it leaves open taken from a clean row, but for what the rule reads."""
    if not like:
        return row
    blank = [f.name for f in fields(row) if not getattr(row, f.name) and f.name not in ("code", "name")]
    kept = {name: getattr(like[0], name) for name in blank if field_key(group, name, index) not in read}
    return replace(row, **kept)


def with_drawn_codes(pages: Sequence[FrontPage], path: str, knowledge: Knowledge) -> Iterator[FrontPage]:
    """The pages with two further diagnoses each, drawn by how often they occur and named as the table names them."""
    dice = random.Random(1)
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["kind"] == "dx" and row["code"][:1] in "EIKMGJN"]
    weights = [int(row["in_records"]) for row in rows]
    for page in pages:
        had = {d.code for d in page.diagnoses}
        drawn = [row["code"] for row in dice.choices(rows, weights, k=2) if row["code"] not in had]
        more = tuple(Diagnosis(code, knowledge.codes.dx.name(code), "1") for code in dict.fromkeys(drawn))
        yield replace(page, diagnoses=(*page.diagnoses, *more))


def main() -> None:
    """Seed, judge, print."""
    parser = argparse.ArgumentParser(description="把各规则的缺陷放进干净的首页，逐条统计查出与漏查")
    for name in ("--dx-table", "--px-table", "--scheme", "--tariff", "--dx-map", "--px-map", "--codes"):
        parser.add_argument(name)
    parser.add_argument("--pages", type=int, default=3, help="每条规则用几页")
    arguments = parser.parse_args()
    knowledge = load_knowledge(knowledge_source(arguments))
    clean = clean_pages()
    _defects(clean, knowledge, arguments.pages)
    _clean("样本中的干净页", clean, knowledge)
    if arguments.codes:
        _clean("另加常见诊断的干净页", list(with_drawn_codes(clean, arguments.codes, knowledge)), knowledge)


def _defects(clean: Sequence[FrontPage], knowledge: Knowledge, count: int) -> None:
    dice = random.Random(0)
    total: Counter[str] = Counter()
    beside: Counter[int] = Counter()
    for compiled in knowledge.rules.rules:
        rule = compiled.rule
        if not rule.fails:
            total["无示例"] += 1
            continue
        said: Counter[str] = Counter()
        for page in dice.sample(clean, count):
            seeded, context = laid_over(page, compiled)
            seen = examine(seeded, knowledge, context)
            found = any(f.rule == rule.id for f in seen.findings)
            silenced = any(f.rule in rule.yields_to for f in seen.findings)
            unjudged = any(n.rule == rule.id for n in seen.not_judged)
            said["查出" if found else "由他条说出" if silenced else "未判断" if unjudged else "漏查"] += 1
            beside[sum(f.rule != rule.id and f.severity is Severity.ERROR for f in seen.findings)] += 1
        verdict = next(word for word in ("查出", "由他条说出", "未判断", "漏查") if said[word])
        total[verdict] += 1
        if said["查出"] < count:
            print(f"{rule.id}  {'，'.join(f'{k} {v}' for k, v in said.items())}  {rule.message[:40]}")
    print(f"规则 {sum(total.values())} 条：" + "，".join(f"{k} {v}" for k, v in total.items()))
    print("每个缺陷之外另有强制问题数：" + "，".join(f"{n} 个 {c} 页" for n, c in sorted(beside.items())))


def _clean(title: str, pages: Sequence[FrontPage], knowledge: Knowledge) -> None:
    context = Context(AS_OF, ())
    raised: Counter[tuple[str, str]] = Counter()
    errors = noisy = 0
    for page in pages:
        findings: tuple[Finding, ...] = examine(page, knowledge, context).findings
        errors += any(f.severity is Severity.ERROR for f in findings)
        noisy += sum(f.severity is Severity.WARNING for f in findings) > 2
        raised.update((f.severity.value, f.rule) for f in findings if f.severity is not Severity.INFO)
    print(f"{title} {len(pages)} 页：有强制问题 {errors} 页，提示多于 2 条 {noisy} 页")
    for (severity, rule), times in raised.most_common():
        print(f"  {rule} {severity} {times}")


if __name__ == "__main__":
    main()
