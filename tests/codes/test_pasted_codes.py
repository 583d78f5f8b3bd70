"""Lists as people paste them: nothing is altered in silence, nothing is lost in silence."""

import pytest

from coding.codes.code_tables import CodeTables
from coding.codes.entry import CodeEntry, CodeKind
from coding.codes.library import CodeLibrary, embedded_library
from coding.codes.pasted_codes import read_pasted

DX = "I05.100 I10.x00 I21.000 I21.000x001 I21.100 I21.900 K80.000 K80.100 K80.100x003 K80.200 K81.000 G01.x00"
PX = "01.6x00 03.0900 03.0900x002 47.0100 51.2200 51.2300 51.2300x001"


def library(kind, codes):
    return CodeLibrary(kind, [CodeEntry(code, "名") for code in codes.split()], "表", "s")


TABLES = CodeTables(library(CodeKind.DIAGNOSIS, DX), library(CodeKind.PROCEDURE, PX))


def read(text, kind=CodeKind.DIAGNOSIS):
    found = {one.kind: one for one in read_pasted(text, TABLES)}
    return found[kind]


def repaired(text, kind=CodeKind.DIAGNOSIS):
    return [(r.written, r.codes, r.is_certain) for r in read(text, kind).repairs]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("I21.0-I21.1", "I21.000 I21.000x001 I21.100"),
        ("K80-K81", "K80.000 K80.100 K80.100x003 K80.200 K81.000"),
        ("K80.*", "K80.000 K80.100 K80.100x003 K80.200"),
        ("K80.1~K80.2", "K80.100 K80.100x003 K80.200"),
        ("K80.1 至 K80.2", "K80.100 K80.100x003 K80.200"),
        ("I21.0－I21.1", "I21.000 I21.000x001 I21.100"),
        ("I21.0-1", "I21.000 I21.000x001 I21.100"),
        ("I21.000，I21.100、K80.000；K81.000\nK80.200", "I21.000 I21.100 K80.000 K81.000 K80.200"),
        ("I21.000急性心肌梗死 I21.100(下壁)", "I21.000 I21.100"),
        ("1、I21.000 急性心肌梗死\n2、I21.100 T12椎体骨折，维生素B12缺乏，96小时", "I21.000 I21.100"),
    ],
)
def test_codes_ranges_and_names_between(text, codes):
    found = read(text)
    assert list(found.codes) == codes.split()
    assert found.repairs == []
    assert found.strange == []


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("I2l.000", "I21.000"),
        ("IO5.100", "I05.100"),
        ("I10.X00", "I10.x00"),
        ("i21.100", "I21.100"),
        ("I21900", "I21.900"),
        ("Ｉ２１．１００", "I21.100"),
        ("I21。100", "I21.100"),
        ("K80.100×003", "K80.100x003"),
    ],
)
def test_a_repaired_code_stands_beside_what_it_was(written, code):
    assert repaired(written) == [(written, (code,), True)]
    assert list(read(written).codes) == []


def test_a_code_that_a_line_break_cuts_is_joined_and_told():
    assert [codes for _, codes, _ in repaired("I21.\n000x001 K80.1\n00x003")] == [("I21.000x001",), ("K80.100x003",)]


def test_zeros_that_a_spreadsheet_ate_come_back_and_doubt_stays_a_doubt():
    text = "3.09 51.23 47.01 51.2300x001"
    assert repaired(text, CodeKind.PROCEDURE) == [
        ("3.09", ("03.0900",), False),
        ("51.23", ("51.2300",), False),
        ("47.01", ("47.0100",), True),
    ]


def test_in_a_list_of_short_codes_a_code_stands_for_all_below_it():
    assert repaired("K80.1、K80.2、I21") == [
        ("K80.1", ("K80.100", "K80.100x003"), False),
        ("K80.2", ("K80.200",), True),
        ("I21", ("I21.000", "I21.000x001", "I21.100", "I21.900"), False),
    ]


def test_an_unknown_code_and_a_reversed_range_are_told_by_line():
    found = read("I21.000\nZ99.999\nK81-K80")
    assert [(line, text) for line, text, _ in found.strange] == [(2, "Z99.999"), (3, "K81-K80")]


def test_the_count_read_is_held_against_the_count_stated():
    found = read("共3个：I21.000 I21.100 51.2200")
    assert (found.stated, found.count, found.total, found.is_all) == (3, 2, 3, True)
    assert not read("合计 4 条 I21.000 I21.100").is_all


def test_diagnoses_and_procedures_of_one_text_are_two_lists():
    assert [one.kind for one in read_pasted("I21.000 51.2200", TABLES)] == [CodeKind.DIAGNOSIS, CodeKind.PROCEDURE]


def test_a_table_of_headings_opens_ranges_into_patterns():
    headings = CodeTables(embedded_library(CodeKind.DIAGNOSIS), embedded_library(CodeKind.PROCEDURE))
    found = read_pasted("I20.0-I20.1 I21.000x007", headings)[0]
    assert {"~I20.0", "~I20.1", "I21.000x007"} <= set(found.codes)


def test_nothing_comes_of_text_without_codes():
    assert read_pasted("心力衰竭、休克\n", TABLES) == ()


@pytest.mark.parametrize("text", ["I21." * 20000, "9" * 50000, "A" * 50000, "I21.000-" * 10000, "1\n" * 30000])
def test_hostile_text_ends(text):
    read_pasted(text, TABLES)
