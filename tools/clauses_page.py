"""Write ``docs/clauses.md``: every clause that a rule can rest on, and whether we have read it.

Run as ``python -m tools.clauses_page`` after ``resources/rules/tables/clauses.csv`` was changed; it tells how many
clauses there are, how many we have read, and how many rules cite them.
"""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from coding.rules.clauses import Read, citations, embedded_clauses
from coding.rules.local import embedded_rows
from coding.rules.violations import violations

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from coding.rules.clauses import Clause

PAGE = Path(__file__).resolve().parent.parent / "docs" / "clauses.md"
_HEAD = """# 规则依据

规则的 `basis`（依据）一列只能引用下表中的条款：写明文件的文号（没有文号的写名称）和条款，几处依据用分号隔开。
引用在表中找不到，测试不通过，所以没有人能凭空写出一条条款。表在 `resources/rules/tables/clauses.csv`，本页由
`python -m tools.clauses_page` 写出。

“已读原文”：我们见到了这一条的文字（公开的原文、转载或逐字摘录）；“已读节录”：只见到一部分；“未读原文”：条号和大意按
业内通行的说法写，没有对照原文。哪一条读过，规则库窗口逐条标明；检查结果的文字里不写。含义一列是我们自己的话，不是条文。
日期是施行（没有写明施行日期的为印发）的日期，空着的没有核实；只依据有日期的文件的规则，从该日起的出院病案才判断。

`ICD-10 第一卷 … 注`、`ICD-9-CM-3 … 注` 指所举类目、亚目自身的名称、细目和包括、不包括、另编码的说明。
"""
_VIOLATIONS = """
## 违规类别

规则的 `violation` 一列：发现的问题如果属实，可能属于医保的哪一类违规。只是提醒，认定在医保部门。

| 类别 | 含义 | 依据 |
|---|---|---|
"""


def cited_by() -> Mapping[str, int]:
    """How many embedded rules cite each clause, by its key."""
    counts: Counter[str] = Counter()
    for row in embedded_rows().values():
        counts.update({clause.key for citation in citations(row["basis"]) for clause in citation.clauses})
    return counts


def clauses_page() -> str:
    """The page as it should be."""
    parts = [_HEAD]
    for (document, number), clauses in groupby(embedded_clauses(), lambda c: (c.document, c.number)):
        parts.append(f"\n## {document}{number}\n\n{_table(clauses)}")
    parts.append(_VIOLATIONS + "".join(f"| {v.name} | {v.sense} | {v.basis} |\n" for v in violations().values()))
    return "".join(parts)


def _table(clauses: Iterable[Clause]) -> str:
    lines = ["| 条款 | 含义 | 日期 | 是否读过 | 发布 |", "|---|---|---|---|---|"]
    for one in clauses:
        days = "—".join(str(day) for day in (one.since, one.until) if day)
        lines.append(f"| {one.article or '全文'} | {one.sense} | {days} | {one.read.label} | {one.published} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the page and tell the figures."""
    PAGE.write_text(clauses_page(), encoding="utf-8", newline="\n")
    read = Counter(one.read for one in embedded_clauses())
    print("条款：" + "，".join(f"{kind.label} {read[kind]}" for kind in Read))
    rows = embedded_rows().values()
    dated = sum(bool(row["valid_from"] or row["valid_to"]) for row in rows)
    sure = sum(row["strength"] == "clear" for row in rows)
    print(f"规则：{len(rows)} 条，引用条款 {len(cited_by())} 条；有生效日期 {dated} 条；明确 {sure} 条")


if __name__ == "__main__":
    main()
