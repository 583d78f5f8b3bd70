"""Moments nest: what is judged while typing is judged at the release too, and everything in a batch."""

import pytest

from coding.examine.examine import examine, examine_again, stamp_of
from coding.page.context import Context
from coding.page.edits import set_field
from coding.page.moment import Moment
from coding.rules.example import read_example

TEXT = (
    "coder= | birth_date= | case_no=1 | fee_total=900 | discharge_datetime=2026-07-05 10:00 | dx=K80.200 胆囊结石 poa=1"
    " // layout=setl4101 | case_no=1 | fee_total=950 | discharge_datetime=2026-07-05 10:00 | dx=K80.200 胆囊结石"
)
#: A rule of each moment that fires on that page.
FIRING = {Moment.TYPING: "FP-CMP-008", Moment.RELEASE: "FP-CMP-047", Moment.BATCH: "FP-DRG-030"}


@pytest.fixture(scope="module")
def seen(embedded):
    page, others, _ = read_example(TEXT)
    return {m: examine(page, embedded, Context(neighbours=others, moment=m)) for m in Moment}


@pytest.mark.parametrize("now", Moment)
def test_each_moment_judges_its_own_rules_and_those_within_it(seen, now):
    rules = {f.rule for f in seen[now].findings}
    assert {m: rule in rules for m, rule in FIRING.items()} == {
        m: list(Moment).index(m) <= list(Moment).index(now) for m in Moment
    }


def test_a_rule_that_is_not_asked_is_neither_found_nor_told_as_not_judged(embedded, seen):
    moments = {c.rule.id: c.rule.moment for c in embedded.rules.rules}
    for now, examination in seen.items():
        told = {f.rule for f in examination.findings} | {n.rule for n in examination.not_judged}
        assert told
        assert all(now.includes(moments[rule]) for rule in told)


def test_a_later_moment_says_all_that_an_earlier_one_says_of_its_rules(embedded, seen):
    moments = {c.rule.id: c.rule.moment for c in embedded.rules.rules}
    everything = seen[Moment.BATCH]
    for now, examination in seen.items():
        assert examination.findings == tuple(f for f in everything.findings if now.includes(moments[f.rule]))
        kept = [n for n in everything.not_judged if now.includes(moments[n.rule])]
        assert sorted(n.rule for n in examination.not_judged) == sorted(n.rule for n in kept)


def test_a_finding_says_from_when_on_it_counts(seen):
    moments = {f.rule: f.moment for f in seen[Moment.BATCH].findings}
    assert {moment: moments[rule] for moment, rule in FIRING.items()} == {m: m for m in Moment}


def test_judging_again_after_an_edit_keeps_to_the_moment(embedded):
    page, others, _ = read_example(TEXT)
    for now in Moment:
        context = Context(neighbours=others, moment=now)
        change = set_field(page, "fee_total", "901")
        again = examine_again(page, change, examine(page, embedded, context), embedded, context)
        assert again == examine(page.apply(change), embedded, context)


def test_a_verdict_that_leaves_rules_out_bears_a_stamp_of_its_own(embedded):
    stamps = {stamp_of(embedded, Context(moment=m)) for m in Moment}
    assert len(stamps) == len(Moment)
    assert stamp_of(embedded, Context()) == stamp_of(embedded, Context(moment=Moment.BATCH)) == embedded.stamp
