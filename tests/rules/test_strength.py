"""Every rule says whether the page alone proves what it finds, and every finding tells it."""

import pytest

from coding.base.errors import KnowledgeError
from coding.page.finding import Strength
from coding.rules.local import BLANK_ROW, compile_row
from coding.rules.rule_book import embedded_rule_tables, embedded_rules, rule_rows

LOOKS_ELSEWHERE = {"mentioned", "without_trace", "untold", "lighter_principal", "indication", "symptom", "name_fits"}


def test_every_rule_of_every_file_has_its_strength_filled():
    open_ones = [
        (table.name, row["id"])
        for table in embedded_rule_tables()
        for row, _ in rule_rows(table)
        if row.get("strength") not in {"clear", "suspected"}
    ]
    assert open_ones == []


def test_what_asks_for_the_record_is_only_suspected():
    for compiled in embedded_rules().rules:
        rule = compiled.rule
        if rule.kind in LOOKS_ELSEWHERE or "疑似" in rule.message or "核实" in rule.message:
            assert rule.strength is Strength.SUSPECTED, rule.id


@pytest.mark.parametrize(
    ("text", "rule", "strength", "violation"),
    [
        ("sex=1 | dx=O80.900 顺产", "FP-COD-021", "clear", ""),
        ("dx=R07.400 胸痛 poa=1 | dx=I21.000 急性前壁心肌梗死 poa=1", "FP-COD-016", "suspected", ""),
        ("dx=J96.000 呼衰 | op=96.7201 呼吸机治疗 | ventilator_hours=40", "FP-COD-158", "clear", "高套"),
    ],
)
def test_a_finding_carries_strength_and_class_of_violation(judge, text, rule, strength, violation):
    found = next(f for f in judge(text).findings if f.rule == rule)
    assert (found.strength.value, found.violation) == (strength, violation)


@pytest.mark.parametrize(("column", "text"), [("strength", "sure"), ("violation", "偷懒")])
def test_a_hospital_cannot_invent_a_strength_or_a_class_of_violation(column, text):
    row = {**BLANK_ROW, "id": "H1-001", "dimension": "accuracy", "fields": "los_days", "kind": "range"}
    row |= {"params": "min=1", "message": "天数有误"}
    assert compile_row(row, "表单").rule.strength is Strength.SUSPECTED
    with pytest.raises(KnowledgeError, match=f"{column} 的值“{text}”"):
        compile_row({**row, column: text}, "表单")
