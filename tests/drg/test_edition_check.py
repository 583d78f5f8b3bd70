"""The codes of a scheme against the code tables: what no page may carry is told at its row with what it likely is."""

import pytest

from coding.codes.crosswalk import load_crosswalk
from coding.codes.entry import CodeKind
from coding.codes.library import load_code_table
from coding.drg.coded_rows import coded_rows
from coding.drg.complaint import Grade
from coding.drg.edition_check import EditionTables, edition_complaints, likely_code, untaken_codes
from coding.drg.scheme import load_scheme
from tests.drg.national_book import write_book
from tests.drg.small_pack import SMALL

DX = """编码,名称,灰码
I50.900,心力衰竭,
I50.900x001,心功能不全,
I21.900,心肌梗死,
J96.000,急性呼吸衰竭,
E11.900,糖尿病,
K43.600,腹疝,
K43.700,标题,是
Z51.100,化疗,
"""
PX = "编码,名称\n36.1100,搭桥\n01.2000,开颅\n45.2x00,小肠检查\n"
MAP = "临床版编码,医保版编码\nK43.900,K43.600\nI50.900,I50.900\n"


@pytest.fixture
def tables(tmp_path):
    for name, text in (("dx", DX), ("px", PX), ("map", MAP)):
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return EditionTables(
        load_code_table(tmp_path / "dx.csv", CodeKind.DIAGNOSIS),
        load_code_table(tmp_path / "px.csv", CodeKind.PROCEDURE),
        load_crosswalk(tmp_path / "map.csv", CodeKind.DIAGNOSIS),
    )


def told(path, tables):
    return [(c.file, c.row, c.message) for c in edition_complaints(coded_rows(path), tables)]


def test_codes_that_the_tables_know_are_passed_over(write_pack, tables):
    assert told(write_pack(), tables) == []


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("K43.900", "只在国家临床版中，不在编码表中：医保版为 K43.600 腹疝"),
        ("K43.700", "是医保灰码"),
        ("Q99.900", "“Q99.900”不在编码表中。"),
        ("I50.900x009", "最接近的是 I50.900x001 心功能不全"),
    ],
)
def test_a_code_that_no_page_may_carry_is_told_at_its_row(write_pack, tables, code, words):
    ((file, row, message),) = told(write_pack(mcc=[*SMALL["mcc"], (code, "7")]), tables)
    assert (file, row) == ("mcc.csv", 3)
    assert words in message


def test_a_code_inside_a_condition_is_looked_at_too(write_pack, tables):
    nodes = [*SMALL["adrg"], ("MDCF", "3", "FC1", "FC1", "", "PPX_IN[36.1100 99.9900]", "", "FC1")]
    assert [(file, row) for file, row, _ in told(write_pack(adrg=nodes), tables)] == [("adrg.csv", 4)]


def test_a_spelling_that_is_told_already_is_not_told_twice(write_pack, tables):
    assert told(write_pack(mcc=[*SMALL["mcc"], ("I50.900X001", "7")]), tables) == []


def test_without_a_table_the_crosswalk_tells_the_codes_of_the_clinical_edition(write_pack, tables):
    only = EditionTables(dx_map=tables.dx_map)
    ((_, row, message),) = told(write_pack(mcc=[*SMALL["mcc"], ("K43.900", "7"), ("Q99.900", "7")]), only)
    assert row == 3
    assert "医保版为 K43.600" in message


@pytest.mark.parametrize(
    ("code", "kind", "likely"),
    [
        ("1.2", CodeKind.PROCEDURE, "01.2000"),
        ("45.2", CodeKind.PROCEDURE, "45.2x00"),
        ("I50.900X001", CodeKind.DIAGNOSIS, "I50.900x001"),
        ("K43.900", CodeKind.DIAGNOSIS, "K43.600"),
        ("Q99.900", CodeKind.DIAGNOSIS, "Q99.900"),
    ],
)
def test_what_is_meant_is_said_only_where_there_is_no_doubt(tables, code, kind, likely):
    assert likely_code(code, kind, tables) == likely


def test_codes_of_the_table_that_no_mdc_takes_are_counted(write_pack, tables):
    (note,) = untaken_codes(load_scheme(write_pack()), tables)
    assert note.grade is Grade.NOTE
    assert "有 5 个编码不在任何 MDC" in note.message
    assert "K43.700" not in note.message


def test_the_national_workbook_is_told_by_sheet_and_row(tmp_path, tables):
    found = told(write_book(tmp_path / "b.xlsx"), tables)
    assert found
    assert {file for file, _, _ in found} <= {"集合", "CC", "排除表"}
    assert all(row > 1 for _, row, _ in found)
