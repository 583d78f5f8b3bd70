"""Classes of violation that nobody looked for have no 0."""

from types import SimpleNamespace

from coding.indicators.derived import violation_classes
from coding.work.unasked import unasked_violations


def book(*rules):
    return SimpleNamespace(rules=[SimpleNamespace(rule=SimpleNamespace(id=id_, violation=of)) for id_, of in rules])


def test_without_a_rule_of_a_class_it_was_not_looked_for():
    found = unasked_violations(book(("A-1", "分解住院"), ("A-2", "高套"), ("A-3", "")), {}, 10)
    assert {"violation_5", "violation_6_suspected"}.isdisjoint(found)
    assert {f"violation_{number}{more}" for number in (1, 2, 3, 4) for more in ("", "_suspected")} == found


def test_a_rule_that_no_page_let_be_judged_looked_for_nothing():
    rules = book(("A-1", "分解住院"))
    assert "violation_5" in unasked_violations(rules, {"A-1": (10, "没有前一次住院")}, 10)
    assert "violation_5" not in unasked_violations(rules, {"A-1": (9, "没有前一次住院")}, 10)
    assert len(unasked_violations(book(), {}, 0)) == 2 * len(violation_classes())
