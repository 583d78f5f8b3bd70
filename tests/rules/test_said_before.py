"""What was said of the same texts before is said again, and never another thing than when each rule is asked anew."""

import random
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from coding.base.resources import resource_path
from coding.exchange.read import read_file
from coding.knowledge.knowledge import Knowledge, KnowledgeSource
from coding.page.context import Context
from coding.page.edits import set_field
from coding.page.fields import ROW_ATTRIBUTES, field_catalogue
from coding.payment.policy import DEMONSTRATION
from coding.rules import said_before as module
from coding.rules.engine import missing_inputs, run_rules
from coding.rules.example import read_example
from coding.rules.rule_book import RuleBook
from coding.rules.said_before import said_before

CONTEXT = Context(datetime(2026, 11, 1), ())


@pytest.fixture(autouse=True)
def _worth_it(monkeypatch):
    """What is said is kept from the first page on."""
    monkeypatch.setattr(module, "_WORTH_KEEPING", 1)


@pytest.fixture
def knowledge():
    """A Knowledge of its own: nothing was said under it yet."""
    return Knowledge(KnowledgeSource())


@pytest.fixture(scope="module")
def pages():
    """The sample, and as many pages that are nearly the same: a text of another page in a field, another day."""
    dice = random.Random(20261129)
    sample = list(read_file(resource_path("sample/sample_n041.csv")).pages)
    return [*sample, *(_nearly(page, sample, dice) for page in sample), *sample[:40]]


def _nearly(page, sample, dice):
    keys = sorted(field_catalogue().keys() & page.supplied)
    for _ in range(dice.randint(1, 4)):
        key = dice.choice(keys)
        group = ROW_ATTRIBUTES.get(key, ("", ""))[0]
        if group and not page.rows(group):
            continue
        other = dice.choice(sample).text(key)
        page = page.apply(set_field(page, key, dice.choice((other, other, "", "-", "某", "2012-03-04"))))
    if dice.random() < 0.2:  # the years in which some rules began to be in force
        day = datetime(2009, 1, 1) + timedelta(days=dice.randint(0, 5000))
        page = replace(
            page,
            values={**page.values, "discharge_datetime": f"{day:%Y-%m-%d}", "admission_datetime": f"{day:%Y-%m-%d}"},
        )
    return page


def _both(page, book, knowledge, context=CONTEXT):
    """What the rules say after all that was said before, and each of them asked anew."""
    reference = knowledge.reference
    grouping = reference.group(page)
    told = page, book, reference, context, grouping, reference.price(page, grouping)
    return run_rules(*told), run_rules(*told, {}, frozenset(range(len(book.rules))))


def test_the_same_is_said_as_when_each_rule_is_asked_anew(pages, knowledge):
    for page in pages:
        before, anew = _both(page, knowledge.rules, knowledge)
        assert before == anew, page.case_no


def test_the_same_is_said_under_a_payment_policy(pages):
    knowledge = Knowledge(KnowledgeSource(policy=DEMONSTRATION[0]))
    for page in pages[-200:]:
        before, anew = _both(page, knowledge.rules, knowledge)
        assert before == anew, page.case_no


def test_groups_that_are_mostly_found_are_looked_up_together(pages, knowledge, monkeypatch):
    """And what is said is the same, of pages that have been seen and of others."""
    monkeypatch.setattr(module, "_MOST", 60)
    monkeypatch.setattr(module, "_PAGES", 20)
    together = 0
    for page in (*pages[:40] * 4, *pages[:160]):
        before, anew = _both(page, knowledge.rules, knowledge)
        assert before == anew, page.case_no
        (kept,) = knowledge.reference.answers.values()
        together += bool(kept._division.bundles)
    assert together > 20


def test_every_failing_example_is_told_as_when_asked_anew(knowledge):
    """Each rule speaks on one of them."""
    spoken = set()
    for compiled in knowledge.rules.rules:
        page, neighbours, as_of = read_example(compiled.rule.fails)
        before, anew = _both(page, knowledge.rules, knowledge, Context(as_of, neighbours))
        assert before == anew, compiled.rule.fails
        spoken |= before.keys()
    assert len(spoken) > len(knowledge.rules.rules) * 0.9


def test_each_rule_of_a_plan_is_in_one_part_of_its_division(pages, knowledge):
    book = knowledge.rules
    _once(pages[0], knowledge)
    (kept,) = knowledge.reference.answers.values()
    parts = [kept._division.others.rules, *(one.asking.rules for one in kept._division.groups)]
    plan = book.plan(pages[0].supplied, missing_inputs(CONTEXT, knowledge.reference.group(pages[0])), CONTEXT.moment)
    assert sum(map(len, parts)) == len(plan.rules)
    assert frozenset().union(*parts) == plan.rules


def test_most_rules_are_not_asked_again_of_the_same_page(pages, knowledge, monkeypatch):
    asked = []
    monkeypatch.setattr("coding.rules.engine.judged", lambda compiled, _facts: asked.append(compiled.rule.id))
    counts = []
    for _ in range(2):
        asked.clear()
        _once(pages[0], knowledge)
        counts.append(len(asked))
    assert counts[1] < counts[0] / 3


def _once(page, knowledge, context=CONTEXT):
    reference = knowledge.reference
    grouping = reference.group(page)
    return run_rules(page, knowledge.rules, reference, context, grouping, reference.price(page, grouping))


def test_a_rule_that_kept_silent_about_what_it_reads_would_be_seen(pages, knowledge):
    """The comparison itself is tried: a rule that reads more than it says is found out."""
    book = knowledge.rules
    sex = book.numbers["FP-STD-002"]
    rules = list(book.rules)
    rules[sex] = replace(rules[sex], reads=frozenset({"payment_method"}))
    lying = RuleBook(tuple(rules), "lying", (), book.is_dated)
    odd = [page.apply(set_field(page, "sex", "7")) for page in pages[:30] if page.text("sex") in ("1", "2")]
    both = [_both(page, lying, knowledge) for page in (*pages[:30], *odd)]
    assert any(before != anew for before, anew in both)


def test_the_day_of_the_examination_and_other_stays_are_asked_anew(pages, knowledge):
    page = pages[0]
    _once(page, knowledge)
    for context in (Context(datetime(2020, 1, 1), ()), Context(datetime(2026, 11, 1), (pages[1],)), Context()):
        before, anew = _both(page, knowledge.rules, knowledge, context)
        assert before == anew


def test_no_more_is_kept_than_the_bound(pages, knowledge, monkeypatch):
    monkeypatch.setattr(module, "_MOST", 50)
    for page in pages[:400]:
        before, anew = _both(page, knowledge.rules, knowledge)
        assert before == anew
    (kept,) = knowledge.reference.answers.values()
    groups = kept._division.groups
    assert groups, "what pages share is still kept"
    assert all(len(one.said) <= 50 for one in groups)
    assert not any("patient_name" in one.reads for one in groups), "names that all differ are not worth keeping"


def test_pages_of_two_editions_are_kept_apart(pages, knowledge):
    book, reference = knowledge.rules, knowledge.reference
    plan = book.plan(pages[0].supplied, missing_inputs(CONTEXT, reference.group(pages[0])), CONTEXT.moment)
    clinical, insurance = (replace(pages[0], extra={"编码版本": said}) for said in ("临床版", "医保版"))
    assert said_before(clinical, book, plan, reference) is not said_before(insurance, book, plan, reference)
    assert said_before(clinical, book, plan, reference) is said_before(clinical, book, plan, reference)


def test_of_pages_of_many_kinds_in_turn_few_kinds_are_begun_with(pages, knowledge, monkeypatch):
    """A store whose pages each have columns of their own: to begin with a kind takes as long as many pages."""
    monkeypatch.setattr(module, "_WORTH_KEEPING", 5)
    begun = []

    class Counted(module.SaidBefore):
        def __init__(self, *told):
            begun.append(told)
            super().__init__(*told)

    monkeypatch.setattr(module, "SaidBefore", Counted)
    more = sorted(field_catalogue().keys() - pages[0].supplied)[: 2 * module._MOST_KINDS]
    for _ in range(10):
        for key in more:
            page = replace(pages[0], supplied=pages[0].supplied | {key})
            before, anew = _both(page, knowledge.rules, knowledge)
            assert before == anew
    assert 0 < len(begun) <= 10 * len(more) / 5


def test_what_was_said_goes_with_the_reference(pages, knowledge):
    _once(pages[0], knowledge)
    other = replace(knowledge.reference)
    assert knowledge.reference.answers
    assert not other.answers
    assert other == knowledge.reference
