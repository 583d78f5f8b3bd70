"""What the stays of a month are paid, by hand: balance, cap of high multiples, quota of special cases, the account."""

from dataclasses import replace
from datetime import date

import pytest

from coding.payment.payment_sum import PricedStay, line_of, payment_of, supplement
from coding.payment.pricing import priced
from coding.payment.year_account import year_account
from tests.payment.policy_desk import DAY, page, policy, stay, tariff

RULES = (
    "rate,8000,,,,\nhigh,倍率 > 3 => 支付标准 + 总费用 - 3 * 均费,,,,甲文第8条\nlow,倍率 < 0.4 => 总费用,,,,\n"
    "high_cap,20%,,,,甲文第10条\nscope,住院天数 < 60,住院60天以内,,,甲文第2条\n"
    "special,倍率 > 5,费用超高,,,甲文第12条\nspecial_share,10%,,,,甲文第12条\n"
)


@pytest.fixture
def stays(tmp_path):
    def made(costs, rules=RULES, day=DAY, los=(), **values):
        found, weights = policy(tmp_path, rules), tariff(tmp_path)
        told = []
        for at, cost in enumerate(costs):
            days = los[at] if at < len(los) else "7"
            one = stay(page(str(cost) if cost is not None else "", days, **values))
            price = priced(found, weights, one, day)
            told.append(PricedStay(at, f"N{at}", day, "内科", "职工", "FR15", "心力衰竭", cost, float(days), price))
        return told, found

    return made


def test_cost_payment_and_balance_are_summed_over_the_same_stays(stays):
    told, found = stays([8000, 10000, None, 7000], los=("7", "7", "7", "60"))
    whole = payment_of(told, found.of).whole
    assert (whole.cases, whole.excluded, whole.priced, whole.unknown, whole.settled) == (4, 1, 3, 0, 2)
    assert (whole.cost, whole.payment, whole.balance) == (18000, 16000, -2000)
    assert whole.weight == 3


def test_exclusions_are_counted_by_reason_and_clause(stays):
    told, found = stays([8000, 9000], los=("60", "61"))
    assert payment_of(told, found.of).exclusions == {("不在适用范围（住院60天以内）", "甲文第2条"): 2}


def test_high_multiples_beyond_the_cap_lose_their_supplement_the_lowest_first(stays):
    # five cases, 20 %: one is allowed; 40,000 is five times the mean, 26,000 is 3.25 times
    told, found = stays([26000, 40000, 8000, 8000, 8000])
    cap = payment_of(told, found.of).months[0]
    assert (cap.month, cap.cases, cap.high, cap.allowed, cap.clause) == ("2026-10", 5, 2, 1, "甲文第10条")
    assert [one.case_no for one in cap.beyond] == ["N0"]
    assert cap.reduction == supplement(told[0]) == 2000
    other, found = stays([26000, 40000, 8000, 8000, 8000], RULES + "high_cap_order,低者先保留,,,,\n")
    assert [one.case_no for one in payment_of(other, found.of).months[0].beyond] == ["N1"]


def test_stays_that_are_not_paid_by_group_are_no_part_of_the_cap(stays):
    told, found = stays([26000, 8000, 8000, 8000, 8000], los=("7", "60", "60", "60", "60"))
    cap = payment_of(told, found.of).months[0]
    assert (cap.cases, cap.allowed, len(cap.beyond)) == (1, 0, 1)


def test_special_cases_have_a_quota_of_the_quarters_discharges(stays):
    told, found = stays([41000, 42000, *[8000] * 18])
    november = [replace(one, day=date(2026, 11, 2)) for one in told]
    quota = payment_of([*told, *november], found.of).quotas[0]
    assert (quota.period, quota.discharged, quota.allowed, len(quota.candidates)) == ("2026年第4季度", 40, 4, 4)
    january = [replace(one, day=date(2027, 1, 2)) for one in told]
    assert [q.period for q in payment_of([*told, *january], found.of).quotas] == ["2026年第4季度", "2027年第1季度"]


def test_without_a_policy_there_is_no_cap_and_no_quota(stays):
    told, _ = stays([8000])
    bare = [replace(one, price=replace(one.price, policy=None)) for one in told]
    found = payment_of(bare, lambda _day: None)
    assert (found.months, found.quotas, found.account, found.whole.payment) == ((), (), None, 8000)


def test_lines_by_ward_say_the_same_as_the_whole(stays):
    told, found = stays([8000, 9000, 10000])
    apart = [replace(told[0], ward="外科"), *told[1:]]
    result = payment_of(apart, found.of)
    assert [(line.title, line.cases) for line in result.wards] == [("内科", 2), ("外科", 1)]
    assert sum(line.balance for line in result.wards) == result.whole.balance == line_of("", apart).balance


ACCOUNT = "retain,85%-100% => 60%,,,,丙文\noverrun,100%-110% => 50%,,,,丙文\nbudget,1200000,,,,丙文\n"


@pytest.mark.parametrize(
    ("cost", "use", "kept", "shared", "result"),
    [
        (90000, 0.9, 6000, 0, 96000),
        (80000, 0.8, 9000, 0, 89000),
        (105000, 1.05, 0, 2500, 102500),
        (120000, 1.2, 0, 5000, 105000),
        (100000, 1.0, 0, 0, 100000),
    ],
)
def test_what_is_unspent_is_kept_and_what_is_overrun_shared_within_the_bands(tmp_path, cost, use, kept, shared, result):
    account = year_account(policy(tmp_path, ACCOUNT).of(DAY), cost, 95000, (10,))
    assert account.base == 100000
    assert account.use == pytest.approx(use)
    assert (account.kept, account.shared, account.result) == (kept, shared, result)
    assert account.projected_cost == cost * 12
    assert account.clauses == ("丙文",)


def test_months_of_the_budget_may_differ_and_without_a_budget_the_payment_is_the_base(tmp_path):
    shares = "".join(f"month_share,{5 if m < 9 else 15}%,{m},,,\n" for m in range(1, 13))
    account = year_account(policy(tmp_path, ACCOUNT + shares).of(DAY), 90000, 0, (9, 10))
    assert account.base == pytest.approx(360000)
    bare = year_account(policy(tmp_path, "retain,85%-100% => 100%,,,,\n").of(DAY), 90000, 100000, (10,))
    assert (bare.base, bare.kept, bare.result) == (100000, 10000, 100000)
