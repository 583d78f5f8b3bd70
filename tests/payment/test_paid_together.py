"""Several rows of one stay: settlements in parts and reversals are one sum, the same row twice is none."""

from datetime import date

import pytest

from coding.payment.paid_difference import Cause, differences
from coding.payment.paid_match import match_results
from coding.payment.paid_result import PaidResult
from coding.payment.paid_together import together
from tests.payment.test_paid_difference import DAY, TRAITS, stay


def compared(*rows, file="结算.csv"):
    """Rows as (paid, settlement number, more) against one stay that is estimated at 8,000."""
    results = [
        PaidResult("0001", settlement_no=number, discharged=DAY, drg="FR15", paid=paid, row=at, file=file, **more)
        for at, (paid, number, more) in enumerate(rows, 1)
    ]
    return differences(together(match_results(results, [stay()])), [], TRAITS.get)


def test_a_settlement_that_was_taken_back_and_made_again_counts_once():
    (found,) = compared((9000.0, "", {}), (-9000.0, "", {}), (8000.0, "", {}))
    assert (found.cause, found.paid, found.difference) == (Cause.SAME, 8000.0, 0.0)
    assert "3 行（第 1、2、3 行），其中冲销 1 行" in found.sentence


def test_a_settlement_that_was_taken_back_only_is_no_difference():
    for rows in ([(9000.0, "", {}), (-9000.0, "", {})], [(-9000.0, "", {})]):
        (found,) = compared(*rows)
        assert (found.cause, found.difference) == (Cause.REVERSED, None)
        assert "已冲销" in found.sentence


def test_a_stay_that_is_settled_in_parts_is_their_sum():
    (found,) = compared((5000.0, "A1", {}), (3000.0, "A2", {}))
    assert (found.cause, found.paid) == (Cause.SAME, 8000.0)
    days = ({"settled": date(2026, 10, 1)}, {"settled": date(2026, 10, 10)})
    (found,) = compared((5000.0, "", days[0]), (3100.0, "", days[1]))
    assert (found.paid, found.difference) == (8100.0, 100.0)


def test_denials_of_the_parts_are_added_with_their_reasons():
    (found,) = compared(
        (5000.0, "A1", {"denied": 60.0, "reason": "超限定", "told": date(2026, 11, 2)}),
        (2900.0, "A2", {"denied": 40.0, "reason": "重复收费", "told": date(2026, 11, 5)}),
    )
    assert found.cause is Cause.DENIED
    result = found.matched.result
    assert (result.denied, result.reason, result.told) == (100.0, "超限定；重复收费", date(2026, 11, 5))


@pytest.mark.parametrize("number", ["", "A1"])
def test_what_may_be_the_same_row_twice_is_not_added_up(number):
    first, second = compared((8000.0, number, {}), (8000.0, number, {}))
    assert (first.cause, first.paid, second.paid) == (Cause.SAME, 8000.0, 8000.0)
    assert "不止一次" in second.sentence
