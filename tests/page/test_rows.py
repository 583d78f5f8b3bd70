"""The repeated rows of a page: when a row is empty, and what a coder calls it."""

import pytest

from coding.page.rows import Diagnosis, IntensiveCare, Procedure, row_label, trimmed


@pytest.mark.parametrize(
    "row",
    [
        Diagnosis("I10.x00"),
        Diagnosis(name="高血压"),
        Procedure("47.0100"),
        Procedure(name="阑尾切除术"),
        Procedure(date="2026-07-01"),
        IntensiveCare("CCU"),
        IntensiveCare(in_time="2026-07-01 8:00"),
        IntensiveCare(out_time="2026-07-02 8:00"),
    ],
)
def test_a_row_that_says_anything_of_itself_is_not_empty(row):
    assert not row.is_empty
    assert trimmed([row]) == (row,)


@pytest.mark.parametrize(
    "row", [Diagnosis(), Diagnosis("-", "/", poa="1"), Procedure("", "—", "NULL", level="3"), IntensiveCare("-")]
)
def test_a_row_of_marks_for_nothing_is_empty(row):
    assert row.is_empty
    assert trimmed([Diagnosis("I10.x00"), row]) == (Diagnosis("I10.x00"),)


@pytest.mark.parametrize(
    ("group", "index", "label"),
    [
        ("diagnosis", 0, "主要诊断"),
        ("diagnosis", 1, "其他诊断1"),
        ("procedure", 0, "主要手术操作"),
        ("procedure", 2, "其他手术操作2"),
        ("intensive_care", 0, "重症监护1"),
    ],
)
def test_rows_are_called_as_a_coder_calls_them(group, index, label):
    assert row_label(group, index) == label
