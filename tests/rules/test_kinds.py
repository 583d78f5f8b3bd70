"""The kinds on real pages: where they point, what they offer, and what they leave alone."""

import pytest

from coding.rules.example import read_example


def findings(seen, rule):
    return [f for f in seen.findings if f.rule == rule]


def after(text, finding):
    page, _, _ = read_example(text)
    return page.apply(finding.changes[0])


def test_a_duplicate_diagnosis_in_another_spelling_offers_to_strike_out_the_second(judge):
    text = "dx=I10.x00 高血压 poa=1 | dx=E11.900 糖尿病 poa=1 | dx=Ｉ10.X00 高血压病 poa=1"
    (finding,) = findings(judge(text), "FP-COD-068")
    assert finding.place.index == 2
    assert [d.code for d in after(text, finding).diagnoses] == ["I10.x00", "E11.900"]


def test_the_less_telling_of_two_codes_is_struck_out_unless_it_is_principal(judge):
    text = "dx=E11.200 糖尿病肾病 poa=1 | dx=E11.900 糖尿病 poa=1"
    (finding,) = findings(judge(text), "FP-COD-070")
    assert [d.code for d in after(text, finding).diagnoses] == ["E11.200"]
    (principal,) = findings(judge("dx=E11.900 糖尿病 poa=1 | dx=E11.200 糖尿病肾病 poa=1"), "FP-COD-070")
    assert principal.place.index == 0
    assert principal.changes == ()


def test_the_stay_is_reckoned_and_offered(judge):
    text = "admission_datetime=2026-02-27 10:00 | discharge_datetime=2026-03-02 09:00 | los_days=4"
    (finding,) = findings(judge(text), "FP-ACC-015")
    assert after(text, finding).text("los_days") == "3"
    same_day = "admission_datetime=2026-02-27 10:00 | discharge_datetime=2026-02-27 18:00 | los_days=1"
    assert not findings(judge(same_day), "FP-ACC-015")


@pytest.mark.parametrize(
    ("born", "admitted", "age"),
    [("1984-02-29", "2026-02-28", 41), ("1984-02-29", "2026-03-01", 42), ("2025-07-02", "2026-07-01", 0)],
)
def test_age_is_in_completed_years_on_the_day_of_admission(judge, born, admitted, age):
    page = f"birth_date={born} | admission_datetime={admitted} 10:00 | age_years="
    assert not findings(judge(page + str(age)), "FP-ACC-007")
    assert findings(judge(page + str(age + 1)), "FP-ACC-007")


def test_the_hour_column_of_n041_belongs_to_the_date(judge):
    page = "admission_datetime=2026-07-05 | admission_hour=14 | discharge_datetime=2026-07-05 | discharge_hour=9"
    assert findings(judge(page), "FP-ACC-013")
    assert not findings(judge(page.replace("discharge_hour=9", "discharge_hour=20")), "FP-ACC-013")


def test_the_fee_sum_names_both_figures(judge):
    (finding,) = findings(judge("fee_total=1000.00 | fee_western_drug=400.00"), "FP-ACC-044")
    assert "1000" in finding.message
    assert "400.00" in finding.message
    assert "600.00" in finding.message


def test_a_pair_code_is_judged_by_its_dagger_half(judge):
    assert not findings(judge("dx=E11.300+H36.0* 糖尿病视网膜病变 poa=1"), "FP-COD-002")
    assert findings(judge("dx=H36.0* 糖尿病视网膜病变 poa=1"), "FP-COD-002")
    assert findings(judge("dx=H36.000 糖尿病视网膜病变 poa=1"), "FP-COD-002")


def test_women_may_have_an_inguinal_hernia_and_men_a_breast_tumour(judge):
    for page in ("sex=2 | age_years=50 | dx=K40.900 腹股沟疝 poa=1", "sex=1 | age_years=50 | dx=C50.900 乳腺癌 poa=1"):
        assert not [f for f in judge(page).findings if f.rule.startswith("FP-COD-02")]


def test_caesarean_needs_no_delivery_by_vagina(judge):
    text = "sex=2 | age_years=28 | dx=O34.200 瘢痕子宫 poa=1 | dx=Z37.000 单一活产 poa=4 | op=74.1x00 子宫下段剖宫产"
    rules = {f.rule for f in judge(text).findings}
    assert not {"FP-COD-042", "FP-COD-043", "FP-COD-046"} & rules


def test_an_extension_of_a_known_heading_is_accepted_while_the_table_has_headings_only(judge):
    assert not findings(judge("dx=K80.200x099 胆囊结石 poa=1"), "FP-STD-042")
    assert findings(judge("dx=K99.900 某病 poa=1"), "FP-STD-042")


def test_an_extension_that_a_full_table_does_not_hold_is_told(judge, imported):
    (finding,) = findings(judge("dx=K80.200x999 胆囊结石 poa=1", imported), "FP-STD-042")
    assert "K80.200" in finding.message


def test_a_heading_is_not_written_out(judge, imported):
    assert findings(judge("dx=K80 胆石症 poa=1", imported), "FP-STD-050")
    assert not findings(judge("dx=I63.900 脑梗死 poa=1", imported), "FP-STD-050")


@pytest.mark.parametrize(
    ("page", "rule"),
    [
        ("dx=K80.200 右侧大叶性肺炎", "FP-STD-047"),
        ("dx=K80.200 胆囊结石 | dx=I10.x00 右侧股骨颈骨折", "FP-STD-048"),
        ("op=51.2300 膀胱切开取石加造瘘", "FP-STD-049"),
    ],
)
def test_words_of_another_disease_are_told_by_either_table(judge, imported, page, rule):
    for knowledge in (None, imported):
        (finding,) = findings(judge(page, knowledge), rule)
        assert finding.severity.value == "info"


@pytest.mark.parametrize(
    "page",
    [
        "dx=I10.x00 高血压病3级（很高危）",
        "dx=E11.900 2型糖尿病",
        "dx=J44.100 慢阻肺急性加重",
        "dx=I63.900 急性脑梗塞",
        "op=51.2300 LC",
        "op=47.0100 腹腔镜阑尾切除术",
    ],
)
def test_a_doctors_own_words_for_the_same_disease_are_left_alone(judge, page):
    assert not {f.rule for f in judge(page).findings} & {"FP-STD-047", "FP-STD-048", "FP-STD-049"}


def test_endoscopic_treatment_is_not_asked_for_its_anaesthetist(judge):
    seen = judge("dx=K63.500 结肠息肉 poa=1 | op=45.4200 内镜下结肠息肉切除术 date=2026-07-02")
    assert not {f.rule for f in seen.findings} & {"FP-CMP-081", "FP-CMP-082", "FP-CMP-087", "FP-CMP-088"}


def test_two_stays_of_a_person_are_told_apart_from_one_stay_twice(judge):
    one = "case_no=1 | admission_times=1 | admission_datetime=2026-07-01 10:00 | discharge_datetime=2026-07-05 10:00"
    rules = {f.rule for f in judge(f"{one} // {one}").findings}
    assert "FP-ACC-019" in rules
    assert "FP-ACC-904" not in rules


def test_a_letter_for_a_digit_is_named_and_mended(judge):
    text = "dx=I1O.x00 高血压 poa=1"
    (finding,) = findings(judge(text), "FP-STD-041")
    assert "字母O" in finding.message
    assert after(text, finding).diagnoses[0].code == "I10.x00"
    assert not findings(judge("dx=O80.900 顺产 poa=1"), "FP-STD-041")


@pytest.mark.parametrize("code", ["ABC", "51-23", "512", "K80.200"])
def test_a_procedure_code_without_the_shape_of_one_is_not_in_the_table(judge, code):
    assert findings(judge(f"op={code} 胆囊切除术"), "FP-STD-043")


@pytest.mark.parametrize("code", ["J44", "K80.2", "I10"])
def test_a_category_or_subcategory_is_no_leaf_even_in_a_table_of_headings(judge, code):
    assert findings(judge(f"dx={code} 某病 poa=1"), "FP-STD-050")


def test_whether_six_places_are_a_leaf_is_not_judged_with_a_table_of_headings(judge):
    examination = judge("dx=K80.200 胆囊结石 poa=1")
    assert not findings(examination, "FP-STD-050")
    assert "FP-STD-050" in {n.rule for n in examination.not_judged}
