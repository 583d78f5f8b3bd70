"""What the rules say of a choice; versions of one page; the doctor for pages without a group."""

from coding.examine.choice import Choice, about_first, verdict_on
from coding.examine.examine import examine
from coding.examine.page_versions import Version, compare
from coding.examine.remedies import all_remedies
from coding.grouping.case import GroupStatus
from coding.knowledge.knowledge import load_knowledge
from coding.page.edits import move_row, set_field
from coding.page.front_page import FrontPage
from coding.page.rows import Diagnosis, Procedure

FEVER = FrontPage(
    {"sex": "1", "age_years": "40"}, (Diagnosis("R50.900", "发热", "1"), Diagnosis("J18.900", "肺炎", "1"))
)


def test_fever_is_doubtful_as_principal_and_pneumonia_allowed():
    knowledge = load_knowledge()
    now = examine(FEVER, knowledge)
    swapped = examine(FEVER.apply(move_row(FEVER, "diagnosis", 1, 0)), knowledge)

    assert verdict_on(now, "diagnosis") is Choice.DOUBTFUL
    assert any(f.rule == "FP-COD-016" and f.basis for f in about_first(now, "diagnosis"))
    assert verdict_on(swapped, "diagnosis") is Choice.ALLOWED


def test_an_external_cause_is_forbidden_as_principal_with_its_clause():
    page = FrontPage(
        {"sex": "1", "age_years": "40"}, (Diagnosis("W01.900", "跌倒"), Diagnosis("S72.000", "股骨颈骨折"))
    )
    seen = examine(page, load_knowledge())

    assert verdict_on(seen, "diagnosis") is Choice.FORBIDDEN
    assert any(f.rule == "FP-COD-001" and f.basis for f in about_first(seen, "diagnosis"))


def test_a_group_is_no_proof_of_right_coding():
    """Z37 groups in the published scheme although no outcome of delivery may be principal."""
    page = FrontPage({"sex": "2", "age_years": "30"}, (Diagnosis("Z37.000", "单一活产"),))
    assert verdict_on(examine(page, load_knowledge()), "diagnosis") is Choice.FORBIDDEN


def test_the_sex_on_the_identity_card_is_the_first_remedy():
    """Story 10: the card says F, the page says M; the diagnosis is not to blame."""
    page = FrontPage(
        {"sex": "1", "age_years": "40", "id_no": "110105198603070040", "birth_date": "1986-03-07"},
        (Diagnosis("N70.900", "输卵管炎"),),
    )
    knowledge = load_knowledge()
    seen = examine(page, knowledge)
    assert seen.grouping.status is not GroupStatus.GROUPED
    change, grouping = all_remedies(page, knowledge, seen, with_codes=False)[0]

    assert (change.edits[0].field, change.edits[0].after) == ("sex", "2")
    assert grouping.status is GroupStatus.GROUPED


def test_another_listed_diagnosis_is_a_remedy_for_0000():
    page = FrontPage(
        {"sex": "1", "age_years": "40"}, (Diagnosis("W01.900", "跌倒"), Diagnosis("S72.000", "股骨颈骨折"))
    )
    knowledge = load_knowledge()
    found = all_remedies(page, knowledge, examine(page, knowledge), with_codes=False)

    assert any(c.edits[0].kind == "move" and g.mdc == "MDCI" for c, g in found)


def test_a_page_that_groups_needs_no_doctor():
    knowledge = load_knowledge()
    assert all_remedies(FEVER, knowledge, examine(FEVER, knowledge)) == []


def test_versions_are_compared_line_by_line():
    knowledge = load_knowledge()
    page = FrontPage(
        {"sex": "1", "age_years": "40", "los_days": "7"},
        (Diagnosis("R50.900", "发热", "1"), Diagnosis("J18.900", "肺炎", "1"), Diagnosis("I10.x00", "高血压", "1")),
        (Procedure("96.0400", "插管", "2026-01-02"),),
    )
    other = page.apply(move_row(page, "diagnosis", 1, 0)).apply(set_field(page, "los_days", "8"))
    third = other.apply(set_field(other, "sex", "2"))
    versions = [Version(str(i), p, examine(p, knowledge)) for i, p in enumerate((page, other, third))]
    every = compare(versions)
    lines = {(line.section, line.label): line for line in every}

    principal = lines["诊断", "主要诊断"]
    assert principal.texts == ("R50.900 发热 入院病情 1", "J18.900 肺炎 入院病情 1", "J18.900 肺炎 入院病情 1")
    assert principal.differs
    assert not lines["手术操作", "主要手术操作"].differs
    assert [line.texts for line in every if "I10.x00" in line.texts[0]] == [("I10.x00 高血压 入院病情 1",) * 3]
    assert any(line.texts == ("7", "8", "8") for line in lines.values())
    assert lines["分组", "DRG"].differs
    assert any(s == "问题" and "FP-COD-016" in label for s, label in lines)
