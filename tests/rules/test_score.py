"""The provisional score: each item is lost once, within the caps of its class and group."""

from coding.examine.examine import examine
from coding.page.finding import Dimension, Finding, Place, Severity
from coding.page.front_page import FrontPage
from coding.rules.score import score_page, scoring_table


def finding(field, index=None, severity=Severity.ERROR, dimension=Dimension.COMPLETENESS):
    return Finding("X", dimension, severity, Place(field, index), "m", "h", "b")


def lost(*findings):
    return 100 - score_page(FrontPage(), findings).points


def test_a_page_without_findings_has_all_points():
    score = score_page(FrontPage(), ())
    assert (score.points, score.grade, score.provisional) == (100, "甲", True)
    assert set(score.losses) == {"患者基本信息", "住院过程信息", "诊疗信息", "费用信息"}
    assert sum(score.losses.values()) == 0


def test_an_item_is_lost_at_most_once():
    assert lost(finding("sex"), finding("sex")) == 1
    assert lost(finding("discharge_way")) == 4
    assert lost(finding("los_days")) == 2


def test_small_items_are_capped_by_their_class():
    small = ("patient_name", "birthplace", "native_place", "ethnicity", "id_no", "occupation", "marital_status",
             "current_address", "current_phone", "current_postcode", "household_address")  # fmt: skip
    assert lost(*(finding(k) for k in small)) == 4


def test_other_diagnoses_lose_a_point_a_row():
    rows = [finding("other_dx_code", n) for n in (1, 2, 2, 3)]
    assert lost(*rows) == 3
    assert lost(*(finding("other_dx_code", n) for n in range(1, 9))) == 4


def test_the_main_operation_and_the_others_are_different_items():
    assert lost(finding("op_code", 0)) == 4
    assert lost(finding("op_code", 1)) == 0.5


def test_what_a_person_must_confirm_loses_nothing():
    assert lost(finding("principal_dx_code", 0, Severity.WARNING, Dimension.CODING)) == 0
    assert lost(finding("principal_dx_code", 0, Severity.INFO, Dimension.STANDARDISATION)) == 0
    assert lost(finding("fee_total", None, Severity.ERROR, Dimension.DRG)) == 0


def test_losses_add_up_by_group_and_name_their_findings(embedded):
    seen = examine(FrontPage(values={"sex": "7"}), embedded)
    assert round(sum(seen.score.losses.values()), 1) == round(100 - seen.score.points, 1)
    for item in seen.score.items:
        assert item.findings
        assert set(item.findings) <= set(seen.findings)
    totals = {i.group: i.group_total for i in scoring_table().items}
    assert all(seen.score.losses[g] <= totals[g] for g in totals)
    assert seen.score.grade == "丙"


def test_the_grades_are_from_90_and_from_75_points():
    discharge, main = [finding("discharge_way")], [finding("op_code", 0)]
    principal = [finding("principal_dx_code", 0), finding("principal_dx_name", 0)]
    stay = [finding(k) for k in ("admission_datetime", "discharge_datetime", "los_days", "discharge_dept")]
    for findings, points, grade in (
        (stay[:1] + discharge + main, 90, "甲"),
        (stay[:1] + discharge + main + [finding("admission_route")], 89, "乙"),
        (stay + discharge + main + principal + [finding("admission_route")], 75, "乙"),
        (stay + discharge + main + principal + [finding("admission_route"), finding("sex")], 74, "丙"),
    ):
        score = score_page(FrontPage(), tuple(findings))
        assert (score.points, score.grade) == (points, grade)


def test_the_items_that_lost_points_say_how_many_and_by_what():
    found = (finding("sex"), finding("other_dx_code", 1), finding("other_dx_code", 2))
    score = score_page(FrontPage(), found)
    assert [(i.group, i.points, i.findings) for i in score.items] == [
        ("患者基本信息", 1, found[:1]),
        ("诊疗信息", 2, found[1:]),
    ]
    assert (score.losses["患者基本信息"], score.losses["诊疗信息"], score.losses["费用信息"]) == (1, 2, 0)


def test_a_group_loses_no_more_than_it_has_and_the_page_no_more_than_all():
    table = scoring_table()
    every = [finding(key, {"": None, "0": 0, "1+": 1}[rows]) for key, rows in table.by_place]
    score = score_page(FrontPage(), tuple(every))
    assert score.points >= 0
    assert score.losses["患者基本信息"] == 18


def test_an_accuracy_error_counts_and_its_warning_does_not():
    for dimension, severity, points in (
        (Dimension.ACCURACY, Severity.ERROR, 1),
        (Dimension.ACCURACY, Severity.WARNING, 0),
        (Dimension.COMPLETENESS, Severity.WARNING, 1),
        (Dimension.COMPLETENESS, Severity.INFO, 0),
        (Dimension.STANDARDISATION, Severity.WARNING, 1),
        (Dimension.TIMELINESS, Severity.ERROR, 0),
    ):
        assert lost(finding("sex", None, severity, dimension)) == points
    assert lost(finding("no_such_item")) == 0
