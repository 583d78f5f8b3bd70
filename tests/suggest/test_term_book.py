"""The term book: what a change teaches, what outranks what, clusters, sheets."""

import pytest

from coding.base.errors import KnowledgeError
from coding.codes.entry import CodeEntry, CodeKind
from coding.codes.library import CodeLibrary, embedded_library
from coding.knowledge.knowledge import load_knowledge
from coding.page.change import ChangeSource
from coding.page.edits import insert_row, remove_row, set_row
from coding.page.front_page import FrontPage
from coding.page.rows import Diagnosis, Procedure
from coding.suggest.lessons import lessons
from coding.suggest.search import TermSearch
from coding.suggest.standardise import standardise
from coding.suggest.term_book import TermBook, TermPair, embedded_terms
from coding.suggest.term_sheet import HEADERS, read_terms, read_words, write_terms

DX = CodeKind.DIAGNOSIS


def book(*pairs):
    return TermBook(embedded_terms().aliases, pairs)


@pytest.fixture(scope="module")
def library():
    names = {
        "J18.900": "肺炎",
        "J15.900": "细菌性肺炎",
        "I63.900": "脑梗死",
        "K29.500x001": "慢性胃炎",
        "I10.x00": "高血压",
    }
    return CodeLibrary(DX, [CodeEntry(c, n, grey=False) for c, n in names.items()], "表", "s")


def test_an_accepted_suggestion_teaches_the_words_as_the_doctor_wrote_them():
    page = FrontPage(diagnoses=(Diagnosis("", "老毛病"),))
    change = set_row(page, "diagnosis", 0, {"code": "I63.900", "name": "脑梗死"}, source=ChangeSource.SUGGESTION)
    assert lessons(page, change) == (TermPair("老毛病", ("脑梗死",), "I63.900", "dx"),)


def test_typing_deleting_and_joining_rows_teach_nothing():
    page = FrontPage(diagnoses=(Diagnosis("", "老毛病"),), procedures=(Procedure(code="", name="开刀"),))
    assert lessons(page, set_row(page, "diagnosis", 0, {"code": "I63.900"})) == ()
    assert lessons(page, remove_row(page, "diagnosis", 0, source=ChangeSource.SUGGESTION)) == ()
    assert (
        lessons(page, insert_row(page, "diagnosis", Diagnosis("J18.900", "肺炎"), source=ChangeSource.SUGGESTION)) == ()
    )


def test_what_the_officer_approved_goes_before_what_was_only_learned(library):
    learned = TermPair("老毛病", ("肺炎",), "J18.900", "dx", approved=False, count=9)
    approved = TermPair("老毛病", ("脑梗死",), "I63.900", "dx", approved=True, count=1)
    found = TermSearch(library, book(learned, approved)).search("老毛病", 2)
    assert [m.code for m in found] == ["I63.900", "J18.900"]
    assert "待审核" in found[1].reason


def test_the_book_outranks_an_alias_but_not_the_exact_name(library):
    search = TermSearch(library, book(TermPair("脑梗", ("肺炎",)), TermPair("慢性胃炎", ("肺炎",))))
    assert search.search("脑梗", 1)[0].name == "肺炎"
    assert search.search("慢性胃炎", 1)[0].name == "慢性胃炎"


def test_a_pair_of_another_table_is_found_by_its_code(library):
    found = TermSearch(library, book(TermPair("老毛病", ("未特指的脑梗死",), "I63.900", "dx"))).search("老毛病", 1)
    assert found[0].name == "脑梗死"


def test_pairs_of_procedures_say_nothing_of_diagnoses(library):
    assert TermSearch(library, book(TermPair("老毛病", ("肺炎",), "", "px"))).search("老毛病", 1) == []


def test_words_like_accepted_words_lead_to_their_entry(library):
    search = TermSearch(library, book(*(TermPair(w, ("脑梗死",)) for w in ("老毛病复发", "老毛病加重", "老毛病又犯"))))
    first = search.search("老毛病再发", 1)[0]
    assert first.name == "脑梗死"
    assert "本院曾采纳" in first.reason


def test_a_renewed_book_shares_what_was_prepared_of_the_table(library):
    old = TermSearch(library, book())
    old.prepare()
    new = old.with_terms(book(TermPair("老毛病", ("脑梗死",))))
    assert new.judge.names is old.judge.names
    assert old.search("老毛病") == []
    assert new.search("老毛病", 1)[0].code == "I63.900"


def test_knowledge_with_terms_leaves_the_one_it_came_from_alone():
    knowledge = load_knowledge()
    other = knowledge.with_terms((TermPair("老毛病", ("肺炎",), "J18.900", "dx"),))
    assert other.lookup.dx_search.search("老毛病", 1)[0].code == "J18.900"
    assert (
        knowledge.lookup.dx_search.search("老毛病", 1) == []
        or knowledge.lookup.dx_search.search("老毛病", 1)[0].score < 97
    )
    assert other.stamp == knowledge.stamp


def test_spellings_are_gathered_around_one_entry(library):
    words = {"脑梗": 5, "脑梗死": 9, "脑 梗死": 1, "慢性胃炎": 2, "肺部炎症": 1, "qqq": 1, "。": 4}
    outcome = standardise(words, TermSearch(library, book()))
    first = outcome.clusters[0]
    assert first.proposed[0].code == "I63.900"
    assert {v.words for v in first.variants} == {"脑梗", "脑梗死", "脑 梗死"}
    assert first.count == 15
    assert outcome.variants == 6, "a mark alone is no word"
    assert outcome.unmatched == 1
    assert outcome.terms == 3


def test_what_the_book_knows_already_is_told_apart(library):
    outcome = standardise({"老毛病": 3}, TermSearch(library, book(TermPair("老毛病", ("脑梗死",)))))
    assert outcome.clusters[0].known


def test_the_book_goes_out_to_a_sheet_and_comes_back(tmp_path):
    path = tmp_path / "术语本.csv"
    library = embedded_library(DX)
    name = library.name("I63.900")
    write_terms(path, [("诊断", "老毛病", name, "I63.900", "3", "", "", "已批准", "", "", "")])
    assert path.read_text("utf-8-sig").splitlines()[0] == ",".join(HEADERS)
    pairs, notes = read_terms(path, load_knowledge().lookup)
    assert [(p.raw, p.std, p.code, p.kind) for p in pairs] == [("老毛病", (name,), "I63.900", "dx")]
    assert notes == []


def test_a_sheet_whose_standard_words_no_table_knows_is_refused_in_words(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("原词,标准词\n甲乙丙,丁戊己\n", "utf-8")
    with pytest.raises(KnowledgeError, match="现用码表"):
        read_terms(path, load_knowledge().lookup)


def test_words_of_a_sheet_are_counted(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("诊断名称,次数\n肺炎,3\n肺炎,2\n-,9\n脑梗,\n", "gb18030")
    assert read_words(path) == {"肺炎": 5, "脑梗": 1}
    path.write_text("甲,乙\n1,2\n", "utf-8")
    with pytest.raises(KnowledgeError, match="原词"):
        read_words(path)
