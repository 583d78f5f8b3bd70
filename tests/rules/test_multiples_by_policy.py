"""High and low multiples: where tariff or policy draws the line, a finding draws no other; else it is three and 0.4."""

from dataclasses import replace

import pytest

from coding.grouping.case import Grouping, GroupStatus
from coding.knowledge.knowledge import Knowledge
from coding.page.context import Context
from coding.payment.policy import load_policy
from coding.payment.tariff import load_tariff
from coding.rules.engine import missing_inputs, run_rules, summed
from coding.rules.example import read_example

PAGE = "sex=2 | age_years=50 | los_days={days} | fee_total={fee} | payment_method=1.1 | dx=K80.200 胆囊结石 poa=1"
GROUPED = Grouping(GroupStatus.GROUPED, "MDCH", "HR1", "HR15", "胆道疾患")
TARIFF = "# 费率: 8000\nDRG编码,权重,平均住院费用,平均住院天数\nHR15,1,10000,6\n"
HIGH, LOW = "FP-DRG-007", "FP-DRG-008"


@pytest.fixture(scope="module")
def plain():
    return Knowledge()


@pytest.fixture
def told(plain, tmp_path):
    def told(fee, policy="", tariff=TARIFF, days=6, hide=()):
        """The findings on multiples, those that were not judged, and the card's band."""
        (tmp_path / "权重.csv").write_text(tariff, encoding="utf-8")
        (tmp_path / "政策.csv").write_text("key,value,of,from,to,clause\n" + policy, encoding="utf-8")
        reference = replace(
            plain.reference,
            tariff=load_tariff(tmp_path / "权重.csv"),
            policy=load_policy(tmp_path / "政策.csv") if policy else None,
        )
        page, _, _ = read_example(PAGE.format(days=days, fee=fee))
        price = reference.price(page, GROUPED)
        said = run_rules(page, plain.rules, reference, Context(), GROUPED, price)
        findings, not_judged = summed(said, page, plain.rules, missing_inputs(Context(), GROUPED))
        pair = {HIGH, LOW}
        return {f.rule for f in findings} & pair, {n.rule for n in not_judged} & pair, price.band

    return told


def test_without_a_line_of_its_own_it_is_three_times_and_four_tenths(told):
    assert told(30001) == ({HIGH}, set(), "")
    assert told(30000) == (set(), set(), "")
    assert told(3999) == ({LOW}, set(), "")
    assert told(30001, "rate,8000,,,,\n") == ({HIGH}, set(), "")


BANDS = "rate,8000,,,,\nhigh,倍率 > 2 => 支付标准 + 总费用 - 2 * 均费,,,,甲\nlow,倍率 < 0.5 => 总费用,,,,甲\n"


@pytest.mark.parametrize(
    ("fee", "finding", "band"),
    [(20000, set(), ""), (20001, {HIGH}, "高倍率"), (5000, set(), ""), (4999, {LOW}, "低倍率")],
)
def test_the_policys_line_is_the_findings(told, fee, finding, band):
    assert told(fee, BANDS) == (finding, set(), band)


def test_the_tariffs_line_too_and_each_of_the_two_by_itself(told):
    own = "# 高倍率: 倍率 > 5 => 总费用\n" + TARIFF
    assert told(50000, tariff=own) == (set(), set(), "")
    assert told(50001, tariff=own) == ({HIGH}, set(), "高倍率")
    assert told(3999, tariff=own) == ({LOW}, set(), "")
    assert told(50000, "rate,8000,,,,\n", tariff=own) == (set(), set(), "")


def test_a_stay_that_is_not_paid_by_its_group_has_no_multiple(told):
    assert told(90000, BANDS + "scope,住院天数 < 60,60 天以内,,,甲\n", days=60) == (set(), set(), "")


def test_what_the_policy_cannot_judge_is_not_judged(told):
    by_level = "rate,8000,,,,\nhigh,倍率 > 2 => 总费用,三级,,,甲\nhigh,倍率 > 4 => 总费用,二级,,,甲\n"
    assert told(30000, by_level) == (set(), {HIGH}, "")
    assert told(15000, by_level) == (set(), set(), "")
    no_rate = "rate,8000,三级,,,\nrate,7000,二级,,,\nhigh,倍率 > 2 => 总费用,,,,甲\n"
    assert told(30000, no_rate) == (set(), {HIGH}, "")
