"""A page made an example: what the rule reads and nothing else, nobody to be recognised, and it judges the same."""

from dataclasses import replace
from datetime import datetime

import pytest

from coding.examine.rule_trial import try_example
from coding.page.finding import NotJudged
from coding.page.rows import Procedure
from coding.review.masks import identity_fields
from coding.rules.example import read_example
from coding.rules.local import BLANK_ROW, compile_row
from coding.rules.rule_language import spoken, written
from coding.work.page_examples import example_of
from tests.db.conftest import make_page

NOW = datetime(2026, 11, 1, 12)
PEOPLE = {
    "patient_name": "欧阳修文",
    "id_no": "410105197603011234",
    "current_phone": "13812345678",
    "current_address": "河南省郑州市中原路1号",
    "attending_physician": "赵主治",
    "age_years": "60",
}


def rule(params, fields, **cells):
    row = {
        **BLANK_ROW,
        "id": "H1-001",
        "dimension": "accuracy",
        "kind": "expression",
        "params": params,
        "fields": fields,
        "message": "本院",
        **cells,
    }
    return compile_row(row, "试")


def page(**values):
    found = make_page("00310471", **{**PEOPLE, **values})
    operation = Procedure(
        "51.2300", "腹腔镜下胆囊切除术", "2024-03-03 09:00", "3", surgeon="钱术者", anesthetist="孙麻醉"
    )
    return replace(found, procedures=(operation,))


RULES = [
    rule('if=principal("K80") and stay_days < 20', "principal_dx_code admission_datetime discharge_datetime"),
    rule('if=any(p.level == "3" and real(p.surgeon) for p in procedures)', "op_code op_level op_surgeon"),
    rule('each=others; if=poa == "1" and code in codes("I10"); at=poa', "other_dx_poa other_dx_code"),
    rule("if=filled(patient_name) and filled(id_no) and age_years > 50", "patient_name id_no age_years"),
    rule('if=filled(case_no) and real(attending_physician) and contains(dx_names, "高血压")', "case_no"),
    rule("if=filled(current_phone) and filled(current_address)", "current_phone current_address"),
    rule("if=any(filled(c.in_time) for c in icus)", "icu_in_time"),
    rule("if=discharge_datetime < now", "discharge_datetime"),
]


@pytest.mark.parametrize("compiled", RULES, ids=lambda c: c.rule.params["if"][:30])
def test_an_example_judges_as_its_page_and_names_nobody(compiled, embedded):
    text = example_of(page(), compiled, NOW)
    said = try_example(compiled, text, embedded)
    assert not isinstance(said, NotJudged), text
    assert said, text
    for name in (*PEOPLE.values(), "00310471", "钱术者", "孙麻醉", "197603"):
        if len(name) > 2:
            assert name not in text
    assert written("fails", spoken("fails", text)) == text


def test_only_what_the_rule_reads_stands_there():
    text = example_of(page(), RULES[0], NOW)
    assert "age_years" not in text
    assert "op=" not in text
    assert "poa" not in text
    assert "dx=K80.000 胆囊结石伴急性胆囊炎" in text


def test_signs_of_the_notation_in_a_text_do_not_tear_the_example(embedded):
    compiled = rule('if=contains(dx_names, "炎")', "case_no")
    before = page()
    torn = replace(before.diagnoses[0], name="胆囊炎 | sex=1 // dx=A00 x")
    text = example_of(replace(before, diagnoses=(torn,)), compiled, NOW)
    found, neighbours, _ = read_example(text)
    assert neighbours is None
    assert len(found.diagnoses) == 1
    assert found.text("sex") == ""


def test_a_column_that_the_file_lacks_stays_absent(embedded):
    before = page()
    lacking = replace(before, supplied=before.supplied - {"age_years"}, values={**before.values, "age_years": ""})
    compiled = rule("if=discharge_datetime > admission_datetime and blank(age_years)", "discharge_datetime")
    assert "not_supplied=age_years" in example_of(lacking, compiled, NOW)


def test_masks_are_those_of_the_house():
    assert {"patient_name", "id_no"} <= identity_fields()
