"""The first step that differs, in a coder's words: each kind planted in a small pack."""

import pytest

from coding.drg.scheme import load_scheme
from coding.drg.walk_difference import WalkDifferences
from coding.grouping.first_difference import DifferenceKind as Kind
from tests.drg.small_pack import SMALL, case


@pytest.fixture
def between(write_pack):
    """The first difference of a case between the small pack (old) and the same with some tables changed (new)."""

    def find(one, **changed):
        old, new = load_scheme(write_pack("old")), load_scheme(write_pack("new", **changed))
        return WalkDifferences(old, new).of(one, old.group(one), new.group(one))

    return find


def without(table, *rows):
    return [row for row in SMALL[table] if row not in rows]


def test_the_same_group_has_no_difference(between):
    assert between(case("I50.900")) is None


def test_a_diagnosis_that_left_its_mdc(between):
    found = between(case("I50.900"), mdc_dx=without("mdc_dx", ("MDCF", "I50.900", "")))
    assert (found.kind, found.code) == (Kind.MDC, "I50.900")
    assert "MDCF 循环系统疾病：原方案：进入，主要诊断 I50.900 在 MDCF 的主要诊断表内" in found.text
    assert "新方案：不进入，主要诊断 I50.900 不在 MDCF 的主要诊断表内" in found.text


def test_a_diagnosis_of_another_adrg_is_told_from_the_side_that_refused_it(between):
    other = [*SMALL["adrg"][:-1], ("MDCF", "2", "FR2", "FR2", "心梗", "PDX_IN(D1)", "", ""), SMALL["adrg"][-1]]
    codes = [*SMALL["adrg_codes"], ("FR2", "D1", "I50.900")]
    rules = [*SMALL["drg_rules"], ("FR2", "1", "FR29", "心梗", "ALWAYS", "")]
    found = between(case("I50.900"), adrg=other, adrg_codes=codes, drg_rules=rules)
    assert found.kind is Kind.ADRG
    assert found.text.startswith("FR2 心梗：原方案：没有这个 ADRG；新方案：主要诊断 I50.900 在 FR2 的诊断表内")


def test_an_operation_that_left_its_list(between):
    found = between(case("I50.900", "36.1100"), adrg_codes=without("adrg_codes", ("FB1", "P1", "36.1100")))
    assert (found.kind, found.code) == (Kind.OPERATION, "36.1100")
    assert "FB1 心脏手术：原方案：主要手术操作 36.1100 在 FB1 的手术表内；新方案：" in found.text


AMBIGUOUS = ("MDCF", "1.5", "FQY", "FQY", "", "PPX_IN(VALID)", "", "")


def test_a_scheme_that_holds_ambiguous_cases_where_the_other_has_no_such_group(between):
    adrg = [*SMALL["adrg"][:2], AMBIGUOUS, SMALL["adrg"][2]]
    valid = [*SMALL["px_valid"], ("37.9900", "别的手术")]
    found = between(case("I50.900", "37.9900"), adrg=adrg, px_valid=valid)
    assert (found.kind, found.code) == (Kind.AMBIGUITY, "37.9900")
    assert "原方案：本 MDC 不设歧义组" in found.text
    assert found.text.endswith("新方案归入歧义组")


def test_an_operation_that_is_one_of_the_operating_room_in_one_scheme_only(write_pack):
    adrg = [*SMALL["adrg"][:2], AMBIGUOUS, SMALL["adrg"][2]]
    old = load_scheme(write_pack("old", adrg=adrg))
    new = load_scheme(write_pack("new", adrg=adrg, px_valid=[*SMALL["px_valid"], ("37.9900", "别的手术")]))
    one = case("I50.900", "37.9900")
    found = WalkDifferences(old, new).of(one, old.group(one), new.group(one))
    assert (found.kind, found.code) == (Kind.OPERATION, "37.9900")
    assert "手术室手术表" in found.text


def test_a_group_that_is_not_divided_any_more(between):
    undivided = [*SMALL["drg_rules"][:2], ("FR1", "1", "FR19", "心力衰竭", "ALWAYS", "")]
    found = between(case("I50.900 J96.000"), drg_rules=undivided)
    assert found.kind is Kind.SPLIT
    assert found.text == "FR1 心力衰竭：原方案：细分为 FR11、FR15；新方案：不再细分（FR19）"


def test_a_group_that_asks_for_other_complications(between):
    rules = [*SMALL["drg_rules"][:2], ("FR1", "1", "FR11", "伴", "MCC_OR_CC", ""), SMALL["drg_rules"][-1]]
    found = between(case("I50.900 E11.900"), drg_rules=rules)
    assert found.kind is Kind.SPLIT
    assert "新方案：FR11（MCC 或 CC）" in found.text


def test_a_group_that_is_divided_by_age(between):
    rules = [*SMALL["drg_rules"][:2], ("FR1", "1", "FR1D", "儿童", "AGE<=6", ""), *SMALL["drg_rules"][2:]]
    found = between(case("I50.900", age=5), drg_rules=rules)
    assert found.kind is Kind.AGE
    assert "新方案：FR1D（年龄 ≤ 6）；年龄 5 岁" in found.text


def test_a_diagnosis_that_counts_as_mcc_in_one_scheme_only(between):
    found = between(case("I50.900 E11.900 J96.000"), mcc=[SMALL["mcc"][0]], cc=[*SMALL["cc"], ("J96.000", "7")])
    assert (found.kind, found.code) == (Kind.CC_LIST, "J96.000")
    assert found.text == "FR1 心力衰竭：其他诊断 J96.000 原方案：计为 MCC；新方案：计为 CC"


def test_a_diagnosis_that_is_excluded_beside_the_principal_one_in_one_scheme_only(between):
    found = between(case("I50.900 J96.000"), exclusion=[*SMALL["exclusion"], ("I50.900", "7")])
    assert (found.kind, found.code) == (Kind.EXCLUSION, "J96.000")
    assert "新方案：本为 MCC，但与主要诊断 I50.900 同属排除表 7，被排除" in found.text


def test_a_check_that_one_scheme_does_not_ask_for(between):
    settings = [("key", "value"), ("name", "新"), ("checks", "age")]
    found = between(case("I50.900", sex=None), scheme=settings)
    assert found.kind is Kind.CHECK
    assert "原方案：性别缺失" in found.text
    assert "新方案：信息校验通过，归入 FR15" in found.text


def test_another_order_of_the_same_steps(between):
    adrg = [SMALL["adrg"][0], ("MDCF", "1", *SMALL["adrg"][2][2:]), ("MDCF", "2", *SMALL["adrg"][1][2:])]
    found = between(case("I50.900", "36.1100"), adrg=adrg)
    assert found.kind is Kind.ORDER
    assert "原方案先判断 FB1 心脏手术，新方案先判断 FR1 心力衰竭" in found.text


def test_every_public_case_that_moves_has_a_reason_and_the_code_stands_on_the_page(full_scheme, reference):
    from tests.drg.small_pack import read_cases

    old, new = full_scheme("chs_drg_11"), full_scheme("chs_drg_20")
    why = WalkDifferences(old, new)
    kinds = set()
    for _, one in read_cases(reference / "drg" / "cases_dev.csv"):
        was, will = old.group(one), new.group(one)
        found = why.of(one, was, will)
        assert (found is None) is ((was.drg, was.status) == (will.drg, will.status))
        if found is not None:
            kinds.add(found.kind)
            assert found.code in ("", *one.dx, *one.px)
            assert "原方案" in found.text
            assert "新方案" in found.text
    assert kinds >= {Kind.MDC, Kind.ADRG, Kind.OPERATION, Kind.SPLIT, Kind.CC_LIST, Kind.AMBIGUITY, Kind.CHECK}
