"""The tables of a pack against each other: what does not fit is told by file and row, once for one cause."""

import pytest

from coding.drg.complaint import Complaint, Grade, in_order, rolled
from tests.drg.small_pack import SMALL


def told(scheme, words):
    return [(c.file, c.row) for c in scheme.pack.told() if words in c.message and c.grade is not Grade.NOTE]


def message(scheme, words):
    return next(c.message for c in scheme.pack.told() if words in c.message)


TABLE = ("code", "exclusion_table")


@pytest.mark.parametrize(
    ("written", "why"), [("12.0", "Excel"), ("012", "前导零"), ("１２", "全角"), ("1 2", "空格"), ("12.00", "Excel")]
)
def test_an_exclusion_table_that_a_spreadsheet_spoilt_is_told_once_with_its_count(small_scheme, written, why):
    codes = ("J96.000", "J96.001", "N17.900")
    scheme = small_scheme(mcc=[TABLE, *((c, written) for c in codes)], exclusion=[TABLE, ("I21.900", "12")])
    assert told(scheme, "排除表号") == [("mcc.csv", 2)]
    assert "1 个表号，3 行" in message(scheme, "排除表号")
    assert why in message(scheme, "排除表号")


def test_the_side_that_is_spoilt_is_the_one_that_is_told(small_scheme):
    scheme = small_scheme(exclusion=[TABLE, ("I21.900", "7.0"), ("I50.900", "9")])
    assert told(scheme, "排除表号") == [("exclusion.csv", 2)]


def test_a_table_that_no_row_excludes_by_is_noted_and_all_of_them_a_fault(small_scheme):
    assert told(small_scheme(), "排除表号") == []
    assert [n[:2] for n in small_scheme().pack.notes] == [("cc.csv", 2)]
    scheme = small_scheme(exclusion=[TABLE, ("I21.900", "70")])
    assert told(scheme, "排除表号") == [("mcc.csv", 2), ("cc.csv", 2), ("exclusion.csv", 2)]


@pytest.mark.parametrize("table", ["adrg_codes", "px_valid", "mcc", "exclusion"])
def test_a_table_that_is_not_there_is_told_once(small_scheme, table):
    nodes = [
        *SMALL["adrg"],
        *(("MDCF", str(n), f"FT{n}", f"FT{n}", "", "PPX_IN(VALID)", "", f"FT{n}") for n in range(3, 9)),
    ]
    scheme = small_scheme(**{"adrg": nodes, table: None})
    assert told(scheme, f"方案包没有 {table}.csv") == [(f"{table}.csv", 0)]
    assert told(scheme, "不存在或为空") == []


def test_a_pack_without_ordinary_complications_tells_it_where_either_kind_is_asked_for(small_scheme):
    rules = [*SMALL["drg_rules"][:2], (*SMALL["drg_rules"][2][:4], "MCC_OR_CC", ""), SMALL["drg_rules"][3]]
    assert told(small_scheme(cc=None), "方案包没有 cc.csv") == []
    assert told(small_scheme(cc=None, drg_rules=rules), "方案包没有 cc.csv") == [("cc.csv", 0)]


def test_an_adrg_of_no_mdc_is_told_once_with_all_that_belongs_to_it(small_scheme):
    nodes = [*SMALL["adrg"], ("MDCX", "1", "XB1", "XB1", "", "PPX_IN(P1)", "", "")]
    scheme = small_scheme(
        adrg=nodes,
        adrg_codes=[*SMALL["adrg_codes"], ("XB1", "P1", "36.1100")],
        drg_rules=[*SMALL["drg_rules"], ("XB1", "1", "XB19", "迷路", "ALWAYS", "")],
        drg=[*SMALL["drg"], ("XB19", "迷路")],
    )
    assert [c[:2] for c in scheme.pack.complaints] == [("adrg.csv", 4)]


def test_a_missing_table_names_its_first_three_places(small_scheme):
    nodes = [SMALL["adrg"][0], *(("MDCF", str(n), f"FT{n}", f"FT{n}", "", "PPX_IN(P1)", "", "") for n in range(1, 9))]
    words = message(small_scheme(adrg=nodes, adrg_codes=None), "adrg_codes")
    assert "8 处" in words
    assert "adrg.csv 第2行、adrg.csv 第3行、adrg.csv 第4行等" in words


def test_an_order_that_stands_twice_is_told(small_scheme):
    rules = [*SMALL["drg_rules"][:3], ("FR1", "1", *SMALL["drg_rules"][3][2:])]
    assert told(small_scheme(drg_rules=rules), "顺序都是") == [("drg_rules.csv", 4)]
    nodes = [*SMALL["adrg"][:2], ("MDCF", "1.0", *SMALL["adrg"][2][2:])]
    assert told(small_scheme(adrg=nodes), "顺序都是") == [("adrg.csv", 3)]


@pytest.mark.parametrize("order", ["nan", "inf", "第一"])
def test_an_order_that_is_no_number_refuses(write_pack, order):
    from coding.base.errors import KnowledgeError
    from coding.drg.scheme import load_scheme

    with pytest.raises(KnowledgeError, match=r"adrg\.csv 第2行"):
        load_scheme(write_pack(adrg=[SMALL["adrg"][0], ("MDCF", order, *SMALL["adrg"][1][2:])]))


def test_an_adrg_of_another_letter_and_a_group_of_another_adrg_are_told(small_scheme):
    nodes = [*SMALL["adrg"], ("MDCF", "3", "GR1", "GR1", "", "PDX_IN(MDC)", "", "GR1")]
    assert told(small_scheme(adrg=nodes), "首字母") == [("adrg.csv", 4)]
    rules = [*SMALL["drg_rules"], ("FR1", "3", "FB19", "心脏手术", "CC", "")]
    assert told(small_scheme(drg_rules=rules), "编码不符") == [("drg_rules.csv", 5)]


def test_a_list_node_that_does_not_exist_is_told(small_scheme):
    rules = [*SMALL["drg_rules"][:3], (*SMALL["drg_rules"][3][:5], "X:FR15")]
    assert told(small_scheme(drg_rules=rules), "list_node") == [("drg_rules.csv", 4)]
    lists = [*SMALL["adrg_codes"], ("X:FR15", "D1", "I50.900")]
    assert told(small_scheme(drg_rules=rules, adrg_codes=lists), "list_node") == []


def test_groups_of_the_rules_and_of_the_list_of_groups_are_compared(small_scheme):
    scheme = small_scheme(drg=[*SMALL["drg"][:2], ("FX19", "无规则"), ("FX29", "也没有")])
    assert told(scheme, "不在 drg.csv 中") == [("drg_rules.csv", 3)]
    assert told(scheme, "没有任何规则") == [("drg.csv", 3)]
    assert "有 2 个病组没有任何规则，不会入组：FX19、FX29" in message(scheme, "没有任何规则")


def test_principal_diagnoses_that_the_mdc_does_not_take_are_counted_and_the_first_is_named(small_scheme):
    lists = [*SMALL["adrg_codes"], ("FR1", "D1", "I51.900"), ("FR1", "D1", "I51.800")]
    scheme = small_scheme(adrg_codes=lists)
    assert told(scheme, "不在 MDCF 的主要诊断表内") == [("adrg_codes.csv", 4)]
    assert "2 个编码不在 MDCF 的主要诊断表内（首个：FR1 的 I51.900）" in message(scheme, "不在 MDCF")
    assert any("2 个编码不在任何 MDC" in note for _, _, note in scheme.pack.notes)
    anyone = small_scheme(adrg_codes=lists, mdc=[SMALL["mdc"][0], ("1", "MDCF", "循环", "ANYDX_IN(MDC)")])
    assert told(anyone, "不在 MDCF 的主要诊断表内") == []


@pytest.mark.parametrize(
    ("code", "likely", "why"),
    [
        ("I50.900X001", "I50.900x001", "大小写"),
        ("i50.900", "I50.900", "大小写"),
        ("I50.9", "I50.900", "不足位"),
        ("\ufeffI50.900", "I50.900", "BOM"),
        ("I50. 900", "I50.900", "空格"),
        ("Ｉ50.900", "I50.900", "全角"),
    ],
)
def test_a_diagnosis_that_no_page_writes_so_is_told_with_what_it_is(small_scheme, code, likely, why):
    scheme = small_scheme(mcc=[*SMALL["mcc"], (code, "7")])
    assert told(scheme, f"应为 {likely}") == [("mcc.csv", 3)]
    assert why in message(scheme, f"应为 {likely}")


@pytest.mark.parametrize(
    ("code", "likely", "why"),
    [
        ("1.2", "01.2000", "前面的零"),
        ("36.1", "36.1000", "末尾的零"),
        ("0.66", "00.6600", "前面的零"),
        ("1.0900x006", "01.0900x006", "前面的零"),
    ],
)
def test_a_procedure_that_lost_its_zeros_is_told_with_what_it_is(small_scheme, code, likely, why):
    scheme = small_scheme(adrg_codes=[*SMALL["adrg_codes"], ("FB1", "P1", code)])
    assert told(scheme, f"应为 {likely}") == [("adrg_codes.csv", 4)]
    assert why in message(scheme, f"应为 {likely}")


@pytest.mark.parametrize(
    ("role", "code", "words"),
    [
        ("P1", "36.1100旁路移植", "不是手术操作编码的写法，不会与首页上的任何编码相符：可能是 36.1100。"),
        ("P1", "I50.900", "不是手术操作编码的写法"),
        ("D1", "36.1100", "不是诊断编码的写法"),
        ("D1", "合计", "不是诊断编码的写法"),
        ("D1", "\ufeffcode", "“[BOM]code”不是诊断编码的写法"),
    ],
)
def test_what_is_no_code_of_its_kind_is_told(small_scheme, role, code, words):
    scheme = small_scheme(adrg_codes=[*SMALL["adrg_codes"], ("FB1" if role == "P1" else "FR1", role, code)])
    assert told(scheme, words) == [("adrg_codes.csv", 4)]


def test_principal_diagnoses_of_no_mdc_are_told_once(small_scheme):
    rows = [*SMALL["mdc_dx"], ("MDCX", "K80.000", ""), ("MDCX", "K80.100", ""), ("MDCZ", "S06.000", "头颈")]
    scheme = small_scheme(mdc_dx=rows)
    assert told(scheme, "不在 mdc.csv 中") == [("mdc_dx.csv", 4)]
    assert "2 个主要诊断" in message(scheme, "不在 mdc.csv 中")


def test_rows_without_a_condition_are_noted(small_scheme):
    rules = [*SMALL["drg_rules"][:3], (*SMALL["drg_rules"][3][:4], "", "")]
    notes = [note for note in small_scheme(drg_rules=rules).pack.notes if "没有写条件" in note[2]]
    assert [note[:2] for note in notes] == [("drg_rules.csv", 4)]


def test_codes_and_beginnings_that_are_written_well_are_passed_over(small_scheme):
    lists = [*SMALL["adrg_codes"], ("FB1", "P1", "~36.1"), ("FB1", "P1", "17.91100"), ("FB1", "P1", "01.6x00x001")]
    assert small_scheme(adrg_codes=lists).pack.complaints == []


def test_many_complaints_of_one_cause_are_one_line_with_the_first_three_places():
    many = [Complaint("a.csv", row, "不认识。", Grade.GRAVE, "不认识") for row in range(2, 9)]
    other = Complaint("a.csv", 4, "重复。")
    (first, second) = rolled(in_order([*many, other]), 3)
    assert (first.row, first.message) == (2, "不认识。（同一原因共 7 处，另见a.csv 第3行、a.csv 第4行等）")
    assert second is other
    assert rolled(many[:3], 3) == many[:3]


def test_a_damaged_table_does_not_fill_the_memory(small_scheme):
    scheme = small_scheme(mcc=[TABLE, *((f"J{n // 10 % 100:02d}.{n % 10}", "7") for n in range(1_300))])
    found = [c for c in scheme.pack.told() if "不足位" in c.message]
    assert len(found) <= 1_000
    assert any("共 " in m and "只列出前" in m for _, _, m in scheme.pack.complaints) is (len(found) == 1_000)
