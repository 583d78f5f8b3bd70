"""What names of groups say, in invented names of the spellings that regions use."""

import pytest

from coding.drg.group_names import peeled, read_family


def one(name, mdc="", **siblings):
    return read_family({"X": name, **siblings}, mdc)["X"]


@pytest.mark.parametrize(
    ("name", "condition"),
    [
        ("甲病，伴严重并发症或合并症", "MCC"),
        ("甲病,伴有严重合并症与并发症", "MCC"),
        ("甲病伴重度并发症和合并症", "MCC"),
        ("甲病，伴一般并发症与合并症", "CC&NOT{MCC}"),
        ("甲病，伴并发症或合并症", "MCC_OR_CC"),
        ("甲病，不伴并发症或合并症", "NOT{MCC_OR_CC}"),
        ("甲病，无并发症或合并症", "NOT{MCC_OR_CC}"),
        ("甲病，不伴或伴一般并发症或合并症", "NOT{MCC}"),
        ("甲病，伴与不伴并发症与合并症", "ALWAYS"),
        ("甲病＜１７岁", "AGE<17"),
        ("甲病，年龄≥65周岁", "AGE>=65"),
        ("甲病，小于14岁，伴MCC", "AGE<14&MCC"),
        ("甲病（年龄1～17岁）", "AGE>=1&AGE<=17"),
        ("甲病，新生儿", "AGEDAYS<=28"),
        ("甲病（出生年龄＜29天）", "AGEDAYS<29"),
        ("甲病，住院时间≤7天", "LOS<=7"),
        ("甲病，7天＜住院时间≤30天", "LOS>7&LOS<=30"),
        ("甲病，住院天数大于60日", "LOS>60"),
        ("甲病，＞60天", "LOS>60"),
        ("甲病（出生体重1500-1999g）", "WEIGHT>=1500&WEIGHT<=1999"),
        ("甲病(1000G≤出生体重<1500G)，伴一般并发症与合并症", "WEIGHT>=1000&WEIGHT<1500&CC&NOT{MCC}"),
        ("甲病，ICU＞120小时", "ICUHOURS>120"),
        ("甲病，ICU1-120小时", "ICUHOURS>=1&ICUHOURS<=120"),
        ("甲病，男性", "SEX==1"),
        ("甲病，死亡", "LEAVING_IN(5)"),
        ("甲病", "ALWAYS"),
    ],
)
def test_what_a_name_says_without_a_doubt(name, condition):
    reading = one(name)
    assert reading.condition == condition
    assert reading.is_sure


@pytest.mark.parametrize(
    ("name", "condition"),
    [
        ("甲病，5天内死亡或转院", "LOS<=5&LEAVING_IN(2,5)"),
        ("甲病，非5天内死亡或转院", "NOT{LOS<=5&LEAVING_IN(2,5)}"),
        ("甲病，18岁以下", "AGE<=18"),
        ("甲病，＜29天", "LOS<29"),
        ("甲病，伴CC", "CC&NOT{MCC}"),
        ("甲病，转院", "LEAVING_IN(2)"),
    ],
)
def test_what_regions_mean_differently_is_proposed_and_not_sure(name, condition):
    reading = one(name)
    assert reading.condition == condition
    assert reading.is_complete
    assert not reading.is_sure
    assert reading.doubts


@pytest.mark.parametrize("words", ["儿童", "日间手术", "机器人辅助", "伴重症监护"])
def test_what_is_known_but_does_not_say_enough_stays_open_with_a_hint(words):
    reading = one(f"甲病，{words}")
    assert not reading.is_complete
    assert "请" in reading.open_words[0] or "需要" in reading.open_words[0]


def test_a_part_that_no_word_fits_stays_open_and_what_is_known_is_kept():
    names = {
        "A": "甲病，伴严重并发症或合并症",
        "B": "甲病，乙型，伴严重并发症或合并症",
        "C": "甲病，不伴并发症或合并症",
    }
    found = read_family(names, "B")
    assert found["A"].is_sure
    assert found["B"].unknown == ("乙型",)
    assert found["B"].condition == "MCC"


def test_the_name_of_the_adrg_is_no_condition_of_its_groups():
    names = {"A": "呼吸机支持≥96小时，伴严重并发症或合并症", "B": "呼吸机支持≥96小时，不伴并发症或合并症"}
    assert {c: r.condition for c, r in read_family(names, "A").items()} == {"A": "MCC", "B": "NOT{MCC_OR_CC}"}


def test_subtypes_under_a_common_beginning_are_all_unknown():
    names = {"A": "甲病，一型，伴严重并发症或合并症", "B": "甲病，一型，不伴并发症或合并症", "C": "甲病，二型"}
    found = read_family(names, "P")
    assert [r.unknown for r in found.values()] == [("一型",), ("一型",), ("二型",)]


def test_names_without_a_common_beginning_say_nothing_for_certain():
    found = read_family({"A": "乙治疗", "B": "甲术，伴严重并发症或合并症", "C": "甲术"}, "A")
    assert not any(reading.is_complete for reading in found.values())


def test_the_base_name_of_the_adrg_is_what_the_others_are_measured_by():
    found = read_family({"A": "甲病", "B": "乙病，伴严重并发症或合并症"}, "F", "甲病")
    assert found["A"].is_complete
    assert not found["B"].is_complete


def test_days_alone_are_no_days_of_stay_among_newborns():
    assert not one("甲病，＞60天", "P", Y="甲病").is_complete


def test_a_long_or_hostile_name_is_read_in_bounded_time():
    peeled("甲" * 5000 + "，" + "伴" * 5000)
    peeled("(" * 3000 + ")" * 3000)
