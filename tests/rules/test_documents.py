"""Note times, the settlement list, two editions, traces of treatment: what the examples of the rules do not say."""

import pytest

from coding.examine.rule_trial import try_example
from coding.knowledge.knowledge import KnowledgeSource, load_knowledge
from coding.page.finding import NotJudged
from coding.rules.example import read_example
from coding.rules.rule_book import embedded_rules

OPERATION = "op=51.2300 腹腔镜下胆囊切除术 date=2026-07-02 10:00 | op=54.5900 腹腔粘连松解术 date=2026-07-02 10:00"


@pytest.fixture(scope="module")
def said(embedded):
    rules = {c.rule.id: c for c in embedded_rules().rules}
    return lambda rule, text: try_example(rules[rule], text, embedded)


def test_each_operation_wants_its_record(said):
    found = said("FP-TIM-004", f"{OPERATION} | wf_op_record_times=2026-07-02 12:00")
    assert [f.message for f in found] == ["手术【腹腔粘连松解术】没有手术记录完成时间"]
    assert said("FP-TIM-004", f"{OPERATION} | wf_op_record_times=2026-07-02 12:00;2026-07-03 09:00") == ()


def test_a_note_without_its_event_or_that_cannot_be_read_is_not_judged(said):
    for times in ("2026-07-02 12:00", "昨天>今天"):
        assert isinstance(said("FP-TIM-005", f"wf_rescue_record_times={times}"), NotJudged)


def test_a_settlement_list_is_no_second_stay(said):
    page = "case_no=1 | admission_times=1 | admission_datetime=2026-07-01 10:00 | discharge_datetime=2026-07-05 10:00"
    assert said("FP-ACC-019", f"{page} // {page}")
    assert said("FP-ACC-019", f"{page} // layout=setl4101 | {page}") == ()
    assert read_example("layout=setl4101 | sex=1")[0].is_settlement_list


def test_without_a_list_or_without_evidence_nothing_is_judged(said):
    page = "case_no=1 | discharge_datetime=2026-07-05 10:00 | dx=K80.200 胆囊结石"
    assert isinstance(said("FP-DRG-027", f"{page} // {page}"), NotJudged)
    stay = "sex=2 | age_years=70 | dx=J18.900 肺炎 | dx=J96.000 急性呼吸衰竭 poa=1"
    assert isinstance(said("FP-DRG-018", f"wf_fee_items= | {stay}"), NotJudged)


def test_codes_of_two_editions_on_one_page_are_told(reference):
    codes = reference / "codes"
    source = KnowledgeSource(
        dx_table=str(codes / "icd10_yibao2.csv"), dx_map=str(codes / "dx_map_clinical_to_yibao2.csv")
    )
    knowledge = load_knowledge(source)
    table, crosswalk = knowledge.codes.dx, knowledge.codes.dx_map
    clinical = next(c for c in sorted(crosswalk.targets) if table.get(c) is None)
    insurance = next(e.code for e in table if not crosswalk.knows(e.code) and "+" not in e.code)
    rule = next(c for c in embedded_rules().rules if c.rule.id == "FP-STD-052")
    assert try_example(rule, f"dx={clinical} | dx={insurance}", knowledge)
    assert try_example(rule, f"dx={clinical}", knowledge) == ()
    assert try_example(rule, f"dx={insurance}", knowledge) == ()
    assert isinstance(try_example(rule, f"dx={clinical}", load_knowledge()), NotJudged)
