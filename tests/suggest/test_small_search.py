"""The search box over tables small enough to be seen through."""

import pytest

from coding.codes.entry import CodeEntry, CodeKind
from coding.codes.library import CodeLibrary
from coding.suggest.search import TermSearch
from coding.suggest.term_book import TermBook, TermPair

DX = CodeKind.DIAGNOSIS
LEAVES = {
    "I10.x00x002": "高血压",
    "J18.100": "大叶性肺炎",
    "J18.900": "肺炎",
    "K80.000x002": "胆囊结石伴急性胆囊炎",
    "K80.001": "胆囊结石伴坏疽性胆囊炎",
    "K80.200": "胆囊结石",
    "N20.000": "肾结石",
}


def over(names, *aliases):
    rows = [CodeEntry(code, name, grey=False) for code, name in names.items()]
    return TermSearch(CodeLibrary(DX, rows, "表", "s"), TermBook(aliases))


@pytest.fixture(scope="module")
def search():
    return over(LEAVES)


def found(search, words, top=9):
    return [m.code for m in search.search(words, top)]


def test_a_code_is_found_in_any_spelling_and_says_so(search):
    (match,) = search.search("j189")
    assert (match.code, match.score, match.reason) == ("J18.900", 100.0, "编码一致")
    assert found(search, "Ｊ１８.９") == ["J18.900"]


def test_the_beginning_of_a_code_lists_what_begins_so_and_no_more_than_asked(search):
    assert found(search, "K80") == ["K80.000x002", "K80.001", "K80.200"]
    assert found(search, "K80", 2) == ["K80.000x002", "K80.001"]
    assert {m.score for m in search.search("K80")} == {90.0}
    assert found(search, "K8") == found(search, "K80")
    assert found(search, "K82") == []


def test_a_code_that_the_table_lacks_leads_to_its_category(search):
    matches = search.search("K80.9")
    assert [m.code for m in matches] == ["K80.000x002", "K80.001", "K80.200"]
    assert {(m.score, m.reason) for m in matches} == {(40.0, "表中没有 K80.9，同类目 K80")}


def test_one_sign_and_two_signs_apart_find_names_that_have_them(search):
    assert found(search, "胆")[0] == "K80.200"
    assert found(search, "胆石")[0] == "K80.200"
    assert found(search, "甲乙") == []


def test_nothing_is_found_for_nothing(search):
    assert search.search("") == search.search("  ") == search.search("肺炎", 0) == []


def test_a_name_is_found_whole_and_the_others_follow(search):
    first, *others = search.search(" 肺 炎 ", 3)
    assert (first.code, first.score, first.reason) == ("J18.900", 100.0, "名称完全一致")
    assert others[0].code == "J18.100"
    assert all(m.score < 100 for m in others)
    assert "J18.900" not in [m.code for m in others]


def test_of_many_rows_of_one_name_three_are_shown_as_exact():
    search = over({f"J18.90{n}": "肺炎" for n in range(1, 6)})
    assert [m.score for m in search.search("肺炎", 9)].count(100.0) == 3


def test_what_was_found_is_remembered_and_cannot_be_spoilt(search):
    search.search("肺炎").clear()
    assert found(search, "肺炎")[0] == "J18.900"


def test_an_alias_leads_to_the_unspecified_row_below_its_heading():
    headings = {"J18.000": "支气管肺炎", "J18.900": "肺炎", "K80.200": "胆囊结石"}
    aliases = (
        TermPair("肺感", ("肺部感染性疾病",), "J18", "dx"),
        TermPair("肺染", ("肺部染病",), "J18.0", "dx"),
        TermPair("石头", ("石病",), "K80", "dx"),
        TermPair("无处", ("无此病",), "Z99", "dx"),
    )
    search = over(headings, *aliases)
    first = search.search("肺感", 1)[0]
    assert (first.code, first.score, first.reason) == ("J18.900", 95.0, "别名：肺感→肺部感染性疾病，归入 J18")
    assert search.search("肺部感染性疾病", 1)[0].reason == "别名：肺部感染性疾病，归入 J18"
    assert search.search("肺染", 1)[0].code == "J18.000"
    assert search.search("石头", 1)[0].code == "K80.200", "the first below, where none is unspecified"
    assert search.search("无处", 1) == []


def test_in_a_table_with_leaves_an_alias_is_found_by_its_standard_words():
    search = over(LEAVES, TermPair("肺感", ("肺炎",), "J18", "dx"), TermPair("肺病", ("没有的病",), "J18", "dx"))
    first = search.search("肺感", 1)[0]
    assert (first.code, first.score, first.reason) == ("J18.900", 97.0, "别名：肺感→肺炎")
    assert all(m.score < 95 for m in search.search("肺病"))


def test_how_a_name_fits_words_is_measured_alike_alone(search):
    assert search.likeness("肺 炎", "肺炎") == 100.0
    assert search.likeness("右肾结石", "肾结石", "N20.000") > search.likeness("右肾结石", "肺炎", "J18.900")
    with_alias = over(LEAVES, TermPair("肺感", ("肺炎",), "J18", "dx"))
    assert with_alias.likeness("肺感", "肺炎") == 97.0


def test_why_a_name_was_found_is_said(search):
    reasons = {m.code: m.reason for m in search.search("结石", 9)}
    assert reasons["N20.000"] == "名称包含原词"
    assert search.search("右侧肾结石伴积水", 1)[0].reason == "与原词的一部分“右侧肾结石”相近"
    assert search.search("右肾结石", 1)[0].reason == "同义写法一致"
