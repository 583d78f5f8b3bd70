"""An invented month of a hospital of 12 wards, 40 doctors and 60 groups: its facts, and its figures.

Nothing in it is of a real hospital or a real scheme.
"""

import random
from datetime import timedelta
from decimal import Decimal
from functools import cache

from coding.base.period import read_period
from coding.grouping.case import GroupStatus
from coding.indicators.compute import figures_of
from coding.indicators.figures import Scope
from coding.indicators.outside import Outside
from coding.indicators.page_facts import PageFacts
from coding.indicators.preparing import prepared

WARDS = (
    "心血管内科一病区", "呼吸内科", "消化内科", "神经内科", "内分泌科", "肾内科", "普外科", "骨科一病区", "泌尿外科",
    "妇科", "产科", "儿科",
)  # fmt: skip
DOCTORS = tuple(f"医师{number:02}" for number in range(1, 41))
CODERS = ("编码员甲", "编码员乙", "编码员丙", "编码员丁")
NAMES = (
    "循环系统疾患", "呼吸系统感染", "消化系统炎症", "脑缺血性疾患", "代谢性疾患", "肾功能不全", "腹部手术", "关节手术",
    "尿路结石手术", "子宫附件手术", "阴道分娩", "新生儿及儿童疾患",
)  # fmt: skip
GROUPS = tuple(f"X{'ABCDEFGHIJKL'[at // 5]}{at % 5 + 1}{9 - at % 3 * 2}" for at in range(60))
GROUP_NAMES = {group: f"虚构病组：{NAMES[at // 5]}{'甲乙丙丁戊'[at % 5]}组" for at, group in enumerate(GROUPS)}
WEIGHTS = {group: 3200 + at * 37 % 60 * 410 for at, group in enumerate(GROUPS)}
#: Σ (yuan) and days of the reference of a group.
MEANS = {group: (Decimal(WEIGHTS[group]) * Decimal("0.82"), Decimal(4 + at % 9)) for at, group in enumerate(GROUPS)}
RISKS = {group: ("low", "mid_low", "mid_high", "high")[at % 4] for at, group in enumerate(GROUPS)}
TARGETS = {
    (id_, "", 0): Decimal(aim)
    for id_, aim in (
        ("completeness", 95), ("timeliness", 95), ("accuracy", 95), ("standardisation", 95), ("grouping_rate", 98),
        ("first_pass_rate", 90), ("archive_2wd", 90), ("principal_right", 90),
    )
}  # fmt: skip
OUTSIDE = {
    (id_, Scope.HOSPITAL, ""): Outside(Decimal(above), None if below is None else Decimal(below))
    for id_, above, below in (
        ("principal_right", 56, 60), ("main_procedure_right", 21, 24), ("answered_rate", 140, 162),
        ("mended_rate", 121, 162), ("overdue", 3, None), ("written_back", 150, 174), ("fines", 8460, None),
    )
}  # fmt: skip
RULES = tuple((f"FP-DEMO-{number:03}", title) for number, title in enumerate((
    "主要诊断编码不够具体", "离院方式未填", "手术级别与目录不符", "入院病情填写错误", "主要手术漏填", "出生体重缺失",
    "药物过敏未写药名", "费用合计不等于分项之和", "病理诊断编码缺失", "损伤外部原因缺失", "其他诊断漏填",
    "联系电话格式不符",
), 1))  # fmt: skip


@cache
def sample_facts(period="2026-10", pages=900, seed=14):
    """The facts of a month, by day of discharge; the same for the same arguments."""
    rnd = random.Random(f"{period}/{seed}")
    first, last = read_period(period).first, read_period(period).last
    found = [_page(rnd, number, first + timedelta(rnd.randrange((last - first).days + 1))) for number in range(pages)]
    return tuple(sorted(found, key=lambda facts: (facts.discharged, facts.case_no)))


def _page(rnd, number, day):
    ward = min(int(rnd.expovariate(0.28)), 11)
    doctor = DOCTORS[(ward * 10 // 3 + rnd.randrange(3)) % 40]
    group = GROUPS[ward * 5 + min(int(rnd.expovariate(0.9)), 4)]
    grouped = rnd.random() > 0.02
    mean, days = MEANS[group]
    stay = max(1, int(days) + rnd.randrange(-3, 4))
    cost = int(mean * 100 * Decimal(str(round(rnd.uniform(0.6, 1.5), 2))))
    weight = WEIGHTS[group] if grouped else None
    priced = grouped and rnd.random() > 0.01
    operated = ward >= 6 and rnd.random() > 0.4
    defects = tuple(int(rnd.random() < share) for share in (0.09, 0.05, 0.07, 0.04, 0.12, 0.03))
    errors = int(rnd.random() < 0.06)
    multiple = "high" if cost > mean * 135 else "low" if cost < mean * 62 else ""
    admitted = day - timedelta(stay)
    return PageFacts(
        case_no=f"{day.year}{number + 1:06}", discharged=f"{day}T10:{rnd.randrange(60):02}:00",
        admitted=f"{admitted}T09:00:00", ward=WARDS[ward], dept=f"{3 + ward:02}01", doctor=doctor,
        team=f"{WARDS[ward]}{'AB'[rnd.randrange(2)]}组", coder=CODERS[number % 4],
        insured=rnd.choices(("1.1", "2.1", "7"), (30, 60, 10))[0],
        status=str(GroupStatus.GROUPED if grouped else GroupStatus.UNGROUPABLE), drg=group if grouped else "0000",
        adrg=group[:3] if grouped else "",
        mdc=f"MDC{group[0]}" if grouped else "", weight=weight, operative=operated if grouped else None,
        reference_cost=f"{mean:.2f}" if grouped else "", reference_stay=str(days) if grouped else "",
        cost=cost, payment=weight * 82 if priced else None, drugs=cost * rnd.randrange(18, 40) // 100,
        consumables=cost * rnd.randrange(5, 25) // 100, services=cost * rnd.randrange(20, 40) // 100, stay=stay,
        multiple=multiple if grouped else "", thresholds=grouped, candidate=multiple == "high" and rnd.random() < 0.3,
        died=rnd.random() < 0.008, operated=operated, level=rnd.choice((1, 2, 3, 3, 4)) if operated else None,
        minimally_invasive=rnd.random() < 0.3 if operated else None, pathway=rnd.random() < 0.5,
        elective=rnd.random() < 0.8 if operated else None, day_surgery=rnd.random() < 0.1 if operated else None,
        state="error" if errors else "clean", errors=errors, warnings=sum(defects), defects=defects,
        judged=(True, number % 17 != 0, True, True, True, True), unjudged_rules=number % 3,
        score=1000 - 40 * sum(defects),
        grade="甲" if sum(defects) < 2 else "乙", first_pass=not errors,
        suspected=("其他",) if rnd.random() < 0.02 else (), violations=(),
        in_time=(("archive_2wd", rnd.random() < 0.9), ("front_page_24h", rnd.random() < 0.95)),
        has_list=number % 5 == 0, list_differs=rnd.random() < 0.1 if number % 5 == 0 else None,
    )  # fmt: skip


@cache
def sample_figures(period="2026-10", pages=900):
    """The figures of the month beside those of the month before and of the same month last year."""
    now = read_period(period)
    before, last = now.before.name, now.year_before.name
    return figures_of(
        sample_facts(period, pages),
        now,
        before=sample_facts(before, pages * 11 // 12),
        last_year=sample_facts(last, pages * 10 // 13),
        risks=RISKS,
        targets=TARGETS,
        group_names=GROUP_NAMES,
        outside=OUTSIDE,
        unjudged={"FP-DEMO-020": (pages, "提供医嘱表（--orders）后可以评判")},
        stamp="invented0001",
    )


def sample_frame(period="2026-10", pages=900):
    """The frame that the figures of the month are made of."""
    return prepared(sample_facts(period, pages), read_period(period), risks=RISKS).frame
