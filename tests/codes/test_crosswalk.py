"""From the clinical to the insurance edition: one way, once, and only for codes of the clinical edition."""

from dataclasses import replace

import pytest

from coding.base.errors import KnowledgeError
from coding.codes.crosswalk import load_crosswalk
from coding.codes.entry import CodeKind
from coding.drg.trace import trace_case
from coding.examine.examine import examine
from coding.grouping.page_case import case_of
from coding.knowledge.knowledge import KnowledgeSource, load_knowledge
from coding.page.front_page import FrontPage, Origin
from coding.page.rows import Diagnosis, Procedure

#: A19.000x001 stands in both editions and means something else in each: the trap of applying the map twice.
DX = """临床版编码,名称,医保版编码,医保名称
A18.000x901,甲,A19.000x001,乙
A19.000x001,乙,A19.001,丙
I10.x00,高血压,I10.x00,
"""
PX = "source_code\tyibao2_code\n00.6500x014\t00.6501\n"


@pytest.fixture
def source(tmp_path):
    dx, px = tmp_path / "诊断对照.csv", tmp_path / "手术对照.csv"
    dx.write_text(DX, encoding="gb18030")
    px.write_text(PX, encoding="utf-8-sig")
    return KnowledgeSource(dx_map=str(dx), px_map=str(px))


def page(*codes, layout="n041", **extra):
    return FrontPage(
        {"sex": "1", "age_years": "50"},
        tuple(Diagnosis(c) for c in codes),
        (Procedure("00.6500X014"),),
        origin=Origin(layout=layout),
        extra=extra,
    )


def test_a_clinical_code_is_carried_once_and_never_twice(source):
    case = case_of(page("a18.000X901", "A19.000x001"), load_knowledge(source).codes)

    assert case.dx == ("A19.000x001", "A19.001")
    assert case.px == ("00.6501",)
    assert ("A18.000x901", "A19.000x001") in case.carried


def test_the_trace_says_what_was_carried(source):
    knowledge = load_knowledge(source)
    step = trace_case(knowledge.scheme, case_of(page("A18.000x901", "I10.x00"), knowledge.codes)).children[0]

    assert "2 个临床版编码先转换为医保版编码" in step.title
    assert [c.title for c in step.children] == ["A18.000x901 → A19.000x001", "00.6500x014 → 00.6501"]


@pytest.mark.parametrize(
    "told",
    [{"layout": "setl4101"}, {"编码版本": "国家医保版2.0"}, {"code_edition": "insurance", "layout": "hqms2020"}],
)
def test_codes_that_are_of_the_insurance_edition_stay(source, told):
    case = case_of(page("A19.000x001", **told), load_knowledge(source).codes)

    assert case.dx == ("A19.000x001",)
    assert case.carried == ()


def test_the_setting_speaks_where_the_page_does_not(source):
    knowledge = load_knowledge(replace(source, edition="insurance"))
    assert case_of(page("A19.000x001"), knowledge.codes).carried == ()
    assert case_of(page("A19.000x001", 编码版本="国临版2.0"), knowledge.codes).dx == ("A19.001",)


def test_without_a_crosswalk_codes_group_as_they_stand():
    assert case_of(page("A19.000x001"), load_knowledge().codes).dx == ("A19.000x001",)


def test_a_code_that_the_sheet_lacks_stays_as_it_is(source):
    assert case_of(page("K80.000x002"), load_knowledge(source).codes).dx == ("K80.000x002",)


def test_the_page_itself_keeps_its_codes(source):
    seen = page("A19.000x001")
    examine(seen, load_knowledge(source))
    assert seen.diagnoses[0].code == "A19.000x001"


def test_the_stamp_names_the_crosswalk_and_the_edition(source):
    stamps = {load_knowledge(s).stamp for s in (KnowledgeSource(), source, replace(source, edition="insurance"))}
    assert len(stamps) == 3


def test_rows_that_cannot_be_used_are_told(tmp_path):
    path = tmp_path / "m.csv"
    path.write_text("国临编码,医保编码\nI10.x00,I10.x00\nI10.x00,I11.900\nI12.900,\n胡言,I10\n", encoding="utf-8")
    found = load_crosswalk(path, CodeKind.DIAGNOSIS)

    assert found.targets == {"I10.x00": "I10.x00"}
    assert [n[:3] for n in found.notes] == ["第3行", "第4行", "第5行"]


@pytest.mark.parametrize("text", ["编码,名称\nI10.x00,高血压\n", "临床版编码,医保版编码\n甲,乙\n", ""])
def test_a_sheet_that_is_no_crosswalk_is_refused_with_a_sentence(tmp_path, text):
    path = tmp_path / "m.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"m\.csv"):
        load_crosswalk(path, CodeKind.DIAGNOSIS)


def test_the_public_map_is_read_whole_and_leaves_what_is_already_insurance(reference):
    found = load_crosswalk(reference / "codes" / "dx_map_clinical_to_yibao2.csv", CodeKind.DIAGNOSIS)
    assert len(found) == 35591
    assert found.notes == ()
    assert found.carry("A19.000x001") == "A19.001"
    assert sum(s != t for s, t in found.targets.items()) == 4388
    px = load_crosswalk(reference / "codes" / "px_map_clinical_to_yibao2.csv", CodeKind.PROCEDURE)
    assert (len(px), sum(s != t for s, t in px.targets.items())) == (13654, 560)


@pytest.fixture
def tables(tmp_path, source):
    """An insurance table in which one code is grey, beside the crosswalk."""
    table = tmp_path / "医保版.csv"
    table.write_text(
        "编码,名称,灰码\nA19.000x001,乙,1\nA19.001,丙,0\nI10.x00,高血压,0\nK80.000,胆囊结石伴急性胆囊炎,1\n",
        encoding="utf-8",
    )
    return replace(source, dx_table=str(table))


def rules_of(seen, knowledge):
    return {f.rule for f in examine(seen, knowledge).findings}


def test_grey_is_judged_of_the_code_that_is_submitted(tables):
    knowledge = load_knowledge(tables)
    assert "FP-DRG-032" not in rules_of(page("A19.000x001"), knowledge)
    assert "FP-DRG-032" in rules_of(page("A18.000x901"), knowledge)
    assert "FP-DRG-032" in rules_of(page("A19.000x001", layout="setl4101"), knowledge)


def test_a_clinical_code_that_the_crosswalk_knows_is_not_called_unknown(tables):
    knowledge = load_knowledge(tables)
    assert "FP-STD-042" not in rules_of(page("A18.000x901"), knowledge)
    assert "FP-STD-042" in rules_of(page("A18.000x901", layout="setl4101"), knowledge)


def test_a_code_taken_from_the_insurance_table_is_not_carried_again(tables):
    """A suggestion of the insurance table that was accepted on a clinical page stays what it is."""
    knowledge = load_knowledge(tables)
    seen = page("A19.000x001")
    accepted = replace(seen, diagnoses=(Diagnosis("A19.000x001", "乙"),))
    assert case_of(seen, knowledge.codes).dx == ("A19.001",)
    assert case_of(accepted, knowledge.codes).dx == ("A19.000x001",)
    assert "FP-DRG-032" in rules_of(accepted, knowledge)


def test_the_name_in_a_clinical_table_says_nothing_of_the_insurance_edition(source, tmp_path):
    table = tmp_path / "临床版.csv"
    table.write_text("编码,名称\nA18.000x901,甲\nA19.000x001,乙\nA19.001,丙\n", encoding="utf-8")
    knowledge = load_knowledge(replace(source, dx_table=str(table)))
    seen = replace(page("A19.000x001"), diagnoses=(Diagnosis("A19.000x001", "乙"),))
    assert case_of(seen, knowledge.codes).dx == ("A19.001",)
