"""The rows of a table of a DIP pack: texts by column, and the place where each stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.base.errors import KnowledgeError
from coding.dip.packet_catalogue import PLACE, Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from coding.grouping.pack_files import Rows


def rows_of(table: str, file: str, rows: Rows, needed: Sequence[str]) -> Iterable[Row]:
    """The rows of a file that holds a table. Raises KnowledgeError where a column that is needed is missing."""
    header = [cell.replace("\ufeff", "").strip() for cell in next(rows, (0, []))[1]]
    missing = [column for column in needed if column not in header]
    if missing:
        raise KnowledgeError(f"DIP 方案的 {file}（{table} 表）缺少列 {'、'.join(missing)}：请按格式补上表头。")
    for line, cells in rows:
        texts = [cell.strip() for cell in cells]
        if any(texts):
            row = dict(zip(header, [*texts, *[""] * (len(header) - len(texts))], strict=False))
            row[PLACE] = f"{file} 第{line}行"
            yield row
