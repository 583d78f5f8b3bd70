"""Classes of violation that nobody looked for have no 0."""

from dataclasses import replace

import pytest

from coding.indicators.derived import violation_classes
from coding.knowledge.knowledge import KnowledgeSource, load_knowledge
from coding.work.unasked import unasked_violations

SPLIT, HIGHER = "FP-DRG-013", "FP-DRG-008"


@pytest.fixture(scope="module")
def book():
    """Two rules of the program: one of a stay that is split, one of a group that is too high."""
    whole = load_knowledge(KnowledgeSource()).rules
    return replace(whole, rules=tuple(one for one in whole.rules if one.rule.id in (SPLIT, HIGHER)))


def test_without_a_rule_of_a_class_it_was_not_looked_for(book):
    found = unasked_violations(book, {}, 10)
    assert {f"violation_{number}{more}" for number in (1, 2, 3, 4) for more in ("", "_suspected")} == found


def test_a_rule_that_no_page_let_be_judged_looked_for_nothing(book):
    assert "violation_5" in unasked_violations(book, {SPLIT: (10, "没有前一次住院")}, 10)
    assert "violation_5" not in unasked_violations(book, {SPLIT: (9, "没有前一次住院")}, 10)
    assert len(unasked_violations(book, {}, 0)) == 2 * len(violation_classes())
