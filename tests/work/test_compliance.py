"""Compliance, denials, records in a real store: found by rules, answered, counted the month after."""

import csv
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from coding.base.errors import CodingError, UnusableInputError
from coding.base.period import read_period
from coding.page.rows import Procedure
from coding.payment.paid_result import PaidResult
from coding.reports.denial_causes import causes_table
from coding.review.compliance import compliance_lists
from coding.review.grading import SampleVerdict, grades, training_topics
from coding.review.sampling import plans
from coding.store.store import Verdict
from coding.store.store_errors import StoreError
from coding.work.compliance import answer_suspected, compliance_month, violation_counts
from coding.work.contexts import Contexts
from coding.work.denials import (
    bring_negative_list,
    bring_paid_denials,
    denial_items,
    month_causes,
    name_cause,
    note_appeal,
)
from coding.work.month_records import (
    answer_question,
    ask_insurer,
    bring_risks,
    bring_targets,
    bring_teams,
    kept_risks,
    kept_targets,
    kept_teams,
    questions,
    set_target,
    set_team,
)
from coding.work.month_steps import step_at
from coding.work.months import close_month, open_month, the_month
from coding.work.rechecking import examined
from coding.work.sampling_pages import draw_sample
from coding.work.stored_month import stored_month
from coding.work.stored_report import stored_inputs
from tests.work.month_store import MONTH, NOW, figures, keep, october


def written(path, *rows):
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


@pytest.fixture
def judged(store, embedded):
    """Pages with verdicts: the first has nothing but drugs, the second too long a ventilation for its hours."""
    first, second, *others = october(4)
    drugs = {"fee_total": "900", "fee_western_drug": "850", "fee_general_service": "50"}
    first = replace(first, procedures=(), values={**first.values, **drugs})
    ventilated = (Procedure("96.7200", "样例1呼吸机治疗", "2026-10-03"),)
    second = replace(second, procedures=ventilated, values={**second.values, "ventilator_hours": "50"})
    ids = keep(store, [first, second, *others])
    for verdicts in examined(store, ids, embedded, Contexts(), NOW):
        store.keep_verdicts(verdicts)
    return ids


def test_the_lists_of_a_month_hold_findings_without_names(store, embedded, judged):
    found = compliance_month(store, embedded, Contexts(), MONTH, NOW)
    (low,) = found.of_list("low_admission")
    assert (low.case_no, low.ward, low.finding.rule, low.wants_answer) == ("1001", "心内科", "FP-DRG-012", True)
    (high,) = found.of_list("overcoded")
    assert (high.case_no, high.finding.rule, high.wants_answer) == ("1002", "FP-COD-158", False)  # it is clear
    assert found.pages == 4
    labels = {one.id: one.label for one in compliance_lists()}
    off = [labels[key] for key in found.off]
    assert "有编码而无相应收费" in off, "its rule is off: not judged, never 0"
    assert found.of_list("undercoded") == ()
    assert "样例" not in str(found)


def test_an_answer_is_kept_and_counted_and_not_after_the_closing(store, embedded, judged):
    def line():
        return compliance_month(store, embedded, Contexts(), MONTH, NOW).of_list("low_admission")[0]

    one = line()
    with pytest.raises(CodingError, match="理由"):
        answer_suspected(store, MONTH, one.page_id, one.finding, "correct")
    answer_suspected(store, MONTH, one.page_id, one.finding, "correct", "病历已附")
    assert line().answer.label == "原值正确"
    assert not line().wants_answer
    open_month(store, MONTH)
    close_month(store, figures(), "测试")
    with pytest.raises(StoreError, match="疑似违规的答复已随关账冻结"):
        answer_suspected(store, MONTH, one.page_id, one.finding, "changed")


def test_violations_are_counted_by_class_clear_and_suspected_apart(store, embedded, judged):
    found = compliance_month(store, embedded, Contexts(), MONTH, NOW)
    answer_suspected(store, MONTH, judged[0], found.of_list("low_admission")[0].finding, "changed")
    counts = violation_counts(compliance_month(store, embedded, Contexts(), MONTH, NOW).lines)
    assert counts == {("低标准入院", "FP-DRG-012"): (0, 1, 1), ("高套", "FP-COD-158"): (1, 0, 0)}


def test_the_report_counts_an_answer_only_where_its_finding_still_stands(store, embedded, judged):
    def line():
        month = stored_month(store, embedded, read_period(MONTH), NOW)
        return next(one for one in stored_inputs(store, embedded, month, NOW).suspected if one.suspected)

    finding = compliance_month(store, embedded, Contexts(), MONTH, NOW).of_list("low_admission")[0].finding
    answer_suspected(store, MONTH, judged[2], finding, "changed")  # of a page that was mended since
    assert (line().rule, line().suspected, line().answered, line().way) == ("FP-DRG-012", 1, 0, "多记（高）")
    answer_suspected(store, MONTH, judged[0], finding, "changed")
    assert line().answered == 1


# -- denials


NEGATIVE = (
    ("病案号", "出院日期", "违规项目", "违规描述", "违规金额"),
    ("1001", "2026-10-05", "", "疑似高套", "1,200.50"),
    ("1002", "2026-10-06", "静脉输液", "重复收费", "30"),
    ("1003", "2026-10-07", "", "系统扣减", ""),
    ("8888", "2026-10-07", "", "主要诊断选择错误", "x"),
)


def test_a_negative_list_becomes_items_with_causes_by_words_or_by_hand(store, judged, tmp_path):
    path = written(tmp_path / "负面清单.csv", *NEGATIVE)
    brought = bring_negative_list(store, path)
    assert brought.in_words() == "新增 3 条，1 条待归因，1 行不能读入。"
    assert [(one.page_id, one.cause, one.amount) for one in brought.new] == [
        (judged[0], "upcoded", Decimal("1200.50")),
        (judged[1], "charges", Decimal(30)),
        (judged[2], "", None),
    ]
    assert bring_negative_list(store, path).repeated == 3
    with pytest.raises(CodingError, match="列表"):
        name_cause(store, brought.new[2], "nothing")
    name_cause(store, brought.new[2], "record", "FP-DRG-017")
    note_appeal(store, brought.new[2], "11-05 已申诉")
    last = denial_items(store, MONTH)[2]
    assert (last.by_hand, last.rules, last.appeal) == (True, ("FP-DRG-017",), "11-05 已申诉")


def test_a_negative_list_that_was_saved_anew_brings_nothing_twice(store, judged, tmp_path):
    twice = (*NEGATIVE[:3], NEGATIVE[2])
    assert len(bring_negative_list(store, written(tmp_path / "一.csv", *twice)).new) == 3, "two charges, two items"
    brought = bring_negative_list(store, written(tmp_path / "二.csv", *twice, NEGATIVE[3]))
    assert (brought.repeated, [one.words for one in brought.new]) == (3, ["系统扣减"])
    assert len(denial_items(store, MONTH)) == 4


def test_a_cause_is_counted_with_its_rule_this_month_and_the_next(store, embedded, judged, tmp_path):
    november = [
        replace(page, values={**page.values, "discharge_datetime": "2026-11-05 10:00:00"})
        for page in october(2, first=2001)
    ]
    later = keep(store, november, "十一月.csv")
    verdict = Verdict("warning", 0, 1, 0, 0, "分组成功", "HC23", 1.2, None, 90.0, "s1", (("FP-DRG-901", 1, 0),))
    store.keep_verdicts([(later[0], verdict), (judged[0], verdict), (judged[1], verdict)])
    bring_negative_list(store, written(tmp_path / "负面.csv", *NEGATIVE[:2]))
    bring_negative_list(store, written(tmp_path / "下月.csv", NEGATIVE[0], ("2001", "2026-11-05", "", "高套", "5")))
    (count,) = month_causes(store, MONTH)
    assert (count.label, count.items, count.found_then, count.found_next, count.items_next) == ("高编高套", 1, 2, 1, 1)
    assert causes_table([count], money=True).rows[0][3] == Decimal("1200.50")
    blind = causes_table([count], money=False)
    assert "金额（元）" not in {column.title for column in blind.columns}
    assert Decimal("1200.50") not in blind.rows[0]


def test_denials_among_the_paid_results_become_items_once(store, judged):
    result = PaidResult(
        case_no="1001", discharged=date(2026, 10, 5), denied=88.8, reason="分解住院", file="结算.xlsx", row=1
    )
    store.keep_paid([result, PaidResult(case_no="1002", paid=5.0, discharged=date(2026, 10, 6))], "b1")
    brought = bring_paid_denials(store)
    assert [(one.page_id, one.cause, one.amount) for one in brought.new] == [(judged[0], "split_stay", Decimal("88.8"))]
    assert bring_paid_denials(store).new == ()


# -- records


def test_targets_teams_and_risks_come_by_tables_and_one_by_one(store, tmp_path):
    rows = (
        ("指标", "科室", "年度", "目标值"),
        ("CMI", "心内科", "2026年", "1.2"),
        ("cmi", "全院", "", "1.0"),
        ("没有的", "", "", "1"),
        ("CMI", "", "", "高"),
    )
    table = bring_targets(store, written(tmp_path / "目标.csv", *rows))
    assert [("没有叫" in one, "不是数字" in one) for one in table.troubles] == [(True, False), (False, True)]
    assert kept_targets(store) == {("cmi", "心内科", 2026): Decimal("1.2"), ("cmi", "", 0): Decimal("1.0")}
    set_target(store, "cmi", "心内科", 2026, None)
    assert list(kept_targets(store)) == [("cmi", "", 0)]
    with pytest.raises(CodingError, match="没有编号"):
        set_target(store, "nothing", "", 0, Decimal(1))
    bring_teams(store, written(tmp_path / "组.csv", ("医师", "医疗组", "起日"), ("张三", "甲组", "2026-01-01")))
    set_team(store, "张三", "乙组", date(2026, 7, 1))
    assert kept_teams(store)[0] == ("张三", "甲组", date(2026, 1, 1), date(2026, 6, 30))
    assert kept_teams(store)[1] == ("张三", "乙组", date(2026, 7, 1), None)
    risks = bring_risks(
        store, written(tmp_path / "风险.csv", ("病组编码", "风险等级"), ("BB11 脑", "低风险"), ("BB12", "甚高"))
    )
    assert kept_risks(store) == {"BB11": "low"}
    assert "看不懂" in risks.troubles[0]
    with pytest.raises(UnusableInputError, match="不像指标目标表"):
        bring_targets(store, tmp_path / "风险.csv")


def test_a_question_is_registered_and_answered(store):
    one = ask_insurer(store, "灰码可否结算", date(2026, 10, 8), "市医保局", "FP-DRG-032")
    with pytest.raises(CodingError, match="没有编号"):
        answer_question(store, "2026-Q999", "x", date(2026, 10, 9))
    answer_question(store, one.number, "不可", date(2026, 10, 20))
    assert [(q.number, q.answer, q.is_open) for q in questions(store)] == [("2026-Q001", "不可", False)]
    assert questions(store)[0].days_open(date(2026, 11, 1)) == 12


# -- samples


def test_a_training_is_about_what_the_samples_of_a_month_found(store, judged):
    sample = draw_sample(store, judged, "2026年10月", next(iter(plans())), "seed")
    drawn = [one.page_id for one in store.drawn_pages(sample.id)]
    worst = list(grades())[-1]
    store.grade(sample.id, SampleVerdict(drawn[0], True, None, True, next(iter(grades())), 0))
    store.grade(sample.id, SampleVerdict(drawn[1], False, True, True, worst, 0, "I21.9", ("principal_choice",)))
    (topic,) = training_topics(store.grades_of(sample.id))
    assert (topic.label, topic.pages) == ("主要诊断选择错误", 1)
    assert "主要诊断的选择原则" in topic.topic
    assert step_at(store, MONTH, the_month(store, MONTH), "sample").told == f"{len(drawn) - 2} 份没有评分"
