"""The page of the manual that tells of every field, written from ``resources/help/fields.csv`` and the catalogue.

Usage: ``python -m tools.write_field_page``
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from coding.page.fields import field_catalogue, field_key
from ui.form.form_layout import FormItem, form_sections, row_columns
from ui.manual.field_help import FieldHelp, field_help

PAGE: Final = Path(__file__).resolve().parents[1] / "docs" / "manual" / "fields.md"
_HEAD: Final = """# 各栏怎样填

光标停在一栏上，表单下方一行写着填什么、依据和常见错误（“视图 › 填写提示”可以关掉）；按 `F1` 打开本页的这一栏。
依据只写 [条款表](../clauses.md) 里有的，没有的空着。本页由 `python -m tools.write_field_page` 写出。
"""
#: Values of a coded field that are told.
_TOLD: Final = 12


def field_page() -> str:
    """The whole page."""
    parts = [_HEAD]
    told: set[str] = set()
    for section in form_sections():
        parts.append(f"\n## {section.title}\n")
        for line in section.lines:
            for key in (key for item in line for key in _keys(item) if key not in told):
                told.add(key)
                known = field_help(key)
                if known is not None:
                    parts.append(_field(known))
    parts.append("\n[目录](index.md)\n")
    return "".join(parts)


def _keys(item: FormItem) -> list[str]:
    if item.kind == "table":
        return [field_key(item.key, column.attribute, row) for row in (0, 1) for column in row_columns(item.key)]
    return [item.key] if item.kind == "field" else []


def _field(known: FieldHelp) -> str:
    lines = [f"\n### {known.anchor}\n\n{known.what}。\n"]
    domain = field_catalogue().domain_of(known.field)
    if domain is not None:
        values = [f"`{code}` {label}" for code, label in domain.labels.items()]
        more = f" 等 {len(values)} 项" if len(values) > _TOLD else ""
        lines.append(f"\n可填：{'、'.join(values[:_TOLD])}{more}。\n")
    if known.mistake:
        lines.append(f"\n常见错误：{known.mistake}。\n")
    if known.clause:
        lines.append(f"\n依据：{known.clause}\n")
    return "".join(lines)


def main() -> int:
    """Write the page."""
    PAGE.write_text(field_page(), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
