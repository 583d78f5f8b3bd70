"""Weights out of the hospital's own pages."""

from coding.work.own_weights import computed_weights, costs_of


def test_costs_are_those_of_pages_that_group_and_have_one(costed, embedded):
    ids = sorted(costed.worklist())
    costs = costs_of(costed, embedded, ids)
    assert [(c.yuan, c.days) for c in costs] == [(1000, 9), (2000, 9), (3000, 9)]
    done = computed_weights(costs, 0)
    assert (done.pages, done.rate) == (3, 2000)
    assert [w.weight for w in done.weights.values()] == [1.0]
