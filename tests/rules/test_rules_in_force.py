"""A rule that rests on a dated document alone judges no page from before it."""

import pytest

from coding.examine.examine import examine, examine_again
from coding.page.context import Context
from coding.page.edits import set_field
from coding.rules.clauses import citations
from coding.rules.example import read_example
from coding.rules.rule_book import embedded_rules

#: Chemotherapy as principal without a tumour: rests on article 13 of the notice of 31 May 2016.
UNCITED_TUMOUR = "dx=Z51.100 为肿瘤化学治疗疗程 | admission_datetime={} 10:00 | discharge_datetime={} 09:00"


def says(knowledge, text, rule):
    page, _, _ = read_example(text)
    return rule in {finding.rule for finding in examine(page, knowledge, Context()).findings}


@pytest.fixture(scope="module")
def rules():
    return [compiled.rule for compiled in embedded_rules().rules]


def test_many_rules_say_since_when_they_hold(rules):
    assert sum(rule.valid_from is not None for rule in rules) >= 150


def test_a_rule_holds_from_the_day_of_the_oldest_clause_that_it_cites(rules):
    for rule in rules:
        if rule.valid_from is not None:
            since = [clause.since for cited in citations(rule.basis) for clause in cited.clauses if clause.since]
            assert rule.valid_from == min(since), rule.id


@pytest.mark.parametrize(("discharged", "is_told"), [("2016-05-30", False), ("2016-05-31", True), ("2026-07-05", True)])
def test_a_page_of_before_is_not_judged(embedded, discharged, is_told):
    assert says(embedded, UNCITED_TUMOUR.format("2016-05-20", discharged), "FP-COD-063") is is_told


def test_a_page_without_any_day_is_judged(embedded):
    assert says(embedded, "dx=Z51.100 为肿瘤化学治疗疗程 | discharge_datetime= | admission_datetime=", "FP-COD-063")


def test_a_slip_in_the_year_of_discharge_makes_no_older_page(embedded):
    assert says(embedded, UNCITED_TUMOUR.format("2026-07-01", "1926-07-05"), "FP-COD-063")


def test_where_another_day_brings_a_rule_into_force_the_page_says_what_a_fresh_look_says(embedded):
    page, _, _ = read_example(UNCITED_TUMOUR.format("2016-05-20", "2016-05-30"))
    before = examine(page, embedded, Context())
    for day in ("2016-06-02 09:00", "2016-05-29 09:00"):
        change = set_field(page, "discharge_datetime", day)
        again = examine_again(page, change, before, embedded, Context())
        assert again.findings == examine(page.apply(change), embedded, Context()).findings
