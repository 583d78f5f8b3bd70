"""The head of a row: what the scheme counts a diagnosis for, what may not be principal, which rows carry the group."""

import pytest

from coding.base.resources import resource_path
from coding.examine.alternatives import without_each
from coding.examine.examine import examine
from coding.examine.row_marks import RowMark, row_marks
from coding.exchange.read import read_file
from coding.knowledge.knowledge import Knowledge, KnowledgeSource
from coding.page.context import Context
from coding.page.front_page import FrontPage
from coding.page.rows import Diagnosis, Procedure
from tests.dip.small_city import write_city


@pytest.fixture(scope="module")
def built_in():
    return Knowledge()


def page(dx, px=""):
    return FrontPage(
        values={"sex": "1", "age_years": "60", "los_days": "8", "discharge_way": "1"},
        diagnoses=tuple(Diagnosis(code=code.strip("_")) for code in dx.split()),
        procedures=tuple(Procedure(code=code.strip("_")) for code in px.split()),
    )


def marks(stay, knowledge):
    return row_marks(stay, knowledge, examine(stay, knowledge), Context())


def signs(stay, knowledge):
    found = marks(stay, knowledge)
    rows = [found.get(("diagnosis", at), RowMark()) for at in range(len(stay.diagnoses))]
    return [mark.sign.words if mark.sign else "" for mark in rows]


def test_what_counts_what_is_excluded_and_what_is_neither(built_in):
    stay = page("J18.900 J96.000 J15.900 S72.000 K29.500")
    assert signs(stay, built_in) == ["", "MCC", "CC×", "CC", ""]


def test_an_excluded_one_says_by_which_principal_and_which_table(built_in):
    (tip,) = marks(page("J18.900 J15.900"), built_in)["diagnosis", 1].tips
    assert "主要诊断 J18.900" in tip
    assert "排除表" in tip
    assert signs(page("S72.000 J15.900"), built_in)[1] == "CC"


def test_a_code_that_may_not_be_principal_is_wrong_there_and_told_elsewhere(built_in):
    stay = page("Z37.000 J18.900 V01.900")
    found = marks(stay, built_in)
    assert found["diagnosis", 0].sign.words == "✕主"
    assert found["diagnosis", 0].sign.is_wrong
    assert "FP-COD-007" in found["diagnosis", 0].tips[0]
    assert "依据：" in found["diagnosis", 0].tips[0]
    assert found["diagnosis", 2].sign.words == "✕主"
    assert not found["diagnosis", 2].sign.is_wrong


def test_what_counts_is_shown_before_what_may_not_be_principal_and_both_are_told(built_in):
    mark = marks(page("J18.900 B95.600"), built_in)["diagnosis", 1]
    assert mark.sign.words == "CC"
    assert len(mark.tips) == 2
    assert "不能作主要诊断" in mark.tips[1]


def test_rows_without_a_code_shift_no_mark_to_another_row(built_in):
    stay = page("S72.000 _ J18.900 K29.500", "_ 79.3500x016")
    assert signs(stay, built_in) == ["", "", "CC", ""]
    found = marks(stay, built_in)
    assert found["procedure", 1].carries
    assert ("procedure", 0) not in found


def test_a_page_without_a_principal_code_says_nothing_of_carrying(built_in):
    assert not any(mark.carries for mark in marks(page("_ J18.900"), built_in).values())


def test_what_carries_is_what_removing_each_row_says(built_in):
    """On the sample: of other diagnoses and of procedures the same rows, with the same group."""
    for stay in read_file(resource_path("sample/sample_n041.csv")).pages[:120]:
        now = examine(stay, built_in)
        if not now.grouping.is_grouped:
            continue
        found = row_marks(stay, built_in, now, Context())
        for change, result in without_each(stay, built_in):
            edit = change.edits[0]
            carries = found.get((edit.row_group, edit.index), RowMark()).carries
            assert bool(carries) == ((result.drg, result.status) != (now.grouping.drg, now.grouping.status))
            assert not carries or not result.is_grouped or result.drg in carries


def test_the_principal_diagnosis_alone_carries_the_group(built_in):
    assert "唯一的诊断" in marks(page("J18.900"), built_in)["diagnosis", 0].carries


def test_dip_knows_no_complications(tmp_path):
    knowledge = Knowledge(KnowledgeSource(scheme=str(write_city(tmp_path / "小城"))))
    assert {"MCC", "CC", "CC×"}.isdisjoint(signs(page("K35.800 J96.000 I50.900"), knowledge))


def test_grey_codes_are_told(tmp_path):
    table = tmp_path / "码表.csv"
    table.write_text("编码,名称,灰码\nK80.000,胆囊结石,\nE11.900,糖尿病,是\n", encoding="utf-8")
    knowledge = Knowledge(KnowledgeSource(dx_table=str(table)))
    if not knowledge.codes.dx.get("E11.900").grey:
        pytest.fail("the table has a grey code")
    assert signs(page("K80.000 E11.900"), knowledge)[1] == "灰"
