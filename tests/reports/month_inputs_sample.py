"""What an invented month's report has beside its figures: every part given, nothing of it real."""

import random
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache

from coding.indicators.atypia import Atypical
from coding.payment.payment_sum import HighCap, PaymentLine, PaymentOfMonth, Quota
from coding.reports.report_inputs import (
    ErrorLine,
    ReceivedLine,
    ReportInputs,
    RuleLine,
    SampleLine,
    SlipLine,
    SuspectedLine,
    WrittenBackLine,
)
from coding.review.archiving import ArchivedStay, ArchivingTerms, Excuse, Unit
from coding.review.fines import fines_statement
from coding.review.wilson import Figure as Share
from tests.reports.month_sample import CODERS, RULES, WARDS, sample_facts

CLAUSE = "《住院病案首页数据填写质量规范（暂行）》国卫办医发〔2016〕24号"
DIMENSIONS = ("完整性", "准确性", "规范性", "编码")


def sample_inputs(period="2026-10", **changed):
    """Every part given; keyword = a field of ReportInputs and what stands in its place."""
    rnd = random.Random(f"inputs/{period}")
    given = {
        "hospital": "示例市第二人民医院",
        "made_at": datetime(2026, 11, 10, 9, 30),
        "state": "已关账",
        "knowledge": ("疾病编码：示例编码表", "分组方案：虚构方案", "权重表：虚构权重 2026", "规则：示例规则"),
        "trend": _trend(),
        "rules": _rules(rnd),
        "ward_rules": {(ward, rule): rnd.randrange(0, 14) for ward in WARDS for rule, _ in RULES},
        "fines": _fines(period),
        "slips": _slips(),
        "sampling": _samples(),
        "errors": (
            ErrorLine("主要诊断编码不够具体", 3, "按病历写明的部位和类型编码"),
            ErrorLine("漏编诊断", 2, "并发症与合并症"),
        ),
        "payment": _payment(),
        "suspected": _suspected(),
        "written_back": tuple(WrittenBackLine(w, 10 + at, 8 + at, 1, 1) for at, w in enumerate(WARDS)),
        "received": (
            ReceivedLine("HIS导出_2026-10.xlsx", 900, 3, "20260117 至 20260119"),
            ReceivedLine("流程时间.csv", 880, 0),
        ),
        "atypical": (
            _unlike("20260103", "I21.000", "FR21", "stay", "住院天数", 42, "7.31", "2.10", "29"),
            _unlike("20260108", "K80.100", "HC23", "cost", "总费用", 61, "9000.00", "800.50", "30000.00"),
            _unlike("20260109", "H25.900", "CB39", "operated", "手术", 90, "98.89", "", "0"),
        ),
    }  # fmt: skip
    return ReportInputs(**{**given, **changed})


def _unlike(case_no, principal, drg, item, name, pages, mean, spread, own):
    spread = Decimal(spread) if spread else None
    return Atypical(0, case_no, principal, drg, item, name, pages, Decimal(mean), spread, Decimal(own))


def _trend():
    courses = (("1.2210", 610), ("1.2514", 650), ("1.2190", 640), ("1.2604", 700), ("1.1812", 690), ("1.2571", 760))
    return tuple(
        (f"2026-{month:02}", {"cmi": Decimal(cmi), "cases": Decimal(cases), "grouping_rate": Decimal("97.10")})
        for month, (cmi, cases) in enumerate(courses, 4)
    )


def _rules(rnd):
    pages = sorted((rnd.randrange(2, 120) for _ in RULES), reverse=True)
    return tuple(
        RuleLine(rule, title, DIMENSIONS[at % 4], "强制" if at % 3 == 0 else "提示", n, n + at, CLAUSE, n - 3 + at)
        for at, ((rule, title), n) in enumerate(zip(RULES, pages, strict=True))
    )


@cache
def _fines(period):
    terms = ArchivingTerms(3, Unit.DAYS, Decimal(20), Decimal(200))
    stays = []
    for at, facts in enumerate(sample_facts(period)):
        out = datetime.fromisoformat(facts.discharged)
        archived = None if at % 50 == 7 else out + timedelta(hours=22 + at * 7 % 62)
        stays.append(ArchivedStay(facts.case_no, out, archived, at % 45 != 1, facts.ward, facts.doctor))
    excuses = (Excuse(stays[6].case_no, "医患纠纷封存病历"),)
    return fines_statement(stays, terms, period, datetime(2026, 11, 10), excuses)


def _slips():
    return tuple(
        SlipLine(f"FK-2026-10-{at + 1:03}", ward, date(2026, 11, 6 + at % 8), 12 + at, 12 + at - at % 4, at % 3 == 0)
        for at, ward in enumerate(WARDS)
        if at % 4
    )


def _samples():
    whole = (("主要诊断编码", "全院", 56, 60), ("主要手术编码", "全院", 21, 24))
    own = tuple(("主要诊断编码", coder, 14 - at % 2, 15) for at, coder in enumerate(CODERS))
    none = (("主要诊断编码", "产科", 0, 0),)
    return tuple(
        SampleLine(what, whom, Share(right, of), Decimal("0.9")) for what, whom, right, of in (*whole, *own, *none)
    )


def _payment():
    whole = PaymentLine("合计", 900, 10, 864, 26, 864, 1084.15, 9_302_000.5, 8_822_839.2, -479_161.3, 146, 16, 40)
    kinds = (
        PaymentLine("职工医保", 271, 2, 262, 7, 262, 330.1, 2_800_100.0, 2_700_000.0, -100_100.0, 44, 5, 13),
        PaymentLine("居民医保", 539, 3, 520, 16, 520, 650.05, 5_600_900.5, 5_300_839.2, -300_061.3, 90, 9, 24),
        PaymentLine("全自费", 90, 5, 82, 3, 82, 104.0, 901_000.0, 822_000.0, -79_000.0, 12, 2, 3),
    )
    cap = HighCap("2026-10", 890, 146, 0.05, 44, (), 120_000.0, "示范政策第八条")
    quota = Quota("2026-Q4", 900, (), 0.05, 45, "示范政策第十二条")
    return PaymentOfMonth(
        whole, (), kinds, (), (cap,), (quota,), {("住院 60 天及以上", "示范政策第五条"): 10}, {}, {}, None, ()
    )


def _suspected():
    return (
        SuspectedLine("其他（高编高套）", "FP-DEMO-051", "并发症没有检查或治疗的依据", 0, 9, 4, "多记", "待核"),
        SuspectedLine("其他（低编）", "FP-DEMO-052", "有治疗而没有相应诊断", 0, 7, 3, "少记", "待核"),
        SuspectedLine("分解住院、挂床住院", "FP-DEMO-053", "同日出院再入院", 2, 3, 3, "多记", "待核"),
        SuspectedLine(
            "重复收费、超标准收费、分解项目收费", "FP-DEMO-054", "床位费天数超过住院天数", 4, 0, 0, "多记", "待核"
        ),
    )
