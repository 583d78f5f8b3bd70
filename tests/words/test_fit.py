"""The judge of words against code, as a coder would: on the table of headings and on a small one of six places."""

import pytest

from coding.codes.entry import CodeEntry, CodeKind
from coding.codes.library import CodeLibrary, embedded_library
from coding.words.fit import Verdict, judge_words
from coding.words.opposites import opposed
from coding.words.qualities import contradiction, opposite, other_number, qualities, said_by

DX, PX = CodeKind.DIAGNOSIS, CodeKind.PROCEDURE
HEADINGS = {DX: embedded_library(DX), PX: embedded_library(PX)}
LEAVES = CodeLibrary(
    DX,
    [
        CodeEntry(code, name)
        for code, name in {
            "I10.x03": "高血压1级",
            "I10.x05": "高血压3级",
            "I63.900": "脑梗死",
            "I63.905": "多发性脑梗死",
            "I69.300": "脑梗死后遗症",
            "I69.300x002": "陈旧性脑梗死",
            "J18.100": "大叶性肺炎",
            "J18.900": "肺炎",
            "K81.000": "急性胆囊炎",
            "K81.100": "慢性胆囊炎",
            "K81.900": "胆囊炎",
            "R77.800": "血脂异常",
            "E78.500": "高脂血症",
        }.items()
    ],
    "表",
    "s",
)


@pytest.mark.parametrize(
    ("words", "code", "right"),
    [
        ("脑梗死恢复期", "I63.900", "I69"),
        ("陈旧性脑梗死", "I63.900", "I69"),
        ("急性脑梗死", "I69.300", "I60-I64"),
        ("创伤性硬膜下血肿", "I62.001", "S06"),
        ("自发性蛛网膜下腔出血", "S06.600", "I60-I62"),
        ("新生儿脓毒症", "A41.900", "P36"),
        ("陈旧性前壁心肌梗死", "I21.000", "I25.2"),
        ("急性下壁心肌梗死", "I25.200", "I21-I22"),
        ("慢性阻塞性肺疾病稳定期", "J44.100", "J44.9"),
        ("慢阻肺急性加重", "J44.900", "J44.1"),
        ("1型糖尿病酮症", "E11.100", "E10"),
        ("胃溃疡伴出血", "K25.900", "K25.0, K25.4"),
        ("慢性肾衰竭", "N17.900", "N18"),
        ("陈旧性桡骨骨折", "S52.500", "T90-T93, M84.0-M84.2"),
        ("病理性肱骨骨折", "S42.300", "M84.4, M90.7"),
        ("胃窦腺癌", "D13.100", "C00-C97"),
        ("肺转移癌", "C34.900", "C77-C79"),
        ("酒精性肝硬化", "K74.600", "K70"),
        ("双侧腹股沟疝", "K40.900", "K40.0-K40.2"),
        ("创伤性脾破裂", "D73.500", "S36.0"),
        ("先天性髋关节脱位", "S73.000", "Q65-Q74"),
    ],
)
def test_opposites_by_category_name_the_category_that_would_be_right(words, code, right):
    """The table of headings is enough: what is told rests on the category alone."""
    fit = judge_words(words, code, HEADINGS[DX])
    assert (fit.verdict, fit.right) == (Verdict.OPPOSITE, right)
    assert "↔" in fit.differs
    assert fit.evidence


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("急性脑梗死", "I63.900"),
        ("陈旧性脑梗死，急性脑梗死", "I63.900"),
        ("非创伤性硬膜下血肿", "I62.000"),
        ("脑梗死恢复期", "I69.300"),
        ("肺非小细胞癌", "C34.900"),
        ("非霍奇金淋巴瘤", "C85.900"),
        ("右侧乳腺癌术后化疗", "C50.900"),
        ("右肺下叶腺癌伴脑转移", "C34.300"),
        ("急性左心衰竭", "I50.100"),
        ("上消化道出血", "K92.200"),
        ("2型糖尿病伴高血压", "E11.900"),
        ("胆囊结石不伴急性胆囊炎", "K80.200"),
        ("右侧腹股沟斜疝", "K40.900"),
        ("慢性支气管炎急性发作", "J42.x00"),
        ("慢性胆囊炎急性发作", "K81.000"),
        ("早产儿，新生儿肺炎", "P23.900"),
        ("AMI", "I21.900"),
        ("COPD", "J44.900"),
        ("亚急性甲状腺炎", "E06.100"),
        ("高血压病3级（极高危）", "I10.x00"),
        ("自发性气胸", "J93.100"),
        ("PCI术后", "Z95.500"),
        ("", "I10.x00"),
        ("-", "I10.x00"),
        ("高血压", "-"),
    ],
)
def test_right_rows_are_left_alone(words, code):
    assert not judge_words(words, code, HEADINGS[DX]).is_doubtful


@pytest.mark.parametrize(
    ("words", "code", "verdict"),
    [
        ("腹腔镜下胆囊切除术", "51.2200", Verdict.OPPOSITE),
        ("开腹胆囊切除术", "51.2300", Verdict.OPPOSITE),
        ("腹腔镜中转开腹胆囊切除术", "51.2200", Verdict.FITS),
        ("胫骨骨折切开复位内固定术", "79.1600", Verdict.OPPOSITE),
        ("右股骨骨折切开复位钢板内固定术", "79.3500", Verdict.FITS),
        ("右肱骨骨折切开复位内固定术", "79.3500", Verdict.OPPOSITE),
        ("人工全髋关节置换术", "81.5200", Verdict.OPPOSITE),
        ("子宫下段剖宫产术", "74.1x00", Verdict.FITS),
        ("经腹子宫颈环扎术", "51.2200", Verdict.OTHER_NAME),
    ],
)
def test_operations_are_judged_by_way_bone_and_extent(words, code, verdict):
    assert judge_words(words, code, HEADINGS[PX]).verdict is verdict


@pytest.mark.parametrize(
    ("words", "code", "verdict", "better"),
    [
        ("大叶性肺炎", "J18.900", Verdict.OTHER_NAME, "J18.100"),
        ("肺炎", "J18.100", Verdict.FITS, ""),  # the record says more than the words
        ("多发性脑梗死", "I63.900", Verdict.MILD, "I63.905"),
        ("陈旧性脑梗死", "I63.900", Verdict.OPPOSITE, "I69.300x002"),
        ("陈旧性脑梗死", "I69.300", Verdict.MILD, "I69.300x002"),
        ("急性胆囊炎", "K81.100", Verdict.OPPOSITE, "K81.000"),
        ("慢性结石性胆囊炎", "K81.000", Verdict.OPPOSITE, ""),
        ("右上腹痛，慢性胆囊炎", "K81.900", Verdict.MILD, "K81.100"),
        ("高血压病3级", "I10.x03", Verdict.OPPOSITE, ""),
        ("血脂异常", "E78.500", Verdict.MILD, "R77.800"),
        ("肾结石", "J18.900", Verdict.UNLIKE, ""),
        ("肺部感染", "J18.900", Verdict.FITS, ""),
        ("肺炎", "U99.900", Verdict.NOT_JUDGED, ""),
    ],
)
def test_a_full_table_names_the_code_that_the_words_are(words, code, verdict, better):
    fit = judge_words(words, code, LEAVES)
    assert (fit.verdict, fit.better.code if fit.better else "") == (verdict, better)


def test_every_name_fits_its_own_code():
    for library in (*HEADINGS.values(), LEAVES):
        assert [e.code for e in library if judge_words(e.name, e.code, library).is_doubtful] == []


@pytest.mark.parametrize(
    ("words", "name", "differs"),
    [
        ("急性阑尾炎", "慢性阑尾炎", ("急性", "慢性")),
        ("亚急性阑尾炎", "慢性阑尾炎", None),
        ("慢性阑尾炎急性发作", "急性阑尾炎", None),
        ("左侧股骨骨折", "右侧股骨骨折", ("左侧", "右侧")),
        ("左心室肥大", "右侧股骨骨折", None),
        ("不完全性肠梗阻", "完全性肠梗阻", ("不完全性", "完全性")),
        ("二尖瓣关闭不全", "二尖瓣狭窄", ("关闭不全", "狭窄")),
        ("二尖瓣狭窄伴关闭不全", "二尖瓣狭窄", None),
        ("高钾血症", "低钾血症", ("高钾", "低钾")),
        ("甲亢", "甲状腺功能减退", ("功能亢进", "功能减退")),
        ("丙型肝炎", "乙型肝炎", ("丙型", "乙型")),
        ("硬膜外血肿", "硬膜下血肿", ("硬膜外", "硬膜下")),
        ("类风湿关节炎", "非风湿性关节炎", None),
    ],
)
def test_qualities_are_opposites_where_nothing_is_shared_on_the_axis(words, name, differs):
    found = opposite(words, name, DX)
    assert (found and (found.said, found.named)) == differs


def test_opposites_are_mutual_and_every_opposite_is_a_quality():
    """What is the opposite of another is so read from either side, or one half of the pairs would pass."""
    for kind in (DX, PX):
        named = {(q.axis, q.name): q for q in qualities(kind)}
        for quality in named.values():
            for other in quality.opposes:
                if (quality.axis, other) in named and quality.axis != "病程":
                    assert quality.name in named[quality.axis, other].opposes, (quality.axis, quality.name, other)


def test_what_is_denied_is_not_said():
    assert contradiction("胆囊结石伴胆囊炎", "胆囊结石不伴有胆囊炎").named == "不伴胆囊炎"
    assert contradiction("胃溃疡无出血", "胃溃疡伴有出血").said == "不伴出血"
    assert contradiction("眼球裂伤伴异物", "眶贯通伤伴有或不伴有异物") is None
    assert contradiction("无羊水", "羊水过少") is None
    assert ("病程", "急性") not in said_by("胆囊结石不伴急性胆囊炎", DX)


def test_numbers_of_one_unit_are_compared():
    assert other_number("慢性肾脏病Ⅲ期", "慢性肾脏病5期").said == "3期"
    assert other_number("高血压3级", "慢性肾脏病5期") is None
    assert other_number("心功能2级 高血压3级", "高血压3级") is None


def test_a_clear_contradiction_is_told_before_a_likely_one():
    assert opposed("新生儿，成人呼吸窘迫", "J96.000").is_clear
    assert opposed("肺炎", "J18.900") is None


def test_the_name_of_the_manifestation_fits_the_pair_of_codes_that_holds_it():
    """Written down alone, the asterisk code would be no principal diagnosis at all."""
    held = judge_words("带状疱疹后神经痛", "B02.202+G53.0*", HEADINGS[DX])
    assert held.verdict is Verdict.FITS
    other = judge_words("带状疱疹后神经痛", "B02.202+G53.1*", HEADINGS[DX])
    assert other.verdict is not Verdict.FITS
