"""Suggestions for the rows of a page, on tables small enough to be seen through."""

import pytest

from coding.codes.code_tables import CodeTables
from coding.codes.crosswalk import Crosswalk
from coding.codes.entry import CodeEntry, CodeKind
from coding.codes.library import CodeLibrary
from coding.page.front_page import FrontPage
from coding.page.rows import Diagnosis, Procedure
from coding.suggest.composite import split_words, taken_apart
from coding.suggest.lookup import Lookup
from coding.suggest.page_wide import page_wide
from coding.suggest.propose import cause, is_unlike, propose, says_more
from coding.suggest.suggestion import Cause
from coding.suggest.term_book import TermBook, TermPair

DX, PX = CodeKind.DIAGNOSIS, CodeKind.PROCEDURE
DISEASES = {
    "E11.900": "2型糖尿病",
    "G63.200": "糖尿病性多发性神经病",
    "E11.401+G63.2*": "2型糖尿病性周围神经病",
    "I10.x00": "特发性(原发性)高血压",
    "I10.x00x002": "高血压",
    "J15.901": "细菌性肺炎",
    "J18.100": "大叶性肺炎",
    "J18.900": "肺炎",
    "K80.000": "胆囊结石伴有急性胆囊炎",
    "K80.000x002": "胆囊结石伴急性胆囊炎",
    "K80.001": "胆囊结石伴坏疽性胆囊炎",
    "K80.200": "胆囊结石",
    "K81.000": "急性胆囊炎",
    "N20.000": "肾结石",
    "N40.x00": "前列腺增生",
}
GREY = {"I10.x00", "K80.000"}
OPERATIONS = {
    "00.4000": "单根血管操作",
    "00.4500": "置入一根血管支架",
    "00.4600": "置入两根血管的支架",
    "03.1x00": "脊髓内神经根切断",
    "36.0700": "药物洗脱冠状动脉支架置入",
    "47.0100": "腹腔镜下阑尾切除术",
    "51.2300": "腹腔镜下胆囊切除术",
}


def library(kind, names):
    return CodeLibrary(kind, [CodeEntry(c, n, grey=c in GREY) for c, n in names.items()], "表", "s")


@pytest.fixture(scope="module")
def lookup():
    return Lookup(CodeTables(library(DX, DISEASES), library(PX, OPERATIONS)), TermBook())


def why(lookup, kind, code, name):
    return cause(code, name, lookup.library(kind), lookup.search(kind))


@pytest.mark.parametrize(
    ("code", "name", "expected"),
    [
        ("", "", ""),
        ("-", "-", ""),
        ("", "肺炎", "编码缺失"),
        ("-", "肺炎", "编码缺失"),
        ("J1", "肺炎", "编码格式有误"),
        ("J18.905", "肺炎", "编码不存在"),
        ("Z99.900", "肺炎", "编码不存在"),
        ("K80.000", "胆囊结石伴有急性胆囊炎", "医保灰码"),
        ("K80.0", "胆囊结石伴有急性胆囊炎", "编码未细化"),
        ("I10", "高血压", "编码未细化"),
        ("J18.900", "肺炎", ""),
        ("J18.900", " 肺 炎 ", ""),
        ("J18.900", "", ""),
        ("J18.900", "肾结石", "名称与编码不符"),
        ("J18.900", "大叶性肺炎", "名称与编码不符"),
        ("N20.000", "右肾结石", ""),
    ],
)
def test_why_a_row_needs_a_suggestion(lookup, code, name, expected):
    assert why(lookup, DX, code, name) == expected


def test_a_lost_zero_is_told_from_a_code_in_disorder(lookup):
    assert why(lookup, PX, "3.1", "脊髓内神经根切断") == "编码首位零可能丢失"
    assert why(lookup, PX, "3..1", "脊髓内神经根切断") == "编码格式有误"


def test_the_very_name_of_another_code_is_unlike_the_code(lookup):
    table = lookup.library(DX)
    assert is_unlike("J18.900", "大叶性肺炎", table)
    assert not is_unlike("J18.100", "大叶性肺炎", table)
    assert not is_unlike("J18.900", "肺炎", table)
    assert not is_unlike("U99.900", "肺炎", table), "a code that the table cannot name is not judged"


def test_only_an_unspecified_diagnosis_is_asked_for_more(lookup):
    table, search = lookup.library(DX), lookup.search(DX)
    assert says_more("J18.900", "大叶性肺炎", table, search)
    assert says_more("j18.9", "大叶性肺炎", table, search)
    assert not says_more("J18.100", "大叶性肺炎", table, search), "the code says as much"
    assert not says_more("E11.900", "大叶性肺炎", table, search), "another category is another matter"
    assert not says_more("J18.900", "肺炎", table, search)
    assert not says_more("J18.900", "今天天气好", table, search)
    assert not says_more("47.0900", "阑尾切除术", lookup.library(PX), lookup.search(PX))


def codes(found):
    return [s.match.code for s in found]


def test_grey_codes_are_never_proposed_and_their_leaves_are(lookup):
    found = propose(FrontPage(diagnoses=(Diagnosis("K80.000", ""),)), lookup)
    assert set(codes(found)) == {"K80.000x002", "K80.001"}
    assert {s.match.score for s in found} == {70.0}
    assert {s.match.reason for s in found} == {"该编码的细目"}
    found = propose(FrontPage(diagnoses=(Diagnosis("", "胆囊结石伴有急性胆囊炎"),)), lookup)
    assert "K80.000" not in codes(found)


def test_words_that_fit_the_grey_code_lead_to_what_lies_below_it_only(lookup):
    found = propose(FrontPage(diagnoses=(Diagnosis("K80.000", "胆囊结石伴急性胆囊炎"),)), lookup)
    assert codes(found)[0] == "K80.000x002"
    assert {c[:5] for c in codes(found)} == {"K80.0"}


def test_words_that_are_elsewhere_lead_elsewhere(lookup):
    found = propose(FrontPage(diagnoses=(Diagnosis("K80.000", "肾结石"),)), lookup)
    assert codes(found)[0] == "N20.000"


def test_a_suggestion_says_its_cause_and_sets_code_and_name(lookup):
    page = FrontPage(diagnoses=(Diagnosis("", "肺炎", "1"),))
    first = propose(page, lookup)[0]
    assert (first.group, first.index, first.cause) == ("diagnosis", 0, "编码缺失")
    assert first.change.reason == "编码缺失：名称完全一致"
    assert first.change.source == "suggestion"
    assert page.apply(first.change).principal == Diagnosis("J18.900", "肺炎", "1")


def test_words_of_the_doctor_stay_where_that_is_asked_and_an_empty_name_is_filled(lookup):
    page = FrontPage(diagnoses=(Diagnosis("K80.000", "胆石"), Diagnosis("K80.000", "")))
    found = propose(page, lookup, rename=False)
    assert {page.apply(s.change).diagnoses[0].name for s in found if s.index == 0} <= {"胆石"}
    assert {page.apply(s.change).diagnoses[1].name for s in found if s.index == 1} == {
        "胆囊结石伴急性胆囊炎",
        "胆囊结石伴坏疽性胆囊炎",
    }


def test_no_more_are_offered_than_asked_for(lookup):
    page = FrontPage(diagnoses=(Diagnosis("K80.000", ""),))
    assert len(propose(page, lookup, top=1)) == 1


def test_a_place_that_is_asked_for_is_searched_though_it_is_in_order(lookup):
    page = FrontPage(diagnoses=(Diagnosis("J18.900", "肺炎"), Diagnosis("J18.900", "肾结石")))
    asked = propose(page, lookup, ("diagnosis", 0))
    assert {s.index for s in asked} == {0}
    assert {s.cause for s in asked} == {"查找"}
    assert "J18.900" not in codes(asked)
    assert propose(page, lookup, ("diagnosis", 5)) == []
    assert {s.index for s in propose(page, lookup)} == {1}


def test_a_code_in_another_spelling_is_offered_in_its_own(lookup):
    page = FrontPage(diagnoses=(Diagnosis("j18.900", "肺炎"),))
    found = propose(page, lookup, ("diagnosis", 0))
    assert codes(found)[0] == "J18.900"


def test_a_lost_zero_is_offered_back(lookup):
    (first, *_) = propose(FrontPage(procedures=(Procedure("3.1", "脊髓内神经根切断"),)), lookup)
    assert (first.group, first.match.code) == ("procedure", "03.1x00")
    (alone,) = propose(FrontPage(procedures=(Procedure("3.1"),)), lookup)
    assert alone.match.reason == "补首位零 03.1"


def test_the_crosswalk_goes_before_likeness():
    rows = {"I20.000": "不稳定性心绞痛", "I20.900x001": "心绞痛"}
    walk = Crosswalk(DX, "对照", "m", {"I20.000x011": "I20.000", "I20.900x002": "I20.777"})
    lookup = Lookup(CodeTables(library(DX, rows), library(PX, OPERATIONS), walk), TermBook())
    first = propose(FrontPage(diagnoses=(Diagnosis("I20.000x011", "劳力性心绞痛"),)), lookup)[0]
    assert (first.match.code, first.match.score) == ("I20.000", 98.5)
    assert first.match.reason == "对照表：临床版 I20.000x011 对应医保版 I20.000"
    other = propose(FrontPage(diagnoses=(Diagnosis("I20.900x002", "心绞痛"),)), lookup)[0]
    assert "对照表" not in other.match.reason


def test_a_code_of_the_wrong_sex_or_age_is_offered_what_fits_the_person(lookup):
    page = FrontPage({"sex": "2"}, (Diagnosis("N40.x00", "肾结石"),))
    found = propose(page, lookup)
    assert {s.cause for s in found} == {"编码与性别不符"}
    assert "N40.x00" not in codes(found)
    assert propose(FrontPage({"sex": "1"}, (Diagnosis("N40.x00", "前列腺增生"),)), lookup) == []


# -- several names in one row


def test_an_enumeration_is_taken_apart_and_a_name_of_the_table_is_not(lookup):
    search = lookup.search(DX)
    assert [m.code for m in split_words("肺炎、肾结石", search)] == ["J18.900", "N20.000"]
    assert [m.code for m in split_words("1.肺炎 2.肾结石 3.急性胆囊炎", search)] == ["J18.900", "N20.000", "K81.000"]
    assert split_words("胆囊结石伴急性胆囊炎", search) == ()
    assert split_words("肺炎、肺炎", search) == (), "one thing said twice"
    assert split_words("肺炎、甲", search) == (), "one sign is no diagnosis"
    assert split_words("肺炎、今天天气好", search) == (), "every part must be known"
    assert split_words("、".join(["肺炎", "肾结石", "急性胆囊炎", "胆囊结石", "高血压", "2型糖尿病"]), search) != ()
    seven = ["肺炎", "肾结石", "急性胆囊炎", "胆囊结石", "高血压", "2型糖尿病", "前列腺增生"]
    assert split_words("、".join(seven), search) == ()


def test_each_part_has_a_row_of_its_own_at_its_place(lookup):
    page = FrontPage(
        {},
        (
            Diagnosis("I10.x00x002", "高血压", "1"),
            Diagnosis("", "肺炎、肾结石", "2"),
            Diagnosis("E11.900", "2型糖尿病"),
        ),
        (Procedure("", "腹腔镜下阑尾切除术、腹腔镜下胆囊切除术", date="2026-07-01"),),
    )
    found = taken_apart(page, "diagnosis", 1, lookup.search(DX))
    after = page.apply(found.change).diagnoses
    assert [(d.code, d.poa) for d in after] == [
        ("I10.x00x002", "1"),
        ("J18.900", "2"),
        ("N20.000", ""),
        ("E11.900", ""),
    ]
    assert (found.group, found.index, found.cause) == ("diagnosis", 1, Cause.SEVERAL_NAMES)
    assert found.change.reason == "一行多个名称：“肺炎、肾结石”拆为 2 条"
    assert found.match.name == "肺炎 ＋ N20.000 肾结石"
    assert found.match.score == 100.0
    assert taken_apart(page, "diagnosis", 0, lookup.search(DX)) is None
    operations = page.apply(taken_apart(page, "procedure", 0, lookup.search(PX)).change).procedures
    assert operations == (
        Procedure("47.0100", "腹腔镜下阑尾切除术", date="2026-07-01"),
        Procedure("51.2300", "腹腔镜下胆囊切除术"),
    )


def test_a_row_whose_code_is_in_order_is_not_taken_apart(lookup):
    page = FrontPage(diagnoses=(Diagnosis("K80.000", "肺炎、肾结石"),))
    assert Cause.SEVERAL_NAMES not in [s.cause for s in propose(page, lookup)]
    page = FrontPage(diagnoses=(Diagnosis("", "肺炎、肾结石"),))
    assert propose(page, lookup)[0].cause == Cause.SEVERAL_NAMES


# -- more than one row


def wide(page, lookup, what):
    return [s for s in page_wide(page, lookup) if s.cause == what]


def test_two_rows_that_have_one_code_are_joined_in_the_place_of_the_first(lookup):
    rows = (Diagnosis("K81.000", "急性胆囊炎", "1"), Diagnosis("J18.900", "肺炎"), Diagnosis("K80.200", "胆囊结石"))
    page = FrontPage({}, rows)
    first, second = wide(page, lookup, "可用合并编码")
    assert first.match.code == "K80.000x002", "its name says both"
    assert second.match.code == "K80.001"
    assert (first.index, first.match.reason) == (0, "胆囊结石与急性胆囊炎并存，有合并编码 K80.0")
    after = page.apply(first.change).diagnoses
    assert [d.code for d in after] == ["K80.000x002", "J18.900"]
    assert after[0].poa == "1"


def test_one_of_the_two_alone_is_not_joined(lookup):
    assert wide(FrontPage({}, (Diagnosis("K80.200"), Diagnosis("K80.200"))), lookup, "可用合并编码") == []
    assert wide(FrontPage({}, (Diagnosis("K81.000"), Diagnosis("-"))), lookup, "可用合并编码") == []


@pytest.mark.parametrize("code", ["G63.2*", "G63.200", "+G63.2*"])
def test_a_manifestation_without_its_cause_is_offered_the_pair(lookup, code):
    page = FrontPage({}, (Diagnosis("I10.x00x002", "高血压"), Diagnosis(code, "2型糖尿病性周围神经病")))
    (found,) = wide(page, lookup, "星号编码缺剑号")
    assert (found.index, found.match.code) == (1, "E11.401+G63.2*")
    assert page.apply(found.change).diagnoses[1] == Diagnosis("E11.401+G63.2*", "2型糖尿病性周围神经病")


def test_a_cause_or_a_whole_pair_needs_no_partner(lookup):
    for code in ("E11.401+G63.2*", "E11.900", "", "E11.401+"):
        page = FrontPage({}, (Diagnosis(code, "2型糖尿病性周围神经病"),))
        assert wide(page, lookup, "星号编码缺剑号") == []


def test_words_elsewhere_on_the_page_help_to_find_the_pair_and_others_do_not(lookup):
    lone = Diagnosis("G63.2*", "")
    assert wide(FrontPage({}, (Diagnosis("E11.900", "2型糖尿病性周围神经病"), lone)), lookup, "星号编码缺剑号")
    assert wide(FrontPage({}, (lone,)), lookup, "星号编码缺剑号") == []


def test_an_adjunct_gives_way_to_the_first_that_can_stand_alone(lookup):
    stents = Procedure("00.4500", "一根支架"), Procedure("00.4000", "单根血管"), Procedure("", "造影")
    page = FrontPage({}, (), (*stents, Procedure("36.0700", "药物支架"), Procedure("47.0100")))
    (found,) = wide(page, lookup, "附加编码在主要手术位置")
    after = [p.code for p in page.apply(found.change).procedures]
    assert after == ["36.0700", "00.4500", "00.4000", "", "47.0100"]
    assert (found.index, found.match.name) == (0, "药物洗脱冠状动脉支架置入")
    assert wide(FrontPage({}, (), stents), lookup, "附加编码在主要手术位置") == []
    assert wide(FrontPage({}, (), (Procedure("36.0700"), *stents)), lookup, "附加编码在主要手术位置") == []
    assert wide(FrontPage(), lookup, "附加编码在主要手术位置") == []


def test_an_adjunct_that_is_missing_is_offered_behind_its_procedure(lookup):
    page = FrontPage(
        {}, (), (Procedure("47.0100"), Procedure("36.0700", "药物支架", date="2026-07-01"), Procedure("51.2300"))
    )
    found = wide(page, lookup, "缺少附加编码")
    assert {s.match.code for s in found} == {"00.4500", "00.4600", "00.4000"}
    assert {s.index for s in found} == {1}
    after = page.apply(found[0].change).procedures
    assert [p.code[:4] for p in after] == ["47.0", "36.0", "00.4", "51.2"]
    assert after[2].date == "2026-07-01"
    with_number = FrontPage({}, (), (Procedure("36.0700"), Procedure("00.4500")))
    assert {s.match.code for s in wide(with_number, lookup, "缺少附加编码")} == {"00.4000"}
    assert wide(FrontPage({}, (), (Procedure("47.0100"),)), lookup, "缺少附加编码") == []


# -- what the hospital has accepted


def test_what_was_accepted_leads_and_what_was_only_learned_follows(lookup):
    learned = TermPair("老毛病", ("肾结石",), "", "dx", approved=False, count=7)
    approved = TermPair("老毛病", ("肺炎",), "", "dx")
    found = lookup.with_accepted((learned, approved)).search(DX).search("老毛病", 2)
    assert [(m.code, m.score) for m in found] == [("J18.900", 99.0), ("N20.000", 98.0)]
    assert found[0].reason == "本院曾采纳：老毛病→肺炎"
    assert found[1].reason == "本院曾采纳，待审核：老毛病→肾结石"


def test_of_learned_pairs_the_one_accepted_more_often_leads(lookup):
    pairs = tuple(TermPair("老毛病", (s,), "", "dx", approved=False, count=n) for s, n in (("肾结石", 1), ("肺炎", 3)))
    assert [m.code for m in lookup.with_accepted(pairs).search(DX).search("老毛病", 2)] == ["J18.900", "N20.000"]


def test_a_grey_code_is_told_and_put_behind(lookup):
    (grey,) = [m for m in lookup.search(DX).search("胆囊结石伴有急性胆囊炎", 9) if m.code == "K80.000"]
    assert grey.reason == "名称完全一致（医保灰码，不可上报）"
    assert grey.score == 85.0


def test_codes_of_one_category_are_too_near_to_be_told_apart_by_rough_words(lookup):
    table = lookup.library(DX)
    assert not is_unlike("J18.900", "大叶性肺", table)
    assert is_unlike("J18.900", "右侧肾结石伴积水", table)


def test_a_weak_guess_is_made_only_where_it_is_asked_for(lookup):
    page = FrontPage(diagnoses=(Diagnosis("", "神经痛"),))
    assert propose(page, lookup) == []
    assert codes(propose(page, lookup, ("diagnosis", 0)))[0] == "G63.200"


def test_the_code_that_stands_there_is_not_offered_again_though_its_name_is_typed_otherwise(lookup):
    found = propose(FrontPage(diagnoses=(Diagnosis("J18.900", "肺 炎"),)), lookup, ("diagnosis", 0))
    assert found
    assert "J18.900" not in codes(found)
