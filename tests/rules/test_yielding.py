"""What yields to another rule goes where that one has spoken; rules that yield to each other do not lose the fact."""

import pytest

from coding.rules.engine import _silenced


@pytest.mark.parametrize(
    ("yields", "silent"),
    [
        ({"A": "B", "B": ""}, "A"),
        ({"A": "B", "B": "C", "C": ""}, "A B"),
        ({"A": "A"}, ""),
        ({"A": "B", "B": "A"}, "B"),
        ({"A": "B", "B": "C", "C": "A"}, "B C"),
        ({"A": "B", "B": "A C", "C": ""}, "A B"),
        ({"A": "", "B": "C", "C": "B"}, "C"),
    ],
)
def test_of_rules_that_yield_in_a_ring_the_first_stays(yields, silent):
    assert _silenced({rule: frozenset(others.split()) for rule, others in yields.items()}) == set(silent.split())
