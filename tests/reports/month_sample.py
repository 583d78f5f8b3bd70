"""An invented month of a hospital of 12 wards, 40 doctors and 60 groups: its facts, and its figures in plain Decimal.

Nothing in it is of a real hospital or a real scheme. ``sample_facts`` gives one row a page, ``sample_figures`` counts
them in the plainest way there is, so that whoever computes them otherwise can be compared with it.
"""

import random
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

from coding.base.period import read_period
from coding.indicators.figures import FigureRow, GroupRow, MonthFigures, Scope
from coding.indicators.page_facts import PageFacts

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
#: By which a quotient is multiplied: a share is told in percent.
PERCENT = (1, 100)
RULES = tuple((f"FP-DEMO-{number:03}", title) for number, title in enumerate((
    "主要诊断编码不够具体", "离院方式未填", "手术级别与目录不符", "入院病情填写错误", "主要手术漏填", "出生体重缺失",
    "药物过敏未写药名", "费用合计不等于分项之和", "病理诊断编码缺失", "损伤外部原因缺失", "其他诊断漏填",
    "联系电话格式不符",
), 1))  # fmt: skip


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
        status="grouped" if grouped else "ungrouped", drg=group if grouped else "0000",
        adrg=group[:3] if grouped else "",
        mdc=f"MDC{group[0]}" if grouped else "", weight=weight, operative=operated if grouped else None,
        reference_cost=f"{mean:.2f}" if grouped else "", reference_stay=str(days) if grouped else "",
        cost=cost, payment=weight * 82 if priced else None, drugs=cost * rnd.randrange(18, 40) // 100,
        consumables=cost * rnd.randrange(5, 25) // 100, services=cost * rnd.randrange(20, 40) // 100, stay=stay,
        multiple=multiple if grouped else "", thresholds=grouped, candidate=multiple == "high" and rnd.random() < 0.3,
        died=rnd.random() < 0.008, operated=operated, level=rnd.choice((1, 2, 3, 3, 4)) if operated else None,
        minimally_invasive=rnd.random() < 0.3 if operated else None, pathway=rnd.random() < 0.5,
        elective=rnd.random() < 0.8 if operated else None, day_surgery=rnd.random() < 0.1 if operated else None,
        state="passed", errors=errors, warnings=sum(defects), defects=defects,
        judged=(True, number % 17 != 0, True, True, True, True), unjudged_rules=number % 3,
        score=100 - 4 * sum(defects),
        grade="A" if sum(defects) < 2 else "B", first_pass=not errors,
        suspected=("其他",) if rnd.random() < 0.02 else (), violations=(),
        in_time=(("archive_2wd", rnd.random() < 0.9), ("front_page_24h", rnd.random() < 0.95)),
        has_list=number % 5 == 0, list_differs=rnd.random() < 0.1 if number % 5 == 0 else None,
    )  # fmt: skip


def sample_figures(period="2026-10", pages=900):
    """The figures of the month beside those of the month before and of the same month last year."""
    now = read_period(period)
    before_name = f"{now.first - timedelta(1):%Y-%m}"
    last_name = f"{now.first.year - 1}{period[4:]}"
    facts, before, last = (sample_facts(name, count) for name, count in (
        (period, pages), (before_name, pages * 11 // 12), (last_name, pages * 10 // 13)))  # fmt: skip
    rows = list(_rows(facts, before, last, period))
    return MonthFigures(
        now, tuple(rows), _groups(facts, last), len(facts), "invented0001",
        {"FP-DEMO-020 病程与诊断": (len(facts), "提供医嘱表（--orders）后可以评判"),
         "readmission_31d": (len(facts), "提供前后各一个月的病案（--before）后可以评判")},
        before_name, last_name,
    )  # fmt: skip


def _rows(facts, before, last, period):
    parts = {
        Scope.WARD: lambda f: f.ward, Scope.TEAM: lambda f: f.team, Scope.DOCTOR: lambda f: f.doctor,
        Scope.CODER: lambda f: f.coder, Scope.INSURED: lambda f: f.insured,
    }  # fmt: skip
    yield from _scope_rows(facts, before, last, period, Scope.HOSPITAL, "")
    for scope, of in parts.items():
        for value in sorted({of(f) for f in facts}):
            mine = [[f for f in some if of(f) == value] for some in (facts, before, last)]
            yield from _scope_rows(*mine, period, scope, value)


def _scope_rows(facts, before, last, period, scope, value):
    then, year_ago = _values(before), _values(last)
    for id_, name, numerator, denominator, unit, digits, reference in _counted(facts):
        above, below, figure = _made(numerator, denominator, unit, digits)
        old = year_ago.get(id_)
        change = None if figure is None or not old else _half_up((figure - old) / old, 4)
        judged = sum(f.judged[1] for f in facts) if id_ == "timeliness" else len(facts)
        yield FigureRow(
            id_, name, scope, value, period, above, below, figure, unit, reference, then.get(id_), old, change,
            len(facts) - judged, "示范口径，非正式条文",
        )  # fmt: skip


def _values(facts):
    return {one[0]: _made(*one[2:6])[2] for one in _counted(facts)} if facts else {}


def _counted(facts):
    """id, name, numerator, denominator (None = a plain sum), unit, digits, reference."""
    n = len(facts)
    cases = [f for f in facts if f.status == "grouped"]
    weight, cost = sum(f.weight for f in cases), sum(f.cost for f in facts)
    paid = [f for f in facts if f.payment is not None]
    yield "pages", "出院病案", n, None, "例", 0, None
    yield "cases", "入组病例", len(cases), None, "例", 0, None
    yield "groups", "DRG组数", len({f.drg for f in cases}), None, "组", 0, None
    yield "grouping_rate", "入组率", len(cases), n, "%", 2, Decimal(98)
    yield "ungrouped", "未入组", n - len(cases), n, "%", 2, None
    yield "total_weight", "总权重", Decimal(weight) / 10000, None, "", 2, None
    yield "cmi", "CMI", Decimal(weight) / 10000, len(cases), "", 2, Decimal(1)
    yield "cost_index", "费用消耗指数", _index(cases, 0), len(cases), "", 2, Decimal(1)
    yield "time_index", "时间消耗指数", _index(cases, 1), len(cases), "", 2, Decimal(1)
    yield "rw_ge_2_share", "RW≥2 占比", sum(f.weight >= 20000 for f in cases), len(cases), "%", 2, None
    yield "rw_lt_0_5_share", "RW<0.5 占比", sum(f.weight < 5000 for f in cases), len(cases), "%", 2, None
    yield "mean_cost", "次均费用", Decimal(cost) / 100, n, "元", 2, None
    yield "mean_los", "平均住院日", sum(f.stay for f in facts), n, "天", 2, Decimal(8)
    for id_, name in (("drug", "药占比"), ("consumable", "耗占比"), ("service", "医疗服务收入占比")):
        yield (
            f"{id_}_share",
            name,
            Decimal(sum(getattr(f, f"{id_}s") for f in facts)) / 100,
            Decimal(cost) / 100,
            "%",
            2,
            None,
        )
    for at, (id_, name) in enumerate((
        ("completeness", "完整性"), ("timeliness", "及时性"), ("accuracy", "准确性"), ("standardisation", "规范性"),
    )):  # fmt: skip
        judged = [f for f in facts if f.judged[at]]
        yield id_, f"{name}合格率", sum(not f.defects[at] for f in judged), len(judged), "%", 2, Decimal(95)
    yield "mandatory_pages", "有强制问题的首页", sum(f.errors > 0 for f in facts), n, "%", 2, None
    yield "first_pass_rate", "首页一次合格率", sum(f.first_pass for f in facts), n, "%", 2, Decimal(90)
    for id_, name in (("archive_2wd", "2 个工作日归档率"), ("front_page_24h", "首页 24 小时完成率")):
        known = [dict(f.in_time)[id_] for f in facts]
        yield id_, name, sum(known), len(known), "%", 2, Decimal(90)
    listed = [f for f in facts if f.has_list]
    yield "list_differs", "清单不符", sum(f.list_differs for f in listed), len(listed), "%", 2, None
    for way, name in (("high", "高倍率"), ("low", "低倍率")):
        known = [f for f in facts if f.thresholds]
        yield f"{way}_multiple_share", f"{name}占比", sum(f.multiple == way for f in known), len(known), "%", 2, None
    payment = sum(f.payment for f in paid)
    yield "payment", "支付估算", Decimal(payment) / 100, None, "元", 2, None
    yield "cost", "总费用", Decimal(cost) / 100, None, "元", 2, None
    yield "balance", "差额（支付 − 费用）", Decimal(payment - sum(f.cost for f in paid)) / 100, None, "元", 2, None
    yield "principal_right", "主要诊断编码正确率", 56, 60, "%", 2, Decimal(90)
    yield "readmission_31d", "31 日内再住院", 0, 0, "%", 2, None


def _index(cases, at):
    total = Decimal(0)
    for group in sorted({f.drg for f in cases}):
        mine = [f for f in cases if f.drg == group]
        own = Decimal(sum(f.stay if at else f.cost for f in mine)) / len(mine) / (1 if at else 100)
        total += len(mine) * own / MEANS[group][at]
    return total


def _made(numerator, denominator, unit, digits):
    above = Decimal(numerator)
    if denominator is None:
        return above, None, _half_up(above, digits)
    below = Decimal(denominator)
    return above, below, _half_up(above / below * PERCENT[unit == "%"], digits) if below else None


def _half_up(number, digits):
    return number.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def _groups(facts, last):
    cases = [f for f in facts if f.status == "grouped"]
    whole = sum(f.cost for f in facts)
    found = []
    for group in sorted({f.drg for f in cases}):
        mine = [f for f in cases if f.drg == group]
        n, cost = len(mine), Decimal(sum(f.cost for f in mine)) / 100
        paid = [f for f in mine if f.payment is not None]
        payment = Decimal(sum(f.payment for f in paid)) / 100
        then = sum(f.drg == group for f in last)
        weight = Decimal(WEIGHTS[group]) / 10000
        found.append(GroupRow(
            group, GROUP_NAMES[group], n, weight, weight * n, cost, _half_up(cost / n, 2), MEANS[group][0],
            _half_up(Decimal(sum(f.stay for f in mine)) / n, 2), MEANS[group][1], payment,
            payment - Decimal(sum(f.cost for f in paid)) / 100, _half_up(cost * 100 / whole, 4),
            {kind: sum(f.insured == kind for f in mine) for kind in ("1.1", "2.1", "7")},
            sum(bool(f.died) for f in mine),
            (sum(f.multiple == "high" for f in mine), sum(f.multiple == "low" for f in mine)), then,
            _half_up(Decimal(n - then) / then, 4) if then else None,
        ))  # fmt: skip
    return tuple(sorted(found, key=lambda row: (-row.cases, row.drg)))
