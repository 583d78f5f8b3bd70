"""Right pinyin finds the name, in either reading; what people say daily is found by its first letters."""

import pytest

from coding.codes.entry import CodeEntry, CodeKind
from coding.codes.library import CodeLibrary
from coding.suggest.pinyin import Spoken, initials, syllables
from coding.suggest.search import TermSearch
from coding.suggest.term_book import embedded_terms
from coding.words.traditional import simplified

NAMES = {
    "N30.900": "膀胱炎",
    "M51.202": "腰椎间盘突出",
    "S22.300": "肋骨骨折",
    "K06.807": "牙龈息肉",
    "M35.101": "重叠综合征",
    "I25.103": "冠状动脉粥样硬化性心脏病",
    "E75.201": "戈谢病",
    "J44.900": "慢性阻塞性肺病",
    "I67.400": "高血压脑病",
    "I10.x00x002": "高血压",
    "I10.x05": "高血压3级",
    "R31.x00": "血尿",
    "L50.900": "荨麻疹",
    "I63.902": "脑栓塞",
    "N80.900": "子宫内膜异位生长",
    "G40.900": "癫痫",
}


@pytest.fixture(scope="module")
def search():
    rows = [CodeEntry(code, name, grey=False) for code, name in NAMES.items()]
    return TermSearch(CodeLibrary(CodeKind.DIAGNOSIS, rows, "表", "s"), embedded_terms())


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("pangguang", "N30.900"),
        ("zhuijianpan", "M51.202"),
        ("yzjp", "M51.202"),
        ("leigu", "S22.300"),
        ("yayin", "K06.807"),
        ("chongdie", "M35.101"),
        ("naoshuanse", "I63.902"),
        ("shengzhang", "N80.900"),
        ("xueniao", "R31.x00"),
        ("xieniao", "R31.x00"),
        ("xunmazhen", "L50.900"),
        ("qianmazhen", "L50.900"),
        ("dianxian", "G40.900"),
    ],
)
def test_a_name_is_found_by_its_right_pinyin(search, typed, code):
    assert search.search(typed, 1)[0].code == code


@pytest.mark.parametrize(("typed", "code"), [("gxb", "I25.103"), ("mzf", "J44.900"), ("gxy", "I10.x00x002")])
def test_what_is_said_daily_goes_before_what_only_begins_with_the_same_letters(search, typed, code):
    assert search.search(typed, 1)[0].code == code


def test_the_plain_disease_goes_before_its_complications(search):
    assert [m.code for m in search.search("gaoxueya", 3)] == ["I10.x00x002", "I10.x05", "I67.400"]


def test_the_way_in_which_it_was_found_is_told(search):
    assert "冠心病" in search.search("gxb", 1)[0].reason


def test_a_word_reads_its_signs_as_it_is_spoken():
    assert syllables("重叠") == ["chong", "die"]
    assert syllables("重症") == ["zhong", "zheng"]
    assert syllables("率") == ["lv"]
    assert initials("生长") == "sz"
    assert initials("延长") == "yc"


def test_a_name_of_two_readings_is_one_name():
    spoken = Spoken(Spoken.text_of(["血椎", "尿"]))
    assert [n for n, _ in spoken.by_pinyin("xiechui", 9)] == [0]
    assert [n for n, _ in spoken.by_pinyin("xiezhui", 9)] == [0]
    assert [n for n, _ in spoken.by_letters("x", 9)] == [0]


TRADITIONAL = [
    ("後遺症", "后遗症"),
    ("由於", "由于"),
    ("噁心", "恶心"),
    ("象徵", "象征"),
    ("菸癮", "烟瘾"),
    ("乾燥", "干燥"),
    ("骨摺", "骨折"),
]


@pytest.mark.parametrize(("traditional", "plain"), TRADITIONAL)
def test_traditional_signs_that_simplified_texts_write_too(traditional, plain):
    assert simplified(traditional) == plain
