"""What stands beside a figure: targets, references, what comes from outside, rules, what was not judged."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from coding.base.period import read_period
from coding.indicators.compute import figures_of
from coding.indicators.figures import Scope
from coding.indicators.figures_json import figures_as_dict, figures_from_dict
from coding.indicators.frame import facts_frame, hits_frame
from coding.indicators.outside import Outside
from coding.indicators.page_facts import PageFacts
from coding.review.wilson import wilson

OCTOBER = read_period("2026-10")
ONE = PageFacts(
    "1",
    "2026-10-07T10:00:00",
    ward="心内科",
    doctor="甲",
    status="分组成功",
    drg="FR15",
    weight=12_000,
    cost=500_000,
    stay=5,
)
TWO = replace(ONE, case_no="2", ward="骨科", drg="IB19", weight=30_000, insured="2.1", died=False)


def test_an_empty_month_has_counts_of_nought_and_no_shares():
    figures = figures_of([], OCTOBER)
    assert (figures.pages, figures.groups) == (0, ())
    assert figures.value("cases") == figures.value("pages") == 0
    for share in ("cmi", "grouping_rate", "mean_cost", "completeness", "total_weight", "payment"):
        assert figures.value(share) is None, share


def test_pages_of_other_months_and_of_no_day_are_left_out_and_the_latter_told():
    others = [replace(ONE, discharged=text) for text in ("2026-09-30T23:59:59", "2026-11-01T00:00:00", "")]
    edges = [replace(ONE, discharged=text) for text in ("2026-10-01T00:00:00", "2026-10-31T23:59:59")]
    figures = figures_of([*others, *edges], OCTOBER)
    assert figures.pages == 2
    assert figures.unjudged["出院时间"][0] == 1


def test_a_figure_without_its_facts_is_told_with_what_would_let_it_be_judged():
    figures = figures_of([ONE], OCTOBER)
    row = figures.row("archive_2wd")
    assert (row.value, row.not_judged) == (None, 1)
    assert "归档时间" in figures.unjudged["archive_2wd"][1]
    staff = figures.row("records_per_staff_month")
    assert (staff.value, staff.numerator) == (None, None)
    assert "工作月数" in figures.unjudged["records_per_staff_month"][1]


def test_the_target_of_the_ward_goes_before_the_hospitals_and_that_before_the_regions():
    targets = {("mean_los", "骨科", 2026): Decimal(7), ("mean_los", "", 2026): Decimal(8)}
    references = {("mean_los", Scope.HOSPITAL, ""): Decimal(9), ("mean_cost", Scope.HOSPITAL, ""): Decimal(6000)}
    figures = figures_of([ONE, TWO], OCTOBER, targets=targets, references=references)
    assert figures.row("mean_los", Scope.WARD, "骨科").reference == 7
    assert figures.row("mean_los", Scope.WARD, "心内科").reference == 8
    assert figures.row("mean_los").reference == 8
    assert figures.row("mean_cost").reference == 6000
    last_year = {("mean_los", "", 2025): Decimal(8)}
    assert figures_of([ONE], OCTOBER, targets=last_year).row("mean_los").reference is None
    nought = {("mandatory_pages", "", 2026): Decimal(0)}
    assert figures_of([ONE], OCTOBER, targets=nought).row("mandatory_pages").reference == 0


def test_the_reference_by_tariff_is_that_of_the_same_cases():
    pages = [replace(ONE, reference_cost="4000"), replace(TWO, reference_cost="7000.50"), replace(ONE, case_no="3")]
    assert figures_of(pages, OCTOBER).row("mean_cost").reference == Decimal("5500.25")
    assert figures_of(pages, OCTOBER).row("mean_cost", Scope.WARD, "骨科").reference == Decimal("7000.50")


def test_a_doctor_changes_teams_on_a_day():
    teams = [
        ("甲", "一组", None, read_period("2026-10-15").last),
        ("甲", "二组", read_period("2026-10-16").first, None),
    ]
    pages = [replace(ONE, discharged=f"2026-10-{day}T10:00:00") for day in ("15", "16", "17")]
    figures = figures_of(pages, OCTOBER, teams=teams)
    assert {row.scope_value: row.value for row in figures.of("cases", Scope.TEAM)} == {"一组": 1, "二组": 2}


def test_pages_without_a_ward_are_shown_as_such_and_without_a_team_are_of_none():
    figures = figures_of([ONE, replace(ONE, ward="")], OCTOBER)
    assert [row.scope_value for row in figures.of("pages", Scope.WARD)] == ["心内科", "未填写"]
    assert figures.of("pages", Scope.TEAM) == ()


def test_risk_comes_from_the_table_of_groups():
    pages = [replace(ONE, died=True), replace(TWO, died=False)]
    figures = figures_of(pages, OCTOBER, risks={"FR15": "低风险", "IB19": "低风险"})
    assert figures.value("low_risk_mortality") == 50
    assert figures_of(pages, OCTOBER).value("low_risk_mortality") is None
    assert figures_of(pages, OCTOBER).row("low_risk_mortality").not_judged == 2


def test_a_sample_with_its_interval_and_its_usual_target():
    key = ("principal_right", Scope.HOSPITAL, "")
    figures = figures_of([ONE], OCTOBER, outside={key: Outside(Decimal(27), Decimal(30), "抽查计划一")})
    row = figures.row("principal_right")
    assert (row.value, row.reference) == (Decimal("90.00"), 90)
    low, high = wilson(27, 30)
    assert f"{low:.1%}–{high:.1%}" in row.source
    assert "抽查计划一" in row.source
    assert "principal_right" not in figures.unjudged


def test_figures_from_outside_by_ward_and_where_nobody_has_given_any():
    outside = {
        ("fines", Scope.WARD, "骨科"): Outside(Decimal(40)),
        ("answered_rate", Scope.HOSPITAL, ""): Outside(Decimal(0), Decimal(0)),
    }
    figures = figures_of([ONE], OCTOBER, outside=outside)
    assert figures.value("fines", Scope.WARD, "骨科") == Decimal("40.00")
    assert figures.row("fines").value is None
    assert figures.value("answered_rate") is None
    assert "反馈单" in figures.unjudged["answered_rate"][1]


def test_figures_from_outside_have_their_earlier_ones_beside():
    key = ("mended_rate", Scope.HOSPITAL, "")
    now, then = Outside(Decimal(9), Decimal(10)), Outside(Decimal(6), Decimal(8))
    figures = figures_of([ONE], OCTOBER, outside={key: now}, outside_before={key: then}, outside_last_year={key: then})
    row = figures.row("mended_rate")
    assert (row.value, row.last_period, row.last_year, row.change) == (90, 75, 75, Decimal("0.2000"))


def test_rules_by_pages_and_findings_with_those_that_could_not_be_judged():
    outside_month = replace(ONE, discharged="2026-09-01T00:00:00")
    facts = facts_frame([outside_month, ONE, TWO, replace(TWO, case_no="4")])
    hits = hits_frame(
        [(0, "FP-A", "error", 9), (1, "FP-A", "error", 2), (2, "FP-A", "error", 1), (2, "FP-B", "info", 1)]
    )
    figures = figures_of(facts, OCTOBER, hits=hits, unjudged={"FP-A": (1, "缺栏目"), "FP-C": (3, "缺清单")})
    row = figures.row("rule_pages", Scope.RULE, "FP-A")
    assert (row.numerator, row.denominator, row.value, row.not_judged) == (2, 2, 100, 1)
    assert figures.value("rule_findings", Scope.RULE, "FP-A") == 3
    assert figures.value("rule_pages", Scope.RULE, "FP-B") == Decimal("33.33")
    assert figures.unjudged["FP-C"] == (3, "缺清单")


def test_earlier_pages_that_are_not_of_the_period_before_are_no_period_before():
    figures = figures_of([ONE], OCTOBER, before=[ONE], last_year=[replace(ONE, discharged="2025-10-01T08:00:00")])
    assert (figures.before, figures.last_year) == ("", "2025-10")
    assert figures.row("cases").last_period is None
    assert figures.row("cases").change == 0


def test_groups_with_the_most_cases_first_and_shares_of_all_cost():
    pages = [ONE, replace(TWO, payment=600_000), replace(TWO, case_no="3", cost=None, multiple="high", died=True)]
    figures = figures_of(pages, OCTOBER, group_names={"IB19": "颈椎手术"}, last_year=[])
    first, second = figures.groups
    assert (first.drg, first.name, first.cases, first.weight, first.total_weight) == ("IB19", "颈椎手术", 2, 3, 6)
    assert (first.cost, first.mean_cost, first.payment, first.balance) == (5000, 5000, 6000, 1000)
    assert (first.deaths, first.multiples, first.insured["居民"]) == (1, (1, None), 2)
    assert first.cost_share == second.cost_share == Decimal("0.5000")
    assert (second.payment, second.balance, second.last_year) == (None, None, None)


def test_what_no_case_of_a_group_says_is_no_figure_and_never_zero():
    silent = replace(ONE, cost=None, died=None, insured="", multiple="", thresholds=False)
    (group,) = figures_of([silent, silent], OCTOBER).groups
    assert (group.cases, group.cost, group.cost_share, group.deaths) == (2, None, None, None)
    assert (group.multiples, set(group.insured.values())) == ((None, None), {None})
    (judged,) = figures_of([silent, replace(silent, thresholds=True, died=False, insured="1.1")], OCTOBER).groups
    assert (judged.multiples, judged.deaths, judged.insured) == ((0, 0), 0, {"职工": 1, "居民": 0, "其他": 0})
    frozen = json.loads(json.dumps(figures_as_dict(figures_of([silent], OCTOBER))))
    assert figures_from_dict(frozen).groups == figures_of([silent], OCTOBER).groups


def test_a_group_that_is_new_this_year_has_no_change():
    figures = figures_of([ONE, TWO], OCTOBER, last_year=[replace(ONE, discharged="2025-10-01T08:00:00")])
    assert {g.drg: (g.last_year, g.change) for g in figures.groups} == {"FR15": (1, 0), "IB19": (0, None)}


@pytest.mark.parametrize("scope", [Scope.WARD, Scope.DOCTOR, Scope.CODER, Scope.INSURED])
def test_the_parts_of_a_scope_add_up_to_the_hospital(scope):
    figures = figures_of([ONE, TWO, replace(ONE, case_no="9", ward="", doctor="乙", cost=None)], OCTOBER)
    for id_ in ("cases", "cost", "total_weight"):
        assert sum(row.value or 0 for row in figures.of(id_, scope)) == figures.value(id_)
