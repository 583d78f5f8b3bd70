"""Suggestions that look at more than one row, and at the person."""

import pytest

from coding.codes.code_tables import CodeTables
from coding.codes.crosswalk import Crosswalk
from coding.codes.entry import CodeEntry, CodeKind
from coding.codes.library import CodeLibrary, embedded_library
from coding.page.front_page import FrontPage
from coding.page.rows import Diagnosis, Procedure
from coding.suggest.lookup import Lookup
from coding.suggest.propose import propose
from coding.suggest.term_book import embedded_terms

DX, PX = CodeKind.DIAGNOSIS, CodeKind.PROCEDURE


def lookup_over(dx, px, dx_map=None):
    """Searches over two tables, with the embedded aliases."""
    return Lookup(CodeTables(dx, px, dx_map), embedded_terms())


@pytest.fixture(scope="module")
def embedded():
    return lookup_over(embedded_library(DX), embedded_library(PX))


def causes(page, tables):
    return [s.cause for s in propose(page, tables)]


def only(page, tables, cause):
    return next(s for s in propose(page, tables) if s.cause == cause)


def test_stone_and_acute_inflammation_are_one_code(embedded):
    page = FrontPage(diagnoses=(Diagnosis("K80.200", "胆囊结石"), Diagnosis("K81.000", "急性胆囊炎")))
    suggestion = only(page, embedded, "可用合并编码")
    after = page.apply(suggestion.change)
    assert [d.code for d in after.diagnoses] == ["K80.000"]
    assert after.apply(suggestion.change.inverse()) == page


def test_an_emphysema_with_copd_on_the_page_needs_no_joining(embedded):
    rows = (Diagnosis("J44.100", "慢阻肺"), Diagnosis("J43.900", "肺气肿"), Diagnosis("J42.x00", "慢性支气管炎"))
    assert "可用合并编码" not in causes(FrontPage(diagnoses=rows), embedded)


def test_a_lone_asterisk_is_offered_with_its_dagger():
    rows = [
        CodeEntry("E11.400x001+G63.2*", "2型糖尿病性周围神经病", grey=False),
        CodeEntry("E10.400x001+G63.2*", "1型糖尿病性周围神经病", grey=False),
        CodeEntry("G63.200*", "糖尿病性多发性神经病", grey=False),
    ]
    tables = lookup_over(CodeLibrary(DX, rows, "表", "s"), embedded_library(PX))
    page = FrontPage(diagnoses=(Diagnosis("G63.200*", "2型糖尿病性周围神经病"),))
    assert only(page, tables, "星号编码缺剑号").match.code == "E11.400x001+G63.2*"


def test_an_adjunct_code_gives_up_the_main_place(embedded):
    page = FrontPage(
        procedures=(Procedure(code="00.4500", name="置入一根支架"), Procedure(code="36.0700", name="药物支架"))
    )
    after = page.apply(only(page, embedded, "附加编码在主要手术位置").change)
    assert [p.code for p in after.procedures] == ["36.0700", "00.4500"]


def test_a_stent_without_its_number_is_offered_the_numbers(embedded):
    page = FrontPage(procedures=(Procedure(code="36.0700", name="冠状动脉药物洗脱支架置入", date="2026-03-02"),))
    found = [s for s in propose(page, embedded) if s.cause == "缺少附加编码"]
    assert {s.match.code[:4] for s in found} == {"00.4"}
    added = page.apply(found[0].change).procedures[1]
    assert added.date == "2026-03-02"


def test_words_that_say_more_than_point_nine(embedded):
    said = only(FrontPage(diagnoses=(Diagnosis("J18.900", "右侧大叶性肺炎"),)), embedded, "编码未特指")
    assert said.match.code == "J18.100"
    assert propose(FrontPage(diagnoses=(Diagnosis("J18.900", "肺炎"),)), embedded) == []


def test_a_code_of_the_other_sex_is_offered_what_fits(embedded):
    page = FrontPage({"sex": "2"}, diagnoses=(Diagnosis("N49.900", "盆腔炎"),))
    found = [s for s in propose(page, embedded) if s.cause == "编码与性别不符"]
    assert found
    assert all(s.match.code[0] != "N" or not "N40" <= s.match.code[:3] <= "N51" for s in found)


def test_a_perinatal_code_of_an_adult_is_offered_what_fits(embedded):
    page = FrontPage({"age_years": "40"}, diagnoses=(Diagnosis("P23.900", "肺炎"),))
    found = [s for s in propose(page, embedded) if s.cause == "编码与年龄不符"]
    assert found[0].match.code.startswith("J18")


def test_a_code_of_the_clinical_edition_is_carried_over():
    rows = [CodeEntry("I20.000", "不稳定性心绞痛", grey=False), CodeEntry("I20.900x001", "心绞痛", grey=False)]
    crosswalk = Crosswalk(DX, "对照", "m", {"I20.000x011": "I20.000"})
    tables = lookup_over(CodeLibrary(DX, rows, "表", "s"), embedded_library(PX), crosswalk)
    first = propose(FrontPage(diagnoses=(Diagnosis("I20.000x011", "冠心病，心绞痛频发"),)), tables)[0]
    assert first.match.code == "I20.000"
    assert "对照表" in first.match.reason


def test_words_that_nothing_fits_get_no_guess(embedded):
    assert propose(FrontPage(diagnoses=(Diagnosis("", "今天天气好"),)), embedded) == []
