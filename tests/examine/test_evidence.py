"""What a change that moves the weight asks of the record; alike for raising and for lowering."""

from dataclasses import replace

import pytest

from coding.codes.entry import CodeKind
from coding.examine.evidence import need_of
from coding.examine.preview import preview
from coding.knowledge.knowledge import load_knowledge
from coding.page.edits import move_row, remove_row, set_field, set_row
from coding.page.front_page import FrontPage
from coding.page.rows import Diagnosis, Procedure

COPD = FrontPage(
    {"sex": "1", "age_years": "67", "discharge_way": "1"},
    (Diagnosis("J44.100", "慢阻肺急性加重"), Diagnosis("", "II型呼衰")),
)
FAILURE = set_row(COPD, "diagnosis", 1, {"code": "J96.900x003", "name": "Ⅱ型呼吸衰竭"})


def test_respiratory_failure_asks_for_the_blood_gas_report_before_it_is_accepted():
    shift = preview(COPD, FAILURE, load_knowledge())

    assert shift.asks_for_evidence
    assert any("J96.900x003 Ⅱ型呼吸衰竭" in c and "血气分析报告" in c for c in shift.cautions)
    assert "laboratory" in shift.evidence[0].kinds


def test_taking_the_same_diagnosis_away_asks_as_well():
    page = COPD.apply(FAILURE)
    shift = preview(page, remove_row(page, "diagnosis", 1), load_knowledge())

    assert shift.asks_for_evidence
    assert any("不再编诊断 J96.900x003" in c and "血气分析报告" in c for c in shift.cautions)


def test_a_new_principal_must_be_the_reason_of_the_stay():
    page = FrontPage({"sex": "1", "age_years": "60"}, (Diagnosis("E11.900"), Diagnosis("I63.900")))
    shift = preview(page, move_row(page, "diagnosis", 1, 0), load_knowledge(), share=0.0)

    assert any("I63.900" in c and "本次住院的主要原因" in c for c in shift.cautions)


def test_the_share_is_a_setting():
    assert preview(COPD, FAILURE, load_knowledge(), share=0.10).asks_for_evidence
    assert not preview(COPD, FAILURE, load_knowledge(), share=5.0).cautions


def test_a_change_that_leaves_the_group_asks_nothing():
    assert preview(COPD, set_field(COPD, "sex", "2"), load_knowledge()).cautions == ()


def test_birth_weight_that_moves_the_group_is_asked_of_the_delivery_record():
    page = FrontPage({"sex": "1", "age_years": "0", "age_days": "5"}, (Diagnosis("P23.900"),))
    shift = preview(page, set_field(page, "newborn_birth_weight_1", "3100"), load_knowledge())

    assert any("分娩记录" in c for c in shift.cautions)


@pytest.mark.parametrize(
    ("code", "needed"),
    [
        ("J18.900", "胸部影像报告"), ("J69.001", "护理记录不能代替"), ("A41.900", "血培养"), ("I21.900", "心肌标志物"),
        ("E43.x00", "白蛋白"), ("L89.x00", "压疮"), ("R50.900", "症状"), ("B01.900+G02.0*", "病原学报告"),
        ("W01.900", "医师"),
    ],
)  # fmt: skip
def test_every_diagnosis_has_its_evidence(code, needed):
    assert needed in need_of(code, CodeKind.DIAGNOSIS).needs


@pytest.mark.parametrize(("code", "needed"), [("96.7201", "起止时间"), ("51.2300", "手术记录"), ("99.2503", "医嘱")])
def test_every_procedure_has_its_evidence(code, needed):
    assert needed in need_of(code, CodeKind.PROCEDURE).needs


def test_a_code_written_out_further_takes_nothing_away():
    page = replace(COPD, diagnoses=(Diagnosis("K80.000", "胆囊结石"),), procedures=(Procedure("51.2300", "切除"),))
    shift = preview(page, set_field(page, "principal_dx_code", "I63.900"), load_knowledge(), share=0.0)
    assert any("不再编诊断 K80.000" in c for c in shift.cautions)
    leaf = preview(page, set_field(page, "principal_dx_code", "K80.101"), load_knowledge(), share=0.0)
    assert not any("不再编" in c for c in leaf.cautions)
