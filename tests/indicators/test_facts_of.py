"""What is read off a page and its verdict, and what is left unknown where the page does not say it."""

import pickle
from dataclasses import replace
from datetime import datetime
from itertools import count

import pytest

from coding.examine.examine import examine
from coding.indicators.facts_of import facts_of
from coding.indicators.facts_version import facts_stamp
from coding.indicators.page_items import page_items
from coding.knowledge.knowledge import KnowledgeSource, load_knowledge
from coding.page.context import Context
from coding.page.linked_records import with_list
from coding.rules.example import read_example

STAY = (
    "sex=1 | age_years=60 | case_no=0012 | admission_datetime=2026-07-01 08:00"
    " | discharge_datetime=2026-07-05 16:41:00 | los_days=4"
)
DX = "dx=I21.900 急性心肌梗死"


@pytest.fixture(scope="module")
def facts(embedded):
    def run(text, knowledge=embedded, **altered):
        page, neighbours, as_of = read_example(text)
        page = replace(page, **altered) if altered else page
        context = Context(as_of=as_of or datetime(2026, 8, 1), neighbours=neighbours)
        return facts_of(page, examine(page, knowledge, context), knowledge, context)

    return run


def test_moments_and_the_record_number_as_the_file_has_them(facts):
    found = facts(f"{STAY} | {DX}")
    assert (found.case_no, found.discharged, found.admitted) == ("0012", "2026-07-05T16:41:00", "2026-07-01T08:00:00")
    assert facts("case_no=1 | discharge_datetime=2026年13月").discharged == ""


def test_amounts_are_whole_fen_of_the_text(facts):
    found = facts(
        f"{STAY} | fee_total=1000.10 | fee_western_drug=0.1 | fee_tcm_patent=0.2"
        " | fee_consumable_op=100 | fee_laboratory=50"
    )
    assert (found.cost, found.drugs, found.consumables) == (100_010, 30, 10_000)
    assert found.services == 100_010 - 30 - 10_000 - 5_000
    assert facts(f"{STAY} | fee_total=0.005").cost == 1


def test_fees_that_nobody_filled_in_are_not_nothing(facts):
    found = facts(f"{STAY} | fee_total=100")
    assert (found.drugs, found.consumables, found.services) == (None, None, None)
    assert facts(f"{STAY} | fee_total=一千").cost is None
    assert facts(f"{STAY} | fee_total=999999999999999").cost is None


@pytest.mark.parametrize(("way", "died"), [("5", True), ("1", False), ("9", False), ("", None), ("7", None)])
def test_death_is_the_way_of_leaving_five(facts, way, died):
    assert facts(f"{STAY} | {DX} | discharge_way={way}").died is died


def test_the_ward_or_else_the_department_in_words(facts):
    assert facts(f"{STAY} | discharge_ward=心内一 | discharge_dept=0304").ward == "心内一"
    assert facts(f"{STAY} | discharge_dept=0304").ward == "心血管内科专业"
    assert facts(f"{STAY} | discharge_dept=0304").dept == "0304"


def test_an_operation_is_one_by_its_code_and_the_highest_level_counts(facts):
    operated = facts(f"{STAY} | {DX} | op=47.0100 腹腔镜阑尾切除术 level=2 | op=88.7200 超声 level=4")
    assert (operated.operated, operated.level) == (True, 4)
    looked = facts(f"{STAY} | {DX} | op=88.7200 心脏超声")
    assert (looked.operated, looked.level) == (False, None)
    assert facts(f"{STAY} | {DX}").operated is False
    assert facts(f"{STAY} | {DX} | not_supplied=op_code").operated is None


def test_items_that_the_form_lacks_come_from_columns_of_the_hospital(facts):
    assert facts(f"{STAY} | {DX}").minimally_invasive is None
    found = facts(f"{STAY} | {DX}", extra={"微创手术": "是", "医疗组": "三组"})
    assert (found.minimally_invasive, found.team) == (True, "三组")
    assert facts(f"{STAY} | {DX}", extra={"微创手术": "不详"}).minimally_invasive is None


def test_yes_and_no_of_the_pages_own_items(facts):
    found = facts(f"{STAY} | {DX} | day_surgery_flag=1 | admission_route=2 | clinical_pathway=3")
    assert (found.day_surgery, found.elective, found.pathway) == (True, True, False)
    assert facts(f"{STAY} | {DX} | admission_route=1").elective is False


def test_clean_wounds_by_the_joined_code_or_by_both_columns(facts):
    joined = facts(
        f"{STAY} | {DX} | op=47.0 甲 incision_healing=1 | op=47.0 乙 incision_healing=3 | op=47.0 丙 incision_healing=4"
    )
    assert (joined.clean_wounds, joined.infected_wounds) == (2, 1)
    apart = facts(f"{STAY} | {DX} | op=47.0 甲 incision_grade=1 healing_grade=3")
    assert (apart.clean_wounds, apart.infected_wounds) == (1, 1)
    assert facts(f"{STAY} | {DX} | op=47.0 甲").clean_wounds is None


def test_findings_are_counted_by_severity_and_dimension(facts, embedded):
    text = f"{STAY} | {DX} | birth_date= | patient_name="
    page, neighbours, _ = read_example(text)
    context = Context(as_of=datetime(2026, 8, 1), neighbours=neighbours)
    seen = examine(page, embedded, context)
    found = facts_of(page, seen, embedded, context)
    assert found.errors == sum(f.severity == "error" for f in seen.findings) > 0
    assert sum(found.defects) == sum(f.severity in ("error", "warning") for f in seen.findings)
    assert found.defects[0] == sum(
        f.dimension == "completeness" and f.severity in ("error", "warning") for f in seen.findings
    )
    assert found.unjudged_rules == len(seen.not_judged)
    assert found.score == round(seen.score.points * 10)
    assert found.state == seen.state == "error"


def test_timeliness_is_judged_only_where_a_time_stands(facts):
    assert facts(f"{STAY} | {DX}").judged[1] is False
    assert facts(f"{STAY} | {DX} | wf_first_course_time=").judged[1] is False
    assert facts(f"{STAY} | {DX} | wf_first_course_time=2026-07-01 10:00").judged[1] is True
    assert facts(f"{STAY} | {DX}").judged[0] is True


def test_what_the_rule_says_and_what_the_fact_says_of_a_dimension_agree(facts):
    late = facts(f"{STAY} | {DX} | wf_first_course_time=2026-07-01 20:00")
    assert late.defects[1] == 1
    assert dict(late.in_time) == {"first_note_8h": False}


def test_violations_clear_and_suspected_apart(facts):
    quiet = facts(f"{STAY} | {DX}")
    assert quiet.violations == ()
    again = facts(
        "case_no=100001 | admission_datetime=2026-07-30 10:00 | discharge_datetime=2026-08-05 10:00"
        " | sex=2 | age_years=50 | dx=J18.000 支气管肺炎"
        " // case_no=100001 | admission_times=1 | sex=2 | age_years=50 | admission_datetime=2026-06-25 10:00"
        " | discharge_datetime=2026-07-01 10:00 | discharge_way=1 | readmit_plan_31d=1 | dx=J18.900 肺炎"
    )
    assert "分解住院" in again.suspected
    assert again.violations == ()


def test_stays_of_sixty_days_ought_not_to_be_grouped_where_no_policy_says_otherwise(facts):
    assert facts(f"{STAY} | {DX}").ought is True
    assert facts(f"case_no=1 | discharge_datetime=2026-07-05 | los_days=60 | {DX}").ought is False


def test_a_policy_says_what_ought_to_be_grouped_and_what_a_candidate_is(facts, tmp_path):
    policy = tmp_path / "policy.csv"
    policy.write_text(
        "key,value,of,from,to,clause,note\nname,甲,,,,,\nscope,住院天数 < 10,十天以内,,,甲文第1条,\n"
        "exclude,住院天数 <= 1,一天,,,甲文第2条,\nspecial,总费用 > 5000,贵,,,甲文第3条,\n"
    )
    knowledge = load_knowledge(KnowledgeSource(policy=str(policy)))
    inside = facts(f"{STAY} | {DX} | fee_total=6000", knowledge)
    assert (inside.ought, inside.excluded, inside.candidate) == (True, False, True)
    long = facts(
        f"sex=1 | age_years=60 | case_no=1 | discharge_datetime=2026-07-05 | los_days=10 | {DX} | fee_total=1",
        knowledge,
    )
    assert (long.ought, long.excluded) == (False, True)
    short = facts(
        f"sex=1 | age_years=60 | case_no=1 | discharge_datetime=2026-07-05 | los_days=1 | {DX} | fee_total=1", knowledge
    )
    assert (short.ought, short.excluded) == (True, True)  # not paid by its group, and grouped all the same
    assert facts(f"{STAY} | {DX} | fee_total=6000").candidate is None


@pytest.fixture
def by_tariff(tmp_path):
    numbers = count()

    def load(text):
        path = tmp_path / f"tariff{next(numbers)}.csv"
        path.write_text("\ufeff# 费率: 8000\n" + text)
        return load_knowledge(KnowledgeSource(tariff=str(path)))

    return load


def test_weight_payment_and_references_of_the_tariff(facts, by_tariff):
    drg = facts(f"{STAY} | {DX}").drg
    knowledge = by_tariff(f"DRG编码,权重,平均住院费用,平均住院天数,风险级别\n{drg},1.23456,6000.10,5.250000,中低风险\n")
    found = facts(f"{STAY} | {DX} | fee_total=5000", knowledge)
    assert (found.weight, found.payment) == (12_346, 987_648)
    assert (found.reference_cost, found.reference_stay) == ("6000.1", "5.25")
    assert found.risk == "mid_low"
    assert found.thresholds is False  # no threshold is stated


def test_the_class_of_risk_is_never_the_pages_own_word(facts):
    assert facts(f"{STAY} | {DX} | discharge_way=5", extra={"风险级别": "低风险"}).risk == ""


def test_both_thresholds_must_be_known_before_a_stay_is_within_them(facts, by_tariff):
    drg = facts(f"{STAY} | {DX}").drg
    table = f"DRG编码,权重,平均住院费用\n{drg},1,1000\n"
    both = "# 高倍率: 倍率 > 3 =>\n# 低倍率: 倍率 < 0.4 =>\n"
    within = facts(f"{STAY} | {DX} | fee_total=1000", by_tariff(both + table))
    assert (within.thresholds, within.multiple) == (True, "")
    dear = facts(f"{STAY} | {DX} | fee_total=4000", by_tariff(both + table))
    assert (dear.thresholds, dear.multiple) == (True, "high")
    assert facts(f"{STAY} | {DX}", by_tariff(both + table)).thresholds is False
    assert (
        facts(f"{STAY} | {DX} | fee_total=4000", by_tariff(both.splitlines(keepends=True)[0] + table)).thresholds
        is False
    )


def test_a_list_of_the_stay_agrees_or_differs_or_cannot_be_compared(facts, embedded):
    page, _, _ = read_example(f"{STAY} | {DX} | fee_total=100")

    def told(text):
        of_list, _, _ = read_example(f"layout=setl4101 | case_no=0012 | discharge_datetime=2026-07-05 | {text}")
        with_it = with_list(page, of_list)
        context = Context(as_of=datetime(2026, 8, 1))
        found = facts_of(with_it, examine(with_it, embedded, context), embedded, context)
        return found.has_list, found.list_differs

    assert told("dx=I21.900 心梗 | fee_total=100") == (True, False)
    assert told("dx=I20.000 心绞痛 | fee_total=100") == (True, True)
    without = facts(f"{STAY} | {DX}")
    assert (without.has_list, without.list_differs) == (False, None)


def test_no_name_no_identity_number_no_address_in_the_facts(facts):
    said = "patient_name=王秘密 | id_no=11010519491231002X | current_address=秘密路1号 | contact_name=李秘密"
    shown = repr(facts(f"{STAY} | {DX} | {said}"))
    assert "秘密" not in shown
    assert "11010519491231002X" not in shown


def test_facts_travel_between_processes_and_have_a_stamp_of_their_own(facts, embedded):
    found = facts(f"{STAY} | {DX}")
    assert pickle.loads(pickle.dumps(found)) == found
    assert facts_stamp(embedded).startswith(f"{embedded.stamp}-")
    assert set(page_items()) <= set(type(found).__slots__)
