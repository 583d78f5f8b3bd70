"""The list below a code cell: its order and marks, and the one Change that choosing from it makes."""

import pytest

from coding.codes.code_tables import CodeTables
from coding.codes.entry import CodeEntry, CodeKind
from coding.codes.library import CodeLibrary
from coding.page.change import ChangeSource
from coding.page.front_page import FrontPage
from coding.page.rows import Diagnosis
from coding.store.kept_json import change_json, change_of
from coding.suggest.choosing import code_chosen, offers
from coding.suggest.lessons import lessons
from coding.suggest.lookup import Lookup
from coding.suggest.suggestion import Match
from coding.suggest.term_book import TermBook, TermPair, embedded_terms

DX, PX = CodeKind.DIAGNOSIS, CodeKind.PROCEDURE
NAMES = {
    "K80.000": ("胆囊结石伴急性胆囊炎", True),
    "K80.000x001": ("胆囊结石伴坏疽性胆囊炎", False),
    "K80.000x002": ("胆囊结石伴急性单纯性胆囊炎", False),
    "K80.100": ("胆囊结石伴慢性胆囊炎", False),
    "K80.200": ("胆囊结石", True),
    "K80.200x001": ("胆囊泥沙样结石", False),
}


def lookup(*pairs, names=NAMES):
    dx = CodeLibrary(DX, [CodeEntry(c, n, grey=g) for c, (n, g) in names.items()], "表", "s")
    px = CodeLibrary(PX, [CodeEntry("51.2300", "腹腔镜下胆囊切除术", grey=False)], "表", "t")
    return Lookup(CodeTables(dx, px), TermBook(embedded_terms().aliases), pairs)


def codes(offered):
    return [offer.match.code for offer in offered]


@pytest.mark.parametrize("typed", ["K80", "k80", "K80.0", "胆囊结石"])
def test_grey_codes_are_marked_and_stand_behind_all_that_can_be_submitted(typed):
    offered = offers(lookup(), DX, typed, "", 9)
    grey = [offer.grey for offer in offered]
    assert True in grey
    assert False in grey
    assert grey == sorted(grey)
    assert all("灰码" in offer.match.reason for offer in offered if offer.grey)


def test_a_grey_code_typed_in_full_is_offered_marked_and_behind_what_lies_below_it():
    offered = offers(lookup(), DX, "K80.000", "", 9)
    assert codes(offered) == ["K80.000x001", "K80.000x002", "K80.000"]
    assert offered[-1].grey


def test_many_grey_codes_do_not_crowd_the_usable_one_out():
    names = {f"K80.{n:03}": (f"胆囊结石{n}", True) for n in range(20)} | {"K80.900": ("胆囊结石九", False)}
    offered = offers(lookup(names=names), DX, "K80", "", 9)
    assert codes(offered)[0] == "K80.900"
    assert len(offered) == 9


def test_what_the_hospital_accepted_for_the_doctors_words_comes_first_and_is_marked():
    known = lookup(TermPair("老胆病", ("胆囊泥沙样结石",), "K80.200x001", "dx"))
    for typed in ("K80", "胆囊结石"):
        offered = offers(known, DX, typed, "老胆病", 9)
        assert codes(offered)[0] == "K80.200x001"
        assert [offer.accepted for offer in offered] == [True] + [False] * (len(offered) - 1)
        assert "本院曾采纳" in offered[0].match.reason


def test_a_code_that_was_typed_otherwise_is_not_pushed_aside_by_the_term_book():
    known = lookup(TermPair("老胆病", ("胆囊泥沙样结石",), "K80.200x001", "dx"))
    assert codes(offers(known, DX, "K80.1", "老胆病", 9)) == ["K80.100"]


def test_words_of_the_term_book_that_are_typed_themselves_are_marked_too():
    known = lookup(TermPair("老胆病", ("胆囊泥沙样结石",), "K80.200x001", "dx", approved=False))
    first = offers(known, DX, "老胆病", "", 9)[0]
    assert (first.match.code, first.accepted) == ("K80.200x001", True)
    assert "待审核" in first.match.reason


def test_an_accepted_grey_code_is_no_better_than_another():
    known = lookup(TermPair("老胆病", ("胆囊结石",), "K80.200", "dx"))
    offered = offers(known, DX, "K80.2", "老胆病", 9)
    assert codes(offered) == ["K80.200x001", "K80.200"]
    assert (offered[1].grey, offered[1].accepted) == (True, True)


PAGE = FrontPage(diagnoses=(Diagnosis("", "老胆病", "1"), Diagnosis("K80.100", ""), Diagnosis("K80.100", "-")))
MATCH = Match("K80.200x001", "胆囊泥沙样结石", 90.0, "编码前缀 K80")


def test_the_doctors_words_stay_and_the_change_says_why_and_from_where():
    change = code_chosen(PAGE, "diagnosis", 0, MATCH, "K80")
    after = PAGE.apply(change)
    assert after.principal == Diagnosis("K80.200x001", "老胆病", "1")
    assert change.source is ChangeSource.LOOKUP
    assert change.reason == "检索“K80”：K80.200x001 胆囊泥沙样结石（编码前缀 K80，90分）"
    assert "胆囊泥沙样结石" in change.describe()
    assert after.apply(change.inverse()) == PAGE
    assert change_of(change_json(change)) == change


@pytest.mark.parametrize("index", [1, 2])
def test_a_blank_name_is_filled_in_with_the_standard_one(index):
    after = PAGE.apply(code_chosen(PAGE, "diagnosis", index, MATCH, "K80"))
    assert (after.diagnoses[index].code, after.diagnoses[index].name) == (MATCH.code, MATCH.name)


def test_beyond_the_last_row_a_row_is_added():
    after = PAGE.apply(code_chosen(PAGE, "diagnosis", 3, MATCH, "K80"))
    assert after.diagnoses[3] == Diagnosis(MATCH.code, MATCH.name)


def test_a_code_chosen_for_the_doctors_words_teaches_them_with_the_standard_name():
    taught = lessons(PAGE, code_chosen(PAGE, "diagnosis", 0, MATCH, "K80"))
    assert taught == (TermPair("老胆病", ("胆囊泥沙样结石",), "K80.200x001", "dx"),)


def test_a_code_chosen_where_no_words_stood_teaches_nothing():
    for index in (1, 2, 3):
        assert lessons(PAGE, code_chosen(PAGE, "diagnosis", index, MATCH, "K80")) == ()
