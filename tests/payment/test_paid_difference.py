"""Causes of a difference, the nearest to the root first; an estimate is never touched."""

from datetime import date

import pytest

from coding.grouping.grouper import Complication, GroupKind, GroupTraits
from coding.payment.paid_difference import Cause, differences
from coding.payment.paid_match import MatchKind, PaidStay, match_results, unpaid
from coding.payment.paid_result import PaidResult
from coding.payment.payment_sum import PricedStay
from coding.payment.price import Ground, Price, UnderPolicy

DAY = date(2026, 10, 9)
NONE, MAJOR = Complication.NONE, Complication.MAJOR
TRAITS = {
    "FR15": GroupTraits("MDCF", "FR1", GroupKind.MEDICAL, NONE),
    "FR11": GroupTraits("MDCF", "FR1", GroupKind.MEDICAL, MAJOR),
    "FS15": GroupTraits("MDCF", "FS1", GroupKind.MEDICAL, NONE),
    "ES15": GroupTraits("MDCE", "ES1", GroupKind.MEDICAL, NONE),
}
HIGH = Price(
    1.0, 14000.0, band="高倍率", multiple=4.0, policy=UnderPolicy("某市", standard=8000.0, points=100.0)
)  # fmt: skip
PLAIN = Price(1.0, 8000.0, policy=UnderPolicy("某市", standard=8000.0, points=100.0))


def stay(price=PLAIN, number="0001", cost=7000.0, page=1, day=DAY):
    priced = PricedStay(page, number, day, "内科", "职工", "FR15", "心衰", cost, 7.0, price)
    return PaidStay(priced, "1", "S1", "MDCF", "FR1")


def cause(result, of_stay=None):
    matched = match_results([PaidResult("0001", discharged=DAY, **result)], [of_stay or stay()])
    (found,) = differences(matched, [], TRAITS.get)
    return found


@pytest.mark.parametrize(
    ("result", "said"),
    [
        ({"drg": "FR15", "paid": 8000.5}, Cause.SAME),
        ({"drg": "FR11", "paid": 12000.0}, Cause.OTHER_SEVERITY),
        ({"drg": "FS15", "paid": 8000.0}, Cause.OTHER_ADRG),
        ({"drg": "ES15", "paid": 8000.0}, Cause.OTHER_MDC),
        ({"drg": "XX19", "paid": 8000.0}, Cause.UNKNOWN_GROUP),
        ({"drg": "FR15", "weight": 0.9, "paid": 7200.0}, Cause.OTHER_WEIGHT),
        ({"drg": "FR15", "weight": 100.0, "paid": 7200.0}, Cause.OTHER_RATE),
        ({"paid": 7000.0}, Cause.MULTIPLE),
        ({"paid": 7600.0}, Cause.OTHER_RATE),
        ({"drg": "FR15"}, Cause.NO_SUM),
        ({"paid": 7900.0, "denied": 100.0, "reason": "重复收费"}, Cause.DENIED),
        ({"paid": 8000.0, "denied": 0.0}, Cause.SAME),
    ],
)
def test_the_cause(result, said):
    assert cause(result).cause is said


def test_a_supplement_that_was_not_paid_is_the_multiple():
    found = cause({"paid": 8000.0}, stay(HIGH))
    assert (found.cause, found.difference) == (Cause.MULTIPLE, -6000)
    assert "按支付标准支付" in found.sentence


def test_a_denial_beside_another_group_tells_of_both():
    found = cause({"drg": "FR11", "denied": 50.0, "reason": "串换"})
    assert "医保写明的原因：串换" in found.sentence
    assert "医保分到 FR11，本院分到 FR15" in found.sentence


def test_an_exclusion_that_the_insurer_does_not_share():
    excluded = Price(1.0, None, policy=UnderPolicy("某市", excluded=Ground("住院2天以内", "甲文")))
    assert cause({"paid": 8000.0}, stay(excluded)).cause is Cause.EXCLUDED
    assert cause({}, stay(excluded)).cause is Cause.SAME


def test_without_an_estimate_nothing_is_called_a_difference():
    unknown = Price(None, None, policy=UnderPolicy("某市", unknown="病组没有权重"))
    found = cause({"paid": 8000.0}, stay(unknown))
    assert (found.cause, found.difference) == (Cause.NO_ESTIMATE, None)


def test_a_settlement_number_finds_its_stay_and_another_record_number_makes_it_doubtful():
    by_number = PaidResult("", settlement_no="S1", paid=8000.0)
    other = PaidResult("0009", settlement_no="S1", paid=8000.0)
    assert match_results([by_number], [stay()])[0].kind is MatchKind.CERTAIN
    (found,) = match_results([other], [stay()])
    assert found.kind is MatchKind.DOUBTFUL
    assert "0001" in found.why


def test_only_months_that_the_result_speaks_of_have_stays_without_one():
    november = stay(number="0002", page=2, day=date(2026, 11, 9))
    october = stay(number="0003", page=3)
    matched = match_results([PaidResult("0001", discharged=DAY, paid=1.0)], [stay(), november, october])
    assert [one.stay.page for one in unpaid(matched, [stay(), november, october])] == [3]
