"""The items of the settlement list as data: 193, each with where it comes from, and the page that is made of them."""

from coding.base.resources import resource_table
from coding.exchange.layout import layout_by_id
from coding.exchange.settlement import SETTLEMENT_LIST
from coding.page.fields import field_catalogue
from tools.settlement_items import PAGE, WORDS, counts, items, page

PARTS = {"基本信息": 32, "门诊慢特病诊疗信息": 6, "住院诊疗信息": 58, "医疗收费信息": 97}


def test_the_items_are_numbered_through_and_fill_four_parts():
    assert [int(row["number"]) for row in items()] == list(range(1, 194))
    assert {part: count.total() for part, count in counts().items()} == PARTS


def test_what_is_held_names_a_field_that_the_layout_of_lists_reads():
    read = {column.key for column in layout_by_id(SETTLEMENT_LIST).columns}
    for row in items():
        assert row["held"] in WORDS, row
        if row["held"] in ("page", "list"):
            assert row["field"] in field_catalogue(), row
            assert row["field"] in read, row
        else:
            assert row["field"] == "", row
            assert row["note"], row


def test_every_mandatory_item_of_the_interface_stands_among_them():
    """But for the numbers that the platform itself gives a stay, and the marks of kind, which are no content."""
    own = {"mdtrt_id", "setl_id", "diag_type", "maindiag_flag", "oprn_oprt_type"}
    named = {(row["node"], row["item"]) for row in items()}
    for row in resource_table("layouts/setl4101_nodes.csv", "node", "item", "required"):
        if row["required"] == "1" and row["item"] not in own:
            assert (row["node"], row["item"]) in named, row


def test_it_is_said_where_an_item_was_seen():
    assert {row["seen"] for row in items()} <= {"甲", "乙", "甲乙"}


def test_the_page_is_as_the_table_has_it():
    assert PAGE.read_text(encoding="utf-8") == page(), "python -m tools.settlement_items"
    assert "没有核对原文" in page()
