"""Invented pages as facts: times, lists, teams, samples, prices, empty wards, and whatever a page may not say."""

import random
from datetime import datetime, timedelta

from coding.grouping.case import GroupStatus
from coding.indicators.page_facts import PageFacts

WARDS = ("心内科", "骨科一", "骨科二", "产科", "")
DOCTORS = ("甲医生", "乙医生", "丙医生", "丁医生", "")
CODERS = ("编码一", "编码二", "")
INSURED = ("1.1", "1.2", "2.1", "3.1", "7", "01", "09", "医保", "")
RISKS = ("low", "mid_low", "mid_high", "high", "")
LIMITS = (
    "first_note_8h", "admission_24h", "operation_24h", "discharge_24h", "front_page_24h", "archive_2wd",
    "archive_3d", "archive_7d",
)  # fmt: skip
VIOLATIONS = ("高套", "低标准入院", "分解住院", "虚构服务", "重复收费", "超标准收费", "串换")
PRINCIPALS = ("I21.900", "I50.900", "J18.900", "J13.x00", "I63.900", "K35.800", "I11.000", "")
GROUPS = tuple(f"{mdc}{kind}1{last}" for mdc in "CFGI" for kind in "BR" for last in "1359")


class Invented:
    """A hospital by a seed: its groups have weights and references, its pages lie in two years and beside them."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        pick = self.random
        self.weights = {drg: pick.choice((None, pick.randint(1, 60_000))) for drg in GROUPS}
        self.costs = {drg: pick.choice(("", f"{pick.uniform(500, 90_000):.2f}")) for drg in GROUPS}
        self.stays = {drg: pick.choice(("", f"{pick.uniform(1, 30):.6f}")) for drg in GROUPS}

    def pages(self, number: int, year: int = 2026) -> list[PageFacts]:
        """So many pages of a year, some of the days around it, some without a day."""
        return [self._page(at, year) for at in range(number)]

    def _maybe(self, value, often=0.8):
        return value if self.random.random() < often else None

    def _flag(self, often=0.8):
        return self._maybe(self.random.random() < 0.4, often)

    def _page(self, at: int, year: int) -> PageFacts:
        pick = self.random
        status = pick.choices(tuple(GroupStatus), (20, 2, 2, 1, 2, 1, 1, 1))[0]
        is_grouped = status in (GroupStatus.GROUPED, GroupStatus.CORE, GroupStatus.MIXED)
        drg = pick.choice(GROUPS)
        left = datetime(year, 1, 1, 8) + timedelta(hours=pick.randint(-600, 9_300))
        defects = tuple(pick.choice((0, 0, 0, 1, 2)) for _ in range(6))
        clean = self._maybe(pick.choice((0, 1, 2)), 0.5)
        items = self._maybe(pick.randint(60, 76))
        return PageFacts(
            case_no=f"{at:08}",
            discharged=left.isoformat() if pick.random() < 0.97 else "",
            admitted=(left - timedelta(days=pick.randint(0, 30))).isoformat(),
            ward=pick.choice(WARDS),
            dept="0301",
            doctor=pick.choice(DOCTORS),
            team=pick.choice(("", "一组")),
            coder=pick.choice(CODERS),
            insured=pick.choice(INSURED),
            status=status.value if pick.random() < 0.95 else "",
            mdc=f"MDC{drg[0]}",
            adrg=drg[:3],
            drg=drg if is_grouped else "0000",
            weight=self.weights[drg],  # of a group without cases, too: figures ask whether a page is grouped
            ought=pick.random() < 0.9,
            operative=self._maybe(drg[1] == "B", 0.9),
            complication=pick.choice(("mcc", "cc", "none", "undivided", "")),
            reference_cost=self.costs[drg],
            reference_stay=self.stays[drg],
            cost=self._maybe(pick.choice((0, pick.randint(1, 9_000_000)))),
            payment=self._maybe(pick.randint(0, 9_000_000)),
            drugs=self._maybe(pick.randint(0, 500_000)),
            consumables=self._maybe(pick.randint(0, 500_000)),
            services=self._maybe(pick.randint(-5_000, 500_000)),
            stay=self._maybe(pick.randint(1, 60), 0.85),
            multiple=pick.choice(("high", "low", "", "")),
            thresholds=pick.random() < 0.7,
            candidate=self._flag(),
            excluded=pick.random() < 0.1,
            died=self._maybe(pick.random() < 0.1),
            operated=self._flag(),
            level=self._maybe(pick.randint(1, 4)),
            minimally_invasive=self._flag(),
            pathway=self._flag(),
            day_surgery=self._flag(),
            elective=self._flag(),
            risk=pick.choice(RISKS),
            principal=pick.choice(PRINCIPALS),
            age=self._maybe(pick.choice((pick.randint(0, 20), pick.randint(0, 90))), 0.9),
            clean_wounds=clean,
            infected_wounds=self._maybe(pick.randint(0, 2), 0.5),
            state=pick.choice(("error", "warning", "clean", "")),
            errors=pick.choice((0, 0, 1, 3)),
            warnings=pick.randint(0, 3),
            infos=pick.randint(0, 3),
            defects=defects,
            judged=tuple(pick.random() < 0.8 for _ in range(6)),
            unjudged_rules=pick.randint(0, 500),
            score=self._maybe(pick.randint(0, 1000)),
            grade=pick.choice(("甲", "乙", "丙", "")),
            items_filled=None if items is None else items - pick.choice((0, 0, 1, 5)),
            items_required=items,
            first_pass=self._flag(),
            violations=tuple(pick.sample(VIOLATIONS, pick.choice((0, 0, 0, 1, 2)))),
            suspected=tuple(pick.sample(VIOLATIONS, pick.choice((0, 0, 0, 1, 2)))),
            in_time=tuple((limit, pick.random() < 0.7) for limit in LIMITS if pick.random() < 0.6),
            has_list=pick.random() < 0.6,
            list_differs=self._flag(0.5),
            readmitted_15=self._flag(),
            readmitted_31=self._flag(),
            same_day=self._flag(),
        )
