"""A tariff under a policy: rates, coefficients, multiples, special cases, exclusions, and what is not judged."""

import pytest

from coding.payment.policy import embedded_policy
from coding.payment.price import Price
from coding.payment.pricing import priced
from tests.payment.policy_desk import DAY, TARIFF, page, policy, price, stay, tariff


def test_the_policys_rate_goes_before_the_tariffs_and_by_kind_of_insured(tmp_path):
    rows = "rate,9000,职工,,,某文\nrate,7000,居民,,,某文\n"
    assert price(tmp_path, rows).payment == 9000
    assert price(tmp_path, rows, page(method="2.1")).payment == 7000
    unknown = price(tmp_path, rows, page(method="7"))
    assert unknown.payment is None
    assert "参保类别未知" in unknown.policy.unknown


def test_without_a_rate_the_tariffs_own_holds(tmp_path):
    found = price(tmp_path, "level_coefficient,1.1,,,,\n")
    assert (found.payment, found.balance) == (8800, 800)


def test_a_coefficient_by_level_and_group_and_a_basic_group_at_one_price(tmp_path):
    rows = (
        "level,三级,,,,\nlevel_coefficient,1.2,三级,,,\nlevel_coefficient,0.9,二级,,,\nbasic_group,FR1,,,,甲文第3条\n"
    )
    assert price(tmp_path, rows, drg="FB19").payment == 6 * 8000 * 1.2
    basic = price(tmp_path, rows)
    assert basic.payment == 8000
    assert basic.policy.basic.clause == "甲文第3条"
    for level in ("三级", "二级"):
        one = f"level,{level},,,,\nrate,9000,三级,,,\nrate,8000,二级,,,\nbasic_group,FR15,,,,\nbasic_rate,8500,,,,\n"
        assert price(tmp_path, one).payment == 8500


def test_a_level_that_nobody_knows_is_no_estimate(tmp_path):
    rows = "level_coefficient,1.2,三级,,,\nlevel_coefficient,0.9,二级,,,\n"
    found = price(tmp_path, rows)
    assert found.payment is None
    assert found.balance is None
    assert "医院等级未知" in found.policy.unknown


def test_the_level_of_the_tariff_is_the_level_of_the_hospital(tmp_path):
    text = "# 费率: 8000\nDRG编码,权重,等级系数-三级\nFR15,1,1\n"
    rows = "level_coefficient,1.2,三级,,,\n"
    assert price(tmp_path, rows, of_tariff=tariff(tmp_path, text, level="三级")).payment == 9600


BANDS = (
    "high,倍率 > 3 => 支付标准 + 总费用 - 3 * 均费,权重 <= 2,,,甲文第8条\n"
    "high,倍率 > 2.5 => 支付标准 + 总费用 - 2.5 * 均费,2 < 权重 <= 5,,,甲文第8条\n"
    "high,倍率 > 2 => 支付标准 + 总费用 - 2 * 均费,权重 > 5,,,甲文第8条\n"
    "low,倍率 < 0.4 => 总费用,,,,甲文第9条\n"
)


@pytest.mark.parametrize(
    ("drg", "cost", "band", "payment"),
    [
        ("FR15", "24000", "", 8000),
        ("FR15", "30000", "高倍率", 8000 + 30000 - 24000),
        ("FR11", "66000", "高倍率", 24000 + 66000 - 60000),
        ("FR11", "60000", "", 24000),
        ("FB19", "110000", "高倍率", 48000 + 110000 - 100000),
        ("FR15", "3000", "低倍率", 3000),
        ("FR15", "3200", "", 8000),
    ],
)
def test_multiples_by_class_of_weight(tmp_path, drg, cost, band, payment):
    found = price(tmp_path, BANDS, page(cost), drg)
    assert (found.band, found.payment) == (band, payment)
    assert found.balance == payment - float(cost)
    if band:
        assert found.policy.band.clause.startswith("甲文第")


def test_without_a_cost_the_multiple_is_not_judged_and_said_so(tmp_path):
    found = price(tmp_path, BANDS, page(cost=""))
    assert (found.payment, found.balance, found.band) == (8000, None, "")
    assert set(found.policy.unjudged) == {"高倍率", "低倍率"}


def test_a_policy_that_is_silent_on_multiples_leaves_them_to_the_tariff(tmp_path):
    own = tariff(tmp_path, "# 低倍率: 倍率 < 0.5 => 总费用\n" + TARIFF)
    found = price(tmp_path, "rate,8000,,,,\n", page("3900"), of_tariff=own)
    assert (found.band, found.payment) == ("低倍率", 3900)
    assert "权重表" in found.policy.band.clause


def test_a_stay_out_of_scope_or_excluded_has_no_payment_but_a_clause(tmp_path):
    rows = (
        "scope,住院天数 < 60,住院60天以内,,,甲文第2条\n"
        "exclude,住院天数 <= 2 and 手术个数 == 0 and 死亡 == 0,短住院,,,甲文第4条\n"
    )
    long = price(tmp_path, rows, page(los="60"))
    assert (long.payment, long.balance) == (None, None)
    assert (long.excluded.clause, long.weight) == ("甲文第2条", 1)
    assert price(tmp_path, rows, page(los="59")).payment == 8000
    short = price(tmp_path, rows, page(los="2"))
    assert (short.payment, short.excluded.word) == (None, "短住院")
    assert price(tmp_path, rows, page(los="2", px=("47.0100",))).payment == 8000
    assert price(tmp_path, rows, page(los="2", discharge_way="5")).payment == 8000


def test_a_scope_that_the_page_cannot_answer_is_not_passed(tmp_path):
    found = price(tmp_path, "scope,住院天数 < 60,住院60天以内,,,甲文\n", page(los=""))
    assert found.payment is None
    assert found.excluded is None
    assert "住院60天以内" in found.policy.unknown


def test_what_settles_an_exclusion_settles_it_beside_what_is_not_known(tmp_path):
    rows = "exclude,ICU小时 > 0 or 住院天数 <= 2,甲,,,\n"
    assert price(tmp_path, rows, page(los="2", px=())).excluded.word == "甲"


SPECIAL = (
    "special,住院天数 >= 60,住院 60 天以上,,,甲文第12条\n"
    "special,倍率 > 5,费用超过均费 5 倍,,,甲文第12条\n"
    "special,ICU天数 >= 10,重症监护 10 天以上,,,甲文第12条\n"
    'special,"任一手术(""新技术项目"")",新技术,,,甲文第13条\n'
    "special,转科次数 >= 2,多次转科,,,甲文第12条\n"
    "special,多学科会诊,多学科,,,甲文第12条\n"
    "code_list,37.9000x001 38.45,新技术项目,,,\n"
    "own_item,MDT,多学科会诊,,,\n"
)


def candidates(found):
    return [ground.word for ground in found.candidates]


def test_candidates_for_special_review_by_every_condition(tmp_path):
    assert candidates(price(tmp_path, SPECIAL)) == []
    assert candidates(price(tmp_path, SPECIAL, page(los="60"))) == ["住院 60 天以上"]
    assert candidates(price(tmp_path, SPECIAL, page("41000"))) == ["费用超过均费 5 倍"]
    assert candidates(price(tmp_path, SPECIAL, page(px=("38.4500x001",)))) == ["新技术"]
    assert candidates(price(tmp_path, SPECIAL, page(transfer_depts="03、04"))) == ["多次转科"]
    assert candidates(price(tmp_path, SPECIAL, page(extra={"MDT": "是"}))) == ["多学科"]
    assert price(tmp_path, SPECIAL, page("41000")).candidates[0].clause == "甲文第12条"


def test_a_condition_that_the_file_cannot_answer_is_told(tmp_path):
    assert "多学科" in price(tmp_path, SPECIAL).policy.unjudged
    assert "多学科" not in price(tmp_path, SPECIAL, page(extra={"MDT": "否"})).policy.unjudged


def test_points_by_value(tmp_path):
    rows = "mode,点数,,,,\npoint_value,82.5,职工,,,\npoint_value,70,居民,,,\nlevel_coefficient,1.1,,,,\n"
    found = price(tmp_path, rows)
    assert found.policy.points == pytest.approx(110)
    assert found.payment == pytest.approx(110 * 82.5)
    assert price(tmp_path, rows, page(method="2")).payment == pytest.approx(7700)
    assert price(tmp_path, rows + "points_per_weight,1,,,,\n").payment == pytest.approx(1.1 * 82.5)


def test_lines_of_traditional_medicine_and_of_both_sides(tmp_path):
    rows = (
        'own_price,"主要诊断(""S52.5"") and 任一手术(""79.02"") => 6500",桡骨远端骨折手法复位,,,乙文附件1\n'
        'surcharge,"任一手术(""81.54"") >= 2 => 支付标准 * 1.5",双侧膝关节置换,,,乙文第6条\n' + BANDS
    )
    chinese = price(tmp_path, rows, page("1000", dx=("S52.500",), px=("79.0200",)))
    assert (chinese.payment, chinese.band) == (6500, "")
    assert chinese.policy.lines[0].clause == "乙文附件1"
    assert price(tmp_path, rows, page(dx=("S52.500",))).payment == 8000
    both = price(tmp_path, rows, page(px=("81.5400", "81.5400x003")))
    assert both.payment == 12000
    assert both.policy.standard == 12000
    assert price(tmp_path, rows, page(px=("81.5400",))).payment == 8000
    own = price(tmp_path, 'own_weight,"主要诊断(""S52.5"") => 0.7",丙,,,\n', page(dx=("S52.500",)))
    assert (own.weight, own.payment) == (0.7, 5600)


def test_a_group_that_the_tariff_lacks_is_unknown_and_says_why(tmp_path):
    found = price(tmp_path, "rate,8000,,,,\n", drg="ZZ19")
    assert found.payment is None
    assert "没有权重" in found.policy.unknown


def test_a_stay_without_a_day_is_not_priced_where_rows_are_dated(tmp_path):
    found = price(tmp_path, "rate,8000,,2026-01-01,,\n", on=None)
    assert found.payment is None
    assert "出院日期" in found.policy.unknown


def test_the_stated_payment_of_a_tariff_stands_unless_the_policy_has_a_rate(tmp_path):
    text = "DRG编码,权重,支付标准\nFR15,1,7777\n"
    assert price(tmp_path, BANDS, of_tariff=tariff(tmp_path, text)).payment == 7777
    assert price(tmp_path, "rate,8000,,,,\n", of_tariff=tariff(tmp_path, text)).payment == 8000


def test_the_example_prices_a_stay(tmp_path):
    found = priced(embedded_policy(), tariff(tmp_path), stay(page("30000")), DAY)
    assert (found.band, found.payment) == ("高倍率", 14000)


def test_a_multiple_by_level_is_not_judged_where_the_level_is_unknown(tmp_path):
    rows = "high,倍率 > 2 => 总费用,三级,,,\n"
    assert "高倍率" in price(tmp_path, rows, page("40000")).policy.unjudged
    assert price(tmp_path, "level,三级,,,,\n" + rows, page("40000")).payment == 40000
    assert price(tmp_path, "level,二级,,,,\n" + rows, page("40000")).payment == 8000


def test_a_formula_beyond_all_figures_is_no_payment(tmp_path):
    rows = "high,倍率 > 2 => 总费用 * 1" + "0" * 300 + " * 1" + "0" * 300 + ",,,,\n"
    assert price(tmp_path, rows, page("40000")).payment is None


PACKET = Price(1000.0, 9000.0, multiple=0.9, standard=10000.0, case_score=900.0, band="费用超低", balance=0.0)


def packet(folder, rows, of_page=None, given=PACKET):
    return priced(policy(folder, rows), tariff(folder), stay(of_page or page("9000")), DAY, given)


def test_a_packet_is_paid_as_its_pack_says_and_the_policy_goes_before(tmp_path):
    assert (packet(tmp_path, "scope,住院天数 < 60,甲,,,\n").payment, packet(tmp_path, SPECIAL).band) == (
        9000,
        "费用超低",
    )
    out = packet(tmp_path, "exclude,住院天数 >= 60,久住,,,甲文\n", page("9000", los="60"))
    assert (out.payment, out.excluded.clause) == (None, "甲文")
    assert candidates(packet(tmp_path, SPECIAL, page("9000", los="60"))) == ["住院 60 天以上"]


def test_a_policy_may_state_the_multiples_and_the_point_value_of_packets(tmp_path):
    low = packet(tmp_path, "low,倍率 < 0.5 => 总费用,,,,\n", page("4000"))
    assert (low.band, low.payment) == ("低倍率", 4000)
    assert packet(tmp_path, "low,倍率 < 0.5 => 总费用,,,,\n").payment == 10000
    assert packet(tmp_path, "point_value,9.5,,,,\nlevel_coefficient,1.1,,,,\n").payment == pytest.approx(10450)
