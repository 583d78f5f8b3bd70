"""Two codes for which the classification has one: every pair of the table is told, right pages stay silent."""

import csv
from pathlib import Path

import pytest

from coding.base.errors import KnowledgeError
from coding.base.tables import parse_table
from coding.codes.parse import subcategory
from coding.examine.examine import examine
from coding.exchange.read import read_file
from coding.knowledge.knowledge import KnowledgeSource, load_knowledge
from coding.page.finding import Severity
from coding.rules.combined_codes import combinations, read_combinations
from coding.rules.example import read_example
from coding.rules.rule_book import embedded_rules
from tests.cases.page_cases import load_cases

ROOT = Path(__file__).resolve().parents[2]
RULES = {c.rule.id: c.rule for c in embedded_rules().rules if c.rule.kind == "combined"}
COMBINATIONS = [(rule, made) for rule, rows in combinations().items() for made in rows]


@pytest.fixture(scope="module")
def said(embedded):
    """``said(page)`` → what the rules on combined codes say of a page in the notation of the examples."""

    def run(text):
        return [f for f in examine(read_example(text)[0], embedded).findings if f.rule in RULES]

    return run


WARNING, INFO = Severity.WARNING, Severity.INFO

#: A page as it comes in, the code that a coder would write, and whether it goes back or is asked.
DEFECTS = [
    ("I11.900 高血压性心脏病/I12.000 高血压性肾衰竭", "I13.1", WARNING),
    ("I11.900 高血压性心脏病/I50.900 心力衰竭", "I11.0", WARNING),
    ("I50.100 急性左心衰竭/I11.900 高血压性心脏病", "I11.0", WARNING),
    ("I12.900 高血压性肾病/N18.500 慢性肾脏病5期", "I12.0", WARNING),
    ("I13.900 高血压性心脏病和肾脏病/I50.900 心力衰竭", "I13.0", WARNING),
    ("I13.000 高血压心脏和肾脏病伴心衰/N18.500 慢性肾脏病5期", "I13.2", WARNING),
    ("I50.900 心力衰竭/I10.x00 高血压", "I11.0", INFO),
    ("I50.900 高血压性心力衰竭/I10.x00 高血压", "I11.0", WARNING),
    ("N18.300 慢性肾脏病3期/I10.x00 高血压", "I12", INFO),
    ("I05.200 二尖瓣狭窄伴关闭不全/I06.100 主动脉瓣关闭不全", "I08.0", WARNING),
    ("I05.000 二尖瓣狭窄/I07.100 三尖瓣关闭不全", "I08.1", WARNING),
    ("I05.000 二尖瓣狭窄/I06.100 主动脉瓣关闭不全/I07.100 三尖瓣关闭不全", "I08.3", WARNING),
    ("I05.000 风湿性二尖瓣狭窄/I35.100 主动脉瓣关闭不全", "I08.0", WARNING),
    ("I34.000 二尖瓣关闭不全/I35.000 主动脉瓣狭窄", "I08.0", INFO),
    ("I50.900 急性心力衰竭/J81.x00 急性肺水肿", "I50.1", WARNING),
    ("I83.900 下肢静脉曲张/L97.x00 下肢溃疡", "I83.0", WARNING),
    ("I70.200 下肢动脉硬化闭塞/R02.x00 足坏疽", "R02", WARNING),
    ("I61.900 脑内出血/Q28.200 脑动静脉畸形", "I60.8", INFO),
    ("I21.100 急性下壁心肌梗死/I20.000 不稳定性心绞痛", "I20", WARNING),
    ("J44.100 慢阻肺急性加重/J18.000 支气管肺炎", "J44.0", WARNING),
    ("J44.900 慢阻肺/J20.900 急性支气管炎", "J44.0", WARNING),
    ("J44.000 慢阻肺伴急性下呼吸道感染/J44.100 慢阻肺急性加重", "J44.1", WARNING),
    ("J44.900 慢阻肺/J45.900 哮喘", "J44.8", WARNING),
    ("J44.100 慢阻肺急性加重/J43.900 肺气肿", "J43", WARNING),
    ("J42.x00 慢性支气管炎/J43.900 肺气肿", "J44.8", WARNING),
    ("J10.100 甲型流行性感冒/J18.900 肺炎", "J10.0", WARNING),
    ("J11.100 流行性感冒/J15.900 细菌性肺炎", "J11.0", WARNING),
    ("J18.900 肺炎/B96.100 肺炎克雷伯菌", "J15.0", WARNING),
    ("I10.x00 高血压/J18.900 肺炎/B96.500 铜绿假单胞菌", "J15.1", WARNING),
    ("J18.900 肺炎/B97.400 呼吸道合胞病毒", "J12.1", WARNING),
    ("J85.200 肺脓肿/J18.900 肺炎", "J85.1", WARNING),
    ("J35.100 扁桃体肥大/J35.200 腺样体肥大", "J35.3", WARNING),
    ("J32.000 慢性上颌窦炎/J32.200 慢性筛窦炎", "J32.8", WARNING),
    ("J93.900 气胸/J94.200 血胸", "J93", WARNING),
    ("J60.x00 煤工尘肺/A16.200 肺结核", "J65", WARNING),
    ("K25.900 胃溃疡/K92.200 消化道出血", "K25.4", WARNING),
    ("K26.300 急性十二指肠溃疡/K92.100 黑便", "K26.0", WARNING),
    ("K26.900 十二指肠溃疡/K65.000 急性腹膜炎", "K26.5", WARNING),
    ("K25.500 胃溃疡伴穿孔/K92.000 呕血", "K25.6", WARNING),
    ("K29.700 胃炎/K92.200 消化道出血", "K29.0", WARNING),
    ("K29.500 慢性胃炎/K92.200 消化道出血", "K29.0", INFO),
    ("I85.900 食管静脉曲张/K92.000 呕血", "I85.0", WARNING),
    ("K74.600 肝硬化/I85.900 食管静脉曲张", "I98.2", WARNING),
    ("K74.600 肝硬化/I85.000 食管静脉曲张破裂出血", "I98.3", WARNING),
    ("K80.200 胆囊结石/K81.000 急性胆囊炎", "K80.0", WARNING),
    ("K80.500 胆总管结石/K83.000 急性胆管炎", "K80.3", WARNING),
    ("K80.100 胆囊结石伴慢性胆囊炎/K81.100 慢性胆囊炎", "K81", WARNING),
    ("K85.900 急性胰腺炎/K80.500 胆总管结石", "K85.1", INFO),
    ("K40.900 单侧腹股沟疝/K56.700 肠梗阻", "K40.3", WARNING),
    ("K41.900 股疝/K56.600 机械性肠梗阻", "K41.3", WARNING),
    ("K35.800 急性阑尾炎/K65.000 急性弥漫性腹膜炎", "K35.2", WARNING),
    ("K35.900 急性阑尾炎/K65.000 局限性腹膜炎", "K35.3", WARNING),
    ("K35.800 急性阑尾炎/K65.900 腹膜炎", "K35.3", WARNING),
    ("K57.300 结肠憩室/K63.100 肠穿孔", "K57.2", WARNING),
    ("K21.900 胃食管反流病/K20.x00 食管炎", "K21.0", WARNING),
    ("K66.000 肠粘连/K56.700 肠梗阻", "K56.5", WARNING),
    ("K60.300 肛瘘/K61.000 肛周脓肿", "K60", WARNING),
    ("K70.100 酒精性肝炎/K74.600 肝硬化", "K70.3", WARNING),
    ("K71.900 药物性肝病/K72.000 急性肝衰竭", "K71.1", WARNING),
    ("N20.000 肾结石/N20.100 输尿管结石", "N20.2", WARNING),
    ("N20.100 输尿管结石/N13.300 肾积水", "N13.2", WARNING),
    ("N13.200 肾积水伴结石/N10.x00 急性肾盂肾炎", "N13.6", WARNING),
    ("N04.900 肾病综合征/N05.200 膜性肾病", "N04.2", WARNING),
    ("M32.900 系统性红斑狼疮/N05.900 肾炎", "M32.1", WARNING),
    ("N18.400 慢性肾脏病4期/N18.900 慢性肾脏病", "N18.9", WARNING),
    ("N72.x00 慢性宫颈炎/N86.x00 宫颈糜烂", "N86", WARNING),
    ("M51.200 腰椎间盘突出/M54.400 腰痛伴坐骨神经痛", "M51.1", WARNING),
    ("M47.800 颈椎病/M54.100 神经根病", "M47.2", WARNING),
    ("M81.000 绝经后骨质疏松/M48.500 椎体塌陷", "M80.0", WARNING),
    ("S72.000 股骨颈骨折/M81.900 骨质疏松", "M80.9", INFO),
    ("S72.300 股骨干骨折/C79.500 骨继发恶性肿瘤/C34.100 肺上叶恶性肿瘤", "M84.4", INFO),
    ("M06.900 类风湿关节炎/J84.100 间质性肺病", "J99", INFO),
    ("O85.x00 产褥期脓毒症/A41.900 脓毒症", "A41", WARNING),
    ("A41.900 产褥期脓毒症", "O85", WARNING),
    ("O00.100 输卵管妊娠/R57.100 失血性休克", "O08.3", WARNING),
    ("O03.900 完全性自然流产/O08.100 流产后出血", "O03.6", WARNING),
    ("O10.000 慢性高血压合并妊娠/O14.100 重度子痫前期", "O11", WARNING),
    ("O82.000 择期剖宫产/I10.x00 高血压", "O10", WARNING),
    ("O34.200 瘢痕子宫/E11.900 2型糖尿病", "O24", WARNING),
    ("O82.000 择期剖宫产/D50.900 缺铁性贫血", "O99.0", WARNING),
    ("O82.000 择期剖宫产/E03.900 甲状腺功能减退", "O99.2", WARNING),
    ("O82.000 择期剖宫产/D25.900 子宫平滑肌瘤", "O34.1", WARNING),
    ("O72.100 产后出血/O73.000 胎盘滞留", "O72.0", WARNING),
    ("O44.000 前置胎盘/O46.900 产前出血", "O44.1", WARNING),
    ("A41.900 脓毒症/B95.600 金黄色葡萄球菌", "A41.0", WARNING),
    ("B05.900 麻疹/J18.900 肺炎", "B05.2", WARNING),
    ("B24.x00 艾滋病/B59.x00 肺孢子菌病", "B20.6", WARNING),
    ("B02.900 带状疱疹/M79.200 神经痛", "B02.2", WARNING),
    ("E11.900 2型糖尿病/H36.000* 糖尿病视网膜病变", "E11.3", WARNING),
    ("E11.900 2型糖尿病/I70.200 糖尿病下肢动脉病变", "E11.5", WARNING),
    ("E11.900 2型糖尿病/N18.300 慢性肾脏病3期", "E11.2", INFO),
    ("E11.200 糖尿病肾病/E11.400 糖尿病神经病变", "E11.7", INFO),
    ("E78.000 高胆固醇血症/E78.100 高甘油三酯血症", "E78.2", WARNING),
    ("G30.900 阿尔茨海默病/F03.x00 痴呆", "F00", WARNING),
    ("S27.000 创伤性气胸/S27.100 创伤性血胸", "S27.2", WARNING),
    ("S82.200 胫骨干骨折/S82.400 腓骨骨折", "S82.4", WARNING),
    ("S22.300 右第5肋骨骨折/S22.301 右第6肋骨骨折", "S22.4", WARNING),
    ("Q35.500 硬软腭裂/Q36.900 唇裂", "Q37.5", WARNING),
]

#: Pages that rightly code both, or that name another fact.
RIGHT = [
    "J44.000 慢阻肺伴急性下呼吸道感染/J18.900 肺炎",
    "J44.100 慢阻肺急性加重/J96.000 急性呼吸衰竭",
    "J44.900 慢阻肺/J69.000 吸入性肺炎",
    "J44.100 慢阻肺急性加重/J18.200 坠积性肺炎",
    "J44.900 慢阻肺/J43.901 肺大疱",
    "J43.900 肺气肿/J93.100 自发性气胸",
    "J45.000 变应性哮喘/J30.400 变应性鼻炎",
    "J10.000 流感伴肺炎/J15.200 葡萄球菌性肺炎",
    "J15.000 肺炎克雷伯菌肺炎/J96.000 急性呼吸衰竭",
    "J47.x00 支气管扩张/J18.900 肺炎",
    "N39.000 泌尿道感染/B96.200 大肠杆菌",
    "L03.100 蜂窝织炎/B95.600 金黄色葡萄球菌",
    "J18.900 肺炎/A41.900 脓毒症",
    "J90.x00 胸腔积液/I50.900 心力衰竭/A16.200 肺结核",
    "I11.000 高血压性心脏病伴心力衰竭/I50.900 心力衰竭",
    "I13.200 高血压性心脏和肾脏病伴心衰和肾衰/I50.900 心力衰竭/N18.500 慢性肾脏病5期",
    "I25.103 冠心病/I50.900 心力衰竭/I10.x00 高血压",
    "I21.000 急性前壁心肌梗死/I25.103 冠心病/I10.x00 高血压",
    "I20.000 不稳定性心绞痛/I25.103 冠心病",
    "I05.000 二尖瓣狭窄/I48.100 持续性心房颤动",
    "I08.000 二尖瓣主动脉瓣联合瓣膜病/I50.900 心力衰竭",
    "I34.000 退行性二尖瓣关闭不全/I35.000 退行性主动脉瓣狭窄",
    "I63.500 大脑动脉狭窄脑梗死/I10.x00 高血压",
    "I63.300 脑血栓形成脑梗死/I65.200 颈动脉狭窄",
    "I60.700 动脉瘤破裂蛛网膜下腔出血/I67.100 另一未破裂的动脉瘤",
    "I83.000 下肢静脉曲张伴溃疡/I10.x00 高血压",
    "N18.500 慢性肾脏病5期/I15.102 肾性高血压",
    "E11.200 2型糖尿病肾病/N18.400 慢性肾脏病4期/I10.x00 高血压",
    "E11.200+N08.3* 2型糖尿病肾病/N18.500 慢性肾脏病5期",
    "E11.900 2型糖尿病/I10.x00 高血压/E78.500 高脂血症",
    "E11.900 2型糖尿病/H25.900 老年性白内障",
    "E11.700 糖尿病伴多个并发症/E11.200+N08.3* 糖尿病肾病",
    "E05.900 甲状腺功能亢进/I48.900 心房颤动",
    "K25.400 胃溃疡伴出血/D62.x00 急性出血后贫血",
    "K26.400 十二指肠溃疡伴出血/R57.100 低血容量性休克",
    "K25.900 胃溃疡/K29.500 慢性胃炎",
    "K92.200 消化道出血/I10.x00 高血压",
    "K92.200 消化道出血/K63.500 结肠息肉",
    "K74.600+I98.3* 肝硬化伴食管静脉曲张破裂出血/D62.x00 急性出血后贫血",
    "K74.600 肝硬化/I98.200* 食管静脉曲张/K76.600 门脉高压",
    "K74.600 肝硬化/B18.100 慢性乙型肝炎/R18.x00 腹水",
    "K80.000 胆囊结石伴急性胆囊炎/K83.100 胆管梗阻",
    "K80.500 胆总管结石/K80.100 胆囊结石伴慢性胆囊炎",
    "K85.100 胆源性胰腺炎/K80.200 胆囊结石",
    "K40.900 单侧腹股沟疝/N40.x00 前列腺增生",
    "K40.300 嵌顿性腹股沟疝/K55.900 缺血性肠病",
    "K56.700 肠梗阻/C18.700 乙状结肠恶性肿瘤",
    "K35.200 急性阑尾炎伴弥漫性腹膜炎/E11.900 2型糖尿病",
    "K35.800 急性阑尾炎/K38.100 阑尾粪石",
    "K21.000 反流性食管炎/K44.900 食管裂孔疝",
    "K61.000 肛周脓肿/K64.800 混合痔",
    "N20.000 左肾结石/N28.100 右肾囊肿",
    "N13.200 肾积水伴输尿管结石/I10.x00 高血压",
    "N04.200 肾病综合征伴膜性肾病/N18.200 慢性肾脏病2期",
    "N81.200 子宫不完全脱垂/N39.300 压力性尿失禁",
    "N40.x00 前列腺增生/N39.000 泌尿道感染",
    "M51.200 腰椎间盘突出/M48.000 椎管狭窄",
    "M51.100 腰椎间盘突出伴坐骨神经痛/M81.900 骨质疏松",
    "M80.000 绝经后骨质疏松伴病理性骨折/I10.x00 高血压",
    "M81.000 绝经后骨质疏松/M17.900 膝关节病",
    "S72.300 股骨干骨折/S82.200 胫骨干骨折",
    "S72.000 股骨颈骨折/C34.100 肺恶性肿瘤",
    "M84.400 病理性骨折/C79.500 骨继发恶性肿瘤/C34.100 肺上叶恶性肿瘤",
    "C79.500 骨继发恶性肿瘤/C80.900 恶性肿瘤原发部位未特指",
    "C90.000 多发性骨髓瘤/N19.x00 肾功能不全",
    "O82.000 择期剖宫产/O99.000 妊娠合并贫血/D50.900 缺铁性贫血/Z37.000 单胎活产",
    "O98.400 妊娠合并病毒性肝炎/B18.100 慢性乙型肝炎/O80.000 顺产",
    "O24.100 妊娠合并2型糖尿病/E11.900 2型糖尿病",
    "O14.100 重度子痫前期/O26.900 孕36周/Z37.000 单胎活产",
    "O11.x00 慢性高血压并发子痫前期/O60.100 早产临产早产",
    "O00.100 输卵管妊娠/O08.300 异位妊娠后休克/D62.x00 急性出血后贫血",
    "O60.001 先兆早产不伴分娩/O26.900 孕32周",
    "O85.x00 产褥期脓毒症/B95.000 A族链球菌",
    "O72.100 产后出血/O62.200 子宫收缩乏力",
    "A41.500 大肠杆菌脓毒症/N39.000 泌尿道感染",
    "B20.000 艾滋病合并结核/A16.200 肺结核",
    "A09.000 感染性腹泻/E86.x00 脱水",
    "S82.600 外踝骨折/S93.400 踝关节韧带损伤",
    "S52.500 桡骨下端骨折/S52.800 尺骨上段骨折",
    "S27.200 创伤性血气胸/S22.400 多根肋骨骨折",
    "G30.900+F00.9* 阿尔茨海默病性痴呆/J18.900 肺炎",
    "G20.x00 帕金森病/F32.900 抑郁发作",
    "N18.900+D63.8* 肾性贫血/N18.500 慢性肾脏病5期",
]


def as_page(rows, poa="1"):
    return " | ".join(f"dx={row} poa={poa}" for row in rows.split("/"))


@pytest.mark.parametrize(("rows", "right", "severity"), DEFECTS, ids=[f"{d[1]}-{d[0][:7]}" for d in DEFECTS])
def test_two_codes_are_told_with_the_one_that_stands_for_both(said, rows, right, severity):
    findings = said(as_page(rows))
    assert [f.severity for f in findings] == [severity], [f.message for f in findings]
    assert right in findings[0].message + findings[0].hint


@pytest.mark.parametrize("rows", RIGHT)
def test_a_page_that_is_right_is_left_in_peace(said, rows):
    assert [f.message for f in said(as_page(rows))] == []


def test_there_are_enough_of_both():
    assert len(DEFECTS) >= 60
    assert len(RIGHT) >= 60


# -- the Change that mends it


@pytest.mark.parametrize(
    ("rows", "after"),
    [
        ("K80.200 胆囊结石/K81.000 急性胆囊炎", ["K80.000"]),
        ("K92.200 消化道出血/I10.x00 高血压/K25.900 胃溃疡", ["K25.400", "I10.x00"]),
        ("J18.900 肺炎/J44.900 慢阻肺", ["J18.900", "J44.000"]),
        ("J94.200 血胸/J93.900 气胸", ["J94.200"]),
        ("O82.000 择期剖宫产/D50.900 缺铁性贫血", ["O82.000", "O99.000", "D50.900"]),
        ("O00.100 输卵管妊娠/R57.100 失血性休克", ["O00.100", "O08.300"]),
    ],
)
def test_the_change_writes_the_combined_code_and_the_finding_is_gone(said, embedded, rows, after):
    page = read_example(as_page(rows))[0]
    [finding] = said(as_page(rows))
    mended = page.apply(finding.changes[0])
    assert [d.code for d in mended.diagnoses] == after
    assert all(d.name for d in mended.diagnoses)
    assert finding.rule not in {f.rule for f in examine(mended, embedded).findings}


@pytest.mark.parametrize(
    "rows",
    [
        "J93.900 气胸/J94.200 血胸",  # what is contained stands as principal: a person decides what goes to the front
        "K35.800 急性阑尾炎/K65.900 腹膜炎",  # which peritonitis is not said
        "K74.600 肝硬化/I85.900 食管静脉曲张",  # dagger and asterisk
        "O14.100 子痫前期/E11.900 2型糖尿病",  # O24 has subcategories to choose from
    ],
)
def test_nothing_is_written_where_a_person_must_choose(said, rows):
    [finding] = said(as_page(rows))
    assert finding.changes == ()


def test_rows_of_another_condition_on_admission_are_not_put_together(said):
    [finding] = said("dx=K25.900 胃溃疡 poa=1 | dx=K92.200 消化道出血 poa=4")
    assert finding.changes == ()


def test_where_a_table_has_several_codes_for_it_they_are_named(tmp_path, said):
    table = tmp_path / "dx.csv"
    table.write_text(
        "编码,名称,医保灰码\nI11.000,高血压心脏病伴心衰,1\nI11.001,高血压性心力衰竭,0\nI11.002,高心病伴心衰,0\n"
        "I11.901,高血压性心脏病,0\nI50.900,心力衰竭,0\n",
        encoding="utf-8",
    )
    page = read_example("dx=I11.901 高血压性心脏病 poa=1 | dx=I50.900 心力衰竭 poa=1")[0]
    findings = examine(page, load_knowledge(KnowledgeSource(dx_table=str(table)))).findings
    [finding] = [f for f in findings if f.rule in RULES]
    assert "I11.001 高血压性心力衰竭" in finding.hint
    assert finding.changes == ()


def test_of_two_editions_the_code_that_the_table_has_is_named(tmp_path):
    table = tmp_path / "dx.csv"
    table.write_text(
        "编码,名称\nK35.000,急性阑尾炎伴有弥漫性腹膜炎\nK35.900,急性阑尾炎\nK65.000,急性腹膜炎\n", encoding="utf-8"
    )
    page = read_example("dx=K35.900 急性阑尾炎 poa=1 | dx=K65.000 弥漫性腹膜炎 poa=1")[0]
    findings = examine(page, load_knowledge(KnowledgeSource(dx_table=str(table)))).findings
    [finding] = [f for f in findings if f.rule in RULES]
    assert "K35.0" in finding.message
    assert "K35.2" not in finding.message
    assert [d.code for d in page.apply(finding.changes[0]).diagnoses] == ["K35.000"]


# -- newborns


@pytest.mark.parametrize(
    ("code", "right", "severity"),
    [
        ("A41.900 脓毒症", "P36", WARNING),
        ("J96.000 呼吸衰竭", "P28.5", WARNING),
        ("I50.900 心力衰竭", "P29.0", INFO),
    ],
)
def test_codes_of_adults_are_told_on_the_page_of_a_newborn(said, code, right, severity):
    page = f"age_years=0 | age_days=6 | dx=P59.900 新生儿黄疸 poa=1 | dx={code} poa=1"
    [finding] = said(page)
    assert right in finding.message
    assert finding.severity is severity
    assert said(page.replace("age_days=6", "age_days=40")) == []


def test_one_fact_gives_one_finding_with_the_rules_that_were_there_before(embedded):
    for name in ("脓毒症", "新生儿脓毒症"):  # the latter is told by the judge of words and codes
        page = read_example(f"age_years=0 | age_days=6 | dx=A41.900 {name} poa=1")[0]
        told = [f for f in examine(page, embedded).findings if "P36" in f.message]
        assert [f.severity for f in told] == [WARNING]


# -- the table


def coded(codes, library, unfit=lambda _code: False):
    """A code of the embedded table that lies in the set and is not unfit."""
    return next(e.code for e in library.entries if e.code in codes and not unfit(e.code))


def padded(codes, library, unfit):
    try:
        return coded(codes, library, unfit)
    except StopIteration:  # the set has one code, of which tables make several
        return coded(codes, library)[:-1] + "1"


@pytest.mark.parametrize(("rule", "combination"), COMBINATIONS, ids=[f"{r}-{c.about}" for r, c in COMBINATIONS])
def test_every_row_of_the_table_is_told_by_its_rule(said, embedded, rule, combination):
    library = embedded.reference.codes.dx
    first = coded(combination.first, library)
    silencing = [codes for codes in (combination.right_codes, combination.unless) if codes is not None]
    second = ""
    if combination.second is not None:
        second = padded(
            combination.second, library, lambda code: code == first or any(code in codes for codes in silencing)
        )
    words = combination.words[0] if combination.words else ""
    rows = [f"dx={first} {words if not second else ''} poa=1"] + ([f"dx={second} {words} poa=1"] if second else [])
    if combination.given is not None:
        rows.append(f"dx={coded(combination.given, library)} poa=1")
    age = "age_years=0 | age_days=5 | dx=P07.300 早产儿 poa=1" if RULES[rule].when else "age_years=50"
    page = " | ".join([age, *rows])
    assert rule in {f.rule for f in said(page)}, page


def test_every_row_says_where_the_fact_stands_and_names_a_rule():
    with (ROOT / "resources/rules/tables/combined_codes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    assert len(rows) >= 60
    assert all(row["source"] and row["about"] and row["part"] for row in rows)
    assert {row["rule"] for row in rows} == set(RULES)


def test_a_plain_row_is_told_by_a_warning_and_a_question_by_info():
    for rule, combination in COMBINATIONS:
        expected = WARNING if combination.is_plain else INFO
        assert RULES[rule].severity is expected, (rule, combination.about)


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ("H1-001,明确,x,x,K80,K81,K80.0,并入,,,,,s", "并入"),
        ("H1-001,好,x,x,K80,K81,K80.0,合并,,,,,s", "好"),
        ("H1-001,明确,x,x,K80/K81,K82/K83/K85,K80.0,合并,,,,,s", "段数"),
        ("H1-001,明确,x,x,K8O?,K81,K80.0,合并,,,,,s", "K8O"),
    ],
)
def test_a_row_that_cannot_be_read_is_named_with_its_line(row, what):
    text = f"rule,grade,part,about,a,b,c,way,words,but,given,unless,source\n{row}\n"
    with pytest.raises(KnowledgeError, match=f"第2行.*{what}"):
        read_combinations(parse_table("combined_codes.csv", text.encode()))


# -- right pages


def test_the_clean_cases_give_no_warning(embedded):
    for case in load_cases("clean"):
        told = [f.message for f in examine(case.page, embedded).findings if f.rule in RULES and f.severity is WARNING]
        assert told == [], case


def test_right_pages_of_the_truth_give_no_warning(embedded, reference):
    with (reference / "truth" / "expected.csv").open(encoding="utf-8-sig", newline="") as file:
        kinds = [row["kind"] for row in csv.DictReader(file)]
    pages = read_file(reference / "truth" / "pages.csv").pages
    for page, kind in zip(pages, kinds, strict=True):
        if kind in ("clean", "twin"):
            assert not [f for f in examine(page, embedded).findings if f.rule in RULES and f.severity is WARNING]


def test_subcategories_of_the_table_exist(embedded):
    """What a row offers is known to the table that ships with the program, or says which edition has it."""
    library = embedded.reference.codes.dx
    known = {subcategory(e.code) for e in library.entries} | {e.code[:3] for e in library.entries}
    for _, combination in COMBINATIONS:
        for alternatives in combination.right:
            plain = [a.split("†")[-1].rstrip("*") for a in alternatives]
            assert any(code in known for code in plain), (combination.about, alternatives)
