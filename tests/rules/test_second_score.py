"""The second score: TCM pages only, by the items of a sheet; a hospital's own sheet takes the place of ours."""

import pytest
import xlsxwriter

from coding.base.errors import KnowledgeError
from coding.examine.beside_score import beside_score
from coding.knowledge.knowledge import KnowledgeSource, load_knowledge
from coding.reference.check_sheet import embedded_check_sheet, load_check_sheet
from coding.rules.example import read_example

TCM = (
    "tcm_main_disease_code=A04.01.01 | tcm_main_disease_name=感冒病 | tcm_main_disease_poa=1 | "
    "tcm_syndrome_code=B02.01 | "
    "tcm_syndrome_name=风寒束表证 | tcm_syndrome_poa=1 | tcm_op_dx_code=A04.01.01 | "
    "tcm_op_dx_name=感冒病 | "
    "treatment_category=2 | tcm_preparation_used=2 | tcm_device_used=2 | tcm_technique_used=2 | tcm_nursing=1"
)


@pytest.fixture
def second(judge):
    def score(text, knowledge):
        page = read_example(text)[0]
        return beside_score(page, judge(text, knowledge), knowledge).tcm

    return score


def test_a_western_page_has_none(second, embedded):
    assert second("sex=1 | dx=I10.x00 高血压", embedded) is None


def test_a_right_tcm_page_loses_nothing_and_what_is_lost_is_named(second, embedded):
    right = second(TCM, embedded)
    assert (right.points, right.lost) == (100, ())
    assert right.is_provisional
    assert "检查表原文未读到" in right.in_words()
    wrong = second(TCM.replace("tcm_syndrome_code=B02.01", "tcm_syndrome_code=A04.01.01"), embedded)
    assert wrong.lost == ("主证不与主病相同",)
    assert wrong.points == round(100 * (1 - 1 / wrong.judged), 1)


def test_items_whose_columns_are_missing_are_open_not_passed(second, embedded):
    seen = second(TCM, embedded)
    assert "使用中药制剂与制剂费相符" in seen.open
    assert seen.judged + len(seen.open) == len(embedded_check_sheet().items)


def test_every_rule_of_the_sheet_is_one_of_ours(embedded):
    for item in embedded_check_sheet().items:
        for rule in item.rules:
            assert embedded.rules.rule(rule) is not None, rule


def test_a_sheet_of_the_hospitals_own_takes_its_place_with_its_points(tmp_path, second):
    path = tmp_path / "本院检查表.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet()
        for at, row in enumerate(
            [
                ["检查项目", "规则编号", "分值"],
                ["主证", "FP-CMP-098、FP-ACC-952", "30"],
                ["治疗类别", "FP-CMP-955", "70"],
                ["空", "", "1"],
            ]
        ):
            sheet.write_row(at, 0, row)
    knowledge = load_knowledge(KnowledgeSource(tcm_sheet=str(path)))
    seen = second(TCM.replace("treatment_category=2", "treatment_category="), knowledge)
    assert (seen.points, seen.lost, seen.is_provisional) == (30.0, ("治疗类别",), False)
    assert "第4行“空”没有写项目或规则编号" in load_check_sheet(path).notes[0]


def test_a_sheet_without_rules_is_refused_in_words(tmp_path):
    path = tmp_path / "表.csv"
    path.write_text("项目,分值\n主证,3\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match="找不到项目和规则两列"):
        load_check_sheet(path)


def test_an_item_whose_rule_nobody_asks_is_open_not_passed(tmp_path, second):
    path = tmp_path / "本院检查表.csv"
    real = next(item for item in embedded_check_sheet().items if item.name == "主证不与主病相同").rules[0]
    path.write_text(f"项目,规则,分值\n主证,{real},5\n写错的,FP-XXX-001,95\n", encoding="utf-8")
    seen = second(TCM, load_knowledge(KnowledgeSource(tcm_sheet=str(path))))
    assert (seen.judged, seen.open) == (1, ("写错的",))
