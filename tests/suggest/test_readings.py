"""What a query may be read as: aliases written out, members of a composite, words without doubt and sides."""

import pytest

from coding.codes.code_tables import CodeTables
from coding.codes.entry import CodeEntry, CodeKind
from coding.codes.library import CodeLibrary
from coding.page.change import Change, ChangeSource
from coding.page.edits import set_field, set_row
from coding.page.front_page import FrontPage
from coding.page.rows import Diagnosis, Procedure
from coding.suggest.lessons import lessons
from coding.suggest.lookup import Lookup
from coding.suggest.pinyin import Spoken, initials, syllables
from coding.suggest.term_book import TermBook, TermPair
from coding.suggest.variants import Aliases, Variant, same_words
from coding.words.normalising import cleaned_query, exact_key, fold, sides, without_sides

FAILURE = TermPair("呼衰", ("呼吸衰竭",), "J96.9", "dx")
FLU = TermPair("流感", ("流行性感冒",), "J11.1", "dx")
COLD = TermPair("感冒", ("急性上呼吸道感染",), "J06.9", "dx")
SHORT = TermPair("AF", ("心房颤动",), "I48", "dx")
DM = TermPair("糖尿病", ("糖尿病",), "", "dx")
ALIASES = Aliases((FAILURE, FLU, COLD, SHORT, DM))


def texts(words):
    return [v.text for v in ALIASES.variants(words)]


def test_the_words_themselves_are_the_first_reading():
    assert ALIASES.variants("肾结石") == [Variant("肾结石")]
    assert ALIASES.variants("呼衰") == [Variant("呼衰"), Variant("呼吸衰竭", (FAILURE,))]


def test_an_alias_within_words_is_written_out_and_told():
    first, second = ALIASES.variants("慢性呼衰")
    assert (first.text, first.used) == ("慢性呼衰", ())
    assert (second.text, second.used, second.left_out) == ("慢性呼吸衰竭", (FAILURE,), 0.0)
    assert ALIASES.reason(second) == "别名：呼衰→呼吸衰竭"


def test_a_standard_word_is_not_taken_for_an_alias_within_it():
    assert texts("流行性感冒伴发热")[1:] == ["流行性感冒", "发热"]


def test_what_is_said_in_full_already_is_not_written_out_again():
    assert texts("呼吸衰竭（呼衰）") == ["呼吸衰竭（呼衰）"]


def test_an_abbreviation_is_no_part_of_another_word():
    assert texts("阵发AF")[1] == "阵发心房颤动"
    assert texts("AFP升高") == ["AFP升高"]
    assert texts("XAF") == ["XAF"]


@pytest.mark.parametrize("joint", ["；", ";", "，", ",", "、", "。", "+", "伴", "伴有", "合并", "并"])
def test_the_members_of_a_composite_are_readings_with_the_share_they_leave_out(joint):
    found = ALIASES.variants(f"肾结石{joint}呼衰")
    members = [v for v in found if v.left_out]
    assert [(v.text, v.used) for v in members] == [("肾结石", ()), ("呼吸衰竭", (FAILURE,))]
    assert [v.left_out for v in members] == [pytest.approx(2 / 5), pytest.approx(3 / 5)]


def test_complications_are_no_joint():
    assert all(v.left_out == 0 for v in ALIASES.variants("糖尿病并发症"))
    assert all(v.left_out == 0 for v in ALIASES.variants("结石、炎")), "one sign is no member"
    assert all(v.left_out == 0 for v in ALIASES.variants("甲乙、丙丁、戊己、庚辛")), "four are too many"
    assert len([v for v in ALIASES.variants("甲乙、丙丁、戊己") if v.left_out]) == 3


def test_a_pair_with_a_code_is_found_by_either_side():
    assert ALIASES.coded("呼衰") == FAILURE
    assert ALIASES.coded("呼吸衰竭") == TermPair("呼吸衰竭", ("呼吸衰竭",), "J96.9", "dx")
    assert ALIASES.coded("糖尿病") is None
    assert ALIASES.coded("肾结石") is None


def test_words_are_the_same_but_for_how_they_are_typed():
    assert same_words("Ⅱ 型糖尿病", "II型糖尿病。")
    assert not same_words("2型糖尿病", "1型糖尿病")


@pytest.mark.parametrize(
    ("words", "cleaned"),
    [
        ("(2)肺炎", "肺炎"),
        ("３．肺炎", "肺炎"),
        ("术后诊断肺炎", "肺炎"),
        ("发热查因", "发热"),
        ("疑似肺炎", "肺炎"),
        ("宫内孕39+2周", "孕39周"),
        ("停经12周", "孕12周"),
        ("待查", "待查"),
        ("5-羟色胺综合征", "5-羟色胺综合征"),
    ],
)
def test_words_are_set_aside_that_say_nothing_of_the_disease(words, cleaned):
    assert cleaned_query(words) == cleaned


@pytest.mark.parametrize(
    ("words", "folded"),
    [
        ("糖尿病（Ⅱ型）", "糖尿病2型"),
        ("三期压疮", "3期压疮"),
        ("IIIa期", "3a期"),
        ("V级", "5级"),
        ("vi", "6"),
        ("ivf", "ivf"),
        ("血糖>10", "血糖大于10"),
        ("BMI≤18", "bmi小于18"),
        ("一 侧", "一侧"),
    ],
)
def test_spelling_is_folded(words, folded):
    assert fold(words) == folded


@pytest.mark.parametrize(
    ("words", "side"),
    [
        ("右侧肺炎", "one"),
        ("左右肺炎", "both"),
        ("两肺炎症", "both"),
        ("单侧疝", "one"),
        ("右心衰竭", ""),
        ("双相障碍", ""),
        ("左心衰伴右肾结石", "one"),
    ],
)
def test_sides_are_told_from_names(words, side):
    assert sides(words) == side


@pytest.mark.parametrize(
    ("words", "rest"),
    [
        ("左侧肾结石", "肾结石"),
        ("单侧疝", "疝"),
        ("双侧双胎", "双胎"),
        ("右心衰竭右肾结石", "右心衰竭肾结石"),
        ("左旋双极", "左旋双极"),
    ],
)
def test_sides_are_taken_out_of_words(words, rest):
    assert without_sides(words) == rest


def test_two_names_are_one_by_their_letters_and_figures():
    assert exact_key("肺炎（细菌性）") == exact_key("肺炎 细菌性") == "肺炎细菌性"
    assert exact_key("※") == ""


def test_syllables_of_mixed_text():
    assert syllables("CT引导下、活检") == ["c", "t", "yin", "dao", "xia", "huo", "jian"]
    assert syllables("闌尾") == ["lan", "wei"]
    assert initials("2 型") == "2x"


SPOKEN = Spoken(Spoken.text_of(["肺炎", "支气管肺炎", "未特指的肺炎", "肺癌", "肺炎球菌性肺炎"]))


def test_names_that_begin_with_letters_are_told_shortest_first():
    assert SPOKEN.by_letters("fy", 9) == [(0, True), (2, True), (4, False)]
    assert SPOKEN.by_letters("fy", 1) == [(0, True)]
    assert SPOKEN.by_letters("yf", 9) == []


def test_names_that_begin_with_pinyin_go_before_those_that_have_it_within():
    assert SPOKEN.by_pinyin("feiyan", 9) == [(0, True), (2, True), (4, False), (1, False)]
    assert SPOKEN.by_pinyin("feiyan", 3) == [(0, True), (2, True), (4, False)]
    assert SPOKEN.by_pinyin("feiai", 9) == [(3, True)]
    assert SPOKEN.by_pinyin("qiguan", 9) == [(1, False)]


def test_names_that_sound_like_words_are_told_whole_ones_first():
    assert SPOKEN.by_sound("非言", 9) == [(0, True), (2, True), (1, False), (4, False)]
    assert SPOKEN.by_sound("气馆", 9) == [(1, False)]
    assert SPOKEN.by_sound("费", 1)[0][1] is False
    assert SPOKEN.by_sound("非言", 2) == [(0, True), (2, True)]
    assert SPOKEN.by_sound("石", 9) == []


PAGE = FrontPage(
    diagnoses=(Diagnosis("", "老毛病"), Diagnosis("J18.900", " 肺部感染 "), Diagnosis("I10.x00", "-")),
    procedures=(Procedure(name="开刀"),),
)


def test_every_row_whose_code_was_accepted_teaches_its_words():
    edits = [
        *set_row(PAGE, "procedure", 0, {"code": "47.0100", "name": "阑尾切除术"}).edits,
        *set_row(PAGE, "diagnosis", 1, {"code": "J15.900", "name": "细菌性肺炎"}).edits,
        *set_row(PAGE, "diagnosis", 2, {"code": "I11.900", "name": "高血压心脏病"}).edits,
        *set_field(PAGE, "sex", "1").edits,
    ]
    assert lessons(PAGE, Change(tuple(edits), source=ChangeSource.SUGGESTION)) == (
        TermPair("肺部感染", ("细菌性肺炎",), "J15.900", "dx"),
        TermPair("开刀", ("阑尾切除术",), "47.0100", "px"),
    )


def test_a_code_without_a_name_or_a_name_without_a_code_teaches_nothing():
    assert lessons(PAGE, set_row(PAGE, "diagnosis", 1, {"name": "细菌性肺炎"}, source=ChangeSource.SUGGESTION)) == ()
    assert lessons(PAGE, set_row(PAGE, "diagnosis", 2, {"code": "I11.900"}, source=ChangeSource.SUGGESTION)) == ()
    taken = set_row(PAGE, "diagnosis", 1, {"code": ""}, source=ChangeSource.SUGGESTION)
    assert lessons(PAGE, taken) == ()
    assert lessons(PAGE, set_row(PAGE, "diagnosis", 1, {"code": "J15.900"}, source="typed")) == ()


def table(kind, **names):
    return CodeLibrary(kind, [CodeEntry(c.replace("_", "."), n) for c, n in names.items()], "表", "s")


DISEASES = table(CodeKind.DIAGNOSIS, K35_800="急性阑尾炎")
OPERATIONS = table(CodeKind.PROCEDURE, **{"47_0100": "阑尾切除术"})


def test_diagnoses_and_procedures_are_searched_in_their_own_tables():
    tables = CodeTables(
        table(CodeKind.DIAGNOSIS, K35_800="急性阑尾炎"), table(CodeKind.PROCEDURE, **{"47_0100": "阑尾切除术"})
    )
    lookup = Lookup(tables, TermBook())
    assert lookup.search(CodeKind.DIAGNOSIS).library is lookup.library(CodeKind.DIAGNOSIS) is tables.dx
    assert lookup.search(CodeKind.PROCEDURE).library is lookup.library(CodeKind.PROCEDURE) is tables.px


def test_accepted_pairs_stand_over_the_book_and_replace_each_other():
    pair, other = TermPair("老毛病", ("急性阑尾炎",)), TermPair("旧疾", ("急性阑尾炎",))
    tables = CodeTables(DISEASES, OPERATIONS)
    first = Lookup(tables, TermBook(), (pair,))
    second = first.with_accepted((other,))
    assert first.dx_search.search("老毛病", 1)[0].code == "K35.800"
    assert second.dx_search.search("旧疾", 1)[0].code == "K35.800"
    assert second.dx_search.search("老毛病", 1) == []
    assert second.px_search.terms is second.terms


def test_a_book_keeps_a_pair_once_as_it_was_given_last():
    old, new = TermPair("甲", ("乙",), count=1), TermPair("甲", ("乙",), count=2)
    book = TermBook((FAILURE,), (old,)).with_accepted((new,))
    assert book.accepted == (new,)
    assert book.aliases == (FAILURE,)
    assert len(book) == 2
    assert book.with_accepted(()) is book


def test_a_pair_that_names_no_kind_serves_both():
    both, dx, px = TermPair("甲", ("乙",)), TermPair("丙", ("丁",), kind="dx"), TermPair("戊", ("己",), kind="px")
    book = TermBook((both, dx, px), (both, dx, px))
    assert book.aliases_for(CodeKind.DIAGNOSIS) == book.accepted_for(CodeKind.DIAGNOSIS) == (both, dx)
    assert book.aliases_for(CodeKind.PROCEDURE) == book.accepted_for(CodeKind.PROCEDURE) == (both, px)
