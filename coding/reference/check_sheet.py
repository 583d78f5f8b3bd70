"""The check sheet of a TCM front page: items, and the rules by which each is lost. Embedded, or a hospital's own sheet.

The sheet of 2017 was not read by us: what is embedded is stated in our own words (``resources/scoring/tcm.csv``).
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from coding.base.errors import KnowledgeError
from coding.base.numbers import read_number
from coding.base.resources import resource_table
from coding.base.sheets import read_sheets
from coding.reference.sheet_columns import sheet_columns

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class CheckItem:
    """One item; ``points`` None = all items alike. Lost where one of ``rules`` has found something."""

    group: str
    name: str
    rules: tuple[str, ...]
    points: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class CheckSheet:
    """The items. ``is_own``: a hospital's own sheet; else ours, whose source was not read. ``stamp`` "" = embedded."""

    title: str
    items: tuple[CheckItem, ...]
    is_own: bool = False
    stamp: str = ""
    notes: tuple[str, ...] = ()


@cache
def embedded_check_sheet() -> CheckSheet:
    """The sheet of the resources."""
    rows = resource_table("scoring/tcm.csv", "group", "item", "rules", "points")
    items = tuple(
        CheckItem(r["group"], r["item"], tuple(r["rules"].split()), float(r["points"]) if r["points"] else None)
        for r in rows
    )
    return CheckSheet("中医首页检查（自拟，检查表原文未读到）", items)


def load_check_sheet(path: Path) -> CheckSheet:
    """A hospital's own sheet, CSV or workbook, with the columns 项目, 规则, 分值. Raises KnowledgeError."""
    items: list[CheckItem] = []
    notes: list[str] = []
    has_columns = False
    for sheet in read_sheets(path):
        columns = sheet_columns(sheet, "tcm_sheet")
        if columns is None:
            continue
        has_columns = True
        for line, row in columns.rows:
            rules = tuple(re.findall(r"\b[A-Z]\w{0,15}(?:-\w{1,15}){1,4}", row["rules"].upper()))
            points = read_number(row.get("points", ""))
            if not rules or not row["item"]:
                notes.append(f"第{line}行“{row['item']}”没有写项目或规则编号（如 FP-CMP-097），未载入。")
            elif row.get("points") and (points is None or points < 0):
                notes.append(f"第{line}行的分值“{row['points']}”看不懂，未载入。")
            else:
                items.append(
                    CheckItem(row.get("group", ""), row["item"], rules, None if points is None else float(points))
                )
    if not has_columns:
        raise KnowledgeError(f"“{path.name}”的表头中找不到项目和规则两列：请把列名写成“项目”“规则”“分值”。")
    if not items:
        raise KnowledgeError(f"“{path.name}”中没有一行可用：{notes[0] if notes else '表是空的。'}")
    stamp = hashlib.blake2b(path.read_bytes(), digest_size=6).hexdigest()
    return CheckSheet(path.stem, tuple(items), is_own=True, stamp=stamp, notes=tuple(notes))
