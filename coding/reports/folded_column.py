"""A column of long words that repeat, told once below the table: ① in the cell, the words behind ① in a note."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from coding.reports.report_page import Kind

if TYPE_CHECKING:
    from coding.reports.report_page import Cell, Table

#: Signs by which a cell and its note find each other; a column of more different words stays.
_MARKS = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫"
#: Shorter words are no longer than the mark is worth.
_LONG = 12


def folded(table: Table) -> Table:
    """The table with such columns folded; the same where none is worth it."""
    for at, column in enumerate(table.columns):
        words = list(dict.fromkeys(cell for row in table.rows if isinstance(cell := row[at], str) and cell))
        repeats = 0 < len(words) <= len(_MARKS) and len(words) * 2 <= len(table.rows)
        if not at or column.kind is not Kind.TEXT or not repeats or max(map(len, words)) < _LONG:
            continue
        marks = dict(zip(words, _MARKS, strict=False))
        rows = tuple((*row[:at], _marked(row[at], marks), *row[at + 1 :]) for row in table.rows)
        told = "　".join(f"{mark} {word}" for word, mark in marks.items())
        notes = (*table.notes, f"{column.title}：{told}")
        table = replace(table, rows=rows, notes=notes)
    return table


def _marked(cell: Cell, marks: dict[str, str]) -> Cell:
    return marks.get(cell, cell) if isinstance(cell, str) else cell
