"""Pages through policy and tariff, reckoned on paper: the figures stand here, nothing is computed by the program."""

from datetime import date

import pytest

from coding.payment.payment_sum import PricedStay, payment_of
from coding.payment.price import Price
from coding.payment.pricing import priced
from tests.payment.policy_desk import DAY, page, policy, price, stay, tariff

#: A hospital of the second level: employees 8,046.09 yuan a weight, residents 7,300; 0.95 of it.
RATES = (
    "level,二级,,,,\nrate,8046.09,职工,,,某文第一条\nrate,7300,居民,,,某文第一条\n"
    "level_coefficient,1.08,三级,,,某文第二条\nlevel_coefficient,0.95,二级,,,某文第二条\n"
)
BANDS = (
    "high,倍率 > 3 => 支付标准 + 总费用 - 3 * 均费,权重 <= 2,,,某文第三条\n"
    "high,倍率 > 2.5 => 支付标准 + 总费用 - 2.5 * 均费,2 < 权重 <= 5,,,某文第三条\n"
    "high,倍率 > 2 => 支付标准 + 总费用 - 2 * 均费,权重 > 5,,,某文第三条\n"
    "low,倍率 < 0.4 => 总费用,,,,某文第四条\n"
)
SCOPE = (
    "scope,住院天数 < 60,60 天以内,,,某文第五条\n"
    "exclude,住院天数 <= 2 and 手术个数 == 0 and 死亡 == 0,2 天以内,,,某文第五条\n"
)


@pytest.mark.parametrize(
    ("drg", "cost", "method", "paid"),
    [
        # 1 × 8,046.09 × 0.95 = 7,643.7855
        ("FR15", "9000", "1.1", 7643.79),
        # 1 × 7,300 × 0.95
        ("FR15", "9000", "2.1", 6935.00),
        # 3 × 8,046.09 × 0.95 = 22,931.3565; mean cost 24,000: 60,000 is 2.5 times and not above
        ("FR11", "60000", "1.1", 22931.36),
        # and one yuan more: 22,931.3565 + 60,001 − 60,000
        ("FR11", "60001", "1.1", 22932.36),
        # 6 × 7,300 × 0.95 = 41,610; mean cost 50,000: 41,610 + 130,000 − 100,000
        ("FB19", "130000", "2.1", 71610.00),
        # mean cost 8,000: 24,000 is three times and not above; 24,000.01 pays one fen more
        ("FR15", "24000", "2.1", 6935.00),
        ("FR15", "24000.01", "2.1", 6935.01),
        # 0.4 × 8,000 = 3,200 is not below
        ("FR15", "3200", "2.1", 6935.00),
        ("FR15", "3199.99", "2.1", 3199.99),
    ],
)
def test_rate_coefficient_and_multiple_by_hand(tmp_path, drg, cost, method, paid):
    found = price(tmp_path, RATES + BANDS + SCOPE, page(cost, method=method), drg)
    assert found.payment == paid
    assert found.balance == pytest.approx(paid - float(cost), abs=0.001)


@pytest.mark.parametrize(
    ("los", "ops", "way", "excluded"),
    [("2", (), "1", True), ("3", (), "1", False), ("2", ("47.0100",), "1", False), ("1", (), "5", False),
     ("59", (), "1", False), ("60", (), "1", True)],
)  # fmt: skip
def test_the_borders_of_what_is_paid_by_group(tmp_path, los, ops, way, excluded):
    found = price(tmp_path, RATES + BANDS + SCOPE, page("9000", los=los, px=ops, discharge_way=way))
    assert (found.excluded is not None) is excluded
    assert found.payment == (None if excluded else 7643.79)


def test_points_by_hand(tmp_path):
    rows = (
        "mode,点数,,,,\nlevel,三级,,,,\npoint_value,79.5,职工,,,\npoint_value,71,居民,,,\n"
        "level_coefficient,1.05,三级,,,\n"
    )
    assert price(tmp_path, rows).payment == 8347.50  # 1 × 100 × 1.05 × 79.5
    assert price(tmp_path, rows, page(method="2.1"), "FB19").payment == 44730.00  # 6 × 100 × 1.05 × 71


def test_a_basic_group_by_hand_and_two_sided_and_tcm_lines(tmp_path):
    rows = RATES + "basic_group,FR1,,,,\nbasic_rate,8500,职工,,,\nbasic_rate,7000,居民,,,\n"
    assert price(tmp_path, rows).payment == 8500.00
    assert price(tmp_path, rows, page(method="2.1"), "FR11").payment == 21000.00  # 3 × 7,000
    tcm = 'own_price,"主要诊断(""M51"") => min(5200, 总费用 * 0.9)",中医优势病种,,,某文\n'
    assert price(tmp_path, RATES + BANDS + tcm, page("5000", dx=("M51.202",))).payment == 4500.00
    assert price(tmp_path, RATES + BANDS + tcm, page("30000", dx=("M51.202",))).payment == 5200.00
    both = 'surcharge,"任一手术(""81.54"") >= 2 => 支付标准 * 1.6",双侧,,,某文\n'
    # 6 × 8,046.09 × 0.95 = 45,862.713; × 1.6 = 73,380.3408; one side stays
    assert price(tmp_path, RATES + both, page(px=("81.5400", "81.5401")), "FB19").payment == 73380.34
    assert price(tmp_path, RATES + both, page(px=("81.5400",)), "FB19").payment == 45862.71


def test_a_basic_rate_by_kind_of_insured_is_not_replaced_by_another_rate_where_nobody_knows_the_kind(tmp_path):
    rows = "rate,9000,,,,\nbasic_group,FR1,,,,\nbasic_rate,8500,职工,,,\nbasic_rate,7000,居民,,,\n"
    found = price(tmp_path, rows, page(method="7"))
    assert found.payment is None
    assert "参保类别未知" in found.policy.unknown
    by_level = "rate,8000,,,,\nrate,9000,三级,,,\nrate,8500,居民,,,\nbasic_group,FR1,,,,\n"
    unknown = price(tmp_path, by_level, page(method="7"))
    assert unknown.payment is None
    assert "参保类别未知" in unknown.policy.unknown
    assert price(tmp_path, by_level, page(method="1.1")).payment == 8000.00


def test_what_decides_nothing_need_not_be_known(tmp_path):
    own = "rate,8200,FR15,,,\nrate,9000,三级,,,\nrate,8000,二级,,,\n"
    assert price(tmp_path, own).payment == 8200.00  # the row of the group speaks in every hospital
    assert price(tmp_path, own, drg="FR11").payment is None
    level = "level,一级,,,,\nrate,6000,一级,,,\nrate,9000,三级+职工,,,\nrate,8000,三级+居民,,,\n"
    assert price(tmp_path, level, page(method="7")).payment == 6000.00


HIGH = "rate,8000,,,,\nhigh,倍率 > 3 => 总费用 * 0.5,三级,,,甲\nhigh,倍率 > 2 => 总费用 * 0.9,,,,乙\n"


def test_a_threshold_is_not_taken_after_one_that_cannot_be_judged(tmp_path):
    open_one = price(tmp_path, HIGH, page("40000"))  # five times: of the third level it would be the first row
    assert (open_one.payment, open_one.band) == (8000.00, "")
    assert open_one.policy.unjudged == ("高倍率",)
    assert price(tmp_path, "level,三级,,,,\n" + HIGH, page("40000")).payment == 20000.00
    assert price(tmp_path, "level,二级,,,,\n" + HIGH, page("40000")).payment == 36000.00


def test_a_threshold_that_a_stay_does_not_reach_is_judged_whatever_the_level(tmp_path):
    found = price(tmp_path, HIGH, page("20000"))  # 2.5 times: below the first row, above the second
    assert (found.payment, found.band, found.policy.unjudged) == (18000.00, "高倍率", ())
    assert price(tmp_path, HIGH, page("8000")).policy.unjudged == ()


def test_a_formula_that_lacks_a_figure_says_which_line_it_is(tmp_path):
    bare = tariff(tmp_path, "# 费率: 8000\nDRG编码,权重\nFR15,1\n")
    rows = "high,总费用 > 20000 => 支付标准 + 总费用 - 3 * 均费,,,,甲\n"
    found = price(tmp_path, rows, page("30000"), of_tariff=bare)
    assert found.payment is None
    assert "高倍率" in found.policy.unknown
    own = 'own_price,"主要诊断(""I50"") => 均费 * 0.8",中医优势病种,,,甲\n'
    assert "中医优势病种" in price(tmp_path, own, of_tariff=bare).policy.unknown


def _stays(folder, rows, costs, day=DAY):
    prices = [(cost, price(folder, rows, page(cost), on=day)) for cost in costs]
    return [
        PricedStay(at, str(at), day, "一病区", "职工", "FR15", "心力衰竭", float(cost), 7.0, found)
        for at, (cost, found) in enumerate(prices, 1)
    ]


def test_the_cap_of_a_month_the_quota_of_a_quarter_and_the_account_of_a_year_by_hand(tmp_path):
    rows = (
        "rate,8000,,,,\nhigh,倍率 > 3 => 支付标准 + 总费用 - 3 * 均费,,,,甲\nhigh_cap,5%,,,,甲\n"
        "special,倍率 > 3,三倍以上,,,甲\nspecial_share,5%,,,,甲\nspecial_period,季度,,,,\n"
        "retain,85%-100% => 60%,,,,甲\noverrun,100%-110% => 50%,,,,甲\n"
    )
    terms = policy(tmp_path, rows).of
    costs = ["30000", "34000", *["8000"] * 38]  # 40 stays: two of five per cent may be paid
    found = payment_of(_stays(tmp_path, rows, costs), terms)
    assert [(cap.high, cap.allowed, cap.reduction) for cap in found.months] == [(2, 2, 0)]
    # 38 × 8,000 + (8,000 + 6,000) + (8,000 + 10,000) = 336,000; cost 38 × 8,000 + 64,000 = 368,000
    assert (found.whole.payment, found.whole.cost, found.whole.balance) == (336000, 368000, -32000)
    # 368,000 / 336,000 = 109.5 %: half of the 32,000 is shared
    assert (found.account.shared, found.account.result) == (16000, 352000)
    short = payment_of(_stays(tmp_path, rows, costs[:39]), terms)  # 39 stays: one, the dearer
    (cap,) = short.months
    assert (cap.allowed, [one.cost for one in cap.beyond], cap.reduction) == (1, [30000], 6000)
    assert [(quota.discharged, quota.allowed, len(quota.candidates)) for quota in short.quotas] == [(39, 1, 2)]
    saved = payment_of(_stays(tmp_path, rows, ["7000"] * 10 + ["8000"] * 10), terms)
    # 150,000 of 160,000 is 93.75 %: of the 10,000 unspent 60 % stay with the hospital
    assert (saved.account.kept, saved.account.result) == (6000, 156000)


def test_a_policy_that_starts_in_the_middle_of_a_month_speaks_from_its_first_day(tmp_path):
    rows = "rate,8000,,2026-01-01,2026-10-15,甲\nrate,8500,,2026-10-16,,乙\n"
    assert price(tmp_path, rows, on=date(2026, 10, 15)).payment == 8000.00
    assert price(tmp_path, rows, on=date(2026, 10, 16)).payment == 8500.00
    undated = price(tmp_path, rows, on=None)
    assert undated.payment is None
    assert "没有出院日期" in undated.policy.unknown


def _city(ratio):
    """A pack whose limits are a half and twice the standard, and which adds what is above."""
    if ratio < 0.5:
        return "费用超低", ratio
    return ("费用超高", ratio - 2 + 1) if ratio > 2 else ("正常", 1.0)


@pytest.mark.parametrize(
    ("cost", "band", "deviation", "paid"),
    [
        # 1,000 points × 9.5 × 1.1 = 10,450: twice is 20,900, a half 5,225
        ("20900", "", "正常", 10450.00),
        ("31350", "费用超高", "费用超高", 20900.00),  # three times: 10,450 × (3 − 2 + 1)
        ("4180", "费用超低", "费用超低", 4180.00),  # 0.4 of it
        ("5225", "", "正常", 10450.00),
    ],
)
def test_the_limits_of_a_pack_hold_for_the_standard_that_the_policy_makes(tmp_path, cost, band, deviation, paid):
    # by the pack's own points the standard would be 12,000
    plain = Price(1000.0, 12000.0, standard=12000.0, case_score=1000.0, band="", deviation="正常", multiple=2.5)
    rows = policy(tmp_path, "point_value,9.5,,,,\nlevel_coefficient,1.1,,,,\n")
    found = priced(rows, tariff(tmp_path), stay(page(cost)), DAY, plain, _city)
    assert (found.band, found.deviation, found.payment) == (band, deviation, paid)
    assert found.multiple == pytest.approx(float(cost) / 10450)


def test_a_pack_stays_as_it_is_where_the_policy_says_nothing_of_its_value(tmp_path):
    plain = Price(
        1000.0, 9000.0, standard=10000.0, case_score=900.0, band="费用超低", deviation="费用超低", multiple=0.4
    )
    rows = policy(tmp_path, "scope,住院天数 < 60,甲,,,\n")
    found = priced(rows, tariff(tmp_path), stay(page("4000")), DAY, plain, _city)
    assert (found.band, found.deviation, found.payment, found.multiple) == ("费用超低", "费用超低", 9000.00, 0.4)
    undated = policy(tmp_path, "point_value,9.5,,,,\n")
    bare = priced(undated, tariff(tmp_path), stay(page("")), DAY, plain, _city)
    assert (bare.payment, bare.band, bare.policy.unjudged) == (9500.00, "", ("费用偏差",))
