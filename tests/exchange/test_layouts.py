"""The layouts as data: every column names a field of the catalogue, once."""

from collections import Counter

import pytest

from coding.exchange.layout import all_layouts, header_tokens, layout_by_id, match_header
from coding.exchange.mend import mend_for
from coding.page.fields import field_catalogue

READABLE = [layout.id for layout in all_layouts() if layout.is_readable]


@pytest.mark.parametrize("layout_id", READABLE)
def test_every_column_is_a_field_of_the_catalogue_and_stands_once(layout_id):
    layout = layout_by_id(layout_id)
    assert {column.key for column in layout.columns} <= set(field_catalogue())
    assert max(Counter(column.name.upper() for column in layout.columns).values()) == 1
    assert max(Counter((column.key, column.index) for column in layout.columns).values()) == 1


@pytest.mark.parametrize("layout_id", READABLE)
def test_the_standard_header_of_a_layout_is_recognised_in_any_case(layout_id):
    header = [column.name for column in layout_by_id(layout_id).columns if column.written]
    for cells in (header, [cell.lower() for cell in header], [f"{cell}　中文名" for cell in header]):
        match = match_header(cells)
        assert match is not None
        assert match.layout.id == layout_id
        assert None not in match.columns


def test_every_n041_column_of_the_catalogue_has_its_place():
    layout = layout_by_id("n041")
    for field in field_catalogue().values():
        name = field.n041.split("..")[0]
        if name and field.on_front_page and "(" not in name:
            column = layout.column(name)
            assert column is not None, name
            assert column.key == field.key


@pytest.mark.parametrize(
    ("header", "token"),
    [
        ("JBDM", "JBDM"),
        (" ｊｂｄｍ１ ", "JBDM1"),
        ("C03C出院主要诊断编码", "C03C"),
        ("病案号(BAH)", "BAH"),
        ("\ufeffBAH", "BAH"),
        ('"BAH"', "BAH"),
    ],
)
def test_header_cells_as_exports_write_them(header, token):
    assert token in header_tokens(header)


def test_a_table_of_codes_is_not_taken_for_front_pages():
    for header in (["code", "name"], ["id", "raw", "std", "code"], ["dx", "name"], ["姓名", "病案号"], [""], []):
        assert match_header(header) is None


def test_a_repair_is_final():
    """What has been mended needs no mending, so a file read twice gives the same page."""
    cells = ["女", "2.0", "02", "15/30", "2 15/30", "03.01", "45292", "45292.5", "12/25/2024", "中国", "Ⅱ", "54岁", "A"]
    for key in field_catalogue():
        mend = mend_for(key)
        for cell in cells if mend else []:
            mended = mend(cell)
            assert mended is None or mend(mended[0]) is None, (key, cell, mended)
