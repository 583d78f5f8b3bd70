"""Pathology against diagnosis: known and not followed, a histology that begins elsewhere, one with its own code."""

import csv
from pathlib import Path

import pytest

from coding.codes.ranges import CodeSet
from coding.examine.examine import examine
from coding.exchange.read import read_file
from coding.page.finding import Severity
from coding.rules.example import read_example
from coding.rules.kinds.morphology_kinds import histologies, parts
from coding.rules.rule_book import embedded_rules
from tests.cases.page_cases import load_cases

ROOT = Path(__file__).resolve().parents[2]
RULES = {c.rule.id for c in embedded_rules().rules if "FP-COD-300" <= c.rule.id <= "FP-COD-319"}
WARNING, INFO = Severity.WARNING, Severity.INFO


@pytest.fixture(scope="module")
def said(embedded):
    """``said(page)`` → what the rules on pathology and site say of a page in the notation of the examples."""

    def run(text):
        return [f for f in examine(read_example(text)[0], embedded).findings if f.rule in RULES]

    return run


def page(rows, code="", name=""):
    told = " | ".join(f"dx={row} poa=1" for row in rows.split("/"))
    return f"sex=2 | age_years=50 | pathology_code={code} | pathology_name={name} | {told}"


#: Diagnoses, morphology code, words of the pathology; what the message names; whether it goes back or is asked.
DEFECTS = [
    # known and not followed
    ("R22.100 颈部肿物", "M8260/3", "甲状腺乳头状癌", "病理已明为恶性", WARNING),
    ("E04.100 甲状腺结节", "M8340/3", "乳头状癌", "C73", WARNING),
    ("N63.x00 乳房肿块", "M8500/3", "浸润性导管癌", "C50", WARNING),
    ("N60.200 乳腺纤维腺病", "M8500/3", "浸润性导管癌", "C50", WARNING),
    ("R91.x00 肺结节", "M8140/3", "腺癌", "C34", WARNING),
    ("N32.900 膀胱肿物", "M8120/3", "尿路上皮癌", "C64–C68", WARNING),
    ("K31.700 胃息肉", "M8140/3", "腺癌", "C16", WARNING),
    ("K63.500 结肠息肉", "M8210/3", "息肉癌变", "C18–C21", WARNING),
    ("K62.100 直肠息肉", "M8140/3", "腺癌", "C18–C21", WARNING),
    ("N83.200 卵巢囊肿", "M8441/3", "浆液性囊腺癌", "C56", WARNING),
    ("N84.000 子宫内膜息肉", "M8380/3", "子宫内膜样腺癌", "C53–C55", WARNING),
    ("N92.000 月经过多", "M8380/3", "子宫内膜样腺癌", "C53–C55", WARNING),
    ("N40.x00 前列腺增生", "M8140/3", "腺泡腺癌", "C61", WARNING),
    ("J38.100 声带息肉", "M8070/3", "鳞状细胞癌", "C32", WARNING),
    ("R59.000 颈部淋巴结肿大", "M9680/3", "弥漫大B细胞淋巴瘤", "C81–C85", WARNING),
    ("K86.800 胰腺占位", "M8140/3", "导管腺癌", "C22–C25", WARNING),
    ("L98.800 皮肤溃疡", "M8090/3", "基底细胞癌", "C43、C44", WARNING),
    ("K11.800 腮腺肿物", "M8430/3", "粘液表皮样癌", "C00–C08", WARNING),
    ("J18.900 肺炎", "M8140/3", "肺腺癌", "恶性肿瘤编码", WARNING),
    ("N63.x00 乳房肿块/C50.400 乳腺恶性肿瘤", "M8500/3", "浸润性导管癌", "主要诊断仍为【N63", WARNING),
    ("R22.100 颈部肿物/C73.x00 甲状腺恶性肿瘤", "M8260/3", "乳头状癌", "主要诊断仍为【R22", WARNING),
    # the same by its words, where the code of morphology is missing
    ("N63.x00 乳房肿块", "", "浸润性导管癌", "恶性", WARNING),
    ("R22.100 颈部肿物", "-", "甲状腺乳头状癌", "恶性", WARNING),
    ("D34.x00 甲状腺良性肿瘤", "", "甲状腺滤泡癌", "恶性", WARNING),
    ("K31.700 胃息肉", "-", "低分化腺癌", "C16", WARNING),
    ("M79.800 大腿软组织肿物", "", "脂肪肉瘤", "C49", WARNING),
    # benign or open, and the sign stands
    ("N83.200 卵巢囊肿", "M8470/0", "粘液性囊腺瘤", "D27", WARNING),
    ("N63.x00 乳房肿块", "M9010/0", "纤维腺瘤", "D24", WARNING),
    ("K63.500 结肠息肉", "M8211/0", "管状腺瘤", "D12", WARNING),
    ("R22.200 躯干肿物", "M8850/0", "脂肪瘤", "D10–D36", WARNING),
    ("E04.100 甲状腺结节", "M8330/0", "滤泡性腺瘤", "D34", WARNING),
    ("J33.000 鼻息肉", "M8121/0", "内翻性乳头状瘤", "D14", WARNING),
    ("N83.200 卵巢囊肿", "M8442/1", "交界性浆液性肿瘤", "D39.1", WARNING),
    ("N87.200 宫颈重度不典型增生", "M8077/2", "上皮内瘤变III级", "D06", WARNING),
    # histology and site
    ("C61.x00 前列腺恶性肿瘤", "M9061/3", "精原细胞瘤", "不发生于", WARNING),
    ("C67.900 膀胱恶性肿瘤", "M8310/3", "透明细胞癌", "C64", WARNING),
    ("C71.100 额叶恶性肿瘤", "M8140/3", "腺癌", "不发生于", WARNING),
    ("C16.900 胃恶性肿瘤", "M8170/3", "肝细胞癌", "C22", WARNING),
    ("C34.100 肺上叶恶性肿瘤", "M8120/3", "尿路上皮癌", "C65", WARNING),
    ("C50.400 乳腺恶性肿瘤", "M9440/3", "胶质母细胞瘤", "C71", WARNING),
    ("C34.100 肺上叶恶性肿瘤", "M8312/3", "肾细胞癌", "C64", WARNING),
    ("C18.700 乙状结肠恶性肿瘤", "M8520/3", "小叶癌", "C50", WARNING),
    ("C73.x00 甲状腺恶性肿瘤", "M9180/3", "骨肉瘤", "C40", WARNING),
    ("C56.x00 卵巢恶性肿瘤", "M8345/3", "髓样癌", "C73", WARNING),
    ("Z51.100 化学治疗/C64.x00 肾恶性肿瘤", "M9510/3", "视网膜母细胞瘤", "C69", WARNING),
    # a code of its own
    ("C22.900 肝恶性肿瘤", "M8170/3", "肝细胞癌", "C22.0", WARNING),
    ("C22.000 肝细胞癌", "M8160/3", "胆管细胞癌", "C22.1", WARNING),
    ("C22.900 肝恶性肿瘤", "M8970/3", "肝母细胞瘤", "C22.2", WARNING),
    ("C44.700 下肢皮肤恶性肿瘤", "M8720/3", "恶性黑色素瘤", "C43", WARNING),
    ("C85.900 非霍奇金淋巴瘤", "M9680/3", "弥漫大B细胞淋巴瘤", "C83.3", WARNING),
    ("C85.900 淋巴瘤", "M9663/3", "结节硬化型霍奇金淋巴瘤", "C81", WARNING),
    ("C85.900 淋巴瘤", "M9690/3", "滤泡性淋巴瘤", "C82", WARNING),
    ("C83.900 弥漫性淋巴瘤", "M9673/3", "套细胞淋巴瘤", "C83.1", WARNING),
    ("C92.900 髓系白血病", "M9866/3", "急性早幼粒细胞白血病", "C92.4", WARNING),
    ("C91.900 淋巴细胞白血病", "M9836/3", "急性淋巴细胞白血病", "C91.0", WARNING),
    ("C92.900 髓系白血病", "M9875/3", "慢性髓系白血病", "C92.1", WARNING),
    ("C54.900 子宫体恶性肿瘤", "M8380/3", "子宫内膜样腺癌", "C54.1", WARNING),
    ("C69.900 眼恶性肿瘤", "M9510/3", "视网膜母细胞瘤", "C69.2", WARNING),
    ("C71.900 脑恶性肿瘤", "M9470/3", "髓母细胞瘤", "C71.6", WARNING),
    ("C44.500 躯干皮肤恶性肿瘤", "M9140/3", "卡波西肉瘤", "C46", WARNING),
    # primary and secondary
    ("C79.300 脑转移瘤/Z85.100 肺恶性肿瘤个人史", "M8140/3", "转移性腺癌", "/6", INFO),
    ("C22.700 肝转移癌/C18.000 盲肠恶性肿瘤", "M8140/6", "转移性腺癌", "C77–C79", INFO),
    ("C34.300 肺下叶恶性肿瘤/C79.500 骨继发恶性肿瘤/C80.900 恶性肿瘤原发部位未特指", "M8140/3", "腺癌", "C80", INFO),
]

RIGHT = [
    ("C73.x00 甲状腺恶性肿瘤", "M8260/3", "甲状腺乳头状癌"),
    ("C73.x00 甲状腺恶性肿瘤/C77.000 颈部淋巴结继发恶性肿瘤", "M8340/3", "乳头状癌"),
    ("C73.x00 甲状腺恶性肿瘤", "M8345/3", "髓样癌"),
    ("C22.000 肝细胞癌", "M8170/3", "肝细胞癌"),
    ("C22.100 肝内胆管癌", "M8160/3", "胆管细胞癌"),
    ("C22.900 肝恶性肿瘤", "M8140/3", "腺癌"),
    ("C24.000 肝外胆管恶性肿瘤", "M8160/3", "胆管癌"),
    ("C64.x00 肾恶性肿瘤", "M8310/3", "透明细胞癌"),
    ("C64.x00 肾恶性肿瘤", "M8260/3", "乳头状肾细胞癌"),
    ("C56.x00 卵巢恶性肿瘤", "M8310/3", "透明细胞癌"),
    ("C67.900 膀胱恶性肿瘤", "M8120/3", "尿路上皮癌"),
    ("C65.x00 肾盂恶性肿瘤", "M8120/3", "尿路上皮癌"),
    ("C61.x00 前列腺恶性肿瘤", "M8140/3", "腺泡腺癌"),
    ("C50.400 乳房上外象限恶性肿瘤", "M8500/3", "浸润性导管癌"),
    ("C50.400 男性乳腺恶性肿瘤", "M8500/3", "浸润性导管癌"),
    ("C50.000 乳头乳晕恶性肿瘤", "M8540/3", "佩吉特病"),
    ("C25.000 胰头恶性肿瘤", "M8500/3", "导管腺癌"),
    ("C34.100 肺上叶恶性肿瘤", "M8140/3", "浸润性腺癌"),
    ("C34.100 肺上叶恶性肿瘤", "M8041/3", "小细胞癌"),
    ("C34.100 肺上叶恶性肿瘤", "M8070/3", "鳞状细胞癌"),
    ("C34.900 肺恶性肿瘤", "M8010/3", "癌"),
    ("C16.300 胃窦恶性肿瘤", "M8140/3", "腺癌"),
    ("C16.200 胃体恶性肿瘤", "M8490/3", "印戒细胞癌"),
    ("C16.900 胃恶性肿瘤", "M8936/3", "胃肠道间质瘤"),
    ("C18.700 乙状结肠恶性肿瘤", "M8480/3", "粘液腺癌"),
    ("C20.x00 直肠恶性肿瘤/K56.700 肠梗阻", "M8140/3", "腺癌"),
    ("C15.400 食管胸中段恶性肿瘤", "M8070/3", "鳞状细胞癌"),
    ("C11.900 鼻咽恶性肿瘤", "M8072/3", "非角化性鳞状细胞癌"),
    ("C53.900 宫颈恶性肿瘤", "M8140/3", "腺癌"),
    ("C54.100 子宫内膜恶性肿瘤", "M8380/3", "子宫内膜样腺癌"),
    ("C54.200 子宫肌层恶性肿瘤", "M8890/3", "平滑肌肉瘤"),
    ("C56.x00 卵巢恶性肿瘤/C78.600 腹膜继发恶性肿瘤", "M8441/3", "浆液性癌"),
    ("C62.900 睾丸恶性肿瘤", "M9061/3", "精原细胞瘤"),
    ("C71.100 额叶恶性肿瘤", "M9440/3", "胶质母细胞瘤"),
    ("C71.600 小脑恶性肿瘤", "M9470/3", "髓母细胞瘤"),
    ("C72.300 视神经恶性肿瘤", "M9380/3", "胶质瘤"),
    ("C40.200 下肢长骨恶性肿瘤", "M9180/3", "骨肉瘤"),
    ("C49.200 下肢软组织恶性肿瘤", "M8850/3", "脂肪肉瘤"),
    ("C43.700 下肢恶性黑色素瘤", "M8720/3", "恶性黑色素瘤"),
    ("C20.x00 直肠恶性肿瘤", "M8720/3", "恶性黑色素瘤"),
    ("C44.300 面部皮肤恶性肿瘤", "M8090/3", "基底细胞癌"),
    ("C44.300 面部皮肤恶性肿瘤", "M8070/3", "鳞状细胞癌"),
    ("C37.x00 胸腺恶性肿瘤", "M8580/3", "恶性胸腺瘤"),
    ("C45.000 胸膜间皮瘤", "M9050/3", "间皮瘤"),
    ("C83.300 弥漫大B细胞淋巴瘤", "M9680/3", "弥漫大B细胞淋巴瘤"),
    ("C85.900 非霍奇金淋巴瘤", "M9591/3", "非霍奇金淋巴瘤"),
    ("C81.100 结节硬化型霍奇金淋巴瘤", "M9663/3", "霍奇金淋巴瘤"),
    ("C90.000 多发性骨髓瘤", "M9732/3", "浆细胞骨髓瘤"),
    ("C92.000 急性髓系白血病", "M9861/3", "急性髓系白血病"),
    ("C91.000 急性淋巴细胞白血病", "M9836/3", "急性淋巴细胞白血病"),
    ("C79.500 骨继发恶性肿瘤/C80.900 恶性肿瘤原发部位未特指", "M8140/6", "转移性腺癌"),
    ("C77.000 颈部淋巴结继发恶性肿瘤/C80.900 恶性肿瘤原发部位未特指", "M8070/6", "转移性鳞癌"),
    ("C79.300 脑继发恶性肿瘤/C34.100 肺上叶恶性肿瘤", "M8140/6", "转移性腺癌"),
    ("C18.000 盲肠恶性肿瘤/C78.700 肝继发恶性肿瘤", "M8140/6", "转移性腺癌"),
    ("Z51.100 肿瘤化学治疗疗程/C50.400 乳腺恶性肿瘤", "M8500/3", "浸润性导管癌"),
    ("Z51.000 放射治疗疗程/C11.900 鼻咽恶性肿瘤", "M8072/3", "鳞状细胞癌"),
    ("Z08.000 恶性肿瘤手术后随诊检查/Z85.300 乳腺恶性肿瘤个人史", "M8500/3", "浸润性导管癌"),
    ("J18.900 肺炎/C34.100 肺上叶恶性肿瘤", "M8140/3", "腺癌"),
    ("D70.x00 粒细胞缺乏/C83.300 弥漫大B细胞淋巴瘤", "M9680/3", "弥漫大B细胞淋巴瘤"),
    ("D25.900 子宫平滑肌瘤", "M8890/0", "平滑肌瘤"),
    ("D27.x00 卵巢良性肿瘤", "M8470/0", "粘液性囊腺瘤"),
    ("D12.600 结肠良性肿瘤", "M8211/0", "管状腺瘤"),
    ("D06.900 宫颈原位癌", "M8077/2", "上皮内瘤变III级"),
    ("D39.100 卵巢交界性肿瘤", "M8442/1", "交界性浆液性囊腺瘤"),
    ("D45.x00 真性红细胞增多症", "M9950/3", "真性红细胞增多症"),
    ("D46.900 骨髓增生异常综合征", "M9989/3", "骨髓增生异常综合征"),
    ("K80.100 胆囊结石伴慢性胆囊炎", "", "慢性胆囊炎，未见癌"),
    ("N63.x00 乳房肿块", "-", "未见恶性细胞"),
    ("N84.000 子宫内膜息肉", "-", "子宫内膜息肉"),
    ("N87.200 宫颈重度不典型增生", "", "宫颈上皮内瘤变III级，不除外早期浸润癌"),
    ("E04.100 甲状腺结节", "-", "结节性甲状腺肿"),
    ("K35.800 急性阑尾炎", "", "急性化脓性阑尾炎"),
    ("R59.000 淋巴结肿大", "", "考虑淋巴瘤，请会诊"),
    ("D18.100 淋巴管瘤", "", ""),
    ("D12.600 结肠良性肿瘤，恶变待排", "", ""),
]


@pytest.mark.parametrize(
    ("rows", "code", "name", "told", "severity"), DEFECTS, ids=[f"{d[0][:5]}-{d[1]}" for d in DEFECTS]
)
def test_a_diagnosis_that_does_not_follow_the_pathology_is_told(said, rows, code, name, told, severity):
    findings = said(page(rows, code, name))
    assert [f.severity for f in findings] == [severity], [f.message for f in findings]
    assert told in findings[0].message


@pytest.mark.parametrize(("rows", "code", "name"), RIGHT, ids=[f"{r[0][:5]}-{r[1]}" for r in RIGHT])
def test_a_diagnosis_that_follows_the_pathology_is_left_in_peace(said, rows, code, name):
    assert [f.message for f in said(page(rows, code, name))] == []


def test_there_are_enough_of_both():
    assert len(DEFECTS) >= 60
    assert len(RIGHT) >= 60


def test_the_change_writes_the_code_that_the_histology_has(said):
    text = page("C22.900 肝恶性肿瘤", "M8170/3", "肝细胞癌")
    [finding] = said(text)
    mended = read_example(text)[0].apply(finding.changes[0])
    assert [(d.code, d.name) for d in mended.diagnoses] == [("C22.000", "肝细胞癌")]


def test_no_code_is_written_where_the_site_must_be_chosen(said):
    for rows, code in (("R22.100 颈部肿物", "M8260/3"), ("C44.700 下肢皮肤恶性肿瘤", "M8720/3")):
        assert [f.changes for f in said(page(rows, code, "癌"))] == [()]


def test_where_pathology_is_not_on_the_page_nothing_is_said(said):
    assert said(page("N63.x00 乳房肿块")) == []
    assert said("dx=N63.x00 乳房肿块 poa=1 | not_supplied=pathology_code,pathology_name") == []


@pytest.mark.parametrize("histology", histologies(), ids=lambda h: h.name)
def test_a_code_that_a_histology_has_is_among_its_sites_and_not_among_the_wrong_ones(histology):
    for code in histology.exact:
        assert histology.instead is not None
        assert code not in histology.instead
    assert histology.exact or histology.instead is None


def test_every_row_of_the_table_of_sites_says_where_the_fact_stands():
    with (ROOT / "resources/rules/tables/morphology_sites.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    assert len(rows) >= 50
    assert all(row["source"] for row in rows)


def test_the_last_part_stands_for_whatever_has_no_row_of_its_own():
    assert parts()[-1].words["3"]
    assert parts()[-1].words["0"] == "D10–D36"
    places = [part.diseases.text for part in parts()]
    for text in places:
        for code in CodeSet.parse(text).text.split(","):
            assert sum(code.strip() in other.diseases for other in parts()) == 1, code


def test_the_clean_cases_and_right_pages_give_no_warning(embedded, reference):
    with (reference / "truth" / "expected.csv").open(encoding="utf-8-sig", newline="") as file:
        kinds = [row["kind"] for row in csv.DictReader(file)]
    truth = read_file(reference / "truth" / "pages.csv").pages
    right = [p for p, kind in zip(truth, kinds, strict=True) if kind in ("clean", "twin")]
    for found in (*(case.page for case in load_cases("clean")), *right):
        told = [f for f in examine(found, embedded).findings if f.rule in RULES and f.severity is WARNING]
        assert [f.message for f in told] == []
