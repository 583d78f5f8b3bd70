"""Kinds of a second look: 4th places through the chapters, words of a tumour against its morphology, what is calm."""

import pytest

from coding.examine.examine import examine
from coding.page.finding import Severity
from coding.rules.example import read_example

WARNING, INFO = Severity.WARNING, Severity.INFO


@pytest.fixture(scope="module")
def said(embedded):
    """``said(page)`` → all findings of a page in the notation of the examples."""

    def run(text):
        return examine(read_example(text)[0], embedded).findings

    return run


def page(rows, more=""):
    told = " | ".join(f"dx={row} poa=1" for row in rows.split("/"))
    return f"sex=2 | age_years=50 | {told}{' | ' if more else ''}{more}"


#: A page as it comes in, and the code that a coder would write.
COMBINED = [
    ("O45.900 胎盘早剥/D65.x00 弥散性血管内凝血", "O45.0", WARNING),
    ("O72.100 产后即时出血/D65.x00 弥散性血管内凝血", "O72.3", WARNING),
    ("M54.500 下腰痛/M54.300 坐骨神经痛", "M54.4", WARNING),
    ("A02.000 沙门菌肠炎/A41.900 脓毒症", "A02.1", INFO),
    ("A32.900 李斯特菌病/A41.900 脓毒症", "A32.7", INFO),
    ("B37.900 念珠菌病/A41.900 脓毒症", "B37.7", INFO),
    ("F10.300 酒精戒断状态/F05.900 谵妄", "F10.4", INFO),
    ("F13.300 镇静催眠药戒断状态/F05.900 谵妄", "F13.4", INFO),
    ("F30.900 躁狂发作/F32.900 抑郁发作", "F31", WARNING),
    ("F32.100 中度抑郁发作，复发性", "F33", WARNING),
    ("F32.200 重度抑郁发作伴幻觉妄想", "F32.3", WARNING),
    ("E05.900 甲状腺功能亢进症伴甲亢危象", "E05.5", WARNING),
    ("E87.200 代谢性酸中毒/E87.300 代谢性碱中毒", "E87.4", WARNING),
    ("O03.900 完全性自然流产/D62.x00 急性失血性贫血", "O03.6", INFO),
    ("O06.400 不全流产/R57.100 失血性休克", "O06.3", WARNING),
    ("O03.400 不全流产/A41.900 脓毒症", "O03.0", WARNING),
    ("O21.000 轻度妊娠剧吐/E87.600 低钾血症", "O21.1", WARNING),
    ("I05.000 二尖瓣狭窄/I05.100 二尖瓣关闭不全", "I05.2", WARNING),
    ("I00.x00 风湿热/I38.x00 心内膜炎", "I01.1", INFO),
    ("K57.100 小肠憩室/K57.300 大肠憩室", "K57.5", WARNING),
    ("L40.000 寻常型银屑病/M07.300 银屑病关节病", "L40.5", WARNING),
    ("N13.700 膀胱输尿管反流/N11.900 慢性肾盂肾炎", "N11.0", WARNING),
]


@pytest.mark.parametrize(("rows", "right", "severity"), COMBINED, ids=[d[1] for d in COMBINED])
def test_the_code_that_stands_for_both_is_named(said, rows, right, severity):
    told = [f for f in said(page(rows)) if "编码：" in f.message and right in f.message]
    assert [f.severity for f in told] == [severity]


@pytest.mark.parametrize(
    "rows",
    [
        "O45.000 胎盘早剥伴凝血缺陷/D65.x00 弥散性血管内凝血",
        "F10.400 酒精戒断性谵妄",
        "F32.200 重度抑郁发作，不伴有精神病性症状",
        "F32.100 中度抑郁发作，首次发作",
        "O00.100 输卵管妊娠/O08.100 异位妊娠后出血/D62.x00 急性失血性贫血",
        "M47.800 腰椎退变/M51.100 腰椎间盘突出伴坐骨神经痛",
    ],
)
def test_a_page_that_is_right_is_left_in_peace(said, rows):
    assert [f.message for f in said(page(rows)) if f.message.startswith("合并编码")] == []


def of(findings, *rules):
    return [f.severity for f in findings if f.rule in rules]


@pytest.mark.parametrize(
    ("rows", "code", "words", "rule", "severity"),
    [
        ("C15.400 食管中段鳞癌", "M8140/3", "腺癌", "FP-COD-310", INFO),
        ("C15.400 食管癌", "M8140/3", "鳞状细胞癌", "FP-COD-309", WARNING),
        ("C34.100 小细胞肺癌", "M8140/3", "", "FP-COD-310", INFO),
        ("C34.100 肺癌", "M8140/3", "非小细胞癌", "", None),
        ("C34.100 肺癌", "M8560/3", "腺鳞癌", "", None),
        ("C53.900 宫颈癌", "M8140/3", "考虑鳞癌", "", None),
        ("C56.x00 卵巢癌/D25.900 子宫平滑肌瘤", "M8441/3", "浆液性癌", "", None),
        ("C73.x00 甲状腺癌", "M8260/3", "甲状腺癌", "", None),
    ],
)
def test_words_of_a_tumour_are_held_against_its_morphology(said, rows, code, words, rule, severity):
    found = said(page(rows, f"pathology_code={code} | pathology_name={words}"))
    assert [(f.rule, f.severity) for f in found if f.rule in ("FP-COD-309", "FP-COD-310")] == (
        [(rule, severity)] if rule else []
    )


def test_a_benign_diagnosis_beside_a_malignant_pathology_names_both_and_takes_no_side(said):
    found = said(page("D12.500 乙状结肠良性肿瘤", "pathology_code=M8140/3 | pathology_name=腺癌"))
    told = [f for f in found if f.rule == "FP-COD-056"]
    assert len(told) == 1
    assert "D12.500" in told[0].message
    assert "M8140/3" in told[0].message
    assert "C00–C97" in told[0].hint


@pytest.mark.parametrize(
    ("rows", "code", "is_told"),
    [
        ("D70.x00 粒细胞缺乏/C92.000 急性髓系白血病", "M9861/3", False),
        ("M84.400 病理性骨折/C90.000 多发性骨髓瘤", "M9732/3", False),
        ("D69.600 血小板减少/C92.000 急性髓系白血病", "M9861/3", False),
        ("D70.x00 粒细胞缺乏/C34.100 肺癌", "M9861/3", True),
        ("C83.300 弥漫大B细胞淋巴瘤", "M8140/3", True),
    ],
)
def test_blood_and_morphology_are_compared_over_all_rows(said, rows, code, is_told):
    assert bool(of(said(page(rows, f"pathology_code={code}")), "FP-COD-060")) is is_told


def test_another_disease_on_another_side_does_not_set_the_side_of_the_operation(said):
    squint = "H50.300 间歇性外斜视/H53.000 左眼弱视"
    assert of(said(page(squint, "op=15.3x00 双眼外直肌后徙术")), "FP-COD-904") == []
    assert of(said(page("H50.300 左眼外斜视", "op=15.1100 右眼外直肌后徙术")), "FP-COD-904") == [WARNING]


@pytest.mark.parametrize(
    ("rows", "operation", "rule"),
    [
        ("O99.600 妊娠合并急性阑尾炎", "47.0900 阑尾切除术", "FP-COD-124"),
        ("O26.600 妊娠合并胆囊结石", "51.2300 腹腔镜下胆囊切除术", "FP-COD-123"),
        ("O99.400 妊娠合并房室传导阻滞", "37.8300 双腔起搏器置入", "FP-COD-126"),
        ("O99.200 妊娠合并甲状腺结节", "06.3900 甲状腺部分切除术", "FP-COD-911"),
    ],
)
def test_a_disease_of_the_pregnant_is_a_reason_too(said, rows, operation, rule):
    assert of(said(page(rows, f"op={operation}")), rule) == []


@pytest.mark.parametrize(
    ("rows", "operations", "rules", "severity"),
    [
        ("H25.900 老年性白内障", "13.7100 人工晶体植入术", ("FP-COD-241",), [WARNING]),
        ("H25.900 老年性白内障", "13.4100 超声乳化 | op=13.7100 人工晶体植入术", ("FP-COD-241",), []),
        ("C34.300 肺下叶癌", "32.4100 胸腔镜下肺叶切除+淋巴结清扫", ("FP-COD-242",), [INFO]),
        ("C34.300 肺下叶癌", "32.4100 胸腔镜下肺叶切除", ("FP-COD-242",), []),
        ("I10.x00 高血压", "99.2500 静脉化疗", ("FP-COD-313", "FP-COD-314"), [WARNING]),
        ("M06.900 类风湿关节炎", "99.2500 静脉化疗", ("FP-COD-313", "FP-COD-314"), [INFO]),
        ("C34.300 肺下叶癌", "99.2500 静脉化疗", ("FP-COD-313", "FP-COD-314"), []),
        ("E05.000 毒性弥漫性甲状腺肿", "92.2800 碘131治疗", ("FP-COD-313", "FP-COD-314"), []),
    ],
)
def test_companions_and_reasons(said, rows, operations, rules, severity):
    assert of(said(page(rows, f"op={operations}")), *rules) == severity


def test_the_behaviour_of_a_removed_metastasis_is_asked(said):
    rows = "C79.300 脑继发恶性肿瘤/C34.900 肺恶性肿瘤"
    cut = "op=01.5900 脑病损切除术"
    assert of(said(page(rows, f"pathology_code=M8140/3 | {cut}")), "FP-COD-311") == [INFO]
    assert of(said(page(rows, f"pathology_code=M8140/6 | {cut}")), "FP-COD-311") == []
    assert of(said(page(rows, "pathology_code=M8140/3 | op=32.4100 肺叶切除术")), "FP-COD-311") == []
