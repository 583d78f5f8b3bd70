"""#REF! and its kin in a sheet are no content of a page: not taken, and told with row and column."""

import csv
from datetime import datetime

import pytest
import xlsxwriter

from coding.base.error_cells import ERROR_WORDS, is_error
from coding.base.sheets import read_sheets, read_workbook
from coding.exchange.preflight import DefectKind
from coding.exchange.read import read_file
from coding.exchange.write import write_pages
from coding.work.reading_files import FileRead

HEADER = ["BAH", "XM", "XB", "NL", "JBDM", "ZYZD", "院内编号"]
GOOD = ["0001", "张样例", "1", "40", "K80.000", "胆囊结石", "x"]
BAD = ["0002", "#REF!", "1", "#N/A", "K80.000", "#VALUE!", "#NAME?"]


def csv_file(path, rows):
    with path.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def workbook(path, rows, above=0, left=0):
    """A workbook in which errors are results of formulas, as a spreadsheet keeps them."""
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("说明").write(0, 0, "无")
        sheet = book.add_worksheet("首页 & 数据")
        for y, row in enumerate(rows, start=above):
            for x, cell in enumerate(row, start=left):
                if is_error(cell):
                    sheet.write_formula(y, x, "=A1/0", None, cell)
                else:
                    sheet.write_string(y, x, cell)
    return path


@pytest.fixture(params=["csv", "xlsx"])
def bad(request, tmp_path):
    write = csv_file if request.param == "csv" else workbook
    return write(tmp_path / f"七月.{request.param}", [HEADER, GOOD, BAD, GOOD])


def test_the_errors_are_not_taken_and_told_with_row_and_column(bad):
    reading = read_file(bad)
    page = reading.pages[1]
    assert (page.case_no, page.text("patient_name"), page.text("age_years")) == ("0002", "", "")
    assert page.diagnoses[0].code == "K80.000"
    assert page.diagnoses[0].name == ""
    told = {(repair.row, repair.case_no, repair.column, repair.before, repair.after) for repair in reading.repairs}
    assert told == {
        (2, "0002", column, text, "")
        for column, text in zip(HEADER, BAD, strict=True)
        if column in ["XM", "NL", "ZYZD"]
    }
    assert [note for note in reading.notes if "列“NL”第 2 行共 1 格是公式错误（#N/A）" in note]


def test_the_errors_are_defects_of_the_file(bad):
    defects = list(FileRead("a", read_file(bad), datetime(2026, 11, 1)).defects())
    assert {(d.row, d.column) for d in defects if d.kind is DefectKind.REPAIR} == {(2, "XM"), (2, "NL"), (2, "ZYZD")}


def test_a_row_whose_number_and_name_are_errors_is_nobodys(tmp_path):
    rows = [HEADER, GOOD, ["#REF!", "#REF!", *GOOD[2:]]]
    assert [reject.row for reject in read_file(csv_file(tmp_path / "a.csv", rows)).rejects] == [2]


def test_what_came_is_written_back_as_it_came(tmp_path):
    path = csv_file(tmp_path / "a.csv", [HEADER, GOOD, BAD])
    reading = read_file(path)
    write_pages(tmp_path / "b.csv", reading.pages, reading)
    assert (tmp_path / "b.csv").read_bytes() == path.read_bytes()


def test_errors_of_a_workbook_stand_where_people_see_them(tmp_path):
    rows = [["甲", "#DIV/0!", ""], ["", "", ""], ["#NUM!", "乙", "#NULL!"]]
    sheets = read_workbook(workbook(tmp_path / "a.xlsx", rows, above=4, left=2))
    assert sheets[1].rows[4:] == [["", "", "甲", "#DIV/0!"], [], ["", "", "#NUM!", "乙", "#NULL!"]]
    assert sheets[0].rows == [["无"]]


def test_an_error_is_no_code_and_no_name_of_a_table(tmp_path):
    rows = [["编码", "名称"], ["K80.000", "#REF!"]]
    assert read_sheets(workbook(tmp_path / "a.xlsx", rows))[1].rows == [["编码", "名称"], ["K80.000", ""]]
    csv_file(tmp_path / "a.csv", rows)
    assert read_sheets(tmp_path / "a.csv")[0].rows == [["编码", "名称"], ["K80.000", ""]]


@pytest.mark.parametrize("text", ["#", "#1", "REF!", "#REF", "#床", "N/A", "# REF!"])
def test_words_that_only_look_like_errors_are_words(text):
    assert not is_error(text)


def test_errors_are_known_in_any_case_and_with_blanks():
    assert all(is_error(f" {word.lower()} ".lstrip()) for word in ERROR_WORDS)
