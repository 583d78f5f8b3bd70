"""What a condition asks and what the case answers, as a coder reads it in the trace."""

import pytest

from coding.drg.atoms import parse_atom, parse_rule
from coding.drg.checks import CHECKS
from coding.drg.condition_words import CHECK_WORDS, atom_words, clause_words
from tests.drg.small_pack import SMALL, case

LISTS = [
    ("node", "role", "code"),
    ("FR1", "D1", "I50.900"),
    ("FR1", "D2", "~E11"),
    ("FR1", "P1", "36.1100"),
    ("FR1", "P2", "39.6100"),
    ("FR1", "PC1", "01.0100"),
    ("FR1", "PC2", "02.0200"),
    ("X:FR1", "P1", "37.6100"),
    ("MDCF", "ELSE", "I21.900"),
]
REGIONS = [SMALL["mdc_dx"][0], ("MDCF", "I50.900", ""), ("MDCZ", "S06.000", "头颈"), ("MDCZ", "S72.000", "下肢")]


@pytest.fixture
def scheme(small_scheme):
    return small_scheme(adrg_codes=LISTS, mdc_dx=REGIONS)


HEART = case("I50.900")
WORDS = [
    ("PDX_IN(MDC)", HEART, "主要诊断 I50.900 在 MDCF 的主要诊断表内"),
    ("PDX_IN(MDC)", case("I21.900"), "主要诊断 I21.900 不在 MDCF 的主要诊断表内"),
    ("PDX_IN(D1)", HEART, "主要诊断 I50.900 在 FR1 的诊断表内"),
    ("PDX_IN(D2)", case("E11.200"), "主要诊断 E11.200（按 E11 开头）在 FR1 的诊断表2内"),
    (
        "ANYDX_IN(D1+D2)",
        case("I50.900 E11.200"),
        "诊断 I50.900、E11.200（按 E11 开头）在 FR1 的诊断表或 FR1 的诊断表2内",
    ),
    ("SDX_IN(D2)", HEART, "没有其他诊断，要看的是 FR1 的诊断表2"),
    ("SDX_IN(D2)", case("I50.900 J18.900"), "其他诊断 J18.900 不在 FR1 的诊断表2内"),
    ("SDX_IN(D2)", case("I50.900 J18.900 I10.x00"), "其他诊断中没有编码在 FR1 的诊断表2内"),
    ("ANYDX_IN(D1)", case("I50.900 I50.900"), "诊断 I50.900 在 FR1 的诊断表内"),
    ("PPX_IN(P1)", HEART, "没有主要手术操作，要看的是 FR1 的手术表"),
    ("PPX_IN(P2)", case("I50.900", "39.6100"), "主要手术操作 39.6100 在 FR1 的手术表2内"),
    ("PPX_IN(VALID)", case("I50.900", "36.1100"), "主要手术操作 36.1100 在手术室手术表内"),
    ("NO_PX_IN(VALID)", case("I50.900", "99.9900"), "手术操作 99.9900 不在手术室手术表内"),
    ("SPX_IN(P1)", case("I50.900", "39.6100 36.1100"), "其他手术操作 36.1100 在 FR1 的手术表内"),
    (
        "PPX_IN(VALID+96.0400)",
        case("I50.900", "96.0500"),
        "主要手术操作 96.0500 不在手术室手术表或指定编码（96.0400）内",
    ),
    ("ANYPX_IN[1 2 3 4 5 6]", HEART, "没有手术操作，要看的是指定编码（1、2、3、4、5、6）"),
    ("ANYPX_IN[1 2 3 4 5 6 7]", HEART, "没有手术操作，要看的是指定编码（1、2、3、4、5、6…）"),
    ("ANYDX_PREFIX(E11)", case("I50.900 E11.200 E11.900"), "诊断中有 E11.200"),
    ("ANYDX_PREFIX(E11)", HEART, "诊断中没有以 E11 开头的编码"),
    ("AGE<17", HEART, "年龄 60 岁，要求 < 17 岁"),
    ("AGE>=17", case("I50.900", age=None), "年龄 未填，要求 ≥ 17 岁"),
    ("AGEDAYS<=28", case("I50.900", age_days=3), "天龄 3 天，要求 ≤ 28 天"),
    ("WEIGHT!=1500", case("I50.900", birth_weight=900), "出生体重 900 克，要求 ≠ 1500 克"),
    ("LOS>60", HEART, "住院天数 8 天，要求 > 60 天"),
    ("ICUHOURS==1", case("I50.900", icu_hours=2.5), "重症监护时间 2.5 小时，要求 = 1 小时"),
    ("SEX==2", HEART, "性别为男，要求女"),
    ("SEX!=2", case("I50.900", sex=2), "性别为女，要求不是女"),
    ("SEX==1", case("I50.900", sex=None), "性别为未填，要求男"),
    ("TRAUMA_REGIONS>=2", case("I50.900 S72.000 S06.000"), "损伤涉及 2 个部位（下肢、头颈），要求≥ 2 个"),
    ("TRAUMA_REGIONS>=2", HEART, "损伤涉及 0 个部位（无），要求≥ 2 个"),
    ("DEPT==ICU", HEART, "出院科别为“未填”，要求 ICU"),
    ("DEPT==ICU", case("I50.900", dept="03"), "出院科别为“03”，要求 ICU"),
    ("LEAVING_IN(2,5)", HEART, "离院方式为“1”，要求 2、5"),
    ("LEAVING_IN(2,5)", case("I50.900", leaving_type=""), "离院方式为“未填”，要求 2、5"),
    ("MCC", case("I50.900 J96.000"), "有严重并发症或合并症（MCC）"),
    ("MCC", case("I50.900 E11.900"), "没有严重并发症或合并症（MCC）"),
    ("CC", case("I50.900 E11.900"), "有一般并发症或合并症（CC）"),
    ("MCC_OR_CC", HEART, "没有并发症或合并症（MCC 或 CC）"),
    ("MCC_OR_CC", case("I50.900 E11.900"), "有并发症或合并症（MCC 或 CC）"),
    ("ALWAYS", HEART, "无条件"),
    ("NEVER", HEART, "该条件永不成立"),
    ("PXCLASS(1&2|1)", HEART, "手术组合要求第 1 类和第 2 类，或第 1 类（本例都没有）"),
    ("PXCLASS(1&2)", case("I50.900", "02.0200"), "手术组合要求第 1 类和第 2 类（第 2 类有 02.0200）"),
    (
        "PXCLASS(1&2)",
        case("I50.900", "02.0200 01.0100"),
        "手术组合要求第 1 类和第 2 类（第 1 类有 01.0100；第 2 类有 02.0200）",
    ),
]


@pytest.mark.parametrize(("atom", "made", "words"), WORDS)
def test_a_condition_is_said_in_a_coders_words(scheme, atom, made, words):
    said = atom_words(scheme.reader, parse_atom(atom), made, "MDCF", "FR1")
    assert " ".join(said.split()) == words


def test_a_table_of_another_node_is_called_by_that_node(scheme):
    said = atom_words(scheme.reader, parse_atom("PPX_IN(P1)"), case("I50.900", "37.6100"), "MDCF", "X:FR1")
    assert said.endswith("37.6100 在 FR1 的手术表内")
    said = atom_words(scheme.reader, parse_atom("PDX_NOT_IN(ELSE)"), HEART, "MDCF", "MDCF")
    assert said == "主要诊断 I50.900 不在 MDCF 的诊断表内"


def test_alternatives_are_joined_by_or(scheme):
    (clause,) = parse_rule("AGE<17|SEX==2")
    assert clause_words(scheme.reader, clause, HEART, "MDCF", "FR1") == "年龄 60 岁，要求 < 17 岁，或性别为男，要求女"


def test_every_check_is_told_in_one_sentence_that_says_what_to_do():
    assert set(CHECK_WORDS) == set(CHECKS)
    assert all(words.endswith("。") and "请" in words for words in CHECK_WORDS.values())
