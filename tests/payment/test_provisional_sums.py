"""Provisional weights are told to add up to the same under both schemes: so they do, whatever pages lack a cost."""

from random import Random

import pytest

from coding.payment.provisional import provisional_weights, with_provisional
from coding.payment.scheme_switch import sums_of
from tests.payment.test_scheme_switch import page


def weighed(cases):
    return with_provisional(cases, provisional_weights(cases))


def test_a_page_without_a_cost_does_not_move_the_whole():
    done = weighed([page("FR15", "FR13", 100.0), page("FR15", "FR11", 300.0), page("FR15", "FR11")])
    assert [(one.was.weight, one.will.weight) for one in done] == [(1.0, 0.5), (1.0, 1.5), (None, None)]
    sums = sums_of(done)
    assert (sums.weighed, sums.weight_was, sums.weight_will) == (2, 2.0, 2.0)


@pytest.mark.parametrize("seed", range(5))
def test_the_weights_of_drawn_pages_add_up_to_their_number(seed):
    random = Random(seed)
    groups = ["FR11", "FR13", "FR15", "ES11", "ES15"]
    cases = [
        page(random.choice(groups), random.choice(groups), random.choice([None, 0.0, *range(1000, 90000, 7001)]))
        for _ in range(400)
    ]
    sums = sums_of(weighed(cases))
    fit = sum(bool(case.cost) for case in cases)
    assert sums.weighed == fit
    assert sums.weight_was == pytest.approx(fit, abs=0.001)
    assert sums.weight_will == pytest.approx(fit, abs=0.001)
