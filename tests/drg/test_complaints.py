"""What is wrong with a pack is told with file and line, and keeps nothing from being used."""

import pytest

from coding.base.errors import KnowledgeError
from coding.drg.mdc_text import read_mdc_text
from coding.drg.scheme import load_scheme
from tests.drg.small_pack import SMALL, case

ADRG = SMALL["adrg"][0]
MDC = ("order", "mdc", "name", "entry_rule", "else_rule")


def told(scheme):
    return [(file, row, message) for file, row, message in scheme.pack.complaints]


def only(scheme):
    (complaint,) = told(scheme)
    return complaint


def test_an_adrg_of_no_mdc_is_told(small_scheme):
    stray = ("MDCX", "9", "XB1", "XB1", "迷路", "ALWAYS", "", "XB1")
    assert only(small_scheme(adrg=[*SMALL["adrg"], stray])) == (
        "adrg.csv",
        4,
        "XB1 所属的 MDCX 不在 mdc.csv 中，永远不会判断到。",
    )


def test_a_group_of_no_adrg_is_told(small_scheme):
    stray = ("FZ1", "1", "FZ19", "迷路", "ALWAYS", "")
    assert only(small_scheme(drg_rules=[*SMALL["drg_rules"], stray])) == (
        "drg_rules.csv",
        5,
        "病组 FZ19 的节点 FZ1 不在 adrg.csv 中，永远不会判断到。",
    )


@pytest.mark.parametrize("second", ["I50.900", "~I50.9"])
def test_a_code_that_stands_twice_in_a_list_is_told(small_scheme, second):
    rows = [*SMALL["mdc_dx"], ("MDCF", "~I50.9", ""), ("MDCF", second, "")]
    file, row, message = only(small_scheme(mdc_dx=rows))
    assert (file, row) == ("mdc_dx.csv", 5)
    assert "MDC:MDCF" in message
    assert "重复" in message


def test_a_beginning_that_is_taken_in_and_out_again_is_told(small_scheme):
    rows = [*SMALL["mdc_dx"], ("MDCF", "~I51", ""), ("MDCF", "!I51", "")]
    assert "自相矛盾" in only(small_scheme(mdc_dx=rows))[2]


def test_one_injury_in_two_regions_is_no_repetition(small_scheme):
    rows = [*SMALL["mdc_dx"], ("MDCF", "S06.000", "头颈"), ("MDCF", "S06.000", "躯干")]
    assert told(small_scheme(mdc_dx=rows)) == []
    rows = [*SMALL["mdc_dx"], ("MDCF", "~S3", "腹部"), ("MDCZ", "~S3", "腹部")]
    assert told(small_scheme(mdc_dx=rows)) == []


@pytest.mark.parametrize("table", ["mcc", "cc", "exclusion"])
def test_a_complication_that_stands_twice_is_told_and_the_later_row_holds(small_scheme, table):
    for code in ("K92.200", "~K92"):
        rows = [*SMALL[table], (code, "1"), (code, "2")]
        scheme = small_scheme(**{table: rows})
        assert only(scheme) == (f"{table}.csv", 4, f"{'编码 ' if code[0] == 'K' else ''}{code} 重复：以后一行为准。")
        assert scheme.pack.value_table(table)("K92.200") == "2"


def test_what_is_taken_out_of_a_table_has_no_value(small_scheme):
    table = small_scheme(mcc=[*SMALL["mcc"], ("~K92", "1"), ("!K92.2", "")]).pack.value_table("mcc")
    assert table("K92.100") == "1"
    assert table("K92.200") is None


@pytest.mark.parametrize(
    ("table", "row", "word"),
    [
        ("mdc", ("2", "MDCF", "再来", "NEVER"), "MDC MDCF 重复。"),
        ("adrg", ("MDCF", "3", "FR1", "FR1", "再来", "PDX_IN(D1)", "", ""), "节点 FR1 重复。"),
        ("drg", ("FB19", "再来"), "病组 FB19 重复。"),
    ],
)
def test_a_name_that_stands_twice_is_told(small_scheme, table, row, word):
    scheme = small_scheme(**{table: [*SMALL[table], row]})
    assert (f"{table}.csv", len(SMALL[table]) + 1, word) in told(scheme)


def test_a_list_that_nobody_asks_for_is_told_once(small_scheme):
    lists = [*SMALL["adrg_codes"], ("FZ9", "D1", "I51.900"), ("FZ9", "D2", "I51.800"), ("MDCF", "ELSE", "I51.700")]
    assert only(small_scheme(adrg_codes=lists)) == ("adrg_codes.csv", 4, "编码表所属的 FZ9 不存在，该表用不到。")


def test_a_word_that_nobody_knows_is_told_wherever_it_stands(small_scheme):
    scheme = small_scheme(
        mdc=[MDC, ("1", "MDCF", "循环", "PDX_WITHIN(MDC)", ""), ("2", "MDCE", "呼吸", "NEVER", "HEIGHT>3=>EQY")],
        drg_rules=[*SMALL["drg_rules"], ("FR1", "3", "FR18", "再来", "MCC&KO", "")],
    )
    places = [(file, row) for file, row, message in told(scheme) if "不认识" in message]
    assert places == [("mdc.csv", 2), ("mdc.csv", 3), ("drg_rules.csv", 5)]
    assert "条件“MCC&KO”中的“KO”不认识" in told(scheme)[-1][2]


def test_an_else_rule_without_a_result_is_told(small_scheme):
    for rule in ("PDX_IN(MDC)", "PDX_IN(MDC)=>", "PDX_IN(MDC)=> "):
        scheme = small_scheme(mdc=[MDC, ("1", "MDCF", "循环", "PDX_IN(MDC)", rule)])
        assert ("mdc.csv", 2, f"MDCF 的 else_rule“{rule.strip()}”缺少“=>结果”。") in told(scheme)
    assert told(small_scheme(mdc=[MDC, ("1", "MDCF", "循环", "PDX_IN(MDC)", "PDX_IN(MDC)=>FQY")])) == []


@pytest.mark.parametrize(
    ("rule", "missing"),
    [("PPX_IN(P9)", "FR1:P9"), ("PXCLASS(1&2)", "FR1:PC1"), ("PDX_IN(VALID+D7)", "FR1:D7")],
)
def test_a_list_that_is_asked_for_and_not_there_is_told(small_scheme, rule, missing):
    nodes = [*SMALL["adrg"][:2], ("MDCF", "2", "FR1", "FR1", "心力衰竭", f"PDX_IN(D1)&{rule}", "", "")]
    assert any(file == "adrg.csv" and row == 3 and missing in m for file, row, m in told(small_scheme(adrg=nodes)))


def test_a_group_without_a_code_or_a_name_is_told(small_scheme):
    rules = [*SMALL["drg_rules"], ("FR1", "3", "", "无码", "MCC", ""), ("FR1", "4", "FR17", "", "MCC", "")]
    assert told(small_scheme(drg_rules=rules)) == [
        ("drg_rules.csv", 5, "节点 FR1 有一行没有写病组编码。"),
        ("drg_rules.csv", 6, "病组 FR17 没有名称。"),
    ]


def test_rows_are_judged_in_the_order_that_they_are_given_and_not_as_they_stand(small_scheme):
    nodes = [ADRG, *reversed(SMALL["adrg"][1:])]
    rules = [SMALL["drg_rules"][0], *reversed(SMALL["drg_rules"][1:])]
    scheme = small_scheme(adrg=nodes, drg_rules=rules)
    assert scheme.group(case("I50.900", "36.1100")).drg == "FB19"
    assert scheme.group(case("I50.900 J96.000")).drg == "FR11"
    tied = [("order", "mdc", "name", "entry_rule"), ("2", "MDCF", "后", "PDX_IN(MDC)"), ("1.5", "MDCA", "先", "ALWAYS")]
    assert [m[0] for m in small_scheme(mdc=tied).pack.mdcs] == ["MDCA", "MDCF"]


def test_an_order_that_is_no_number_names_its_row(write_pack):
    rows = [*SMALL["drg_rules"], ("FR1", "三", "FR19", "晚", "CC", "")]
    with pytest.raises(KnowledgeError, match=r"drg_rules\.csv 第5行的顺序“三”"):
        load_scheme(write_pack(drg_rules=rows))


def test_an_adrg_may_be_named_by_its_node_alone(small_scheme):
    nodes = [ADRG, SMALL["adrg"][1], ("MDCF", "2", "FR1_2", "", "心力衰竭", "PDX_IN(MDC)", "", "")]
    scheme = small_scheme(adrg=nodes)
    assert scheme.pack.nodes[1][:3] == ("MDCF", "FR1_2", "FR1")
    assert scheme.adrg_name("FR1") == "心力衰竭"
    assert scheme.adrg_name("FZ1") == scheme.mdc_name("MDCX") == scheme.group_name("FZ19") == ""
    assert scheme.groups == ("FB19", "FR11", "FR15")


TEXT = """# 说明
MDC MDCF 循环系统疾病
顺序 3
进入 PDX_IN(MDC)
否则 SEX==2=>FQY
主要诊断 ~I50
\t~I21  # 心梗
部位 头颈部 ~S02 ~S06
ELSE I51.900
ADRG FR1_2 心力衰竭 二
条件 PDX_IN(D1)
D1 ~I50
PC13 37.6100
FR11 心力衰竭，伴 = MCC
ADRG FR3 其他
FR35 其他 = ALWAYS
"""


def test_the_text_of_an_mdc_states_the_rows_of_the_tables():
    tables = read_mdc_text("MDCF.txt", TEXT)
    assert tables["mdc"] == [(2, ["3", "MDCF", "循环系统疾病", "PDX_IN(MDC)", "SEX==2=>FQY"])]
    assert tables["mdc_dx"] == [
        (6, ["MDCF", "~I50", ""]),
        (6, ["MDCF", "~I21", ""]),
        (8, ["MDCF", "~S02", "头颈部"]),
        (8, ["MDCF", "~S06", "头颈部"]),
    ]
    assert tables["adrg"] == [
        (10, ["MDCF", "1", "FR1_2", "FR1", "心力衰竭 二", "PDX_IN(D1)", ""]),
        (15, ["MDCF", "2", "FR3", "FR3", "其他", "", ""]),
    ]
    assert tables["adrg_codes"] == [
        (9, ["MDCF", "ELSE", "I51.900"]),
        (12, ["FR1_2", "D1", "~I50"]),
        (13, ["FR1_2", "PC13", "37.6100"]),
    ]
    assert tables["drg_rules"] == [
        (14, ["FR1_2", "1", "FR11", "心力衰竭，伴", "MCC", ""]),
        (16, ["FR3", "2", "FR35", "其他", "ALWAYS", ""]),
    ]
    assert tables["drg"] == [(14, ["FR11", "心力衰竭，伴"]), (16, ["FR35", "其他"])]


def test_a_text_that_is_no_mdc_states_nothing():
    assert read_mdc_text("README.txt", "方案说明\nMDC MDCF 循环\n") == {}
    assert read_mdc_text("README.txt", "") == {}


@pytest.mark.parametrize("line", ["条件 ALWAYS", "FR11 心衰 = MCC", "D1 ~I50", "这是什么"])
def test_a_line_before_its_adrg_is_named(line):
    with pytest.raises(KnowledgeError, match=rf"MDCF\.txt 第3行读不懂“{line[:4]}"):
        read_mdc_text("MDCF.txt", f"MDC MDCF 循环\n\n{line}\n")
