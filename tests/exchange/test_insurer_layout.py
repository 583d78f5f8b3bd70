"""The plain list that an insurer hands back: diagnoses in one cell, procedures in another, and its own group."""

import pytest
import xlsxwriter

from coding.exchange.insurer_group import insurer_column, insurer_group_of
from coding.exchange.joined_codes import codes_in
from coding.exchange.read import read_file
from coding.exchange.write import write_layout, write_pages

HEADER = (
    "病案号", "性别", "年龄", "新生儿年龄天", "新生儿出生体重", "科室", "住院天数", "离院方式",
    "诊断编码", "手术操作编码", "总费用", "医保实际分组结果",
)  # fmt: skip
ROWS = (
    ("00017", "男", "60", "", "", "心内科", "8", "1", "I50.900,E11.900x001", "36.1100,99.0400", "12000.5", "FR15"),
    ("00018", "2", "0", "5", "3100", "儿科", "4", "1", "P23.900", "", "5000", ""),
)


def quoted(rows):
    return "".join(",".join(f'"{cell}"' for cell in row) + "\r\n" for row in rows)


def write_xlsx(path, rows):
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)


def codes(page):
    return [row.code for row in page.diagnoses], [row.code for row in page.procedures]


@pytest.mark.parametrize("form", ["utf-8-sig", "gb18030", "xlsx"])
def test_the_list_of_an_insurer_becomes_pages_in_every_form(tmp_path, form):
    path = tmp_path / ("list.xlsx" if form == "xlsx" else "list.csv")
    if form == "xlsx":
        write_xlsx(path, (HEADER, *ROWS))
    else:
        path.write_bytes(quoted((HEADER, *ROWS)).encode(form))
    reading = read_file(path)
    assert reading.layout == "insurer"
    assert reading.rejects == ()
    heart, baby = reading.pages
    assert codes(heart) == (["I50.900", "E11.900x001"], ["36.1100", "99.0400"])
    assert (heart.case_no, heart.text("sex"), heart.text("age_years")) == ("00017", "1", "60")
    assert heart.text("fee_total") == "12000.5"
    assert (baby.text("age_days"), baby.text("newborn_birth_weight_1")) == ("5", "3100")
    assert codes(baby) == (["P23.900"], [])
    assert "principal_dx_code" in heart.supplied


def test_the_group_of_the_insurer_stays_beside_the_page_and_fills_no_field(tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes(quoted((HEADER, *ROWS)).encode("utf-8-sig"))
    reading = read_file(path)
    assert [insurer_group_of(page) for page in reading.pages] == ["FR15", ""]
    assert "FR15" not in reading.pages[0].values.values()
    assert any("医保实际分组结果" in note and "不改动" in note for note in reading.notes)


def test_a_list_without_the_result_is_read_as_well(tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes(quoted([row[:-1] for row in (HEADER, *ROWS)]).encode("gb18030"))
    reading = read_file(path)
    assert reading.layout == "insurer"
    assert [insurer_group_of(page) for page in reading.pages] == [None, None]


@pytest.mark.parametrize("name", ["医保病组", "DRG编码", "结算病组", "drg编码", " DRG 编码 ", "医保病组编码"])
def test_insurers_call_the_result_by_many_names(tmp_path, name):
    path = tmp_path / "list.csv"
    path.write_bytes(quoted(((*HEADER[:-1], name), *ROWS)).encode("utf-8-sig"))
    assert [insurer_group_of(page) for page in read_file(path).pages] == ["FR15", ""]


def test_of_two_results_the_one_that_names_the_insurer_counts():
    assert insurer_column(["分组结果", "总费用", "医保实际分组结果"]) == "医保实际分组结果"
    assert insurer_column(["总费用", "备注"]) is None


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("I50.900,E11.900", ["I50.900", "E11.900"]),
        ("I50.900，E11.900；I10.x00x002", ["I50.900", "E11.900", "I10.x00x002"]),
        ("I50.900;E11.900、I10.x00|J18.900", ["I50.900", "E11.900", "I10.x00", "J18.900"]),
        ("I50.900 E11.900\n J18.900", ["I50.900", "E11.900", "J18.900"]),
        ('"I50.900","E11.900"', ["I50.900", "E11.900"]),
        ("I50.900,,E11.900,", ["I50.900", "E11.900"]),
        (" ", []),
    ],
)
def test_whatever_stands_between_codes_parts_them(cell, found):
    assert codes_in(cell) == found


def test_no_other_diagnosis_slips_into_the_empty_place_of_the_principal_one():
    assert codes_in(",E11.900") == ["", "E11.900"]


def test_a_file_with_a_column_for_the_principal_diagnosis_is_none_of_these(tmp_path):
    path = tmp_path / "his.csv"
    path.write_bytes(
        "病案号,姓名,性别,年龄,主要诊断编码,诊断编码,手术编码,总费用\r\n1,甲,1,50,I50.900,E11.900,,1\r\n".encode()
    )
    reading = read_file(path)
    assert reading.layout != "insurer"
    assert reading.pages[0].diagnoses[0].code == "I50.900"


def test_what_was_not_altered_is_written_back_as_it_stood(tmp_path):
    path, back = tmp_path / "list.csv", tmp_path / "back.csv"
    rows = ((*ROWS[0][:8], "I50.900；E11.900x001 ", *ROWS[0][9:]), ROWS[1])
    path.write_bytes(quoted((HEADER, *rows)).encode("utf-8-sig"))
    reading = read_file(path)
    write_pages(back, list(reading.pages), reading)
    again = read_file(back)
    assert [codes(page) for page in again.pages] == [codes(page) for page in reading.pages]
    assert "I50.900；E11.900x001" in back.read_text(encoding="utf-8-sig")


def test_pages_of_other_layouts_can_be_written_as_such_a_list(tmp_path):
    path, new = tmp_path / "list.csv", tmp_path / "new.csv"
    path.write_bytes(quoted((HEADER, *ROWS)).encode("utf-8-sig"))
    pages = list(read_file(path).pages)
    write_layout(new, pages, "insurer", "utf-8-sig")
    again = read_file(new)
    assert again.layout == "insurer"
    assert [codes(page) for page in again.pages] == [codes(page) for page in pages]
