"""What every coding department knows: the findings of the ten pages, with the tables a hospital would import."""

import pytest

from coding.page.change import Change
from coding.rules.example import read_example


def rules_of(seen):
    return {f.rule for f in seen.findings}


def one(seen, rule):
    found = [f for f in seen.findings if f.rule == rule]
    assert len(found) == 1, (rule, [f.message for f in found])
    return found[0]


@pytest.fixture
def judge_imported(judge, imported):
    return lambda text: judge(text, imported)


def test_a_grey_principal_groups_nowhere_and_the_leaf_of_the_words_is_offered(judge_imported):
    seen = judge_imported(
        "sex=2 | age_years=54 | dx=K80.000 胆囊结石伴急性胆囊炎 poa=1 | op=51.2300 腹腔镜下胆囊切除术"
    )
    assert {"FP-DRG-001", "FP-DRG-032"} <= rules_of(seen)
    grey = one(seen, "FP-DRG-032")
    assert grey.place.index == 0
    assert "K80.000x002" in grey.changes[0].describe()


def test_words_without_a_code_ask_for_the_code(judge_imported):
    missing = one(
        judge_imported("sex=1 | age_years=67 | dx=J44.100 慢阻肺急性加重 poa=1 | dx=_ II型呼衰"), "FP-CMP-064"
    )
    assert (missing.place.field, missing.place.index) == ("other_dx_code", 1)
    assert "II型呼衰" in missing.message


def test_a_symptom_gives_way_to_its_cause_in_one_change(judge_imported, imported):
    text = "sex=1 | age_years=40 | dx=R50.900 发热 poa=1 | dx=J18.900 肺炎 poa=1"
    symptom = one(judge_imported(text), "FP-COD-016")
    (change,) = symptom.changes
    assert isinstance(change, Change)
    page, _, _ = read_example(text)
    after = page.apply(change)
    assert [d.code for d in after.diagnoses] == ["J18.900"]
    assert after.apply(change.inverse()) == page


def test_a_symptom_that_is_kept_beside_its_cause_and_lifts_the_group_is_told(judge_imported):
    seen = judge_imported("sex=1 | age_years=40 | dx=J18.900 肺炎 poa=1 | dx=R50.900 发热 poa=1")
    assert "FP-COD-163" in rules_of(seen)
    lifted = one(seen, "FP-DRG-901")
    assert "ES35" in lifted.message
    assert "ES33" in lifted.message


def test_an_operation_that_is_not_for_the_principal_offers_the_swap(judge_imported):
    seen = judge_imported(
        "sex=1 | age_years=60 | dx=E11.900 2型糖尿病 poa=1 | dx=H26.900 白内障 poa=1"
        " | op=13.4100x001 白内障超声乳化抽吸术"
    )
    swap = one(seen, "FP-COD-166")
    assert "白内障" in swap.message
    assert swap.changes[0].edits[0].to == 0


def test_grey_diagnosis_and_grey_procedure_are_both_told(judge_imported):
    seen = judge_imported(
        "sex=2 | age_years=50 | dx=Z51.100 肿瘤化疗 poa=1 | dx=C50.900 乳房恶性肿瘤 poa=1 | op=99.2500 化疗"
    )
    assert {f.place.field for f in seen.findings if f.rule == "FP-DRG-032"} == {"principal_dx_code", "op_code"}


def test_respiratory_failure_as_principal_asks_for_its_cause(judge_imported):
    seen = judge_imported(
        "sex=1 | age_years=67 | dx=J96.000 急性呼吸衰竭 poa=1 | op=31.1x00x005 气管切开"
        " | op=96.7201 呼吸机治疗 | ventilator_hours=130"
    )
    assert one(seen, "FP-COD-104").changes == ()
    assert "FP-COD-158" not in rules_of(seen)


def test_an_injury_asks_for_its_external_cause(judge):
    seen = judge("sex=1 | age_years=67 | dx=S72.000 股骨颈骨折 poa=1 | dx=J18.900 肺炎 poa=1")
    assert one(seen, "FP-CMP-070").place.field == "injury_cause_code"


def test_a_newborn_without_weights_is_asked_for_both(judge):
    seen = judge("sex=1 | age_years=0 | age_days=5 | dx=P23.900 先天性肺炎 poa=1")
    assert {"FP-CMP-056", "FP-CMP-057"} <= rules_of(seen)
    mended = judge(
        "sex=1 | age_years=0 | age_days=5 | newborn_birth_weight_1=3100 | newborn_admission_weight=3100"
        " | dx=P23.900 先天性肺炎 poa=1"
    )
    assert not {"FP-CMP-056", "FP-CMP-057", "FP-COD-041"} & rules_of(mended)


def test_where_the_card_agrees_with_the_diagnosis_the_sex_is_mended_first(judge):
    seen = judge("sex=1 | age_years=40 | id_no=110105198612310026 | dx=N70.900 输卵管炎 poa=1")
    assert {"FP-ACC-006", "FP-COD-021"} <= rules_of(seen)
    assert [c.describe() for c in one(seen, "FP-COD-021").changes] == ["性别：1 → 2"]


def test_a_sex_that_no_card_contradicts_is_not_mended(judge):
    assert one(judge("sex=1 | age_years=40 | dx=N70.900 输卵管炎 poa=1"), "FP-COD-021").changes == ()
