"""Write ``docs/coding-review/``: every table by which the coding rules judge, as a sheet that a coder can read.

    python -m tools.write_review_pages

One page a part: principal, operations, combined codes, pathology, words. Each row has its source, each rule
its message and clause. A test holds the pages to the tables.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).resolve().parent.parent
RULES = ROOT / "resources" / "rules"
FOLDER = ROOT / "docs" / "coding-review"


@dataclass(frozen=True, slots=True)
class Part:
    """One page: its file, title, what it is for, its rule files and its tables (patterns below ``tables``)."""

    file: str
    title: str
    about: str
    rules: tuple[str, ...]
    tables: tuple[str, ...]


PARTS: Final = (
    Part(
        "principal.md",
        "主要诊断的比较",
        "每一行 `worse` 在页上有 `better` 同在时，作主要诊断存疑（并列的只作说明）。`but` 一类的列写明什么时候不比。",
        ("principal_comparison.csv", "coding_principal.csv"),
        ("principal_*.csv", "symptom_causes.csv"),
    ),
    Part(
        "operations.md",
        "手术与指征、手术的另编码",
        "手术按类目、骨和关节列出可以作其指征的诊断；`@名` 是诊断组。只补充说明的、各科都做的操作写 `*`，不比。",
        ("operation_indication.csv", "coding_procedures.csv"),
        ("operation_indications.csv", "indication_groups.csv", "operation_companions.csv"),
    ),
    Part(
        "combined.md",
        "合并编码",
        "`a` 与 `b` 分开写而分类有合并的 `c`。",
        ("combined_codes.csv", "coding_combinations.csv"),
        ("combined_codes.csv",),
    ),
    Part(
        "morphology.md",
        "形态学与部位",
        "组织学类型与部位、病理与诊断。",
        ("morphology_site.csv", "coding_neoplasm.csv"),
        ("morphology_sites.csv", "neoplasm_sites.csv"),
    ),
    Part(
        "words.md",
        "名称与编码",
        "同一个判断供规则、编码建议和窗口使用。",
        ("words_against_code.csv",),
        ("word_code_opposites.csv", "word_qualities.csv"),
    ),
)
_RULE_COLUMNS: Final = ("id", "severity", "message", "hint", "basis")
_SEVERITIES: Final = {"error": "强制", "warning": "提示", "info": "信息"}
_HEADINGS: Final = {
    "id": "规则", "severity": "程度", "message": "消息", "hint": "怎么改", "basis": "依据", "worse": "不宜作主诊",
    "better": "更合适的", "why": "理由", "treated": "治疗", "with_op": "须有手术", "unless_op": "有此手术不比",
    "unless": "有此诊断不比", "wards": "只在科别", "not_wards": "科别除外", "past": "名称含此不比",
    "source": "出处", "operations": "手术", "diagnoses": "诊断", "expects": "应有的诊断", "region": "部位",
    "note": "说明", "name": "名称", "own": "本器官的疾病", "codes": "编码", "rank": "轻重", "label": "称呼",
    "group": "组", "grade": "把握", "about": "关于", "way": "做法", "words": "用词", "but": "除外",
    "given": "前提", "rule": "规则", "part": "章", "histology": "组织学", "sites": "部位", "instead": "编在",
    "exact": "应为", "named": "名称含", "not_named": "名称不含", "beside": "另有手术", "wanted": "另编",
    "says": "编码所指", "right": "应编", "kind": "类", "axis": "轴", "quality": "性质", "opposes": "相反",
    "lacks": "编码未说", "symptom": "症状", "causes": "病因", "diseases": "疾病", "malignant": "恶性",
    "in_situ": "原位", "benign": "良性", "uncertain": "未定",
}  # fmt: skip


def pages() -> Iterator[tuple[str, str]]:
    """The name of each page, and its text."""
    yield "README.md", _index()
    for part in PARTS:
        yield part.file, _page(part)


def main() -> int:
    """Write the pages; the exit code."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in pages():
        (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")
    return 0


def _index() -> str:
    lines = [
        "# 编码规则的数据表",
        "",
        "规则按下列各表判断。每张表都是 `resources/rules/tables/` 中的 CSV，每行写明出处；本页由",
        "`python -m tools.write_review_pages` 从表写出，供编码员逐行审阅。发现不对的，改表，不改程序。",
        "",
        "| 部分 | 表 | 行数 |",
        "|---|---|---|",
    ]
    tables = [(part, table) for part in PARTS for table in _tables(part)]
    lines += [f"| [{p.title}]({p.file}) | `{table.name}` | {len(_read(table)[2])} |" for p, table in tables]
    return "\n".join([*lines, ""])


def _page(part: Part) -> str:
    lines = [f"# {part.title}", "", part.about, "", "## 规则", ""]
    for name in part.rules:
        _, header, rows = _read(RULES / name)
        shown = [[_cell_of(row, header, column) for column in _RULE_COLUMNS] for row in rows if _is_on(row, header)]
        lines += [f"`{name}`", "", *_table(_RULE_COLUMNS, shown), ""]
    for table in _tables(part):
        notes, header, rows = _read(table)
        lines += [f"## `{table.name}`（{len(rows)} 行）", "", *(f"{note}" for note in notes), *([""] if notes else [])]
        kept = [n for n, _ in enumerate(header) if any(row[n].strip() for row in rows if n < len(row))]
        body = [[row[n] if n < len(row) else "" for n in kept] for row in _spelt_out(rows)]
        lines += [*_table([header[n] for n in kept], body), ""]
    return "\n".join(lines)


def _tables(part: Part) -> list[Path]:
    return [found for pattern in part.tables for found in sorted((RULES / "tables").glob(pattern))]


def _read(path: Path) -> tuple[list[str], list[str], list[list[str]]]:
    """The remarks at the head of a table, its header, its rows."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = [row for row in csv.reader(lines) if row]
    notes = [",".join(row).lstrip("# ").strip() for row in rows if row[0].startswith("#")]
    rest = [row for row in rows if not row[0].startswith("#")]
    return notes, rest[0], rest[1:]


def _spelt_out(rows: Sequence[list[str]]) -> list[list[str]]:
    """Rows with 〃 written out."""
    found: list[list[str]] = []
    for row in rows:
        found.append([found[-1][n] if cell.strip() == "〃" and found else cell for n, cell in enumerate(row)])
    return found


def _is_on(row: list[str], header: list[str]) -> bool:
    return row[header.index("on")] == "1"


def _cell_of(row: list[str], header: list[str], column: str) -> str:
    cell = row[header.index(column)]
    return _SEVERITIES.get(cell, cell) if column == "severity" else cell


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    named = [_HEADINGS.get(column, column) for column in header]
    return [
        f"| {' | '.join(named)} |",
        f"|{'---|' * len(named)}",
        *(f"| {' | '.join(_plain(cell) for cell in row)} |" for row in rows),
    ]


def _plain(text: str) -> str:
    return " ".join(text.replace("|", "\\|").replace("*", "\\*").split())


if __name__ == "__main__":
    raise SystemExit(main())
