"""Write ``docs/coder-review.md``: the tables behind the rules as sheets that a coder can read and object to.

Run as ``python -m tools.coder_review`` after a table was changed. A further table is a further line of ``SHEETS``.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from coding.base.resources import resource_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

PAGE = Path(__file__).resolve().parent.parent / "docs" / "coder-review.md"
_HEAD = (
    "# 编码员审阅：规则所查的表\n\n"
    "这一页由 `python -m tools.coder_review` 按 `resources/rules/tables` 写出，供有经验的编码员逐行审阅："
    "一行一个事实，最后一列是依据。不同意哪一行，改表里那一行（或用 `unless`、`but` 加例外），不用改程序；"
    "改法见 [rules.md](rules.md)。\n"
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table and how it is shown: columns with their headings, and the columns whose values part it into chapters."""

    file: str
    title: str
    tells: str
    columns: tuple[tuple[str, str], ...]
    parted_by: tuple[str, ...] = ()


SHEETS = (
    Sheet(
        "combined_codes.csv",
        "合并编码",
        "甲、乙分开写而分类有一个合并的编码。“明确”的按分类注释即可改（提示），“询问”的须医师先明确（信息）。"
        "同一格里用 / 隔开的各组一一对应；| 依次取在用码表有的；、 由编码员选。",
        (
            ("about", "情况"), ("a", "甲"), ("b", "乙"), ("c", "应编"), ("way", "做法"), ("words", "名称须有"),
            ("but", "名称有则不报"), ("given", "还须有"), ("unless", "有则不报"), ("rule", "规则"), ("source", "依据"),
        ),
        ("part", "grade"),
    ),
    Sheet(
        "morphology_sites.csv",
        "组织学类型与部位",
        "恶性（动态码 /3、/6）时，原发部位应在“部位”之内；编在“误编为”中的应为“应编”。",
        (
            ("name", "组织学类型"), ("histology", "形态学"), ("sites", "部位"), ("instead", "误编为"),
            ("exact", "应编"), ("source", "依据"),
        ),
    ),
    Sheet(
        "neoplasm_sites.csv",
        "病理明确以后的肿瘤编码",
        "主要诊断仍是肿物、囊肿、息肉、结节，而病理已明时，提示语里说的肿瘤编码。",
        (
            ("part", "部位"), ("diseases", "原诊断"), ("malignant", "恶性"), ("in_situ", "原位"), ("benign", "良性"),
            ("uncertain", "动态未定"),
        ),
    ),
)  # fmt: skip


def written() -> str:
    """The page as it should be."""
    return "\n".join([_HEAD, *(line for sheet in SHEETS for line in _shown(sheet))]) + "\n"


def _shown(sheet: Sheet) -> Iterator[str]:
    names = [name for name, _ in sheet.columns]
    rows = list(resource_table(f"rules/tables/{sheet.file}", *names, *sheet.parted_by))
    yield f"## {sheet.title}\n\n{sheet.tells}（`tables/{sheet.file}`，{len(rows)} 行）\n"
    for chapter in dict.fromkeys(tuple(row[key] for key in sheet.parted_by) for row in rows):
        chosen = [row for row in rows if tuple(row[key] for key in sheet.parted_by) == chapter]
        if chapter:
            yield f"### {' · '.join(chapter)}\n"
        yield from _table(sheet, chosen)
        yield ""


def _table(sheet: Sheet, rows: Sequence[Mapping[str, str]]) -> Iterator[str]:
    """A table in Markdown, without the columns that are blank in all rows."""
    used = [(name, heading) for name, heading in sheet.columns if any(row[name] for row in rows)]
    yield "| " + " | ".join(heading for _, heading in used) + " |"
    yield "|" + "---|" * len(used)
    for row in rows:
        yield "| " + " | ".join(row[name].replace("|", "\\|").replace("/", " / ") for name, _ in used) + " |"


def main() -> None:
    PAGE.write_text(written(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
