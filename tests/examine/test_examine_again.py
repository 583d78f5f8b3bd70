"""Only the rules that read a changed field are asked again, and nothing else is said than by a full examination."""

import random
from datetime import datetime

import pytest

from coding.base.resources import resource_path
from coding.examine.examine import examine, examine_again
from coding.exchange.read import read_file
from coding.knowledge.knowledge import load_knowledge
from coding.page.context import Context
from coding.page.edits import insert_row, move_row, remove_row, set_field
from coding.page.fields import ROW_ATTRIBUTES
from coding.page.rows import Diagnosis, Procedure
from coding.rules.reads import affected
from coding.rules.rule_book import embedded_rules

CONTEXT = Context(datetime(2026, 11, 1), ())
KEYS = (
    *("sex", "age_years", "age_days", "birth_date", "id_no", "id_type", "occupation", "marital_status"),
    *("admission_datetime", "admission_hour", "discharge_datetime", "los_days", "discharge_way", "fee_total"),
    *("fee_operation", "fee_blood", "ventilator_hours", "newborn_birth_weight_1", "readmit_plan_31d", "abo_blood"),
    *("pathology_code", "pathology_name", "injury_cause_code", "op_dx_code", "drug_allergy_flag", "allergy_drugs"),
    *("principal_dx_code", "principal_dx_name", "principal_dx_poa", "op_code", "op_date", "op_anesthesia"),
)
VALUES = (
    *("", "-", "1", "2", "0", "9", "37", "2026-07-01", "2026-07-03 10:00", "垃圾", "1.5", "110105194912310021"),
    *("11010519491231002X", "K80.200", "O80.900", "C50.900", "S06.500", "I1O.x00", "M8500/3", "51.2300", "74.1x00"),
)


@pytest.fixture(scope="module")
def pages():
    return read_file(resource_path("sample/sample_n041.csv")).pages


def _change(page, dice):
    what = dice.random()
    if what < 0.7:
        key = dice.choice(KEYS)
        group = ROW_ATTRIBUTES.get(key, ("", ""))[0]
        if not group or page.rows(group):
            return set_field(page, key, dice.choice(VALUES))
    group = dice.choice(("diagnosis", "procedure"))
    rows = page.rows(group)
    if what < 0.8 or len(rows) < 2:
        code = dice.choice(("J96.000", "R50.900", "E11.900", "Z37.000", "K80.100", ""))
        row = Diagnosis(code, "某病", "1") if group == "diagnosis" else Procedure("99.0400", "输红细胞", "2026-07-02")
        return insert_row(page, group, row, dice.randint(0, len(rows)))
    if what < 0.9:
        return remove_row(page, group, dice.randrange(len(rows)))
    return move_row(page, group, dice.randrange(len(rows)), dice.randrange(len(rows)))


@pytest.mark.parametrize("seed", range(6))
def test_an_examination_after_a_change_equals_a_full_one(pages, seed):
    knowledge, dice = load_knowledge(), random.Random(seed)
    for page in dice.sample(list(pages), 12):
        seen = examine(page, knowledge, CONTEXT)
        for _ in range(8):
            change = _change(page, dice)
            seen = examine_again(page, change, seen, knowledge, CONTEXT)
            page = page.apply(change)
            assert seen == examine(page, knowledge, CONTEXT), change


def test_few_rules_read_the_marital_status():
    book = embedded_rules()
    assert len(affected(book.rules, frozenset({"marital_status"}), are_dated=book.is_dated)) < len(book.rules) / 6
