"""What-ifs on a page: another principal, another main procedure, a row less."""

import pytest

from coding.examine.alternatives import as_main, as_principal, carriers, cause, remedies, without_each
from coding.knowledge.knowledge import Knowledge, KnowledgeSource
from coding.page.front_page import FrontPage
from coding.page.rows import Diagnosis, Procedure


@pytest.fixture(scope="module")
def knowledge(reference):
    return Knowledge(KnowledgeSource(scheme=str(reference / "drg" / "chs_drg_20")))


@pytest.fixture(scope="module")
def built_in():
    return Knowledge()


def page(dx, px=(), sex="1", age="60"):
    return FrontPage(
        values={"sex": sex, "age_years": age, "los_days": "8", "discharge_way": "1"},
        diagnoses=tuple(Diagnosis(code=code) for code in dx.split()),
        procedures=tuple(Procedure(code=code) for code in (px.split() if px else ())),
    )


def test_each_diagnosis_as_principal_in_the_order_of_the_page(built_in):
    found = as_principal(page("J18.900 I50.900 J44.100"), built_in)
    assert [(change.edits[0].index, result.adrg) for change, result in found] == [(1, "FR2"), (2, "ET2")]
    for change, result in found:
        moved = page("J18.900 I50.900 J44.100").apply(change)
        assert moved.diagnoses[0].code in {"I50.900", "J44.100"}
        assert change.source == "what_if"
        assert result.name


def test_each_procedure_as_main_changes_the_group_but_is_no_advice(built_in):
    ((change, result),) = as_main(page("J96.000", "31.1x00x005 96.7201"), built_in)
    assert result.adrg == "AH1"
    assert "假设" in change.reason


def test_what_carries_the_group(built_in):
    stay = page("S72.000 J18.900 K29.500", "79.3500x016")
    assert len(without_each(stay, built_in)) == 3
    found = {stay.text("other_dx_code", c.edits[0].index) or "79.3500x016": r.drg for c, r in carriers(stay, built_in)}
    assert found["J18.900"] == "IF35"
    assert "K29.500" not in found


def test_blank_rows_are_not_tried(built_in):
    stay = FrontPage(
        values={"sex": "1", "age_years": "60"},
        diagnoses=(Diagnosis(code="J18.900"), Diagnosis(name="高血压"), Diagnosis(code="I50.900")),
    )
    assert [c.edits[0].index for c, _ in as_principal(stay, built_in)] == [2]


def test_the_page_itself_holds_the_remedy_of_an_ambiguity(knowledge):
    stay = page("E11.900 H26.900", "13.4100x001")
    ((change, result),) = remedies(stay, knowledge)
    assert (change.edits[0].group, change.edits[0].index, result.drg) == ("diagnosis", 1, "CB59")
    assert "E11.900" in cause(stay, knowledge)


def test_a_grey_code_is_named_as_the_cause(reference):
    known = Knowledge(
        KnowledgeSource(
            dx_table=str(reference / "codes" / "icd10_yibao2.csv"), scheme=str(reference / "drg" / "chs_drg_11")
        )
    )
    stay = page("K80.000", "51.2300", sex="2")
    assert "医保灰码" in cause(stay, known)
    assert remedies(stay, known) == []


def test_a_page_that_groups_or_lacks_an_item_needs_no_remedy(built_in):
    assert remedies(page("J18.900 I50.900"), built_in) == []
    assert remedies(page("J18.900 I50.900", sex=""), built_in) == []
    assert cause(page("J18.900"), built_in) == ""
    assert "性别" in cause(page("J18.900", sex=""), built_in)
