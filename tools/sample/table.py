"""The N041 file as a HIS exports it, and the key of its defects."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from coding.exchange.layout import Column, layout_by_id
from tools.sample.draft import Draft

#: Columns that a wider export carries beside the usual ones.
_WIDER = frozenset({"ventilator_hours", "newborn_birth_weight_2"})


def n041_columns() -> list[Column]:
    """The columns of a usual N041 export, in order: 15 other diagnoses, 7 procedures."""
    return [c for c in layout_by_id("n041").columns if c.written or c.key in _WIDER]


def n041_bytes(drafts: Iterable[Draft]) -> bytes:
    """The file in GB18030 with CRLF, cells quoted only where they must be."""
    columns = n041_columns()
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([c.name for c in columns])
    for draft in drafts:
        writer.writerow([draft.text(column.key, column.index) for column in columns])
    return text.getvalue().encode("gb18030")


def write_key(path: Path, rows: Iterable[dict[str, str]]) -> None:
    """The key of the seeded defects: UTF-8 with BOM, LF, so that a sheet program and git both read it."""
    fields = ("case_no", "rule", "field", "index", "needs", "before", "after", "what")
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, fields, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
