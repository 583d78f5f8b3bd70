"""Words that name another member of an axis than the code: another bone, level, organ, part, extent, act, scope."""

import pytest

from coding.codes.entry import CodeEntry, CodeKind
from coding.codes.library import CodeLibrary, embedded_library
from coding.words.axes import elsewhere
from coding.words.fit import Verdict, judge_words

DX, PX = CodeKind.DIAGNOSIS, CodeKind.PROCEDURE
HEADINGS = {DX: embedded_library(DX), PX: embedded_library(PX)}


def judged(words: str, code: str, kind: CodeKind = DX):
    return judge_words(words, code, HEADINGS[kind])


@pytest.mark.parametrize(
    ("words", "code", "right"),
    [
        ("左桡骨小头骨折", "S52.200", "S52.1"),
        ("右足骰骨骨折", "S92.000", "S92.2"),
        ("L3椎体压缩性骨折", "S22.000", "S32.0, S32.7"),
        ("胸11椎体骨折", "S32.000", "S22.0-S22.1"),
        ("升结肠癌", "C18.700", "C18.2"),
        ("右乳外下象限浸润癌", "C50.400", "C50.5, C50.8"),
        ("输卵管癌", "C56.x00", "C57.0"),
        ("右侧慢性筛窦炎", "J32.100", "J01.2, J32.2"),
        ("三尖瓣关闭不全", "I35.100", "I36"),
        ("完全性右束支阻滞", "I44.700", "I45.0-I45.1"),
        ("Ⅲ°房室传导阻滞", "I44.100", "I44.2"),
        ("脐疝", "K43.900", "K42"),
        ("丘脑出血", "I60.900", "I61"),
        ("百草枯中毒", "T60.000", "T60.3"),
        ("哺乳期乳腺炎", "N61.x00", "O91"),
        ("车祸", "W18.900", "V01-V99"),
    ],
)
def test_a_diagnosis_of_another_site_or_kind_names_the_codes_it_belongs_to(words, code, right):
    fit = judged(words, code)
    assert (fit.verdict, fit.right) == (Verdict.OPPOSITE, right)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("左胫骨平台粉碎性骨折", "S82.100"),
        ("胫骨骨折", "S82.200"),
        ("双踝骨折", "S82.800"),
        ("T12、L1椎体骨折", "S22.000"),
        ("T12、L1椎体骨折", "S32.000"),
        ("肺癌脑转移", "C79.300"),
        ("肺癌脑转移", "C34.900"),
        ("食管癌胃转移", "C15.900"),
        ("乳腺癌术后肺转移", "C78.000"),
        ("结直肠癌", "C19.x00"),
        ("胃癌术后", "C16.900"),
        ("混合痔", "I84.200"),
        ("浆细胞性乳腺炎", "N61.x00"),
        ("血气胸", "S27.200"),
        ("胸腹主动脉瘤", "I71.600"),
    ],
)
def test_a_part_of_the_whole_several_sites_metastasis_and_history_are_no_contradiction(words, code):
    assert judged(words, code).verdict is not Verdict.OPPOSITE


@pytest.mark.parametrize(
    ("words", "code", "right"),
    [
        ("右肾癌根治性切除", "55.3900", "55.5"),
        ("腺样体刮除术", "28.2x00", "28.6, 28.3"),
        ("胎头吸引助产", "74.1x00", "72.7"),
        ("二尖瓣置换术", "35.2200", "35.02, 35.12, 35.23-35.24, 35.97"),
        ("右跟骨骨折切开复位内固定", "79.3600", "79.07, 79.17, 79.27, 79.37, 79.67"),
        ("全胃切除", "43.7x00", "43.9"),
        ("股疝修补", "53.0000", "53.2-53.3"),
        ("甲状旁腺切除术", "06.3900", "06.8"),
    ],
)
def test_an_operation_on_another_organ_or_of_another_extent_is_told(words, code, right):
    fit = judged(words, code, PX)
    assert (fit.verdict, fit.right) == (Verdict.OPPOSITE, right)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("膀胱镜下输尿管支架置入", "59.8x00"),
        ("经尿道前列腺电切", "60.2900"),
        ("经尿道膀胱肿瘤电切", "57.4900"),
        ("左侧甲状腺全切术", "06.2x00"),
        ("剖腹探查+肠粘连松解", "54.5900"),
        ("宫腔镜检查+诊刮", "69.0900"),
        ("腰椎取内固定术", "78.6900"),
    ],
)
def test_a_way_to_the_organ_a_side_and_an_act_that_the_other_takes_in_are_none(words, code):
    assert judged(words, code, PX).verdict is not Verdict.OPPOSITE


def test_what_the_standard_name_says_as_well_is_no_contradiction():
    assert elsewhere("内踝骨折", "S92.000", "跟骨骨折累及内踝", DX) is None
    assert elsewhere("距骨骨折", "S92.000", "跟骨和距骨骨折", DX) is None
    assert elsewhere("距骨骨折", "S92.000", "跟骨骨折", DX) is not None


FRACTURES = CodeLibrary(
    DX, [CodeEntry("S82.200", "胫骨骨干骨折"), CodeEntry("S82.210", "开放性胫骨骨干骨折")], "表", "s"
)


def test_an_open_fracture_beside_a_code_without_it_is_told_where_the_table_parts_them():
    assert judge_words("左胫骨干开放性骨折", "S82.200", FRACTURES).verdict is Verdict.OPPOSITE
    assert judge_words("左胫骨干开放性骨折", "S82.210", FRACTURES).verdict is Verdict.FITS
    assert judge_words("左胫骨干骨折", "S82.200", FRACTURES).verdict is Verdict.FITS


CHAPTERS = CodeLibrary(
    DX,
    [
        CodeEntry("O34.201", "妊娠合并子宫瘢痕"),
        CodeEntry("N85.801", "瘢痕子宫"),
        CodeEntry("O99.508", "妊娠合并过敏性哮喘"),
        CodeEntry("J45.900", "支气管哮喘"),
        CodeEntry("P07.101", "低出生体重儿"),
        CodeEntry("P05.001", "低体重儿"),
        CodeEntry("B20.400", "艾滋病伴念珠菌病"),
        CodeEntry("B37.001", "口腔念珠菌感染"),
        CodeEntry("J18.900", "肺炎"),
        CodeEntry("K35.900", "急性阑尾炎"),
    ],
    "表",
    "s",
)


@pytest.mark.parametrize(
    ("words", "code"),
    [("瘢痕子宫", "O34.201"), ("支气管哮喘", "O99.508"), ("低体重儿", "P07.101"), ("口腔念珠菌感染", "B20.400")],
)
def test_a_chapter_that_takes_other_diseases_in_is_not_sent_back_to_them(words, code):
    assert judge_words(words, code, CHAPTERS).better is None


def test_the_name_of_another_code_is_still_told_outside_those_chapters():
    assert judge_words("急性阑尾炎", "J18.900", CHAPTERS).verdict is Verdict.OTHER_NAME
