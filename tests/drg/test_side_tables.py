"""Tables typed beside a scheme: any sheet with a column of codes, told with its counts, shown in the trace."""

import pytest
import xlsxwriter

from coding.drg.reach import check_scheme
from coding.drg.scheme import load_scheme
from coding.drg.side_tables import side_counts, side_table_of
from tests.drg.national_book import write_book
from tests.drg.small_pack import case


def text_of(step):
    return "\n".join([step.title, step.detail, *(text_of(child) for child in step.children)])


@pytest.fixture
def book(tmp_path):
    return write_book(tmp_path / "全国_20260909更新.xlsx")


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("不能作为主要诊断的疾病编码.xlsx", "not_principal"),
        ("不得作主要诊断.csv", "not_principal"),
        ("not_principal.csv", "not_principal"),
        ("基层病组目录.xls", "basic_groups"),
        ("basic_groups.csv", "basic_groups"),
        ("主要诊断.csv", ""),
        ("mcc.csv", ""),
    ],
)
def test_the_name_says_which_table_it_is(name, what):
    assert side_table_of(name) == what


def test_a_principal_diagnosis_on_the_list_is_told_in_the_trace_and_groups_as_before(book):
    before = load_scheme(book).group(case("I50.900"))
    (book.parent / "不能作为主要诊断.csv").write_text("序号,疾病编码,疾病名称\n1,I50.900,心衰\n", encoding="gb18030")
    scheme = load_scheme(book)
    assert scheme.group(case("I50.900")) == before
    text = text_of(scheme.trace(case("I50.900")))
    assert "主要诊断 I50.900 心衰 在“不能作主要诊断的编码”表内" in text
    assert "不能作为主要诊断.csv" in text
    assert "不能作主要诊断" not in text_of(scheme.trace(case("I10.x00")))


def test_a_sheet_without_header_and_with_rows_that_are_no_codes(book):
    with xlsxwriter.Workbook(book.parent / "不能作为主要诊断.xlsx") as made:
        sheet = made.add_worksheet()
        sheet.write_column(2, 1, ["I50.900", "ｉ10.x00", "心力衰竭", "I50.900"])
    scheme = load_scheme(book)
    assert scheme.pack.values["not_principal"].keys() == {"I50.900", "I10.x00"}
    told = [(c.row, c.message) for c in check_scheme(scheme)]
    assert any(row == 5 and "“心力衰竭”不是诊断编码" in message for row, message in told)
    assert any("1 行重复" in message for _, message in told)


def test_a_table_that_holds_no_codes_or_cannot_be_read_is_told(book):
    (book.parent / "不能作为主要诊断.csv").write_text("编码\n无\n", encoding="utf-8")
    (book.parent / "基层病组.xlsx").write_bytes(b"PK\x03\x04 broken")
    messages = [c.message for c in check_scheme(load_scheme(book))]
    assert any("没有找到编码" in m for m in messages)
    assert any("基层病组表没有读入" in m for m in messages)


def test_basic_groups_are_groups_or_families_of_the_scheme(book):
    (book.parent / "基层病组.csv").write_text("病组编码,名称\nFR1,心衰\nMZ19,\nXX99,\n", encoding="utf-8")
    scheme = load_scheme(book)
    assert [scheme.traits(drg).is_basic for drg in ("FR11", "FR15", "MZ19", "FB19")] == [True, True, True, False]
    assert any("XX99" in c.message for c in check_scheme(scheme))
    assert side_counts(scheme.pack) == ["基层病组 3 个（基层病组.csv）"]
