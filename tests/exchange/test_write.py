"""Out again: what nobody touched comes back byte for byte."""

import csv

import pytest

from coding.base.errors import UnusableInputError
from coding.exchange.read import read_file
from coding.exchange.write import write_layout, write_n041, write_pages
from coding.page.edits import insert_row, set_field
from coding.page.front_page import FrontPage
from coding.page.rows import Diagnosis, Procedure

HEAD = "BAH,XM,XB,NL,BZYZSNL,CYKB,RYSJ,RYSJS,CSRQ,ZYZD,JBDM,QTZD1,JBDM1,SSJCZBM1,SSJCZRQ1,本院列,XM"
ROWS = [
    "001,甲𠀀,女,54.0,,401,2024-03-01,8,25570,胆囊结石,K80.000x002,,,51.2300,2024-03-02,=1+1,甲𠀀",
    '002,乙,1 ,,2 15/30,04.01,2024/3/1 10:05,9,,"石,""急""\n性",K80.0,,I10,,,,',
    "003,丙,9,0,3,3.1,20240301,25,,,,,,,,-,丙",
    "003,丙,9,0,3,3.1,,,,,,,,,,-,丙",
]


def n041(end="\r\n", final=True, head=HEAD, rows=ROWS):
    return end.join([head, *rows]) + (end if final else "")


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-8", "utf-16"])
@pytest.mark.parametrize(("end", "final"), [("\r\n", True), ("\n", False)])
def test_an_untouched_file_comes_back_byte_for_byte(tmp_path, encoding, end, final):
    source, target = tmp_path / "a.csv", tmp_path / "b.csv"
    source.write_bytes(("出院首页" + end + n041(end, final)).encode(encoding))
    reading = read_file(source)
    assert len(reading.pages) == 4
    assert write_pages(target, reading.pages, reading) == ()
    assert target.read_bytes() == source.read_bytes()


def test_a_file_with_every_cell_quoted_comes_back_so(tmp_path):
    source, target = tmp_path / "a.csv", tmp_path / "b.csv"
    with source.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows(csv.reader(n041().splitlines(keepends=True)))
    reading = read_file(source)
    write_pages(target, reading.pages, reading)
    assert target.read_bytes() == source.read_bytes()


def edited(reading, number, *edits):
    page = reading.pages[number]
    for key, index, text in edits:
        page = page.apply(set_field(page, key, text, index))
    return [*reading.pages[:number], page, *reading.pages[number + 1 :]]


@pytest.fixture
def reading(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(n041().encode("gb18030"))
    return read_file(path)


def cells(path, number, encoding="gb18030"):
    with path.open(encoding=encoding, newline="") as file:
        rows = list(csv.reader(file))
    return dict(reversed(list(zip(rows[0], rows[number + 1], strict=True))))


def test_only_the_edited_cells_change(reading, tmp_path):
    pages = edited(reading, 0, ("sex", 0, "1"), ("principal_dx_code", 0, "K80.001"))
    write_pages(tmp_path / "b.csv", pages, reading)
    expected = n041().replace("女", "1").replace("K80.000x002", "K80.001")
    assert (tmp_path / "b.csv").read_bytes() == expected.encode("gb18030")


def test_an_edited_time_goes_back_into_its_two_halves(reading, tmp_path):
    pages = edited(reading, 0, ("admission_datetime", 0, "2024-03-02 07时"))
    write_pages(tmp_path / "b.csv", pages, reading)
    written = cells(tmp_path / "b.csv", 0)
    assert (written["RYSJ"], written["RYSJS"]) == ("2024-03-02", "7")


def test_an_edited_hour_goes_back_into_the_hour(reading, tmp_path):
    pages = edited(reading, 0, ("admission_hour", 0, "11"))
    write_pages(tmp_path / "b.csv", pages, reading)
    written = cells(tmp_path / "b.csv", 0)
    assert (written["RYSJ"], written["RYSJS"]) == ("2024-03-01", "11")


def test_a_page_that_has_outgrown_its_columns_gets_new_ones_in_their_place(reading, tmp_path):
    page = reading.pages[0]
    page = page.apply(insert_row(page, "diagnosis", Diagnosis("I10", "高血压", "1"), 1))
    page = page.apply(insert_row(page, "diagnosis", Diagnosis("E11", "糖尿病", "1"), 2))
    write_pages(tmp_path / "b.csv", [page, *reading.pages[1:]], reading)
    again = read_file(tmp_path / "b.csv")
    assert again.pages[0].diagnoses == page.diagnoses
    assert [p.text("patient_name") for p in again.pages] == [p.text("patient_name") for p in reading.pages]
    assert again.columns.index("JBDM2") == again.columns.index("JBDM1") + 3


def test_a_workbook_comes_back_with_the_same_values_and_text_cells(reading, tmp_path):
    write_n041(tmp_path / "a.xlsx", reading.pages)
    first = read_file(tmp_path / "a.xlsx")
    write_pages(tmp_path / "b.xlsx", first.pages, first)
    second = read_file(tmp_path / "b.xlsx")
    assert [p.digest for p in second.pages] == [p.digest for p in first.pages] == [p.digest for p in reading.pages]
    with pytest.raises(UnusableInputError, match="xlsx"):
        write_pages(tmp_path / "b.csv", first.pages, first)


PAGE = FrontPage(
    values={
        "case_no": "0001",
        "patient_name": "甲",
        "sex": "1",
        "admission_datetime": "2024-03-01 08:30:00",
        "admission_hour": "8",
        "fee_total": "100.00",
        "employer": '厂"一",车间\n二',
    },
    diagnoses=(Diagnosis("A01.000", "伤寒", "1"), *(Diagnosis(f"K{n}.900", "某病", "4") for n in range(20, 40))),
    procedures=(Procedure("51.2300", "胆囊切除", "2024-03-02", surgeon="乙", incision_grade="2", healing_grade="1"),),
)


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_a_new_n041_file_reads_back_as_the_same_page(tmp_path, name):
    write_n041(tmp_path / name, [PAGE])
    (page,) = read_file(tmp_path / name).pages
    assert page.digest == PAGE.digest


def test_a_new_file_keeps_the_columns_that_nobody_knows(reading, tmp_path):
    write_n041(tmp_path / "b.csv", reading.pages)
    again = read_file(tmp_path / "b.csv")
    assert [p.extra["本院列"] for p in again.pages] == ["=1+1", "", "-", "-"]
    assert [p.digest for p in again.pages] == [p.digest for p in reading.pages]
    assert cells(tmp_path / "b.csv", 0)["XB"] == "2"  # mended for good


def test_a_new_hqms_file_reads_back_as_the_same_page(tmp_path):
    from dataclasses import replace

    page = replace(PAGE, values={k: v for k, v in PAGE.values.items() if k != "admission_hour"})
    page = replace(page, procedures=(Procedure("51.2300", "胆囊切除", "2024-03-02", incision_healing="4"),))
    write_layout(tmp_path / "a.csv", [page], "hqms2020", "utf-8-sig")
    reading = read_file(tmp_path / "a.csv")
    assert reading.layout == "hqms2020"
    assert reading.pages[0].digest == page.digest


def test_a_formula_in_an_interchange_file_stays_as_it_is(reading, tmp_path):
    write_pages(tmp_path / "b.csv", reading.pages, reading)
    assert cells(tmp_path / "b.csv", 0)["本院列"] == "=1+1"


def test_the_old_file_survives_a_failed_write(reading, tmp_path):
    target = tmp_path / "b.csv"
    target.mkdir()
    with pytest.raises(UnusableInputError, match="无法写入"):
        write_pages(target, reading.pages, reading)
    assert [p.name for p in tmp_path.iterdir() if p.name.endswith(".part")] == []
