"""Suggestions for a page."""

import pytest

from coding.codes.code_tables import CodeTables
from coding.codes.entry import CodeEntry, CodeKind
from coding.codes.library import CodeLibrary, embedded_library, load_code_table
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


@pytest.fixture(scope="module")
def leaves():
    dx = [
        CodeEntry("K80.000", "胆囊结石伴有急性胆囊炎", grey=True),
        CodeEntry("K80.000x002", "胆囊结石伴急性胆囊炎", grey=False),
        CodeEntry("K80.001", "胆囊结石伴坏疽性胆囊炎", grey=False),
        CodeEntry("N70.900", "输卵管炎和卵巢炎", grey=False),
        CodeEntry("N70.904", "输卵管炎", grey=False),
        CodeEntry("J18.900", "肺炎", grey=False),
        CodeEntry("I63.900", "脑梗死", grey=False),
        CodeEntry("N20.000", "肾结石", grey=False),
    ]
    px = [CodeEntry("03.1x00", "脊髓内神经根切断", grey=False), CodeEntry("51.2300", "腹腔镜下胆囊切除术", grey=False)]
    return lookup_over(CodeLibrary(DX, dx, "表", "s"), CodeLibrary(PX, px, "表", "s"))


def first(page, tables, **options):
    found = propose(page, tables, **options)
    return found[0] if found else None


def test_a_grey_code_gives_way_to_the_leaf_that_the_words_say(leaves):
    page = FrontPage(diagnoses=(Diagnosis("K80.000", "胆囊结石伴急性胆囊炎"),))
    suggestion = first(page, leaves)
    assert suggestion.cause == "医保灰码"
    assert suggestion.match.code == "K80.000x002"
    assert page.apply(suggestion.change).principal.code == "K80.000x002"
    assert suggestion.change.source == "suggestion"
    assert "K80.000" not in [s.match.code for s in propose(page, leaves)]


def test_without_words_a_grey_code_offers_its_leaves(leaves):
    page = FrontPage(diagnoses=(Diagnosis("K80.000", ""),))
    assert {s.match.code for s in propose(page, leaves)} == {"K80.000x002", "K80.001"}


def test_a_missing_code_is_found_by_the_words(embedded):
    page = FrontPage(diagnoses=(Diagnosis("J44.100", "慢阻肺"), Diagnosis("", "II型呼衰")))
    suggestion = first(page, embedded)
    assert (suggestion.group, suggestion.index, suggestion.cause) == ("diagnosis", 1, "编码缺失")
    assert suggestion.match.code.startswith("J96")
    assert "呼衰" in suggestion.change.reason


def test_words_that_are_the_name_of_a_neighbour_are_told(leaves):
    suggestion = first(FrontPage(diagnoses=(Diagnosis("N70.900", "输卵管炎"),)), leaves)
    assert (suggestion.cause, suggestion.match.code) == ("名称与编码可能不符", "N70.904")


def test_words_that_say_another_thing_than_the_code_are_told(leaves, embedded):
    page = FrontPage(diagnoses=(Diagnosis("I63.900", "右肾结石"),))
    assert first(page, leaves).cause == "名称与编码不符"
    assert first(page, leaves).match.code == "N20.000"
    assert first(page, embedded).match.code.startswith("N20")


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("I63.900", "脑梗死"),
        ("I63.900", "急性脑梗塞"),
        ("I10.x00", "高血压病3级"),
        ("I10.x00x002", "高血压"),
        ("J18.900", "肺部感染"),
        ("K80.000x002", "胆囊结石伴急性胆囊炎"),
        ("E11.900", "2型糖尿病"),
        ("S72.000x011", "左股骨颈骨折"),
        ("C50.900", "乳腺癌"),
        ("I25.100", "冠心病"),
        ("N40.x00", "前列腺增生"),
    ],
)
def test_the_doctors_free_wording_raises_no_alarm(embedded, code, words):
    assert propose(FrontPage(diagnoses=(Diagnosis(code, words),)), embedded) == []


def test_a_code_that_is_not_in_the_table(leaves, embedded):
    assert first(FrontPage(diagnoses=(Diagnosis("K80.009", "胆囊结石"),)), leaves).cause == "编码不存在"
    assert first(FrontPage(diagnoses=(Diagnosis("Z99.700", "肺炎"),)), embedded).cause == "编码不存在"
    assert first(FrontPage(diagnoses=(Diagnosis("乱写", "肺炎"),)), embedded).cause == "编码格式有误"
    assert first(FrontPage(diagnoses=(Diagnosis("K80.0", "胆囊结石伴急性胆囊炎"),)), leaves).cause == "编码未细化"


def test_a_lost_zero_is_offered_and_not_made(leaves):
    page = FrontPage(procedures=(Procedure(code="3.1", name="脊髓内神经根切断"),))
    suggestion = first(page, leaves)
    assert suggestion.cause == "编码首位零可能丢失"
    assert suggestion.match.code == "03.1x00"
    assert page.procedures[0].code == "3.1"


@pytest.mark.parametrize(
    ("kind", "code", "words"),
    [
        (DX, "Z86.703", "脑梗死个人史"),  # above all a history is never offered as the disease itself
        (DX, "O99.005", "妊娠合并轻度贫血"),
        (DX, "S36.002", "创伤性脾破裂"),
        (DX, "J98.414", "肺部感染"),
        (PX, "99.2503", "静脉注射化疗药物"),
        (PX, "86.6901", "刃厚皮片移植术"),
    ],
)
def test_an_extension_whose_name_is_not_known_here_is_not_called_unlike_its_words(embedded, kind, code, words):
    rows = {"diagnoses": (Diagnosis(code, words),)} if kind is DX else {"procedures": (Procedure(code, words),)}
    assert propose(FrontPage({}, **rows), embedded) == []


def test_the_doctors_words_may_stay(leaves):
    page = FrontPage(diagnoses=(Diagnosis("K80.000", "胆石症急性发作"),))
    kept = page.apply(first(page, leaves, rename=False).change).principal
    assert kept.name == "胆石症急性发作"
    renamed = page.apply(first(page, leaves).change).principal
    assert renamed.name == leaves.library(DX).name(renamed.code)


def test_one_place_can_be_asked_although_nothing_is_wrong_there(leaves):
    page = FrontPage(diagnoses=(Diagnosis("J18.900", "肺炎"), Diagnosis("", "肾结石")))
    assert {s.index for s in propose(page, leaves)} == {1}
    asked = propose(page, leaves, ("diagnosis", 0))
    assert all(s.match.code != "J18.900" for s in asked)


def test_an_empty_page_and_blank_marks_have_no_suggestions(embedded):
    assert propose(FrontPage(), embedded) == []
    assert propose(FrontPage(diagnoses=(Diagnosis("", ""), Diagnosis("-", "-"))), embedded) == []


def test_stories_with_the_public_tables(reference):
    codes = reference / "codes"
    tables = lookup_over(
        load_code_table(codes / "icd10_yibao2.csv", DX), load_code_table(codes / "icd9cm3_yibao2.csv", PX)
    )
    expected = [
        (Diagnosis("K80.000", "胆囊结石伴急性胆囊炎"), "K80.000x002"),
        (Diagnosis("", "II型呼衰"), "J96.900x003"),
        (Diagnosis("Z51.100", "术后化疗"), "Z51.102"),
        (Diagnosis("N70.900", "输卵管炎"), "N70.904"),
    ]
    for row, code in expected:
        assert first(FrontPage(diagnoses=(row,)), tables).match.code == code, row
    chemo = propose(FrontPage(procedures=(Procedure(code="99.2500", name="化疗"),)), tables)
    assert {s.match.code[:5] for s in chemo} == {"99.25"}
