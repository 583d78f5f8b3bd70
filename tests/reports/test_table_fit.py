"""How tables stand on paper: within it, no figure torn, too wide ones in parts with their first column."""

from decimal import Decimal

import pytest

from coding.reports.chart_parts import text_width
from coding.reports.report_page import Column, Kind, Table
from coding.reports.table_fit import PAD, fitted, texts_of
from tests.reports.report_sample import groups, sample_report

TABLES = [table for page in sample_report().pages for table in page.tables]


@pytest.mark.parametrize("table", TABLES, ids=[table.key for table in TABLES])
@pytest.mark.parametrize("room", [511.28, 757.89])
def test_no_band_is_wider_than_the_paper_and_every_column_stands_in_one(table, room):
    fit = fitted(table, texts_of(table), room, text_width)
    assert all(sum(band.widths) <= room + 0.001 for band in fit.bands)
    assert {at for band in fit.bands for at in band.columns} == set(range(len(table.columns)))


def test_no_figure_is_torn():
    table = groups()
    texts = texts_of(table)
    fit = fitted(table, texts, 511.28, text_width)
    for band in fit.bands:
        for at, width in zip(band.columns, band.widths, strict=True):
            if table.columns[at].kind is not Kind.TEXT:
                assert max(text_width(row[at], fit.size) for row in texts) <= width - 2 * PAD + 0.001


def test_parts_of_a_table_that_is_too_wide_begin_with_its_first_column():
    table = next(table for table in TABLES if table.key == "wide")
    bands = fitted(table, texts_of(table), 511.28, text_width).bands
    assert len(bands) > 1
    assert all(band.columns[0] == 0 for band in bands)


def test_a_small_table_is_not_drawn_out_over_the_whole_line():
    table = Table("a", "甲", (Column("项"), Column("数", Kind.COUNT)), (("一", Decimal(1)),))
    assert sum(fitted(table, texts_of(table), 511.28, text_width).bands[0].widths) < 200


def test_a_table_without_columns_that_fit_one_by_one_is_torn_rather_than_cut():
    table = Table("a", "甲", tuple(Column(f"数{at}", Kind.NUMBER, 0) for at in range(3)), ((Decimal(10) ** 26,) * 3,))
    fit = fitted(table, texts_of(table), 60, text_width)
    assert all(sum(band.widths) <= 60.001 for band in fit.bands)
