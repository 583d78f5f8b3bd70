"""A figure is written the same wherever it stands, rounded half up."""

from datetime import date
from decimal import Decimal

import pytest

from coding.reports.cell_text import cell_text
from coding.reports.report_page import Column, Figure, Kind


@pytest.mark.parametrize(
    ("cell", "column", "said"),
    [
        (8610, Column("", Kind.COUNT), "8,610"),
        (Decimal("0.221486"), Column("", Kind.SHARE), "22.15%"),
        (Decimal("0.3129"), Column("", Kind.CHANGE), "+31.29%"),
        (Decimal("-0.1"), Column("", Kind.CHANGE, 1), "-10.0%"),
        (Decimal("2.675"), Column("", Kind.YUAN), "2.68"),
        (Decimal("-0.004"), Column("", Kind.YUAN), "0.00"),
        (Decimal("8670.11"), Column("", Kind.NUMBER, 1), "8,670.1"),
        (date(2026, 10, 31), Column("", Kind.DAY), "2026-10-31"),
        ("001", Column(""), "001"),
        (None, Column("", Kind.COUNT), ""),
        (Figure(Decimal("22.15"), "%"), Column("", Kind.FIGURE), "22.15%"),
        (Figure(Decimal("10771.07"), "元"), Column("", Kind.FIGURE), "10,771.07 元"),
        (Figure(Decimal("1.0070"), ""), Column("", Kind.FIGURE), "1.0070"),
        (Figure(None, "%"), Column("", Kind.FIGURE), "—"),
    ],
)
def test_a_cell_is_written_as_its_column_says(cell, column, said):
    assert cell_text(cell, column) == said
