"""Findings beside their disease, trifles beside grave diseases, words that decide; and a page always has a way out."""

import csv
from datetime import datetime
from pathlib import Path

import pytest

from coding.base.resources import resource_path
from coding.examine.choice import Choice
from coding.examine.principals import principal_verdicts
from coding.knowledge.knowledge import load_knowledge
from coding.page.finding import Severity
from coding.rules.example import read_example
from coding.work.reading_files import files_read

CASES = Path(__file__).parents[1] / "cases"
COMPARISONS = {f"FP-COD-{n}" for n in range(201, 221)}
#: Pages as a coder has them; 允 allowed, 疑 doubtful or forbidden, a letter a row.
PAGES = {
    "an ache of the eye and its glaucoma": ("疑允", "dx=H57.100 眼痛 | dx=H40.200 急性闭角型青光眼"),
    "an ear that rings and a sudden deafness": ("疑允", "dx=H93.100 耳鸣 | dx=H91.200 突发性聋"),
    "toothache and an abscess of the jaw": ("疑允", "dx=K08.801 牙痛 | dx=K12.202 颌下间隙感染 | op=27.0x02 面部引流"),
    "a stomach that hurts and hypertension": ("允?", "dx=R10.400 腹痛 | dx=I10.x00 高血压"),
    "a disease that is only suspected": ("允?", "dx=H57.100 眼痛 | dx=H40.200 青光眼待排"),
    "a disease that began in the hospital": ("允?", "dx=H57.100 眼痛 | dx=H40.200 青光眼 poa=4"),
    "few platelets and leukaemia": ("疑允", "dx=D69.600 血小板减少 | dx=C92.000 急性髓系白血病 | op=99.2503 化疗"),
    "few granulocytes after chemotherapy": ("允?", "dx=D70.x00 化疗后粒细胞缺乏 | dx=C92.000 急性髓系白血病"),
    "low sodium and the pituitary": ("疑允", "dx=E87.102 低钠血症 | dx=E23.000 垂体功能减退症"),
    "a nodule of the lung beside emphysema": ("允?", "dx=R91.x00 肺结节 | dx=J43.900 肺气肿 | op=33.2600 肺穿刺活检"),
    "bleeding after the menopause": ("疑允", "dx=N95.000 绝经后出血 | dx=C53.900 宫颈癌"),
    "a cold and convulsions that do not end": ("疑允", "dx=J06.900 急性上呼吸道感染 | dx=G41.900 癫痫持续状态"),
    "a cold and epilepsy at rest": ("允?", "dx=J06.900 急性上呼吸道感染 | dx=G40.900 癫痫"),
    "constipation in psychiatry": ("疑允", "discharge_dept=15 | dx=K59.000 便秘 | dx=F20.500 残留型精神分裂症"),
    "tinea and erysipelas": ("疑允", "dx=B35.300 足癣 | dx=A46.x00 丹毒"),
    "depression and poisoning": ("疑允", "discharge_dept=20 | dx=F32.900 抑郁状态 | dx=T42.400 安定中毒"),
    "cervicitis and fibroids taken out": (
        "疑允",
        "dx=N72.x00 慢性宫颈炎 | dx=D25.900 子宫肌瘤 | op=68.4100 全子宫切除",
    ),
    "synovitis and a ligament rebuilt": ("疑允", "dx=M65.900 滑膜炎 | dx=S83.500 前交叉韧带断裂 | op=81.4504 韧带重建"),
    "a urinary infection in rehabilitation": (
        "疑允",
        "discharge_dept=21 | dx=N39.000 尿路感染 | dx=I69.100 脑出血恢复期",
    ),
    "shock and the tube that burst": ("允疑", "dx=O00.102 输卵管妊娠破裂 | dx=O08.302 失血性休克"),
    "bronchitis and asthma at rest": ("允?", "dx=J20.900 急性支气管炎 | dx=J45.900 支气管哮喘"),
    "bronchitis and asthma in attack": ("疑允", "dx=J20.900 急性支气管炎 | dx=J45.900 支气管哮喘急性发作"),
    "an acute failure of the heart": ("允允", "dx=I50.101 急性左心衰竭 | dx=I25.103 冠状动脉粥样硬化性心脏病"),
    "a failure of the heart": ("疑允", "dx=I50.900 心力衰竭 | dx=I25.103 冠状动脉粥样硬化性心脏病"),
    "immune therapy": ("疑允", "dx=C15.900 食管癌 | dx=Z51.800 恶性肿瘤免疫治疗 | op=99.2801 PD-1输注"),
    "two primaries by name": ("疑允允", "dx=C97.x00 多原发恶性肿瘤 | dx=C34.101 右肺上叶癌 | dx=C50.900 乳腺癌"),
    "natural birth by caesarean": ("疑?", "dx=O80.000 头位顺产 | dx=Z37.000 单胎活产 | op=74.1x01 剖宫产"),
    "nothing grew again": ("疑?", "dx=C50.900 乳腺癌术后复查未见复发 | dx=I10.x00 高血压"),
    "a newborn who fails to breathe": (
        "允?",
        "age_years=0 | age_days=3 | dx=P28.500 新生儿呼吸衰竭 | dx=P90.x00 惊厥 | op=96.7101 机械通气",
    ),
}


@pytest.mark.parametrize(("letters", "text"), PAGES.values(), ids=PAGES)
def test_a_coder_would_say_the_same(letters, text):
    for verdict, letter in zip(principal_verdicts(read_example(text)[0], load_knowledge()), letters, strict=True):
        ours = [f.message for f in verdict.findings if f.rule in {*COMPARISONS, "FP-COD-221", "FP-COD-222"}]
        if letter == "允":
            assert not [f for f in verdict.findings if speaks_against(f)], ours
        if letter == "疑":
            assert verdict.choice is not Choice.ALLOWED, verdict.index
            assert ours


def pages_of(corpus):
    if corpus == "situations":
        with (CASES / "principal_situations.csv").open(encoding="utf-8", newline="") as lines:
            return [read_example(row["page"])[0] for row in csv.DictReader(lines)]
    file = resource_path("sample/sample_n041.csv") if corpus == "sample" else CASES / "truth" / "pages.csv"
    return [page for read in files_read([file], datetime(2026, 1, 1)) for page in read.reading.pages]


def speaks_against(finding):
    return finding.rule in COMPARISONS and finding.severity is not Severity.INFO


@pytest.mark.parametrize("corpus", ["situations", "sample", "truth"])
def test_the_comparisons_leave_every_page_a_principal(corpus):
    """No page of which every row gives way to another one: no order of it would content the rules."""
    knowledge = load_knowledge()
    for page in pages_of(corpus):
        verdicts = [v for v in principal_verdicts(page, knowledge) if v.choice is not None]
        may = [v for v in verdicts if page.diagnoses[v.index].poa != "4"]
        doubted = [v for v in may if any(map(speaks_against, v.findings))]
        assert len(may) < 2 or len(doubted) < len(may), [row.name for row in page.diagnoses]
