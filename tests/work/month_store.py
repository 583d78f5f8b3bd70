"""A month in a real store: pages of October 2026 that were checked, passed and uploaded as a department does it."""

from datetime import datetime
from decimal import Decimal

from coding.base.period import read_period
from coding.indicators.figures import FigureRow, GroupRow, MonthFigures, Scope
from coding.page.step import PageState
from coding.review.case_life import step_rule
from coding.store.store import Verdict
from coding.work.releasing import step_change
from tests.db.conftest import make_page, make_reading

MONTH = "2026-10"
NOW = datetime(2026, 11, 3, 9, 0)
WARDS = ("心内科", "普外科")


def october(count=4, first=1001, **values):
    """Pages of October; the wards take turns."""
    return [
        make_page(
            str(first + n),
            discharge_ward=WARDS[n % 2],
            admission_datetime=f"2026-10-{1 + n % 20:02d} 08:00:00",
            discharge_datetime=f"2026-10-{5 + n % 20:02d} 10:00:00",
            patient_name=f"样例{n}",
            **values,
        )
        for n in range(count)
    ]


def keep(store, pages, file="十月.csv"):
    """The ids of pages that came with a file."""
    return list(store.import_reading(make_reading(*pages, file=file)).added)


def checked(store, ids):
    """A clean verdict on each page, with which the gate is open."""
    verdict = Verdict("clean", 0, 0, 0, 0, "分组成功", "HC23", 1.2, None, 99.0, "s1")
    store.keep_verdicts([(page_id, verdict) for page_id in ids])


def passed(store, ids):
    """Bring pages to 通过."""
    checked(store, ids)
    for row in store.rows(ids):
        rule = step_rule(PageState(row.progress), PageState.PASSED, two_stage=False)
        store.append(row.id, step_change(rule))


def figures(month=MONTH, cases="4", stamp="s1"):
    """The figures of a month, small but with every kind of value."""
    rows = (
        FigureRow(
            "cases", "病例数", Scope.HOSPITAL, "", month, Decimal(cases), None, Decimal(cases), "例", source="待核"
        ),
        FigureRow("cmi", "CMI", Scope.WARD, "心内科", month, Decimal("2.4"), Decimal(0), None, "", not_judged=2),
        FigureRow("mean_cost", "例均费用", Scope.HOSPITAL, "", month, None, None, Decimal("10.50"), "元", Decimal(9)),
    )
    groups = (
        GroupRow(
            "HC23",
            "胆囊",
            4,
            Decimal("1.2000"),
            Decimal("4.8"),
            Decimal("42.00"),
            None,
            None,
            None,
            None,
            None,
            None,
            None,
            {"01": 3, "02": 1},
            1,
            (1, 0),
            3,
            Decimal("0.3333"),
        ),
    )
    unjudged = {"readmission_31d": (2, "没有前后住院的病案")}
    return MonthFigures(read_period(month), rows, groups, int(cases), stamp, unjudged, "2026-09", "")
