"""Names are found by their sound, by traditional signs, and in any order of the words."""

import pytest

from coding.codes.entry import CodeEntry, CodeKind
from coding.codes.library import CodeLibrary
from coding.suggest.pinyin import Spoken, initials, syllables
from coding.suggest.search import TermSearch
from coding.suggest.term_book import embedded_terms
from coding.words.traditional import simplified


@pytest.fixture(scope="module")
def search():
    names = {
        "K35.800x001": "急性阑尾炎",
        "J18.900": "肺炎",
        "K80.201": "胆囊结石",
        "K80.000x002": "胆囊结石伴急性胆囊炎",
        "N18.904": "慢性肾功能不全",
        "R63.000": "食欲缺乏",
        "I10.x00x002": "高血压",
        "T81.800": "操作并发症",
    }
    rows = [CodeEntry(code, name, grey=False) for code, name in names.items()]
    return TermSearch(CodeLibrary(CodeKind.DIAGNOSIS, rows, "表", "s"), embedded_terms())


@pytest.mark.parametrize("typed", ["feiyan", "fei yan", "fy", "FY"])
def test_full_pinyin_and_initials_find_a_name(search, typed):
    first = search.search(typed, 1)[0]
    assert first.name == "肺炎"
    assert "拼音" in first.reason


def test_pinyin_is_found_inside_a_name_too(search):
    assert search.search("lanweiyan", 1)[0].name == "急性阑尾炎"


@pytest.mark.parametrize("typed", ["急性阑尾严", "急性兰尾炎", "胆囊洁石", "慢性肾功能不权"])
def test_wrong_homophones_find_the_right_name_and_say_so(search, typed):
    first = search.search(typed, 1)[0]
    assert first.reason == "同音字"
    assert syllables(first.name) == syllables(typed)


def test_two_syllables_alone_do_not_stand_for_part_of_another_word(search):
    assert all(m.reason != "同音字" for m in search.search("失语", 5))


def test_traditional_characters_find_the_simplified_name(search):
    first = search.search("慢性腎功能不全", 1)[0]
    assert first.name == "慢性肾功能不全"
    assert "繁体" in first.reason
    assert simplified("闌尾炎，膽囊結石") == "阑尾炎，胆囊结石"


@pytest.mark.parametrize("typed", ["结石 胆囊", "胆囊 结石", "结石胆囊"])
def test_words_in_any_order(search, typed):
    assert search.search(typed, 1)[0].name == "胆囊结石"


def test_a_typing_error_in_the_middle_still_finds(search):
    assert search.search("急性阑X尾炎", 1)[0].name == "急性阑尾炎"


def test_words_of_daily_life_find_nothing(search):
    assert search.search("哈哈") == []


@pytest.mark.parametrize(("name", "letters"), [("高血压", "gxy"), ("2型糖尿病", "2xtnb"), ("龋齿", "qc")])
def test_initials_keep_figures(name, letters):
    assert initials(name) == letters


def test_spoken_names_are_told_by_number():
    spoken = Spoken(Spoken.text_of(["肺炎", "支气管肺炎", "未特指的肺炎"]))
    assert spoken.by_letters("fy", 5) == [(0, True), (2, True)]
    assert [n for n, _ in spoken.by_pinyin("feiyan", 5)] == [0, 2, 1]
    assert spoken.by_sound("费言", 5)[0] == (0, True)
