"""A date that was typed is written as the source writes its dates: no two spellings in one column."""

import csv

import pytest

from coding.exchange.conventions import in_source_order
from coding.exchange.layout import ColumnReading
from coding.exchange.read import read_file
from coding.exchange.times import dated_like
from coding.exchange.write import write_pages
from coding.page.edits import set_field

HEAD = ["BAH", "XM", "XB", "RYSJ", "CYSJ", "CSRQ", "ZYZD", "JBDM", "SSJCZBM1", "SSJCZRQ1"]


@pytest.mark.parametrize(
    ("text", "example", "written"),
    [
        ("2026-07-05", "2024-03-01", "2026-07-05"),
        ("2026-07-05", "20240301", "20260705"),
        ("2026-07-05", "2024/3/1", "2026/7/5"),
        ("2026-07-05", "2024/03/01", "2026/07/05"),
        ("2026-07-05", "2024/12/25", "2026/07/05"),
        ("2026-07-05", "2024.03.01", "2026.07.05"),
        ("2026-07-05", "2024年3月1日", "2026年7月5日"),
        ("2026-07-05 14:30:00", "20240301083000", "20260705143000"),
        ("2026-07-05 14:30:00", "202403010830", "202607051430"),
        ("2026-07-05 14:30:15", "202403010830", "20260705143015"),
        ("2026-07-05 04:30:00", "2024/3/1 8:05", "2026/7/5 4:30"),
        ("2026-07-05 14:30:00", "2024-03-01 08:05", "2026-07-05 14:30"),
        ("2026-07-05 14:30:15", "2024-03-01 08:05", "2026-07-05 14:30:15"),
        ("2026-07-05 14:30:00", "2024-03-01T08:05:00", "2026-07-05T14:30:00"),
        ("2026-07-05 14:30:00", "2024/3/1", "2026/7/5 14:30:00"),
        ("2026-07-05 14:30:00", "20240301", "20260705143000"),
        ("7-5", "20240301", "7-5"),
        ("", "20240301", ""),
        ("2026-07-05", "", "2026-07-05"),
        ("2026-07-05", "未知", "2026-07-05"),
    ],
)
def test_a_date_is_spelt_like_another(text, example, written):
    assert dated_like(text, example) == written


@pytest.fixture
def round_trip(tmp_path):
    """Writes a file of one page with these dates, edits it, and gives the cells that come out."""

    def run(admitted, discharged, born, operated, *edits):
        source, target = tmp_path / "a.csv", tmp_path / "b.csv"
        row = ["001", "甲", "2", admitted, discharged, born, "胆囊结石", "K80.200", "51.2300", operated]
        with source.open("w", encoding="gb18030", newline="") as file:
            csv.writer(file).writerows([HEAD, row])
        reading = read_file(source)
        page = reading.pages[0]
        for key, text in edits:
            page = page.apply(set_field(page, key, text))
        write_pages(target, [page], reading)
        with target.open(encoding="gb18030", newline="") as file:
            written = dict(zip(HEAD, list(csv.reader(file))[1], strict=True))
        return written["RYSJ"], written["CYSJ"], written["CSRQ"], written["SSJCZRQ1"]

    return run


def test_a_date_typed_beside_compact_ones_comes_out_compact(round_trip):
    edits = (("discharge_datetime", "2026-07-05"), ("op_date", "2026-07-02"))
    assert round_trip("20260701", "20260704", "19700203", "", *edits) == (
        "20260701",
        "20260705",
        "19700203",
        "20260702",
    )


def test_a_date_typed_beside_slashes_comes_out_with_slashes(round_trip):
    edits = (("discharge_datetime", "2026-07-05 14:30:00"),)
    assert round_trip("2026/7/1 8:05", "2026/7/4 9:00", "1970/2/3", "2026/7/2", *edits) == (
        "2026/7/1 8:05",
        "2026/7/5 14:30",
        "1970/2/3",
        "2026/7/2",
    )


def test_dates_that_nobody_typed_come_out_as_they_came_in_whatever_stands_beside_them(round_trip):
    edits = (("discharge_datetime", "2026-07-05"),)
    assert round_trip("2026-07-01", "", "19700203", "2026/7/2", *edits) == (
        "2026-07-01",
        "2026-07-05",
        "19700203",
        "2026/7/2",
    )


def test_an_impossible_date_comes_out_as_it_was_typed(round_trip):
    edits = (("discharge_datetime", "2026-02-30"),)
    assert round_trip("20260701", "20260704", "19700203", "20260702", *edits)[1] == "2026-02-30"


def test_a_source_that_begins_with_the_month_or_the_day_gets_its_order_back():
    assert in_source_order("2026-07-05", ColumnReading.MONTH_DAY_YEAR) == "07/05/2026"
    assert in_source_order("2026-07-05 14:30:00", ColumnReading.DAY_MONTH_YEAR) == "05/07/2026 14:30:00"
    assert in_source_order("2026-07-05", ColumnReading.AS_IT_STANDS) == "2026-07-05"
