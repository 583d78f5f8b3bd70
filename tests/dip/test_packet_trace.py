"""The trace ends where the grouper ends, on thousands of cases, and tells the way in a coder's words."""

import random

import pytest

from coding.dip.dip_scheme import scheme_of
from coding.dip.packet_trace import trace_packet
from coding.dip.packet_walk import walk
from tests.dip.random_stays import as_case, random_rows
from tests.dip.small_city import TABLES, city
from tests.dip.test_matching import tables_of
from tests.drg.small_pack import case

WITH = {
    "3.0": [],
    "all procedures": [{"key": "px_role", "value": "any"}],
    "beginnings": [{"key": "exclude_match", "value": "prefix"}],
    "subcategories only": [{"key": "dx_levels", "value": "4|3"}],
    "falling back": [{"key": "conservative", "value": "fallback"}],
}
DRAWN = 1_500


def ends_alike(tables, count):
    scheme = scheme_of(tables)
    for row in random_rows(tables, count, random.Random(3)):
        drawn = as_case(row)
        packet, walked = scheme.matcher.match(drawn), walk(scheme.catalogue, drawn)
        fast = packet.status, packet.layer, packet.seq, packet.principal_px, packet.basic
        assert (walked.status, walked.layer, walked.seq, walked.principal, walked.basic) == fast, row


@pytest.mark.parametrize("way", WITH)
def test_walk_and_grouper_end_alike_in_an_invented_city(way):
    ends_alike(city(scheme=[*TABLES["scheme"], *WITH[way]]), DRAWN)


@pytest.mark.parametrize("way", WITH)
@pytest.mark.parametrize("name", ["national30_excerpt", "local_sample"])
def test_walk_and_grouper_end_alike_in_both_packs(reference, name, way):
    tables = tables_of(reference / "dip" / name)
    stated = {row["key"]: row for row in (*tables["scheme"], *WITH[way])}
    ends_alike({**tables, "scheme": list(stated.values())}, DRAWN)


@pytest.fixture(scope="module")
def told():
    scheme = scheme_of(TABLES)

    def tell(dx, px="", **known):
        return trace_packet(scheme.catalogue, scheme.pricing, case(dx, px, **known))

    return tell


def texts(step):
    yield f"{step.title} {step.detail}"
    for child in step.children:
        yield from texts(child)


def line(step, start):
    return next((text for text in texts(step) if text.startswith(start)), None)


PAID = {"insured": "职工", "level": "三级"}


def test_the_root_names_the_packet_and_every_layer_has_its_step(told):
    root = told("K35.800", "47.0100 54.5100", **PAID)
    assert (root.title, root.detail) == ("BX-2 阑尾切除+松解", "核心病种")
    titles = [step.title for step in root.children]
    assert titles[1] == "有效主要手术操作 47.0100；其他手术操作 54.5100"
    assert titles[2] == "先期分组 XQ：没有符合的病种"
    assert titles[3] == "并项规则 BX：BX-2 阑尾切除+松解"
    assert "也符合，但符合的相关手术操作较少" in line(root, "BX-1")


def test_what_became_of_the_first_procedure_is_told(told):
    assert line(told("J18.900", "99.6000"), "99.6000 按保守治疗入组")
    assert line(told("J18.900", "00.3100"), "00.3100 不可作为主要手术操作")
    assert "K20-K93" in line(told("J18.900", "44.1300"), "44.1300 只在")
    assert line(told("K35.800", "44.1300"), "主要诊断 K35.800 在 44.1300 可作主要手术操作的范围内")


def test_a_row_that_does_not_fit_says_which_condition_failed(told):
    root = told("Z51.101 C50.900", "99.2500", **PAID)
    assert root.verdict == "miss"
    assert "其他诊断须有 C34" in line(root, "FZ-1")


def test_the_auxiliary_type_shows_each_condition_with_the_value_of_the_case(told):
    root = told("C34.900 C50.900", los=4, cost=20_000.0, **PAID)
    assert line(root, "辅助分型 严重程度/转移，系数 1.12")
    assert line(root, "住院天数 > 3 天（本例 4）")
    assert line(root, "离院方式为 5")
    assert line(told("C34.900", cost=20_000.0, **PAID), "辅助分型：没有触发")
    many = told("C34.900 I21.900 I22.000 I50.900", cost=20_000.0, **PAID)
    assert line(many, "合并症指数 ≥ 2（本例 2）").endswith("心梗（I21.900）、心衰（I50.900）")


def test_the_payment_is_told_with_its_arithmetic_and_called_an_estimate(told):
    root = told("C34.900", leaving_type="5", cost=36_000.0, **PAID)
    assert line(root, "支付（估算）20,556.00 元，费用超高")
    assert line(root, "支付标准 = 分值 1300 × 点值 8 × 系数 1.1 × 辅助分型 1.35 = 15,444.00 元")
    assert line(root, "费用 ÷ 支付标准 = 36,000.00 ÷ 15,444.00 = 2.3310：费用超高")
    low = told("C34.900", cost=4_000.0, **PAID)
    assert "即按费用支付" in line(low, "费用 ÷ 支付标准")


def test_a_basic_packet_says_that_the_level_of_the_hospital_counts_nothing(told):
    assert "各级医院同价" in line(told("K35.800", "47.0100", cost=11_000.0, **PAID), "基层病种")


@pytest.mark.parametrize(
    ("known", "lacks"),
    [
        ({"insured": "7", "level": "三级"}, "没有参保类别“7”的点值"),
        ({"insured": "职工"}, "没有说明医院级别"),
        ({"insured": "职工", "level": "甲"}, "没有医院级别“甲”的系数"),
    ],
)
def test_what_is_lacking_for_a_payment_is_said(told, known, lacks):
    assert lacks in line(told("C34.900", cost=9_000.0, **known), "支付标准：无法估算")


def test_codes_that_were_carried_over_are_told(told):
    carried = (("K35.8", "K35.800"),)
    assert line(told("K35.800", "47.0100", carried=carried), "K35.8 → K35.800")
